#pragma once
/* talent_page.h - views of the talent map and of the visits to those away. */
#include "html/ui.h"
#include "measure/contact_plan.h"
#include "page/page_reg.h"

struct talent_cell {
	int64_t value;
	const char *href;
};
struct talent_line {
	const char *name, *href;
	int64_t total; /* people, each once */
	const struct talent_cell *cells;
};
struct talent_return {
	const char *name, *href, *unit, *kind, *project, *support;
	ymd day;
};
struct away_row {
	const struct away_person *who;
	const char *href, *industry, *wish, *tick, *outcome, *content; /* names of the controls */
	const char *said, *chosen;				       /* as sent, when shown again */
	bool ticked, first; /* first of its village */
	enum ui_tone tone;
	const char *word; /* msgid of the state */
};
struct talent_view {
	const char *unit, *at, *speciality, *visits;
	int head_count, line_count, return_count, away_count, option_count;
	struct ui_tiles tiles;
	const struct ui_link *heads; /* specialities that somebody has */
	const struct talent_line *lines;
	const struct talent_cell *sums;
	int64_t total;
	const struct ui_option *options;
	struct ui_map map;
	bool sees_away;
	struct contact_plan plan;
	const struct away_row *away; /* overdue or soon */
	const struct talent_return *returns;
	int64_t return_all;
};
struct visits_view {
	const char *unit, *festival, *date, *way, *by, *by_error, *heading, *xlsx, *pdf;
	bool only_due, may_write, may_export, too_many;
	struct contact_plan plan;
	int count, festival_count, way_count, outcome_count;
	const struct away_row *rows;
	const struct ui_option *festivals, *ways, *outcomes;
	const struct findings *findings;
};

/* The choices of a field as options. */
int talent_options(struct request *rq, const struct field_def *f, const struct ui_option **out);
/* What is shown of somebody away. */
struct away_row away_row_of(struct request *rq, const struct away_person *who);
