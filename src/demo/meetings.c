/*
 * meetings.c - cadence rules, the meetings that kept them, and what was excused;
 * packs/<place>/cadence.yaml, a list `rules`:
 *
 *	name, unit, each, meeting, times, period, first_day, last_day, document: fields of the rule
 *	miss         one period in so many, of who owes it, has no meeting; 0: all have
 *	excused      of the missed ones so many in all are excused from above
 *	hour, place, agenda, minutes: what the meetings say
 *
 * A rule holds for the twelve months up to the place's day, and again, by a later document,
 * from four months before today: so the figures of the sources' time stay, and the board of
 * today is not empty.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "duty/cadence.h"

struct work {
	struct place *p;
	struct reading r;             /* one rule */
	const char *name, *meeting, *each;
	enum cadence_period period;
	int first_day, last_day, miss, excused, made;
	bool lively;                  /* of today: with attendance and decisions */
};

/* Somebody of the unit, another one each time. */
static int64_t somebody(struct place *p, int64_t unit, int nth)
{
	int64_t first = 0;
	for (int i = 0; i < p->person_count; i++) {
		const struct person *who = &p->people[i];
		if (who->unit != unit || who->kind == VILLAGER || who->kind == HOUSEHOLDER || who->kind == RESERVE)
			continue;
		first = first ? first : who->id;
		if (nth-- == 0)
			return who->id;
	}
	return first;
}

static bool rule_make(struct work *w, int64_t unit, ymd from, ymd to, const char *document, int64_t *id,
		      struct err *e)
{
	static const char *const fields[] = { "name", "each", "times", "period", "first_day", "last_day", "note" };
	struct entry en;
	entry_start(w->p, &en, "cadence_rule", unit);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		entry_put(&en, fields[i], plan_word(&w->r, fields[i]));
	entry_put(&en, "event", "meeting");
	entry_put(&en, "meeting_kind", w->meeting);
	entry_put(&en, "document", document);
	entry_day(&en, "started", from);
	entry_day(&en, "ended", to);
	return entry_save(&en, id, e);
}

static bool attend(struct work *w, int64_t unit, int64_t meeting, struct err *e)
{
	for (int i = 0; i < 4; i++) {
		struct entry en;
		int64_t who = somebody(w->p, unit, i);
		if (!who || (i && who == somebody(w->p, unit, 0)))
			break; /* that was everybody */
		entry_start(w->p, &en, "meeting_person", unit);
		entry_id(&en, "meeting", meeting);
		entry_id(&en, "person", who);
		entry_put(&en, "attendance", i == 3 ? "leave" : "present");
		entry_put(&en, "reason", i == 3 ? "参加县里培训" : NULL);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool decide(struct work *w, int64_t unit, int64_t meeting, ymd day, struct err *e)
{
	struct entry en;
	const char *decision = plan_word(&w->r, "decision");
	if (!decision)
		return true;
	entry_start(w->p, &en, "meeting_item", unit);
	entry_id(&en, "meeting", meeting);
	entry_put(&en, "topic", plan_word(&w->r, "agenda"));
	entry_put(&en, "said", plan_word(&w->r, "minutes"));
	entry_put(&en, "decision", decision);
	entry_id(&en, "person", somebody(w->p, unit, 1));
	entry_day(&en, "due", date_from_days(date_days(day) + 20));
	return entry_save(&en, NULL, e);
}

static bool meeting_make(struct work *w, int64_t unit, ymd first, ymd day, const char *status, struct err *e)
{
	struct entry en;
	int64_t id;
	bool held = text_eq(status, "held");
	entry_start(w->p, &en, "meeting", unit);
	const char *period = cadence_period_name(w->p->row, w->period, first, LANG_ZH);
	entry_put(&en, "topic", arena_printf(w->p->row, "%s%s", period, w->name));
	entry_put(&en, "kind", w->meeting);
	entry_day(&en, "held", day);
	entry_put(&en, "clock", plan_word(&w->r, "hour"));
	entry_put(&en, "place", plan_word(&w->r, "place"));
	entry_id(&en, "chair", somebody(w->p, unit, 0));
	entry_id(&en, "recorder", somebody(w->p, unit, 2));
	entry_put(&en, "agenda", plan_word(&w->r, "agenda"));
	entry_put(&en, "minutes", held ? plan_word(&w->r, "minutes") : NULL);
	entry_put(&en, "guests", held && plan_number(&w->r, "guests") ? arena_printf(w->p->row, "%d",
		  plan_number(&w->r, "guests") + lot_below(&w->p->lot, 12)) : NULL);
	entry_put(&en, "status", status);
	if (!entry_save(&en, &id, e))
		return false;
	return !w->lively || !held || (attend(w, unit, id, e) && decide(w, unit, id, day, e));
}

static bool excuse_make(struct work *w, int64_t rule, const struct unit *u, ymd first, ymd last, struct err *e)
{
	struct entry en;
	entry_start(w->p, &en, "cadence_excuse", u->level == LEVEL_COUNTY ? u->id : u->parent);
	entry_id(&en, "rule", rule);
	entry_id(&en, "excused", u->id);
	entry_day(&en, "period", first);
	entry_put(&en, "reason", plan_need(&w->r, "reason"));
	entry_put(&en, "document", plan_word(&w->r, "document"));
	entry_day(&en, "granted", last);
	return entry_save(&en, NULL, e);
}

/* The periods of [from, to] at one unit: a meeting in the window of each, or none. */
static bool unit_make(struct work *w, int64_t rule, const struct unit *u, ymd from, ymd to, struct err *e)
{
	ymd first, last;
	for (cadence_around(w->period, from, &first, &last); first <= to;
	     cadence_around(w->period, date_from_days(date_days(last) + 1), &first, &last)) {
		int begin = date_days(first) + (w->first_day ? w->first_day - 1 : 0);
		int end = w->last_day ? date_days(first) + w->last_day - 1 : date_days(last);
		ymd day = date_from_days(begin + lot_below(&w->p->lot, end - begin + 1));
		bool missed = w->miss && ++w->made % w->miss == 0 && last <= to;
		bool excused = missed && w->excused-- > 0;
		if (excused && !excuse_make(w, rule, u, first, last, e))
			return false;
		if (!missed && !meeting_make(w, u->id, first, day, day > to ? "planned" : "held", e))
			return false;
	}
	return true;
}

static bool owed_by(struct work *w, const struct unit *unit, struct unit_list *out, struct err *e)
{
	if (text_eq(w->each, "village"))
		return unit_villages(w->p->a, w->p->db, unit->id, 0, out, e);
	if (text_eq(w->each, "town"))
		return unit_standing(w->p->a, w->p->db, unit->id, LEVEL_TOWN, today(), today(), out, e);
	*out = (struct unit_list){ .count = 1, .units = ARENA_NEW(w->p->a, struct unit) };
	out->units[0] = *unit;
	return true;
}

static bool span_make(struct work *w, const struct unit *unit, ymd from, ymd to, ymd ended, const char *document,
		      struct err *e)
{
	struct unit_list list;
	int64_t rule;
	if (!rule_make(w, unit->id, from, ended, document, &rule, e) || !owed_by(w, unit, &list, e))
		return false;
	w->excused = plan_number(&w->r, "excused");
	w->made = 0;
	for (int i = 0; i < list.count; i++)
		if (!unit_make(w, rule, &list.units[i], from, to, e))
			return false;
	return true;
}

static bool rule_read(struct work *w, struct err *e)
{
	static const char *const periods[] = { "week", "month", "quarter", "half", "year" };
	const char *period = plan_need(&w->r, "period");
	struct unit unit;
	w->name = plan_need(&w->r, "name");
	w->meeting = plan_need(&w->r, "meeting");
	w->each = plan_need(&w->r, "each");
	w->first_day = plan_number(&w->r, "first_day");
	w->last_day = plan_number(&w->r, "last_day");
	w->miss = plan_number(&w->r, "miss");
	const char *document = plan_need(&w->r, "document"), *code = plan_need(&w->r, "unit");
	if (!plan_says_ok(&w->r, "cadence.yaml", e) || !unit_by_code(w->p->a, w->p->db, code, 0, &unit, e))
		return false;
	for (int i = 0; i < (int)ARRAY_LEN(periods); i++)
		if (text_eq(periods[i], period))
			w->period = (enum cadence_period)i;
	ymd cutoff = w->p->plan->cutoff, after = date_from_days(date_days(cutoff) + 1);
	ymd first = date_add_months(after, -12), now = today(), lively = date_add_months(now / 100 * 100 + 1, -4);
	ymd last;
	cadence_around(w->period, lively, &lively, &last);
	w->lively = false;
	if (!span_make(w, &unit, first, cutoff, after, document, e))
		return false;
	w->lively = true;
	return lively < after || span_make(w, &unit, lively, now, 0, arena_printf(w->p->a, "%s（续）", document), e);
}

bool make_cadence(struct place *p, struct err *e)
{
	struct work w = { .p = p };
	struct reading plan;
	struct lot kept = p->lot; /* what comes after stays as it was */
	if (!plan_area(p->a, p->plan->slug, "cadence", &plan, e))
		return false;
	if (!plan.map)
		return true;
	for (int i = 0; (w.r = plan_item(&plan, "rules", i)).map; i++)
		if (!rule_read(&w, e))
			return false;
	p->lot = kept;
	return plan_says_ok(&plan, "cadence.yaml", e);
}
