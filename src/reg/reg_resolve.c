/*
 * reg_resolve.c - names become pointers: choices, registers, paths, checks, roles, states.
 *
 * First every field of every register (paths may lead through them), then the rest.
 */
#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"
#include "text/text.h"

#include <string.h>

enum { IMPORTS_MAX = 400 };

/* ---- fields ---- */

static const struct reg_def *register_named(struct reg_reading *r, const struct field_def *f,
					    const char *name, struct src_pos pos)
{
	const char **names = ARENA_ARRAY(r->a, const char *, r->reg_count + 1);
	for (int i = 0; i < r->reg_count; i++) {
		names[i] = r->regs[i].def->name;
		if (text_eq(names[i], name))
			return r->regs[i].def;
	}
	hint_nearest(DEF_ERROR(r->f, pos, "def-ref",
			       "The field \"%s\" refers to register \"%s\", which does not exist.",
			       f->name, name),
		     name, names, (size_t)r->reg_count);
	return NULL;
}

static void list_resolve(struct reg_reading *r, struct field_def *f, const struct ynode *n)
{
	const struct ynode *of = ymap_get(n, "of");
	const char *name = yword(of, "of", r->f);
	if (!of)
		find_hint(DEF_ERROR(r->f, n->pos, "def-of",
				    "The field \"%s\" has no list of choices.", f->name),
			  "Write of: <list>, a list of registers/choices.yaml.");
	if (!name)
		return;
	const char **names = ARENA_ARRAY(r->a, const char *, r->list_count + 1);
	for (int i = 0; i < r->list_count && !f->of; i++) {
		names[i] = r->lists[i]->name;
		if (text_eq(names[i], name))
			f->of = r->lists[i];
	}
	if (!f->of && of)
		hint_nearest(
		    DEF_ERROR(r->f, of->pos, "def-of", "There is no list of choices \"%s\".", name),
		    name, names, (size_t)r->list_count);
}

static void initial_resolve(struct reg_reading *r, const struct field_def *f, const struct ynode *n)
{
	if (!f->of || !f->initial || choice_find(f->of, f->initial))
		return;
	const char **codes = ARENA_ARRAY(r->a, const char *, f->of->count + 1);
	for (int i = 0; i < f->of->count; i++)
		codes[i] = f->of->choices[i].code;
	hint_nearest(DEF_ERROR(r->f, ymap_get(n, "default")->pos, "def-default",
			       "The list \"%s\" has no choice \"%s\".", f->of->name, f->initial),
		     f->initial, codes, (size_t)f->of->count);
}

/* The side table of a field of units would have the name of another register's table. */
static void side_resolve(struct reg_reading *r, const struct reg_def *def,
			 const struct field_def *f)
{
	const char *table = arena_printf(r->a, "%s_%s", def->table, f->name);
	for (int i = 0; i < r->reg_count; i++)
		if (f->type == FIELD_UNITS && text_eq(r->regs[i].def->table, table))
			DEF_ERROR(r->f, f->pos, "def-table",
				  "The field \"%s\" and the register \"%s\" would share a table.",
				  f->name, r->regs[i].def->name);
}

static void field_resolve(struct reg_reading *r, const struct reg_def *def, struct field_def *f,
			  const struct ynode *n)
{
	if (n->kind != Y_MAP)
		return;
	const struct ynode *ref = ymap_get(n, "ref");
	if (f->type == FIELD_CHOICE)
		list_resolve(r, f, n);
	if (f->type == FIELD_PERSON)
		f->ref = register_named(r, f, "person", n->pos);
	if (f->type == FIELD_REF && !ref)
		find_hint(DEF_ERROR(r->f, n->pos, "def-ref",
				    "The field \"%s\" refers to no register.", f->name),
			  "Write ref: <register>.");
	if (f->type == FIELD_REF && ref && yword(ref, "ref", r->f))
		f->ref = register_named(r, f, ref->text, ref->pos);
	initial_resolve(r, f, n);
	side_resolve(r, def, f);
}

/* ---- paths ---- */

static void hint_path(struct reg_reading *r, struct finding *fi, const struct reg_def *def,
		      const char *text)
{
	const char *dot = strchr(text, '.');
	const struct field_def *f =
	    dot ? field_find(def, arena_strndup(r->a, text, (size_t)(dot - text))) : NULL;
	const struct reg_def *in = f && f->ref ? f->ref : def;
	const char **names = ARENA_ARRAY(r->a, const char *, in->field_count + 2);
	size_t n = 0;
	for (; n < (size_t)in->field_count; n++)
		names[n] = in == def ? in->fields[n].name
				     : arena_printf(r->a, "%s.%s", f->name, in->fields[n].name);
	if (in == def) {
		names[n++] = "unit";
		names[n++] = "state";
	}
	if (dot && f && !f->ref)
		find_hint(fi, "The field \"%s\" refers to no register.", f->name);
	else
		hint_nearest(fi, text, names, n);
}

/* `sub`: a path through a person or ref field is allowed. */
bool def_path_read(struct reg_reading *r, const struct reg_def *def, const struct ynode *n,
		   const char *what, bool sub, struct path *out)
{
	const char *text = yword(n, what, r->f);
	if (!text)
		return false;
	if (!path_parse(def, text, out)) {
		hint_path(r,
			  DEF_ERROR(r->f, n->pos, "def-path", "\"%s\" in \"%s\" leads nowhere.",
				    text, what),
			  def, text);
		return false;
	}
	if (out->field == PATH_STATE && def->state_count == 0) {
		DEF_ERROR(r->f, n->pos, "def-path", "The register \"%s\" has no states.",
			  def->name);
		return false;
	}
	if (out->sub >= 0 && !sub) {
		DEF_ERROR(r->f, n->pos, "def-path", "\"%s\" must name a field of this register.",
			  what);
		return false;
	}
	return true;
}

/* A list of paths, at most `most`; returns how many were good. */
static int paths_read(struct reg_reading *r, const struct reg_def *def, const struct ynode *n,
		      const char *what, bool sub, int most, struct path *out)
{
	if (!n)
		return 0;
	if (n->kind != Y_LIST || n->count > most) {
		DEF_ERROR(r->f, n->pos, "def-paths", "\"%s\" must be a list of at most %d fields.",
			  what, most);
		return 0;
	}
	int count = 0;
	for (int i = 0; i < n->count; i++)
		count += def_path_read(r, def, n->items[i], what, sub, &out[count]);
	return count;
}

static void key_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "key");
	struct reg_def *def = d->def;
	def->key_count = paths_read(r, def, n, "key", false, (int)ARRAY_LEN(def->key), def->key);
	for (int i = 0; i < def->key_count; i++) {
		const struct field_def *f = path_field(def, def->key[i]);
		if (f && !f->required)
			find_hint(DEF_ERROR(r->f, n->pos, "def-key",
					    "The key field \"%s\" is not required.", f->name),
				  "Add required: yes to the field.");
		if (f && (field_is_sealed(f) || f->type == FIELD_NOTE || f->type == FIELD_UNITS))
			DEF_ERROR(r->f, n->pos, "def-key",
				  "A field of type %s cannot be part of the key.",
				  field_type_word(f->type));
	}
}

static void title_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "title");
	d->def->title = (struct path){0, -1};
	if (n && !def_path_read(r, d->def, n, "title", false, &d->def->title))
		d->def->title = (struct path){0, -1};
}

static void valid_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "valid");
	struct path p[2];
	if (!n)
		return;
	if (n->kind != Y_LIST || n->count < 1 || n->count > 2) {
		DEF_ERROR(r->f, n->pos, "def-valid",
			  "\"valid\" names two date fields, [from, to], or the one date of an "
			  "event, [held].");
		return;
	}
	if (paths_read(r, d->def, n, "valid", false, 2, p) != n->count)
		return;
	const struct field_def *from = path_field(d->def, p[0]),
			       *to = n->count == 2 ? path_field(d->def, p[1]) : NULL;
	for (int i = 0; i < n->count; i++) {
		const struct field_def *f = i ? to : from;
		if (!f || f->type != FIELD_DATE)
			DEF_ERROR(r->f, n->items[i]->pos, "def-valid",
				  "\"%s\" is not a date field.", n->items[i]->text);
	}
	if (!to && from && from->type == FIELD_DATE && !from->required)
		find_hint(DEF_ERROR(r->f, n->items[0]->pos, "def-valid",
				    "The date of an event, \"%s\", is not required.", from->name),
			  "Add required: yes to the field.");
	d->def->valid_from = from;
	d->def->valid_to = to;
}

static void sort_resolve(struct reg_reading *r, struct reg_draft *d)
{
	static const char *const known[] = {"by", "down", NULL};
	const struct ynode *n = ymap_get(d->root, "sort");
	const struct ynode *by = n;
	d->def->sort = (struct path){PATH_ID, -1};
	if (!n)
		return;
	if (n->kind == Y_MAP) {
		ymap_known(n, "sort order", known, r->f);
		by = ymap_get(n, "by");
		d->def->sort_down = yflag(ymap_get(n, "down"), "down", false, r->f);
	}
	if (!by)
		DEF_ERROR(r->f, n->pos, "def-sort",
			  "\"sort\" is a field, or {by: field, down: yes}.");
	struct path p;
	if (!by || !def_path_read(r, d->def, by, "sort", false, &p))
		return;
	const struct field_def *f = path_field(d->def, p);
	if (f && (field_is_sealed(f) || f->type == FIELD_NOTE || f->type == FIELD_UNITS))
		DEF_ERROR(r->f, by->pos, "def-sort",
			  "Lists cannot be sorted by a field of type %s.",
			  field_type_word(f->type));
	else
		d->def->sort = p;
}

static struct label label_of_path(const struct reg_def *def, struct path p)
{
	const struct field_def *f = path_field(def, p);
	if (f)
		return f->label;
	if (p.field == PATH_UNIT)
		return (struct label){"单位", "Unit"};
	return p.field == PATH_STATE ? (struct label){"状态", "State"}
				     : (struct label){"编号", "Id"};
}

/* Without `columns`: the unit and the fields with list: yes. */
static void columns_of_fields(struct reg_reading *r, struct reg_draft *d)
{
	struct column_def *out = ARENA_ARRAY(r->a, struct column_def, d->def->field_count + 1);
	int n = 0;
	out[n++] = (struct column_def){.path = {PATH_UNIT, -1},
				       .label = label_of_path(d->def, (struct path){PATH_UNIT, -1}),
				       .head = label_of_path(d->def, (struct path){PATH_UNIT, -1}),
				       .pos = d->def->pos};
	for (int i = 0; i < d->def->field_count; i++)
		if (d->fields[i].list)
			out[n++] = (struct column_def){
			    .path = {i, -1},
			    .label = d->fields[i].label,
			    .head = d->fields[i].label,
			    .pos = d->fields[i].pos};
	d->def->columns = out;
	d->def->column_count = n;
}

static void column_read(struct reg_reading *r, struct reg_draft *d, const struct ynode *n,
			struct column_def *out)
{
	static const char *const known[] = {"path", "label", "group", "head", NULL};
	bool map = n->kind == Y_MAP;
	struct path p;
	if (map)
		ymap_known(n, "column", known, r->f);
	const struct ynode *path = map ? ymap_get(n, "path") : n;
	if (!path)
		DEF_ERROR(r->f, n->pos, "def-column",
			  "A column is a path, or {path: …, label: …}.");
	if (!path || !def_path_read(r, d->def, path, "columns", true, &p))
		return;
	*out = (struct column_def){.path = p, .pos = n->pos};
	out->label = map && ymap_get(n, "label")
			 ? ylabel(ymap_get(n, "label"), path->text, n->pos, r->f)
			 : label_of_path(d->def, p);
	const struct ynode *group = map ? ymap_get(n, "group") : NULL,
			   *head = map ? ymap_get(n, "head") : NULL;
	if (group)
		out->group = ylabel(group, path->text, n->pos, r->f);
	out->head = head ? ylabel(head, path->text, n->pos, r->f) : out->label;
	if (p.field >= 0 && p.sub < 0)
		d->fields[p.field].list = 1;
	d->def->column_count++;
}

static void columns_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "columns");
	if (!n) {
		columns_of_fields(r, d);
		return;
	}
	if (n->kind != Y_LIST || n->count == 0 || n->count > LIMIT_DEF_FIELDS) {
		DEF_ERROR(r->f, n->pos, "def-paths", "\"%s\" must be a list of at most %d fields.",
			  "columns", (int)LIMIT_DEF_FIELDS);
		return;
	}
	for (int i = 0; i < d->def->field_count; i++)
		if (d->fields[i].list)
			DEF_ERROR(
			    r->f, d->fields[i].pos, "def-column",
			    "The field \"%s\" says list: yes, but the register lists its columns.",
			    d->fields[i].name);
	struct column_def *out = ARENA_ARRAY(r->a, struct column_def, n->count);
	d->def->columns = out;
	for (int i = 0; i < n->count; i++)
		column_read(r, d, n->items[i], &out[d->def->column_count]);
}

/* ---- import ---- */

static void heading_read(struct reg_reading *r, struct reg_def *def, struct import_def *all,
			 const char **folded, const struct ynode *key, const struct ynode *value)
{
	struct path p;
	if (!def_path_read(r, def, value, "import", true, &p))
		return;
	if (p.field == PATH_ID || p.field == PATH_STATE) {
		DEF_ERROR(r->f, value->pos, "def-import", "A sheet cannot set \"%s\".",
			  value->text);
		return;
	}
	const char *heading = text_heading(r->a, key->text);
	for (int i = 0; i < def->import_count; i++) {
		if (!text_eq(folded[i], heading) ||
		    (all[i].path.field == p.field && all[i].path.sub == p.sub))
			continue;
		DEF_ERROR(r->f, key->pos, "def-heading",
			  "The heading \"%s\" already means \"%s\" (written \"%s\").", key->text,
			  path_text(r->a, def, all[i].path), all[i].heading);
		return;
	}
	folded[def->import_count] = heading;
	all[def->import_count++] =
	    (struct import_def){.heading = key->text, .path = p, .pos = key->pos};
}

static void import_resolve(struct reg_reading *r, struct reg_draft *d)
{
	static const char *const known[] = {"match", "columns", NULL};
	const struct ynode *n = ymap_get(d->root, "import");
	struct reg_def *def = d->def;
	if (!n)
		return;
	if (n->kind != Y_MAP) {
		DEF_ERROR(r->f, n->pos, "def-import", "\"import\" holds match and columns.");
		return;
	}
	ymap_known(n, "import", known, r->f);
	def->match_count = paths_read(r, def, ymap_get(n, "match"), "match", true,
				      (int)ARRAY_LEN(def->match), def->match);
	const struct ynode *columns = ymap_get(n, "columns");
	if (!columns || columns->kind != Y_MAP || columns->count > IMPORTS_MAX) {
		find_hint(DEF_ERROR(r->f, n->pos, "def-import", "\"import\" needs columns."),
			  "Write columns: {heading: field, …}.");
		return;
	}
	struct import_def *all = ARENA_ARRAY(r->a, struct import_def, columns->count);
	const char **folded = ARENA_ARRAY(r->a, const char *, columns->count);
	for (int i = 0; i < columns->count; i++)
		heading_read(r, def, all, folded, columns->keys[i], columns->items[i]);
	def->imports = all;
}

void reg_resolve(struct reg_reading *r)
{
	for (int i = 0; i < r->reg_count; i++)
		for (int k = 0; k < r->regs[i].def->field_count; k++)
			field_resolve(r, r->regs[i].def, &r->regs[i].fields[k],
				      r->regs[i].nodes[k]);
	for (int i = 0; i < r->reg_count; i++) {
		struct reg_draft *d = &r->regs[i];
		rules_resolve(r, d);
		if (d->def->field_count == 0)
			continue;
		key_resolve(r, d);
		title_resolve(r, d);
		valid_resolve(r, d);
		sort_resolve(r, d);
		columns_resolve(r, d);
		sheet_resolve(r, d);
		import_resolve(r, d);
		transitions_resolve(r, d);
	}
}
