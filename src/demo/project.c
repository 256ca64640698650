/*
 * project.c - packs/<place>/project.yaml: funds, projects and the way of their money.
 *
 *	projects    told in full: the fund, its allocation, contracts, payments with receipts,
 *	            milestones, steps, acceptance, results; keys are those of the registers
 *	won         number of projects won by cadres posted to the villages of the county, total of
 *	            their allocations in yuan, to the fen; funds that they come from; from, to: days;
 *	            paid: every so many-th is begun and has spent part of its money
 *
 * Of the many that are won only what the published numbers count is made.
 */
#include "base/id.h"
#include "base/str.h"
#include "demo/chain.h"
#include "reg/project_money.h"

struct told {
	struct place *place;
	struct reading plan; /* of the project */
	int64_t unit, project, allocation;
};

/* ---- one project in full ---- */

/* Puts what the plan says under the names of the fields. */
static void put_words(struct entry *en, const struct reading *r, const char *const *names)
{
	for (; *names; names++)
		entry_put(en, *names, plan_word(r, *names));
}

static bool project_row(struct told *t, struct err *e)
{
	static const char *const names[] = { "name", "kind", "listed", "stage", "plan", "budget", "started",
					     "planned_end", "facilities", "won", NULL };
	struct place *p = t->place;
	const struct person *leader = person_at(p, t->unit, SECRETARY, 0);
	struct entry en;
	entry_start(p, &en, "project", t->unit);
	put_words(&en, &t->plan, names);
	entry_id(&en, "leader", leader ? leader->id : 0);
	return entry_save(&en, &t->project, e);
}

static bool fund_row(struct told *t, struct err *e)
{
	static const char *const of_fund[] = { "name", "level", "document", "year", "purpose", "amount", "arrived",
					       NULL };
	static const char *const of_allocation[] = { "number", "amount", "day", "document", "returned",
						     "returned_on", NULL };
	struct reading fund = plan_part(&t->plan, "fund"), allocation = plan_part(&t->plan, "allocation");
	struct entry en;
	int64_t id;
	entry_start(t->place, &en, "fund", t->place->unit.id);
	put_words(&en, &fund, of_fund);
	if (!entry_save(&en, &id, e))
		return false;
	entry_start(t->place, &en, "project_allocation", t->unit);
	put_words(&en, &allocation, of_allocation);
	entry_id(&en, "fund", id);
	entry_id(&en, "project", t->project);
	return entry_save(&en, &t->allocation, e);
}

/* A payment and, where the plan names an invoice, its receipt over the whole amount. */
static bool payment_row(struct told *t, const struct reading *r, int64_t contract, struct err *e)
{
	static const char *const of_payment[] = { "number", "payee", "amount", "day", "asset", "purpose", NULL };
	static const char *const of_receipt[] = { "kind", "invoice", "amount", NULL };
	const char *paid = plan_need(r, "day");
	struct entry en;
	int64_t id;
	entry_start(t->place, &en, "project_payment", t->unit);
	put_words(&en, r, of_payment);
	entry_id(&en, "allocation", t->allocation);
	entry_id(&en, "commitment", contract);
	if (!entry_save(&en, &id, e))
		return false;
	if (!plan_has(r, "invoice"))
		return true;
	entry_start(t->place, &en, "project_receipt", t->unit);
	put_words(&en, r, of_receipt);
	entry_id(&en, "payment", id);
	entry_put(&en, "party", plan_need(r, "payee"));
	entry_put(&en, "day", paid);
	return entry_save(&en, NULL, e);
}

static bool payments_make(struct told *t, const struct reading *r, int64_t contract, struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(r, "payments", i);
		if (!item.map)
			return true;
		if (!payment_row(t, &item, contract, e))
			return false;
	}
}

static bool contracts_make(struct told *t, struct err *e)
{
	static const char *const names[] = { "number", "party", "subject", "amount", "signed", "lapses", NULL };
	for (int i = 0;; i++) {
		struct reading item = plan_item(&t->plan, "contracts", i);
		struct entry en;
		int64_t id;
		if (!item.map)
			return true;
		entry_start(t->place, &en, "project_commitment", t->unit);
		put_words(&en, &item, names);
		entry_id(&en, "allocation", t->allocation);
		if (!entry_save(&en, &id, e) || !payments_make(t, &item, id, e))
			return false;
	}
}

/* Rows that only point to the project, as the plan lists them. */
static bool rows_make(struct told *t, const char *key, const char *reg, const char *const *names, struct err *e)
{
	for (int i = 0;; i++) {
		struct reading item = plan_item(&t->plan, key, i);
		struct entry en;
		if (!item.map)
			return true;
		entry_start(t->place, &en, reg, t->unit);
		put_words(&en, &item, names);
		entry_id(&en, "project", t->project);
		if (!entry_save(&en, NULL, e))
			return false;
	}
}

static bool project_make(struct place *p, const struct reading *plan, struct err *e)
{
	static const char *const steps[] = { "happened", "stage", "title", "told", NULL };
	static const char *const milestones[] = { "name", "due", "done", "evidence", NULL };
	static const char *const acceptances[] = { "held", "result", "body", "document", "asset", "opinion", NULL };
	static const char *const results[] = { "year", "told", "jobs", "households", "output", "gross", "cost", "net",
					       NULL };
	struct told t = { .place = p, .plan = *plan };
	struct unit unit;
	if (!unit_by_code(p->a, p->db, plan_need(plan, "unit"), 0, &unit, e))
		return false;
	t.unit = unit.id;
	return project_row(&t, e) && (!plan_has(plan, "fund") || fund_row(&t, e)) && contracts_make(&t, e) &&
	       payments_make(&t, plan, 0, e) && rows_make(&t, "steps", "project_step", steps, e) &&
	       rows_make(&t, "milestones", "milestone", milestones, e) &&
	       rows_make(&t, "acceptances", "acceptance", acceptances, e) &&
	       rows_make(&t, "results", "project_result", results, e);
}

/* ---- the many that were won ---- */

struct won {
	struct place *place;
	struct reading plan;
	int number, fund_count, paid;
	ymd from, to;
	struct unit_list villages;
	int64_t *fen;	/* of each project */
	int64_t *funds; /* ids */
};

/* Two and two add up to their part of the total, so that all of them are the total to the fen. */
static void amounts_draw(struct won *w, int64_t total)
{
	int pairs = w->number / 2;
	w->fen = ARENA_ARRAY(w->place->a, int64_t, w->number + 1);
	assert(w->number % 2 == 0);
	for (int k = 0; k < pairs; k++) {
		int64_t sum = total * (k + 1) / pairs - total * k / pairs;
		int64_t one = sum / 2 / 10000 * 10000 * (20 + lot_below(&w->place->lot, 140)) / 100 / 10000 * 10000;
		w->fen[2 * k] = one;
		w->fen[2 * k + 1] = sum - one;
	}
}

/* Each fund is what its projects were given, and a rest below 10,000 yuan. */
static bool funds_make(struct won *w, struct err *e)
{
	static const char *const levels[] = { "province", "city", "county", "society", "central" };
	static const char *const names[] = { "省级乡村振兴试点村补助资金", "市级挂钩帮扶资金", "县级财政衔接资金",
					     "挂钩单位捐助资金", "中央财政衔接推进乡村振兴补助资金" };
	struct place *p = w->place;
	enum { LEVELS = ARRAY_LEN(levels) };
	w->funds = ARENA_ARRAY(p->a, int64_t, w->fund_count + 1);
	for (int f = 0; f < w->fund_count; f++) {
		int64_t sum = 0;
		int year = w->from / 10000 + f / LEVELS % 2;
		struct entry en;
		for (int i = f; i < w->number; i += w->fund_count)
			sum += w->fen[i];
		sum = (sum / 1000000 + 1) * 1000000;
		entry_start(p, &en, "fund", p->unit.id);
		entry_put(&en, "name",
			  arena_printf(p->row, "%d年%s（第%d批）", year, names[f % LEVELS], f / LEVELS + 1));
		entry_put(&en, "level", levels[f % LEVELS]);
		entry_put(&en, "document", arena_printf(p->row, "寿财农指〔%d〕%d号（演示）", year, f + 1));
		entry_put(&en, "year", arena_printf(p->row, "%d", year));
		entry_put(&en, "amount", money_text(p->row, sum));
		entry_day(&en, "arrived", w->from);
		if (!entry_save(&en, &w->funds[f], e))
			return false;
	}
	return true;
}

static bool won_project(struct won *w, int i, int64_t *id, ymd *listed, const struct unit **unit, struct err *e)
{
	static const char *const words[] = { "茶园提升", "村道硬化", "饮水安全", "葡萄大棚", "路灯亮化", "食用菌棚",
					     "民宿改造", "灌溉水渠", "冷库建设", "文化广场", "电商站点", "河道整治" };
	static const char *const kinds[] = { "planting", "infrastructure", "infrastructure", "planting",
					     "public", "planting", "tourism", "infrastructure",
					     "processing", "public", "commerce", "infrastructure" };
	struct place *p = w->place;
	struct entry en;
	enum { WORDS = ARRAY_LEN(words) };
	int k = i % WORDS;
	*unit = &w->villages.units[i % w->villages.count];
	*listed = lot_day(&p->lot, w->from, w->to);
	bool begun = w->paid && i % w->paid == 0;
	entry_start(p, &en, "project", (*unit)->id);
	entry_put(&en, "name", arena_printf(p->row, "%s%s项目%d", short_name(p->row, (*unit)->name), words[k],
					    i / w->villages.count + 1));
	entry_put(&en, "kind", kinds[k]);
	entry_day(&en, "listed", *listed);
	entry_put(&en, "stage", begun ? "under_way" : i % 3 ? "accepted" : "approved");
	entry_put(&en, "won", "resident");
	entry_put(&en, "budget", money_text(p->row, w->fen[i]));
	if (begun)
		entry_day(&en, "started", date_from_days(date_days(*listed) + 20));
	return entry_save(&en, id, e);
}

static bool won_spend(struct won *w, int i, int64_t unit, int64_t allocation, ymd listed, struct err *e)
{
	struct place *p = w->place;
	struct entry en;
	int64_t contract, fen = w->fen[i] / 10000 * 9 / 10 * 10000;
	ymd signed_on = date_from_days(date_days(listed) + 20);
	entry_start(p, &en, "project_commitment", unit);
	entry_put(&en, "number", arena_printf(p->row, "合同-%04d", i + 1));
	entry_id(&en, "allocation", allocation);
	entry_put(&en, "party", "寿宁县山川建设有限公司（演示）");
	entry_put(&en, "amount", money_text(p->row, fen));
	entry_day(&en, "signed", signed_on);
	entry_day(&en, "lapses", date_add_years(signed_on, 1));
	if (!entry_save(&en, &contract, e))
		return false;
	entry_start(p, &en, "project_payment", unit);
	entry_put(&en, "number", arena_printf(p->row, "付-%04d", i + 1));
	entry_id(&en, "allocation", allocation);
	entry_id(&en, "commitment", contract);
	entry_put(&en, "payee", "寿宁县山川建设有限公司（演示）");
	entry_put(&en, "amount", money_text(p->row, fen / 3));
	entry_put(&en, "asset", "1");
	entry_day(&en, "day", date_from_days(date_days(signed_on) + 10));
	return entry_save(&en, NULL, e);
}

static bool won_one(struct won *w, int i, struct err *e)
{
	struct place *p = w->place;
	const struct unit *unit;
	struct entry en;
	int64_t project, allocation;
	ymd listed;
	if (!won_project(w, i, &project, &listed, &unit, e))
		return false;
	entry_start(p, &en, "project_allocation", unit->id);
	entry_put(&en, "number", arena_printf(p->row, "%d-%04d", listed / 10000, i + 1));
	entry_id(&en, "fund", w->funds[i % w->fund_count]);
	entry_id(&en, "project", project);
	entry_put(&en, "amount", money_text(p->row, w->fen[i]));
	entry_day(&en, "day", listed);
	entry_put(&en, "document", arena_printf(p->row, "寿财农〔%d〕%d号（演示）", listed / 10000, 1 + i / 20));
	if (!entry_save(&en, &allocation, e))
		return false;
	return !w->paid || i % w->paid || won_spend(w, i, unit->id, allocation, listed, e);
}

static bool won_make(struct place *p, const struct reading *plan, struct err *e)
{
	struct won w = { .place = p, .plan = *plan, .number = plan_number(plan, "number"),
			 .fund_count = plan_number(plan, "funds"), .paid = plan_number(plan, "paid"),
			 .from = plan_day(plan, "from"), .to = plan_day(plan, "to") };
	if (!unit_villages(p->a, p->db, p->unit.id, 0, &w.villages, e))
		return false;
	amounts_draw(&w, (int64_t)plan_number(plan, "total") * 100);
	if (!funds_make(&w, e))
		return false;
	for (int i = 0; i < w.number; i++)
		if (!won_one(&w, i, e))
			return false;
	return true;
}

bool make_projects(struct place *p, struct err *e)
{
	struct reading plan;
	if (!plan_area(p->a, p->plan->slug, "project", &plan, e) || !plan.map)
		return plan.map == NULL && e->code == ERR_NONE;
	for (int i = 0;; i++) {
		struct reading item = plan_item(&plan, "projects", i);
		if (!item.map)
			break;
		if (!project_make(p, &item, e))
			return false;
	}
	if (plan_has(&plan, "won")) {
		struct reading won = plan_part(&plan, "won");
		if (!won_make(p, &won, e))
			return false;
	}
	return plan_says_ok(&plan, "project.yaml", e);
}
