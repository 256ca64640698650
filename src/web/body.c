/* body.c - request bodies: forms, JSON, and uploads streamed to DIR/tmp with their SHA-256. */
#include "web/web_int.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PARTS_BUFFER = 32 * 1024, PART_OVERHEAD = 64 * 1024 };

/* The largest upload the page takes, 0 none. */
static int64_t takes_files(const struct page *page)
{
	int64_t max = 0;
	for (const struct param *p = page->params; p && p->name; p++)
		if (p->kind == PARAM_FILE && max < (p->max ? p->max : LIMIT_UPLOAD))
			max = p->max ? p->max : LIMIT_UPLOAD;
	return max;
}

static void part_close(struct body *in)
{
	if (in->part_fd >= 0)
		close(in->part_fd);
	EVP_MD_CTX_free(in->part_hash);
	in->part_fd = -1;
	in->part_hash = NULL;
	in->part = NULL;
}

/* At the end of the request, on whatever path it ended. */
static void release(void *p)
{
	struct visit *v = p;
	part_close(&v->in);
	if (v->in.parts)
		MHD_destroy_post_processor(v->in.parts);
	v->in.parts = NULL;
	for (struct part *f = v->files; f; f = f->next)
		unlink(f->upload.path);
	buf_done(&v->in.text);
}

static bool part_open(struct visit *v, const char *name, const char *file_name)
{
	char id[24];
	struct body *in = &v->in;
	const char *last = file_name;
	if (v->pair_count++ >= LIMIT_PARAMS)
		return err_set(&v->e, ERR_TOO_BIG, "The request has more than %d fields.",
			       (int)LIMIT_PARAMS);
	struct part *f = ARENA_NEW(v->rq.arena, struct part);
	for (const char *p = file_name; *p; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	f->name = arena_strdup(v->rq.arena, name);
	f->upload.name = arena_strdup(v->rq.arena, utf8_ok(last, strlen(last)) ? last : "file");
	f->upload.path = arena_printf(v->rq.arena, "%s/%s", v->server->tmp, id_text(id_new(), id));
	in->part_fd = open(f->upload.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (in->part_fd < 0)
		return err_set(&v->e, ERR_FILE, "The upload cannot be stored: %s is not writable.",
			       v->server->tmp);
	f->next = v->files;
	v->files = f;
	in->part = f;
	in->part_hash = EVP_MD_CTX_new();
	EVP_DigestInit_ex(in->part_hash, EVP_sha256(), NULL);
	return true;
}

static void part_end(struct visit *v)
{
	struct body *in = &v->in;
	if (in->part) {
		unsigned char sum[EVP_MAX_MD_SIZE];
		unsigned n = 0;
		EVP_DigestFinal_ex(in->part_hash, sum, &n);
		char *hex = arena_alloc(v->rq.arena, n * 2 + 1);
		for (unsigned i = 0; i < n; i++)
			snprintf(hex + i * 2, 3, "%02x", sum[i]);
		in->part->upload.hash = hex;
		part_close(in);
	} else if (in->part_name) {
		const char *value = arena_strdup(v->rq.arena, buf_str(&in->text));
		if (!utf8_ok(value, in->text.n) || strlen(value) != in->text.n)
			err_set(&v->e, ERR_INPUT,
				"A field of the request is not valid UTF-8 text.");
		else
			pair_add(v, in->part_name, value, &v->e);
	}
	in->part_name = NULL;
	buf_clear(&in->text);
}

static bool file_write(struct visit *v, const char *p, size_t n)
{
	struct upload *up = &v->in.part->upload;
	up->size += (int64_t)n;
	if (up->size > LIMIT_UPLOAD)
		return err_set(&v->e, ERR_TOO_BIG, "The file is larger than %d MB.",
			       LIMIT_UPLOAD >> 20);
	EVP_DigestUpdate(v->in.part_hash, p, n);
	while (n > 0) {
		ssize_t done = write(v->in.part_fd, p, n);
		if (done < 0)
			return err_set(&v->e, ERR_FILE,
				       "The upload cannot be stored: the disk is full.");
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* Called by the post processor for each piece of each part. */
static enum MHD_Result part_piece(void *cls, enum MHD_ValueKind kind, const char *key,
				  const char *file_name, const char *type, const char *coding,
				  const char *data, uint64_t off, size_t n)
{
	struct visit *v = cls;
	(void)kind;
	(void)type;
	(void)coding;
	if (v->e.code != ERR_NONE)
		return MHD_NO;
	if (off == 0) {
		part_end(v);
		if (!key || v->e.code != ERR_NONE)
			return MHD_NO;
		v->in.part_name = arena_strdup(v->rq.arena, key);
		/* A file field left empty comes with an empty name. */
		if (!is_empty(file_name) && !part_open(v, key, file_name))
			return MHD_NO;
	}
	if (v->in.part)
		return file_write(v, data, n) ? MHD_YES : MHD_NO;
	buf_put(&v->in.text, data, n);
	return MHD_YES;
}

static bool kind_of(struct visit *v, struct err *e)
{
	const char *type = rq_header(&v->rq, "Content-Type");
	const char *length = rq_header(&v->rq, "Content-Length");
	bool comes = rq_header(&v->rq, "Transfer-Encoding") || (length && !text_eq(length, "0"));
	v->in.kind = BODY_NONE;
	if (!comes)
		return true;
	if (v->rq.method == GET)
		return err_set(e, ERR_INPUT, "A GET request has no body.");
	if (type && g_ascii_strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0)
		v->in.kind = BODY_FORM;
	else if (type && g_ascii_strncasecmp(type, "multipart/form-data", 19) == 0)
		v->in.kind = BODY_MULTIPART;
	else if (type && v->rq.page->api && g_ascii_strncasecmp(type, "application/json", 16) == 0)
		v->in.kind = BODY_TEXT;
	else
		return err_set(e, ERR_INPUT,
			       "The body of the request is of a kind this page does not read.");
	return true;
}

bool body_start(struct visit *v, struct err *e)
{
	struct body *in = &v->in;
	if (!kind_of(v, e))
		return false;
	int64_t files = in->kind == BODY_MULTIPART ? takes_files(v->rq.page) : 0;
	in->max = files ? files + PART_OVERHEAD : LIMIT_BODY;
	const char *length = rq_header(&v->rq, "Content-Length");
	int64_t n;
	if (length && (!parse_i64(length, &n) || n > in->max)) {
		in->swallow = parse_i64(length, &n) && n <= in->max * 2;
		err_set(e, ERR_TOO_BIG, "The request is larger than %d KB.", (int)(in->max >> 10));
		return err_hint(e, "Split the file, or leave out what is not needed.");
	}
	buf_init(&in->text, LIMIT_BODY);
	in->part_fd = -1;
	arena_on_reset(v->rq.arena, release, v);
	if (in->kind == BODY_MULTIPART) {
		in->parts = MHD_create_post_processor(v->connection, PARTS_BUFFER, part_piece, v);
		if (!in->parts)
			return err_set(e, ERR_INPUT, "The form was not sent in a readable way.");
	}
	return true;
}

/*
 * A body that is already refused is read on, so that its sender gets to see the answer,
 * but not further than twice its limit.
 */
bool body_take(struct visit *v, const char *p, size_t n)
{
	struct body *in = &v->in;
	in->seen += (int64_t)n;
	if (in->seen > in->max && v->e.code == ERR_NONE)
		err_set(&v->e, ERR_TOO_BIG, "The request is larger than %d KB.",
			(int)(in->max >> 10));
	if (v->e.code != ERR_NONE) {
		v->close = true;
		return in->seen <= in->max * 2;
	}
	if (in->kind == BODY_MULTIPART) {
		if (MHD_post_process(in->parts, p, n) != MHD_YES && v->e.code == ERR_NONE)
			err_set(&v->e, ERR_INPUT, "The form was not sent in a readable way.");
	} else {
		buf_put(&in->text, p, n);
	}
	return true;
}

bool body_end(struct visit *v, struct err *e)
{
	struct body *in = &v->in;
	if (in->kind == BODY_MULTIPART) {
		bool ok = MHD_destroy_post_processor(in->parts) == MHD_YES;
		in->parts = NULL;
		if (e->code == ERR_NONE && !ok)
			err_set(e, ERR_INPUT, "The form was not sent in a readable way.");
		if (e->code == ERR_NONE)
			part_end(v);
		return e->code == ERR_NONE;
	}
	if (in->kind == BODY_NONE)
		return true;
	size_t n = in->text.n;
	const char *text = buf_str(&in->text);
	if (strlen(text) != n || !utf8_ok(text, n))
		return err_set(e, ERR_INPUT, "The body of the request is not valid UTF-8 text.");
	return in->kind == BODY_TEXT || query_parse(v, text, e);
}
