/*
 * talent.c - packs/<place>/talent.yaml: who is able, who is away, who came back.
 *
 *	experts   number: in the register on the cut-off day, two of three among people there are
 *	          already; teachers: of them can teach; from, to: days of recognition
 *	away      number: listed on the cut-off day; uncontacted: of them without any contact;
 *	          declined: struck off at their own wish, beside that number
 *	returns   number: came back in (from, to], `young` of them of the age that sources count;
 *	          earlier: in the half year before `from`
 *	contests  number: held in (from, to], with so many entries each, six of which win a prize
 *	leaders   number: 致富带头人; raised: of them raised here; reused: among people there are already;
 *	          trained: attendances of two skill classes that the county held in the last month
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"

#define ONE_OF(p, table) ((table)[lot_below(&(p)->lot, (int)ARRAY_LEN(table))])

struct group {
	int number, teachers, uncontacted, declined, earlier, entries, raised, reused, young, trained;
	ymd from, to;
};

struct making {
	struct place *place;
	struct village *villages;
	int village_count, next;
	int expert_count, leader_count;
	int64_t *experts, *expert_units; /* for the contests */
	int64_t *leaders, *leader_units; /* for the skill classes */
};

static struct group group_of(const struct reading *plan, const char *key)
{
	struct reading r = plan_part(plan, key);
	return (struct group){
		.number = plan_number(&r, "number"), .teachers = plan_number(&r, "teachers"),
		.uncontacted = plan_number(&r, "uncontacted"), .declined = plan_number(&r, "declined"),
		.earlier = plan_number(&r, "earlier"), .entries = plan_number(&r, "entries"),
		.raised = plan_number(&r, "raised"), .reused = plan_number(&r, "reused"),
		.young = plan_number(&r, "young"), .trained = plan_number(&r, "trained"),
		.from = plan_day(&r, "from"), .to = plan_day(&r, "to"),
	};
}

/* The villages in turn, so that none has all of them. */
static int64_t village_next(struct making *m)
{
	return m->villages[m->next++ % m->village_count].unit.id;
}

enum age { ANY_AGE, YOUNG, OLDER };

static bool villager_make(struct making *m, const char *occupation, enum age age, struct person *out,
			  struct err *e)
{
	static const char *const levels[] = { "junior", "senior", "secondary_vocational", "college", "bachelor" };
	struct place *p = m->place;
	struct person *made;
	struct wish w = { .unit = village_next(m), .kind = VILLAGER, .occupation = occupation };
	if (age == ANY_AGE)
		age = lot_below(&p->lot, 2) ? YOUNG : OLDER;
	w.birth = age == YOUNG ? birth_lasting(&p->lot, p->plan->cutoff)
					: birth_of_age(&p->lot, p->plan->cutoff, 37, 55);
	w.education = ONE_OF(p, levels);
	if (!person_make(p, &w, &made, e))
		return false;
	*out = *made;
	return true;
}

/* Through the people there are, every seventh, then those beside them: all villages have some. */
struct walk {
	int count, at, turn;
};

static struct walk walk_of(const struct place *p)
{
	return (struct walk){ .count = p->person_count };
}

/* Somebody of a village's committee or pool, each once; NULL at the end. */
static const struct person *existing_next(const struct place *p, struct walk *w)
{
	enum { STRIDE = 7 };
	while (w->turn < STRIDE) {
		const struct person *who = w->at < w->count ? &p->people[w->at] : NULL;
		w->at += STRIDE;
		if (!who)
			w->at = ++w->turn;
		else if (who->kind == MEMBER || who->kind == RESERVE)
			return who;
	}
	return NULL;
}

/* ---- experts ---- */

static bool expert_make(struct place *p, const struct person *who, const struct group *g, bool teaches,
			struct err *e)
{
	static const char *const kinds[] = { "expert", "farmer", "farmer", "craftsman", "technician", "online",
					     "heritage", "manager" };
	static const char *const specialities[] = { "crops", "fruit", "herbs", "livestock", "fishery", "veterinary",
						    "machinery", "building", "processing", "cooking", "craft",
						    "ecommerce", "tourism" };
	static const char *const levels[] = { "none", "none", "junior", "junior", "intermediate", "senior" };
	static const char *const feats[] = { "带动邻近十余户种植，传授育苗和嫁接技术。", "在镇产业基地担任技术员，常年上门指导。",
					     "承接村组建房和修缮，带徒三人。", "开设网店，帮助村民销售农产品。" };
	struct entry en;
	entry_start(p, &en, "talent", who->unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "kind", ONE_OF(p, kinds));
	entry_put(&en, "speciality", ONE_OF(p, specialities));
	entry_put(&en, "level", ONE_OF(p, levels));
	entry_put(&en, "can_teach", teaches ? "1" : "0");
	entry_day(&en, "started", lot_day(&p->lot, g->from, g->to));
	entry_put(&en, "feats", ONE_OF(p, feats));
	return entry_save(&en, NULL, e);
}

static bool make_experts(struct making *m, const struct group *g, struct err *e)
{
	struct place *p = m->place;
	struct walk at = walk_of(p);
	m->experts = ARENA_ARRAY(p->a, int64_t, g->number + 1);
	m->expert_units = ARENA_ARRAY(p->a, int64_t, g->number + 1);
	for (int i = 0; i < g->number; i++) {
		const struct person *old = i % 3 ? existing_next(p, &at) : NULL;
		struct person who;
		if (old)
			who = *old;
		else if (!villager_make(m, NULL, ANY_AGE, &who, e))
			return false;
		if (!expert_make(p, &who, g, i < g->teachers, e))
			return false;
		m->experts[m->expert_count] = who.id;
		m->expert_units[m->expert_count++] = who.unit;
	}
	return true;
}

/* ---- away, and the contacts with them ---- */

static int64_t secretary_of(const struct place *p, int64_t unit)
{
	for (int i = 0; i < p->person_count; i++)
		if (p->people[i].unit == unit && p->people[i].kind == SECRETARY)
			return p->people[i].id;
	return 0;
}

static bool contact_make(struct place *p, const struct person *who, int64_t away, ymd after, struct err *e)
{
	static const struct {
		ymd day;
		const char *festival, *way;
	} days[] = {
		{ 20210212, "spring", "visit" },     { 20211002, "national", "phone" },
		{ 20220202, "spring", "meeting" },   { 20220405, "qingming", "visit" },
		{ 20220910, "mid_autumn", "phone" }, { 20221003, "national", "visit" },
		{ 20230123, "spring", "visit" },     { 20230405, "qingming", "phone" },
		{ 20231001, "national", "meeting" },
	};
	static const char *const said[] = { "介绍村里产业和返乡创业扶持政策，询问家中老人情况。",
					    "邀请参加返乡人员座谈会，征求对村里发展的意见。",
					    "了解所在企业用工需求，愿意帮助介绍就业。", "节日问候，通报村里道路和水渠建设进展。" };
	static const char *const outcomes[] = { "greeted", "greeted", "follow_up", "information", "no_wish" };
	int right = -1;
	for (int i = 0; i < (int)ARRAY_LEN(days); i++)
		if (days[i].day > after && days[i].day <= p->plan->cutoff &&
		    (right < 0 || lot_below(&p->lot, 2)))
			right = i;
	struct entry en;
	entry_start(p, &en, "talent_contact", who->unit);
	entry_id(&en, "away", away);
	entry_day(&en, "happened", right < 0 ? p->plan->cutoff : days[right].day);
	entry_put(&en, "way", right < 0 ? "phone" : days[right].way);
	entry_put(&en, "festival", right < 0 ? NULL : days[right].festival);
	entry_id(&en, "by", secretary_of(p, who->unit));
	entry_put(&en, "content", ONE_OF(p, said));
	entry_put(&en, "outcome", ONE_OF(p, outcomes));
	return entry_save(&en, NULL, e);
}

static bool away_make(struct making *m, const struct group *g, bool declined, bool contacted, struct err *e)
{
	static const char *const places[] = { "广东深圳", "广东东莞", "浙江杭州", "江苏苏州", "上海", "北京", "福建厦门",
					      "广东佛山" };
	static const char *const industries[] = { "manufacturing", "construction", "trade", "internet", "catering",
						  "education", "health" };
	static const char *const positions[] = { "总经理", "技术主管", "项目经理", "高级工程师", "门店负责人", "教师", "主治医师" };
	static const char *const wishes[] = { "none", "help", "help", "considering", "considering", "decided" };
	static const char *const periods[] = { "3", "6", "6", "12" };
	struct place *p = m->place;
	struct person who;
	struct entry en;
	int64_t id;
	if (!villager_make(m, "外出就业", ANY_AGE, &who, e))
		return false;
	ymd listed = lot_day(&p->lot, g->from, g->to);
	entry_start(p, &en, "away_talent", who.unit);
	entry_id(&en, "person", who.id);
	entry_put(&en, "place", ONE_OF(p, places));
	entry_day(&en, "listed", listed);
	entry_put(&en, "consent", declined ? "0" : "1");
	if (declined) {
		entry_day(&en, "ended", date_from_days(date_days(listed) + 20));
		return entry_save(&en, NULL, e);
	}
	entry_put(&en, "industry", ONE_OF(p, industries));
	entry_put(&en, "position", ONE_OF(p, positions));
	entry_put(&en, "wish", ONE_OF(p, wishes));
	entry_put(&en, "every_months", ONE_OF(p, periods));
	entry_put(&en, "ties", lot_below(&p->lot, 2) ? "父母在家，每年春节返乡。" : "老屋由兄弟照看，关心村里修路。");
	return entry_save(&en, &id, e) && (!contacted || contact_make(p, &who, id, listed, e));
}

static bool make_away(struct making *m, const struct group *g, struct err *e)
{
	for (int i = 0; i < g->number + g->declined; i++)
		if (!away_make(m, g, i >= g->number, i % 5 != 2 || i / 5 >= g->uncontacted, e))
			return false;
	return true;
}

/* ---- returns, contests, leaders ---- */

static bool return_make(struct making *m, ymd came_back, enum age age, struct err *e)
{
	static const char *const kinds[] = { "migrant", "graduate", "veteran", "online", "entrepreneur", "skilled" };
	static const char *const from[] = { "广东深圳", "广东东莞", "浙江宁波", "江苏苏州", "长沙", "福建厦门" };
	static const char *const projects[] = { "油茶种植和加工", "生态养鸡", "食用菌大棚", "农产品网店", "家庭农场",
						"农机服务队", "乡村民宿", "中药材种植" };
	static const char *const support[] = { "loan", "place", "training", "tax", "subsidy", "service", "several" };
	struct place *p = m->place;
	struct person who;
	struct entry en;
	const char *project = ONE_OF(p, projects);
	if (!villager_make(m, "返乡创业", age, &who, e))
		return false;
	entry_start(p, &en, "return_event", who.unit);
	entry_id(&en, "person", who.id);
	entry_day(&en, "came_back", came_back);
	entry_put(&en, "from_place", ONE_OF(p, from));
	entry_put(&en, "kind", ONE_OF(p, kinds));
	entry_put(&en, "project", project);
	entry_put(&en, "industry", text_eq(project, "农产品网店") ? "internet" : "farming");
	entry_put(&en, "support", ONE_OF(p, support));
	entry_put(&en, "jobs", arena_printf(p->row, "%d", 1 + lot_below(&p->lot, 12)));
	return entry_save(&en, NULL, e);
}

static bool make_returns(struct making *m, const struct group *g, struct err *e)
{
	ymd before = date_from_days(date_days(g->from) - 180);
	for (int i = 0; i < g->number + g->earlier; i++) {
		bool late = i < g->number;
		ymd day = lot_day(&m->place->lot, late ? g->from : before, late ? g->to : g->from);
		if (!return_make(m, day, i < g->young ? YOUNG : OLDER, e))
			return false;
	}
	return true;
}

static bool contest_entries(struct making *m, int64_t contest, int from, int count, struct err *e)
{
	static const char *const prizes[] = { "first", "second", "second", "third", "third", "third" };
	struct place *p = m->place;
	for (int i = 0; i < count; i++) {
		int who = (from + i) % m->expert_count;
		struct entry en;
		entry_start(p, &en, "contest_entry", m->expert_units[who]);
		entry_id(&en, "contest", contest);
		entry_id(&en, "person", m->experts[who]);
		entry_put(&en, "score", arena_printf(p->row, "%d.5", 96 - 2 * i));
		entry_put(&en, "rank", arena_printf(p->row, "%d", i + 1));
		entry_put(&en, "prize", i < (int)ARRAY_LEN(prizes) ? prizes[i] : NULL);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool make_contests(struct making *m, const struct group *g, struct err *e)
{
	static const struct {
		const char *name, *skill;
	} table[] = { { "农机手技能比武", "machinery" }, { "砌筑工技能大赛", "building" }, { "乡厨厨艺大赛", "cooking" } };
	struct place *p = m->place;
	assert(g->number <= (int)ARRAY_LEN(table) && g->entries <= m->expert_count);
	for (int i = 0; i < g->number; i++) {
		struct entry en;
		int64_t id;
		entry_start(p, &en, "contest", p->unit.id);
		entry_put(&en, "name", arena_printf(p->row, "%s%s", p->unit.name, table[i].name));
		entry_put(&en, "skill", table[i].skill);
		entry_put(&en, "level", p->unit.id == p->county ? "county" : "town");
		entry_day(&en, "held", lot_day(&p->lot, g->from, g->to));
		entry_put(&en, "place", "文化广场");
		entry_put(&en, "organiser", p->unit.name);
		if (!entry_save(&en, &id, e) || !contest_entries(m, id, i * 5, g->entries, e))
			return false;
	}
	return true;
}

static bool leader_make(struct place *p, const struct person *who, const struct group *g, bool raised,
			struct err *e)
{
	static const char *const kinds[] = { "grower", "grower", "cooperative", "family_farm", "trader", "workshop" };
	static const char *const trades[] = { "水稻", "油茶", "茶叶", "蔬菜", "食用菌", "生猪养殖", "稻田养鱼", "中药材", "柑橘" };
	ymd started = lot_day(&p->lot, g->from, g->to);
	struct entry en;
	entry_start(p, &en, "rich_leader", who->unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "kind", ONE_OF(p, kinds));
	entry_put(&en, "trade", ONE_OF(p, trades));
	entry_put(&en, "households", arena_printf(p->row, "%d", 2 + lot_below(&p->lot, 30)));
	entry_day(&en, "raised_on", raised ? started : 0);
	entry_day(&en, "started", started);
	return entry_save(&en, NULL, e);
}

static bool make_leaders(struct making *m, const struct group *g, struct err *e)
{
	struct place *p = m->place;
	struct walk at = walk_of(p);
	m->leaders = ARENA_ARRAY(p->a, int64_t, g->number + 1);
	m->leader_units = ARENA_ARRAY(p->a, int64_t, g->number + 1);
	for (int i = 0; i < g->number; i++) {
		const struct person *old = i < g->reused ? existing_next(p, &at) : NULL;
		struct person who;
		if (old)
			who = *old;
		else if (!villager_make(m, NULL, ANY_AGE, &who, e))
			return false;
		if (!leader_make(p, &who, g, i < g->raised, e))
			return false;
		m->leaders[m->leader_count] = who.id;
		m->leader_units[m->leader_count++] = who.unit;
	}
	return true;
}

/* Held by the county, so that the place's own classes stay those of its training plan. */
static bool skill_class_make(struct place *p, int k, ymd day, int64_t *id, struct err *e)
{
	static const char *const names[] = { "致富带头人食用菌栽培技术培训班", "致富带头人中药材种植技术培训班" };
	struct entry en;
	entry_start(p, &en, "training_class", p->county);
	entry_put(&en, "number", arena_printf(p->row, "致富%d-%d", day / 10000, k + 1));
	entry_put(&en, "name", names[k]);
	entry_put(&en, "kind", "skill");
	entry_put(&en, "target", "rich_leader");
	entry_day(&en, "started", day);
	entry_day(&en, "ended", day);
	entry_put(&en, "hours", "8");
	return entry_save(&en, id, e);
}

static bool make_trained(struct making *m, const struct group *g, struct err *e)
{
	enum { FIRST = 4 }; /* of them in the first class; the rest of them once more in the second */
	struct place *p = m->place;
	int64_t classes[2];
	ymd days[2];
	for (int k = 0; k < 2 && g->trained; k++) {
		days[k] = date_from_days(date_days(g->to) - 20 + 10 * k);
		if (!skill_class_make(p, k, days[k], &classes[k], e))
			return false;
	}
	for (int i = 0; i < g->trained; i++) {
		int k = i >= FIRST, who = i % FIRST;
		struct entry en;
		entry_start(p, &en, "trainee", m->leader_units[who]);
		entry_id(&en, "class", classes[k]);
		entry_id(&en, "person", m->leaders[who]);
		entry_day(&en, "attended", days[k]);
		entry_put(&en, "hours", "8");
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

bool make_talent(struct place *p, struct err *e)
{
	struct reading r;
	struct making m = { .place = p };
	if (!plan_area(p->a, p->plan->slug, "talent", &r, e))
		return false;
	if (!r.map)
		return true;
	struct group experts = group_of(&r, "experts"), away = group_of(&r, "away"),
		     returns = group_of(&r, "returns"), contests = group_of(&r, "contests"),
		     leaders = group_of(&r, "leaders");
	return plan_says_ok(&r, "talent.yaml", e) &&
	       villages_of(p, &p->plan->committees.under, &m.village_count, &m.villages, e) &&
	       make_experts(&m, &experts, e) && make_away(&m, &away, e) && make_returns(&m, &returns, e) &&
	       make_contests(&m, &contests, e) && make_leaders(&m, &leaders, e) &&
	       make_trained(&m, &leaders, e);
}
