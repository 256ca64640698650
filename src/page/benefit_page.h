#pragma once
/* benefit_page.h - view of the benefits of a period: due, proposed, paid. */
#include "html/ui.h"

struct benefit_row {
	const char *name, *person, *unit, *kind, *served, *amount;
	const char *working; /* how the amount came about */
	const char *entry, *state, *entry_amount; /* the row of the register; NULL: not proposed yet */
	enum ui_tone tone;
	bool differs; /* the entry's amount is not the computed one */
};
struct benefit_view {
	const char *unit, *period, *sum, *listed, *listed_paid, *export, *rules, *day;
	bool may_change;
	int row_count, left_out, rule_count, proposed, paid, missing, unknown_count;
	const struct benefit_row *rows;
	const char *missing_text, *proposed_text, *paid_text;
	const char *unknown; /* names, when there are some */
};
