/* cli_site.c - make a site, serve it, back it up, bring it back. */
#include "api/api.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "page/pages.h"
#include "web/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool init(struct cli *c, struct err *e);
static bool serve(struct cli *c, struct err *e);
static bool backup(struct cli *c, struct err *e);
static bool restore(struct cli *c, struct err *e);
static bool version(struct cli *c, struct err *e);
static bool openapi(struct cli *c, struct err *e);
static bool routes(struct cli *c, struct err *e);

static const struct option init_options[] = {
    {.name = "login", .value = 1},
    {.name = "password-file", .value = 1},
    {0},
};
const struct command init_command = {
    .name = "init",
    .usage = "DIR [--login NAME --password-file FILE]",
    .about =
	N_("Makes an empty site; its first administrator is named here or set up in the browser."),
    .options = init_options,
    .words_min = 1,
    .words_max = 1,
    .run = init,
};

static const struct option serve_options[] = {
    {.name = "listen", .value = 1},
    {.name = "trace", .value = 1},
    {0},
};
const struct command serve_command = {
    .name = "serve",
    .usage = "DIR [--listen ADDRESS:PORT] [--trace=web,sql]",
    .about = N_("Serves a site until it is stopped; 127.0.0.1:8080 unless told otherwise."),
    .options = serve_options,
    .words_min = 1,
    .words_max = 1,
    .run = serve,
};

const struct command backup_command = {
    .name = "backup",
    .usage = "DIR FILE",
    .about = N_("Copies the database of a running or stopped site into one new file."),
    .words_min = 2,
    .words_max = 2,
    .run = backup,
};

static const struct option restore_options[] = {{.name = "key", .value = 1}, {0}};
const struct command restore_command = {
    .name = "restore",
    .usage = "FILE DIR --key SECRET.KEY",
    .about = N_("Makes a site from a backup and the key of the site it was taken from."),
    .options = restore_options,
    .words_min = 2,
    .words_max = 2,
    .run = restore,
};

const struct command openapi_command = {
    .name = "openapi",
    .usage = "[DIR]",
    .about = N_("Prints the API's contract (OpenAPI 3.1); with DIR, of that site's registers."),
    .words_min = 0,
    .words_max = 1,
    .run = openapi,
};

const struct command routes_command = {
    .name = "routes",
    .usage = "",
    .about = N_("Prints every address: its method, the capability it needs, what it does."),
    .run = routes,
};

const struct command version_command = {
    .name = "version",
    .usage = "",
    .about = N_("Prints the version."),
    .run = version,
};

/* The first line of the file. */
static bool password_read(struct cli *c, const char **out, struct err *e)
{
	const char *path = cli_option(c, "password-file"), *text;
	size_t n;
	if (!path)
		return err_set(e, ERR_INPUT, "The option --login needs --password-file.");
	if (!cli_read_file(c, path, 4096, &text, &n, e))
		return false;
	*out = arena_strndup(c->arena, text, strcspn(text, "\r\n"));
	return true;
}

static bool administrator_make(struct site *s, struct cli *c, const char *login, struct err *e)
{
	struct account_new n = {.login = login, .name = login, .lang = c->lang};
	struct findings f;
	int64_t id;
	findings_init(&f, c->arena);
	if (!password_read(c, &n.password, e) || !account_check(s->db, &n, &f, e))
		return false;
	cli_findings(c, &f);
	if (f.errors)
		return err_set(e, ERR_REFUSED, "The administrator was not made.");
	return account_create(s->db, &n, &id, e) &&
	       grant_add(s->db, id, ROLE_SITE, 0, today(), DATE_OPEN, 0, e);
}

static bool init(struct cli *c, struct err *e)
{
	struct site s;
	char token[65];
	const char *dir = c->words[0], *login = cli_option(c, "login");
	if (!site_create(&s, c, dir, e))
		return false;
	bool ok = login ? administrator_make(&s, c, login, e) : setup_token_make(dir, token, e);
	site_close(&s);
	if (!ok)
		return false;
	cli_say(c, "The site is in %s.  Serve it with “yanzhen serve %s”.", dir, dir);
	if (!login)
		cli_say(c, "Then make its first administrator at /setup?token=%s", token);
	return true;
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address). */
static bool listen_parse(struct cli *c, const char *text, struct web *w, struct err *e)
{
	const char *colon = strrchr(text, ':');
	int64_t port;
	if (!colon || !parse_i64(colon + 1, &port) || port < 0 || port > 65535)
		return err_set(e, ERR_INPUT, "“%s” is not ADDRESS:PORT, like 127.0.0.1:8080.",
			       text);
	size_t n = (size_t)(colon - text);
	bool bracketed = n >= 2 && text[0] == '[' && text[n - 1] == ']';
	w->address =
	    n == 0 ? "0.0.0.0" : arena_strndup(c->arena, text + bracketed, n - (bracketed ? 2 : 0));
	w->port = (int)port;
	return true;
}

/* The screens and the API's resources in one NULL-terminated list. */
static const struct page *const *everything(struct cli *c)
{
	size_t pages = 0, resources = 0;
	while (all_pages[pages])
		pages++;
	while (all_resources[resources])
		resources++;
	const struct page **list =
	    ARENA_ARRAY(c->arena, const struct page *, pages + resources + 1);
	memcpy(list, all_pages, pages * sizeof list[0]);
	memcpy(list + pages, all_resources, resources * sizeof list[0]);
	return list;
}

static bool serve(struct cli *c, struct err *e)
{
	struct site s;
	struct web w = {
	    .dir = c->words[0],
	    .pages = everything(c),
	    .shell = frame_draw,
	    .error = frame_error,
	};
	const char *at = cli_option(c, "listen"), *parts = cli_option(c, "trace");
	if (!listen_parse(c, at ? at : "127.0.0.1:8080", &w, e))
		return false;
	if (parts)
		trace_enable(parts);
	if (!site_open(&s, c, w.dir, false, e))
		return false;
	w.trust_proxy = s.trust_proxy;
	site_close(&s); /* no connection crosses the fork */
	return web_serve(&w, e);
}

static bool backup(struct cli *c, struct err *e)
{
	const char *dir = c->words[0], *to = c->words[1];
	const char *from = arena_printf(c->arena, "%s/site.db", dir);
	if (access(to, F_OK) == 0)
		return err_set(e, ERR_CONFLICT, "%s exists already; a backup is a new file.", to);
	if (access(from, F_OK) != 0)
		return err_set(e, ERR_NOT_FOUND, "There is no site in %s.", dir);
	struct db *db = db_open(from, DB_READ, e);
	bool ok = db && db_backup(db, to, e);
	db_close(db);
	if (ok)
		cli_say(c, "The backup is in %s.  Keep %s/secret.key with it, in another place.",
			to, dir);
	return ok;
}

static bool file_copy(const char *from, const char *to, struct err *e)
{
	char part[65536];
	FILE *in = fopen(from, "rb");
	int fd = in ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;
	bool ok = in && out;
	for (size_t n; ok && (n = fread(part, 1, sizeof part, in)) > 0;)
		ok = fwrite(part, 1, n, out) == n;
	if (in)
		fclose(in);
	if (out && (fflush(out) != 0 || fsync(fileno(out)) != 0 || fclose(out) != 0))
		ok = false;
	return ok || err_set(e, ERR_FILE, "Cannot copy %s to %s: %s.", from, to, strerror(errno));
}

static bool restore(struct cli *c, struct err *e)
{
	const char *from = c->words[0], *dir = c->words[1], *key = cli_option(c, "key");
	struct site s;
	if (!key) {
		err_set(e, ERR_INPUT,
			"Identity numbers and phones can only be read with the site's key.");
		return err_hint(e, "Name it with --key SECRET.KEY.");
	}
	struct db *db = db_open(from, DB_READ, e);
	bool ok = db && db_integrity(db, e);
	db_close(db);
	if (!ok || !site_folder(c, dir, e) ||
	    !file_copy(key, arena_printf(c->arena, "%s/secret.key", dir), e) ||
	    !file_copy(from, arena_printf(c->arena, "%s/site.db", dir), e))
		return false;
	if (!site_open(&s, c, dir, true, e))
		return false;
	site_close(&s);
	cli_say(c, "The site is in %s.  Serve it with “yanzhen serve %s”.", dir, dir);
	return true;
}

static bool version(struct cli *c, struct err *e)
{
	(void)c;
	(void)e;
	printf("yanzhen %s\n", YANZHEN_VERSION);
	return true;
}

static bool openapi(struct cli *c, struct err *e)
{
	struct buf *out = ARENA_NEW(c->arena, struct buf);
	buf_init_in(out, c->arena, LIMIT_REPLY);
	if (!site_definitions(c, c->word_count ? c->words[0] : NULL, e))
		return false;
	openapi_write(out);
	puts(buf_str(out));
	return true;
}

static bool routes(struct cli *c, struct err *e)
{
	static const char *const methods[] = {
	    [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [DELETE] = "DELETE"};
	const struct page *const *list = everything(c);
	(void)e;
	for (int i = 0; list[i]; i++)
		printf("%s\t%s\t%s\t%s\n", methods[list[i]->method], list[i]->path,
		       cap_code(list[i]->cap), list[i]->about);
	return true;
}
