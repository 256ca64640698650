/* reg_export.c - the list, as filtered, as a sheet. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/import.h"

#include <unistd.h>

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "q", .kind = PARAM_TEXT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "all", .kind = PARAM_FLAG},
    {.name = "boundary", .kind = PARAM_TEXT},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "sort", .kind = PARAM_TEXT},
    {.name = "f.*", .kind = PARAM_TEXT},
    {.name = "c.*", .kind = PARAM_FLAG},
    {0},
};

const struct page reg_export_page = {
    .path = "/reg/:reg/export",
    .method = GET,
    .cap = CAP_EXPORT,
    .params = params,
    .serve = serve,
    .slow = 1,
    .title = N_("Export to Excel"),
    .about = "The list as an XLSX file that can be edited and brought back.",
};

/* A new file in the site's tmp folder, removed after it was sent. */
static const char *temporary(struct request *rq)
{
	return arena_printf(rq->arena, "%s/tmp/export-%s.xlsx", rq->dir, rq->id);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope readable, scope;
	struct query q;
	int64_t rows;
	char day[32];
	(void)h;
	if (!page_reg(rq, false, &def, &readable, e))
		return false;
	page_export_scope(rq, def, &scope);
	query_init(&q, def, rq->county, &scope);
	if (!page_query(rq, def, &q, e))
		return false;
	const char *title = arena_printf(
	    rq->arena, "%s%s", rq->unit.id ? rq->unit.name : "",
	    is_empty(def->export_title) ? label_in(&def->label, rq->lang) : def->export_title);
	const char *path = temporary(rq);
	if (!export_sheet(rq->db, &q, title, rq->lang, path, &rows, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s %s.xlsx", title, date_iso(today(), day)),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
