#pragma once
/*
 * year_page.h - the year end on the screen.
 *
 * Memory: in the request's arena.
 */
#include "html/ui.h"
#include "ledger/year.h"
#include "page/book/book_page.h"

struct year_fact {
	const char *label, *value;    /* msgid, "1,234.50" */
	bool sum;
};
struct year_step_row {
	int number;
	const char *title, *about, *why;      /* msgids; why may be NULL */
	const char *state;                    /* msgid */
	enum ui_tone tone;
	const char *amount, *voucher, *action;/* addresses; NULL: no voucher, not to be done here */
	bool asks;
	const char *typed_amount, *typed_document;
	const struct findings *findings;      /* of the step just tried */
};
struct year_view {
	struct book_tabs tabs;
	int year;
	const char *before, *after;           /* neighbouring years, NULL: none */
	bool closed, may_book;
	const struct findings *checks, *charter_notes, *lock, *tried;
	int fact_count;
	const struct year_fact *facts;
	const char *charter, *charter_href;   /* document, its row; NULL: not entered */
	const char *charter_new, *ratio, *base, *reserve_base;
	const struct year_step_row *steps;
	int step_count;
	const char *lock_action;              /* NULL: not to be done here or now */
};
