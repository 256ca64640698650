#pragma once
/*
 * grid.h - a sheet of the old books or of the bank: its heading found, its cells by column.
 *
 * Headings stand in one or two rows, under a title; a head over several columns (年初余额 over
 * 借方 and 贷方) is joined with those beneath it.  The same reader serves balances, vouchers
 * and bank statements; what a heading means is theirs to say.
 *
 * Memory: headings in the arena given to grid_open(), cells in that of grid_next()
 */
#include "base/limits.h"
#include "sheet/sheet.h"

struct findings;

struct grid {
	struct sheet *s;
	const char *file, *name;      /* of the file; of the sheet where there are several, else "" */
	int row;                      /* of the heading's last row; 0: no heading */
	int first, last;              /* its columns */
	const char *heads[LIMIT_SHEET_COLUMNS + 1];  /* as text_heading() leaves them, or NULL */
	struct sheet_row *ahead;      /* rows already read, from `next` on */
	int ahead_count, next;
};

/* Finds the heading of sheet `index`: the first row whose joined heads `is_head` accepts. */
bool grid_open(struct grid *g, struct arena *a, struct sheet *s, int index, const char *file,
	       bool (*is_head)(const struct grid *), struct err *e) MUST_USE;
int grid_next(struct grid *g, struct arena *a, struct sheet_row *row, struct err *e) MUST_USE;
/* The first column whose heading holds one of the words (a NULL ends them), 0: none. */
int grid_column(const struct grid *g, const char *const *words);
/* The first column whose heading is one of the words. */
int grid_column_is(const struct grid *g, const char *const *words);
/* "科目余额.xlsx!C17", with the sheet's name where the file has several. */
const char *grid_place(const struct grid *g, struct arena *a, int column, int row);
/* The text of a cell for keeping: normal, and not longer than a line of a voucher may be. */
const char *grid_short(struct arena *a, const char *text);
/* "" for column 0 or an empty cell. */
const char *grid_text(const struct sheet_row *row, int column);
/* Nothing, "-" and a cell that repeats a merged one are 0; what cannot be read is a finding. */
int64_t grid_fen(const struct grid *g, const struct sheet_row *row, int column,
		 struct findings *f);
/* A finding takes this place from now on. */
void grid_at(const struct grid *g, struct findings *f, int column, int row);
