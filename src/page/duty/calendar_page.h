#pragma once
/* calendar_page.h - what the calendar's templates show. */
#include "html/ui.h"

struct calendar_cell {
	const char *day;         /* "12"; "": before or after the month */
	const char *sign, *name; /* "休" 春节, "班" 春节; "" */
	bool off, today;
};
struct calendar_month {
	const char *name;        /* "2026年2月" */
	int works;
	int weeks;
	struct calendar_cell cells[6][7];
};
struct calendar_block {
	const char *name, *days, *worked, *document, *where;
	int off;
};
struct calendar_view {
	int year, works, off;
	bool known, may_write;
	const char *before, *after; /* the years beside, NULL where none */
	struct calendar_month months[12];
	int block_count;
	const struct calendar_block *blocks;
	/* counting */
	const char *from, *n, *unit;
	const char *answer;      /* NULL: nothing asked */
	int unknown;             /* year without a notice that the answer passes; 0 */
};

struct calendar_new_row {
	const char *day, *weekday, *kind, *name, *note;
};
struct calendar_new_view {
	int year;
	const char *text, *document, *unit;
	const struct findings *findings;
	int count;
	const struct calendar_new_row *rows; /* as read */
	bool ready;                          /* may be saved */
};
