#pragma once
/*
 * def.h - register definitions: what registers/<name>.yaml says, resolved and sealed.
 *
 * Read once at start by reg_read.c (built-in files and a site's own DIR/registers),
 * every name resolved to a pointer, then never changed.  There is no second form.
 * The vocabulary, one page: docs/manual/registers.md.
 *
 * Table of a register: r_<name>(county, id, unit, ver, state, created_ms, updated_ms,
 * one column per field), primary key (county, id).  A sealed field has two columns:
 * <field> (ciphertext) and <field>_bix (blind index).  A `units` field is a side table
 * r_<name>_<field>(county, id, unit).
 */
#include "base/base.h"
#include "base/date.h"
#include "base/err.h"

struct arena;
struct findings;
struct check_in;

struct src_pos {
	const char *file;
	int line, column;
};

struct label {
	const char *zh, *en;
};
const char *label_in(const struct label *l, enum lang lang);

/* word in the file, what struct value holds */
#define FIELD_TYPES(X)                                                                             \
	X(FIELD_TEXT, "text")       /* s: one line */                                                 \
	X(FIELD_NOTE, "note")       /* s: several lines */                                            \
	X(FIELD_INT, "int")         /* i */                                                           \
	X(FIELD_DEC, "dec")         /* i: value x 10^scale */                                         \
	X(FIELD_DATE, "date")       /* i: yyyymmdd, or yyyymm00 when only the month is known */       \
	X(FIELD_FLAG, "flag")       /* i: 0 or 1 */                                                   \
	X(FIELD_CHOICE, "choice")   /* s: the choice's code */                                        \
	X(FIELD_IDNUM, "idnum")     /* s: identity number; sealed */                                  \
	X(FIELD_PHONE, "phone")     /* s: sealed */                                                   \
	X(FIELD_PERSON, "person")   /* i: id of r_person; s: the name */                              \
	X(FIELD_UNIT, "unit")       /* i: id of unit; s: its name */                                  \
	X(FIELD_REF, "ref")         /* i: id of a row of another register; s: its title */            \
	X(FIELD_UNITS, "units")     /* s: unit ids joined by ',' */

enum field_type {
#define X(id, word) id,
	FIELD_TYPES(X)
#undef X
	FIELD__COUNT
};

struct choice {
	const char *code;
	struct label label;
	int rank;                     /* position in the list: ordered lists compare by it */
	const char *const *aliases;   /* other spellings in sheets; NULL-terminated, may be NULL */
};

struct choice_list {
	const char *name;
	struct label label;
	int count;
	const struct choice *choices;
	struct src_pos pos;
};

struct reg_def;

struct field_def {
	const char *name;
	struct label label;
	struct label help;            /* may be empty */
	enum field_type type;
	const struct choice_list *of; /* choice */
	const struct reg_def *ref;    /* person, ref */
	int max;                      /* text, note: code points; int, dec: largest value; 0: none */
	int min;                      /* int, dec: smallest value */
	int scale;                    /* dec */
	const char *initial;          /* default for a new record, as typed; may be NULL */
	unsigned required : 1;
	unsigned list : 1;            /* a column of the list */
	unsigned filter : 1;
	unsigned search : 1;          /* feeds search keys (text) */
	unsigned unique : 1;
	unsigned personal : 1;        /* not shown to roles without CAP_REVEAL/READ on persons: viewer */
	int index;                    /* position in reg_def.fields */
	struct src_pos pos;
};

/* A field, or a field of the row that a person/ref field points to. */
struct path {
	int field; /* index; PATH_UNIT, PATH_STATE, PATH_ID for the standard columns */
	int sub;   /* index in the referred register, -1 for none */
};
enum { PATH_UNIT = -2, PATH_STATE = -3, PATH_ID = -4 };

struct column_def {               /* a list or export column */
	struct path path;
	struct label label;
	struct label group, head;     /* exported sheet: the merged head above, {0} for none, and its
				       * own, `label` unless given */
	struct src_pos pos;
};

struct import_def {               /* a heading of an incoming sheet */
	const char *heading;          /* as declared; compared by text_heading() */
	struct path path;
	struct src_pos pos;
};

struct state_def {
	const char *code;
	struct label label;
	unsigned closed : 1;          /* rows in this state no longer count as current */
};

struct transition_def {
	const char *code;
	struct label label;
	const struct state_def *from, *to;
	unsigned allow;               /* role mask */
	const struct field_def *ask;  /* a field that must be filled with it (exit reason); may be NULL */
	const struct field_def *over[2]; /* only who may write for the unit of the row that the first filled
					  * one refers to takes the step: the judge, not the judged; NULL: any */
};

/* A named check written in C (checks.c). */
struct check_def {
	const char *name;
	void (*fn)(const struct check_in *in, struct findings *out);
	const char *about;            /* English, shown by `explain` */
	bool at_delete;               /* asked also before a row is deleted */
	const char *needs[6];         /* fields the register must have; NULL after the last */
};

struct reg_def {
	const char *name;             /* reserve */
	const char *table;            /* r_reserve */
	struct label label;
	const char *group;            /* a code of the choice list register_group */
	int rank;                     /* order within the group */
	int field_count;
	const struct field_def *fields;
	int key_count;
	struct path key[6];           /* a natural key: unique per county; paths without sub */
	struct path title;            /* what names a row: reserve -> person */
	const struct field_def *valid_from, *valid_to; /* dates between which a row counts; may be
					 * NULL; only `from`: an event, counts from that day on */
	int column_count;
	const struct column_def *columns;
	struct path sort;
	bool sort_down;
	int import_count;
	const struct import_def *imports;
	int match_count;
	struct path match[6];         /* how an incoming row finds its record, first that is filled */
	const char *export_title;     /* title line of the exported sheet (zh), may be NULL */
	const char *sheet_head;       /* line below it, with {unit} and {date}; may be NULL */
	int foot_count;
	const char *const *foot;      /* notes at its foot */
	int state_count;
	const struct state_def *states;   /* first is the initial one; none: state is '' */
	int transition_count;
	const struct transition_def *transitions;
	int check_count;
	const struct check_def *const *checks;
	unsigned read, write;         /* role masks; 0 = nobody */
	unsigned whole_county : 1;    /* readable through references by the whole county (person names) */
	const char *hash;             /* of the file's bytes, 16 hex: stored in the database */
	struct src_pos pos;
};

struct reg_set {
	int count;
	const struct reg_def *const *regs;     /* by group, rank */
	int list_count;
	const struct choice_list *const *lists;
};

/*
 * Reads and resolves every definition: built-in files, then those of `site_dir`/registers
 * (NULL: none).  All mistakes are findings with place "file:line:column"; false when there
 * is one.  The set lives in `a` (the process arena).
 */
bool reg_set_read(struct arena *a, const char *site_dir, struct reg_set *out, struct findings *f) MUST_USE;
/* Makes the set the program's; once (tests: NULL takes it away again). */
void reg_set_use(const struct reg_set *set);
const struct reg_set *reg_all(void);

const struct reg_def *reg_find(const char *name);                       /* NULL: none */
const struct field_def *field_find(const struct reg_def *def, const char *name);
const struct choice *choice_find(const struct choice_list *list, const char *code);
/* A list of choices by name, e.g. "register_group": code = reg_def.group; NULL: none. */
const struct choice_list *choice_list_find(const char *name);
/* "person.education", "unit", "state": false when there is no such path. */
bool path_parse(const struct reg_def *def, const char *text, struct path *out) MUST_USE;
/* The field at the end of the path; NULL for standard columns. */
const struct field_def *path_field(const struct reg_def *def, struct path p);
const char *path_text(struct arena *a, const struct reg_def *def, struct path p);
const struct check_def *check_find(const char *name);

/* ---- tables ---- */
struct db;
/* The DDL of one register in the common dialect (`text` ends with newline). */
char *reg_ddl(struct arena *a, const struct reg_def *def);
/*
 * Compares the definitions with what the database holds (table reg_schema keeps each
 * register's columns).  Prints the migration; a drop or narrowing is a finding (error)
 * and refuses.  `apply`: runs it.
 */
bool reg_diff(struct arena *a, struct db *db, bool apply, const char **migration, struct findings *f,
	      struct err *e) MUST_USE;
/* JSON schema of a record's fields as the API takes and gives them: int is integer, flag is
 * boolean, everything else a string as value_raw() writes it. */
struct json;
void reg_fields_schema(struct json *out, const struct reg_def *def);
/* Everything derived from one definition, as text: DDL, form, list, import columns, API, rights. */
char *reg_explain(struct arena *a, const struct reg_def *def, enum lang lang);
