/* test_books.c - sheets of registers that no area's own test brings in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

static const struct book books[] = {
	{ .reg = "appraisal", .title = "2022年度第一书记和驻村干部考核等次名册", .note = "注：等次以文件为准。", .group = "考核情况",
	  .first = 5, .last = 8,
	  .heads = { "序号", "所在村", "姓名", "性别", "职务", "考核年度", "考核等次", "依据文件" },
	  .rows = { { "1", "新龙村", "伍驻村", "男", "第一书记", "2022", "优秀", "祁组〔2023〕5号" },
		    { "2", "白塘村", "曹帮扶", "女", "驻村工作队员", "2022", "称职", "祁组〔2023〕5号" } },
	  .name = "伍驻村", .facts = { "post=第一书记", "year=2022", "grade=优秀", "document=祁组〔2023〕5号",
				       "person.sex=男" } },
	{ .reg = "leave", .title = "驻村第一书记和工作队员请假台账", .note = "注：返岗当日不计。", .group = "请假情况",
	  .first = 5, .last = 9,
	  .heads = { "序号", "驻村", "请假人", "性别", "假别", "开始日期", "返岗日期", "天数", "请假事由" },
	  .rows = { { "1", "新龙村", "伍驻村", "男", "事假", "2023年3月6日", "2023.3.8", "2", "家中老人住院" } },
	  .name = "伍驻村", .facts = { "kind=事假", "away=2023-03-06", "back=2023-03-08", "days=2",
				       "reason=家中老人住院" } },
	{ .reg = "duty_wish", .title = "村（社区）“两委”成员分工意愿表", .note = "注：由本人填写。", .group = "本人意愿",
	  .first = 5, .last = 7,
	  .heads = { "序号", "所在村", "姓名", "性别", "第一意愿", "第二意愿", "第三意愿", "特长", "是否同意", "填报日期" },
	  .rows = { { "1", "新龙村", "蒋愿做", "女", "会计（报账）", "文书与档案", "妇女儿童", "会计从业", "是", "2021.4.1" },
		    { "2", "新龙村", "唐随意", "男", "人居环境", NULL, NULL, NULL, "否", "2021.4.1" } },
	  .name = "蒋愿做", .facts = { "first=会计（报账）", "second=文书与档案", "third=妇女儿童", "speciality=会计从业",
				       "consent=是", "stated=2021-04-01" } },
	{ .reg = "data_request", .title = "个人信息请求登记表", .note = "注：及时办理。",
	  .heads = { "序号", "所在村", "申请人", "性别", "请求事项", "收到时间", "办理期限", "请求内容" },
	  .rows = { { "1", "白塘村", "曹帮扶", "女", "查阅", "2023.12.4", "2023.12.19", "看登记了哪些" } },
	  .name = "曹帮扶", .facts = { "kind=查阅", "received=2023-12-04", "due=2023-12-19", "content=看登记了哪些" } },
};

static void every_sheet_comes_back(void **state)
{
	(void)state;
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sheet_comes_back),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
