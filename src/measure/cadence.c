/* cadence.c - cadence as figures: periods kept, missed and asked, by the unit that owes them. */
#include "base/arena.h"
#include "duty/cadence.h"
#include "measure/figure_int.h"

#include <stdlib.h>

struct sum {
	int64_t unit, kept, missed, excused;
};

static int by_unit(const void *x, const void *y)
{
	const struct sum *a = x, *b = y;
	return (a->unit > b->unit) - (a->unit < b->unit);
}

/* One line per unit: cells of the twelve months up to the day, whose last day asked lies in them. */
static int sums_of(struct arena *a, const struct cadence_board *b, ymd after, struct sum **out)
{
	int n = 0, kept = 0;
	struct sum *rows = ARENA_ARRAY(a, struct sum, b->cell_count + 1);
	for (int i = 0; i < b->cell_count; i++) {
		const struct cadence_cell *c = &b->cells[i];
		if (c->due <= after || c->state == CADENCE_DUE)
			continue;
		rows[n++] = (struct sum){ .unit = b->whos[c->who].unit,
					  .kept = c->state == CADENCE_KEPT,
					  .missed = c->state == CADENCE_MISSED,
					  .excused = c->state == CADENCE_EXCUSED };
	}
	if (n)
		qsort(rows, (size_t)n, sizeof *rows, by_unit);
	for (int i = 0; i < n; i++) {
		if (kept && rows[kept - 1].unit == rows[i].unit) {
			rows[kept - 1].kept += rows[i].kept;
			rows[kept - 1].missed += rows[i].missed;
			rows[kept - 1].excused += rows[i].excused;
		} else {
			rows[kept++] = rows[i];
		}
	}
	*out = rows;
	return kept;
}

static bool sums_load(struct arena *a, struct db *db, const struct figure_ask *ask, int *count, struct sum **out,
		      struct err *e)
{
	ymd at = ask_day(ask), after = date_add_months(at, -12);
	struct cadence_board board;
	struct cadence_ask in = { .county = ask->county, .unit = ask->unit, .scope = ask->scope,
				  .from = date_from_days(date_days(after) + 1), .to = at, .at = at };
	if (!cadence_evaluate(a, db, &in, &board, e))
		return false;
	*count = sums_of(a, &board, after, out);
	return true;
}

enum part { KEPT, MISSED, ASKED };

static bool units_of(struct arena *a, struct db *db, const struct figure_ask *ask, enum part part, int *count,
		     struct figure_unit **out, struct err *e)
{
	int n, kept = 0;
	struct sum *sums;
	if (!sums_load(a, db, ask, &n, &sums, e))
		return false;
	*out = ARENA_ARRAY(a, struct figure_unit, n + 1);
	for (int i = 0; i < n; i++) {
		const struct sum *s = &sums[i];
		int64_t amount = part == KEPT ? s->kept : part == MISSED ? s->missed : s->kept + s->missed;
		struct figure_unit *u = &(*out)[kept];
		if (!amount)
			continue;
		*u = (struct figure_unit){ .state = UNIT_COUNTED, .amount = amount };
		msg_set(&u->reasons[u->reason_count++],
			"%" PRId64 " periods kept, %" PRId64 " missed, %" PRId64 " excused", s->kept, s->missed,
			s->excused);
		if (!unit_load(a, db, s->unit, 0, &u->unit, e))
			return false;
		kept++;
	}
	*count = kept;
	return true;
}

bool cadence_kept_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			int *count, struct figure_unit **out, struct err *e)
{
	(void)md;
	return units_of(a, db, ask, KEPT, count, out, e);
}

bool cadence_missed_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			  int *count, struct figure_unit **out, struct err *e)
{
	(void)md;
	return units_of(a, db, ask, MISSED, count, out, e);
}

bool cadence_asked_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			 int *count, struct figure_unit **out, struct err *e)
{
	(void)md;
	return units_of(a, db, ask, ASKED, count, out, e);
}
