/* sign_in.c - sign in and out. */
#include "page/sign_in.h"

#include "auth/manage.h"
#include "base/arena.h"
#include "base/str.h"
#include "tpl.h"
#include "web/page.h"

#include <string.h>

static bool show(struct request *rq, struct html *h, struct err *e);
static bool enter(struct request *rq, struct html *h, struct err *e);
static bool leave(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "login", .kind = PARAM_TEXT},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "code", .kind = PARAM_TEXT, .max = 12},
    {.name = "next", .kind = PARAM_TEXT, .max = 2000},
    {0},
};

const struct page sign_in_page = {
    .path = "/sign-in",
    .method = GET,
    .cap = CAP_PUBLIC,
    .params = params,
    .serve = show,
    .title = N_("Sign in"),
    .about = "The sign-in form.",
};
const struct page sign_in_post = {
    .path = "/sign-in",
    .method = POST,
    .cap = CAP_PUBLIC,
    .params = params,
    .serve = enter,
    .slow = 1,
    .title = N_("Sign in"),
    .about = "Checks login, password and second factor; sets the session cookie.",
};
const struct page sign_out_post = {
    .path = "/sign-out",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .serve = leave,
    .title = N_("Sign out"),
    .about = "Ends the session.",
};

static void draw(struct request *rq, struct html *h, const struct err *why, bool needs_code)
{
	struct sign_in_view v = {
	    .login = rq_text(rq, "login"), .next = rq_text(rq, "next"), .needs_code = needs_code};
	if (why && why->code != ERR_NONE) {
		v.error = msg_render(rq->arena, &why->text, rq->lang);
		v.hint = why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL;
	}
	tpl_sign_in(h, &v);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	bool any;
	if (!account_any(rq->db, &any, e))
		return false;
	if (rq->account)
		reply_redirect(rq, "/");
	else if (!any)
		reply_redirect(rq, "/setup"); /* a fresh site says how to begin */
	else
		draw(rq, h, NULL, false);
	return true;
}

/* Back to where the person wanted to go, never off the site. */
static const char *next_of(const struct request *rq)
{
	const char *next = rq_text(rq, "next");
	bool tab = strchr(next, '\t') != NULL; /* browsers drop it: "/<tab>/host" leaves the site */
	return next[0] == '/' && next[1] != '/' && next[1] != '\\' && !tab ? next : "/";
}

static bool enter(struct request *rq, struct html *h, struct err *e)
{
	char secret[65];
	bool needs_code = false;
	struct err why = {0};
	const char *code = rq_text(rq, "code");
	if (sign_in(rq->arena, rq->db, rq_text(rq, "login"), rq_text(rq, "password"),
		    is_empty(code) ? NULL : code, rq->address, secret, &needs_code, &why)) {
		reply_cookie(rq, "yz", arena_strdup(rq->arena, secret), SESSION_SECONDS);
		reply_redirect(rq, next_of(rq));
		return true;
	}
	if (why.code != ERR_SIGN_IN && why.code != ERR_TOO_MANY) {
		*e = why;
		return false;
	}
	rq->status =
	    err_http(why.code); /* the failure itself is kept: it counts towards the lock-out */
	draw(rq, h, needs_code ? NULL : &why, needs_code);
	return true;
}

static bool leave(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	const char *secret = rq_session(rq);
	if (secret && !sign_out(rq->db, secret, e))
		return false;
	reply_cookie(rq, "yz", "", -1);
	reply_redirect(rq, "/sign-in");
	return true;
}
