/* export.c - a list as the sheet superiors expect, with hidden keys for its way back. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/import_int.h"
#include "reg/query.h"
#include "unit/unit.h"

struct exporting {
	struct sheet_out *o;
	const struct query *q;
	enum lang lang;
	int row, number;
};

/* Is column i among those asked for? */
static bool is_chosen(const struct query *q, int i)
{
	return q->columns == 0 || (i < 64 && q->columns >> i & 1);
}

static const char *column_text(struct arena *a, const struct record *rec, const struct value *subs,
			       int i, enum lang lang)
{
	const struct reg_def *def = rec->def;
	struct path p = def->columns[i].path;
	if (p.field == PATH_UNIT)
		return rec->unit_name ? rec->unit_name : "";
	if (p.field == PATH_STATE) {
		for (int k = 0; k < def->state_count; k++)
			if (text_eq(def->states[k].code, rec->state))
				return label_in(&def->states[k].label, lang);
		return rec->state;
	}
	if (p.field == PATH_ID)
		return arena_printf(a, "%" PRId64, rec->id);
	const struct value *v = p.sub == -1 ? &rec->v[p.field] : &subs[i];
	const struct field_def *f = path_field(def, p);
	if (!f)
		return v->s ? v->s : "";
	return value_text(a, f, v, lang);
}

static enum out_style style_of(const struct field_def *f)
{
	return f && (f->type == FIELD_INT || f->type == FIELD_DEC) ? OUT_NUMBER : OUT_TEXT;
}

static bool write_row(void *arg, struct arena *a, const struct record *rec,
		      const struct value *subs, struct err *e)
{
	(void)e;
	struct exporting *x = arg;
	int column = 1;
	out_cell(x->o, x->row, column++, OUT_NUMBER, arena_printf(a, "%d", ++x->number));
	for (int i = 0; i < rec->def->column_count; i++) {
		if (!is_chosen(x->q, i))
			continue;
		const char *text = column_text(a, rec, subs, i, x->lang);
		if (!is_empty(text))
			out_cell(x->o, x->row, column,
				 style_of(path_field(rec->def, rec->def->columns[i].path)), text);
		column++;
	}
	out_cell(x->o, x->row, column++, OUT_TEXT, arena_printf(a, "%" PRId64, rec->id));
	out_cell(x->o, x->row, column, OUT_TEXT, arena_printf(a, "%" PRId64, rec->ver));
	x->row++;
	return true;
}

bool export_sheet(struct db *db, const struct query *q, const char *title, enum lang lang,
		  const char *path, int64_t *rows, struct err *e)
{
	struct exporting x = {.q = q, .lang = lang};
	struct layout_column *columns;
	struct arena *a = arena_new(LIMIT_REQUEST_ARENA);
	struct sheet_layout l = {.def = q->def, .title = title, .day = today(), .lang = lang, .keys = true};
	l.unit = unit_name_now(a, db, q->unit ? q->unit : q->county);
	l.count = layout_columns(a, q->def, q->columns, 0, lang, &columns);
	l.columns = columns;
	x.o = out_open(path, label_in(&q->def->label, lang), e);
	if (!x.o) {
		arena_free(a);
		return false;
	}
	x.row = layout_head(x.o, a, &l);
	bool ok = query_each(db, q, write_row, &x, e);
	layout_foot(x.o, &l, x.row);
	struct err second = {0};
	ok = out_close(x.o, ok ? e : &second) && ok;
	arena_free(a);
	*rows = x.number;
	return ok;
}
