#pragma once
/*
 * voucher_page.h - vouchers on the screen: the list of a month, one voucher, its form.
 *
 * Memory: in the request's arena.
 */
#include "base/findings.h"
#include "html/ui.h"
#include "page/book/book_page.h"
#include "reg/file.h"

/* The voucher of :voucher in the book of :id, within the scope of `cap`. */
bool page_voucher(struct request *rq, enum cap cap, struct book *b, struct voucher *v,
		  struct err *e) MUST_USE;
const char *page_voucher_href(struct request *rq, const struct voucher *v);
/* "记-3", "draft"; and with the month before it. */
const char *page_voucher_number(struct request *rq, bool posted, int64_t number);
/* Who has to do what next with a draft, as a msgid; and its tone. */
const char *page_voucher_next(const struct voucher *v, bool money, int errors, enum ui_tone *tone);
/* What the files of a voucher are attached to. */
struct file_of page_voucher_files(const struct voucher *v);
/* Months that still take vouchers, newest first, and `also` whatever its state. */
bool page_open_months(struct request *rq, const struct book *b, int also, int *count,
		      const struct ui_option **out, struct err *e) MUST_USE;

/* ---- the list ---- */
struct voucher_item {
	const char *href, *number, *day, *summary, *amount, *next;
	enum ui_tone tone;
	int64_t sheets;
};
struct vouchers_view {
	struct book_tabs tabs;
	const char *path, *query, *month, *new_href, *month_href;
	bool closed, may_book;
	const char *why;              /* no new voucher can be written, msgid; NULL: it can */
	int month_count, count;
	const struct ui_option *months;
	const struct voucher_item *rows;
	struct ui_pager pager;
};

/* ---- one voucher ---- */
struct voucher_row_view {
	int row;
	const char *summary, *account, *account_href, *debit, *credit, *receipt;
};
/* A part in the life of a voucher: done by someone, to be done here, or why not here. */
struct voucher_part {
	const char *label, *who, *action, *button, *why;
};
struct voucher_view {
	struct book_tabs tabs;
	const char *book, *href, *number, *month, *day, *debit, *credit, *next, *source;
	const char *source_href;               /* NULL: leads nowhere */
	enum ui_tone tone;
	bool posted, is_draft, balanced;
	int64_t ver, sheets;
	const char *wrong, *wrong_hint;        /* why what was asked was not done; NULL */
	const char *reverses_href, *reversed_href;
	const struct findings *findings;
	int line_count;
	const struct voucher_row_view *lines;
	int part_count;
	const struct voucher_part *parts;
	bool may_book;                         /* then: change, drop or reverse */
	const char *why_no_change;             /* msgid, when there is no button to change it */
	bool may_reverse;
	const char *today;
	struct attachment_list files;
	int event_count;
	const struct voucher_event {
		int64_t at_ms;
		const char *who, *what;
	} *events;
};

/* ---- the form ---- */
struct voucher_input {
	int row;
	const char *summary, *account, *debit, *credit, *receipt;      /* as typed */
	const char *summary_name, *account_name, *debit_name, *credit_name, *receipt_name;
};
struct voucher_form_view {
	struct book_tabs tabs;
	const char *action, *cancel, *month, *day, *sheets, *wrong, *wrong_hint;
	int64_t ver;
	bool conflict, gone;
	const char *now_by;                    /* who changed it meanwhile */
	int now_count;
	const struct voucher_row_view *now;    /* what it says now */
	const struct findings *findings;
	int month_count;
	const struct ui_option *months;
	bool shut;                             /* no month takes a voucher */
	bool locked;                           /* lines of a reversal are not changed */
	int line_count;
	const struct voucher_input *lines;
	int account_count;
	const char *const *accounts;           /* to choose from */
};
/* Lines as they stand, for reading. */
const struct voucher_row_view *page_voucher_rows(struct request *rq, const struct voucher *v,
						 const struct book_accounts *all);
/* The name of an account of the program, also of a closed one; "" for 0. */
const char *page_account_name(struct request *rq, int64_t account);
