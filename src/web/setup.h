#pragma once
/*
 * setup.h - the one-time address by which the first administrator of a site is made.
 *
 * `yanzhen init` prints /setup?token=…; DIR/setup.token keeps the token's SHA-256 only.
 * The page that makes the account ends the token; without the file there is no set-up.
 */
#include "base/err.h"

/* Makes a new token, 64 hex digits; an older one ends. */
bool setup_token_make(const char *dir, char token[65], struct err *e) MUST_USE;
/* Whether `token` is the one of this site; false when there is none any more. */
bool setup_token_ok(const char *dir, const char *token);
void setup_token_end(const char *dir);
