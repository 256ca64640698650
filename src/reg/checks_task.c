/*
 * checks_task.c - named checks of tasks, of who answers for them, of extensions.
 *
 * A task's parent chain is walked with a bound: rows that came from elsewhere may form a loop,
 * and no check may hang on it.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"
#include "reg/tasks.h"

static bool in_state(const struct check_in *in, const char *code)
{
	return text_eq(in->rec->state, code);
}

/* ---- where a task stands ---- */

struct task_row {
	bool found;
	int64_t unit, plan, parent, due;
	bool closed;
};

static bool task_row(const struct check_in *in, int64_t id, struct task_row *out)
{
	*out = (struct task_row){ 0 };
	struct stmt *q = db_query(
	    in->db, SQL("select unit, plan, coalesce(parent,0), due, state from r_task where county=$1 and id=$2"),
	    in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, id);
	if (db_next(q)) {
		*out = (struct task_row){ .found = true, .unit = col_i64(q, 0), .plan = col_i64(q, 1),
					  .parent = col_i64(q, 2), .due = col_i64(q, 3) };
		out->closed = text_eq(col_peek(q, 4), "done") || text_eq(col_peek(q, 4), "dropped");
	}
	return db_end(q, in->e);
}

/* Whether `unit` stands at or under `above` today. */
static bool is_under(const struct check_in *in, int64_t unit, int64_t above, bool *out)
{
	int64_t n;
	struct stmt *q =
	    db_query(in->db, SQL("select count(*) from unit_restated where unit=$1 and ancestor=$2"), in->e);
	if (!q)
		return false;
	bind(q, 1, unit);
	bind(q, 2, above);
	n = db_next(q) ? col_i64(q, 0) : 0;
	*out = n > 0;
	return db_end(q, in->e);
}

static bool loop_free(const struct check_in *in, int64_t parent, struct findings *out)
{
	int depth = 1;
	for (int64_t up = parent; up; depth++) {
		struct task_row row;
		if (up == in->rec->id) {
			find_hint(find_error(out, "parent", "task-loop", "A task cannot stand under itself."),
				  "Choose a task that is not below this one.");
			return false;
		}
		if (depth >= TASK_DEPTH) {
			find_hint(find_error(out, "parent", "task-deep",
					     "There are more than %d tasks above one another.", (int)TASK_DEPTH),
				  "Choose a task further up; if there is none, two tasks stand under each other.");
			return false;
		}
		if (!task_row(in, up, &row))
			return false;
		up = row.found ? row.parent : 0;
	}
	return true;
}

static void under_parent(const struct check_in *in, const struct task_row *up, struct findings *out)
{
	const struct value *plan = known(in, "plan");
	bool under = true;
	if (plan && plan->i != up->plan)
		find_hint(find_error(out, "parent", "task-plan", "The task above belongs to another list."),
			  "Choose a task of the same list.");
	if (in->rec->unit && !is_under(in, in->rec->unit, up->unit, &under))
		return;
	if (!under)
		find_hint(find_error(out, "unit", "task-unit",
				     "This unit does not stand under the unit that owes the task above."),
			  "Give it to that unit or to one below it.");
	if (up->closed && (!in->old || number_in(in->old, "parent") != number_in(in->rec, "parent")))
		find_hint(find_error(out, "parent", "task-closed", "The task above is done or dropped."),
			  "Reopen it first, or choose another one.");
}

/* What stands below must still fit when a task moves to another unit or list. */
static void above_children(const struct check_in *in, struct findings *out)
{
	int64_t n = 0;
	if (!in->old || !in->rec->unit)
		return;
	if (in->old->unit != in->rec->unit &&
	    ask(in,
		SQL("select count(*) from r_task t where t.county=$1 and t.parent=$2 and not exists (select 1 from "
		    "unit_restated s where s.unit=t.unit and s.ancestor=$3)"),
		&n, in->rec->id, in->rec->unit) &&
	    n > 0)
		find_hint(find_error(out, "unit", "task-unit", "%" PRId64 " tasks below belong to other units.", n),
			  "Move or drop those first.");
	if (number_in(in->old, "plan") != number_in(in->rec, "plan") &&
	    ask(in, SQL("select count(*) from r_task where county=$1 and parent=$2"), &n, in->rec->id) && n > 0)
		find_hint(find_error(out, "plan", "task-plan", "%" PRId64 " tasks below belong to this list.", n),
			  "Leave it in this list, or move those first.");
}

static void parent_fits(const struct check_in *in, struct findings *out)
{
	const struct value *parent = known(in, "parent"), *plan = known(in, "plan");
	struct task_row up;
	int64_t issuer;
	bool under = true;
	above_children(in, out);
	if (parent) {
		if (loop_free(in, parent->i, out) && task_row(in, parent->i, &up) && up.found)
			under_parent(in, &up, out);
		return;
	}
	if (plan && in->rec->unit &&
	    ask(in, SQL("select unit from r_plan where county=$1 and id=$2"), &issuer, plan->i) && issuer &&
	    is_under(in, in->rec->unit, issuer, &under) && !under)
		find_hint(find_error(out, "unit", "task-unit",
				     "This unit does not stand under the unit that issued the list."),
			  "Choose another list, or a unit below that one.");
}

/* ---- days ---- */

/* Whether an extension up to that day has been granted. */
static bool is_granted(const struct check_in *in, int64_t until)
{
	int64_t n;
	return ask(in,
		   SQL("select count(*) from r_task_extension where county=$1 and task=$2 and until=$3 and "
		       "state='granted'"),
		   &n, in->rec->id, until) &&
	       n > 0;
}

static void due_moved(const struct check_in *in, const struct value *due, struct findings *out)
{
	int64_t was = in->old ? number_in(in->old, "due") : 0;
	char text[16];
	if (!was || due->i <= was || date_of_ms(in->old->created_ms) == in->today || is_granted(in, due->i))
		return;
	find_hint(find_error(out, "due", "task-due-moved", "The day is later than %s, and no extension says so.",
			     date_iso((ymd)was, text)),
		  "Ask for an extension on the page of the task.");
}

static void task_days(const struct check_in *in, struct findings *out)
{
	const struct value *started = known(in, "started"), *due = known(in, "due"), *parent = known(in, "parent"),
			   *finished = known(in, "finished");
	struct task_row up;
	char text[16];
	if (started && started->i % 100 == 0)
		find_error(out, "started", "task-day", "The day is missing; a month alone is not enough.");
	if (finished && finished->i > in->today)
		find_error(out, "finished", "task-finished", "This day has not come yet.");
	if (finished && started && finished->i < started->i)
		find_error(out, "finished", "task-finished", "It was done before it was given.");
	if (!due)
		return;
	if (due->i % 100 == 0) {
		find_hint(find_error(out, "due", "task-day", "The day is missing; a month alone is not enough."),
			  "Write the last day, such as 2024-06-30.");
		return;
	}
	if (started && due->i < started->i)
		find_error(out, "due", "task-due", "The task is due before it was given.");
	due_moved(in, due, out);
	if (parent && task_row(in, parent->i, &up) && up.found && due->i > up.due)
		find_warning(out, "due", "task-due-above", "The task above is due earlier, on %s.",
			     date_iso((ymd)up.due, text));
}

/* ---- who answers, what was reached ---- */

static bool count_below(const struct check_in *in, int64_t *all, int64_t *running)
{
	*all = *running = 0;
	if (!in->rec->id)
		return true;
	return ask(in, SQL("select count(*) from r_task where county=$1 and parent=$2"), all, in->rec->id) &&
	       ask(in,
		   SQL("select count(*) from r_task where county=$1 and parent=$2 and state in "
		       "('open','reported')"),
		   running, in->rec->id);
}

static bool has_head(const struct check_in *in, int64_t task, bool *out)
{
	int64_t n;
	if (!ask(
		in,
		SQL("select count(*) from r_task_role where county=$1 and task=$2 and role in ('overall','lead') and "
		    "(ended is null or ended>$3)"),
		&n, task, in->today))
		return false;
	*out = n > 0;
	return true;
}

static void answered_for(const struct check_in *in, struct findings *out)
{
	const struct value *parent = known(in, "parent");
	int64_t all, running;
	bool head;
	if (!in->old && parent && has_head(in, parent->i, &head) && !head)
		find_hint(find_warning(out, "parent", "task-nobody",
				       "Nobody is in overall charge of the task above, and nobody leads it."),
			  "Enter who does, on the page of that task.");
	bool ending = in_state(in, "reported") || in_state(in, "done");
	if (!ending || (in->old && text_eq(in->old->state, in->rec->state)) || !count_below(in, &all, &running))
		return;
	if (running)
		find_hint(find_error(out, NULL, "task-below", "%" PRId64 " tasks below are not finished.", running),
			  "Have them accepted or dropped first.");
	if (all && has_head(in, in->rec->id, &head) && !head)
		find_hint(find_error(out, NULL, "task-nobody",
				     "Nobody is in overall charge of this task, and nobody leads it."),
			  "Enter who does, on the page of the task.");
}

static void leaf_progress(const struct check_in *in, struct findings *out)
{
	int64_t all, running;
	if (!in->old || number_in(in->old, "progress") == number_in(in->rec, "progress"))
		return;
	if (count_below(in, &all, &running) && all)
		find_hint(find_warning(out, "progress", "task-progress",
				       "This task is broken down: its progress is added up from the tasks below."),
			  "Enter the progress at the tasks below.");
}

static void result_told(const struct check_in *in, struct findings *out)
{
	if ((in_state(in, "reported") || in_state(in, "done")) && !known(in, "result"))
		find_error(out, "result", "task-result", "It is not said what was reached.");
	if (in_state(in, "done") && !known(in, "finished"))
		find_error(out, "finished", "task-result", "It is not said when it was done.");
	if (in_state(in, "dropped") && !known(in, "reason"))
		find_error(out, "reason", "task-result", "It is not said why it was dropped.");
}

/* ---- roles ---- */

static void role_party(const struct check_in *in, struct findings *out)
{
	const struct value *role = known(in, "role"), *person = known(in, "person"), *org = known(in, "org");
	if (!person && !org)
		find_hint(find_error(out, "person", "task-role-party", "Neither a person nor an office is named."),
			  "Fill in one of the two.");
	else if (role && text_eq(role->s, "overall") && !person)
		find_error(out, "person", "task-role-party", "A person is in overall charge, no office.");
}

static void role_once(const struct check_in *in, struct findings *out)
{
	const struct value *role = known(in, "role"), *from = known(in, "started"), *to = known(in, "ended");
	if (!role || !from || !known(in, "task") || (!known(in, "person") && !known(in, "org")))
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_task_role where county=$1 and id<>$2 and task=$3 and "
				      "role=$4 and coalesce(person,0)=$5 and coalesce(org,0)=$6 and started<$7 and "
				      "(ended is null or ended>$8)"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, number_in(in->rec, "task"));
	bind(q, 4, role->s);
	bind(q, 5, number_in(in->rec, "person"));
	bind(q, 6, number_in(in->rec, "org"));
	bind(q, 7, to ? to->i : (int64_t)DATE_OPEN);
	bind(q, 8, from->i);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "person", "task-role-twice", "They have this role in the task already."),
			  "Change the entry there is, or end it first.");
}

static void role_end_told(const struct check_in *in, struct findings *out)
{
	if (!known(in, "ended") && (known(in, "end_reason") || known(in, "successor")))
		find_error(out, "ended", "task-role-end", "A reason or successor is given, but not the day it ended.");
}

static void of_its_task(const struct check_in *in, struct findings *out)
{
	const struct value *task = known(in, "task");
	struct task_row row;
	if (task && in->rec->unit && task_row(in, task->i, &row) && row.found && row.unit != in->rec->unit)
		find_hint(find_error(out, "unit", "task-unit", "This task belongs to another unit."),
			  "Choose the unit that owes the task.");
}

/* ---- extensions ---- */

static void extension_asked(const struct check_in *in, const struct value *task, struct findings *out)
{
	struct task_row row;
	int64_t n;
	char text[16];
	if (!task_row(in, task->i, &row) || !row.found)
		return;
	if (row.closed)
		find_error(out, "task", "extension-closed", "The task is done or dropped; it needs no more time.");
	if (known(in, "due") && row.due != known(in, "due")->i)
		find_error(out, "due", "extension-due", "The task is due on %s.", date_iso((ymd)row.due, text));
	if (in_state(in, "asked") &&
	    ask(in,
		SQL("select count(*) from r_task_extension where county=$1 and task=$2 and id<>$3 and state='asked'"),
		&n, task->i, in->rec->id) &&
	    n > 0)
		find_hint(find_error(out, "task", "extension-open", "An extension of this task is waiting for its answer."),
			  "Wait for the answer, or have it refused first.");
}

static void extension_fits(const struct check_in *in, struct findings *out)
{
	const struct value *task = known(in, "task"), *due = known(in, "due"), *until = known(in, "until"),
			   *asked = known(in, "asked"), *answered = known(in, "answered");
	bool closed = in_state(in, "granted") || in_state(in, "refused");
	if (until && until->i % 100 == 0)
		find_error(out, "until", "extension-day", "The day is missing; a month alone is not enough.");
	else if (until && due && until->i <= due->i)
		find_error(out, "until", "extension-day", "The new day must be after the old one.");
	else if (until && asked && until->i < asked->i)
		find_error(out, "until", "extension-day", "The new day was over when it was asked for.");
	if (asked && answered && answered->i < asked->i)
		find_error(out, "answered", "extension-day", "It was answered before it was asked.");
	if (closed && !answered)
		find_error(out, "answered", "extension-answer", "It is not said when it was answered.");
	if (in_state(in, "refused") && !known(in, "answer"))
		find_error(out, "answer", "extension-answer", "It is not said why it was refused.");
	if (task && !in->old)
		extension_asked(in, task, out);
}

const struct check_def task_parent_check = {
	.name = "task_parent_fits",
	.fn = parent_fits,
	.about = "No loop; of the same list; at a unit at or under that of the task above.",
	.needs = { "plan", "parent" },
};
const struct check_def task_days_check = {
	.name = "task_days",
	.fn = task_days,
	.about = "Days in order; the due day moves back only by an extension.",
	.needs = { "started", "due", "parent", "finished" },
};
const struct check_def task_answered_check = {
	.name = "task_answered_for",
	.fn = answered_for,
	.about = "A task with others below needs somebody in charge, and is done after them.",
	.needs = { "parent" },
};
const struct check_def task_progress_check = {
	.name = "task_leaf_progress",
	.fn = leaf_progress,
	.about = "Progress is entered where a task is not broken down.",
	.needs = { "progress" },
};
const struct check_def task_result_check = {
	.name = "task_result_told",
	.fn = result_told,
	.about = "A state that ends something says what, when or why.",
	.needs = { "result", "reason", "finished" },
};
const struct check_def task_role_party_check = {
	.name = "task_role_party",
	.fn = role_party,
	.about = "A role is held by a person or an office.",
	.needs = { "role", "person", "org" },
};
const struct check_def task_role_once_check = {
	.name = "task_role_once",
	.fn = role_once,
	.about = "Nobody has the same role in a task twice at a time.",
	.needs = { "task", "role", "person", "org", "started", "ended" },
};
const struct check_def task_role_end_check = {
	.name = "task_role_end_told",
	.fn = role_end_told,
	.about = "A reason or a successor comes with the day of the end.",
	.needs = { "ended", "end_reason", "successor" },
};
const struct check_def of_its_task_check = {
	.name = "of_its_task",
	.fn = of_its_task,
	.about = "The row stands at the unit that owes the task.",
	.needs = { "task" },
};
const struct check_def task_extension_check = {
	.name = "task_extension_fits",
	.fn = extension_fits,
	.about = "One open request at a time, a later day, an answer with its day.",
	.needs = { "task", "due", "until", "asked", "answer", "answered" },
};
