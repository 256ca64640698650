#pragma once
/*
 * buf.h - the only growing buffer; born with its maximum.
 *
 * Past the maximum the buffer keeps what it has, sets `full` and drops the rest:
 * whoever sends it checks buf_full() once (a reply that is full becomes ERR_TOO_BIG).
 *
 * Memory: owned by the buffer; buf_done() frees, or give it an arena with buf_init_in().
 */
#include "base/base.h"

struct arena;

struct buf {
	char *p; /* always NUL-terminated once anything was added */
	size_t n, cap, max;
	bool full;
};

void buf_init(struct buf *b, size_t max);
/* As buf_init(), and released when the arena is reset. */
void buf_init_in(struct buf *b, struct arena *a, size_t max);
void buf_done(struct buf *b);
void buf_clear(struct buf *b);

void buf_put(struct buf *b, const char *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *buf_str(struct buf *b); /* "" when nothing was added */
