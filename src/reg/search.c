/* search.c - one box over every register the account may read. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "reg/query.h"

enum { DETAIL_COLUMNS = 3 };

static bool is_searchable(const struct reg_def *def)
{
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].type == FIELD_PERSON ||
		    (def->fields[i].search && def->fields[i].type == FIELD_TEXT))
			return true;
	return false;
}

/* The first columns beside the title: what tells two people of one name apart. */
static const char *detail(struct arena *a, const struct record_list *list, int row,
			  const struct reg_def *def, bool personal, enum lang lang)
{
	struct buf out;
	int shown = 0;
	buf_init(&out, 2048);
	for (int i = 0; i < def->column_count && shown < DETAIL_COLUMNS; i++) {
		struct path p = def->columns[i].path;
		const struct field_def *f = path_field(def, p);
		if (!f || (p.sub == -1 && p.field == def->title.field) || f->type == FIELD_IDNUM ||
		    f->type == FIELD_PHONE || (f->personal && !personal))
			continue;
		const char *text = value_text(a, f, list_value(list, row, def, i), lang);
		if (is_empty(text))
			continue;
		buf_printf(&out, "%s%s", shown ? " · " : "", text);
		shown++;
	}
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool search_one(struct arena *a, struct db *db, const struct account *acc,
		       const struct reg_def *def, const char *text, int limit, struct hit_list *out,
		       struct err *e)
{
	struct query q;
	struct scope scope;
	struct record_list list;
	reg_scope(acc, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, acc->county, &scope);
	q.search = text;
	q.limit = limit;
	if (!query_guard(&q, acc, e) || !query_list(a, db, &q, &list, e))
		return false;
	out->more = out->more || list.next;
	for (int i = 0; i < list.count && out->count < limit; i++) {
		bool personal =
		    reg_sees_personal(db, acc, def, list.rows[i]->county, list.rows[i]->unit);
		out->hits[out->count++] = (struct hit){
		    .def = def,
		    .id = list.rows[i]->id,
		    .title = record_title(a, list.rows[i], acc->lang),
		    .unit_name = list.rows[i]->unit_name,
		    .detail = detail(a, &list, i, def, personal, acc->lang),
		};
	}
	return true;
}

bool search_all(struct arena *a, struct db *db, const struct account *acc, const char *text,
		int limit, struct hit_list *out, struct err *e)
{
	const struct reg_set *all = reg_all();
	struct hit_list found = {.hits = ARENA_ARRAY(a, struct hit, limit)};
	for (int i = 0; i < all->count && found.count < limit; i++)
		if (is_searchable(all->regs[i]) &&
		    !search_one(a, db, acc, all->regs[i], text, limit, &found, e))
			return false;
	*out = found;
	return true;
}
