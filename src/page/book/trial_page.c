/* trial_page.c - the trial balance of a book over months, each line open to its ledger. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/report.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page trial_page = {
    .path = "/book/:id/trial",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Trial balance"),
    .about = "Opening, turnover and closing of every account of a book over months.",
};

static struct trial_view_row row_of(struct request *rq, const struct trial_row *r)
{
	const int64_t cells[] = {r->opening_debit, r->opening_credit, r->debit,
				 r->credit,	   r->year_debit,     r->year_credit,
				 r->closing_debit, r->closing_credit};
	struct trial_view_row out = {
	    .code = r->account.code, .name = r->account.name, .depth = r->depth};
	for (size_t i = 0; i < ARRAY_LEN(cells); i++)
		out.cells[i] = page_fen(rq, cells[i], true);
	return out;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct trial t;
	int from, to;
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !page_book_period(rq, &b, rq_text(rq, "period"), &from, &to, e) ||
	    !trial_of_book(rq->arena, rq->db, &b, from, to, &t, e))
		return false;
	const char *said = page_book_months(rq, from, to);
	struct trial_view_row *rows = ARENA_ARRAY(rq->arena, struct trial_view_row, t.count + 1);
	for (int i = 0; i < t.count; i++) {
		rows[i] = row_of(rq, &t.rows[i]);
		rows[i].href = arena_printf(rq->arena, "/book/%" PRId64 "/account/%s?period=%s",
					    b.id, rows[i].code,
					    rq_has(rq, "period") ? rq_text(rq, "period") : said);
	}
	struct trial_view v = {
	    .tabs = page_book_tabs(rq, &b),
	    .period = rq_has(rq, "period") ? rq_text(rq, "period") : said,
	    .said = said,
	    .xlsx = arena_printf(rq->arena, "/book/%" PRId64 "/trial/xlsx?period=%s", b.id,
				 rq_has(rq, "period") ? rq_text(rq, "period") : said),
	    .count = t.count,
	    .rows = rows,
	    .total = row_of(rq, &t.total),
	};
	tpl_trial(h, &v);
	return true;
}
