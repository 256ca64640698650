/* post.c - approving, signing, posting and reversing a voucher. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/period.h"

/* A draft on its way to being posted: loaded and checked again under the lock. */
struct act {
	struct arena *a;
	struct db *db;
	const struct ledger_who *who;
	struct voucher v;
	struct voucher_facts facts;
	bool money;
};

static bool act_begin(struct act *act, int64_t county, int64_t id, int64_t ver, struct findings *f,
		      struct err *e)
{
	if (!voucher_load(act->a, act->db, county, id, &act->v, e))
		return false;
	if (act->v.ver != ver || act->v.posted)
		return voucher_changed(e);
	if (!voucher_facts_load(act->a, act->db, &act->v, &act->facts, e))
		return false;
	voucher_check(&act->v, &act->facts, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The voucher is not yet right.");
	act->money = voucher_moves_money(&act->v, &act->facts.accounts);
	return true;
}

/* The three are different people, whoever comes first. */
static bool is_other(const struct act *act, int64_t first, int64_t second, struct err *e)
{
	int64_t me = act->who->actor;
	if (me == 0)
		return err_set(e, ERR_DENIED, "Only a person can do this.");
	if (me == first || me == second) {
		err_set(e, ERR_DENIED,
			"Maker, checker and cashier of a voucher are different people.");
		return err_hint(e, "Ask someone who has had no part in it.");
	}
	return true;
}

static bool persons_update(struct act *act, const char *action, struct err *e)
{
	const struct voucher *v = &act->v;
	struct stmt *q =
	    db_query(act->db,
		     SQL("update voucher set checker=$4,cashier=$5,ver=ver+1 where county=$1 and"
			 " id=$2 and ver=$3 and state='draft'"),
		     e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	bind(q, 3, v->ver);
	bind(q, 4, v->checker);
	bind(q, 5, v->cashier);
	if (!db_run(q, e))
		return false;
	if (db_changes(act->db) != 1)
		return voucher_changed(e);
	return ledger_audit(act->db, v->county, action, "voucher", v->id, NULL,
			    voucher_json(act->a, v), act->who, e);
}

bool voucher_approve(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		     const struct ledger_who *who, struct findings *f, struct err *e)
{
	struct act act = {.a = a, .db = db, .who = who};
	TXN(t);
	if (!txn_begin(&t, db, e) || !act_begin(&act, county, id, ver, f, e) ||
	    !is_other(&act, act.v.maker, act.v.cashier, e))
		return false;
	act.v.checker = who->actor;
	return persons_update(&act, "approve", e) && txn_commit(&t, e);
}

bool voucher_sign(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct findings *f, struct err *e)
{
	struct act act = {.a = a, .db = db, .who = who};
	TXN(t);
	if (!txn_begin(&t, db, e) || !act_begin(&act, county, id, ver, f, e) ||
	    !is_other(&act, act.v.maker, act.v.checker, e))
		return false;
	if (!act.money)
		return err_set(e, ERR_REFUSED,
			       "This voucher moves no money; the cashier does not sign it.");
	act.v.cashier = who->actor;
	return persons_update(&act, "sign", e) && txn_commit(&t, e);
}

/* ---- posting ---- */

static bool may_post(const struct act *act, struct err *e)
{
	const struct voucher *v = &act->v;
	if (act->who->actor == 0)
		return err_set(e, ERR_DENIED, "Only a person can do this.");
	if (!v->checker)
		return err_set(e, ERR_REFUSED, "Nobody has approved this voucher.");
	if (act->money && !v->cashier)
		return err_set(e, ERR_REFUSED, "The cashier has not signed this voucher.");
	if (act->who->actor == v->cashier) {
		err_set(e, ERR_DENIED, "The cashier may not keep the books.");
		return err_hint(e, "Let the accountant post it.");
	}
	assert(v->maker != v->checker); /* a draft brought in by the program has maker 0 */
	assert(!v->cashier || (v->maker != v->cashier && v->checker != v->cashier));
	return true;
}

static bool posting_insert(struct act *act, int i, ymd day, struct err *e)
{
	const struct voucher *v = &act->v;
	const struct voucher_line *l = &v->lines[i];
	int64_t debit, credit;
	bool readable = line_amounts(l, &debit, &credit);
	const struct book_account *acc = account_find(&act->facts.accounts, l->account);
	assert(readable && acc);
	struct stmt *q = db_query(
	    act->db,
	    SQL("insert into posting (county,voucher,ord,book,account,month,day,debit,credit,receipt)"
		" values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	bind(q, 3, (int64_t)i + 1);
	bind(q, 4, v->book);
	bind(q, 5, l->account);
	bind(q, 6, (int64_t)v->month);
	bind(q, 7, (int64_t)day);
	bind(q, 8, debit);
	bind(q, 9, credit);
	bind(q, 10, v->kind == VOUCHER_REVERSAL ? "" : l->receipt);
	return db_run(q, e) &&
	       balance_add(act->db, &act->facts.book, l->account, v->month, debit, credit, e) &&
	       county_balance_add(act->db, &act->facts.book, acc, v->month, debit, credit, e);
}

/* What was written is read again: no voucher leaves this function out of balance. */
static bool sums_assert(const struct act *act, struct err *e)
{
	const struct voucher *v = &act->v;
	int64_t debit, credit, was_debit, was_credit, rows;
	struct stmt *q = db_query(act->db,
				  SQL("select cast(coalesce(sum(debit),0) as bigint),"
				      "cast(coalesce(sum(credit),0) as bigint),count(*)"
				      " from posting where county=$1 and voucher=$2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	debit = credit = rows = 0;
	if (db_next(q)) {
		debit = col_i64(q, 0);
		credit = col_i64(q, 1);
		rows = col_i64(q, 2);
	}
	if (!db_end(q, e))
		return false;
	voucher_sums(v, &was_debit, &was_credit);
	assert(debit == credit && debit == was_debit && credit == was_credit &&
	       rows == v->line_count);
	return true;
}

static bool head_post(struct act *act, struct err *e)
{
	struct voucher *v = &act->v;
	struct stmt *q = db_query(
	    act->db,
	    SQL("update voucher set state='posted',number=$4,poster=$5,posted_ms=$6,ver=ver+1"
		" where county=$1 and id=$2 and ver=$3 and state='draft'"),
	    e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	bind(q, 3, v->ver);
	bind(q, 4, v->number);
	bind(q, 5, act->who->actor);
	bind(q, 6, now_ms());
	if (!db_run(q, e))
		return false;
	return db_changes(act->db) == 1 || voucher_changed(e);
}

bool voucher_post(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct findings *f, struct err *e)
{
	struct act act = {.a = a, .db = db, .who = who};
	struct voucher *v = &act.v;
	ymd day;
	TXN(t);
	if (!txn_begin(&t, db, e) || !act_begin(&act, county, id, ver, f, e) ||
	    !may_post(&act, e) || !period_number(db, &act.facts.book, v->month, &v->number, e) ||
	    !head_post(&act, e))
		return false;
	bool dated = date_parse(v->day, false, &day);
	assert(dated);
	for (int i = 0; i < v->line_count; i++)
		if (!posting_insert(&act, i, day, e))
			return false;
	return sums_assert(&act, e) &&
	       ledger_audit(db, county, "post", "voucher", id, NULL, voucher_json(a, v), who, e) &&
	       txn_commit(&t, e);
}

/* ---- reversing ---- */

static const char *negated(struct arena *a, int64_t fen)
{
	char text[32];
	return fen ? arena_strdup(a, fen_text(-fen, text)) : "";
}

static bool reversible(const struct voucher *v, struct err *e)
{
	if (!v->posted) {
		err_set(e, ERR_REFUSED, "Only a posted voucher is reversed.");
		return err_hint(e, "A draft is changed or dropped.");
	}
	if (v->kind == VOUCHER_REVERSAL) {
		err_set(e, ERR_REFUSED, "A reversal is not itself reversed.");
		return err_hint(e, "Write the right voucher anew.");
	}
	if (v->reversed_by)
		return err_set(e, ERR_CONFLICT, "There is already a reversal of this voucher.");
	return true;
}

bool voucher_reverse(struct arena *a, struct db *db, int64_t county, int64_t id, ymd day,
		     const struct ledger_who *who, struct voucher *made, struct err *e)
{
	struct voucher v;
	char text[16];
	TXN(t);
	if (!txn_begin(&t, db, e) || !voucher_load(a, db, county, id, &v, e) || !reversible(&v, e))
		return false;
	struct voucher red = {
	    .county = county,
	    .book = v.book,
	    .kind = VOUCHER_REVERSAL,
	    .month = day_month(day),
	    .day = arena_strdup(a, date_iso(day, text)),
	    .reverses = id,
	    .source = v.source,
	    .line_count = v.line_count,
	    .lines = ARENA_ARRAY(a, struct voucher_line, v.line_count),
	};
	for (int i = 0; i < v.line_count; i++) {
		int64_t debit, credit;
		bool readable = line_amounts(&v.lines[i], &debit, &credit);
		assert(readable);
		red.lines[i] = (struct voucher_line){
		    .summary = v.lines[i].summary,
		    .account = v.lines[i].account,
		    .debit = negated(a, debit),
		    .credit = negated(a, credit),
		    .receipt = v.lines[i].receipt,
		};
	}
	if (!voucher_write(a, db, &red, who, e) || !txn_commit(&t, e))
		return false;
	*made = red;
	return true;
}
