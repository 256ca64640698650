/* asset_page.c - one asset card: value year by year, and what of it was booked. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};

const struct page asset_page = {
	.path = "/asset/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Asset"),
	.about = "One asset card: depreciation by year, and the vouchers of the last twelve months.",
};

static const struct asset *find(struct request *rq, const struct asset_list *all)
{
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].id == rq_id(rq, "id"))
			return &all->rows[i];
	return NULL;
}

/* The card, of the unit that its row says; the scope is that of the register. */
static bool load(struct request *rq, const struct asset **out, struct err *e)
{
	struct scope scope;
	struct record *r;
	struct asset_list all;
	if (!estate_scope(rq, "asset_card", &scope, e) ||
	    !reg_load(rq->arena, rq->db, reg_find("asset_card"), rq->county, rq_id(rq, "id"), &scope, false, &r, e) ||
	    !assets_load(rq->arena, rq->db, rq->county, r->unit, &scope, &all, e) ||
	    !unit_load(rq->arena, rq->db, r->unit, 0, &rq->unit, e))
		return false;
	*out = find(rq, &all);
	return *out || err_set(e, ERR_NOT_FOUND, "There is no such asset.");
}

static void make_years(struct request *rq, const struct asset *as, struct asset_view *v)
{
	const struct depreciable *d = &as->value;
	int first, last;
	v->span = "";
	if (!asset_contra(as) || !depreciation_span(d, &first, &last))
		return;
	v->span = arena_printf(rq->arena, "%s — %s", month_text(first), month_text(last));
	struct asset_year *rows = ARENA_ARRAY(rq->arena, struct asset_year, last / 100 - first / 100 + 1);
	for (int year = first / 100; year <= last / 100; year++) {
		int64_t through = depreciation_through(d, year * 100 + 12);
		int64_t before = depreciation_through(d, (year - 1) * 100 + 12);
		if (year == first / 100)
			before = depreciation_through(d, first) - depreciation_of(d, first);
		rows[v->year_count++] = (struct asset_year){
			.year = year, .amount = page_fen(rq, through - before, false),
			.through = page_fen(rq, through, false), .net = page_fen(rq, d->original - through, false),
		};
	}
	v->years = rows;
}

static bool make_months(struct request *rq, const struct asset *as, struct asset_view *v, struct err *e)
{
	enum { MONTHS = 12 };
	struct book b;
	struct asset_month *rows = ARENA_ARRAY(rq->arena, struct asset_month, MONTHS);
	int month = day_month(today());
	if (!book_of_owner(rq->arena, rq->db, rq->county, as->org, as->unit, &b, e))
		return false;
	if (!b.id)
		return true;
	v->book = b.name;
	v->book_href = arena_printf(rq->arena, "/book/%" PRId64 "/depreciation", b.id);
	for (int i = 0; i < MONTHS && month >= b.opened; i++, month = month_before(month)) {
		int64_t amount = asset_contra(as) ? depreciation_of(&as->value, month) : 0, voucher;
		struct asset_month *row = &rows[v->month_count];
		if (!amount)
			continue;
		*row = (struct asset_month){ .month = arena_strdup(rq->arena, month_text(month)),
					     .amount = page_fen(rq, amount, false) };
		if (!voucher_of_source(rq->db, &b, arena_printf(rq->arena, "depreciation/%d", month), &voucher, e) ||
		    !estate_voucher(rq, &b, voucher, &row->voucher, e))
			return false;
		v->month_count++;
	}
	v->months = rows;
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct asset *as;
	if (!load(rq, &as, e))
		return false;
	const struct depreciable *d = &as->value;
	int month = day_month(today());
	int64_t through = depreciation_through(d, month);
	struct asset_view v = {
		.entry = arena_printf(rq->arena, "/reg/asset_card/%" PRId64, as->id),
		.contracts = arena_printf(rq->arena, "/reg/contract?unit=%" PRId64 "&all=1&f.asset=%" PRId64,
					  as->unit, as->id),
		.number = as->number, .place = as->place,
		.category = estate_label(rq, "asset_category", as->category),
		.account = estate_label(rq, "asset_account", as->account),
		.charged = estate_label(rq, "asset_purpose", as->purpose),
		.status = estate_label(rq, "asset_status", as->status),
		.acquired = estate_day(rq, as->acquired), .used = arena_strdup(rq->arena, month_text(d->used)),
		.original = page_fen(rq, d->original, false), .residual = page_fen(rq, d->residual, true),
		.life = d->life ? arena_printf(rq->arena, "%d", d->life) : "",
		.through = page_fen(rq, through, false), .net = page_fen(rq, d->original - through, false),
	};
	make_years(rq, as, &v);
	if (!make_months(rq, as, &v, e))
		return false;
	rq->title = as->name;
	tpl_asset(h, &v);
	return true;
}
