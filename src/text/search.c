/* search.c - the keys a short text is found by, and the query that finds it. */
#include "text/text_int.h"
#include "base/arena.h"
#include "base/str.h"

#include <glib.h>
#include <string.h>

enum {
	CHARS_MAX = 128,   /* code points of a text that take part */
	SUFFIX_MAX = 42,   /* where a match may begin */
	READING_KEYS = 8,  /* combinations of readings per suffix */
	KEYS_MAX = 64,
};

struct keys {
	struct arena *arena;
	int n;
	const char *v[KEYS_MAX];
};

/* Walks the combinations of one suffix, those of the likeliest readings first. */
struct walk {
	struct arena *arena;
	const struct readings *of; /* per character */
	int from, to;
	int rest_max[CHARS_MAX + 1]; /* the largest sum of ranks from here on */
	int pick[CHARS_MAX];
	int found;
	const char *keys[READING_KEYS];
};

/* ǚ -> v, é -> e: pinyin with tones is typed too. */
static uint32_t plain_letter(uint32_t cp)
{
	gunichar parts[8];
	if (cp < 0xC0 || (cp > 0x24F && (cp < 0x1E00 || cp > 0x1EFF)))
		return cp;
	gsize n = g_unichar_fully_decompose(cp, FALSE, parts, ARRAY_LEN(parts));
	if (n < 2 || parts[0] > 'z' || !g_ascii_isalpha((char)parts[0]))
		return cp;
	for (gsize i = 1; i < n && parts[0] == 'u'; i++)
		if (parts[i] == 0x308)
			return 'v';
	return parts[0];
}

/* What takes part in a search: letters, digits and characters; all of it if there are none. */
static struct chars searched(struct arena *a, const char *text)
{
	struct chars c = chars_fold(a, text);
	struct chars out = { .cp = ARENA_ARRAY(a, uint32_t, c.n + 1),
			     .raw = ARENA_ARRAY(a, uint32_t, c.n + 1) };
	for (int pass = 0; pass < 2 && out.n == 0; pass++)
		for (int i = 0; i < c.n && out.n < CHARS_MAX; i++) {
			bool mark = g_unichar_isspace(c.cp[i]) || g_unichar_ispunct(c.cp[i]) ||
				    g_unichar_iscntrl(c.cp[i]);
			if (mark && (pass == 0 || c.cp[i] == ' '))
				continue;
			out.cp[out.n] = plain_letter(c.cp[i]);
			out.raw[out.n++] = plain_letter(c.raw[i]);
		}
	return out;
}

static void key_add(struct keys *k, const char *key)
{
	int kept = 0;
	for (int i = 0; i < k->n; i++)
		if (has_prefix(k->v[i], key))
			return;
	for (int i = 0; i < k->n; i++)
		if (!has_prefix(key, k->v[i]))
			k->v[kept++] = k->v[i];
	k->n = kept;
	if (k->n < KEYS_MAX)
		k->v[k->n++] = key;
}

static void walk_emit(struct walk *w)
{
	size_t size = 1;
	for (int i = w->from; i < w->to; i++)
		size += strlen(w->of[i].v[w->pick[i]]);
	char *key = arena_alloc(w->arena, size), *end = key;
	for (int i = w->from; i < w->to; i++)
		end = stpcpy(end, w->of[i].v[w->pick[i]]);
	w->keys[w->found++] = key;
}

static void walk_step(struct walk *w, int at, int rest)
{
	if (at == w->to) {
		walk_emit(w);
		return;
	}
	for (int r = 0; r < w->of[at].n && r <= rest && w->found < READING_KEYS; r++) {
		if (rest - r > w->rest_max[at + 1])
			continue;
		w->pick[at] = r;
		walk_step(w, at + 1, rest - r);
	}
}

static struct walk *walk(struct arena *a, const struct readings *of, int from, int to)
{
	struct walk *w = ARENA_NEW(a, struct walk);
	*w = (struct walk){ .arena = a, .of = of, .from = from, .to = to };
	for (int i = to - 1; i >= from; i--)
		w->rest_max[i] = w->rest_max[i + 1] + of[i].n - 1;
	for (int sum = 0; sum <= w->rest_max[from] && w->found < READING_KEYS; sum++)
		walk_step(w, from, sum);
	return w;
}

static void initials(struct arena *a, const struct readings *full, struct readings *out, int n)
{
	for (int i = 0; i < n; i++)
		for (int r = 0; r < full[i].n; r++) {
			const char *v = full[i].v[r];
			size_t length;
			utf8_get(v, strlen(v), &length);
			readings_add(a, &out[i], arena_strndup(a, v, length), " ");
		}
}

/* Readings of all characters; with `surname` those of a surname at the start come first. */
static struct readings *all_readings(struct arena *a, const struct chars *c, bool surname)
{
	struct readings *of = ARENA_ARRAY(a, struct readings, c->n + 1);
	int length = 0;
	const struct surname *found = surname ? surname_of(a, c, &length) : NULL;
	const char *rest = found ? found->readings : "";
	for (int i = 0; i < c->n; i++) {
		size_t n = strcspn(rest, " ");
		if (i < length)
			readings_add(a, &of[i], arena_strndup(a, rest, n), "/");
		rest += n + (rest[n] != 0);
		readings_of(a, c, i, &of[i]);
		if (of[i].n == 0)
			of[i] = (struct readings){ 1, { chars_text(a, c->cp + i, 1) } };
	}
	return of;
}

static void key_add_nth(struct keys *k, const struct walk *w, int nth)
{
	if (nth < w->found)
		key_add(k, w->keys[nth]);
}

int search_keys(struct arena *a, const char *text, const char ***keys)
{
	struct keys *k = ARENA_NEW(a, struct keys);
	struct chars c = searched(a, text);
	int starts = c.n < SUFFIX_MAX ? c.n : SUFFIX_MAX;
	struct readings *first = all_readings(a, &c, true), *later = all_readings(a, &c, false);
	struct readings *short_first = ARENA_ARRAY(a, struct readings, c.n + 1);
	struct readings *short_later = ARENA_ARRAY(a, struct readings, c.n + 1);
	initials(a, first, short_first, c.n);
	initials(a, later, short_later, c.n);
	const struct walk *full[SUFFIX_MAX], *brief[SUFFIX_MAX];
	for (int i = 0; i < starts; i++) {
		key_add(k, chars_text(a, c.cp + i, c.n - i));
		full[i] = walk(a, i ? later : first, i, c.n);
		brief[i] = walk(a, i ? short_later : short_first, i, c.n);
	}
	/* The likeliest reading of every suffix before the second of any. */
	for (int nth = 0; nth < READING_KEYS; nth++)
		for (int i = 0; i < starts; i++) {
			key_add_nth(k, full[i], nth);
			key_add_nth(k, brief[i], nth);
		}
	*keys = k->v;
	return k->n;
}

char *search_query(struct arena *a, const char *query)
{
	struct chars c = searched(a, query);
	return chars_text(a, c.cp, c.n);
}
