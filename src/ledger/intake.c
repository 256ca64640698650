/* intake.c - sheets that were handed in: which file, of which chart, what was said about it. */
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "ledger/ledger_int.h"
#include "ledger/opening.h"

enum { CHOICES_MAX = 2000 };

static const char *const kinds[] = {[INTAKE_OPENING] = "opening", [INTAKE_MIGRATE] = "migrate"};

static const char *intake_json(struct arena *a, const struct intake *in)
{
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 16);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kstr(&j, "kind", kinds[in->kind]);
	json_kstr(&j, "file", in->file_name);
	json_kstr(&j, "hash", in->file_hash);
	json_kstr(&j, "chart", in->chart);
	json_close(&j, '}');
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool audit(struct db *db, const struct intake *in, const char *action,
		  const struct ledger_who *who, struct err *e)
{
	struct arena *a = arena_new(1 << 20);
	bool ok = ledger_audit(db, in->county, action, "intake", in->id, NULL, intake_json(a, in),
			       who, e);
	arena_free(a);
	return ok;
}

bool intake_new(struct db *db, struct intake *in, const struct ledger_who *who, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	in->id = id_new();
	in->actor = who->actor;
	in->made_ms = now_ms();
	struct stmt *q = db_query(
	    db,
	    SQL("insert into intake (county,id,kind,unit,book,file_name,file_hash,chart,state,"
		"actor,made_ms) values ($1,$2,$3,$4,$5,$6,$7,$8,'open',$9,$10)"),
	    e);
	if (!q)
		return false;
	bind(q, 1, in->county);
	bind(q, 2, in->id);
	bind(q, 3, kinds[in->kind]);
	bind(q, 4, in->unit);
	bind(q, 5, in->book);
	bind(q, 6, in->file_name);
	bind(q, 7, in->file_hash);
	bind(q, 8, in->chart);
	bind(q, 9, in->actor);
	bind(q, 10, in->made_ms);
	return db_run(q, e) && audit(db, in, "create", who, e) && txn_commit(&t, e);
}

static bool choices_load(struct arena *a, struct db *db, struct intake *in, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select old,account from intake_choice where county=$1 and"
				      " intake=$2 order by old"),
				  e);
	if (!q)
		return false;
	bind(q, 1, in->county);
	bind(q, 2, in->id);
	struct opening_choice *rows = ARENA_ARRAY(a, struct opening_choice, CHOICES_MAX);
	while (in->count < CHOICES_MAX && db_next(q))
		rows[in->count++] = (struct opening_choice){.old_code = col_text(q, 0, a),
							    .account = col_text(q, 1, a)};
	in->choices = rows;
	return db_end(q, e);
}

static void intake_read(struct arena *a, struct stmt *q, struct intake *out)
{
	*out = (struct intake){
	    .county = col_i64(q, 0),
	    .id = col_i64(q, 1),
	    .kind = text_eq(col_peek(q, 2), "migrate") ? INTAKE_MIGRATE : INTAKE_OPENING,
	    .unit = col_i64(q, 3),
	    .book = col_i64(q, 4),
	    .file_name = col_text(q, 5, a),
	    .file_hash = col_text(q, 6, a),
	    .chart = col_text(q, 7, a),
	    .done = text_eq(col_peek(q, 8), "done"),
	    .actor = col_i64(q, 9),
	    .made_ms = col_i64(q, 10),
	};
}

bool intake_last(struct arena *a, struct db *db, int64_t county, enum intake_kind kind,
		 int64_t unit, int64_t book, struct intake *out, struct err *e)
{
	struct intake in = {0};
	struct stmt *q = db_query(
	    db,
	    SQL("select county,id,kind,unit,book,file_name,file_hash,chart,state,actor,made_ms"
		" from intake where county=$1 and book=$2 and kind=$3 and unit=$4"
		" order by id desc limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, book);
	bind(q, 3, kinds[kind]);
	bind(q, 4, unit);
	if (db_next(q))
		intake_read(a, q, &in);
	if (!db_end(q, e) || (in.id && !choices_load(a, db, &in, e)))
		return false;
	*out = in;
	return true;
}

static bool changed(struct db *db, struct stmt *q, struct err *e)
{
	if (!db_run(q, e))
		return false;
	if (db_changes(db) == 1)
		return true;
	err_set(e, ERR_CONFLICT, "The drafts of this sheet were made already.");
	return err_hint(e, "Look at them in the book; hand in another sheet only when they were dropped.");
}

bool intake_chart(struct db *db, const struct intake *in, const char *chart, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("update intake set chart=$3 where county=$1 and id=$2 and state='open'"), e);
	if (!q)
		return false;
	bind(q, 1, in->county);
	bind(q, 2, in->id);
	bind(q, 3, chart);
	return changed(db, q, e);
}

bool intake_choose(struct db *db, const struct intake *in, const char *old_code,
		   const char *account, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("insert into intake_choice (county,intake,old,account) values ($1,$2,$3,$4)"
		" on conflict (county,intake,old) do update set account=excluded.account"),
	    e);
	if (!q)
		return false;
	bind(q, 1, in->county);
	bind(q, 2, in->id);
	bind(q, 3, old_code);
	bind(q, 4, account);
	return db_run(q, e);
}

bool intake_done(struct db *db, const struct intake *in, const struct ledger_who *who,
		 struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(
	    db, SQL("update intake set state='done' where county=$1 and id=$2 and state='open'"),
	    e);
	if (!q)
		return false;
	bind(q, 1, in->county);
	bind(q, 2, in->id);
	return changed(db, q, e) && audit(db, in, "accept", who, e) && txn_commit(&t, e);
}
