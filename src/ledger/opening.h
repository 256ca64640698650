#pragma once
/*
 * opening.h - taking over old books: a sheet of balances, read, checked, made into drafts.
 *
 * The sheet is read anew at every step; what a person said about it stands in intake.  Nothing
 * of it reaches the book before opening_make(), which does all or nothing.  What the take-over
 * month and the year's start hold: docs/ledger.md.
 *
 * Owns:     intake, intake_choice (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: book.h, voucher.h, migrate.h
 */
#include "ledger/book.h"

enum { OPENING_ROWS_MAX = 60000 };

/* How the sheet's code became one of this book. */
enum opening_state {
	OPENING_SAME,    /* the same account */
	OPENING_MOVED,   /* by the map from the old chart */
	OPENING_ASKED,   /* a person has to say */
	OPENING_CHOSEN,  /* a person has said */
};

struct opening_line {
	const char *old_code, *name, *place;
	int row;
	const char *code;             /* of this book; "" while asked */
	const char *choice;           /* what was said, "" nothing */
	const char *note;             /* what is known of an old account that is asked for */
	enum opening_state state;
	bool leaf;                    /* carries the balance; others are headings of details */
	bool fresh;                   /* an account to be added, under `parent` */
	const char *parent;
	int64_t year, debit, credit, closing;   /* fen, debit positive: at the year's start,
	                                           turnover since, at the take-over */
};
struct opening_plan {
	bool mid_year;                /* with turnover of the year so far */
	int count, asked, moved, fresh;
	struct opening_line *lines;   /* by code of the sheet */
	int64_t year_debit, year_credit, debit, credit, closing_debit, closing_credit;
	int64_t first, second;        /* vouchers that stand for takeover/1 and /2 already, 0: none */
};

/* What a person says of a sheet. */
struct opening_choice {
	const char *old_code, *account;
};
struct opening_ask {
	const char *path, *file;      /* of the sheet; its name */
	const char *chart;            /* whose codes it has: "2023", "2004" */
	int count;
	const struct opening_choice *choices;
};
/*
 * Reads the sheet and says everything that is wrong with it, each with its cell.  ERR_REFUSED
 * when it is no sheet of balances at all.
 */
bool opening_read(struct arena *a, struct db *db, const struct book *b,
		  const struct opening_ask *ask, struct opening_plan *out, struct findings *f,
		  struct err *e) MUST_USE;
/*
 * Reads it again, adds the detail accounts and makes the drafts takeover/1 (balances at the
 * year's start, or all of them in January) and takeover/2 (turnover of the year so far).
 * With a finding of error, or when drafts stand already: ERR_REFUSED, and nothing is made.
 */
bool opening_make(struct arena *a, struct db *db, const struct book *b,
		  const struct opening_ask *ask, const struct ledger_who *who,
		  struct opening_plan *out, struct findings *f, struct err *e) MUST_USE;

/* ---- sheets under review ---- */

enum intake_kind { INTAKE_OPENING, INTAKE_MIGRATE };
struct intake {
	int64_t county, id, unit, book;   /* book 0: for several */
	enum intake_kind kind;
	const char *file_name, *file_hash, *chart;
	bool done;
	int64_t actor, made_ms;
	int count;
	const struct opening_choice *choices;
};
/* Keeps what was handed in; fills in id. */
bool intake_new(struct db *db, struct intake *in, const struct ledger_who *who,
		struct err *e) MUST_USE;
/* The newest of the kind for the book, or for the unit where book is 0; out->id 0: none. */
bool intake_last(struct arena *a, struct db *db, int64_t county, enum intake_kind kind,
		 int64_t unit, int64_t book, struct intake *out, struct err *e) MUST_USE;
/* ERR_CONFLICT once its drafts were made. */
bool intake_chart(struct db *db, const struct intake *in, const char *chart,
		  struct err *e) MUST_USE;
bool intake_choose(struct db *db, const struct intake *in, const char *old_code,
		   const char *account, struct err *e) MUST_USE;
bool intake_done(struct db *db, const struct intake *in, const struct ledger_who *who,
		 struct err *e) MUST_USE;
