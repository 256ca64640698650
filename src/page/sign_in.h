#pragma once
/* sign_in.h - view of the sign-in sheet. */
#include "html/ui.h"

enum { SESSION_SECONDS = 12 * 3600 }; /* as long as session_load() takes it at most */

struct sign_in_view {
	const char *login, *next, *error, *hint;
	bool needs_code;
};
