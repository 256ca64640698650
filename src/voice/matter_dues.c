/* matter_dues.c - open matters by the day they are due. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query.h"
#include "voice/matter_int.h"

enum { AHEAD_DAYS = 60 };

bool matter_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		 int limit, struct due_list *out, struct err *e)
{
	const struct reg_def *def = matter_def();
	struct path state = {.field = PATH_STATE, .sub = -1}, due;
	struct record_list rows;
	struct query q;
	char id[24], day[16];
	bool there = path_parse(def, "due", &due);
	assert(there);
	query_init(&q, def, county, scope);
	q.unit = unit;
	q.sort = due;
	q.sort_given = true;
	q.limit = limit;
	query_filter(&q, state, OP_IN, "open,waiting");
	query_filter(&q, due, OP_LE, arena_strdup(a, date_iso(date_from_days(date_days(at) + AHEAD_DAYS), day)));
	struct due_list list = {.rows = ARENA_ARRAY(a, struct due, limit + 1)};
	do { /* a list comes in pages */
		if (!query_list(a, db, &q, &rows, e))
			return false;
		for (int i = 0; i < rows.count && list.count < limit; i++) {
			struct matter m;
			matter_of_record(a, rows.rows[i], &m);
			(void)id_text(m.id, id);
			list.rows[list.count++] = (struct due){
			    .kind = DUE_MATTER, .key = arena_printf(a, "matter/%s", id), .unit = m.unit,
			    .person = m.responsible, .title = m.title, .unit_name = m.unit_name,
			    .href = arena_printf(a, "/matter/%s", id), .due = m.due,
			};
		}
		q.after = rows.next;
	} while (rows.next && list.count < limit);
	list.more = rows.next != NULL;
	*out = list;
	return true;
}
