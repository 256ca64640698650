#pragma once
/*
 * balance.h - kept balances: their seal and the proof that they are what was posted.
 *
 * Balances are turnovers by month and by year, kept in the transaction of the posting.
 *
 * Owns:     balance, county_balance (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/ledger.md
 */
#include "ledger/book.h"

/* Hash of the balances of a month: what closing seals. */
bool balance_seal(struct arena *a, struct db *db, const struct book *b, int month,
		  const char **hex, struct err *e) MUST_USE;
/* Kept balances against the sums of the postings; `month` 0: all. */
bool balance_check(struct db *db, const struct book *b, int month, struct findings *f,
		   struct err *e) MUST_USE;
/* Every invariant of docs/ledger.md over every book of the site. */
bool ledger_check(struct arena *a, struct db *db, struct findings *f, struct err *e) MUST_USE;
