/*
 * reg_diff.c - what the database holds against what the definitions say.
 *
 * reg_schema.columns keeps one line per field, "name type max scale ref list unique", and
 * a line "= key column …" and "= sort column".  Adding is done; whatever would lose data
 * or leave rows out of range is refused with the place of the field.
 *
 * SQLite cannot add a composite foreign key to a table, so a reference added later has its
 * index but no constraint: record_check() and reg_delete() guard it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "db/db.h"
#include "reg/reg_int.h"

#include <stdio.h>
#include <string.h>

enum { MIGRATION_MAX = 4 << 20, LINE_WORDS = 8 };

struct stored {
	const char *register_name, *hash, *columns;
};

struct diff {
	struct arena *a;
	struct findings *f;
	struct buf *out;
	int count;
	struct stored *stored;
};

static char *columns_text(struct arena *a, const struct reg_def *def)
{
	struct buf b;
	buf_init(&b, MIGRATION_MAX);
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		buf_printf(&b, "%s %s %d %d %s %s %d\n", f->name, field_type_word(f->type), f->max,
			   f->scale, f->ref ? f->ref->name : "-", f->of ? f->of->name : "-",
			   f->unique);
	}
	buf_puts(&b, "= key");
	for (int i = 0; i < def->key_count; i++)
		buf_printf(&b, " %s", path_text(a, def, def->key[i]));
	buf_printf(&b, "\n= sort %s\n", path_text(a, def, def->sort));
	char *text = arena_strdup(a, buf_str(&b));
	buf_done(&b);
	return text;
}

/* The stored line that begins with `head` and a blank, or NULL. */
static char *line_of(struct arena *a, const char *columns, const char *head)
{
	size_t n = strlen(head);
	for (const char *p = columns; *p;) {
		const char *end = strchr(p, '\n');
		size_t len = end ? (size_t)(end - p) : strlen(p);
		if (len >= n && strncmp(p, head, n) == 0 && (len == n || p[n] == ' '))
			return arena_strndup(a, p, len);
		p += len + (end != NULL);
	}
	return NULL;
}

static int words_of(char *line, char *words[LINE_WORDS])
{
	int n = 0;
	char *save = NULL;
	for (char *w = strtok_r(line, " ", &save); w && n < LINE_WORDS;
	     w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	return n;
}

#define LOSS(d, pos, ...)                                                                          \
	find_hint(DEF_ERROR((d)->f, (pos), "reg-loss", __VA_ARGS__),                               \
		  "Put it back as it was, or move the data into a new field first.")

static void field_added(struct diff *d, const struct reg_def *def, const struct field_def *f)
{
	if (f->type == FIELD_UNITS) {
		ddl_side_table(d->out, def, f);
		return;
	}
	buf_printf(d->out, "alter table %s add column ", def->table);
	ddl_column(d->out, f);
	buf_puts(d->out, ";\n");
	if (field_is_sealed(f))
		buf_printf(d->out, "alter table %s add column %s_bix text;\n", def->table, f->name);
	ddl_indexes_of(d->out, def, f);
}

static void field_compared(struct diff *d, const struct reg_def *def, const struct field_def *f,
			   char *line)
{
	char *w[LINE_WORDS];
	int64_t max = 0, scale = 0;
	if (words_of(line, w) != 7 || !parse_i64(w[2], &max) || !parse_i64(w[3], &scale)) {
		LOSS(d, f->pos,
		     "What the database keeps about the field \"%s\" of \"%s\" cannot be read.",
		     f->name, def->name);
		return;
	}
	bool type = text_eq(w[1], field_type_word(f->type));
	/* one line may become several */
	bool wider = text_eq(w[1], "text") && f->type == FIELD_NOTE;
	if (!type && !wider)
		LOSS(d, f->pos, "Changing the type of the field \"%s\" of \"%s\" would lose data.",
		     f->name, def->name);
	else if (scale != f->scale || !text_eq(w[4], f->ref ? f->ref->name : "-") ||
		 !text_eq(w[5], f->of ? f->of->name : "-"))
		LOSS(d, f->pos, "Changing the type of the field \"%s\" of \"%s\" would lose data.",
		     f->name, def->name);
	else if (f->max && (max == 0 || f->max < max))
		LOSS(d, f->pos,
		     "Lowering the maximum of the field \"%s\" of \"%s\" would lose data.", f->name,
		     def->name);
	bool was_unique = text_eq(w[6], "1");
	if (was_unique == (bool)f->unique)
		return;
	if (was_unique || field_is_sealed(f))
		buf_printf(d->out, "drop index %s_by_%s;\n", def->table, f->name);
	ddl_indexes_of(d->out, def, f);
}

static void fields_gone(struct diff *d, const struct reg_def *def, const char *columns)
{
	for (const char *p = columns; *p;) {
		size_t word = strcspn(p, " \n"), line = strcspn(p, "\n");
		const char *name = arena_strndup(d->a, p, word);
		if (strcmp(name, "=") != 0 && !field_find(def, name))
			LOSS(d, def->pos, "Removing the field \"%s\" of \"%s\" would lose data.",
			     name, def->name);
		p += line + (p[line] != 0);
	}
}

static void index_compared(struct diff *d, const struct reg_def *def, const char *columns,
			   const char *now, const char *which,
			   void (*make)(struct buf *, const struct reg_def *))
{
	const char *head = arena_printf(d->a, "= %s", which);
	const char *before = line_of(d->a, columns, head), *after = line_of(d->a, now, head);
	if (text_eq(before, after))
		return;
	buf_printf(d->out, "drop index if exists %s_%s;\n", def->table, which);
	make(d->out, def);
}

static void register_compared(struct diff *d, const struct reg_def *def, const struct stored *s)
{
	const char *now = columns_text(d->a, def);
	if (text_eq(now, s->columns))
		return;
	fields_gone(d, def, s->columns);
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		char *line = line_of(d->a, s->columns, f->name);
		if (line)
			field_compared(d, def, f, line);
		else
			field_added(d, def, f);
	}
	index_compared(d, def, s->columns, now, "key", ddl_key_index);
	index_compared(d, def, s->columns, now, "sort", ddl_sort_index);
}

static const struct stored *stored_find(const struct diff *d, const char *name)
{
	for (int i = 0; i < d->count; i++)
		if (text_eq(d->stored[i].register_name, name))
			return &d->stored[i];
	return NULL;
}

static bool stored_load(struct diff *d, struct db *db, struct err *e)
{
	d->stored = ARENA_ARRAY(d->a, struct stored, LIMIT_DEFS);
	struct stmt *q = db_query(
	    db, SQL("select register, hash, columns from reg_schema order by register"), e);
	if (!q)
		return false;
	while (d->count < LIMIT_DEFS && db_next(q))
		d->stored[d->count++] = (struct stored){.register_name = col_text(q, 0, d->a),
							.hash = col_text(q, 1, d->a),
							.columns = col_text(q, 2, d->a)};
	return db_end(q, e);
}

static bool stored_save(struct diff *d, struct db *db, const struct reg_def *def, struct err *e)
{
	const struct stored *s = stored_find(d, def->name);
	const char *columns = columns_text(d->a, def);
	if (s && text_eq(s->hash, def->hash) && text_eq(s->columns, columns))
		return true;
	struct stmt *q =
	    db_query(db,
		     SQL("insert into reg_schema (register, hash, columns, applied_ms) "
			 "values ($1, $2, $3, $4) on conflict (register) do update set "
			 "hash=excluded.hash, columns=excluded.columns, "
			 "applied_ms=excluded.applied_ms"),
		     e);
	if (!q)
		return false;
	bind(q, 1, def->name);
	bind(q, 2, def->hash);
	bind(q, 3, columns);
	bind(q, 4, now_ms());
	return db_run(q, e);
}

static void registers_gone(struct diff *d)
{
	const struct reg_set *set = reg_all();
	for (int i = 0; i < d->count; i++) {
		int k = 0;
		while (k < set->count && !text_eq(set->regs[k]->name, d->stored[i].register_name))
			k++;
		if (k < set->count)
			continue;
		d->f->place = NULL;
		find_hint(
		    find_error(d->f, NULL, "reg-loss",
			       "The database holds the register \"%s\", which has no definition.",
			       d->stored[i].register_name),
		    "Put its file back into the site's folder registers.");
	}
}

static bool apply(struct diff *d, struct db *db, const struct reg_def *const *order, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	if (d->out->n && !db_script(db, db_dialect(d->a, buf_str(d->out)), e))
		return false;
	for (int i = 0; i < reg_all()->count; i++)
		if (!stored_save(d, db, order[i], e))
			return false;
	return txn_commit(&t, e);
}

bool reg_diff(struct arena *a, struct db *db, bool run, const char **migration, struct findings *f,
	      struct err *e)
{
	const struct reg_set *set = reg_all();
	const char *place = f->place;
	struct buf *out = ARENA_NEW(a, struct buf);
	struct diff d = {.a = a, .f = f, .out = out};
	const struct reg_def **order = ARENA_ARRAY(a, const struct reg_def *, set->count + 1);
	int errors = f->errors;
	buf_init_in(out, a, MIGRATION_MAX);
	if (!reg_order(a, set->count, set->regs, order, f) || !stored_load(&d, db, e))
		return false;
	registers_gone(&d);
	for (int i = 0; i < set->count; i++) {
		const struct stored *s = stored_find(&d, order[i]->name);
		if (s)
			register_compared(&d, order[i], s);
		else
			buf_puts(out, reg_ddl(a, order[i]));
	}
	f->place = place;
	*migration = buf_str(out);
	if (f->errors > errors) {
		err_set(e, ERR_REFUSED,
			"The registers were not changed: the new definitions would lose data.");
		return err_hint(e, "See the findings, each with the place in its file.");
	}
	return !run || apply(&d, db, order, e);
}
