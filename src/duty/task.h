#pragma once
/*
 * task.h - the tree of key tasks: what has been reached, what is late, and the steps of a task.
 *
 * Practice: 重点任务清单 broken down from county leader to village, with 总负责 牵头 协助 具体
 * (MECHANISMS J4).
 *
 * What a task has reached is in hundredths of a per cent, 0 to 10000.  A task that is done has
 * 10000, one without tasks below its own progress, any other the mean of those directly below
 * it by weight, rounded half up; dropped tasks are left out, and one whose tasks below are all
 * dropped uses its own.  So every number can be worked out again from those beneath it.
 *
 * Memory:    everything returned lives in the arena passed in
 * See also:  reg/tasks.h (names upward), reg/checks_task.c (what is refused)
 */
#include "reg/due.h"
#include "reg/query.h"
#include "reg/tasks.h"

enum { TASK_ALL = 10000 };            /* hundredths of a per cent: everything */
enum { LIMIT_BREAK_DOWN = 200 };      /* units a task is broken down to at once */

enum task_state { TASK_OPEN, TASK_REPORTED, TASK_DONE, TASK_DROPPED };

struct task_node {
	int64_t id, ver, plan, parent, unit;
	const char *title, *number, *unit_name, *evidence;
	enum task_state state;
	int weight, own;              /* own: progress as entered, 0 to 100 */
	ymd started, due, first_due, finished; /* first_due 0: never moved */
	/* ---- worked out ---- */
	int reached;                  /* hundredths of a per cent */
	int above, below, next;       /* rows of the tree: -1 none; below: the first, next: beside */
	int depth;                    /* 0: nothing above it within the tree */
	int late;                     /* working days since the due day; 0: not late */
	const char *head, *actor;     /* who is in charge or leads; who carries it out; NULL nobody */
	int64_t person;               /* who answers: act, else lead, else overall; 0 nobody */
};
struct task_tree {
	int count, top;               /* top: the first row without one above; -1 none */
	struct task_node *rows;       /* above before below, beside in order of number, due, id */
	int reached, weight;          /* of the tops together, by weight; weight 0: there are none */
	int done, open, reported, dropped, late;
};
struct task_ask {
	int64_t county, unit;         /* tasks at or under the unit */
	struct scope scope;           /* where tasks may be read */
	int64_t plan;                 /* 0: all plans that hold on the day */
	ymd at;                       /* tasks given after it are left out; late on that day */
};
/* Only what the scope reaches: a task whose parent it does not reach stands at the top. */
bool task_tree_load(struct arena *a, struct db *db, const struct task_ask *ask, struct task_tree *out,
		    struct err *e) MUST_USE;
/* Links rows by parent, puts them in order and works out `reached`: a loop is cut, not followed. */
void task_tree_make(struct arena *a, int count, struct task_node *rows, struct task_tree *out);

/* Who is late by a working day or more, or has until 60 calendar days after `at`; reg/due.h. */
bool task_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
	       int limit, struct due_list *out, struct err *e) MUST_USE;

/* ---- steps: each one transaction; ERR_CONFLICT when somebody was faster ---- */

struct task_step {
	int64_t county, id, ver;      /* the task as it was read */
	const char *text;             /* result, reason or answer, as the step needs it */
	ymd day;                      /* of accepting, of answering; the new day of an extension */
	int64_t extension;            /* granting, refusing: the request */
};
bool task_report(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e) MUST_USE;
bool task_return(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e) MUST_USE;
bool task_accept(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e) MUST_USE;
bool task_drop(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
	       unsigned roles, struct findings *f, struct err *e) MUST_USE;
bool task_reopen(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e) MUST_USE;
/* Progress of a task that is not broken down, 0 to 100. */
bool task_progress(struct arena *a, struct db *db, const struct task_step *in, int per_cent,
		   const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
/* `day` is the day asked for; in->text says why. */
bool task_extension_ask(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
			struct findings *f, struct err *e) MUST_USE;
/* Granting moves the due day and keeps the first one; refusing needs in->text. */
bool task_extension_answer(struct arena *a, struct db *db, const struct task_step *in, bool grant,
			   const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
/* Whether who writes in `scope` judges the task: accepts, returns, drops, answers extensions. */
bool task_may_judge(struct db *db, int64_t county, int64_t task, const struct scope *scope, bool *out,
		    struct err *e) MUST_USE;

/* ---- breaking down ---- */

struct task_part {
	int64_t unit;
	int weight;
	int64_t person;               /* who carries it out; 0: said later */
};
struct task_break {
	int64_t county, id, ver;      /* the task above */
	const char *title;            /* of each part; "": that of the task above */
	const char *measures, *evidence;
	ymd started, due;
	int count;
	const struct task_part *parts;
};
/* One task below for each part, all or none.  ERR_REFUSED with findings. */
bool task_break_down(struct arena *a, struct db *db, const struct task_break *in, const struct save_how *how,
		     struct findings *f, struct err *e) MUST_USE;

/* ---- handing over ---- */

struct task_role_row {
	int64_t id, task, unit;
	const char *role, *title, *unit_name; /* role: a code of task_duty */
	ymd started, due;
	enum task_state state;
};
struct task_pass {
	int64_t county, from, to;     /* persons */
	ymd day;                      /* the first day of the successor, on which the old roles end */
	const char *document;         /* goes into the note of the new roles; may be "" */
};
/* Roles that the person holds on the day in tasks that are not closed, within the scope. */
bool task_roles_of(struct arena *a, struct db *db, int64_t county, int64_t person, const struct scope *scope, ymd at,
		   int *count, struct task_role_row **out, struct err *e) MUST_USE;
/*
 * Ends every one of them and begins the same for the successor, in one transaction: no gap, no
 * overlap.  What the successor holds already is only ended.  *count, *out: what passed.
 */
bool task_hand_over(struct arena *a, struct db *db, const struct task_pass *in, const struct save_how *how,
		    struct findings *f, int *count, struct task_role_row **out, struct err *e) MUST_USE;

/* ---- responsibility statements (MECHANISMS J5) ---- */

struct duty_said {
	int64_t id;
	const char *who, *text, *document; /* document NULL: none is named */
	ymd started;
};
enum { DUTY_ROLE, DUTY_ORG_KIND, DUTY_POST, DUTY_SAID_MAX = 20 };
/* What holds on the day for the unit: statements of its own and of units above, by `which` code. */
bool duty_statements(struct arena *a, struct db *db, int64_t county, int64_t unit, int which, const char *code,
		     ymd at, int *count, struct duty_said **out, struct err *e) MUST_USE;
