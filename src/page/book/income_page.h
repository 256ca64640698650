#pragma once
/* income_page.h - income by caliber: of all villages in view, and the working of one book. */
#include "page/book/book_page.h"

struct income_line {
	const char *account, *href, *note, *debit, *credit, *amount;
	bool counts, unnamed;         /* unnamed: the caliber does not say; it does not count */
};
struct income_part {
	const char *kind, *name, *document, *basis, *taken, *total;
	bool known;                   /* a caliber holds on the day */
	int count;
	const struct income_line *lines;
};
struct income_view {
	struct book_tabs tabs;
	const char *day, *path;
	int count;
	const struct income_part *parts;
};

struct income_village {
	const char *unit, *href, *operating, *collective, *band;
};
struct income_band_sum {
	const char *name, *from, *document;
	int villages;
};
struct income_board {
	const char *day, *unit, *operating_name, *collective_name, *operating, *collective;
	int count, band_count, without;
	const struct income_village *villages;
	const struct income_band_sum *bands;
};
