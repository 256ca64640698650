/* test_talent.c - the sheets of local talent as offices send them: read, saved, exported, the
 * same again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "books.h"

static const struct book books[] = {
	{ .reg = "talent", .title = "羊角塘镇乡土人才名册", .note = "注：可授课的填“是”。",
	  .group = "基本情况", .first = 3, .last = 7,
	  .heads = { "序号", "所在村（社区）", "姓名", "性别", "出生年月", "身份证号码", "文化程度", "人才类别", "专业特长",
		     "技能等级", "职称或证书", "能否授课", "认定时间", "备注" },
	  .rows = { { "1", "新龙村", "蒋大木", "男", "1968年4月", NULL, "初中", "泥工匠", "砌筑", "高级工", "砌筑工证", "是",
		      "2022.3.1", NULL },
		    { "2", "白塘", "唐茶香", "女", "1975.11", NULL, "高中文化", "土专家", "制茶", "无", NULL, "否",
		      "2022年3月", "种茶二十年" } },
	  .name = "蒋大木", .facts = { "kind=泥工匠", "speciality=泥瓦木工", "level=高级", "can_teach=是",
				       "started=2022-03-01", "certificate=砌筑工证" } },
	{ .reg = "away_talent", .title = "在外优秀人才信息库登记表", .note = "填表说明：登记前征得本人同意。",
	  .group = "基本情况", .first = 3, .last = 6,
	  .heads = { "序号", "户籍所在村", "姓名", "性别", "出生年月", "学历", "现工作地", "工作单位", "从事行业", "职务/职称",
		     "返乡创业意愿", "联系周期（月）", "本人是否同意", "登记时间", "备注" },
	  .rows = { { "1", "新龙村", "唐远志", "男", "1982-05", "本科", "广东深圳", "某电子公司", "制造业", "技术主管",
		      "考虑中", "6", "是", "2023.1.25", NULL },
		    { "2", "兰桥村", "李行舟", "男", "1979年8月", "大专", "浙江杭州", NULL, "电商", "经理", "无", NULL,
		      NULL, "2023年1月", "春节返乡" } },
	  .name = "唐远志", .facts = { "place=广东深圳", "employer=某电子公司", "industry=制造加工", "wish=正在考虑",
				       "every_months=6", "consent=是", "listed=2023-01-25" } },
	{ .reg = "talent_contact", .title = "在外人才春节走访联系记录表", .note = "注：一人一行。",
	  .heads = { "序号", "家乡所在村", "走访对象", "走访时间", "走访方式", "节日", "走访情况", "走访结果" },
	  .rows = { { "1", "新龙村", "唐远志", "2023年1月28日", "上门走访", "春节", "介绍返乡政策", "跟进" },
		    { "2", "兰桥村", "李行舟", "2023.1.29", "座谈会", "春节", "参加座谈", "牵线搭桥" } },
	  .name = "唐远志", .facts = { "happened=2023-01-28", "way=走访", "festival=春节", "content=介绍返乡政策",
				       "outcome=继续跟进" } },
	{ .reg = "return_event", .title = "返乡创业人员统计表（2023年）", .note = "注：按实际返乡时间填写。",
	  .group = "个人信息", .first = 3, .last = 6,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "文化程度", "返乡人员类别", "原务工地", "返乡时间",
		     "创业项目名称", "享受扶持政策", "扶持政策落实情况", "带动就业人数" },
	  .rows = { { "1", "新龙村", "邓归田", "男", "1990年6月", "大专", "退伍军人", "广东东莞", "2023年5月8日",
		      "稻虾共作基地", "小额贷款", "贴息贷款20万元", "8" },
		    { "2", "白塘村", "周小燕", "女", "1996.2", "本科", "高校毕业生", "长沙", "2023.7", "农产品网店",
		      "场地", NULL, "3" } },
	  .name = "邓归田", .facts = { "came_back=2023-05-08", "kind=退役军人", "from_place=广东东莞",
				       "project=稻虾共作基地", "support=创业担保贷款", "jobs=8" } },
	{ .reg = "contest", .title = "乡土人才技能大赛一览表", .note = "注：一项一行。",
	  .heads = { "序号", "大赛名称", "技能项目", "大赛级别", "比赛时间", "地点", "主办单位", "备注" },
	  .rows = { { "1", "第三届乡厨大赛", "厨师", "镇级", "2023年10月18日", "镇文化广场", "羊角塘镇党委", NULL } },
	  .name = "第三届乡厨大赛", .facts = { "skill=烹饪", "level=乡镇级", "held=2023-10-18", "place=镇文化广场" } },
	{ .reg = "contest_entry", .title = "第三届乡厨大赛成绩册", .note = "裁判长：",
	  .group = "成绩", .first = 6, .last = 9,
	  .heads = { "序号", "参赛项目", "所在村", "选手姓名", "性别", "总分", "排名", "并列", "获奖等次" },
	  .rows = { { "1", "第三届乡厨大赛", "新龙村", "匡味长", "男", "95.5", "1", "否", "一等奖" },
		    { "2", "第三届乡厨大赛", "白塘村", "曾火候", "女", "93", "2", "是", "亚军" },
		    { "3", "第三届乡厨大赛", "兰桥村", "王小灶", "男", "93", "2", "是", "二等奖" } },
	  .name = "曾火候", .facts = { "contest=第三届乡厨大赛", "score=93.00", "rank=2", "tied=是", "prize=二等奖" } },
	{ .reg = "rich_leader", .title = "农村致富带头人花名册", .note = "注：带动户数以协议为准。",
	  .group = "基本情况", .first = 3, .last = 7,
	  .heads = { "序号", "村名", "姓名", "性别", "出生年月", "政治面貌", "联系电话", "带头人类型", "从事产业",
		     "带动农户（户）", "培育时间", "认定时间" },
	  .rows = { { "1", "新龙村", "雷有方", "男", "1980年1月", "党员", "14000001234", "合作社负责人", "油茶", "36",
		      "2022年4月", "2022.6.1" },
		    { "2", "堆上村", "何满仓", "男", "1972.9", "群众", NULL, "种植大户", "水稻", "12", NULL, "2021.5" } },
	  .name = "雷有方", .facts = { "kind=合作社负责人", "trade=油茶", "households=36", "raised_on=2022-04",
				       "started=2022-06-01", "person.political=中共党员" } },
};

static void sheets_are_read_and_come_back(void **state)
{
	(void)state;
	books_are_read_and_come_back(books, ARRAY_LEN(books));
}

/* A person in several registers is one person. */
static void nobody_is_entered_twice(void **state)
{
	(void)state;
	struct book b = books[6]; /* the chef leads others, too */
	b.rows[0][2] = "匡味长";
	b.rows[0][4] = NULL;
	b.rows[1][0] = NULL;
	(void)write_book(&b);
	struct import_batch batch = staged("rich_leader", "in.xlsx");
	struct scope all;
	struct record_list list;
	scope_all(site.county, &all);
	assert_int_equal(batch.fresh, 1);
	assert_true(fine(import_accept(site.db, site.county, batch.id, &all, false, NULL, &site.e)));
	int64_t chef = record_value(row_named(reg_find("contest_entry"), "匡味长", &list), "person")->i;
	assert_int_equal(record_value(row_named(reg_find("rich_leader"), "匡味长", &list), "person")->i, chef);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_read_and_come_back),
		cmocka_unit_test(nobody_is_entered_twice),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
