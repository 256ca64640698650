/* cli_user.c - accounts: add, give roles, set passwords, list, and say why. */
#include "base/limits.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"

#include <stdio.h>
#include <string.h>

static bool run(struct cli *c, struct err *e);

static const struct option options[] = {
    {.name = "name", .value = 1},
    {.name = "password-file", .value = 1},
    {.name = "role", .value = 1},
    {.name = "unit", .value = 1},
    {.name = "from", .value = 1},
    {.name = "to", .value = 1},
    {.name = "end"},
    {.name = "register", .value = 1},
    {0},
};
const struct command user_command = {
    .name = "user",
    .usage = "DIR ACTION …\n"
	     "  DIR add LOGIN --name NAME --password-file FILE [--unit CODE]\n"
	     "  DIR grant LOGIN --role ROLE --unit CODE [--from DATE] [--to DATE] [--end]\n"
	     "  DIR password LOGIN --password-file FILE\n"
	     "  DIR list [--unit CODE]\n"
	     "  DIR why LOGIN --unit CODE [--register NAME]",
    .about = N_("Accounts of a site.  Roles are site, admin, organiser, leader, clerk, viewer, accountant, cashier."),
    .options = options,
    .words_min = 2,
    .words_max = 3,
    .run = run,
};

static bool refused(struct cli *c, const struct findings *f, struct err *e)
{
	cli_findings(c, f);
	return err_set(e, ERR_REFUSED, "Nothing was saved.");
}

static bool password(struct cli *c, const char **out, struct err *e)
{
	const char *path = cli_option(c, "password-file"), *text;
	size_t n;
	if (!path)
		return err_set(e, ERR_INPUT,
			       "Name the file with the password: --password-file FILE.");
	if (!cli_read_file(c, path, 4096, &text, &n, e))
		return false;
	*out = arena_strndup(c->arena, text, strcspn(text, "\r\n"));
	return true;
}

static bool add(struct site *s, struct cli *c, const char *login, struct err *e)
{
	struct account_new n = {
	    .login = login, .name = cli_option(c, "name"), .lang = LANG_ZH, .must_change = true};
	struct findings f;
	struct unit unit;
	int64_t id;
	findings_init(&f, c->arena);
	if (!n.name)
		n.name = login;
	if (!password(c, &n.password, e) || !site_unit(s, c, &unit, e))
		return false;
	n.county = unit.county;
	if (!account_check(s->db, &n, &f, e))
		return false;
	if (f.errors)
		return refused(c, &f, e);
	if (!account_create(s->db, &n, &id, e))
		return false;
	cli_say(c, "The account %s was made.  It sees nothing until it is given a role.", login);
	return true;
}

static bool day_option(struct cli *c, const char *name, ymd otherwise, ymd *out, struct err *e)
{
	const char *text = cli_option(c, name);
	*out = otherwise;
	return !text || date_parse(text, false, out) ||
	       err_set(e, ERR_INPUT, "“%s” is not a date.", text);
}

static bool grant(struct site *s, struct cli *c, const char *login, struct err *e)
{
	struct account acc;
	struct unit unit = {0};
	const char *word = cli_option(c, "role");
	enum role role;
	ymd from, to;
	if (!word || !role_parse(word, &role)) {
		err_set(e, ERR_INPUT, "Name a role with --role.");
		return err_hint(e, "There are site, admin, organiser, leader, clerk, viewer, accountant and cashier.");
	}
	bool everywhere = role == ROLE_SITE && !cli_option(c, "unit");
	if (!account_by_login(c->arena, s->db, login, &acc, e) ||
	    (!everywhere && !site_unit(s, c, &unit, e)) ||
	    !day_option(c, "from", today(), &from, e) || !day_option(c, "to", DATE_OPEN, &to, e))
		return false;
	if (cli_flag(c, "end"))
		return grant_end(s->db, acc.id, role, unit.id, to == DATE_OPEN ? today() : to, 0,
				 e);
	return grant_add(s->db, acc.id, role, unit.id, from, to, 0, e);
}

static bool password_change(struct site *s, struct cli *c, const char *login, struct err *e)
{
	struct account acc;
	struct findings f;
	const char *text;
	findings_init(&f, c->arena);
	if (!account_by_login(c->arena, s->db, login, &acc, e) || !password(c, &text, e))
		return false;
	password_check(login, text, &f);
	if (f.errors)
		return refused(c, &f, e);
	return account_password_set(s->db, acc.id, text, 0, e);
}

static bool list(struct site *s, struct cli *c, struct err *e)
{
	struct unit unit;
	struct scope scope;
	struct account_list page = {.more = true};
	const char *after = NULL;
	if (!site_unit(s, c, &unit, e))
		return false;
	scope_all(unit.id, &scope);
	while (page.more) {
		if (!account_list(c->arena, s->db, &scope, after, LIMIT_PAGE_ROWS, &page, e))
			return false;
		for (int i = 0; i < page.count; i++) {
			const struct account_row *r = &page.rows[i];
			printf("%s\t%s%s%s\n", r->login, r->name, r->totp ? "\ttotp" : "",
			       r->closed ? "\tclosed" : "");
			after = r->login;
		}
	}
	return true;
}

bool account_why(struct site *s, struct cli *c, const char *login, struct err *e)
{
	struct account acc;
	struct unit unit;
	struct findings f;
	const char *name = cli_option(c, "register");
	const struct reg_def *def = name ? reg_find(name) : NULL;
	findings_init(&f, c->arena);
	if (name && !def)
		return err_set(e, ERR_NOT_FOUND, "There is no register %s.", name);
	if (!account_by_login(c->arena, s->db, login, &acc, e) || !site_unit(s, c, &unit, e) ||
	    !permission_explain(c->arena, s->db, &acc, def ? def->read : ~0u, unit.id, &f, e))
		return false;
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		printf("%s%s%s\n", msg_render(c->arena, &fi->text, c->lang), fi->hint.id ? " " : "",
		       fi->hint.id ? msg_render(c->arena, &fi->hint, c->lang) : "");
	c->status = f.errors ? 1 : 0;
	return true;
}

static bool act(struct site *s, struct cli *c, struct err *e)
{
	const char *action = c->words[1], *login = c->words[2];
	if (text_eq(action, "list"))
		return list(s, c, e);
	if (c->word_count < 3)
		return err_set(e, ERR_INPUT, "Name the account: yanzhen user DIR %s LOGIN.",
			       action);
	if (text_eq(action, "add"))
		return add(s, c, login, e);
	if (text_eq(action, "grant"))
		return grant(s, c, login, e);
	if (text_eq(action, "password"))
		return password_change(s, c, login, e);
	if (text_eq(action, "why"))
		return account_why(s, c, login, e);
	err_set(e, ERR_INPUT, "There is no action %s.", action);
	return err_hint(e, "There are add, grant, password, list and why.");
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
