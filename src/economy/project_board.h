#pragma once
/*
 * project_board.h - the money of the projects of a unit side by side, on a day.
 *
 * Only rows that the account may read count: where a register is not open to it, the column
 * is not told.  All amounts are fen.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: reg/project_money.h
 */
#include "reg/query.h"

struct project_sums {
	int64_t allocated;            /* before what was given back */
	int64_t returned;             /* given back to the funds */
	int64_t committed;            /* by contracts; of a lapsed one what it has paid */
	int64_t direct;               /* paid without a contract */
	int64_t paid;                 /* all payments */
	int64_t received;             /* of these, shown by receipts */
	int64_t late;                 /* milestones due before the day and not done */
};
struct project_board_row {
	int64_t project;
	struct project_sums sums;
};
struct project_board {
	int count;
	struct project_board_row *rows; /* by project; one without money or milestones is not among them */
	struct project_sums total;
	bool tells_contracts, tells_payments, tells_receipts;
};
bool project_board_load(struct arena *a, struct db *db, const struct account *acc, int64_t county, int64_t unit,
			ymd at, struct project_board *out, struct err *e) MUST_USE;
/* Zeros for a project that is not among them. */
struct project_sums project_board_of(const struct project_board *b, int64_t project);
