#pragma once
/*
 * report.h - what the books say: trial balance, account ledger, journal.
 *
 * Amounts are fen, debit positive where a figure has one sign.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md, balance.h
 */
#include "ledger/book.h"

struct buf;

/* Of an account over months.  A balance stands on one side; an account with details shows the
 * difference of them, a two-sided one the sum of each side. */
struct trial_row {
	struct book_account account;
	int depth;                    /* 0 at the first level */
	int64_t opening_debit, opening_credit;   /* before the first month */
	int64_t debit, credit;        /* turnover of the months */
	int64_t year_debit, year_credit;         /* from January to the last month */
	int64_t closing_debit, closing_credit;
};
struct trial {
	int from, to;                 /* months, both inclusive */
	int book_count;               /* kept in the last month on the chart in force then */
	int other_chart;              /* of a unit: kept then on another chart, left out */
	int count;
	struct trial_row *rows;       /* by code; accounts that never moved are left out */
	struct trial_row total;       /* of the first level: debits equal credits */
};
bool trial_of_book(struct arena *a, struct db *db, const struct book *b, int from, int to,
		   struct trial *out, struct err *e) MUST_USE;
/* Of all books in view at or under the unit, by first-level account. */
bool trial_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		   int from, int to, struct trial *out, struct err *e) MUST_USE;

/*
 * Turnover of the year up to and including `upto`, per book and account, of all books in view
 * at or under the unit; opening and closing vouchers (source close/…) are left out.
 */
struct turnover_row {
	int64_t book, unit;
	const char *chart, *account;
	int64_t debit, credit;
};
struct turnovers {
	int count;
	struct turnover_row *rows;    /* by book and account */
};
bool turnover_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		      ymd upto, struct turnovers *out, struct err *e) MUST_USE;

/* One line of an account's ledger, with the balance after it. */
struct ledger_entry {
	int64_t voucher, number;
	int month;
	ymd day;
	const char *account, *summary;
	int64_t debit, credit, balance;
};
struct account_ledger {
	struct book_account account;
	int64_t opening, debit, credit, closing;
	int count;
	bool more;
	struct ledger_entry *rows;    /* by day and number */
};
/* With details: of all of them together. */
bool account_ledger(struct arena *a, struct db *db, const struct book *b, const char *code,
		    int from, int to, struct account_ledger *out, struct err *e) MUST_USE;

/* The posted vouchers of the months as a journal that hledger and Ledger read. */
bool journal_write(struct arena *a, struct db *db, const struct book *b, int from, int to,
		   struct buf *out, struct err *e) MUST_USE;
