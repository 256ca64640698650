#pragma once
/* training_page.h - views of the training pages. */
#include "html/ui.h"
#include "page/training.h"

struct training_class_row {
	const char *number, *name, *href, *kind, *target, *unit;
	const char *all, *came, *passed; /* the records behind the numbers */
	ymd started;
	int64_t planned, enrolled, attended, passes;
};
struct training_request_row {
	const char *id, *topic, *unit, *href;
	int64_t people;
	ymd asked;
	bool same;                       /* asks for the course of the class */
};
struct training_gap {                    /* a village and who of it has not come yet */
	const char *unit, *href;
	int count;
	const struct ui_link *people;
};
struct training_gaps {
	const char *title, *href;        /* msgid; the coverage page */
	int total, covered, gap_count, left_out;
	const struct training_gap *gaps;
};
struct training_board {
	const char *unit, *from, *to;
	bool may_ask, may_open, more;
	int class_count, request_count;
	struct ui_tiles tiles;
	const struct training_class_row *classes;
	const struct training_request_row *requests;
	struct training_gaps gaps[2];
};

struct training_class_view {
	const char *id, *title, *number, *kind, *target, *unit, *place, *organiser, *record;
	const char *day, *hours, *shown, *next, *prev, *all, *came, *passed;
	ymd started, ended;
	int64_t planned, first;          /* first: the first tick's place in the list, from 0 */
	int enrolled, attended, passes, certificates, uncertified, tick_count, request_count;
	bool may_write, begun, more_requests;
	const struct trainee *ticks;
	const struct training_request_row *requests;
	const struct findings *findings;
};

struct training_choice {
	const struct target_person *p;
	const char *id;
	bool enrolled;
};
struct training_enrol {
	const char *id, *title, *group, *group_label, *unit, *people;
	int option_count, unit_count, count, fresh;
	const struct ui_option *options, *units;
	const struct training_choice *rows;
	const struct findings *findings;
};

struct training_coverage {
	const char *unit, *group;
	const char *persons, *times;     /* 人 and 人次 */
	int option_count, left_out;
	const struct ui_option *options;
	struct target_list list;
};

struct training_sheet {
	const char *id, *title, *place, *organiser;
	ymd started, ended;
	struct trainee_list list;
};

struct training_ask {
	const char *unit, *course, *topic, *people, *target, *preferred;
	int unit_count, course_count, target_count;
	const struct ui_option *units, *courses, *targets;
	const struct findings *findings;
};
