#pragma once
/*
 * id.h - 63-bit, time-ordered ids made by the program: 41 bit ms since 2025-01-01,
 * 12 bit node, 10 bit sequence.  Monotonic across clock steps; thread-safe.
 * Printed as decimal text (larger than 2^53: never a JSON number).
 */
#include "base/base.h"

/* A distinct struct type per noun, so that two ids cannot be swapped. */
#define DEFINE_ID(name)                                                                            \
	typedef struct {                                                                           \
		int64_t v;                                                                         \
	} name

void id_node_set(int node);   /* 0..4095; once, before the first id */
int64_t id_new(void);
/* "123" -> 123; false unless a positive decimal. */
bool id_parse(const char *s, int64_t *out) MUST_USE;
const char *id_text(int64_t id, char buf[24]);
