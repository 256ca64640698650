/* test_import.c - a town's sheet: header found, cells judged, accepted, again, undone, brought
 * back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/audit.h"
#include "site.h"

#include "base/str.h"
#include "reg/import.h"
#include "sheet/sheet.h"

enum { COLUMNS = 8 };

static const char *const heads[COLUMNS] = {"序号",     "所在村", "姓名",       "性别",
					   "出生年月", "学历",	 "身份证号码", "入库时间"};

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

static void write_sheet(const char *const rows[][COLUMNS], int count)
{
	struct sheet_out *o = out_open(path_in("in.xlsx"), "后备力量", &site.e);
	assert_non_null(o);
	out_title(o, 1, COLUMNS, "羊角塘镇村级后备力量台账");
	for (int c = 0; c < COLUMNS; c++)
		out_cell(o, 3, c + 1, OUT_HEAD, heads[c]);
	for (int r = 0; r < count; r++)
		for (int c = 0; c < COLUMNS; c++)
			if (rows[r][c])
				out_cell(o, 4 + r, c + 1, OUT_TEXT, rows[r][c]);
	out_cell(o, 4 + count, 1, OUT_TEXT, "备注：本表按季度更新");
	assert_true(fine(out_close(o, &site.e)));
}

static int64_t start_of(const char *reg, const char *file)
{
	int64_t batch;
	struct import_start s = {.county = site.county,
				 .unit = site.town,
				 .def = reg_find(reg),
				 .path = path_in(file),
				 .name = "台账.xlsx",
				 .sheet = -1};
	assert_true(fine(import_new(site.a, site.db, &s, &batch, &site.e)));
	return batch;
}

static int64_t start(const char *file)
{
	return start_of("reserve", file);
}

static struct import_batch stage(int64_t batch, const char *file, const struct scope *scope)
{
	struct import_batch b;
	assert_true(
	    fine(import_stage(site.db, site.county, batch, scope, path_in(file), NULL, &site.e)));
	assert_true(fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)));
	return b;
}

static struct scope whole(void)
{
	struct scope s;
	scope_all(site.county, &s);
	return s;
}

static int64_t reserves(void)
{
	struct query q;
	struct scope s = whole();
	int64_t n;
	query_init(&q, reg_find("reserve"), site.county, &s);
	assert_true(fine(query_count(site.a, site.db, &q, 1000, &n, &site.e)));
	return n;
}

static const struct import_found *finding_at(int64_t batch, const char *place)
{
	struct import_rows rows;
	assert_true(fine(import_rows_load(site.a, site.db, site.county, batch, -1, 0, 100, LANG_EN,
					  &rows, &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			if (text_eq(rows.rows[i].findings[k].place, place))
				return &rows.rows[i].findings[k];
	return NULL;
}

static void a_sheet_is_judged_cell_by_cell(void **state)
{
	(void)state;
	static const char *const rows[][COLUMNS] = {
	    {"1", "新龙村", "张伟", "男", "1990年5月", "大专", NULL, "2022-03-01"},
	    {"2", "白塘", "李娜", "女", "1992.03", "本科", "431181198808080017",
	     "2022.3"}, /* birth against number */
	    {"3", "不存在村", "王强", "男", "1991-01-01", "大专", NULL, "2022-03-01"},
	    {"4", "新龙村", "赵敏", "女", "1991-13-01", "博士后", NULL, "2022-03-01"},
	    {"5", "兰桥村", "孙丽", "女", "1993-07", "大学", "43118119880808001X",
	     "2022-03-01"}, /* check digit and birth */
	    {"6", "新龙村", "张伟", "男", "1990年5月", "大专", NULL,
	     "2022-03-01"}, /* row 4 again */
	};
	struct scope s = whole();
	write_sheet(rows, 6);
	int64_t batch = start("in.xlsx");
	struct import_batch b = stage(batch, "in.xlsx", &s);
	assert_int_equal(b.header_row, 3);
	assert_int_equal(b.rows, 6);
	assert_int_equal(b.fresh,
			 3); /* files and cards may disagree on a birth date: warned, not refused */
	assert_int_equal(b.refused, 3);
	assert_string_equal(finding_at(batch, "台账.xlsx!B6")->code, "unit-unknown");
	assert_string_equal(finding_at(batch, "台账.xlsx!E7")->code, "date-form");
	assert_string_equal(finding_at(batch, "台账.xlsx!F7")->code, "choice-unknown");
	assert_string_equal(finding_at(batch, "台账.xlsx!G8")->code, "id-check-digit");
	assert_string_equal(finding_at(batch, "台账.xlsx!9")->code, "double-row");
	assert_int_equal(reserves(), 0); /* staging writes no register */
	assert_false(import_accept(site.db, site.county, batch, &s, false, NULL, &site.e));
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){0};
	assert_int_equal(reserves(), 0);
	assert_true(fine(import_annotate(site.db, site.county, batch, path_in("in.xlsx"),
					 path_in("out.xlsx"), LANG_ZH, &site.e)));
	struct findings f;
	findings_init(&f, site.a);
	assert_true(fine(import_accept(site.db, site.county, batch, &s, true, NULL, &site.e)));
	assert_int_equal(reserves(), 3);
	assert_true(fine(import_undo(site.db, site.county, batch, &s, 0, &site.e)));
	assert_int_equal(reserves(), 0);
}

static const char *const good[][COLUMNS] = {
    {"1", "新龙村", "周杰", "男", "1990年5月", "大专", NULL, "2022-03-01"},
    {"2", "白塘村", "吴敏", "女", "1992-03-04", "本科", "431181199203040025", "2022-03-01"},
    {"3", "兰桥村", "郑爽", "女", "1993-07", "大学", NULL, "2022-03-01"},
};

static void the_same_file_twice_changes_nothing(void **state)
{
	(void)state;
	struct scope s = whole();
	write_sheet(good, 3);
	int64_t batch = start("in.xlsx");
	struct import_batch b = stage(batch, "in.xlsx", &s);
	assert_int_equal(b.fresh, 3);
	assert_true(fine(import_accept(site.db, site.county, batch, &s, false, NULL, &site.e)));
	assert_int_equal(reserves(), 3);
	int64_t again = start("in.xlsx");
	b = stage(again, "in.xlsx", &s);
	assert_int_equal(b.same, 3);
	assert_int_equal(b.fresh + b.changed + b.refused, 0);
	assert_true(fine(import_accept(site.db, site.county, again, &s, false, NULL, &site.e)));
	assert_int_equal(reserves(), 3);
}

static void a_sheet_without_villages_moves_nobody(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", NULL, "吴敏", "女", "1992-03-04", "本科", "431181199203040025", "2022-03-01"},
	};
	write_sheet(rows, 1);
	struct import_batch b = stage(start_of("person", "in.xlsx"), "in.xlsx", &s);
	assert_int_equal(b.same, 1); /* she stays in 白塘村 although the town imports */
}

/* A sheet of people: the same name and birth date in another village is said, not passed over. */
static void a_double_between_villages_is_warned_of(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "新龙村", "吴敏", "女", "1992-03-04", "本科", NULL, "2022-03-01"},
	};
	write_sheet(rows, 1);
	int64_t batch = start_of("person", "in.xlsx");
	struct import_batch b = stage(batch, "in.xlsx", &s);
	assert_int_equal(b.fresh, 1);
	assert_string_equal(finding_at(batch, "台账.xlsx!4")->code, "person-elsewhere");
}

/* Two rows that change their one person in the same way: saved once, not a conflict. */
static void a_person_of_two_rows_is_saved_once(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "白塘村", "吴敏", "女", "1992-03-04", "大专", "431181199203040025", "2022-03-01"},
	    {"2", "新龙村", "吴敏", "女", "1992-03-04", "大专", "431181199203040025", "2022-03-01"},
	};
	write_sheet(rows, 2);
	int64_t batch = start("in.xlsx"), before = reserves();
	struct import_batch b = stage(batch, "in.xlsx", &s);
	assert_int_equal(b.refused, 0);
	assert_true(fine(import_accept(site.db, site.county, batch, &s, false, NULL, &site.e)));
	assert_int_equal(reserves(), before + 1);
	assert_true(fine(import_undo(site.db, site.county, batch, &s, 0, &site.e)));
	assert_int_equal(reserves(), before);
}

/* The row that would enter a person is refused: the next row about them enters them itself. */
static void a_refused_row_takes_no_person_along(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "新龙村", "钱多", "男", "1990-01-01", "大专", NULL, "2022-13-01"},
	    {"2", "新龙村", "钱多", "男", "1990-01-01", "大专", NULL, "2022-03-01"},
	};
	write_sheet(rows, 2);
	int64_t batch = start("in.xlsx"), before = reserves();
	struct import_batch b = stage(batch, "in.xlsx", &s);
	assert_int_equal(b.refused, 1);
	assert_true(fine(import_accept(site.db, site.county, batch, &s, true, NULL, &site.e)));
	assert_int_equal(reserves(), before + 1);
	assert_true(fine(import_undo(site.db, site.county, batch, &s, 0, &site.e)));
}

static void another_towns_sheet_is_refused_row_by_row(void **state)
{
	(void)state;
	struct scope village = {.count = 1, .units = {unit_of("431181110200")}};
	write_sheet(good, 3);
	int64_t batch = start("in.xlsx");
	struct import_batch b = stage(batch, "in.xlsx", &village);
	assert_int_equal(b.refused, 2); /* 白塘村 and 兰桥村 are not theirs */
	assert_string_equal(finding_at(batch, "台账.xlsx!B5")->code, "unit-scope");
}

static void an_exported_copy_merges_back(void **state)
{
	(void)state;
	struct scope s = whole();
	struct query q;
	int64_t rows;
	query_init(&q, reg_find("reserve"), site.county, &s);
	q.reveal = true;
	assert_true(fine(
	    export_sheet(site.db, &q, "后备力量", LANG_ZH, path_in("out.xlsx"), &rows, &site.e)));
	assert_int_equal(rows, 3);
	int64_t batch = start("out.xlsx");
	struct import_batch b = stage(batch, "out.xlsx", &s);
	assert_int_equal(b.same, 3); /* untouched: nothing to do */
	/* meanwhile someone changes a row: the untouched old cell must not undo it */
	struct record_list list;
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	put(list.rows[0], "level", "县级");
	assert_true(said(reg_save(site.a, site.db, list.rows[0], &how, &f, &site.e), &f));
	b = stage(start("out.xlsx"), "out.xlsx", &s);
	assert_int_equal(b.same, 3);
	assert_int_equal(b.refused, 0);
}

static void undo_stops_where_something_was_built(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "荷池村", "冯程", "男", "1994-01-02", "本科", NULL, "2023-01-01"},
	};
	write_sheet(rows, 1);
	int64_t batch = start("in.xlsx");
	stage(batch, "in.xlsx", &s);
	assert_true(fine(import_accept(site.db, site.county, batch, &s, false, NULL, &site.e)));
	struct query q;
	struct record_list list;
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	query_init(&q, reg_find("reserve"), site.county, &s);
	q.search = "冯程";
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	put(list.rows[0], "level", "县级");
	assert_true(said(reg_save(site.a, site.db, list.rows[0], &how, &f, &site.e), &f));
	assert_false(import_undo(site.db, site.county, batch, &s, 0, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	site.e = (struct err){0};
}

static void every_step_failing_keeps_what_was_acknowledged(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "堆上村", "失一", "男", "1994-01-02", "本科", NULL, "2023-01-01"},
	    {"2", "堆上村", "失二", "男", "1994-01-03", "本科", NULL, "2023-01-01"},
	};
	write_sheet(rows, 2);
	for (int n = 1; n < 2000; n += 7) {
		struct err e = {0};
		int64_t before = reserves(), batch = start("in.xlsx");
		stage(batch, "in.xlsx", &s);
		db_fail_at(n);
		bool ok = import_accept(site.db, site.county, batch, &s, false, NULL, &e);
		db_fail_at(0);
		assert_int_equal(reserves(), before + (ok ? 2 : 0));
		if (ok)
			return;
	}
	fail_msg("the import never succeeded");
}

static bool chain_is_whole(void)
{
	struct findings f;
	struct err e = {0};
	findings_init(&f, site.a);
	return audit_check_county(site.db, site.county, &f, &e) && !f.first;
}

/* Where the good rows go on without the others, each is in a savepoint of its own: whatever step
 * fails, a row is there with its person, its keys and its audit row, or not at all. */
static void a_failing_step_takes_whole_rows(void **state)
{
	(void)state;
	struct scope s = whole();
	static const char *const rows[][COLUMNS] = {
	    {"1", "堆上村", "失三", "男", "1994-01-02", "本科", NULL, "2023-01-01"},
	    {"2", "堆上村", "失四", "男", "1994-01-03", "本科", NULL, "2023-01-01"},
	};
	write_sheet(rows, 2);
	int64_t before = reserves(), batch = start("in.xlsx");
	stage(batch, "in.xlsx", &s);
	for (int n = 1; n < 2000; n += 3) {
		struct err e = {0};
		db_fail_at(n);
		bool ok = import_accept(site.db, site.county, batch, &s, true, NULL, &e);
		db_fail_at(0);
		assert_true(chain_is_whole());
		assert_true(ok || reserves() == before);
		if (ok) {
			assert_int_equal(reserves(), before + 2);
			return;
		}
	}
	fail_msg("the import never succeeded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sheet_is_judged_cell_by_cell),
	    cmocka_unit_test(the_same_file_twice_changes_nothing),
	    cmocka_unit_test(a_sheet_without_villages_moves_nobody),
	    cmocka_unit_test(a_double_between_villages_is_warned_of),
	    cmocka_unit_test(a_person_of_two_rows_is_saved_once),
	    cmocka_unit_test(a_refused_row_takes_no_person_along),
	    cmocka_unit_test(another_towns_sheet_is_refused_row_by_row),
	    cmocka_unit_test(an_exported_copy_merges_back),
	    cmocka_unit_test(undo_stops_where_something_was_built),
	    cmocka_unit_test(every_step_failing_keeps_what_was_acknowledged),
	    cmocka_unit_test(a_failing_step_takes_whole_rows),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
