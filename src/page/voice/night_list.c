/* night_list.c - night talks of the villages of a unit: this month's day, held, missed; a new one. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/voice/night.h"
#include "tpl.h"

#include <string.h>

enum { TALKS = 3000, FIRST_WEEK = 7 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool hold(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "day", .kind = PARAM_DATE },
	{ 0 },
};

const struct page night_list_page = {
	.path = "/night-talks",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Night talks"),
	.about = "The villages' night talks of a month: fixed day, held, missed.",
};
const struct page night_new_page = {
	.path = "/night-talks",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = hold,
	.title = N_("Night talks"),
	.about = "Puts a village's night talk on a day.",
};

static ymd month_first(ymd day)
{
	return day / 100 * 100 + 1;
}

/* Talks of the villages since the first of the month before, by day downwards. */
static bool talks(struct request *rq, const struct scope *scope, struct record_list *out, struct err *e)
{
	struct query q;
	char from[16];
	const struct reg_def *def = reg_find("meeting");
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.limit = TALKS;
	q.any_day = true;
	q.at = 0;
	date_iso(date_add_months(month_first(today()), -NIGHT_BACK_MONTHS), from);
	query_filter(&q, (struct path){.field = field_find(def, "kind")->index, .sub = -1}, OP_EQ, "night_talk");
	query_filter(&q, (struct path){.field = field_find(def, "held")->index, .sub = -1}, OP_GE, from);
	return query_list(rq->arena, rq->db, &q, out, e);
}

static const char *day_of(struct request *rq, const struct record *r)
{
	char day[16];
	return r ? arena_strdup(rq->arena, date_iso((ymd)r->v[field_find(r->def, "held")->index].i, day)) : "";
}

/* What the village's talks say about the month; the newest first in `list`. */
static void row_fill(struct request *rq, const struct record_list *list, struct night_row *row, int64_t unit, ymd month)
{
	char day[16];
	const struct record *this = NULL, *last = NULL;
	for (int i = 0; i < list->count; i++) {
		struct record *r = list->rows[i];
		const char *status = record_value(r, "status")->s;
		ymd held = (ymd)record_value(r, "held")->i;
		if (r->unit != unit || text_eq(status, "cancelled"))
			continue;
		if (month_first(held) == month && (!this || text_eq(status, "held")))
			this = r;
		if (text_eq(status, "held") && !last)
			last = r;
	}
	ymd due = month + FIRST_WEEK - 1;
	bool held = this && text_eq(this->v[field_find(this->def, "status")->index].s, "held");
	row->day = day_of(rq, this);
	row->due = arena_strdup(rq->arena, date_iso(due, day));
	row->last = day_of(rq, last);
	row->sheet = this   ? arena_printf(rq->arena, "/night-talk/%" PRId64, this->id)
		     : last ? arena_printf(rq->arena, "/night-talk/%" PRId64, last->id)
			    : NULL;
	bool late = !held && today() > due;
	row->state = held ? N_("held") : late ? N_("missed") : this ? N_("planned") : N_("to be held");
	row->sign = held ? "●" : late ? "✕" : "○";
	row->tone = held ? UI_GOOD : late ? UI_BAD : UI_PLAIN;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, write, matters;
	struct record_list list;
	struct unit_list villages;
	char id[24], day[16];
	if (!voice_readable(rq, "meeting", false, &scope, e))
		return false;
	reg_scope(rq->account, reg_find("meeting"), true, &write);
	reg_scope(rq->account, reg_find("matter"), false, &matters);
	if (!rq->unit.id || !talks(rq, &scope, &list, e) ||
	    !unit_villages(rq->arena, rq->db, rq->unit.id, 0, &villages, e))
		return e->code == ERR_NONE ? err_set(e, ERR_NOT_FOUND, "Choose a unit first.") : false;
	struct night_row *rows = ARENA_ARRAY(rq->arena, struct night_row, villages.count + 1);
	struct night_list v = {
	    .unit = rq->unit.name, .month = night_month(rq, today(), rq->lang), .rows = rows,
	    .day = arena_strdup(rq->arena, date_iso(today(), day)), .may_hold = write.count > 0,
	    .findings = rq->findings,
	};
	for (int i = 0; i < villages.count; i++) {
		bool inside;
		if (!scope_has(rq->db, &scope, rq->county, villages.units[i].id, &inside, e))
			return false;
		if (!inside)
			continue;
		struct night_row *row = &rows[v.count++];
		row->village = villages.units[i].name;
		row->unit = arena_strdup(rq->arena, id_text(villages.units[i].id, id));
		row_fill(rq, &list, row, villages.units[i].id, month_first(today()));
		v.held += row->tone == UI_GOOD;
		v.missed += row->tone == UI_BAD;
	}
	tpl_night_list(h, &v);
	return true;
}

/* ---- a new one ---- */

static void put(struct request *rq, struct record *r, const char *field, const char *text)
{
	const struct field_def *f = field_find(r->def, field);
	if (!value_parse(rq->arena, f, text, false, &r->v[f->index], rq->findings))
		r->v[f->index] = (struct value){0};
}

static bool hold(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct err why = {0};
	char day[16];
	const struct reg_def *def = reg_find("meeting");
	ymd at = rq_date(rq, "day");
	if (!voice_readable(rq, "meeting", true, &scope, e))
		return false;
	if (!rq->unit.is_village)
		return err_set(e, ERR_INPUT, "A night talk is a village's: choose the village.");
	if (!at)
		find_error(rq->findings, "day", "night-day", "Say on which day it is.");
	struct record *r = record_new(rq->arena, def, rq->county, rq->unit.id);
	struct save_how how = page_how(rq, &scope);
	put(rq, r, "kind", "night_talk");
	put(rq, r, "held", date_iso(at, day));
	put(rq, r, "topic", arena_printf(rq->arena, "邻里夜谈（%s）", night_month(rq, at ? at : today(), LANG_ZH)));
	put(rq, r, "status", at > today() ? "planned" : "held");
	if (!rq->findings->errors && reg_save(rq->arena, rq->db, r, &how, rq->findings, &why)) {
		reply_redirect(rq, arena_printf(rq->arena, "/night-talk/%" PRId64, r->id));
		return true;
	}
	if (why.code && why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = 422;
	return serve(rq, h, e);
}
