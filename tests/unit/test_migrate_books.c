/* test_migrate_books.c - a town's old books come into the books of its villages at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "takeover.h"

#include "ledger/migrate_books.h"

static struct book_list list;
static struct book second;

static int up(void **state)
{
	(void)state;
	site_make();
	second = book_new("340803100211", 2, "白塘村股份经济合作社", 202401);
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202401);
	list = (struct book_list){.count = 2, .rows = ARENA_ARRAY(a, struct book, 2)};
	list.rows[0] = book;
	list.rows[1] = second;
	list.rows[0].unit_name = "保婴村";
	list.rows[1].unit_name = "白塘村";
	return 0;
}

#define VOUCHER_HEAD "村|凭证号|日期|摘要|科目编码|借方|贷方|附件"

/* Balances of one village a sheet, vouchers of all in one. */
static const char *workbook(const char *const *vouchers)
{
	const char *path = path_of("town.xlsx");
	const char *head = "科目编码|科目名称|期初余额借方|期初余额贷方";
	struct sheet_out *o = out_open(path, "保婴村", &e);
	assert_non_null(o);
	out_title(o, 1, 4, "保婴村科目余额");
	sheet_rows(o, 2, (const char *[]){ head, "102|银行存款|500|", "10201|农商行|500|", "301|资本||500", NULL });
	out_sheet(o, "白塘村", false);
	sheet_rows(o, 1, (const char *[]){ head, "101|现金|80|", "202|应付款||80", NULL });
	out_sheet(o, "说明", false);
	sheet_rows(o, 1, (const char *[]){ "本表由镇经管站汇总", NULL });
	out_sheet(o, "凭证", false);
	sheet_rows(o, 1, vouchers);
	assert_true(fine(out_close(o, &e)));
	return path;
}

static struct migrate_review r;

static bool make(const char *path)
{
	struct opening_ask ask = {.path = path, .file = "旧账.xlsx", .chart = "2004"};
	fresh();
	return migrate_make(a, db, &list, &ask, &maker, &r, &f, &e);
}

static const char *const good[] = {
	VOUCHER_HEAD,
	"保婴村|记-1|2024-01-05|卖菜|10201|100|",
	"||||502||100", /* 502 was 经营支出 and is 511 */
	"白塘村|1|2024年1月6日|还款|202|30||2",
	"白塘村|1|2024年1月6日|还款|101||30|2",
	"合计||||||",
	NULL,
};

static void two_villages_at_once(void **state)
{
	(void)state;
	const char *path = workbook(good);
	struct opening_ask ask = {.path = path, .file = "旧账.xlsx", .chart = "2004"};
	fresh();
	assert_true(fine(migrate_review(a, db, &list, &ask, &r, &f, &e)));
	assert_int_equal(f.errors, 0);
	assert_int_equal(r.books[0].vouchers, 1);
	assert_int_equal(r.books[1].vouchers, 1);
	assert_int_equal(number(SQL("select count(*) from voucher")), 0);
	assert_true(fine(make(path)));
	assert_int_equal(r.made_books, 2);
	assert_int_equal(number(SQL("select count(*) from voucher where source='takeover/1'")), 2);
	assert_int_equal(number(SQL("select count(*) from voucher where source='migrate/202401/记-1'")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher_line where account='511' and credit='100.00' and"
				    " receipt='旧账2024-01 记-1'")), 1);
	assert_int_equal(number(SQL("select count(*) from voucher_line where account='211' and debit='30.00'")), 1);
	assert_int_equal(number(SQL("select attachments from voucher where source='migrate/202401/1'")), 2);
	/* done is not done twice, though the file was handed in again with one voucher more */
	const char *more[] = { good[0], good[1], good[2], good[3], good[4],
			       "白塘村|2|2024-02-06|还款|202|10|", "||||101||10", NULL };
	assert_true(fine(make(workbook(more))));
	assert_int_equal(r.books[1].there, 1);
	assert_int_equal(r.made_vouchers, 1);
	assert_int_equal(number(SQL("select count(*) from voucher")), 5);
	struct stmt *q = db_query(db, SQL("select id from voucher order by month,id"), &e);
	int64_t ids[8];
	int n = 0;
	while (db_next(q))
		ids[n++] = col_i64(q, 0);
	assert_true(db_end(q, &e));
	for (int i = 0; i < n; i++)
		assert_true(fine(finish(ids[i])));
	all_well();
}

static const struct {
	const char *code, *place, *rows[4];
} wrong[] = {
	{ "voucher-unbalanced", "B2", { "保婴村|1|2024-01-05|卖|10201|100|", "||||301||90" } },
	{ "account-unknown", "E2", { "保婴村|1|2024-01-05|卖|199|100|", "||||301||100" } },
	{ "account-unknown", "E2", { "保婴村|1|2024-01-05|卖|102|100|", "||||301||100" } },
	{ "day-unreadable", "C2", { "保婴村|1|一月|卖|10201|100|", NULL } },
	{ "month-before-book", "B2", { "保婴村|1|2023-01-05|卖|10201|100|", "||||301||100" } },
	{ "amount-both", "F2", { "保婴村|1|2024-01-05|卖|10201|100|100", "||||301||" } },
	{ "migrate-unknown", "A2", { "邻村|1|2024-01-05|卖|10201|100|", NULL } },
	{ "amount-unreadable", "F2", { "保婴村|1|2024-01-05|卖|10201|一百|", "||||301||100" } },
};

/* The village with something wrong is left out whole; the other one is made. */
static void one_wrong_does_not_stop_the_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *rows[6] = { VOUCHER_HEAD };
		for (int k = 0; k < 4 && wrong[i].rows[k]; k++)
			rows[k + 1] = wrong[i].rows[k];
		const char *path = workbook(rows);
		struct opening_ask ask = {.path = path, .file = "旧账.xlsx", .chart = "2004"};
		fresh();
		assert_true(fine(migrate_review(a, db, &list, &ask, &r, &f, &e)));
		if (!text_eq(place_said(wrong[i].code), wrong[i].place))
			print_message("%d %s: %s\n", (int)i, wrong[i].code, place_said(wrong[i].code));
		assert_string_equal(place_said(wrong[i].code), wrong[i].place);
		assert_int_equal(r.books[1].errors, 0);
		assert_true(r.books[0].errors > 0 || r.stray > 0);
	}
	const char *rows[] = { VOUCHER_HEAD, "保婴村|1|2024-01-05|卖|10201|100|", "||||301||90", NULL };
	assert_true(fine(make(workbook(rows))));
	assert_int_equal(r.made_books, 1);
	assert_int_equal(number(SQL("select count(*) from voucher")), 1);
	assert_true(said("voucher-unbalanced"));
	/* another workbook is refused */
	assert_false(make(sheet_of("no.xlsx", (const char *[]){ "姓名|身份证号", "张三|1", NULL })));
	assert_int_equal(e.code, ERR_REFUSED);
}

static void nothing_half_made(void **state)
{
	(void)state;
	const char *path = workbook(good);
	int failed = 0;
	for (;; failed++) {
		db_fail_at(failed + 1);
		bool ok = make(path);
		db_fail_at(0);
		if (ok)
			break;
		db_idle(db);
		assert_int_equal(number(SQL("select count(*) from voucher")), 0);
		assert_int_equal(number(SQL("select count(*) from book_account where code='10201'")), 0);
		assert_true(failed < 900);
	}
	assert_true(failed > 40);
	assert_int_equal(number(SQL("select count(*) from voucher")), 4);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(two_villages_at_once, up, down),
		cmocka_unit_test_setup_teardown(one_wrong_does_not_stop_the_other, up, down),
		cmocka_unit_test_setup_teardown(nothing_half_made, up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
