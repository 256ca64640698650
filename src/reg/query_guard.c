/* query_guard.c - a hidden column must not be read by filtering, sorting or searching for it. */
#include "base/str.h"
#include "reg/query.h"

enum { NUMBER_DIGITS = 11 }; /* from a telephone number up, the search box means a number */

static bool is_personal(const struct reg_def *def, struct path p)
{
	const struct field_def *f = path_field(def, p);
	return f && (f->personal || f->type == FIELD_IDNUM || f->type == FIELD_PHONE);
}

/* Several units are rows of a table of their own, not a column. */
static bool is_list(const struct reg_def *def, struct path p)
{
	const struct field_def *f = path_field(def, p);
	return f && f->type == FIELD_UNITS;
}

static bool is_number(const char *text)
{
	int digits = 0;
	for (; text && *text; text++)
		digits += *text >= '0' && *text <= '9';
	return digits >= NUMBER_DIGITS;
}

bool query_guard(struct query *q, const struct account *acc, struct err *e)
{
	struct scope viewed;
	bool by_column = q->sort_given && is_personal(q->def, q->sort);
	bool by_list = q->sort_given && is_list(q->def, q->sort);
	reg_scope_personal(acc, q->def, &q->personal);
	for (int i = 0; i < q->filter_count; i++) {
		q->filters[i].asked = true;
		by_column |= is_personal(q->def, q->filters[i].path);
		by_list |= is_list(q->def, q->filters[i].path);
	}
	if (by_list)
		return err_set(e, ERR_INPUT,
			       "A column that holds several units neither filters nor sorts a list.");
	scope_of_roles(acc, q->def->read & ROLE_BIT(ROLE_VIEWER), &viewed);
	if (viewed.count == 0 || (!by_column && !is_number(q->search)))
		return true;
	reg_scope_personal(acc, q->def, &q->scope);
	if (q->scope.count > 0 || !by_column)
		return true;
	err_set(e, ERR_DENIED, "Your role does not show the column that this list is filtered or sorted by.");
	return err_hint(e, N_("Choose another column."));
}
