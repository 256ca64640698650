#pragma once
/*
 * project_voucher.h - drafts of vouchers from the money of a project.
 *
 *	what happened                  entry                      source
 *	money allocated                102 / 241                  project/<allocation>
 *	paid for what makes an asset   153 / 102                  project/<payment>
 *	paid for anything else         241 / 102                  project/<payment>
 *	accepted, an asset was made    151 / 153 and 241 / 311    project/<acceptance>
 *	not used, given back           241 / 102                  project/<allocation>/returned
 *
 * A draft is proposed once: while a voucher with its source stands in the book there is no
 * second.  Nothing is posted.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: propose.h, docs/money.md
 */
#include "economy/propose.h"
#include "reg/query.h"

enum project_event_kind {
	PROJECT_ALLOCATED,
	PROJECT_ASSET_PAID,
	PROJECT_OTHER_PAID,
	PROJECT_ACCEPTED,
	PROJECT_RETURNED
};
struct project_event {
	enum project_event_kind kind;
	ymd day;
	int64_t fen;
	const char *about;            /* number of the row, or whom it was paid to */
	const char *receipt;          /* invoice number, "" none or several */
	const char *source;
	int64_t voucher;              /* that stands for it in the book, 0 none */
};
struct project_events {
	int count;
	struct project_event *rows;   /* by day */
};
/* The running book of the collective of the project's unit, in the scope of the caller's capability;
 * *found false: none, or several. */
bool project_book(struct arena *a, struct db *db, const struct record *project, const struct scope *scope,
		  struct book *out, bool *found, struct err *e) MUST_USE;
/* Of the rows that the account may read, with the vouchers there are (b NULL: there is no book). */
bool project_events_load(struct arena *a, struct db *db, const struct account *acc, const struct record *project,
			 const struct book *b, struct project_events *out, struct err *e) MUST_USE;
/* A draft for each that has none and whose month is open; adds to *out.  A write. */
bool project_propose(struct arena *a, struct db *db, const struct book *b, const struct record *project,
		     struct project_events *events, const struct ledger_who *who, struct proposed *out,
		     struct err *e) MUST_USE;
