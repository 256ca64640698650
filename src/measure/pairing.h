#pragma once
/*
 * pairing.h - the pairings board: what holds on a day, who carries how much, what ends soon;
 * and the one step that hands a pairing over.
 *
 * Practice: 党员联户、企业挂户、单位挂点“三个一批”, leaders who answer for towns and villages
 * (MECHANISMS S7, D2, J5).
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

struct pairing_row {
	int64_t id, helper_id;
	const char *kind;                     /* code */
	const char *helper, *party;           /* the person; the company, office or unit, NULL none */
	const char *helped, *unit_name;       /* household, base or the unit itself */
	ymd started, due;                     /* due 0: not agreed */
	int results;
	int visited, visits;                  /* in the quarter of the day; agreed, 0 none */
	ymd last;                             /* visit within a year, 0 none */
};
struct pairing_load {
	int64_t person;
	const char *name;
	int pairings, results;
};
struct pairing_ask {
	int64_t county, unit;
	struct scope scope;                   /* where pairings may be read; results as well */
	ymd at;
	const char *kind;                     /* NULL, "": all */
};
struct pairing_board {
	int count, load_count;
	struct pairing_row *rows;             /* most results first */
	struct pairing_load *loads;           /* most pairings first */
};

/* Pairings that hold on the day at or under the unit; results up to that day. */
bool pairing_board_load(struct arena *a, struct db *db, const struct pairing_ask *ask, struct pairing_board *out,
			struct err *e) MUST_USE;
/* The dated whole number `name` for a unit; 0 when it is none. */
bool number_parameter(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name, ymd at,
		      int *out, struct err *e) MUST_USE;

struct hand_over {
	int64_t county, id, ver;              /* the pairing as it was read */
	int64_t successor;
	ymd day;                              /* the first day of the new one, on which the old one ends */
	const char *document;                 /* "": that of the old one */
};
/*
 * Ends the old pairing and opens the same for the successor, in one transaction: no gap, no
 * overlap.  ERR_REFUSED with findings when it cannot be.  A write.
 */
bool pairing_hand_over(struct arena *a, struct db *db, const struct hand_over *in, const struct save_how *how,
		       struct findings *f, int64_t *made, struct err *e) MUST_USE;
