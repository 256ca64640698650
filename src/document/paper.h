#pragma once
/*
 * paper.h - a table on A4 across, for lists that are taken along on paper.
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
};

/* ERR_FILE when the file cannot be written. */
bool paper_table_pdf(const struct paper_table *t, const char *path, struct err *e) MUST_USE;
