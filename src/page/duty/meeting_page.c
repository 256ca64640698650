/* meeting_page.c - one meeting: attendance, decisions, held or cancelled, the record for paper. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/meeting_page.h"
#include "page/org_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool paper(struct request *rq, struct html *h, struct err *e);
static bool step(struct request *rq, struct html *h, struct err *e);
static bool people(struct request *rq, struct html *h, struct err *e);
static bool make_task(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "step", .kind = PARAM_TEXT, .max = 10 },
	{ .name = "text", .kind = PARAM_NOTE, .max = 20000 },
	{ .name = "guests", .kind = PARAM_TEXT, .max = 6 },
	{ .name = "item", .kind = PARAM_ID },
	{ .name = "p.*", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "r.*", .kind = PARAM_TEXT, .max = 120 },
	{ 0 },
};

const struct page meeting_page = {
	.path = "/meeting/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Meeting"),
	.about = "One meeting with agenda, attendance, minutes and decisions.",
};
const struct page meeting_print_page = {
	.path = "/meeting/:id/print",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = paper,
	.title = N_("Record of a meeting"),
	.about = "The record of one meeting, to be printed and signed.",
};
const struct page meeting_step_post = {
	.path = "/meeting/:id/step",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = step,
	.title = N_("Meeting"),
	.about = "Enters that a meeting was held, with its minutes, or cancelled, with the reason.",
};
const struct page meeting_people_post = {
	.path = "/meeting/:id/people",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = people,
	.title = N_("Meeting"),
	.about = "Saves who was to come to a meeting and who came.",
};
const struct page meeting_task_post = {
	.path = "/meeting/:id/task",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = make_task,
	.title = N_("Meeting"),
	.about = "Makes a decision of a meeting a task.",
};

static const char *word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

static bool meeting_read(struct request *rq, bool write, struct scope *scope, struct record **out, struct err *e)
{
	const struct reg_def *def = reg_find("meeting");
	reg_scope(rq->account, def, write, scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), scope, false, out, e) &&
	       unit_load(rq->arena, rq->db, (*out)->unit, 0, &rq->unit, e);
}

/* ---- attendance ---- */

static const char *label_of(struct request *rq, const char *code)
{
	const struct choice *c = choice_find(choice_list_find("attendance"), code);
	return c ? label_in(&c->label, rq->lang) : "";
}

static void seats_show(struct request *rq, const struct meeting_seats *seats, bool personal, struct meeting_view *v)
{
	struct meeting_seat_line *lines = ARENA_ARRAY(rq->arena, struct meeting_seat_line, seats->count + 1);
	v->absent = "";
	for (int i = 0; i < seats->count; i++) {
		const struct meeting_seat *s = &seats->seats[i];
		const char *reason = personal ? s->reason : "";
		lines[i] = (struct meeting_seat_line){
			.name = s->name, .role = s->role, .attendance = s->attendance,
			.field = arena_printf(rq->arena, "p.%" PRId64, s->person),
			.why = arena_printf(rq->arena, "r.%" PRId64, s->person),
			.word = label_of(rq, s->attendance), .reason = reason,
		};
		if (text_eq(s->attendance, "leave") || text_eq(s->attendance, "absent"))
			v->absent = arena_printf(rq->arena, "%s%s%s（%s%s%s）", v->absent, *v->absent ? "、" : "",
						 s->name, lines[i].word, is_empty(reason) ? "" : "：", reason);
	}
	v->seats = lines;
	v->seat_count = seats->count;
	v->expected = seats->expected;
	v->present = seats->present;
}

static void attendances_make(struct request *rq, struct meeting_view *v)
{
	const struct choice_list *of = choice_list_find("attendance");
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, of->count);
	for (int i = 0; i < of->count; i++)
		out[i] = (struct ui_option){ .value = of->choices[i].code,
					     .label = label_in(&of->choices[i].label, rq->lang) };
	v->attendances = out;
	v->attendance_count = of->count;
}

/* ---- decisions ---- */

static bool items_load(struct request *rq, const struct record *m, bool may_write, struct meeting_view *v,
		       struct err *e)
{
	struct record_list list;
	if (!page_rows_of(rq, "meeting_item", "meeting", m->id, 0, MEETING_ITEMS, &list, e))
		return false;
	struct meeting_item_line *lines = ARENA_ARRAY(rq->arena, struct meeting_item_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		const struct value *task = record_value(r, "task");
		const char *action = arena_printf(rq->arena, "/meeting/%" PRId64 "/task?item=%" PRId64, m->id, r->id);
		bool ready = may_write && !task->known && record_value(r, "decision")->known &&
			     record_value(r, "person")->known && record_value(r, "due")->known;
		lines[i] = (struct meeting_item_line){
			.topic = word(rq, r, "topic"), .said = word(rq, r, "said"), .decision = word(rq, r, "decision"),
			.person = word(rq, r, "person"), .due = word(rq, r, "due"),
			.href = arena_printf(rq->arena, "/reg/meeting_item/%" PRId64, r->id),
			.task_action = ready ? action : NULL,
			.task_href = task->known ? arena_printf(rq->arena, "/task/%" PRId64, task->i) : NULL,
		};
	}
	v->items = lines;
	v->item_count = list.count;
	return true;
}

/* ---- the page ---- */

static void facts_make(struct request *rq, struct record *m, struct meeting_view *v)
{
	const char *status = record_value(m, "status")->s;
	v->topic = word(rq, m, "topic");
	v->kind = word(rq, m, "kind");
	v->unit = m->unit_name;
	v->day = word(rq, m, "held");
	v->clock = word(rq, m, "clock");
	v->place = word(rq, m, "place");
	v->chair = word(rq, m, "chair");
	v->recorder = word(rq, m, "recorder");
	v->guests = word(rq, m, "guests");
	v->agenda = word(rq, m, "agenda");
	v->minutes = word(rq, m, "minutes");
	v->word = word(rq, m, "status");
	v->reason = word(rq, m, "reason");
	v->tone = meeting_tone(status);
	v->planned = text_eq(status, "planned");
	v->future = record_value(m, "held")->i > today();
	v->entry = arena_printf(rq->arena, "/reg/meeting/%" PRId64, m->id);
	v->print = arena_printf(rq->arena, "/meeting/%" PRId64 "/print", m->id);
	v->back = arena_printf(rq->arena, "/meetings?unit=%" PRId64, m->unit);
	if (text_eq(record_value(m, "kind")->s, "night_talk"))
		v->night = arena_printf(rq->arena, "/night-talk/%" PRId64, m->id);
	v->step_action = arena_printf(rq->arena, "/meeting/%" PRId64 "/step", m->id);
	v->people_action = arena_printf(rq->arena, "/meeting/%" PRId64 "/people", m->id);
	v->item_new = arena_printf(rq->arena, "/reg/meeting_item/new?unit=%" PRId64 "&f.meeting=%" PRId64, m->unit,
				   m->id);
	v->person_new = arena_printf(rq->arena, "/reg/meeting_person/new?unit=%" PRId64 "&f.meeting=%" PRId64, m->unit,
				     m->id);
}

static bool load(struct request *rq, struct meeting_view *v, struct err *e)
{
	struct scope scope, write, posts, people_scope;
	struct record *m;
	struct meeting_seats *seats = ARENA_NEW(rq->arena, struct meeting_seats);
	*v = (struct meeting_view){ .findings = rq->findings };
	if (!meeting_read(rq, false, &scope, &m, e))
		return false;
	reg_scope(rq->account, m->def, true, &write);
	reg_scope(rq->account, reg_find("post"), false, &posts);
	reg_scope(rq->account, reg_find("meeting_person"), false, &people_scope);
	if (write.count && !scope_has(rq->db, &write, rq->county, m->unit, &v->may_write, e))
		return false;
	if (!meeting_seats_load(rq->arena, rq->db, m, &posts, &people_scope, seats, e) ||
	    !items_load(rq, m, v->may_write, v, e))
		return false;
	facts_make(rq, m, v);
	attendances_make(rq, v);
	const struct reg_def *def = reg_find("meeting_person");
	seats_show(rq, seats, reg_sees_personal(rq->db, rq->account, def, rq->county, m->unit), v);
	rq->title = v->topic;
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct meeting_view v;
	if (!load(rq, &v, e))
		return false;
	tpl_meeting(h, &v);
	return true;
}

static bool paper(struct request *rq, struct html *h, struct err *e)
{
	struct meeting_view v;
	if (!load(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Record of a meeting")), v.topic);
	tpl_meeting_print(h, &v);
	return true;
}

/* ---- steps ---- */

/* Saved: back to the meeting with a word.  Refused by findings: the meeting again with them. */
static bool answer(struct request *rq, struct html *h, bool saved, const char *msgid, struct err *e)
{
	if (saved) {
		reply_flash(rq, msgid);
		reply_redirect(rq, arena_printf(rq->arena, "/meeting/%" PRId64, rq_id(rq, "id")));
		return true;
	}
	if (e->code != ERR_REFUSED || !rq->findings->errors)
		return false;
	*e = (struct err){ 0 };
	rq->refuse = true;
	rq->status = 422;
	return show(rq, h, e);
}

static bool step(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *m;
	const char *text = rq_text(rq, "text"), *guests = rq_text(rq, "guests");
	bool cancel = text_eq(rq_text(rq, "step"), "cancel");
	if (!meeting_read(rq, true, &scope, &m, e))
		return false;
	*record_value(m, "status") = (struct value){ .known = true, .s = cancel ? "cancelled" : "held" };
	if (cancel)
		*record_value(m, "reason") = (struct value){ .known = !is_empty(text), .s = text };
	else if (!is_empty(text))
		*record_value(m, "minutes") = (struct value){ .known = true, .s = text };
	if (!cancel && !is_empty(guests) &&
	    !value_parse(rq->arena, field_find(m->def, "guests"), guests, false, record_value(m, "guests"),
			 rq->findings))
		return answer(rq, h, err_set(e, ERR_REFUSED, "Nothing was saved."), "", e);
	struct save_how how = page_how(rq, &scope);
	return answer(rq, h, reg_save(rq->arena, rq->db, m, &how, rq->findings, e),
		      cancel ? N_("The meeting is cancelled.") : N_("The meeting is entered as held."), e);
}

static const char *reason_of(const struct rq_pair *reasons, int count, const char *person)
{
	for (int i = 0; i < count; i++)
		if (text_eq(reasons[i].name, person))
			return reasons[i].value;
	return "";
}

static bool people(struct request *rq, struct html *h, struct err *e)
{
	const struct rq_pair *ticks, *reasons;
	int n = rq_prefixed(rq, "p.", &ticks), m = rq_prefixed(rq, "r.", &reasons), count = 0;
	struct meeting_tick *list = ARENA_ARRAY(rq->arena, struct meeting_tick, n + 1);
	struct scope scope;
	struct record *meeting;
	if (!meeting_read(rq, true, &scope, &meeting, e))
		return false;
	for (int i = 0; i < n; i++) {
		struct meeting_tick *t = &list[count];
		if (!id_parse(ticks[i].name, &t->person) ||
		    (*ticks[i].value && !choice_find(choice_list_find("attendance"), ticks[i].value)))
			return err_set(e, ERR_INPUT, "This is not a list of attendance.");
		t->attendance = ticks[i].value;
		t->reason = reason_of(reasons, m, ticks[i].name);
		count++;
	}
	reg_scope(rq->account, reg_find("meeting_person"), true, &scope);
	struct save_how how = page_how(rq, &scope);
	return answer(rq, h, meeting_attend(rq->arena, rq->db, meeting, count, list, &how, rq->findings, e),
		      N_("The attendance is saved."), e);
}

static bool make_task(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *meeting;
	int64_t task;
	if (!meeting_read(rq, true, &scope, &meeting, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	return answer(rq, h, meeting_task(rq->arena, rq->db, meeting, rq_id(rq, "item"), &how, &task, rq->findings, e),
		      N_("The decision is a task now."), e);
}
