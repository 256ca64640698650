/*
 * test_cadence.c - what periods ask for and get: cases by hand, then random rules and events
 * against a second evaluation that walks every day of three years.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/id.h"
#include "base/str.h"
#include "duty/cadence.h"

#define VILLAGE "431181110235"

static struct record *row_new(const char *reg, int64_t unit)
{
	return record_new(site.a, reg_find(reg), site.county, unit);
}

static int64_t row_save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static bool row_refused(struct record *r, const char *code)
{
	struct findings f;
	struct save_how how = by_program();
	struct err e = { 0 };
	findings_init(&f, site.a);
	bool saved = reg_save(site.a, site.db, r, &how, &f, &e);
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (text_eq(fi->code, code))
			return !saved;
	return false;
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = true, .i = id };
}

static void put_day(struct record *r, const char *field, ymd day)
{
	if (day)
		put_id(r, field, day);
}

/* ---- a rule and its events as the test knows them ---- */

enum { RULES = 12, WHOS = 9, EVENTS = 400, DAYS = 1096 }; /* 2022-01-01 to 2024-12-31 */

struct rule {
	int64_t id;
	const char *each, *period;
	int times, first, last, weekday; /* weekday 0 any, 1 Monday */
	int from, to;                    /* day numbers of the test, [from, to) */
};
struct who {
	int64_t unit, person, pairing;
	const char *each;
	int from, to;
};
struct event {
	int day, who;
};

static ymd calendar[DAYS];
static int weekdays[DAYS];

/* The calendar, counted on from Saturday 2022-01-01; 2024 is a leap year. */
static void calendar_make(void)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int n = 0;
	for (int y = 2022; y <= 2024; y++)
		for (int m = 0; m < 12; m++)
			for (int d = 1; d <= lengths[m] + (y == 2024 && m == 1); d++, n++) {
				calendar[n] = y * 10000 + (m + 1) * 100 + d;
				weekdays[n] = (n + 5) % 7 + 1;
			}
	assert_int_equal(n, DAYS);
}

/* Which period of its kind a day lies in: any number that tells them apart. */
static int period_of(const char *kind, int day)
{
	int y = calendar[day] / 10000, m = calendar[day] / 100 % 100;
	switch (*kind) {
	case 'w':
		return (day + 5) / 7;
	case 'm':
		return y * 12 + m;
	case 'q':
		return y * 4 + (m - 1) / 3;
	case 'h':
		return y * 2 + (m > 6);
	default:
		return y;
	}
}

struct expected {
	int needed, got;
	bool late;
	ymd due;
};

/* All days of the period one by one. */
static bool expect(const struct rule *r, const struct who *w, int who, const struct event *events, int count, int first,
		   int at, struct expected *out)
{
	int all = 0, part = 0, length = 0, n = 0;
	*out = (struct expected){ 0 };
	for (int d = first; d < DAYS && period_of(r->period, d) == period_of(r->period, first); d++)
		length++;
	for (int d = first; d < first + length; d++) {
		n++;
		int from = r->first && r->first < length ? r->first : r->first ? length : 1;
		int to = r->last && r->last < length ? r->last : length;
		if (n < from || n > to || (r->weekday && weekdays[d] != r->weekday))
			continue;
		all++;
		if (d < r->from || d >= r->to || d < w->from || d >= w->to)
			continue;
		part++;
		out->due = calendar[d];
		out->late = at > d;
		for (int i = 0; i < count; i++)
			out->got += events[i].who == who && events[i].day == d && d <= at;
	}
	/* rounded half up: floor(times * part / all + 1/2) */
	out->needed = all ? (int)((double)r->times * part / all + 0.5 + 1e-9) : 0;
	return part && out->needed;
}

static uint64_t seed = 20241122;

static int below(int n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (int)((seed >> 33) % (uint64_t)n);
}

static int64_t rule_save(const struct rule *r, int i)
{
	static const char *const names[] = { "", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	struct record *rec = row_new("cadence_rule", site.county);
	bool pairing = text_eq(r->each, "pairing"), post = text_eq(r->each, "post");
	put(rec, "name", arena_printf(site.a, "要求%d", i));
	put(rec, "event", pairing ? "visit" : "meeting");
	put(rec, "meeting_kind", pairing ? "" : "advance");
	put(rec, "pairing_kind", pairing ? "town_leader_village" : "");
	put(rec, "each", r->each);
	put(rec, "post_kind", post ? "secretary" : "");
	put(rec, "times", arena_printf(site.a, "%d", r->times));
	put(rec, "period", r->period);
	if (r->first)
		put_id(rec, "first_day", r->first);
	if (r->last)
		put_id(rec, "last_day", r->last);
	if (r->weekday)
		put(rec, "weekday", names[r->weekday]);
	put(rec, "document", "演示1号");
	put_day(rec, "started", calendar[r->from]);
	put_day(rec, "ended", r->to < DAYS ? calendar[r->to] : 0);
	return row_save(rec);
}

static void event_save(const struct who *w, const struct event *ev, int i)
{
	bool pairing = text_eq(w->each, "pairing"), post = text_eq(w->each, "post");
	struct record *rec = row_new(pairing ? "visit" : "meeting", w->unit);
	if (pairing) {
		put_day(rec, "visited", calendar[ev->day]);
		put_id(rec, "visitor", w->person);
		put(rec, "purpose", "");
		put(rec, "said", arena_printf(site.a, "第%d次", i));
		row_save(rec);
		return;
	}
	put(rec, "topic", arena_printf(site.a, "会议%d", i));
	put(rec, "kind", "advance");
	put_day(rec, "held", calendar[ev->day]);
	int64_t meeting = row_save(rec);
	if (post) {
		rec = row_new("meeting_person", w->unit);
		put_id(rec, "meeting", meeting);
		put_id(rec, "person", w->person);
		put(rec, "attendance", i % 5 ? "present" : "absent");
		row_save(rec);
	}
}

static struct who whos[WHOS];
static struct event events[EVENTS];

/* Three villages, three holders of a post, three pairings; some begin or end on the way. */
static void whos_make(void)
{
	struct unit_list list;
	assert_true(unit_villages(site.a, site.db, site.town, 0, &list, &site.e) && list.count > 6);
	for (int i = 0; i < WHOS; i++) {
		struct who *w = &whos[i];
		*w = (struct who){ .unit = list.units[i % 7].id, .from = 0, .to = DAYS };
		w->each = i < 3 ? "village" : i < 6 ? "post" : "pairing";
		if (i < 3)
			continue;
		w->from = below(300);
		w->to = i % 3 ? DAYS : 500 + below(400);
		w->person = add_person(list.units[i % 7].code, arena_printf(site.a, "王建%d", i), "1980-01-02", "大专", "");
		struct record *rec = row_new(i < 6 ? "post" : "pairing", w->unit);
		put_id(rec, i < 6 ? "person" : "helper", w->person);
		put(rec, "kind", i < 6 ? "secretary" : "town_leader_village");
		put_day(rec, "started", calendar[w->from]);
		put_day(rec, "ended", w->to < DAYS ? calendar[w->to] : 0);
		if (i < 6)
			put(rec, "committee", "yes");
		w->pairing = row_save(rec);
		if (i < 6)
			w->pairing = 0;
	}
}

static void rules_make(struct rule *rules)
{
	static const char *const periods[] = { "week", "month", "quarter", "half", "year" };
	static const int lengths[] = { 7, 28, 90, 181, 365 };
	static const char *const eaches[] = { "village", "post", "pairing" };
	for (int i = 0; i < RULES; i++) {
		int p = below(5);
		struct rule *r = &rules[i];
		*r = (struct rule){ .each = eaches[i % 3], .period = periods[p], .times = 1 + below(3),
				    .from = below(400), .to = i % 4 ? DAYS : 700 + below(300) };
		if (i % 2) {
			r->first = 1 + below(lengths[p]);
			r->last = r->first + below(lengths[p] + 1 - r->first);
			r->weekday = p && r->last - r->first > 7 ? below(8) : 0;
		}
		if (i == 4)
			*r = (struct rule){ .each = "post", .period = "month", .times = 1, .first = 29, .last = 31, .to = DAYS };
		r->id = rule_save(r, i);
	}
}

static const struct cadence_cell *cell_of(const struct cadence_board *b, const struct rule *r, const struct who *w,
					  ymd first)
{
	for (int i = 0; i < b->cell_count; i++) {
		const struct cadence_who *o = &b->whos[b->cells[i].who];
		if (b->rules[b->cells[i].rule].id == r->id && b->cells[i].first == first && o->unit == w->unit &&
		    o->person == w->person && o->pairing == w->pairing)
			return &b->cells[i];
	}
	return NULL;
}

static int compare(const struct cadence_board *b, const struct rule *r, int who, int at)
{
	int cells = 0;
	for (int d = 2; d < DAYS; d++) { /* 2022-01-03 is a Monday */
		struct expected x;
		bool first = period_of(r->period, d) != period_of(r->period, d - 1);
		if (!first || (*r->period == 'w' && d + 7 > DAYS))
			continue;
		bool asked = expect(r, &whos[who], who, events, EVENTS, d, at, &x);
		const struct cadence_cell *c = cell_of(b, r, &whos[who], calendar[d]);
		assert_int_equal(c != NULL, asked);
		if (!c)
			continue;
		cells++;
		assert_int_equal(c->needed, x.needed);
		assert_int_equal(c->got, x.got);
		assert_int_equal(c->event_count, x.got);
		assert_int_equal(c->due, x.due);
		assert_int_equal(c->state, x.got >= x.needed ? CADENCE_KEPT : x.late ? CADENCE_MISSED : CADENCE_DUE);
	}
	return cells;
}

static void random_events_agree_with_every_day(void **state)
{
	(void)state;
	struct rule rules[RULES];
	int cells = 0;
	calendar_make();
	whos_make();
	rules_make(rules);
	for (int i = 0; i < EVENTS; i++) {
		int who = below(WHOS), day = below(DAYS - 40), twice = 0;
		if (day < whos[who].from || day >= whos[who].to)
			day = whos[who].from + below(whos[who].to - whos[who].from - 40);
		for (int k = 0; k < i; k++)
			twice |= events[k].day == day && (events[k].who == who || events[k].who < 0);
		if (twice) {
			events[i].who = -1;
			continue; /* the same visit once */
		}
		events[i] = (struct event){ day, who };
		event_save(&whos[who], &events[i], i);
		if (text_eq(whos[who].each, "post") && i % 5 == 0)
			events[i].who = -1; /* absent: does not count */
	}
	for (int round = 0; round < 3; round++) {
		int at = round ? 400 + below(600) : DAYS - 1;
		struct cadence_board b;
		struct cadence_ask ask = { .county = site.county, .unit = site.town, .from = 20220101, .to = 20241231,
					   .at = calendar[at] };
		scope_all(site.county, &ask.scope);
		assert_true(fine(cadence_evaluate(site.a, site.db, &ask, &b, &site.e)));
		for (int r = 0; r < RULES; r++)
			for (int w = 0; w < WHOS; w++)
				if (text_eq(rules[r].each, whos[w].each))
					cells += compare(&b, &rules[r], w, at);
	}
	assert_true(cells > 1000);
}

/* ---- by hand ---- */

static void around(enum cadence_period kind, ymd day, ymd first, ymd last)
{
	ymd f, l;
	cadence_around(kind, day, &f, &l);
	assert_int_equal(f, first);
	assert_int_equal(l, last);
}

static void periods_around_a_day(void **state)
{
	(void)state;
	around(EVERY_MONTH, 20240229, 20240201, 20240229); /* leap day */
	around(EVERY_MONTH, 20230228, 20230201, 20230228);
	around(EVERY_QUARTER, 20240331, 20240101, 20240331);
	around(EVERY_QUARTER, 20240401, 20240401, 20240630);
	around(EVERY_HALF, 20240630, 20240101, 20240630);
	around(EVERY_HALF, 20240701, 20240701, 20241231);
	around(EVERY_YEAR, 20241231, 20240101, 20241231);
	around(EVERY_WEEK, 20240101, 20240101, 20240107);  /* a Monday */
	around(EVERY_WEEK, 20231231, 20231225, 20231231);
	around(EVERY_WEEK, 20240229, 20240226, 20240303);  /* across the leap day */
}

/* Another village of another town, so that the random rows are not there. */
static struct cadence_board board_at(int64_t unit, int64_t rule, ymd from, ymd to, ymd at)
{
	struct cadence_board b;
	struct cadence_ask ask = { .county = site.county, .unit = unit, .rule = rule, .from = from, .to = to, .at = at };
	scope_all(site.county, &ask.scope);
	assert_true(fine(cadence_evaluate(site.a, site.db, &ask, &b, &site.e)));
	return b;
}

static int64_t quarter_rule(const char *name, int64_t unit, const char *started)
{
	struct record *r = row_new("cadence_rule", unit);
	put(r, "name", name);
	put(r, "event", "meeting");
	put(r, "meeting_kind", "liaison");
	put(r, "each", "town");
	put(r, "times", "1");
	put(r, "period", "quarter");
	put(r, "document", "演示2号");
	put(r, "started", started);
	return row_save(r);
}

static int64_t meeting_save(int64_t unit, const char *kind, const char *topic, const char *held, const char *status)
{
	struct record *r = row_new("meeting", unit);
	put(r, "kind", kind);
	put(r, "topic", topic);
	put(r, "held", held);
	put(r, "status", status);
	if (text_eq(status, "cancelled"))
		put(r, "reason", "防汛");
	return row_save(r);
}

/* 2023-Q2 has 91 days: from 16 May 46 of them, more than half; from 17 May 45, less. */
static void a_rule_that_begins_in_the_period(void **state)
{
	(void)state;
	struct cadence_board b = board_at(site.town, quarter_rule("半数以上", site.town, "2023-05-16"), 20230401, 20230630,
					  20230701);
	assert_int_equal(b.cell_count, 1);
	assert_int_equal(b.cells[0].state, CADENCE_MISSED);
	assert_int_equal(b.cells[0].opens, 20230516);
	b = board_at(site.town, quarter_rule("不到半数", site.town, "2023-05-17"), 20230401, 20230630, 20230701);
	assert_int_equal(b.cell_count, 0);
}

static void last_day_and_first_day_of_a_quarter(void **state)
{
	(void)state;
	int64_t rule = quarter_rule("季度联席", site.town, "2023-01-01");
	struct cadence_board b = board_at(site.town, rule, 20230401, 20230630, 20230630);
	assert_int_equal(b.cells[0].state, CADENCE_DUE); /* the last day is still time */
	meeting_save(site.town, "liaison", "第三季度联席会", "2023-07-01", "held");
	meeting_save(site.town, "liaison", "取消的联席会", "2023-06-30", "cancelled");
	meeting_save(site.town, "liaison", "拟开的联席会", "2023-06-30", "planned");
	b = board_at(site.town, rule, 20230401, 20230930, 20231001);
	assert_int_equal(b.cell_count, 2);
	assert_int_equal(b.cells[0].state, CADENCE_MISSED);
	assert_int_equal(b.cells[1].state, CADENCE_KEPT);
	meeting_save(site.town, "liaison", "第二季度联席会", "2023-06-30", "held");
	b = board_at(site.town, rule, 20230401, 20230630, 20231001);
	assert_int_equal(b.cells[0].state, CADENCE_KEPT);
	assert_int_equal(b.events[b.cells[0].event].day, 20230630);
}

static struct record *excuse_new(int64_t rule, int64_t by, int64_t whom, const char *day)
{
	struct record *r = row_new("cadence_excuse", by);
	put_id(r, "rule", rule);
	put_id(r, "excused", whom);
	put(r, "period", day);
	put(r, "reason", "全员投入防汛");
	put(r, "granted", "2023-10-08");
	return r;
}

static void excused_from_above_only(void **state)
{
	(void)state;
	int64_t rule = quarter_rule("第四季度", site.county, "2023-01-01");
	assert_true(row_refused(excuse_new(rule, site.town, site.town, "2023-10"), "excuse-self"));
	assert_true(row_refused(excuse_new(rule, site.county, site.county, "2023-10"), "excuse-self"));
	assert_true(row_refused(excuse_new(rule, unit_of(VILLAGE), site.town, "2023-10"), "excuse-above"));
	assert_true(row_refused(excuse_new(rule, site.county, site.town, "2022-10"), "excuse-period"));
	row_save(excuse_new(rule, site.county, site.town, "2023-12-31"));
	struct cadence_board b = board_at(site.town, rule, 20231001, 20231231, 20240105);
	assert_int_equal(b.cells[0].state, CADENCE_EXCUSED);
	assert_string_equal(b.cells[0].reason, "全员投入防汛");
	assert_int_equal(b.in_state[CADENCE_KEPT], 0);
	b = board_at(site.town, rule, 20231001, 20231231, 20231007); /* not granted yet */
	assert_int_equal(b.cells[0].state, CADENCE_DUE);
	struct due_list dues;
	struct scope all;
	scope_all(site.county, &all);
	assert_true(fine(cadence_dues(site.a, site.db, site.county, site.town, &all, 20240105, 1000, &dues, &site.e)));
	for (int i = 0; i < dues.count; i++)
		assert_false(has_prefix(dues.rows[i].key, arena_printf(site.a, "cadence/%" PRId64 "/20231001/", rule)));
	bool found = false; /* the running quarter ends on 31 March, beyond 60 days: not yet on the list */
	for (int i = 0; i < dues.count; i++)
		found |= dues.rows[i].due == 20240331;
	assert_false(found);
	assert_true(fine(cadence_dues(site.a, site.db, site.county, site.town, &all, 20240201, 1000, &dues, &site.e)));
	for (int i = 0; i < dues.count; i++)
		found |= text_eq(dues.rows[i].key, arena_printf(site.a, "cadence/%" PRId64 "/20240101/%" PRId64, rule, site.town));
	assert_true(found);
}

/* Who sees one village is told of that village alone. */
static void scope_keeps_others_out(void **state)
{
	(void)state;
	struct cadence_board b;
	int64_t village = unit_of(VILLAGE);
	struct cadence_ask ask = { .county = site.county, .unit = site.county, .from = 20230101, .to = 20231231, .at = 20240101,
				   .scope = { .count = 1, .units = { village } } };
	assert_true(fine(cadence_evaluate(site.a, site.db, &ask, &b, &site.e)));
	assert_true(b.cell_count > 0);
	for (int i = 0; i < b.cell_count; i++)
		assert_int_equal(b.whos[b.cells[i].who].unit, village);
	ask.scope.count = 0;
	assert_true(fine(cadence_evaluate(site.a, site.db, &ask, &b, &site.e)));
	assert_int_equal(b.cell_count, 0);
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct record *r = row_new("meeting", site.town);
	put(r, "kind", "work");
	put(r, "topic", "明天的会");
	put(r, "held", "2025-01-01");
	put(r, "status", "held");
	assert_true(row_refused(r, "meeting-future"));
	put(r, "status", "cancelled");
	assert_true(row_refused(r, "meeting-reason"));
	put(r, "status", "planned");
	int64_t meeting = row_save(r);
	r = row_new("meeting_person", unit_of(VILLAGE));
	put_id(r, "meeting", meeting);
	put_id(r, "person", whos[4].person);
	put(r, "attendance", "leave");
	assert_true(row_refused(r, "other-unit"));
	assert_true(row_refused(r, "leave-reason"));
	r = row_new("meeting_item", site.town);
	put_id(r, "meeting", meeting);
	put(r, "topic", "修路");
	put(r, "due", "2024-12-30");
	assert_true(row_refused(r, "decision-what"));
	put(r, "decision", "年底前修好");
	assert_true(row_refused(r, "decision-day"));
	r = row_new("cadence_rule", site.town);
	put(r, "name", "坏要求");
	put(r, "event", "activity");
	put(r, "each", "post");
	put(r, "times", "1");
	put(r, "period", "month");
	put(r, "first_day", "40");
	put(r, "document", "无");
	put(r, "started", "2024-01-01");
	assert_true(row_refused(r, "cadence-kind"));
	assert_true(row_refused(r, "cadence-each"));
	assert_true(row_refused(r, "cadence-window"));
}

int main(void)
{
	setenv("YANZHEN_NOW", "1735600000000", 1); /* 2024-12-31 */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_around_a_day),
		cmocka_unit_test(random_events_agree_with_every_day),
		cmocka_unit_test(a_rule_that_begins_in_the_period),
		cmocka_unit_test(last_day_and_first_day_of_a_quarter),
		cmocka_unit_test(excused_from_above_only),
		cmocka_unit_test(scope_keeps_others_out),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
