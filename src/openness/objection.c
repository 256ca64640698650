/* objection.c - objections to sheets and their answers. */
#include "openness/objection.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/measure.h"
#include "openness/openness_int.h"

enum { PER_HOUR = 5, WAITING_MAX = 200, HOUR_MS = 3600 * 1000, DAYS_MAX = 366, SHOWN = 50 };

#define COLUMNS                                                                                     \
	"o.county, o.id, o.disclosure, o.unit, o.receipt, o.text, o.name, o.phone, o.may_show, "         \
	"o.entered_by, o.made_ms, o.due, o.due_document, o.answer, o.answered_by, o.answered_ms, d.title, " \
	"d.code, d.unit_name"
#define FROM " from objection o join disclosure d on d.county=o.county and d.id=o.disclosure "

static void check(const struct objection *o, struct findings *f)
{
	if (is_empty(o->text) || utf8_count(o->text) > OBJECTION_TEXT)
		find_error(f, "text", "objection-text", "Say what is wrong, in at most %d characters.",
			   OBJECTION_TEXT);
	if (utf8_count(o->name) > OBJECTION_NAME)
		find_error(f, "name", "objection-name", "The name is too long.");
	if (utf8_count(o->phone) > OBJECTION_PHONE)
		find_error(f, "phone", "objection-phone", "The telephone number is too long.");
}

static bool count(struct db *db, struct sql sql, int64_t county, const char *address, int64_t n, int64_t *out,
		  struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, n);
	if (address)
		bind(q, 3, address);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* What the office enters from paper is never too much: the public's flood must not shut that way. */
static bool may_send(struct db *db, const struct disclosure *d, const char *address, struct err *e)
{
	int64_t waiting, sent = 0;
	if (!*address)
		return true;
	if (!count(db,
		   SQL("select count(*) from objection where county=$1 and disclosure=$2 and answered_ms=0"),
		   d->county, NULL, d->id, &waiting, e))
		return false;
	if (!count(db, SQL("select count(*) from objection where county=$1 and made_ms>$2 and address=$3"),
		   d->county, address, now_ms() - HOUR_MS, &sent, e))
		return false;
	if (waiting < WAITING_MAX && sent < PER_HOUR)
		return true;
	err_set(e, ERR_TOO_MANY, "Too many objections have been sent from here.");
	return err_hint(e, "Try again in an hour, or hand it in on paper at the village office.");
}

/* So many days after today, and by which document. */
static bool due_find(struct arena *a, struct db *db, struct objection *o, struct err *e)
{
	const char *days, *document;
	bool found;
	int64_t n = 0;
	if (!parameter_value(a, db, o->county, o->unit, "openness.answer_days", today(), &days, &document,
			     &found, e))
		return false;
	if (!parse_i64(days, &n) || n < 0 || n > DAYS_MAX)
		n = DAYS_MAX;
	o->due = date_from_days(date_days(today()) + (int32_t)n);
	o->due_document = document ? document : "";
	return true;
}

static bool save(struct arena *a, struct db *db, const struct objection *o, const char *address, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into objection(county,id,disclosure,unit,receipt,text,name,phone,address,may_show,"
		"entered_by,made_ms,due,due_document,answer,answered_by,answered_ms) values($1,$2,$3,$4,$5,$6,$7,"
		"$8,$9,$10,$11,$12,$13,$14,'',0,0)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, o->county);
	bind(q, 2, o->id);
	bind(q, 3, o->disclosure);
	bind(q, 4, o->unit);
	bind(q, 5, o->receipt);
	bind(q, 6, o->text);
	bind(q, 7, is_empty(o->name) ? "" : seal(a, o->name));
	bind(q, 8, is_empty(o->phone) ? "" : seal(a, o->phone));
	bind(q, 9, address);
	bind(q, 10, (int64_t)o->may_show);
	bind(q, 11, o->entered_by);
	bind(q, 12, o->made_ms);
	bind(q, 13, (int64_t)o->due);
	bind(q, 14, o->due_document);
	(void)db_next(q);
	return db_end(q, e);
}

bool objection_make(struct arena *a, struct db *db, const struct disclosure *d, struct objection *o,
		    const char *address, struct findings *f, struct err *e)
{
	char receipt[RECEIPT + 1];
	check(o, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The objection was not sent.");
	const char *from = is_empty(address) ? "" : blind_index(a, d->county, address);
	if (!may_send(db, d, from, e))
		return false;
	code_make(RECEIPT, receipt);
	o->county = d->county;
	o->id = id_new();
	o->disclosure = d->id;
	o->unit = d->unit;
	o->receipt = arena_strdup(a, receipt);
	o->made_ms = now_ms();
	struct audit_entry en = {
	    .county = d->county, .actor = o->entered_by, .action = "create", .subject = "objection",
	    .record = o->id, .origin = o->entered_by ? "form" : "public page",
	};
	TXN(t);
	return txn_begin(&t, db, e) && due_find(a, db, o, e) && save(a, db, o, from, e) &&
	       audit_write(db, &en, e) && txn_commit(&t, e);
}

bool objection_answer(struct db *db, const struct objection *o, int64_t actor, const char *answer,
		      struct err *e)
{
	if (o->answered_ms)
		return err_set(e, ERR_CONFLICT, "This objection has been answered already.");
	if (is_empty(answer))
		return err_set(e, ERR_INPUT, "Write the answer first.");
	struct audit_entry en = {
	    .county = o->county, .actor = actor, .action = "answer", .subject = "objection", .record = o->id,
	    .origin = "form", .reason = answer,
	};
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("update objection set answer=$3, answered_by=$4, answered_ms=$5 where county=$1 "
				      "and id=$2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, o->county);
	bind(q, 2, o->id);
	bind(q, 3, answer);
	bind(q, 4, actor);
	bind(q, 5, now_ms());
	(void)db_next(q);
	return db_end(q, e) && audit_write(db, &en, e) && txn_commit(&t, e);
}

static const char *opened(struct arena *a, const char *sealed, bool reveal, bool phone)
{
	const char *plain = is_empty(sealed) ? "" : unseal(a, sealed);
	if (!plain || !*plain || reveal)
		return plain ? plain : "";
	return phone ? mask_phone(a, plain) : mask_name(a, plain);
}

static void row_read(struct arena *a, struct stmt *q, bool reveal, struct objection *o)
{
	*o = (struct objection){
	    .county = col_i64(q, 0), .id = col_i64(q, 1), .disclosure = col_i64(q, 2), .unit = col_i64(q, 3),
	    .receipt = col_text(q, 4, a), .text = col_text(q, 5, a),
	    .name = opened(a, col_text(q, 6, a), reveal, false),
	    .phone = opened(a, col_text(q, 7, a), reveal, true), .may_show = col_i64(q, 8) != 0,
	    .entered_by = col_i64(q, 9), .made_ms = col_i64(q, 10), .due = (ymd)col_i64(q, 11),
	    .due_document = col_text(q, 12, a), .answer = col_text(q, 13, a), .answered_by = col_i64(q, 14),
	    .answered_ms = col_i64(q, 15), .title = col_text(q, 16, a), .code = col_text(q, 17, a),
	    .unit_name = col_text(q, 18, a),
	};
}

static bool one(struct arena *a, struct stmt *q, bool reveal, struct objection *out, struct err *e)
{
	bool there = db_next(q);
	if (there)
		row_read(a, q, reveal, out);
	if (!db_end(q, e))
		return false;
	return there || err_set(e, ERR_NOT_FOUND, "There is no such objection.");
}

bool objection_load(struct arena *a, struct db *db, int64_t county, int64_t id, bool reveal,
		    struct objection *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select " COLUMNS FROM "where o.county=$1 and o.id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	return one(a, q, reveal, out, e);
}

bool objection_by_receipt(struct arena *a, struct db *db, const struct disclosure *d, const char *receipt,
			  struct objection *out, struct err *e)
{
	char clean[RECEIPT + 1];
	if (!code_read(receipt, RECEIPT, clean))
		return err_set(e, ERR_NOT_FOUND, "There is no such objection.");
	struct stmt *q = db_query(
	    db, SQL("select " COLUMNS FROM "where o.county=$1 and o.disclosure=$2 and o.receipt=$3 limit 1"), e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, clean);
	return one(a, q, false, out, e);
}

static bool many(struct arena *a, struct stmt *q, int limit, struct objection_list *out, struct err *e)
{
	*out = (struct objection_list){.rows = ARENA_ARRAY(a, struct objection, limit)};
	while (db_next(q) && out->count < limit)
		row_read(a, q, false, &out->rows[out->count++]);
	return db_end(q, e);
}

bool objection_list(struct arena *a, struct db *db, int64_t county, int64_t unit, int limit,
		    struct objection_list *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select " COLUMNS FROM "join unit_restated x on x.unit=o.unit where o.county=$1 and x.ancestor=$2 "
		"order by case when o.answered_ms=0 then 0 else 1 end, o.due, o.id limit $3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, (int64_t)limit);
	return many(a, q, limit, out, e);
}

bool objection_shown(struct arena *a, struct db *db, const struct disclosure *d, struct objection_list *out,
		     struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select " COLUMNS FROM "where o.county=$1 and o.disclosure=$2 and o.may_show=1 "
				      "and o.answered_ms>0 order by o.made_ms, o.id limit $3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind(q, 3, (int64_t)SHOWN);
	return many(a, q, SHOWN, out, e);
}
