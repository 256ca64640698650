/*
 * measure_read.c - indicators/<name>.yaml into the sealed set of measures and indicators.
 *
 * A file is a list; the first key of each item says what it is:
 *	- measure: NAME      what is counted (condition.c has the conditions)
 *	- indicator: NAME    arithmetic over measures (formula.c)
 *	- parameter: NAME    a dated value with its default and the document behind it
 *	- bands: NAME        age bands
 *
 * To add a figure: 1. write the measure in indicators/<area>.yaml; 2. if it needs
 * arithmetic, an indicator beside it; 3. run the tests.  No C is needed.
 */
#include "base/arena.h"
#include "base/str.h"
#include "measure/measure_int.h"
#include "reg/yaml_tree.h"

#include <glib.h>
#include <string.h>

struct reader {
	struct measure_set *set;
	struct arena *a;
	struct findings *f;
};

/* ---- small pieces ---- */

static bool name_ok(const char *s)
{
	if (*s < 'a' || *s > 'z')
		return false;
	for (; *s; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_';
		if (!letter && (*s != '.' || s[1] < 'a' || s[1] > 'z'))
			return false;
	}
	return true;
}

/* The item's name, new among all kinds of things; NULL with a finding. */
static const char *name_read(struct reader *r, const struct ynode *node)
{
	const char *name = yword(node, "name", r->f);
	if (!name)
		return NULL;
	if (!name_ok(name) || text_eq(name, "round") || text_eq(name, "if")) {
		find_hint(DEF_ERROR(r->f, node->pos, "def-name", "“%s” is not a name.", name),
			  "Names are written like reserve.young_college.");
		return NULL;
	}
	bool used =
	    measure_find(r->set, name) || parameter_find(r->set, name) || bands_find(r->set, name);
	for (int i = 0; !used && i < r->set->indicator_count; i++)
		used = text_eq(r->set->indicators[i]->def.name, name);
	if (used) {
		DEF_ERROR(r->f, node->pos, "def-name", "“%s” is already defined.", name);
		return NULL;
	}
	return name;
}

/* The value of `key` among words; -1 with a finding. */
static int word_read(struct reader *r, const struct ynode *item, const char *key,
		     const char *const *words, size_t n, int absent)
{
	const struct ynode *node = ymap_get(item, key);
	const char *text = yword(node, key, r->f);
	if (!node)
		return absent;
	if (!text)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (text_eq(words[i], text))
			return (int)i;
	hint_nearest(
	    DEF_ERROR(r->f, node->pos, "def-word", "“%s” is not a word for “%s”.", text, key), text,
	    words, n);
	return -1;
}

/* Puts one more definition into a full or growing array of pointers. */
#define APPEND(r, array, count, item)                                                              \
	do {                                                                                       \
		size_t n_ = (size_t)(r)->set->count;                                               \
		(r)->set->array = arena_grow((r)->a, (r)->set->array, n_ * sizeof(void *),         \
					     (n_ + 1) * sizeof(void *));                           \
		(r)->set->array[(r)->set->count++] = (item);                                       \
	} while (0)

/* The caliber in words. */
static struct label about_read(struct reader *r, const struct ynode *item, const char *name)
{
	const struct ynode *about = ymap_get(item, "about");
	if (about)
		return ylabel(about, name, item->pos, r->f);
	find_hint(DEF_ERROR(r->f, item->pos, "measure-about", "“%s” does not say in words what it counts.", name),
		  "Write about: {zh: …, en: …}.");
	return (struct label){ "", "" };
}

/* ---- parameters and bands ---- */

static void parameter_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"parameter", "label",    "of",
					    "default",	 "document", NULL};
	ymap_known(item, "parameter", known, r->f);
	const char *name = name_read(r, item->items[0]);
	if (!name)
		return;
	struct parameter_def *p = ARENA_NEW(r->a, struct parameter_def);
	*p = (struct parameter_def){.name = name, .pos = item->pos};
	p->label = ylabel(ymap_get(item, "label"), name, item->pos, r->f);
	const struct ynode *of = ymap_get(item, "of"), *initial = ymap_get(item, "default");
	const char *list = yword(of, "of", r->f);
	p->date = list && text_eq(list, "date");
	for (int i = 0; list && !p->date && i < reg_all()->list_count; i++)
		if (text_eq(reg_all()->lists[i]->name, list))
			p->of = reg_all()->lists[i];
	if (list && !p->of && !p->date)
		DEF_ERROR(r->f, of->pos, "unknown-list", "There is no list “%s”.", list);
	p->initial = yword(initial, "default", r->f);
	p->document = ytext(ymap_get(item, "document"), "document", r->f);
	int64_t v;
	if (!p->initial || !p->document)
		DEF_ERROR(r->f, item->pos, "def-parameter",
			  "A parameter needs a default and its document.");
	else if (p->of && !choice_find(p->of, p->initial))
		DEF_ERROR(r->f, initial->pos, "unknown-choice", "The list “%s” has no choice “%s”.",
			  p->of->name, p->initial);
	else if (p->date && !parameter_fits(p, p->initial))
		DEF_ERROR(r->f, initial->pos, "condition-value", "“%s” is not a date.", p->initial);
	else if (!list && !parse_i64(p->initial, &v))
		DEF_ERROR(r->f, initial->pos, "def-number", "“%s” is not a whole number.",
			  p->initial);
	APPEND(r, parameters, parameter_count, p);
}

static void bands_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"bands", "list", NULL}, *const band_known[] = {
									"from", "to", "label",
									NULL};
	ymap_known(item, "band set", known, r->f);
	const char *name = name_read(r, item->items[0]);
	const struct ynode *list = ymap_get(item, "list");
	if (!name)
		return;
	if (!list || list->kind != Y_LIST || list->count == 0) {
		DEF_ERROR(r->f, item->pos, "def-bands", "A band set lists its bands.");
		return;
	}
	struct band *bands = ARENA_ARRAY(r->a, struct band, list->count);
	int after = -1;
	for (int i = 0; i < list->count; i++) {
		const struct ynode *b = list->items[i];
		if (b->kind != Y_MAP) {
			DEF_ERROR(r->f, b->pos, "def-bands",
				  "A band is written {from: 31, to: 35, label: …}.");
			continue;
		}
		ymap_known(b, "band", band_known, r->f);
		bands[i].from = yint(ymap_get(b, "from"), "from", 0, 150, 0, r->f);
		bands[i].to = yint(ymap_get(b, "to"), "to", 0, 150, 150, r->f);
		bands[i].label = ylabel(ymap_get(b, "label"), name, b->pos, r->f);
		if (bands[i].from <= after || bands[i].to < bands[i].from)
			DEF_ERROR(r->f, b->pos, "def-bands", "Bands rise and do not overlap.");
		after = bands[i].to;
	}
	struct band_set *set = ARENA_NEW(r->a, struct band_set);
	*set =
	    (struct band_set){.name = name, .count = list->count, .bands = bands, .pos = item->pos};
	APPEND(r, bands, band_count, set);
}

/* ---- measures ---- */

/* "rows", "distinct PATH", "sum PATH". */
static bool count_read(struct reader *r, struct measure_def *m, const struct ynode *node)
{
	const char *text = yword(node, "count", r->f);
	if (!text)
		return false;
	if (text_eq(text, "rows")) {
		m->kind = AGG_ROWS;
		return true;
	}
	bool sum = has_prefix(text, "sum ");
	if (!sum && !has_prefix(text, "distinct ")) {
		DEF_ERROR(r->f, node->pos, "measure-count",
			  "Count rows, distinct PATH or sum PATH.");
		return false;
	}
	m->kind = sum ? AGG_SUM : AGG_DISTINCT;
	int skip = sum ? 4 : 9;
	struct ynode word = *node;
	word.text += skip;
	word.pos.column += skip;
	if (!path_read(m->of, &word, &m->path, r->f))
		return false;
	const struct field_def *field = path_field(m->of, m->path);
	if (sum && field && field->type == FIELD_DEC)
		m->scale = field->scale;
	if (!sum || (field && (field->type == FIELD_INT || field->type == FIELD_DEC)))
		return true;
	DEF_ERROR(r->f, word.pos, "measure-count", "“%s” is not a number: it cannot be summed.",
		  word.text);
	return false;
}

/* People are counted once, however many rows they have. */
static bool counts_people(const struct measure_def *m)
{
	const struct field_def *field = m->kind == AGG_DISTINCT ? path_field(m->of, m->path) : NULL;
	if (field)
		return field->type == FIELD_PERSON;
	return m->kind != AGG_SUM && text_eq(m->of->name, "person");
}

static void quantity_check(struct reader *r, const struct measure_def *m, const struct ynode *node)
{
	assert(node); /* a measure without `quantity` was refused before */
	if (m->quantity == QUANTITY_PERSONS && !counts_people(m))
		find_hint(
		    DEF_ERROR(r->f, node->pos, "measure-quantity", "This does not count persons."),
		    "Persons are counted once each: count: distinct person. Rows of people are "
		    "attendances.");
	else if (m->quantity != QUANTITY_PERSONS && counts_people(m))
		DEF_ERROR(r->f, node->pos, "measure-quantity",
			  "This counts persons: quantity: persons.");
	else if (m->quantity >= QUANTITY_MU && m->kind != AGG_SUM)
		DEF_ERROR(r->f, node->pos, "measure-quantity",
			  "Land, money and weight are summed, not counted: count: sum PATH.");
}

static bool register_read(struct reader *r, struct measure_def *m, const struct ynode *item)
{
	const struct ynode *of = ymap_get(item, "of"), *special = ymap_get(item, "special");
	if (!of == !special) {
		DEF_ERROR(r->f, item->pos, "measure-of", "A measure names its register: of: …");
		return false;
	}
	const char *name = yword(of ? of : special, of ? "of" : "special", r->f);
	if (!name)
		return false;
	if (special) {
		m->special = special_find(name);
		if (m->special)
			return true;
		struct finding *fi = DEF_ERROR(r->f, special->pos, "unknown-special",
					       "There is no unit count “%s”.", name);
		const char *near = special_nearest(name);
		if (near)
			find_hint(fi, "Did you mean \"%s\"?", near);
		return false;
	}
	m->of = reg_find(name);
	if (m->of)
		return true;
	const struct reg_set *all = reg_all();
	const char **names = ARENA_ARRAY(r->a, const char *, all->count + 1);
	for (int i = 0; i < all->count; i++)
		names[i] = all->regs[i]->name;
	hint_nearest(
	    DEF_ERROR(r->f, of->pos, "unknown-register", "There is no register “%s”.", name), name,
	    names, (size_t)all->count);
	return false;
}

/* What a count of units takes beside its name: caliber and bound where it is about income. */
static void special_read(struct reader *r, struct measure_def *m, const struct ynode *item)
{
	const struct ynode *quantity = ymap_get(item, "quantity"),
			   *caliber = ymap_get(item, "caliber"),
			   *bound = ymap_get(item, "at_least");
	const struct special *s = m->special;
	enum quantity fits = s->items	 ? QUANTITY_ITEMS
			     : !s->sums	 ? QUANTITY_UNITS
			     : s->income ? QUANTITY_YUAN
					 : QUANTITY_ITEMS;
	if (m->quantity != fits && quantity)
		DEF_ERROR(r->f, quantity->pos, "measure-quantity",
			  s->items    ? "This counts rows: quantity: items."
			  : !s->sums  ? "This counts units: quantity: units."
			  : s->income ? "This sums income: quantity: yuan."
				      : "This sums over units: quantity: items.");
	if (fits == QUANTITY_YUAN)
		m->scale = 2;
	if (!caliber != !s->income || !bound != !s->bounded) {
		DEF_ERROR(r->f, item->pos, "measure-caliber",
			  "A count of income names its caliber, and one with a bound at_least: $….");
		return;
	}
	static const char *const years[] = {"so_far", "last"};
	m->last_year = word_read(r, item, "year", years, ARRAY_LEN(years), 0) == 1;
	m->caliber = caliber ? yword(caliber, "caliber", r->f) : NULL;
	const struct choice_list *kinds = choice_list_find("caliber_kind");
	if (m->caliber && (!kinds || !choice_find(kinds, m->caliber)))
		DEF_ERROR(r->f, caliber->pos, "measure-caliber", "There is no caliber “%s”.",
			  m->caliber);
	const char *name = bound ? yword(bound, "at_least", r->f) : NULL;
	m->bound = name && *name == '$' ? parameter_find(r->set, name + 1) : NULL;
	if (bound && !m->bound)
		DEF_ERROR(r->f, bound->pos, "unknown-parameter", "There is no parameter “%s”.",
			  name ? name : "");
}

static void measure_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"measure", "label",	   "about", "of",    "special",
					    "count",   "quantity", "where", "valid", "caliber",
					    "at_least", "year", NULL};
	static const char *const quantities[] = {"persons", "attendances", "units", "items",
						  "mu",	     "yuan",	    "jin"};
	ymap_known(item, "measure", known, r->f);
	const char *name = name_read(r, item->items[0]);
	if (!name)
		return;
	struct measure_def *m = ARENA_NEW(r->a, struct measure_def);
	*m = (struct measure_def){.name = name, .pos = item->pos};
	m->label = ylabel(ymap_get(item, "label"), name, item->pos, r->f);
	m->about = about_read(r, item, name);
	const struct ynode *quantity = ymap_get(item, "quantity"), *count = ymap_get(item, "count");
	int q = word_read(r, item, "quantity", quantities, ARRAY_LEN(quantities), -1);
	if (!quantity)
		DEF_ERROR(r->f, item->pos, "measure-quantity",
			  "Say what is counted: quantity: persons, attendances, …");
	m->quantity = q < 0 ? QUANTITY_ITEMS : (enum quantity)q;
	m->valid = yflag(ymap_get(item, "valid"), "valid", true, r->f);
	APPEND(r, measures, measure_count, m);
	if (!register_read(r, m, item))
		return;
	if (m->special) {
		if (count || ymap_get(item, "where"))
			DEF_ERROR(r->f, item->pos, "measure-of",
				  "A unit count has no “count” and no “where”.");
		special_read(r, m, item);
		return;
	}
	if (!count)
		DEF_ERROR(r->f, item->pos, "measure-count",
			  "Count rows, distinct PATH or sum PATH.");
	else if (count_read(r, m, count) && q >= 0)
		quantity_check(r, m, quantity);
	conditions_read(r->a, r->set, m->of, ymap_get(item, "where"), &m->condition_count,
			m->conditions, r->f);
}

/* ---- indicators ---- */

static void revision_conditions(struct reader *r, struct buf *text, const struct reg_def *of,
				const struct condition *conditions, int count)
{
	for (int c = 0; c < count; c++) {
		const struct condition *k = &conditions[c];
		buf_printf(text, "%s|%d|%s|%s|%s|%s|%s|%d\n", path_text(r->a, of, k->path),
			   (int)k->op, k->text ? k->text : "",
			   k->parameter ? k->parameter->name : "", k->link ? k->link->name : "",
			   k->by ? k->by->name : "", k->dated ? k->dated->name : "", k->without);
		if (k->window)
			buf_printf(text, "window %d\n", (int)k->window);
		if (k->inner_count) {
			buf_printf(text, "where %d\n", k->inner_count);
			revision_conditions(r, text, k->link, k->inner, k->inner_count);
		}
	}
}

/* Changes exactly when what is computed changes. */
static const char *revision(struct reader *r, const struct indicator_full *in)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	struct buf *text = buf_in(r->a, 64 * 1024);
	buf_printf(text, "%s|%d|%d|%d|%s|%s\n", in->def.formula, in->def.scale, in->def.percent,
		   (int)in->mode, in->def.by ? in->def.by : "",
		   in->def.bands ? in->def.bands->name : "");
	for (int i = 0; i < in->formula.input_count; i++) {
		const struct measure_def *m = in->formula.inputs[i].measure;
		buf_printf(text, "%s|%s|%d|%d|%d\n", m->name,
			   m->special ? m->special->name : m->of->name, (int)m->kind,
			   (int)m->quantity, m->valid);
		if (m->special && m->special->income)
			buf_printf(text, "%s|%s|%d\n", m->caliber ? m->caliber : "",
				   m->bound ? m->bound->name : "", m->last_year);
		if (!m->special && m->kind != AGG_ROWS)
			buf_printf(text, "%s\n", path_text(r->a, m->of, m->path));
		revision_conditions(r, text, m->of, m->conditions, m->condition_count);
	}
	g_checksum_update(sum, (const guchar *)buf_str(text), (gssize)text->n);
	const char *hex = arena_strndup(r->a, g_checksum_get_string(sum), 16);
	g_checksum_free(sum);
	return hex;
}

static void breakdown_read(struct reader *r, struct indicator_full *in, const struct ynode *item)
{
	const struct ynode *by = ymap_get(item, "by"), *bands = ymap_get(item, "bands");
	in->def.by = yword(by, "by", r->f);
	for (int i = 0; in->def.by && i < in->formula.input_count; i++) {
		const struct reg_def *of = in->formula.inputs[i].measure->of;
		if (!of) {
			DEF_ERROR(r->f, by->pos, "indicator-by",
				  "What counts units has no breakdown.");
			return;
		}
		if (!path_read(of, by, &in->by, r->f))
			return;
	}
	const char *name = yword(bands, "bands", r->f);
	if (!name)
		return;
	in->def.bands = bands_find(r->set, name);
	const struct field_def *field = in->def.by ? path_field(in->def.of, in->by) : NULL;
	if (!in->def.bands)
		DEF_ERROR(r->f, bands->pos, "unknown-bands", "There is no band set “%s”.", name);
	else if (!field || field->type != FIELD_DATE)
		DEF_ERROR(r->f, bands->pos, "indicator-by",
			  "Age bands need a date of birth: by: …");
}

struct parameters_seen {
	int count;
	const struct parameter_def *seen[FIGURE_PARAMETERS_MAX];
};

static bool parameter_see(void *arg, const struct condition *c)
{
	struct parameters_seen *s = arg;
	int k = 0;
	while (k < s->count && s->seen[k] != c->parameter)
		k++;
	if (!c->parameter || k < s->count)
		return true;
	if (s->count == FIGURE_PARAMETERS_MAX)
		return false;
	s->seen[s->count++] = c->parameter;
	return true;
}

/* A figure keeps what its parameters were: there is room for some. */
static void parameters_check(struct reader *r, const struct indicator_full *in)
{
	struct parameters_seen seen = {0};
	for (int i = 0; i < in->formula.input_count; i++) {
		const struct measure_def *m = in->formula.inputs[i].measure;
		const struct condition bound = {.parameter = m->bound};
		if (conditions_each(m->conditions, m->condition_count, parameter_see, &seen) &&
		    parameter_see(&seen, &bound))
			continue;
		DEF_ERROR(r->f, in->def.pos, "indicator-parameters",
			  "An indicator may use at most %d parameters.", FIGURE_PARAMETERS_MAX);
		return;
	}
}

static void indicator_add(struct reader *r, struct indicator_full *in)
{
	parameters_check(r, in);
	if (r->set->indicator_count == LIMIT_INDICATORS) {
		DEF_ERROR(r->f, in->def.pos, "def-size", "A site may have at most %d indicators.",
			  (int)LIMIT_INDICATORS);
		return;
	}
	for (int i = 0; i < in->formula.input_count && !in->def.of; i++)
		if (in->formula.inputs[i].numerator)
			in->def.of = in->formula.inputs[i].measure->of;
	APPEND(r, indicators, indicator_count, in);
}

static void indicator_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"indicator", "label", "about", "formula", "scale",
					    "percent",	 "round", "by",	   "bands",   NULL};
	static const char *const modes[] = {"half_up", "half_even", "down"};
	static const enum round_mode mode[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN};
	ymap_known(item, "indicator", known, r->f);
	const char *name = name_read(r, item->items[0]);
	if (!name)
		return;
	struct indicator_full *in = ARENA_NEW(r->a, struct indicator_full);
	in->def = (struct indicator_def){.name = name, .pos = item->pos};
	in->def.label = ylabel(ymap_get(item, "label"), name, item->pos, r->f);
	in->def.about = about_read(r, item, name);
	in->def.percent = yflag(ymap_get(item, "percent"), "percent", false, r->f);
	int m = word_read(r, item, "round", modes, ARRAY_LEN(modes), 0);
	in->mode = mode[m < 0 ? 0 : m];
	const struct ynode *formula = ymap_get(item, "formula");
	in->def.formula = ytext(formula, "formula", r->f);
	if (!in->def.formula) {
		if (!formula)
			DEF_ERROR(r->f, item->pos, "indicator-formula",
				  "An indicator needs its formula.");
		return;
	}
	struct src_pos pos = formula->pos;
	pos.column += formula->quoted;
	formula_parse(r->a, r->set, in->def.formula, pos, &in->formula, r->f);
	if (!in->formula.tree)
		return;
	in->def.tree = in->formula.tree;
	in->def.quantity = in->formula.tree->quantity;
	int scale = in->def.quantity == QUANTITY_RATIO ? 2 : 0;
	for (int i = 0; i < in->formula.input_count; i++)
		if (in->formula.inputs[i].measure->scale > scale)
			scale = in->formula.inputs[i].measure->scale;
	in->def.scale = yint(ymap_get(item, "scale"), "scale", 0, 9, scale, r->f);
	if (in->def.percent && in->def.quantity != QUANTITY_RATIO)
		DEF_ERROR(r->f, item->pos, "indicator-percent", "Only a ratio is a percentage.");
	for (int i = 0; i < in->formula.input_count && !in->def.of; i++)
		in->def.of = in->formula.inputs[i].measure->of;
	breakdown_read(r, in, item);
	indicator_add(r, in);
}

/* A measure is itself an indicator: its formula is its name. */
static void measure_as_indicator(struct reader *r, const struct measure_def *m)
{
	struct indicator_full *in = ARENA_NEW(r->a, struct indicator_full);
	in->def = (struct indicator_def){.name = m->name,
					 .label = m->label,
					 .about = m->about,
					 .quantity = m->quantity,
					 .formula = m->name,
					 .scale = m->scale,
					 .of = m->of,
					 .pos = m->pos};
	formula_parse(r->a, r->set, m->name, m->pos, &in->formula, r->f);
	in->def.tree = in->formula.tree;
	indicator_add(r, in);
}

/* ---- files ---- */

static void items_read(struct reader *r, const struct ynode *root, const char *kind,
		       void (*read)(struct reader *, const struct ynode *))
{
	for (int i = 0; i < root->count; i++) {
		const struct ynode *item = root->items[i];
		if (item->kind == Y_MAP && item->count && text_eq(item->keys[0]->text, kind))
			read(r, item);
	}
}

/* Parameters before the measures that use them, measures before indicators. */
static const struct {
	const char *kind;
	void (*read)(struct reader *, const struct ynode *);
} kinds[] = {
    {"parameter", parameter_read},
    {"bands", bands_read},
    {"measure", measure_read},
    {"indicator", indicator_read},
};

void measures_read_texts(struct measure_set *set, const struct definition_text *texts, int count,
			 struct findings *f)
{
	struct reader r = {.set = set, .a = set->arena, .f = f};
	const struct ynode **roots = ARENA_ARRAY(r.a, const struct ynode *, count + 1);
	int root_count = 0;
	for (int t = 0; t < count; t++) {
		const struct ynode *root =
		    yaml_tree(r.a, texts[t].file, texts[t].text, texts[t].size, f);
		if (root && root->kind != Y_LIST)
			DEF_ERROR(f, root->pos, "def-form",
				  "The file is a list of measures and indicators.");
		else if (root)
			roots[root_count++] = root;
	}
	for (int t = 0; t < root_count; t++) {
		for (int i = 0; i < roots[t]->count; i++) {
			const struct ynode *item = roots[t]->items[i];
			bool known = false;
			for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
				known |= item->kind == Y_MAP && item->count &&
					 text_eq(item->keys[0]->text, kinds[k].kind);
			if (!known)
				DEF_ERROR(
				    f, item->pos, "def-form",
				    "An item begins with measure, indicator, parameter or bands.");
		}
	}
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		if (text_eq(kinds[k].kind, "indicator"))
			for (int i = 0; i < set->measure_count; i++)
				measure_as_indicator(&r, set->measures[i]);
		for (int t = 0; t < root_count; t++)
			items_read(&r, roots[t], kinds[k].kind, kinds[k].read);
	}
	for (int i = 0; f->errors == 0 && i < set->indicator_count; i++) {
		struct indicator_full *in = set->indicators[i];
		in->def.revision = revision(&r, in);
	}
	f->place = NULL;
}
