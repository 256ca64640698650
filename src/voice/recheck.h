#pragma once
/*
 * recheck.h - the village supervision committee looks again at some of what is called done.
 *
 * The sample of a month is drawn per handling unit from what was said to be done in it, in an order
 * made with the site's key: nobody can choose or foresee it, and drawing again gives the same.
 * How many is the dated parameter matter.recheck_share.
 *
 * Memory:   everything returned lives in the arena passed in
 */
#include "voice/matter.h"

/* Draws the month before `at` unless it is drawn. */
bool recheck_draw(struct arena *a, struct db *db, int64_t county, ymd at, struct err *e) MUST_USE;

struct recheck {
	int64_t id, matter, unit;
	ymd month, checked;               /* month: yyyymm00 */
	const char *result, *note, *title, *unit_name, *href; /* "" none */
};
struct recheck_list {
	int count;
	struct recheck *rows;             /* waiting ones first, then newest month first */
};
bool recheck_list(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, int limit,
		  struct recheck_list *out, struct err *e) MUST_USE;
/* result: a code of matter_recheck_result.  "unsolved" opens the matter again, and needs a note. */
bool recheck_result(struct arena *a, struct db *db, int64_t county, int64_t id, const char *result,
		    const char *note, const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
