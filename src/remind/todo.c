/* todo.c - see todo.h. */
#include "remind/remind_int.h"

#include "duty/cadence.h"
#include "duty/task.h"
#include "duty/visit.h"
#include "reg/record.h"
#include "voice/matter.h"

#include <stdlib.h>
#include <string.h>

/* `plain`: its titles name no person. */
static const struct {
	const char *code, *label, *reg;
	dues_fn *list;
	bool plain;
} kinds[] = {
	[DUE_TASK] = { "task", N_("Task"), "task", task_dues, true },
	[DUE_CADENCE] = { "cadence", N_("Regular duty"), "cadence_rule", cadence_dues, true },
	[DUE_MATTER] = { "matter", N_("Matter raised"), "matter", matter_dues, false },
	[DUE_CONFLICT] = { "conflict", N_("Visit to compare"), "visit_conflict", visit_dues, false },
	[DUE_SUPERVISE] = { "supervise", N_("Supervised"), "supervise", supervise_dues, true },
	[DUE_SHORTAGE] = { "shortage", N_("Shortage"), "supervise", shortage_dues, true },
	[DUE_CONTRACT] = { "contract", N_("Contract"), "contract", contract_dues, false },
	[DUE_BOOK] = { "book", N_("Books"), NULL, book_dues, true },
	[DUE_OPENNESS] = { "openness", N_("To be published"), "openness_notice", openness_dues, true },
};

const char *due_kind_code(enum due_kind k)
{
	assert(k < DUE__COUNT);
	return kinds[k].code;
}

const char *due_kind_label(enum due_kind k)
{
	assert(k < DUE__COUNT);
	return kinds[k].label;
}

bool due_kind_parse(const char *code, enum due_kind *out)
{
	for (int k = 0; k < DUE__COUNT; k++)
		if (text_eq(kinds[k].code, code)) {
			*out = (enum due_kind)k;
			return true;
		}
	return false;
}

const char *due_register(enum due_kind k)
{
	assert(k < DUE__COUNT);
	return kinds[k].reg;
}

bool due_title_is_plain(enum due_kind k)
{
	assert(k < DUE__COUNT);
	return kinds[k].plain;
}

void due_scope(const struct account *acc, enum due_kind k, struct scope *out)
{
	const char *reg = due_register(k);
	const struct reg_def *def = reg ? reg_find(reg) : NULL;
	*out = (struct scope){0};
	if (!reg)
		scope_of_cap(acc, CAP_BOOK_READ, out);
	else if (def)
		reg_scope(acc, def, false, out);
}

bool todo_is_mine(const struct account *acc, const struct due *d)
{
	return acc->person && acc->person == d->person;
}

/* ---- text ---- */

const char *due_text(struct arena *a, const struct due *d, enum lang lang)
{
	if (!d->what)
		return d->title;
	if (d->number)
		return arena_printf(a, "%s: %" PRId64 " · %s", tr(lang, d->what), d->number, d->title);
	return arena_printf(a, "%s: %s", tr(lang, d->what), d->title);
}

const char *due_text_plain(struct arena *a, enum due_kind kind, const char *title, const char *unit_name,
			   enum lang lang)
{
	const char *label = tr(lang, due_kind_label(kind));
	if (!due_title_is_plain(kind))
		return arena_printf(a, "%s · %s", label, unit_name);
	return arena_printf(a, "%s · %s · %s", label, title, unit_name);
}

/* ---- lists ---- */

int due_order(const struct due *x, const struct due *y)
{
	if (x->due != y->due)
		return (x->due ? x->due : DATE_OPEN) < (y->due ? y->due : DATE_OPEN) ? -1 : 1;
	return strcmp(x->key, y->key);
}

static int by_day(const void *x, const void *y)
{
	return due_order(x, y);
}

void dues_add(struct dues *d, const struct due *due)
{
	if (d->count == d->room) {
		int more = d->room ? d->room * 2 : 64;
		d->rows = arena_grow(d->a, d->rows, sizeof *d->rows * (size_t)d->room,
				     sizeof *d->rows * (size_t)more);
		d->room = more;
	}
	d->rows[d->count++] = *due;
}

void dues_done(struct dues *d, struct due_list *out)
{
	if (d->count > 1)
		qsort(d->rows, (size_t)d->count, sizeof *d->rows, by_day);
	*out = (struct due_list){.count = d->count, .more = d->more, .rows = d->rows};
	if (d->limit && d->count > d->limit) {
		out->count = d->limit;
		out->more = true;
	}
}

static int mine_first(const void *x, const void *y, void *arg)
{
	int order = todo_is_mine(arg, y) - todo_is_mine(arg, x);
	return order ? order : due_order(x, y);
}

bool todo_list(struct arena *a, struct db *db, const struct todo_ask *ask, struct due_list *out, struct err *e)
{
	struct dues all = {.a = a};
	for (int k = 0; k < DUE__COUNT; k++) {
		struct scope scope;
		struct due_list some = {0};
		if (ask->kinds && !(ask->kinds >> k & 1u))
			continue;
		if (ask->account)
			due_scope(ask->account, (enum due_kind)k, &scope);
		else
			scope_all(ask->county, &scope);
		if (!scope.count)
			continue;
		if (!kinds[k].list(a, db, ask->county, ask->unit, &scope, ask->at, ask->limit, &some, e))
			return false;
		all.more |= some.more;
		for (int i = 0; i < some.count; i++)
			dues_add(&all, &some.rows[i]);
	}
	if (ask->account && all.count > 1)
		qsort_r(all.rows, (size_t)all.count, sizeof *all.rows, mine_first,
			(void *)(uintptr_t)ask->account);
	*out = (struct due_list){.count = all.count, .more = all.more, .rows = all.rows};
	return true;
}
