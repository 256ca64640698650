/* bank_state.c - what stands open between the bank and the books, and what it may be. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/bank.h"
#include "ledger/ledger_int.h"

#include <stdlib.h>
#include <string.h>

enum { BANK_DAYS = 31, FAR = 1 << 20 };

static void bind_account(struct stmt *q, const struct book *b, const char *account)
{
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
}

/* ---- the two balances ---- */

static bool balances(struct db *db, const struct book *b, const char *account, ymd day,
		     struct bank_state *s, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select cast(coalesce(sum(debit-credit),0) as bigint) from posting where county=$1 and"
		" book=$2 and account=$3 and day<=$4"),
	    e);
	if (!q)
		return false;
	bind_account(q, b, account);
	bind(q, 4, (int64_t)day);
	if (db_next(q))
		s->book_fen = col_i64(q, 0);
	if (!db_end(q, e))
		return false;
	q = db_query(db,
		     SQL("select balance-fen,day from bank_line where county=$1 and book=$2 and"
			 " account=$3 order by day,statement,line limit 1"),
		     e);
	if (!q)
		return false;
	bind_account(q, b, account);
	if (db_next(q)) {
		s->kept = true;
		s->bank_fen = col_i64(q, 0);
		s->first_day = (ymd)col_i64(q, 1);
	}
	if (!db_end(q, e))
		return false;
	q = db_query(db,
		     SQL("select balance,day from bank_line where county=$1 and book=$2 and"
			 " account=$3 and day<=$4 order by day desc,statement desc,line desc limit 1"),
		     e);
	if (!q)
		return false;
	bind_account(q, b, account);
	bind(q, 4, (int64_t)day);
	if (db_next(q)) {
		s->bank_fen = col_i64(q, 0);
		s->last_day = (ymd)col_i64(q, 1);
	}
	return db_end(q, e);
}

/* ---- what stands open ---- */

static bool lines_load(struct arena *a, struct db *db, const struct book *b, const char *account,
		       struct bank_state *s, struct err *e)
{
	s->lines = ARENA_ARRAY(a, struct bank_line, BANK_OPEN_MAX);
	struct stmt *q = db_query(
	    db,
	    SQL("select l.statement,l.line,l.day,l.fen,l.balance,l.summary,l.party,l.flow_no"
		" from bank_line l where l.county=$1 and l.book=$2 and l.account=$3 and l.day<=$4 and"
		" (l.voucher=0 or exists (select 1 from voucher r where r.county=l.county and"
		" r.reverses=l.voucher and r.state='posted') or exists (select 1 from posting p where"
		" p.county=l.county and p.voucher=l.voucher and p.ord=l.ord and p.day>$4))"
		" order by l.day,l.statement,l.line"),
	    e);
	if (!q)
		return false;
	bind_account(q, b, account);
	bind(q, 4, (int64_t)s->day);
	while (db_next(q)) {
		int64_t fen = col_i64(q, 3);
		*(fen > 0 ? &s->bank_in : &s->bank_out) += fen > 0 ? fen : -fen;
		if (s->line_count >= BANK_OPEN_MAX) {
			s->more = true;
			continue;
		}
		s->lines[s->line_count++] = (struct bank_line){
		    .statement = col_i64(q, 0),
		    .line = col_i64(q, 1),
		    .day = (ymd)col_i64(q, 2),
		    .fen = fen,
		    .balance = col_i64(q, 4),
		    .summary = col_text(q, 5, a),
		    .party = col_text(q, 6, a),
		    .serial = col_text(q, 7, a),
		};
	}
	return db_end(q, e);
}

static ymd month_first(ymd day)
{
	return day / 100 * 100 + 1;
}

static void posting_read(struct arena *a, struct stmt *q, struct bank_posting *out)
{
	*out = (struct bank_posting){
	    .voucher = col_i64(q, 0),
	    .ord = col_i64(q, 1),
	    .number = col_i64(q, 2),
	    .month = (int)col_i64(q, 3),
	    .day = (ymd)col_i64(q, 4),
	    .fen = col_i64(q, 5),
	    .summary = col_text(q, 6, a),
	    .receipt = col_text(q, 7, a),
	};
}

/*
 * Postings from the month of the first statement on, and earlier ones that a line was found for;
 * their voucher stands at that day: one that was taken back by then has left no trace in the
 * balance, nor has its reversal.
 */
static bool postings_load(struct arena *a, struct db *db, const struct book *b,
			  const char *account, ymd since, ymd until, struct bank_state *s,
			  struct err *e)
{
	s->postings = ARENA_ARRAY(a, struct bank_posting, BANK_OPEN_MAX);
	s->posting_count = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,p.ord,v.number,p.month,p.day,p.debit-p.credit,t.summary,p.receipt"
		" from posting p join voucher v on v.county=p.county and v.id=p.voucher"
		" join voucher_line t on t.county=p.county and t.voucher=p.voucher and t.ord=p.ord"
		" where p.county=$1 and p.book=$2 and p.account=$3 and p.day<=$5 and (p.day>=$4 or exists"
		" (select 1 from bank_line m where m.county=p.county and m.voucher=p.voucher and"
		" m.ord=p.ord))"
		" and (v.kind='ordinary' or (v.kind='reversal' and exists (select 1 from posting o"
		" where o.county=v.county and o.voucher=v.reverses and o.day<$4)))"
		" and not exists (select 1 from voucher r join posting rp on rp.county=r.county and"
		" rp.voucher=r.id where r.county=p.county and r.reverses=p.voucher and"
		" r.state='posted' and rp.day<=$5)"
		" and not exists (select 1 from bank_line l where l.county=p.county and"
		" l.voucher=p.voucher and l.ord=p.ord and l.day<=$5 and not exists (select 1 from"
		" voucher r where r.county=p.county and r.reverses=p.voucher and r.state='posted'))"
		" order by p.day,p.voucher,p.ord"),
	    e);
	if (!q)
		return false;
	bind_account(q, b, account);
	bind(q, 4, (int64_t)since);
	bind(q, 5, (int64_t)until);
	while (db_next(q)) {
		struct bank_posting p;
		posting_read(a, q, &p);
		*(p.fen > 0 ? &s->book_in : &s->book_out) += p.fen > 0 ? p.fen : -p.fen;
		if (s->posting_count < BANK_OPEN_MAX)
			s->postings[s->posting_count++] = p;
		else
			s->more = true;
	}
	return db_end(q, e);
}

bool bank_state(struct arena *a, struct db *db, const struct book *b, const char *account,
		ymd day, struct bank_state *out, struct err *e)
{
	struct bank_state s = {.day = day};
	if (!balances(db, b, account, day, &s, e))
		return false;
	if (s.kept && (!lines_load(a, db, b, account, &s, e) ||
		       !postings_load(a, db, b, account, month_first(s.first_day), day, &s, e)))
		return false;
	/* a posting behind the last line may still come to the bank: nobody knows yet */
	s.covered = s.kept && s.last_day;
	for (int i = 0; i < s.posting_count && s.covered; i++)
		s.covered = s.postings[i].day <= s.last_day;
	s.book_after = s.book_fen + s.bank_in - s.bank_out;
	s.bank_after = s.bank_fen + s.book_in - s.book_out;
	s.reconciled = s.covered && s.book_after == s.bank_after;
	*out = s;
	return true;
}

/* ---- proposals ---- */

static int distance(const struct bank_line *l, const struct bank_posting *p)
{
	int days = abs(date_days(l->day) - date_days(p->day));
	if (l->fen != p->fen)
		return FAR;
	if (!is_empty(l->serial) && text_eq(l->serial, p->receipt))
		return -1;
	return days <= BANK_DAYS ? days : FAR;
}

static void candidates_find(struct bank_line *l, const struct bank_posting *all, int count)
{
	for (int i = 0; i < count; i++) {
		int d = distance(l, &all[i]), at = l->candidate_count;
		if (d >= FAR)
			continue;
		while (at > 0 && distance(l, l->candidates[at - 1]) > d)
			at--;
		if (at >= BANK_CANDIDATES)
			continue;
		if (l->candidate_count < BANK_CANDIDATES)
			l->candidate_count++;
		for (int k = l->candidate_count - 1; k > at; k--)
			l->candidates[k] = l->candidates[k - 1];
		l->candidates[at] = &all[i];
	}
}

/* The nearest line gets the posting; lines are in order of time, so the earlier of equals. */
static void propose(struct bank_state *s)
{
	for (int i = 0; i < s->line_count; i++) {
		struct bank_line *l = &s->lines[i];
		bool best = l->candidate_count > 0;
		for (int k = 0; k < s->line_count && best; k++) {
			const struct bank_line *o = &s->lines[k];
			if (k == i || !o->candidate_count || o->candidates[0] != l->candidates[0])
				continue;
			int mine = distance(l, l->candidates[0]), theirs = distance(o, l->candidates[0]);
			best = mine < theirs || (mine == theirs && i < k);
		}
		l->proposed = best;
	}
}

bool bank_propose(struct arena *a, struct db *db, const struct book *b, const char *account,
		  struct bank_state *state, struct err *e)
{
	struct bank_state all = {0};
	if (!state->kept)
		return true;
	if (!postings_load(a, db, b, account, date_add_months(state->first_day, -1), DATE_OPEN, &all, e))
		return false;
	for (int i = 0; i < state->line_count; i++)
		candidates_find(&state->lines[i], all.postings, all.posting_count);
	propose(state);
	return true;
}

/* ---- what is matched ---- */

bool bank_matched(struct arena *a, struct db *db, const struct book *b, const char *account,
		  ymd from, ymd to, int *count, struct bank_line **out, struct err *e)
{
	struct bank_line *rows = ARENA_ARRAY(a, struct bank_line, BANK_OPEN_MAX);
	int n = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,p.ord,v.number,p.month,p.day,p.debit-p.credit,t.summary,p.receipt,"
		"l.statement,l.line,l.day,l.fen,l.balance,l.summary,l.party,l.flow_no from bank_line l"
		" join posting p on p.county=l.county and p.voucher=l.voucher and p.ord=l.ord"
		" join voucher v on v.county=p.county and v.id=p.voucher"
		" join voucher_line t on t.county=p.county and t.voucher=p.voucher and t.ord=p.ord"
		" where l.county=$1 and l.book=$2 and l.account=$3 and l.day>=$4 and l.day<=$5 and"
		" not exists (select 1 from voucher r where r.county=l.county and"
		" r.reverses=l.voucher and r.state='posted')"
		" order by l.day desc,l.statement desc,l.line desc limit 2000"),
	    e);
	if (!q)
		return false;
	bind_account(q, b, account);
	bind(q, 4, (int64_t)from);
	bind(q, 5, (int64_t)to);
	while (db_next(q)) {
		struct bank_line *l = &rows[n++];
		posting_read(a, q, &l->match);
		l->statement = col_i64(q, 8);
		l->line = col_i64(q, 9);
		l->day = (ymd)col_i64(q, 10);
		l->fen = col_i64(q, 11);
		l->balance = col_i64(q, 12);
		l->summary = col_text(q, 13, a);
		l->party = col_text(q, 14, a);
		l->serial = col_text(q, 15, a);
	}
	if (!db_end(q, e))
		return false;
	*count = n;
	*out = rows;
	return true;
}

/* ---- at the end of a month ---- */

bool bank_month_check(struct arena *a, struct db *db, const struct book *b, int month,
		      struct findings *f, struct err *e)
{
	struct book_accounts all;
	if (month < b->opened)
		return true;
	if (!book_accounts(a, db, b, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		const struct book_account *acc = &all.rows[i];
		struct bank_state s;
		char own[32], bank[32];
		if (!text_eq(acc->money, "bank") || acc->has_details)
			continue;
		if (!bank_state(a, db, b, acc->code, month_last_day(month), &s, e))
			return false;
		if ((!s.kept && !s.book_fen) || s.reconciled)
			continue;
		struct finding *fi =
		    s.kept ? find_warning(f, NULL, "bank-open",
					  "%s %s is not reconciled at the end of %s: %s in the books, %s at the bank.",
					  acc->code, acc->name, month_text(month),
					  fen_text(s.book_fen, own), fen_text(s.bank_fen, bank))
			   : find_warning(f, NULL, "bank-none",
					  "No statement of the bank is kept for %s %s.", acc->code, acc->name);
		find_hint(fi, "The page “Bank check” of this book says what is missing. The month can be closed "
			      "all the same.");
	}
	return true;
}
