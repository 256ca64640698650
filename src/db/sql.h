#pragma once
/*
 * sql.h - SQL as a type: text that no user wrote.
 *
 * A struct sql comes from SQL("literal") or from a struct sqlb (reg/query.c and the
 * schema of registers, which compose from definitions).  $1..$n are the parameters.
 * The portable subset is docs/decision/0002-portable-sql.md.
 */
#include "base/buf.h"

struct arena;

struct sql {
	const char *text;
	const char *file; /* where it is written */
	bool composed;    /* prepared text lives in an arena: cached by content, not by address */
};

#define SQL(lit) ((struct sql){ .text = "" lit "", .file = __FILE__ })

/* Composes SQL from literals and checked names.  Values are always parameters. */
struct sqlb {
	struct buf *text; /* in the arena */
	int params;       /* number of the last $n used */
};

void sqlb_init(struct sqlb *b, struct arena *a);
/* `lit` must be a literal; the macro refuses anything else. */
#define sqlb_add(b, lit) sqlb_add_text((b), "" lit "")
void sqlb_add_text(struct sqlb *b, const char *literal);
/* A table or column name: [a-z][a-z0-9_]{0,62}, asserted. */
void sqlb_name(struct sqlb *b, const char *name);
void sqlb_i64(struct sqlb *b, int64_t v);
/* Adds "$n" and returns n. */
int sqlb_param(struct sqlb *b);
struct sql sqlb_done(struct sqlb *b, const char *file);
