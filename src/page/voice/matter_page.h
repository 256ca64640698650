#pragma once
/*
 * matter_page.h - views of matters: the board, one with its timeline, a new one and its receipt.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "voice/recheck.h"
#include "web/page.h"

/* Where the account may read or write matters; ERR_DENIED when that is nowhere. */
bool matter_scope(struct request *rq, bool write, struct scope *out, struct err *e) MUST_USE;
/* The label of a code of a choice list; the code itself when it is none. */
const char *matter_word_of(struct request *rq, const char *list, const char *code);
/* "5 working days left", "3 days late", or what the state says. */
const char *matter_state_word(struct request *rq, const struct matter *m, enum ui_tone *tone);
int matter_options(struct request *rq, const char *list, const char *without, const struct ui_option **out);

struct matter_row {
	const char *href, *title, *place, *unit, *kind, *raised, *due, *state;
	enum ui_tone tone;
};
struct recheck_row {
	const char *id, *href, *title, *unit, *month, *result, *note, *checked;
};
struct matters_view {
	const char *unit, *add, *list, *show;
	int tab_count;
	struct ui_link tabs[6];
	int count;
	bool more, may_write;
	const struct matter_row *rows;
	int recheck_count;
	const struct recheck_row *rechecks;
	int result_count;
	const struct ui_option *results;
};

struct matter_step_row {
	const char *day, *what, *text;
	bool open;
};
struct matter_fact {
	const char *label, *value, *href;
};
struct matter_like_row {
	const char *id, *href, *title, *raised;
	int alike;
};
struct matter_view {
	const char *id, *ver, *action, *state, *label, *text, *public_text, *entry;
	struct findings *public_findings; /* what should not stand in the public text */
	enum ui_tone tone;
	bool may_write, is_mergeable, is_merged, may_confirm, may_reopen, may_claim, may_wait, may_resume, may_move;
	int fact_count;
	struct matter_fact facts[20];
	int step_count;
	const struct matter_step_row *steps;
	int like_count;
	const struct matter_like_row *likes;
	int unit_count, heard_count;
	const struct ui_option *units, *heard;
	const char *typed, *typed_public;
	int64_t supports;
	const struct findings *findings;
};

struct matter_form {
	const char *id, *kind, *source, *place, *text, *raiser_name, *raiser_phone, *about, *raised, *unit;
	int kind_count, source_count, place_count;
	const struct ui_option *kinds, *sources, *places;
	const struct findings *findings;
};
struct matter_receipt {
	const char *code, *address, *unit, *due, *place, *raised, *text, *href, *again;
};
