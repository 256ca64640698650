/* saved.c - keep, list and drop the filters of an account. */
#include "reg/saved.h"

#include "base/arena.h"
#include "base/id.h"

bool saved_list(struct arena *a, struct db *db, int64_t county, int64_t account, const char *reg,
		int *count, struct saved_filter **out, struct err *e)
{
	struct saved_filter *list = ARENA_ARRAY(a, struct saved_filter, SAVED_MAX);
	struct stmt *q = db_query(db,
				  SQL("select id,name,query from saved_filter where county=$1"
				      " and account=$2 and register=$3 order by name,id limit $4"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, account);
	bind(q, 3, reg);
	bind(q, 4, SAVED_MAX);
	int n = 0;
	while (db_next(q))
		list[n++] = (struct saved_filter){
		    .id = col_i64(q, 0), .name = col_text(q, 1, a), .query = col_text(q, 2, a)};
	if (!db_end(q, e))
		return false;
	*count = n;
	*out = list;
	return true;
}

static bool drop_name(struct db *db, int64_t county, int64_t account, const char *reg,
		      const char *name, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("delete from saved_filter where county=$1 and account=$2"
				      " and register=$3 and name=$4"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, account);
	bind(q, 3, reg);
	bind(q, 4, name);
	return db_run(q, e);
}

bool saved_keep(struct db *db, int64_t county, int64_t account, const char *reg, const char *name,
		const char *query, struct err *e)
{
	TXN(t);
	struct stmt *q;
	if (!txn_begin(&t, db, e) || !drop_name(db, county, account, reg, name, e) ||
	    !(q = db_query(db,
			   SQL("insert into saved_filter(county,id,account,register,name,query)"
			       " values($1,$2,$3,$4,$5,$6)"),
			   e)))
		return false;
	bind(q, 1, county);
	bind(q, 2, id_new());
	bind(q, 3, account);
	bind(q, 4, reg);
	bind(q, 5, name);
	bind(q, 6, query);
	return db_run(q, e) && txn_commit(&t, e);
}

bool saved_drop(struct db *db, int64_t county, int64_t account, int64_t id, struct err *e)
{
	struct stmt *q = db_query(
	    db, SQL("delete from saved_filter where county=$1 and account=$2 and id=$3"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, account);
	bind(q, 3, id);
	if (!db_run(q, e))
		return false;
	return db_changes(db) == 1 ||
	       err_set(e, ERR_NOT_FOUND, "There is no such saved filter of yours.");
}
