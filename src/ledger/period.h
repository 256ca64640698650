#pragma once
/*
 * period.h - the months of a book: closed in order, reopened from the last one back.
 *
 * The first month to close is that of the opening balances (book_year_start()), then, when it is
 * another one, the take-over month.  A
 * closed month takes no posting; its balances are sealed with a hash that `yanzhen check`
 * recomputes.
 *
 * Owns:     book_period (table)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md
 */
#include "ledger/book.h"

struct book_month {
	int month;
	bool closed;
	int64_t last_number;          /* given so far */
	int64_t drafts;
};
struct book_months {
	int count;
	struct book_month *rows;
};
/* From that of the opening balances to the month of today, oldest first. */
bool book_months(struct arena *a, struct db *db, const struct book *b, struct book_months *out,
		 struct err *e) MUST_USE;
bool period_is_closed(struct db *db, const struct book *b, int month, bool *out,
		      struct err *e) MUST_USE;

/* Says everything that stands against closing the month. */
bool period_close_check(struct arena *a, struct db *db, const struct book *b, int month,
			struct findings *f, struct err *e) MUST_USE;
/* ERR_REFUSED with findings; ERR_DENIED for the cashier of one of its vouchers. */
bool period_close(struct arena *a, struct db *db, const struct book *b, int month,
		  const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;
/* Needs who->reason; refused while a later month is closed. */
bool period_reopen(struct arena *a, struct db *db, const struct book *b, int month,
		   const struct ledger_who *who, struct err *e) MUST_USE;
