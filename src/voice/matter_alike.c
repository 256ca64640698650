/* matter_alike.c - which matters may be one: pairs of neighbouring characters that two texts share. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/matters.h"
#include "text/text.h"
#include "voice/matter_int.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_BACK = 90, CANDIDATES = 400, GRAMS_MAX = 1200, ALIKE_MIN = 30, PERCENT = 100 };

struct grams {
	int count;
	uint64_t g[GRAMS_MAX]; /* two code points each, sorted, once each */
};

static int by_number(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* Letters, digits and characters; blanks and punctuation part nothing. */
static bool is_word(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
	return (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0x20000 && cp <= 0x323af);
}

static void grams_of(struct arena *a, const char *text, struct grams *out)
{
	const char *s = text_fold(a, text);
	size_t n = strlen(s), len;
	uint32_t before = 0;
	out->count = 0;
	for (size_t i = 0; i < n && out->count < GRAMS_MAX; i += len) {
		uint32_t cp = utf8_get(s + i, n - i, &len);
		if (!is_word(cp))
			continue;
		if (before)
			out->g[out->count++] = (uint64_t)before << 32 | cp;
		before = cp;
	}
	qsort(out->g, (size_t)out->count, sizeof out->g[0], by_number);
	int kept = 0;
	for (int i = 0; i < out->count; i++)
		if (i == 0 || out->g[i] != out->g[i - 1])
			out->g[kept++] = out->g[i];
	out->count = kept;
}

/* Twice what both have, of what each has: 0 to 100. */
static int alike(const struct grams *x, const struct grams *y)
{
	int shared = 0, all = x->count + y->count;
	for (int i = 0, k = 0; i < x->count && k < y->count;) {
		if (x->g[i] == y->g[k])
			shared++;
		bool left = x->g[i] <= y->g[k], right = x->g[i] >= y->g[k];
		i += left;
		k += right;
	}
	return all ? shared * 2 * PERCENT / all : 0;
}

static int most_first(const void *x, const void *y)
{
	const struct matter_like *a = x, *b = y;
	if (a->alike != b->alike)
		return b->alike - a->alike;
	return (a->m.id > b->m.id) - (a->m.id < b->m.id);
}

bool matter_alike(struct arena *a, struct db *db, const struct matter *m, const struct scope *scope, int limit,
		  int *count, struct matter_like **out, struct err *e)
{
	struct matter_ids ids;
	struct grams *mine = ARENA_NEW(a, struct grams), *theirs = ARENA_NEW(a, struct grams);
	ymd from = date_from_days(date_days(m->raised) - DAYS_BACK);
	ymd to = date_from_days(date_days(m->raised) + DAYS_BACK);
	*count = 0;
	if (!matter_ids_of(a, db, m->county, m->place, MATTER_PICK_RAISED, from, to, CANDIDATES, &ids, e))
		return false;
	struct matter_like *all = ARENA_ARRAY(a, struct matter_like, ids.count + 1);
	int n = 0;
	grams_of(a, m->text, mine);
	for (int i = 0; i < ids.count; i++) {
		struct record *r;
		struct err why = {0};
		struct matter_like one = {0};
		if (ids.ids[i] == m->id)
			continue;
		if (!reg_load(a, db, matter_def(), m->county, ids.ids[i], scope, false, &r, &why)) {
			if (why.code == ERR_NOT_FOUND)
				continue;
			*e = why;
			return false;
		}
		matter_of_record(a, r, &one.m);
		if (!text_eq(one.m.kind, m->kind) || one.m.state == MATTER_MERGED)
			continue;
		grams_of(a, one.m.text, theirs);
		one.alike = alike(mine, theirs);
		if (one.alike >= ALIKE_MIN)
			all[n++] = one;
	}
	qsort(all, (size_t)n, sizeof *all, most_first);
	*count = n < limit ? n : limit;
	*out = all;
	return true;
}
