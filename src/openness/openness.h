#pragma once
/*
 * openness.h - what is published for everybody: frozen, with a code to type, provable.
 *
 * Publishing freezes title, text and a table of numbers under a hash; the sheet keeps where the
 * numbers came from, so that anybody can compare it with the records of today.  It is never
 * changed: it is withdrawn with a reason, and another one replaces it.  Lists of persons hold
 * masked names only and a day from which nothing is shown.
 *
 * Whoever calls has made sure that the person may publish for the unit and read the source.
 *
 * Owns:     disclosure, disclosure_line, objection (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/manual/openness.md, objection.h
 */
#include "base/date.h"
#include "base/findings.h"
#include "db/db.h"

enum { DISCLOSURE_COLUMNS = 6, DISCLOSURE_LINES = 2000, DISCLOSURE_CODE = 10 };

enum disclosure_kind {
	DISCLOSE_FIGURES,  /* source: names of figures joined by ','; as_of */
	DISCLOSE_BRIEFING, /* id of an issued briefing */
	DISCLOSE_BOOK,     /* "trial|balance|income|detail BOOK FROM TO": months */
	DISCLOSE_DECISION, /* id of a decision */
	DISCLOSE_PERSONS,  /* "REGISTER FIELD,FIELD": rows that hold on as_of */
	DISCLOSE__COUNT
};
const char *disclosure_kind_code(enum disclosure_kind k);
const char *disclosure_kind_label(enum disclosure_kind k); /* msgid */
bool disclosure_kind_parse(const char *code, enum disclosure_kind *out) MUST_USE;

struct disclosure_line {
	const char *cells[DISCLOSURE_COLUMNS];
	const char *link;             /* address within the site, "" none; never shown to the public */
};
struct disclosure {
	int64_t county, id, unit;
	const char *code, *unit_name;
	enum disclosure_kind kind;
	const char *source, *title, *body;
	ymd as_of, takedown;          /* takedown 0: stays */
	bool listed;
	int64_t revision, replaces;   /* 1, 2, …; the sheet that this one replaces, 0 none */
	const char *hash;
	int64_t publisher, published_ms, withdrawn_ms, withdrawn_by;
	const char *withdrawn_reason, *word; /* word: of the publisher about what has changed since */
	int columns, count;
	const char *heads[DISCLOSURE_COLUMNS];
	struct disclosure_line *lines;
};

/* Fills columns, heads and lines of `d` from its kind, source, unit and as_of.  ERR_INPUT when the
 * source cannot be read, ERR_NOT_FOUND when it is not one of the unit's. */
bool disclosure_fill(struct arena *a, struct db *db, struct disclosure *d, struct err *e) MUST_USE;
/* Fields of a list of persons that may be published: no texts, no numbers of people. */
struct reg_def;
struct field_def;
bool disclosure_field_open(const struct field_def *f);
/* "王*国", "张*": the first character, and the last of three or more. */
char *mask_name(struct arena *a, const char *name);

/* Freezes a filled sheet: gives id, code, revision, hash.  With any finding nothing is saved. */
bool disclosure_publish(struct arena *a, struct db *db, struct disclosure *d, int64_t actor,
			struct findings *f, struct err *e) MUST_USE;
/* ERR_CONFLICT when it is withdrawn already. */
bool disclosure_withdraw(struct db *db, const struct disclosure *d, int64_t actor, const char *reason,
			 struct err *e) MUST_USE;
/* What the publisher says about numbers that have changed since. */
bool disclosure_explain(struct db *db, const struct disclosure *d, int64_t actor, const char *word,
			struct err *e) MUST_USE;

/* By code as typed (case, blanks and '-' do not matter), in any county.  ERR_NOT_FOUND. */
bool disclosure_by_code(struct arena *a, struct db *db, const char *code, struct disclosure *out,
			struct err *e) MUST_USE;
bool disclosure_load(struct arena *a, struct db *db, int64_t county, int64_t id, struct disclosure *out,
		     struct err *e) MUST_USE;
struct disclosure_list {
	int count;
	struct disclosure *rows;      /* without lines, newest first */
};
/* Of the units at or under `unit`, newest first. */
bool disclosure_list(struct arena *a, struct db *db, int64_t county, int64_t unit, int limit,
		     struct disclosure_list *out, struct err *e) MUST_USE;
/* What the public may find without a code: listed, not withdrawn, not taken down.  unit 0: all. */
bool disclosure_public(struct arena *a, struct db *db, int64_t unit, int limit,
		       struct disclosure_list *out, struct err *e) MUST_USE;
/* Nothing of it is shown any more. */
bool disclosure_is_down(const struct disclosure *d, ymd at);
/* The code as printed: "K7MQ2-9XWRT". */
char *disclosure_code_text(struct arena *a, const char *code);

/* ---- the proof ---- */
struct proof_change {
	const char *label, *was, *now; /* now NULL: no longer in the records; was NULL: new in them */
};
struct proof_cause {
	ymd day;
	const char *what;             /* msgid */
};
struct proof {
	bool intact;                  /* the frozen rows are those that were hashed */
	bool same;                    /* the records say what the sheet says */
	int change_count, gone, added; /* gone, added: rows, for lists of persons, which name nobody */
	struct proof_change changes[40];
	int cause_count;
	struct proof_cause causes[12];
};
bool disclosure_prove(struct arena *a, struct db *db, const struct disclosure *d, struct proof *out,
		      struct err *e) MUST_USE;
/* Verifies every frozen hash. */
bool disclosures_check(struct arena *a, struct db *db, struct findings *out, struct err *e) MUST_USE;
