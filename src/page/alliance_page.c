/*
 * alliance_page.c - an alliance as one of its parties sees it: the agreement, its own share.
 *
 * Whoever may read the row of a party may read what was agreed with it: the alliance's own
 * entry.  While it is a draft anybody can call themselves a party: then its text is only for
 * those who may read the entry itself.  Of the other parties only those rows are shown that
 * are in the reader's scope; what they have together is the rest of the whole, which every
 * party knows.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/org_page.h"
#include "tpl.h"

enum { PARTIES = 200 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};

const struct page alliance_page = {
	.path = "/alliance/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Alliance"),
	.about = "What was agreed in an alliance and the shares of the parties in scope.",
};

/* 34.60 % of the whole, rounded half up; exact when the whole divides 10,000. */
static const char *percent(struct request *rq, int64_t parts, int64_t whole)
{
	int64_t n = whole > 0 ? (parts * 20000 + whole) / (2 * whole) : 0;
	return arena_printf(rq->arena, "%" PRId64 ".%02d%%", n / 100, (int)(n % 100));
}

static const char *word(struct request *rq, struct record *r, const char *field)
{
	return value_text(rq->arena, field_find(r->def, field), record_value(r, field), rq->lang);
}

/* With a share of one's own, the agreement itself is one's own too. */
static bool alliance_load(struct request *rq, bool party, struct record **out, struct err *e)
{
	const struct reg_def *def = reg_find("alliance");
	struct scope scope;
	if (party)
		scope_all(rq->county, &scope);
	else
		reg_scope(rq->account, def, false, &scope);
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), &scope, false, out, e);
}

static void make_rows(struct request *rq, const struct record_list *list, struct alliance_view *v)
{
	struct alliance_row *rows = ARENA_ARRAY(rq->arena, struct alliance_row, list->count + 1);
	for (int i = 0; i < list->count; i++) {
		struct record *r = list->rows[i];
		int64_t parts = record_value(r, "parts")->i;
		rows[i] = (struct alliance_row){
			.party = record_value(r, "party")->s,
			.href = arena_printf(rq->arena, "/reg/alliance_share/%" PRId64, r->id),
			.unit = r->unit_name,
			.contribution = word(rq, r, "contribution"),
			.amount = page_dec(rq, r, "amount"),
			.parts = parts,
			.percent = percent(rq, parts, v->parts),
		};
		v->shown += parts;
	}
	v->rows = rows;
	v->row_count = list->count;
	v->rest = v->parts > v->shown ? v->parts - v->shown : 0;
	v->rest_percent = percent(rq, v->rest, v->parts);
}

static const char *state_word(struct request *rq, const struct record *r)
{
	for (int i = 0; i < r->def->state_count; i++)
		if (text_eq(r->def->states[i].code, r->state))
			return label_in(&r->def->states[i].label, rq->lang);
	return "";
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct record_list shares;
	struct record *r;
	struct scope own;
	bool inside;
	if (!page_rows_of(rq, "alliance_share", "alliance", rq_id(rq, "id"), 0, PARTIES, &shares, e) ||
	    !alliance_load(rq, shares.count > 0, &r, e))
		return false;
	reg_scope(rq->account, r->def, false, &own);
	if (!scope_has(rq->db, &own, rq->county, r->unit, &inside, e))
		return false;
	struct alliance_view v = {
		.entry = inside ? arena_printf(rq->arena, "/reg/alliance/%" PRId64, r->id) : NULL,
		.kind = word(rq, r, "kind"),
		.industry = word(rq, r, "industry"),
		.lead = record_value(r, "lead")->known ? record_value(r, "lead")->s : r->unit_name,
		.state = state_word(rq, r),
		.started = word(rq, r, "started"),
		.ended = word(rq, r, "ended"),
		.agreement = word(rq, r, "agreement"),
		.parts = record_value(r, "parts")->i,
		.open = !text_eq(r->state, "in_force"),
	};
	if (!inside && text_eq(r->state, "draft"))
		v.industry = v.agreement = "";
	make_rows(rq, &shares, &v);
	rq->title = record_title(rq->arena, r, rq->lang);
	tpl_alliance(h, &v);
	return true;
}
