/* home.c - the first page: what is to be done, the main figures, where to go. */
#include "page/home.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/state.h"
#include "page/figure_page.h"
#include "page/page_reg.h"
#include "page/remind/remind_page.h"
#include "tpl.h"

enum { TASKS = 12, TASKS_READ = 200 };

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

/* Areas of work: a code of register_group, its board, its figures. */
enum { AREA_FIGURES = 4 };
static const struct {
	const char *group, *board, *figures[AREA_FIGURES];
} areas[] = {
	{ "training", "/training",
	  { "training.classes", "training.attendances", "training.persons", "degree.studying" } },
	{ "members", "/members", { "member.total", "member.developed", "member.from_reserve", "conversion.count" } },
	{ "talent", "/talent", { "talent.total", "talent.away", "return.count", "rich_leader.total" } },
	{ "pairing", "/pairings",
	  { "pairing.total", "pairing.households_without", "pairing.results", "first_secretary.total" } },
	{ "chain", "/chain", { "branch.chain_separate", "branch.chain_joint", "expert.posted", "team.volunteer" } },
	{ "duty", "/plans", { "task.progress", "task.overdue", "task.to_accept", "task.done" } },
	{ "care", "/reg/award", { "award.commended", "award.city", "benefit.due", "benefit.paid" } },
};

/* Those of the names that the account may see; `empty` stays true while all are zero or unknown. */
static bool make_figures(struct request *rq, const char *const *names, size_t n, int *count,
			 const struct ui_tile **figures, bool *empty, struct err *e)
{
	struct ui_tile *out = ARENA_ARRAY(rq->arena, struct ui_tile, n);
	for (size_t i = 0; i < n && names[i]; i++) {
		const struct indicator_def *def = indicator_find(names[i]);
		struct figure fig;
		bool shown;
		assert(def);
		if (!page_tile(rq, def, today(), &out[*count], &fig, &shown, e))
			return false;
		if (!shown)
			continue;
		(*count)++;
		*empty &= !fig.known || fig.value.v == 0;
	}
	*figures = out;
	return true;
}

static struct ui_tile count_of(struct request *rq, const char *label, int64_t n, const char *href)
{
	return (struct ui_tile){
	    .label = tr(rq->lang, label), .value = arena_printf(rq->arena, "%" PRId64, n), .href = href};
}

/* Where a keeper of books begins: by what happened in the one running book, else by opening one. */
static void make_book_links(struct request *rq, int books, int running, struct home_area *out)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, 3);
	if (!account_can(rq->account, CAP_BOOK))
		return;
	if (running == 1) {
		links[out->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Enter what happened")),
		    .href = arena_printf(rq->arena, "%s/guide", out->href)};
		links[out->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Vouchers")),
		    .href = arena_printf(rq->arena, "%s/vouchers", out->href)};
		links[out->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Statements")),
		    .href = arena_printf(rq->arena, "%s/statement/balance", out->href)};
	} else if (!books) {
		links[out->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Open a book")),
		    .href = arena_printf(rq->arena, "/books/new?unit=%" PRId64, rq->unit.id)};
	}
	out->links = links;
}

/* What waits in the books: for the one book of a village straight to it. */
static bool make_books(struct request *rq, struct home_area *out, struct err *e)
{
	struct scope scope;
	struct book_states states;
	int64_t approve = 0, sign = 0, post = 0, behind = 0;
	int running = 0;
	const char *href = arena_printf(rq->arena, "/books?unit=%" PRId64, rq->unit.id);
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	*out = (struct home_area){0};
	if (!scope.count)
		return true;
	if (!book_states(rq->arena, rq->db, rq->unit.id, &scope, &states, e))
		return false;
	for (int i = 0; i < states.count; i++) {
		const struct book_state *s = &states.rows[i];
		if (s->book.ended)
			continue;
		approve += s->to_approve;
		sign += s->to_sign;
		post += s->to_post;
		behind += s->behind;
		if (!running++)
			out->href = arena_printf(rq->arena, "/book/%" PRId64, s->book.id);
	}
	bool keeper = rq->account->grants[0].role == ROLE_ACCOUNTANT;
	if (!states.count && !keeper)
		return true;
	out->label = tr(rq->lang, N_("Books of the collectives"));
	out->href = running == 1 ? out->href : href;
	make_book_links(rq, states.count, running, out);
	struct ui_tile *figures = ARENA_ARRAY(rq->arena, struct ui_tile, 4);
	figures[out->count++] = count_of(rq, N_("To approve"), approve, out->href);
	figures[out->count++] = count_of(rq, N_("To sign"), sign, out->href);
	figures[out->count++] = count_of(rq, N_("To post"), post, out->href);
	figures[out->count++] = count_of(rq, N_("Months behind"), behind, out->href);
	out->figures = figures;
	return true;
}

/* Areas without a record below this unit are left out: they are in the navigation. */
static bool make_areas(struct request *rq, struct home_view *v, struct err *e)
{
	const struct choice_list *groups = choice_list_find("register_group");
	struct home_area *out = ARENA_ARRAY(rq->arena, struct home_area, ARRAY_LEN(areas) + 1);
	if (!make_books(rq, &out[0], e))
		return false;
	v->area_count = out[0].count > 0;
	for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
		const struct choice *group = choice_find(groups, areas[i].group);
		struct home_area area = { .href = arena_printf(rq->arena, "%s?unit=%s", areas[i].board, v->unit) };
		bool empty = true;
		assert(group);
		area.label = label_in(&group->label, rq->lang);
		if (!make_figures(rq, areas[i].figures, AREA_FIGURES, &area.count, &area.figures, &empty, e))
			return false;
		if (!empty)
			out[v->area_count++] = area;
	}
	v->areas = out;
	return true;
}

/* What is owed by the account's person, then by its units, the most urgent first. */
static bool make_tasks(struct request *rq, struct home_view *v, struct err *e)
{
	struct due_list list;
	ymd at = today();
	struct todo_ask ask = {.account = rq->account, .county = rq->county, .unit = rq->unit.id, .at = at,
			       .limit = TASKS_READ};
	if (!todo_list(rq->arena, rq->db, &ask, &list, e))
		return false;
	struct todo_row *tasks = ARENA_ARRAY(rq->arena, struct todo_row, TASKS);
	for (; v->task_count < list.count && v->task_count < TASKS; v->task_count++)
		tasks[v->task_count] = todo_row_of(rq, &list.rows[v->task_count], at);
	v->tasks = tasks;
	v->tasks_all = list.count;
	v->tasks_more = list.more;
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
	if (reads && (!make_figures(rq, main_figures, ARRAY_LEN(main_figures), &v.figure_count, &v.figures,
				    &v.empty, e) ||
		      !make_tasks(rq, &v, e) || !make_areas(rq, &v, e)))
		return false;
	if (rq->unit.id && !make_children(rq, &v, e))
		return false;
	struct scope reserves; /* "begin here" is about them */
	reg_scope(rq->account, reg_find("reserve"), true, &reserves);
	v.empty &= reads && reserves.count > 0;
	v.reads = reads;
	v.village = rq->unit.level >= LEVEL_VILLAGE;
	rq->title = rq->unit.id ? rq->unit.name : N_("Home");
	tpl_home(h, &v);
	return true;
}
