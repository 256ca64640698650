/* task_pass_page.c - a post changes hands: every running task of one person goes to another. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/task_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "from", .kind = PARAM_TEXT },
	{ .name = "successor", .kind = PARAM_TEXT },
	{ .name = "day", .kind = PARAM_DATE },
	{ .name = "document", .kind = PARAM_TEXT },
	{ 0 },
};

const struct page task_pass_page = {
	.path = "/tasks/hand-over",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show,
	.title = N_("Hand over tasks"),
	.about = "What one person answers for, and the form that gives all of it to a successor.",
};
const struct page task_pass_post = {
	.path = "/tasks/hand-over",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Hand over tasks"),
	.about = "Ends every running role of a person and begins the same for the successor, in one step.",
};

static void make_lines(struct request *rq, int count, const struct task_role_row *rows, struct pass_view *v)
{
	const struct choice_list *roles = choice_list_find("task_duty");
	struct pass_line *out = ARENA_ARRAY(rq->arena, struct pass_line, count + 1);
	for (int i = 0; i < count; i++) {
		const struct choice *role = choice_find(roles, rows[i].role);
		out[i] = (struct pass_line){ .href = arena_printf(rq->arena, "/task/%" PRId64, rows[i].task),
					     .title = rows[i].title, .unit = rows[i].unit_name,
					     .role = role ? label_in(&role->label, rq->lang) : rows[i].role,
					     .started = rows[i].started, .due = rows[i].due };
	}
	v->count = count;
	v->rows = out;
}

static struct pass_view view_of(struct request *rq)
{
	char day[16];
	return (struct pass_view){
		.action = "/tasks/hand-over",
		.cancel = arena_printf(rq->arena, "/plans?unit=%" PRId64, rq->unit.id),
		.from = rq_text(rq, "from"),
		.successor = rq_text(rq, "successor"),
		.document = rq_text(rq, "document"),
		.day = arena_strdup(rq->arena, date_iso(rq_date(rq, "day") ? rq_date(rq, "day") : today(), day)),
		.findings = rq->findings,
	};
}

/* Whose tasks: 0 when nobody was named or the name is not clear (a finding says so). */
static bool person_read(struct request *rq, const char *name, const char *field, int64_t *out, const char **text,
			struct err *e)
{
	struct field_def f = *field_find(reg_find("task_role"), "person");
	struct value v;
	*out = 0;
	f.name = field;
	if (is_empty(name))
		return true;
	if (!page_read_person(rq, &f, name, &v, e))
		return false;
	*out = v.known ? v.i : 0;
	*text = v.known && v.s ? v.s : name;
	return true;
}

/* Where the account writes; the unit in view, when one was named, is among it. */
static bool scope_of(struct request *rq, struct scope *out, struct err *e)
{
	bool inside = true;
	reg_scope(rq->account, reg_find("task_role"), true, out);
	if (rq_has(rq, "unit") && !scope_has(rq->db, out, rq->county, rq->unit.id, &inside, e))
		return false;
	if (out->count && inside)
		return true;
	err_set(e, ERR_DENIED, "%s is not among the units you may write for.",
		rq->unit.name ? rq->unit.name : "");
	return err_hint(e, "Ask the administrator of that unit, or choose your own unit.");
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct pass_view v = view_of(rq);
	struct scope scope;
	struct task_role_row *rows = NULL;
	int64_t from;
	int count = 0;
	if (!scope_of(rq, &scope, e) || !person_read(rq, v.from, "from", &from, &v.from_name, e))
		return false;
	ymd day = rq_date(rq, "day") ? rq_date(rq, "day") : today();
	if (from && !task_roles_of(rq->arena, rq->db, rq->county, from, &scope, day, &count, &rows, e))
		return false;
	v.looked = from != 0;
	make_lines(rq, count, rows, &v);
	tpl_task_pass(h, &v);
	return true;
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct pass_view v = view_of(rq);
	struct scope scope;
	struct task_role_row *rows = NULL;
	struct task_pass in = { .county = rq->county, .day = rq_date(rq, "day"), .document = v.document };
	struct err why = { 0 };
	int count = 0;
	if (!scope_of(rq, &scope, e) || !person_read(rq, v.from, "from", &in.from, &v.from_name, e) ||
	    !person_read(rq, v.successor, "successor", &in.to, &v.to_name, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	v.looked = in.from != 0;
	if (!rq->findings->errors)
		v.done = task_hand_over(rq->arena, rq->db, &in, &how, rq->findings, &count, &rows, &why);
	if (why.code != ERR_NONE && why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	if (!v.done) {
		rq->refuse = true;
		rq->status = err_http(ERR_REFUSED);
	}
	make_lines(rq, count, rows, &v);
	tpl_task_pass(h, &v);
	return true;
}
