/* json.c - write JSON text. */
#include "base/json.h"

void json_init(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

static void before(struct json *j)
{
	if (j->comma)
		buf_putc(j->out, ',');
	j->comma = true;
}

void json_open(struct json *j, char c)
{
	before(j);
	buf_putc(j->out, c);
	j->comma = false;
}

void json_close(struct json *j, char c)
{
	buf_putc(j->out, c);
	j->comma = true;
}

static void quoted(struct json *j, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	buf_putc(j->out, '"');
	const char *plain = s; /* from here on nothing needs a mark */
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c != '"' && c != '\\' && c >= 0x20)
			continue;
		buf_put(j->out, plain, (size_t)(s - plain));
		plain = s + 1;
		char mark[] = { '\\', *s, 0 };
		char u[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], 0 };
		buf_puts(j->out, c >= 0x20 ? mark : c == '\n' ? "\\n" : u);
	}
	buf_put(j->out, plain, (size_t)(s - plain));
	buf_putc(j->out, '"');
}

void json_key(struct json *j, const char *key)
{
	before(j);
	quoted(j, key);
	buf_putc(j->out, ':');
	j->comma = false;
}

void json_str(struct json *j, const char *s)
{
	if (!s) {
		json_none(j);
		return;
	}
	before(j);
	quoted(j, s);
}

void json_i64(struct json *j, int64_t v)
{
	before(j);
	buf_i64(j->out, v);
}

void json_bool(struct json *j, bool v)
{
	before(j);
	buf_puts(j->out, v ? "true" : "false");
}

void json_none(struct json *j)
{
	before(j);
	buf_puts(j->out, "null");
}

void json_id(struct json *j, int64_t id)
{
	if (id == 0) {
		json_none(j);
		return;
	}
	before(j);
	buf_putc(j->out, '"');
	buf_i64(j->out, id);
	buf_putc(j->out, '"');
}

void json_kstr(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_str(j, s);
}

void json_ki64(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_i64(j, v);
}

void json_kbool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void json_kid(struct json *j, const char *key, int64_t id)
{
	json_key(j, key);
	json_id(j, id);
}
