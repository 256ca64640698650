/* document_page.c - briefings: what can be made, a draft, an issued one and why it differs. */
#include "page/document_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"
#include "web/page.h"

#include <stdio.h>
#include <string.h>

static bool list(struct request *rq, struct html *h, struct err *e);
static bool draft(struct request *rq, struct html *h, struct err *e);
static bool draft_file(struct request *rq, struct html *h, struct err *e);
static bool issue(struct request *rq, struct html *h, struct err *e);
static bool view(struct request *rq, struct html *h, struct err *e);
static bool run_file(struct request *rq, struct html *h, struct err *e);
static bool reissue(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "template", .kind = PARAM_TEXT},
    {.name = "form", .kind = PARAM_TEXT},
    {.name = "period", .kind = PARAM_PERIOD},
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};
static const struct param run_params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};

const struct page document_list_page = {
    .path = "/documents",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = list,
    .title = N_("Briefings"),
    .about = "Templates for the unit in view and what was issued.",
};
const struct page document_new_page = {
    .path = "/document/new/:template",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = draft,
    .title = N_("Draft"),
    .about = "A briefing filled with today's figures; nothing is kept.",
};
const struct page document_draft_page = {
    .path = "/document/new/:template/:form",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = draft_file,
    .slow = 1,
    .title = N_("Draft"),
    .about = "The draft as html, pdf or docx.",
};
const struct page document_issue_page = {
    .path = "/document/issue",
    .method = POST,
    .cap = CAP_ISSUE,
    .params = params,
    .serve = issue,
    .title = N_("Issue"),
    .about = "Freezes a briefing: text, figures and the records behind them.",
};
const struct page document_view_page = {
    .path = "/document/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = run_params,
    .serve = view,
    .title = N_("Issued briefing"),
    .about = "An issued briefing and why its numbers have changed.",
};
const struct page document_pdf_page = {
    .path = "/document/:id/pdf",
    .method = GET,
    .cap = CAP_READ,
    .params = run_params,
    .serve = run_file,
    .slow = 1,
    .title = N_("Issued briefing"),
    .about = "The issued briefing as PDF.",
};
const struct page document_docx_page = {
    .path = "/document/:id/docx",
    .method = GET,
    .cap = CAP_READ,
    .params = run_params,
    .serve = run_file,
    .slow = 1,
    .title = N_("Issued briefing"),
    .about = "The issued briefing as DOCX.",
};
const struct page document_html_page = {
    .path = "/document/:id/html",
    .method = GET,
    .cap = CAP_READ,
    .params = run_params,
    .serve = run_file,
    .slow = 1,
    .title = N_("Issued briefing"),
    .about = "The issued briefing as HTML.",
};
const struct page document_reissue_page = {
    .path = "/document/:id/reissue",
    .method = POST,
    .cap = CAP_ISSUE,
    .params = run_params,
    .serve = reissue,
    .title = N_("Issue again"),
    .about = "Issues the same briefing again with today's records.",
};

/* ---- what is asked for ---- */

/* A briefing shows what its figures count: where the registers behind them may be read. */
static void document_scope(const struct request *rq, struct scope *out)
{
	reg_scope(rq->account, reg_find("reserve"), false, out);
}

/* The period of a kind that `day` lies in. */
static const char *period_now(struct request *rq, const char *kind, ymd day)
{
	int year = day / 10000, month = day / 100 % 100;
	if (text_eq(kind, "year"))
		return arena_printf(rq->arena, "%d", year);
	if (text_eq(kind, "quarter"))
		return arena_printf(rq->arena, "%d-Q%d", year, (month + 2) / 3);
	return arena_printf(rq->arena, "%d-%02d", year, month);
}

static bool ask_of(struct request *rq, struct document_ask *ask, struct err *e)
{
	const char *name = rq_text(rq, "template"), *period = rq_text(rq, "period");
	*ask = (struct document_ask){.template = template_find(name),
				     .county = rq->county,
				     .unit = rq->unit.id,
				     .lang = LANG_ZH};
	if (!ask->template)
		return err_set(e, ERR_NOT_FOUND, "There is no template %s.", name);
	if (is_empty(period))
		period = period_now(rq, ask->template->period, today());
	if (!period_parse(period, &ask->period))
		return err_set(e, ERR_INPUT, "“%s” is not a period.", period);
	document_scope(rq, &ask->scope);
	return true;
}

static bool load_run(struct request *rq, struct document *d, struct scope *scope, struct err *e)
{
	document_scope(rq, scope);
	return document_load(rq->arena, rq->db, rq->county, rq_id(rq, "id"), scope, d, e);
}

void document_body(struct html *h, const struct document_view *v)
{
	if (!document_html(v->arena, v->document, h->lang, h->buf))
		h->buf->full = true;
}

static bool make_view(struct request *rq, const struct document *d, struct document_view *v,
		      struct err *e)
{
	char id[24];
	*v = (struct document_view){
	    .arena = rq->arena,
	    .document = d,
	    .unit = arena_strdup(rq->arena, id_text(d->unit.id, id)),
	    .template = d->template->name,
	    .period = arena_strdup(rq->arena, d->period.name),
	    .id = arena_strdup(rq->arena, id_text(d->run, id)),
	    .title = label_in(&d->template->title, rq->lang),
	};
	rq->title = arena_printf(rq->arena, "%s · %s", v->title, d->unit.name);
	return account_can_at(rq->db, rq->account, CAP_ISSUE, d->unit.id, &v->may_issue, e);
}

/* ---- the list ---- */

static void make_templates(struct request *rq, struct document_list_view *v)
{
	struct document_template_row *rows =
	    ARENA_ARRAY(rq->arena, struct document_template_row, template_count() + 1);
	for (int i = 0; i < template_count(); i++) {
		const struct template_def *t = template_at(i);
		if (*t->unit_code && !text_eq(t->unit_code, rq->unit.code))
			continue;
		rows[v->template_count++] =
		    (struct document_template_row){.name = t->name,
						   .title = label_in(&t->title, rq->lang),
						   .period = period_now(rq, t->period, today())};
	}
	v->templates = rows;
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct document_list_view v = {0};
	struct scope scope;
	struct run_row *runs = NULL;
	char id[24];
	v.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id));
	document_scope(rq, &scope);
	if (rq->unit.id && !document_runs(rq->arena, rq->db, rq->county, rq->unit.id, &scope,
					  &v.run_count, &runs, e))
		return false;
	struct document_run_row *rows =
	    ARENA_ARRAY(rq->arena, struct document_run_row, v.run_count + 1);
	for (int i = 0; i < v.run_count; i++)
		rows[i] = (struct document_run_row){
		    .href = arena_printf(rq->arena, "/document/%" PRId64, runs[i].id),
		    .title = runs[i].title,
		    .period = runs[i].period,
		    .number = runs[i].number,
		    .issued_ms = runs[i].issued_ms,
		    .hash = arena_strndup(rq->arena, runs[i].hash, 12)};
	v.runs = rows;
	if (rq->unit.id) {
		make_templates(rq, &v);
		rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Briefings")),
					 rq->unit.name);
	}
	tpl_document_list(h, &v);
	return true;
}

/* ---- a draft ---- */

static bool draft(struct request *rq, struct html *h, struct err *e)
{
	struct document_ask ask;
	struct document d;
	struct document_view v;
	if (!ask_of(rq, &ask, e) || !document_fill(rq->arena, rq->db, &ask, &d, e) ||
	    !make_view(rq, &d, &v, e))
		return false;
	tpl_document_draft(h, &v);
	return true;
}

/* ---- files ---- */

static bool write_html(struct request *rq, const struct document *d, const char *path,
		       struct err *e)
{
	struct buf *out =
	    ARENA_NEW(rq->arena, struct buf); /* lives as long as the arena that frees it */
	buf_init_in(out, rq->arena, LIMIT_REPLY);
	buf_puts(out, "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><body>\n");
	if (!document_html(rq->arena, d, d->lang, out))
		return err_set(e, ERR_TOO_BIG, "The document is too long.");
	buf_puts(out, "</body></html>\n");
	FILE *f = fopen(path, "w");
	bool ok = f && fwrite(out->p, 1, out->n, f) == out->n;
	if (f)
		ok &= fclose(f) == 0;
	return ok || err_set(e, ERR_FILE, "Cannot write %s.", path);
}

static bool send_file(struct request *rq, const struct document *d, const char *form, struct err *e)
{
	static const struct {
		const char *form, *mime;
	} forms[] = {
	    {"pdf", "application/pdf"},
	    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	    {"html", "text/html; charset=utf-8"},
	};
	size_t i = 0;
	while (i < ARRAY_LEN(forms) && !text_eq(forms[i].form, form))
		i++;
	if (i == ARRAY_LEN(forms))
		return err_set(e, ERR_NOT_FOUND, "A document can be had as pdf, docx or html.");
	const char *path = arena_printf(rq->arena, "%s/tmp/document-%s.%s", rq->dir, rq->id, form);
	bool done = i == 0   ? document_pdf(rq->arena, d, path, e)
		    : i == 1 ? document_docx(rq->arena, d, path, e)
			     : write_html(rq, d, path, e);
	if (!done)
		return false;
	const char *name = arena_printf(
	    rq->arena, "%s %s.%s", label_in(&d->template->title, LANG_ZH), d->period.name, form);
	reply_file(rq, path, name, forms[i].mime);
	return true;
}

static bool draft_file(struct request *rq, struct html *h, struct err *e)
{
	struct document_ask ask;
	struct document d;
	(void)h;
	return ask_of(rq, &ask, e) && document_fill(rq->arena, rq->db, &ask, &d, e) &&
	       send_file(rq, &d, rq_text(rq, "form"), e);
}

static bool run_file(struct request *rq, struct html *h, struct err *e)
{
	struct document d;
	struct scope scope;
	(void)h;
	return load_run(rq, &d, &scope, e) &&
	       send_file(rq, &d, strrchr(rq->page->path, '/') + 1, e);
}

/* ---- issuing ---- */

static bool issue_it(struct request *rq, const struct document_ask *ask, struct err *e)
{
	bool may;
	int64_t run;
	if (!account_can_at(rq->db, rq->account, CAP_ISSUE, ask->unit, &may, e))
		return false;
	if (!may)
		return err_set(e, ERR_DENIED, "Your role may not issue briefings of this unit.");
	if (!document_issue(rq->arena, rq->db, ask, rq->account->id, &run, e))
		return false;
	reply_flash(rq, N_("The briefing was issued. Its text and figures no longer change."));
	reply_redirect(
	    rq, arena_printf(rq->arena, "/document/%" PRId64 "?unit=%" PRId64, run, ask->unit));
	return true;
}

static bool issue(struct request *rq, struct html *h, struct err *e)
{
	struct document_ask ask;
	(void)h;
	return ask_of(rq, &ask, e) && issue_it(rq, &ask, e);
}

static bool reissue(struct request *rq, struct html *h, struct err *e)
{
	struct document d;
	struct document_ask ask;
	(void)h;
	ask = (struct document_ask){.county = rq->county, .lang = LANG_ZH};
	if (!load_run(rq, &d, &ask.scope, e))
		return false;
	ask.template = template_find(d.template->name);
	if (!ask.template)
		return err_set(e, ERR_NOT_FOUND, "There is no template %s.", d.template->name);
	ask.unit = d.unit.id;
	ask.period = d.period;
	ask.at = d.at;
	return issue_it(rq, &ask, e);
}

/* ---- an issued one ---- */

static const char *cause_word(enum change_cause cause)
{
	static const char *const words[] = {
	    [CAUSE_LATE] = N_("Entered late"), [CAUSE_CORRECTION] = N_("Corrected"),
	    [CAUSE_DELETED] = N_("Deleted"),   [CAUSE_BOUNDARY] = N_("Unit change"),
	    [CAUSE_RULE] = N_("Rule changed"),
	};
	return words[cause];
}

static void make_change(struct request *rq, const struct document *d, const struct figure_change *c,
			struct document_change_row *out)
{
	const struct document_figure *f = &d->figures[c->figure];
	const struct indicator_def *def = f->figure.indicator;
	char day[16];
	struct document_cause_row *causes =
	    ARENA_ARRAY(rq->arena, struct document_cause_row, c->cause_count + 1);
	for (int i = 0; i < c->cause_count; i++) {
		int64_t record = c->causes[i].record;
		bool stands = record && def && c->causes[i].cause != CAUSE_DELETED;
		const char *href =
		    !stands   ? NULL
		    : def->of ? arena_printf(rq->arena, "/reg/%s/%" PRId64, def->of->name, record)
			      : arena_printf(rq->arena, "/unit/%" PRId64, record);
		causes[i] = (struct document_cause_row){.word = cause_word(c->causes[i].cause),
							.text = c->causes[i].text,
							.href = href};
	}
	*out = (struct document_change_row){
	    .label = def ? label_in(&def->label, rq->lang) : f->name,
	    .before = c->before,
	    .after = c->after,
	    .href = def ? arena_printf(rq->arena, "/figure/%s?unit=%" PRId64 "&at=%s", f->name,
				       d->unit.id, date_iso(d->at, day))
			: NULL,
	    .count = c->cause_count,
	    .more = c->more,
	    .causes = causes,
	};
}

static bool view(struct request *rq, struct html *h, struct err *e)
{
	struct document d;
	struct document_view v;
	struct scope scope;
	struct figure_change *changes;
	if (!load_run(rq, &d, &scope, e) || !make_view(rq, &d, &v, e) ||
	    !document_compare(rq->arena, rq->db, &d, &scope, rq->lang, &v.change_count, &changes,
			      e))
		return false;
	struct document_change_row *rows =
	    ARENA_ARRAY(rq->arena, struct document_change_row, v.change_count + 1);
	for (int i = 0; i < v.change_count; i++)
		make_change(rq, &d, &changes[i], &rows[i]);
	v.changes = rows;
	tpl_document_view(h, &v);
	return true;
}
