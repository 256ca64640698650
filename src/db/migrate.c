/* migrate.c - apply the embedded schema files in order. */
#include "db/migrate.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/str.h"

#include <string.h>

static const char folder[] = "schema/";
static const char applied_table[] = "create table if not exists schema_applied (\n"
				    "	name text not null primary key,\n"
				    "	hash text not null,\n"
				    "	at_ms bigint not null\n"
				    ");\n";

/* Every applied file must be one the program knows: otherwise a newer program was here. */
static bool known_only(struct db *db, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select name from schema_applied order by name"), e);
	if (!q)
		return false;
	bool ok = true;
	while (ok && db_next(q)) {
		char path[128] = "schema/";
		strncat(path, col_peek(q, 0), sizeof path - sizeof folder);
		if (embedded_find(path))
			continue;
		err_set(e, ERR_REFUSED,
			"This database was made by a newer program: it holds %s, which this one does not know.",
			col_peek(q, 0));
		ok = err_hint(e, "Install the newer program, or restore a backup made with this one.");
	}
	struct err ignored = { 0 };
	return db_end(q, ok ? e : &ignored) && ok;
}

static bool is_applied(struct db *db, const struct embedded *f, bool *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select hash from schema_applied where name=$1"), e);
	if (!q)
		return false;
	bind(q, 1, f->path + strlen(folder));
	bool found = db_next(q), same = found && text_eq(col_peek(q, 0), f->hash);
	if (!db_end(q, e))
		return false;
	if (found && !same) {
		err_set(e, ERR_CORRUPT, "The schema file %s was changed after it was applied.", f->path);
		return err_hint(e, "Put the change into a new schema file and restore the old one.");
	}
	*out = found;
	return true;
}

static bool apply(struct db *db, struct arena *a, const struct embedded *f, struct err *e)
{
	TXN(t);
	bool done;
	if (!txn_begin(&t, db, e) || !is_applied(db, f, &done, e))
		return false;
	if (done)
		return txn_commit(&t, e);
	if (!db_script(db, db_dialect(a, f->data), e))
		return false;
	struct stmt *q =
		db_query(db, SQL("insert into schema_applied(name,hash,at_ms) values($1,$2,$3)"), e);
	if (!q)
		return false;
	bind(q, 1, f->path + strlen(folder));
	bind(q, 2, f->hash);
	bind(q, 3, now_ms());
	return db_run(q, e) && txn_commit(&t, e);
}

static bool apply_all(struct db *db, struct arena *a, struct err *e)
{
	if (!db_script(db, db_dialect(a, applied_table), e) || !known_only(db, e))
		return false;
	for (size_t i = embedded_from(folder); i < embedded_count; i++) {
		const struct embedded *f = &embedded_files[i];
		if (!has_prefix(f->path, folder))
			break;
		if (!apply(db, a, f, e))
			return false;
		arena_reset(a);
	}
	return true;
}

bool db_migrate(struct db *db, struct err *e)
{
	assert(db_is_writer(db));
	struct arena *a = arena_new(16 << 20);
	bool ok = apply_all(db, a, e);
	arena_free(a);
	return ok;
}
