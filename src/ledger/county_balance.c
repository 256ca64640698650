/*
 * county_balance.c - the sums of a county: added to with each posting, read, and proved.
 *
 * Turnovers add up; the two sides of a two-sided account do not, so what the debit side grew by
 * is kept beside them.  A posting into an earlier month moves every later balance of its detail,
 * hence the sides of the months in which that detail moved.
 */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

enum { MONTHS_MAX = 1200 };

static int year_row(int month)
{
	return month / 100 * 100;
}

static bool put(struct db *db, const struct book *b, const char *root, int month, int64_t debit,
		int64_t credit, int64_t side, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into county_balance (county,chart,root,month,debit,credit,side)"
		" values ($1,$2,$3,$4,$5,$6,$7) on conflict (county,chart,root,month) do update"
		" set debit=county_balance.debit+excluded.debit,"
		"credit=county_balance.credit+excluded.credit,"
		"side=county_balance.side+excluded.side"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->chart);
	bind(q, 3, root);
	bind(q, 4, (int64_t)month);
	bind(q, 5, debit);
	bind(q, 6, credit);
	bind(q, 7, side);
	return db_run(q, e);
}

static int64_t above_nil(int64_t fen)
{
	return fen > 0 ? fen : 0;
}

struct side {
	int month;
	int64_t fen;
};

/* How much the debit side changes in each month, now that `change` was added to the kept balance
 * of the month. */
static bool sides_load(struct db *db, const struct book *b, const char *account, int month,
		       int64_t change, struct side *sides, int *count, struct err *e)
{
	int64_t after = 0, before_delta = 0;
	int n = 0;
	struct stmt *q = db_query(db,
				  SQL("select month,debit-credit from balance where county=$1 and"
				      " book=$2 and account=$3 and month%100<>0 order by month"),
				  e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	while (db_next(q)) {
		int m = (int)col_i64(q, 0);
		after += col_i64(q, 1);
		if (m < month)
			continue;
		int64_t delta = above_nil(after) - above_nil(after - change);
		assert(n < MONTHS_MAX);
		if (delta != before_delta)
			sides[n++] = (struct side){.month = m, .fen = delta - before_delta};
		before_delta = delta;
	}
	*count = n;
	return db_end(q, e);
}

bool county_balance_add(struct db *db, const struct book *b, const struct book_account *acc,
			int month, int64_t debit, int64_t credit, struct err *e)
{
	struct side sides[MONTHS_MAX];
	int count = 0;
	if (!put(db, b, acc->root, month, debit, credit, 0, e) ||
	    !put(db, b, acc->root, year_row(month), debit, credit, 0, e))
		return false;
	if (acc->two_sided &&
	    !sides_load(db, b, acc->code, month, debit - credit, sides, &count, e))
		return false;
	for (int i = 0; i < count; i++)
		if (!put(db, b, acc->root, sides[i].month, 0, 0, sides[i].fen, e) ||
		    !put(db, b, acc->root, year_row(sides[i].month), 0, 0, sides[i].fen, e))
			return false;
	return true;
}

/* ---- reading ---- */

static bool county_is_seen(struct db *db, int64_t unit, const struct scope *scope, bool *out,
			   struct err *e)
{
	*out = false;
	for (int i = 0; i < scope->count && !*out; i++)
		if (!unit_is_under(db, unit, scope->units[i], out, e))
			return false;
	return true;
}

bool county_balance_holds(struct db *db, int64_t unit, const struct scope *scope,
			  const char *chart, int to, int *books, int *others, bool *out,
			  struct err *e)
{
	bool seen;
	*out = false;
	if (!county_is_seen(db, unit, scope, &seen, e))
		return false;
	if (!seen)
		return true;
	struct stmt *q = db_query(
	    db,
	    SQL("select cast(coalesce(sum(case when b.chart=$2 then 1 else 0 end),0) as bigint),"
		"cast(coalesce(sum(case when b.chart=$2 and b.opened<=$3 and (b.ended=0 or"
		" b.ended>=$3) and r.unit is not null then 1 else 0 end),0) as bigint),"
		"cast(coalesce(sum(case when b.chart<>$2 and b.opened<=$3 and (b.ended=0 or"
		" b.ended>=$3) and r.unit is not null then 1 else 0 end),0) as bigint)"
		" from book b left join unit_restated r on r.ancestor=$1 and r.unit=b.unit"
		" where b.county=$1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, chart);
	bind(q, 3, (int64_t)to);
	int64_t all = 0, kept = 0, other = 0, strangers;
	if (db_next(q)) {
		all = col_i64(q, 0);
		kept = col_i64(q, 1);
		other = col_i64(q, 2);
	}
	/* a village that came from another county brought its book, which counts there */
	if (!db_end(q, e) ||
	    !ledger_i64(db,
			SQL("select count(*) from book b where b.county<>$1 and exists (select 1 from"
			    " unit_restated r where r.ancestor=$1 and r.unit=b.unit)"),
			&unit, 1, &strangers, e))
		return false;
	*books = (int)kept;
	*others = (int)other;
	*out = all == kept && all > 0 && !strangers;
	return true;
}

struct stmt *county_balance_query(struct db *db, int64_t county, const char *chart, int from,
				  int to, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select root,"
		"cast(sum(case when (month<$3 and month%100=0) or (month>$3 and month<$4)"
		" then debit-credit else 0 end) as bigint),"
		"cast(sum(case when (month<$3 and month%100=0) or (month>$3 and month<$4)"
		" then side else 0 end) as bigint),"
		"cast(sum(case when month>=$4 and month%100<>0 then debit else 0 end) as bigint),"
		"cast(sum(case when month>=$4 and month%100<>0 then credit else 0 end) as bigint),"
		"cast(sum(case when month>$6 then debit else 0 end) as bigint),"
		"cast(sum(case when month>$6 then credit else 0 end) as bigint),"
		"cast(sum(case when (month<$6 and month%100=0) or month>$6"
		" then debit-credit else 0 end) as bigint),"
		"cast(sum(case when (month<$6 and month%100=0) or month>$6"
		" then side else 0 end) as bigint) from county_balance"
		" where county=$1 and chart=$2 and month<=$5 group by root order by root"),
	    e);
	if (!q)
		return NULL;
	bind(q, 1, county);
	bind(q, 2, chart);
	bind(q, 3, (int64_t)year_row(from));
	bind(q, 4, (int64_t)from);
	bind(q, 5, (int64_t)to);
	bind(q, 6, (int64_t)year_row(to));
	return q;
}

/* ---- the proof ---- */

static bool sums_check(struct db *db, struct findings *f, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select x.county,x.chart,x.root,x.month from ("
		"select county,chart,root,month,debit as d,credit as c from county_balance"
		" union all select m.county,b.chart,a.root,m.month,-m.debit,-m.credit from balance m"
		" join book b on b.county=m.county and b.id=m.book join book_account a on"
		" a.county=m.county and a.book=m.book and a.code=m.account) x"
		" group by x.county,x.chart,x.root,x.month having cast(sum(x.d) as bigint)<>0 or"
		" cast(sum(x.c) as bigint)<>0 order by x.county,x.chart,x.root,x.month"),
	    e);
	if (!q)
		return false;
	while (db_next(q))
		find_error(f, NULL, "county-balance",
			   "The sum of the books of a county on account %s in %s is not that of its"
			   " books.", col_peek(q, 2), month_text((int)col_i64(q, 3)));
	return db_end(q, e);
}

/* The debit sides once more, from the balances of every detail. */
static bool sides_check(struct db *db, struct findings *f, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select y.county,y.chart,y.root,y.month from ("
		"select county,chart,root,month,side from county_balance where month%100<>0"
		" union all select county,chart,root,month-month%100+13,side from county_balance"
		" where month%100=0 union all select x.county,x.chart,x.root,x.month,"
		"-(case when x.after>0 then x.after else 0 end"
		"-case when x.after-x.change>0 then x.after-x.change else 0 end) from ("
		"select m.county,b.chart,a.root,case when n.k=0 then m.month else"
		" m.month-m.month%100+13 end as month,m.debit-m.credit as change,"
		"cast(sum(m.debit-m.credit) over (partition by m.county,m.book,m.account,n.k"
		" order by m.month) as bigint) as after from balance m"
		" join (select 0 as k union all select 1) n on 1=1"
		" join book b on b.county=m.county and b.id=m.book join book_account a on"
		" a.county=m.county and a.book=m.book and a.code=m.account"
		" where m.month%100<>0 and a.two_sided=1) x) y"
		" group by y.county,y.chart,y.root,y.month having cast(sum(y.side) as bigint)<>0"
		" order by y.county,y.chart,y.root,y.month"),
	    e);
	if (!q)
		return false;
	while (db_next(q)) {
		int month = (int)col_i64(q, 3);
		find_error(f, NULL, "county-balance-side",
			   "The sum of the books of a county does not tell the sides of account %s"
			   " in %d as its books do.", col_peek(q, 2),
			   month % 100 == 13 ? month / 100 : month);
	}
	return db_end(q, e);
}

bool county_balance_check(struct db *db, struct findings *f, struct err *e)
{
	return sums_check(db, f, e) && sides_check(db, f, e);
}
