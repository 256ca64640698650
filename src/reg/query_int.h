#pragma once
/*
 * query_int.h - inside the query compiler: aliases, parameters, emission.
 *
 * A compile first notes every join its paths need (want_*), then emits the text.
 */
#include "reg/query.h"

enum { ALIAS_MAX = 48, BOUND_MAX = 1024 };

struct alias {
	int parent, field;             /* joined from alias `parent` through its field; -1: a root */
	int root;                      /* the alias whose "from" it stands in: 0, or a subselect's */
	const struct reg_def *def;
};

struct bound {
	bool is_text;
	int64_t i;
	const char *s;
};

struct compile {
	struct arena *a;
	struct db *db;
	const struct query *q;
	struct sqlb b;
	int alias_count;
	struct alias aliases[ALIAS_MAX]; /* 0 is the register itself, t0 */
	int root;                      /* alias that paths begin at: 0, or a subselect's while it is emitted */
	int bound_count;
	struct bound bound[BOUND_MAX];
	bool narrow;                   /* few units in view: drive by them */
	bool distinct;                 /* rows are counted, each once: the first of its keys need not be found */
	struct path sort;
	enum sort_kind {
		SORT_PLAIN,            /* by the column */
		SORT_RANK,             /* choice: by its place in the list */
		SORT_KEY_DRIVE,        /* own searchable text: walk the pinyin keys */
		SORT_KEY_JOIN,         /* a name, but other conditions drive */
		SORT_SEARCH,           /* walk the search keys that start with the query */
	} sort_kind;
	const char *key_reg;           /* SORT_KEY_*: "person:sort" */
	const char *key_column;        /* SORT_KEY_*: column of t0 that holds the id of the keys */
	const char *search_key;        /* folded query, NULL: none */
	const char *search_number;     /* it looks like an identity number or phone */
};

bool compile_init(struct compile *c, struct arena *a, struct db *db, const struct query *q, struct err *e) MUST_USE;
void want_path(struct compile *c, struct path p);
void want_display(struct compile *c, int alias, int field);

void emit_i64(struct compile *c, int64_t v);     /* a parameter */
void emit_text(struct compile *c, const char *s);
void emit_column(struct compile *c, int alias, const char *name, bool blind);
void emit_path(struct compile *c, struct path p); /* the stored value */
void emit_display(struct compile *c, int alias, int field);
/* Whether personal columns at the path are told only where the row referred to stands in
 * query.personal: " … in scope" is then emitted by emit_told_there(). */
bool is_told_apart(const struct compile *c, struct path p);
void emit_told_there(struct compile *c, int alias);
void emit_told(struct compile *c, struct path p); /* the stored value where it is told, else null */
void emit_from(struct compile *c);               /* "from r_x t0 left join …" */
int alias_root(struct compile *c, const struct reg_def *def); /* the table of a subselect */
void emit_joins(struct compile *c, int root);    /* " left join …" of what paths need there */
void emit_order(struct compile *c);              /* the sort expression */
void emit_where(struct compile *c);              /* " where …": county, scope, unit, day, search, filters */
void emit_filter(struct compile *c, const struct filter *fi);
void emit_valid(struct compile *c, const struct reg_def *def, int alias); /* " and …": valid on query.at */
struct stmt *compile_run(struct compile *c, struct err *e) MUST_USE;
int alias_of_path(struct compile *c, struct path p, int *field);

/* The folded end of the range of keys that start with `key`: prefix search by >= and <. */
const char *prefix_end(struct arena *a, const char *key);
