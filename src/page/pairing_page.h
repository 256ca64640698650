#pragma once
/* pairing_page.h - views of the pairings board, of handing over, and of the first secretaries. */
#include "html/ui.h"

struct pairing_load_row {
	const char *name, *href, *pairings;   /* the person; their pairings in the register */
	int count, results;
};
struct pairing_line {
	const char *kind, *helper, *helped, *unit, *href, *hand_over, *results_href; /* hand_over NULL: may not */
	int results, visited, visits;
	ymd started, due, last;
};
struct pairing_nobody {
	const char *title, *unit, *href, *pair; /* pair: the form that pairs it, NULL: may not */
};
struct pairing_without {
	const char *title, *empty, *more;     /* title, empty: msgids; more: the figure's page */
	int count;
	int64_t all;
	const struct pairing_nobody *rows;
};
struct pairing_view {
	const char *unit, *at, *kind;
	int kind_count, load_count, heavy, line_count, all, ending_count, load_max;
	struct ui_tiles tiles;
	const struct ui_option *kinds;
	const struct pairing_load_row *loads; /* those who carry more than load_max */
	const struct pairing_line *lines, *endings;
	struct pairing_without without[2];
	const char *all_href;
};

struct hand_over_view {
	const char *action, *cancel, *ver, *kind, *helper, *helped, *unit, *day, *successor, *document;
	ymd started;
	const struct findings *findings;
};

struct resident_cell {
	int term, leave, official, days;
	bool short_of;                        /* a whole month in post with too few days */
};
struct resident_row {
	const char *name, *href, *unit, *unit_href, *sender, *leaves, *grade;
	ymd started, due;
	int grade_year;
	bool over;                            /* the term has run out */
	struct resident_cell months[6];
};
struct resident_view {
	const char *unit, *at;
	int count, left_out, month_days;
	const char *heads[6];
	const struct resident_row *rows;
	struct ui_tiles tiles;
};
