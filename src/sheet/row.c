/* row.c - one row of cells, completed by the merged ranges that cover it. */
#include "sheet/sheet_int.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static void release(void *p)
{
	struct row_builder *b = p;
	buf_done(&b->merges);
	for (int c = 0; c <= COLUMNS_MAX; c++)
		buf_done(&b->first_text[c]);
}

void row_builder_init(struct row_builder *b, struct arena *a)
{
	buf_init(&b->merges, (size_t)LIMIT_SHEET_MERGES * sizeof(struct merge));
	for (int c = 0; c <= COLUMNS_MAX; c++)
		buf_init(&b->first_text[c], CELL_MAX);
	arena_on_reset(a, release, b);
}

void row_builder_restart(struct row_builder *b)
{
	buf_clear(&b->merges);
	b->merge_at = 0;
	b->merged_until = 0;
	b->number = 0;
	b->max = 0;
	memset(b->cells, 0, sizeof b->cells);
	memset(b->owner, 0, sizeof b->owner);
	memset(b->first, 0, sizeof b->first);
}

void row_begin(struct row_builder *b, int number, bool hidden)
{
	memset(b->cells, 0, sizeof b->cells[0] * (size_t)(b->max + 1));
	b->max = 0;
	b->number = number;
	b->hidden = hidden;
}

void row_merge_add(struct row_builder *b, struct merge m)
{
	buf_put(&b->merges, (const char *)&m, sizeof m);
}

static int by_first_row(const void *a, const void *b)
{
	struct merge x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x.r1 > y.r1) - (x.r1 < y.r1);
}

void row_merges_sort(struct row_builder *b)
{
	if (b->merges.n)
		qsort(b->merges.p, b->merges.n / sizeof(struct merge), sizeof(struct merge),
		      by_first_row);
}

void row_merge_now(struct row_builder *b, struct merge m)
{
	if (m.c2 > COLUMNS_MAX)
		m.c2 = COLUMNS_MAX;
	if (m.r2 < b->number || m.c1 < 1 || (m.r1 == m.r2 && m.c1 == m.c2))
		return;
	for (int c = m.c1; c <= m.c2; c++)
		if (b->owner[c].r2 < b->number) /* ranges that overlap: the earlier one stands */
			b->owner[c] = m;
	if (m.c1 <= COLUMNS_MAX && m.r1 < b->number)
		b->first[m.c1] = (struct cell){ 0 }; /* its first row was absent, so blank */
	if (m.r2 > b->merged_until)
		b->merged_until = m.r2;
}

bool row_covered(const struct row_builder *b, int column)
{
	return column <= COLUMNS_MAX && b->owner[column].r2 >= b->number &&
	       b->owner[column].r1 < b->number;
}

struct cell *row_put(struct row_builder *b, int column, enum cell_kind kind, const char *text,
		     size_t n)
{
	if (column < 1 || column > COLUMNS_MAX)
		return &b->cells[0]; /* read by nobody */
	struct str s = { text, n };
	bool blank_end = n && ((unsigned char)text[0] <= 0x20 || (unsigned char)text[0] >= 0xC2 ||
			       (unsigned char)text[n - 1] <= 0x20 || (unsigned char)text[n - 1] >= 0x7F);
	if (blank_end)
		s = str_trim(s);
	struct cell *c = &b->cells[column];
	*c = (struct cell){ .kind = s.n ? kind : CELL_EMPTY, .column = column };
	if (s.n) {
		c->text = arena_strndup(b->row_arena, s.p, s.n);
		if (column > b->max)
			b->max = column;
	}
	return c;
}

static void open_known_merges(struct row_builder *b)
{
	size_t count = b->merges.n / sizeof(struct merge);
	while (b->merge_at < count) {
		struct merge m;
		memcpy(&m, b->merges.p + b->merge_at * sizeof m, sizeof m);
		if (m.r1 > b->number)
			break;
		b->merge_at++;
		row_merge_now(b, m);
	}
}

/* Remembers the first cells of ranges that reach below this row. */
static void keep_first(struct row_builder *b, int c)
{
	b->first[c] = b->cells[c];
	buf_clear(&b->first_text[c]);
	if (b->cells[c].kind != CELL_EMPTY)
		buf_puts(&b->first_text[c], b->cells[c].text);
}

static void repeat_first(struct row_builder *b, int c)
{
	const struct merge *m = &b->owner[c];
	bool above = m->r1 < b->number;
	struct cell first = above ? b->first[m->c1] : b->cells[m->c1];
	b->cells[c] = (struct cell){ .column = c };
	if (first.kind == CELL_EMPTY)
		return;
	if (above && m->c1 != c && row_covered(b, m->c1) && b->owner[m->c1].r1 == m->r1 &&
	    b->cells[m->c1].kind != CELL_EMPTY)
		first.text = b->cells[m->c1].text; /* already copied into this row */
	else if (above)
		first.text = arena_strndup(b->row_arena, buf_str(&b->first_text[m->c1]),
					   b->first_text[m->c1].n);
	first.column = c;
	first.merged = true;
	b->cells[c] = first;
	if (c > b->max)
		b->max = c;
}

static bool complete_merges(struct row_builder *b)
{
	bool own = false;
	for (int c = 1; c <= COLUMNS_MAX; c++) {
		const struct merge *m = &b->owner[c];
		if (m->r2 < b->number || m->r1 > b->number) {
			own |= b->cells[c].kind != CELL_EMPTY;
		} else if (m->r1 == b->number && m->c1 == c) {
			own |= b->cells[c].kind != CELL_EMPTY;
			keep_first(b, c);
		} else {
			repeat_first(b, c);
		}
	}
	return own;
}

bool row_finish(struct row_builder *b, struct sheet_row *row)
{
	if (b->merges.n)
		open_known_merges(b);
	bool own = b->max > 0;
	if (b->number <= b->merged_until)
		own = complete_merges(b);
	if (!own)
		return false;
	int count = 0;
	for (int c = 1; c <= b->max; c++)
		count += b->cells[c].kind != CELL_EMPTY;
	*row = (struct sheet_row){ .number = b->number, .hidden = b->hidden, .count = count };
	row->cells = ARENA_ARRAY(b->row_arena, struct cell, count);
	for (int c = 1, i = 0; c <= b->max; c++)
		if (b->cells[c].kind != CELL_EMPTY)
			row->cells[i++] = b->cells[c];
	return true;
}
