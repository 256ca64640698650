#pragma once
/*
 * economy_int.h - what the files of the module share: fields of records, lines of vouchers.
 *
 * Memory: as in the public headers.
 */
#include "ledger/voucher.h"
#include "reg/record.h"

/* The field, which must exist: 0 and "" when it is not known. */
int64_t economy_fen(const struct record *r, const char *field); /* also whole numbers and references */
ymd economy_day(const struct record *r, const char *field);
const char *economy_code(const struct record *r, const char *field);
const char *economy_text(struct arena *a, const struct record *r, const char *field);

/* A line as it is proposed: a first-level account and words that a detail of it may bear. */
struct line {
	const char *summary, *root, *hint, *receipt;
	int64_t debit, credit;        /* one of them; both 0: no line */
};
enum { LINES_MAX = 60 };
struct lines {
	int count;
	struct line rows[LINES_MAX];
};
void lines_add(struct lines *l, const char *summary, const char *root, const char *hint, int64_t debit,
	       int64_t credit);

/* What a draft is made from. */
struct draft {
	const char *source;
	ymd day;
	const struct lines *lines;
};
/* Saves the draft; *id its voucher.  Accounts become the detail that fits, else the first level:
 * then the check of the voucher asks for the detail. */
bool draft_save(struct arena *a, struct db *db, const struct book *b, const struct book_accounts *accounts,
		const struct draft *d, const struct ledger_who *who, int64_t *id, struct err *e) MUST_USE;
/* Whether there can be a voucher on the day; MONTH_OUTSIDE: the book is not kept then. */
enum month_state { MONTH_OPEN, MONTH_CLOSED, MONTH_OUTSIDE };
bool month_state(struct db *db, const struct book *b, ymd day, enum month_state *out, struct err *e) MUST_USE;
