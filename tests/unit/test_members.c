/*
 * test_members.c - stages of member development, years served, benefits due, and their sheets.
 *
 * Expected days come from 《中国共产党发展党员工作细则》 (2014), worked out by hand, and from a
 * second computation that walks the calendar day by day.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/entitlement.h"
#include "measure/measure_int.h"
#include "reg/development.h"
#include "reg/import.h"
#include "sheet/sheet.h"

#define XINLONG "431181110200"


static uint64_t lot = 20231231;

static int below(int n)
{
	lot ^= lot << 13;
	lot ^= lot >> 7;
	lot ^= lot << 17;
	return (int)(lot % (uint64_t)n);
}

static ymd any_day(int from_year, int years)
{
	return date_make(from_year + below(years), 1 + below(12), 1 + below(28));
}

/* ---- saving ---- */

static struct record *record_of(const char *reg, const char *unit)
{
	struct record *r = record_new(site.a, reg_find(reg), site.county, unit_of(unit));
	if (r->def->state_count)
		r->state = r->def->states[0].code;
	return r;
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = true, .i = id };
}

/* "" when it was saved, else the code of the first error. */
static const char *saved(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	if (reg_save(site.a, site.db, r, &how, &f, &site.e))
		return "";
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){ 0 };
	const struct finding *fi = f.first;
	while (fi->severity != FINDING_ERROR)
		fi = fi->next;
	return fi->code;
}

static int64_t person(const char *name, const char *birth)
{
	return add_person(XINLONG, name, birth, "大专", "");
}

static void post(int64_t who, const char *kind, const char *committee, const char *from, const char *to)
{
	struct record *r = record_of("post", XINLONG);
	put_id(r, "person", who);
	put(r, "kind", kind);
	put(r, "committee", committee);
	put(r, "started", from);
	put(r, "ended", to);
	assert_string_equal(saved(r), "");
}

/* ---- months served ---- */

/* The last day of a month, found on the calendar. */
static ymd last_day(int year, int month)
{
	for (int day = 31;; day--)
		if (date_make(year, month, day))
			return date_make(year, month, day);
}

struct held {
	ymd from, to; /* to 0: still */
};

/* Whether any post was held on the last day of the month. */
static bool held_at_end(const struct held *posts, int count, int year, int month)
{
	ymd end = last_day(year, month);
	for (int i = 0; i < count; i++)
		if (posts[i].from <= end && (!posts[i].to || posts[i].to > end))
			return true;
	return false;
}

static void months_served_count_once(void **state)
{
	(void)state;
	for (int turn = 0; turn < 400; turn++) {
		struct held posts[5];
		struct tenure t = { 0 };
		int count = 1 + below(5), at_year = 1985 + below(45), at_month = 1 + below(12), want = 0;
		for (int i = 0; i < count; i++) {
			posts[i].from = any_day(1970, 45);
			posts[i].to = below(4) ? date_from_days(date_days(posts[i].from) + below(6000)) : 0;
			tenure_add(&t, posts[i].from, posts[i].to);
		}
		for (int y = 1965; y <= at_year; y++)
			for (int m = 1; m <= 12 && (y < at_year || m < at_month); m++)
				want += held_at_end(posts, count, y, m);
		int month = month_of(date_make(at_year, at_month, 1));
		assert_int_equal(tenure_before(&t, month), want);
		assert_int_equal(tenure_in(&t, month), held_at_end(posts, count, at_year, at_month));
		/* entering a post again, or a part of it, changes nothing */
		tenure_add(&t, posts[0].from, posts[0].to);
		if (posts[0].to)
			tenure_add(&t, posts[0].from, date_from_days((date_days(posts[0].from) +
								      date_days(posts[0].to)) / 2));
		assert_int_equal(tenure_before(&t, month), want);
	}
	assert_int_equal(month_day(month_of(20240229)), 20240201);
}

static void a_term_of_three_years_is_36_months(void **state)
{
	(void)state;
	struct tenure t = { 0 };
	tenure_add(&t, 20210320, 20240320);
	assert_int_equal(tenure_before(&t, month_of(20240601)), 36);
	tenure_add(&t, 20220101, 20230101); /* a second post within */
	assert_int_equal(tenure_before(&t, month_of(20240601)), 36);
	tenure_add(&t, 20240500, 0);        /* only the month is known */
	assert_int_equal(tenure_before(&t, month_of(20240601)), 37);
}

/* ---- benefits ---- */

static void rule(const char *unit, const char *text[9])
{
	static const char *const fields[] = { "kind", "posts", "standing", "years", "age",
					      "amount", "per", "valid_from", "valid_to" };
	struct record *r = record_of("benefit_rule", unit);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		put(r, fields[i], text[i]);
	put(r, "document", "演示〔2023〕1号");
	assert_string_equal(saved(r), "");
}
#define RULE(unit, ...) rule(unit, (const char *[9]){ __VA_ARGS__ })

/* What someone is due for a kind in a period, in hundredths of a yuan. */
static int64_t due(int64_t who, const char *kind, ymd from, ymd to)
{
	struct entitlement_list list;
	struct entitlement_ask ask = { .county = site.county, .unit = site.town, .from = from, .to = to };
	scope_all(site.county, &ask.scope);
	assert_true(fine(entitlements_load(site.a, site.db, &ask, &list, &site.e)));
	for (int i = 0; i < list.count; i++)
		if (list.rows[i].person == who && text_eq(list.rows[i].kind->code, kind))
			return list.rows[i].amount;
	return 0;
}

static int unknown_births(ymd from, ymd to)
{
	struct entitlement_list list;
	struct entitlement_ask ask = { .county = site.county, .unit = site.town, .from = from, .to = to };
	scope_all(site.county, &ask.scope);
	assert_true(fine(entitlements_load(site.a, site.db, &ask, &list, &site.e)));
	return list.unknown_count;
}

#define TOWN "431181110000"
#define COUNTY "431181000000"

static void a_rule_counts_from_its_date_only(void **state)
{
	(void)state;
	int64_t zhou = person("周德生", "1955-06-15");
	post(zhou, "会计", "否", "2000-03-10", "2009-03-10");     /* 108 months */
	post(zhou, "村委委员", "是", "2006-01-01", "2012-09-20");     /* overlaps; 42 more */
	RULE(TOWN, "离任村干部补贴", "村（组）干部", "离任", "10", "60", "10", "每任职一年每月", "2022-01-01", "2023-07-01");
	RULE(TOWN, "离任村干部补贴", "村（组）干部", "离任", "10", "60", "12.5", "每任职一年每月", "2023-07-01", "");
	/* 150 months: 12 full years */
	assert_int_equal(due(zhou, "former_cadre", 20230101, 20230630), 12 * 1000 * 6);
	assert_int_equal(due(zhou, "former_cadre", 20230701, 20231231), 12 * 1250 * 6);
	assert_int_equal(due(zhou, "former_cadre", 20230401, 20230930), 12 * 1000 * 3 + 12 * 1250 * 3);
	assert_int_equal(due(zhou, "former_cadre", 20211001, 20211231), 0); /* before any rule */
	assert_int_equal(due(zhou, "pension", 20230101, 20231231), 0);
}

static void age_and_years_are_those_of_the_first_of_the_month(void **state)
{
	(void)state;
	int64_t li = person("李秋生", "1963-02-02"); /* 60 on 2023-02-02: not yet on 1 February */
	post(li, "副主任", "是", "2005-01-01", "2017-01-01");
	assert_int_equal(due(li, "former_cadre", 20230101, 20230228), 0);
	assert_int_equal(due(li, "former_cadre", 20230301, 20230331), 12 * 1000);
	int64_t short_of = person("王九年", "1950-01-01");
	post(short_of, "村委委员", "是", "2005-01-01", "2014-12-31"); /* 119 months */
	assert_int_equal(due(short_of, "former_cadre", 20230301, 20230331), 0);
	post(short_of, "会计", "否", "2014-12-01", "2015-01-01"); /* the twelfth of the tenth year */
	assert_int_equal(due(short_of, "former_cadre", 20230301, 20230331), 10 * 1000);
	int64_t back = person("赵又任", "1950-01-01");
	post(back, "村委委员", "是", "2000-01-01", "2012-01-01");
	post(back, "监委会主任", "否", "2023-03-15", ""); /* serves again: not former */
	assert_int_equal(due(back, "former_cadre", 20230201, 20230430), 12 * 1000);
	int64_t nobody = person("孙无期", "");
	assert_int_equal(unknown_births(20230101, 20231231), 0);
	post(nobody, "村委委员", "是", "2000-01-01", "2012-01-01");
	assert_int_equal(unknown_births(20230101, 20231231), 1);
	assert_int_equal(due(nobody, "former_cadre", 20230101, 20231231), 0);
}

static void the_nearest_unit_sets_the_rule(void **state)
{
	(void)state;
	int64_t chen = person("陈在任", "1980-01-01");
	post(chen, "书记", "是", "2015-05-01", "");
	RULE(COUNTY, "养老保险补贴", "正职", "在任", "3", "", "80", "每月", "2022-01-01", "");
	assert_int_equal(due(chen, "pension", 20230101, 20230331), 3 * 8000);
	RULE(TOWN, "养老保险补贴", "正职", "在任", "3", "", "100", "每月", "2023-03-01", "");
	assert_int_equal(due(chen, "pension", 20230101, 20230331), 2 * 8000 + 10000);
	RULE(TOWN, "养老保险补贴", "正职", "在任", "5", "", "150", "每月", "2023-03-01", ""); /* gives more */
	assert_int_equal(due(chen, "pension", 20230301, 20230331), 15000);
	RULE(TOWN, "体检", "两委成员", "在任", "1", "", "300", "每年一次", "2022-01-01", "");
	assert_int_equal(due(chen, "checkup", 20230101, 20230331), 30000);
	assert_int_equal(due(chen, "checkup", 20230401, 20230630), 0); /* once a year, in January */
	assert_int_equal(due(chen, "checkup", 20230101, 20241231), 60000);
	int64_t first = person("吴驻村", "1985-01-01");
	post(first, "第一书记", "否", "2015-05-01", "");
	assert_int_equal(due(first, "checkup", 20230101, 20230331), 0); /* no village cadre */
}

static void no_month_is_paid_twice(void **state)
{
	(void)state;
	int64_t who = person("钱一次", "1950-01-01");
	static const struct {
		const char *from, *to, *want;
	} cases[] = {
		{ "2023-01-01", "2023-03-31", "" },
		{ "2023-03-01", "2023-04-30", "benefit-overlap" },
		{ "2023-04-01", "2023-06-30", "" },
		{ "2022-01-01", "2023-12-31", "benefit-overlap" },
		{ "2023-08-31", "2023-07-01", "benefit-period" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct record *r = record_of("benefit", XINLONG);
		put_id(r, "person", who);
		put(r, "kind", "离任补贴");
		put(r, "period_from", cases[i].from);
		put(r, "period_to", cases[i].to);
		put(r, "due", cases[i].to);
		put(r, "amount", "360");
		assert_string_equal(saved(r), cases[i].want);
	}
}

/* ---- stages ---- */

/* Codes of all findings of a development, in order, joined by blanks. */
static const char *says(const char *birth, const char *const text[9])
{
	static const char *const fields[] = { "applied", "talked", "activist", "candidate", "training_days",
					      "training_hours", "probationary", "extended", "converted" };
	static int64_t serial = 0;
	static int64_t two[2];
	if (!two[0])
		for (int i = 0; i < 2; i++) {
			struct record *p = record_of("person", XINLONG);
			put(p, "name", i ? "介绍乙" : "介绍甲");
			put(p, "sex", "男");
			put(p, "political", "中共党员");
			assert_string_equal(saved(p), "");
			two[i] = p->id;
		}
	int64_t who = person(arena_printf(site.a, "申请%d", (int)++serial), birth);
	struct record *r = record_of("development", XINLONG);
	put_id(r, "person", who);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		put(r, fields[i], text[i]);
	put_id(r, "introducer", two[0]);
	put_id(r, "introducer2", two[1]);
	struct findings f;
	findings_init(&f, site.a);
	assert_true(fine(record_check(site.a, site.db, r, NULL, &f, &site.e)));
	const char *out = "";
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		out = arena_printf(site.a, "%s%s%s", out, *out ? " " : "", fi->code);
	return out;
}
#define SAYS(birth, ...) says(birth, (const char *const[9]){ __VA_ARGS__ })

static void each_stage_says_what_is_missing(void **state)
{
	(void)state;
	const char *born = "1990-01-01";
	/* all as the rules want it, on the first possible day each */
	assert_string_equal(SAYS(born, "2020-01-10", "2020-02-10", "2020-06-01", "2021-06-01", "3", "", "2021-08-01", "",
				 "2022-08-01"), "");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-02-11", "", "", "", "", "", "", ""), "development-talk");
	assert_string_equal(SAYS(born, "2023-12-10", "", "", "", "", "", "", "", ""), ""); /* still time on 2024-01-01 */
	assert_string_equal(SAYS(born, "2023-11-30", "", "", "", "", "", "", "", ""), "development-talk");
	assert_string_equal(SAYS("2002-01-11", "2020-01-10", "2020-01-20", "", "", "", "", "", "", ""),
			    "development-age"); /* 18 the day after */
	assert_string_equal(SAYS("2002-01-10", "2020-01-10", "2020-01-20", "", "", "", "", "", "", ""), "");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-05-31", "3", "", "", "", ""),
			    "development-early");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "2", "23", "2021-08-01",
				 "", ""), "development-training");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "", "24", "2021-08-01",
				 "", ""), "");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "3", "", "2021-08-01", "",
				 "2022-07-31"), "development-probation");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "3", "", "2021-08-01",
				 "2023-01-31", ""), "development-extension"); /* a day less than half a year */
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "3", "", "2021-08-01",
				 "2023-02-01", ""), "");
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "3", "", "2021-08-01",
				 "2023-08-02", ""), "development-extension"); /* a day more than a year */
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-20", "", "2021-06-01", "3", "", "2021-08-01", "", ""),
			    "development-skipped");
	/* what cannot be is refused */
	assert_string_equal(SAYS(born, "2020-01-10", "2020-01-09", "", "", "", "", "", "", ""), "development-order");
	assert_string_equal(SAYS(born, "2023-12-20", "2024-01-02", "", "", "", "", "", "", ""), "development-to-come");
	assert_string_equal(SAYS(born, "2020-06", "2020-06", "2020-06", "", "", "", "", "", ""), ""); /* months only */
}

/* The same day so many months on, or the last one before it, by walking the calendar. */
static ymd walk(ymd from, int months)
{
	int32_t day = date_days(from);
	int seen = 0, month = from / 100;
	while (seen < months) {
		ymd d = date_from_days(++day);
		if (d / 100 != month) {
			seen++;
			month = d / 100;
		}
	}
	while (date_from_days(day) % 100 < from % 100 && date_from_days(day + 1) / 100 == month)
		day++;
	return date_from_days(day);
}

static void the_next_step_and_its_day(void **state)
{
	(void)state;
	struct dev_rules *rules;
	struct unit_list path = { 0 };
	assert_true(fine(dev_rules_load(site.a, site.db, site.county, &rules, &site.e)));
	for (int turn = 0; turn < 500; turn++) {
		struct dev_dates d = { .applied = any_day(2005, 15) };
		ymd at = any_day(2005, 20);
		int reached = below(5);
		d.talked = reached > 0 || below(2) ? d.applied + 0 : 0;
		d.activist = reached > 0 ? walk(d.applied, 1 + below(6)) : 0;
		d.candidate = reached > 1 ? walk(d.activist, 6 + below(12)) : 0;
		d.training_days = below(5);
		d.introducers = below(3);
		d.probationary = reached > 2 ? walk(d.candidate, 1 + below(3)) : 0;
		d.converted = reached > 3 ? walk(d.probationary, 12) : 0;
		struct dev_state s = dev_state_on(&d, rules, &path, at);
		if (d.converted && d.converted <= at) {
			assert_int_equal(s.stage, DEV_FULL);
			assert_int_equal(s.next, DEV_DONE);
		} else if (d.probationary && d.probationary <= at) {
			assert_int_equal(s.stage, DEV_PROBATIONARY);
			assert_int_equal(s.day, walk(d.probationary, 12));
			assert_int_equal(s.overdue, at > walk(d.probationary, 12));
		} else if (d.candidate && d.candidate <= at) {
			assert_int_equal(s.stage, DEV_CANDIDATE);
			assert_int_equal(s.next, d.training_days < 3	 ? DEV_TRAIN
						 : d.introducers < 2 ? DEV_INTRODUCE
								     : DEV_ADMIT);
		} else if (d.activist && d.activist <= at) {
			assert_int_equal(s.stage, DEV_ACTIVIST);
			assert_int_equal(s.day, walk(d.activist, 12));
			assert_false(s.overdue);
		} else {
			assert_int_equal(s.stage, DEV_APPLICANT);
			if (!d.talked || d.talked > at)
				assert_int_equal(s.overdue, at > walk(d.applied, 1));
		}
	}
}

/* A county that wants two years of an activist: from the day of its document only. */
static void a_bound_counts_from_its_date_only(void **state)
{
	(void)state;
	struct record *r = record_of("parameter", COUNTY);
	put(r, "name", "member.activist_months");
	put(r, "value", "24");
	put(r, "valid_from", "2021-01-01");
	put(r, "document", "演示〔2021〕1号");
	assert_string_equal(saved(r), "");
	assert_string_equal(SAYS("1990-01-01", "2020-01-10", "2020-01-20", "2020-06-01", "2021-06-01", "3", "", "", "",
				 ""), "");
	assert_string_equal(SAYS("1990-01-01", "2021-01-10", "2021-01-20", "2021-06-01", "2022-06-01", "3", "", "", "",
				 ""), "development-early");
	assert_string_equal(SAYS("1990-01-01", "2021-01-10", "2021-01-20", "2021-06-01", "2023-06-01", "3", "", "", "",
				 ""), "");
}

static void introducers_are_two_full_members(void **state)
{
	(void)state;
	int64_t who = person("唐新", "1990-01-01"), masses = person("唐众", "1980-01-01");
	struct record *r = record_of("development", XINLONG);
	struct findings f;
	put_id(r, "person", who);
	put(r, "applied", "2023-12-20");
	put_id(r, "introducer", masses);
	findings_init(&f, site.a);
	assert_true(fine(record_check(site.a, site.db, r, NULL, &f, &site.e)));
	assert_string_equal(f.first->code, "introducer-full");
	assert_int_equal(f.errors, 0);
	put_id(r, "introducer2", masses);
	assert_string_equal(saved(r), "introducer-twice");
	put_id(r, "introducer", who);
	assert_string_equal(saved(r), "introducer-self");
}

/* The code of the first finding of an admission on a day, "" for none. */
static const char *admitted(int64_t who, const char *priority, const char *on)
{
	struct record *r = record_of("development", XINLONG);
	struct findings f;
	struct err e = { 0 };
	const struct check_in in = { .arena = site.a, .db = site.db, .rec = r, .today = 20240101, .e = &e };
	put_id(r, "person", who);
	put(r, "priority", priority);
	put(r, "probationary", on);
	findings_init(&f, site.a);
	check_find("development_reserve")->fn(&in, &f);
	assert_int_equal(e.code, ERR_NONE);
	return f.first ? f.first->code : "";
}

static void who_is_admitted_from_the_pool_is_called_so(void **state)
{
	(void)state;
	int64_t who = person("秦后备", "1995-01-01");
	add_reserve(XINLONG, who, "2022-03-01");
	assert_string_equal(admitted(who, "后备力量", "2022-03-01"), "");
	assert_string_equal(admitted(who, "后备力量", "2022-02-28"), "development-reserve");
	assert_string_equal(admitted(who, "退役军人", "2022-03-01"), "development-reserve");
	assert_string_equal(admitted(who, "退役军人", "2022-02-28"), "");
}

static int64_t branch(const char *name)
{
	struct record *r = record_of("org", XINLONG);
	put(r, "name", name);
	put(r, "kind", "党支部");
	assert_string_equal(saved(r), "");
	return r->id;
}

static const char *member(int64_t who, int64_t org, const char *principal, const char *from, const char *to)
{
	struct record *r = record_of("membership", XINLONG);
	put_id(r, "person", who);
	put_id(r, "org", org);
	put(r, "principal", principal);
	put(r, "standing", "正式党员");
	put(r, "joined", "2010-07-01");
	put(r, "entered", from);
	put(r, "departed", to);
	return saved(r);
}

static void a_member_has_one_principal_branch(void **state)
{
	(void)state;
	int64_t who = person("蒋党员", "1980-01-01");
	int64_t village = branch("中共新龙村支部委员会"), chain = branch("油茶产业链党支部"),
		other = branch("中共白塘村支部委员会");
	assert_string_equal(member(who, village, "是", "2010-07-01", "2022-03-01"), "");
	assert_string_equal(member(who, chain, "是", "2021-01-01", ""), "membership-principal");
	assert_string_equal(member(who, chain, "否", "2021-01-01", ""), ""); /* a joint branch counts nobody again */
	assert_string_equal(member(who, other, "是", "2022-03-01", ""), ""); /* the day of the transfer */
}

static void the_bounds_are_those_of_the_definitions(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f, site.a);
	assert_true(measures_read(site.process, NULL, &f));
	for (int b = 0; b < DEV_BOUND__COUNT; b++) {
		const struct parameter_def *p = parameter_find(measure_all(), dev_bounds[b].parameter);
		assert_non_null(p);
		assert_string_equal(p->initial, arena_printf(site.a, "%d", dev_bounds[b].initial));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_served_count_once),
		cmocka_unit_test(a_term_of_three_years_is_36_months),
		cmocka_unit_test(a_rule_counts_from_its_date_only),
		cmocka_unit_test(age_and_years_are_those_of_the_first_of_the_month),
		cmocka_unit_test(the_nearest_unit_sets_the_rule),
		cmocka_unit_test(no_month_is_paid_twice),
		cmocka_unit_test(each_stage_says_what_is_missing),
		cmocka_unit_test(the_next_step_and_its_day),
		cmocka_unit_test(a_bound_counts_from_its_date_only),
		cmocka_unit_test(introducers_are_two_full_members),
		cmocka_unit_test(who_is_admitted_from_the_pool_is_called_so),
		cmocka_unit_test(a_member_has_one_principal_branch),
		cmocka_unit_test(the_bounds_are_those_of_the_definitions),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
