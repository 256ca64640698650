/* cadence_say.c - cadence in words, and what of it is due. */
#include "base/arena.h"
#include "base/msg.h"
#include "base/str.h"
#include "duty/cadence.h"

#include <stdlib.h>
#include <string.h>

const char *cadence_period_name(struct arena *a, enum cadence_period kind, ymd first, enum lang lang)
{
	int y = first / 10000, m = first / 100 % 100, d = first % 100;
	bool zh = lang == LANG_ZH;
	switch (kind) {
	case EVERY_WEEK:
		return arena_printf(a, zh ? "%d年%d月%d日起一周" : "week of %d-%02d-%02d", y, m, d);
	case EVERY_MONTH:
		return arena_printf(a, zh ? "%d年%d月" : "%d-%02d", y, m);
	case EVERY_QUARTER:
		return arena_printf(a, zh ? "%d年第%d季度" : "%d-Q%d", y, (m + 2) / 3);
	case EVERY_HALF:
		return zh ? arena_printf(a, "%d年%s半年", y, m < 7 ? "上" : "下")
			  : arena_printf(a, "%d-H%d", y, m < 7 ? 1 : 2);
	case EVERY_YEAR:
		break;
	}
	return arena_printf(a, zh ? "%d年" : "%d", y);
}

const char *cadence_state_word(enum cadence_state s)
{
	static const char *const words[CADENCE__STATES] = {
		[CADENCE_KEPT] = N_("kept"),
		[CADENCE_DUE] = N_("still time"),
		[CADENCE_MISSED] = N_("missed"),
		[CADENCE_EXCUSED] = N_("excused"),
	};
	return words[s];
}

const char *cadence_state_sign(enum cadence_state s)
{
	static const char *const signs[CADENCE__STATES] = {
		[CADENCE_KEPT] = "✓", [CADENCE_DUE] = "…", [CADENCE_MISSED] = "✗", [CADENCE_EXCUSED] = "○",
	};
	return signs[s];
}

/* ---- dues ---- */

static struct due due_of(struct arena *a, const struct cadence_board *b, const struct cadence_cell *c)
{
	const struct cadence_rule *r = &b->rules[c->rule];
	const struct cadence_who *w = &b->whos[c->who];
	const char *period = cadence_period_name(a, r->period, c->first, LANG_EN);
	const char *key = arena_printf(a, "cadence/%" PRId64 "/%d/%" PRId64, r->id, c->first,
				       w->pairing ? w->pairing : w->unit);
	if (w->person && !w->pairing)
		key = arena_printf(a, "%s-%" PRId64, key, w->person);
	return (struct due){
		.kind = DUE_CADENCE,
		.key = key,
		.unit = w->unit, .person = w->person, .unit_name = w->unit_name,
		.title = arena_printf(a, "%s %s%s%s %d/%d", r->name, period, *w->name ? " " : "", w->name, c->got,
				      c->needed),
		.href = arena_printf(a, "/cadence/%" PRId64 "?unit=%" PRId64 "&day=%d-%02d-%02d", r->id, w->unit,
				     c->first / 10000, c->first / 100 % 100, c->first % 100),
		.due = c->due,
	};
}

static int by_due(const void *x, const void *y)
{
	const struct due *a = x, *b = y;
	return a->due != b->due ? (a->due > b->due) - (a->due < b->due) : strcmp(a->key, b->key);
}

/* Missed in the period before the running one, or to be done within the 60 days. */
static bool is_due(const struct cadence_cell *c, ymd soon)
{
	return c->state == CADENCE_MISSED || (c->state == CADENCE_DUE && c->due <= soon);
}

bool cadence_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		  int limit, struct due_list *out, struct err *e)
{
	struct cadence_board b;
	struct cadence_ask ask = { .county = county, .unit = unit, .scope = *scope, .from = at, .to = at, .back = 1,
				   .at = at };
	ymd soon = date_from_days(date_days(at) + 60);
	int n = 0;
	if (!cadence_evaluate(a, db, &ask, &b, e))
		return false;
	struct due *rows = ARENA_ARRAY(a, struct due, b.in_state[CADENCE_MISSED] + b.in_state[CADENCE_DUE] + 1);
	for (int i = 0; i < b.cell_count; i++)
		if (is_due(&b.cells[i], soon))
			rows[n++] = due_of(a, &b, &b.cells[i]);
	qsort(rows, (size_t)n, sizeof *rows, by_due);
	*out = (struct due_list){ .count = n < limit ? n : limit, .more = n > limit, .rows = rows };
	return true;
}
