/* text.c - normal and folded forms of Chinese text; GB 18030. */
#include "text/text_int.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"

#include <glib.h>
#include <opencc.h>
#include <pthread.h>
#include <string.h>

enum { PART = 1, /* stands between characters on their way through OpenCC */
       HAN_END = 0x40000 };

static pthread_once_t opencc_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t opencc_lock = PTHREAD_MUTEX_INITIALIZER;
static opencc_t opencc; /* sealed by opencc_once; used under the lock */
static bool opencc_ready;

/* What OpenCC said of each character so far, 0 for not yet asked.  It answers one character at a
 * time and always alike, so that whichever thread writes an entry writes the same. */
static _Atomic uint32_t simple_of[HAN_END];

static void opencc_start(void)
{
	opencc = opencc_open("t2s.json");
	opencc_ready = opencc != (opencc_t)-1;
	if (!opencc_ready)
		log_event("text", "OpenCC lacks t2s.json: traditional characters stay as they are");
}

/* Nothing that NFKC would change: ASCII and the ideographs of the first block, which neither
 * decompose nor combine.  Most of what stands in a register is no more than that. */
static bool is_plain(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c < 0x80)
			continue;
		unsigned char second = (unsigned char)s[1]; /* 0 at the end */
		unsigned char third = second ? (unsigned char)s[2] : 0;
		/* U+4E00 to U+9FFF */
		bool ideograph = (c >= 0xE5 && c <= 0xE9) || (c == 0xE4 && second >= 0xB8);
		if (!ideograph || (second & 0xC0) != 0x80 || (third & 0xC0) != 0x80)
			return false;
		s += 2;
	}
	return true;
}

static bool is_zero_width(gunichar c)
{
	return (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF || c == 0xAD ||
	       (c >= 0x202A && c <= 0x202E);
}

static bool is_han(gunichar c)
{
	return c == 0x3007 || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_middle_dot(gunichar c)
{
	return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 || c == 0x30FB;
}

/* NFKC of s as an arena copy; broken bytes become U+FFFD. */
static char *compose(struct arena *a, const char *s)
{
	if (is_plain(s))
		return arena_strdup(a, s);
	char *composed = g_utf8_normalize(s, -1, G_NORMALIZE_NFKC);
	if (!composed) {
		char *valid = g_utf8_make_valid(s, -1);
		composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
		g_free(valid);
	}
	char *kept = arena_strdup(a, composed);
	g_free(composed);
	return kept;
}

char *text_normal(struct arena *a, const char *s)
{
	const char *p = compose(a, s ? s : "");
	size_t size = strlen(p) * 2 + 1, n = 0; /* '.' of one byte may become a dot of two */
	char *out = arena_alloc(a, size);
	bool blank = false;
	gunichar before = 0;
	for (size_t left = strlen(p), length; left; left -= length) {
		gunichar c = utf8_get(p, left, &length);
		p += length;
		if (is_zero_width(c))
			continue;
		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			blank = n > 0;
			continue;
		}
		if (is_middle_dot(c) ||
		    (c == '.' && !blank && is_han(before) && is_han(g_utf8_get_char(p))))
			c = 0xB7;
		if (blank)
			out[n++] = ' ';
		blank = false;
		n += utf8_put(c, out + n);
		before = c;
	}
	assert(n < size);
	return out;
}

/* One character at a time, so that a part of a text folds as the whole does.  OpenCC changes none
 * but Han characters. */
static void ask_opencc(struct arena *a, const uint32_t *in, int n)
{
	char *text = arena_alloc(a, (size_t)n * 5 + 1);
	size_t size = 0;
	for (int i = 0; i < n; i++) {
		size += utf8_put(in[i], text + size);
		text[size++] = PART;
	}
	pthread_once(&opencc_once, opencc_start);
	char *converted = NULL;
	if (opencc_ready) {
		pthread_mutex_lock(&opencc_lock);
		converted = opencc_convert_utf8(opencc, text, size);
		pthread_mutex_unlock(&opencc_lock);
	}
	const char *p = converted;
	for (int i = 0; i < n; i++) {
		const char *end = p ? strchr(p, PART) : NULL;
		size_t length;
		simple_of[in[i]] = end ? utf8_get(p, (size_t)(end - p), &length) : in[i];
		p = end ? end + 1 : NULL;
	}
	if (converted)
		opencc_convert_utf8_free(converted);
}

static void simplify(struct arena *a, const uint32_t *in, uint32_t *out, int n)
{
	uint32_t *asked = NULL;
	int count = 0;
	for (int i = 0; i < n; i++) {
		if (!is_han(in[i]) || simple_of[in[i]])
			continue;
		asked = asked ? asked : ARENA_ARRAY(a, uint32_t, n);
		asked[count++] = in[i];
	}
	if (count)
		ask_opencc(a, asked, count);
	for (int i = 0; i < n; i++)
		out[i] = is_han(in[i]) ? simple_of[in[i]] : in[i];
}

struct chars chars_fold(struct arena *a, const char *s)
{
	const char *p = text_normal(a, s);
	size_t left = strlen(p);
	struct chars c = { .cp = ARENA_ARRAY(a, uint32_t, left + 1),
			   .raw = ARENA_ARRAY(a, uint32_t, left + 1) };
	bool han = false;
	while (left) {
		size_t length;
		uint32_t cp = g_unichar_tolower(utf8_get(p, left, &length));
		han |= is_han(cp);
		c.raw[c.n] = c.cp[c.n] = cp;
		c.n++;
		p += length;
		left -= length;
	}
	if (han)
		simplify(a, c.raw, c.cp, c.n);
	return c;
}

char *chars_text(struct arena *a, const uint32_t *cp, int n)
{
	char *out = arena_alloc(a, (size_t)n * 4 + 1);
	size_t size = 0;
	for (int i = 0; i < n; i++)
		size += utf8_put(cp[i], out + size);
	return out;
}

char *text_fold(struct arena *a, const char *s)
{
	struct chars c = chars_fold(a, s);
	return chars_text(a, c.cp, c.n);
}

/* What closes the bracket c, 0 when c opens none. */
static uint32_t bracket_close(uint32_t c)
{
	static const uint32_t pairs[][2] = {
		{ '(', ')' },       { '[', ']' },       { '{', '}' },       { '<', '>' },
		{ 0x3008, 0x3009 }, { 0x300A, 0x300B }, { 0x300C, 0x300D }, { 0x300E, 0x300F },
		{ 0x3010, 0x3011 }, { 0x3014, 0x3015 },
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (pairs[i][0] == c)
			return pairs[i][1];
	return 0;
}

/* Leaves out blanks and punctuation, and with `brackets` also what stands in brackets. */
static char *heading(struct arena *a, const struct chars *c, int n, bool brackets)
{
	uint32_t *kept = ARENA_ARRAY(a, uint32_t, n + 1);
	int count = 0;
	for (int i = 0; i < n; i++) {
		uint32_t close = brackets ? bracket_close(c->cp[i]) : 0;
		int end = i + 1;
		while (close && end < n && c->cp[end] != close)
			end++;
		if (close)
			i = end;
		else if (!g_unichar_isspace(c->cp[i]) && !g_unichar_ispunct(c->cp[i]))
			kept[count++] = c->cp[i];
	}
	return chars_text(a, kept, count);
}

/* Where an explanation begins that somebody wrote into the heading: "出生年月 注:按档案". */
static int note_start(struct arena *a, const struct chars *c)
{
	static const char *const words[] = { "注:", "备注:", "说明:", "填写说明", "例:", "例如", "如:", "格式:" };
	const char *text = chars_text(a, c->cp, c->n);
	int start = c->n;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *at = strstr(text, words[i]);
		int n = at ? (int)g_utf8_pointer_to_offset(text, at) : 0;
		/* "备注:" by itself is the heading. */
		if (n > 0 && n < start && !is_han(c->cp[n - 1]))
			start = n;
	}
	return start;
}

char *text_heading(struct arena *a, const char *s)
{
	struct chars c = chars_fold(a, s);
	int n = note_start(a, &c);
	char *out = heading(a, &c, n, true);
	return *out ? out : heading(a, &c, n, false);
}
