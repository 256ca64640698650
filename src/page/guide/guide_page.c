/* guide_page.c - what happened, in plain words: the list of events and the questions of one. */
#include "page/guide/guide_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

#include <string.h>

enum { OPTIONS_MAX = 500, FIELDS_MAX = 40, MAPPED_MAX = 24, LIST_CHARS = 20000 };

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_event(struct request *rq, struct html *h, struct err *e);
static bool serve_make(struct request *rq, struct html *h, struct err *e);

/* f.: answers, n.: a new name instead of a known one, a.: the detail chosen of an account */
static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "event", .kind = PARAM_TEXT, .max = 40},
    {.name = "token", .kind = PARAM_ID},
    {.name = "act", .kind = PARAM_TEXT, .max = 10},
    {.name = "f.*", .kind = PARAM_NOTE, .max = LIST_CHARS},
    {.name = "n.*", .kind = PARAM_TEXT},
    {.name = "a.*", .kind = PARAM_TEXT},
    {0},
};

const struct page guide_list_page = {
    .path = "/book/:id/guide",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_list,
    .title = N_("What happened?"),
    .about = "Common events of a village in plain words, each leading to its voucher.",
};
const struct page guide_event_page = {
    .path = "/book/:id/guide/:event",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_event,
    .title = N_("What happened?"),
    .about = "The questions of one event.",
};
const struct page guide_event_post = {
    .path = "/book/:id/guide/:event",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = serve_make,
    .title = N_("What happened?"),
    .about = "Shows the voucher that the answers make; on confirmation makes the draft.",
};

/* ---- the list ---- */

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	static const char *const titles[GUIDE__GROUPS] = {
	    N_("Money came in"), N_("Money went out"), N_("No money went in or out")};
	struct book b;
	const struct guide_event *ev;
	if (!page_book(rq, CAP_BOOK_READ, &b, e))
		return false;
	struct guide_list_view v = {.tabs = page_book_tabs(rq, &b)};
	for (int g = 0; g < GUIDE__GROUPS; g++) {
		struct guide_item *rows = ARENA_ARRAY(rq->arena, struct guide_item, OPTIONS_MAX);
		int n = 0;
		for (int i = 0; (ev = guide_event_at(i)); i++)
			if ((int)ev->group == g)
				rows[n++] = (struct guide_item){
				    .href = arena_printf(rq->arena, "/book/%" PRId64 "/guide/%s",
							 b.id, ev->code),
				    .title = ev->title,
				    .about = ev->about,
				};
		v.groups[g] = (struct guide_items){titles[g], n, rows};
	}
	tpl_guide_list(h, &v);
	return true;
}

/* ---- the answers ---- */

static const char *given(struct request *rq, const char *prefix, const char *name)
{
	const char *text = rq_text(rq, arena_printf(rq->arena, "%s%s", prefix, name));
	return text ? text : "";
}

static void answer_add(struct guide_answers *all, struct guide_answer *rows, const char *name,
		       const char *value)
{
	if (all->count < FIELDS_MAX && *value)
		rows[all->count++] = (struct guide_answer){name, value};
}

/* A new name goes before a known one: whoever typed it meant it. */
static struct guide_answers read_answers(struct request *rq, const struct guide_event *ev)
{
	struct guide_answer *rows = ARENA_ARRAY(rq->arena, struct guide_answer, FIELDS_MAX);
	struct guide_answers all = {.rows = rows};
	const struct rq_pair *pairs;
	for (int i = 0; i < ev->fact_count; i++) {
		const struct guide_fact *f = &ev->facts[i];
		const char *typed = given(rq, "n.", f->name);
		answer_add(&all, rows, f->name,
			   f->kind == FACT_NAME && *typed ? typed : given(rq, "f.", f->name));
	}
	for (int i = 0; i < GUIDE_COMMON; i++)
		answer_add(&all, rows, guide_common[i].name, given(rq, "f.", guide_common[i].name));
	int n = rq_prefixed(rq, "a.", &pairs);
	for (int i = 0; i < n; i++)
		answer_add(&all, rows, arena_printf(rq->arena, "acc.%s", pairs[i].name),
			   pairs[i].value);
	return all;
}

/* ---- the questions ---- */

struct form {
	struct request *rq;
	const struct book *b;
	const struct guide_event *ev;
	const struct book_accounts *all;
	const struct guide_answers *answers;
	const struct findings *f;
	bool fresh;                   /* nothing was asked yet: what is offered first is filled in */
	struct ui_field *fields;
	int count;
};

static const char *say(struct request *rq, const struct msg *m)
{
	return msg_render(rq->arena, m, rq->lang);
}

static struct ui_field *field_new(struct form *fm, enum ui_kind kind, const char *prefix,
				  const char *name, const char *label, const char *hint)
{
	assert(fm->count < FIELDS_MAX);
	struct ui_field *u = &fm->fields[fm->count++];
	*u = (struct ui_field){
	    .kind = kind,
	    .name = arena_printf(fm->rq->arena, "%s%s", prefix, name),
	    .label = label,
	    .hint = hint,
	    .findings = fm->f,
	};
	return u;
}

static void options_of_choice(struct form *fm, struct ui_field *u, const struct guide_fact *f)
{
	struct ui_option *out = ARENA_ARRAY(fm->rq->arena, struct ui_option, f->option_count + 1);
	for (int i = 0; i < f->option_count; i++)
		out[i] = (struct ui_option){.value = f->options[i].value,
					    .label = f->options[i].label};
	u->options = out;
	u->option_count = f->option_count;
}

/* Accounts without details that begin with `code`, or all of cash and bank. */
static void options_of_accounts(struct form *fm, struct ui_field *u, const char *code)
{
	struct ui_option *out = ARENA_ARRAY(fm->rq->arena, struct ui_option, OPTIONS_MAX);
	int n = 0;
	for (int i = 0; i < fm->all->count && n < OPTIONS_MAX; i++) {
		const struct book_account *acc = &fm->all->rows[i];
		if (acc->has_details || acc->closed ||
		    (code ? !has_prefix(acc->code, code) : is_empty(acc->money)))
			continue;
		out[n++] = (struct ui_option){
		    .value = acc->code,
		    .label = arena_printf(fm->rq->arena, "%s %s", acc->code,
					  account_full_name(fm->rq->arena, fm->all, acc))};
	}
	u->options = out;
	u->option_count = n;
}

static const char *name_label(struct form *fm, const struct guide_name *n)
{
	struct msg m;
	const char *fen = page_fen(fm->rq, n->fen < 0 ? -n->fen : n->fen, false);
	if (!n->fen)
		return n->name;
	if (n->fen > 0)
		msg_set(&m, "%s · owed to us or in hand: %s", n->name, fen);
	else
		msg_set(&m, "%s · owed by us: %s", n->name, fen);
	return say(fm->rq, &m);
}

static bool names_add(struct form *fm, const struct guide_fact *f, struct err *e)
{
	struct guide_names names;
	const char *value = guide_answer(fm->answers, f->name);
	bool known = false;
	if (!guide_names(fm->rq->arena, fm->rq->db, fm->b, fm->ev, f->name, &names, e))
		return false;
	struct ui_option *out = ARENA_ARRAY(fm->rq->arena, struct ui_option, names.count + 1);
	for (int i = 0; i < names.count; i++) {
		out[i] = (struct ui_option){.value = names.rows[i].name,
					    .label = name_label(fm, &names.rows[i])};
		known = known || text_eq(names.rows[i].name, value);
	}
	if (names.count) {
		struct ui_field *u = field_new(fm, UI_SELECT, "f.", f->name, f->label, f->hint);
		u->options = out;
		u->option_count = names.count;
		u->value = known ? value : "";
		u = field_new(fm, UI_TEXT, "n.", f->name, N_("or somebody new"),
			      N_("Only if the name is not in the list; it is added to the book."));
		u->value = known ? "" : value;
		u->max_length = 30;
		return true;
	}
	struct ui_field *u = field_new(fm, UI_TEXT, "f.", f->name, f->label, f->hint);
	u->value = value;
	u->required = !f->optional;
	u->max_length = 30;
	return true;
}

static bool fact_add(struct form *fm, const struct guide_fact *f, struct err *e)
{
	static const enum ui_kind kinds[] = {
	    [FACT_AMOUNT] = UI_TEXT, [FACT_COUNT] = UI_NUMBER, [FACT_TEXT] = UI_TEXT,
	    [FACT_NAME] = UI_TEXT,   [FACT_CHOICE] = UI_RADIO, [FACT_MONEY] = UI_SELECT,
	    [FACT_LIST] = UI_TEXTAREA};
	const char *value = guide_answer(fm->answers, f->name);
	char day[16];
	if (f->kind == FACT_NAME)
		return names_add(fm, f, e);
	struct ui_field *u = field_new(fm, kinds[f->kind], "f.", f->name, f->label, f->hint);
	u->value = fm->fresh && f->given ? f->given : value;
	u->required = !f->optional;
	if (fm->fresh && text_eq(f->name, "day"))
		u->value = arena_strdup(fm->rq->arena, date_iso(today(), day));
	if (f->kind == FACT_AMOUNT)
		u->inputmode = "decimal";
	if (f->kind == FACT_TEXT)
		u->max_length = f->max;
	if (f->kind == FACT_CHOICE)
		options_of_choice(fm, u, f);
	if (f->kind == FACT_MONEY)
		options_of_accounts(fm, u, NULL);
	u->wide = f->kind == FACT_LIST || f->kind == FACT_CHOICE;
	u->rows = f->kind == FACT_LIST ? 10 : 0;
	return true;
}

/* Of every account with details that the voucher needs: which one. */
static void details_add(struct form *fm, const struct guide_draft *d)
{
	for (int i = 0; d && i < d->count; i++) {
		const char *code = d->entries[i].choose;
		bool known = !code;
		for (int k = 0; k < i && !known; k++)
			known = text_eq(d->entries[k].choose, code);
		if (known)
			continue;
		const struct book_account *acc = account_find(fm->all, code);
		struct msg m;
		if (!acc) /* it is only planned */
			continue;
		msg_set(&m, "Which detail of %s %s", acc->code, acc->name);
		struct ui_field *u = field_new(fm, UI_SELECT, "a.", code, say(fm->rq, &m), NULL);
		options_of_accounts(fm, u, code);
		u->value = guide_answer(fm->answers, arena_printf(fm->rq->arena, "acc.%s", code));
		u->required = true;
	}
}

static bool make_form(struct request *rq, const struct book *b, const struct guide_event *ev,
		      const struct guide_answers *answers, const struct guide_draft *d, bool fresh,
		      struct guide_event_view *v, struct err *e)
{
	struct book_accounts all;
	struct form fm = {.rq = rq, .b = b, .ev = ev, .answers = answers, .f = v->findings,
			  .all = &all, .fresh = fresh,
			  .fields = ARENA_ARRAY(rq->arena, struct ui_field, FIELDS_MAX)};
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	for (int i = 0; i < ev->fact_count; i++)
		if (!fact_add(&fm, &ev->facts[i], e))
			return false;
	details_add(&fm, d);
	for (int i = 0; i < GUIDE_COMMON; i++)
		if (!fact_add(&fm, &guide_common[i], e))
			return false;
	v->fields = fm.fields;
	v->field_count = fm.count;
	return true;
}

/* ---- which accounts, before anything is answered ---- */

/* "211/预收款/{who}" as "211 应付款-预收款-…". */
static const char *path_text(struct request *rq, const struct book_accounts *all, const char *path)
{
	size_t n = strcspn(path, "/");
	const char *code = arena_strndup(rq->arena, path, n);
	const struct book_account *acc = account_find(all, code);
	const char *out = acc ? arena_printf(rq->arena, "%s %s", acc->code, acc->name) : code;
	while (path[n] == '/') {
		path += n + 1;
		n = strcspn(path, "/");
		out = *path == '{' ? arena_printf(rq->arena, "%s-…", out)
				   : arena_printf(rq->arena, "%s-%.*s", out, (int)n, path);
	}
	return out;
}

static const struct guide_fact *fact_of(const struct guide_event *ev, const char *path)
{
	size_t n = strcspn(path + 1, "}");
	for (int i = 0; i < ev->fact_count; i++)
		if (strlen(ev->facts[i].name) == n && strncmp(ev->facts[i].name, path + 1, n) == 0)
			return &ev->facts[i];
	return NULL;
}

static const char *mapped_text(struct request *rq, const struct book_accounts *all,
			       const struct guide_event *ev, const char *path)
{
	const struct guide_fact *f = *path == '{' ? fact_of(ev, path) : NULL;
	const char *out = "";
	if (!f)
		return path_text(rq, all, path);
	if (f->kind == FACT_MONEY)
		return tr(rq->lang, N_("101 or 102: cash or bank"));
	for (int i = 0; i < f->option_count; i++)
		out = arena_printf(rq->arena, "%s%s%s", out, i ? " / " : "",
				   mapped_text(rq, all, ev, f->options[i].account));
	return out;
}

static bool make_mapped(struct request *rq, const struct book *b, const struct guide_event *ev,
			struct guide_event_view *v, struct err *e)
{
	struct book_accounts all;
	struct guide_mapped *rows = ARENA_ARRAY(rq->arena, struct guide_mapped, MAPPED_MAX);
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	for (int i = 0; i < ev->line_count; i++)
		rows[i] = (struct guide_mapped){
		    .credit = ev->lines[i].side == GUIDE_CREDIT,
		    .accounts = mapped_text(rq, &all, ev, ev->lines[i].path)};
	v->mapped = rows;
	v->mapped_count = ev->line_count;
	return true;
}

/* ---- the page ---- */

static void make_shown(struct request *rq, const struct guide_draft *d, struct guide_event_view *v)
{
	struct guide_shown *rows = ARENA_ARRAY(rq->arena, struct guide_shown, d->count + 1);
	int64_t total = 0;
	for (int i = 0; i < d->count; i++) {
		const struct guide_entry *n = &d->entries[i];
		total += n->debit;
		rows[i] = (struct guide_shown){
		    .account = arena_printf(rq->arena, "%s %s", n->code, n->name),
		    .summary = d->voucher.lines[i].summary,
		    .debit = page_fen(rq, n->debit, true),
		    .credit = page_fen(rq, n->credit, true),
		    .why = n->why,
		    .added = n->added,
		};
	}
	v->shown = rows;
	v->shown_count = d->count;
	v->total = page_fen(rq, total, false);
}

/* The questions carry prefixes that the ledger does not know. */
static void findings_name(struct request *rq, struct findings *f)
{
	for (struct finding *fi = f->first; fi; fi = fi->next)
		if (fi->field)
			fi->field = has_prefix(fi->field, "acc.")
					? arena_printf(rq->arena, "a.%s", fi->field + 4)
					: arena_printf(rq->arena, "f.%s", fi->field);
}

static bool event_open(struct request *rq, enum cap cap, struct book *b,
		       struct guide_event_view *v, struct err *e)
{
	char id[24];
	if (!page_book(rq, cap, b, e) || !page_book_may(rq, b, CAP_BOOK, &v->may_book, e))
		return false;
	v->event = guide_find(rq_text(rq, "event"));
	if (!v->event)
		return err_set(e, ERR_NOT_FOUND, "There is no such event.");
	rq->title = arena_printf(rq->arena, "%s · %s", b->name, tr(rq->lang, v->event->title));
	v->tabs = page_book_tabs(rq, b);
	v->cancel = arena_printf(rq->arena, "/book/%" PRId64 "/guide", b->id);
	v->action = arena_printf(rq->arena, "%s/%s", v->cancel, v->event->code);
	v->token = arena_strdup(
	    rq->arena, id_text(rq_id(rq, "token") ? rq_id(rq, "token") : id_new(), id));
	return make_mapped(rq, b, v->event, v, e);
}

static bool serve_event(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct guide_event_view v = {.findings = rq->findings};
	struct guide_answers none = {0};
	if (!event_open(rq, CAP_BOOK_READ, &b, &v, e) ||
	    (!v.event->no_voucher && !make_form(rq, &b, v.event, &none, NULL, true, &v, e)))
		return false;
	tpl_guide_event(h, &v);
	return true;
}

static bool make(struct request *rq, const struct book *b, const struct guide_event_view *v,
		 const struct guide_answers *answers, struct findings *f, bool *made,
		 struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	int64_t voucher;
	*made = guide_make(rq->arena, rq->db, b, v->event, answers, rq_id(rq, "token"), &who, &voucher,
			   f, e);
	if (!*made)
		return e->code == ERR_REFUSED && f->errors;
	reply_flash(rq, N_("The draft was made. Somebody else has to approve it."));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, voucher));
	return true;
}

static bool serve_make(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct guide_draft d;
	struct guide_event_view v = {0};
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	bool made = false;
	findings_init(f, rq->arena);
	v.findings = f;
	if (!event_open(rq, CAP_BOOK, &b, &v, e))
		return false;
	if (v.event->no_voucher)
		return err_set(e, ERR_REFUSED, "This event makes no voucher.");
	struct guide_answers answers = read_answers(rq, v.event);
	if (text_eq(rq_text(rq, "act"), "make") && rq_id(rq, "token")) {
		if (!make(rq, &b, &v, &answers, f, &made, e))
			return false;
		if (made)
			return true;
		findings_init(f, rq->arena);
	}
	rq->refuse = true; /* nothing was written: the voucher is shown first */
	if (!guide_build(rq->arena, rq->db, &b, v.event, &answers, &d, f, e))
		return false;
	findings_name(rq, f);
	if (!make_form(rq, &b, v.event, &answers, &d, false, &v, e))
		return false;
	make_shown(rq, &d, &v);
	v.whole = f->errors == 0;
	v.later = d.later;
	v.kept = answers.rows;
	v.kept_count = answers.count;
	tpl_guide_event(h, &v);
	return true;
}
