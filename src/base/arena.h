#pragma once
/*
 * arena.h - memory owned by a lifetime, not by an object.
 *
 * Four lifetimes: process, request, batch, row (STYLE C.6).  Nothing above base/
 * frees by hand; arena_on_reset() releases handles in reverse order.
 *
 * Memory: allocation never returns NULL and is zeroed; running past the arena's
 *         maximum is a bug and aborts, because input is bounded at the door.
 */
#include "base/base.h"

struct arena;

/* An arena that may hold at most `max` bytes. */
struct arena *arena_new(int64_t max);
/* Runs the reset functions, frees everything and the arena itself. */
void arena_free(struct arena *a);
/* Runs the reset functions (last registered first) and forgets all allocations. */
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t n);
char *arena_strdup(struct arena *a, const char *s);          /* NULL stays NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Grows or copies an allocation made in this arena; the old one stays until reset. */
void *arena_grow(struct arena *a, const void *old, size_t old_n, size_t new_n);

/* Calls fn(arg) when the arena is reset or freed. */
void arena_on_reset(struct arena *a, void (*fn)(void *), void *arg);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* Process-wide helper for the few buffers that live outside an arena (base/ only frees). */
void *base_alloc(size_t n);
void *base_realloc(void *p, size_t n);
void base_free(void *p);
