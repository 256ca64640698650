/* manage.c - see manage.h. */
#include "auth/manage.h"

#include "auth/auth_int.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"

enum { GRANTS_MAX = 200, NAME_MAX_CHARS = 40 };

bool account_card(struct arena *a, struct db *db, int64_t id, struct account_card *out,
		  struct err *e)
{
	struct account_card card = {0};
	struct stmt *q = db_query(db,
				  SQL("select id,county,login,name,lang,must_change,totp_on,closed,person "
				      "from account where id=$1"),
				  e);
	if (!q)
		return false;
	bind(q, 1, id);
	if (db_next(q))
		card = (struct account_card){
		    .id = col_i64(q, 0),
		    .county = col_i64(q, 1),
		    .login = col_text(q, 2, a),
		    .name = col_text(q, 3, a),
		    .lang = text_eq(col_peek(q, 4), "en") ? LANG_EN : LANG_ZH,
		    .must_change = col_i64(q, 5) != 0,
		    .totp = col_i64(q, 6) != 0,
		    .closed = col_i64(q, 7) != 0,
		    .person = col_i64(q, 8),
		};
	if (!db_end(q, e))
		return false;
	if (!card.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	*out = card;
	return true;
}

bool grant_list(struct arena *a, struct db *db, int64_t account, struct grant_list *out,
		struct err *e)
{
	struct grant_list list = {.rows = ARENA_ARRAY(a, struct grant_row, GRANTS_MAX)};
	struct stmt *q =
	    db_query(db,
		     SQL("select role,unit,from_day,to_day from account_grant where account=$1 "
			 "order by from_day desc,role,unit limit $2"),
		     e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, GRANTS_MAX);
	while (db_next(q)) {
		struct grant_row g = {.unit = col_i64(q, 1),
				      .unit_name = "",
				      .from = (ymd)col_i64(q, 2),
				      .to = (ymd)col_i64(q, 3)};
		g.in_force = g.from <= today() && today() < g.to;
		if (role_parse(col_peek(q, 0), &g.role))
			list.rows[list.count++] = g;
	}
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].unit)
			list.rows[i].unit_name = unit_name_now(a, db, list.rows[i].unit);
	*out = list;
	return true;
}

bool account_is_whole(struct db *db, int64_t account, bool *out, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select 1 from account_grant where account=$1 and unit=0 and from_day<=$2 "
			 "and to_day>$2 limit $3"),
		     e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, today());
	bind(q, 3, 1);
	*out = db_next(q);
	return db_end(q, e);
}

static bool in_scope(struct db *db, const struct scope *scope, int64_t unit, bool *out,
		     struct err *e)
{
	bool under = false;
	for (int i = 0; i < scope->count && !under; i++)
		if (!unit_is_under(db, unit, scope->units[i], &under, e))
			return false;
	*out = under;
	return true;
}

/* Past grants decide only where nothing is held now or later. */
static bool is_past(const struct grant_list *grants, int i)
{
	if (grants->rows[i].to > today())
		return false;
	for (int k = 0; k < grants->count; k++)
		if (grants->rows[k].to > today())
			return true;
	return false;
}

bool account_reach(struct db *db, const struct account *admin, const struct account_card *card,
		   const struct grant_list *grants, bool *sees, bool *manages, struct err *e)
{
	struct scope scope;
	bool whole, any = false, all = true;
	scope_of_cap(admin, CAP_ACCOUNTS, &scope);
	if (!account_is_whole(db, admin->id, &whole, e))
		return false;
	for (int i = 0; i < grants->count; i++) {
		const struct grant_row *g = &grants->rows[i];
		bool allowed = whole, under = whole;
		if (!whole && g->unit &&
		    (!grant_allowed(db, admin, g->role, g->unit, &allowed, e) ||
		     !in_scope(db, &scope, g->unit, &under, e)))
			return false;
		any |= under;
		all &= allowed || is_past(grants, i);
	}
	if (!grants->count && !whole && card->county &&
	    !in_scope(db, &scope, card->county, &any, e))
		return false;
	if (!grants->count)
		any |= whole;
	*sees = any;
	*manages = any && all && card->id != admin->id;
	return true;
}

bool account_change(struct db *db, int64_t id, const char *name, enum lang lang, int64_t actor,
		    struct err *e)
{
	struct buf after;
	struct json j;
	if (is_empty(name) || utf8_count(name) > NAME_MAX_CHARS) {
		err_set(e, ERR_INPUT, "The account needs a name.");
		return err_hint(e, "Write the name of the person, at most 40 characters.");
	}
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q =
	    db_query(db, SQL("update account set name=$2,lang=$3 where id=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, name);
	bind(q, 3, lang == LANG_EN ? "en" : "zh");
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	buf_init(&after, 4096);
	json_init(&j, &after);
	json_open(&j, '{');
	json_kstr(&j, "name", name);
	json_kstr(&j, "lang", lang == LANG_EN ? "en" : "zh");
	json_close(&j, '}');
	bool ok = account_audit(db, id, actor, "update", buf_str(&after), e);
	buf_done(&after);
	return ok && txn_commit(&t, e);
}

bool account_tie(struct db *db, int64_t id, int64_t person, int64_t actor, struct err *e)
{
	struct buf after;
	struct json j;
	char text[24];
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("update account set person=$2 where id=$1 and closed=0"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, person);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	buf_init(&after, 4096);
	json_init(&j, &after);
	json_open(&j, '{');
	json_kstr(&j, "person", id_text(person, text));
	json_close(&j, '}');
	bool ok = account_audit(db, id, actor, "tie", buf_str(&after), e);
	buf_done(&after);
	return ok && txn_commit(&t, e);
}

static bool holders_read(struct arena *a, struct stmt *q, bool roles, struct holder_list *out, struct err *e)
{
	int room = 16;
	struct holder_list list = {.rows = ARENA_ARRAY(a, struct holder, room)};
	while (db_next(q)) {
		enum role role;
		int64_t account = col_i64(q, 0);
		unsigned bit = roles && role_parse(col_peek(q, 1), &role) ? ROLE_BIT(role) : 0;
		if (list.count && list.rows[list.count - 1].account == account) {
			list.rows[list.count - 1].roles |= bit;
			continue;
		}
		if (list.count == room) {
			list.rows = arena_grow(a, list.rows, sizeof *list.rows * (size_t)room,
					       sizeof *list.rows * (size_t)room * 2);
			room *= 2;
		}
		list.rows[list.count++] = (struct holder){account, bit};
	}
	*out = list;
	return db_end(q, e);
}

bool unit_holders(struct arena *a, struct db *db, int64_t unit, struct holder_list *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select g.account,g.role from account_grant g join account c on c.id=g.account "
				      "where g.unit=$1 and g.from_day<=$2 and g.to_day>$2 and c.closed=0 "
				      "order by g.account,g.role"),
				  e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, today());
	return holders_read(a, q, true, out, e);
}

bool person_holders(struct arena *a, struct db *db, int64_t county, int64_t person, struct holder_list *out,
		    struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select id from account where county=$1 and person=$2 and closed=0 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, person);
	return holders_read(a, q, false, out, e);
}

bool account_any(struct db *db, bool *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select 1 from account limit $1"), e);
	if (!q)
		return false;
	bind(q, 1, 1);
	*out = db_next(q);
	return db_end(q, e);
}

bool account_list_site(struct arena *a, struct db *db, const char *after, int limit,
		       struct account_list *out, struct err *e)
{
	struct account_list list = {.rows = ARENA_ARRAY(a, struct account_row, limit + 1)};
	struct stmt *q =
	    db_query(db,
		     SQL("select id,county,login,name,closed,totp_on from account where login>$1 "
			 "order by login limit $2"),
		     e);
	if (!q)
		return false;
	bind(q, 1, after ? after : "");
	bind(q, 2, limit + 1);
	while (db_next(q))
		list.rows[list.count++] = (struct account_row){
		    .id = col_i64(q, 0),
		    .county = col_i64(q, 1),
		    .login = col_text(q, 2, a),
		    .name = col_text(q, 3, a),
		    .closed = col_i64(q, 4) != 0,
		    .totp = col_i64(q, 5) != 0,
		};
	if (!db_end(q, e))
		return false;
	list.more = list.count > limit;
	if (list.more)
		list.count = limit;
	*out = list;
	return true;
}
