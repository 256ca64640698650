/* query_read.c - run a compiled query: lists with cursors, counts, streams, one row. */
#include "base/arena.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/str.h"
#include "reg/query_int.h"

#include <stdlib.h>
#include <string.h>

/* Standard columns come first, in this order. */
enum { COL_ID, COL_UNIT, COL_VER, COL_STATE, COL_CREATED, COL_UPDATED, COL_UNIT_NAME, COL_FIELDS };

struct layout {			 /* where each value stands in the row */
	int *field, *field_text; /* per field; -1: not selected */
	int *sub, *sub_text;	 /* per list column with a sub */
	int *sub_told;		 /* per list column: whether the row referred to tells it; -1: it does */
	int order, order_id;
};

static bool points(const struct field_def *f)
{
	return f->type == FIELD_PERSON || f->type == FIELD_REF || f->type == FIELD_UNIT;
}

static void want_all(struct compile *c)
{
	const struct reg_def *def = c->q->def;
	for (int i = 0; i < def->field_count; i++)
		want_display(c, 0, i);
	for (int i = 0; i < def->column_count; i++) {
		struct path p = def->columns[i].path;
		if (p.field < 0 || p.sub == -1)
			continue;
		want_path(c, p);
		int field, alias = alias_of_path(c, p, &field);
		if (field >= 0)
			want_display(c, alias, field);
	}
}

static int emit_value(struct compile *c, int alias, int field, int next, int *at, int *text_at)
{
	const struct field_def *f = &c->aliases[alias].def->fields[field];
	*at = *text_at = -1;
	if (f->type == FIELD_UNITS)
		return next;
	sqlb_add(&c->b, ",");
	emit_column(c, alias, f->name, false);
	*at = next++;
	if (points(f)) {
		sqlb_add(&c->b, ",");
		emit_display(c, alias, field);
		*text_at = next++;
	}
	return next;
}

/* A sub that is a standard column: the unit of the person. */
static int emit_sub_unit(struct compile *c, int alias, int next, int *at, int *text_at)
{
	sqlb_add(&c->b, ",");
	emit_column(c, alias, "unit", false);
	*at = next++;
	sqlb_add(&c->b, ",(select n.name from unit_name n where n.unit=");
	emit_column(c, alias, "unit", false);
	sqlb_add(&c->b, " order by n.from_day desc limit 1)");
	*text_at = next++;
	return next;
}

static void emit_select(struct compile *c, struct layout *l)
{
	const struct reg_def *def = c->q->def;
	int next = COL_FIELDS;
	want_all(c);
	l->field = ARENA_ARRAY(c->a, int, def->field_count);
	l->field_text = ARENA_ARRAY(c->a, int, def->field_count);
	l->sub = ARENA_ARRAY(c->a, int, def->column_count + 1);
	l->sub_text = ARENA_ARRAY(c->a, int, def->column_count + 1);
	l->sub_told = ARENA_ARRAY(c->a, int, def->column_count + 1);
	sqlb_add(&c->b, "select t0.id,t0.unit,t0.ver,t0.state,t0.created_ms,t0.updated_ms,"
			"(select n.name from unit_name n where n.unit=t0.unit"
			" order by n.from_day desc limit 1)");
	for (int i = 0; i < def->field_count; i++)
		next = emit_value(c, 0, i, next, &l->field[i], &l->field_text[i]);
	for (int i = 0; i < def->column_count; i++) {
		struct path p = def->columns[i].path;
		l->sub[i] = l->sub_text[i] = l->sub_told[i] = -1;
		if (p.field < 0 || p.sub == -1)
			continue;
		int field, alias = alias_of_path(c, p, &field);
		if (field >= 0)
			next = emit_value(c, alias, field, next, &l->sub[i], &l->sub_text[i]);
		else if (field == PATH_UNIT)
			next = emit_sub_unit(c, alias, next, &l->sub[i], &l->sub_text[i]);
		if (is_told_apart(c, p)) {
			sqlb_add(&c->b, ",case when ");
			emit_told_there(c, alias);
			sqlb_add(&c->b, " then 1 else 0 end");
			l->sub_told[i] = next++;
		}
	}
	sqlb_add(&c->b, ",");
	emit_order(c);
	l->order = next;
	emit_from(c);
}

/* ---- reading a row ---- */

static const char *sealed_text(struct arena *a, const struct field_def *f, const char *cipher,
			       bool reveal)
{
	const char *plain = unseal(a, cipher);
	if (!plain)
		return "";
	if (reveal)
		return plain;
	return f->type == FIELD_IDNUM ? mask_idnum(a, plain) : mask_phone(a, plain);
}

static struct value read_value(struct stmt *s, struct arena *a, const struct field_def *f, int at,
			       int text_at, bool reveal)
{
	struct value v = {0};
	if (at < 0 || col_null(s, at))
		return v;
	v.known = true;
	if (!f || points(f)) {
		v.i = col_i64(s, at);
		v.s = text_at >= 0 ? col_text(s, text_at, a) : NULL;
	} else if (f->type == FIELD_INT || f->type == FIELD_DEC || f->type == FIELD_DATE ||
		   f->type == FIELD_FLAG) {
		v.i = col_i64(s, at);
	} else if (f->type == FIELD_IDNUM || f->type == FIELD_PHONE) {
		v.s = sealed_text(a, f, col_peek(s, at), reveal);
	} else if (f->type == FIELD_CHOICE) {
		const struct choice *c = choice_find(f->of, col_peek(s, at));
		v.s = c ? c->code : col_text(s, at, a);
	} else {
		v.s = col_text(s, at, a);
	}
	return v;
}

static const char *state_code(const struct reg_def *def, const char *text, struct arena *a)
{
	for (int i = 0; i < def->state_count; i++)
		if (text_eq(def->states[i].code, text))
			return def->states[i].code;
	return arena_strdup(a, text);
}

static struct record *read_record(struct stmt *s, struct arena *a, const struct query *q,
				  const struct layout *l)
{
	struct record *r = ARENA_NEW(a, struct record);
	*r = (struct record){
	    .def = q->def,
	    .county = q->county,
	    .id = col_i64(s, COL_ID),
	    .unit = col_i64(s, COL_UNIT),
	    .ver = col_i64(s, COL_VER),
	    .state = state_code(q->def, col_peek(s, COL_STATE), a),
	    .created_ms = col_i64(s, COL_CREATED),
	    .updated_ms = col_i64(s, COL_UPDATED),
	    .unit_name = col_text(s, COL_UNIT_NAME, a),
	    .revealed = q->reveal,
	};
	r->v = ARENA_ARRAY(a, struct value, q->def->field_count);
	for (int i = 0; i < q->def->field_count; i++)
		r->v[i] =
		    read_value(s, a, &q->def->fields[i], l->field[i], l->field_text[i], q->reveal);
	return r;
}

static struct value *read_subs(struct stmt *s, struct arena *a, const struct query *q,
			       const struct layout *l)
{
	struct value *subs = ARENA_ARRAY(a, struct value, q->def->column_count + 1);
	for (int i = 0; i < q->def->column_count; i++) {
		struct path p = q->def->columns[i].path;
		if (p.field < 0 || p.sub == -1)
			continue;
		if (l->sub_told[i] >= 0 && !col_i64(s, l->sub_told[i]))
			subs[i] = (struct value){.hidden = true};
		else
			subs[i] = read_value(s, a, path_field(q->def, p), l->sub[i], l->sub_text[i],
					     q->reveal);
	}
	return subs;
}

/* Units fields live in side tables: one statement per such field and row. */
static bool read_units(struct arena *a, struct db *db, struct record *r, struct err *e)
{
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		if (f->type != FIELD_UNITS)
			continue;
		struct sqlb b;
		sqlb_init(&b, a);
		sqlb_add(&b, "select unit from ");
		sqlb_name(&b, arena_printf(a, "%s_%s", r->def->table, f->name));
		sqlb_add(&b, " where county=$1 and id=$2 order by unit");
		struct stmt *s = db_query(db, sqlb_done(&b, __FILE__), e);
		if (!s)
			return false;
		bind(s, 1, r->county);
		bind(s, 2, r->id);
		struct buf ids;
		buf_init(&ids, 1 << 20);
		while (db_next(s))
			buf_printf(&ids, "%s%" PRId64, ids.n ? "," : "", col_i64(s, 0));
		r->v[i] = (struct value){.known = ids.n > 0, .s = arena_strdup(a, buf_str(&ids))};
		buf_done(&ids);
		if (!db_end(s, e))
			return false;
	}
	return true;
}

static bool has_units(const struct reg_def *def)
{
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].type == FIELD_UNITS)
			return true;
	return false;
}

/* ---- order and cursor ---- */

static bool order_is_text(const struct compile *c)
{
	const struct field_def *f = path_field(c->q->def, c->sort);
	if (c->sort_kind == SORT_SEARCH || c->sort_kind == SORT_KEY_DRIVE ||
	    c->sort_kind == SORT_KEY_JOIN)
		return true;
	if (c->sort_kind == SORT_RANK)
		return false;
	if (!f)
		return c->sort.field == PATH_STATE;
	return f->type == FIELD_TEXT || f->type == FIELD_NOTE || f->type == FIELD_IDNUM ||
	       f->type == FIELD_PHONE;
}

static bool goes_down(const struct query *q)
{
	return q->sort_given ? q->down : q->def->sort_down;
}

/* The id that ends the order: of the keys where they are walked, so that their index is the order
 * and the first page need not look at every row of a common name. */
static void emit_order_id(struct compile *c)
{
	if (c->sort_kind == SORT_SEARCH)
		sqlb_add(&c->b, ",k.id");
	else if (c->sort_kind == SORT_KEY_DRIVE)
		sqlb_add(&c->b, ",ks.id");
	else
		sqlb_add(&c->b, ",t0.id");
}

static bool emit_cursor(struct compile *c, struct err *e)
{
	if (is_empty(c->q->after))
		return true;
	const char *bar = strrchr(c->q->after, '|');
	int64_t id, number = 0;
	if (!bar || !id_parse(bar + 1, &id))
		return err_set(e, ERR_INPUT, "This page link is damaged.");
	const char *value = arena_strndup(c->a, c->q->after, (size_t)(bar - c->q->after));
	if (!order_is_text(c) && !parse_i64(value, &number))
		return err_set(e, ERR_INPUT, "This page link is damaged.");
	sqlb_add(&c->b, " and (");
	emit_order(c);
	emit_order_id(c);
	sqlb_add(&c->b, ")");
	if (goes_down(c->q))
		sqlb_add(&c->b, "<(");
	else
		sqlb_add(&c->b, ">(");
	if (order_is_text(c))
		emit_text(c, value);
	else
		emit_i64(c, number);
	sqlb_add(&c->b, ",");
	emit_i64(c, id);
	sqlb_add(&c->b, ")");
	return true;
}

static void emit_order_by(struct compile *c)
{
	sqlb_add(&c->b, " order by ");
	emit_order(c);
	if (goes_down(c->q))
		sqlb_add(&c->b, " desc");
	emit_order_id(c);
	if (goes_down(c->q))
		sqlb_add(&c->b, " desc");
}

static struct stmt *run_select(struct compile *c, struct arena *a, struct db *db,
			       const struct query *q, int limit, struct layout *l, struct err *e)
{
	if (!compile_init(c, a, db, q, e))
		return NULL;
	emit_select(c, l);
	emit_where(c);
	if (!emit_cursor(c, e))
		return NULL;
	emit_order_by(c);
	if (limit) {
		sqlb_add(&c->b, " limit ");
		emit_i64(c, limit);
	}
	return compile_run(c, e);
}

bool query_list(struct arena *a, struct db *db, const struct query *q, struct record_list *out,
		struct err *e)
{
	struct compile *c = ARENA_NEW(a, struct compile);
	struct layout l = {0};
	int limit = q->limit > 0 && q->limit <= LIMIT_PAGE_ROWS ? q->limit : LIMIT_PAGE_ROWS;
	struct stmt *s = run_select(c, a, db, q, limit + 1, &l, e);
	if (!s)
		return false;
	struct record_list list = {.rows = ARENA_ARRAY(a, struct record *, limit),
				   .subs = ARENA_ARRAY(a, struct value *, limit)};
	const char *last = NULL;
	while (db_next(s)) {
		if (list.count == limit) {
			list.next = last;
			break;
		}
		list.rows[list.count] = read_record(s, a, q, &l);
		list.subs[list.count] = read_subs(s, a, q, &l);
		const char *key = col_peek(s, l.order);
		last = arena_printf(a, "%s|%" PRId64, key ? key : "", list.rows[list.count]->id);
		list.count++;
	}
	if (!db_end(s, e))
		return false;
	for (int i = 0; has_units(q->def) && i < list.count; i++)
		if (!read_units(a, db, list.rows[i], e))
			return false;
	*out = list;
	return true;
}

const struct value *list_value(const struct record_list *l, int row, const struct reg_def *def,
			       int column)
{
	static const struct value none;
	struct path p = def->columns[column].path;
	if (p.field < 0)
		return &none;
	return p.sub == -1 ? &l->rows[row]->v[p.field] : &l->subs[row][column];
}

bool query_each(struct db *db, const struct query *q,
		bool (*fn)(void *, struct arena *, const struct record *, const struct value *,
			   struct err *),
		void *arg, struct err *e)
{
	struct arena *a = arena_new(LIMIT_REQUEST_ARENA), *row = arena_new(LIMIT_REQUEST_ARENA);
	struct compile *c = ARENA_NEW(a, struct compile);
	struct layout l = {0};
	struct stmt *s = run_select(c, a, db, q, 0, &l, e);
	bool ok = s != NULL;
	while (ok && db_next(s)) {
		struct record *r = read_record(s, row, q, &l);
		ok = (!has_units(q->def) || read_units(row, db, r, e)) &&
		     fn(arg, row, r, read_subs(s, row, q, &l), e);
		arena_reset(row);
	}
	struct err second = {0};
	if (s && !db_end(s, ok ? e : &second))
		ok = false;
	arena_free(row);
	arena_free(a);
	return ok;
}

static bool is_subtree(const struct query *q)
{
	if (q->unit && q->unit != q->county)
		return q->boundary == RESTATED;
	for (int i = 0; i < q->scope.count; i++)
		if (q->scope.units[i] == q->county)
			return false;
	return q->scope.count > 0;
}

bool query_count(struct arena *a, struct db *db, const struct query *q, int64_t cap, int64_t *out,
		 struct err *e)
{
	struct compile *c = ARENA_NEW(a, struct compile);
	if (!compile_init(c, a, db, q, e))
		return false;
	if (c->sort_kind == SORT_KEY_DRIVE || c->sort_kind == SORT_KEY_JOIN)
		c->sort_kind = SORT_PLAIN;
	if (is_subtree(q)) { /* a count has no order: the rows of these units, not all of a name */
		c->narrow = true;
		c->sort_kind = SORT_PLAIN;
	}
	c->distinct = c->sort_kind == SORT_SEARCH;
	if (c->distinct) /* a step for the first key of each row costs several times as much */
		sqlb_add(&c->b, "select count(*) from (select distinct t0.id");
	else
		sqlb_add(&c->b, "select count(*) from (select 1 as one");
	emit_from(c);
	emit_where(c);
	sqlb_add(&c->b, " limit ");
	emit_i64(c, cap + 1);
	sqlb_add(&c->b, ") x");
	struct stmt *s = compile_run(c, e);
	if (!s)
		return false;
	int64_t n = db_next(s) ? col_i64(s, 0) : 0;
	if (!db_end(s, e))
		return false;
	*out = n;
	return true;
}

bool reg_load(struct arena *a, struct db *db, const struct reg_def *def, int64_t county, int64_t id,
	      const struct scope *scope, bool reveal, struct record **out, struct err *e)
{
	struct query q;
	struct record_list list;
	char text[24];
	query_init(&q, def, county, scope);
	q.reveal = reveal;
	q.limit = 1;
	q.sort_given = true;
	q.sort = (struct path){.field = PATH_ID, .sub = -1};
	query_filter(&q, (struct path){.field = PATH_ID, .sub = -1}, OP_EQ, id_text(id, text));
	if (!query_list(a, db, &q, &list, e))
		return false;
	if (list.count == 0) {
		err_set(e, ERR_NOT_FOUND, "There is no such entry, or it is not yours to see.");
		return err_hint(
		    e, N_("Go back to the list; the entry may have been deleted or moved."));
	}
	*out = list.rows[0];
	return true;
}
