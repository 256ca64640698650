#pragma once
/*
 * contract.h - contracts of the collectives with what they make due and what was received.
 *
 * What is received settles what is due of the same item, oldest first; the rest is held in
 * advance.  What falls due after a contract was ended early is not due.  Amounts are fen.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: propose.h (vouchers), docs/manual/contracts.md
 */
#include "ledger/book.h"
#include "reg/query.h"

struct contract_due {
	int64_t id, amount;
	ymd day, covers_from, covers_to;   /* covers 0: not said */
	const char *item;                  /* code: rent, fee, dividend, interest, principal, deposit */
	int64_t received;                  /* after contract_settle() */
	int64_t voucher;                   /* after contract_vouchers(): 0 none */
};
struct contract_receipt {
	int64_t id, amount;
	ymd day;
	const char *item, *receipt;
	int64_t voucher;
};
struct contract {
	int64_t id, unit, org;
	const char *number, *name, *unit_name, *kind, *party, *side; /* kind, side: codes */
	const char *asset_name, *resource_name;                      /* "" none */
	int64_t asset, resource, amount, deposit;
	ymd started, expires, terminated;  /* 0: not said */
	int due_count, receipt_count;
	struct contract_due *dues;         /* by day and item */
	struct contract_receipt *receipts; /* by day and id */
};
struct contract_list {
	int count;
	struct contract *rows;             /* by unit and number */
};

struct contracts_ask {
	int64_t county, unit;
	struct scope scope;                /* where contracts, dues and receipts may be read */
	int64_t contract;                  /* only this one; 0: all */
};
bool contracts_load(struct arena *a, struct db *db, const struct contracts_ask *ask, struct contract_list *out,
		    struct err *e) MUST_USE;

/* Whether it runs on the day; the day of expiry is its last. */
bool contract_runs(const struct contract *c, ymd at);
/* Whether what is due on the day counts: not after an early end. */
bool contract_day_counts(const struct contract *c, ymd day);
/* Settles what was received through the day. */
void contract_settle(struct contract *c, ymd at);

/* After settling: due through the day, received of it, what is past due and since when. */
struct contract_sums {
	int64_t due, received, arrears, advance;
	ymd since;                         /* oldest day in arrears, 0 none */
	int64_t scheduled;                 /* rents and fees, or principal, of all days */
};
void contract_sums(const struct contract *c, ymd at, struct contract_sums *out);
/* Whether the schedule should add up to `amount`, and does not. */
bool contract_schedule_short(const struct contract *c, const struct contract_sums *s);
