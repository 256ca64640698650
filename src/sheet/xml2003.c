/*
 * xml2003.c - SpreadsheetML 2003 ("XML Spreadsheet"), which some systems name ".xls".
 *
 * Read twice, streamed: once for the sheets' names, then for the rows of the chosen one.
 */
#include "base/str.h"
#include "sheet/kind.h"
#include "sheet/sheet_int.h"

#include <stdlib.h>
#include <string.h>

struct xml2003 {
	struct sheet *s;
	struct text_file *file;
	struct xml *xml;
	struct row_builder *b;
	int worksheet, wanted;       /* index of the sheet being read; the selected one */
	int row, column, across, down, span;
	bool in_row, in_cell, in_data, in_comment, in_visible, formula, too_long;
	char type[12];
	size_t n;
	char text[CELL_MAX + 1];
};

static int number_attr(const char **attrs, const char *name, int otherwise)
{
	const char *text = xml_attr(attrs, name);
	long v = text ? strtol(text, NULL, 10) : otherwise;
	return v < 0 || v > 100000000 ? otherwise : (int)v;
}

static void stop(struct xml2003 *x)
{
	xml_stop(x->xml);
}

/* ---- the first pass: names ---- */

static void name_start(void *user, const char *name, const char **attrs)
{
	struct xml2003 *x = user;
	x->in_visible = strcmp(name, "Visible") == 0;
	x->n = 0;
	if (strcmp(name, "Worksheet") == 0) {
		const char *title = xml_attr(attrs, "Name");
		if (!sheet_add(x->s, title ? title : "", false, 0, xml_err(x->xml)))
			stop(x);
	} else if (strcmp(name, "Table") == 0 && x->s->count > 0) {
		int rows = number_attr(attrs, "ExpandedRowCount", 0);
		x->s->infos[x->s->count - 1].rows_hint = rows <= LIMIT_SHEET_ROWS ? rows : 0;
	}
}

static void name_end(void *user, const char *name)
{
	struct xml2003 *x = user;
	(void)name;
	if (x->in_visible && x->s->count > 0 && x->n > 5 && memcmp(x->text, "Sheet", 5) == 0)
		x->s->infos[x->s->count - 1].hidden = true; /* SheetHidden, SheetVeryHidden */
	x->in_visible = false;
}

static void name_text(void *user, const char *p, int n)
{
	struct xml2003 *x = user;
	if (x->in_visible && x->n + (size_t)n <= CELL_MAX) {
		memcpy(x->text + x->n, p, (size_t)n);
		x->n += (size_t)n;
	}
}

/* ---- the second pass: rows ---- */

static void start_row(struct xml2003 *x, const char **attrs)
{
	int next = x->row + x->span + 1, given = number_attr(attrs, "Index", next);
	if (given < next) {
		damaged(xml_err(x->xml));
		stop(x);
		return;
	}
	if (!row_number_ok(given, xml_err(x->xml))) {
		stop(x);
		return;
	}
	x->row = given;
	x->span = number_attr(attrs, "Span", 0);
	x->column = 0;
	x->across = 0;
	x->in_row = true;
	row_begin(x->b, given, number_attr(attrs, "Hidden", 0) == 1);
}

static void start_cell(struct xml2003 *x, const char **attrs)
{
	x->column = number_attr(attrs, "Index", x->column + x->across + 1);
	x->across = number_attr(attrs, "MergeAcross", 0);
	x->down = number_attr(attrs, "MergeDown", 0);
	if (x->across > 16384)
		x->across = 16384;
	x->formula = xml_attr(attrs, "Formula") != NULL;
	x->too_long = false;
	x->type[0] = 0;
	x->n = 0;
	x->in_cell = true;
}

static void row_start(void *user, const char *name, const char **attrs)
{
	struct xml2003 *x = user;
	if (strcmp(name, "Worksheet") == 0) {
		x->worksheet++;
	} else if (x->worksheet != x->wanted) {
		return;
	} else if (strcmp(name, "Row") == 0 && !x->in_row) {
		start_row(x, attrs);
	} else if (strcmp(name, "Cell") == 0 && x->in_row && !x->in_cell) {
		start_cell(x, attrs);
	} else if (strcmp(name, "Comment") == 0) {
		x->in_comment = true;
	} else if (strcmp(name, "Data") == 0 && x->in_cell && !x->in_comment) {
		const char *type = xml_attr(attrs, "Type");
		snprintf(x->type, sizeof x->type, "%s", type ? type : "String");
		x->in_data = true;
	}
}

static void row_text(void *user, const char *p, int n)
{
	struct xml2003 *x = user;
	if (!x->in_data || x->column > COLUMNS_MAX)
		return;
	size_t room = CELL_MAX - x->n, take = (size_t)n;
	if (take > room) {
		take = room;
		x->too_long = true;
	}
	memcpy(x->text + x->n, p, take);
	x->n += take;
}

static void end_cell(struct xml2003 *x)
{
	struct row_builder *b = x->b;
	x->in_cell = false;
	if (x->column > COLUMNS_MAX)
		return;
	if (x->too_long) {
		cell_too_long(x->column, x->row, xml_err(x->xml));
		stop(x);
		return;
	}
	if (strcmp(x->type, "Number") == 0)
		row_put_number(b, x->column, x->text, x->n, FORMAT_PLAIN, false);
	else if (strcmp(x->type, "DateTime") == 0)
		row_put_iso(b, x->column, x->text, x->n);
	else if (strcmp(x->type, "Boolean") == 0)
		row_put(b, x->column, CELL_FLAG, x->n && x->text[0] == '1' ? "1" : "0", x->n ? 1 : 0);
	else if (strcmp(x->type, "Error") == 0)
		row_put(b, x->column, CELL_ERROR, x->text, x->n);
	else
		row_put(b, x->column, CELL_TEXT, x->text, x->n);
	b->cells[x->column].formula = x->formula;
	row_merge_now(b, (struct merge){ x->row, x->column, x->row + x->down, x->column + x->across });
}

static void row_end(void *user, const char *name)
{
	struct xml2003 *x = user;
	if (strcmp(name, "Data") == 0) {
		x->in_data = false;
	} else if (strcmp(name, "Comment") == 0) {
		x->in_comment = false;
	} else if (strcmp(name, "Cell") == 0 && x->in_cell) {
		end_cell(x);
	} else if (strcmp(name, "Row") == 0 && x->in_row) {
		x->in_row = false;
		xml_pause(x->xml);
	} else if (strcmp(name, "Worksheet") == 0 && x->worksheet == x->wanted) {
		stop(x);
	}
}

static bool xml2003_select(struct sheet *s, int index, struct err *e)
{
	static const struct xml_handlers h = { row_start, row_end, row_text };
	struct xml2003 *x = s->reader;
	if (!text_rewind(x->file, e))
		return false;
	xml_close(x->xml);
	x->xml = xml_open(s->arena, text_source(x->file), "UTF-8", &h, x);
	x->b = s->rows;
	x->worksheet = -1;
	x->wanted = index;
	x->row = x->span = 0;
	x->in_row = x->in_cell = x->in_data = x->in_comment = false;
	return true;
}

static int xml2003_next(struct sheet *s, struct sheet_row *row, struct err *e)
{
	struct xml2003 *x = s->reader;
	for (;;) {
		int got = xml_run(x->xml, e);
		if (got <= 0)
			return got;
		if (row_finish(s->rows, row))
			return 1;
	}
}

static int xml2003_progress(const struct sheet *s)
{
	const struct xml2003 *x = s->reader;
	return text_progress(x->file);
}

static const struct sheet_ops xml2003_ops = {
	.select = xml2003_select,
	.next = xml2003_next,
	.progress = xml2003_progress,
};

bool xml2003_open(struct sheet *s, struct err *e)
{
	static const struct xml_handlers h = { name_start, name_end, name_text };
	struct xml2003 *x = ARENA_NEW(s->arena, struct xml2003);
	char charset[32];
	x->s = s;
	x->file = text_open(s->arena, s->path, text_declared(s->path, "encoding=", charset), e);
	if (!x->file)
		return false;
	x->xml = xml_open(s->arena, text_source(x->file), "UTF-8", &h, x);
	s->reader = x;
	s->ops = &xml2003_ops;
	if (xml_run(x->xml, e) < 0)
		return false;
	return s->count > 0 || refuse_kind(FILE_XML, e);
}
