/* dividend_page.c - one dividend: what stands against it, who gets what, its payments; its steps. */
#include "page/share/share_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "tpl.h"

#include <string.h>

enum { SHOWN = 1000 };

static bool show(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "dividend", .kind = PARAM_ID},
    {0},
};

const struct page dividend_page = {
    .path = "/book/:id/dividend/:dividend",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = show,
    .title = N_("Dividend"),
    .about = "One dividend: its checks, who gets what, vouchers and payments.",
};

bool page_dividend(struct request *rq, enum cap cap, struct book *b, struct dividend *d, struct err *e)
{
	if (!page_book(rq, cap, b, e) || !dividend_load(rq->arena, rq->db, b, rq_id(rq, "dividend"), d, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", b->name, d->name);
	return true;
}

/* ---- lines ---- */

static void make_lines(struct request *rq, const struct dividend *d, const struct dividend_lines *lines,
		       struct dividend_view *v)
{
	int shown = lines->count < SHOWN ? (int)lines->count : SHOWN;
	struct dividend_line_row *rows = ARENA_ARRAY(rq->arena, struct dividend_line_row, shown + 1);
	for (int i = 0; i < shown; i++) {
		const struct dividend_line *l = &lines->rows[i];
		rows[i] = (struct dividend_line_row){
		    .ord = arena_printf(rq->arena, "%" PRId64, l->ord),
		    .tick = arena_printf(rq->arena, "o.%" PRId64, l->ord),
		    .name = l->name,
		    .href = arena_printf(rq->arena, "/book/%" PRId64 "/shares/%" PRId64, d->book, l->person),
		    .household = l->household,
		    .shares = page_shares(rq, l->shares),
		    .weight = page_shares(rq, l->weight),
		    .fen = page_fen(rq, l->fen, false),
		    .pay = page_pay_word(l->pay),
		    .tone = text_eq(l->pay, "returned") ? UI_BAD : text_eq(l->pay, "held") ? UI_WARN : UI_INFO,
		    .slip = v->draft ? NULL
				     : arena_printf(rq->arena, "%s/slip/%" PRId64, v->href, l->ord),
		    .may_tick = v->may_pay,
		};
	}
	v->lines = rows;
	v->line_count = shown;
	v->left_out = (int)lines->count - shown;
}

/* ---- payments ---- */

static const char *batch_word(enum pay_kind kind)
{
	return kind == PAY_BANK	  ? N_("bank list")
	       : kind == PAY_CASH ? N_("cash, signed for")
				  : N_("given back by the bank");
}

static const char *voucher_href(struct request *rq, const struct book *b, int64_t id)
{
	return id ? arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b->id, id) : NULL;
}

static void make_batches(struct request *rq, const struct book *b, const struct pay_batches *all,
			 struct dividend_view *v)
{
	struct dividend_batch_row *rows = ARENA_ARRAY(rq->arena, struct dividend_batch_row, all->count + 1);
	for (int i = 0; i < all->count; i++) {
		const struct pay_batch *p = &all->rows[i];
		rows[i] = (struct dividend_batch_row){
		    .number = arena_printf(rq->arena, "%" PRId64, p->number),
		    .kind = batch_word(p->kind),
		    .day = page_day(rq, p->day),
		    .lines = arena_printf(rq->arena, "%" PRId64, p->lines),
		    .fen = page_fen(rq, p->fen, false),
		    .voucher = voucher_href(rq, b, p->voucher),
		    .state = p->undone	  ? N_("taken back")
			     : p->posted  ? N_("posted")
			     : p->voucher ? N_("draft voucher")
					  : N_("voucher gone"),
		    .tone = p->undone ? UI_PLAIN : p->posted ? UI_GOOD : UI_WARN,
		    .undo = p->undone || p->posted || !v->may_book ? NULL : "1",
		    .file = p->undone || p->kind == PAY_RETURN || !v->may_book ? NULL : "1",
		};
	}
	v->batches = rows;
	v->batch_count = all->count;
}

static bool moneys_of(struct request *rq, const struct book *b, struct dividend_view *v, struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, all.count + 1);
	for (int i = 0; i < all.count; i++)
		if (!is_empty(all.rows[i].money) && !all.rows[i].has_details && !all.rows[i].closed)
			options[v->money_count++] = (struct ui_option){
			    .value = all.rows[i].code,
			    .label = arena_printf(rq->arena, "%s %s", all.rows[i].code,
						  account_full_name(rq->arena, &all, &all.rows[i]))};
	v->moneys = options;
	return true;
}

static bool make_payments(struct request *rq, const struct book *b, const struct dividend *d,
			  struct dividend_view *v, struct err *e)
{
	struct pay_batches all;
	if (d->state != DIVIDEND_RESOLVED)
		return true;
	if (!pay_batches_load(rq->arena, rq->db, b, d, &all, e) || !moneys_of(rq, b, v, e))
		return false;
	v->declare_href = voucher_href(rq, b, all.declare);
	v->declare_state = !all.declare ? NULL : all.declare_posted ? N_("posted") : N_("draft voucher");
	v->paid = page_fen(rq, all.paid, false);
	v->unpaid = page_fen(rq, all.unpaid, false);
	v->may_book_it = v->may_book && !all.declare;
	v->may_pay = v->may_book && all.declare_posted;
	make_batches(rq, b, &all, v);
	if (all.declare_posted) {
		v->state = all.unpaid ? N_("booked") : N_("paid");
		v->tone = all.unpaid ? UI_WARN : UI_GOOD;
	}
	return true;
}

/* ---- the whole ---- */

/* What only the vouchers of the year can say: unknown is not zero. */
static const char *year_fen(struct request *rq, const struct dividend_facts *x, int64_t fen)
{
	return x->kept_here ? page_fen(rq, fen, false) : tr(rq->lang, N_("not in this book"));
}

static void make_head(struct request *rq, const struct dividend *d, const struct dividend_facts *x,
		      struct dividend_view *v)
{
	static const char *const words[] = {N_("draft"), N_("open to view"), N_("resolved"), N_("taken back")};
	bool days = text_eq(d->weighting, "days");
	*v = (struct dividend_view){
	    .href = page_dividend_href(rq, d),
	    .list_href = arena_printf(rq->arena, "/book/%" PRId64 "/dividend", d->book),
	    .id = arena_printf(rq->arena, "%" PRId64, d->id),
	    .state = words[d->state],
	    .tone = d->state == DIVIDEND_WITHDRAWN ? UI_PLAIN : UI_INFO,
	    .year = arena_printf(rq->arena, "%d", d->year),
	    .declared = page_fen(rq, d->declared, false),
	    .record_day = page_day(rq, d->record_day),
	    .period = days ? arena_printf(rq->arena, "%s – %s", page_day(rq, d->from), page_day(rq, d->to)) : "",
	    .weighting = days ? N_("shares times days held") : N_("shares on the record day"),
	    .viewed = page_day(rq, d->viewed),
	    .rule = d->line_count ? d->rule_document : x->rule.document,
	    .charter = x->rule.charter.document,
	    .total = page_shares(rq, x->lines.total),
	    .root = d->root,
	    .assembly = page_day(rq, d->assembly),
	    .votes = d->members_all ? arena_printf(rq->arena, "%" PRId64 " / %" PRId64 " / %" PRId64,
						   d->members_all, d->members_present, d->members_for)
				    : "",
	    .document = d->document,
	    .reason = d->reason,
	    .ver = arena_printf(rq->arena, "%" PRId64, d->ver),
	    .undivided = page_fen(rq, x->undivided, false),
	    .subsidy = year_fen(rq, x, x->subsidy),
	    .income = year_fen(rq, x, x->income),
	    .reserve = year_fen(rq, x, x->reserve),
	    .money = page_fen(rq, x->money, false),
	    .today = page_day(rq, today()),
	    .draft = d->state == DIVIDEND_DRAFT,
	    .published = d->state == DIVIDEND_PUBLISHED,
	    .resolved = d->state == DIVIDEND_RESOLVED,
	    .withdrawn = d->state == DIVIDEND_WITHDRAWN,
	    .f_document = rq_text(rq, "document"),
	    .f_assembly = rq_text(rq, "assembly"),
	    .f_all = rq_text(rq, "all"),
	    .f_present = rq_text(rq, "present"),
	    .f_for = rq_text(rq, "for"),
	};
	if (d->viewed)
		v->earliest = page_day(rq, date_from_days(date_days(d->viewed) + d->rule.notice));
}

bool page_dividend_draw(struct request *rq, struct html *h, const struct book *b, struct dividend *d,
			const struct err *why, struct findings *f, struct err *e)
{
	struct dividend_facts x;
	struct dividend_view v;
	if (!dividend_load(rq->arena, rq->db, b, d->id, d, e) ||
	    !dividend_facts_load(rq->arena, rq->db, b, d, &x, e))
		return false;
	make_head(rq, d, &x, &v);
	if (v.draft && !f->first)
		dividend_check(d, &x, false, f);
	v.tabs = page_book_tabs(rq, b);
	v.findings = f;
	v.wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL;
	v.wrong_hint = why && why->hint.id ? msg_render(rq->arena, &why->hint, rq->lang) : NULL;
	if (!page_book_may(rq, b, CAP_BOOK, &v.may_book, e) || !make_payments(rq, b, d, &v, e))
		return false;
	make_lines(rq, d, &x.lines, &v);
	tpl_dividend(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend d;
	return page_dividend(rq, CAP_BOOK_READ, &b, &d, e) &&
	       page_dividend_draw(rq, h, &b, &d, NULL, rq->findings, e);
}
