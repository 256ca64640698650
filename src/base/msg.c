/* msg.c - keep arguments, translate late. */
#include "base/msg.h"
#include "base/arena.h"
#include "base/catalog.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void msg_set(struct msg *m, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	msg_vset(m, fmt, ap);
	va_end(ap);
}

static size_t add_arg(struct msg *m, size_t used, const char *s)
{
	size_t left = MSG_TEXT - used;
	if (m->argc >= MSG_ARGS || left <= 1)
		return used;
	size_t n = utf8_floor(s, left - 1);
	m->at[m->argc++] = (unsigned short)used;
	memcpy(m->text + used, s, n);
	m->text[used + n] = 0;
	return used + n + 1;
}

void msg_vset(struct msg *m, const char *fmt, va_list ap)
{
	*m = (struct msg){ .id = fmt };
	size_t used = 0;
	char number[32];
	for (const char *p = fmt; *p; p++) {
		if (*p != '%')
			continue;
		p++;
		if (*p == '%')
			continue;
		if (*p == 's') {
			const char *s = va_arg(ap, const char *);
			used = add_arg(m, used, s ? s : "");
			continue;
		}
		if (*p == 'd') {
			snprintf(number, sizeof number, "%d", va_arg(ap, int));
		} else if (*p == 'z' && p[1] == 'u') {
			snprintf(number, sizeof number, "%zu", va_arg(ap, size_t));
			p++;
		} else {
			assert(strncmp(p, PRId64, strlen(PRId64)) == 0);
			snprintf(number, sizeof number, "%" PRId64, va_arg(ap, int64_t));
			p += strlen(PRId64) - 1;
		}
		used = add_arg(m, used, number);
	}
}

/* Length of the conversion at p (after '%'), and which argument it takes. */
static size_t conversion(const char *p, int *next)
{
	char *end;
	long n = strtol(p, &end, 10);
	size_t skip = 0;
	if (end > p && *end == '$') {
		*next = (int)n - 1;
		skip = (size_t)(end - p) + 1;
	}
	p += skip;
	if (*p == 's' || *p == 'd')
		return skip + 1;
	if (p[0] == 'z' && p[1] == 'u')
		return skip + 2;
	return skip + strlen(PRId64);
}

size_t msg_write(const struct msg *m, enum lang lang, char *out, size_t size)
{
	size_t n = 0;
	out[0] = 0;
	if (!m->id)
		return 0;
	int next = 0;
	for (const char *p = tr(lang, m->id); *p && n + 1 < size; p++) {
		if (*p != '%' || p[1] == '%') {
			out[n++] = *p;
			p += *p == '%';
			continue;
		}
		size_t skip = conversion(p + 1, &next);
		const char *arg = next >= 0 && next < m->argc ? m->text + m->at[next] : "";
		size_t len = utf8_floor(arg, size - 1 - n);
		memcpy(out + n, arg, len);
		n += len;
		next++;
		p += skip;
	}
	out[n] = 0;
	out[n = utf8_floor(out, n)] = 0;
	return n;
}

char *msg_render(struct arena *a, const struct msg *m, enum lang lang)
{
	char text[2 * MSG_TEXT];
	size_t n = msg_write(m, lang, text, sizeof text);
	return arena_strndup(a, text, n);
}

static int compare(const void *key, const void *entry)
{
	return strcmp(key, ((const struct catalog_entry *)entry)->msgid);
}

const char *tr(enum lang lang, const char *msgid)
{
	if (lang != LANG_ZH)
		return msgid;
	const struct catalog_entry *hit =
		bsearch(msgid, catalog_zh, catalog_zh_count, sizeof catalog_zh[0], compare);
	return hit ? hit->text : msgid;
}
