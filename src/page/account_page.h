#pragma once
/*
 * account_page.h - what the pages about other people's accounts share.
 *
 * Memory: request arena.
 */
#include "auth/manage.h"
#include "html/ui.h"
#include "web/page.h"

struct account_seen {
	struct account_card card;
	struct grant_list grants;
	bool manages;
};

/* The account named by the path parameter "id".  One that the administrator does not see is
 * ERR_NOT_FOUND; with `change`, one that may only be seen is ERR_DENIED. */
bool account_see(struct request *rq, bool change, struct account_seen *out, struct err *e) MUST_USE;
/* The roles this account may give somewhere. */
int account_roles(struct request *rq, const struct ui_option **out);
/* Units down to the villages of the unit in view where this account may give roles. */
bool account_units(struct request *rq, const struct ui_option **out, int *count,
		   struct err *e) MUST_USE;
