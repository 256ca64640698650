/* divide.c - a sum divided by weights in whole fen: largest remainder, fixed tie order. */
#include "base/arena.h"
#include "share/share.h"

struct left {
	uint64_t rest; /* declared x weight modulo the total */
	int64_t weight, key, at;
};

static bool goes_before(const struct left *x, const struct left *y)
{
	if (x->rest != y->rest)
		return x->rest > y->rest;
	if (x->weight != y->weight)
		return x->weight > y->weight;
	return x->key < y->key;
}

static void swap(struct left *x, struct left *y)
{
	struct left t = *x;
	*x = *y;
	*y = t;
}

/* Median of three ends up at `low`: sorted and equal input stay quick. */
static void pivot_choose(struct left *v, int64_t low, int64_t high)
{
	int64_t mid = low + (high - low) / 2;
	if (goes_before(&v[mid], &v[low]))
		swap(&v[mid], &v[low]);
	if (goes_before(&v[high], &v[low]))
		swap(&v[high], &v[low]);
	if (goes_before(&v[high], &v[mid]))
		swap(&v[high], &v[mid]);
	swap(&v[low], &v[mid]);
}

/* Puts the first `want` of the order, in any order, in front. */
static void select_first(struct left *v, int64_t count, int64_t want)
{
	int64_t low = 0, high = count - 1;
	while (low < high) {
		pivot_choose(v, low, high);
		struct left p = v[low];
		int64_t i = low, j = high + 1;
		for (;;) {
			do
				i++;
			while (i <= high && goes_before(&v[i], &p));
			do
				j--;
			while (goes_before(&p, &v[j]));
			if (i >= j)
				break;
			swap(&v[i], &v[j]);
		}
		swap(&v[low], &v[j]);
		if (j == want)
			return;
		if (j < want)
			low = j + 1;
		else
			high = j - 1;
	}
}

static bool total_of(const struct part *parts, int64_t count, int64_t *total, struct err *e)
{
	int64_t sum = 0;
	for (int64_t i = 0; i < count; i++) {
		assert(parts[i].weight >= 0);
		if (__builtin_add_overflow(sum, parts[i].weight, &sum))
			return err_set(e, ERR_REFUSED, "The shares are too many to be added up.");
	}
	if (!sum) {
		err_set(e, ERR_REFUSED, "Nobody has a share that takes part.");
		return err_hint(e, "Enter the shares of the members up to the record day.");
	}
	*total = sum;
	return true;
}

bool share_divide(struct arena *a, int64_t declared, struct part *parts, int64_t count,
		  int64_t *total, struct err *e)
{
	int64_t given = 0, sum;
	assert(declared >= 0);
	if (!total_of(parts, count, &sum, e))
		return false;
	struct left *lefts = ARENA_ARRAY(a, struct left, (size_t)count);
	for (int64_t i = 0; i < count; i++) {
		struct part *p = &parts[i];
		wide exact = (wide)declared * (uint64_t)p->weight;
		p->base = p->fen = (int64_t)(exact / (uint64_t)sum);
		lefts[i] = (struct left){.rest = (uint64_t)(exact % (uint64_t)sum), .weight = p->weight,
					 .key = p->key, .at = i};
		given += p->base;
	}
	/* fewer fen are left than there are remainders, so nobody gets two and nobody without a
	 * remainder gets one */
	int64_t rest = declared - given;
	assert(rest >= 0 && rest < count);
	if (rest)
		select_first(lefts, count, rest);
	for (int64_t i = 0; i < rest; i++)
		parts[lefts[i].at].fen++;
	*total = sum;
	return true;
}
