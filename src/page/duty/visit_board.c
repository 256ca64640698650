/*
 * visit_board.c - who is to be visited this quarter, what was visited, what was told differently.
 *
 * Planned from the pairings: each with an agreed number of visits a quarter, fewest first.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "duty/cadence.h"
#include "page/duty/visit_page.h"
#include "page/figure_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool conflicts(struct request *rq, struct html *h, struct err *e);
static bool settle(struct request *rq, struct html *h, struct err *e);

enum { DUE_ROWS = 100, RECENT_ROWS = 20, TOLD_ROWS = 50 };

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ .name = "conflict", .kind = PARAM_ID },
	{ .name = "chosen", .kind = PARAM_TEXT, .max = 20 },
	{ 0 },
};

const struct page visit_board_page = {
	.path = "/visits",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Visits board"),
	.about = "Who has to visit whom this quarter, recent visits, what was told differently.",
};
const struct page visit_conflicts_page = {
	.path = "/visits/conflicts",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = conflicts,
	.title = N_("Visits told differently"),
	.about = "What two people wrote differently about one visit, both kept until somebody chooses.",
};
const struct page visit_conflicts_post = {
	.path = "/visits/conflicts",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = settle,
	.title = N_("Visits told differently"),
	.about = "Settles one of them with what a person chose; the visit changes in the same step.",
};

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

/* ---- the plan of the quarter ---- */

struct plan {
	struct request *rq;
	const struct visit_served_list *served;
	const struct scope *writes;
	ymd from, to;
	size_t count, room;
	struct visit_due_row *rows;
};

static const char *copy(struct request *rq, const struct value *v)
{
	return v->known && v->s ? arena_strdup(rq->arena, v->s) : "";
}

static bool plan_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct plan *p = arg;
	struct request *rq = p->rq;
	const struct value *h = value_of(rec, "household"), *b = value_of(rec, "base"),
			   *helper = value_of(rec, "helper");
	ymd last;
	bool may;
	(void)row;
	(void)subs;
	int wanted = (int)value_of(rec, "visits")->i, done = visits_of(p->served, rec->id, p->from, p->to, &last);
	if (!value_of(rec, "visits")->known || done >= wanted)
		return true;
	if (p->count == p->room) {
		size_t room = p->room ? p->room * 2 : 64;
		p->rows = arena_grow(rq->arena, p->rows, p->count * sizeof *p->rows, room * sizeof *p->rows);
		p->room = room;
	}
	if (!scope_has(rq->db, p->writes, rq->county, rec->unit, &may, e))
		return false;
	const struct choice *kind = choice_find(field_find(rec->def, "kind")->of, value_of(rec, "kind")->s);
	const char *unit = arena_strdup(rq->arena, rec->unit_name);
	const char *place = visit_place(rq->arena, rec->unit, h->known ? h->i : 0, b->known ? b->i : 0);
	p->rows[p->count++] = (struct visit_due_row){
		.helper = copy(rq, helper),
		.helped = h->known ? copy(rq, h) : b->known ? copy(rq, b) : unit,
		.unit = unit,
		.kind = kind ? label_in(&kind->label, rq->lang) : "",
		.href = arena_printf(rq->arena, "/reg/pairing/%" PRId64, rec->id),
		.visit_href = may ? arena_printf(rq->arena, "/visit/new?unit=%" PRId64 "&place=%s&helper=%" PRId64,
						 rec->unit,
						 place, helper->i)
				  : NULL,
		.done = done,
		.wanted = wanted,
		.last = last,
	};
	return true;
}

/* Not visited at all first, then whose last visit is longest ago. */
static int longest_first(const void *x, const void *y)
{
	const struct visit_due_row *a = x, *b = y;
	if ((a->done == 0) != (b->done == 0))
		return a->done == 0 ? -1 : 1;
	if (a->last != b->last)
		return a->last < b->last ? -1 : 1;
	int order = a->unit == b->unit ? 0 : strcmp(a->unit, b->unit);
	return order ? order : strcmp(a->href, b->href);
}

static bool make_plan(struct request *rq, ymd at, const struct visit_served_list *served, struct visit_board_view *v,
		      struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	struct scope scope, writes;
	struct query q;
	struct plan p = { .rq = rq, .served = served, .writes = &writes };
	quarter_of(at, &p.from, &p.to);
	reg_scope(rq->account, def, false, &scope);
	reg_scope(rq->account, reg_find("visit"), true, &writes);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	query_filter(&q, path_of(def, "visits"), OP_FILLED, "");
	if (!query_each(rq->db, &q, plan_take, &p, e))
		return false;
	if (p.count)
		qsort(p.rows, p.count, sizeof *p.rows, longest_first);
	v->due = p.rows;
	v->due_all = (int)p.count;
	v->due_count = p.count > DUE_ROWS ? DUE_ROWS : (int)p.count;
	v->quarter = cadence_period_name(rq->arena, EVERY_QUARTER, at, rq->lang);
	return true;
}

/* ---- recent ---- */

static int serves(const struct visit_served_list *list, int64_t visit)
{
	int n = 0;
	for (int i = 0; i < list->count; i++)
		n += list->rows[i].visit == visit;
	return n;
}

static bool make_recent(struct request *rq, struct visits_ask *ask, struct visit_board_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("visit");
	struct query q;
	struct record_list list;
	struct visit_served_list served;
	query_init(&q, def, rq->county, &ask->visits);
	q.unit = rq->unit.id;
	q.limit = RECENT_ROWS;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	if (list.count) /* newest first */
		ask->from = (ymd)value_of(list.rows[list.count - 1], "visited")->i;
	ask->to = today();
	if (!visits_serving(rq->arena, rq->db, ask, &served, e))
		return false;
	struct visit_recent_row *rows = ARENA_ARRAY(rq->arena, struct visit_recent_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		const struct value *h = value_of(r, "household"), *b = value_of(r, "base");
		struct visit_company who;
		if (!visit_company_load(rq->arena, rq->db, rq->county, r->id, &who, e))
			return false;
		const char *names = value_of(r, "visitor")->s;
		for (int k = 0; k < who.count; k++)
			names = arena_printf(rq->arena, "%s、%s", names, who.who[k].name);
		rows[i] = (struct visit_recent_row){
			.day = value_text(rq->arena, field_find(def, "visited"), value_of(r, "visited"), rq->lang),
			.who = names,
			.whom = h->known ? h->s : b->known ? b->s : tr(rq->lang, N_("the village as a whole")),
			.unit = r->unit_name,
			.href = arena_printf(rq->arena, "/visit/%" PRId64, r->id),
			.serves = serves(&served, r->id),
		};
	}
	v->recent = rows;
	v->recent_count = list.count;
	return true;
}

/* ---- the board ---- */

static bool make_figures(struct request *rq, ymd at, struct visit_board_view *v, struct err *e)
{
	static const char *const names[] = { "visit.count", "visit.households", "visit.pairing_due" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct figure fig;
		struct figure_ask ask = { .indicator = indicator_find(names[i]), .county = rq->county,
					  .unit = rq->unit.id, .at = at };
		if (!ask.indicator)
			continue;
		page_figure_scope(rq, ask.indicator, &ask.scope);
		if (!ask.scope.count)
			continue;
		if (!figure_compute(rq->arena, rq->db, &ask, &fig, e))
			return false;
		v->figures[v->figure_count].label = label_in(&ask.indicator->label, rq->lang);
		v->figures[v->figure_count].value = figure_text(rq->arena, &fig, rq->lang);
		v->figures[v->figure_count].href = figure_href(rq, names[i], rq->unit.id, at);
		v->figures[v->figure_count++].note = fig.known ? NULL : msg_render(rq->arena, &fig.reason, rq->lang);
	}
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	struct visits_ask ask = { .county = rq->county, .unit = rq->unit.id, .from = date_add_years(at, -1), .to = at };
	struct visit_served_list served;
	struct visit_told *told;
	struct scope writes;
	bool may = false;
	struct visit_board_view v = {
		.unit = rq->unit.name,
		.all_href = arena_printf(rq->arena, "/reg/visit?unit=%" PRId64, rq->unit.id),
		.told_href = arena_printf(rq->arena, "/visits/conflicts?unit=%" PRId64, rq->unit.id),
	};
	reg_scope(rq->account, reg_find("pairing"), false, &ask.pairings);
	reg_scope(rq->account, reg_find("visit"), false, &ask.visits);
	if (!rq->unit.id || !ask.visits.count)
		return err_set(e, ERR_DENIED, "Your account may not read this register.");
	reg_scope(rq->account, reg_find("visit"), true, &writes);
	if (writes.count && account_can(rq->account, CAP_WRITE))
		may = true;
	v.new_href = may ? arena_printf(rq->arena, "/visit/new?unit=%" PRId64, rq->unit.id) : NULL;
	if (!visits_serving(rq->arena, rq->db, &ask, &served, e) || !make_figures(rq, at, &v, e) ||
	    !make_plan(rq, at, &served, &v, e))
		return false;
	/* a visit may serve a pairing of a unit above */
	ask.unit = 0;
	if (!make_recent(rq, &ask, &v, e) ||
	    !visit_told_load(rq, rq->unit.id, 0, LIMIT_PAGE_ROWS, &told, &v.told_count, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Visits board")), rq->unit.name);
	tpl_visit_board(h, &v);
	return true;
}

/* ---- told differently ---- */

/* A stored raw value as shown; ids by the name of what they mean. */
static const char *raw_text(struct request *rq, const char *field, const struct value *raw)
{
	const struct field_def *f = field_find(reg_find("visit"), field);
	struct value v = { 0 };
	struct findings ignored;
	struct record *r;
	struct scope all;
	struct err nothing = { 0 };
	findings_init(&ignored, rq->arena);
	if (!raw->known || !value_parse(rq->arena, f, raw->s, false, &v, &ignored))
		return "";
	if ((f->type != FIELD_PERSON && f->type != FIELD_REF) || !v.known)
		return value_text(rq->arena, f, &v, rq->lang);
	scope_all(rq->county, &all); /* the visit, which is the reader's, names it */
	return reg_load(rq->arena, rq->db, f->ref, rq->county, v.i, &all, false, &r, &nothing)
		       ? record_title(rq->arena, r, rq->lang)
		       : raw->s;
}

bool visit_told_load(struct request *rq, int64_t unit, int64_t visit, int limit, struct visit_told **out, int *count,
		     struct err *e)
{
	const struct reg_def *def = reg_find("visit_conflict");
	struct scope scope, writes;
	struct query q;
	struct record_list list;
	*count = 0;
	*out = NULL;
	reg_scope(rq->account, def, false, &scope);
	reg_scope(rq->account, def, true, &writes);
	if (!scope.count)
		return true;
	query_init(&q, def, rq->county, &scope);
	q.unit = unit;
	q.limit = limit;
	query_filter(&q, path_of(def, "settled"), OP_EMPTY, "");
	if (visit)
		query_filter(&q, path_of(def, "visit"), OP_EQ, arena_printf(rq->arena, "%" PRId64, visit));
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	*out = ARENA_ARRAY(rq->arena, struct visit_told, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		const char *field = value_of(r, "field")->s;
		struct visit_told *t = &(*out)[(*count)++];
		*t = (struct visit_told){
			.id = r->id,
			.field = value_text(rq->arena, field_find(def, "field"), value_of(r, "field"), rq->lang),
			.theirs = raw_text(rq, field, value_of(r, "theirs")),
			.ours = raw_text(rq, field, value_of(r, "ours")),
			.writer = value_of(r, "writer")->known ? value_of(r, "writer")->s : "—",
			.visit = visit ? NULL : value_of(r, "visit")->s,
			.visit_href = arena_printf(rq->arena, "/visit/%" PRId64, value_of(r, "visit")->i),
			.unit = r->unit_name,
			.written = (ymd)value_of(r, "written")->i,
			.both = field_find(reg_find("visit"), field)->type == FIELD_NOTE,
		};
		if (!scope_has(rq->db, &writes, rq->county, r->unit, &t->may, e))
			return false;
	}
	return true;
}

static bool draw_conflicts(struct request *rq, struct html *h, struct err *e)
{
	struct visit_told *rows;
	struct visit_told_view v = { .findings = rq->findings };
	struct scope scope;
	reg_scope(rq->account, reg_find("visit_conflict"), false, &scope);
	if (!scope.count)
		return err_set(e, ERR_DENIED, "Your account may not read this register.");
	if (!visit_told_load(rq, rq->unit.id, 0, TOLD_ROWS, &rows, &v.count, e))
		return false;
	v.rows = rows;
	tpl_visit_conflicts(h, &v);
	return true;
}

static bool conflicts(struct request *rq, struct html *h, struct err *e)
{
	return draw_conflicts(rq, h, e);
}

static bool settle(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct err why = { 0 };
	reg_scope(rq->account, reg_find("visit_conflict"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	if (visit_settle(rq->arena, rq->db, rq->county, rq_id(rq, "conflict"), rq_text(rq, "chosen"), &how,
			 rq->findings, &why)) {
		reply_flash(rq, N_("Settled."));
		reply_redirect(rq, "/visits/conflicts");
		return true;
	}
	if (why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw_conflicts(rq, h, e);
}
