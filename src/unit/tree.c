/* tree.c - one county in memory: closure and restated boundaries, computed and stored. */
#include "unit/unit_int.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 1000 }; /* successors of successors; more is a cycle */

static int by_id(const void *a, const void *b)
{
	const struct node *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

struct node *tree_find(const struct tree *t, int64_t id)
{
	struct node key = { .id = id };
	return t->count ? bsearch(&key, t->nodes, (size_t)t->count, sizeof key, by_id) : NULL;
}

static bool nodes_load(struct db *db, struct tree *t, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select id,county,level,opened,closed from unit "
					  "where county=$1 or level<=2 order by id"), e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	size_t size = sizeof(struct node), cap = 0;
	while (db_next(q)) {
		size_t n = (size_t)t->count;
		if (n == cap) {
			cap = cap ? cap * 2 : 256;
			t->nodes = arena_grow(t->arena, t->nodes, n * size, cap * size);
		}
		t->nodes[t->count++] = (struct node){
			.id = col_i64(q, 0), .county = col_i64(q, 1), .level = (int)col_i64(q, 2),
			.opened = (ymd)col_i64(q, 3), .closed = (ymd)col_i64(q, 4),
		};
	}
	return db_end(q, e);
}

static bool parents_load(struct db *db, struct tree *t, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select p.unit,p.parent,p.from_day,p.to_day "
					  "from unit_parent p join unit u on u.id=p.unit "
					  "where u.county=$1 or u.level<=2 order by p.unit,p.from_day"), e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	while (db_next(q)) {
		struct node *n = tree_find(t, col_i64(q, 0));
		size_t k = (size_t)n->parent_count++, size = sizeof *n->parents;
		n->parents = arena_grow(t->arena, n->parents, k * size, (k + 1) * size);
		n->parents[k] = (struct parent_span){ .parent = col_i64(q, 1),
						      .from = (ymd)col_i64(q, 2),
						      .to = (ymd)col_i64(q, 3) };
	}
	return db_end(q, e);
}

static bool heirs_load(struct db *db, struct tree *t, struct err *e)
{
	struct stmt *q = db_query(db, SQL("select o.unit,n.unit from unit_change_part o "
					  "join unit_change c on c.id=o.change "
					  "join unit_change_part n on n.change=o.change "
					  "and n.role='new' and n.ord=1 "
					  "join unit u on u.id=o.unit "
					  "where o.role='old' and c.kind in ('merge','split') "
					  "and u.county=$1 order by o.unit"), e);
	if (!q)
		return false;
	bind(q, 1, t->county);
	while (db_next(q))
		tree_find(t, col_i64(q, 0))->heir = col_i64(q, 1);
	return db_end(q, e);
}

bool tree_load(struct arena *a, struct db *db, int64_t county, struct tree *out, struct err *e)
{
	struct tree t = { .arena = a, .county = county };
	if (!nodes_load(db, &t, e) || !parents_load(db, &t, e) || !heirs_load(db, &t, e))
		return false;
	*out = t;
	return true;
}

static int by_ancestor(const void *a, const void *b)
{
	const struct closure_row *x = a, *y = b;
	if (x->ancestor != y->ancestor)
		return x->ancestor > y->ancestor ? 1 : -1;
	return (x->from > y->from) - (x->from < y->from);
}

/* A unit that moved between two towns of one county was under the county all the time:
 * touching intervals become one. */
static void join_spans(struct node *n)
{
	int kept = 0;
	qsort(n->up, (size_t)n->up_count, sizeof n->up[0], by_ancestor);
	for (int i = 0; i < n->up_count; i++) {
		struct closure_row *last = kept ? &n->up[kept - 1] : NULL;
		if (last && last->ancestor == n->up[i].ancestor && last->to >= n->up[i].from)
			last->to = n->up[i].to > last->to ? n->up[i].to : last->to;
		else
			n->up[kept++] = n->up[i];
	}
	n->up_count = kept;
}

static ymd later(ymd a, ymd b)
{
	return a > b ? a : b;
}

static ymd earlier(ymd a, ymd b)
{
	return a < b ? a : b;
}

/* From the day it closed on, a unit's records stand where its successor stands. */
static void add_heir(struct node *n, const struct node *heir)
{
	for (int k = 0; k < heir->up_count; k++) {
		ymd from = later(n->closed, heir->up[k].from);
		if (from < heir->up[k].to)
			n->up[n->up_count++] = (struct closure_row){heir->up[k].ancestor, n->id, from,
								    heir->up[k].to};
	}
}

bool tree_closure(struct tree *t, struct node *n)
{
	if (n->done)
		return true;
	if (n->busy)
		return false;
	n->busy = true;
	int most = 1;
	for (int i = 0; i < n->parent_count; i++) {
		struct node *p = tree_find(t, n->parents[i].parent);
		if (!p || !tree_closure(t, p))
			return false;
		most += p->up_count;
	}
	struct node *heir = n->closed < DATE_OPEN && n->heir ? tree_find(t, n->heir) : NULL;
	if (heir && !tree_closure(t, heir))
		return false;
	most += heir ? heir->up_count : 0;
	n->up = ARENA_ARRAY(t->arena, struct closure_row, most);
	n->up[n->up_count++] = (struct closure_row){ n->id, n->id, n->opened, n->closed };
	for (int i = 0; i < n->parent_count; i++) {
		const struct parent_span *s = &n->parents[i];
		const struct node *p = tree_find(t, s->parent);
		for (int k = 0; k < p->up_count; k++) {
			ymd from = later(s->from, p->up[k].from), to = earlier(s->to, p->up[k].to);
			if (from < to)
				n->up[n->up_count++] = (struct closure_row){ p->up[k].ancestor,
									     n->id, from, to };
		}
	}
	if (heir)
		add_heir(n, heir);
	join_spans(n);
	n->busy = false;
	n->done = true;
	return true;
}

const struct node *tree_stands(const struct tree *t, const struct node *n)
{
	for (int i = 0; n && i < CHAIN_MAX; i++) {
		if (n->closed == DATE_OPEN)
			return n;
		n = tree_find(t, n->heir);
	}
	return NULL;
}

bool tree_restated(struct tree *t, const struct node *n, int64_t out[16], int *count)
{
	const struct node *at = tree_stands(t, n);
	if (!at)
		return false;
	*count = 0;
	out[(*count)++] = n->id;
	if (at != n)
		out[(*count)++] = at->id;
	while (at->parent_count && *count < 16) {
		const struct parent_span *last = &at->parents[at->parent_count - 1];
		at = tree_find(t, last->parent);
		if (!at)
			return false;
		out[(*count)++] = at->id;
	}
	return true;
}

static bool run_for(struct db *db, struct sql sql, int64_t county, struct err *e)
{
	struct stmt *q = db_query(db, sql, e);
	if (!q)
		return false;
	bind(q, 1, county);
	return db_run(q, e);
}

static bool node_store(struct db *db, struct tree *t, struct node *n, struct err *e)
{
	int64_t up[16];
	int count;
	if (!tree_closure(t, n) || !tree_restated(t, n, up, &count))
		return err_set(e, ERR_CORRUPT, "The hierarchy of unit %" PRId64 " contradicts itself.",
			       n->id);
	for (int i = 0; i < n->up_count; i++) {
		struct stmt *q = db_query(db, SQL("insert into unit_closure(ancestor,unit,from_day,"
						  "to_day) values($1,$2,$3,$4)"), e);
		if (!q)
			return false;
		bind(q, 1, n->up[i].ancestor);
		bind(q, 2, n->id);
		bind(q, 3, n->up[i].from);
		bind(q, 4, n->up[i].to);
		if (!db_run(q, e))
			return false;
	}
	for (int i = 0; i < count; i++) {
		struct stmt *q = db_query(db, SQL("insert into unit_restated(ancestor,unit) "
						  "values($1,$2)"), e);
		if (!q)
			return false;
		bind(q, 1, up[i]);
		bind(q, 2, n->id);
		if (!db_run(q, e))
			return false;
	}
	return true;
}

static bool rebuild(struct arena *a, struct db *db, int64_t county, struct err *e)
{
	struct tree t;
	if (!tree_load(a, db, county, &t, e) ||
	    !run_for(db, SQL("delete from unit_closure where unit in "
			     "(select id from unit where county=$1)"), county, e) ||
	    !run_for(db, SQL("delete from unit_restated where unit in "
			     "(select id from unit where county=$1)"), county, e))
		return false;
	for (int i = 0; i < t.count; i++)
		if (t.nodes[i].county == county && !node_store(db, &t, &t.nodes[i], e))
			return false;
	return true;
}

bool derived_rebuild(struct db *db, int64_t county, struct err *e)
{
	struct arena *a = arena_new(64 << 20);
	bool ok = rebuild(a, db, county, e);
	arena_free(a);
	return ok;
}
