/*
 * pairing.c - households and who helps them; packs/<place>/pairing.yaml:
 *
 *	from, to        days between which pairings begin; every section below may be left out
 *	households      in the villages under `under`: members and companies: how many pairings of
 *	                each kind, one household each; without: households in need with nobody;
 *	                general: other households; firms: companies; ending: pairings that are due soon
 *	offices         number pairings of `count` offices with the villages under `under`
 *	standing        villages that a member of the standing committee answers for
 *	county_leaders  towns, one leader each
 *	town_leaders    villages under `under` but not those of `without`, `each` to a leader
 *	results         how many results these pairings have had
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/yaml_tree.h"

struct made {
	int64_t id, unit;
	ymd started;
};

enum { MADE_MAX = 400, OFFICES_MAX = 40 };

struct work {
	struct place *p;
	struct reading r;
	ymd from, to;
	int made_count;
	struct made made[MADE_MAX];
};

static bool section(const struct work *w, const char *key, struct reading *out)
{
	if (!ymap_get(w->r.map, key))
		return false;
	*out = plan_part(&w->r, key);
	return true;
}

static bool villages_in(struct work *w, const struct reading *r, int *count, struct village **out, struct err *e)
{
	struct plan_codes under = { 0 };
	plan_codes_of(r, "under", &under);
	return plan_says_ok(r, "pairing.yaml", e) && villages_of(w->p, &under, count, out, e);
}

/* ---- people and organisations ---- */

static bool official(struct place *p, int64_t unit, const char *occupation, struct person **out, struct err *e)
{
	struct wish w = {
		.unit = unit, .kind = OFFICIAL, .political = "party_member", .occupation = occupation,
		.education = lot_below(&p->lot, 3) ? "bachelor" : "college",
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 32, 54),
	};
	return person_make(p, &w, out, e);
}

static bool organisation(struct place *p, const char *kind, const char *name, int64_t leader, int64_t *id,
			 struct err *e)
{
	struct entry en;
	entry_start(p, &en, "org", p->unit.id);
	entry_put(&en, "name", name);
	entry_put(&en, "kind", kind);
	entry_id(&en, "leader", leader);
	entry_day(&en, "founded", date_make(2001 + lot_below(&p->lot, 15), 3, 1));
	return entry_save(&en, id, e);
}

struct helper {
	int64_t person, org;
};

/* `count` companies or offices, each with the person who answers for it. */
static bool helpers(struct place *p, bool firms, int count, struct helper *out, struct err *e)
{
	static const char *const offices[] = { "农业农村局", "林业局", "水利局", "文化和旅游局", "教育局", "卫生健康局",
					       "民政局", "交通运输局", "自然资源局", "供销合作社" };
	static const char *const trades[] = { "生态农业有限公司", "茶业有限公司", "食品有限公司", "竹木制品有限公司",
					      "供应链有限公司" };
	assert(count <= (int)ARRAY_LEN(offices));
	for (int i = 0; i < count; i++) {
		struct person *who;
		const char *name = firms ? arena_printf(p->a, "%s%s（演示%d）", p->unit.name,
							trades[i % (int)ARRAY_LEN(trades)], i + 1)
					 : arena_printf(p->a, "%s%s", p->unit.name, offices[i]);
		const char *post = arena_printf(p->a, "%s%s", name, firms ? "负责人" : "帮扶联系人");
		if (!official(p, p->unit.id, post, &who, e) ||
		    !organisation(p, firms ? "company" : "office", name, who->id, &out[i].org, e))
			return false;
		out[i].person = who->id;
	}
	return true;
}

/* ---- records ---- */

struct pairing {
	const char *kind;
	int64_t unit, person, org, household;
	ymd due;
	int visits;
};

static bool pairing_make(struct work *w, const struct pairing *in, struct err *e)
{
	static const struct {
		const char *kind, *duties;
	} texts[] = {
		{ "member_household", "宣讲政策，了解困难，帮办实事，带动增收。" },
		{ "firm_household", "提供就业岗位，订单收购农产品，开展技能培训。" },
		{ "unit_village", "指导村党组织建设，协调项目，帮助发展集体经济。" },
		{ "standing_village", "定点指导乡村振兴重点村，专题研究、协调解决突出问题。" },
		{ "county_leader_town", "包乡走村入户，每月到乡镇调研，督促重点任务。" },
		{ "town_leader_village", "包村联户，指导村级各项工作，收集办理群众诉求。" },
	};
	assert(w->made_count < MADE_MAX);
	struct made *m = &w->made[w->made_count++];
	struct entry en;
	m->unit = in->unit;
	m->started = lot_day(&w->p->lot, w->from, w->to);
	entry_start(w->p, &en, "pairing", in->unit);
	entry_put(&en, "kind", in->kind);
	entry_id(&en, "helper", in->person);
	entry_id(&en, "helper_org", in->org);
	entry_id(&en, "household", in->household);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (text_eq(texts[i].kind, in->kind))
			entry_put(&en, "duties", texts[i].duties);
	entry_put(&en, "visits", arena_printf(w->p->row, "%d", in->visits));
	entry_put(&en, "cadence", in->visits >= 3 ? "每月至少一次" : "每季度至少一次");
	entry_day(&en, "started", m->started);
	entry_day(&en, "due", in->due);
	return entry_save(&en, &m->id, e);
}

static bool household_make(struct work *w, const struct village *v, const char *kind, int64_t *id, struct err *e)
{
	static const char *const needs[] = { "劳动力不足，盼代管农田。", "希望就近务工。", "养殖技术缺乏。",
					     "子女就学支出大。", "慢性病用药负担重。" };
	struct place *p = w->p;
	struct person *head;
	struct entry en;
	struct wish wish = {
		.unit = v->unit.id, .kind = HOUSEHOLDER, .political = "masses", .education = "junior",
		.occupation = "务农", .birth = birth_of_age(&p->lot, p->plan->cutoff, 38, 68),
	};
	if (!person_make(p, &wish, &head, e))
		return false;
	entry_start(p, &en, "household", v->unit.id);
	entry_id(&en, "head", head->id);
	entry_put(&en, "kind", kind);
	entry_put(&en, "members", arena_printf(p->row, "%d", 1 + lot_below(&p->lot, 6)));
	entry_put(&en, "place", arena_printf(p->row, "%d组", 1 + lot_below(&p->lot, 9)));
	if (!text_eq(kind, "general"))
		entry_put(&en, "need", needs[lot_below(&p->lot, (int)ARRAY_LEN(needs))]);
	entry_day(&en, "listed", w->from);
	return entry_save(&en, id, e);
}

/* The member of the Party in the village's committee who has the fewest households. */
static struct person *member_of(struct work *w, int64_t unit, const int *load)
{
	struct person *best = NULL;
	for (int i = 0; i < w->p->person_count; i++) {
		struct person *t = &w->p->people[i];
		if (t->unit == unit && t->party && t->kind <= MEMBER &&
		    (!best || load[i] < load[best - w->p->people]))
			best = t;
	}
	return best;
}

struct shares {
	int members, companies, without, general, firms, ending;
};

static const char *need_of(int i)
{
	return i % 4 == 3 ? "watched" : "lifted";
}

static bool households_pair(struct work *w, const struct shares *s, const struct village *villages, int count,
			    struct err *e)
{
	struct helper firms[OFFICES_MAX] = { 0 };
	int *load = ARENA_ARRAY(w->p->a, int, w->p->person_count);
	ymd soon = date_from_days(date_days(today()) + 20);
	if (!helpers(w->p, true, s->firms, firms, e))
		return false;
	for (int i = 0; i < s->members + s->companies; i++) {
		const struct village *v = &villages[i % count];
		struct pairing in = { .kind = "member_household", .unit = v->unit.id, .visits = 3,
				      .due = i < s->ending ? soon : 0 };
		struct person *member = member_of(w, v->unit.id, load);
		if (i >= s->members) {
			in.kind = "firm_household";
			in.person = firms[i % s->firms].person;
			in.org = firms[i % s->firms].org;
			in.visits = 1;
		} else {
			assert(member);
			load[member - w->p->people]++;
			in.person = member->id;
		}
		if (!household_make(w, v, need_of(i), &in.household, e) || !pairing_make(w, &in, e))
			return false;
	}
	return true;
}

static bool make_households(struct work *w, struct err *e)
{
	struct reading r;
	struct village *villages;
	int count;
	int64_t id;
	if (!section(w, "households", &r))
		return true;
	struct shares s = {
		.members = plan_number(&r, "members"), .companies = plan_number(&r, "companies"),
		.without = plan_number(&r, "without"), .general = plan_number(&r, "general"),
		.firms = plan_number(&r, "firms"), .ending = plan_number(&r, "ending"),
	};
	if (!villages_in(w, &r, &count, &villages, e) || !households_pair(w, &s, villages, count, e))
		return false;
	for (int i = 0; i < s.without + s.general; i++)
		if (!household_make(w, &villages[i % count], i < s.without ? need_of(i) : "general", &id, e))
			return false;
	return true;
}

static bool make_offices(struct work *w, struct err *e)
{
	struct reading r;
	struct village *villages;
	struct helper offices[OFFICES_MAX] = { 0 };
	int count;
	if (!section(w, "offices", &r))
		return true;
	int number = plan_number(&r, "number"), n = plan_number(&r, "count");
	if (!villages_in(w, &r, &count, &villages, e) || !helpers(w->p, false, n, offices, e))
		return false;
	for (int i = 0; i < number; i++) {
		struct pairing in = { .kind = "unit_village", .unit = villages[i % count].unit.id, .visits = 1,
				      .person = offices[i % n].person, .org = offices[i % n].org };
		if (!pairing_make(w, &in, e))
			return false;
	}
	return true;
}

/* ---- leaders ---- */

static bool make_standing(struct work *w, struct err *e)
{
	struct reading r;
	struct village *villages;
	int count;
	if (!section(w, "standing", &r))
		return true;
	if (!villages_in(w, &r, &count, &villages, e))
		return false;
	for (int i = 0; i < count; i++) {
		struct person *who;
		const char *post = arena_printf(w->p->a, "%s委常委（演示）", w->p->unit.name);
		if (!official(w->p, w->p->unit.id, post, &who, e))
			return false;
		struct pairing in = { .kind = "standing_village", .unit = villages[i].unit.id, .visits = 3,
				      .person = who->id };
		if (!pairing_make(w, &in, e))
			return false;
	}
	return true;
}

static bool make_county_leaders(struct work *w, struct err *e)
{
	struct reading r;
	struct plan_codes towns = { 0 };
	if (!section(w, "county_leaders", &r))
		return true;
	plan_codes_of(&r, "towns", &towns);
	for (int i = 0; i < towns.count; i++) {
		struct unit town;
		struct person *who;
		const char *post = arena_printf(w->p->a, "%s领导（演示）", w->p->unit.name);
		if (!unit_by_code(w->p->a, w->p->db, towns.code[i], 0, &town, e) ||
		    !official(w->p, w->p->unit.id, post, &who, e))
			return false;
		struct pairing in = { .kind = "county_leader_town", .unit = town.id, .visits = 3, .person = who->id };
		if (!pairing_make(w, &in, e))
			return false;
	}
	return true;
}

static bool is_left_out(const struct plan_codes *without, const struct village *v)
{
	for (int i = 0; i < without->count; i++)
		if (text_eq(without->code[i], v->unit.code))
			return true;
	return false;
}

/* Leaders the town has already come first. */
static bool town_leader(struct work *w, int64_t town, int n, int64_t *id, struct err *e)
{
	struct person *who;
	for (int i = 0; i < w->p->person_count; i++)
		if (w->p->people[i].kind == LEADER && w->p->people[i].unit == town && n-- == 0) {
			*id = w->p->people[i].id;
			return true;
		}
	if (!official(w->p, town, "乡镇领导班子成员", &who, e))
		return false;
	*id = who->id;
	return true;
}

static bool make_town_leaders(struct work *w, struct err *e)
{
	struct reading r;
	struct plan_codes without = { 0 };
	struct village *villages;
	int count, in_town = 0;
	int64_t town = 0, leader = 0;
	if (!section(w, "town_leaders", &r))
		return true;
	int each = plan_number(&r, "each");
	plan_codes_of(&r, "without", &without);
	if (!villages_in(w, &r, &count, &villages, e))
		return false;
	for (int i = 0; i < count; i++) {
		const struct village *v = &villages[i];
		if (is_left_out(&without, v))
			continue;
		in_town = v->unit.parent == town ? in_town + 1 : 0;
		town = v->unit.parent;
		if (in_town % each == 0 && !town_leader(w, town, in_town / each, &leader, e))
			return false;
		struct pairing in = { .kind = "town_leader_village", .unit = v->unit.id, .visits = 3,
				      .person = leader };
		if (!pairing_make(w, &in, e))
			return false;
	}
	return true;
}

/* ---- results ---- */

static bool make_results(struct work *w, struct err *e)
{
	static const struct {
		const char *kind, *content;
	} texts[] = {
		{ "project", "争取机耕道硬化项目立项。" },     { "jobs", "介绍家庭成员到园区就业。" },
		{ "technique", "请技术员现场指导病虫害防治。" }, { "sales", "组织集中采购农产品。" },
		{ "goods", "送去化肥和良种。" },               { "project", "协调山塘清淤整修项目。" },
	};
	int count = plan_number(&w->r, "results");
	for (int i = 0; i < count && w->made_count; i++) {
		const struct made *m = &w->made[lot_below(&w->p->lot, w->made_count)];
		int t = lot_below(&w->p->lot, (int)ARRAY_LEN(texts));
		struct entry en;
		entry_start(w->p, &en, "pairing_result", m->unit);
		entry_id(&en, "pairing", m->id);
		entry_put(&en, "kind", texts[t].kind);
		entry_put(&en, "content", texts[t].content);
		entry_day(&en, "happened", lot_day(&w->p->lot, m->started, w->p->plan->cutoff));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

bool make_pairings(struct place *p, struct err *e)
{
	struct work *w = ARENA_NEW(p->a, struct work);
	*w = (struct work){ .p = p };
	if (!plan_area(p->a, p->plan->slug, "pairing", &w->r, e))
		return false;
	if (!w->r.map)
		return true;
	w->from = plan_day(&w->r, "from");
	w->to = plan_day(&w->r, "to");
	if (!plan_says_ok(&w->r, "pairing.yaml", e))
		return false;
	return make_households(w, e) && make_offices(w, e) && make_standing(w, e) && make_county_leaders(w, e) &&
	       make_town_leaders(w, e) && make_results(w, e) && plan_says_ok(&w->r, "pairing.yaml", e);
}
