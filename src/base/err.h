#pragma once
/*
 * err.h - an operation failed.
 *
 * Bug: assert().  Failure: struct err, last argument, result bool or pointer.
 * Something wrong in a person's data: struct findings (findings.h).  Never mixed.
 * On success *e is untouched; on failure outputs are untouched; the first failure wins.
 */
#include "base/base.h"
#include "base/msg.h"

/* code, HTTP status, exit status of the command line */
#define ERR_CODES(X)                                                                               \
	X(ERR_NONE, 200, 0)                                                                        \
	X(ERR_INPUT, 400, 2)       /* the request or command is not of the right form */           \
	X(ERR_SIGN_IN, 401, 1)     /* nobody is signed in */                                       \
	X(ERR_DENIED, 403, 1)      /* this account may not */                                      \
	X(ERR_NOT_FOUND, 404, 1)   /* no such thing, or not within this account's scope */         \
	X(ERR_METHOD, 405, 2)                                                                      \
	X(ERR_CONFLICT, 409, 1)    /* someone else changed it meanwhile */                         \
	X(ERR_PRECONDITION, 412, 1) /* If-Match names another version */                           \
	X(ERR_TOO_BIG, 413, 1)                                                                     \
	X(ERR_REFUSED, 422, 1)     /* findings say what is wrong */                                \
	X(ERR_TOO_MANY, 429, 1)    /* locked out or too many requests */                           \
	X(ERR_FILE, 500, 3)        /* a file could not be read or written */                       \
	X(ERR_DB, 500, 3)          /* the database failed */                                       \
	X(ERR_CORRUPT, 500, 3)     /* stored data contradict themselves */                         \
	X(ERR_BUSY, 503, 3)        /* try again */

enum err_code {
#define X(code, http, exit) code,
	ERR_CODES(X)
#undef X
	ERR__COUNT
};

struct err {
	enum err_code code;
	const char *file; /* where it was raised; logged, never shown */
	int line;
	struct msg text;  /* what happened, for a person */
	struct msg hint;  /* what to do about it; id NULL when there is nothing to say */
};

/* Both are false, so that `return err_set(e, ERR_CONFLICT, "…", x);` is one line; they say so
 * as a constant, which a static analyser can follow. */
#define err_set(e, code, ...)                                                                      \
	__extension__({                                                                            \
		err_set_at((e), (code), __FILE__, __LINE__, __VA_ARGS__);                          \
		false;                                                                             \
	})
void err_set_at(struct err *e, enum err_code code, const char *file, int line, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* Adds the remedy to an error already set. */
#define err_hint(e, ...)                                                                           \
	__extension__({                                                                            \
		err_hint_at((e), __VA_ARGS__);                                                     \
		false;                                                                             \
	})
void err_hint_at(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

int err_http(enum err_code code);
int err_exit(enum err_code code);
const char *err_name(enum err_code code); /* "conflict": stable, for the API */
