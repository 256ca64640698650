#pragma once
/*
 * stage.h - one sheet row on its way to a record; used by import_stage.c.
 *
 * Staging reads only: nothing is written but the staged rows themselves.
 */
#include "reg/import_int.h"

#include <glib.h>

struct stage {
	struct arena *batch;           /* lives as long as the import */
	struct arena *row;             /* reset after each row */
	struct db *db;
	const struct import_batch *b;
	const struct scope *scope;
	struct path *paths;            /* per column; {PATH_NONE} when unused */
	int id_column, ver_column;     /* of our own exports, 0 none */
	GHashTable *units;             /* where|text -> id, 0 ambiguous, -1 unknown, -2 out of reach */
	GHashTable *people;            /* identity of a person new in this file -> id */
	GHashTable *keys;              /* natural key -> row number */
	GHashTable *said;              /* id of a person -> struct person_said */
	const char *standing;          /* name of the unit, when it has villages and the sheet names none */
	const struct record *before; /* of this row: the entry it was exported from, NULL */
};
enum { PATH_NONE = -9 };

struct staged {
	enum row_kind kind;
	struct record *rec, *old;      /* old NULL: new */
	struct record *subs, *sub_olds[8]; /* people of the row, chained by next; same order */
	int sub_count;
	int64_t people[8];             /* whose facts the row says */
	int person_count;
	const char *title;
	const char *diff;              /* JSON */
};

/* What a row of the sheet says of a person: rows that say other things contradict it. */
struct person_said {
	int row;
	const char *facts;             /* "\x1f<field>=<raw value>" each, then "\x1f" */
};

/* Works one row out.  False only when something failed. */
bool stage_row(struct stage *st, const struct sheet_row *row, struct staged *out, struct findings *f,
	       struct err *e) MUST_USE;
/* "合计", "填表人：…", a note merged over the columns or alone in its row, and rows without any used column. */
bool stage_is_note(const struct stage *st, const struct sheet_row *row);
/* What such a row says, NULL when it holds nothing but running numbers. */
const char *stage_note_text(const struct stage *st, const struct sheet_row *row);

/* ---- stage_person.c, stage_merge.c ---- */
bool stage_unit(struct stage *st, const char *text, int64_t within, int64_t *out, const char *field,
		struct findings *f, struct err *e) MUST_USE;
bool stage_person(struct stage *st, const struct sheet_row *row, int field, struct record *rec,
		  struct staged *out, struct findings *f, struct err *e) MUST_USE;
/* Warns that somebody of this name and birth date is registered in another unit. */
void stage_elsewhere(const struct person_match *m, struct findings *f);
/* The new people of a refused row will not be entered: a later row enters them itself. */
void stage_person_forget(struct stage *st, const struct staged *refused, int row);
/* Parses the cell of a column into a value of `fd`, with the cell's place. */
bool stage_cell(struct stage *st, const struct cell *cell, int row, const struct field_def *fd, struct value *v,
		struct findings *f);
/* Puts the sheet's values over the present ones; a version older than today's is merged
 * cell by cell, true conflicts are findings "edit-conflict". */
bool stage_merge(struct stage *st, struct record *now, const struct record *sheet, const bool *given,
		 int64_t base_ver, int row, struct findings *f, struct err *e) MUST_USE;
char *stage_diff(struct stage *st, const struct staged *s);
