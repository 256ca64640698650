/* test_charter.c - charter rules of collectives: the sheet a town sends, and the lowest ratio. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

static const struct book books[] = {
	{ .reg = "charter", .title = "羊角塘镇村级集体经济组织章程分配规定一览表",
	  .note = "填表说明：1.提取比例按章程填写。2.没有规定下限的不填。",
	  .group = "公积公益金", .first = 4, .last = 7,
	  .heads = { "序号", "所在村", "集体经济组织名称", "提取比例（%）", "提取基数", "最低比例（%）",
		     "余额达到后可不再提取（元）", "成员分配办法", "执行时间", "文号", "备注" },
	  .rows = { { "1", "牛坪坳村", "牛坪坳村股份经济合作社", "15", "净收益弥补亏损后", "10", "500000", "按份额",
		      "2024.1.1", "村经〔2024〕3号", "成员大会通过" },
		    { "2", "新龙村", "新龙村股份经济合作社", "20.5", "可分配收益", NULL, NULL, "不分配", "2023年5月",
		      "村经〔2023〕1号", NULL } },
	  .name = "牛坪坳村股份经济合作社",
	  .facts = { "reserve_ratio=15.00", "reserve_base=当年净收益弥补以前年度亏损后的余额", "reserve_floor=10.00",
		     "reserve_until=500000.00", "member_rule=按收益权份额", "valid_from=2024-01-01",
		     "document=村经〔2024〕3号", "note=成员大会通过" } },
};

static void add_collective(const char *unit, const char *name)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("org"), site.county, unit_of(unit));
	findings_init(&f, site.a);
	put(r, "name", name);
	put(r, "kind", "农村集体经济组织");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
}

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	add_collective("431181110235", "牛坪坳村股份经济合作社");
	add_collective("431181110200", "新龙村股份经济合作社");
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

static const char *says(const struct record *r)
{
	struct findings f;
	struct err e = { 0 };
	const struct check_in in = { .arena = site.a, .db = site.db, .rec = r, .today = 20240101, .e = &e };
	findings_init(&f, site.a);
	check_find("charter_floor")->fn(&in, &f);
	return f.first ? f.first->code : "";
}

static void no_charter_goes_below_the_rule(void **state)
{
	(void)state;
	static const struct {
		const char *ratio, *floor, *want;
	} cases[] = {
		{ "15", "", "" }, { "15", "15", "" }, { "14.99", "15", "charter-floor" }, { "0", "", "" },
		{ "", "15", "" }, { "0", "0.01", "charter-floor" },
	};
	struct record *r = record_new(site.a, reg_find("charter"), site.county, unit_of("431181110235"));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		put(r, "reserve_ratio", cases[i].ratio);
		put(r, "reserve_floor", cases[i].floor);
		assert_string_equal(says(r), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
		cmocka_unit_test(no_charter_goes_below_the_rule),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
