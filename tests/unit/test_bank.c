/*
 * test_bank.c - the bank's statement against the books, on a case worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "takeover.h"

#include "ledger/bank.h"

static int up(void **state)
{
	(void)state;
	site_make();
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202401);
	return 0;
}

/* "102 +1000; 501 -1000" on a day, posted; its number. */
static int64_t booked(const char *day, const char *other, int64_t fen, const char *receipt)
{
	char amount[32];
	struct voucher v = {.county = book.county, .book = book.id, .day = day, .month = 0, .attachments = 1};
	ymd d;
	assert_true(date_parse(day, false, &d));
	v.month = d / 100;
	v.kind = v.month < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(a, struct voucher_line, 2);
	const char *text = arena_strdup(a, fen_text(fen > 0 ? fen : -fen, amount));
	v.lines[0] = (struct voucher_line){"往来", "102", fen > 0 ? text : "", fen > 0 ? "" : text, receipt};
	v.lines[1] = (struct voucher_line){"往来", other, fen > 0 ? "" : text, fen > 0 ? text : "", ""};
	v.line_count = 2;
	fresh();
	assert_true(fine(voucher_save(a, db, &v, &maker, &e)));
	assert_true(fine(finish(v.id)));
	return v.id;
}

static int64_t statement;

static bool keep(const char *const *rows)
{
	const char *path = sheet_of("bank.xlsx", rows);
	fresh();
	return bank_keep(a, db, &book, "102", path, "对账单.xlsx", "x", &cashier, &statement, &f, &e);
}

#define HEAD "交易日期|摘要|对方户名|收入|支出|余额|流水号"

static struct bank_state state_at(ymd day)
{
	struct bank_state s;
	fresh();
	assert_true(fine(bank_state(a, db, &book, "102", day, &s, &e)));
	assert_true(fine(bank_propose(a, db, &book, "102", &s, &e)));
	return s;
}

/*
 * Opening 10,000.  Books in January: +3,000 rent (5th), -800 repair (20th), +500 (31st, not yet at
 * the bank): 12,700.  Bank: +3,000 (6th), -800 (20th), -15 fee (31st, not yet booked): 12,185.
 * Adjusted: 12,700 - 15 = 12,685 = 12,185 + 500.
 */
static void january(void **unused)
{
	(void)unused;
	booked("2023-12-31", "301", 1000000, "");
	int64_t rent = booked("2024-01-05", "501", 300000, "");
	booked("2024-01-20", "513", -80000, "W2");
	booked("2024-01-31", "501", 50000, "");
	assert_true(fine(keep((const char *[]){ HEAD, "2024-01-06 10:20:30|租金|李四|3,000.00||13000.00|W1",
						"20240120|维修|建材店||800|12200|W2", "2024/1/31|手续费|||15|12185|W3",
						"合计|||3000|815||", NULL })));
	struct bank_state s = state_at(20240131);
	assert_int_equal(s.book_fen, 1270000);
	assert_int_equal(s.bank_fen, 1218500);
	assert_int_equal(s.line_count, 3);
	assert_int_equal(s.posting_count, 3);
	assert_true(s.lines[0].proposed && s.lines[0].candidates[0]->voucher == rent);
	assert_true(s.lines[1].proposed);
	assert_false(s.lines[2].candidate_count);
	for (int i = 0; i < 2; i++)
		assert_true(fine(bank_match(db, &book, "102", s.lines[i].statement, s.lines[i].line,
					    s.lines[i].candidates[0]->voucher, s.lines[i].candidates[0]->ord, &cashier, &e)));
	/* the same again, by another who looked at the old page */
	assert_false(bank_match(db, &book, "102", s.lines[0].statement, s.lines[0].line,
				s.lines[0].candidates[0]->voucher, s.lines[0].candidates[0]->ord, &maker, &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	s = state_at(20240131);
	assert_int_equal(s.line_count, 1);
	assert_int_equal(s.posting_count, 1);
	assert_int_equal(s.bank_out, 1500);
	assert_int_equal(s.book_in, 50000);
	assert_int_equal(s.book_after, 1268500);
	assert_int_equal(s.bank_after, 1268500);
	assert_true(s.reconciled);
	/* at the middle of the month the rent stands on both sides, the repair on neither */
	s = state_at(20240115);
	assert_int_equal(s.book_after, 1300000);
	assert_int_equal(s.bank_after, 1300000);
	/* a match undone opens both; a voucher taken back frees its line */
	fresh();
	assert_true(fine(bank_unmatch(db, &book, statement, 2, &cashier, &e)));
	assert_int_equal(state_at(20240131).line_count, 2);
	struct voucher back;
	fresh();
	assert_true(fine(voucher_reverse(a, db, book.county, rent, 20240201, &maker, &back, &e)));
	assert_true(fine(finish(back.id)));
	for (int i = 0; i < 2; i++) {
		s = state_at((ymd[]){ 20240131, 20240201 }[i]);
		assert_int_equal(s.line_count, 3);
		assert_int_equal(s.posting_count, i ? 2 : 3);
		assert_int_equal(s.book_after, s.bank_after);
	}
	all_well();
}

/* Newest first, the bank's debit and credit, one amount with a mark: the same lines. */
static void other_banks(void **unused)
{
	(void)unused;
	booked("2023-12-31", "301", 1000000, "");
	assert_true(fine(keep((const char *[]){ "记账日期|借方发生额|贷方发生额|账户余额|交易流水号",
						"2024-01-20|800||12200|2", "2024-01-06||3000|13000|1", NULL })));
	struct bank_state s = state_at(20240131);
	assert_int_equal(s.lines[0].fen, 300000);
	assert_int_equal(s.lines[1].fen, -80000);
	assert_int_equal(s.bank_fen, 1220000);
	assert_true(fine(keep((const char *[]){ "交易时间|交易金额|借贷标志|余额", "2024-02-01|200|借|12000",
						"2024-02-02|100|贷|12100", NULL })));
	assert_int_equal(state_at(20240228).bank_fen, 1210000);
	/* books 10,000 + 3,000 - 800 - 200 + 100 */
	assert_int_equal(state_at(20240228).book_after, 1210000);
	fresh();
	assert_true(fine(bank_drop(db, &book, statement, &cashier, &e)));
	assert_int_equal(state_at(20240228).bank_fen, 1220000);
}

static const struct {
	const char *code, *place, *rows[5];
} wrong[] = {
	{ "bank-balance", "F5", { "2024-01-06|租金||3000||13000|1", "2024-01-07|修||800||12200|2" } },
	{ "bank-balance", "F5", { "2024-01-06|租金||3000||13000|1", "2024-01-09|修|||800|12100|2" } },
	{ "bank-serial-twice", "F6",
	  { "2024-01-06|租金||3000||13000|1", "2024-01-07|退|||3000|10000|9", "2024-01-08|租金||3000||13000|1" } },
	{ "bank-day", "A5", { "2024-01-06|租金||3000||13000|1", "一月|修|||800|12200|2" } },
	{ "bank-day", "A4", { "2026-01-06|租金||3000||13000|1" } },
	{ "amount-unreadable", "D4", { "2024-01-06|租金||三千||13000|1" } },
	{ "bank-both", "D4", { "2024-01-06|租金||3000|3000|13000|1" } },
	{ "bank-zero", "D4", { "2024-01-06|租金||||13000|1" } },
	{ "bank-balance-missing", "F4", { "2024-01-06|租金||3000|||1" } },
	{ "bank-early", "F4", { "2023-12-06|租金||3000||13000|1" } },
	{ "bank-empty", "A3", { NULL } },
};

static void broken_lines(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *rows[8] = { HEAD };
		for (int k = 0; k < 5 && wrong[i].rows[k]; k++)
			rows[k + 1] = wrong[i].rows[k];
		assert_false(keep(rows));
		assert_int_equal(e.code, ERR_REFUSED);
		if (!text_eq(place_said(wrong[i].code), wrong[i].place))
			print_message("%s: %s\n", wrong[i].code, place_said(wrong[i].code));
		assert_string_equal(place_said(wrong[i].code), wrong[i].place);
		assert_int_equal(number(SQL("select count(*) from bank_line")), 0);
		assert_int_equal(number(SQL("select count(*) from bank_statement")), 0);
	}
}

static void statements_follow_each_other(void **unused)
{
	(void)unused;
	assert_true(fine(keep((const char *[]){ HEAD, "2024-01-06|租金||3000||13000|1", NULL })));
	assert_false(keep((const char *[]){ HEAD, "2024-01-06|租金||3000||13000|1", "2024-01-07|修|||800|12200|2", NULL }));
	assert_true(said("bank-line-kept"));
	assert_false(keep((const char *[]){ HEAD, "2024-01-05|租金||1||10000|0", NULL }));
	assert_true(said("bank-before"));
	assert_false(keep((const char *[]){ HEAD, "2024-01-07|修|||800|12100|2", NULL }));
	assert_true(said("bank-gap"));
	assert_true(fine(keep((const char *[]){ HEAD, "2024-01-07|修|||800|12200|2", NULL })));
}

static void nothing_half_kept(void **unused)
{
	(void)unused;
	int failed = 0;
	for (;; failed++) {
		db_fail_at(failed + 1);
		bool ok = keep((const char *[]){ HEAD, "2024-01-06|租金||3000||13000|1", "2024-01-07|修|||800|12200|2", NULL });
		db_fail_at(0);
		if (ok)
			break;
		db_idle(db);
		assert_int_equal(number(SQL("select count(*) from bank_line")), 0);
		assert_int_equal(number(SQL("select count(*) from bank_statement")), 0);
		assert_true(failed < 200);
	}
	assert_true(failed > 6);
	assert_int_equal(number(SQL("select count(*) from bank_line")), 2);
}

/* Closing warns, and closes all the same. */
static void the_month_warns(void **unused)
{
	(void)unused;
	booked("2023-12-31", "301", 1000000, "");
	fresh();
	assert_true(fine(period_close(a, db, &book, 202312, &checker, &f, &e)));
	booked("2024-01-05", "501", 300000, "");
	fresh();
	assert_true(fine(period_close_check(a, db, &book, 202401, &f, &e)));
	assert_true(said("bank-none"));
	assert_int_equal(f.errors, 0);
	assert_true(fine(keep((const char *[]){ HEAD, "2024-01-06|租金||2000||11000|1", NULL })));
	fresh();
	assert_true(fine(period_close_check(a, db, &book, 202401, &f, &e)));
	assert_true(said("bank-open"));
	assert_true(fine(period_close(a, db, &book, 202401, &checker, &f, &e)));
}

/* Random acts in any order: the two adjusted balances stay equal. */
static void both_sides_stay_explained(void **unused)
{
	(void)unused;
	uint64_t seed = 7;
	booked("2023-12-31", "301", 1000000, "");
	booked("2024-01-02", "501", 100, "");
	int64_t balance = 1000000, vouchers[40];
	int count = 0;
	for (int day = 1; day <= 28; day++) {
		char row[100], was[32], is[32];
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		int64_t fen = (int64_t)(seed >> 40) % 5 * 100 + 100;
		balance += fen;
		snprintf(row, sizeof row, "2024-01-%02d|收||%s||%s|%d", day, fen_text(fen, was), fen_text(balance, is), day);
		assert_true(fine(keep((const char *[]){ HEAD, row, NULL })));
		char text[16];
		snprintf(text, sizeof text, "2024-01-%02d", day);
		vouchers[count++] = booked(text, "501", (int64_t)(seed >> 20) % 5 * 100 + 100, "");
		struct bank_state s = state_at(20240131);
		assert_int_equal(s.book_after, s.bank_after);
		for (int i = 0; i < s.line_count; i++)
			if (s.lines[i].proposed && (seed >> 50) % 2)
				assert_true(fine(bank_match(db, &book, "102", s.lines[i].statement, s.lines[i].line,
							    s.lines[i].candidates[0]->voucher,
							    s.lines[i].candidates[0]->ord, &cashier, &e)));
		if ((seed >> 33) % 4 == 0) {
			struct voucher back;
			int which = (int)((seed >> 10) % (uint64_t)count);
			fresh();
			if (voucher_reverse(a, db, book.county, vouchers[which], 20240130, &maker, &back, &e))
				assert_true(fine(finish(back.id)));
		}
		for (ymd d = 20240101; d <= 20240131; d++) {
			s = state_at(d);
			assert_int_equal(s.book_after, s.bank_after);
		}
	}
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(january, up, down),
		cmocka_unit_test_setup_teardown(other_banks, up, down),
		cmocka_unit_test_setup_teardown(broken_lines, up, down),
		cmocka_unit_test_setup_teardown(statements_follow_each_other, up, down),
		cmocka_unit_test_setup_teardown(nothing_half_kept, up, down),
		cmocka_unit_test_setup_teardown(the_month_warns, up, down),
		cmocka_unit_test_setup_teardown(both_sides_stay_explained, up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
