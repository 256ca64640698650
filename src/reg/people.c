/* people.c - one person once: find who this may be. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/query.h"
#include "text/text.h"

enum { MATCHES = 5, CANDIDATES = 200 };

static const struct reg_def *person_def(void)
{
	const struct reg_def *def = reg_find("person");
	assert(def);
	return def;
}

static int field_at(const char *name)
{
	const struct field_def *f = field_find(person_def(), name);
	assert(f);
	return f->index;
}

static struct person_match match_of(const struct record *r, int by)
{
	return (struct person_match){.id = r->id,
				     .name = r->v[field_at("name")].s,
				     .unit_name = r->unit_name,
				     .birth = (ymd)r->v[field_at("birth")].i,
				     .by = (__typeof__(((struct person_match *)0)->by))by};
}

static bool by_number(struct arena *a, struct db *db, int64_t county, const char *idnum,
		      struct person_match *out, int *count, struct err *e)
{
	struct query q;
	struct scope all;
	struct record_list list;
	scope_all(county, &all);
	query_init(&q, person_def(), county, &all);
	query_filter(&q, (struct path){.field = field_at("id_number"), .sub = -1}, OP_EQ, idnum);
	if (!query_list(a, db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count && *count < MATCHES; i++)
		out[(*count)++] = match_of(list.rows[i], MATCH_NUMBER);
	return true;
}

/* Month-only dates agree with any day of that month. */
static bool births_agree(ymd x, ymd y)
{
	return x == y || ((x % 100 == 0 || y % 100 == 0) && x / 100 == y / 100);
}

static int judge(const struct record *r, bool has_number, ymd birth, int64_t unit)
{
	const struct value *number = &r->v[field_at("id_number")], *born = &r->v[field_at("birth")];
	bool same_unit = unit && r->unit == unit;
	bool same_birth = birth && born->known && births_agree((ymd)born->i, birth);
	if (has_number && number->known)
		return -1; /* two numbers, two people: an equal number was found before */
	if (birth && born->known && !same_birth)
		return -1;
	if (same_birth && same_unit)
		return MATCH_NAME_BIRTH_UNIT;
	if (same_unit)
		return MATCH_NAME_UNIT;
	return same_birth ? MATCH_NAME_BIRTH : -1;
}

bool person_find(struct arena *a, struct db *db, int64_t county, const char *name,
		 const char *idnum, ymd birth, int64_t unit, struct person_match *out, int *count,
		 struct err *e)
{
	struct query q;
	struct scope all;
	struct record_list list;
	*count = 0;
	if (!is_empty(idnum) && !by_number(a, db, county, idnum, out, count, e))
		return false;
	if (*count || is_empty(name))
		return true;
	scope_all(county, &all);
	query_init(&q, person_def(), county, &all);
	q.limit = CANDIDATES;
	q.search = name;
	if (!query_list(a, db, &q, &list, e))
		return false;
	const char *want = text_fold(a, name);
	for (int by = MATCH_NAME_BIRTH_UNIT; by <= MATCH_NAME_BIRTH; by++)
		for (int i = 0; i < list.count && *count < MATCHES; i++) {
			const struct record *r = list.rows[i];
			if (text_eq(text_fold(a, r->v[field_at("name")].s), want) &&
			    judge(r, !is_empty(idnum), birth, unit) == by)
				out[(*count)++] = match_of(r, by);
		}
	return true;
}
