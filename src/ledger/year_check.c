/* year_check.c - what stands against closing a year, and what it has earned. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/period.h"
#include "ledger/year_int.h"

static const char *fen_str(struct findings *f, int64_t fen)
{
	char text[32];
	return arena_strdup(f->arena, fen_text(fen, text));
}

/* Accounts of income and expense that are not nil at the end of the year. */
static bool class_left(struct db *db, const struct book *b, int year, int64_t *out, struct err *e)
{
	return ledger_i64(db,
			  SQL("select count(*) from (select m.account from balance m join book_account a"
			      " on a.county=m.county and a.book=m.book and a.code=m.account where"
			      " m.county=$1 and m.book=$2 and m.month%100=0 and m.month<=$3 and"
			      " a.class in ('income','expense') group by m.account"
			      " having cast(sum(m.credit-m.debit) as bigint)<>0) x"),
			  (int64_t[]){b->county, b->id, (int64_t)year * 100}, 3, out, e);
}

/* Income and expense of the year as earned: without closing vouchers and their reversals. */
static bool earned(struct db *db, const struct book *b, int year, const char *class, int64_t *out,
		   struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select cast(coalesce(sum(p.credit-p.debit),0) as bigint) from posting p"
		" join book_account a on a.county=p.county and a.book=p.book and a.code=p.account"
		" join voucher v on v.county=p.county and v.id=p.voucher"
		" left join voucher o on o.county=v.county and o.id=v.reverses"
		" where p.county=$1 and p.book=$2 and p.month>=$3 and p.month<=$4 and a.class=$5 and"
		" substr(v.source,1,6)<>'close/' and substr(coalesce(o.source,''),1,6)<>'close/'"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)year * 100 + 1);
	bind(q, 4, (int64_t)year * 100 + 12);
	bind(q, 5, class);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* What the reserve step has put into 311, if its voucher stands. */
static bool set_aside(struct db *db, const struct book *b, const char *source, int64_t *out,
		      struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select cast(coalesce(sum(p.credit-p.debit),0) as bigint) from posting p"
		" join voucher v on v.county=p.county and v.id=p.voucher"
		" join book_account a on a.county=p.county and a.book=p.book and a.code=p.account"
		" where p.county=$1 and p.book=$2 and v.source=$3 and v.kind='ordinary' and a.root='311'"
		" and not exists"
		" (select 1 from voucher r where r.county=v.county and r.reverses=v.id and"
		" r.state='posted')"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, source);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* Balance of `code` and its details at the end of the year, credit positive. */
static bool credit_at_end(struct db *db, const struct book *b, const char *code, int year,
			  int64_t *out, struct err *e)
{
	int64_t fen;
	if (!balance_before(db, b, code, (year + 1) * 100 + 1, &fen, e))
		return false;
	*out = -fen;
	return true;
}

bool year_sums_load(struct arena *a, struct db *db, const struct book *b, int year,
		    struct year_sums *out, struct err *e)
{
	struct year_sums s;
	int64_t expense, aside, carried;
	int first = year * 100 + 1;
	if (first < b->opened) /* the opening balances of a book taken over within the year */
		first = b->opened;
	if (!earned(db, b, year, "income", &s.income, e) ||
	    !earned(db, b, year, "expense", &expense, e) ||
	    !balance_before(db, b, "322", first, &carried, e) ||
	    !class_left(db, b, year, &s.left_income, e) ||
	    !credit_at_end(db, b, "321", year, &s.left_result, e) ||
	    !credit_at_end(db, b, "32201", year, &s.left_allocated, e) ||
	    !credit_at_end(db, b, "322", year, &s.undivided, e) ||
	    !credit_at_end(db, b, "311", year, &s.reserve_before, e) ||
	    !set_aside(db, b, arena_printf(a, "close/%d/reserve", year), &aside, e))
		return false;
	s.expense = -expense;
	s.net = s.income - s.expense;
	s.carried = -carried;
	s.reserve_before -= aside;
	*out = s;
	return true;
}

int64_t year_reserve(const struct year_sums *s, const struct charter *c, int64_t *base,
		     struct findings *f)
{
	int64_t fen, share = s->net + s->carried;
	*base = s->net;
	if (c->base == RESERVE_DISTRIBUTABLE || (c->base == RESERVE_AFTER_LOSS && s->carried < 0))
		*base = share;
	if (*base < 0)
		*base = 0;
	fen = *base / 10000 * c->ratio + (*base % 10000 * c->ratio + 5000) / 10000;
	if (share < fen) {
		fen = share > 0 ? share : 0;
		find_note(f, NULL, "reserve-share", "No more is set aside than there is to divide.");
	}
	if (c->until >= 0 && s->reserve_before + fen > c->until) {
		fen = c->until > s->reserve_before ? c->until - s->reserve_before : 0;
		find_note(f, NULL, "reserve-until",
			  "The charter lets the reserve stop at %s; %s stands there already.",
			  fen_str(f, c->until), fen_str(f, s->reserve_before));
	}
	return fen;
}

/* ---- checks ---- */

static bool months_check(struct db *db, const struct book *b, int year, struct findings *f,
			 struct err *e)
{
	int first = year * 100, takeover = book_takeover(b);
	first = takeover > first - 88 ? takeover : first - 88; /* December of the year before */
	for (int m = first; m < year * 100 + 12; m = month_next(m)) {
		bool closed;
		if (!period_is_closed(db, b, m, &closed, e))
			return false;
		if (!closed) {
			find_hint(find_error(f, NULL, "month-order", "The month %s is still open.",
					     month_text(m)),
				  "Close the months in their order; December stays open for the vouchers of the year end.");
			return true;
		}
	}
	return true;
}

static bool drafts_check(struct db *db, const struct book *b, int year, struct findings *f,
			 struct err *e)
{
	int64_t n;
	if (!ledger_i64(db,
			SQL("select count(*) from voucher where county=$1 and book=$2 and month>=$3 and"
			    " month<=$4 and state='draft' and substr(source,1,6)<>'close/'"),
			(int64_t[]){b->county, b->id, (int64_t)year * 100 + 1, (int64_t)year * 100 + 12},
			4, &n, e))
		return false;
	if (n)
		find_hint(find_error(f, NULL, "year-drafts", "%d vouchers of the year are not posted.",
				     (int)n),
			  "Post them, move them to another month or drop them.");
	return true;
}

static bool unknown_check(struct db *db, const struct book *b, int year, struct findings *f,
			  struct err *e)
{
	int64_t n;
	if (!ledger_i64(db,
			SQL("select count(distinct p.account) from posting p left join book_account a on"
			    " a.county=p.county and a.book=p.book and a.code=p.account where p.county=$1"
			    " and p.book=$2 and p.month<=$3 and a.code is null"),
			(int64_t[]){b->county, b->id, (int64_t)year * 100 + 12}, 3, &n, e))
		return false;
	if (n)
		find_hint(find_error(f, NULL, "year-unknown",
				     "%d accounts with entries are not in the chart of the book.", (int)n),
			  "Add them to the book's accounts, so that nothing is left out of the year.");
	return true;
}

/* 401 is work in progress: it goes into the store or the asset, never into the result. */
static bool cost_check(struct db *db, const struct book *b, int year, struct findings *f,
		       struct err *e)
{
	int64_t n;
	if (!ledger_i64(
		db,
		SQL("select count(distinct p.voucher) from posting p join posting r on"
		    " r.county=p.county and r.voucher=p.voucher join book_account a on a.county=p.county"
		    " and a.book=p.book and a.code=p.account join book_account c on c.county=r.county and"
		    " c.book=r.book and c.code=r.account join voucher v on v.county=p.county and"
		    " v.id=p.voucher where p.county=$1 and p.book=$2 and p.month>=$3 and p.month<=$4 and"
		    " a.class='cost' and c.root='321' and v.kind='ordinary' and not exists (select 1 from"
		    " voucher x where x.county=v.county and x.reverses=v.id and x.state='posted')"),
		(int64_t[]){b->county, b->id, (int64_t)year * 100 + 1, (int64_t)year * 100 + 12}, 4, &n, e))
		return false;
	if (n)
		find_hint(find_error(f, NULL, "year-cost",
				     "401 production cost was carried to 321 in %d vouchers.", (int)n),
			  "Reverse them: what is still growing stays in 401 and stands among the stores.");
	return true;
}

static bool clearing_check(struct db *db, const struct book *b, int year, struct findings *f,
			   struct err *e)
{
	int64_t pending, disposal, prepaid, wear, assets;
	const int64_t of_year[] = {b->county, b->id, (int64_t)year * 100};
	if (!credit_at_end(db, b, "181", year, &pending, e) ||
	    !credit_at_end(db, b, "154", year, &disposal, e) ||
	    !credit_at_end(db, b, "151", year, &assets, e) ||
	    !ledger_i64(db,
			SQL("select cast(coalesce(sum(credit),0) as bigint) from balance where county=$1"
			    " and book=$2 and month=$3 and account>='152' and account<'152:'"),
			of_year, 3, &wear, e) ||
	    !ledger_i64(db,
			SQL("select count(*) from book_account a where a.county=$1 and a.book=$2 and"
			    " a.root='211' and a.name='预收款' and not exists (select 1 from balance m where"
			    " m.county=a.county and m.book=a.book and m.month=$3 and m.debit<>0 and"
			    " substr(m.account,1,length(a.code))=a.code) and 0>(select"
			    " cast(coalesce(sum(m.debit-m.credit),0) as bigint) from balance m where m.county=a.county and"
			    " m.book=a.book and m.month%100=0 and m.month<$3 and"
			    " substr(m.account,1,length(a.code))=a.code)"),
			of_year, 3, &prepaid, e))
		return false;
	if (pending)
		find_hint(find_error(f, NULL, "year-pending",
				     "181 things to be settled still has %s.", fen_str(f, -pending)),
			  "Decide what becomes of what was found missing or left over, and write its voucher.");
	if (disposal)
		find_warning(f, NULL, "year-disposal", "154 disposal of assets still has %s.",
			     fen_str(f, -disposal));
	if (assets && !wear)
		find_hint(find_warning(f, NULL, "year-wear", "No depreciation was booked in the year."),
			  "If the assets were in use, book it before closing.");
	if (prepaid)
		find_hint(find_warning(f, NULL, "year-prepaid",
				       "Rent received in advance was not taken up in the year."),
			  "If part of it belongs to this year, book it before closing.");
	return true;
}

bool year_checks(struct db *db, const struct book *b, int year, struct findings *f, struct err *e)
{
	if (!text_eq(b->chart, "2023"))
		find_hint(find_error(f, NULL, "year-chart",
				     "The steps of the year end follow the chart of 2023; this book has another."),
			  "Write its closing vouchers by hand, or keep the year in a book of the chart of 2023.");
	if (year * 100 + 12 < b->opened || year > 9998) {
		find_hint(find_error(f, NULL, "year-before", "The book does not keep this year."),
			  "Choose a year from %s on.", month_text(b->opened));
		return true;
	}
	if (today() < year * 10000 + 1231)
		find_hint(find_error(f, NULL, "year-future", "The year is not over yet."),
			  "Closing vouchers are dated 31 December.");
	return months_check(db, b, year, f, e) && drafts_check(db, b, year, f, e) &&
	       unknown_check(db, b, year, f, e) && cost_check(db, b, year, f, e) &&
	       clearing_check(db, b, year, f, e);
}

bool year_nil_check(struct db *db, const struct book *b, int year, struct findings *f, struct err *e)
{
	int64_t left, result;
	if (!class_left(db, b, year, &left, e) || !credit_at_end(db, b, "321", year, &result, e))
		return false;
	if (left)
		find_hint(find_error(f, NULL, "year-income",
				     "Income and expense of the year are not closed: %d accounts are not nil.",
				     (int)left),
			  "Do the steps of the year end. If a voucher came after them, reverse its closing voucher and make it anew.");
	if (result)
		find_hint(find_error(f, NULL, "year-result", "321 this year's result still has %s.",
				     fen_str(f, result)),
			  "Carry it to 322 with the step of the year end.");
	return unknown_check(db, b, year, f, e);
}
