/* shortage_page.c - which villages have too few reserves, why, and what is under way. */
#include "page/shortage_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "page/figure_page.h"
#include "tpl.h"

#include <stdlib.h>

enum { ROWS = 500 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool supervise(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "state", .kind = PARAM_TEXT},
    {0},
};

const struct page shortage_page = {
    .path = "/shortage",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Shortage board"),
    .about = "Villages with too few reserves, with reasons and to-dos.",
};

const struct page shortage_supervise_page = {
    .path = "/shortage/supervise",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = supervise,
    .title = N_("Shortage board"),
    .about = "Opens and closes the to-dos of short and weak villages.",
};

/* The order of the board, worst first, and the word in the address. */
static const struct {
	enum unit_state state;
	const char *code;
} order[] = {
    {UNIT_SHORT, "short"},
    {UNIT_WEAK, "weak"},
    {UNIT_UNKNOWN, "unknown"},
    {UNIT_MET, "met"},
};

static int rank_of(enum unit_state state)
{
	int i = 0;
	while (i < (int)ARRAY_LEN(order) && order[i].state != state)
		i++;
	return i;
}

static int worst_first(const void *x, const void *y)
{
	const struct shortage *a = x, *b = y;
	int by_state = rank_of(a->state) - rank_of(b->state);
	return by_state ? by_state : (a->unit.id > b->unit.id) - (a->unit.id < b->unit.id);
}

/* ---- open to-dos ---- */

struct todo {
	int64_t unit, id;
};
struct todos {
	struct arena *arena;
	struct todo *rows;
	size_t count, cap;
};

static bool todo_add(void *arg, struct arena *row, const struct record *rec,
		     const struct value *subs, struct err *e)
{
	struct todos *t = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (t->count == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 64;
		t->rows = arena_grow(t->arena, t->rows, t->count * sizeof *t->rows,
				     cap * sizeof *t->rows);
		t->cap = cap;
	}
	t->rows[t->count++] = (struct todo){rec->unit, rec->id};
	return true;
}

static int by_unit(const void *x, const void *y)
{
	const struct todo *a = x, *b = y;
	return (a->unit > b->unit) - (a->unit < b->unit);
}

static bool todos_load(struct request *rq, struct todos *t, struct err *e)
{
	const struct reg_def *def = reg_find("supervise");
	struct scope scope;
	struct query q;
	struct path kind;
	bool there = def && path_parse(def, "kind", &kind);
	assert(there);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = today();
	query_filter(&q, kind, OP_EQ, "reserve_shortage");
	t->arena = rq->arena;
	if (!query_each(rq->db, &q, todo_add, t, e))
		return false;
	if (t->count)
		qsort(t->rows, t->count, sizeof *t->rows, by_unit);
	return true;
}

static const char *todo_href(struct request *rq, const struct todos *t, int64_t unit)
{
	struct todo key = {.unit = unit};
	const struct todo *hit =
	    t->count ? bsearch(&key, t->rows, t->count, sizeof *t->rows, by_unit) : NULL;
	return hit ? arena_printf(rq->arena, "/reg/supervise/%" PRId64, hit->id) : NULL;
}

/* ---- the board ---- */

static struct shortage_row row_of(struct request *rq, const struct shortage *s,
				  const struct todos *t)
{
	return (struct shortage_row){
	    .name = s->unit.name,
	    .word = unit_state_word(s->state),
	    .tone = unit_state_tone(s->state),
	    .href = arena_printf(rq->arena, "/unit/%" PRId64, s->unit.id),
	    .reasons = unit_reasons(rq, s->reasons, s->reason_count),
	    .known = s->state != UNIT_UNKNOWN,
	    .reserves = arena_printf(rq->arena, "/reg/reserve?unit=%" PRId64, s->unit.id),
	    .todo = todo_href(rq, t, s->unit.id),
	    .number = s->number,
	    .young = s->young,
	    .requirement = s->requirement ? arena_printf(rq->arena, "/reg/requirement/%" PRId64,
							 s->requirement)
					  : NULL,
	    .need_number = s->need_number,
	    .need_young = s->need_young,
	};
}

static void make_counts(struct request *rq, const struct shortage_list *list,
			struct shortage_view *v)
{
	struct ui_option *states = ARENA_ARRAY(rq->arena, struct ui_option, ARRAY_LEN(order));
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		const char *word = unit_state_word(order[i].state);
		v->counts[i] = (struct shortage_count){
		    .word = word,
		    .value = arena_printf(rq->arena, "%d", list->in_state[order[i].state]),
		    .href = arena_printf(rq->arena, "/shortage?unit=%s&at=%s&state=%s", v->unit,
					 v->at, order[i].code)};
		states[i] = (struct ui_option){.value = order[i].code, .label = word};
	}
	v->states = states;
	v->count_count = ARRAY_LEN(order);
}

static void make_rows(struct request *rq, struct shortage_list *list, const struct todos *t,
		      struct shortage_view *v)
{
	struct shortage_row *rows = ARENA_ARRAY(rq->arena, struct shortage_row, list->count + 1);
	if (list->count)
		qsort(list->rows, (size_t)list->count, sizeof *list->rows, worst_first);
	for (int i = 0; i < list->count; i++) {
		if (!is_empty(v->state) &&
		    !text_eq(v->state, order[rank_of(list->rows[i].state)].code))
			continue;
		if (v->row_count == ROWS)
			v->left_out++;
		else
			rows[v->row_count++] = row_of(rq, &list->rows[i], t);
	}
	v->rows = rows;
}

static bool may_supervise(struct request *rq, bool *out, struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, reg_find("supervise"), true, &scope);
	return scope_has(rq->db, &scope, rq->county, rq->unit.id, out, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct figure_ask ask = {
	    .county = rq->county, .unit = rq->unit.id, .at = rq_date(rq, "at")};
	struct shortage_list list;
	struct todos todos = {0};
	char text[32];
	if (!ask.at)
		ask.at = today();
	reg_scope(rq->account, reg_find("reserve"), false, &ask.scope);
	if (!rq->unit.id || !ask.scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the reserves.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct shortage_view v = {.unit = arena_strdup(rq->arena, id_text(ask.unit, text)),
				  .at = arena_strdup(rq->arena, date_iso(ask.at, text)),
				  .state = rq_text(rq, "state"),
				  .today = ask.at == today()};
	if (!shortage_load(rq->arena, rq->db, &ask, &list, e) || !todos_load(rq, &todos, e) ||
	    !may_supervise(rq, &v.may_supervise, e))
		return false;
	make_counts(rq, &list, &v);
	make_rows(rq, &list, &todos, &v);
	rq->title =
	    arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Shortage board")), rq->unit.name);
	tpl_shortage(h, &v);
	return true;
}

static bool supervise(struct request *rq, struct html *h, struct err *e)
{
	bool may;
	int opened, closed;
	(void)h;
	if (!may_supervise(rq, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "Your role may not open to-dos for this unit.");
	if (!shortage_supervise(rq->arena, rq->db, rq->county, rq->unit.id, rq->account->id,
				&opened, &closed, e))
		return false;
	if (opened && closed)
		reply_flash(rq, N_("To-dos were opened for short and weak villages, and those that "
				   "are met were closed."));
	else if (opened)
		reply_flash(rq, N_("To-dos were opened for the short and weak villages."));
	else if (closed)
		reply_flash(rq, N_("The to-dos of villages that are met were closed."));
	else
		reply_flash(rq, N_("The to-dos were in line already."));
	reply_redirect(rq, arena_printf(rq->arena, "/shortage?unit=%" PRId64, rq->unit.id));
	return true;
}
