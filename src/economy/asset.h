#pragma once
/*
 * asset.h - the collective's asset cards: value on a day, depreciation of a month.
 *
 * A card belongs to the book of its collective; one that names none, to that of the only
 * collective that keeps books at its unit.  Amounts are fen.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: depreciation.h, propose.h
 */
#include "economy/depreciation.h"
#include "ledger/book.h"
#include "reg/query.h"

struct asset {
	int64_t id, unit, org;        /* org 0: not named */
	const char *number, *name, *unit_name;
	const char *category, *account, *purpose, *status, *place; /* codes; place as typed */
	ymd acquired, disposed;       /* 0: not */
	struct depreciable value;     /* life 0 for what is not depreciated */
};
struct asset_list {
	int count;
	struct asset *rows;           /* by unit and number */
};

/* All cards at or under the unit that the scope opens, those disposed of too; unit 0: all. */
bool assets_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		 struct asset_list *out, struct err *e) MUST_USE;
/* Those of the book, out of `all`. */
bool assets_of_book(struct arena *a, struct db *db, const struct book *b, const struct asset_list *all,
		    struct asset_list *out, struct err *e) MUST_USE;

bool asset_there(const struct asset *as, ymd at);
/* First-level accounts: "151" and its contra "152" (NULL: none), and what depreciation is charged
 * to, "511". */
const char *asset_root(const struct asset *as);
const char *asset_contra(const struct asset *as);
const char *asset_charged(const struct asset *as);

/* Whose rows are those of a book: its collective's, and those of its unit that name none while no
 * other collective keeps a book there. */
struct book_owner {
	int64_t org, unit;
	bool alone;
};
bool book_owner_load(struct arena *a, struct db *db, const struct book *b, struct book_owner *out,
		     struct err *e) MUST_USE;
bool book_owns(const struct book_owner *owner, int64_t org, int64_t unit);
/* The other way round: the running book of such a row, else its last; out->id 0: there is none. */
bool book_of_owner(struct arena *a, struct db *db, int64_t county, int64_t org, int64_t unit, struct book *out,
		   struct err *e) MUST_USE;
