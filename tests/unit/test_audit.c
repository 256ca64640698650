/* test_audit.c - the chain is written, read back, and every tampering is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *a;
static struct db *db;
static struct err e;

static int setup(void **state)
{
	(void)state;
	a = arena_new(64 << 20);
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

static void write_rows(int64_t county, int n)
{
	for (int i = 0; i < n; i++)
		assert_true(audit_write(db, &(struct audit_entry){
			.county = county, .actor = 7, .action = "update", .subject = i % 2 ? "reserve" : "unit",
			.record = 100 + i, .origin = "form", .reason = i % 3 ? NULL : "更正",
			.before = "{\"a\":1}", .after = i % 2 ? "{\"a\":2}" : NULL }, &e));
}

static const struct finding *check(struct findings *f)
{
	findings_init(f, a);
	assert_true(audit_check(a, db, f, &e));
	return f->first;
}

static void run(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void run(const char *fmt, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	assert_true(db_script(db, text, &e));
}

static void assert_breaks(const char *county, const char *seq)
{
	struct findings f;
	const struct finding *fi = check(&f);
	assert_int_equal(f.errors, 1);
	char text[400];
	msg_write(&fi->text, LANG_EN, text, sizeof text);
	char want[80];
	snprintf(want, sizeof want, "county %s breaks at row %s:", county, seq);
	assert_non_null(strstr(text, want));
}

static void every_flipped_column_is_found(void **state)
{
	(void)state;
	static const char *const set[] = {
		"at_ms=at_ms+1", "actor=actor+1", "record=record+1", "action=action||'x'",
		"subject=subject||'x'", "origin=origin||' '", "hash='0'||substr(hash,2)||'x'",
		"reason=case when reason is null then '' else null end", "before_json='{}'",
		"after_json=case when after_json is null then '' else null end",
	};
	write_rows(1, 6);
	write_rows(2, 6);
	struct findings f;
	assert_null(check(&f));
	for (size_t i = 0; i < ARRAY_LEN(set); i++)
		for (int seq = 1; seq <= 6; seq++) {
			char want[8];
			TXN(t);
			assert_true(txn_begin(&t, db, &e));
			run("update audit set %s where county=2 and seq=%d", set[i], seq);
			snprintf(want, sizeof want, "%d", seq);
			assert_breaks("2", want);
		}
	assert_null(check(&f));
}

static void missing_moved_and_headless_rows_are_found(void **state)
{
	(void)state;
	static const struct {
		const char *script, *seq;
	} cases[] = {
		{ "delete from audit where county=1 and seq=3", "3" },
		{ "delete from audit where county=1 and seq=1", "1" },
		{ "delete from audit where county=1 and seq=6", "6" },
		{ "delete from audit where county=1", "1" },
		{ "update audit set seq=seq+100 where county=1 and seq in (2,3);"
		  "update audit set seq=case seq when 102 then 3 else 2 end where county=1 and seq>100", "2" },
		{ "update audit set county=9 where county=1 and seq=6", "6" },
		{ "update audit_head set hash='00'", "6" },
		{ "update audit_head set seq=5", "6" },
		{ "update audit_head set seq=9", "7" },
		{ "update audit_head set algorithm='sm3'", "1" },
		{ "delete from audit_head where county=1", "6" },
	};
	write_rows(1, 6);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		TXN(t);
		assert_true(txn_begin(&t, db, &e));
		run("%s", cases[i].script);
		struct findings f;
		check(&f);
		if (strstr(cases[i].script, "county=9"))
			run("delete from audit where county=9");
		assert_breaks("1", cases[i].seq);
	}
}

/* A row written within another's transaction goes with it, whichever of its steps failed. */
static void a_row_goes_with_the_transaction_around_it(void **state)
{
	(void)state;
	struct findings f;
	write_rows(5, 1);
	for (int n = 1; n <= 4; n++) {
		struct err why = { 0 };
		TXN(t);
		assert_true(txn_begin(&t, db, &e));
		assert_true(db_in_txn(db));
		db_fail_at(n);
		bool ok = audit_write(db, &(struct audit_entry){ .county = 5, .action = "create",
			.subject = "reserve", .record = 200, .origin = "form" }, &why);
		db_fail_at(0);
		assert_int_equal(ok, n == 4); /* head, row, head: three steps */
		txn_drop(&t);
		assert_false(db_in_txn(db));
		assert_null(check(&f));
	}
	write_rows(5, 2);
	assert_null(check(&f));
}

static void reads_newest_first(void **state)
{
	(void)state;
	struct audit_list list;
	const char *hex;
	int64_t seq;
	assert_true(audit_head(a, db, 1, &hex, &seq, &e));
	assert_string_equal(hex, "");
	write_rows(1, 6);
	assert_true(audit_load(a, db, 1, NULL, 0, 0, 4, &list, &e));
	assert_int_equal(list.count, 4);
	assert_true(list.more);
	assert_int_equal(list.rows[0].seq, 6);
	assert_string_equal(list.rows[0].before, "{\"a\":1}");
	assert_true(audit_load(a, db, 1, NULL, 0, list.rows[3].seq, 4, &list, &e));
	assert_int_equal(list.count, 2);
	assert_false(list.more);
	assert_true(audit_load(a, db, 1, "unit", 0, 0, 10, &list, &e));
	assert_int_equal(list.count, 3);
	assert_true(audit_load(a, db, 1, "unit", 102, 0, 10, &list, &e));
	assert_int_equal(list.count, 1);
	assert_true(audit_load(a, db, 1, NULL, 103, 0, 10, &list, &e));
	assert_int_equal(list.count, 1);
	assert_true(audit_load(a, db, 2, NULL, 0, 0, 10, &list, &e));
	assert_int_equal(list.count, 0);
	assert_true(audit_load(a, db, 1, NULL, 0, 0, 1, &list, &e));
	assert_true(audit_head(a, db, 1, &hex, &seq, &e));
	assert_int_equal(seq, 6);
	assert_string_equal(hex, list.rows[0].hash);
}

/* SHA-256 of the serialised row, computed with sha256sum. */
static void the_hash_is_sha256_of_the_row(void **state)
{
	(void)state;
	struct audit_list list;
	setenv("YANZHEN_NOW", "1700000000000", 1);
	assert_true(audit_write(db, &(struct audit_entry){ .county = 5, .action = "create",
		.subject = "unit", .origin = "form", .after = "{}" }, &e));
	unsetenv("YANZHEN_NOW");
	assert_true(audit_load(a, db, 5, NULL, 0, 0, 1, &list, &e));
	assert_string_equal(list.rows[0].hash, "dfd71bac268d87317743504b02b629d186cfa97a2afeb731f5b6ac8b54ca2dcf");
}

static void a_site_may_ask_for_sm3(void **state)
{
	(void)state;
	struct findings f;
	write_rows(1, 2);
	run("insert into site_setting values('audit.hash','sm3')");
	write_rows(1, 2);
	write_rows(2, 2);
	assert_null(check(&f));
	run("update audit set actor=8 where county=2 and seq=2");
	assert_breaks("2", "2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_flipped_column_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(missing_moved_and_headless_rows_are_found, setup, teardown),
		cmocka_unit_test_setup_teardown(a_row_goes_with_the_transaction_around_it, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_newest_first, setup, teardown),
		cmocka_unit_test_setup_teardown(the_hash_is_sha256_of_the_row, setup, teardown),
		cmocka_unit_test_setup_teardown(a_site_may_ask_for_sm3, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
