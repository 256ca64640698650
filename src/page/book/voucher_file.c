/* voucher_file.c - papers of a voucher: scans attached, taken, and deleted while it is a draft. */
#include "page/book/voucher_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/file.h"

static bool add(struct request *rq, struct html *h, struct err *e);
static bool take(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},  {.name = "id", .kind = PARAM_ID},
    {.name = "voucher", .kind = PARAM_ID}, {.name = "at", .kind = PARAM_ID},
    {.name = "file", .kind = PARAM_FILE},  {0},
};

const struct page voucher_file_post = {
    .path = "/book/:id/voucher/:voucher/file",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = add,
    .title = N_("Attachments"),
    .about = "Attaches a file to a voucher.",
};
const struct page voucher_file_page = {
    .path = "/book/:id/voucher/:voucher/file/:at",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = take,
    .title = N_("Attachments"),
    .about = "One file attached to a voucher, to be saved.",
};
const struct page voucher_file_delete_page = {
    .path = "/book/:id/voucher/:voucher/file/:at/delete",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = drop,
    .title = N_("Attachments"),
    .about = "Deletes a file attached to a draft.",
};

struct file_of page_voucher_files(const struct voucher *v)
{
	return (struct file_of){.county = v->county, .subject = "voucher", .record = v->id};
}

static bool back(struct request *rq, const struct voucher *v, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, page_voucher_href(rq, v));
	return true;
}

/* A scan may come after the posting; the paper was there before. */
static bool add(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct voucher v;
	const struct upload *up = rq_file(rq, "file");
	(void)h;
	if (!page_voucher(rq, CAP_BOOK, &b, &v, e))
		return false;
	if (!up)
		return err_set(e, ERR_REFUSED, "Choose a file.");
	struct attachment_new n = {.path = up->path,
				   .name = up->name,
				   .hash = up->hash,
				   .size = up->size,
				   .dir = rq->dir,
				   .actor = rq->account->id};
	return file_add(rq->db, page_voucher_files(&v), &n, e) &&
	       back(rq, &v, N_("The file was attached."));
}

static bool take(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct voucher v;
	struct attachment file;
	const char *path;
	(void)h;
	if (!page_voucher(rq, CAP_BOOK_READ, &b, &v, e) ||
	    !file_open_path(rq->arena, rq->db, rq->dir, page_voucher_files(&v), rq_id(rq, "at"),
			    &file, &path, e))
		return false;
	reply_keep_file(rq, path, file.name, "application/octet-stream");
	return true;
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct voucher v;
	const char *hash;
	(void)h;
	if (!page_voucher(rq, CAP_BOOK, &b, &v, e))
		return false;
	if (v.posted)
		return err_set(e, ERR_REFUSED, "The papers of a posted voucher stay with it.");
	return file_delete(rq->arena, rq->db, page_voucher_files(&v), rq_id(rq, "at"),
			   rq->account->id, &hash, e) &&
	       file_release(rq->db, rq->dir, hash, e) && back(rq, &v, N_("The file was deleted."));
}
