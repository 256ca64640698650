/*
 * test_chain.c - bases, chain branches, postings, alliances: what the checks say, how counties'
 * own sheets come in, and that what goes out comes back.
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

#define VILLAGE "431181110200"
#define NEXT "431181110202"

static struct record *new_row(const char *reg, const char *unit)
{
	struct record *r = record_new(site.a, reg_find(reg), site.county, unit_of(unit));
	const struct reg_def *def = r->def;
	r->state = def->state_count ? def->states[0].code : "";
	return r;
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = true, .i = id };
}

/* The code of the first finding of a save, "" for none; refused or not, it goes on. */
static const char *save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){ 0 };
	bool ok = reg_save(site.a, site.db, r, &how, &f, &site.e);
	assert_int_equal(ok, f.errors == 0);
	site.e = (struct err){ 0 };
	return f.first ? f.first->code : "";
}

static const char *step(struct record *r, const char *transition)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){ 0 };
	bool ok = reg_transit(site.a, site.db, r, transition, &how, ROLE_BIT(ROLE_ORGANISER), &f, &site.e);
	assert_int_equal(ok, f.errors == 0);
	site.e = (struct err){ 0 };
	return f.first ? f.first->code : "";
}

static const char *leave(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){ 0 };
	bool ok = reg_delete(site.a, site.db, r, &how, &f, &site.e);
	assert_int_equal(ok, f.errors == 0);
	site.e = (struct err){ 0 };
	return f.first ? f.first->code : "";
}

static struct record *org_row(const char *unit, const char *name, const char *kind, const char *formed)
{
	struct record *r = new_row("org", unit);
	put(r, "name", name);
	put(r, "kind", kind);
	put(r, "formed", formed);
	assert_string_equal(save(r), "");
	return r;
}

static struct record *base_row(const char *unit, const char *name, int64_t head)
{
	struct record *r = new_row("base", unit);
	put(r, "name", name);
	put(r, "kind", "坝区");
	put(r, "started", "2021-03-01");
	if (head)
		put_id(r, "head", head);
	assert_string_equal(save(r), head ? "" : "base-head");
	return r;
}

static struct record *cover_row(const char *unit, const struct record *branch, const struct record *base)
{
	struct record *r = new_row("branch_base", unit);
	put_id(r, "branch", branch->id);
	put_id(r, "base", base->id);
	put(r, "started", "2021-03-20");
	return r;
}

/* ---- branches ---- */

static void a_separate_branch_stands_on_one_base(void **state)
{
	(void)state;
	int64_t head = add_person(VILLAGE, "坝长甲", "1980-01-02", "bachelor", "");
	struct record *one = base_row(VILLAGE, "甲坝", head), *two = base_row(NEXT, "乙坝", head);
	(void)base_row(NEXT, "无长坝", 0);
	struct record *separate = org_row(VILLAGE, "中共甲坝区支部", "坝区党支部", "单独组建");
	struct record *joint = org_row(NEXT, "中共乙坝区联合支部", "链上党支部", "联合组建");
	struct record *village = org_row(VILLAGE, "中共某村支部", "党支部", "");
	struct record *first = cover_row(VILLAGE, separate, one);
	assert_string_equal(save(first), "");
	assert_string_equal(save(cover_row(NEXT, separate, two)), "branch-separate");
	assert_string_equal(save(cover_row(VILLAGE, joint, one)), "");
	assert_string_equal(save(cover_row(NEXT, joint, two)), "");
	assert_string_equal(save(cover_row(NEXT, village, two)), "branch-kind");
	put(first, "ended", "2022-01-01"); /* and may move to another */
	assert_string_equal(save(first), "");
	assert_string_equal(save(cover_row(NEXT, separate, two)), "");
}

static void posts_are_those_asked_for(void **state)
{
	(void)state;
	struct record *branch = org_row(VILLAGE, "中共丙坝区支部", "坝区党支部", "单独");
	int64_t person = add_person(VILLAGE, "职务一", "1985-01-02", "bachelor", "");
	static const char *const kinds[] = { "链上党支部书记", "村党组织书记", "链上党支部委员" };
	struct record *post = new_row("post", VILLAGE);
	put_id(post, "person", person);
	put_id(post, "org", branch->id);
	put(post, "kind", kinds[1]);
	put(post, "committee", "否");
	put(post, "started", "2022-02-01");
	assert_string_equal(save(post), ""); /* nothing is asked for yet */
	struct record *role = new_row("branch_role", "431181110000");
	put(role, "org_kind", "坝区党支部");
	put(role, "role", kinds[0]);
	put(role, "number", "1");
	put(role, "capacity", "乡级坝长");
	put(role, "valid_from", "2022-01-01");
	put(role, "document", "测试");
	assert_string_equal(save(role), "");
	put(post, "started", "2022-02-02");
	assert_string_equal(save(post), "post-template");
	put(post, "kind", kinds[0]);
	assert_string_equal(save(post), "");
	put(post, "kind", kinds[2]);
	assert_string_equal(save(post), "post-template");
	put(post, "started", "2021-12-31"); /* before the requirement */
	assert_string_equal(save(post), "");
}

static void what_was_met_is_not_put_right(void **state)
{
	(void)state;
	struct record *branch = org_row(VILLAGE, "中共丁坝区支部", "坝区党支部", "单独"), *r;
	r = new_row("branch_check", VILLAGE);
	put_id(r, "branch", branch->id);
	put(r, "item", "组织生活");
	put(r, "met", "否");
	put(r, "checked", "2022-05-18");
	assert_string_equal(save(r), "check-problem");
	put(r, "problem", "记录不全");
	put(r, "rectified", "2022-05-17");
	assert_string_equal(save(r), "check-rectified");
	put(r, "rectified", "2022-05-30");
	assert_string_equal(save(r), "");
	put(r, "met", "是");
	assert_string_equal(save(r), "check-met");
}

static void a_dated_transfer_is_ticked(void **state)
{
	(void)state;
	struct record *base = base_row(NEXT, "丙坝", add_person(NEXT, "坝长乙", "1980-01-02", "bachelor", ""));
	struct record *r = new_row("expert_posting", NEXT);
	put_id(r, "person", add_person(NEXT, "专家一", "1985-01-02", "bachelor", ""));
	put_id(r, "base", base->id);
	put(r, "speciality", "茶学");
	put(r, "started", "2021-03-25");
	put(r, "transfer2_on", "2021-04-01");
	assert_string_equal(save(r), "transfer-day");
	put(r, "transfer2", "√");
	assert_string_equal(save(r), "");
	put(r, "ended", "2021-04-01");
	assert_string_equal(save(r), "transfer-late");
	put(r, "ended", "");
	put(r, "started", "2021-02-01"); /* the base is of 2021-03-01 */
	assert_string_equal(save(r), "posting-base");
}

/* ---- the split ---- */

static uint64_t seed = 20240101;

static int draw(int n)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (int)(seed >> 33) % n;
}

static struct record *share_row(const struct record *alliance, int nth, int64_t parts)
{
	struct record *r = new_row("alliance_share", nth % 2 ? NEXT : VILLAGE);
	put_id(r, "alliance", alliance->id);
	put(r, "party", arena_printf(site.a, "第%d方", nth));
	put(r, "contribution", "资金");
	put_id(r, "parts", parts);
	return r;
}

/* Any parts that add up to the whole are put in force; one part more or less never is. */
static void a_split_is_whole_or_not_in_force(void **state)
{
	(void)state;
	print_message("seed %llu\n", (unsigned long long)seed);
	for (int round = 0; round < 60; round++) {
		int64_t whole = 2 + draw(1000), rest = whole;
		int parties = 2 + draw(8);
		struct record *alliance = new_row("alliance", VILLAGE), *last = NULL;
		put(alliance, "name", arena_printf(site.a, "联建%d", round));
		put(alliance, "kind", "村村抱团");
		put_id(alliance, "parts", whole);
		put(alliance, "started", "2022-01-01");
		assert_string_equal(save(alliance), "");
		for (int i = 0; i < parties; i++) {
			int64_t parts = i + 1 < parties ? draw((int)rest + 1) : rest;
			rest -= parts;
			last = share_row(alliance, i, parts);
			if (i + 1 == parties && parts > 0) { /* not yet whole: never in force */
				assert_string_equal(step(alliance, "agree"), "alliance-sum");
				assert_string_equal(alliance->state, "draft");
			}
			assert_string_equal(save(last), "");
		}
		assert_string_equal(save(share_row(alliance, parties, 1)), "share-over");
		assert_string_equal(step(alliance, "agree"), "");
		int64_t parts = record_value(last, "parts")->i;
		record_value(last, "parts")->i = parts + 1;
		assert_string_equal(save(last), "share-over");
		record_value(last, "parts")->i = parts - 1;
		if (parts)
			assert_string_equal(save(last), "share-in-force");
		record_value(last, "parts")->i = parts;
		assert_string_equal(save(last), "");
		assert_string_equal(leave(last), parts ? "share-in-force" : "");
		put_id(alliance, "parts", whole + 1);
		assert_string_equal(save(alliance), "alliance-sum");
		put_id(alliance, "parts", whole);
	}
}

/* ---- sheets as counties lay them out ---- */

enum { COLUMNS = 14, ROWS = 6 };

struct county_sheet {
	const char *reg, *title;
	const char *heads[COLUMNS];
	const char *rows[ROWS][COLUMNS];
	const char *foot;
	int group_from, group_to; /* a merged head over these columns, 1-based; 0 none */
	const char *group;
	int down;                 /* a column whose first two rows are merged; 0 none */
};

static const struct county_sheet sheets[] = {
	{ "base", "羊角塘镇产业坝区（基地）一览表",
	  { "序号", "所在村", "坝区名称", "类型", "面积（亩）", "主导产业", "坝长姓名", "坝长职务", "建成时间" },
	  { { "1", "白塘村", "白塘坝区", "坝区", "620.5", "生态茶", "唐建军", "副镇长", "2021年3月" },
	    { "2", "新龙村", "新龙坝区", "坝区", "510", "优质稻", "", "", "2021.3" },
	    { "3", "兰桥村", "兰桥中药材基地", "种植基地", "130", "黄精", "李春生", "支部书记", "2020-10-01" } },
	  "注：坝区指集中连片500亩以上的坝子。", 0, 0, NULL, 0 },
	{ "org", "羊角塘镇坝区党支部一览表",
	  { "序号", "所在村", "坝区党支部名称", "组织类型", "组建形式", "党支部书记", "成立时间" },
	  { { "1", "白塘村", "中共白塘新龙坝区联合支部委员会", "坝区党支部", "联合", "唐建军", "2021年3月20日" },
	    { "2", "兰桥村", "中共兰桥基地支部委员会", "产业链党支部", "单独组建", "李春生", "2021.03.20" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "branch_base", "羊角塘镇坝区党支部设置情况表",
	  { "序号", "所在村", "坝区名称", "坝区党支部名称", "组建时间" },
	  { { "1", "白塘村", "白塘坝区", "中共白塘新龙坝区联合支部委员会", "2021年3月20日" },
	    { "2", "新龙村", "新龙坝区", "中共白塘新龙坝区联合支部委员会", "2021年3月20日" },
	    { "3", "兰桥村", "兰桥中药材基地", "中共兰桥基地支部委员会", "2021-03-20" } },
	  "注：1. 联合组建的党支部逐行填写坝区。", 0, 0, NULL, 4 },
	{ "expert_posting", "羊角塘镇驻坝专家花名册",
	  { "序号", "所在村", "姓名", "性别", "工作单位", "专业", "驻点坝区", "第一项", "第二项", "第三项", "第四项",
	    "第五项", "驻坝时间" },
	  { { "1", "白塘村", "赵农艺", "男", "市农业农村局", "茶学", "白塘坝区", "√", "√", "√", "√", "√", "2021.4.1" },
	    { "2", "新龙村", "钱技术", "女", "市农技推广站", "水稻", "新龙坝区", "√", "√", "", "√", "√", "2021年4月6日" } },
	  "注：“五个划转”已完成的打“√”。", 8, 12, "五个划转", 0 },
	{ "team", "羊角塘镇党员志愿服务队一览表",
	  { "序号", "所在村", "服务队名称", "类型", "坝区名称", "服务范围", "队长姓名", "成立时间" },
	  { { "1", "白塘村", "白塘坝区党员志愿服务队", "党员志愿服务队", "白塘坝区", "白塘坝区", "唐志远", "2021.3.20" },
	    { "2", "兰桥村", "兰桥村义务消防队", "消防队", "", "全村", "李春生", "2021年5月" } },
	  "审核人：", 0, 0, NULL, 0 },
	{ "team_member", "羊角塘镇志愿服务队队员名册",
	  { "序号", "所在村", "姓名", "性别", "政治面貌", "服务队名称", "队内职务", "入队时间" },
	  { { "1", "白塘村", "唐志远", "男", "党员", "白塘坝区党员志愿服务队", "队长", "2021.3.20" },
	    { "2", "白塘村", "唐小芳", "女", "中共预备党员", "白塘坝区党员志愿服务队", "队员", "2021.3.20" },
	    { "3", "兰桥村", "李得水", "男", "群众", "兰桥村义务消防队", "片长", "2021-05-01" } },
	  "注：一人参加几支队伍的分行填写。", 0, 0, NULL, 0 },
	{ "team_activity", "羊角塘镇志愿服务活动台账",
	  { "序号", "所在村", "服务队名称", "活动时间", "类型", "活动内容", "参加人数", "服务时长（小时）", "服务群众（人次）" },
	  { { "1", "白塘村", "白塘坝区党员志愿服务队", "2022年4月2日", "助农", "帮助采茶", "12", "3.5", "40" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "exemplar_post", "羊角塘镇党员示范岗、先锋岗名单",
	  { "序号", "所在村", "姓名", "性别", "政治面貌", "岗位名称", "坝区名称", "承诺事项", "设岗时间" },
	  { { "1", "白塘村", "唐志远", "男", "党员", "党员先锋岗", "白塘坝区", "带头流转土地", "2021.6.30" },
	    { "2", "兰桥村", "李春生", "男", "党员", "示范岗", "", "带头推广良种", "2021年6月30日" } },
	  "注：每岗一人。", 0, 0, NULL, 0 },
	{ "branch_check", "羊角塘镇党支部标准化规范化建设检查表",
	  { "序号", "所在村", "被检查党支部", "检查内容", "标准", "检查结果", "检查时间", "问题", "整改时限", "整改完成时间" },
	  { { "1", "兰桥村", "中共兰桥基地支部委员会", "三会一课", "按期召开", "否", "2022.5.18", "缺1次党课", "2022.6.18",
	      "2022.6.2" },
	    { "2", "兰桥村", "中共兰桥基地支部委员会", "活动阵地", "有场所", "是", "2022.5.18" } },
	  "检查人：", 0, 0, NULL, 0 },
	{ "branch_demonstration", "羊角塘镇示范坝区党支部名单",
	  { "序号", "所在村", "党支部名称", "级别", "命名时间", "文号" },
	  { { "1", "兰桥村", "中共兰桥基地支部委员会", "县级", "2022.3.1", "组发〔2022〕3号" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "branch_project", "羊角塘镇党建项目化管理台账",
	  { "序号", "所在村", "项目名称", "申报支部", "主要内容", "负责人", "立项时间", "计划完成时间" },
	  { { "1", "兰桥村", "药香兰桥", "中共兰桥基地支部委员会", "党员包片管护", "李春生", "2022.1.10", "2022.12.31" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "station", "羊角塘镇红领工作站一览表",
	  { "序号", "所在村", "工作站名称", "类型", "负责人", "服务项目", "建站时间" },
	  { { "1", "白塘村", "白塘村红领工作站", "红领站", "唐志远", "民事代办", "2020年7月" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "alliance", "羊角塘镇村村抱团、村企共建情况表",
	  { "序号", "牵头村", "联盟名称", "类型", "共建项目", "总份数" },
	  { { "1", "白塘村", "白塘片区茶产业联建", "跨村联建", "生态茶加工", "100" } },
	  "填表人：", 0, 0, NULL, 0 },
	{ "alliance_share", "白塘片区茶产业联建各方份额表",
	  { "序号", "所在村", "联盟名称", "成员单位", "出资方式", "出资额", "份数" },
	  { { "1", "白塘村", "白塘片区茶产业联建", "白塘村股份经济合作社", "土地", "120000.50", "60" },
	    { "2", "新龙村", "白塘片区茶产业联建", "新龙村股份经济合作社", "资金", "80000", "40" } },
	  "注：各方份数之和为100。", 0, 0, NULL, 0 },
};

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

static int width(const struct county_sheet *s)
{
	int n = 0;
	while (n < COLUMNS && s->heads[n])
		n++;
	return n;
}

static int write_sheet(const struct county_sheet *s)
{
	int columns = width(s), at = s->group ? 5 : 4, count = 0;
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	assert_non_null(o);
	out_title(o, 1, columns, s->title);
	out_line(o, 2, columns, "填报单位：羊角塘镇党委        填报时间：2022年6月");
	for (int c = 0; s->group && c < columns; c++) {
		if (c + 1 == s->group_from)
			out_group(o, 3, s->group_from, s->group_to, s->group);
		else if (c + 1 < s->group_from || c + 1 > s->group_to)
			out_cell(o, 3, c + 1, OUT_HEAD, s->heads[c]);
	}
	for (int c = 0; c < columns; c++)
		out_cell(o, at - 1, c + 1, OUT_HEAD, s->heads[c]);
	for (int r = 0; r < ROWS && s->rows[r][0]; r++, count++) {
		for (int c = 0; c < columns; c++)
			if (!is_empty(s->rows[r][c]))
				out_cell(o, at + r, c + 1, OUT_TEXT, s->rows[r][c]);
		if (s->down && r == 1)
			out_down(o, s->down, at, at + 1, s->rows[0][s->down - 1]);
	}
	out_line(o, at + count, columns, s->foot);
	assert_true(fine(out_close(o, &site.e)));
	return count;
}

static struct import_batch staged(const char *reg, const char *file)
{
	struct import_start st = { .county = site.county, .unit = site.town, .def = reg_find(reg),
				   .path = path_in(file), .name = "表.xlsx", .sheet = -1 };
	struct import_batch b;
	struct import_rows rows;
	struct scope all;
	int64_t batch;
	scope_all(site.county, &all);
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, site.county, batch, &all, st.path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)) &&
		    fine(import_rows_load(site.a, site.db, site.county, batch, -1, 0, 50, LANG_ZH, &rows, &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			print_message("%s: %s %s\n", reg, rows.rows[i].findings[k].place,
				      rows.rows[i].findings[k].text);
	for (int i = 0; i < b.column_count; i++)
		if (!b.columns[i].path && !text_eq(b.columns[i].heading, "序号"))
			print_message("%s: open column %s\n", reg, b.columns[i].heading);
	return b;
}

static int64_t number(struct sql sql)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL) && db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

static void counties_sheets_come_in_and_go_out(void **state)
{
	(void)state;
	/* leaders whom a sheet names without more are in the register of people already */
	(void)add_person("431181110202", "唐建军", "1978-03-04", "bachelor", "");
	(void)add_person("431181110202", "唐志远", "1982-03-04", "college", "");
	(void)add_person("431181110209", "李春生", "1981-05-06", "college", "");
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
		struct scope all;
		struct query q;
		int64_t rows;
		int count = write_sheet(&sheets[i]);
		struct import_batch b = staged(sheets[i].reg, "in.xlsx");
		assert_int_equal(b.rows, count);
		assert_int_equal(b.refused, 0);
		assert_int_equal(b.fresh, count);
		scope_all(site.county, &all);
		assert_true(fine(import_accept(site.db, site.county, b.id, &all, false, NULL, &site.e)));
		b = staged(sheets[i].reg, "in.xlsx"); /* twice is once */
		assert_int_equal(b.same, count);
		query_init(&q, reg_find(sheets[i].reg), site.county, &all);
		q.reveal = true;
		assert_true(fine(export_sheet(site.db, &q, sheets[i].title, LANG_ZH, path_in("out.xlsx"), &rows,
					      &site.e)));
		assert_true(rows >= count);
		b = staged(sheets[i].reg, "out.xlsx");
		assert_int_equal(b.same, rows);
		assert_int_equal(b.refused, 0);
	}
	/* facts of single cells, by plain SQL */
	assert_int_equal(number(SQL("select area from r_base where name='白塘坝区'")), 62050);
	assert_int_equal(number(SQL("select started from r_base where name='新龙坝区'")), 20210300);
	assert_int_equal(number(SQL("select count(distinct b.branch) from r_branch_base b join r_org o on "
				    "o.county=b.county and o.id=b.branch where o.formed='joint' and o.name like '%新龙%'")),
			 1);
	assert_int_equal(number(SQL("select transfer1+transfer2+10*coalesce(transfer3,0)+transfer4+transfer5 from "
				    "r_expert_posting p join r_person x on x.county=p.county and x.id=p.person where "
				    "x.name='钱技术'")),
			 4);
	assert_int_equal(number(SQL("select count(*) from r_team_member m join r_person p on p.county=m.county and "
				    "p.id=m.person where m.role='area_chief' and p.name='李得水'")),
			 1);
	assert_int_equal(number(SQL("select amount from r_alliance_share where parts=60")), 12000050);
	/* 唐志远 leads a team, is a member of it and holds a post: one person */
	assert_int_equal(number(SQL("select count(*) from r_person where name='唐志远'")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counties_sheets_come_in_and_go_out),
		cmocka_unit_test(a_separate_branch_stands_on_one_base),
		cmocka_unit_test(posts_are_those_asked_for),
		cmocka_unit_test(what_was_met_is_not_put_right),
		cmocka_unit_test(a_dated_transfer_is_ticked),
		cmocka_unit_test(a_split_is_whole_or_not_in_force),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
