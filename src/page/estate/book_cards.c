/* book_cards.c - depreciation of a month in one book, and its cards against its accounts. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/report.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "period", .kind = PARAM_PERIOD },
	{ 0 },
};

const struct page book_depreciation_page = {
	.path = "/book/:id/depreciation",
	.method = GET,
	.cap = CAP_BOOK_READ,
	.params = params,
	.serve = serve,
	.title = N_("Depreciation"),
	.about = "What each asset card depreciates in a month, and the cards against the accounts of the book.",
};
const struct page book_depreciation_propose_page = {
	.path = "/book/:id/depreciation/propose",
	.method = POST,
	.cap = CAP_BOOK,
	.params = params,
	.serve = propose,
	.title = N_("Depreciation"),
	.about = "Makes the draft of a month's depreciation in one book.",
};

static int month_of(struct request *rq)
{
	struct period p;
	return period_parse(rq_text(rq, "period"), &p) ? p.to / 100 : day_month(today());
}

/* Cards in the reader's scope; whoever reads books of the unit reads its cards. */
static bool load(struct request *rq, enum cap cap, struct book *b, struct asset_list *mine, struct depreciation *d,
		 struct err *e)
{
	struct scope scope;
	struct asset_list all;
	if (!page_book(rq, cap, b, e))
		return false;
	scope_of_cap(rq->account, cap, &scope);
	return assets_load(rq->arena, rq->db, rq->county, b->unit, &scope, &all, e) &&
	       assets_of_book(rq->arena, rq->db, b, &all, mine, e) &&
	       depreciation_load(rq->arena, rq->db, b, mine, month_of(rq), d, e);
}

static int64_t balance_of(const struct trial *t, const char *code)
{
	for (int i = 0; i < t->count; i++)
		if (text_eq(t->rows[i].account.code, code))
			return t->rows[i].closing_debit - t->rows[i].closing_credit;
	return 0;
}

/* What the cards say of an account at the end of the month; contra accounts negative. */
static int64_t cards_say(const struct asset_list *mine, const char *root, int month)
{
	ymd last = (ymd)(month * 100 + 31); /* compares right although it may be no day */
	int64_t sum = 0;
	for (int i = 0; i < mine->count; i++) {
		const struct asset *as = &mine->rows[i];
		if (!asset_there(as, last))
			continue;
		if (text_eq(asset_root(as), root))
			sum += as->value.original;
		else if (asset_contra(as) && text_eq(asset_contra(as), root))
			sum -= depreciation_through(&as->value, month);
	}
	return sum;
}

static bool make_proofs(struct request *rq, const struct book *b, const struct asset_list *mine, int month,
			struct book_cards_view *v, struct err *e)
{
	static const char *const roots[] = { "151", "152", "132", "133", "161", "162" };
	struct trial t;
	struct book_accounts accounts;
	if (!trial_of_book(rq->arena, rq->db, b, month, month, &t, e) ||
	    !book_accounts(rq->arena, rq->db, b, &accounts, e))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		int64_t cards = cards_say(mine, roots[i], month), books = balance_of(&t, roots[i]);
		const struct book_account *acc = account_find(&accounts, roots[i]);
		if (!acc || (!cards && !books))
			continue;
		v->proofs[v->proof_count++] = (struct card_proof){
			.account = arena_printf(rq->arena, "%s %s", acc->code, acc->name),
			.cards = page_fen(rq, acc->contra ? -cards : cards, false),
			.books = page_fen(rq, acc->contra ? -books : books, false),
			.difference = page_fen(rq, acc->contra ? cards - books : books - cards, true),
			.same = cards == books,
		};
	}
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct asset_list mine;
	struct depreciation d;
	if (!load(rq, CAP_BOOK_READ, &b, &mine, &d, e))
		return false;
	struct card_line *rows = ARENA_ARRAY(rq->arena, struct card_line, d.count + 1);
	for (int i = 0; i < d.count; i++) {
		const struct asset *as = d.rows[i].asset;
		rows[i] = (struct card_line){
			.href = arena_printf(rq->arena, "/asset/%" PRId64, as->id),
			.number = as->number, .name = as->name,
			.category = estate_label(rq, "asset_category", as->category),
			.charged = estate_label(rq, "asset_purpose", as->purpose),
			.amount = page_fen(rq, d.rows[i].amount, false),
			.through = page_fen(rq, d.rows[i].through, false),
		};
	}
	struct book_cards_view v = {
		.tabs = page_book_tabs(rq, &b), .month = arena_strdup(rq->arena, month_text(d.month)),
		.total = page_fen(rq, d.total, false), .count = d.count, .rows = rows,
		.action = arena_printf(rq->arena, "/book/%" PRId64 "/depreciation", b.id),
	};
	v.other_chart = !book_takes_proposals(&b);
	if (!page_book_may(rq, &b, CAP_BOOK, &v.may_propose, e) ||
	    !estate_voucher(rq, &b, d.voucher, &v.voucher, e) ||
	    (!v.other_chart && !make_proofs(rq, &b, &mine, d.month, &v, e)))
		return false;
	v.may_propose = v.may_propose && d.count && !d.voucher && !v.other_chart;
	tpl_book_cards(h, &v);
	return true;
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct asset_list mine;
	struct depreciation d;
	struct proposed sum = { 0 };
	struct ledger_who who = page_book_who(rq);
	(void)h;
	if (!load(rq, CAP_BOOK, &b, &mine, &d, e) ||
	    !depreciation_propose(rq->arena, rq->db, &b, &d, &who, &sum, e))
		return false;
	reply_flash(rq, estate_proposed(&sum));
	reply_redirect(rq, arena_printf(rq->arena, "/book/%" PRId64 "/depreciation?period=%s", b.id,
					month_text(d.month)));
	return true;
}
