/* ledger_check.c - every invariant of docs/ledger.md over every book: `yanzhen check`. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/balance.h"
#include "ledger/ledger_int.h"

enum { BOOKS_MAX = 1000000 };

static bool vouchers_balanced(struct db *db, const struct book *b, struct findings *f,
			      struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,min(v.month),min(v.number) from posting p join voucher v on"
		" v.county=p.county and v.id=p.voucher where p.county=$1 and p.book=$2 group by"
		" p.voucher having cast(sum(p.debit-p.credit) as bigint)<>0 or min(v.state)<>'posted'"
		" order by p.voucher"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (db_next(q))
		find_error(f, NULL, "voucher-unbalanced-posted",
			   "Book %s: voucher %s no. %d does not balance.", b->name,
			   month_text((int)col_i64(q, 1)), (int)col_i64(q, 2));
	return db_end(q, e);
}

static bool posting_agrees(struct stmt *q, struct arena *row)
{
	int64_t debit, credit;
	struct voucher_line l = {.debit = col_text(q, 3, row), .credit = col_text(q, 4, row)};
	return !col_null(q, 6) && !col_null(q, 2) && line_amounts(&l, &debit, &credit) &&
	       debit == col_i64(q, 5) && credit == col_i64(q, 6) &&
	       text_eq(col_peek(q, 2), col_peek(q, 7)) && col_i64(q, 8) == col_i64(q, 0);
}

/* Each line of a posted voucher beside its posting; a missing one has null columns. */
static bool lines_posted(struct arena *row, struct db *db, const struct book *b,
			 struct findings *f, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select v.month,v.number,l.account,l.debit,l.credit,p.debit,p.credit,p.account,"
		"p.month from voucher v join voucher_line l on l.county=v.county and l.voucher=v.id"
		" left join posting p on p.county=l.county and p.voucher=l.voucher and p.ord=l.ord"
		" where v.county=$1 and v.book=$2 and v.state='posted' order by v.id,l.ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (db_next(q)) {
		if (!posting_agrees(q, row))
			find_error(f, NULL, "posting-differs",
				   "Book %s: a posting of voucher %s no. %d is not what its line says.",
				   b->name, month_text((int)col_i64(q, 0)),
				   (int)col_i64(q, 1));
		arena_reset(row);
	}
	return db_end(q, e);
}

/* Both ways: a posting without a line, a posting on an account that has details or is none. */
static bool postings_placed(struct db *db, const struct book *b, struct findings *f,
			    struct err *e)
{
	int64_t loose, high;
	const int64_t args[] = {b->county, b->id};
	if (!ledger_i64(db,
			SQL("select count(*) from posting p where p.county=$1 and p.book=$2 and"
			    " not exists (select 1 from voucher_line l where l.county=p.county and"
			    " l.voucher=p.voucher and l.ord=p.ord)"),
			args, 2, &loose, e) ||
	    !ledger_i64(db,
			SQL("select count(*) from balance p where p.county=$1 and p.book=$2 and"
			    " (exists (select 1 from book_account d where d.county=p.county and"
			    " d.book=p.book and d.parent=p.account) or not exists (select 1 from"
			    " book_account d where d.county=p.county and d.book=p.book and"
			    " d.code=p.account))"),
			args, 2, &high, e))
		return false;
	if (loose)
		find_error(f, NULL, "posting-loose", "Book %s: %d postings belong to no line.",
			   b->name, (int)loose);
	if (high)
		find_error(f, NULL, "posting-account",
			   "Book %s: %d balances stand on accounts that may carry none.", b->name,
			   (int)high);
	return true;
}

static bool reversals_opposite(struct db *db, const struct book *b, struct findings *f,
			       struct err *e)
{
	int64_t wrong;
	if (!ledger_i64(
		db,
		SQL("select count(*) from voucher r join posting o on o.county=r.county and"
		    " o.voucher=r.reverses left join posting p on p.county=r.county and"
		    " p.voucher=r.id and p.ord=o.ord where r.county=$1 and r.book=$2 and"
		    " r.state='posted' and (p.ord is null or p.account<>o.account or"
		    " p.debit<>-o.debit or p.credit<>-o.credit)"),
		(int64_t[]){b->county, b->id}, 2, &wrong, e))
		return false;
	if (wrong)
		find_error(f, NULL, "reversal-differs",
			   "Book %s: %d lines of reversals are not the opposite of what they reverse.",
			   b->name, (int)wrong);
	return true;
}

static bool months_load(struct arena *a, struct db *db, const struct book *b, int *count,
			int **months, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select month from book_period where county=$1 and book=$2"
				      " order by month"),
				  e);
	int n = 0, room = 0, *list = NULL;
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (db_next(q)) {
		if (n == room) {
			int more = room ? room * 2 : 16;
			list = arena_grow(a, list, sizeof *list * (size_t)room,
					  sizeof *list * (size_t)more);
			room = more;
		}
		list[n++] = (int)col_i64(q, 0);
	}
	if (!db_end(q, e))
		return false;
	*count = n;
	*months = list;
	return true;
}

static bool book_verify(struct arena *a, struct arena *row, struct db *db, const struct book *b,
			struct findings *f, struct err *e)
{
	int count, *months;
	if (!vouchers_balanced(db, b, f, e) || !lines_posted(row, db, b, f, e) ||
	    !postings_placed(db, b, f, e) || !reversals_opposite(db, b, f, e) ||
	    !balance_check(db, b, 0, f, e) || !months_load(a, db, b, &count, &months, e))
		return false;
	for (int i = 0; i < count; i++)
		if (!period_verify(a, db, b, months[i], f, e))
			return false;
	return true;
}

bool ledger_check(struct arena *a, struct db *db, struct findings *f, struct err *e)
{
	struct book b;
	int64_t *ids = NULL;
	int n = 0, room = 0;
	struct arena *row = arena_new(LIMIT_JOB_ARENA);
	struct stmt *q = db_query(db, SQL("select county,id from book order by county,id"), e);
	if (!q) {
		arena_free(row);
		return false;
	}
	while (n < BOOKS_MAX && db_next(q)) {
		if (n == room) {
			int more = room ? room * 2 : 64;
			ids = arena_grow(a, ids, 2 * sizeof *ids * (size_t)room,
					 2 * sizeof *ids * (size_t)more);
			room = more;
		}
		ids[2 * n] = col_i64(q, 0);
		ids[2 * n++ + 1] = col_i64(q, 1);
	}
	bool ok = db_end(q, e);
	for (int i = 0; i < n && ok; i++)
		ok = book_load(a, db, ids[2 * i], ids[2 * i + 1], &b, e) &&
		     book_verify(a, row, db, &b, f, e);
	arena_free(row);
	return ok && county_balance_check(db, f, e);
}
