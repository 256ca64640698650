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

/* ---- what has to be published ---- */
struct openness_row {
	const char *village, *section, *matter, *basis, *period, *due, *posted, *word, *add;
	enum ui_tone tone;
};
struct openness_village {
	const char *name, *href;
	int done, done_late, waiting, late;
};
struct openness_board {
	const char *unit, *at;
	bool one;                     /* a single village: its rows */
	int village_count, count, late, waiting, objections;
	bool more;
	const struct openness_village *villages;
	const struct openness_row *rows;
};

/* ---- published sheets ---- */
struct disclosure;
struct proof;
struct objection;
struct objection_list;

/* Where the account may read or publish what is public: the scope of the register openness_notice. */
void open_scope(const struct request *rq, bool write, struct scope *out);
/* ERR_NOT_FOUND outside it. */
bool open_sheet(struct request *rq, bool write, struct disclosure *out, struct err *e) MUST_USE;
bool open_may(struct request *rq, bool write, int64_t unit, bool *out, struct err *e) MUST_USE;

struct sheets_row {
	const char *title, *href, *unit, *kind, *published, *code, *state, *takedown;
	enum ui_tone tone;
};
struct sheets_view {
	const char *unit;
	bool may_publish;
	int count;
	const struct sheets_row *rows;
};
struct proof_view {
	bool intact, same;
	int change_count, gone, added, cause_count;
	const struct proof_change *changes;
	const struct proof_cause *causes;
};
struct sheet_view {
	const char *id, *code, *title, *body, *unit, *kind, *as_of, *published, *hash, *takedown, *withdrawn,
	    *reason, *word, *address;
	int64_t revision;
	bool down, gone, inside, may_write; /* gone: nothing of the table is shown */
	int columns, count;
	const char *const *heads;
	const struct disclosure_line *lines;
	const struct proof_view *proof;
	int objection_count;
	const struct objection *objections; /* that may be shown */
	const struct objection *mine;       /* found by its receipt */
	bool asked;                         /* a receipt was typed and not found */
	bool busy;                          /* compared too often from this address */
	const char *text, *name, *phone, *receipt;
	const struct findings *findings;
};
/* Fills what a sheet shows, for the public (`inside` false) or for the office. */
bool sheet_show(struct request *rq, const struct disclosure *d, bool inside, bool prove, struct sheet_view *v,
		struct err *e) MUST_USE;

struct public_unit {
	const char *name, *href, *newest;
};
struct public_sheet {
	const char *title, *href, *published, *unit;
};
struct public_view {
	const char *unit;             /* NULL: of all units */
	int unit_count, count;
	const struct public_unit *units;
	const struct public_sheet *sheets;
};

struct new_option {
	const char *name, *label;
	bool on;
};
struct new_view {
	const char *kind, *kind_label, *unit, *unit_name;
	int kind_count;
	struct ui_link kinds[5];
	/* the source */
	const char *from, *to, *at, *pick, *statement;
	int pick_count, option_count, statement_count;
	const struct ui_option *picks;      /* briefing, book, decision or register */
	const struct new_option *options;   /* figures or fields */
	const struct ui_option *statements;
	const char *pick_label;
	bool many;                          /* figures */
	/* what would be frozen */
	bool ready;
	const struct sheet_view *sheet;
	const char *title, *body, *takedown;
	bool listed, persons;
	int item_count;
	const struct ui_option *items;
	const char *item, *about;
	const struct findings *findings;
	int hidden_count;
	const struct new_option *hidden;    /* name and value, sent again */
};

/* ---- objections ---- */
struct objection_row {
	const char *href, *title, *unit, *made, *due, *word;
	enum ui_tone tone;
};
struct objections_view {
	const char *unit;
	int count, open, late;
	const struct objection_row *rows;
};
struct objection_view {
	const char *id, *sheet, *title, *unit, *made, *due, *document, *text, *name, *phone, *answer, *answered,
	    *receipt, *typed;
	bool may_answer, may_show, paper;
	const struct findings *findings;
};

/* ---- star-rated credit ---- */
struct credit_row {
	const char *name, *href, *unit, *applied, *amount, *opinion, *reply, *repayment;
	enum ui_tone tone;
};
struct rating_row {
	const char *name, *href, *unit, *year, *points, *stars, *declared;
};
struct credit_board {
	int count, rating_count;
	struct ui_tiles tiles;
	const struct credit_row *rows;
	const struct rating_row *ratings;
};
struct star_row {
	const char *criterion, *document, *limit;
	int64_t times, points, counted;
};
struct stars_view {
	const char *entry, *name, *unit, *year, *declared, *document, *stars, *computed;
	int64_t points, declared_points;
	bool agrees;
	int count;
	const struct star_row *rows;
};
