/* test_layout.c - sheets laid out as counties lay them out: written, read back, notes left aside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "reg/import.h"
#include "reg/query.h"
#include "sheet/sheet.h"

enum { HEADS = 4 };

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

static struct import_batch staged(const char *reg, const char *file)
{
	struct scope s;
	struct import_batch b;
	int64_t batch;
	struct import_start st = {.county = site.county,
				  .unit = site.town,
				  .def = reg_find(reg),
				  .path = path_in(file),
				  .name = "花名册.xlsx",
				  .sheet = -1};
	scope_all(site.county, &s);
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, site.county, batch, &s, st.path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)));
	return b;
}

static void accept(const struct import_batch *b)
{
	struct scope s;
	scope_all(site.county, &s);
	assert_true(
	    fine(import_accept(site.db, site.county, b->id, &s, false, NULL, &site.e)));
}

static void export(const char *reg, const char *file, int64_t want)
{
	struct query q;
	struct scope s;
	int64_t rows;
	scope_all(site.county, &s);
	query_init(&q, reg_find(reg), site.county, &s);
	q.unit = site.town;
	q.reveal = true;
	assert_true(fine(export_sheet(site.db, &q, "羊角塘镇花名册", LANG_ZH, path_in(file), &rows,
				      &site.e)));
	assert_int_equal(rows, want);
}

/* What a sheet says about a row that is none. */
static const char *skipped(const struct import_batch *b, int i)
{
	struct import_rows rows;
	assert_true(fine(import_rows_load(site.a, site.db, site.county, b->id, ROW_SKIPPED, 0, 50,
					  LANG_ZH, &rows, &site.e)));
	return i < rows.count ? rows.rows[i].title : NULL;
}

/* As a county sends it: title, head line, heads of two rows, a sum, notes, signatures. */
static void write_county_sheet(void)
{
	static const char *const groups[] = {"序号", "村（社区）", "导师基本情况", NULL, NULL,
					     "帮带对象基本情况", NULL, NULL, "结对日期", "帮带方式"};
	static const char *const own[] = {"序号", "村（社区）", "姓名", "性别", "职务",
					  "姓名", "性别", "学历", "结对日期", "帮带方式"};
	static const char *const rows[][10] = {
	    {"1", "荷池村", "周建国", "男", "村党组织书记", "李晓", "女", "大专", "2023年3月", "老带新"},
	    {"2", "堆上村", "周建国", "男", "村党组织书记", "王磊", "男", "本科", "2023-04-01", "老带新"},
	};
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	assert_non_null(o);
	int count = (int)ARRAY_LEN(own);
	out_title(o, 1, count, "祁阳市村级后备力量导师帮带结对花名册");
	out_line(o, 2, count, "填报单位：羊角塘镇党委        填报日期：2023年5月1日");
	for (int i = 0; i < count; i++) {
		if (groups[i] && i + 1 < count && !groups[i + 1])
			out_group(o, 3, i + 1, i + 3, groups[i]);
		else if (groups[i])
			out_cell(o, 3, i + 1, OUT_HEAD, groups[i]);
	}
	for (int i = 0; i < count; i++)
		out_cell(o, 4, i + 1, OUT_HEAD, own[i]);
	for (int i = 0; i < count; i++)
		if (text_eq(groups[i], own[i]))
			out_down(o, i + 1, 3, 4, own[i]);
	for (int r = 0; r < 2; r++)
		for (int i = 0; i < count; i++)
			out_cell(o, 5 + r, i + 1, OUT_TEXT, rows[r][i]);
	out_cell(o, 7, 1, OUT_TEXT, "合 计");
	out_cell(o, 7, 3, OUT_TEXT, "2人");
	out_line(o, 8, count, "注：1. 结对日期填写签订协议的日期。");
	out_cell(o, 9, 3, OUT_TEXT, "2、一名导师帮带多人的分行填写");
	out_cell(o, 10, 2, OUT_TEXT, "主要负责人：");
	out_cell(o, 10, 6, OUT_TEXT, "审核人：");
	out_cell(o, 11, 1, OUT_NUMBER, "3");
	assert_true(fine(out_close(o, &site.e)));
}

static void a_countys_own_sheet_is_read(void **state)
{
	(void)state;
	write_county_sheet();
	struct import_batch b = staged("mentor_pair", "in.xlsx");
	assert_int_equal(b.header_row, 4);
	struct import_rows rows;
	assert_true(fine(import_rows_load(site.a, site.db, site.county, b.id, ROW_REFUSED, 0, 50,
					  LANG_ZH, &rows, &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			print_message("%s %s\n", rows.rows[i].findings[k].place,
				      rows.rows[i].findings[k].text);
	assert_int_equal(b.refused, 0);
	assert_int_equal(b.fresh, 2);
	assert_int_equal(b.rows, 2);
	int64_t lines;
	assert_true(fine(import_skipped(site.db, site.county, b.id, &lines, &site.e)));
	assert_int_equal(lines, 4);
	assert_string_equal(skipped(&b, 0), "合 计 2人");
	assert_string_equal(skipped(&b, 1), "注：1. 结对日期填写签订协议的日期。");
	assert_string_equal(skipped(&b, 3), "主要负责人： 审核人：");
	accept(&b);
}

static void same_texts(struct sheet *s, struct arena *a, int row, const char *const *want, int count)
{
	struct sheet_row r;
	assert_int_equal(sheet_next(s, a, &r, &site.e), 1);
	assert_int_equal(r.number, row);
	for (int i = 0; i < count; i++) {
		const struct cell *c = row_cell(&r, i + 1);
		assert_string_equal(c ? c->text : "", want[i]);
	}
}

static void an_export_comes_back_as_it_went(void **state)
{
	(void)state;
	static const char *const groups[] = {"序号", "村（社区）", "导师基本情况", "导师基本情况",
					     "导师基本情况", "帮带对象基本情况", "帮带对象基本情况",
					     "帮带对象基本情况", "结对情况", "结对情况"};
	static const char *const own[] = {"序号", "村（社区）", "姓名", "性别", "职务",
					  "姓名", "性别", "学历", "帮带方式", "结对形式"};
	export("mentor_pair", "out.xlsx", 2);
	struct sheet *s = sheet_open(path_in("out.xlsx"), &site.e);
	assert_true(s && sheet_select(s, 0, &site.e));
	same_texts(s, site.a, 1, &(const char *){"羊角塘镇花名册"}, 1);
	same_texts(s, site.a, 2,
		   &(const char *){"填报单位：羊角塘镇        填报日期：2024年1月1日"}, 1);
	same_texts(s, site.a, 3, groups, 10);
	same_texts(s, site.a, 4, own, 10);
	sheet_close(s);
	struct import_batch b = staged("mentor_pair", "out.xlsx");
	assert_int_equal(b.header_row, 4);
	for (int i = 1; i < b.column_count; i++) {
		if (!b.columns[i].path)
			print_message("open column: %s\n", b.columns[i].heading);
		assert_non_null(b.columns[i].path);
	}
	assert_int_equal(b.same, 2);
	assert_int_equal(b.rows, 2);
	assert_string_equal(skipped(&b, 0), "注：1. 结对日期填写双方签订帮带协议的日期；已结束的，"
					    "填写结束日期。");
	assert_string_equal(skipped(&b, 2),
			    "审核人：                    填表人：                    联系电话：");
	assert_null(skipped(&b, 3));
}

static void the_pool_comes_back_too(void **state)
{
	(void)state;
	static const char village[] = "431181110200";
	add_reserve(village, add_person(village, "刘一", "1990-05", "大专", ""), "2022-01-01");
	add_reserve(village, add_person(village, "刘二", "", "", ""), "2022-02");
	export("reserve", "out.xlsx", 2);
	struct import_batch b = staged("reserve", "out.xlsx");
	assert_int_equal(b.header_row, 4);
	assert_int_equal(b.same, 2);
	assert_int_equal(b.refused, 0);
	int64_t lines;
	assert_true(fine(import_skipped(site.db, site.county, b.id, &lines, &site.e)));
	assert_int_equal(lines, 3);
}

/* A name that stands alone is a row that lacks something, not a note. */
static void a_row_that_lacks_much_is_refused_not_skipped(void **state)
{
	(void)state;
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	static const char *const heads[HEADS] = {"姓名", "性别", "储备层级", "入库日期"};
	for (int i = 0; i < HEADS; i++)
		out_cell(o, 1, i + 1, OUT_HEAD, heads[i]);
	out_cell(o, 2, 1, OUT_TEXT, "欧阳建国");
	out_cell(o, 3, 1, OUT_TEXT, "2.本表由各村填写，乡镇汇总");
	assert_true(fine(out_close(o, &site.e)));
	struct import_batch b = staged("reserve", "in.xlsx");
	assert_int_equal(b.rows, 1);
	assert_int_equal(b.refused, 1);
	assert_string_equal(skipped(&b, 0), "2.本表由各村填写，乡镇汇总");
}

enum { WIDE = 5 };

/* A sheet of reserves: columns as given, NULL cells left out. */
static void write_plain(const char *const heads[WIDE], const char *const rows[][WIDE], int count)
{
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	assert_non_null(o);
	for (int r = 0; r <= count; r++)
		for (int i = 0; i < WIDE; i++)
			if (r ? rows[r - 1][i] : heads[i])
				out_cell(o, r + 1, i + 1, r ? OUT_TEXT : OUT_HEAD,
					 r ? rows[r - 1][i] : heads[i]);
	assert_true(fine(out_close(o, &site.e)));
}

static const struct import_row_view *row_of(const struct import_batch *b, int number)
{
	struct import_rows rows;
	assert_true(fine(import_rows_load(site.a, site.db, site.county, b->id, -1, number - 1, 1,
					  LANG_EN, &rows, &site.e)));
	assert_int_equal(rows.count, 1);
	assert_int_equal(rows.rows[0].row, number);
	return &rows.rows[0];
}

static bool says(const struct import_row_view *row, const char *code)
{
	for (int i = 0; i < row->finding_count; i++)
		if (text_eq(row->findings[i].code, code))
			return true;
	return false;
}

static const char *const with_village[WIDE] = {"村（社区）", "姓名", "性别", "出生年月", "入库日期"};

static void a_sheet_that_names_no_village_is_warned_of(void **state)
{
	(void)state;
	static const char *const no_village[WIDE] = {"序号", "姓名", "性别", "出生年月", "入库日期"};
	static const char *const rows[][WIDE] = {{"1", "唐一", "男", "1990-05", "2023-01-01"}};
	bool above;
	write_plain(no_village, rows, 1);
	struct import_batch b = staged("reserve", "in.xlsx");
	assert_int_equal(b.fresh, 1);
	assert_true(says(row_of(&b, 2), "unit-not-named"));
	assert_true(fine(import_stands_above(site.a, site.db, &b, &above, &site.e)) && above);
	static const char *const named[][WIDE] = {
	    {"荷池村", "唐一", "男", "1990-05", "2023-01-01"}};
	write_plain(with_village, named, 1);
	b = staged("reserve", "in.xlsx");
	assert_false(says(row_of(&b, 2), "unit-not-named"));
	assert_true(fine(import_stands_above(site.a, site.db, &b, &above, &site.e)) && !above);
	accept(&b);
}

static void a_row_that_moves_says_from_where_to_where(void **state)
{
	(void)state;
	export("reserve", "out.xlsx", 3);
	struct query q;
	struct scope s;
	struct record_list list;
	scope_all(site.county, &s);
	query_init(&q, reg_find("reserve"), site.county, &s);
	q.search = "唐一";
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	struct sheet_out *o = out_open(path_in("in.xlsx"), "Sheet1", &site.e);
	static const char *const heads[] = {"村（社区）", "姓名", "_id", "_ver"};
	for (int i = 0; i < 4; i++)
		out_cell(o, 1, i + 1, OUT_HEAD, heads[i]);
	out_cell(o, 2, 1, OUT_TEXT, "堆上村");
	out_cell(o, 2, 3, OUT_TEXT, arena_printf(site.a, "%" PRId64, list.rows[0]->id));
	out_cell(o, 2, 4, OUT_TEXT, "1");
	assert_true(fine(out_close(o, &site.e)));
	struct import_batch b = staged("reserve", "in.xlsx");
	assert_int_equal(b.changed, 1);
	const struct import_row_view *row = row_of(&b, 2);
	assert_int_equal(row->diff_count, 1);
	assert_string_equal(row->diffs[0].field, "Unit");
	assert_string_equal(row->diffs[0].before, "荷池村");
	assert_string_equal(row->diffs[0].after, "堆上村");
}

static void rows_that_contradict_each_other_are_found(void **state)
{
	(void)state;
	static const char number[] = "431181198808080017"; /* born 1988-08-08, a man */
	static const char *const heads[WIDE] = {"村（社区）", "姓名", "身份证号", "学历", "入库日期"};
	const char *const rows[][WIDE] = {
	    {"荷池村", "蒋一", number, "大专", "2023-01-01"},
	    {"堆上村", "蒋一", number, "本科", "2023-01-01"},
	    {"白塘村", "蒋一", number, NULL, "2023-01-01"},
	};
	for (int known = 0; known < 2; known++) { /* a new person, then one registered already */
		write_plain(heads, rows, 3);
		struct import_batch b = staged("reserve", "in.xlsx");
		assert_int_equal(b.fresh, 2);
		assert_int_equal(b.refused, 1);
		assert_true(says(row_of(&b, 3), "person-twice"));
		add_person("431181110200", known ? "蒋二" : "蒋一", "1988-08-08", "",
			   known ? "" : number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_countys_own_sheet_is_read),
	    cmocka_unit_test(an_export_comes_back_as_it_went),
	    cmocka_unit_test(the_pool_comes_back_too),
	    cmocka_unit_test(a_row_that_lacks_much_is_refused_not_skipped),
	    cmocka_unit_test(a_sheet_that_names_no_village_is_warned_of),
	    cmocka_unit_test(a_row_that_moves_says_from_where_to_where),
	    cmocka_unit_test(rows_that_contradict_each_other_are_found),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
