#pragma once
/*
 * todo.h - one list of what is due, over all modules, for an account or for a unit.
 *
 * Each owner lists its own dues in the form of reg/due.h; here they are joined.  An account
 * gets those of a kind only within its scope of reading what they are about; first what its
 * person owes, then what its units owe, by day.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: escalate.h, docs/manual/todo.md
 */
#include "auth/auth.h"
#include "reg/due.h"

enum { TODO_AHEAD_DAYS = 60 };

/* Code and label (msgid) of a kind; codes are those of the choice list `due_kind`. */
const char *due_kind_code(enum due_kind k);
const char *due_kind_label(enum due_kind k);
bool due_kind_parse(const char *code, enum due_kind *out) MUST_USE;
/* Where the account may read what dues of the kind are about; count 0: nowhere. */
void due_scope(const struct account *acc, enum due_kind k, struct scope *out);
/* Whether the title may leave the site or be seen by others: it names no person. */
bool due_title_is_plain(enum due_kind k);

struct todo_ask {
	const struct account *account; /* NULL: the program itself, the whole county */
	int64_t county, unit;          /* at or under it */
	ymd at;
	unsigned kinds;                /* bit per due_kind; 0: all */
	int limit;                     /* of each kind */
};
/* Due within TODO_AHEAD_DAYS of `at`, overdue, or without a day.  For an account in its order, for
 * the program by kind. */
bool todo_list(struct arena *a, struct db *db, const struct todo_ask *ask, struct due_list *out,
	       struct err *e) MUST_USE;
/* Whether it is owed by the account's own person. */
bool todo_is_mine(const struct account *acc, const struct due *d);

/* ---- owners that are older than due.h; the others have theirs beside what they list ---- */
bool supervise_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		    ymd at, int limit, struct due_list *out, struct err *e) MUST_USE;
/* Short villages: the supervised to-dos that the shortage board opened. */
bool shortage_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e) MUST_USE;
bool contract_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e) MUST_USE;
bool book_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
	       ymd at, int limit, struct due_list *out, struct err *e) MUST_USE;
bool openness_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   ymd at, int limit, struct due_list *out, struct err *e) MUST_USE;
