#pragma once
/*
 * exchange.h - a book as one neutral workbook: chart, balances, vouchers; and back.
 *
 * In the manner of GB/T 24589: separate tables of text fields that name each other by code.  The
 * standard's own field lists were not to be had; the fields are ours and stand in
 * docs/manual/takeover.md.  What is read back are drafts, like anything a program makes.
 *
 * Memory: in the arena passed in
 */
#include "ledger/book.h"

/* The months from..to of the book; balances of the same months. */
bool exchange_write(struct arena *a, struct db *db, const struct book *b, int from, int to,
		    const char *path, struct err *e) MUST_USE;

struct exchange_result {
	int accounts, drafts, there, waiting;   /* waiting: reversals whose voucher is not posted */
};
/*
 * Adds the accounts that are missing and makes a draft of each voucher (source
 * exchange/<month>/<number>) that is not there yet; a reversal once its voucher is posted: read
 * the file again then.  With a finding of error nothing is made: ERR_REFUSED.
 */
bool exchange_read(struct arena *a, struct db *db, const struct book *b, const char *path,
		   const char *file, const struct ledger_who *who, struct exchange_result *out,
		   struct findings *f, struct err *e) MUST_USE;
