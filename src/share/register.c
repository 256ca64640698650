/* register.c - the share register at a day, added up from movements. */
#include "base/arena.h"
#include "base/buf.h"
#include "share/share.h"

#include <stdio.h>

/* What a movement does to one person. */
struct change {
	int64_t person, class;
	ymd day;
	int64_t owned, frozen;
};

struct key {
	uint64_t value;
	int64_t at;
};

/* By value, equal ones as they stood: bytes from the lowest up, those that are all alike left out. */
static void keys_sort(struct key *keys, struct key *spare, int64_t n)
{
	struct key *from = keys, *to = spare;
	for (int shift = 0; shift < 64; shift += 8) {
		int64_t start[257] = {0};
		for (int64_t i = 0; i < n; i++)
			start[(from[i].value >> shift & 255) + 1]++;
		if (start[(from[0].value >> shift & 255) + 1] == n)
			continue;
		for (int b = 0; b < 256; b++)
			start[b + 1] += start[b];
		for (int64_t i = 0; i < n; i++)
			to[start[from[i].value >> shift & 255]++] = from[i];
		struct key *t = from;
		from = to;
		to = t;
	}
	for (int64_t i = 0; from != keys && i < n; i++)
		keys[i] = from[i];
}

/* By person and class; comparing would take ten times as long over a million. */
static struct key *order_of(struct arena *a, const struct change *changes, int64_t n)
{
	struct key *keys = ARENA_ARRAY(a, struct key, (size_t)n + 1),
		   *spare = ARENA_ARRAY(a, struct key, (size_t)n + 1);
	for (int64_t i = 0; i < n; i++)
		keys[i] = (struct key){.value = (uint64_t)changes[i].class, .at = i};
	if (n)
		keys_sort(keys, spare, n);
	for (int64_t i = 0; i < n; i++)
		keys[i].value = (uint64_t)changes[keys[i].at].person;
	if (n)
		keys_sort(keys, spare, n);
	return keys;
}

static int64_t changes_of(const struct share_moves *moves, ymd day, struct change *out)
{
	int64_t n = 0;
	for (int64_t i = 0; i < moves->count; i++) {
		const struct share_move *m = &moves->rows[i];
		if (m->day > day)
			continue;
		struct change c = {.class = m->class, .day = m->day, .person = m->holder};
		if (m->kind == MOVE_FREEZE || m->kind == MOVE_UNFREEZE) {
			c.frozen = m->kind == MOVE_FREEZE ? m->shares : -m->shares;
			out[n++] = c;
			continue;
		}
		/* without a person on either side it is the collective's own */
		if (m->receiver || !m->holder) {
			c.person = m->receiver;
			c.owned = m->kind == MOVE_REVERSAL && !m->receiver ? -m->shares : m->shares;
			out[n++] = c;
		}
		if (m->holder) {
			c.person = m->holder;
			c.owned = -m->shares;
			out[n++] = c;
		}
	}
	return n;
}

/* Days of [from, to] from `day` on. */
static int64_t days_left(ymd day, ymd from, ymd to)
{
	int64_t begin = date_days(day > from ? day : from), end = date_days(to) + 1;
	return end > begin ? end - begin : 0;
}

static bool add_days(int64_t *sum, int64_t shares, int64_t days)
{
	int64_t product;
	return !__builtin_mul_overflow(shares, days, &product) &&
	       !__builtin_add_overflow(*sum, product, sum);
}

bool holdings_at(struct arena *a, const struct share_moves *moves, ymd day, ymd from, ymd to,
		 struct holdings *out, struct err *e)
{
	struct change *changes = ARENA_ARRAY(a, struct change, (size_t)moves->count * 2 + 1);
	int64_t n = changes_of(moves, day, changes);
	struct holdings all = {.rows = ARENA_ARRAY(a, struct holding, (size_t)n + 1)};
	struct holding *h = NULL;
	bool fits = true;
	const struct key *order = order_of(a, changes, n);
	for (int64_t i = 0; i < n; i++) {
		const struct change *c = &changes[order[i].at];
		if (!h || h->person != c->person || h->class != c->class) {
			h = &all.rows[all.count++];
			*h = (struct holding){.person = c->person, .class = c->class};
		}
		h->shares += c->owned;
		h->frozen += c->frozen;
		all.shares += c->owned;
		all.frozen += c->frozen;
		int64_t days = from ? days_left(c->day, from, to) : 0;
		fits &= add_days(&h->days, c->owned, days) &&
			add_days(&h->free_days, c->owned - c->frozen, days);
	}
	if (!fits)
		return err_set(e, ERR_REFUSED, "The shares are too many to be multiplied with days.");
	*out = all;
	return true;
}

const char *share_text(int64_t shares, char buf[32])
{
	const char *sign = shares < 0 ? "-" : "";
	uint64_t u = shares < 0 ? 0 - (uint64_t)shares : (uint64_t)shares;
	if (u % 100)
		snprintf(buf, 32, "%s%" PRIu64 ".%02d", sign, u / 100, (int)(u % 100));
	else
		snprintf(buf, 32, "%s%" PRIu64, sign, u / 100);
	return buf;
}
