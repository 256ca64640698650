/* explain.c - what a figure counts, in words: one of them, or all as a page of the manual. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "measure/figure_int.h"
#include "measure/measure_int.h"

#include <stdlib.h>
#include <string.h>

static const char *parameter_initial(const void *arg, const struct parameter_def *p)
{
	(void)arg;
	return p->initial;
}

static bool parameter_explain(void *out, const struct condition *c)
{
	if (c->parameter)
		buf_printf(out, "  ($%s, %s)", c->parameter->name, c->parameter->document);
	return true;
}

/* "different person in 乡土人才" */
static const char *counted_words(struct arena *a, const struct measure_def *md, enum lang lang)
{
	static const char *const words[] = {N_("rows of %s"), N_("different %2$s in %1$s"),
					    N_("sum of %2$s in %1$s")};
	struct msg m;
	msg_set(&m, TWO_TEXTS, label_in(&md->of->label, lang),
		md->kind == AGG_ROWS ? "" : path_text(a, md->of, md->path));
	m.id = words[md->kind];
	return msg_render(a, &m, lang);
}

static void explain_measure(struct arena *a, struct buf *out, const struct measure_def *md,
			    enum lang lang)
{
	buf_printf(out, "  %s  %s  (%s:%d)\n", md->name, label_in(&md->label, lang), md->pos.file,
		   md->pos.line);
	if (md->special) {
		buf_printf(out, "    %s\n", label_in(&md->special->filter, lang));
		return;
	}
	buf_printf(out, "    %s\n", counted_words(a, md, lang));
	for (int i = 0; i < md->condition_count; i++) {
		const struct condition *c = &md->conditions[i];
		buf_printf(out, "    %s",
			   condition_words(a, md->of, c, parameter_initial, NULL, lang));
		(void)conditions_each(c, 1, parameter_explain, out);
		buf_putc(out, '\n');
	}
	if (md->valid && (md->of->valid_from || md->of->valid_to))
		buf_printf(out, "    %s\n",
			   tr(lang, md->of->valid_to ? N_("valid on the day")
						     : N_("up to the day")));
}

char *indicator_explain(struct arena *a, const struct indicator_def *def, enum lang lang)
{
	struct buf *out = buf_in(a, 64 * 1024);
	buf_printf(out, "%s  %s\n%s\n", def->name, label_in(&def->label, lang),
		   label_in(&def->about, lang));
	buf_printf(out, "%s: %s\n", tr(lang, N_("Formula")), def->formula);
	buf_printf(out, "%s: %s\n", tr(lang, N_("Unit of the number")),
		   def->percent ? "%" : tr(lang, quantity_word(def->quantity)));
	buf_printf(out, "%s: %s\n", tr(lang, N_("Revision")), def->revision);
	if (def->by)
		buf_printf(out, "%s: %s\n", tr(lang, N_("Broken down by")), def->by);
	const struct formula *formula = &indicator_full(def)->formula;
	for (int i = 0; i < formula->input_count; i++)
		explain_measure(a, out, formula->inputs[i].measure, lang);
	return arena_strdup(a, buf_str(out));
}

/* ---- all of them, as a page ---- */

static int by_place(const void *x, const void *y)
{
	const struct src_pos *a = &(*(const struct indicator_def *const *)x)->pos,
			     *b = &(*(const struct indicator_def *const *)y)->pos;
	int file = strcmp(a->file, b->file);
	return file ? file : (a->line > b->line) - (a->line < b->line);
}

/* A cell of a table; a bar would end it. */
static void cell(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			buf_putc(out, '\\');
		buf_putc(out, *text == '\n' ? ' ' : *text);
	}
}

static void how_counted(struct arena *a, struct buf *out, const struct indicator_def *def, enum lang lang)
{
	const struct formula *formula = &indicator_full(def)->formula;
	const struct measure_def *md = formula->input_count ? formula->inputs[0].measure : NULL;
	if (!md || !text_eq(md->name, def->name)) {
		buf_printf(out, "`%s`", def->formula);
		if (def->by)
			buf_printf(out, " (%s: `%s`)", tr(lang, N_("Broken down by")), def->by);
		return;
	}
	if (md->special) {
		cell(out, label_in(&md->special->filter, lang));
		return;
	}
	cell(out, counted_words(a, md, lang));
	for (int i = 0; i < md->condition_count; i++) {
		buf_puts(out, lang == LANG_ZH ? "；" : "; ");
		cell(out, condition_words(a, md->of, &md->conditions[i], parameter_initial, NULL, lang));
	}
	if (md->valid && (md->of->valid_from || md->of->valid_to))
		buf_printf(out, "%s%s", lang == LANG_ZH ? "；" : "; ",
			   tr(lang, md->of->valid_to ? N_("valid on the day") : N_("up to the day")));
}

/* "## 乡土人才 `indicators/talent.yaml`": the group of the first register that is counted. */
static void file_head(struct buf *out, const struct indicator_def *const *defs, int count, enum lang lang)
{
	const struct choice_list *groups = choice_list_find("register_group");
	const struct choice *group = NULL;
	for (int i = 0; i < count && text_eq(defs[i]->pos.file, defs[0]->pos.file) && !group; i++)
		group = defs[i]->of && groups ? choice_find(groups, defs[i]->of->group) : NULL;
	buf_printf(out, "\n### %s `%s`\n\n", group ? label_in(&group->label, lang) : "", defs[0]->pos.file);
	buf_printf(out, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", tr(lang, N_("Code")),
		   tr(lang, N_("Figure")), tr(lang, N_("Unit of the number")), tr(lang, N_("Caliber")),
		   tr(lang, N_("How it is counted")));
}

static void parameters_page(struct buf *out, enum lang lang)
{
	const struct measure_set *all = measure_all();
	buf_printf(out, "\n### %s\n\n| %s | %s | %s | %s |\n|---|---|---|---|\n", tr(lang, N_("Parameters")),
		   tr(lang, N_("Code")), tr(lang, N_("Parameter")), tr(lang, N_("Value")),
		   tr(lang, N_("Document")));
	for (int i = 0; i < all->parameter_count; i++) {
		const struct parameter_def *p = all->parameters[i];
		buf_printf(out, "| `%s` | %s | %s | ", p->name, label_in(&p->label, lang), p->initial);
		cell(out, p->document ? p->document : "");
		buf_puts(out, " |\n");
	}
}

char *indicators_page(struct arena *a, enum lang lang)
{
	struct buf *out = buf_in(a, 1024 * 1024);
	int count = indicator_count();
	const struct indicator_def **defs = ARENA_ARRAY(a, const struct indicator_def *, count + 1);
	for (int i = 0; i < count; i++)
		defs[i] = indicator_at(i);
	if (count)
		qsort(defs, (size_t)count, sizeof *defs, by_place);
	for (int i = 0; i < count; i++) {
		const struct indicator_def *d = defs[i];
		if (i == 0 || !text_eq(d->pos.file, defs[i - 1]->pos.file))
			file_head(out, defs + i, count - i, lang);
		buf_printf(out, "| `%s` | ", d->name);
		cell(out, label_in(&d->label, lang));
		buf_printf(out, " | %s | ", d->percent ? "%" : tr(lang, quantity_word(d->quantity)));
		cell(out, label_in(&d->about, lang));
		buf_puts(out, " | ");
		how_counted(a, out, d, lang);
		buf_puts(out, " |\n");
	}
	parameters_page(out, lang);
	assert(!out->full);
	return arena_strdup(a, buf_str(out));
}
