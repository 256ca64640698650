/* pairing_hand_over.c - one pairing given to somebody else: the old one ends, a new one begins. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "measure/pairing.h"
#include "page/page_reg.h"
#include "page/pairing_page.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "ver", .kind = PARAM_INT },
	{ .name = "day", .kind = PARAM_DATE },
	{ .name = "successor", .kind = PARAM_TEXT },
	{ .name = "document", .kind = PARAM_TEXT },
	{ 0 },
};

const struct page pairing_hand_over_page = {
	.path = "/pairings/:id/hand-over",
	.method = GET,
	.cap = CAP_WRITE,
	.params = params,
	.serve = show,
	.title = N_("Hand over a pairing"),
	.about = "The form that gives a pairing to somebody else.",
};
const struct page pairing_hand_over_post = {
	.path = "/pairings/:id/hand-over",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Hand over a pairing"),
	.about = "Ends the pairing and opens the same one for the successor, in one step.",
};

static bool load(struct request *rq, struct scope *scope, struct record **rec, struct err *e)
{
	const struct reg_def *def = reg_find("pairing");
	reg_scope(rq->account, def, true, scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), scope, false, rec, e);
}

static const char *text_of(struct request *rq, struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	return value_text(rq->arena, f, &rec->v[f->index], rq->lang);
}

static bool draw(struct request *rq, struct html *h, struct record *rec, struct err *e)
{
	char day[16], ver[24];
	(void)e;
	ymd when = rq_date(rq, "day");
	const char *household = text_of(rq, rec, "household"), *base = text_of(rq, rec, "base");
	struct hand_over_view v = {
		.action = arena_printf(rq->arena, "/pairings/%" PRId64 "/hand-over", rec->id),
		.cancel = arena_printf(rq->arena, "/reg/pairing/%" PRId64, rec->id),
		.ver = arena_strdup(rq->arena, id_text(rq_has(rq, "ver") ? rq_int(rq, "ver") : rec->ver, ver)),
		.kind = text_of(rq, rec, "kind"),
		.helper = text_of(rq, rec, "helper"),
		.helped = !is_empty(household) ? household : !is_empty(base) ? base : rec->unit_name,
		.unit = rec->unit_name,
		.started = (ymd)record_value(rec, "started")->i,
		.day = arena_strdup(rq->arena, date_iso(when ? when : today(), day)),
		.successor = rq_text(rq, "successor"),
		.document = rq_text(rq, "document"),
		.findings = rq->findings,
	};
	tpl_pairing_hand_over(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *rec;
	return load(rq, &scope, &rec, e) && draw(rq, h, rec, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *rec;
	struct value successor;
	struct err why = { 0 };
	int64_t made;
	if (!load(rq, &scope, &rec, e))
		return false;
	const struct field_def *f = field_find(rec->def, "successor");
	if (!page_read_person(rq, f, rq_text(rq, "successor"), &successor, e))
		return false;
	struct hand_over in = {
		.county = rq->county, .id = rec->id, .ver = rq_int(rq, "ver"), .day = rq_date(rq, "day"),
		.successor = successor.known ? successor.i : 0, .document = rq_text(rq, "document"),
	};
	struct save_how how = page_how(rq, &scope);
	if (!rq->findings->errors && pairing_hand_over(rq->arena, rq->db, &in, &how, rq->findings, &made, &why)) {
		reply_flash(rq, N_("The pairing was handed over."));
		reply_redirect(rq, arena_printf(rq->arena, "/reg/pairing/%" PRId64, made));
		return true;
	}
	if (why.code != ERR_NONE && why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw(rq, h, rec, e);
}
