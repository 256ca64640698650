#pragma once
/*
 * cadence_page.h - the board of cadence, one rule over several periods.
 *
 * Signs and words say the state; colour only repeats them.  Memory: in the request's arena.
 */
#include "duty/cadence.h"
#include "html/ui.h"
#include "web/page.h"

enum { CADENCE_COLUMNS = 24, CADENCE_ROWS = 200, CADENCE_WHY = 100, CADENCE_BACK = 5 };

struct cadence_square {
	int asked;                    /* periods asked; 0: nothing is */
	int64_t in_state[CADENCE__STATES];
	const char *text, *href;      /* "✓ 5/6" */
	enum ui_tone tone;
};
struct cadence_line {
	int64_t unit;
	const char *name, *href;      /* href NULL: nothing below */
	struct cadence_square *squares; /* one per column */
};
struct cadence_why {
	const char *unit, *who, *rule, *period, *word, *got, *due, *reason, *href, *excuse;
	enum ui_tone tone;
};
struct cadence_board_view {
	const char *unit, *day, *month, *before, *after, *up, *export_href, *rules_href, *meetings_href, *rule_new;
	int column_count, column_left, line_count, line_left, why_count, why_left;
	struct {
		const char *name, *href, *period;
	} columns[CADENCE_COLUMNS];
	struct cadence_line *lines;
	struct cadence_why *whys;
	const char *sums[CADENCE__STATES];
};

struct cadence_event_line {
	const char *day, *title, *unit, *href; /* href NULL: it took place where the reader may not look */
};
struct cadence_person_line {
	const char *unit, *who;
	struct cadence_square *squares; /* one per period */
};
struct cadence_rule_view {
	const char *entry, *back, *document, *asks, *window, *held, *before, *after;
	int period_count, line_count, line_left, event_count, event_left, event_hidden, why_count, why_left;
	const char *periods[CADENCE_BACK + 1];
	struct cadence_person_line *lines;
	struct cadence_event_line *events;
	struct cadence_why *whys;
};

/* The scope of reading rules with a unit in view, else ERR_DENIED. */
bool cadence_scope(struct request *rq, struct scope *out, struct err *e) MUST_USE;
const char *cadence_day(struct request *rq, ymd day);
void cadence_count(struct cadence_square *s, const struct cadence_cell *c);
/* Text and tone of what was counted. */
void cadence_square_say(struct request *rq, struct cadence_square *s);
/* What was missed or excused, with its reason; excuse: an empty form where the account may grant one. */
bool cadence_why_list(struct request *rq, const struct cadence_board *b, int *count, int *left,
		      struct cadence_why **out, struct err *e) MUST_USE;
/* "每月至少1次" and the window in words, "" none. */
const char *cadence_asks(struct request *rq, const struct cadence_rule *r);
const char *cadence_window_word(struct request *rq, const struct cadence_rule *r);
const char *cadence_period_of(struct request *rq, const struct cadence_rule *r, ymd first);
