/* resident.c - terms and leave side by side, one pass each. */
#include "measure/resident.h"

#include "base/arena.h"
#include "base/str.h"

enum { RESIDENTS_MAX = 2000 };

struct gather {
	struct arena *a;
	ymd at;
	int count;
	struct resident *rows;
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static ymd day_of(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	ymd day = v->known ? (ymd)v->i : 0;
	return day && day % 100 == 0 ? day + 1 : day; /* a month counts from its first day */
}

/* Days of [from, to) within the month, and not after `last`. */
static int overlap(const struct resident_month *m, ymd from, ymd to)
{
	int begin = date_days(from > m->from ? from : m->from), end = date_days(to < m->to ? to : m->to);
	return end > begin ? end - begin : 0;
}

static ymd month_back(ymd first, int n)
{
	int months = first / 10000 * 12 + first / 100 % 100 - 1 - n;
	return date_make(months / 12, months % 12 + 1, 1);
}

static ymd sooner(ymd a, ymd b)
{
	return a < b ? a : b;
}

static bool post_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		      struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	if (g->count == RESIDENTS_MAX)
		return err_set(e, ERR_TOO_BIG, "There are more than %d first secretaries; choose a unit below.",
			       RESIDENTS_MAX);
	struct resident *r = &g->rows[g->count++];
	const struct value *sender = value_of(rec, "sender"), *name = value_of(rec, "person");
	*r = (struct resident){
		.post = rec->id, .person = name->i, .unit = rec->unit, .name = arena_strdup(g->a, name->s),
		.unit_name = arena_strdup(g->a, rec->unit_name),
		.sender = sender->known ? arena_strdup(g->a, sender->s) : NULL,
		.started = day_of(rec, "started"), .due = day_of(rec, "due"), .ended = day_of(rec, "ended"),
	};
	ymd until = sooner(r->ended ? r->ended : (ymd)DATE_OPEN, date_from_days(date_days(g->at) + 1));
	for (int i = 0; i < RESIDENT_MONTHS; i++) {
		struct resident_month *m = &r->months[i];
		m->from = month_back(g->at / 100 * 100 + 1, RESIDENT_MONTHS - 1 - i);
		m->to = month_back(m->from, -1);
		m->term = overlap(m, r->started, until);
	}
	return true;
}

static bool leave_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		       struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	ymd away = day_of(rec, "away"), back = day_of(rec, "back");
	bool official = text_eq(value_of(rec, "kind")->s, "official");
	for (int i = 0; i < g->count; i++) {
		struct resident *r = &g->rows[i];
		if (r->person != value_of(rec, "person")->i || r->unit != rec->unit)
			continue;
		ymd from = away > r->started ? away : r->started;
		ymd until = sooner(back, date_from_days(date_days(g->at) + 1));
		if (r->ended)
			until = sooner(until, r->ended);
		for (int m = 0; m < RESIDENT_MONTHS && until > from; m++) {
			r->months[m].leave += overlap(&r->months[m], from, until);
			r->months[m].official += official ? overlap(&r->months[m], from, until) : 0;
		}
	}
	return true;
}

static bool appraisal_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			   struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	int year = (int)value_of(rec, "year")->i;
	for (int i = 0; i < g->count; i++) {
		struct resident *r = &g->rows[i];
		if (r->person != value_of(rec, "person")->i || year < r->grade_year || year > g->at / 10000)
			continue;
		r->grade_year = year;
		r->grade = arena_strdup(g->a, value_of(rec, "grade")->s);
	}
	return true;
}

bool residents_load(struct arena *a, struct db *db, const struct resident_ask *ask, int *count,
		    struct resident **out, struct err *e)
{
	struct gather g = { .a = a, .at = ask->at, .rows = ARENA_ARRAY(a, struct resident, RESIDENTS_MAX) };
	struct query q;
	struct path kind;
	const struct reg_def *post = reg_find("post");
	bool there = post && path_parse(post, "kind", &kind);
	assert(there);
	query_init(&q, post, ask->county, &ask->posts);
	q.unit = ask->unit;
	q.at = ask->at;
	query_filter(&q, kind, OP_EQ, "first_secretary");
	if (!query_each(db, &q, post_take, &g, e))
		return false;
	query_init(&q, reg_find("leave"), ask->county, &ask->leaves);
	q.unit = ask->unit;
	if (!query_each(db, &q, leave_take, &g, e))
		return false;
	query_init(&q, reg_find("appraisal"), ask->county, &ask->appraisals);
	q.unit = ask->unit;
	if (!query_each(db, &q, appraisal_take, &g, e))
		return false;
	*count = g.count;
	*out = g.rows;
	return true;
}

int resident_days(const struct resident_month *m)
{
	return m->term - m->leave + m->official;
}
