#pragma once
/*
 * due.h - what somebody owes by a day, in the one form in which every part of the program says it.
 *
 * Each owner (tasks, cadence, matters, shortages, contracts, …) has one function that lists its
 * dues for a scope; remind joins them into to-do lists, escalation and calendars
 * (docs/duty.md).
 */
#include "base/date.h"

enum due_kind {
	DUE_TASK,
	DUE_CADENCE,
	DUE_MATTER,
	DUE_CONFLICT,  /* two people wrote differently about one visit */
	DUE_SUPERVISE, /* a supervised to-do */
	DUE_SHORTAGE,
	DUE_CONTRACT,
	DUE_BOOK,
	DUE_OPENNESS,
	DUE__COUNT
};

struct due {
	enum due_kind kind;
	const char *key;       /* names it for ever: "task/12", "cadence/5/20240301/77" */
	int64_t unit, person;  /* who owes it; person of the register, 0: the unit as a whole */
	const char *title, *unit_name;
	const char *href;      /* of the page where it is done, within the site */
	ymd due;               /* 0: no day is set */
	const char *what;      /* msgid of what is to be done with it ("Money due"); NULL: the title says it */
	int64_t number;        /* how many of them; 0: one */
};
struct due_list {
	int count;
	bool more;             /* there are more than were asked for */
	struct due *rows;      /* by due day, those without last; then by key */
};
