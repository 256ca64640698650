/*
 * test_caliber.c - income by caliber: what counts is what the rows say, accrued or received,
 * gross or net.  Expected values by hand, in the comments.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "economy/caliber.h"
#include "ledger/voucher.h"

static struct book book;

static void post(const char *day, const char *debit, const char *credit, const char *fen)
{
	static const struct ledger_who who[] = {{.actor = 1, .origin = "test"},
						{.actor = 2, .origin = "test"},
						{.actor = 3, .origin = "test"}};
	struct findings f;
	struct voucher_line lines[] = {
	    {.summary = "x", .account = debit, .debit = fen, .credit = "", .receipt = ""},
	    {.summary = "x", .account = credit, .debit = "", .credit = fen, .receipt = ""},
	};
	ymd d;
	assert_true(date_parse(day, false, &d));
	struct voucher v = {.county = book.county,
			    .book = book.id,
			    .kind = d / 100 < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY,
			    .month = d / 100,
			    .day = day,
			    .attachments = 1,
			    .line_count = 2,
			    .lines = lines};
	struct voucher_facts facts;
	findings_init(&f, site.a);
	assert_true(fine(voucher_save(site.a, site.db, &v, &who[0], &site.e)));
	assert_true(fine(voucher_facts_load(site.a, site.db, &v, &facts, &site.e)));
	if (voucher_moves_money(&v, &facts.accounts))
		assert_true(said(voucher_sign(site.a, site.db, v.county, v.id, v.ver++, &who[2], &f,
					      &site.e), &f));
	assert_true(said(voucher_approve(site.a, site.db, v.county, v.id, v.ver++, &who[1], &f,
					 &site.e), &f));
	assert_true(said(voucher_post(site.a, site.db, v.county, v.id, v.ver, &who[0], &f, &site.e),
			 &f));
}

static int64_t row(const char *reg, const char *const *pairs, int64_t caliber)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find(reg), site.county, site.county);
	findings_init(&f, site.a);
	for (int i = 0; pairs[i]; i += 2)
		put(r, pairs[i], pairs[i + 1]);
	if (caliber)
		*record_value(r, "caliber") = (struct value){.known = true, .i = caliber};
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static int64_t caliber(const char *kind, const char *from)
{
	const char *pairs[] = {"name", kind, "kind", kind, "basis", "应计", "taken", "总额",
			       "document", "测试", "valid_from", from, NULL};
	return row("caliber", pairs, 0);
}

static void counts(int64_t id, const char *account, const char *yes)
{
	const char *pairs[] = {"chart", "新制度", "account", account, "counts", yes, NULL};
	row("caliber_line", pairs, id);
}

static int64_t income(const char *kind, ymd at)
{
	struct caliber c;
	struct incomes in;
	struct scope scope;
	bool found;
	scope_all(site.county, &scope);
	assert_true(fine(caliber_find(site.a, site.db, site.county, kind, at, &c, &found, &site.e)));
	assert_true(found);
	assert_true(fine(incomes_of_unit(site.a, site.db, &c, site.county, &scope, at, &in, &site.e)));
	assert_int_equal(in.count, 1);
	assert_int_equal(in.rows[0].book, book.id);
	return in.rows[0].fen;
}

/*
 * 2024 of one book (yuan): rent 36,000 received, of which 24,000 is for later years; rent due
 * 5,000 unpaid; sale 20,333.33 with cost 8,500.50; a fine 100; subsidy 30,000.
 */
static int up(void **state)
{
	struct findings f;
	const struct ledger_who who = {.actor = 1, .origin = "test"};
	setenv("YANZHEN_NOW", "1736467200000", 1); /* 2025-01-10 */
	site_up(state);
	findings_init(&f, site.a);
	book = (struct book){.county = site.county, .unit = unit_of("431181110200"), .org = 5,
			     .name = "试验村股份经济合作社", .chart = "2023", .opened = 202401};
	assert_true(said(book_make(site.a, site.db, &book, &who, &f, &site.e), &f));
	assert_true(fine(book_account_add(site.a, site.db, &book, "501", "50109", "罚没", &who, &f,
					  &site.e)));
	assert_true(fine(book_account_add(site.a, site.db, &book, "501", "50101", "租金", &who, &f,
					  &site.e)));
	post("2023-12-31", "102", "301", "50000");
	post("2024-01-10", "102", "50101", "12000");
	post("2024-01-10", "102", "211", "24000");
	post("2024-02-01", "112", "50101", "5000");
	post("2024-03-16", "102", "50101", "20333.33");
	post("2024-03-16", "511", "102", "8500.50");
	post("2024-04-01", "102", "50109", "100");
	post("2024-05-01", "102", "503", "30000");
	return 0;
}

static void accounts_decide_by_the_longest_code(void **state)
{
	(void)state;
	int64_t id = caliber("经营性收入", "2024-01-01");
	counts(id, "501", "计入");
	counts(id, "50109", "不计入");
	counts(id, "503", "不计入");
	assert_int_equal(income("operating", 20241231), 3733333); /* 12,000 + 5,000 + 20,333.33 */
	assert_int_equal(income("operating", 20240131), 1200000);
	assert_int_equal(income("operating", 20240315), 1700000); /* the day before the sale */
}

/* Received: what is due but not paid comes off, what is paid ahead comes on. */
static void received_is_what_arrived(void **state)
{
	(void)state;
	int64_t id = caliber("集体经济收入", "2024-01-01");
	counts(id, "501", "计入");
	counts(id, "112", "计入");
	counts(id, "211", "计入");
	/* 12,000 + 24,000 + 20,333.33 + 100 */
	assert_int_equal(income("collective", 20241231), 5643333);
}

static void net_takes_off_costs(void **state)
{
	(void)state;
	int64_t id = caliber("经营性收益", "2024-01-01");
	counts(id, "501", "计入");
	counts(id, "511", "计入");
	/* 37,433.33 - 8,500.50 */
	assert_int_equal(income("net", 20241231), 2893283);
}

/* The caliber that holds on the day decides; without one there is none. */
static void a_caliber_has_its_time(void **state)
{
	(void)state;
	struct caliber c;
	bool found;
	assert_true(fine(caliber_find(site.a, site.db, site.county, "operating", 20231231, &c, &found,
				      &site.e)));
	assert_false(found);
	int64_t id = caliber("经营性收入", "2024-12-31");
	counts(id, "503", "计入");
	assert_int_equal(income("operating", 20241230), 3733333);
	assert_int_equal(income("operating", 20241231), 3000000);
}

static void a_caliber_is_of_a_county(void **state)
{
	(void)state;
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("income_band"), site.county, site.town);
	findings_init(&f, site.a);
	put(r, "name", "强村");
	put(r, "kind", "经营性收入");
	put(r, "at_least", "500000");
	put(r, "document", "测试");
	put(r, "valid_from", "2024-01-01");
	assert_false(reg_save(site.a, site.db, r, &how, &f, &site.e));
	assert_string_equal(f.first->code, "of-county");
	site.e = (struct err){0};
	r->unit = site.county;
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	struct income_bands bands;
	assert_true(fine(income_bands(site.a, site.db, site.county, "operating", 20240601, &bands,
				      &site.e)));
	assert_int_equal(bands.count, 1);
	assert_int_equal(bands.rows[0].at_least, 50000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accounts_decide_by_the_longest_code),
	    cmocka_unit_test(received_is_what_arrived),
	    cmocka_unit_test(net_takes_off_costs),
	    cmocka_unit_test(a_caliber_has_its_time),
	    cmocka_unit_test(a_caliber_is_of_a_county),
	};
	return cmocka_run_group_tests(tests, up, site_down);
}
