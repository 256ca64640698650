/* page_reg.c - what the register pages share. */
#include "page/page_reg.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

#include <string.h>

bool page_reg(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
	      struct err *e)
{
	const struct reg_def *found = reg_find(rq_text(rq, "reg"));
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "There is no register \"%s\".",
			       rq_text(rq, "reg"));
	reg_scope(rq->account, found, write, scope);
	if (scope->count == 0) {
		err_set(e, ERR_DENIED,
			write ? N_("Your account may not change this register.")
			      : N_("Your account may not read this register."));
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	*def = found;
	return true;
}

bool page_record(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
		 struct record **rec, struct err *e)
{
	return page_reg(rq, write, def, scope, e) &&
	       reg_load(rq->arena, rq->db, *def, rq->county, rq_id(rq, "id"), scope, false, rec, e);
}

unsigned page_roles(const struct request *rq)
{
	unsigned roles = 0;
	for (int i = 0; rq->account && i < rq->account->grant_count; i++)
		roles |= ROLE_BIT(rq->account->grants[i].role);
	return roles;
}

bool page_hides(const struct request *rq, const struct field_def *f, const struct record *r)
{
	return f && f->personal &&
	       !reg_sees_personal(rq->db, rq->account, r->def, r->county, r->unit);
}

const char *cell_text(struct arena *a, const struct record_list *l, int row,
		      const struct reg_def *def, int column, enum lang lang)
{
	struct path p = def->columns[column].path;
	const struct record *r = l->rows[row];
	if (p.field == PATH_UNIT)
		return r->unit_name ? r->unit_name : "";
	if (p.field == PATH_ID)
		return arena_printf(a, "%" PRId64, r->id);
	if (p.field == PATH_STATE) {
		for (int i = 0; i < def->state_count; i++)
			if (text_eq(def->states[i].code, r->state))
				return label_in(&def->states[i].label, lang);
		return r->state;
	}
	const struct value *v = list_value(l, row, def, column);
	const struct field_def *f = path_field(def, p);
	if (v->hidden)
		return "＊";
	return f ? value_text(a, f, v, lang) : v->s ? v->s : "";
}

const char *cell_href(struct arena *a, const struct record_list *l, int row,
		      const struct reg_def *def, int column)
{
	struct path p = def->columns[column].path;
	const struct field_def *f = p.sub == -1 ? path_field(def, p) : NULL;
	if (p.field == def->title.field && p.sub == -1)
		return arena_printf(a, "/reg/%s/%" PRId64, def->name, l->rows[row]->id);
	if (f && f->ref && l->rows[row]->v[p.field].known)
		return arena_printf(a, "/reg/%s/%" PRId64, f->ref->name,
				    l->rows[row]->v[p.field].i);
	return NULL;
}

const struct ui_th *page_heads(struct request *rq, const struct reg_def *def)
{
	struct ui_th *heads = ARENA_ARRAY(rq->arena, struct ui_th, def->column_count);
	for (int c = 0; c < def->column_count; c++)
		heads[c] = (struct ui_th){.label = label_in(&def->columns[c].label, rq->lang),
					  .column = path_text(rq->arena, def, def->columns[c].path),
					  .path = rq->path,
					  .query = rq->query,
					  .sort = rq_text(rq, "sort")};
	return heads;
}

const struct reg_cell *const *page_cells(struct request *rq, const struct reg_def *def,
					 const struct record_list *l)
{
	const struct reg_cell **rows =
	    ARENA_ARRAY(rq->arena, const struct reg_cell *, l->count + 1);
	for (int r = 0; r < l->count; r++) {
		struct reg_cell *cells = ARENA_ARRAY(rq->arena, struct reg_cell, def->column_count);
		for (int c = 0; c < def->column_count; c++) {
			const struct field_def *f = path_field(def, def->columns[c].path);
			cells[c] = (struct reg_cell){
			    .text = page_hides(rq, f, l->rows[r]) ? "＊"
						     : cell_text(rq->arena, l, r, def, c, rq->lang),
			    .href = cell_href(rq->arena, l, r, def, c),
			    .label = label_in(&def->columns[c].label, rq->lang),
			    .flag = f && f->type == FIELD_FLAG,
			    .off = f && f->type == FIELD_FLAG &&
				   !list_value(l, r, def, c)->i,
			    .number = f && (f->type == FIELD_INT || f->type == FIELD_DEC),
			    .keep = f && f->type == FIELD_DATE,
			};
		}
		rows[r] = cells;
	}
	return rows;
}

/* Where the whole list is on this page it has been counted. */
bool page_pager(struct request *rq, const struct query *q, const struct record_list *l,
		struct ui_pager *out, struct err *e)
{
	int64_t cap = is_empty(q->search) ? LIMIT_COUNT : LIMIT_COUNT_SEARCHED, count = l->count;
	if ((l->next || !is_empty(q->after)) &&
	    !query_count(rq->arena, rq->db, q, cap, &count, e))
		return false;
	*out = (struct ui_pager){.path = rq->path,
				 .query = rq->query,
				 .after = l->next,
				 .count = count > cap ? cap : count,
				 .more = count > cap,
				 .shown = l->count};
	return true;
}

void page_export_scope(const struct request *rq, const struct reg_def *def, struct scope *out)
{
	unsigned roles = 0;
	for (int r = 0; r < ROLE__COUNT; r++)
		if ((def->read & ROLE_BIT(r)) && role_can((enum role)r, CAP_EXPORT))
			roles |= ROLE_BIT(r);
	scope_of_roles(rq->account, roles, out);
}

bool page_query(struct request *rq, const struct reg_def *def, struct query *q, struct err *e)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "f.", &pairs);
	for (int i = 0; i < n; i++)
		if (!is_empty(pairs[i].value) && !query_filter_named(q, rq->arena, pairs[i].name, pairs[i].value))
			return err_set(e, ERR_INPUT, "This list has no filter \"%s\".",
				       pairs[i].name);
	n = rq_prefixed(rq, "c.", &pairs);
	for (int i = 0; i < n; i++)
		for (int c = 0; c < def->column_count && c < 64; c++)
			if (text_eq(pairs[i].name,
				    path_text(rq->arena, def, def->columns[c].path)))
				q->columns |= (uint64_t)1 << c;
	q->boundary = text_eq(rq_text(rq, "boundary"), "was") ? AS_WAS : RESTATED;
	q->search = rq_text(rq, "q");
	q->at = rq_date(rq, "at");
	if (!q->at && !rq_flag(rq, "all"))
		q->at = today();
	q->after = rq_text(rq, "after");
	q->unit = rq->unit.id;
	const char *sort = rq_text(rq, "sort");
	if (!is_empty(sort)) {
		q->down = *sort == '-';
		q->sort_given = path_parse(def, sort + q->down, &q->sort);
		if (!q->sort_given)
			return err_set(e, ERR_INPUT, "This list cannot be sorted by \"%s\".", sort);
	}
	return query_guard(q, rq->account, e);
}

struct save_how page_how(const struct request *rq, const struct scope *scope)
{
	return (struct save_how){.actor = rq->account->id, .scope = *scope, .origin = "form"};
}
