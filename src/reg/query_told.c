/* query_told.c - personal columns of rows that a row points to: told only where they stand. */
#include "reg/query_int.h"

static bool is_whole(const struct compile *c)
{
	for (int i = 0; i < c->q->personal.count; i++)
		if (c->q->personal.units[i] == c->q->county)
			return true;
	return false;
}

bool is_told_apart(const struct compile *c, struct path p)
{
	const struct field_def *f = p.field >= 0 && p.sub >= 0 ? path_field(c->q->def, p) : NULL;
	return f && f->personal && c->root == 0 && !is_whole(c);
}

void emit_told_there(struct compile *c, int alias)
{
	const struct scope *s = &c->q->personal;
	if (s->count == 0) {
		sqlb_add(&c->b, "1=0");
		return;
	}
	sqlb_add(&c->b, "exists (select 1 from unit_restated v where v.unit=");
	emit_column(c, alias, "unit", false);
	sqlb_add(&c->b, " and v.ancestor in (");
	for (int i = 0; i < s->count; i++) {
		if (i)
			sqlb_add(&c->b, ",");
		emit_i64(c, s->units[i]);
	}
	sqlb_add(&c->b, "))");
}

void emit_told(struct compile *c, struct path p)
{
	int field;
	bool apart = is_told_apart(c, p);
	if (apart) {
		sqlb_add(&c->b, "case when ");
		emit_told_there(c, alias_of_path(c, p, &field));
		sqlb_add(&c->b, " then ");
	}
	emit_path(c, p);
	if (apart)
		sqlb_add(&c->b, " end");
}
