/*
 * test_event.c - figures over events: rows with one date, windows, conditions on other
 * registers, sums of decimals.  The records are few, so every expected value is counted by
 * hand from the table in make().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/id.h"
#include "base/str.h"
#include "measure/measure.h"
#include "unit/unit.h"

#include <sys/stat.h>

static const char course_yaml[] =
    "register: course_day\n"
    "label: {zh: 培训班次, en: Classes}\n"
    "group: people\nof: unit\n"
    "fields:\n"
    "  - {name: name, type: text, label: {zh: 班次, en: Class}, required: yes}\n"
    "  - {name: held, type: date, label: {zh: 开班日期, en: Held}, required: yes, filter: yes}\n"
    "  - {name: kind, type: choice, of: pool_level, label: {zh: 层级, en: Level}}\n"
    "  - {name: open, type: flag, label: {zh: 对外, en: Open}}\n"
    "  - {name: area, type: dec, scale: 2, label: {zh: 面积, en: Area}}\n"
    "  - {name: seats, type: int, label: {zh: 座位, en: Seats}}\n"
    "  - {name: hosted, type: person, label: {zh: 主持, en: Host}}\n"
    "valid: [held]\n"
    "states:\n"
    "  - {code: planned, label: {zh: 计划, en: Planned}, initial: yes}\n"
    "  - {code: done, label: {zh: 结束, en: Done}, closed: yes}\n"
    "transitions:\n"
    "  - {code: finish, label: {zh: 结束, en: Finish}, from: planned, to: done, "
    "allow: [organiser]}\n"
    "allow: {read: [organiser], write: [organiser]}\n";

static const char guest_yaml[] =
    "register: course_guest\n"
    "label: {zh: 学员, en: Trainees}\n"
    "group: people\nof: unit\n"
    "fields:\n"
    "  - {name: person, type: person, label: {zh: 姓名, en: Name}, required: yes}\n"
    "  - {name: class, type: ref, ref: course_day, label: {zh: 班次, en: Class}, required: yes}\n"
    "  - {name: attended, type: flag, label: {zh: 到课, en: Attended}}\n"
    "allow: {read: [organiser], write: [organiser]}\n";

#define MEASURE(name, of, count, quantity, where)                                                  \
	"- measure: " name "\n  label: {zh: 甲, en: A}\n  about: {zh: 甲, en: A}\n  of: " of       \
	"\n  count: " count "\n  quantity: " quantity "\n" where

static const char event_yaml[] =
    "- parameter: e.since\n  label: {zh: 起, en: From}\n  of: date\n  default: 2022-07-01\n"
    "  document: 文件\n"
    "- parameter: e.months\n  label: {zh: 月, en: Months}\n  default: 12\n  document: 文件\n"
    MEASURE("e.held", "course_day", "rows", "items", "")
    MEASURE("e.since_day", "course_day", "rows", "items",
	    "  where:\n    - {field: held, since: $e.since}\n")
    MEASURE("e.lately", "course_day", "rows", "items",
	    "  where:\n    - {field: held, within_months: $e.months}\n")
    MEASURE("e.half", "course_day", "rows", "items",
	    "  where:\n    - {field: held, within_months: 6}\n")
    MEASURE("e.year", "course_day", "rows", "items",
	    "  where:\n    - {field: held, in_year: yes}\n")
    MEASURE("e.area", "course_day", "sum area", "mu", "")
    MEASURE("e.seats", "course_day", "sum seats", "items", "")
    MEASURE("e.large", "course_day", "rows", "items",
	    "  where:\n    - {field: area, at_least: 0.25}\n")
    MEASURE("e.town_seats", "course_guest", "distinct person", "persons",
	    "  where:\n    - {field: class.kind, is: town}\n")
    MEASURE("e.open_seats", "course_guest", "rows", "attendances",
	    "  where:\n    - {field: class.open, is: yes}\n"
	    "    - {field: class.held, at_least: 2023-01-01}\n")
    MEASURE("e.classes", "course_guest", "distinct class", "items", "")
    MEASURE("e.trained", "reserve", "distinct person", "persons",
	    "  where:\n    - {with: course_guest, by: person, field: person, where: "
	    "[{field: attended, is: yes}, {field: class.held, since: $e.since}]}\n")
    MEASURE("e.untrained", "reserve", "distinct person", "persons",
	    "  where:\n    - {without: course_guest, by: person, field: person, where: "
	    "[{field: attended, is: yes}, {field: class.kind, in: [town, county]}]}\n")
    MEASURE("e.quiet_year", "reserve", "distinct person", "persons",
	    "  where:\n    - {without: course_day, by: hosted, field: person, dated: held, "
	    "window: year}\n");

static struct scope everything;

static struct figure figure_of(const char *name, ymd at)
{
	struct figure_ask ask = {.indicator = indicator_find(name),
				 .county = site.county,
				 .unit = site.town,
				 .scope = everything,
				 .at = at};
	struct figure fig;
	assert_non_null(ask.indicator);
	assert_true(fine(figure_compute(site.a, site.db, &ask, &fig, &site.e)));
	return fig;
}

static const char *text(const char *name, ymd at)
{
	struct figure fig = figure_of(name, at);
	return figure_text(site.a, &fig, LANG_ZH);
}

static int64_t save_row(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static int64_t add_class(const char *held, const char *kind, const char *open, const char *area,
			 const char *seats, int64_t host)
{
	struct record *r = record_new(site.a, reg_find("course_day"), site.county, site.town);
	put(r, "name", held);
	put(r, "held", held);
	put(r, "kind", kind);
	put(r, "open", open);
	put(r, "area", area);
	put(r, "seats", seats);
	if (host)
		*record_value(r, "hosted") = (struct value){.known = true, .i = host};
	return save_row(r);
}

static void add_guest(int64_t person, int64_t class, const char *attended)
{
	struct record *r = record_new(site.a, reg_find("course_guest"), site.county, site.town);
	*record_value(r, "person") = (struct value){.known = true, .i = person};
	*record_value(r, "class") = (struct value){.known = true, .i = class};
	put(r, "attended", attended);
	save_row(r);
}

static int64_t classes[6];

static void make(void)
{
	static const char village[] = "431181110200";
	int64_t people[4];
	for (int i = 0; i < 4; i++) {
		people[i] =
		    add_person(village, arena_printf(site.a, "甲%d", i), "1990-01-01", "大专", "");
		add_reserve(village, people[i], "2020-01-01");
	}
	classes[0] = add_class("2022-06-30", "town", "yes", "0.10", "1", people[0]);
	classes[1] = add_class("2022-07", "village", "yes", "0.20", "2", 0);
	classes[2] = add_class("2022-12-31", "county", "no", "0.25", "3", people[1]);
	classes[3] = add_class("2023-01-01", "town", "yes", "100.55", "4", people[2]);
	classes[4] = add_class("2023-05-15", "town", "no", "", "", 0);
	classes[5] = add_class("2023-09-01", "county", "yes", "7", "10", people[1]);
	add_guest(people[0], classes[0], "yes"); /* 2022-06-30: before e.since */
	add_guest(people[0], classes[3], "no");
	add_guest(people[1], classes[1], "yes"); /* a village class in the month e.since begins */
	add_guest(people[2], classes[3], "yes");
	add_guest(people[2], classes[5], "yes");
	add_guest(people[3], classes[5], "");
}

static void an_event_counts_from_its_day(void **state)
{
	(void)state;
	assert_string_equal(text("e.held", 20220629), "0");
	assert_string_equal(text("e.held", 20220630), "1");
	assert_string_equal(text("e.held", 20220701), "2"); /* July 2022 begins */
	assert_string_equal(text("e.held", 20230514), "4");
	assert_string_equal(text("e.held", 20230515), "5");
	assert_string_equal(text("e.held", 20261122), "6");
	struct record *r;
	assert_true(fine(reg_load(site.a, site.db, reg_find("course_day"), site.county, classes[0],
				  &everything, false, &r, &site.e)));
	struct save_how how = by_program();
	struct findings f;
	findings_init(&f, site.a);
	r->state = "done";
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_string_equal(text("e.held", 20220630), "1"); /* that it is over changes nothing */
	struct figure fig = figure_of("e.held", 20230514);
	assert_string_equal(fig.inputs[0].filter[LANG_ZH], "截至2023年5月14日");
	assert_string_equal(fig.inputs[0].filter[LANG_EN], "up to 2023-05-14");
	struct query q;
	struct figure_ask ask = {.indicator = indicator_find("e.held"), .county = site.county,
				 .unit = site.town, .scope = everything, .at = 20230514};
	struct record_list list;
	assert_true(fine(figure_records(site.a, site.db, &ask, 0, &q, &site.e)) &&
		    fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 4);
}

static void windows_end_on_the_day(void **state)
{
	(void)state;
	/* since 2022-07-01: all but the class of 2022-06-30; July 2022 counts as its first day */
	assert_string_equal(text("e.since_day", 20230514), "3");
	/* (2022-05-14, 2023-05-14]: four; (2022-06-30, 2023-06-30]: July on, up to May: four */
	assert_string_equal(text("e.lately", 20230514), "4");
	assert_string_equal(text("e.lately", 20230629), "5"); /* after 2022-06-29 */
	assert_string_equal(text("e.lately", 20230630), "4"); /* after 2022-06-30 */
	assert_string_equal(text("e.lately", 20230701), "3"); /* after 2022-07-01: July is out */
	/* six months before 2023-08-31 is 2023-02-28 */
	assert_string_equal(text("e.half", 20230831), "1");
	assert_string_equal(text("e.half", 20230630), "3"); /* after 2022-12-30 */
	assert_string_equal(text("e.year", 20221231), "3");
	assert_string_equal(text("e.year", 20230101), "1");
	assert_string_equal(text("e.year", 20231231), "3");
	assert_string_equal(text("e.year", 20240101), "0");
}

/* A filter by a month finds its days and the month alone; one by a day only that day. */
static void a_month_is_all_its_days(void **state)
{
	(void)state;
	static const struct {
		enum op op;
		const char *text;
		int64_t want;
	} cases[] = {
	    {OP_EQ, "2022-07", 1}, {OP_EQ, "2022-07-01", 0}, {OP_EQ, "2022-06", 1},
	    {OP_EQ, "2023-05", 1}, {OP_NE, "2022-06", 5},    {OP_GE, "2022-07-01", 5},
	    {OP_LE, "2022-07", 2},
	};
	const struct reg_def *def = reg_find("course_day");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct query q;
		int64_t n;
		query_init(&q, def, site.county, &everything);
		query_filter(&q, (struct path){field_find(def, "held")->index, -1}, cases[i].op,
			     cases[i].text);
		assert_true(fine(query_count(site.a, site.db, &q, 100, &n, &site.e)));
		assert_int_equal(n, cases[i].want);
	}
}

static void decimals_add_up_exactly(void **state)
{
	(void)state;
	assert_string_equal(text("e.area", 20221231), "0.55"); /* 0.10 + 0.20 + 0.25 */
	assert_string_equal(text("e.area", 20240101), "108.10");
	assert_string_equal(text("e.area", 20200101), "0.00");
	assert_string_equal(text("e.seats", 20240101), "20");
	assert_string_equal(text("e.large", 20240101), "3"); /* 0.25, 100.55, 7 */
	struct figure fig = figure_of("e.area", 20240101);
	assert_string_equal(figure_input_text(site.a, &fig.inputs[0]), "108.10");
}

static void conditions_reach_the_row_pointed_to(void **state)
{
	(void)state;
	assert_string_equal(text("e.town_seats", 20240101), "2"); /* people 0, 2 */
	assert_string_equal(text("e.open_seats", 20240101), "4"); /* two of class 3, two of 5 */
	assert_string_equal(text("e.classes", 20240101), "4");	  /* 0, 1, 3, 5 */
}

static void rows_elsewhere_meet_conditions_of_their_own(void **state)
{
	(void)state;
	/* attended since July 2022: 1 (July 2022), 2 */
	assert_string_equal(text("e.trained", 20240101), "2");
	/* attended a town's or the county's class: 0, 2 */
	assert_string_equal(text("e.untrained", 20240101), "2");
	struct figure fig = figure_of("e.trained", 20240101);
	assert_int_equal(fig.parameter_count, 1);
	assert_string_equal(fig.parameters[0].value, "2022-07-01");
	assert_string_equal(
	    fig.inputs[0].filter[LANG_ZH],
	    "姓名有学员（到课为是；班次·开班日期在2022年7月1日及以后）；2024年1月1日有效");
}

static void a_window_of_a_year(void **state)
{
	(void)state;
	/* 2022: hosted by 0 and 1; 2023, by September: by 1 and 2; by May: by 2 */
	assert_string_equal(text("e.quiet_year", 20221231), "2");
	assert_string_equal(text("e.quiet_year", 20231231), "2");
	assert_string_equal(text("e.quiet_year", 20230515), "3");
	assert_string_equal(text("e.quiet_year", 20240101), "4");
}

static void a_county_dates_its_own_bound(void **state)
{
	(void)state;
	struct record *r = record_new(site.a, reg_find("parameter"), site.county, site.county);
	put(r, "name", "e.since");
	put(r, "value", "2023-05-15");
	put(r, "valid_from", "2023-06-01");
	put(r, "document", "测〔2023〕1号");
	save_row(r);
	assert_string_equal(text("e.since_day", 20230531), "4"); /* the default still holds */
	assert_string_equal(text("e.since_day", 20230601), "1");
	assert_string_equal(text("e.trained", 20240101), "1"); /* 2, in September */
	put(r, "value", "36");
	save_row(r);
	struct figure fig = figure_of("e.trained", 20240101);
	assert_false(fig.known);
	assert_non_null(strstr(msg_render(site.a, &fig.reason, LANG_EN), "e.since"));
}

static void file_put(const char *name, const char *bytes)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", site.dir, name);
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_true(fputs(bytes, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static void folder(const char *name, bool make_it)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", site.dir, name);
	assert_int_equal(make_it ? mkdir(path, 0700) : rmdir(path), 0);
}

static int up(void **state)
{
	static struct reg_set set;
	const char *migration;
	struct findings f;
	assert_int_equal(site_up(state), 0);
	findings_init(&f, site.a);
	folder("registers", true);
	folder("indicators", true);
	file_put("registers/course_day.yaml", course_yaml);
	file_put("registers/course_guest.yaml", guest_yaml);
	file_put("indicators/event.yaml", event_yaml);
	reg_set_use(NULL);
	bool read = reg_set_read(site.process, site.dir, &set, &f);
	assert_true(said(read, &f));
	reg_set_use(&set);
	assert_true(said(reg_diff(site.a, site.db, true, &migration, &f, &site.e), &f));
	assert_true(said(measures_read(site.process, site.dir, &f), &f));
	scope_all(site.county, &everything);
	make();
	return 0;
}

static int down(void **state)
{
	static const char *const names[] = {"registers/course_day.yaml",
					    "registers/course_guest.yaml", "indicators/event.yaml"};
	char path[160];
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof path, "%s/%s", site.dir, names[i]);
		assert_int_equal(unlink(path), 0);
	}
	folder("registers", false);
	folder("indicators", false);
	return site_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_counts_from_its_day),
	    cmocka_unit_test(windows_end_on_the_day),
	    cmocka_unit_test(a_month_is_all_its_days),
	    cmocka_unit_test(decimals_add_up_exactly),
	    cmocka_unit_test(conditions_reach_the_row_pointed_to),
	    cmocka_unit_test(rows_elsewhere_meet_conditions_of_their_own),
	    cmocka_unit_test(a_window_of_a_year),
	    cmocka_unit_test(a_county_dates_its_own_bound),
	};
	return cmocka_run_group_tests(tests, up, down);
}
