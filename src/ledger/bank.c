/* bank.c - statements kept, lines matched and freed. */
#include "ledger/bank.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <string.h>

static bool audit(struct db *db, const struct book *b, const char *action, const char *subject,
		  int64_t record, const char *account, const char *text, int64_t n,
		  const struct ledger_who *who, struct err *e)
{
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 14);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kid(&j, "book", b->id);
	json_kstr(&j, "account", account);
	json_kstr(&j, "of", text);
	json_ki64(&j, "lines", n);
	json_close(&j, '}');
	bool ok = ledger_audit(db, b->county, action, subject, record, NULL, buf_str(&out), who, e);
	buf_done(&out);
	return ok;
}

/* ---- keeping a statement ---- */

static bool account_is_bank(struct arena *a, struct db *db, const struct book *b,
			    const char *account, struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(a, db, b, &all, e))
		return false;
	const struct book_account *acc = account_find(&all, account);
	return (acc && text_eq(acc->money, "bank") && !acc->has_details) ||
	       err_set(e, ERR_REFUSED, "Account %s is no bank account of this book.", account);
}

struct last_line {
	bool kept;
	ymd day;
	int64_t balance;
};

static bool last_load(struct db *db, const struct book *b, const char *account, ymd until,
		      struct last_line *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select day,balance from bank_line where county=$1 and book=$2 and account=$3 and"
		" day<=$4 order by day desc,statement desc,line desc limit 1"),
	    e);
	*out = (struct last_line){0};
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, (int64_t)until);
	if (db_next(q))
		*out = (struct last_line){
		    .kept = true, .day = (ymd)col_i64(q, 0), .balance = col_i64(q, 1)};
	return db_end(q, e);
}

static bool is_kept(struct db *db, const struct book *b, const char *account,
		    const struct bank_row *row, bool *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select 1 from bank_line where county=$1 and book=$2 and account=$3 and day=$4 and"
		" fen=$5 and balance=$6 and flow_no=$7 limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, (int64_t)row->day);
	bind(q, 5, row->fen);
	bind(q, 6, row->balance);
	bind(q, 7, row->serial);
	*out = db_next(q);
	return db_end(q, e);
}

/* A statement begins where the one before it ended. */
static bool follows(struct db *db, const struct book *b, const char *account,
		    const struct bank_sheet *s, struct findings *f, struct err *e)
{
	struct last_line last;
	char had[32], has[32], day[16];
	const struct bank_row *first = &s->rows[0];
	for (int i = 0; i < s->count; i++) {
		bool kept;
		if (!is_kept(db, b, account, &s->rows[i], &kept, e))
			return false;
		f->row = s->rows[i].row;
		f->place = s->rows[i].place;
		if (kept)
			find_hint(find_error(f, NULL, "bank-line-kept", "This line is kept already."),
				  "Hand in the statement from the day after %s.", date_iso(s->rows[i].day, day));
	}
	if (!last_load(db, b, account, DATE_OPEN, &last, e))
		return false;
	f->row = first->row;
	f->place = first->place;
	if (day_month(first->day) < b->opened)
		find_hint(find_error(f, "day", "bank-early",
				     "The book begins in %s; the statement begins before.",
				     month_text(b->opened)),
			  "Hand in the statement from the first day of that month.");
	if (last.kept && last.day > first->day)
		find_hint(find_error(f, "day", "bank-before",
				     "Statements up to %s are kept already; this one begins before.",
				     date_iso(last.day, day)),
			  "Hand in statements in the order of time.");
	else if (last.kept && last.balance != first->balance - first->fen)
		find_hint(find_error(f, "balance", "bank-gap",
				     "The last statement ended with %s, this one begins with %s.",
				     fen_text(last.balance, had), fen_text(first->balance - first->fen, has)),
			  "A statement in between is missing: hand it in first.");
	f->row = 0;
	f->place = NULL;
	return true;
}

static bool line_insert(struct db *db, const struct book *b, const char *account,
			int64_t statement, int line, const struct bank_row *row, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into bank_line (county,book,account,statement,line,day,fen,balance,summary,"
		"party,flow_no,voucher,ord,matched_by) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,0,"
		"0)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, statement);
	bind(q, 5, (int64_t)line);
	bind(q, 6, (int64_t)row->day);
	bind(q, 7, row->fen);
	bind(q, 8, row->balance);
	bind(q, 9, row->summary);
	bind(q, 10, row->party);
	bind(q, 11, row->serial);
	return db_run(q, e);
}

static bool statement_insert(struct db *db, const struct book *b, const char *account,
			     const struct bank_statement *st, const char *hash, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into bank_statement (county,id,book,account,file_name,file_hash,first_day,"
		"last_day,actor,made_ms) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, st->id);
	bind(q, 3, b->id);
	bind(q, 4, account);
	bind(q, 5, st->file_name);
	bind(q, 6, hash);
	bind(q, 7, (int64_t)st->first_day);
	bind(q, 8, (int64_t)st->last_day);
	bind(q, 9, st->actor);
	bind(q, 10, st->made_ms);
	return db_run(q, e);
}

bool bank_keep(struct arena *a, struct db *db, const struct book *b, const char *account,
	       const char *path, const char *file, const char *hash,
	       const struct ledger_who *who, int64_t *statement, struct findings *f,
	       struct err *e)
{
	struct bank_sheet s;
	TXN(t);
	if (!txn_begin(&t, db, e) || !account_is_bank(a, db, b, account, e) ||
	    !bank_read(a, path, file, &s, f, e) ||
	    (!f->errors && !follows(db, b, account, &s, f, e)))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The statement was not taken.");
	struct bank_statement st = {
	    .id = id_new(),
	    .file_name = file,
	    .first_day = s.rows[0].day,
	    .last_day = s.rows[s.count - 1].day,
	    .actor = who->actor,
	    .made_ms = now_ms(),
	};
	if (!statement_insert(db, b, account, &st, hash, e))
		return false;
	for (int i = 0; i < s.count; i++)
		if (!line_insert(db, b, account, st.id, i + 1, &s.rows[i], e))
			return false;
	if (!audit(db, b, "create", "bank_statement", st.id, account, file, s.count, who, e) ||
	    !txn_commit(&t, e))
		return false;
	*statement = st.id;
	return true;
}

static bool statement_count(struct db *db, struct sql sql, const struct book *b, int64_t id,
			    int64_t *out, struct err *e)
{
	return ledger_i64(db, sql, (int64_t[]){b->county, b->id, id}, 3, out, e);
}

static bool delete_of(struct db *db, struct sql sql, const struct book *b, int64_t id, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, id);
	return db_run(q, e);
}

bool bank_drop(struct db *db, const struct book *b, int64_t statement,
	       const struct ledger_who *who, struct err *e)
{
	int64_t matched, later, there;
	TXN(t);
	if (!txn_begin(&t, db, e) ||
	    !statement_count(db,
			     SQL("select count(*) from bank_statement where county=$1 and book=$2 and id=$3"),
			     b, statement, &there, e) ||
	    !statement_count(db,
			     SQL("select count(*) from bank_line where county=$1 and book=$2 and"
				 " statement=$3 and voucher<>0"),
			     b, statement, &matched, e) ||
	    !statement_count(db,
			     SQL("select count(*) from bank_statement s join bank_statement o on"
				 " o.county=s.county and o.book=s.book and o.account=s.account where"
				 " s.county=$1 and s.book=$2 and o.id=$3 and s.id>o.id"),
			     b, statement, &later, e))
		return false;
	if (!there)
		return err_set(e, ERR_NOT_FOUND, "There is no such statement.");
	if (matched || later) {
		err_set(e, ERR_REFUSED, "The statement has matched lines, or a later one builds on it.");
		return err_hint(e, "Undo its matches and take the later ones back first.");
	}
	return delete_of(db,
			 SQL("delete from bank_line where county=$1 and book=$2 and statement=$3"), b,
			 statement, e) &&
	       delete_of(db, SQL("delete from bank_statement where county=$1 and book=$2 and id=$3"),
			 b, statement, e) &&
	       audit(db, b, "delete", "bank_statement", statement, "", "", 0, who, e) &&
	       txn_commit(&t, e);
}

bool bank_statements(struct arena *a, struct db *db, const struct book *b, const char *account,
		     struct bank_statements *out, struct err *e)
{
	struct bank_statements list = {.rows = ARENA_ARRAY(a, struct bank_statement, 1000)};
	struct stmt *q = db_query(
	    db,
	    SQL("select s.id,s.file_name,s.first_day,s.last_day,s.actor,s.made_ms,count(l.line),"
		"cast(coalesce(sum(case when l.voucher<>0 then 1 else 0 end),0) as bigint)"
		" from bank_statement s join bank_line l on l.county=s.county and l.statement=s.id"
		" where s.county=$1 and s.book=$2 and s.account=$3 group by s.id,s.file_name,"
		"s.first_day,s.last_day,s.actor,s.made_ms order by s.id desc limit 1000"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	while (db_next(q))
		list.rows[list.count++] = (struct bank_statement){
		    .id = col_i64(q, 0),
		    .file_name = col_text(q, 1, a),
		    .first_day = (ymd)col_i64(q, 2),
		    .last_day = (ymd)col_i64(q, 3),
		    .actor = col_i64(q, 4),
		    .made_ms = col_i64(q, 5),
		    .lines = col_i64(q, 6),
		    .matched = col_i64(q, 7),
		};
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}

/* ---- matching ---- */

/* The posting as it stands, or no row: none of the account, taken back, or a reversal itself. */
static bool posting_fen(struct db *db, const struct book *b, const char *account, int64_t voucher,
			int64_t ord, bool *found, int64_t *fen, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select p.debit-p.credit from posting p join voucher v on v.county=p.county and"
		" v.id=p.voucher where p.county=$1 and p.book=$2 and p.account=$3 and p.voucher=$4 and"
		" p.ord=$5 and v.kind='ordinary' and not exists (select 1 from voucher r where"
		" r.county=p.county and r.reverses=p.voucher and r.state='posted') and not exists"
		" (select 1 from bank_line l where l.county=p.county and l.voucher=p.voucher and"
		" l.ord=p.ord)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, voucher);
	bind(q, 5, ord);
	*found = db_next(q);
	*fen = *found ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* A match whose voucher was taken back since counts for nothing. */
static bool line_open(struct db *db, const struct book *b, const char *account, int64_t statement,
		      int64_t line, bool *open, int64_t *fen, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select l.fen from bank_line l where l.county=$1 and l.book=$2 and l.account=$3 and"
		" l.statement=$4 and l.line=$5 and (l.voucher=0 or exists (select 1 from voucher r"
		" where r.county=l.county and r.reverses=l.voucher and r.state='posted'))"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, account);
	bind(q, 4, statement);
	bind(q, 5, line);
	*open = db_next(q);
	*fen = *open ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

static bool line_set(struct db *db, const struct book *b, int64_t statement, int64_t line,
		     int64_t voucher, int64_t ord, int64_t by, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("update bank_line set voucher=$5,ord=$6,matched_by=$7 where county=$1 and book=$2 and"
		" statement=$3 and line=$4"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, statement);
	bind(q, 4, line);
	bind(q, 5, voucher);
	bind(q, 6, ord);
	bind(q, 7, by);
	return db_run(q, e);
}

bool bank_match(struct db *db, const struct book *b, const char *account, int64_t statement,
		int64_t line, int64_t voucher, int64_t ord, const struct ledger_who *who,
		struct err *e)
{
	bool open, found;
	int64_t fen, booked;
	TXN(t);
	if (!txn_begin(&t, db, e) ||
	    !line_open(db, b, account, statement, line, &open, &fen, e) ||
	    !posting_fen(db, b, account, voucher, ord, &found, &booked, e))
		return false;
	if (!open || !found) {
		err_set(e, ERR_CONFLICT, "The line or the voucher was matched or taken back meanwhile.");
		return err_hint(e, "Look at the page as it is now.");
	}
	if (fen != booked)
		return err_set(e, ERR_REFUSED, "The line and the voucher differ in amount or side.");
	return line_set(db, b, statement, line, voucher, ord, who->actor, e) &&
	       audit(db, b, "match", "bank_line", statement, account, "", line, who, e) &&
	       txn_commit(&t, e);
}

bool bank_unmatch(struct db *db, const struct book *b, int64_t statement, int64_t line,
		  const struct ledger_who *who, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) || !line_set(db, b, statement, line, 0, 0, 0, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such line.");
	return audit(db, b, "unmatch", "bank_line", statement, "", "", line, who, e) &&
	       txn_commit(&t, e);
}
