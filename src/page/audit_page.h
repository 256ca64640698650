#pragma once
/* audit_page.h - view of a county's audit chain. */
#include "html/ui.h"

struct audit_line {
	int64_t seq, at_ms;
	const char *who, *action, *subject, *href, *origin, *reason, *detail;
};
struct audit_view {
	const char *path, *unit, *unit_name, *subject, *action, *actor, *from, *to, *head;
	int64_t rows_all;
	bool checked, none; /* none: the chain is empty */
	int count, subject_count, action_count;
	const struct audit_line *rows;
	const struct ui_option *subjects, *actions;
	const struct findings *findings;
	struct ui_pager pager;
};
