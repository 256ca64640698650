/* import_list.c - the imports there were, the upload form. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "page/import_page.h"
#include "page/page_reg.h"

#include <stdio.h>

enum { LIST_ROWS = 40, UNITS_MAX = 400 };

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_new(struct request *rq, struct html *h, struct err *e);
static bool upload(struct request *rq, struct html *h, struct err *e);

static const struct param list_params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "after", .kind = PARAM_ID},
    {0},
};
static const struct param new_params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "home", .kind = PARAM_UNIT},
    {.name = "file", .kind = PARAM_FILE},
    {0},
};

const struct page import_list_page = {
    .path = "/import",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = list_params,
    .serve = serve_list,
    .title = N_("Imports"),
    .about = "Sheets that were brought in, newest first.",
};
const struct page import_new_page = {
    .path = "/import/new/:reg",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = new_params,
    .serve = serve_new,
    .title = N_("Import a sheet"),
    .about = "The form that uploads a sheet for a register.",
};
const struct page import_upload_page = {
    .path = "/import/upload/:reg",
    .method = POST,
    .cap = CAP_IMPORT,
    .params = new_params,
    .serve = upload,
    .slow = 1,
    .title = N_("Import a sheet"),
    .about = "Takes an uploaded sheet and matches its columns.",
};

/* ---- what all pages of the wizard share ---- */

void import_scope(const struct account *acc, const struct reg_def *def, struct scope *out)
{
	unsigned roles = 0;
	for (int r = 0; r < ROLE__COUNT; r++)
		if ((def->write & ROLE_BIT(r)) && role_can((enum role)r, CAP_IMPORT))
			roles |= ROLE_BIT(r);
	scope_of_roles(acc, roles, out);
}

bool import_reg(struct request *rq, const struct reg_def **def, struct scope *scope, struct err *e)
{
	const struct reg_def *found = reg_find(rq_text(rq, "reg"));
	if (!found || !found->import_count)
		return err_set(e, ERR_NOT_FOUND, "There is no register \"%s\" that takes sheets.",
			       rq_text(rq, "reg"));
	import_scope(rq->account, found, scope);
	if (scope->count == 0) {
		err_set(e, ERR_DENIED, "Your account may not import into this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	*def = found;
	return true;
}

bool import_batch_open(struct request *rq, struct import_batch *b, struct scope *scope,
		       struct err *e)
{
	bool inside = false;
	if (!import_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), b, e))
		return false;
	import_scope(rq->account, b->def, scope);
	if (!scope_has(rq->db, scope, rq->county, b->unit, &inside, e))
		return false;
	return inside || err_set(e, ERR_NOT_FOUND, "There is no such import.");
}

const char *import_href(struct request *rq, const struct import_batch *b)
{
	return arena_printf(rq->arena, "/import/%" PRId64 "?unit=%" PRId64, b->id, b->unit);
}

const char *import_file(struct request *rq, const struct import_batch *b)
{
	return arena_printf(rq->arena, "%s/files/%s", rq->dir, b->file_hash);
}

static const struct {
	enum ui_tone tone;
	const char *text;
} states[] = {
    [BATCH_NEW] = {UI_INFO, N_("columns to be confirmed")},
    [BATCH_STAGING] = {UI_INFO, N_("rows being checked")},
    [BATCH_STAGED] = {UI_WARN, N_("waiting to be taken over")},
    [BATCH_ACCEPTING] = {UI_INFO, N_("being taken over")},
    [BATCH_ACCEPTED] = {UI_GOOD, N_("taken over")},
    [BATCH_UNDONE] = {UI_PLAIN, N_("undone")},
};

enum ui_tone import_tone(enum batch_state s)
{
	return states[s].tone;
}

const char *import_state(enum batch_state s)
{
	return states[s].text;
}

const char *import_path_label(struct request *rq, const struct reg_def *def, const char *path)
{
	struct path p;
	if (!path_parse(def, path, &p))
		return path;
	if (p.field == PATH_UNIT)
		return tr(rq->lang, N_("Unit"));
	if (p.field == PATH_STATE)
		return tr(rq->lang, N_("State"));
	if (p.field < 0)
		return path;
	const char *own = label_in(&def->fields[p.field].label, rq->lang);
	const struct field_def *end = path_field(def, p);
	int people = 0;
	if (p.sub < 0 || !end)
		return own;
	for (int i = 0; i < def->field_count; i++)
		people += def->fields[i].ref == def->fields[p.field].ref;
	const char *last = label_in(&end->label, rq->lang);
	return people == 1 ? last : arena_printf(rq->arena, "%s · %s", own, last);
}

/* ---- the list ---- */

static bool take(struct request *rq, const struct import_batch *b, struct import_item *item,
		 bool *mine, struct err *e)
{
	struct scope scope;
	struct account who;
	struct err gone = {0};
	*mine = false;
	if (!b->def)
		return true;
	import_scope(rq->account, b->def, &scope);
	if (!scope_has(rq->db, &scope, rq->county, b->unit, mine, e))
		return false;
	if (!*mine)
		return true;
	*item = (struct import_item){
	    .href = import_href(rq, b),
	    .file = b->file_name,
	    .reg = label_in(&b->def->label, rq->lang),
	    .unit = unit_name_now(rq->arena, rq->db, b->unit),
	    .state = import_state(b->state),
	    .tone = import_tone(b->state),
	    .at_ms = b->created_ms,
	    .fresh = b->fresh,
	    .changed = b->changed,
	    .same = b->same,
	    .refused = b->refused,
	};
	item->who = account_load(rq->arena, rq->db, b->actor, &who, &gone) ? who.name : "";
	return true;
}

static bool make_items(struct request *rq, struct import_list_view *v, struct err *e)
{
	struct import_item *items = ARENA_ARRAY(rq->arena, struct import_item, LIST_ROWS);
	int64_t before = rq_id(rq, "after");
	for (bool more = true; more && v->count < LIST_ROWS;) {
		struct import_list list;
		if (!import_list(rq->arena, rq->db, rq->county, before, LIST_ROWS, &list, e))
			return false;
		more = list.count == LIST_ROWS;
		for (int i = 0; i < list.count && v->count < LIST_ROWS; i++) {
			bool mine;
			if (!take(rq, &list.rows[i], &items[v->count], &mine, e))
				return false;
			v->count += mine;
			before = list.rows[i].id;
		}
	}
	v->items = items;
	v->pager =
	    (struct ui_pager){.path = rq->path, .query = rq->query, .count = -1, .shown = v->count};
	if (v->count == LIST_ROWS)
		v->pager.after = arena_printf(rq->arena, "%" PRId64, before);
	return true;
}

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_set *all = reg_all();
	struct import_list_view v = {0};
	struct ui_link *regs = ARENA_ARRAY(rq->arena, struct ui_link, all->count + 1);
	for (int i = 0; i < all->count; i++) {
		struct scope scope;
		import_scope(rq->account, all->regs[i], &scope);
		if (scope.count && all->regs[i]->import_count)
			regs[v.reg_count++] = (struct ui_link){
			    .label = label_in(&all->regs[i]->label, rq->lang),
			    .href = arena_printf(rq->arena, "/import/new/%s?unit=%" PRId64,
						 all->regs[i]->name, rq->unit.id)};
	}
	v.regs = regs;
	if (!make_items(rq, &v, e))
		return false;
	tpl_import_list(h, &v);
	return true;
}

/* ---- the upload ---- */

static bool add_unit(struct request *rq, const struct scope *scope, const struct unit *u, int depth,
		     struct ui_option *options, int *count, struct err *e)
{
	bool inside;
	const char *id = arena_printf(rq->arena, "%" PRId64, u->id);
	if (!scope_has(rq->db, scope, rq->county, u->id, &inside, e))
		return false;
	for (int i = 0; i < *count; i++)
		inside = inside && !text_eq(options[i].value, id);
	if (inside && *count < UNITS_MAX)
		options[(*count)++] = (struct ui_option){
		    .value = id,
		    .label = arena_printf(rq->arena, "%s%s", depth ? "　" : "", u->name)};
	return true;
}

/* The unit in view and those directly below it, then the account's own units. */
static bool make_units(struct request *rq, const struct scope *scope, struct import_new_view *v,
		       struct err *e)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, UNITS_MAX);
	struct unit_list below;
	if (rq->unit.id && (!add_unit(rq, scope, &rq->unit, 0, options, &v->unit_count, e) ||
			    !unit_children(rq->arena, rq->db, rq->unit.id, 0, &below, e)))
		return false;
	for (int i = 0; rq->unit.id && i < below.count; i++)
		if (!add_unit(rq, scope, &below.units[i], 1, options, &v->unit_count, e))
			return false;
	for (int i = 0; i < scope->count; i++) {
		struct unit u;
		if (!unit_load(rq->arena, rq->db, scope->units[i], 0, &u, e) ||
		    (u.county == rq->county &&
		     !add_unit(rq, scope, &u, 0, options, &v->unit_count, e)))
			return false;
	}
	v->units = options;
	v->home = rq_id(rq, "home") ? arena_printf(rq->arena, "%" PRId64, rq_id(rq, "home"))
		  : v->unit_count   ? options[0].value
				    : "";
	return true;
}

int import_headings(const struct reg_def *def, const struct import_def **out)
{
	int n = 0;
	for (int i = 0; i < def->import_count; i++) {
		bool seen = false;
		for (int k = 0; k < n; k++)
			seen |= out[k]->path.field == def->imports[i].path.field &&
				out[k]->path.sub == def->imports[i].path.sub;
		if (!seen)
			out[n++] = &def->imports[i];
	}
	return n;
}

static bool show_new(struct request *rq, struct html *h, const struct reg_def *def,
		     const struct scope *scope, struct err *e)
{
	const struct import_def **heads =
	    ARENA_ARRAY(rq->arena, const struct import_def *, def->import_count);
	const char **names = ARENA_ARRAY(rq->arena, const char *, def->import_count);
	struct import_new_view v = {
	    .reg = def->name,
	    .reg_label = label_in(&def->label, rq->lang),
	    .headings = names,
	    .action = arena_printf(rq->arena, "/import/upload/%s", def->name),
	    .template_href = arena_printf(rq->arena, "/import/template/%s", def->name),
	    .findings = rq->findings,
	    .heading_count = import_headings(def, heads),
	};
	for (int i = 0; i < v.heading_count; i++)
		names[i] = heads[i]->heading;
	if (!make_units(rq, scope, &v, e))
		return false;
	rq->title =
	    arena_printf(rq->arena, "%s · %s", v.reg_label, tr(rq->lang, N_("Import a sheet")));
	tpl_import_new(h, &v);
	return true;
}

static bool serve_new(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	return import_reg(rq, &def, &scope, e) && show_new(rq, h, def, &scope, e);
}

static bool again(struct request *rq, struct html *h, const struct reg_def *def,
		  const struct scope *scope, const struct err *why, struct err *e)
{
	struct finding *fi = find_error(rq->findings, "file", "sheet-refused", "%s",
					msg_render(rq->arena, &why->text, rq->lang));
	if (why->hint.id)
		find_hint(fi, "%s", msg_render(rq->arena, &why->hint, rq->lang));
	rq->status = err_http(ERR_REFUSED);
	return show_new(rq, h, def, scope, e);
}

static bool keep(struct request *rq, const struct reg_def *def, int64_t *batch, struct err *e)
{
	const struct upload *up = rq_file(rq, "file");
	if (!up)
		return err_set(e, ERR_REFUSED, "Choose the sheet to bring in.");
	const char *path = arena_printf(rq->arena, "%s/files/%s", rq->dir, up->hash);
	if (rename(up->path, path) != 0)
		return err_set(e, ERR_FILE, "The uploaded file could not be stored.");
	struct import_start start = {
	    .county = rq->county,
	    .unit = rq_id(rq, "home"),
	    .actor = rq->account->id,
	    .def = def,
	    .path = path,
	    .name = up->name,
	    .sheet = -1,
	};
	return import_new(rq->arena, rq->db, &start, batch, e);
}

static bool upload(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct err why = {0};
	bool inside;
	int64_t batch;
	if (!import_reg(rq, &def, &scope, e) ||
	    !scope_has(rq->db, &scope, rq->county, rq_id(rq, "home"), &inside, e))
		return false;
	if (!inside)
		return err_set(e, ERR_DENIED, "Your account may not import for this unit.");
	if (!keep(rq, def, &batch, &why)) {
		if (why.code == ERR_REFUSED || why.code == ERR_TOO_BIG)
			return again(rq, h, def, &scope, &why, e);
		*e = why;
		return false;
	}
	reply_redirect(rq, arena_printf(rq->arena, "/import/%" PRId64 "?unit=%" PRId64, batch,
					rq_id(rq, "home")));
	return true;
}
