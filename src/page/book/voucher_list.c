/* voucher_list.c - the vouchers of a month, and who has to do what next. */
#include "page/book/voucher_page.h"

#include "auth/manage.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/period.h"
#include "tpl.h"

enum { CHECKED_MAX = 200 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "month", .kind = PARAM_PERIOD},
    {.name = "after", .kind = PARAM_INT},
    {.name = "before", .kind = PARAM_INT},
    {0},
};

const struct page voucher_list_page = {
    .path = "/book/:id/vouchers",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Vouchers"),
    .about = "The vouchers of a month, drafts first, and who has to do what next.",
};

/* ---- shared by the pages of a voucher ---- */

bool page_voucher(struct request *rq, enum cap cap, struct book *b, struct voucher *v,
		  struct err *e)
{
	if (!page_book(rq, cap, b, e) ||
	    !voucher_load(rq->arena, rq->db, b->county, rq_id(rq, "voucher"), v, e))
		return false;
	return v->book == b->id || err_set(e, ERR_NOT_FOUND, "There is no such voucher.");
}

const char *page_voucher_href(struct request *rq, const struct voucher *v)
{
	return arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, v->book, v->id);
}

const char *page_voucher_number(struct request *rq, bool posted, int64_t number)
{
	return posted ? arena_printf(rq->arena, "%s-%" PRId64, tr(rq->lang, N_("J")), number)
		      : tr(rq->lang, N_("draft"));
}

const char *page_account_name(struct request *rq, int64_t account)
{
	struct account_card card;
	struct err none = {0};
	if (!account || !account_card(rq->arena, rq->db, account, &card, &none))
		return "";
	return card.name;
}

const char *page_voucher_next(const struct voucher *v, bool money, int errors, enum ui_tone *tone)
{
	*tone = UI_INFO;
	if (v->posted) {
		*tone = v->reversed_by ? UI_PLAIN : UI_GOOD;
		return v->reversed_by ? N_("posted, reversed") : N_("posted");
	}
	if (errors) {
		*tone = UI_BAD;
		return N_("to be put right");
	}
	if (!v->checker && money && !v->cashier)
		return N_("waits for approval and for the cashier");
	if (!v->checker)
		return N_("waits for approval");
	return money && !v->cashier ? N_("waits for the cashier") : N_("ready to be posted");
}

bool page_open_months(struct request *rq, const struct book *b, int also, int *count,
		      const struct ui_option **out, struct err *e)
{
	struct book_months months;
	if (!book_months(rq->arena, rq->db, b, &months, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, months.count + 1);
	*count = 0;
	for (int i = months.count - 1; i >= 0; i--) {
		const struct book_month *m = &months.rows[i];
		const char *text = arena_strdup(rq->arena, month_text(m->month));
		if (m->month == also || (!m->closed && m->month >= b->opened))
			options[(*count)++] = (struct ui_option){.value = text, .label = text};
	}
	*out = options;
	return true;
}

/* ---- the list ---- */

/* The month asked for, else the newest with a voucher. */
static int month_of(struct request *rq, const struct book *b, const struct book_months *all)
{
	struct period p;
	int month = b->opened;
	if (rq_has(rq, "month") && period_parse(rq_text(rq, "month"), &p))
		return day_month(p.from);
	for (int i = 0; i < all->count; i++)
		if (all->rows[i].last_number || all->rows[i].drafts)
			month = all->rows[i].month;
	return month;
}

/* What a draft still needs is known by checking it. */
static bool draft_item(struct request *rq, int64_t county, int64_t id, struct voucher_item *item,
		       struct err *e)
{
	struct voucher v;
	struct voucher_facts facts;
	struct findings f;
	int64_t debit, credit;
	findings_init(&f, rq->arena);
	if (!voucher_load(rq->arena, rq->db, county, id, &v, e) ||
	    !voucher_facts_load(rq->arena, rq->db, &v, &facts, e))
		return false;
	voucher_check(&v, &facts, &f);
	voucher_sums(&v, &debit, &credit);
	item->amount = page_fen(rq, debit, true);
	item->next = page_voucher_next(&v, voucher_moves_money(&v, &facts.accounts), f.errors,
				       &item->tone);
	return true;
}

static bool make_item(struct request *rq, const struct book *b, const struct voucher_row *r,
		      bool checked, struct voucher_item *item, struct err *e)
{
	*item = (struct voucher_item){
	    .href = arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, r->id),
	    .number = page_voucher_number(rq, r->posted, r->number),
	    .day = r->day,
	    .summary = is_empty(r->summary) ? "…" : r->summary,
	    .amount = page_fen(rq, r->debit, !r->posted),
	    .sheets = r->attachments,
	    .tone = UI_INFO,
	    .next = N_("draft"),
	};
	if (r->posted) {
		struct voucher v = {.posted = true, .reversed_by = r->reversed_by};
		item->next = page_voucher_next(&v, false, 0, &item->tone);
		if (r->kind == VOUCHER_REVERSAL)
			item->next = N_("posted, a reversal");
		return true;
	}
	return !checked || draft_item(rq, b->county, r->id, item, e);
}

static int first_row(const struct request *rq, int count)
{
	int64_t from = rq_has(rq, "before") ? rq_int(rq, "before") - LIMIT_PAGE_ROWS
					    : rq_int(rq, "after");
	return from < 0 ? 0 : from > count ? count : (int)from;
}

static bool make_rows(struct request *rq, const struct book *b, int month, struct vouchers_view *v,
		      struct err *e)
{
	struct voucher_list list;
	if (!voucher_list(rq->arena, rq->db, b, month, &list, e))
		return false;
	int from = first_row(rq, list.count), to = from + LIMIT_PAGE_ROWS;
	to = to > list.count ? list.count : to;
	struct voucher_item *rows = ARENA_ARRAY(rq->arena, struct voucher_item, to - from + 1);
	for (int i = from; i < to; i++)
		if (!make_item(rq, b, &list.rows[i], i - from < CHECKED_MAX, &rows[i - from], e))
			return false;
	v->rows = rows;
	v->count = to - from;
	v->pager = (struct ui_pager){
	    .path = rq->path,
	    .query = rq->query,
	    .before = from ? arena_printf(rq->arena, "%d", from) : NULL,
	    .after = to < list.count ? arena_printf(rq->arena, "%d", to) : NULL,
	    .count = list.count,
	    .shown = v->count,
	};
	return true;
}

static void make_months(struct request *rq, const struct book_months *all, int month,
			struct vouchers_view *v)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, all->count + 1);
	for (int i = all->count - 1; i >= 0; i--) {
		const char *text = arena_strdup(rq->arena, month_text(all->rows[i].month));
		v->closed |= all->rows[i].month == month && all->rows[i].closed;
		options[v->month_count++] = (struct ui_option){.value = text, .label = text};
	}
	v->months = options;
	v->month = arena_strdup(rq->arena, month_text(month));
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct book_months all;
	struct vouchers_view v = {.path = rq->path, .query = rq->query};
	if (!page_book(rq, CAP_BOOK_READ, &b, e) ||
	    !book_months(rq->arena, rq->db, &b, &all, e) ||
	    !page_book_may(rq, &b, CAP_BOOK, &v.may_book, e))
		return false;
	int month = month_of(rq, &b, &all);
	if (!make_rows(rq, &b, month, &v, e))
		return false;
	make_months(rq, &all, month, &v);
	v.tabs = page_book_tabs(rq, &b);
	v.month_href = arena_printf(rq->arena, "/book/%" PRId64 "/month/%s", b.id, v.month);
	v.new_href = arena_printf(rq->arena, "/book/%" PRId64 "/new?month=%s", b.id, v.month);
	v.why = !v.may_book	   ? N_("Your account reads this book and does not keep it.")
		: v.closed	   ? N_("This month is closed and takes no voucher.")
		: month < b.opened ? N_("This month takes the opening balances only.")
				   : NULL;
	tpl_vouchers(h, &v);
	return true;
}
