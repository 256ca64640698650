#pragma once
/* dividend_int.h - what the files of dividends share. */
#include "share/dividend.h"

bool dividend_audit(struct arena *a, struct db *db, const struct dividend *d, const char *action,
		    const char *detail, const struct ledger_who *who, struct err *e) MUST_USE;
bool dividend_lines_write(struct db *db, const struct dividend *d, const struct dividend_lines *lines,
			  struct err *e) MUST_USE;
/* Writes what changed, with one more version; ERR_CONFLICT when another was saved. */
bool dividend_update(struct db *db, struct dividend *d, struct err *e) MUST_USE;
/* "dividend/<id>/<step>" */
const char *dividend_source(struct arena *a, const struct dividend *d, const char *step);
