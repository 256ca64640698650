#pragma once
/*
 * state.h - how far every book in view has come: one statement for all of them.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md, period.h
 */
#include "ledger/book.h"

struct book_state {
	struct book book;             /* with its unit's name */
	int closed;                   /* the last closed month, 0: none */
	int posted;                   /* the last month with a posted voucher, 0: none */
	int behind;                   /* finished months that are still open */
	int64_t drafts;
	int64_t to_approve;           /* drafts that nobody has approved */
	int64_t to_sign;              /* drafts that move money, without the cashier's signature */
	int64_t to_post;              /* drafts that need neither any more */
	int64_t cash, bank;           /* fen on hand, posted so far */
};
struct book_states {
	int count;
	struct book_state *rows;
};
/* Of the books at or under `unit` that the scope opens, by unit and id. */
bool book_states(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		 struct book_states *out, struct err *e) MUST_USE;
/* Of one book. */
bool book_state(struct arena *a, struct db *db, const struct book *b, struct book_state *out,
		struct err *e) MUST_USE;
