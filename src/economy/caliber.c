/* caliber.c - income by caliber: registers say what counts, turnover says how much. */
#include "economy/caliber.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query.h"

#include <string.h>

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static const char *text_of(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known ? v->s : "";
}

/* Rows of the whole county: what holds above its reader holds for the village, too. */
static bool rows_of(struct arena *a, struct db *db, const char *reg, int64_t county,
		    const char *field, const char *is, ymd at, struct record_list *out,
		    struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope all;
	struct query q;
	struct path path;
	bool there = def && path_parse(def, field, &path);
	assert(there);
	scope_all(county, &all);
	query_init(&q, def, county, &all);
	q.at = at;
	q.limit = LIMIT_PAGE_ROWS;
	query_filter(&q, path, OP_EQ, is);
	return query_list(a, db, &q, out, e);
}

static bool lines_load(struct arena *a, struct db *db, int64_t county, struct caliber *c,
		       struct err *e)
{
	struct record_list list;
	if (!rows_of(a, db, "caliber_line", county, "caliber",
		     arena_printf(a, "%" PRId64, c->id), 0, &list, e))
		return false;
	c->lines = ARENA_ARRAY(a, struct caliber_line, list.count + 1);
	c->line_count = list.count;
	for (int i = 0; i < list.count; i++)
		c->lines[i] = (struct caliber_line){
		    .chart = text_of(list.rows[i], "chart") + strlen("rule_"),
		    .account = text_of(list.rows[i], "account"),
		    .note = text_of(list.rows[i], "note"),
		    .counts = text_eq(text_of(list.rows[i], "counts"), "counts"),
		};
	return true;
}

bool caliber_find(struct arena *a, struct db *db, int64_t county, const char *kind, ymd at,
		  struct caliber *out, bool *found, struct err *e)
{
	struct record_list list;
	*out = (struct caliber){0};
	if (!rows_of(a, db, "caliber", county, "kind", kind, at, &list, e))
		return false;
	*found = list.count > 0; /* newest first */
	if (!*found)
		return true;
	const struct record *r = list.rows[0];
	*out = (struct caliber){
	    .id = r->id,
	    .kind = text_of(r, "kind"),
	    .name = text_of(r, "name"),
	    .document = text_of(r, "document"),
	    .basis = text_of(r, "basis"),
	    .taken = text_of(r, "taken"),
	};
	return lines_load(a, db, county, out, e);
}

const struct caliber_line *caliber_decides(const struct caliber *c, const char *chart,
					   const char *account)
{
	const struct caliber_line *best = NULL;
	for (int i = 0; i < c->line_count; i++) {
		const struct caliber_line *l = &c->lines[i];
		if (text_eq(l->chart, chart) && has_prefix(account, l->account) &&
		    (!best || strlen(l->account) > strlen(best->account)))
			best = l;
	}
	return best;
}

bool incomes_of_unit(struct arena *a, struct db *db, const struct caliber *c, int64_t unit,
		     const struct scope *scope, ymd upto, struct incomes *out, struct err *e)
{
	struct turnovers t;
	if (!turnover_of_unit(a, db, unit, scope, upto, &t, e))
		return false;
	*out = (struct incomes){.rows = ARENA_ARRAY(a, struct income_row, t.count + 1)};
	for (int i = 0; i < t.count; i++) {
		const struct turnover_row *r = &t.rows[i];
		const struct caliber_line *l = caliber_decides(c, r->chart, r->account);
		struct income_row *last = out->count ? &out->rows[out->count - 1] : NULL;
		if (!last || last->book != r->book) {
			last = &out->rows[out->count++];
			*last = (struct income_row){.book = r->book, .unit = r->unit};
		}
		if (l && l->counts)
			last->fen += r->credit - r->debit;
	}
	return true;
}

bool income_bands(struct arena *a, struct db *db, int64_t county, const char *kind, ymd at,
		  struct income_bands *out, struct err *e)
{
	struct record_list list;
	if (!rows_of(a, db, "income_band", county, "kind", kind, at, &list, e))
		return false;
	out->count = list.count;
	out->rows = ARENA_ARRAY(a, struct income_band, list.count + 1);
	for (int i = 0; i < list.count; i++)
		out->rows[i] = (struct income_band){
		    .name = text_of(list.rows[i], "name"),
		    .document = text_of(list.rows[i], "document"),
		    .at_least = value_of(list.rows[i], "at_least")->i * 100,
		};
	return true;
}
