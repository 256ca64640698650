/*
 * xml.c - expat, pulled: parsed until a handler pauses it.
 *
 * A document type declaration is refused as such, so there are no entities to blow up and
 * nothing outside the file is ever loaded.
 */
#include "sheet/sheet_int.h"

#include <string.h>

enum { DEPTH_MAX = 64, TOKEN_MAX = 1024 * 1024 };

struct xml {
	XML_Parser parser;
	struct source from;
	struct xml_handlers h;
	void *user;
	struct err *e;
	int64_t fed;
	int depth;
	bool paused, stopped, ended, failed, doctype, deep;
};

static const char *local(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

static void on_start(void *user, const char *name, const char **attrs)
{
	struct xml *x = user;
	if (++x->depth > DEPTH_MAX) {
		x->deep = true;
		xml_stop(x);
		return;
	}
	x->h.start(x->user, local(name), attrs);
}

static void on_end(void *user, const char *name)
{
	struct xml *x = user;
	x->depth--;
	if (!x->stopped)
		x->h.end(x->user, local(name));
}

static void on_text(void *user, const char *p, int n)
{
	struct xml *x = user;
	if (!x->stopped)
		x->h.text(x->user, p, n);
}

static void on_doctype(void *user, const char *name, const char *sysid, const char *pubid, int sub)
{
	struct xml *x = user;
	(void)name, (void)sysid, (void)pubid, (void)sub;
	x->doctype = true;
	xml_stop(x);
}

void xml_close(struct xml *x)
{
	if (x->parser)
		XML_ParserFree(x->parser);
	x->parser = NULL;
}

static void release(void *p)
{
	xml_close(p);
}

struct xml *xml_open(struct arena *a, struct source from, const char *charset,
		     const struct xml_handlers *h, void *user)
{
	struct xml *x = ARENA_NEW(a, struct xml);
	*x = (struct xml){ .from = from, .h = *h, .user = user, .parser = XML_ParserCreate(charset) };
	assert(x->parser);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	arena_on_reset(a, release, x);
	return x;
}

void xml_pause(struct xml *x)
{
	x->paused = true;
	XML_StopParser(x->parser, XML_TRUE);
}

void xml_stop(struct xml *x)
{
	if (!x->stopped)
		XML_StopParser(x->parser, XML_FALSE);
	x->stopped = true;
}

struct err *xml_err(struct xml *x)
{
	return x->e;
}

const char *xml_attr(const char **attrs, const char *name)
{
	for (; attrs[0]; attrs += 2)
		if (strcmp(attrs[0], name) == 0 || strcmp(local(attrs[0]), name) == 0)
			return attrs[1];
	return NULL;
}

static bool refuse(struct xml *x, struct err *e)
{
	x->failed = true;
	if (e->code != ERR_NONE)
		return false;
	if (x->doctype) {
		err_set(e, ERR_REFUSED,
			N_("The file declares a document type, which a sheet never does."));
		return err_hint(e, N_("It may be made to do harm. "
				      "Open it in Excel or WPS and save it as .xlsx."));
	}
	return damaged(e);
}

/* Feeds the next chunk; the parser's status. */
static enum XML_Status feed(struct xml *x, struct err *e)
{
	void *chunk = XML_GetBuffer(x->parser, CHUNK);
	if (!chunk)
		return XML_STATUS_ERROR;
	ptrdiff_t n = x->from.read(x->from.self, chunk, CHUNK, e);
	if (n < 0)
		return XML_STATUS_ERROR;
	x->fed += n;
	x->ended = n == 0;
	enum XML_Status status = XML_ParseBuffer(x->parser, (int)n, n == 0);
	if (status == XML_STATUS_OK && x->fed - XML_GetCurrentByteIndex(x->parser) > TOKEN_MAX)
		return XML_STATUS_ERROR; /* one tag of more than a megabyte */
	return status;
}

int xml_run(struct xml *x, struct err *e)
{
	if (x->failed)
		return damaged(e) ? 0 : -1;
	x->e = e;
	while (!x->stopped) {
		enum XML_Status status;
		if (x->paused) {
			x->paused = false;
			status = XML_ResumeParser(x->parser);
		} else if (x->ended) {
			return 0;
		} else {
			status = feed(x, e);
		}
		if (status == XML_STATUS_SUSPENDED)
			return 1;
		if (status == XML_STATUS_ERROR && !x->stopped)
			return refuse(x, e) ? 0 : -1;
	}
	if (x->doctype || x->deep || e->code != ERR_NONE)
		return refuse(x, e) ? 0 : -1;
	return 0;
}
