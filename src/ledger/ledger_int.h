#pragma once
/*
 * ledger_int.h - what the files of the ledger share.
 *
 * Memory: as in the public headers.
 */
#include "ledger/voucher.h"

/* Lines of packs/chart/<name>.csv after its head; the files have no quotes, which a test sees to. */
enum { CHART_COLUMNS = 8 };
struct chart_row {
	const char *at[CHART_COLUMNS];
};
bool chart_rows(struct arena *a, const char *name, int *count, struct chart_row **rows,
		struct err *e) MUST_USE;
/* Name, document and day of a chart, without its accounts. */
bool chart_head(struct arena *a, const char *name, struct chart *out, struct err *e) MUST_USE;

/* The first column of the first row, 0 without a row. */
bool ledger_i64(struct db *db, struct sql sql, const int64_t *args, int count, int64_t *out,
		struct err *e) MUST_USE;
bool ledger_audit(struct db *db, int64_t county, const char *action, const char *subject,
		  int64_t record, const char *before, const char *after,
		  const struct ledger_who *who, struct err *e) MUST_USE;

/* Adds to the turnover of the month and of its year. */
bool balance_add(struct db *db, const struct book *b, const char *account, int month,
		 int64_t debit, int64_t credit, struct err *e) MUST_USE;
/* The same for the sums of the county; after balance_add(). */
bool county_balance_add(struct db *db, const struct book *b, const struct book_account *acc,
			int month, int64_t debit, int64_t credit, struct err *e) MUST_USE;
/* Whether those sums are of exactly the books in view at or under the unit that were kept on the
 * chart in month `to`; how many these are, and how many were kept on others. */
bool county_balance_holds(struct db *db, int64_t unit, const struct scope *scope,
			  const char *chart, int to, int *books, int *others, bool *out,
			  struct err *e) MUST_USE;
/* Rows by root: opening net and debit side, debit, credit, those of the year, closing net and
 * debit side. */
struct stmt *county_balance_query(struct db *db, int64_t county, const char *chart, int from,
				  int to, struct err *e);
bool county_balance_check(struct db *db, struct findings *f, struct err *e) MUST_USE;

/* Debit less credit of everything before the month, of the account and its details. */
bool balance_before(struct db *db, const struct book *b, const char *code, int month,
		    int64_t *out, struct err *e) MUST_USE;

/* Text behind all codes that begin with `code`, for a range. */
const char *code_end(const char *code, char out[64]);

/* The next number of the month; ERR_CONFLICT when the month is closed. */
bool period_number(struct db *db, const struct book *b, int month, int64_t *number,
		   struct err *e) MUST_USE;
/* Numbers 1 … last, each once. */
bool period_numbers_check(struct db *db, const struct book *b, int month, int64_t last,
			  struct findings *f, struct err *e) MUST_USE;
/* The same for a month as it stands, and its seal while it is closed. */
bool period_verify(struct arena *a, struct db *db, const struct book *b, int month,
		   struct findings *f, struct err *e) MUST_USE;

/* The amounts of a line; an empty text is 0.  False when one cannot be read. */
bool line_amounts(const struct voucher_line *l, int64_t *debit, int64_t *credit) MUST_USE;
bool line_is_empty(const struct voucher_line *l);

/* voucher_save() for reversals too. */
bool voucher_write(struct arena *a, struct db *db, struct voucher *v,
		   const struct ledger_who *who, struct err *e) MUST_USE;
/* ERR_CONFLICT: another version was saved.  False, always. */
bool voucher_changed(struct err *e);
const char *voucher_json(struct arena *a, const struct voucher *v);

/* December is closed only when income, expense and 321 are nil and nothing unknown is posted. */
bool year_nil_check(struct db *db, const struct book *b, int year, struct findings *f,
		    struct err *e) MUST_USE;
