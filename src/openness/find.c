/* find.c - sheets by code, by unit, and those that the public may find. */
#include "openness/openness_int.h"

#include "base/arena.h"
#include "base/str.h"

#include <string.h>

#define COLUMNS                                                                                    \
	"d.county, d.id, d.code, d.unit, d.unit_name, d.kind, d.source, d.title, d.body, d.as_of, "     \
	"d.heads, d.takedown, d.listed, d.revision, d.replaces, d.hash, d.publisher, d.published_ms, " \
	"d.withdrawn_ms, d.withdrawn_by, d.withdrawn_reason, d.word"

/* "a\tb" into columns; gives how many. */
static int parted(struct arena *a, const char *text, const char **out)
{
	int n = 0;
	for (;;) {
		size_t size = strcspn(text, "\t");
		assert(n < DISCLOSURE_COLUMNS);
		out[n++] = arena_strndup(a, text, size);
		if (!text[size])
			return n;
		text += size + 1;
	}
}

static void row_read(struct arena *a, struct stmt *q, struct disclosure *d)
{
	*d = (struct disclosure){
	    .county = col_i64(q, 0), .id = col_i64(q, 1), .code = col_text(q, 2, a), .unit = col_i64(q, 3),
	    .unit_name = col_text(q, 4, a), .source = col_text(q, 6, a), .title = col_text(q, 7, a),
	    .body = col_text(q, 8, a), .as_of = (ymd)col_i64(q, 9), .takedown = (ymd)col_i64(q, 11),
	    .listed = col_i64(q, 12) != 0, .revision = col_i64(q, 13), .replaces = col_i64(q, 14),
	    .hash = col_text(q, 15, a), .publisher = col_i64(q, 16), .published_ms = col_i64(q, 17),
	    .withdrawn_ms = col_i64(q, 18), .withdrawn_by = col_i64(q, 19),
	    .withdrawn_reason = col_text(q, 20, a), .word = col_text(q, 21, a),
	};
	bool known = disclosure_kind_parse(col_text(q, 5, a), &d->kind);
	assert(known); /* the table allows no other */
	d->columns = parted(a, col_text(q, 10, a), d->heads);
}

static bool lines_load(struct arena *a, struct db *db, struct disclosure *d, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select cells, link from disclosure_line where county=$1 and disclosure=$2 "
				      "order by ord"),
				  e);
	if (!q)
		return false;
	bind(q, 1, d->county);
	bind(q, 2, d->id);
	d->lines = ARENA_ARRAY(a, struct disclosure_line, DISCLOSURE_LINES);
	while (db_next(q) && d->count < DISCLOSURE_LINES) {
		struct disclosure_line *l = &d->lines[d->count++];
		(void)parted(a, col_text(q, 0, a), l->cells);
		l->link = col_text(q, 1, a);
	}
	return db_end(q, e);
}

static bool one(struct arena *a, struct db *db, struct stmt *q, struct disclosure *out, struct err *e)
{
	bool there = db_next(q);
	if (there)
		row_read(a, q, out);
	if (!db_end(q, e))
		return false;
	if (!there)
		return err_set(e, ERR_NOT_FOUND, "There is no such sheet.");
	return lines_load(a, db, out, e);
}

bool disclosure_by_code(struct arena *a, struct db *db, const char *code, struct disclosure *out,
			struct err *e)
{
	char clean[DISCLOSURE_CODE + 1];
	if (!code_read(code, DISCLOSURE_CODE, clean)) {
		err_set(e, ERR_NOT_FOUND, "There is no such sheet.");
		return err_hint(e, "Type the ten letters and digits that stand below the square on the paper.");
	}
	struct stmt *q = db_query(db, SQL("select " COLUMNS " from disclosure d where d.code=$1"), e);
	if (!q)
		return false;
	bind(q, 1, clean);
	return one(a, db, q, out, e);
}

bool disclosure_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct disclosure *out,
		     struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("select " COLUMNS " from disclosure d where d.county=$1 and d.id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, id);
	return one(a, db, q, out, e);
}

static bool many(struct arena *a, struct stmt *q, int limit, struct disclosure_list *out, struct err *e)
{
	*out = (struct disclosure_list){.rows = ARENA_ARRAY(a, struct disclosure, limit)};
	while (db_next(q) && out->count < limit)
		row_read(a, q, &out->rows[out->count++]);
	return db_end(q, e);
}

bool disclosure_list(struct arena *a, struct db *db, int64_t county, int64_t unit, int limit,
		     struct disclosure_list *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select " COLUMNS " from disclosure d join unit_restated x on x.unit=d.unit "
				      "where d.county=$1 and x.ancestor=$2 order by d.published_ms desc, d.id desc "
				      "limit $3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, (int64_t)limit);
	return many(a, q, limit, out, e);
}

bool disclosure_public(struct arena *a, struct db *db, int64_t unit, int limit,
		       struct disclosure_list *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select " COLUMNS " from disclosure d where d.listed=1 and d.withdrawn_ms=0 "
				      "and (d.takedown=0 or d.takedown>$1) and ($2=0 or d.unit=$2) order by "
				      "d.published_ms desc, d.id desc limit $3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, (int64_t)today());
	bind(q, 2, unit);
	bind(q, 3, (int64_t)limit);
	return many(a, q, limit, out, e);
}

bool disclosure_is_down(const struct disclosure *d, ymd at)
{
	return d->takedown && at >= d->takedown;
}

bool disclosures_check(struct arena *a, struct db *db, struct findings *out, struct err *e)
{
	struct disclosure_list all;
	struct stmt *q = db_query(db, SQL("select " COLUMNS " from disclosure d order by d.county, d.id"), e);
	if (!q || !many(a, q, 100000, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		struct disclosure *d = &all.rows[i];
		if (!lines_load(a, db, d, e))
			return false;
		if (!text_eq(d->hash, disclosure_hash(a, d)))
			find_error(out, NULL, "disclosure-hash", "The published sheet %s was changed after it was published.",
				   d->code);
	}
	return true;
}
