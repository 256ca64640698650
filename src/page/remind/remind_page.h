#pragma once
/*
 * remind_page.h - views of to-dos, notices, supervised to-dos, and of what is sent.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "remind/escalate.h"
#include "remind/outbox.h"
#include "remind/todo.h"
#include "web/page.h"

struct todo_row {
	const char *text, *unit, *kind, *href, *due, *word; /* word: "3 days late" */
	enum ui_tone tone;
	bool mine;
};
/* One due as shown on the day. */
struct todo_row todo_row_of(struct request *rq, const struct due *d, ymd at);

struct todo_view {
	const char *unit;
	const struct ui_link *whens, *kinds;
	int when_count, kind_count, count, all;
	bool more;
	const struct todo_row *rows;
};

struct told_row {
	const char *text, *kind, *unit, *href, *due, *word; /* word: what the step says */
	enum ui_tone tone;
};
struct told_day {
	const char *day;
	int count;
	const struct told_row *rows;
};
struct notices_view {
	int count;
	bool more;
	const struct told_day *days;
};

struct supervised_row {
	const char *kind, *text, *due, *met, *href;
};
struct supervised_view {
	const char *number, *unit, *issuer, *opened, *due, *href, *state;
	bool closed;
	int count;
	const struct supervised_row *rows;
};

struct robot_line {
	const char *name, *kind, *unit, *mask, *end;
	bool sealed;                   /* signs its messages */
};
struct outbox_line {
	const char *day, *to, *channel, *word, *error, *retry; /* retry NULL: not given up */
	const char *retry_channel, *retry_target;
	enum ui_tone tone;
};
struct reminders_view {
	const char *unit, *last, *held, *today; /* held "": nothing waits for a word */
	bool mail, runs, never;        /* the site can send mail; the server runs the day by itself */
	bool may_go_on;
	int hour;
	const struct ui_option *units;
	int unit_count, robot_count, outbox_count;
	const struct robot_line *robots;
	const struct outbox_line *outbox;
	const char *name, *url, *error, *error_hint, *kind, *over;
};
