#pragma once
/* reg_view.h - view of one record: facts, steps, what refers to it, history. */
#include "html/ui.h"
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
struct reg_link {
	const char *label, *href;
	int64_t count;
	bool more;
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
	int fact_count, step_count, link_count, change_count;
	const struct reg_fact *facts;
	const struct reg_step *steps;
	const struct reg_link *links;
	const struct reg_change *changes;
	const struct findings *findings;
};
