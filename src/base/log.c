/* log.c - JSON lines on stderr. */
#include "base/log.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };
static char traced[128];

static void line(const char *kind, const char *text)
{
	struct buf b;
	struct json j;
	char when[32];
	buf_init(&b, LINE_MAX_BYTES * 2);
	json_init(&j, &b);
	json_open(&j, '{');
	json_kstr(&j, "at", time_iso(now_ms(), when));
	json_kstr(&j, "kind", kind);
	json_kstr(&j, "text", text);
	json_close(&j, '}');
	buf_putc(&b, '\n');
	fputs(buf_str(&b), stderr);
	buf_done(&b);
}

void log_event(const char *kind, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	line(kind, text);
}

void log_error(const char *kind, const struct err *e)
{
	char text[1024];
	msg_write(&e->text, LANG_EN, text, sizeof text);
	log_event(kind, "%s:%d %s: %s", e->file, e->line, err_name(e->code), text);
}

void trace_enable(const char *parts)
{
	snprintf(traced, sizeof traced, ",%s,", parts);
}

bool trace_on(const char *part)
{
	char want[32];
	if (!traced[0])
		return false;
	snprintf(want, sizeof want, ",%s,", part);
	return strstr(traced, want) != NULL;
}

void trace(const char *part, const char *fmt, ...)
{
	if (!trace_on(part))
		return;
	char text[LINE_MAX_BYTES];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	line(part, text);
}
