/* cli_demo.c - a site to try, with people who do not exist. */
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "demo/demo.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool run(struct cli *c, struct err *e);

const struct command demo_command = {
    .name = "demo",
    .usage = "DIR",
    .about = N_("Makes a site to try: five places with made-up people and accounts."),
    .words_min = 1,
    .words_max = 1,
    .run = run,
};

static bool workbook(struct cli *c, struct site *s, struct err *e)
{
	const char *folder = arena_printf(c->arena, "%s/demo", s->dir);
	const char *path = arena_printf(c->arena, "%s/羊角塘镇村级后备力量台账.xlsx", folder);
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		return err_set(e, ERR_FILE, "Cannot make the folder %s: %s.", folder, strerror(errno));
	if (!demo_workbook(c->arena, s->db, path, e))
		return false;
	cli_say(c, "A sheet to bring in: %s", path);
	return true;
}

static bool fill(struct cli *c, struct site *s, struct err *e)
{
	int count;
	if (!demo_make(c->arena, s->db, e))
		return false;
	const struct demo_account *list = demo_accounts(c->arena, s->db, &count, e);
	if (!list)
		return false;
	cli_say(c, "Accounts, all with the password %s:", DEMO_PASSWORD);
	for (int i = 0; i < count; i++) {
		enum role role;
		bool known = role_parse(list[i].role, &role);
		assert(known);
		cli_say(c, "  %s: %s %s", list[i].login, list[i].unit, tr(c->lang, role_label(role)));
	}
	return workbook(c, s, e);
}

static bool run(struct cli *c, struct err *e)
{
	struct site s;
	const char *dir = c->words[0];
	if (!site_create(&s, c, dir, e))
		return false;
	bool ok = fill(c, &s, e);
	site_close(&s);
	if (ok)
		cli_say(c, "The site is in %s.  Serve it with “yanzhen serve %s”.", dir, dir);
	return ok;
}
