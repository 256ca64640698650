#pragma once
/*
 * query.h - the query compiler: every list, count, export, search, figure and record list.
 *
 * The scope predicate is added here, always, from query.scope: an empty scope matches
 * nothing.  Nothing else in the program composes SQL over register tables.
 *
 * Boundary: RESTATED counts rows where their unit stands today (scope always does);
 * AS_WAS counts them where their unit stood on `at`.
 */
#include "reg/record.h"

enum op {
	OP_EQ, OP_NE,            /* text: raw value */
	OP_IN,                   /* text: raw values joined by ',' */
	OP_GE, OP_LE,            /* numbers and dates */
	OP_EMPTY, OP_FILLED,
	OP_AT_LEAST, OP_AT_MOST, /* choice: by rank in its list */
	OP_AGE_GE, OP_AGE_LE,    /* date: full years on query.at (today when 0) */
	OP_CONTAINS,             /* text: part of it, pinyin or initials, by search keys */
	OP_WITHIN_MONTHS,        /* date: in the months before query.at, (at - text months, at] */
	OP_IN_YEAR,              /* date: in the calendar year of query.at; no text */
	OP_HAPPENED,             /* date: on query.at or before; no text */
	OP_WITH, OP_WITHOUT,     /* a row of filter.link points to the path's value, or none does */
};

struct filter {
	struct path path;
	enum op op;
	const char *text;        /* a single number, code, or list as the op says */
	/* OP_WITH, OP_WITHOUT: a row of register `link`, valid on query.at, whose field `by`
	 * holds the path's value, whose date `dated`, if any, lies in [from, to] and which
	 * meets the filters `inner` (paths of `link`).  It counts wherever in the county it
	 * stands. */
	const struct reg_def *link;
	const struct field_def *by, *dated;
	ymd from, to;
	int inner_count;
	const struct filter *inner; /* none of them OP_WITH, OP_WITHOUT */
	bool asked;              /* by a person, not by a definition: query_guard() sets it */
};

enum boundary { RESTATED, AS_WAS };

struct query {
	const struct reg_def *def;
	int64_t county;
	struct scope scope;
	/* A row may point to one elsewhere in the county, whose name anyone may know.  Its
	 * personal columns are told, sorted by and (where a person asks) filtered by only where
	 * it stands in this scope: that of the query, unless the caller narrows it. */
	struct scope personal;
	int64_t unit;            /* only rows at or under it; 0: all of the scope */
	enum boundary boundary;
	ymd at;                  /* only rows valid on that day (valid_from <= at < valid_to); 0: no test */
	bool any_day;            /* `at` dates ages and boundaries only */
	const char *search;      /* as typed in the search box; NULL or "": none */
	int filter_count;
	struct filter filters[16];
	struct path sort;        /* {0} with no_sort: the definition's */
	bool sort_given, down;
	int limit;
	const char *after;       /* cursor from the previous page */
	uint64_t columns;        /* export: bit per column of the definition; 0: all */
	bool reveal;             /* sealed columns in clear (caller holds CAP_REVEAL and audits) */
};

void query_init(struct query *q, const struct reg_def *def, int64_t county, const struct scope *scope);
void query_filter(struct query *q, struct path path, enum op op, const char *text);
/* A filter as addresses name it: "level", "joined.to", "person.birth.from"; false for no such. */
bool query_filter_named(struct query *q, struct arena *a, const char *name, const char *text) MUST_USE;

/*
 * For queries a person composed: who filters, sorts or searches by a personal column, an
 * identity number or a phone is told about rows only where `acc` sees those columns; q.scope
 * shrinks to that.  ERR_DENIED when that is nowhere.  Narrows q.personal, too.
 */
bool query_guard(struct query *q, const struct account *acc, struct err *e) MUST_USE;

struct record_list {
	int count;
	struct record **rows;    /* person and ref values carry their display text in .s */
	struct value **subs;     /* per row: one value per def->columns entry that has a sub */
	const char *next;        /* cursor of the next page, NULL at the end */
};

bool query_list(struct arena *a, struct db *db, const struct query *q, struct record_list *out,
		struct err *e) MUST_USE;
/* The value of a definition column in row i of the list. */
const struct value *list_value(const struct record_list *l, int row, const struct reg_def *def, int column);
/* Counts up to `cap` + 1. */
bool query_count(struct arena *a, struct db *db, const struct query *q, int64_t cap, int64_t *out,
		 struct err *e) MUST_USE;
/* Streams all rows; the row arena is reset after each call.  Stops when fn returns false (e set). */
bool query_each(struct db *db, const struct query *q,
		bool (*fn)(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			   struct err *e),
		void *arg, struct err *e) MUST_USE;

/* ---- aggregates, for measures ---- */
enum aggregate_kind { AGG_ROWS, AGG_DISTINCT, AGG_SUM };
enum group_kind { GROUP_NONE, GROUP_PATH, GROUP_CHILD_UNIT, GROUP_AGE, GROUP_LEVEL };

struct aggregate {
	enum aggregate_kind kind;
	struct path of;          /* DISTINCT, SUM */
	enum group_kind group;
	struct path by;          /* GROUP_PATH: a choice, flag, state; GROUP_AGE: a date */
	int64_t parent;          /* GROUP_CHILD_UNIT: groups by the children of this unit */
	int level;               /* GROUP_LEVEL: groups by the unit of that level it stands under */
	const struct filter *also; /* DISTINCT by level: counts in the same pass those that fit, too */
	int also_count;
};
struct group_row {
	const char *key;         /* raw value, unit id, or age in years; "" unknown */
	int64_t value;
	int64_t rows;            /* how many rows are behind it */
	int64_t also;            /* the value of those that fit `also` */
};
struct group_list {
	int count;
	struct group_row *rows;
};
/* Without group: one row with key "". */
bool query_aggregate(struct arena *a, struct db *db, const struct query *q, const struct aggregate *g,
		     struct group_list *out, struct err *e) MUST_USE;

/* ---- search across registers ---- */
struct hit {
	const struct reg_def *def;
	int64_t id;
	const char *title, *unit_name, *detail;  /* detail tells people of one name apart: village, birth year */
};
struct hit_list {
	int count;
	bool more;
	struct hit *hits;
};
/* Searches every register that `acc` may read. */
bool search_all(struct arena *a, struct db *db, const struct account *acc, const char *text, int limit,
		struct hit_list *out, struct err *e) MUST_USE;
