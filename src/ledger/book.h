#pragma once
/*
 * book.h - the chart, the book of a collective organisation, its accounts.
 *
 * The chart is dated data (packs/chart/); a book keeps its own copy of the first level and
 * grows details of any depth below.  Only accounts without details carry postings.
 * Whoever calls has made sure that the person may touch the book's unit: the ledger knows
 * who acts, not what their role is.  docs/ledger.md says what always holds.
 *
 * Owns:     book, book_account (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: voucher.h, period.h, balance.h
 */
#include "auth/auth.h"

struct findings;

/* Who acts, for the audit chain: the account, "form" or "command line", why (may be NULL). */
struct ledger_who {
	int64_t actor;
	const char *origin, *reason;
};

enum account_class {
	CLASS_ASSET, CLASS_LIABILITY, CLASS_EQUITY, CLASS_COST, CLASS_INCOME, CLASS_EXPENSE,
	CLASS__COUNT
};

const char *account_class_code(enum account_class c);
bool account_class_parse(const char *text, enum account_class *out) MUST_USE;

struct book_account {
	const char *code, *parent, *root, *name;   /* parent "" at the first level */
	enum account_class class;
	bool credit_side;             /* of the normal balance */
	bool two_sided, contra;
	const char *money;            /* "cash", "bank" or "" */
	bool closed;                  /* takes no new postings */
	bool has_details;
};
struct book_accounts {
	int count;
	struct book_account *rows;    /* by code */
};

struct chart {
	const char *name, *document;  /* "2023", "财会〔2023〕14号" */
	ymd since;
	struct book_accounts accounts;
};
/* ERR_NOT_FOUND for a chart that is not built in. */
bool chart_read(struct arena *a, const char *name, struct chart *out, struct err *e) MUST_USE;

/* The one in force in the month; ERR_NOT_FOUND before the first. */
bool chart_of_month(struct arena *a, int month, struct chart *out, struct err *e) MUST_USE;

/* What the account of an old chart became.  state: moved (to `code`), split, gone, unstated:
 * for the last three a person decides, `note` says what is known. */
struct chart_move {
	const char *old_code, *old_name, *code, *state, *note;
	ymd since;
};
bool chart_moves(struct arena *a, const char *old_chart, int *count, struct chart_move **out,
		 struct err *e) MUST_USE;

struct book {
	int64_t county, id, unit, org;
	const char *name, *chart;
	const char *unit_name;        /* given by book_list() only */
	int opened;                   /* yyyymm: the first month kept here */
	int ended;                    /* the last one, when a book on a newer chart follows; 0 running */
};

/* Makes the book with the first level of its chart and fills in b->id.  With any finding of
 * error nothing is made.  One running book for each organisation (b->org), one for each chart. */
bool book_make(struct arena *a, struct db *db, struct book *b, const struct ledger_who *who,
	       struct findings *f, struct err *e) MUST_USE;
bool book_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct book *out,
	       struct err *e) MUST_USE;
/* Nothing is kept in the book after the month, all of whose months are closed up to it; a book
 * on a newer chart may follow. */
bool book_end(struct arena *a, struct db *db, struct book *b, int month,
	      const struct ledger_who *who, struct err *e) MUST_USE;
/* The running book of the organisation, else its last; out->id 0: it has none. */
bool book_of_org(struct arena *a, struct db *db, int64_t county, int64_t org, struct book *out,
		 struct err *e) MUST_USE;
struct book_list {
	int count;
	struct book *rows;
};
/* The books of units at or under `unit` that the scope opens, by unit and id. */
bool book_list(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
	       struct book_list *out, struct err *e) MUST_USE;

bool book_accounts(struct arena *a, struct db *db, const struct book *b, struct book_accounts *out,
		   struct err *e) MUST_USE;
/* NULL when there is none of that code. */
const struct book_account *account_find(const struct book_accounts *all, const char *code);
/* "1020101 银行存款-农商行": the name with those above it. */
const char *account_full_name(struct arena *a, const struct book_accounts *all,
			      const struct book_account *acc);

/* Adds a detail under `parent`, of which it takes class and side.  Refused when the parent
 * has postings of its own: they would stand on an account with details. */
bool book_account_add(struct arena *a, struct db *db, const struct book *b, const char *parent,
		 const char *code, const char *name, const struct ledger_who *who,
		 struct findings *f, struct err *e) MUST_USE;
/* A closed account takes no new entries; refused while it has a balance. */
bool book_account_close(struct db *db, const struct book *b, const char *code, bool closed,
		   const struct ledger_who *who, struct err *e) MUST_USE;

/* Months as yyyymm. */
bool month_ok(int month);
int month_next(int month);
int month_before(int month);
int day_month(ymd day);
/* "2024-03", for the sentence it stands in. */
#define month_text(month) month_write((month), (char[16]){0})
const char *month_write(int month, char buf[16]);
/* The month of the opening balances: the one before the book's first. */
int book_takeover(const struct book *b);
/*
 * December before the book's first month: of the balances the year began with, which for a book
 * taken over in January is the take-over month.  Taken over later, that one holds the turnover
 * of the year so far (docs/ledger.md).
 */
int book_year_start(const struct book *b);
/* Of the months a book has: between the year's start and the take-over there are none. */
int book_month_before(const struct book *b, int month);
ymd month_last_day(int month);

/* "1,234.50" -> 123450; commas, blanks and full-width digits are read.  False for anything
 * that is not an amount of at most two decimals and LEDGER_FEN_MAX. */
bool fen_parse(const char *text, int64_t *out) MUST_USE;
/* "1234.50", "-0.05". */
const char *fen_text(int64_t fen, char buf[32]);

#define LEDGER_FEN_MAX INT64_C(1000000000000) /* 100 亿元 in one line */
