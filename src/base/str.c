/* str.c - views, UTF-8 and small text questions. */
#include "base/str.h"

#include <string.h>

struct str str_c(const char *s)
{
	return (struct str){ s ? s : "", s ? strlen(s) : 0 };
}

bool str_is(struct str s, const char *lit)
{
	size_t n = strlen(lit);
	return s.n == n && memcmp(s.p, lit, n) == 0;
}

bool is_empty(const char *s)
{
	return !s || !*s;
}

bool text_eq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_blank(uint32_t c)
{
	return c <= 0x20 || c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
	       c == 0x2028 || c == 0x2029 || c == 0x7F;
}

struct str str_trim(struct str s)
{
	size_t len;
	while (s.n && is_blank(utf8_get(s.p, s.n, &len))) {
		s.p += len;
		s.n -= len;
	}
	while (s.n) {
		size_t at = s.n - 1;
		while (at && ((unsigned char)s.p[at] & 0xC0) == 0x80)
			at--;
		if (!is_blank(utf8_get(s.p + at, s.n - at, &len)))
			break;
		s.n = at;
	}
	return s;
}

bool parse_i64(const char *s, int64_t *out)
{
	if (!s)
		return false;
	bool minus = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (!*s)
		return false;
	int64_t v = 0;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, (int64_t)(*s - '0'), &v))
			return false;
	}
	if (!minus && __builtin_sub_overflow((int64_t)0, v, &v))
		return false;
	*out = v;
	return true;
}

uint32_t utf8_get(const char *s, size_t n, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s;
	*len = 1;
	if (n == 0)
		return 0xFFFD;
	if (p[0] < 0x80)
		return p[0];
	size_t need = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	if (p[0] < 0xC2 || p[0] > 0xF4 || n < need)
		return 0xFFFD;
	uint32_t c = p[0] & (0xFFu >> (need + 1));
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0xFFFD;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if ((need == 3 && c < 0x800) || (need == 4 && (c < 0x10000 || c > 0x10FFFF)) ||
	    (c >= 0xD800 && c < 0xE000))
		return 0xFFFD;
	*len = need;
	return c;
}

size_t utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	out[0] = (char)(lead[n] | cp);
	return n;
}

bool utf8_ok(const char *s, size_t n)
{
	size_t len;
	for (size_t i = 0; i < n; i += len)
		if (utf8_get(s + i, n - i, &len) == 0xFFFD &&
		    !(n - i >= 3 && memcmp(s + i, "\xEF\xBF\xBD", 3) == 0))
			return false;
	return true;
}

size_t utf8_count(const char *s)
{
	size_t count = 0;
	for (; *s; s++)
		count += ((unsigned char)*s & 0xC0) != 0x80;
	return count;
}

size_t utf8_floor(const char *s, size_t n)
{
	size_t whole = strlen(s);
	if (n >= whole)
		return whole;
	while (n && ((unsigned char)s[n] & 0xC0) == 0x80)
		n--;
	return n;
}

enum { NEAREST_LEN = 48 };

static int distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	int row[NEAREST_LEN + 1];
	if (na > NEAREST_LEN || nb > NEAREST_LEN)
		return NEAREST_LEN;
	for (size_t j = 0; j <= nb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		int diagonal = row[0];
		row[0] = (int)i;
		for (size_t j = 1; j <= nb; j++) {
			int up = row[j], best = diagonal + (a[i - 1] != b[j - 1]);
			if (up + 1 < best)
				best = up + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = up;
			row[j] = best;
		}
	}
	return row[nb];
}

const char *nearest(const char *word, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	int best_distance = 3;
	for (size_t i = 0; i < count; i++) {
		int d = distance(word, candidates[i]);
		if (d < best_distance) {
			best_distance = d;
			best = candidates[i];
		}
	}
	return best;
}
