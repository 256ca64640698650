#pragma once
/*
 * audit.h - the append-only hash chain of every change, one chain per county.
 *
 * hash = SHA-256(previous hash | the row's own text).  Written in the transaction of the
 * change itself, by whatever door.  A record's history is its audit rows: there is no
 * second copy.  `before` and `after` are JSON objects of the changed fields only; sealed
 * columns appear masked.
 *
 * Owns:   audit, audit_head (tables)
 */
#include "base/date.h"
#include "db/db.h"

struct findings;

struct audit_entry {
	int64_t county;
	int64_t actor;            /* account, 0 for the program itself */
	const char *action;       /* create update delete import undo reveal export sign-in issue … */
	const char *subject;      /* register name or noun: "reserve", "unit", "account" */
	int64_t record;           /* id, 0 when none */
	const char *origin;       /* "form", "api <token>", "台账.xlsx!B12", "command line", "demo" */
	const char *reason;       /* may be NULL */
	const char *before, *after;   /* JSON, may be NULL */
};

bool audit_write(struct db *db, const struct audit_entry *en, struct err *e) MUST_USE;

struct audit_row {
	int64_t seq, at_ms, actor, record;
	const char *actor_name, *action, *subject, *origin, *reason, *before, *after, *hash;
};
struct audit_list {
	int count;
	bool more;
	struct audit_row *rows;
};
/* Newest first; subject NULL: all; record 0: all; before_seq 0: from the newest. */
bool audit_load(struct arena *a, struct db *db, int64_t county, const char *subject, int64_t record,
		int64_t before_seq, int limit, struct audit_list *out, struct err *e) MUST_USE;
struct audit_filter {
	const char *subject, *action;   /* NULL or "": all */
	int64_t actor;                  /* 0: all */
	ymd from, to;                   /* days in China's time, both inclusive; 0: no bound */
	int64_t before_seq;             /* 0: from the newest */
};
/* As audit_load(), newest first, by any of these. */
bool audit_search(struct arena *a, struct db *db, int64_t county, const struct audit_filter *f, int limit,
		  struct audit_list *out, struct err *e) MUST_USE;
/* Hash of the newest row, hex; "" for an empty chain. */
bool audit_head(struct arena *a, struct db *db, int64_t county, const char **hex, int64_t *seq, struct err *e) MUST_USE;
/* Recomputes the chain of one county; a finding names the first row that breaks it. */
bool audit_check_county(struct db *db, int64_t county, struct findings *out, struct err *e) MUST_USE;
/* Recomputes the chain of every county; a finding names the first row that breaks it. */
bool audit_check(struct arena *a, struct db *db, struct findings *out, struct err *e) MUST_USE;
