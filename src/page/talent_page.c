/* talent_page.c - who is good at what and where, who of those away is due, who came back. */
#include "page/talent_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "tpl.h"

enum { AWAY_ROWS = 50, RETURN_ROWS = 50 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "speciality", .kind = PARAM_TEXT},
    {0},
};

const struct page talent_page = {
    .path = "/talent",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Talent map"),
    .about = "Local talent by speciality and place, who of those away is due, who came back.",
};

int talent_options(struct request *rq, const struct field_def *f, const struct ui_option **out)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, f->of->count + 1);
	for (int i = 0; i < f->of->count; i++)
		options[i] =
		    (struct ui_option){.value = f->of->choices[i].code,
				       .label = label_in(&f->of->choices[i].label, rq->lang)};
	*out = options;
	return f->of->count;
}

/* ---- figures ---- */

static bool make_figures(struct request *rq, ymd at, struct talent_view *v, struct err *e)
{
	static const char *const names[] = {"talent.total", "talent.teachers", "talent.away",
					    "return.count", "rich_leader.total"};
	return page_tiles(rq, names, ARRAY_LEN(names), at, &v->tiles, e);
}

/* ---- specialities by place ---- */

struct table {
	struct request *rq;
	const struct reg_def *def;
	const struct choice_list *list;
	struct query query;
	struct path person, speciality;
	struct unit_list units;
	struct group_list *by_unit; /* per speciality; the last one for all */
	int64_t *sums;
};

/* People with speciality `k` (all when it is the number of them), per unit below and altogether. */
static bool count_one(struct table *t, int k, struct err *e)
{
	struct request *rq = t->rq;
	struct query q = t->query;
	struct aggregate g = {.kind = AGG_DISTINCT, .of = t->person, .group = GROUP_NONE};
	struct group_list sum;
	if (k < t->list->count)
		query_filter(&q, t->speciality, OP_EQ, t->list->choices[k].code);
	if (!query_aggregate(rq->arena, rq->db, &q, &g, &sum, e))
		return false;
	t->sums[k] = sum.count ? sum.rows[0].value : 0;
	if (!t->sums[k])
		return true;
	g.group = GROUP_CHILD_UNIT;
	g.parent = rq->unit.id;
	return query_aggregate(rq->arena, rq->db, &q, &g, &t->by_unit[k], e);
}

static int64_t value_at(const struct group_list *list, int64_t unit)
{
	int64_t id;
	for (int i = 0; i < list->count; i++)
		if (id_parse(list->rows[i].key, &id) && id == unit)
			return list->rows[i].value;
	return 0;
}

static const char *list_href(const struct table *t, int64_t unit, const char *speciality)
{
	char day[16];
	return arena_printf(t->rq->arena, "/reg/talent?unit=%" PRId64 "&f.speciality=%s&at=%s", unit,
			    speciality, date_iso(t->query.at, day));
}

static void make_heads(const struct table *t, struct talent_view *v)
{
	struct arena *a = t->rq->arena;
	struct ui_link *heads = ARENA_ARRAY(a, struct ui_link, t->list->count + 1);
	struct talent_cell *sums = ARENA_ARRAY(a, struct talent_cell, t->list->count + 1);
	for (int k = 0; k < t->list->count; k++) {
		const struct choice *c = &t->list->choices[k];
		if (!t->sums[k])
			continue;
		sums[v->head_count] = (struct talent_cell){
		    .value = t->sums[k], .href = list_href(t, t->rq->unit.id, c->code)};
		heads[v->head_count++] =
		    (struct ui_link){.label = label_in(&c->label, t->rq->lang)};
	}
	v->heads = heads;
	v->sums = sums;
	v->total = t->sums[t->list->count];
}

static const struct talent_cell *cells_of(const struct table *t, int64_t unit)
{
	struct talent_cell *cells =
	    ARENA_ARRAY(t->rq->arena, struct talent_cell, t->list->count + 1);
	for (int k = 0, n = 0; k < t->list->count; k++)
		if (t->sums[k])
			cells[n++] = (struct talent_cell){
			    .value = value_at(&t->by_unit[k], unit),
			    .href = list_href(t, unit, t->list->choices[k].code)};
	return cells;
}

/* One line per unit below that has anybody; the map shows them all. */
static void make_lines(const struct table *t, struct talent_view *v)
{
	struct request *rq = t->rq;
	int count = t->units.count, shown = t->list->count;
	struct talent_line *lines = ARENA_ARRAY(rq->arena, struct talent_line, count + 1);
	struct ui_point *points = ARENA_ARRAY(rq->arena, struct ui_point, count + 1);
	const char **codes = ARENA_ARRAY(rq->arena, const char *, count + 1);
	for (int k = 0; k < t->list->count; k++)
		if (text_eq(t->list->choices[k].code, v->speciality))
			shown = k;
	for (int i = 0; i < count; i++) {
		const struct unit *u = &t->units.units[i];
		int64_t people = value_at(&t->by_unit[t->list->count], u->id);
		int64_t on_map = value_at(&t->by_unit[shown], u->id);
		const char *href = arena_printf(rq->arena, "/talent?unit=%" PRId64, u->id);
		codes[i] = u->code;
		points[i] =
		    (struct ui_point){.label = u->name,
				      .text = arena_printf(rq->arena, "%" PRId64, on_map),
				      .value = on_map,
				      .href = href};
		if (people)
			lines[v->line_count++] = (struct talent_line){
			    .name = u->name, .href = href, .total = people, .cells = cells_of(t, u->id)};
	}
	v->lines = lines;
	figure_map(rq, codes, points, count,
		   shown < t->list->count ? label_in(&t->list->choices[shown].label, rq->lang)
					  : label_in(&t->def->label, rq->lang),
		   &v->map);
}

static bool make_table(struct request *rq, const struct scope *scope, ymd at, struct talent_view *v,
		       struct err *e)
{
	struct table t = {.rq = rq, .def = reg_find("talent")};
	bool there = path_parse(t.def, "person", &t.person) &&
		     path_parse(t.def, "speciality", &t.speciality);
	assert(there);
	t.list = path_field(t.def, t.speciality)->of;
	query_init(&t.query, t.def, rq->county, scope);
	t.query.unit = rq->unit.id;
	t.query.at = at;
	t.by_unit = ARENA_ARRAY(rq->arena, struct group_list, t.list->count + 1);
	t.sums = ARENA_ARRAY(rq->arena, int64_t, t.list->count + 1);
	if (!unit_children(rq->arena, rq->db, rq->unit.id, 0, &t.units, e))
		return false;
	for (int k = 0; k <= t.list->count; k++)
		if (!count_one(&t, k, e))
			return false;
	v->option_count = talent_options(rq, path_field(t.def, t.speciality), &v->options);
	make_heads(&t, v);
	make_lines(&t, v);
	return true;
}

/* ---- those away ---- */

static const char *choice_label(const struct request *rq, const char *list, const char *code)
{
	const struct choice *c = is_empty(code) ? NULL : choice_find(choice_list_find(list), code);
	return c ? label_in(&c->label, rq->lang) : "";
}

struct away_row away_row_of(struct request *rq, const struct away_person *who)
{
	static const struct {
		enum ui_tone tone;
		const char *word;
	} states[] = {
	    [CONTACT_OVERDUE] = {UI_BAD, N_("Overdue")},
	    [CONTACT_SOON] = {UI_WARN, N_("Due soon")},
	    [CONTACT_LATER] = {UI_GOOD, N_("Not yet due")},
	    [CONTACT_NO_PLAN] = {UI_INFO, N_("No plan")},
	};
	return (struct away_row){
	    .who = who,
	    .href = arena_printf(rq->arena, "/reg/away_talent/%" PRId64, who->id),
	    .industry = choice_label(rq, "industry", who->industry),
	    .wish = choice_label(rq, "return_wish", who->wish),
	    .tone = states[who->state].tone,
	    .word = states[who->state].word,
	};
}

static bool make_away(struct request *rq, ymd at, struct talent_view *v, struct err *e)
{
	struct scope scope;
	char text[32];
	reg_scope(rq->account, reg_find("talent_contact"), false, &scope);
	v->sees_away = scope.count > 0;
	if (!v->sees_away)
		return true;
	if (!contact_plan_load(rq->arena, rq->db, rq->county, rq->unit.id, &scope, at, &v->plan, e))
		return false;
	struct away_row *rows = ARENA_ARRAY(rq->arena, struct away_row, AWAY_ROWS);
	for (int state = CONTACT_OVERDUE; state <= CONTACT_SOON; state++)
		for (int i = 0; i < v->plan.count && v->away_count < AWAY_ROWS; i++)
			if ((int)v->plan.rows[i].state == state)
				rows[v->away_count++] = away_row_of(rq, &v->plan.rows[i]);
	v->away = rows;
	v->visits = arena_printf(rq->arena, "/talent/visits?unit=%s&due=1", id_text(rq->unit.id, text));
	return true;
}

/* ---- returns ---- */

static bool make_returns(struct request *rq, ymd at, struct talent_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("return_event");
	struct scope scope;
	struct query q;
	struct record_list list;
	struct path day;
	char text[16];
	bool there = path_parse(def, "came_back", &day);
	assert(there);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = RETURN_ROWS;
	query_filter(&q, day, OP_GE, arena_printf(rq->arena, "%d-01-01", at / 10000));
	query_filter(&q, day, OP_LE, arena_strdup(rq->arena, date_iso(at, text)));
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &v->return_all, e))
		return false;
	struct talent_return *rows = ARENA_ARRAY(rq->arena, struct talent_return, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		rows[i] = (struct talent_return){
		    .name = record_title(rq->arena, r, rq->lang),
		    .href = arena_printf(rq->arena, "/reg/return_event/%" PRId64, r->id),
		    .unit = r->unit_name,
		    .day = (ymd)record_value(r, "came_back")->i,
		    .kind = choice_label(rq, "returnee_kind", record_value(r, "kind")->s),
		    .project = record_value(r, "project")->s,
		    .support = choice_label(rq, "return_support", record_value(r, "support")->s),
		};
	}
	v->returns = rows;
	v->return_count = list.count;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	reg_scope(rq->account, reg_find("talent"), false, &scope);
	if (!rq->unit.id || !scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the local talent.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct talent_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				.at = arena_strdup(rq->arena, date_iso(at, text)),
				.speciality = rq_text(rq, "speciality")};
	if (!make_figures(rq, at, &v, e) || !make_table(rq, &scope, at, &v, e) ||
	    !make_away(rq, at, &v, e) || !make_returns(rq, at, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Talent map")), rq->unit.name);
	tpl_talent(h, &v);
	return true;
}
