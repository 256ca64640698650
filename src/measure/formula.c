/*
 * formula.c - the arithmetic of an indicator: parsed once, typed, evaluated exactly.
 *
 *	sum    = product { ("+" | "-") product }
 *	product = factor { ("*" | "/") factor }
 *	factor = number | measure | "(" sum ")" | "round(" sum "," digits "," mode ")"
 *	       | "if known(" sum ") then " sum " else " sum
 *
 * What may be combined: only equal quantities add; a quantity times or over a plain
 * number stays what it is; one quantity over another is a ratio.
 */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "measure/measure_int.h"

#include <string.h>

struct parser {
	struct arena *a;
	const struct measure_set *set;
	const char *text, *p;
	struct src_pos pos;
	struct formula *out;
	struct findings *f;
	int depth;
	bool under;  /* below a division line */
	bool failed; /* the first mistake is said, the rest would only follow from it */
};

enum { DEPTH_MAX = 40 };

static const struct node *sum(struct parser *in);

const char *quantity_word(enum quantity q)
{
	static const char *const words[] = {
	    [QUANTITY_PERSONS] = N_("persons"),	     [QUANTITY_ATTENDANCES] = N_("attendances"),
	    [QUANTITY_UNITS] = N_("units"),	     [QUANTITY_ITEMS] = N_("items"),
	    [QUANTITY_MU] = N_("mu"),		     [QUANTITY_YUAN] = N_("yuan"),
	    [QUANTITY_JIN] = N_("jin"),
	    [QUANTITY_RATIO] = N_("a plain number"),
	};
	return words[q];
}

/* Places the finding that follows; false when one was already said. */
static bool wrong(struct parser *in, const char *at)
{
	if (in->failed)
		return false;
	in->failed = true;
	in->f->place = arena_printf(in->a, "%s:%d:%d", in->pos.file, in->pos.line,
				    in->pos.column + (int)(at - in->text));
	return true;
}

static void blanks(struct parser *in)
{
	while (*in->p == ' ' || *in->p == '\n' || *in->p == '\t')
		in->p++;
}

static bool take(struct parser *in, char c)
{
	blanks(in);
	if (*in->p != c)
		return false;
	in->p++;
	return true;
}

static bool expect(struct parser *in, char c)
{
	if (take(in, c))
		return true;
	if (wrong(in, in->p))
		find_error(in->f, "formula", "formula-syntax", "Here a “%s” is missing.",
			   (char[2]){c, 0});
	return false;
}

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static bool word_take(struct parser *in, const char *word)
{
	blanks(in);
	size_t n = strlen(word);
	if (strncmp(in->p, word, n) != 0 || word_char(in->p[n]))
		return false;
	in->p += n;
	return true;
}

static bool word_expect(struct parser *in, const char *word)
{
	if (word_take(in, word))
		return true;
	if (wrong(in, in->p))
		find_error(in->f, "formula", "formula-syntax", "Here a “%s” is missing.", word);
	return false;
}

static struct node *node_new(struct parser *in, enum node_kind kind, const char *at)
{
	struct node *n = ARENA_NEW(in->a, struct node);
	n->kind = kind;
	n->column = (int)(at - in->text) + 1;
	return n;
}

/* ---- types ---- */

/* Whether the two may be combined so, and what comes out. */
static bool quantity_of(enum node_kind kind, enum quantity x, enum quantity y, enum quantity *out)
{
	switch (kind) {
	case NODE_ADD:
	case NODE_SUB:
	case NODE_IF_KNOWN:
		*out = x;
		return x == y;
	case NODE_MUL:
		*out = x == QUANTITY_RATIO ? y : x;
		return x == QUANTITY_RATIO || y == QUANTITY_RATIO;
	case NODE_DIV:
		*out = y == QUANTITY_RATIO ? x : QUANTITY_RATIO;
		return x != QUANTITY_RATIO || y == QUANTITY_RATIO;
	case NODE_NUMBER:
	case NODE_MEASURE:
	case NODE_ROUND:
		break;
	}
	assert(false);
	return false;
}

static const struct node *combine(struct parser *in, enum node_kind kind, const char *at,
				  const struct node *left, const struct node *right)
{
	if (!left || !right)
		return NULL;
	struct node *n = node_new(in, kind, at);
	n->left = left;
	n->right = right;
	if (quantity_of(kind, left->quantity, right->quantity, &n->quantity))
		return n;
	const char *x = tr(LANG_EN, quantity_word(left->quantity)),
		   *y = tr(LANG_EN, quantity_word(right->quantity));
	if (!wrong(in, at))
		return NULL;
	if (kind == NODE_MUL)
		find_error(in->f, "formula", "formula-units", "%s cannot be multiplied by %s.", x,
			   y);
	else if (kind == NODE_DIV)
		find_error(in->f, "formula", "formula-units", "%s cannot be divided by %s.", x, y);
	else
		find_error(in->f, "formula", "formula-units",
			   "%s and %s do not add up to anything.", x, y);
	return NULL;
}

/* ---- parsing ---- */

static const struct node *number(struct parser *in)
{
	const char *at = in->p;
	while ((*in->p >= '0' && *in->p <= '9') || *in->p == '.')
		in->p++;
	struct node *n = node_new(in, NODE_NUMBER, at);
	n->quantity = QUANTITY_RATIO;
	if (dec_parse(arena_strndup(in->a, at, (size_t)(in->p - at)), &n->number))
		return n;
	if (wrong(in, at))
		find_error(in->f, "formula", "formula-number", "This is not a number.");
	return NULL;
}

static const struct node *rounding(struct parser *in, const char *at)
{
	static const char *const words[] = {"half_up", "half_even", "down"};
	static const enum round_mode modes[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN};
	const struct node *inner = expect(in, '(') ? sum(in) : NULL;
	if (!inner || !expect(in, ','))
		return NULL;
	blanks(in);
	const char *digits = in->p;
	if (*in->p < '0' || *in->p > '9' || (in->p[1] >= '0' && in->p[1] <= '9')) {
		if (wrong(in, digits))
			find_error(in->f, "formula", "formula-round", "Round to 0 to 9 digits.");
		return NULL;
	}
	struct node *n = node_new(in, NODE_ROUND, at);
	n->scale = *in->p++ - '0';
	n->left = inner;
	n->quantity = inner->quantity;
	if (!expect(in, ','))
		return NULL;
	blanks(in);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (word_take(in, words[i])) {
			n->mode = modes[i];
			return expect(in, ')') ? n : NULL;
		}
	}
	if (wrong(in, in->p))
		find_error(in->f, "formula", "formula-round",
			   "Say how to round: half_up, half_even or down.");
	return NULL;
}

static const struct node *if_known(struct parser *in, const char *at)
{
	if (!word_expect(in, "known") || !expect(in, '('))
		return NULL;
	const struct node *test = sum(in);
	if (!test || !expect(in, ')') || !word_expect(in, "then"))
		return NULL;
	const struct node *yes = sum(in);
	if (!yes || !word_expect(in, "else"))
		return NULL;
	const struct node *n = combine(in, NODE_IF_KNOWN, at, yes, sum(in));
	if (!n)
		return NULL;
	struct node *full = node_new(in, NODE_IF_KNOWN, at);
	*full = *n;
	full->test = test;
	return full;
}

static int input_of(struct parser *in, const struct measure_def *m, const char *at)
{
	struct formula *out = in->out;
	for (int i = 0; i < out->input_count; i++) {
		if (out->inputs[i].measure == m) {
			out->inputs[i].numerator |= !in->under;
			return i;
		}
	}
	if (out->input_count == FIGURE_INPUTS_MAX) {
		if (wrong(in, at))
			find_error(in->f, "formula", "formula-long",
				   "A formula may name at most %d measures.", FIGURE_INPUTS_MAX);
		return -1;
	}
	out->inputs[out->input_count].measure = m;
	out->inputs[out->input_count].numerator = !in->under;
	return out->input_count++;
}

static const struct node *named(struct parser *in)
{
	const char *at = in->p;
	while (word_char(*in->p))
		in->p++;
	const char *name = arena_strndup(in->a, at, (size_t)(in->p - at));
	const struct measure_def *m = measure_find(in->set, name);
	if (!m) {
		if (!wrong(in, at))
			return NULL;
		struct finding *fi = find_error(in->f, "formula", "unknown-measure",
						"There is no measure “%s”.", name);
		const char **names = ARENA_ARRAY(in->a, const char *, in->set->measure_count + 1);
		for (int i = 0; i < in->set->measure_count; i++)
			names[i] = in->set->measures[i]->name;
		const char *near = nearest(name, names, (size_t)in->set->measure_count);
		if (near)
			find_hint(fi, "Did you mean “%s”?", near);
		return NULL;
	}
	struct node *n = node_new(in, NODE_MEASURE, at);
	n->measure = m;
	n->quantity = m->quantity;
	n->input = input_of(in, m, at);
	return n->input < 0 ? NULL : n;
}

static const struct node *factor(struct parser *in)
{
	blanks(in);
	const char *at = in->p;
	if (++in->depth > DEPTH_MAX) {
		if (wrong(in, at))
			find_error(in->f, "formula", "formula-long",
				   "The formula is nested too deeply.");
		return NULL;
	}
	const struct node *n = NULL;
	if (take(in, '(')) {
		n = sum(in);
		if (n && !expect(in, ')'))
			n = NULL;
	} else if (*at >= '0' && *at <= '9') {
		n = number(in);
	} else if (word_take(in, "round")) {
		n = rounding(in, at);
	} else if (word_take(in, "if")) {
		n = if_known(in, at);
	} else if (*at >= 'a' && *at <= 'z') {
		n = named(in);
	} else if (wrong(in, at)) {
		find_error(in->f, "formula", "formula-syntax",
			   "Here a number or a measure is missing.");
	}
	in->depth--;
	return n;
}

static const struct node *product(struct parser *in)
{
	const struct node *left = factor(in);
	while (left) {
		blanks(in);
		const char *at = in->p;
		if (take(in, '*')) {
			left = combine(in, NODE_MUL, at, left, factor(in));
		} else if (take(in, '/')) {
			bool before = in->under;
			in->under = !before;
			const struct node *right = factor(in);
			in->under = before;
			left = combine(in, NODE_DIV, at, left, right);
		} else {
			break;
		}
	}
	return left;
}

static const struct node *sum(struct parser *in)
{
	const struct node *left = product(in);
	while (left) {
		blanks(in);
		const char *at = in->p;
		if (take(in, '+'))
			left = combine(in, NODE_ADD, at, left, product(in));
		else if (take(in, '-'))
			left = combine(in, NODE_SUB, at, left, product(in));
		else
			break;
	}
	return left;
}

void formula_parse(struct arena *a, const struct measure_set *set, const char *text,
		   struct src_pos pos, struct formula *out, struct findings *f)
{
	*out = (struct formula){0};
	struct parser in = {
	    .a = a, .set = set, .text = text, .p = text, .pos = pos, .out = out, .f = f};
	const char *place = f->place;
	out->tree = sum(&in);
	blanks(&in);
	if (out->tree && *in.p) {
		out->tree = NULL;
		if (wrong(&in, in.p))
			find_error(f, "formula", "formula-syntax", "The formula ends before “%s”.",
				   in.p);
	}
	f->place = place;
}
