/* test_exchange.c - a book goes out as a neutral workbook and comes back with the same postings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "takeover.h"

#include "base/buf.h"
#include "ledger/exchange.h"

static struct book other;

static int up(void **state)
{
	(void)state;
	site_make();
	other = book_new("340803100211", 2, "另一账套", 202401);
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202401);
	fresh();
	assert_true(fine(book_account_add(a, db, &book, "102", "10201", "农商行", &maker, &f, &e)));
	assert_true(fine(book_account_add(a, db, &book, "10201", "1020101", "基本户", &maker, &f, &e)));
	return 0;
}

static uint64_t seed = 11;

static int lot(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static int64_t booked(const char *day, const char *in, const char *out, int fen, int receipt)
{
	char amount[32];
	ymd d;
	assert_true(date_parse(day, false, &d));
	struct voucher v = {.county = book.county, .book = book.id, .day = day, .month = d / 100,
			    .attachments = lot(4)};
	v.kind = v.month < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(a, struct voucher_line, 2);
	const char *text = arena_strdup(a, fen_text(fen, amount));
	v.lines[0] = (struct voucher_line){"收款，含“引号”与,逗号", in, text, "",
					   receipt ? arena_printf(a, "R%d", receipt) : ""};
	v.lines[1] = (struct voucher_line){"=1+1 不是公式", out, "", text, ""};
	v.line_count = 2;
	fresh();
	assert_true(fine(voucher_save(a, db, &v, &maker, &e)));
	assert_true(fine(finish(v.id)));
	return v.id;
}

static void keep_a_year(void)
{
	static const char *const from[] = { "501", "503", "211", "112" };
	int64_t made[60];
	booked("2023-12-31", "1020101", "301", 10000000, 0);
	for (int i = 0; i < 60; i++) {
		char day[16];
		snprintf(day, sizeof day, "2024-%02d-%02d", 1 + i / 5, 1 + lot(28));
		made[i] = booked(arena_strdup(a, day), "1020101", from[lot(4)], 1 + lot(1000000), i + 1);
	}
	for (int i = 0; i < 8; i++) {
		struct voucher back;
		fresh();
		if (voucher_reverse(a, db, book.county, made[lot(60)], 20241231, &maker, &back, &e))
			assert_true(fine(finish(back.id)));
	}
}

static void post_all(void)
{
	int64_t ids[100];
	int n = 0;
	struct stmt *q = db_query(db, SQL("select id from voucher where state='draft' order by month,id"), &e);
	while (db_next(q))
		ids[n++] = col_i64(q, 0);
	assert_true(db_end(q, &e));
	for (int i = 0; i < n; i++)
		assert_true(fine(finish(ids[i])));
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* The postings of a book without its numbers: month, day, account, amounts, texts; sorted. */
static const char *postings(const struct book *b)
{
	char *lines[500];
	int n = 0;
	struct buf out;
	struct stmt *q = db_query(db,
				  SQL("select p.month,p.day,p.account,p.debit,p.credit,p.receipt,l.summary,v.kind,"
				      "v.attachments from posting p join voucher v on v.county=p.county and"
				      " v.id=p.voucher join voucher_line l on l.county=p.county and"
				      " l.voucher=p.voucher and l.ord=p.ord where p.book=$1 order by p.voucher,p.ord"),
				  &e);
	bind(q, 1, b->id);
	while (db_next(q))
		lines[n++] = arena_printf(a, "%s %s %s %s %s %s %s %s %s\n", col_peek(q, 0), col_peek(q, 1),
					  col_peek(q, 2), col_peek(q, 3), col_peek(q, 4), col_peek(q, 5), col_peek(q, 6),
					  col_peek(q, 7), col_peek(q, 8));
	assert_true(db_end(q, &e));
	qsort(lines, (size_t)n, sizeof *lines, by_text);
	buf_init(&out, 1 << 20);
	for (int i = 0; i < n; i++)
		buf_puts(&out, lines[i]);
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static void comes_back_the_same(void **state)
{
	(void)state;
	struct exchange_result r;
	struct trial t, u;
	const char *path = path_of("exchange.xlsx");
	keep_a_year();
	fresh();
	assert_true(fine(exchange_write(a, db, &book, 202312, 202412, path, &e)));
	for (int round = 0; round < 2; round++) {
		fresh();
		assert_true(fine(exchange_read(a, db, &other, path, "账.xlsx", &maker, &r, &f, &e)));
		assert_true(round || r.accounts == 2);
		assert_true(round ? r.waiting == 0 && r.drafts > 0 : r.waiting > 0 && r.drafts == 61);
		post_all();
	}
	fresh();
	assert_true(fine(exchange_read(a, db, &other, path, "账.xlsx", &maker, &r, &f, &e)));
	assert_int_equal(r.drafts + r.waiting + r.accounts, 0);
	assert_string_equal(postings(&book), postings(&other));
	assert_true(fine(trial_of_book(a, db, &book, 202401, 202412, &t, &e)));
	assert_true(fine(trial_of_book(a, db, &other, 202401, 202412, &u, &e)));
	assert_int_equal(t.count, u.count);
	for (int i = 0; i < t.count; i++) {
		assert_string_equal(t.rows[i].account.code, u.rows[i].account.code);
		assert_int_equal(t.rows[i].opening_debit, u.rows[i].opening_debit);
		assert_int_equal(t.rows[i].debit, u.rows[i].debit);
		assert_int_equal(t.rows[i].credit, u.rows[i].credit);
		assert_int_equal(t.rows[i].closing_credit, u.rows[i].closing_credit);
	}
	all_well();
}

static void nothing_half_read(void **state)
{
	(void)state;
	struct exchange_result r;
	const char *path = path_of("exchange.xlsx");
	booked("2023-12-31", "1020101", "301", 5000, 0);
	booked("2024-01-31", "1020101", "501", 700, 1);
	fresh();
	assert_true(fine(exchange_write(a, db, &book, 202312, 202401, path, &e)));
	int64_t vouchers = number(SQL("select count(*) from voucher")),
		accounts = number(SQL("select count(*) from book_account"));
	int failed = 0;
	for (;; failed++) {
		fresh();
		db_fail_at(failed + 1);
		bool ok = exchange_read(a, db, &other, path, "账.xlsx", &maker, &r, &f, &e);
		db_fail_at(0);
		if (ok)
			break;
		db_idle(db);
		assert_int_equal(number(SQL("select count(*) from voucher")), vouchers);
		assert_int_equal(number(SQL("select count(*) from book_account")), accounts);
		assert_true(failed < 500);
	}
	assert_true(failed > 20);
	assert_int_equal(number(SQL("select count(*) from voucher")), vouchers + 2);
	/* a field that was changed by hand is named with its cell */
	const char *head = "会计期间|凭证号|凭证日期|凭证类型|被冲销凭证|附件张数|来源|行号|摘要|科目编码|科目名称|借方|贷方|票据号";
	struct sheet_out *o = out_open(path, "会计科目", &e);
	sheet_rows(o, 1, (const char *[]){ "科目编码|科目名称|上级编码", "101|保险柜|", NULL });
	out_sheet(o, "记账凭证", false);
	sheet_rows(o, 1, (const char *[]){ head, "三月|1|2024-03-01|记账||||1|付|101|保险柜|1.00||", NULL });
	assert_true(fine(out_close(o, &e)));
	fresh();
	assert_false(exchange_read(a, db, &other, path, "账.xlsx", &maker, &r, &f, &e));
	assert_true(said("opening-name"));
	assert_string_equal(place_said("exchange-voucher"), "A2");
	assert_int_equal(number(SQL("select count(*) from voucher")), vouchers + 2);
	/* another workbook is refused */
	fresh();
	path = sheet_of("no.xlsx", (const char *[]){ "科目编码|科目名称", "101|现金", NULL });
	assert_false(exchange_read(a, db, &other, path, "账.xlsx", &maker, &r, &f, &e));
	assert_int_equal(e.code, ERR_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(comes_back_the_same, up, down),
		cmocka_unit_test_setup_teardown(nothing_half_read, up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
