/* test_def.c - definitions: the built-in ones, each kind of mistake, tables and migration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "reg/def.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *findings_text(struct arena *a, const struct findings *f)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		buf_printf(&b, "%s: %s", fi->place ? fi->place : "-", msg_render(a, &fi->text, LANG_EN));
		if (fi->hint.id)
			buf_printf(&b, " %s", msg_render(a, &fi->hint, LANG_EN));
		buf_putc(&b, '\n');
	}
	char *text = arena_strdup(a, buf_str(&b));
	buf_done(&b);
	return text;
}

static struct reg_set *set_read(struct arena *a, const char *site, char **said)
{
	struct findings f;
	findings_init(&f, a);
	struct reg_set *set = ARENA_NEW(a, struct reg_set);
	bool ok = reg_set_read(a, site, set, &f);
	*said = findings_text(a, &f);
	assert_int_equal(ok, f.errors == 0);
	return set;
}

static void built_in_definitions_are_right(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *said;
	struct reg_set *set = set_read(a, NULL, &said);
	assert_string_equal(said, "");
	assert_int_equal(set->count, 9);
	reg_set_use(set);
	const struct reg_def *reserve = reg_find("reserve");
	struct path p;
	assert_true(path_parse(reserve, "person.education", &p));
	assert_string_equal(path_field(reserve, p)->of->name, "education");
	assert_string_equal(path_text(a, reserve, p), "person.education");
	assert_false(path_parse(reserve, "person.educatoin", &p));
	assert_false(path_parse(reserve, "joined.name", &p));
	const struct choice_list *edu = choice_list_find("education");
	assert_true(choice_find(edu, "bachelor")->rank > choice_find(edu, "college")->rank);
	assert_true(choice_find(edu, "college")->rank > choice_find(edu, "secondary_vocational")->rank);
	assert_int_equal(choice_list_find("nation")->count, 57); /* GB/T 3304: 56, and "other" */
	assert_null(reg_find("reserves"));
	reg_set_use(NULL);
	arena_free(a);
}

static struct db *fresh_db(void)
{
	struct err e = { 0 };
	char path[64];
	snprintf(path, sizeof path, "/tmp/yz_test_def.%d.db", (int)getpid());
	unlink(path);
	struct db *db = db_open(path, DB_CREATE, &e);
	assert_non_null(db);
	assert_true(db_migrate(db, &e));
	unlink(path);
	return db;
}

static void migration_is_applied_once(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	struct err e = { 0 };
	struct findings f;
	char *said;
	const char *migration;
	findings_init(&f, a);
	reg_set_use(set_read(a, NULL, &said));
	struct db *db = fresh_db();
	assert_true(reg_diff(a, db, true, &migration, &f, &e));
	assert_non_null(strstr(migration, "create table r_reserve ("));
	/* those referred to come first, as PostgreSQL wants it */
	assert_true(strstr(migration, "create table r_person (") < strstr(migration, "create table r_org ("));
	assert_true(strstr(migration, "create table r_org (") < strstr(migration, "create table r_post ("));
	assert_true(reg_diff(a, db, true, &migration, &f, &e));
	assert_string_equal(migration, "");
	struct stmt *q = db_query(db, SQL("select id_number_bix from r_person where county=$1"), &e);
	assert_non_null(q);
	assert_true(db_end(q, &e));
	db_close(db);
	reg_set_use(NULL);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_definitions_are_right),
		cmocka_unit_test(migration_is_applied_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
