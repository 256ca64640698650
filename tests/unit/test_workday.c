/*
 * test_workday.c - the calendar against the notices as they were printed, by another way.
 *
 * The second count uses the C library's days and a table of the notices' blocks; it shares
 * neither data nor arithmetic with workday.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/str.h"
#include "reg/workday.h"

#include <time.h>

/* Off from the first to the second day; then the days worked for them. */
static const int blocks[][4] = {
	{ 20200101, 20200101 }, { 20200124, 20200202, 20200119 }, { 20200404, 20200406 },
	{ 20200501, 20200505, 20200426, 20200509 }, { 20200625, 20200627, 20200628 },
	{ 20201001, 20201008, 20200927, 20201010 },
	{ 20210101, 20210103 }, { 20210211, 20210217, 20210207, 20210220 }, { 20210403, 20210405 },
	{ 20210501, 20210505, 20210425, 20210508 }, { 20210612, 20210614 },
	{ 20210919, 20210921, 20210918 }, { 20211001, 20211007, 20210926, 20211009 },
	{ 20220101, 20220103 }, { 20220131, 20220206, 20220129, 20220130 },
	{ 20220403, 20220405, 20220402 }, { 20220430, 20220504, 20220424, 20220507 },
	{ 20220603, 20220605 }, { 20220910, 20220912 }, { 20221001, 20221007, 20221008, 20221009 },
	{ 20221231, 20230102 }, { 20230121, 20230127, 20230128, 20230129 }, { 20230405, 20230405 },
	{ 20230429, 20230503, 20230423, 20230506 }, { 20230622, 20230624, 20230625 },
	{ 20230929, 20231006, 20231007, 20231008 },
	{ 20240101, 20240101 }, { 20240210, 20240217, 20240204, 20240218 },
	{ 20240404, 20240406, 20240407 }, { 20240501, 20240505, 20240428, 20240511 },
	{ 20240610, 20240610 }, { 20240915, 20240917, 20240914 },
	{ 20241001, 20241007, 20240929, 20241012 },
	{ 20250101, 20250101 }, { 20250128, 20250204, 20250126, 20250208 }, { 20250404, 20250406 },
	{ 20250501, 20250505, 20250427 }, { 20250531, 20250602 },
	{ 20251001, 20251008, 20250928, 20251011 },
	{ 20260101, 20260103, 20260104 }, { 20260215, 20260223, 20260214, 20260228 },
	{ 20260404, 20260406 }, { 20260501, 20260505, 20260509 }, { 20260619, 20260621 },
	{ 20260925, 20260927 }, { 20261001, 20261007, 20260920, 20261010 },
};

enum { FIRST = 20190101, DAYS = 3653 };
static int day_at[DAYS], before[DAYS + 1]; /* the day; working days before it */
static bool works[DAYS];

static bool by_notice(int day, int weekday)
{
	bool work = weekday >= 1 && weekday <= 5;
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		if (day >= blocks[i][0] && day <= blocks[i][1])
			work = false;
		if (day == blocks[i][2] || day == blocks[i][3])
			work = true;
	}
	return work;
}

static void second_count(void)
{
	struct tm tm = { .tm_year = 119, .tm_mon = 0, .tm_mday = 1, .tm_hour = 12 };
	time_t t = timegm(&tm);
	for (int i = 0; i < DAYS; i++, t += 86400) {
		gmtime_r(&t, &tm);
		day_at[i] = (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
		works[i] = by_notice(day_at[i], tm.tm_wday);
		before[i + 1] = before[i] + works[i];
	}
	assert_int_equal(day_at[0], FIRST);
}

static void every_day_is_as_the_notices_say(void **state)
{
	(void)state;
	const struct workdays *w = workdays_built_in(site.a);
	for (int i = 0; i < DAYS; i++)
		assert_int_equal(workday_is(w, day_at[i]), works[i]);
}

/* The i-th day of the n-th working day after it, by walking the table. */
static int nth(int i, int n)
{
	int want = n > 0 ? before[i + 1] + n : before[i] + n + 1;
	for (int k = 0; k < DAYS; k++)
		if (works[k] && before[k + 1] == want)
			return day_at[k];
	return 0;
}

static void adding_and_counting_agree(void **state)
{
	(void)state;
	const struct workdays *w = workdays_built_in(site.a);
	static const int numbers[] = { 1, 2, 3, 5, 10, 15, 20, 60, 250 };
	for (int i = 300; i < DAYS - 400; i += 3) {
		assert_int_equal(workday_add(w, day_at[i], 0), day_at[i]);
		for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
			int n = numbers[k];
			ymd after = workday_add(w, day_at[i], n), earlier;
			assert_int_equal(after, nth(i, n));
			assert_int_equal(workdays_between(w, day_at[i], after), n);
			assert_int_equal(workdays_between(w, after, day_at[i]), -n);
			if (before[i] < n)
				continue;
			earlier = workday_add(w, day_at[i], -n);
			assert_int_equal(earlier, nth(i, -n));
			assert_true(workday_is(w, earlier));
		}
		int other = (i * 7919) % DAYS;
		assert_int_equal(workdays_between(w, day_at[i], day_at[other]), before[other + 1] - before[i + 1]);
	}
}

static void years_without_a_notice_are_named(void **state)
{
	(void)state;
	const struct workdays *w = workdays_built_in(site.a);
	assert_false(workday_known(w, 2019));
	for (int year = 2020; year <= 2026; year++)
		assert_true(workday_known(w, year));
	assert_int_equal(workday_unknown(w, 20200101, 20261231), 0);
	assert_int_equal(workday_unknown(w, 20261231, 20270104), 2027);
	assert_int_equal(workday_unknown(w, 20270104, 20261231), 2027);
	assert_int_equal(weekday_of(20240101), 1);
	assert_int_equal(weekday_of(19491001), 6);
	assert_int_equal(weekday_of(20000229), 2);
}

static void enter(int64_t id, ymd day, const char *kind)
{
	struct stmt *q = db_query(site.db,
				  SQL("insert into r_calendar_day (county, id, unit, ver, state, created_ms, "
				      "updated_ms, day, kind, name, document) values ($1, $2, $1, 1, '', 0, 0, "
				      "$3, $4, '试', '试〔2027〕1号')"),
				  &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	bind(q, 2, id);
	bind(q, 3, (int64_t)day);
	bind(q, 4, kind);
	assert_true(fine(db_run(q, &site.e)));
}

static void a_county_adds_and_overrides(void **state)
{
	(void)state;
	struct workdays *w;
	enter(1, 20270101, "off");
	enter(2, 20270501, "off");
	enter(3, 20261009, "off");  /* a Friday of its own */
	enter(4, 20261010, "off");  /* built in as worked */
	enter(5, 20200101, "work"); /* built in as off */
	assert_true(fine(workdays_load(site.a, site.db, site.county, &w, &site.e)));
	assert_false(workday_known(w, 2027));
	enter(6, 20271001, "off");
	assert_true(fine(workdays_load(site.a, site.db, site.county, &w, &site.e)));
	assert_true(workday_known(w, 2027));
	assert_false(workday_is(w, 20261009));
	assert_false(workday_is(w, 20261010));
	assert_true(workday_is(w, 20200101));
	assert_int_equal(workday_said(w, 20261009)->row, 3);
	assert_int_equal(workday_said(w, 20261001)->row, 0);
	assert_string_equal(workday_said(w, 20261001)->document, "国办发明电〔2025〕7号");
	assert_null(workday_said(w, 20260303));
	assert_int_equal(workday_add(w, 20261008, 1), 20261012);
	assert_true(fine(workdays_load(site.a, site.db, site.county + 1, &w, &site.e)));
	assert_true(workday_is(w, 20261009));
}

/* The notice of 2026 as printed, and the days it says. */
static const char printed[] =
	"国办发明电〔2025〕7号\n国务院办公厅关于2026年部分节假日安排的通知\n"
	"一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n"
	"二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。\n"
	"三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n"
	"四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\n"
	"五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n"
	"六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n"
	"七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。\n"
	"国务院办公厅\n2025年11月4日\n";

static void a_notice_is_read_as_printed(void **state)
{
	(void)state;
	struct findings f;
	struct workday_notice n;
	const struct workdays *w = workdays_built_in(site.a);
	findings_init(&f, site.a);
	workday_notice_read(site.a, printed, 2030, "text", &n, &f);
	assert_int_equal(f.errors, 0);
	assert_int_equal(n.year, 2026);
	assert_string_equal(n.document, "国办发明电〔2025〕7号");
	assert_int_equal(n.count, 39);
	for (int i = 0; i < n.count; i++) {
		const struct workday_day *built = workday_said(w, n.days[i].day);
		assert_non_null(built);
		assert_int_equal(built->work, n.days[i].work);
		assert_string_equal(built->name, n.days[i].name);
	}
	findings_init(&f, site.a);
	workday_notice_read(site.a,
			    "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n"
			    "六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。",
			    2023, "text", &n, &f);
	assert_int_equal(f.errors, 0);
	assert_int_equal(n.count, 13);
	assert_int_equal(n.days[0].day, 20221231);
	assert_int_equal(n.days[3].day, 20230929);
	assert_string_equal(n.days[12].name, "中秋节、国庆节");
	assert_true(n.days[12].work && n.days[12].day == 20231008);
}

static void a_wrong_notice_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
	} cases[] = {
		{ "一、元旦：1月1日（周三）至3日（周六）放假，共3天。", "notice-weekday" },
		{ "一、元旦：1月1日（星期三）放假。", "notice-weekday" },
		{ "一、元旦：1月1日至3日放假，共4天。", "notice-sum" },
		{ "一、元旦：1月1日至3日放假，共3天。1月5日上班。", "notice-work" },
		{ "一、元旦：1月1日至3日放假，共3天。1月3日上班。", "notice-twice" },
		{ "二、春节：2月30日放假。", "notice-day" },
		{ "二、春节：30日放假。", "notice-day" },
		{ "二、春节：3月20日至2月1日放假。", "notice-span" },
		{ "二、春节：1月1日至12月31日放假。", "notice-span" },
		{ "关于做好春节期间值班工作的通知", "notice-none" },
		{ "", "notice-none" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct findings f;
		struct workday_notice n;
		findings_init(&f, site.a);
		workday_notice_read(site.a, cases[i].text, 2026, "text", &n, &f);
		if (!f.first || !text_eq(f.first->code, cases[i].code))
			fprintf(stderr, "%s: %s\n", cases[i].text, f.first ? f.first->code : "nothing");
		assert_non_null(f.first);
		assert_string_equal(f.first->code, cases[i].code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_is_as_the_notices_say),
		cmocka_unit_test(adding_and_counting_agree),
		cmocka_unit_test(years_without_a_notice_are_named),
		cmocka_unit_test(a_county_adds_and_overrides),
		cmocka_unit_test(a_notice_is_read_as_printed),
		cmocka_unit_test(a_wrong_notice_is_refused),
	};
	second_count();
	return cmocka_run_group_tests(tests, site_up, site_down);
}
