/* training_paper.c - the sign-in sheet of a class, and its certificates as PDF. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/certificate.h"
#include "page/training_page.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

static bool sheet(struct request *rq, struct html *h, struct err *e);
static bool all(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {0},
};

const struct page training_sheet_page = {
    .path = "/training/class/:id/sheet",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = sheet,
    .title = N_("Sign-in sheet"),
    .about = "The people of a class with a line to sign, to be printed.",
};
const struct page training_certificates_page = {
    .path = "/training/class/:id/certificates",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = all,
    .slow = 1,
    .title = N_("Certificates"),
    .about = "The certificates of a class as one PDF, by number.",
};
const struct page training_certificate_page = {
    .path = "/training/certificate/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = one,
    .slow = 1,
    .title = N_("Certificate"),
    .about = "The certificate of one person in one class as PDF.",
};

static const char *text_or(const struct record *r, const char *field, const char *other)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known && !is_empty(v->s) ? v->s : other;
}

static bool sheet(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	struct training_sheet v = {0};
	char id[24];
	if (!training_class_load(rq, false, &class, e) ||
	    !training_trainees(rq, class->id, &v.list, e))
		return false;
	v.id = arena_strdup(rq->arena, id_text(class->id, id));
	v.title = record_title(rq->arena, class, rq->lang);
	v.place = text_or(class, "place", "");
	v.organiser = text_or(class, "organiser", class->unit_name);
	v.started = (ymd)record_value(class, "started")->i;
	v.ended = (ymd)record_value(class, "ended")->i;
	rq->title = v.title;
	tpl_training_sheet(h, &v);
	return true;
}

/* ---- certificates ---- */

static int by_number(const void *x, const void *y)
{
	const struct certificate *a = x, *b = y;
	return strcmp(a->number, b->number);
}

/* Dated by the last day of the class. */
static struct certificate certificate_of(struct record *class, const char *name, const char *number,
					 int64_t hours)
{
	ymd from = (ymd)record_value(class, "started")->i, to = (ymd)record_value(class, "ended")->i;
	return (struct certificate){
	    .name = name,
	    .number = number,
	    .class = text_or(class, "name", ""),
	    .office = text_or(class, "organiser", class->unit_name ? class->unit_name : ""),
	    .hours = (int)(hours ? hours : record_value(class, "hours")->i),
	    .from = from,
	    .to = to,
	    .issued = to ? to : from,
	};
}

static bool send(struct request *rq, const struct certificate *list, int count, const char *name,
		 struct err *e)
{
	if (!count) {
		err_set(e, ERR_CONFLICT, "There is no certificate yet.");
		return err_hint(e, N_("Say who passed, then number the certificates on the page of the class."));
	}
	const char *path = arena_printf(rq->arena, "%s/tmp/certificate-%s.pdf", rq->dir, rq->id);
	if (!certificates_pdf(rq->arena, list, count, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "结业证书 %s.pdf", name), "application/pdf");
	return true;
}

static bool all(struct request *rq, struct html *h, struct err *e)
{
	struct record *class;
	struct trainee_list people;
	int count = 0;
	(void)h;
	if (!training_class_load(rq, false, &class, e) ||
	    !training_trainees(rq, class->id, &people, e))
		return false;
	struct certificate *list = ARENA_ARRAY(rq->arena, struct certificate, people.count + 1);
	for (int i = 0; i < people.count; i++)
		if (!is_empty(people.rows[i].certificate))
			list[count++] = certificate_of(class, people.rows[i].name,
						       people.rows[i].certificate, people.rows[i].hours);
	if (count)
		qsort(list, (size_t)count, sizeof *list, by_number);
	return send(rq, list, count, text_or(class, "number", ""), e);
}

/* Whoever reads the trainee's row may print it, also where the class is a unit above's. */
static bool one(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def = reg_find("trainee");
	struct record *r, *class;
	struct scope scope, county;
	(void)h;
	reg_scope(rq->account, def, false, &scope);
	if (!reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, &r, e))
		return false;
	scope_all(rq->county, &county);
	if (!reg_load(rq->arena, rq->db, reg_find("training_class"), rq->county,
		      record_value(r, "class")->i, &county, false, &class, e))
		return false;
	if (!record_value(r, "certificate")->known)
		return send(rq, NULL, 0, "", e);
	struct certificate c = certificate_of(class, record_title(rq->arena, r, rq->lang),
					      record_value(r, "certificate")->s,
					      record_value(r, "hours")->i);
	return send(rq, &c, 1, c.number, e);
}
