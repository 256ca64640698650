/* escalate.c - the run: guards against a clock that jumps, then short transactions. */
#include "remind/escalate_int.h"

#include "audit/audit.h"
#include "base/buf.h"
#include "reg/query.h"
#include "voice/limit.h"
#include "voice/matter.h"

#include <glib.h>

enum { CHUNK = 25, CONTENT_MAX = 280 };

/* ---- the day of the last run ---- */

static bool run_read(struct db *db, int64_t county, struct daily_row *out, ymd *since, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("select day,held,ended_ms,since from remind_run where county=$1"), e);
	*out = (struct daily_row){0};
	*since = 0;
	if (!q)
		return false;
	bind(q, 1, county);
	if (db_next(q)) {
		*out = (struct daily_row){.day = (ymd)col_i64(q, 0), .held = (ymd)col_i64(q, 1),
					.ended_ms = col_i64(q, 2)};
		*since = (ymd)col_i64(q, 3);
	}
	return db_end(q, e);
}

bool remind_run_load(struct db *db, int64_t county, struct daily_row *out, struct err *e)
{
	ymd since;
	return run_read(db, county, out, &since, e);
}

static bool run_put(struct db *db, int64_t county, ymd day, ymd since, ymd held, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("insert into remind_run(county,day,since,held,ended_ms) values($1,$2,$3,$4,$5) "
				      "on conflict (county) do update set day=excluded.day, since=excluded.since, "
				      "held=excluded.held, ended_ms=excluded.ended_ms"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, day);
	bind(q, 3, since);
	bind(q, 4, held);
	bind(q, 5, now_ms());
	return db_run(q, e);
}

static ymd days_before(ymd day, int n)
{
	return date_from_days(date_days(day) - n);
}

bool remind_go_on(struct db *db, int64_t county, ymd at, int64_t actor, struct err *e)
{
	TXN(t);
	struct audit_entry en = {.county = county, .actor = actor, .action = "update", .subject = "daily run",
				 .origin = actor ? "form" : "command line"};
	return txn_begin(&t, db, e) &&
	       run_put(db, county, days_before(at, 1), days_before(at, RUN_JUMP_DAYS), 0, e) &&
	       audit_write(db, &en, e) && txn_commit(&t, e);
}

bool remind_counties(struct arena *a, struct db *db, int *count, const int64_t **out, struct err *e)
{
	return unit_counties(a, db, count, out, e);
}

/* ---- writing ---- */

struct chunk {
	struct arena *a;
	const struct run_plan *plan;
	int from, to;
	const struct remind_conf *conf;
	struct run_report *report;
};

static bool step_insert(struct db *db, const struct run_plan *p, const struct taking *t, bool *mine, struct err *e)
{
	const struct due *d = t->due;
	struct stmt *q = db_query(db,
				  SQL("insert into remind_step(county,due_key,due_day,step,days,day,unit,kind,title,what,"
				      "number,href,supervise,met) values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,0,0) "
				      "on conflict (county,due_key,due_day,step,days) do nothing"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->county);
	bind(q, 2, d->key);
	bind(q, 3, d->due);
	bind(q, 4, step_code(t->step));
	bind(q, 5, t->days);
	bind(q, 6, p->at);
	bind(q, 7, d->unit);
	bind(q, 8, due_kind_code(d->kind));
	bind(q, 9, d->title);
	bind(q, 10, d->what ? d->what : "");
	bind(q, 11, d->number);
	bind(q, 12, d->href);
	if (!db_run(q, e))
		return false;
	*mine = db_changes(db) == 1;
	return true;
}

/* The supervised to-do of the unit that the day's run has opened; 0 none. */
static bool supervised_today(struct db *db, const struct run_plan *p, int64_t unit, int64_t *out, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select coalesce(max(supervise),0) from remind_step where county=$1 and day=$2 and unit=$3"), e);
	if (!q)
		return false;
	bind(q, 1, p->county);
	bind(q, 2, p->at);
	bind(q, 3, unit);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

static bool supervised_link(struct db *db, const struct run_plan *p, const struct taking *t, int64_t id,
			    struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("update remind_step set supervise=$6 where county=$1 and due_key=$2 and due_day=$3 "
				      "and step=$4 and days=$5"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->county);
	bind(q, 2, t->due->key);
	bind(q, 3, t->due->due);
	bind(q, 4, step_code(t->step));
	bind(q, 5, t->days);
	bind(q, 6, id);
	return db_run(q, e);
}

static bool refused(const struct findings *f, struct err *e)
{
	if (e->code == ERR_REFUSED && f->first && !e->hint.id) {
		char text[MSG_TEXT];
		msg_write(&f->first->text, LANG_EN, text, sizeof text);
		return err_hint(e, "The supervised to-do could not be saved: %s", text);
	}
	return false;
}

static const char *supervised_title(struct arena *a, const struct due *d)
{
	return due_title_is_plain(d->kind) ? due_text(a, d, LANG_ZH) : tr(LANG_ZH, due_kind_label(d->kind));
}

/* "逾期未办：一；二", cut where the field ends. */
static const char *content_with(struct arena *a, const char *before, const char *title)
{
	const char *all = *before ? arena_printf(a, "%s；%s", before, title) : arena_printf(a, "逾期未办：%s", title);
	if (utf8_count(all) <= CONTENT_MAX)
		return all;
	return *before ? (g_str_has_suffix(before, "等") ? before : arena_printf(a, "%s等", before))
		       : "逾期未办事项，详见督办通知单";
}

static struct value known_text(const char *s)
{
	return (struct value){.known = true, .s = s};
}

static struct value known_day(ymd day)
{
	return (struct value){.known = day != 0, .i = day};
}

/* One supervised to-do for all that a unit owes on the day of the run. */
static bool supervise(struct chunk *c, struct db *db, const struct taking *t, struct err *e)
{
	const struct run_plan *p = c->plan;
	const struct reg_def *def = reg_find("supervise");
	struct save_how how = {.origin = "daily run"};
	struct findings f;
	struct record *rec;
	int64_t id;
	findings_init(&f, c->a);
	scope_all(p->county, &how.scope);
	if (!supervised_today(db, p, t->due->unit, &id, e))
		return false;
	if (id) {
		if (!reg_load(c->a, db, def, p->county, id, &how.scope, false, &rec, e))
			return false;
		*record_value(rec, "content") =
		    known_text(content_with(c->a, record_value(rec, "content")->s, supervised_title(c->a, t->due)));
		if (text_eq(rec->state, "closed")) {
			*record_value(rec, "closed") = (struct value){0};
			*record_value(rec, "result") = (struct value){0};
			*record_value(rec, "closed_by_register") = (struct value){.known = true};
			if (!reg_transit(c->a, db, rec, "reopen", &how, ROLE_BIT(ROLE_ORGANISER), &f, e))
				return refused(&f, e);
		} else if (!reg_save(c->a, db, rec, &how, &f, e)) {
			return refused(&f, e);
		}
	} else {
		rec = record_new(c->a, def, p->county, t->due->unit);
		*record_value(rec, "kind") = known_text("overdue");
		*record_value(rec, "content") = known_text(content_with(c->a, "", supervised_title(c->a, t->due)));
		*record_value(rec, "opened") = known_day(p->at);
		*record_value(rec, "due") = known_day(p->supervised_due);
		if (!reg_save(c->a, db, rec, &how, &f, e))
			return refused(&f, e);
		c->report->supervised++;
	}
	return supervised_link(db, p, t, rec->id, e);
}

static bool takings_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	for (int i = c->from; i < c->to; i++) {
		const struct taking *t = &c->plan->takings[i];
		bool mine;
		if (!step_insert(db, c->plan, t, &mine, e))
			return false;
		if (!mine)
			continue; /* another run took it meanwhile */
		c->report->steps++;
		for (int k = 0; k < t->told_count; k++)
			if (!notice_add(db, c->plan->county, t->told[k], c->plan->at, t->due, step_code(t->step),
					t->days, e))
				return false;
		if (t->step == STEP_SUPERVISE && !supervise(c, db, t, e))
			return false;
	}
	return true;
}

/* ---- what is done closes by itself ---- */

static bool met_mark(struct db *db, const struct run_plan *p, const struct done_due *m, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("update remind_step set met=$5 where county=$1 and due_key=$2 and due_day=$3 and "
				      "supervise=$4 and met=0"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->county);
	bind(q, 2, m->key);
	bind(q, 3, m->due);
	bind(q, 4, m->supervise);
	bind(q, 5, p->at);
	return db_run(q, e);
}

static bool left_open(struct db *db, int64_t county, int64_t supervise, bool *out, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select 1 from remind_step where county=$1 and supervise=$2 and met=0 limit $3"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, supervise);
	bind(q, 3, 1);
	*out = db_next(q);
	return db_end(q, e);
}

static bool supervised_close(struct chunk *c, struct db *db, int64_t id, struct err *e)
{
	struct save_how how = {.origin = "daily run"};
	struct findings f;
	struct record *rec;
	struct err missing = {0};
	findings_init(&f, c->a);
	scope_all(c->plan->county, &how.scope);
	if (!reg_load(c->a, db, reg_find("supervise"), c->plan->county, id, &how.scope, false, &rec, &missing)) {
		if (missing.code == ERR_NOT_FOUND) /* somebody deleted it */
			return true;
		*e = missing;
		return false;
	}
	if (!text_eq(rec->state, "open"))
		return true;
	*record_value(rec, "closed") = known_day(c->plan->at);
	*record_value(rec, "closed_by_register") = (struct value){.known = true, .i = 1};
	*record_value(rec, "result") = known_text("所列事项均已办结");
	c->report->closed++;
	return reg_transit(c->a, db, rec, "close", &how, ROLE_BIT(ROLE_ORGANISER), &f, e) || refused(&f, e);
}

static bool met_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	for (int i = c->from; i < c->to; i++) {
		const struct done_due *m = &c->plan->met[i];
		bool open;
		if (!met_mark(db, c->plan, m, e) || !left_open(db, c->plan->county, m->supervise, &open, e) ||
		    (!open && !supervised_close(c, db, m->supervise, e)))
			return false;
	}
	return true;
}

/* ---- the run ---- */

static bool finish_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	const struct run_plan *p = c->plan;
	struct daily_row now;
	ymd since;
	if (!run_read(db, p->county, &now, &since, e))
		return false;
	if (now.day == p->at) /* another run of this day has ended first */
		return true;
	return outbox_fill(c->a, db, p->county, p->at, c->conf, &c->report->messages, e) &&
	       run_put(db, p->county, p->at, p->since, 0, e);
}

/* What waited for a villager's word becomes silent before anything is reminded; who posted when is
 * forgotten. */
static bool quiet_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	int silent, lifted;
	return matter_quiet(c->a, db, c->plan->county, c->plan->at, &silent, &lifted, e) && limit_sweep(db, e);
}

static bool hold_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	struct daily_row now;
	ymd since;
	return run_read(db, c->plan->county, &now, &since, e) &&
	       run_put(db, c->plan->county, now.day, since, c->plan->at, e);
}

static bool go_on_write(void *arg, struct db *db, struct err *e)
{
	struct chunk *c = arg;
	return remind_go_on(db, c->plan->county, c->plan->at, 0, e);
}

static bool in_chunks(struct remind_writer *w, struct chunk *c, int count,
		      bool (*fn)(void *, struct db *, struct err *), struct err *e)
{
	for (int at = 0; at < count; at += CHUNK) {
		c->from = at;
		c->to = at + CHUNK < count ? at + CHUNK : count;
		if (!w->run(w, fn, c, e))
			return false;
	}
	return true;
}

/* What is to be done, read in one snapshot; the connection is free again afterwards. */
static bool plan_read(struct arena *a, struct db *read, struct run_plan *p, struct err *e)
{
	bool ok;
	{
		TXN(t);
		ok = txn_begin(&t, read, e) && plan_make(a, read, p, e);
	}
	db_idle(read);
	return ok;
}

bool remind_daily(struct arena *a, struct db *read, struct remind_writer *w, const struct run_ask *ask,
		  struct run_report *out, struct err *e)
{
	struct run_plan plan = {.county = ask->county, .at = ask->at};
	struct chunk c = {.a = a, .plan = &plan, .conf = ask->conf, .report = out};
	struct daily_row last;
	*out = (struct run_report){.at = ask->at};
	if (ask->go_on && !w->run(w, go_on_write, &c, e))
		return false;
	if (!run_read(read, ask->county, &last, &plan.since, e))
		return false;
	db_idle(read);
	out->last = last.day;
	if (last.day == ask->at) {
		out->state = RUN_ALREADY;
		return true;
	}
	if (last.day && (ask->at < last.day || date_days(ask->at) - date_days(last.day) > RUN_JUMP_DAYS)) {
		out->state = ask->at < last.day ? RUN_HELD_BACK : RUN_HELD_FORWARD;
		return last.held == ask->at || w->run(w, hold_write, &c, e);
	}
	if (!plan.since)
		plan.since = days_before(ask->at, RUN_JUMP_DAYS);
	out->state = RUN_DONE;
	return w->run(w, quiet_write, &c, e) && plan_read(a, read, &plan, e) &&
	       in_chunks(w, &c, plan.taking_count, takings_write, e) &&
	       in_chunks(w, &c, plan.met_count, met_write, e) && w->run(w, finish_write, &c, e);
}

/* ---- what a supervised to-do is about ---- */

bool supervised_load(struct arena *a, struct db *db, int64_t county, int64_t supervise,
		     struct supervised_list *out, struct err *e)
{
	int room = 64;
	struct stmt *q = db_query(db,
				  SQL("select kind,title,what,number,href,due_day,met from remind_step where county=$1 "
				      "and supervise=$2 order by due_day,due_key,step,days"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, supervise);
	struct supervised_list list = {.rows = ARENA_ARRAY(a, struct supervised_due, room)};
	while (db_next(q) && list.count < room) {
		struct due d = {.title = col_text(q, 1, a), .what = col_text(q, 2, a), .number = col_i64(q, 3)};
		struct supervised_due *r = &list.rows[list.count];
		if (!due_kind_parse(col_peek(q, 0), &r->kind))
			continue;
		if (!*d.what)
			d.what = NULL;
		r->title = due_text(a, &d, LANG_ZH);
		r->href = col_text(q, 4, a);
		r->due = (ymd)col_i64(q, 5);
		r->met = (ymd)col_i64(q, 6);
		list.count++;
	}
	*out = list;
	return db_end(q, e);
}
