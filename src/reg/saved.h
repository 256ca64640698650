#pragma once
/*
 * saved.h - filters of a register's list that an account keeps under a name.
 *
 * Only the query string is kept: what it shows is decided anew, by today's scope.
 *
 * Owns:   saved_filter (table)
 * Memory: everything returned lives in the arena passed in.
 */
#include "db/db.h"

enum { SAVED_MAX = 30 };

struct saved_filter {
	int64_t id;
	const char *name, *query;
};

/* Those of one account and register, by name; at most SAVED_MAX. */
bool saved_list(struct arena *a, struct db *db, int64_t county, int64_t account, const char *reg,
		int *count, struct saved_filter **out, struct err *e) MUST_USE;
/* The same name again replaces its query. */
bool saved_keep(struct db *db, int64_t county, int64_t account, const char *reg, const char *name,
		const char *query, struct err *e) MUST_USE;
/* Only one's own: another account's id is ERR_NOT_FOUND. */
bool saved_drop(struct db *db, int64_t county, int64_t account, int64_t id, struct err *e) MUST_USE;
