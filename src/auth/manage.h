#pragma once
/*
 * manage.h - one administrator looks after another account: what is seen, what may be changed.
 *
 * An account is seen by whoever administers one of its units.  It is changed (role, password,
 * closing) only by whoever could have given every role it holds now or later: the
 * administrator of a township cannot take over an account that also stands above it.
 * Nobody manages the own account: own name, language and password go by account_change().
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "auth/auth.h"

struct account_card {
	int64_t id, county;
	const char *login, *name;
	enum lang lang;
	bool must_change, totp, closed;
	int64_t person; /* whose account it is; 0: nobody has said */
};
struct grant_row {
	enum role role;
	int64_t unit;	       /* 0: the whole site */
	const char *unit_name; /* "" for the whole site */
	ymd from, to;
	bool in_force; /* today */
};
struct grant_list {
	int count;
	struct grant_row *rows; /* by day, newest first */
};

/* Closed ones too; ERR_NOT_FOUND when there is none. */
bool account_card(struct arena *a, struct db *db, int64_t id, struct account_card *out,
		  struct err *e) MUST_USE;
/* All that were ever given, at most 200. */
bool grant_list(struct arena *a, struct db *db, int64_t account, struct grant_list *out,
		struct err *e) MUST_USE;
/* What `admin` may do with the account. */
bool account_reach(struct db *db, const struct account *admin, const struct account_card *card,
		   const struct grant_list *grants, bool *sees, bool *manages,
		   struct err *e) MUST_USE;
/* Name and language; ERR_INPUT when the name is empty or longer than 40 characters. */
bool account_change(struct db *db, int64_t id, const char *name, enum lang lang, int64_t actor,
		    struct err *e) MUST_USE;
/* Says whose account it is: a person of the same county's register, 0 nobody.  The caller has
 * looked the person up. */
bool account_tie(struct db *db, int64_t id, int64_t person, int64_t actor, struct err *e) MUST_USE;
/* Who can be told something: an account and the mask of its roles over the unit asked for. */
struct holder {
	int64_t account;
	unsigned roles;
};
struct holder_list {
	int count;
	struct holder *rows; /* by account */
};
/* Accounts with a grant in force over this very unit. */
bool unit_holders(struct arena *a, struct db *db, int64_t unit, struct holder_list *out,
		  struct err *e) MUST_USE;
/* Accounts of the person; their roles are not said. */
bool person_holders(struct arena *a, struct db *db, int64_t county, int64_t person, struct holder_list *out,
		    struct err *e) MUST_USE;
/* Whether the site has any account at all. */
bool account_any(struct db *db, bool *out, struct err *e) MUST_USE;
/* Does the account hold its role over the whole site, units or not? */
bool account_is_whole(struct db *db, int64_t account, bool *out, struct err *e) MUST_USE;
/* Every account of the site, by login, after `after` (NULL: first): for who is_whole. */
bool account_list_site(struct arena *a, struct db *db, const char *after, int limit,
		       struct account_list *out, struct err *e) MUST_USE;
