/* pinyin.c - readings of characters and surnames; the sort key of a name. */
#include "text/text_int.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <glib.h>
#include <string.h>

enum { PINYIN_MAX = 4096 };

static const char *pinyin_find(uint32_t cp)
{
	size_t low = 0, high = pinyin_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (pinyin_table[middle].cp < cp)
			low = middle + 1;
		else
			high = middle;
	}
	bool known = low < pinyin_count && pinyin_table[low].cp == cp;
	return known ? pinyin_pool + pinyin_table[low].at : "";
}

static void reading_add(struct readings *r, const char *word)
{
	for (int i = 0; i < r->n; i++)
		if (text_eq(r->v[i], word))
			return;
	if (r->n < READINGS_MAX)
		r->v[r->n++] = word;
}

void readings_add(struct arena *a, struct readings *r, const char *list, const char *parting)
{
	while (*list) {
		size_t n = strcspn(list, parting);
		char *word = arena_strndup(a, list, n);
		reading_add(r, word);
		/* lü and nü are typed with v by those who know and with u by the others. */
		char *v = strchr(word, 'v');
		if (v) {
			char *other = arena_strdup(a, word);
			other[v - word] = 'u';
			reading_add(r, other);
		}
		list += n + (list[n] != 0);
	}
}

void readings_of(struct arena *a, const struct chars *c, int i, struct readings *r)
{
	readings_add(a, r, pinyin_find(c->raw[i]), " ");
	if (c->raw[i] != c->cp[i])
		readings_add(a, r, pinyin_find(c->cp[i]), " ");
}

const struct surname *surname_of(struct arena *a, const struct chars *c, int *length)
{
	for (int n = c->n < 2 ? c->n : 2; n > 0; n--) {
		const char *head = chars_text(a, c->cp, n);
		for (size_t i = 0; i < surname_count; i++)
			if (text_eq(surnames[i].name, head)) {
				*length = n;
				return &surnames[i];
			}
	}
	return NULL;
}

char *pinyin_key(struct arena *a, const char *name)
{
	struct chars c = chars_fold(a, name);
	struct buf out;
	buf_init(&out, PINYIN_MAX);
	int length = 0;
	const struct surname *surname = surname_of(a, &c, &length);
	const char *rest = surname ? surname->readings : "";
	bool word = false; /* inside a run of what has no reading: it stays together */
	for (int i = 0; i < c.n; i++) {
		struct readings r = { 0 };
		if (i < length) {
			size_t n = strcspn(rest, " ");
			readings_add(a, &r, arena_strndup(a, rest, n), "/");
			rest += n + (rest[n] != 0);
		} else {
			readings_of(a, &c, i, &r);
		}
		bool letter = r.n > 0 || g_unichar_isalnum(c.cp[i]);
		if (out.n && (r.n > 0 || !word) && letter && out.p[out.n - 1] != ' ')
			buf_putc(&out, ' ');
		char utf8[4];
		if (r.n > 0)
			buf_puts(&out, r.v[0]);
		else if (letter)
			buf_put(&out, utf8, utf8_put(c.cp[i], utf8));
		word = r.n == 0 && letter;
	}
	char *key = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return key;
}
