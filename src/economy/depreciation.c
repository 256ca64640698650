/* depreciation.c - straight line in whole fen. */
#include "economy/depreciation.h"

/* Months as a count, so that they can be subtracted. */
static int serial(int month)
{
	return month / 100 * 12 + month % 100 - 1;
}

static int of_serial(int n)
{
	return n / 12 * 100 + n % 12 + 1;
}

/* What is spread from `first` over `months` months. */
struct spread {
	int64_t amount;
	int first, months; /* serial */
};

static struct spread spread_of(const struct depreciable *d)
{
	struct spread s = {
		.amount = d->original - d->residual - d->taken,
		.first = serial(d->used) + 1,
		.months = d->life,
	};
	if (d->taken_through) {
		int from = serial(d->taken_through) + 1;
		if (from > s.first) {
			s.months -= from - s.first;
			s.first = from;
		}
	}
	if (s.amount <= 0 || s.months <= 0 || d->life <= 0)
		s.amount = s.months = 0;
	return s;
}

int64_t depreciation_through(const struct depreciable *d, int month)
{
	struct spread s = spread_of(d);
	int at = serial(month);
	int64_t old = d->taken_through && serial(d->taken_through) <= at ? d->taken : 0;
	if (d->last && serial(d->last) < at)
		at = serial(d->last);
	int passed = at - s.first + 1;
	if (!s.months || passed <= 0)
		return old;
	return old + (passed >= s.months ? s.amount : s.amount / s.months * passed);
}

int64_t depreciation_of(const struct depreciable *d, int month)
{
	struct spread s = spread_of(d);
	int at = serial(month);
	if (!s.months || at < s.first || at >= s.first + s.months || (d->last && at > serial(d->last)))
		return 0;
	int64_t each = s.amount / s.months;
	return at == s.first + s.months - 1 ? s.amount - each * (s.months - 1) : each;
}

bool depreciation_span(const struct depreciable *d, int *first, int *last)
{
	struct spread s = spread_of(d);
	int end = s.first + s.months - 1;
	if (d->last && serial(d->last) < end)
		end = serial(d->last);
	if (!s.months || end < s.first)
		return false;
	*first = of_serial(s.first);
	*last = of_serial(end);
	return true;
}
