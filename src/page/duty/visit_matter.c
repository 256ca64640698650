/*
 * visit_matter.c - problems met on a visit become matters, in the transaction that saves the visit.
 *
 * One line is one matter, of one kind.  An edit that arrives again raises none, nor does a line
 * that this visit has raised before.  Who handles it, and by when, says its route (voice/matter.h).
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/visit_page.h"
#include "voice/matter.h"

#include <string.h>

enum { LINES_MAX = 10 };

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static bool of_visit(struct request *rq, int64_t visit, const struct scope *scope, struct record_list *out,
		     struct err *e)
{
	const struct reg_def *def = reg_find("matter");
	struct query q;
	query_init(&q, def, rq->county, scope);
	query_filter(&q, path_of(def, "visit"), OP_EQ, arena_printf(rq->arena, "%" PRId64, visit));
	q.limit = LIMIT_PAGE_ROWS;
	return query_list(rq->arena, rq->db, &q, out, e);
}

static bool is_there(const struct record_list *l, const char *text)
{
	for (int i = 0; i < l->count; i++)
		if (value_of(l->rows[i], "text")->known && text_eq(value_of(l->rows[i], "text")->s, text))
			return true;
	return false;
}

int visit_matter_kinds(struct request *rq, const struct ui_option **out)
{
	const struct choice_list *list = choice_list_find("matter_kind");
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, list->count);
	for (int i = 0; i < list->count; i++)
		o[i] = (struct ui_option){ .value = list->choices[i].code,
					   .label = label_in(&list->choices[i].label, rq->lang) };
	*out = o;
	return list->count;
}

static bool raise_one(struct request *rq, const struct visit_edit *edit, int64_t visit, const char *kind,
		      const char *text, const struct save_how *how, struct err *e)
{
	static const char none[] = "";
	struct matter_raised raised;
	struct matter_new in = {
		.county = rq->county, .place = edit->unit, .kind = kind, .source = "visit", .title = none, .text = text,
		.raiser_name = "", .raiser_phone = "", .visit = visit, .no_code = true,
		.household = edit->wrote[2].known ? edit->wrote[2].i : 0,
		.raised = edit->wrote[0].known ? (ymd)edit->wrote[0].i : 0,
	};
	return matter_raise(rq->arena, rq->db, &in, how, &raised, rq->findings, e);
}

bool visit_matters_raise(struct request *rq, const struct visit_source *src, const struct visit_edit *edit,
			 int64_t visit, struct err *e)
{
	const char *kind = visit_given(rq, src, true, "matter_kind");
	struct scope writes, all;
	struct record_list had;
	int count = 0;
	char *line, *save = NULL, *lines = arena_strdup(rq->arena, visit_given(rq, src, true, "matters"));
	if (is_empty(lines))
		return true;
	scope_all(rq->county, &all); /* only whether this visit has raised the same */
	reg_scope(rq->account, reg_find("matter"), true, &writes);
	struct save_how how = page_how(rq, &writes);
	if (!of_visit(rq, visit, &all, &had, e))
		return false;
	for (line = strtok_r(lines, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save)) {
		struct str one = str_trim(str_c(line));
		const char *text = arena_strndup(rq->arena, one.p, one.n);
		if (is_empty(text) || is_there(&had, text))
			continue;
		if (++count > LINES_MAX) {
			find_hint(find_error(rq->findings, "matters", "visit-matters",
					     "More than %d matters from one visit.", LINES_MAX),
				  "Save the visit, then enter the others.");
			return err_set(e, ERR_REFUSED, "The matters cannot be raised like this.");
		}
		if (!raise_one(rq, edit, visit, is_empty(kind) ? "other" : kind, text, &how, e))
			return false;
	}
	return true;
}

bool visit_matters_load(struct request *rq, int64_t visit, struct visit_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("matter");
	struct scope scope;
	struct record_list list;
	reg_scope(rq->account, def, false, &scope);
	if (!scope.count)
		return true;
	if (!of_visit(rq, visit, &scope, &list, e))
		return false;
	struct visit_served_row *rows = ARENA_ARRAY(rq->arena, struct visit_served_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		rows[i] = (struct visit_served_row){
			.helped = record_title(rq->arena, r, rq->lang),
			.kind = r->unit_name,
			.href = arena_printf(rq->arena, "/reg/matter/%" PRId64, r->id),
		};
	}
	v->matters = rows;
	v->matter_count = list.count;
	return true;
}
