/* test_figure.c - figures over saved records, against a second computation of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/id.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "unit/unit.h"

/* Each test has a county of its own: rows of one never show in another. */
static struct scope everything;

static struct figure_ask ask_of(const char *indicator, int64_t unit, ymd at)
{
	struct figure_ask ask = { .indicator = indicator_find(indicator), .county = site.county,
				  .unit = unit, .scope = everything, .at = at };
	assert_non_null(ask.indicator);
	return ask;
}

static struct figure figure_of(const char *indicator, int64_t unit, ymd at)
{
	struct figure_ask ask = ask_of(indicator, unit, at);
	struct figure fig;
	assert_true(fine(figure_compute(site.a, site.db, &ask, &fig, &site.e)));
	return fig;
}

static int64_t count(const char *indicator, int64_t unit, ymd at)
{
	struct figure fig = figure_of(indicator, unit, at);
	assert_true(fig.known);
	assert_int_equal(fig.value.scale, 0);
	return fig.value.v;
}

static const char *text(const char *indicator, int64_t unit, ymd at)
{
	struct figure fig = figure_of(indicator, unit, at);
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

static int64_t person(const char *unit, const char *name, const char *birth, const char *education)
{
	return add_person(unit, name, birth, education, "");
}

static void end_reserve(int64_t id, const char *day)
{
	struct record *r;
	assert_true(fine(reg_load(site.a, site.db, reg_find("reserve"), site.county, id, &everything, false,
				  &r, &site.e)));
	put(r, "exited", day);
	put(r, "exit_reason", "other");
	save_row(r);
}

static void add_requirement(int64_t unit, const char *kind, const char *number, const char *young,
			    const char *age, const char *education, const char *from)
{
	struct record *r = record_new(site.a, reg_find("requirement"), site.county, unit);
	put(r, "unit_kind", kind);
	put(r, "number", number);
	put(r, "young_number", young);
	put(r, "age_max", age);
	put(r, "education", education);
	put(r, "valid_from", from);
	put(r, "document", "测试〔2023〕1号");
	save_row(r);
}

static int64_t add_parameter(int64_t unit, const char *name, const char *value, const char *from,
			     const char *to)
{
	struct record *r = record_new(site.a, reg_find("parameter"), site.county, unit);
	put(r, "name", name);
	put(r, "value", value);
	put(r, "valid_from", from);
	put(r, "valid_to", to);
	put(r, "document", "测试〔2023〕2号");
	return save_row(r);
}

/* ---- ages and validity at their bounds ---- */

static void ages_at_the_bound(void **state)
{
	(void)state;
	static const struct {
		const char *birth, *education;
		bool young; /* on 2023-06-15, at most 35 with college or above */
	} cases[] = {
		{ "1987-06-16", "大专", true },   /* 35, 36 tomorrow */
		{ "1987-06-15", "大专", false },  /* 36 today */
		{ "1988-06-15", "本科", true },   /* 35 today */
		{ "1987-07", "大专", true },      /* month only: 36 in July */
		{ "1987-06", "大专", false },     /* month only: counts as 36 in its month */
		{ "1999-01-01", "高中", false },
		{ "1999-01-01", "", false },
		{ "", "本科", false },
		{ "2000-02-29", "硕士", true },
	};
	int64_t village = unit_of("431181001016");
	int want = 0;
	TXN(t);
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t p = person("431181001016", arena_printf(site.a, "甲%zu", i), cases[i].birth,
				   cases[i].education);
		add_reserve("431181001016", p, "2022-01-01");
		want += cases[i].young;
		assert_int_equal(count("reserve.young_college", village, 20230615), want);
	}
	assert_true(fine(txn_commit(&t, &site.e)));
	assert_int_equal(count("reserve.total", village, 20230615), (int64_t)ARRAY_LEN(cases));
	assert_int_equal(count("reserve.young_college", village, 20230616), want - 1);
	struct figure fig = figure_of("reserve.young_college", village, 20230615);
	struct figure_ask ask = ask_of("reserve.young_college", village, 20230615);
	struct figure_gap gaps[FIGURE_GAPS_MAX];
	struct query q;
	struct record_list list;
	int n;
	assert_true(fine(figure_gaps(site.a, site.db, &ask, 0, &n, gaps, &site.e)));
	assert_int_equal(n, 2); /* one without a birth date, one without education */
	assert_string_equal(gaps[0].field.zh, "出生日期");
	assert_int_equal(gaps[0].count, 1);
	assert_true(gaps[0].persons);
	assert_string_equal(gaps[1].field.zh, "学历");
	assert_int_equal(gaps[1].count, 1);
	assert_true(fine(figure_gap_records(site.a, site.db, &ask, 0, 0, &q, &site.e)) &&
		    fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_string_equal(record_title(site.a, list.rows[0], LANG_ZH), "甲7");
	assert_false(figure_gap_records(site.a, site.db, &ask, 0, 2, &q, &site.e));
	site.e = (struct err){ 0 };
	assert_int_equal(fig.parameter_count, 2);
	assert_string_equal(fig.parameters[0].value, "35");
	assert_non_null(strstr(fig.inputs[0].filter[LANG_ZH], "不超过35"));
	assert_non_null(strstr(fig.inputs[0].filter[LANG_EN], "at most 35"));
	assert_non_null(strstr(fig.inputs[0].filter[LANG_ZH], "不低于大专"));
}

static void rows_count_from_their_first_to_before_their_last_day(void **state)
{
	(void)state;
	int64_t village = unit_of("431181001017");
	int64_t p = person("431181001017", "乙一", "1990-01-01", "大专");
	int64_t row = add_reserve("431181001017", p, "2022-03-01");
	end_reserve(row, "2023-02"); /* a month without a day: through the month */
	assert_int_equal(count("reserve.total", village, 20230228), 1);
	assert_int_equal(count("reserve.total", village, 20230301), 0);
	end_reserve(row, "2023-03-01");
	assert_int_equal(count("reserve.total", village, 20220228), 0);
	assert_int_equal(count("reserve.total", village, 20220301), 1);
	assert_int_equal(count("reserve.total", village, 20230228), 1);
	assert_int_equal(count("reserve.total", village, 20230301), 0);
	struct figure_ask ask = ask_of("reserve.total", village, 0);
	struct figure_point *points;
	int n;
	assert_true(fine(figure_trend(site.a, site.db, &ask, 20220115, 20230415, &n, &points, &site.e)));
	assert_int_equal(n, 15);
	assert_int_equal(points[0].at, 20220131);
	assert_int_equal(points[1].at, 20220228);
	assert_int_equal(points[14].at, 20230331);
	for (int i = 0; i < n; i++)
		assert_int_equal(points[i].figure.value.v, i >= 2 && i <= 13);
	assert_true(fine(figure_trend(site.a, site.db, &ask, 20180101, 20230331, &n, &points, &site.e)));
	assert_int_equal(n, 36);
	assert_int_equal(points[35].at, 20230331);
}

/* ---- random rows against a second computation ---- */

enum { PEOPLE = 90, ROWS = 140 };

static struct {
	int y, m, d; /* d 0: month only; y 0: not known */
	int education, sex;
} people[PEOPLE];
static struct {
	int person, village, level;
	ymd joined, exited;
} rows[ROWS];
static const char *const villages[] = { "431181110200", "431181110208", "431181110202", "431181101200" };
static const char *const educations[] = { "", "高中", "中专", "大专", "本科" };
static const char *const levels[] = { "village", "town", "county" };

static uint32_t dice_state = 20230501;
static int dice(int n)
{
	dice_state = dice_state * 1664525u + 1013904223u;
	return (int)((dice_state >> 8) % (uint32_t)n);
}

static ymd any_day(int from, int years)
{
	return date_make(from + dice(years), 1 + dice(12), 1 + dice(28));
}

static const char *day_text(ymd d)
{
	return d ? arena_printf(site.a, "%04d-%02d-%02d", d / 10000, d / 100 % 100, d % 100) : "";
}

static void rows_make(void)
{
	int64_t ids[PEOPLE];
	TXN(t); /* one commit, not one per row */
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	for (int i = 0; i < PEOPLE; i++) {
		bool unknown = dice(12) == 0, month = dice(6) == 0;
		people[i].y = unknown ? 0 : 1970 + dice(32);
		people[i].m = 1 + dice(12);
		people[i].d = month ? 0 : 1 + dice(28);
		people[i].education = dice((int)ARRAY_LEN(educations));
		people[i].sex = dice(2);
		const char *birth = unknown ? ""
				    : month ? arena_printf(site.a, "%04d-%02d", people[i].y, people[i].m)
					    : day_text(date_make(people[i].y, people[i].m, people[i].d));
		struct record *r = record_new(site.a, reg_find("person"), site.county, unit_of(villages[0]));
		put(r, "name", arena_printf(site.a, "人%d", i));
		put(r, "sex", people[i].sex ? "女" : "男");
		put(r, "birth", birth);
		put(r, "education", educations[people[i].education]);
		ids[i] = save_row(r);
	}
	for (int i = 0; i < ROWS; i++) {
		bool taken = true;
		while (taken) { /* a person once per village */
			rows[i].person = dice(PEOPLE);
			rows[i].village = dice((int)ARRAY_LEN(villages));
			taken = false;
			for (int k = 0; k < i; k++)
				taken |= rows[k].person == rows[i].person && rows[k].village == rows[i].village;
		}
		rows[i].level = dice(3);
		rows[i].joined = any_day(2020, 3);
		rows[i].exited = dice(3) ? 0 : any_day(2023, 2);
		struct record *r = record_new(site.a, reg_find("reserve"), site.county,
					      unit_of(villages[rows[i].village]));
		*record_value(r, "person") = (struct value){ .known = true, .i = ids[rows[i].person] };
		put(r, "level", levels[rows[i].level]);
		put(r, "joined", day_text(rows[i].joined));
		put(r, "exited", day_text(rows[i].exited));
		if (rows[i].exited)
			put(r, "exit_reason", "other");
		save_row(r);
	}
	assert_true(fine(txn_commit(&t, &site.e)));
}

/* Full years on a day: a birthday that has come counts; month only: from its first day. */
static int age_of(int p, ymd at)
{
	int age = 0;
	while (people[p].y && (people[p].y + age + 1) * 10000 + people[p].m * 100 + people[p].d <= at)
		age++;
	return people[p].y ? age : -1;
}

/* People with a row that holds, in the first `in` villages (-1: all), each once. */
static int count_own(ymd at, int only_village, int in, bool young, int level, int sex)
{
	int n = 0;
	for (int p = 0; p < PEOPLE; p++) {
		bool found = false;
		for (int i = 0; i < ROWS; i++) {
			bool here = only_village < 0 ? rows[i].village < in : rows[i].village == only_village;
			bool held = rows[i].joined <= at && (!rows[i].exited || at < rows[i].exited);
			bool of_level = level < 0 || rows[i].level == level;
			found |= rows[i].person == p && here && held && of_level;
		}
		bool fits = age_of(p, at) >= 0 && age_of(p, at) <= 35 && people[p].education >= 3;
		n += found && (!young || fits) && (sex < 0 || people[p].sex == sex);
	}
	return n;
}

static int64_t group_value(struct figure_group *g, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (text_eq(g[i].key, key))
			return g[i].figure.value.v;
	return -1;
}

static void check_breakdowns(ymd at)
{
	struct figure_group *g;
	int n;
	struct figure_ask ask = ask_of("reserve.by_level", site.town, at);
	assert_true(fine(figure_breakdown(site.a, site.db, &ask, NULL, &n, &g, &site.e)));
	assert_int_equal(n, 3);
	for (int level = 0; level < 3; level++) {
		assert_string_equal(g[level].key, levels[level]);
		assert_int_equal(g[level].figure.value.v, count_own(at, -1, 3, false, level, -1));
	}
	ask = ask_of("reserve.total", site.town, at);
	assert_true(fine(figure_breakdown(site.a, site.db, &ask, "person.sex", &n, &g, &site.e)));
	assert_int_equal(group_value(g, n, "male"), count_own(at, -1, 3, false, -1, 0));
	assert_int_equal(group_value(g, n, "female"), count_own(at, -1, 3, false, -1, 1));
	ask = ask_of("reserve.by_age", site.town, at);
	assert_true(fine(figure_breakdown(site.a, site.db, &ask, NULL, &n, &g, &site.e)));
	int64_t all = 0;
	for (int i = 0; i < n; i++)
		all += g[i].figure.value.v;
	assert_int_equal(all, count_own(at, -1, 3, false, -1, -1));
	for (int p = 0; p < PEOPLE; p++)
		people[p].education = 4; /* from here on young by age alone */
	int to35 = count_own(at, -1, 3, true, -1, -1);
	assert_int_equal(group_value(g, n, "0") + group_value(g, n, "31"), to35);
	assert_false(figure_breakdown(site.a, site.db, &ask, "person.nmae", &n, &g, &site.e));
	assert_int_equal(site.e.code, ERR_INPUT);
	site.e = (struct err){ 0 };
	assert_false(figure_breakdown(site.a, site.db, &ask, "person.name", &n, &g, &site.e));
	site.e = (struct err){ 0 };
}

static void check_children(ymd at)
{
	struct figure_child *children;
	int n, seen = 0;
	struct figure_ask ask = ask_of("reserve.young_college", site.town, at);
	assert_true(fine(figure_children(site.a, site.db, &ask, &n, &children, &site.e)));
	assert_true(n > 20);
	for (int i = 0; i < n; i++) {
		int64_t want = 0;
		for (int v = 0; v < 3; v++)
			if (text_eq(children[i].unit.code, villages[v]))
				want = count_own(at, v, 0, true, -1, -1);
		assert_true(children[i].figure.known);
		assert_int_equal(children[i].figure.value.v, want);
		seen += want > 0;
	}
	assert_true(seen > 1);
}

static void check_records(ymd at)
{
	struct figure_ask ask = ask_of("reserve.young_college", site.town, at);
	struct query q;
	int64_t n;
	assert_true(fine(figure_records(site.a, site.db, &ask, 0, &q, &site.e)));
	assert_true(fine(query_count(site.a, site.db, &q, 1000, &n, &site.e)));
	assert_true(n >= count_own(at, -1, 3, true, -1, -1));
	ask.scope = (struct scope){ 0 };
	assert_true(fine(figure_records(site.a, site.db, &ask, 0, &q, &site.e)));
	assert_true(fine(query_count(site.a, site.db, &q, 1000, &n, &site.e)));
	assert_int_equal(n, 0);
}

static void random_rows_agree_with_a_second_count(void **state)
{
	(void)state;
	rows_make();
	static const ymd days[] = { 20200601, 20210315, 20221231, 20230501, 20231001, 20240630 };
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		ymd at = days[i];
		assert_int_equal(count("reserve.total", site.town, at), count_own(at, -1, 3, false, -1, -1));
		assert_int_equal(count("reserve.young_college", site.town, at),
				 count_own(at, -1, 3, true, -1, -1));
		for (int v = 0; v < 4; v++)
			assert_int_equal(count("reserve.young_college", unit_of(villages[v]), at),
					 count_own(at, v, 0, true, -1, -1));
		check_children(at);
		check_records(at);
	}
	check_breakdowns(20230501);
}

/* ---- scope ---- */

static void a_figure_sees_no_more_than_its_asker(void **state)
{
	(void)state;
	struct figure_ask ask = ask_of("reserve.total", site.town, 20230501);
	struct figure fig;
	ask.scope = (struct scope){ .count = 1, .units = { unit_of(villages[1]) } };
	assert_true(fine(figure_compute(site.a, site.db, &ask, &fig, &site.e)));
	assert_int_equal(fig.value.v, count("reserve.total", unit_of(villages[1]), 20230501));
	assert_true(fig.value.v > 0);
	ask.scope = (struct scope){ 0 };
	assert_true(fine(figure_compute(site.a, site.db, &ask, &fig, &site.e)));
	assert_int_equal(fig.value.v, 0);
}

/* ---- parameters ---- */

static void the_nearest_parameter_holds(void **state)
{
	(void)state;
	TXN(t);
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	int64_t town = unit_of("431181102000"), village = unit_of("431181102200");
	int64_t p = person("431181102200", "丙一", "1984-01-01", "大专"); /* 39 in 2023 */
	add_reserve("431181102200", p, "2020-01-01");
	assert_int_equal(count("reserve.young_college", village, 20230601), 0);
	add_parameter(site.county, "reserve.young_age", "40", "2023-01-01", "2023-07-01");
	assert_int_equal(count("reserve.young_college", village, 20221231), 0);
	assert_int_equal(count("reserve.young_college", village, 20230101), 1);
	assert_int_equal(count("reserve.young_college", village, 20230701), 0);
	add_parameter(town, "reserve.young_age", "38", "2023-03-01", "");
	assert_int_equal(count("reserve.young_college", village, 20230228), 1);
	assert_int_equal(count("reserve.young_college", village, 20230301), 0);
	assert_int_equal(count("reserve.young_college", unit_of("431181102000"), 20230301), 0);
	const char *value, *document;
	bool found;
	assert_true(fine(parameter_value(site.a, site.db, site.county, village, "reserve.young_age", 20230401,
					 &value, &document, &found, &site.e)));
	assert_true(found);
	assert_string_equal(value, "38");
	assert_string_equal(document, "测试〔2023〕2号");
	assert_true(fine(parameter_value(site.a, site.db, site.county, site.county, "committee.young_age",
					 20230401, &value, &document, &found, &site.e)));
	assert_false(found);
	assert_string_equal(value, "35");
	(void)add_parameter(town, "reserve.young_education", "大专生", "2023-08-01", "");
	struct figure fig = figure_of("reserve.young_college", village, 20230801);
	assert_false(fig.known);
	assert_non_null(strstr(msg_render(site.a, &fig.reason, LANG_ZH), "大专生"));
	assert_true(fine(txn_commit(&t, &site.e)));
}

/* ---- mentors ---- */

static int64_t add_pair(const char *unit, int64_t mentor, int64_t mentee, const char *from, const char *to)
{
	struct record *r = record_new(site.a, reg_find("mentor_pair"), site.county, unit_of(unit));
	*record_value(r, "mentor") = (struct value){ .known = true, .i = mentor };
	*record_value(r, "mentee") = (struct value){ .known = true, .i = mentee };
	put(r, "kind", "老带新");
	put(r, "started", from);
	put(r, "ended", to);
	return save_row(r);
}

static void add_log(const char *unit, int64_t pair, const char *day)
{
	struct record *r = record_new(site.a, reg_find("mentor_log"), site.county, unit_of(unit));
	*record_value(r, "pair") = (struct value){ .known = true, .i = pair };
	put(r, "happened", day);
	put(r, "content", "座谈");
	save_row(r);
}

static void mentors_and_mentees(void **state)
{
	(void)state;
	TXN(t);
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	const char *v = "431181103200";
	int64_t town = unit_of("431181103000"), p[6];
	for (int i = 0; i < 6; i++)
		p[i] = person(v, arena_printf(site.a, "丁%d", i), "1990-01-01", "大专");
	assert_string_equal(text("mentor.mentees_per_mentor", town, 20230501), "—");
	struct figure fig = figure_of("mentor.mentees_per_mentor", town, 20230501);
	assert_string_equal(msg_render(site.a, &fig.reason, LANG_ZH), "没有帮带导师");
	assert_string_equal(msg_render(site.a, &fig.reason, LANG_EN), "no Mentors");
	int64_t one = add_pair(v, p[0], p[2], "2023-01-01", "");
	(void)add_pair(v, p[0], p[3], "2023-01-01", "2023-06-01");
	(void)add_pair(v, p[1], p[3], "2023-02-01", "");
	assert_int_equal(count("mentor.pairs", town, 20230501), 3);
	assert_int_equal(count("mentor.mentors", town, 20230501), 2);
	assert_int_equal(count("mentor.mentees", town, 20230501), 2);
	assert_int_equal(count("mentor.pairs", town, 20230601), 2);
	assert_int_equal(count("mentor.mentors", town, 20230115), 1);
	assert_string_equal(text("mentor.mentees_per_mentor", town, 20230115), "2.00");
	assert_string_equal(text("mentor.mentees_per_mentor", town, 20230501), "1.00");
	add_log(v, one, "2023-04-01");
	assert_int_equal(count("mentor.pairs_without_log", town, 20230501), 2);
	assert_int_equal(count("mentor.pairs_without_log", town, 20230331), 3);
	assert_int_equal(count("mentor.pairs_without_log", town, 20230630), 1);
	assert_int_equal(count("mentor.pairs_without_log", town, 20230701), 2);
	for (int i = 2; i < 5; i++)
		add_reserve(v, p[i], "2022-01-01");
	assert_int_equal(count("mentor.mentees_without", town, 20230501), 1);
	assert_int_equal(count("mentor.mentees_without", town, 20221231), 3);
	assert_true(fine(txn_commit(&t, &site.e)));
}

/* ---- committees: the published 198 of 598 ---- */

static void committees_share_as_published(void **state)
{
	(void)state;
	TXN(t);
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	int64_t town = unit_of("431181104000");
	for (int i = 0; i < 598; i++) {
		struct record *r = record_new(site.a, reg_find("post"), site.county, unit_of("431181104203"));
		int64_t p = person("431181104203", arena_printf(site.a, "戊%d", i),
				   i < 198 ? "1990-01-01" : "1970-01-01", "大专");
		*record_value(r, "person") = (struct value){ .known = true, .i = p };
		put(r, "kind", "committee_member");
		put(r, "committee", "yes");
		put(r, "started", "2021-01-01");
		save_row(r);
		if (i % 10)
			continue;
		r = record_new(site.a, reg_find("post"), site.county, unit_of("431181104203"));
		*record_value(r, "person") = (struct value){ .known = true, .i = p };
		put(r, "kind", i % 20 ? "accountant" : "secretary"); /* a second post */
		put(r, "committee", i % 20 ? "no" : "yes");
		put(r, "started", "2021-01-01");
		save_row(r);
	}
	assert_true(fine(txn_commit(&t, &site.e)));
	assert_int_equal(count("committee.members", town, 20230501), 598);
	assert_int_equal(count("committee.young", town, 20230501), 198);
	assert_string_equal(text("committee.young_share", town, 20230501), "33.11%");
	struct figure fig = figure_of("committee.young_share", town, 20230501);
	assert_int_equal(fig.input_count, 2);
	assert_true(fig.inputs[0].numerator && !fig.inputs[1].numerator);
	assert_int_equal(fig.inputs[0].value, 198);
	assert_int_equal(fig.inputs[1].value, 598);
	assert_string_equal(text("committee.young_share", unit_of("431181105000"), 20230501), "—");
}

/* ---- shortage ---- */

static const struct shortage *village_in(const struct shortage_list *l, const char *code)
{
	for (int i = 0; i < l->count; i++)
		if (text_eq(l->rows[i].unit.code, code))
			return &l->rows[i];
	static const struct shortage none;
	fail_msg("no village %s", code);
	return &none;
}

static struct shortage_list board(int64_t unit, ymd at)
{
	struct figure_ask ask = { .county = site.county, .unit = unit, .scope = everything, .at = at };
	struct shortage_list l;
	assert_true(fine(shortage_load(site.a, site.db, &ask, &l, &site.e)));
	return l;
}

static int64_t open_todos(int64_t unit)
{
	struct query q;
	struct path kind;
	int64_t n;
	query_init(&q, reg_find("supervise"), site.county, &everything);
	q.unit = unit;
	assert_true(path_parse(q.def, "kind", &kind));
	query_filter(&q, kind, OP_EQ, "reserve_shortage");
	query_filter(&q, (struct path){ .field = PATH_STATE, .sub = -1 }, OP_EQ, "open");
	assert_true(fine(query_count(site.a, site.db, &q, 1000, &n, &site.e)));
	return n;
}

static void supervise(int64_t unit, int want_opened, int want_closed)
{
	int opened = -1, closed = -1;
	assert_true(fine(shortage_supervise(site.a, site.db, site.county, unit, 0, &opened, &closed, &site.e)));
	assert_int_equal(opened, want_opened);
	assert_int_equal(closed, want_closed);
}

static void villages_short_weak_and_met(void **state)
{
	(void)state;
	TXN(t);
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	int64_t town = unit_of("431181106000");
	struct unit_list all;
	assert_true(fine(unit_villages(site.a, site.db, town, 0, &all, &site.e)));
	assert_true(all.count > 3);
	struct shortage_list l = board(town, 20230501);
	assert_int_equal(l.count, all.count);
	assert_int_equal(l.in_state[UNIT_UNKNOWN], all.count);
	assert_string_equal(text("reserve.villages_short", town, 20230501), "—");
	assert_int_equal(count("reserve.villages", town, 20230501), all.count);

	int kinds[2] = { 0 };
	for (int i = 0; i < all.count; i++)
		kinds[text_eq(all.units[i].kind, "community")]++;
	add_requirement(town, "village", "2", "1", "35", "college", "2023-01-01");
	add_requirement(town, "community", "1", "", "", "", "2023-01-01");
	const char *a = NULL, *b = NULL;
	for (int i = 0; i < all.count; i++) {
		if (text_eq(all.units[i].kind, "village")) {
			b = a ? b ? b : all.units[i].code : NULL;
			a = a ? a : all.units[i].code;
		}
	}
	assert_non_null(b);
	int64_t old = person(a, "己一", "1970-01-01", "大专"), young = person(a, "己二", "1995-01-01", "大专"),
		unread = person(a, "己三", "1995-01-01", "高中");
	add_reserve(a, old, "2022-01-01");
	add_reserve(a, unread, "2022-01-01");
	add_reserve(b, old, "2022-01-01");
	l = board(town, 20230501);
	assert_int_equal(village_in(&l, a)->state, UNIT_WEAK);
	assert_int_equal(village_in(&l, a)->number, 2);
	assert_int_equal(village_in(&l, a)->young, 0);
	assert_string_equal(msg_render(site.a, &village_in(&l, a)->reasons[0], LANG_ZH),
			    "其中35岁及以下且大专及以上0人，要求1人");
	assert_string_equal(msg_render(site.a, &village_in(&l, a)->reasons[0], LANG_EN),
			    "0 aged 35 or less with Junior college or above, 1 required");
	assert_int_equal(village_in(&l, b)->state, UNIT_SHORT);
	assert_string_equal(msg_render(site.a, &village_in(&l, b)->reasons[0], LANG_ZH),
			    "现有后备力量1人，要求2人");
	assert_int_equal(l.in_state[UNIT_SHORT], all.count - 1);
	assert_int_equal(count("reserve.villages_short", town, 20230501), all.count - 1);
	assert_int_equal(count("reserve.villages_weak", town, 20230501), 1);
	assert_string_equal(text("reserve.villages_short", town, 20221231), "—");

	struct figure_ask ask = ask_of("reserve.villages_short", town, 20230501);
	struct figure_unit *units;
	struct figure_child *children;
	int n, short_ones = 0;
	assert_true(fine(figure_units(site.a, site.db, &ask, 0, &n, &units, &site.e)));
	assert_int_equal(n, all.count - 1);
	assert_int_equal(units[0].state, UNIT_SHORT);
	assert_int_equal(units[0].reason_count, kinds[1] && text_eq(units[0].unit.kind, "community") ? 1 : 2);
	assert_true(fine(figure_children(site.a, site.db, &ask, &n, &children, &site.e)));
	for (int i = 0; i < n; i++)
		short_ones += children[i].figure.value.v == 1;
	assert_int_equal(short_ones, all.count - 1);
	struct query q;
	assert_false(figure_records(site.a, site.db, &ask, 0, &q, &site.e));
	assert_int_equal(site.e.code, ERR_INPUT);
	site.e = (struct err){ 0 };

	/* a nearer requirement goes before */
	add_requirement(unit_of(b), "village", "1", "", "", "", "2023-01-01");
	l = board(town, 20230501);
	assert_int_equal(village_in(&l, b)->state, UNIT_MET);

	/* to-dos open once, close when the register shows the gap filled, and open again */
	supervise(town, all.count - 1, 0);
	supervise(town, 0, 0);
	assert_int_equal(open_todos(town), all.count - 1);
	int64_t row = add_reserve(a, young, "2022-01-01");
	supervise(unit_of(a), 0, 1);
	supervise(town, 0, 0);
	assert_int_equal(open_todos(town), all.count - 2);
	end_reserve(row, "2023-06-01");
	supervise(town, 1, 0);
	assert_int_equal(open_todos(unit_of(a)), 1);
	assert_true(fine(txn_commit(&t, &site.e)));
}

/* ---- boundaries ---- */

static void a_bridge_adds_up(void **state)
{
	(void)state;
	const char *a = "431181107203", *b = "431181107201";
	int64_t from = unit_of("431181107000"), to = unit_of("431181108000");
	for (int i = 0; i < 5; i++)
		add_reserve(i < 3 ? a : b, person(a, arena_printf(site.a, "庚%d", i), "1990-01-01", "大专"),
			    "2020-01-01");
	add_reserve("431181108201", person(a, "庚九", "1990-01-01", "大专"), "2020-01-01");
	struct unit_change move = { .kind = CHANGE_TRANSFER, .day = 20230601, .document = "测〔2023〕9号",
				    .old_count = 1, .new_count = 1, .old = { unit_of(b) },
				    .made = { { .parent = to } } };
	assert_true(fine(unit_change_apply(site.db, &move, 0, NULL, &site.e)));
	struct unit_change merge = { .kind = CHANGE_MERGE, .day = 20230701, .document = "测〔2023〕10号",
				     .old_count = 2, .new_count = 1,
				     .old = { unit_of(a), unit_of("431181107204") },
				     .made = { { .name = "合心村", .code = "431181107299", .kind = "village",
						 .parent = from } } };
	int64_t made[16];
	assert_true(fine(unit_change_apply(site.db, &merge, 0, made, &site.e)));

	static const struct {
		int64_t as_was, restated, lines;
	} want[] = { { 5, 3, 1 }, { 1, 3, 1 } };
	int64_t units[] = { from, to };
	for (int i = 0; i < 2; i++) {
		struct figure_ask ask = ask_of("reserve.total", units[i], 20230501);
		struct figure was, now;
		struct bridge_line *lines;
		int n;
		assert_true(fine(figure_bridge(site.a, site.db, &ask, &was, &now, &n, &lines, &site.e)));
		assert_int_equal(was.value.v, want[i].as_was);
		assert_int_equal(now.value.v, want[i].restated);
		assert_int_equal(n, want[i].lines);
		struct dec sum = was.value;
		for (int k = 0; k < n; k++)
			assert_true(dec_add(sum, lines[k].delta, &sum));
		assert_int_equal(dec_compare(sum, now.value), 0);
		assert_int_equal(lines[0].day, 20230601);
		assert_non_null(strstr(lines[0].text[LANG_ZH], "测〔2023〕9号"));
	}
	/* the merged village has its predecessors' people today, and had none of its own then */
	struct figure_ask ask = ask_of("reserve.total", made[0], 20230501);
	struct figure was, now;
	struct bridge_line *lines;
	int n;
	assert_true(fine(figure_bridge(site.a, site.db, &ask, &was, &now, &n, &lines, &site.e)));
	assert_int_equal(was.value.v, 0);
	assert_int_equal(now.value.v, 3);
	assert_int_equal(n, 1);
	assert_non_null(strstr(lines[0].text[LANG_ZH], "合心村"));
}

static int up(void **state)
{
	struct findings f;
	assert_int_equal(site_up(state), 0);
	findings_init(&f, site.a);
	assert_true(measures_read(site.process, NULL, &f));
	scope_all(site.county, &everything);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages_at_the_bound),
		cmocka_unit_test(rows_count_from_their_first_to_before_their_last_day),
		cmocka_unit_test(random_rows_agree_with_a_second_count),
		cmocka_unit_test(a_figure_sees_no_more_than_its_asker),
		cmocka_unit_test(the_nearest_parameter_holds),
		cmocka_unit_test(mentors_and_mentees),
		cmocka_unit_test(committees_share_as_published),
		cmocka_unit_test(villages_short_weak_and_met),
		cmocka_unit_test(a_bridge_adds_up),
	};
	return cmocka_run_group_tests(tests, up, site_down);
}
