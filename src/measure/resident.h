#pragma once
/*
 * resident.h - days in the village of first secretaries, month by month.
 *
 * Kept from the term and from leave, never by check-in: the days of the month within the term,
 * less the days of leave.  Official leave (journeys, meetings, training) counts as in post
 * (MECHANISMS D5).
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

enum { RESIDENT_MONTHS = 6 };

struct resident_month {
	ymd from, to;                         /* of the month, [from, to) */
	int term, leave, official;            /* days in post; of them on leave, and away officially */
};
struct resident {
	int64_t post, person, unit;
	const char *name, *unit_name, *sender;  /* sender NULL: not recorded */
	ymd started, due, ended;              /* 0: not set */
	const char *grade;                    /* code of the last appraisal; NULL none */
	int grade_year;
	struct resident_month months[RESIDENT_MONTHS]; /* oldest first; the last is that of `at` */
};
struct resident_ask {
	int64_t county, unit;
	struct scope posts, leaves, appraisals; /* where each may be read */
	ymd at;                               /* days after it do not count */
};
bool residents_load(struct arena *a, struct db *db, const struct resident_ask *ask, int *count,
		    struct resident **out, struct err *e) MUST_USE;
/* Days in the village: in post, less leave that is not official. */
int resident_days(const struct resident_month *m);
