#pragma once
/* why.h - view of what is open to an account, and by which role. */
#include "auth/auth.h"
#include "html/ui.h"

struct why_line {
	const char *name, *label;
	bool reads, writes;		  /* somewhere */
	const char *reads_in, *writes_in; /* names of the units */
};
struct why_view {
	const char *account, *account_name, *unit, *unit_name, *reg, *reg_label;
	bool other; /* about somebody else */
	int count, unit_count, reg_count;
	const struct why_line *rows;
	const struct ui_option *units, *regs;
	const struct findings *read, *write;
};
