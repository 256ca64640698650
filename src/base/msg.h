#pragma once
/*
 * msg.h - a sentence that is translated when it is shown, not when it is made.
 *
 * `id` is the English format (a literal, also the gettext msgid).  Arguments are
 * rendered at once and kept beside it, so a translation may reorder them (%2$s).
 * Formats may use %s, %d, %zu and %" PRId64 "; nothing else.
 */
#include "base/base.h"
#include <stdarg.h>

struct arena;

enum { MSG_ARGS = 6, MSG_TEXT = 320 };

struct msg {
	const char *id;                /* NULL: no message */
	unsigned char argc;
	unsigned short at[MSG_ARGS];   /* offsets into text */
	char text[MSG_TEXT];           /* the arguments, cut at a code point when too long */
};

/* Marks a literal for the catalogue without translating it. */
#define N_(lit) (lit)

void msg_set(struct msg *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
void msg_vset(struct msg *m, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* The sentence in `lang`, "" for no message. */
char *msg_render(struct arena *a, const struct msg *m, enum lang lang);
size_t msg_write(const struct msg *m, enum lang lang, char *out, size_t size);

/* The catalogue's text for an English msgid; the msgid itself when there is none. */
const char *tr(enum lang lang, const char *msgid);
