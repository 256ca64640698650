/*
 * write.c - XLSX out, by libxlsxwriter in constant memory.
 *
 * The library keeps one row; its temporary file lies beside the output, where the space
 * was meant to be.  The first failure is kept and reported by out_close().
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "sheet/sheet.h"

#include <glib.h>
#include <xlsxwriter.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_CHARS = 31, CHOICES_INLINE = 255, CHOICE_LISTS = 200, TEXT_MAX = 32767,
       OUT_STYLES = 9, LINE_HEIGHT = 18 };

struct choices {
	lxw_worksheet *sheet;
	int column, first, last;
	char **values;
	int count;
};

struct sheet_out {
	struct arena *arena;
	const char *path;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *styles[OUT_STYLES];
	int sheets;
	lxw_error error;
	bool disk;                       /* a temporary file could not be written */
	struct choices lists[CHOICE_LISTS]; /* too long to stand in the cell's rule */
	int list_count;
};

static lxw_row_t row_index(int row)
{
	assert(row >= 1 && row <= LXW_ROW_MAX);
	return (lxw_row_t)(row - 1);
}

static lxw_col_t column_index(int column)
{
	assert(column >= 1 && column <= LXW_COL_MAX);
	return (lxw_col_t)(column - 1);
}

static void keep(struct sheet_out *o, lxw_error error)
{
	if (o->error == LXW_NO_ERROR)
		o->error = error;
}

static void make_styles(struct sheet_out *o)
{
	for (int i = 0; i < OUT_STYLES; i++) {
		lxw_format *f = o->styles[i] = workbook_add_format(o->book);
		format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
		if (i != OUT_TITLE && i != OUT_LINE)
			format_set_border(f, LXW_BORDER_THIN);
	}
	format_set_num_format(o->styles[OUT_TEXT], "@");
	format_set_num_format(o->styles[OUT_WRONG], "@");
	format_set_num_format(o->styles[OUT_WARN], "@");
	format_set_num_format(o->styles[OUT_DATE], "yyyy-mm-dd");
	format_set_num_format(o->styles[OUT_MONEY], "#,##0.00");
	format_set_bold(o->styles[OUT_HEAD]);
	format_set_text_wrap(o->styles[OUT_HEAD]);
	format_set_align(o->styles[OUT_HEAD], LXW_ALIGN_CENTER);
	format_set_bg_color(o->styles[OUT_HEAD], 0xE7EDF5);
	format_set_text_wrap(o->styles[OUT_LINE]);
	format_set_bold(o->styles[OUT_TITLE]);
	format_set_font_size(o->styles[OUT_TITLE], 16);
	format_set_align(o->styles[OUT_TITLE], LXW_ALIGN_CENTER);
	format_set_bg_color(o->styles[OUT_WRONG], 0xFFC7CE);
	format_set_bg_color(o->styles[OUT_WARN], 0xFFEB9C);
}

/* Excel takes 31 characters, none of []:*?/\ and no ' at either end. */
static const char *sheet_name(struct sheet_out *o, const char *wanted)
{
	size_t n = 0, chars = 0, len, left = strlen(wanted);
	while (n < left && chars < NAME_MAX_CHARS - 3) { /* room for a number */
		chars += utf8_get(wanted + n, left - n, &len) > 0xFFFF ? 2 : 1;
		n += len;
	}
	char *name = arena_strndup(o->arena, wanted, n);
	for (char *p = name; *p; p++)
		if (strchr("[]:*?/\\'", *p) || (unsigned char)*p < 0x20)
			*p = '_';
	if (!*name)
		name = arena_printf(o->arena, "Sheet%d", o->sheets + 1);
	const char *unique = name;
	for (int i = 2; workbook_get_worksheet_by_name(o->book, unique); i++)
		unique = arena_printf(o->arena, "%s%d", name, i);
	return unique;
}

static void add_sheet(struct sheet_out *o, const char *name, bool hidden)
{
	o->sheet = workbook_add_worksheet(o->book, sheet_name(o, name));
	assert(o->sheet);
	o->sheets++;
	if (hidden)
		worksheet_hide(o->sheet);
}

static void flush(struct sheet_out *o)
{
	if (o->sheet && o->sheet->file && (fflush(o->sheet->file) != 0 || ferror(o->sheet->file)))
		o->disk = true;
}

static void release(void *arg)
{
	struct sheet_out *o = arg;
	if (o->book)
		lxw_workbook_free(o->book);
}

struct sheet_out *out_open(const char *path, const char *name, struct err *e)
{
	struct arena *a = arena_new(64LL << 20);
	struct sheet_out *o = ARENA_NEW(a, struct sheet_out);
	o->arena = a;
	o->path = arena_strdup(a, path);
	char *slash, *dir = arena_strdup(a, path);
	if ((slash = strrchr(dir, '/')))
		slash[slash == dir] = 0;
	FILE *probe = fopen(path, "wbe");
	if (!probe) {
		err_set(e, ERR_FILE, N_("The file cannot be written: %s."), g_strerror(errno));
		arena_free(a);
		return NULL;
	}
	fclose(probe);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = slash ? dir : NULL };
	o->book = workbook_new_opt(path, &options);
	assert(o->book);
	arena_on_reset(a, release, o);
	make_styles(o);
	add_sheet(o, name, false);
	return o;
}

void out_sheet(struct sheet_out *o, const char *name, bool hidden)
{
	flush(o);
	add_sheet(o, name, hidden);
}

void out_width(struct sheet_out *o, int column, int characters)
{
	lxw_col_t c = column_index(column);
	keep(o, worksheet_set_column(o->sheet, c, c, characters, NULL));
}

void out_hide_column(struct sheet_out *o, int column)
{
	lxw_row_col_options hidden = { .hidden = LXW_TRUE };
	lxw_col_t c = column_index(column);
	keep(o, worksheet_set_column_opt(o->sheet, c, c, LXW_DEF_COL_WIDTH, NULL, &hidden));
}

/* What a cell may hold: 32,767 characters, no control characters. */
static const char *cell_text(struct sheet_out *o, const char *text)
{
	size_t n = strlen(text);
	if (n <= TEXT_MAX)
		return text;
	size_t at = 0, chars = 0, len;
	while (at < n && chars < TEXT_MAX) {
		chars += utf8_get(text + at, n - at, &len) > 0xFFFF ? 2 : 1;
		at += len;
	}
	return at < n ? arena_strndup(o->arena, text, at - len) : text;
}

static void write_text(struct sheet_out *o, int row, int column, enum out_style style, const char *text)
{
	lxw_row_t r = row_index(row);
	lxw_col_t c = column_index(column);
	if (is_empty(text))
		keep(o, worksheet_write_blank(o->sheet, r, c, o->styles[style]));
	else
		keep(o, worksheet_write_string(o->sheet, r, c, cell_text(o, text), o->styles[style]));
}

void out_title(struct sheet_out *o, int row, int columns, const char *text)
{
	lxw_row_t r = row_index(row);
	worksheet_set_row(o->sheet, r, 30, NULL);
	if (columns > 1)
		keep(o, worksheet_merge_range(o->sheet, r, 0, r, column_index(columns),
					      cell_text(o, text), o->styles[OUT_TITLE]));
	else
		write_text(o, row, 1, OUT_TITLE, text);
}

void out_line(struct sheet_out *o, int row, int columns, const char *text)
{
	size_t wide = 2 * utf8_count(text), room = (size_t)columns * 12;
	lxw_row_t r = row_index(row);
	worksheet_set_row(o->sheet, r, (double)(LINE_HEIGHT * (1 + wide / room)), NULL);
	if (columns > 1)
		keep(o, worksheet_merge_range(o->sheet, r, 0, r, column_index(columns),
					      cell_text(o, text), o->styles[OUT_LINE]));
	else
		write_text(o, row, 1, OUT_LINE, text);
}

/* Up to 15 digits and no exponent: what Excel keeps exactly. */
static bool exact_number(const char *text, double *v)
{
	struct str s = str_c(text);
	size_t digits = 0;
	char *end;
	for (size_t i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		if (!strchr("0123456789.-", s.p[i]))
			return false;
	}
	if (digits == 0 || digits > 15)
		return false;
	*v = g_ascii_strtod(text, &end);
	return *end == 0;
}

static int32_t serial_of(const char *text)
{
	ymd d;
	if (!date_parse(text, false, &d) || d % 100 == 0 || d < 19000301)
		return 0;
	return date_days(d) + 25569;
}

void out_cell(struct sheet_out *o, int row, int column, enum out_style style, const char *text)
{
	double v;
	int32_t serial = style == OUT_DATE && !is_empty(text) ? serial_of(text) : 0;
	bool number = (style == OUT_NUMBER || style == OUT_MONEY) && !is_empty(text) && exact_number(text, &v);
	if (number || serial > 0)
		keep(o, worksheet_write_number(o->sheet, row_index(row), column_index(column),
					       number ? v : serial, o->styles[style]));
	else
		write_text(o, row, column, style, text);
}

void out_group(struct sheet_out *o, int row, int first, int last, const char *text)
{
	lxw_row_t r = row_index(row);
	keep(o, worksheet_merge_range(o->sheet, r, column_index(first), r, column_index(last),
				      cell_text(o, text), o->styles[OUT_HEAD]));
}

/*
 * The library writes the cells of a range once more; those of rows before the last are already
 * in its file and stay as they are, the range itself is noted.
 */
void out_down(struct sheet_out *o, int column, int first, int last, const char *text)
{
	lxw_col_t c = column_index(column);
	keep(o, worksheet_merge_range(o->sheet, row_index(first), c, row_index(last), c,
				      cell_text(o, text), o->styles[OUT_HEAD]));
}

void out_rounded(struct sheet_out *o, int row, int column, const char *digits)
{
	keep(o, worksheet_write_number(o->sheet, row_index(row), column_index(column),
				       g_ascii_strtod(digits, NULL), o->styles[OUT_NUMBER]));
}

void out_comment(struct sheet_out *o, int row, int column, const char *text)
{
	if (!is_empty(text))
		keep(o, worksheet_write_comment(o->sheet, row_index(row), column_index(column),
						cell_text(o, text)));
}

void out_freeze(struct sheet_out *o, int rows)
{
	worksheet_freeze_panes(o->sheet, (lxw_row_t)rows, 0);
}

static void add_rule(struct sheet_out *o, const struct choices *ch, const char *formula)
{
	lxw_data_validation rule = {
		.validate = formula ? LXW_VALIDATION_TYPE_LIST_FORMULA : LXW_VALIDATION_TYPE_LIST,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
	};
	if (formula)
		rule.value_formula = arena_strdup(o->arena, formula);
	else
		rule.value_list = ch->values;
	keep(o, worksheet_data_validation_range(ch->sheet, row_index(ch->first),
						column_index(ch->column), row_index(ch->last),
						column_index(ch->column), &rule));
}

void out_choices(struct sheet_out *o, int column, int first, int last, const char *const *values)
{
	size_t bytes = 0;
	bool comma = false;
	struct choices ch = { .sheet = o->sheet, .column = column, .first = first, .last = last };
	while (values[ch.count]) {
		bytes += strlen(values[ch.count]) + 1; /* the library's buffer counts bytes */
		comma |= strchr(values[ch.count], ',') != NULL;
		ch.count++;
	}
	if (ch.count == 0)
		return;
	ch.values = ARENA_ARRAY(o->arena, char *, ch.count + 1);
	for (int i = 0; i < ch.count; i++)
		ch.values[i] = arena_strdup(o->arena, values[i]);
	if (bytes <= CHOICES_INLINE && !comma) {
		add_rule(o, &ch, NULL);
		return;
	}
	assert(o->list_count < CHOICE_LISTS);
	o->lists[o->list_count++] = ch;
}

/* Long lists stand in a hidden sheet, one column each. */
static void write_lists(struct sheet_out *o)
{
	char column[16], formula[96];
	int rows = 0;
	if (o->list_count == 0)
		return;
	out_sheet(o, "choices", true);
	const char *name = o->sheet->name;
	for (int i = 0; i < o->list_count; i++) {
		const struct choices *ch = &o->lists[i];
		rows = ch->count > rows ? ch->count : rows;
		cell_address(i + 1, 1, column);
		column[strlen(column) - 1] = 0;
		snprintf(formula, sizeof formula, "='%s'!$%s$1:$%s$%d", name, column, column, ch->count);
		add_rule(o, ch, formula);
	}
	for (int r = 1; r <= rows; r++)
		for (int i = 0; i < o->list_count; i++)
			if (r <= o->lists[i].count)
				write_text(o, r, i + 1, OUT_TEXT, o->lists[i].values[r - 1]);
}

bool out_close(struct sheet_out *o, struct err *e)
{
	write_lists(o);
	flush(o);
	errno = 0;
	lxw_error closed = workbook_close(o->book); /* frees the workbook */
	int cause = errno;
	o->book = NULL;
	keep(o, closed);
	bool ok = o->error == LXW_NO_ERROR && !o->disk;
	if (!ok) {
		remove(o->path);
		if (o->disk || (closed != LXW_NO_ERROR && cause == ENOSPC))
			err_set(e, ERR_FILE, N_("The disk is full; nothing was saved."));
		else
			err_set(e, ERR_FILE, N_("The workbook could not be written: %s."),
				lxw_strerror(o->error));
	}
	arena_free(o->arena);
	return ok;
}
