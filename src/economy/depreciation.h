#pragma once
/*
 * depreciation.h - how much of an asset is depreciated in a month: straight line, in fen.
 *
 * From the month after it was first used, the same whole fen every month, what is left over in
 * the last one; never more than original value less residual value.  An asset taken over from
 * old books keeps what they had depreciated; the rest is spread over the months that are left.
 * The month of disposal is the last one.
 *
 * Memory:   none; pure
 * See also: asset.h, docs/manual/contracts.md
 */
#include "base/base.h"

struct depreciable {
	int64_t original, residual;   /* fen */
	int life;                     /* months; 0: not depreciated */
	int used;                     /* yyyymm in which it was first used */
	int64_t taken;                /* depreciated by old books … */
	int taken_through;            /* … through this month; 0: not taken over */
	int last;                     /* the month of its disposal, 0: none */
};

/* Of the one month. */
int64_t depreciation_of(const struct depreciable *d, int month);
/* All of it through the month, old books included. */
int64_t depreciation_through(const struct depreciable *d, int month);
/* The first and the last month in which any is booked here; false when there is none. */
bool depreciation_span(const struct depreciable *d, int *first, int *last);
