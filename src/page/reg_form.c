/* reg_form.c - enter or change a record; take a step; delete. */
#include "page/reg_form.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/shortage.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <string.h>

enum { PICK_MAX = 400 };

static bool show_new(struct request *rq, struct html *h, struct err *e);
static bool show_edit(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);
static bool step(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "id", .kind = PARAM_TEXT},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "ver", .kind = PARAM_INT},
    {.name = "step", .kind = PARAM_TEXT},
    {.name = "home", .kind = PARAM_UNIT},
    {.name = "request", .kind = PARAM_ID},
    {.name = "f.*", .kind = PARAM_NOTE},
    {0},
};

const struct page reg_new_page = {
    .path = "/reg/:reg/new",
    .method = GET,
    .cap = CAP_WRITE,
    .params = params,
    .serve = show_new,
    .title = N_("New entry"),
    .about = "The form for a new row of a register.",
};
const struct page reg_edit_page = {
    .path = "/reg/:reg/:id/edit",
    .method = GET,
    .cap = CAP_WRITE,
    .params = params,
    .serve = show_edit,
    .title = N_("Edit"),
    .about = "The form of an existing row.",
};
const struct page reg_save_page = {
    .path = "/reg/:reg/:id/save",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = save,
    .title = N_("Edit"),
    .about = "Checks and saves a row; id new makes one.",
};
const struct page reg_step_page = {
    .path = "/reg/:reg/:id/step",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = step,
    .title = N_("Entry"),
    .about = "Takes a row to another state.",
};
const struct page reg_delete_page = {
    .path = "/reg/:reg/:id/delete",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = drop,
    .title = N_("Entry"),
    .about = "Deletes a row that nothing refers to.",
};

/* ---- fields as controls ---- */

static enum ui_kind kind_of(const struct field_def *f)
{
	switch (f->type) {
	case FIELD_NOTE:
		return UI_TEXTAREA;
	case FIELD_INT:
	case FIELD_DEC:
		return UI_NUMBER;
	case FIELD_DATE:
		return UI_TEXT; /* a month without a day must be possible */
	case FIELD_FLAG:
	case FIELD_CHOICE:
	case FIELD_UNIT:
	case FIELD_REF:
		return UI_SELECT;
	case FIELD_TEXT:
	case FIELD_IDNUM:
	case FIELD_PHONE:
	case FIELD_PERSON:
	case FIELD_UNITS:
	case FIELD__COUNT:
		break;
	}
	return UI_TEXT;
}

static void choice_options(struct request *rq, const struct field_def *f, struct ui_field *u)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, f->of->count);
	for (int i = 0; i < f->of->count; i++)
		options[i] =
		    (struct ui_option){.value = f->of->choices[i].code,
				       .label = label_in(&f->of->choices[i].label, rq->lang)};
	u->options = options;
	u->option_count = f->of->count;
}

/* "帮带对象 · 导师 钱海峰 · 泉口村": the other people and entries that tell rows of one name apart. */
static const char *option_label(struct request *rq, const struct record *r)
{
	const char *text = record_title(rq->arena, r, rq->lang);
	for (int i = 0, named = 0; i < r->def->field_count && named < 2; i++) {
		const struct field_def *f = &r->def->fields[i];
		bool points = f->type == FIELD_PERSON || f->type == FIELD_REF;
		if (!points || i == r->def->title.field || !r->v[i].known || is_empty(r->v[i].s))
			continue;
		named++;
		text = arena_printf(rq->arena, "%s · %s %s", text, label_in(&f->label, rq->lang),
				    r->v[i].s);
	}
	return arena_printf(rq->arena, "%s · %s", text, r->unit_name);
}

/* Names that the whole county may know: also those of the units above, such as a county's fund;
 * the name and no more. */
static bool options_above(struct request *rq, const struct reg_def *def, struct ui_option *options,
			  int room, int *count, struct err *e)
{
	struct unit_list path;
	struct path unit = {.field = PATH_UNIT, .sub = -1};
	if (!unit_path(rq->arena, rq->db, rq->unit.id, 0, &path, e))
		return false;
	for (int i = 0; i < path.count; i++) {
		struct record_list list;
		struct query q;
		struct scope all;
		char id[24];
		if (path.units[i].id == rq->unit.id)
			continue;
		scope_all(rq->county, &all);
		query_init(&q, def, rq->county, &all);
		query_filter(&q, unit, OP_EQ, id_text(path.units[i].id, id));
		q.limit = LIMIT_PAGE_ROWS;
		if (!query_list(rq->arena, rq->db, &q, &list, e))
			return false;
		for (int k = 0; k < list.count && *count < room; k++)
			options[(*count)++] = (struct ui_option){
			    .value = arena_strdup(rq->arena, id_text(list.rows[k]->id, id)),
			    .label = arena_printf(rq->arena, "%s · %s",
						  record_title(rq->arena, list.rows[k], rq->lang),
						  list.rows[k]->unit_name)};
	}
	return true;
}

/* Rows of another register to choose from: those of the unit in view, and the one that the
 * record points to, wherever it stands: an edit must not lose it. */
static bool ref_options(struct request *rq, const struct field_def *f, const struct value *now,
			struct ui_field *u, struct err *e)
{
	enum { ROOM = LIMIT_COUNT + LIMIT_PAGE_ROWS };
	bool offered = !now->known;
	struct query q;
	struct scope scope;
	struct record_list list;
	char id[24];
	reg_scope(rq->account, f->ref, false, &scope);
	query_init(&q, f->ref, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = LIMIT_PAGE_ROWS;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, ROOM + 1);
	u->options = options;
	do { /* a county has some hundreds of organisations */
		if (!query_list(rq->arena, rq->db, &q, &list, e))
			return false;
		for (int i = 0; i < list.count; i++)
			options[u->option_count++] = (struct ui_option){
			    .value = arena_strdup(rq->arena, id_text(list.rows[i]->id, id)),
			    .label = option_label(rq, list.rows[i])};
		q.after = list.next;
	} while (q.after && u->option_count + LIMIT_PAGE_ROWS <= LIMIT_COUNT);
	if (f->ref->whole_county && rq->unit.id &&
	    !options_above(rq, f->ref, options, ROOM, &u->option_count, e))
		return false;
	for (int i = 0; i < u->option_count; i++)
		offered |= text_eq(options[i].value, id_text(now->i, id));
	if (!offered)
		options[u->option_count++] = (struct ui_option){
		    .value = arena_strdup(rq->arena, id_text(now->i, id)), .label = now->s ? now->s : ""};
	return true;
}

/* "王建国 (1990-05, 新龙村) #123": what a person field holds while it is typed. */
static const char *person_value(struct request *rq, const struct value *v)
{
	return v->known ? arena_printf(rq->arena, "%s #%" PRId64, v->s ? v->s : "", v->i) : "";
}

static bool make_field(struct request *rq, const struct record *r, const struct field_def *f,
		       struct ui_field *u, struct err *e)
{
	static const struct ui_option flag[] = {{.value = "1", .label = N_("yes")},
						{.value = "0", .label = N_("no")}};
	const char *name = arena_printf(rq->arena, "f.%s", f->name);
	*u = (struct ui_field){
	    .kind = kind_of(f),
	    .name = name,
	    .label = label_in(&f->label, rq->lang),
	    .hint = label_in(&f->help, rq->lang),
	    .required = f->required,
	    .value =
		rq_has(rq, name) ? rq_text(rq, name) : value_raw(rq->arena, f, &r->v[f->index]),
	    .wide = f->type == FIELD_NOTE,
	    .max_length = f->type == FIELD_TEXT ? f->max : 0,
	};
	if (is_empty(u->hint))
		u->hint = f->type == FIELD_DATE ? N_("Such as 2024-05-03 or, for a month, 2024-05.")
						: NULL;
	const struct finding *fi = findings_of(rq->findings, f->name);
	if (fi)
		u->error = msg_render(rq->arena, &fi->text, rq->lang);
	if (f->type == FIELD_CHOICE)
		choice_options(rq, f, u);
	if (f->type == FIELD_FLAG) {
		u->options = flag;
		u->option_count = 2;
	}
	if (u->kind == UI_SELECT && !f->required)
		u->empty = "—";
	if (f->type == FIELD_PERSON) {
		u->pick = "/people/pick";
		u->hint = N_("Name, identity number or pinyin of someone registered; register new "
			     "people first.");
		if (!rq_has(rq, name))
			u->value = person_value(rq, &r->v[f->index]);
	}
	return f->type != FIELD_REF || ref_options(rq, f, &r->v[f->index], u, e);
}

/* The units the account may write for, under the unit in view. */
static bool make_units(struct request *rq, const struct scope *scope, int64_t chosen,
		       struct reg_form_view *v, struct err *e)
{
	struct unit_list list;
	char id[24];
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, PICK_MAX + 2);
	struct unit home;
	if (!unit_load(rq->arena, rq->db, chosen, 0, &home, e))
		return false;
	options[v->unit_count++] = (struct ui_option){
	    .value = arena_strdup(rq->arena, id_text(home.id, id)), .label = home.name};
	for (int i = 0; i < scope->count; i++) {
		if (!unit_villages(rq->arena, rq->db, rq->unit.id ? rq->unit.id : scope->units[i],
				   0, &list, e))
			return false;
		for (int k = 0; k < list.count && v->unit_count < PICK_MAX; k++) {
			bool inside;
			if (list.units[k].id == home.id)
				continue;
			if (!scope_has(rq->db, scope, rq->county, list.units[k].id, &inside, e))
				return false;
			if (inside)
				options[v->unit_count++] = (struct ui_option){
				    .value = arena_strdup(rq->arena, id_text(list.units[k].id, id)),
				    .label = list.units[k].name};
		}
		if (rq->unit.id)
			break;
	}
	v->units = options;
	v->unit = options[0].value;
	return true;
}

static bool show(struct request *rq, struct html *h, const struct record *r,
		 const struct scope *scope, struct err *e)
{
	char id[24], ver[24];
	const char *where = r->ver ? arena_strdup(rq->arena, id_text(r->id, id)) : "new";
	struct ui_field *fields = ARENA_ARRAY(rq->arena, struct ui_field, r->def->field_count);
	struct reg_form_view v = {
	    .action = rq_id(rq, "request")
			  ? arena_printf(rq->arena, "/reg/%s/%s/save?request=%" PRId64,
					 r->def->name, where, rq_id(rq, "request"))
			  : arena_printf(rq->arena, "/reg/%s/%s/save", r->def->name, where),
	    .cancel = r->ver ? arena_printf(rq->arena, "/reg/%s/%s", r->def->name, where)
			     : arena_printf(rq->arena, "/reg/%s", r->def->name),
	    .ver = arena_strdup(rq->arena, id_text(r->ver, ver)),
	    .fields = fields,
	    .findings = rq->findings,
	    .field_count = r->def->field_count,
	};
	for (int i = 0; i < r->def->field_count; i++)
		if (!make_field(rq, r, &r->def->fields[i], &fields[i], e))
			return false;
	if (!make_units(rq, scope, r->unit, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", label_in(&r->def->label, rq->lang),
				 tr(rq->lang, r->ver ? N_("Edit") : N_("New entry")));
	tpl_reg_form(h, &v);
	return true;
}

static bool show_new(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	if (!page_reg(rq, true, &def, &scope, e))
		return false;
	return show(rq, h, record_new(rq->arena, def, rq->county, rq->unit.id), &scope, e);
}

static bool show_edit(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	int64_t id;
	if (!page_reg(rq, true, &def, &scope, e))
		return false;
	if (!id_parse(rq_text(rq, "id"), &id))
		return err_set(e, ERR_NOT_FOUND,
			       "There is no such entry, or it is not yours to see.");
	return reg_load(rq->arena, rq->db, def, rq->county, id, &scope, false, &r, e) &&
	       show(rq, h, r, &scope, e);
}

/* ---- reading the form ---- */

bool page_read_person(struct request *rq, const struct field_def *f, const char *text,
		      struct value *v, struct err *e)
{
	struct query q;
	struct scope all;
	struct record_list list;
	const char *mark = strrchr(text, '#');
	*v = (struct value){0};
	if (is_empty(text))
		return true;
	if (mark && id_parse(mark + 1, &v->i)) {
		v->known = true;
		v->s = arena_strndup(rq->arena, text, (size_t)(mark - text));
		return true;
	}
	scope_all(rq->county, &all);
	query_init(&q, f->ref, rq->county, &all);
	q.search = text;
	q.limit = 6;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	if (list.count == 1) {
		*v = (struct value){.known = true,
				    .i = list.rows[0]->id,
				    .s = record_title(rq->arena, list.rows[0], rq->lang)};
		return true;
	}
	if (list.count == 0) {
		struct finding *fi = find_error(rq->findings, f->name, "person-unknown",
						"Nobody named %s is registered.", text);
		find_hint(fi, N_("Register the person first, then choose the name here."));
		return true;
	}
	struct buf names;
	buf_init(&names, 400);
	for (int i = 0; i < list.count; i++)
		buf_printf(&names, "%s%s（%s）#%" PRId64, i ? "、" : "",
			   record_title(rq->arena, list.rows[i], rq->lang), list.rows[i]->unit_name,
			   list.rows[i]->id);
	struct finding *fi = find_error(rq->findings, f->name, "person-ambiguous",
					"Several people named %s could be meant.", text);
	find_hint(fi, N_("Write one of these: %s."), buf_str(&names));
	buf_done(&names);
	return true;
}

static bool read_form(struct request *rq, struct record *r, struct err *e)
{
	for (int i = 0; i < r->def->field_count; i++) {
		const struct field_def *f = &r->def->fields[i];
		const char *name = arena_printf(rq->arena, "f.%s", f->name),
			   *text = rq_text(rq, name);
		if (!rq_has(rq, name))
			continue;
		if ((f->type == FIELD_IDNUM || f->type == FIELD_PHONE) && strchr(text, '*'))
			continue; /* the mask came back: unchanged */
		if (f->type == FIELD_PERSON) {
			if (!page_read_person(rq, f, text, &r->v[i], e))
				return false;
			continue;
		}
		if (!value_parse(rq->arena, f, text, false, &r->v[i], rq->findings))
			r->v[i] = (struct value){0};
	}
	if (rq_id(rq, "home"))
		r->unit = rq_id(rq, "home");
	return true;
}

static bool load_for_write(struct request *rq, const struct reg_def **def, struct scope *scope,
			   struct record **r, struct err *e)
{
	int64_t id;
	if (!page_reg(rq, true, def, scope, e))
		return false;
	if (text_eq(rq_text(rq, "id"), "new")) {
		*r = record_new(rq->arena, *def, rq->county, rq->unit.id);
		return true;
	}
	if (!id_parse(rq_text(rq, "id"), &id))
		return err_set(e, ERR_NOT_FOUND,
			       "There is no such entry, or it is not yours to see.");
	if (!reg_load(rq->arena, rq->db, *def, rq->county, id, scope, false, r, e))
		return false;
	(*r)->ver = rq_int(rq, "ver");
	if ((*r)->ver > 0)
		return true;
	err_set(e, ERR_CONFLICT,
		"The form does not say which version of the entry it was made from.");
	return err_hint(e, "Open it again, compare, and enter your change once more.");
}

static bool again(struct request *rq, struct html *h, struct record *r, const struct scope *scope,
		  struct err *e)
{
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return show(rq, h, r, scope, e);
}

/* A correction that somebody asked for says so in the audit chain. */
static bool name_request(struct request *rq, struct save_how *how, struct err *e)
{
	const struct reg_def *def = reg_find("data_request");
	struct scope scope;
	struct record *r;
	if (!rq_id(rq, "request"))
		return true;
	assert(def);
	reg_scope(rq->account, def, false, &scope);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "request"), &scope, false, &r,
		      e))
		return false;
	how->reason = arena_printf(rq->arena, "%s #%" PRId64, label_in(&def->label, rq->lang),
				   r->id);
	return true;
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	struct err why = {0};
	if (!load_for_write(rq, &def, &scope, &r, e) || !read_form(rq, r, e))
		return false;
	if (rq->findings->errors)
		return again(rq, h, r, &scope, e);
	struct save_how how = page_how(rq, &scope);
	if (!name_request(rq, &how, e))
		return false;
	if (!reg_save(rq->arena, rq->db, r, &how, rq->findings, &why)) {
		if (why.code == ERR_REFUSED)
			return again(rq, h, r, &scope, e);
		*e = why;
		return false;
	}
	if (!shortage_follow(rq->arena, rq->db, def, rq->county, rq->account->id, e))
		return false;
	reply_flash(rq, N_("Saved."));
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s/%" PRId64, def->name, r->id));
	return true;
}

static bool step(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	(void)h;
	if (!load_for_write(rq, &def, &scope, &r, e) || !read_form(rq, r, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	if (!reg_transit(rq->arena, rq->db, r, rq_text(rq, "step"), &how, page_roles(rq),
			 rq->findings, e) ||
	    !shortage_follow(rq->arena, rq->db, def, rq->county, rq->account->id, e))
		return false;
	reply_flash(rq, N_("Done."));
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s/%" PRId64, def->name, r->id));
	return true;
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	(void)h;
	if (!load_for_write(rq, &def, &scope, &r, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	if (!reg_delete(rq->arena, rq->db, r, &how, rq->findings, e) ||
	    !shortage_follow(rq->arena, rq->db, def, rq->county, rq->account->id, e))
		return false;
	reply_flash(rq, N_("Deleted."));
	reply_redirect(rq, arena_printf(rq->arena, "/reg/%s", def->name));
	return true;
}
