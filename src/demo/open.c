/*
 * open.c - packs/<place>/open.yaml: the catalogue of what has to be published; decisions of a village.
 *
 *	village   whose decisions and notices are made
 *	from      day on which the first matter was raised
 *	document  of the catalogue
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"

struct opening {
	struct place *place;
	int64_t village;
	ymd from;
	const char *document;
	int64_t finance;              /* the item of quarterly accounts */
};

static const struct {
	const char *section, *matter, *frequency, *days;
} items[] = {
	{ "finance", "财务收支明细", "quarter", "20" }, { "finance", "年度资产负债与收益分配", "year", "31" },
	{ "village", "村级重大事项决议", "event", "5" }, { "village", "惠民补贴发放名单", "half", "20" },
	{ "party", "党费收缴与党员发展", "half", "20" },
};

static bool items_make(struct opening *o, struct err *e)
{
	struct place *p = o->place;
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		struct entry en;
		int64_t id;
		entry_start(p, &en, "openness_item", p->unit.id);
		entry_put(&en, "section", items[i].section);
		entry_put(&en, "matter", items[i].matter);
		entry_put(&en, "basis", o->document);
		entry_put(&en, "frequency", items[i].frequency);
		entry_put(&en, "due_days", items[i].days);
		entry_put(&en, "responsible", "村委会、村务监督委员会");
		entry_put(&en, "channel", "board");
		entry_day(&en, "valid_from", 20220101);
		if (!entry_save(&en, &id, e))
			return false;
		if (i == 0)
			o->finance = id;
	}
	return true;
}

static bool notices_make(struct opening *o, struct err *e)
{
	static const ymd posted[][2] = { { 20220301, 20220415 }, { 20220601, 20220728 }, { 20220901, 20221018 } };
	for (size_t i = 0; i < ARRAY_LEN(posted); i++) {
		struct entry en;
		entry_start(o->place, &en, "openness_notice", o->village);
		entry_id(&en, "item", o->finance);
		entry_day(&en, "about", posted[i][0]);
		entry_day(&en, "posted", posted[i][1]);
		entry_put(&en, "channel", "board");
		entry_put(&en, "place", "村务公开栏");
		if (!entry_save(&en, NULL, e))
			return false;
	}
	return true;
}

/* Steps of a matter: day after the first; numbers NULL where none are counted. */
static const struct {
	const char *stage, *body, *form, *due, *present, *agreed, *result;
	int days;
} steps[] = {
	{ "propose", "branch", "meeting", NULL, NULL, NULL, "passed", 2 },
	{ "discuss", "both_committees", "meeting", "7", "6", "6", "passed", 5 },
	{ "review", "party_meeting", "meeting", "48", "36", "35", "passed", 12 },
	{ "resolve", "villagers_representatives", "meeting", "60", "38", "38", "failed", 18 },
	{ "resolve", "villagers_representatives", "meeting", "60", "46", "41", "passed", 25 },
	{ "publish_decision", "both_committees", "board_post", NULL, NULL, NULL, "passed", 26 },
	{ "publish_result", "both_committees", "board_post", NULL, NULL, NULL, "passed", 120 },
};

static bool step_make(struct opening *o, int64_t decision, size_t i, ymd from, struct err *e)
{
	struct entry en;
	entry_start(o->place, &en, "decision_step", o->village);
	entry_id(&en, "decision", decision);
	entry_put(&en, "stage", steps[i].stage);
	entry_put(&en, "body", steps[i].body);
	entry_put(&en, "form", steps[i].form);
	entry_day(&en, "held", date_from_days(date_days(from) + steps[i].days));
	entry_put(&en, "due", steps[i].due);
	entry_put(&en, "present", steps[i].present);
	entry_put(&en, "agreed", steps[i].agreed);
	entry_put(&en, "attended", steps[i].due ? "乡镇驻村干部" : NULL);
	entry_put(&en, "signed", steps[i].due ? "yes" : NULL);
	entry_put(&en, "overseen", "村务监督委员会全程列席，程序合规。");
	entry_put(&en, "result", steps[i].result);
	return entry_save(&en, NULL, e);
}

static bool decision_make(struct opening *o, const char *title, const char *matter, const char *amount, ymd from,
			  size_t count, struct err *e)
{
	struct entry en;
	int64_t id;
	entry_start(o->place, &en, "decision", o->village);
	entry_put(&en, "title", title);
	entry_day(&en, "raised", from);
	entry_put(&en, "origin", "villagers");
	entry_put(&en, "matter", matter);
	entry_put(&en, "amount", amount);
	entry_put(&en, "content", "按“四议两公开”程序决定，方案附后。");
	if (!entry_save(&en, &id, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!step_make(o, id, i, from, e))
			return false;
	return true;
}

bool make_open(struct place *p, struct err *e)
{
	struct reading plan;
	struct unit village;
	if (!plan_area(p->a, p->plan->slug, "open", &plan, e))
		return false;
	if (!plan.map)
		return true;
	struct reading r = plan_part(&plan, "open");
	const char *code = plan_need(&r, "village");
	struct opening o = { .place = p, .from = plan_day(&r, "from"), .document = plan_need(&r, "document") };
	if (!plan_says_ok(&r, "open.yaml", e) || !unit_by_code(p->a, p->db, code, 0, &village, e))
		return false;
	o.village = village.id;
	return items_make(&o, e) && notices_make(&o, e) &&
	       decision_make(&o, "民宿院落出租方案", "contract", "60000", o.from, ARRAY_LEN(steps), e) &&
	       decision_make(&o, "茶园步道建设", "project", "180000", date_add_months(o.from, 3), 3, e);
}
