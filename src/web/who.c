/* who.c - who asks, in which language, for which unit, and whether this page is open to them. */
#include "web/web_int.h"

#include <string.h>

const char *rq_header(const struct request *rq, const char *name)
{
	return MHD_lookup_connection_value(visit_of(rq)->connection, MHD_HEADER_KIND, name);
}

const char *cookie(const struct visit *v, const char *name)
{
	const char *p = rq_header(&v->rq, "Cookie");
	size_t n = strlen(name);
	while (p && *p) {
		p += strspn(p, " ;");
		if (strncmp(p, name, n) == 0 && p[n] == '=') {
			p += n + 1;
			return arena_strndup(v->rq.arena, p, strcspn(p, "; "));
		}
		p += strcspn(p, ";");
	}
	return NULL;
}

static const char *received(const struct visit *v, const char *name)
{
	for (const struct pair *p = v->pairs; p; p = p->next)
		if (text_eq(p->name, name))
			return p->value;
	return NULL;
}

/* ?lang= (remembered), the cookie, the account's own, the browser's; Chinese when nobody says. */
static enum lang language(struct visit *v, const struct account *acc)
{
	const char *asked = received(v, "lang");
	bool known = asked && (text_eq(asked, "zh") || text_eq(asked, "en"));
	if (known)
		reply_cookie(&v->rq, "lang", asked, 365 * 24 * 3600);
	else
		asked = cookie(v, "lang");
	if (asked && text_eq(asked, "zh"))
		return LANG_ZH;
	if (asked && text_eq(asked, "en"))
		return LANG_EN;
	if (acc)
		return acc->lang;
	const char *accept = rq_header(&v->rq, "Accept-Language");
	if (is_empty(accept) || *accept == '*' || g_ascii_strncasecmp(accept, "zh", 2) == 0)
		return LANG_ZH;
	return LANG_EN;
}

static bool by_token(struct visit *v, struct db *db, const char *secret, struct account *acc,
		     struct err *e)
{
	if (!token_load(v->rq.arena, db, secret, acc, &v->read_only, e))
		return false;
	v->by_token = true;
	return true;
}

/* A cookie that no longer opens anything is as good as none; the browser forgets it. */
static bool by_cookie(struct visit *v, struct db *db, struct account **acc, struct err *e)
{
	struct err mine = {0};
	const char *secret = cookie(v, "yz");
	if (is_empty(secret))
		return true;
	char csrf[33];
	struct account *a = ARENA_NEW(v->rq.arena, struct account);
	if (session_load(v->rq.arena, db, secret, a, csrf, &mine)) {
		*acc = a;
		v->session = secret;
		v->rq.csrf = arena_strdup(v->rq.arena, csrf);
		writer_touch(v->server, secret);
		return true;
	}
	if (mine.code != ERR_SIGN_IN) {
		*e = mine;
		return false;
	}
	reply_cookie(&v->rq, "yz", "", 0);
	return true;
}

/* With a first password nothing is open but changing it. */
static bool is_first(const struct page *p)
{
	return has_prefix(p->path, "/account/") || text_eq(p->path, "/account") || text_eq(p->path, "/sign-out");
}

static bool is_open(const struct visit *v, const struct account *acc, struct err *e)
{
	enum cap cap = v->rq.page->cap;
	if (cap == CAP_PUBLIC)
		return true;
	if (!acc)
		return err_set(e, ERR_SIGN_IN, "Sign in to see this page.");
	if (acc->must_change && !is_first(v->rq.page)) {
		err_set(e, ERR_DENIED, "Your first password has to be changed before anything else.");
		return err_hint(e, "Open the page of your account.");
	}
	if (v->read_only && v->rq.method != GET)
		return err_set(e, ERR_DENIED, "This token may only read.");
	if (cap == CAP_SIGNED_IN || account_can(acc, cap))
		return true;
	err_set(e, ERR_DENIED, "Your account may not do this.");
	return err_hint(e, "An administrator of your unit can give it a role that may.");
}

bool identify(struct visit *v, struct db *db, struct err *e)
{
	struct account *acc = NULL;
	const char *authorization = rq_header(&v->rq, "Authorization");
	bool ok = true;
	if (v->rq.page && v->rq.page->api && authorization &&
	    has_prefix(authorization, "Bearer ")) {
		acc = ARENA_NEW(v->rq.arena, struct account);
		ok = by_token(v, db, authorization + strlen("Bearer "), acc, e);
	} else {
		ok = by_cookie(v, db, &acc, e);
	}
	v->rq.account = ok ? acc : NULL;
	v->rq.county = ok && acc ? acc->county : 0;
	v->rq.lang = language(v, v->rq.account);
	v->reply.kept = v->reply.headers;
	return ok && (!v->rq.page || is_open(v, acc, e));
}

static bool same_secret(const char *a, const char *b)
{
	unsigned char diff = 0;
	if (!a || !b || strlen(a) != strlen(b))
		return false;
	for (size_t i = 0; a[i]; i++)
		diff |= (unsigned char)(a[i] ^ b[i]);
	return diff == 0;
}

/* A write needs the session's token; without a session, the browser must not say "cross-site". */
bool csrf_check(struct visit *v, struct err *e)
{
	if (v->rq.method == GET || v->by_token)
		return true;
	const char *sent = rq_header(&v->rq, "X-CSRF-Token");
	const char *site = rq_header(&v->rq, "Sec-Fetch-Site");
	if (!sent)
		sent = received(v, "csrf");
	bool ok =
	    v->session ? same_secret(sent, v->rq.csrf) : !site || !text_eq(site, "cross-site");
	if (ok)
		return true;
	err_set(e, ERR_DENIED,
		"This form was not opened in your current session, so nothing was saved.");
	return err_hint(e, "Open the page again and send the form once more.");
}

/* A unit by id or 12-digit code; one that the account cannot reach does not exist for it. */
bool unit_reach(struct visit *v, struct db *db, const char *text, struct unit *out, struct err *e)
{
	struct err mine = {0};
	int64_t id = 0;
	bool found = strlen(text) == 12
			 ? unit_by_code(v->rq.arena, db, text, 0, out, &mine)
			 : id_parse(text, &id) && unit_load(v->rq.arena, db, id, 0, out, &mine);
	if (!found && mine.code != ERR_NONE && mine.code != ERR_NOT_FOUND) {
		*e = mine;
		return false;
	}
	bool reach = found && v->rq.page->cap == CAP_PUBLIC;
	if (found && v->rq.account) {
		struct scope scope;
		scope_of_roles(v->rq.account, ~0u, &scope);
		for (int i = 0; i < scope.count && !reach; i++)
			if (!unit_is_under(db, out->id, scope.units[i], &reach, e))
				return false;
	}
	return reach ||
	       err_set(e, ERR_NOT_FOUND, "There is no unit %s that your account can see.", text);
}

bool unit_in_view(struct visit *v, struct db *db, struct err *e)
{
	const char *asked = received(v, "unit");
	const struct account *acc = v->rq.account;
	if (!is_empty(asked)) {
		if (!unit_reach(v, db, asked, &v->rq.unit, e))
			return false;
	} else if (acc && acc->grant_count > 0 && acc->grants[0].unit != 0) {
		if (!unit_load(v->rq.arena, db, acc->grants[0].unit, 0, &v->rq.unit, e))
			return false;
	}
	if (v->rq.unit.county)
		v->rq.county = v->rq.unit.county;
	return true;
}
