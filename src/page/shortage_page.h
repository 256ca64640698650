#pragma once
/* shortage_page.h - views of the shortage board and of the mentor pairs board. */
#include "html/ui.h"

struct shortage_row {
	const char *name, *href, *word, *reasons, *reserves, *todo, *requirement;
	enum ui_tone tone;
	int64_t number, young, need_number, need_young;
	bool known;
};
struct shortage_count {
	const char *word, *value, *href;
};
struct shortage_view {
	const char *unit, *at, *state;
	bool may_supervise, today;
	int count_count, row_count, left_out;
	struct shortage_count counts[4];
	const struct ui_option *states;
	const struct shortage_row *rows;
};

struct mentor_row {
	const char *name, *href, *kinds, *pairs;
	int mentees;
};
struct mentor_short {
	const char *title, *unit, *href, *detail;
};
struct mentor_list {
	const char *title, *empty, *more; /* msgids; more: the figure's page */
	int count;
	int64_t all;
	const struct mentor_short *rows;
};
struct mentor_view {
	const char *unit, *at;
	int mentor_count, left_out;
	struct ui_tiles tiles;
	const struct mentor_row *mentors;
	struct mentor_list lists[2];
};
