/* reg_filter.c - keep a list's filter under a name; drop it. */
#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/saved.h"

static bool keep(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "id", .kind = PARAM_ID},
    {.name = "name", .kind = PARAM_TEXT, .max = 40},
    {.name = "query", .kind = PARAM_TEXT, .max = 2000},
    {0},
};

const struct page reg_filter_keep = {
    .path = "/reg/:reg/filter",
    .method = POST,
    .cap = CAP_READ,
    .params = params,
    .serve = keep,
    .title = N_("Saved filters"),
    .about = "Keeps the filter of a list under a name.",
};
const struct page reg_filter_drop = {
    .path = "/reg/:reg/filter/:id/drop",
    .method = POST,
    .cap = CAP_READ,
    .params = params,
    .serve = drop,
    .title = N_("Saved filters"),
    .about = "Drops one of the account's own saved filters.",
};

static bool keep(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	(void)h;
	if (!page_reg(rq, false, &def, &scope, e))
		return false;
	if (is_empty(rq_text(rq, "name"))) {
		err_set(e, ERR_INPUT, "The filter needs a name.");
		return err_hint(e, "Go back and write a name, such as “under 35”.");
	}
	if (!saved_keep(rq->db, rq->county, rq->account->id, def->name, rq_text(rq, "name"),
			rq_text(rq, "query"), e))
		return false;
	reply_flash(rq, N_("Saved."));
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s?%s", def->name, rq_text(rq, "query")));
	return true;
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	(void)h;
	if (!page_reg(rq, false, &def, &scope, e) ||
	    !saved_drop(rq->db, rq->county, rq->account->id, rq_id(rq, "id"), e))
		return false;
	reply_flash(rq, N_("Deleted."));
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s", def->name));
	return true;
}
