/*
 * duties.c - first secretaries and the division of committee duties; of packs/<place>/pairing.yaml:
 *
 *	secretaries   villages under `under`, one each from `started`; leaves: how many leaves they took
 *	duties        wishes: villages whose committee members stated theirs; decided: villages with a
 *	              decision, on day `on` with document number `document`
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/yaml_tree.h"

/* ---- first secretaries ---- */

/* Terms of three years, renewed until the one that holds today. */
static ymd term_end(ymd started)
{
	ymd end = date_add_years(started, 3);
	while (end <= today())
		end = date_add_years(end, 3);
	return end;
}

static bool secretary_make(struct place *p, const struct unit *village, ymd started, const char *sender,
			   struct person **who, struct err *e)
{
	struct wish w = {
		.unit = p->unit.id, .kind = OFFICIAL, .political = "party_member", .education = "bachelor",
		.birth = birth_of_age(&p->lot, p->plan->cutoff, 28, 46),
		.occupation = arena_printf(p->a, "%s干部", sender),
	};
	struct entry en;
	if (!person_make(p, &w, who, e))
		return false;
	entry_start(p, &en, "post", village->id);
	entry_id(&en, "person", (*who)->id);
	entry_put(&en, "kind", "first_secretary");
	entry_put(&en, "committee", "0");
	entry_put(&en, "sender", sender);
	entry_day(&en, "started", started);
	entry_day(&en, "due", term_end(started));
	return entry_save(&en, NULL, e);
}

static bool leave_make(struct place *p, int64_t unit, const struct person *who, int i, ymd away, struct err *e)
{
	static const struct {
		const char *kind, *reason;
	} kinds[] = { { "official", "参加第一书记专题培训" }, { "personal", "家中有事" }, { "annual", "年休假" },
		      { "sick", "就医" } };
	int k = i % (int)ARRAY_LEN(kinds), days = 2 + lot_below(&p->lot, 4);
	struct entry en;
	entry_start(p, &en, "leave", unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "kind", kinds[k].kind);
	entry_put(&en, "reason", kinds[k].reason);
	entry_day(&en, "away", away);
	entry_day(&en, "back", date_from_days(date_days(away) + days));
	entry_put(&en, "days", arena_printf(p->row, "%d", days));
	return entry_save(&en, NULL, e);
}

static bool appraisal_make(struct place *p, int64_t unit, const struct person *who, const char *grade, struct err *e)
{
	struct entry en;
	entry_start(p, &en, "appraisal", unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "post", "first_secretary");
	entry_put(&en, "year", arena_printf(p->row, "%d", p->plan->cutoff / 10000));
	entry_put(&en, "grade", grade);
	return entry_save(&en, NULL, e);
}

/* Leaves lie a fortnight apart, so that no two of one person meet. */
static bool make_secretaries(struct place *p, const struct reading *r, struct err *e)
{
	static const char *const senders[] = { "组织部", "农业农村局", "财政局", "教育局", "税务局", "司法局" };
	struct plan_codes under = { 0 };
	struct village *villages;
	int count, leaves = plan_number(r, "leaves");
	ymd started = plan_day(r, "started");
	plan_codes_of(r, "under", &under);
	if (!plan_says_ok(r, "pairing.yaml", e) || !villages_of(p, &under, &count, &villages, e))
		return false;
	for (int i = 0; i < count; i++) {
		struct person *who;
		int64_t unit = villages[i].unit.id;
		const char *sender = arena_printf(p->a, "%s%s", p->unit.name, senders[i % (int)ARRAY_LEN(senders)]);
		if (!secretary_make(p, &villages[i].unit, started, sender, &who, e) ||
		    !appraisal_make(p, unit, who, i % 4 ? "fit" : "excellent", e))
			return false;
		for (int k = i; k < leaves; k += count) {
			ymd away = date_from_days(date_days(p->plan->cutoff) - 20 - 15 * (k / count));
			if (!leave_make(p, unit, who, k, away, e))
				return false;
		}
	}
	return true;
}

/* ---- duties ---- */

/* In the order of the committee: the secretary leads, the director has the economy … */
static const char *const duties[] = { "overall", "economy", "women", "accountant", "cashier", "peace", "welfare" };
static const char *const more_duties[] = { "party", "watch", "culture", "records", "environment", "youth", "building" };

static bool wish_make(struct place *p, const struct person *who, int place, ymd on, struct err *e)
{
	static const char *const specialities[] = { "熟悉党务，善于协调", "种植技术，懂市场", "能歌善舞，做群众工作耐心",
						    "会计从业，电脑熟练", "办事细致", "懂法律，会调解", "文字功底好" };
	static const char *const temperaments[] = { "沉稳果断", "外向敢闯", "热情细心", "严谨", "踏实", "耐心公道", "安静" };
	int n = (int)ARRAY_LEN(duties);
	struct entry en;
	entry_start(p, &en, "duty_wish", who->unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "first", duties[place % n]);
	entry_put(&en, "second", more_duties[place % n]);
	entry_put(&en, "speciality", specialities[place % n]);
	entry_put(&en, "temperament", temperaments[place % n]);
	entry_put(&en, "consent", place == 5 ? "0" : "1");
	entry_day(&en, "stated", on);
	return entry_save(&en, NULL, e);
}

static bool decision_make(struct place *p, const struct person *who, const char *duty, ymd on, const char *document,
			  struct err *e)
{
	struct entry en;
	entry_start(p, &en, "duty_assignment", who->unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "duty", duty);
	entry_put(&en, "reason", "与本人意愿、特长相符。");
	entry_day(&en, "decided", on);
	entry_put(&en, "document", document);
	entry_day(&en, "started", on);
	return entry_save(&en, NULL, e);
}

/* The committee of one village, in its order; each member has one or two duties. */
static bool village_duties(struct place *p, int64_t unit, ymd on, const char *document, struct err *e)
{
	int n = (int)ARRAY_LEN(duties), place = 0;
	for (int i = 0; i < p->person_count; i++) {
		const struct person *who = &p->people[i];
		if (who->unit != unit || who->kind > MEMBER)
			continue;
		if (!document && !wish_make(p, who, place, on, e))
			return false;
		if (document && (!decision_make(p, who, duties[place % n], on, document, e) ||
				 !decision_make(p, who, more_duties[place % n], on, document, e)))
			return false;
		place++;
	}
	return true;
}

static bool duties_of(struct place *p, const struct plan_codes *codes, ymd on, const char *document, struct err *e)
{
	for (int i = 0; i < codes->count; i++) {
		struct unit village;
		if (!unit_by_code(p->a, p->db, codes->code[i], 0, &village, e) ||
		    !village_duties(p, village.id, on, document, e))
			return false;
	}
	return true;
}

bool make_duties(struct place *p, struct err *e)
{
	struct reading r;
	if (!plan_area(p->a, p->plan->slug, "pairing", &r, e))
		return false;
	if (r.map && ymap_get(r.map, "secretaries")) {
		struct reading s = plan_part(&r, "secretaries");
		if (!make_secretaries(p, &s, e))
			return false;
	}
	if (!r.map || !ymap_get(r.map, "duties"))
		return true;
	struct reading d = plan_part(&r, "duties");
	struct plan_codes wishes = { 0 }, decided = { 0 };
	ymd on = plan_day(&d, "on");
	const char *document = plan_need(&d, "document");
	plan_codes_of(&d, "wishes", &wishes);
	plan_codes_of(&d, "decided", &decided);
	return plan_says_ok(&d, "pairing.yaml", e) &&
	       duties_of(p, &wishes, date_from_days(date_days(on) - 30), NULL, e) &&
	       duties_of(p, &decided, on, document, e);
}
