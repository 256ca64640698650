#pragma once
/*
 * open_page.h - views of decisions, of what is published, and of credit.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "reg/quorum.h"
#include "reg/query.h"
#include "web/page.h"

/* ---- decisions ---- */
enum { STAGES = 6 };

struct stage_cell {
	const char *label, *day;      /* day "": not taken yet */
	enum ui_tone tone;            /* good: passed; bad: not passed; plain: nothing yet */
};
struct decision_row {
	const char *title, *href, *unit, *matter, *raised, *state, *next;
	enum ui_tone tone;
	struct stage_cell stages[STAGES];
};
struct decision_board {
	const char *unit, *heads[STAGES], *add;
	int count, open, left_out;
	const struct decision_row *rows;
};

struct step_fact {
	const char *label, *value;
};
struct step_view {
	const char *label, *href, *body, *day, *word, *attend, *pass, *law, *notice;
	enum ui_tone tone;
	int fact_count;
	struct step_fact facts[12];
};
struct decision_view {
	const char *id, *entry, *unit, *matter, *origin, *amount, *raised, *state, *content, *result, *org, *add,
	    *add_label, *publish;
	int count;
	const struct step_view *steps;
};
