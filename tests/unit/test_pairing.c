/* test_pairing.c - pairings and duties: checks, handing over, the decision, days in the village,
 * sheets as counties keep them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "measure/duty.h"
#include "measure/measure.h"
#include "measure/pairing.h"
#include "measure/resident.h"
#include "reg/import.h"

#define XINLONG "431181110200"
#define BAITANG "431181110202"
#define LANQIAO "431181110209"

static struct record *record_of(const char *reg, const char *unit)
{
	return record_new(site.a, reg_find(reg), site.county, unit_of(unit));
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = id != 0, .i = id };
}

/* Saves it; the code of the first error, "" when it was saved. */
static const char *refused(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	if (reg_save(site.a, site.db, r, &how, &f, &site.e))
		return "";
	assert_int_equal(site.e.code, ERR_REFUSED);
	site.e = (struct err){ 0 };
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR)
			return fi->code;
	return "?";
}

static int64_t household_of(const char *unit, const char *name)
{
	struct record *r = record_of("household", unit);
	put_id(r, "head", add_person(unit, name, "1965-05-06", "junior", ""));
	put(r, "kind", "脱贫户");
	assert_string_equal(refused(r), "");
	return r->id;
}

static int64_t org_of(const char *unit, const char *name)
{
	struct record *r = record_of("org", unit);
	put(r, "name", name);
	put(r, "kind", "company");
	assert_string_equal(refused(r), "");
	return r->id;
}

struct parties {
	const char *kind, *unit;
	int64_t helper, org, helper_unit, household, base;
};

static const char *pair(const struct parties *p, const char *started, struct record **out)
{
	struct record *r = record_of("pairing", p->unit);
	put(r, "kind", p->kind);
	put_id(r, "helper", p->helper);
	put_id(r, "helper_org", p->org);
	put_id(r, "helper_unit", p->helper_unit);
	put_id(r, "household", p->household);
	put_id(r, "base", p->base);
	put(r, "started", started);
	const char *code = refused(r);
	if (out)
		*out = r;
	return code;
}

static void parties_are_those_of_the_kind(void **state)
{
	(void)state;
	int64_t who = add_person(XINLONG, "秦甲", "1980-01-01", "senior", ""),
		firm = org_of(XINLONG, "甲公司"), base = org_of(XINLONG, "乙基地"), town = site.town,
		house = household_of(XINLONG, "韩乙"), other = household_of(BAITANG, "魏丙");
	struct record *own = record_of("household", XINLONG);
	put_id(own, "head", who);
	put(own, "kind", "一般户");
	assert_string_equal(refused(own), "");
	const struct {
		struct parties p;
		const char *want;
	} cases[] = {
		{ { "党员联户", XINLONG, who, 0, 0, house, 0 }, "" },
		{ { "党员联户", XINLONG, who, 0, 0, house, 0 }, "pairing-twice" },
		{ { "党员联户", XINLONG, who, 0, 0, 0, 0 }, "pairing-helped" },
		{ { "党员联户", XINLONG, who, firm, 0, house, 0 }, "pairing-helper" },
		{ { "党员联户", XINLONG, who, 0, 0, other, 0 }, "pairing-household" },
		{ { "党员联户", XINLONG, who, 0, 0, own->id, 0 }, "pairing-self" },
		{ { "党员联户", XINLONG, who, 0, 0, house, base }, "pairing-helped" },
		{ { "企业挂户", XINLONG, who, 0, 0, house, 0 }, "pairing-helper" },
		{ { "企业挂户", XINLONG, who, firm, 0, house, 0 }, "" },
		{ { "单位挂点", XINLONG, who, 0, 0, 0, 0 }, "pairing-helper" },
		{ { "单位挂点", XINLONG, who, firm, town, 0, 0 }, "pairing-helper" },
		{ { "单位挂点", XINLONG, who, 0, unit_of(XINLONG), 0, 0 }, "pairing-self" },
		{ { "单位挂点", XINLONG, who, 0, town, 0, 0 }, "" },
		{ { "县领导包乡镇", XINLONG, who, 0, 0, 0, 0 }, "pairing-level" },
		{ { "县领导包乡镇", "431181110000", who, 0, 0, 0, 0 }, "" },
		{ { "常委联系重点村", "431181110000", who, 0, 0, 0, 0 }, "pairing-level" },
		{ { "乡镇领导包村", XINLONG, who, 0, 0, 0, 0 }, "" },
		{ { "乡镇领导包村", XINLONG, who, 0, 0, house, 0 }, "pairing-helped" },
		{ { "专家联基地", XINLONG, who, 0, 0, 0, 0 }, "pairing-helped" },
		{ { "专家联基地", XINLONG, who, 0, 0, 0, base }, "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(pair(&cases[i].p, "2023-01-01", NULL), cases[i].want);
}

static void ends_and_results_fit(void **state)
{
	(void)state;
	struct record *r;
	struct parties p = { "党员联户", XINLONG, add_person(XINLONG, "秦丁", "1981-01-01", "senior", ""), 0, 0,
			     household_of(XINLONG, "韩戊"), 0 };
	assert_string_equal(pair(&p, "2023-01-01", &r), "");
	put(r, "end_reason", "期满");
	assert_string_equal(refused(r), "pairing-end");
	put(r, "ended", "2022-12-31");
	assert_string_equal(refused(r), "dates-in-order");
	put(r, "ended", "2023-06-01");
	assert_string_equal(refused(r), "");
	const struct {
		const char *unit, *day, *want;
	} cases[] = { { XINLONG, "2023-03-01", "" },
		      { XINLONG, "2022-12-31", "result-day" },
		      { XINLONG, "2023-06-02", "result-day" },
		      { BAITANG, "2023-03-01", "result-unit" } };
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct record *result = record_of("pairing_result", cases[i].unit);
		put_id(result, "pairing", r->id);
		put(result, "kind", "就业");
		put(result, "content", "介绍务工");
		put(result, "happened", cases[i].day);
		assert_string_equal(refused(result), cases[i].want);
	}
}

static const char *leave(int64_t person, const char *away, const char *back, const char *days, const char *kind)
{
	struct record *r = record_of("leave", XINLONG);
	put_id(r, "person", person);
	put(r, "kind", kind);
	put(r, "away", away);
	put(r, "back", back);
	put(r, "days", days);
	return refused(r);
}

/* In post from 2023-10-16: 16 days of October, of which 3 on leave; two of November official. */
static void days_come_from_term_and_leave(void **state)
{
	(void)state;
	int64_t who = add_person(XINLONG, "秦己", "1985-01-01", "bachelor", "");
	struct record *r = record_of("post", XINLONG);
	put_id(r, "person", who);
	put(r, "kind", "第一书记");
	put(r, "started", "2023-10-16");
	put(r, "sender", "市司法局");
	assert_string_equal(refused(r), "");
	assert_string_equal(leave(who, "2023-10-30", "2023-11-01", "3", "事假"), "leave-days");
	assert_string_equal(leave(who, "2023-10-29", "2023-11-02", "4", "事假"), "");
	assert_string_equal(leave(who, "2023-11-01", "2023-11-03", "2", "病假"), "leave-twice");
	assert_string_equal(leave(who, "2023-11-10", "2023-11-12", "2", "因公"), "");
	struct resident_ask ask = { .county = site.county, .unit = unit_of(XINLONG), .at = 20231130 };
	struct resident *list;
	int count;
	scope_all(site.county, &ask.posts);
	ask.leaves = ask.appraisals = ask.posts;
	assert_true(fine(residents_load(site.a, site.db, &ask, &count, &list, &site.e)));
	assert_int_equal(count, 1);
	const struct resident_month *october = &list[0].months[RESIDENT_MONTHS - 2], *november = october + 1;
	assert_int_equal(october[-1].term, 0);
	assert_int_equal(october->term, 16);
	assert_int_equal(october->leave, 3);
	assert_int_equal(resident_days(october), 13);
	assert_int_equal(november->term, 30);
	assert_int_equal(november->leave, 3); /* one day of the private one, two official */
	assert_int_equal(resident_days(november), 29);
}

/* ---- handing over ---- */

static int64_t number(struct sql sql, int64_t x, int64_t y)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL));
	bind(q, 1, site.county);
	bind(q, 2, x);
	bind(q, 3, y);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

static bool hand_over(int64_t id, int64_t ver, int64_t to, ymd day, int64_t *made)
{
	struct findings f;
	struct save_how how = by_program();
	struct hand_over in = { .county = site.county, .id = id, .ver = ver, .successor = to, .day = day,
				.document = "" };
	findings_init(&f, site.a);
	return pairing_hand_over(site.a, site.db, &in, &how, &f, made, &site.e);
}

/* However often and whenever: on each day from the first on exactly one holds, and what each
 * person carries is what a second count says. */
static void handing_over_leaves_no_gap(void **state)
{
	(void)state;
	int64_t people[5], houses[4];
	uint32_t lot = 20240101;
	for (int i = 0; i < 5; i++)
		people[i] = add_person(LANQIAO, arena_printf(site.a, "接任%d", i), "1985-05-05", "college", "");
	for (int i = 0; i < 4; i++) {
		struct record *r;
		houses[i] = household_of(LANQIAO, arena_printf(site.a, "户主%d", i));
		struct parties p = { "党员联户", LANQIAO, people[i], 0, 0, houses[i], 0 };
		assert_string_equal(pair(&p, "2022-01-01", &r), "");
		ymd day = 20220101;
		int64_t id = r->id;
		for (int k = 0; k < 12; k++) {
			lot = lot * 1664525 + 1013904223;
			int64_t made = 0, to = people[lot >> 16 & 3] + 0;
			struct record *now;
			struct scope all;
			scope_all(site.county, &all);
			day = date_from_days(date_days(day) + (int)(lot >> 24) % 60);
			assert_true(fine(reg_load(site.a, site.db, reg_find("pairing"), site.county, id, &all, false, &now,
						  &site.e)));
			bool may = day > record_value(now, "started")->i && to != record_value(now, "helper")->i;
			bool done = hand_over(id, now->ver, to, day, &made);
			assert_int_equal(done, may);
			site.e = (struct err){ 0 };
			id = done ? made : id;
		}
	}
	struct sql holding = SQL("select count(*) from r_pairing where county=$1 and household=$2 and started<=$3 and"
				 " (ended is null or ended>$3)");
	for (int i = 0; i < 4; i++)
		for (int d = date_days(20220101); d < date_days(20240601); d += 3)
			assert_int_equal(number(holding, houses[i], date_from_days(d)), 1);
	struct pairing_ask ask = { .county = site.county, .unit = unit_of(LANQIAO), .at = 20230615 };
	struct pairing_board board;
	int all = 0;
	scope_all(site.county, &ask.scope);
	assert_true(fine(pairing_board_load(site.a, site.db, &ask, &board, &site.e)));
	assert_int_equal(board.count, 4);
	struct sql carried = SQL("select count(*) from r_pairing where county=$1 and helper=$2 and started<=$3 and"
				 " (ended is null or ended>$3)");
	for (int i = 0; i < board.load_count; i++) {
		assert_int_equal(number(carried, board.loads[i].person, 20230615), board.loads[i].pairings);
		all += board.loads[i].pairings;
	}
	assert_int_equal(all, 4);
}

/* Whatever step fails: the old one holds and nothing new is there. */
static void a_failed_hand_over_changes_nothing(void **state)
{
	(void)state;
	struct record *r;
	struct parties p = { "党员联户", XINLONG, add_person(XINLONG, "秦庚", "1981-01-01", "senior", ""), 0, 0,
			     household_of(XINLONG, "韩辛"), 0 };
	int64_t to = add_person(XINLONG, "秦壬", "1982-01-01", "senior", ""), made, failed = 0;
	assert_string_equal(pair(&p, "2023-01-01", &r), "");
	struct sql rows = SQL("select count(*) from r_pairing where county=$1 and household=$2 and started>$3"),
		   open = SQL("select count(*) from r_pairing where county=$1 and household=$2 and ended is null and"
			      " started>$3"),
		   audit = SQL("select count(*) from audit where county=$1 and $2=$2 and $3=$3");
	int64_t written = number(audit, 0, 0);
	for (;; failed++) {
		db_fail_at(failed + 1);
		bool ok = hand_over(r->id, r->ver, to, 20230701, &made);
		db_fail_at(0);
		if (ok)
			break;
		site.e = (struct err){ 0 };
		assert_int_equal(number(rows, p.household, 0), 1);
		assert_int_equal(number(open, p.household, 0), 1);
		assert_int_equal(number(audit, 0, 0), written);
		assert_true(failed < 500);
	}
	assert_true(failed > 5);
	assert_int_equal(number(rows, p.household, 0), 2);
	assert_int_equal(number(open, p.household, 0), 1);
	assert_false(hand_over(r->id, r->ver, to, 20230801, &made)); /* it ended: not twice */
	site.e = (struct err){ 0 };
}

/* ---- duties ---- */

static int64_t member(const char *unit, const char *name)
{
	int64_t who = add_person(unit, name, "1984-03-03", "college", "");
	struct record *r = record_of("post", unit);
	put_id(r, "person", who);
	put(r, "kind", "committee_member");
	put(r, "committee", "yes");
	put(r, "started", "2021-03-01");
	assert_string_equal(refused(r), "");
	return who;
}

static bool decide(struct duty_decision *d, const char **code)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){ 0 };
	bool ok = duties_decide(site.a, site.db, d, &how, &f, &site.e);
	*code = f.first ? f.first->code : "";
	return ok;
}

static void a_decision_is_whole(void **state)
{
	(void)state;
	int64_t a = member(BAITANG, "卓甲"), b = member(BAITANG, "卓乙"),
		stranger = add_person(BAITANG, "卓丙", "1990-01-01", "senior", ""), failed = 0;
	const char *code;
	struct duty_decision d = { .county = site.county, .unit = unit_of(BAITANG), .day = 20230501,
				   .decided = 20230430, .document = "白村发〔2023〕1号", .count = 2,
				   .choices = { { "cashier", "细心", a }, { "accountant", "懂账", a } } };
	assert_false(decide(&d, &code));
	assert_string_equal(code, "cash-and-accounts");
	d.choices[1].person = stranger;
	assert_false(decide(&d, &code));
	assert_string_equal(code, "duty-post");
	d.choices[1].person = b;
	struct sql rows = SQL("select count(*) from r_duty_assignment where county=$1 and unit=$2 and started>$3"),
		   open = SQL("select count(*) from r_duty_assignment where county=$1 and unit=$2 and started<=$3 and"
			      " (ended is null or ended>$3)");
	for (;; failed++) {
		site.e = (struct err){ 0 };
		db_fail_at(failed + 1);
		bool ok = decide(&d, &code);
		db_fail_at(0);
		if (ok)
			break;
		assert_int_equal(number(rows, d.unit, 0), 0);
		assert_true(failed < 500);
	}
	assert_true(failed > 5);
	assert_int_equal(number(rows, d.unit, 0), 2);
	assert_true(decide(&d, &code)); /* the same again */
	assert_int_equal(number(rows, d.unit, 0), 2);
	d.day = 20230901; /* the two change places: ended and begun on one day */
	d.choices[0].person = b;
	d.choices[1].person = a;
	assert_true(fine(decide(&d, &code)));
	assert_int_equal(number(rows, d.unit, 0), 4);
	assert_int_equal(number(open, d.unit, 20230831), 2);
	assert_int_equal(number(open, d.unit, 20230901), 2);
	d.day = 20230601;
	assert_false(decide(&d, &code));
	assert_string_equal(code, "duty-later");
	site.e = (struct err){ 0 };
	struct record *r = record_of("duty_assignment", BAITANG);
	put_id(r, "person", a);
	put(r, "duty", "cashier");
	put(r, "decided", "2023-10-01");
	put(r, "started", "2023-10-01");
	assert_string_equal(refused(r), "cash-and-accounts"); /* by form or sheet as well */
	struct record *wish = record_of("duty_wish", BAITANG);
	put_id(wish, "person", a);
	put(wish, "first", "cashier");
	put(wish, "second", "cashier");
	put(wish, "stated", "2023-04-01");
	assert_string_equal(refused(wish), "wishes-differ");
}

/* ---- sheets ---- */

static struct import_batch staged(const char *reg, const char *path)
{
	struct import_start s = { .county = site.county, .unit = site.town, .def = reg_find(reg), .path = path,
				  .name = "台账.xlsx", .sheet = -1 };
	struct import_batch b;
	struct import_rows rows;
	struct scope all;
	int64_t batch;
	scope_all(site.county, &all);
	assert_true(fine(import_new(site.a, site.db, &s, &batch, &site.e)));
	assert_true(fine(import_stage(site.db, site.county, batch, &all, path, NULL, &site.e)));
	assert_true(fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)));
	assert_true(fine(import_rows_load(site.a, site.db, site.county, batch, -1, 0, 100, LANG_EN, &rows, &site.e)));
	for (int i = 0; i < rows.count; i++)
		for (int k = 0; k < rows.rows[i].finding_count; k++)
			if (rows.rows[i].kind == ROW_REFUSED)
				fprintf(stderr, "%s %s: %s\n", reg, rows.rows[i].findings[k].place,
					rows.rows[i].findings[k].text);
	return b;
}

static void sheets_of_counties_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *reg, *file;
		int rows;
	} books[] = {
		{ "household", "households", 4 }, { "pairing", "members", 3 },   { "pairing", "leaders", 3 },
		{ "post", "secretaries", 2 },     { "duty_assignment", "duties", 4 },
	};
	struct scope all;
	scope_all(site.county, &all);
	char *command = arena_printf(site.a, "/usr/bin/python3 %s/tests/unit/sheets_pairing.py %s", YANZHEN_SOURCE,
				     site.dir);
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < ARRAY_LEN(books); i++) {
		const char *path = arena_printf(site.a, "%s/%s.xlsx", site.dir, books[i].file);
		struct import_batch b = staged(books[i].reg, path);
		assert_int_equal(b.rows, books[i].rows);
		assert_int_equal(b.fresh, books[i].rows);
		assert_true(fine(import_accept(site.db, site.county, b.id, &all, false, NULL, &site.e)));
		(void)unlink(path);
	}
	struct sql one = SQL("select count(distinct x.helper) from r_pairing x join r_person p on p.county=x.county"
			     " and p.id=x.helper where x.county=$1 and p.name in ('蒋大暑','欧阳霜降') and $2=$2"
			     " and $3=$3");
	assert_int_equal(number(one, 0, 0), 2); /* the leader of two villages is one person */
	struct sql house = SQL("select count(*) from r_pairing x join r_household h on h.county=x.county and"
			       " h.id=x.household join r_person p on p.county=h.county and p.id=h.head where"
			       " x.county=$1 and p.name in ('龙满仓','唐秋菊','陈有') and x.unit=h.unit and $2=$2"
			       " and $3=$3");
	assert_int_equal(number(house, 0, 0), 3);
}

static void what_is_exported_comes_back_the_same(void **state)
{
	(void)state;
	static const char *const regs[] = { "household", "pairing", "pairing_result", "duty_assignment", "leave" };
	for (size_t i = 0; i < ARRAY_LEN(regs); i++) {
		struct query q;
		struct scope all;
		int64_t written;
		const char *path = arena_printf(site.a, "%s/out.xlsx", site.dir);
		scope_all(site.county, &all);
		query_init(&q, reg_find(regs[i]), site.county, &all);
		q.unit = site.town;
		q.reveal = true;
		assert_true(fine(export_sheet(site.db, &q, "台账", LANG_ZH, path, &written, &site.e)));
		assert_true(written > 0);
		struct import_batch b = staged(regs[i], path);
		assert_int_equal(b.same, written);
		assert_int_equal(b.refused, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parties_are_those_of_the_kind),
		cmocka_unit_test(ends_and_results_fit),
		cmocka_unit_test(days_come_from_term_and_leave),
		cmocka_unit_test(handing_over_leaves_no_gap),
		cmocka_unit_test(a_failed_hand_over_changes_nothing),
		cmocka_unit_test(a_decision_is_whole),
		cmocka_unit_test(sheets_of_counties_are_read),
		cmocka_unit_test(what_is_exported_comes_back_the_same),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
