#pragma once
/*
 * caliber.h - income of collectives by the caliber of a document.
 *
 * No statute says what operating income is: a county's document does.  A caliber
 * is rows of the registers caliber and caliber_line: accounts of a chart, each with its
 * details, that count or do not.  Income of a year so far is the credits less the debits of
 * what counts, closing left out: a cost that counts is taken off, and so is a receivable
 * that counts, which turns what was earned into what arrived.
 *
 * Amounts are fen.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: ledger/report.h
 */
#include "base/date.h"
#include "ledger/report.h"

struct caliber_line {
	const char *chart, *account, *note;
	bool counts;
};
struct caliber {
	int64_t id;
	const char *kind, *name, *document, *basis, *taken; /* codes of the choice lists */
	int line_count;
	struct caliber_line *lines;
};

/* The caliber of the kind ("operating", "collective", "net") that holds in the county on the
 * day; found false: none. */
bool caliber_find(struct arena *a, struct db *db, int64_t county, const char *kind, ymd at,
		  struct caliber *out, bool *found, struct err *e) MUST_USE;
/* The line that decides about the account: that of the longest code; NULL: none names it. */
const struct caliber_line *caliber_decides(const struct caliber *c, const char *chart,
					   const char *account);

struct income_row {
	int64_t book, unit, fen;
};
struct incomes {
	int count;
	struct income_row *rows; /* by book; a book without turnover is not among them */
};
/* Of all books in view at or under the unit, from January to the day. */
bool incomes_of_unit(struct arena *a, struct db *db, const struct caliber *c, int64_t unit,
		     const struct scope *scope, ymd upto, struct incomes *out,
		     struct err *e) MUST_USE;

/* The bands of the kind on the day, lowest first. */
struct income_band {
	const char *name, *document;
	int64_t at_least;             /* fen */
};
struct income_bands {
	int count;
	struct income_band *rows;
};
bool income_bands(struct arena *a, struct db *db, int64_t county, const char *kind, ymd at,
		  struct income_bands *out, struct err *e) MUST_USE;
