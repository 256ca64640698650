/* test_remind.c - the daily run against a model, with clocks that jump and writers that fail; what
 * is sent; the calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "auth/manage.h"
#include "measure/measure.h"
#include "remind/feed.h"
#include "remind/remind_int.h"

#include <libical/ical.h>

#define XINLONG "431181110200"

enum { TASKS = 6, RULES = 3, DAYS = 120 };
static const struct {
	const char *step;
	int days;
} chain[RULES] = {{"remind", -3}, {"superior", 2}, {"supervise", 5}};
static ymd dues[TASKS];
static int64_t clerk, organiser;

static int64_t save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static const char *day_text(ymd d)
{
	char text[16];
	return arena_strdup(site.a, date_iso(d, text));
}

static int64_t account(const char *login, enum role role, const char *unit)
{
	int64_t id;
	struct account_new n = {.login = login, .name = login, .password = "Ab-12345678", .county = site.county};
	assert_true(fine(account_create(site.db, &n, &id, &site.e)));
	assert_true(fine(grant_add(site.db, id, role, unit_of(unit), 20200101, DATE_OPEN, 0, &site.e)));
	return id;
}

static int up(void **state)
{
	static struct arena *process;
	struct findings f;
	if (site_up(state))
		return 1;
	process = arena_new(64 << 20);
	findings_init(&f, site.a);
	if (!measures_read(process, NULL, &f))
		return 1;
	clerk = account("clerk", ROLE_CLERK, XINLONG);
	organiser = account("organiser", ROLE_ORGANISER, "431181110000");
	for (int i = 0; i < RULES; i++) {
		struct record *r = record_new(site.a, reg_find("escalation_rule"), site.county, site.county);
		put(r, "applies", "重点任务");
		put(r, "days", arena_printf(site.a, "%d", chain[i].days));
		*record_value(r, "step") = (struct value){.known = true, .s = chain[i].step};
		put(r, "document", "测试文件");
		put(r, "started", "2020-01-01");
		save(r);
	}
	struct record *plan = record_new(site.a, reg_find("plan"), site.county, site.county);
	put(plan, "name", "二〇三〇年重点任务");
	*record_value(plan, "kind") = (struct value){.known = true, .s = "annual"};
	put(plan, "year", "2030");
	put(plan, "started", "2029-12-01");
	int64_t id = save(plan);
	for (int i = 0; i < TASKS; i++) {
		struct record *t = record_new(site.a, reg_find("task"), site.county, unit_of(XINLONG));
		dues[i] = date_from_days(date_days(20300201) + i * 11);
		*record_value(t, "plan") = (struct value){.known = true, .i = id};
		put(t, "title", arena_printf(site.a, "任务%d", i + 1));
		put(t, "weight", "1");
		put(t, "started", "2029-12-02");
		put(t, "due", day_text(dues[i]));
		save(t);
	}
	return 0;
}

/* ---- writers ---- */

struct tester {
	struct remind_writer writer; /* first */
	int fail_at, calls;
};

static bool tester_run(struct remind_writer *w, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		       struct err *e)
{
	struct tester *t = (struct tester *)w;
	TXN(txn);
	if (!txn_begin(&txn, site.db, e) || !fn(arg, site.db, e))
		return false;
	if (++t->calls == t->fail_at) /* all of it is taken back, as when the process is killed */
		return err_set(e, ERR_BUSY, "killed");
	return txn_commit(&txn, e);
}

static bool run_on(ymd at, int fail_at, bool go_on, struct run_report *r)
{
	struct tester t = {{tester_run}, fail_at, 0};
	struct run_ask ask = {.county = site.county, .at = at, .go_on = go_on};
	struct arena *a = arena_new(256 << 20);
	struct err e = {0};
	bool ok = remind_daily(a, site.db, &t.writer, &ask, r, &e);
	db_idle(site.db);
	if (!ok && !fail_at) {
		site.e = e;
		assert_true(fine(false));
	}
	arena_free(a);
	return ok;
}

static int64_t number(const char *sql)
{
	struct stmt *q = db_query(site.db, (struct sql){.text = sql, .file = __FILE__, .composed = true}, &site.e);
	assert_non_null(q);
	int64_t n = db_next(q) ? col_i64(q, 0) : -1;
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

static void forget(void)
{
	assert_true(fine(db_script(site.db,
				   "delete from remind_step; delete from remind_run; delete from notice; "
				   "delete from r_supervise; delete from outbox;",
				   &site.e)));
}

/* ---- the model: weekdays are working days, for 2030 has no notice yet ---- */

static bool model_works(int32_t day)
{
	int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */
	return weekday < 5;
}

static ymd model_day(ymd due, int n)
{
	int32_t d = date_days(due);
	for (int left = n < 0 ? -n : n; left > 0;) {
		d += n < 0 ? -1 : 1;
		left -= model_works(d);
	}
	return date_from_days(d);
}

static unsigned seed = 20301;
static int lot(int n)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 16) % n;
}

static void check_steps(ymd taken[TASKS][RULES])
{
	int all = 0;
	for (int i = 0; i < TASKS; i++)
		for (int k = 0; k < RULES; k++) {
			const char *sql = arena_printf(site.a,
						       "select coalesce(max(day),0)*10+count(*) from remind_step where "
						       "due_day=%d and step='%s'",
						       (int)dues[i], chain[k].step);
			int64_t got = number(sql);
			assert_int_equal(got, taken[i][k] ? (int64_t)taken[i][k] * 10 + 1 : 0);
			all += taken[i][k] != 0;
		}
	assert_int_equal(number("select count(*) from remind_step"), all);
}

static void test_against_model(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		ymd taken[TASKS][RULES] = {{0}}, last = 0, since = 0;
		int32_t clock = date_days(20300120);
		forget();
		for (int n = 0; n < DAYS / 3; n++) {
			struct run_report r;
			int jump = lot(10);
			clock += jump == 0 ? -lot(20) : jump == 1 ? 32 + lot(40) : lot(4);
			ymd at = date_from_days(clock);
			int gap = last ? clock - date_days(last) : 0;
			bool go_on = last && (gap < 0 || gap > RUN_JUMP_DAYS) && lot(3) == 0;
			run_on(at, lot(4) == 0 ? 1 + lot(3) : 0, go_on, &r);
			run_on(at, 0, go_on, &r); /* whoever was killed goes on */
			if (!go_on && last && gap < 0) {
				assert_int_equal(r.state, RUN_HELD_BACK);
			} else if (!go_on && last && gap > RUN_JUMP_DAYS) {
				assert_int_equal(r.state, RUN_HELD_FORWARD);
			} else {
				if (!since || go_on)
					since = date_from_days(clock - RUN_JUMP_DAYS);
				last = at;
				for (int i = 0; i < TASKS; i++)
					for (int k = 0; k < RULES; k++) {
						ymd day = model_day(dues[i], chain[k].days);
						bool seen = dues[i] <= date_from_days(clock + TODO_AHEAD_DAYS);
						if (!taken[i][k] && seen && day <= at && day >= since)
							taken[i][k] = at;
					}
			}
			check_steps(taken);
			if (clock > date_days(20300601))
				clock = date_days(20300120);
		}
	}
}

static void test_who_is_told(void **state)
{
	struct run_report r;
	(void)state;
	forget();
	run_on(model_day(dues[0], -3), 0, false, &r);
	assert_int_equal(r.steps, 1);
	assert_int_equal(number(arena_printf(site.a, "select count(*) from notice where account=%" PRId64, clerk)), 1);
	assert_int_equal(number(arena_printf(site.a, "select count(*) from notice where account=%" PRId64, organiser)), 0);
	run_on(model_day(dues[0], 2), 0, false, &r);
	assert_int_equal(
	    number(arena_printf(site.a, "select count(*) from notice where step='superior' and account=%" PRId64, organiser)),
	    1);
}

static void test_supervised_closes(void **state)
{
	struct run_report r;
	struct supervised_list list;
	(void)state;
	forget();
	run_on(model_day(dues[0], -3), 0, false, &r);
	run_on(model_day(dues[0], 5), 0, false, &r);
	assert_int_equal(r.supervised, 1);
	int64_t id = number("select id from r_supervise where state='open' and kind='overdue'");
	assert_true(id > 0);
	assert_true(fine(supervised_load(site.a, site.db, site.county, id, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.rows[0].title, "任务1");
	assert_true(fine(db_script(site.db, "update r_task set state='done' where title='任务1';", &site.e)));
	run_on(date_from_days(date_days(model_day(dues[0], 5)) + 1), 0, false, &r);
	assert_int_equal(r.closed, 1);
	assert_int_equal(number("select closed_by_register from r_supervise where state='closed'"), 1);
	assert_true(fine(db_script(site.db, "update r_task set state='open' where title='任务1';", &site.e)));
}

/* Each statement of the writing part fails once; what stands afterwards is as if it never had. */
static void test_each_step_fails(void **state)
{
	struct run_report r;
	(void)state;
	forget();
	run_on(model_day(dues[0], -3), 0, false, &r);
	ymd at = model_day(dues[0], 5);
	for (int n = 1; n <= 4; n++) {
		assert_false(run_on(at, n, false, &r));
		assert_int_equal(number("select count(*) from remind_step where step='supervise'"),
				 number("select count(*) from remind_step where step='supervise' and supervise>0"));
		assert_true(number("select count(*) from r_supervise") <= 1);
		if (number("select count(*) from remind_run where day>20300201") > 0)
			break;
		if (n == 3)
			break; /* quiet, steps, finish: there are no more transactions */
	}
	run_on(at, 0, false, &r);
	assert_int_equal(number("select count(*) from r_supervise"), 1);
	assert_int_equal(number("select count(*) from remind_step where step='supervise'"), 1);
}

/* ---- what is sent ---- */

static void test_addresses(void **state)
{
	bool open;
	(void)state;
	assert_true(robot_url_ok("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a", "", &open));
	assert_true(robot_url_ok("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=x", "", &open));
	assert_false(robot_url_ok("dingtalk", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a", "", &open));
	static const char *const bad[] = {
	    "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "https://127.0.0.1/cgi-bin/webhook/send?key=1",
	    "https://qyapi.weixin.qq.com@10.0.0.1/cgi-bin/webhook/send?key=1",
	    "https://qyapi.weixin.qq.com.example.cn/cgi-bin/webhook/send?key=1",
	    "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1", "file:///etc/passwd", "",
	    "https://qyapi.weixin.qq.com/other?key=1", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1\r\nX: 1"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(robot_url_ok("wecom", bad[i], "", &open));
	assert_true(robot_url_ok("wecom", "http://127.0.0.1:8099/send?key=1", "gw.example, 127.0.0.1:8099", &open));
	assert_true(open);
	assert_false(robot_url_ok("wecom", "http://127.0.0.1:8098/send?key=1", "127.0.0.1:8099", &open));
	assert_true(mail_address_ok("a.b@example.cn"));
	static const char *const no_mail[] = {"", "a", "a@b", "@b.cn", "a@b.cn\nBcc: c@d.cn", "a b@c.cn", "a@b@c.cn", "-a@b.cn"};
	for (size_t i = 0; i < ARRAY_LEN(no_mail); i++)
		assert_false(mail_address_ok(no_mail[i]));
}

/* The sign was worked out with Python: hmac.new(b"SECtest", b"1700000000000\nSECtest", "sha256"). */
static void test_sign(void **state)
{
	struct robot r = {.kind = "dingtalk", .url = "https://oapi.dingtalk.com/robot/send?access_token=x",
			  .secret = "SECtest"};
	(void)state;
	assert_string_equal(robot_signed_url(site.a, &r, 1700000000000),
			    "https://oapi.dingtalk.com/robot/send?access_token=x&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D");
}

static void test_mail_text(void **state)
{
	struct mail m = {.to = "a@example.cn", .subject = "雁阵：3项待办", .body = "正文\n", .id = "1.2.3"};
	(void)state;
	assert_string_equal(mail_text(site.a, &m, "yz@example.cn", 1704067200000),
			    "Date: Mon, 1 Jan 2024 08:00:00 +0800\r\nFrom: <yz@example.cn>\r\nTo: <a@example.cn>\r\n"
			    "Subject: =?UTF-8?B?6ZuB6Zi177yaM+mhueW+heWKng==?=\r\nMessage-ID: <1.2.3@example.cn>\r\n"
			    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: base64\r\n\r\n5q2j5paHCg==\r\n");
}

static void test_calendar(void **state)
{
	const char *secret, *text;
	struct account acc, found;
	struct err e = {0};
	(void)state;
	forget(); /* a supervised to-do is due as well */
	assert_true(fine(account_load(site.a, site.db, clerk, &acc, &site.e)));
	assert_true(fine(feed_make(site.a, site.db, &acc, &secret, &site.e)));
	assert_true(fine(feed_account(site.a, site.db, secret, &found, &site.e)));
	assert_int_equal(found.id, clerk);
	assert_int_equal(number(arena_printf(site.a, "select count(*) from calendar_feed where hash='%s'", secret)), 0);
	assert_true(fine(feed_write(site.a, site.db, &acc, 20300120, "yz.example", LANG_ZH, &text, &site.e)));
	icalcomponent *c = icalparser_parse_string(text);
	assert_non_null(c);
	assert_int_equal(icalcomponent_count_errors(c), 0);
	/* the last is due on 28 March, more than 60 days ahead */
	assert_int_equal(icalcomponent_count_components(c, ICAL_VEVENT_COMPONENT), TASKS - 1);
	icalcomponent_free(c);
	assert_non_null(strstr(text, "DTSTART;VALUE=DATE:20300201\r\n"));
	assert_non_null(strstr(text, "任务1"));
	assert_true(fine(feed_end(site.db, &acc, &site.e)));
	assert_false(feed_account(site.a, site.db, secret, &found, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_against_model), cmocka_unit_test(test_who_is_told),
	    cmocka_unit_test(test_supervised_closes), cmocka_unit_test(test_each_step_fails),
	    cmocka_unit_test(test_addresses),     cmocka_unit_test(test_sign),
	    cmocka_unit_test(test_mail_text),     cmocka_unit_test(test_calendar),
	};
	return cmocka_run_group_tests(tests, up, site_down);
}
