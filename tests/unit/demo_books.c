/* demo_books.c - the books of the demonstration's collectives; included by test_demo.c. */
#include "ledger/balance.h"
#include "ledger/report.h"
#include "ledger/voucher.h"

/* 大观区 2020: 5 of 17 villages, 29.4 %; 江口县 2021: all 105 villages (packs/.../books.yaml). */
static void income_is_that_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ DAGUAN, "economy.villages_operating_ge_500k", "5", 20201231 },
		{ DAGUAN, "economy.villages_books", "17", 20201231 },
		{ DAGUAN, "economy.strong_share", "29.4%", 20201231 },
		{ DAGUAN, "economy.last_year_strong", "5", 20211231 },
		{ DAGUAN, "economy.last_year_strong_share", "29.4%", 20211231 },
		{ JIANGKOU, "economy.villages_books", "105", 20211231 },
		{ JIANGKOU, "economy.villages_collective_met", "105", 20211231 },
		{ JIANGKOU, "economy.villages_operating_met", "105", 20211231 },
		{ JIANGKOU, "economy.last_year_collective_met", "105", 20220630 },
		{ JIANGKOU, "economy.last_year_operating_met", "105", 20220630 },
		/* not yet in January, and unknown before there was a caliber */
		{ DAGUAN, "economy.villages_operating_ge_500k", "0", 20200131 },
		{ YJT, "economy.villages_operating_met", "—", 20231231 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
}

#define BOOKS " from posting p join book b on b.county=p.county and b.id=p.book join voucher v on"         \
	      " v.county=p.county and v.id=p.voucher where b.county=$1 and b.unit in"                       \
	      " (select unit from unit_restated where ancestor=$2) and p.month/100=$3/10000"                \
	      " and v.kind='ordinary' and v.source not like 'close/%' and p.account in "

/* From the postings, in no way through balances, calibers or measures: 经营收入 501, 发包及上交
 * 收入 511, 投资收益 561 of the chart of 2004, with 补助收入 522 for all of the income. */
static void plain_sql_adds_up_the_same_income(void **state)
{
	(void)state;
	struct sql strong = SQL("select count(*) from (select b.unit" BOOKS "('501','511','561')"
				" group by b.unit having sum(p.credit-p.debit)>=50000000) x");
	assert_int_equal(sql_number(strong, DAGUAN, 20201231), 5);
	struct sql met = SQL("select count(*) from (select b.unit" BOOKS "('501','511','561')"
			     " group by b.unit having sum(p.credit-p.debit)>=2000000) x");
	assert_int_equal(sql_number(met, JIANGKOU, 20211231), 105);
	struct sql all = SQL("select count(*) from (select b.unit" BOOKS "('501','511','561','522')"
			     " group by b.unit having sum(p.credit-p.debit)>=8000000) x");
	assert_int_equal(sql_number(all, JIANGKOU, 20211231), 105);
	struct sql sum = SQL("select cast(sum(p.credit-p.debit) as bigint)" BOOKS "('501','511','561')");
	struct figure f = figure("economy.operating_income", DAGUAN, 20201231);
	assert_int_equal(f.value.v, sql_number(sum, DAGUAN, 20201231));
}

/* A voucher posted in a county's running book moves the figure; taken back, it is as before. */
static void a_voucher_moves_the_figures(void **state)
{
	(void)state;
	struct book_list books;
	struct book running = { 0 }, *b = &running;
	struct scope scope;
	struct findings f;
	const ymd at = 20240101;
	static const struct ledger_who people[] = { { .actor = 91, .origin = "test" },
						    { .actor = 92, .origin = "test" },
						    { .actor = 93, .origin = "test" } };
	scope_all(county_of(DAGUAN), &scope);
	assert_true(fine(book_list(site.a, site.db, unit_of(DAGUAN), &scope, &books, &site.e)));
	for (int i = 0; i < books.count; i++)
		if (!books.rows[i].ended)
			running = books.rows[i];
	assert_true(running.id != 0);
	assert_string_equal(text_of("economy.operating_income", DAGUAN, at), "0.00");
	struct voucher_line lines[] = {
		{ .summary = "预收", .account = "102", .debit = "500000", .credit = "", .receipt = "" },
		{ .summary = "预收", .account = "501", .debit = "", .credit = "500000.00", .receipt = "" },
	};
	struct voucher v = { .county = b->county, .book = b->id, .month = 202401, .day = "2024-01-01",
			     .attachments = 1, .line_count = 2, .lines = lines }, red;
	findings_init(&f, site.a);
	for (int k = 0; k < 2; k++) {
		if (k == 0)
			assert_true(fine(voucher_save(site.a, site.db, &v, &people[0], &site.e)));
		else
			assert_true(fine(voucher_reverse(site.a, site.db, v.county, v.id, at, &people[0], &red,
							 &site.e)));
		struct voucher *w = k ? &red : &v;
		assert_true(fine(voucher_approve(site.a, site.db, w->county, w->id, w->ver, &people[1], &f,
						 &site.e)));
		assert_true(fine(voucher_sign(site.a, site.db, w->county, w->id, w->ver + 1, &people[2], &f,
					      &site.e)));
		assert_true(fine(voucher_post(site.a, site.db, w->county, w->id, w->ver + 2, &people[0], &f,
					      &site.e)));
		assert_string_equal(text_of("economy.operating_income", DAGUAN, at), k ? "0.00" : "500000.00");
		assert_string_equal(text_of("economy.villages_operating_ge_500k", DAGUAN, at), k ? "0" : "1");
	}
	assert_true(fine(ledger_check(site.a, site.db, &f, &site.e)));
	assert_int_equal(f.errors, 0);
}
