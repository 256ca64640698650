/* why.c - which roles open which registers and units, in plain words. */
#include "page/why.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "page/account_page.h"
#include "page/page_reg.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "register", .kind = PARAM_TEXT, .max = 60},
    {.name = "account", .kind = PARAM_ID},
    {0},
};

const struct page why_page = {
    .path = "/why",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .params = params,
    .serve = serve,
    .title = N_("Why can I see this?"),
    .about = "Which roles open which registers and units to an account.",
};

static const char *names(struct request *rq, const struct scope *scope)
{
	const char *text = "";
	for (int i = 0; i < scope->count; i++)
		text = arena_printf(rq->arena, "%s%s%s", text, i ? "、" : "",
				    unit_name_now(rq->arena, rq->db, scope->units[i]));
	return text;
}

static void make_rows(struct request *rq, const struct account *acc, struct why_view *v)
{
	const struct reg_set *all = reg_all();
	struct why_line *rows = ARENA_ARRAY(rq->arena, struct why_line, all->count + 1);
	struct ui_option *regs = ARENA_ARRAY(rq->arena, struct ui_option, all->count + 1);
	for (int i = 0; i < all->count; i++) {
		const struct reg_def *def = all->regs[i];
		struct scope read, write;
		reg_scope(acc, def, false, &read);
		reg_scope(acc, def, true, &write);
		rows[i] = (struct why_line){.name = def->name,
					    .label = label_in(&def->label, rq->lang),
					    .reads = read.count > 0,
					    .writes = write.count > 0,
					    .reads_in = names(rq, &read),
					    .writes_in = names(rq, &write)};
		regs[i] = (struct ui_option){.value = def->name, .label = rows[i].label};
	}
	v->rows = rows;
	v->regs = regs;
	v->count = v->reg_count = all->count;
}

/* The units on the way to the one in view and those right below it: enough to walk the tree. */
static bool make_units(struct request *rq, struct why_view *v, struct err *e)
{
	struct unit_list path, below;
	char id[24];
	if (!rq->unit.id)
		return true;
	if (!unit_path(rq->arena, rq->db, rq->unit.id, 0, &path, e) ||
	    !unit_children(rq->arena, rq->db, rq->unit.id, 0, &below, e))
		return false;
	struct ui_option *units =
	    ARENA_ARRAY(rq->arena, struct ui_option, path.count + below.count + 1);
	struct scope scope;
	scope_of_roles(rq->account, ~0u, &scope);
	for (int i = 0; i < path.count + below.count; i++) {
		const struct unit *u =
		    i < path.count ? &path.units[i] : &below.units[i - path.count];
		bool reach = false;
		for (int k = 0; k < scope.count && !reach; k++)
			if (!unit_is_under(rq->db, u->id, scope.units[k], &reach, e))
				return false;
		if (reach)
			units[v->unit_count++] = (struct ui_option){
			    .value = arena_strdup(rq->arena, id_text(u->id, id)), .label = u->name};
	}
	v->units = units;
	return true;
}

/* For oneself, or for an account that the administrator sees. */
static bool load(struct request *rq, struct account *acc, bool *other, struct err *e)
{
	struct account_card card;
	struct grant_list grants;
	bool sees = false, manages;
	int64_t id = rq_id(rq, "account");
	*other = id && id != rq->account->id;
	if (!*other) {
		*acc = *rq->account;
		return true;
	}
	if (account_can(rq->account, CAP_ACCOUNTS) &&
	    (!account_card(rq->arena, rq->db, id, &card, e) ||
	     !grant_list(rq->arena, rq->db, id, &grants, e) ||
	     !account_reach(rq->db, rq->account, &card, &grants, &sees, &manages, e)))
		return false;
	if (!sees)
		return err_set(e, ERR_NOT_FOUND, "There is no such account.");
	return account_load(rq->arena, rq->db, id, acc, e);
}

static bool explain(struct request *rq, const struct account *acc, const struct reg_def *def,
		    struct why_view *v, struct err *e)
{
	struct findings *read = ARENA_NEW(rq->arena, struct findings),
			*write = ARENA_NEW(rq->arena, struct findings);
	findings_init(read, rq->arena);
	findings_init(write, rq->arena);
	if (!permission_explain(rq->arena, rq->db, acc, def->read, rq->unit.id, read, e) ||
	    !permission_explain(rq->arena, rq->db, acc, def->write, rq->unit.id, write, e))
		return false;
	v->reg = def->name;
	v->reg_label = label_in(&def->label, rq->lang);
	v->read = read;
	v->write = write;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct account acc;
	char id[24], unit[24];
	const char *reg = rq_text(rq, "register");
	const struct reg_def *def = is_empty(reg) ? NULL : reg_find(reg);
	struct why_view v = {.reg = ""};
	if (!load(rq, &acc, &v.other, e))
		return false;
	if (!is_empty(reg) && !def)
		return err_set(e, ERR_NOT_FOUND, "There is no register \"%s\".", reg);
	v.account = v.other ? arena_strdup(rq->arena, id_text(acc.id, id)) : "";
	v.account_name = acc.name;
	v.unit = rq->unit.id ? arena_strdup(rq->arena, id_text(rq->unit.id, unit)) : "";
	v.unit_name = rq->unit.id ? rq->unit.name : "";
	make_rows(rq, &acc, &v);
	if (!make_units(rq, &v, e) || (def && rq->unit.id && !explain(rq, &acc, def, &v, e)))
		return false;
	if (v.other)
		rq->title = arena_printf(rq->arena, "%s · %s", acc.name,
					 tr(rq->lang, N_("What is open to it, and why")));
	tpl_why(h, &v);
	return true;
}
