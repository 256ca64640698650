/*
 * prove.c - a sheet beside the records of today.
 *
 * The table is made again from the same source and compared row by row.  Of lists of persons only
 * numbers of rows are told: a row that is new in the records has not been published.  What has
 * happened since comes from the audit chain, without names and without reasons: those are told
 * by the publisher.
 */
#include "openness/openness_int.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/document.h"
#include "ledger/book.h"
#include "ledger/voucher.h"
#include "measure/measure.h"
#include "reg/query.h"

#include <stdio.h>
#include <string.h>

enum { AUDIT_ROWS = 300 };

/* What tells a row: its first column, of the accounts and decisions with the second. */
static const char *key(struct arena *a, const struct disclosure *d, int i)
{
	const char *const *c = d->lines[i].cells;
	if (d->kind == DISCLOSE_DECISION)
		return arena_printf(a, "%s %s", c[0], c[2]);
	return d->kind == DISCLOSE_BOOK && d->columns > 4 ? arena_printf(a, "%s %s", c[0], c[1]) : c[0];
}

static const char *rest(struct arena *a, const struct disclosure *d, int i)
{
	const char *text = "";
	for (int c = 1; c < d->columns; c++)
		if (!(d->kind == DISCLOSE_FIGURES && c == 2)) /* the caliber has a proof of its own: its revision */
			text = arena_printf(a, "%s%s%s", text, *text ? " · " : "", d->lines[i].cells[c]);
	return text;
}

static bool same_row(const struct disclosure *x, int i, const struct disclosure *y, int k)
{
	for (int c = 0; c < x->columns; c++)
		if (!text_eq(x->lines[i].cells[c], y->lines[k].cells[c]))
			return false;
	return true;
}

static void change(struct proof *out, const char *label, const char *was, const char *now)
{
	if (out->change_count < (int)ARRAY_LEN(out->changes))
		out->changes[out->change_count++] = (struct proof_change){.label = label, .was = was, .now = now};
	out->same = false;
}

/* Rows told by their key, each used once. */
static void compare_rows(struct arena *a, const struct disclosure *d, const struct disclosure *now,
			 struct proof *out)
{
	bool *used = ARENA_ARRAY(a, bool, now->count + 1);
	for (int i = 0; i < d->count; i++) {
		const char *name = key(a, d, i);
		int k = 0;
		while (k < now->count && (used[k] || !text_eq(key(a, now, k), name)))
			k++;
		if (k == now->count) {
			change(out, name, rest(a, d, i), NULL);
			continue;
		}
		used[k] = true;
		if (!same_row(d, i, now, k))
			change(out, name, rest(a, d, i), rest(a, now, k));
	}
	for (int k = 0; k < now->count; k++)
		if (!used[k])
			change(out, key(a, now, k), NULL, rest(a, now, k));
}

static void compare_persons(struct arena *a, const struct disclosure *d, const struct disclosure *now,
			    struct proof *out)
{
	bool *used = ARENA_ARRAY(a, bool, now->count + 1);
	for (int i = 0; i < d->count; i++) {
		int k = 0;
		while (k < now->count && (used[k] || !same_row(d, i, now, k)))
			k++;
		if (k < now->count)
			used[k] = true;
		else
			out->gone++;
	}
	for (int k = 0; k < now->count; k++)
		out->added += !used[k];
	out->same = out->gone == 0 && out->added == 0;
}

/* ---- what has happened since ---- */

static void cause(struct proof *out, int64_t at_ms, const char *what)
{
	ymd day = at_ms ? date_of_ms(at_ms) : 0; /* 0: what, but not when */
	for (int i = 0; i < out->cause_count; i++)
		if (out->causes[i].day == day && text_eq(out->causes[i].what, what))
			return;
	if (out->cause_count < (int)ARRAY_LEN(out->causes))
		out->causes[out->cause_count++] = (struct proof_cause){.day = day, .what = what};
}

static const char *what_happened(const char *action)
{
	if (text_eq(action, "create") || text_eq(action, "import"))
		return N_("An entry was added");
	if (text_eq(action, "delete"))
		return N_("An entry was deleted");
	return N_("An entry was corrected");
}

/* Is the record one of the sheet's unit?  A deleted one cannot be asked any more: it is not told. */
static bool is_of_unit(struct arena *a, struct db *db, const struct disclosure *d, const struct reg_def *def,
		       int64_t id)
{
	struct scope own = {.count = 1, .units = {d->unit}};
	struct record *r;
	struct err none = {0};
	return id && reg_load(a, db, def, d->county, id, &own, false, &r, &none);
}

static bool causes_of_register(struct arena *a, struct db *db, const struct disclosure *d, const char *reg,
			       int64_t record, struct proof *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct audit_list rows;
	struct audit_filter f = {.subject = reg, .from = date_of_ms(d->published_ms)};
	if (!def)
		return true;
	if (!(record ? audit_load(a, db, d->county, reg, record, 0, AUDIT_ROWS, &rows, e)
		     : audit_search(a, db, d->county, &f, AUDIT_ROWS, &rows, e)))
		return false;
	for (int i = 0; i < rows.count; i++) {
		const struct audit_row *r = &rows.rows[i];
		if (r->at_ms > d->published_ms && (record || is_of_unit(a, db, d, def, r->record)))
			cause(out, r->at_ms, what_happened(r->action));
	}
	return true;
}

static bool causes_of_book(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
			   struct err *e)
{
	struct audit_filter f = {.subject = "voucher", .from = date_of_ms(d->published_ms)};
	struct audit_list rows;
	int64_t book = 0;
	const char *at = strchr(d->source, ' ');
	if (!at || !audit_search(a, db, d->county, &f, AUDIT_ROWS, &rows, e))
		return e->code == ERR_NONE;
	char id[24] = "";
	snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 1, " "), at + 1);
	if (!id_parse(id, &book))
		return true;
	for (int i = 0; i < rows.count; i++) {
		struct voucher v;
		struct err none = {0};
		if (rows.rows[i].at_ms > d->published_ms && text_eq(rows.rows[i].action, "post") &&
		    voucher_load(a, db, d->county, rows.rows[i].record, &v, &none) && v.book == book)
			cause(out, rows.rows[i].at_ms,
			      v.kind == VOUCHER_REVERSAL ? N_("A posted voucher was reversed")
							 : N_("A voucher was posted"));
	}
	return true;
}

static bool causes_of_figures(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
			      struct err *e)
{
	const char *p = d->source;
	while (*p) {
		size_t n = strcspn(p, ",");
		const struct indicator_def *def = indicator_find(arena_strndup(a, p, n));
		if (def && def->of && !causes_of_register(a, db, d, def->of->name, 0, out, e))
			return false;
		p += n + (p[n] == ',');
	}
	return true;
}

static bool causes_find(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
			struct err *e)
{
	struct audit_filter units = {.subject = "unit", .from = date_of_ms(d->published_ms)};
	struct audit_list rows;
	int64_t id = 0;
	switch (d->kind) {
	case DISCLOSE_FIGURES:
		if (!causes_of_figures(a, db, d, out, e))
			return false;
		break;
	case DISCLOSE_BOOK:
		return causes_of_book(a, db, d, out, e);
	case DISCLOSE_DECISION:
		if (id_parse(d->source, &id) && !causes_of_register(a, db, d, "decision", id, out, e))
			return false;
		for (int i = 0; i < d->count; i++) {
			const char *at = strrchr(d->lines[i].link, '/');
			if (has_prefix(d->lines[i].link, "/reg/decision_step/") && id_parse(at + 1, &id) &&
			    !causes_of_register(a, db, d, "decision_step", id, out, e))
				return false;
		}
		return true;
	case DISCLOSE_PERSONS:
		return causes_of_register(a, db, d, arena_strndup(a, d->source, strcspn(d->source, " ")), 0, out,
					  e);
	case DISCLOSE_BRIEFING:
	case DISCLOSE__COUNT:
		break;
	}
	if (!audit_search(a, db, d->county, &units, 5, &rows, e))
		return false;
	for (int i = 0; i < rows.count; i++)
		if (rows.rows[i].at_ms > d->published_ms)
			cause(out, rows.rows[i].at_ms, N_("Units were changed"));
	return true;
}

/* An issued briefing is compared by its own frozen measures: exact numbers, and why. */
static bool briefing_prove(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
			   struct err *e)
{
	static const char *const why[] = {
	    [CAUSE_LATE] = N_("An entry was added"),	   [CAUSE_CORRECTION] = N_("An entry was corrected"),
	    [CAUSE_DELETED] = N_("An entry was deleted"), [CAUSE_BOUNDARY] = N_("Units were changed"),
	    [CAUSE_RULE] = N_("The rule of counting was changed"),
	};
	struct document doc;
	struct scope all;
	struct figure_change *changes;
	int64_t run;
	int count;
	scope_all(d->county, &all);
	bool known = id_parse(d->source, &run);
	assert(known); /* it was read when it was published */
	if (!document_load(a, db, d->county, run, &all, &doc, e) ||
	    !document_compare(a, db, &doc, &all, LANG_ZH, &count, &changes, e))
		return false;
	out->same = true;
	for (int i = 0; i < count; i++) {
		const struct document_figure *f = &doc.figures[changes[i].figure];
		change(out, f->figure.indicator ? label_in(&f->figure.indicator->label, LANG_ZH) : f->name,
		       changes[i].before, changes[i].after);
		for (int k = 0; k < changes[i].cause_count; k++)
			cause(out, 0, why[changes[i].causes[k].cause]);
	}
	return true;
}

bool disclosure_prove(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
		      struct err *e)
{
	*out = (struct proof){.intact = text_eq(d->hash, disclosure_hash(a, d))};
	if (d->kind == DISCLOSE_BRIEFING)
		return briefing_prove(a, db, d, out, e);
	struct disclosure now = *d;
	if (!disclosure_fill(a, db, &now, e)) {
		if (e->code != ERR_NOT_FOUND && e->code != ERR_INPUT)
			return false;
		*e = (struct err){0}; /* the source is gone: every row of it is */
		now.count = 0;
	}
	out->same = true;
	if (d->kind == DISCLOSE_PERSONS)
		compare_persons(a, d, &now, out);
	else
		compare_rows(a, d, &now, out);
	return out->same || causes_find(a, db, d, out, e);
}
