#pragma once
/*
 * matter.h - what a villager raised: who answers for it, and what became of it.
 *
 * A matter is a row of the register `matter`; its unit is who handles it and so who may see it
 * (docs/duty.md).  States move by matter_act() alone, each step with a row of matter_step in one
 * transaction; two people who close the same matter are told apart by its version.  Whoever raised
 * it follows it by a code that is shown once and kept as a keyed hash.
 *
 * A matter about a person stands above every unit where that person holds a post or an account,
 * one about conduct above the village; matter_raise() puts it there, whoever enters it, and no
 * later step brings it back.
 *
 * Who calls has made sure that the account may write the register at how->scope; the public's
 * door calls with actor 0 and the whole county.
 *
 * Owns:     matter_code, matter_support (tables)
 * Memory:   everything returned lives in the arena passed in
 * See also: docs/manual/matters.md, reg/matters.h, recheck.h
 */
#include "reg/due.h"
#include "reg/record.h"

enum { MATTER_CODE = 10, MATTER_TEXT = 4000, MATTER_STEPS = 200 };

#define MATTER_STATES(X)                                                                           \
	X(MATTER_OPEN, "open")                                                                     \
	X(MATTER_WAITING, "waiting")   /* for the villager */                                      \
	X(MATTER_DECLINED, "declined")                                                             \
	X(MATTER_CLAIMED, "claimed")   /* done, says the office */                                 \
	X(MATTER_CONFIRMED, "confirmed")                                                           \
	X(MATTER_SILENT, "silent")     /* nobody spoke in time: not a confirmation */              \
	X(MATTER_MERGED, "merged")
enum matter_state {
#define X(id, code) id,
	MATTER_STATES(X)
#undef X
	MATTER__STATES
};
const char *matter_state_code(enum matter_state s);
const char *matter_state_label(enum matter_state s, enum lang lang);

/* ---- raising ---- */
struct matter_new {
	int64_t county, place;            /* place: the village it is about */
	const char *kind, *source;        /* codes of matter_kind, matter_source */
	const char *title, *text;         /* title "": the beginning of the text */
	int64_t raiser;                   /* person of the register, or 0 */
	const char *raiser_name, *raiser_phone; /* or "" */
	int64_t about, base, household, meeting, visit; /* rows, or 0 */
	ymd raised;                       /* 0: today */
	int64_t id;                       /* 0: a new one; given: raising it twice is ERR_CONFLICT */
	bool no_code;                     /* nobody will follow it */
};
struct matter_raised {
	int64_t id, unit;                 /* unit: who handles it */
	const char *code;                 /* "K7MQ2-9XWRT", shown once; "" with no_code */
	const char *unit_name;
	ymd due;
};
/* Finds who handles it and by when, saves it and its first step.  how->scope must hold the place,
 * not the handling unit.  ERR_REFUSED with findings; one is that `about` reaches the whole county. */
bool matter_raise(struct arena *a, struct db *db, const struct matter_new *in, const struct save_how *how,
		  struct matter_raised *out, struct findings *f, struct err *e) MUST_USE;

/* ---- reading ---- */
struct matter {
	struct record *rec;
	int64_t county, id, ver, unit, place;
	enum matter_state state;
	const char *unit_name, *place_name;
	const char *kind, *source, *title, *text, *public_text; /* "" where empty */
	const char *label;                /* the county's word for the state, "" none */
	ymd raised, due, answered, claimed, closed;
	const char *answer, *reason, *waiting, *heard, *word;
	int64_t raiser, about, responsible, base, household, meeting, visit, same_as;
	int64_t reopened;
	bool has_code;
	int64_t supports;                 /* who said "me too" */
};
/* Within the scope; ERR_NOT_FOUND. */
bool matter_load(struct arena *a, struct db *db, int64_t county, int64_t id, const struct scope *scope,
		 struct matter *out, struct err *e) MUST_USE;
/* By the villager's code as typed, in any county; ERR_NOT_FOUND.  `kept`: the matter whose outcome
 * it has: itself, or the one it was merged into (may be NULL). */
bool matter_by_code(struct arena *a, struct db *db, const char *code, struct matter *out,
		    struct matter *kept, struct err *e) MUST_USE;
struct matter_step {
	int64_t id;
	ymd day;
	const char *what, *text;          /* code of matter_act */
	bool open;                        /* the public may read it */
};
struct matter_steps {
	int count;
	struct matter_step *rows;         /* oldest first */
};
/* Of a matter that the caller has loaded; `open`: public ones only. */
bool matter_steps(struct arena *a, struct db *db, const struct matter *m, bool open, struct matter_steps *out,
		  struct err *e) MUST_USE;

/* ---- moving ---- */
enum matter_verb {
	MATTER_DO_NOTE,     /* what was done; no state */
	MATTER_DO_ANSWER,   /* a word to the villager; no state */
	MATTER_DO_WORD,     /* the villager adds something; a waiting one goes on */
	MATTER_DO_WAIT, MATTER_DO_RESUME, MATTER_DO_CLAIM, MATTER_DO_DECLINE,
	MATTER_DO_CONFIRM,  /* the villager, or staff on the villager's word (heard) */
	MATTER_DO_REOPEN,   /* the same; counted */
	MATTER_DO_REMIND,
	MATTER_DO_UNSOLVED, /* of the re-check alone (recheck.h): opens it, not counted as the villager's */
	MATTER_DO_SILENCE,  /* of the daily run alone */
	MATTER_DO__COUNT
};
struct matter_word {
	const char *text;                 /* what the step says; needed but for confirm and resume */
	const char *heard;                /* confirm, reopen: code of matter_heard */
	bool open;                        /* the public may read the step */
	ymd day;                          /* 0: today; never before it was raised, never ahead */
};
bool matter_may(const struct matter *m, enum matter_verb v); /* in its present state */
/* m as loaded: ERR_CONFLICT with a sentence when its state does not allow it, or when somebody
 * changed it meanwhile.  On success m is read again. */
bool matter_act(struct arena *a, struct db *db, struct matter *m, enum matter_verb v,
		const struct matter_word *w, const struct save_how *how, struct findings *f,
		struct err *e) MUST_USE;
/* To another unit and person; steps, re-checks and merged ones go with it. */
bool matter_move(struct arena *a, struct db *db, struct matter *m, int64_t unit, int64_t responsible,
		 const char *text, const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
/* What the public may read; "" shows nothing.  The original stays as it is. */
bool matter_redact(struct arena *a, struct db *db, struct matter *m, const char *public_text,
		   const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
/* "Me too", counted once per person of the register or address; *counted false: already. */
bool matter_support(struct arena *a, struct db *db, const struct matter *m, int64_t person, const char *address,
		    bool *counted, struct err *e) MUST_USE;

/* ---- doubles ---- */
struct matter_like {
	struct matter m;
	int alike;                        /* of 100 */
};
/* Of the same place and kind, raised within 90 days of it, most alike first, at most `limit`. */
bool matter_alike(struct arena *a, struct db *db, const struct matter *m, const struct scope *scope, int limit,
		  int *count, struct matter_like **out, struct err *e) MUST_USE;
/* Its people follow `into` from now on.  Undone by matter_unmerge(). */
bool matter_merge(struct arena *a, struct db *db, struct matter *m, const struct matter *into,
		  const struct save_how *how, struct findings *f, struct err *e) MUST_USE;
bool matter_unmerge(struct arena *a, struct db *db, struct matter *m, const struct save_how *how,
		    struct findings *f, struct err *e) MUST_USE;

/* ---- lists ---- */
struct matter_list {
	int count;
	bool more;
	struct matter *rows;              /* without rec */
};
/* What the public may see of a village: public_text is there.  Answered ones (claimed, confirmed,
 * silent, declined) first by day, newest first; text, people and `about` are left out. */
bool matter_public_list(struct arena *a, struct db *db, int64_t county, int64_t place, int limit,
			struct matter_list *out, struct err *e) MUST_USE;
/* The same, raised in [from, to], whatever became of them. */
bool matter_public_between(struct arena *a, struct db *db, int64_t county, int64_t place, ymd from, ymd to,
			   int limit, struct matter_list *out, struct err *e) MUST_USE;
/* Whether the public may read its public_text: it has one, and it is about no person or conduct. */
bool matter_is_public(const struct matter *m);
/* Raised before the day about the place and neither answered nor closed: the night talk begins
 * with them.  Within the scope. */
bool matter_unanswered(struct arena *a, struct db *db, int64_t county, int64_t place, const struct scope *scope,
		       ymd before, int limit, struct matter_list *out, struct err *e) MUST_USE;
/* Whatever is raised about the place within [from, to], whatever its state. */
bool matter_raised_list(struct arena *a, struct db *db, int64_t county, int64_t place,
			const struct scope *scope, ymd from, ymd to, int limit, struct matter_list *out,
			struct err *e) MUST_USE;
bool matter_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		 int limit, struct due_list *out, struct err *e) MUST_USE;

/* The daily run: claimed ones whose days of silence are over become silent, and what stands where
 * a person it is about holds a post by now is lifted, each in its own transaction; and the sample
 * of the month before is drawn (recheck.h). */
bool matter_quiet(struct arena *a, struct db *db, int64_t county, ymd at, int *silent, int *lifted,
		  struct err *e) MUST_USE;
