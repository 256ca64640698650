/* task_pass.c - the roles of one person in running tasks, and passing all of them on at once. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "duty/task_int.h"

#include <stdlib.h>

struct roles {
	struct arena *a;
	int count, room;
	struct task_role_row *rows;
};

static bool role_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs, struct err *e)
{
	struct roles *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->count == g->room) {
		int room = g->room ? g->room * 2 : 32;
		g->rows = arena_grow(g->a, g->rows, (size_t)g->room * sizeof *g->rows,
				     (size_t)room * sizeof *g->rows);
		g->room = room;
	}
	g->rows[g->count++] = (struct task_role_row){
		.id = rec->id, .task = task_number_of(rec, "task"), .unit = rec->unit,
		.role = task_text(g->a, rec, "role"), .title = task_text(g->a, rec, "task"),
		.unit_name = arena_strdup(g->a, rec->unit_name), .started = (ymd)task_number_of(rec, "started") };
	return true;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static int by_due(const void *x, const void *y)
{
	const struct task_role_row *a = x, *b = y;
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

bool task_roles_of(struct arena *a, struct db *db, int64_t county, int64_t person, const struct scope *scope, ymd at,
		   int *count, struct task_role_row **out, struct err *e)
{
	const struct reg_def *def = reg_find("task_role");
	struct roles g = { .a = a };
	struct query q;
	char id[24];
	int kept = 0;
	query_init(&q, def, county, scope);
	q.at = at;
	query_filter(&q, path_of(def, "person"), OP_EQ, arena_strdup(a, id_text(person, id)));
	if (!query_each(db, &q, role_take, &g, e))
		return false;
	for (int i = 0; i < g.count; i++) {
		struct record *task;
		if (!reg_load(a, db, reg_find("task"), county, g.rows[i].task, scope, false, &task, e))
			return false;
		g.rows[i].state = task_state_of(task->state);
		g.rows[i].due = (ymd)task_number_of(task, "due");
		if (g.rows[i].state == TASK_OPEN || g.rows[i].state == TASK_REPORTED)
			g.rows[kept++] = g.rows[i];
	}
	if (kept)
		qsort(g.rows, (size_t)kept, sizeof *g.rows, by_due);
	*count = kept;
	*out = g.rows;
	return true;
}

static void put(struct record *r, const char *field, int64_t i)
{
	*record_value(r, field) = (struct value){ .known = i != 0, .i = i };
}

static void judge(const struct task_pass *in, int count, const struct task_role_row *rows, struct findings *f)
{
	char text[16];
	if (!in->from)
		find_error(f, "from", "hand-over", "It is not said whose tasks are handed over.");
	if (!in->to)
		find_error(f, "successor", "hand-over", "It is not said who takes over.");
	else if (in->to == in->from)
		find_error(f, "successor", "hand-over", "It was handed over to the same person.");
	if (in->day % 100 == 0)
		find_error(f, "day", "hand-over", "The day is missing.");
	else if (in->from && count == 0)
		find_error(f, "from", "hand-over", "This person answers for no running task on that day.");
	for (int i = 0; i < count && in->day % 100; i++)
		if (in->day <= rows[i].started)
			find_error(f, "day", "hand-over", "The day must be after %s began here on %s.", rows[i].title,
				   date_iso(rows[i].started, text));
}

/* Whether the successor has the same role in the task already on the day. */
static bool holds(const struct task_role_row *row, int count, const struct task_role_row *theirs)
{
	for (int i = 0; i < count; i++)
		if (theirs[i].task == row->task && text_eq(theirs[i].role, row->role))
			return true;
	return false;
}

static bool role_pass(struct arena *a, struct db *db, const struct task_pass *in, const struct task_role_row *row,
		      bool held, const struct save_how *how, struct findings *f, struct err *e)
{
	struct record *old;
	if (!reg_load(a, db, reg_find("task_role"), in->county, row->id, &how->scope, false, &old, e))
		return false;
	struct record *next = record_new(a, old->def, old->county, old->unit);
	for (int i = 0; i < old->def->field_count; i++)
		next->v[i] = old->v[i];
	put(old, "ended", in->day);
	*record_value(old, "end_reason") = (struct value){ .known = true, .s = "handed_over" };
	put(old, "successor", in->to);
	put(next, "person", in->to);
	put(next, "started", in->day);
	put(next, "ended", 0);
	*record_value(next, "end_reason") = (struct value){ 0 };
	put(next, "successor", 0);
	if (!is_empty(in->document))
		*record_value(next, "note") = (struct value){ .known = true, .s = in->document };
	return reg_save(a, db, old, how, f, e) && (held || reg_save(a, db, next, how, f, e));
}

bool task_hand_over(struct arena *a, struct db *db, const struct task_pass *in, const struct save_how *how,
		    struct findings *f, int *count, struct task_role_row **out, struct err *e)
{
	TXN(t);
	struct task_role_row *theirs = NULL;
	int their_count = 0;
	*count = 0;
	*out = NULL;
	if (!txn_begin(&t, db, e))
		return false;
	if (in->from && in->day &&
	    !task_roles_of(a, db, in->county, in->from, &how->scope, in->day, count, out, e))
		return false;
	judge(in, *count, *out, f);
	if (f->errors)
		return err_set(e, ERR_REFUSED, "The tasks cannot be handed over like this.");
	if (!task_roles_of(a, db, in->county, in->to, &how->scope, in->day, &their_count, &theirs, e))
		return false;
	for (int i = 0; i < *count; i++)
		if (!role_pass(a, db, in, &(*out)[i], holds(&(*out)[i], their_count, theirs), how, f, e))
			return false;
	return txn_commit(&t, e);
}
