#pragma once
/*
 * year.h - the year end of a book: checks, closing vouchers, appropriation in the order of the
 * charter, lock.
 *
 * Each step is a draft voucher of 31 December with source close/<year>/<step>, approved and
 * posted by people as any other.  A step whose voucher was dropped or taken back is open
 * again.  What must be so before December is closed stands in year_nil_check(), which
 * period_close() asks: whoever closes the month, the year is not locked half done.
 *
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/manual/year-end.md, plan.h, period.h
 */
#include "ledger/plan.h"

enum year_step {
	YEAR_INCOME,                  /* income to 321 */
	YEAR_EXPENSE,                 /* expense to 321 */
	YEAR_RESULT,                  /* 321 to 322-未分配收益: makes up earlier losses by itself */
	YEAR_COVER,                   /* what is still lost, from the reserve, by decision */
	YEAR_RESERVE,                 /* the reserve, by the charter's ratio */
	YEAR_MEMBERS, YEAR_OTHER,     /* by decision */
	YEAR_CARRY,                   /* 322-各项分配 to 322-未分配收益 */
	YEAR__STEPS
};

enum reserve_base { RESERVE_AFTER_LOSS, RESERVE_NET, RESERVE_DISTRIBUTABLE };
/* What the charter says; the ledger has no default for any of it. */
struct charter {
	const char *document;         /* its number; "" or NULL: nothing is entered */
	int64_t ratio;                /* hundredths of a percent */
	enum reserve_base base;
	int64_t until;                /* fen in 311 from which no more is set aside; -1: none */
	bool to_members;              /* the charter lets members share at all */
};

/* In fen; income and net as earned, whether closed yet or not. */
struct year_sums {
	int64_t income, expense, net;
	int64_t carried;              /* 322 before the year; negative: a loss */
	int64_t reserve_before;       /* 311 without what this year sets aside */
	int64_t left_income;          /* accounts of income and expense that are not nil */
	int64_t left_result, left_allocated;  /* 321 and 322-各项分配, credit positive */
	int64_t undivided;            /* 322 now: what can still be divided; negative: lost */
};
/* The reserve in fen, rounded half up, and the base it was taken from; `why` a note in `f`. */
int64_t year_reserve(const struct year_sums *s, const struct charter *c, int64_t *base,
		     struct findings *f);

enum part_state { PART_WAITS, PART_OPEN, PART_DRAFT, PART_POSTED, PART_NOTHING };
struct year_part {
	enum part_state state;
	int64_t voucher;              /* of PART_DRAFT, PART_POSTED */
	int64_t fen;                  /* that the voucher moves or would move */
	bool asks;                    /* for an amount and the decision's number */
	const char *why;              /* msgid: why it waits or why there is nothing; NULL */
};
struct year_state {
	struct year_sums sums;
	int64_t reserve, base;        /* by the charter, when it is known */
	struct year_part parts[YEAR__STEPS];
	bool closed;                  /* December is */
	struct findings *checks;      /* errors stand against every step */
	struct findings *charter;     /* what is said of the reserve */
	struct findings *lock;        /* errors stand against closing December */
};
bool year_load(struct arena *a, struct db *db, const struct book *b, int year,
	       const struct charter *c, struct year_state *out, struct err *e) MUST_USE;

/* Of YEAR_COVER, YEAR_MEMBERS and YEAR_OTHER: how much was decided, and by which document. */
struct year_decision {
	const char *amount, *document;
};
/* Makes the draft of a step.  ERR_REFUSED with findings; ERR_CONFLICT when it has one. */
bool year_make(struct arena *a, struct db *db, const struct book *b, int year, enum year_step step,
	       const struct charter *c, const struct year_decision *said,
	       const struct ledger_who *who, int64_t *voucher, struct findings *f,
	       struct err *e) MUST_USE;
/* Closes December, with everything that year_load() checks. */
bool year_lock(struct arena *a, struct db *db, const struct book *b, int year,
	       const struct charter *c, const struct ledger_who *who, struct findings *f,
	       struct err *e) MUST_USE;

const char *year_step_code(enum year_step s);
const char *year_step_title(enum year_step s); /* msgid */
bool year_step_parse(const char *code, enum year_step *out) MUST_USE;
