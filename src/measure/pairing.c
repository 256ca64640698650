/* pairing.c - the pairings board, and handing a pairing over. */
#include "measure/pairing.h"

#include "base/arena.h"
#include "base/str.h"
#include "measure/measure.h"
#include "reg/visits.h"

#include <stdlib.h>
#include <string.h>

struct tally {
	int64_t pairing;
	int results;
};
struct gather {
	struct arena *a;
	const struct reg_def *def;
	size_t count, room, tally_count, tally_room;
	struct pairing_row *rows;
	struct tally *tallies;
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static const char *shown(struct arena *a, const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known && v->s ? arena_strdup(a, v->s) : NULL;
}

static bool row_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
		     struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->count == g->room) {
		size_t room = g->room ? g->room * 2 : 256;
		g->rows = arena_grow(g->a, g->rows, g->count * sizeof *g->rows, room * sizeof *g->rows);
		g->room = room;
	}
	const char *org = shown(g->a, rec, "helper_org"), *household = shown(g->a, rec, "household"),
		   *base = shown(g->a, rec, "base");
	const char *unit = arena_strdup(g->a, rec->unit_name);
	g->rows[g->count++] = (struct pairing_row){
		.id = rec->id,
		.helper_id = value_of(rec, "helper")->i,
		.kind = arena_strdup(g->a, value_of(rec, "kind")->s),
		.helper = shown(g->a, rec, "helper"),
		.party = org ? org : shown(g->a, rec, "helper_unit"),
		.helped = household ? household : base ? base : unit,
		.unit_name = unit,
		.started = (ymd)value_of(rec, "started")->i,
		.visits = value_of(rec, "visits")->known ? (int)value_of(rec, "visits")->i : 0,
		.due = value_of(rec, "due")->known ? (ymd)value_of(rec, "due")->i : 0,
	};
	return true;
}

static bool result_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->tally_count == g->tally_room) {
		size_t room = g->tally_room ? g->tally_room * 2 : 256;
		g->tallies = arena_grow(g->a, g->tallies, g->tally_count * sizeof *g->tallies,
					room * sizeof *g->tallies);
		g->tally_room = room;
	}
	g->tallies[g->tally_count++] = (struct tally){ .pairing = value_of(rec, "pairing")->i, .results = 1 };
	return true;
}

/* ---- orders ---- */

static int by_pairing(const void *x, const void *y)
{
	const struct tally *a = x, *b = y;
	return (a->pairing > b->pairing) - (a->pairing < b->pairing);
}

static int by_helper(const void *x, const void *y)
{
	const struct pairing_row *a = x, *b = y;
	if (a->helper_id != b->helper_id)
		return a->helper_id > b->helper_id ? 1 : -1;
	return (a->id > b->id) - (a->id < b->id);
}

static int most_results(const void *x, const void *y)
{
	const struct pairing_row *a = x, *b = y;
	if (a->results != b->results)
		return b->results - a->results;
	return (a->id > b->id) - (a->id < b->id);
}

static int most_pairings(const void *x, const void *y)
{
	const struct pairing_load *a = x, *b = y;
	if (a->pairings != b->pairings)
		return b->pairings - a->pairings;
	return (a->person > b->person) - (a->person < b->person);
}

/* ---- the board ---- */

/* Results of each pairing: one pass over both, in order of the pairing. */
static void results_count(struct gather *g)
{
	size_t kept = 0;
	if (g->tally_count)
		qsort(g->tallies, g->tally_count, sizeof *g->tallies, by_pairing);
	for (size_t i = 0; i < g->tally_count; i++) {
		if (kept && g->tallies[kept - 1].pairing == g->tallies[i].pairing)
			g->tallies[kept - 1].results++;
		else
			g->tallies[kept++] = g->tallies[i];
	}
	for (size_t i = 0; i < g->count && kept; i++) {
		struct tally key = { .pairing = g->rows[i].id };
		const struct tally *hit = bsearch(&key, g->tallies, kept, sizeof *g->tallies, by_pairing);
		g->rows[i].results = hit ? hit->results : 0;
	}
}

static void loads_count(struct gather *g, struct pairing_board *out)
{
	out->loads = ARENA_ARRAY(g->a, struct pairing_load, g->count + 1);
	if (!g->count)
		return;
	qsort(g->rows, g->count, sizeof *g->rows, by_helper);
	for (size_t i = 0; i < g->count; i++) {
		const struct pairing_row *r = &g->rows[i];
		if (i == 0 || r->helper_id != g->rows[i - 1].helper_id)
			out->loads[out->load_count++] =
			    (struct pairing_load){ .person = r->helper_id, .name = r->helper };
		out->loads[out->load_count - 1].pairings++;
		out->loads[out->load_count - 1].results += r->results;
	}
	qsort(out->loads, (size_t)out->load_count, sizeof *out->loads, most_pairings);
}

/* Visits that serve them, in the quarter so far and the last within a year. */
static bool visits_count(struct gather *g, struct db *db, const struct pairing_ask *ask, struct err *e)
{
	struct visits_ask in = { .county = ask->county, .unit = ask->unit, .pairings = ask->scope, .visits = ask->scope,
				 .from = date_add_years(ask->at, -1), .to = ask->at };
	struct visit_served_list served;
	ymd from, to;
	quarter_of(ask->at, &from, &to);
	if (!visits_serving(g->a, db, &in, &served, e))
		return false;
	for (size_t i = 0; i < g->count; i++)
		g->rows[i].visited = visits_of(&served, g->rows[i].id, from, ask->at, &g->rows[i].last);
	return true;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

bool pairing_board_load(struct arena *a, struct db *db, const struct pairing_ask *ask, struct pairing_board *out,
			struct err *e)
{
	const struct reg_def *pairing = reg_find("pairing"), *result = reg_find("pairing_result");
	assert(pairing && result);
	struct gather g = { .a = a, .def = pairing };
	struct query q;
	query_init(&q, pairing, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.at = ask->at;
	if (!is_empty(ask->kind))
		query_filter(&q, path_of(pairing, "kind"), OP_EQ, ask->kind);
	if (!query_each(db, &q, row_take, &g, e))
		return false;
	query_init(&q, result, ask->county, &ask->scope);
	q.unit = ask->unit;
	q.at = ask->at;
	if (!query_each(db, &q, result_take, &g, e))
		return false;
	if (!visits_count(&g, db, ask, e))
		return false;
	*out = (struct pairing_board){ .count = (int)g.count };
	results_count(&g);
	loads_count(&g, out);
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, most_results);
	out->rows = g.rows;
	return true;
}

bool number_parameter(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name, ymd at,
		      int *out, struct err *e)
{
	const char *value, *document;
	bool found;
	int64_t n;
	*out = 0;
	if (!parameter_value(a, db, county, unit, name, at, &value, &document, &found, e))
		return false;
	if (value && parse_i64(value, &n) && n >= 0 && n < 100000)
		*out = (int)n;
	return true;
}

/* ---- handing over ---- */

static void put(struct record *r, const char *field, int64_t i)
{
	*record_value(r, field) = (struct value){ .known = i != 0, .i = i };
}

static void judge(const struct record *old, const struct hand_over *in, struct findings *f)
{
	char text[16];
	if (value_of(old, "ended")->known)
		find_error(f, "day", "hand-over", "This pairing ended on %s already.",
			   date_iso((ymd)value_of(old, "ended")->i, text));
	else if (in->day % 100 == 0) /* none, or a month: then both would hold all through it */
		find_error(f, "day", "hand-over", "The day is missing.");
	else if (in->day <= (ymd)value_of(old, "started")->i)
		find_error(f, "day", "hand-over", "The day must be after the pairing began, %s.",
			   date_iso((ymd)value_of(old, "started")->i, text));
	if (!in->successor)
		find_error(f, "successor", "hand-over", "It is not said who takes over.");
}

bool pairing_hand_over(struct arena *a, struct db *db, const struct hand_over *in, const struct save_how *how,
		       struct findings *f, int64_t *made, struct err *e)
{
	TXN(t);
	struct record *old;
	if (in->ver <= 0) {
		err_set(e, ERR_CONFLICT, "The form does not say which version of the entry it was made from.");
		return err_hint(e, "Open it again, compare, and enter your change once more.");
	}
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("pairing"), in->county, in->id, &how->scope, false, &old, e))
		return false;
	judge(old, in, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The pairing cannot be handed over like this.");
	struct record *next = record_new(a, old->def, old->county, old->unit);
	for (int i = 0; i < old->def->field_count; i++)
		next->v[i] = old->v[i];
	old->ver = in->ver;
	put(old, "ended", in->day);
	*record_value(old, "end_reason") = (struct value){ .known = true, .s = "handed_over" };
	put(old, "successor", in->successor);
	put(next, "helper", in->successor);
	put(next, "started", in->day);
	put(next, "due", 0);
	if (!is_empty(in->document))
		*record_value(next, "document") = (struct value){ .known = true, .s = in->document };
	if (!reg_save(a, db, old, how, f, e) || !reg_save(a, db, next, how, f, e))
		return false;
	*made = next->id;
	return txn_commit(&t, e);
}
