/* test_open.c - quorums by hand; steps in order; stars; the sheets that come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

#include "base/str.h"
#include "reg/quorum.h"
#include "reg/star.h"

#define XINLONG "431181110200"

/* ---- quorums ---- */

static struct quorum_rule rule(int64_t an, int64_t ad, bool am, int64_t pn, int64_t pd, bool pm, bool all)
{
	return (struct quorum_rule){.attend = {an, ad, am}, .pass = {pn, pd, pm}, .pass_of_all = all};
}

/* By hand: what is needed of `due`, and whether it was reached. */
static void quorums_are_exact(void **state)
{
	(void)state;
	static const struct {
		int an, ad, am, pn, pd, pm, all;
		int due, present, agreed;
		int attend_need, pass_need;
		bool quorum, passed;
	} cases[] = {
		/* representatives: 2/3 come, more than half of those present agree */
		{ 2, 3, 0, 1, 2, 1, 0, 60, 38, 38, 40, 20, false, false },
		{ 2, 3, 0, 1, 2, 1, 0, 60, 40, 20, 40, 21, true, false },
		{ 2, 3, 0, 1, 2, 1, 0, 60, 40, 21, 40, 21, true, true },
		{ 2, 3, 0, 1, 2, 1, 0, 61, 40, 40, 41, 21, false, false }, /* 40.67 */
		{ 2, 3, 0, 1, 2, 1, 0, 61, 41, 21, 41, 21, true, true },
		{ 2, 3, 0, 1, 2, 1, 0, 62, 41, 41, 42, 21, false, false }, /* 41.33 */
		{ 2, 3, 0, 1, 2, 1, 0, 62, 42, 22, 42, 22, true, true },
		/* members' assembly: 2/3 come, 2/3 of ALL agree */
		{ 2, 3, 0, 2, 3, 0, 1, 90, 60, 59, 60, 60, true, false },
		{ 2, 3, 0, 2, 3, 0, 1, 90, 60, 60, 60, 60, true, true },
		{ 2, 3, 0, 2, 3, 0, 1, 91, 80, 60, 61, 61, true, false },
		/* Party members: 2/3 come, more than half of all agree */
		{ 2, 3, 0, 1, 2, 1, 1, 30, 20, 15, 20, 16, true, false },
		{ 2, 3, 0, 1, 2, 1, 1, 30, 20, 16, 20, 16, true, true },
		/* villagers' meeting: more than half come */
		{ 1, 2, 1, 1, 2, 1, 0, 800, 400, 400, 401, 201, false, false },
		{ 1, 2, 1, 1, 2, 1, 0, 801, 401, 201, 401, 201, true, true },
		/* nobody came */
		{ 0, 1, 0, 2, 3, 0, 1, 0, 0, 0, 0, 0, false, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct quorum_rule r = rule(cases[i].an, cases[i].ad, cases[i].am, cases[i].pn, cases[i].pd,
					    cases[i].pm, cases[i].all);
		struct quorum_test t;
		quorum_test(&r, cases[i].due, cases[i].present, cases[i].agreed, &t);
		assert_int_equal(t.attend_need, cases[i].attend_need);
		if (t.pass_need != cases[i].pass_need && cases[i].due)
			fail_msg("case %zu: %d needed", i, (int)t.pass_need);
		assert_int_equal(t.quorum, cases[i].quorum);
		assert_int_equal(t.passed, cases[i].passed);
	}
}

static void the_working_is_said(void **state)
{
	(void)state;
	struct quorum_rule r = rule(2, 3, false, 1, 2, true, false);
	struct quorum_test t;
	quorum_test(&r, 60, 38, 38, &t);
	assert_string_equal(msg_render(site.a, &t.attend, LANG_EN),
			    "Entitled 60, present 38 < 40 (at least 2/3): not a quorum.");
	assert_string_equal(msg_render(site.a, &t.attend, LANG_ZH), "应到60，实到38 < 40（2/3以上）：不足法定人数。");
	quorum_test(&r, 60, 45, 23, &t);
	assert_string_equal(msg_render(site.a, &t.pass, LANG_ZH), "同意23 ≥ 23（45的1/2以上，不含本数）：通过。");
}

/* Built in: villagers' representatives and members' assembly of one village need not be the same. */
static void rules_are_dated_and_those_of_a_unit_go_first(void **state)
{
	(void)state;
	struct quorum_rule r;
	bool found;
	assert_true(quorum_rule_find(site.a, site.db, site.county, unit_of(XINLONG), "villagers_representatives",
				     "persons", 20240501, &r, &found, &site.e));
	assert_true(found && !r.pass_of_all && !r.row);
	assert_non_null(strstr(r.law, "2018"));
	assert_true(quorum_rule_find(site.a, site.db, site.county, unit_of(XINLONG), "members_assembly", "persons",
				     20250501, &r, &found, &site.e));
	assert_true(found && r.pass_of_all);
	assert_int_equal(r.notice_days, 10);
	assert_true(quorum_rule_find(site.a, site.db, site.county, unit_of(XINLONG), "members_assembly", "persons",
				     20250430, &r, &found, &site.e));
	assert_false(found); /* the law was not in force */
}

/* ---- steps ---- */

static struct record *row(const char *reg, const char *const *pairs)
{
	struct record *r = record_new(site.a, reg_find(reg), site.county, unit_of(XINLONG));
	for (; *pairs; pairs += 2)
		put(r, pairs[0], pairs[1]);
	return r;
}
#define ROW(reg, ...) row(reg, (const char *const[]){ __VA_ARGS__, NULL })

/* The code of the first finding, "" when it was saved. */
static const char *saved(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	struct err e = { 0 };
	findings_init(&f, site.a);
	if (reg_save(site.a, site.db, r, &how, &f, &e))
		return "";
	assert_int_equal(e.code, ERR_REFUSED);
	return f.first->code;
}

static struct record *step(int64_t decision, const char *stage, const char *body, const char *day,
			   const char *due, const char *present, const char *agreed)
{
	struct record *r = ROW("decision_step", "stage", stage, "body", body, "held", day, "due", due, "present",
			       present, "agreed", agreed, "result", "通过");
	*record_value(r, "decision") = (struct value){ .known = true, .i = decision };
	return r;
}

static int64_t decision_made(const char *title, const char *matter)
{
	struct record *d = ROW("decision", "title", title, "raised", "2023-05-01", "origin", "群众建议", "matter",
			       matter, "content", "见附件");
	assert_string_equal(saved(d), "");
	return d->id;
}

static void steps_go_in_order_and_meet_their_test(void **state)
{
	(void)state;
	int64_t d = decision_made("大棚出租", "发包出租");
	/* nothing may be called passed before what comes before it */
	assert_string_equal(saved(step(d, "决议", "村民代表会议", "2023-05-20", "60", "45", "40")), "step-order");
	assert_string_equal(saved(step(d, "提议", "党员大会", "2023-05-02", "", "", "")), "step-body");
	assert_string_equal(saved(step(d, "提议", "村党组织会议", "2023-04-30", "", "", "")), "step-day");
	assert_string_equal(saved(step(d, "提议", "村党组织会议", "2023-05-02", "", "", "")), "");
	assert_string_equal(saved(step(d, "商议", "村“两委”联席会议", "2023-05-05", "7", "", "")), "step-numbers");
	assert_string_equal(saved(step(d, "商议", "村“两委”联席会议", "2023-05-01", "7", "5", "5")), "step-day");
	assert_string_equal(saved(step(d, "商议", "村“两委”联席会议", "2023-05-05", "7", "5", "5")), "");
	/* 党员大会: 30, two thirds are 20; more than half of all is 16 */
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-10", "30", "19", "19")), "step-quorum");
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-10", "30", "20", "15")), "step-quorum");
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-10", "30", "31", "15")), "step-present");
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-10", "30", "20", "21")), "step-agreed");
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-10", "30", "20", "16")), "");
	assert_string_equal(saved(step(d, "决议", "村民代表会议", "2023-05-20", "60", "39", "39")), "step-quorum");
	/* it is kept as it went, and held again */
	struct record *failed = step(d, "决议", "村民代表会议", "2023-05-20", "60", "39", "39");
	put(failed, "result", "未通过");
	assert_string_equal(saved(failed), "");
	assert_string_equal(saved(step(d, "决议公开", "村党组织会议", "2023-05-21", "", "", "")), "step-order");
	assert_string_equal(saved(step(d, "决议", "村民代表会议", "2023-05-27", "60", "40", "21")), "");
	/* the members' assembly: no rule before the law of 2025 */
	assert_string_equal(saved(step(d, "决议", "成员大会", "2023-05-28", "60", "60", "60")), "step-rule");
	assert_string_equal(saved(step(d, "决议公开", "村党组织会议", "2023-05-28", "", "", "")), "");
}

static void close_it(int64_t d, const char *want)
{
	struct record *r;
	struct scope all;
	struct findings f;
	struct err e = { 0 };
	struct save_how how = by_program();
	scope_all(site.county, &all);
	findings_init(&f, site.a);
	assert_true(reg_load(site.a, site.db, reg_find("decision"), site.county, d, &all, false, &r, &site.e));
	put(r, "ended_on", "2023-09-01");
	bool ok = reg_transit(site.a, site.db, r, "finish", &how, ROLE_BIT(ROLE_CLERK), &f, &e);
	assert_string_equal(ok ? "" : f.first->code, want);
}

static void a_matter_is_closed_when_its_result_is_published(void **state)
{
	(void)state;
	int64_t d = decision_made("路灯安装", "工程项目");
	assert_string_equal(saved(step(d, "提议", "村党组织会议", "2023-05-02", "", "", "")), "");
	assert_string_equal(saved(step(d, "商议", "村“两委”联席会议", "2023-05-02", "7", "7", "7")), "");
	assert_string_equal(saved(step(d, "审议", "党员大会", "2023-05-03", "30", "30", "30")), "");
	/* a villagers' meeting needs ten days of notice */
	struct record *r = step(d, "决议", "村民会议", "2023-05-20", "800", "401", "201");
	assert_string_equal(saved(r), "step-notice");
	put(r, "noticed", "2023-05-11");
	assert_string_equal(saved(r), "step-notice");
	put(r, "noticed", "2023-05-10");
	assert_string_equal(saved(r), "");
	/* or two thirds of the households */
	r = step(d, "决议", "村民会议", "2023-05-21", "200", "133", "133");
	put(r, "counted", "户");
	put(r, "noticed", "2023-05-10");
	assert_string_equal(saved(r), "step-quorum");
	close_it(d, "decision-steps");
	assert_string_equal(saved(step(d, "决议公开", "村党组织会议", "2023-05-22", "", "", "")), "");
	assert_string_equal(saved(step(d, "实施结果公开", "村党组织会议", "2023-08-22", "", "", "")), "");
	close_it(d, "");
}

/* By the law of 2025 delegates may not decide who is a member; a county's own rule goes first. */
static void delegates_may_not_decide_everything(void **state)
{
	(void)state;
	struct quorum_bar bar;
	assert_true(quorum_bar_find(site.a, site.db, site.county, site.town, "members_delegates", "membership",
				    20250501, &bar, &site.e));
	assert_non_null(bar.law);
	assert_true(quorum_bar_find(site.a, site.db, site.county, site.town, "members_assembly", "membership",
				    20250501, &bar, &site.e));
	assert_null(bar.law);
	assert_true(quorum_bar_find(site.a, site.db, site.county, site.town, "members_delegates", "membership",
				    20250430, &bar, &site.e));
	assert_null(bar.law);
	struct record *own = ROW("quorum_rule", "body", "村民代表会议", "counted", "人", "attend_num", "4",
				 "attend_den", "5", "pass_num", "1", "pass_den", "2", "pass_more", "是", "pass_of",
				 "到会人员", "law", "测试县规定", "valid_from", "2023-01-01");
	own->unit = site.county;
	assert_string_equal(saved(own), "");
	struct quorum_rule r;
	bool found;
	assert_true(quorum_rule_find(site.a, site.db, site.county, unit_of(XINLONG), "villagers_representatives",
				     "persons", 20230601, &r, &found, &site.e));
	assert_true(found && r.row == own->id);
	assert_int_equal(fraction_need(&r.attend, 61), 49); /* 48.8 */
	own = ROW("quorum_rule", "body", "理事会", "counted", "人", "attend_num", "3", "attend_den", "2", "pass_num",
		  "1", "pass_den", "1", "pass_more", "是", "pass_of", "到会人员", "law", "测试", "valid_from", "2023-01-01");
	assert_string_equal(saved(own), "quorum-fraction");
}

/* ---- stars ---- */

static void fact_of(int64_t person, int64_t criterion, const char *day, const char *times, const char *want)
{
	struct record *r = ROW("star_fact", "happened", day, "times", times);
	*record_value(r, "person") = (struct value){ .known = true, .i = person };
	*record_value(r, "criterion") = (struct value){ .known = true, .i = criterion };
	assert_string_equal(saved(r), want);
}

static int64_t criterion_of(const char *name, const char *points, const char *most, const char *from)
{
	struct record *r = ROW("star_criterion", "name", name, "points", points, "most", most, "document", "测试",
			       "valid_from", from);
	r->unit = site.county;
	assert_string_equal(saved(r), "");
	return r->id;
}

static void band_of(const char *stars, const char *least)
{
	struct record *r = ROW("star_band", "stars", stars, "least", least, "document", "测试", "valid_from",
			       "2022-01-01");
	r->unit = site.county;
	assert_string_equal(saved(r), "");
}

/* 60 + min(20, 5 × 6) - 5 × 2 = 70: three stars of 60, not four of 75. */
static void points_are_explained_and_declared_as_computed(void **state)
{
	(void)state;
	int64_t who = add_person(XINLONG, "星有信", "1980-01-01", "高中", "");
	int64_t base = criterion_of("履行义务", "60", "60", "2022-01-01"),
		help = criterion_of("帮扶农户", "5", "20", "2022-01-01"),
		absent = criterion_of("缺席", "-5", "30", "2022-01-01"),
		late = criterion_of("新项目", "5", "5", "2023-01-01");
	struct star_result s;
	band_of("三星", "60");
	band_of("四星", "75");
	fact_of(who, base, "2022-03-01", "1", "");
	fact_of(who, help, "2022-04-01", "4", "");
	fact_of(who, help, "2022-05-01", "2", "");
	fact_of(who, absent, "2022-06-01", "2", "");
	fact_of(who, late, "2022-06-01", "1", "star-criterion-day");
	assert_true(star_compute(site.a, site.db, site.county, unit_of(XINLONG), who, 2022, 20230115, &s, &site.e));
	assert_int_equal(s.points, 70);
	assert_int_equal(s.count, 3);
	assert_string_equal(s.stars, "three");
	struct record *r = ROW("star_rating", "rated_year", "2022", "points", "75", "stars", "四星", "declared",
			       "2023-01-15");
	*record_value(r, "person") = (struct value){ .known = true, .i = who };
	assert_string_equal(saved(r), "star-points");
	put(r, "points", "70");
	assert_string_equal(saved(r), "star-level");
	put(r, "stars", "三星");
	assert_string_equal(saved(r), "");
	/* the bank speaks for itself, on paper */
	struct record *c = ROW("credit_application", "applied", "2023-01-10", "amount", "50000", "purpose", "茶园", "bank",
			       "农信社", "opinion", "同意推荐", "opinion_day", "2023-01-14");
	*record_value(c, "person") = (struct value){ .known = true, .i = who };
	assert_string_equal(saved(c), "credit-rated");
	put(c, "opinion_day", "2023-01-15");
	assert_string_equal(saved(c), "");
	put(c, "reply_amount", "50000");
	assert_string_equal(saved(c), "credit-not-granted");
	put(c, "reply", "同意授信");
	assert_string_equal(saved(c), "credit-reply");
	put(c, "replied", "2023-01-20");
	put(c, "reply_paper", "复函1号");
	assert_string_equal(saved(c), "");
	put(c, "repayment", "正常");
	assert_string_equal(saved(c), "credit-reply");
}

/* ---- sheets ---- */

static const struct book books[] = {
	{ .reg = "decision", .title = "羊角塘镇“四议两公开”事项登记台账", .note = "注：金额单位为元。",
	  .group = "事项基本情况", .first = 2, .last = 7,
	  .heads = { "序号", "所在村", "事项名称", "提议日期", "事项来源", "事项类别", "涉及金额（元）", "事项内容" },
	  .rows = { { "1", "新龙村", "冷库出租", "2022年3月5日", "村民建议", "资产出租", "36000", "冷库出租三年" },
		    { "2", "新龙村", "道路硬化", "2022.6.1", "上级部署", "建设项目", NULL, "硬化1.2公里" } },
	  .name = "冷库出租",
	  .facts = { "raised=2022-03-05", "origin=群众建议", "matter=发包出租", "amount=36000.00", "content=冷库出租三年" } },
	{ .reg = "decision_step", .title = "“四议两公开”登记表", .note = "注：重新召开的会议另填一行。",
	  .group = "会议情况", .first = 3, .last = 8,
	  .heads = { "序号", "村名", "事项名称", "步骤", "会议名称", "会议时间", "应到人数", "实到人数", "同意人数", "列席人员",
		     "监督意见", "结果" },
	  .rows = { { "1", "新龙村", "冷库出租", "提议", "支委会", "2022.3.6", NULL, NULL, NULL, "李干事", "程序合规", "未通过" } },
	  .name = "村党组织提议",
	  .facts = { "body=村党组织会议", "held=2022-03-06", "attended=李干事", "overseen=程序合规", "result=未通过" } },
	{ .reg = "star_criterion", .title = "星级党员评定标准", .note = "注：扣分项填负数。", .group = "分值", .first = 3,
	  .last = 4,
	  .heads = { "序号", "单位", "评定项目", "分值", "全年最多", "凭据", "文号", "施行日期" },
	  .rows = { { "1", "新龙村", "义务劳动", "2", "10", "签到表", "村规1号", "2022-01-01" } },
	  .name = "义务劳动",
	  .facts = { "points=2", "most=10", "proof=签到表", "document=村规1号", "valid_from=2022-01-01" } },
	{ .reg = "star_fact", .title = "星级党员评定事实台账", .note = "注：每一事实一行。", .group = "事实", .first = 3,
	  .last = 5,
	  .heads = { "序号", "所在村", "党员姓名", "评定项目", "发生时间", "次数", "事实" },
	  .rows = { { "1", "新龙村", "星守信", "义务劳动", "2022.7.1", "3", "清理渠道" } },
	  .name = "星守信",
	  .facts = { "criterion=义务劳动", "happened=2022-07-01", "times=3", "evidence=清理渠道" } },
	{ .reg = "credit_application", .title = "星级党员信用贷申请台账", .note = "注：授信以银行答复为准。", .group = "申请",
	  .first = 3, .last = 6,
	  .heads = { "序号", "所在村", "姓名", "申请时间", "申请金额", "用途", "银行", "推荐意见", "推荐日期" },
	  .rows = { { "1", "新龙村", "星守信", "2023.6.1", "80000", "葡萄大棚", "县农信社", "不推荐", "2023.6.8" } },
	  .name = "星守信",
	  .facts = { "applied=2023-06-01", "amount=80000.00", "purpose=葡萄大棚", "bank=县农信社", "opinion=不予推荐" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	(void)add_person(XINLONG, "星守信", "1979-01-01", "高中", "");
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back), /* counts the rows it brings */
		cmocka_unit_test(quorums_are_exact),
		cmocka_unit_test(the_working_is_said),
		cmocka_unit_test(rules_are_dated_and_those_of_a_unit_go_first),
		cmocka_unit_test(steps_go_in_order_and_meet_their_test),
		cmocka_unit_test(a_matter_is_closed_when_its_result_is_published),
		cmocka_unit_test(delegates_may_not_decide_everything),
		cmocka_unit_test(points_are_explained_and_declared_as_computed),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
