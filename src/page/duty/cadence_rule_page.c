/* cadence_rule_page.c - one rule: who kept it in the last periods, and what counted. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/cadence_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>

enum { EVENTS = 100 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "rule", .kind = PARAM_ID },
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "day", .kind = PARAM_DATE },
	{ 0 },
};

const struct page cadence_rule_page = {
	.path = "/cadence/:rule",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Cadence rule"),
	.about = "One rule over the last periods, by who owes it, with the events that counted.",
};

struct work {
	struct request *rq;
	struct cadence_board board;
	const struct cadence_rule *rule;
	ymd day, first[CADENCE_BACK + 1];
	struct cadence_rule_view *v;
};

static void periods_make(struct work *w)
{
	struct cadence_rule_view *v = w->v;
	ymd first, last;
	cadence_around(w->rule->period, w->day, &first, &last);
	v->period_count = CADENCE_BACK + 1;
	for (int i = CADENCE_BACK; i >= 0; i--) {
		w->first[i] = first;
		v->periods[i] = cadence_period_of(w->rq, w->rule, first);
		cadence_around(w->rule->period, date_from_days(date_days(first) - 1), &first, &last);
	}
}

static int period_at(const struct work *w, ymd first)
{
	for (int i = 0; i <= CADENCE_BACK; i++)
		if (w->first[i] == first)
			return i;
	return -1;
}

static void lines_make(struct work *w)
{
	struct cadence_rule_view *v = w->v;
	struct cadence_person_line *line = NULL;
	int who = -1;
	v->lines = ARENA_ARRAY(w->rq->arena, struct cadence_person_line, CADENCE_ROWS);
	for (int i = 0; i < w->board.cell_count; i++) {
		const struct cadence_cell *c = &w->board.cells[i];
		const struct cadence_who *o = &w->board.whos[c->who];
		int at = period_at(w, c->first);
		if (c->who != who) {
			who = c->who;
			line = v->line_count < CADENCE_ROWS ? &v->lines[v->line_count++] : NULL;
			v->line_left += !line;
		}
		if (line && !line->squares)
			*line = (struct cadence_person_line){
				.unit = o->unit_name, .who = o->name,
				.squares = ARENA_ARRAY(w->rq->arena, struct cadence_square, CADENCE_BACK + 1),
			};
		if (!line || at < 0)
			continue;
		cadence_count(&line->squares[at], c);
		cadence_square_say(w->rq, &line->squares[at]);
		line->squares[at].text = arena_printf(w->rq->arena, "%s %d/%d", cadence_state_sign(c->state), c->got,
						      c->needed);
	}
}

/* ---- what counted in the period of the day ---- */

static int by_day(const void *x, const void *y)
{
	const struct cadence_event_row *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? 1 : -1;
	return (a->id > b->id) - (a->id < b->id);
}

/* Each once, newest first. */
static int events_gather(struct work *w, struct cadence_event_row **out)
{
	int n = 0, kept = 0;
	*out = ARENA_ARRAY(w->rq->arena, struct cadence_event_row, w->board.event_count + 1);
	for (int i = 0; i < w->board.cell_count; i++) {
		const struct cadence_cell *c = &w->board.cells[i];
		for (int k = 0; c->first == w->first[CADENCE_BACK] && k < c->event_count; k++)
			(*out)[n++] = w->board.events[c->event + k];
	}
	if (n)
		qsort(*out, (size_t)n, sizeof **out, by_day);
	for (int i = 0; i < n; i++)
		if (!kept || by_day(&(*out)[kept - 1], &(*out)[i]))
			(*out)[kept++] = (*out)[i];
	return kept;
}

/* The rows themselves, within the reader's scope; one that is not there took place elsewhere. */
static bool events_read(struct work *w, int count, const struct cadence_event_row *rows, struct record_list *out,
			struct err *e)
{
	static const char *const regs[] = { "meeting", "visit", "team_activity" };
	struct request *rq = w->rq;
	const struct reg_def *def = reg_find(regs[w->rule->event]);
	const char *ids = "";
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	for (int i = 0; i < count && i < EVENTS; i++)
		ids = arena_printf(rq->arena, "%s%s%" PRId64, ids, i ? "," : "", rows[i].id);
	query_filter(&q, (struct path){ .field = PATH_ID, .sub = -1 }, OP_IN, ids);
	q.limit = EVENTS;
	*out = (struct record_list){ 0 };
	return !count || !scope.count || query_list(rq->arena, rq->db, &q, out, e);
}

static const char *event_href(struct request *rq, const struct record *r)
{
	if (text_eq(r->def->name, "meeting"))
		return arena_printf(rq->arena, "/meeting/%" PRId64, r->id);
	return arena_printf(rq->arena, "/reg/%s/%" PRId64, r->def->name, r->id);
}

static bool events_make(struct work *w, struct err *e)
{
	struct cadence_rule_view *v = w->v;
	struct cadence_event_row *rows;
	struct record_list list;
	int count = events_gather(w, &rows);
	if (!events_read(w, count, rows, &list, e))
		return false;
	v->event_left = count > EVENTS ? count - EVENTS : 0;
	v->events = ARENA_ARRAY(w->rq->arena, struct cadence_event_line, EVENTS);
	for (int i = 0; i < count && i < EVENTS; i++) {
		const struct record *r = NULL;
		for (int k = 0; k < list.count && !r; k++)
			if (list.rows[k]->id == rows[i].id)
				r = list.rows[k];
		v->event_hidden += !r;
		if (r)
			v->events[v->event_count++] = (struct cadence_event_line){
				.day = cadence_day(w->rq, rows[i].day), .unit = r->unit_name,
				.title = record_title(w->rq->arena, r, w->rq->lang), .href = event_href(w->rq, r),
			};
	}
	return true;
}

static void words_make(struct work *w, struct err *e)
{
	struct request *rq = w->rq;
	struct cadence_rule_view *v = w->v;
	const struct cadence_rule *r = w->rule;
	struct scope scope;
	bool inside = false;
	ymd first, last;
	cadence_around(r->period, w->day, &first, &last);
	const char *at = arena_printf(rq->arena, "/cadence/%" PRId64 "?unit=%" PRId64 "&day=", r->id, rq->unit.id);
	v->before = arena_printf(rq->arena, "%s%s", at, cadence_day(rq, date_from_days(date_days(first) - 1)));
	v->after = arena_printf(rq->arena, "%s%s", at, cadence_day(rq, date_from_days(date_days(last) + 1)));
	v->back = arena_printf(rq->arena, "/cadence?unit=%" PRId64 "&day=%s", rq->unit.id, cadence_day(rq, w->day));
	v->document = r->document;
	v->asks = cadence_asks(rq, r);
	v->window = cadence_window_word(rq, r);
	v->held = arena_printf(rq->arena, "%s – %s", cadence_day(rq, r->started),
			       r->ended == DATE_OPEN ? "" : cadence_day(rq, r->ended));
	if (!cadence_scope(rq, &scope, e) || !scope_has(rq->db, &scope, rq->county, r->unit, &inside, e))
		return;
	v->entry = inside ? arena_printf(rq->arena, "/reg/cadence_rule/%" PRId64, r->id) : NULL;
	rq->title = arena_printf(rq->arena, "%s · %s", r->name, rq->unit.name);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct cadence_rule_view v = { 0 };
	struct work w = { .rq = rq, .v = &v, .day = rq_date(rq, "day") };
	struct cadence_ask ask = { .county = rq->county, .unit = rq->unit.id, .rule = rq_id(rq, "rule"),
				   .back = CADENCE_BACK, .at = today() };
	w.day = w.day ? w.day : ask.at;
	w.day = w.day % 100 ? w.day : w.day + 1;
	ask.from = ask.to = w.day;
	if (!cadence_scope(rq, &ask.scope, e) || !cadence_evaluate(rq->arena, rq->db, &ask, &w.board, e))
		return false;
	if (!ask.rule || !w.board.rule_count || !w.board.cell_count) {
		err_set(e, ERR_NOT_FOUND, "This rule asks for nothing here in these periods.");
		return err_hint(e, N_("Choose another unit or another month on the cadence board."));
	}
	w.rule = &w.board.rules[0];
	periods_make(&w);
	lines_make(&w);
	words_make(&w, e);
	if (e->code != ERR_NONE || !events_make(&w, e) ||
	    !cadence_why_list(rq, &w.board, &v.why_count, &v.why_left, &v.whys, e))
		return false;
	tpl_cadence_rule(h, &v);
	return true;
}
