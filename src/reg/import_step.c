/* import_step.c - a step that runs in another process: begun, failed, why. */
#include "base/arena.h"
#include "reg/import_int.h"

static bool forget(struct db *db, int64_t county, int64_t batch, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("delete from import_failure where county=$1 and batch=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	return db_run(q, e);
}

/* The step is taken in the name and within the scope of who asked for it. */
static bool actor_set(struct db *db, int64_t county, int64_t batch, int64_t actor, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("update import_batch set actor=$3 where county=$1 and id=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, actor);
	return db_run(q, e);
}

bool import_begin(struct arena *a, struct db *db, int64_t county, int64_t batch, int64_t actor,
		  enum batch_state step, bool good_rows, struct err *e)
{
	struct import_batch b;
	TXN(t);
	assert(step == BATCH_STAGING || step == BATCH_ACCEPTING);
	if (!txn_begin(&t, db, e) || !import_load(a, db, county, batch, &b, e))
		return false;
	if (step == BATCH_ACCEPTING && !batch_may_accept(&b, good_rows, e))
		return false;
	if (step == BATCH_STAGING && b.state > BATCH_STAGED)
		return err_set(e, ERR_CONFLICT, "This import has already been accepted.");
	b.progress = 0;
	return actor_set(db, county, batch, actor, e) && forget(db, county, batch, e) &&
	       batch_count(db, county, batch, &b, e) &&
	       batch_state(db, county, batch, step, e) && txn_commit(&t, e);
}

bool import_fail(struct arena *a, struct db *db, int64_t county, int64_t batch,
		 enum batch_state back, const struct err *why, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e) || !forget(db, county, batch, e))
		return false;
	struct stmt *q = db_query(db,
				  SQL("insert into import_failure(county,batch,message,hint)"
				      " values($1,$2,$3,$4)"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	bind(q, 3, msg_pack(a, &why->text));
	bind(q, 4, msg_pack(a, &why->hint));
	return db_run(q, e) && batch_state(db, county, batch, back, e) && txn_commit(&t, e);
}

bool import_failure(struct arena *a, struct db *db, int64_t county, int64_t batch, enum lang lang,
		    const char **text, const char **hint, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("select message,hint from import_failure where county=$1 and batch=$2"), e);
	*text = *hint = NULL;
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, batch);
	if (db_next(q)) {
		*text = msg_unpack(a, col_peek(q, 0), lang);
		*hint = msg_unpack(a, col_peek(q, 1), lang);
	}
	return db_end(q, e);
}

bool import_running(struct db *db, int room, struct import_running *out, int *count, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select b.county,b.id,b.state,b.done from import_batch b where b.state in ($1,$2)"
				      " and not exists (select 1 from import_failure f where f.county=b.county"
				      " and f.batch=b.id) order by b.county,b.id limit $3"),
				  e);
	*count = 0;
	if (!q)
		return false;
	bind(q, 1, BATCH_STAGING);
	bind(q, 2, BATCH_ACCEPTING);
	bind(q, 3, room);
	while (db_next(q))
		out[(*count)++] = (struct import_running){ .county = col_i64(q, 0),
							   .batch = col_i64(q, 1),
							   .state = (enum batch_state)col_i64(q, 2),
							   .some_done = col_i64(q, 3) > 0 };
	return db_end(q, e);
}
