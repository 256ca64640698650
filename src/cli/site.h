#pragma once
/*
 * site.h - a site's directory, opened: configuration, key, definitions, database.
 *
 *	DIR/site.db  secret.key (0600)  site.conf (name=value)
 *	DIR/files/  tmp/  log/  registers/ (definitions of its own)
 *
 * Used by `serve` and every command alike.  The command line acts as the site's owner unless
 * it is told to act as an account (--as).
 */
#include "auth/auth.h"
#include "cli/cli.h"
#include "reg/def.h"
#include "remind/outbox.h"

struct site {
	const char *dir, *db_path;
	struct db *db;
	bool trust_proxy;             /* site.conf */
	struct remind_conf remind;    /* site.conf */
	struct reg_set regs;
};

/* Makes the directory's layout.  ERR_CONFLICT when there is a site already. */
bool site_folder(struct cli *c, const char *dir, struct err *e) MUST_USE;
/*
 * Makes the directory, the key and an empty database.  ERR_CONFLICT when there is a site
 * already.  Opens it for writing.
 */
bool site_create(struct site *s, struct cli *c, const char *dir, struct err *e) MUST_USE;
/*
 * Opens an existing site; the caller closes it.  Wrong definitions are printed and give
 * ERR_REFUSED; a database whose tables differ from the definitions gives ERR_REFUSED, except
 * with `any_tables`.
 */
bool site_open(struct site *s, struct cli *c, const char *dir, bool any_tables, struct err *e) MUST_USE;
/* The definitions alone, no database: built in, and those of `dir` unless NULL. */
bool site_definitions(struct cli *c, const char *dir, struct err *e) MUST_USE;
void site_close(struct site *s);

/* The unit of --unit (12-digit code or id); without the option the only county of the site. */
bool site_unit(struct site *s, struct cli *c, struct unit *out, struct err *e) MUST_USE;
/* Prints why LOGIN may see --unit (and --register), or what would open it. */
bool account_why(struct site *s, struct cli *c, const char *login, struct err *e) MUST_USE;
/* The account of --as, checked to exist; NULL without the option. */
bool site_actor(struct site *s, struct cli *c, struct account **out, struct err *e) MUST_USE;
