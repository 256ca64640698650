#pragma once
/*
 * statement.h - balance sheet, income and its distribution, income and expense in detail; of a
 * book or of all books in view at or under a unit.
 *
 * Which account stands on which line is dated data: packs/chart/statement-<chart>.csv.  Closing
 * vouchers (source close/…, or a line on 321) are left out of income and expense.  What no line
 * takes in and what does not agree is an error among the findings of the sheet, never dropped.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/manual/statements.md, report.h
 */
#include "base/findings.h"
#include "ledger/report.h"

enum statement_kind { STATEMENT_BALANCE, STATEMENT_INCOME, STATEMENT__COUNT };
const char *statement_kind_code(enum statement_kind k);
bool statement_kind_parse(const char *text, enum statement_kind *out) MUST_USE;

enum statement_line_kind {
	LINE_HEAD,                    /* words only */
	LINE_OF_ACCOUNTS, LINE_SUM,
	LINE_PART,                    /* of which: takes part of an account that another line has */
	LINE_OPEN                     /* of accounts, shown only while it is not nil */
};
/* One word of a rule: what is added (or taken off) to make the line. */
struct statement_term {
	enum {
		TERM_ACCOUNT,         /* code: balance or turnover */
		TERM_DEBIT,           /* code: the sum of those details that stand in debit */
		TERM_CREDIT,
		TERM_NAMED,           /* code, name: its details of that name */
		TERM_LINE,            /* code: the item of another line */
		TERM_OPENING,         /* retained income at the year's beginning */
		TERM_FLOW_DEBIT,      /* against retained income: debits of the account, "*": of the rest */
		TERM_FLOW_CREDIT
	} kind;
	bool minus;
	const char *code, *name;
};

struct statement_line {
	const char *item, *name;      /* item "" for heads */
	const char *english;          /* the name for screens; the sheet itself is Chinese */
	bool right;                   /* right half of a balance sheet; distribution of income */
	enum statement_line_kind kind;
	int number;                   /* of the line, 0 for heads */
	const char *mark;             /* where the rule was seen */
	int term_count;
	struct statement_term *terms;
	bool known[2];                /* false: the books do not say */
	int64_t fen[2];
};
struct statement {
	enum statement_kind kind;
	int from, to;                 /* months, both inclusive */
	const char *chart, *document;
	const char *heads[2];         /* msgids of the columns */
	int count;
	struct statement_line *lines;
	int book_count;
	struct findings findings;     /* what does not agree, and what there is to know */
};

/* The year's opening and the end of `to`; or the months from … to beside the year up to `to`
 * (a whole year beside the year before). */
bool statement_of_book(struct arena *a, struct db *db, const struct book *b,
		       enum statement_kind kind, int from, int to, struct statement *out,
		       struct err *e) MUST_USE;
bool statement_of_unit(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		       enum statement_kind kind, int from, int to, struct statement *out,
		       struct err *e) MUST_USE;
/* NULL when there is none. */
const struct statement_line *statement_line(const struct statement *s, const char *item);

/* The lines of the chart's statement, without figures. */
bool statement_layout(struct arena *a, const char *chart, enum statement_kind kind,
		      struct statement *out, struct err *e) MUST_USE;

/* What one column is made from. */
struct statement_fact {
	const char *code, *name;      /* an account of the first level, or (name) those details of it */
	int64_t debit, credit;        /* what stands on either side, or turnover */
};
struct statement_facts {
	bool known;
	int count, flow_count;
	struct statement_fact *rows, *flows;
	int64_t opening;
};
/* Fills in the lines.  Pure.  Accounts that no line takes in are findings. */
void statement_fill(struct statement *s, const struct statement_facts facts[2]);

/* An account of income or expense with its details; positive as its side is. */
struct income_row {
	struct book_account account;
	int depth;
	int64_t month, year;          /* in the months asked; from January to the last of them */
};
struct income_detail {
	int from, to, book_count, count;
	struct income_row *rows;      /* by code; those that never moved are left out */
	int64_t income[2], expense[2];/* sums: month, year */
};
bool income_detail_of_book(struct arena *a, struct db *db, const struct book *b, int from, int to,
			   struct income_detail *out, struct err *e) MUST_USE;
/* First level only. */
bool income_detail_of_unit(struct arena *a, struct db *db, int64_t unit,
			   const struct scope *scope, int from, int to, struct income_detail *out,
			   struct err *e) MUST_USE;

/* A balance between two books in view: on a detail that bears the other organisation's name. */
struct between_row {
	const char *book, *other, *account, *name;
	int64_t book_id, debit, credit;
};
struct between_list {
	int count;
	struct between_row *rows;     /* by book and account; at most BETWEEN_MAX */
};
enum { BETWEEN_MAX = 500 };
bool statement_between(struct arena *a, struct db *db, int64_t unit, const struct scope *scope,
		       int to, struct between_list *out, struct err *e) MUST_USE;

/* The last month with a posting, not before the take-over month; of a unit: of all books in view,
 * 0 without any. */
bool book_last_month(struct db *db, const struct book *b, int *out, struct err *e) MUST_USE;
