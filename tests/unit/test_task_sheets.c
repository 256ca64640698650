/* test_task_sheets.c - lists of key tasks as counties and towns keep them, in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

/* In the order in which one refers to the other: the tasks on top first. */
static const struct book books[] = {
	{ .reg = "plan", .title = "重点任务清单目录", .note = "注：以印发文件为准。", .group = "清单", .first = 3, .last = 6,
	  .heads = { "序号", "印发单位", "名称", "类型", "年份", "文号", "印发时间" },
	  .rows = { { "1", "羊角塘镇", "2023年羊角塘镇乡村振兴重点任务", "重点工作任务", "2023", "羊发〔2023〕4号", "2023.2.6" } },
	  .name = "2023年羊角塘镇乡村振兴重点任务",
	  .facts = { "kind=年度重点任务", "year=2023", "document=羊发〔2023〕4号", "started=2023-02-06" } },
	{ .reg = "task", .title = "2023年羊角塘镇乡村振兴重点任务清单", .note = "注：权重合计100。", .group = "任务", .first = 3, .last = 7,
	  .heads = { "序号", "责任单位", "清单名称", "具体任务", "主要举措", "年度目标", "分值", "下达时间", "完成时限",
		     "印证资料" },
	  .rows = { { "一", "羊角塘镇", "2023年羊角塘镇乡村振兴重点任务", "壮大村级集体经济", "一村一策，盘活闲置资产",
		      "村均经营性收入5万元", "60", "2023-02-06", "2023年12月31日", "账簿、合同" },
		    { "二", "羊角塘镇", "2023年羊角塘镇乡村振兴重点任务", "整治人居环境", "每月评比", "厕所改造见底", "40",
		      "2023-02-06", "2023.11.30", "验收表" } },
	  .name = "壮大村级集体经济",
	  .facts = { "goal=村均经营性收入5万元", "weight=60", "due=2023-12-31", "evidence=账簿、合同", "parent=" } },
};

/* What they are broken into stands in the same register. */
static const struct book below[] = {
	{ .reg = "task", .title = "重点任务分解表（村级）", .note = "注：完成时限须填到日。", .group = "分解", .first = 3, .last = 6,
	  .heads = { "序号", "所在村", "清单名称", "重点任务", "任务名称", "权重（%）", "开始时间", "完成期限", "进度（%）",
		     "进展情况" },
	  .rows = { { "1.1", "新龙村", "2023年羊角塘镇乡村振兴重点任务", "壮大村级集体经济", "新龙村盘活旧校舍", "2", "2023.2.20",
		      "2023.9.30", "45", "已签租赁意向" },
		    { "1.2", "白塘村", "2023年羊角塘镇乡村振兴重点任务", "壮大村级集体经济", "白塘村建辣椒烘干房", "1",
		      "2023.2.20", "2023.10.31", NULL, NULL } },
	  .name = "新龙村盘活旧校舍",
	  .facts = { "parent=壮大村级集体经济", "weight=2", "due=2023-09-30", "progress=45", "result=已签租赁意向",
		     "number=1.1" } },
};

static const struct book later[] = {
	{ .reg = "task_role", .title = "重点任务责任人表", .note = "注：一人一行。", .group = "责任人", .first = 4, .last = 7,
	  .heads = { "序号", "所在村", "任务名称", "责任类型", "姓名", "性别", "开始时间", "备注" },
	  .rows = { { "1", "新龙村", "新龙村盘活旧校舍", "具体负责", "龙具体", "男", "2023-02-20", NULL },
		    { "2", "白塘村", "白塘村建辣椒烘干房", "配合", "唐协助", "女", "2023-02-21", "管合同" } },
	  .name = "白塘村建辣椒烘干房",
	  .facts = { "person.name=唐协助", "role=协助", "started=2023-02-21", "note=管合同" } },
	{ .reg = "task_extension", .title = "延期申请台账", .note = "注：一事一报。", .group = "延期", .first = 4, .last = 7,
	  .heads = { "序号", "所在村", "任务名称", "申请时间", "原定时限", "延期至", "申请原因" },
	  .rows = { { "1", "新龙村", "新龙村盘活旧校舍", "2023-09-10", "2023-09-30", "2023-11-30", "校舍鉴定没有做完" } },
	  .name = "新龙村盘活旧校舍",
	  .facts = { "reason=校舍鉴定没有做完", "until=2023-11-30", "due=2023-09-30", "asked=2023-09-10" } },
	{ .reg = "duty_statement", .title = "履责事项清单", .note = "注：逐级公示。", .group = "履责", .first = 3, .last = 6,
	  .heads = { "序号", "制定单位", "主体", "责任内容", "文号", "开始时间" },
	  .rows = { { "1", "羊角塘镇", "合作社", "培训、指导、营销", "羊发〔2023〕5号", "2023-03-01" },
		    { "2", "羊角塘镇", "社员", "种植、管护、采摘", "羊发〔2023〕5号", "2023-03-01" } },
	  .name = "社员",
	  .facts = { "text=种植、管护、采摘", "document=羊发〔2023〕5号", "started=2023-03-01" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	struct scope all;
	scope_all(site.county, &all);
	books_are_read_and_come_back(books, ARRAY_LEN(books));
	assert_int_equal(write_book(below), 2);
	struct import_batch batch = staged("task", "in.xlsx");
	assert_int_equal(batch.fresh, 2);
	assert_int_equal(batch.refused, 0);
	assert_true(fine(import_accept(site.db, site.county, batch.id, &all, false, NULL, &site.e)));
	facts_are(below);
	comes_back(below, 4);
	books_are_read_and_come_back(later, ARRAY_LEN(later));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
