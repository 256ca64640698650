/* unit_list.c - what stands below a unit on a day; one unit through time. */
#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "page/unit_page.h"
#include "tpl.h"

enum { CHANGES_MAX = 200 };

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_one(struct request *rq, struct html *h, struct err *e);

static const struct param list_params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "at", .kind = PARAM_DATE},
    {0},
};
static const struct param one_params[] = {
    {.name = "id", .kind = PARAM_UNIT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};

const struct page unit_list_page = {
    .path = "/units",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = list_params,
    .serve = serve_list,
    .title = N_("Units"),
    .about = "The units below one, as they stood on a day.",
};
const struct page unit_page = {
    .path = "/unit/:id",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = one_params,
    .serve = serve_one,
    .title = N_("Unit"),
    .about = "A unit's names, codes and parents through time, and the changes it went through.",
};

const char *unit_kind_label(struct request *rq, const char *code)
{
	struct unit_kind *kinds;
	struct err ignored = {0};
	int n;
	if (!unit_kinds(rq->arena, rq->db, 0, &n, &kinds, &ignored))
		return code;
	for (int i = 0; i < n; i++)
		if (text_eq(kinds[i].code, code))
			return rq->lang == LANG_ZH ? kinds[i].zh : kinds[i].en;
	return code;
}

bool unit_may_change(struct request *rq, int64_t unit, bool *out, struct err *e)
{
	return account_can_at(rq->db, rq->account, CAP_UNITS, unit, out, e);
}

const char *unit_change_label(enum change_kind k)
{
	static const char *const labels[] = {
	    [CHANGE_MERGE] = N_("Merge"),	[CHANGE_SPLIT] = N_("Split"),
	    [CHANGE_TRANSFER] = N_("Transfer"), [CHANGE_RENAME] = N_("Rename"),
	    [CHANGE_CODE] = N_("New code"),
	};
	return labels[k];
}

static const char *number(struct request *rq, int64_t n)
{
	return arena_printf(rq->arena, "%" PRId64, n);
}

/* ---- what stands below ---- */

static bool make_items(struct request *rq, struct units_view *v, ymd at, struct err *e)
{
	struct unit_list list, villages;
	const char *and_at = v->at[0] ? arena_printf(rq->arena, "&at=%s", v->at) : "";
	if (!unit_children(rq->arena, rq->db, rq->unit.id, at, &list, e))
		return false;
	struct unit_item *items = ARENA_ARRAY(rq->arena, struct unit_item, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct unit *u = &list.units[i];
		if (!unit_villages(rq->arena, rq->db, u->id, at, &villages, e))
			return false;
		items[i] = (struct unit_item){
		    .name = u->name,
		    .code = u->code,
		    .kind = unit_kind_label(rq, u->kind),
		    .href = arena_printf(rq->arena, "/unit/%" PRId64, u->id),
		    .villages = villages.count,
		    .below =
			u->level < LEVEL_VILLAGE
			    ? arena_printf(rq->arena, "/units?unit=%" PRId64 "%s", u->id, and_at)
			    : NULL,
		};
		v->villages += villages.count;
	}
	v->items = items;
	v->count = list.count;
	return true;
}

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	char day[16];
	ymd at = rq_date(rq, "at");
	struct units_view v = {
	    .unit_id = number(rq, rq->unit.id),
	    .at = at ? arena_strdup(rq->arena, date_iso(at, day)) : "",
	    .href = arena_printf(rq->arena, "/unit/%" PRId64, rq->unit.id),
	};
	if (!rq->unit.id)
		return err_set(e, ERR_NOT_FOUND, "There is no unit yet that your account can see.");
	if (!unit_load(rq->arena, rq->db, rq->unit.id, at, &u, e) ||
	    !unit_may_change(rq, rq->unit.id, &v.may_change, e) || !make_items(rq, &v, at, e))
		return false;
	v.name = u.name;
	v.unit = u.name;
	rq->title = arena_printf(rq->arena, "%s · %s", u.name, tr(rq->lang, N_("Units")));
	tpl_unit_list(h, &v);
	return true;
}

/* ---- one unit ---- */

static const struct unit_fact_row *rows_of(struct request *rq, const struct unit_row *rows, int n)
{
	struct unit_fact_row *out = ARENA_ARRAY(rq->arena, struct unit_fact_row, n + 1);
	for (int i = 0; i < n; i++)
		out[i] = (struct unit_fact_row){
		    .from = rows[i].from,
		    .to = rows[i].to == DATE_OPEN ? 0 : rows[i].to,
		    .text = rows[i].text,
		    .note = is_empty(rows[i].kind) ? "" : unit_kind_label(rq, rows[i].kind),
		};
	return out;
}

static const struct ui_link *parts_of(struct request *rq, const struct change_part *parts, int n)
{
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, n + 1);
	for (int i = 0; i < n; i++)
		links[i] = (struct ui_link){
		    .label = parts[i].name,
		    .href = arena_printf(rq->arena, "/unit/%" PRId64, parts[i].unit)};
	return links;
}

static bool concerns(const struct change_row *c, int64_t unit)
{
	bool found = false;
	for (int i = 0; i < c->old_count; i++)
		found |= c->old[i].unit == unit;
	for (int i = 0; i < c->new_count; i++)
		found |= c->made[i].unit == unit;
	return found;
}

static bool make_changes(struct request *rq, const struct unit *u, struct unit_view *v,
			 struct err *e)
{
	struct change_row *rows;
	int n;
	if (!unit_history(rq->arena, rq->db, u->county, 0, DATE_OPEN, &n, &rows, e))
		return false;
	struct unit_change_view *out = ARENA_ARRAY(rq->arena, struct unit_change_view, CHANGES_MAX);
	for (int i = n - 1; i >= 0 && v->change_count < CHANGES_MAX; i--)
		if (concerns(&rows[i], u->id))
			out[v->change_count++] = (struct unit_change_view){
			    .kind = unit_change_label(rows[i].kind),
			    .document = rows[i].document,
			    .day = rows[i].day,
			    .old_count = rows[i].old_count,
			    .new_count = rows[i].new_count,
			    .olds = parts_of(rq, rows[i].old, rows[i].old_count),
			    .news = parts_of(rq, rows[i].made, rows[i].new_count),
			};
	v->changes = out;
	return true;
}

static void make_links(struct request *rq, const struct unit *u, struct unit_view *v)
{
	const struct reg_set *all = reg_all();
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, all->count + 3);
	if (account_can(rq->account, CAP_READ)) {
		links[v->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Figures")),
		    .href = arena_printf(rq->arena, "/figures?unit=%" PRId64, u->id)};
		links[v->link_count++] = (struct ui_link){
		    .label = tr(rq->lang, N_("Shortage board")),
		    .href = arena_printf(rq->arena, "/shortage?unit=%" PRId64, u->id)};
	}
	for (int i = 0; i < all->count; i++) {
		struct scope scope;
		reg_scope(rq->account, all->regs[i], false, &scope);
		if (scope.count)
			links[v->link_count++] = (struct ui_link){
			    .label = label_in(&all->regs[i]->label, rq->lang),
			    .href = arena_printf(rq->arena, "/reg/%s?unit=%" PRId64,
						 all->regs[i]->name, u->id)};
	}
	v->links = links;
}

static bool make_villages(struct request *rq, const struct unit *u, struct unit_view *v,
			  struct err *e)
{
	struct unit_list list;
	if (u->level >= LEVEL_VILLAGE || u->level < LEVEL_COUNTY)
		return true;
	if (!unit_villages(rq->arena, rq->db, u->id, 0, &list, e))
		return false;
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, list.count + 1);
	for (int i = 0; i < list.count; i++)
		links[i] = (struct ui_link){
		    .label = list.units[i].name,
		    .href = arena_printf(rq->arena, "/unit/%" PRId64, list.units[i].id)};
	v->villages = links;
	v->village_count = list.count;
	return true;
}

static bool serve_one(struct request *rq, struct html *h, struct err *e)
{
	struct unit u;
	struct unit_rows rows;
	if (!unit_load(rq->arena, rq->db, rq_id(rq, "id"), 0, &u, e) ||
	    !unit_dated(rq->arena, rq->db, u.id, &rows, e))
		return false;
	struct unit_view v = {
	    .id = number(rq, u.id),
	    .name = u.name,
	    .kind = unit_kind_label(rq, u.kind),
	    .code = u.code,
	    .opened = u.opened,
	    .closed = u.closed == DATE_OPEN ? 0 : u.closed,
	    .parent = u.parent ? unit_name_now(rq->arena, rq->db, u.parent) : NULL,
	    .parent_href = arena_printf(rq->arena, "/unit/%" PRId64, u.parent),
	    .name_count = rows.name_count,
	    .names = rows_of(rq, rows.names, rows.name_count),
	    .code_count = rows.code_count,
	    .codes = rows_of(rq, rows.codes, rows.code_count),
	    .parent_count = rows.parent_count,
	    .parents = rows_of(rq, rows.parents, rows.parent_count),
	};
	if (!make_changes(rq, &u, &v, e) || !make_villages(rq, &u, &v, e) ||
	    !unit_may_change(rq, u.id, &v.may_change, e))
		return false;
	v.reads = account_can(rq->account, CAP_READ);
	v.village = u.level >= LEVEL_VILLAGE;
	if (v.reads && u.level >= LEVEL_COUNTY && !unit_part(rq, &u, &v.part, e))
		return false;
	v.may_change &= !v.closed && u.level > LEVEL_CITY;
	make_links(rq, &u, &v);
	rq->title = u.name;
	tpl_unit(h, &v);
	return true;
}
