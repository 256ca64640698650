#pragma once
/*
 * visits.h - which pairings a visit serves: the one place that says it.
 *
 * A visit serves a pairing when one of the people who went is the pairing's responsible person,
 * the pairing held on that day ([started, ended); a last month counts to its end), and what was
 * visited is what the pairing helps: the same household; the same base; or, where the pairing
 * helps a unit, anything in that unit or below it (a household there as well), in today's
 * boundaries.  So one visit may serve several pairings.  Nothing of this is stored.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/record.h"

struct visits_ask {
	int64_t county;
	int64_t unit;                /* pairings at or under it; 0: all of the scope */
	struct scope pairings;       /* where pairings may be read */
	struct scope visits;         /* where visits may be read */
	ymd from, to;                /* days of the visits, both included */
	int64_t pairing, visit;      /* only this one; 0: all */
};
struct visit_served {
	int64_t pairing, visit, unit;  /* unit: of the visit */
	const char *kind;              /* of the pairing, code */
	ymd day;
};
struct visit_served_list {
	int count;
	struct visit_served *rows;   /* by pairing, then day (newest first), then visit */
};
bool visits_serving(struct arena *a, struct db *db, const struct visits_ask *ask, struct visit_served_list *out,
		    struct err *e) MUST_USE;

/* The visits of one pairing among them: counts those in [from, to] and gives the last day, 0 none. */
int visits_of(const struct visit_served_list *list, int64_t pairing, ymd from, ymd to, ymd *last);

/* The quarter of the day, both days included. */
void quarter_of(ymd day, ymd *from, ymd *to);

/*
 * The visit in the register that is the same one: same unit, day, household and base, one of the
 * same people.  0: none.  Looks within the unit only, so the caller needs no scope beyond it.
 */
struct visit_likeness {
	int64_t county, unit, household, base;
	ymd day;
	int people_count;
	const int64_t *people;
};
bool visit_alike(struct db *db, const struct visit_likeness *in, int64_t *out, struct err *e) MUST_USE;
/* Who went besides the visitor, by id; rows of visit_person as [row id, person]. */
struct visit_company {
	int count;
	struct {
		int64_t row, person;
		const char *name;
	} who[64];
};
bool visit_company_load(struct arena *a, struct db *db, int64_t county, int64_t visit, struct visit_company *out,
			struct err *e) MUST_USE;
