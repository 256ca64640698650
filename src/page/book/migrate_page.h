#pragma once
/*
 * migrate_page.h - the old books of a unit's villages from one workbook.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "web/page.h"

struct migrate_row {
	const char *href, *name, *unit, *state;
	enum ui_tone tone;
	int accounts, fresh, asked, vouchers, there, errors;
	int64_t lines;
};
struct migrate_ask_row {
	const char *code, *name, *note, *choice, *input;
};
struct migrate_view {
	const char *unit, *unit_id, *file, *who, *chart;
	int64_t at_ms;
	bool open, done;
	int count, ask_count, option_count, ready, stray;
	const struct migrate_row *rows;
	const struct migrate_ask_row *asks;
	const struct ui_option *options;
	const struct findings *findings;
};
