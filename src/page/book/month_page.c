/* month_page.c - a month of a book: what stands against closing it; closing, reopening. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/period.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool close_month(struct request *rq, struct html *h, struct err *e);
static bool reopen(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "month", .kind = PARAM_TEXT},
    {.name = "reason", .kind = PARAM_TEXT},
    {0},
};

const struct page month_page = {
    .path = "/book/:id/month/:month",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = show,
    .title = N_("Closing of the month"),
    .about = "A month of a book: everything that stands against closing it.",
};
const struct page month_close_page = {
    .path = "/book/:id/month/:month/close",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = close_month,
    .title = N_("Closing of the month"),
    .about = "Closes a month and seals its balances.",
};
const struct page month_reopen_page = {
    .path = "/book/:id/month/:month/reopen",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = reopen,
    .title = N_("Closing of the month"),
    .about = "Reopens the last closed month, with a reason.",
};

static bool page_month(struct request *rq, enum cap cap, struct book *b, int *month, struct err *e)
{
	struct period p;
	if (!page_book(rq, cap, b, e))
		return false;
	if (!period_parse(rq_text(rq, "month"), &p) || day_month(p.from) != day_month(p.to))
		return err_set(e, ERR_NOT_FOUND, "This month is not kept in this book yet.");
	*month = day_month(p.from);
	return true;
}

/* The month's line among the book's months; NULL when it is none of them. */
static const struct book_month *month_find(const struct book_months *all, int month)
{
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].month == month)
			return &all->rows[i];
	return NULL;
}

/* Only the last closed month is reopened: those after it stand on its balances. */
static const char *reopen_why(const struct book_months *all, const struct book_month *m)
{
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].closed && all->rows[i].month > m->month)
			return N_("A later month is closed: this one can only be reopened after it.");
	return NULL;
}

static bool draw(struct request *rq, struct html *h, const struct book *b, int month,
		 const struct err *why, struct err *e)
{
	struct book_months all;
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	struct month_view v = {.tabs = page_book_tabs(rq, b), .reason = rq_text(rq, "reason")};
	findings_init(f, rq->arena);
	if (!book_months(rq->arena, rq->db, b, &all, e) ||
	    !page_book_may(rq, b, CAP_BOOK, &v.may_book, e))
		return false;
	const struct book_month *m = month_find(&all, month);
	if (!m)
		return err_set(e, ERR_NOT_FOUND, "This month is not kept in this book yet.");
	if (!m->closed && !period_close_check(rq->arena, rq->db, b, month, f, e))
		return false;
	v.month = arena_strdup(rq->arena, month_text(month));
	v.action = arena_printf(rq->arena, "/book/%" PRId64 "/month/%s", b->id, v.month);
	v.vouchers_href = arena_printf(rq->arena, "/book/%" PRId64 "/vouchers?month=%s", b->id, v.month);
	v.trial_href = arena_printf(rq->arena, "/book/%" PRId64 "/trial?period=%s", b->id, v.month);
	v.closed = m->closed;
	v.last_number = m->last_number;
	v.findings = f;
	v.wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL;
	v.wrong_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL;
	v.why = !v.may_book ? N_("Your account reads this book and does not keep it.")
		: m->closed ? reopen_why(&all, m)
		: f->errors ? N_("The month can be closed as soon as nothing stands against it.")
			    : NULL;
	rq->title = arena_printf(rq->arena, "%s · %s %s", b->name,
				 tr(rq->lang, N_("Closing of the month")), v.month);
	tpl_month(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	int month;
	return page_month(rq, CAP_BOOK_READ, &b, &month, e) && draw(rq, h, &b, month, NULL, e);
}

static bool refused(struct request *rq, struct html *h, const struct book *b, int month,
		    const struct err *why, struct err *e)
{
	if (err_http(why->code) >= 500) {
		*e = *why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(why->code);
	return draw(rq, h, b, month, why, e);
}

static bool done(struct request *rq, const struct book *b, int month, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/month/%s", b->id,
					month_text(month)));
	return true;
}

static bool close_month(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct ledger_who who = page_book_who(rq);
	struct findings f;
	struct err why = {0};
	int month;
	findings_init(&f, rq->arena);
	if (!page_month(rq, CAP_BOOK, &b, &month, e))
		return false;
	return period_close(rq->arena, rq->db, &b, month, &who, &f, &why)
		   ? done(rq, &b, month, N_("The month was closed."))
		   : refused(rq, h, &b, month, &why, e);
}

static bool reopen(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	int month;
	if (!page_month(rq, CAP_BOOK, &b, &month, e))
		return false;
	who.reason = rq_text(rq, "reason");
	return period_reopen(rq->arena, rq->db, &b, month, &who, &why)
		   ? done(rq, &b, month, N_("The month was reopened."))
		   : refused(rq, h, &b, month, &why, e);
}
