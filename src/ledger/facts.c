/* facts.c - what must be known to check one voucher, loaded set-wise beforehand. */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/period.h"

/* The lowest balance of a money account at the end of any day from `day` on. */
static bool low_load(struct db *db, const struct book *b, int month, ymd day,
		     struct money_low *low, struct err *e)
{
	int64_t now;
	bool reached = false;
	if (!balance_before(db, b, low->account, month, &now, e))
		return false;
	struct stmt *q = db_query(
	    db,
	    SQL("select day,cast(sum(debit-credit) as bigint) from posting where county=$1 and"
		" book=$2 and account=$3 and day>=$4 group by day order by day"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, low->account);
	bind(q, 4, (int64_t)month * 100);
	while (db_next(q)) {
		if (col_i64(q, 0) > day && !reached) {
			reached = true;
			low->fen = now;
		}
		now += col_i64(q, 1);
		if (col_i64(q, 0) >= day && (!reached || now < low->fen)) {
			reached = true;
			low->fen = now;
		}
	}
	if (!reached)
		low->fen = now;
	return db_end(q, e);
}

static bool lows_load(struct arena *a, struct db *db, const struct voucher *v,
		      struct voucher_facts *facts, struct err *e)
{
	ymd day;
	if (!date_parse(v->day, false, &day) || day % 100 == 0 || day_month(day) != v->month)
		return true; /* the day is refused anyway */
	facts->lows = ARENA_ARRAY(a, struct money_low, v->line_count);
	for (int i = 0; i < v->line_count; i++) {
		const struct book_account *acc =
		    account_find(&facts->accounts, v->lines[i].account);
		bool known = !acc || is_empty(acc->money) || acc->has_details;
		for (int k = 0; k < facts->low_count && !known; k++)
			known = text_eq(facts->lows[k].account, acc->code);
		if (known)
			continue;
		struct money_low *low = &facts->lows[facts->low_count++];
		low->account = acc->code;
		if (!low_load(db, &facts->book, v->month, day, low, e))
			return false;
	}
	return true;
}

/* A receipt counts while the voucher that booked it stands. */
static bool receipts_load(struct arena *a, struct db *db, const struct voucher *v,
			  struct voucher_facts *facts, struct err *e)
{
	facts->receipts = ARENA_ARRAY(a, struct receipt_used, v->line_count);
	for (int i = 0; i < v->line_count; i++) {
		if (is_empty(v->lines[i].receipt))
			continue;
		struct stmt *q = db_query(
		    db,
		    SQL("select w.month,w.number from posting p join voucher w on w.county=p.county"
			" and w.id=p.voucher where p.county=$1 and p.book=$2 and p.receipt=$3 and"
			" not exists (select 1 from voucher r where r.county=p.county and"
			" r.reverses=p.voucher and r.state='posted') order by p.voucher,p.ord limit 1"),
		    e);
		if (!q)
			return false;
		bind(q, 1, v->county);
		bind(q, 2, v->book);
		bind(q, 3, v->lines[i].receipt);
		if (db_next(q))
			facts->receipts[facts->receipt_count++] =
			    (struct receipt_used){.receipt = v->lines[i].receipt,
						  .month = (int)col_i64(q, 0),
						  .number = col_i64(q, 1)};
		if (!db_end(q, e))
			return false;
	}
	return true;
}

/* The year's start takes no more once the take-over month, which comes after it, is closed. */
static bool closed_load(struct db *db, const struct book *b, int month, bool *out, struct err *e)
{
	if (!period_is_closed(db, b, month, out, e))
		return false;
	return *out || month != book_year_start(b) ||
	       period_is_closed(db, b, book_takeover(b), out, e);
}

bool voucher_facts_load(struct arena *a, struct db *db, const struct voucher *v,
			struct voucher_facts *out, struct err *e)
{
	struct voucher_facts facts = {.today = today()};
	if (!book_load(a, db, v->county, v->book, &facts.book, e) ||
	    !book_accounts(a, db, &facts.book, &facts.accounts, e) ||
	    !closed_load(db, &facts.book, v->month, &facts.month_closed, e) ||
	    !lows_load(a, db, v, &facts, e))
		return false;
	if (v->kind != VOUCHER_REVERSAL && !receipts_load(a, db, v, &facts, e))
		return false;
	if (v->reverses) {
		struct voucher *original = ARENA_NEW(a, struct voucher);
		if (!voucher_load(a, db, v->county, v->reverses, original, e))
			return false;
		facts.original = original;
	}
	*out = facts;
	return true;
}
