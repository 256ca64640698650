/*
 * chain.c - packs/<place>/chain.yaml: bases, the branches on them, posted experts.
 *
 *	founded     day from which bases, branches and teams are there
 *	bases       per kind: number, products, area in 亩 of the first and what each next has more
 *	town_heads  this many bases or groups of bases have a town leader as head (乡级坝长), made
 *	            here; the others are headed by the village secretary, and have no branch
 *	joint       villages whose bases share one branch; bases beyond have each their own
 *	demonstration   branches named by the county; unfilled: branches that miss one post
 *	roles       rows of the register branch_role, of the document roles_document
 *	experts     number on the cut-off day, left: whose posting had ended, complete: of the
 *	            number, with all five transfers
 *	teams, exemplars, checks, projects, stations, fire: chain_teams.c; alliances: alliance.c
 */
#include "demo/chain.h"
#include "base/str.h"

enum { TRANSFERS = 5 };

struct person *person_at(struct place *p, int64_t unit, enum kind kind, int i)
{
	for (int k = 0; k < p->person_count; k++)
		if (p->people[k].unit == unit && p->people[k].kind == kind && i-- == 0)
			return &p->people[k];
	return NULL;
}

struct person *person_keep(struct place *p, const struct person *who)
{
	struct person *kept = ARENA_NEW(p->a, struct person);
	*kept = *who;
	return kept;
}

/* ---- where the bases lie ---- */

static struct village *village_by_code(struct place *p, const char *code)
{
	for (int i = 0; i < p->village_count; i++)
		if (text_eq(p->villages[i].unit.code, code))
			return &p->villages[i];
	assert(!"a village of the plan");
	return NULL;
}

static bool has_base(const struct chain *c, int64_t unit)
{
	for (int i = 0; i < c->base_count; i++)
		if (c->bases[i].unit == unit)
			return true;
	return false;
}

static int bases_wanted(const struct chain *c)
{
	int n = 0;
	for (int i = 0;; i++) {
		struct reading item = plan_item(&c->plan, "bases", i);
		if (!item.map)
			return n;
		n += plan_number(&item, "number");
	}
}

/* First those of the joint branches, then the others spread over the villages. */
static void places_choose(struct chain *c)
{
	struct place *p = c->place;
	int wanted = bases_wanted(c);
	assert(wanted <= CHAIN_BASES && wanted <= p->village_count);
	for (int i = 0;; i++) {
		struct reading item = plan_item(&c->plan, "joint", i);
		struct plan_codes codes = { 0 };
		if (!item.map)
			break;
		plan_codes_of(&item, "villages", &codes);
		for (int k = 0; k < codes.count; k++)
			c->bases[c->base_count++] = (struct chain_base){
				.unit = village_by_code(p, codes.code[k])->unit.id, .joint = i + 1 };
	}
	assert(wanted > 0 || c->base_count >= wanted);
	for (int at = 0; c->base_count < wanted; at += 1 + p->village_count / wanted) {
		int64_t unit = p->villages[at % p->village_count].unit.id;
		if (!has_base(c, unit))
			c->bases[c->base_count++] = (struct chain_base){ .unit = unit };
	}
}

/* ---- bases ---- */

/* A town leader, made for it; the bases of one joint branch share theirs. */
static bool head_of(struct chain *c, int i, int town_heads, struct err *e)
{
	struct place *p = c->place;
	struct chain_base *b = &c->bases[i];
	struct unit village;
	if (b->joint && i > 0 && c->bases[i - 1].joint == b->joint) {
		b->head = c->bases[i - 1].head;
		return true;
	}
	if (!town_heads) {
		const struct person *who = person_at(p, b->unit, SECRETARY, 0);
		b->head = who ? person_keep(p, who) : NULL;
		return true;
	}
	if (!unit_load(p->a, p->db, b->unit, 0, &village, e))
		return false;
	struct wish w = {
		.unit = village.parent, .kind = LEADER, .occupation = "乡镇领导班子成员（坝长）",
		.political = "party_member", .education = "bachelor",
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 36, 52),
	};
	struct person *who;
	if (!person_make(p, &w, &who, e))
		return false;
	b->head = person_keep(p, who);
	return true;
}

static bool base_make(struct chain *c, int i, const struct reading *item, int nth, struct err *e)
{
	struct place *p = c->place;
	struct chain_base *b = &c->bases[i];
	const char *kind = plan_need(item, "kind"), *village = unit_name_now(p->a, p->db, b->unit);
	int area = plan_number(item, "area") + nth * plan_number(item, "step");
	struct entry en;
	b->name = arena_printf(p->a, "%s%s", short_name(p->a, village), text_eq(kind, "dam") ? "坝区" : "基地");
	b->chain = plan_need(item, "chain");
	if (!head_of(c, i, plan_number(&c->plan, "town_heads"), e))
		return false;
	entry_start(p, &en, "base", b->unit);
	entry_put(&en, "name", b->name);
	entry_put(&en, "kind", kind);
	entry_put(&en, "chain", b->chain);
	entry_put(&en, "products", plan_need(item, "products"));
	entry_put(&en, "stage", nth % 5 == 3 ? "processing" : nth % 7 == 5 ? "storage" : "production");
	entry_put(&en, "area", arena_printf(p->row, "%d.%d", area, lot_below(&p->lot, 10)));
	entry_id(&en, "head", b->head ? b->head->id : 0);
	entry_day(&en, "started", c->founded);
	return entry_save(&en, &b->id, e);
}

static bool bases_make(struct chain *c, struct err *e)
{
	int at = 0;
	places_choose(c);
	for (int i = 0; at < c->base_count; i++) {
		struct reading item = plan_item(&c->plan, "bases", i);
		for (int k = 0; k < plan_number(&item, "number"); k++)
			if (!base_make(c, at++, &item, k, e))
				return false;
	}
	return true;
}

/* ---- branches ---- */

static bool post_make(struct chain *c, const struct chain_base *b, const struct person *who, const char *kind,
		      struct err *e)
{
	struct entry en;
	entry_start(c->place, &en, "post", b->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "org", b->branch);
	entry_put(&en, "kind", kind);
	entry_put(&en, "committee", "0");
	entry_put(&en, "concurrent", "1");
	entry_day(&en, "started", c->founded);
	return entry_save(&en, NULL, e);
}

/* The village secretary is deputy; two Party members of the village's committees (those of odd
 * number, see committee.c) are members, one of them not yet where a post is to be missing. */
static bool posts_make(struct chain *c, const struct chain_base *b, bool missing, struct err *e)
{
	struct place *p = c->place;
	const struct person *deputy = person_at(p, b->unit, SECRETARY, 0);
	if (!post_make(c, b, b->head, "chain_secretary", e) || !post_make(c, b, deputy, "chain_deputy", e))
		return false;
	for (int i = 0; i < (missing ? 1 : 2); i++)
		if (!post_make(c, b, person_at(p, b->unit, MEMBER, 1 + 2 * i), "chain_member", e))
			return false;
	return true;
}

static bool branch_make(struct chain *c, int i, const char *covers, struct err *e)
{
	struct place *p = c->place;
	struct chain_base *b = &c->bases[i];
	struct entry en;
	entry_start(p, &en, "org", b->unit);
	entry_put(&en, "name", arena_printf(p->row, "中共%s%s支部委员会", b->name, b->joint ? "联合" : ""));
	entry_put(&en, "kind", "chain_branch");
	entry_put(&en, "formed", b->joint ? "joint" : "separate");
	entry_id(&en, "leader", b->head->id);
	if (covers)
		*record_value(en.rec, "covers") = (struct value){ .known = true, .s = covers };
	entry_day(&en, "founded", c->founded);
	return entry_save(&en, &b->branch, e);
}

static bool cover(struct chain *c, const struct chain_base *b, struct err *e)
{
	struct entry en;
	entry_start(c->place, &en, "branch_base", b->unit);
	entry_id(&en, "branch", b->branch);
	entry_id(&en, "base", b->id);
	entry_day(&en, "started", c->founded);
	return entry_save(&en, NULL, e);
}

static bool demonstration(struct chain *c, const struct chain_base *b, struct err *e)
{
	struct entry en;
	entry_start(c->place, &en, "branch_demonstration", b->unit);
	entry_id(&en, "branch", b->branch);
	entry_put(&en, "level", "county");
	entry_day(&en, "granted", date_add_years(c->founded, 1));
	entry_put(&en, "document", "县级示范坝区党支部命名文件（演示）");
	return entry_save(&en, NULL, e);
}

/* One branch per base, or per group of joint ones. */
static bool branches_make(struct chain *c, struct err *e)
{
	struct place *p = c->place;
	int named = plan_number(&c->plan, "demonstration"), missing = plan_number(&c->plan, "unfilled"), made = 0;
	if (!plan_number(&c->plan, "town_heads"))
		return true;
	for (int i = 0; i < c->base_count; i++) {
		struct chain_base *b = &c->bases[i];
		const char *covers = NULL;
		if (b->joint && i > 0 && c->bases[i - 1].joint == b->joint) {
			b->branch = c->bases[i - 1].branch;
			if (!cover(c, b, e))
				return false;
			continue;
		}
		for (int k = i + 1; b->joint && k < c->base_count && c->bases[k].joint == b->joint; k++)
			covers = arena_printf(p->a, "%s%s%" PRId64, covers ? covers : "", covers ? "," : "",
					      c->bases[k].unit);
		if (!branch_make(c, i, covers, e) || !cover(c, b, e) ||
		    !posts_make(c, b, made >= 2 && made < 2 + missing, e) ||
		    (made < named && !demonstration(c, b, e)))
			return false;
		made++;
	}
	return true;
}

static bool roles_make(struct chain *c, struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(&c->plan, "roles", i);
		struct entry en;
		if (!item.map)
			return true;
		entry_start(c->place, &en, "branch_role", c->place->unit.id);
		entry_put(&en, "org_kind", "chain_branch");
		entry_put(&en, "role", plan_need(&item, "role"));
		entry_put(&en, "number", arena_printf(c->place->row, "%d", plan_number(&item, "number")));
		entry_put(&en, "capacity", plan_need(&item, "capacity"));
		entry_day(&en, "valid_from", c->founded);
		entry_put(&en, "document", plan_need(&c->plan, "roles_document"));
		if (!entry_save(&en, NULL, e))
			return false;
	}
}

/* ---- experts ---- */

static const char *speciality_of(const char *chain)
{
	static const char *const pairs[][2] = {
		{ "tea", "tea" }, { "herbs", "herbs" }, { "vegetables", "vegetables" }, { "grain", "crops" },
		{ "fish", "aquatic" }, { "fruit", "fruit" }, { "livestock", "livestock" }, { "mushrooms", "mushrooms" },
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (text_eq(pairs[i][0], chain))
			return pairs[i][1];
	return "other";
}

static void put_transfers(struct place *p, struct entry *en, bool complete, ymd started)
{
	for (int i = 0; complete && i < TRANSFERS; i++) {
		entry_put(en, arena_printf(p->row, "transfer%d", i + 1), "1");
		entry_day(en, arena_printf(p->row, "transfer%d_on", i + 1),
			  date_from_days(date_days(started) + 3 + i));
	}
}

static bool expert_make(struct chain *c, const struct reading *x, int i, bool left, struct err *e)
{
	static const char *const titles[] = { "农艺师", "高级农艺师", "助理农艺师", "推广研究员", "工程师" };
	static const char *const senders[] = { "县农业农村局", "县农业技术推广站", "县林业局", "县茶叶产业发展中心" };
	struct place *p = c->place;
	const struct chain_base *b = &c->bases[i % c->base_count];
	ymd from = plan_day(x, "from"), to = plan_day(x, "to");
	struct wish w = {
		.unit = b->unit, .kind = CADRE, .occupation = "农技推广人员", .education = "bachelor",
		.political = lot_below(&p->lot, 3) ? "party_member" : "masses",
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 27, 54),
	};
	struct person *who;
	struct entry en;
	if (!person_make(p, &w, &who, e))
		return false;
	who = person_keep(p, who);
	ymd started = left ? from : lot_day(&p->lot, from, to);
	entry_start(p, &en, "expert_posting", b->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "base", b->id);
	entry_put(&en, "speciality", speciality_of(b->chain));
	entry_put(&en, "sent_by", senders[lot_below(&p->lot, (int)ARRAY_LEN(senders))]);
	entry_put(&en, "title", titles[lot_below(&p->lot, (int)ARRAY_LEN(titles))]);
	put_transfers(p, &en, i < plan_number(x, "complete"), started);
	entry_day(&en, "started", started);
	if (left)
		entry_day(&en, "ended", to);
	else {
		c->expert_base[c->expert_count] = i % c->base_count;
		c->experts[c->expert_count++] = who;
	}
	return entry_save(&en, NULL, e);
}

static bool transfer_items(struct chain *c, const struct reading *x, struct err *e)
{
	static const char *const nth[TRANSFERS] = { "第一项", "第二项", "第三项", "第四项", "第五项" };
	const char *document = plan_word(x, "document");
	for (int i = 0; document && i < TRANSFERS; i++) {
		struct entry en;
		entry_start(c->place, &en, "transfer_item", c->place->unit.id);
		entry_put(&en, "number", arena_printf(c->place->row, "%d", i + 1));
		entry_put(&en, "name", arena_printf(c->place->row, "%s划转（名称以县文件为准）", nth[i]));
		entry_day(&en, "valid_from", c->founded);
		entry_put(&en, "document", document);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool experts_make(struct chain *c, struct err *e)
{
	struct reading x = plan_part(&c->plan, "experts");
	int number = plan_number(&x, "number"), left = plan_number(&x, "left");
	c->experts = ARENA_ARRAY(c->place->a, struct person *, number + 1);
	c->expert_base = ARENA_ARRAY(c->place->a, int, number + 1);
	if (!transfer_items(c, &x, e))
		return false;
	for (int i = 0; i < number + left; i++)
		if (!expert_make(c, &x, i, i >= number, e))
			return false;
	return true;
}

bool make_chain(struct place *p, struct err *e)
{
	struct chain c = { .place = p };
	if (!plan_area(p->a, p->plan->slug, "chain", &c.plan, e) || !c.plan.map)
		return c.plan.map == NULL && e->code == ERR_NONE;
	c.founded = plan_day(&c.plan, "founded");
	if (!bases_make(&c, e) || !branches_make(&c, e) || !roles_make(&c, e))
		return false;
	if (plan_has(&c.plan, "experts") && !experts_make(&c, e))
		return false;
	return chain_teams(&c, e) && chain_alliances(&c, e) && plan_says_ok(&c.plan, "chain.yaml", e);
}
