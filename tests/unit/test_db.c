/* test_db.c - transactions, statements, failures, the common dialect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *a;
static struct db *db;
static char folder[] = "/tmp/yanzhen-db-XXXXXX";

static const char *file_in(const char *name)
{
	return arena_printf(a, "%s/%s", folder, name);
}

static int64_t count(struct db *in)
{
	struct err e = { 0 };
	struct stmt *q = db_query(in, SQL("select count(*) from t"), &e);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(db_end(q, &e));
	return n;
}

static bool insert(int64_t id, const char *name, struct err *e)
{
	struct stmt *q = db_query(db, SQL("insert into t(id,name) values($1,$2)"), e);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, name);
	return db_run(q, e);
}

static void savepoints_nest(void **state)
{
	(void)state;
	struct err e = { 0 };
	{
		TXN(outer);
		assert_true(txn_begin(&outer, db, &e) && insert(1, "a", &e));
		{
			TXN(dropped);
			assert_true(txn_begin(&dropped, db, &e) && insert(2, "b", &e));
			{
				TXN(deep);
				assert_true(txn_begin(&deep, db, &e) && insert(3, "c", &e) && txn_commit(&deep, &e));
			}
			assert_int_equal(count(db), 3);
		}
		assert_int_equal(count(db), 1);
		{
			TXN(kept);
			assert_true(txn_begin(&kept, db, &e) && insert(4, "d", &e) && txn_commit(&kept, &e));
		}
		assert_true(txn_commit(&outer, &e));
	}
	assert_int_equal(count(db), 2);
	{
		TXN(t);
		assert_true(txn_begin(&t, db, &e) && insert(5, "e", &e));
	}
	assert_int_equal(count(db), 2);
}

static void a_running_text_gets_a_twin(void **state)
{
	(void)state;
	struct err e = { 0 };
	for (int64_t i = 1; i <= 3; i++)
		assert_true(insert(i, "x", &e));
	struct sql same = SQL("select id from t where id>=$1 order by id");
	struct stmt *q = db_query(db, same, &e);
	bind(q, 1, 1);
	int seen = 0, inner = 0;
	while (db_next(q)) {
		struct stmt *twin = db_query(db, same, &e);
		assert_ptr_not_equal(twin, q);
		bind(twin, 1, col_i64(q, 0));
		while (db_next(twin))
			inner++;
		assert_true(db_end(twin, &e));
		seen++;
	}
	assert_true(db_end(q, &e));
	assert_int_equal(seen, 3);
	assert_int_equal(inner, 3 + 2 + 1);
}

static void the_end_stays_the_end(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct stmt *q = db_query(db, SQL("insert into t(id,name) values(1,$1)"), &e);
	bind(q, 1, "x");
	assert_false(db_next(q));
	assert_false(db_next(q)); /* SQLite would insert again */
	assert_true(db_end(q, &e));
	assert_int_equal(count(db), 1);
}

static void values_come_back(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct stmt *q = db_query(db, SQL("insert into t(name,id) values($2,$1)"), &e);
	bind(q, 1, INT64_MIN);
	bind(q, 2, "𡓐 '");
	assert_true(db_run(q, &e));
	assert_int_equal(db_changes(db), 1);
	q = db_query(db, SQL("select id,name,data,note from t where id=$1"), &e);
	bind(q, 1, INT64_MIN);
	assert_true(db_next(q));
	assert_int_equal(col_count(q), 4);
	assert_true(col_i64(q, 0) == INT64_MIN);
	assert_string_equal(col_text(q, 1, a), "𡓐 '");
	assert_true(col_null(q, 3));
	assert_null(col_text(q, 3, a));
	assert_false(db_next(q));
	assert_true(db_end(q, &e));
}

/* A register of 64 fields, half of them sealed, needs well over a hundred parameters. */
static void many_parameters(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "select id from t where id in (");
	for (int i = 0; i < 200; i++) {
		if (i)
			sqlb_add(&b, ",");
		sqlb_param(&b);
	}
	sqlb_add(&b, ")");
	assert_true(insert(200, "x", &e));
	struct stmt *q = db_query(db, sqlb_done(&b, __FILE__), &e);
	assert_non_null(q);
	for (int i = 1; i <= 200; i++)
		bind(q, i, i);
	assert_true(db_next(q));
	assert_int_equal(col_i64(q, 0), 200);
	assert_true(db_end(q, &e));
}

static void composed_texts_are_kept_by_content(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct stmt *first = NULL;
	for (int round = 0; round < 2; round++) {
		struct sqlb b;
		sqlb_init(&b, a);
		sqlb_add(&b, "select ");
		sqlb_name(&b, "id");
		sqlb_add(&b, " from t where id=");
		sqlb_param(&b);
		struct stmt *q = db_query(db, sqlb_done(&b, __FILE__), &e);
		assert_true(!first || q == first);
		first = q;
		bind(q, 1, 1);
		assert_true(db_run(q, &e));
	}
	for (int i = 0; i < 1000; i++) { /* more than are kept */
		struct sqlb b;
		sqlb_init(&b, a);
		sqlb_add(&b, "select count(*) from t where id>");
		sqlb_i64(&b, i);
		struct stmt *q = db_query(db, sqlb_done(&b, __FILE__), &e);
		assert_true(db_next(q));
		assert_true(db_end(q, &e));
	}
}

static enum err_code run_code(struct sql sql)
{
	struct err e = { 0 };
	struct stmt *q = db_query(db, sql, &e);
	return q && db_run(q, &e) ? ERR_NONE : e.code;
}

static void errors_have_their_code(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_true(insert(1, "a", &e));
	assert_false(insert(1, "b", &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	assert_int_equal(run_code(SQL("insert into u(id,t) values(1,1)")), ERR_NONE);
	assert_int_equal(run_code(SQL("insert into u(id,t) values(2,1)")), ERR_CONFLICT);
	assert_int_equal(run_code(SQL("insert into u(id,t) values(3,9)")), ERR_DB); /* no such t */
	assert_int_equal(run_code(SQL("insert into t(id,name) values(7,null)")), ERR_DB);
	assert_int_equal(run_code(SQL("insert into t(id,name) values(8,x'00')")), ERR_DB); /* strict */
	assert_int_equal(run_code(SQL("select nothing from t")), ERR_DB);
	e = (struct err){ 0 };
	assert_null(db_open(file_in("none/such.db"), DB_WRITE, &e));
	assert_int_equal(e.code, ERR_FILE);
	assert_int_equal(count(db), 1);
}

static bool three_rows(struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	for (int64_t i = 1; i <= 3; i++) {
		TXN(row);
		if (!txn_begin(&row, db, e) || !insert(i, "x", e) || !txn_commit(&row, e))
			return false;
	}
	return txn_commit(&t, e);
}

/* The n-th call fails as on a full disk, for every n until none does. */
static void a_failure_leaves_nothing_behind(void **state)
{
	(void)state;
	int failed = 0;
	for (;;) {
		struct err e = { 0 };
		db_fail_at(failed + 1);
		bool ok = three_rows(&e);
		db_fail_at(0);
		if (ok)
			break;
		failed++;
		assert_int_equal(e.code, ERR_DB);
		assert_non_null(e.hint.id);
		assert_int_equal(count(db), 0);
	}
	assert_int_equal(failed, 1 + 3 * 3 + 1); /* begin; 3 x (savepoint, insert, release); commit */
	assert_int_equal(count(db), 3);
}

/* The engine itself rolled back: the rest of the transaction must not commit piece by piece. */
static void a_lost_transaction_stays_lost(void **state)
{
	(void)state;
	struct err e = { 0 };
	{
		TXN(t);
		assert_true(txn_begin(&t, db, &e) && insert(1, "a", &e));
		assert_int_equal(run_code(SQL("insert or rollback into t(id,name) values(1,'b')")), ERR_CONFLICT);
		assert_false(insert(2, "c", &e));
		assert_int_equal(e.code, ERR_DB);
		e = (struct err){ 0 };
		TXN(inner);
		assert_false(txn_begin(&inner, db, &e));
		e = (struct err){ 0 };
		assert_false(txn_commit(&t, &e));
	}
	e = (struct err){ 0 };
	assert_int_equal(count(db), 0);
	assert_true(three_rows(&e)); /* and the connection works on */
}

static void readers_see_commits_only(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct db *reader = db_open(file_in("a.db"), DB_READ, &e);
	assert_non_null(reader);
	assert_false(db_is_writer(reader));
	assert_int_equal(count(reader), 0);
	TXN(t);
	assert_true(txn_begin(&t, db, &e) && insert(1, "a", &e));
	assert_int_equal(count(reader), 0);
	assert_true(txn_commit(&t, &e));
	assert_int_equal(count(reader), 1);
	/* A statement left open keeps its snapshot until db_idle(). */
	struct stmt *q = db_query(reader, SQL("select id from t"), &e);
	assert_true(db_next(q));
	assert_true(insert(2, "b", &e));
	assert_int_equal(count(reader), 1);
	db_idle(reader);
	assert_int_equal(count(reader), 2);
	q = db_query(reader, SQL("delete from t"), &e);
	assert_false(db_run(q, &e));
	db_close(reader);
}

static void backup_is_a_whole_copy(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_true(insert(1, "a", &e));
	assert_true(db_backup(db, file_in("copy.db"), &e));
	struct db *copy = db_open(file_in("copy.db"), DB_WRITE, &e);
	assert_non_null(copy);
	assert_true(db_integrity(copy, &e));
	assert_int_equal(count(copy), 1);
	db_close(copy);
	assert_false(db_backup(db, file_in("copy.db"), &e)); /* never over an existing file */
}

static void a_damaged_file_is_named(void **state)
{
	(void)state;
	struct err e = { 0 };
	FILE *f = fopen(file_in("bad.db"), "w");
	assert_non_null(f);
	for (int i = 0; i < 4096; i++)
		fputc('x', f);
	fclose(f);
	assert_null(db_open(file_in("bad.db"), DB_WRITE, &e));
	assert_int_equal(e.code, ERR_CORRUPT);
	assert_non_null(e.hint.id);
	e = (struct err){ 0 };
	assert_true(db_integrity(db, &e));
}

static void dialect(void **state)
{
	(void)state;
	static const struct {
		const char *common, *lite;
	} cases[] = {
		{ "create table t (\n\tid bigint not null,\n\td bytea\n);\n",
		  "create table t (\n\tid integer not null,\n\td blob\n) strict;\n" },
		{ "create table t (\n\tid bigint,\n\ta text not null\n);\n",
		  "create table t (\n\tid integer,\n\ta text not null\n) strict;\n" },
		{ "create index i on t(bigint_n, my_bytea);\n", "create index i on t(bigint_n, my_bytea);\n" },
		{ "select cast(sum(a) as bigint)", "select cast(sum(a) as integer)" },
		{ "", "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(db_dialect(a, cases[i].common), cases[i].lite);
}

static int start(void **state)
{
	(void)state;
	a = arena_new(16 << 20);
	return mkdtemp(folder) ? 0 : 1;
}

static int fresh(void **state)
{
	(void)state;
	static const char schema[] = "create table t (\n"
				     "	id bigint not null primary key,\n"
				     "	name text not null,\n"
				     "	data bytea,\n"
				     "	note text\n"
				     ");\n"
				     "create table u (\n"
				     "	id bigint not null primary key,\n"
				     "	t bigint not null unique references t(id)\n"
				     ");\n";
	struct err e = { 0 };
	db = db_open(file_in("a.db"), DB_CREATE, &e);
	return db && db_script(db, db_dialect(a, schema), &e) ? 0 : 1;
}

static void drop(const char *name)
{
	unlink(file_in(name));
	unlink(arena_printf(a, "%s-wal", file_in(name)));
	unlink(arena_printf(a, "%s-shm", file_in(name)));
}

/* Each row takes a page of its own and more: left alone, the log would begin anew at the limit. */
static void a_tended_log_is_copied_by_another(void **state)
{
	(void)state;
	struct err e = { 0 };
	char wide[5000];
	memset(wide, 'w', sizeof wide);
	wide[sizeof wide - 1] = 0;
	struct db *tender = db_open(file_in("a.db"), DB_WRITE, &e);
	assert_non_null(tender);
	db_tended(db);
	int64_t rows = 0;
	while (db_log_pages(db) < 2 * DB_LOG_PAGES) {
		TXN(t);
		assert_true(txn_begin(&t, db, &e));
		for (int i = 0; i < 50; i++)
			assert_true(insert(++rows, wide, &e));
		assert_true(txn_commit(&t, &e) && rows < 10000);
	}
	assert_true(db_checkpoint(tender, &e));
	assert_true(insert(++rows, wide, &e));
	assert_in_range(db_log_pages(db), 1, DB_LOG_PAGES);
	assert_int_equal(count(tender), rows);
	db_close(tender);
}

static int clean(void **state)
{
	(void)state;
	db_fail_at(0);
	db_close(db);
	drop("a.db");
	drop("copy.db");
	drop("bad.db");
	arena_reset(a);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(a);
	return rmdir(folder);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, fresh, clean)
	const struct CMUnitTest tests[] = {
		CASE(savepoints_nest),
		CASE(a_running_text_gets_a_twin),
		CASE(the_end_stays_the_end),
		CASE(values_come_back),
		CASE(many_parameters),
		CASE(composed_texts_are_kept_by_content),
		CASE(errors_have_their_code),
		CASE(a_failure_leaves_nothing_behind),
		CASE(a_lost_transaction_stays_lost),
		CASE(readers_see_commits_only),
		CASE(backup_is_a_whole_copy),
		CASE(a_damaged_file_is_named),
		CASE(dialect),
		CASE(a_tended_log_is_copied_by_another),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
