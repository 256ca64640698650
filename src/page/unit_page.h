#pragma once
/* unit_page.h - views of the units: what stands below one, one through time, a change of them. */
#include "html/ui.h"
#include "unit/unit.h"
#include "web/page.h"

struct unit_item {
	const char *name, *href, *below, *code, *kind;
	int64_t villages;
};
struct units_view {
	const char *unit, *unit_id, *name, *at, *up, *href;
	bool may_change;
	int count;
	int64_t villages;
	const struct unit_item *items;
};

struct unit_fact_row {
	ymd from, to;
	const char *text, *note;
};
struct unit_change_view {
	const char *kind, *document;
	ymd day;
	int old_count, new_count;
	const struct ui_link *olds, *news;
};
struct unit_view {
	const char *id, *name, *kind, *code, *parent, *parent_href;
	ymd opened, closed;
	bool may_change;
	int name_count, code_count, parent_count, change_count, village_count, link_count;
	const struct unit_fact_row *names, *codes, *parents;
	const struct unit_change_view *changes;
	const struct ui_link *villages, *links;
};

struct unit_form_part {
	const char *name_field, *name, *code_field, *code;
};
struct unit_form_view {
	const char *unit, *unit_name, *kind, *heading, *day, *document, *parent, *unit_kind;
	bool merge, names, codes, transfer, ready; /* which fields; checked and without errors */
	int old_count, part_count, parent_count, kind_count;
	struct unit_form_old {
		const char *field, *label;
		bool on;
	} * olds;
	const struct unit_form_part *parts;
	const struct ui_option *parents, *kinds;
	const struct ui_link *tabs;
	int tab_count;
	const struct findings *findings;
};

/* The label of a kind's code. */
const char *unit_kind_label(struct request *rq, const char *code);
/* May the account change this unit? */
bool unit_may_change(struct request *rq, int64_t unit, bool *out, struct err *e) MUST_USE;
const char *unit_change_label(enum change_kind k); /* msgid */
