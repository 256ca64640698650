#pragma once
/*
 * voucher.h - vouchers and the only way to post one.
 *
 * A voucher is a draft, saved in any state of wrongness, until it is posted.  Posting is one
 * transaction that gives the number and writes the postings, the balances and the audit row.
 * A posted voucher is never changed or deleted; it is reversed, once.
 * Maker, checker and cashier are different people.
 *
 * Every change names the version it was made from; ERR_CONFLICT when another was saved since.
 *
 * Owns:     voucher, voucher_line, posting (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md, book.h, period.h, balance.h
 */
#include "ledger/book.h"

enum { VOUCHER_LINES_MAX = 4000, VOUCHER_TEXT_MAX = 400 };

enum voucher_kind { VOUCHER_ORDINARY, VOUCHER_OPENING, VOUCHER_REVERSAL };

/* As typed: texts, never NULL. */
struct voucher_line {
	const char *summary, *account, *debit, *credit;
	const char *receipt;          /* number of the invoice or receipt behind the line */
};

struct voucher {
	int64_t county, id, book, ver;
	enum voucher_kind kind;
	bool posted;
	int month;                    /* yyyymm, of the page it is written on */
	const char *day;              /* as typed */
	int64_t number;               /* 0 until posted */
	int64_t attachments;          /* sheets attached */
	int64_t maker, checker, cashier, poster;   /* accounts, 0: not yet */
	int64_t reverses, reversed_by;             /* vouchers, 0: none */
	int64_t made_ms, posted_ms;
	const char *source;           /* what it was proposed from (docs/money.md), "" by hand;
	                                 NULL when saving is "" too; later saves leave
	                                 it; a reversal has that of its original */
	int line_count;
	struct voucher_line *lines;
};

/* What voucher_check() must know, loaded beforehand for the one voucher. */
struct voucher_facts {
	struct book book;
	struct book_accounts accounts;
	bool month_closed;
	ymd today;
	int low_count;
	struct money_low {            /* cash and bank accounts of the voucher */
		const char *account;
		int64_t fen;          /* lowest balance at the end of any day from its day on */
	} *lows;
	int receipt_count;
	struct receipt_used {         /* its receipt numbers that others have booked */
		const char *receipt;
		int month;
		int64_t number;
	} *receipts;
	const struct voucher *original;   /* that a reversal takes back, else NULL */
};

bool voucher_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct voucher *out,
		  struct err *e) MUST_USE;
/*
 * Saves a draft whatever is wrong with it; v->id 0 makes a new one and fills in id and ver.
 * The one who saves becomes its maker; approval and signature are taken back.  Only what
 * cannot be stored is refused (ERR_REFUSED): too many lines, texts too long, no month.  Of a
 * reversal only day, month and attachments are taken.
 */
bool voucher_save(struct arena *a, struct db *db, struct voucher *v, const struct ledger_who *who,
		  struct err *e) MUST_USE;
/* The voucher, draft or posted, that stands for the source in the book; 0: none, or taken back. */
bool voucher_of_source(struct db *db, const struct book *b, const char *source, int64_t *out,
		       struct err *e) MUST_USE;
bool voucher_drop(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct err *e) MUST_USE;

bool voucher_facts_load(struct arena *a, struct db *db, const struct voucher *v,
			struct voucher_facts *out, struct err *e) MUST_USE;
/* Says everything that is wrong with the voucher.  Pure: reads nothing but its arguments. */
void voucher_check(const struct voucher *v, const struct voucher_facts *facts, struct findings *f);
/* Whether a line is on an account of cash or bank: then the cashier signs. */
bool voucher_moves_money(const struct voucher *v, const struct book_accounts *all);
/* Of the lines that can be read. */
void voucher_sums(const struct voucher *v, int64_t *debit, int64_t *credit);

/*
 * Each loads the voucher again, checks it and does its part in one transaction.  With findings
 * of error: ERR_REFUSED and nothing is done.  ERR_DENIED when the person may not, because he
 * or she already did another part.
 */
bool voucher_approve(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		     const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;
bool voucher_sign(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;
bool voucher_post(struct arena *a, struct db *db, int64_t county, int64_t id, int64_t ver,
		  const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;

/* Makes the draft of the opposite voucher, in red: same lines, negative amounts.  ERR_CONFLICT
 * when there is one already; ERR_REFUSED for a draft or a reversal. */
bool voucher_reverse(struct arena *a, struct db *db, int64_t county, int64_t id, ymd day,
		     const struct ledger_who *who, struct voucher *made, struct err *e) MUST_USE;

struct voucher_row {
	int64_t id, ver, number, attachments, maker, checker, cashier, poster, reverses, reversed_by;
	enum voucher_kind kind;
	bool posted;
	int month;
	const char *day, *summary;    /* of its first line */
	int64_t debit;                /* total of the postings; 0 for a draft */
};
struct voucher_list {
	int count;
	struct voucher_row *rows;
};
/* Of one month, drafts first, then by number. */
bool voucher_list(struct arena *a, struct db *db, const struct book *b, int month,
		  struct voucher_list *out, struct err *e) MUST_USE;
