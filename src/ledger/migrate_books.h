#pragma once
/*
 * migrate_books.h - a town's old books, from one workbook into the books of all its villages.
 *
 * Sheets of balances and of vouchers, one for each village or with a column 村 or 单位.  Rows are
 * streamed, twice: once to say what fits, once to make the drafts.  A book with anything wrong
 * is left out whole; the others are made in one transaction.  Sources: takeover/1 and /2 for
 * balances, migrate/<yyyymm>/<old number> for vouchers: what stands already is not made again,
 * whichever file it comes from.
 *
 * Memory: in the arena passed in
 * See also: opening.h
 */
#include "ledger/opening.h"

struct migrate_book {
	struct book b;
	bool found;                   /* the workbook has something for it */
	bool has_balances, balances_there;
	int accounts, fresh, asked;
	int vouchers, there;          /* to be made; standing already */
	int64_t lines;
	int errors;                   /* with any, nothing of the book is made */
};
struct migrate_ask_line {
	const char *old_code, *name, *note, *choice;
};
struct migrate_review {
	int count;
	struct migrate_book *books;   /* of the scope, as book_list() has them */
	int ask_count;                /* old accounts that a person decides, once for all books */
	struct migrate_ask_line *asks;
	int stray;                    /* errors of rows that belong to no book */
	int made_books, made_vouchers;/* after migrate_make() */
};

/* What fits and what is refused, book by book, each refusal with its cell. */
bool migrate_review(struct arena *a, struct db *db, const struct book_list *books,
		    const struct opening_ask *ask, struct migrate_review *out,
		    struct findings *f, struct err *e) MUST_USE;
/* The same, and makes the drafts of the books without errors; ERR_REFUSED when there is none. */
bool migrate_make(struct arena *a, struct db *db, const struct book_list *books,
		  const struct opening_ask *ask, const struct ledger_who *who,
		  struct migrate_review *out, struct findings *f, struct err *e) MUST_USE;
