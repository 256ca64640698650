/* home.c - the first page: what is to be done, the main figures, where to go. */
#include "page/home.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/page_reg.h"
#include "tpl.h"

enum { TASKS = 12 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};

const struct page home_page = {
    .path = "/",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = serve,
    .title = N_("Home"),
    .about = "To-dos, main figures and the units below.",
};

static const char *const main_figures[] = {
    "reserve.total",  "reserve.young_college", "reserve.villages_short", "mentor.mentors",
    "mentor.mentees", "committee.members",     "committee.young_share",
};

static bool make_figures(struct request *rq, struct home_view *v, struct err *e)
{
	struct home_figure *out =
	    ARENA_ARRAY(rq->arena, struct home_figure, ARRAY_LEN(main_figures));
	for (size_t i = 0; i < ARRAY_LEN(main_figures); i++) {
		const struct indicator_def *def = indicator_find(main_figures[i]);
		struct figure fig;
		assert(def);
		struct figure_ask ask = {
		    .indicator = def, .county = rq->county, .unit = rq->unit.id, .at = today()};
		page_figure_scope(rq, def, &ask.scope);
		if (ask.scope.count == 0)
			continue;
		if (!figure_compute(rq->arena, rq->db, &ask, &fig, e))
			return false;
		out[v->figure_count++] = (struct home_figure){
		    .label = label_in(&def->label, rq->lang),
		    .value = figure_text(rq->arena, &fig, rq->lang),
		    .href =
			arena_printf(rq->arena, "/figure/%s?unit=%" PRId64, def->name, rq->unit.id),
		    .note = fig.known ? NULL : msg_render(rq->arena, &fig.reason, rq->lang),
		};
		v->empty &= !fig.known || fig.value.v == 0;
	}
	v->figures = out;
	return true;
}

static bool make_tasks(struct request *rq, struct home_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("supervise");
	struct scope scope;
	struct query q;
	struct record_list list;
	char day[16];
	assert(def);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = today();
	q.limit = TASKS;
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &v->tasks_all, e))
		return false;
	struct home_task *tasks = ARENA_ARRAY(rq->arena, struct home_task, list.count + 1);
	for (int i = 0; i < list.count; i++)
		tasks[i] = (struct home_task){
		    .text = record_title(rq->arena, list.rows[i], rq->lang),
		    .unit = list.rows[i]->unit_name,
		    .href = arena_printf(rq->arena, "/reg/supervise/%" PRId64, list.rows[i]->id),
		    .due = arena_strdup(rq->arena,
					date_iso((ymd)record_value(list.rows[i], "due")->i, day)),
		};
	v->tasks = tasks;
	v->task_count = list.count;
	return true;
}

static bool make_children(struct request *rq, struct home_view *v, struct err *e)
{
	struct unit_list list;
	if (!unit_children(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, list.count + 1);
	for (int i = 0; i < list.count; i++)
		links[i] = (struct ui_link){
		    .label = list.units[i].name,
		    .href = arena_printf(rq->arena, "/?unit=%" PRId64, list.units[i].id)};
	v->children = links;
	v->child_count = list.count;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char id[24];
	struct home_view v = {.unit_name = rq->unit.id ? rq->unit.name : "",
			      .empty = true,
			      .unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)),
			      .may_import = account_can(rq->account, CAP_IMPORT),
			      .may_write = account_can(rq->account, CAP_WRITE)};
	bool reads = rq->unit.id && account_can(rq->account, CAP_READ);
	if (rq->account->must_change) {
		reply_redirect(rq, "/account");
		return true;
	}
	if (reads && (!make_figures(rq, &v, e) || !make_tasks(rq, &v, e)))
		return false;
	if (rq->unit.id && !make_children(rq, &v, e))
		return false;
	v.empty &= reads;
	v.reads = reads;
	v.village = rq->unit.level >= LEVEL_VILLAGE;
	rq->title = rq->unit.id ? rq->unit.name : N_("Home");
	tpl_home(h, &v);
	return true;
}
