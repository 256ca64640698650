#pragma once
/*
 * reg_sql.h - how a record's values become columns; shared by check, save and import.
 */
#include "reg/record.h"

/* Binds the value of a key part: the unit, a field, or a sealed field's blind index. */
void reg_bind_key(struct arena *a, struct stmt *s, int i, const struct record *rec, int field);
/* Columns a field occupies: 0 (units), 1, or 2 (sealed). */
int reg_columns(const struct field_def *f);
bool reg_is_sealed(const struct field_def *f);
/* Binds the field's columns from parameter i on; returns the next free number. */
int reg_bind_field(struct arena *a, struct stmt *s, int i, const struct record *rec,
		   const struct field_def *f);
/* The audit row of a save or (rec NULL) a delete.  Sealed values are masked. */
bool reg_audit(struct arena *a, struct db *db, const struct record *rec, const struct record *old,
	       const struct save_how *how, const char *action, struct err *e) MUST_USE;
