#pragma once
/*
 * section.h - rows of one register as a table on another page: of a person, of a village.
 *
 * Memory: request arena.
 */
#include "page/page_reg.h"
#include "reg/referrer.h"

struct section_row {
	const char *href, *standing; /* standing NULL: the register keeps none */
	enum ui_tone tone;
	bool past;
	const struct reg_cell *cells;
};
struct section {
	const char *group; /* written where it differs from the section before */
	const char *label, *href, *sum;
	bool dated, more;
	bool open;        /* rows are shown at once, not only counted */
	int now, past, cell_count, row_count;
	int count;        /* of a unit: all that hold today; 0: now and past are counted */
	bool counted_out; /* there are more than count says */
	const struct section_row *rows;
};
struct section_list {
	int count;
	const struct section *sections;
};
/* Something with a day by which it must be done. */
struct due_row {
	ymd day;
	bool late;
	const char *text, *what, *unit, *href;
};
struct section_dues {
	int count;
	const struct due_row *rows;
};

/* The rows that point at a record, without the column that repeats it. */
struct section section_of(struct request *rq, const struct referrer *ref);
/* Rows of a list; the unit's column only where it says something. */
struct section section_of_unit(struct request *rq, const struct referrer *rows, int64_t unit);
/* What is due among the rows that hold: the field `due`, and standings that end within 90 days. */
struct section_dues dues_of(struct request *rq, const struct referrer *refs, int count);
/* One line: "新龙村 · 党支部书记 · 2021-03-01"; cells that only say `known` are left out. */
const char *section_line(struct request *rq, const struct section *s, const struct section_row *r,
			 const char *known);
