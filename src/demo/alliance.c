/*
 * alliance.c - villages that build together, and each one's part.
 *
 *	alliances   name, kind, industry, parts in all, started; shares: village and its parts;
 *	            firm and firm_parts: a firm beside the villages
 */
#include "base/str.h"
#include "demo/chain.h"

static bool share_make(struct chain *c, int64_t alliance, int64_t unit, const char *party, const char *contribution,
		       int parts, struct err *e)
{
	struct place *p = c->place;
	struct entry en;
	entry_start(p, &en, "alliance_share", unit);
	entry_id(&en, "alliance", alliance);
	entry_put(&en, "party", party);
	entry_put(&en, "contribution", contribution);
	entry_put(&en, "amount", arena_printf(p->row, "%d", 50000 + parts * 100));
	entry_put(&en, "parts", arena_printf(p->row, "%d", parts));
	return entry_save(&en, NULL, e);
}

/* By the same step as a person takes: only when the parts add up. */
static bool agree(struct chain *c, int64_t id, ymd started, struct err *e)
{
	struct place *p = c->place;
	struct findings f;
	struct record *r;
	arena_reset(p->row);
	findings_init(&f, p->row);
	if (!reg_load(p->row, p->db, reg_find("alliance"), p->county, id, &p->how.scope, false, &r, e))
		return false;
	*record_value(r, "started") = (struct value){ .known = true, .i = started };
	return reg_transit(p->row, p->db, r, "agree", &p->how, ROLE_BIT(ROLE_ORGANISER), &f, e);
}

static bool alliance_make(struct chain *c, const struct reading *r, struct err *e)
{
	static const char *const contributions[] = { "resource", "funds", "project", "talent" };
	struct place *p = c->place;
	struct plan_codes shares = { 0 };
	struct unit lead;
	struct entry en;
	int64_t id;
	plan_codes_of(r, "shares", &shares);
	if (!unit_by_code(p->a, p->db, shares.code[0], 0, &lead, e))
		return false;
	entry_start(p, &en, "alliance", lead.id);
	entry_put(&en, "name", plan_need(r, "name"));
	entry_put(&en, "kind", plan_need(r, "kind"));
	entry_put(&en, "industry", plan_need(r, "industry"));
	entry_put(&en, "parts", arena_printf(p->row, "%d", plan_number(r, "parts")));
	entry_put(&en, "agreement", "整合要素、联营合作，收益按份分配，亏损同担。");
	if (!entry_save(&en, &id, e))
		return false;
	for (int i = 0; i < shares.count; i++) {
		struct unit unit;
		if (!unit_by_code(p->a, p->db, shares.code[i], 0, &unit, e))
			return false;
		const char *party = arena_printf(p->a, "%s股份经济合作社", short_name(p->a, unit.name));
		if (!share_make(c, id, unit.id, party, contributions[i % (int)ARRAY_LEN(contributions)],
				shares.number[i], e))
			return false;
	}
	const char *firm = plan_word(r, "firm");
	if (firm && !share_make(c, id, p->unit.id, firm, "funds", plan_number(r, "firm_parts"), e))
		return false;
	return agree(c, id, plan_day(r, "started"), e);
}

bool chain_alliances(struct chain *c, struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(&c->plan, "alliances", i);
		if (!item.map)
			return true;
		if (!alliance_make(c, &item, e))
			return false;
	}
}
