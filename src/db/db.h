#pragma once
/*
 * db.h - one connection, prepared statements, transactions.
 *
 * Engine: SQLite (WAL, synchronous=FULL).  The SQL is kept in the subset that
 * PostgreSQL takes too; the tests prepare every statement on both.
 *
 *	struct stmt *q = db_query(db, SQL("select name from unit where id=$1"), e);
 *	if (!q)
 *		return false;
 *	bind(q, 1, id);
 *	while (db_next(q))
 *		... col_text(q, 0, arena) ...
 *	return db_end(q, e);
 *
 * A statement is prepared once per connection and reset by db_query() and db_end().
 * Error paths may leave one open; db_idle() at the end of a request closes all.
 *
 * Memory: a connection belongs to one thread at a time.
 */
#include "db/sql.h"
#include "base/err.h"

struct arena;
struct db;
struct stmt;

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };
enum { DB_LOG_PAGES = 1000 }; /* the write-ahead log is copied into the file when it is this long */

struct db *db_open(const char *path, enum db_mode mode, struct err *e) MUST_USE;
void db_close(struct db *db);
bool db_is_writer(const struct db *db);
/* Another connection calls db_checkpoint() when the log has DB_LOG_PAGES more: this one's commits
 * no longer stop for it. */
void db_tended(struct db *db);
/* Of the write-ahead log, after this connection's last commit. */
int db_log_pages(const struct db *db);
/* Copies the log into the file as far as nobody else needs it or does the same; waits for nobody. */
bool db_checkpoint(struct db *db, struct err *e) MUST_USE;
/* Resets every statement left open, so that the next read sees the newest commit. */
void db_idle(struct db *db);
/* Statements run so far on this connection: for budgets and traces. */
int64_t db_count(const struct db *db);

struct stmt *db_query(struct db *db, struct sql sql, struct err *e) MUST_USE;

/* Parameters are numbered from 1. */
void bind_i64(struct stmt *q, int i, int64_t v);
void bind_text(struct stmt *q, int i, const char *s);   /* copied; NULL binds null */
void bind_null(struct stmt *q, int i);
#define bind(q, i, v)                                                                              \
	_Generic((v), char *: bind_text, const char *: bind_text, default: bind_i64)((q), (i), (v))

/* Next row; false at the end or on failure, which db_end() tells apart. */
bool db_next(struct stmt *q);
/* Resets the statement.  False if stepping failed: ERR_CONFLICT for a unique key,
 * ERR_BUSY when the database stayed locked, else ERR_DB. */
bool db_end(struct stmt *q, struct err *e) MUST_USE;
/* Runs a statement that returns no rows. */
bool db_run(struct stmt *q, struct err *e) MUST_USE;
/* Rows changed by the last db_run(). */
int64_t db_changes(struct db *db);

/* Columns are numbered from 0. */
int64_t col_i64(struct stmt *q, int i);
const char *col_peek(struct stmt *q, int i);             /* valid until the next step; NULL for null */
char *col_text(struct stmt *q, int i, struct arena *a);  /* NULL for null */
bool col_null(struct stmt *q, int i);
int col_count(struct stmt *q);

/*
 * A transaction.  TXN(t) rolls back at scope end unless committed; inside another
 * transaction it is a savepoint.
 */
struct txn {
	struct db *db;
	int depth;
};
void txn_drop(struct txn *t);
#define TXN(t) __attribute__((cleanup(txn_drop))) struct txn t = { 0 }
bool txn_begin(struct txn *t, struct db *db, struct err *e) MUST_USE;
bool txn_commit(struct txn *t, struct err *e) MUST_USE;
/* Whether somebody above has begun one, who takes everything back when a part fails. */
bool db_in_txn(const struct db *db);

/*
 * Schema text in the common dialect: `bigint`, `text`, `bytea`, a line of `);` ends a
 * table.  On SQLite bigint becomes integer, bytea blob, and the tables STRICT.
 */
char *db_dialect(struct arena *a, const char *text);
/* Runs a script of several statements (schema files, DDL of registers). */
bool db_script(struct db *db, const char *text, struct err *e) MUST_USE;
/* A consistent copy of the whole database into a new file. */
bool db_backup(struct db *db, const char *path, struct err *e) MUST_USE;
/* The engine's own integrity test: ERR_CORRUPT with its first complaint. */
bool db_integrity(struct db *db, struct err *e) MUST_USE;

/* Test only: the n-th step from now fails as a full disk would (0: off). */
void db_fail_at(int64_t n);
