/* cli_reg.c - register definitions: the migration they need, mistakes, what they give. */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "measure/measure.h"

#include <stdio.h>
#include <string.h>

static bool reg(struct cli *c, struct err *e);
static bool explain(struct cli *c, struct err *e);

static const struct option reg_options[] = {{.name = "apply"}, {0}};
const struct command reg_command = {
    .name = "reg",
    .usage = "DIR diff [--apply] | DIR check",
    .about =
	N_("Shows how the definitions of registers change the tables, or what is wrong with them."),
    .options = reg_options,
    .words_min = 2,
    .words_max = 2,
    .run = reg,
};

static const struct option explain_options[] = {
    {.name = "unit", .value = 1},
    {.name = "register", .value = 1},
    {0},
};
const struct command explain_command = {
    .name = "explain",
    .usage = "[DIR] register|indicator NAME\n"
	     "  [DIR] figures\n"
	     "  [DIR] burden\n"
	     "  DIR permission LOGIN --unit CODE [--register NAME]",
    .about = N_("Prints everything that follows from one definition, or why an account may see."),
    .options = explain_options,
    .words_min = 1,
    .words_max = 3,
    .run = explain,
};

static bool diff(struct site *s, struct cli *c, struct err *e)
{
	struct findings f;
	const char *migration = "";
	bool apply = cli_flag(c, "apply");
	findings_init(&f, c->arena);
	bool ok = reg_diff(c->arena, s->db, apply, &migration, &f, e);
	fputs(migration, stdout);
	cli_findings(c, &f);
	if (!ok)
		return false;
	if (is_empty(migration))
		cli_note(c, "The tables agree with the definitions.");
	else if (apply)
		cli_note(c, "The tables were changed.");
	else
		cli_note(c, "Nothing was changed yet: add --apply to do it.");
	return true;
}

/* `reg DIR diff` and `reg diff DIR` are the same. */
static bool reg(struct cli *c, struct err *e)
{
	struct site s;
	bool first = text_eq(c->words[0], "diff") || text_eq(c->words[0], "check");
	const char *action = c->words[!first], *dir = c->words[first];
	bool check = text_eq(action, "check");
	if (!check && !text_eq(action, "diff")) {
		err_set(e, ERR_INPUT, "There is no action %s.", action);
		return err_hint(e, "There are diff and check.");
	}
	if (!site_open(&s, c, dir, true, e))
		return false;
	bool ok = check || diff(&s, c, e);
	if (ok && check)
		cli_say(c, "%d registers, no mistake.", s.regs.count);
	site_close(&s);
	return ok;
}

static bool register_explain(struct cli *c, const char *name, struct err *e)
{
	const struct reg_def *def = reg_find(name);
	if (def) {
		fputs(reg_explain(c->arena, def, c->lang), stdout);
		return true;
	}
	const struct reg_set *all = reg_all();
	const char **names = ARENA_ARRAY(c->arena, const char *, all->count + 1);
	for (int i = 0; i < all->count; i++)
		names[i] = all->regs[i]->name;
	const char *near = nearest(name, names, (size_t)all->count);
	err_set(e, ERR_NOT_FOUND, "There is no register %s.", name);
	if (near)
		err_hint(e, "Did you mean %s?", near);
	return false;
}

static bool indicator_print(struct cli *c, const char *name, struct err *e)
{
	const struct indicator_def *def = indicator_find(name);
	if (def) {
		fputs(indicator_explain(c->arena, def, c->lang), stdout);
		return true;
	}
	const char *near = indicator_nearest(name);
	err_set(e, ERR_NOT_FOUND, "There is no indicator %s.", name);
	if (near)
		err_hint(e, "Did you mean %s?", near);
	return false;
}

/* docs/manual/figures.md, in both languages whatever the terminal's. */
static void figures_print(struct cli *c)
{
	fputs("# 指标目录 · Figures\n\n"
	      "由 `make figures` 生成，不要手改。Made by `make figures`; not to be changed by hand.\n\n"
	      "指标的写法见[指标定义](indicators.md)。How they are written: [indicator definitions](indicators.md).\n\n"
	      "## 中文\n",
	      stdout);
	fputs(indicators_page(c->arena, LANG_ZH), stdout);
	fputs("\n## English\n", stdout);
	fputs(indicators_page(c->arena, LANG_EN), stdout);
}

static bool figures_explain(struct cli *c, struct err *e)
{
	struct site s;
	bool site = c->word_count == 2;
	if (site ? !site_open(&s, c, c->words[0], true, e) : !site_definitions(c, NULL, e))
		return false;
	figures_print(c);
	if (site)
		site_close(&s);
	return true;
}

/* Without DIR the built-in definitions are explained. */
static bool explain(struct cli *c, struct err *e)
{
	struct site s;
	if (c->word_count < 3 && text_eq(c->words[c->word_count - 1], "figures"))
		return figures_explain(c, e);
	if (c->word_count < 3 && text_eq(c->words[c->word_count - 1], "burden"))
		return burden_explain(c, c->word_count == 2 ? c->words[0] : NULL, e);
	if (c->word_count < 2)
		return err_set(e, ERR_INPUT, "Explain what: yanzhen explain DIR register NAME.");
	bool site = c->word_count == 3;
	const char *what = c->words[site], *name = c->words[site + 1];
	bool indicator = text_eq(what, "indicator"), permission = text_eq(what, "permission");
	if ((!indicator && !permission && !text_eq(what, "register")) || (permission && !site))
		return err_set(e, ERR_INPUT, "Explain what: yanzhen explain DIR register NAME.");
	if (site ? !site_open(&s, c, c->words[0], true, e) : !site_definitions(c, NULL, e))
		return false;
	bool ok = permission  ? account_why(&s, c, name, e)
		  : indicator ? indicator_print(c, name, e)
			      : register_explain(c, name, e);
	if (site)
		site_close(&s);
	return ok;
}
