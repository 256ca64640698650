/* training.c - classes, who is in them, who is covered: read for the training pages. */
#include "page/training.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/measure.h"

#include <stdlib.h>
#include <string.h>

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static const struct value *field_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

bool training_class_load(struct request *rq, bool write, struct record **out, struct err *e)
{
	const struct reg_def *def = reg_find("training_class");
	struct scope scope;
	assert(def);
	reg_scope(rq->account, def, write, &scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, out, e);
}

bool training_may_write(struct request *rq, const struct record *class, bool *out, struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, reg_find("trainee"), true, &scope);
	*out = false;
	return !scope.count || scope_has(rq->db, &scope, rq->county, class->unit, out, e);
}

/* ---- a class's people ---- */

struct gather {
	struct arena *arena;
	size_t count, cap;
	struct trainee *rows;
};

static bool trainee_add(void *arg, struct arena *row, const struct record *r,
			const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->count == g->cap) {
		size_t cap = g->cap ? g->cap * 2 : 64, size = sizeof *g->rows;
		g->rows = arena_grow(g->arena, g->rows, g->count * size, cap * size);
		g->cap = cap;
	}
	const struct value *person = field_of(r, "person"), *hours = field_of(r, "hours"),
			   *passed = field_of(r, "passed");
	g->rows[g->count++] = (struct trainee){
	    .id = r->id,
	    .person = person->i,
	    .name = arena_strdup(g->arena, person->s ? person->s : ""),
	    .unit = arena_strdup(g->arena, r->unit_name ? r->unit_name : ""),
	    .certificate = arena_strdup(g->arena, field_of(r, "certificate")->known
						      ? field_of(r, "certificate")->s
						      : ""),
	    .attended = (ymd)field_of(r, "attended")->i,
	    .absence = arena_strdup(g->arena, field_of(r, "absence")->known
						  ? field_of(r, "absence")->s
						  : ""),
	    .hours = hours->known ? hours->i : 0,
	    .passed = passed->known && passed->i,
	};
	return true;
}

static int by_place(const void *x, const void *y)
{
	const struct trainee *a = x, *b = y;
	int order = strcmp(a->unit, b->unit);
	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

bool training_trainees(struct request *rq, int64_t class, struct trainee_list *out, struct err *e)
{
	const struct reg_def *def = reg_find("trainee");
	struct gather g = {.arena = rq->arena};
	struct query q;
	struct scope scope;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	query_filter(&q, path_of(def, "class"), OP_EQ,
		     arena_printf(rq->arena, "%" PRId64, class));
	if (!query_each(rq->db, &q, trainee_add, &g, e))
		return false;
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, by_place);
	*out = (struct trainee_list){.count = (int)g.count, .rows = g.rows};
	return true;
}

/* ---- target groups ---- */

static const struct {
	const char *code, *label, *reg, *field, *value;
} targets[] = {
	[TARGET_SECRETARY] = { "secretary", N_("Secretaries"), "post", "kind", "secretary" },
	[TARGET_COMMITTEE] = { "committee", N_("Committee members"), "post", "committee", "1" },
	[TARGET_RESERVE] = { "reserve", N_("Reserve cadres"), "reserve", NULL, NULL },
	[TARGET_FIRST] = { "first_secretary", N_("First secretaries"), "post", "kind", "first_secretary" },
};

const char *target_code(enum target t)
{
	return targets[t].code;
}

const char *target_label(enum target t)
{
	return targets[t].label;
}

bool target_parse(const char *code, enum target *out)
{
	for (int i = 0; i < TARGET__COUNT; i++)
		if (text_eq(targets[i].code, code)) {
			*out = (enum target)i;
			return true;
		}
	return false;
}

bool training_since(struct request *rq, int64_t unit, ymd *out, struct err *e)
{
	const char *value, *document;
	bool found;
	*out = 0;
	return parameter_value(rq->arena, rq->db, rq->county, unit, "training.since", today(), &value,
			       &document, &found, e) &&
	       (!found || date_parse(value, false, out) ||
		err_set(e, ERR_INPUT, "The parameter %s is no date.", "training.since"));
}

struct people {
	struct arena *arena;
	size_t count, cap;
	struct target_person *rows;
};

static struct target_person *room_for(struct people *p)
{
	if (p->count == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 64, size = sizeof *p->rows;
		p->rows = arena_grow(p->arena, p->rows, p->count * size, cap * size);
		p->cap = cap;
	}
	return &p->rows[p->count++];
}

static bool person_add(void *arg, struct arena *row, const struct record *r, const struct value *subs,
		       struct err *e)
{
	struct people *p = arg;
	const struct value *who = field_of(r, "person");
	(void)row;
	(void)subs;
	(void)e;
	*room_for(p) = (struct target_person){
	    .person = who->i,
	    .unit = r->unit,
	    .name = arena_strdup(p->arena, who->s ? who->s : ""),
	    .unit_name = arena_strdup(p->arena, r->unit_name ? r->unit_name : ""),
	};
	return true;
}

static bool attendance_add(void *arg, struct arena *row, const struct record *r,
			   const struct value *subs, struct err *e)
{
	const struct value *hours = field_of(r, "hours");
	(void)row;
	(void)subs;
	(void)e;
	*room_for(arg) = (struct target_person){.person = field_of(r, "person")->i,
						.times = 1,
						.hours = hours->known ? hours->i : 0,
						.last = (ymd)field_of(r, "attended")->i};
	return true;
}

static int by_person(const void *x, const void *y)
{
	const struct target_person *a = x, *b = y;
	if (a->person != b->person)
		return a->person > b->person ? 1 : -1;
	return (a->unit > b->unit) - (a->unit < b->unit);
}

static int uncovered_first(const void *x, const void *y)
{
	const struct target_person *a = x, *b = y;
	if (!a->times != !b->times)
		return a->times ? 1 : -1;
	int order = strcmp(a->unit_name, b->unit_name);
	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : by_person(x, y);
}

/* Sorted by person, rows of one person folded into the first. */
static void fold(struct people *p)
{
	size_t n = 0;
	if (p->count)
		qsort(p->rows, p->count, sizeof *p->rows, by_person);
	for (size_t i = 0; i < p->count; i++) {
		struct target_person *last = n ? &p->rows[n - 1] : NULL;
		if (last && last->person == p->rows[i].person) {
			last->times += p->rows[i].times;
			last->hours += p->rows[i].hours;
			if (p->rows[i].last > last->last)
				last->last = p->rows[i].last;
		} else {
			p->rows[n++] = p->rows[i];
		}
	}
	p->count = n;
}

static bool attendances(struct request *rq, int64_t unit, struct people *out, struct err *e)
{
	const struct reg_def *def = reg_find("trainee");
	struct scope scope;
	struct query q;
	char day[16];
	ymd since;
	if (!training_since(rq, unit, &since, e))
		return false;
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	query_filter(&q, path_of(def, "attended"), OP_HAPPENED, "");
	if (since)
		query_filter(&q, path_of(def, "class.started"), OP_GE,
			     arena_strdup(rq->arena, date_iso(since, day)));
	if (!query_each(rq->db, &q, attendance_add, out, e))
		return false;
	fold(out);
	return true;
}

bool training_target(struct request *rq, enum target t, int64_t unit, struct target_list *out,
		     struct err *e)
{
	const struct reg_def *def = reg_find(targets[t].reg);
	struct people group = {.arena = rq->arena}, came = {.arena = rq->arena};
	struct scope scope;
	struct query q;
	assert(def);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = unit;
	q.at = today();
	if (targets[t].field)
		query_filter(&q, path_of(def, targets[t].field), OP_EQ, targets[t].value);
	if (!query_each(rq->db, &q, person_add, &group, e) || !attendances(rq, unit, &came, e))
		return false;
	fold(&group);
	*out = (struct target_list){.count = (int)group.count, .rows = group.rows};
	for (size_t i = 0; i < group.count; i++) {
		struct target_person *p = &group.rows[i];
		for (size_t low = 0, high = came.count; low < high;) {
			size_t mid = (low + high) / 2;
			if (came.rows[mid].person == p->person) {
				p->times = came.rows[mid].times;
				p->hours = came.rows[mid].hours;
				p->last = came.rows[mid].last;
				break;
			}
			if (came.rows[mid].person < p->person)
				low = mid + 1;
			else
				high = mid;
		}
		out->covered += p->times > 0;
		out->times += p->times;
	}
	if (group.count)
		qsort(group.rows, group.count, sizeof *group.rows, uncovered_first);
	return true;
}
