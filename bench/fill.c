/*
 * fill.c - many people, reserves and posts in half the villages of a demo site's county.
 *
 * Usage: fill DIR PEOPLE.  Writes the tables directly, so that a large site is there in a
 * minute; save_rate.c measures the way that every record takes otherwise.
 */
#include "base/id.h"
#include "base/limits.h"
#include "base/str.h"
#include "made_up.h"
#include "site.h"

enum { GROUP = 10000, RESERVE_EACH = 50, POST_EACH = 100 };

static bool key(struct bench *b, const char *reg, const char *text, int64_t id)
{
	struct stmt *q = db_query(b->db,
				  SQL("insert into search_key(county,reg,key,id) values($1,$2,$3,$4)"
				      " on conflict do nothing"),
				  &b->e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, reg);
	bind(q, 3, text);
	bind(q, 4, id);
	return db_run(q, &b->e);
}

static bool keys(struct bench *b, const char *name, int64_t id)
{
	const char **list;
	int n = search_keys(b->a, name, &list);
	for (int i = 0; i < n; i++)
		if (!key(b, "person", list[i], id))
			return false;
	return key(b, "person:sort", pinyin_key(b->a, name), id);
}

static bool person(struct bench *b, const struct made_up *m, int64_t id, int64_t unit)
{
	struct stmt *q = db_query(
	    b->db,
	    SQL("insert into r_person(county,id,unit,ver,state,created_ms,updated_ms,name,sex,birth,"
		"id_number,id_number_bix,phone,phone_bix,education,political)"
		" values($1,$2,$3,1,'',$4,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"),
	    &b->e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, id);
	bind(q, 3, unit);
	bind(q, 4, now_ms());
	bind(q, 5, m->name);
	bind(q, 6, m->sex);
	bind(q, 7, m->birth);
	bind(q, 8, seal(b->a, m->idnum));
	bind(q, 9, blind_index(b->a, b->county, m->idnum));
	bind(q, 10, seal(b->a, m->phone));
	bind(q, 11, blind_index(b->a, b->county, m->phone));
	bind(q, 12, m->education);
	bind(q, 13, m->political);
	return db_run(q, &b->e) && keys(b, m->name, id);
}

static bool reserve(struct bench *b, int64_t of, int64_t unit, uint64_t n)
{
	static const char *const levels[] = { "village", "town", "county" };
	struct stmt *q = db_query(
	    b->db,
	    SQL("insert into r_reserve(county,id,unit,ver,state,created_ms,updated_ms,person,level,joined)"
		" values($1,$2,$3,1,'',$4,$4,$5,$6,20210301)"),
	    &b->e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, id_new());
	bind(q, 3, unit);
	bind(q, 4, now_ms());
	bind(q, 5, of);
	bind(q, 6, PICK(levels, n / RESERVE_EACH));
	return db_run(q, &b->e);
}

static bool post(struct bench *b, int64_t of, int64_t unit, uint64_t n)
{
	static const char *const kinds[] = { "secretary", "director", "committee_member" };
	struct stmt *q = db_query(
	    b->db,
	    SQL("insert into r_post(county,id,unit,ver,state,created_ms,updated_ms,person,kind,committee,"
		"concurrent,started) values($1,$2,$3,1,'',$4,$4,$5,$6,1,0,20210301)"),
	    &b->e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, id_new());
	bind(q, 3, unit);
	bind(q, 4, now_ms());
	bind(q, 5, of);
	bind(q, 6, PICK(kinds, n / POST_EACH));
	return db_run(q, &b->e);
}

static bool group(struct bench *b, uint64_t from, uint64_t to)
{
	TXN(t);
	if (!txn_begin(&t, b->db, &b->e))
		return false;
	for (uint64_t n = from; n < to; n++) {
		struct made_up m;
		int64_t id = id_new(), unit = b->villages[mixed(n) % (uint64_t)b->village_count];
		made_up(n, &m);
		if (!person(b, &m, id, unit) ||
		    (n % RESERVE_EACH == 0 && !reserve(b, id, unit, n)) ||
		    (n % POST_EACH == 1 && !post(b, id, unit, n)))
			return false;
		arena_reset(b->a);
	}
	return txn_commit(&t, &b->e);
}

int main(int argc, char **argv)
{
	struct bench b;
	int64_t people;
	if (argc != 3 || !parse_i64(argv[2], &people)) {
		fprintf(stderr, "usage: fill DIR PEOPLE\n");
		return 2;
	}
	if (!bench_open(&b, argv[1], DB_WRITE))
		return bench_failed(&b);
	for (int64_t n = 0; n < people; n += GROUP)
		if (!group(&b, (uint64_t)n, (uint64_t)(n + GROUP < people ? n + GROUP : people)))
			return bench_failed(&b);
	printf("%" PRId64 " people in %d villages, %" PRId64 " ms CPU\n", people, b.village_count,
	       cpu_us() / 1000);
	bench_close(&b);
	return 0;
}
