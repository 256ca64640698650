#pragma once
/*
 * plan.h - details that a voucher needs and the book does not have yet.
 *
 * A plan is the book's accounts with the wanted details put among them, in memory; nothing is
 * written until plan_make_details().  So a voucher can be shown and checked with its final accounts.
 *
 * Memory:   everything lives in the arena of the plan
 * See also: guide.h, year.h
 */
#include "ledger/book.h"

enum { PLAN_MAX = 512 };

struct plan_detail {
	const char *parent, *code, *name;
};
struct plan {
	struct arena *a;
	const struct book *book;
	struct book_accounts all;     /* of the book and of the plan, by code */
	int count;
	struct plan_detail *details;  /* to be added, in order */
};

bool plan_details_begin(struct arena *a, struct db *db, const struct book *b, struct plan *out,
		struct err *e) MUST_USE;
/*
 * The account of a path such as "211/预收款/王秀英": details are found by name, and planned where
 * there are none.  An account that has entries of its own can have no details: the path ends
 * there.  The account found may have details itself: then one of them must be chosen.
 * A finding when the first part is no account of the book, or no code is left.
 */
bool plan_path(struct plan *p, struct db *db, const char *path, const char **code,
	       struct findings *f, struct err *e) MUST_USE;
/* Whether the account was planned: it is not in the book yet. */
bool plan_adds(const struct plan *p, const char *code);
/* Adds what is planned; call it in the transaction that saves the voucher. */
bool plan_make_details(struct plan *p, struct db *db, const struct ledger_who *who, struct findings *f,
		struct err *e) MUST_USE;
