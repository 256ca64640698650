/* account.c - accounts and their grants. */
#include "auth/auth_int.h"
#include "audit/audit.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { LOGIN_MAX = 64, NAME_MAX_BYTES = 120, PASSWORD_MIN = 8, PASSWORD_MAX = 128 };

bool account_audit(struct db *db, int64_t account, int64_t actor, const char *action,
		   const char *after, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select county from account where id=$1"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	int64_t county = db_next(q) ? col_i64(q, 0) : 0;
	if (!db_end(q, e))
		return false;
	return audit_write(db, &(struct audit_entry){ .county = county, .actor = actor, .action = action,
						      .subject = "account", .record = account,
						      .origin = actor ? "account" : "program",
						      .after = after }, e);
}

/* ---- loading ---- */

static bool grant_put(struct account *acc, const struct grant *g)
{
	if (acc->grant_count < LIMIT_GRANTS)
		acc->grants[acc->grant_count++] = *g;
	return acc->grant_count < LIMIT_GRANTS;
}

/* A grant over the whole site is one over each province, once there are provinces. */
static bool grant_spread(struct db *db, struct account *acc, const struct grant *g, struct err *e)
{
	struct grant each = *g;
	int before = acc->grant_count;
	struct stmt *q = db_query(db, SQL("select id from unit where level=1 and closed=$1 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, DATE_OPEN);
	while (db_next(q)) {
		each.unit = col_i64(q, 0);
		grant_put(acc, &each);
	}
	if (!db_end(q, e))
		return false;
	if (acc->grant_count == before)
		grant_put(acc, g);
	return true;
}

static bool grants_load(struct db *db, struct account *acc, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select role,unit,from_day,to_day from account_grant "
					  "where account=$1 and from_day<=$2 and to_day>$2 "
					  "order by unit,role,from_day"), e);
	if (!q)
		return false;
	bind(q, 1, acc->id);
	bind(q, 2, today());
	while (db_next(q)) {
		struct grant g = { .unit = col_i64(q, 1), .from = (ymd)col_i64(q, 2),
				   .to = (ymd)col_i64(q, 3) };
		/* An unknown role opens nothing. */
		if (!role_parse(col_peek(q, 0), &g.role))
			continue;
		if (g.unit)
			grant_put(acc, &g);
		else if (g.role == ROLE_SITE && !grant_spread(db, acc, &g, e))
			return false;
	}
	return db_end(q, e);
}

static bool above_load(struct db *db, struct account *acc, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select r.ancestor,r.unit from unit_restated r where r.unit in "
					  "(select unit from account_grant where account=$1) "
					  "and r.ancestor in "
					  "(select unit from account_grant where account=$1) "
					  "order by r.ancestor,r.unit"), e);
	if (!q)
		return false;
	bind(q, 1, acc->id);
	while (db_next(q))
		for (int i = 0; i < acc->grant_count; i++)
			for (int k = 0; k < acc->grant_count; k++)
				if (acc->grants[i].unit == col_i64(q, 1) &&
				    acc->grants[k].unit == col_i64(q, 0))
					acc->grants[i].above |= 1u << k;
	return db_end(q, e);
}

/* Finishes what one of the two queries below has begun. */
static bool load(struct arena *a, struct db *db, struct stmt *q, struct account *out, struct err *e)
{
	struct account acc = { 0 };
	if (db_next(q))
		acc = (struct account){
			.id = col_i64(q, 0), .county = col_i64(q, 1), .login = col_text(q, 2, a),
			.name = col_text(q, 3, a),
			.lang = text_eq(col_peek(q, 4), "en") ? LANG_EN : LANG_ZH,
			.must_change = col_i64(q, 5) != 0, .totp = col_i64(q, 6) != 0,
			.person = col_i64(q, 7),
		};
	if (!db_end(q, e))
		return false;
	if (!acc.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	if (!grants_load(db, &acc, e) || !above_load(db, &acc, e))
		return false;
	*out = acc;
	return true;
}

bool account_load(struct arena *a, struct db *db, int64_t id, struct account *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select id,county,login,name,lang,must_change,totp_on,person "
					  "from account where id=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	return load(a, db, q, out, e);
}

bool account_by_login(struct arena *a, struct db *db, const char *login, struct account *out,
		      struct err *e)
{
	struct stmt *q = db_query(db, SQL("select id,county,login,name,lang,must_change,totp_on,person "
					  "from account where login=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, login);
	return load(a, db, q, out, e);
}

static int by_login(const void *x, const void *y)
{
	const struct account_row *a = x, *b = y;
	return strcmp(a->login, b->login);
}

static bool list_under(struct arena *a, struct db *db, int64_t unit, const char *after, int limit,
		       struct account_row *rows, int *count, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select a.id,a.county,a.login,a.name,a.closed,a.totp_on "
					  "from account a where a.login>$1 and (exists "
					  "(select 1 from account_grant g join unit_restated r "
					  "on r.unit=g.unit where g.account=a.id and r.ancestor=$2) "
					  "or (a.county=$2 and not exists "
					  "(select 1 from account_grant g where g.account=a.id))) "
					  "order by a.login limit $3"), e);
	if (!q)
		return false;
	bind(q, 1, after ? after : "");
	bind(q, 2, unit);
	bind(q, 3, limit);
	while (db_next(q))
		rows[(*count)++] = (struct account_row){
			.id = col_i64(q, 0), .county = col_i64(q, 1), .login = col_text(q, 2, a),
			.name = col_text(q, 3, a), .closed = col_i64(q, 4) != 0,
			.totp = col_i64(q, 5) != 0,
		};
	return db_end(q, e);
}

bool account_list(struct arena *a, struct db *db, const struct scope *scope, const char *after,
		  int limit, struct account_list *out, struct err *e)
{
	assert(limit > 0);
	struct account_list list = { 0 };
	int count = 0;
	struct account_row *rows =
		ARENA_ARRAY(a, struct account_row, (size_t)(limit + 1) * (size_t)(scope->count + 1));
	for (int i = 0; i < scope->count; i++)
		if (!list_under(a, db, scope->units[i], after, limit + 1, rows, &count, e))
			return false;
	qsort(rows, (size_t)count, sizeof *rows, by_login);
	list.rows = rows;
	for (int i = 0; i < count; i++) {
		if (list.count && rows[i].id == rows[list.count - 1].id)
			continue;
		if (list.count == limit) {
			list.more = true;
			break;
		}
		rows[list.count++] = rows[i];
	}
	*out = list;
	return true;
}

/* ---- making and changing ---- */

void password_check(const char *login, const char *password, struct findings *out)
{
	bool lower = false, upper = false, digit = false, sign = false;
	size_t n = strlen(password);
	for (const char *p = password; *p; p++) {
		lower |= *p >= 'a' && *p <= 'z';
		upper |= *p >= 'A' && *p <= 'Z';
		digit |= *p >= '0' && *p <= '9';
		sign |= !((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'));
	}
	if (n < PASSWORD_MIN || n > PASSWORD_MAX || lower + upper + digit + sign < 3)
		find_hint(find_error(out, "password", "password-weak", "The password is too simple."),
			  "Use at least 8 characters with three of: small letters, capitals, digits, other signs.");
	else if (!is_empty(login) && strcasestr(password, login))
		find_hint(find_error(out, "password", "password-login", "The password contains the login."),
			  "Choose one that cannot be guessed from the login.");
}

static bool login_form_ok(const char *login)
{
	size_t n = strlen(login);
	return n >= 2 && n <= LOGIN_MAX &&
	       strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

static bool login_taken(struct db *db, const char *login, bool *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select 1 from account where login=$1"), e);
	if (!q)
		return false;
	bind(q, 1, login);
	*out = db_next(q);
	return db_end(q, e);
}

bool account_check(struct db *db, const struct account_new *n, struct findings *out, struct err *e)
{
	bool taken;
	if (!login_form_ok(n->login))
		find_hint(find_error(out, "login", "login-form", "This login cannot be used."),
			  "Use 2 to 64 small letters, digits, dots, dashes or underscores.");
	if (!login_taken(db, n->login, &taken, e))
		return false;
	if (taken)
		find_hint(find_error(out, "login", "login-taken", "The login %s is already in use.", n->login),
			  "Choose another login.");
	if (is_empty(n->name) || strlen(n->name) > NAME_MAX_BYTES)
		find_hint(find_error(out, "name", "account-name", "The account needs a name."),
			  "Write the name of the person, at most 40 characters.");
	password_check(n->login, n->password, out);
	return true;
}

static bool account_insert(struct db *db, const struct account_new *n, int64_t id, const char *hash,
			   struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into account(id,county,login,name,lang,password,"
					  "must_change,totp_secret,totp_on,totp_step,closed,made_ms) "
					  "values($1,$2,$3,$4,$5,$6,$7,null,0,0,0,$8)"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, n->county);
	bind(q, 3, n->login);
	bind(q, 4, n->name);
	bind(q, 5, n->lang == LANG_EN ? "en" : "zh");
	bind(q, 6, hash);
	bind(q, 7, n->must_change);
	bind(q, 8, now_ms());
	return db_run(q, e);
}

static bool create(struct arena *a, struct db *db, const struct account_new *n, int64_t *id,
		   struct err *e)
{
	struct findings f;
	char hash[128];
	findings_init(&f, a);
	if (!account_check(db, n, &f, e))
		return false;
	if (f.errors) {
		err_set(e, ERR_REFUSED, "The account is refused.");
		e->text = f.first->text;
		e->hint = f.first->hint;
		return false;
	}
	if (!password_hash(n->password, hash, e))
		return false;
	struct buf *after = ARENA_NEW(a, struct buf);
	struct json j;
	buf_init_in(after, a, 4096);
	json_init(&j, after);
	json_open(&j, '{');
	json_kstr(&j, "login", n->login);
	json_kstr(&j, "name", n->name);
	json_close(&j, '}');
	int64_t made = id_new();
	TXN(t);
	if (!txn_begin(&t, db, e) || !account_insert(db, n, made, hash, e) ||
	    !account_audit(db, made, n->actor, "create", buf_str(after), e) || !txn_commit(&t, e))
		return false;
	*id = made;
	return true;
}

bool account_create(struct db *db, const struct account_new *n, int64_t *id, struct err *e)
{
	struct arena *a = arena_new(1 << 20);
	bool ok = create(a, db, n, id, e);
	arena_free(a);
	return ok;
}

static bool run_for(struct db *db, struct sql sql, int64_t account, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, account);
	return db_run(q, e);
}

static bool sessions_end(struct db *db, int64_t account, struct err *e)
{
	return run_for(db, SQL("delete from session where account=$1"), account, e);
}

bool account_password_set(struct db *db, int64_t id, const char *password, int64_t actor,
			  struct err *e)
{
	char hash[128];
	if (!password_hash(password, hash, e))
		return false;
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("update account set password=$2,must_change=$3 "
					  "where id=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, hash);
	bind(q, 3, actor != id);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	/* whoever knew the old password may have made tokens: they end with it */
	return sessions_end(db, id, e) &&
	       run_for(db, SQL("delete from token where account=$1"), id, e) &&
	       account_audit(db, id, actor, "password", NULL, e) && txn_commit(&t, e);
}

bool account_close(struct db *db, int64_t id, int64_t actor, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) ||
	    !run_for(db, SQL("update account set closed=1 where id=$1 and closed=0"), id, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	return sessions_end(db, id, e) && run_for(db, SQL("delete from token where account=$1"), id, e) &&
	       account_audit(db, id, actor, "close", NULL, e) && txn_commit(&t, e);
}

static bool grant_audit(struct db *db, int64_t account, enum role role, int64_t unit, ymd from,
			ymd to, int64_t actor, const char *action, struct err *e)
{
	struct buf b;
	struct json j;
	buf_init(&b, 4096);
	json_init(&j, &b);
	json_open(&j, '{');
	json_kstr(&j, "role", role_code(role));
	json_kid(&j, "unit", unit);
	if (from)
		json_ki64(&j, "from", from);
	json_ki64(&j, "to", to);
	json_close(&j, '}');
	bool ok = account_audit(db, account, actor, action, buf_str(&b), e);
	buf_done(&b);
	return ok;
}

static bool grant_overlaps(struct db *db, int64_t account, enum role role, int64_t unit, ymd from,
			   ymd to, bool *same, int64_t *count, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select role,unit from account_grant where account=$1 "
					  "and from_day<$3 and to_day>$2 order by role,unit,from_day"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, from);
	bind(q, 3, to);
	for (*same = false, *count = 0; db_next(q); ++*count)
		*same |= text_eq(col_peek(q, 0), role_code(role)) && col_i64(q, 1) == unit;
	return db_end(q, e);
}

static bool grant_insert(struct db *db, int64_t account, enum role role, int64_t unit, ymd from,
			 ymd to, struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into account_grant(account,role,unit,from_day,to_day) "
					  "values($1,$2,$3,$4,$5)"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, role_code(role));
	bind(q, 3, unit);
	bind(q, 4, from);
	bind(q, 5, to);
	return db_run(q, e);
}

/* Whoever signs for cash and bank keeps no books of the same place (会计法 art 35). */
static bool grant_parts_hands(struct db *db, int64_t account, enum role role, int64_t unit,
			      ymd from, ymd to, struct err *e)
{
	bool cash = role_can(role, CAP_CASH), clash = false;
	if (!cash && !role_can(role, CAP_BOOK))
		return true;
	struct stmt *q =
	    db_query(db,
		     SQL("select distinct g.role from account_grant g join unit_closure c on"
			 " (c.ancestor=g.unit and c.unit=$4) or (c.ancestor=$4 and c.unit=g.unit)"
			 " where g.account=$1 and g.from_day<$3 and g.to_day>$2 order by g.role"),
		     e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, from);
	bind(q, 3, to);
	bind(q, 4, unit);
	while (db_next(q)) {
		enum role other;
		if (role_parse(col_peek(q, 0), &other))
			clash |= role_can(other, cash ? CAP_BOOK : CAP_CASH);
	}
	if (!db_end(q, e))
		return false;
	if (!clash)
		return true;
	err_set(e, ERR_REFUSED, "The cashier of a place may not keep its books.");
	return err_hint(e, "Give the one role to another account.");
}

bool grant_add(struct db *db, int64_t account, enum role role, int64_t unit, ymd from, ymd to,
	       int64_t actor, struct err *e)
{
	bool same;
	int64_t count;
	if (!date_ok(from) || from >= to)
		return err_set(e, ERR_INPUT, "The role must end after it begins.");
	if (!unit && role != ROLE_SITE)
		return err_set(e, ERR_INPUT, "Choose the unit the role is for.");
	TXN(t);
	if (!txn_begin(&t, db, e) ||
	    !grant_overlaps(db, account, role, unit, from, to, &same, &count, e))
		return false;
	if (same)
		return err_set(e, ERR_CONFLICT, "The account already has this role over this unit.");
	if (count >= LIMIT_GRANTS)
		return err_set(e, ERR_REFUSED, "An account can hold at most %d roles at a time.",
			       (int)LIMIT_GRANTS);
	return grant_parts_hands(db, account, role, unit, from, to, e) &&
	       grant_insert(db, account, role, unit, from, to, e) &&
	       grant_audit(db, account, role, unit, from, to, actor, "grant", e) && txn_commit(&t, e);
}

/* A grant ended on the day it began was never in force: its row goes, the audit row stays. */
bool grant_end(struct db *db, int64_t account, enum role role, int64_t unit, ymd to, int64_t actor,
	       struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("update account_grant set to_day=$4 where account=$1 "
					  "and role=$2 and unit=$3 and from_day<=$4 and to_day>$4"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, role_code(role));
	bind(q, 3, unit);
	bind(q, 4, to);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "The account does not have this role on that day.");
	return run_for(db, SQL("delete from account_grant where account=$1 and from_day=to_day"),
		       account, e) &&
	       grant_audit(db, account, role, unit, 0, to, actor, "grant-end", e) && txn_commit(&t, e);
}
