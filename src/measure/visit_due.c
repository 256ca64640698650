/* visit_due.c - pairings with an agreed number of visits that have had none this quarter. */
#include "base/arena.h"
#include "measure/figure_int.h"
#include "reg/visits.h"

#include <stdlib.h>

struct gather {
	struct arena *a;
	struct db *db;
	const struct visit_served_list *served;
	ymd from, to;
	int count, room;
	struct figure_unit *rows;
	struct unit unit; /* of the row before */
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static bool take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	ymd last;
	char day[16];
	(void)row;
	(void)subs;
	if (visits_of(g->served, rec->id, g->from, g->to, &last))
		return true;
	if (g->count == g->room) {
		int room = g->room ? g->room * 2 : 64;
		g->rows = arena_grow(g->a, g->rows, (size_t)g->count * sizeof *g->rows, (size_t)room * sizeof *g->rows);
		g->room = room;
	}
	if (g->unit.id != rec->unit && !unit_load(g->a, g->db, rec->unit, 0, &g->unit, e))
		return false;
	const struct value *h = value_of(rec, "household"), *b = value_of(rec, "base"),
			   *helper = value_of(rec, "helper");
	const char *who = helper->s ? helper->s : "", *whom = h->known ? h->s : b->known ? b->s : rec->unit_name;
	struct figure_unit *u = &g->rows[g->count++];
	*u = (struct figure_unit){ .unit = g->unit, .state = UNIT_SHORT, .amount = 1 };
	if (last)
		msg_set(&u->reasons[u->reason_count++], "%s → %s: last visit %s", arena_strdup(g->a, who),
			arena_strdup(g->a, whom), date_iso(last, day));
	else
		msg_set(&u->reasons[u->reason_count++], "%s → %s: no visit within a year", arena_strdup(g->a, who),
			arena_strdup(g->a, whom));
	return true;
}

bool visit_due_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
		     int *count, struct figure_unit **out, struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	struct visit_served_list served;
	struct path visits;
	bool there = def && path_parse(def, "visits", &visits);
	assert(there);
	(void)md;
	ymd at = ask_day(ask), from, to;
	quarter_of(at, &from, &to);
	struct visits_ask in = { .county = ask->county, .unit = ask->unit, .pairings = ask->scope,
				 .visits = ask->scope, .from = date_add_years(at, -1), .to = at };
	if (!visits_serving(a, db, &in, &served, e))
		return false;
	struct gather g = { .a = a, .db = db, .served = &served, .from = from, .to = at };
	struct query q;
	query_init(&q, def, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.boundary = ask->boundary;
	q.at = at;
	query_filter(&q, visits, OP_FILLED, "");
	if (!query_each(db, &q, take, &g, e))
		return false;
	*count = g.count;
	*out = g.rows;
	return true;
}
