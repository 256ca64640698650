/* cadence.c - periods, what they ask for, what they got. */
#include "duty/cadence_int.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- periods ---- */

static ymd days_on(ymd day, int n)
{
	return date_from_days(date_days(day) + n);
}

/* 1 Monday … 7 Sunday; 1970-01-01 was a Thursday. */
static int weekday_of(int32_t days)
{
	return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

void cadence_around(enum cadence_period kind, ymd day, ymd *first, ymd *last)
{
	static const int months[] = { 0, 1, 3, 6, 12 };
	if (kind == EVERY_WEEK) {
		*first = days_on(day, 1 - weekday_of(date_days(day)));
		*last = days_on(*first, 6);
		return;
	}
	int length = months[kind], month = day / 100 % 100 - 1;
	*first = date_make(day / 10000, month / length * length + 1, 1);
	*last = days_on(date_add_months(*first, length), -1);
}

/* ---- one cell ---- */

struct window {
	int32_t opens, due;    /* first and last day asked */
	int all, part;         /* days of the window; those on which it is asked */
};

static bool fits(const struct cadence_rule *r, int32_t days)
{
	return r->weekday == 0 || weekday_of(days) == r->weekday;
}

/* How many days of [from, to] fit the rule. */
static int fitting(const struct cadence_rule *r, int32_t from, int32_t to)
{
	if (to < from)
		return 0;
	if (r->weekday == 0)
		return to - from + 1;
	int32_t next = from + (r->weekday - weekday_of(from) + 7) % 7;
	return next > to ? 0 : (to - next) / 7 + 1;
}

/* A day beyond the end of a short month is its last one. */
static void window_of(const struct cadence_rule *r, const struct cadence_who *who, ymd first, ymd last,
		      struct window *out)
{
	int32_t begin = date_days(first), end = date_days(last);
	int32_t from = begin + (r->first_day ? r->first_day - 1 : 0), to = r->last_day ? begin + r->last_day - 1 : end;
	from = from < end ? from : end;
	to = to < end ? to : end;
	int32_t holds = date_days(r->started > who->from ? r->started : who->from);
	int32_t until = date_days(r->ended < who->to ? r->ended : who->to) - 1;
	out->all = fitting(r, from, to);
	out->opens = from > holds ? from : holds;
	out->due = to < until ? to : until;
	out->part = fitting(r, out->opens, out->due);
	while (out->part && !fits(r, out->opens))
		out->opens++;
	while (out->part && !fits(r, out->due))
		out->due--;
}

static void event_take(struct cadence_work *w, struct cadence_board *b, const struct event_key *k)
{
	if (b->event_count == w->taken_room) {
		size_t size = sizeof *b->events, old = (size_t)w->taken_room, room = old ? old * 2 : 256;
		b->events = arena_grow(w->a, b->events, size * old, size * room);
		w->taken_room = (int)room;
	}
	b->events[b->event_count++] = (struct cadence_event_row){ .id = k->id, .unit = k->unit, .day = k->day };
}

static void events_count(struct cadence_work *w, const struct cadence_rule *r, const struct cadence_who *who,
			 struct cadence_board *b, struct cadence_cell *c)
{
	enum pool p = rule_pool(r);
	int kind = rule_kind(r);
	int64_t key = r->each == EACH_PAIRING ? who->pairing : r->each == EACH_POST ? who->person : who->unit;
	c->event = b->event_count;
	for (int i = event_from(w, p, kind, key, c->opens); i < w->event_count[p]; i++) {
		const struct event_key *k = &w->events[p][i];
		if (k->kind != kind || k->key != key || k->day > c->due)
			break;
		if (fits(r, date_days(k->day)))
			event_take(w, b, k);
	}
	c->event_count = c->got = b->event_count - c->event;
}

static const struct excuse *excuse_of(const struct cadence_work *w, const struct cadence_rule *r,
				      const struct cadence_who *who, const struct cadence_cell *c)
{
	int low = 0, high = w->excuse_count;
	while (low < high) {
		int mid = low + (high - low) / 2;
		const struct excuse *x = &w->excuses[mid];
		if (x->rule < r->id || (x->rule == r->id && x->unit < who->unit))
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->excuse_count; low++) {
		const struct excuse *x = &w->excuses[low];
		if (x->rule != r->id || x->unit != who->unit)
			return NULL;
		if (x->day >= c->first && x->day <= c->last && (!x->person || x->person == who->person) &&
		    (!x->pairing || x->pairing == who->pairing))
			return x;
	}
	return NULL;
}

static void judge(const struct cadence_work *w, const struct cadence_rule *r, const struct cadence_who *who,
		  struct cadence_cell *c)
{
	const struct excuse *excuse = c->got >= c->needed ? NULL : excuse_of(w, r, who, c);
	c->reason = excuse ? excuse->reason : "";
	if (c->got >= c->needed)
		c->state = CADENCE_KEPT;
	else if (excuse)
		c->state = CADENCE_EXCUSED;
	else
		c->state = w->ask->at <= c->due ? CADENCE_DUE : CADENCE_MISSED;
}

/* ---- the board ---- */

static bool cell_add(struct cadence_work *w, struct cadence_board *b, int *room, const struct cadence_cell *c,
		     struct err *e)
{
	if (b->cell_count == CADENCE_CELLS_MAX)
		return err_set(e, ERR_TOO_BIG, "There are more than %d periods to judge; choose a shorter time.",
			       CADENCE_CELLS_MAX);
	if (b->cell_count == *room) {
		int more = *room ? *room * 2 : 256;
		b->cells = arena_grow(w->a, b->cells, sizeof *c * (size_t)*room, sizeof *c * (size_t)more);
		*room = more;
	}
	b->cells[b->cell_count++] = *c;
	return true;
}

/* The first period of that kind that is asked about. */
static void begin(const struct cadence_ask *ask, enum cadence_period kind, ymd *first, ymd *last)
{
	cadence_around(kind, ask->from, first, last);
	for (int i = 0; i < ask->back; i++)
		cadence_around(kind, days_on(*first, -1), first, last);
}

static bool cells_of(struct cadence_work *w, struct cadence_board *b, int *room, int rule, int who, struct err *e)
{
	const struct cadence_rule *r = &w->rules[rule];
	const struct cadence_who *o = &w->whos[who];
	ymd first, last;
	begin(w->ask, r->period, &first, &last);
	for (; first <= w->ask->to;
	     cadence_around(r->period, days_on(last, 1), &first, &last)) {
		struct window win;
		window_of(r, o, first, last, &win);
		int needed = win.all ? (2 * r->times * win.part + win.all) / (2 * win.all) : 0;
		if (!win.part || !needed)
			continue;
		struct cadence_cell c = { .rule = rule, .who = who, .first = first, .last = last,
					  .opens = date_from_days(win.opens), .due = date_from_days(win.due),
					  .needed = needed };
		events_count(w, r, o, b, &c);
		judge(w, r, o, &c);
		b->in_state[c.state]++;
		if (!cell_add(w, b, room, &c, e))
			return false;
	}
	return true;
}

static bool is_owed(const struct cadence_work *w, const struct cadence_rule *r, const struct cadence_who *who)
{
	if (r->each == EACH_POST && !text_eq(r->post, who->post))
		return false;
	if (r->each == EACH_PAIRING && !text_eq(r->kind, who->post))
		return false;
	return stands_under(w, who->unit, r->unit);
}

static bool board_make(struct cadence_work *w, struct cadence_board *b, struct err *e)
{
	int room = 0;
	for (int r = 0; r < w->rule_count; r++) {
		enum cadence_each each = w->rules[r].each;
		for (int i = 0; i < w->each_count[each]; i++) {
			int who = w->each_first[each] + i;
			if (is_owed(w, &w->rules[r], &w->whos[who]) && !cells_of(w, b, &room, r, who, e))
				return false;
		}
	}
	return true;
}

static bool is_used(const struct cadence_work *w, enum cadence_period kind)
{
	for (int i = 0; i < w->rule_count; i++)
		if (w->rules[i].period == kind)
			return true;
	return false;
}

/* What the periods asked about cover: of every kind, or of those that the rules use. */
static void span(struct cadence_work *w, bool used)
{
	ymd first, last;
	w->from = w->ask->from;
	w->to = w->ask->to;
	for (int k = EVERY_WEEK; k <= EVERY_YEAR; k++) {
		if (used && !is_used(w, (enum cadence_period)k))
			continue;
		begin(w->ask, (enum cadence_period)k, &first, &last);
		w->from = first < w->from ? first : w->from;
		cadence_around((enum cadence_period)k, w->ask->to, &first, &last);
		w->to = last > w->to ? last : w->to;
	}
}

bool cadence_evaluate(struct arena *a, struct db *db, const struct cadence_ask *ask, struct cadence_board *out,
		      struct err *e)
{
	struct cadence_work w = { .a = a, .db = db, .ask = ask };
	assert(ask->from <= ask->to && ask->at);
	span(&w, false);
	*out = (struct cadence_board){ 0 };
	if (!unit_lines(a, db, ask->unit, &w.line_count, &w.lines, e) || !rules_load(&w, e))
		return false;
	span(&w, true);
	if (!whos_load(&w, e) || !excuses_load(&w, e) || !events_load(&w, e) || !board_make(&w, out, e))
		return false;
	out->rule_count = w.rule_count;
	out->rules = w.rules;
	out->who_count = w.who_count;
	out->whos = w.whos;
	return true;
}
