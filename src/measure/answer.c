/*
 * answer.c - working days from raising a matter to its first answer, one entry per matter.
 *
 * A median cannot be added up over units, so every level takes it from the matters themselves.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/figure_int.h"
#include "reg/workday.h"

enum { ANSWERS_MAX = 50000 };

struct answers {
	struct arena *a;
	struct db *db;
	const struct field_def *raised, *answered, *title;
	struct workdays *days;
	struct unit last; /* rows come by unit often */
	int count, room;
	struct figure_unit *rows;
};

static struct figure_unit *room_for(struct answers *s)
{
	if (s->count == s->room) {
		int more = s->room ? s->room * 2 : 64;
		s->rows = arena_grow(s->a, s->rows, sizeof *s->rows * (size_t)s->room,
				     sizeof *s->rows * (size_t)more);
		s->room = more;
	}
	return &s->rows[s->count++];
}

static bool take(void *arg, struct arena *row, const struct record *r, const struct value *subs, struct err *e)
{
	struct answers *s = arg;
	(void)row;
	(void)subs;
	if (s->count == ANSWERS_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d matters were answered in a year.", ANSWERS_MAX);
	if (s->last.id != r->unit && !unit_load(s->a, s->db, r->unit, 0, &s->last, e))
		return false;
	struct figure_unit *u = room_for(s);
	*u = (struct figure_unit){.unit = s->last, .state = UNIT_COUNTED};
	u->amount = workdays_between(s->days, (ymd)r->v[s->raised->index].i, (ymd)r->v[s->answered->index].i);
	msg_set(&u->reasons[u->reason_count++], "%s: answered after %d working days", r->v[s->title->index].s,
		(int)u->amount);
	return true;
}

bool answer_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
		  int *count, struct figure_unit **out, struct err *e)
{
	const struct reg_def *def = reg_find("matter");
	struct answers *s = ARENA_NEW(a, struct answers);
	struct path answered;
	struct query q;
	char from[16], to[16];
	ymd at = ask_day(ask);
	(void)md;
	bool there = def && path_parse(def, "answered", &answered);
	assert(there);
	*s = (struct answers){.a = a, .db = db, .raised = field_find(def, "raised"), .title = field_find(def, "title"),
			      .answered = field_find(def, "answered")};
	if (!workdays_load(a, db, ask->county, &s->days, e))
		return false;
	query_init(&q, def, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.boundary = ask->boundary;
	q.at = at;
	query_filter(&q, answered, OP_GE,
		     arena_strdup(a, date_iso(date_from_days(date_days(date_add_years(at, -1)) + 1), from)));
	query_filter(&q, answered, OP_LE, arena_strdup(a, date_iso(at, to)));
	if (!query_each(db, &q, take, s, e))
		return false;
	*count = s->count;
	*out = s->rows;
	return true;
}
