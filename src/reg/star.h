#pragma once
/*
 * star.h - the stars of a member in a year: points from declared facts, each explained.
 *
 * A criterion counts at the points of its row, at most so many in a year; the band in force on
 * the day of the rating, of the nearest unit at or above the member's, gives the stars.  The
 * program computes; the branch declares, and a bank decides what follows from it.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/date.h"
#include "db/db.h"

struct star_line {                    /* one criterion */
	const char *criterion, *document;
	int64_t facts, times, points, most; /* most 0: no limit */
	int64_t counted;              /* after the limit */
};
struct star_result {
	int count;
	struct star_line *lines;      /* by criterion */
	int64_t points;
	const char *stars;            /* code of star_level; NULL: below the lowest band, or none holds */
	bool banded;                  /* some band holds */
};

bool star_compute(struct arena *a, struct db *db, int64_t county, int64_t unit, int64_t person,
		  int64_t year, ymd at, struct star_result *out, struct err *e) MUST_USE;
