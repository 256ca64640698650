/*
 * visit_form.c - one visit: the form for a new one and what a saved one says and counts for.
 *
 * The form carries what each field said when it was opened, so that saving merges by field.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/duty/visit_page.h"
#include "tpl.h"

#include <string.h>

static bool show_new(struct request *rq, struct html *h, struct err *e);
static bool save_new(struct request *rq, struct html *h, struct err *e);
static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct visit_source the_form;

enum { NOTE_MAX = 2000, OTHERS_MAX = 1000 };

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID },
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "visited", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "helper", .kind = PARAM_ID },
	{ .name = "place", .kind = PARAM_TEXT, .max = 60 },
	{ .name = "visitor", .kind = PARAM_TEXT },
	{ .name = "others", .kind = PARAM_NOTE, .max = OTHERS_MAX },
	{ .name = "purpose", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "said", .kind = PARAM_NOTE, .max = NOTE_MAX },
	{ .name = "found", .kind = PARAM_NOTE, .max = NOTE_MAX },
	{ .name = "helped", .kind = PARAM_NOTE, .max = NOTE_MAX },
	{ .name = "matters", .kind = PARAM_NOTE, .max = NOTE_MAX },
	{ .name = "matter_kind", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "b.*", .kind = PARAM_NOTE, .max = NOTE_MAX },
	{ 0 },
};

const struct page visit_new_page = {
	.path = "/visit/new",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show_new,
	.title = N_("Enter a visit"),
	.about = "The form of a visit; on a phone it keeps what is entered until the signal is back.",
};
const struct page visit_new_post = {
	.path = "/visit/new",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save_new,
	.title = N_("Enter a visit"),
	.about = "Saves a visit; the same one entered before is joined with it.",
};
const struct page visit_page = {
	.path = "/visit/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Visit"),
	.about = "One visit: who, whom, what was found, which pairings it counts for.",
};
const struct page visit_post = {
	.path = "/visit/:id",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Visit"),
	.about = "Saves changes of a visit, merged by field with what others have changed meanwhile.",
};

void visit_script(struct html *h)
{
	html_raw_literal(h, "<script defer src=\"");
	html_asset(h, "visits.js");
	html_raw_literal(h, "\"></script>");
}

/* ---- the form ---- */

static bool write_scope(struct request *rq, struct scope *scope, struct err *e)
{
	reg_scope(rq->account, reg_find("visit"), true, scope);
	if (scope->count)
		return true;
	err_set(e, ERR_DENIED, "Your account may not change this register.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

static const char *given_or(struct request *rq, const char *name, const char *else_)
{
	return rq_has(rq, name) ? rq_text(rq, name) : else_;
}

/* What was typed, else what the visit says. */
static bool form_fill(struct request *rq, const struct scope *scope, struct visit_form_view *v, struct err *e)
{
	char text[16];
	v->visited = given_or(rq, "visited", v->visited);
	v->place = given_or(rq, "place", v->place);
	v->visitor = given_or(rq, "visitor", v->visitor);
	v->others = given_or(rq, "others", v->others);
	v->purpose = given_or(rq, "purpose", v->purpose);
	v->said = given_or(rq, "said", v->said);
	v->found = given_or(rq, "found", v->found);
	v->helped = given_or(rq, "helped", v->helped);
	v->most = arena_strdup(rq->arena, date_iso(today(), text));
	v->matters = rq_text(rq, "matters");
	v->matter_kind = rq_text(rq, "matter_kind");
	v->kind_count = visit_matter_kinds(rq, &v->kinds);
	v->purpose_count = visit_purposes(rq, &v->purposes);
	v->findings = rq->findings;
	return visit_choices_load(rq, scope, &v->choices, e);
}

/* Whom the board says is to go, else the account's own person. */
static const char *planned_visitor(struct request *rq, const char *self)
{
	struct scope all;
	struct record *r;
	struct err ignored = { 0 };
	scope_all(rq->county, &all); /* people are named through the county */
	if (!rq_id(rq, "helper") || !reg_load(rq->arena, rq->db, reg_find("person"), rq->county, rq_id(rq, "helper"), &all,
					      false, &r, &ignored))
		return self;
	return visit_person_text(rq->arena, record_title(rq->arena, r, rq->lang), r->id);
}

static bool draw_new(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	char text[24], id[24];
	struct visit_form_view v = { .action = "/visit/new",
				     .cancel = "/visits",
				     .account = arena_strdup(rq->arena, id_text(rq->account->id, id)),
				     .visited = arena_strdup(rq->arena, date_iso(today(), text)),
				     .place = "", .visitor = NULL, .others = "", .purpose = "",
				     .said = "", .found = "", .helped = "" };
	if (!write_scope(rq, &scope, e) || !form_fill(rq, &scope, &v, e))
		return false;
	if (!v.visitor)
		v.visitor = planned_visitor(rq, v.choices.self);
	for (int i = 0; visit_form_names[i]; i++)
		v.began[i] = "";
	tpl_visit_new(h, &v);
	return true;
}

static bool show_new(struct request *rq, struct html *h, struct err *e)
{
	return draw_new(rq, h, e);
}

static const char *outcome_words(const struct visit_result *r)
{
	switch (r->outcome) {
	case VISIT_MERGED:
		return N_("This visit had been entered already; yours was joined with it.");
	case VISIT_CONFLICT:
		return N_("Saved; but somebody else wrote some fields differently. Choose what holds.");
	case VISIT_SAME:
		return N_("Nothing had to be changed.");
	case VISIT_SAVED:
	case VISIT_GONE:
		break;
	}
	return N_("The visit was saved.");
}

static bool save_new(struct request *rq, struct html *h, struct err *e)
{
	struct visit_edit *edit = ARENA_NEW(rq->arena, struct visit_edit);
	struct visit_result result;
	bool ok;
	*edit = (struct visit_edit){ .client = "" };
	if (!visit_edit_read(rq, &the_form, 0, edit, e) || !visit_save(rq, &the_form, edit, &result, &ok, e))
		return false;
	if (ok) {
		reply_flash(rq, outcome_words(&result));
		reply_redirect(rq, arena_printf(rq->arena, "/visit/%" PRId64, result.visit));
		return true;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw_new(rq, h, e);
}

/* ---- one visit ---- */

static const char *text_of(struct request *rq, const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	return value_text(rq->arena, f, &r->v[f->index], rq->lang);
}

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static const char *names_of(struct request *rq, const struct visit_company *c, bool ids)
{
	const char *text = "";
	for (int i = 0; i < c->count; i++) {
		const char *name = c->who[i].name;
		text = arena_printf(rq->arena, "%s%s%s", text, i ? "、" : "",
				    ids ? visit_person_text(rq->arena, name, c->who[i].person) : name);
	}
	return text;
}

static bool make_served(struct request *rq, const struct record *r, struct visit_view *v, struct err *e)
{
	const struct reg_def *pairing = reg_find("pairing");
	ymd day = (ymd)value_of(r, "visited")->i;
	struct visits_ask ask = { .county = rq->county, .from = day, .to = day, .visit = r->id };
	struct visit_served_list list;
	reg_scope(rq->account, pairing, false, &ask.pairings);
	reg_scope(rq->account, r->def, false, &ask.visits);
	if (!visits_serving(rq->arena, rq->db, &ask, &list, e))
		return false;
	struct visit_served_row *rows = ARENA_ARRAY(rq->arena, struct visit_served_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		struct record *p;
		int64_t id = list.rows[i].pairing;
		if (!reg_load(rq->arena, rq->db, pairing, rq->county, id, &ask.pairings, false, &p, e))
			return false;
		const char *household = text_of(rq, p, "household"), *base = text_of(rq, p, "base");
		const char *helped = !is_empty(household) ? household : !is_empty(base) ? base : p->unit_name;
		rows[v->served_count++] = (struct visit_served_row){
			.kind = text_of(rq, p, "kind"),
			.helped = arena_printf(rq->arena, "%s → %s", text_of(rq, p, "helper"), helped),
			.href = arena_printf(rq->arena, "/reg/pairing/%" PRId64, p->id),
		};
	}
	v->served = rows;
	return true;
}

/* The form of a saved visit: what it says is what the reader begins from. */
static bool make_form(struct request *rq, const struct record *r, const struct visit_company *who, struct visit_view *v,
		      struct err *e)
{
	struct scope scope;
	bool may;
	reg_scope(rq->account, r->def, true, &scope);
	if (!scope_has(rq->db, &scope, rq->county, r->unit, &may, e))
		return false;
	if (!may || v->hidden)
		return true;
	struct visit_form_view *f = ARENA_NEW(rq->arena, struct visit_form_view);
	const struct value *h = value_of(r, "household"), *b = value_of(r, "base"), *visitor = value_of(r, "visitor");
	*f = (struct visit_form_view){
		.action = arena_printf(rq->arena, "/visit/%" PRId64, r->id),
		.cancel = arena_printf(rq->arena, "/visit/%" PRId64, r->id),
		.visited = text_of(rq, r, "visited"),
		.place = visit_place(rq->arena, r->unit, h->known ? h->i : 0, b->known ? b->i : 0),
		.visitor = visit_person_text(rq->arena, visitor->s, visitor->i),
		.others = names_of(rq, who, true),
		.purpose = value_raw(rq->arena, field_find(r->def, "purpose"), value_of(r, "purpose")),
		.said = text_of(rq, r, "said"),
		.found = text_of(rq, r, "found"),
		.helped = text_of(rq, r, "helped"),
		.editing = true,
	};
	const char *now[] = { f->visited, f->place, f->visitor, f->others, f->purpose, f->said, f->found, f->helped };
	for (int i = 0; visit_form_names[i]; i++) {
		const char *name = arena_printf(rq->arena, "b.%s", visit_form_names[i]);
		f->began[i] = rq_has(rq, name) ? rq_text(rq, name) : now[i];
	}
	struct unit shown = rq->unit;
	if (!unit_load(rq->arena, rq->db, r->unit, 0, &rq->unit, e))
		return false;
	const char *place = f->place, *label = !is_empty(v->whom) ? v->whom : r->unit_name;
	bool ok = form_fill(rq, &scope, f, e);
	rq->unit = shown;
	if (!ok)
		return false;
	/* what it is about stays among the choices, and nothing of other villages */
	struct ui_option *kept = ARENA_ARRAY(rq->arena, struct ui_option, f->choices.place_count + 1);
	const char *own = arena_printf(rq->arena, "u%" PRId64, r->unit);
	size_t n = strlen(own);
	int count = 0;
	bool there = false;
	for (int i = 0; i < f->choices.place_count; i++) {
		const char *value = f->choices.places[i].value;
		if (strncmp(value, own, n) != 0 || (value[n] && value[n] != 'h' && value[n] != 'b'))
			continue;
		there |= text_eq(value, place);
		kept[count++] = f->choices.places[i];
	}
	if (!there)
		kept[count++] = (struct ui_option){ .value = place, .label = label, .group = r->unit_name };
	f->choices.places = kept;
	f->choices.place_count = count;
	v->form = f;
	return true;
}

static bool draw(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	struct visit_company who;
	struct visit_told *told;
	reg_scope(rq->account, reg_find("visit"), false, &scope);
	if (!reg_load(rq->arena, rq->db, reg_find("visit"), rq->county, rq_id(rq, "id"), &scope, false, &r, e) ||
	    !visit_company_load(rq->arena, rq->db, rq->county, r->id, &who, e))
		return false;
	const char *household = text_of(rq, r, "household"), *base = text_of(rq, r, "base");
	const char *others = names_of(rq, &who, false);
	struct visit_view v = {
		.day = text_of(rq, r, "visited"),
		.who = arena_printf(rq->arena, "%s%s%s", text_of(rq, r, "visitor"), *others ? "、" : "", others),
		.whom = !is_empty(household) ? household : base,
		.unit = r->unit_name,
		.purpose = text_of(rq, r, "purpose"),
		.hidden = page_hides(rq, field_find(r->def, "said"), r),
		.register_href = arena_printf(rq->arena, "/reg/visit/%" PRId64, r->id),
	};
	if (!v.hidden) {
		v.said = text_of(rq, r, "said");
		v.found = text_of(rq, r, "found");
		v.helped = text_of(rq, r, "helped");
	}
	if (!visit_told_load(rq, 0, r->id, LIMIT_PAGE_ROWS, &told, &v.told_count, e) || !make_served(rq, r, &v, e) ||
	    !visit_matters_load(rq, r->id, &v, e) ||
	    !make_form(rq, r, &who, &v, e))
		return false;
	v.told = told;
	rq->title = arena_printf(rq->arena, "%s · %s", !is_empty(v.whom) ? v.whom : v.unit, v.day);
	tpl_visit(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	return draw(rq, h, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	struct visit_edit *edit = ARENA_NEW(rq->arena, struct visit_edit);
	struct visit_result result;
	bool ok;
	if (!write_scope(rq, &scope, e) ||
	    !reg_load(rq->arena, rq->db, reg_find("visit"), rq->county, rq_id(rq, "id"), &scope, false, &r, e))
		return false;
	if (!rq_has(rq, "b.visited")) {
		err_set(e, ERR_CONFLICT, "The form does not say which version of the entry it was made from.");
		return err_hint(e, "Open it again, compare, and enter your change once more.");
	}
	*edit = (struct visit_edit){ .client = "", .visit = r->id };
	if (!visit_edit_read(rq, &the_form, r->unit, edit, e) || !visit_save(rq, &the_form, edit, &result, &ok, e))
		return false;
	if (ok) {
		reply_flash(rq, outcome_words(&result));
		reply_redirect(rq, arena_printf(rq->arena, "/visit/%" PRId64, r->id));
		return true;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw(rq, h, e);
}
