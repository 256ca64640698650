#pragma once
/*
 * text.h - Chinese text: normal form, simplified form, pinyin, search keys, identity numbers.
 *
 * Memory: results live in the arena passed in.
 */
#include "base/base.h"
#include "base/date.h"

struct arena;

/* NFKC, full-width to half-width, blanks trimmed and folded; letters stay as they are.
 * The dot of minority names (· • ．) becomes U+00B7.  Line breaks become a blank too: for
 * short texts only. */
char *text_normal(struct arena *a, const char *s);
/* text_normal(), lower case, traditional to simplified character by character, so that a part
 * folds as the whole does: what is compared and searched, never shown. */
char *text_fold(struct arena *a, const char *s);
/* For matching column headings: text_fold() without blanks, punctuation, what stands in
 * brackets (unless that is all) and a note that follows ("出生年月 注：按档案"). */
char *text_heading(struct arena *a, const char *s);

/* Pinyin sort key of a name, surname readings first ("zeng guo fan" for 曾国藩; ü is v). */
char *pinyin_key(struct arena *a, const char *name);

/*
 * Search keys of a short text such as a name: for every suffix the folded text itself,
 * the full pinyin and the initials, in every plausible reading, without doubles.
 * A name contains the query when one of its keys starts with search_query(query), which folds
 * and leaves out blanks, punctuation and the tones of pinyin.
 *
 * At most 64 keys, none the beginning of another.  Per suffix at most 8 combinations of
 * readings, the likeliest first; names of up to 20 characters have pinyin for every suffix,
 * of longer texts the later suffixes may be found by characters only (the first 42 of them).
 */
int search_keys(struct arena *a, const char *text, const char ***keys);
char *search_query(struct arena *a, const char *query);

/* ---- identity numbers (GB 11643) ---- */
enum idnum_state {
	IDNUM_OK,
	IDNUM_OLD,        /* 15 digits: accepted with a warning */
	IDNUM_CHECK,      /* wrong check digit: a warning, with what it should be */
	IDNUM_BIRTH,      /* digits 7-14 are no day */
	IDNUM_FORM,       /* not 15 or 18 digits (the last may be X) */
};
/* Normalises (full-width digits, blanks, x -> X) into out[19] and judges. */
enum idnum_state idnum_read(const char *text, char out[19]);
ymd idnum_birth(const char *idnum);      /* 0 when it has none */
int idnum_sex(const char *idnum);        /* 1 male, 2 female, 0 unknown */
char idnum_check(const char *digits17);  /* the right 18th character */
