/* gap.c - who meets no bound of a figure because the fact it asks for is not recorded. */
#include "base/arena.h"
#include "base/str.h"
#include "measure/figure_int.h"

static bool is_bound(enum op op)
{
	switch (op) {
	case OP_GE:
	case OP_LE:
	case OP_AT_LEAST:
	case OP_AT_MOST:
	case OP_AGE_GE:
	case OP_AGE_LE:
	case OP_WITHIN_MONTHS:
	case OP_IN_YEAR:
		return true;
	case OP_EQ:
	case OP_NE:
	case OP_IN:
	case OP_EMPTY:
	case OP_FILLED:
	case OP_HAPPENED:
	case OP_CONTAINS:
	case OP_WITH:
	case OP_WITHOUT:
		break;
	}
	return false;
}

static bool same_path(struct path a, struct path b)
{
	return a.field == b.field && a.sub == b.sub;
}

/* The paths whose value may be missing under a bound, each once. */
static int gap_paths(const struct measure_def *md, struct path out[FIGURE_GAPS_MAX])
{
	int n = 0;
	for (int i = 0; i < md->condition_count; i++) {
		const struct condition *c = &md->conditions[i];
		const struct field_def *f = c->link ? NULL : path_field(md->of, c->path);
		bool seen = !f || f->required || !is_bound(c->op);
		for (int k = 0; k < n; k++)
			seen |= same_path(out[k], c->path);
		if (!seen && n < FIGURE_GAPS_MAX)
			out[n++] = c->path;
	}
	return n;
}

/* The measure's rows without its bounds, and without a value at `path`. */
static void gap_query(const struct making *m, int input, struct path path, struct query *q)
{
	making_query(m, input, q);
	int kept = 0;
	for (int i = 0; i < q->filter_count; i++)
		if (!is_bound(q->filters[i].op))
			q->filters[kept++] = q->filters[i];
	q->filter_count = kept;
	query_filter(q, path, OP_EMPTY, NULL);
}

bool figure_gaps(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		 int *count, struct figure_gap *out, struct err *e)
{
	struct making *m = ARENA_NEW(a, struct making);
	struct path paths[FIGURE_GAPS_MAX];
	*count = 0;
	if (!making_init(m, a, db, ask, e))
		return false;
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	int n = md->special ? 0 : gap_paths(md, paths);
	for (int i = 0; i < n; i++) {
		struct query q;
		struct group_list list;
		bool distinct = md->kind == AGG_DISTINCT;
		struct aggregate g = {.kind = distinct ? AGG_DISTINCT : AGG_ROWS, .of = md->path};
		gap_query(m, input, paths[i], &q);
		if (!query_aggregate(a, db, &q, &g, &list, e))
			return false;
		assert(list.count == 1);
		out[(*count)++] = (struct figure_gap){
		    .field = path_field(md->of, paths[i])->label,
		    .count = list.rows[0].value,
		    .persons = md->quantity == QUANTITY_PERSONS,
		};
	}
	return true;
}

bool figure_gap_records(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
			int gap, struct query *out, struct err *e)
{
	struct making *m = ARENA_NEW(a, struct making);
	struct path paths[FIGURE_GAPS_MAX];
	if (!making_init(m, a, db, ask, e))
		return false;
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	int n = md->special ? 0 : gap_paths(md, paths);
	if (gap < 0 || gap >= n)
		return err_set(e, ERR_INPUT, "Nothing that this number asks for can be missing so.");
	gap_query(m, input, paths[gap], out);
	return true;
}
