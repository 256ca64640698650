/* star.c - points of a member's facts in a year, and the stars they make. */
#include "reg/star.h"

#include "base/arena.h"

enum { LINES_MAX = 200 };

static int64_t within(int64_t points, int64_t most)
{
	if (most && points > most)
		return most;
	return most && points < -most ? -most : points;
}

static bool lines_load(struct arena *a, struct db *db, int64_t county, int64_t person, int64_t year,
		       struct star_result *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select c.name, c.document, c.points, coalesce(c.most, 0), count(*), "
		"cast(sum(f.times) as bigint) from r_star_fact f join r_star_criterion c on "
		"c.county=f.county and c.id=f.criterion where f.county=$1 and f.person=$2 and "
		"f.happened>=$3 and f.happened<=$4 group by c.id, c.name, c.document, c.points, c.most "
		"order by c.name, c.id limit $5"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, person);
	bind(q, 3, year * 10000);
	bind(q, 4, year * 10000 + 1231);
	bind(q, 5, (int64_t)LINES_MAX);
	out->lines = ARENA_ARRAY(a, struct star_line, LINES_MAX);
	while (db_next(q)) {
		struct star_line *l = &out->lines[out->count++];
		*l = (struct star_line){
		    .criterion = col_text(q, 0, a),
		    .document = col_text(q, 1, a),
		    .points = col_i64(q, 2),
		    .most = col_i64(q, 3),
		    .facts = col_i64(q, 4),
		    .times = col_i64(q, 5),
		};
		l->counted = within(l->points * l->times, l->most);
		out->points += l->counted;
	}
	return db_end(q, e);
}

/* The bands of the nearest unit that has any in force; of these the highest that is reached. */
static bool stars_find(struct arena *a, struct db *db, int64_t county, int64_t unit, ymd at,
		       struct star_result *out, struct err *e)
{
	int64_t nearest = -1;
	struct stmt *q = db_query(
	    db,
	    SQL("select b.stars, b.least, (select count(*) from unit_restated y where y.unit=b.unit) "
		"as depth from r_star_band b join unit_restated x on x.ancestor=b.unit where "
		"b.county=$1 and x.unit=$2 and b.valid_from<=$3 and (b.valid_to is null or "
		"b.valid_to>$3) order by depth desc, b.least desc, b.id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, (int64_t)at);
	while (db_next(q)) {
		if (nearest >= 0 && col_i64(q, 2) != nearest)
			continue;
		nearest = col_i64(q, 2);
		out->banded = true;
		if (!out->stars && out->points >= col_i64(q, 1))
			out->stars = col_text(q, 0, a);
	}
	return db_end(q, e);
}

bool star_compute(struct arena *a, struct db *db, int64_t county, int64_t unit, int64_t person,
		  int64_t year, ymd at, struct star_result *out, struct err *e)
{
	*out = (struct star_result){0};
	return lines_load(a, db, county, person, year, out, e) &&
	       stars_find(a, db, county, unit, at, out, e);
}
