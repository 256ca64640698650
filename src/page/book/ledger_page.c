/*
 * ledger_page.c - the ledger of an account with the balance after each entry.  Accounts of cash
 * and bank are journals: the sums of each day stand below it (日清), and what is there today.
 */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/paper.h"
#include "ledger/report.h"
#include "ledger/state.h"
#include "tpl.h"

static bool ledger(struct request *rq, struct html *h, struct err *e);
static bool cash(struct request *rq, struct html *h, struct err *e);
static bool pdf(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "code", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {0},
};

const struct page ledger_page = {
    .path = "/book/:id/account/:code",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = ledger,
    .title = N_("Account ledger"),
    .about = "The entries of an account with the balance after each.",
};
const struct page ledger_pdf_page = {
    .path = "/book/:id/account/:code/pdf",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = pdf,
    .slow = 1,
    .title = N_("Account ledger"),
    .about = "The ledger of an account as PDF.",
};
const struct page cash_page = {
    .path = "/book/:id/cash",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = cash,
    .title = N_("Cash journal"),
    .about = "The journals of cash and bank, with the balance of each day.",
};

/* ---- loading ---- */

struct view {
	struct book b;
	struct account_ledger led;
	int from, to;
	struct ledger_view v;
};

/* "借 1,200.00": the side on which it stands, and how much. */
static const char *balance_text(struct request *rq, int64_t fen)
{
	if (!fen)
		return arena_printf(rq->arena, "%s 0.00", tr(rq->lang, N_("even")));
	return arena_printf(rq->arena, "%s %s", tr(rq->lang, fen > 0 ? N_("Dr") : N_("Cr")),
			    page_fen(rq, fen > 0 ? fen : -fen, false));
}

static struct ledger_line entry_line(struct request *rq, const struct book *b,
				     const char *code, const struct ledger_entry *r)
{
	char day[16];
	return (struct ledger_line){
	    .day = arena_strdup(rq->arena, date_iso(r->day, day)),
	    .number = arena_printf(rq->arena, "%s-%" PRId64, tr(rq->lang, N_("J")), r->number),
	    .href = arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, r->voucher),
	    .account = text_eq(r->account, code) ? "" : r->account,
	    .summary = r->summary,
	    .debit = page_fen(rq, r->debit, true),
	    .credit = page_fen(rq, r->credit, true),
	    .balance = balance_text(rq, r->balance),
	};
}

static struct ledger_line day_line(struct request *rq, const struct ledger_entry *last,
				   int64_t debit, int64_t credit)
{
	char day[16];
	return (struct ledger_line){
	    .day = arena_strdup(rq->arena, date_iso(last->day, day)),
	    .number = "",
	    .account = "",
	    .summary = tr(rq->lang, N_("Sum of the day")),
	    .debit = page_fen(rq, debit, true),
	    .credit = page_fen(rq, credit, true),
	    .balance = balance_text(rq, last->balance),
	    .day_end = true,
	};
}

static void make_lines(struct request *rq, struct view *w)
{
	const struct account_ledger *led = &w->led;
	struct ledger_line *lines = ARENA_ARRAY(rq->arena, struct ledger_line, 2 * led->count + 1);
	int64_t debit = 0, credit = 0;
	for (int i = 0; i < led->count; i++) {
		const struct ledger_entry *r = &led->rows[i];
		lines[w->v.count++] = entry_line(rq, &w->b, led->account.code, r);
		debit += r->debit;
		credit += r->credit;
		bool last = i + 1 == led->count ? !led->more : led->rows[i + 1].day != r->day;
		if (!last)
			continue;
		if (w->v.money)
			lines[w->v.count++] = day_line(rq, r, debit, credit);
		debit = credit = 0;
	}
	w->v.lines = lines;
}

/* What the account holds after everything posted so far. */
static bool today_make(struct request *rq, struct view *w, struct err *e)
{
	struct account_ledger now;
	int month = day_month(today());
	if (!w->v.money)
		return true;
	if (!account_ledger(rq->arena, rq->db, &w->b, w->led.account.code, month_next(month),
			    month_next(month), &now, e))
		return false;
	w->v.today_balance = page_fen(rq, now.opening, false);
	return true;
}

static bool load(struct request *rq, const char *code, struct view *w, struct err *e)
{
	if (!page_book_period(rq, &w->b, rq_text(rq, "period"), &w->from, &w->to, e) ||
	    !account_ledger(rq->arena, rq->db, &w->b, code, w->from, w->to, &w->led, e))
		return false;
	const char *said = page_book_months(rq, w->from, w->to),
		   *period = rq_has(rq, "period") ? rq_text(rq, "period") : said;
	w->v = (struct ledger_view){
	    .tabs = page_book_tabs(rq, &w->b),
	    .title = arena_printf(rq->arena, "%s %s", code, w->led.account.name),
	    .period = period,
	    .said = said,
	    .pdf = arena_printf(rq->arena, "/book/%" PRId64 "/account/%s/pdf?period=%s", w->b.id,
				code, period),
	    .xlsx = arena_printf(rq->arena, "/book/%" PRId64 "/account/%s/xlsx?period=%s", w->b.id,
				 code, period),
	    .opening = balance_text(rq, w->led.opening),
	    .debit = page_fen(rq, w->led.debit, false),
	    .credit = page_fen(rq, w->led.credit, false),
	    .closing = balance_text(rq, w->led.closing),
	    .money = !is_empty(w->led.account.money),
	    .more = w->led.more,
	};
	make_lines(rq, w);
	return today_make(rq, w, e);
}

/* ---- pages ---- */

static bool ledger(struct request *rq, struct html *h, struct err *e)
{
	struct view *w = ARENA_NEW(rq->arena, struct view);
	if (!page_book(rq, CAP_BOOK_READ, &w->b, e) || !load(rq, rq_text(rq, "code"), w, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", w->b.name, w->v.title);
	tpl_ledger(h, &w->v);
	return true;
}

/* Of every account of cash and bank that takes entries a link; the one asked for is shown. */
static bool make_links(struct request *rq, struct view *w, const char **code, struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(rq->arena, rq->db, &w->b, &all, e))
		return false;
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, all.count + 1);
	int n = 0;
	for (int i = 0; i < all.count; i++) {
		const struct book_account *acc = &all.rows[i];
		if (is_empty(acc->money) || acc->has_details)
			continue;
		if (is_empty(*code))
			*code = acc->code;
		links[n++] = (struct ui_link){
		    .label = account_full_name(rq->arena, &all, acc),
		    .href = arena_printf(rq->arena, "/book/%" PRId64 "/cash?code=%s&period=%s",
					 w->b.id, acc->code, rq_text(rq, "period")),
		    .current = text_eq(acc->code, *code),
		};
	}
	w->v.links = links;
	w->v.link_count = n;
	return true;
}

static bool cash(struct request *rq, struct html *h, struct err *e)
{
	struct view *w = ARENA_NEW(rq->arena, struct view), links = {0};
	const char *code = rq_text(rq, "code");
	if (!page_book(rq, CAP_BOOK_READ, &w->b, e))
		return false;
	links.b = w->b;
	if (!make_links(rq, &links, &code, e) || !load(rq, code, w, e))
		return false;
	w->v.links = links.v.links;
	w->v.link_count = links.v.link_count;
	w->v.code = code;
	tpl_ledger(h, &w->v);
	return true;
}

/* ---- paper ---- */

enum { COLUMNS = 6 };

static void paper_row(const char **cells, int *n, const struct ledger_line *r)
{
	const char *row[COLUMNS] = {r->day, r->number, r->summary, r->debit, r->credit, r->balance};
	for (int k = 0; k < COLUMNS; k++)
		cells[(*n)++] = row[k];
}

static bool pdf(struct request *rq, struct html *h, struct err *e)
{
	static const int shares[COLUMNS] = {12, 8, 40, 14, 14, 18};
	struct view *w = ARENA_NEW(rq->arena, struct view);
	(void)h;
	if (!page_book(rq, CAP_BOOK_READ, &w->b, e) || !load(rq, rq_text(rq, "code"), w, e))
		return false;
	const char *heads[COLUMNS] = {
	    tr(rq->lang, N_("Day")),   tr(rq->lang, N_("Voucher no.")), tr(rq->lang, N_("Summary")),
	    tr(rq->lang, N_("Debit")), tr(rq->lang, N_("Credit")),	tr(rq->lang, N_("Balance"))};
	const char **cells = ARENA_ARRAY(rq->arena, const char *, (w->v.count + 2) * COLUMNS);
	int n = 0;
	paper_row(cells, &n, &(struct ledger_line){.day = "",
						   .number = "",
						   .summary = tr(rq->lang, N_("Opening balance")),
						   .debit = "",
						   .credit = "",
						   .balance = w->v.opening});
	for (int i = 0; i < w->v.count; i++)
		paper_row(cells, &n, &w->v.lines[i]);
	paper_row(cells, &n, &(struct ledger_line){.day = "",
						   .number = "",
						   .summary = tr(rq->lang, N_("Total")),
						   .debit = w->v.debit,
						   .credit = w->v.credit,
						   .balance = w->v.closing});
	const char *path = arena_printf(rq->arena, "%s/tmp/ledger-%s.pdf", rq->dir, rq->id);
	struct paper_table t = {
	    .title = arena_printf(rq->arena, "%s %s %s", w->b.name, w->v.title, w->v.said),
	    .column_count = COLUMNS,
	    .row_count = n / COLUMNS,
	    .heads = heads,
	    .shares = shares,
	    .cells = cells,
	};
	if (!paper_table_pdf(&t, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.pdf", t.title), "application/pdf");
	return true;
}
