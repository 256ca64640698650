#pragma once
/* sign_in.h - view of the sign-in sheet. */
#include "html/ui.h"

struct sign_in_view {
	const char *login, *next, *error, *hint;
	bool needs_code;
};
