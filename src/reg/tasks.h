#pragma once
/*
 * tasks.h - what must be known of a task tree beyond the reader's own rows.
 *
 * A village sees the names of the tasks above its own, and nothing more of them: what it owes is
 * part of what.  Everything else about tasks goes through query.h and its scope (src/duty/task.h).
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/record.h"

enum { TASK_DEPTH = 12 }; /* tasks above one another; a longer chain is a loop */

struct task_above {
	int64_t id;
	const char *title, *unit_name;
	bool mine;                    /* the reader's scope reaches it: it may be opened */
};
/* The tasks above `task`, from the top; the task itself must be in the scope (else none). */
bool task_chain(struct arena *a, struct db *db, int64_t county, int64_t task, const struct scope *scope, int *count,
		struct task_above **out, struct err *e) MUST_USE;
/* The unit of the task above `task`, of the list's issuer when none is: whose business it is to accept it. */
bool task_judge_unit(struct db *db, int64_t county, int64_t task, int64_t *unit, struct err *e) MUST_USE;
