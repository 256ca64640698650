/* stage_merge.c - the sheet's values over the present ones: cell by cell when both changed. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/reg_sql.h"
#include "reg/stage.h"
#include "unit/unit.h"

#include <jansson.h>
#include <string.h>

enum { VERSIONS_MAX = 200 };

/* As the audit chain writes a value: masked, and without the name of a reference. */
static const char *audit_form(struct arena *a, const struct field_def *f, const struct value *v)
{
	if (!v->known)
		return "";
	if (f->type == FIELD_IDNUM)
		return mask_idnum(a, v->s);
	if (f->type == FIELD_PHONE)
		return mask_phone(a, v->s);
	return value_raw(a, f, v);
}

static const char *without_name(struct arena *a, const struct field_def *f, const char *text)
{
	if (!f->ref && f->type != FIELD_UNIT)
		return text;
	const char *mark = strrchr(text, '#');
	return mark ? arena_strdup(a, mark + 1) : text;
}

/* What each field was at `base_ver`: the oldest "before" since; NULL where it did not change. */
static bool base_values(struct stage *st, const struct record *now, int64_t base_ver,
			const char **base, struct err *e)
{
	struct audit_list list;
	int64_t steps = now->ver - base_ver;
	if (steps <= 0)
		return true;
	if (!audit_load(st->row, st->db, now->county, now->def->name, now->id, 0,
			(int)(steps < VERSIONS_MAX ? steps : VERSIONS_MAX), &list, e))
		return false;
	for (int i = 0; i < list.count; i++) { /* newest first: the oldest one stays */
		json_error_t je;
		json_t *o = list.rows[i].before ? json_loads(list.rows[i].before, 0, &je) : NULL;
		json_t *after = list.rows[i].after ? json_loads(list.rows[i].after, 0, &je) : NULL;
		for (int k = 0; k < now->def->field_count; k++) {
			const struct field_def *f = &now->def->fields[k];
			json_t *was = json_object_get(o, f->name);
			if (json_is_string(was))
				base[k] = without_name(
				    st->row, f, arena_strdup(st->row, json_string_value(was)));
			else if (was || json_object_get(after, f->name))
				base[k] = "";
		}
		json_decref(o);
		json_decref(after);
	}
	return true;
}

static bool chosen(struct stage *st, int row, const char *field, int *mine, struct err *e)
{
	struct stmt *q = db_query(st->db,
				  SQL("select mine from import_choice where county=$1 and batch=$2"
				      " and row_no=$3 and field=$4"),
				  e);
	if (!q)
		return false;
	bind(q, 1, st->b->county);
	bind(q, 2, st->b->id);
	bind(q, 3, row);
	bind(q, 4, field);
	*mine = db_next(q) ? (int)col_i64(q, 0) : -1;
	return db_end(q, e);
}

static int column_of(const struct stage *st, int field)
{
	for (int i = 0; i < st->b->column_count; i++)
		if (st->paths[i].field == field)
			return st->b->columns[i].column;
	return 0;
}

static bool conflict(struct stage *st, struct record *now, const struct record *sheet, int k,
		     int row, struct findings *f, struct err *e)
{
	const struct field_def *fd = &now->def->fields[k];
	int mine;
	if (!chosen(st, row, fd->name, &mine, e))
		return false;
	if (mine == 1)
		now->v[k] = sheet->v[k];
	if (mine >= 0)
		return true;
	f->place = place_of(f->arena, st->b->file_name, column_of(st, k), row);
	struct finding *fi =
	    find_error(f, fd->name, "edit-conflict",
		       "%s: the sheet says \"%s\", but meanwhile it was changed to \"%s\".",
		       fd->label.zh, value_text(st->row, fd, &sheet->v[k], LANG_ZH),
		       value_text(st->row, fd, &now->v[k], LANG_ZH));
	find_hint(fi, N_("Choose which of the two is right."));
	return true;
}

bool stage_merge(struct stage *st, struct record *now, const struct record *sheet,
		 const bool *given, int64_t base_ver, int row, struct findings *f, struct err *e)
{
	const char **base = ARENA_ARRAY(st->row, const char *, now->def->field_count);
	if (base_ver && !base_values(st, now, base_ver, base, e))
		return false;
	for (int k = 0; k < now->def->field_count; k++) {
		const struct field_def *fd = &now->def->fields[k];
		if (!given[k] || !sheet->v[k].known || value_eq(fd, &sheet->v[k], &now->v[k]))
			continue;
		if (!base[k]) { /* nobody else touched it */
			now->v[k] = sheet->v[k];
			continue;
		}
		if (text_eq(audit_form(st->row, fd, &sheet->v[k]), base[k]))
			continue; /* the sheet still holds the old value: the newer one stays */
		if (!conflict(st, now, sheet, k, row, f, e))
			return false;
	}
	return true;
}

/* ---- differences, for the review ---- */

static void diff_one(struct arena *a, struct json *j, const struct record *r,
		     const struct record *old)
{
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		struct value none = {0};
		const struct value *was = old ? &old->v[i] : &none;
		if (value_eq(f, &r->v[i], was))
			continue;
		json_open(j, '[');
		json_str(j, r->def->name);
		json_str(j, f->name);
		json_str(j, reg_is_sealed(f) ? audit_form(a, f, was)
			    : f->ref	     ? value_text(a, f, was, LANG_ZH)
					     : value_raw(a, f, was));
		json_str(j, reg_is_sealed(f) ? audit_form(a, f, &r->v[i])
			    : f->ref	     ? value_text(a, f, &r->v[i], LANG_ZH)
					     : value_raw(a, f, &r->v[i]));
		json_close(j, ']');
	}
}

/* An entry that moves: from where, to where. */
static void diff_unit(struct stage *st, struct json *j, const struct staged *s)
{
	if (!s->old || s->rec->unit == s->old->unit)
		return;
	json_open(j, '[');
	json_str(j, s->rec->def->name);
	json_str(j, "unit");
	json_str(j, unit_name_now(st->row, st->db, s->old->unit));
	json_str(j, unit_name_now(st->row, st->db, s->rec->unit));
	json_close(j, ']');
}

char *stage_diff(struct stage *st, const struct staged *s)
{
	struct arena *a = st->row;
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 20);
	json_init(&j, &out);
	json_open(&j, '[');
	diff_unit(st, &j, s);
	diff_one(a, &j, s->rec, s->old);
	int k = 0;
	for (const struct record *p = s->subs; p; p = p->next, k++)
		if (p->ver >= 0)
			diff_one(a, &j, p, s->sub_olds[k]);
	json_close(&j, ']');
	char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}
