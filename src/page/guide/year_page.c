/* year_page.c - the year end: checks, steps with their vouchers, the charter's rule, the lock. */
#include "page/guide/year_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/period.h"
#include "reg/shares.h"
#include "tpl.h"

enum { FACTS_MAX = 16 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool serve_step(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "year", .kind = PARAM_INT},
    {.name = "step", .kind = PARAM_TEXT, .max = 20},
    {.name = "amount", .kind = PARAM_TEXT, .max = 40},
    {.name = "document", .kind = PARAM_TEXT, .max = 80},
    {0},
};

const struct page year_home_page = {
    .path = "/book/:id/year",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Year end"),
    .about = "The year of a book that is to be closed next.",
};
const struct page year_page = {
    .path = "/book/:id/year/:year",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Year end"),
    .about = "The year end of a book, step by step.",
};
const struct page year_step_page = {
    .path = "/book/:id/year/:year/:step",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = serve_step,
    .title = N_("Year end"),
    .about = "Makes the draft of a step of the year end, or closes the year.",
};

static const char *const abouts[YEAR__STEPS] = {
    [YEAR_INCOME] = N_("All income of the year is brought together in 321; the income accounts begin the next year empty."),
    [YEAR_EXPENSE] = N_("All expense of the year goes to 321 as well. What is still growing (401) is no expense and stays."),
    [YEAR_RESULT] = N_("What was earned goes to the income not yet divided; earlier losses are made up by it first."),
    [YEAR_COVER] = N_("Only if a loss is left and the members have decided to make it up."),
    [YEAR_RESERVE] = N_("By the charter's ratio, before anything is distributed."),
    [YEAR_MEMBERS] = N_("What the members have decided to distribute in one sum. Dividends by shares are declared on their own page after the year is closed."),
    [YEAR_OTHER] = N_("Anything else the members have decided to distribute."),
    [YEAR_CARRY] = N_("What was distributed is taken off the income not yet divided."),
};

/* The document, ratio and base in force at the end of the year; the page reads the register,
 * which the ledger does not know. */
static bool charter_read(struct request *rq, const struct book *b, int year, struct charter *out,
			 int64_t *id, struct err *e)
{
	struct share_rule r;
	if (!share_rule_load(rq->arena, rq->db, b->county, b->org, year * 10000 + 1231, &r, e))
		return false;
	*id = r.charter.id;
	*out = (struct charter){
	    .document = r.charter.id ? r.charter.document : "",
	    .ratio = r.charter.ratio,
	    .base = text_eq(r.charter.base, "net_income")      ? RESERVE_NET
		    : text_eq(r.charter.base, "distributable") ? RESERVE_DISTRIBUTABLE
							       : RESERVE_AFTER_LOSS,
	    .until = r.charter.until,
	    .to_members = !text_eq(r.charter.members, "none"),
	};
	return true;
}

/* The first year whose December is open, this year at most. */
static bool year_next(struct request *rq, const struct book *b, int *out, struct err *e)
{
	int now = today() / 10000;
	for (*out = b->opened / 100; *out < now; (*out)++) {
		bool closed;
		if (!period_is_closed(rq->db, b, *out * 100 + 12, &closed, e))
			return false;
		if (!closed)
			break;
	}
	return true;
}

static void make_facts(struct request *rq, const struct year_state *s, bool charter,
		       struct year_view *v)
{
	const struct year_sums *n = &s->sums;
	struct year_fact *rows = ARENA_ARRAY(rq->arena, struct year_fact, FACTS_MAX);
	int k = 0;
	rows[k++] = (struct year_fact){N_("Income earned in the year"), page_fen(rq, n->income, false), false};
	rows[k++] = (struct year_fact){N_("Expense spent in the year"), page_fen(rq, n->expense, false), false};
	rows[k++] = (struct year_fact){N_("Net income of the year"), page_fen(rq, n->net, false), true};
	rows[k++] = (struct year_fact){n->carried < 0 ? N_("Losses of earlier years")
						      : N_("Not divided in earlier years"),
				       page_fen(rq, n->carried, false), false};
	rows[k++] = (struct year_fact){N_("To divide, if it is positive"),
				       page_fen(rq, n->net + n->carried, false), true};
	if (charter)
		rows[k++] = (struct year_fact){N_("Of it the reserve, by the charter"),
					       page_fen(rq, s->reserve, false), false};
	rows[k++] = (struct year_fact){N_("Not divided, as the book stands now"),
				       page_fen(rq, n->undivided, false), true};
	v->facts = rows;
	v->fact_count = k;
}

static void make_steps(struct request *rq, const struct book *b, const struct year_state *s,
		       int tried, const struct findings *f, struct year_view *v)
{
	static const char *const states[] = {
	    [PART_WAITS] = N_("waits"),	     [PART_OPEN] = N_("to be done"),
	    [PART_DRAFT] = N_("draft, to be approved and posted"), [PART_POSTED] = N_("done"),
	    [PART_NOTHING] = N_("nothing to do")};
	static const enum ui_tone tones[] = {[PART_WAITS] = UI_PLAIN,
					     [PART_OPEN] = UI_WARN,
					     [PART_DRAFT] = UI_INFO,
					     [PART_POSTED] = UI_GOOD,
					     [PART_NOTHING] = UI_PLAIN};
	struct year_step_row *rows = ARENA_ARRAY(rq->arena, struct year_step_row, YEAR__STEPS);
	for (int i = 0; i < YEAR__STEPS; i++) {
		const struct year_part *p = &s->parts[i];
		struct year_step_row *r = &rows[i];
		*r = (struct year_step_row){
		    .number = i + 1,
		    .title = year_step_title((enum year_step)i),
		    .about = abouts[i],
		    .why = p->why,
		    .state = p->state == PART_OPEN && p->asks ? N_("if it was decided") : states[p->state],
		    .tone = p->state == PART_OPEN && p->asks ? UI_PLAIN : tones[p->state],
		    .amount = p->asks && p->state != PART_DRAFT && p->state != PART_POSTED
				  ? ""
				  : page_fen(rq, p->fen, true),
		    .asks = p->asks,
		    .typed_amount = i == tried ? rq_text(rq, "amount") : "",
		    .typed_document = i == tried ? rq_text(rq, "document") : "",
		    .findings = i == tried ? f : NULL,
		};
		if (p->voucher)
			r->voucher = arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id,
						  p->voucher);
		if (p->state == PART_OPEN && v->may_book)
			r->action = arena_printf(rq->arena, "/book/%" PRId64 "/year/%d/%s", b->id,
						 v->year, year_step_code((enum year_step)i));
	}
	v->steps = rows;
	v->step_count = YEAR__STEPS;
}

static void make_charter(struct request *rq, const struct charter *c, int64_t id,
			 const struct year_state *s, struct year_view *v)
{
	static const char *const bases[] = {
	    [RESERVE_AFTER_LOSS] = N_("the year's net income after earlier losses"),
	    [RESERVE_NET] = N_("the year's net income"),
	    [RESERVE_DISTRIBUTABLE] = N_("distributable income")};
	v->charter_new = "/reg/charter/new";
	if (!id)
		return;
	v->charter = c->document;
	v->charter_href = arena_printf(rq->arena, "/reg/charter/%" PRId64, id);
	v->ratio = arena_printf(rq->arena, "%d.%02d %%", (int)(c->ratio / 100), (int)(c->ratio % 100));
	v->base = bases[c->base];
	v->reserve_base = page_fen(rq, s->base, false);
}

/* The page, after a step was tried with what was found (tried -1: none). */
static bool print(struct request *rq, struct html *h, const struct book *b, int year, int tried,
		  const struct findings *f, struct err *e)
{
	struct year_state s;
	struct charter c;
	int64_t id;
	struct year_view v = {.tabs = page_book_tabs(rq, b), .year = year, .tried = f};
	if (year < b->opened / 100 || year > today() / 10000)
		return err_set(e, ERR_NOT_FOUND, "The book does not keep this year.");
	if (!page_book_may(rq, b, CAP_BOOK, &v.may_book, e) ||
	    !charter_read(rq, b, year, &c, &id, e) ||
	    !year_load(rq->arena, rq->db, b, year, &c, &s, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s %d", b->name, tr(rq->lang, N_("Year end")), year);
	v.closed = s.closed;
	v.checks = s.checks;
	v.charter_notes = s.charter;
	v.lock = s.lock;
	if (year > b->opened / 100)
		v.before = arena_printf(rq->arena, "/book/%" PRId64 "/year/%d", b->id, year - 1);
	if (year < today() / 10000)
		v.after = arena_printf(rq->arena, "/book/%" PRId64 "/year/%d", b->id, year + 1);
	make_facts(rq, &s, id != 0, &v);
	make_charter(rq, &c, id, &s, &v);
	make_steps(rq, b, &s, tried, f, &v);
	if (v.may_book && !s.closed && !s.checks->errors && !s.lock->errors)
		v.lock_action = arena_printf(rq->arena, "/book/%" PRId64 "/year/%d/lock", b->id, year);
	tpl_year(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	int year = (int)rq_int(rq, "year");
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    (!rq_has(rq, "year") && !year_next(rq, &b, &year, e)))
		return false;
	return print(rq, h, &b, year, -1, NULL, e);
}

static bool lock(struct request *rq, const struct book *b, int year, const struct charter *c,
		 struct findings *f, struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	if (!year_lock(rq->arena, rq->db, b, year, c, &who, f, e))
		return false;
	reply_flash(rq, N_("The year is closed."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/year/%d", b->id, year));
	return true;
}

static bool step(struct request *rq, const struct book *b, int year, enum year_step at,
		 const struct charter *c, struct findings *f, struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	struct year_decision said = {rq_text(rq, "amount"), rq_text(rq, "document")};
	int64_t voucher;
	if (!year_make(rq->arena, rq->db, b, year, at, c, &said, &who, &voucher, f, e))
		return false;
	reply_flash(rq, N_("The draft was made. Somebody else has to approve it."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, voucher));
	return true;
}

static bool serve_step(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct charter c;
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	enum year_step at = YEAR__STEPS;
	int64_t id;
	int year = (int)rq_int(rq, "year");
	bool locks = text_eq(rq_text(rq, "step"), "lock");
	findings_init(f, rq->arena);
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	if ((!locks && !year_step_parse(rq_text(rq, "step"), &at)) || year < b.opened / 100 ||
	    year > today() / 10000)
		return err_set(e, ERR_NOT_FOUND, "The book does not keep this year.");
	if (!charter_read(rq, &b, year, &c, &id, e))
		return false;
	if (locks ? lock(rq, &b, year, &c, f, e) : step(rq, &b, year, at, &c, f, e))
		return true;
	if (e->code != ERR_REFUSED || !f->errors)
		return false;
	*e = (struct err){0};
	rq->refuse = true;
	return print(rq, h, &b, year, locks ? -1 : (int)at, f, e);
}
