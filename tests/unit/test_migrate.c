/* test_migrate.c - the schema files are applied once, in order, and never altered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db/migrate.h"
#include "base/embed.h"
#include "base/str.h"

#include <string.h>

static int64_t number(struct db *db, struct sql sql)
{
	struct err e = { 0 };
	struct stmt *q = db_query(db, sql, &e);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t v = col_i64(q, 0);
	assert_true(db_end(q, &e));
	return v;
}

static int64_t files(void)
{
	int64_t n = 0;
	for (size_t i = 0; i < embedded_count; i++)
		n += has_prefix(embedded_files[i].path, "schema/");
	return n;
}

static void applies_once(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct db *db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	assert_true(files() > 0);
	assert_int_equal(number(db, SQL("select count(*) from schema_applied")), files());
	assert_true(db_script(db, "update schema_applied set at_ms=5", &e));
	assert_true(db_migrate(db, &e));
	assert_int_equal(number(db, SQL("select count(*) from schema_applied where at_ms=5")), files());
	assert_int_equal(number(db, SQL("select count(*) from site_setting")), 0);
	db_close(db);
}

static void refuses_a_changed_file(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct db *db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	assert_true(db_script(db, "update schema_applied set hash='0' where name='0001_site.sql'", &e));
	assert_false(db_migrate(db, &e));
	assert_int_equal(e.code, ERR_CORRUPT);
	db_close(db);
}

static void refuses_a_newer_database(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct db *db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	assert_true(db_script(db, "insert into schema_applied values('9999_later.sql','x',1)", &e));
	assert_false(db_migrate(db, &e));
	assert_int_equal(e.code, ERR_REFUSED);
	assert_non_null(e.hint.id);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applies_once),
		cmocka_unit_test(refuses_a_changed_file),
		cmocka_unit_test(refuses_a_newer_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
