/* err.c - set once, shown once. */
#include "base/err.h"

static const struct {
	int http, exit;
} codes[] = {
#define X(code, http, exit) [code] = { http, exit },
	ERR_CODES(X)
#undef X
};

static const char *const names[] = {
	[ERR_NONE] = "none",
	[ERR_INPUT] = "input",
	[ERR_SIGN_IN] = "sign-in",
	[ERR_DENIED] = "denied",
	[ERR_NOT_FOUND] = "not-found",
	[ERR_METHOD] = "method",
	[ERR_CONFLICT] = "conflict",
	[ERR_PRECONDITION] = "precondition",
	[ERR_TOO_BIG] = "too-big",
	[ERR_REFUSED] = "refused",
	[ERR_TOO_MANY] = "too-many",
	[ERR_FILE] = "file",
	[ERR_DB] = "database",
	[ERR_CORRUPT] = "corrupt",
	[ERR_BUSY] = "busy",
};

void err_set_at(struct err *e, enum err_code code, const char *file, int line, const char *fmt, ...)
{
	assert(e->code == ERR_NONE);
	assert(code != ERR_NONE);
	e->code = code;
	e->file = file;
	e->line = line;
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&e->text, fmt, ap);
	va_end(ap);
	e->hint.id = NULL;
}

void err_hint_at(struct err *e, const char *fmt, ...)
{
	assert(e->code != ERR_NONE);
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&e->hint, fmt, ap);
	va_end(ap);
}

int err_http(enum err_code code)
{
	return codes[code].http;
}

int err_exit(enum err_code code)
{
	return codes[code].exit;
}

const char *err_name(enum err_code code)
{
	return names[code];
}
