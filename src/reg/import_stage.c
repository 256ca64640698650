/* import_stage.c - every row of the sheet, checked and kept with what it would change. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/stage.h"
#include "unit/unit.h"

#include <string.h>

static bool run(struct db *db, struct sql sql, int64_t county, int64_t batch, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	return db_run(q, e);
}

/* Staging starts from nothing, so that a killed one is simply started again. */
static bool clear(struct db *db, int64_t county, int64_t batch, struct err *e)
{
	TXN(t);
	return txn_begin(&t, db, e) &&
	       run(db, SQL("delete from import_finding where county=$1 and batch=$2"), county,
		   batch, e) &&
	       run(db, SQL("delete from import_row where county=$1 and batch=$2"), county, batch,
		   e) &&
	       batch_state(db, county, batch, BATCH_STAGING, e) && txn_commit(&t, e);
}

static char *staged_json(struct arena *a, const struct staged *s)
{
	struct buf out;
	struct json j;
	buf_init(&out, 4 << 20);
	json_init(&j, &out);
	json_open(&j, '{');
	json_key(&j, "rec");
	record_put(a, &j, s->rec);
	json_key(&j, "subs");
	json_open(&j, '[');
	for (const struct record *p = s->subs; p; p = p->next)
		if (p->ver >= 0) {
			json_open(&j, '{');
			json_kstr(&j, "reg", p->def->name);
			json_key(&j, "rec");
			record_put(a, &j, p);
			json_close(&j, '}');
		}
	json_close(&j, ']');
	json_close(&j, '}');
	char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool keep_row(struct stage *st, int row, const struct staged *s, struct err *e)
{
	struct stmt *q =
	    db_query(st->db,
		     SQL("insert into import_row(county,batch,row_no,kind,title,record,staged,diff)"
			 " values($1,$2,$3,$4,$5,$6,$7,$8)"),
		     e);
	if (!q)
		return false;
	bool keep = s->kind == ROW_NEW || s->kind == ROW_CHANGE;
	bind(q, 1, st->b->county);
	bind(q, 2, st->b->id);
	bind(q, 3, row);
	bind(q, 4, s->kind);
	bind(q, 5, s->title ? s->title : "");
	bind(q, 6, s->old ? s->old->id : 0);
	bind(q, 7, keep ? seal(st->row, staged_json(st->row, s)) : NULL);
	bind(q, 8, keep || s->kind == ROW_REFUSED ? s->diff : NULL);
	return db_run(q, e);
}

static int place_column(const char *place)
{
	const char *mark = place ? strrchr(place, '!') : NULL;
	int column = 0;
	for (const char *p = mark ? mark + 1 : ""; *p >= 'A' && *p <= 'Z'; p++)
		column = column * 26 + (*p - 'A' + 1);
	return column;
}

static bool keep_findings(struct stage *st, int row, const struct findings *f, struct err *e)
{
	int seq = 0;
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		struct stmt *q = db_query(st->db,
					  SQL("insert into "
					      "import_finding(county,batch,row_no,seq,severity,"
					      "place,col,field,code,message,hint)"
					      " values($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)"),
					  e);
		if (!q)
			return false;
		bind(q, 1, st->b->county);
		bind(q, 2, st->b->id);
		bind(q, 3, row);
		bind(q, 4, seq++);
		bind(q, 5, fi->severity);
		bind(q, 6, fi->place ? fi->place : "");
		bind(q, 7, place_column(fi->place));
		bind(q, 8, fi->field ? fi->field : "");
		bind(q, 9, fi->code);
		bind(q, 10, msg_pack(st->row, &fi->text));
		bind(q, 11, msg_pack(st->row, &fi->hint));
		if (!db_run(q, e))
			return false;
	}
	return true;
}

static void count(struct import_batch *b, enum row_kind kind)
{
	b->rows++;
	b->fresh += kind == ROW_NEW;
	b->changed += kind == ROW_CHANGE;
	b->same += kind == ROW_SAME;
	b->refused += kind == ROW_REFUSED;
}

static bool one_row(struct stage *st, struct import_batch *b, const struct sheet_row *row,
		    struct err *e)
{
	struct staged s;
	struct findings f;
	findings_init(&f, st->row);
	if (row->number <= b->header_row)
		return true;
	if (stage_is_note(st, row)) {
		s = (struct staged){.kind = ROW_SKIPPED, .title = stage_note_text(st, row)};
		return !s.title || keep_row(st, row->number, &s, e);
	}
	if (!stage_row(st, row, &s, &f, e))
		return false;
	count(b, s.kind);
	return keep_row(st, row->number, &s, e) && keep_findings(st, row->number, &f, e);
}

/* Rows in chunks: each chunk's results are one small transaction. */
static bool all_rows(struct stage *st, struct import_batch *b, struct sheet *s,
		     const struct import_progress *p, struct err *e)
{
	struct sheet_row row;
	for (int got = 1; got > 0;) {
		TXN(t);
		if (!txn_begin(&t, st->db, e))
			return false;
		for (int i = 0; i < CHUNK_ROWS; i++) {
			arena_reset(st->row);
			got = sheet_next(s, st->row, &row, e);
			if (got <= 0)
				break;
			if (!one_row(st, b, &row, e))
				return false;
		}
		b->progress = got > 0 ? sheet_progress(s) : 1000;
		if (got < 0 || !batch_count(st->db, b->county, b->id, b, e) || !txn_commit(&t, e))
			return false;
		if (p && p->fn && !p->fn(p->arg, b->rows, b->progress))
			return err_set(e, ERR_BUSY, "The import was stopped; it can be continued.");
	}
	return true;
}

static bool parse_columns(struct stage *st, struct err *e)
{
	const struct import_batch *b = st->b;
	st->paths = ARENA_ARRAY(st->batch, struct path, b->column_count + 1);
	for (int i = 0; i < b->column_count; i++) {
		const char *path = b->columns[i].path;
		st->paths[i] = (struct path){.field = PATH_NONE, .sub = -1};
		if (text_eq(path, KEY_ID_HEADING))
			st->id_column = b->columns[i].column;
		else if (text_eq(path, KEY_VER_HEADING))
			st->ver_column = b->columns[i].column;
		else if (!is_empty(path) && !path_parse(b->def, path, &st->paths[i]))
			return err_set(e, ERR_CORRUPT, "There is no field \"%s\" in this register.",
				       path);
	}
	return true;
}

static bool standing_find(struct stage *st, struct err *e)
{
	bool above;
	if (!import_stands_above(st->batch, st->db, st->b, &above, e))
		return false;
	if (above)
		st->standing = unit_name_now(st->batch, st->db, st->b->unit);
	return true;
}

static bool stage_file(struct stage *st, struct import_batch *b, const char *path,
		       const struct import_progress *p, struct err *e)
{
	struct sheet *s = sheet_open(path, e);
	if (!s)
		return false;
	bool ok = sheet_select(s, b->sheet, e) && all_rows(st, b, s, p, e);
	sheet_close(s);
	return ok;
}

bool import_stage(struct db *db, int64_t county, int64_t batch, const struct scope *scope,
		  const char *file_path, const struct import_progress *p, struct err *e)
{
	struct arena *a = arena_new(LIMIT_JOB_ARENA), *row = arena_new(LIMIT_REQUEST_ARENA);
	struct import_batch b;
	struct stage st = {.batch = a, .row = row, .db = db, .b = &b, .scope = scope};
	bool ok = import_load(a, db, county, batch, &b, e);
	if (ok && b.state > BATCH_STAGED)
		ok = err_set(e, ERR_CONFLICT, "This import has already been accepted.");
	b.rows = b.fresh = b.changed = b.same = b.refused = b.done = 0;
	st.units = g_hash_table_new(g_str_hash, g_str_equal);
	st.people = g_hash_table_new(g_str_hash, g_str_equal);
	st.keys = g_hash_table_new(g_str_hash, g_str_equal);
	st.said = g_hash_table_new(g_int64_hash, g_int64_equal);
	ok = ok && parse_columns(&st, e) && standing_find(&st, e) && clear(db, county, batch, e) &&
	     stage_file(&st, &b, file_path, p, e) &&
	     batch_state(db, county, batch, BATCH_STAGED, e);
	g_hash_table_destroy(st.units);
	g_hash_table_destroy(st.people);
	g_hash_table_destroy(st.keys);
	g_hash_table_destroy(st.said);
	arena_free(row);
	arena_free(a);
	return ok;
}

bool import_choose(struct db *db, int64_t county, int64_t batch, int row, const char *field,
		   bool mine, struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("insert into import_choice(county,batch,row_no,field,mine)"
			 " values($1,$2,$3,$4,$5)"
			 " on conflict (county,batch,row_no,field) do update set mine=$5"),
		     e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, row);
	bind(q, 4, field);
	bind(q, 5, mine);
	return db_run(q, e);
}
