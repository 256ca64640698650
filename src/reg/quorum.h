#pragma once
/*
 * quorum.h - how many must come and agree, and whether they did.
 *
 * A rule is dated data with its law: rows of the register `quorum_rule` of the nearest unit at
 * or above, else what is built in (packs/law/quorum.csv).  Counting is exact: "two thirds of 61"
 * needs 41, nothing is rounded.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/date.h"
#include "base/msg.h"
#include "db/db.h"

struct fraction {
	int64_t num, den;             /* 0/1: no bound */
	bool more;                    /* more than that, not at least */
};
struct quorum_rule {
	const char *body, *counted;   /* codes */
	struct fraction attend, pass;
	bool pass_of_all;             /* of all entitled, not of those present */
	int64_t notice_days;
	const char *law, *article;
	ymd from, to;                 /* to DATE_OPEN: no end */
	int64_t row;                  /* of the register; 0: built in */
};

/* The least whole number that is at least (or more than) the fraction of n. */
int64_t fraction_need(const struct fraction *f, int64_t n);

/* The rule in force on `at` for a body at the unit; *found false: none is. */
bool quorum_rule_find(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *body,
		      const char *counted, ymd at, struct quorum_rule *out, bool *found,
		      struct err *e) MUST_USE;

struct quorum_bar {
	const char *law, *article;    /* law NULL: the body may decide the matter */
};
bool quorum_bar_find(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *body,
		     const char *matter, ymd at, struct quorum_bar *out, struct err *e) MUST_USE;

struct quorum_test {
	int64_t attend_need, pass_need, pass_base;
	bool quorum, passed;          /* passed: a quorum, and enough agreed */
	struct msg attend, pass;      /* the working, in words */
};
void quorum_test(const struct quorum_rule *r, int64_t due, int64_t present, int64_t agreed,
		 struct quorum_test *out);
