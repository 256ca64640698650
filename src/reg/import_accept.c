/* import_accept.c - staged rows through the one door, and back again. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/import_int.h"
#include "reg/query.h"

#include <jansson.h>
#include <string.h>

struct accepting {
	struct arena *a; /* of one row */
	struct db *db;
	struct import_batch b;
	const struct scope *scope;
	bool good_rows;
};

struct done_list { /* what a row saved, for undo */
	struct buf text;
	struct json j;
};

/* An earlier row of the sheet has said the same of this person. */
static bool is_said(const struct record *r, const struct record *now)
{
	if (r->unit != now->unit || !text_eq(r->state, now->state))
		return false;
	for (int i = 0; i < r->def->field_count; i++)
		if (!value_eq(&r->def->fields[i], &r->v[i], &now->v[i]))
			return false;
	return true;
}

static bool save_one(struct accepting *x, struct record *r, int row, struct done_list *done,
		     struct findings *f, struct err *e)
{
	struct scope all;
	struct record *old = NULL;
	scope_all(x->b.county, &all);
	if (r->ver && !reg_load(x->a, x->db, r->def, x->b.county, r->id, &all, true, &old, e))
		return false;
	if (old && old->ver != r->ver && is_said(r, old))
		return true;
	struct save_how how = {.actor = x->b.actor,
			       .scope = *x->scope,
			       .action = "import",
			       .origin = arena_printf(x->a, "%s!%d", x->b.file_name, row)};
	int64_t before = r->ver;
	if (!reg_save(x->a, x->db, r, &how, f, e))
		return false;
	if (r->ver == before)
		return true;
	json_open(&done->j, '{');
	json_kstr(&done->j, "reg", r->def->name);
	json_kid(&done->j, "id", r->id);
	json_ki64(&done->j, "ver", r->ver);
	if (old)
		json_kstr(&done->j, "before", record_to_json(x->a, old));
	json_close(&done->j, '}');
	return true;
}

static bool mark_done(struct accepting *x, int row, enum row_kind kind, int64_t record,
		      const char *undo, struct err *e)
{
	struct stmt *q = db_query(x->db,
				  SQL("update import_row set kind=$4,record=$5,undo=$6,staged=null"
				      " where county=$1 and batch=$2 and row_no=$3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, x->b.county);
	bind(q, 2, x->b.id);
	bind(q, 3, row);
	bind(q, 4, kind);
	bind(q, 5, record);
	bind(q, 6, undo ? seal(x->a, undo) : NULL);
	return db_run(q, e);
}

/* A record of a staged row; a row staged by an older program has it as a text. */
static struct record *staged_record(struct accepting *x, const struct reg_def *def, const json_t *o)
{
	const json_t *rec = json_object_get(o, "rec");
	if (json_is_string(rec))
		return record_from_json(x->a, def, x->b.county, json_string_value(rec));
	return record_of(x->a, def, x->b.county, rec);
}

static bool save_subs(struct accepting *x, json_t *subs, int row, struct done_list *done,
		      struct findings *f, struct err *e)
{
	for (size_t i = 0; i < json_array_size(subs); i++) {
		json_t *o = json_array_get(subs, i);
		const struct reg_def *def = reg_find(json_string_value(json_object_get(o, "reg")));
		struct record *r = def ? staged_record(x, def, o) : NULL;
		if (!r)
			return err_set(e, ERR_CORRUPT, "The staged row %d cannot be read.", row);
		if (!save_one(x, r, row, done, f, e))
			return false;
	}
	return true;
}

/* One staged row, in a savepoint of its own where others go on without it.  ERR_REFUSED and
 * ERR_CONFLICT are the row's. */
static bool accept_row(struct accepting *x, int row, const char *staged, struct err *e)
{
	TXN(t);
	struct findings f;
	struct done_list done;
	json_error_t je;
	const char *plain = unseal(x->a, staged);
	json_t *o = plain ? json_loads(plain, 0, &je) : NULL;
	struct record *r = o ? staged_record(x, x->b.def, o) : NULL;
	findings_init(&f, x->a);
	buf_init(&done.text, 8 << 20);
	json_init(&done.j, &done.text);
	json_open(&done.j, '[');
	/* A row that fails undoes itself, or the whole import with it. */
	bool ok = r ? !x->good_rows || txn_begin(&t, x->db, e)
		    : err_set(e, ERR_CORRUPT, "The staged row %d cannot be read.", row);
	ok = ok && save_subs(x, json_object_get(o, "subs"), row, &done, &f, e) &&
	     save_one(x, r, row, &done, &f, e);
	json_close(&done.j, ']');
	ok = ok && mark_done(x, row, ROW_DONE, r->id, buf_str(&done.text), e) &&
	     (!x->good_rows || txn_commit(&t, e));
	buf_done(&done.text);
	json_decref(o);
	return ok;
}

/* What was good when staged is so no longer: the row is refused, with the reason. */
static bool refuse_row(struct accepting *x, int row, const struct err *why, struct err *e)
{
	if (!mark_done(x, row, ROW_REFUSED, 0, NULL, e))
		return false;
	struct stmt *q = db_query(
	    x->db,
	    SQL("insert into "
		"import_finding(county,batch,row_no,seq,severity,place,col,field,code,message,hint)"
		" values($1,$2,$3,9999,2,$4,0,'','changed-meanwhile',$5,$6)"
		" on conflict (county,batch,row_no,seq) do nothing"),
	    e);
	if (!q)
		return false;
	bind(q, 1, x->b.county);
	bind(q, 2, x->b.id);
	bind(q, 3, row);
	bind(q, 4, place_of(x->a, x->b.file_name, 0, row));
	bind(q, 5, msg_pack(x->a, &why->text));
	bind(q, 6, msg_pack(x->a, &why->hint));
	x->b.refused++;
	return db_run(q, e);
}

struct pending_row {
	int row;
	const char *staged;
};

static bool next_rows(struct accepting *x, int after, int limit, struct pending_row *rows,
		      int *count, struct arena *a, struct err *e)
{
	struct stmt *q =
	    db_query(x->db,
		     SQL("select row_no,staged from import_row where county=$1 and batch=$2"
			 " and row_no>$3 and staged is not null order by row_no limit $4"),
		     e);
	*count = 0;
	if (!q)
		return false;
	bind(q, 1, x->b.county);
	bind(q, 2, x->b.id);
	bind(q, 3, after);
	bind(q, 4, limit);
	while (db_next(q))
		rows[(*count)++] =
		    (struct pending_row){.row = (int)col_i64(q, 0), .staged = col_text(q, 1, a)};
	return db_end(q, e);
}

static bool accept_chunk(struct accepting *x, int *after, bool *more, struct err *e)
{
	struct arena *chunk = arena_new(LIMIT_JOB_ARENA);
	struct pending_row rows[CHUNK_ROWS];
	int count;
	TXN(t);
	/* All or nothing has its one transaction; a savepoint over many rows would copy every page
	 * that they change. */
	bool ok = (!x->good_rows || txn_begin(&t, x->db, e)) &&
		  next_rows(x, *after, CHUNK_ROWS, rows, &count, chunk, e);
	*more = ok && count == CHUNK_ROWS;
	for (int i = 0; ok && i < count; i++) {
		struct err why = {0};
		arena_reset(x->a);
		*after = rows[i].row;
		if (accept_row(x, rows[i].row, rows[i].staged, &why)) {
			x->b.done++;
			continue;
		}
		bool own = why.code == ERR_REFUSED || why.code == ERR_CONFLICT ||
			   why.code == ERR_DENIED || why.code == ERR_NOT_FOUND;
		if (own && x->good_rows) {
			ok = refuse_row(x, rows[i].row, &why, e);
		} else {
			*e = why;
			ok = false;
		}
	}
	x->b.progress = x->b.fresh + x->b.changed
			    ? (int)(x->b.done * 1000 / (x->b.fresh + x->b.changed))
			    : 1000;
	ok = ok && batch_count(x->db, x->b.county, x->b.id, &x->b, e) &&
	     (!x->good_rows || txn_commit(&t, e));
	txn_drop(&t);
	arena_free(chunk);
	return ok;
}

static bool accept_all(struct accepting *x, const struct import_progress *p, struct err *e)
{
	int after = 0;
	for (bool more = true; more;) {
		if (!accept_chunk(x, &after, &more, e))
			return false;
		if (p && p->fn && !p->fn(p->arg, x->b.done, x->b.progress))
			return err_set(e, ERR_BUSY, "The import was stopped; it can be continued.");
	}
	return batch_state(x->db, x->b.county, x->b.id, BATCH_ACCEPTED, e);
}

bool batch_may_accept(const struct import_batch *b, bool good_rows, struct err *e)
{
	if (b->state != BATCH_STAGED && b->state != BATCH_ACCEPTING)
		return err_set(e, ERR_CONFLICT, "This import is not ready to be accepted.");
	if (!good_rows && b->refused) {
		err_set(e, ERR_REFUSED, "%" PRId64 " rows are refused, so nothing was taken over.",
			b->refused);
		return err_hint(
		    e, N_("Correct the sheet and import it again, or accept the good rows only."));
	}
	return true;
}

bool import_accept(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		   bool good_rows, const struct import_progress *p, struct err *e)
{
	struct arena *a = arena_new(LIMIT_JOB_ARENA), *row = arena_new(LIMIT_JOB_ARENA);
	struct accepting x = {.a = row, .db = db, .scope = scope, .good_rows = good_rows};
	bool ok = import_load(a, db, county, batch, &x.b, e) && batch_may_accept(&x.b, good_rows, e);
	if (ok && good_rows) { /* chunk by chunk: a killed one goes on where it stopped */
		ok = batch_state(db, county, batch, BATCH_ACCEPTING, e) && accept_all(&x, p, e);
	} else if (ok) { /* all or nothing */
		TXN(t);
		ok = txn_begin(&t, db, e) && accept_all(&x, p, e) && txn_commit(&t, e);
	}
	arena_free(row);
	arena_free(a);
	return ok;
}

/* ---- undo ---- */

static bool undo_one(struct accepting *x, json_t *o, struct err *e)
{
	const struct reg_def *def = reg_find(json_string_value(json_object_get(o, "reg")));
	const char *before = json_string_value(json_object_get(o, "before"));
	int64_t id = 0, ver = json_integer_value(json_object_get(o, "ver"));
	struct record *now, *back = NULL;
	struct scope all;
	struct findings f;
	findings_init(&f, x->a);
	scope_all(x->b.county, &all);
	if (!def || !parse_i64(json_string_value(json_object_get(o, "id")), &id))
		return err_set(e, ERR_CORRUPT, "The undo record of this import cannot be read.");
	if (!reg_load(x->a, x->db, def, x->b.county, id, &all, true, &now, e))
		return false;
	if (now->ver != ver) {
		err_set(e, ERR_CONFLICT, "%s was changed after the import, so it cannot be undone.",
			record_title(x->a, now, LANG_ZH));
		return err_hint(e, N_("Correct the entries one by one instead."));
	}
	struct save_how how = {.actor = x->b.actor,
			       .scope = *x->scope,
			       .action = "undo",
			       .origin = arena_strdup(x->a, x->b.file_name)};
	if (!before)
		return reg_delete(x->a, x->db, now, &how, &f, e);
	back = record_from_json(x->a, def, x->b.county, before);
	if (!back)
		return err_set(e, ERR_CORRUPT, "The undo record of this import cannot be read.");
	back->ver = now->ver;
	return reg_save(x->a, x->db, back, &how, &f, e);
}

static bool undo_row(struct accepting *x, const char *sealed, struct err *e)
{
	json_error_t je;
	const char *plain = unseal(x->a, sealed);
	json_t *list = plain ? json_loads(plain, 0, &je) : NULL;
	bool ok = list || err_set(e, ERR_CORRUPT, "The undo record of this import cannot be read.");
	for (size_t i = json_array_size(list); ok && i-- > 0;)
		ok = undo_one(x, json_array_get(list, i), e);
	json_decref(list);
	return ok;
}

static bool last_done(struct accepting *x, int before, int *row, const char **undo, struct arena *a,
		      struct err *e)
{
	struct stmt *q =
	    db_query(x->db,
		     SQL("select row_no,undo from import_row where county=$1 and batch=$2"
			 " and row_no<$3 and undo is not null order by row_no desc limit 1"),
		     e);
	*row = 0;
	if (!q)
		return false;
	bind(q, 1, x->b.county);
	bind(q, 2, x->b.id);
	bind(q, 3, before);
	if (db_next(q)) {
		*row = (int)col_i64(q, 0);
		*undo = col_text(q, 1, a);
	}
	return db_end(q, e);
}

static bool undo_all(struct accepting *x, struct err *e)
{
	int row = INT32_MAX;
	const char *undo = NULL;
	for (;;) {
		arena_reset(x->a);
		if (!last_done(x, row, &row, &undo, x->a, e))
			return false;
		if (!row)
			return batch_state(x->db, x->b.county, x->b.id, BATCH_UNDONE, e);
		if (!undo_row(x, undo, e))
			return false;
	}
}

bool import_undo(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		 int64_t actor, struct err *e)
{
	struct arena *a = arena_new(LIMIT_JOB_ARENA), *row = arena_new(LIMIT_JOB_ARENA);
	struct accepting x = {.a = row, .db = db, .scope = scope};
	bool ok = import_load(a, db, county, batch, &x.b, e);
	x.b.actor = actor;
	if (ok && x.b.state != BATCH_ACCEPTED)
		ok = err_set(e, ERR_CONFLICT, "Only an accepted import can be undone.");
	if (ok) {
		TXN(t);
		ok = txn_begin(&t, db, e) && undo_all(&x, e) && txn_commit(&t, e);
	}
	arena_free(row);
	arena_free(a);
	return ok;
}
