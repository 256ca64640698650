/*
 * benefit_page.c - who is due what in a period, with the working; proposed and paid from here.
 *
 * What is due is computed from the posts in the reader's scope; a row of the register `benefit`
 * is made when it is proposed, and stays as it was proposed.
 */
#include "page/benefit_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/entitlement.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>

enum { ROWS = 500, UNKNOWN = 20 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);
static bool pay(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "period", .kind = PARAM_PERIOD},
    {.name = "paid", .kind = PARAM_DATE},
    {0},
};

const struct page benefit_page = {
    .path = "/benefits",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Benefits due"),
    .about = "Who is due which benefit in a period, by rules and posts served, with the working.",
};

const struct page benefit_propose_page = {
    .path = "/benefits/propose",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = propose,
    .title = N_("Benefits due"),
    .about = "Enters what is due in the period and not entered yet.",
};

const struct page benefit_pay_page = {
    .path = "/benefits/pay",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = pay,
    .title = N_("Benefits due"),
    .about = "Marks what is proposed for the period as paid on a day.",
};

/* ---- the period ---- */

/* Whole months: a day stands for its month. */
static bool period_of(struct request *rq, struct period *out, struct err *e)
{
	const char *name = rq_text(rq, "period");
	if (is_empty(name)) {
		ymd now = today();
		name = arena_printf(rq->arena, "%d-Q%d", now / 10000, (now / 100 % 100 + 2) / 3);
	}
	if (!period_parse(name, out))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", name);
	out->from = month_day(month_of(out->from));
	out->to = date_from_days(date_days(month_day(month_of(out->to) + 1)) - 1);
	return true;
}

static bool load(struct request *rq, struct period *period, struct entitlement_list *list, struct err *e)
{
	struct entitlement_ask ask = {.county = rq->county, .unit = rq->unit.id};
	struct scope read;
	reg_scope(rq->account, reg_find("benefit"), false, &read);
	/* the working tells ages and years: where personal columns of posts are open */
	reg_scope_personal(rq->account, reg_find("post"), &ask.scope);
	if (!rq->unit.id || !ask.scope.count || !read.count) {
		err_set(e, ERR_DENIED, "Your account may not read the benefits.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	if (!period_of(rq, period, e))
		return false;
	ask.from = period->from;
	ask.to = period->to;
	return entitlements_load(rq->arena, rq->db, &ask, list, e);
}

/* ---- rows of the register that fall into it ---- */

struct entry {
	int64_t id, person, amount;
	const char *kind, *state;
};
struct entries {
	struct arena *arena;
	struct entry *rows;
	size_t count, cap;
};

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static bool entry_add(void *arg, struct arena *row, const struct record *rec,
		      const struct value *subs, struct err *e)
{
	struct entries *t = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (t->count == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 64;
		t->rows = arena_grow(t->arena, t->rows, t->count * sizeof *t->rows, cap * sizeof *t->rows);
		t->cap = cap;
	}
	t->rows[t->count++] = (struct entry){
	    .id = rec->id, .person = value_of(rec, "person")->i, .amount = value_of(rec, "amount")->i,
	    .kind = arena_strdup(t->arena, value_of(rec, "kind")->s),
	    .state = arena_strdup(t->arena, rec->state)};
	return true;
}

static struct path path_of(const char *field)
{
	struct path p;
	bool there = path_parse(reg_find("benefit"), field, &p);
	assert(there);
	return p;
}

static bool entries_of(struct request *rq, const struct scope *scope, int64_t unit,
		       const struct period *period, struct entries *t, struct err *e)
{
	struct query q;
	char from[16], to[16];
	query_init(&q, reg_find("benefit"), rq->county, scope);
	q.unit = unit;
	query_filter(&q, path_of("period_from"), OP_LE, date_iso(period->to, to));
	query_filter(&q, path_of("period_to"), OP_GE, date_iso(period->from, from));
	*t = (struct entries){.arena = rq->arena};
	return query_each(rq->db, &q, entry_add, t, e);
}

static bool entries_load(struct request *rq, bool write, const struct period *period,
			 struct entries *t, struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, reg_find("benefit"), write, &scope);
	return entries_of(rq, &scope, rq->unit.id, period, t, e);
}

/* Wherever they stand: who served in two villages is entered once, and not shown from here. */
static bool entries_anywhere(struct request *rq, const struct period *period, struct entries *t,
			     struct err *e)
{
	struct scope all;
	scope_all(rq->county, &all);
	return entries_of(rq, &all, 0, period, t, e);
}

/* A cancelled one counts where there is no other: it is not entered again. */
static const struct entry *entry_of(const struct entries *t, const struct entitlement *due)
{
	const struct entry *hit = NULL;
	for (size_t i = 0; i < t->count; i++) {
		const struct entry *x = &t->rows[i];
		if (x->person == due->person && text_eq(x->kind, due->kind->code) &&
		    (!hit || !text_eq(x->state, "cancelled")))
			hit = x;
	}
	return hit;
}

/* ---- the page ---- */

static const struct {
	const char *state;
	enum ui_tone tone;
} tones[] = {{"proposed", UI_WARN}, {"paid", UI_GOOD}, {"cancelled", UI_PLAIN}};

/* A year may hold the entries of its quarters. */
static int64_t entered_of(const struct entries *t, const struct entitlement *due)
{
	int64_t sum = 0;
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].person == due->person && text_eq(t->rows[i].kind, due->kind->code) &&
		    !text_eq(t->rows[i].state, "cancelled"))
			sum += t->rows[i].amount;
	return sum;
}

static void entry_show(struct request *rq, const struct entry *x, int64_t entered,
		       const struct entitlement *due, struct benefit_row *out)
{
	const struct reg_def *def = reg_find("benefit");
	if (!x)
		return;
	out->entry = arena_printf(rq->arena, "/reg/benefit/%" PRId64, x->id);
	out->entry_amount = yuan_text(rq->arena, entered);
	out->differs = entered != due->amount && !text_eq(x->state, "cancelled");
	for (int i = 0; i < def->state_count; i++)
		if (text_eq(def->states[i].code, x->state))
			out->state = label_in(&def->states[i].label, rq->lang);
	for (size_t i = 0; i < ARRAY_LEN(tones); i++)
		if (text_eq(tones[i].state, x->state))
			out->tone = tones[i].tone;
}

static const char *served_text(struct request *rq, int months)
{
	struct msg m;
	msg_set(&m, "%d years %d months", months / 12, months % 12);
	return msg_render(rq->arena, &m, rq->lang);
}

static void rows_make(struct request *rq, const struct entitlement_list *list,
		      const struct entries *t, const struct entries *anywhere,
		      struct benefit_view *v)
{
	struct benefit_row *rows = ARENA_ARRAY(rq->arena, struct benefit_row, list->count + 1);
	int64_t sum = 0;
	for (int i = 0; i < list->count; i++) {
		const struct entitlement *due = &list->rows[i];
		const struct entry *x = entry_of(t, due);
		sum += due->amount;
		v->missing += !x && !entry_of(anywhere, due);
		v->proposed += x && text_eq(x->state, "proposed");
		v->paid += x && text_eq(x->state, "paid");
		if (v->row_count == ROWS) {
			v->left_out++;
			continue;
		}
		struct benefit_row *r = &rows[v->row_count++];
		*r = (struct benefit_row){
		    .name = due->name,
		    .person = arena_printf(rq->arena, "/reg/person/%" PRId64, due->person),
		    .unit = due->unit_name,
		    .kind = label_in(&due->kind->label, rq->lang),
		    .served = served_text(rq, due->months),
		    .amount = yuan_text(rq->arena, due->amount),
		    .working = entitlement_working(rq->arena, due, rq->lang),
		};
		entry_show(rq, x, entered_of(t, due), due, r);
	}
	v->rows = rows;
	v->missing_text = arena_printf(rq->arena, "%d", v->missing);
	v->proposed_text = arena_printf(rq->arena, "%d", v->proposed);
	v->paid_text = arena_printf(rq->arena, "%d", v->paid);
	v->sum = yuan_text(rq->arena, sum);
}

static const char *names_of(struct request *rq, const struct entitlement_list *list)
{
	const char *text = "";
	for (int i = 0; i < list->unknown_count && i < UNKNOWN; i++)
		text = arena_printf(rq->arena, "%s%s%s", text, i ? "、" : "", list->unknown[i]);
	return list->unknown_count > UNKNOWN ? arena_printf(rq->arena, "%s…", text) : text;
}

static bool may_change(struct request *rq, bool *out, struct err *e)
{
	struct scope scope;
	reg_scope(rq->account, reg_find("benefit"), true, &scope);
	return scope_has(rq->db, &scope, rq->county, rq->unit.id, out, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct period period;
	struct entitlement_list list;
	struct entries entries, anywhere;
	char from[16], to[16], text[32];
	if (!load(rq, &period, &list, e) || !entries_load(rq, false, &period, &entries, e) ||
	    !entries_anywhere(rq, &period, &anywhere, e))
		return false;
	struct benefit_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				 .period = arena_strdup(rq->arena, period.name),
				 .rule_count = list.rule_count,
				 .unknown_count = list.unknown_count,
				 .unknown = names_of(rq, &list),
				 .rules = "/reg/benefit_rule?all=1",
				 .day = arena_strdup(rq->arena, date_iso(today(), text))};
	if (!may_change(rq, &v.may_change, e))
		return false;
	const char *which = arena_printf(rq->arena, "unit=%s&all=1&f.period_from.from=%s&f.period_from.to=%s",
					 v.unit, date_iso(period.from, from), date_iso(period.to, to));
	v.listed = arena_printf(rq->arena, "/reg/benefit?%s", which);
	v.listed_paid = arena_printf(rq->arena, "%s&f.state=paid", v.listed);
	v.listed = arena_printf(rq->arena, "%s&f.state=proposed", v.listed);
	v.export = arena_printf(rq->arena, "/reg/benefit/export?%s", which);
	rows_make(rq, &list, &entries, &anywhere, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Benefits due")), rq->unit.name);
	tpl_benefits(h, &v);
	return true;
}

/* ---- proposing and paying ---- */

static bool changer(struct request *rq, struct scope *scope, struct err *e)
{
	bool may;
	reg_scope(rq->account, reg_find("benefit"), true, scope);
	if (!may_change(rq, &may, e))
		return false;
	return may || err_set(e, ERR_DENIED, "Your role may not enter benefits for this unit.");
}

static bool entry_make(struct request *rq, const struct entitlement *due, const struct period *period,
		       const struct save_how *how, struct err *e)
{
	struct record *r = record_new(rq->arena, reg_find("benefit"), rq->county, due->unit);
	r->state = "proposed";
	*record_value(r, "person") = (struct value){.known = true, .i = due->person};
	*record_value(r, "kind") = (struct value){.known = true, .s = due->kind->code};
	*record_value(r, "rule") = (struct value){.known = true, .i = due->rule};
	*record_value(r, "period_from") = (struct value){.known = true, .i = period->from};
	*record_value(r, "period_to") = (struct value){.known = true, .i = period->to};
	*record_value(r, "years") = (struct value){.known = true, .i = due->months / 12};
	*record_value(r, "amount") = (struct value){.known = true, .i = due->amount};
	*record_value(r, "working") =
	    (struct value){.known = true, .s = entitlement_working(rq->arena, due, LANG_ZH)};
	*record_value(r, "due") = (struct value){.known = true, .i = period->to};
	return reg_save(rq->arena, rq->db, r, how, rq->findings, e);
}

static const char *here(struct request *rq, const struct period *period)
{
	return arena_printf(rq->arena, "/benefits?unit=%" PRId64 "&period=%s", rq->unit.id, period->name);
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct period period;
	struct entitlement_list list;
	struct entries entries;
	struct scope scope;
	int made = 0;
	(void)h;
	if (!changer(rq, &scope, e) || !load(rq, &period, &list, e) ||
	    !entries_anywhere(rq, &period, &entries, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	for (int i = 0; i < list.count; i++) {
		if (entry_of(&entries, &list.rows[i]))
			continue;
		if (!entry_make(rq, &list.rows[i], &period, &how, e))
			return false;
		made++;
	}
	reply_flash(rq, made ? N_("What is due was entered; check it before paying.")
			     : N_("Everything that is due was entered already."));
	reply_redirect(rq, here(rq, &period));
	return true;
}

static bool entry_pay(struct request *rq, int64_t id, ymd paid, const struct save_how *how, struct err *e)
{
	struct record *r;
	if (!reg_load(rq->arena, rq->db, reg_find("benefit"), rq->county, id, &how->scope, false, &r, e))
		return false;
	*record_value(r, "paid") = (struct value){.known = true, .i = paid};
	return reg_transit(rq->arena, rq->db, r, "pay", how, page_roles(rq), rq->findings, e);
}

static bool pay(struct request *rq, struct html *h, struct err *e)
{
	struct period period;
	struct entries entries;
	struct scope scope;
	ymd paid = rq_date(rq, "paid");
	int count = 0;
	(void)h;
	if (!changer(rq, &scope, e) || !period_of(rq, &period, e) ||
	    !entries_load(rq, true, &period, &entries, e))
		return false;
	if (!paid || paid > today())
		return err_set(e, ERR_INPUT, "Say on which day it was paid, today or before.");
	struct save_how how = page_how(rq, &scope);
	for (size_t i = 0; i < entries.count; i++) {
		if (!text_eq(entries.rows[i].state, "proposed"))
			continue;
		if (!entry_pay(rq, entries.rows[i].id, paid, &how, e))
			return false;
		count++;
	}
	reply_flash(rq, count ? N_("The proposed benefits were marked as paid.")
			      : N_("Nothing is proposed for this period."));
	reply_redirect(rq, here(rq, &period));
	return true;
}
