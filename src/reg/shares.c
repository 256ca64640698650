/* shares.c - what the registers of shares hold of one organisation. */
#include "reg/shares.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"

static const char *const kinds[MOVE__COUNT] = {"grant",	 "transfer", "inherit",	 "split",
					       "redeem", "freeze",   "unfreeze", "reversal"};

static enum share_move_kind kind_of(const char *text)
{
	int k = 0;
	while (k < MOVE__COUNT && !text_eq(kinds[k], text))
		k++;
	assert(k < MOVE__COUNT);
	return (enum share_move_kind)k;
}

/* Room for one more of `size`. */
static void *room(struct arena *a, void *rows, int64_t count, int64_t *cap, size_t size)
{
	if (count < *cap)
		return rows;
	int64_t more = *cap ? *cap * 2 : 64;
	void *grown = arena_grow(a, rows, size * (size_t)*cap, size * (size_t)more);
	*cap = more;
	return grown;
}

bool share_classes_load(struct arena *a, struct db *db, int64_t county, int64_t org,
			struct share_classes *out, struct err *e)
{
	struct share_classes all = {0};
	int64_t cap = 0;
	struct stmt *q = db_query(db,
				  SQL("select id,name,kind,takes,since,coalesce(until,0) from r_share_class"
				      " where county=$1 and org=$2 order by name,id"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	while (db_next(q)) {
		all.rows = room(a, all.rows, all.count, &cap, sizeof *all.rows);
		all.rows[all.count++] = (struct share_class_row){
		    .id = col_i64(q, 0),
		    .name = col_text(q, 1, a),
		    .kind = col_text(q, 2, a),
		    .takes = col_i64(q, 3) != 0,
		    .since = (ymd)col_i64(q, 4),
		    .until = (ymd)col_i64(q, 5),
		};
	}
	*out = all;
	return db_end(q, e);
}

bool share_moves_load(struct arena *a, struct db *db, int64_t county, int64_t org, ymd upto,
		      int64_t person, bool texts, struct share_moves *out, struct err *e)
{
	struct share_moves all = {0};
	int64_t cap = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select id,kind,class,coalesce(holder,0),coalesce(receiver,0),shares,happened,number,document"
		" from r_share_movement where county=$1 and org=$2 and happened<=$3 and"
		" ($4=0 or holder=$4 or receiver=$4) order by happened,id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	bind(q, 3, (int64_t)upto);
	bind(q, 4, person);
	while (db_next(q)) {
		all.rows = room(a, all.rows, all.count, &cap, sizeof *all.rows);
		all.rows[all.count++] = (struct share_move){
		    .id = col_i64(q, 0),
		    .kind = kind_of(col_peek(q, 1)),
		    .class = col_i64(q, 2),
		    .holder = col_i64(q, 3),
		    .receiver = col_i64(q, 4),
		    .shares = col_i64(q, 5),
		    .day = (ymd)col_i64(q, 6),
		    .number = texts ? col_text(q, 7, a) : "",
		    .document = texts ? col_text(q, 8, a) : "",
		};
	}
	*out = all;
	return db_end(q, e);
}

bool share_people_load(struct arena *a, struct db *db, int64_t county, int64_t org,
		       struct share_people *out, struct err *e)
{
	struct share_people all = {0};
	int64_t cap = 0;
	struct stmt *q = db_query(
	    db,
	    SQL("select m.person,p.name,coalesce(m.household,''),m.standing,m.admitted,coalesce(m.ended,0),"
		"coalesce(m.rights_until,0) from r_collective_member m join r_person p on p.county=m.county"
		" and p.id=m.person where m.county=$1 and m.org=$2 order by m.person,m.admitted,m.id"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	while (db_next(q)) {
		all.rows = room(a, all.rows, all.count, &cap, sizeof *all.rows);
		all.rows[all.count++] = (struct share_person){
		    .person = col_i64(q, 0),
		    .name = col_text(q, 1, a),
		    .household = col_text(q, 2, a),
		    .standing = col_text(q, 3, a),
		    .admitted = (ymd)col_i64(q, 4),
		    .ended = (ymd)col_i64(q, 5),
		    .rights_until = (ymd)col_i64(q, 6),
		};
	}
	*out = all;
	return db_end(q, e);
}

int64_t share_members_on(const struct share_people *all, ymd day)
{
	int64_t n = 0;
	for (int64_t i = 0; i < all->count; i++) {
		const struct share_person *p = &all->rows[i];
		n += text_eq(p->standing, "member") && p->admitted <= day && (!p->ended || p->ended > day);
	}
	return n;
}

const struct share_person *share_person_on(const struct share_people *all, int64_t person, ymd day)
{
	int64_t low = 0, high = all->count;
	const struct share_person *found = NULL;
	while (low < high) {
		int64_t mid = (low + high) / 2;
		if (all->rows[mid].person < person)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < all->count && all->rows[low].person == person; low++)
		if (!found || all->rows[low].admitted <= day)
			found = &all->rows[low];
	return found;
}

static bool charter_load(struct arena *a, struct db *db, int64_t county, int64_t org, ymd day,
			 struct share_rule *out, struct err *e)
{
	struct stmt *q = db_query(
	    db,
	    SQL("select id,document,member_rule,reserve_base,reserve_ratio,coalesce(reserve_until,-1) from"
		" r_charter where county=$1 and org=$2 and valid_from<=$3 and (valid_to is null or valid_to>$3)"
		" order by valid_from desc,id limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	bind(q, 3, (int64_t)day);
	if (db_next(q)) {
		out->charter.id = col_i64(q, 0);
		out->charter.document = col_text(q, 1, a);
		out->charter.members = col_text(q, 2, a);
		out->charter.base = col_text(q, 3, a);
		out->charter.ratio = col_i64(q, 4);
		out->charter.until = col_i64(q, 5);
	}
	return db_end(q, e);
}

bool share_rule_load(struct arena *a, struct db *db, int64_t county, int64_t org, ymd day,
		     struct share_rule *out, struct err *e)
{
	struct share_rule r = {.document = "", .frozen = "hold"};
	struct stmt *q = db_query(
	    db,
	    SQL("select id,since,document,frozen,notice,quorum,quorum_of,votes,votes_of,"
		"coalesce(ceiling,0),subsidy from r_share_rule where county=$1 and org=$2 and"
		" since<=$3 and (until is null or until>$3) order by since desc,id limit 1"),
	    e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, org);
	bind(q, 3, (int64_t)day);
	if (db_next(q))
		r = (struct share_rule){
		    .id = col_i64(q, 0),
		    .since = (ymd)col_i64(q, 1),
		    .document = col_text(q, 2, a),
		    .frozen = col_text(q, 3, a),
		    .notice = (int)col_i64(q, 4),
		    .quorum = (int)col_i64(q, 5),
		    .quorum_of = (int)col_i64(q, 6),
		    .votes = (int)col_i64(q, 7),
		    .votes_of = (int)col_i64(q, 8),
		    .ceiling = col_i64(q, 9),
		    .subsidy = col_i64(q, 10) != 0,
		};
	r.charter.document = r.charter.members = r.charter.base = "";
	if (!db_end(q, e) || !charter_load(a, db, county, org, day, &r, e))
		return false;
	*out = r;
	return true;
}
