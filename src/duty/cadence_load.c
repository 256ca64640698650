/* cadence_load.c - rules that hold, who owes them, what was excused: a few reads, no more. */
#include "duty/cadence_int.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static int64_t number_of(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known ? v->i : 0;
}

static const char *text_of(struct arena *a, const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known && v->s ? arena_strdup(a, v->s) : "";
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = def && path_parse(def, text, &p);
	assert(there);
	return p;
}

/* The place of a code in a list of words that the enum follows. */
static int place_of(const char *code, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (text_eq(words[i], code))
			return i;
	return 0;
}

ymd day_from(int64_t date)
{
	return (ymd)(date % 100 ? date : date + 1);
}

ymd day_after(int64_t date)
{
	if (!date)
		return DATE_OPEN;
	return date % 100 ? (ymd)date : date_add_months((ymd)date + 1, 1);
}

bool stands_under(const struct cadence_work *w, int64_t unit, int64_t ancestor)
{
	int low = 0, high = w->line_count;
	while (low < high) {
		int mid = low + (high - low) / 2;
		const struct unit_line *l = &w->lines[mid];
		if (l->unit < unit || (l->unit == unit && l->ancestor < ancestor))
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->line_count && w->lines[low].unit == unit && w->lines[low].ancestor == ancestor;
}

/* ---- rules ---- */

static void kind_take(struct arena *a, const struct record *rec, struct cadence_rule *r)
{
	static const char *const events[] = { "meeting", "visit", "activity" };
	static const char *const eaches[] = { "county", "town", "village", "pairing", "post" };
	static const char *const periods[] = { "week", "month", "quarter", "half", "year" };
	static const char *const kinds[] = { "meeting_kind", "pairing_kind", "activity_kind" };
	static const char *const weekdays[] = { "", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	int event = place_of(text_of(a, rec, "event"), events, (int)ARRAY_LEN(events));
	r->event = (enum cadence_event)event;
	r->each = (enum cadence_each)place_of(text_of(a, rec, "each"), eaches, (int)ARRAY_LEN(eaches));
	r->period = (enum cadence_period)place_of(text_of(a, rec, "period"), periods, (int)ARRAY_LEN(periods));
	r->kind = text_of(a, rec, kinds[event]);
	r->weekday = place_of(text_of(a, rec, "weekday"), weekdays, (int)ARRAY_LEN(weekdays));
}

static bool rule_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct cadence_work *w = arg;
	(void)row;
	(void)subs;
	ymd started = day_from(number_of(rec, "started")), ended = day_after(number_of(rec, "ended"));
	if (started > w->to || ended <= w->from)
		return true;
	if (w->rule_count == CADENCE_RULES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d cadence rules hold at once.", CADENCE_RULES_MAX);
	if (w->rule_count == w->rule_room) {
		int room = w->rule_room ? w->rule_room * 2 : 32;
		w->rules = arena_grow(w->a, w->rules, sizeof *w->rules * (size_t)w->rule_room,
				      sizeof *w->rules * (size_t)room);
		w->rule_room = room;
	}
	struct cadence_rule *r = &w->rules[w->rule_count++];
	*r = (struct cadence_rule){
		.id = rec->id, .unit = rec->unit, .name = text_of(w->a, rec, "name"),
		.document = text_of(w->a, rec, "document"), .post = text_of(w->a, rec, "post_kind"),
		.times = (int)number_of(rec, "times"), .first_day = (int)number_of(rec, "first_day"),
		.last_day = (int)number_of(rec, "last_day"), .started = started, .ended = ended,
	};
	kind_take(w->a, rec, r);
	return true;
}

bool rules_load(struct cadence_work *w, struct err *e)
{
	struct scope all;
	struct query q;
	scope_all(w->ask->county, &all); /* what is asked of a village may stand above its reader */
	query_init(&q, reg_find("cadence_rule"), w->ask->county, &all);
	if (w->ask->rule)
		query_filter(&q, (struct path){ .field = PATH_ID, .sub = -1 }, OP_EQ,
			     arena_printf(w->a, "%" PRId64, w->ask->rule));
	return query_each(w->db, &q, rule_take, w, e);
}

/* ---- who owes ---- */

static struct cadence_who *who_add(struct cadence_work *w)
{
	if (w->who_count == w->who_room) {
		int room = w->who_room ? w->who_room * 2 : 256;
		w->whos = arena_grow(w->a, w->whos, sizeof *w->whos * (size_t)w->who_room,
				     sizeof *w->whos * (size_t)room);
		w->who_room = room;
	}
	return &w->whos[w->who_count++];
}

static bool is_asked(const struct cadence_work *w, enum cadence_each each)
{
	for (int i = 0; i < w->rule_count; i++)
		if (w->rules[i].each == each)
			return true;
	return false;
}

static bool reaches(const struct cadence_work *w, int64_t unit)
{
	for (int i = 0; i < w->ask->scope.count; i++)
		if (w->ask->scope.units[i] == w->ask->county || stands_under(w, unit, w->ask->scope.units[i]))
			return true;
	return false;
}

static bool units_load(struct cadence_work *w, enum cadence_each each, struct err *e)
{
	static const int levels[] = { LEVEL_COUNTY, LEVEL_TOWN, LEVEL_VILLAGE };
	struct unit_list list;
	if (!unit_standing(w->a, w->db, w->ask->unit, levels[each], w->from, w->to, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct unit *u = &list.units[i];
		if ((each == EACH_VILLAGE && !u->is_village) || !reaches(w, u->id))
			continue;
		*who_add(w) = (struct cadence_who){ .unit = u->id, .unit_name = u->name, .name = "", .post = "",
						    .from = u->opened, .to = u->closed };
	}
	return true;
}

static bool who_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct cadence_work *w = arg;
	(void)row;
	(void)subs;
	(void)e;
	ymd from = day_from(number_of(rec, "started")), to = day_after(number_of(rec, "ended"));
	if (from > w->to || to <= w->from)
		return true;
	bool pairing = text_eq(rec->def->name, "pairing");
	const char *field = pairing ? "helper" : "person";
	*who_add(w) = (struct cadence_who){
		.unit = rec->unit, .unit_name = arena_strdup(w->a, rec->unit_name),
		.person = number_of(rec, field), .name = text_of(w->a, rec, field),
		.pairing = pairing ? rec->id : 0, .post = text_of(w->a, rec, "kind"), .from = from, .to = to,
	};
	return true;
}

/* Codes that the rules of one kind of `each` name, joined by commas. */
static const char *codes_of(struct cadence_work *w, enum cadence_each each)
{
	const char *codes = "";
	for (int i = 0; i < w->rule_count; i++) {
		const struct cadence_rule *r = &w->rules[i];
		if (r->each == each)
			codes = arena_printf(w->a, "%s%s%s", codes, *codes ? "," : "",
					     each == EACH_POST ? r->post : r->kind);
	}
	return codes;
}

static bool rows_load(struct cadence_work *w, enum cadence_each each, struct err *e)
{
	const struct reg_def *def = reg_find(each == EACH_POST ? "post" : "pairing");
	struct query q;
	query_init(&q, def, w->ask->county, &w->ask->scope);
	q.unit = w->ask->unit;
	query_filter(&q, path_of(def, "kind"), OP_IN, codes_of(w, each));
	return query_each(w->db, &q, who_take, w, e);
}

static int by_holder(const void *x, const void *y)
{
	const struct cadence_who *a = x, *b = y;
	int k = strcmp(a->post, b->post);
	if (k)
		return k;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	if (a->person != b->person)
		return a->person > b->person ? 1 : -1;
	return (a->from > b->from) - (a->from < b->from);
}

/* Who holds a post again, or under a second title, without a day between is asked once. */
static void posts_join(struct cadence_work *w, int first)
{
	int n = first;
	if (w->who_count > first)
		qsort(w->whos + first, (size_t)(w->who_count - first), sizeof *w->whos, by_holder);
	for (int i = first; i < w->who_count; i++) {
		struct cadence_who *last = n > first ? &w->whos[n - 1] : NULL, *who = &w->whos[i];
		if (last && last->unit == who->unit && last->person == who->person &&
		    text_eq(last->post, who->post) && who->from <= last->to)
			last->to = who->to > last->to ? who->to : last->to;
		else
			w->whos[n++] = *who;
	}
	w->who_count = n;
}

bool whos_load(struct cadence_work *w, struct err *e)
{
	for (int each = EACH_COUNTY; each <= EACH_POST; each++) {
		w->each_first[each] = w->who_count;
		if (!is_asked(w, (enum cadence_each)each))
			continue;
		bool ok = each >= EACH_PAIRING ? rows_load(w, (enum cadence_each)each, e)
					       : units_load(w, (enum cadence_each)each, e);
		if (!ok)
			return false;
		if (each == EACH_POST)
			posts_join(w, w->each_first[each]);
		w->each_count[each] = w->who_count - w->each_first[each];
	}
	return true;
}

/* ---- excuses ---- */

static bool excuse_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			struct err *e)
{
	struct cadence_work *w = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (day_from(number_of(rec, "granted")) > w->ask->at)
		return true;
	if (w->excuse_count == w->excuse_room) {
		int room = w->excuse_room ? w->excuse_room * 2 : 32;
		w->excuses = arena_grow(w->a, w->excuses, sizeof *w->excuses * (size_t)w->excuse_room,
					sizeof *w->excuses * (size_t)room);
		w->excuse_room = room;
	}
	w->excuses[w->excuse_count++] = (struct excuse){
		.rule = number_of(rec, "rule"), .unit = number_of(rec, "excused"),
		.person = number_of(rec, "person"), .pairing = number_of(rec, "pairing"),
		.day = day_from(number_of(rec, "period")), .reason = text_of(w->a, rec, "reason"),
	};
	return true;
}

static int by_rule(const void *x, const void *y)
{
	const struct excuse *a = x, *b = y;
	if (a->rule != b->rule)
		return a->rule > b->rule ? 1 : -1;
	return (a->unit > b->unit) - (a->unit < b->unit);
}

bool excuses_load(struct cadence_work *w, struct err *e)
{
	const struct reg_def *def = reg_find("cadence_excuse");
	struct scope all;
	struct query q;
	char day[16];
	scope_all(w->ask->county, &all); /* rows stand above who is excused */
	query_init(&q, def, w->ask->county, &all);
	query_filter(&q, path_of(def, "period"), OP_GE, arena_strdup(w->a, date_iso(w->from / 100 * 100 + 1, day)));
	query_filter(&q, path_of(def, "period"), OP_LE, arena_strdup(w->a, date_iso(w->to, day)));
	if (w->ask->rule)
		query_filter(&q, path_of(def, "rule"), OP_EQ, arena_printf(w->a, "%" PRId64, w->ask->rule));
	if (!query_each(w->db, &q, excuse_take, w, e))
		return false;
	if (w->excuse_count)
		qsort(w->excuses, (size_t)w->excuse_count, sizeof *w->excuses, by_rule);
	return true;
}
