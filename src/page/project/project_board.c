/*
 * project_board.c - the projects of a unit: plan, allocated, committed, paid, received, left.
 *
 * Sums are over what the account may read; a column that its roles do not open is not shown.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/book/book_page.h"
#include "page/figure_page.h"
#include "page/project/project_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { PROJECTS = 60, CHILDREN = 200 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page projects_page = {
	.path = "/projects",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Projects board"),
	.about = "Projects of a unit: what was planned, allocated, committed, paid and received, what is late.",
};

enum ui_tone project_tone(const char *stage)
{
	if (text_eq(stage, "accepted"))
		return UI_GOOD;
	if (text_eq(stage, "failed"))
		return UI_BAD;
	return text_eq(stage, "under_way") ? UI_INFO : text_eq(stage, "stopped") ? UI_WARN : UI_PLAIN;
}

const char *project_form(struct request *rq, const char *reg, int64_t unit, const char *more, struct err *e)
{
	struct scope scope;
	bool inside = false;
	reg_scope(rq->account, reg_find(reg), true, &scope);
	if (scope.count == 0 || !scope_has(rq->db, &scope, rq->county, unit, &inside, e) || !inside)
		return NULL;
	return arena_printf(rq->arena, "/reg/%s/new?unit=%" PRId64 "%s", reg, unit, more);
}

/* ---- one line of money ---- */

static void put_sums(struct request *rq, const struct project_board *b, const struct project_sums *s,
		     struct projects_row *row)
{
	row->allocated = page_fen(rq, s->allocated - s->returned, false);
	if (b->tells_contracts && b->tells_payments)
		row->committed = page_fen(rq, s->committed + s->direct, false);
	if (b->tells_payments) {
		row->paid = page_fen(rq, s->paid, false);
		row->left = page_fen(rq, s->allocated - s->returned - s->paid, false);
	}
	if (b->tells_receipts)
		row->received = page_fen(rq, s->received, false);
	row->late = s->late;
}

static bool make_rows(struct request *rq, const struct scope *scope, const struct project_board *b, ymd at,
		      struct projects_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("project");
	const struct field_def *stage = field_find(def, "stage"), *end = field_find(def, "planned_end");
	struct record_list list;
	struct query q;
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.at = at;
	q.limit = PROJECTS + 1;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	v->more = list.count > PROJECTS;
	v->row_count = v->more ? PROJECTS : list.count;
	struct projects_row *rows = ARENA_ARRAY(rq->arena, struct projects_row, v->row_count + 1);
	for (int i = 0; i < v->row_count; i++) {
		struct record *r = list.rows[i];
		struct project_sums s = project_board_of(b, r->id);
		const struct value *budget = record_value(r, "budget");
		rows[i] = (struct projects_row){
			.name = record_title(rq->arena, r, rq->lang),
			.href = arena_printf(rq->arena, "/project/%" PRId64, r->id),
			.unit = r->unit_name,
			.stage = value_text(rq->arena, stage, record_value(r, "stage"), rq->lang),
			.tone = project_tone(record_value(r, "stage")->s),
			.planned_end = value_text(rq->arena, end, record_value(r, "planned_end"), rq->lang),
			.budget = budget->known ? page_fen(rq, budget->i, false) : "",
		};
		put_sums(rq, b, &s, &rows[i]);
	}
	v->rows = rows;
	put_sums(rq, b, &b->total, &v->total);
	return true;
}

/* ---- by the units below ---- */

struct child {
	int64_t id, sum[4]; /* projects, allocated, given back, paid */
};

/* Adds the sum of each child to column `k`. */
static bool by_child(struct request *rq, const char *reg, const char *sum, ymd at, struct child *children, int count,
		     int k, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct aggregate g = { .kind = sum ? AGG_SUM : AGG_ROWS, .group = GROUP_CHILD_UNIT, .parent = rq->unit.id };
	struct group_list list;
	struct scope scope;
	struct query q;
	reg_scope(rq->account, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	if (sum && !path_parse(def, sum, &g.of))
		assert(!"a field of the register");
	if (text_eq(sum, "returned")) {
		struct path on;
		if (!path_parse(def, "returned_on", &on))
			assert(!"a field of the register");
		query_filter(&q, on, OP_HAPPENED, NULL);
	}
	if (!query_aggregate(rq->arena, rq->db, &q, &g, &list, e))
		return false;
	for (int i = 0; i < list.count; i++)
		for (int c = 0; c < count; c++) {
			int64_t id;
			if (id_parse(list.rows[i].key, &id) && id == children[c].id)
				children[c].sum[k] += list.rows[i].value;
		}
	return true;
}

static bool make_units(struct request *rq, const struct project_board *b, ymd at, struct projects_view *v,
		       struct err *e)
{
	struct unit_list below;
	char day[16];
	if (!unit_children(rq->arena, rq->db, rq->unit.id, 0, &below, e))
		return false;
	int count = below.count > CHILDREN ? CHILDREN : below.count;
	struct child *children = ARENA_ARRAY(rq->arena, struct child, count + 1);
	struct projects_unit_row *rows = ARENA_ARRAY(rq->arena, struct projects_unit_row, count + 1);
	for (int i = 0; i < count; i++)
		children[i].id = below.units[i].id;
	if (!by_child(rq, "project", NULL, at, children, count, 0, e) ||
	    !by_child(rq, "project_allocation", "amount", at, children, count, 1, e) ||
	    !by_child(rq, "project_allocation", "returned", at, children, count, 2, e) ||
	    !by_child(rq, "project_payment", "amount", at, children, count, 3, e))
		return false;
	for (int i = 0; i < count; i++) {
		const struct child *c = &children[i];
		if (!c->sum[0] && !c->sum[1])
			continue;
		rows[v->unit_count++] = (struct projects_unit_row){
			.name = below.units[i].name,
			.href = arena_printf(rq->arena, "/projects?unit=%" PRId64 "&at=%s", c->id, date_iso(at, day)),
			.count = c->sum[0],
			.allocated = page_fen(rq, c->sum[1] - c->sum[2], false),
			.paid = b->tells_payments ? page_fen(rq, c->sum[3], false) : NULL,
			.left = b->tells_payments ? page_fen(rq, c->sum[1] - c->sum[2] - c->sum[3], false) : NULL,
		};
	}
	v->units = rows;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	static const char *const names[] = { "project.total", "project.milestones_late", "project.jobs_year",
					     "project.paid_share", "fund.amount" };
	struct project_board b;
	struct scope scope;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	reg_scope(rq->account, reg_find("project"), false, &scope);
	if (!rq->unit.id || scope.count == 0) {
		err_set(e, ERR_DENIED, "Your account may not read this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct projects_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				   .at = arena_strdup(rq->arena, date_iso(at, text)),
				   .add = project_form(rq, "project", rq->unit.id, "", e),
				   .funds = arena_printf(rq->arena, "/reg/fund?unit=%" PRId64, rq->unit.id) };
	if (e->code != ERR_NONE ||
	    !page_tiles(rq, names, ARRAY_LEN(names), at, &v.tiles, e) ||
	    !project_board_load(rq->arena, rq->db, rq->account, rq->county, rq->unit.id, at, &b, e) ||
	    !make_rows(rq, &scope, &b, at, &v, e) || !make_units(rq, &b, at, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Projects board")), rq->unit.name);
	tpl_projects(h, &v);
	return true;
}
