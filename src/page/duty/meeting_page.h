#pragma once
/*
 * meeting_page.h - meetings of a unit, one meeting with attendance and decisions, its printed record.
 *
 * Memory: in the request's arena.
 */
#include "duty/meeting.h"
#include "html/ui.h"
#include "web/page.h"

enum { MEETING_ROWS = 100, MEETING_ITEMS = 40, MEETING_DUES = 20 };

struct meeting_line {
	const char *day, *topic, *href, *kind, *unit, *chair, *word, *reason;
	enum ui_tone tone;
};
struct meeting_due {
	const char *title, *unit, *day, *href, *plan; /* plan: an empty form; NULL none */
	bool late;
};
struct meeting_list_view {
	const char *unit, *kind, *month, *add, *cadence;
	int count, left_out, due_count, kind_count;
	const struct meeting_line *rows;
	const struct meeting_due *dues;
	const struct ui_option *kinds;
};

struct meeting_seat_line {
	const char *name, *role, *field, *why, *attendance, *word, *reason;
};
struct meeting_item_line {
	const char *topic, *said, *decision, *person, *due, *href, *task_href, *task_action;
};
struct meeting_view {
	const char *entry, *print, *back, *night, *step_action, *people_action, *item_new, *person_new;
	const char *kind, *topic, *unit, *day, *clock, *place, *chair, *recorder, *word, *reason, *guests;
	const char *agenda, *minutes;
	enum ui_tone tone;
	bool planned, may_write, future;
	int expected, present, seat_count, item_count, attendance_count;
	const struct meeting_seat_line *seats;
	const struct meeting_item_line *items;
	const struct ui_option *attendances;
	const char *absent;           /* "甲（请假：培训）、乙（缺席）" */
	const struct findings *findings;
};

enum ui_tone meeting_tone(const char *status);
