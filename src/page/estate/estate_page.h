#pragma once
/*
 * estate_page.h - boards of contracts and assets, one contract, one card, depreciation of a book.
 *
 * Amounts and days of the views are text as shown.  Memory: in the request's arena.
 */
#include "economy/propose.h"
#include "html/ui.h"
#include "page/book/book_page.h"

/* Where a voucher's source leads in this area; NULL: elsewhere. */
const char *estate_source_href(struct arena *a, const struct book *b, const char *source);
/* The label of a choice in the reader's language. */
const char *estate_label(struct request *rq, const char *list, const char *code);
const char *estate_day(struct request *rq, ymd day);
/* Reading `reg` somewhere and having a unit in view, else ERR_DENIED. */
bool estate_scope(struct request *rq, const char *reg, struct scope *out, struct err *e) MUST_USE;
/* The books of the unit in view; ERR_DENIED when the account keeps none there. */
bool estate_books(struct request *rq, struct book_list *out, struct err *e) MUST_USE;
/* Where a voucher stands, "" for none: link (NULL when it may not be read) and state (msgid). */
struct estate_voucher {
	const char *href, *state;
	enum ui_tone tone;
};
bool estate_voucher(struct request *rq, const struct book *b, int64_t voucher, struct estate_voucher *out,
		    struct err *e) MUST_USE;
/* What came of proposing, as a message for the next page. */
const char *estate_proposed(const struct proposed *p);

struct estate_figure {
	const char *label, *value, *unit, *href, *note;
};

/* ---- /contracts ---- */
struct contract_line {
	const char *href, *name, *party, *unit, *kind, *item, *day, *amount, *rest;
	int days;                     /* in arrears; until it expires */
};
struct contract_table {
	const char *title, *empty;    /* msgids */
	int count, left_out;
	struct contract_line *rows;
};
struct contracts_view {
	const char *unit, *at, *list_href;
	int figure_count;
	struct estate_figure figures[6];
	struct contract_table arrears, due, expiring, unplanned;
	bool may_propose;
};

/* ---- /contract/:id ---- */
struct due_line {
	const char *item, *day, *covers, *amount, *received, *rest, *state; /* state: msgid */
	enum ui_tone tone;
	const char *href;
};
struct receipt_line {
	const char *day, *item, *amount, *receipt, *href;
};
struct event_line {
	const char *what, *day, *amount;      /* what: msgid */
	struct estate_voucher voucher;
};
struct contract_view {
	const char *entry, *due_new, *receipts, *book_href, *book, *kind, *party, *side;
	const char *number, *term, *amount, *deposit;
	const char *asset, *asset_href, *resource, *resource_href;
	const char *due_sum, *received_sum, *arrears, *advance, *since, *scheduled;
	bool in_force, short_of;
	const char *ended;            /* "" or the day of early end */
	int due_count, receipt_count, event_count;
	const struct due_line *dues;
	const struct receipt_line *receipt_rows;
	const struct event_line *events;
	bool may_receive, may_propose;
	const char *action, *propose_action;
	const char *day, *item, *sum, *receipt, *money; /* the form, as typed */
	const struct ui_option *items, *moneys;
	int item_count, money_count;
	const struct findings *findings;
};

/* ---- /assets ---- */
struct asset_sum_line {
	const char *label, *href, *original, *through, *net;
	int count;
};
struct asset_line {
	const char *href, *name, *number, *unit, *category, *place, *original, *through, *net, *since;
};
struct resource_line {
	const char *label, *href, *area, *idle, *leased;
	int count;
};
struct book_depreciation {
	const char *href, *name, *amount;
	int cards;
	struct estate_voucher voucher;
};
struct assets_view {
	const char *unit, *at, *month;
	int figure_count, sum_count, idle_count, idle_left, kind_count, parcel_count, book_count, book_left;
	struct estate_figure figures[6];
	const struct asset_sum_line *sums;    /* the last is all together */
	const struct asset_line *idle;
	const struct resource_line *kinds;    /* the last is all together */
	const struct asset_line *parcels;     /* idle ones */
	const struct book_depreciation *books;
	bool may_propose;
};

/* ---- /asset/:id ---- */
struct asset_year {
	int year;
	const char *amount, *through, *net;
};
struct asset_month {
	const char *month, *amount;
	struct estate_voucher voucher;
};
struct asset_view {
	const char *entry, *number, *category, *account, *charged, *status, *acquired, *used;
	const char *original, *residual, *life, *through, *net, *place, *contracts, *book_href, *book, *span;
	int year_count, month_count;
	const struct asset_year *years;
	const struct asset_month *months;     /* of the last twelve */
};

/* ---- /book/:id/depreciation ---- */
struct card_line {
	const char *href, *number, *name, *category, *charged, *amount, *through;
};
struct card_proof {
	const char *account, *cards, *books, *difference;
	bool same;
};
struct book_cards_view {
	struct book_tabs tabs;
	const char *month, *total, *action;
	int count, proof_count;
	const struct card_line *rows;
	struct card_proof proofs[6];
	struct estate_voucher voucher;
	bool may_propose, other_chart;
};
