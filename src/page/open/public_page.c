/*
 * public_page.c - what everybody may read, without an account: lists, sheets, the proof, objections.
 *
 * Nothing of the site but the frozen sheet is shown: no ids, no accounts, no addresses within.  A
 * code has 31^10 values, so guessing finds nothing.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "openness/objection.h"
#include "page/open/open_page.h"
#include "tpl.h"

enum { SHEETS = 200, UNITS = 100, PROOFS_PER_HOUR = 120 };

static bool list(struct request *rq, struct html *h, struct err *e);
static bool show(struct request *rq, struct html *h, struct err *e);
static bool object(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "code", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "check", .kind = PARAM_FLAG },
	{ .name = "receipt", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "text", .kind = PARAM_NOTE, .max = OBJECTION_TEXT },
	{ .name = "name", .kind = PARAM_TEXT, .max = OBJECTION_NAME },
	{ .name = "phone", .kind = PARAM_TEXT, .max = OBJECTION_PHONE },
	{ .name = "may_show", .kind = PARAM_FLAG },
	{ 0 },
};

const struct page public_page = {
	.path = "/public",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = list,
	.title = N_("Published by the villages"),
	.about = "What villages have published, newest first; a sheet by its code.",
};
const struct page public_sheet_page = {
	.path = "/public/:code",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = show,
	.slow = 1,
	.title = N_("Published sheet"),
	.about = "A published sheet, compared with the records of today when asked.",
};
const struct page public_objection_page = {
	.path = "/public/:code/objection",
	.method = POST,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = object,
	.title = N_("Published sheet"),
	.about = "Takes an objection to a published sheet from anybody; gives a receipt.",
};

/* Kept by no cache and found by no search engine: what is taken down is gone. */
static void public_headers(struct request *rq)
{
	reply_header(rq, "X-Robots-Tag", "noindex, nofollow, noarchive");
	reply_header(rq, "Cache-Control", "no-store");
}

/* ---- the list ---- */

static bool take(struct request *rq, const struct disclosure_list *all, struct public_view *v, struct err *e)
{
	struct public_unit *units = ARENA_ARRAY(rq->arena, struct public_unit, UNITS);
	struct public_sheet *sheets = ARENA_ARRAY(rq->arena, struct public_sheet, all->count + 1);
	int64_t seen[UNITS];
	char day[16];
	for (int i = 0; i < all->count; i++) {
		const struct disclosure *d = &all->rows[i];
		const char *published = arena_strdup(rq->arena, date_iso(date_of_ms(d->published_ms), day));
		int k = 0;
		sheets[i] = (struct public_sheet){
		    .title = d->title, .unit = d->unit_name, .published = published,
		    .href = arena_printf(rq->arena, "/public/%s", d->code),
		};
		while (k < v->unit_count && seen[k] != d->unit)
			k++;
		if (k < v->unit_count || k == UNITS)
			continue;
		struct unit unit;
		if (!unit_load(rq->arena, rq->db, d->unit, 0, &unit, e))
			return false;
		seen[v->unit_count] = d->unit;
		units[v->unit_count++] = (struct public_unit){
		    .name = d->unit_name, .newest = published,
		    .href = arena_printf(rq->arena, "/public?unit=%s", unit.code),
		};
	}
	v->units = units;
	v->sheets = sheets;
	v->count = all->count;
	return true;
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	struct public_view v = {0};
	struct disclosure_list all;
	bool one = !is_empty(rq_text(rq, "unit"));
	public_headers(rq);
	if (!is_empty(rq_text(rq, "code"))) {
		struct disclosure d;
		if (!disclosure_by_code(rq->arena, rq->db, rq_text(rq, "code"), &d, e))
			return false;
		reply_redirect(rq, arena_printf(rq->arena, "/public/%s", d.code));
		return true;
	}
	if (!disclosure_public(rq->arena, rq->db, one ? rq->unit.id : 0, SHEETS, &all, e))
		return false;
	if (!take(rq, &all, &v, e))
		return false;
	v.unit = one ? rq->unit.name : NULL;
	tpl_public(h, &v);
	return true;
}

/* ---- a sheet ---- */

static bool draw(struct request *rq, struct html *h, const struct disclosure *d, struct err *e)
{
	struct sheet_view v;
	struct objection *mine = ARENA_NEW(rq->arena, struct objection);
	struct err none = {0};
	bool inside = false, asked = rq_flag(rq, "check");
	bool prove = asked && rq_may_spend(rq, "proof", PROOFS_PER_HOUR);
	if (prove)
		rq_spend(rq, "proof");
	if (!sheet_show(rq, d, false, prove, &v, e))
		return false;
	v.busy = asked && !prove;
	if (!is_empty(rq_text(rq, "receipt"))) {
		v.asked = !objection_by_receipt(rq->arena, rq->db, d, rq_text(rq, "receipt"), mine, &none);
		v.mine = v.asked ? NULL : mine;
		if (v.asked && none.code != ERR_NOT_FOUND) {
			*e = none;
			return false;
		}
	}
	if (rq->account && !open_may(rq, false, d->unit, &inside, e))
		return false;
	char id[24];
	v.id = inside ? arena_strdup(rq->arena, id_text(d->id, id)) : NULL;
	v.text = rq_text(rq, "text");
	v.name = rq_text(rq, "name");
	v.phone = rq_text(rq, "phone");
	v.receipt = rq_text(rq, "receipt");
	v.findings = rq->findings;
	rq->title = d->title;
	tpl_public_sheet(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	public_headers(rq);
	return disclosure_by_code(rq->arena, rq->db, rq_text(rq, "code"), &d, e) && draw(rq, h, &d, e);
}

static bool object(struct request *rq, struct html *h, struct err *e)
{
	struct disclosure d;
	struct findings *f = ARENA_NEW(rq->arena, struct findings);
	public_headers(rq);
	if (!disclosure_by_code(rq->arena, rq->db, rq_text(rq, "code"), &d, e))
		return false;
	if (d.withdrawn_ms || disclosure_is_down(&d, today()))
		return err_set(e, ERR_CONFLICT, "This sheet is no longer shown, so nothing can be said against it here.");
	struct objection o = {.text = rq_text(rq, "text"), .name = rq_text(rq, "name"),
			      .phone = rq_text(rq, "phone"), .may_show = rq_flag(rq, "may_show")};
	findings_init(f, rq->arena);
	if (objection_make(rq->arena, rq->db, &d, &o, rq->address, f, e)) {
		reply_redirect(rq, arena_printf(rq->arena, "/public/%s?receipt=%s#receipt", d.code, o.receipt));
		return true;
	}
	if (e->code != ERR_REFUSED)
		return false;
	*e = (struct err){0};
	rq->findings = f;
	rq->refuse = true;
	rq->status = 422;
	return draw(rq, h, &d, e);
}
