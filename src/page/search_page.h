#pragma once
/* search_page.h - view of the search results. */
#include "html/ui.h"

struct search_row {
	const char *title, *href, *register_label, *unit, *detail;
};
struct pick_row {
	const char *value, *label;
};
struct pick_view {
	int count;
	const struct pick_row *rows;
};
struct search_view {
	const char *text;
	int count;
	bool more;
	const struct search_row *rows;
};
