/* sheet.c - opens a file by its kind, and what all kinds share. */
#include "sheet/kind.h"
#include "sheet/sheet_int.h"
#include "base/str.h"

#include <string.h>

static const int64_t SHEET_ARENA = 64LL << 20;

bool damaged(struct err *e)
{
	err_set(e, ERR_REFUSED, N_("The file is damaged or incomplete."));
	return err_hint(e, N_("Copy or download it again. If Excel or WPS still opens it, "
			      "save it as .xlsx and upload that file."));
}

bool cell_too_long(int column, int row, struct err *e)
{
	char address[16];
	err_set(e, ERR_REFUSED, N_("Cell %s holds more than %d bytes of text."),
		cell_address(column, row, address), (int)CELL_MAX);
	return err_hint(e,
			N_("Shorten the text of that cell, or keep it in a document of its own."));
}

bool row_number_ok(int64_t number, struct err *e)
{
	if (number >= 1 && number <= LIMIT_SHEET_ROWS)
		return true;
	err_set(e, ERR_REFUSED, N_("The sheet has more than %d rows."), (int)LIMIT_SHEET_ROWS);
	return err_hint(e, N_("Split it into several files."));
}

bool sheet_add(struct sheet *s, const char *name, bool hidden, int64_t rows_hint, struct err *e)
{
	if (s->count == SHEETS_MAX) {
		err_set(e, ERR_REFUSED, N_("The workbook has more than %d sheets."), (int)SHEETS_MAX);
		return err_hint(e, N_("Save the sheet that you want to load as a workbook of its own."));
	}
	struct str trimmed = str_trim(str_c(name));
	if (trimmed.n > 255)
		trimmed.n = utf8_floor(trimmed.p, 255);
	s->infos[s->count++] = (struct sheet_info){
		.name = arena_strndup(s->arena, trimmed.p, trimmed.n),
		.hidden = hidden,
		.rows_hint = rows_hint,
	};
	return true;
}

static bool open_kind(struct sheet *s, enum file_kind kind, struct err *e)
{
	switch (kind) { /* -Wswitch-enum wants the refused kinds named, the macro does */
	case FILE_SHEET_ZIP:
		s->kind = SHEET_XLSX;
		return xlsx_open(s, e);
	case FILE_SHEET_XLS:
		s->kind = SHEET_XLS;
		return xls_open(s, e);
	case FILE_SHEET_HTML:
		s->kind = SHEET_HTML;
		return html_open(s, e);
	case FILE_SHEET_XML:
		s->kind = SHEET_XML2003;
		return xml2003_open(s, e);
	case FILE_SHEET_CSV:
		s->kind = SHEET_CSV;
		return csv_open(s, e);
#define X(name, text, hint) case name:
	REFUSED_KINDS(X)
#undef X
		break;
	}
	return refuse_kind(kind, e);
}

struct sheet *sheet_open(const char *path, struct err *e)
{
	enum file_kind kind;
	if (!file_kind_of(path, &kind, e))
		return NULL;
	struct arena *a = arena_new(SHEET_ARENA);
	struct sheet *s = ARENA_NEW(a, struct sheet);
	s->arena = a;
	s->path = arena_strdup(a, path);
	s->infos = ARENA_ARRAY(a, struct sheet_info, SHEETS_MAX);
	s->selected = -1;
	s->rows = ARENA_NEW(a, struct row_builder);
	row_builder_init(s->rows, a);
	if (!open_kind(s, kind, e)) {
		arena_free(a);
		return NULL;
	}
	return s;
}

void sheet_close(struct sheet *s)
{
	if (s)
		arena_free(s->arena);
}

enum sheet_kind sheet_kind_of(const struct sheet *s)
{
	return s->kind;
}

int sheet_count(const struct sheet *s)
{
	return s->count;
}

struct sheet_info sheet_info(const struct sheet *s, int index)
{
	assert(index >= 0 && index < s->count);
	return s->infos[index];
}

bool sheet_select(struct sheet *s, int index, struct err *e)
{
	assert(index >= 0 && index < s->count);
	s->selected = -1;
	row_builder_restart(s->rows);
	if (!s->ops->select(s, index, e))
		return false;
	s->selected = index;
	return true;
}

int sheet_next(struct sheet *s, struct arena *a, struct sheet_row *row, struct err *e)
{
	assert(s->selected >= 0);
	s->rows->row_arena = a;
	return s->ops->next(s, row, e);
}

int sheet_progress(const struct sheet *s)
{
	return s->selected < 0 ? 0 : s->ops->progress(s);
}

const char *cell_address(int column, int row, char buf[16])
{
	char letters[8];
	size_t n = 0;
	for (int c = column; c > 0 && n < 4; c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	size_t at = 0;
	while (n)
		buf[at++] = letters[--n];
	char digits[11];
	int64_t left = row > 0 ? row : 0;
	do {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	while (n)
		buf[at++] = digits[--n];
	buf[at] = 0;
	return buf;
}

const struct cell *row_cell(const struct sheet_row *row, int column)
{
	int low = 0, high = row->count;
	while (low < high) {
		int middle = (low + high) / 2;
		if (row->cells[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low < row->count && row->cells[low].column == column ? &row->cells[low] : NULL;
}
