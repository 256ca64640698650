/* reply.c - what pages can answer with, and how it goes over the wire. */
#include "base/embed.h"
#include "web/web_int.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const char policy[] = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
			     "base-uri 'none'; form-action 'self'";

/* ---- for pages ---- */

void reply_redirect(struct request *rq, const char *url)
{
	/* Only within the site: "//host" would leave it, and so would "/\host" in a browser. */
	assert(url[0] == '/' && url[1] != '/' && url[1] != '\\');
	visit_of(rq)->reply.redirect = arena_strdup(rq->arena, url);
	rq->status = 303;
}

void reply_header(struct request *rq, const char *name, const char *value)
{
	struct reply *r = &visit_of(rq)->reply;
	struct header *h = ARENA_NEW(rq->arena, struct header);
	assert(!strpbrk(value, "\r\n"));
	*h = (struct header){
	    .name = name, .value = arena_strdup(rq->arena, value), .next = r->headers};
	r->headers = h;
}

static bool is_https(const struct request *rq)
{
	const struct visit *v = visit_of(rq);
	const char *proto = rq_header(rq, "X-Forwarded-Proto");
	return v->server->w->trust_proxy && proto && text_eq(proto, "https");
}

const char *rq_origin(const struct request *rq)
{
	const char *host = rq_header(rq, "Host");
	return arena_printf(rq->arena, "%s://%s", is_https(rq) ? "https" : "http", host ? host : "localhost");
}

void reply_cookie(struct request *rq, const char *name, const char *value, int max_age_s)
{
	reply_header(rq, "Set-Cookie",
		     arena_printf(rq->arena, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
				  name, value, max_age_s, is_https(rq) ? "; Secure" : ""));
}

void reply_flash(struct request *rq, const char *msgid)
{
	char *value = g_uri_escape_string(msgid, NULL, FALSE);
	reply_cookie(rq, "flash", value, FLASH_SECONDS);
	g_free(value);
}

const char *rq_flash(struct request *rq)
{
	const char *text, *value = cookie(visit_of(rq), "flash");
	if (is_empty(value) || !uri_decode(rq->arena, value, strlen(value), false, &text))
		return NULL;
	reply_cookie(rq, "flash", "", 0);
	return text;
}

struct buf *reply_buf(struct request *rq, const char *content_type)
{
	struct reply *r = &visit_of(rq)->reply;
	r->has_text = true;
	rq->content_type = content_type;
	return &r->text;
}

void reply_keep_file(struct request *rq, const char *path, const char *name, const char *mime)
{
	struct reply *r = &visit_of(rq)->reply;
	struct stat st;
	assert(r->file < 0);
	r->file = open(path, O_RDONLY | O_CLOEXEC);
	assert(r->file >= 0 && fstat(r->file, &st) == 0); /* the page has just made or found it */
	r->file_size = st.st_size;
	r->file_name = arena_strdup(rq->arena, name);
	rq->content_type = mime;
}

void reply_file(struct request *rq, const char *path, const char *name, const char *mime)
{
	reply_keep_file(rq, path, name, mime);
	unlink(path); /* the open descriptor keeps it until it is sent */
}

/* ---- over the wire ---- */

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	MHD_add_response_header(response, name, value);
}

static bool takes_gzip(const struct visit *v)
{
	const char *accept = rq_header(&v->rq, "Accept-Encoding");
	const char *at = accept ? strstr(accept, "gzip") : NULL;
	return at && !has_prefix(at, "gzip;q=0,") && !text_eq(at, "gzip;q=0");
}

static bool squeeze(struct visit *v, const char *p, size_t n, const char **out, size_t *out_n)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n};
	if (deflateInit2(&z, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	size_t room = deflateBound(&z, n);
	z.next_out = arena_alloc(v->rq.arena, room);
	z.avail_out = (uInt)room;
	*out = (const char *)z.next_out;
	bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
	*out_n = z.total_out;
	deflateEnd(&z);
	return ok;
}

/* RFC 5987: the name in UTF-8, without a second guess at an ASCII one. */
static void add_file_name(struct MHD_Response *response, const char *name)
{
	char *escaped = g_uri_escape_string(name, NULL, FALSE);
	char *value = g_strdup_printf("attachment; filename*=UTF-8''%s", escaped);
	add(response, "Content-Disposition", value);
	g_free(value);
	g_free(escaped);
}

static bool has_header(const struct visit *v, const char *name)
{
	for (const struct header *h = v->reply.headers; h; h = h->next)
		if (!g_ascii_strcasecmp(h->name, name))
			return true;
	return false;
}

static bool is_known_to_client(const struct visit *v)
{
	const char *asked = rq_header(&v->rq, "If-None-Match");
	if (!asked || v->rq.method != GET || v->rq.status != 200)
		return false;
	for (const struct header *h = v->reply.headers; h; h = h->next)
		if (!g_ascii_strcasecmp(h->name, "ETag"))
			return strstr(asked, h->value) != NULL;
	return false;
}

static struct MHD_Response *response_text(struct visit *v)
{
	struct reply *r = &v->reply;
	struct buf *b = r->has_text ? &r->text : r->out.n ? &r->out : &r->body;
	const char *p = buf_str(b), *packed;
	size_t n = b->n, packed_n;
	bool gzip = n > GZIP_MIN && takes_gzip(v) && squeeze(v, p, n, &packed, &packed_n);
	if (gzip) {
		p = packed;
		n = packed_n;
	}
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(n, (void *)(uintptr_t)p, MHD_RESPMEM_PERSISTENT);
	if (response && gzip)
		add(response, "Content-Encoding", "gzip");
	return response;
}

static struct MHD_Response *response_new(struct visit *v)
{
	struct reply *r = &v->reply;
	if (r->redirect || v->rq.status == 304 || v->rq.status == 204)
		return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (r->file < 0)
		return response_text(v);
	struct MHD_Response *response =
	    MHD_create_response_from_fd64((uint64_t)r->file_size, r->file);
	if (response) {
		r->file = -1; /* now the response's */
		add_file_name(response, r->file_name);
	}
	return response;
}

static void add_security(const struct visit *v, struct MHD_Response *response)
{
	add(response, "Content-Security-Policy", policy);
	add(response, "X-Content-Type-Options", "nosniff");
	if (!has_header(v, "Referrer-Policy"))
		add(response, "Referrer-Policy", "same-origin");
}

static enum MHD_Result queue(struct visit *v, int status, struct MHD_Response *response)
{
	if (!response)
		return MHD_NO;
	if (v->close || atomic_load(&v->server->stopping))
		add(response, "Connection", "close");
	enum MHD_Result result = MHD_queue_response(v->connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

enum MHD_Result send_reply(struct visit *v)
{
	if (is_known_to_client(v))
		v->rq.status = 304;
	struct MHD_Response *response = response_new(v);
	if (!response)
		return MHD_NO;
	const char *type = v->rq.content_type;
	if (!v->reply.redirect)
		add(response, "Content-Type", type ? type : "text/html; charset=utf-8");
	else
		add(response, "Location", v->reply.redirect);
	add_security(v, response);
	if (!has_header(v, "Cache-Control"))
		add(response, "Cache-Control", "no-store");
	add(response, "Vary", "Accept-Encoding, Accept-Language, Cookie");
	add(response, "X-Request-Id", v->rq.id);
	if (v->rq.status == 405)
		add(response, "Allow", "GET, HEAD, POST, PUT, DELETE");
	for (const struct header *h = v->reply.headers; h; h = h->next)
		add(response, h->name, h->value);
	return queue(v, v->rq.status, response);
}

/* /assets/<hash>/<name>: the hash in the address lets browsers keep it for good. */
enum MHD_Result send_asset(struct visit *v)
{
	const char *path = v->rq.path;
	if (v->rq.method != GET || !has_prefix(path, "/assets/"))
		return MHD_NO;
	const char *hash = path + strlen("/assets/"), *slash = strchr(hash, '/');
	if (!slash)
		return MHD_NO;
	const struct embedded *f = embedded_find(arena_printf(v->rq.arena, "assets/%s", slash + 1));
	if (!f || strncmp(f->hash, hash, (size_t)(slash - hash)) != 0 ||
	    strlen(f->hash) != (size_t)(slash - hash))
		return MHD_NO;
	const char *etag = arena_printf(v->rq.arena, "\"%s\"", f->hash);
	const char *known = rq_header(&v->rq, "If-None-Match");
	bool same = known && strstr(known, etag), gzip = !same && f->gzip && takes_gzip(v);
	const char *data = same ? "" : gzip ? f->gzip : f->data;
	size_t n = same ? 0 : gzip ? f->gzip_size : f->size;
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(n, (void *)(uintptr_t)data, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	add(response, "Content-Type", f->mime);
	add(response, "Cache-Control", "public, max-age=31536000, immutable");
	add(response, "ETag", etag);
	add(response, "Vary", "Accept-Encoding");
	if (gzip)
		add(response, "Content-Encoding", "gzip");
	add_security(v, response);
	v->rq.status = same ? 304 : 200;
	return queue(v, v->rq.status, response);
}

const struct remind_conf *rq_remind(const struct request *rq)
{
	return visit_of(rq)->server->w->remind;
}
