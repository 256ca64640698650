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
#include "measure/contact_plan.h"
#include "measure/measure.h"
#include "reg/import.h"
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
#define SHOUNING "350924000000"
#define DAGUAN "340803000000"

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

/* The same numbers by plain SQL over the tables, in no way through measures. */
static int64_t sql_number(struct sql sql, const char *unit, ymd at)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL));
	bind(q, 1, county_of(unit));
	bind(q, 2, unit_of(unit));
	bind(q, 3, at);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

#define UNDER " and x.unit in (select unit from unit_restated where ancestor=$2)"

static void plain_sql_counts_the_same(void **state)
{
	(void)state;
	struct sql pool = SQL("select count(distinct x.person) from r_reserve x where x.county=$1" UNDER
			      " and x.joined<=$3 and (x.exited is null or x.exited>$3)");
	assert_int_equal(sql_number(pool, YJT, 20231231), 72);
	assert_int_equal(sql_number(pool, CAOPING, 20220930), 27);
	assert_int_equal(sql_number(pool, JIANGKOU, 20220630), 260);
	struct sql young = SQL("select count(distinct x.person) from r_reserve x join r_person p on"
			       " p.county=x.county and p.id=x.person where x.county=$1" UNDER
			       " and x.joined<=$3 and (x.exited is null or x.exited>$3)"
			       " and p.birth>$3-360000 and p.education in ('college','bachelor','master','doctor')");
	assert_int_equal(sql_number(young, YJT, 20231231), 48);
	struct sql members = SQL("select count(distinct x.person) from r_post x where x.county=$1" UNDER
				 " and x.committee=1 and x.started<=$3");
	assert_int_equal(sql_number(members, JIANGKOU, 20220630), 598);
	struct sql fresh = SQL("select count(distinct x.person) from r_post x join r_person p on"
			       " p.county=x.county and p.id=x.person where x.county=$1" UNDER
			       " and x.committee=1 and x.started<=$3 and p.birth>$3-360000");
	assert_int_equal(sql_number(fresh, JIANGKOU, 20220630), 198);
	struct sql mentors = SQL("select count(distinct x.mentor) from r_mentor_pair x where x.county=$1" UNDER
				 " and x.started<=$3");
	assert_int_equal(sql_number(mentors, YJT, 20231231), 51);
	struct sql mentees = SQL("select count(distinct x.mentee) from r_mentor_pair x where x.county=$1" UNDER
				 " and x.started<=$3");
	assert_int_equal(sql_number(mentees, YJT, 20231231), 93);
}

/* What the source says beside its figures: 35 secretaries, five to seven members. */
static void committees_are_as_elected(void **state)
{
	(void)state;
	struct sql secretaries = SQL("select count(distinct x.person) from r_post x where x.county=$1" UNDER
				     " and x.kind='secretary' and x.started<=$3");
	assert_int_equal(sql_number(secretaries, YJT, 20231231), 35);
	struct sql odd = SQL("select count(*) from (select x.unit from r_post x where x.county=$1" UNDER
			     " and x.committee=1 and x.started<=$3 and (x.ended is null or x.ended>$3)"
			     " group by x.unit having"
			     " count(distinct x.person) not between 5 and 7) y");
	assert_int_equal(sql_number(odd, YJT, 20231231), 0);
	assert_int_equal(sql_number(odd, JIANGKOU, 20220630), 0);
	struct sql both = SQL("select count(*) from r_post x where x.county=$1" UNDER
			      " and x.kind='director' and x.concurrent=1 and x.started<=$3");
	assert_int_equal(sql_number(both, YJT, 20231231), 22);
	assert_string_equal(text_of("committee.members", YJT, 20231231), "214");
}

static void villages_fall_short_and_are_told(void **state)
{
	(void)state;
	assert_string_equal(text_of("reserve.villages_short", YJT, 20231231), "4");
	assert_string_equal(text_of("reserve.villages_weak", YJT, 20231231), "3");
	assert_string_equal(text_of("mentor.pairs_without_log", YJT, 20231231), "9");
	struct sql todos = SQL("select count(*) from r_supervise x where x.county=$1" UNDER
			       " and x.state='open' and x.opened<=$3");
	assert_true(sql_number(todos, YJT, today()) >= 7);
}

static void every_door_has_its_account(void **state)
{
	(void)state;
	int count;
	const struct demo_account *list = demo_accounts(site.a, site.db, &count, &site.e);
	assert_non_null(list);
	assert_true(count > 25);
	assert_string_equal(list[0].login, "admin");
	for (int i = 0; i < count; i++) {
		struct account acc;
		assert_true(fine(account_by_login(site.a, site.db, list[i].login, &acc, &site.e)));
		assert_false(acc.must_change);
		assert_true(acc.grant_count > 0);
		assert_string_equal(role_code(acc.grants[0].role), list[i].role);
	}
	char secret[65];
	bool needs_code;
	assert_true(fine(sign_in(site.a, site.db, "yjt", DEMO_PASSWORD, NULL, "127.0.0.1", secret, &needs_code,
				 &site.e)));
}

/* Right check digits, prefixes that are the code of no unit of the lists. */
static void numbers_belong_to_nobody(void **state)
{
	(void)state;
	struct scope all;
	struct query q;
	struct record_list list;
	struct unit none;
	scope_all(site.county, &all);
	query_init(&q, reg_find("person"), site.county, &all);
	q.limit = 100;
	q.reveal = true;
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 100);
	for (int i = 0; i < list.count; i++) {
		char number[19];
		const char *text = record_value(list.rows[i], "id_number")->s;
		assert_int_equal(idnum_read(text, number), IDNUM_OK);
		assert_int_equal(idnum_birth(number), record_value(list.rows[i], "birth")->i);
		assert_memory_equal(number, "43119", 5); /* 9, and 8 from the 499th person on */
	}
	assert_false(unit_by_code(site.a, site.db, "431199000000", 0, &none, &site.e));
	site.e = (struct err){ 0 };
	assert_false(unit_by_code(site.a, site.db, "431198000000", 0, &none, &site.e));
	site.e = (struct err){ 0 };
}

static void site_is_consistent(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f, site.a);
	assert_true(fine(audit_check(site.a, site.db, &f, &site.e)));
	assert_true(fine(units_check(site.a, site.db, &f, &site.e)));
	assert_int_equal(f.errors, 0);
	assert_false(demo_make(site.a, site.db, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	site.e = (struct err){ 0 };
}

static const char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

static void the_workbook_is_judged(void **state)
{
	(void)state;
	struct import_start s = { .county = site.county, .unit = site.town, .def = reg_find("reserve"),
				  .path = path_in("in.xlsx"), .name = "台账.xlsx", .sheet = -1 };
	struct scope all;
	struct import_batch b;
	struct import_rows rows;
	int64_t batch;
	int clean = 0;
	scope_all(site.county, &all);
	assert_true(fine(demo_workbook(site.a, site.db, s.path, &site.e)));
	assert_true(fine(import_new(site.a, site.db, &s, &batch, &site.e)));
	assert_true(fine(import_stage(site.db, site.county, batch, &all, s.path, NULL, &site.e)));
	assert_true(fine(import_load(site.a, site.db, site.county, batch, &b, &site.e)));
	assert_true(fine(import_rows_load(site.a, site.db, site.county, batch, -1, 0, 100, LANG_EN, &rows, &site.e)));
	assert_int_equal(b.rows, 12);
	for (int i = 0; i < rows.count; i++)
		clean += rows.rows[i].kind == ROW_NEW && rows.rows[i].finding_count == 0;
	assert_string_equal(rows.rows[8].findings[0].code, "id-check-digit");
	assert_string_equal(rows.rows[9].findings[0].code, "unit-unknown");
	assert_string_equal(rows.rows[10].findings[0].code, "number-rounded");
	assert_true(rows.rows[11].kind == ROW_SAME || rows.rows[11].kind == ROW_CHANGE);
	assert_int_equal(clean, 8);
}

/* ---- one record changed, one figure changed: last, because they change the site ---- */

static struct record *one_of(const char *reg, const char *field, const char *text, ymd at)
{
	const struct reg_def *def = reg_find(reg);
	struct scope all;
	struct query q;
	struct record_list list;
	struct record *r;
	struct path path;
	scope_all(site.county, &all);
	query_init(&q, def, site.county, &all);
	q.unit = site.town;
	q.at = at;
	q.limit = 1;
	assert_true(path_parse(def, field, &path));
	query_filter(&q, path, OP_EQ, text);
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_true(fine(reg_load(site.a, site.db, def, site.county, list.rows[0]->id, &all, true, &r, &site.e)));
	return r;
}

static void save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
}

static void a_record_changes_the_figure(void **state)
{
	(void)state;
	const ymd at = 20231231;
	struct record *r = one_of("reserve", "person.education", "bachelor", at);
	put(r, "exited", "2023-12-30");
	save(r);
	assert_string_equal(text_of("reserve.total", YJT, at), "71");
	put(r, "exited", "");
	save(r);
	assert_string_equal(text_of("reserve.total", YJT, at), "72");
	r = one_of("person", "name", "唐㙟", 0);
	assert_string_equal(record_value(r, "name")->s, "唐㙟");

	struct figure f = figure("reserve.young_college", YJT, at);
	assert_int_equal(f.value.v, 48);
	struct record *reserve = one_of("reserve", "person.education", "bachelor", at);
	struct scope all;
	scope_all(site.county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find("person"), site.county,
				  record_value(reserve, "person")->i, &all, true, &r, &site.e)));
	put(r, "education", "senior");
	save(r);
	assert_string_equal(text_of("reserve.young_college", YJT, at), "47");

	int64_t person = add_person("431181110235", "陈新", "1998-05-06", "bachelor", "");
	assert_string_equal(text_of("reserve.total", YJT, at), "72");
	(void)add_reserve("431181110235", person, "2023-12-31");
	assert_string_equal(text_of("reserve.total", YJT, at), "73");
	assert_string_equal(text_of("reserve.young_college", YJT, at), "48");

	struct record *pair = one_of("mentor_pair", "form", "one_to_one", at);
	put(pair, "ended", "2023-12-31");
	save(pair);
	assert_string_equal(text_of("mentor.mentors", YJT, at), "50");
	assert_string_equal(text_of("mentor.mentees", YJT, at), "92");
}

#include "demo_talent.c"
#include "demo_pairing.c"
#include "demo_cadence.c"
#include "demo_training.c"
#include "demo_members.c"
#include "demo_chain.c"
#include "demo_sheets.c"
#include "demo_books.c"
#include "demo_site.c"
#include "demo_credit.c"
#include "demo_voice.c"
#include "demo_project.c"
#include "demo_task.c"

#include "demo_estate.c"

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
	site.county = unit_of("431181000000");
	site.town = unit_of(YJT);
	fprintf(stderr, "demo_make: %ld ms\n",
		(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_the_same),
		cmocka_unit_test(committees_are_as_elected),
		cmocka_unit_test(villages_fall_short_and_are_told),
		cmocka_unit_test(every_door_has_its_account),
		cmocka_unit_test(numbers_belong_to_nobody),
		cmocka_unit_test(site_is_consistent),
		cmocka_unit_test(every_register_comes_back_the_same),
		cmocka_unit_test(the_workbook_is_judged),
		cmocka_unit_test(members_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_the_same_members),
		cmocka_unit_test(a_stopped_development_no_longer_counts),
		cmocka_unit_test(benefits_are_counted),
		cmocka_unit_test(talent_figures_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_talent_the_same),
		cmocka_unit_test(who_declines_is_nowhere),
		cmocka_unit_test(the_plan_says_who_is_due),
		cmocka_unit_test(a_return_moves_the_figure),
		cmocka_unit_test(training_figures_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_the_same_training),
		cmocka_unit_test(a_training_record_changes_the_figures),
		cmocka_unit_test(chain_figures_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_the_chain_the_same),
		cmocka_unit_test(a_posting_ended_is_one_expert_less),
		cmocka_unit_test(a_split_in_force_stays_whole),
		cmocka_unit_test(a_record_changes_the_figure),
		cmocka_unit_test(cadence_is_as_planned),
		cmocka_unit_test(plain_sql_counts_meetings),
		cmocka_unit_test(pairings_are_as_planned),
		cmocka_unit_test(plain_sql_counts_pairings),
		cmocka_unit_test(days_in_the_village_are_counted),
		cmocka_unit_test(cash_and_accounts_are_apart),
		cmocka_unit_test(a_pairing_changes_the_figures),
		cmocka_unit_test(sites_are_as_planned),
		cmocka_unit_test(plain_sql_counts_the_same_sites),
		cmocka_unit_test(a_site_moves_the_figures),
		cmocka_unit_test(income_is_that_of_the_sources),
		cmocka_unit_test(plain_sql_adds_up_the_same_income),
		cmocka_unit_test(a_voucher_moves_the_figures),
		cmocka_unit_test(matters_as_published),
		cmocka_unit_test(plain_sql_counts_the_same_matters),
		cmocka_unit_test(a_record_moves_the_matters),
		cmocka_unit_test(credit_helped_as_published),
		cmocka_unit_test(plain_sql_counts_the_same_credit),
		cmocka_unit_test(a_reply_moves_the_credit_figure),
		cmocka_unit_test(key_tasks_are_counted_from_their_records),
		cmocka_unit_test(project_figures_are_those_of_the_sources),
		cmocka_unit_test(plain_sql_counts_the_same_projects),
		cmocka_unit_test(the_money_of_a_project_adds_up),
		cmocka_unit_test(a_project_record_moves_the_figure),
		cmocka_unit_test(estate_is_as_planned),
		cmocka_unit_test(plain_sql_counts_the_same_estate),
		cmocka_unit_test(a_card_moves_the_figures),
	};
	return cmocka_run_group_tests(tests, make, site_down);
}
