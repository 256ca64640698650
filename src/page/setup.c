/* setup.c - the first administrator of a fresh site, by the one-time address that init prints. */
#include "page/setup.h"

#include "auth/manage.h"
#include "base/arena.h"
#include "base/str.h"
#include "page/sign_in.h"
#include "tpl.h"
#include "web/page.h"
#include "web/setup.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool make(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "token", .kind = PARAM_TEXT, .max = 64},
    {.name = "login", .kind = PARAM_TEXT, .max = 64},
    {.name = "name", .kind = PARAM_TEXT, .max = 40},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "again", .kind = PARAM_TEXT},
    {0},
};

const struct page setup_page = {
    .path = "/setup",
    .method = GET,
    .cap = CAP_PUBLIC,
    .params = params,
    .serve = show,
    .title = N_("Set up this site"),
    .about = "Makes the first administrator; says how to get there.",
};
const struct page setup_post = {
    .path = "/setup",
    .method = POST,
    .cap = CAP_PUBLIC,
    .params = params,
    .serve = make,
    .slow = 1,
    .title = N_("Set up this site"),
    .about = "Makes the first administrator and ends the one-time address.",
};

/* Over for good once there is an account: then the page is not there. */
static bool is_fresh(struct request *rq, struct err *e)
{
	bool any;
	if (!account_any(rq->db, &any, e))
		return false;
	return !any || err_set(e, ERR_NOT_FOUND, "This site is already set up.");
}

static bool draw(struct request *rq, struct html *h)
{
	struct setup_view v = {
	    .token = rq_text(rq, "token"),
	    .login = rq_text(rq, "login"),
	    .name = rq_text(rq, "name"),
	    .right = setup_token_ok(rq->dir, rq_text(rq, "token")),
	    .findings = rq->findings,
	};
	tpl_setup(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return is_fresh(rq, e) && draw(rq, h);
}

static bool make(struct request *rq, struct html *h, struct err *e)
{
	char secret[65];
	bool needs_code = false;
	int64_t id;
	struct account_new n = {.login = rq_text(rq, "login"),
				.name = rq_text(rq, "name"),
				.password = rq_text(rq, "password"),
				.lang = rq->lang};
	if (!is_fresh(rq, e))
		return false;
	if (!setup_token_ok(rq->dir, rq_text(rq, "token")))
		return err_set(e, ERR_DENIED, "This address does not set up this site.");
	if (!account_check(rq->db, &n, rq->findings, e))
		return false;
	if (!text_eq(n.password, rq_text(rq, "again")))
		find_error(rq->findings, "again", "password-again", "The two are not the same.");
	if (rq->findings->errors) {
		rq->status = err_http(ERR_REFUSED);
		return draw(rq, h);
	}
	{
		/* One transaction, so that of two who press at once one is refused. */
		TXN(t);
		if (!txn_begin(&t, rq->db, e) || !is_fresh(rq, e) ||
		    !account_create(rq->db, &n, &id, e) ||
		    !grant_add(rq->db, id, ROLE_SITE, 0, today(), DATE_OPEN, id, e) ||
		    !txn_commit(&t, e))
			return false;
	}
	setup_token_end(rq->dir);
	if (!sign_in(rq->arena, rq->db, n.login, n.password, NULL, rq->address, secret, &needs_code,
		     e))
		return false;
	reply_cookie(rq, "yz", arena_strdup(rq->arena, secret), SESSION_SECONDS);
	reply_flash(rq, N_("The site has its administrator. Make accounts for the others."));
	reply_redirect(rq, "/accounts");
	return true;
}
