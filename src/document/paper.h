#pragma once
/*
 * paper.h - a table on A4, for lists that are taken along on paper and for statements.
 *
 * The heads stand on every page, a row is never split, cells wrap.  Fonts by fallback from
 * the office's FangSong to Noto CJK.
 */
#include "base/err.h"

struct paper_table {
	const char *title;
	int column_count, row_count;
	const char *const *heads;
	const int *shares;        /* of the width, any unit */
	const char *const *cells; /* row by row; NULL is empty */
	/* ---- of statements; 0 without ---- */
	const char *under[3];     /* beneath the title: left, middle, right */
	const char *foot;         /* beneath the last row: who signs */
	unsigned right;           /* bit of each column of numbers */
	const bool *bold;         /* rows; NULL none */
	bool upright;             /* A4 portrait */
	bool tight;               /* rows close together, for one page */
};

/* ERR_FILE when the file cannot be written. */
bool paper_table_pdf(const struct paper_table *t, const char *path, struct err *e) MUST_USE;
