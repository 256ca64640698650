/* cli_unit.c - the hierarchy: list, load, merge, split, transfer, rename.  Preview first. */
#include "base/limits.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"

#include <stdio.h>
#include <string.h>

static bool run(struct cli *c, struct err *e);

enum { CSV_MAX = 64 << 20 };

static const struct option options[] = {
    {.name = "unit", .value = 1},
    {.name = "at", .value = 1},
    {.name = "from", .value = 1},
    {.name = "day", .value = 1},
    {.name = "document", .value = 1},
    {.name = "name", .value = 1},
    {.name = "code", .value = 1},
    {.name = "kind", .value = 1},
    {.name = "parent", .value = 1},
    {.name = "into", .value = 1},
    {.name = "apply"},
    {0},
};
const struct command unit_command = {
    .name = "unit",
    .usage = "DIR ACTION …\n"
	     "  DIR list [--unit CODE] [--at DATE]\n"
	     "  DIR load FILE.csv [--from DATE]\n"
	     "  DIR merge CODE CODE… --name NAME --code CODE --kind KIND --day DATE --document NO "
	     "[--apply]\n"
	     "  DIR split CODE --into NAME:CODE:KIND,NAME:CODE:KIND… --day DATE --document NO "
	     "[--apply]\n"
	     "  DIR transfer CODE --parent CODE --day DATE --document NO [--apply]\n"
	     "  DIR rename CODE --name NAME --day DATE --document NO [--apply]\n"
	     "  DIR recode CODE --code CODE --day DATE --document NO [--apply]",
    .about = N_("Units of a site.  A change is shown first and made with --apply."),
    .options = options,
    .words_min = 2,
    .words_max = CLI_WORDS_MAX,
    .run = run,
};

static bool day_option(struct cli *c, const char *name, ymd otherwise, ymd *out, struct err *e)
{
	const char *text = cli_option(c, name);
	*out = otherwise;
	return !text || date_parse(text, false, out) ||
	       err_set(e, ERR_INPUT, "“%s” is not a date.", text);
}

static bool tree_print(struct site *s, struct cli *c, const struct unit *u, int depth, ymd at,
		       struct err *e)
{
	struct unit_list list;
	printf("%*s%s %s (%s)\n", depth * 2, "", *u->code ? u->code : "-", u->name, u->kind);
	if (!unit_children(c->arena, s->db, u->id, at, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		if (!tree_print(s, c, &list.units[i], depth + 1, at, e))
			return false;
	return true;
}

static bool list(struct site *s, struct cli *c, struct err *e)
{
	struct unit unit;
	ymd at;
	return site_unit(s, c, &unit, e) && day_option(c, "at", 0, &at, e) &&
	       tree_print(s, c, &unit, 0, at, e);
}

static bool load(struct site *s, struct cli *c, struct err *e)
{
	const char *text;
	size_t n;
	int added = 0;
	ymd from;
	struct findings f;
	findings_init(&f, c->arena);
	if (c->word_count < 3)
		return err_set(e, ERR_INPUT, "Name the file: yanzhen unit DIR load FILE.csv.");
	if (!day_option(c, "from", 20000101, &from, e) ||
	    !cli_read_file(c, c->words[2], CSV_MAX, &text, &n, e))
		return false;
	TXN(t);
	bool ok = txn_begin(&t, s->db, e) && units_load_csv(s->db, text, n, from, &added, &f, e);
	cli_findings(c, &f);
	if (!ok || f.errors)
		return ok ? err_set(e, ERR_REFUSED, "No unit was loaded.") : false;
	if (!txn_commit(&t, e))
		return false;
	cli_say(c, "%d units are new.", added);
	return true;
}

static bool unit_of(struct site *s, struct cli *c, const char *code, int64_t *out, struct err *e)
{
	struct unit unit;
	if (!code)
		return err_set(e, ERR_INPUT, "Name the unit by its 12-digit code.");
	if (!unit_by_code(c->arena, s->db, code, 0, &unit, e))
		return false;
	*out = unit.id;
	return true;
}

static void made_add(struct unit_change *ch, const char *name, const char *code, const char *kind,
		     int64_t parent)
{
	int i = ch->new_count++;
	ch->made[i].name = name;
	ch->made[i].code = code;
	ch->made[i].kind = kind;
	ch->made[i].parent = parent;
}

/* NAME:CODE:KIND,NAME:CODE:KIND */
static bool made_parse(struct cli *c, const char *text, struct unit_change *ch, struct err *e)
{
	while (*text) {
		size_t n = strcspn(text, ",");
		char *part = arena_strndup(c->arena, text, n);
		char *code = strchr(part, ':'), *kind = code ? strchr(code + 1, ':') : NULL;
		if (!kind || ch->new_count == (int)ARRAY_LEN(ch->made))
			return err_set(e, ERR_INPUT, "“%s” is not NAME:CODE:KIND.", part);
		*code++ = *kind++ = 0;
		made_add(ch, part, code, kind, 0);
		text += n + (text[n] == ',');
	}
	return ch->new_count > 0 ||
	       err_set(e, ERR_INPUT, "Name the new units with --into NAME:CODE:KIND,…");
}

static bool change_read(struct site *s, struct cli *c, struct unit_change *ch, struct err *e)
{
	const char *name = cli_option(c, "name"), *code = cli_option(c, "code"),
		   *kind = cli_option(c, "kind");
	int64_t parent = 0;
	ch->document = cli_option(c, "document");
	if (!day_option(c, "day", today(), &ch->day, e))
		return false;
	for (int i = 2; i < c->word_count && ch->old_count < (int)ARRAY_LEN(ch->old); i++)
		if (!unit_of(s, c, c->words[i], &ch->old[ch->old_count++], e))
			return false;
	if (ch->old_count == 0)
		return err_set(e, ERR_INPUT, "Name the unit by its 12-digit code.");
	if (ch->kind == CHANGE_SPLIT)
		return made_parse(c, cli_option(c, "into") ? cli_option(c, "into") : "", ch, e);
	if (ch->kind == CHANGE_TRANSFER && !unit_of(s, c, cli_option(c, "parent"), &parent, e))
		return false;
	made_add(ch, name, code, kind, parent);
	return true;
}

static bool change(struct site *s, struct cli *c, enum change_kind kind, struct err *e)
{
	struct unit_change ch = {.kind = kind};
	struct findings f;
	findings_init(&f, c->arena);
	if (!change_read(s, c, &ch, e) || !unit_change_check(c->arena, s->db, &ch, &f, e))
		return false;
	cli_findings(c, &f);
	if (f.errors)
		return err_set(e, ERR_REFUSED, "The change is not possible.");
	if (!cli_flag(c, "apply")) {
		cli_say(c, "Nothing was changed yet: add --apply to do it.");
		return true;
	}
	if (!unit_change_apply(s->db, &ch, 0, NULL, e))
		return false;
	cli_say(c, "Done.");
	return true;
}

static bool act(struct site *s, struct cli *c, struct err *e)
{
	static const struct {
		const char *word;
		enum change_kind kind;
	} changes[] = {{"merge", CHANGE_MERGE},
		       {"split", CHANGE_SPLIT},
		       {"transfer", CHANGE_TRANSFER},
		       {"rename", CHANGE_RENAME},
		       {"recode", CHANGE_CODE}};
	const char *action = c->words[1];
	if (text_eq(action, "list"))
		return list(s, c, e);
	if (text_eq(action, "load"))
		return load(s, c, e);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++)
		if (text_eq(action, changes[i].word))
			return change(s, c, changes[i].kind, e);
	err_set(e, ERR_INPUT, "There is no action %s.", action);
	return err_hint(e, "There are list, load, merge, split, transfer, rename and recode.");
}

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	if (!site_open(&s, c, c->words[0], false, e))
		return false;
	bool ok = act(&s, c, e);
	site_close(&s);
	return ok;
}
