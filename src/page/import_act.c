/* import_act.c - what a person does with an import: map, check, choose, accept, undo, take a copy.
 */
#include "base/arena.h"
#include "base/str.h"
#include "job/job.h"
#include "measure/shortage.h"
#include "page/import_page.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WAIT_STEPS = 30, WAIT_MS = 50 };

static bool map(struct request *rq, struct html *h, struct err *e);
static bool stage(struct request *rq, struct html *h, struct err *e);
static bool choose(struct request *rq, struct html *h, struct err *e);
static bool accept(struct request *rq, struct html *h, struct err *e);
static bool undo(struct request *rq, struct html *h, struct err *e);
static bool annotated(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "good", .kind = PARAM_FLAG},
    {.name = "c.*", .kind = PARAM_TEXT},
    {0},
};

/* Each step opens its own transactions: slow pages run beside the writer. */
const struct page import_map_page = {
    .path = "/import/:id/map",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = map,
    .slow = 1,
    .title = N_("Import"),
    .about = "Says what each column means, remembers it and checks the rows.",
};
const struct page import_stage_page = {
    .path = "/import/:id/stage",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = stage,
    .slow = 1,
    .title = N_("Import"),
    .about = "Checks every row and keeps what it would change.",
};
const struct page import_choose_page = {
    .path = "/import/:id/choose",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = choose,
    .slow = 1,
    .title = N_("Import"),
    .about = "Settles conflicts between the sheet and later changes.",
};
const struct page import_accept_page = {
    .path = "/import/:id/accept",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = accept,
    .slow = 1,
    .title = N_("Import"),
    .about = "Takes the staged rows over; good=1 leaves refused rows aside.",
};
const struct page import_undo_page = {
    .path = "/import/:id/undo",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = undo,
    .slow = 1,
    .title = N_("Import"),
    .about = "Takes an accepted import back while nothing has built on it.",
};
const struct page import_annotated_page = {
    .path = "/import/:id/annotated",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = annotated,
    .slow = 1,
    .title = N_("Import"),
    .about = "The sheet again, with what is wrong beside each row.",
};

/* A refusal is a sentence on the wizard page, not an error page. */
static bool show_refusal(struct request *rq, struct html *h, const struct err *why, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	if (why->code != ERR_REFUSED && why->code != ERR_CONFLICT && why->code != ERR_INPUT) {
		*e = *why;
		return false;
	}
	struct finding *fi = find_error(rq->findings, NULL, "import-step", "%s",
					msg_render(rq->arena, &why->text, rq->lang));
	if (why->hint.id)
		find_hint(fi, "%s", msg_render(rq->arena, &why->hint, rq->lang));
	rq->status = err_http(why->code);
	return import_batch_open(rq, &b, &scope, e) && import_show(rq, h, &b, e);
}

/*
 * The step runs in a process of its own.  A small sheet is done before a person would notice, so
 * the answer waits a moment for it; after that the page shows how far it has come.
 */
static bool run_step(struct request *rq, struct html *h, const struct import_batch *b,
		     enum job_kind kind, enum batch_state step, const char *done, struct err *e)
{
	struct err why = {0};
	struct import_batch now = *b;
	if (!import_begin(rq->arena, rq->db, b->county, b->id, rq->account->id, step,
			  kind == JOB_ACCEPT_GOOD, &why))
		return show_refusal(rq, h, &why, e);
	if (!job_start(rq->dir, kind, b->county, b->id, e))
		return false;
	now.state = step;
	for (int i = 0; i < WAIT_STEPS && now.state == step; i++) {
		struct timespec pause = {.tv_nsec = WAIT_MS * 1000000L};
		nanosleep(&pause, NULL);
		if (!import_load(rq->arena, rq->db, b->county, b->id, &now, e))
			return false;
	}
	if (done && now.state == BATCH_ACCEPTED)
		reply_flash(rq, done);
	reply_redirect(rq, import_href(rq, b));
	return true;
}

static bool check_rows(struct request *rq, struct html *h, const struct import_batch *b,
		       struct err *e)
{
	return run_step(rq, h, b, JOB_STAGE, BATCH_STAGING, NULL, e);
}

static bool map_columns(struct request *rq, const struct import_batch *b, struct err *e)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "c.", &pairs);
	for (int i = 0; i < b->column_count; i++) {
		const struct import_column *c = &b->columns[i];
		const char *number = arena_printf(rq->arena, "%d", c->column);
		for (int k = 0; k < n; k++) {
			const char *path = text_eq(pairs[k].value, "-") ? "" : pairs[k].value;
			if (!text_eq(pairs[k].name, number) || !*pairs[k].value ||
			    text_eq(path, c->path))
				continue;
			if (!import_map(rq->arena, rq->db, b->county, b->id, c->column, path, e))
				return false;
		}
	}
	return true;
}

static bool map(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	struct err why = {0};
	if (!import_batch_open(rq, &b, &scope, e))
		return false;
	if (b.state > BATCH_STAGED)
		err_set(&why, ERR_CONFLICT, "This import has already been accepted.");
	if (why.code != ERR_NONE || !map_columns(rq, &b, &why))
		return show_refusal(rq, h, &why, e);
	return check_rows(rq, h, &b, e);
}

static bool stage(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	return import_batch_open(rq, &b, &scope, e) && check_rows(rq, h, &b, e);
}

/* c.<row>.<field> = sheet or present */
static bool choose(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "c.", &pairs);
	if (!import_batch_open(rq, &b, &scope, e))
		return false;
	for (int i = 0; i < n; i++) {
		char *field;
		long row = strtol(pairs[i].name, &field, 10);
		bool mine = text_eq(pairs[i].value, "sheet");
		if (!mine && !text_eq(pairs[i].value, "present"))
			continue;
		if (row < 1 || row > INT32_MAX || *field != '.')
			return err_set(e, ERR_INPUT, "\"%s\" does not name a row and a field.",
				       pairs[i].name);
		if (!import_choose(rq->db, b.county, b.id, (int)row, field + 1, mine, e))
			return false;
	}
	return check_rows(rq, h, &b, e);
}

static bool accept(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	enum job_kind kind = rq_flag(rq, "good") ? JOB_ACCEPT_GOOD : JOB_ACCEPT;
	return import_batch_open(rq, &b, &scope, e) &&
	       run_step(rq, h, &b, kind, BATCH_ACCEPTING, N_("The rows were taken over."), e);
}

static bool undo(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	struct err why = {0};
	if (!import_batch_open(rq, &b, &scope, e))
		return false;
	if (!import_undo(rq->db, b.county, b.id, &scope, rq->account->id, &why))
		return show_refusal(rq, h, &why, e);
	if (!shortage_follow(rq->arena, rq->db, b.def, b.county, rq->account->id, e))
		return false;
	reply_flash(rq, N_("The import was undone."));
	reply_redirect(rq, import_href(rq, &b));
	return true;
}

static bool annotated(struct request *rq, struct html *h, struct err *e)
{
	struct import_batch b;
	struct scope scope;
	(void)h;
	if (!import_batch_open(rq, &b, &scope, e))
		return false;
	const char *path = arena_printf(rq->arena, "%s/tmp/annotated-%s.xlsx", rq->dir, rq->id);
	if (!import_annotate(rq->db, b.county, b.id, import_file(rq, &b), path, rq->lang, e))
		return false;
	const char *dot = strrchr(b.file_name, '.');
	int n = dot ? (int)(dot - b.file_name) : (int)strlen(b.file_name);
	reply_file(
	    rq, path,
	    arena_printf(rq->arena, "%.*s %s.xlsx", n, b.file_name, tr(rq->lang, N_("checked"))),
	    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
