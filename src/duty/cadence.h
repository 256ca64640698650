#pragma once
/*
 * cadence.h - "at least so many times in each period": what was kept, is due, missed, excused.
 *
 * A rule (register cadence_rule) is asked of each county, town or village below its unit, of
 * each pairing of a kind, or of each person who holds a post of a kind.  It asks for meetings of
 * a kind, for visits, or for activities of a kind.  One event counts for every rule it fits.
 *
 * What a period asks for:
 *   - Days: those of its window (first_day..last_day, the fixed weekday) on which both the rule
 *     holds and the one who owes it stands (unit opened, pairing or post begun, none ended).
 *   - Needed: the times of the rule in the proportion of these days to all days of the window,
 *     rounded half up.  0 is not asked: such a period has no cell.
 *   - Got: events on such days, up to the day of the question.
 *   - State: kept when got >= needed; else excused when who stands above agreed; else due up to
 *     the last such day; else missed.  An excuse is never counted as kept.
 * Weeks begin on Monday; half years on 1 January and 1 July.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: src/reg/happened.h, src/reg/visits.h, docs/manual/cadence.md
 */
#include "reg/due.h"
#include "reg/query.h"

enum cadence_event { CADENCE_MEETING, CADENCE_VISIT, CADENCE_ACTIVITY };
enum cadence_each { EACH_COUNTY, EACH_TOWN, EACH_VILLAGE, EACH_PAIRING, EACH_POST };
enum cadence_period { EVERY_WEEK, EVERY_MONTH, EVERY_QUARTER, EVERY_HALF, EVERY_YEAR };
enum cadence_state { CADENCE_KEPT, CADENCE_DUE, CADENCE_MISSED, CADENCE_EXCUSED, CADENCE__STATES };

enum { CADENCE_RULES_MAX = 2000, CADENCE_CELLS_MAX = 400000 };

struct cadence_rule {
	int64_t id, unit;
	const char *name, *document;
	enum cadence_event event;
	const char *kind;              /* of meeting, pairing or activity; "" any visit */
	enum cadence_each each;
	const char *post;              /* EACH_POST: kind of post, else "" */
	enum cadence_period period;
	int times, first_day, last_day; /* days 1..; last_day 0: to the end */
	int weekday;                   /* 1 Monday … 7; 0 any */
	ymd started, ended;            /* [started, ended) */
};

struct cadence_who {
	int64_t unit, person, pairing; /* person, pairing 0 where the unit owes it */
	const char *unit_name, *name;  /* name: of the person who answers, else "" */
	const char *post;              /* EACH_POST: kind of post, else ""; pairing: its kind */
	ymd from, to;                  /* stands in [from, to) */
};

struct cadence_event_row {
	int64_t id, unit;              /* of the register of rule.event */
	ymd day;
};

struct cadence_cell {
	int rule, who;                 /* indexes of the board */
	ymd first, last;               /* the period, both inclusive */
	ymd opens, due;                /* first and last day on which it is asked */
	int needed, got;
	enum cadence_state state;
	const char *reason;            /* CADENCE_EXCUSED, else "" */
	int event, event_count;        /* of board.events */
};

struct cadence_board {
	int rule_count, who_count, cell_count, event_count;
	struct cadence_rule *rules;
	struct cadence_who *whos;
	struct cadence_cell *cells;    /* by rule, then who, then period */
	struct cadence_event_row *events;
	int64_t in_state[CADENCE__STATES];
};

struct cadence_ask {
	int64_t county, unit;          /* at or under the unit … */
	struct scope scope;            /* … and within the scope of who asks */
	int64_t rule;                  /* 0: all */
	ymd from, to;                  /* periods that have a day in [from, to] … */
	int back;                      /* … and so many before them, each rule in its own length */
	ymd at;                        /* the day of the question; later events do not count */
};

/* The rules are those that hold there, whoever issued them.  Events are counted wherever in the
 * county they took place; a page shows the ones that its reader may see. */
bool cadence_evaluate(struct arena *a, struct db *db, const struct cadence_ask *ask, struct cadence_board *out,
		      struct err *e) MUST_USE;

/* The period of that kind around a day, both days inclusive. */
void cadence_around(enum cadence_period kind, ymd day, ymd *first, ymd *last);
/* "2024年3月", "2024年第1季度", "March 2024" as 2024-03, 2024-Q1; weeks by their Monday. */
const char *cadence_period_name(struct arena *a, enum cadence_period kind, ymd first, enum lang lang);
/* Every state in words and with a sign of its own, so that colour is not needed. */
const char *cadence_state_word(enum cadence_state s); /* English, for tr() */
const char *cadence_state_sign(enum cadence_state s);

/* What is due in the running period, and what was missed in the last one (see docs/duty.md). */
bool cadence_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		  int limit, struct due_list *out, struct err *e) MUST_USE;
