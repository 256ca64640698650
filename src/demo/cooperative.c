/*
 * cooperative.c - packs/<place>/cooperative.yaml: cooperatives, what bases yield, what is sold.
 *
 *	branch_led  number of cooperatives led by village branches, spread over the villages with
 *	            committees; members of each; from, to: days of registration
 *	raised      number of farm businesses raised by Party members, over all villages of the place
 *	named       cooperatives told one by one: keys are those of the register
 *	forest      number of bases of improved forest, area of all in 亩, started
 *	outputs     year, product, measure, yield of an 亩 and its value in yuan: of every base there
 *	live        sales by live stream: weight of all in 斤, number, product, price in yuan; from, to
 */
#include "base/str.h"
#include "demo/chain.h"
#include "reg/project_money.h"
#include "reg/query.h"

enum { BASE_ROWS = 60 };

static const char *text_of_number(struct place *p, int64_t n)
{
	return arena_printf(p->row, "%" PRId64, n);
}

/* ---- cooperatives ---- */

static bool member_make(struct place *p, int64_t coop, int64_t unit, const struct person *who, int i, ymd joined,
			struct err *e)
{
	static const char *const kinds[] = { "land", "labour", "facility", "cash" };
	static const int value[] = { 3200, 1800, 12000, 5000 };
	struct entry en;
	int k = i % (int)ARRAY_LEN(kinds);
	entry_start(p, &en, "coop_member", unit);
	entry_id(&en, "cooperative", coop);
	entry_id(&en, "person", who->id);
	entry_put(&en, "contribution", kinds[k]);
	if (k < 2)
		entry_put(&en, "quantity", k ? "30" : "4.5");
	entry_put(&en, "value", text_of_number(p, value[k] + 100 * lot_below(&p->lot, 12)));
	entry_day(&en, "joined", joined);
	return entry_save(&en, NULL, e);
}

static bool members_make(struct place *p, int64_t coop, int64_t unit, int number, ymd joined, struct err *e)
{
	int made = 0;
	for (int i = 0; i < p->person_count && made < number; i++)
		if (p->people[i].unit == unit && !member_make(p, coop, unit, &p->people[i], made++, joined, e))
			return false;
	return true;
}

static bool branch_led_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const names[] = { "天麻", "林下养鸡", "丹参", "养蜂", "玄参", "猪苓" };
	static const char *const business[] = { "planting", "breeding" };
	ymd from = plan_day(r, "from"), to = plan_day(r, "to");
	int number = plan_number(r, "number"), members = plan_number(r, "members");
	for (int i = 0; i < number; i++) {
		const struct village *v = &p->villages[i % p->village_count];
		const struct person *leader = person_at(p, v->unit.id, SECRETARY, 0);
		int k = i % (int)ARRAY_LEN(names);
		ymd registered = lot_day(&p->lot, from, to);
		struct entry en;
		int64_t id;
		entry_start(p, &en, "cooperative", v->unit.id);
		entry_put(&en, "name", arena_printf(p->row, "柞水县%s%s农民专业合作社", short_name(p->row, v->unit.name),
						    names[k]));
		entry_put(&en, "kind", "coop");
		entry_put(&en, "led", "branch");
		entry_id(&en, "branch", v->branch);
		entry_id(&en, "leader", leader ? leader->id : 0);
		entry_put(&en, "business", business[k % 2]);
		entry_put(&en, "products", names[k]);
		entry_day(&en, "registered", registered);
		if (!entry_save(&en, &id, e) || !members_make(p, id, v->unit.id, members, registered, e))
			return false;
	}
	return true;
}

static bool raised_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const words[] = { "茶叶", "葡萄", "食用菌", "林下种植", "脐橙", "高山蔬菜", "民宿" };
	static const char *const kinds[] = { "farm", "grower", "coop", "farm", "grower", "farm", "grower", "company" };
	static const char *const ends[] = { "家庭农场", "种植户", "农民专业合作社", "家庭农场", "种植户", "家庭农场",
					    "经营户", "农业有限公司" };
	struct unit_list villages;
	int number = plan_number(r, "number"), who = 0;
	ymd from = plan_day(r, "from"), to = plan_day(r, "to");
	if (!unit_villages(p->a, p->db, p->unit.id, 0, &villages, e))
		return false;
	for (int i = 0; i < number; i++) {
		const struct unit *v = &villages.units[i % villages.count];
		int w = i % (int)ARRAY_LEN(words), k = i % (int)ARRAY_LEN(kinds);
		struct entry en;
		while (!p->people[who % p->person_count].party)
			who++;
		entry_start(p, &en, "cooperative", v->id);
		entry_put(&en, "name", arena_printf(p->row, "%s%s%s%d", short_name(p->row, v->name), words[w], ends[k],
						    i / villages.count + 1));
		entry_put(&en, "kind", kinds[k]);
		entry_put(&en, "led", "villager");
		entry_id(&en, "raised_by", p->people[who++ % p->person_count].id);
		entry_put(&en, "business", w == 6 ? "homestay" : "planting");
		entry_put(&en, "products", words[w]);
		entry_day(&en, "registered", lot_day(&p->lot, from, to));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool named_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const names[] = { "name", "kind", "led", "business", "products", "rank", "visible",
					     "registered", NULL };
	struct unit unit;
	struct entry en;
	if (!unit_by_code(p->a, p->db, plan_need(r, "unit"), 0, &unit, e))
		return false;
	const struct person *leader = person_at(p, unit.id, SECRETARY, 0);
	entry_start(p, &en, "cooperative", unit.id);
	for (int i = 0; names[i]; i++)
		entry_put(&en, names[i], plan_word(r, names[i]));
	entry_id(&en, "leader", leader ? leader->id : 0);
	return entry_save(&en, NULL, e);
}

/* ---- bases ---- */

static bool forest_make(struct place *p, const struct reading *r, struct err *e)
{
	int number = plan_number(r, "number"), area = plan_number(r, "area");
	assert(number && number <= p->village_count);
	for (int i = 0; i < number; i++) {
		const struct village *v = &p->villages[(2 * i + 1) % p->village_count];
		const struct person *head = person_at(p, v->unit.id, SECRETARY, 0);
		struct entry en;
		entry_start(p, &en, "base", v->unit.id);
		entry_put(&en, "name", arena_printf(p->row, "%s林改培基地", short_name(p->row, v->unit.name)));
		entry_put(&en, "kind", "forest");
		entry_put(&en, "chain", "herbs");
		entry_put(&en, "products", plan_need(r, "products"));
		entry_put(&en, "stage", "production");
		/* the parts are the whole, none of them alike */
		int parts = number * (number + 1);
		int part = area * (i + 1) * (i + 2) / parts - area * i * (i + 1) / parts;
		entry_put(&en, "area", text_of_number(p, part));
		entry_id(&en, "head", head ? head->id : 0);
		entry_day(&en, "started", plan_day(r, "started"));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool output_make(struct place *p, const struct reading *r, const struct record *base, struct err *e)
{
	int64_t area = base->v[field_find(base->def, "area")->index].i / 100;
	int64_t quantity = area * plan_number(r, "yield"), unit = base->unit, id = base->id;
	struct entry en;
	entry_start(p, &en, "base_output", unit);
	entry_id(&en, "base", id);
	entry_put(&en, "year", plan_need(r, "year"));
	entry_put(&en, "product", plan_need(r, "product"));
	entry_put(&en, "quantity", text_of_number(p, quantity));
	entry_put(&en, "measure", plan_need(r, "measure"));
	entry_put(&en, "value", text_of_number(p, area * plan_number(r, "value")));
	return entry_save(&en, NULL, e);
}

/* Of every base of the place whose products name the product. */
static bool outputs_make(struct place *p, const struct reading *r, struct err *e)
{
	const struct reg_def *def = reg_find("base");
	struct path products;
	struct record_list list;
	struct query q;
	bool there = path_parse(def, "products", &products);
	assert(there);
	query_init(&q, def, p->county, &p->how.scope);
	q.unit = p->unit.id;
	q.limit = BASE_ROWS;
	query_filter(&q, products, OP_CONTAINS, plan_need(r, "product"));
	if (!query_list(p->a, p->db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!output_make(p, r, list.rows[i], e))
			return false;
	return true;
}

/* ---- sales ---- */

static bool live_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const platforms[] = { "抖音", "快手", "淘宝直播", "微信视频号" };
	int number = plan_number(r, "number"), left = plan_number(r, "weight"), price = plan_number(r, "price");
	ymd from = plan_day(r, "from"), to = plan_day(r, "to");
	for (int i = 0; i < number; i++) {
		const struct village *v = &p->villages[i % p->village_count];
		int mean = left / (number - i);
		int weight = i + 1 == number ? left : mean / 2 + lot_below(&p->lot, mean);
		struct entry en;
		left -= weight;
		entry_start(p, &en, "sale", v->unit.id);
		entry_put(&en, "channel", "live");
		entry_put(&en, "product", i % 3 ? plan_need(r, "product") : "高山茶叶");
		entry_put(&en, "weight", text_of_number(p, weight));
		entry_put(&en, "value", text_of_number(p, (int64_t)weight * price));
		entry_put(&en, "platform", platforms[i % (int)ARRAY_LEN(platforms)]);
		entry_day(&en, "sold", lot_day(&p->lot, from, to));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool each(struct place *p, const struct reading *plan, const char *key,
		 bool (*make)(struct place *p, const struct reading *r, struct err *e), struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(plan, key, i);
		if (!item.map)
			return true;
		if (!make(p, &item, e))
			return false;
	}
}

static bool part(struct place *p, const struct reading *plan, const char *key,
		 bool (*make)(struct place *p, const struct reading *r, struct err *e), struct err *e)
{
	if (!plan_has(plan, key))
		return true;
	struct reading r = plan_part(plan, key);
	return make(p, &r, e);
}

bool make_cooperatives(struct place *p, struct err *e)
{
	struct reading plan;
	if (!plan_area(p->a, p->plan->slug, "cooperative", &plan, e) || !plan.map)
		return plan.map == NULL && e->code == ERR_NONE;
	return part(p, &plan, "branch_led", branch_led_make, e) && part(p, &plan, "raised", raised_make, e) &&
	       each(p, &plan, "named", named_make, e) && part(p, &plan, "forest", forest_make, e) &&
	       each(p, &plan, "outputs", outputs_make, e) && part(p, &plan, "live", live_make, e) &&
	       plan_says_ok(&plan, "cooperative.yaml", e);
}
