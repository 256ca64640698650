#pragma once
/*
 * meeting.h - attendance of a meeting, holding or cancelling it, a decision that becomes a task.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

enum { MEETING_PEOPLE = 120 };

struct meeting_seat {
	int64_t row, person;           /* row of meeting_person; 0: not entered yet */
	const char *name, *role;       /* role: post or as entered, "" unknown */
	const char *attendance, *reason; /* code; "" not entered */
};
struct meeting_seats {
	int count, expected, present;  /* expected: entered rows; present of them */
	struct meeting_seat seats[MEETING_PEOPLE];
};
/* Who is entered, then who else holds a post in the unit on the day of the meeting. */
bool meeting_seats_load(struct arena *a, struct db *db, const struct record *meeting, const struct scope *posts,
			const struct scope *people, struct meeting_seats *out, struct err *e) MUST_USE;

struct meeting_tick {
	int64_t person;
	const char *attendance, *reason; /* attendance "": is not on the list */
};
/* Saves the list in one transaction; who has "" is taken off.  ERR_REFUSED with findings on
 * "p.<person>". */
bool meeting_attend(struct arena *a, struct db *db, const struct record *meeting, int count,
		    const struct meeting_tick *ticks, const struct save_how *how, struct findings *f,
		    struct err *e) MUST_USE;

/*
 * A decision becomes a task of the meeting's unit, with who does it and by when, in the unit's
 * list "decisions of meetings" of the year, which is made when there is none.  One transaction;
 * the item keeps the link.  ERR_REFUSED: nothing was decided, nobody or no day is named, or it
 * is a task already.
 */
bool meeting_task(struct arena *a, struct db *db, const struct record *meeting, int64_t item,
		  const struct save_how *how, int64_t *task, struct findings *f, struct err *e) MUST_USE;
