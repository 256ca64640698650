/* run.c - one page from serve() to finished bytes, errors included. */
#include "web/web_int.h"

#include <string.h>

/* What a page had prepared is dropped: its cookies and headers too, files closed. */
void wipe_reply(struct visit *v)
{
	struct reply *r = &v->reply;
	buf_clear(&r->body);
	buf_clear(&r->out);
	buf_clear(&r->text);
	r->has_text = false;
	r->redirect = NULL;
	r->headers = r->kept;
	r->file_size = 0;
	if (r->file >= 0)
		close(r->file);
	r->file = -1;
	v->rq.content_type = NULL;
	v->rq.status = 200;
}

/* Asks to sign in, and to come back afterwards, where a person is looking at a page. */
static bool sign_in_first(struct visit *v)
{
	const struct page *p = v->rq.page;
	if (v->e.code != ERR_SIGN_IN || !p || p->api || p->method != GET ||
	    !page_exists(v->server->w, "/sign-in"))
		return false;
	char *next = g_uri_escape_string(v->uri, NULL, FALSE);
	char *url = arena_printf(v->rq.arena, "/sign-in?next=%s", next);
	g_free(next);
	reply_redirect(&v->rq, url);
	return true;
}

/* Who signed in with a first password is led to where it is changed. */
static bool change_first(struct visit *v)
{
	const struct page *p = v->rq.page;
	if (v->e.code != ERR_DENIED || !p || p->api || p->method != GET || !v->rq.account ||
	    !v->rq.account->must_change || !page_exists(v->server->w, "/account"))
		return false;
	reply_redirect(&v->rq, "/account");
	return true;
}

void draw_error(struct visit *v, struct db *db)
{
	struct html h;
	if (v->e.code == ERR_FILE || v->e.code == ERR_DB || v->e.code == ERR_CORRUPT)
		log_error("error", &v->e);
	wipe_reply(v);
	if (sign_in_first(v) || change_first(v))
		return;
	v->rq.db = db;
	v->rq.status = err_http(v->e.code);
	html_init(&h, &v->reply.out, v->rq.lang);
	h.csrf = v->rq.csrf;
	v->server->w->error(&v->rq, &v->e, &h);
}

/* True when serve() succeeded; the reply is drawn. */
static bool serve_page(struct visit *v, struct db *db)
{
	struct html body, out;
	struct request *rq = &v->rq;
	struct reply *r = &v->reply;
	rq->db = db;
	html_init(&body, &r->body, rq->lang);
	body.csrf = rq->csrf;
	if (!rq->page->serve(rq, &body, &v->e)) {
		assert(v->e.code != ERR_NONE); /* false without saying why is a bug of the page */
		return false;
	}
	if (!r->redirect && !r->has_text && r->file < 0 && !rq->page->plain && !rq->page->api) {
		html_init(&out, &r->out, rq->lang);
		out.csrf = rq->csrf;
		v->server->w->shell(rq, &body, &r->body, &out);
	}
	if (r->body.full || r->out.full || r->text.full)
		return err_set(&v->e, ERR_TOO_BIG,
			       "The page is larger than the server sends at once.");
	return true;
}

void run_read(struct visit *v, struct db *db)
{
	int64_t before = db_count(db);
	{
		TXN(t);
		bool ok = txn_begin(&t, db, &v->e) && serve_page(v, db);
		db_idle(db);
		if (!ok)
			draw_error(v, db);
		db_idle(db);
	}
	v->sql += db_count(db) - before;
}

void run_alone(struct visit *v, struct db *db)
{
	int64_t before = db_count(db);
	if (!serve_page(v, db)) {
		db_idle(db);
		draw_error(v, db);
	}
	db_idle(db);
	v->sql += db_count(db) - before;
}

bool run_write(struct visit *v, struct db *db)
{
	int64_t before = db_count(db);
	{
		TXN(t);
		bool ok = txn_begin(&t, db, &v->e) && serve_page(v, db);
		db_idle(db);
		if (ok && !v->rq.refuse)
			ok = txn_commit(&t, &v->e);
		v->served = ok;
	}
	enum err_code code = v->e.code;
	if (!v->served)
		draw_error(v, db);
	db_idle(db);
	v->sql += db_count(db) - before;
	return v->served || (code != ERR_DB && code != ERR_CORRUPT && code != ERR_BUSY);
}
