/* cli_site.c - make a site, serve it, say what it offers. */
#include "api/api.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/daily.h"
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
	w.remind = &s.remind;
	w.tick = site_tick;
	site_close(&s); /* no connection crosses the fork */
	return web_serve(&w, e);
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
