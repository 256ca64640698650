/* training_ask.c - a village asks for a course of the county's catalogue, or for another one. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/training_page.h"
#include "tpl.h"

enum { COURSES = 200, UNITS = 300 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "home", .kind = PARAM_UNIT},
    {.name = "course", .kind = PARAM_ID},
    {.name = "topic", .kind = PARAM_TEXT, .max = 100},
    {.name = "people", .kind = PARAM_TEXT, .max = 10},
    {.name = "target", .kind = PARAM_TEXT, .max = 40},
    {.name = "preferred", .kind = PARAM_TEXT, .max = 20},
    {0},
};

const struct page training_ask_page = {
    .path = "/training/ask",
    .method = GET,
    .cap = CAP_WRITE,
    .params = params,
    .serve = show,
    .title = N_("Ask for a course"),
    .about = "The form by which a village asks for a course.",
};
const struct page training_ask_post = {
    .path = "/training/ask",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = save,
    .title = N_("Ask for a course"),
    .about = "Keeps the request; it waits until a class gathers it.",
};

/* Every course of the county that is offered today: the register's titles are open to all of it. */
static bool courses(struct request *rq, struct record_list *out, struct err *e)
{
	const struct reg_def *def = reg_find("course");
	struct scope all;
	struct query q;
	assert(def && def->whole_county);
	scope_all(rq->county, &all);
	query_init(&q, def, rq->county, &all);
	q.at = today();
	q.limit = COURSES;
	return query_list(rq->arena, rq->db, &q, out, e);
}

static bool make_courses(struct request *rq, struct training_ask *v, struct err *e)
{
	struct record_list list;
	if (!courses(rq, &list, e))
		return false;
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		char id[24];
		out[i] = (struct ui_option){
		    .value = arena_strdup(rq->arena, id_text(list.rows[i]->id, id)),
		    .label = arena_printf(rq->arena, "%s · %s",
					  record_title(rq->arena, list.rows[i], rq->lang),
					  list.rows[i]->unit_name)};
	}
	v->courses = out;
	v->course_count = list.count;
	return true;
}

/* The villages the account may write for, or the unit in view itself. */
static bool make_units(struct request *rq, const struct scope *scope, struct training_ask *v, struct err *e)
{
	struct unit_list list;
	char id[24];
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, UNITS + 1);
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &list, e))
		return false;
	for (int i = 0; i < list.count && v->unit_count < UNITS; i++) {
		bool inside;
		if (!scope_has(rq->db, scope, rq->county, list.units[i].id, &inside, e))
			return false;
		if (inside)
			out[v->unit_count++] = (struct ui_option){
			    .value = arena_strdup(rq->arena, id_text(list.units[i].id, id)),
			    .label = list.units[i].name};
	}
	v->units = out;
	return true;
}

static void make_targets(struct request *rq, struct training_ask *v)
{
	const struct choice_list *of = field_find(reg_find("training_request"), "target")->of;
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, of->count);
	for (int i = 0; i < of->count; i++)
		out[i] = (struct ui_option){.value = of->choices[i].code,
					    .label = label_in(&of->choices[i].label, rq->lang)};
	v->targets = out;
	v->target_count = of->count;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct training_ask v = {.findings = rq->findings,
				 .topic = rq_text(rq, "topic"),
				 .people = rq_text(rq, "people"),
				 .target = rq_text(rq, "target"),
				 .preferred = rq_text(rq, "preferred")};
	struct scope scope;
	char id[24];
	reg_scope(rq->account, reg_find("training_request"), true, &scope);
	if (!rq->unit.id || !scope.count)
		return err_set(e, ERR_DENIED, "Your role may not ask for courses.");
	v.unit = rq_id(rq, "home") ? arena_strdup(rq->arena, id_text(rq_id(rq, "home"), id)) : "";
	v.course = rq_id(rq, "course") ? arena_strdup(rq->arena, id_text(rq_id(rq, "course"), id)) : "";
	make_targets(rq, &v);
	if (!make_courses(rq, &v, e) || !make_units(rq, &scope, &v, e))
		return false;
	tpl_training_ask(h, &v);
	return true;
}

static void put(struct request *rq, struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	if (!value_parse(rq->arena, f, rq_text(rq, field), false, &r->v[f->index], rq->findings))
		r->v[f->index] = (struct value){0};
}

/* Without words of its own a request is called by its course. */
static bool put_course(struct request *rq, struct record *r, struct err *e)
{
	struct record_list list;
	int64_t id = rq_id(rq, "course");
	if (!id)
		return true;
	if (!courses(rq, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		if (list.rows[i]->id != id)
			continue;
		*record_value(r, "course") = (struct value){.known = true, .i = id};
		if (!record_value(r, "topic")->known)
			*record_value(r, "topic") = (struct value){
			    .known = true, .s = record_title(rq->arena, list.rows[i], rq->lang)};
		return true;
	}
	return err_set(e, ERR_NOT_FOUND, "There is no such course.");
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	static const char *const fields[] = {"topic", "people", "target", "preferred"};
	const struct reg_def *def = reg_find("training_request");
	struct scope scope;
	struct err why = {0};
	reg_scope(rq->account, def, true, &scope);
	struct record *r = record_new(rq->arena, def, rq->county, rq_id(rq, "home"));
	struct save_how how = page_how(rq, &scope);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		put(rq, r, fields[i]);
	if (!put_course(rq, r, e))
		return false;
	*record_value(r, "asked") = (struct value){.known = true, .i = today()};
	if (!rq->findings->errors && reg_save(rq->arena, rq->db, r, &how, rq->findings, &why)) {
		reply_flash(rq, N_("The request waits for a class."));
		reply_redirect(rq, arena_printf(rq->arena, "/reg/training_request/%" PRId64, r->id));
		return true;
	}
	if (!rq->findings->errors || (why.code && why.code != ERR_REFUSED)) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return show(rq, h, e);
}
