/* plan_page.c - the lists of key tasks with what they have reached; one list as a tree. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/task_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>

enum { LATE_ROWS = 60 };

static bool board(struct request *rq, struct html *h, struct err *e);
static bool tree(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ 0 },
};

const struct page plans_page = {
	.path = "/plans",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = board,
	.title = N_("Key tasks"),
	.about = "The lists of key tasks: progress by weight, what is late, what waits to be accepted.",
};
const struct page plan_page = {
	.path = "/plan/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = tree,
	.title = N_("List of key tasks"),
	.about = "One list of key tasks as a tree, from unit to unit.",
};

const char *task_percent(struct request *rq, int reached)
{
	if (reached % 100 == 0)
		return arena_printf(rq->arena, "%d%%", reached / 100);
	return arena_printf(rq->arena, "%d.%02d%%", reached / 100, reached % 100);
}

const char *task_word(enum task_state state)
{
	static const char *const words[] = { N_("Being worked on"), N_("To be accepted"), N_("Done"), N_("Dropped") };
	return words[state];
}

enum ui_tone task_tone(enum task_state state, bool late)
{
	static const enum ui_tone tones[] = { UI_INFO, UI_WARN, UI_GOOD, UI_PLAIN };
	return late ? UI_BAD : tones[state];
}

bool task_scope(struct request *rq, struct scope *out, struct err *e)
{
	reg_scope(rq->account, reg_find("task"), false, out);
	if (out->count && rq->unit.id)
		return true;
	err_set(e, ERR_DENIED, "Your account may not read the key tasks.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

const char *task_form_for(struct request *rq, const char *reg, int64_t unit, const char *more)
{
	struct scope scope;
	struct err ignored = { 0 };
	bool inside = false;
	reg_scope(rq->account, reg_find(reg), true, &scope);
	if (!scope.count || !scope_has(rq->db, &scope, rq->county, unit, &inside, &ignored) || !inside)
		return NULL;
	return arena_printf(rq->arena, "/reg/%s/new?unit=%" PRId64 "%s", reg, unit, more);
}

/* ---- all lists ---- */

struct plans_work {
	struct request *rq;
	struct scope scope;
	struct task_tree tree;
	int count, room;
	struct plan_line *rows;
	int64_t *ids;
};

static void sums_of(const struct task_tree *t, int64_t plan, struct plan_line *out)
{
	int64_t sum = 0;
	for (int i = t->top; i >= 0; i = t->rows[i].next) {
		const struct task_node *n = &t->rows[i];
		if (n->plan != plan || n->state == TASK_DROPPED)
			continue;
		sum += (int64_t)n->weight * n->reached;
		out->weight += n->weight;
	}
	if (out->weight)
		out->reached = (int)((2 * sum + out->weight) / (2 * (int64_t)out->weight));
	for (int i = 0; i < t->count; i++) {
		const struct task_node *n = &t->rows[i];
		out->count += n->plan == plan && n->state != TASK_DROPPED;
		out->done += n->plan == plan && n->state == TASK_DONE;
		out->late += n->plan == plan && n->late > 0;
		out->reported += n->plan == plan && n->state == TASK_REPORTED;
	}
}

/* A list without a task in reach is shown where its issuer is. */
static bool plan_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct plans_work *w = arg;
	struct request *rq = w->rq;
	struct plan_line line = { 0 };
	bool mine = false, under = false;
	(void)row;
	(void)subs;
	sums_of(&w->tree, rec->id, &line);
	if (!line.count && (!scope_has(rq->db, &w->scope, rq->county, rec->unit, &mine, e) ||
			    !unit_is_under(rq->db, rec->unit, rq->unit.id, &under, e)))
		return false;
	if (!line.count && (!mine || !under))
		return true;
	if (w->count == w->room) {
		int room = w->room ? w->room * 2 : 16;
		w->rows = arena_grow(rq->arena, w->rows, (size_t)w->room * sizeof *w->rows,
				     (size_t)room * sizeof *w->rows);
		w->room = room;
	}
	struct record *r = record_copy(rq->arena, rec);
	const struct field_def *kind = field_find(rec->def, "kind");
	line.href = arena_printf(rq->arena, "/plan/%" PRId64 "?unit=%" PRId64, rec->id, rq->unit.id);
	line.name = arena_strdup(rq->arena, record_value(r, "name")->s);
	line.kind = value_text(rq->arena, kind, record_value(r, "kind"), rq->lang);
	line.unit = arena_strdup(rq->arena, rec->unit_name);
	line.year = (int)record_value(r, "year")->i;
	line.percent = task_percent(rq, line.reached);
	w->rows[w->count++] = line;
	return true;
}

static int latest_first(const void *x, const void *y)
{
	const struct late_line *a = x, *b = y;
	if (a->late != b->late)
		return b->late - a->late;
	return a->due != b->due ? (a->due < b->due ? -1 : 1) : 0;
}

static void make_late(struct request *rq, const struct task_tree *t, struct plans_view *v)
{
	struct late_line *late = ARENA_ARRAY(rq->arena, struct late_line, t->count + 1),
			 *waiting = ARENA_ARRAY(rq->arena, struct late_line, t->count + 1);
	for (int i = 0; i < t->count; i++) {
		const struct task_node *n = &t->rows[i];
		struct late_line line = { .href = arena_printf(rq->arena, "/task/%" PRId64, n->id), .title = n->title,
					  .unit = n->unit_name, .who = n->actor ? n->actor : n->head, .due = n->due,
					  .late = n->late };
		if (n->late)
			late[v->late_count++] = line;
		else if (n->state == TASK_REPORTED)
			waiting[v->wait_count++] = line;
	}
	if (v->late_count)
		qsort(late, (size_t)v->late_count, sizeof *late, latest_first);
	v->late_left = v->late_count > LATE_ROWS ? v->late_count - LATE_ROWS : 0;
	v->late_count -= v->late_left;
	v->wait_count = v->wait_count > LATE_ROWS ? LATE_ROWS : v->wait_count;
	v->late = late;
	v->waiting = waiting;
}

static bool board(struct request *rq, struct html *h, struct err *e)
{
	struct plans_work w = { .rq = rq };
	struct scope all;
	struct query q;
	char id[24];
	if (!task_scope(rq, &w.scope, e))
		return false;
	struct task_ask ask = { .county = rq->county, .unit = rq->unit.id, .scope = w.scope, .at = today() };
	if (!task_tree_load(rq->arena, rq->db, &ask, &w.tree, e))
		return false;
	scope_all(rq->county, &all);
	query_init(&q, reg_find("plan"), rq->county, &all); /* names of lists are no secret; rows are chosen above */
	q.at = today();
	if (!query_each(rq->db, &q, plan_take, &w, e))
		return false;
	struct plans_view v = {
		.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)),
		.add = task_form_for(rq, "plan", rq->unit.id, ""),
		.pass = task_form_for(rq, "task_role", rq->unit.id, "")
			    ? arena_printf(rq->arena, "/tasks/hand-over?unit=%" PRId64, rq->unit.id)
			    : NULL,
		.register_href = arena_printf(rq->arena, "/reg/task?unit=%" PRId64, rq->unit.id),
		.count = w.count,
		.rows = w.rows,
	};
	make_late(rq, &w.tree, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Key tasks")), rq->unit.name);
	tpl_plans(h, &v);
	return true;
}

/* ---- one list ---- */

static bool tree(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, all;
	struct record *rec;
	bool mine;
	if (!task_scope(rq, &scope, e))
		return false;
	scope_all(rq->county, &all);
	if (!reg_load(rq->arena, rq->db, reg_find("plan"), rq->county, rq_id(rq, "id"), &all, false, &rec, e) ||
	    !scope_has(rq->db, &scope, rq->county, rec->unit, &mine, e))
		return false;
	struct plan_view v = { 0 };
	struct task_ask ask = { .county = rq->county, .unit = rq->unit.id, .scope = scope, .plan = rec->id,
				.at = today() };
	if (!task_tree_load(rq->arena, rq->db, &ask, &v.tree, e))
		return false;
	if (!mine && v.tree.count == 0)
		return err_set(e, ERR_NOT_FOUND, "There is no such entry, or it is not yours to see.");
	v.name = record_value(rec, "name")->s;
	v.issuer = rec->unit_name;
	v.document = record_value(rec, "document")->s;
	v.year = arena_printf(rq->arena, "%" PRId64, record_value(rec, "year")->i);
	v.started = (ymd)record_value(rec, "started")->i;
	v.percent = task_percent(rq, v.tree.reached);
	v.back = arena_printf(rq->arena, "/plans?unit=%" PRId64, rq->unit.id);
	if (mine)
		v.add = task_form_for(rq, "task", rec->unit, arena_printf(rq->arena, "&f.plan=%" PRId64, rec->id));
	v.edit = mine ? arena_printf(rq->arena, "/reg/plan/%" PRId64, rec->id) : NULL;
	v.sheet = arena_printf(rq->arena, "/reg/task?unit=%" PRId64 "&f.plan=%" PRId64, rq->unit.id, rec->id);
	if (v.tree.late)
		v.notice = arena_printf(rq->arena, "/plan/%" PRId64 "/notice?unit=%" PRId64, rec->id, rq->unit.id);
	v.top = (struct task_branch){ .tree = &v.tree, .first = v.tree.top };
	rq->title = v.name;
	tpl_plan(h, &v);
	return true;
}
