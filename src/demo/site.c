/*
 * site.c - packs/<place>/site.yaml: where the organisations of the villages meet.
 *
 *	without   villages that have none; every other one has a 党群服务中心
 *	second    how many villages have another site beside it
 *	large     how many sites have at least 200 m²
 *	rented    how many of the others are rented
 *	repair    how many are under repair
 *	replaced  how many villages gave up an old site when the new one was built
 *	from, to  days of building
 */
#include "base/str.h"
#include "demo/chain.h"
#include "demo/demo_int.h"
#include "demo/reading.h"

struct plan_sites {
	struct plan_codes without;
	int second, large, rented, repair, replaced;
	ymd from, to;
};

/* What one site is like; closed 0: in use. */
struct site {
	int64_t unit;
	const char *name, *kind, *address, *area, *tenure, *status;
	ymd built, closed;
};

static struct plan_sites sites_of(const struct reading *plan)
{
	struct reading r = plan_part(plan, "sites");
	struct plan_sites s = {
		.second = plan_number(&r, "second"), .large = plan_number(&r, "large"),
		.rented = plan_number(&r, "rented"), .repair = plan_number(&r, "repair"),
		.replaced = plan_number(&r, "replaced"),
		.from = plan_day(&r, "from"), .to = plan_day(&r, "to"),
	};
	plan_codes_of(&r, "without", &s.without);
	return s;
}

static bool site_make(struct place *p, const struct site *s, struct err *e)
{
	struct person *keeper = person_at(p, s->unit, MEMBER, 0);
	struct entry en;
	entry_start(p, &en, "activity_site", s->unit);
	entry_put(&en, "name", s->name);
	entry_put(&en, "kind", s->kind);
	entry_put(&en, "address", s->address);
	entry_put(&en, "area", s->area);
	entry_day(&en, "built", s->built);
	entry_put(&en, "tenure", s->tenure);
	entry_put(&en, "status", s->status);
	if (s->closed)
		entry_day(&en, "closed", s->closed);
	else if (keeper)
		entry_id(&en, "keeper", keeper->id);
	return entry_save(&en, NULL, e);
}

static const char *area_of(struct place *p, bool large)
{
	int whole = large ? 200 + lot_below(&p->lot, 380) : 60 + lot_below(&p->lot, 139);
	return arena_printf(p->a, "%d.%d", whole, lot_below(&p->lot, 10));
}

static bool centre_make(struct place *p, const struct plan_sites *plan, const struct village *v,
			int i, struct err *e)
{
	const char *village = short_name(p->a, v->unit.name);
	bool large = i < plan->large;
	struct site s = {
		.unit = v->unit.id, .kind = "centre", .name = arena_printf(p->a, "%s党群服务中心", village),
		.address = arena_printf(p->a, "%s%d组", village, 1 + lot_below(&p->lot, 12)),
		.area = area_of(p, large),
		.tenure = !large && i < plan->large + plan->rented ? "rented" : "own",
		.status = i < plan->repair ? "repair" : "used",
		.built = lot_day(&p->lot, plan->from, plan->to),
	};
	if (!site_make(p, &s, e) || i >= plan->replaced)
		return e->code == ERR_NONE;
	struct site old = {
		.unit = v->unit.id, .kind = "other", .name = arena_printf(p->a, "%s旧村部", village),
		.address = s.address, .area = area_of(p, true), .tenure = "own", .status = "closed",
		.built = 19980500, .closed = s.built,
	};
	return site_make(p, &old, e);
}

static bool second_make(struct place *p, const struct plan_sites *plan, const struct village *v,
			int i, struct err *e)
{
	static const char *const kinds[][2] = { { "plaza", "文化广场" }, { "library", "农家书屋" } };
	const char *village = short_name(p->a, v->unit.name), *const *kind = kinds[i % 2];
	struct site s = {
		.unit = v->unit.id, .kind = kind[0], .name = arena_printf(p->a, "%s%s", village, kind[1]),
		.address = arena_printf(p->a, "%s%d组", village, 1 + lot_below(&p->lot, 12)),
		.area = area_of(p, false), .tenure = "own", .status = "used",
		.built = lot_day(&p->lot, plan->from, plan->to),
	};
	return site_make(p, &s, e);
}

static bool has_none(const struct plan_sites *plan, const struct village *v)
{
	for (int i = 0; i < plan->without.count; i++)
		if (text_eq(plan->without.code[i], v->unit.code))
			return true;
	return false;
}

bool make_sites(struct place *p, struct err *e)
{
	struct reading r;
	int made = 0;
	if (!plan_area(p->a, p->plan->slug, "site", &r, e))
		return false;
	if (!r.map)
		return true;
	struct plan_sites plan = sites_of(&r);
	if (!plan_says_ok(&r, "site.yaml", e))
		return false;
	for (int i = 0; i < p->village_count; i++) {
		const struct village *v = &p->villages[i];
		if (has_none(&plan, v))
			continue;
		if (!centre_make(p, &plan, v, made, e))
			return false;
		if (made < plan.second && !second_make(p, &plan, v, made, e))
			return false;
		made++;
	}
	assert(made + plan.without.count == p->village_count); /* each of them is a village here */
	return true;
}
