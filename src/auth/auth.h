#pragma once
/*
 * auth.h - accounts, roles over units, sessions, API tokens, and the scope of every query.
 *
 * An account holds grants: role x unit x [from, to).  A role opens capabilities; a
 * register's definition names the roles that may read or write it.  Nothing is open by
 * default: an empty scope matches no row.
 *
 * Owns:   account, account_grant, session, token, login_failure (tables)
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/limits.h"
#include "db/db.h"
#include "unit/unit.h"

struct findings;

/* code, label (msgid), capabilities */
#define ROLES(X)                                                                                   \
	X(ROLE_SITE, "site", N_("Site administrator"))          /* runs the site; sees units, not people */ \
	X(ROLE_ADMIN, "admin", N_("Administrator"))             /* accounts of a unit (delegated) */  \
	X(ROLE_ORGANISER, "organiser", N_("Organiser"))         /* keeps registers, imports, issues */\
	X(ROLE_LEADER, "leader", N_("Leader"))                  /* reads everything of the unit */    \
	X(ROLE_CLERK, "clerk", N_("Village clerk"))             /* keeps the unit's own rows */       \
	X(ROLE_VIEWER, "viewer", N_("Viewer"))                  /* figures and lists, no personal columns */ \
	X(ROLE_ACCOUNTANT, "accountant", N_("Accountant"))      /* keeps the books of the unit's collectives */ \
	X(ROLE_CASHIER, "cashier", N_("Cashier"))               /* signs for cash and bank; keeps no books */

enum role {
#define X(id, code, label) id,
	ROLES(X)
#undef X
	ROLE__COUNT
};

/* What a page, command or API call needs, besides a register's own allow list. */
#define CAPS(X)                                                                                    \
	X(CAP_FORBIDDEN, "")          /* zero: a page without a capability stops the start */         \
	X(CAP_PUBLIC, "public")       /* no account needed */                                         \
	X(CAP_SIGNED_IN, "signed-in") /* any account; rows are still scoped */                        \
	X(CAP_READ, "read")                                                                        \
	X(CAP_WRITE, "write")                                                                      \
	X(CAP_IMPORT, "import")                                                                    \
	X(CAP_EXPORT, "export")                                                                    \
	X(CAP_REVEAL, "reveal")       /* identity numbers and phones in clear, audited */             \
	X(CAP_ISSUE, "issue")         /* issue documents */                                           \
	X(CAP_PARAMETERS, "parameters")                                                            \
	X(CAP_UNITS, "units")         /* change the hierarchy */                                      \
	X(CAP_ACCOUNTS, "accounts")   /* accounts of the unit and below */                            \
	X(CAP_AUDIT, "audit")                                                                      \
	X(CAP_BOOK_READ, "book-read") /* books, vouchers, statements of the unit */                   \
	X(CAP_BOOK, "book")           /* writes, approves and posts vouchers; closes months */        \
	X(CAP_CASH, "cash")           /* signs vouchers that move money; the bank's statement */      \
	X(CAP_SITE, "site")

enum cap {
#define X(id, code) id,
	CAPS(X)
#undef X
	CAP__COUNT
};

const char *role_code(enum role r);
const char *role_label(enum role r);                 /* msgid */
bool role_parse(const char *code, enum role *out) MUST_USE;
const char *cap_code(enum cap c);
bool role_can(enum role r, enum cap c);

struct grant {
	enum role role;
	int64_t unit;                 /* 0 only for ROLE_SITE in a site without units; as soon as
	                                 there are units, the grant appears for every province */
	ymd from, to;
	unsigned above;               /* bit i: grants[i].unit is this unit or above it */
};

struct account {
	int64_t id, county;
	const char *login, *name;     /* name as shown */
	enum lang lang;
	bool must_change, totp;       /* has to change the password; second factor is on */
	int64_t token;                /* the API token it came with, 0 for a session */
	int64_t person;               /* of the register, whose account it is; 0: nobody has said */
	int grant_count;
	struct grant grants[LIMIT_GRANTS]; /* only those in force today */
};

/* The units whose subtrees a query may touch.  count 0: nothing. */
struct scope {
	int count;
	int64_t units[LIMIT_GRANTS];
};

/* Bit mask of roles, for a register's allow lists. */
#define ROLE_BIT(r) (1u << (r))

/* ERR_NOT_FOUND when there is none or it is closed. */
bool account_load(struct arena *a, struct db *db, int64_t id, struct account *out, struct err *e) MUST_USE;
bool account_by_login(struct arena *a, struct db *db, const char *login, struct account *out, struct err *e) MUST_USE;
struct account_row {
	int64_t id, county;
	const char *login, *name;
	bool closed, totp;
};
struct account_list {
	int count;
	bool more;
	struct account_row *rows;
};
/* Accounts with a grant at or under the scope's units, by login, after `after` (NULL: first). */
bool account_list(struct arena *a, struct db *db, const struct scope *scope, const char *after, int limit,
		  struct account_list *out, struct err *e) MUST_USE;
/* Has the capability through any grant. */
bool account_can(const struct account *acc, enum cap c);
/* Has it over this very unit (a grant on the unit or above it). */
bool account_can_at(struct db *db, const struct account *acc, enum cap c, int64_t unit, bool *out,
		    struct err *e) MUST_USE;
/* Units of the grants whose role is in `roles`, shrunk to those without an ancestor among them. */
void scope_of_roles(const struct account *acc, unsigned roles, struct scope *out);
/* Units of the grants in force on the day of every account that is tied to the person. */
bool account_units_of_person(struct db *db, int64_t county, int64_t person, ymd at, struct scope *out,
			     struct err *e) MUST_USE;
/* Units of the grants whose role has `c`. */
void scope_of_cap(const struct account *acc, enum cap c, struct scope *out);
/* The whole county, for the program's own work (checks, rebuilds, command line as root). */
void scope_all(int64_t county, struct scope *out);

/*
 * Why: one line per grant that opens `unit` for `cap` (or for the roles mask), in plain words.
 * An empty list means it is closed, and `out` says what would open it.
 */
bool permission_explain(struct arena *a, struct db *db, const struct account *acc, unsigned roles,
			int64_t unit, struct findings *out, struct err *e) MUST_USE;

/* ---- passwords, sign-in, sessions ---- */
struct account_new {
	const char *login, *name, *password;
	int64_t county;
	int64_t actor;                /* who creates it; 0 on the command line */
	enum lang lang;
	bool must_change;             /* the password is a first one, to be changed at sign-in */
};
/* Findings: login form and use, password rule (>= 8, 3 of 4 classes, not the login). */
bool account_check(struct db *db, const struct account_new *n, struct findings *out, struct err *e) MUST_USE;
bool account_create(struct db *db, const struct account_new *n, int64_t *id, struct err *e) MUST_USE;
/* The password rule alone, with findings on field "password". */
void password_check(const char *login, const char *password, struct findings *out);
/* Ends every session and token of the account.  `actor` (0: the program) goes into the audit row; when
 * it is not the account itself, the password has to be changed at the next sign-in. */
bool account_password_set(struct db *db, int64_t id, const char *password, int64_t actor, struct err *e) MUST_USE;
/* Nobody signs in with it any more; its sessions and tokens end. */
bool account_close(struct db *db, int64_t id, int64_t actor, struct err *e) MUST_USE;
/* In force over [from, to).  ERR_CONFLICT when the same grant overlaps. */
bool grant_add(struct db *db, int64_t account, enum role role, int64_t unit, ymd from, ymd to,
	       int64_t actor, struct err *e) MUST_USE;
/* Ends the grant in force on `to`; ERR_NOT_FOUND when there is none. */
bool grant_end(struct db *db, int64_t account, enum role role, int64_t unit, ymd to, int64_t actor,
	       struct err *e) MUST_USE;
/* ROLE_ADMIN may give any role but ROLE_SITE over units within its own ADMIN grants;
 * ROLE_SITE may give every role over the units of its SITE grants. */
bool grant_allowed(struct db *db, const struct account *admin, enum role role, int64_t unit, bool *out,
		   struct err *e) MUST_USE;

/*
 * Sign-in.  Five failures of a login from one address within 15 minutes lock that pair, and
 * 25 of a login or of an address lock it everywhere (ERR_TOO_MANY).  Wrong login, password
 * and code all give the same sentence (ERR_SIGN_IN).  `code` is the TOTP code, NULL when
 * none was sent; *needs_code is set when only the code is missing.
 * On success writes the session and gives its secret (64 hex) for the cookie.
 * `db` is a writer OUTSIDE any transaction: failures are committed even though the call
 * fails, and the password is hashed (some 100 ms) before its short transaction begins.
 */
bool sign_in(struct arena *a, struct db *db, const char *login, const char *password, const char *code,
	     const char *address, char secret[65], bool *needs_code, struct err *e) MUST_USE;
bool sign_out(struct db *db, const char *secret, struct err *e) MUST_USE;
/* The account of a live session; ERR_SIGN_IN when it is unknown, idle > 30 min or > 12 h old.
 * `csrf` receives the session's token for forms. */
bool session_load(struct arena *a, struct db *db, const char *secret, struct account *out, char csrf[33],
		  struct err *e) MUST_USE;
/* Marks use; called from the writer at most once a minute per session. */
bool session_touch(struct db *db, const char *secret, struct err *e) MUST_USE;

/* Starts the second factor: a new secret (base32) and its otpauth:// URL; on once confirmed. */
bool totp_start(struct arena *a, struct db *db, int64_t account, const char **base32,
		const char **url, struct err *e) MUST_USE;
bool totp_confirm(struct db *db, int64_t account, const char *code, struct err *e) MUST_USE;
bool totp_off(struct db *db, int64_t account, int64_t actor, struct err *e) MUST_USE;

/* API tokens: shown once, stored hashed; scope = the account's grants, writing only when
 * not read_only.  Valid before day `to` (DATE_OPEN: no end). */
bool token_create(struct arena *a, struct db *db, int64_t account, const char *label, bool read_only, ymd to,
		  const char **secret, struct err *e) MUST_USE;
struct token_row {
	int64_t id, made_ms;
	const char *label;
	bool read_only;
	ymd to;
};
struct token_list {
	int count;
	struct token_row *rows;
};
/* The account's tokens that have not ended, oldest first. */
bool token_list(struct arena *a, struct db *db, int64_t account, struct token_list *out, struct err *e) MUST_USE;
bool token_end(struct db *db, int64_t account, int64_t id, int64_t actor, struct err *e) MUST_USE;
/* ERR_SIGN_IN when it is unknown or has ended. */
bool token_load(struct arena *a, struct db *db, const char *secret, struct account *out,
		bool *read_only, struct err *e) MUST_USE;

/* ---- sealed columns: identity numbers, phones ---- */
/* Reads DIR/secret.key (made by `init`, mode 0600) into locked memory.  Once, before use. */
bool seal_open(const char *key_path, bool create, struct err *e) MUST_USE;
char *seal(struct arena *a, const char *plain);                     /* base64 text */
char *unseal(struct arena *a, const char *sealed);                  /* NULL when damaged */
/* Blind index: equal plain texts give equal 32-hex keys, per county. */
char *blind_index(struct arena *a, int64_t county, const char *plain);
/* "431181********1234", "138****5678" */
char *mask_idnum(struct arena *a, const char *plain);
char *mask_phone(struct arena *a, const char *plain);
