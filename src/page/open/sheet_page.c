/* sheet_page.c - published sheets as the office sees them: list, one, its paper; withdrawing. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "openness/objection.h"
#include "page/open/open_page.h"
#include "tpl.h"

enum { SHEETS = 200 };

static bool list(struct request *rq, struct html *h, struct err *e);
static bool show(struct request *rq, struct html *h, struct err *e);
static bool paper(struct request *rq, struct html *h, struct err *e);
static bool withdraw(struct request *rq, struct html *h, struct err *e);
static bool explain(struct request *rq, struct html *h, struct err *e);
static bool object(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "id", .kind = PARAM_ID },
	{ .name = "check", .kind = PARAM_FLAG },
	{ .name = "reason", .kind = PARAM_TEXT, .max = 200 },
	{ .name = "word", .kind = PARAM_NOTE, .max = 1000 },
	{ .name = "text", .kind = PARAM_NOTE, .max = OBJECTION_TEXT },
	{ .name = "name", .kind = PARAM_TEXT, .max = OBJECTION_NAME },
	{ .name = "phone", .kind = PARAM_TEXT, .max = OBJECTION_PHONE },
	{ .name = "may_show", .kind = PARAM_FLAG },
	{ 0 },
};

#define SHEET_PAGE(name, p, m, c, fn, t, words)                                                     \
	const struct page name = { .path = p, .method = m, .cap = c, .params = params, .serve = fn,     \
				   .title = N_(t), .about = words }

SHEET_PAGE(sheets_page, "/disclosures", GET, CAP_READ, list, "Published sheets",
	   "What was published for the public by units in view, with the state of each sheet.");
SHEET_PAGE(sheet_page, "/disclosure/:id", GET, CAP_READ, show, "Published sheet",
	   "A published sheet with links into the records, the proof, and what can be done with it.");
SHEET_PAGE(sheet_paper_page, "/disclosure/:id/paper", GET, CAP_READ, paper, "Sheet for the wall",
	   "The sheet for the wall with a square code that leads to its public page.");
SHEET_PAGE(sheet_withdraw_page, "/disclosure/:id/withdraw", POST, CAP_WRITE, withdraw, "Published sheet",
	   "Withdraws a sheet with a reason that the public reads.");
SHEET_PAGE(sheet_explain_page, "/disclosure/:id/explain", POST, CAP_WRITE, explain, "Published sheet",
	   "Says to the public why numbers have changed since.");
SHEET_PAGE(sheet_object_page, "/disclosure/:id/objection", POST, CAP_WRITE, object, "Published sheet",
	   "Enters an objection that was handed in on paper.");

/* ---- shared ---- */

void open_scope(const struct request *rq, bool write, struct scope *out)
{
	reg_scope(rq->account, reg_find("openness_notice"), write, out);
}

bool open_may(struct request *rq, bool write, int64_t unit, bool *out, struct err *e)
{
	struct scope scope;
	open_scope(rq, write, &scope);
	return scope_has(rq->db, &scope, rq->account->county ? rq->account->county : rq->county, unit, out, e);
}

bool open_sheet(struct request *rq, bool write, struct disclosure *out, struct err *e)
{
	bool inside;
	if (!disclosure_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), out, e) ||
	    !open_may(rq, write, out->unit, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_NOT_FOUND, "There is no such sheet.");
	return unit_load(rq->arena, rq->db, out->unit, 0, &rq->unit, e);
}

static const char *day_text(struct request *rq, ymd day)
{
	char text[16];
	return day ? arena_strdup(rq->arena, date_iso(day, text)) : "";
}

static bool proof_show(struct request *rq, const struct disclosure *d, struct sheet_view *v, struct err *e)
{
	struct proof *p = ARENA_NEW(rq->arena, struct proof);
	struct proof_view *out = ARENA_NEW(rq->arena, struct proof_view);
	if (!disclosure_prove(rq->arena, rq->db, d, p, e))
		return false;
	*out = (struct proof_view){
	    .intact = p->intact, .same = p->same, .change_count = p->change_count, .gone = p->gone,
	    .added = p->added, .cause_count = p->cause_count, .changes = p->changes, .causes = p->causes,
	};
	v->proof = out;
	return true;
}

bool sheet_show(struct request *rq, const struct disclosure *d, bool inside, bool prove, struct sheet_view *v,
		struct err *e)
{
	struct objection_list *said = ARENA_NEW(rq->arena, struct objection_list);
	bool down = disclosure_is_down(d, today());
	bool gone = down || (d->withdrawn_ms && d->kind == DISCLOSE_PERSONS);
	*v = (struct sheet_view){
	    .code = disclosure_code_text(rq->arena, d->code), .title = d->title,
	    .unit = d->unit_name, .kind = disclosure_kind_label(d->kind), .as_of = day_text(rq, d->as_of),
	    .published = day_text(rq, date_of_ms(d->published_ms)), .hash = d->hash,
	    .takedown = day_text(rq, d->takedown), .reason = d->withdrawn_reason, .word = d->word,
	    .withdrawn = d->withdrawn_ms ? day_text(rq, date_of_ms(d->withdrawn_ms)) : "",
	    .revision = d->revision, .down = down, .gone = gone, .inside = inside,
	    .address = arena_printf(rq->arena, "%s/public/%s", rq_origin(rq), d->code),
	};
	if (gone) {
		v->body = "";
		return true;
	}
	v->body = d->body;
	v->columns = d->columns;
	v->count = d->count;
	v->heads = d->heads;
	v->lines = d->lines;
	if (!objection_shown(rq->arena, rq->db, d, said, e))
		return false;
	v->objections = said->rows;
	v->objection_count = said->count;
	return !prove || proof_show(rq, d, v, e);
}

/* ---- the list ---- */

static void state_of(struct request *rq, const struct disclosure *d, struct sheets_row *r)
{
	bool down = disclosure_is_down(d, today());
	r->tone = d->withdrawn_ms ? UI_BAD : down ? UI_PLAIN : UI_GOOD;
	r->state = tr(rq->lang, d->withdrawn_ms ? N_("Withdrawn") : down ? N_("Taken down") : N_("Shown"));
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure_list all;
	struct sheets_view v = {0};
	struct scope scope;
	char id[24];
	open_scope(rq, false, &scope);
	if (!rq->unit.id || !scope.count)
		return err_set(e, ERR_DENIED, "Your account may not see what was published.");
	if (!open_may(rq, true, rq->unit.id, &v.may_publish, e) ||
	    !disclosure_list(rq->arena, rq->db, rq->county, rq->unit.id, SHEETS, &all, e))
		return false;
	struct sheets_row *rows = ARENA_ARRAY(rq->arena, struct sheets_row, all.count + 1);
	for (int i = 0; i < all.count; i++) {
		const struct disclosure *d = &all.rows[i];
		struct sheets_row *r = &rows[v.count];
		bool inside;
		if (!open_may(rq, false, d->unit, &inside, e))
			return false;
		if (!inside)
			continue;
		*r = (struct sheets_row){
		    .title = d->title, .href = arena_printf(rq->arena, "/disclosure/%" PRId64, d->id),
		    .unit = d->unit_name, .kind = disclosure_kind_label(d->kind),
		    .published = day_text(rq, date_of_ms(d->published_ms)),
		    .code = disclosure_code_text(rq->arena, d->code), .takedown = day_text(rq, d->takedown),
		};
		state_of(rq, d, r);
		v.count++;
	}
	v.rows = rows;
	v.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id));
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Published sheets")), rq->unit.name);
	tpl_disclosures(h, &v);
	return true;
}

/* ---- one ---- */

static bool draw(struct request *rq, struct html *h, const struct disclosure *d, struct err *e)
{
	struct sheet_view v;
	char id[24];
	if (!sheet_show(rq, d, true, rq_flag(rq, "check"), &v, e) ||
	    !open_may(rq, true, d->unit, &v.may_write, e))
		return false;
	v.id = arena_strdup(rq->arena, id_text(d->id, id));
	v.text = rq_text(rq, "text");
	v.name = rq_text(rq, "name");
	v.phone = rq_text(rq, "phone");
	v.findings = rq->findings;
	rq->title = d->title;
	tpl_disclosure(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	return open_sheet(rq, false, &d, e) && draw(rq, h, &d, e);
}

static bool paper(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	struct sheet_view v;
	char id[24];
	if (!open_sheet(rq, false, &d, e) || !sheet_show(rq, &d, false, false, &v, e))
		return false;
	v.id = arena_strdup(rq->arena, id_text(d.id, id));
	rq->title = d.title;
	tpl_disclosure_paper(h, &v);
	return true;
}

static bool back(struct request *rq, const struct disclosure *d, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, arena_printf(rq->arena, "/disclosure/%" PRId64, d->id));
	return true;
}

static bool withdraw(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	(void)h;
	return open_sheet(rq, true, &d, e) &&
	       disclosure_withdraw(rq->db, &d, rq->account->id, rq_text(rq, "reason"), e) &&
	       back(rq, &d, N_("The sheet is withdrawn; its page says so."));
}

static bool explain(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	(void)h;
	return open_sheet(rq, true, &d, e) &&
	       disclosure_explain(rq->db, &d, rq->account->id, rq_text(rq, "word"), e) &&
	       back(rq, &d, N_("The public page shows your word."));
}

static bool object(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	if (!open_sheet(rq, true, &d, e))
		return false;
	struct objection o = {.text = rq_text(rq, "text"), .name = rq_text(rq, "name"),
			      .phone = rq_text(rq, "phone"), .may_show = rq_flag(rq, "may_show"),
			      .entered_by = rq->account->id};
	findings_init(f, rq->arena);
	if (objection_make(rq->arena, rq->db, &d, &o, "", f, e)) {
		reply_flash(rq, N_("The objection is entered."));
		reply_redirect(rq, arena_printf(rq->arena, "/objection/%" PRId64, o.id));
		return true;
	}
	if (e->code != ERR_REFUSED)
		return false;
	*e = (struct err){0};
	rq->findings = f;
	rq->refuse = true;
	rq->status = 422;
	return draw(rq, h, &d, e);
}
