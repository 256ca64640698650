#pragma once
/*
 * project_money.h - the money of projects by day: fund, allocation, commitment, payment, receipt.
 *
 * A purse is a row that money is taken out of.  What goes in and out of it has a day, and on no
 * day may more have gone out than came in.  All amounts are fen.
 *
 *	purse        in                                     out
 *	fund         its amount; what allocations gave back its allocations
 *	allocation   its amount; what lapsed commitments    what was given back; commitments;
 *	             had not paid                           payments without a commitment
 *	commitment   its amount                             payments; the rest on the day it lapses
 *	payment      its amount                             receipts, whatever their day
 *
 * Memory: results live in the arena given.
 */
#include "base/date.h"
#include "db/db.h"
#include "reg/record.h"

enum purse { PURSE_FUND, PURSE_ALLOCATION, PURSE_COMMITMENT, PURSE_PAYMENT };

enum money_what {
	MONEY_IN,       /* the purse's own amount */
	MONEY_GIVEN,    /* out of a fund, to an allocation */
	MONEY_RETURNED, /* from an allocation back to its fund */
	MONEY_CONTRACT, /* out of an allocation, to a commitment */
	MONEY_LAPSED,   /* what a lapsed commitment had not paid */
	MONEY_PAID,
	MONEY_RECEIVED
};
struct money_move {
	ymd day;
	int64_t fen; /* in: above zero; out: below */
	enum money_what what;
	int64_t row; /* that says it */
};
struct money_moves {
	int count;
	struct money_move *rows; /* by day, what comes in before what goes out */
};

/*
 * What goes in and out of the purse `id`.  `with`: a row about to be saved, which counts instead
 * of what is stored of it (as the purse itself or as what takes from it); `leaving`: it is about
 * to be deleted instead.  NULL: as stored.
 */
bool money_moves(struct arena *a, struct db *db, int64_t county, enum purse purse, int64_t id,
		 const struct record *with, bool leaving, struct money_moves *out, struct err *e) MUST_USE;
/* What is in the purse at the end of the day. */
int64_t money_on(const struct money_moves *m, ymd day);
/* The first day on which it is overdrawn, 0: never; *fen: by how much, above zero. */
ymd money_overdrawn(const struct money_moves *m, int64_t *fen);
/* "-1234.50" */
const char *money_text(struct arena *a, int64_t fen);
