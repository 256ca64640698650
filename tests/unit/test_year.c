/*
 * test_year.c - the year end: the small year of year_book.h by hand and by the program, the
 * order of the appropriation, refusals, random years with failing steps.
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
#include "ledger/period.h"
#include "ledger/report.h"
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

/* Debit less credit at the end of 2024. */
static int64_t closing(const char *code)
{
	struct trial t;
	year_fresh(&y);
	assert_true(year_fine(&y, trial_of_book(y.a, y.db, &y.book, 202401, 202412, &t, &y.e)));
	for (int i = 0; i < t.count; i++)
		if (text_eq(t.rows[i].account.code, code))
			return t.rows[i].closing_debit - t.rows[i].closing_credit;
	return 0;
}

struct amount {
	const char *code;
	int64_t fen;
};

/* The middle column of year_book.h. */
static const struct amount before[] = {
    {"101", 233975},	{"10201", 17309420},  {"11201", 700000},   {"11301", 45000},
    {"11302", -15000},	{"121", 400010},      {"141", 5000000},	   {"151", 49800000},
    {"152", -10500000}, {"153", 0},	      {"21101", -6000000}, {"21102", 0},
    {"21103", 0},	{"212", -400000},     {"213", 0},	   {"214", -36812},
    {"241", 0},		{"301", -37185000},   {"311", -16825000},  {"32202", 1200000},
    {"501", -5548333},	{"502", -250000},     {"503", -2000000},   {"504", -18637},
    {"511", 2360040},	{"512", 36812},	      {"51301", 546025},   {"51302", 400000},
    {"514", 740000},	{"515", 7500},	      {"401", 0},	   {"321", 0},
};
/* What closing changes. */
static const struct amount after[] = {
    {"501", 0},	    {"502", 0},	    {"503", 0},		{"504", 0},	    {"511", 0},
    {"512", 0},	    {"513", 0},	    {"514", 0},		{"515", 0},	    {"321", 0},
    {"32201", 0},   {"3220101", 0}, {"3220102", 0},	{"32202", -147604}, {"322", -147604},
    {"311", -17203989}, {"21103", -2000000}, {"10201", 17309420},
};

#define BALANCES(list)                                                                             \
	for (size_t i = 0; i < ARRAY_LEN(list); i++)                                               \
		assert_int_equal(closing((list)[i].code), (list)[i].fen)

static void the_year_by_hand(void **state)
{
	(void)state;
	assert_true(year_book_events(&y));
	BALANCES(before);
	assert_true(year_book_close(&y));
	BALANCES(after);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, up, down)
	    CASE(the_year_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
