/* happened.c - events as rules count them, one statement each. */
#include "reg/happened.h"

#include "base/arena.h"
#include "base/str.h"

/* Kinds are few: one copy of each is kept. */
struct gather {
	struct arena *a;
	size_t count, room;
	struct happened *rows;
	int kind_count;
	const char *kinds[64];
};

static const char *kind_keep(struct gather *g, const char *kind)
{
	for (int i = 0; i < g->kind_count; i++)
		if (text_eq(g->kinds[i], kind))
			return g->kinds[i];
	const char *copy = arena_strdup(g->a, kind);
	if (g->kind_count < (int)ARRAY_LEN(g->kinds))
		g->kinds[g->kind_count++] = copy;
	return copy;
}

static bool gather(struct arena *a, struct stmt *q, const struct happened_ask *ask, struct happened_list *out,
		   struct err *e)
{
	struct gather g = { .a = a };
	if (!q)
		return false;
	bind(q, 1, ask->county);
	bind(q, 2, (int64_t)ask->from);
	bind(q, 3, (int64_t)ask->to);
	while (db_next(q)) {
		if (g.count == g.room) {
			size_t room = g.room ? g.room * 2 : 256;
			g.rows = arena_grow(a, g.rows, g.count * sizeof *g.rows, room * sizeof *g.rows);
			g.room = room;
		}
		const char *kind = col_peek(q, 4);
		g.rows[g.count++] = (struct happened){ .day = (ymd)col_i64(q, 0),
						       .id = col_i64(q, 1),
						       .person = col_i64(q, 2),
						       .unit = col_i64(q, 3),
						       .kind = kind_keep(&g, kind ? kind : "") };
	}
	if (!db_end(q, e))
		return false;
	*out = (struct happened_list){ .count = (int)g.count, .rows = g.rows };
	return true;
}

bool meetings_held(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		   struct err *e)
{
	return gather(a, db_query(db, SQL("select held,id,0,unit,kind from r_meeting where county=$1 and held>=$2 "
					  "and held<=$3 and status='held' order by held,id"), e), ask, out, e);
}

bool meetings_attended(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		       struct err *e)
{
	return gather(a, db_query(db, SQL("select m.held,m.id,p.person,m.unit,m.kind from r_meeting m "
					  "join r_meeting_person p on p.county=m.county and p.meeting=m.id "
					  "where m.county=$1 and m.held>=$2 and m.held<=$3 and m.status='held' "
					  "and p.attendance='present' "
					  "union select m.held,m.id,m.chair,m.unit,m.kind from r_meeting m "
					  "where m.county=$1 and m.held>=$2 and m.held<=$3 and m.status='held' "
					  "and m.chair is not null order by 1,2,3"), e), ask, out, e);
}

bool activities_held(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		     struct err *e)
{
	return gather(a, db_query(db, SQL("select held,id,0,unit,kind from r_team_activity where county=$1 and "
					  "held>=$2 and held<=$3 order by held,id"), e), ask, out, e);
}

bool visits_made(struct arena *a, struct db *db, const struct happened_ask *ask, struct happened_list *out,
		 struct err *e)
{
	return gather(a, db_query(db, SQL("select v.visited,v.id,v.visitor,v.unit,'' from r_visit v "
					  "where v.county=$1 and v.visited>=$2 and v.visited<=$3 "
					  "union select v.visited,v.id,w.person,v.unit,'' from r_visit v "
					  "join r_visit_person w on w.county=v.county and w.visit=v.id "
					  "where v.county=$1 and v.visited>=$2 and v.visited<=$3 "
					  "order by 1,2,3"), e), ask, out, e);
}
