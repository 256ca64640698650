#pragma once
/* books.h - the books of one place in the making; books.c, book_year.c. */
#include "demo/demo_int.h"
#include "ledger/voucher.h"

/* Whoever keeps a book: three people, as the law asks. */
struct keeper {
	struct place *place;
	struct book book;
	struct ledger_who maker, checker, cashier;
};
/* A line: debit positive, credit negative, in fen. */
struct side {
	const char *account;
	int64_t fen;
};
/* Writes, signs, approves and posts a voucher of at most 8 lines. */
bool book_entry(struct keeper *k, ymd day, const char *source, const char *summary,
		const struct side *sides, int count, struct err *e) MUST_USE;

struct year_plan {
	int year;
	int64_t income, subsidy; /* fen: operating income, subsidies */
	ymd until;               /* nothing later is entered */
};
/* Opening balances in the month before the year. */
bool book_open(struct keeper *k, int year, struct err *e) MUST_USE;
/* Rents, sales, costs, subsidies of a year as far as `until`; by the chart of the book. */
bool book_year(struct keeper *k, const struct year_plan *plan, struct err *e) MUST_USE;
/* Income and expense to the year's income, and that to what is undistributed. */
bool book_close_year(struct keeper *k, int year, struct err *e) MUST_USE;
bool book_close_months(struct keeper *k, int first, int last, struct err *e) MUST_USE;
