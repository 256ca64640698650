/*
 * publish_page.c - choosing what to publish, seeing it as it would be frozen, publishing it.
 *
 * The source is chosen by GET, so that what is seen can be looked at again; the POST makes the
 * table anew and freezes that.  Who publishes must read the whole of the source.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/document.h"
#include "ledger/book.h"
#include "measure/measure.h"
#include "openness/due.h"
#include "openness/openness.h"
#include "page/open/open_page.h"
#include "page/page_reg.h"
#include "tpl.h"

enum { PICKS = 300, ITEMS = 300, SOURCE_MAX = 4000 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool publish(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "kind", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "pick", .kind = PARAM_TEXT, .max = 60 },
	{ .name = "statement", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "from", .kind = PARAM_TEXT, .max = 10 },
	{ .name = "to", .kind = PARAM_TEXT, .max = 10 },
	{ .name = "at", .kind = PARAM_DATE },
	{ .name = "n.*", .kind = PARAM_FLAG },
	{ .name = "title", .kind = PARAM_TEXT, .max = 120 },
	{ .name = "body", .kind = PARAM_NOTE, .max = 4000 },
	{ .name = "takedown", .kind = PARAM_DATE },
	{ .name = "listed", .kind = PARAM_FLAG },
	{ .name = "item", .kind = PARAM_TEXT, .max = 24 },
	{ .name = "about", .kind = PARAM_DATE },
	{ .name = "replaces", .kind = PARAM_TEXT, .max = 24 },
	{ 0 },
};

const struct page publish_page = {
	.path = "/disclosures/new",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show,
	.title = N_("Publish a sheet"),
	.about = "Chooses what to publish and shows it as it would be frozen.",
};
const struct page publish_post = {
	.path = "/disclosures/new",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = publish,
	.title = N_("Publish a sheet"),
	.about = "Freezes a sheet and gives it its code.",
};

/* Does the account read all of this register that stands at or under the unit? */
static bool reads(struct request *rq, const struct reg_def *def, bool *out, struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, def, false, &scope);
	*out = false;
	return !scope.count || scope_has(rq->db, &scope, rq->county, rq->unit.id, out, e);
}

static struct ui_option *picks_new(struct request *rq, struct new_view *v)
{
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, PICKS);
	v->picks = o;
	return o;
}

static const char *id_of(struct request *rq, int64_t id)
{
	return arena_printf(rq->arena, "%" PRId64, id);
}

/* ---- what can be chosen ---- */

static bool figures_offer(struct request *rq, struct new_view *v, struct err *e)
{
	int count = indicator_count();
	struct new_option *o = ARENA_ARRAY(rq->arena, struct new_option, count + 1);
	v->many = true;
	v->options = o;
	for (int i = 0; i < count; i++) {
		const struct indicator_def *def = indicator_at(i);
		bool open = true;
		if (def->of && !reads(rq, def->of, &open, e))
			return false;
		if (!open || def->by)
			continue;
		const char *name = arena_printf(rq->arena, "n.%s", def->name);
		o[v->option_count++] = (struct new_option){
		    .name = name, .label = label_in(&def->label, rq->lang), .on = rq_flag(rq, name)};
	}
	return true;
}

static bool briefings_offer(struct request *rq, struct new_view *v, struct err *e)
{
	struct scope scope;
	struct run_row *runs;
	int count;
	struct ui_option *o = picks_new(rq, v);
	scope_of_cap(rq->account, CAP_READ, &scope);
	if (!document_runs(rq->arena, rq->db, rq->county, rq->unit.id, &scope, &count, &runs, e))
		return false;
	v->pick_label = N_("Issued briefing");
	for (int i = 0; i < count && v->pick_count < PICKS; i++)
		o[v->pick_count++] = (struct ui_option){
		    .value = id_of(rq, runs[i].id),
		    .label = arena_printf(rq->arena, "%s · %s", runs[i].title, runs[i].period)};
	return true;
}

static bool books_offer(struct request *rq, struct new_view *v, struct err *e)
{
	static const struct ui_option statements[] = {
	    {.value = "detail", .label = N_("Income and expense in detail")},
	    {.value = "balance", .label = N_("Balance sheet")},
	    {.value = "income", .label = N_("Income and its distribution")},
	    {.value = "trial", .label = N_("Trial balance")},
	};
	struct scope scope;
	struct book_list list;
	struct ui_option *o = picks_new(rq, v);
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_list(rq->arena, rq->db, rq->unit.id, &scope, &list, e))
		return false;
	v->pick_label = N_("Book");
	v->statements = statements;
	v->statement_count = (int)ARRAY_LEN(statements);
	for (int i = 0; i < list.count && v->pick_count < PICKS; i++)
		if (list.rows[i].unit == rq->unit.id)
			o[v->pick_count++] =
			    (struct ui_option){.value = id_of(rq, list.rows[i].id),
					       .label = arena_printf(rq->arena, "%s · %s –", list.rows[i].name,
								     month_text(list.rows[i].opened))};
	return true;
}

static bool decisions_offer(struct request *rq, struct new_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("decision");
	struct scope scope;
	struct query q;
	struct record_list list;
	struct ui_option *o = picks_new(rq, v);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.limit = PICKS;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	v->pick_label = N_("Decision");
	for (int i = 0; i < list.count; i++)
		if (list.rows[i]->unit == rq->unit.id)
			o[v->pick_count++] =
			    (struct ui_option){.value = id_of(rq, list.rows[i]->id),
					       .label = record_title(rq->arena, list.rows[i], rq->lang)};
	return true;
}

/* Registers that name a person and are wholly open to the account; then their fields. */
static bool persons_offer(struct request *rq, struct new_view *v, struct err *e)
{
	const struct reg_set *all = reg_all();
	const struct reg_def *chosen = reg_find(v->pick);
	struct ui_option *o = picks_new(rq, v);
	v->persons = true;
	v->pick_label = N_("Register");
	for (int i = 0; i < all->count && v->pick_count < PICKS; i++) {
		const struct reg_def *def = all->regs[i];
		bool open;
		if (!field_find(def, "person"))
			continue;
		if (!reads(rq, def, &open, e))
			return false;
		if (open && reg_sees_personal(rq->db, rq->account, def, rq->county, rq->unit.id))
			o[v->pick_count++] =
			    (struct ui_option){.value = def->name, .label = label_in(&def->label, rq->lang)};
	}
	if (!chosen || !field_find(chosen, "person"))
		return true;
	struct new_option *fields = ARENA_ARRAY(rq->arena, struct new_option, chosen->field_count + 1);
	v->options = fields;
	for (int i = 0; i < chosen->field_count; i++) {
		const struct field_def *f = &chosen->fields[i];
		const char *name = arena_printf(rq->arena, "n.%s", f->name);
		if (disclosure_field_open(f))
			fields[v->option_count++] = (struct new_option){
			    .name = name, .label = label_in(&f->label, rq->lang), .on = rq_flag(rq, name)};
	}
	return true;
}

static bool offer(struct request *rq, enum disclosure_kind kind, struct new_view *v, struct err *e)
{
	static bool (*const offers[DISCLOSE__COUNT])(struct request *, struct new_view *, struct err *) = {
	    [DISCLOSE_FIGURES] = figures_offer,	    [DISCLOSE_BRIEFING] = briefings_offer,
	    [DISCLOSE_BOOK] = books_offer,	    [DISCLOSE_DECISION] = decisions_offer,
	    [DISCLOSE_PERSONS] = persons_offer,
	};
	return offers[kind](rq, v, e);
}

/* ---- what was chosen ---- */

static bool offered(const struct new_view *v, const char *value)
{
	for (int i = 0; i < v->pick_count; i++)
		if (text_eq(v->picks[i].value, value))
			return true;
	return false;
}

/* "2024-03" is 202403; 0 for anything else. */
static int month_of(const char *text)
{
	struct period p;
	if (!period_parse(text, &p) || p.from / 100 != p.to / 100)
		return 0;
	return p.from / 100;
}

static const char *options_joined(struct request *rq, const struct new_view *v)
{
	const char *text = "";
	for (int i = 0; i < v->option_count; i++)
		if (v->options[i].on)
			text = arena_printf(rq->arena, "%s%s%s", text, *text ? "," : "", v->options[i].name + 2);
	return text;
}

/* The source in its own words; "" while the choice is not complete.  Only what was offered counts. */
static const char *source_of(struct request *rq, enum disclosure_kind kind, const struct new_view *v)
{
	int from = month_of(v->from), to = month_of(v->to);
	switch (kind) {
	case DISCLOSE_FIGURES:
		return options_joined(rq, v);
	case DISCLOSE_BRIEFING:
	case DISCLOSE_DECISION:
		return offered(v, v->pick) ? v->pick : "";
	case DISCLOSE_BOOK:
		return offered(v, v->pick) && from && to && !is_empty(v->statement)
			   ? arena_printf(rq->arena, "%s %s %d %d", v->statement, v->pick, from, to)
			   : "";
	case DISCLOSE_PERSONS:
		return offered(v, v->pick) && rq_has(rq, "at")
			   ? arena_printf(rq->arena, "%s %s", v->pick, options_joined(rq, v))
			   : "";
	case DISCLOSE__COUNT:
		break;
	}
	return "";
}

static bool items_offer(struct request *rq, struct new_view *v, struct err *e)
{
	const struct reg_def *def = reg_find("openness_item");
	struct scope all;
	struct query q;
	struct record_list list;
	struct ui_option *o = ARENA_ARRAY(rq->arena, struct ui_option, ITEMS);
	scope_all(rq->county, &all); /* the catalogue is for everybody */
	query_init(&q, def, rq->county, &all);
	q.at = today();
	q.limit = ITEMS;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	v->items = o;
	for (int i = 0; i < list.count; i++) {
		bool holds;
		if (!unit_is_under(rq->db, rq->unit.id, list.rows[i]->unit, &holds, e))
			return false;
		if (holds)
			o[v->item_count++] =
			    (struct ui_option){.value = id_of(rq, list.rows[i]->id),
					       .label = record_title(rq->arena, list.rows[i], rq->lang)};
	}
	return true;
}

/* What was chosen, sent again with the form that publishes it. */
static void hide(struct request *rq, struct new_view *v)
{
	static const char *const names[] = {"kind", "pick", "statement", "from", "to", "at"};
	struct new_option *o =
	    ARENA_ARRAY(rq->arena, struct new_option, ARRAY_LEN(names) + (size_t)v->option_count);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!is_empty(rq_text(rq, names[i])))
			o[v->hidden_count++] = (struct new_option){.name = names[i], .label = rq_text(rq, names[i])};
	for (int i = 0; i < v->option_count; i++)
		if (v->options[i].on)
			o[v->hidden_count++] = (struct new_option){.name = v->options[i].name, .label = "1"};
	v->hidden = o;
}

/* The kinds as tabs, the choice, and, once complete, the sheet as it would be. */
static bool make(struct request *rq, struct new_view *v, struct disclosure *d, struct err *e)
{
	enum disclosure_kind kind;
	bool may;
	char id[24];
	if (!rq->unit.id || !open_may(rq, true, rq->unit.id, &may, e))
		return e->code != ERR_NONE ? false : err_set(e, ERR_DENIED, "Your account may not publish here.");
	if (!may) {
		err_set(e, ERR_DENIED, "Your account may not publish here.");
		return err_hint(e, N_("Choose a unit whose records you keep."));
	}
	if (!disclosure_kind_parse(rq_text(rq, "kind"), &kind))
		kind = DISCLOSE_BOOK;
	*v = (struct new_view){
	    .kind = disclosure_kind_code(kind), .kind_label = disclosure_kind_label(kind),
	    .unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)), .unit_name = rq->unit.name,
	    .kind_count = DISCLOSE__COUNT, .from = rq_text(rq, "from"), .to = rq_text(rq, "to"),
	    .at = rq_text(rq, "at"), .pick = rq_text(rq, "pick"), .statement = rq_text(rq, "statement"),
	    .title = rq_text(rq, "title"), .body = rq_text(rq, "body"), .takedown = rq_text(rq, "takedown"),
	    .item = rq_text(rq, "item"), .about = rq_text(rq, "about"), .pick_label = "",
	    .listed = kind != DISCLOSE_PERSONS, .findings = rq->findings,
	};
	for (int k = 0; k < DISCLOSE__COUNT; k++)
		v->kinds[k] = (struct ui_link){
		    .label = tr(rq->lang, disclosure_kind_label((enum disclosure_kind)k)),
		    .href = arena_printf(rq->arena, "/disclosures/new?unit=%s&kind=%s", v->unit,
					 disclosure_kind_code((enum disclosure_kind)k)),
		    .current = k == (int)kind};
	if (!offer(rq, kind, v, e) || !items_offer(rq, v, e))
		return false;
	*d = (struct disclosure){
	    .county = rq->county, .unit = rq->unit.id, .unit_name = rq->unit.name, .kind = kind,
	    .source = source_of(rq, kind, v), .title = v->title, .body = v->body,
	    .as_of = rq_date(rq, "at") ? rq_date(rq, "at") : today(), .takedown = rq_date(rq, "takedown"),
	    .code = "", .hash = "", .withdrawn_reason = "", .word = "",
	};
	v->ready = !is_empty(d->source);
	hide(rq, v);
	return !v->ready || disclosure_fill(rq->arena, rq->db, d, e);
}

static bool draw(struct request *rq, struct html *h, struct new_view *v, const struct disclosure *d)
{
	struct sheet_view *s = ARENA_NEW(rq->arena, struct sheet_view);
	*s = (struct sheet_view){.columns = d->columns, .count = d->count, .heads = d->heads, .lines = d->lines,
				 .inside = true};
	v->sheet = s;
	tpl_publish(h, v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct new_view v;
	struct disclosure d;
	return make(rq, &v, &d, e) && draw(rq, h, &v, &d);
}

/* Published for an item of the catalogue: what was due is done. */
static bool notice_save(struct request *rq, const struct disclosure *d, struct findings *f, struct err *e)
{
	const struct reg_def *def = reg_find("openness_notice");
	struct scope scope;
	int64_t item;
	if (!id_parse(rq_text(rq, "item"), &item))
		return true;
	open_scope(rq, true, &scope);
	struct save_how how = page_how(rq, &scope);
	struct record *r = record_new(rq->arena, def, rq->county, d->unit);
	ymd about = rq_date(rq, "about") ? rq_date(rq, "about") : today();
	*record_value(r, "item") = (struct value){.known = true, .i = item};
	*record_value(r, "about") = (struct value){.known = true, .i = about};
	*record_value(r, "posted") = (struct value){.known = true, .i = today()};
	*record_value(r, "channel") = (struct value){.known = true, .s = "online"};
	*record_value(r, "sheet_code") =
	    (struct value){.known = true, .s = disclosure_code_text(rq->arena, d->code)};
	return reg_save(rq->arena, rq->db, r, &how, f, e);
}

static bool publish(struct request *rq, struct html *h, struct err *e)
{
	struct new_view v;
	struct disclosure d;
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	int64_t old = 0;
	findings_init(f, rq->arena);
	if (!make(rq, &v, &d, e))
		return false;
	d.listed = rq_flag(rq, "listed") && d.kind != DISCLOSE_PERSONS;
	if (id_parse(rq_text(rq, "replaces"), &old))
		d.replaces = old;
	if (disclosure_publish(rq->arena, rq->db, &d, rq->account->id, f, e) && notice_save(rq, &d, f, e)) {
		reply_flash(rq, N_("Published. Print the sheet for the wall."));
		reply_redirect(rq, arena_printf(rq->arena, "/disclosure/%" PRId64, d.id));
		return true;
	}
	if (e->code != ERR_REFUSED)
		return false;
	*e = (struct err){0};
	rq->refuse = true;
	rq->status = 422;
	v.findings = f;
	return draw(rq, h, &v, &d);
}
