#pragma once
/*
 * escalate.h - the daily run: which steps of the escalation chain have come to their day, who is
 * told, what is supervised.
 *
 * The chain is data: rows of the register `escalation_rule` at the nearest unit at or above the
 * due's.  A step of a due is taken once, in one transaction with its notices and its supervised
 * to-do.  A run reads first (any connection), then writes in short transactions, so that it
 * neither blocks the writer nor loses its place when it is killed: the next run goes on.
 *
 * Owns:     remind_run, remind_step (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: notice.h, todo.h, docs/manual/todo.md
 */
#include "reg/due.h"
#include "db/db.h"
#include "auth/auth.h"

/* Runs fn in a transaction of a connection that writes, and waits for it. */
struct remind_writer {
	bool (*run)(struct remind_writer *w, bool (*fn)(void *arg, struct db *db, struct err *e), void *arg,
		    struct err *e);
};

struct remind_conf;
enum run_state { RUN_DONE, RUN_ALREADY, RUN_HELD_BACK, RUN_HELD_FORWARD };
struct run_report {
	enum run_state state;
	ymd last, at;                  /* the last finished run, 0 none; today */
	int steps, supervised, closed, messages;
};
/*
 * The run of one county on one day; a second run of the same day does nothing.  A day before
 * the last run's, or more than RUN_JUMP_DAYS after it, is held until somebody says that the
 * clock is right (remind_go_on, or `go_on`).
 */
enum { RUN_JUMP_DAYS = 31 };
struct run_ask {
	int64_t county;
	ymd at;
	bool go_on;
	const struct remind_conf *conf; /* outbox.h; NULL: nothing is sent */
};
bool remind_daily(struct arena *a, struct db *read, struct remind_writer *w, const struct run_ask *ask,
		  struct run_report *out, struct err *e) MUST_USE;
/* Says that the day is right, whatever the last run's was. */
bool remind_go_on(struct db *db, int64_t county, ymd at, int64_t actor, struct err *e) MUST_USE;

struct daily_row {
	ymd day, held;                 /* last finished; the day that waits for a word, 0 none */
	int64_t ended_ms;
};
bool remind_run_load(struct db *db, int64_t county, struct daily_row *out, struct err *e) MUST_USE;
/* Counties in which something can be due. */
bool remind_counties(struct arena *a, struct db *db, int *count, const int64_t **out, struct err *e) MUST_USE;

/* What a supervised to-do is about, for its notice. */
struct supervised_due {
	enum due_kind kind;
	const char *title, *href;      /* in Chinese, as the paper says it */
	ymd due, met;                  /* met 0: not yet */
};
struct supervised_list {
	int count;
	struct supervised_due *rows;   /* by due day, key; at most 64 */
};
bool supervised_load(struct arena *a, struct db *db, int64_t county, int64_t supervise,
		     struct supervised_list *out, struct err *e) MUST_USE;
