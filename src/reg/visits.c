/* visits.c - which pairings a visit serves, and whether two visits are one. */
#include "reg/visits.h"

#include "base/arena.h"
#include "reg/reg_sql.h"

#include <stdlib.h>

/* ---- the units to look under ---- */

/* What of `unit` the scope reaches: the unit itself, or those of the scope below it. */
static bool roots_of(struct db *db, const struct scope *s, int64_t county, int64_t unit, struct scope *out,
		     struct err *e)
{
	*out = (struct scope){ .count = 0 };
	if (!unit) {
		*out = *s;
		return true;
	}
	bool inside;
	if (!scope_has(db, s, county, unit, &inside, e))
		return false;
	if (inside) {
		out->units[out->count++] = unit;
		return true;
	}
	struct scope within = { .count = 1, .units = { unit } };
	for (int i = 0; i < s->count; i++) {
		if (!scope_has(db, &within, county, s->units[i], &inside, e))
			return false;
		if (inside)
			out->units[out->count++] = s->units[i];
	}
	return true;
}

/* ---- what serves what ---- */

struct gather {
	struct arena *a;
	size_t count, room;
	struct visit_served *rows;
};

static void take(struct gather *g, struct stmt *q)
{
	if (g->count == g->room) {
		size_t room = g->room ? g->room * 2 : 64;
		g->rows = arena_grow(g->a, g->rows, g->count * sizeof *g->rows, room * sizeof *g->rows);
		g->room = room;
	}
	g->rows[g->count++] = (struct visit_served){ .pairing = col_i64(q, 0),
						     .visit = col_i64(q, 1),
						     .unit = col_i64(q, 2),
						     .kind = col_text(q, 3, g->a),
						     .day = (ymd)col_i64(q, 4) };
}

/*
 * The visitor and each of the others, joined to the pairings that person answers for.  Both
 * halves say the same of pairing and visit; only who went is found differently.
 */
static bool serve_under(struct gather *g, struct db *db, const struct visits_ask *ask, int64_t pairings,
			int64_t visits, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select p.id, v.id, v.unit, p.kind, v.visited from r_visit v"
		" join unit_restated vs on vs.unit=v.unit and vs.ancestor=$2"
		" join r_pairing p on p.county=v.county and p.helper=v.visitor"
		" join unit_restated ps on ps.unit=p.unit and ps.ancestor=$3"
		" where v.county=$1 and v.visited>=$4 and v.visited<=$5 and ($6=0 or p.id=$6) and ($7=0 or v.id=$7)"
		" and p.started<=v.visited and (p.ended is null or p.ended>v.visited or p.ended=v.visited-v.visited%100)"
		" and (p.household=v.household or p.base=v.base or (p.household is null and p.base is null and"
		" exists (select 1 from unit_restated u where u.unit=v.unit and u.ancestor=p.unit)))"
		" union select p.id, v.id, v.unit, p.kind, v.visited from r_visit v"
		" join unit_restated vs on vs.unit=v.unit and vs.ancestor=$2"
		" join r_visit_person w on w.county=v.county and w.visit=v.id"
		" join r_pairing p on p.county=v.county and p.helper=w.person"
		" join unit_restated ps on ps.unit=p.unit and ps.ancestor=$3"
		" where v.county=$1 and v.visited>=$4 and v.visited<=$5 and ($6=0 or p.id=$6) and ($7=0 or v.id=$7)"
		" and p.started<=v.visited and (p.ended is null or p.ended>v.visited or p.ended=v.visited-v.visited%100)"
		" and (p.household=v.household or p.base=v.base or (p.household is null and p.base is null and"
		" exists (select 1 from unit_restated u where u.unit=v.unit and u.ancestor=p.unit)))"
		" order by 1, 2"),
	    e);
	if (!q)
		return false;
	bind(q, 1, ask->county);
	bind(q, 2, visits);
	bind(q, 3, pairings);
	bind(q, 4, (int64_t)ask->from);
	bind(q, 5, (int64_t)ask->to);
	bind(q, 6, ask->pairing);
	bind(q, 7, ask->visit);
	while (db_next(q))
		take(g, q);
	return db_end(q, e);
}

static int by_pairing(const void *x, const void *y)
{
	const struct visit_served *a = x, *b = y;
	if (a->pairing != b->pairing)
		return a->pairing > b->pairing ? 1 : -1;
	if (a->day != b->day)
		return a->day < b->day ? 1 : -1;
	return (a->visit > b->visit) - (a->visit < b->visit);
}

bool visits_serving(struct arena *a, struct db *db, const struct visits_ask *ask, struct visit_served_list *out,
		    struct err *e)
{
	struct gather g = { .a = a };
	struct scope pairings;
	if (!roots_of(db, &ask->pairings, ask->county, ask->unit, &pairings, e))
		return false;
	for (int i = 0; i < pairings.count; i++)
		for (int k = 0; k < ask->visits.count; k++)
			if (!serve_under(&g, db, ask, pairings.units[i], ask->visits.units[k], e))
				return false;
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, by_pairing);
	*out = (struct visit_served_list){ .count = (int)g.count, .rows = g.rows };
	return true;
}

int visits_of(const struct visit_served_list *list, int64_t pairing, ymd from, ymd to, ymd *last)
{
	int low = 0, high = list->count, n = 0;
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (list->rows[mid].pairing < pairing)
			low = mid + 1;
		else
			high = mid;
	}
	*last = 0;
	for (int i = low; i < list->count && list->rows[i].pairing == pairing; i++) {
		ymd day = list->rows[i].day;
		*last = *last > day ? *last : day;
		n += day >= from && day <= to;
	}
	return n;
}

void quarter_of(ymd day, ymd *from, ymd *to)
{
	int year = day / 10000, month = day / 100 % 100, first = (month - 1) / 3 * 3 + 1;
	*from = date_make(year, first, 1);
	*to = date_from_days(date_days(date_add_months(*from, 3)) - 1);
}

/* ---- one visit ---- */

bool visit_alike(struct db *db, const struct visit_likeness *in, int64_t *out, struct err *e)
{
	*out = 0;
	for (int i = 0; i < in->people_count && !*out; i++) {
		struct stmt *q = db_query(
		    db,
		    SQL("select v.id from r_visit v where v.county=$1 and v.unit=$2 and v.visited=$3 and "
			"coalesce(v.household,0)=$4 and coalesce(v.base,0)=$5 and (v.visitor=$6 or exists (select 1 from "
			"r_visit_person p where p.county=v.county and p.visit=v.id and p.person=$6)) order by v.id limit 1"),
		    e);
		if (!q)
			return false;
		bind(q, 1, in->county);
		bind(q, 2, in->unit);
		bind(q, 3, (int64_t)in->day);
		bind(q, 4, in->household);
		bind(q, 5, in->base);
		bind(q, 6, in->people[i]);
		if (db_next(q))
			*out = col_i64(q, 0);
		if (!db_end(q, e))
			return false;
	}
	return true;
}

bool visit_company_load(struct arena *a, struct db *db, int64_t county, int64_t visit, struct visit_company *out,
			struct err *e)
{
	*out = (struct visit_company){ .count = 0 };
	struct stmt *q = db_query(db,
				  SQL("select w.id, w.person, p.name from r_visit_person w join r_person p on "
				      "p.county=w.county and p.id=w.person where w.county=$1 and w.visit=$2 order by w.id"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, visit);
	while (out->count < (int)ARRAY_LEN(out->who) && db_next(q)) {
		out->who[out->count].row = col_i64(q, 0);
		out->who[out->count].person = col_i64(q, 1);
		out->who[out->count++].name = col_text(q, 2, a);
	}
	return db_end(q, e);
}
