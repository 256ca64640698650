/* book_page.c - what pages of a book share; the list of books; the home of one. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "ledger/period.h"
#include "ledger/state.h"
#include "reg/record.h"
#include "tpl.h"

#include <string.h>

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_book(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "show", .kind = PARAM_TEXT},
    {.name = "after", .kind = PARAM_INT},
    {.name = "before", .kind = PARAM_INT},
    {0},
};

const struct page books_page = {
    .path = "/books",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_list,
    .title = N_("Books of the collectives"),
    .about = "Every book at or under the unit in view, and how far it has come.",
};
const struct page book_page = {
    .path = "/book/:id",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_book,
    .title = N_("Book"),
    .about = "One book: its months and what waits.",
};

/* ---- shared ---- */

bool page_book_may(struct request *rq, const struct book *b, enum cap cap, bool *out,
		   struct err *e)
{
	struct scope scope;
	scope_of_cap(rq->account, cap, &scope);
	return scope_has(rq->db, &scope, b->county, b->unit, out, e);
}

/* A book of another county is searched for in that of its own scope only: there is none. */
bool page_book(struct request *rq, enum cap cap, struct book *out, struct err *e)
{
	bool inside;
	if (!book_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), out, e) ||
	    !page_book_may(rq, out, cap, &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_NOT_FOUND, "There is no such book.");
	rq->title = arena_printf(rq->arena, "%s · %s", out->name, tr(rq->lang, rq->page->title));
	return unit_load(rq->arena, rq->db, out->unit, 0, &rq->unit, e);
}

/* path: after /book/<id>; also: other pages that the tab stands for. */
static const struct {
	const char *label, *path, *also;
} tabs[] = { /* daily work, what it comes to, once a year, set up once */
	{ N_("Overview"), "", "/month/" },
	{ N_("What happened?"), "/guide", NULL },
	{ N_("Vouchers"), "/vouchers", "/voucher/" },
	{ N_("Cash journal"), "/cash", NULL },
	{ N_("Bank check"), "/bank", NULL },
	{ N_("Trial balance"), "/trial", NULL },
	{ N_("Statements"), "/statement/balance", "/statement/" },
	{ N_("Income by caliber"), "/income", NULL },
	{ N_("Year end"), "/year", NULL },
	{ N_("Depreciation"), "/depreciation", NULL },
	{ N_("Share register"), "/shares", NULL },
	{ N_("Dividends"), "/dividend", NULL },
	{ N_("Accounts of the book"), "/accounts", "/account/" },
	{ N_("Opening balances"), "/takeover", NULL },
};

/* The page itself or one below it, or below the tab's other one. */
static bool is_here(struct request *rq, const struct book *b, const char *href, const char *also)
{
	const char *home = arena_printf(rq->arena, "/book/%" PRId64, b->id);
	size_t n = strlen(href);
	if (also && has_prefix(rq->path, arena_printf(rq->arena, "%s%s", home, also)))
		return true;
	return text_eq(rq->path, href) ||
	       (!text_eq(href, home) && has_prefix(rq->path, href) && rq->path[n] == '/');
}

struct book_tabs page_book_tabs(struct request *rq, const struct book *b)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, ARRAY_LEN(tabs));
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		const char *href =
		    arena_printf(rq->arena, "/book/%" PRId64 "%s", b->id, tabs[i].path);
		links[i] = (struct ui_link){
		    .label = tr(rq->lang, tabs[i].label),
		    .href = href,
		    .current = is_here(rq, b, href, tabs[i].also),
		};
	}
	return (struct book_tabs){.count = (int)ARRAY_LEN(tabs), .links = links};
}

struct ledger_who page_book_who(const struct request *rq)
{
	return (struct ledger_who){.actor = rq->account->id, .origin = "form"};
}

const char *page_fen(struct request *rq, int64_t fen, bool blank)
{
	char text[32], out[48];
	size_t n = 0;
	if (!fen && blank)
		return "";
	fen_text(fen, text);
	size_t whole = strcspn(text, ".");
	for (size_t i = 0; text[i]; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (i && digit && i < whole && (whole - i) % 3 == 0 && text[i - 1] != '-')
			out[n++] = ',';
		out[n++] = text[i];
	}
	out[n] = 0;
	return arena_strdup(rq->arena, out);
}

bool page_book_period(struct request *rq, const struct book *b, const char *text, int *from, int *to,
		      struct err *e)
{
	struct period p;
	struct book_state s;
	if (!is_empty(text) && period_parse(text, &p)) {
		*from = day_month(p.from);
		*to = day_month(p.to);
		return true;
	}
	if (!book_state(rq->arena, rq->db, b, &s, e))
		return false;
	*from = *to = s.posted ? s.posted : b->opened;
	return true;
}

const char *page_book_months(struct request *rq, int from, int to)
{
	return from == to ? arena_strdup(rq->arena, month_text(from))
			  : arena_printf(rq->arena, "%s – %s", month_text(from), month_text(to));
}

/* ---- the list ---- */

static const char *month_kept(struct request *rq, int month)
{
	return month ? arena_strdup(rq->arena, month_text(month)) : "";
}

/* One month behind is the month being closed. */
static enum ui_tone behind_tone(int behind)
{
	return behind == 0 ? UI_GOOD : behind == 1 ? UI_INFO : UI_WARN;
}

static struct books_row make_row(struct request *rq, const struct book_state *s)
{
	return (struct books_row){
	    .href = arena_printf(rq->arena, "/book/%" PRId64, s->book.id),
	    .name = s->book.name,
	    .unit = s->book.unit_name,
	    .opened = month_kept(rq, s->book.opened),
	    .closed = month_kept(rq, s->closed),
	    .ended = month_kept(rq, s->book.ended),
	    .cash = page_fen(rq, s->cash, false),
	    .drafts = s->drafts,
	    .to_approve = s->to_approve,
	    .to_sign = s->to_sign,
	    .to_post = s->to_post,
	    .behind = s->behind,
	    .tone = behind_tone(s->behind),
	};
}

static bool is_shown(const char *show, const struct book_state *s)
{
	return text_eq(show, "behind")	 ? s->behind > 1
	       : text_eq(show, "drafts") ? s->drafts > 0
					 : true;
}

static struct ui_link show_link(struct request *rq, const struct book_states *all, const char *show,
				const char *label)
{
	int n = 0;
	for (int i = 0; i < all->count; i++)
		n += is_shown(show, &all->rows[i]);
	return (struct ui_link){
	    .label = arena_printf(rq->arena, "%s %d", tr(rq->lang, label), n),
	    .href = arena_printf(rq->arena, "/books?unit=%" PRId64 "&show=%s", rq->unit.id, show),
	    .current = text_eq(show, rq_text(rq, "show")),
	};
}

static void make_shows(struct request *rq, const struct book_states *all, struct books_view *v)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, 3);
	links[0] = show_link(rq, all, "", N_("All books"));
	links[1] = show_link(rq, all, "behind", N_("More than a month behind"));
	links[2] = show_link(rq, all, "drafts", N_("With drafts"));
	v->shows = links;
	v->show_count = 3;
}

static void make_page(struct request *rq, const struct book_states *all, struct books_view *v)
{
	struct books_row *rows = ARENA_ARRAY(rq->arena, struct books_row, LIMIT_PAGE_ROWS);
	int64_t from = rq_has(rq, "before") ? rq_int(rq, "before") - LIMIT_PAGE_ROWS
					    : rq_int(rq, "after");
	int n = 0;
	from = from < 0 ? 0 : from;
	for (int i = 0; i < all->count; i++) {
		if (!is_shown(rq_text(rq, "show"), &all->rows[i]))
			continue;
		if (n >= from && v->count < LIMIT_PAGE_ROWS)
			rows[v->count++] = make_row(rq, &all->rows[i]);
		n++;
	}
	v->rows = rows;
	v->pager = (struct ui_pager){
	    .path = rq->path,
	    .query = rq->query,
	    .before = from ? arena_printf(rq->arena, "%" PRId64, from) : NULL,
	    .after = from + v->count < n ? arena_printf(rq->arena, "%" PRId64, from + v->count)
					 : NULL,
	    .count = n,
	    .shown = v->count,
	};
}

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct book_states all;
	struct books_view v = {.may_open = account_can(rq->account, CAP_BOOK)};
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_states(rq->arena, rq->db, rq->unit.id, &scope, &all, e))
		return false;
	make_shows(rq, &all, &v);
	make_page(rq, &all, &v);
	tpl_books(h, &v);
	return true;
}

/* ---- one book ---- */

static void make_months(struct request *rq, const struct book *b, const struct book_months *months,
			int closed, struct book_view *v)
{
	struct book_month_row *rows =
	    ARENA_ARRAY(rq->arena, struct book_month_row, months->count + 1);
	for (int i = 0; i < months->count; i++) {
		const struct book_month *m = &months->rows[months->count - 1 - i];
		const char *text = month_kept(rq, m->month);
		rows[i] = (struct book_month_row){
		    .month = text,
		    .vouchers_href = arena_printf(rq->arena, "/book/%" PRId64 "/vouchers?month=%s",
						  b->id, text),
		    .closed = m->closed,
		    .last_number = m->last_number,
		    .drafts = m->drafts,
		};
		bool turn = m->closed ? m->month == closed : m->month == month_next(closed);
		if (turn)
			rows[i].close_href =
			    arena_printf(rq->arena, "/book/%" PRId64 "/month/%s", b->id, text);
		if (turn && !m->closed)
			v->close_href = rows[i].close_href;
		if (m->drafts) /* the oldest month with drafts is written last */
			v->vouchers_href = rows[i].vouchers_href;
	}
	v->months = rows;
	v->count = months->count;
}

static const char *count_text(struct request *rq, int64_t n)
{
	return arena_printf(rq->arena, "%" PRId64, n);
}

static bool serve_book(struct request *rq, struct html *h, struct err *e)
{
	bool may;
	struct book b;
	struct book_months months;
	struct book_state s;
	struct book_view v = {0};
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !book_months(rq->arena, rq->db, &b, &months, e) ||
	    !book_state(rq->arena, rq->db, &b, &s, e) ||
	    !page_book_may(rq, &b, CAP_BOOK, &may, e))
		return false;
	rq->title = b.name;
	v.tabs = page_book_tabs(rq, &b);
	v.export_href = arena_printf(rq->arena, "/book/%" PRId64 "/export", b.id);
	v.org_href = arena_printf(rq->arena, "/org/%" PRId64, b.org);
	v.unit = rq->unit.name;
	v.chart = b.chart;
	v.opened = month_kept(rq, b.opened);
	v.ended = month_kept(rq, b.ended);
	v.cash = page_fen(rq, s.cash, false);
	v.bank = page_fen(rq, s.bank, false);
	v.cash_href = arena_printf(rq->arena, "/book/%" PRId64 "/cash", b.id);
	v.bank_href = arena_printf(rq->arena, "/book/%" PRId64 "/cash?code=102", b.id);
	v.vouchers_href = arena_printf(rq->arena, "/book/%" PRId64 "/vouchers", b.id);
	if (may && !b.ended)
		v.guide_href = arena_printf(rq->arena, "/book/%" PRId64 "/guide", b.id);
	v.to_approve = count_text(rq, s.to_approve);
	v.to_sign = count_text(rq, s.to_sign);
	v.to_post = count_text(rq, s.to_post);
	v.behind = count_text(rq, s.behind);
	make_months(rq, &b, &months, s.closed ? s.closed : month_before(book_takeover(&b)), &v);
	tpl_book(h, &v);
	return true;
}
