/* check_ask.c - what the named checks ask of their row and of other rows. */
#include "reg/check_ask.h"

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f); /* the resolver refuses a check whose `needs` are not there */
	const struct value *v = &r->v[f->index];
	return v->known ? v : NULL;
}

const struct value *known(const struct check_in *in, const char *field)
{
	return value_of(in->rec, field);
}

int64_t number_in(const struct record *r, const char *field)
{
	const struct value *v = value_of(r, field);
	return v ? v->i : 0;
}

const char *text_in(const struct record *r, const char *field)
{
	const struct value *v = value_of(r, field);
	return v && v->s ? v->s : "";
}

int day_compare(int64_t x, int64_t y)
{
	if (x % 100 == 0 || y % 100 == 0) {
		x /= 100;
		y /= 100;
	}
	return (x > y) - (x < y);
}

bool is_before(int64_t x, int64_t y)
{
	return day_compare(x, y) < 0;
}

bool ask_with(const struct check_in *in, struct sql sql, int64_t *out, const int64_t *args, size_t count)
{
	struct stmt *q = db_query(in->db, sql, in->e);
	*out = 0;
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	for (size_t i = 0; i < count; i++)
		bind(q, (int)i + 2, args[i]);
	if (db_next(q) && !col_null(q, 0))
		*out = col_i64(q, 0);
	return db_end(q, in->e);
}
