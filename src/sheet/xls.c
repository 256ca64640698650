/*
 * xls.c - old .xls workbooks, by FreeXL.
 *
 * FreeXL reads the whole workbook into memory, hence LIMIT_XLS.  It tells neither merged
 * ranges nor hidden sheets, and leaves formulas empty: xls_formula.c reads their results.
 */
#include "base/str.h"
#include "sheet/kind.h"
#include "sheet/xls_int.h"

#include <freexl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

struct xls {
	const void *book;
	unsigned int rows, at;
	unsigned short columns;
	struct xls_formulas formulas;
	GHashTable *here; /* row and column -> formula, of the selected sheet */
};

static void release(void *arg)
{
	struct xls *x = arg;
	if (x->book)
		freexl_close(x->book);
	if (x->here)
		g_hash_table_destroy(x->here);
}

static gpointer cell_key(int row, int column)
{
	return GINT_TO_POINTER(row << 8 | (column & 0xFF)); /* a BIFF8 sheet has 256 columns */
}

static void formulas_select(struct xls *x, int sheet)
{
	if (x->here)
		g_hash_table_destroy(x->here);
	x->here = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (size_t i = 0; i < x->formulas.count; i++)
		if (x->formulas.rows[i].sheet == sheet && x->formulas.rows[i].column <= 256)
			g_hash_table_insert(x->here,
					    cell_key(x->formulas.rows[i].row,
						     x->formulas.rows[i].column),
					    &x->formulas.rows[i]);
}

static bool xls_select(struct sheet *s, int index, struct err *e)
{
	struct xls *x = s->reader;
	if (freexl_select_active_worksheet(x->book, (unsigned short)index) != FREEXL_OK ||
	    freexl_worksheet_dimensions(x->book, &x->rows, &x->columns) != FREEXL_OK)
		return damaged(e);
	x->at = 0;
	formulas_select(x, index);
	return true;
}

static void put_double(struct row_builder *b, int column, double v)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%.17g", v);
	row_put_number(b, column, text, (size_t)n, FORMAT_PLAIN, false);
}

static bool put_cell(struct row_builder *b, int column, const FreeXL_CellValue *v)
{
	const char *text = v->value.text_value;
	char number[24];
	switch (v->type) {
	case FREEXL_CELL_INT:
		snprintf(number, sizeof number, "%d", v->value.int_value);
		row_put(b, column, CELL_NUMBER, number, strlen(number));
		return true;
	case FREEXL_CELL_DOUBLE:
		put_double(b, column, v->value.double_value);
		return true;
	case FREEXL_CELL_TEXT:
	case FREEXL_CELL_SST_TEXT:
		if (!text)
			return true;
		if (!utf8_ok(text, strlen(text)))
			return true; /* no text at all; FreeXL promises UTF-8 */
		if (strlen(text) > CELL_MAX)
			return false;
		row_put(b, column, has_prefix(text, "#") && strchr("!/A?", text[strlen(text) - 1]) ?
				CELL_ERROR : CELL_TEXT, text, strlen(text));
		return true;
	case FREEXL_CELL_DATE:
	case FREEXL_CELL_DATETIME:
		row_put_iso(b, column, text, strlen(text));
		return true;
	case FREEXL_CELL_TIME:
		row_put(b, column, CELL_TEXT, text, strlen(text));
		return true;
	default:
		return true;
	}
}

static bool put_formula(struct row_builder *b, int column, const struct xls_formula *f)
{
	switch (f->kind) {
	case CELL_NUMBER:
		put_double(b, column, f->number);
		break;
	case CELL_TEXT:
		if (strlen(f->text) > CELL_MAX)
			return false;
		row_put(b, column, CELL_TEXT, f->text, strlen(f->text));
		break;
	case CELL_FLAG:
		row_put(b, column, CELL_FLAG, f->number > 0 ? "1" : "0", 1);
		break;
	case CELL_ERROR:
		row_put(b, column, CELL_ERROR, "#?", 2);
		break;
	case CELL_EMPTY:
	case CELL_DATE:
		return true;
	}
	b->cells[column].formula = true;
	return true;
}

static int xls_next(struct sheet *s, struct sheet_row *row, struct err *e)
{
	struct xls *x = s->reader;
	while (x->at < x->rows) {
		int number = (int)++x->at;
		row_begin(s->rows, number, false);
		for (unsigned short c = 0; c < x->columns && c < COLUMNS_MAX; c++) {
			FreeXL_CellValue v;
			if (freexl_get_cell_value(x->book, x->at - 1, c, &v) != FREEXL_OK)
				continue;
			const struct xls_formula *f =
			    v.type == FREEXL_CELL_NULL && c < 256
				? g_hash_table_lookup(x->here, cell_key(number, c + 1))
				: NULL;
			if (!(f ? put_formula(s->rows, c + 1, f) : put_cell(s->rows, c + 1, &v)))
				return cell_too_long(c + 1, number, e) ? 0 : -1;
		}
		if (row_finish(s->rows, row))
			return 1;
	}
	return 0;
}

static int xls_progress(const struct sheet *s)
{
	const struct xls *x = s->reader;
	return x->rows ? (int)((uint64_t)x->at * 1000 / x->rows) : 1000;
}

static const struct sheet_ops xls_ops = {
	.select = xls_select,
	.next = xls_next,
	.progress = xls_progress,
};

static bool add_sheets(struct sheet *s, const void *book, struct err *e)
{
	unsigned int count = 0;
	if (freexl_get_info(book, FREEXL_BIFF_SHEET_COUNT, &count) != FREEXL_OK || count == 0)
		return damaged(e);
	for (unsigned int i = 0; i < count && i <= SHEETS_MAX; i++) {
		const char *name = NULL;
		unsigned int rows = 0;
		unsigned short columns;
		if (freexl_get_worksheet_name(book, (unsigned short)i, &name) != FREEXL_OK)
			return damaged(e);
		if (freexl_select_active_worksheet(book, (unsigned short)i) == FREEXL_OK &&
		    freexl_worksheet_dimensions(book, &rows, &columns) != FREEXL_OK)
			rows = 0;
		if (!sheet_add(s, name && utf8_ok(name, strlen(name)) ? name : "", false, rows, e))
			return false;
	}
	return true;
}

bool xls_open(struct sheet *s, struct err *e)
{
	struct stat st;
	unsigned int password = 0;
	struct xls *x = ARENA_NEW(s->arena, struct xls);
	if (stat(s->path, &st) != 0)
		return err_set(e, ERR_FILE, N_("The file cannot be read."));
	if (st.st_size > LIMIT_XLS) {
		err_set(e, ERR_REFUSED, N_("The old workbook (.xls) is larger than %d MB."),
			(int)(LIMIT_XLS >> 20));
		return err_hint(e, XLSX_REMEDY);
	}
	arena_on_reset(s->arena, release, x);
	int code = freexl_open(s->path, &x->book);
	if (x->book && freexl_get_info(x->book, FREEXL_BIFF_PASSWORD, &password) == FREEXL_OK &&
	    password == FREEXL_BIFF_OBFUSCATED)
		return refuse_kind(FILE_PASSWORD, e);
	if (code != FREEXL_OK) {
		x->book = NULL; /* freexl_open() has freed it */
		return damaged(e);
	}
	xls_formulas_read(s->arena, s->path, &x->formulas);
	s->reader = x;
	s->ops = &xls_ops;
	return add_sheets(s, x->book, e);
}
