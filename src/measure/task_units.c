/* task_units.c - key tasks by the unit that owes them: weight, what is reached, what is late. */
#include "base/arena.h"
#include "base/str.h"
#include "duty/task.h"
#include "measure/figure_int.h"

struct owing {
	int64_t unit, weight, points;
	int late;
};

static struct owing *owing_of(struct owing *all, int *count, int64_t unit)
{
	for (int i = 0; i < *count; i++)
		if (all[i].unit == unit)
			return &all[i];
	all[*count] = (struct owing){ .unit = unit };
	return &all[(*count)++];
}

/* The tops of what is at or under the unit weigh; every late task counts where it is owed. */
static bool owings(struct arena *a, struct db *db, const struct figure_ask *ask, int *count, struct owing **out,
		   struct err *e)
{
	struct task_ask in = { .county = ask->county, .unit = ask->unit, .scope = ask->scope, .at = ask_day(ask) };
	struct task_tree tree;
	*count = 0;
	if (!task_tree_load(a, db, &in, &tree, e))
		return false;
	*out = ARENA_ARRAY(a, struct owing, tree.count + 1);
	for (int i = 0; i < tree.count; i++) {
		const struct task_node *n = &tree.rows[i];
		struct owing *o = owing_of(*out, count, n->unit);
		o->late += n->late > 0;
		if (n->above >= 0 || n->state == TASK_DROPPED)
			continue;
		o->weight += n->weight;
		o->points += (int64_t)n->weight * n->reached;
	}
	return true;
}

bool task_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask, int *count,
		struct figure_unit **out, struct err *e)
{
	bool late = text_eq(md->special->name, "tasks_late"), weight = text_eq(md->special->name, "task_weight");
	struct owing *all;
	int n, kept = 0;
	if (!owings(a, db, ask, &n, &all, e))
		return false;
	*out = ARENA_ARRAY(a, struct figure_unit, n + 1);
	for (int i = 0; i < n; i++) {
		struct figure_unit *u = &(*out)[kept];
		int64_t amount = late ? all[i].late : weight ? all[i].weight : all[i].points;
		if (late ? !all[i].late : !all[i].weight)
			continue;
		*u = (struct figure_unit){ .state = UNIT_COUNTED, .amount = amount, .board = "/plans" };
		if (!unit_load(a, db, all[i].unit, 0, &u->unit, e))
			return false;
		if (late)
			msg_set(&u->reasons[u->reason_count++], "%d late", all[i].late);
		else
			msg_set(&u->reasons[u->reason_count++], "%d %% of weight %d",
				(int)(all[i].points / (all[i].weight * 100)), (int)all[i].weight);
		kept++;
	}
	*count = kept;
	return true;
}
