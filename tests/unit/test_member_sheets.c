/*
 * test_member_sheets.c - the sheets of members, awards, benefits and meetings as offices send them: read,
 * saved, exported, read again with nothing new.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/str.h"
#include "reg/import.h"
#include "sheet/sheet.h"

enum { COLUMNS = 18, ROWS = 3, FACTS = 7 };

struct book {
	const char *reg, *title, *note;
	int first, last; /* columns under one merged head; 0: none */
	const char *group;
	const char *heads[COLUMNS], *rows[ROWS][COLUMNS];
	const char *name, *facts[FACTS]; /* of the row with this title: path=text as shown */
};

static const struct book books[] = {
	{ .reg = "membership", .title = "羊角塘镇党员名册", .note = "注：预备党员填写接收日期。",
	  .group = "基本情况", .first = 3, .last = 7,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "身份证号码", "学历", "所在党支部", "人员类别", "是否主支部",
		     "入党时间", "转正时间", "进入党支部日期", "备注" },
	  .rows = { { "1", "新龙村", "蒋红旗", "男", "1965年3月", NULL, "高中文化", "中共新龙村支部委员会", "党员", "是",
		      "1990.7.1", "1991年7月1日", "1990.7.1", NULL },
		    { "2", "新龙村", "唐映山", "女", "1996.11", NULL, "本科", "中共新龙村支部委员会", "预备党员", "是",
		      "2023年6月30日", NULL, "2023-06-30", "返乡大学生" },
		    { "3", "新龙村", "李培元", "男", "1970-02", NULL, "初中", "中共新龙村支部委员会", "正式党员", "是",
		      "1995年7月", "1996年7月", "1995年7月", NULL } },
	  .name = "蒋红旗",
	  .facts = { "standing=正式党员", "principal=是", "joined=1990-07-01", "full_since=1991-07-01",
		     "org=中共新龙村支部委员会", "person.education=高中" } },
	{ .reg = "development", .title = "党员发展纪实台账（2023年度）", .note = "说明：按支部分别填写。",
	  .group = "发展过程", .first = 7, .last = 15,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "文化程度", "申请入党时间", "谈话时间",
		     "列为入党积极分子时间", "确定发展对象时间", "培训时间", "培训学时", "第一介绍人", "第二介绍人",
		     "接收预备党员时间", "转正时间", "优先发展类别" },
	  .rows = { { "1", "新龙村", "邓春耕", "男", "1992年5月", "大专", "2020.1.10", "2020.1.20", "2020年6月1日",
		      "2021.6.10", "2021年6月20日", "24", "蒋红旗", "李培元", "2021-08-01", "2022年8月5日",
		      "农村致富带头人" },
		    { "2", "新龙村", "何返乡", "女", "1999.8", "本科", "2023.3", "2023.3", "2023年9月", NULL, NULL, NULL,
		      NULL, NULL, NULL, NULL, "返乡创业大学生" } },
	  .name = "邓春耕",
	  .facts = { "applied=2020-01-10", "candidate=2021-06-10", "training_hours=24", "introducer=蒋红旗",
		     "probationary=2021-08-01", "converted=2022-08-05", "priority=致富带头人" } },
	{ .reg = "conversion", .title = "“三培养”工作台账", .note = "注：一人一行。",
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "三培养类型", "转化时间", "产业" },
	  .rows = { { "1", "新龙村", "邓春耕", "男", "1992年5月", "把致富带头人培养成党员", "2021年8月", "油茶" },
		    { "2", "新龙村", "周振兴", "男", "1985.2", "党员致富带头人→村组干部", "2022.3.20", "水稻" } },
	  .name = "周振兴",
	  .facts = { "kind=党员致富带头人培养成村组干部", "happened=2022-03-20", "business=水稻" } },
	{ .reg = "award", .title = "羊角塘镇2023年度表彰名册", .note = "注：以表彰文件为准。",
	  .heads = { "序号", "所在村", "姓名", "性别", "荣誉称号", "级别", "表彰类别", "表彰时间", "表彰单位", "文号" },
	  .rows = { { "1", "新龙村", "蒋红旗", "男", "优秀共产党员", "镇级", "优秀党员", "2023年6月30日", "中共羊角塘镇委员会",
		      "羊委〔2023〕15号" },
		    { "2", "新龙村", "周振兴", "男", "先进村干部", "县级", "优秀村干部", "2023.12", "中共祁阳市委", NULL } },
	  .name = "优秀共产党员",
	  .facts = { "person=蒋红旗", "level=乡镇级", "kind=优秀共产党员", "awarded=2023-06-30",
		     "document=羊委〔2023〕15号" } },
	{ .reg = "benefit", .title = "离任村干部补贴发放表（2023年第三季度）", .note = "经办人：",
	  .group = "补贴情况", .first = 6, .last = 10,
	  .heads = { "序号", "所在村", "姓名", "性别", "出生年月", "补贴类型", "任职年限", "所属期起", "所属期止", "补贴金额",
		     "应发日期" },
	  .rows = { { "1", "新龙村", "雷德厚", "男", "1952年1月", "离任村干部补贴", "12", "2023.7.1", "2023.9.30", "432.00",
		      "2023.9.30" },
		    { "2", "新龙村", "孙致远", "男", "1949.6", "离任补贴", "21", "2023-07-01", "2023-09-30", "756",
		      "2023-09-30" } },
	  .name = "孙致远",
	  .facts = { "kind=离任村干部补贴", "years=21", "amount=756.00", "period_to=2023-09-30" } },
	{ .reg = "cadre_event", .title = "村干部招录晋升台账", .note = "注：一次变动一行。",
	  .heads = { "序号", "所在村", "姓名", "性别", "学历", "招录方式", "招录时间", "原职务", "招录岗位", "公告文号" },
	  .rows = { { "1", "新龙村", "何返乡", "女", "本科", "招考", "2023年9月15日", "待业", "村级后备干部",
		      "公告2023年第3号" },
		    { "2", "新龙村", "周振兴", "男", NULL, "事业单位招聘", "2023.11", "村委会主任", "乡镇事业单位工作人员",
		      NULL } },
	  .name = "何返乡",
	  .facts = { "kind=公开招考", "happened=2023-09-15", "to_post=村级后备干部", "document=公告2023年第3号" } },
	{ .reg = "benefit_rule", .title = "村干部待遇规则表", .note = "注：标准调整的另起一行。",
	  .heads = { "序号", "单位", "待遇类型", "职务", "享受对象", "任职年限", "年满", "补贴标准", "计发方式", "执行时间",
		     "依据文件" },
	  .rows = { { "1", "羊角塘镇", "离任村干部补贴", "村干部", "离任", "10", "60", "12", "按年限每月", "2023年7月1日",
		      "羊发〔2023〕9号" },
		    { "2", "羊角塘镇", "养老保险补贴", "正职", "在职", "3", NULL, "100.00", "按月", "2022.1.1",
		      "羊发〔2022〕2号" } },
	  .name = "离任村干部补贴",
	  .facts = { "posts=村（组）干部", "years=10", "age=60", "amount=12.00", "per=每任职一年每月",
		     "valid_from=2023-07-01" } },
	{ .reg = "cadence_rule", .title = "会议制度一览表", .note = "注：每月第一周填1至7。",
	  .heads = { "序号", "适用单位", "制度名称", "事项类型", "会议类型", "责任主体", "次数", "频次", "起始日", "截止日",
		     "依据文件", "执行时间" },
	  .rows = { { "1", "羊角塘镇", "邻里夜谈", "会议", "夜谈会", "各村", "1", "月", "1", "7", "羊委〔2023〕3号",
		      "2023年1月1日" },
		    { "2", "羊角塘镇", "季度联席会", "会议", "联席会", "乡镇", "1", "每季", NULL, NULL, "羊委〔2023〕3号",
		      "2023.1.1" } },
	  .name = "邻里夜谈",
	  .facts = { "meeting_kind=邻里夜谈", "each=每个村（社区）", "times=1", "period=每月", "first_day=1", "last_day=7",
		     "started=2023-01-01" } },
	{ .reg = "meeting", .title = "新龙村2023年会议台账", .note = "注：取消的写明原因。",
	  .group = "会议情况", .first = 3, .last = 8,
	  .heads = { "序号", "召开单位", "会议名称", "会议类型", "召开时间", "会议时间", "召开地点", "主持", "记录人", "列席人数",
		     "主要内容", "状态", "取消原因" },
	  .rows = { { "1", "新龙村", "11月邻里夜谈", "夜谈会", "2023年11月3日", "19:30", "村部", "蒋红旗", "李培元", "12",
		      "收集意见3条。", "已开", NULL },
		    { "2", "新龙村", "12月邻里夜谈", "夜谈", "2023.12.2", "晚上7点半", "村部", "蒋红旗", NULL, NULL, NULL,
		      "取消", "大雪封路" },
		    { "3", "新龙村", "两委联席会", "两委会议", "2023-12-05", NULL, "村部", "蒋红旗", "李培元", NULL,
		      "研究油茶项目。", NULL, NULL } },
	  .name = "11月邻里夜谈",
	  .facts = { "kind=邻里夜谈", "held=2023-11-03", "clock=19:30", "chair=蒋红旗", "recorder=李培元", "guests=12",
		     "status=已召开" } },
};

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

/* Title, who fills it in, heads of one or two rows, a sum, a note, signatures. */
static int write_book(const struct book *b)
{
	int count = 0, rows = 0, at = b->group ? 4 : 3;
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	assert_non_null(o);
	while (count < COLUMNS && b->heads[count])
		count++;
	out_title(o, 1, count, b->title);
	out_line(o, 2, count, "填报单位（盖章）：羊角塘镇        填报时间：2023年12月");
	if (b->group)
		out_group(o, 3, b->first, b->last, b->group);
	for (int c = 0; c < count; c++)
		out_cell(o, at, c + 1, OUT_HEAD, b->heads[c]);
	for (; rows < ROWS && b->rows[rows][0]; rows++)
		for (int c = 0; c < count; c++)
			if (b->rows[rows][c])
				out_cell(o, at + 1 + rows, c + 1, OUT_TEXT, b->rows[rows][c]);
	out_cell(o, at + 1 + rows, 1, OUT_TEXT, "合计");
	out_cell(o, at + 1 + rows, 3, OUT_TEXT, arena_printf(site.a, "%d人", rows));
	out_line(o, at + 2 + rows, count, b->note);
	out_line(o, at + 3 + rows, count, "审核人：                填表人：");
	assert_true(fine(out_close(o, &site.e)));
	return rows;
}

static struct import_batch staged(const char *reg, const char *file)
{
	struct scope all;
	struct import_batch b;
	struct import_rows rows;
	int64_t batch;
	struct import_start st = { .county = site.county, .unit = site.town, .def = reg_find(reg),
				   .path = path_in(file), .name = "表.xlsx", .sheet = -1 };
	scope_all(site.county, &all);
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, site.county, batch, &all, st.path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)) &&
		    fine(import_rows_load(site.a, site.db, site.county, batch, ROW_REFUSED, 0, 50, LANG_ZH, &rows,
					  &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			print_message("%s %s: %s\n", reg, rows.rows[i].findings[k].place,
				      rows.rows[i].findings[k].text);
	return b;
}

static struct query rows_of(const struct reg_def *def)
{
	struct query q;
	struct scope all;
	scope_all(site.county, &all);
	query_init(&q, def, site.county, &all);
	q.unit = site.town;
	q.limit = 50;
	q.reveal = true;
	return q;
}

/* The text of a path in the row with this title. */
static const char *shown(const struct reg_def *def, const char *name, const char *path)
{
	struct record_list list;
	struct query q = rows_of(def);
	struct path p;
	assert_true(path_parse(def, path, &p));
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	for (int i = 0; i < list.count; i++) {
		if (!text_eq(record_title(site.a, list.rows[i], LANG_ZH), name))
			continue;
		const struct value *v = &list.rows[i]->v[p.field];
		for (int c = 0; p.sub >= 0 && c < def->column_count; c++)
			if (def->columns[c].path.field == p.field && def->columns[c].path.sub == p.sub)
				v = list_value(&list, i, def, c);
		return value_text(site.a, path_field(def, p), v, LANG_ZH);
	}
	fail_msg("%s has no row named %s", def->name, name);
	return NULL;
}

static void facts_hold(const struct book *b)
{
	for (int i = 0; i < FACTS && b->facts[i]; i++) {
		size_t n = strcspn(b->facts[i], "=");
		const char *path = arena_strndup(site.a, b->facts[i], n);
		const char *got = shown(reg_find(b->reg), b->name, path);
		if (!text_eq(got, b->facts[i] + n + 1))
			fail_msg("%s %s: %s, not %s", b->reg, path, got, b->facts[i]);
	}
}

static void book_goes_round(const struct book *b)
{
	struct scope all;
	int64_t exported;
	int rows = write_book(b);
	scope_all(site.county, &all);
	struct import_batch in = staged(b->reg, "in.xlsx");
	assert_int_equal(in.refused, 0);
	assert_int_equal(in.fresh, rows);
	assert_true(fine(import_accept(site.db, site.county, in.id, &all, false, NULL, &site.e)));
	facts_hold(b);
	struct query q = rows_of(reg_find(b->reg));
	assert_true(fine(export_sheet(site.db, &q, b->title, LANG_ZH, path_in("out.xlsx"), &exported, &site.e)));
	assert_int_equal(exported, rows);
	struct import_batch again = staged(b->reg, "out.xlsx");
	assert_int_equal(again.refused, 0);
	assert_int_equal(again.fresh, 0);
	assert_true(fine(import_accept(site.db, site.county, again.id, &all, false, NULL, &site.e)));
	facts_hold(b);
}

static void sheets_go_round(void **state)
{
	(void)state;
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("org"), site.county, unit_of("431181110200"));
	findings_init(&f, site.a);
	put(r, "name", "中共新龙村支部委员会");
	put(r, "kind", "党支部");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	for (size_t i = 0; i < ARRAY_LEN(books); i++)
		book_goes_round(&books[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_go_round),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
