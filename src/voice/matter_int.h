#pragma once
/* matter_int.h - what the files about matters share; nobody else includes it. */
#include "voice/matter.h"

const struct reg_def *matter_def(void);
void value_set_text(struct record *r, const char *field, const char *text); /* "": unknown */
void value_set(struct record *r, const char *field, int64_t v);             /* 0: unknown */
/* A row of matter_step; `what` a code of matter_act. */
bool step_save(struct arena *a, struct db *db, const struct matter *m, const char *what,
	       const struct matter_word *w, const struct save_how *how, struct err *e) MUST_USE;
/* Sets the county's label of the record's state. */
bool label_set(struct arena *a, struct db *db, struct record *r, struct err *e) MUST_USE;
void matter_of_record(struct arena *a, const struct record *r, struct matter *out);
/* A whole number parameter for a unit on a day, bounded to [0, max]. */
bool matter_parameter(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name, ymd at,
		      int64_t max, int64_t *out, struct err *e) MUST_USE;
/* The lowest unit of the path (from the top down), from index `from` up, out of reach of the person;
 * -1: not even the county. */
bool matter_lift(struct arena *a, struct db *db, int64_t county, const struct unit_list *path, int from,
		 int64_t person, int *out, struct err *e) MUST_USE;
/* how, with the whole county: the handling unit may lie above whoever writes. */
struct save_how matter_how(const struct save_how *how, int64_t county);
/* Puts the matter, and all that points to it, at `unit`; within the caller's transaction. */
bool matter_put(struct arena *a, struct db *db, struct matter *m, int64_t unit, int64_t responsible,
		const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
/* The keyed hash of a code as typed; NULL when it is none. */
char *code_hash(struct arena *a, const char *typed);
