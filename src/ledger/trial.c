/* trial.c - trial balances of a book and of all books of a unit, from kept balances. */
#include "base/arena.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/report.h"

#include <string.h>

static int year_row(int month)
{
	return month / 100 * 100;
}

/* What the columns of both queries mean, from column `at` on. */
static struct trial_row row_read(struct stmt *q, int at)
{
	return (struct trial_row){
	    .opening_debit = col_i64(q, at),
	    .opening_credit = col_i64(q, at + 1),
	    .debit = col_i64(q, at + 2),
	    .credit = col_i64(q, at + 3),
	    .year_debit = col_i64(q, at + 4),
	    .year_credit = col_i64(q, at + 5),
	    .closing_debit = col_i64(q, at + 6),
	    .closing_credit = col_i64(q, at + 7),
	};
}

static void add(struct trial_row *to, const struct trial_row *r)
{
	to->opening_debit += r->opening_debit;
	to->opening_credit += r->opening_credit;
	to->debit += r->debit;
	to->credit += r->credit;
	to->year_debit += r->year_debit;
	to->year_credit += r->year_credit;
	to->closing_debit += r->closing_debit;
	to->closing_credit += r->closing_credit;
}

/* The difference, on the side where it stands. */
static void net(int64_t *debit, int64_t *credit)
{
	int64_t fen = *debit - *credit;
	*debit = fen > 0 ? fen : 0;
	*credit = fen < 0 ? -fen : 0;
}

static void row_net(struct trial_row *r)
{
	net(&r->opening_debit, &r->opening_credit);
	net(&r->closing_debit, &r->closing_credit);
}

static bool moved(const struct trial_row *r)
{
	return r->opening_debit || r->opening_credit || r->debit || r->credit || r->year_debit ||
	       r->year_credit || r->closing_debit || r->closing_credit;
}

/* Details come behind the accounts above them, so from the end each sum is ready in its turn. */
static void roll_up(const struct book_accounts *all, struct trial_row *rows, bool *used)
{
	for (int i = all->count - 1; i >= 0; i--) {
		const struct book_account *acc = &all->rows[i];
		if (!acc->two_sided || !acc->has_details)
			row_net(&rows[i]);
		used[i] = used[i] || moved(&rows[i]);
		const struct book_account *up = account_find(all, acc->parent);
		if (up) {
			add(&rows[up - all->rows], &rows[i]);
			used[up - all->rows] |= used[i];
		}
	}
}

static int depth_of(const struct book_accounts *all, const struct book_account *acc)
{
	int depth = 0;
	while ((acc = account_find(all, acc->parent)))
		depth++;
	return depth;
}

/* Stored balances that do not balance are shown to nobody as if they did. */
static bool total(struct trial *t, struct err *e)
{
	for (int i = 0; i < t->count; i++)
		if (t->rows[i].depth == 0)
			add(&t->total, &t->rows[i]);
	if (t->total.opening_debit == t->total.opening_credit &&
	    t->total.debit == t->total.credit && t->total.closing_debit == t->total.closing_credit)
		return true;
	err_set(e, ERR_CORRUPT, "The balances of the books do not balance.");
	return err_hint(e, "Run yanzhen check, which says which one is wrong.");
}

static bool book_sums(struct db *db, const struct book *b, int from, int to,
		      const struct book_accounts *all, struct trial_row *rows, bool *used,
		      struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select account,"
		"cast(sum(case when (month<$3 and month%100=0) or (month>$3 and month<$4)"
		" then debit-credit else 0 end) as bigint),0,"
		"cast(sum(case when month>=$4 and month%100<>0 then debit else 0 end) as bigint),"
		"cast(sum(case when month>=$4 and month%100<>0 then credit else 0 end) as bigint),"
		"cast(sum(case when month>$6 then debit else 0 end) as bigint),"
		"cast(sum(case when month>$6 then credit else 0 end) as bigint),"
		"cast(sum(case when (month<$6 and month%100=0) or month>$6"
		" then debit-credit else 0 end) as bigint),0 from balance"
		" where county=$1 and book=$2 and month<=$5 group by account order by account"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)year_row(from));
	bind(q, 4, (int64_t)from);
	bind(q, 5, (int64_t)to);
	bind(q, 6, (int64_t)year_row(to));
	bool known = true;
	while (db_next(q)) {
		const struct book_account *acc = account_find(all, col_peek(q, 0));
		known = known && acc;
		if (acc) {
			rows[acc - all->rows] = row_read(q, 1);
			used[acc - all->rows] = true;
		}
	}
	if (!db_end(q, e))
		return false;
	return known || err_set(e, ERR_CORRUPT, "Book %s: a balance stands on no account.",
				b->name);
}

bool trial_of_book(struct arena *a, struct db *db, const struct book *b, int from, int to,
		   struct trial *out, struct err *e)
{
	struct trial t = {.from = from, .to = to, .book_count = 1};
	struct book_accounts all;
	assert(month_ok(from) && month_ok(to) && from <= to);
	if (!book_accounts(a, db, b, &all, e))
		return false;
	struct trial_row *rows = ARENA_ARRAY(a, struct trial_row, all.count);
	bool *used = ARENA_ARRAY(a, bool, all.count);
	if (!book_sums(db, b, from, to, &all, rows, used, e))
		return false;
	roll_up(&all, rows, used);
	t.rows = ARENA_ARRAY(a, struct trial_row, all.count);
	for (int i = 0; i < all.count; i++)
		if (used[i]) {
			struct trial_row *r = &t.rows[t.count++];
			*r = rows[i];
			r->account = all.rows[i];
			r->depth = depth_of(&all, &all.rows[i]);
		}
	if (!total(&t, e))
		return false;
	*out = t;
	return true;
}

/* ---- of a unit ---- */

/* Each account of each book stands on its own side; the two-sided ones keep both sums. */
static bool unit_sums(struct db *db, int64_t unit, int64_t top, int from, int to,
		      const char *chart, const struct book_accounts *all, struct trial_row *rows, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select x.root,cast(sum(case when o>0 then o else 0 end) as bigint),"
		"cast(sum(case when o<0 then -o else 0 end) as bigint),"
		"cast(sum(d) as bigint),cast(sum(c) as bigint),"
		"cast(sum(yd) as bigint),cast(sum(yc) as bigint),"
		"cast(sum(case when z>0 then z else 0 end) as bigint),"
		"cast(sum(case when z<0 then -z else 0 end) as bigint) from ("
		"select a.root as root,"
		"cast(sum(case when (m.month<$3 and m.month%100=0) or (m.month>$3 and m.month<$4)"
		" then m.debit-m.credit else 0 end) as bigint) as o,"
		"cast(sum(case when m.month>=$4 and m.month%100<>0 then m.debit else 0 end) as bigint)"
		" as d,"
		"cast(sum(case when m.month>=$4 and m.month%100<>0 then m.credit else 0 end) as bigint)"
		" as c,"
		"cast(sum(case when m.month>$6 then m.debit else 0 end) as bigint) as yd,"
		"cast(sum(case when m.month>$6 then m.credit else 0 end) as bigint) as yc,"
		"cast(sum(case when (m.month<$6 and m.month%100=0) or m.month>$6"
		" then m.debit-m.credit else 0 end) as bigint) as z from unit_restated r"
		" join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
		" join balance m on m.county=b.county and m.book=b.id"
		" join book_account a on a.county=m.county and a.book=m.book and a.code=m.account"
		" where r.ancestor=$1 and s.ancestor=$2 and m.month<=$5 and b.chart=$7"
		" and b.opened<=$5 and (b.ended=0 or b.ended>=$5)"
		" group by m.county,m.book,m.account,a.root) x group by x.root order by x.root"),
	    e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, top);
	bind(q, 3, (int64_t)year_row(from));
	bind(q, 4, (int64_t)from);
	bind(q, 5, (int64_t)to);
	bind(q, 6, (int64_t)year_row(to));
	bind(q, 7, chart);
	bool known = true;
	while (db_next(q)) {
		const struct book_account *acc = account_find(all, col_peek(q, 0));
		struct trial_row r = row_read(q, 1);
		known = known && acc;
		if (acc)
			add(&rows[acc - all->rows], &r);
	}
	if (!db_end(q, e))
		return false;
	return known || err_set(e, ERR_CORRUPT, "A balance stands on an account of another chart.");
}

/* Of a whole county: from its kept sums. */
static bool county_sums(struct db *db, int64_t county, const char *chart, int from, int to,
			const struct book_accounts *all, struct trial_row *rows, struct err *e)
{
	bool known = true;
	struct stmt *q = county_balance_query(db, county, chart, from, to, e);
	if (!q)
		return false;
	while (db_next(q)) {
		const struct book_account *acc = account_find(all, col_peek(q, 0));
		int64_t opening = col_i64(q, 1), closing = col_i64(q, 7);
		known = known && acc;
		if (acc)
			rows[acc - all->rows] = (struct trial_row){
			    .opening_debit = acc->two_sided ? col_i64(q, 2) : opening,
			    .opening_credit = acc->two_sided ? col_i64(q, 2) - opening : 0,
			    .debit = col_i64(q, 3),
			    .credit = col_i64(q, 4),
			    .year_debit = col_i64(q, 5),
			    .year_credit = col_i64(q, 6),
			    .closing_debit = acc->two_sided ? col_i64(q, 8) : closing,
			    .closing_credit = acc->two_sided ? col_i64(q, 8) - closing : 0,
			};
	}
	if (!db_end(q, e))
		return false;
	return known || err_set(e, ERR_CORRUPT, "A balance stands on an account of another chart.");
}

static bool books_sums(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		       const char *chart, const struct book_accounts *all, struct trial_row *rows,
		       struct trial *t, struct err *e)
{
	struct book_list books;
	if (!book_list(a, db, unit, scope, &books, e))
		return false;
	for (int i = 0; i < books.count; i++) {
		const struct book *b = &books.rows[i];
		bool kept = b->opened <= t->to && (!b->ended || b->ended >= t->to);
		t->book_count += kept && text_eq(b->chart, chart);
		t->other_chart += kept && !text_eq(b->chart, chart);
	}
	for (int i = 0; i < scope->count; i++)
		if (!unit_sums(db, unit, scope->units[i], t->from, t->to, chart, all, rows, e))
			return false;
	return true;
}

bool trial_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		   int from, int to, struct trial *out, struct err *e)
{
	struct trial t = {.from = from, .to = to};
	struct chart chart;
	bool kept;
	assert(month_ok(from) && month_ok(to) && from <= to);
	if (!chart_of_month(a, to, &chart, e))
		return false;
	const struct book_accounts *all = &chart.accounts;
	struct trial_row *rows = ARENA_ARRAY(a, struct trial_row, all->count);
	if (!county_balance_holds(db, unit, scope, chart.name, to, &t.book_count, &t.other_chart,
				  &kept, e))
		return false;
	if (!kept)
		t.book_count = t.other_chart = 0;
	if (kept ? !county_sums(db, unit, chart.name, from, to, all, rows, e)
		 : !books_sums(a, db, unit, scope, chart.name, all, rows, &t, e))
		return false;
	t.rows = ARENA_ARRAY(a, struct trial_row, all->count);
	for (int i = 0; i < all->count; i++) {
		if (!is_empty(all->rows[i].parent) || !moved(&rows[i]))
			continue;
		if (!all->rows[i].two_sided)
			row_net(&rows[i]);
		struct trial_row *r = &t.rows[t.count++];
		*r = rows[i];
		r->account = all->rows[i];
	}
	if (!total(&t, e))
		return false;
	*out = t;
	return true;
}
