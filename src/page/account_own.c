/* account_own.c - what everyone sets for themselves. */
#include "page/account_own.h"

#include "auth/manage.h"
#include "base/arena.h"
#include "base/str.h"
#include "page/sign_in.h"
#include "reg/record.h"
#include "remind/feed.h"
#include "remind/outbox.h"
#include "tpl.h"
#include "web/page.h"

#include <string.h>

static bool show(struct request *rq, struct html *h, struct err *e);
static bool change(struct request *rq, struct html *h, struct err *e);
static bool password(struct request *rq, struct html *h, struct err *e);
static bool totp_begin(struct request *rq, struct html *h, struct err *e);
static bool totp_finish(struct request *rq, struct html *h, struct err *e);
static bool totp_end(struct request *rq, struct html *h, struct err *e);
static bool token_make(struct request *rq, struct html *h, struct err *e);
static bool token_stop(struct request *rq, struct html *h, struct err *e);
static bool mail_change(struct request *rq, struct html *h, struct err *e);
static bool calendar_make(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "name", .kind = PARAM_TEXT},
    {.name = "language", .kind = PARAM_TEXT, .max = 2},
    {.name = "old", .kind = PARAM_TEXT},
    {.name = "password", .kind = PARAM_TEXT},
    {.name = "again", .kind = PARAM_TEXT},
    {.name = "secret", .kind = PARAM_TEXT, .max = 64},
    {.name = "code", .kind = PARAM_TEXT, .max = 12},
    {.name = "label", .kind = PARAM_TEXT, .max = 30},
    {.name = "writes", .kind = PARAM_FLAG},
    {.name = "until", .kind = PARAM_DATE},
    {.name = "token", .kind = PARAM_ID},
    {.name = "mail", .kind = PARAM_TEXT, .max = 120},
    {0},
};

const struct page account_own_page = {
    .path = "/account",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = show,
    .title = N_("My account"),
    .about = "Own name, language, password, second factor and API tokens.",
};
const struct page account_own_post = {
    .path = "/account",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = change,
    .title = N_("My account"),
    .about = "Saves the own name and language.",
};
const struct page account_password_post = {
    .path = "/account/password",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = password,
    .slow = 1,
    .title = N_("My account"),
    .about = "Changes the own password; every session ends and a new one begins.",
};
const struct page account_totp_start_post = {
    .path = "/account/totp/start",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = totp_begin,
    .title = N_("My account"),
    .about = "Starts the second factor and shows its secret once.",
};
const struct page account_totp_confirm_post = {
    .path = "/account/totp/confirm",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = totp_finish,
    .title = N_("My account"),
    .about = "Turns the second factor on with a first code.",
};
const struct page account_totp_off_post = {
    .path = "/account/totp/off",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = totp_end,
    .slow = 1,
    .title = N_("My account"),
    .about = "Turns the second factor off; asks for the password.",
};
const struct page account_token_post = {
    .path = "/account/token",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = token_make,
    .title = N_("My account"),
    .about = "Makes an API token and shows it once.",
};
const struct page account_token_end_post = {
    .path = "/account/token/:token/end",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = token_stop,
    .title = N_("My account"),
    .about = "Ends an API token.",
};

const struct page account_mail_post = {
    .path = "/account/mail",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = mail_change,
    .title = N_("My account"),
    .about = "Sets or ends the address for the daily digest.",
};
const struct page account_calendar_post = {
    .path = "/account/calendar",
    .method = POST,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = calendar_make,
    .title = N_("My account"),
    .about = "Makes a secret address for the own calendar and shows it once.",
};

/* Name and unit of the person the account belongs to; anybody may know them. */
static bool person_name(struct request *rq, const struct account *acc, const char **out, struct err *e)
{
	struct scope all;
	struct record *rec;
	struct err gone = {0};
	*out = "";
	if (!acc->person)
		return true;
	scope_all(acc->county, &all);
	if (reg_load(rq->arena, rq->db, reg_find("person"), acc->county, acc->person, &all, false, &rec, &gone))
		*out = arena_printf(rq->arena, "%s · %s", record_title(rq->arena, rec, rq->lang), rec->unit_name);
	else if (gone.code != ERR_NOT_FOUND)
		*e = gone;
	return gone.code == ERR_NONE || gone.code == ERR_NOT_FOUND;
}

static bool draw(struct request *rq, struct html *h, struct account_own_view *v, struct err *e)
{
	struct token_list tokens;
	struct account acc;
	/* What was just written counts, not what the request came with. */
	if (!account_load(rq->arena, rq->db, rq->account->id, &acc, e) ||
	    !token_list(rq->arena, rq->db, acc.id, &tokens, e))
		return false;
	const struct remind_conf *conf = rq_remind(rq);
	v->sends_mail = conf && !is_empty(conf->smtp_url);
	if (!person_name(rq, &acc, &v->person, e) || !feed_exists(rq->db, acc.id, &v->calendar, e) ||
	    (v->where != OWN_MAIL && !mail_get(rq->arena, rq->db, acc.id, &v->mail, e)))
		return false;
	v->login = acc.login;
	if (v->where != OWN_NAME) {
		v->name = acc.name;
		v->lang = acc.lang == LANG_EN ? "en" : "zh";
	}
	v->must_change = acc.must_change;
	v->totp = acc.totp;
	v->none = !acc.grant_count;
	v->tokens = &tokens;
	tpl_account_own(h, v);
	v->tokens = NULL; /* ends with this call */
	return true;
}

/* The page again, saying beside the form what was refused; any other failure stays one. */
static bool refuse(struct request *rq, struct html *h, struct account_own_view *v,
		   const struct err *why, struct err *e)
{
	if (err_http(why->code) >= 500) {
		*e = *why;
		return false;
	}
	v->error = msg_render(rq->arena, &why->text, rq->lang);
	v->error_hint = why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL;
	rq->status = err_http(why->code);
	rq->refuse = true;
	return draw(rq, h, v, e);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct account_own_view v = {0};
	return draw(rq, h, &v, e);
}

static bool change(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	const char *lang = rq_text(rq, "language");
	struct account_own_view v = {.where = OWN_NAME, .name = rq_text(rq, "name"), .lang = lang};
	if (!account_change(rq->db, rq->account->id, v.name,
			    text_eq(lang, "en") ? LANG_EN : LANG_ZH, rq->account->id, &why))
		return refuse(rq, h, &v, &why, e);
	reply_cookie(rq, "lang", text_eq(lang, "en") ? "en" : "zh", 365 * 24 * 3600);
	reply_flash(rq, N_("Saved."));
	reply_redirect(rq, "/account");
	return true;
}

/*
 * Is this the account's password?  It is tried as a sign-in is, so that wrong tries count
 * towards the lock-out; the session it makes is ended again.
 */
static bool password_right(struct request *rq, const char *text, struct err *why)
{
	char secret[65];
	bool needs_code = false;
	struct err mine = {0};
	if (sign_in(rq->arena, rq->db, rq->account->login, text, NULL, rq->address, secret,
		    &needs_code, &mine))
		return sign_out(rq->db, secret, why);
	if (needs_code)
		return true;
	if (mine.code == ERR_SIGN_IN) {
		err_set(why, ERR_REFUSED, "The present password is not right.");
		return err_hint(why, "Nothing was changed.");
	}
	*why = mine;
	return false;
}

/* The change ended every session: this browser gets a new one, unless a code has to be typed. */
static void enter_again(struct request *rq, const char *text)
{
	char secret[65];
	bool needs_code = false;
	struct err ignored = {0};
	if (sign_in(rq->arena, rq->db, rq->account->login, text, NULL, rq->address, secret,
		    &needs_code, &ignored)) {
		reply_cookie(rq, "yz", arena_strdup(rq->arena, secret), SESSION_SECONDS);
		reply_redirect(rq, rq->account->must_change ? "/" : "/account");
	} else {
		reply_cookie(rq, "yz", "", -1);
		reply_redirect(rq, "/sign-in");
	}
	reply_flash(rq, N_("The password was changed."));
}

static bool password(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	struct findings *f = rq->findings;
	const char *fresh = rq_text(rq, "password");
	struct account_own_view v = {.where = OWN_PASSWORD, .findings = f};
	password_check(rq->account->login, fresh, f);
	if (!text_eq(fresh, rq_text(rq, "again")))
		find_error(f, "again", "password-again", "The two are not the same.");
	if (text_eq(fresh, rq_text(rq, "old")))
		find_error(f, "password", "password-same", "The new password is the old one.");
	if (f->errors) {
		rq->status = err_http(ERR_REFUSED);
		return draw(rq, h, &v, e);
	}
	if (!password_right(rq, rq_text(rq, "old"), &why) ||
	    !account_password_set(rq->db, rq->account->id, fresh, rq->account->id, &why))
		return refuse(rq, h, &v, &why, e);
	enter_again(rq, fresh);
	return true;
}

/* ---- second factor ---- */

static bool totp_begin(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	struct account_own_view v = {.where = OWN_TOTP};
	if (!totp_start(rq->arena, rq->db, rq->account->id, &v.base32, &v.url, &why))
		return refuse(rq, h, &v, &why, e);
	return draw(rq, h, &v, e);
}

static bool totp_finish(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	struct account_own_view v = {.where = OWN_TOTP};
	if (totp_confirm(rq->db, rq->account->id, rq_text(rq, "code"), &why)) {
		reply_flash(rq, N_("The second factor is on."));
		reply_redirect(rq, "/account");
		return true;
	}
	/* The form brings the secret along, so that it can be shown again after a wrong code. */
	const char *secret = rq_text(rq, "secret");
	if (*secret && strspn(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=") == strlen(secret)) {
		v.base32 = secret;
		v.url =
		    arena_printf(rq->arena, "otpauth://totp/Yanzhen:%s?secret=%s&issuer=Yanzhen",
				 rq->account->login, secret);
	}
	return refuse(rq, h, &v, &why, e);
}

static bool totp_end(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	struct account_own_view v = {.where = OWN_TOTP};
	if (!password_right(rq, rq_text(rq, "old"), &why) ||
	    !totp_off(rq->db, rq->account->id, rq->account->id, &why))
		return refuse(rq, h, &v, &why, e);
	reply_flash(rq, N_("The second factor is off."));
	reply_redirect(rq, "/account");
	return true;
}

/* ---- tokens ---- */

static bool token_make(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	ymd until = rq_date(rq, "until");
	struct account_own_view v = {
	    .where = OWN_TOKEN, .label = rq_text(rq, "label"), .until = rq_text(rq, "until")};
	if (!token_create(rq->arena, rq->db, rq->account->id, v.label, !rq_flag(rq, "writes"),
			  until ? until : DATE_OPEN, &v.secret, &why))
		return refuse(rq, h, &v, &why, e);
	v.label = v.until = "";
	return draw(rq, h, &v, e);
}

static bool token_stop(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	if (!token_end(rq->db, rq->account->id, rq_id(rq, "token"), rq->account->id, e))
		return false;
	reply_flash(rq, N_("The token has ended."));
	reply_redirect(rq, "/account");
	return true;
}

/* ---- how the account is told what is due ---- */

static bool mail_change(struct request *rq, struct html *h, struct err *e)
{
	struct err why = {0};
	struct account_own_view v = {.where = OWN_MAIL, .mail = rq_text(rq, "mail")};
	if (!mail_set(rq->arena, rq->db, rq->account, v.mail, &why))
		return refuse(rq, h, &v, &why, e);
	reply_flash(rq, N_("Saved."));
	reply_redirect(rq, "/account");
	return true;
}

static bool calendar_make(struct request *rq, struct html *h, struct err *e)
{
	const char *secret;
	struct account_own_view v = {0};
	if (!feed_make(rq->arena, rq->db, rq->account, &secret, e))
		return false;
	v.calendar_url = arena_printf(rq->arena, "%s/todo/%s.ics", rq_origin(rq), secret);
	return draw(rq, h, &v, e);
}
