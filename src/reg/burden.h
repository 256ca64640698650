#pragma once
/*
 * burden.h - what no rule, form or scheme may count: log-ins, time online, check-ins, positions,
 * likes, ranks by use of a program, photos as proof (DOMAIN 8.2).
 *
 * The words are data (packs/law/burden.csv) and are judged where they stand: a sheet to sign at a
 * meeting, the hours of a course, the words of a text that forbids all this are fine.  The law of
 * each kind is in packs/law/burden_law.csv.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/findings.h"
#include "db/db.h"
#include "reg/def.h"

enum burden_kind {
	BURDEN_ONLINE,    /* log-ins, time online, activity */
	BURDEN_INSTALL,   /* installing, registering, following */
	BURDEN_CHECKIN,
	BURDEN_POSITION,
	BURDEN_LIKE,      /* likes, forwards, views, time spent reading */
	BURDEN_RANK,      /* by points or use of a program */
	BURDEN_PHOTO,     /* as proof of having worked */
	BURDEN__COUNT
};

struct burden_list;
struct burden {
	enum burden_kind kind;
	const char *word;         /* that says it, as in the list */
	const char *law, *item;
};

/* Parses what is built in; some 50 lines. */
const struct burden_list *burden_list(struct arena *a);
/* The first burden that the text lays on somebody, false: none.  `context` (or NULL) is what
 * the text belongs to, such as the label of its register: it may excuse or complete it. */
bool burden_find(struct arena *a, const struct burden_list *list, const char *context,
		 const char *text, struct burden *out);
/* Says it as an error about `field` (NULL: the whole), with the reason, the law and the remedy. */
void burden_say(struct findings *f, const char *field, const struct burden *b);
/* "check-ins", as a msgid. */
const char *burden_name(enum burden_kind k);
/* Law and item of a kind. */
void burden_law(struct arena *a, enum burden_kind k, const char **law, const char **item);

/* Both languages of a label of a definition file; an error at `pos`. */
void burden_label(struct arena *a, const struct burden_list *list, const struct label *context,
		  const struct label *label, struct src_pos pos, struct findings *f);
/* Every label of the register: its own, of fields, helps, states, transitions. */
void burden_register(struct arena *a, const struct burden_list *list, const struct reg_def *def,
		     struct findings *f);
void burden_choices(struct arena *a, const struct burden_list *list, const struct choice_list *l,
		    struct findings *f);

/* Every row of the registers with the check `burden`, in all counties: findings with the place
 * "register/id".  `rows` counts what was looked at. */
bool burden_rows(struct arena *a, struct db *db, int64_t *rows, struct findings *f, struct err *e) MUST_USE;
/* Whether rows of the register are looked at when they are saved. */
bool burden_checks(const struct reg_def *def);
