#pragma once
/*
 * html.h - the escaping writer that every page goes through.
 *
 * Everything written is escaped (& < > " '), so the same call is right in text and
 * inside a quoted attribute.  Only html_raw_literal() does not escape, and it takes
 * nothing but literals.  Templates (template/<name>.html, compiled by tools/tplc.py) call
 * these functions; so do the components of ui.h.
 *
 * Language: texts of the program are English msgids; html_t() and T() translate them.
 * Memory:   writes into the struct buf given at init; a full buffer drops the rest and
 *           says so by buf->full, which whoever sends the page checks once.
 */
#include "base/buf.h"
#include "base/date.h"
#include "base/dec.h"
#include "base/msg.h"
#include "base/str.h"

struct html {
	struct buf *buf;
	enum lang lang;
	const char *csrf; /* token of the session for html_csrf(); NULL when nobody signed in */
};

void html_init(struct html *h, struct buf *buf, enum lang lang);

/* Escaped text; NULL writes nothing. */
void html_text(struct html *h, const char *s);
void html_str(struct html *h, struct str s);
/* ` name="value"` with the value escaped; nothing at all when value is NULL. */
void html_attr(struct html *h, const char *name, const char *value);
void html_i64(struct html *h, int64_t v);
/* With thousands separators, for reading: 12,345. */
void html_num(struct html *h, int64_t v);
void html_dec(struct html *h, struct dec d);
/* ISO day ("2024-05", "2024-05-03"), moment ("2024-05-03 09:30"); nothing for 0. */
void html_date(struct html *h, ymd d);
void html_time(struct html *h, int64_t ms);
void html_msg(struct html *h, const struct msg *m);

/* Translated and escaped; html_tf() takes arguments as msg_set() does. */
void html_t(struct html *h, const char *msgid);
void html_tf(struct html *h, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The translation, for arguments of other calls; needs a `struct html *h` in scope. */
#define T(msgid) tr(h->lang, (msgid))

/* Percent-encoded for one path segment or query value. */
void html_url(struct html *h, const char *s);
/* A link from data: written only when it stays on this site ("/…", "?…", "#…"), else "#". */
void html_href(struct html *h, const char *url);
/*
 * path?query with `key` set to `value` (NULL: taken out).  `query` is a raw query string as
 * the browser sent it, without "?"; NULL is the empty one.  The cursors `after` and
 * `before` are always dropped unless they are the key: they belong to the old order.
 */
void html_query(struct html *h, const char *path, const char *query, const char *key,
		const char *value);
/* /assets/<hash>/<name>; the name must be an embedded asset. */
void html_asset(struct html *h, const char *name);
/* The hidden field that every POST form needs. */
void html_csrf(struct html *h);

/* Markup.  "" lit "" refuses anything but a literal at compile time. */
#define html_raw_literal(h, lit) html_raw_((h), "" lit "", sizeof(lit) - 1)
void html_raw_(struct html *h, const char *p, size_t n);

/* What `{{ expr }}` calls: one verb for the few types a view may hold. */
#define html_value(h, x)                                                                           \
	_Generic((x),                                                                              \
		char *: html_text,                                                                 \
		const char *: html_text,                                                           \
		struct str: html_str,                                                              \
		struct dec: html_dec,                                                              \
		int: html_int_,                                                                    \
		short: html_int_,                                                                  \
		signed char: html_int_,                                                            \
		unsigned: html_i64,                                                                \
		unsigned char: html_int_,                                                          \
		unsigned short: html_int_,                                                         \
		long: html_i64,                                                                    \
		long long: html_i64,                                                               \
		unsigned long: html_size_,                                                         \
		struct msg *: html_msg,                                                            \
		const struct msg *: html_msg)((h), (x))
/* What `{{ expr }}` calls inside a link: text percent-encoded, numbers as they are. */
#define html_url_value(h, x)                                                                       \
	_Generic((x),                                                                              \
		char *: html_url,                                                                  \
		const char *: html_url,                                                            \
		int: html_int_,                                                                    \
		long: html_i64,                                                                    \
		long long: html_i64,                                                               \
		unsigned long: html_size_)((h), (x))
void html_int_(struct html *h, int v);
void html_size_(struct html *h, size_t v);
