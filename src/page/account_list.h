#pragma once
/* account_list.h - views of the accounts an administrator looks after, and of making one. */
#include "auth/auth.h"
#include "html/ui.h"

struct account_line {
	int64_t id;
	const char *login, *name, *roles;
	bool closed, totp;
};
struct account_list_view {
	const char *path, *query;
	int count;
	const struct account_line *rows;
	struct ui_pager pager;
};
struct account_new_view {
	const char *login, *name, *role, *unit, *from, *to, *error;
	const struct ui_option *roles, *units;
	int role_count, unit_count;
	const struct findings *findings;
};
