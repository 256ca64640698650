#pragma once
/*
 * findings.h - what is wrong with a person's data: many, positioned, with a remedy.
 *
 * Memory: findings live in the arena given at init; at most LIMIT_FINDINGS are kept,
 * all are counted.
 */
#include "base/msg.h"

struct arena;

enum severity { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };

struct finding {
	enum severity severity;
	int row;            /* sheet row or line, 0 when none */
	const char *field;  /* field name, NULL for the whole record */
	const char *place;  /* "台账.xlsx!C17" or "file.yaml:3:7"; NULL on a form */
	const char *code;   /* stable, e.g. "id-check-digit" */
	struct msg text, hint;
	struct finding *next;
};

struct findings {
	struct arena *arena;
	struct finding *first, *last;
	int errors, warnings, notes, kept;
	int row;            /* row and place given to new findings; the caller moves them */
	const char *place;
};

void findings_init(struct findings *f, struct arena *a);
/* Each returns the finding (never NULL), so that a hint can be added. */
struct finding *find_error(struct findings *f, const char *field, const char *code,
			   const char *fmt, ...) PRINTF_LIKE(4, 5);
struct finding *find_warning(struct findings *f, const char *field, const char *code,
			     const char *fmt, ...) PRINTF_LIKE(4, 5);
struct finding *find_note(struct findings *f, const char *field, const char *code,
			  const char *fmt, ...) PRINTF_LIKE(4, 5);
void find_hint(struct finding *fi, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The first finding about `field` (NULL: about the whole record), or NULL. */
const struct finding *findings_of(const struct findings *f, const char *field);
