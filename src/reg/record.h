#pragma once
/*
 * record.h - one row of a register: values, checks, and the only way to save.
 *
 * Form, sheet, API and offline client all pass record_check() and reg_save(): one door.
 * A save writes the row, its search keys and its audit row in one transaction.
 *
 * Owns:   r_* (all register tables), search_key, reg_schema (tables)
 * Memory: values live in the arena given.
 */
#include "auth/auth.h"
#include "base/findings.h"
#include "reg/def.h"

struct value {
	bool known;               /* false: empty, which is not 0 */
	bool hidden;              /* not told: a personal column of a row that is not the reader's */
	int64_t i;
	const char *s;
};

struct record {
	const struct reg_def *def;
	int64_t county, id, unit, ver;  /* ver 0: new (its id may be given); grows by one with each save */
	const char *unit_name;          /* after loading */
	const char *state;              /* code, "" where the register has no states */
	int64_t created_ms, updated_ms;
	struct value *v;                /* def->field_count; sealed ones are masked when loaded */
	bool revealed;                  /* sealed values are in clear */
	const struct record *pending;   /* rows that will be saved before this one: references to
					   them are right although they do not exist yet (import) */
	const struct record *next;      /* chains the pending ones */
};

struct record *record_new(struct arena *a, const struct reg_def *def, int64_t county, int64_t unit);
struct record *record_copy(struct arena *a, const struct record *r);
struct value *record_value(struct record *r, const char *field);  /* asserts that it exists */
bool value_eq(const struct field_def *f, const struct value *a, const struct value *b);

/* What names the row ("王建国"), from its title path; "" when unknown. */
const char *record_title(struct arena *a, const struct record *r, enum lang lang);

/* ---- text <-> value: one function per field type ---- */
/* Reads what a person, a cell (`cell`: Excel serial dates are allowed) or a client wrote.
 * "" gives unknown.  False with a finding on `f->name` when it cannot be read.
 * person, unit, ref: only ids here; names are resolved by reg/resolve.h. */
bool value_parse(struct arena *a, const struct field_def *f, const char *text, bool cell,
		 struct value *out, struct findings *out_f);
/* As shown in a language ("", never NULL). */
const char *value_text(struct arena *a, const struct field_def *f, const struct value *v, enum lang lang);
/* As sent and stored by forms and the API: codes, ISO dates, ids; value_parse() reads it back. */
const char *value_raw(struct arena *a, const struct field_def *f, const struct value *v);

/* ---- checks ---- */
struct check_in {                 /* what a named check may look at */
	struct arena *arena;
	struct db *db;
	const struct record *rec, *old;   /* old NULL: new record */
	ymd today;
	bool leaving;                 /* the row is to be deleted (check_def.at_delete) */
	struct err *e;                /* a check whose query fails sets it */
};

/*
 * Bounds that a check reads: the row of the register `parameter` at the nearest unit that holds
 * on the day, else what the definitions say (measure.h hands that in, once, before the first
 * thread).  *value NULL: neither does.
 */
typedef void parameter_default(const char *name, const char **value, const char **document);
void reg_parameters_use(parameter_default *fn);
bool reg_parameter(const struct check_in *in, const char *name, ymd at, const char **value,
		   const char **document) MUST_USE;

/* Required, range, choice, unique, key, references, states, named checks: all findings at
 * once.  False only when the database failed. */
bool record_check(struct arena *a, struct db *db, const struct record *rec, const struct record *old,
		  struct findings *f, struct err *e) MUST_USE;

/* ---- saving ---- */
struct save_how {
	int64_t actor;            /* account id; 0 the program */
	struct scope scope;       /* where the actor may write this register */
	const char *origin;       /* audit origin */
	const char *reason;       /* may be NULL */
	const char *action;       /* NULL: create or update; "import", "undo", … */
};
/* Scope of `acc` for writing or reading `def` (roles allowed by the definition). */
void reg_scope(const struct account *acc, const struct reg_def *def, bool write, struct scope *out);
/* Where `acc` sees the personal columns of `def` (`personal: yes`, identity numbers, phones):
 * where another role than the viewer's opens it. */
void reg_scope_personal(const struct account *acc, const struct reg_def *def, struct scope *out);
/* Whether it sees those of a row of `unit`, which it may read; false also when the database failed. */
bool reg_sees_personal(struct db *db, const struct account *acc, const struct reg_def *def, int64_t county,
		       int64_t unit);

/*
 * Checks and saves a new (ver 0) or changed record; rec->ver must be the version that was
 * read (ERR_CONFLICT otherwise, with who changed it), the unit must be in how->scope
 * (ERR_DENIED), errors among the findings refuse (ERR_REFUSED).  On success rec has its
 * new id and ver.  A save that changes nothing writes nothing and succeeds.
 * Sealed values equal to their mask mean "unchanged".
 */
bool reg_save(struct arena *a, struct db *db, struct record *rec, const struct save_how *how,
	      struct findings *f, struct err *e) MUST_USE;
/* Refused (findings) while other rows refer to it. */
bool reg_delete(struct arena *a, struct db *db, struct record *rec, const struct save_how *how,
		struct findings *f, struct err *e) MUST_USE;
/* Moves to another state by a transition of the definition. */
bool reg_transit(struct arena *a, struct db *db, struct record *rec, const char *transition,
		 const struct save_how *how, unsigned roles, struct findings *f, struct err *e) MUST_USE;

/* Loads within the scope: out of scope is ERR_NOT_FOUND, like a row that does not exist.
 * `reveal`: sealed values in clear; the caller audits. */
bool reg_load(struct arena *a, struct db *db, const struct reg_def *def, int64_t county, int64_t id,
	      const struct scope *scope, bool reveal, struct record **out, struct err *e) MUST_USE;

/* Is the unit at or under one of the scope's units (restated)? */
bool scope_has(struct db *db, const struct scope *s, int64_t county, int64_t unit, bool *out,
	       struct err *e) MUST_USE;

/* ---- people ---- */
struct person_match {
	int64_t id;
	const char *name, *unit_name;
	ymd birth;
	enum { MATCH_NUMBER, MATCH_NAME_BIRTH_UNIT, MATCH_NAME_UNIT, MATCH_NAME_BIRTH } by;
};
/*
 * One person once: by identity number, else name + birth + village, else weaker ones to be
 * asked about.  Searches the whole county (a person is never entered twice), gives at most 5.
 */
bool person_find(struct arena *a, struct db *db, int64_t county, const char *name, const char *idnum,
		 ymd birth, int64_t unit, struct person_match *out, int *count, struct err *e) MUST_USE;
