/* site.c - see site.h. */
#include "cli/site.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/str.h"
#include "db/migrate.h"
#include "document/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONF_MAX = 64 * 1024, DAILY_HOUR = 6 };

static const char conf_text[] =
    "# Settings of this site, one per line: name=value.\n"
    "# trust_proxy=yes: a proxy on this machine adds X-Forwarded-For and -Proto.\n"
    "trust_proxy=no\n"
    "# daily_hour=6: the server reminds and escalates once a day, from six in the morning; off: never.\n"
    "daily_hour=6\n"
    "# site_url=https://yz.example.gov.cn: for the links of messages.\n"
    "# smtp_url=smtps://mail.example.cn:465, smtp_user=, smtp_password=, smtp_from=yz@example.cn: e-mail.\n"
    "# smtp_tls=no: a mail server on this machine without encryption.\n"
    "# hook_hosts=gw.example.cn:8443: further hosts that robots may be on.\n";

static bool folder_make(struct cli *c, const char *dir, const char *name, struct err *e)
{
	const char *path = *name ? arena_printf(c->arena, "%s/%s", dir, name) : dir;
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return true;
	return err_set(e, ERR_FILE, "Cannot make the folder %s: %s.", path, strerror(errno));
}

static bool file_write(const char *path, const char *text, struct err *e)
{
	FILE *f = fopen(path, "wx");
	bool ok = f && fputs(text, f) >= 0;
	if (f && fclose(f) != 0)
		ok = false;
	return ok || err_set(e, ERR_FILE, "Cannot write %s: %s.", path, strerror(errno));
}

static void paths_set(struct site *s, struct cli *c, const char *dir)
{
	*s = (struct site){.dir = dir, .db_path = arena_printf(c->arena, "%s/site.db", dir)};
	s->remind = (struct remind_conf){.hour = DAILY_HOUR, .site_url = "", .smtp_url = "", .smtp_user = "",
					 .smtp_password = "", .smtp_from = "", .hook_hosts = ""};
}

/* The lines about what is sent. */
static bool conf_remind(struct remind_conf *r, const char *name, const char *value)
{
	const struct {
		const char *name, **value;
	} texts[] = {
		{ "site_url", &r->site_url },	{ "smtp_url", &r->smtp_url },
		{ "smtp_user", &r->smtp_user }, { "smtp_password", &r->smtp_password },
		{ "smtp_from", &r->smtp_from }, { "hook_hosts", &r->hook_hosts },
	};
	int64_t hour;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (text_eq(texts[i].name, name)) {
			*texts[i].value = value;
			return true;
		}
	if (text_eq(name, "smtp_tls")) {
		r->smtp_plain = text_eq(value, "no");
		return r->smtp_plain || text_eq(value, "yes");
	}
	if (!text_eq(name, "daily_hour"))
		return false;
	if (text_eq(value, "off"))
		r->hour = -1;
	else if (parse_i64(value, &hour) && hour >= 0 && hour <= 23)
		r->hour = (int)hour;
	else
		return false;
	return true;
}

static bool conf_line(struct site *s, const char *name, const char *value, const char *place,
		      struct err *e)
{
	if (text_eq(name, "trust_proxy") && (text_eq(value, "yes") || text_eq(value, "no"))) {
		s->trust_proxy = text_eq(value, "yes");
		return true;
	}
	if (conf_remind(&s->remind, name, value))
		return true;
	err_set(e, ERR_INPUT, "%s: the setting %s=%s is not known.", place, name, value);
	return err_hint(e, "Known are trust_proxy=yes or no, daily_hour=0 to 23 or off, site_url, smtp_url, smtp_user, "
			   "smtp_password, smtp_from, smtp_tls=yes or no, hook_hosts.");
}

static bool conf_read(struct site *s, struct cli *c, struct err *e)
{
	const char *path = arena_printf(c->arena, "%s/site.conf", s->dir), *text;
	size_t n;
	if (!cli_read_file(c, path, CONF_MAX, &text, &n, e))
		return false;
	for (int line = 1; *text; line++) {
		size_t len = strcspn(text, "\n");
		struct str row = str_trim((struct str){text, len});
		const char *eq = row.n ? memchr(row.p, '=', row.n) : NULL;
		if (row.n && row.p[0] != '#') {
			const char *place = arena_printf(c->arena, "%s:%d", path, line);
			if (!eq)
				return err_set(e, ERR_INPUT, "%s: a line is name=value.", place);
			if (!conf_line(
				s, arena_strndup(c->arena, row.p, (size_t)(eq - row.p)),
				arena_strndup(c->arena, eq + 1, (size_t)(row.p + row.n - eq - 1)),
				place, e))
				return false;
		}
		text += len + (text[len] == '\n');
	}
	return true;
}

static bool definitions_read(struct site *s, struct cli *c, struct err *e)
{
	struct findings f;
	findings_init(&f, c->arena);
	bool ok = reg_set_read(c->arena, s->dir, &s->regs, &f);
	if (ok)
		reg_set_use(&s->regs);
	ok = ok && measures_read(c->arena, s->dir, &f) && templates_read(c->arena, s->dir, &f);
	cli_findings(c, &f);
	if (!ok) {
		err_set(e, ERR_REFUSED, "The definitions of this site hold mistakes.");
		return err_hint(e, "Correct the lines named above.");
	}
	return true;
}

bool site_definitions(struct cli *c, const char *dir, struct err *e)
{
	struct site *s = ARENA_NEW(c->arena, struct site);
	s->dir = dir;
	return definitions_read(s, c, e);
}

static bool key_open(struct site *s, struct cli *c, bool create, struct err *e)
{
	return seal_open(arena_printf(c->arena, "%s/secret.key", s->dir), create, e);
}

static bool tables_match(struct site *s, struct cli *c, bool apply, struct err *e)
{
	struct findings f;
	const char *migration = "";
	findings_init(&f, c->arena);
	if (!reg_diff(c->arena, s->db, apply, &migration, &f, e)) {
		cli_findings(c, &f);
		return false;
	}
	if (apply || is_empty(migration))
		return true;
	err_set(e, ERR_REFUSED, "The tables of %s differ from the definitions of its registers.",
		s->dir);
	return err_hint(e, "“yanzhen reg %s diff” shows how, and with --apply brings them in line.",
			s->dir);
}

bool site_folder(struct cli *c, const char *dir, struct err *e)
{
	static const char *const folders[] = {"", "files", "tmp", "log", "registers"};
	if (access(arena_printf(c->arena, "%s/site.db", dir), F_OK) == 0) {
		err_set(e, ERR_CONFLICT, "There is a site in %s already.", dir);
		return err_hint(e, "Choose another folder.");
	}
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (!folder_make(c, dir, folders[i], e))
			return false;
	const char *conf = arena_printf(c->arena, "%s/site.conf", dir);
	return access(conf, F_OK) == 0 || file_write(conf, conf_text, e);
}

bool site_create(struct site *s, struct cli *c, const char *dir, struct err *e)
{
	paths_set(s, c, dir);
	if (!site_folder(c, dir, e))
		return false;
	if (!key_open(s, c, true, e) || !conf_read(s, c, e) || !definitions_read(s, c, e))
		return false;
	s->db = db_open(s->db_path, DB_CREATE, e);
	if (!s->db)
		return false;
	if (chmod(s->db_path, 0600) == 0 && db_migrate(s->db, e) && tables_match(s, c, true, e))
		return true;
	site_close(s);
	return e->code == ERR_NONE ? err_set(e, ERR_FILE, "Cannot protect %s.", s->db_path) : false;
}

bool site_open(struct site *s, struct cli *c, const char *dir, bool any_tables, struct err *e)
{
	paths_set(s, c, dir);
	if (access(s->db_path, F_OK) != 0) {
		err_set(e, ERR_NOT_FOUND, "There is no site in %s.", dir);
		return err_hint(e, "“yanzhen init %s” makes one.", dir);
	}
	if (!conf_read(s, c, e) || !key_open(s, c, false, e) || !definitions_read(s, c, e))
		return false;
	s->db = db_open(s->db_path, DB_WRITE, e);
	if (s->db && db_migrate(s->db, e) && (any_tables || tables_match(s, c, false, e)))
		return true;
	site_close(s);
	return false;
}

void site_close(struct site *s)
{
	db_close(s->db);
	s->db = NULL;
}

/* At most two: one is needed, a second makes it ambiguous. */
static bool counties(struct site *s, int64_t out[2], int *n, struct err *e)
{
	struct stmt *q = db_query(
	    s->db, SQL("select id from unit where level=$1 and closed=$2 order by id limit $3"), e);
	if (!q)
		return false;
	bind(q, 1, LEVEL_COUNTY);
	bind(q, 2, DATE_OPEN);
	bind(q, 3, 2);
	while (db_next(q))
		out[(*n)++] = col_i64(q, 0);
	return db_end(q, e);
}

bool site_unit(struct site *s, struct cli *c, struct unit *out, struct err *e)
{
	const char *asked = cli_option(c, "unit");
	int64_t id;
	if (asked && strlen(asked) == 12)
		return unit_by_code(c->arena, s->db, asked, 0, out, e);
	if (asked && id_parse(asked, &id))
		return unit_load(c->arena, s->db, id, 0, out, e);
	if (asked)
		return err_set(e, ERR_INPUT, "“%s” is not a unit: give its 12-digit code.", asked);
	int64_t found[2];
	int n = 0;
	if (!counties(s, found, &n, e))
		return false;
	if (n == 1)
		return unit_load(c->arena, s->db, found[0], 0, out, e);
	if (n == 0) {
		err_set(e, ERR_NOT_FOUND, "This site has no units yet.");
		return err_hint(e, "“yanzhen unit %s load FILE.csv” loads them.", s->dir);
	}
	err_set(e, ERR_INPUT, "This site has several counties.");
	return err_hint(e, "Say which with --unit CODE.");
}

bool site_actor(struct site *s, struct cli *c, struct account **out, struct err *e)
{
	const char *login = cli_option(c, "as");
	*out = NULL;
	if (!login)
		return true;
	*out = ARENA_NEW(c->arena, struct account);
	return account_by_login(c->arena, s->db, login, *out, e);
}
