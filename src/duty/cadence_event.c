/* cadence_event.c - events by what they are looked up with, each read once for all rules. */
#include "base/arena.h"
#include "base/str.h"
#include "duty/cadence_int.h"
#include "reg/happened.h"
#include "reg/visits.h"

#include <stdlib.h>

int rule_kind(const struct cadence_rule *r)
{
	static const char *const lists[] = { "meeting_kind", "pairing_kind", "activity_kind" };
	const struct choice *c = *r->kind ? choice_find(choice_list_find(lists[r->event]), r->kind) : NULL;
	return c ? c->rank + 1 : 0;
}

enum pool rule_pool(const struct cadence_rule *r)
{
	if (r->each == EACH_PAIRING)
		return POOL_VISIT_PAIRING;
	if (r->event == CADENCE_VISIT)
		return r->each == EACH_POST ? POOL_VISIT_PERSON : POOL_VISIT_UNIT;
	if (r->event == CADENCE_ACTIVITY)
		return POOL_ACTIVITY_UNIT;
	return r->each == EACH_POST ? POOL_MEETING_PERSON : POOL_MEETING_UNIT;
}

static int kind_of(const char *list, const char *code)
{
	const struct choice *c = choice_find(choice_list_find(list), code);
	return c ? c->rank + 1 : 0;
}

static void event_add(struct cadence_work *w, enum pool p, const struct event_key *k)
{
	if (w->event_count[p] == w->event_room[p]) {
		size_t old = (size_t)w->event_room[p], room = old ? old * 2 : 256;
		w->events[p] = arena_grow(w->a, w->events[p], sizeof *k * old, sizeof *k * room);
		w->event_room[p] = (int)room;
	}
	w->events[p][w->event_count[p]++] = *k;
}

/* The unit and what stands above it, as far as the question reaches. */
static void event_above(struct cadence_work *w, enum pool p, struct event_key k)
{
	int low = 0, high = w->line_count;
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (w->lines[mid].unit < k.unit)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->line_count && w->lines[low].unit == k.unit; low++) {
		k.key = w->lines[low].ancestor;
		event_add(w, p, &k);
	}
}

static bool is_wanted(const struct cadence_work *w, enum pool p)
{
	for (int i = 0; i < w->rule_count; i++)
		if (rule_pool(&w->rules[i]) == p)
			return true;
	return false;
}

static bool meetings_load(struct cadence_work *w, const struct happened_ask *ask, struct err *e)
{
	struct happened_list list = { 0 }, people = { 0 };
	if ((is_wanted(w, POOL_MEETING_UNIT) && !meetings_held(w->a, w->db, ask, &list, e)) ||
	    (is_wanted(w, POOL_MEETING_PERSON) && !meetings_attended(w->a, w->db, ask, &people, e)))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct happened *h = &list.rows[i];
		event_add(w, POOL_MEETING_UNIT,
			  &(struct event_key){ h->unit, h->id, h->unit, h->day, kind_of("meeting_kind", h->kind) });
	}
	for (int i = 0; i < people.count; i++) {
		const struct happened *h = &people.rows[i];
		event_add(w, POOL_MEETING_PERSON,
			  &(struct event_key){ h->person, h->id, h->unit, h->day, kind_of("meeting_kind", h->kind) });
	}
	return true;
}

static bool activities_load(struct cadence_work *w, const struct happened_ask *ask, struct err *e)
{
	struct happened_list list;
	if (!is_wanted(w, POOL_ACTIVITY_UNIT))
		return true;
	if (!activities_held(w->a, w->db, ask, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct happened *h = &list.rows[i];
		event_above(w, POOL_ACTIVITY_UNIT,
			    (struct event_key){ 0, h->id, h->unit, h->day, kind_of("activity_kind", h->kind) });
	}
	return true;
}

static bool visits_load(struct cadence_work *w, const struct happened_ask *ask, struct err *e)
{
	struct happened_list list;
	if (!is_wanted(w, POOL_VISIT_UNIT) && !is_wanted(w, POOL_VISIT_PERSON))
		return true;
	if (!visits_made(w->a, w->db, ask, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct happened *h = &list.rows[i];
		struct event_key k = { h->person, h->id, h->unit, h->day, 0 };
		event_add(w, POOL_VISIT_PERSON, &k);
		if (i == 0 || h[-1].id != h->id)
			event_above(w, POOL_VISIT_UNIT, k);
	}
	return true;
}

static bool helper_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			struct err *e)
{
	struct cadence_work *w = arg;
	const struct field_def *f = field_find(rec->def, "helper");
	(void)row;
	(void)subs;
	(void)e;
	/* `day` 0 tells these apart until the list is put to use */
	event_add(w, POOL_VISIT_PAIRING, &(struct event_key){ rec->id, rec->v[f->index].i, 0, 0, 0 });
	return true;
}

static int by_key(const void *x, const void *y)
{
	const struct event_key *a = x, *b = y;
	if (a->kind != b->kind)
		return a->kind > b->kind ? 1 : -1;
	if (a->key != b->key)
		return a->key > b->key ? 1 : -1;
	if (a->day != b->day)
		return a->day > b->day ? 1 : -1;
	return (a->id > b->id) - (a->id < b->id);
}

struct helper {
	int64_t pairing, person;
};

static int by_pairing(const void *x, const void *y)
{
	const struct helper *a = x, *b = y;
	return (a->pairing > b->pairing) - (a->pairing < b->pairing);
}

/* Who answers for each pairing of the county, by pairing. */
static bool helpers_load(struct cadence_work *w, int *count, struct helper **out, struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	struct scope all;
	struct query q;
	scope_all(w->ask->county, &all);
	query_init(&q, def, w->ask->county, &all);
	if (!query_each(w->db, &q, helper_take, w, e))
		return false;
	const struct event_key *rows = w->events[POOL_VISIT_PAIRING];
	*count = w->event_count[POOL_VISIT_PAIRING];
	*out = ARENA_ARRAY(w->a, struct helper, *count + 1);
	for (int i = 0; i < *count; i++)
		(*out)[i] = (struct helper){ rows[i].key, rows[i].id };
	w->event_count[POOL_VISIT_PAIRING] = 0;
	if (*count)
		qsort(*out, (size_t)*count, sizeof **out, by_pairing);
	return true;
}

/* Visits that serve pairings: by pairing, by the unit they reach, by whose pairing it is. */
static bool served_load(struct cadence_work *w, const struct happened_ask *ask, struct err *e)
{
	bool by_kind = false;
	int helper_count = 0;
	struct helper *helpers = NULL;
	for (int i = 0; i < w->rule_count; i++)
		by_kind |= w->rules[i].event == CADENCE_VISIT && *w->rules[i].kind;
	if (!by_kind)
		return true;
	struct visit_served_list list;
	struct visits_ask in = { .county = ask->county, .from = ask->from, .to = ask->to };
	scope_all(ask->county, &in.pairings);
	scope_all(ask->county, &in.visits);
	if ((is_wanted(w, POOL_VISIT_PERSON) && !helpers_load(w, &helper_count, &helpers, e)) ||
	    !visits_serving(w->a, w->db, &in, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct visit_served *v = &list.rows[i];
		struct event_key k = { v->pairing, v->visit, v->unit, v->day, kind_of("pairing_kind", v->kind) };
		struct helper key = { v->pairing, 0 };
		const struct helper *who = helper_count ? bsearch(&key, helpers, (size_t)helper_count,
								  sizeof key, by_pairing)
							: NULL;
		event_add(w, POOL_VISIT_PAIRING, &k);
		event_above(w, POOL_VISIT_UNIT, k);
		k.key = who ? who->person : 0;
		if (who)
			event_add(w, POOL_VISIT_PERSON, &k);
	}
	return true;
}

/* In order, and no event twice under one key: a visit may serve two pairings of a kind. */
static void pool_order(struct cadence_work *w, enum pool p)
{
	struct event_key *rows = w->events[p];
	int n = 0;
	if (w->event_count[p])
		qsort(rows, (size_t)w->event_count[p], sizeof *rows, by_key);
	for (int i = 0; i < w->event_count[p]; i++)
		if (n == 0 || by_key(&rows[n - 1], &rows[i]))
			rows[n++] = rows[i];
	w->event_count[p] = n;
}

bool events_load(struct cadence_work *w, struct err *e)
{
	struct happened_ask ask = { .county = w->ask->county, .from = w->from,
				    .to = w->ask->at < w->to ? w->ask->at : w->to };
	if (!meetings_load(w, &ask, e) || !activities_load(w, &ask, e) || !visits_load(w, &ask, e) ||
	    !served_load(w, &ask, e))
		return false;
	for (int p = 0; p < POOL__COUNT; p++)
		pool_order(w, (enum pool)p);
	return true;
}

int event_from(const struct cadence_work *w, enum pool p, int kind, int64_t key, ymd day)
{
	struct event_key want = { key, INT64_MIN, 0, day, kind };
	int low = 0, high = w->event_count[p];
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (by_key(&w->events[p][mid], &want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
