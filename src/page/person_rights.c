/* person_rights.c - what a person may ask about the own data: see, copy, correct, delete, explain. */
#include "audit/audit.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/measure.h"
#include "measure/shortage.h"
#include "page/person_page.h"
#include "reg/erase.h"
#include "reg/file.h"
#include "tpl.h"

enum { DAYS_MAX = 3650 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool copy(struct request *rq, struct html *h, struct err *e);
static bool erase(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {.name = "form", .kind = PARAM_TEXT},
    {.name = "request", .kind = PARAM_ID},
    {.name = "reason", .kind = PARAM_TEXT},
    {.name = "ver", .kind = PARAM_INT},
    {0},
};

const struct page person_rights_page = {
    .path = "/person/:id/rights",
    .method = GET,
    .cap = CAP_REVEAL,
    .params = params,
    .serve = serve,
    .title = N_("Own data of the person"),
    .about = "Requests of a person about the own data, and what answers them.",
};
const struct page person_copy_post = {
    .path = "/person/:id/copy",
    .method = POST,
    .cap = CAP_REVEAL,
    .params = params,
    .serve = copy,
    .title = N_("Own data of the person"),
    .about = "Everything recorded about a person, to read or as a file; leaves an audit row.",
};
const struct page person_erase_post = {
    .path = "/person/:id/erase",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = erase,
    .title = N_("Own data of the person"),
    .about = "Empties a person's optional facts on a request to delete.",
};

/* ---- the page ---- */

static const struct reg_def *request_def(void)
{
	const struct reg_def *def = reg_find("data_request");
	assert(def);
	return def;
}

static bool make_days(struct request *rq, const struct record *r, struct person_rights *v,
		      const char **due, struct err *e)
{
	bool found;
	char day[16];
	*due = "";
	if (!parameter_value(rq->arena, rq->db, rq->county, r->unit, "data_request.days", today(),
			     &v->days, &v->document, &found, e))
		return false;
	int64_t days = 0;
	if (parse_i64(v->days ? v->days : "", &days) && days > 0 && days <= DAYS_MAX)
		*due = arena_strdup(
		    rq->arena,
		    date_iso(date_from_days(date_days(today()) + (int32_t)days), day));
	return true;
}

/* A new request of each kind, filled in as far as it is known. */
static void make_kinds(struct request *rq, const struct record *r, const char *due,
		       struct person_rights *v)
{
	const struct field_def *kind = field_find(request_def(), "kind");
	char day[16];
	assert(kind);
	const char *name = page_encoded(rq, record_title(rq->arena, r, rq->lang));
	const char *now = arena_strdup(rq->arena, date_iso(today(), day));
	struct ui_link *links = ARENA_ARRAY(rq->arena, struct ui_link, kind->of->count);
	for (int i = 0; i < kind->of->count; i++)
		links[v->kind_count++] = (struct ui_link){
		    .label = label_in(&kind->of->choices[i].label, rq->lang),
		    .href = arena_printf(rq->arena,
					 "/reg/data_request/new?unit=%" PRId64
					 "&f.person=%s%%20%%23%" PRId64
					 "&f.kind=%s&f.received=%s&f.due=%s",
					 r->unit, name, r->id, kind->of->choices[i].code, now, due)};
	v->kinds = links;
}

static struct rights_request request_of(struct request *rq, struct record *q, int64_t person)
{
	char id[24];
	bool open = text_eq(q->state, "open");
	const struct field_def *kind = field_find(q->def, "kind");
	const char *code = record_value(q, "kind")->s;
	struct rights_request out = {
	    .id = arena_strdup(rq->arena, id_text(q->id, id)),
	    .kind = value_text(rq->arena, kind, record_value(q, "kind"), rq->lang),
	    .state = q->state,
	    .href = arena_printf(rq->arena, "/reg/data_request/%" PRId64, q->id),
	    .tone = open ? UI_INFO : UI_PLAIN,
	    .received = (ymd)record_value(q, "received")->i,
	    .due = (ymd)record_value(q, "due")->i,
	    .open = open,
	    .deletes = open && text_eq(code, "delete"),
	};
	out.late = open && out.due && out.due < today();
	if (open && text_eq(code, "correct"))
		out.edit = arena_printf(rq->arena,
					"/reg/person/%" PRId64 "/edit?request=%" PRId64, person,
					q->id);
	for (int i = 0; i < q->def->state_count; i++)
		if (text_eq(q->def->states[i].code, q->state))
			out.state = label_in(&q->def->states[i].label, rq->lang);
	return out;
}

static bool make_requests(struct request *rq, const struct record *r, struct person_rights *v,
			  struct err *e)
{
	const struct reg_def *def = request_def();
	struct scope scope;
	struct query q;
	struct record_list list;
	char id[24];
	const struct field_def *person = field_find(def, "person");
	assert(person);
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	query_filter(&q, (struct path){.field = person->index, .sub = -1}, OP_EQ,
		     id_text(r->id, id));
	q.limit = LIMIT_PAGE_ROWS;
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	struct rights_request *rows =
	    ARENA_ARRAY(rq->arena, struct rights_request, list.count + 1);
	struct ui_option *deletions = ARENA_ARRAY(rq->arena, struct ui_option, list.count + 1);
	char day[16];
	for (int i = 0; i < list.count; i++) {
		rows[i] = request_of(rq, list.rows[i], r->id);
		if (rows[i].deletes)
			deletions[v->deletion_count++] = (struct ui_option){
			    .value = rows[i].id,
			    .label = arena_printf(rq->arena, "%s %s", rows[i].kind,
						  date_iso(rows[i].received, day))};
	}
	v->requests = rows;
	v->request_count = list.count;
	v->deletions = deletions;
	return true;
}

static const char *const *labels_of(struct request *rq, const struct field_def *const *fields, int n)
{
	const char **labels = ARENA_ARRAY(rq->arena, const char *, n + 1);
	for (int i = 0; i < n; i++)
		labels[i] = label_in(&fields[i]->label, rq->lang);
	return labels;
}

static bool make_plan(struct request *rq, const struct record *r, struct person_rights *v,
		      struct err *e)
{
	struct erase_plan plan;
	if (!erase_plan(rq->arena, rq->db, r, rq->account, &plan, e))
		return false;
	struct rights_entry *entries =
	    ARENA_ARRAY(rq->arena, struct rights_entry, plan.entry_count + 1);
	for (int i = 0; i < plan.entry_count; i++)
		entries[i] = (struct rights_entry){
		    .label = label_in(&plan.entries[i].def->label, rq->lang),
		    .count = plan.entries[i].list.count};
	v->gone = labels_of(rq, plan.gone, plan.gone_count);
	v->gone_count = plan.gone_count;
	v->kept = labels_of(rq, plan.kept, plan.kept_count);
	v->kept_count = plan.kept_count;
	v->entries = entries;
	v->entry_count = plan.entry_count;
	v->file_count = plan.file_count;
	return true;
}

static bool show(struct request *rq, struct html *h, const struct record *r, struct err *e)
{
	char id[24], ver[24];
	const char *due;
	struct scope write;
	struct person_rights v = {.id = arena_strdup(rq->arena, id_text(r->id, id)),
				  .ver = arena_strdup(rq->arena, id_text(r->ver, ver)),
				  .name = record_title(rq->arena, r, rq->lang),
				  .findings = rq->findings};
	reg_scope(rq->account, r->def, true, &write);
	if (!scope_has(rq->db, &write, rq->county, r->unit, &v.may_write, e) ||
	    !make_days(rq, r, &v, &due, e) || !make_requests(rq, r, &v, e) ||
	    !make_plan(rq, r, &v, e))
		return false;
	make_kinds(rq, r, due, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", v.name,
				 tr(rq->lang, N_("Own data of the person")));
	tpl_person_rights(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	return page_person(rq, CAP_REVEAL, &scope, &r, e) && show(rq, h, r, e);
}

/* ---- a copy ---- */

static bool hold(struct request *rq, struct scope *scope, bool reveal, struct holding *x,
		 struct err *e)
{
	struct scope all = *scope;
	struct referrer_ask ask = {.acc = rq->account,
				   .roles = roles_with(CAP_REVEAL),
				   .at = today(),
				   .limit = 0,
				   .reveal = reveal};
	if (!reg_load(rq->arena, rq->db, reg_find("person"), rq->county, rq_id(rq, "id"), scope,
		      reveal, &x->person, e))
		return false;
	ask.to = x->person;
	const char *within = "";
	for (int i = 0; i < all.count; i++) {
		within = arena_printf(rq->arena, "%s%s%s", within, i ? "、" : "",
				      unit_name_now(rq->arena, rq->db, all.units[i]));
		x->whole |= all.units[i] == rq->county;
	}
	x->within = within;
	return file_list(rq->arena, rq->db, file_of(x->person), &x->files, e) &&
	       referrers_load(rq->arena, rq->db, &ask, &x->count, &x->refs, e);
}

static bool send_file(struct request *rq, const struct holding *x, const char *form, struct err *e)
{
	char day[16];
	const char *path = arena_printf(rq->arena, "%s/tmp/copy-%s.%s", rq->dir, rq->id, form);
	const char *name = arena_printf(rq->arena, "%s %s.%s",
					record_title(rq->arena, x->person, rq->lang),
					date_iso(today(), day), form);
	if (text_eq(form, "json")) {
		copy_json(rq, x, name);
		return true;
	}
	if (!copy_xlsx(rq, x, path, e))
		return false;
	reply_file(rq, path, name,
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}

static bool copy(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	struct holding x = {0};
	const char *form = rq_text(rq, "form");
	bool page = text_eq(form, "page");
	if (!page && !text_eq(form, "json") && !text_eq(form, "xlsx"))
		return err_set(e, ERR_INPUT, "A copy is a page, a sheet or JSON.");
	if (!page_person(rq, CAP_REVEAL, &scope, &r, e) || !hold(rq, &scope, !page, &x, e))
		return false;
	struct audit_entry en = {.county = rq->county,
				 .actor = rq->account->id,
				 .action = "copy",
				 .subject = r->def->name,
				 .record = r->id,
				 .origin = "form",
				 .reason = arena_printf(rq->arena, "%s %s", form,
							rq_text(rq, "reason"))};
	if (!audit_write(rq->db, &en, e))
		return false;
	if (!page)
		return send_file(rq, &x, form, e);
	copy_page(rq, h, &x);
	return true;
}

/* ---- deleting ---- */

/* What the person is told: what went, what stays. */
static const char *answer_of(struct request *rq, const struct erase_plan *plan)
{
	const char *gone = "", *kept = "";
	struct msg m;
	for (int i = 0; i < plan->gone_count; i++)
		gone = arena_printf(rq->arena, "%s%s%s", gone, i ? "、" : "",
				    label_in(&plan->gone[i]->label, rq->lang));
	for (int i = 0; i < plan->kept_count; i++)
		kept = arena_printf(rq->arena, "%s%s%s", kept, i ? "、" : "",
				    label_in(&plan->kept[i]->label, rq->lang));
	msg_set(&m, N_("Deleted: %s; %d files. Stays: %s; entries of %d registers."),
		*gone ? gone : "—", plan->file_count, kept, plan->entry_count);
	return msg_render(rq->arena, &m, rq->lang);
}

static bool erase(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, read;
	struct record *person, *request;
	struct erase_plan plan;
	(void)h;
	if (!page_person(rq, CAP_WRITE, &scope, &person, e))
		return false;
	reg_scope(rq->account, person->def, true, &scope);
	reg_scope(rq->account, request_def(), true, &read);
	if (!reg_load(rq->arena, rq->db, request_def(), rq->county, rq_id(rq, "request"), &read,
		      false, &request, e) ||
	    !erase_plan(rq->arena, rq->db, person, rq->account, &plan, e))
		return false;
	struct erase x = {.person = person,
			  .request = request,
			  .how = page_how(rq, &scope),
			  .how_request = page_how(rq, &read),
			  .roles = page_roles(rq),
			  .reason = rq_text(rq, "reason"),
			  .answer = answer_of(rq, &plan)};
	struct attachment_list files;
	person->ver = rq_int(rq, "ver");
	if (person->ver <= 0) {
		err_set(e, ERR_CONFLICT,
			"The form does not say which version of the entry it was made from.");
		return err_hint(e, N_("Open it again, compare, and enter your change once more."));
	}
	if (!file_list(rq->arena, rq->db, file_of(person), &files, e) ||
	    !person_erase(rq->arena, rq->db, &x, &plan, rq->findings, e) ||
	    !shortage_follow(rq->arena, rq->db, person->def, rq->county, rq->account->id, e))
		return false;
	for (int i = 0; i < files.count; i++)
		if (!file_release(rq->db, rq->dir, files.rows[i].hash, e))
			return false;
	reply_flash(rq, N_("Done."));
	reply_redirect(rq, arena_printf(rq->arena, "/person/%" PRId64 "/rights", person->id));
	return true;
}
