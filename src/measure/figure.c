/*
 * figure.c - a number, or unknown with a reason, computed from records when it is asked.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/str.h"
#include "measure/figure_int.h"

#include <stdlib.h>

ymd ask_day(const struct figure_ask *ask)
{
	return ask->at ? ask->at : today();
}

/* ---- parameters and words ---- */

static const char *parameter_of(const void *arg, const struct parameter_def *p)
{
	const struct making *m = arg;
	for (int i = 0; i < m->base.parameter_count; i++)
		if (text_eq(m->base.parameters[i].name, p->name))
			return m->base.parameters[i].value;
	assert(false); /* making_init() took every one */
	return p->initial;
}

static bool parameter_add(struct making *m, const struct parameter_def *p, struct err *e)
{
	struct figure *fig = &m->base;
	for (int i = 0; i < fig->parameter_count; i++)
		if (text_eq(fig->parameters[i].name, p->name))
			return true;
	assert(fig->parameter_count < FIGURE_PARAMETERS_MAX);
	int i = fig->parameter_count++;
	bool found;
	fig->parameters[i].name = p->name;
	if (!parameter_value(m->a, m->db, m->ask->county, m->ask->unit, p->name, fig->at,
			     &fig->parameters[i].value, &fig->parameters[i].document, &found, e))
		return false;
	if (!parameter_fits(p, fig->parameters[i].value))
		msg_set(&m->bad, "the parameter %s has the value “%s”, which is not of its kind",
			p->name, fig->parameters[i].value);
	return true;
}

static char *filter_words(const struct making *m, const struct measure_def *md, enum lang lang)
{
	struct buf *out = buf_in(m->a, 16 * 1024);
	if (md->special)
		return arena_strdup(m->a, label_in(&md->special->filter, lang));
	for (int i = 0; i < md->condition_count; i++) {
		if (i)
			buf_puts(out, lang == LANG_ZH ? "；" : "; ");
		buf_puts(out, condition_words(m->a, md->of, &md->conditions[i], parameter_of, m,
					      lang));
	}
	if (md->valid && (md->of->valid_from || md->of->valid_to)) {
		char day[32];
		struct msg words;
		msg_set(&words, "valid on %s",
			lang == LANG_ZH ? date_zh(m->base.at, day) : date_iso(m->base.at, day));
		if (!md->of->valid_to)
			words.id = N_("up to %s");
		if (out->n)
			buf_puts(out, lang == LANG_ZH ? "；" : "; ");
		buf_puts(out, msg_render(m->a, &words, lang));
	}
	return arena_strdup(m->a, buf_str(out));
}

struct taking {
	struct making *m;
	struct err *e;
};

static bool parameter_take(void *arg, const struct condition *c)
{
	struct taking *t = arg;
	return !c->parameter || parameter_add(t->m, c->parameter, t->e);
}

bool making_init(struct making *m, struct arena *a, struct db *db, const struct figure_ask *ask,
		 struct err *e)
{
	const struct indicator_full *full = indicator_full(ask->indicator);
	*m = (struct making){.a = a, .db = db, .ask = ask, .full = full};
	m->base.indicator = ask->indicator;
	m->base.at = ask_day(ask);
	m->base.input_count = full->formula.input_count;
	struct taking taking = {.m = m, .e = e};
	for (int i = 0; i < m->base.input_count; i++) {
		const struct measure_def *md = full->formula.inputs[i].measure;
		if (!conditions_each(md->conditions, md->condition_count, parameter_take, &taking))
			return false;
		if (md->bound && !parameter_add(m, md->bound, e))
			return false;
		m->base.inputs[i].measure = md->name;
		m->base.inputs[i].scale = md->scale;
		m->base.inputs[i].numerator = full->formula.inputs[i].numerator;
		for (int lang = 0; lang < LANG__COUNT; lang++)
			m->base.inputs[i].filter[lang] = filter_words(m, md, (enum lang)lang);
		if (md->caliber && !income_words(m, md, m->base.inputs[i].filter, e))
			return false;
	}
	return true;
}

/* ---- values ---- */

void making_query(const struct making *m, int input, struct query *out)
{
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	query_init(out, md->of, m->ask->county, &m->ask->scope);
	out->unit = m->ask->unit;
	out->boundary = m->ask->boundary;
	out->at = m->base.at;
	out->any_day = !md->valid;
	for (int i = 0; i < md->condition_count; i++)
		condition_apply(m->a, out, &md->conditions[i], parameter_of, m, m->base.at);
}

static int by_size(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* Of an even number the mean of the two in the middle. */
static struct amount median_of(struct arena *a, const struct special *s, const struct figure_unit *units, int count)
{
	int64_t *v = ARENA_ARRAY(a, int64_t, count + 1);
	struct amount out = {.d = 1};
	int n = 0;
	for (int i = 0; i < count; i++)
		if (s->counts(&units[i]))
			v[n++] = units[i].amount;
	if (n == 0) {
		msg_set(&out.reason, "nothing was answered in the year up to the day");
		return out;
	}
	qsort(v, (size_t)n, sizeof *v, by_size);
	out.known = true;
	out.n = v[(n - 1) / 2] + v[n / 2];
	out.d = 2;
	if (out.n % 2 == 0) {
		out.n /= 2;
		out.d = 1;
	}
	return out;
}

struct amount units_amount(struct arena *a, const struct special *s, const struct figure_unit *units,
			   int count)
{
	int unknown = 0;
	if (s->median)
		return median_of(a, s, units, count);
	struct amount out = {.known = true, .d = 1};
	for (int i = 0; i < count; i++) {
		unknown += units[i].state == UNIT_UNKNOWN;
		if (s->counts(&units[i]))
			out.n += s->sums ? units[i].amount : 1;
	}
	if (unknown == 0)
		return out;
	out = (struct amount){.d = 1};
	if (s->income)
		msg_set(&out.reason, "no caliber of this income holds on the day");
	else
		msg_set(&out.reason, "%d of %d villages have no requirement that holds on the day",
			unknown, count);
	return out;
}

bool making_amount(const struct making *m, int input, struct amount *out, struct err *e)
{
	const struct measure_def *md = m->full->formula.inputs[input].measure;
	if (md->special) {
		int count;
		struct figure_unit *units;
		if (!md->special->units(m->a, m->db, md, m->ask, &count, &units, e))
			return false;
		*out = units_amount(m->a, md->special, units, count);
		return true;
	}
	struct query q;
	making_query(m, input, &q);
	struct group_list list;
	struct aggregate g = {.kind = md->kind, .of = md->path};
	if (!query_aggregate(m->a, m->db, &q, &g, &list, e))
		return false;
	assert(list.count == 1);
	*out = (struct amount){.known = true, .n = list.rows[0].value, .d = 1};
	return true;
}

void making_figure(const struct making *m, const struct amount *values, struct figure *out)
{
	struct amount scaled[FIGURE_INPUTS_MAX];
	*out = m->base;
	for (int i = 0; i < out->input_count; i++) {
		out->inputs[i].value = values[i].known ? values[i].n : 0;
		scaled[i] = values[i].known && out->inputs[i].scale
				? amount_scaled(values[i].n, out->inputs[i].scale)
				: values[i];
	}
	if (m->bad.id) {
		out->reason = m->bad;
		return;
	}
	struct amount x = formula_value(m->full->formula.tree, scaled);
	if (!x.known) {
		out->reason = x.reason;
		return;
	}
	struct dec n = {.v = x.n};
	out->known =
	    (!out->indicator->percent || dec_mul(n, (struct dec){.v = 100}, &n)) &&
	    dec_div(n, (struct dec){.v = x.d}, out->indicator->scale, m->full->mode, &out->value);
	if (!out->known)
		msg_set(&out->reason, "the number is too large");
}

bool figure_make(const struct making *m, struct amount *values, struct figure *out, struct err *e)
{
	for (int i = 0; i < m->base.input_count; i++)
		if (!making_amount(m, i, &values[i], e))
			return false;
	making_figure(m, values, out);
	return true;
}

bool figure_compute(struct arena *a, struct db *db, const struct figure_ask *ask,
		    struct figure *out, struct err *e)
{
	struct making m;
	struct amount values[FIGURE_INPUTS_MAX] = {0};
	return making_init(&m, a, db, ask, e) && figure_make(&m, values, out, e);
}

const char *figure_text(struct arena *a, const struct figure *fig, enum lang lang)
{
	(void)lang; /* digits are the same in both */
	char text[32];
	if (!fig->known)
		return "—";
	return arena_printf(a, "%s%s", dec_text(fig->value, text),
			    fig->indicator->percent ? "%" : "");
}

const char *figure_input_text(struct arena *a, const struct figure_input *in)
{
	char text[32];
	struct dec value = {.v = in->value, .scale = (int8_t)in->scale};
	return arena_strdup(a, dec_text(value, text));
}

/* ---- what is behind ---- */

static const struct measure_def *input_measure(const struct indicator_def *def, int input)
{
	const struct indicator_full *full = indicator_full(def);
	assert(input >= 0 && input < full->formula.input_count);
	return full->formula.inputs[input].measure;
}

bool input_counts_units(const struct indicator_def *def, int input)
{
	return input_measure(def, input)->special != NULL;
}

bool figure_records(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		    struct query *out, struct err *e)
{
	if (input_counts_units(ask->indicator, input))
		return err_set(e, ERR_INPUT, "Behind this number stand units, not records.");
	struct making *m = ARENA_NEW(a, struct making);
	if (!making_init(m, a, db, ask, e))
		return false;
	making_query(m, input, out);
	return true;
}

bool figure_units(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		  int *count, struct figure_unit **out, struct err *e)
{
	const struct measure_def *md = input_measure(ask->indicator, input);
	const struct special *s = md->special;
	if (!s)
		return err_set(e, ERR_INPUT, "Behind this number stand records, not units.");
	int all, kept = 0;
	struct figure_unit *units;
	if (!s->units(a, db, md, ask, &all, &units, e))
		return false;
	for (int i = 0; i < all; i++)
		if (s->counts(&units[i]) || units[i].state == UNIT_UNKNOWN)
			units[kept++] = units[i];
	*count = kept;
	*out = units;
	return true;
}
