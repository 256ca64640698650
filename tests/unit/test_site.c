/* test_site.c - activity sites: the sheet a county sends, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

static const struct book books[] = {
	{ .reg = "activity_site", .title = "羊角塘镇村级组织活动场所情况登记表（2023年）",
	  .note = "填表说明：1.建筑面积填写实际使用面积。2.同一村有几处的各填一行。",
	  .group = "场所基本情况", .first = 3, .last = 8,
	  .heads = { "序号", "村（社区）名称", "场所名称", "场所类别", "详细地址", "建筑面积（㎡）", "建成时间", "自有或租用",
		     "使用情况", "停用时间", "管理员", "备注" },
	  .rows = { { "1", "新龙村", "新龙村党群服务中心", "村部", "新龙村3组", "320.5", "2016年9月", "自建", "在用", NULL,
		      "石守门", "含会议室两间" },
		    { "2", "新龙村", "新龙村农家书屋", "图书室", "新龙村3组", "45", "2012.5.1", "自有", "维修", NULL, NULL, NULL },
		    { "3", "白塘", "白塘村旧村部", "其他", NULL, "200", "1998年5月", "租赁", "闲置", "2019.10.8", NULL, NULL } },
	  .name = "新龙村党群服务中心",
	  .facts = { "kind=党群服务中心", "area=320.50", "built=2016-09", "tenure=自有", "status=使用中", "closed=",
		     "keeper=石守门", "note=含会议室两间" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	(void)add_person("431181110200", "石守门", "1970-01-01", "高中", "");
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

/* The code of the only finding, "" for none. */
static const char *says(const struct record *r, const char *check)
{
	struct findings f;
	struct err e = { 0 };
	const struct check_in in = { .arena = site.a, .db = site.db, .rec = r, .today = 20240101, .e = &e };
	findings_init(&f, site.a);
	check_find(check)->fn(&in, &f);
	assert_int_equal(e.code, ERR_NONE);
	assert_true(f.kept <= 1);
	return f.first ? f.first->code : "";
}

static struct record *site_at(const char *unit)
{
	return record_new(site.a, reg_find("activity_site"), site.county, unit_of(unit));
}

static void the_state_of_use_and_the_date_agree(void **state)
{
	(void)state;
	static const struct {
		const char *status, *closed, *want;
	} cases[] = {
		{ "使用中", "", "" }, { "维修中", "", "" }, { "停用", "", "site-closed" },
		{ "停用", "2023-05", "" }, { "使用中", "2023-05", "site-status" },
		{ "维修中", "2024-01-01", "site-status" }, { "使用中", "2024-01-02", "" }, /* decided, not yet so */
		{ "", "2023-05", "" },
	};
	struct record *r = site_at("431181110235");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		put(r, "status", cases[i].status);
		put(r, "closed", cases[i].closed);
		assert_string_equal(says(r, "site_use"), cases[i].want);
	}
}

static void a_site_belongs_to_a_village(void **state)
{
	(void)state;
	assert_string_equal(says(site_at("431181110235"), "site_of_village"), "");
	assert_string_equal(says(site_at("431181110000"), "site_of_village"), "site-unit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
		cmocka_unit_test(the_state_of_use_and_the_date_agree),
		cmocka_unit_test(a_site_belongs_to_a_village),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
