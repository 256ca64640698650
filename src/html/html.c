/* html.c - escaped writing. */
#include "html/html.h"
#include "base/embed.h"

#include <stdio.h>
#include <string.h>

void html_init(struct html *h, struct buf *buf, enum lang lang)
{
	*h = (struct html){ .buf = buf, .lang = lang };
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void html_str(struct html *h, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *e = entity(s.p[i]);
		if (!e)
			continue;
		buf_put(h->buf, s.p + from, i - from);
		buf_puts(h->buf, e);
		from = i + 1;
	}
	if (s.n > from)
		buf_put(h->buf, s.p + from, s.n - from);
}

void html_text(struct html *h, const char *s)
{
	html_str(h, str_c(s));
}

void html_raw_(struct html *h, const char *p, size_t n)
{
	buf_put(h->buf, p, n);
}

void html_attr(struct html *h, const char *name, const char *value)
{
	if (!value)
		return;
	buf_putc(h->buf, ' ');
	buf_puts(h->buf, name);
	buf_puts(h->buf, "=\"");
	html_text(h, value);
	buf_putc(h->buf, '"');
}

void html_i64(struct html *h, int64_t v)
{
	buf_i64(h->buf, v);
}

void html_int_(struct html *h, int v)
{
	buf_i64(h->buf, v);
}

void html_size_(struct html *h, size_t v)
{
	buf_printf(h->buf, "%zu", v);
}

void html_num(struct html *h, int64_t v)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%" PRId64, v);
	int sign = digits[0] == '-';
	for (int i = 0; i < n; i++) {
		if (i > sign && (n - i) % 3 == 0)
			buf_putc(h->buf, ',');
		buf_putc(h->buf, digits[i]);
	}
}

void html_dec(struct html *h, struct dec d)
{
	char text[32];
	buf_puts(h->buf, dec_text(d, text));
}

void html_date(struct html *h, ymd d)
{
	char text[16];
	buf_puts(h->buf, date_iso(d, text));
}

void html_time(struct html *h, int64_t ms)
{
	char text[32];
	if (ms)
		buf_puts(h->buf, time_iso(ms, text));
}

void html_msg(struct html *h, const struct msg *m)
{
	char text[2 * MSG_TEXT];
	msg_write(m, h->lang, text, sizeof text);
	html_text(h, text);
}

void html_t(struct html *h, const char *msgid)
{
	if (msgid && *msgid)
		html_text(h, tr(h->lang, msgid));
}

void html_tf(struct html *h, const char *fmt, ...)
{
	struct msg m;
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&m, fmt, ap);
	va_end(ap);
	html_msg(h, &m);
}

void html_url(struct html *h, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || strchr("-._~", c);
		if (plain) {
			buf_putc(h->buf, (char)c);
		} else {
			buf_putc(h->buf, '%');
			buf_putc(h->buf, hex[c >> 4]);
			buf_putc(h->buf, hex[c & 15]);
		}
	}
}

void html_href(struct html *h, const char *url)
{
	bool here = url && (*url == '?' || *url == '#' ||
			    (*url == '/' && url[1] != '/' && url[1] != '\\'));
	html_text(h, here ? url : "#");
}

static bool key_is(const char *pair, size_t n, const char *key)
{
	size_t k = strlen(key);
	return n >= k && memcmp(pair, key, k) == 0 && (n == k || pair[k] == '=');
}

void html_query(struct html *h, const char *path, const char *query, const char *key,
		const char *value)
{
	const char *glue = "?";
	html_href(h, path);
	for (const char *p = query ? query : ""; *p;) {
		size_t n = strcspn(p, "&");
		bool drop = key_is(p, n, key) || key_is(p, n, "after") || key_is(p, n, "before");
		if (n && !drop) {
			buf_puts(h->buf, glue);
			html_str(h, (struct str){ p, n });
			glue = "&amp;";
		}
		p += n + (p[n] == '&');
	}
	if (value) {
		buf_puts(h->buf, glue);
		html_url(h, key);
		buf_putc(h->buf, '=');
		html_url(h, value);
	}
}

void html_asset(struct html *h, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "assets/%s", name);
	const struct embedded *file = embedded_find(path);
	assert(file);
	buf_puts(h->buf, "/assets/");
	buf_puts(h->buf, file->hash);
	buf_putc(h->buf, '/');
	html_text(h, name);
}

void html_csrf(struct html *h)
{
	html_raw_literal(h, "<input type=\"hidden\" name=\"csrf\"");
	html_attr(h, "value", h->csrf ? h->csrf : "");
	html_raw_literal(h, ">");
}
