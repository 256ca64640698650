#pragma once
/*
 * erase.h - deleting a person's data on request, as far as the records duty lets it go.
 *
 * Emptied: every fact of the person that is not required and not KEPT_FACTS, and the files
 * attached to the person.  KEPT_FACTS (birth, nation, identity number, education, political
 * status, joining the Party) say who the entries are about and are what the registers' figures
 * count; they stay as long as a register has an entry about the person, and the entries stay
 * with them.  Where an account that covers the whole county sees that there is none but the
 * requests themselves, they are emptied too.  Name and sex stay with the request: it is the
 * proof of what was asked and done.
 *
 * The audit chain, which nobody can change, keeps the former values; no page shows them.
 */
#include "reg/referrer.h"

struct erase_plan {
	bool whole;            /* nothing keeps the facts: all but name and sex go */
	int gone_count, kept_count, entry_count;
	const struct field_def **gone, **kept; /* fields that have a value */
	int file_count;
	const struct referrer *entries; /* in the account's scope; the requests left out */
};

/* What an erasure would empty and what would stay.  `person` is within the account's scope. */
bool erase_plan(struct arena *a, struct db *db, const struct record *person,
		const struct account *acc, struct erase_plan *out, struct err *e) MUST_USE;

struct erase {
	struct record *person, *request; /* both within `how`'s scopes; the request is an open one */
	struct save_how how, how_request;
	unsigned roles;
	const char *reason, *answer;     /* why the rest stays; what the person is told */
};
/* Empties by reg_save(), detaches the files and finishes the request, all in one transaction.
 * ERR_REFUSED when the request is not an open one to delete of this person or `reason` is "". */
bool person_erase(struct arena *a, struct db *db, const struct erase *x, const struct erase_plan *plan,
		  struct findings *f, struct err *e) MUST_USE;
