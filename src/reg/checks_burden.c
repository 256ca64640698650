/* checks_burden.c - the named check `burden`: what a row asks of people, in any of its texts. */
#include "base/arena.h"
#include "base/str.h"
#include "db/sql.h"
#include "reg/burden.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* Titles of documents say what they say. */
static bool looked_at(const struct field_def *f)
{
	return (f->type == FIELD_TEXT || f->type == FIELD_NOTE) && !text_eq(f->name, "document");
}

static void burden(const struct check_in *in, struct findings *out)
{
	const struct burden_list *list = burden_list(in->arena);
	const struct reg_def *def = in->rec->def;
	for (int i = 0; i < def->field_count; i++) {
		const struct value *v = &in->rec->v[i];
		struct burden b;
		if (v->known && looked_at(&def->fields[i]) &&
		    burden_find(in->arena, list, NULL, v->s, &b))
			burden_say(out, def->fields[i].name, &b);
	}
}

const struct check_def burden_check = {
	.name = "burden",
	.fn = burden,
	.about = "Nothing in it counts log-ins, time online, check-ins, positions, likes, photos as proof, "
		 "or ranks people by use of a program.",
};

/* ---- all rows there are ---- */

bool burden_checks(const struct reg_def *def)
{
	for (int i = 0; i < def->check_count; i++)
		if (def->checks[i] == &burden_check)
			return true;
	return false;
}

static struct sql rows_sql(struct arena *a, const struct reg_def *def)
{
	struct sqlb b;
	sqlb_init(&b, a);
	sqlb_add(&b, "select id");
	for (int i = 0; i < def->field_count; i++) {
		if (!looked_at(&def->fields[i]))
			continue;
		sqlb_add(&b, ",");
		sqlb_name(&b, def->fields[i].name);
	}
	sqlb_add(&b, " from ");
	sqlb_name(&b, def->table);
	sqlb_add(&b, " order by county,id");
	return sqlb_done(&b, __FILE__);
}

static void row_judge(struct arena *a, const struct burden_list *list, const struct reg_def *def, struct stmt *q,
		      struct findings *f)
{
	int column = 1;
	for (int i = 0; i < def->field_count; i++) {
		struct burden b;
		if (!looked_at(&def->fields[i]))
			continue;
		const char *text = col_text(q, column++, a);
		if (!burden_find(a, list, NULL, text, &b))
			continue;
		f->place = arena_printf(f->arena, "%s/%" PRId64, def->name, col_i64(q, 0));
		b.word = arena_strdup(f->arena, b.word);
		burden_say(f, def->fields[i].name, &b);
	}
}

bool burden_rows(struct arena *a, struct db *db, int64_t *rows, struct findings *f, struct err *e)
{
	const struct reg_set *all = reg_all();
	const struct burden_list *list = burden_list(a);
	const char *place = f->place;
	struct arena *row = arena_new(8 << 20);
	bool ok = true;
	*rows = 0;
	for (int i = 0; i < all->count && ok; i++) {
		if (!burden_checks(all->regs[i]))
			continue;
		struct stmt *q = db_query(db, rows_sql(a, all->regs[i]), e);
		for (; q && db_next(q); arena_reset(row), ++*rows)
			row_judge(row, list, all->regs[i], q, f);
		ok = q && db_end(q, e);
	}
	arena_free(row);
	f->place = place;
	return ok;
}
