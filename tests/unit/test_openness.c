/* test_openness.c - what is published: frozen, masked, proved, withdrawn, taken down; objections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "audit/audit.h"
#include "base/str.h"
#include "ledger/book.h"
#include "ledger/voucher.h"
#include "measure/measure.h"
#include "openness/due.h"
#include "openness/objection.h"

#define XINLONG "431181110200"
#define OTHER "431181110235"

static int measures_up(void **state)
{
	static struct arena *process;
	struct findings f;
	if (site_up(state))
		return 1;
	process = arena_new(64 << 20);
	findings_init(&f, site.a);
	return measures_read(process, NULL, &f) ? 0 : 1;
}

static void count(const char *text, int n)
{
	assert_string_equal(text, arena_printf(site.a, "%d", n));
}

static struct disclosure sheet(enum disclosure_kind kind, const char *source, ymd at)
{
	return (struct disclosure){
		.county = site.county, .unit = unit_of(XINLONG), .unit_name = "新龙村", .kind = kind, .source = source,
		.title = "公开表", .body = "", .as_of = at, .code = "", .hash = "", .withdrawn_reason = "", .word = "",
		.listed = true,
	};
}

/* Filled and published; the code of the first finding, "" when it was. */
static const char *published(struct disclosure *d)
{
	struct findings f;
	struct err e = { 0 };
	findings_init(&f, site.a);
	assert_true(fine(disclosure_fill(site.a, site.db, d, &site.e)));
	if (disclosure_publish(site.a, site.db, d, 1, &f, &e))
		return "";
	assert_int_equal(e.code, ERR_REFUSED);
	return f.first->code;
}

static struct disclosure read_back(const char *code)
{
	struct disclosure d;
	assert_true(fine(disclosure_by_code(site.a, site.db, code, &d, &site.e)));
	return d;
}

static struct proof proved(const struct disclosure *d)
{
	struct proof p;
	assert_true(fine(disclosure_prove(site.a, site.db, d, &p, &site.e)));
	return p;
}

/* ---- names ---- */

static void names_are_masked(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{ "张三", "张*" }, { "王建国", "王*国" }, { "欧阳修远", "欧**远" }, { "买买提·吐尔逊", "买**逊" }, { "李", "李*" },
		{ "", "" }, { "𠮷田一", "𠮷*一" },
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(mask_name(site.a, names[i][0]), names[i][1]);
}

/* ---- figures ---- */

static void a_sheet_is_frozen_and_says_what_changed(void **state)
{
	(void)state;
	int64_t who = add_person(XINLONG, "公开甲", "1990-01-01", "大专", "");
	int64_t reserve = add_reserve(XINLONG, who, "2023-01-01");
	struct disclosure d = sheet(DISCLOSE_FIGURES, "reserve.total", 20231231);
	assert_string_equal(published(&d), "");
	assert_int_equal(strlen(d.code), 10);
	struct disclosure r = read_back(arena_printf(site.a, "%.5s - %s", d.code, d.code + 5));
	assert_string_equal(r.hash, d.hash);
	assert_int_equal(r.count, 1);
	count(r.lines[0].cells[1], 1);
	struct proof p = proved(&r);
	assert_true(p.intact && p.same);
	/* one of another village changes nothing here */
	(void)add_reserve(OTHER, add_person(OTHER, "公开乙", "1990-01-01", "大专", ""), "2023-01-01");
	p = proved(&r);
	assert_true(p.intact && p.same);
	/* one more in this village: told with both numbers and when; the sheet stays as it was */
	(void)add_reserve(XINLONG, add_person(XINLONG, "公开丙", "1990-01-01", "大专", ""), "2023-02-01");
	setenv("YANZHEN_NOW", "1704153600000", 1);
	p = proved(&r);
	assert_true(p.intact && !p.same);
	assert_int_equal(p.change_count, 1);
	count(p.changes[0].was, 1);
	count(p.changes[0].now, 2);
	assert_int_equal(read_back(d.code).count, 1);
	count(read_back(d.code).lines[0].cells[1], 1);
	(void)reserve;
}

/* Whoever writes into the table is found out by the page and by the check. */
static void tampering_is_found(void **state)
{
	(void)state;
	struct disclosure d = sheet(DISCLOSE_FIGURES, "reserve.total,reserve.young_college", 20231231);
	struct findings f;
	assert_string_equal(published(&d), "");
	struct disclosure r = read_back(d.code);
	findings_init(&f, site.a);
	assert_true(disclosures_check(site.a, site.db, &f, &site.e));
	assert_int_equal(f.errors, 0);
	struct stmt *q = db_query(site.db,
				  SQL("update disclosure_line set cells='后备力量	9	x' where county=$1 and "
				      "disclosure=$2 and ord=0"),
				  &site.e);
	bind(q, 1, r.county);
	bind(q, 2, r.id);
	(void)db_next(q);
	assert_true(fine(db_end(q, &site.e)));
	r = read_back(d.code);
	assert_false(proved(&r).intact);
	assert_true(disclosures_check(site.a, site.db, &f, &site.e));
	assert_int_equal(f.errors, 1);
}

/* ---- persons ---- */

static void persons_are_masked_and_taken_down(void **state)
{
	(void)state;
	struct disclosure d = sheet(DISCLOSE_PERSONS, "reserve joined", 20231231);
	assert_string_equal(published(&d), "open-takedown"); /* without a day nothing is shown */
	d.takedown = 20240101; /* today */
	assert_string_equal(published(&d), "open-takedown");
	d.takedown = 20240110;
	assert_string_equal(published(&d), "");
	struct disclosure r = read_back(d.code);
	assert_int_equal(r.count, 2);
	for (int i = 0; i < r.count; i++)
		assert_non_null(strchr(r.lines[i].cells[0], '*'));
	assert_false(disclosure_is_down(&r, 20240109));
	assert_true(disclosure_is_down(&r, 20240110));
	/* no whole name is anywhere in what is kept */
	struct stmt *q = db_query(site.db, SQL("select count(*) from disclosure_line where cells like '%公开甲%'"),
				  &site.e);
	assert_true(db_next(q));
	assert_int_equal(col_i64(q, 0), 0);
	assert_true(db_end(q, &site.e));
	/* a new row is told as a number only: it has not been published */
	(void)add_reserve(XINLONG, add_person(XINLONG, "秘密丁", "1990-01-01", "大专", ""), "2023-03-01");
	struct proof p = proved(&r);
	assert_false(p.same);
	assert_int_equal(p.added, 1);
	assert_int_equal(p.gone, 0);
	assert_int_equal(p.change_count, 0);
	/* texts and numbers of people are no columns */
	struct disclosure bad = sheet(DISCLOSE_PERSONS, "credit_application bank", 20231231);
	struct err e = { 0 };
	assert_false(disclosure_fill(site.a, site.db, &bad, &e));
	assert_int_equal(e.code, ERR_INPUT);
}

/* ---- books ---- */

static int64_t book_made(void)
{
	struct book b = { .county = site.county, .unit = unit_of(XINLONG), .org = 77, .name = "新龙村经济合作社",
			  .chart = "2023", .opened = 202401 };
	struct ledger_who who = { .actor = 1, .origin = "test" };
	struct findings f;
	findings_init(&f, site.a);
	assert_true(said(book_make(site.a, site.db, &b, &who, &f, &site.e), &f));
	return b.id;
}

static void a_book_of_another_unit_is_not_published(void **state)
{
	(void)state;
	int64_t book = book_made();
	struct err e = { 0 };
	struct disclosure d = sheet(DISCLOSE_BOOK, arena_printf(site.a, "trial %" PRId64 " 202401 202401", book), 20240101);
	assert_string_equal(published(&d), "open-empty"); /* nothing has been booked */
	d.unit = unit_of(OTHER);
	assert_false(disclosure_fill(site.a, site.db, &d, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	static const char *const bad[] = { "trial", "trial x 202401 202401", "trial 1 202413 202401", "rubbish 1 202401 202402" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		d = sheet(DISCLOSE_BOOK, bad[i], 20240101);
		e = (struct err){ 0 };
		assert_false(disclosure_fill(site.a, site.db, &d, &e));
		assert_true(e.code == ERR_INPUT || e.code == ERR_NOT_FOUND);
	}
}

/* ---- withdrawn, replaced, listed ---- */

static void a_sheet_is_withdrawn_with_a_reason(void **state)
{
	(void)state;
	struct disclosure d = sheet(DISCLOSE_FIGURES, "reserve.total", 20231231);
	struct disclosure_list all;
	struct err e = { 0 };
	assert_string_equal(published(&d), "");
	assert_true(disclosure_public(site.a, site.db, d.unit, 100, &all, &site.e));
	int before = all.count;
	assert_false(disclosure_withdraw(site.db, &d, 1, "", &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_true(fine(disclosure_withdraw(site.db, &d, 1, "数字有误", &site.e)));
	struct disclosure r = read_back(d.code);
	assert_string_equal(r.withdrawn_reason, "数字有误");
	assert_int_equal(r.count, 1); /* nothing is deleted */
	e = (struct err){ 0 };
	assert_false(disclosure_withdraw(site.db, &r, 1, "再次", &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	assert_true(disclosure_public(site.a, site.db, d.unit, 100, &all, &site.e));
	assert_int_equal(all.count, before - 1);
	struct disclosure next = sheet(DISCLOSE_FIGURES, "reserve.total", 20231231);
	next.replaces = d.id;
	assert_string_equal(published(&next), "");
	assert_int_equal(next.revision, 2);
}

static void codes_cannot_be_guessed(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "K7MQ2", "K7MQ2-9XWR", "K7MQ2-9XWR0", "K7MQ2-9XWRTT", "' or 1=1", "＊＊＊" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct disclosure d;
		struct err e = { 0 };
		assert_false(disclosure_by_code(site.a, site.db, bad[i], &d, &e));
		assert_int_equal(e.code, ERR_NOT_FOUND);
	}
}

/* Whatever database call fails, there is no sheet, or the whole of it with its audit row. */
static void every_step_of_publishing_may_fail(void **state)
{
	(void)state;
	struct disclosure d = sheet(DISCLOSE_FIGURES, "reserve.total,reserve.young_college", 20231231);
	struct disclosure_list before, after;
	struct findings f;
	int64_t failed = 0;
	bool ok = false;
	assert_true(fine(disclosure_fill(site.a, site.db, &d, &site.e)));
	assert_true(disclosure_list(site.a, site.db, site.county, site.county, 1000, &before, &site.e));
	while (!ok) {
		struct err e = { 0 };
		findings_init(&f, site.a);
		db_fail_at(failed + 1);
		ok = disclosure_publish(site.a, site.db, &d, 1, &f, &e);
		db_fail_at(0);
		assert_true(disclosure_list(site.a, site.db, site.county, site.county, 1000, &after, &site.e));
		assert_int_equal(after.count, before.count + ok);
		failed += !ok;
		assert_true(failed < 100);
	}
	assert_true(failed >= 5);
	findings_init(&f, site.a);
	assert_int_equal(read_back(d.code).count, 2);
	assert_true(proved(&d).intact);
}

/* ---- objections ---- */

static void objections_are_bounded_sealed_and_answered(void **state)
{
	(void)state;
	struct disclosure d = sheet(DISCLOSE_FIGURES, "reserve.total", 20231231);
	struct findings f;
	struct err e = { 0 };
	assert_string_equal(published(&d), "");
	findings_init(&f, site.a);
	struct objection o = { .text = "", .name = "", .phone = "" };
	assert_false(objection_make(site.a, site.db, &d, &o, "10.0.0.1", &f, &e));
	assert_string_equal(f.first->code, "objection-text");
	o = (struct objection){ .text = "<script>alert(1)</script>数字不对", .name = "赵小明", .phone = "13800000000" };
	findings_init(&f, site.a);
	e = (struct err){ 0 };
	assert_true(said(objection_make(site.a, site.db, &d, &o, "10.0.0.1", &f, &site.e), &f));
	/* ten days, by the parameter; name and telephone are sealed and masked */
	assert_int_equal(o.due, date_from_days(date_days(today()) + 10));
	struct stmt *q = db_query(site.db,
				  SQL("select count(*) from objection where name like '%赵%' or phone like '%138%' or "
				      "address like '%10.0%'"),
				  &site.e);
	assert_true(db_next(q));
	assert_int_equal(col_i64(q, 0), 0);
	assert_true(db_end(q, &site.e));
	struct objection r;
	assert_true(fine(objection_by_receipt(site.a, site.db, &d, o.receipt, &r, &site.e)));
	assert_string_equal(r.name, "赵*明");
	assert_string_equal(r.phone, "138****0000");
	assert_string_equal(r.text, o.text);
	/* the fifth in an hour is the last from one address */
	for (int i = 0; i < 5; i++) {
		struct objection more = { .text = "又一条", .name = "", .phone = "" };
		findings_init(&f, site.a);
		e = (struct err){ 0 };
		assert_int_equal(objection_make(site.a, site.db, &d, &more, "10.0.0.1", &f, &e), i < 4);
	}
	assert_int_equal(e.code, ERR_TOO_MANY);
	/* the answer stands on the page only with consent */
	struct objection_list shown;
	assert_true(fine(objection_answer(site.db, &r, 1, "已核对", &site.e)));
	assert_true(objection_shown(site.a, site.db, &d, &shown, &site.e));
	assert_int_equal(shown.count, 0);
	e = (struct err){ 0 };
	assert_true(objection_load(site.a, site.db, site.county, r.id, false, &r, &site.e));
	assert_false(objection_answer(site.db, &r, 1, "再答", &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	struct objection open = { .text = "请公开", .name = "", .phone = "", .may_show = true };
	findings_init(&f, site.a);
	assert_true(objection_make(site.a, site.db, &d, &open, "10.0.0.2", &f, &site.e));
	assert_true(fine(objection_answer(site.db, &open, 1, "已公开", &site.e)));
	assert_true(objection_shown(site.a, site.db, &d, &shown, &site.e));
	assert_int_equal(shown.count, 1);
	/* a receipt of one sheet opens nothing of another */
	struct disclosure other = sheet(DISCLOSE_FIGURES, "reserve.total", 20231231);
	assert_string_equal(published(&other), "");
	e = (struct err){ 0 };
	assert_false(objection_by_receipt(site.a, site.db, &other, o.receipt, &r, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

/* ---- what is due ---- */

static void periods_are_those_of_the_calendar(void **state)
{
	(void)state;
	static const struct {
		const char *frequency;
		ymd day, from, to;
	} cases[] = {
		{ "month", 20240229, 20240201, 20240229 },  { "quarter", 20240229, 20240101, 20240331 },
		{ "quarter", 20241231, 20241001, 20241231 }, { "half", 20240630, 20240101, 20240630 },
		{ "half", 20240701, 20240701, 20241231 },    { "year", 20240501, 20240101, 20241231 },
	};
	ymd from, to;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(due_period(cases[i].frequency, cases[i].day, &from, &to));
		assert_int_equal(from, cases[i].from);
		assert_int_equal(to, cases[i].to);
	}
	assert_false(due_period("event", 20240101, &from, &to));
}

static int64_t saved(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

/* Quarterly, due on the 20th day after the quarter: Q2 and Q3 of 2023, Q4 still open on 2024-01-10. */
static void what_is_due_is_counted(void **state)
{
	(void)state;
	struct record *item = record_new(site.a, reg_find("openness_item"), site.county, site.town);
	struct openness_dues list;
	struct scope all;
	put(item, "section", "财务");
	put(item, "matter", "季度收支");
	put(item, "basis", "测试文件");
	put(item, "frequency", "每季度");
	put(item, "due_days", "20");
	put(item, "valid_from", "2023-06-01");
	int64_t id = saved(item);
	struct record *n = record_new(site.a, reg_find("openness_notice"), site.county, unit_of(XINLONG));
	*record_value(n, "item") = (struct value){ .known = true, .i = id };
	put(n, "about", "2023-05");
	put(n, "posted", "2023-07-20");
	put(n, "channel", "公开栏");
	(void)saved(n);
	n = record_new(site.a, reg_find("openness_notice"), site.county, unit_of(XINLONG));
	*record_value(n, "item") = (struct value){ .known = true, .i = id };
	put(n, "about", "2023-09-30");
	put(n, "posted", "2023-10-25");
	put(n, "channel", "公开栏");
	(void)saved(n);
	scope_all(site.county, &all);
	assert_true(fine(due_load(site.a, site.db, site.county, unit_of(XINLONG), &all, 20240110, 12, &list, &site.e)));
	assert_int_equal(list.village_count, 1);
	assert_int_equal(list.villages[0].done, 1);      /* Q2, on the last day */
	assert_int_equal(list.villages[0].done_late, 1); /* Q3, five days late */
	assert_int_equal(list.villages[0].waiting, 1);   /* Q4, until 2024-01-20 */
	assert_int_equal(list.villages[0].late, 0);
	assert_int_equal(list.rows[1].late_days, 5);
	assert_int_equal(list.rows[2].due, 20240120);
	assert_true(fine(due_load(site.a, site.db, site.county, unit_of(OTHER), &all, 20240121, 12, &list, &site.e)));
	assert_int_equal(list.villages[0].late, 3);
	/* a village outside the scope is not told */
	struct scope own = { .count = 1, .units = { unit_of(XINLONG) } };
	assert_true(fine(due_load(site.a, site.db, site.county, site.town, &own, 20240110, 12, &list, &site.e)));
	assert_int_equal(list.village_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_masked),
		cmocka_unit_test(a_sheet_is_frozen_and_says_what_changed),
		cmocka_unit_test(tampering_is_found),
		cmocka_unit_test(persons_are_masked_and_taken_down),
		cmocka_unit_test(a_book_of_another_unit_is_not_published),
		cmocka_unit_test(a_sheet_is_withdrawn_with_a_reason),
		cmocka_unit_test(codes_cannot_be_guessed),
		cmocka_unit_test(every_step_of_publishing_may_fail),
		cmocka_unit_test(objections_are_bounded_sealed_and_answered),
		cmocka_unit_test(periods_are_those_of_the_calendar),
		cmocka_unit_test(what_is_due_is_counted),
	};
	return cmocka_run_group_tests(tests, measures_up, site_down);
}
