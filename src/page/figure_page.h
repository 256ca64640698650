#pragma once
/*
 * figure_page.h - what the figure pages share: the question, and the parts of the answer.
 *
 * Memory: request arena.
 */
#include "measure/measure.h"
#include "page/page_reg.h"

struct figure_input_row {
	const char *label, *value, *filter, *href, *export;
	bool current;
};
struct figure_gap_row {
	const char *count, *field, *href;
	bool persons, current;
};
struct figure_unit_row {
	const char *name, *code, *href, *word, *reasons;
	enum ui_tone tone;
};
struct figure_bridge_row {
	const char *text, *delta;
	ymd day;
};
struct figure_view {
	const char *name, *unit, *unit_name, *at, *boundary, *value, *reason, *about, *formula,
	    *declared;
	const char *title, *path, *query;
	const struct figure *figure;
	int input_count, chart_count, child_count, bridge_count, unit_count, row_count,
	    column_count;
	const struct figure_input_row *inputs;
	const struct ui_chart *charts; /* breakdowns */
	struct ui_chart trend, children;
	struct ui_map map; /* of the children; count 0 when the site has no shapes of them */
	struct ui_link orders[2]; /* of the children: by code, by value */
	const struct figure_bridge_row *bridge;
	const char *was, *restated; /* the two ends of the bridge */
	bool may_export, bridged, counts_units;
	const char *records_of; /* label of the measure whose records are listed */
	int gap_count;
	const struct figure_gap_row *gaps; /* of that measure: who meets no bound for want of a fact */
	const struct figure_unit_row *units;
	const struct ui_th *heads;
	const struct reg_cell *const *rows;
	struct ui_pager pager;
};

struct figure_group_view {
	const char *label;
	int count, link_count;
	const struct ui_tile *cards;
	const struct ui_link *links; /* the same numbers, broken down */
};
struct figure_list_view {
	const char *unit, *at;
	int count;
	const struct figure_group_view *groups;
};

/* Where the account may see a figure: roles that read its register; one that counts units
 * is read from the reserves, and opens as they do. */
void page_figure_scope(const struct request *rq, const struct indicator_def *def,
		       struct scope *out);
/* The question of this request: parameters name, at, boundary, the unit in view.  ERR_NOT_FOUND
 * for an unknown name (with the nearest one), ERR_DENIED when no role opens it. */
bool page_figure_ask(struct request *rq, struct figure_ask *out, struct err *e) MUST_USE;
/* "/figure/<name>?unit=…&at=…" with the boundary of the request. */
const char *figure_href(struct request *rq, const char *name, int64_t unit, ymd at);
/* A figure of the unit in view; *shown is false when no role of the account opens it. */
bool page_tile(struct request *rq, const struct indicator_def *def, ymd at, struct ui_tile *out,
	       struct figure *fig, bool *shown, struct err *e) MUST_USE;
/* Behind what `out` has, those of the names that the account may see. */
bool page_tiles(struct request *rq, const char *const *names, size_t count, ymd at, struct ui_tiles *out,
		struct err *e) MUST_USE;
/* The label of a measure or indicator; its name when it is not declared. */
const char *figure_label(const struct request *rq, const char *name);
/* A figure as a point of a chart. */
struct ui_point figure_point_of(struct request *rq, const struct figure *fig, const char *label,
				const char *href);

/* The points on a map, when the site has shapes of the units with these codes; out->count 0
 * otherwise. */
void figure_map(struct request *rq, const char *const *codes, const struct ui_point *points, int count,
		const char *title, struct ui_map *out);

bool figure_charts(struct request *rq, const struct figure_ask *ask, struct figure_view *v,
		   struct err *e) MUST_USE;
bool figure_behind(struct request *rq, const struct figure_ask *ask, int input,
		   struct figure_view *v, struct err *e) MUST_USE;
/* "35岁及以下… ÷ 后备力量人数" */
const char *figure_formula(struct request *rq, const char *declared);
const char *unit_state_word(enum unit_state state); /* msgid */
enum ui_tone unit_state_tone(enum unit_state state);
/* The reasons of a unit's state as one sentence. */
const char *unit_reasons(struct request *rq, const struct msg *reasons, int count);
