/*
 * condition.c - the closed conditions of a measure: read, said in words, put into a query.
 *
 *	- {field: person.birth, age_at_most: $reserve.young_age}
 *	- {field: person.education, at_least: college}
 *	- {field: level, in: [village, town]}
 *	- {field: committee, is: yes}
 *	- {field: phone, filled: no}
 *	- {field: held, within_months: 36}                 in the three years up to the day
 *	- {field: held, since: $training.since}
 *	- {field: held, in_year: yes}
 *	- {field: attended, happened: yes}                 on the day or before it
 *	- {without: mentor_log, by: pair, dated: day}      no row of that register this quarter
 *	- {with: trainee, by: person, where: [{field: attended, is: yes}]}
 *	- {with: mentor_pair, by: mentee, field: person}   some valid row of it points here
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "measure/measure_int.h"
#include "reg/yaml_tree.h"

#include <string.h>

enum { ON_CHOICE = 1, ON_NUMBER = 2, ON_DATE = 4, ON_PLAIN = 8, ON_AGE = 16 };
enum { MONTHS_MAX = 1200 };

/* Key of the file, operator, operator for numbers and dates, what it can be asked of, words,
 * words when asked of a date. */
static const struct {
	const char *key;
	enum op op, ordered;
	unsigned on;
	const char *words, *date_words;
} operators[] = {
	{ "is", OP_EQ, OP_EQ, ON_CHOICE | ON_NUMBER | ON_PLAIN, N_("%s is %s"), NULL },
	{ "is_not", OP_NE, OP_NE, ON_CHOICE | ON_NUMBER | ON_PLAIN, N_("%s is not %s"), NULL },
	{ "in", OP_IN, OP_IN, ON_CHOICE | ON_PLAIN, N_("%s is one of %s"), NULL },
	{ "at_least", OP_AT_LEAST, OP_GE, ON_CHOICE | ON_NUMBER | ON_DATE, N_("%s at least %s"),
	  N_("%s on or after %s") },
	{ "at_most", OP_AT_MOST, OP_LE, ON_CHOICE | ON_NUMBER | ON_DATE, N_("%s at most %s"),
	  N_("%s on or before %s") },
	{ "since", OP_GE, OP_GE, ON_DATE, N_("%s on or after %s"), NULL },
	{ "within_months", OP_WITHIN_MONTHS, OP_WITHIN_MONTHS, ON_DATE,
	  N_("%1$s in the last %2$s months"), NULL },
	{ "in_year", OP_IN_YEAR, OP_IN_YEAR, ON_DATE, N_("%s in the same year"), NULL },
	{ "happened", OP_HAPPENED, OP_HAPPENED, ON_DATE, N_("%s has happened"), NULL },
	{ "age_at_most", OP_AGE_LE, OP_AGE_LE, ON_AGE, N_("age (from %s) at most %s"), NULL },
	{ "age_at_least", OP_AGE_GE, OP_AGE_GE, ON_AGE, N_("age (from %s) at least %s"), NULL },
	{ "filled", OP_FILLED, OP_FILLED, 0, N_("%s is filled in"), NULL },
};

static const char *const windows[] = {"quarter", "month", "half", "year"};
static const char *const window_with[] = {
	N_("%s with %s this quarter"), N_("%s with %s this month"),
	N_("%s with %s this half-year"), N_("%s with %s this year")};
static const char *const window_without[] = {
	N_("%s without %s this quarter"), N_("%s without %s this month"),
	N_("%s without %s this half-year"), N_("%s without %s this year")};
static_assert(ARRAY_LEN(windows) == WINDOW__COUNT, "a word for every window");

struct reader {
	struct arena *a;
	const struct measure_set *set;
	const struct reg_def *of;
	struct findings *f;
	struct condition *out;
	bool inner; /* inside `where` of a link */
};

bool path_read(const struct reg_def *of, const struct ynode *node, struct path *out,
	       struct findings *f)
{
	const char *text = yword(node, "field", f);
	if (!text)
		return false;
	if (path_parse(of, text, out))
		return true;
	struct finding *fi = DEF_ERROR(f, node->pos, "unknown-field",
				       "The register “%s” has no field “%s”.", of->name, text);
	const char *dot = strchr(text, '.');
	const struct reg_def *where = of;
	if (dot) {
		const struct field_def *first =
		    field_find(of, arena_strndup(f->arena, text, (size_t)(dot - text)));
		where = first && first->ref ? first->ref : of;
	}
	const char **names = ARENA_ARRAY(f->arena, const char *, where->field_count + 1);
	for (int i = 0; i < where->field_count; i++)
		names[i] = where->fields[i].name;
	hint_nearest(fi, dot && where != of ? dot + 1 : text, names, (size_t)where->field_count);
	return false;
}

/* ---- values ---- */

static bool choice_read(struct reader *r, const struct choice_list *list, const struct ynode *node)
{
	if (choice_find(list, node->text))
		return true;
	struct finding *fi = DEF_ERROR(r->f, node->pos, "unknown-choice",
				       "The list “%s” has no choice “%s”.", list->name, node->text);
	const char **codes = ARENA_ARRAY(r->a, const char *, list->count + 1);
	for (int i = 0; i < list->count; i++)
		codes[i] = list->choices[i].code;
	hint_nearest(fi, node->text, codes, (size_t)list->count);
	return false;
}

static bool state_read(struct reader *r, const struct ynode *node)
{
	for (int i = 0; i < r->of->state_count; i++)
		if (text_eq(r->of->states[i].code, node->text))
			return true;
	DEF_ERROR(r->f, node->pos, "unknown-choice", "The register “%s” has no state “%s”.",
		  r->of->name, node->text);
	return false;
}

static const char *number_read(struct reader *r, const char *text, bool decimal,
			       const struct ynode *node)
{
	int64_t number;
	struct dec value;
	if (decimal ? dec_parse(text, &value) : parse_i64(text, &number))
		return text;
	if (decimal)
		DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not a number.", text);
	else
		DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not a whole number.", text);
	return NULL;
}

static const char *months_read(struct reader *r, const struct ynode *node)
{
	const char *text = yword(node, "value", r->f);
	int64_t months;
	if (!text || (parse_i64(text, &months) && months > 0 && months <= MONTHS_MAX))
		return text;
	DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not a number of months.", text);
	return NULL;
}

/* One value as filter.text, or NULL with a finding. */
static const char *value_read(struct reader *r, const struct field_def *field, bool age,
			      const struct ynode *node)
{
	const char *text = yword(node, "value", r->f);
	int64_t number;
	ymd day;
	if (!text)
		return NULL;
	if (r->out->path.field == PATH_STATE)
		return state_read(r, node) ? text : NULL;
	if (!field)
		return text;
	if (field->type == FIELD_CHOICE)
		return choice_read(r, field->of, node) ? text : NULL;
	if (field->type == FIELD_FLAG)
		return yflag(node, "value", false, r->f) ? "1" : "0";
	if (age && (!parse_i64(text, &number) || number < 0 || number > 150)) {
		DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not an age in years.", text);
		return NULL;
	}
	if (!age && field->type == FIELD_DATE && !date_parse(text, false, &day)) {
		DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not a date.", text);
		return NULL;
	}
	if (field->type == FIELD_INT || field->type == FIELD_DEC)
		return number_read(r, text, field->type == FIELD_DEC, node);
	return text;
}

static void parameter_use(struct reader *r, const struct field_def *field, const struct ynode *node)
{
	const struct parameter_def *p = parameter_find(r->set, node->text + 1);
	if (!p) {
		struct finding *fi = DEF_ERROR(r->f, node->pos, "unknown-parameter",
					       "There is no parameter “%s”.", node->text + 1);
		const char **names = ARENA_ARRAY(r->a, const char *, r->set->parameter_count + 1);
		for (int i = 0; i < r->set->parameter_count; i++)
			names[i] = r->set->parameters[i]->name;
		hint_nearest(fi, node->text + 1, names, (size_t)r->set->parameter_count);
		return;
	}
	bool date = field && field->type == FIELD_DATE;
	if (date != p->date || p->of != (field && field->type == FIELD_CHOICE ? field->of : NULL)) {
		DEF_ERROR(r->f, node->pos, "condition-value",
			  "The parameter “%s” does not fit this field.", p->name);
		return;
	}
	r->out->parameter = p;
}

static void list_read(struct reader *r, const struct field_def *field, const struct ynode *node)
{
	struct buf *codes = buf_in(r->a, 4096);
	if (node->kind != Y_LIST || node->count == 0) {
		DEF_ERROR(r->f, node->pos, "condition-value",
			  "Write the values as a list: in: [one, other].");
		return;
	}
	for (int i = 0; i < node->count; i++) {
		const char *one = value_read(r, field, false, node->items[i]);
		if (one) {
			buf_puts(codes, i ? "," : "");
			buf_puts(codes, one);
		}
	}
	r->out->text = buf_str(codes);
}

/* ---- operators ---- */

static bool fits(size_t op, const struct field_def *field)
{
	if (operators[op].op == OP_FILLED)
		return true;
	if (!field)
		return operators[op].on & ON_PLAIN;
	switch (field->type) {
	case FIELD_CHOICE:
		return operators[op].on & ON_CHOICE;
	case FIELD_INT:
	case FIELD_DEC:
		return operators[op].on & ON_NUMBER;
	case FIELD_DATE:
		return operators[op].on & (ON_DATE | ON_AGE);
	case FIELD_FLAG:
		return operators[op].op == OP_EQ;
	case FIELD_TEXT:
		return operators[op].on & ON_PLAIN;
	case FIELD_NOTE:
	case FIELD_IDNUM:
	case FIELD_PHONE:
	case FIELD_PERSON:
	case FIELD_UNIT:
	case FIELD_REF:
	case FIELD_UNITS:
	case FIELD__COUNT:
		break;
	}
	return false;
}

static void operator_read(struct reader *r, size_t op, const struct ynode *key,
			  const struct ynode *value)
{
	const struct field_def *field = path_field(r->of, r->out->path);
	if (!fits(op, field)) {
		DEF_ERROR(r->f, key->pos, "condition-type", "“%s” cannot be asked of “%s”.",
			  key->text, path_text(r->a, r->of, r->out->path));
		return;
	}
	bool choice = field && field->type == FIELD_CHOICE, age = operators[op].on & ON_AGE;
	bool date = field && field->type == FIELD_DATE;
	r->out->words = date && operators[op].date_words ? operators[op].date_words
							 : operators[op].words;
	r->out->op = choice ? operators[op].op : operators[op].ordered;
	bool plain = r->out->op == OP_IN_YEAR || r->out->op == OP_HAPPENED; /* of the day alone */
	if (r->out->op == OP_FILLED)
		r->out->op = yflag(value, key->text, true, r->f) ? OP_FILLED : OP_EMPTY;
	else if (r->out->op == OP_IN)
		list_read(r, field, value);
	else if (plain && !yflag(value, key->text, true, r->f))
		DEF_ERROR(r->f, value->pos, "condition-value", "Write %s: yes, or leave it out.",
			  key->text);
	else if (plain)
		r->out->text = "";
	else if (value->kind == Y_TEXT && value->text[0] == '$')
		parameter_use(r, age || r->out->op == OP_WITHIN_MONTHS ? NULL : field, value);
	else if (r->out->op == OP_WITHIN_MONTHS)
		r->out->text = months_read(r, value);
	else
		r->out->text = value_read(r, field, age, value);
}

static void condition_read(struct reader *r, const struct ynode *item);

static void window_read(struct reader *r, const struct ynode *item)
{
	const struct ynode *window = ymap_get(item, "window");
	const char *word = yword(window, "window", r->f);
	size_t w = 0;
	if (!word)
		return;
	while (w < ARRAY_LEN(windows) && !text_eq(windows[w], word))
		w++;
	r->out->window = (enum window)w;
	if (w == ARRAY_LEN(windows)) {
		r->out->window = WINDOW_QUARTER;
		hint_nearest(DEF_ERROR(r->f, window->pos, "def-word",
				       "“%s” is not a word for “%s”.", word, "window"),
			     word, windows, ARRAY_LEN(windows));
	} else if (!ymap_get(item, "dated")) {
		DEF_ERROR(r->f, window->pos, "condition-form",
			  "“window” needs the date that lies in it: dated: …");
	}
}

/* What the other row must be, besides pointing here. */
static void inner_read(struct reader *r, const struct ynode *where)
{
	if (where && (where->kind != Y_LIST || where->count > CONDITIONS_MAX)) {
		DEF_ERROR(r->f, where->pos, "condition-form",
			  "“where” is a list of at most %d conditions.", CONDITIONS_MAX);
		return;
	}
	int count = where ? where->count : 0;
	struct condition *inner = ARENA_ARRAY(r->a, struct condition, count + 1);
	for (int i = 0; i < count; i++) {
		struct reader one = {.a = r->a, .set = r->set, .of = r->out->link,
				     .f = r->f, .out = &inner[i], .inner = true};
		inner[i] = (struct condition){.op = OP_FILLED, .pos = where->items[i]->pos};
		condition_read(&one, where->items[i]);
	}
	r->out->inner = inner;
	r->out->inner_count = count;
}

static void link_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"with",   "without", "by",	  "field",
					    "dated", "window",	 "where", NULL};
	ymap_known(item, "condition", known, r->f);
	const struct ynode *name = ymap_get(item, "without"), *by = ymap_get(item, "by"),
			   *dated = ymap_get(item, "dated"), *field = ymap_get(item, "field");
	r->out->without = name != NULL;
	if (!name)
		name = ymap_get(item, "with");
	const char *word = yword(name, "register", r->f);
	if (!word)
		return;
	r->out->link = reg_find(word);
	r->out->path = (struct path){.field = PATH_ID, .sub = -1};
	if (!r->out->link) {
		DEF_ERROR(r->f, name->pos, "unknown-register", "There is no register “%s”.", word);
		return;
	}
	if (field && !path_read(r->of, field, &r->out->path, r->f))
		return;
	struct path p;
	if (!by)
		DEF_ERROR(r->f, item->pos, "condition-form", "Say which field points here: by: …");
	else if (path_read(r->out->link, by, &p, r->f))
		r->out->by = path_field(r->out->link, p);
	if (dated && path_read(r->out->link, dated, &p, r->f))
		r->out->dated = path_field(r->out->link, p);
	window_read(r, item);
	inner_read(r, ymap_get(item, "where"));
	if (by && r->out->by && r->out->by->type != FIELD_REF && r->out->by->type != FIELD_PERSON)
		DEF_ERROR(r->f, by->pos, "condition-type", "“%s” does not point to a row.",
			  by->text);
	if (dated && r->out->dated && r->out->dated->type != FIELD_DATE)
		DEF_ERROR(r->f, dated->pos, "condition-type", "“%s” is not a date.", dated->text);
}

static void condition_read(struct reader *r, const struct ynode *item)
{
	const char *known[ARRAY_LEN(operators) + 2] = {"field"};
	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		known[i + 1] = operators[i].key;
	if (item->kind != Y_MAP) {
		DEF_ERROR(r->f, item->pos, "condition-form",
			  "A condition is written {field: …, is: …}.");
		return;
	}
	const struct ynode *link = ymap_get(item, "with");
	link = link ? link : ymap_get(item, "without");
	if (link && r->inner) {
		DEF_ERROR(r->f, link->pos, "condition-form",
			  "A condition inside “where” of another asks of one field.");
		return;
	}
	if (link) {
		link_read(r, item);
		return;
	}
	ymap_known(item, "condition", known, r->f);
	const struct ynode *field = ymap_get(item, "field");
	if (!field) {
		DEF_ERROR(r->f, item->pos, "condition-form", "A condition names its field.");
		return;
	}
	if (!path_read(r->of, field, &r->out->path, r->f))
		return;
	int found = 0;
	for (int i = 0; i < item->count; i++)
		for (size_t op = 0; op < ARRAY_LEN(operators); op++)
			if (text_eq(item->keys[i]->text, operators[op].key) && ++found == 1)
				operator_read(r, op, item->keys[i], item->items[i]);
	if (found != 1)
		DEF_ERROR(r->f, item->pos, "condition-form",
			  "A condition asks exactly one thing of its field.");
}

void conditions_read(struct arena *a, const struct measure_set *set, const struct reg_def *of,
		     const struct ynode *where, int *count, struct condition *out,
		     struct findings *f)
{
	*count = 0;
	if (!where)
		return;
	if (where->kind != Y_LIST) {
		DEF_ERROR(f, where->pos, "condition-form", "“where” is a list of conditions.");
		return;
	}
	if (where->count > CONDITIONS_MAX) {
		DEF_ERROR(f, where->pos, "condition-form",
			  "A measure may have at most %d conditions.", CONDITIONS_MAX);
		return;
	}
	for (int i = 0; i < where->count; i++) {
		struct reader r = {.a = a, .set = set, .of = of, .f = f, .out = &out[(*count)++]};
		*r.out = (struct condition){.op = OP_FILLED, .pos = where->items[i]->pos};
		condition_read(&r, where->items[i]);
	}
}

bool conditions_each(const struct condition *c, int count,
		     bool (*fn)(void *arg, const struct condition *c), void *arg)
{
	for (int i = 0; i < count; i++)
		if (!fn(arg, &c[i]) || !conditions_each(c[i].inner, c[i].inner_count, fn, arg))
			return false;
	return true;
}

/* ---- words ---- */

static char *say2(struct arena *a, enum lang lang, const char *id, const char *x, const char *y)
{
	struct msg m;
	msg_set(&m, TWO_TEXTS, x, y);
	m.id = id;
	return msg_render(a, &m, lang);
}

static const char *path_words(struct arena *a, const struct reg_def *of, struct path p,
			      enum lang lang)
{
	if (p.field == PATH_STATE)
		return tr(lang, N_("state"));
	if (p.field == PATH_UNIT)
		return tr(lang, N_("unit"));
	if (p.field == PATH_ID)
		return label_in(&of->label, lang);
	if (p.sub < 0)
		return label_in(&of->fields[p.field].label, lang);
	const struct field_def *end = path_field(of, p);
	if (of->fields[p.field].type == FIELD_PERSON)
		return label_in(&end->label, lang);
	return arena_printf(a, "%s·%s", label_in(&of->fields[p.field].label, lang),
			    label_in(&end->label, lang));
}

static const char *one_word(struct arena *a, const struct reg_def *of, const struct condition *c,
			    const char *code, enum lang lang)
{
	char text[32];
	ymd day;
	const struct field_def *field = path_field(of, c->path);
	for (int i = 0; c->path.field == PATH_STATE && i < of->state_count; i++)
		if (text_eq(of->states[i].code, code))
			return label_in(&of->states[i].label, lang);
	const struct choice *ch =
	    field && field->type == FIELD_CHOICE ? choice_find(field->of, code) : NULL;
	if (ch)
		return label_in(&ch->label, lang);
	bool yes = text_eq(code, "1");
	if (field && field->type == FIELD_FLAG)
		return tr(lang, yes ? N_("yes") : N_("no"));
	bool bound = c->op == OP_GE || c->op == OP_LE;
	if (field && field->type == FIELD_DATE && bound && date_parse(code, false, &day))
		return arena_strdup(a, lang == LANG_ZH ? date_zh(day, text) : date_iso(day, text));
	return code;
}

static const char *value_words(struct arena *a, const struct reg_def *of, const struct condition *c,
			       const char *value, enum lang lang)
{
	if (c->op != OP_IN)
		return one_word(a, of, c, value, lang);
	char *copy = arena_strdup(a, value), *save = NULL;
	struct buf *out = buf_in(a, 4096);
	for (char *one = strtok_r(copy, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		if (out->n)
			buf_puts(out, lang == LANG_ZH ? "、" : ", ");
		buf_puts(out, one_word(a, of, c, one, lang));
	}
	return buf_str(out);
}

static char *link_words(struct arena *a, const struct reg_def *of, const struct condition *c,
			parameter_fn *value, const void *arg, enum lang lang)
{
	const char *id = c->without ? N_("%s without %s") : N_("%s with %s");
	if (c->dated)
		id = c->without ? window_without[c->window] : window_with[c->window];
	struct buf *other = buf_in(a, 8192);
	buf_puts(other, label_in(&c->link->label, lang));
	for (int i = 0; i < c->inner_count; i++) {
		buf_puts(other, lang == LANG_ZH ? i ? "；" : "（" : i ? "; " : " (");
		buf_puts(other, condition_words(a, c->link, &c->inner[i], value, arg, lang));
	}
	if (c->inner_count)
		buf_puts(other, lang == LANG_ZH ? "）" : ")");
	return say2(a, lang, id, path_words(a, of, c->path, lang), buf_str(other));
}

char *condition_words(struct arena *a, const struct reg_def *of, const struct condition *c,
		      parameter_fn *value, const void *arg, enum lang lang)
{
	if (c->link)
		return link_words(a, of, c, value, arg, lang);
	const char *what = path_words(a, of, c->path, lang);
	if (c->op == OP_EMPTY)
		return say2(a, lang, N_("%s is empty"), what, "");
	const char *text = c->parameter ? value(arg, c->parameter) : c->text;
	const struct choice *ch =
	    c->parameter && c->parameter->of ? choice_find(c->parameter->of, text) : NULL;
	if (ch)
		text = label_in(&ch->label, lang);
	else if (text)
		text = value_words(a, of, c, text, lang);
	return say2(a, lang, c->words, what, text);
}

/* First and last day of the window that `at` lies in; a month without a day is in it. */
static void window_of(enum window w, ymd at, ymd *from, ymd *to)
{
	static const int months[] = {[WINDOW_QUARTER] = 3, [WINDOW_MONTH] = 1, [WINDOW_HALF] = 6,
				     [WINDOW_YEAR] = 12};
	int n = months[w], first = (at / 100 % 100 - 1) / n * n + 1;
	*from = at / 10000 * 10000 + first * 100;
	*to = *from + (n - 1) * 100 + 31;
}

static void filter_fill(struct filter *f, const struct condition *c, parameter_fn *value,
			const void *arg)
{
	*f = (struct filter){.path = c->path, .op = c->op, .text = c->text};
	if (c->parameter)
		f->text = value(arg, c->parameter);
}

void condition_apply(struct arena *a, struct query *q, const struct condition *c,
		     parameter_fn *value, const void *arg, ymd at)
{
	query_filter(q, c->path, OP_EQ, NULL);
	struct filter *f = &q->filters[q->filter_count - 1];
	filter_fill(f, c, value, arg);
	if (!c->link)
		return;
	f->op = c->without ? OP_WITHOUT : OP_WITH;
	f->link = c->link;
	f->by = c->by;
	f->dated = c->dated;
	if (c->dated)
		window_of(c->window, at, &f->from, &f->to);
	struct filter *inner = ARENA_ARRAY(a, struct filter, c->inner_count + 1);
	for (int i = 0; i < c->inner_count; i++)
		filter_fill(&inner[i], &c->inner[i], value, arg);
	f->inner = inner;
	f->inner_count = c->inner_count;
}
