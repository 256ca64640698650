/*
 * reg_explain.c - everything the program derives from one definition, as text.
 *
 * `yanzhen explain register reserve` prints it; a golden file keeps it, so that a review
 * sees each change of a table, a form, a sheet, the API or somebody's reach.
 */
#include "auth/auth.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/reg_int.h"

#include <string.h>

enum { EXPLAIN_MAX = 1 << 20 };

struct page {
	struct arena *a;
	const struct reg_def *def;
	enum lang lang;
	struct buf b;
};

static void section(struct page *p, const char *msgid)
{
	buf_printf(&p->b, "\n== %s ==\n", tr(p->lang, msgid));
}

static const char *say(const struct page *p, const struct label *l)
{
	return label_in(l, p->lang);
}

static void flag(struct page *p, bool on, const char *word)
{
	if (on)
		buf_printf(&p->b, ", %s", word);
}

static void form(struct page *p)
{
	section(p, N_("Form"));
	for (int i = 0; i < p->def->field_count; i++) {
		const struct field_def *f = &p->def->fields[i];
		buf_printf(&p->b, "%s: %s, %s", f->name, say(p, &f->label),
			   field_type_word(f->type));
		if (f->of)
			buf_printf(&p->b, " of %s", f->of->name);
		if (f->ref)
			buf_printf(&p->b, " -> %s", f->ref->name);
		if (f->scale)
			buf_printf(&p->b, ", scale %d", f->scale);
		if (f->min)
			buf_printf(&p->b, ", min %d", f->min);
		if (f->max)
			buf_printf(&p->b, ", max %d", f->max);
		if (f->initial)
			buf_printf(&p->b, ", default %s", f->initial);
		flag(p, f->required, "required");
		flag(p, f->unique, "unique");
		flag(p, f->search, "search");
		flag(p, field_is_sealed(f), "sealed");
		flag(p, f->personal, "personal");
		buf_putc(&p->b, '\n');
		if (!is_empty(say(p, &f->help)))
			buf_printf(&p->b, "\t%s\n", say(p, &f->help));
	}
}

static void paths(struct page *p, const char *msgid, int count, const struct path *list)
{
	if (count == 0)
		return;
	buf_printf(&p->b, "%s:", tr(p->lang, msgid));
	for (int i = 0; i < count; i++)
		buf_printf(&p->b, " %s", path_text(p->a, p->def, list[i]));
	buf_putc(&p->b, '\n');
}

static void list(struct page *p)
{
	const struct reg_def *d = p->def;
	section(p, N_("List and exported sheet"));
	for (int i = 0; i < d->column_count; i++) {
		const struct column_def *c = &d->columns[i];
		buf_printf(&p->b, "%s: %s", path_text(p->a, d, c->path), say(p, &c->label));
		if (c->group.zh)
			buf_printf(&p->b, " (%s / %s)", say(p, &c->group), say(p, &c->head));
		buf_putc(&p->b, '\n');
	}
	buf_printf(&p->b, "%s: %s%s\n", tr(p->lang, N_("Sorted by")), path_text(p->a, d, d->sort),
		   d->sort_down ? " (down)" : "");
	if (d->export_title)
		buf_printf(&p->b, "%s: %s\n", tr(p->lang, N_("Title of the sheet")),
			   d->export_title);
	if (d->sheet_head)
		buf_printf(&p->b, "%s: %s\n", tr(p->lang, N_("Line below it")), d->sheet_head);
	for (int i = 0; i < d->foot_count; i++)
		buf_printf(&p->b, "%s: %s\n", tr(p->lang, N_("Note at the foot")), d->foot[i]);
	section(p, N_("Filters"));
	buf_puts(&p->b, "unit");
	if (d->state_count)
		buf_puts(&p->b, " state");
	for (int i = 0; i < d->field_count; i++)
		if (d->fields[i].filter)
			buf_printf(&p->b, " %s", d->fields[i].name);
	buf_putc(&p->b, '\n');
	section(p, N_("What tells rows apart"));
	paths(p, N_("Title"), 1, &d->title);
	paths(p, N_("Key"), d->key_count, d->key);
	if (d->valid_from && d->valid_to)
		buf_printf(&p->b, "%s: [%s, %s)\n", tr(p->lang, N_("Counts while")),
			   d->valid_from->name, d->valid_to->name);
	else if (d->valid_from)
		buf_printf(&p->b, "%s: %s\n", tr(p->lang, N_("An event, counts from")),
			   d->valid_from->name);
}

/* Headings by the field they fill, in the order of first mention. */
static void import(struct page *p)
{
	const struct reg_def *d = p->def;
	if (d->import_count == 0)
		return;
	section(p, N_("Headings of incoming sheets"));
	for (int i = 0; i < d->import_count; i++) {
		const struct path at = d->imports[i].path;
		bool seen = false;
		for (int k = 0; k < i; k++)
			seen = seen || (d->imports[k].path.field == at.field &&
					d->imports[k].path.sub == at.sub);
		if (seen)
			continue;
		buf_printf(&p->b, "%s:", path_text(p->a, d, at));
		for (int k = i; k < d->import_count; k++)
			if (d->imports[k].path.field == at.field &&
			    d->imports[k].path.sub == at.sub)
				buf_printf(&p->b, " %s", d->imports[k].heading);
		buf_putc(&p->b, '\n');
	}
	paths(p, N_("A row finds its record by"), d->match_count, d->match);
}

static void field_schema(struct json *j, const struct field_def *f)
{
	json_key(j, f->name);
	json_open(j, '{');
	json_kstr(j, "title", f->label.en);
	json_kstr(j, "type",
		  f->type == FIELD_INT	  ? "integer"
		  : f->type == FIELD_FLAG ? "boolean"
					  : "string");
	if (f->type == FIELD_INT && (f->min || f->max))
		json_ki64(j, "minimum", f->min);
	if (f->type == FIELD_INT && f->max)
		json_ki64(j, "maximum", f->max);
	if ((f->type == FIELD_TEXT || f->type == FIELD_NOTE) && f->max)
		json_ki64(j, "maxLength", f->max);
	if (f->type == FIELD_DATE)
		json_kstr(j, "pattern", "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$");
	if (f->type == FIELD_PERSON || f->type == FIELD_UNIT || f->type == FIELD_REF)
		json_kstr(j, "pattern", "^[1-9][0-9]*$");
	if (f->of) {
		json_key(j, "enum");
		json_open(j, '[');
		for (int i = 0; i < f->of->count; i++)
			json_str(j, f->of->choices[i].code);
		json_close(j, ']');
	}
	json_close(j, '}');
}

void reg_fields_schema(struct json *j, const struct reg_def *def)
{
	json_open(j, '{');
	json_kstr(j, "type", "object");
	json_kbool(j, "additionalProperties", false);
	json_key(j, "properties");
	json_open(j, '{');
	for (int i = 0; i < def->field_count; i++)
		field_schema(j, &def->fields[i]);
	json_close(j, '}');
	json_key(j, "required");
	json_open(j, '[');
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].required)
			json_str(j, def->fields[i].name);
	json_close(j, ']');
	json_close(j, '}');
}

static void roles(struct page *p, const char *what, unsigned mask)
{
	static const char *const words[] = {
#define X(id, code, label) code,
	    ROLES(X)
#undef X
	};
	buf_printf(&p->b, "%s:", what);
	for (unsigned r = 0; r < ROLE__COUNT; r++)
		if (mask & ROLE_BIT(r))
			buf_printf(&p->b, " %s", words[r]);
	buf_putc(&p->b, '\n');
}

static void rights(struct page *p)
{
	section(p, N_("Who may read and write, within their units"));
	roles(p, "read", p->def->read);
	roles(p, "write", p->def->write);
	if (p->def->whole_county)
		buf_printf(
		    &p->b, "%s\n",
		    tr(p->lang,
		       N_("Titles of rows can be seen in the whole county through references.")));
}

static void states(struct page *p)
{
	const struct reg_def *d = p->def;
	if (d->state_count == 0)
		return;
	section(p, N_("States"));
	for (int i = 0; i < d->state_count; i++)
		buf_printf(&p->b, "%s: %s%s%s\n", d->states[i].code, say(p, &d->states[i].label),
			   i == 0 ? ", initial" : "", d->states[i].closed ? ", closed" : "");
	for (int i = 0; i < d->transition_count; i++) {
		const struct transition_def *t = &d->transitions[i];
		const char *head = arena_printf(
		    p->a, "%s: %s, %s -> %s%s%s", t->code, say(p, &t->label), t->from->code,
		    t->to->code, t->ask ? ", asks " : "", t->ask ? t->ask->name : "");
		roles(p, head, t->allow);
	}
}

static void checks(struct page *p)
{
	if (p->def->check_count == 0)
		return;
	section(p, N_("Checks"));
	for (int i = 0; i < p->def->check_count; i++)
		buf_printf(&p->b, "%s: %s\n", p->def->checks[i]->name,
			   tr(p->lang, p->def->checks[i]->about));
}

char *reg_explain(struct arena *a, const struct reg_def *def, enum lang lang)
{
	struct page p = {.a = a, .def = def, .lang = lang};
	struct json j;
	buf_init(&p.b, EXPLAIN_MAX);
	buf_printf(&p.b, "%s: %s\n%s:%d\n", def->name, say(&p, &def->label), def->pos.file,
		   def->pos.line);
	section(&p, N_("Table"));
	buf_puts(&p.b, reg_ddl(a, def));
	form(&p);
	list(&p);
	import(&p);
	section(&p, N_("Fields in the API"));
	json_init(&j, &p.b);
	reg_fields_schema(&j, def);
	buf_putc(&p.b, '\n');
	states(&p);
	rights(&p);
	checks(&p);
	char *text = arena_strdup(a, buf_str(&p.b));
	buf_done(&p.b);
	return text;
}
