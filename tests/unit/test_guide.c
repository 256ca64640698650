/*
 * test_guide.c - guided entries: the voucher of every event by hand, the details it adds, what
 * it refuses, made once, each step failing.
 *
 * The expected lines are the accounts of the events as the manual page states them, the amounts
 * worked out by hand beside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/audit.h"
#include "base/embed.h"
#include "db/migrate.h"
#include "ledger/balance.h"
#include "ledger/guide.h"
#include "year_book.h"

static struct year_book y;

static int up(void **state)
{
	(void)state;
	const struct embedded *file = embedded_find("packs/areas/ah-daguan.csv");
	int added;
	setenv("YANZHEN_NOW", "1736467200000", 1); /* 2025-01-10 */
	y = (struct year_book){.a = arena_new(1 << 30)};
	year_fresh(&y);
	y.db = db_open(":memory:", DB_CREATE, &y.e);
	assert_true(year_fine(&y, y.db && db_migrate(y.db, &y.e)));
	assert_true(units_load_csv(y.db, file->data, file->size, 20200101, &added, &y.f, &y.e));
	assert_true(year_book_open(&y, 1));
	return 0;
}

static int down(void **state)
{
	(void)state;
	db_close(y.db);
	arena_free(y.a);
	return 0;
}

static void all_well(void)
{
	year_fresh(&y);
	assert_true(year_fine(&y, ledger_check(y.a, y.db, &y.f, &y.e)) &&
		    year_fine(&y, audit_check(y.a, y.db, &y.f, &y.e)));
	assert_true(year_fine(&y, y.f.errors == 0));
}

/* "amount=90000|years=3": a day, a word and one sheet are added where they are not given. */
static struct guide_answers answers(const char *text)
{
	struct guide_answer *rows = ARENA_ARRAY(y.a, struct guide_answer, 24);
	int n = 0;
	char *copy = arena_strdup(y.a, text), *save = NULL;
	for (char *one = strtok_r(copy, "|", &save); one; one = strtok_r(NULL, "|", &save)) {
		char *value = strchr(one, '=');
		assert_non_null(value);
		*value = 0;
		rows[n++] = (struct guide_answer){one, value + 1};
	}
	rows[n++] = (struct guide_answer){"day", "2024-06-05"};
	rows[n++] = (struct guide_answer){"what", "试"};
	rows[n++] = (struct guide_answer){"attachments", "1"};
	return (struct guide_answers){n, rows};
}

static const char *lines_text(const struct guide_draft *d)
{
	const char *out = "";
	char text[32];
	for (int i = 0; i < d->count; i++) {
		const struct guide_entry *n = &d->entries[i];
		assert_string_equal(n->code, d->voucher.lines[i].account);
		assert_true(*n->why && *n->name);
		out = arena_printf(y.a, "%s%s%s%s %s%s", out, *out ? "; " : "", n->code,
				   n->added ? "*" : "", n->debit ? "+" : "-",
				   fen_text(n->debit ? n->debit : n->credit, text));
	}
	return out;
}

/* * marks a detail that is made with the voucher */
static const struct {
	const char *event, *answers, *lines;
} cases[] = {
    /* 90,000 for 3 years: 30,000 this year, 60,000 in advance */
    {"rent", "amount=90000|money=10201|who=王五|years=3|months=12|left=last",
     "10201 +90000.00; 501 -30000.00; 21101001* -60000.00"},
    /* 100,000 / 3 = 33,333.33 and 1 fen over, to the last year, then to the first */
    {"rent", "amount=100000|money=10201|who=王五|years=3|months=12|left=last",
     "10201 +100000.00; 501 -33333.33; 21101001* -66666.67"},
    {"rent", "amount=100000|money=10201|who=王五|years=3|months=12|left=first",
     "10201 +100000.00; 501 -33333.34; 21101001* -66666.66"},
    /* 5 of 12 months: 33,333.33 * 5 / 12 = 13,888.8875, down */
    {"rent", "amount=100000|money=10201|who=王五|years=3|months=5|left=last",
     "10201 +100000.00; 501 -13888.88; 21101001* -86111.12"},
    {"rent", "amount=1200|money=101|who=王五|years=1|months=12|left=last",
     "101 +1200.00; 501 -1200.00"},
    {"rent_take_up", "amount=30000|who=王五", "21101001* +30000.00; 501 -30000.00"},
    {"rent_due", "amount=3000|party=outsider|who=皖江果蔬公司", "11201 +3000.00; 501 -3000.00"},
    {"rent_due", "amount=450|party=member|who=赵六户", "11303* +450.00; 501 -450.00"},
    {"debt_in", "amount=600|money=101|party=member|who=王秀英户", "101 +600.00; 11301 -600.00"},
    /* 500 of which 350 against what we owe */
    {"offset", "amount=500|debt=350|money=10201|party=member|who=李国强户",
     "11302 +350.00; 10201 +150.00; 501 -500.00"},
    {"offset", "amount=350|debt=350|money=10201|party=member|who=李国强户",
     "11302 +350.00; 501 -350.00"},
    /* passes through: 48,000 less 1,200 for the service; without a fee nothing is income */
    {"land_rent_in", "amount=48000|fee=1200|money=10201",
     "10201 +48000.00; 21102 -46800.00; 501 -1200.00"},
    {"land_rent_in", "amount=48000|money=10201", "10201 +48000.00; 21102 -48000.00"},
    {"land_rent_out", "amount=46800|money=10201", "21102 +46800.00; 10201 -46800.00"},
    {"dividend_declared", "amount=2500|who=兴农合作社", "11202* +2500.00; 502 -2500.00"},
    {"dividend_in", "amount=4000|money=10201|who=皖江果蔬公司", "10201 +4000.00; 11201 -4000.00"},
    /* 141 has entries of its own (opening): no detail */
    {"capital_in", "amount=20000|money=10201|who=兴农合作社", "10201 +20000.00; 141 -20000.00"},
    {"fixed_return", "amount=800|money=10201|contract=investment", "10201 +800.00; 502 -800.00"},
    {"fixed_return", "amount=800|money=10201|contract=lease", "10201 +800.00; 501 -800.00"},
    {"fixed_return", "amount=800|money=10201|contract=loan", "10201 +800.00; 504 -800.00"},
    {"fixed_return", "amount=800|money=10201|contract=loan_investment",
     "10201 +800.00; 502 -800.00"},
    {"subsidy", "amount=20000|money=10201", "10201 +20000.00; 503 -20000.00"},
    {"project_in", "amount=50000|money=10201|who=冷库", "10201 +50000.00; 241 -50000.00"},
    {"project_spend", "amount=78000|money=10201|who=冷库", "15301* +78000.00; 10201 -78000.00"},
    {"project_done", "cost=78000|fund=70000|who=冷库",
     "151 +78000.00; 15301* -78000.00; 241 +70000.00; 311 -70000.00"},
    {"project_cost", "amount=3000|who=冷库|from=money|money=10201", "241 +3000.00; 10201 -3000.00"},
    {"project_cost", "amount=3000|who=冷库|from=building", "241 +3000.00; 15301* -3000.00"},
    {"project_back", "amount=2000|money=10201|who=冷库", "241 +2000.00; 10201 -2000.00"},
    {"levy_due", "rows=王秀英户 120\n赵六户，80.50|who=修路",
     "11301 +120.00; 11303* +80.50; 23101* -200.50"},
    {"levy_in", "rows=王秀英户\t120\n李国强户  30|money=101",
     "101 +150.00; 11301 -120.00; 11302 -30.00"},
    {"levy_done", "fund=200.50|who=修路", "23101* +200.50; 311 -200.50"},
    {"levy_done", "cost=500|fund=200.50|who=修路",
     "151 +500.00; 15301* -500.00; 23101* +200.50; 311 -200.50"},
    /* 100,000 of which 80,000 the households' */
    {"compensation", "amount=100000|households=80000|money=10201",
     "10201 +100000.00; 21104* -80000.00; 311 -20000.00"},
    {"compensation_out", "amount=80000|money=10201", "21104* +80000.00; 10201 -80000.00"},
    {"grow_cost", "amount=900|from=store", "401 +900.00; 121 -900.00"},
    {"grow_cost", "amount=900|from=labour", "401 +900.00; 213 -900.00"},
    {"grow_cost", "amount=900|from=wear", "401 +900.00; 152 -900.00"},
    {"grow_cost", "amount=900|from=money|money=101", "401 +900.00; 101 -900.00"},
    {"harvest", "amount=8500.50", "121 +8500.50; 401 -8500.50"},
    {"harvest_sale", "amount=20333.33|cost=6800.40|money=10201",
     "10201 +20333.33; 501 -20333.33; 511 +6800.40; 121 -6800.40"},
    {"greenhouse_let", "amount=12000|wear=1666.67|money=10201",
     "10201 +12000.00; 501 -12000.00; 511 +1666.67; 152 -1666.67"},
    {"running", "amount=460.25|money=101", "51301 +460.25; 101 -460.25"},
    {"wages_due", "amount=2000", "51301 +2000.00; 212 -2000.00"},
    {"wages_paid", "amount=2000|money=10201", "212 +2000.00; 10201 -2000.00"},
    {"labour_due", "amount=700|for=grow", "401 +700.00; 213 -700.00"},
    {"labour_due", "amount=700|for=running", "51301 +700.00; 213 -700.00"},
    {"labour_due", "amount=700|for=welfare", "514 +700.00; 213 -700.00"},
    /* 700 less 14 tax */
    {"labour_paid", "amount=700|tax=14|money=10201", "213 +700.00; 10201 -686.00; 214 -14.00"},
    {"welfare", "amount=3200|money=10201", "514 +3200.00; 10201 -3200.00"},
    {"depreciation", "amount=1400|kind=fixed|for=grow", "401 +1400.00; 152 -1400.00"},
    {"depreciation", "amount=1400|kind=fixed|for=let", "511 +1400.00; 152 -1400.00"},
    {"depreciation", "amount=350|kind=fixed|for=welfare", "514 +350.00; 152 -350.00"},
    {"depreciation", "amount=350|kind=living|for=grow", "401 +350.00; 133 -350.00"},
    {"depreciation", "amount=350|kind=right|for=running", "51303* +350.00; 162 -350.00"},
    {"interest_in", "amount=186.37|money=10201", "10201 +186.37; 504 -186.37"},
    {"interest_out", "amount=75|money=10201", "515 +75.00; 10201 -75.00"},
    {"bonus", "amount=4000|document=镇党〔2024〕9号", "51303* +4000.00; 212 -4000.00"},
    {"tax_due", "amount=368.12", "512 +368.12; 214 -368.12"},
    {"tax_paid", "amount=14|money=10201", "214 +14.00; 10201 -14.00"},
    {"store_bought", "amount=300|money=101", "121 +300.00; 101 -300.00"},
    {"asset_bought", "amount=5000|money=10201", "151 +5000.00; 10201 -5000.00"},
    {"household_paid", "amount=500|money=101|party=member|who=李国强户",
     "11302 +500.00; 101 -500.00"},
    {"dividend_out", "amount=100|money=10201", "21103 +100.00; 10201 -100.00"},
    {"money_moved", "amount=2000|money=10201|to=101", "101 +2000.00; 10201 -2000.00"},
};

static void every_event_makes_its_voucher(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct guide_event *ev = guide_find(cases[i].event);
		struct guide_answers given = answers(cases[i].answers);
		struct guide_draft d;
		int64_t debit, credit;
		assert_non_null(ev);
		year_fresh(&y);
		assert_true(year_fine(
		    &y, guide_build(y.a, y.db, &y.book, ev, &given, &d, &y.f, &y.e)));
		assert_true(year_fine(&y, y.f.errors == 0));
		assert_string_equal(lines_text(&d), cases[i].lines);
		voucher_sums(&d.voucher, &debit, &credit);
		assert_int_equal(debit, credit);
	}
	/* each event has at least one case, or says why it has no voucher */
	const struct guide_event *ev;
	int count = 0;
	for (int k = 0; (ev = guide_event_at(k)); k++, count++) {
		bool known = ev->no_voucher != NULL;
		for (size_t i = 0; i < ARRAY_LEN(cases) && !known; i++)
			known = text_eq(cases[i].event, ev->code);
		if (!known)
			fail_msg("no case of %s", ev->code);
		assert_ptr_equal(guide_find(ev->code), ev); /* no code twice */
		assert_true(*tr(LANG_ZH, ev->entry) & 0x80);
	}
	assert_true(count > 40);
	assert_non_null(guide_find("county_pay")->no_voucher);
	assert_null(guide_find("nothing"));
}

static const char *wrong(const char *event, const char *text)
{
	struct guide_answers given = answers(text);
	struct guide_draft d;
	const char *out = "";
	int64_t id;
	year_fresh(&y);
	assert_true(guide_build(y.a, y.db, &y.book, guide_find(event), &given, &d, &y.f, &y.e));
	for (const struct finding *fi = y.f.first; fi; fi = fi->next) {
		assert_true(fi->severity == FINDING_NOTE || fi->hint.id);
		if (fi->severity == FINDING_ERROR)
			out = arena_printf(y.a, "%s%s%s", out, *out ? " " : "", fi->code);
	}
	year_fresh(&y);
	bool made = guide_make(y.a, y.db, &y.book, guide_find(event), &given, 1, &year_maker, &id,
			       &y.f, &y.e);
	assert_int_equal(made, is_empty(out));
	return out;
}

static void answers_that_cannot_be_used(void **state)
{
	(void)state;
	static const char *const bad[][3] = {
	    {"rent", "amount=x|money=10201|who=王五|years=3|months=12|left=last", "amount-unreadable"},
	    {"rent", "amount=-5|money=10201|who=王五|years=3|months=12|left=last", "amount-unreadable"},
	    {"rent", "amount=0|money=10201|who=王五|years=3|months=12|left=last", "amount-unreadable"},
	    {"rent", "amount=9|money=10201|who=王五|years=0|months=13|left=last",
	     "guide-count guide-count"},
	    {"rent", "amount=9|money=501|who=王五|years=1|months=12|left=last", "guide-money"},
	    {"rent", "amount=9|money=102|who=王五|years=1|months=12|left=last",
	     "guide-money guide-detail"},
	    {"rent", "amount=9|money=10201|who=a/b|years=2|months=12|left=last", "guide-name"},
	    {"rent", "amount=9|money=10201|who=王五|years=1|months=12|left=never", "guide-choice"},
	    {"rent", "amount=9|money=10201|years=1|months=12|left=last|day=", "guide-missing guide-missing"},
	    {"subsidy", "amount=9|money=10201|day=2024-02-30", "day-unreadable"},
	    {"subsidy", "amount=9|money=10201|day=2024-02", "day-unreadable"},
	    {"offset", "amount=500|debt=500.01|money=10201|party=member|who=李国强户", "guide-part"},
	    {"land_rent_in", "amount=10|fee=11|money=10201", "guide-part"},
	    {"labour_paid", "amount=10|tax=11|money=10201", "guide-part"},
	    {"compensation", "amount=10|households=11|money=10201", "guide-part"},
	    {"project_done", "cost=10|fund=11|who=冷库", "guide-part"},
	    {"levy_in", "rows=王秀英户 120\n李国强户\n三十元|money=101", "guide-row guide-row"},
	    {"levy_in", "rows=王秀英户 -1|money=101", "guide-row"},
	    {"grow_cost", "amount=9|from=money", "guide-missing"},
	    {"bonus", "amount=9", "guide-missing"},
	    {"money_moved", "amount=9|money=101|to=101", "guide-same"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_string_equal(wrong(bad[i][0], bad[i][1]), bad[i][2]);
	all_well();
}

static int64_t count_of(struct sql sql)
{
	struct stmt *q = db_query(y.db, sql, &y.e);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(db_end(q, &y.e));
	return n;
}

static void one_of_the_details_is_chosen(void **state)
{
	(void)state;
	struct guide_draft d;
	year_fresh(&y);
	assert_true(book_account_add(y.a, y.db, &y.book, "501", "50101", "租赁收入", &year_maker,
				     &y.f, &y.e));
	assert_true(book_account_add(y.a, y.db, &y.book, "501", "50102", "发包收入", &year_maker,
				     &y.f, &y.e));
	struct guide_answers given =
	    answers("amount=9|money=10201|who=王五|years=1|months=12|left=last");
	assert_true(guide_build(y.a, y.db, &y.book, guide_find("rent"), &given, &d, &y.f, &y.e));
	assert_int_equal(y.f.errors, 1);
	assert_string_equal(y.f.first->code, "guide-detail");
	assert_string_equal(d.entries[1].choose, "501");
	assert_string_equal(wrong("rent", "amount=9|money=10201|who=王五|years=1|months=12|left=last|"
					  "acc.501=511"),
			    "guide-detail");
	given = answers("amount=9|money=10201|who=王五|years=1|months=12|left=last|acc.501=50102");
	year_fresh(&y);
	assert_true(guide_build(y.a, y.db, &y.book, guide_find("rent"), &given, &d, &y.f, &y.e));
	assert_string_equal(lines_text(&d), "10201 +9.00; 50102 -9.00");
}

/* Made once for one form, its details with it, approved and posted as any other voucher. */
static void made_once_and_posted(void **state)
{
	(void)state;
	int64_t id, again;
	struct voucher v;
	struct guide_names names;
	const struct guide_event *rent = guide_find("rent");
	struct guide_answers given =
	    answers("amount=90000|money=10201|who=王五|years=3|months=12|left=last|receipt=R1");
	year_fresh(&y);
	assert_true(year_fine(&y, guide_make(y.a, y.db, &y.book, rent, &given, 77, &year_maker, &id,
					     &y.f, &y.e)));
	assert_true(guide_make(y.a, y.db, &y.book, rent, &given, 77, &year_maker, &again, &y.f, &y.e));
	assert_int_equal(id, again);
	assert_int_equal(count_of(SQL("select count(*) from voucher where source='guide/rent/77'")), 1);
	assert_true(voucher_load(y.a, y.db, y.book.county, id, &v, &y.e));
	assert_false(v.posted);
	assert_string_equal(v.lines[0].summary, "收到租金或承包费：试，王五");
	assert_string_equal(v.lines[0].receipt, "R1");
	assert_string_equal(v.lines[1].receipt, "");
	assert_true(year_fine(&y, year_finish(&y, id)));
	/* next year's part: the name is known with what is left */
	assert_true(guide_names(y.a, y.db, &y.book, guide_find("rent_take_up"), "who", &names, &y.e));
	assert_int_equal(names.count, 1);
	assert_string_equal(names.rows[0].name, "王五");
	assert_int_equal(names.rows[0].fen, -6000000);
	/* more than is left is said before it is posted */
	struct guide_draft d;
	given = answers("amount=60000.01|who=王五");
	year_fresh(&y);
	assert_true(guide_build(y.a, y.db, &y.book, guide_find("rent_take_up"), &given, &d, &y.f, &y.e));
	assert_int_equal(y.f.errors, 0);
	assert_string_equal(d.later->first->code, "guide-over");
	assert_string_equal(lines_text(&d), "21101001 +60000.01; 501 -60000.01");
	/* and so is money that is not there, a day to come, a closed month */
	given = answers("amount=99999999|money=101|day=2026-01-05");
	assert_true(guide_build(y.a, y.db, &y.book, guide_find("welfare"), &given, &d, &y.f, &y.e));
	assert_true(d.later->errors >= 2);
	all_well();
}

/* Whichever step of the database fails, neither a voucher nor a detail is left behind. */
static void making_is_whole(void **state)
{
	(void)state;
	int64_t id, failed = 0;
	struct guide_answers given = answers("rows=王秀英户 120\n赵六户 80|who=修路");
	for (;; failed++) {
		year_fresh(&y);
		db_fail_at(failed + 1);
		bool ok = guide_make(y.a, y.db, &y.book, guide_find("levy_due"), &given, 5,
				     &year_maker, &id, &y.f, &y.e);
		db_fail_at(0);
		if (ok)
			break;
		assert_int_equal(count_of(SQL("select count(*) from voucher where source<>''")), 0);
		assert_int_equal(count_of(SQL("select count(*) from book_account where name='赵六户'")), 0);
		assert_true(failed < 500);
	}
	assert_true(failed > 20);
	assert_int_equal(count_of(SQL("select count(*) from voucher where source<>''")), 1);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, up, down)
	    CASE(every_event_makes_its_voucher), CASE(answers_that_cannot_be_used),
	    CASE(one_of_the_details_is_chosen),	 CASE(made_once_and_posted),
	    CASE(making_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
