#pragma once
/*
 * visit.h - saving a visit: the same one twice is one, edits of two people merge by field.
 *
 * Whoever writes says for each field what it said when the form was opened (began) and what it
 * says now (wrote).  A field that was not touched is left alone; one that still says what it said,
 * or says already what was written, takes what was written; one that somebody else changed
 * to something else keeps it and gets a row in visit_conflict with both.  Nothing is overwritten.
 * People who went are a set: who was added is added, who was taken out is taken out.
 *
 * A phone gives each visit an id of its own (client) and counts its edits: an edit that arrives
 * again is answered as the first time and changes nothing.
 *
 * Owns:   visit_sent (which edits of which phone have arrived; no content)
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/due.h"
#include "reg/record.h"
#include "reg/visits.h"

enum { VISIT_FIELDS = 8, VISIT_PEOPLE_MAX = 20 };
extern const char *const visit_fields[VISIT_FIELDS];   /* visited, visitor, household, … */

struct visit_people {
	int count;
	int64_t ids[VISIT_PEOPLE_MAX];
};
struct visit_edit {
	int64_t county, unit;
	int64_t visit;               /* 0: a new one, or the one that `client` names */
	const char *client;          /* "": not from a phone */
	int64_t edit;                /* which edit of that client's visit, from 1 */
	const char *writer;          /* name of who writes, for a conflict */
	struct value began[VISIT_FIELDS], wrote[VISIT_FIELDS];
	struct visit_people people_began, people_wrote; /* besides the visitor */
};

/* Reads a field as a form or phone sent it: what it began from, what it says now (NULL: nothing).
 * False with a finding on the field when what it says now cannot be read. */
bool visit_edit_set(struct arena *a, struct visit_edit *edit, const char *field, const char *began,
		    const char *wrote, struct findings *f) MUST_USE;

enum visit_outcome {
	VISIT_SAVED,      /* a new visit, or changes of one */
	VISIT_SAME,       /* it said so already, or the edit had arrived before */
	VISIT_MERGED,     /* joined with a visit somebody else had entered */
	VISIT_CONFLICT,   /* taken, but some fields wait to be settled */
	VISIT_GONE,       /* somebody has deleted the visit meanwhile */
};
const char *visit_outcome_code(enum visit_outcome o);   /* "saved", "same", … */

struct visit_result {
	enum visit_outcome outcome;
	int64_t visit;
	bool is_new, again;          /* again: this very edit had arrived before */
	int conflicts;
};
/*
 * One transaction: the visit, who went, conflicts, and that the edit has arrived.  Errors among
 * the findings refuse (ERR_REFUSED), nothing is kept then.  A write; `how` is the scope in which
 * visits may be written.
 */
bool visit_put(struct arena *a, struct db *db, const struct visit_edit *in, const struct save_how *how,
	       struct findings *f, struct visit_result *out, struct err *e) MUST_USE;

/* What becomes of one field: pure. */
enum visit_merge { MERGE_KEEP, MERGE_TAKE, MERGE_CONFLICT };
enum visit_merge visit_merge_field(const struct field_def *f, const struct value *began, const struct value *wrote,
				   const struct value *now);

/*
 * Settles a conflict with what a person chose: "theirs", "ours", or "both" (notes only, joined).
 * ERR_CONFLICT when somebody settled it meanwhile; visit and conflict in one transaction.
 */
bool visit_settle(struct arena *a, struct db *db, int64_t county, int64_t conflict, const char *chosen,
		  const struct save_how *how, struct findings *f, struct err *e) MUST_USE;

/* Conflicts that wait at or under the unit, as dues (DUE_CONFLICT, no day); see due.h. */
bool visit_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		int limit, struct due_list *out, struct err *e) MUST_USE;
