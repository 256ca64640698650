#pragma once
/*
 * notice.h - what each account was told, one digest a day.  Nobody counts who read it.
 *
 * Owns:   notice (table)
 * Memory: everything returned lives in the arena passed in
 */
#include "remind/todo.h"

struct notice_row {
	ymd day, due;
	const char *step, *title, *href, *unit_name; /* step: code of escalation_step */
	enum due_kind kind;
};
struct notice_list {
	int count;
	bool more;
	struct notice_row *rows;       /* newest day first, then by due day */
};
/* Of the account, as far as it may still read what they are about. */
bool notices_load(struct arena *a, struct db *db, const struct account *acc, ymd from, int limit,
		  struct notice_list *out, struct err *e) MUST_USE;
