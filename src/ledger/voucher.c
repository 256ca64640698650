/* voucher.c - drafts: saved, loaded, dropped, listed. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <string.h>

enum { LISTED_MAX = 20000 };

static const char *const kinds[] = {
    [VOUCHER_ORDINARY] = "ordinary", [VOUCHER_OPENING] = "opening", [VOUCHER_REVERSAL] = "reversal"};

static enum voucher_kind kind_of(const char *text)
{
	return text_eq(text, kinds[VOUCHER_OPENING])	? VOUCHER_OPENING
	       : text_eq(text, kinds[VOUCHER_REVERSAL]) ? VOUCHER_REVERSAL
							: VOUCHER_ORDINARY;
}

/* ---- loading ---- */

static bool lines_load(struct arena *a, struct db *db, struct voucher *v, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select summary,account,debit,credit,receipt from voucher_line"
				      " where county=$1 and voucher=$2 order by ord"),
				  e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	int room = 16;
	v->lines = ARENA_ARRAY(a, struct voucher_line, room);
	while (db_next(q)) {
		if (v->line_count == room) {
			v->lines = arena_grow(a, v->lines, sizeof *v->lines * (size_t)room,
					      sizeof *v->lines * (size_t)room * 2);
			room *= 2;
		}
		v->lines[v->line_count++] = (struct voucher_line){
		    .summary = col_text(q, 0, a),
		    .account = col_text(q, 1, a),
		    .debit = col_text(q, 2, a),
		    .credit = col_text(q, 3, a),
		    .receipt = col_text(q, 4, a),
		};
	}
	return db_end(q, e);
}

static bool head_load(struct arena *a, struct db *db, int64_t county, int64_t id,
		      struct voucher *v, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select v.book,v.kind,v.state,v.month,v.number,v.day_text,v.attachments,v.maker,"
		"v.checker,v.cashier,v.poster,coalesce(v.reverses,0),v.ver,v.made_ms,v.posted_ms,"
		"coalesce(r.id,0),v.source from voucher v left join voucher r on r.county=v.county"
		" and r.reverses=v.id where v.county=$1 and v.id=$2"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	if (db_next(q))
		*v = (struct voucher){
		    .county = county,
		    .id = id,
		    .book = col_i64(q, 0),
		    .kind = kind_of(col_peek(q, 1)),
		    .posted = text_eq(col_peek(q, 2), "posted"),
		    .month = (int)col_i64(q, 3),
		    .number = col_i64(q, 4),
		    .day = col_text(q, 5, a),
		    .attachments = col_i64(q, 6),
		    .maker = col_i64(q, 7),
		    .checker = col_i64(q, 8),
		    .cashier = col_i64(q, 9),
		    .poster = col_i64(q, 10),
		    .reverses = col_i64(q, 11),
		    .ver = col_i64(q, 12),
		    .made_ms = col_i64(q, 13),
		    .posted_ms = col_i64(q, 14),
		    .reversed_by = col_i64(q, 15),
		    .source = col_text(q, 16, a),
		};
	return db_end(q, e);
}

bool voucher_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct voucher *out,
		  struct err *e)
{
	struct voucher v = {0};
	if (!head_load(a, db, county, id, &v, e))
		return false;
	if (!v.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such voucher.");
	if (!lines_load(a, db, &v, e))
		return false;
	*out = v;
	return true;
}

/* ---- saving ---- */

static bool text_fits(const char *s)
{
	return s && strlen(s) <= VOUCHER_TEXT_MAX && utf8_ok(s, strlen(s));
}

static bool storable(const struct voucher *v, struct err *e)
{
	if (!month_ok(v->month))
		return err_set(e, ERR_REFUSED, "The voucher belongs to no month.");
	if (v->line_count > VOUCHER_LINES_MAX)
		return err_set(e, ERR_REFUSED, "A voucher has at most %d lines.",
			       VOUCHER_LINES_MAX);
	bool fits = text_fits(v->day) && text_fits(v->source ? v->source : "");
	for (int i = 0; i < v->line_count && fits; i++) {
		const struct voucher_line *l = &v->lines[i];
		fits = text_fits(l->summary) && text_fits(l->account) && text_fits(l->debit) &&
		       text_fits(l->credit) && text_fits(l->receipt);
	}
	if (!fits)
		return err_set(e, ERR_REFUSED, "A text of the voucher is longer than %d bytes.",
			       VOUCHER_TEXT_MAX);
	return true;
}

static bool lines_delete(struct db *db, const struct voucher *v, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("delete from voucher_line where county=$1 and voucher=$2"), e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	return db_run(q, e);
}

static bool lines_write(struct db *db, const struct voucher *v, struct err *e)
{
	for (int i = 0; i < v->line_count; i++) {
		const struct voucher_line *l = &v->lines[i];
		struct stmt *q = db_query(
		    db,
		    SQL("insert into voucher_line (county,voucher,ord,summary,account,debit,credit,"
			"receipt) values ($1,$2,$3,$4,$5,$6,$7,$8)"),
		    e);
		if (!q)
			return false;
		bind(q, 1, v->county);
		bind(q, 2, v->id);
		bind(q, 3, (int64_t)i + 1);
		bind(q, 4, l->summary);
		bind(q, 5, l->account);
		bind(q, 6, l->debit);
		bind(q, 7, l->credit);
		bind(q, 8, l->receipt);
		if (!db_run(q, e))
			return false;
	}
	return true;
}

static bool head_insert(struct db *db, const struct voucher *v, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into voucher (county,id,book,kind,state,month,number,day_text,attachments,"
		"maker,checker,cashier,poster,reverses,ver,made_ms,posted_ms,source)"
		" values ($1,$2,$3,$4,'draft',$5,0,$6,$7,$8,0,0,0,$9,$10,$11,0,$12)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	bind(q, 3, v->book);
	bind(q, 4, kinds[v->kind]);
	bind(q, 5, (int64_t)v->month);
	bind(q, 6, v->day);
	bind(q, 7, v->attachments);
	bind(q, 8, v->maker);
	if (v->reverses)
		bind(q, 9, v->reverses);
	else
		bind_null(q, 9);
	bind(q, 10, v->ver);
	bind(q, 11, v->made_ms);
	bind(q, 12, v->source ? v->source : "");
	return db_run(q, e);
}

/* The draft of this version, and no other, is rewritten. */
static bool head_update(struct db *db, const struct voucher *v, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("update voucher set month=$4,day_text=$5,attachments=$6,maker=$7,checker=0,"
			 "cashier=0,ver=ver+1 where county=$1 and id=$2 and ver=$3 and state='draft'"),
		     e);
	if (!q)
		return false;
	bind(q, 1, v->county);
	bind(q, 2, v->id);
	bind(q, 3, v->ver);
	bind(q, 4, (int64_t)v->month);
	bind(q, 5, v->day);
	bind(q, 6, v->attachments);
	bind(q, 7, v->maker);
	if (!db_run(q, e))
		return false;
	return db_changes(db) == 1 || voucher_changed(e);
}

bool voucher_changed(struct err *e)
{
	err_set(e, ERR_CONFLICT, "Someone else changed this voucher meanwhile.");
	return err_hint(e, "Load it again and look at what it says now.");
}

static void lines_json(struct json *j, const struct voucher *v)
{
	json_key(j, "lines");
	json_open(j, '[');
	for (int i = 0; i < v->line_count; i++) {
		const struct voucher_line *l = &v->lines[i];
		json_open(j, '{');
		json_kstr(j, "summary", l->summary);
		json_kstr(j, "account", l->account);
		if (*l->debit)
			json_kstr(j, "debit", l->debit);
		if (*l->credit)
			json_kstr(j, "credit", l->credit);
		if (*l->receipt)
			json_kstr(j, "receipt", l->receipt);
		json_close(j, '}');
	}
	json_close(j, ']');
}

const char *voucher_json(struct arena *a, const struct voucher *v)
{
	struct buf out;
	struct json j;
	buf_init(&out, 32 << 20);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kid(&j, "book", v->book);
	json_kstr(&j, "kind", kinds[v->kind]);
	json_ki64(&j, "month", v->month);
	json_kstr(&j, "day", v->day);
	if (v->number)
		json_ki64(&j, "number", v->number);
	if (v->reverses)
		json_kid(&j, "reverses", v->reverses);
	if (!is_empty(v->source))
		json_kstr(&j, "source", v->source);
	json_ki64(&j, "attachments", v->attachments);
	lines_json(&j, v);
	json_close(&j, '}');
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool create(struct arena *a, struct db *db, struct voucher *v, const struct ledger_who *who,
		   struct err *e)
{
	struct book b;
	v->id = id_new();
	v->ver = 1;
	v->made_ms = now_ms();
	return book_load(a, db, v->county, v->book, &b, e) && head_insert(db, v, e) &&
	       lines_write(db, v, e) &&
	       ledger_audit(db, v->county, "create", "voucher", v->id, NULL, voucher_json(a, v),
			    who, e);
}

static bool change(struct arena *a, struct db *db, struct voucher *v, const struct ledger_who *who,
		   struct err *e)
{
	struct voucher old;
	if (!voucher_load(a, db, v->county, v->id, &old, e))
		return false;
	if (old.posted) {
		err_set(e, ERR_REFUSED, "A posted voucher is never changed.");
		return err_hint(e, "Reverse it and write the right one.");
	}
	v->book = old.book;
	v->kind = old.kind;
	v->reverses = old.reverses;
	v->source = old.source;
	if (old.kind == VOUCHER_REVERSAL) {
		v->line_count = old.line_count;
		v->lines = old.lines;
	}
	if (!head_update(db, v, e) || !lines_delete(db, v, e) || !lines_write(db, v, e) ||
	    !ledger_audit(db, v->county, "update", "voucher", v->id, voucher_json(a, &old),
			  voucher_json(a, v), who, e))
		return false;
	v->ver++;
	return true;
}

bool voucher_write(struct arena *a, struct db *db, struct voucher *v,
		   const struct ledger_who *who, struct err *e)
{
	struct voucher made = *v;
	TXN(t);
	if (!storable(v, e) || !txn_begin(&t, db, e))
		return false;
	made.maker = who->actor;
	made.checker = made.cashier = made.poster = made.number = 0;
	made.posted = false;
	if (!(made.id ? change(a, db, &made, who, e) : create(a, db, &made, who, e)) ||
	    !txn_commit(&t, e))
		return false;
	*v = made;
	return true;
}

bool voucher_save(struct arena *a, struct db *db, struct voucher *v, const struct ledger_who *who,
		  struct err *e)
{
	assert(v->id || (v->kind != VOUCHER_REVERSAL && !v->reverses));
	return voucher_write(a, db, v, who, e);
}

bool voucher_of_source(struct db *db, const struct book *b, const char *source, int64_t *out,
		       struct err *e)
{
	assert(*source);
	struct stmt *q =
	    db_query(db,
		     SQL("select v.id from voucher v left join voucher r on r.county=v.county and"
			 " r.reverses=v.id and r.state='posted' where v.county=$1 and v.book=$2 and"
			 " v.source=$3 and v.kind<>'reversal' and r.id is null order by v.id limit 1"),
		     e);
	*out = 0;
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, source);
	if (db_next(q))
		*out = col_i64(q, 0);
	return db_end(q, e);
}

bool voucher_drop(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct err *e)
{
	struct voucher v;
	TXN(t);
	if (!txn_begin(&t, db, e) || !voucher_load(a, db, county, id, &v, e))
		return false;
	if (v.posted) {
		err_set(e, ERR_REFUSED, "A posted voucher is never changed.");
		return err_hint(e, "Reverse it and write the right one.");
	}
	struct stmt *q = db_query(db,
				  SQL("delete from voucher where county=$1 and id=$2 and ver=$3"
				      " and state='draft'"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	bind(q, 3, ver);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1)
		return voucher_changed(e);
	return lines_delete(db, &v, e) &&
	       ledger_audit(db, county, "delete", "voucher", id, voucher_json(a, &v), NULL, who,
			    e) &&
	       txn_commit(&t, e);
}

/* ---- the list ---- */

static void row_read(struct arena *a, struct stmt *q, struct voucher_row *r)
{
	*r = (struct voucher_row){
	    .id = col_i64(q, 0),
	    .ver = col_i64(q, 1),
	    .number = col_i64(q, 2),
	    .attachments = col_i64(q, 3),
	    .maker = col_i64(q, 4),
	    .checker = col_i64(q, 5),
	    .cashier = col_i64(q, 6),
	    .poster = col_i64(q, 7),
	    .reverses = col_i64(q, 8),
	    .reversed_by = col_i64(q, 9),
	    .kind = kind_of(col_peek(q, 10)),
	    .posted = text_eq(col_peek(q, 11), "posted"),
	    .month = (int)col_i64(q, 12),
	    .day = col_text(q, 13, a),
	    .summary = col_text(q, 14, a),
	    .debit = col_i64(q, 15),
	};
}

bool voucher_list(struct arena *a, struct db *db, const struct book *b, int month,
		  struct voucher_list *out, struct err *e)
{
	struct voucher_list list = {0};
	int room = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select v.id,v.ver,v.number,v.attachments,v.maker,v.checker,v.cashier,v.poster,"
		"coalesce(v.reverses,0),coalesce(r.id,0),v.kind,v.state,v.month,v.day_text,"
		"coalesce(l.summary,''),(select cast(coalesce(sum(p.debit),0) as bigint)"
		" from posting p where p.county=v.county and p.voucher=v.id) from voucher v"
		" left join voucher r on r.county=v.county and r.reverses=v.id"
		" left join voucher_line l on l.county=v.county and l.voucher=v.id and l.ord=1"
		" where v.county=$1 and v.book=$2 and v.month=$3 order by v.number,v.id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	bind(q, 3, (int64_t)month);
	while (list.count < LISTED_MAX && db_next(q)) {
		if (list.count == room) {
			int more = room ? room * 2 : 64;
			list.rows = arena_grow(a, list.rows, sizeof *list.rows * (size_t)room,
					       sizeof *list.rows * (size_t)more);
			room = more;
		}
		row_read(a, q, &list.rows[list.count++]);
	}
	if (!db_end(q, e))
		return false;
	*out = list;
	return true;
}
