/* unit_change.c - merge, split, transfer, rename or re-code: entered, shown first, then made. */
#include "base/arena.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "page/unit_page.h"
#include "tpl.h"

enum { SPLIT_PARTS = 6, MERGE_MAX = 300 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool send(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "kind", .kind = PARAM_TEXT},   {.name = "unit", .kind = PARAM_UNIT, .required = 1},
    {.name = "day", .kind = PARAM_DATE},    {.name = "document", .kind = PARAM_TEXT},
    {.name = "parent", .kind = PARAM_UNIT}, {.name = "unit_kind", .kind = PARAM_TEXT},
    {.name = "o.*", .kind = PARAM_FLAG},    {.name = "n.*", .kind = PARAM_TEXT},
    {.name = "apply", .kind = PARAM_FLAG},  {0},
};

const struct page unit_change_page = {
    .path = "/units/change",
    .method = GET,
    .cap = CAP_UNITS,
    .params = params,
    .serve = show,
    .title = N_("Change units"),
    .about = "The form for a merge, split, transfer, new name or new code.",
};
const struct page unit_change_post = {
    .path = "/units/change",
    .method = POST,
    .cap = CAP_UNITS,
    .params = params,
    .serve = send,
    .title = N_("Change units"),
    .about = "Shows what a change of units would do; with apply=1 makes it.",
};

static const char *const words[] = {[CHANGE_MERGE] = "merge",
				    [CHANGE_SPLIT] = "split",
				    [CHANGE_TRANSFER] = "transfer",
				    [CHANGE_RENAME] = "rename",
				    [CHANGE_CODE] = "code"};

static enum change_kind kind_of(const struct request *rq)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_eq(words[i], rq_text(rq, "kind")))
			return (enum change_kind)i;
	return CHANGE_RENAME;
}

static const char *text_of(struct request *rq, const char *fmt, int i)
{
	return rq_text(rq, arena_printf(rq->arena, "n.%s%d", fmt, i));
}

/* ---- the form ---- */

static bool make_olds(struct request *rq, struct unit_form_view *v, struct err *e)
{
	struct unit_list list;
	if (!unit_children(rq->arena, rq->db, rq->unit.parent, 0, &list, e))
		return false;
	v->olds = ARENA_ARRAY(rq->arena, struct unit_form_old, list.count + 1);
	for (int i = 0; i < list.count && v->old_count < MERGE_MAX; i++) {
		const char *field = arena_printf(rq->arena, "o.%" PRId64, list.units[i].id);
		bool may;
		if (!unit_may_change(rq, list.units[i].id, &may, e))
			return false;
		if (may && list.units[i].level == rq->unit.level)
			v->olds[v->old_count++] = (struct unit_form_old){
			    .field = field,
			    .label = list.units[i].name,
			    .on = rq_flag(rq, field) || list.units[i].id == rq->unit.id};
	}
	return true;
}

/* Where it could go: the units beside its present parent. */
static bool make_parents(struct request *rq, struct unit_form_view *v, struct err *e)
{
	struct unit up;
	struct unit_list list;
	if (!unit_load(rq->arena, rq->db, rq->unit.parent, 0, &up, e) ||
	    !unit_children(rq->arena, rq->db, up.parent, 0, &list, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		bool may;
		if (!unit_may_change(rq, list.units[i].id, &may, e))
			return false;
		if (may && list.units[i].id != up.id && list.units[i].level == up.level)
			options[v->parent_count++] = (struct ui_option){
			    .value = arena_printf(rq->arena, "%" PRId64, list.units[i].id),
			    .label = list.units[i].name};
	}
	v->parents = options;
	return true;
}

static bool make_kinds(struct request *rq, struct unit_form_view *v, struct err *e)
{
	struct unit_kind *kinds;
	int n;
	if (!unit_kinds(rq->arena, rq->db, rq->unit.level, &n, &kinds, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, n + 1);
	for (int i = 0; i < n; i++)
		options[i] =
		    (struct ui_option){.value = kinds[i].code,
				       .label = rq->lang == LANG_ZH ? kinds[i].zh : kinds[i].en};
	v->kinds = options;
	v->kind_count = n;
	return true;
}

static void make_parts(struct request *rq, enum change_kind kind, struct unit_form_view *v)
{
	v->part_count = kind == CHANGE_SPLIT ? SPLIT_PARTS : kind == CHANGE_TRANSFER ? 0 : 1;
	struct unit_form_part *parts = ARENA_ARRAY(rq->arena, struct unit_form_part, SPLIT_PARTS);
	for (int i = 0; i < v->part_count; i++)
		parts[i] =
		    (struct unit_form_part){.name_field = arena_printf(rq->arena, "n.name%d", i),
					    .name = text_of(rq, "name", i),
					    .code_field = arena_printf(rq->arena, "n.code%d", i),
					    .code = text_of(rq, "code", i)};
	v->parts = parts;
}

static void make_tabs(struct request *rq, enum change_kind kind, struct unit_form_view *v)
{
	struct ui_link *tabs = ARENA_ARRAY(rq->arena, struct ui_link, ARRAY_LEN(words));
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		tabs[v->tab_count++] = (struct ui_link){
		    .label = unit_change_label((enum change_kind)i),
		    .href = arena_printf(rq->arena, "/units/change?unit=%" PRId64 "&kind=%s",
					 rq->unit.id, words[i]),
		    .current = (enum change_kind)i == kind};
	v->tabs = tabs;
}

static bool draw(struct request *rq, struct html *h, bool ready, struct err *e)
{
	char day[16];
	enum change_kind kind = kind_of(rq);
	ymd when = rq_date(rq, "day");
	struct unit_form_view v = {
	    .unit = arena_printf(rq->arena, "%" PRId64, rq->unit.id),
	    .unit_name = rq->unit.name,
	    .kind = words[kind],
	    .heading = unit_change_label(kind),
	    .day = when ? arena_strdup(rq->arena, date_iso(when, day)) : rq_text(rq, "day"),
	    .document = rq_text(rq, "document"),
	    .unit_kind = rq_text(rq, "unit_kind"),
	    .parent =
		rq_id(rq, "parent") ? arena_printf(rq->arena, "%" PRId64, rq_id(rq, "parent")) : "",
	    .merge = kind == CHANGE_MERGE,
	    .names = kind == CHANGE_MERGE || kind == CHANGE_SPLIT || kind == CHANGE_RENAME,
	    .codes = kind == CHANGE_MERGE || kind == CHANGE_SPLIT || kind == CHANGE_CODE,
	    .transfer = kind == CHANGE_TRANSFER,
	    .ready = ready,
	    .findings = rq->findings,
	};
	make_parts(rq, kind, &v);
	make_tabs(rq, kind, &v);
	if ((v.merge && !make_olds(rq, &v, e)) || (v.transfer && !make_parents(rq, &v, e)) ||
	    !make_kinds(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", rq->unit.name, tr(rq->lang, v.heading));
	tpl_unit_change(h, &v);
	return true;
}

static bool may(struct request *rq, int64_t unit, struct err *e)
{
	bool open;
	if (!unit_may_change(rq, unit, &open, e))
		return false;
	return open || err_set(e, ERR_DENIED, "Your account may not change %s.",
			       unit_name_now(rq->arena, rq->db, unit));
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return may(rq, rq->unit.id, e) && draw(rq, h, false, e);
}

/* ---- what was entered ---- */

static bool read_olds(struct request *rq, struct unit_change *c, struct err *e)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "o.", &pairs);
	for (int i = 0; i < n; i++) {
		int64_t id;
		if (!parse_i64(pairs[i].name, &id))
			return err_set(e, ERR_INPUT, "\"%s\" is not a unit.", pairs[i].name);
		if (!may(rq, id, e))
			return false;
		if (c->old_count == (int)ARRAY_LEN(c->old))
			return err_set(e, ERR_INPUT, "At most 16 units can be merged at once.");
		c->old[c->old_count++] = id;
	}
	return true;
}

static bool read_change(struct request *rq, struct unit_change *c, struct err *e)
{
	*c = (struct unit_change){
	    .kind = kind_of(rq), .day = rq_date(rq, "day"), .document = rq_text(rq, "document")};
	if (!may(rq, rq->unit.id, e))
		return false;
	if (c->kind != CHANGE_MERGE)
		c->old[c->old_count++] = rq->unit.id;
	else if (!read_olds(rq, c, e))
		return false;
	if (c->kind == CHANGE_TRANSFER) {
		c->made[c->new_count++].parent = rq_id(rq, "parent");
		return !rq_id(rq, "parent") || may(rq, rq_id(rq, "parent"), e);
	}
	for (int i = 0; i < (c->kind == CHANGE_SPLIT ? SPLIT_PARTS : 1); i++) {
		const char *name = text_of(rq, "name", i), *code = text_of(rq, "code", i);
		if (c->kind == CHANGE_SPLIT && is_empty(name) && is_empty(code))
			continue;
		c->made[c->new_count].name = name;
		c->made[c->new_count].code = code;
		c->made[c->new_count++].kind = rq_text(rq, "unit_kind");
	}
	return true;
}

static bool send(struct request *rq, struct html *h, struct err *e)
{
	struct unit_change c;
	int64_t made[16] = {0};
	if (!read_change(rq, &c, e) || !unit_change_check(rq->arena, rq->db, &c, rq->findings, e))
		return false;
	if (rq->findings->errors)
		rq->status = err_http(ERR_REFUSED);
	if (rq->findings->errors || !rq_flag(rq, "apply"))
		return draw(rq, h, !rq->findings->errors, e);
	/* villages came, went or moved: the board may have other to-dos */
	if (!unit_change_apply(rq->db, &c, rq->account->id, made, e) ||
	    !shortage_follow(rq->arena, rq->db, reg_find("requirement"), rq->county,
			     rq->account->id, e))
		return false;
	reply_flash(rq, N_("The units were changed."));
	reply_redirect(rq,
		       arena_printf(rq->arena, "/unit/%" PRId64, made[0] ? made[0] : rq->unit.id));
	return true;
}
