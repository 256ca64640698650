#pragma once
/* reg_list.h - view of a register's list. */
#include "page/page_reg.h"

struct reg_filter {
	const char *name, *label, *value, *empty;
	const struct ui_option *options; /* NULL: two dates */
	int option_count;
	const char *name_to, *value_to;
};
struct reg_saved {
	const char *name, *href, *id;
};
struct reg_column {
	const char *name, *label;
	bool shown;
};
struct reg_list_view {
	const char *name, *path, *query, *search, *at, *export;
	const char *lasting; /* query without cursor */
	const char *boundary;
	bool may_write, may_import, may_export, all, dated, columns_chosen;
	int saved_count;
	const struct reg_saved *saved;
	const struct reg_column *columns;
	int column_count, row_count, filter_count, active_filters;
	const struct ui_th *heads;
	const struct reg_cell *const *rows;
	const struct reg_filter *filters;
	const char *unit; /* id */
	struct ui_pager pager;
};
