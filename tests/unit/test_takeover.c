/*
 * test_takeover.c - opening balances from sheets as village offices keep them.
 *
 * Expected figures are worked out by hand in the comments beside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "takeover.h"

#include "ledger/opening.h"

static int up(void **state)
{
	(void)state;
	site_make();
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202401);
	return 0;
}

static int mid_up(void **state)
{
	(void)state;
	site_make();
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202407);
	return 0;
}

static struct opening_plan plan;

static const struct trial_row *row_of(const struct trial *t, const char *code)
{
	for (int i = 0; i < t->count; i++)
		if (text_eq(t->rows[i].account.code, code))
			return &t->rows[i];
	fail_msg("no row of %s", code);
	return NULL;
}

static bool read_sheet(const char *path, const char *chart)
{
	struct opening_ask ask = {.path = path, .file = "科目余额.xlsx", .chart = chart};
	fresh();
	return fine(opening_read(a, db, &book, &ask, &plan, &f, &e));
}

static bool make(const char *path, const char *chart, int count, const struct opening_choice *choices)
{
	struct opening_ask ask = {
	    .path = path, .file = "科目余额.xlsx", .chart = chart, .count = count, .choices = choices};
	fresh();
	return opening_make(a, db, &book, &ask, &maker, &plan, &f, &e);
}

/* ---- a sheet of the old chart, title, merged heads in two rows, sums and notes at the foot ---- */

static const char *old_sheet(void)
{
	const char *path = path_of("old.xlsx");
	struct sheet_out *o = out_open(path, "余额", &e);
	assert_non_null(o);
	out_title(o, 1, 4, "保婴村股份经济合作社2023年12月科目余额表");
	out_line(o, 2, 4, "编制单位：保婴村        单位：元");
	out_cell(o, 3, 1, OUT_HEAD, "科目编码");
	out_cell(o, 3, 2, OUT_HEAD, "科目名称");
	out_group(o, 3, 3, 4, "期末余额");
	out_cell(o, 4, 3, OUT_HEAD, "借方");
	out_cell(o, 4, 4, OUT_HEAD, "贷方");
	sheet_rows(o, 5, (const char *[]){
			     "资产类", "101|现金|1,000.00", "102|银行存款|50,000.00", "102.01|农商行|30000",
			     "102.02|邮储银行|20000", "151|固定资产|200000", "152|累计折旧||20000",
			     "负债类", "202|应付款||31000", "20201|张三||11000", "20202|李四||20000",
			     "301|资本||150000", "32202|未分配收益||50000", "合计||251000|251000",
			     "制表：王会计    审核：李主任", NULL});
	assert_true(fine(out_close(o, &e)));
	return path;
}

static void january(void **state)
{
	(void)state;
	const char *path = old_sheet();
	struct trial t;
	assert_true(read_sheet(path, "2004"));
	assert_int_equal(f.errors, 0);
	assert_int_equal(plan.closing_debit, 25100000); /* 1,000 + 50,000 + 200,000 */
	assert_int_equal(plan.closing_credit, 25100000); /* 20,000 + 31,000 + 150,000 + 50,000 */
	assert_int_equal(plan.fresh, 4); /* two banks, two creditors */
	assert_int_equal(number(SQL("select count(*) from voucher")), 0);
	assert_true(fine(make(path, "2004", 0, NULL)));
	assert_int_equal(number(SQL("select count(*) from voucher where source='takeover/1' and month=202312")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher")), 1);
	/* 应付款 was 202 and is 211 */
	assert_int_equal(number(SQL("select count(*) from voucher_line where account in ('21101','21102')")), 2);
	assert_true(fine(finish(number(SQL("select id from voucher")))));
	assert_true(fine(trial_of_book(a, db, &book, 202401, 202401, &t, &e)));
	assert_int_equal(row_of(&t, "102")->opening_debit, 5000000);
	assert_int_equal(row_of(&t, "10202")->opening_debit, 2000000);
	assert_int_equal(row_of(&t, "211")->opening_credit, 3100000);
	/* a second time it is refused, and nothing more is made */
	assert_false(make(path, "2004", 0, NULL));
	assert_int_equal(e.code, ERR_REFUSED);
	assert_true(said("opening-stands"));
	assert_int_equal(number(SQL("select count(*) from voucher")), 1);
	all_well();
}

/* ---- what is wrong is said with its cell, and nothing is made ---- */

static const struct {
	const char *code, *place, *rows[6];
} wrong[] = {
	{ "opening-unbalanced", "A3", { "101|库存现金|100", "301|资本||90.5" } },
	{ "account-unknown", "A4", { "199|杂项|100", "301|资本||100" } },
	{ "amount-unreadable", "C4", { "101|库存现金|一百", "301|资本||100" } },
	{ "amount-unreadable", "C4", { "101|库存现金|1.005", "301|资本||100" } },
	{ "opening-income", "A5", { "101|库存现金|100", "501|经营收入||100" } },
	{ "money-negative", "A4", { "101|库存现金||100", "112|应收款|100" } },
	{ "opening-both", "A4", { "113|内部往来|100|40", "301|资本||60" } },
	{ "opening-details", "A4", { "102|银行存款|100", "10201|农商行|90", "301|资本||90" } },
	{ "opening-twice", "A5", { "101|库存现金|50", "101|库存现金|50", "301|资本||100" } },
	{ "account-name", "A5", { "102|银行存款|100", "10201||100", "301|资本||100" } },
	{ "account-details", "A5", { "101|库存现金|100", "322|收益分配||100" } },
	{ "opening-name", "A5", { "101|库存现金|100", "32202|公积金||100" } },
	{ "account-unknown", "A5", { "101|库存现金|100", "511|发包及上交收入||100" } },
	{ "opening-code", "A5", { "101|库存现金|100", "3O1|资本||100" } },
	{ "opening-code", "A5", { "101|库存现金|100", "|资本||100" } },
	{ "opening-empty", "A3", { "101|库存现金" } },
};

static void says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *rows[8] = { "科目编码|科目名称|期初余额借方|期初余额贷方" };
		for (int k = 0; k < 6 && wrong[i].rows[k]; k++)
			rows[k + 1] = wrong[i].rows[k];
		if (text_eq(wrong[i].code, "opening-empty"))
			rows[1] = NULL;
		const char *path = sheet_of("wrong.xlsx", rows);
		assert_true(read_sheet(path, "2023"));
		if (!said(wrong[i].code) || !text_eq(place_said(wrong[i].code), wrong[i].place))
			print_message("%s: %s\n", wrong[i].code, place_said(wrong[i].code));
		assert_string_equal(place_said(wrong[i].code), wrong[i].place);
		for (const struct finding *fi = f.first; fi; fi = fi->next)
			assert_true(fi->severity != FINDING_ERROR || fi->hint.id);
		assert_false(make(path, "2023", 0, NULL));
		assert_int_equal(e.code, ERR_REFUSED);
		assert_int_equal(number(SQL("select count(*) from voucher")), 0);
		assert_int_equal(number(SQL("select count(*) from book_account where parent not in ('','322')")), 0);
	}
}

static void no_sheet_of_balances(void **state)
{
	(void)state;
	const char *path = sheet_of("other.xlsx", (const char *[]){ "姓名|身份证号", "张三|1", NULL });
	struct opening_ask ask = { .path = path, .file = "名册.xlsx", .chart = "2023" };
	fresh();
	assert_false(opening_read(a, db, &book, &ask, &plan, &f, &e));
	assert_int_equal(e.code, ERR_REFUSED);
	FILE *file = fopen(path, "w");
	fputs("%PDF-1.4 not a sheet", file);
	(void)fclose(file);
	fresh();
	assert_false(opening_read(a, db, &book, &ask, &plan, &f, &e));
	assert_int_equal(e.code, ERR_REFUSED);
}

/* 131 of the old chart was split: a person says, line by line, where it goes. */
static void what_was_split_is_asked_for(void **state)
{
	(void)state;
	const char *path = sheet_of("split.xlsx", (const char *[]){
		"科目代码|会计科目|方向|余额", "131|牲畜资产|借|900", "13101|奶牛|借|600", "13102|肉猪|借|300",
		"212|应付福利费|贷|100", "301|资本|贷|800", NULL });
	const struct opening_choice choices[] = { { "13101", "132" }, { "13102", "131" }, { "212", "211" } };
	assert_true(read_sheet(path, "2004"));
	assert_int_equal(plan.asked, 3);
	assert_true(said("opening-asked"));
	assert_false(make(path, "2004", 2, choices));
	assert_int_equal(number(SQL("select count(*) from voucher")), 0);
	assert_true(fine(make(path, "2004", 3, choices)));
	assert_int_equal(number(SQL("select count(*) from voucher_line where account='13201' and debit='600.00'")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher_line where account='13102' and debit='300.00'")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher_line where account='211' and credit='100.00'")), 1);
	assert_true(fine(finish(number(SQL("select id from voucher")))));
	all_well();
}

/* ---- in the middle of a year ---- */

static const char *const half_year[] = {
	"科目编码|科目名称|年初余额借方|年初余额贷方|本年累计借方|本年累计贷方|期末余额借方|期末余额贷方",
	"102|银行存款|1000||500|200|1300",
	"301|资本||1000||||1000",
	"501|经营收入||||500||500",
	"513|管理费用|||200||200",
	NULL,
};

static void the_first_year_is_whole(void **state)
{
	(void)state;
	const char *path = sheet_of("half.xlsx", half_year);
	struct trial t;
	assert_true(read_sheet(path, "2023"));
	assert_int_equal(f.errors, 0);
	assert_true(fine(make(path, "2023", 0, NULL)));
	assert_int_equal(number(SQL("select count(*) from voucher where source='takeover/1' and month=202312")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher where source='takeover/2' and month=202406")), 1);
	assert_true(fine(finish(number(SQL("select id from voucher where source='takeover/1'")))));
	assert_true(fine(finish(number(SQL("select id from voucher where source='takeover/2'")))));
	/* the year: 1,000 at its start, 500 in, 200 out, 1,300 now; income 500, cost 200 */
	assert_true(fine(trial_of_book(a, db, &book, 202401, 202412, &t, &e)));
	assert_int_equal(row_of(&t, "102")->opening_debit, 100000);
	assert_int_equal(row_of(&t, "102")->debit, 50000);
	assert_int_equal(row_of(&t, "102")->credit, 20000);
	assert_int_equal(row_of(&t, "102")->closing_debit, 130000);
	assert_int_equal(row_of(&t, "501")->year_credit, 50000);
	assert_int_equal(row_of(&t, "513")->debit, 20000);
	/* July begins with what there was at the end of June */
	assert_true(fine(trial_of_book(a, db, &book, 202407, 202407, &t, &e)));
	assert_int_equal(row_of(&t, "102")->opening_debit, 130000);
	assert_int_equal(row_of(&t, "102")->debit, 0);
	assert_int_equal(row_of(&t, "501")->year_credit, 50000);
	/* the year's start is closed first, then the take-over month, then July */
	fresh();
	assert_false(period_close(a, db, &book, 202406, &checker, &f, &e));
	assert_true(said("month-order"));
	fresh();
	assert_false(period_close(a, db, &book, 202403, &checker, &f, &e));
	assert_true(said("month-unknown"));
	for (int i = 0; i < 3; i++) {
		fresh();
		assert_true(fine(period_close(a, db, &book, (int[]){ 202312, 202406, 202407 }[i], &checker, &f, &e)));
	}
	struct book_months months;
	assert_true(book_months(a, db, &book, &months, &e));
	assert_int_equal(months.rows[0].month, 202312);
	assert_int_equal(months.rows[1].month, 202406);
	assert_int_equal(months.rows[2].month, 202407);
	all_well();
}

static void half_a_year_needs_its_turnover(void **state)
{
	(void)state;
	const char *path = sheet_of("no.xlsx", (const char *[]){ "科目编码|科目名称|期初余额借方|期初余额贷方",
								 "102|银行存款|1300", "301|资本||1300", NULL });
	assert_true(read_sheet(path, "2023"));
	assert_true(said("opening-no-turnover"));
	/* 1,000 + 500 - 200 is not 1,400 */
	path = sheet_of("no.xlsx", (const char *[]){ half_year[0], "102|银行存款|1000||500|200|1400",
						     "301|资本||1000||||1100", "501|经营收入||||500||500",
						     "513|管理费用|||200||200", NULL });
	assert_true(read_sheet(path, "2023"));
	assert_string_equal(place_said("opening-turnover"), "A4");
	/* the balance of the year's start is what is now less the turnover */
	path = sheet_of("no.xlsx", (const char *[]){
		"科目编码|科目名称|本年累计借方|本年累计贷方|期末余额", "102|银行存款|500|200|1300", "301|资本||||1000",
		"301|资本", NULL });
	path = sheet_of("no.xlsx", (const char *[]){
		"科目编码|科目名称|本年累计借方|本年累计贷方|期末余额", "102|银行存款|500|200|1300", "301|资本|||1000",
		"501|经营收入||500|500", "513|管理费用|200||200", NULL });
	assert_true(read_sheet(path, "2023"));
	assert_int_equal(f.errors, 0);
	assert_int_equal(plan.year_debit, 100000);
	assert_int_equal(plan.year_credit, 100000);
}

/* ---- any step of the database failing leaves nothing behind ---- */

static void nothing_half_saved(void **state)
{
	(void)state;
	const char *path = sheet_of("fail.xlsx", (const char *[]){
		half_year[0], "102|银行存款|1000||500|200|1300", "10201|农商行|1000||500|200|1300", "301|资本||1000||||1000",
		"501|经营收入||||500||500", "513|管理费用|||200||200", NULL });
	int64_t failed = 0;
	for (;; failed++) {
		db_fail_at(failed + 1);
		bool ok = make(path, "2023", 0, NULL);
		db_fail_at(0);
		if (ok)
			break;
		db_idle(db);
		assert_int_equal(number(SQL("select count(*) from voucher")), 0);
		assert_int_equal(number(SQL("select count(*) from voucher_line")), 0);
		assert_int_equal(number(SQL("select count(*) from book_account where code='10201'")), 0);
		assert_true(failed < 500);
	}
	assert_true(failed > 20);
	assert_int_equal(number(SQL("select count(*) from voucher")), 2);
	assert_int_equal(number(SQL("select count(*) from book_account where code='10201'")), 1);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(january, up, down),
		cmocka_unit_test_setup_teardown(says_what_is_wrong, up, down),
		cmocka_unit_test_setup_teardown(no_sheet_of_balances, up, down),
		cmocka_unit_test_setup_teardown(what_was_split_is_asked_for, up, down),
		cmocka_unit_test_setup_teardown(the_first_year_is_whole, mid_up, down),
		cmocka_unit_test_setup_teardown(half_a_year_needs_its_turnover, mid_up, down),
		cmocka_unit_test_setup_teardown(nothing_half_saved, mid_up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
