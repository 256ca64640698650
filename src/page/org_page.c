/* org_page.c - an organisation: its bases, who holds which post, members, teams, what is open. */
#include "page/org_page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

enum { BASES = 60, LINES = 12, EXPERTS = 6 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page org_page = {
	.path = "/org/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Organisation"),
	.about = "An organisation's bases, posts filled and missing, members, teams, open checks.",
};

bool page_rows_of(struct request *rq, const char *reg, const char *field, int64_t id, ymd at, int limit,
		  struct record_list *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	char text[24];
	assert(def && field_find(def, field));
	*out = (struct record_list){ 0 };
	reg_scope(rq->account, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, rq->county, &scope);
	query_filter(&q, (struct path){ .field = field_find(def, field)->index, .sub = -1 }, OP_EQ,
		     id_text(id, text));
	q.at = at;
	q.limit = limit;
	return query_list(rq->arena, rq->db, &q, out, e);
}

const char *page_dec(struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	return value_text(rq->arena, f, &r->v[f->index], rq->lang);
}

static const char *word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

/* ---- bases ---- */

static bool experts_of(struct request *rq, int64_t base, ymd at, struct org_base *b, struct err *e)
{
	struct record_list list;
	if (!page_rows_of(rq, "expert_posting", "base", base, at, EXPERTS + 1, &list, e))
		return false;
	b->experts = "";
	for (int i = 0; i < list.count && i < EXPERTS; i++)
		b->experts = arena_printf(rq->arena, "%s%s%s", b->experts, i ? "、" : "",
					  record_value(list.rows[i], "person")->s);
	if (list.count > EXPERTS)
		b->experts = arena_printf(rq->arena, "%s…", b->experts);
	b->experts_href = arena_printf(rq->arena, "/reg/expert_posting?f.base=%" PRId64, base);
	return true;
}

/* A base of another village: its name, which the whole county may know, and no more. */
static bool base_add(struct request *rq, const struct value *base, const struct scope *scope, ymd at,
		     struct org_base *out, int64_t *area, struct err *e)
{
	struct err none = { 0 };
	struct record *r;
	*out = (struct org_base){ .name = base->s };
	if (!reg_load(rq->arena, rq->db, reg_find("base"), rq->county, base->i, scope, false, &r, &none))
		return none.code == ERR_NOT_FOUND || err_set(e, none.code, "The bases cannot be read.");
	out->href = arena_printf(rq->arena, "/reg/base/%" PRId64, r->id);
	out->unit = r->unit_name;
	out->products = word(rq, r, "products");
	out->area = page_dec(rq, r, "area");
	out->head = record_value(r, "head")->known ? record_value(r, "head")->s : NULL;
	*area += record_value(r, "area")->known ? record_value(r, "area")->i : 0;
	return experts_of(rq, r->id, at, out, e);
}

static bool make_bases(struct request *rq, const struct record *org, ymd at, struct org_view *v, struct err *e)
{
	struct record_list list;
	struct scope scope;
	int64_t area = 0;
	reg_scope(rq->account, reg_find("base"), false, &scope);
	if (!page_rows_of(rq, "branch_base", "branch", org->id, at, BASES, &list, e))
		return false;
	struct org_base *bases = ARENA_ARRAY(rq->arena, struct org_base, list.count + 1);
	for (int i = 0; i < list.count; i++)
		if (!base_add(rq, record_value(list.rows[i], "base"), &scope, at, &bases[v->base_count++], &area, e))
			return false;
	v->bases = bases;
	struct value sum = { .known = area > 0, .i = area };
	v->area = value_text(rq->arena, field_find(reg_find("base"), "area"), &sum, rq->lang);
	return true;
}

/* ---- members ---- */

static bool count_members(struct request *rq, const struct record *org, ymd at, const char *principal,
			  int64_t *out, struct err *e)
{
	const struct reg_def *def = reg_find("membership");
	struct scope scope;
	struct query q;
	char text[24];
	*out = 0;
	reg_scope(rq->account, def, false, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, def, rq->county, &scope);
	q.at = at;
	query_filter(&q, (struct path){ .field = field_find(def, "org")->index, .sub = -1 }, OP_EQ,
		     arena_strdup(rq->arena, id_text(org->id, text)));
	query_filter(&q, (struct path){ .field = field_find(def, "principal")->index, .sub = -1 }, OP_EQ, principal);
	return query_count(rq->arena, rq->db, &q, LIMIT_COUNT, out, e);
}

/* ---- lists ---- */

struct listing {
	const char *reg, *by, *detail, *title, *empty;
	bool today; /* only what holds on the day */
	bool open;  /* only items not met and not put right */
};

static bool is_open(struct record *r)
{
	return record_value(r, "met")->i == 0 && !record_value(r, "rectified")->known;
}

static bool list_add(struct request *rq, const struct record *org, ymd at, const struct listing *l,
		     struct org_view *v, struct err *e)
{
	struct record_list list;
	if (!page_rows_of(rq, l->reg, l->by, org->id, l->today ? at : 0, LIMIT_PAGE_ROWS, &list, e))
		return false;
	struct org_line *lines = ARENA_ARRAY(rq->arena, struct org_line, LINES + 1);
	struct org_list out = { .title = l->title, .empty = l->empty, .lines = lines };
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		if (l->open && !is_open(r))
			continue;
		if (out.all++ >= LINES)
			continue;
		lines[out.count++] = (struct org_line){
			.text = l->open ? word(rq, r, "item") : record_title(rq->arena, r, rq->lang),
			.href = arena_printf(rq->arena, "/reg/%s/%" PRId64, l->reg, r->id),
			.detail = word(rq, r, l->detail),
		};
	}
	out.more = arena_printf(rq->arena, "/reg/%s?f.%s=%" PRId64, l->reg, l->by, org->id);
	v->lists[v->list_count++] = out;
	return true;
}

static bool make_lists(struct request *rq, const struct record *org, ymd at, struct org_view *v, struct err *e)
{
	static const struct listing all[ORG_LISTS] = {
		{ "branch_check", "branch", "problem", N_("Items of the standard to be put right"),
		  N_("Nothing is open."), false, true },
		{ "branch_project", "branch", "due", N_("Running projects"), N_("No project is running."), true,
		  false },
		{ "team", "org", "kind", N_("Teams"), N_("No team belongs to it."), true, false },
		{ "exemplar_post", "org", "duty", N_("Exemplar posts"), N_("No exemplar post is set."), true, false },
		{ "station", "org", "services", N_("Service stations"), N_("No station belongs to it."), true, false },
		{ "alliance_share", "org", "parts", N_("Alliances it is a party of"), N_("It is party of none."), false,
		  false },
	};
	for (int i = 0; i < ORG_LISTS; i++)
		if (!list_add(rq, org, at, &all[i], v, e))
			return false;
	return true;
}

static bool make_honours(struct request *rq, const struct record *org, ymd at, struct org_view *v, struct err *e)
{
	struct record_list list;
	if (!page_rows_of(rq, "branch_demonstration", "branch", org->id, at, 5, &list, e))
		return false;
	v->honours = "";
	for (int i = 0; i < list.count; i++)
		v->honours = arena_printf(rq->arena, "%s%s%s", v->honours, i ? "、" : "",
					  word(rq, list.rows[i], "level"));
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("org");
	const struct role_rules *rules;
	struct scope scope, write;
	struct record *org;
	char text[24];
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	reg_scope(rq->account, def, false, &scope);
	if (scope.count == 0) {
		err_set(e, ERR_DENIED, "Your account may not read this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &org, e))
		return false;
	struct org_view v = {
		.entry = arena_printf(rq->arena, "/reg/org/%" PRId64, org->id),
		.kind = word(rq, org, "kind"),
		.formed = word(rq, org, "formed"),
		.unit = org->unit_name,
		.unit_href = arena_printf(rq->arena, "/unit/%" PRId64, org->unit),
		.leader = record_value(org, "leader")->known ? record_value(org, "leader")->s : NULL,
		.at = arena_strdup(rq->arena, date_iso(at, text)),
		.posts = arena_printf(rq->arena, "/reg/post?f.org=%" PRId64, org->id),
		.post_new = arena_printf(rq->arena, "/reg/post/new?unit=%" PRId64, org->unit),
	};
	reg_scope(rq->account, reg_find("post"), true, &write);
	if (!scope_has(rq->db, &write, rq->county, org->unit, &v.may_write, e) ||
	    !role_rules_load(rq, at, &rules, e) || !role_states_load(rq, rules, org, at, &v.roles, e) ||
	    !make_bases(rq, org, at, &v, e) || !make_honours(rq, org, at, &v, e) ||
	    !count_members(rq, org, at, "1", &v.members, e) || !count_members(rq, org, at, "0", &v.guests, e) ||
	    !make_lists(rq, org, at, &v, e))
		return false;
	rq->title = record_title(rq->arena, org, rq->lang);
	tpl_org(h, &v);
	return true;
}
