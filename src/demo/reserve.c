/*
 * reserve.c - the pool of reserve cadres, and the settings it is measured by.
 *
 * The plan's number is spread evenly over the villages that have no number of their own.
 * The young and well educated come first to each village that is not `weak`, so that short
 * and weak villages are those the plan names, and not others by accident.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "measure/shortage.h"

static int find_code(const struct plan_codes *list, const char *code)
{
	for (int i = 0; i < list->count; i++)
		if (text_eq(list->code[i], code))
			return i;
	return -1;
}

static void spread(struct place *p, struct village *villages, int count)
{
	const struct plan_codes *own = &p->plan->reserves.villages;
	int rest = p->plan->reserves.number, others = 0;
	for (int i = 0; i < count; i++) {
		int k = find_code(own, villages[i].unit.code);
		villages[i].reserves = k >= 0 ? own->number[k] : -1;
		if (k >= 0)
			rest -= own->number[k];
		else
			others++;
	}
	assert(others > 0 && rest >= 0);
	for (int i = 0, extra = rest % others; i < count; i++)
		if (villages[i].reserves < 0)
			villages[i].reserves = rest / others + (extra-- > 0);
}

/* ---- one reserve ---- */

static bool reserve_make(struct place *p, int64_t unit, const struct wish *w, ymd joined, ymd exited,
			 struct err *e)
{
	static const char *const sources[] = { "recommended", "recommended", "self", "mass", "exam" };
	static const char *const kinds[] = { "committee", "committee", "committee", "secretary", "assistant" };
	static const char *const reasons[] = { "elected", "left", "promoted", "left", "unfit" };
	static const char *const plans[] = { "列席村“两委”会议，跟班学习村务。", "参加市镇党校培训，协助做好一项重点工作。",
					     "负责一个村民小组的联系走访。", "参加学历提升，协助管理村级台账。" };
	struct person *who;
	struct entry en;
	if (!person_make(p, w, &who, e))
		return false;
	const char *source = p->plan->reserves.source;
	who->since = joined;
	entry_start(p, &en, "reserve", unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "level", p->plan->reserves.level ? p->plan->reserves.level : "town");
	entry_put(&en, "kind", kinds[lot_below(&p->lot, (int)ARRAY_LEN(kinds))]);
	entry_put(&en, "source", source ? source : sources[lot_below(&p->lot, (int)ARRAY_LEN(sources))]);
	entry_day(&en, "joined", joined);
	entry_put(&en, "plan", plans[lot_below(&p->lot, (int)ARRAY_LEN(plans))]);
	if (exited) {
		who->kind = MEMBER; /* no longer one to be paired */
		entry_day(&en, "exited", exited);
		entry_put(&en, "exit_reason", reasons[lot_below(&p->lot, (int)ARRAY_LEN(reasons))]);
	}
	return entry_save(&en, NULL, e);
}

/* The youngest are 18 on joining.  `edge` without `young`: one day beyond the bound. */
static struct wish reserve_wish(struct place *p, int64_t unit, bool young, bool edge)
{
	static const char *const well[] = { "college", "college", "bachelor", "bachelor", "master" };
	static const char *const less[] = { "senior", "secondary_vocational", "junior", "senior" };
	ymd cutoff = p->plan->cutoff;
	struct wish w = { .unit = unit, .kind = RESERVE, .young = young };
	if (young || edge) {
		w.birth = young ? birth_lasting(&p->lot, cutoff) : date_add_years(cutoff, -36);
		w.education = well[lot_below(&p->lot, (int)ARRAY_LEN(well))];
	} else if (lot_below(&p->lot, 2)) {
		w.birth = birth_of_age(&p->lot, cutoff, 24, 35);
		w.education = less[lot_below(&p->lot, (int)ARRAY_LEN(less))];
	} else {
		w.birth = birth_of_age(&p->lot, cutoff, 37, 48);
		w.education = lot_below(&p->lot, 3) ? less[lot_below(&p->lot, (int)ARRAY_LEN(less))] : "college";
	}
	return w;
}

/* Left before the last quarter of the year that ends on the cut-off day. */
static bool make_left(struct place *p, struct village *villages, int count, struct err *e)
{
	for (int i = 0; i < p->plan->reserves.left; i++) {
		int64_t unit = villages[lot_below(&p->lot, count)].unit.id;
		struct wish w = reserve_wish(p, unit, i % 2 == 0, false);
		w.young = false;
		ymd from = p->plan->reserves.from, middle = date_from_days(date_days(from) + 60);
		ymd joined = lot_day(&p->lot, from, middle);
		ymd exited = lot_day(&p->lot, middle, date_from_days(date_days(p->plan->reserves.to) - 30));
		if (!reserve_make(p, unit, &w, joined, exited, e))
			return false;
	}
	return true;
}

bool make_reserves(struct place *p, struct err *e)
{
	struct village *villages;
	int count, young = p->plan->reserves.young_college, made = 0, older = 0;
	if (!villages_of(p, &p->plan->reserves.under, &count, &villages, e))
		return false;
	spread(p, villages, count);
	for (int turn = 0; made < p->plan->reserves.number; turn++)
		for (int i = 0; i < count; i++) {
			if (villages[i].reserves <= turn)
				continue;
			bool weak = find_code(&p->plan->reserves.weak, villages[i].unit.code) >= 0;
			bool is_young = !weak && young > 0;
			bool edge = !is_young && older == 0;
			struct wish w = reserve_wish(p, villages[i].unit.id, is_young, edge);
			ymd joined = lot_day(&p->lot, p->plan->reserves.from, p->plan->reserves.to);
			if (!reserve_make(p, villages[i].unit.id, &w, joined, 0, e))
				return false;
			young -= is_young;
			older += !is_young;
			made++;
		}
	assert(young == 0);
	return make_left(p, villages, count, e);
}

/* ---- settings ---- */

static const char *digits(struct place *p, int n)
{
	return n ? arena_printf(p->row, "%d", n) : NULL;
}

static bool requirements_make(struct place *p, int64_t unit, struct err *e)
{
	for (int i = 0; i < p->plan->requirement_count; i++) {
		const struct plan_requirement *r = &p->plan->requirements[i];
		struct entry en;
		entry_start(p, &en, "requirement", unit);
		entry_put(&en, "unit_kind", r->kind);
		entry_put(&en, "number", digits(p, r->number));
		entry_put(&en, "young_number", digits(p, r->young));
		entry_put(&en, "age_max", digits(p, r->age));
		entry_put(&en, "education", r->education);
		entry_day(&en, "valid_from", r->from);
		entry_put(&en, "document", r->document);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

bool make_settings(struct place *p, struct err *e)
{
	for (int i = 0; i < p->plan->parameter_count; i++) {
		const struct plan_parameter *m = &p->plan->parameters[i];
		struct entry en;
		entry_start(p, &en, "parameter", p->unit.id);
		entry_put(&en, "name", m->name);
		entry_put(&en, "value", m->value);
		entry_day(&en, "valid_from", m->from);
		entry_put(&en, "document", m->document);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	for (int i = 0; i < p->plan->reserves.under.count; i++) {
		struct unit unit;
		if (!unit_by_code(p->a, p->db, p->plan->reserves.under.code[i], 0, &unit, e) ||
		    !requirements_make(p, unit.id, e))
			return false;
	}
	return true;
}

/* Villages elsewhere have no requirement, so nothing is asked of them. */
bool make_todos(struct place *p, struct err *e)
{
	for (int i = 0; i < p->plan->reserves.under.count; i++) {
		struct unit unit;
		int opened, closed;
		if (!unit_by_code(p->a, p->db, p->plan->reserves.under.code[i], 0, &unit, e) ||
		    !shortage_supervise(p->a, p->db, p->county, unit.id, 0, &opened, &closed, e))
			return false;
	}
	return true;
}
