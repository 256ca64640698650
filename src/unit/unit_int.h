#pragma once
/*
 * unit_int.h - inside unit/: one county's hierarchy in memory, and what is derived from it.
 *
 * Only unit/ includes this.  Memory: everything lives in the arena given to tree_load().
 */
#include "unit/unit.h"

/* A parent over [from, to). */
struct parent_span {
	int64_t parent;
	ymd from, to;
};

struct closure_row {
	int64_t ancestor, unit;
	ymd from, to;
};

struct node {
	int64_t id, county;
	int level;
	ymd opened, closed;
	int64_t heir;               /* the successor that inherits, 0 while it stands */
	int parent_count;
	struct parent_span *parents; /* by from */
	bool done, busy;            /* closure computed; being computed (a cycle) */
	int up_count;
	struct closure_row *up;     /* its ancestors and itself, by ancestor then from */
};

/* The units of one county and all units of levels 1 and 2, by id. */
struct tree {
	struct arena *arena;
	int64_t county;
	int count;
	struct node *nodes;
};

bool tree_load(struct arena *a, struct db *db, int64_t county, struct tree *out, struct err *e) MUST_USE;
struct node *tree_find(const struct tree *t, int64_t id);
/* Ancestors of a unit over time; false when its parents form a cycle. */
bool tree_closure(struct tree *t, struct node *n) MUST_USE;
/* Where a unit counts today: itself, or its successor's successor…; NULL when the chain breaks. */
const struct node *tree_stands(const struct tree *t, const struct node *n);
/* Ancestors in today's boundaries, itself first; false when the chain breaks. */
bool tree_restated(struct tree *t, const struct node *n, int64_t out[16], int *count) MUST_USE;

/* Writes both derived tables for one county. */
bool derived_rebuild(struct db *db, int64_t county, struct err *e) MUST_USE;

/* Opens a dated row on `from`; the one before it, if any, ends there. */
bool code_open(struct db *db, int64_t unit, ymd from, const char *code, struct err *e) MUST_USE;
bool name_open(struct db *db, int64_t unit, ymd from, const char *name, const char *kind,
	       struct err *e) MUST_USE;
bool parent_open(struct db *db, int64_t unit, ymd from, int64_t parent, struct err *e) MUST_USE;

/* Closes a unit and its rows. */
bool unit_end(struct db *db, int64_t unit, ymd day, struct err *e) MUST_USE;

/* Kind of a unit by the ending of its name: "窑镇村村民委员会" at level 5 is a village. */
const char *kind_of_name(const char *name, int level);
/* May a unit of level `child` stand directly under one of level `parent`? */
bool level_fits(int child, int parent);
/* "窑镇村村民委员会" and "窑镇村委会" are both "窑镇村". */
char *name_stem(struct arena *a, const char *name);
