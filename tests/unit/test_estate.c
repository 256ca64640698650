/*
 * test_estate.c - depreciation to the fen, what is due and in arrears, drafts of vouchers from
 * contracts and cards, sheets of the registers, and what is refused.
 *
 * Expected figures are worked out by hand in the comments beside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "economy/rent_int.h"
#include "ledger/balance.h"
#include "ledger/period.h"
#include "ledger/report.h"

static const struct ledger_who maker = { .actor = 11, .origin = "test" }, checker = { .actor = 12, .origin = "test" },
			       cashier = { .actor = 13, .origin = "test" };
static const char village[] = "431181110235";

/* ---- depreciation ---- */

/* 32,000.00 less 1,600.00 over 120 months: 253.33 a month, 30,400.00 - 119 × 253.33 = 253.73 in the last. */
static void a_greenhouse_over_ten_years(void **state)
{
	(void)state;
	struct depreciable d = { .original = 3200000, .residual = 160000, .life = 120, .used = 202003 };
	int first, last;
	assert_true(depreciation_span(&d, &first, &last));
	assert_int_equal(first, 202004); /* the month after it was first used */
	assert_int_equal(last, 203003);
	assert_int_equal(depreciation_of(&d, 202003), 0);
	assert_int_equal(depreciation_of(&d, 202004), 25333);
	assert_int_equal(depreciation_of(&d, 203002), 25333);
	assert_int_equal(depreciation_of(&d, 203003), 25373);
	assert_int_equal(depreciation_of(&d, 203004), 0);
	assert_int_equal(depreciation_through(&d, 202003), 0);
	assert_int_equal(depreciation_through(&d, 202012), 9 * 25333);
	assert_int_equal(depreciation_through(&d, 203003), 3040000);
	assert_int_equal(depreciation_through(&d, 209912), 3040000);
}

/* 10,000.00 less 500.00, 60 months from 2019-02; old books have 3,000.00 through 2020-12, after 23
 * months: 6,500.00 over 37 months is 175.67, the last 6,500.00 - 36 × 175.67 = 175.88. */
static void what_old_books_had_is_kept(void **state)
{
	(void)state;
	struct depreciable d = { .original = 1000000, .residual = 50000, .life = 60, .used = 201901,
				 .taken = 300000, .taken_through = 202012 };
	int first, last;
	assert_true(depreciation_span(&d, &first, &last));
	assert_int_equal(first, 202101);
	assert_int_equal(last, 202401);
	assert_int_equal(depreciation_of(&d, 202012), 0);
	assert_int_equal(depreciation_of(&d, 202101), 17567);
	assert_int_equal(depreciation_of(&d, 202401), 17588);
	assert_int_equal(depreciation_through(&d, 202011), 0); /* what was when is not known */
	assert_int_equal(depreciation_through(&d, 202012), 300000);
	assert_int_equal(depreciation_through(&d, 202401), 950000);
	d.taken_through = 202601; /* its life was over by then */
	assert_false(depreciation_span(&d, &first, &last));
	assert_int_equal(depreciation_through(&d, 203001), 300000);
}

static void the_month_of_disposal_is_the_last(void **state)
{
	(void)state;
	struct depreciable d = { .original = 120000, .life = 12, .used = 202012, .last = 202106 };
	int first, last;
	assert_true(depreciation_span(&d, &first, &last));
	assert_int_equal(last, 202106);
	assert_int_equal(depreciation_of(&d, 202106), 10000);
	assert_int_equal(depreciation_of(&d, 202107), 0);
	assert_int_equal(depreciation_through(&d, 202112), 60000);
	d.last = 202011; /* gone before it was used */
	assert_false(depreciation_span(&d, &first, &last));
	assert_int_equal(depreciation_through(&d, 202112), 0);
}

static uint64_t lot = 20240101;
static int64_t below(int64_t n)
{
	lot = lot * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((lot >> 20) % (uint64_t)n);
}

/* Over the whole life exactly original less residual, each month not above the next but the last. */
static void months_add_up_to_what_is_depreciable(void **state)
{
	(void)state;
	for (int n = 0; n < 3000; n++) {
		struct depreciable d = { .original = below(1000000000), .life = 1 + (int)below(480), .used = 200001 + (int)below(12) };
		d.residual = d.original ? below(d.original) : 0;
		if (below(3) == 0) {
			d.taken = below(d.original - d.residual + 1);
			d.taken_through = 200100 + 1 + (int)below(12);
		}
		int64_t sum = d.taken, whole = d.original - d.residual;
		int first, last;
		bool any = depreciation_span(&d, &first, &last);
		for (int month = 200001; month <= 204512; month = month_next(month)) {
			int64_t of = depreciation_of(&d, month);
			assert_true(of >= 0);
			sum += of;
			if (!d.taken_through || month >= d.taken_through)
				assert_int_equal(depreciation_through(&d, month), sum);
			assert_true(sum <= whole);
		}
		assert_int_equal(sum, any ? whole : d.taken);
	}
}

/* ---- rent for several years ---- */

/* 10,800.00 for 36 months from March 2020: 10, 12, 12 and 2 of them. */
static void rent_for_three_years_is_split_by_months(void **state)
{
	(void)state;
	struct contract_due d = { .amount = 1080000, .day = 20200301, .covers_from = 20200301, .covers_to = 20230228 };
	assert_int_equal(rent_earned(&d, 2019), 0);
	assert_int_equal(rent_earned(&d, 2020), 300000);
	assert_int_equal(rent_earned(&d, 2021), 660000);
	assert_int_equal(rent_earned(&d, 2022), 1020000);
	assert_int_equal(rent_earned(&d, 2023), 1080000);
	/* 1,000.00 for the 366 days from 15 December 2023: 17 of them in 2023, 46.448… */
	d = (struct contract_due){ .amount = 100000, .day = 20231215, .covers_from = 20231215, .covers_to = 20241214 };
	assert_int_equal(rent_earned(&d, 2023), 4644);
	assert_int_equal(rent_earned(&d, 2024), 100000);
	d.covers_from = d.covers_to = 0;
	assert_int_equal(rent_earned(&d, 2023), 100000);
}

/* ---- arrears ---- */

static struct contract_due dues[] = {
	{ .day = 20210110, .item = "deposit", .amount = 500000 }, { .day = 20210110, .item = "rent", .amount = 2000000 },
	{ .day = 20220110, .item = "rent", .amount = 2000000 },   { .day = 20230110, .item = "rent", .amount = 2000000 },
	{ .day = 20240110, .item = "rent", .amount = 2000000 },
};
static struct contract_receipt receipts[] = {
	{ .day = 20210108, .item = "rent", .amount = 2000000 }, { .day = 20210108, .item = "deposit", .amount = 500000 },
	{ .day = 20220110, .item = "rent", .amount = 2000000 }, { .day = 20230215, .item = "rent", .amount = 1000001 },
};

static struct contract workshop(void)
{
	return (struct contract){ .id = 7, .kind = "lease", .name = "厂房", .party = "某公司", .side = "outsider",
				  .amount = 20000000, .started = 20210101, .expires = 20301231,
				  .due_count = (int)ARRAY_LEN(dues), .dues = dues,
				  .receipt_count = (int)ARRAY_LEN(receipts), .receipts = receipts };
}

static struct contract_sums sums_on(struct contract *c, ymd at)
{
	struct contract_sums s;
	contract_settle(c, at);
	contract_sums(c, at, &s);
	return s;
}

static void arrears_are_due_less_received(void **state)
{
	(void)state;
	struct contract c = workshop();
	struct contract_sums s = sums_on(&c, 20210109); /* paid the day before it falls due */
	assert_int_equal(s.due, 0);
	assert_int_equal(s.advance, 2500000);
	s = sums_on(&c, 20210110);
	assert_int_equal(s.due, 2500000);
	assert_int_equal(s.received, 2500000);
	assert_int_equal(s.arrears, 0);
	s = sums_on(&c, 20230110); /* due that day: not in arrears yet */
	assert_int_equal(s.arrears, 0);
	s = sums_on(&c, 20230111);
	assert_int_equal(s.arrears, 2000000);
	assert_int_equal(s.since, 20230110);
	s = sums_on(&c, 20231231);
	assert_int_equal(s.arrears, 999999);
	assert_int_equal(s.scheduled, 8000000);
	assert_true(contract_schedule_short(&c, &s));
	s = sums_on(&c, 20240111);
	assert_int_equal(s.arrears, 2999999);
	assert_int_equal(s.since, 20230110);
	c.terminated = 20231231; /* what falls due later is not due */
	s = sums_on(&c, 20240111);
	assert_int_equal(s.arrears, 999999);
	assert_false(contract_runs(&c, 20231231));
	assert_true(contract_runs(&c, 20231230));
}

/* ---- entries ---- */

/* "112 2000.00 | 501 -2000.00": root and fen, credits negative. */
static const char *entry_of(const struct contract *c, const struct rent_events *all, int index)
{
	struct lines l;
	const char *text = "";
	rent_lines(site.a, c, all, index, "102", &l);
	for (int i = 0; i < l.count; i++)
		text = arena_printf(site.a, "%s%s%s %" PRId64, text, i ? " | " : "", l.rows[i].root,
				    l.rows[i].debit - l.rows[i].credit);
	return text;
}

static int event_at(const struct rent_events *all, enum rent_kind kind, ymd day, int nth)
{
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].kind == kind && all->rows[i].day == day && nth-- == 0)
			return i;
	fail_msg("no event on %d", (int)day);
	return -1;
}

static void entries_follow_the_kind_of_contract(void **state)
{
	(void)state;
	static const struct {
		const char *kind, *side, *item, *want;
	} cases[] = {
		{ "lease", "outsider", "rent", "112 100 | 501 -100" },
		{ "contracting", "member", "rent", "113 100 | 501 -100" },
		{ "service", "outsider", "fee", "112 100 | 501 -100" },
		{ "investment", "outsider", "dividend", "112 100 | 502 -100" },
		{ "investment", "outsider", "principal", "112 100 | 141 -100" },
		{ "loan", "outsider", "interest", "112 100 | 504 -100" },
		{ "loan", "outsider", "principal", "" },
		{ "pass_through", "outsider", "rent", "112 100 | 211 -100" },
		{ "lease", "outsider", "deposit", "112 100 | 211 -100" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct contract_due d = { .day = 20230301, .item = cases[i].item, .amount = 100 };
		struct contract c = { .id = 1, .kind = cases[i].kind, .side = cases[i].side, .name = "n", .party = "p",
				      .due_count = 1, .dues = &d };
		struct rent_events all;
		rent_events_make(site.a, &c, 20231231, &all);
		assert_int_equal(all.count, 1);
		assert_string_equal(all.rows[0].source, "rent/1/20230301");
		assert_string_equal(entry_of(&c, &all, 0), cases[i].want);
	}
}

/* Received before it is due: 211, from which the due takes it; a part later: 112. */
static void what_comes_early_is_held_in_advance(void **state)
{
	(void)state;
	struct contract c = workshop();
	struct rent_events all;
	rent_events_make(site.a, &c, 20231231, &all);
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_RECEIPT, 20210108, 0)), "102 2000000 | 211 -2000000");
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_RECEIPT, 20210108, 1)), "102 500000 | 211 -500000");
	/* both items of the day in one voucher */
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_DUE, 20210110, 0)),
			    "211 500000 | 211 -500000 | 211 2000000 | 501 -2000000");
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_DUE, 20220110, 0)), "112 2000000 | 501 -2000000");
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_RECEIPT, 20220110, 0)), "102 2000000 | 112 -2000000");
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_RECEIPT, 20230215, 0)), "102 1000001 | 112 -1000001");
}

/* One entered late, for a due that stands on the books: it settles that due. */
static void a_receipt_entered_late_settles_what_is_booked(void **state)
{
	(void)state;
	struct contract c = workshop();
	struct rent_events all;
	rent_events_make(site.a, &c, 20231231, &all);
	all.rows[event_at(&all, RENT_DUE, 20210110, 0)].voucher = 99;
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_RECEIPT, 20210108, 0)), "102 2000000 | 112 -2000000");
}

/* 10,800.00 for three years, paid on the day: 3,000.00 is of 2020, the rest of 2021 to 2023. */
static void rent_for_three_years_becomes_income_year_by_year(void **state)
{
	(void)state;
	struct contract_due d = { .day = 20200301, .item = "rent", .amount = 1080000, .covers_from = 20200301,
				  .covers_to = 20230228 };
	struct contract_receipt r = { .day = 20200229, .item = "rent", .amount = 1080000 };
	struct contract c = { .id = 3, .kind = "contracting", .side = "member", .name = "n", .party = "p",
			      .due_count = 1, .dues = &d };
	struct rent_events all;
	rent_events_make(site.a, &c, 20231231, &all);
	assert_int_equal(all.count, 4);
	assert_string_equal(entry_of(&c, &all, 0), "113 1080000 | 501 -300000 | 211 -780000");
	static const struct {
		ymd day;
		const char *source, *want;
	} later[] = {
		{ 20211231, "rent/3/20200301/2021", "211 360000 | 501 -360000" },
		{ 20221231, "rent/3/20200301/2022", "211 360000 | 501 -360000" },
		{ 20230228, "rent/3/20200301/2023", "211 60000 | 501 -60000" },
	};
	for (int i = 0; i < 3; i++) {
		assert_int_equal(all.rows[i + 1].day, later[i].day);
		assert_string_equal(all.rows[i + 1].source, later[i].source);
		assert_string_equal(entry_of(&c, &all, i + 1), later[i].want);
	}
	/* paid the day before: all of it is held already, and 3,000.00 of it becomes income */
	c.receipts = &r;
	c.receipt_count = 1;
	rent_events_make(site.a, &c, 20231231, &all);
	assert_string_equal(entry_of(&c, &all, event_at(&all, RENT_DUE, 20200301, 0)), "211 300000 | 501 -300000");
}

/* Any schedule and any receipts: vouchers balance, and in the end 112 is due less received, 211 what
 * is held, 501 what was due. */
static void random_contracts_come_out_even(void **state)
{
	(void)state;
	for (int n = 0; n < 400; n++) {
		struct contract_due due[6] = { { 0 } };
		struct contract_receipt got[8] = { { 0 } };
		struct contract c = { .id = 5, .kind = "lease", .side = "outsider", .name = "n", .party = "p",
				      .dues = due, .receipts = got, .due_count = 1 + (int)below(6),
				      .receipt_count = (int)below(8) };
		int64_t total = 0, paid = 0, sum112 = 0, sum211 = 0, sum501 = 0, sum102 = 0;
		for (int i = 0; i < c.due_count; i++) {
			due[i] = (struct contract_due){ .day = (ymd)(20200101 + i * 10000 + (int)below(28)), .item = "rent",
							.amount = 1 + below(1000000) };
			if (below(2)) {
				due[i].covers_from = due[i].day;
				due[i].covers_to = (ymd)(due[i].day + 10000 * (1 + (int)below(4)));
			}
			total += due[i].amount;
		}
		for (int i = 0; i < c.receipt_count; i++) {
			got[i] = (struct contract_receipt){ .id = i + 1, .item = "rent", .amount = 1 + below(900000),
							    .day = (ymd)(20190601 + i * 10000 + (int)below(28)) };
			paid += got[i].amount;
		}
		struct rent_events all;
		rent_events_make(site.a, &c, 20401231, &all);
		for (int i = 0; i < all.count; i++) {
			struct lines l;
			int64_t balance = 0;
			rent_lines(site.a, &c, &all, i, "102", &l);
			for (int k = 0; k < l.count; k++) {
				int64_t fen = l.rows[k].debit - l.rows[k].credit;
				assert_true(l.rows[k].debit >= 0 && l.rows[k].credit >= 0);
				balance += fen;
				sum112 += text_eq(l.rows[k].root, "112") ? fen : 0;
				sum211 += text_eq(l.rows[k].root, "211") ? fen : 0;
				sum501 += text_eq(l.rows[k].root, "501") ? fen : 0;
				sum102 += text_eq(l.rows[k].root, "102") ? fen : 0;
			}
			assert_int_equal(balance, 0);
		}
		assert_int_equal(sum501, -total);
		assert_int_equal(sum102, paid);
		assert_int_equal(sum112, total > paid ? total - paid : 0);
		assert_int_equal(sum211, paid > total ? total - paid : 0);
	}
}

/* ---- on the books ---- */

static struct book book;
static struct scope everywhere;

static int64_t save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

/* "field", "value", …, NULL */
static struct record *record_of(const char *reg, const char *const *facts)
{
	struct record *r = record_new(site.a, reg_find(reg), site.county, unit_of(village));
	for (; *facts; facts += 2)
		put(r, facts[0], facts[1]);
	return r;
}
#define RECORD(reg, ...) record_of(reg, (const char *const[]){ __VA_ARGS__, NULL })

static void refer(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = true, .i = id };
}

static int64_t lease;

static void due_make(int64_t contract, const char *day, const char *amount)
{
	struct record *r = RECORD("contract_due", "due", day, "item", "租金", "amount", amount);
	refer(r, "contract", contract);
	(void)save(r);
}

static int books_up(void **state)
{
	struct findings f;
	struct book_accounts accounts;
	setenv("YANZHEN_NOW", "1767225600000", 1); /* 2026-01-01 */
	if (site_up(state))
		return -1;
	findings_init(&f, site.a);
	scope_all(site.county, &everywhere);
	book = (struct book){ .county = site.county, .unit = unit_of(village), .org = 1, .name = "试验社",
			      .chart = "2023", .opened = 202401 };
	assert_true(said(book_make(site.a, site.db, &book, &maker, &f, &site.e), &f));
	assert_true(said(book_account_add(site.a, site.db, &book, "501", "50101", "租金收入", &maker, &f, &site.e), &f) &&
		    said(book_account_add(site.a, site.db, &book, "501", "50102", "发包收入", &maker, &f, &site.e), &f) &&
		    said(book_account_add(site.a, site.db, &book, "102", "10201", "农商行", &maker, &f, &site.e), &f));
	assert_true(fine(book_accounts(site.a, site.db, &book, &accounts, &site.e)));
	lease = save(RECORD("contract", "number", "HT-1", "name", "门面房租赁", "kind", "租赁", "party", "某商行", "side",
			    "外部", "started", "2023-01-01", "expires", "2025-12-31", "amount", "3000", "decision", "决议1号"));
	due_make(lease, "2023-03-01", "1000"); /* before the book's first month */
	due_make(lease, "2024-03-01", "1000");
	due_make(lease, "2024-12-01", "1000");
	(void)save(RECORD("asset_card", "number", "Z-1", "name", "大棚", "category", "大棚", "acquired", "2023-12-10",
			  "original", "32000", "account", "固定资产", "purpose", "生产", "method", "直线法", "life", "120",
			  "residual", "1600", "status", "在用"));
	(void)save(RECORD("asset_card", "number", "Z-2", "name", "果园", "category", "果树", "acquired", "2023-11-10",
			  "original", "12000", "account", "132", "purpose", "出租", "method", "直线法", "life", "100", "status",
			  "出租"));
	(void)save(RECORD("asset_card", "number", "Z-3", "name", "路灯", "category", "路灯", "acquired", "2023-12-31",
			  "original", "9600", "account", "151", "purpose", "公益", "method", "直线法", "life", "96", "status",
			  "在用"));
	return 0;
}

static struct contract_list contracts(void)
{
	struct contract_list list;
	struct contracts_ask ask = { .county = site.county, .unit = site.town, .scope = everywhere };
	assert_true(fine(contracts_load(site.a, site.db, &ask, &list, &site.e)));
	return list;
}

static struct proposed rents_propose(ymd until)
{
	struct contract_list list = contracts();
	struct proposed out = { 0 };
	assert_true(fine(rent_propose(site.a, site.db, &book, &list, until, NULL, &maker, &out, &site.e)));
	return out;
}

static struct voucher voucher_from(const char *source)
{
	struct voucher v = { 0 };
	int64_t id;
	assert_true(fine(voucher_of_source(site.db, &book, source, &id, &site.e)));
	if (id)
		assert_true(fine(voucher_load(site.a, site.db, site.county, id, &v, &site.e)));
	return v;
}

static void post(struct voucher *v)
{
	struct findings f;
	struct book_accounts accounts;
	findings_init(&f, site.a);
	assert_true(fine(book_accounts(site.a, site.db, &book, &accounts, &site.e)));
	assert_true(said(voucher_approve(site.a, site.db, v->county, v->id, v->ver, &checker, &f, &site.e), &f));
	assert_true(fine(voucher_load(site.a, site.db, v->county, v->id, v, &site.e)));
	if (voucher_moves_money(v, &accounts)) {
		assert_true(said(voucher_sign(site.a, site.db, v->county, v->id, v->ver, &cashier, &f, &site.e), &f));
		assert_true(fine(voucher_load(site.a, site.db, v->county, v->id, v, &site.e)));
	}
	assert_true(said(voucher_post(site.a, site.db, v->county, v->id, v->ver, &maker, &f, &site.e), &f));
	assert_true(fine(voucher_load(site.a, site.db, v->county, v->id, v, &site.e)));
}

/* Debit less credit of the account at the end of the month. */
static int64_t balance_of(const char *code, int month)
{
	struct trial t;
	assert_true(fine(trial_of_book(site.a, site.db, &book, month, month, &t, &site.e)));
	for (int i = 0; i < t.count; i++)
		if (text_eq(t.rows[i].account.code, code))
			return t.rows[i].closing_debit - t.rows[i].closing_credit;
	return 0;
}

static const char *rent_source(const char *day)
{
	return arena_printf(site.a, "rent/%" PRId64 "/%s", lease, day);
}

/* One draft per due; the one before the book's first month is the opening balance's business. */
static void rents_are_proposed_once(void **state)
{
	(void)state;
	struct proposed p = rents_propose(20240331);
	assert_int_equal(p.made, 1);
	assert_int_equal(p.outside, 1);
	p = rents_propose(20240331);
	assert_int_equal(p.made, 0);
	struct voucher v = voucher_from(rent_source("20240301"));
	assert_int_equal(v.line_count, 2);
	assert_string_equal(v.day, "2024-03-01");
	assert_string_equal(v.lines[0].account, "112");
	assert_string_equal(v.lines[0].debit, "1000.00");
	assert_string_equal(v.lines[1].account, "50101"); /* the detail that speaks of rent */
	assert_string_equal(v.lines[1].credit, "1000.00");
	assert_false(v.posted);
	post(&v);
	assert_int_equal(balance_of("112", 202403), 100000);
	/* dropped drafts are proposed again, posted ones are not */
	p = rents_propose(20241231);
	assert_int_equal(p.made, 1);
	v = voucher_from(rent_source("20241201"));
	assert_true(fine(voucher_drop(site.a, site.db, v.county, v.id, v.ver, &maker, &site.e)));
	p = rents_propose(20241231);
	assert_int_equal(p.made, 1);
}

static void what_is_received_settles_on_the_books(void **state)
{
	(void)state;
	struct record *r = RECORD("contract_receipt", "received", "2024-03-20", "item", "租金", "amount", "1500.01",
				  "receipt", "No.1");
	refer(r, "contract", lease);
	int64_t id = save(r);
	struct proposed p = rents_propose(20241231);
	assert_int_equal(p.made, 1);
	struct voucher v = voucher_from(arena_printf(site.a, "receipt/%" PRId64, id));
	assert_string_equal(v.lines[0].account, "10201"); /* the only one there is */
	assert_string_equal(v.lines[0].receipt, "No.1");
	post(&v);
	/* 1,000.00 of 2023, before the book, and 500.01 of 2024: all of it on 112 */
	assert_int_equal(balance_of("112", 202403), 100000 - 150001);
	struct contract_list list = contracts();
	struct contract_sums s = sums_on(&list.rows[0], 20241231);
	assert_int_equal(s.due, 300000);
	assert_int_equal(s.received, 150001);
	assert_int_equal(s.arrears, 149999);
	assert_int_equal(s.since, 20240301);
}

/* 253.33 to 401, 120.00 to 511 against 133, 100.00 to 514. */
static void a_month_of_depreciation_is_one_draft(void **state)
{
	(void)state;
	struct asset_list all, mine;
	struct depreciation d;
	struct proposed p = { 0 };
	assert_true(fine(assets_load(site.a, site.db, site.county, site.town, &everywhere, &all, &site.e)) &&
		    fine(assets_of_book(site.a, site.db, &book, &all, &mine, &site.e)));
	assert_int_equal(mine.count, 3);
	assert_true(fine(depreciation_load(site.a, site.db, &book, &mine, 202401, &d, &site.e)) &&
		    fine(depreciation_propose(site.a, site.db, &book, &d, &maker, &p, &site.e)));
	assert_int_equal(d.total, 25333 + 12000 + 10000);
	assert_int_equal(p.made, 1);
	struct voucher v = voucher_from("depreciation/202401");
	assert_int_equal(v.line_count, 5);
	assert_string_equal(v.day, "2024-01-31");
	post(&v);
	assert_int_equal(balance_of("401", 202401), 25333);
	assert_int_equal(balance_of("511", 202401), 12000);
	assert_int_equal(balance_of("514", 202401), 10000);
	assert_int_equal(balance_of("152", 202401), -35333);
	assert_int_equal(balance_of("133", 202401), -12000);
	assert_true(fine(depreciation_load(site.a, site.db, &book, &mine, 202401, &d, &site.e)));
	assert_int_equal(d.voucher, v.id);
	assert_true(fine(depreciation_propose(site.a, site.db, &book, &d, &maker, &p, &site.e)));
	assert_int_equal(p.made, 1);
	/* taken back: the month is open for a new proposal */
	struct voucher red = { 0 };
	assert_true(fine(voucher_reverse(site.a, site.db, v.county, v.id, 20240131, &maker, &red, &site.e)));
	post(&red);
	assert_int_equal(balance_of("152", 202401), 0);
	assert_true(fine(depreciation_load(site.a, site.db, &book, &mine, 202401, &d, &site.e)) &&
		    fine(depreciation_propose(site.a, site.db, &book, &d, &maker, &p, &site.e)));
	assert_int_equal(p.made, 2);
	/* before the book's first month there is nothing to write */
	assert_true(fine(depreciation_load(site.a, site.db, &book, &mine, 202312, &d, &site.e)) &&
		    fine(depreciation_propose(site.a, site.db, &book, &d, &maker, &p, &site.e)));
	assert_int_equal(d.total, 12000);
	assert_int_equal(p.made, 2);
	assert_int_equal(p.outside, 1);
}

static int64_t count_of(struct sql sql)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	int64_t n;
	assert_non_null(q);
	assert_true(db_next(q));
	n = col_i64(q, 0);
	assert_true(db_end(q, &site.e));
	return n;
}

/* Whichever step fails, there is a whole draft or none, once all is taken back. */
static void a_failing_step_leaves_no_half_draft(void **state)
{
	(void)state;
	struct asset_list all, mine;
	assert_true(fine(assets_load(site.a, site.db, site.county, site.town, &everywhere, &all, &site.e)) &&
		    fine(assets_of_book(site.a, site.db, &book, &all, &mine, &site.e)));
	int64_t before = count_of(SQL("select count(*) from voucher"));
	bool done = false;
	for (int64_t n = 1; !done && n < 200; n++) {
		struct depreciation d;
		struct proposed p = { 0 };
		TXN(t);
		assert_true(fine(txn_begin(&t, site.db, &site.e)));
		db_fail_at(n);
		done = depreciation_load(site.a, site.db, &book, &mine, 202402, &d, &site.e) &&
		       depreciation_propose(site.a, site.db, &book, &d, &maker, &p, &site.e);
		db_fail_at(0);
		if (done) {
			assert_true(fine(txn_commit(&t, &site.e)));
		} else {
			site.e = (struct err){ 0 };
			db_idle(site.db);
			txn_drop(&t);
			assert_int_equal(count_of(SQL("select count(*) from voucher")), before);
		}
	}
	assert_true(done);
	assert_int_equal(count_of(SQL("select count(*) from voucher")), before + 1);
}

/* Rents are a draft each: what was made before the failing step stands whole, the next try makes
 * the rest, nothing twice. */
static void a_failing_step_leaves_no_half_rents(void **state)
{
	(void)state;
	int64_t extra = save(RECORD("contract", "number", "HT-9", "name", "仓库租赁", "kind", "租赁", "party", "某商行",
				    "side", "外部", "started", "2024-01-01", "expires", "2024-12-31", "amount", "900",
				    "decision", "决议9号"));
	due_make(extra, "2024-10-01", "300");
	due_make(extra, "2024-11-01", "300");
	due_make(extra, "2024-12-02", "300");
	struct contract_list list = contracts();
	int64_t before = count_of(SQL("select count(*) from voucher")), made = 0, n = 1;
	bool done = false;
	for (; !done && n < 500; n++) {
		struct proposed p = { 0 };
		db_fail_at(n);
		done = rent_propose(site.a, site.db, &book, &list, 20241231, NULL, &maker, &p, &site.e);
		db_fail_at(0);
		if (!done) {
			site.e = (struct err){ 0 };
			db_idle(site.db);
		}
		made += p.made;
		assert_int_equal(count_of(SQL("select count(*) from voucher")), before + made);
		assert_int_equal(count_of(SQL("select count(*) from voucher v where not exists (select 1 from"
					      " voucher_line l where l.county=v.county and l.voucher=v.id)")),
				 0);
	}
	assert_true(done && made >= 3 && n > 10);
	struct proposed again = rents_propose(20241231);
	assert_int_equal(again.made, 0);
}

static void the_books_hold_after_all_that(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f, site.a);
	assert_true(said(ledger_check(site.a, site.db, &f, &site.e), &f));
	assert_int_equal(f.errors, 0);
}

/* ---- what is refused ---- */

/* The codes of what is wrong with a row, joined. */
static const char *wrong(struct record *r)
{
	struct findings f;
	const char *text = "";
	findings_init(&f, site.a);
	assert_true(fine(record_check(site.a, site.db, r, NULL, &f, &site.e)));
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR)
			text = arena_printf(site.a, "%s%s%s", text, *text ? " " : "", fi->code);
	return text;
}

static void assets_that_cannot_be_are_refused(void **state)
{
	(void)state;
#define CARD(...)                                                                                                    \
	RECORD("asset_card", "number", "X", "name", "x", "category", "房屋", "acquired", "2020-01-01", "account", "151", \
	       "purpose", "经营", "method", "直线法", "life", "10", "status", "在用", __VA_ARGS__)
	assert_string_equal(wrong(CARD("original", "100")), "");
	assert_string_equal(wrong(CARD("original", "100", "residual", "100.01")), "asset-residual");
	assert_string_equal(wrong(CARD("original", "100", "residual", "10", "depreciated", "90.01", "taken_over",
				       "2020-06")), "asset-depreciated");
	assert_string_equal(wrong(CARD("original", "100", "depreciated", "10")), "asset-through");
	assert_string_equal(wrong(CARD("original", "100", "account", "134")), "asset-method");
	assert_string_equal(wrong(CARD("original", "100", "used_from", "2019-12-31")), "asset-used");
	assert_string_equal(wrong(CARD("original", "100", "status", "报废")), "asset-disposed");
	assert_string_equal(wrong(CARD("original", "100", "status", "报废", "disposed", "2021-01-01")), "asset-document");
	assert_string_equal(wrong(CARD("original", "100", "disposed", "2021-01-01", "document", "d")), "asset-status");
#undef CARD
}

static struct record *let(int64_t parcel, const char *area, const char *from, const char *to)
{
	struct record *r = RECORD("contract", "number", arena_printf(site.a, "P-%s-%s", area, from), "name", "发包", "kind",
				  "发包", "party", "某人", "side", "成员", "started", from, "expires", to);
	if (*area)
		put(r, "area", area);
	refer(r, "resource", parcel);
	return r;
}

static void a_parcel_is_let_once(void **state)
{
	(void)state;
	int64_t parcel = save(RECORD("resource", "parcel", "D-1", "name", "河滩", "kind", "荒滩", "area", "100", "use", "发包"));
	(void)save(let(parcel, "60", "2020-01-01", "2023-12-31"));
	assert_string_equal(wrong(let(parcel, "40", "2021-01-01", "2026-12-31")), "");
	assert_string_equal(wrong(let(parcel, "40.01", "2021-01-01", "2026-12-31")), "contract-area");
	assert_string_equal(wrong(let(parcel, "40.01", "2023-12-31", "2026-12-31")), "contract-area"); /* that last day */
	assert_string_equal(wrong(let(parcel, "100", "2024-01-01", "2026-12-31")), "");
	assert_string_equal(wrong(let(parcel, "", "2023-01-01", "2026-12-31")), "contract-area"); /* all of it */
	(void)save(let(parcel, "40", "2020-06-01", "2020-12-31"));
	(void)save(let(parcel, "40", "2021-06-01", "2021-12-31"));
	/* never more than 100 at once, although the three come to 140 */
	assert_string_equal(wrong(let(parcel, "0.01", "2021-01-01", "2021-05-31")), "");
	assert_string_equal(wrong(let(parcel, "0.01", "2021-01-01", "2021-06-01")), "contract-area");
	struct record *r = RECORD("resource", "parcel", "D-1", "name", "河滩", "kind", "荒滩", "area", "99.99", "use", "发包");
	r->id = parcel;
	assert_non_null(strstr(wrong(r), "resource-contracted"));
}

static void the_law_forbids_some_loans(void **state)
{
	(void)state;
#define LOAN(...)                                                                                                    \
	RECORD("contract", "number", "L-1", "name", "出借", "kind", "借款", "party", "某人", "side", "成员", "started",       \
	       "2024-01-01", "amount", "1000", __VA_ARGS__)
	assert_string_equal(wrong(LOAN("tie", "无")), "");
	assert_string_equal(wrong(LOAN("payment", "一次")), "loan-tie");
	assert_string_equal(wrong(LOAN("tie", "近亲属")), "loan-forbidden");
	assert_string_equal(wrong(LOAN("tie", "本人")), "loan-forbidden");
	int64_t chair = save(RECORD("person", "name", "钱理事", "sex", "男", "birth", "1970-01-01"));
	struct record *post_of = RECORD("post", "kind", "集体经济组织理事长", "committee", "no", "started", "2021-01-01");
	refer(post_of, "person", chair);
	(void)save(post_of);
	struct record *r = LOAN("tie", "无");
	refer(r, "person", chair);
	assert_string_equal(wrong(r), "loan-post");
	put(post_of, "ended", "2024-06-01");
	(void)save(post_of);
	assert_string_equal(wrong(r), "");
#undef LOAN
}

static void twenty(const char *name, const char **value, const char **document)
{
	*value = text_eq(name, "estate.term_lease") ? "20" : "30";
	*document = "法律";
}

/* A lease of 20 years ends on the day before; the county's own document goes before the law's. */
static void terms_have_an_end(void **state)
{
	(void)state;
#define TERM(kind, ...)                                                                                              \
	RECORD("contract", "number", "T-1", "name", "t", "kind", kind, "party", "某人", "side", "成员", "started",      \
	       "2020-03-01", __VA_ARGS__)
	reg_parameters_use(twenty);
	assert_string_equal(wrong(TERM("租赁", "expires", "2040-02-29")), "");
	assert_string_equal(wrong(TERM("租赁", "expires", "2040-03-01")), "contract-term");
	assert_string_equal(wrong(TERM("发包", "expires", "2060-03-01")), ""); /* as agreed */
	assert_string_equal(wrong(TERM("发包", "expires", "2050-03-01", "limit_by", "耕地家庭承包")), "contract-term");
	assert_string_equal(wrong(TERM("租赁", "expires", "2060-03-01", "limit_by", "其他方式承包")), "");
	(void)save(RECORD("parameter", "name", "estate.term_lease", "value", "5", "valid_from", "2020-01-01", "document",
			  "县文件"));
	assert_string_equal(wrong(TERM("租赁", "expires", "2025-02-28")), "");
	assert_string_equal(wrong(TERM("租赁", "expires", "2025-03-01")), "contract-term");
	reg_parameters_use(NULL);
#undef TERM
}

static void schedules_and_receipts_must_fit(void **state)
{
	(void)state;
#define DUE(...) RECORD("contract_due", "item", "租金", __VA_ARGS__)
	struct record *r = DUE("due", "2025-01-05", "amount", "1"); /* 3,000 of 3,000 are scheduled */
	refer(r, "contract", lease);
	assert_string_equal(wrong(r), "due-sum");
	put(r, "item", "押金");
	assert_string_equal(wrong(r), "");
	put(r, "due", "2025-01");
	assert_string_equal(wrong(r), "due-no-day");
	put(r, "due", "2025-01-05");
	put(r, "covers_from", "2025-01-01");
	assert_string_equal(wrong(r), "due-covers");
	put(r, "covers_to", "2024-01-01");
	assert_string_equal(wrong(r), "due-covers-order");
	r = RECORD("contract_receipt", "received", "2024-05-05", "item", "租金", "amount", "5", "receipt", "No.1");
	refer(r, "contract", lease);
	assert_string_equal(wrong(r), "receipt-twice");
	put(r, "receipt", "No.2");
	assert_string_equal(wrong(r), "");
	put(r, "received", "2124-05-05");
	assert_string_equal(wrong(r), "receipt-future");
	r->unit = site.town;
	put(r, "received", "2024-05-05");
	assert_string_equal(wrong(r), "contract-unit");
#undef DUE
}

static void differences_have_causes(void **state)
{
	(void)state;
	struct asset_list all;
	assert_true(fine(assets_load(site.a, site.db, site.county, site.town, &everywhere, &all, &site.e)));
	struct record *r = RECORD("stocktake", "counted", "2024-12-31", "recorded", "48", "found", "47", "cause", "无差异");
	refer(r, "asset", all.rows[0].id);
	assert_string_equal(wrong(r), "stocktake-cause");
	put(r, "cause", "丢失");
	assert_string_equal(wrong(r), "");
	put(r, "settled", "2024-12-31");
	assert_string_equal(wrong(r), "stocktake-decision");
	put(r, "found", "48");
	assert_string_equal(wrong(r), "stocktake-none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_greenhouse_over_ten_years),
		cmocka_unit_test(what_old_books_had_is_kept),
		cmocka_unit_test(the_month_of_disposal_is_the_last),
		cmocka_unit_test(months_add_up_to_what_is_depreciable),
		cmocka_unit_test(rent_for_three_years_is_split_by_months),
		cmocka_unit_test(arrears_are_due_less_received),
		cmocka_unit_test(entries_follow_the_kind_of_contract),
		cmocka_unit_test(what_comes_early_is_held_in_advance),
		cmocka_unit_test(a_receipt_entered_late_settles_what_is_booked),
		cmocka_unit_test(rent_for_three_years_becomes_income_year_by_year),
		cmocka_unit_test(random_contracts_come_out_even),
		cmocka_unit_test(rents_are_proposed_once),
		cmocka_unit_test(what_is_received_settles_on_the_books),
		cmocka_unit_test(a_month_of_depreciation_is_one_draft),
		cmocka_unit_test(a_failing_step_leaves_no_half_draft),
		cmocka_unit_test(a_failing_step_leaves_no_half_rents),
		cmocka_unit_test(the_books_hold_after_all_that),
		cmocka_unit_test(assets_that_cannot_be_are_refused),
		cmocka_unit_test(a_parcel_is_let_once),
		cmocka_unit_test(the_law_forbids_some_loans),
		cmocka_unit_test(terms_have_an_end),
		cmocka_unit_test(schedules_and_receipts_must_fit),
		cmocka_unit_test(differences_have_causes),
	};
	return cmocka_run_group_tests(tests, books_up, site_down);
}
