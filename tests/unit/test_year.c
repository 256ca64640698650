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
#include "ledger/year.h"
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


/* ---- the same year by the steps of the program ---- */

static const struct charter by_charter = {.document = "村经〔2024〕3号", .ratio = 1500,
					  .base = RESERVE_AFTER_LOSS, .until = -1,
					  .to_members = true};
static const struct year_decision none, members = {"20,000.00", "成员大会〔2025〕1号"};

static struct year_state load(const struct charter *c)
{
	struct year_state s;
	year_fresh(&y);
	assert_true(year_fine(&y, year_load(y.a, y.db, &y.book, 2024, c, &s, &y.e)));
	return s;
}

static int64_t make(enum year_step step, const struct year_decision *said)
{
	int64_t id = 0;
	year_fresh(&y);
	return year_make(y.a, y.db, &y.book, 2024, step, &by_charter, said, &year_maker, &id, &y.f,
			 &y.e)
		   ? id
		   : 0;
}

static bool close_months(int last)
{
	for (int m = 202312; m <= last; m = month_next(m)) {
		year_fresh(&y);
		if (!year_fine(&y, period_close(y.a, y.db, &y.book, m, &year_maker, &y.f, &y.e)))
			return false;
	}
	return true;
}

static const char *voucher_text(int64_t id)
{
	struct voucher v;
	const char *out = "";
	assert_true(voucher_load(y.a, y.db, y.book.county, id, &v, &y.e));
	assert_string_equal(v.day, "2024-12-31");
	for (int i = 0; i < v.line_count; i++) {
		const struct voucher_line *l = &v.lines[i];
		out = arena_printf(y.a, "%s%s%s %s%s", out, i ? "; " : "", l->account,
				   *l->debit ? "+" : "-", *l->debit ? l->debit : l->credit);
	}
	return out;
}

/* The vouchers of year_book.h, lines in the order of the accounts. */
static const struct {
	enum year_step step;
	const char *lines;
} made[] = {
    {YEAR_INCOME, "501 +55483.33; 502 +2500.00; 503 +20000.00; 504 +186.37; 321 -78169.70"},
    {YEAR_EXPENSE, "511 -23600.40; 512 -368.12; 51301 -5460.25; 51302 -4000.00; 514 -7400.00;"
		   " 515 -75.00; 321 +40903.77"},
    {YEAR_RESULT, "321 +37265.93; 32202 -37265.93"},
    {YEAR_RESERVE, "3220101 +3789.89; 311 -3789.89"},
    {YEAR_MEMBERS, "3220102 +20000.00; 21103 -20000.00"},
    {YEAR_CARRY, "3220101 -3789.89; 3220102 -20000.00; 32202 +23789.89"},
};

static void step_post(size_t i)
{
	int64_t id = make(made[i].step, made[i].step == YEAR_MEMBERS ? &members : &none);
	assert_true(year_fine(&y, id != 0));
	assert_string_equal(voucher_text(id), made[i].lines);
	assert_true(year_fine(&y, year_finish(&y, id)));
}

static bool lock(void)
{
	year_fresh(&y);
	return year_lock(y.a, y.db, &y.book, 2024, &by_charter, &year_maker, &y.f, &y.e);
}

static void the_year_by_the_steps(void **state)
{
	(void)state;
	assert_true(year_book_events(&y) && close_months(202411));
	struct year_state s = load(&by_charter);
	assert_int_equal(s.checks->errors, 0);
	assert_int_equal(s.sums.income, 7816970);
	assert_int_equal(s.sums.expense, 4090377);
	assert_int_equal(s.sums.net, 3726593);
	assert_int_equal(s.sums.carried, -1200000);
	assert_int_equal(s.base, 2526593);    /* 37,265.93 - 12,000.00 */
	assert_int_equal(s.reserve, 378989);  /* 15 % of it is 3,789.8895 */
	assert_int_equal(s.parts[YEAR_INCOME].fen, 7816970);
	assert_int_equal(s.parts[YEAR_RESULT].state, PART_WAITS);
	assert_int_equal(s.parts[YEAR_CARRY].state, PART_NOTHING);
	assert_false(lock()); /* income is not closed */
	for (size_t i = 0; i < ARRAY_LEN(made); i++) {
		if (i + 1 < ARRAY_LEN(made) && i != 0 && i != 4)
			assert_int_equal(make(made[i + 1].step, &members), 0); /* not before its turn */
		step_post(i);
		assert_int_equal(make(made[i].step, &members), 0); /* nor twice */
		assert_int_equal(y.e.code, ERR_CONFLICT);
	}
	BALANCES(after);
	s = load(&by_charter);
	assert_int_equal(s.sums.net, 3726593); /* as earned, whether closed or not */
	assert_int_equal(s.sums.left_income + s.sums.left_result + s.sums.left_allocated, 0);
	assert_int_equal(s.sums.undivided, 147604);
	assert_int_equal(s.sums.carried + s.sums.net - s.parts[YEAR_RESERVE].fen -
			     s.parts[YEAR_MEMBERS].fen,
			 s.sums.undivided);
	assert_int_equal(s.lock->errors, 0);
	assert_true(year_fine(&y, lock()));
	assert_true(load(&by_charter).closed);
	/* closed is closed: a voucher is refused, opening it again needs a reason and is kept */
	struct year_voucher late = {"2024-12-31", "补记", "514 +1; 10201 -1", ""};
	assert_int_equal(year_post(&y, &late), 0);
	year_fresh(&y);
	assert_false(period_reopen(y.a, y.db, &y.book, 202412, &year_maker, &y.e));
	struct ledger_who why = year_maker;
	why.reason = "审计调整";
	year_fresh(&y);
	assert_true(year_fine(&y, period_reopen(y.a, y.db, &y.book, 202412, &why, &y.e)));
	struct stmt *q = db_query(y.db, SQL("select count(*) from audit where action='reopen' and"
					    " reason='审计调整'"), &y.e);
	assert_true(q && db_next(q));
	assert_int_equal(col_i64(q, 0), 1);
	assert_true(db_end(q, &y.e));
	/* what is posted now is not left out: the year does not close until it is closed, too */
	q = db_query(y.db, SQL("select id from voucher where state='draft'"), &y.e);
	assert_true(q && db_next(q));
	int64_t refused = col_i64(q, 0);
	assert_true(db_end(q, &y.e));
	assert_true(year_fine(&y, year_finish(&y, refused)));
	assert_false(lock());
	assert_string_equal(y.f.first->code, "year-income");
	year_fresh(&y);
	assert_false(period_close(y.a, y.db, &y.book, 202412, &year_maker, &y.f, &y.e));
	all_well();
}

/* A step whose voucher is taken back is open again, with what there is then. */
static void a_step_taken_back_is_open(void **state)
{
	(void)state;
	struct voucher red;
	assert_true(year_book_events(&y) && close_months(202411));
	step_post(0);
	int64_t id = make(YEAR_EXPENSE, &none);
	assert_true(id != 0);
	assert_int_equal(load(&by_charter).parts[YEAR_EXPENSE].state, PART_DRAFT);
	struct voucher v;
	assert_true(voucher_load(y.a, y.db, y.book.county, id, &v, &y.e));
	assert_true(voucher_drop(y.a, y.db, v.county, v.id, v.ver, &year_maker, &y.e));
	assert_int_equal(load(&by_charter).parts[YEAR_EXPENSE].state, PART_OPEN);
	struct year_state s = load(&by_charter);
	assert_int_equal(s.parts[YEAR_INCOME].state, PART_POSTED);
	year_fresh(&y);
	assert_true(voucher_reverse(y.a, y.db, y.book.county, s.parts[YEAR_INCOME].voucher, 20241231,
				    &year_maker, &red, &y.e));
	assert_true(year_fine(&y, year_finish(&y, red.id)));
	s = load(&by_charter);
	assert_int_equal(s.parts[YEAR_INCOME].state, PART_OPEN);
	assert_int_equal(s.parts[YEAR_INCOME].fen, 7816970);
	assert_int_equal(s.sums.net, 3726593);
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		step_post(i);
	BALANCES(after);
	assert_true(year_fine(&y, lock()));
	all_well();
}

static const char *checks(void)
{
	const char *out = "";
	struct year_state s = load(&by_charter);
	for (const struct finding *fi = s.checks->first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR) {
			assert_non_null(fi->hint.id);
			out = arena_printf(y.a, "%s%s%s", out, *out ? " " : "", fi->code);
		}
	assert_int_equal(make(YEAR_INCOME, &none) == 0, *out != 0);
	return out;
}

static void what_stands_against_closing(void **state)
{
	(void)state;
	static const struct year_voucher pending = {"2024-12-30", "盘亏", "181 +5; 121 -5", ""},
					 cost = {"2024-12-30", "误转", "321 +5; 401 -5", ""};
	struct voucher v = {.county = y.book.county, .book = y.book.id, .month = 202412, .day = "2024-12-30"};
	assert_true(year_book_events(&y));
	assert_string_equal(checks(), "month-order");
	assert_true(close_months(202411));
	assert_true(voucher_save(y.a, y.db, &v, &year_maker, &y.e));
	assert_string_equal(checks(), "year-drafts");
	assert_true(voucher_drop(y.a, y.db, v.county, v.id, v.ver, &year_maker, &y.e));
	assert_true(year_post(&y, &pending));
	assert_string_equal(checks(), "year-pending");
	assert_true(year_post(&y, &cost));
	assert_string_equal(checks(), "year-cost year-pending");
	struct findings f;
	findings_init(&f, y.a);
	year_fresh(&y);
	TXN(t);
	assert_true(txn_begin(&t, y.db, &y.e));
	assert_true(db_script(y.db, "delete from book_account where code='515'", &y.e));
	assert_non_null(strstr(checks(), "year-unknown"));
	txn_drop(&t);
	t = (struct txn){0};
	struct year_state s;
	assert_true(year_load(y.a, y.db, &y.book, 2025, &by_charter, &s, &y.e));
	assert_string_equal(s.checks->first->code, "year-future");
	assert_true(year_load(y.a, y.db, &y.book, 2023, &by_charter, &s, &y.e));
	assert_string_equal(s.checks->first->code, "year-before");
	all_well();
}

static void without_the_charter_nothing_is_set_aside(void **state)
{
	(void)state;
	int64_t id;
	assert_true(year_book_events(&y) && close_months(202411));
	for (size_t i = 0; i < 3; i++)
		step_post(i);
	struct year_state s = load(NULL);
	assert_int_equal(s.parts[YEAR_RESERVE].state, PART_WAITS);
	assert_int_equal(s.parts[YEAR_MEMBERS].state, PART_WAITS);
	year_fresh(&y);
	assert_false(year_make(y.a, y.db, &y.book, 2024, YEAR_RESERVE, NULL, &none, &year_maker, &id,
			       &y.f, &y.e));
	assert_int_equal(y.e.code, ERR_REFUSED);
	assert_non_null(y.f.first->hint.id);
	year_fresh(&y);
	assert_false(year_lock(y.a, y.db, &y.book, 2024, NULL, &year_maker, &y.f, &y.e));
	assert_string_equal(y.f.first->code, "charter-missing");
	step_post(3);
	/* more than there is, no number, no amount: 25,265.93 - 3,789.89 = 21,476.04 */
	static const struct year_decision bad[] = {
	    {"21476.05", "一"}, {"100", ""}, {"", "一"}, {"0", "一"}, {"x", "一"}};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(make(YEAR_MEMBERS, &bad[i]), 0);
		assert_int_equal(y.f.errors, 1);
	}
	static const struct year_decision all = {"21476.04", "一"};
	id = make(YEAR_OTHER, &all);
	assert_true(id != 0);
	assert_string_equal(voucher_text(id), "3220103 +21476.04; 21104 -21476.04");
	all_well();
}

/* A year of loss: earlier losses grow, nothing is divided, the reserve may make it up. */
static void a_loss_is_not_divided(void **state)
{
	(void)state;
	static const struct year_voucher loss = {"2024-05-06", "水灾修复", "515 +3000; 10201 -3000", ""};
	static const struct year_decision cover = {"15000", "成员大会〔2025〕2号"},
					  more = {"15000.01", "成员大会〔2025〕2号"};
	assert_true(year_post(&y, &loss) && close_months(202411));
	int64_t id = make(YEAR_INCOME, &none);
	assert_int_equal(id, 0); /* there is none */
	id = make(YEAR_EXPENSE, &none);
	assert_string_equal(voucher_text(id), "515 -3000.00; 321 +3000.00");
	assert_true(year_finish(&y, id));
	id = make(YEAR_RESULT, &none);
	assert_string_equal(voucher_text(id), "321 -3000.00; 32202 +3000.00");
	assert_true(year_finish(&y, id));
	assert_int_equal(make(YEAR_RESERVE, &none), 0);
	assert_int_equal(make(YEAR_MEMBERS, &members), 0);
	assert_int_equal(make(YEAR_OTHER, &members), 0);
	assert_int_equal(make(YEAR_COVER, &more), 0);
	id = make(YEAR_COVER, &cover); /* 12,000 + 3,000 */
	assert_string_equal(voucher_text(id), "311 +15000.00; 32202 -15000.00");
	assert_true(year_finish(&y, id));
	assert_int_equal(make(YEAR_MEMBERS, &members), 0);
	assert_int_equal(closing("322"), 0);
	assert_true(year_fine(&y, lock()));
	all_well();
}

static void the_reserve_by_hand(void **state)
{
	(void)state;
	static const struct {
		int64_t net, carried, before, ratio, until, base, fen;
		enum reserve_base kind;
	} rows[] = {
	    {3726593, -1200000, 0, 1500, -1, 2526593, 378989, RESERVE_AFTER_LOSS},
	    {3726593, 500000, 0, 1500, -1, 3726593, 558989, RESERVE_AFTER_LOSS}, /* 5,589.8895 */
	    {3726593, 500000, 0, 1500, -1, 4226593, 633989, RESERVE_DISTRIBUTABLE}, /* 6,339.8895 */
	    {3726593, -1200000, 0, 1500, -1, 3726593, 558989, RESERVE_NET},
	    {100000, -99000, 0, 1500, -1, 100000, 1000, RESERVE_NET}, /* no more than there is */
	    {-5, 0, 0, 1500, -1, 0, 0, RESERVE_NET},
	    {100000, -100000, 0, 1500, -1, 0, 0, RESERVE_AFTER_LOSS},
	    {1, 0, 0, 5000, -1, 1, 1, RESERVE_NET},  /* half a fen up */
	    {1, 0, 0, 4999, -1, 1, 0, RESERVE_NET},
	    {100000, 0, 95000, 1000, 100000, 100000, 5000, RESERVE_NET},
	    {100000, 0, 120000, 1000, 100000, 100000, 0, RESERVE_NET},
	    {100000, 0, 0, 10000, -1, 100000, 100000, RESERVE_NET},
	    {100000, 0, 0, 0, -1, 100000, 0, RESERVE_NET},
	    {INT64_C(900000000000000), 0, 0, 3333, -1, INT64_C(900000000000000),
	     INT64_C(299970000000000), RESERVE_NET},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct year_sums s = {.net = rows[i].net, .carried = rows[i].carried,
				      .reserve_before = rows[i].before};
		struct charter c = {"文", rows[i].ratio, rows[i].kind, rows[i].until, true};
		int64_t base;
		year_fresh(&y);
		assert_int_equal(year_reserve(&s, &c, &base, &y.f), rows[i].fen);
		assert_int_equal(base, rows[i].base);
	}
}

/* ---- laws ---- */

static uint64_t seed;

static int lot(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static void random_event(void)
{
	static const char *const pairs[][2] = {{"10201", "501"}, {"10201", "503"}, {"511", "152"},
					       {"514", "10201"}, {"515", "10201"}, {"51301", "212"},
					       {"11201", "502"}, {"401", "213"}};
	int i = lot(8), fen = 1 + lot(3000000);
	char d[32];
	const char *amount = fen_text(fen, d);
	struct year_voucher w = {
	    arena_printf(y.a, "2024-12-%02d", 1 + lot(30)), "事",
	    arena_printf(y.a, "%s +%s; %s -%s", pairs[i][0], amount, pairs[i][1], amount), ""};
	year_post(&y, &w);
}

/* One random act of the year end, which may be refused, any step of the database failing. */
static void random_act(void)
{
	static const struct year_decision some[] = {{"1", "一"}, {"5000", "一"}, {"99999", "一"}};
	struct voucher red;
	int what = lot(10);
	enum year_step step = (enum year_step)lot(YEAR__STEPS);
	struct year_state s = load(&by_charter);
	int64_t id = s.parts[step].voucher;
	struct ledger_who why = year_maker;
	why.reason = "改";
	year_fresh(&y);
	if (lot(3) == 0)
		db_fail_at(1 + lot(150));
	if (what < 5) {
		id = make(step, &some[lot(3)]);
		(void)(id && year_finish(&y, id));
	} else if (what < 7) {
		(void)(id && year_finish(&y, id));
	} else if (what == 7) {
		(void)(id &&
		       voucher_reverse(y.a, y.db, y.book.county, id, 20241231, &year_maker, &red, &y.e) &&
		       year_finish(&y, red.id));
	} else if (what == 8) {
		(void)lock();
	} else {
		(void)(s.closed && period_reopen(y.a, y.db, &y.book, 202412, &why, &y.e));
	}
	db_fail_at(0);
}

static void reopen(void)
{
	struct ledger_who why = year_maker;
	why.reason = "再试";
	if (load(&by_charter).closed) {
		year_fresh(&y);
		assert_true(year_fine(&y, period_reopen(y.a, y.db, &y.book, 202412, &why, &y.e)));
	}
}

static void drafts_drop(void)
{
	struct voucher v;
	for (;;) {
		struct stmt *q = db_query(
		    y.db, SQL("select id from voucher where state='draft' order by id limit 1"), &y.e);
		int64_t id = q && db_next(q) ? col_i64(q, 0) : 0;
		assert_true(q && db_end(q, &y.e));
		if (!id)
			return;
		assert_true(voucher_load(y.a, y.db, y.book.county, id, &v, &y.e));
		assert_true(voucher_drop(y.a, y.db, v.county, id, v.ver, &year_maker, &y.e));
	}
}

/* From wherever it stands: everything taken back, done again in order, and locked. */
static void close_from_here(void)
{
	struct voucher red;
	reopen();
	drafts_drop();
	for (int i = 0; i < YEAR__STEPS; i++) {
		struct year_part p = load(&by_charter).parts[i];
		if (p.state != PART_POSTED)
			continue;
		year_fresh(&y);
		assert_true(year_fine(&y, voucher_reverse(y.a, y.db, y.book.county, p.voucher, 20241231,
							  &year_maker, &red, &y.e)));
		assert_true(year_fine(&y, year_finish(&y, red.id)));
	}
	for (int i = 0; i < YEAR__STEPS; i++) {
		struct year_part p = load(&by_charter).parts[i];
		if (p.state != PART_OPEN || p.asks)
			continue;
		int64_t id = make((enum year_step)i, &none);
		assert_true(year_fine(&y, id && year_finish(&y, id)));
	}
	assert_true(year_fine(&y, lock()));
	struct year_state s = load(&by_charter);
	assert_int_equal(s.sums.left_income + s.sums.left_result + s.sums.left_allocated, 0);
	assert_int_equal(s.sums.undivided, s.sums.carried + s.sums.net - s.reserve);
}

/*
 * Whatever is done in whatever order: the books balance, no more is divided than there is, what
 * was earned less what was divided is what stands in 322, and from anywhere the year can be closed.
 */
static void the_laws_hold_in_any_order(void **state)
{
	(void)state;
	assert_true(close_months(202411));
	for (seed = 1; seed <= 4; seed++) {
		uint64_t keep = seed;
		seed = keep * 7919;
		for (int i = 0; i < 8; i++)
			random_event();
		for (int i = 0; i < 90; i++)
			random_act();
		all_well();
		struct year_state s = load(&by_charter);
		int64_t divided = 0, sum = 0;
		for (int k = YEAR_RESERVE; k <= YEAR_OTHER; k++)
			divided += s.parts[k].state == PART_POSTED ? s.parts[k].fen : 0;
		if (s.parts[YEAR_COVER].state == PART_POSTED)
			sum = s.parts[YEAR_COVER].fen;
		if (!s.sums.left_income && !s.sums.left_result)
			assert_int_equal(s.sums.carried + s.sums.net + sum - divided, s.sums.undivided);
		close_from_here();
		reopen();
		all_well();
		seed = keep;
	}
}

/* Each single step of making a voucher fails once: neither it nor its details are there. */
static void making_is_whole(void **state)
{
	(void)state;
	int64_t failed = 0, id = 0;
	assert_true(year_book_events(&y) && close_months(202411));
	for (size_t i = 0; i < 4; i++)
		step_post(i);
	static const struct year_decision some = {"10", "一"};
	for (;; failed++) {
		db_fail_at(failed + 1);
		id = make(YEAR_OTHER, &some);
		db_fail_at(0);
		if (id)
			break;
		struct book_accounts all;
		year_fresh(&y);
		assert_true(book_accounts(y.a, y.db, &y.book, &all, &y.e));
		assert_null(account_find(&all, "3220103"));
		assert_int_equal(load(&by_charter).parts[YEAR_OTHER].state, PART_OPEN);
		assert_true(failed < 3000);
	}
	assert_true(failed > 50);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, up, down)
	    CASE(the_year_by_hand),
	    CASE(the_year_by_the_steps),
	    CASE(a_step_taken_back_is_open),
	    CASE(what_stands_against_closing),
	    CASE(without_the_charter_nothing_is_set_aside),
	    CASE(a_loss_is_not_divided),
	    CASE(the_reserve_by_hand),
	    CASE(the_laws_hold_in_any_order),
	    CASE(making_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
