/* test_training.c - the sheets of training as offices send them; what the named checks say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/id.h"
#include "books.h"

static const struct book books[] = {
	{ .reg = "teacher", .title = "村级党校师资库名册", .note = "注：按入库时间填写。", .group = "基本情况", .first = 3, .last = 6,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "学历", "师资类别", "专业特长", "主讲课程", "聘任时间" },
	  .rows = { { "1", "新龙村", "邓讲堂", "男", "1970年4月", "本科", "党校讲师", "党史党建", "党的二十大精神", "2022.3.1" },
		    { "2", "白塘村", "谢田秀", "女", "1976.11", "高中文化", "田秀才", "油茶修剪", NULL, "2022年3月" } },
	  .name = "邓讲堂", .facts = { "kind=党校教师", "speciality=党史党建", "courses=党的二十大精神",
				       "joined=2022-03-01", "person.education=本科" } },
	{ .reg = "course", .title = "点单课程目录", .note = "注：学时按45分钟计。",
	  .heads = { "序号", "开设单位", "课程名称", "课程类别", "培训对象", "授课教师", "课时", "内容", "开设日期" },
	  .rows = { { "1", "羊角塘镇", "油茶低产林改造", "实用技术", "农民", "谢田秀", "16", "修剪、施肥、防病", "2022-03-01" } },
	  .name = "油茶低产林改造", .facts = { "subject=产业技术", "target=农户群众", "teacher=谢田秀", "hours=16",
					       "offered=2022-03-01" } },
	{ .reg = "training_class", .title = "羊角塘镇培训班次台账", .note = "注：一班一行。",
	  .heads = { "序号", "举办单位", "编号", "培训班名称", "培训方式", "参训对象", "主办单位", "授课人", "培训地点",
		     "开班时间", "结束时间", "课时", "计划人数" },
	  .rows = { { "1", "羊角塘镇", "羊训2023-01", "高素质农民培训", "田间学校", "高素质农民", "镇党委", "谢田秀",
		      "油茶基地", "2023年3月6日", "2023.3.8", "24", "50" },
		    { "2", "羊角塘镇", "羊训2023-02", "支部书记轮训", "集中培训", "村支书", NULL, NULL, "镇党校",
		      "2023.4.10", "2023.4.12", "24", "35" } },
	  .name = "高素质农民培训", .facts = { "kind=田间课堂", "target=农户群众", "organiser=镇党委", "guests=谢田秀",
					       "started=2023-03-06", "ended=2023-03-08", "hours=24", "planned=50" } },
	{ .reg = "trainee", .title = "高素质农民培训签到册", .note = "班主任：", .group = "考勤", .first = 6, .last = 9,
	  .heads = { "序号", "培训班名称", "所在村", "姓名", "性别", "签到时间", "课时", "是否合格", "证书编号" },
	  .rows = { { "1", "高素质农民培训", "新龙村", "蒋学农", "男", "2023年3月6日", "24", "是", "羊训2023-01-001" },
		    { "2", "高素质农民培训", "白塘村", "周勤耕", "女", "2023.3.7", "16", "否", NULL },
		    { "3", "高素质农民培训", "兰桥村", "彭未到", "男", NULL, NULL, NULL, NULL } },
	  .name = "蒋学农", .facts = { "class=高素质农民培训", "attended=2023-03-06", "hours=24", "passed=是",
				       "certificate=羊训2023-01-001" } },
	{ .reg = "training_request", .title = "培训需求汇总表", .note = "注：由村党组织填报。",
	  .heads = { "序号", "村名", "培训需求", "课程", "人数", "培训对象", "希望时间", "填报日期" },
	  .rows = { { "1", "新龙村", "油茶怎样修剪", "油茶低产林改造", "30", "农民", "2023-11", "2023年10月8日" },
		    { "2", "白塘村", "直播卖橘子", NULL, "12", "后备干部", NULL, "2023.10.9" } },
	  .name = "油茶怎样修剪", .facts = { "course=油茶低产林改造", "people=30", "target=农户群众",
					     "preferred=2023-11", "asked=2023-10-08" } },
	{ .reg = "degree_study", .title = "农民大学生培养计划学员名册", .note = "注：在读人员填。", .group = "基本情况", .first = 3, .last = 5,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "院校", "就读专业", "层次", "入学时间" },
	  .rows = { { "1", "新龙村", "唐求知", "男", "1992年2月", "湖南开放大学", "乡村振兴", "专科", "2022年9月1日" },
		    { "2", "白塘村", "罗上进", "女", "1995.6", "湖南开放大学", "行政管理", "专升本", "2022.9" } },
	  .name = "唐求知", .facts = { "school=湖南开放大学", "programme=乡村振兴", "level=大专", "started=2022-09-01" } },
	{ .reg = "adviser", .title = "党员一线技术顾问名册", .note = "注：解决问题数按年累计。", .group = "基本情况", .first = 3, .last = 6,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "政治面貌", "技术专长", "聘任时间", "累计解决问题（件）" },
	  .rows = { { "1", "新龙村", "雷问农", "男", "1966年8月", "党员", "水稻", "2022.1.10", "26" },
		    { "2", "白塘村", "肖田头", "女", "1971.3", "中共党员", "油茶", "2022年1月", "8" } },
	  .name = "雷问农", .facts = { "speciality=水稻", "solved=26", "started=2022-01-10", "person.political=中共党员" } },
	{ .reg = "tech_station", .title = "科技特派员工作站一览表", .note = "注：一站一行。",
	  .heads = { "序号", "所在村", "名称", "产业", "特派员姓名", "地点", "成立时间" },
	  .rows = { { "1", "新龙村", "油茶科技特派员工作站", "油茶", "雷问农", "新龙村部", "2022年2月1日" } },
	  .name = "油茶科技特派员工作站", .facts = { "industry=油茶", "specialist=雷问农", "place=新龙村部",
						     "founded=2022-02-01" } },
	{ .reg = "tech_service", .title = "技术服务记录表", .note = "注：现场解答的填“是”。",
	  .heads = { "序号", "所在村", "求助问题", "农户姓名", "工作站", "服务人员", "服务日期", "是否现场解答", "解决日期", "服务内容" },
	  .rows = { { "1", "新龙村", "油茶落果", "蒋学农", "油茶科技特派员工作站", "雷问农", "2023.6.1", "是", "2023.6.1", "保果、补硼" } },
	  .name = "油茶落果", .facts = { "asker=蒋学农", "station=油茶科技特派员工作站", "specialist=雷问农",
					 "asked=2023-06-01", "on_site=是", "answered=2023-06-01" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

/* ---- checks ---- */

static void put_i(struct record *r, const char *field, int64_t i)
{
	*record_value(r, field) = (struct value){ .known = true, .i = i };
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

static int64_t class_on(const char *number, const char *started, const char *ended)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("training_class"), site.county, site.town);
	findings_init(&f, site.a);
	put(r, "number", number);
	put(r, "name", "检查班");
	put(r, "kind", "专题培训");
	put(r, "target", "书记");
	put(r, "started", started);
	put(r, "ended", ended);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static void attendance_lies_within_the_class(void **state)
{
	(void)state;
	struct record *r = record_new(site.a, reg_find("trainee"), site.county, site.town);
	put_i(r, "class", class_on("检1", "2023-05-10", "2023-05-12"));
	assert_string_equal(says(r, "trainee_within_class"), ""); /* enrolled only */
	put_i(r, "attended", 20230509);
	assert_string_equal(says(r, "trainee_within_class"), "trainee-before-class");
	put_i(r, "attended", 20230510);
	assert_string_equal(says(r, "trainee_within_class"), "");
	put_i(r, "attended", 20230512);
	assert_string_equal(says(r, "trainee_within_class"), "");
	put_i(r, "attended", 20230513);
	assert_string_equal(says(r, "trainee_within_class"), "trainee-after-class");
	put_i(r, "class", class_on("检2", "2023-12-31", "")); /* goes on: no end is known */
	put_i(r, "attended", 20240101);
	assert_string_equal(says(r, "trainee_within_class"), "");
	put_i(r, "attended", 20240102);
	assert_string_equal(says(r, "trainee_within_class"), "trainee-in-future");
	put_i(r, "attended", 20240101);
	put_i(r, "passed", 1);
	assert_string_equal(says(r, "trainee_within_class"), "");
	*record_value(r, "attended") = (struct value){ 0 };
	assert_string_equal(says(r, "trainee_within_class"), "trainee-not-attended");
	put_i(r, "passed", 0);
	assert_string_equal(says(r, "trainee_within_class"), "");
}

static void no_certificate_without_a_pass(void **state)
{
	(void)state;
	struct record *r = record_new(site.a, reg_find("trainee"), site.county, site.town);
	assert_string_equal(says(r, "trainee_certificate"), "");
	put(r, "certificate", "检1-001");
	assert_string_equal(says(r, "trainee_certificate"), "certificate-without-pass");
	put_i(r, "passed", 0);
	assert_string_equal(says(r, "trainee_certificate"), "certificate-without-pass");
	put_i(r, "passed", 1);
	assert_string_equal(says(r, "trainee_certificate"), "");
}

static void a_class_ends_after_it_starts(void **state)
{
	(void)state;
	struct record *r = record_new(site.a, reg_find("training_class"), site.county, site.town);
	put_i(r, "started", 20230510);
	assert_string_equal(says(r, "class_dates_in_order"), "");
	put_i(r, "ended", 20230510);
	assert_string_equal(says(r, "class_dates_in_order"), "");
	put_i(r, "ended", 20230509);
	assert_string_equal(says(r, "class_dates_in_order"), "dates-in-order");
	put_i(r, "ended", 20230500); /* the month only */
	assert_string_equal(says(r, "class_dates_in_order"), "");
}

static bool enrol(int64_t class, int64_t person, struct findings *f)
{
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("trainee"), site.county, site.town);
	findings_init(f, site.a);
	put_i(r, "class", class);
	put_i(r, "person", person);
	return reg_save(site.a, site.db, r, &how, f, &site.e);
}

static void nobody_is_in_a_class_twice(void **state)
{
	(void)state;
	char text[MSG_TEXT] = "";
	struct findings f;
	int64_t class = class_on("检3", "2023-05-10", ""), other = class_on("检4", "2023-05-10", "");
	int64_t person = add_person("431181110235", "曾双报", "1990-01-02", "college", "");
	assert_true(said(enrol(class, person, &f), &f));
	assert_false(enrol(class, person, &f));
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){ 0 };
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (text_eq(fi->code, "trainee-twice"))
			msg_write(&fi->text, LANG_ZH, text, sizeof text);
	assert_string_equal(text, "曾双报已经在班次“检查班”里。");
	assert_true(said(enrol(other, person, &f), &f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
		cmocka_unit_test(attendance_lies_within_the_class),
		cmocka_unit_test(no_certificate_without_a_pass),
		cmocka_unit_test(a_class_ends_after_it_starts),
		cmocka_unit_test(nobody_is_in_a_class_twice),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
