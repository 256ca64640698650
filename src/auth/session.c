/* session.c - sign-in with lock-out, sessions, API tokens. */
#include "auth/auth_int.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

#include <string.h>

enum {
	PAIR_FAILURES = 5, ANY_FAILURES = 25, SECRET_BYTES = 32, CSRF_BYTES = 16, LOGIN_BYTES = 65,
	MINUTE_MS = 60 * 1000, LOCK_MS = 15 * MINUTE_MS, IDLE_MS = 30 * MINUTE_MS,
	LIFE_MS = 12 * 60 * MINUTE_MS, TOKENS_MAX = 100,
};

/* What sign-in knows of the account behind a login; id 0 when there is none. */
struct door {
	int64_t id, totp_step;
	const char *hash, *totp_secret;
	bool totp;
};

/* Logins are small letters; a person's capitals do not matter. */
static void login_fold(const char *login, char out[LOGIN_BYTES])
{
	size_t n = 0;
	for (; *login && n + 1 < LOGIN_BYTES; login++)
		out[n++] = (char)(*login >= 'A' && *login <= 'Z' ? *login - 'A' + 'a' : *login);
	out[n] = 0;
}

static bool door_load(struct arena *a, struct db *db, const char *login, struct door *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select id,password,totp_on,totp_secret,totp_step from account "
					  "where login=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, login);
	*out = (struct door){ 0 };
	if (db_next(q))
		*out = (struct door){ .id = col_i64(q, 0), .hash = col_text(q, 1, a),
				      .totp = col_i64(q, 2) != 0, .totp_secret = col_text(q, 3, a),
				      .totp_step = col_i64(q, 4) };
	return db_end(q, e);
}

/* $1 is the moment since when; `other` is NULL where the text has no $3. */
static bool failures_count(struct db *db, struct sql sql, const char *who, const char *other,
			   int64_t *out, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, now_ms() - LOCK_MS);
	bind(q, 2, who);
	bind(q, 3, other);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

static bool pair_failures(struct db *db, const char *login, const char *address, int64_t *out,
			  struct err *e)
{
	return failures_count(db, SQL("select count(*) from login_failure where at_ms>$1 and login=$2 "
				      "and address=$3"), login, address, out, e);
}

static bool lock_check(struct db *db, const char *login, const char *address, struct err *e)
{
	int64_t pair, of_login, of_address;
	if (!pair_failures(db, login, address, &pair, e) ||
	    !failures_count(db, SQL("select count(*) from login_failure where at_ms>$1 and login=$2"),
			    login, NULL, &of_login, e) ||
	    !failures_count(db, SQL("select count(*) from login_failure where at_ms>$1 and address=$2"),
			    address, NULL, &of_address, e))
		return false;
	if (pair < PAIR_FAILURES && of_login < ANY_FAILURES && of_address < ANY_FAILURES)
		return true;
	err_set(e, ERR_TOO_MANY, "Too many failed attempts; this login is locked for 15 minutes.");
	return err_hint(e, "Wait, or ask your administrator to set a new password.");
}

static bool refused(struct err *e)
{
	err_set(e, ERR_SIGN_IN, "The login, the password or the code is not right.");
	return err_hint(e, "Check capitals and the keyboard's input method. Five failures lock the login for 15 minutes.");
}

static const char *address_json(struct arena *a, const char *address)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	struct json j;
	buf_init_in(b, a, 4096);
	json_init(&j, b);
	json_open(&j, '{');
	json_kstr(&j, "address", address);
	json_close(&j, '}');
	return buf_str(b);
}

/* Keeps the failure, and the moment the login became locked.  Always false. */
static bool failed(struct arena *a, struct db *db, const struct door *d, const char *login,
		   const char *address, struct err *e)
{
	int64_t pair;
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("insert into login_failure(id,login,address,at_ms) "
					  "values($1,$2,$3,$4)"), e);
	if (!q)
		return false;
	bind(q, 1, id_new());
	bind(q, 2, login);
	bind(q, 3, address);
	bind(q, 4, now_ms());
	if (!db_run(q, e) || !pair_failures(db, login, address, &pair, e))
		return false;
	if (d->id && pair == PAIR_FAILURES &&
	    !account_audit(db, d->id, 0, "lock-out", address_json(a, address), e))
		return false;
	return txn_commit(&t, e) && refused(e);
}

static bool forget(struct db *db, struct sql sql, int64_t before_ms, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, before_ms);
	return db_run(q, e);
}

static bool old_forget(struct db *db, const char *login, const char *address, struct err *e)
{
	int64_t now = now_ms();
	if (!forget(db, SQL("delete from login_failure where at_ms<=$1"), now - LOCK_MS, e) ||
	    !forget(db, SQL("delete from session where made_ms<=$1"), now - LIFE_MS, e) ||
	    !forget(db, SQL("delete from session where used_ms<=$1"), now - IDLE_MS, e))
		return false;
	struct stmt *q = db_query(db, SQL("delete from login_failure where login=$1 and address=$2"), e);
	if (!q)
		return false;
	bind(q, 1, login);
	bind(q, 2, address);
	return db_run(q, e);
}

static bool session_insert(struct db *db, int64_t account, const char *secret, const char *address,
			   struct err *e)
{
	char hash[65], csrf[2 * CSRF_BYTES + 1];
	secret_hash(secret, hash);
	secret_make(CSRF_BYTES, csrf);
	struct stmt *q = db_query(db, SQL("insert into session(hash,account,csrf,address,made_ms,used_ms) "
					  "values($1,$2,$3,$4,$5,$5)"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, account);
	bind(q, 3, csrf);
	bind(q, 4, address);
	bind(q, 5, now_ms());
	return db_run(q, e);
}

/* The code is used up by the one sign-in that moves the step on. */
static bool step_use(struct db *db, int64_t account, int64_t step, bool *won, struct err *e)
{
	struct stmt *q = db_query(db, SQL("update account set totp_step=$2 where id=$1 and totp_step<$2"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, step);
	if (!db_run(q, e))
		return false;
	*won = db_changes(db) == 1;
	return true;
}

static bool enter(struct arena *a, struct db *db, const struct door *d, int64_t step,
		  const char *login, const char *address, char secret[65], struct err *e)
{
	char made[65];
	bool won = true;
	secret_make(SECRET_BYTES, made);
	TXN(t);
	if (!txn_begin(&t, db, e) || (d->totp && !step_use(db, d->id, step, &won, e)))
		return false;
	if (!won)
		return refused(e);
	if (!old_forget(db, login, address, e) || !session_insert(db, d->id, made, address, e) ||
	    !account_audit(db, d->id, d->id, "sign-in", address_json(a, address), e) ||
	    !txn_commit(&t, e))
		return false;
	memcpy(secret, made, sizeof made);
	return true;
}

bool sign_in(struct arena *a, struct db *db, const char *login, const char *password,
	     const char *code, const char *address, char secret[65], bool *needs_code, struct err *e)
{
	char folded[LOGIN_BYTES];
	struct door d;
	int64_t step = 0;
	login_fold(login, folded);
	*needs_code = false;
	if (!lock_check(db, folded, address, e) || !door_load(a, db, folded, &d, e))
		return false;
	if (!password_fits(d.hash, password))
		return failed(a, db, &d, folded, address, e);
	if (d.totp && is_empty(code)) {
		*needs_code = true;
		return err_set(e, ERR_SIGN_IN, "Type the code of your second factor.");
	}
	if (d.totp && !totp_fits(a, d.totp_secret, d.totp_step, code, &step))
		return failed(a, db, &d, folded, address, e);
	return enter(a, db, &d, step, folded, address, secret, e);
}

bool sign_out(struct db *db, const char *secret, struct err *e)
{
	char hash[65];
	secret_hash(secret, hash);
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("select account from session where hash=$1"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	int64_t account = db_next(q) ? col_i64(q, 0) : 0;
	if (!db_end(q, e))
		return false;
	if (!account)
		return txn_commit(&t, e);
	q = db_query(db, SQL("delete from session where hash=$1"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	return db_run(q, e) && account_audit(db, account, account, "sign-out", NULL, e) &&
	       txn_commit(&t, e);
}

/* An account closed meanwhile is as good as no session. */
static bool account_of(struct arena *a, struct db *db, int64_t id, struct account *out, struct err *e)
{
	struct err why = { 0 };
	if (id && account_load(a, db, id, out, &why))
		return true;
	if (id && why.code != ERR_NOT_FOUND) {
		*e = why;
		return false;
	}
	err_set(e, ERR_SIGN_IN, "You are not signed in, or too much time has passed.");
	return err_hint(e, "Sign in again.");
}

bool session_load(struct arena *a, struct db *db, const char *secret, struct account *out,
		  char csrf[33], struct err *e)
{
	char hash[65], found[33] = "";
	int64_t now = now_ms(), id = 0;
	secret_hash(secret, hash);
	struct stmt *q = db_query(db, SQL("select account,csrf from session where hash=$1 "
					  "and made_ms>$2 and used_ms>$3"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, now - LIFE_MS);
	bind(q, 3, now - IDLE_MS);
	if (db_next(q)) {
		id = col_i64(q, 0);
		strncpy(found, col_peek(q, 1), sizeof found - 1);
	}
	if (!db_end(q, e) || !account_of(a, db, id, out, e))
		return false;
	memcpy(csrf, found, sizeof found);
	return true;
}

bool session_touch(struct db *db, const char *secret, struct err *e)
{
	char hash[65];
	secret_hash(secret, hash);
	struct stmt *q = db_query(db, SQL("update session set used_ms=$2 where hash=$1"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, now_ms());
	return db_run(q, e);
}

/* ---- API tokens ---- */

static const char *token_json(struct arena *a, int64_t id, const char *label, bool read_only, ymd to)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	struct json j;
	buf_init_in(b, a, 4096);
	json_init(&j, b);
	json_open(&j, '{');
	json_kid(&j, "token", id);
	json_kstr(&j, "label", label);
	json_kbool(&j, "read_only", read_only);
	json_ki64(&j, "to", to);
	json_close(&j, '}');
	return buf_str(b);
}

bool token_create(struct arena *a, struct db *db, int64_t account, const char *label, bool read_only,
		  ymd to, const char **secret, struct err *e)
{
	char made[2 * SECRET_BYTES + 1], hash[65];
	if (is_empty(label) || strlen(label) > 100)
		return err_set(e, ERR_INPUT, "Give the token a short label that says what uses it.");
	if (!date_ok(to) || to <= today())
		return err_set(e, ERR_INPUT, "The token must end after today.");
	secret_make(SECRET_BYTES, made);
	char *shown = arena_printf(a, "yz_%s", made);
	secret_hash(shown, hash);
	int64_t id = id_new();
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("insert into token(hash,id,account,label,read_only,to_day,made_ms) "
					  "values($1,$2,$3,$4,$5,$6,$7)"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, id);
	bind(q, 3, account);
	bind(q, 4, label);
	bind(q, 5, read_only);
	bind(q, 6, to);
	bind(q, 7, now_ms());
	if (!db_run(q, e) ||
	    !account_audit(db, account, account, "token", token_json(a, id, label, read_only, to), e) ||
	    !txn_commit(&t, e))
		return false;
	*secret = shown;
	return true;
}

bool token_list(struct arena *a, struct db *db, int64_t account, struct token_list *out, struct err *e)
{
	struct token_list list = { .rows = ARENA_ARRAY(a, struct token_row, TOKENS_MAX) };
	struct stmt *q = db_query(db, SQL("select id,label,read_only,to_day,made_ms from token "
					  "where account=$1 and to_day>$2 order by id limit $3"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, today());
	bind(q, 3, TOKENS_MAX);
	while (db_next(q))
		list.rows[list.count++] = (struct token_row){
			.id = col_i64(q, 0), .label = col_text(q, 1, a), .read_only = col_i64(q, 2) != 0,
			.to = (ymd)col_i64(q, 3), .made_ms = col_i64(q, 4),
		};
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

bool token_end(struct db *db, int64_t account, int64_t id, int64_t actor, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("delete from token where account=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, id);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such token.");
	return account_audit(db, account, actor, "token-end", NULL, e) && txn_commit(&t, e);
}

bool token_load(struct arena *a, struct db *db, const char *secret, struct account *out,
		bool *read_only, struct err *e)
{
	char hash[65];
	int64_t account = 0, id = 0;
	bool reads = true;
	secret_hash(secret, hash);
	struct stmt *q = db_query(db, SQL("select account,id,read_only from token "
					  "where hash=$1 and to_day>$2"), e);
	if (!q)
		return false;
	bind(q, 1, hash);
	bind(q, 2, today());
	if (db_next(q)) {
		account = col_i64(q, 0);
		id = col_i64(q, 1);
		reads = col_i64(q, 2) != 0;
	}
	if (!db_end(q, e) || !account_of(a, db, account, out, e))
		return false;
	out->token = id;
	*read_only = reads;
	return true;
}
