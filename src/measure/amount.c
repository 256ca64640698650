/*
 * amount.c - exact arithmetic: fractions of whole numbers, no floating point.
 *
 * A figure is rounded once, when it is printed; 198 of 598 stays 99/299 until then.
 */
#include "measure/measure_int.h"

__extension__ typedef __int128 wide;

static struct amount unknown(const struct msg *reason)
{
	return (struct amount){.d = 1, .reason = *reason};
}

/* n / d in lowest terms; a number past 63 bits is unknown. */
static struct amount fraction(wide n, wide d)
{
	assert(d != 0);
	if (d < 0) {
		n = -n;
		d = -d;
	}
	wide x = n < 0 ? -n : n, y = d;
	while (y) {
		wide rest = x % y;
		x = y;
		y = rest;
	}
	n /= x;
	d /= x;
	if (n > INT64_MAX || n < -INT64_MAX || d > INT64_MAX) {
		struct msg reason;
		msg_set(&reason, "the number is too large");
		return unknown(&reason);
	}
	return (struct amount){.known = true, .n = (int64_t)n, .d = (int64_t)d};
}

static struct amount of_number(struct dec v)
{
	wide d = 1;
	for (int i = 0; i < v.scale; i++)
		d *= 10;
	return fraction(v.v, d);
}

struct amount amount_scaled(int64_t n, int scale)
{
	return of_number((struct dec){.v = n, .scale = (int8_t)scale});
}

/* "no …": what the divisor counts and there is none of. */
static void reason_none(const struct node *divisor, struct msg *out)
{
	while (divisor->kind != NODE_MEASURE && divisor->left)
		divisor = divisor->left;
	if (divisor->kind != NODE_MEASURE) {
		msg_set(out, "nothing to divide by");
		return;
	}
	/* each language takes its own label: the translation of "no %1$s" says %2$s */
	msg_set(out, TWO_TEXTS, divisor->measure->label.en, divisor->measure->label.zh);
	out->id = N_("no %1$s");
}

static struct amount rounded(const struct node *tree, struct amount x)
{
	struct dec v;
	if (!dec_div((struct dec){.v = x.n}, (struct dec){.v = x.d}, tree->scale, tree->mode, &v)) {
		struct msg reason;
		msg_set(&reason, "the number is too large");
		return unknown(&reason);
	}
	return of_number(v);
}

struct amount formula_value(const struct node *tree, const struct amount *values)
{
	if (tree->kind == NODE_NUMBER)
		return of_number(tree->number);
	if (tree->kind == NODE_MEASURE)
		return values[tree->input];
	if (tree->kind == NODE_IF_KNOWN)
		return formula_value(
		    formula_value(tree->test, values).known ? tree->left : tree->right, values);
	struct amount x = formula_value(tree->left, values);
	if (!x.known)
		return x;
	if (tree->kind == NODE_ROUND)
		return rounded(tree, x);
	struct amount y = formula_value(tree->right, values);
	if (!y.known)
		return y;
	switch (tree->kind) {
	case NODE_ADD:
		return fraction((wide)x.n * y.d + (wide)y.n * x.d, (wide)x.d * y.d);
	case NODE_SUB:
		return fraction((wide)x.n * y.d - (wide)y.n * x.d, (wide)x.d * y.d);
	case NODE_MUL:
		return fraction((wide)x.n * y.n, (wide)x.d * y.d);
	case NODE_DIV:
		break;
	case NODE_NUMBER:
	case NODE_MEASURE:
	case NODE_ROUND:
	case NODE_IF_KNOWN:
		assert(false);
	}
	if (y.n == 0) {
		struct msg reason;
		reason_none(tree->right, &reason);
		return unknown(&reason);
	}
	return fraction((wide)x.n * y.d, (wide)x.d * y.n);
}
