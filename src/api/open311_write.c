/* open311_write.c - the same reply as JSON or XML, as GeoReport v2 shapes them. */
#include "api/open311.h"

#include "base/arena.h"
#include "base/str.h"

#include <string.h>

bool open311_begin(struct open311 *w, struct request *rq, const char *what, const char **word)
{
	const char *dot = strrchr(what, '.');
	bool xml = dot && text_eq(dot, ".xml"), json = dot && text_eq(dot, ".json");
	*w = (struct open311){ .rq = rq, .xml = xml };
	w->out = reply_buf(rq, xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8");
	json_init(&w->json, w->out);
	*word = dot ? arena_strndup(rq->arena, what, (size_t)(dot - what)) : what;
	reply_header(rq, "Cache-Control", "no-store");
	if (xml)
		buf_puts(w->out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
	return xml || json;
}

static void escape(struct buf *out, const char *s)
{
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '<')
			buf_puts(out, "&lt;");
		else if (c == '>')
			buf_puts(out, "&gt;");
		else if (c == '&')
			buf_puts(out, "&amp;");
		else if (c >= 32 || c == '\n' || c == '\t') /* XML has no other control characters */
			buf_putc(out, *s);
	}
}

static void tag(struct open311 *w, const char *name, const char *value)
{
	buf_printf(w->out, "<%s>", name);
	escape(w->out, value);
	buf_printf(w->out, "</%s>", name);
}

static void push(struct open311 *w, const char *name, char c)
{
	assert(w->depth < OPEN311_DEPTH);
	w->names[w->depth++] = w->xml ? name : c == '[' ? "]" : "}";
	if (w->xml)
		buf_printf(w->out, "<%s>", name);
	else
		json_open(&w->json, c);
}

void open311_list(struct open311 *w, const char *name)
{
	if (!w->xml && w->depth > 0)
		json_key(&w->json, name);
	push(w, name, '[');
}

void open311_item(struct open311 *w, const char *name)
{
	push(w, name, '{');
}

void open311_end(struct open311 *w)
{
	assert(w->depth > 0);
	const char *name = w->names[--w->depth];
	if (w->xml)
		buf_printf(w->out, "</%s>", name);
	else
		json_close(&w->json, name[0]);
}

void open311_text(struct open311 *w, const char *name, const char *value)
{
	if (w->xml)
		tag(w, name, value);
	else
		json_kstr(&w->json, name, value);
}

void open311_flag(struct open311 *w, const char *name, bool value)
{
	if (w->xml)
		tag(w, name, value ? "true" : "false");
	else
		json_kbool(&w->json, name, value);
}

void open311_number(struct open311 *w, const char *name, int64_t value)
{
	if (w->xml)
		buf_printf(w->out, "<%s>%" PRId64 "</%s>", name, value, name);
	else
		json_ki64(&w->json, name, value);
}

void open311_word(struct open311 *w, const char *name, const char *value)
{
	if (w->xml)
		tag(w, name, value);
	else
		json_str(&w->json, value);
}

static void said(struct open311 *w, int code, const struct msg *text, const struct msg *hint)
{
	struct request *rq = w->rq;
	open311_item(w, "error");
	open311_number(w, "code", code);
	open311_text(w, "description",
		     hint->id ? arena_printf(rq->arena, "%s %s", msg_render(rq->arena, text, rq->lang),
					     msg_render(rq->arena, hint, rq->lang))
			      : msg_render(rq->arena, text, rq->lang));
	open311_end(w);
}

/* Findings count as one 400 each, as the standard has it. */
bool open311_error(struct open311 *w, const struct err *e)
{
	struct request *rq = w->rq;
	bool refused = e->code == ERR_REFUSED || e->code == ERR_INPUT;
	int code = refused ? 400 : err_http(e->code), told = 0;
	rq->status = code;
	rq->refuse = rq->method != GET;
	open311_list(w, "errors");
	for (const struct finding *f = rq->findings->first; f && refused; f = f->next)
		if (f->severity == FINDING_ERROR) {
			said(w, code, &f->text, &f->hint);
			told++;
		}
	if (!told)
		said(w, code, &e->text, &e->hint);
	open311_end(w);
	return true;
}
