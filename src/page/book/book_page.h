#pragma once
/*
 * book_page.h - what all pages of a book share: finding it in scope, its tabs, who acts.
 *
 * Memory: in the request's arena.
 */
#include "ledger/voucher.h"
#include "web/page.h"

struct ui_link;

/* The tabs of a book, the one in view marked.  To add one: a line in tabs[] of book_page.c. */
struct book_tabs {
	int count;
	const struct ui_link *links;
};

/*
 * The book of :id, if its unit is in the scope of `cap`; ERR_NOT_FOUND otherwise, as if there
 * were none.  Puts its unit in view and its name before the page's title.
 */
bool page_book(struct request *rq, enum cap cap, struct book *out, struct err *e) MUST_USE;
/* Whether the account has `cap` over the book: for buttons. */
bool page_book_may(struct request *rq, const struct book *b, enum cap cap, bool *out,
		   struct err *e) MUST_USE;
struct book_tabs page_book_tabs(struct request *rq, const struct book *b);
struct ledger_who page_book_who(const struct request *rq);
/* "1,234.50" for the screen; "" for 0 when `blank`. */
const char *page_fen(struct request *rq, int64_t fen, bool blank);

/* ---- /books and /book/:id ---- */
struct books_row {
	const char *href, *name, *unit, *opened, *closed; /* months; closed "" none */
	int64_t drafts, unposted_months;
};
struct books_view {
	int count;
	const struct books_row *rows;
};

struct book_month_row {
	const char *month, *href;
	bool closed;
	int64_t last_number, drafts;
};
struct book_view {
	struct book_tabs tabs;
	const char *org_href, *unit, *chart, *opened;
	int count;
	const struct book_month_row *months;  /* newest first */
};
