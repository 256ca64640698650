/*
 * ledger_state.c - how far every book has come, in one statement for all of them.
 * Included by test_ledger.c.
 */
#include "ledger/state.h"

static struct book_state state_now(void)
{
	struct book_state s;
	fresh();
	assert_true(fine(book_state(a, db, &book, &s, &e)));
	return s;
}

static struct book_states states_in(const char *unit, int64_t top)
{
	struct book_states all;
	struct scope scope = {.count = 1, .units = {top}};
	fresh();
	assert_true(fine(book_states(a, db, unit_of(unit), &scope, &all, &e)));
	return all;
}

/* Opened 2024-01, today 2025-01-10: 2023-12 and the twelve months of 2024 are finished. */
static void the_state_says_who_waits(void **state)
{
	(void)state;
	struct book_state s = state_now();
	assert_int_equal(s.behind, 13);
	assert_int_equal(s.closed + s.posted + s.drafts + s.cash + s.bank, 0);
	posted("2023-12-31", "101 +500; 102 +1500; 301 -2000");
	posted("2024-03-05", "102 +300.50; 501 -300.50");
	struct voucher money = draft("2024-04-01", "101 +1; 102 -1"), plain = draft("2024-04-02", "513 +2; 211 -2"),
		       broken = draft("2024-04-03", "101 +1; 501 -2");
	assert_true(save(&money) && save(&plain) && save(&broken));
	s = state_now();
	assert_int_equal(s.posted, 202403);
	assert_int_equal(s.drafts, 3);
	assert_int_equal(s.to_approve, 3);
	assert_int_equal(s.to_sign, 2);
	assert_int_equal(s.to_post, 0);
	assert_int_equal(s.cash, 50000);
	assert_int_equal(s.bank, 180050);
	assert_true(approve(&money) && approve(&plain));
	s = state_now();
	assert_int_equal(s.to_approve, 1);
	assert_int_equal(s.to_sign, 2);
	assert_int_equal(s.to_post, 1); /* money waits for the cashier */
	fresh();
	assert_true(fine(period_close(a, db, &book, 202312, &checker, &f, &e)));
	s = state_now();
	assert_int_equal(s.closed, 202312);
	assert_int_equal(s.behind, 12);
}

/* A hundred books cost as many statements as one; none is seen from outside the scope. */
static void the_state_of_all_is_one_statement(void **state)
{
	(void)state;
	int64_t county = unit_of("340803000000"), village = unit_of("340803100211"),
		other = unit_of("340803100204");
	int64_t before = db_count(db);
	assert_int_equal(states_in("340803000000", county).count, 1);
	int64_t one = db_count(db) - before;
	struct book mine = book;
	for (int i = 0; i < 100; i++)
		book_new(1000 + i, 202401);
	before = db_count(db);
	struct book_states all = states_in("340803000000", county);
	assert_int_equal(db_count(db) - before, one);
	assert_int_equal(all.count, 101);
	assert_int_equal(all.rows[0].book.id, mine.id);
	assert_string_equal(all.rows[0].book.unit_name, "保婴村民委员会");
	assert_int_equal(states_in("340803000000", village).count, 101);
	assert_int_equal(states_in("340803000000", other).count, 0);
	assert_int_equal(states_in("340803100204", county).count, 0);
	struct scope none = {0};
	fresh();
	assert_true(fine(book_states(a, db, county, &none, &all, &e)));
	assert_int_equal(all.count, 0);
}
