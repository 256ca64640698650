#pragma once
/*
 * propose.h - drafts of vouchers from contracts and asset cards.
 *
 * A draft is proposed once: while a voucher with its source stands in the book there is no
 * second.  Nothing is posted.  Sources: `rent/<contract>/<day>` (what falls due),
 * `rent/<contract>/<day>/<year>` (what was received for later years becomes income),
 * `receipt/<contract_receipt>` and `depreciation/<yyyymm>`.
 *
 * Entries follow the kind of the contract: lease, contracting and service 501, investment 502,
 * loan 504, land rent passed on 211; who owes is 112, a member of the collective 113.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: contract.h, asset.h, docs/money.md
 */
#include "economy/asset.h"
#include "economy/contract.h"
#include "ledger/voucher.h"

enum rent_kind { RENT_DUE, RENT_RECEIPT, RENT_RELEASE };

/* What of a contract is to be booked on a day. */
struct rent_event {
	enum rent_kind kind;
	ymd day;
	int first, count;             /* its dues, all of one day; or the one receipt */
	int year;                     /* RENT_RELEASE: which becomes income */
	int64_t amount;               /* of the voucher: its debit; 0: nothing to book */
	const char *source;
	int64_t voucher;              /* that stands for it in the book, 0 none */
};
struct rent_events {
	int count;
	struct rent_event *rows;      /* by day */
};
/* Everything through the day, with the vouchers there are (b NULL: there is no book). */
bool rent_events_load(struct arena *a, struct db *db, const struct book *b, const struct contract *c, ymd until,
		      struct rent_events *out, struct err *e) MUST_USE;
/* How much of a due is income through the end of the year: by months when it is for whole months,
 * else by days; the last year takes what is left. */
int64_t rent_earned(const struct contract_due *d, int year);

struct proposed {
	int made;
	int closed;                   /* in closed months: not proposed */
	int outside;                  /* in months that the book does not keep: not proposed */
	bool more;                    /* stopped at PROPOSALS_MAX */
};
enum { PROPOSALS_MAX = 200 };
/* Entries are those of the chart of 2023: books on another one are left alone. */
bool book_takes_proposals(const struct book *b);
/* For the contracts of the book out of `all`; adds to *out.  `money`: the account on which money is
 * received, NULL: the only one there is.  A write. */
bool rent_propose(struct arena *a, struct db *db, const struct book *b, const struct contract_list *all, ymd until,
		  const char *money, const struct ledger_who *who, struct proposed *out, struct err *e) MUST_USE;

/* What a month depreciates, by card; cards that give nothing are left out. */
struct depreciation_row {
	const struct asset *asset;
	int64_t amount, through;      /* of the month; all through it */
};
struct depreciation {
	int month, count;
	struct depreciation_row *rows;
	int64_t total;
	int64_t voucher;              /* that stands for the month in the book, 0 none */
};
bool depreciation_load(struct arena *a, struct db *db, const struct book *b, const struct asset_list *of_book,
		       int month, struct depreciation *out, struct err *e) MUST_USE;
/* One draft for the month: a debit per use and kind of asset, a credit per contra account.
 * Nothing to depreciate or already there: *made false.  A write. */
bool depreciation_propose(struct arena *a, struct db *db, const struct book *b, const struct depreciation *d,
			  const struct ledger_who *who, struct proposed *out, struct err *e) MUST_USE;
