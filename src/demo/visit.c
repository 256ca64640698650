/*
 * visit.c - visits of the pairings and to households; packs/<place>/visit.yaml:
 *
 *	from, to     days of the visits, two quarters up to the briefing's day
 *	each         how many of each pairing between them
 *	silent       every so many-th pairing has none in the last quarter
 *	recent       how many of each pairing in the weeks before today
 *	households   `each` of the villages under `under`, visited once by whoever leads the village
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/query.h"
#include "reg/visits.h"

enum { PAIRS_MAX = 400, RECENT_GAP = 17, LASTING = 60 };

struct pair {
	int64_t helper, unit, household, base;
	ymd started;
};
struct work {
	struct place *p;
	struct reading r;
	ymd from, to;
	int each, silent, recent, pair_count;
	struct pair pairs[PAIRS_MAX];
};

static const struct {
	const char *said, *found, *helped;
} talks[] = {
	{ "了解秋收进度和群众收入。", NULL, "讲解惠农补贴申领办法。" },
	{ "与村“两委”商量冬修水利。", "3组水渠渗漏，约200米。", NULL },
	{ "听取对村务公开的意见。", NULL, NULL },
	{ "走访产业园，了解用工情况。", "采收季缺人手。", "联系邻村务工队。" },
	{ "看望老党员，了解身体情况。", NULL, "帮助办理慢性病登记。" },
	{ "入户了解安全饮水和住房。", "村口路灯两盏不亮。", NULL },
	{ "宣讲政策，了解外出务工计划。", NULL, "提供招聘信息。" },
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static bool pair_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct work *w = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (w->pair_count < PAIRS_MAX)
		w->pairs[w->pair_count++] = (struct pair){ .helper = value_of(rec, "helper")->i,
							   .unit = rec->unit,
							   .household = value_of(rec, "household")->i,
							   .base = value_of(rec, "base")->i,
							   .started = (ymd)value_of(rec, "started")->i };
	return true;
}

static bool pairs_load(struct work *w, struct err *e)
{
	struct scope scope = { .count = 1, .units = { w->p->unit.id } };
	struct query q;
	query_init(&q, reg_find("pairing"), w->p->county, &scope);
	q.at = w->to;
	return query_each(w->p->db, &q, pair_take, w, e);
}

/* The secretary goes along on every third visit. */
static struct person *companion(struct place *p, int64_t unit, int64_t helper, int n)
{
	for (int i = 0; n % 3 == 0 && i < p->person_count; i++)
		if (p->people[i].unit == unit && p->people[i].kind == SECRETARY && p->people[i].id != helper)
			return &p->people[i];
	return NULL;
}

static bool visit_make(struct work *w, const struct pair *pair, ymd day, const char *purpose, int n, struct err *e)
{
	struct place *p = w->p;
	struct entry en;
	int64_t id;
	int t = lot_below(&p->lot, (int)ARRAY_LEN(talks));
	struct visit_likeness like = { .county = p->county, .unit = pair->unit, .household = pair->household,
				       .base = pair->base, .day = day, .people_count = 1, .people = &pair->helper };
	if (!visit_alike(p->db, &like, &id, e))
		return false;
	if (id || day > today())
		return true;
	entry_start(p, &en, "visit", pair->unit);
	entry_day(&en, "visited", day);
	entry_id(&en, "visitor", pair->helper);
	entry_id(&en, "household", pair->household);
	entry_id(&en, "base", pair->base);
	entry_put(&en, "purpose", purpose);
	entry_put(&en, "said", talks[t].said);
	entry_put(&en, "found", talks[t].found);
	entry_put(&en, "helped", talks[t].helped);
	if (!entry_save(&en, &id, e))
		return false;
	struct person *with = companion(p, pair->unit, pair->helper, n);
	if (!with)
		return true;
	entry_start(p, &en, "visit_person", pair->unit);
	entry_id(&en, "visit", id);
	entry_id(&en, "person", with->id);
	return entry_save(&en, NULL, e);
}

/* Evenly over the two quarters; the silent ones stop when the last begins. */
static bool make_past(struct work *w, struct err *e)
{
	ymd quarter, end;
	int begin = date_days(w->from), span = date_days(w->to) - begin + 1;
	quarter_of(w->to, &quarter, &end);
	for (int i = 0; i < w->pair_count; i++)
		for (int k = 0; k < w->each; k++) {
			int part = span / w->each;
			ymd day = date_from_days(begin + k * part + lot_below(&w->p->lot, part));
			bool silent = w->silent && i % w->silent == 0 && day >= quarter;
			if (!silent && day >= w->pairs[i].started &&
			    !visit_make(w, &w->pairs[i], day, k % 2 ? "household" : "pairing", i + k, e))
				return false;
		}
	return true;
}

/* So that the board of today has something on it; not where today is the briefing's time. */
static bool make_recent(struct work *w, struct err *e)
{
	if (date_days(today()) - date_days(w->to) < LASTING)
		return true;
	for (int i = 0; i < w->pair_count; i++)
		for (int k = 0; k < w->recent; k++) {
			int ago = 1 + k * RECENT_GAP + lot_below(&w->p->lot, RECENT_GAP);
			if ((i + k) % 3 == 0 && !visit_make(w, &w->pairs[i], date_from_days(date_days(today()) - ago),
						       "pairing", i + k, e))
				return false;
		}
	return true;
}

static bool household_make(struct work *w, const struct village *v, struct pair *pair, struct err *e)
{
	struct place *p = w->p;
	struct person *head;
	struct entry en;
	struct wish wish = { .unit = v->unit.id, .kind = HOUSEHOLDER, .political = "masses", .education = "junior",
			     .occupation = "务农", .birth = birth_of_age(&p->lot, p->plan->cutoff, 38, 68) };
	if (!person_make(p, &wish, &head, e))
		return false;
	entry_start(p, &en, "household", v->unit.id);
	entry_id(&en, "head", head->id);
	entry_put(&en, "kind", "general");
	entry_put(&en, "members", arena_printf(p->row, "%d", 1 + lot_below(&p->lot, 6)));
	entry_day(&en, "listed", w->from);
	pair->unit = v->unit.id;
	return entry_save(&en, &pair->household, e);
}

/* 走村入户: by the leader whose pairing the village is. */
static bool make_households(struct work *w, struct err *e)
{
	struct reading r = plan_part(&w->r, "households");
	struct plan_codes under = { 0 };
	struct village *villages;
	int count, each = plan_number(&r, "each");
	plan_codes_of(&r, "under", &under);
	if (!plan_says_ok(&r, "visit.yaml", e) || !villages_of(w->p, &under, &count, &villages, e))
		return false;
	for (int i = 0; i < count; i++)
		for (int k = 0; k < each; k++) {
			struct pair pair = { 0 };
			for (int n = 0; n < w->pair_count && !pair.helper; n++)
				if (w->pairs[n].unit == villages[i].unit.id)
					pair.helper = w->pairs[n].helper;
			ymd day = lot_day(&w->p->lot, w->from, w->to);
			if (!pair.helper)
				continue; /* no leader has this village */
			if (!household_make(w, &villages[i], &pair, e) || !visit_make(w, &pair, day, "household", k, e))
				return false;
		}
	return true;
}

bool make_visits(struct place *p, struct err *e)
{
	struct work *w = ARENA_NEW(p->a, struct work);
	*w = (struct work){ .p = p };
	if (!plan_area(p->a, p->plan->slug, "visit", &w->r, e))
		return false;
	if (!w->r.map)
		return true;
	w->from = plan_day(&w->r, "from");
	w->to = plan_day(&w->r, "to");
	w->each = plan_number(&w->r, "each");
	w->silent = plan_number(&w->r, "silent");
	w->recent = plan_number(&w->r, "recent");
	return plan_says_ok(&w->r, "visit.yaml", e) && pairs_load(w, e) && make_past(w, e) && make_recent(w, e) &&
	       make_households(w, e) && plan_says_ok(&w->r, "visit.yaml", e);
}
