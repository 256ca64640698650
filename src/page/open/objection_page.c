/* objection_page.c - objections to what was published: which wait, one, its answer. */
#include "openness/objection.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/open/open_page.h"
#include "tpl.h"

enum { OBJECTIONS = 300, ANSWER = 1000 };

static bool list(struct request *rq, struct html *h, struct err *e);
static bool show(struct request *rq, struct html *h, struct err *e);
static bool answer(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ .name = "answer", .kind = PARAM_NOTE, .max = ANSWER },
	{ 0 },
};

const struct page objections_page = {
	.path = "/objections",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = list,
	.title = N_("Objections"),
	.about = "Objections to published sheets, those waiting first, with how late they are.",
};
const struct page objection_page = {
	.path = "/objection/:id",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show,
	.title = N_("Objection"),
	.about = "One objection and its answer.",
};
const struct page objection_answer_page = {
	.path = "/objection/:id/answer",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = answer,
	.title = N_("Objection"),
	.about = "Answers an objection.",
};

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return day ? arena_strdup(rq->arena, date_iso(day, text)) : "";
}

static const char *state_word(struct request *rq, const struct objection *o, enum ui_tone *tone)
{
	struct msg m;
	int days = date_days(today()) - date_days(o->due);
	if (o->answered_ms) {
		ymd on = date_of_ms(o->answered_ms);
		*tone = on > o->due ? UI_WARN : UI_GOOD;
		msg_set(&m, "Answered on %s", day_text(rq, on));
	} else if (days > 0) {
		*tone = UI_BAD;
		msg_set(&m, "%d days late", days);
	} else {
		*tone = UI_INFO;
		msg_set(&m, "%d days left", -days);
	}
	return msg_render(rq->arena, &m, rq->lang);
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct objection_list all;
	struct objections_view v = {0};
	struct scope scope;
	open_scope(rq, true, &scope); /* names of villagers: for who answers */
	if (!rq->unit.id || !scope.count)
		return err_set(e, ERR_DENIED, "Your account may not see objections.");
	if (!objection_list(rq->arena, rq->db, rq->county, rq->unit.id, OBJECTIONS, &all, e))
		return false;
	struct objection_row *rows = ARENA_ARRAY(rq->arena, struct objection_row, all.count + 1);
	for (int i = 0; i < all.count; i++) {
		const struct objection *o = &all.rows[i];
		struct objection_row *r = &rows[v.count];
		bool inside;
		if (!open_may(rq, true, o->unit, &inside, e))
			return false;
		if (!inside)
			continue;
		*r = (struct objection_row){
		    .href = arena_printf(rq->arena, "/objection/%" PRId64, o->id), .title = o->title,
		    .unit = o->unit_name, .made = day_text(rq, date_of_ms(o->made_ms)), .due = day_text(rq, o->due),
		};
		r->word = state_word(rq, o, &r->tone);
		v.open += !o->answered_ms;
		v.late += r->tone == UI_BAD;
		v.count++;
	}
	v.rows = rows;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Objections")), rq->unit.name);
	tpl_objections(h, &v);
	return true;
}

static bool load(struct request *rq, struct objection *o, struct err *e)
{
	bool inside;
	if (!objection_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), false, o, e) ||
	    !open_may(rq, true, o->unit, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_NOT_FOUND, "There is no such objection.");
	return unit_load(rq->arena, rq->db, o->unit, 0, &rq->unit, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct objection o;
	char id[24];
	if (!load(rq, &o, e))
		return false;
	struct objection_view v = {
	    .id = arena_strdup(rq->arena, id_text(o.id, id)),
	    .sheet = arena_printf(rq->arena, "/disclosure/%" PRId64, o.disclosure),
	    .title = o.title, .unit = o.unit_name, .made = day_text(rq, date_of_ms(o.made_ms)),
	    .due = day_text(rq, o.due), .document = o.due_document, .text = o.text, .name = o.name,
	    .phone = o.phone, .answer = o.answer,
	    .answered = o.answered_ms ? day_text(rq, date_of_ms(o.answered_ms)) : "", .receipt = o.receipt,
	    .may_answer = !o.answered_ms, .may_show = o.may_show, .paper = o.entered_by != 0,
	    .typed = rq_text(rq, "answer"),
	};
	rq->title = o.title;
	tpl_objection(h, &v);
	return true;
}

static bool answer(struct request *rq, struct html *h, struct err *e)
{
	struct objection o;
	(void)h;
	if (!load(rq, &o, e) || !objection_answer(rq->db, &o, rq->account->id, rq_text(rq, "answer"), e))
		return false;
	reply_flash(rq, N_("The answer is saved."));
	reply_redirect(rq, arena_printf(rq->arena, "/objection/%" PRId64, o.id));
	return true;
}
