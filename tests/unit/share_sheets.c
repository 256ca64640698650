/* share_sheets.c - rolls and share books as villages send them; included by test_share.c. */
#include "reg/import.h"
#include "sheet/sheet.h"

enum { SHEET_COLUMNS = 13 };

/* Title, who fills it in, heads, rows, a sum, a note, signatures. */
static void sheet_write(const char *title, const char *const *heads, const char *const (*rows)[SHEET_COLUMNS], int count)
{
	int columns = 0;
	char *path = arena_printf(site.a, "%s/in.xlsx", site.dir);
	struct sheet_out *o = out_open(path, "Sheet1", &site.e);
	assert_non_null(o);
	while (heads[columns])
		columns++;
	out_title(o, 1, columns, title);
	out_line(o, 2, columns, "填报单位（盖章）：新龙村        填报时间：2025年5月");
	for (int c = 0; c < columns; c++)
		out_cell(o, 3, c + 1, OUT_HEAD, heads[c]);
	for (int r = 0; r < count; r++)
		for (int c = 0; c < columns; c++)
			if (rows[r][c])
				out_cell(o, 4 + r, c + 1, OUT_TEXT, rows[r][c]);
	out_cell(o, 4 + count, 1, OUT_TEXT, "合计");
	out_line(o, 5 + count, columns, "注：以成员大会确认为准。");
	out_line(o, 6 + count, columns, "审核人：                填表人：");
	assert_true(fine(out_close(o, &site.e)));
}

static struct import_batch sheet_stage(const char *reg, const char *file, struct import_rows *refused)
{
	struct scope all;
	struct import_batch b;
	int64_t batch;
	struct import_start st = {.county = site.county, .unit = site.town, .def = reg_find(reg), .name = "表.xlsx",
				  .path = arena_printf(site.a, "%s/%s", site.dir, file), .sheet = -1};
	scope_all(site.county, &all);
	fresh();
	assert_true(fine(import_new(site.a, site.db, &st, &batch, &site.e)) &&
		    fine(import_stage(site.db, site.county, batch, &all, st.path, NULL, &site.e)) &&
		    fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)) &&
		    fine(import_rows_load(site.a, site.db, site.county, batch, ROW_REFUSED, 0, 50, LANG_ZH, refused,
					  &site.e)));
	for (int i = 0; i < refused->count; i++)
		for (int k = 0; k < refused->rows[i].finding_count; k++)
			print_message("%s %s: %s\n", reg, refused->rows[i].findings[k].place,
				      refused->rows[i].findings[k].text);
	return b;
}

static void take_over(int64_t batch)
{
	struct scope all;
	scope_all(site.county, &all);
	assert_true(fine(import_accept(site.db, site.county, batch, &all, false, NULL, &site.e)));
}

static bool refused_at(const struct import_rows *rows, const char *place)
{
	for (int i = 0; i < rows->count; i++)
		for (int k = 0; k < rows->rows[i].finding_count; k++)
			if (rows->rows[i].findings[k].place && strstr(rows->rows[i].findings[k].place, place))
				return true;
	return false;
}

static const char *const roll_heads[SHEET_COLUMNS] = {"序号", "所在村", "户主姓名", "姓名", "性别", "出生年月",
						      "股份经济合作社", "成员类别", "成员身份取得时间", "取得方式",
						      "确认方式", "确认依据"};
static const char *const roll_rows[][SHEET_COLUMNS] = {
    {"1", "新龙村", "周保田", "周保田", "男", "1961年3月", "白塘村股份经济合作社", "社员", "2019年12月1日", "改革确认",
     "产改确认", "村股〔2019〕3号"},
    {"2", "新龙村", "周保田", "何金花", "女", "1963.8", "白塘村股份经济合作社", "成员", "2019-12-01", "婚入",
     "成员大会", "村股〔2019〕3号"},
};
static const char *const book_heads[SHEET_COLUMNS] = {"编号", "所在村", "集体经济组织", "登记日期", "类型", "股种",
						      "转出人", "姓名", "持股数", "现持股数", "文号", NULL};
static const char *const book_rows[][SHEET_COLUMNS] = {
    {"2020-1", "新龙村", "白塘村股份经济合作社", "2020.1.5", "初始配股", "人口股", NULL, "周保田", "2", "2", "章程"},
    {"2020-2", "新龙村", "白塘村股份经济合作社", "2020.1.5", "配股", "人口股", NULL, "何金花", "1", "1", "章程"},
    {"2020-3", "新龙村", "白塘村股份经济合作社", "2020年3月1日", "内部转让", "人口股", "周保田", "何金花", "0.5", "1.5",
     "转让协议"},
};
/* does not add up: 2.5 less 0.5 is not 2.5 (sheet row 4); more is sold than there is (sheet row 5) */
static const char *const wrong_rows[][SHEET_COLUMNS] = {
    {"2020-4", "新龙村", "白塘村股份经济合作社", "2020.4.1", "赎回", "人口股", "何金花", NULL, "0.5", "1.5", "协议"},
    {"2020-5", "新龙村", "白塘村股份经济合作社", "2020.5.1", "内部转让", "人口股", "周保田", "何金花", "9", NULL,
     "协议"},
};

static void sheets_of_shares(void **state)
{
	struct import_rows refused;
	struct query q;
	struct scope all;
	int64_t exported;
	(void)state;
	sheet_write("白塘村集体经济组织成员名册", roll_heads, roll_rows, 2);
	struct import_batch b = sheet_stage("collective_member", "in.xlsx", &refused);
	assert_int_equal(b.refused, 0);
	assert_int_equal(b.fresh, 2);
	take_over(b.id);
	/* the third row stands on the first two: it is taken when these are there */
	sheet_write("股权登记簿", book_heads, book_rows, 3);
	b = sheet_stage("share_movement", "in.xlsx", &refused);
	assert_int_equal(b.refused, 1);
	assert_int_equal(b.fresh, 2);
	sheet_write("股权登记簿", book_heads, book_rows, 2);
	b = sheet_stage("share_movement", "in.xlsx", &refused);
	take_over(b.id);
	sheet_write("股权登记簿", book_heads, book_rows, 3);
	b = sheet_stage("share_movement", "in.xlsx", &refused);
	assert_int_equal(b.refused, 0);
	assert_int_equal(b.fresh, 1);
	take_over(b.id);
	struct holdings h = register_on(20200301, 0, 0);
	assert_int_equal(h.shares, 300);
	assert_int_equal(h.count, 2);
	assert_int_equal(h.rows[0].shares, 150);
	assert_int_equal(h.rows[1].shares, 150);
	/* out and in again: the same facts */
	scope_all(site.county, &all);
	query_init(&q, reg_find("share_movement"), site.county, &all);
	fresh();
	assert_true(fine(export_sheet(site.db, &q, "股份变动登记表", LANG_ZH,
				      arena_printf(site.a, "%s/out.xlsx", site.dir), &exported, &site.e)));
	assert_int_equal(exported, 3);
	b = sheet_stage("share_movement", "out.xlsx", &refused);
	assert_int_equal(b.refused, 0);
	assert_int_equal(b.fresh, 0);
	/* refused, each with its place; nothing of it comes in */
	sheet_write("股权登记簿", book_heads, wrong_rows, 2);
	b = sheet_stage("share_movement", "in.xlsx", &refused);
	assert_int_equal(b.refused, 2);
	assert_true(refused_at(&refused, "!4"));
	assert_true(refused_at(&refused, "!5"));
	h = register_on(20201231, 0, 0);
	assert_int_equal(h.shares, 300);
}
