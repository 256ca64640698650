#pragma once
/*
 * year_int.h - what the files of the year end share.
 *
 * Memory: as in year.h
 */
#include "ledger/ledger_int.h"
#include "ledger/year.h"

bool year_sums_load(struct arena *a, struct db *db, const struct book *b, int year,
		    struct year_sums *out, struct err *e) MUST_USE;
/* Everything that stands against the steps, but for their order. */
bool year_checks(struct db *db, const struct book *b, int year, struct findings *f,
		 struct err *e) MUST_USE;
