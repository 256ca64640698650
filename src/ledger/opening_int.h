#pragma once
/*
 * opening_int.h - what the take-over of one book and of many share.
 *
 * Memory: as in opening.h.
 */
#include "ledger/grid.h"
#include "ledger/opening.h"

/* What a column of amounts stands for. */
enum balance_group { GROUP_YEAR, GROUP_TURNOVER, GROUP_START, GROUP_END, GROUP__COUNT };

struct balance_columns {
	int code, name, unit;
	int side;                              /* 方向, of groups without their own */
	int amount[GROUP__COUNT], debit[GROUP__COUNT], credit[GROUP__COUNT],
	    direction[GROUP__COUNT];
};
/* A row of the sheet, as read: `plain` stands on the account's own side. */
struct balance_row {
	int row;
	const char *place, *unit, *code, *name;
	struct {
		int64_t debit, credit, plain;
	} at[GROUP__COUNT];
};
struct balance_rows {
	int count, room;
	struct balance_row *rows;
	bool has[GROUP__COUNT];
};

bool is_balance_head(const struct grid *g);
void balance_columns(const struct grid *g, struct balance_columns *out);
/* Adds the rows of the sheet behind those that are there. */
bool balance_rows_read(struct arena *a, struct grid *g, struct balance_rows *out,
		       struct findings *f, struct err *e) MUST_USE;
/* Drafts that stand already (plan->first, second) and closed months are errors. */
bool opening_standing(struct db *db, const struct book *b, struct opening_plan *plan,
		      struct findings *f, struct err *e) MUST_USE;
void balance_row_add(struct arena *a, struct balance_rows *out, const struct balance_row *r);
/* What the rows mean for the book: everything but reading and what stands already. */
bool opening_plan(struct arena *a, struct db *db, const struct book *b,
		  const struct balance_rows *rows, const struct opening_ask *ask,
		  const char *file_place, struct opening_plan *out, struct findings *f,
		  struct err *e) MUST_USE;
/* Accounts and drafts of a plan without errors, inside the caller's transaction. */
bool opening_write(struct arena *a, struct db *db, const struct book *b,
		   const struct opening_plan *plan, const char *file,
		   const struct ledger_who *who, struct findings *f, struct err *e) MUST_USE;

/* "101.01" -> "10101"; "" when it is no code. */
const char *code_plain(struct arena *a, const char *text);
