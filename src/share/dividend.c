/* dividend.c - dividends: saved, published, resolved, taken back. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "share/dividend_int.h"
#include "share/pay.h"

#include <stdio.h>
#include <string.h>

enum { DIVIDENDS_MAX = 500, TEXT_MAX_BYTES = 400 };

static const char *const states[] = {
    [DIVIDEND_DRAFT] = "draft",
    [DIVIDEND_PUBLISHED] = "published",
    [DIVIDEND_RESOLVED] = "resolved",
    [DIVIDEND_WITHDRAWN] = "withdrawn",
};

static enum dividend_state state_of(const char *text)
{
	size_t s = 0;
	while (s < ARRAY_LEN(states) && !text_eq(states[s], text))
		s++;
	assert(s < ARRAY_LEN(states));
	return (enum dividend_state)s;
}

const char *dividend_source(struct arena *a, const struct dividend *d, const char *step)
{
	return arena_printf(a, "dividend/%" PRId64 "/%s", d->id, step);
}

bool dividend_audit(struct arena *a, struct db *db, const struct dividend *d, const char *action,
		    const char *detail, const struct ledger_who *who, struct err *e)
{
	struct buf out;
	struct json j;
	buf_init(&out, 4096);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kid(&j, "book", d->book);
	json_ki64(&j, "year", d->year);
	json_kstr(&j, "name", d->name);
	json_kstr(&j, "state", states[d->state]);
	json_ki64(&j, "declared_fen", d->declared);
	json_ki64(&j, "record_day", d->record_day);
	json_ki64(&j, "assembly_day", d->assembly);
	json_ki64(&j, "members_all", d->members_all);
	json_ki64(&j, "members_present", d->members_present);
	json_ki64(&j, "members_for", d->members_for);
	json_kstr(&j, "document", d->document);
	json_kstr(&j, "root", d->root);
	if (detail)
		json_kstr(&j, "detail", detail);
	json_close(&j, '}');
	struct audit_entry en = {
	    .county = d->county,
	    .actor = who->actor,
	    .action = action,
	    .subject = "dividend",
	    .record = d->id,
	    .origin = who->origin,
	    .reason = who->reason,
	    .after = arena_strdup(a, buf_str(&out)),
	};
	buf_done(&out);
	return audit_write(db, &en, e);
}

/* ---- reading ---- */

static void read_rule(const char *text, struct dividend *d)
{
	int n = sscanf(text, "%d/%d %d/%d %d", &d->rule.quorum, &d->rule.quorum_of, &d->rule.votes,
		       &d->rule.votes_of, &d->rule.notice);
	assert(n == 5 || !*text);
	(void)n;
}

static struct dividend row_read(struct arena *a, const struct book *b, struct stmt *q)
{
	struct dividend d = {
	    .county = b->county,
	    .book = b->id,
	    .id = col_i64(q, 0),
	    .org = col_i64(q, 1),
	    .unit = col_i64(q, 2),
	    .year = (int)col_i64(q, 3),
	    .name = col_text(q, 4, a),
	    .state = state_of(col_peek(q, 5)),
	    .declared = col_i64(q, 6),
	    .record_day = (ymd)col_i64(q, 7),
	    .from = (ymd)col_i64(q, 8),
	    .to = (ymd)col_i64(q, 9),
	    .weighting = col_text(q, 10, a),
	    .frozen = col_text(q, 11, a),
	    .document = col_text(q, 12, a),
	    .rule_document = col_text(q, 13, a),
	    .payable = col_text(q, 14, a),
	    .viewed = (ymd)col_i64(q, 15),
	    .assembly = (ymd)col_i64(q, 16),
	    .members_all = col_i64(q, 17),
	    .members_present = col_i64(q, 18),
	    .members_for = col_i64(q, 19),
	    .line_count = col_i64(q, 20),
	    .weight_total = col_i64(q, 21),
	    .root = col_text(q, 23, a),
	    .reason = col_text(q, 24, a),
	    .ver = col_i64(q, 25),
	    .made_ms = col_i64(q, 26),
	};
	read_rule(col_peek(q, 22), &d);
	return d;
}

bool dividend_load(struct arena *a, struct db *db, const struct book *b, int64_t id,
		   struct dividend *out, struct err *e)
{
	struct dividend d = {0};
	struct stmt *q = db_query(
	    db,
	    SQL("select id,org,unit,year,name,state,declared,record_day,period_from,period_to,weighting,"
		"frozen,document,rule_document,payable,viewed_day,assembly_day,members_all,members_present,"
		"members_for,line_count,weight_total,votes_rule,root,reason,ver,made_ms from dividend"
		" where county=$1 and id=$2 and book=$3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, id);
	bind(q, 3, b->id);
	if (db_next(q))
		d = row_read(a, b, q);
	if (!db_end(q, e))
		return false;
	if (!d.id)
		return err_set(e, ERR_NOT_FOUND, "There is no such dividend.");
	*out = d;
	return true;
}

bool dividend_list(struct arena *a, struct db *db, const struct book *b, struct dividend_list *out,
		   struct err *e)
{
	struct dividend_list all = {.rows = ARENA_ARRAY(a, struct dividend, DIVIDENDS_MAX)};
	struct stmt *q = db_query(
	    db,
	    SQL("select id,org,unit,year,name,state,declared,record_day,period_from,period_to,weighting,"
		"frozen,document,rule_document,payable,viewed_day,assembly_day,members_all,members_present,"
		"members_for,line_count,weight_total,votes_rule,root,reason,ver,made_ms from dividend"
		" where county=$1 and book=$2 order by year desc,id desc"),
	    e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, b->id);
	while (all.count < DIVIDENDS_MAX && db_next(q))
		all.rows[all.count++] = row_read(a, b, q);
	*out = all;
	return db_end(q, e);
}

/* ---- writing ---- */

static bool fits(const char *text, struct err *e)
{
	return (text && strlen(text) <= TEXT_MAX_BYTES && utf8_ok(text, strlen(text))) ||
	       err_set(e, ERR_REFUSED, "A text of the dividend is longer than %d bytes.", TEXT_MAX_BYTES);
}

static void bind_facts(struct stmt *q, const struct dividend *d, char rule[64])
{
	snprintf(rule, 64, "%d/%d %d/%d %d", d->rule.quorum, d->rule.quorum_of, d->rule.votes,
		 d->rule.votes_of, d->rule.notice);
	bind(q, 3, d->ver);
	bind(q, 4, (int64_t)d->year);
	bind(q, 5, d->name);
	bind(q, 6, states[d->state]);
	bind(q, 7, d->declared);
	bind(q, 8, (int64_t)d->record_day);
	bind(q, 9, (int64_t)d->from);
	bind(q, 10, (int64_t)d->to);
	bind(q, 11, d->weighting);
	bind(q, 12, d->frozen);
	bind(q, 13, d->document);
	bind(q, 14, d->rule_document);
	bind(q, 15, d->payable);
	bind(q, 16, (int64_t)d->viewed);
	bind(q, 17, (int64_t)d->assembly);
	bind(q, 18, d->members_all);
	bind(q, 19, d->members_present);
	bind(q, 20, d->members_for);
	bind(q, 21, d->line_count);
	bind(q, 22, d->weight_total);
	bind(q, 23, rule);
	bind(q, 24, d->root);
	bind(q, 25, d->reason);
}

bool dividend_update(struct db *db, struct dividend *d, struct err *e)
{
	char rule[64];
	struct stmt *q = db_query(
	    db,
	    SQL("update dividend set ver=ver+1,year=$4,name=$5,state=$6,declared=$7,record_day=$8,"
		"period_from=$9,period_to=$10,weighting=$11,frozen=$12,document=$13,rule_document=$14,"
		"payable=$15,viewed_day=$16,assembly_day=$17,members_all=$18,members_present=$19,"
		"members_for=$20,line_count=$21,weight_total=$22,votes_rule=$23,root=$24,reason=$25"
		" where county=$1 and id=$2 and ver=$3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind_facts(q, d, rule);
	if (!db_run(q, e))
		return false;
	if (db_changes(db) != 1) {
		err_set(e, ERR_CONFLICT, "Somebody else has changed the dividend meanwhile.");
		return err_hint(e, "Load the page again and look at what was changed.");
	}
	d->ver++;
	return true;
}

static bool dividend_insert(struct db *db, const struct dividend *d, struct err *e)
{
	char rule[64];
	struct stmt *q = db_query(
	    db,
	    SQL("insert into dividend (county,id,ver,year,name,state,declared,record_day,period_from,"
		"period_to,weighting,frozen,document,rule_document,payable,viewed_day,assembly_day,"
		"members_all,members_present,members_for,line_count,weight_total,votes_rule,root,reason,"
		"book,org,unit,made_ms) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,"
		"$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	bind_facts(q, d, rule);
	bind(q, 26, d->book);
	bind(q, 27, d->org);
	bind(q, 28, d->unit);
	bind(q, 29, d->made_ms);
	return db_run(q, e);
}

static bool must_be(const struct dividend *d, enum dividend_state state, struct err *e)
{
	return d->state == state ||
	       err_set(e, ERR_CONFLICT, "This step is not possible in the present state.");
}

bool dividend_save(struct arena *a, struct db *db, struct dividend *d, const struct ledger_who *who,
		   struct err *e)
{
	struct dividend made = *d;
	TXN(t);
	made.rule_document = made.root = made.reason = "";
	if (!txn_begin(&t, db, e) || !must_be(d, DIVIDEND_DRAFT, e) || !fits(d->name, e) ||
	    !fits(d->document, e) || !fits(d->payable, e))
		return false;
	if (made.id) {
		if (!dividend_update(db, &made, e) ||
		    !dividend_audit(a, db, &made, "update", NULL, who, e))
			return false;
	} else {
		made.id = id_new();
		made.ver = 1;
		made.made_ms = now_ms();
		if (!dividend_insert(db, &made, e) ||
		    !dividend_audit(a, db, &made, "create", NULL, who, e))
			return false;
	}
	if (!txn_commit(&t, e))
		return false;
	*d = made;
	return true;
}

/* ---- steps ---- */

static bool refused(struct err *e)
{
	err_set(e, ERR_REFUSED, "The dividend cannot go this step yet.");
	return err_hint(e, "Everything that stands against it is listed.");
}

bool dividend_publish(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		      const struct ledger_who *who, struct findings *f, struct err *e)
{
	struct dividend_facts facts;
	char root[65];
	TXN(t);
	if (!txn_begin(&t, db, e) || !must_be(d, DIVIDEND_DRAFT, e) ||
	    !dividend_facts_load(a, db, b, d, &facts, e))
		return false;
	dividend_check(d, &facts, false, f);
	if (f->errors)
		return refused(e);
	struct dividend made = *d;
	if (!proof_make(a, d->id, &facts.lines, root, e))
		return false;
	made.state = DIVIDEND_PUBLISHED;
	made.frozen = facts.rule.frozen;
	made.rule_document = facts.rule.document;
	made.line_count = facts.lines.count;
	made.weight_total = facts.lines.total;
	made.rule.quorum = facts.rule.quorum;
	made.rule.quorum_of = facts.rule.quorum_of;
	made.rule.votes = facts.rule.votes;
	made.rule.votes_of = facts.rule.votes_of;
	made.rule.notice = facts.rule.notice;
	made.root = arena_strdup(a, root);
	if (!dividend_update(db, &made, e) || !dividend_lines_write(db, &made, &facts.lines, e) ||
	    !dividend_audit(a, db, &made, "publish", NULL, who, e) || !txn_commit(&t, e))
		return false;
	*d = made;
	return true;
}

bool dividend_resolve(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		      const struct ledger_who *who, struct findings *f, struct err *e)
{
	struct dividend_facts facts;
	struct dividend made = *d;
	TXN(t);
	if (!txn_begin(&t, db, e) || !must_be(d, DIVIDEND_PUBLISHED, e) || !fits(d->document, e) ||
	    !dividend_facts_load(a, db, b, d, &facts, e))
		return false;
	dividend_check(d, &facts, true, f);
	if (f->errors)
		return refused(e);
	made.state = DIVIDEND_RESOLVED;
	if (!dividend_update(db, &made, e) || !dividend_audit(a, db, &made, "resolve", NULL, who, e) ||
	    !txn_commit(&t, e))
		return false;
	*d = made;
	return true;
}

bool dividend_withdraw(struct arena *a, struct db *db, const struct book *b, struct dividend *d,
		       const struct ledger_who *who, struct err *e)
{
	struct dividend made = *d;
	TXN(t);
	if (is_empty(who->reason))
		return err_set(e, ERR_REFUSED, "It is not said why the dividend is taken back.");
	if (!fits(who->reason, e) || !txn_begin(&t, db, e))
		return false;
	if (d->state == DIVIDEND_WITHDRAWN)
		return must_be(d, DIVIDEND_RESOLVED, e);
	if (!dividend_vouchers_drop(a, db, b, d, who, e))
		return false;
	made.state = DIVIDEND_WITHDRAWN;
	made.reason = who->reason;
	if (!dividend_update(db, &made, e) || !dividend_audit(a, db, &made, "withdraw", NULL, who, e) ||
	    !txn_commit(&t, e))
		return false;
	*d = made;
	return true;
}
