#pragma once
/* account_view.h - view of one account as its administrator sees it. */
#include "auth/manage.h"
#include "html/ui.h"

/* Somebody whose account it may be. */
struct account_person {
	const char *id, *name, *unit;
};
struct account_view_view {
	const struct account_card *card;
	const struct grant_list *grants;
	bool manages, own;
	const char *error, *error_hint;
	const char *role, *unit, *from, *to; /* of the role form */
	const struct ui_option *roles, *units;
	int role_count, unit_count;
	const struct findings *findings;
	const char *person, *who; /* whose account it is, "" nobody has said; the name looked for */
	int person_count;
	const struct account_person *persons;
};
