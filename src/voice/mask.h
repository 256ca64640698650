#pragma once
/*
 * mask.h - nothing that finds a person stands in what everybody may read.
 *
 * Telephone and identity numbers, bank cards, e-mail addresses and the names of chat accounts are
 * replaced by '*', however they are written: with blanks, dashes, full-width digits, Chinese
 * numerals (一三八…, 壹), circled digits.  Names cannot be told from words for certain: they are
 * warned about, and a text is public only when a person has released it.
 *
 * Memory:   everything returned lives in the arena passed in
 */
#include "base/findings.h"
#include "db/db.h"

/* The text with every number that finds a person replaced; the rest is left as it is. */
char *mask_public(struct arena *a, const char *text);
/* Whether mask_public() would change it. */
bool mask_needed(struct arena *a, const char *text);

/* Warns on `field` about what should not be public: numbers (masked all the same), what looks like
 * a person's name, links, and names of the register of persons of `unit` (the village). */
bool mask_warn(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *text,
	       const char *field, struct findings *f, struct err *e) MUST_USE;
