/*
 * mentoring.c - who teaches whom: 镇带村, 老带新, 强带弱.
 *
 * A secretary teaches people of the own village first; one without any takes somebody of
 * another village (强带弱).  The town's leaders and cadres teach the young cadres, then whoever
 * is left.  Every mentor of the plan has at least one mentee.
 */
#include "base/str.h"
#include "demo/demo_int.h"

struct pair {
	struct person *mentor, *mentee;
};

struct match {
	struct place *place;
	int mentor_count, mentee_count, pair_count;
	struct person **mentors, **mentees;
	struct pair *pairs;
};

static int take(struct place *p, enum kind kind, bool young, int want, struct person **out)
{
	int n = 0;
	for (int i = 0; i < p->person_count && n < want; i++)
		if (p->people[i].kind == kind && (!young || p->people[i].young))
			out[n++] = &p->people[i];
	assert(n == want || kind == LEADER); /* leaders first, the rest are cadres */
	return n;
}

static void choose(struct match *m)
{
	struct place *p = m->place;
	const struct plan *plan = p->plan;
	m->mentors = ARENA_ARRAY(p->a, struct person *, p->person_count + 1);
	m->mentees = ARENA_ARRAY(p->a, struct person *, p->person_count + 1);
	m->pairs = ARENA_ARRAY(p->a, struct pair, p->person_count + plan->mentoring.second + 1);
	int n = take(p, LEADER, false, plan->mentoring.town_mentors, m->mentors);
	n += take(p, CADRE, false, plan->mentoring.town_mentors - n, m->mentors + n);
	m->mentor_count = n + take(p, SECRETARY, false, plan->mentoring.secretary_mentors, m->mentors + n);
	n = take(p, YOUNG_CADRE, true, plan->mentoring.young_cadres, m->mentees);
	n += take(p, RESERVE, true, plan->mentoring.reserves, m->mentees + n);
	n += take(p, MEMBER, true, plan->mentoring.members, m->mentees + n);
	m->mentee_count = n + take(p, SECRETARY, false, plan->mentoring.secretaries, m->mentees + n);
}

static void join(struct match *m, struct person *mentor, struct person *mentee)
{
	m->pairs[m->pair_count++] = (struct pair){ mentor, mentee };
	mentor->taught++;
	mentee->mentors++;
}

/* The first mentee without a mentor, of a kind and of a unit where these are given. */
static struct person *free_mentee(const struct match *m, int kind, int64_t unit)
{
	for (int i = 0; i < m->mentee_count; i++) {
		struct person *t = m->mentees[i];
		if (t->mentors == 0 && (kind < 0 || (int)t->kind == kind) && (unit == 0 || t->unit == unit))
			return t;
	}
	return NULL;
}

/* The mentor with the fewest mentees: of the unit as long as that one has less than three. */
static struct person *free_mentor(const struct match *m, const struct person *mentee, bool town)
{
	struct person *best = NULL;
	for (int i = 0; i < m->mentor_count; i++) {
		struct person *t = m->mentors[i];
		if (!town && t->unit == mentee->unit && t->taught < 3)
			return t;
		if (town && t->kind == SECRETARY)
			continue;
		if (!best || t->taught < best->taught)
			best = t;
	}
	return best;
}

static void match_all(struct match *m)
{
	struct person *t;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < m->mentor_count; i++) {
			struct person *mentor = m->mentors[i];
			bool secretary = mentor->kind == SECRETARY;
			if (mentor->taught)
				continue;
			t = round ? free_mentee(m, -1, 0)
			    : secretary ? free_mentee(m, -1, mentor->unit)
					: free_mentee(m, YOUNG_CADRE, 0);
			if (t)
				join(m, mentor, t);
			assert(t || round == 0);
		}
	while ((t = free_mentee(m, -1, 0)))
		join(m, free_mentor(m, t, false), t);
	int second = m->place->plan->mentoring.second;
	for (int i = 0; i < m->mentee_count && second; i++)
		if (m->mentees[i]->kind == RESERVE && m->pairs[i].mentor->kind == SECRETARY) {
			join(m, free_mentor(m, m->mentees[i], true), m->mentees[i]);
			second--;
		}
	assert(second == 0);
}

/* ---- records ---- */

static const char *pair_kind(const struct pair *pair)
{
	if (pair->mentor->kind == SECRETARY)
		return pair->mentor->unit == pair->mentee->unit ? "old_leads_new" : "strong_leads_weak";
	return pair->mentee->kind == YOUNG_CADRE ? "old_leads_new" : "town_leads_village";
}

static bool log_make(struct place *p, int64_t unit, int64_t pair, ymd from, ymd to, struct err *e)
{
	struct entry en;
	entry_start(p, &en, "mentor_log", unit);
	entry_id(&en, "pair", pair);
	entry_day(&en, "happened", lot_day(&p->lot, from, to));
	entry_put(&en, "content", people_log(&p->lot));
	return entry_save(&en, NULL, e);
}

static ymd later(ymd a, ymd b)
{
	return a > b ? a : b;
}

/* One log in the quarter before the last, one in the last unless the pair is silent. */
static bool logs_make(struct place *p, const struct pair *pair, int64_t id, ymd started, bool silent,
		      struct err *e)
{
	ymd end = p->plan->cutoff;
	ymd quarter = date_make(end / 10000, (end / 100 % 100 - 1) / 3 * 3 + 1, 1);
	ymd eve = date_from_days(date_days(quarter) - 1);
	ymd before = later(started, date_from_days(date_days(quarter) - 93));
	if (before < eve && !log_make(p, pair->mentee->unit, id, before, eve, e))
		return false;
	return silent || log_make(p, pair->mentee->unit, id, later(started, eve), end, e);
}

static bool pair_make(struct place *p, const struct pair *pair, bool silent, struct err *e)
{
	static const char *const plans[] = { "一年内熟悉村级事务，能独立主持小组会议。", "学会党建台账、村务公开和集体“三资”管理。",
					     "参与一个产业项目全过程，掌握群众工作方法。" };
	static const char *const measures[] = { "教方法：每月一起入户两次。", "交任务：每季度交办一项具体工作。",
						"压担子：列席会议并承担一项分工。" };
	static const char *const results[] = { "good", "good", "excellent", "fair", NULL };
	ymd started = lot_day(&p->lot, p->plan->mentoring.from, p->plan->mentoring.to);
	int64_t id;
	struct entry en;
	entry_start(p, &en, "mentor_pair", pair->mentee->unit);
	entry_id(&en, "mentor", pair->mentor->id);
	entry_id(&en, "mentee", pair->mentee->id);
	entry_put(&en, "kind", pair_kind(pair));
	entry_put(&en, "form", pair->mentor->taught > 1 ? "one_to_many" : "one_to_one");
	entry_day(&en, "started", started);
	entry_put(&en, "plan", plans[lot_below(&p->lot, (int)ARRAY_LEN(plans))]);
	entry_put(&en, "measures", measures[lot_below(&p->lot, (int)ARRAY_LEN(measures))]);
	entry_put(&en, "result", results[lot_below(&p->lot, (int)ARRAY_LEN(results))]);
	return entry_save(&en, &id, e) && logs_make(p, pair, id, started, silent, e);
}

bool make_mentoring(struct place *p, struct err *e)
{
	struct match m = { .place = p };
	choose(&m);
	match_all(&m);
	for (int i = 0; i < m.pair_count; i++)
		if (!pair_make(p, &m.pairs[i], i % 7 == 3 && i / 7 < p->plan->mentoring.silent, e))
			return false;
	return true;
}
