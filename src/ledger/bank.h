#pragma once
/*
 * bank.h - the bank's statement against the books: lines kept, matched by a person, reconciled.
 *
 * A statement is taken whole or not at all: its running balance must follow, line by line.
 * What a line is in the books is proposed and said by a person, one line to one posting.  A
 * posting whose voucher is taken back frees its line.  The books are never changed from here.
 *
 * Owns:     bank_statement, bank_line (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md
 */
#include "ledger/book.h"

enum { BANK_ROWS_MAX = 50000, BANK_OPEN_MAX = 2000, BANK_CANDIDATES = 8 };

struct bank_row {
	int row;                      /* of the sheet */
	const char *place;
	ymd day;
	int64_t fen, balance;         /* in is positive; after the line */
	const char *summary, *party, *serial;
};
struct bank_sheet {
	int count;
	struct bank_row *rows;        /* in order of time */
};
/* Reads a statement; says everything that is wrong with it, each with its cell.  ERR_REFUSED
 * when it is no statement at all. */
bool bank_read(struct arena *a, const char *path, const char *file, struct bank_sheet *out,
	       struct findings *f, struct err *e) MUST_USE;
/* Reads it and keeps it; with a finding of error nothing is kept: ERR_REFUSED. */
bool bank_keep(struct arena *a, struct db *db, const struct book *b, const char *account,
	       const char *path, const char *file, const char *hash,
	       const struct ledger_who *who, int64_t *statement, struct findings *f,
	       struct err *e) MUST_USE;
/* Takes a statement back while none of its lines is matched and none came after it. */
bool bank_drop(struct db *db, const struct book *b, int64_t statement,
	       const struct ledger_who *who, struct err *e) MUST_USE;

struct bank_statement {
	int64_t id, lines, matched, actor, made_ms;
	const char *file_name;
	ymd first_day, last_day;
};
struct bank_statements {
	int count;
	struct bank_statement *rows;  /* newest first */
};
bool bank_statements(struct arena *a, struct db *db, const struct book *b, const char *account,
		     struct bank_statements *out, struct err *e) MUST_USE;

struct bank_posting {
	int64_t voucher, ord, number, fen;     /* debit less credit */
	int month;
	ymd day;
	const char *summary, *receipt;
};
struct bank_line {
	int64_t statement, line, fen, balance;
	ymd day;
	const char *summary, *party, *serial;
	struct bank_posting match;    /* voucher 0: open */
	int candidate_count;          /* of an open line: postings it may be, the likeliest first */
	const struct bank_posting *candidates[BANK_CANDIDATES];
	bool proposed;                /* candidates[0] is proposed for this line and no other */
};
/* What stands open at the end of a day, on both sides, and what follows from it. */
struct bank_state {
	ymd day;
	bool kept, covered;           /* there is a statement; it reaches to the last posting */
	ymd first_day, last_day;      /* of the statements */
	int line_count, posting_count;
	bool more;                    /* beyond BANK_OPEN_MAX the lists are cut */
	struct bank_line *lines;      /* the bank's, not in the books by that day */
	struct bank_posting *postings;         /* the books', not at the bank by that day */
	int64_t book_fen, bank_fen;   /* the two balances */
	int64_t bank_in, bank_out;    /* at the bank, not in the books */
	int64_t book_in, book_out;    /* in the books, not at the bank */
	int64_t book_after, bank_after;        /* adjusted: equal when all is explained */
	bool reconciled;
};
bool bank_state(struct arena *a, struct db *db, const struct book *b, const char *account,
		ymd day, struct bank_state *out, struct err *e) MUST_USE;
/* Finds candidates among all open postings of the account: same amount and side, day within
 * BANK_DAYS; a receipt that is the bank's number comes first. */
bool bank_propose(struct arena *a, struct db *db, const struct book *b, const char *account,
		  struct bank_state *state, struct err *e) MUST_USE;

/* ERR_CONFLICT when line or posting is taken meanwhile, ERR_REFUSED when they do not fit. */
bool bank_match(struct db *db, const struct book *b, const char *account, int64_t statement,
		int64_t line, int64_t voucher, int64_t ord, const struct ledger_who *who,
		struct err *e) MUST_USE;
bool bank_unmatch(struct db *db, const struct book *b, int64_t statement, int64_t line,
		  const struct ledger_who *who, struct err *e) MUST_USE;
/* Matched lines of the account between two days, newest first, at most BANK_OPEN_MAX. */
bool bank_matched(struct arena *a, struct db *db, const struct book *b, const char *account,
		  ymd from, ymd to, int *count, struct bank_line **out, struct err *e) MUST_USE;

/* Warns of each bank account that moved by the end of the month and is not reconciled. */
bool bank_month_check(struct arena *a, struct db *db, const struct book *b, int month,
		      struct findings *f, struct err *e) MUST_USE;
