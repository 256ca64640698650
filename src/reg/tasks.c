/* tasks.c - names upward in a task tree. */
#include "reg/tasks.h"
#include "base/arena.h"

bool task_chain(struct arena *a, struct db *db, int64_t county, int64_t task, const struct scope *scope, int *count,
		struct task_above **out, struct err *e)
{
	struct task_above up[TASK_DEPTH];
	int n = 0;
	int64_t id = task;
	*count = 0;
	*out = ARENA_ARRAY(a, struct task_above, TASK_DEPTH);
	for (int depth = 0; id && depth <= TASK_DEPTH; depth++) {
		struct stmt *q = db_query(db,
					  SQL("select coalesce(t.parent,0), t.title, t.unit from r_task t where "
					      "t.county=$1 and t.id=$2"),
					  e);
		if (!q)
			return false;
		bind(q, 1, county);
		bind(q, 2, id);
		bool found = db_next(q);
		int64_t parent = found ? col_i64(q, 0) : 0, unit = found ? col_i64(q, 2) : 0;
		const char *title = found ? col_text(q, 1, a) : NULL;
		bool mine = false;
		if (!db_end(q, e) || (found && !scope_has(db, scope, county, unit, &mine, e)))
			return false;
		if (!found || (id == task && !mine))
			break;
		if (id != task && n < TASK_DEPTH)
			up[n++] = (struct task_above){ .id = id, .title = title,
						       .unit_name = unit_name_now(a, db, unit), .mine = mine };
		id = parent;
	}
	for (int i = 0; i < n; i++)
		(*out)[i] = up[n - 1 - i];
	*count = n;
	return true;
}

bool task_judge_unit(struct db *db, int64_t county, int64_t task, int64_t *unit, struct err *e)
{
	*unit = 0;
	struct stmt *q = db_query(db,
				  SQL("select coalesce(u.unit,p.unit,0) from r_task t left join r_task u on "
				      "u.county=t.county and u.id=t.parent left join r_plan p on p.county=t.county and "
				      "p.id=t.plan where t.county=$1 and t.id=$2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, task);
	if (db_next(q))
		*unit = col_i64(q, 0);
	return db_end(q, e);
}
