/* filter.c - refuses what RFC 9110 and 9112 refuse, before anything else looks at a request. */
#include "web/web_int.h"

#include <string.h>

struct seen {
	int host, length, coding;
	bool bad;
};

/* tchar of RFC 9110 5.6.2 */
static bool is_token(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!g_ascii_isalnum(p[i]) && !(p[i] && strchr("!#$%&'*+-.^_`|~", p[i])))
			return false;
	return n > 0;
}

static enum MHD_Result header_seen(void *cls, enum MHD_ValueKind kind, const char *name,
				   size_t name_n, const char *value, size_t value_n)
{
	struct seen *s = cls;
	(void)kind;
	if (!is_token(name, name_n))
		s->bad = true;
	for (size_t i = 0; i < value_n; i++)
		if ((unsigned char)value[i] < 32 ? value[i] != '\t' : value[i] == 127)
			s->bad = true;
	if (!g_ascii_strcasecmp(name, "Host")) {
		s->host++;
		if (value_n == 0 || memchr(value, ' ', value_n) || memchr(value, ',', value_n) ||
		    memchr(value, '/', value_n))
			s->bad = true;
	}
	if (!g_ascii_strcasecmp(name, "Content-Length")) {
		s->length++;
		for (size_t i = 0; i < value_n; i++)
			if (!g_ascii_isdigit(value[i]))
				s->bad = true;
	}
	if (!g_ascii_strcasecmp(name, "Transfer-Encoding")) {
		s->coding++;
		if (g_ascii_strcasecmp(value, "chunked") != 0)
			s->bad = true;
	}
	return MHD_YES;
}

static bool method_read(struct visit *v, const char *method, struct err *e)
{
	static const struct {
		const char *name;
		enum method method;
	} known[] = {{"GET", GET}, {"HEAD", GET}, {"POST", POST}, {"PUT", PUT}, {"DELETE", DELETE}};
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (text_eq(method, known[i].name)) {
			v->rq.method =
			    known[i].method; /* the library leaves out the body for HEAD */
			return true;
		}
	return err_set(e, ERR_METHOD, "The server does not know the method %s.", method);
}

bool filter_head(struct visit *v, const char *method, const char *version, struct err *e)
{
	struct seen s = {0};
	v->close = true; /* a refused head leaves nothing behind that could be read as a request */
	bool old = text_eq(version, "HTTP/1.0");
	if (!old && !text_eq(version, "HTTP/1.1"))
		return err_set(e, ERR_INPUT, "The server speaks HTTP/1.1.");
	MHD_get_connection_values_n(v->connection, MHD_HEADER_KIND, header_seen, &s);
	if (s.bad || s.length > 1 || s.coding > 1 || (s.length && s.coding) || (old && s.coding))
		return err_set(e, ERR_INPUT, "The request head is malformed.");
	if (s.host > 1 || (s.host == 0 && !old))
		return err_set(e, ERR_INPUT, "The request must name one host.");
	if (!method_read(v, method, e))
		return false;
	const char *mark = strchr(v->uri, '?');
	size_t path_n = mark ? (size_t)(mark - v->uri) : strlen(v->uri);
	if (v->uri[0] != '/' || !uri_decode(v->rq.arena, v->uri, path_n, false, &v->rq.path))
		return err_set(e, ERR_INPUT, "The address is malformed.");
	v->rq.query = mark ? mark + 1 : "";
	v->close = false;
	return true;
}

/* False for a broken escape, a NUL, or anything that is not UTF-8. */
bool uri_decode(struct arena *a, const char *p, size_t n, bool plus, const char **out)
{
	char *text = arena_alloc(a, n + 1);
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		if (c == '%') {
			if (i + 2 >= n || !g_ascii_isxdigit(p[i + 1]) ||
			    !g_ascii_isxdigit(p[i + 2]))
				return false;
			c = (char)(g_ascii_xdigit_value(p[i + 1]) * 16 +
				   g_ascii_xdigit_value(p[i + 2]));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == 0)
			return false;
		text[used++] = c;
	}
	*out = text;
	return utf8_ok(text, used);
}

struct pair *pair_add(struct visit *v, const char *name, const char *value, struct err *e)
{
	if (v->pair_count++ >= LIMIT_PARAMS) {
		err_set(e, ERR_TOO_BIG, "The request has more than %d fields.", (int)LIMIT_PARAMS);
		return NULL;
	}
	struct pair *p = ARENA_NEW(v->rq.arena, struct pair);
	*p = (struct pair){.name = name, .value = value};
	*v->pairs_end = p;
	v->pairs_end = &p->next;
	return p;
}

/* name=value&name=value, of an address or a form body. */
bool query_parse(struct visit *v, const char *text, struct err *e)
{
	while (*text) {
		size_t n = strcspn(text, "&");
		size_t eq = strcspn(text, "=&");
		const char *name, *value = "";
		if (n > 0) {
			if (!uri_decode(v->rq.arena, text, eq, true, &name) ||
			    (eq < n &&
			     !uri_decode(v->rq.arena, text + eq + 1, n - eq - 1, true, &value)))
				return err_set(e, ERR_INPUT,
					       "A field of the request is not valid UTF-8 text.");
			if (!pair_add(v, name, value, e))
				return false;
		}
		text += n + (text[n] == '&');
	}
	return true;
}
