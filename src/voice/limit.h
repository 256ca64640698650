#pragma once
/*
 * limit.h - how often somebody without an account may send something: no flood, no outside service.
 *
 * A form carries a token (when it was drawn, signed by the site's key; nothing is kept of it).  What
 * is sent is counted per address, hour and day, and per unit and day; the address is kept as a
 * keyed hash for 48 hours.  A village often has one address: above the soft limit an easy question
 * is asked instead of refusing.  What staff enter from paper is never limited by this.
 *
 * Owns:     public_post (table)
 * Memory:   everything returned lives in the arena passed in
 */
#include "base/findings.h"
#include "db/db.h"

/* How many in the hour and the day from one address without a question, in the day from one
 * address at all, and in the day for one unit: the parameters voice.per_hour, .per_day,
 * .address_day, .unit_day. */
struct limit_rule {
	int64_t hour, day, address_day, unit_day;
};
bool limit_read(struct arena *a, struct db *db, int64_t county, int64_t unit, struct limit_rule *out,
		struct err *e) MUST_USE;

/* The address as it is counted: a keyed hash; IPv6 by its first 64 bits. */
char *limit_address(struct arena *a, const char *address);
/* A token for a form drawn now. */
char *limit_token(struct arena *a);
/* The question that belongs to a token, in words ("三加四等于几？"). */
char *limit_question(struct arena *a, const char *token, enum lang lang);

struct limit_try {
	const char *what;             /* "matter", "word", "objection": counted apart */
	int64_t county, unit;
	const char *address;          /* of the client */
	const char *token;            /* from the form */
	const char *honey;            /* the field that people do not see; filled in by programs */
	const char *answer;           /* to the question, "" when none was asked */
	bool quick;                   /* one press of a button: no least time */
	const char *text;             /* what is sent, to know it again; "": anything goes twice */
	bool program;                 /* sent by a program as the Open311 interface allows: no form, no
					 question; above the soft limit ERR_TOO_MANY */
};
enum limit_word {
	LIMIT_OK,
	LIMIT_ASK,                    /* above the soft limit: draw the form with the question */
	LIMIT_AGAIN,                  /* the same text came from there before */
};
/*
 * Judges and, at LIMIT_OK, counts it in the transaction of the caller.  Not a person's doing (a
 * token that is none, too fast, the honeypot filled): a finding without a field, ERR_REFUSED.
 * Above the hard limits ERR_TOO_MANY.
 */
bool limit_take(struct arena *a, struct db *db, const struct limit_try *t, enum limit_word *out,
		struct findings *f, struct err *e) MUST_USE;
/* Forgets what is older than 48 hours; limit_take() does so for its county. */
bool limit_sweep(struct db *db, struct err *e) MUST_USE;
