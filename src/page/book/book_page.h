#pragma once
/*
 * book_page.h - what all pages of a book share: finding it in scope, its tabs, who acts.
 *
 * Memory: in the request's arena.
 */
#include "ledger/voucher.h"
#include "html/ui.h"
#include "web/page.h"


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

/* The words of a period as two months, both inclusive; "" is the newest month with vouchers. */
bool page_book_period(struct request *rq, const struct book *b, const char *text, int *from, int *to,
		      struct err *e) MUST_USE;

/* "2024-03", "2024-01 – 2024-06". */
const char *page_book_months(struct request *rq, int from, int to);

/* ---- /books and /book/:id ---- */
struct books_row {
	const char *href, *name, *unit, *opened, *closed, *ended; /* months; "" none */
	const char *cash;
	int64_t drafts, to_approve, to_sign, to_post, behind;
	enum ui_tone tone;                                /* of `behind` */
};
struct books_view {
	int count;
	const struct books_row *rows;
	const struct ui_link *shows;                      /* all, behind, with drafts */
	int show_count;
	bool may_open;
	struct ui_pager pager;
};

struct book_month_row {
	const char *month, *vouchers_href;
	const char *close_href;       /* of the next month to close and the last closed one */
	bool closed;
	int64_t last_number, drafts;
};
struct book_view {
	struct book_tabs tabs;
	const char *export_href, *org_href, *unit, *chart, *opened, *ended, *cash, *bank, *cash_href,
		*bank_href, *vouchers_href, *guide_href, *close_href, *to_approve, *to_sign, *to_post, *behind;
	int count;
	const struct book_month_row *months;  /* newest first */
};

/* ---- a month: what stands against closing it ---- */
struct month_view {
	struct book_tabs tabs;
	const char *month, *action, *vouchers_href, *trial_href, *reason, *wrong, *wrong_hint;
	bool closed, may_book;
	const char *why;              /* it cannot be closed or reopened here, msgid */
	int64_t last_number;
	const struct findings *findings;
};

/* ---- trial balance ---- */
struct trial_view_row {
	const char *code, *name, *href;
	int depth;
	const char *cells[8];         /* opening, period, year, closing: debit and credit */
};
struct trial_view {
	struct book_tabs tabs;
	const char *period, *said, *xlsx;
	int count;
	const struct trial_view_row *rows;
	struct trial_view_row total;
};

/* ---- the ledger of an account; of cash and bank a journal with daily sums ---- */
struct ledger_line {
	const char *day, *number, *href, *account, *summary, *debit, *credit, *balance;
	bool day_end;                 /* sums of the day, "日清" */
};
struct ledger_view {
	struct book_tabs tabs;
	const char *title, *period, *said, *pdf, *xlsx, *opening, *debit, *credit, *closing;
	bool money, more;
	const char *code;             /* of the journal chosen among `links`; NULL elsewhere */
	int link_count;
	const struct ui_link *links;
	const char *today_balance;    /* of a money account */
	int count;
	const struct ledger_line *lines;
};

/* ---- the chart of the book ---- */
struct chart_row {
	const char *code, *name, *class, *side, *href, *close_action;
	int depth;
	bool closed, has_details;
};
struct chart_view {
	struct book_tabs tabs;
	const char *action, *parent, *code, *name, *wrong, *wrong_hint, *chart;
	bool may_book;
	const struct findings *findings;
	int count;
	const struct chart_row *rows;
};

/* ---- a new book ---- */
struct book_new_view {
	const char *org, *month, *wrong, *wrong_hint;
	const struct findings *findings;
	int org_count;
	const struct ui_option *orgs;
};
