/* task_page.c - one task: who answers, the way upward, what stands below, its steps and files. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/task_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <jansson.h>

enum { STEPS = 40, SAID = 12 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool take(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "ver", .kind = PARAM_INT },
	{ .name = "step", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "text", .kind = PARAM_NOTE, .max = 2000 },
	{ .name = "day", .kind = PARAM_DATE },
	{ .name = "per_cent", .kind = PARAM_TEXT, .max = 6 },
	{ .name = "extension", .kind = PARAM_ID },
	{ 0 },
};

const struct page task_page = {
	.path = "/task/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Key task"),
	.about = "One key task: who answers for it, the way upward, what stands below, steps and evidence.",
};
const struct page task_step_post = {
	.path = "/task/:id/step",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = take,
	.title = N_("Key task"),
	.about = "Takes a step of a task: progress, report, return, accept, drop, reopen, extension asked or answered.",
};

static const struct value *value_in(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static const char *word(struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return value_text(rq->arena, f, &r->v[f->index], rq->lang);
}

static const char *state_in(struct request *rq, const struct record *r)
{
	for (int i = 0; i < r->def->state_count; i++)
		if (text_eq(r->def->states[i].code, r->state))
			return label_in(&r->def->states[i].label, rq->lang);
	return "";
}

static bool rows_of(struct request *rq, const char *reg, int64_t task, struct record_list *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	struct path p;
	char id[24];
	bool there = path_parse(def, "task", &p);
	assert(there);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	query_filter(&q, p, OP_EQ, arena_strdup(rq->arena, id_text(task, id)));
	q.limit = 100;
	return query_list(rq->arena, rq->db, &q, out, e);
}

/* ---- who answers, and what is expected of them ---- */

static bool said_add(struct request *rq, struct task_view *v, struct task_said_line *out, int64_t unit, int which,
		     const char *code, const char *about, struct err *e)
{
	int n;
	struct duty_said *said;
	if (is_empty(code))
		return true;
	if (!duty_statements(rq->arena, rq->db, rq->county, unit, which, code, today(), &n, &said, e))
		return false;
	for (int i = 0; i < n && v->said_count < SAID; i++) {
		bool twice = false;
		for (int k = 0; k < v->said_count; k++)
			twice |= text_eq(out[k].text, said[i].text);
		if (!twice)
			out[v->said_count++] = (struct task_said_line){
				.about = arena_printf(rq->arena, "%s · %s", about, said[i].who),
				.text = said[i].text, .document = said[i].document };
	}
	return true;
}

static bool person_add(struct request *rq, const struct record *r, struct task_person_line *out)
{
	const struct value *person = value_in(r, "person"), *org = value_in(r, "org"), *ended = value_in(r, "ended");
	bool now = !ended->known || ended->i > today();
	*out = (struct task_person_line){
		.role = word(rq, r, "role"),
		.name = word(rq, r, "person"),
		.org = word(rq, r, "org"),
		.href = person->known ? arena_printf(rq->arena, "/reg/person/%" PRId64, person->i) : NULL,
		.org_href = org->known ? arena_printf(rq->arena, "/org/%" PRId64, org->i) : NULL,
		.edit = arena_printf(rq->arena, "/reg/task_role/%" PRId64, r->id),
		.started = (ymd)value_in(r, "started")->i,
		.ended = ended->known ? (ymd)ended->i : 0,
	};
	return now;
}

static bool make_people(struct request *rq, const struct record *task, struct task_view *v, struct err *e)
{
	struct record_list list;
	if (!rows_of(rq, "task_role", task->id, &list, e))
		return false;
	struct task_person_line *people = ARENA_ARRAY(rq->arena, struct task_person_line, list.count + 1);
	struct task_said_line *said = ARENA_ARRAY(rq->arena, struct task_said_line, SAID);
	v->people = people;
	v->said = said;
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		bool now = person_add(rq, r, &people[v->person_count]);
		const struct task_person_line *p = &people[v->person_count++];
		const struct value *org = value_in(r, "org");
		struct record *o = NULL;
		struct err why = { 0 };
		struct scope all;
		if (!now)
			continue;
		if (!said_add(rq, v, said, task->unit, DUTY_ROLE, value_in(r, "role")->s, p->role, e))
			return false;
		scope_all(rq->county, &all); /* only its kind, by which the statement is found */
		if (org->known &&
		    reg_load(rq->arena, rq->db, reg_find("org"), rq->county, org->i, &all, false, &o, &why) &&
		    !said_add(rq, v, said, task->unit, DUTY_ORG_KIND, value_in(o, "kind")->s, p->org, e))
			return false;
	}
	return true;
}

/* ---- extensions, steps ---- */

static bool make_extensions(struct request *rq, int64_t task, struct task_view *v, struct err *e)
{
	struct record_list list;
	char id[24];
	if (!rows_of(rq, "task_extension", task, &list, e))
		return false;
	struct task_ext_line *out = ARENA_ARRAY(rq->arena, struct task_ext_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		bool open = text_eq(r->state, "asked");
		out[i] = (struct task_ext_line){
			.id = arena_strdup(rq->arena, id_text(r->id, id)),
			.state = state_in(rq, r), .reason = word(rq, r, "reason"), .answer = word(rq, r, "answer"),
			.tone = open ? UI_WARN : text_eq(r->state, "granted") ? UI_GOOD : UI_PLAIN,
			.asked = (ymd)value_in(r, "asked")->i, .due = (ymd)value_in(r, "due")->i,
			.until = (ymd)value_in(r, "until")->i,
			.answered = value_in(r, "answered")->known ? (ymd)value_in(r, "answered")->i : 0,
			.open = open,
		};
		v->asking |= open;
	}
	v->exts = out;
	v->ext_count = list.count;
	return true;
}

static const char *text_at(struct request *rq, json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? arena_strdup(rq->arena, s) : NULL;
}

/* What a change of the row meant: a step, progress, another due day, or nothing to be told here. */
static bool step_of(struct request *rq, const struct record *task, const struct audit_row *row,
		    struct task_step_line *out)
{
	json_error_t je;
	json_t *after = row->after ? json_loads(row->after, 0, &je) : NULL;
	const char *state = text_at(rq, after, "state"), *progress = text_at(rq, after, "progress"),
		   *due = text_at(rq, after, "due"), *result = text_at(rq, after, "result"),
		   *reason = text_at(rq, after, "reason");
	json_decref(after);
	*out = (struct task_step_line){ .at_ms = row->at_ms,
					 .who = is_empty(row->actor_name) ? tr(rq->lang, N_("the program"))
									  : row->actor_name };
	if (text_eq(row->action, "create")) {
		out->what = tr(rq->lang, N_("Given"));
	} else if (state) {
		for (int i = 0; i < task->def->state_count; i++)
			if (text_eq(task->def->states[i].code, state))
				out->what = label_in(&task->def->states[i].label, rq->lang);
		out->note = text_eq(state, "reported") || text_eq(state, "done") ? result : reason;
	} else if (due) {
		out->what = tr(rq->lang, N_("Due day moved"));
		out->note = due;
	} else if (progress) {
		out->what = arena_printf(rq->arena, "%s %s%%", tr(rq->lang, N_("Progress")), progress);
		out->note = result;
	}
	return out->what != NULL;
}

static bool make_steps(struct request *rq, const struct record *task, struct task_view *v, struct err *e)
{
	struct audit_list list;
	if (!audit_load(rq->arena, rq->db, rq->county, "task", task->id, 0, STEPS, &list, e))
		return false;
	struct task_step_line *out = ARENA_ARRAY(rq->arena, struct task_step_line, list.count + 1);
	for (int i = 0; i < list.count; i++)
		v->step_count += step_of(rq, task, &list.rows[i], &out[v->step_count]);
	v->steps = out;
	return true;
}

/* ---- the page ---- */

static void facts(struct request *rq, const struct record *t, struct task_view *v)
{
	char text[24];
	v->id = arena_strdup(rq->arena, id_text(t->id, text));
	v->ver = arena_strdup(rq->arena, id_text(rq_has(rq, "ver") ? rq_int(rq, "ver") : t->ver, text));
	v->action = arena_printf(rq->arena, "/task/%" PRId64 "/step", t->id);
	v->plan = word(rq, t, "plan");
	v->plan_href = arena_printf(rq->arena, "/plan/%" PRId64, value_in(t, "plan")->i);
	v->full = arena_printf(rq->arena, "/reg/task/%" PRId64, t->id);
	v->unit = t->unit_name;
	v->unit_href = arena_printf(rq->arena, "/unit/%" PRId64, t->unit);
	v->title = word(rq, t, "title");
	v->number = word(rq, t, "number");
	v->measures = word(rq, t, "measures");
	v->goal = word(rq, t, "goal");
	v->evidence = word(rq, t, "evidence");
	v->result = word(rq, t, "result");
	v->reason = word(rq, t, "reason");
	v->weight = (int)value_in(t, "weight")->i;
	v->started = (ymd)value_in(t, "started")->i;
	v->due = (ymd)value_in(t, "due")->i;
	v->first_due = value_in(t, "first_due")->known ? (ymd)value_in(t, "first_due")->i : 0;
	v->finished = value_in(t, "finished")->known ? (ymd)value_in(t, "finished")->i : 0;
	v->own = value_in(t, "progress")->known ? (int)value_in(t, "progress")->i : 0;
	v->open = text_eq(t->state, "open");
	v->reported = text_eq(t->state, "reported");
	v->closed = !v->open && !v->reported;
	v->text = rq_text(rq, "text");
	v->per_cent = rq_has(rq, "per_cent") ? rq_text(rq, "per_cent") : arena_printf(rq->arena, "%d", v->own);
	v->day = rq_date(rq, "day") ? arena_strdup(rq->arena, date_iso(rq_date(rq, "day"), text)) : "";
	v->findings = rq->findings;
}

/* The task with all below it, on its own. */
static bool below(struct request *rq, const struct record *t, const struct scope *scope, struct task_view *v,
		  struct err *e)
{
	struct task_ask ask = { .county = rq->county, .unit = t->unit, .scope = *scope,
				.plan = value_in(t, "plan")->i, .at = today() };
	if (!task_tree_load(rq->arena, rq->db, &ask, &v->tree, e))
		return false;
	v->below = (struct task_branch){ .tree = &v->tree, .first = -1 };
	v->leaf = true;
	v->state = state_in(rq, t); /* given on a later day: not in the tree yet */
	for (int i = 0; i < v->tree.count; i++) {
		const struct task_node *n = &v->tree.rows[i];
		if (n->id != t->id)
			continue;
		v->reached = n->reached;
		v->late = n->late;
		v->below.first = n->below;
		v->leaf = n->below < 0;
		v->tone = task_tone(n->state, n->late > 0);
		v->state = task_word(n->state);
	}
	v->percent = task_percent(rq, v->reached);
	return true;
}

static bool draw(struct request *rq, struct html *h, const struct record *t, const struct scope *scope, struct err *e)
{
	struct task_view v = { 0 };
	struct task_above *above;
	struct attachment_list files;
	struct scope write;
	reg_scope(rq->account, t->def, true, &write);
	if (!below(rq, t, scope, &v, e) || !scope_has(rq->db, &write, rq->county, t->unit, &v.writes, e) ||
	    !task_may_judge(rq->db, rq->county, t->id, &write, &v.judges, e) ||
	    !task_chain(rq->arena, rq->db, rq->county, t->id, scope, &v.above_count, &above, e))
		return false;
	facts(rq, t, &v);
	v.above = above;
	v.judges &= v.writes && (page_roles(rq) & ROLE_BIT(ROLE_ORGANISER));
	if (reg_sees_personal(rq->db, rq->account, t->def, rq->county, t->unit)) {
		if (!file_list(rq->arena, rq->db, file_of(t), &files, e))
			return false;
		v.files = &files;
	}
	if (v.writes) {
		v.edit = arena_printf(rq->arena, "/reg/task/%" PRId64 "/edit", t->id);
		v.add_person = arena_printf(rq->arena, "/reg/task_role/new?unit=%" PRId64 "&f.task=%" PRId64, t->unit,
					    t->id);
		v.break_down = v.open ? arena_printf(rq->arena, "/task/%" PRId64 "/break-down", t->id) : NULL;
	}
	if (!make_people(rq, t, &v, e) || !make_extensions(rq, t->id, &v, e) || !make_steps(rq, t, &v, e))
		return false;
	rq->title = v.title;
	tpl_task(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *t;
	reg_scope(rq->account, reg_find("task"), false, &scope);
	return reg_load(rq->arena, rq->db, reg_find("task"), rq->county, rq_id(rq, "id"), &scope, false, &t, e) &&
	       draw(rq, h, t, &scope, e);
}

/* ---- steps ---- */

static bool per_cent(struct request *rq, int *out)
{
	int64_t n;
	*out = 0;
	if (parse_i64(rq_text(rq, "per_cent"), &n) && n >= 0 && n <= 100) {
		*out = (int)n;
		return true;
	}
	find_hint(find_error(rq->findings, "per_cent", "task-progress", "Progress is a whole number from 0 to 100."),
		  "100 means that only the report is missing.");
	return false;
}

static bool run(struct request *rq, const struct task_step *in, const struct save_how *how, const char **said,
		struct err *e)
{
	static const struct {
		const char *step, *said;
		bool (*fn)(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
			   unsigned roles, struct findings *f, struct err *e);
	} steps[] = {
		{ "report", N_("Reported; the unit that gave the task accepts or returns it."), task_report },
		{ "return", N_("Returned with the reason."), task_return },
		{ "accept", N_("Accepted: the task is done."), task_accept },
		{ "drop", N_("The task was dropped."), task_drop },
		{ "reopen", N_("The task is open again."), task_reopen },
	};
	const char *step = rq_text(rq, "step");
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (text_eq(step, steps[i].step)) {
			*said = steps[i].said;
			return steps[i].fn(rq->arena, rq->db, in, how, page_roles(rq), rq->findings, e);
		}
	if (text_eq(step, "progress")) {
		int n;
		*said = N_("Progress saved.");
		return per_cent(rq, &n) ? task_progress(rq->arena, rq->db, in, n, how, rq->findings, e)
					: err_set(e, ERR_REFUSED, "Progress is a whole number from 0 to 100.");
	}
	if (text_eq(step, "ask")) {
		*said = N_("The extension was asked for.");
		return task_extension_ask(rq->arena, rq->db, in, how, rq->findings, e);
	}
	if (text_eq(step, "grant") || text_eq(step, "refuse")) {
		*said = N_("The extension was answered.");
		return task_extension_answer(rq->arena, rq->db, in, text_eq(step, "grant"), how, rq->findings, e);
	}
	return err_set(e, ERR_INPUT, "There is no such step.");
}

static bool take(struct request *rq, struct html *h, struct err *e)
{
	struct scope read, write;
	struct record *t;
	struct err why = { 0 };
	const char *said = NULL;
	const struct reg_def *def = reg_find("task");
	reg_scope(rq->account, def, true, &write);
	reg_scope(rq->account, def, false, &read);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &write, false, &t, e))
		return false;
	struct task_step in = { .county = rq->county, .id = t->id, .ver = rq_int(rq, "ver"),
				.text = rq_text(rq, "text"), .day = rq_date(rq, "day"),
				.extension = rq_id(rq, "extension") };
	struct save_how how = page_how(rq, &write);
	if (run(rq, &in, &how, &said, &why)) {
		reply_flash(rq, said);
		reply_redirect(rq, arena_printf(rq->arena, "/task/%" PRId64, t->id));
		return true;
	}
	if (why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw(rq, h, t, &read, e);
}
