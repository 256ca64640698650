#pragma once
/* member_page.h - view of the member development board. */
#include "html/ui.h"
#include "reg/development.h"

enum { MEMBER_COUNTS = DEV_PROBATIONARY + 1 }; /* applicants … probationary members */

struct member_count {
	const char *text, *href; /* href: the board with the people of this number */
};
struct member_village {
	const char *name, *href;
	struct member_count stages[MEMBER_COUNTS], overdue;
};
struct member_step {
	const char *name, *href, *unit, *stage, *next, *day;
	enum ui_tone tone;
	const char *word; /* "overdue" and the like; NULL: nothing to say */
};
struct member_view {
	const char *unit, *at, *stage, *heading;
	int village_count, step_count, left_out, stage_count;
	struct ui_tiles tiles;
	const char *stage_words[MEMBER_COUNTS];
	const struct member_village *villages;
	const struct member_step *steps;
	const struct ui_option *stages;
};
