/* check.c - what must always hold of the hierarchy. */
#include "unit/unit_int.h"
#include "base/arena.h"
#include "base/findings.h"

#include <stdlib.h>

static void broken(struct findings *out, int64_t unit, const char *code)
{
	find_hint(find_error(out, NULL, code, "The dated rows of unit %" PRId64 " do not fit together.", unit),
		  "Restore the newest backup; the rows were changed outside of the program.");
}

/* Rows must tile [opened, closed) of each unit; `gaps` allows days without any. */
static bool tiles_check(struct db *db, struct sql sql, bool gaps, const char *code,
			struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	int64_t unit = 0;
	ymd upto = 0, closed = 0;
	bool bad = false;
	while (db_next(q)) {
		if (col_i64(q, 0) != unit) {
			if (unit && (bad || (!gaps && upto != closed)))
				broken(out, unit, code);
			unit = col_i64(q, 0);
			upto = (ymd)col_i64(q, 1);
			closed = (ymd)col_i64(q, 2);
			bad = false;
		}
		if (col_null(q, 3)) {
			bad = !gaps;
			continue;
		}
		ymd from = (ymd)col_i64(q, 3), to = (ymd)col_i64(q, 4);
		bad |= from >= to || to > closed || from < upto || (!gaps && from != upto);
		upto = to;
	}
	if (unit && (bad || (!gaps && upto != closed)))
		broken(out, unit, code);
	return db_end(q, e);
}

static bool parents_check(struct db *db, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select u.id,u.level,u.county,p.level,p.county,x.from_day,"
					  "x.to_day,p.opened,p.closed from unit_parent x "
					  "join unit u on u.id=x.unit join unit p on p.id=x.parent "
					  "order by x.unit,x.from_day"), e);
	if (!q)
		return false;
	while (db_next(q)) {
		int level = (int)col_i64(q, 1);
		bool stands = col_i64(q, 7) <= col_i64(q, 5) && col_i64(q, 8) >= col_i64(q, 6);
		bool county = level > LEVEL_COUNTY ? col_i64(q, 2) == col_i64(q, 4) :
						     col_i64(q, 2) == col_i64(q, 0);
		if (!stands || !county || !level_fits(level, (int)col_i64(q, 3)))
			broken(out, col_i64(q, 0), "unit-parent");
	}
	return db_end(q, e);
}

static bool codes_check(struct db *db, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select x.unit,x.code from unit_code x join unit_code y "
					  "on y.code=x.code and y.unit>x.unit and x.from_day<y.to_day "
					  "and y.from_day<x.to_day order by x.unit,x.from_day,y.unit"), e);
	if (!q)
		return false;
	while (db_next(q))
		find_hint(find_error(out, "code", "unit-code-double",
				     "The code %s belongs to two units at a time.", col_peek(q, 1)),
			  "Give one of them its own code by a change.");
	return db_end(q, e);
}

static void differs(struct findings *out, int64_t county, int64_t unit)
{
	find_hint(find_error(out, NULL, "unit-derived",
			     "What was derived for unit %" PRId64 " of county %" PRId64
			     " differs from a rebuild.", unit, county),
		  "Restore the newest backup; the rows were changed outside of the program.");
}

/* Stored and computed rows come in the same order; the first difference is told. */
static bool closure_compare(struct db *db, struct tree *t, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select c.unit,c.ancestor,c.from_day,c.to_day from unit_closure c "
					  "join unit u on u.id=c.unit where u.county=$1 "
					  "order by c.unit,c.ancestor,c.from_day"), e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	int64_t wrong = 0;
	for (int i = 0; i < t->count && !wrong; i++) {
		const struct node *n = &t->nodes[i];
		for (int k = 0; n->county == t->county && k < n->up_count && !wrong; k++)
			if (!db_next(q) || col_i64(q, 0) != n->id || col_i64(q, 1) != n->up[k].ancestor ||
			    col_i64(q, 2) != n->up[k].from || col_i64(q, 3) != n->up[k].to)
				wrong = n->id;
	}
	if (!wrong && db_next(q))
		wrong = col_i64(q, 0);
	if (wrong)
		differs(out, t->county, wrong);
	return db_end(q, e);
}

static int by_number(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static bool restated_compare(struct db *db, struct tree *t, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select r.unit,r.ancestor from unit_restated r "
					  "join unit u on u.id=r.unit where u.county=$1 "
					  "order by r.unit,r.ancestor"), e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	int64_t wrong = 0;
	for (int i = 0; i < t->count && !wrong; i++) {
		const struct node *n = &t->nodes[i];
		int64_t up[16];
		int count = 0;
		if (n->county != t->county)
			continue;
		if (!tree_restated(t, n, up, &count))
			wrong = n->id;
		qsort(up, (size_t)count, sizeof up[0], by_number);
		for (int k = 0; k < count && !wrong; k++)
			if (!db_next(q) || col_i64(q, 0) != n->id || col_i64(q, 1) != up[k])
				wrong = n->id;
	}
	if (!wrong && db_next(q))
		wrong = col_i64(q, 0);
	if (wrong)
		differs(out, t->county, wrong);
	return db_end(q, e);
}

static bool county_check(struct db *db, int64_t county, struct findings *out, struct err *e)
{
	struct tree t;
	struct arena *a = arena_new(64 << 20);
	bool ok = tree_load(a, db, county, &t, e), sound = ok;
	for (int i = 0; sound && i < t.count; i++)
		if (t.nodes[i].county == county && !tree_closure(&t, &t.nodes[i])) {
			differs(out, county, t.nodes[i].id);
			sound = false;
		}
	if (sound)
		ok = closure_compare(db, &t, out, e) && restated_compare(db, &t, out, e);
	arena_free(a);
	return ok;
}

static bool strays_check(struct db *db, struct findings *out, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select unit from unit_closure where unit not in "
					  "(select id from unit) union select unit from unit_restated "
					  "where unit not in (select id from unit) order by 1"), e);
	if (!q)
		return false;
	while (db_next(q))
		differs(out, 0, col_i64(q, 0));
	return db_end(q, e);
}

static bool counties_check(struct arena *a, struct db *db, struct findings *out, struct err *e)
{
	int64_t *counties = NULL;
	size_t n = 0, size = sizeof *counties;
	struct stmt *q = db_query(db, SQL("select distinct county from unit order by county"), e);
	if (!q)
		return false;
	for (size_t cap = 0; db_next(q); n++) {
		if (n == cap) {
			cap = cap ? cap * 2 : 64;
			counties = arena_grow(a, counties, n * size, cap * size);
		}
		counties[n] = col_i64(q, 0);
	}
	if (!db_end(q, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!county_check(db, counties[i], out, e))
			return false;
	return true;
}

bool units_check(struct arena *a, struct db *db, struct findings *out, struct err *e)
{
	return tiles_check(db, SQL("select u.id,u.opened,u.closed,r.from_day,r.to_day from unit u "
				   "left join unit_name r on r.unit=u.id order by u.id,r.from_day"),
			   false, "unit-name-rows", out, e) &&
	       tiles_check(db, SQL("select u.id,u.opened,u.closed,r.from_day,r.to_day from unit u "
				   "left join unit_parent r on r.unit=u.id where u.level>1 "
				   "order by u.id,r.from_day"),
			   false, "unit-parent-rows", out, e) &&
	       tiles_check(db, SQL("select u.id,u.opened,u.closed,r.from_day,r.to_day from unit u "
				   "left join unit_code r on r.unit=u.id order by u.id,r.from_day"),
			   true, "unit-code-rows", out, e) &&
	       parents_check(db, out, e) && codes_check(db, out, e) && strays_check(db, out, e) &&
	       counties_check(a, db, out, e);
}
