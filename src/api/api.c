/* api.c - the list of resources, and what they share. */
#include "api/api.h"

#include "base/arena.h"
#include "base/str.h"

#include <string.h>

#define RESOURCES(X)                                                                               \
	X(api_root)                                                                                \
	X(api_openapi) X(api_units) X(api_unit_one) X(api_people) X(api_person) X(api_registers)   \
	    X(api_records) X(api_record_one) X(api_record_post) X(api_record_put)                  \
		X(api_record_delete) X(api_figures) X(api_figure) X(api_figure_records)            \
		    X(api_search) X(api_books) X(api_vouchers) X(api_voucher)              \
			X(api_voucher_post) X(api_book_statement) X(api_book_trial)                \
			    X(open311_page) X(open311_service_page) X(open311_request_page)    \
			    X(open311_post_page)

#define X(name) extern const struct page name;
RESOURCES(X)
#undef X

const struct page *const all_resources[] = {
#define X(name) &name,
    RESOURCES(X)
#undef X
	NULL,
};

struct json api_reply(struct request *rq)
{
	struct json j;
	json_init(&j, reply_buf(rq, "application/json; charset=utf-8"));
	return j;
}

bool api_reg(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
	     struct err *e)
{
	const char *name = rq_has(rq, "reg") ? rq_text(rq, "reg") : "person";
	const struct reg_def *found = reg_find(name);
	if (!found)
		return err_set(e, ERR_NOT_FOUND, "There is no register \"%s\".", name);
	reg_scope(rq->account, found, write, scope);
	if (scope->count == 0)
		return err_set(e, ERR_DENIED,
			write ? N_("Your account may not change this register.")
			      : N_("Your account may not read this register."));
	*def = found;
	return true;
}

void api_unit(struct json *j, const struct unit *u)
{
	json_open(j, '{');
	json_kid(j, "id", u->id);
	json_kstr(j, "code", u->code);
	json_kstr(j, "name", u->name);
	json_kstr(j, "kind", u->kind);
	json_ki64(j, "level", u->level);
	json_kid(j, "parent", u->parent);
	json_kbool(j, "village", u->is_village);
	json_kbool(j, "open", u->closed == DATE_OPEN);
	json_close(j, '}');
}

static void field(struct request *rq, struct json *j, const struct field_def *f,
		  const struct value *v, bool personal)
{
	if (!v->known || (f->personal && !personal))
		return;
	json_key(j, f->name);
	if (f->type == FIELD_INT)
		json_i64(j, v->i);
	else if (f->type == FIELD_FLAG)
		json_bool(j, v->i != 0);
	else
		json_str(j, value_raw(rq->arena, f, v));
}

void api_record(struct request *rq, struct json *j, const struct record *r)
{
	bool personal = reg_sees_personal(rq->db, rq->account, r->def, r->county, r->unit);
	json_open(j, '{');
	json_kid(j, "id", r->id);
	json_ki64(j, "version", r->ver);
	json_key(j, "unit");
	json_open(j, '{');
	json_kid(j, "id", r->unit);
	json_kstr(j, "name", r->unit_name ? r->unit_name : "");
	json_close(j, '}');
	json_kstr(j, "state", r->state);
	json_ki64(j, "created_ms", r->created_ms);
	json_ki64(j, "updated_ms", r->updated_ms);
	json_key(j, "fields");
	json_open(j, '{');
	for (int i = 0; i < r->def->field_count; i++)
		field(rq, j, &r->def->fields[i], &r->v[i], personal);
	json_close(j, '}');
	json_key(j, "display");
	json_open(j, '{');
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		if (r->v[i].known && (f->ref || f->type == FIELD_UNIT))
			json_kstr(j, f->name, r->v[i].s ? r->v[i].s : "");
	}
	json_close(j, '}');
	json_close(j, '}');
}

bool api_query(struct request *rq, struct query *q, struct err *e)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "f.", &pairs);
	for (int i = 0; i < n; i++)
		if (!query_filter_named(q, rq->arena, pairs[i].name, pairs[i].value))
			return err_set(e, ERR_INPUT, "This list has no filter \"%s\".",
				       pairs[i].name);
	q->search = rq_text(rq, "q");
	q->at = rq_date(rq, "at");
	q->after = rq_text(rq, "after");
	q->unit = rq_id(rq, "unit");
	if (rq_has(rq, "limit"))
		q->limit = (int)(rq_int(rq, "limit") > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS
								       : rq_int(rq, "limit"));
	if (q->limit < 1)
		return err_set(e, ERR_INPUT, "The limit must be between 1 and %d.",
			       (int)LIMIT_PAGE_ROWS);
	const char *sort = rq_text(rq, "sort");
	if (is_empty(sort))
		return query_guard(q, rq->account, e);
	q->down = *sort == '-';
	q->sort_given = path_parse(q->def, sort + q->down, &q->sort);
	if (!q->sort_given)
		return err_set(e, ERR_INPUT, "This list cannot be sorted by \"%s\".", sort);
	return query_guard(q, rq->account, e);
}
