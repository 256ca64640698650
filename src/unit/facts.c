/* facts.c - one unit through time, and the kinds there are. */
#include "base/arena.h"
#include "unit/unit.h"

enum { ROWS_MAX = 200 };

static bool rows_read(struct arena *a, struct db *db, struct sql sql, int64_t id, int *count,
		      struct unit_row **out, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	struct unit_row *rows = ARENA_ARRAY(a, struct unit_row, ROWS_MAX);
	if (!q)
		return false;
	bind(q, 1, id);
	bind(q, 2, ROWS_MAX);
	*count = 0;
	while (*count < ROWS_MAX && db_next(q))
		rows[(*count)++] = (struct unit_row){.from = (ymd)col_i64(q, 0),
						     .to = (ymd)col_i64(q, 1),
						     .text = col_text(q, 2, a),
						     .kind = col_text(q, 3, a),
						     .parent = col_i64(q, 4)};
	*out = rows;
	return db_end(q, e);
}

bool unit_dated(struct arena *a, struct db *db, int64_t id, struct unit_rows *out, struct err *e)
{
	struct unit_rows all;
	if (!rows_read(a, db,
		       SQL("select from_day,to_day,name,kind,0 from unit_name where unit=$1 "
			   "order by from_day limit $2"),
		       id, &all.name_count, &all.names, e) ||
	    !rows_read(a, db,
		       SQL("select from_day,to_day,code,'',0 from unit_code where unit=$1 "
			   "order by from_day limit $2"),
		       id, &all.code_count, &all.codes, e) ||
	    !rows_read(a, db,
		       SQL("select p.from_day,p.to_day,n.name,'',p.parent from unit_parent p "
			   "join unit_name n on n.unit=p.parent and n.from_day<=p.from_day "
			   "and n.to_day>p.from_day where p.unit=$1 order by p.from_day limit $2"),
		       id, &all.parent_count, &all.parents, e))
		return false;
	*out = all;
	return true;
}

bool unit_kinds(struct arena *a, struct db *db, int level, int *count, struct unit_kind **out,
		struct err *e)
{
	struct stmt *q =
	    db_query(db,
		     SQL("select code,zh,en,level from unit_kind "
			 "where (level>=$1 and level<=$2) or level=0 order by rank,code limit $3"),
		     e);
	struct unit_kind *rows = ARENA_ARRAY(a, struct unit_kind, ROWS_MAX);
	int n = 0;
	if (!q)
		return false;
	bind(q, 1, level);
	bind(q, 2, level ? level : LEVEL_GROUP);
	bind(q, 3, ROWS_MAX);
	while (n < ROWS_MAX && db_next(q))
		rows[n++] = (struct unit_kind){.code = col_text(q, 0, a),
					       .zh = col_text(q, 1, a),
					       .en = col_text(q, 2, a),
					       .level = (int)col_i64(q, 3)};
	*count = n;
	*out = rows;
	return db_end(q, e);
}
