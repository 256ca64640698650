#pragma once
/*
 * log.h - one JSON line per event on stderr; never identity numbers, names or bodies.
 */
#include "base/base.h"

struct err;

/* log_event("request", "id=%s path=%s ms=%d", …): the rest is one text member. */
void log_event(const char *kind, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_error(const char *kind, const struct err *e);

/* --trace=web,sql,reg: prints each hop of the named parts with the request id. */
void trace_enable(const char *parts);
bool trace_on(const char *part);
void trace(const char *part, const char *fmt, ...) PRINTF_LIKE(2, 3);
