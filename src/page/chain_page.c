/* chain_page.c - the branches on the chain of a unit: bases, area, posts missing. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/org_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { BRANCHES = 200, BASES = 60 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page chain_page = {
	.path = "/chain",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Branches on the chain"),
	.about = "Chain branches with their bases and the posts each still misses.",
};

static bool make_figures(struct request *rq, ymd at, struct chain_view *v, struct err *e)
{
	static const char *const names[] = { "base.total", "base.without_branch", "branch.chain_separate",
					     "branch.chain_joint", "branch.demonstration", "expert.posted",
					     "team.volunteer", "post.exemplar" };
	return page_tiles(rq, names, ARRAY_LEN(names), at, &v->tiles, e);
}

/* Names of the bases, and the area of those the account may read. */
static bool bases_of(struct request *rq, const struct record *org, ymd at, struct chain_row *row, struct err *e)
{
	const struct reg_def *def = reg_find("base");
	struct record_list list;
	struct scope scope;
	struct value area = { 0 };
	reg_scope(rq->account, def, false, &scope);
	if (!page_rows_of(rq, "branch_base", "branch", org->id, at, BASES, &list, e))
		return false;
	row->bases = "";
	for (int i = 0; i < list.count; i++) {
		const struct value *base = record_value(list.rows[i], "base");
		struct err none = { 0 };
		struct record *r;
		row->bases = arena_printf(rq->arena, "%s%s%s", row->bases, i ? "、" : "", base->s);
		if (!reg_load(rq->arena, rq->db, def, rq->county, base->i, &scope, false, &r, &none)) {
			if (none.code != ERR_NOT_FOUND)
				return err_set(e, none.code, "The bases cannot be read.");
			continue;
		}
		area.known |= record_value(r, "area")->known;
		area.i += record_value(r, "area")->known ? record_value(r, "area")->i : 0;
	}
	row->area = value_text(rq->arena, field_find(def, "area"), &area, rq->lang);
	return true;
}

static const char *missing_words(struct request *rq, const struct role_list *roles)
{
	const char *text = "";
	for (int i = 0; i < roles->count; i++)
		if (roles->roles[i].missing)
			text = arena_printf(rq->arena, "%s%s%s %" PRId64, text, *text ? "、" : "",
					    roles->roles[i].label, roles->roles[i].missing);
	return text;
}

static int most_missing_first(const void *x, const void *y)
{
	const struct chain_row *a = x, *b = y;
	if (a->lacks != b->lacks)
		return a->lacks > b->lacks ? -1 : 1;
	return strcmp(a->href, b->href);
}

static bool make_rows(struct request *rq, const struct scope *scope, ymd at, struct chain_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("org");
	const struct role_rules *rules;
	struct record_list list;
	struct query q;
	query_init(&q, def, rq->county, scope);
	q.unit = rq->unit.id;
	q.at = at;
	q.limit = BRANCHES;
	query_filter(&q, (struct path){ .field = field_find(def, "kind")->index, .sub = -1 }, OP_EQ, "chain_branch");
	if (!query_list(rq->arena, rq->db, &q, &list, e) || !role_rules_load(rq, at, &rules, e))
		return false;
	struct chain_row *rows = ARENA_ARRAY(rq->arena, struct chain_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *org = list.rows[i];
		struct role_list roles;
		if (!role_states_load(rq, rules, org, at, &roles, e) || !bases_of(rq, org, at, &rows[i], e))
			return false;
		rows[i].name = record_title(rq->arena, org, rq->lang);
		rows[i].href = arena_printf(rq->arena, "/org/%" PRId64, org->id);
		rows[i].unit = org->unit_name;
		rows[i].formed =
			value_text(rq->arena, field_find(def, "formed"), record_value(org, "formed"), rq->lang);
		rows[i].missing = missing_words(rq, &roles);
		rows[i].lacks = roles.missing;
	}
	qsort(rows, (size_t)list.count, sizeof *rows, most_missing_first);
	v->rows = rows;
	v->row_count = list.count;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	char text[32];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	reg_scope(rq->account, reg_find("org"), false, &scope);
	if (!rq->unit.id || scope.count == 0) {
		err_set(e, ERR_DENIED, "Your account may not read this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	struct chain_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				.at = arena_strdup(rq->arena, date_iso(at, text)) };
	if (!make_figures(rq, at, &v, e) || !make_rows(rq, &scope, at, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Branches on the chain")), rq->unit.name);
	tpl_chain(h, &v);
	return true;
}
