/* dated.c - open and end the dated rows of a unit. */
#include "unit/unit_int.h"

static bool end_row(struct db *db, struct sql sql, int64_t unit, ymd day, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, day);
	bind(q, 3, DATE_OPEN);
	return db_run(q, e);
}

bool code_open(struct db *db, int64_t unit, ymd from, const char *code, struct err *e)
{
	if (!end_row(db, SQL("update unit_code set to_day=$2 where unit=$1 and to_day=$3"), unit, from, e))
		return false;
	struct stmt *q = db_query(db, SQL("insert into unit_code(unit,from_day,to_day,code) "
					  "values($1,$2,$3,$4)"), e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, from);
	bind(q, 3, DATE_OPEN);
	bind(q, 4, code);
	return db_run(q, e);
}

bool name_open(struct db *db, int64_t unit, ymd from, const char *name, const char *kind,
	       struct err *e)
{
	if (!end_row(db, SQL("update unit_name set to_day=$2 where unit=$1 and to_day=$3"), unit, from, e))
		return false;
	struct stmt *q = db_query(db, SQL("insert into unit_name(unit,from_day,to_day,name,kind) "
					  "values($1,$2,$3,$4,$5)"), e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, from);
	bind(q, 3, DATE_OPEN);
	bind(q, 4, name);
	bind(q, 5, kind);
	return db_run(q, e);
}

bool parent_open(struct db *db, int64_t unit, ymd from, int64_t parent, struct err *e)
{
	if (!end_row(db, SQL("update unit_parent set to_day=$2 where unit=$1 and to_day=$3"), unit, from, e))
		return false;
	struct stmt *q = db_query(db, SQL("insert into unit_parent(unit,from_day,to_day,parent) "
					  "values($1,$2,$3,$4)"), e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, from);
	bind(q, 3, DATE_OPEN);
	bind(q, 4, parent);
	return db_run(q, e);
}

bool unit_end(struct db *db, int64_t unit, ymd day, struct err *e)
{
	return end_row(db, SQL("update unit set closed=$2 where id=$1 and closed=$3"), unit, day, e) &&
	       end_row(db, SQL("update unit_code set to_day=$2 where unit=$1 and to_day=$3"), unit, day, e) &&
	       end_row(db, SQL("update unit_name set to_day=$2 where unit=$1 and to_day=$3"), unit, day, e) &&
	       end_row(db, SQL("update unit_parent set to_day=$2 where unit=$1 and to_day=$3"), unit, day, e);
}
