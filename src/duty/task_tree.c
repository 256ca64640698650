/* task_tree.c - loads a tree of tasks, puts it in order and adds it up. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "duty/task_int.h"
#include "reg/workday.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct value *task_value(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

int64_t task_number_of(const struct record *rec, const char *field)
{
	const struct value *v = task_value(rec, field);
	return v->known ? v->i : 0;
}

const char *task_text(struct arena *a, const struct record *rec, const char *field)
{
	const struct value *v = task_value(rec, field);
	return arena_strdup(a, v->known && v->s ? v->s : "");
}

enum task_state task_state_of(const char *code)
{
	static const char *const codes[] = { "open", "reported", "done", "dropped" };
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (text_eq(code, codes[i]))
			return (enum task_state)i;
	assert(!"a state of the register task");
	return TASK_OPEN;
}

/* ---- order ---- */

/* "1.2" before "1.10": digits by their value, everything else byte by byte. */
static int by_number(const char *x, const char *y)
{
	while (*x && *y) {
		if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
			char *xe, *ye;
			unsigned long a = strtoul(x, &xe, 10), b = strtoul(y, &ye, 10);
			if (a != b)
				return a < b ? -1 : 1;
			x = xe;
			y = ye;
		} else if (*x != *y) {
			return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
		} else {
			x++;
			y++;
		}
	}
	return (*x != 0) - (*y != 0);
}

static int beside(const void *x, const void *y)
{
	const struct task_node *a = *(const struct task_node *const *)x, *b = *(const struct task_node *const *)y;
	int order = by_number(a->number ? a->number : "", b->number ? b->number : "");
	if (order)
		return order;
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int by_id(const void *x, const void *y)
{
	const struct task_node *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

struct growing {
	const struct task_node *rows; /* by id */
	int count;
	int *first, *beside;          /* by place in rows: those directly below, in order; -1 */
	bool *placed;
	struct task_node *out;
	int placed_count;
};

static int place_of(const struct growing *g, int64_t id)
{
	struct task_node key = { .id = id };
	const struct task_node *hit =
	    id && g->count ? bsearch(&key, g->rows, (size_t)g->count, sizeof *g->rows, by_id) : NULL;
	return hit ? (int)(hit - g->rows) : -1;
}

/* Puts row i and, in turn, all below it; gives its place in the tree. */
static int put(struct growing *g, int i, int above, int depth)
{
	int me = g->placed_count++, last = -1;
	struct task_node *n = &g->out[me];
	*n = g->rows[i];
	n->above = above;
	n->depth = depth;
	n->below = n->next = -1;
	g->placed[i] = true;
	for (int k = g->first[i]; k >= 0; k = g->beside[k]) {
		if (g->placed[k] || depth >= TASK_DEPTH)
			continue; /* a loop, cut here */
		int at = put(g, k, me, depth + 1);
		if (last < 0)
			g->out[me].below = at;
		else
			g->out[last].next = at;
		last = at;
	}
	return me;
}

/* ---- adding up ---- */

/* Rows stand above before below: from the last to the first, what is below is done. */
static void reach(struct task_tree *t, int i)
{
	struct task_node *n = &t->rows[i];
	int64_t sum = 0, weight = 0;
	for (int k = n->below; k >= 0; k = t->rows[k].next) {
		if (t->rows[k].state == TASK_DROPPED)
			continue;
		sum += (int64_t)t->rows[k].weight * t->rows[k].reached;
		weight += t->rows[k].weight;
	}
	if (n->state == TASK_DONE)
		n->reached = TASK_ALL;
	else if (weight)
		n->reached = (int)((2 * sum + weight) / (2 * weight));
	else
		n->reached = n->own * 100;
}

static void add_up(struct task_tree *t)
{
	int64_t sum = 0;
	for (int i = t->count - 1; i >= 0; i--)
		reach(t, i);
	for (int i = t->top; i >= 0; i = t->rows[i].next) {
		if (t->rows[i].state == TASK_DROPPED)
			continue;
		sum += (int64_t)t->rows[i].weight * t->rows[i].reached;
		t->weight += t->rows[i].weight;
	}
	if (t->weight)
		t->reached = (int)((2 * sum + t->weight) / (2 * (int64_t)t->weight));
	for (int i = 0; i < t->count; i++) {
		const struct task_node *n = &t->rows[i];
		t->done += n->state == TASK_DONE;
		t->open += n->state == TASK_OPEN;
		t->reported += n->state == TASK_REPORTED;
		t->dropped += n->state == TASK_DROPPED;
		t->late += n->late > 0;
	}
}

void task_tree_make(struct arena *a, int count, struct task_node *rows, struct task_tree *out)
{
	struct growing g = { .rows = rows, .count = count,
			     .first = ARENA_ARRAY(a, int, count + 1), .beside = ARENA_ARRAY(a, int, count + 1),
			     .placed = ARENA_ARRAY(a, bool, count + 1),
			     .out = ARENA_ARRAY(a, struct task_node, count + 1) };
	const struct task_node **order = ARENA_ARRAY(a, const struct task_node *, count + 1);
	int last = -1;
	*out = (struct task_tree){ .count = count, .top = -1, .rows = g.out };
	if (!count)
		return;
	qsort(rows, (size_t)count, sizeof *rows, by_id);
	for (int i = 0; i < count; i++) {
		order[i] = &rows[i];
		g.first[i] = g.beside[i] = -1;
	}
	qsort(order, (size_t)count, sizeof *order, beside);
	for (int i = count - 1; i >= 0; i--) { /* the last first: each goes before those beside it */
		int me = (int)(order[i] - rows), up = place_of(&g, rows[me].parent);
		if (up < 0)
			continue;
		g.beside[me] = g.first[up];
		g.first[up] = me;
	}
	for (int loops = 0; loops < 2; loops++) /* first what has nothing above, then what only a loop holds */
		for (int i = 0; i < count; i++) {
			int me = (int)(order[i] - rows);
			if (g.placed[me] || (!loops && place_of(&g, rows[me].parent) >= 0))
				continue;
			int at = put(&g, me, -1, 0);
			if (last < 0)
				out->top = at;
			else
				g.out[last].next = at;
			last = at;
		}
	add_up(out);
}

/* ---- loading ---- */

struct gather {
	struct arena *a;
	ymd at;
	int count, room;
	struct task_node *rows;
	int plan_count, plan_room;
	int64_t *plans;               /* those that hold, when all are asked for */
	bool all_plans;
};

static bool plan_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->plan_count == g->plan_room) {
		int room = g->plan_room ? g->plan_room * 2 : 32;
		g->plans = arena_grow(g->a, g->plans, (size_t)g->plan_room * sizeof *g->plans,
				      (size_t)room * sizeof *g->plans);
		g->plan_room = room;
	}
	g->plans[g->plan_count++] = rec->id;
	return true;
}

static bool plan_holds(const struct gather *g, int64_t plan)
{
	bool holds = !g->all_plans;
	for (int i = 0; i < g->plan_count && !holds; i++)
		holds = g->plans[i] == plan;
	return holds;
}

static bool task_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	struct arena *a = g->a;
	(void)row;
	(void)subs;
	(void)e;
	if (!plan_holds(g, task_number_of(rec, "plan")) || task_number_of(rec, "started") > g->at)
		return true;
	if (g->count == g->room) {
		int room = g->room ? g->room * 2 : 128;
		g->rows = arena_grow(a, g->rows, (size_t)g->room * sizeof *g->rows, (size_t)room * sizeof *g->rows);
		g->room = room;
	}
	struct task_node *n = &g->rows[g->count++];
	*n = (struct task_node){
		.id = rec->id, .ver = rec->ver, .unit = rec->unit,
		.plan = task_number_of(rec, "plan"), .parent = task_number_of(rec, "parent"),
		.title = task_text(a, rec, "title"), .number = task_text(a, rec, "number"),
		.evidence = task_text(a, rec, "evidence"), .unit_name = arena_strdup(a, rec->unit_name),
		.state = task_state_of(rec->state), .weight = (int)task_number_of(rec, "weight"),
		.own = (int)task_number_of(rec, "progress"), .started = (ymd)task_number_of(rec, "started"),
		.due = (ymd)task_number_of(rec, "due"), .first_due = (ymd)task_number_of(rec, "first_due"),
		.finished = (ymd)task_number_of(rec, "finished"),
	};
	if (n->state == TASK_DONE && n->finished > g->at)
		n->state = TASK_OPEN; /* on that day it was not */
	return true;
}

/* Every row here becomes known by who answers for it. */
static bool role_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	struct task_node key = { .id = task_number_of(rec, "task") };
	struct task_node *n = g->count ? bsearch(&key, g->rows, (size_t)g->count, sizeof key, by_id) : NULL;
	const char *role = task_value(rec, "role")->s;
	const struct value *person = task_value(rec, "person"), *org = task_value(rec, "org");
	(void)row;
	(void)subs;
	(void)e;
	if (!n || text_eq(role, "assist"))
		return true;
	const char *name = arena_strdup(g->a, person->known && person->s ? person->s : org->s ? org->s : "");
	bool act = text_eq(role, "act"), lead = text_eq(role, "lead");
	if (act)
		n->actor = name;
	else if (!n->head || lead)
		n->head = name;
	int rank = act ? 3 : lead ? 2 : 1; /* `depth` holds the rank until the tree is made */
	if (person->known && rank > n->depth) {
		n->person = person->i;
		n->depth = rank;
	}
	return true;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static bool gather_load(struct gather *g, struct db *db, const struct task_ask *ask, struct err *e)
{
	const struct reg_def *task = reg_find("task"), *role = reg_find("task_role"), *plan = reg_find("plan");
	struct query q;
	struct scope all;
	char id[24];
	assert(task && role && plan);
	scope_all(ask->county, &all);
	query_init(&q, plan, ask->county, &all); /* only which hold: their tasks are scoped */
	q.at = ask->at;
	if (g->all_plans && !query_each(db, &q, plan_take, g, e))
		return false;
	query_init(&q, task, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.any_day = true;
	if (ask->plan)
		query_filter(&q, path_of(task, "plan"), OP_EQ, arena_strdup(g->a, id_text(ask->plan, id)));
	if (!query_each(db, &q, task_take, g, e))
		return false;
	if (g->count)
		qsort(g->rows, (size_t)g->count, sizeof *g->rows, by_id);
	query_init(&q, role, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.at = ask->at;
	if (ask->plan)
		query_filter(&q, path_of(role, "task.plan"), OP_EQ, arena_strdup(g->a, id_text(ask->plan, id)));
	return query_each(db, &q, role_take, g, e);
}

bool task_tree_load(struct arena *a, struct db *db, const struct task_ask *ask, struct task_tree *out, struct err *e)
{
	struct gather g = { .a = a, .at = ask->at, .all_plans = ask->plan == 0 };
	struct workdays *days;
	assert(ask->at);
	if (!gather_load(&g, db, ask, e) || !workdays_load(a, db, ask->county, &days, e))
		return false;
	for (int i = 0; i < g.count; i++) {
		struct task_node *n = &g.rows[i];
		if (n->state == TASK_OPEN && n->due < ask->at)
			n->late = workdays_between(days, n->due, ask->at);
	}
	task_tree_make(a, g.count, g.rows, out);
	return true;
}

/* ---- what is due ---- */

static int by_due(const void *x, const void *y)
{
	const struct due *a = x, *b = y;
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return strcmp(a->key, b->key);
}

bool task_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
	       int limit, struct due_list *out, struct err *e)
{
	struct task_ask ask = { .county = county, .unit = unit, .scope = *scope, .at = at };
	struct task_tree tree;
	ymd until = date_from_days(date_days(at) + DUE_AHEAD);
	*out = (struct due_list){ 0 };
	if (!task_tree_load(a, db, &ask, &tree, e))
		return false;
	out->rows = ARENA_ARRAY(a, struct due, tree.count + 1);
	for (int i = 0; i < tree.count; i++) {
		const struct task_node *n = &tree.rows[i];
		if (n->state != TASK_OPEN || n->due > until)
			continue;
		out->rows[out->count++] = (struct due){
			.kind = DUE_TASK, .key = arena_printf(a, "task/%" PRId64, n->id), .unit = n->unit,
			.person = n->person, .title = n->title, .unit_name = n->unit_name,
			.href = arena_printf(a, "/task/%" PRId64, n->id), .due = n->due };
	}
	if (out->count)
		qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_due);
	out->more = out->count > limit;
	if (out->more)
		out->count = limit;
	return true;
}
