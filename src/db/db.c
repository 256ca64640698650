/* db.c - the SQLite engine behind db.h. */
#include "db/db.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STMT_SLOTS = 512, BUSY_MS = 30000, COMPOSED_MAX = 300, PARAMS_MAX = 256, TXN_DEPTHS = 8 };
enum { LOG_MOST = 16000 }; /* pages; a tended log longer than this is copied at a commit */
enum { TXN_BEGIN, TXN_COMMIT, TXN__COUNT };

struct stmt {
	struct stmt *next;
	struct db *db;
	const char *key; /* address of a literal, or a copy of composed text */
	bool composed;
	bool open;
	sqlite3_stmt *s;
	int rc;
	uint16_t params[PARAMS_MAX]; /* $n -> SQLite's index; the order of first appearance may differ */
};

struct db {
	sqlite3 *h;
	struct stmt *slots[STMT_SLOTS];
	sqlite3_stmt *txn[TXN__COUNT][TXN_DEPTHS]; /* prepared when first needed */
	int composed;
	int depth;
	int64_t count;
	int log_pages; /* of the write-ahead log after the last commit */
	bool writer;
	bool tended;   /* another connection copies the log into the file */
};

static _Atomic int64_t fail_at;

void db_fail_at(int64_t n)
{
	atomic_store(&fail_at, n);
}

static bool must_fail(void)
{
	if (atomic_load(&fail_at) == 0)
		return false;
	return atomic_fetch_sub(&fail_at, 1) == 1;
}

static bool db_err(struct db *db, int rc, struct err *e)
{
	int code = rc & 0xFF;
	if (code == SQLITE_CONSTRAINT && (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY))
		return err_set(e, ERR_CONFLICT, "The database already holds this: %s.",
			       sqlite3_errmsg(db->h));
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return err_set(e, ERR_BUSY, "The database is busy with another change. Try again.");
	if (code == SQLITE_FULL || rc == SQLITE_IOERR_WRITE) {
		err_set(e, ERR_DB, "The disk is full; nothing was saved.");
		return err_hint(e, "Free some space on the disk of the site, then try again.");
	}
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
		err_set(e, ERR_CORRUPT, "The database file is damaged: %s.", sqlite3_errmsg(db->h));
		return err_hint(e, "Stop the program and restore the newest backup.");
	}
	if (rc == SQLITE_ABORT_ROLLBACK)
		return err_set(e, ERR_DB, "An earlier failure undid this change; nothing was saved.");
	return err_set(e, ERR_DB, "The database failed: %s.", sqlite3_errmsg(db->h));
}

static bool pragma(struct db *db, const char *text, struct err *e)
{
	int rc = sqlite3_exec(db->h, text, NULL, NULL, NULL);
	return rc == SQLITE_OK || db_err(db, rc, e);
}

/* After every commit.  Copying the log into the file holds up whoever commits, for a sync and many
 * scattered pages: a tended connection leaves that to another one, up to a limit. */
static int on_log(void *arg, sqlite3 *h, const char *schema, int pages)
{
	struct db *db = arg;
	db->log_pages = pages;
	if (pages >= (db->tended ? LOG_MOST : DB_LOG_PAGES))
		sqlite3_wal_checkpoint_v2(h, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return SQLITE_OK; /* a log that could not be copied yet is copied after a later commit */
}

struct db *db_open(const char *path, enum db_mode mode, struct err *e)
{
	struct db *db = base_alloc(sizeof *db);
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	flags |= mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	flags |= mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0;
	db->writer = mode != DB_READ;
	int rc = sqlite3_open_v2(path, &db->h, flags, NULL);
	if (rc != SQLITE_OK) {
		err_set(e, ERR_FILE, "Cannot open the database %s: %s.", path, sqlite3_errmsg(db->h));
		db_close(db);
		return NULL;
	}
	sqlite3_busy_timeout(db->h, BUSY_MS);
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
	bool ok = pragma(db, "pragma foreign_keys=on; pragma case_sensitive_like=on;"
			     "pragma trusted_schema=off; pragma temp_store=memory;"
			     "pragma cache_size=-8000; pragma mmap_size=1073741824;", e);
	if (ok && db->writer)
		ok = pragma(db, "pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-32000;"
				"pragma journal_size_limit=67108864;", e);
	if (!ok) {
		db_close(db);
		return NULL;
	}
	if (db->writer)
		sqlite3_wal_hook(db->h, on_log, db);
	return db;
}

static void stmt_drop(struct stmt *q)
{
	sqlite3_finalize(q->s);
	if (q->composed)
		base_free((void *)(uintptr_t)q->key);
	base_free(q);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < STMT_SLOTS; i++)
		while (db->slots[i]) {
			struct stmt *q = db->slots[i];
			db->slots[i] = q->next;
			stmt_drop(q);
		}
	for (int i = 0; i < TXN_DEPTHS; i++)
		for (int what = 0; what < TXN__COUNT; what++)
			sqlite3_finalize(db->txn[what][i]);
	sqlite3_close(db->h);
	base_free(db);
}

void db_tended(struct db *db)
{
	assert(db->writer);
	db->tended = true;
}

int db_log_pages(const struct db *db)
{
	return db->log_pages;
}

bool db_checkpoint(struct db *db, struct err *e)
{
	assert(db->writer && db->depth == 0);
	int rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return rc == SQLITE_OK || rc == SQLITE_BUSY || db_err(db, rc, e);
}

bool db_is_writer(const struct db *db)
{
	return db->writer;
}

void db_idle(struct db *db)
{
	for (size_t i = 0; i < STMT_SLOTS; i++)
		for (struct stmt *q = db->slots[i]; q; q = q->next)
			if (q->open) {
				sqlite3_reset(q->s);
				q->open = false;
			}
}

int64_t db_count(const struct db *db)
{
	return db->count;
}

static size_t slot_of(struct sql sql)
{
	uint64_t hash = 1469598103934665603u;
	if (!sql.composed)
		return (size_t)(((uintptr_t)sql.text * 0x9E3779B97F4A7C15u) >> 48) % STMT_SLOTS;
	for (const char *p = sql.text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	return hash % STMT_SLOTS;
}

/* Every distinct text, one per line, for the test that prepares all of them on both engines. */
static void note_sql(const char *kind, const char *text)
{
	const char *path = getenv("YANZHEN_SQL_LOG");
	if (!path)
		return;
	FILE *f = fopen(path, "a");
	if (!f)
		return;
	struct buf line;
	buf_init(&line, 512 * 1024);
	buf_puts(&line, kind);
	while (*text) {
		if (has_prefix(text, "--")) /* would swallow the rest of the line */
			text += strcspn(text, "\n");
		else
			buf_putc(&line, *text == '\n' || *text == '\t' ? ' ' : *text);
		text += *text != 0;
	}
	buf_putc(&line, '\n');
	fwrite(buf_str(&line), 1, line.n, f); /* one write: many processes share the file */
	buf_done(&line);
	fclose(f);
}

static void composed_forget(struct db *db)
{
	for (size_t i = 0; i < STMT_SLOTS; i++)
		for (struct stmt **at = &db->slots[i]; *at;) {
			struct stmt *q = *at;
			if (!q->composed || q->open) {
				at = &q->next;
				continue;
			}
			*at = q->next;
			stmt_drop(q);
			db->composed--;
		}
}

static struct stmt *prepare(struct db *db, struct sql sql, size_t slot, struct err *e)
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v3(db->h, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL);
	if (rc != SQLITE_OK) {
		trace("sql", "%s", sql.text);
		db_err(db, rc, e);
		return NULL;
	}
	note_sql("", sql.text);
	if (sql.composed && db->composed++ > COMPOSED_MAX)
		composed_forget(db);
	struct stmt *q = base_alloc(sizeof *q);
	*q = (struct stmt){ .db = db, .s = s, .composed = sql.composed };
	if (sql.composed) {
		size_t n = strlen(sql.text) + 1;
		char *copy = base_alloc(n);
		memcpy(copy, sql.text, n);
		q->key = copy;
	} else {
		q->key = sql.text;
	}
	for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
		int64_t n;
		const char *name = sqlite3_bind_parameter_name(s, i);
		bool ok = name && *name == '$' && parse_i64(name + 1, &n) && n > 0 && n < PARAMS_MAX;
		assert(ok);
		q->params[n] = (uint16_t)i;
	}
	q->next = db->slots[slot];
	db->slots[slot] = q;
	return q;
}

struct stmt *db_query(struct db *db, struct sql sql, struct err *e)
{
	size_t slot = slot_of(sql);
	struct stmt *q = db->slots[slot];
	/* A loop over the same text may still be running (recursion): it gets a twin. */
	while (q && (q->open || q->composed != sql.composed ||
		     !(sql.composed ? strcmp(q->key, sql.text) == 0 : q->key == sql.text)))
		q = q->next;
	if (!q && !(q = prepare(db, sql, slot, e)))
		return NULL;
	sqlite3_clear_bindings(q->s);
	q->open = true;
	q->rc = SQLITE_OK;
	db->count++;
	trace("sql", "%s", sql.text);
	return q;
}

static int index_of(const struct stmt *q, int i)
{
	assert(i > 0 && i < PARAMS_MAX);
	return q->params[i];
}

/* A parameter that the text does not use is skipped, so callers may bind uniformly. */
void bind_i64(struct stmt *q, int i, int64_t v)
{
	if (index_of(q, i))
		sqlite3_bind_int64(q->s, index_of(q, i), v);
}

void bind_text(struct stmt *q, int i, const char *s)
{
	if (index_of(q, i))
		sqlite3_bind_text(q->s, index_of(q, i), s, -1, SQLITE_TRANSIENT);
}

void bind_null(struct stmt *q, int i)
{
	if (index_of(q, i))
		sqlite3_bind_null(q->s, index_of(q, i));
}

/* The engine undid the whole transaction (full disk, I/O error), yet the program is still in it:
 * what followed would commit by itself, piece by piece. */
static bool is_lost(const struct db *db)
{
	return db->depth > 0 && sqlite3_get_autocommit(db->h);
}

bool db_next(struct stmt *q)
{
	assert(q->open);
	if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
		return false; /* stepping on would run the statement once more */
	if (must_fail())
		q->rc = SQLITE_FULL;
	else if (is_lost(q->db))
		q->rc = SQLITE_ABORT_ROLLBACK;
	else
		q->rc = sqlite3_step(q->s);
	return q->rc == SQLITE_ROW;
}

bool db_end(struct stmt *q, struct err *e)
{
	int rc = q->rc;
	q->open = false;
	sqlite3_reset(q->s);
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return true;
	return db_err(q->db, rc, e);
}

bool db_run(struct stmt *q, struct err *e)
{
	while (db_next(q))
		;
	return db_end(q, e);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t col_i64(struct stmt *q, int i)
{
	return sqlite3_column_int64(q->s, i);
}

const char *col_peek(struct stmt *q, int i)
{
	return (const char *)sqlite3_column_text(q->s, i);
}

char *col_text(struct stmt *q, int i, struct arena *a)
{
	return arena_strdup(a, col_peek(q, i));
}

bool col_null(struct stmt *q, int i)
{
	return sqlite3_column_type(q->s, i) == SQLITE_NULL;
}

int col_count(struct stmt *q)
{
	return sqlite3_column_count(q->s);
}

static bool exec(struct db *db, const char *text, struct err *e)
{
	int rc = is_lost(db) ? SQLITE_ABORT_ROLLBACK : SQLITE_OK;
	if (must_fail())
		rc = SQLITE_FULL;
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db->h, text, NULL, NULL, NULL);
	trace("sql", "%s", text);
	return rc == SQLITE_OK || db_err(db, rc, e);
}

/* Every saved record begins and ends several of these: they are prepared once. */
static bool txn_step(struct db *db, int what, int depth, const char *text, struct err *e)
{
	assert(depth < TXN_DEPTHS);
	sqlite3_stmt **s = &db->txn[what][depth];
	int rc = is_lost(db) ? SQLITE_ABORT_ROLLBACK : SQLITE_OK;
	if (must_fail())
		rc = SQLITE_FULL;
	if (rc == SQLITE_OK && !*s)
		rc = sqlite3_prepare_v3(db->h, text, -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(*s);
		rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
		sqlite3_reset(*s);
	}
	trace("sql", "%s", text);
	return rc == SQLITE_OK || db_err(db, rc, e);
}

bool txn_begin(struct txn *t, struct db *db, struct err *e)
{
	char text[32];
	assert(!t->db);
	if (db->depth == 0)
		snprintf(text, sizeof text, "%s", db->writer ? "begin immediate" : "begin");
	else
		snprintf(text, sizeof text, "savepoint s%d", db->depth);
	if (!txn_step(db, TXN_BEGIN, db->depth, text, e))
		return false;
	*t = (struct txn){ .db = db, .depth = db->depth++ };
	return true;
}

bool txn_commit(struct txn *t, struct err *e)
{
	char text[32];
	assert(t->db && t->db->depth == t->depth + 1);
	if (t->depth == 0)
		snprintf(text, sizeof text, "commit");
	else
		snprintf(text, sizeof text, "release s%d", t->depth);
	if (!txn_step(t->db, TXN_COMMIT, t->depth, text, e))
		return false;
	t->db->depth--;
	t->db = NULL;
	return true;
}

bool db_in_txn(const struct db *db)
{
	return db->depth > 0;
}

void txn_drop(struct txn *t)
{
	if (!t->db)
		return;
	char text[64];
	if (t->depth == 0)
		snprintf(text, sizeof text, "rollback");
	else
		snprintf(text, sizeof text, "rollback to s%d; release s%d", t->depth, t->depth);
	/* A full disk may have rolled everything back already: then there is nothing to undo. */
	if (!sqlite3_get_autocommit(t->db->h))
		sqlite3_exec(t->db->h, text, NULL, NULL, NULL);
	t->db->depth = t->depth;
	t->db = NULL;
}

static bool is_word(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char *db_dialect(struct arena *a, const char *text)
{
	static const struct {
		const char *common, *lite;
	} words[] = { { "bigint", "integer" }, { "bytea", "blob" }, { "\n);", "\n) strict;" } };
	struct buf out;
	buf_init(&out, 4 << 20);
	bool inside = false; /* in the middle of a word */
	while (*text) {
		size_t i = 0;
		while (i < ARRAY_LEN(words) && !(has_prefix(text, words[i].common) &&
						 !(inside && is_word(*text)) &&
						 !is_word(text[strlen(words[i].common)])))
			i++;
		inside = i == ARRAY_LEN(words) && is_word(*text);
		if (i < ARRAY_LEN(words)) {
			buf_puts(&out, words[i].lite);
			text += strlen(words[i].common);
		} else {
			buf_putc(&out, *text++);
		}
	}
	char *lite = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return lite;
}

bool db_script(struct db *db, const char *text, struct err *e)
{
	if (!exec(db, text, e))
		return false;
	note_sql("script: ", text);
	return true;
}

bool db_backup(struct db *db, const char *path, struct err *e)
{
	struct stmt *q = db_query(db, SQL("vacuum into $1"), e);
	if (!q)
		return false;
	bind(q, 1, path);
	/* The copy is an attached database to the engine; nothing else may attach one. */
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 1);
	bool ok = db_run(q, e);
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
	return ok;
}

bool db_integrity(struct db *db, struct err *e)
{
	struct stmt *q = db_query(db, SQL("pragma integrity_check(1)"), e);
	if (!q)
		return false;
	bool ok = true;
	if (db_next(q) && !text_eq(col_peek(q, 0), "ok")) {
		ok = err_set(e, ERR_CORRUPT, "The database file is damaged: %s.", col_peek(q, 0));
		err_hint(e, "Stop the program and restore the newest backup.");
	}
	struct err ignored = { 0 };
	if (!ok) {
		(void)!db_end(q, &ignored);
		return false;
	}
	return db_end(q, e);
}
