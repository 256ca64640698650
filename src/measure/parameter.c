/*
 * parameter.c - dated parameters: rows of the register `parameter`, else the default.
 */
#include "base/arena.h"
#include "base/str.h"
#include "measure/measure_int.h"

bool parameter_fits(const struct parameter_def *p, const char *value)
{
	int64_t number;
	ymd day;
	if (p->date)
		return date_parse(value, false, &day);
	return p->of ? choice_find(p->of, value) != NULL : parse_i64(value, &number);
}

struct candidate {
	int rank; /* position of its unit on the way down; the lowest wins */
	const struct unit_list *path;
	struct arena *a;
	const struct reg_def *def;
	const char *value, *document;
};

static const char *text_of(struct arena *a, const struct reg_def *def, const struct record *rec,
			   const char *field)
{
	const struct field_def *f = field_find(def, field);
	assert(f);
	return arena_strdup(a, value_raw(a, f, &rec->v[f->index]));
}

static bool row_take(void *arg, struct arena *row, const struct record *rec,
		     const struct value *subs, struct err *e)
{
	(void)row;
	(void)subs;
	(void)e;
	struct candidate *c = arg;
	for (int i = c->rank + 1; i < c->path->count; i++) {
		if (c->path->units[i].id != rec->unit)
			continue;
		c->rank = i;
		c->value = text_of(c->a, c->def, rec, "value");
		c->document = text_of(c->a, c->def, rec, "document");
	}
	return true;
}

bool parameter_value(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name,
		     ymd at, const char **value, const char **document, bool *found, struct err *e)
{
	const struct reg_def *def = reg_find("parameter");
	assert(def);
	struct unit_list path;
	if (!unit_path(a, db, unit, at, &path, e))
		return false;
	struct scope all;
	scope_all(county, &all);
	struct query q;
	query_init(&q, def, county, &all);
	q.at = at ? at : today();
	const struct field_def *key = field_find(def, "name");
	assert(key);
	query_filter(&q, (struct path){.field = key->index, .sub = -1}, OP_EQ, name);
	struct candidate c = {.rank = -1, .path = &path, .a = a, .def = def};
	if (!query_each(db, &q, row_take, &c, e))
		return false;
	*found = c.rank >= 0;
	const struct parameter_def *p = parameter_find(measure_all(), name);
	*value = *found ? c.value : p ? p->initial : NULL;
	*document = *found ? c.document : p ? p->document : NULL;
	return true;
}
