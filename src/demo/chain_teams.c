/*
 * chain_teams.c - teams, exemplar posts, standard checks, projects and stations.
 *
 *	teams       number of volunteer teams, one at a base each, with so many members
 *	exemplars   exemplar posts, first at the bases, then in other villages
 *	checks      branches checked on a day, item by item; unmet items, rectified of them
 *	projects, stations   number of each
 *	fire        volunteer fire teams, with so many members each, and their league
 */
#include "base/str.h"
#include "demo/chain.h"

static const char *digits(struct place *p, int n)
{
	return arena_printf(p->row, "%d", n);
}

static const char *village_at(struct place *p, int64_t unit)
{
	return short_name(p->a, unit_name_now(p->a, p->db, unit));
}

/* ---- teams ---- */

struct team {
	const char *kind, *name, *area, *activity, *content;
	int64_t unit, org, base;
	int members;
};

static bool member_make(struct chain *c, int64_t team, int64_t unit, const struct person *who, const char *role,
			struct err *e)
{
	struct entry en;
	entry_start(c->place, &en, "team_member", unit);
	entry_id(&en, "team", team);
	entry_id(&en, "person", who->id);
	entry_put(&en, "role", role);
	entry_day(&en, "joined", c->founded);
	return entry_save(&en, NULL, e);
}

static bool activity_make(struct chain *c, const struct team *t, int64_t team, ymd held, struct err *e)
{
	struct place *p = c->place;
	struct entry en;
	entry_start(p, &en, "team_activity", t->unit);
	entry_id(&en, "team", team);
	entry_put(&en, "kind", t->activity);
	entry_day(&en, "held", held);
	entry_put(&en, "content", t->content);
	entry_put(&en, "people", digits(p, 4 + lot_below(&p->lot, 12)));
	entry_put(&en, "hours", digits(p, 2 + lot_below(&p->lot, 5)));
	entry_put(&en, "served", digits(p, 10 + lot_below(&p->lot, 40)));
	return entry_save(&en, NULL, e);
}

/* The secretary leads it; members of the committees are in it. */
static bool team_make(struct chain *c, const struct team *t, int64_t *id, struct err *e)
{
	struct place *p = c->place;
	const struct person *leader = person_at(p, t->unit, SECRETARY, 0);
	struct entry en;
	entry_start(p, &en, "team", t->unit);
	entry_put(&en, "name", t->name);
	entry_put(&en, "kind", t->kind);
	entry_id(&en, "org", t->org);
	entry_id(&en, "base", t->base);
	entry_put(&en, "area", t->area);
	entry_id(&en, "leader", leader ? leader->id : 0);
	entry_day(&en, "started", c->founded);
	if (!entry_save(&en, id, e) || (leader && !member_make(c, *id, t->unit, leader, "leader", e)))
		return false;
	for (int i = 0; i < t->members - 1; i++) {
		const struct person *who = person_at(p, t->unit, MEMBER, i);
		if (who && !member_make(c, *id, t->unit, who, "member", e))
			return false;
	}
	return activity_make(c, t, *id, lot_day(&p->lot, c->founded, p->plan->cutoff), e);
}

static bool volunteers(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	struct reading r = plan_part(&c->plan, "teams");
	int number = plan_number(&r, "number");
	assert(number <= c->base_count);
	for (int i = 0; i < number; i++) {
		const struct chain_base *b = &c->bases[i];
		struct team t = {
			.kind = "volunteer", .unit = b->unit, .org = b->branch, .base = b->id,
			.name = arena_printf(p->a, "%s党员志愿服务队", b->name), .area = b->name,
			.members = plan_number(&r, "members"), .activity = "field",
			.content = "到田间帮助移栽和管护，讲解病虫害防治。",
		};
		int64_t id;
		if (!team_make(c, &t, &id, e))
			return false;
	}
	return true;
}

static bool fire_teams(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	struct reading r = plan_part(&c->plan, "fire");
	int number = plan_number(&r, "teams");
	struct team league = {
		.kind = "fire_league", .unit = p->villages[0].unit.parent, .name = plan_need(&r, "league"),
		.area = "全乡", .activity = "drill", .content = "各村义务消防队联合演练。",
	};
	int64_t all, id;
	assert(number <= p->village_count);
	if (!team_make(c, &league, &all, e))
		return false;
	for (int i = 0; i < number; i++) {
		const struct village *v = &p->villages[i];
		const struct person *leader = person_at(p, v->unit.id, SECRETARY, 0);
		const char *name = village_at(p, v->unit.id);
		struct team t = {
			.kind = "fire", .unit = v->unit.id, .org = v->branch, .area = name,
			.name = arena_printf(p->a, "%s义务消防队", name), .members = plan_number(&r, "members"),
			.activity = "safety", .content = "入户检查用电用火，清点消防器材。",
		};
		if (!team_make(c, &t, &id, e) || !member_make(c, all, v->unit.id, leader, i ? "member" : "leader", e))
			return false;
	}
	return true;
}

/* ---- exemplar posts ---- */

static bool exemplar_make(struct chain *c, int64_t unit, const struct chain_base *b, const struct person *who,
			  int nth, struct err *e)
{
	static const char *const duties[] = { "带头推广良种良法，包片指导生产。", "带头流转土地，调解用地纠纷。",
					      "带头对接销售，及时发布价格信息。" };
	struct entry en;
	entry_start(c->place, &en, "exemplar_post", unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "kind", nth % 3 == 2 ? "pioneer" : "demonstration");
	entry_id(&en, "base", b ? b->id : 0);
	entry_id(&en, "org", b ? b->branch : 0);
	entry_put(&en, "duty", duties[nth % (int)ARRAY_LEN(duties)]);
	entry_day(&en, "started", c->founded);
	return entry_save(&en, NULL, e);
}

/* Who is a Party member by committee.c: the secretary and the members of odd number. */
static const struct person *exemplar_at(struct place *p, int64_t unit, int k)
{
	return k == 0 ? person_at(p, unit, SECRETARY, 0) : person_at(p, unit, MEMBER, 2 * k - 1);
}

static bool exemplars(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	int number = plan_number(&c->plan, "exemplars"), made = 0;
	for (int k = 0; k < 3 && made < number; k++)
		for (int i = 0; i < c->base_count && made < number; i++, made++)
			if (!exemplar_make(c, c->bases[i].unit, &c->bases[i],
					   exemplar_at(p, c->bases[i].unit, k), made, e))
				return false;
	for (int v = 0; made < number; v++) {
		int64_t unit = p->villages[v].unit.id;
		bool at_base = false;
		for (int i = 0; i < c->base_count; i++)
			at_base |= c->bases[i].unit == unit;
		if (!at_base && !exemplar_make(c, unit, NULL, exemplar_at(p, unit, 0), made++, e))
			return false;
	}
	return true;
}

/* ---- standard checks ---- */

struct checking {
	ymd on;
	int branches, unmet, rectified; /* unmet, rectified: still to be made */
};

static bool item_make(struct chain *c, struct checking *k, int64_t unit, int64_t branch, const struct choice *item,
		      bool met, struct err *e)
{
	struct place *p = c->place;
	struct entry en;
	entry_start(p, &en, "branch_check", unit);
	entry_id(&en, "branch", branch);
	entry_put(&en, "item", item->code);
	entry_put(&en, "standard", arena_printf(p->row, "%s符合党支部标准化规范化建设要求", item->label.zh));
	entry_put(&en, "met", met ? "1" : "0");
	entry_day(&en, "checked", k->on);
	entry_put(&en, "checker", "组织办");
	if (!met) {
		entry_put(&en, "problem", arena_printf(p->row, "%s资料不全。", item->label.zh));
		entry_day(&en, "due", date_from_days(date_days(k->on) + 30));
		if (k->rectified-- > 0)
			entry_day(&en, "rectified", date_from_days(date_days(k->on) + 12));
	}
	return entry_save(&en, NULL, e);
}

/* Which items are not met moves on from branch to branch. */
static bool checks(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	struct reading r = plan_part(&c->plan, "checks");
	struct checking k = { .on = plan_day(&r, "on"), .branches = plan_number(&r, "branches"),
			      .unmet = plan_number(&r, "unmet"), .rectified = plan_number(&r, "rectified") };
	const struct choice_list *items = choice_list_find("standard_item");
	for (int i = 0; i < k.branches; i++) {
		const struct chain_base *b = i < c->base_count && c->bases[i].branch ? &c->bases[i] : NULL;
		if (b && b->joint && i > 0 && c->bases[i - 1].branch == b->branch) {
			k.branches++; /* that one has been checked */
			continue;
		}
		const struct village *v = &p->villages[i];
		for (int n = 0; n < items->count; n++) {
			bool met = k.unmet <= 0 || (n + i) % 3 != 1;
			k.unmet -= !met;
			if (!item_make(c, &k, b ? b->unit : v->unit.id, b ? b->branch : v->branch, &items->choices[n],
				       met, e))
				return false;
		}
	}
	assert(k.unmet <= 0);
	return true;
}

/* ---- projects and stations ---- */

static bool projects(struct chain *c, struct err *e)
{
	static const char *const names[] = { "“支部领航·坝上丰收”项目", "“红领先锋”服务项目", "“党员包片”品牌项目" };
	struct place *p = c->place;
	struct reading r = plan_part(&c->plan, "projects");
	for (int i = 0; i < plan_number(&r, "number"); i++) {
		const struct chain_base *b = i < c->base_count && c->bases[i].branch ? &c->bases[i] : NULL;
		const struct village *v = &p->villages[i];
		int64_t unit = b ? b->unit : v->unit.id;
		struct entry en;
		entry_start(p, &en, "branch_project", unit);
		entry_put(&en, "name",
			  arena_printf(p->row, "%s%s", village_at(p, unit), names[i % (int)ARRAY_LEN(names)]));
		entry_id(&en, "branch", b ? b->branch : v->branch);
		entry_put(&en, "plan", "明确项目书记、任务清单和完成时限，每季度评议一次。");
		const struct person *leader = person_at(p, unit, SECRETARY, 0);
		entry_id(&en, "leader", leader ? leader->id : 0);
		entry_day(&en, "started", c->founded);
		entry_day(&en, "due", date_add_years(c->founded, 1));
		if (i % 3 == 2) {
			entry_day(&en, "finished", date_add_years(c->founded, 1));
			entry_put(&en, "result", "按期完成，形成可复制的做法。");
		}
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool stations(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	struct reading r = plan_part(&c->plan, "stations");
	for (int i = 0; i < plan_number(&r, "number"); i++) {
		const struct village *v = &p->villages[i];
		const struct person *head = person_at(p, v->unit.id, SECRETARY, 0);
		struct entry en;
		entry_start(p, &en, "station", v->unit.id);
		entry_put(&en, "name", arena_printf(p->row, "%s红领工作站", village_at(p, v->unit.id)));
		entry_put(&en, "kind", "red_collar");
		entry_id(&en, "org", v->branch);
		entry_id(&en, "head", head ? head->id : 0);
		entry_put(&en, "services", "党员服务、政策咨询、民事代办、志愿服务。");
		entry_day(&en, "opened", c->founded);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

bool chain_teams(struct chain *c, struct err *e)
{
	static const struct {
		const char *key;
		bool (*make)(struct chain *c, struct err *e);
	} parts[] = {
		{ "teams", volunteers }, { "fire", fire_teams },   { "exemplars", exemplars },
		{ "checks", checks },	 { "projects", projects }, { "stations", stations },
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (plan_has(&c->plan, parts[i].key) && !parts[i].make(c, e))
			return false;
	return true;
}
