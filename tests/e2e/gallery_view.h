#pragma once
/*
 * gallery_view.h - what the gallery page shows: every component, with awkward data.
 */
#include "html/shell.h"

struct gallery_row {
	const char *name, *village, *education, *state;
	enum ui_tone tone;
	int age, score;
};

struct gallery_view {
	const struct findings *findings;
	const struct gallery_row *rows;
	int row_count;
	const struct ui_option *options;
	int option_count;
	const struct ui_link *tabs, *menu;
	int tab_count, menu_count;
	struct ui_chart bars, trend;
	struct ui_pager pager;
};

void tpl_gallery(struct html *h, const struct gallery_view *v);
