#pragma once
/*
 * text_int.h - what the files of text/ share: code points, readings, surnames.
 */
#include "text/text.h"

/* Generated from Unihan by tools/embed.py; sorted by code point. */
struct pinyin_entry {
	uint32_t cp;
	uint32_t at; /* offset into pinyin_pool: readings parted by blanks, "" at the end */
};
extern const struct pinyin_entry pinyin_table[];
extern const size_t pinyin_count;
extern const char pinyin_pool[];

struct surname {
	const char *name;
	const char *readings; /* per character, alternatives by '/': "yu chi", "qin/tan" */
};
extern const struct surname surnames[];
extern const size_t surname_count;

/* A folded text by code points; raw[i] is the character before simplification. */
struct chars {
	int n;
	uint32_t *cp, *raw;
};
struct chars chars_fold(struct arena *a, const char *s);
char *chars_text(struct arena *a, const uint32_t *cp, int n);

enum { READINGS_MAX = 12 };

/* Readings of one character, the likeliest first; n is 0 for what has none. */
struct readings {
	int n;
	const char *v[READINGS_MAX];
};
/* Adds each of the words of `list` (parted by any of `parting`) that is not there yet. */
void readings_add(struct arena *a, struct readings *r, const char *list, const char *parting);
void readings_of(struct arena *a, const struct chars *c, int i, struct readings *r);
/* The surname the text starts with (two characters before one), or NULL. */
const struct surname *surname_of(struct arena *a, const struct chars *c, int *length);
