/* test_file.c - attached files: stored once, removed when nothing names them any more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "reg/file.h"

#include <sys/stat.h>
#include <utime.h>

static char *path_in(const char *name)
{
	return arena_printf(site.a, "%s/%s", site.dir, name);
}

static void write_file(const char *name)
{
	FILE *out = fopen(path_in(name), "wb");
	assert_non_null(out);
	assert_true(fputs("bytes", out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static bool is_there(const char *name)
{
	return access(path_in(name), F_OK) == 0;
}

static struct record *reserve_load(int64_t id)
{
	struct record *r;
	struct save_how how = by_program();
	assert_true(fine(reg_load(site.a, site.db, reg_find("reserve"), site.county, id,
				  &how.scope, false, &r, &site.e)));
	return r;
}

static struct record *record_make(const char *name)
{
	int64_t person = add_person("431181110200", name, "1990-01-01", "大专", "");
	return reserve_load(add_reserve("431181110200", person, "2022-01-01"));
}

static void attach(const struct record *r, const char *hash)
{
	write_file("upload");
	struct attachment_new n = {.path = path_in("upload"), .name = "表.pdf", .hash = hash,
				   .size = 5, .dir = site.dir};
	assert_true(fine(file_add(site.db, file_of(r), &n, &site.e)));
	assert_int_equal(unlink(path_in("upload")), 0);
}

static void detach(const struct record *r)
{
	struct attachment_list list;
	const char *hash;
	assert_true(fine(file_list(site.a, site.db, file_of(r), &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_true(fine(file_delete(site.a, site.db, file_of(r), list.rows[0].id, 0, &hash, &site.e)) &&
		    fine(file_release(site.db, site.dir, hash, &site.e)));
}

static void bytes_go_with_the_last_that_names_them(void **state)
{
	(void)state;
	struct record *a = record_make("甲"), *b = record_make("乙");
	attach(a, "aa");
	attach(b, "aa");
	detach(a);
	assert_true(is_there("files/aa"));
	detach(b);
	assert_false(is_there("files/aa"));
}

static int64_t found(const char *code)
{
	struct findings f;
	int64_t n = 0;
	findings_init(&f, site.a);
	assert_true(fine(file_check(site.a, site.db, site.dir, &f, &site.e)));
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		n += text_eq(fi->code, code);
	return n;
}

static void a_deleted_record_leaves_no_bytes(void **state)
{
	(void)state;
	struct record *r = record_make("丙"), *other = record_make("丁");
	struct findings f;
	struct save_how how = by_program();
	struct utimbuf old = {0}; /* 1970 */
	attach(r, "bb");
	attach(other, "cc");
	findings_init(&f, site.a);
	assert_true(said(reg_delete(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_int_equal(found("file-unnamed"), 0); /* it may have come just now */
	assert_true(fine(file_sweep(site.db, site.dir, &site.e)));
	assert_true(is_there("files/bb"));
	assert_int_equal(utime(path_in("files/bb"), &old), 0);
	assert_int_equal(utime(path_in("files/cc"), &old), 0);
	assert_int_equal(found("file-unnamed"), 1);
	assert_true(fine(file_sweep(site.db, site.dir, &site.e)));
	assert_false(is_there("files/bb"));
	assert_true(is_there("files/cc"));
	assert_int_equal(found("file-unnamed"), 0);
	assert_int_equal(found("file-missing"), 0);
	assert_int_equal(unlink(path_in("files/cc")), 0);
	assert_int_equal(found("file-missing"), 1);
}

static int up(void **state)
{
	assert_int_equal(site_up(state), 0);
	assert_int_equal(mkdir(path_in("files"), 0700), 0);
	return 0;
}

static int down(void **state)
{
	assert_int_equal(rmdir(path_in("files")), 0);
	return site_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_go_with_the_last_that_names_them),
	    cmocka_unit_test(a_deleted_record_leaves_no_bytes),
	};
	return cmocka_run_group_tests(tests, up, down);
}
