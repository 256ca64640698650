#pragma once
/* reg_list.h - view of a register's list. */
#include "page/page_reg.h"

struct reg_filter {
	const char *name, *label, *value, *empty;
	const struct ui_option *options; /* NULL: two dates */
	int option_count;
	const char *name_to, *value_to;
};
struct reg_list_view {
	const char *name, *path, *query, *search, *at, *add, *import, *export;
	bool may_write, may_import, may_export, all, dated, compact;
	int column_count, row_count, filter_count, active_filters;
	const struct ui_th *heads;
	const struct reg_cell *const *rows;
	const struct reg_filter *filters;
	const char *unit; /* id */
	struct ui_pager pager;
};
