/*
 * members.c - Party members and their development, awards, conversions, cadre changes.
 *
 * packs/<place>/members.yaml:
 *	development  number: became probationary members after `from`, up to `to`; reserves: of
 *	             them in the pool, after `reserves_from`; late: of the rest still not converted
 *	             though it is due; applicants, activists, candidates: on the way
 *	awards       count: committee members of different villages; village: its secretary
 *	conversions  kinds: how many of each of the “三培养”, after `from`, up to `to`
 *	changes      count: people of: reserves or members; one cadre change each
 *	benefits     the rules; former: cadres who left before the election; what is due in
 *	             `period` is entered and paid, in `next` only entered
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "measure/entitlement.h"
#include "reg/development.h"
#include "reg/yaml_tree.h"

struct growing {
	struct place *p;
	ymd from, to;
	int late;
	int turn; /* whose village comes next */
};

static const struct {
	const char *code, *occupation, *education;
} sources[] = {
	{ "rich_leader", "种植大户", "senior" },      { "talent", "农机手", "secondary_vocational" },
	{ "graduate", "返乡创业大学生", "bachelor" }, { "veteran", "退役军人，务农", "senior" },
	{ "rich_leader", "养殖大户", "junior" },      { "talent", "乡村医生", "college" },
};

static ymd later(ymd d, int days)
{
	return date_from_days(date_days(d) + days);
}

/* ---- members and introducers ---- */

static bool membership_make(struct place *p, const struct person *who, int64_t org, ymd joined, ymd full,
			    struct err *e)
{
	struct entry en;
	entry_start(p, &en, "membership", who->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "org", org);
	entry_put(&en, "principal", "1");
	entry_put(&en, "standing", full ? "formal" : "probationary");
	entry_day(&en, "joined", joined);
	entry_day(&en, "full_since", full);
	entry_day(&en, "entered", joined);
	return entry_save(&en, NULL, e);
}

static bool person_load(struct place *p, const struct person *who, struct record **out, struct err *e)
{
	arena_reset(p->row);
	return reg_load(p->row, p->db, reg_find("person"), p->county, who->id, &p->how.scope, false, out, e);
}

/* The people file says what the development says: since when, and whether full. */
static bool person_joins(struct place *p, const struct person *who, ymd joined, bool full, struct err *e)
{
	struct entry en = { .place = p };
	if (!person_load(p, who, &en.rec, e))
		return false;
	findings_init(&en.f, p->row);
	entry_put(&en, "political", full ? "party_member" : "probationary");
	entry_day(&en, "party_joined", joined);
	return entry_save(&en, NULL, e);
}

/* Secretary, and the older of two committee members who are in the Party. */
static void introducers_of(struct place *p, int64_t unit, struct person *out[2])
{
	int first = 0;
	while (p->people[first].kind != SECRETARY || p->people[first].unit != unit)
		first++;
	struct person *a = &p->people[first + 2], *b = &p->people[first + 4];
	assert(a->unit == unit && b->unit == unit && a->kind == MEMBER && b->kind == MEMBER);
	out[0] = &p->people[first];
	out[1] = a->birth < b->birth ? a : b;
}

static bool old_members_make(struct place *p, struct err *e)
{
	for (int v = 0; v < p->village_count; v++) {
		struct person *two[2];
		introducers_of(p, p->villages[v].unit.id, two);
		for (int i = 0; i < 2; i++) {
			struct record *rec;
			if (!person_load(p, two[i], &rec, e))
				return false;
			ymd joined = (ymd)record_value(rec, "party_joined")->i;
			if (joined && !membership_make(p, two[i], p->villages[v].branch, joined,
						       date_add_years(joined, 1), e))
				return false;
		}
	}
	return true;
}

/* ---- developments ---- */

/* Each stage at its time before the last one that has been reached. */
static void stages_draw(struct place *p, struct dev_dates *d, enum dev_stage reached, ymd last)
{
	struct lot *l = &p->lot;
	if (reached == DEV_PROBATIONARY) {
		d->probationary = last;
		last = later(last, -60 - lot_below(l, 60));
	}
	if (reached >= DEV_CANDIDATE) {
		d->candidate = last;
		last = later(last, -370 - lot_below(l, 120));
	}
	if (reached >= DEV_ACTIVIST) {
		d->activist = last;
		last = later(last, -120 - lot_below(l, 120));
	}
	d->applied = last;
	d->talked = reached == DEV_APPLICANT && lot_below(l, 2) ? 0 : later(last, 3 + lot_below(l, 24));
}

static bool development_make(struct place *p, const struct village *v, const struct person *who,
			     const char *source, const struct dev_dates *d, struct err *e)
{
	struct person *two[2];
	struct entry en;
	introducers_of(p, v->unit.id, two);
	entry_start(p, &en, "development", v->unit.id);
	entry_id(&en, "person", who->id);
	entry_id(&en, "org", v->branch);
	entry_put(&en, "priority", source);
	entry_day(&en, "applied", d->applied);
	entry_day(&en, "talked", d->talked);
	entry_day(&en, "activist", d->activist);
	entry_day(&en, "candidate", d->candidate);
	if (d->probationary) {
		entry_day(&en, "trained", later(d->candidate, 30));
		entry_put(&en, "training_days", "3");
		entry_put(&en, "training_hours", "24");
		entry_id(&en, "introducer", two[0]->id);
		entry_id(&en, "introducer2", two[1]->id);
		entry_day(&en, "probationary", d->probationary);
		entry_day(&en, "converted", d->converted);
	}
	return entry_save(&en, NULL, e);
}

/* Converted some days after it fell due, as far as that lies behind us; the last few are late. */
static bool admit(struct growing *g, const struct village *v, const struct person *who, const char *source,
		  ymd day, struct err *e)
{
	struct dev_dates d = { 0 };
	stages_draw(g->p, &d, DEV_PROBATIONARY, day);
	ymd due = date_add_years(day, 1), done = later(due, 3 + lot_below(&g->p->lot, 20));
	bool late = g->late > 0 && due < g->p->plan->cutoff;
	g->late -= late;
	if (!late && done <= today())
		d.converted = done;
	return person_joins(g->p, who, day, d.converted != 0, e) &&
	       development_make(g->p, v, who, source, &d, e) &&
	       membership_make(g->p, who, v->branch, day, d.converted, e);
}

static bool newcomer(struct growing *g, int i, struct person **who, const struct village **v, struct err *e)
{
	struct place *p = g->p;
	*v = &p->villages[g->turn++ % p->village_count];
	struct wish w = {
		.unit = (*v)->unit.id, .kind = MEMBER, .political = "masses",
		.education = sources[(size_t)i % ARRAY_LEN(sources)].education,
		.occupation = sources[(size_t)i % ARRAY_LEN(sources)].occupation,
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 25, 44),
	};
	return person_make(p, &w, who, e);
}

static bool reserves_admit(struct growing *g, int want, ymd from, struct err *e)
{
	struct place *p = g->p;
	for (int i = 0; want > 0 && i < p->person_count; i++) {
		struct record *rec;
		const struct village *v = p->villages;
		ymd since = p->people[i].since > from ? p->people[i].since : from;
		if (p->people[i].kind != RESERVE || since >= g->to || date_age(p->people[i].birth, from) < 22)
			continue;
		if (!person_load(p, &p->people[i], &rec, e))
			return false;
		if (!text_eq(record_value(rec, "political")->s, "masses"))
			continue;
		while (v->unit.id != p->people[i].unit)
			v++;
		if (!admit(g, v, &p->people[i], "reserve", lot_day(&p->lot, since, g->to), e))
			return false;
		want--;
	}
	assert(want == 0);
	return true;
}

static bool underway_make(struct growing *g, const struct reading *r, struct err *e)
{
	static const char *const words[] = { "applicants", "activists", "candidates" };
	for (int stage = DEV_APPLICANT; stage <= DEV_CANDIDATE; stage++)
		for (int i = plan_number(r, words[stage]); i > 0; i--) {
			struct dev_dates d = { 0 };
			const struct village *v;
			struct person *who;
			stages_draw(g->p, &d, (enum dev_stage)stage, later(g->to, -10 - lot_below(&g->p->lot, 300)));
			if (!newcomer(g, i, &who, &v, e) ||
			    !development_make(g->p, v, who, sources[(size_t)i % ARRAY_LEN(sources)].code, &d, e))
				return false;
		}
	return true;
}

static bool developments_make(struct place *p, const struct reading *r, struct err *e)
{
	struct growing g = { .p = p, .from = plan_day(r, "from"), .to = plan_day(r, "to"),
			     .late = plan_number(r, "late") };
	int reserves = plan_number(r, "reserves");
	if (!old_members_make(p, e))
		return false;
	for (int i = plan_number(r, "number") - reserves; i > 0; i--) {
		const struct village *v;
		struct person *who;
		if (!newcomer(&g, i, &who, &v, e) ||
		    !admit(&g, v, who, sources[(size_t)i % ARRAY_LEN(sources)].code, lot_day(&p->lot, g.from, g.to), e))
			return false;
	}
	return reserves_admit(&g, reserves, plan_day(r, "reserves_from"), e) && underway_make(&g, r, e);
}

/* ---- awards, conversions, changes ---- */

/* The i-th of the kind, going round; NULL when there are fewer. */
static struct person *nth_of(struct place *p, enum kind kind, int i)
{
	for (int k = 0; k < p->person_count; k++)
		if (p->people[k].kind == kind && i-- == 0)
			return &p->people[k];
	return NULL;
}

/* Of committee members every fourth, so that they are of different villages. */
static struct person *award_person(struct place *p, const struct reading *r, int i, struct err *e)
{
	const char *village = plan_word(r, "village");
	struct unit unit;
	if (is_empty(village))
		return nth_of(p, MEMBER, i * 3);
	if (!unit_by_code(p->a, p->db, village, 0, &unit, e))
		return NULL;
	for (int k = 0; k < p->person_count; k++)
		if (p->people[k].kind == SECRETARY && p->people[k].unit == unit.id)
			return &p->people[k];
	return NULL;
}

static bool award_make(struct place *p, const struct reading *r, struct err *e)
{
	for (int i = 0; i < plan_number(r, "count"); i++) {
		struct person *who = award_person(p, r, i, e);
		struct entry en;
		if (!who)
			return e->code == ERR_NONE && err_set(e, ERR_CORRUPT, "The demonstration has nobody to commend.");
		entry_start(p, &en, "award", who->unit);
		entry_id(&en, "person", who->id);
		entry_put(&en, "title", plan_need(r, "title"));
		entry_put(&en, "level", plan_need(r, "level"));
		entry_put(&en, "kind", plan_need(r, "kind"));
		entry_put(&en, "giver", plan_need(r, "giver"));
		entry_put(&en, "document", plan_need(r, "document"));
		entry_day(&en, "awarded", plan_day(r, "on"));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool conversions_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const businesses[] = { "抹茶种植", "生态养鹅", "冷水鱼养殖", "食用菌种植", "中药材种植" };
	struct plan_codes kinds = { 0 };
	int next = 0;
	plan_codes_of(r, "kinds", &kinds);
	for (int k = 0; k < kinds.count; k++)
		for (int i = 0; i < kinds.number[k]; i++) {
			struct person *who = nth_of(p, MEMBER, 5 * next++);
			struct entry en;
			assert(who);
			entry_start(p, &en, "conversion", who->unit);
			entry_id(&en, "person", who->id);
			entry_put(&en, "kind", kinds.code[k]);
			entry_day(&en, "happened", lot_day(&p->lot, plan_day(r, "from"), plan_day(r, "to")));
			entry_put(&en, "business", businesses[lot_below(&p->lot, (int)ARRAY_LEN(businesses))]);
			if (!entry_save(&en, NULL, e))
				return false;
		}
	return true;
}

static bool change_make(struct place *p, const struct reading *r, struct err *e)
{
	enum kind kind = text_eq(plan_need(r, "of"), "reserves") ? RESERVE : MEMBER;
	for (int i = 0; i < plan_number(r, "count"); i++) {
		struct person *who = nth_of(p, kind, kind == RESERVE ? i : 7 * i);
		struct entry en;
		assert(who);
		entry_start(p, &en, "cadre_event", who->unit);
		entry_id(&en, "person", who->id);
		entry_put(&en, "kind", plan_need(r, "kind"));
		entry_day(&en, "happened", plan_day(r, "on"));
		entry_put(&en, "from_post", plan_need(r, "from_post"));
		entry_put(&en, "to_post", plan_need(r, "to_post"));
		entry_put(&en, "document", plan_need(r, "document"));
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

/* ---- benefits ---- */

static bool rule_make(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const words[] = { "kind", "posts", "standing", "amount", "per", "document" };
	struct entry en;
	entry_start(p, &en, "benefit_rule", p->unit.id);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		entry_put(&en, words[i], plan_need(r, words[i]));
	entry_put(&en, "years", plan_need(r, "years"));
	entry_put(&en, "age", plan_word(r, "age"));
	entry_day(&en, "valid_from", plan_day(r, "from"));
	if (plan_word(r, "to"))
		entry_day(&en, "valid_to", plan_day(r, "to"));
	return entry_save(&en, NULL, e);
}

static bool post_held(struct place *p, const struct person *who, int64_t org, const char *kind, bool concurrent,
		      ymd from, ymd to, struct err *e)
{
	struct entry en;
	entry_start(p, &en, "post", who->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "org", org);
	entry_put(&en, "kind", kind);
	entry_put(&en, "committee", "1");
	entry_put(&en, "concurrent", concurrent ? "1" : "0");
	entry_day(&en, "started", from);
	entry_day(&en, "ended", to);
	return entry_save(&en, NULL, e);
}

/* Two posts that overlap, and every third person with a break between. */
static bool former_make(struct place *p, int i, struct err *e)
{
	static const char *const kinds[] = { "deputy_director", "accountant", "committee_member" };
	const struct village *v = &p->villages[(i * 3) % p->village_count];
	ymd end = p->plan->committees.elected, from = date_add_years(end, -12 - lot_below(&p->lot, 14));
	struct wish w = { .unit = v->unit.id, .kind = MEMBER, .sex = MALE, .political = "party_member",
			  .education = i % 2 ? "junior" : "senior", .occupation = "离任村干部",
			  .birth = birth_of_age(&p->lot, p->plan->cutoff, i % 4 ? 61 : 57, i % 4 ? 74 : 59) };
	struct person *who;
	ymd middle = date_add_years(from, 5);
	if (!person_make(p, &w, &who, e))
		return false;
	return post_held(p, who, v->committee, kinds[i % 3], false, from, i % 3 ? date_add_years(end, -3) : middle,
			 e) &&
	       post_held(p, who, v->branch, "party_committee_member", true, date_add_years(middle, i % 3 ? -1 : 2),
			 end, e);
}

static bool benefit_make(struct place *p, const struct entitlement *due, const struct period *period, ymd paid,
			 struct err *e)
{
	struct entry en;
	entry_start(p, &en, "benefit", due->unit);
	entry_id(&en, "person", due->person);
	entry_put(&en, "kind", due->kind->code);
	entry_id(&en, "rule", due->rule);
	entry_day(&en, "period_from", period->from);
	entry_day(&en, "period_to", period->to);
	entry_put(&en, "years", arena_printf(p->row, "%d", due->months / 12));
	entry_put(&en, "amount", yuan_text(p->row, due->amount));
	entry_put(&en, "working", entitlement_working(p->row, due, LANG_ZH));
	entry_day(&en, "due", period->to);
	en.rec->state = paid ? "paid" : "proposed";
	entry_day(&en, "paid", paid);
	return entry_save(&en, NULL, e);
}

static bool period_make(struct place *p, const char *name, ymd paid, struct err *e)
{
	struct period period;
	struct entitlement_list list;
	struct entitlement_ask ask = { .county = p->county, .unit = p->unit.id };
	if (!period_parse(name, &period))
		return err_set(e, ERR_CORRUPT, "“%s” is not a period.", name);
	scope_all(p->county, &ask.scope);
	ask.from = period.from;
	ask.to = period.to;
	if (!entitlements_load(p->a, p->db, &ask, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!benefit_make(p, &list.rows[i], &period, paid, e))
			return false;
	return true;
}

static bool list_make(struct place *p, const struct reading *r, const char *key,
		      bool (*make)(struct place *p, const struct reading *item, struct err *e), struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(r, key, i);
		if (!item.map)
			return true;
		if (!make(p, &item, e))
			return false;
	}
}

static bool benefits_make(struct place *p, const struct reading *r, struct err *e)
{
	if (!list_make(p, r, "rules", rule_make, e))
		return false;
	for (int i = 0; i < plan_number(r, "former"); i++)
		if (!former_make(p, i, e))
			return false;
	return period_make(p, plan_need(r, "period"), plan_day(r, "paid"), e) &&
	       period_make(p, plan_need(r, "next"), 0, e);
}

bool make_members(struct place *p, struct err *e)
{
	struct reading r, part;
	if (!plan_area(p->a, p->plan->slug, "members", &r, e))
		return false;
	if (!r.map)
		return true;
	part = (struct reading){ .a = p->a, .map = ymap_get(r.map, "development"), .f = r.f };
	if (part.map && !developments_make(p, &part, e))
		return false;
	part.map = ymap_get(r.map, "conversions");
	if (part.map && !conversions_make(p, &part, e))
		return false;
	part.map = ymap_get(r.map, "benefits");
	if (part.map && !benefits_make(p, &part, e))
		return false;
	return list_make(p, &r, "awards", award_make, e) && list_make(p, &r, "changes", change_make, e) &&
	       plan_says_ok(&r, "members.yaml", e);
}
