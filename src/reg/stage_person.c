/* stage_person.c - the people and units that a sheet row names. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/reg_sql.h"
#include "reg/stage.h"
#include "text/text.h"

#include <string.h>

/* ---- units ---- */

enum { UNIT_AMBIGUOUS = 0, UNIT_UNKNOWN = -1, UNIT_FORBIDDEN = -2 };

static bool look_up_unit(struct stage *st, const char *text, int64_t within, int64_t *out,
			 struct err *e)
{
	struct unit_list list;
	bool inside = false;
	if (!unit_find(st->row, st->db, within, text, 3, &list, e))
		return false;
	int exact = 0;
	int64_t id = UNIT_UNKNOWN;
	const char *want = text_fold(st->row, text);
	for (int i = 0; i < list.count; i++)
		if (text_eq(list.units[i].code, text) ||
		    text_eq(text_fold(st->row, list.units[i].name), want)) {
			exact++;
			id = list.units[i].id;
		}
	if (exact == 0 && list.count == 1) { /* 牛坪坳 for 牛坪坳村 */
		exact = 1;
		id = list.units[0].id;
	}
	if (exact > 1) {
		*out = UNIT_AMBIGUOUS;
		return true;
	}
	if (id > 0 && !scope_has(st->db, st->scope, st->b->county, id, &inside, e))
		return false;
	*out = id > 0 && !inside ? UNIT_FORBIDDEN : id;
	return true;
}

bool stage_unit(struct stage *st, const char *text, int64_t within, int64_t *out, const char *field,
		struct findings *f, struct err *e)
{
	gpointer known;
	int64_t id;
	const char *key = arena_printf(st->row, "%" PRId64 "|%s", within, text);
	if (g_hash_table_lookup_extended(st->units, key, NULL, &known)) {
		id = *(const int64_t *)known;
	} else {
		if (!look_up_unit(st, text, within, &id, e))
			return false;
		int64_t *kept = ARENA_NEW(st->batch, int64_t);
		*kept = id;
		g_hash_table_insert(st->units, arena_strdup(st->batch, key), kept);
	}
	*out = id > 0 ? id : 0;
	if (id > 0)
		return true;
	struct finding *fi;
	if (id == UNIT_AMBIGUOUS) {
		fi =
		    find_error(f, field, "unit-ambiguous", "Several units are named \"%s\".", text);
		find_hint(fi, N_("Write the 12-digit code instead of the name."));
	} else if (id == UNIT_FORBIDDEN) {
		fi = find_error(f, field, "unit-scope",
				"\"%s\" is not among the units you may write for.", text);
		find_hint(fi, N_("Remove the row, or ask that unit to import it."));
	} else {
		fi = find_error(f, field, "unit-unknown", "There is no unit named \"%s\" here.",
				text);
		find_hint(fi, N_("Compare the name with the list of units; write the 12-digit code "
				 "if in doubt."));
	}
	return true;
}

/* ---- cells ---- */

bool stage_cell(struct stage *st, const struct cell *cell, int row, const struct field_def *fd,
		struct value *v, struct findings *f)
{
	f->place = place_of(f->arena, st->b->file_name, cell->column, row);
	if (reg_is_sealed(fd) && strchr(cell->text, '*')) { /* our own mask: unchanged */
		*v = (struct value){0};
		return true;
	}
	if (cell->kind == CELL_ERROR) {
		struct finding *fi = find_error(f, fd->name, "cell-error",
						"The cell holds the error %s.", cell->text);
		find_hint(fi, N_("Correct the formula in the sheet."));
		return false;
	}
	if (cell->lossy &&
	    (fd->type == FIELD_IDNUM || fd->type == FIELD_PHONE || fd->type == FIELD_TEXT)) {
		struct finding *fi = find_error(
		    f, fd->name, "number-rounded",
		    "Excel has rounded this number to %s; its last digits are lost.", cell->text);
		find_hint(fi, N_("Format the column as text, type the number again, and import the "
				 "row again."));
		return false;
	}
	return value_parse(st->row, fd, cell->text,
			   cell->kind == CELL_NUMBER || cell->kind == CELL_DATE, v, f);
}

/* ---- people ---- */

static int person_at(const char *name)
{
	const struct field_def *f = field_find(reg_find("person"), name);
	assert(f);
	return f->index;
}

/* The person's facts as this row gives them. */
static bool read_person(struct stage *st, const struct sheet_row *row, int field, struct record *p,
			struct findings *f, struct err *e)
{
	for (int i = 0; i < st->b->column_count; i++) {
		struct path path = st->paths[i];
		const struct cell *cell = row_cell(row, st->b->columns[i].column);
		if (path.field != field || !cell || cell->kind == CELL_EMPTY)
			continue;
		if (path.sub == PATH_UNIT) {
			f->place = place_of(f->arena, st->b->file_name, cell->column, row->number);
			if (!stage_unit(st, cell->text, st->b->county, &p->unit, "unit", f, e))
				return false;
			continue;
		}
		int at = path.sub == -1 ? person_at("name") : path.sub;
		(void)stage_cell(st, cell, row->number, &p->def->fields[at], &p->v[at], f);
	}
	struct value *number = &p->v[person_at("id_number")], *birth = &p->v[person_at("birth")],
		     *sex = &p->v[person_at("sex")];
	if (number->known && !birth->known && idnum_birth(number->s))
		*birth = (struct value){.known = true, .i = idnum_birth(number->s)};
	if (number->known && !sex->known && idnum_sex(number->s))
		*sex = (struct value){.known = true,
				      .s = idnum_sex(number->s) == 1 ? "male" : "female"};
	return true;
}

static const char *identity(struct arena *a, const struct record *p)
{
	const struct value *number = &p->v[person_at("id_number")];
	if (number->known)
		return arena_printf(a, "n:%s", number->s);
	const struct value *name = &p->v[person_at("name")];
	return arena_printf(a, "b:%s|%" PRId64 "|%" PRId64,
			    name->known ? text_fold(a, name->s) : "", p->v[person_at("birth")].i,
			    p->unit);
}

static void refuse_other(struct findings *f, const char *have, const char *want)
{
	struct finding *fi =
	    find_error(f, "id_number", "person-other",
		       "This identity number belongs to %s, not to %s.", have, want);
	find_hint(fi, N_("Compare the number and the name with the card."));
}

void stage_elsewhere(const struct person_match *m, struct findings *f)
{
	struct finding *fi = find_warning(f, "name", "person-elsewhere",
					  "A %s born on the same date is registered in %s.",
					  m->name, m->unit_name);
	find_hint(fi, N_("This row is entered as another person; add the identity number "
			 "if it is the same one."));
}

/* Which of the candidates it is: its id, 0 for nobody; findings say what is unclear. */
static int64_t choose(struct stage *st, const struct record *p, const struct person_match *m, int n,
		      struct findings *f)
{
	const char *name = p->v[person_at("name")].s;
	if (n == 0)
		return 0;
	if (m[0].by == MATCH_NUMBER) {
		if (name && !text_eq(text_fold(st->row, name), text_fold(st->row, m[0].name)))
			refuse_other(f, m[0].name, name);
		return m[0].id;
	}
	if (n > 1 && m[1].by == m[0].by) {
		struct finding *fi =
		    find_error(f, "name", "person-ambiguous",
			       "Several people named %s could be meant.", m[0].name);
		find_hint(fi, N_("Add the identity number or the birth date to the row."));
		return 0;
	}
	if (m[0].by == MATCH_NAME_BIRTH) {
		stage_elsewhere(&m[0], f);
		return 0;
	}
	return m[0].id;
}

static void overlay(struct record *now, const struct record *sheet)
{
	for (int i = 0; i < now->def->field_count; i++)
		if (sheet->v[i].known)
			now->v[i] = sheet->v[i];
}

static bool differs(const struct record *x, const struct record *y)
{
	for (int i = 0; i < x->def->field_count; i++)
		if (!value_eq(&x->def->fields[i], &x->v[i], &y->v[i]))
			return true;
	return false;
}

static void add_sub(struct staged *out, struct record *p, struct record *old)
{
	assert(out->sub_count < (int)ARRAY_LEN(out->sub_olds));
	out->sub_olds[out->sub_count++] = old;
	struct record **end = &out->subs;
	while (*end)
		end = (struct record **)(uintptr_t) & (*end)->next;
	*end = p;
}

/* Someone already registered: the sheet's facts go over the known ones, if they are ours to change.
 */
static bool known_person(struct stage *st, int64_t id, const struct record *p, struct staged *out,
			 struct findings *f, struct err *e)
{
	struct scope all;
	struct record *old;
	bool inside;
	scope_all(st->b->county, &all);
	if (!reg_load(st->row, st->db, p->def, st->b->county, id, &all, true, &old, e) ||
	    !scope_has(st->db, st->scope, st->b->county, old->unit, &inside, e))
		return false;
	struct record *now = record_copy(st->row, old);
	overlay(now, p);
	if (!differs(now, old))
		return true;
	if (!inside) {
		struct finding *fi =
		    find_warning(f, "name", "person-not-yours",
				 "%s is registered in %s; the facts kept there were not changed.",
				 record_title(st->row, old, LANG_ZH), old->unit_name);
		find_hint(fi, N_("Ask that unit to correct them if they are wrong."));
		return true;
	}
	add_sub(out, now, old);
	return record_check(st->row, st->db, now, old, f, e);
}

static const char *facts_of(struct arena *a, const struct record *p)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	for (int i = 0; i < p->def->field_count; i++)
		if (p->v[i].known)
			buf_printf(&out, "\x1f%d=%s", i,
				   value_raw(a, &p->def->fields[i], &p->v[i]));
	buf_puts(&out, "\x1f");
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

/* Rows that name one person must say the same of the person. */
static void agree(struct stage *st, int64_t id, const struct record *p, int row,
		  struct staged *out, struct findings *f)
{
	const struct person_said *first = g_hash_table_lookup(st->said, &id);
	const struct value *name = &p->v[person_at("name")];
	if (out->person_count < (int)ARRAY_LEN(out->people))
		out->people[out->person_count++] = id;
	if (!first) {
		struct person_said *kept = ARENA_NEW(st->batch, struct person_said);
		int64_t *key = ARENA_NEW(st->batch, int64_t);
		*key = id;
		*kept = (struct person_said){.row = row, .facts = facts_of(st->batch, p)};
		g_hash_table_insert(st->said, key, kept);
		return;
	}
	for (int i = 0; i < p->def->field_count; i++) {
		const struct field_def *fd = &p->def->fields[i];
		if (!p->v[i].known || !strstr(first->facts, arena_printf(st->row, "\x1f%d=", i)) ||
		    strstr(first->facts, arena_printf(st->row, "\x1f%d=%s\x1f", i,
						      value_raw(st->row, fd, &p->v[i]))))
			continue;
		struct finding *fi = find_error(
		    f, fd->name, "person-twice",
		    "Row %d of this sheet says something else of %s: \"%s\" differs.", first->row,
		    name->known ? name->s : "", fd->label.zh);
		find_hint(fi, N_("Make the rows of one person agree."));
	}
}

/* An exported row that names the person it named: that one, wherever they are registered. */
static int64_t same_as_before(struct stage *st, int field, const struct record *p)
{
	const struct value *name = &p->v[person_at("name")],
			   *was = st->before ? &st->before->v[field] : NULL;
	if (!was || !was->known || !was->s || !name->known || p->v[person_at("id_number")].known)
		return 0;
	return text_eq(text_fold(st->row, name->s), text_fold(st->row, was->s)) ? was->i : 0;
}

bool stage_person(struct stage *st, const struct sheet_row *row, int field, struct record *rec,
		  struct staged *out, struct findings *f, struct err *e)
{
	const struct reg_def *def = rec->def->fields[field].ref;
	struct record *p = record_new(st->row, def, st->b->county, rec->unit);
	struct person_match m[5];
	int errors = f->errors, n = 0;
	if (!read_person(st, row, field, p, f, e))
		return false;
	const struct value *name = &p->v[person_at("name")],
			   *number = &p->v[person_at("id_number")];
	if ((!name->known && !number->known) || f->errors > errors)
		return true;
	int64_t same = same_as_before(st, field, p);
	if (same) {
		rec->v[field] = (struct value){.known = true, .i = same, .s = name->s};
		return known_person(st, same, p, out, f, e);
	}
	int64_t *pending = g_hash_table_lookup(st->people, identity(st->row, p));
	if (pending) {
		rec->v[field] = (struct value){.known = true, .i = *pending, .s = name->s};
		p->id = *pending;
		p->ver = -1; /* named by an earlier row: not saved again */
		add_sub(out, p, NULL);
		agree(st, *pending, p, row->number, out, f);
		return true;
	}
	if (!person_find(st->row, st->db, st->b->county, name->s, number->s,
			 (ymd)p->v[person_at("birth")].i, p->unit, m, &n, e))
		return false;
	int64_t id = choose(st, p, m, n, f);
	if (f->errors > errors)
		return true;
	if (id) {
		rec->v[field] =
		    (struct value){.known = true, .i = id, .s = name->known ? name->s : m[0].name};
		agree(st, id, p, row->number, out, f);
		return known_person(st, id, p, out, f, e);
	}
	p->id = id_new();
	int64_t *kept = ARENA_NEW(st->batch, int64_t);
	*kept = p->id;
	g_hash_table_insert(st->people, arena_strdup(st->batch, identity(st->row, p)), kept);
	rec->v[field] = (struct value){.known = true, .i = p->id, .s = name->s};
	add_sub(out, p, NULL);
	agree(st, p->id, p, row->number, out, f);
	return record_check(st->row, st->db, p, NULL, f, e);
}

void stage_person_forget(struct stage *st, const struct staged *refused, int row)
{
	int k = 0;
	for (const struct record *p = refused->subs; p; p = p->next, k++)
		if (p->ver == 0 && !refused->sub_olds[k])
			g_hash_table_remove(st->people, identity(st->row, p));
	for (int i = 0; i < refused->person_count; i++) {
		const struct person_said *said = g_hash_table_lookup(st->said, &refused->people[i]);
		if (said && said->row == row)
			g_hash_table_remove(st->said, &refused->people[i]);
	}
}
