#pragma once
/*
 * contact_plan.h - who of those away is to be contacted, and who was left out.
 *
 * A day is agreed (`next_contact`), or follows from the plan: every so many months after the
 * last contact, or after the listing when there was none.  An agreed day that lies before
 * the last contact has been kept and no longer counts.  Without either nobody is due.
 * Practice: 在外优秀人才信息库 of 曹坪镇, visits at festivals of 羊角塘镇 (MECHANISMS C8, Y1).
 *
 * Two queries whatever the number of people.  Who has been struck off is not in the list.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

enum contact_due { CONTACT_OVERDUE, CONTACT_SOON, CONTACT_LATER, CONTACT_NO_PLAN };
enum { CONTACT_SOON_DAYS = 30 };

struct away_person {
	int64_t id, unit, person;  /* of away_talent; its village; of person */
	const char *name, *unit_name, *place, *employer, *industry, *position, *wish, *ties; /* codes */
	bool asked;                /* agreed to be listed; false: not asked yet */
	int every, contacts;       /* months, 0 none; contacts up to the day */
	ymd listed, last, due;     /* 0: none */
	enum contact_due state;
};
struct contact_plan {
	int count, overdue, soon, never;
	struct away_person *rows;  /* by unit, then by the day due */
};

/* Those listed on `at` at or under `unit`, as far as `scope` reaches; `scope` is the reader's
 * in the register talent_contact. */
bool contact_plan_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		       ymd at, struct contact_plan *out, struct err *e) MUST_USE;

/* The same day `months` later; the month's last where it has no such day. */
ymd months_later(ymd day, int months);
