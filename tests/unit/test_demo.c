/* test_demo.c - the demonstration: published figures counted from made-up people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "audit/audit.h"
#include "base/str.h"
#include "demo/demo.h"
#include "measure/measure.h"
#include "measure/shortage.h"
#include "text/text.h"

#include <time.h>

static int64_t county_of(const char *code)
{
	struct unit u;
	assert_true(unit_by_code(site.a, site.db, code, 0, &u, &site.e));
	return u.county;
}

static struct figure figure(const char *name, const char *unit, ymd at)
{
	struct figure_ask ask = { .indicator = indicator_find(name), .county = county_of(unit),
				  .unit = unit_of(unit), .at = at };
	struct figure out;
	scope_all(ask.county, &ask.scope);
	assert_non_null(ask.indicator);
	assert_true(fine(figure_compute(site.a, site.db, &ask, &out, &site.e)));
	return out;
}

static const char *text_of(const char *name, const char *unit, ymd at)
{
	struct figure f = figure(name, unit, at);
	return figure_text(site.a, &f, LANG_ZH);
}

#define YJT "431181110000"
#define CAOPING "611026107000"
#define JIANGKOU "520621000000"

/* From the five source documents (羊角塘镇 2023, 曹坪镇 2022, 江口县 2022). */
static void figures_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ YJT, "reserve.total", "72", 20231231 },
		{ YJT, "reserve.young_college", "48", 20231231 },
		{ YJT, "reserve.villages", "35", 20231231 },
		{ YJT, "mentor.mentors", "51", 20231231 },
		{ YJT, "mentor.mentees", "93", 20231231 },
		{ CAOPING, "reserve.total", "27", 20220930 },
		{ JIANGKOU, "reserve.total", "260", 20220630 },
		{ JIANGKOU, "committee.members", "598", 20220630 },
		{ JIANGKOU, "committee.young", "198", 20220630 },
		{ JIANGKOU, "committee.young_share", "33.11%", 20220630 },
		{ JIANGKOU, "committee.young", "198", 20211128 }, /* on the day of the election */
		{ JIANGKOU, "committee.members", "0", 20211127 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
}

static int make(void **state)
{
	static struct reg_set set;
	struct findings f;
	const char *migration;
	char path[128];
	(void)state;
	setenv("YANZHEN_NOW", "1704067200000", 0); /* 2024-01-01 08:00 in China */
	site = (struct test_site){ .process = arena_new(64 << 20), .a = arena_new(512 << 20) };
	snprintf(site.dir, sizeof site.dir, "/tmp/yz-test-XXXXXX");
	assert_non_null(mkdtemp(site.dir));
	snprintf(path, sizeof path, "%s/secret.key", site.dir);
	assert_true(fine(seal_open(path, true, &site.e)));
	snprintf(path, sizeof path, "%s/site.db", site.dir);
	site.db = db_open(path, DB_CREATE, &site.e);
	assert_true(fine(site.db != NULL) && fine(db_migrate(site.db, &site.e)));
	findings_init(&f, site.a);
	assert_true(reg_set_read(site.process, NULL, &set, &f));
	reg_set_use(&set);
	assert_true(measures_read(site.process, NULL, &f));
	assert_true(fine(reg_diff(site.a, site.db, true, &migration, &f, &site.e)));
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_true(fine(demo_make(site.a, site.db, &site.e)));
	clock_gettime(CLOCK_MONOTONIC, &to);
	fprintf(stderr, "demo_make: %ld ms\n",
		(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_the_sources),
	};
	return cmocka_run_group_tests(tests, make, site_down);
}
