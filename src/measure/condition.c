/*
 * condition.c - the closed conditions of a measure: read, said in words, put into a query.
 *
 *	- {field: person.birth, age_at_most: $reserve.young_age}
 *	- {field: person.education, at_least: college}
 *	- {field: level, in: [village, town]}
 *	- {field: committee, is: yes}
 *	- {field: phone, filled: no}
 *	- {without: mentor_log, by: pair, dated: day}      no row of that register this quarter
 *	- {with: mentor_pair, by: mentee, field: person}   some valid row of it points here
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "measure/measure_int.h"
#include "reg/yaml_tree.h"

#include <string.h>

enum { ON_CHOICE = 1, ON_NUMBER = 2, ON_DATE = 4, ON_PLAIN = 8, ON_AGE = 16 };

/* Key of the file, operator, operator for numbers and dates, what it can be asked of, words. */
static const struct {
	const char *key;
	enum op op, ordered;
	unsigned on;
	const char *words;
} operators[] = {
	{ "is", OP_EQ, OP_EQ, ON_CHOICE | ON_NUMBER | ON_PLAIN, N_("%s is %s") },
	{ "is_not", OP_NE, OP_NE, ON_CHOICE | ON_NUMBER | ON_PLAIN, N_("%s is not %s") },
	{ "in", OP_IN, OP_IN, ON_CHOICE | ON_PLAIN, N_("%s is one of %s") },
	{ "at_least", OP_AT_LEAST, OP_GE, ON_CHOICE | ON_NUMBER | ON_DATE, N_("%s at least %s") },
	{ "at_most", OP_AT_MOST, OP_LE, ON_CHOICE | ON_NUMBER | ON_DATE, N_("%s at most %s") },
	{ "age_at_most", OP_AGE_LE, OP_AGE_LE, ON_AGE, N_("age (from %s) at most %s") },
	{ "age_at_least", OP_AGE_GE, OP_AGE_GE, ON_AGE, N_("age (from %s) at least %s") },
	{ "filled", OP_FILLED, OP_FILLED, 0, N_("%s is filled in") },
};

struct reader {
	struct arena *a;
	const struct measure_set *set;
	const struct reg_def *of;
	struct findings *f;
	struct condition *out;
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
	if (field->type == FIELD_INT && !parse_i64(text, &number)) {
		DEF_ERROR(r->f, node->pos, "condition-value", "“%s” is not a whole number.", text);
		return NULL;
	}
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
	if (p->of != (field && field->type == FIELD_CHOICE ? field->of : NULL)) {
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
		return operators[op].on & ON_NUMBER;
	case FIELD_DATE:
		return operators[op].on & (ON_DATE | ON_AGE);
	case FIELD_FLAG:
		return operators[op].op == OP_EQ;
	case FIELD_TEXT:
		return operators[op].on & ON_PLAIN;
	case FIELD_NOTE:
	case FIELD_DEC:
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
	r->out->op = choice ? operators[op].op : operators[op].ordered;
	if (r->out->op == OP_FILLED)
		r->out->op = yflag(value, key->text, true, r->f) ? OP_FILLED : OP_EMPTY;
	else if (r->out->op == OP_IN)
		list_read(r, field, value);
	else if (value->kind == Y_TEXT && value->text[0] == '$')
		parameter_use(r, age ? NULL : field, value);
	else
		r->out->text = value_read(r, field, age, value);
}

static void link_read(struct reader *r, const struct ynode *item)
{
	static const char *const known[] = {"with", "without", "by", "field", "dated", NULL};
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
	if (ymap_get(item, "with") || ymap_get(item, "without")) {
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

static const char *one_word(const struct reg_def *of, const struct condition *c, const char *code,
			    enum lang lang)
{
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
	return code;
}

static const char *value_words(struct arena *a, const struct reg_def *of, const struct condition *c,
			       const char *value, enum lang lang)
{
	if (c->op != OP_IN)
		return one_word(of, c, value, lang);
	char *copy = arena_strdup(a, value), *save = NULL;
	struct buf *out = buf_in(a, 4096);
	for (char *one = strtok_r(copy, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		if (out->n)
			buf_puts(out, lang == LANG_ZH ? "、" : ", ");
		buf_puts(out, one_word(of, c, one, lang));
	}
	return buf_str(out);
}

char *condition_words(struct arena *a, const struct reg_def *of, const struct condition *c,
		      const char *value, enum lang lang)
{
	const char *what = path_words(a, of, c->path, lang);
	if (c->link) {
		const char *id = c->without ? N_("%s without %s") : N_("%s with %s");
		if (c->dated)
			id = c->without ? N_("%s without %s this quarter")
					: N_("%s with %s this quarter");
		return say2(a, lang, id, what, label_in(&c->link->label, lang));
	}
	if (c->op == OP_EMPTY)
		return say2(a, lang, N_("%s is empty"), what, "");
	if (!value)
		value = c->text;
	if (c->parameter && c->parameter->of) {
		const struct choice *ch = choice_find(c->parameter->of, value);
		value = ch ? label_in(&ch->label, lang) : value;
	} else if (value) {
		value = value_words(a, of, c, value, lang);
	}
	for (size_t i = 0; i < ARRAY_LEN(operators); i++)
		if (operators[i].op == c->op || operators[i].ordered == c->op)
			return say2(a, lang, operators[i].words, what, value);
	assert(false);
	return NULL;
}

/* First and last day of the quarter that `at` lies in. */
static void quarter_of(ymd at, ymd *from, ymd *to)
{
	int year = at / 10000, first = (at / 100 % 100 - 1) / 3 * 3 + 1;
	*from = date_make(year, first, 1);
	*to = date_make(year, first + 2, first == 1 || first == 10 ? 31 : 30);
}

void condition_apply(struct query *q, const struct condition *c, const char *value, ymd at)
{
	if (!c->link) {
		query_filter(q, c->path, c->op, value ? value : c->text);
		return;
	}
	query_filter(q, c->path, c->without ? OP_WITHOUT : OP_WITH, NULL);
	struct filter *f = &q->filters[q->filter_count - 1];
	f->link = c->link;
	f->by = c->by;
	f->dated = c->dated;
	if (c->dated)
		quarter_of(at, &f->from, &f->to);
}
