/* grid.c - the heading of a sheet, and its cells by column. */
#include "ledger/grid.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/book.h"
#include "text/text.h"

#include <string.h>

enum { HEAD_ROWS = 40, SHORT = 300 };

/* The texts of a row as headings; those of the row above stand before them where they differ. */
static void heads_read(struct grid *g, struct arena *a, const struct sheet_row *row, bool joined)
{
	for (int i = 0; i < row->count; i++) {
		const struct cell *c = &row->cells[i];
		if (c->column > LIMIT_SHEET_COLUMNS || is_empty(c->text))
			continue;
		const char *own = text_heading(a, c->text), *above = joined ? g->heads[c->column] : NULL;
		if (is_empty(own))
			own = c->text; /* all of it stood in brackets */
		if (above && !text_eq(above, own))
			own = arena_printf(a, "%s%s", above, own);
		g->heads[c->column] = own;
		if (!g->first || c->column < g->first)
			g->first = c->column;
		if (c->column > g->last)
			g->last = c->column;
	}
	g->row = row->number;
}

/* A second row of heads: words beneath a head, no number among them. */
static bool is_second(const struct grid *g, const struct sheet_row *row)
{
	bool words = false;
	for (int i = 0; i < row->count; i++) {
		const struct cell *c = &row->cells[i];
		int64_t fen;
		if (c->kind == CELL_EMPTY || is_empty(c->text))
			continue;
		if (c->kind != CELL_TEXT || fen_parse(c->text, &fen))
			return false;
		words = words || strstr(c->text, "借") || strstr(c->text, "贷") ||
			strstr(c->text, "收") || strstr(c->text, "支");
	}
	return words && row->number == g->row + 1;
}

/* A line over all columns is a title. */
static bool is_title(const struct sheet_row *row)
{
	for (int i = 1; i < row->count; i++)
		if (!text_eq(row->cells[i].text, row->cells[0].text))
			return false;
	return true;
}

const char *grid_short(struct arena *a, const char *text)
{
	size_t n = strlen(text);
	return text_normal(a, arena_strndup(a, text, utf8_floor(text, n < SHORT ? n : SHORT)));
}

/* Rows read ahead are kept: whatever somebody wrote into their cells, not more than this. */
static void row_keep(struct arena *a, const struct sheet_row *row, struct sheet_row *out)
{
	*out = *row;
	out->cells = ARENA_ARRAY(a, struct cell, row->count + 1);
	for (int i = 0; i < row->count; i++) {
		const char *text = row->cells[i].text ? row->cells[i].text : "";
		size_t n = strlen(text);
		out->cells[i] = row->cells[i];
		out->cells[i].text = arena_strndup(a, text, utf8_floor(text, n < SHORT ? n : SHORT));
	}
}

static bool rows_ahead(struct grid *g, struct arena *a, struct err *e)
{
	struct sheet_row row;
	int got;
	struct arena *cells = arena_new(LIMIT_JOB_ARENA);
	g->ahead = ARENA_ARRAY(a, struct sheet_row, HEAD_ROWS);
	while (g->ahead_count < HEAD_ROWS && (got = sheet_next(g->s, cells, &row, e)) != 0) {
		if (got < 0) {
			arena_free(cells);
			return false;
		}
		row_keep(a, &row, &g->ahead[g->ahead_count++]);
		arena_reset(cells);
	}
	arena_free(cells);
	return true;
}

bool grid_open(struct grid *g, struct arena *a, struct sheet *s, int index, const char *file,
	       bool (*is_head)(const struct grid *), struct err *e)
{
	int visible = 0;
	struct grid none = {.s = s, .file = file, .name = ""};
	for (int i = 0; i < sheet_count(s); i++)
		visible += !sheet_info(s, i).hidden;
	if (visible > 1)
		none.name = arena_strdup(a, sheet_info(s, index).name);
	if (!sheet_select(s, index, e) || !rows_ahead(&none, a, e))
		return false;
	int count = none.ahead_count;
	*g = none;
	for (int i = 0; i < count; i++) {
		struct grid alone = none, both;
		if (is_title(&none.ahead[i]))
			continue;
		heads_read(&alone, a, &none.ahead[i], false);
		alone.next = i + 1;
		both = alone;
		if (i + 1 < count && is_second(&alone, &none.ahead[i + 1])) {
			heads_read(&both, a, &none.ahead[i + 1], true);
			both.next = i + 2;
		}
		if (is_head(&both) || is_head(&alone)) {
			*g = is_head(&both) ? both : alone;
			return true;
		}
	}
	return true;
}

int grid_next(struct grid *g, struct arena *a, struct sheet_row *row, struct err *e)
{
	if (g->next < g->ahead_count) {
		*row = g->ahead[g->next++];
		return 1;
	}
	return sheet_next(g->s, a, row, e);
}

int grid_column(const struct grid *g, const char *const *words)
{
	for (; *words; words++)
		for (int c = g->first; c && c <= g->last; c++)
			if (g->heads[c] && strstr(g->heads[c], *words))
				return c;
	return 0;
}

int grid_column_is(const struct grid *g, const char *const *words)
{
	for (; *words; words++)
		for (int c = g->first; c && c <= g->last; c++)
			if (text_eq(g->heads[c], *words))
				return c;
	return 0;
}

const char *grid_place(const struct grid *g, struct arena *a, int column, int row)
{
	char cell[16];
	return is_empty(g->name)
		   ? arena_printf(a, "%s!%s", g->file, cell_address(column ? column : 1, row, cell))
		   : arena_printf(a, "%s!%s!%s", g->file, g->name,
				  cell_address(column ? column : 1, row, cell));
}

void grid_at(const struct grid *g, struct findings *f, int column, int row)
{
	f->row = row;
	f->place = grid_place(g, f->arena, column, row);
}

const char *grid_text(const struct sheet_row *row, int column)
{
	const struct cell *c = column ? row_cell(row, column) : NULL;
	return c && c->text ? c->text : "";
}

int64_t grid_fen(const struct grid *g, const struct sheet_row *row, int column,
		 struct findings *f)
{
	const struct cell *c = column ? row_cell(row, column) : NULL;
	int64_t fen = 0;
	if (!c || is_empty(c->text) || c->merged || text_eq(c->text, "-") ||
	    text_eq(c->text, "—") || text_eq(c->text, "/"))
		return 0;
	if (!fen_parse(c->text, &fen)) {
		grid_at(g, f, column, row->number);
		find_hint(find_error(f, "amount", "amount-unreadable",
				     "“%s” is not an amount in yuan.", c->text),
			  "Write digits with at most two decimals, such as 1234.50.");
	}
	return fen;
}
