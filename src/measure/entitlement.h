#pragma once
/*
 * entitlement.h - who is due which benefit, by the rules, the posts served and the age.
 *
 * Computed month by month, on the first day of each: the rule that holds on that day, the
 * full years served up to it, the age on it.  So a rule that changes counts from its date
 * only.  Of the rules of one kind those of the nearest unit count; of these the one that
 * gives most.  A month counts as served when a post was held on its last day: the month of
 * the start counts, that of the end does not, and two posts in one month count once.
 *
 * Practice: 离任村干部补贴 and other benefits of 羊角塘镇 (MECHANISMS Y9).
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/dec.h"
#include "reg/query.h"

/* ---- months served ---- */
enum { TENURE_FROM = 1940 * 12, TENURE_MONTHS = 2400 };
struct tenure {
	uint64_t bits[(TENURE_MONTHS + 63) / 64];
};
/* A month as a number: 12 * year + month - 1. */
int month_of(ymd d);
ymd month_day(int month); /* its first day */
/* A post from its start to its end, the first day it is no longer held (0: still is). */
void tenure_add(struct tenure *t, ymd started, ymd ended);
bool tenure_in(const struct tenure *t, int month);
int tenure_before(const struct tenure *t, int month); /* months served before it */

/* ---- what is due ---- */
struct benefit_line {  /* months in a row under one rule with one amount */
	int first, last;
	int64_t rule;
	int years;         /* served, full ones */
	int64_t rate, each; /* the rule's amount; of one month, both in hundredths of a yuan */
	bool by_years, once; /* times full years; once in the year, not each month */
	const char *document;
};
struct entitlement {
	int64_t person, unit, rule; /* unit: of the last post; rule: of the last line */
	const char *name, *unit_name;
	const struct choice *kind;
	int months;                 /* served when the period ends */
	int64_t amount;             /* in hundredths of a yuan */
	int line_count;
	struct benefit_line *lines;
};
struct entitlement_list {
	int count, unknown_count;
	struct entitlement *rows;   /* by unit, person, kind */
	const char **unknown;       /* people whose age decides, but whose birth is not known */
	int rule_count;             /* rules that hold anywhere on the way; 0: none is entered */
};
struct entitlement_ask {
	int64_t county, unit;       /* people whose posts lie at or under the unit */
	struct scope scope;         /* of the asker, for posts: others do not count */
	ymd from, to;               /* the period, whole months */
};
bool entitlements_load(struct arena *a, struct db *db, const struct entitlement_ask *ask,
		       struct entitlement_list *out, struct err *e) MUST_USE;
/* "2023-01—2023-06：14年 × 10.00元 × 6个月 = 840.00元（文号）；…" */
const char *entitlement_working(struct arena *a, const struct entitlement *t, enum lang lang);
/* "1234.50" of hundredths. */
const char *yuan_text(struct arena *a, int64_t hundredths);
