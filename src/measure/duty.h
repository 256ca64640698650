#pragma once
/*
 * duty.h - the division of a village committee's work: what stands, and a decision saved whole.
 *
 * Practice: 人岗相适, duties by education, speciality, sex, temperament and own wish
 * (MECHANISMS Y6).  The program lays the facts side by side; people decide.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

enum { DUTIES_MAX = 40 };

struct duty_standing {
	int64_t id, person;
	const char *duty, *name, *reason, *document; /* duty: code; reason, document "" none */
	ymd decided, started;
};
struct duty_list {
	int count;
	struct duty_standing rows[DUTIES_MAX]; /* in order of the list of duties */
};
/* What holds in the unit itself on the day. */
bool duties_standing(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		     ymd at, struct duty_list *out, struct err *e) MUST_USE;

struct duty_choice {
	const char *duty, *reason;
	int64_t person;
};
struct duty_decision {
	int64_t county, unit;
	ymd day, decided;                     /* in force from; decided on */
	const char *document;
	int count;
	struct duty_choice choices[DUTIES_MAX];
};
/*
 * Saves the decision in one transaction: what it leaves as it was stays, what it drops ends on
 * the day, what is new begins on it.  ERR_REFUSED with findings (on "d.<duty>", "day"): nobody
 * chosen, somebody who holds no post there, cash and accounts in one hand, a later decision.
 * A write.
 */
bool duties_decide(struct arena *a, struct db *db, const struct duty_decision *in, const struct save_how *how,
		   struct findings *f, struct err *e) MUST_USE;
