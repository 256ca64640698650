/*
 * query.c - the query compiler: joins, scope, day, filters, search.
 *
 * Names come from definitions (checked by sqlb_name), values are parameters.  The scope
 * predicate is written in emit_where() and nowhere else.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query_int.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NARROW_UNITS = 12 };

void query_init(struct query *q, const struct reg_def *def, int64_t county,
		const struct scope *scope)
{
	*q = (struct query){
	    .def = def, .county = county, .scope = *scope, .personal = *scope, .limit = 20};
}

void query_filter(struct query *q, struct path path, enum op op, const char *text)
{
	assert(q->filter_count < (int)ARRAY_LEN(q->filters));
	q->filters[q->filter_count++] = (struct filter){.path = path, .op = op, .text = text};
}

/* ---- what a query needs ---- */

static int alias_for(struct compile *c, int parent, int field)
{
	for (int i = 1; i < c->alias_count; i++)
		if (c->aliases[i].parent == parent && c->aliases[i].field == field)
			return i;
	assert(c->alias_count < ALIAS_MAX);
	const struct field_def *f = &c->aliases[parent].def->fields[field];
	assert(f->ref);
	c->aliases[c->alias_count] =
	    (struct alias){.parent = parent, .field = field, .root = c->root, .def = f->ref};
	return c->alias_count++;
}

int alias_root(struct compile *c, const struct reg_def *def)
{
	assert(c->alias_count < ALIAS_MAX);
	c->aliases[c->alias_count] =
	    (struct alias){.parent = -1, .field = -1, .root = c->alias_count, .def = def};
	return c->alias_count++;
}

static bool points(const struct field_def *f)
{
	return f->type == FIELD_PERSON || f->type == FIELD_REF;
}

static void want_title(struct compile *c, int alias)
{
	struct path t = c->aliases[alias].def->title;
	if (t.field < 0)
		return;
	if (t.sub >= 0)
		want_display(c, alias_for(c, alias, t.field), t.sub);
	else
		want_display(c, alias, t.field);
}

void want_display(struct compile *c, int alias, int field)
{
	if (points(&c->aliases[alias].def->fields[field]))
		want_title(c, alias_for(c, alias, field));
}

void want_path(struct compile *c, struct path p)
{
	if (p.field >= 0 && p.sub != -1)
		(void)alias_for(c, c->root, p.field);
}

int alias_of_path(struct compile *c, struct path p, int *field)
{
	*field = p.field;
	if (p.field < 0 || p.sub == -1)
		return c->root;
	*field = p.sub;
	return alias_for(c, c->root, p.field);
}

static bool count_units(struct compile *c, int64_t unit, int *count, struct err *e)
{
	struct stmt *q =
	    db_query(c->db, SQL("select unit from unit_restated where ancestor=$1 limit $2"), e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, NARROW_UNITS + 1);
	while (db_next(q))
		++*count;
	return db_end(q, e);
}

/* A few units are best driven through the unit index, many through the order's index. */
static bool judge_width(struct compile *c, struct err *e)
{
	int count = 0;
	if (c->q->unit) {
		if (c->q->unit != c->q->county && !count_units(c, c->q->unit, &count, e))
			return false;
		c->narrow = count > 0 && count <= NARROW_UNITS;
		return true;
	}
	for (int i = 0; i < c->q->scope.count; i++)
		if (c->q->scope.units[i] == c->q->county)
			return true;
	for (int i = 0; i < c->q->scope.count && count <= NARROW_UNITS; i++)
		if (!count_units(c, c->q->scope.units[i], &count, e))
			return false;
	c->narrow = count > 0 && count <= NARROW_UNITS;
	return true;
}

static void judge_search(struct compile *c)
{
	if (is_empty(c->q->search))
		return;
	c->search_key = search_query(c->a, c->q->search);
	size_t n = strlen(c->search_key), digits = strspn(c->search_key, "0123456789");
	if (n >= 11 && (digits == n || (digits == 17 && n == 18))) {
		char id[19];
		if (n == 18 && idnum_read(c->search_key, id) != IDNUM_FORM)
			c->search_number = arena_strdup(c->a, id);
		else
			c->search_number = c->search_key;
	}
}

/* Only texts of its own are searched: with people, who is found has no key of this register. */
static bool is_own_search(const struct reg_def *def)
{
	bool text = false;
	for (int i = 0; i < def->field_count; i++) {
		if (def->fields[i].type == FIELD_PERSON)
			return false;
		text |= def->fields[i].search && def->fields[i].type == FIELD_TEXT;
	}
	return text;
}

/* A filter that leaves few rows: then walking an order's index would be the slow way. */
static bool is_selective(const struct query *q)
{
	for (int i = 0; i < q->filter_count; i++) {
		const struct field_def *f = path_field(q->def, q->filters[i].path);
		enum op op = q->filters[i].op;
		if (op == OP_CONTAINS || (op == OP_EQ && (!f || f->type == FIELD_IDNUM ||
							  f->type == FIELD_PHONE || f->ref)))
			return true;
	}
	return false;
}

static void judge_sort(struct compile *c)
{
	const struct query *q = c->q;
	c->sort = q->sort_given ? q->sort : q->def->sort;
	const struct field_def *f = path_field(q->def, c->sort);
	if (c->search_key && !c->search_number && !q->sort_given && !c->narrow &&
	    is_own_search(q->def)) {
		c->sort_kind = SORT_SEARCH;
	} else if (f && f->type == FIELD_CHOICE) {
		c->sort_kind = SORT_RANK;
	} else if (f && f->type == FIELD_TEXT && f->search) {
		bool own = c->sort.sub == -1;
		const struct reg_def *keys = own ? q->def : q->def->fields[c->sort.field].ref;
		c->key_reg = arena_printf(c->a, "%s:sort", keys->name);
		c->key_column = own ? "id" : q->def->fields[c->sort.field].name;
		c->sort_kind = own && !c->search_key && !c->narrow && !is_selective(q)
				   ? SORT_KEY_DRIVE
				   : SORT_KEY_JOIN;
	} else if (f && f->type == FIELD_PERSON && c->sort.sub == -1) {
		c->key_reg = arena_printf(c->a, "%s:sort", f->ref->name);
		c->key_column = f->name;
		c->sort_kind = SORT_KEY_JOIN;
	}
	want_path(c, c->sort);
}

bool compile_init(struct compile *c, struct arena *a, struct db *db, const struct query *q,
		  struct err *e)
{
	*c = (struct compile){.a = a, .db = db, .q = q, .alias_count = 1};
	c->aliases[0].def = q->def;
	sqlb_init(&c->b, a);
	judge_search(c);
	for (int i = 0; i < q->filter_count; i++)
		want_path(c, q->filters[i].path);
	if (!judge_width(c, e))
		return false;
	judge_sort(c);
	return true;
}

/* ---- emission ---- */

void emit_i64(struct compile *c, int64_t v)
{
	assert(c->bound_count < BOUND_MAX);
	c->bound[c->bound_count++] = (struct bound){.i = v};
	sqlb_param(&c->b);
}

void emit_text(struct compile *c, const char *s)
{
	assert(c->bound_count < BOUND_MAX);
	c->bound[c->bound_count++] = (struct bound){.is_text = true, .s = s};
	sqlb_param(&c->b);
}

static void emit_alias(struct compile *c, int alias)
{
	sqlb_add(&c->b, "t");
	sqlb_i64(&c->b, alias);
}

void emit_column(struct compile *c, int alias, const char *name, bool blind)
{
	emit_alias(c, alias);
	sqlb_add(&c->b, ".");
	sqlb_name(&c->b, name);
	if (blind)
		sqlb_add(&c->b, "_bix");
}

static const char *standard_column(int field)
{
	switch (field) {
	case PATH_UNIT:
		return "unit";
	case PATH_STATE:
		return "state";
	case PATH_ID:
		return "id";
	default:
		assert(!"standard column");
	}
}

void emit_path(struct compile *c, struct path p)
{
	int field, alias = alias_of_path(c, p, &field);
	emit_column(c, alias,
		    field < 0 ? standard_column(field) : c->aliases[alias].def->fields[field].name,
		    false);
}

static void emit_title(struct compile *c, int alias)
{
	struct path t = c->aliases[alias].def->title;
	if (t.field < 0)
		emit_column(c, alias, "id", false);
	else if (t.sub >= 0)
		emit_display(c, alias_for(c, alias, t.field), t.sub);
	else
		emit_display(c, alias, t.field);
}

void emit_display(struct compile *c, int alias, int field)
{
	const struct field_def *f = &c->aliases[alias].def->fields[field];
	if (points(f)) {
		emit_title(c, alias_for(c, alias, field));
	} else if (f->type == FIELD_UNIT) {
		sqlb_add(&c->b, "(select n.name from unit_name n where n.unit=");
		emit_column(c, alias, f->name, false);
		sqlb_add(&c->b, " order by n.from_day desc limit 1)");
	} else {
		emit_column(c, alias, f->name, false);
	}
}

void emit_joins(struct compile *c, int root)
{
	for (int i = 1; i < c->alias_count; i++) {
		const struct alias *al = &c->aliases[i];
		if (al->root != root || al->parent < 0)
			continue;
		sqlb_add(&c->b, " left join ");
		sqlb_name(&c->b, al->def->table);
		sqlb_add(&c->b, " ");
		emit_alias(c, i);
		sqlb_add(&c->b, " on ");
		emit_column(c, i, "county", false);
		sqlb_add(&c->b, "=");
		emit_column(c, root, "county", false);
		sqlb_add(&c->b, " and ");
		emit_column(c, i, "id", false);
		sqlb_add(&c->b, "=");
		emit_column(c, al->parent, c->aliases[al->parent].def->fields[al->field].name,
			    false);
	}
}

void emit_from(struct compile *c)
{
	sqlb_add(&c->b, " from ");
	if (c->sort_kind == SORT_SEARCH)
		sqlb_add(&c->b, "search_key k cross join ");
	else if (c->sort_kind == SORT_KEY_DRIVE)
		sqlb_add(&c->b, "search_key ks cross join ");
	sqlb_name(&c->b, c->q->def->table);
	sqlb_add(&c->b, " t0");
	emit_joins(c, 0);
	if (c->sort_kind != SORT_KEY_JOIN)
		return;
	sqlb_add(&c->b, " left join search_key ks on ks.county=t0.county and ks.reg=");
	emit_text(c, c->key_reg);
	sqlb_add(&c->b, " and ks.id=");
	emit_column(c, 0, c->key_column, false);
}

static void emit_rank_case(struct compile *c, const struct field_def *f)
{
	sqlb_add(&c->b, "case ");
	emit_path(c, c->sort);
	for (int i = 0; i < f->of->count; i++) {
		sqlb_add(&c->b, " when ");
		emit_text(c, f->of->choices[i].code);
		sqlb_add(&c->b, " then ");
		sqlb_i64(&c->b, f->of->choices[i].rank);
	}
	sqlb_add(&c->b, " else 9999 end");
}

void emit_order(struct compile *c)
{
	const struct field_def *f = path_field(c->q->def, c->sort);
	switch (c->sort_kind) {
	case SORT_SEARCH:
		sqlb_add(&c->b, "k.key");
		break;
	case SORT_KEY_DRIVE:
		sqlb_add(&c->b, "ks.key");
		break;
	case SORT_KEY_JOIN:
		sqlb_add(&c->b, "coalesce(ks.key,'')");
		break;
	case SORT_RANK:
		emit_rank_case(c, f);
		break;
	case SORT_PLAIN:
		if (!f || (f->required && c->sort.sub == -1)) {
			emit_path(c, c->sort);
			break;
		}
		sqlb_add(&c->b, "coalesce(");
		emit_told(c, c->sort);
		if (f->type == FIELD_TEXT || f->type == FIELD_NOTE || f->type == FIELD_IDNUM ||
		    f->type == FIELD_PHONE || f->type == FIELD_UNITS)
			sqlb_add(&c->b, ",'')");
		else
			sqlb_add(&c->b, ",0)");
		break;
	}
}

/* ---- where ---- */

static void emit_under(struct compile *c, const int64_t *units, int count)
{
	if (c->narrow)
		sqlb_add(
		    &c->b,
		    " and t0.unit in (select s.unit from unit_restated s where s.ancestor in (");
	else
		sqlb_add(&c->b, " and exists (select 1 from unit_restated s where s.unit=t0.unit"
				" and s.ancestor in (");
	for (int i = 0; i < count; i++) {
		if (i)
			sqlb_add(&c->b, ",");
		emit_i64(c, units[i]);
	}
	sqlb_add(&c->b, "))");
}

/* The one place where scope becomes SQL.  The county unit's id is the county key. */
static void emit_scope(struct compile *c)
{
	const struct scope *s = &c->q->scope;
	if (s->count == 0) {
		sqlb_add(&c->b, " and 1=0");
		return;
	}
	for (int i = 0; i < s->count; i++)
		if (s->units[i] == c->q->county)
			return;
	emit_under(c, s->units, s->count);
}

static void emit_unit(struct compile *c)
{
	int64_t unit = c->q->unit;
	if (!unit || (unit == c->q->county && c->q->boundary == RESTATED))
		return;
	if (c->q->boundary == RESTATED) {
		emit_under(c, &unit, 1);
		return;
	}
	ymd at = c->q->at ? c->q->at : today();
	sqlb_add(&c->b,
		 " and exists (select 1 from unit_closure s where s.unit=t0.unit and s.ancestor=");
	emit_i64(c, unit);
	sqlb_add(&c->b, " and s.from_day<=");
	emit_i64(c, at);
	sqlb_add(&c->b, " and s.to_day>");
	emit_i64(c, at);
	sqlb_add(&c->b, ")");
}

/*
 * The row of `def` under this alias counts on the day.  A last date that names a month only
 * (yyyymm00) ends after that month.  Without a last date a standing ends by its state; an
 * event, which has one date, never ends.
 */
void emit_valid(struct compile *c, const struct reg_def *def, int alias)
{
	if (def->valid_from) {
		sqlb_add(&c->b, " and (");
		emit_column(c, alias, def->valid_from->name, false);
		sqlb_add(&c->b, " is null or ");
		emit_column(c, alias, def->valid_from->name, false);
		sqlb_add(&c->b, "<=");
		emit_i64(c, c->q->at);
		sqlb_add(&c->b, ")");
	}
	if (def->valid_to) {
		sqlb_add(&c->b, " and (");
		emit_column(c, alias, def->valid_to->name, false);
		sqlb_add(&c->b, " is null or ");
		emit_column(c, alias, def->valid_to->name, false);
		sqlb_add(&c->b, ">");
		emit_i64(c, c->q->at);
		sqlb_add(&c->b, " or ");
		emit_column(c, alias, def->valid_to->name, false);
		sqlb_add(&c->b, "=");
		emit_i64(c, c->q->at - c->q->at % 100);
		sqlb_add(&c->b, ")");
	}
	for (int i = 0; !def->valid_from && !def->valid_to && i < def->state_count; i++) {
		if (def->states[i].closed) {
			sqlb_add(&c->b, " and ");
			emit_column(c, alias, "state", false);
			sqlb_add(&c->b, "<>");
			emit_text(c, def->states[i].code);
		}
	}
}

const char *prefix_end(struct arena *a, const char *key)
{
	return arena_printf(a, "%s\xF4\x8F\xBF\xBF", key); /* U+10FFFF: after every continuation */
}

static void emit_key_range(struct compile *c, const char *reg)
{
	sqlb_add(&c->b, "k.county=");
	emit_i64(c, c->q->county);
	sqlb_add(&c->b, " and k.reg=");
	emit_text(c, reg);
	sqlb_add(&c->b, " and k.key>=");
	emit_text(c, c->search_key);
	sqlb_add(&c->b, " and k.key<");
	emit_text(c, prefix_end(c->a, c->search_key));
}

/* The plus keeps SQLite from looking up every unit with every key: where few units are in view
 * their rows are walked, and the keys are a list to compare with. */
static void emit_in_keys(struct compile *c, const char *column, const char *reg)
{
	if (c->narrow)
		sqlb_add(&c->b, "+");
	emit_column(c, 0, column, false);
	sqlb_add(&c->b, " in (select k.id from search_key k where ");
	emit_key_range(c, reg);
	sqlb_add(&c->b, ")");
}

static void emit_number(struct compile *c, const struct field_def *person)
{
	const struct reg_def *def = person ? person->ref : c->q->def;
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		if (f->type != FIELD_IDNUM && f->type != FIELD_PHONE)
			continue;
		sqlb_add(&c->b, " or ");
		const char *bix = blind_index(c->a, c->q->county, c->search_number);
		if (!person) {
			emit_column(c, 0, f->name, true);
			sqlb_add(&c->b, "=");
			emit_text(c, bix);
			continue;
		}
		emit_column(c, 0, person->name, false);
		sqlb_add(&c->b, " in (select p.id from ");
		sqlb_name(&c->b, def->table);
		sqlb_add(&c->b, " p where p.county=");
		emit_i64(c, c->q->county);
		sqlb_add(&c->b, " and p.");
		sqlb_name(&c->b, f->name);
		sqlb_add(&c->b, "_bix=");
		emit_text(c, bix);
		sqlb_add(&c->b, ")");
	}
}

static void emit_search(struct compile *c)
{
	if (!c->search_key)
		return;
	if (c->sort_kind == SORT_SEARCH) {
		sqlb_add(&c->b, " and k.id=t0.id and ");
		emit_key_range(c, c->q->def->name);
		if (c->distinct)
			return;
		sqlb_add(&c->b,
			 " and not exists (select 1 from search_key k2 where k2.county=k.county"
			 " and k2.reg=k.reg and k2.id=k.id and k2.key<k.key and k2.key>=");
		emit_text(c, c->search_key);
		sqlb_add(&c->b, ")");
		return;
	}
	sqlb_add(&c->b, " and (");
	emit_in_keys(c, "id", c->q->def->name);
	for (int i = 0; i < c->q->def->field_count; i++) {
		const struct field_def *f = &c->q->def->fields[i];
		if (f->type != FIELD_PERSON)
			continue;
		sqlb_add(&c->b, " or ");
		emit_in_keys(c, f->name, f->ref->name);
		if (c->search_number)
			emit_number(c, f);
	}
	if (c->search_number)
		emit_number(c, NULL);
	sqlb_add(&c->b, ")");
}

void emit_where(struct compile *c)
{
	sqlb_add(&c->b, " where t0.county=");
	emit_i64(c, c->q->county);
	if (c->sort_kind == SORT_KEY_DRIVE) {
		sqlb_add(&c->b, " and ks.id=t0.id and ks.county=");
		emit_i64(c, c->q->county);
		sqlb_add(&c->b, " and ks.reg=");
		emit_text(c, c->key_reg);
	}
	emit_scope(c);
	emit_unit(c);
	if (c->q->at && !c->q->any_day)
		emit_valid(c, c->q->def, 0);
	emit_search(c);
	for (int i = 0; i < c->q->filter_count; i++)
		emit_filter(c, &c->q->filters[i]);
}

struct stmt *compile_run(struct compile *c, struct err *e)
{
	struct stmt *s = db_query(c->db, sqlb_done(&c->b, __FILE__), e);
	if (!s)
		return NULL;
	for (int i = 0; i < c->bound_count; i++) {
		if (c->bound[i].is_text)
			bind_text(s, i + 1, c->bound[i].s);
		else
			bind_i64(s, i + 1, c->bound[i].i);
	}
	return s;
}
