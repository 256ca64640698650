/* book.c - books and their accounts. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/period.h"

#include <string.h>

enum { ACCOUNTS_MAX = 20000, CODE_MAX = 20, NAME_MAX = 120, BOOKS_MAX = 100000, MONTH_END = 999913 };

bool ledger_i64(struct db *db, struct sql sql, const int64_t *args, int count, int64_t *out,
		struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	for (int i = 0; i < count; i++)
		bind(q, i + 1, args[i]);
	int64_t v = db_next(q) ? col_i64(q, 0) : 0;
	if (!db_end(q, e))
		return false;
	*out = v;
	return true;
}

bool ledger_audit(struct db *db, int64_t county, const char *action, const char *subject,
		  int64_t record, const char *before, const char *after,
		  const struct ledger_who *who, struct err *e)
{
	struct audit_entry en = {
	    .county = county,
	    .actor = who->actor,
	    .action = action,
	    .subject = subject,
	    .record = record,
	    .origin = who->origin,
	    .reason = who->reason,
	    .before = before,
	    .after = after,
	};
	return audit_write(db, &en, e);
}

/* ---- books ---- */

/* Books of an organisation follow each other: none overlaps, none has the chart of another. */
static bool follows_check(struct db *db, const struct book *b, struct findings *f, struct err *e)
{
	int64_t running = 0, last = 0;
	bool same = false;
	struct stmt *q = db_query(
	    db, SQL("select id,chart,ended from book where county=$1 and org=$2 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->org);
	while (db_next(q)) {
		same |= text_eq(col_peek(q, 1), b->chart);
		running = col_i64(q, 2) ? running : col_i64(q, 0);
		last = col_i64(q, 2) > last ? col_i64(q, 2) : last;
	}
	if (!db_end(q, e))
		return false;
	if (running || same)
		find_hint(find_error(f, "org", "book-twice",
				     "This organisation already has a book."),
			  "Keep the vouchers in that one.");
	else if (month_ok(b->opened) && b->opened <= last)
		find_hint(find_error(f, "opened", "book-overlaps",
				     "The book before this one was kept up to %s.",
				     month_text((int)last)),
			  "Begin the book in a later month.");
	return true;
}

static bool book_check(struct arena *a, struct db *db, const struct book *b, struct chart *chart,
		       struct findings *f, struct err *e)
{
	struct err missing = {0};
	struct unit unit;
	if (is_empty(b->name) || strlen(b->name) > NAME_MAX)
		find_hint(find_error(f, "name", "book-name", "The book has no name."),
			  "Write the name of the collective organisation.");
	if (!month_ok(b->opened) || b->opened > day_month(today()))
		find_hint(find_error(f, "opened", "book-month",
				     "The first month of the book is not a month that has begun."),
			  "Write the month from which vouchers are kept here, such as 2024-01.");
	if (!chart_read(a, b->chart, chart, &missing))
		find_error(f, "chart", "book-chart", "There is no chart of accounts “%s”.",
			   b->chart);
	else if (month_ok(b->opened) && b->opened < day_month(chart->since))
		find_hint(find_error(f, "opened", "book-chart-since",
				     "The chart of accounts “%s” is not yet in force in that month.",
				     chart->document),
			  "Begin the book here in a month from which the chart is in force.");
	missing = (struct err){0};
	if (!unit_load(a, db, b->unit, 0, &unit, &missing)) {
		if (missing.code != ERR_NOT_FOUND) {
			*e = missing;
			return false;
		}
		find_error(f, "unit", "unit-unknown", "One of the units does not exist.");
	} else if (unit.county != b->county) {
		find_error(f, "unit", "book-county", "The unit belongs to another county.");
	}
	return follows_check(db, b, f, e);
}

static bool account_insert(struct db *db, const struct book *b, const struct book_account *acc,
			   struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("insert into book_account (county,book,code,parent,root,name,class,side,"
			 "two_sided,contra,money,closed) values"
			 " ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0)"),
		     e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, acc->code);
	bind(q, 4, acc->parent);
	bind(q, 5, acc->root);
	bind(q, 6, acc->name);
	bind(q, 7, account_class_code(acc->class));
	bind(q, 8, acc->credit_side ? "credit" : "debit");
	bind(q, 9, (int64_t)acc->two_sided);
	bind(q, 10, (int64_t)acc->contra);
	bind(q, 11, acc->money);
	return db_run(q, e);
}

static bool book_insert(struct db *db, const struct book *b, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("insert into book (county,id,unit,org,name,chart,opened)"
				      " values ($1,$2,$3,$4,$5,$6,$7)"),
				  e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, b->unit);
	bind(q, 4, b->org);
	bind(q, 5, b->name);
	bind(q, 6, b->chart);
	bind(q, 7, (int64_t)b->opened);
	return db_run(q, e);
}

static const char *book_json(struct arena *a, struct db *db, const struct book *b)
{
	struct buf out;
	struct json j;
	buf_init(&out, 4096);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kstr(&j, "unit",
		  arena_printf(a, "%s #%" PRId64, unit_name_now(a, db, b->unit), b->unit));
	json_kstr(&j, "name", b->name);
	json_kstr(&j, "chart", b->chart);
	json_ki64(&j, "opened", b->opened);
	if (b->ended)
		json_ki64(&j, "ended", b->ended);
	json_kid(&j, "org", b->org);
	json_close(&j, '}');
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

bool book_make(struct arena *a, struct db *db, struct book *b, const struct ledger_who *who,
	       struct findings *f, struct err *e)
{
	struct chart chart;
	TXN(t);
	if (!txn_begin(&t, db, e) || !book_check(a, db, b, &chart, f, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The book was not made.");
	struct book made = *b;
	made.id = id_new();
	if (!book_insert(db, &made, e))
		return false;
	for (int i = 0; i < chart.accounts.count; i++)
		if (!account_insert(db, &made, &chart.accounts.rows[i], e))
			return false;
	if (!ledger_audit(db, made.county, "create", "book", made.id, NULL,
			  book_json(a, db, &made), who, e) ||
	    !txn_commit(&t, e))
		return false;
	*b = made;
	return true;
}

static void book_read(struct arena *a, struct stmt *q, struct book *out)
{
	*out = (struct book){
	    .county = col_i64(q, 0),
	    .id = col_i64(q, 1),
	    .unit = col_i64(q, 2),
	    .org = col_i64(q, 3),
	    .name = col_text(q, 4, a),
	    .chart = col_text(q, 5, a),
	    .opened = (int)col_i64(q, 6),
	    .ended = (int)col_i64(q, 7),
	};
}

bool book_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct book *out,
	       struct err *e)
{
	struct book b = {0};
	struct stmt *q = db_query(db,
				  SQL("select county,id,unit,org,name,chart,opened,ended from book"
				      " where county=$1 and id=$2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	if (db_next(q))
		book_read(a, q, &b);
	if (!db_end(q, e))
		return false;
	if (!b.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such book.");
	*out = b;
	return true;
}

static bool ended_update(struct db *db, const struct book *b, int month, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("update book set ended=$3 where county=$1 and id=$2 and ended=0"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	if (!db_run(q, e))
		return false;
	return db_changes(db) == 1 || err_set(e, ERR_CONFLICT, "The book has ended already.");
}

bool book_end(struct arena *a, struct db *db, struct book *b, int month,
	      const struct ledger_who *who, struct err *e)
{
	struct book after = *b;
	int64_t later;
	bool closed;
	TXN(t);
	if (!month_ok(month) || month < b->opened)
		return err_set(e, ERR_INPUT, "The book was not kept in that month.");
	if (!txn_begin(&t, db, e) || !period_is_closed(db, b, month, &closed, e) ||
	    !ledger_i64(db,
			SQL("select count(*) from voucher where county=$1 and book=$2 and month>$3"),
			(int64_t[]){b->county, b->id, month}, 3, &later, e))
		return false;
	if (!closed || later) {
		err_set(e, ERR_REFUSED, "The book has vouchers after %s, or that month is open.",
			month_text(month));
		return err_hint(e, "Close the months up to it first.");
	}
	after.ended = month;
	if (!ended_update(db, b, month, e) ||
	    !ledger_audit(db, b->county, "update", "book", b->id, book_json(a, db, b),
			  book_json(a, db, &after), who, e) ||
	    !txn_commit(&t, e))
		return false;
	*b = after;
	return true;
}

bool book_of_org(struct arena *a, struct db *db, int64_t county, int64_t org, struct book *out,
		 struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select county,id,unit,org,name,chart,opened,ended from book where"
				      " county=$1 and org=$2 order by opened desc,id limit 1"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	*out = (struct book){0};
	if (db_next(q))
		book_read(a, q, out);
	return db_end(q, e);
}

static bool books_under(struct arena *a, struct db *db, int64_t unit, int64_t top,
			struct book_list *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select b.county,b.id,b.unit,b.org,b.name,b.chart,b.opened,b.ended from unit_restated r"
		" join unit_restated s on s.unit=r.unit join book b on b.unit=r.unit"
		" where r.ancestor=$1 and s.ancestor=$2 order by b.unit,b.county,b.id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, top);
	int room = out->count;
	while (out->count < BOOKS_MAX && db_next(q)) {
		struct book b;
		book_read(a, q, &b);
		if (out->count >= room) {
			int more = room ? room * 2 : 32;
			out->rows = arena_grow(a, out->rows, sizeof b * (size_t)room,
					       sizeof b * (size_t)more);
			room = more;
		}
		out->rows[out->count++] = b;
	}
	return db_end(q, e);
}

/* The units of a scope do not overlap: auth has shrunk them. */
bool book_list(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
	       struct book_list *out, struct err *e)
{
	struct book_list list = {0};
	for (int i = 0; i < scope->count; i++)
		if (!books_under(a, db, unit, scope->units[i], &list, e))
			return false;
	for (int i = 0; i < list.count; i++)
		list.rows[i].unit_name = unit_name_now(a, db, list.rows[i].unit);
	*out = list;
	return true;
}

/* ---- accounts ---- */

static void account_read(struct arena *a, struct stmt *q, struct book_account *out)
{
	*out = (struct book_account){
	    .code = col_text(q, 0, a),
	    .parent = col_text(q, 1, a),
	    .root = col_text(q, 2, a),
	    .name = col_text(q, 3, a),
	    .credit_side = text_eq(col_peek(q, 5), "credit"),
	    .two_sided = col_i64(q, 6) != 0,
	    .contra = col_i64(q, 7) != 0,
	    .money = col_text(q, 8, a),
	    .closed = col_i64(q, 9) != 0,
	};
	bool known = account_class_parse(col_peek(q, 4), &out->class);
	assert(known);
}

/* By code, which puts a detail behind the account above it: its code begins with that one. */
bool book_accounts(struct arena *a, struct db *db, const struct book *b, struct book_accounts *out,
		   struct err *e)
{
	struct book_accounts all = {0};
	int room = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select code,parent,root,name,class,side,two_sided,contra,money,closed"
		" from book_account where county=$1 and book=$2 order by code"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (db_next(q)) {
		if (all.count == room) {
			int more = room ? room * 2 : 64;
			all.rows = arena_grow(a, all.rows, sizeof *all.rows * (size_t)room,
					      sizeof *all.rows * (size_t)more);
			room = more;
		}
		account_read(a, q, &all.rows[all.count++]);
	}
	if (!db_end(q, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		const struct book_account *up = account_find(&all, all.rows[i].parent);
		if (up)
			all.rows[up - all.rows].has_details = true;
	}
	*out = all;
	return true;
}

const struct book_account *account_find(const struct book_accounts *all, const char *code)
{
	int low = 0, high = all->count;
	while (low < high) {
		int mid = (low + high) / 2;
		int order = strcmp(all->rows[mid].code, code);
		if (order == 0)
			return &all->rows[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const char *account_full_name(struct arena *a, const struct book_accounts *all,
			      const struct book_account *acc)
{
	const char *name = acc->name;
	const struct book_account *up = acc;
	while (!is_empty(up->parent) && (up = account_find(all, up->parent)))
		name = arena_printf(a, "%s-%s", up->name, name);
	return name;
}

static bool code_ok(const char *parent, const char *code)
{
	size_t n = strlen(code);
	return n <= CODE_MAX && strspn(code, "0123456789") == n && n > strlen(parent) &&
	       has_prefix(code, parent);
}

static bool detail_check(struct db *db, const struct book *b, const struct book_accounts *all,
			  const char *parent, const char *code, const char *name,
			  struct findings *f, struct err *e)
{
	const struct book_account *up = account_find(all, parent);
	bool used = false;
	if (!up) {
		find_hint(find_error(f, "parent", "account-unknown",
				     "There is no account %s in this book.", parent),
			  "Choose an account of the book.");
		return true;
	}
	if (!code_ok(parent, code))
		find_hint(find_error(f, "code", "account-code",
				     "The code of a detail is that of the account above it with digits behind."),
			  "Write a code such as %s01.", parent);
	else if (account_find(all, code))
		find_hint(find_error(f, "code", "account-twice", "The code %s is already in use.",
				     code),
			  "Write another code.");
	/* a code that begins with another one stands under it, and nowhere else */
	for (int i = 0; i < all->count; i++) {
		const char *other = all->rows[i].code;
		if (strlen(other) > strlen(parent) && !text_eq(other, code) &&
		    (has_prefix(code, other) || has_prefix(other, code)))
			find_hint(find_error(f, "code", "account-branch",
					     "The code %s gets in the way of account %s.", code,
					     other),
				  "Write a code that neither begins with that one nor is its beginning.");
	}
	if (is_empty(name) || strlen(name) > NAME_MAX)
		find_error(f, "name", "account-name", "The account has no name.");
	struct stmt *q = db_query(
	    db, SQL("select 1 from posting where county=$1 and book=$2 and account=$3 limit 1"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, parent);
	used = db_next(q);
	if (!db_end(q, e))
		return false;
	if (used)
		find_hint(find_error(f, "parent", "account-used",
				     "Account %s has postings of its own and can have no details.",
				     parent),
			  "Make an account beside it and move the balance there with a voucher.");
	return true;
}

static bool account_audit(struct db *db, const struct book *b, const char *action,
			  const char *code, const char *key, const char *value,
			  const struct ledger_who *who, struct err *e)
{
	struct buf out;
	struct json j;
	buf_init(&out, 4096);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kstr(&j, "code", code);
	json_kstr(&j, key, value);
	json_close(&j, '}');
	bool ok = ledger_audit(db, b->county, action, "book_account", b->id, NULL, buf_str(&out),
			       who, e);
	buf_done(&out);
	return ok;
}

bool book_account_add(struct arena *a, struct db *db, const struct book *b, const char *parent,
		 const char *code, const char *name, const struct ledger_who *who,
		 struct findings *f, struct err *e)
{
	struct book_accounts all;
	TXN(t);
	if (!txn_begin(&t, db, e) || !book_accounts(a, db, b, &all, e) ||
	    !detail_check(db, b, &all, parent, code, name, f, e))
		return false;
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The account was not added.");
	struct book_account made = *account_find(&all, parent);
	made.parent = parent;
	made.code = code;
	made.name = name;
	return account_insert(db, b, &made, e) &&
	       account_audit(db, b, "create", code, "name", name, who, e) && txn_commit(&t, e);
}

bool book_account_close(struct db *db, const struct book *b, const char *code, bool closed,
		   const struct ledger_who *who, struct err *e)
{
	int64_t fen;
	char text[32];
	TXN(t);
	if (!txn_begin(&t, db, e) || !balance_before(db, b, code, MONTH_END, &fen, e))
		return false;
	if (closed && fen) {
		err_set(e, ERR_REFUSED, "Account %s still has a balance of %s.", code,
			fen_text(fen, text));
		return err_hint(e, "Move the balance with a voucher first.");
	}
	struct stmt *q = db_query(
	    db, SQL("update book_account set closed=$4 where county=$1 and book=$2 and code=$3"), e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, code);
	bind(q, 4, (int64_t)closed);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	return account_audit(db, b, "update", code, "closed", closed ? "1" : "0", who, e) &&
	       txn_commit(&t, e);
}
