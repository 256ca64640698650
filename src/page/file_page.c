/* file_page.c - files attached to an entry: add, take, delete. */
#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/file.h"

static bool add(struct request *rq, struct html *h, struct err *e);
static bool take(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "at", .kind = PARAM_ID},
    {.name = "file", .kind = PARAM_FILE},
    {0},
};

const struct page file_add_post = {
    .path = "/reg/:reg/:id/file",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = add,
    .title = N_("Attachments"),
    .about = "Attaches a file to an entry.",
};
const struct page file_page = {
    .path = "/reg/:reg/:id/file/:at",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = take,
    .title = N_("Attachments"),
    .about = "One attached file, to be saved.",
};
const struct page file_delete_post = {
    .path = "/reg/:reg/:id/file/:at/delete",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = drop,
    .title = N_("Attachments"),
    .about = "Deletes an attached file.",
};

static bool back(struct request *rq, const struct record *rec, const char *flash)
{
	reply_flash(rq, flash);
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s/%" PRId64, rec->def->name, rec->id));
	return true;
}

static bool add(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *rec;
	const struct upload *up = rq_file(rq, "file");
	(void)h;
	if (!page_record(rq, true, &def, &scope, &rec, e))
		return false;
	if (!up)
		return err_set(e, ERR_REFUSED, "Choose a file.");
	struct attachment_new n = {.path = up->path,
				   .name = up->name,
				   .hash = up->hash,
				   .size = up->size,
				   .dir = rq->dir,
				   .actor = rq->account->id};
	return file_add(rq->db, file_of(rec), &n, e) && back(rq, rec, N_("The file was attached."));
}

static bool take(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *rec;
	struct attachment file;
	const char *path;
	(void)h;
	if (!page_record(rq, false, &def, &scope, &rec, e))
		return false;
	/* whoever sees a register without its personal columns does not see its papers */
	if (!reg_sees_personal(rq->db, rq->account, rec->def, rec->county, rec->unit))
		return err_set(e, ERR_NOT_FOUND, "There is no such file.");
	if (!file_open_path(rq->arena, rq->db, rq->dir, file_of(rec), rq_id(rq, "at"), &file,
			    &path, e))
		return false;
	reply_keep_file(rq, path, file.name, "application/octet-stream");
	return true;
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *rec;
	const char *hash;
	(void)h;
	return page_record(rq, true, &def, &scope, &rec, e) &&
	       file_delete(rq->arena, rq->db, file_of(rec), rq_id(rq, "at"), rq->account->id, &hash, e) &&
	       file_release(rq->db, rq->dir, hash, e) && back(rq, rec, N_("The file was deleted."));
}
