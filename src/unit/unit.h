#pragma once
/*
 * unit.h - the hierarchy that remembers: units, dated codes, names and parents, changes.
 *
 * A unit's id never changes.  unit_code, unit_name and unit_parent rows hold over
 * [from, to).  unit_change records merge, split, transfer, rename with document number.
 * Two derived tables answer "who is under whom":
 *   unit_closure(ancestor, unit, from_day, to_day)   as it was on a day; after it closed, a
 *                                                    unit stands where its successor stands
 *   unit_restated(ancestor, unit)                    in today's boundaries: a closed unit
 *                                                    counts where its successor stands
 * Both contain every unit under itself.  Scope and lists use unit_restated.  There a closed
 * unit stands both under itself (its old records stay reachable) and under its successor:
 * who groups by level takes standing ancestors only (unit.closed = DATE_OPEN).
 * The kind of a unit goes with its name: unit_name.kind.
 *
 * Owns:   unit, unit_kind, unit_code, unit_name, unit_parent, unit_change,
 *         unit_change_part, unit_closure, unit_restated (reference tables, no county key)
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/date.h"
#include "db/db.h"

struct findings;

/* Levels as the statistics bureau counts them; a village group is 6. */
enum { LEVEL_PROVINCE = 1, LEVEL_CITY, LEVEL_COUNTY, LEVEL_TOWN, LEVEL_VILLAGE, LEVEL_GROUP };

struct unit {
	int64_t id, county, parent;   /* county: the tenant number; parent 0 at the top */
	int level;
	const char *kind;             /* code of unit_kind: county, town, village, community,
	                                 virtual_community, living_area, … */
	const char *code, *name;      /* as on the day asked for; code 12 digits or "" */
	ymd opened, closed;           /* closed = DATE_OPEN while it stands */
	bool is_village;              /* of its kind: counts as 村（社区） */
};

struct unit_list {
	int count;
	struct unit *units;
};

/* `at` 0 means today everywhere below.  ERR_NOT_FOUND when there is none. */
bool unit_load(struct arena *a, struct db *db, int64_t id, ymd at, struct unit *out, struct err *e) MUST_USE;
bool unit_by_code(struct arena *a, struct db *db, const char *code, ymd at, struct unit *out, struct err *e) MUST_USE;
/* From the top down to the unit itself. */
bool unit_path(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out, struct err *e) MUST_USE;
/* Direct children, by code. */
bool unit_children(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out, struct err *e) MUST_USE;
/* Standing counties, by id. */
bool unit_counties(struct arena *a, struct db *db, int *count, const int64_t **out, struct err *e) MUST_USE;
/* All villages (kind flag) at or under the unit on that day, by code. */
bool unit_villages(struct arena *a, struct db *db, int64_t id, ymd at, struct unit_list *out, struct err *e) MUST_USE;
/* Units of the level at or under it, in today's boundaries, that stood on a day of [from, to],
 * by code, named as on `to`. */
bool unit_standing(struct arena *a, struct db *db, int64_t id, int level, ymd from, ymd to, struct unit_list *out,
		   struct err *e) MUST_USE;
/* Every unit at or under `id` with each of its ancestors and itself, by unit, then ancestor. */
struct unit_line {
	int64_t unit, ancestor;
};
bool unit_lines(struct arena *a, struct db *db, int64_t id, int *count, struct unit_line **out,
		struct err *e) MUST_USE;
/* Units under `within` whose name or code matches, best first: for pickers and imports.
 * An exact name gives exactly the units of that name. */
bool unit_find(struct arena *a, struct db *db, int64_t within, const char *text, int limit,
	       struct unit_list *out, struct err *e) MUST_USE;
bool unit_is_under(struct db *db, int64_t unit, int64_t ancestor, bool *out, struct err *e) MUST_USE;

/* "羊角塘镇" for paths in sentences: name only; "" when unknown. */
const char *unit_name_now(struct arena *a, struct db *db, int64_t id);

/* Loads code,name,parent,level rows; the same file twice changes nothing.  With any error
 * among the findings nothing is added. */
bool units_load_csv(struct db *db, const char *text, size_t n, ymd from, int *added, struct findings *f,
		    struct err *e) MUST_USE;

/* ---- changes ---- */
enum change_kind { CHANGE_MERGE, CHANGE_SPLIT, CHANGE_TRANSFER, CHANGE_RENAME, CHANGE_CODE };

struct unit_change {
	enum change_kind kind;
	ymd day;                      /* in force from */
	const char *document;         /* document number, required */
	int old_count, new_count;
	int64_t old[16];              /* merge: several; others: one */
	struct {
		const char *name, *code, *kind;   /* merge, split: the new units; rename: the new name */
		int64_t parent;                   /* transfer: the new parent */
	} made[16];
};

/* Says everything wrong and, as notes, what will happen (units closed, opened, moved).
 * Changes nothing.  Refused besides what is plainly wrong: merging or splitting a county or
 * above, and moving a unit into another county, because the county is the tenant number of
 * every row below it; and days in the future.  The units below a merged or split unit go to
 * the first new unit. */
bool unit_change_check(struct arena *a, struct db *db, const struct unit_change *c,
		       struct findings *out, struct err *e) MUST_USE;
/* Applies an accepted change in one transaction and rebuilds what is derived for the
 * county.  The ids of new units are put into `made_ids` (may be NULL). */
bool unit_change_apply(struct db *db, const struct unit_change *c, int64_t actor,
		       int64_t made_ids[16], struct err *e) MUST_USE;
/* What unit_change_apply() hands to the log, in its transaction. */
struct unit_change_log {
	int64_t county, actor, record;
	const char *action, *document, *before, *after;   /* before, after: JSON */
};
/* Declared here, written in audit/: the log stands above the hierarchy, and no change may
 * go without it. */
bool unit_change_log(struct db *db, const struct unit_change_log *log, struct err *e) MUST_USE;
/* Changes that touched units of the county after day `after` and up to `to`, oldest first. */
struct change_row {
	int64_t id;
	enum change_kind kind;
	ymd day;
	const char *document;
	int old_count, new_count;
	struct change_part {
		int64_t unit;
		const char *name;             /* old: the day before; new: on the day */
	} old[16], made[16];
};
bool unit_history(struct arena *a, struct db *db, int64_t county, ymd after, ymd to, int *count,
		  struct change_row **out, struct err *e) MUST_USE;

/* What a unit was called, which code it had and where it stood, each over [from, to). */
struct unit_row {
	ymd from, to;
	const char *text;             /* name, code, or the parent's name */
	const char *kind;             /* of a name */
	int64_t parent;               /* of a parent */
};
struct unit_rows {
	int name_count, code_count, parent_count;
	struct unit_row *names, *codes, *parents;   /* oldest first */
};
bool unit_dated(struct arena *a, struct db *db, int64_t id, struct unit_rows *out, struct err *e) MUST_USE;

struct unit_kind {
	const char *code, *zh, *en;
	int level;                    /* 0: any */
};
/* The kinds of a level, level 0: all; in their usual order. */
bool unit_kinds(struct arena *a, struct db *db, int level, int *count, struct unit_kind **out,
		struct err *e) MUST_USE;
/* Verifies intervals and that both derived tables equal a rebuild. */
bool units_check(struct arena *a, struct db *db, struct findings *out, struct err *e) MUST_USE;
