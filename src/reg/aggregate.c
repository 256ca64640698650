/* aggregate.c - counts, distinct counts and sums over a compiled query, grouped. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query_int.h"

#include <stdlib.h>

static void emit_value(struct compile *c, const struct aggregate *g)
{
	switch (g->kind) {
	case AGG_ROWS:
		sqlb_add(&c->b, "count(*)");
		return;
	case AGG_DISTINCT:
		sqlb_add(&c->b, "count(distinct ");
		emit_path(c, g->of);
		sqlb_add(&c->b, ")");
		return;
	case AGG_SUM:
		sqlb_add(&c->b, "coalesce(cast(sum(");
		emit_path(c, g->of);
		sqlb_add(&c->b, ") as bigint),0)");
		return;
	}
}

/*
 * Joins each row to the units it stands under, on the day or today, and keeps those that are
 * children of `parent` or have the level.  The pairs of a unit and what it counts for are few and
 * stand in a subselect of their own: it is made once, not walked for every row.
 */
static void emit_above_join(struct compile *c, const struct aggregate *g)
{
	ymd at = c->q->boundary == AS_WAS && c->q->at ? c->q->at : 0;
	sqlb_add(&c->b, " join (select ga.unit,ga.ancestor from ");
	if (g->group == GROUP_LEVEL)
		sqlb_add(&c->b, "unit gu");
	else
		sqlb_add(&c->b, "unit_parent gp");
	if (at)
		sqlb_add(&c->b, " join unit_closure ga on ga.ancestor=");
	else
		sqlb_add(&c->b, " join unit_restated ga on ga.ancestor=");
	if (g->group == GROUP_LEVEL) {
		sqlb_add(&c->b, "gu.id where gu.level=");
		emit_i64(c, g->level);
		sqlb_add(&c->b, " and gu.county=");
		emit_i64(c, c->q->county);
		/* A closed unit stands under itself and under its successor: it counts once. */
		if (!at)
			sqlb_add(&c->b, " and gu.closed=99991231");
	} else {
		sqlb_add(&c->b, "gp.unit where gp.parent=");
		emit_i64(c, g->parent);
		sqlb_add(&c->b, " and gp.from_day<=");
		emit_i64(c, at ? at : today());
		sqlb_add(&c->b, " and gp.to_day>");
		emit_i64(c, at ? at : today());
	}
	if (at) {
		sqlb_add(&c->b, " and ga.from_day<=");
		emit_i64(c, at);
		sqlb_add(&c->b, " and ga.to_day>");
		emit_i64(c, at);
	}
	sqlb_add(&c->b, " group by ga.unit,ga.ancestor) g on g.unit=t0.unit");
}

/* The same count, of those rows alone that these filters leave. */
static void emit_also(struct compile *c, const struct aggregate *g)
{
	sqlb_add(&c->b, ",count(distinct case when 1=1");
	for (int i = 0; i < g->also_count; i++)
		emit_filter(c, &g->also[i]);
	sqlb_add(&c->b, " then ");
	emit_path(c, g->of);
	sqlb_add(&c->b, " end)");
}

static void add_group(struct arena *a, struct group_list *out, int *cap, const char *key,
		      int64_t value, int64_t rows)
{
	if (out->count == *cap) {
		int more = *cap ? *cap * 2 : 16;
		out->rows = arena_grow(a, out->rows, sizeof out->rows[0] * (size_t)*cap,
				       sizeof out->rows[0] * (size_t)more);
		*cap = more;
	}
	out->rows[out->count++] = (struct group_row){.key = key, .value = value, .rows = rows};
}

enum { AGES = 151 };

/* Groups by birth date become groups by full years; a person has one birth date, so
 * distinct counts add up. */
static void fold_ages(struct arena *a, struct group_list *out, ymd at)
{
	int64_t value[AGES] = {0}, rows[AGES] = {0};
	struct group_list folded = {0};
	int cap = 0;
	for (int i = 0; i < out->count; i++) {
		int64_t birth;
		int age = -1;
		if (parse_i64(out->rows[i].key, &birth))
			age = date_age((ymd)birth, at);
		if (age < 0 || age >= AGES) {
			add_group(a, &folded, &cap, "", out->rows[i].value, out->rows[i].rows);
			continue;
		}
		value[age] += out->rows[i].value;
		rows[age] += out->rows[i].rows;
	}
	for (int age = 0; age < AGES; age++)
		if (rows[age])
			add_group(a, &folded, &cap, arena_printf(a, "%d", age), value[age],
				  rows[age]);
	*out = folded;
}

static void emit_key(struct compile *c, const struct aggregate *g)
{
	if (g->group == GROUP_CHILD_UNIT || g->group == GROUP_LEVEL)
		sqlb_add(&c->b, "g.ancestor");
	else
		emit_path(c, g->by);
}

bool query_aggregate(struct arena *a, struct db *db, const struct query *q,
		     const struct aggregate *g, struct group_list *out, struct err *e)
{
	struct compile *c = ARENA_NEW(a, struct compile);
	if (!compile_init(c, a, db, q, e))
		return false;
	c->sort_kind = SORT_PLAIN; /* nothing is ordered by names here */
	if (g->kind != AGG_ROWS)
		want_path(c, g->of);
	if (g->group == GROUP_PATH || g->group == GROUP_AGE)
		want_path(c, g->by);
	assert(!g->also_count || (g->kind == AGG_DISTINCT && g->group == GROUP_LEVEL));
	for (int i = 0; i < g->also_count; i++)
		want_path(c, g->also[i].path);
	sqlb_add(&c->b, "select ");
	emit_value(c, g);
	sqlb_add(&c->b, ",count(*)");
	if (g->group != GROUP_NONE) {
		sqlb_add(&c->b, ",");
		emit_key(c, g);
	}
	if (g->also_count)
		emit_also(c, g);
	emit_from(c);
	if (g->group == GROUP_CHILD_UNIT || g->group == GROUP_LEVEL)
		emit_above_join(c, g);
	emit_where(c);
	if (g->group != GROUP_NONE) {
		sqlb_add(&c->b, " group by ");
		emit_key(c, g);
	}
	struct stmt *s = compile_run(c, e);
	if (!s)
		return false;
	struct group_list list = {0};
	int cap = 0;
	while (db_next(s)) {
		const char *key = g->group != GROUP_NONE ? col_text(s, 2, a) : "";
		add_group(a, &list, &cap, key ? key : "", col_i64(s, 0), col_i64(s, 1));
		if (g->also_count)
			list.rows[list.count - 1].also = col_i64(s, 3);
	}
	if (!db_end(s, e))
		return false;
	if (g->group == GROUP_AGE)
		fold_ages(a, &list, q->at ? q->at : today());
	*out = list;
	return true;
}
