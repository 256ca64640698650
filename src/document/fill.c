/* fill.c - a template with today's figures in it. */
#include "base/arena.h"
#include "base/str.h"
#include "document/document_int.h"

#include <string.h>

/* The unit by its name on the day; one that came later (a merged town) by today's. */
static bool unit_of(struct arena *a, struct db *db, const struct document_ask *ask, ymd at,
		    struct unit *out, struct err *e)
{
	struct err then = { 0 };
	bool may;
	if (!scope_has(db, &ask->scope, ask->county, ask->unit, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_NOT_FOUND, "There is no such unit.");
	if (unit_load(a, db, ask->unit, at, out, &then))
		return true;
	if (then.code == ERR_NOT_FOUND)
		return unit_load(a, db, ask->unit, 0, out, e);
	*e = then;
	return false;
}

/* A template written for one place speaks of it in its text. */
static bool place_check(struct arena *a, struct db *db, const struct document_ask *ask, ymd at,
			struct err *e)
{
	struct unit u;
	struct err why = { 0 };
	const char *code = ask->template->unit_code;
	if (is_empty(code))
		return true;
	if (unit_by_code(a, db, code, at, &u, &why) && u.id == ask->unit)
		return true;
	if (why.code != ERR_NONE && why.code != ERR_NOT_FOUND) {
		*e = why;
		return false;
	}
	err_set(e, ERR_INPUT, "The template %s is written for the unit %s only.",
		ask->template->name, code);
	return err_hint(e, "Choose that unit, or a template for any unit.");
}

int figure_first(const struct document *d, int i)
{
	int first = 0;
	while (!text_eq(d->figures[first].name, d->figures[i].name))
		first++;
	return first;
}

struct figure_ask document_figure_ask(const struct document *d, int64_t county,
				      const struct scope *scope, const struct document_figure *f)
{
	return (struct figure_ask){ .indicator = indicator_find(f->name),
				    .county = county,
				    .unit = d->unit.id,
				    .scope = *scope,
				    .at = d->at,
				    .boundary = RESTATED };
}

static bool figure_fill(struct arena *a, struct db *db, const struct document_ask *ask,
			const struct part *part, struct document *d, struct err *e)
{
	int i = d->figure_count++;
	struct document_figure *f = &d->figures[i];
	*f = (struct document_figure){ .name = part->text, .style = part->style };
	const struct figure_ask fa = document_figure_ask(d, ask->county, &ask->scope, f);
	assert(fa.indicator); /* template_parse() checked it */
	int first = figure_first(d, i);
	if (first != i)
		f->figure = d->figures[first].figure;
	else if (!figure_compute(a, db, &fa, &f->figure, e))
		return false;
	f->revision = fa.indicator->revision;
	f->printed = print_figure(a, &f->figure, f->style);
	return true;
}

static const char *part_text(struct arena *a, const struct document *d, const struct part *part)
{
	switch (part->kind) {
	case PART_TEXT:
		return part->text;
	case PART_FIGURE:
		return d->figures[d->figure_count - 1].printed;
	case PART_UNIT:
		return d->unit.name;
	case PART_PERIOD:
		return period_label(a, &d->period, d->lang);
	case PART_DATE:
		return date_label(a, d->at, d->lang);
	}
	assert(!"a kind of part without text");
	return "";
}

static bool block_fill(struct arena *a, struct db *db, const struct document_ask *ask,
		       const struct template_block *from, struct document *d, struct err *e)
{
	struct block *b = &d->blocks[d->block_count];
	*b = (struct block){ .kind = from->kind,
			     .spans = ARENA_ARRAY(a, struct span, from->count) };
	for (int i = 0; i < from->count; i++) {
		const struct part *part = &from->parts[i];
		struct span *s = &b->spans[b->span_count++];
		bool figure = part->kind == PART_FIGURE;
		if (figure && !figure_fill(a, db, ask, part, d, e))
			return false;
		s->text = part_text(a, d, part);
		s->figure = figure ? d->figure_count - 1 : -1;
	}
	d->block_count++;
	return true;
}

static int figures_of(const struct template_body *body)
{
	int n = 0;
	for (int i = 0; i < body->count; i++)
		for (int k = 0; k < body->blocks[i].count; k++)
			n += body->blocks[i].parts[k].kind == PART_FIGURE;
	return n;
}

bool document_fill(struct arena *a, struct db *db, const struct document_ask *ask,
		   struct document *out, struct err *e)
{
	const struct template_body *body = ask->template->body;
	struct document d = { .template = ask->template, .lang = ask->lang, .period = ask->period,
			      .at = ask->at };
	TXN(t); /* one moment for all figures */
	if (!txn_begin(&t, db, e))
		return false;
	if (d.at == 0)
		d.at = ask->period.to < today() ? ask->period.to : today();
	if (!unit_of(a, db, ask, d.at, &d.unit, e) || !place_check(a, db, ask, d.at, e))
		return false;
	d.office = is_empty(ask->template->office) ? d.unit.name : ask->template->office;
	d.blocks = ARENA_ARRAY(a, struct block, body->count);
	d.figures = ARENA_ARRAY(a, struct document_figure, figures_of(body));
	for (int i = 0; i < body->count; i++)
		if (!block_fill(a, db, ask, &body->blocks[i], &d, e))
			return false;
	if (!txn_commit(&t, e))
		return false;
	*out = d;
	return true;
}
