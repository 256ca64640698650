/* role.c - what each role opens. */
#include "auth/auth.h"
#include "base/str.h"

#define CAP_BIT(c) (1u << (c))

static const struct {
	const char *code, *label;
} roles[] = {
#define X(id, c, l) [id] = { .code = c, .label = l },
	ROLES(X)
#undef X
};

static const char *const caps[] = {
#define X(id, c) [id] = c,
	CAPS(X)
#undef X
};

/* The site administrator runs the program and sees nobody's data; who keeps registers
 * does not keep accounts. */
static const unsigned opens[] = {
	[ROLE_SITE] = CAP_BIT(CAP_SITE) | CAP_BIT(CAP_UNITS) | CAP_BIT(CAP_ACCOUNTS) | CAP_BIT(CAP_AUDIT),
	[ROLE_ADMIN] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_ACCOUNTS) | CAP_BIT(CAP_AUDIT),
	[ROLE_ORGANISER] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_WRITE) | CAP_BIT(CAP_IMPORT) |
			   CAP_BIT(CAP_EXPORT) | CAP_BIT(CAP_REVEAL) | CAP_BIT(CAP_ISSUE) |
			   CAP_BIT(CAP_PARAMETERS) | CAP_BIT(CAP_UNITS) | CAP_BIT(CAP_BOOK_READ) |
			   CAP_BIT(CAP_BOOK),
	[ROLE_LEADER] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_EXPORT) | CAP_BIT(CAP_REVEAL) | CAP_BIT(CAP_AUDIT) |
			CAP_BIT(CAP_BOOK_READ),
	[ROLE_CLERK] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_WRITE) | CAP_BIT(CAP_IMPORT) |
		       CAP_BIT(CAP_EXPORT) | CAP_BIT(CAP_REVEAL) | CAP_BIT(CAP_BOOK_READ) |
		       CAP_BIT(CAP_BOOK),
	[ROLE_VIEWER] = CAP_BIT(CAP_READ),
	[ROLE_ACCOUNTANT] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_WRITE) | CAP_BIT(CAP_IMPORT) |
			    CAP_BIT(CAP_EXPORT) | CAP_BIT(CAP_BOOK_READ) | CAP_BIT(CAP_BOOK),
	[ROLE_CASHIER] = CAP_BIT(CAP_READ) | CAP_BIT(CAP_BOOK_READ) | CAP_BIT(CAP_CASH),
};

const char *role_code(enum role r)
{
	assert(r < ROLE__COUNT);
	return roles[r].code;
}

const char *role_label(enum role r)
{
	assert(r < ROLE__COUNT);
	return roles[r].label;
}

bool role_parse(const char *code, enum role *out)
{
	for (int r = 0; r < ROLE__COUNT; r++)
		if (text_eq(roles[r].code, code)) {
			*out = (enum role)r;
			return true;
		}
	return false;
}

const char *cap_code(enum cap c)
{
	assert(c < CAP__COUNT);
	return caps[c];
}

bool role_can(enum role r, enum cap c)
{
	assert(r < ROLE__COUNT && c < CAP__COUNT);
	if (c == CAP_FORBIDDEN)
		return false;
	return c == CAP_PUBLIC || c == CAP_SIGNED_IN || (opens[r] & CAP_BIT(c)) != 0;
}
