/* period.c - months: the next number, closing, reopening. */
#include "ledger/period.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/balance.h"
#include "ledger/bank.h"
#include "ledger/ledger_int.h"

enum { MONTHS_MAX = 12 * 200 };

struct month_row {
	bool known, closed;
	int64_t last_number;
	const char *seal;
};

static bool month_load(struct arena *a, struct db *db, const struct book *b, int month,
		       struct month_row *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select state,last_number,seal from book_period"
				      " where county=$1 and book=$2 and month=$3"),
				  e);
	*out = (struct month_row){.seal = ""};
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	if (db_next(q))
		*out = (struct month_row){.known = true,
					  .closed = text_eq(col_peek(q, 0), "closed"),
					  .last_number = col_i64(q, 1),
					  .seal = a ? col_text(q, 2, a) : ""};
	return db_end(q, e);
}

bool period_is_closed(struct db *db, const struct book *b, int month, bool *out, struct err *e)
{
	struct month_row row;
	if (!month_load(NULL, db, b, month, &row, e))
		return false;
	*out = row.closed;
	return true;
}

/* The row's lock makes two posters wait for each other; a rolled back number is not used up. */
bool period_number(struct db *db, const struct book *b, int month, int64_t *number, struct err *e)
{
	struct month_row row;
	struct stmt *q = db_query(
	    db,
	    SQL("insert into book_period (county,book,month,state,last_number,seal)"
		" values ($1,$2,$3,'open',1,'') on conflict (county,book,month) do update"
		" set last_number=book_period.last_number+1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	if (!db_run(q, e) || !month_load(NULL, db, b, month, &row, e))
		return false;
	if (row.closed)
		return err_set(e, ERR_CONFLICT, "The month %s is closed.", month_text(month));
	*number = row.last_number;
	return true;
}

/* The month of the opening balances: the year's start when something was written there. */
static bool first_month(struct db *db, const struct book *b, int *out, struct err *e)
{
	int64_t written;
	int start = book_year_start(b);
	if (!ledger_i64(db,
			SQL("select count(*) from voucher where county=$1 and book=$2 and month=$3"),
			(int64_t[]){b->county, b->id, start}, 3, &written, e))
		return false;
	*out = written ? start : book_takeover(b);
	return true;
}

bool book_months(struct arena *a, struct db *db, const struct book *b, struct book_months *out,
		 struct err *e)
{
	struct book_months list = {.rows = ARENA_ARRAY(a, struct book_month, MONTHS_MAX)};
	int first, last = day_month(today());
	if (b->ended && b->ended < last)
		last = b->ended;
	if (!first_month(db, b, &first, e))
		return false;
	for (int m = first; m <= last && list.count < MONTHS_MAX;
	     m = m < book_takeover(b) ? book_takeover(b) : month_next(m)) {
		struct month_row row;
		struct book_month *r = &list.rows[list.count++];
		if (!month_load(NULL, db, b, m, &row, e) ||
		    !ledger_i64(db,
				SQL("select count(*) from voucher where county=$1 and book=$2 and"
				    " month=$3 and state='draft'"),
				(int64_t[]){b->county, b->id, m}, 3, &r->drafts, e))
			return false;
		r->month = m;
		r->closed = row.closed;
		r->last_number = row.last_number;
	}
	*out = list;
	return true;
}

/* ---- closing ---- */

bool period_numbers_check(struct db *db, const struct book *b, int month, int64_t last,
			  struct findings *f, struct err *e)
{
	int64_t count, highest, lowest;
	const int64_t args[] = {b->county, b->id, month};
	if (!ledger_i64(db,
			SQL("select count(distinct number) from voucher where county=$1 and book=$2"
			    " and month=$3 and state='posted'"),
			args, 3, &count, e) ||
	    !ledger_i64(db,
			SQL("select coalesce(max(number),0) from voucher where county=$1 and book=$2"
			    " and month=$3 and state='posted'"),
			args, 3, &highest, e) ||
	    !ledger_i64(db,
			SQL("select coalesce(min(number),1) from voucher where county=$1 and book=$2"
			    " and month=$3 and state='posted'"),
			args, 3, &lowest, e))
		return false;
	if (count != last || highest != last || lowest != 1)
		find_error(f, NULL, "numbers-gap",
			   "The voucher numbers of %s have a gap or a double.", month_text(month));
	return true;
}

bool period_verify(struct arena *a, struct db *db, const struct book *b, int month,
		   struct findings *f, struct err *e)
{
	struct month_row row, before;
	const char *seal;
	int first;
	if (!first_month(db, b, &first, e) || !month_load(a, db, b, month, &row, e) ||
	    !month_load(a, db, b, book_month_before(b, month), &before, e) ||
	    !balance_seal(a, db, b, month, &seal, e))
		return false;
	if (row.closed && !text_eq(seal, row.seal))
		find_error(f, NULL, "month-seal",
			   "Book %s: the balances of %s are not those it was closed with.",
			   b->name, month_text(month));
	if (row.closed && month > first && !before.closed)
		find_error(f, NULL, "month-order", "The month %s is still open.",
			   month_text(book_month_before(b, month)));
	return period_numbers_check(db, b, month, row.last_number, f, e);
}

bool period_close_check(struct arena *a, struct db *db, const struct book *b, int month,
			struct findings *f, struct err *e)
{
	struct month_row row, before;
	int64_t drafts;
	int first, prior = book_month_before(b, month);
	if (!first_month(db, b, &first, e))
		return false;
	if (month < first || (month > first && month < book_takeover(b)) ||
	    month > day_month(today()) || !month_ok(month)) {
		find_hint(find_error(f, NULL, "month-unknown",
				     "This month is not kept in this book yet."),
			  "Choose one of the book's months.");
		return true;
	}
	if (!month_load(a, db, b, month, &row, e) || !month_load(a, db, b, prior, &before, e) ||
	    !ledger_i64(db,
			SQL("select count(*) from voucher where county=$1 and book=$2 and month=$3"
			    " and state='draft'"),
			(int64_t[]){b->county, b->id, month}, 3, &drafts, e))
		return false;
	if (row.closed)
		find_error(f, NULL, "month-closed", "The month %s is closed.", month_text(month));
	if (month > first && !before.closed)
		find_hint(find_error(f, NULL, "month-order", "The month %s is still open.",
				     month_text(prior)),
			  "Close the months in their order.");
	if (drafts)
		find_hint(find_error(f, NULL, "month-drafts",
				     "%d vouchers of the month are not posted.", (int)drafts),
			  "Post them, move them to another month or drop them.");
	if (month % 100 == 12 && month > first && !year_nil_check(db, b, month / 100, f, e))
		return false;
	return period_numbers_check(db, b, month, row.last_number, f, e) &&
	       balance_check(db, b, month, f, e) && bank_month_check(a, db, b, month, f, e);
}

static bool cashier_denied(struct db *db, const struct book *b, int month,
			   const struct ledger_who *who, struct err *e)
{
	int64_t signed_here;
	if (!ledger_i64(db,
			SQL("select count(*) from voucher where county=$1 and book=$2 and month=$3"
			    " and cashier=$4"),
			(int64_t[]){b->county, b->id, month, who->actor}, 4, &signed_here, e))
		return false;
	if (who->actor == 0)
		return err_set(e, ERR_DENIED, "Only a person can do this.");
	if (signed_here) {
		err_set(e, ERR_DENIED, "The cashier may not keep the books.");
		return err_hint(e, "Let the accountant close the month.");
	}
	return true;
}

static bool state_write(struct arena *a, struct db *db, const struct book *b, int month,
			const char *state, const char *seal, const struct ledger_who *who,
			struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into book_period (county,book,month,state,last_number,seal)"
		" values ($1,$2,$3,$4,0,$5) on conflict (county,book,month) do update"
		" set state=excluded.state,seal=excluded.seal"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	bind(q, 4, state);
	bind(q, 5, seal);
	if (!db_run(q, e))
		return false;
	struct buf out;
	struct json j;
	buf_init(&out, 1024);
	json_init(&j, &out);
	json_open(&j, '{');
	json_ki64(&j, "month", month);
	json_kstr(&j, "state", state);
	json_kstr(&j, "seal", seal);
	json_close(&j, '}');
	const char *after = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return ledger_audit(db, b->county, text_eq(state, "closed") ? "close" : "reopen",
			    "book_period", b->id, NULL, after, who, e);
}

bool period_close(struct arena *a, struct db *db, const struct book *b, int month,
		  const struct ledger_who *who, struct findings *f, struct err *e)
{
	const char *seal;
	TXN(t);
	if (!txn_begin(&t, db, e) || !cashier_denied(db, b, month, who, e) ||
	    !period_close_check(a, db, b, month, f, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The month cannot be closed yet.");
	return balance_seal(a, db, b, month, &seal, e) &&
	       state_write(a, db, b, month, "closed", seal, who, e) && txn_commit(&t, e);
}

bool period_reopen(struct arena *a, struct db *db, const struct book *b, int month,
		   const struct ledger_who *who, struct err *e)
{
	struct month_row row;
	int64_t later;
	TXN(t);
	if (!txn_begin(&t, db, e) || !cashier_denied(db, b, month, who, e) ||
	    !month_load(a, db, b, month, &row, e) ||
	    !ledger_i64(db,
			SQL("select coalesce(max(month),0) from book_period where county=$1 and"
			    " book=$2 and month>$3 and state='closed'"),
			(int64_t[]){b->county, b->id, month}, 3, &later, e))
		return false;
	if (is_empty(who->reason))
		return err_set(e, ERR_REFUSED, "Say why the month is reopened.");
	if (!row.closed)
		return err_set(e, ERR_REFUSED, "The month %s is not closed.", month_text(month));
	if (later) {
		err_set(e, ERR_REFUSED, "The later month %s is closed.", month_text((int)later));
		return err_hint(e, "Correct it with a voucher in an open month, or reopen that "
				   "month first.");
	}
	return state_write(a, db, b, month, "open", "", who, e) && txn_commit(&t, e);
}
