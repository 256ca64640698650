/* test_base.c - arena, text, dates, decimals, messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/dec.h"
#include "base/findings.h"
#include "base/str.h"

#include <string.h>

static void dates_are_read_as_sheets_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		ymd want;
	} cases[] = {
		{ "2023-05-01", 20230501 }, { "2023.5.1", 20230501 }, { "2023/5/1", 20230501 },
		{ "20230501", 20230501 }, { "2023年5月1日", 20230501 }, { "2023年5月", 20230500 },
		{ "2023.05", 20230500 }, { "２０２３年５月", 20230500 }, { "45047", 20230501 },
		{ " 2023-05-01 08:30:00", 20230501 }, { "2024-02-29", 20240229 }, { "202305", 20230500 },
		{ "2023-02-29", 0 }, { "31.6.2023", 0 }, { "2023-13-01", 0 }, { "昨天", 0 }, { "", 0 },
		{ "2023--5", 0 }, { "2023-05-00", 0 }, { "1", 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		ymd got = 0;
		bool ok = date_parse(cases[i].text, true, &got);
		assert_int_equal(ok, cases[i].want != 0);
		assert_int_equal(got, cases[i].want);
	}
}

static void days_run_without_gaps(void **state)
{
	(void)state;
	ymd previous = 0;
	for (int32_t d = date_days(19000101); d <= date_days(21001231); d++) {
		ymd day = date_from_days(d);
		assert_true(date_ok(day) && day > previous && date_days(day) == d);
		previous = day;
	}
	assert_int_equal(date_days(19700101), 0);
	assert_int_equal(date_age(19880301, 20230301), 35);
	assert_int_equal(date_age(19880302, 20230301), 34);
	assert_int_equal(date_age(19880300, 20230301), 35);
}

static void periods(void **state)
{
	(void)state;
	struct period p;
	assert_true(period_parse("2024-Q1", &p));
	assert_int_equal(p.from, 20240101);
	assert_int_equal(p.to, 20240331);
	assert_true(period_parse("2024-02-T3", &p));
	assert_int_equal(p.from, 20240221);
	assert_int_equal(p.to, 20240229);
	assert_false(period_parse("2024-13", &p));
	assert_false(period_parse("2024-02-30", &p));
	assert_false(period_parse("24", &p));
}

static void decimals(void **state)
{
	(void)state;
	struct dec d;
	char b[32];
	/* 198 of 598: 33.110367… % as the county printed it */
	assert_true(dec_div((struct dec){ 19800, 0 }, (struct dec){ 598, 0 }, 2, ROUND_HALF_UP, &d));
	assert_string_equal(dec_text(d, b), "33.11");
	assert_true(dec_div((struct dec){ 1, 0 }, (struct dec){ -8, 0 }, 2, ROUND_HALF_EVEN, &d));
	assert_string_equal(dec_text(d, b), "-0.12");
	assert_false(dec_div((struct dec){ 1, 0 }, (struct dec){ 0, 0 }, 2, ROUND_DOWN, &d));
	assert_false(dec_add((struct dec){ INT64_MAX, 0 }, (struct dec){ 1, 0 }, &d));
	assert_true(dec_parse("-12.345", &d));
	assert_int_equal(d.v, -12345);
	assert_int_equal(d.scale, 3);
	assert_false(dec_parse("1e5", &d));
	assert_false(dec_parse("1.", &d));
}

static void messages_reorder(void **state)
{
	(void)state;
	struct msg m;
	char out[200];
	msg_set(&m, "%s has %d of %" PRId64, "村", 3, (int64_t)5);
	msg_write(&m, LANG_EN, out, sizeof out);
	assert_string_equal(out, "村 has 3 of 5");
}

static void blanks_and_code_points(void **state)
{
	(void)state;
	struct str s = str_trim(str_c("\xEF\xBB\xBF 　王 建国\xE2\x80\x8B "));
	assert_int_equal(s.n, strlen("王 建国"));
	assert_true(utf8_ok("𡓐", 4));
	assert_false(utf8_ok("\xED\xA0\x80", 3));
	assert_int_equal(utf8_floor("村a", 2), 0);
	const char *words[] = { "person", "unit" };
	assert_string_equal(nearest("persn", words, 2), "person");
	assert_null(nearest("zzzz", words, 2));
}

static void arena_runs_resets_backwards(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	char *p = arena_strdup(a, "x");
	assert_string_equal(p, "x");
	for (int i = 0; i < 1000; i++)
		assert_int_equal(((char *)arena_alloc(a, 300))[299], 0);
	arena_reset(a);
	for (int i = 0; i < 1000; i++) {
		char *q = arena_alloc(a, 300);
		assert_int_equal(q[0] | q[299], 0);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_as_sheets_write_them),
		cmocka_unit_test(days_run_without_gaps),
		cmocka_unit_test(periods),
		cmocka_unit_test(decimals),
		cmocka_unit_test(messages_reorder),
		cmocka_unit_test(blanks_and_code_points),
		cmocka_unit_test(arena_runs_resets_backwards),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
