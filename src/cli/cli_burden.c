/* cli_burden.c - evidence for the self-check against burdens: what is refused, what was looked at. */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "measure/measure.h"
#include "reg/burden.h"

#include <stdio.h>

struct looked {
	int registers, fields, choices, indicators;
	int64_t rows;
};

static void definitions_judge(struct cli *c, struct looked *n, struct findings *f)
{
	const struct reg_set *all = reg_all();
	const struct burden_list *list = burden_list(c->arena);
	for (int i = 0; i < all->count; i++) {
		burden_register(c->arena, list, all->regs[i], f);
		n->fields += all->regs[i]->field_count;
	}
	for (int i = 0; i < all->list_count; i++) {
		burden_choices(c->arena, list, all->lists[i], f);
		n->choices += all->lists[i]->count;
	}
	for (int i = 0; i < indicator_count(); i++) {
		const struct indicator_def *in = indicator_at(i);
		burden_label(c->arena, list, NULL, &in->label, in->pos, f);
		burden_label(c->arena, list, NULL, &in->about, in->pos, f);
	}
	n->registers = all->count;
	n->indicators = indicator_count();
}

static void laws_say(struct cli *c)
{
	for (int k = 0; k < BURDEN__COUNT; k++) {
		const char *law, *item;
		burden_law(c->arena, (enum burden_kind)k, &law, &item);
		printf("- %s\t%s\t%s\n", tr(c->lang, burden_name((enum burden_kind)k)), law, item);
	}
}

static void rows_say(struct cli *c)
{
	const struct reg_set *all = reg_all();
	for (int i = 0; i < all->count; i++)
		if (burden_checks(all->regs[i]))
			printf("- %s\t%s\n", all->regs[i]->name, label_in(&all->regs[i]->label, c->lang));
}

bool burden_explain(struct cli *c, const char *dir, struct err *e)
{
	struct site s;
	struct findings f;
	struct looked n = { 0 };
	char day[16];
	findings_init(&f, c->arena);
	if (dir ? !site_open(&s, c, dir, true, e) : !site_definitions(c, NULL, e))
		return false;
	definitions_judge(c, &n, &f);
	bool ok = !dir || burden_rows(c->arena, s.db, &n.rows, &f, e);
	if (dir)
		site_close(&s);
	if (!ok)
		return false;
	cli_say(c, "Self-check against burdens, %s, version %s", date_iso(today(), day), YANZHEN_VERSION);
	cli_say(c, "Refused wherever a rule, form, task or figure asks for it:");
	laws_say(c);
	cli_say(c, "Looked at: %d registers with %d fields, %d choices, %d figures.", n.registers, n.fields,
		n.choices, n.indicators);
	if (dir)
		cli_say(c, "And %d rows of the registers whose rows are looked at when they are saved:", (int)n.rows);
	else
		cli_say(c, "Rows of these registers are looked at when they are saved:");
	rows_say(c);
	cli_findings(c, &f);
	if (f.errors)
		cli_say(c, "Found: %d.", f.errors);
	else
		cli_say(c, "Found: nothing.");
	c->status = f.errors ? 1 : 0;
	return true;
}
