/* task_break_page.c - one task broken down to several units at once: tick them, give weights. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/task_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "ver", .kind = PARAM_INT },
	{ .name = "title", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "measures", .kind = PARAM_NOTE, .max = 4000 },
	{ .name = "evidence", .kind = PARAM_TEXT, .max = 300 },
	{ .name = "started", .kind = PARAM_DATE },
	{ .name = "due", .kind = PARAM_DATE },
	{ .name = "u.*", .kind = PARAM_FLAG },
	{ .name = "w.*", .kind = PARAM_TEXT, .max = 6 },
	{ .name = "p.*", .kind = PARAM_TEXT },
	{ 0 },
};

const struct page task_break_page = {
	.path = "/task/:id/break-down",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show,
	.title = N_("Break down a task"),
	.about = "The form that breaks a task down to several units.",
};
const struct page task_break_post = {
	.path = "/task/:id/break-down",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Break down a task"),
	.about = "Makes one task below for each unit ticked, all or none.",
};

static const struct value *value_in(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static const char *text_in(const struct record *r, const char *field)
{
	const struct value *v = value_in(r, field);
	return v->known && v->s ? v->s : "";
}

/* The unit of the task and those directly below it; a village stands alone. */
static bool make_units(struct request *rq, const struct record *t, struct break_view *v, struct err *e)
{
	struct unit_list list;
	bool again = rq->method == POST;
	if (!unit_children(rq->arena, rq->db, t->unit, 0, &list, e))
		return false;
	struct break_unit *units = ARENA_ARRAY(rq->arena, struct break_unit, list.count + 1);
	for (int i = -1; i < list.count; i++) {
		int64_t id = i < 0 ? t->unit : list.units[i].id;
		char text[24];
		const char *key = arena_strdup(rq->arena, id_text(id, text));
		const char *weight = rq_text(rq, arena_printf(rq->arena, "w.%s", key));
		units[v->count++] = (struct break_unit){
			.id = key,
			.name = i < 0 ? t->unit_name : list.units[i].name,
			.weight = is_empty(weight) ? "1" : weight,
			.person = rq_text(rq, arena_printf(rq->arena, "p.%s", key)),
			.ticked = again && rq_flag(rq, arena_printf(rq->arena, "u.%s", key)),
		};
	}
	v->units = units;
	return true;
}

static const char *day_of(struct request *rq, const char *name, ymd otherwise)
{
	char text[16];
	ymd day = rq_date(rq, name);
	return arena_strdup(rq->arena, date_iso(day ? day : otherwise, text));
}

static bool draw(struct request *rq, struct html *h, const struct record *t, struct err *e)
{
	char ver[24];
	bool again = rq->method == POST;
	struct break_view v = {
		.action = arena_printf(rq->arena, "/task/%" PRId64 "/break-down", t->id),
		.cancel = arena_printf(rq->arena, "/task/%" PRId64, t->id),
		.ver = arena_strdup(rq->arena, id_text(again ? rq_int(rq, "ver") : t->ver, ver)),
		.title = text_in(t, "title"),
		.unit = t->unit_name,
		.name = again ? rq_text(rq, "title") : text_in(t, "title"),
		.measures = again ? rq_text(rq, "measures") : text_in(t, "measures"),
		.evidence = again ? rq_text(rq, "evidence") : text_in(t, "evidence"),
		.started = day_of(rq, "started", today()),
		.due = day_of(rq, "due", (ymd)value_in(t, "due")->i),
		.findings = rq->findings,
	};
	if (!make_units(rq, t, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Break down a task")), v.title);
	tpl_task_break(h, &v);
	return true;
}

static bool load(struct request *rq, struct scope *scope, struct record **t, struct err *e)
{
	const struct reg_def *def = reg_find("task");
	reg_scope(rq->account, def, true, scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), scope, false, t, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *t;
	return load(rq, &scope, &t, e) && draw(rq, h, t, e);
}

static bool parts_read(struct request *rq, int *count, struct task_part **out, struct err *e)
{
	const struct rq_pair *ticked;
	int n = rq_prefixed(rq, "u.", &ticked);
	const struct field_def *person = field_find(reg_find("task_role"), "person");
	struct task_part *parts = ARENA_ARRAY(rq->arena, struct task_part, n + 1);
	*count = 0;
	for (int i = 0; i < n && i <= LIMIT_BREAK_DOWN; i++) {
		struct task_part p = { .weight = 0 };
		struct value who = { 0 };
		int64_t weight;
		if (!text_eq(ticked[i].value, "1") || !id_parse(ticked[i].name, &p.unit))
			continue;
		if (parse_i64(rq_text(rq, arena_printf(rq->arena, "w.%s", ticked[i].name)), &weight) && weight > 0 &&
		    weight <= 1000)
			p.weight = (int)weight;
		const char *name = rq_text(rq, arena_printf(rq->arena, "p.%s", ticked[i].name));
		if (!is_empty(name) && !page_read_person(rq, person, name, &who, e))
			return false;
		p.person = who.known ? who.i : 0;
		parts[(*count)++] = p;
	}
	*out = parts;
	return true;
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *t;
	struct task_part *parts;
	struct err why = { 0 };
	struct task_break in = { .county = rq->county, .id = rq_id(rq, "id"), .ver = rq_int(rq, "ver"),
				 .title = rq_text(rq, "title"), .measures = rq_text(rq, "measures"),
				 .evidence = rq_text(rq, "evidence"), .started = rq_date(rq, "started"),
				 .due = rq_date(rq, "due") };
	if (!load(rq, &scope, &t, e) || !parts_read(rq, &in.count, &parts, e))
		return false;
	in.parts = parts;
	struct save_how how = page_how(rq, &scope);
	if (!rq->findings->errors && task_break_down(rq->arena, rq->db, &in, &how, rq->findings, &why)) {
		reply_flash(rq, N_("The task was broken down."));
		reply_redirect(rq, arena_printf(rq->arena, "/task/%" PRId64, t->id));
		return true;
	}
	if (why.code != ERR_NONE && why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw(rq, h, t, e);
}
