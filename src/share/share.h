#pragma once
/*
 * share.h - the share register at a day, and how a sum is divided by weights to the fen.
 *
 * Nothing here is stored: the register is the sum of movements (reg/shares.h).
 *
 * Memory: results live in the arena given.
 */
#include "reg/shares.h"

/* One person, one class, on a day. */
struct holding {
	int64_t person, class;
	int64_t shares, frozen;
	int64_t days;            /* sum of shares x days held in the period; 0 without one */
	int64_t free_days;       /* the same of shares that were not frozen */
};
struct holdings {
	int64_t count;
	struct holding *rows;    /* by person and class; person 0 is the collective itself */
	int64_t shares, frozen;  /* totals */
};
/*
 * At the end of the day; with a period (both days inclusive, else 0) also share-days in it.
 * A share held on the evening of a day counts that day.
 */
bool holdings_at(struct arena *a, const struct share_moves *moves, ymd day, ymd from, ymd to,
		 struct holdings *out, struct err *e) MUST_USE;

/* ---- dividing ---- */
struct part {
	int64_t weight;          /* >= 0 */
	int64_t key;             /* unique: the fixed order among equals */
	int64_t base, fen;       /* result: declared x weight / total, rounded down; with the fen added */
};
/*
 * Largest remainder: everyone gets the whole fen of their exact part; the fen left over go one
 * each to the largest remainders, among equals to the larger weight, then to the smaller key.
 * The sum is `declared`; the order of `parts` does not matter.  ERR_REFUSED without any weight
 * and when the weights do not fit.  *total: sum of the weights.
 */
bool share_divide(struct arena *a, int64_t declared, struct part *parts, int64_t count,
		  int64_t *total, struct err *e) MUST_USE;

/* a x b can be wider than 64 bits */
__extension__ typedef unsigned __int128 wide;

/* "12.50" from hundredths, "12" when whole. */
const char *share_text(int64_t shares, char buf[32]);
