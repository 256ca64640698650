/* account_ledger.c - the postings of an account with the balance after each; the journal. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/report.h"

#include <string.h>

enum { ENTRIES_MAX = 5000 };

static bool entries_load(struct arena *a, struct db *db, const struct book *b, const char *code,
			 int from, int to, struct account_ledger *out, struct err *e)
{
	char end[64];
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,v.number,p.month,p.day,p.account,l.summary,p.debit,p.credit"
		" from posting p join voucher v on v.county=p.county and v.id=p.voucher"
		" join voucher_line l on l.county=p.county and l.voucher=p.voucher and l.ord=p.ord"
		" where p.county=$1 and p.book=$2 and p.account>=$3 and p.account<$4 and p.month>=$5"
		" and p.month<=$6 order by p.day,v.number,p.voucher,p.ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, code);
	bind(q, 4, code_end(code, end));
	bind(q, 5, (int64_t)from);
	bind(q, 6, (int64_t)to);
	out->rows = ARENA_ARRAY(a, struct ledger_entry, ENTRIES_MAX);
	out->closing = out->opening;
	while (db_next(q)) {
		int64_t debit = col_i64(q, 6), credit = col_i64(q, 7);
		out->debit += debit;
		out->credit += credit;
		out->closing += debit - credit;
		out->more = out->count == ENTRIES_MAX;
		if (!out->more)
			out->rows[out->count++] = (struct ledger_entry){
			    .voucher = col_i64(q, 0),
			    .number = col_i64(q, 1),
			    .month = (int)col_i64(q, 2),
			    .day = (ymd)col_i64(q, 3),
			    .account = col_text(q, 4, a),
			    .summary = col_text(q, 5, a),
			    .debit = debit,
			    .credit = credit,
			    .balance = out->closing,
			};
	}
	return db_end(q, e);
}

bool account_ledger(struct arena *a, struct db *db, const struct book *b, const char *code,
		    int from, int to, struct account_ledger *out, struct err *e)
{
	struct account_ledger led = {0};
	struct book_accounts all;
	if (!book_accounts(a, db, b, &all, e))
		return false;
	const struct book_account *acc = account_find(&all, code);
	if (!acc)
		return err_set(e, ERR_NOT_FOUND, "There is no account %s in this book.", code);
	led.account = *acc;
	if (!balance_before(db, b, code, from, &led.opening, e) ||
	    !entries_load(a, db, b, code, from, to, &led, e))
		return false;
	*out = led;
	return true;
}

/* ---- the journal ---- */

/* A word of the journal: no line breaks, comment signs, separators or runs of blanks. */
static void plain(struct buf *out, const char *text)
{
	bool blank = false;
	for (const char *p = text; *p; p++) {
		bool break_here = (unsigned char)*p <= ' ' || strchr(";:|=@(){}[]\"", *p);
		if (!break_here)
			buf_putc(out, *p);
		else if (!blank)
			buf_putc(out, ' ');
		blank = break_here;
	}
}

/* "102 银行存款:10201 农商行" */
static void account_path(struct buf *out, const struct book_accounts *all,
			 const struct book_account *acc)
{
	const struct book_account *up = account_find(all, acc->parent);
	if (up) {
		account_path(out, all, up);
		buf_putc(out, ':');
	}
	buf_printf(out, "%s ", acc->code);
	plain(out, acc->name);
}

static void journal_line(struct buf *out, const struct book_accounts *all, const char *code,
			 int64_t fen, const char *summary)
{
	char text[32];
	const struct book_account *acc = account_find(all, code);
	assert(acc);
	buf_puts(out, "    ");
	account_path(out, all, acc);
	buf_printf(out, "  CNY %s  ; ", fen_text(fen, text));
	plain(out, summary);
	buf_putc(out, '\n');
}

bool journal_write(struct arena *a, struct db *db, const struct book *b, int from, int to,
		   struct buf *out, struct err *e)
{
	struct book_accounts all;
	int64_t last = 0;
	char day[16];
	if (!book_accounts(a, db, b, &all, e))
		return false;
	struct stmt *q = db_query(
	    db,
	    SQL("select p.voucher,v.month,v.number,p.day,p.account,l.summary,p.debit,p.credit"
		" from voucher v join posting p on p.county=v.county and p.voucher=v.id"
		" join voucher_line l on l.county=p.county and l.voucher=p.voucher and l.ord=p.ord"
		" where v.county=$1 and v.book=$2 and v.month>=$3 and v.month<=$4"
		" order by v.month,v.number,v.id,p.ord"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)from);
	bind(q, 4, (int64_t)to);
	while (db_next(q)) {
		if (col_i64(q, 0) != last) {
			buf_printf(out, "%s%s * (%s-%d) ", last ? "\n" : "",
				   date_iso((ymd)col_i64(q, 3), day),
				   month_text((int)col_i64(q, 1)), (int)col_i64(q, 2));
			plain(out, col_peek(q, 5));
			buf_putc(out, '\n');
			last = col_i64(q, 0);
		}
		journal_line(out, &all, col_peek(q, 4), col_i64(q, 6) - col_i64(q, 7),
			     col_peek(q, 5));
	}
	if (!db_end(q, e))
		return false;
	return !out->full || err_set(e, ERR_TOO_BIG, "The journal is too long for one file.");
}
