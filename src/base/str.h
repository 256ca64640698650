#pragma once
/*
 * str.h - borrowed views of UTF-8 text, and small questions about text.
 *
 * Most of the program passes NUL-terminated UTF-8 (`const char *`, in an arena);
 * parsers use struct str, a view that owns nothing.
 */
#include "base/base.h"

struct arena;

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){ "" lit "", sizeof(lit) - 1 })

struct str str_c(const char *s);               /* of a C string; NULL gives the empty view */
bool str_is(struct str s, const char *lit);
struct str str_trim(struct str s);              /* ASCII blanks, U+3000, U+00A0, BOM, zero-width */
bool is_empty(const char *s);                   /* NULL or "" */
bool text_eq(const char *a, const char *b);     /* byte equality; NULL equals NULL only */
bool has_prefix(const char *s, const char *prefix);

/* Decimal integer, whole text, optional sign; false on anything else or overflow. */
bool parse_i64(const char *s, int64_t *out) MUST_USE;

/* The code point at *s and its length; U+FFFD and length 1 for a broken byte. */
uint32_t utf8_get(const char *s, size_t n, size_t *len);
/* Writes 1-4 bytes, returns how many. */
size_t utf8_put(uint32_t cp, char out[4]);
bool utf8_ok(const char *s, size_t n);
size_t utf8_count(const char *s);               /* code points */
/* Largest n' <= n that does not cut a code point. */
size_t utf8_floor(const char *s, size_t n);

/* The candidate nearest to `word` (edit distance <= 2), or NULL: "did you mean". */
const char *nearest(const char *word, const char *const *candidates, size_t count);
