/* value.c - text to value and back, one branch per field type. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/dec.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/record.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

static bool parse_text(struct arena *a, const struct field_def *f, const char *text,
		       struct value *out, struct findings *fs)
{
	out->s = f->type == FIELD_TEXT ? text_normal(a, text) : arena_strdup(a, text);
	size_t n = utf8_count(out->s);
	if (f->max && n > (size_t)f->max) {
		struct finding *fi =
		    find_error(fs, f->name, "text-long",
			       "The text has %zu characters; %d are allowed.", n, f->max);
		find_hint(fi, N_("Shorten the text."));
		return false;
	}
	return true;
}

static char *strip_commas(char *s)
{
	char *to = s;
	for (const char *p = s; *p; p++)
		if (*p != ',')
			*to++ = *p;
	*to = 0;
	return s;
}

static bool parse_number(struct arena *a, const struct field_def *f, const char *text,
			 struct value *out, struct findings *fs)
{
	struct dec d;
	char *s = strip_commas(text_normal(a, text));
	if (!dec_parse(s, &d)) {
		struct finding *fi =
		    find_error(fs, f->name, "number-form", "\"%s\" is not a number.", text);
		find_hint(fi, N_("Write digits only, such as 12 or 3.5; the unit of measure stands "
				 "in the heading."));
		return false;
	}
	struct dec whole;
	if (!dec_round(d, f->scale, ROUND_DOWN, &whole) || dec_compare(whole, d) != 0) {
		struct finding *fi =
		    find_error(fs, f->name, "number-scale",
			       "%s has more than %d digits after the point.", text, f->scale);
		find_hint(fi, N_("Write the number with fewer digits after the point; nothing is "
				 "rounded silently."));
		return false;
	}
	out->i = whole.v;
	int64_t unit = 1;
	for (int i = 0; i < f->scale; i++)
		unit *= 10;
	if ((f->min || f->max) && (out->i < f->min * unit || (f->max && out->i > f->max * unit))) {
		find_error(fs, f->name, "number-range", "%s is outside %d to %d.", text, f->min,
			   f->max);
		return false;
	}
	return true;
}

static bool parse_date(const struct field_def *f, const char *text, bool cell, struct value *out,
		       struct findings *fs)
{
	ymd d;
	if (!date_parse(text, cell, &d)) {
		struct finding *fi = find_error(fs, f->name, "date-form",
						"\"%s\" is not a day of the calendar.", text);
		find_hint(fi, N_("Write it like 2023-05-01, 2023.5.1, 2023年5月1日 or, for a "
				 "month, 2023年5月."));
		return false;
	}
	out->i = d;
	return true;
}

static bool parse_flag(struct arena *a, const struct field_def *f, const char *text,
		       struct value *out, struct findings *fs)
{
	static const char *const yes[] = {"1", "是", "有", "yes", "y", "true", "√", "✓", "对"};
	static const char *const no[] = {"0", "否", "无", "no", "n", "false", "×", "没有"};
	const char *s = text_fold(a, text);
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if (text_eq(s, yes[i])) {
			out->i = 1;
			return true;
		}
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (text_eq(s, no[i]))
			return true;
	struct finding *fi =
	    find_error(fs, f->name, "flag-form", "\"%s\" is neither yes nor no.", text);
	find_hint(fi, N_("Write 是 or 否."));
	return false;
}

static bool choice_is(struct arena *a, const struct choice *c, const char *folded)
{
	if (text_eq(folded, c->code) || text_eq(folded, text_fold(a, c->label.zh)) ||
	    (c->label.en && text_eq(folded, text_fold(a, c->label.en))))
		return true;
	for (const char *const *alias = c->aliases; alias && *alias; alias++)
		if (text_eq(folded, text_fold(a, *alias)))
			return true;
	return false;
}

static bool choice_spelled(const struct choice *c, const char *text)
{
	if (text_eq(text, c->code) || text_eq(text, c->label.zh))
		return true;
	for (const char *const *alias = c->aliases; alias && *alias; alias++)
		if (text_eq(text, *alias))
			return true;
	return false;
}

static bool parse_choice(struct arena *a, const struct field_def *f, const char *text,
			 struct value *out, struct findings *fs)
{
	for (int i = 0; i < f->of->count; i++) /* nearly every cell is written as the list has it */
		if (choice_spelled(&f->of->choices[i], text)) {
			out->s = f->of->choices[i].code;
			return true;
		}
	const char *s = text_fold(a, text);
	for (int i = 0; i < f->of->count; i++)
		if (choice_is(a, &f->of->choices[i], s)) {
			out->s = f->of->choices[i].code;
			return true;
		}
	struct buf known;
	buf_init(&known, 4096);
	for (int i = 0; i < f->of->count && i < 12; i++) {
		if (i)
			buf_puts(&known, "、");
		buf_puts(&known, f->of->choices[i].label.zh);
	}
	struct finding *fi = find_error(fs, f->name, "choice-unknown",
					"\"%s\" is not one of the values of this column.", text);
	find_hint(fi, N_("Use one of: %s."), buf_str(&known));
	buf_done(&known);
	return false;
}

static bool parse_idnum(struct arena *a, const struct field_def *f, const char *text,
			struct value *out, struct findings *fs)
{
	char id[19];
	struct finding *fi = NULL;
	char want;
	switch (idnum_read(text, id)) {
	case IDNUM_OK:
		break;
	case IDNUM_OLD:
		fi = find_warning(fs, f->name, "id-old",
				  "This is an old identity number of 15 digits.");
		find_hint(fi, N_("Ask for the 18-digit number when you next meet."));
		break;
	case IDNUM_CHECK:
		want = idnum_check(id);
		fi = find_warning(fs, f->name, "id-check-digit",
				  "The last character of this identity number should be %s; a "
				  "digit may be mistyped.",
				  (char[]){want, 0});
		find_hint(fi, N_("Compare it with the card; if the card says so, keep it."));
		break;
	case IDNUM_BIRTH:
		fi = find_error(fs, f->name, "id-birth",
				"Digits 7 to 14 of this identity number are no birth date.");
		find_hint(fi, N_("Compare it with the card."));
		return false;
	case IDNUM_FORM:
		fi = find_error(fs, f->name, "id-form",
				"An identity number has 18 digits (the last may be X).");
		find_hint(fi, N_("If Excel rounded it (it ends in 000), format the column as text "
				 "and type it again."));
		return false;
	}
	out->s = arena_strdup(a, id);
	return true;
}

static bool parse_phone(struct arena *a, const struct field_def *f, const char *text,
			struct value *out, struct findings *fs)
{
	char *s = text_normal(a, text), *to = s;
	int digits = 0;
	bool bad = false;
	for (const char *p = s; *p; p++) {
		digits += *p >= '0' && *p <= '9';
		if (*p == ' ' || *p == '-')
			continue;
		bad |= !((*p >= '0' && *p <= '9') || (*p == '+' && to == s));
		*to++ = *p;
	}
	*to = 0;
	if (bad || digits < 5 || digits > 15) {
		struct finding *fi =
		    find_error(fs, f->name, "phone-form", "This is not a telephone number.");
		find_hint(fi,
			  N_("Write one number, digits only; put a second number into the note."));
		return false;
	}
	out->s = s;
	return true;
}

static bool parse_id(const struct field_def *f, const char *text, struct value *out,
		     struct findings *fs)
{
	if (id_parse(text, &out->i))
		return true;
	find_error(fs, f->name, "reference-form", "Choose an entry from the list.");
	return false;
}

static bool parse_units(struct arena *a, const struct field_def *f, const char *text,
			struct value *out, struct findings *fs)
{
	char *copy = arena_strdup(a, text), *save = NULL;
	for (char *id = strtok_r(copy, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		struct value one = {0};
		if (!parse_id(f, id, &one, fs))
			return false;
	}
	out->s = arena_strdup(a, text);
	return true;
}

bool value_parse(struct arena *a, const struct field_def *f, const char *text, bool cell,
		 struct value *out, struct findings *fs)
{
	struct value v = {.known = true};
	struct str s = str_trim(str_c(text));
	bool ok = true;
	if (s.n == 0) {
		*out = (struct value){0};
		return true;
	}
	const char *t = arena_strndup(a, s.p, s.n);
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_NOTE:
		ok = parse_text(a, f, t, &v, fs);
		break;
	case FIELD_INT:
	case FIELD_DEC:
		ok = parse_number(a, f, t, &v, fs);
		break;
	case FIELD_DATE:
		ok = parse_date(f, t, cell, &v, fs);
		break;
	case FIELD_FLAG:
		ok = parse_flag(a, f, t, &v, fs);
		break;
	case FIELD_CHOICE:
		ok = parse_choice(a, f, t, &v, fs);
		break;
	case FIELD_IDNUM:
		ok = parse_idnum(a, f, t, &v, fs);
		break;
	case FIELD_PHONE:
		ok = parse_phone(a, f, t, &v, fs);
		break;
	case FIELD_PERSON:
	case FIELD_UNIT:
	case FIELD_REF:
		ok = parse_id(f, t, &v, fs);
		break;
	case FIELD_UNITS:
		ok = parse_units(a, f, t, &v, fs);
		break;
	case FIELD__COUNT:
		assert(!"field type");
	}
	if (ok)
		*out = v;
	return ok;
}

static bool is_number(enum field_type t)
{
	return t == FIELD_INT || t == FIELD_DEC || t == FIELD_DATE || t == FIELD_FLAG ||
	       t == FIELD_PERSON || t == FIELD_UNIT || t == FIELD_REF;
}

bool value_eq(const struct field_def *f, const struct value *x, const struct value *y)
{
	if (x->known != y->known)
		return false;
	if (!x->known)
		return true;
	return is_number(f->type) ? x->i == y->i : text_eq(x->s, y->s);
}

const char *value_raw(struct arena *a, const struct field_def *f, const struct value *v)
{
	char buf[32];
	if (!v->known)
		return "";
	if (f->type == FIELD_DATE)
		return arena_strdup(a, date_iso((ymd)v->i, buf));
	if (f->type == FIELD_DEC)
		return arena_strdup(a, dec_text((struct dec){v->i, (int8_t)f->scale}, buf));
	if (is_number(f->type))
		return arena_printf(a, "%" PRId64, v->i);
	return v->s ? v->s : "";
}

const char *value_text(struct arena *a, const struct field_def *f, const struct value *v,
		       enum lang lang)
{
	if (!v->known)
		return "";
	switch (f->type) {
	case FIELD_CHOICE: {
		const struct choice *c = choice_find(f->of, v->s);
		return c ? label_in(&c->label, lang) : v->s;
	}
	case FIELD_FLAG:
		return tr(lang, v->i ? N_("yes") : N_("no"));
	case FIELD_PERSON:
	case FIELD_UNIT:
	case FIELD_REF:
		return v->s ? v->s : "";
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_INT:
	case FIELD_DEC:
	case FIELD_DATE:
	case FIELD_IDNUM:
	case FIELD_PHONE:
	case FIELD_UNITS:
		return value_raw(a, f, v);
	case FIELD__COUNT:
		break;
	}
	assert(!"field type");
}

/* ---- records ---- */

struct record *record_new(struct arena *a, const struct reg_def *def, int64_t county, int64_t unit)
{
	struct record *r = ARENA_NEW(a, struct record);
	*r = (struct record){
	    .def = def, .county = county, .unit = unit, .state = "", .revealed = true};
	r->v = ARENA_ARRAY(a, struct value, def->field_count);
	if (def->state_count)
		r->state = def->states[0].code;
	struct findings ignored;
	findings_init(&ignored, a);
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].initial &&
		    !value_parse(a, &def->fields[i], def->fields[i].initial, false, &r->v[i],
				 &ignored))
			assert(!"the loader accepted a default that cannot be read");
	return r;
}

struct record *record_copy(struct arena *a, const struct record *r)
{
	struct record *c = ARENA_NEW(a, struct record);
	*c = *r;
	c->v = ARENA_ARRAY(a, struct value, r->def->field_count);
	for (int i = 0; i < r->def->field_count; i++)
		c->v[i] = r->v[i];
	return c;
}

struct value *record_value(struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

const char *record_title(struct arena *a, const struct record *r, enum lang lang)
{
	struct path t = r->def->title;
	if (t.field < 0)
		return arena_printf(a, "%" PRId64, r->id);
	const struct field_def *f = &r->def->fields[t.field];
	return value_text(a, f, &r->v[t.field], lang);
}
