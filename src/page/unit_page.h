#pragma once
/* unit_page.h - views of the units: what stands below one, one through time, a change of them. */
#include "page/section.h"
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
/* What stands in a village; of a larger unit the same as sums of the units below. */
struct committee_row {
	const char *name, *href, *post, *post_href, *sex, *age, *education, *political, *since;
};
struct sum_cell {
	const char *href; /* NULL: not for this reader */
	int64_t value;
};
struct sum_row {
	const char *name, *href, *state;
	enum ui_tone tone;
	const struct sum_cell *cells;
};
struct village_part {
	bool committee_shown, reserves_known;
	int committee_count, committee_people, vacancy_count;
	const struct committee_row *committee;
	const char *const *vacancies; /* labels of posts that nobody holds */
	const char *committee_href;
	struct {
		bool shown;
		const char *word, *reasons, *href, *requirement, *board;
		enum ui_tone tone;
		int64_t number, need_number, young, need_young;
	} reserves;
	struct section_dues dues;
	struct section_list sections;
	int column_count, sum_count; /* of a larger unit */
	bool states;
	const char *const *columns;
	const struct sum_row *sums;
};

struct unit_view {
	struct village_part part;
	bool reads, village;
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

/* Loads what the account may read of the unit's rows. */
bool unit_part(struct request *rq, const struct unit *u, struct village_part *out,
	       struct err *e) MUST_USE;
/* The label of a kind's code. */
const char *unit_kind_label(struct request *rq, const char *code);
/* May the account change this unit? */
bool unit_may_change(struct request *rq, int64_t unit, bool *out, struct err *e) MUST_USE;
const char *unit_change_label(enum change_kind k); /* msgid */
