/* matters.c - what the registers of matters hold, and where a matter must not stand. */
#include "reg/matters.h"

#include "auth/auth.h"
#include "base/arena.h"
#include "base/str.h"

enum { IDS_MAX = 20000, RULES_MAX = 2000 };

static bool ids_take(struct arena *a, struct stmt *q, struct matter_ids *out, struct err *e)
{
	struct matter_ids all = {0};
	int cap = 0;
	while (db_next(q) && all.count < IDS_MAX) {
		if (all.count == cap) {
			int more = cap ? cap * 2 : 32;
			all.ids = arena_grow(a, all.ids, sizeof *all.ids * (size_t)cap,
					     sizeof *all.ids * (size_t)more);
			cap = more;
		}
		all.ids[all.count++] = col_i64(q, 0);
	}
	*out = all;
	return db_end(q, e);
}

#define ABOUT_PLACE                                                                                  \
	"select m.id from r_matter m join unit_restated x on x.unit=coalesce(m.place,m.unit) "               \
	"where m.county=$1 and x.ancestor=$2 and "

bool matter_ids_of(struct arena *a, struct db *db, int64_t county, int64_t place, enum matter_pick pick, ymd from,
		   ymd to, int limit, struct matter_ids *out, struct err *e)
{
	struct stmt *q = NULL;
	switch (pick) {
	case MATTER_PICK_PUBLIC:
		q = db_query(db,
			     SQL(ABOUT_PLACE "m.raised>=$3 and m.raised<=$4 and m.public_text is not null and "
					     "m.about is null and m.kind<>'conduct' and m.state<>'merged' order by "
					     "coalesce(m.closed,m.claimed,0) desc, m.raised desc, m.id limit $5"),
			     e);
		break;
	case MATTER_PICK_UNANSWERED:
		q = db_query(db,
			     SQL(ABOUT_PLACE "m.raised>=$3 and m.raised<$4 and m.answered is null and "
					     "m.state in ('open','waiting') order by m.raised, m.id limit $5"),
			     e);
		break;
	case MATTER_PICK_RAISED:
		q = db_query(db, SQL(ABOUT_PLACE "m.raised>=$3 and m.raised<=$4 order by m.raised, m.id limit $5"),
			     e);
		break;
	}
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, place);
	bind(q, 3, (int64_t)from);
	bind(q, 4, (int64_t)to);
	bind(q, 5, (int64_t)limit);
	return ids_take(a, q, out, e);
}

bool matter_ids_claimed(struct arena *a, struct db *db, int64_t county, ymd day, int limit,
			struct matter_ids *out, struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select id from r_matter where county=$1 and state='claimed' and "
				      "claimed<=$2 order by claimed, id limit $3"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, (int64_t)day);
	bind(q, 3, (int64_t)limit);
	return ids_take(a, q, out, e);
}

bool matter_ids_done(struct arena *a, struct db *db, int64_t county, ymd from, ymd to, struct matter_ids *out,
		     struct err *e)
{
	struct stmt *q = db_query(db,
				  SQL("select id from r_matter where county=$1 and claimed>=$2 and claimed<=$3 and "
				      "state<>'merged' order by unit, id"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, (int64_t)from);
	bind(q, 3, (int64_t)to);
	return ids_take(a, q, out, e);
}

bool matter_rechecks_of(struct db *db, int64_t county, ymd month, int64_t *out, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("select count(*) from r_matter_recheck where county=$1 and month=$2"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, (int64_t)month);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

bool matter_ids_about(struct arena *a, struct db *db, int64_t county, struct matter_ids *out, struct err *e)
{
	struct stmt *q =
	    db_query(db, SQL("select id from r_matter where county=$1 and about is not null order by id"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	return ids_take(a, q, out, e);
}

bool matter_ids_behind(struct arena *a, struct db *db, int64_t county, int64_t matter, const char *reg,
		       struct matter_ids *out, struct err *e)
{
	struct stmt *q;
	if (text_eq(reg, "matter_step"))
		q = db_query(db, SQL("select id from r_matter_step where county=$1 and matter=$2 order by id"), e);
	else if (text_eq(reg, "matter_recheck"))
		q = db_query(db, SQL("select id from r_matter_recheck where county=$1 and matter=$2 order by id"),
			     e);
	else
		q = db_query(db, SQL("select id from r_matter where county=$1 and same_as=$2 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, matter);
	return ids_take(a, q, out, e);
}

/* ---- where it must not stand ---- */

bool matter_barred(struct arena *a, struct db *db, int64_t county, int64_t person, ymd at,
		   struct matter_ids *out, struct err *e)
{
	struct matter_ids posts;
	struct scope accounts;
	struct stmt *q = db_query(db,
				  SQL("select distinct unit from r_post where county=$1 and person=$2 and started<=$3 "
				      "and (ended is null or ended>$3) order by unit"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, person);
	bind(q, 3, (int64_t)at);
	if (!ids_take(a, q, &posts, e) || !account_units_of_person(db, county, person, at, &accounts, e))
		return false;
	*out = (struct matter_ids){.ids = ARENA_ARRAY(a, int64_t, posts.count + accounts.count + 1)};
	for (int i = 0; i < posts.count; i++)
		out->ids[out->count++] = posts.ids[i];
	for (int i = 0; i < accounts.count; i++)
		out->ids[out->count++] = accounts.units[i];
	return true;
}

bool matter_clear_of(struct db *db, int64_t unit, const struct matter_ids *barred, bool *out, struct err *e)
{
	*out = true;
	for (int i = 0; i < barred->count && *out; i++) {
		bool under = false;
		if (barred->ids[i] != unit && !unit_is_under(db, barred->ids[i], unit, &under, e))
			return false;
		*out = under;
	}
	return true;
}

/* ---- rules and labels ---- */

bool matter_rules_load(struct arena *a, struct db *db, int64_t county, ymd at, struct matter_rules *out,
		       struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select id,unit,coalesce(handler,0),coalesce(person,0),coalesce(kind,''),coalesce(level,''),days,"
		"document from r_matter_route where county=$1 and started<=$2 and (ended is null or ended>$2) "
		"order by started, id limit $3"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, (int64_t)at);
	bind(q, 3, (int64_t)RULES_MAX);
	*out = (struct matter_rules){.rows = ARENA_ARRAY(a, struct matter_rule, RULES_MAX)};
	while (db_next(q) && out->count < RULES_MAX)
		out->rows[out->count++] = (struct matter_rule){
		    .id = col_i64(q, 0), .unit = col_i64(q, 1), .handler = col_i64(q, 2), .person = col_i64(q, 3),
		    .kind = col_text(q, 4, a), .level = col_text(q, 5, a), .days = col_i64(q, 6),
		    .document = col_text(q, 7, a),
		};
	return db_end(q, e);
}

bool matter_label_of(struct db *db, int64_t county, int64_t unit, const char *state, ymd at, int64_t *out,
		     struct err *e)
{
	/* the nearest unit above says how it is called there: it has the most ancestors itself */
	struct stmt *q = db_query(
	    db,
	    SQL("select s.id from r_matter_status s join unit_restated x on x.ancestor=s.unit where s.county=$1 "
		"and x.unit=$2 and s.state_of=$3 and s.first=1 and (s.started is null or s.started<=$4) and "
		"(s.ended is null or s.ended>$4) order by (select count(*) from unit_restated y where "
		"y.unit=s.unit) desc, s.started desc, s.id desc limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, unit);
	bind(q, 3, state);
	bind(q, 4, (int64_t)at);
	*out = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}
