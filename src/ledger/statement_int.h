#pragma once
/*
 * statement_int.h - what the files of the statements share.
 *
 * Memory: as in the public headers.
 */
#include "ledger/ledger_int.h"
#include "ledger/statement.h"

/* Turnover of income and expense in closing vouchers (source close/…, their reversals, and
 * whatever stands on 321), by account and month. */
struct closing_row {
	const char *account, *root;
	int month;
	int64_t debit, credit;
};
struct closing_list {
	int count;
	struct closing_row *rows;
};
bool closing_load(struct arena *a, struct db *db, const struct book *b, int from, int to,
		  struct closing_list *out, struct err *e) MUST_USE;

/* Adds what moved retained income (321, 322) other than by closing, and what opening vouchers
 * of these months brought into it. */
bool flows_add(struct arena *a, struct db *db, const struct book *b, int from, int to,
	       struct statement_facts *facts, struct err *e) MUST_USE;

/* The fact of code and name, added when it is new. */
struct statement_fact *fact_of(struct arena *a, struct statement_fact **rows, int *count,
			       const char *code, const char *name);
bool is_retained(const char *root);
