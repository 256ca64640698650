/* check.c - everything wrong with a record, at once. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/record.h"
#include "reg/reg_sql.h"

#include <stdlib.h>
#include <string.h>

struct checking {
	struct arena *a;
	struct db *db;
	const struct record *rec, *old;
	struct findings *f;
	struct err *e;
};

static const char *label(const struct field_def *f)
{
	return f->label.zh;
}

static bool row_exists(struct checking *c, const char *table, int64_t id, bool *out)
{
	struct sqlb b;
	sqlb_init(&b, c->a);
	sqlb_add(&b, "select 1 from ");
	sqlb_name(&b, table);
	sqlb_add(&b, " where county=$1 and id=$2");
	struct stmt *s = db_query(c->db, sqlb_done(&b, __FILE__), c->e);
	if (!s)
		return false;
	bind(s, 1, c->rec->county);
	bind(s, 2, id);
	*out = db_next(s);
	return db_end(s, c->e);
}

static bool unit_exists(struct checking *c, int64_t id, bool *out)
{
	struct stmt *s = db_query(c->db, SQL("select 1 from unit where id=$1"), c->e);
	if (!s)
		return false;
	bind(s, 1, id);
	*out = db_next(s);
	return db_end(s, c->e);
}

static void missing_reference(struct checking *c, const struct field_def *f)
{
	struct finding *fi = find_error(c->f, f->name, "reference-missing",
					"%s points to an entry that does not exist.", label(f));
	find_hint(fi, N_("Choose it from the list again; it may have been deleted."));
}

static bool check_units(struct checking *c, const struct field_def *f, const char *ids)
{
	char *copy = arena_strdup(c->a, ids), *save = NULL;
	for (char *id = strtok_r(copy, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		bool found;
		if (!unit_exists(c, strtoll(id, NULL, 10), &found))
			return false;
		if (!found)
			missing_reference(c, f);
	}
	return true;
}

static bool same_as_old(struct checking *c, const struct field_def *f)
{
	return c->old && value_eq(f, &c->rec->v[f->index], &c->old->v[f->index]);
}

static bool check_reference(struct checking *c, const struct field_def *f, const struct value *v)
{
	bool found = true;
	if (same_as_old(c, f))
		return true;
	for (const struct record *p = c->rec->pending; p; p = p->next)
		if (f->ref == p->def && p->id == v->i)
			return true;
	if (f->type == FIELD_UNITS)
		return check_units(c, f, v->s);
	if (f->type == FIELD_UNIT && !unit_exists(c, v->i, &found))
		return false;
	if (f->ref && !row_exists(c, f->ref->table, v->i, &found))
		return false;
	if (!found)
		missing_reference(c, f);
	return true;
}

/* Pages and sheets that compute a number do not go through value_parse(). */
static void check_range(struct checking *c, const struct field_def *f, const struct value *v)
{
	int64_t unit = 1;
	if ((f->type != FIELD_INT && f->type != FIELD_DEC) || (!f->min && !f->max))
		return;
	for (int i = 0; f->type == FIELD_DEC && i < f->scale; i++)
		unit *= 10;
	if (v->i < f->min * unit || (f->max && v->i > f->max * unit))
		find_error(c->f, f->name, "number-range", "%s is outside %d to %d.",
			   value_raw(c->a, f, v), f->min, f->max);
}

static void check_form(struct checking *c, const struct field_def *f, const struct value *v)
{
	if (f->required && !v->known) {
		struct finding *fi =
		    find_error(c->f, f->name, "required", "%s is missing.", label(f));
		find_hint(fi, N_("Fill it in."));
	}
	if (!v->known)
		return;
	if (f->type == FIELD_CHOICE && !choice_find(f->of, v->s))
		find_error(c->f, f->name, "choice-unknown",
			   "\"%s\" is not one of the values of this column.", v->s);
	if (f->type == FIELD_DATE && !date_ok((ymd)v->i))
		find_error(c->f, f->name, "date-form", "\"%s\" is not a day of the calendar.",
			   value_raw(c->a, f, v));
	check_range(c, f, v);
	if (f->max && (f->type == FIELD_TEXT || f->type == FIELD_NOTE) &&
	    utf8_count(v->s) > (size_t)f->max)
		find_error(c->f, f->name, "text-long",
			   "The text has %zu characters; %d are allowed.", utf8_count(v->s),
			   f->max);
}

/* Another row with this value: who it is, so that a clerk can tell a double from a mistake. */
static bool check_unique(struct checking *c, const struct field_def *f, const struct value *v)
{
	bool sealed = f->type == FIELD_IDNUM || f->type == FIELD_PHONE;
	struct sqlb b;
	sqlb_init(&b, c->a);
	sqlb_add(&b, "select id from ");
	sqlb_name(&b, c->rec->def->table);
	sqlb_add(&b, " where county=$1 and ");
	sqlb_name(&b, f->name);
	if (sealed)
		sqlb_add(&b, "_bix");
	sqlb_add(&b, "=$2 and id<>$3 limit 1");
	struct stmt *s = db_query(c->db, sqlb_done(&b, __FILE__), c->e);
	if (!s)
		return false;
	bind(s, 1, c->rec->county);
	bind(s, 2, sealed ? blind_index(c->a, c->rec->county, v->s) : v->s);
	bind(s, 3, c->rec->id);
	int64_t other = db_next(s) ? col_i64(s, 0) : 0;
	if (!db_end(s, c->e))
		return false;
	if (!other)
		return true;
	struct scope all;
	struct record *r;
	scope_all(c->rec->county, &all);
	if (!reg_load(c->a, c->db, c->rec->def, c->rec->county, other, &all, false, &r, c->e))
		return false;
	struct finding *fi =
	    find_error(c->f, f->name, "unique", "This %s already belongs to %s (%s).", label(f),
		       record_title(c->a, r, LANG_ZH), r->unit_name);
	find_hint(fi, N_("Use that entry instead of a second one, or correct the number."));
	return true;
}

static bool check_key(struct checking *c)
{
	const struct reg_def *def = c->rec->def;
	struct sqlb b;
	if (def->key_count == 0)
		return true;
	sqlb_init(&b, c->a);
	sqlb_add(&b, "select id from ");
	sqlb_name(&b, def->table);
	sqlb_add(&b, " where county=$1 and id<>$2");
	b.params = 2;
	for (int i = 0; i < def->key_count; i++) {
		int field = def->key[i].field;
		if (field >= 0 && !c->rec->v[field].known)
			return true; /* an unknown part: no key yet */
		sqlb_add(&b, " and ");
		sqlb_name(&b, field == PATH_UNIT ? "unit" : def->fields[field].name);
		if (field >= 0 && (def->fields[field].type == FIELD_IDNUM ||
				   def->fields[field].type == FIELD_PHONE))
			sqlb_add(&b, "_bix");
		sqlb_add(&b, "=");
		sqlb_param(&b);
	}
	sqlb_add(&b, " limit 1");
	struct stmt *s = db_query(c->db, sqlb_done(&b, __FILE__), c->e);
	if (!s)
		return false;
	bind(s, 1, c->rec->county);
	bind(s, 2, c->rec->id);
	for (int i = 0; i < def->key_count; i++)
		reg_bind_key(c->a, s, 3 + i, c->rec, def->key[i].field);
	bool taken = db_next(s);
	if (!db_end(s, c->e))
		return false;
	if (taken) {
		int field = def->key[def->key_count - 1].field;
		struct finding *fi =
		    find_error(c->f, field >= 0 ? def->fields[field].name : NULL, "key-taken",
			       "The register %s already has this entry.", def->label.zh);
		find_hint(fi, N_("Open the existing entry and change it there."));
	}
	return true;
}

static bool check_state(struct checking *c)
{
	const struct reg_def *def = c->rec->def;
	for (int i = 0; i < def->state_count; i++)
		if (text_eq(def->states[i].code, c->rec->state))
			return true;
	if (def->state_count || !is_empty(c->rec->state))
		find_error(c->f, NULL, "state-unknown", "\"%s\" is not a state of this register.",
			   c->rec->state);
	return true;
}

static bool check_home(struct checking *c)
{
	bool found;
	if (!unit_exists(c, c->rec->unit, &found))
		return false;
	if (!found) {
		struct finding *fi =
		    find_error(c->f, "unit", "unit-missing", "The village or unit is missing.");
		find_hint(fi, N_("Choose the unit this entry belongs to."));
	}
	return true;
}

bool record_check(struct arena *a, struct db *db, const struct record *rec,
		  const struct record *old, struct findings *f, struct err *e)
{
	struct checking c = {.a = a, .db = db, .rec = rec, .old = old, .f = f, .e = e};
	if (!check_home(&c) || !check_state(&c))
		return false;
	for (int i = 0; i < rec->def->field_count; i++) {
		const struct field_def *fd = &rec->def->fields[i];
		const struct value *v = &rec->v[i];
		check_form(&c, fd, v);
		if (v->known && !check_reference(&c, fd, v))
			return false;
		if (v->known && fd->unique && !same_as_old(&c, fd) && !check_unique(&c, fd, v))
			return false;
	}
	if (!check_key(&c))
		return false;
	struct check_in in = {
	    .arena = a, .db = db, .rec = rec, .old = old, .today = today(), .e = e};
	for (int i = 0; i < rec->def->check_count && e->code == ERR_NONE; i++)
		rec->def->checks[i]->fn(&in, f);
	return e->code == ERR_NONE;
}
