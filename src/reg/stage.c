/* stage.c - one sheet row becomes a staged record: unit, people, values, the record it changes. */
#include "reg/stage.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/query.h"
#include "reg/reg_sql.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_CHARS = 12, COLUMNS_FEW = 3 };

/* "注：…", "填表人：…", "合 计": what stands below a table, by how it begins. */
static bool is_foot_word(const char *text)
{
	static const char *const begin[] = {"合计", "总计", "小计", "共计", "备注", "注:",
					    "注1",  "注意", "说明", "填表", "填报", "制表",
					    "审核", "审批", "单位负责人"};
	static const char *const named[] = {"负责人", "主要负责人", "分管领导", "经办人",
					    "联系人", "联系电话",   "日期",	"单位(盖章)"};
	for (size_t i = 0; i < ARRAY_LEN(begin); i++)
		if (has_prefix(text, begin[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (has_prefix(text, named[i]) && strchr(":(", text[strlen(named[i])]))
			return true;
	return false;
}

/* "1.…", "2、…", "(一)…" or a sentence: a note that stands alone in its row. */
static bool is_sentence(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	const char *after = text + digits;
	if (digits && (has_prefix(after, ".") || has_prefix(after, "、") || *after == ')'))
		return true;
	return *text == '(' || strchr(text, ':') || strstr(text, "。") ||
	       utf8_count(text) > LINE_CHARS;
}

/* Without blanks, full-width signs as ASCII. */
static char *foot_text(struct arena *a, const char *text)
{
	char *out = text_normal(a, text), *to = out;
	for (const char *p = out; *p; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = 0;
	return out;
}

bool stage_is_note(const struct stage *st, const struct sheet_row *row)
{
	int used = 0, mapped = 0;
	bool alone = true;
	const char *first = NULL;
	for (int i = 0; i < row->count; i++) {
		const struct cell *c = &row->cells[i];
		if (is_empty(c->text))
			continue;
		alone &= !first || (c->merged && text_eq(c->text, first));
		first = first ? first : c->text;
	}
	for (int i = 0; i < st->b->column_count; i++) {
		const struct cell *c = row_cell(row, st->b->columns[i].column);
		mapped += st->paths[i].field != PATH_NONE;
		used += st->paths[i].field != PATH_NONE && c && !is_empty(c->text);
	}
	if (used == 0 || !first)
		return true;
	const char *text = foot_text(st->row, first);
	return is_foot_word(text) || (alone && mapped >= COLUMNS_FEW && is_sentence(text));
}

const char *stage_note_text(const struct stage *st, const struct sheet_row *row)
{
	struct buf out;
	bool words = false;
	const char *last = NULL;
	buf_init(&out, 2000);
	for (int i = 0; i < row->count && out.n < 400; i++) {
		const char *text = row->cells[i].text;
		if (is_empty(text) || (last && row->cells[i].merged && text_eq(text, last)))
			continue;
		words |= text[strspn(text, "0123456789.")] != 0;
		buf_puts(&out, last ? " " : "");
		buf_puts(&out, text);
		last = text;
	}
	const char *all = words ? arena_strdup(st->row, buf_str(&out)) : NULL;
	buf_done(&out);
	return all;
}

/* 0 when the row names none, or none that can be used. */
static bool row_unit(struct stage *st, const struct sheet_row *row, int64_t *unit,
		     struct findings *f, struct err *e)
{
	*unit = 0;
	for (int i = 0; i < st->b->column_count; i++) {
		const struct cell *c = row_cell(row, st->b->columns[i].column);
		if (st->paths[i].field != PATH_UNIT || !c || is_empty(c->text))
			continue;
		if (st->before && text_eq(c->text, st->before->unit_name)) {
			*unit = st->before->unit;
			return true;
		}
		f->place = place_of(f->arena, st->b->file_name, c->column, row->number);
		return stage_unit(st, c->text, st->b->unit, unit, "unit", f, e);
	}
	return true;
}

/* The cell of an exported row says what the entry holds: it stays, though two units or entries
 * may bear the name that the cell shows. */
static bool is_as_before(const struct stage *st, const struct cell *cell, int field)
{
	const struct field_def *fd = &st->b->def->fields[field];
	if (!st->before || fd->type == FIELD_PERSON || reg_is_sealed(fd))
		return false;
	const struct value *v = &st->before->v[field];
	return v->known && (text_eq(cell->text, value_text(st->row, fd, v, LANG_ZH)) ||
			    text_eq(cell->text, value_text(st->row, fd, v, LANG_EN)));
}

/* 陈有余 is not 陈有: a search finds both, the whole title decides. */
static void keep_exact(struct stage *st, struct record_list *list, const char *text)
{
	const char *want = text_fold(st->row, text);
	int kept = 0;
	for (int i = 0; i < list->count; i++)
		if (text_eq(text_fold(st->row, record_title(st->row, list->rows[i], LANG_ZH)), want))
			list->rows[kept++] = list->rows[i];
	list->count = kept ? kept : list->count;
}

/* A row of another register named by its title, such as an organisation. */
static bool find_ref(struct stage *st, const struct field_def *fd, const char *text,
		     struct value *v, struct findings *f, struct err *e)
{
	struct query q;
	struct scope all;
	struct record_list list;
	scope_all(st->b->county, &all);
	query_init(&q, fd->ref, st->b->county, &all);
	q.limit = 20;
	q.unit = st->b->unit;
	if (fd->ref->title.field >= 0 && fd->ref->fields[fd->ref->title.field].type == FIELD_TEXT)
		query_filter(&q, fd->ref->title, OP_EQ, text);
	else
		q.search = text;
	if (!query_list(st->row, st->db, &q, &list, e))
		return false;
	if (list.count == 0 && fd->ref->whole_county) { /* of another unit, such as a county's fund */
		q.unit = 0;
		if (!query_list(st->row, st->db, &q, &list, e))
			return false;
	}
	if (list.count > 1)
		keep_exact(st, &list, text);
	if (list.count == 1) {
		*v = (struct value){.known = true, .i = list.rows[0]->id, .s = text};
		return true;
	}
	struct finding *fi =
	    list.count
		? find_error(f, fd->name, "reference-ambiguous",
			     "Several entries of %s are named \"%s\".", fd->ref->label.zh, text)
		: find_error(f, fd->name, "reference-unknown", "%s has no entry named \"%s\".",
			     fd->ref->label.zh, text);
	find_hint(fi, N_("Enter it in that register first, or correct the name."));
	return true;
}

static bool find_units(struct stage *st, const char *text, struct value *v, const char *field,
		       struct findings *f, struct err *e)
{
	char *copy = text_normal(st->row, text), *save = NULL;
	struct buf ids;
	bool ok = true;
	buf_init(&ids, 1 << 16);
	for (char *p = copy; (p = strstr(p, "、"));)
		memcpy(p, ",,,", 3);
	for (char *one = strtok_r(copy, ",;", &save); ok && one;
	     one = strtok_r(NULL, ",;", &save)) {
		int64_t id;
		ok = stage_unit(st, one, st->b->county, &id, field, f, e);
		if (ok && id)
			buf_printf(&ids, "%s%" PRId64, ids.n ? "," : "", id);
	}
	*v = (struct value){.known = ids.n > 0, .s = arena_strdup(st->row, buf_str(&ids))};
	buf_done(&ids);
	return ok;
}

static bool read_cell(struct stage *st, const struct sheet_row *row, const struct cell *cell,
		      struct record *rec, int field, struct findings *f, struct err *e)
{
	const struct field_def *fd = &rec->def->fields[field];
	f->place = place_of(f->arena, st->b->file_name, cell->column, row->number);
	if (fd->type == FIELD_UNITS)
		return find_units(st, cell->text, &rec->v[field], fd->name, f, e);
	if (fd->type == FIELD_REF)
		return find_ref(st, fd, cell->text, &rec->v[field], f, e);
	if (fd->type == FIELD_UNIT) {
		int64_t id;
		if (!stage_unit(st, cell->text, st->b->county, &id, fd->name, f, e))
			return false;
		rec->v[field] = (struct value){.known = id != 0, .i = id, .s = cell->text};
		return true;
	}
	(void)stage_cell(st, cell, row->number, fd, &rec->v[field], f);
	return true;
}

/* All values of the row; `given` marks fields that some cell filled. */
static bool read_values(struct stage *st, const struct sheet_row *row, struct record *rec,
			bool *given, struct staged *out, struct findings *f, struct err *e)
{
	bool people[LIMIT_DEF_FIELDS] = {false};
	for (int i = 0; i < st->b->column_count; i++) {
		struct path p = st->paths[i];
		const struct cell *cell = row_cell(row, st->b->columns[i].column);
		if (p.field < 0 || !cell || is_empty(cell->text))
			continue;
		given[p.field] = true;
		if (rec->def->fields[p.field].type == FIELD_PERSON) {
			if (!people[p.field] && !stage_person(st, row, p.field, rec, out, f, e))
				return false;
			people[p.field] = true;
		} else if (is_as_before(st, cell, p.field)) {
			rec->v[p.field] = st->before->v[p.field];
		} else if (p.sub != -1) { /* org.name: the row of the other register by its title */
			if (!find_ref(st, &rec->def->fields[p.field], cell->text, &rec->v[p.field],
				      f, e))
				return false;
		} else if (!read_cell(st, row, cell, rec, p.field, f, e)) {
			return false;
		}
	}
	return true;
}

/* ---- which record it is ---- */

static int64_t hidden_number(const struct sheet_row *row, int column)
{
	int64_t v;
	const struct cell *c = column ? row_cell(row, column) : NULL;
	return c && parse_i64(c->text, &v) ? v : 0;
}

static bool key_known(const struct record *r)
{
	for (int i = 0; i < r->def->key_count; i++)
		if (r->def->key[i].field >= 0 && !r->v[r->def->key[i].field].known)
			return false;
	return r->def->key_count > 0;
}

static const char *key_text(struct arena *a, const struct record *r)
{
	struct buf out;
	buf_init(&out, 8192);
	for (int i = 0; i < r->def->key_count; i++) {
		int field = r->def->key[i].field;
		if (field == PATH_UNIT)
			buf_i64(&out, r->unit);
		else
			buf_puts(&out, value_raw(a, &r->def->fields[field], &r->v[field]));
		buf_putc(&out, '|');
	}
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool find_by_key(struct stage *st, const struct record *r, int64_t *id, struct err *e)
{
	struct sqlb b;
	sqlb_init(&b, st->row);
	sqlb_add(&b, "select id from ");
	sqlb_name(&b, r->def->table);
	sqlb_add(&b, " where county=$1");
	b.params = 1;
	for (int i = 0; i < r->def->key_count; i++) {
		int field = r->def->key[i].field;
		sqlb_add(&b, " and ");
		sqlb_name(&b, field == PATH_UNIT ? "unit" : r->def->fields[field].name);
		if (field >= 0 && reg_is_sealed(&r->def->fields[field]))
			sqlb_add(&b, "_bix");
		sqlb_add(&b, "=");
		sqlb_param(&b);
	}
	struct stmt *q = db_query(st->db, sqlb_done(&b, __FILE__), e);
	if (!q)
		return false;
	bind(q, 1, r->county);
	for (int i = 0; i < r->def->key_count; i++)
		reg_bind_key(st->row, q, 2 + i, r, r->def->key[i].field);
	*id = db_next(q) ? col_i64(q, 0) : 0;
	return db_end(q, e);
}

/* A sheet of the person register itself. */
static bool find_person(struct stage *st, struct record *r, int64_t *id, struct findings *f,
			struct err *e)
{
	struct person_match m[5];
	int n;
	const struct value *name = record_value(r, "name"), *number = record_value(r, "id_number");
	if (!person_find(st->row, st->db, r->county, name->s, number->s,
			 (ymd)record_value(r, "birth")->i, r->unit, m, &n, e))
		return false;
	*id = 0;
	if (n && m[0].by == MATCH_NUMBER && name->s &&
	    !text_eq(text_fold(st->row, name->s), text_fold(st->row, m[0].name))) {
		struct finding *fi = find_error(f, "id_number", "person-other",
						"This identity number belongs to %s, not to %s.",
						m[0].name, name->s);
		find_hint(fi, N_("Compare the number and the name with the card."));
	} else if (n && m[0].by != MATCH_NAME_BIRTH && (n == 1 || m[1].by != m[0].by)) {
		*id = m[0].id;
	} else if (n == 1) {
		stage_elsewhere(&m[0], f);
	} else if (n > 1) {
		struct finding *fi =
		    find_error(f, "name", "person-ambiguous",
			       "Several people named %s could be meant.", m[0].name);
		find_hint(fi, N_("Add the identity number or the birth date to the row."));
	}
	return true;
}

static bool find_record(struct stage *st, const struct sheet_row *row, struct record *rec,
			int64_t *id, struct findings *f, struct err *e)
{
	*id = hidden_number(row, st->id_column);
	if (*id)
		return true;
	if (text_eq(rec->def->name, "person"))
		return find_person(st, rec, id, f, e);
	if (!key_known(rec))
		return true;
	const char *key = key_text(st->row, rec);
	gpointer first = g_hash_table_lookup(st->keys, key);
	if (first) {
		struct finding *fi =
		    find_error(f, NULL, "double-row", "Row %d of this sheet is the same entry.",
			       GPOINTER_TO_INT(first));
		find_hint(fi, N_("Keep one of the two rows."));
		return true;
	}
	g_hash_table_insert(st->keys, arena_strdup(st->batch, key), GINT_TO_POINTER(row->number));
	return find_by_key(st, rec, id, e);
}

static bool load_existing(struct stage *st, int64_t id, struct staged *out, struct findings *f,
			  struct err *e)
{
	struct err missing = {0};
	if (reg_load(st->row, st->db, st->b->def, st->b->county, id, st->scope, true, &out->old,
		     &missing))
		return true;
	if (missing.code != ERR_NOT_FOUND) {
		*e = missing;
		return false;
	}
	struct finding *fi = find_error(
	    f, NULL, "entry-gone",
	    "The entry of this row was deleted or belongs to a unit you may not write for.");
	find_hint(fi, N_("Remove the row from the sheet."));
	return true;
}

/* The entry an exported row came from, as it is now: its people need not be found again. */
static bool load_before(struct stage *st, int64_t id, struct err *e)
{
	struct err missing = {0};
	struct record *r;
	st->before = NULL;
	if (!id)
		return true;
	if (reg_load(st->row, st->db, st->b->def, st->b->county, id, st->scope, false, &r, &missing))
		st->before = r;
	else if (missing.code != ERR_NOT_FOUND)
		*e = missing;
	return e->code == ERR_NONE;
}

static enum row_kind kind_of(const struct staged *s, const struct findings *f)
{
	if (f->errors)
		return ROW_REFUSED;
	if (!s->old)
		return ROW_NEW;
	bool same = s->rec->unit == s->old->unit && s->sub_count == 0;
	for (int i = 0; same && i < s->rec->def->field_count; i++)
		same = value_eq(&s->rec->def->fields[i], &s->rec->v[i], &s->old->v[i]);
	return same ? ROW_SAME : ROW_CHANGE;
}

bool stage_row(struct stage *st, const struct sheet_row *row, struct staged *out,
	       struct findings *f, struct err *e)
{
	int64_t unit, id = 0;
	bool *given = ARENA_ARRAY(st->row, bool, st->b->def->field_count);
	*out = (struct staged){0};
	f->row = row->number;
	if (!load_before(st, hidden_number(row, st->id_column), e))
		return false;
	if (!row_unit(st, row, &unit, f, e))
		return false;
	struct record *sheet =
	    record_new(st->row, st->b->def, st->b->county, unit ? unit : st->b->unit);
	out->rec = sheet;
	if (!read_values(st, row, sheet, given, out, f, e))
		return false;
	out->title = record_title(st->row, sheet, LANG_ZH);
	f->place = place_of(f->arena, st->b->file_name, 0, row->number);
	if (!find_record(st, row, sheet, &id, f, e) || (id && !load_existing(st, id, out, f, e)))
		return false;
	if (out->old) {
		out->rec = record_copy(st->row, out->old);
		if (unit) /* a sheet that does not say where leaves the entry where it is */
			out->rec->unit = unit;
		if (!stage_merge(st, out->rec, sheet, given, hidden_number(row, st->ver_column),
				 row->number, f, e))
			return false;
		out->title = record_title(st->row, out->rec, LANG_ZH);
	}
	if (!out->old && !unit && st->standing) {
		struct finding *fi =
		    find_warning(f, "unit", "unit-not-named",
				 "The sheet names no village: this entry would stand at %s itself.",
				 st->standing);
		find_hint(fi, N_("Add a column that names the village, or say which column it is."));
	}
	out->rec->pending = out->subs;
	if (!f->errors && !record_check(st->row, st->db, out->rec, out->old, f, e))
		return false;
	out->kind = kind_of(out, f);
	if (out->kind == ROW_REFUSED)
		stage_person_forget(st, out, row->number);
	out->diff = stage_diff(st, out);
	return true;
}
