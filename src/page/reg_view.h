#pragma once
/* reg_view.h - view of one record: facts, steps, what refers to it, history. */
#include "html/ui.h"
#include "page/section.h"
#include "reg/file.h"

struct reg_fact {
	const char *label, *text, *href;
	bool sealed;
};
struct reg_step {
	const char *code, *label, *ask; /* ask: field to fill, its label in ask_label; NULL none */
	const char *ask_label;
	const struct ui_field *field;
};
struct reg_change_part {
	const char *label, *before, *after;
};
struct reg_change {
	int64_t at_ms;
	const char *who, *action, *origin, *reason;
	int count;
	const struct reg_change_part *parts;
};

struct reg_view_view {
	const struct attachment_list *files; /* NULL: not for this reader */
	const char *reg, *id, *unit, *unit_href, *state, *ver;
	bool may_write, may_reveal, revealed, has_sealed;
	const char *answer;           /* of a request about own data: where it is answered, or NULL */
	const char *board, *board_label; /* a page made for such entries; NULL none */
	bool person;                  /* the page of one person: print, rights, what is due */
	int fact_count, step_count, change_count;
	const struct reg_fact *facts;
	const struct reg_step *steps;
	struct section_list sections;
	struct section_dues dues;
	const struct reg_change *changes;
	const struct findings *findings;
};

/* The record's facts as this reader sees them, with the columns that come from people. */
bool reg_facts(struct request *rq, const struct record *r, const struct scope *scope,
	       struct reg_view_view *v, struct err *e) MUST_USE;
/* "新龙村、桥头村" of a units field's ids. */
const char *reg_unit_names(struct request *rq, const char *ids);
