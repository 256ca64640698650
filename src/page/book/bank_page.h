#pragma once
/*
 * bank_page.h - the bank's statement beside the books: what is open on both sides.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "page/book/book_page.h"

struct bank_item {
	const char *day, *text, *party, *serial, *in, *out;
	const char *name;                       /* of the choice, NULL where nothing can be chosen */
	const char *value;                      /* proposed, or "" */
	int option_count;
	const struct ui_option *options;
	const char *href, *number;              /* of the voucher */
	int64_t statement, line;
};
struct bank_sheet_row {
	const char *file, *from, *to, *who;
	int64_t id, lines, matched;
};
struct bank_view {
	struct book_tabs tabs;
	const char *base, *book, *account, *account_name, *day, *print_href, *home_href;
	bool may_cash, kept, covered, reconciled, more;
	const char *last_day;
	int account_count;
	const struct ui_option *accounts;
	int statement_count;
	const struct bank_sheet_row *statements;
	const char *book_fen, *bank_fen, *bank_in, *bank_out, *book_in, *book_out, *book_after,
	    *bank_after, *difference;
	int line_count, posting_count, matched_count;
	bool proposals;
	const struct bank_item *lines, *postings, *matched;
	const struct findings *findings;
};
