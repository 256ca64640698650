/*
 * project_page.c - one project: its history, the whole chain of its money with the working,
 * milestones, acceptance, results, and the vouchers that its money asks for.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/book/book_page.h"
#include "page/org_page.h"
#include "page/project/project_parts.h"
#include "tpl.h"

enum { LINES = 60 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};

const struct page project_page = {
	.path = "/project/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Project"),
	.about = "One project with its history, money, milestones, results and vouchers.",
};
const struct page project_propose_page = {
	.path = "/project/:id/propose",
	.method = POST,
	.cap = CAP_BOOK,
	.params = params,
	.serve = propose,
	.title = N_("Project"),
	.about = "Makes draft vouchers of what of the project's money is not booked yet.",
};

static const char *word(struct request *rq, const struct record *r, const char *field)
{
	return page_dec(rq, r, field);
}

static const char *money(struct request *rq, const struct record *r, const char *field)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known ? page_fen(rq, v->i, false) : "";
}

static const char *code(const struct record *r, const char *field)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known ? v->s : "";
}

static bool project_load(struct request *rq, struct record **out, struct err *e)
{
	const struct reg_def *def = reg_find("project");
	struct scope scope;
	reg_scope(rq->account, def, false, &scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, out, e);
}

/* ---- lists ---- */

static bool rows_of(struct request *rq, const char *reg, const struct record *project, struct record_list *out,
		    struct err *e)
{
	return page_rows_of(rq, reg, "project", project->id, 0, LINES, out, e);
}

static bool make_steps(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct record_list list;
	if (!rows_of(rq, "project_step", project, &list, e))
		return false;
	struct project_line *rows = ARENA_ARRAY(rq->arena, struct project_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[list.count - 1 - i]; /* oldest first: it is a story */
		rows[i] = (struct project_line){
			.day = word(rq, r, "happened"),
			.title = word(rq, r, "title"),
			.href = arena_printf(rq->arena, "/reg/project_step/%" PRId64, r->id),
			.text = word(rq, r, "told"),
			.state = word(rq, r, "stage"),
			.tone = project_tone(code(r, "stage")),
		};
	}
	v->steps = rows;
	v->step_count = list.count;
	return true;
}

static bool make_milestones(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct record_list list;
	if (!rows_of(rq, "milestone", project, &list, e))
		return false;
	struct project_line *rows = ARENA_ARRAY(rq->arena, struct project_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		const struct value *done = record_value(r, "done"), *due = record_value(r, "due");
		bool late = done->known ? done->i > due->i : due->i < today();
		const char *day = word(rq, r, "done");
		rows[i] = (struct project_line){
			.day = word(rq, r, "due"),
			.title = word(rq, r, "name"),
			.href = arena_printf(rq->arena, "/reg/milestone/%" PRId64, r->id),
			.text = done->known ? arena_printf(rq->arena, "%s %s", day, word(rq, r, "evidence")) : "",
			.state = done->known ? late ? N_("Done late") : N_("Done") : late ? N_("Overdue") : N_("Open"),
			.tone = late ? UI_WARN : done->known ? UI_GOOD : UI_INFO,
		};
	}
	v->milestones = rows;
	v->milestone_count = list.count;
	return true;
}

static bool make_acceptances(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct record_list list;
	if (!rows_of(rq, "acceptance", project, &list, e))
		return false;
	struct project_line *rows = ARENA_ARRAY(rq->arena, struct project_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		const char *result = code(r, "result");
		rows[i] = (struct project_line){
			.day = word(rq, r, "held"),
			.title = word(rq, r, "body"),
			.href = arena_printf(rq->arena, "/reg/acceptance/%" PRId64, r->id),
			.text = arena_printf(rq->arena, "%s %s", word(rq, r, "document"), word(rq, r, "opinion")),
			.state = word(rq, r, "result"),
			.tone = text_eq(result, "passed") ? UI_GOOD : text_eq(result, "failed") ? UI_BAD : UI_WARN,
		};
	}
	v->acceptances = rows;
	v->acceptance_count = list.count;
	return true;
}

static bool make_results(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct record_list list;
	if (!rows_of(rq, "project_result", project, &list, e))
		return false;
	struct project_result_row *rows = ARENA_ARRAY(rq->arena, struct project_result_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		const struct value *gross = record_value(r, "gross"), *cost = record_value(r, "cost");
		rows[i] = (struct project_result_row){
			.year = word(rq, r, "year"),
			.href = arena_printf(rq->arena, "/reg/project_result/%" PRId64, r->id),
			.jobs = word(rq, r, "jobs"),
			.households = word(rq, r, "households"),
			.output = word(rq, r, "output"),
			.gross = money(rq, r, "gross"),
			.cost = money(rq, r, "cost"),
			.net = gross->known && cost->known ? page_fen(rq, gross->i - cost->i, false)
							   : money(rq, r, "net"),
		};
	}
	v->results = rows;
	v->result_count = list.count;
	return true;
}

/* ---- money ---- */

static bool make_money(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct project_room *room = ARENA_NEW(rq->arena, struct project_room);
	struct record_list list;
	struct project_board b;
	ymd at = today();
	if (!project_board_load(rq->arena, rq->db, rq->account, rq->county, project->unit, at, &b, e) ||
	    !page_rows_of(rq, "project_allocation", "project", project->id, 0, PROJECT_ALLOCATIONS, &list, e))
		return false;
	v->tells_money = b.tells_contracts && b.tells_payments;
	v->allocations = room->allocations;
	v->contracts = room->contracts;
	v->payments = room->payments;
	for (int i = list.count; i-- > 0;) {
		struct project_part part;
		if (!project_part_load(rq, list.rows[i], &part, e) ||
		    !project_part_show(rq, &part, list.rows[i], at, v, room, e))
			return false;
	}
	struct project_sums s = project_board_of(&b, project->id);
	v->sums = (struct projects_row){ .budget = money(rq, project, "budget"),
					 .allocated = page_fen(rq, s.allocated - s.returned, false) };
	if (v->tells_money) {
		v->sums.committed = page_fen(rq, s.committed + s.direct, false);
		v->sums.paid = page_fen(rq, s.paid, false);
		v->sums.left = page_fen(rq, s.allocated - s.returned - s.paid, false);
	}
	if (b.tells_receipts)
		v->sums.received = page_fen(rq, s.received, false);
	return true;
}

/* Links to empty forms of what belongs to the project, where the account may enter it. */
static bool make_forms(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	static const struct {
		const char *label, *reg;
	} forms[] = {
		{ N_("Event of the project"), "project_step" },	{ N_("Allocation"), "project_allocation" },
		{ N_("Contract"), "project_commitment" }, { N_("Money paid"), "project_payment" },
		{ N_("Receipt of a payment"), "project_receipt" },	{ N_("Milestone"), "milestone" },
		{ N_("Acceptance"), "acceptance" },	{ N_("Result of a year"), "project_result" },
	};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const char *more = field_find(reg_find(forms[i].reg), "project")
				       ? arena_printf(rq->arena, "&f.project=%" PRId64, project->id)
				       : "";
		const char *href = project_form(rq, forms[i].reg, project->unit, more, e);
		if (e->code != ERR_NONE)
			return false;
		if (href)
			v->add[v->add_count++] = (struct ui_link){ .label = forms[i].label, .href = href };
	}
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct record *r;
	if (!project_load(rq, &r, e) || !unit_load(rq->arena, rq->db, r->unit, 0, &rq->unit, e))
		return false;
	struct project_view v = {
		.entry = arena_printf(rq->arena, "/reg/project/%" PRId64, r->id),
		.unit = r->unit_name,
		.kind = word(rq, r, "kind"),
		.stage = word(rq, r, "stage"),
		.tone = project_tone(code(r, "stage")),
		.plan = word(rq, r, "plan"),
		.leader = word(rq, r, "leader"),
		.listed = word(rq, r, "listed"),
		.started = word(rq, r, "started"),
		.planned_end = word(rq, r, "planned_end"),
		.won = word(rq, r, "won"),
		.facilities = word(rq, r, "facilities"),
	};
	if (!make_steps(rq, r, &v, e) || !make_milestones(rq, r, &v, e) || !make_acceptances(rq, r, &v, e) ||
	    !make_results(rq, r, &v, e) || !make_money(rq, r, &v, e) || !make_forms(rq, r, &v, e) ||
	    !project_vouchers(rq, r, &v, e))
		return false;
	rq->title = record_title(rq->arena, r, rq->lang);
	tpl_project(h, &v);
	return true;
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct project_events events;
	struct proposed made = { 0 };
	struct scope scope;
	struct record *r;
	struct book b;
	bool found;
	(void)h;
	scope_of_cap(rq->account, CAP_BOOK, &scope);
	if (!project_load(rq, &r, e) || !project_book(rq->arena, rq->db, r, &scope, &b, &found, e))
		return false;
	if (!found) {
		err_set(e, ERR_NOT_FOUND, "There is no book that this project is kept in.");
		return err_hint(e, N_("The collective of the village needs one running book."));
	}
	struct ledger_who who = page_book_who(rq);
	if (!project_events_load(rq->arena, rq->db, rq->account, r, &b, &events, e) ||
	    !project_propose(rq->arena, rq->db, &b, r, &events, &who, &made, e))
		return false;
	reply_flash(rq, made.made ? N_("Drafts were made of what was not booked; check each before approving it.")
			: made.closed || made.outside
			    ? N_("Nothing was made: the months are closed or not kept in this book.")
			    : N_("Nothing was made: everything has its voucher."));
	reply_redirect(rq, arena_printf(rq->arena, "/project/%" PRId64, r->id));
	return true;
}
