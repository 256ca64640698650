#pragma once
/*
 * share_page.h - what the pages of shares and dividends show.
 *
 * Names stand beside money here: every page takes the capability to read the book, which
 * viewers do not have.
 *
 * Memory: in the request's arena.
 */
#include "page/book/book_page.h"
#include "share/pay.h"

/* ---- /book/:id/shares ---- */
struct share_row {
	const char *name, *href, *household, *standing, *frozen, *total;
	const char *const *cells;     /* shares by class */
	bool gone;                    /* not in the roll on the day */
};
struct share_view {
	struct book_tabs tabs;
	const char *day, *members, *file, *say;
	int class_count, count, left_out;
	const struct share_class_row *classes;
	const struct share_row *rows;
	const char *const *totals;    /* by class, then frozen, then all */
};

/* ---- /book/:id/shares/:person ---- */
struct holder_move {
	const char *day, *kind, *class, *change, *after, *other, *number, *document, *href;
};
struct holder_line {
	const char *year, *name, *fen, *pay, *href;
};
struct holder_view {
	struct book_tabs tabs;
	const char *name, *household, *admitted, *ended, *rights_until, *bank, *number, *action;
	const struct findings *findings;
	bool may_book;
	int move_count, line_count;
	const struct holder_move *moves;
	const struct holder_line *lines;
};

/* ---- /book/:id/dividend ---- */
struct dividend_row {
	const char *href, *year, *name, *declared, *state, *unpaid;
	enum ui_tone tone;
};
struct dividends_view {
	struct book_tabs tabs;
	const char *new_href, *unpaid_href, *guide_href;
	bool may_book;
	int count;
	const struct dividend_row *rows;
};

struct dividend_form {
	struct book_tabs tabs;
	const char *action, *cancel, *id, *ver, *year, *name, *declared, *record_day, *from, *to,
		*weighting, *viewed, *payable, *wrong;
	int payable_count;
	const struct ui_option *payables;
	const struct findings *findings;
};

/* ---- /book/:id/dividend/:dividend ---- */
struct dividend_line_row {
	const char *ord, *tick, *name, *href, *household, *shares, *weight, *fen, *pay, *slip;
	enum ui_tone tone;
	bool may_tick;
};
struct dividend_batch_row {
	const char *number, *kind, *day, *lines, *fen, *voucher, *state, *undo, *file;
	enum ui_tone tone;
};
struct dividend_view {
	struct book_tabs tabs;
	const char *href, *list_href, *id, *state, *year, *declared, *record_day, *period, *weighting, *viewed,
		*rule, *charter, *total, *root, *assembly, *votes, *document, *reason, *ver, *wrong, *wrong_hint;
	const char *undivided, *subsidy, *income, *reserve, *money;
	const char *declare_href, *declare_state, *paid, *unpaid, *today, *earliest;
	enum ui_tone tone;
	bool draft, published, resolved, withdrawn, may_book, may_book_it, may_pay;
	const struct findings *findings;
	int line_count, left_out, batch_count, money_count;
	const struct dividend_line_row *lines;
	const struct dividend_batch_row *batches;
	const struct ui_option *moneys;
	/* the assembly's form, as sent */
	const char *f_document, *f_assembly, *f_all, *f_present, *f_for;
};

/* ---- slips ---- */
struct slip_step {
	const char *hash, *fen, *side;
};
struct slip {
	const char *ord, *name, *household, *shares, *weight, *total, *declared, *exact, *base, *extra,
		*fen, *salt, *leaf, *text;
	bool days, has_extra, last;
	int step_count;
	const struct slip_step *steps;
};
struct slips_view {
	const char *org, *title, *back, *year, *record_day, *document, *root, *extra_count;
	int count;
	const struct slip *rows;
};

/* ---- /book/:id/unpaid ---- */
struct unpaid_row {
	const char *year, *name, *household, *fen, *pay, *note, *href;
	enum ui_tone tone;
};
struct unpaid_view {
	struct book_tabs tabs;
	const char *fen, *back;
	int count;
	bool more;
	const struct unpaid_row *rows;
};

/* ---- what the files share ---- */
/* The dividend of :dividend in the book of :id, in the scope of `cap`. */
bool page_dividend(struct request *rq, enum cap cap, struct book *b, struct dividend *d,
		   struct err *e) MUST_USE;
const char *page_dividend_href(struct request *rq, const struct dividend *d);
/* Draws it, with what was refused (NULL: nothing) above. */
bool page_dividend_draw(struct request *rq, struct html *h, const struct book *b, struct dividend *d,
			const struct err *why, struct findings *f, struct err *e) MUST_USE;
const char *page_shares(struct request *rq, int64_t shares);
const char *page_day(struct request *rq, ymd day);
const char *page_pay_word(const char *pay);
