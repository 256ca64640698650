#pragma once
/*
 * objection.h - what somebody says against a published sheet, and the answer.
 *
 * Anybody may object, without an account; name and telephone are optional and sealed.  The
 * receipt finds the answer again.  The days to answer are a dated parameter with its document,
 * fixed when the objection comes in.
 *
 * Memory:   everything returned lives in the arena passed in
 */
#include "openness/openness.h"

enum { RECEIPT = 8, OBJECTION_TEXT = 1000, OBJECTION_NAME = 40, OBJECTION_PHONE = 20 };

struct objection {
	int64_t county, id, disclosure, unit;
	const char *receipt, *text, *name, *phone;  /* name and phone in clear only after reveal */
	const char *title, *code, *unit_name; /* of the sheet */
	bool may_show;                /* text and answer may stand on the public page */
	int64_t entered_by, made_ms;
	ymd due;
	const char *due_document, *answer;
	int64_t answered_by, answered_ms;
};

/* Checks and saves; gives o->id, receipt, due.  `address` is of the sender ("" from paper): at
 * most five an hour from one, and 200 waiting for one sheet; ERR_TOO_MANY above that. */
bool objection_make(struct arena *a, struct db *db, const struct disclosure *d, struct objection *o,
		    const char *address, struct findings *f, struct err *e) MUST_USE;
/* ERR_CONFLICT when it was answered already. */
bool objection_answer(struct db *db, const struct objection *o, int64_t actor, const char *answer,
		      struct err *e) MUST_USE;
/* name and phone masked unless `reveal`, which the caller audits. */
bool objection_load(struct arena *a, struct db *db, int64_t county, int64_t id, bool reveal,
		    struct objection *out, struct err *e) MUST_USE;
/* The one of this sheet with this receipt; ERR_NOT_FOUND. */
bool objection_by_receipt(struct arena *a, struct db *db, const struct disclosure *d, const char *receipt,
			  struct objection *out, struct err *e) MUST_USE;

struct objection_list {
	int count;
	struct objection *rows;
};
/* At or under the unit: those waiting first, by when they are due. */
bool objection_list(struct arena *a, struct db *db, int64_t county, int64_t unit, int limit,
		    struct objection_list *out, struct err *e) MUST_USE;
/* Answered ones of a sheet whose senders agreed, oldest first. */
bool objection_shown(struct arena *a, struct db *db, const struct disclosure *d, struct objection_list *out,
		     struct err *e) MUST_USE;
