#pragma once
/*
 * takeover_page.h - opening balances of a book from a sheet: handed in, looked at, made drafts.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "page/book/book_page.h"

struct takeover_row {
	const char *old_code, *code, *name, *state, *year, *debit, *credit, *closing_debit,
	    *closing_credit;
	enum ui_tone tone;
	bool leaf;
	const char *choice_name, *choice, *note;  /* choice_name NULL: nothing to choose */
};
struct takeover_view {
	struct book_tabs tabs;
	const char *base, *template_href, *opened, *month, *vouchers_href;
	bool may_book, mid_year, open;            /* open: a sheet is under review */
	const char *file, *who, *first_href, *second_href;
	int64_t at_ms;
	const char *chart;
	int count, asked, moved, fresh, option_count;
	const struct takeover_row *rows;
	const struct ui_option *options;          /* accounts that take entries */
	const char *year_debit, *year_credit, *debit, *credit, *closing_debit, *closing_credit;
	bool ready;
	const struct findings *findings;
};

/* Moves the upload into the site's files; ERR_REFUSED when there is none. */
bool page_upload_keep(struct request *rq, const char *field, const char **name,
		      const char **hash, struct err *e) MUST_USE;
const char *page_file_path(struct request *rq, const char *hash);
/* A refusal as a finding of the form shown again; false (e set) for anything else. */
bool page_refusal(struct request *rq, const char *field, const struct err *why,
		  struct err *e) MUST_USE;
