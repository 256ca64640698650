#pragma once
/* rent_int.h - the arithmetic of contracts, for propose.c and the tests. */
#include "economy/economy_int.h"
#include "economy/propose.h"

/* Everything through the day; voucher and amount are left 0. */
void rent_events_make(struct arena *a, const struct contract *c, ymd until, struct rent_events *out);
/* The lines of one of them.  Vouchers that stand for dues are looked at: what is received for a
 * due that is on the books takes from it, whichever day it bears.  Pure. */
void rent_lines(struct arena *a, const struct contract *c, const struct rent_events *all, int index,
		const char *money, struct lines *out);
