/* supervised_page.c - the notice of supervision: what a unit has not done in time, to print. */
#include "page/remind/remind_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};

const struct page supervised_page = {
	.path = "/todo/supervised/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Notice of supervision"),
	.about = "What a unit has not done in time, as a notice to print.",
};

static const char *day_zh(struct request *rq, int64_t day)
{
	char text[32];
	return day ? arena_strdup(rq->arena, date_zh((ymd)day, text)) : "";
}

/* The unit above signs. */
static bool issuer_find(struct request *rq, int64_t unit, const char **out, struct err *e)
{
	struct unit_list path;
	if (!unit_path(rq->arena, rq->db, unit, 0, &path, e))
		return false;
	*out = path.count > 1 ? path.units[path.count - 2].name : "";
	return true;
}

/* What may not be read in full is named by its kind alone. */
static bool rows_make(struct request *rq, int64_t unit, const struct supervised_list *list,
		      struct supervised_row *rows, struct err *e)
{
	for (int i = 0; i < list->count; i++) {
		const struct supervised_due *d = &list->rows[i];
		struct scope scope;
		bool reads;
		due_scope(rq->account, d->kind, &scope);
		if (!scope_has(rq->db, &scope, rq->county, unit, &reads, e))
			return false;
		bool open = reads || due_title_is_plain(d->kind);
		rows[i] = (struct supervised_row){
			.kind = tr(LANG_ZH, due_kind_label(d->kind)),
			.text = open ? d->title : tr(LANG_ZH, due_kind_label(d->kind)),
			.due = day_zh(rq, d->due),
			.met = day_zh(rq, d->met),
			.href = reads ? d->href : NULL,
		};
	}
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("supervise");
	struct scope scope;
	struct record *rec;
	struct supervised_list list;
	struct supervised_view v = {0};
	char id[24];
	reg_scope(rq->account, def, false, &scope);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &rec, e) ||
	    !supervised_load(rq->arena, rq->db, rq->county, rec->id, &list, e) ||
	    !issuer_find(rq, rec->unit, &v.issuer, e))
		return false;
	struct supervised_row *rows = ARENA_ARRAY(rq->arena, struct supervised_row, list.count + 1);
	if (!rows_make(rq, rec->unit, &list, rows, e))
		return false;
	v.number = arena_strdup(rq->arena, id_text(rec->id, id));
	v.unit = rec->unit_name;
	v.opened = day_zh(rq, record_value(rec, "opened")->i);
	v.due = day_zh(rq, record_value(rec, "due")->i);
	v.closed = text_eq(rec->state, "closed");
	v.state = day_zh(rq, record_value(rec, "closed")->i);
	v.href = arena_printf(rq->arena, "/reg/supervise/%" PRId64, rec->id);
	v.rows = rows;
	v.count = list.count;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Notice of supervision")), rec->unit_name);
	tpl_supervised(h, &v);
	return true;
}
