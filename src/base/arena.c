/* arena.c - block chains with reset callbacks; one malloc per allocation under ARENA_HARD. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, BLOCK_KEEP = 256 * 1024, ALIGN = 16 };

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) unsigned char data[];
};

struct on_reset {
	struct on_reset *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *blocks;
	struct on_reset *resets;
	int64_t used, max;
	bool hard; /* one malloc per allocation, so that sanitizers see use after reset */
};

static void die(const char *what)
{
	fprintf(stderr, "yanzhen: %s\n", what);
	abort();
}

void *base_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);
	if (!p)
		die("out of memory");
	return p;
}

void *base_realloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);
	if (!q)
		die("out of memory");
	return q;
}

void base_free(void *p)
{
	free(p);
}

struct arena *arena_new(int64_t max)
{
	struct arena *a = base_alloc(sizeof *a);
	a->max = max;
	a->hard = getenv("ARENA_HARD") != NULL;
	return a;
}

static struct block *block_add(struct arena *a, size_t need)
{
	size_t size = BLOCK_MIN;
	if (a->blocks && a->blocks->size < BLOCK_KEEP)
		size = a->blocks->size * 2;
	if (a->hard || size < need)
		size = need;
	struct block *b = base_alloc(sizeof *b + size);
	b->size = size;
	b->next = a->blocks;
	a->blocks = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (need == 0)
		need = ALIGN;
	a->used += (int64_t)need;
	if (a->used > a->max)
		die("an arena ran past its maximum (see base/limits.h)");
	struct block *b = a->blocks;
	if (a->hard || !b || b->size - b->used < need)
		b = block_add(a, need);
	void *p = b->data + b->used;
	b->used += need;
	return p;
}

void *arena_grow(struct arena *a, const void *old, size_t old_n, size_t new_n)
{
	void *p = arena_alloc(a, new_n);
	if (old && old_n)
		memcpy(p, old, old_n < new_n ? old_n : new_n);
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	if (n)
		memcpy(p, s, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap, ap2;
	va_start(ap, fmt);
	va_copy(ap2, ap);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof small)
		memcpy(p, small, (size_t)n + 1);
	else
		vsnprintf(p, (size_t)n + 1, fmt, ap2);
	va_end(ap2);
	return p;
}

void arena_on_reset(struct arena *a, void (*fn)(void *), void *arg)
{
	struct on_reset *r = arena_alloc(a, sizeof *r);
	*r = (struct on_reset){ .next = a->resets, .fn = fn, .arg = arg };
	a->resets = r;
}

void arena_reset(struct arena *a)
{
	while (a->resets) {
		struct on_reset *r = a->resets;
		a->resets = r->next;
		r->fn(r->arg);
	}
	struct block *keep = NULL;
	while (a->blocks) {
		struct block *b = a->blocks;
		a->blocks = b->next;
		if (!a->hard && !keep && b->size <= BLOCK_KEEP) {
			keep = b;
			continue;
		}
		free(b);
	}
	if (keep) {
		memset(keep->data, 0, keep->used);
		keep->used = 0;
		keep->next = NULL;
	}
	a->blocks = keep;
	a->used = 0;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->blocks);
	free(a);
}
