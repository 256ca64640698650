/* assets_page.c - the board of assets and land: value by kind, what is idle, depreciation to book. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <string.h>

enum { LINES = 60, BOOKS = 60 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ .name = "period", .kind = PARAM_PERIOD },
	{ 0 },
};

const struct page assets_page = {
	.path = "/assets",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Assets and land board"),
	.about = "Assets at or under the unit by kind and value, land by kind and area, what is idle, depreciation.",
};
const struct page assets_propose_page = {
	.path = "/assets/propose",
	.method = POST,
	.cap = CAP_BOOK,
	.params = params,
	.serve = propose,
	.title = N_("Assets and land board"),
	.about = "Makes the draft of a month's depreciation in every book at or under the unit.",
};

/* ---- assets ---- */

struct sum {
	int count;
	int64_t original, through;
};

static struct asset_sum_line sum_line(struct request *rq, const char *label, const char *href, const struct sum *s)
{
	return (struct asset_sum_line){
		.label = label, .href = href, .count = s->count, .original = page_fen(rq, s->original, false),
		.through = page_fen(rq, s->through, true), .net = page_fen(rq, s->original - s->through, false),
	};
}

static void make_sums(struct request *rq, const struct asset_list *all, ymd at, struct assets_view *v)
{
	const struct choice_list *kinds = choice_list_find("asset_category");
	struct asset_sum_line *rows = ARENA_ARRAY(rq->arena, struct asset_sum_line, kinds->count + 1);
	struct sum whole = { 0 };
	for (int k = 0; k < kinds->count; k++) {
		struct sum s = { 0 };
		for (int i = 0; i < all->count; i++) {
			const struct asset *as = &all->rows[i];
			if (!asset_there(as, at) || !text_eq(as->category, kinds->choices[k].code))
				continue;
			s.count++;
			s.original += as->value.original;
			s.through += depreciation_through(&as->value, at / 100);
		}
		whole.count += s.count;
		whole.original += s.original;
		whole.through += s.through;
		if (s.count)
			rows[v->sum_count++] =
			    sum_line(rq, label_in(&kinds->choices[k].label, rq->lang),
				     arena_printf(rq->arena, "/reg/asset_card?unit=%s&at=%s&f.category=%s", v->unit, v->at,
						  kinds->choices[k].code), &s);
	}
	if (v->sum_count)
		rows[v->sum_count++] = sum_line(rq, NULL, NULL, &whole);
	v->sums = rows;
	v->figures[v->figure_count++] = (struct estate_figure){
		.label = N_("Assets"), .value = arena_printf(rq->arena, "%d", whole.count) };
	v->figures[v->figure_count++] = (struct estate_figure){
		.label = N_("Net value in yuan"), .value = page_fen(rq, whole.original - whole.through, false) };
}

static void make_idle(struct request *rq, const struct asset_list *all, ymd at, struct assets_view *v)
{
	struct asset_line *rows = ARENA_ARRAY(rq->arena, struct asset_line, LINES);
	for (int i = 0; i < all->count; i++) {
		const struct asset *as = &all->rows[i];
		if (!asset_there(as, at) || !text_eq(as->status, "idle"))
			continue;
		if (v->idle_count == LINES) {
			v->idle_left++;
			continue;
		}
		int64_t through = depreciation_through(&as->value, at / 100);
		rows[v->idle_count++] = (struct asset_line){
			.href = arena_printf(rq->arena, "/asset/%" PRId64, as->id),
			.name = as->name, .number = as->number,
			.unit = as->unit_name, .place = as->place, .original = page_fen(rq, as->value.original, false),
			.net = page_fen(rq, as->value.original - through, false),
		};
	}
	v->idle = rows;
	v->figures[v->figure_count++] = (struct estate_figure){
		.label = N_("Idle assets"), .value = arena_printf(rq->arena, "%d", v->idle_count + v->idle_left) };
}

/* ---- land ---- */

enum { KINDS = 24 };
struct land {
	struct request *rq;
	const struct choice_list *kinds;
	struct land_sum {
		int count;
		int64_t area, idle, leased;
	} sums[KINDS + 1];            /* the last: all together */
	int parcel_count;
	struct asset_line *parcels;
};

static const char *mu(struct request *rq, int64_t v)
{
	return v ? page_fen(rq, v, false) : ""; /* two digits, as money has */
}

static const char *word(const struct record *r, const char *field)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known && v->s ? v->s : "";
}

static bool parcel_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			struct err *e)
{
	struct land *l = arg;
	struct arena *a = l->rq->arena;
	int64_t area = r->v[field_find(r->def, "area")->index].i;
	const struct choice *kind = choice_find(l->kinds, word(r, "kind"));
	(void)row;
	(void)subs;
	(void)e;
	bool idle = text_eq(word(r, "use"), "idle"), leased = text_eq(word(r, "use"), "leased");
	for (int k = kind && kind->rank < KINDS ? kind->rank : KINDS;; k = KINDS) {
		l->sums[k].count++;
		l->sums[k].area += area;
		l->sums[k].idle += idle ? area : 0;
		l->sums[k].leased += leased ? area : 0;
		if (k == KINDS)
			break;
	}
	if (idle && l->parcel_count < LINES)
		l->parcels[l->parcel_count++] = (struct asset_line){
			.href = arena_printf(a, "/reg/resource/%" PRId64, r->id),
			.name = arena_strdup(a, word(r, "name")),
			.number = arena_strdup(a, word(r, "parcel")), .unit = arena_strdup(a, r->unit_name),
			.category = kind ? label_in(&kind->label, l->rq->lang) : "", .original = mu(l->rq, area),
		};
	return true;
}

static struct resource_line land_line(struct request *rq, const char *label, const char *href, const struct land_sum *s)
{
	return (struct resource_line){ .label = label, .href = href, .count = s->count, .area = mu(rq, s->area),
				       .idle = mu(rq, s->idle), .leased = mu(rq, s->leased) };
}

static bool make_land(struct request *rq, ymd at, struct assets_view *v, struct err *e)
{
	struct land *l = ARENA_NEW(rq->arena, struct land);
	struct query q;
	struct scope scope;
	*l = (struct land){ .rq = rq, .kinds = choice_list_find("resource_kind"),
			    .parcels = ARENA_ARRAY(rq->arena, struct asset_line, LINES) };
	if (!estate_scope(rq, "resource", &scope, e))
		return false;
	query_init(&q, reg_find("resource"), rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = at;
	if (!query_each(rq->db, &q, parcel_take, l, e))
		return false;
	struct resource_line *rows = ARENA_ARRAY(rq->arena, struct resource_line, KINDS + 1);
	for (int k = 0; k < l->kinds->count && k < KINDS; k++)
		if (l->sums[k].count)
			rows[v->kind_count++] =
			    land_line(rq, label_in(&l->kinds->choices[k].label, rq->lang),
				      arena_printf(rq->arena, "/reg/resource?unit=%s&at=%s&f.kind=%s", v->unit, v->at,
						   l->kinds->choices[k].code), &l->sums[k]);
	if (v->kind_count)
		rows[v->kind_count++] = land_line(rq, NULL, NULL, &l->sums[KINDS]);
	v->kinds = rows;
	v->parcels = l->parcels;
	v->parcel_count = l->parcel_count;
	v->figures[v->figure_count++] = (struct estate_figure){
		.label = N_("Land and resources in mu"), .value = page_fen(rq, l->sums[KINDS].area, false) };
	v->figures[v->figure_count++] = (struct estate_figure){
		.label = N_("Idle land in mu"), .value = page_fen(rq, l->sums[KINDS].idle, false) };
	return true;
}

/* ---- depreciation ---- */

static bool make_books(struct request *rq, const struct asset_list *all, int month, struct assets_view *v,
		       struct err *e)
{
	struct scope scope;
	struct book_list books;
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!book_list(rq->arena, rq->db, rq->unit.id, &scope, &books, e))
		return false;
	struct book_depreciation *rows = ARENA_ARRAY(rq->arena, struct book_depreciation, BOOKS);
	for (int i = 0; i < books.count; i++) {
		const struct book *b = &books.rows[i];
		struct asset_list mine;
		struct depreciation d;
		if (!book_takes_proposals(b))
			continue;
		if (v->book_count == BOOKS) {
			v->book_left = books.count - i;
			break;
		}
		if (!assets_of_book(rq->arena, rq->db, b, all, &mine, e) ||
		    !depreciation_load(rq->arena, rq->db, b, &mine, month, &d, e))
			return false;
		struct book_depreciation *row = &rows[v->book_count++];
		*row = (struct book_depreciation){
			.href = arena_printf(rq->arena, "/book/%" PRId64 "/depreciation?period=%s", b->id, v->month),
			.name = b->name, .cards = d.count, .amount = page_fen(rq, d.total, false),
		};
		if (!estate_voucher(rq, b, d.voucher, &row->voucher, e))
			return false;
		if (!d.voucher && (!d.count || month < b->opened || (b->ended && month > b->ended)))
			row->voucher = (struct estate_voucher){ .state = N_("nothing to book"), .tone = UI_PLAIN };
	}
	v->books = rows;
	return true;
}

static int month_of(struct request *rq, ymd at)
{
	struct period p;
	return period_parse(rq_text(rq, "period"), &p) ? p.to / 100 : at / 100;
}

static bool load(struct request *rq, struct asset_list *out, struct err *e)
{
	struct scope scope;
	return estate_scope(rq, "asset_card", &scope, e) &&
	       assets_load(rq->arena, rq->db, rq->county, rq->unit.id, &scope, out, e);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char text[32];
	struct asset_list all;
	struct scope books;
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	int month = month_of(rq, at);
	if (!load(rq, &all, e))
		return false;
	struct assets_view v = {
		.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
		.at = estate_day(rq, at), .month = arena_strdup(rq->arena, month_text(month)),
	};
	scope_of_cap(rq->account, CAP_BOOK, &books);
	make_sums(rq, &all, at, &v);
	make_idle(rq, &all, at, &v);
	if (!scope_has(rq->db, &books, rq->county, rq->unit.id, &v.may_propose, e) || !make_land(rq, at, &v, e) ||
	    !make_books(rq, &all, month, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Assets and land board")), rq->unit.name);
	tpl_assets(h, &v);
	return true;
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct asset_list all;
	struct book_list books;
	struct proposed sum = { 0 };
	struct ledger_who who = page_book_who(rq);
	int month = month_of(rq, today());
	(void)h;
	if (!estate_books(rq, &books, e) || !load(rq, &all, e))
		return false;
	for (int i = 0; i < books.count; i++) {
		struct asset_list mine;
		struct depreciation d;
		if (!assets_of_book(rq->arena, rq->db, &books.rows[i], &all, &mine, e) ||
		    !depreciation_load(rq->arena, rq->db, &books.rows[i], &mine, month, &d, e) ||
		    !depreciation_propose(rq->arena, rq->db, &books.rows[i], &d, &who, &sum, e))
			return false;
	}
	reply_flash(rq, books.count ? estate_proposed(&sum) : N_("There is no book at this unit."));
	reply_redirect(rq, arena_printf(rq->arena, "/assets?unit=%" PRId64 "&period=%s", rq->unit.id,
					month_text(month)));
	return true;
}
