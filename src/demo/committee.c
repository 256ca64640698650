/*
 * committee.c - organisations, elected committees and the offices of the town.
 *
 * Every village has a Party branch and a villagers' committee, one secretary, and five to
 * seven members; where secretary and director are one person (一肩挑), that person holds two
 * posts and is counted once.
 */
#include "base/str.h"
#include "demo/demo_int.h"

#include <string.h>

bool villages_of(struct place *p, const struct plan_codes *under, int *count, struct village **out,
		 struct err *e)
{
	struct village *all = ARENA_ARRAY(p->a, struct village, PLAN_VILLAGES);
	int n = 0;
	for (int i = 0; i < under->count; i++) {
		struct unit top;
		struct unit_list list;
		if (!unit_by_code(p->a, p->db, under->code[i], 0, &top, e) ||
		    !unit_villages(p->a, p->db, top.id, 0, &list, e))
			return false;
		for (int k = 0; k < list.count; k++) {
			assert(n < PLAN_VILLAGES);
			all[n++].unit = list.units[k];
		}
	}
	*count = n;
	*out = all;
	return true;
}

/* "南埂村" of 南埂村民委员会: how a village is called in the name of its organisations. */
const char *short_name(struct arena *a, const char *name)
{
	static const char *const ends[][2] = {
		{ "社区居民委员会", "社区" }, { "社区居委会", "社区" }, { "村村民委员会", "村" },
		{ "村民委员会", "村" }, { "居民委员会", "社区" }, { "村委会", "村" }, { "居委会", "社区" },
	};
	size_t n = strlen(name);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t m = strlen(ends[i][0]);
		if (n > m && text_eq(name + n - m, ends[i][0]))
			return arena_printf(a, "%.*s%s", (int)(n - m), name, ends[i][1]);
	}
	return name;
}

static bool org_make(struct place *p, int64_t unit, const char *kind, const char *name, int64_t leader,
		     ymd founded, int64_t *id, struct err *e)
{
	struct entry en;
	entry_start(p, &en, "org", unit);
	entry_put(&en, "name", name);
	entry_put(&en, "kind", kind);
	entry_id(&en, "leader", leader);
	entry_day(&en, "founded", founded);
	return entry_save(&en, id, e);
}

static bool post_make(struct place *p, const struct person *who, int64_t org, const char *kind,
		      bool committee, bool concurrent, struct err *e)
{
	static const char *const sources[] = { "rich", "returnee", "veteran", "graduate", "cooperative_head",
					       "doctor_teacher", "other" };
	struct entry en;
	entry_start(p, &en, "post", who->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "org", org);
	entry_put(&en, "kind", kind);
	entry_put(&en, "committee", committee ? "1" : "0");
	entry_put(&en, "concurrent", concurrent ? "1" : "0");
	if (committee)
		entry_put(&en, "source", sources[lot_below(&p->lot, (int)ARRAY_LEN(sources))]);
	entry_day(&en, "started", p->plan->committees.elected);
	return entry_save(&en, NULL, e);
}

/* ---- who is elected ---- */

struct seat {
	int village, place; /* place 0: the secretary */
	bool young;
};

static int seats_of(const struct place *p, int village)
{
	int members = p->plan->committees.members, n = p->village_count;
	return members / n + (village < members % n);
}

/* Secretaries stay older; among the other seats the young ones are drawn. */
static int seats_draw(struct place *p, struct seat *seats)
{
	int count = 0, others = 0, left = p->plan->committees.young;
	for (int v = 0; v < p->village_count; v++)
		for (int i = 0; i < seats_of(p, v); i++)
			seats[count++] = (struct seat){ .village = v, .place = i };
	others = count - p->village_count;
	assert(left <= others);
	for (int i = 0; i < count; i++) {
		if (seats[i].place == 0)
			continue;
		seats[i].young = lot_below(&p->lot, others--) < left;
		left -= seats[i].young;
	}
	return count;
}

/* Young on the cut-off day, or already older on the day of the election: no one is young on
 * the one and not on the other, so that both days give the published share. */
static struct wish member_wish(struct place *p, const struct seat *s)
{
	static const char *const young[] = { "college", "college", "bachelor", "senior", "secondary_vocational" };
	static const char *const older[] = { "college", "senior", "senior", "secondary_vocational", "junior" };
	struct wish w = {
		.unit = p->villages[s->village].unit.id, .kind = s->place ? MEMBER : SECRETARY, .young = s->young,
		.sex = s->place == 2 ? FEMALE : s->place == 0 && lot_below(&p->lot, 8) ? MALE : 0,
		.political = s->place % 2 == 0 || lot_below(&p->lot, 2) ? "party_member" : "masses",
		.occupation = s->place ? "村（社区）干部" : "村（社区）党组织书记",
	};
	w.birth = s->young ? birth_lasting(&p->lot, p->plan->committees.elected)
			   : birth_of_age(&p->lot, p->plan->committees.elected, 36, s->place ? 57 : 58);
	w.education = s->young ? young[lot_below(&p->lot, (int)ARRAY_LEN(young))]
			       : older[lot_below(&p->lot, (int)ARRAY_LEN(older))];
	return w;
}

static bool orgs_make(struct place *p, struct village *v, const struct person *secretary,
		      const struct person *director, struct err *e)
{
	ymd founded = date_make(1990 + lot_below(&p->lot, 20), 1 + lot_below(&p->lot, 12), 1);
	const char *name = short_name(p->a, v->unit.name);
	bool village = text_eq(v->unit.kind, "village");
	const char *branch = arena_printf(p->a, "中共%s支部委员会", name);
	const char *committee = arena_printf(p->a, "%s%s民委员会", name, village ? "村" : "居");
	return org_make(p, v->unit.id, "party_branch", branch, secretary->id, founded, &v->branch, e) &&
	       org_make(p, v->unit.id, "village_committee", committee, director->id, founded, &v->committee, e);
}

/* Posts of the members of one village: first the secretary, then the director. */
static bool posts_make(struct place *p, struct village *v, int first, int count, bool both, struct err *e)
{
	static const struct {
		const char *kind;
		bool branch;
	} others[] = {
		{ "committee_member", false },      { "deputy_secretary", true },
		{ "party_committee_member", true }, { "committee_member", false },
		{ "committee_member", false },      { "party_committee_member", true },
	};
	const struct person *who = &p->people[first];
	if (!orgs_make(p, v, who, both ? who : who + 1, e) ||
	    !post_make(p, who, v->branch, "secretary", true, false, e))
		return false;
	if (!post_make(p, both ? who : who + 1, v->committee, "director", true, both, e))
		return false;
	for (int i = both ? 1 : 2, k = 0; i < count; i++, k++) {
		int64_t org = others[k].branch ? v->branch : v->committee;
		if (!post_make(p, who + i, org, others[k].kind, true, false, e))
			return false;
		if (i == 2 && !post_make(p, who + i, 0, "women_head", false, true, e))
			return false;
	}
	return true;
}

bool make_committees(struct place *p, struct err *e)
{
	if (!villages_of(p, &p->plan->committees.under, &p->village_count, &p->villages, e))
		return false;
	struct seat *seats = ARENA_ARRAY(p->a, struct seat, p->plan->committees.members + 1);
	int count = seats_draw(p, seats), seat = 0;
	for (int v = 0; v < p->village_count; v++) {
		int first = p->person_count, n = seats_of(p, v);
		assert(n >= 5 && n <= 7);
		for (int i = 0; i < n; i++) {
			struct wish w = member_wish(p, &seats[seat++]);
			if (!person_make(p, &w, NULL, e))
				return false;
		}
		if (!posts_make(p, &p->villages[v], first, n, v < p->plan->committees.both, e))
			return false;
	}
	assert(seat == count);
	return true;
}

/* ---- the town's offices ---- */

static bool staff_make(struct place *p, int count, enum kind kind, int64_t org, struct err *e)
{
	static const char *const words[] = { [LEADER] = "镇领导班子成员", [CADRE] = "镇干部", [YOUNG_CADRE] = "镇年轻干部" };
	for (int i = 0; i < count; i++) {
		bool young = kind == YOUNG_CADRE;
		struct wish w = {
			.unit = p->unit.id, .kind = kind, .young = young, .occupation = words[kind],
			.political = young && i % 3 == 0 ? "league" : "party_member",
			.education = lot_below(&p->lot, 3) ? "bachelor" : "college",
			.birth = birth_of_age(&p->lot, p->plan->cutoff, young ? 23 : 38, young ? 33 : 55),
		};
		struct person *who;
		if (!person_make(p, &w, &who, e) ||
		    !post_make(p, who, org, kind == LEADER ? "town_leader" : "town_cadre", false, false, e))
			return false;
	}
	return true;
}

bool make_town(struct place *p, struct err *e)
{
	const struct plan *plan = p->plan;
	int64_t org;
	if (plan->town.leaders + plan->town.cadres + plan->town.young_cadres == 0)
		return true;
	const char *name = arena_printf(p->a, "中共%s委员会", p->unit.name);
	return org_make(p, p->unit.id, "party_committee", name, 0, 19900101, &org, e) &&
	       staff_make(p, plan->town.leaders, LEADER, org, e) &&
	       staff_make(p, plan->town.cadres, CADRE, org, e) &&
	       staff_make(p, plan->town.young_cadres, YOUNG_CADRE, org, e);
}
