/* balance.c - kept balances: adding, trial balances, the seal, the comparison with postings. */
#include "ledger/balance.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static bool add(struct db *db, const struct book *b, const char *account, int month, int64_t debit,
		int64_t credit, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into balance (county,book,account,month,debit,credit)"
		" values ($1,$2,$3,$4,$5,$6) on conflict (county,book,account,month) do update"
		" set debit=balance.debit+excluded.debit,credit=balance.credit+excluded.credit"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, (int64_t)month);
	bind(q, 5, debit);
	bind(q, 6, credit);
	return db_run(q, e);
}

static int year_row(int month)
{
	return month / 100 * 100;
}

bool balance_add(struct db *db, const struct book *b, const char *account, int month,
		 int64_t debit, int64_t credit, struct err *e)
{
	return add(db, b, account, month, debit, credit, e) &&
	       add(db, b, account, year_row(month), debit, credit, e);
}

/* Codes are digits: the first text behind all that begin with `code`. */
const char *code_end(const char *code, char out[64])
{
	int n = snprintf(out, 64, "%s:", code);
	assert(n > 0 && n < 64);
	return out;
}

/* The years before the month's year, and the months before it in that year; of all accounts
 * whose code begins with `code`, which are it and its details. */
bool balance_before(struct db *db, const struct book *b, const char *code, int month,
		    int64_t *out, struct err *e)
{
	char after[64];
	struct stmt *q = db_query(
	    db,
	    SQL("select cast(coalesce(sum(debit-credit),0) as bigint) from balance where county=$1"
		" and book=$2 and account>=$5 and account<$6 and ((month<$3 and month%100=0) or"
		" (month>$3 and month<$4))"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)year_row(month));
	bind(q, 4, (int64_t)month);
	bind(q, 5, code);
	bind(q, 6, code_end(code, after));
	int64_t v = db_next(q) ? col_i64(q, 0) : 0;
	if (!db_end(q, e))
		return false;
	*out = v;
	return true;
}

/* ---- the seal and the proof ---- */

bool balance_seal(struct arena *a, struct db *db, const struct book *b, int month,
		  const char **hex, struct err *e)
{
	crypto_hash_sha256_state state;
	unsigned char sum[crypto_hash_sha256_BYTES];
	char text[2 * crypto_hash_sha256_BYTES + 1];
	crypto_hash_sha256_init(&state);
	struct stmt *q = db_query(db,
				  SQL("select account,debit,credit from balance where county=$1 and"
				      " book=$2 and month=$3 order by account"),
				  e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	while (db_next(q)) {
		char line[128];
		int n = snprintf(line, sizeof line, "%s|%" PRId64 "|%" PRId64 "\n", col_peek(q, 0),
				 col_i64(q, 1), col_i64(q, 2));
		assert(n > 0 && (size_t)n < sizeof line);
		crypto_hash_sha256_update(&state, (const unsigned char *)line,
					  (unsigned long long)n);
	}
	if (!db_end(q, e))
		return false;
	crypto_hash_sha256_final(&state, sum);
	sodium_bin2hex(text, sizeof text, sum, sizeof sum);
	*hex = arena_strdup(a, text);
	return true;
}

/* One side of the comparison: the next row of a query in the order of account and month. */
struct side {
	struct stmt *q;
	bool more;
	const char *account;
	int64_t month, debit, credit;
};

static void side_next(struct side *s)
{
	s->more = db_next(s->q);
	if (s->more) {
		s->account = col_peek(s->q, 0);
		s->month = col_i64(s->q, 1);
		s->debit = col_i64(s->q, 2);
		s->credit = col_i64(s->q, 3);
	}
}

static int side_order(const struct side *x, const struct side *y)
{
	if (!x->more || !y->more)
		return (int)y->more - (int)x->more;
	int order = strcmp(x->account, y->account);
	if (order == 0 && x->month != y->month)
		order = x->month < y->month ? -1 : 1;
	return order;
}

static void differ(const struct book *b, const struct side *s, struct findings *f)
{
	find_error(f, NULL, "balance-differs",
		   "Book %s: the balance of account %s in %s is not the sum of its postings.",
		   b->name, s->account, month_text((int)s->month));
}

/* The months of an account's year are taken off its row yyyy00: nothing is left of either. */
struct year {
	const char *account;          /* in the row arena */
	int64_t month, debit, credit; /* month yyyy00 */
};

static void year_end(const struct book *b, const struct year *y, struct findings *f)
{
	if (y->debit || y->credit)
		find_error(f, NULL, "balance-year",
			   "Book %s: the year %d of account %s is not the sum of its months.",
			   b->name, (int)y->month / 100, y->account);
}

/* Steps to the next row of a month; rows of years stand before their months. */
static void kept_next(const struct book *b, struct side *kept, struct year *y, struct arena *row,
		      struct findings *f)
{
	do {
		side_next(kept);
		if (!y)
			continue;
		int64_t month = kept->more ? kept->month - kept->month % 100 : 0;
		if (!kept->more || y->month != month || !text_eq(y->account, kept->account)) {
			year_end(b, y, f);
			*y = (struct year){.month = month};
			if (kept->more) {
				arena_reset(row);
				y->account = arena_strdup(row, kept->account);
			}
		}
		if (kept->more) {
			bool whole = kept->month == month;
			y->debit += whole ? kept->debit : -kept->debit;
			y->credit += whole ? kept->credit : -kept->credit;
		}
	} while (kept->more && kept->month % 100 == 0);
}

static bool sides_open(struct db *db, const struct book *b, int month, struct side *kept,
		       struct side *sums, struct err *e)
{
	kept->q = db_query(db,
			   SQL("select account,month,debit,credit from balance where county=$1 and"
			       " book=$2 and ($3=0 or month=$3) order by account,month"),
			   e);
	if (!kept->q)
		return false;
	sums->q = db_query(db,
			   SQL("select account,month,cast(sum(debit) as bigint),"
			       "cast(sum(credit) as bigint) from posting where county=$1 and"
			       " book=$2 and ($3=0 or month=$3) group by account,month"
			       " order by account,month"),
			   e);
	if (!sums->q)
		return false;
	struct side *both[] = {kept, sums};
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		bind(both[i]->q, 1, b->county);
		bind(both[i]->q, 2, b->id);
		bind(both[i]->q, 3, (int64_t)month);
	}
	return true;
}

/* Every year's row is the sum of its months, and no month is without its year. */
static bool years_check(struct db *db, const struct book *b, struct findings *f, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select m.account,m.month,m.debit,m.credit from (select account,"
		"month-month%100 as month,cast(sum(case when month%100=0 then -debit else debit end)"
		" as bigint) as debit,cast(sum(case when month%100=0 then -credit else credit end)"
		" as bigint) as credit from balance where county=$1 and book=$2"
		" group by account,month-month%100) m where m.debit<>0 or m.credit<>0"
		" order by m.account,m.month"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (db_next(q))
		find_error(f, NULL, "balance-year",
			   "Book %s: the year %d of account %s is not the sum of its months.",
			   b->name, (int)col_i64(q, 1) / 100, col_peek(q, 0));
	return db_end(q, e);
}

/* Every month is the sum of its postings; every year's row the sum of its months, and no month
 * is without its year. */
bool balance_check(struct db *db, const struct book *b, int month, struct findings *f,
		   struct err *e)
{
	struct side kept, sums;
	struct year year = {0}, *y = month ? NULL : &year; /* of one month: years below */
	struct arena *row = arena_new(1 << 20);
	bool ok = sides_open(db, b, month, &kept, &sums, e);
	if (ok) {
		kept_next(b, &kept, y, row, f);
		side_next(&sums);
	}
	while (ok && (kept.more || sums.more)) {
		int order = side_order(&kept, &sums);
		if (order != 0 || kept.debit != sums.debit || kept.credit != sums.credit)
			differ(b, order <= 0 ? &kept : &sums, f);
		if (order <= 0)
			kept_next(b, &kept, y, row, f);
		if (order >= 0)
			side_next(&sums);
	}
	ok = ok && db_end(kept.q, e) && db_end(sums.q, e);
	arena_free(row);
	return ok && (!month || years_check(db, b, f, e));
}
