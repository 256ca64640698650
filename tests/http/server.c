/*
 * server.c - a site with pages that exist for the tests of web/ alone.
 *
 *	server make DIR     makes DIR/site.db
 *	server serve DIR    serves it on a free port until SIGTERM
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "db/migrate.h"
#include "html/html.h"
#include "web/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void line(struct html *h, const char *name, const char *value)
{
	html_text(h, name);
	html_text(h, "=");
	html_text(h, value);
	html_text(h, "\n");
}

static void number(struct html *h, const char *name, int64_t v)
{
	char text[24];
	snprintf(text, sizeof text, "%" PRId64, v);
	line(h, name, text);
}

static bool home(struct request *rq, struct html *h, struct err *e)
{
	(void)e;
	const char *flash = rq_flash(rq);
	line(h, "lang", rq->lang == LANG_ZH ? "zh" : "en");
	line(h, "flash", flash ? flash : "");
	return true;
}

static bool echo(struct request *rq, struct html *h, struct err *e)
{
	const struct rq_pair *pairs;
	(void)e;
	int n = rq_prefixed(rq, "f.", &pairs);
	line(h, "text", rq_text(rq, "text"));
	line(h, "note", rq_text(rq, "note"));
	number(h, "n", rq_int(rq, "n"));
	number(h, "day", rq_date(rq, "day"));
	number(h, "flag", rq_flag(rq, "flag"));
	line(h, "undeclared", rq_text(rq, "undeclared"));
	line(h, "name", rq_text(rq, "name"));
	for (int i = 0; i < n; i++)
		line(h, pairs[i].name, pairs[i].value);
	return true;
}

static bool add(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	struct stmt *q = db_query(rq->db, SQL("insert into http_note(id, text) values($1, $2)"), e);
	if (!q)
		return false;
	bind(q, 1, rq_int(rq, "id"));
	bind(q, 2, rq_text(rq, "text"));
	if (!db_run(q, e))
		return false;
	if (text_eq(rq_text(rq, "text"), "fail"))
		return err_set(e, ERR_REFUSED, "Refused after writing.");
	rq->refuse = text_eq(rq_text(rq, "text"), "again");
	reply_flash(rq, "Saved.");
	if (!rq->refuse)
		reply_redirect(rq, "/count");
	return true;
}

static bool count(struct request *rq, struct html *h, struct err *e)
{
	struct stmt *q = db_query(rq->db, SQL("select count(*), sum(id) from http_note"), e);
	if (!q || !db_next(q))
		return false;
	number(h, "count", col_i64(q, 0));
	number(h, "sum", col_i64(q, 1));
	return db_end(q, e);
}

static bool has_note(struct request *rq, struct html *h, struct err *e)
{
	struct stmt *q = db_query(rq->db, SQL("select text from http_note where id=$1"), e);
	if (!q)
		return false;
	bind(q, 1, rq_int(rq, "id"));
	line(h, "found", db_next(q) ? "yes" : "no");
	return db_end(q, e);
}

static bool upload(struct request *rq, struct html *h, struct err *e)
{
	const struct upload *up = rq_file(rq, "file");
	if (!up)
		return err_set(e, ERR_INPUT, "No file came.");
	line(h, "name", up->name);
	line(h, "hash", up->hash);
	number(h, "size", up->size);
	line(h, "stored", access(up->path, R_OK) == 0 ? "yes" : "no");
	line(h, "text", rq_text(rq, "text"));
	return true;
}

static bool big(struct request *rq, struct html *h, struct err *e)
{
	(void)rq;
	(void)e;
	for (int i = 0; i < 5000; i++)
		line(h, "雁", "<b>");
	return true;
}

static bool slow(struct request *rq, struct html *h, struct err *e)
{
	(void)e;
	usleep((useconds_t)rq_int(rq, "ms") * 1000);
	line(h, "slow", "done");
	return true;
}

static bool crash(struct request *rq, struct html *h, struct err *e)
{
	(void)rq;
	(void)h;
	(void)e;
	abort();
}

static bool file(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	const char *path = arena_printf(rq->arena, "/tmp/web-test-%s", rq->id);
	FILE *f = fopen(path, "w");
	if (!f)
		return err_set(e, ERR_FILE, "No file.");
	fputs("contents", f);
	fclose(f);
	reply_file(rq, path, "名单.txt", "text/plain");
	return true;
}

static bool me(struct request *rq, struct html *h, struct err *e)
{
	(void)e;
	line(h, "login", rq->account ? rq->account->login : "");
	line(h, "unit", rq->unit.name ? rq->unit.name : "");
	number(h, "county", rq->county);
	line(h, "csrf", rq->csrf ? rq->csrf : "");
	return true;
}

static bool json(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	(void)e;
	size_t n = 0;
	const char *body = rq_body(rq, &n);
	reply_header(rq, "ETag", "\"v1\"");
	buf_puts(reply_buf(rq, "application/json"), body ? body : "{}");
	return true;
}

static bool enter(struct request *rq, struct html *h, struct err *e)
{
	char secret[65];
	bool needs_code = false;
	(void)h;
	if (!sign_in(rq->arena, rq->db, rq_text(rq, "login"), rq_text(rq, "password"), NULL,
		     rq->address, secret, &needs_code, e))
		return false;
	reply_cookie(rq, "yz", secret, 12 * 3600);
	reply_redirect(rq, "/me");
	return true;
}

static const struct param echo_params[] = {
    {.name = "text", .kind = PARAM_TEXT, .max = 20},
    {.name = "note", .kind = PARAM_NOTE},
    {.name = "n", .kind = PARAM_INT},
    {.name = "day", .kind = PARAM_DATE},
    {.name = "flag", .kind = PARAM_FLAG},
    {.name = "name", .kind = PARAM_TEXT},
    {.name = "f.*", .kind = PARAM_TEXT},
    {0},
};
static const struct param note_params[] = {
    {.name = "id", .kind = PARAM_INT, .required = 1},
    {.name = "text", .kind = PARAM_TEXT},
    {0},
};
static const struct param file_params[] = {
    {.name = "file", .kind = PARAM_FILE},
    {.name = "text", .kind = PARAM_TEXT},
    {0},
};
static const struct param slow_params[] = {{.name = "ms", .kind = PARAM_INT, .max = 5000}, {0}};
static const struct param unit_params[] = {{.name = "unit", .kind = PARAM_UNIT}, {0}};
static const struct param sign_params[] = {
    {.name = "login", .kind = PARAM_TEXT},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "next", .kind = PARAM_TEXT},
    {0},
};

#define PAGE(c_name, ...) static const struct page c_name = {__VA_ARGS__}
PAGE(home_page, .path = "/", .cap = CAP_PUBLIC, .serve = home);
PAGE(echo_page, .path = "/echo", .cap = CAP_PUBLIC, .params = echo_params, .serve = echo,
     .plain = 1);
PAGE(echo_post, .path = "/echo", .method = POST, .cap = CAP_PUBLIC, .params = echo_params,
     .serve = echo, .plain = 1);
PAGE(named_page, .path = "/echo/:name", .cap = CAP_PUBLIC, .params = echo_params, .serve = echo,
     .plain = 1);
PAGE(fixed_page, .path = "/echo/fixed", .cap = CAP_PUBLIC, .serve = home, .plain = 1);
PAGE(add_page, .path = "/add", .method = POST, .cap = CAP_PUBLIC, .params = note_params,
     .serve = add);
PAGE(count_page, .path = "/count", .cap = CAP_PUBLIC, .serve = count, .plain = 1);
PAGE(has_page, .path = "/note/:id", .cap = CAP_PUBLIC, .params = note_params, .serve = has_note,
     .plain = 1);
PAGE(upload_page, .path = "/upload", .method = POST, .cap = CAP_PUBLIC, .params = file_params,
     .serve = upload, .plain = 1);
PAGE(big_page, .path = "/big", .cap = CAP_PUBLIC, .serve = big, .plain = 1);
PAGE(slow_page, .path = "/slow", .cap = CAP_PUBLIC, .params = slow_params, .serve = slow,
     .plain = 1, .slow = 1);
PAGE(crash_page, .path = "/crash", .cap = CAP_PUBLIC, .serve = crash, .plain = 1);
PAGE(file_page, .path = "/file", .cap = CAP_PUBLIC, .serve = file, .plain = 1);
PAGE(me_page, .path = "/me", .cap = CAP_SIGNED_IN, .params = unit_params, .serve = me, .plain = 1);
PAGE(me_post, .path = "/me", .method = POST, .cap = CAP_SIGNED_IN, .serve = me, .plain = 1);
PAGE(site_page, .path = "/site", .cap = CAP_SITE, .serve = me, .plain = 1);
PAGE(sign_page, .path = "/sign-in", .cap = CAP_PUBLIC, .params = sign_params, .serve = home);
PAGE(sign_post, .path = "/sign-in", .method = POST, .cap = CAP_PUBLIC, .params = sign_params,
     .serve = enter, .slow = 1);
PAGE(json_page, .path = "/api/v1/thing", .cap = CAP_PUBLIC, .serve = json, .api = 1);
PAGE(json_post, .path = "/api/v1/thing", .method = POST, .cap = CAP_PUBLIC, .serve = json,
     .api = 1);

static const struct page *const pages[] = {
    &home_page, &echo_page,   &echo_post, &named_page, &fixed_page, &add_page,	&count_page,
    &has_page,	&upload_page, &big_page,  &slow_page,  &crash_page, &file_page, &me_page,
    &me_post,	&site_page,   &sign_page, &sign_post,  &json_page,  &json_post, NULL,
};

static void shell(struct request *rq, struct html *h, struct buf *body, struct html *out)
{
	(void)rq;
	(void)h;
	html_raw_literal(out, "<shell>");
	buf_put(out->buf, buf_str(body), body->n);
	html_raw_literal(out, "</shell>");
}

static void error(struct request *rq, const struct err *e, struct html *out)
{
	char text[MSG_TEXT];
	msg_write(&e->text, LANG_EN, text, sizeof text);
	line(out, "error", err_name(e->code));
	line(out, "text", text);
	for (const struct finding *f = rq->findings->first; f; f = f->next)
		line(out, f->code, f->field);
}

/* A county with two towns; one clerk of the first town. */
static bool people(struct db *db, struct err *e)
{
	static const char units[] =
	    "code,name,parent,level\n430000000000,湖南省,,1\n431100000000,永州市,430000000000,2\n"
	    "431181000000,祁阳市,431100000000,3\n431181110000,羊角塘镇,431181000000,4\n"
	    "431181111000,下马渡镇,431181000000,4\n";
	struct arena *a = arena_new(1 << 20);
	struct findings f;
	struct unit town;
	int64_t id;
	int added;
	findings_init(&f, a);
	bool ok = units_load_csv(db, units, sizeof units - 1, 20000101, &added, &f, e) &&
		  unit_by_code(a, db, "431181110000", 0, &town, e);
	struct account_new clerk = {
	    .login = "clerk", .name = "文书", .password = "Goose-2024", .county = town.county};
	ok = ok && account_create(db, &clerk, &id, e) &&
	     grant_add(db, id, ROLE_CLERK, town.id, 20200101, DATE_OPEN, 0, e);
	arena_free(a);
	return ok;
}

static bool make(const char *dir, struct err *e)
{
	char path[256];
	snprintf(path, sizeof path, "%s/site.db", dir);
	struct db *db = db_open(path, DB_CREATE, e);
	bool ok =
	    db && db_migrate(db, e) &&
	    db_script(db,
		      "create table http_note(id integer primary key, text text not null) strict",
		      e) &&
	    people(db, e);
	db_close(db);
	return ok;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct err e = {0};
	struct web w = {
	    .dir = argv[2], .address = "127.0.0.1", .pages = pages, .shell = shell, .error = error};
	if (text_eq(argv[1], "make") ? make(argv[2], &e) : web_serve(&w, &e))
		return 0;
	char text[MSG_TEXT];
	msg_write(&e.text, LANG_EN, text, sizeof text);
	fprintf(stderr, "%s\n", text);
	return err_exit(e.code);
}
