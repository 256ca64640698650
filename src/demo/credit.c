/*
 * credit.c - packs/<place>/credit.yaml: stars of members and their applications for credit.
 *
 *	document, criterion_document   of the bands; of the criteria
 *	bank            who replies
 *	from, to        days of application
 *	granted, refused, waiting      members by what the bank replied
 *	unrecommended   members the branch did not recommend
 */
#include "base/str.h"
#include "demo/chain.h"
#include "demo/demo_int.h"
#include "demo/reading.h"

enum { RATED_YEAR = 2021 };

struct plan_credit {
	const char *document, *criteria, *bank;
	ymd from, to;
	int granted, refused, waiting, unrecommended;
};

enum { BASE, HELP, TEACH, ABSENT, CRITERIA };
static const struct {
	const char *name, *points, *most, *proof;
} criteria[CRITERIA] = {
	[BASE] = { "履行党员义务合格", "60", "60", "民主评议结果" },
	[HELP] = { "结对帮扶农户", "5", "20", "帮扶记录" },
	[TEACH] = { "传授技术", "4", "20", "课程签到表" },
	[ABSENT] = { "无故缺席组织生活", "-5", "30", "会议签到表" },
};
static const struct {
	const char *stars, *least;
} bands[] = { { "three", "60" }, { "four", "75" }, { "five", "90" } };

struct stars {
	struct place *place;
	struct plan_credit plan;
	int64_t criterion[CRITERIA];
};

static struct plan_credit plan_of(const struct reading *plan)
{
	struct reading r = plan_part(plan, "credit");
	return (struct plan_credit){
		.document = plan_need(&r, "document"), .criteria = plan_need(&r, "criterion_document"),
		.bank = plan_need(&r, "bank"), .from = plan_day(&r, "from"), .to = plan_day(&r, "to"),
		.granted = plan_number(&r, "granted"), .refused = plan_number(&r, "refused"),
		.waiting = plan_number(&r, "waiting"), .unrecommended = plan_number(&r, "unrecommended"),
	};
}

static bool standards_make(struct stars *s, struct err *e)
{
	struct place *p = s->place;
	struct entry en;
	for (int i = 0; i < CRITERIA; i++) {
		entry_start(p, &en, "star_criterion", p->unit.id);
		entry_put(&en, "name", criteria[i].name);
		entry_put(&en, "points", criteria[i].points);
		entry_put(&en, "most", criteria[i].most);
		entry_put(&en, "proof", criteria[i].proof);
		entry_put(&en, "document", s->plan.criteria);
		entry_day(&en, "valid_from", RATED_YEAR * 10000 + 101);
		if (!entry_save(&en, &s->criterion[i], e))
			return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(bands); i++) {
		entry_start(p, &en, "star_band", p->unit.id);
		entry_put(&en, "stars", bands[i].stars);
		entry_put(&en, "least", bands[i].least);
		entry_put(&en, "document", s->plan.document);
		entry_day(&en, "valid_from", RATED_YEAR * 10000 + 101);
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

static bool fact_make(struct stars *s, const struct person *who, int criterion, int times, struct err *e)
{
	struct place *p = s->place;
	struct entry en;
	entry_start(p, &en, "star_fact", who->unit);
	entry_id(&en, "person", who->id);
	entry_id(&en, "criterion", s->criterion[criterion]);
	entry_day(&en, "happened", lot_day(&p->lot, RATED_YEAR * 10000 + 301, RATED_YEAR * 10000 + 930));
	entry_put(&en, "times", arena_printf(p->row, "%d", times));
	entry_put(&en, "evidence", criteria[criterion].proof);
	return entry_save(&en, NULL, e);
}

/* 60 points, and for every third member some that were earned by helping. */
static bool rating_make(struct stars *s, const struct person *who, int i, struct err *e)
{
	struct place *p = s->place;
	int help = i % 3 ? 0 : 1 + lot_below(&p->lot, 6), points = 60 + (help > 4 ? 20 : help * 5);
	struct entry en;
	if (!fact_make(s, who, BASE, 1, e) || (help && !fact_make(s, who, HELP, help, e)))
		return false;
	entry_start(p, &en, "star_rating", who->unit);
	entry_id(&en, "person", who->id);
	entry_put(&en, "rated_year", arena_printf(p->row, "%d", RATED_YEAR));
	entry_put(&en, "points", arena_printf(p->row, "%d", points));
	entry_put(&en, "stars", points >= 75 ? "four" : "three");
	entry_day(&en, "declared", s->plan.from);
	entry_put(&en, "document", "支部党员大会记录（演示）");
	return entry_save(&en, NULL, e);
}

static bool application_make(struct stars *s, const struct person *who, int i, struct err *e)
{
	static const char *const purposes[] = { "茶园改造", "购买食用菌菌棒", "葡萄大棚搭建", "电商仓储设备" };
	struct place *p = s->place;
	const struct plan_credit *plan = &s->plan;
	ymd applied = lot_day(&p->lot, plan->from, plan->to);
	ymd said = date_from_days(date_days(applied) + 7), replied = date_from_days(date_days(said) + 14);
	bool granted = i < plan->granted, refused = !granted && i < plan->granted + plan->refused,
	     turned = i >= plan->granted + plan->refused + plan->waiting;
	const char *amount = arena_printf(p->a, "%d", 10000 * (3 + lot_below(&p->lot, 18)));
	struct entry en;
	entry_start(p, &en, "credit_application", who->unit);
	entry_id(&en, "person", who->id);
	entry_day(&en, "applied", applied);
	entry_put(&en, "amount", amount);
	entry_put(&en, "purpose", purposes[lot_below(&p->lot, (int)ARRAY_LEN(purposes))]);
	entry_put(&en, "bank", plan->bank);
	entry_put(&en, "opinion", turned ? "not_recommended" : "recommended");
	entry_day(&en, "opinion_day", said);
	if (granted || refused) {
		entry_put(&en, "reply", granted ? "granted" : "refused");
		entry_day(&en, "replied", replied);
		entry_put(&en, "reply_paper", arena_printf(p->row, "授信复函〔%d〕%d号（演示）",
							   (int)(replied / 10000), i + 1));
	}
	if (granted) {
		entry_put(&en, "reply_amount", amount);
		entry_put(&en, "reply_months", "36");
		entry_put(&en, "repayment", i == 5 ? "overdue" : i % 11 ? "normal" : "settled");
		entry_day(&en, "reported", replied > 20221225 ? replied : 20221225);
		entry_put(&en, "report_paper", "还款情况通报（演示）");
	}
	return entry_save(&en, NULL, e);
}

bool make_credit(struct place *p, struct err *e)
{
	struct stars s = { .place = p };
	struct reading r;
	if (!plan_area(p->a, p->plan->slug, "credit", &r, e))
		return false;
	if (!r.map)
		return true;
	s.plan = plan_of(&r);
	if (!plan_says_ok(&r, "credit.yaml", e) || !standards_make(&s, e))
		return false;
	int wanted = s.plan.granted + s.plan.refused + s.plan.waiting + s.plan.unrecommended, made = 0;
	for (int k = 0; k < p->person_count && made < wanted; k += 3) { /* spread over the villages */
		const struct person *who = person_keep(p, &p->people[k]);
		if (!who->party)
			continue;
		if (!rating_make(&s, who, made, e) || !application_make(&s, who, made, e))
			return false;
		made++;
	}
	assert(made == wanted); /* the place has that many members */
	return true;
}
