#pragma once
/* setup.h - view of the page that makes the first administrator. */
#include "html/ui.h"

struct setup_view {
	const char *token, *login, *name;
	bool right; /* the token is the site's */
	const struct findings *findings;
};
