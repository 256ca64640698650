/* meeting_list.c - meetings of a unit by kind and month, and which are due by rule. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "duty/cadence.h"
#include "page/duty/meeting_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "kind", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "month", .kind = PARAM_TEXT, .max = 7 },
	{ 0 },
};

const struct page meetings_page = {
	.path = "/meetings",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Meetings"),
	.about = "Meetings at or under the unit in view by kind and month, and which are due by rule.",
};

enum ui_tone meeting_tone(const char *status)
{
	return text_eq(status, "held") ? UI_GOOD : text_eq(status, "planned") ? UI_INFO : UI_PLAIN;
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = def && path_parse(def, text, &p);
	assert(there);
	return p;
}

static const char *word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

static bool rows_load(struct request *rq, const struct scope *scope, struct meeting_list_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("meeting");
	struct query q;
	struct record_list list;
	int64_t all;
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.limit = MEETING_ROWS;
	if (*v->kind)
		query_filter(&q, path_of(def, "kind"), OP_EQ, v->kind);
	if (*v->month)
		query_filter(&q, path_of(def, "held"), OP_EQ, v->month);
	if (!query_list(rq->arena, rq->db, &q, &list, e) ||
	    !query_count(rq->arena, rq->db, &q, LIMIT_COUNT, &all, e))
		return false;
	struct meeting_line *rows = ARENA_ARRAY(rq->arena, struct meeting_line, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		rows[i] = (struct meeting_line){
			.day = word(rq, r, "held"), .topic = record_title(rq->arena, r, rq->lang),
			.href = arena_printf(rq->arena, "/meeting/%" PRId64, r->id), .kind = word(rq, r, "kind"),
			.unit = r->unit_name, .chair = word(rq, r, "chair"), .word = word(rq, r, "status"),
			.reason = word(rq, r, "reason"), .tone = meeting_tone(record_value(r, "status")->s),
		};
	}
	v->count = list.count;
	v->left_out = all > list.count ? (int)all - list.count : 0;
	v->rows = rows;
	return true;
}

/* What rules ask for: due within sixty days, or missed in the last period. */
static bool dues_load(struct request *rq, const struct scope *scope, struct meeting_list_view *v, struct err *e)
{
	struct due_list list;
	char day[16];
	if (!cadence_dues(rq->arena, rq->db, rq->county, rq->unit.id, scope, today(), MEETING_DUES, &list, e))
		return false;
	struct meeting_due *dues = ARENA_ARRAY(rq->arena, struct meeting_due, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct due *d = &list.rows[i];
		dues[i] = (struct meeting_due){ .title = d->title, .unit = d->unit_name, .href = d->href,
						.day = arena_strdup(rq->arena, date_iso(d->due, day)),
						.late = d->due < today() };
	}
	v->due_count = list.count;
	v->dues = dues;
	return true;
}

static const struct ui_option *kinds_make(struct request *rq, int *count)
{
	const struct choice_list *of = choice_list_find("meeting_kind");
	struct ui_option *out = ARENA_ARRAY(rq->arena, struct ui_option, of->count);
	for (int i = 0; i < of->count; i++)
		out[i] = (struct ui_option){ .value = of->choices[i].code,
					     .label = label_in(&of->choices[i].label, rq->lang) };
	*count = of->count;
	return out;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, write;
	struct period month;
	bool inside = false;
	const char *asked = rq_text(rq, "month");
	struct meeting_list_view v = { .kind = rq_text(rq, "kind"), .month = "" };
	reg_scope(rq->account, reg_find("meeting"), false, &scope);
	reg_scope(rq->account, reg_find("meeting"), true, &write);
	if (!scope.count || !rq->unit.id)
		return err_set(e, ERR_DENIED, "Your account may not read this register.");
	if (period_parse(asked, &month) && strlen(month.name) == 7)
		v.month = arena_strdup(rq->arena, month.name);
	if (!rows_load(rq, &scope, &v, e) || !dues_load(rq, &scope, &v, e) ||
	    (write.count && !scope_has(rq->db, &write, rq->county, rq->unit.id, &inside, e)))
		return false;
	v.unit = arena_printf(rq->arena, "%" PRId64, rq->unit.id);
	v.kinds = kinds_make(rq, &v.kind_count);
	v.add = inside ? arena_printf(rq->arena, "/reg/meeting/new?unit=%s&f.status=planned", v.unit) : NULL;
	v.cadence = arena_printf(rq->arena, "/cadence?unit=%s", v.unit);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Meetings")), rq->unit.name);
	tpl_meetings(h, &v);
	return true;
}
