#pragma once
/*
 * due.h - what each village has to publish by when, and what it did.
 *
 * Items of the catalogue (openness_item) of a unit hold for all villages at or below it.  A period
 * is a month, quarter, half or year of the calendar; it is due so many days after its end, or
 * after its start where the item says so.  Notices (openness_notice) about a day of the period
 * fulfil it.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "auth/auth.h"
#include "db/db.h"
#include "unit/unit.h"

enum due_state { DUE_DONE, DUE_DONE_LATE, DUE_WAITING, DUE_LATE };
struct due_row {
	int64_t village, item;
	const char *village_name, *section, *matter, *basis; /* section: code of openness_group */
	ymd from, to, due, posted;    /* posted 0: not yet */
	int late_days;                /* how late it was published, or is by now */
	enum due_state state;
};
struct due_village {
	struct unit unit;
	int done, done_late, waiting, late;
};
struct openness_dues {
	int count, village_count;
	bool more;                    /* rows were left out */
	struct due_row *rows;         /* by village, due day */
	struct due_village *villages; /* by code */
};
/* Periods due from `back` months before `at` to a month after it, in villages at or under `unit`
 * that the scope opens. */
bool due_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
	      int back, struct openness_dues *out, struct err *e) MUST_USE;
/* The period of a frequency ("month", …) that the day lies in; false for "event". */
bool due_period(const char *frequency, ymd day, ymd *from, ymd *to);
