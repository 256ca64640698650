#pragma once
/*
 * happened.h - what took place, as rules count it: meetings held, activities, visits made.
 *
 * Counted wherever in the county it took place: whether somebody did what is asked does not
 * depend on who looks.  Nothing but ids, days and codes is given; what a page says of a row it
 * reads through query.h, within its reader's scope.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/record.h"

struct happened {
	int64_t id, unit, person;     /* row; where; who took part, 0 where nobody is asked for */
	const char *kind;             /* of meeting or activity; "" of visits */
	ymd day;
};
struct happened_list {
	int count;
	struct happened *rows;        /* by day, then id, then person */
};
struct happened_ask {
	int64_t county;
	ymd from, to;                 /* both inclusive */
};

/* Meetings that are held, not planned or cancelled. */
bool meetings_held(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		   struct err *e) MUST_USE;
/* The same, one row for each who was present or chaired. */
bool meetings_attended(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		       struct err *e) MUST_USE;
bool activities_held(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		     struct err *e) MUST_USE;
/* One row for each who went; visits without regard to pairings. */
bool visits_made(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		 struct err *e) MUST_USE;
