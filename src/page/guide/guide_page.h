#pragma once
/*
 * guide_page.h - guided entries and the year end on the screen.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "ledger/guide.h"
#include "page/book/book_page.h"

/* ---- the list of events ---- */
struct guide_item {
	const char *href, *title, *about;
};
struct guide_list_view {
	struct book_tabs tabs;
	struct guide_items {
		const char *title;        /* msgid */
		int count;
		const struct guide_item *rows;
	} groups[GUIDE__GROUPS];
};

/* ---- one event ---- */
struct guide_shown {
	const char *account, *summary, *debit, *credit, *why; /* why: msgid */
	bool added;
};
struct guide_mapped {
	bool credit;
	const char *accounts;
};
struct guide_event_view {
	struct book_tabs tabs;
	const char *action, *cancel, *token;
	const struct guide_event *event;
	bool may_book;
	const struct findings *findings, *later;
	int field_count, mapped_count, shown_count, kept_count;
	const struct ui_field *fields;        /* the questions */
	const struct guide_mapped *mapped;    /* which accounts it uses */
	const struct guide_shown *shown;      /* the voucher it makes */
	bool whole;                           /* every question is answered: it can be made */
	const char *total;
	const struct guide_answer *kept;      /* the answers, for the confirmation */
};
