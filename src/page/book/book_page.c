/* book_page.c - what pages of a book share; the list of books; the home of one. */
#include "page/book/book_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "ledger/period.h"
#include "reg/record.h"
#include "tpl.h"

#include <string.h>

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_book(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
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

static const struct {
	const char *label, *path; /* after /book/<id> */
} tabs[] = {
	{ N_("Overview"), "" },
	{ N_("Vouchers"), "/vouchers" },
};

struct book_tabs page_book_tabs(struct request *rq, const struct book *b)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, ARRAY_LEN(tabs));
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
		const char *href =
		    arena_printf(rq->arena, "/book/%" PRId64 "%s", b->id, tabs[i].path);
		links[i] = (struct ui_link){
		    .label = tr(rq->lang, tabs[i].label),
		    .href = href,
		    .current = *tabs[i].path ? has_prefix(rq->path, href) : text_eq(rq->path, href),
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

/* ---- the list ---- */

static const char *month_kept(struct request *rq, int month)
{
	return month ? arena_strdup(rq->arena, month_text(month)) : "";
}

static bool make_row(struct request *rq, const struct book *b, struct books_row *row,
		     struct err *e)
{
	struct book_months months;
	int closed = 0;
	if (!book_months(rq->arena, rq->db, b, &months, e))
		return false;
	*row = (struct books_row){
	    .href = arena_printf(rq->arena, "/book/%" PRId64, b->id),
	    .name = b->name,
	    .unit = b->unit_name,
	    .opened = month_kept(rq, b->opened),
	};
	for (int i = 0; i < months.count; i++) {
		const struct book_month *m = &months.rows[i];
		row->drafts += m->drafts;
		if (m->closed)
			closed = m->month;
		else if (m->last_number)
			row->unposted_months++;
	}
	row->closed = month_kept(rq, closed);
	return true;
}

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct book_list list;
	struct books_view v = {0};
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_list(rq->arena, rq->db, rq->unit.id, &scope, &list, e))
		return false;
	struct books_row *rows = ARENA_ARRAY(rq->arena, struct books_row, list.count + 1);
	for (int i = 0; i < list.count; i++)
		if (!make_row(rq, &list.rows[i], &rows[i], e))
			return false;
	v.rows = rows;
	v.count = list.count;
	tpl_books(h, &v);
	return true;
}

/* ---- one book ---- */

static bool serve_book(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct book_months months;
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !book_months(rq->arena, rq->db, &b, &months, e))
		return false;
	struct book_month_row *rows = ARENA_ARRAY(rq->arena, struct book_month_row, months.count + 1);
	for (int i = 0; i < months.count; i++) {
		const struct book_month *m = &months.rows[months.count - 1 - i];
		rows[i] = (struct book_month_row){
		    .month = month_kept(rq, m->month),
		    .closed = m->closed,
		    .last_number = m->last_number,
		    .drafts = m->drafts,
		};
	}
	rq->title = b.name;
	struct book_view v = {
	    .tabs = page_book_tabs(rq, &b),
	    .org_href = arena_printf(rq->arena, "/org/%" PRId64, b.org),
	    .unit = rq->unit.name,
	    .chart = b.chart,
	    .opened = month_kept(rq, b.opened),
	    .count = months.count,
	    .months = rows,
	};
	tpl_book(h, &v);
	return true;
}
