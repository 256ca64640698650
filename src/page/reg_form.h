#pragma once
/* reg_form.h - view of a register's form. */
#include "html/ui.h"

struct reg_form_view {
	const char *action, *cancel, *ver, *unit;
	int field_count;
	const struct ui_field *fields;
	int unit_count;
	const struct ui_option *units;
	const struct findings *findings;
	bool new_person; /* the person fields offer to search or to enter someone new */
};
