#pragma once
/*
 * matters.h - what the registers of matters hold, read whole; and where a matter must not stand.
 *
 * For src/voice and the checks of the registers.  Ids are given, not rows: whoever shows one
 * loads it within the reader's scope.
 *
 * Memory: everything returned lives in the arena passed in
 */
#include "base/date.h"
#include "db/db.h"

struct matter_ids {
	int count;
	int64_t *ids;
};
/* About the place, its whole subtree of today. */
enum matter_pick {
	MATTER_PICK_PUBLIC,     /* with a public text, and no person it is about: answered first, newest first */
	MATTER_PICK_UNANSWERED, /* raised before `to`, open or waiting, never answered: oldest first */
	MATTER_PICK_RAISED,     /* raised in [from, to]: oldest first */
};
bool matter_ids_of(struct arena *a, struct db *db, int64_t county, int64_t place, enum matter_pick pick, ymd from,
		   ymd to, int limit, struct matter_ids *out, struct err *e) MUST_USE;
/* Claimed on `day` or before, oldest first. */
bool matter_ids_claimed(struct arena *a, struct db *db, int64_t county, ymd day, int limit,
			struct matter_ids *out, struct err *e) MUST_USE;
/* Said to be done in [from, to] and not merged, by handling unit. */
bool matter_ids_done(struct arena *a, struct db *db, int64_t county, ymd from, ymd to, struct matter_ids *out,
		     struct err *e) MUST_USE;
/* Re-checks of the month (yyyymm00). */
bool matter_rechecks_of(struct db *db, int64_t county, ymd month, int64_t *out, struct err *e) MUST_USE;
/* With a person they are about. */
bool matter_ids_about(struct arena *a, struct db *db, int64_t county, struct matter_ids *out,
		      struct err *e) MUST_USE;
/* Rows that point to the matter: its steps, its re-checks, those merged into it. */
bool matter_ids_behind(struct arena *a, struct db *db, int64_t county, int64_t matter, const char *reg,
		       struct matter_ids *out, struct err *e) MUST_USE;

/* Units where the person holds a post on the day, or an account that is tied to the person reaches. */
bool matter_barred(struct arena *a, struct db *db, int64_t county, int64_t person, ymd at,
		   struct matter_ids *out, struct err *e) MUST_USE;
/* Whether the unit stands above each of them, and so is out of their reach. */
bool matter_clear_of(struct db *db, int64_t unit, const struct matter_ids *barred, bool *out,
		     struct err *e) MUST_USE;

struct matter_rule {
	int64_t id, unit, handler, person; /* handler 0: by level */
	const char *kind, *level;          /* "" */
	int64_t days;
	const char *document;
};
struct matter_rules {
	int count;
	struct matter_rule *rows;
};
/* Every rule of the county that holds on the day. */
bool matter_rules_load(struct arena *a, struct db *db, int64_t county, ymd at, struct matter_rules *out,
		       struct err *e) MUST_USE;
/* The label that a matter handled by the unit takes by itself in the state; 0: none. */
bool matter_label_of(struct db *db, int64_t county, int64_t unit, const char *state, ymd at, int64_t *out,
		     struct err *e) MUST_USE;
