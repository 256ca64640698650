/*
 * reg_ddl.c - a definition into tables and indexes, in the common dialect.
 *
 * A field's column may be null even when the field is required, so that a required field
 * can be added to a register that already has rows; record_check() refuses empty ones.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "reg/reg_int.h"

#include <string.h>

enum { DDL_MAX = 256 << 10 };

void ddl_column(struct buf *b, const struct field_def *f)
{
	if (f->type == FIELD_UNITS)
		return;
	buf_printf(b, "%s %s", f->name, field_is_text(f) ? "text" : "bigint");
	if (f->type == FIELD_FLAG)
		buf_printf(b, " check (%s in (0, 1))", f->name);
	if (f->type == FIELD_UNIT)
		buf_puts(b, " references unit (id)");
}

void ddl_side_table(struct buf *b, const struct reg_def *def, const struct field_def *f)
{
	buf_printf(b,
		   "create table %s_%s (\n"
		   "\tcounty bigint not null,\n"
		   "\tid bigint not null,\n"
		   "\tunit bigint not null references unit (id),\n"
		   "\tprimary key (county, id, unit),\n"
		   "\tforeign key (county, id) references %s (county, id)\n"
		   ");\n"
		   "create index %s_%s_by_unit on %s_%s (county, unit, id);\n",
		   def->table, f->name, def->table, def->table, f->name, def->table, f->name);
}

void ddl_indexes_of(struct buf *b, const struct reg_def *def, const struct field_def *f)
{
	const char *tail = field_is_sealed(f) ? "_bix" : "";
	if (f->unique)
		buf_printf(b, "create unique index %s_by_%s on %s (county, %s%s);\n", def->table,
			   f->name, def->table, f->name, tail);
	else if (field_is_sealed(f) || f->ref || f->type == FIELD_UNIT)
		buf_printf(b, "create index %s_by_%s on %s (county, %s%s, id);\n", def->table,
			   f->name, def->table, f->name, tail);
}

static const char *path_column(const struct reg_def *def, struct path p)
{
	return p.field == PATH_UNIT    ? "unit"
	       : p.field == PATH_STATE ? "state"
				       : def->fields[p.field].name;
}

void ddl_key_index(struct buf *b, const struct reg_def *def)
{
	if (def->key_count == 0)
		return;
	buf_printf(b, "create unique index %s_key on %s (county", def->table, def->table);
	for (int i = 0; i < def->key_count; i++)
		buf_printf(b, ", %s", path_column(def, def->key[i]));
	buf_puts(b, ");\n");
}

void ddl_sort_index(struct buf *b, const struct reg_def *def)
{
	if (def->sort.field == PATH_ID || def->sort.field == PATH_UNIT)
		return;
	buf_printf(b, "create index %s_sort on %s (county, %s, id);\n", def->table, def->table,
		   path_column(def, def->sort));
}

static void table_add(struct buf *b, const struct reg_def *def)
{
	buf_printf(b,
		   "create table %s (\n"
		   "\tcounty bigint not null,\n"
		   "\tid bigint not null,\n"
		   "\tunit bigint not null references unit (id),\n"
		   "\tver bigint not null,\n"
		   "\tstate text not null,\n"
		   "\tcreated_ms bigint not null,\n"
		   "\tupdated_ms bigint not null,\n",
		   def->table);
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		if (f->type == FIELD_UNITS)
			continue;
		buf_putc(b, '\t');
		ddl_column(b, f);
		buf_puts(b, ",\n");
		if (field_is_sealed(f))
			buf_printf(b, "\t%s_bix text,\n", f->name);
	}
	buf_puts(b, "\tprimary key (county, id)");
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		if (f->ref)
			buf_printf(b, ",\n\tforeign key (county, %s) references %s (county, id)",
				   f->name, f->ref->table);
	}
	buf_puts(b, "\n);\n");
}

char *reg_ddl(struct arena *a, const struct reg_def *def)
{
	struct buf b;
	buf_init(&b, DDL_MAX);
	table_add(&b, def);
	buf_printf(&b, "create index %s_by_unit on %s (county, unit, id);\n", def->table,
		   def->table);
	ddl_key_index(&b, def);
	ddl_sort_index(&b, def);
	for (int i = 0; i < def->field_count; i++) {
		if (def->fields[i].type == FIELD_UNITS)
			ddl_side_table(&b, def, &def->fields[i]);
		else
			ddl_indexes_of(&b, def, &def->fields[i]);
	}
	assert(!b.full);
	char *text = arena_strdup(a, buf_str(&b));
	buf_done(&b);
	return text;
}

/* ---- order of tables ---- */

struct ordering {
	const struct reg_def *const *regs;
	const struct reg_def **out;
	int count, done;
	unsigned char *mark; /* 0 not seen, 1 on the way, 2 done */
	struct findings *f;
	bool ok;
};

static int index_of(const struct ordering *o, const struct reg_def *def)
{
	int i = 0;
	while (i < o->count && o->regs[i] != def)
		i++;
	assert(i < o->count);
	return i;
}

static void visit(struct ordering *o, int i)
{
	const struct reg_def *def = o->regs[i];
	o->mark[i] = 1;
	for (int k = 0; k < def->field_count; k++) {
		const struct field_def *f = &def->fields[k];
		if (!f->ref || f->ref == def)
			continue;
		int to = index_of(o, f->ref);
		if (o->mark[to] == 0) {
			visit(o, to);
		} else if (o->mark[to] == 1) {
			DEF_ERROR(
			    o->f, f->pos, "def-circle",
			    "The registers \"%s\" and \"%s\" refer to each other in a circle.",
			    def->name, f->ref->name);
			o->ok = false;
		}
	}
	o->mark[i] = 2;
	o->out[o->done++] = def;
}

bool reg_order(struct arena *a, int count, const struct reg_def *const *regs,
	       const struct reg_def **out, struct findings *f)
{
	struct ordering o = {.regs = regs, .out = out, .count = count, .f = f, .ok = true};
	o.mark = ARENA_ARRAY(a, unsigned char, count + 1);
	for (int i = 0; i < count; i++)
		if (o.mark[i] == 0)
			visit(&o, i);
	return o.ok;
}
