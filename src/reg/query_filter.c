/* query_filter.c - one filter of a query as SQL: comparisons, ranks, ages, parts of names. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query_int.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

static void emit_list(struct compile *c, const struct field_def *f, bool ids, const char *text)
{
	char *copy = arena_strdup(c->a, text), *save = NULL;
	bool first = true;
	bool number = ids || (f && (f->type == FIELD_INT || f->type == FIELD_DATE ||
				    f->type == FIELD_FLAG || f->type == FIELD_PERSON ||
				    f->type == FIELD_UNIT || f->type == FIELD_REF));
	sqlb_add(&c->b, " in (");
	for (char *one = strtok_r(copy, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		if (!first)
			sqlb_add(&c->b, ",");
		first = false;
		if (number)
			emit_i64(c, strtoll(one, NULL, 10));
		else
			emit_text(c, one);
	}
	if (first)
		sqlb_add(&c->b, "null");
	sqlb_add(&c->b, ")");
}

static void emit_rank(struct compile *c, const struct filter *fi, const struct field_def *f)
{
	assert(f && f->type == FIELD_CHOICE);
	const struct choice *bound = choice_find(f->of, fi->text);
	struct buf codes;
	buf_init(&codes, 4096);
	for (int i = 0; bound && i < f->of->count; i++) {
		int rank = f->of->choices[i].rank;
		if (fi->op == OP_AT_LEAST ? rank < bound->rank : rank > bound->rank)
			continue;
		buf_puts(&codes, f->of->choices[i].code);
		buf_putc(&codes, ',');
	}
	emit_list(c, f, false, buf_str(&codes));
	buf_done(&codes);
}

/* age <= n on day D  <=>  born after D - (n+1) years;  age >= n  <=>  born on or before D - n years
 */
static void emit_age(struct compile *c, const struct filter *fi)
{
	ymd at = c->q->at ? c->q->at : today();
	int years = (int)strtol(fi->text, NULL, 10);
	if (fi->op == OP_AGE_LE) {
		sqlb_add(&c->b, ">");
		emit_i64(c, at - (years + 1) * 10000);
	} else {
		sqlb_add(&c->b, "<=");
		emit_i64(c, at - years * 10000);
	}
}

/*
 * A date in the months up to the day, or in its calendar year.  A month without a day
 * (yyyymm00) counts as its first day.
 */
static void emit_window(struct compile *c, const struct filter *fi)
{
	ymd at = c->q->at ? c->q->at : today(), from = at / 10000 * 10000, to = from + 9999;
	if (fi->op == OP_WITHIN_MONTHS) {
		long months = strtol(fi->text, NULL, 10), most = 12 * (at / 10000 - 1);
		months = months < 0 ? 0 : months > most ? most : months;
		ymd before = date_add_months(at, -(int)months);
		from = before + 1;
		to = at;
	} else if (fi->op == OP_HAPPENED) {
		from = 0;
		to = at;
	}
	sqlb_add(&c->b, " between ");
	emit_i64(c, from);
	sqlb_add(&c->b, " and ");
	emit_i64(c, to);
}

static bool is_id_path(struct path p)
{
	int end = p.sub == -1 ? p.field : p.sub;
	return end == PATH_UNIT || end == PATH_ID;
}

static bool filter_value(struct compile *c, const struct filter *fi, const struct field_def *f,
			 struct value *v)
{
	struct findings ignored;
	findings_init(&ignored, c->a);
	if (is_id_path(fi->path)) {
		*v = (struct value){.known = true};
		return id_parse(fi->text, &v->i);
	}
	if (!f) {
		*v = (struct value){.known = true, .s = fi->text};
		return true;
	}
	return value_parse(c->a, f, fi->text, false, v, &ignored) && v->known;
}

static void emit_compare(struct compile *c, const struct filter *fi, const struct field_def *f)
{
	struct value v = {0};
	bool read = filter_value(c, fi, f, &v);
	if (read && f && f->type == FIELD_DATE && v.i % 100 == 0 &&
	    (fi->op == OP_EQ || fi->op == OP_NE)) { /* any day of the month, or only the month */
		if (fi->op == OP_NE)
			sqlb_add(&c->b, " not");
		sqlb_add(&c->b, " between ");
		emit_i64(c, v.i);
		sqlb_add(&c->b, " and ");
		emit_i64(c, v.i + 31);
		return;
	}
	if (fi->op == OP_EQ)
		sqlb_add(&c->b, "=");
	else if (fi->op == OP_NE)
		sqlb_add(&c->b, "<>");
	else if (fi->op == OP_GE)
		sqlb_add(&c->b, ">=");
	else
		sqlb_add(&c->b, "<=");
	if (!read) { /* what cannot be read matches nothing */
		sqlb_add(&c->b, "null");
	} else if (f && (f->type == FIELD_IDNUM || f->type == FIELD_PHONE)) {
		emit_text(c, blind_index(c->a, c->q->county, v.s));
	} else if (v.s) {
		emit_text(c, v.s);
	} else if (f && f->type == FIELD_DATE && fi->op == OP_LE && v.i % 100 == 0) {
		emit_i64(c, v.i + 31); /* until a month: its last day, too */
	} else if (f && f->type == FIELD_DATE && fi->op == OP_GE && v.i % 100 == 1) {
		emit_i64(c, v.i - 1); /* from its first day: a month without a day, too */
	} else {
		emit_i64(c, v.i);
	}
}

static void emit_contains(struct compile *c, const struct filter *fi)
{
	int field, alias = alias_of_path(c, fi->path, &field);
	const char *key = search_query(c->a, fi->text);
	sqlb_add(&c->b, " and ");
	emit_column(c, alias, "id", false);
	sqlb_add(&c->b, " in (select k.id from search_key k where k.county=");
	emit_i64(c, c->q->county);
	sqlb_add(&c->b, " and k.reg=");
	emit_text(c, c->aliases[alias].def->name);
	sqlb_add(&c->b, " and k.key>=");
	emit_text(c, key);
	sqlb_add(&c->b, " and k.key<");
	emit_text(c, prefix_end(c->a, key));
	sqlb_add(&c->b, ")");
}

/* As a list of keys, not row by row: no index on the other register is needed. */
static void emit_link(struct compile *c, const struct filter *fi)
{
	assert(fi->link && fi->by && c->root == 0);
	sqlb_add(&c->b, " and ");
	emit_path(c, fi->path);
	if (fi->op == OP_WITHOUT)
		sqlb_add(&c->b, " not");
	int other = c->root = alias_root(c, fi->link);
	for (int i = 0; i < fi->inner_count; i++)
		want_path(c, fi->inner[i].path);
	sqlb_add(&c->b, " in (select ");
	emit_column(c, other, fi->by->name, false);
	sqlb_add(&c->b, " from ");
	sqlb_name(&c->b, fi->link->table);
	sqlb_add(&c->b, " t");
	sqlb_i64(&c->b, other);
	emit_joins(c, other);
	sqlb_add(&c->b, " where ");
	emit_column(c, other, "county", false);
	sqlb_add(&c->b, "=");
	emit_i64(c, c->q->county);
	sqlb_add(&c->b, " and ");
	emit_column(c, other, fi->by->name, false);
	sqlb_add(&c->b, " is not null");
	if (c->q->at)
		emit_valid(c, fi->link, other);
	if (fi->dated) {
		sqlb_add(&c->b, " and ");
		emit_column(c, other, fi->dated->name, false);
		sqlb_add(&c->b, " between ");
		emit_i64(c, fi->from);
		sqlb_add(&c->b, " and ");
		emit_i64(c, fi->to);
	}
	for (int i = 0; i < fi->inner_count; i++)
		emit_filter(c, &fi->inner[i]);
	sqlb_add(&c->b, ")");
	c->root = 0;
}

void emit_filter(struct compile *c, const struct filter *fi)
{
	if (fi->op == OP_WITH || fi->op == OP_WITHOUT) {
		emit_link(c, fi);
		return;
	}
	const struct field_def *f = path_field(c->aliases[c->root].def, fi->path);
	if (fi->op == OP_CONTAINS) {
		emit_contains(c, fi);
		return;
	}
	sqlb_add(&c->b, " and ");
	if (f && (f->type == FIELD_IDNUM || f->type == FIELD_PHONE)) {
		int field, alias = alias_of_path(c, fi->path, &field);
		emit_column(c, alias, f->name, true);
	} else if (fi->asked) {
		emit_told(c, fi->path);
	} else {
		emit_path(c, fi->path);
	}
	switch (fi->op) {
	case OP_EMPTY:
		sqlb_add(&c->b, " is null");
		break;
	case OP_FILLED:
		sqlb_add(&c->b, " is not null");
		break;
	case OP_IN:
		emit_list(c, f, is_id_path(fi->path), fi->text);
		break;
	case OP_AT_LEAST:
	case OP_AT_MOST:
		emit_rank(c, fi, f);
		break;
	case OP_AGE_GE:
	case OP_AGE_LE:
		emit_age(c, fi);
		break;
	case OP_WITHIN_MONTHS:
	case OP_IN_YEAR:
	case OP_HAPPENED:
		emit_window(c, fi);
		break;
	case OP_EQ:
	case OP_NE:
	case OP_GE:
	case OP_LE:
		emit_compare(c, fi, f);
		break;
	case OP_CONTAINS:
	case OP_WITH:
	case OP_WITHOUT:
		break;
	}
}

bool query_filter_named(struct query *q, struct arena *a, const char *name, const char *text)
{
	struct path p;
	char *path = arena_strdup(a, name), *dot = strrchr(path, '.');
	enum op op = OP_EQ;
	if (dot && (text_eq(dot, ".from") || text_eq(dot, ".to"))) {
		op = text_eq(dot, ".from") ? OP_GE : OP_LE;
		*dot = 0;
	}
	if (!path_parse(q->def, path, &p) || q->filter_count >= (int)ARRAY_LEN(q->filters))
		return false;
	query_filter(q, p, op, text);
	return true;
}
