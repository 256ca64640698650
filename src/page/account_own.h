#pragma once
/* account_own.h - view of one's own account: name, language, password, second factor, tokens. */
#include "auth/auth.h"
#include "html/ui.h"

struct account_own_view {
	const char *login, *name, *lang;
	bool must_change, totp, none;	/* none: no role yet, so nothing else to show */
	const char *base32, *url;	/* the second factor was started: show it once */
	const char *error, *error_hint; /* what was refused, and beside which form */
	enum { OWN_NOTHING, OWN_NAME, OWN_PASSWORD, OWN_TOTP, OWN_TOKEN, OWN_MAIL } where;
	const char *secret;		 /* a new token, shown once */
	const char *label, *until;	 /* of a token that was refused */
	const struct findings *findings; /* of a password that was refused */
	const struct token_list *tokens;
	const char *person;		 /* whose account it is; "": nobody has said */
	const char *mail;		 /* address for the digest, "" none */
	bool sends_mail, calendar;	 /* the site has a mail server; a calendar address is open */
	const char *calendar_url;	 /* a new one, shown once */
};
