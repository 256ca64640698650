/* test_unit.c - the hierarchy: loading, reading as of a day, changes, derived tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/unit.h"
#include "base/arena.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"
#include "unit/unit_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *a;
static struct db *db;
static struct err e;

static int setup(void **state)
{
	(void)state;
	a = arena_new(256 << 20);
	e = (struct err){ 0 };
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	return 0;
}

static void load_area(const char *path, ymd from, int *added, struct findings *f)
{
	const struct embedded *file = embedded_find(path);
	assert_non_null(file);
	findings_init(f, a);
	assert_true(units_load_csv(db, file->data, file->size, from, added, f, &e));
}

static int load_text(const char *text, struct findings *f)
{
	int added = 0;
	findings_init(f, a);
	assert_true(units_load_csv(db, text, strlen(text), 20200101, &added, f, &e));
	return added;
}

static int64_t code_id(const char *code)
{
	struct unit u;
	assert_true(unit_by_code(a, db, code, 0, &u, &e));
	return u.id;
}

static int64_t number(struct sql sql)
{
	struct stmt *q = db_query(db, sql, &e);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t v = col_i64(q, 0);
	assert_true(db_end(q, &e));
	return v;
}

/* Expected numbers counted with awk in the CSV files. */
static void loads_the_five_counties_once(void **state)
{
	(void)state;
	static const struct {
		const char *path, *county;
		int rows, villages;
	} cases[] = {
		{ "packs/areas/ah-daguan.csv", "340803000000", 75, 46 },
		{ "packs/areas/fj-shouning.csv", "350924000000", 222, 205 },
		{ "packs/areas/gz-jiangkou.csv", "520621000000", 118, 105 },
		{ "packs/areas/hn-qiyang.csv", "431181000000", 641, 608 },
		{ "packs/areas/sn-zhashui.csv", "611026000000", 94, 82 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct findings f;
		struct unit_list list;
		int added = -1;
		load_area(cases[i].path, 20230101, &added, &f);
		assert_int_equal(f.errors, 0);
		assert_int_equal(added, cases[i].rows);
		load_area(cases[i].path, 20240101, &added, &f);
		assert_int_equal(f.errors, 0);
		assert_int_equal(added, 0);
		assert_true(unit_villages(a, db, code_id(cases[i].county), 0, &list, &e));
		assert_int_equal(list.count, cases[i].villages);
	}
	assert_int_equal(number(SQL("select count(*) from unit")), 1150);
}

static void reads_paths_children_and_names(void **state)
{
	(void)state;
	struct findings f;
	struct unit u;
	struct unit_list list;
	int added;
	load_area("packs/areas/hn-qiyang.csv", 20230101, &added, &f);
	load_area("packs/areas/sn-zhashui.csv", 20230101, &added, &f);
	int64_t county = code_id("431181000000"), other = code_id("611026000000");
	int64_t town = code_id("431181110000");
	assert_true(unit_path(a, db, town, 0, &list, &e));
	assert_int_equal(list.count, 4);
	assert_string_equal(list.units[0].name, "湖南省");
	assert_string_equal(list.units[3].name, "羊角塘镇");
	assert_string_equal(list.units[3].kind, "town");
	assert_int_equal(list.units[3].county, county);
	assert_int_equal(list.units[1].county, list.units[1].id);
	assert_true(unit_children(a, db, town, 0, &list, &e));
	assert_true(list.count > 20);
	assert_true(strcmp(list.units[0].code, list.units[1].code) < 0);
	assert_int_equal(list.units[0].parent, town);
	assert_true(unit_find(a, db, county, "羊角塘镇", 10, &list, &e));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.units[0].id, town);
	assert_true(unit_find(a, db, other, "羊角塘镇", 10, &list, &e));
	assert_int_equal(list.count, 0);
	assert_true(unit_find(a, db, county, "宝塔街社区", 10, &list, &e));
	assert_string_equal(list.units[0].name, "宝塔街社区委员会");
	assert_true(unit_find(a, db, county, "%", 10, &list, &e));
	assert_int_equal(list.count, 0);
	assert_true(unit_find(a, db, county, "431181110", 200, &list, &e));
	assert_int_equal(list.units[0].id, town);
	bool under = true;
	assert_true(unit_is_under(db, town, county, &under, &e) && under);
	assert_true(unit_is_under(db, county, town, &under, &e) && !under);
	assert_true(unit_is_under(db, town, other, &under, &e) && !under);
	assert_string_equal(unit_name_now(a, db, town), "羊角塘镇");
	assert_false(unit_load(a, db, town, 20221231, &u, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void refuses_a_list_that_contradicts_itself(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
		int row;
	} cases[] = {
		{ "a,b\n", "unit-file", 1 },
		{ "code,name,parent,level\n43,湖南省,,1\n", "unit-code", 2 },
		{ "code,name,parent,level\n430000000000,,,1\n", "unit-name", 2 },
		{ "code,name,parent,level\n430000000000,湖南省,,7\n", "unit-level", 2 },
		{ "code,name,parent,level\n430000000000,湖南省,,1\n430000000000,湖南,,1\n",
		  "unit-code-twice", 3 },
		{ "code,name,parent,level\n431100000000,永州市,430000000000,2\n", "unit-parent", 2 },
		{ "code,name,parent,level\n430000000000,湖南省,,1\n431181110000,甲镇,430000000000,4\n",
		  "unit-level-parent", 3 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct findings f;
		assert_int_equal(load_text(cases[i].text, &f), 0);
		assert_int_equal(f.errors, 1);
		assert_string_equal(f.first->code, cases[i].code);
		assert_int_equal(f.first->row, cases[i].row);
	}
	assert_int_equal(number(SQL("select count(*) from unit")), 0);
	struct findings f;
	assert_int_equal(load_text("\xEF\xBB\xBF" "code,name,parent,level\r\n"
				   "430000000000,\" 湖南省 \",,1\r\n", &f), 1);
	assert_string_equal(unit_name_now(a, db, code_id("430000000000")), "湖南省");
	assert_int_equal(load_text("code,name,parent,level\n430000000000,湖北省,,1\n", &f), 0);
	assert_string_equal(f.first->code, "unit-differs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(loads_the_five_counties_once, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_paths_children_and_names, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_a_list_that_contradicts_itself, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
