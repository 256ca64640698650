/* cli_figure.c - a figure with what is behind it, and a document filled with figures. */
#include "base/id.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "document/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool figure(struct cli *c, struct err *e);
static bool document(struct cli *c, struct err *e);

static const struct option figure_options[] = {
    {.name = "unit", .value = 1},
    {.name = "period", .value = 1},
    {.name = "asof", .value = 1},
    {.name = "as", .value = 1},
    {.name = "as-was"},
    {.name = "records"},
    {.name = "json"},
    {0},
};
const struct command figure_command = {
    .name = "figure",
    .usage = "DIR INDICATOR --unit CODE [--period P] [--asof DATE] [--as-was] [--records] [--json] "
	     "[--as USER]",
    .about =
	N_("Computes a figure: the value alone on the first line, then what it was made from."),
    .options = figure_options,
    .words_min = 2,
    .words_max = 2,
    .run = figure,
};

static const struct option document_options[] = {
    {.name = "unit", .value = 1},
    {.name = "period", .value = 1},
    {.name = "output", .value = 1},
    {.name = "as", .value = 1},
    {0},
};
const struct command document_command = {
    .name = "document",
    .usage = "DIR TEMPLATE --unit CODE --period P -o FILE.{html,pdf,docx} [--as USER]",
    .about = N_("Fills a template with today's figures and writes it; nothing is issued."),
    .options = document_options,
    .words_min = 2,
    .words_max = 2,
    .run = document,
};

/* The scope: the whole county, or that of the account named by --as. */
static bool scope_read(struct site *s, struct cli *c, const struct unit *unit, struct scope *out,
		       struct err *e)
{
	struct account *acc;
	if (!site_actor(s, c, &acc, e))
		return false;
	if (acc)
		scope_of_cap(acc, CAP_READ, out);
	else
		scope_all(unit->level < LEVEL_COUNTY ? unit->id : unit->county, out);
	return true;
}

/* --asof, else the end of --period, else today. */
static bool day_read(struct cli *c, ymd *out, struct err *e)
{
	const char *asof = cli_option(c, "asof"), *period = cli_option(c, "period");
	struct period p;
	*out = today();
	if (asof && !date_parse(asof, false, out))
		return err_set(e, ERR_INPUT, "“%s” is not a date.", asof);
	if (!asof && period) {
		if (!period_parse(period, &p))
			return err_set(e, ERR_INPUT, "“%s” is not a period.", period);
		*out = p.to < *out ? p.to : *out;
	}
	return true;
}

static bool record_print(void *arg, struct arena *row, const struct record *rec,
			 const struct value *subs, struct err *e)
{
	const struct cli *c = arg;
	const struct path title = rec->def->title;
	char id[24];
	(void)subs;
	(void)e;
	const struct field_def *f = path_field(rec->def, title);
	const char *text =
	    f && title.field >= 0 ? value_text(row, f, &rec->v[title.field], c->lang) : "";
	printf("%s\t%s\t%s\n", id_text(rec->id, id), text, rec->unit_name ? rec->unit_name : "");
	return true;
}

static bool units_print(struct site *s, struct cli *c, const struct figure_ask *ask, int input,
			struct err *e)
{
	struct figure_unit *units;
	int n;
	if (!figure_units(c->arena, s->db, ask, input, &n, &units, e))
		return false;
	for (int i = 0; i < n; i++) {
		printf("%s\t%s", units[i].unit.code, units[i].unit.name);
		for (int k = 0; k < units[i].reason_count; k++)
			printf("\t%s", msg_render(c->arena, &units[i].reasons[k], c->lang));
		printf("\n");
	}
	return true;
}

static bool records_print(struct site *s, struct cli *c, const struct figure_ask *ask,
			  const struct figure *fig, struct err *e)
{
	for (int i = 0; i < fig->input_count; i++) {
		struct query q;
		if (!fig->inputs[i].numerator && fig->input_count > 1)
			continue;
		if (input_counts_units(ask->indicator, i)) {
			if (!units_print(s, c, ask, i, e))
				return false;
		} else if (!figure_records(c->arena, s->db, ask, i, &q, e) ||
			   !query_each(s->db, &q, record_print, c, e)) {
			return false;
		}
	}
	return true;
}

static void figure_json(struct cli *c, const struct figure *fig)
{
	struct buf out;
	struct json j;
	char day[16];
	buf_init(&out, 1 << 20);
	json_init(&j, &out);
	json_open(&j, '{');
	json_kstr(&j, "indicator", fig->indicator->name);
	json_kstr(&j, "value", fig->known ? figure_text(c->arena, fig, LANG_EN) : NULL);
	if (!fig->known)
		json_kstr(&j, "reason", msg_render(c->arena, &fig->reason, c->lang));
	json_kstr(&j, "at", date_iso(fig->at, day));
	json_kstr(&j, "formula", fig->indicator->formula);
	json_kstr(&j, "revision", fig->indicator->revision);
	json_key(&j, "inputs");
	json_open(&j, '[');
	for (int i = 0; i < fig->input_count; i++) {
		json_open(&j, '{');
		json_kstr(&j, "measure", fig->inputs[i].measure);
		if (fig->inputs[i].scale)
			json_kstr(&j, "value", figure_input_text(c->arena, &fig->inputs[i]));
		else
			json_ki64(&j, "value", fig->inputs[i].value);
		json_kstr(&j, "filter", fig->inputs[i].filter[c->lang]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(buf_str(&out));
	buf_done(&out);
}

static void figure_lines(struct cli *c, const struct figure *fig)
{
	char day[16];
	char value[32];
	puts(fig->known ? dec_text(fig->value, value) : figure_text(c->arena, fig, c->lang));
	if (!fig->known)
		puts(msg_render(c->arena, &fig->reason, c->lang));
	printf("%s\t%s\t%s\n", label_in(&fig->indicator->label, c->lang), fig->indicator->formula,
	       date_iso(fig->at, day));
	for (int i = 0; i < fig->input_count; i++) {
		const char *filter = fig->inputs[i].filter[c->lang];
		printf("%s\t%s\t%s\n", fig->inputs[i].measure,
		       figure_input_text(c->arena, &fig->inputs[i]), filter ? filter : "");
	}
	for (int i = 0; i < fig->parameter_count; i++)
		printf("%s\t%s\t%s\n", fig->parameters[i].name, fig->parameters[i].value,
		       fig->parameters[i].document ? fig->parameters[i].document : "");
}

/* What is not recorded meets no bound: said, so that a low figure can be told from a gap. */
static bool gaps_note(struct site *s, struct cli *c, const struct figure_ask *ask,
		      const struct figure *fig, struct err *e)
{
	struct figure_gap gaps[FIGURE_GAPS_MAX];
	for (int i = 0; i < fig->input_count; i++) {
		int count;
		if (!figure_gaps(c->arena, s->db, ask, i, &count, gaps, e))
			return false;
		for (int k = 0; k < count; k++)
			if (gaps[k].count)
				cli_note(c, "%s: %d have no “%s” recorded and meet no bound on it.",
					 fig->inputs[i].measure, (int)gaps[k].count,
					 label_in(&gaps[k].field, c->lang));
	}
	return true;
}

static bool figure_print(struct site *s, struct cli *c, struct figure_ask *ask, struct err *e)
{
	struct unit unit;
	struct figure fig;
	if (!site_unit(s, c, &unit, e) || !scope_read(s, c, &unit, &ask->scope, e) ||
	    !day_read(c, &ask->at, e))
		return false;
	ask->county = unit.county;
	ask->unit = unit.id;
	ask->boundary = cli_flag(c, "as-was") ? AS_WAS : RESTATED;
	if (!figure_compute(c->arena, s->db, ask, &fig, e))
		return false;
	if (cli_flag(c, "json"))
		figure_json(c, &fig);
	else
		figure_lines(c, &fig);
	if (!gaps_note(s, c, ask, &fig, e))
		return false;
	return !cli_flag(c, "records") || records_print(s, c, ask, &fig, e);
}

static bool figure(struct cli *c, struct err *e)
{
	struct site s;
	struct figure_ask ask = {0};
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	ask.indicator = indicator_find(c->words[1]);
	if (!ask.indicator) {
		const char *near = indicator_nearest(c->words[1]);
		err_set(e, ERR_NOT_FOUND, "There is no indicator %s.", c->words[1]);
		if (near)
			err_hint(e, "Did you mean %s?", near);
	}
	bool ok = ask.indicator && figure_print(&s, c, &ask, e);
	site_close(&s);
	return ok;
}

static bool html_write(struct cli *c, const struct document *d, const char *path, struct err *e)
{
	struct buf body;
	buf_init(&body, LIMIT_REPLY);
	bool ok = document_html(c->arena, d, d->lang, &body);
	FILE *f = ok ? fopen(path, "w") : NULL;
	if (f) {
		fprintf(f, "<!doctype html>\n<html lang=\"%s\"><meta charset=\"utf-8\"><body>\n",
			d->lang == LANG_ZH ? "zh-CN" : "en");
		ok = fwrite(body.p, 1, body.n, f) == body.n && fputs("</body></html>\n", f) >= 0;
		ok = fclose(f) == 0 && ok;
	}
	buf_done(&body);
	return (f && ok) || err_set(e, ERR_FILE, "Cannot write %s: %s.", path, strerror(errno));
}

static bool document_write(struct cli *c, const struct document *d, const char *path, struct err *e)
{
	const char *dot = strrchr(path, '.');
	if (dot && text_eq(dot, ".pdf"))
		return document_pdf(c->arena, d, path, e);
	if (dot && text_eq(dot, ".docx"))
		return document_docx(c->arena, d, path, e);
	if (dot && text_eq(dot, ".html"))
		return html_write(c, d, path, e);
	return err_set(e, ERR_INPUT, "The name %s must end in .html, .pdf or .docx.", path);
}

static bool document_make(struct site *s, struct cli *c, const char *path, struct err *e)
{
	struct unit unit;
	struct document d;
	/* whatever the terminal speaks, the templates are Chinese */
	struct document_ask ask = {.template = template_find(c->words[1]), .lang = LANG_ZH};
	const char *period = cli_option(c, "period");
	if (!ask.template)
		return err_set(e, ERR_NOT_FOUND, "There is no template %s.", c->words[1]);
	if (!period || !period_parse(period, &ask.period))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", period ? period : "");
	if (!site_unit(s, c, &unit, e) || !scope_read(s, c, &unit, &ask.scope, e))
		return false;
	ask.county = unit.county;
	ask.unit = unit.id;
	return document_fill(c->arena, s->db, &ask, &d, e) && document_write(c, &d, path, e);
}

static bool document(struct cli *c, struct err *e)
{
	struct site s;
	const char *path = cli_option(c, "output");
	if (!path)
		return err_set(e, ERR_INPUT, "Name the file to write with -o FILE.");
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	bool ok = document_make(&s, c, path, e);
	site_close(&s);
	return ok;
}
