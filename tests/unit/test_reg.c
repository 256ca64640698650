/* test_reg.c - the one door and the query compiler: saving, versions, scope, search, order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "audit/audit.h"
#include "base/str.h"

static struct query query_of(const char *reg)
{
	struct query q;
	struct scope all;
	scope_all(site.county, &all);
	query_init(&q, reg_find(reg), site.county, &all);
	return q;
}

static int64_t count_of(const struct query *q)
{
	int64_t n;
	assert_true(fine(query_count(site.a, site.db, q, 1000, &n, &site.e)));
	return n;
}

static void a_saved_record_comes_back(void **state)
{
	(void)state;
	int64_t id = add_person("431181110200", "单建国", "1880.01", "大专", "440524188001010014");
	struct record *r;
	struct scope all;
	scope_all(site.county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find("person"), site.county, id, &all, false,
				  &r, &site.e)));
	assert_string_equal(record_value(r, "name")->s, "单建国");
	assert_int_equal(record_value(r, "birth")->i, 18800100);
	assert_string_equal(record_value(r, "education")->s, "college");
	assert_string_equal(record_value(r, "id_number")->s,
			    mask_idnum(site.a, "440524188001010014"));
	assert_string_equal(r->unit_name, "新龙村");
	assert_int_equal(r->ver, 1);
}

static void two_people_saving_at_once(void **state)
{
	(void)state;
	int64_t id = add_person("431181110200", "李四", "1985-01-02", "本科", "");
	struct record *mine, *theirs;
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	assert_true(reg_load(site.a, site.db, reg_find("person"), site.county, id, &how.scope,
			     false, &mine, &site.e));
	assert_true(reg_load(site.a, site.db, reg_find("person"), site.county, id, &how.scope,
			     false, &theirs, &site.e));
	put(mine, "occupation", "村医");
	put(theirs, "occupation", "教师");
	assert_true(fine(reg_save(site.a, site.db, mine, &how, &f, &site.e)));
	assert_int_equal(mine->ver, 2);
	assert_false(reg_save(site.a, site.db, theirs, &how, &f, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	site.e = (struct err){0};
	assert_true(fine(reg_save(site.a, site.db, mine, &how, &f, &site.e)));
	assert_int_equal(mine->ver, 2); /* nothing changed, nothing written */
}

static void another_villages_rows_do_not_exist(void **state)
{
	(void)state;
	int64_t id = add_person("431181110202", "白塘人", "1980-01-01", "初中", "");
	struct scope other = {.count = 1, .units = {unit_of("431181110200")}};
	struct record *r;
	assert_false(reg_load(site.a, site.db, reg_find("person"), site.county, id, &other, false,
			      &r, &site.e));
	assert_int_equal(site.e.code, ERR_NOT_FOUND);
	site.e = (struct err){0};
	struct query q = query_of("person");
	q.scope = other;
	q.search = "白塘";
	assert_int_equal(count_of(&q), 0);
	q.scope = (struct scope){0};
	assert_int_equal(count_of(&q), 0);
	q.scope = (struct scope){.count = 1, .units = {site.town}};
	assert_int_equal(count_of(&q), 1);
	struct save_how how = {.scope = other, .origin = "test"};
	struct findings f;
	findings_init(&f, site.a);
	struct record *mine =
	    record_new(site.a, reg_find("person"), site.county, unit_of("431181110202"));
	put(mine, "name", "越界");
	put(mine, "sex", "男");
	assert_false(reg_save(site.a, site.db, mine, &how, &f, &site.e));
	assert_int_equal(site.e.code, ERR_DENIED);
	site.e = (struct err){0};
}

/* A village's person whom another village has in its pool: the pool is not told, only that it is. */
static void a_refused_deletion_names_no_foreign_rows(void **state)
{
	(void)state;
	int64_t id = add_person("431181110200", "两村人", "1991-01-01", "高中", "");
	add_reserve("431181110202", id, "2022-03-01");
	struct save_how village = {.origin = "test", .scope = {.count = 1, .units = {unit_of("431181110200")}}};
	struct save_how town = {.origin = "test", .scope = {.count = 1, .units = {site.town}}};
	const struct save_how *const who[] = {&village, &town};
	for (size_t i = 0; i < ARRAY_LEN(who); i++) {
		struct record *r;
		struct findings f;
		char text[MSG_TEXT];
		findings_init(&f, site.a);
		assert_true(reg_load(site.a, site.db, reg_find("person"), site.county, id, &who[i]->scope, false,
				     &r, &site.e));
		assert_false(reg_delete(site.a, site.db, r, who[i], &f, &site.e));
		site.e = (struct err){0};
		assert_int_equal(f.errors, 1);
		msg_write(&f.first->text, LANG_EN, text, sizeof text);
		assert_string_equal(text, i == 0 ? "Other units have entries about it."
						 : "村级后备力量 has 1 entries about it.");
	}
}

static void a_moved_row_leaves_its_village(void **state)
{
	(void)state;
	int64_t id = add_person("431181110200", "要搬家", "1991-01-01", "高中", "");
	struct save_how village = {.origin = "test",
				   .scope = {.count = 1, .units = {unit_of("431181110200")}}};
	struct record *r;
	struct findings f;
	findings_init(&f, site.a);
	assert_true(reg_load(site.a, site.db, reg_find("person"), site.county, id, &village.scope,
			     false, &r, &site.e));
	r->unit = unit_of("431181110202");
	assert_false(
	    reg_save(site.a, site.db, r, &village, &f, &site.e)); /* may not push into another's */
	assert_int_equal(site.e.code, ERR_DENIED);
	site.e = (struct err){0};
	struct save_how town = {.origin = "test", .scope = {.count = 1, .units = {site.town}}};
	assert_true(fine(reg_save(site.a, site.db, r, &town, &f, &site.e)));
	assert_false(reg_load(site.a, site.db, reg_find("person"), site.county, id, &village.scope,
			      false, &r, &site.e));
	site.e = (struct err){0};
}

static void names_are_found_as_people_type(void **state)
{
	(void)state;
	static const char *const queries[] = {"曾",	"国藩",	  "zengguofan",	 "zgf",
					      "曾國藩", "guofan", "Zeng Guo Fan"};
	add_person("431181110200", "曾国藩", "1971-01-01", "初中", "");
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		struct query q = query_of("person");
		q.search = queries[i];
		struct record_list list;
		assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
		bool found = false;
		for (int k = 0; k < list.count; k++)
			found |= text_eq(record_value(list.rows[k], "name")->s, "曾国藩");
		assert_true(found);
	}
}

static void pages_join_without_gap_or_double(void **state)
{
	(void)state;
	char name[16];
	struct query q = query_of("person");
	for (int i = 0; i < 45; i++) {
		snprintf(name, sizeof name, "翻页%c%c", 'A' + i / 26, 'A' + i % 26);
		add_person(i % 2 ? "431181110208" : "431181110209", name, i % 3 ? "1990-01-01" : "",
			   "本科", "");
	}
	static const struct {
		const char *sort, *search, *unit;
		bool down;
	} cases[] = {
	    {"name", "翻页", NULL, false}, {NULL, "翻页", NULL, false},
	    {"birth", "翻页", NULL, true}, {"education", "翻页", NULL, false},
	    {"unit", "翻页", NULL, false}, {"name", NULL, "431181110208", true},
	    {"name", NULL, NULL, false},   {NULL, NULL, "431181110209", false},
	};
	for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
		struct query p = q;
		struct record_list list;
		int64_t seen[400], total = 0, want;
		p.search = cases[c].search;
		p.unit = cases[c].unit ? unit_of(cases[c].unit) : 0;
		p.limit = 7;
		p.down = cases[c].down;
		if (cases[c].sort) {
			p.sort_given = true;
			assert_true(path_parse(p.def, cases[c].sort, &p.sort));
		}
		want = count_of(&p);
		assert_true(want >= 22);
		do {
			assert_true(fine(query_list(site.a, site.db, &p, &list, &site.e)));
			for (int i = 0; i < list.count; i++) {
				for (int64_t k = 0; k < total; k++)
					assert_true(seen[k] != list.rows[i]->id);
				seen[total++] = list.rows[i]->id;
			}
			p.after = list.next;
		} while (list.next);
		assert_int_equal(total, want);
	}
}

/* Three keys of one name start with what is searched for. */
static void a_name_that_fits_twice_counts_once(void **state)
{
	(void)state;
	struct query q = query_of("person");
	struct record_list list;
	add_person("431181110208", "仝仝仝", "1990-01-01", "本科", "");
	q.search = "仝";
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_int_equal(count_of(&q), 1);
	add_person("431181110209", "仝仝", "1990-01-01", "本科", "");
	assert_int_equal(count_of(&q), 2);
	q.at = 20240101;
	q.unit = unit_of("431181110208");
	assert_int_equal(count_of(&q), 1);
	q.unit = 0;
	q.scope = (struct scope){.count = 1, .units = {unit_of("431181110209")}};
	assert_int_equal(count_of(&q), 1);
	q.scope.units[0] = unit_of("431181110210");
	assert_int_equal(count_of(&q), 0);
	q.scope.count = 0;
	assert_int_equal(count_of(&q), 0);
}

static void ages_hold_at_the_bound(void **state)
{
	(void)state;
	/* at 2023-12-31: 35 means born after 1987-12-31 */
	static const struct {
		const char *birth;
		bool young;
	} cases[] = {{"1987-12-31", false}, {"1988-01-01", true}, {"1987-12", false},
		     {"1988-01", true},	    {"2000-02-29", true}, {"", false}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char name[32];
		snprintf(name, sizeof name, "界限%zu", i);
		add_person("431181110210", name, cases[i].birth, "大专", "");
		struct query q = query_of("person");
		struct path birth;
		q.search = name;
		q.at = 20231231;
		assert_true(path_parse(q.def, "birth", &birth));
		query_filter(&q, birth, OP_AGE_LE, "35");
		assert_int_equal(count_of(&q), cases[i].young);
	}
}

static void the_pool_counts_who_is_in_it_on_the_day(void **state)
{
	(void)state;
	int64_t p = add_person("431181110214", "进出人", "1995-03-03", "本科", "");
	int64_t id = add_reserve("431181110214", p, "2022-03-01");
	struct query q = query_of("reserve");
	struct record *r;
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	q.unit = unit_of("431181110214");
	static const struct {
		ymd at;
		int64_t want;
	} cases[] = {{20220228, 0}, {20220301, 1}, {20230630, 1}, {20230701, 0}};
	assert_true(reg_load(site.a, site.db, reg_find("reserve"), site.county, id, &how.scope,
			     false, &r, &site.e));
	put(r, "exited", "2023-07-01");
	assert_true(fine(reg_save(site.a, site.db, r, &how, &f, &site.e)));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		q.at = cases[i].at;
		assert_int_equal(count_of(&q), cases[i].want);
	}
	assert_false(
	    reg_delete(site.a, site.db, r, &(struct save_how){.origin = "x"}, &f, &site.e));
	site.e = (struct err){0};
}

static void one_person_once(void **state)
{
	(void)state;
	struct person_match m[5];
	int n;
	int64_t a1 = add_person("431181110215", "王伟", "1988-08-08", "本科", "431181198808080017");
	int64_t a2 = add_person("431181110215", "王伟", "1970-01-01", "初中", "");
	int64_t unit = unit_of("431181110215");
	assert_true(fine(person_find(site.a, site.db, site.county, "王伟", "431181198808080017", 0,
				     unit, m, &n, &site.e)));
	assert_true(n == 1 && m[0].id == a1 && m[0].by == MATCH_NUMBER);
	assert_true(fine(
	    person_find(site.a, site.db, site.county, "王伟", "", 19700101, unit, m, &n, &site.e)));
	assert_true(n == 1 && m[0].id == a2 && m[0].by == MATCH_NAME_BIRTH_UNIT);
	assert_true(
	    fine(person_find(site.a, site.db, site.county, "王伟", "", 0, unit, m, &n, &site.e)));
	assert_true(n == 2 && m[0].by == MATCH_NAME_UNIT);
	assert_true(
	    fine(person_find(site.a, site.db, site.county, "王伟伟", "", 0, unit, m, &n, &site.e)));
	assert_int_equal(n, 0);
	/* a second row with the same number is refused, and says whose it is */
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("person"), site.county, unit);
	findings_init(&f, site.a);
	put(r, "name", "王小伟");
	put(r, "sex", "男");
	put(r, "id_number", "431181198808080017");
	assert_false(reg_save(site.a, site.db, r, &how, &f, &site.e));
	assert_int_equal(site.e.code, ERR_REFUSED);
	assert_non_null(findings_of(&f, "id_number"));
	site.e = (struct err){0};
}

static void every_step_failing_leaves_nothing_half(void **state)
{
	(void)state;
	struct save_how how = by_program();
	struct findings f;
	findings_init(&f, site.a);
	for (int n = 1; n < 400; n++) {
		struct err e = {0};
		struct query q = query_of("person");
		q.search = "半截";
		int64_t before = count_of(&q);
		struct record *r =
		    record_new(site.a, reg_find("person"), site.county, unit_of("431181110216"));
		put(r, "name", "半截子");
		put(r, "sex", "女");
		db_fail_at(n);
		bool ok = reg_save(site.a, site.db, r, &how, &f, &e);
		db_fail_at(0);
		assert_int_equal(count_of(&q), before + ok);
		findings_init(&f, site.a);
		assert_true(fine(audit_check(site.a, site.db, &f, &site.e)));
		assert_int_equal(f.errors, 0);
		if (ok)
			return;
	}
	fail_msg("the save never succeeded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_saved_record_comes_back),
	    cmocka_unit_test(two_people_saving_at_once),
	    cmocka_unit_test(another_villages_rows_do_not_exist),
	    cmocka_unit_test(a_refused_deletion_names_no_foreign_rows),
	    cmocka_unit_test(a_moved_row_leaves_its_village),
	    cmocka_unit_test(names_are_found_as_people_type),
	    cmocka_unit_test(pages_join_without_gap_or_double),
	    cmocka_unit_test(a_name_that_fits_twice_counts_once),
	    cmocka_unit_test(ages_hold_at_the_bound),
	    cmocka_unit_test(the_pool_counts_who_is_in_it_on_the_day),
	    cmocka_unit_test(one_person_once),
	    cmocka_unit_test(every_step_failing_leaves_nothing_half),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
