#pragma once
/* home.h - view of the first page. */
#include "html/ui.h"

struct todo_row;

/* The main figures of one area of work. */
struct home_area {
	const char *label, *href; /* the area's board */
	int count, link_count;
	const struct ui_tile *figures;
	const struct ui_link *links; /* the first steps, where there are any */
};
struct home_view {
	const char *unit_name, *unit;
	bool empty, may_import, may_write, reads, village;
	int figure_count, task_count, child_count, area_count;
	int64_t tasks_all;
	bool tasks_more;
	const struct ui_tile *figures;
	const struct home_area *areas;
	const struct todo_row *tasks;
	const struct ui_link *children;
};
