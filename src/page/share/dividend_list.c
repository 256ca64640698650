/* dividend_list.c - dividends of a collective, the form of a plan, what is still unpaid. */
#include "page/share/share_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "tpl.h"

#include <string.h>

static bool serve_list(struct request *rq, struct html *h, struct err *e);
static bool serve_new(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);
static bool serve_unpaid(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},	 {.name = "id", .kind = PARAM_ID},
    {.name = "dividend", .kind = PARAM_TEXT},	 {.name = "ver", .kind = PARAM_INT},
    {.name = "year", .kind = PARAM_TEXT},	 {.name = "name", .kind = PARAM_TEXT, .max = 60},
    {.name = "declared", .kind = PARAM_TEXT},	 {.name = "record_day", .kind = PARAM_TEXT},
    {.name = "from", .kind = PARAM_TEXT},	 {.name = "to", .kind = PARAM_TEXT},
    {.name = "weighting", .kind = PARAM_TEXT},	 {.name = "viewed", .kind = PARAM_TEXT},
    {.name = "payable", .kind = PARAM_TEXT},	 {0},
};

const struct page dividends_page = {
    .path = "/book/:id/dividend",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_list,
    .title = N_("Dividends"),
    .about = "The dividends of a collective, their state and what is unpaid.",
};
const struct page dividend_new_page = {
    .path = "/book/:id/dividend/new",
    .method = GET,
    .cap = CAP_BOOK,
    .params = params,
    .serve = serve_new,
    .title = N_("Plan a dividend"),
    .about = "The form of a new dividend, or of a draft.",
};
const struct page dividend_save_page = {
    .path = "/book/:id/dividend/save",
    .method = POST,
    .cap = CAP_BOOK,
    .params = params,
    .serve = save,
    .title = N_("Plan a dividend"),
    .about = "Saves the draft of a dividend, however wrong.",
};
const struct page unpaid_page = {
    .path = "/book/:id/dividend/unpaid",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_unpaid,
    .title = N_("Dividends not paid yet"),
    .about = "What is still owed to members, by year of income.",
};

const char *page_dividend_href(struct request *rq, const struct dividend *d)
{
	return arena_printf(rq->arena, "/book/%" PRId64 "/dividend/%" PRId64, d->book, d->id);
}

const char *page_pay_word(const char *pay)
{
	return text_eq(pay, "due")     ? N_("to be paid")
	       : text_eq(pay, "held")  ? N_("held back: frozen")
	       : text_eq(pay, "sent")  ? N_("in a payment")
				       : N_("returned by the bank");
}

/* ---- the list ---- */

static bool make_row(struct request *rq, const struct book *b, const struct dividend *d,
		     struct dividend_row *row, struct err *e)
{
	struct pay_batches p = {0};
	if (d->state == DIVIDEND_RESOLVED && !pay_batches_load(rq->arena, rq->db, b, d, &p, e))
		return false;
	*row = (struct dividend_row){
	    .href = page_dividend_href(rq, d),
	    .year = arena_printf(rq->arena, "%d", d->year),
	    .name = d->name,
	    .declared = page_fen(rq, d->declared, false),
	    .unpaid = d->state == DIVIDEND_RESOLVED ? page_fen(rq, p.unpaid, false) : "",
	    .tone = UI_INFO,
	    .state = N_("draft"),
	};
	if (d->state == DIVIDEND_PUBLISHED)
		row->state = N_("open to view");
	if (d->state == DIVIDEND_WITHDRAWN) {
		row->state = N_("taken back");
		row->tone = UI_PLAIN;
	}
	if (d->state == DIVIDEND_RESOLVED) {
		row->state = !p.declare_posted ? N_("resolved") : p.unpaid ? N_("booked") : N_("paid");
		row->tone = p.declare_posted && !p.unpaid ? UI_GOOD : UI_WARN;
	}
	return true;
}

static bool serve_list(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend_list list;
	struct dividends_view v = {0};
	if (!page_book(rq, CAP_BOOK_READ, &b, e) || !dividend_list(rq->arena, rq->db, &b, &list, e) ||
	    !page_book_may(rq, &b, CAP_BOOK, &v.may_book, e))
		return false;
	struct dividend_row *rows = ARENA_ARRAY(rq->arena, struct dividend_row, list.count + 1);
	for (int i = 0; i < list.count; i++)
		if (!make_row(rq, &b, &list.rows[i], &rows[i], e))
			return false;
	v.tabs = page_book_tabs(rq, &b);
	v.new_href = arena_printf(rq->arena, "/book/%" PRId64 "/dividend/new", b.id);
	v.unpaid_href = arena_printf(rq->arena, "/book/%" PRId64 "/dividend/unpaid", b.id);
	v.guide_href = arena_printf(rq->arena, "/book/%" PRId64 "/guide", b.id);
	v.rows = rows;
	v.count = list.count;
	tpl_dividends(h, &v);
	return true;
}

/* ---- the form ---- */

static bool payables_of(struct request *rq, const struct book *b, struct dividend_form *v, struct err *e)
{
	struct book_accounts all;
	if (!book_accounts(rq->arena, rq->db, b, &all, e))
		return false;
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, all.count + 1);
	for (int i = 0; i < all.count; i++) {
		const struct book_account *acc = &all.rows[i];
		if (acc->has_details || acc->closed || (!text_eq(acc->root, "211") && !text_eq(acc->root, "113")))
			continue;
		options[v->payable_count++] = (struct ui_option){
		    .value = acc->code,
		    .label = arena_printf(rq->arena, "%s %s", acc->code, account_full_name(rq->arena, &all, acc)),
		};
	}
	v->payables = options;
	return true;
}

static bool draw_form(struct request *rq, struct html *h, const struct book *b, struct dividend_form *v,
		      struct err *e)
{
	v->tabs = page_book_tabs(rq, b);
	v->action = arena_printf(rq->arena, "/book/%" PRId64 "/dividend/save", b->id);
	v->cancel = arena_printf(rq->arena, "/book/%" PRId64 "/dividend", b->id);
	v->findings = rq->findings;
	if (!payables_of(rq, b, v, e))
		return false;
	tpl_dividend_form(h, v);
	return true;
}

static bool first_answers(struct request *rq, const struct book *b, struct dividend_form *v, struct err *e)
{
	int year = today() / 10000 - 1;
	struct share_rule rule;
	if (!share_rule_load(rq->arena, rq->db, b->county, b->org, (year * 100 + 12) * 100 + 31, &rule, e))
		return false;
	*v = (struct dividend_form){
	    .id = "0",
	    .ver = "0",
	    .year = arena_printf(rq->arena, "%d", year),
	    .name = arena_printf(rq->arena, "%d年度成员分红", year),
	    .declared = "",
	    .record_day = arena_printf(rq->arena, "%d-12-31", year),
	    .from = arena_printf(rq->arena, "%d-01-01", year),
	    .to = arena_printf(rq->arena, "%d-12-31", year),
	    .weighting = text_eq(rule.charter.members, "share_days") ? "days" : "shares",
	    .viewed = page_day(rq, today()),
	    .payable = "",
	};
	return true;
}

static bool serve_new(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend d;
	struct dividend_form v;
	int64_t id;
	char fen[32];
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	if (!id_parse(rq_text(rq, "dividend"), &id))
		return first_answers(rq, &b, &v, e) && draw_form(rq, h, &b, &v, e);
	if (!dividend_load(rq->arena, rq->db, &b, id, &d, e))
		return false;
	v = (struct dividend_form){
	    .id = rq_text(rq, "dividend"),
	    .ver = arena_printf(rq->arena, "%" PRId64, d.ver),
	    .year = arena_printf(rq->arena, "%d", d.year),
	    .name = d.name,
	    .declared = arena_strdup(rq->arena, fen_text(d.declared, fen)),
	    .record_day = page_day(rq, d.record_day),
	    .from = page_day(rq, d.from),
	    .to = page_day(rq, d.to),
	    .weighting = d.weighting,
	    .viewed = page_day(rq, d.viewed),
	    .payable = d.payable,
	};
	return draw_form(rq, h, &b, &v, e);
}

static ymd read_day(struct request *rq, const char *name)
{
	ymd day = 0;
	const char *text = rq_text(rq, name);
	if (!is_empty(text) && (!date_parse(text, false, &day) || day % 100 == 0))
		find_hint(find_error(rq->findings, name, "dividend-day", "“%s” is not a day.", text),
			  "Write it such as 2024-12-31.");
	return day;
}

static void read_plan(struct request *rq, const struct book *b, struct dividend *d)
{
	int64_t year = 0;
	*d = (struct dividend){
	    .county = b->county,
	    .book = b->id,
	    .org = b->org,
	    .unit = b->unit,
	    .ver = rq_int(rq, "ver"),
	    .name = rq_text(rq, "name"),
	    .weighting = text_eq(rq_text(rq, "weighting"), "days") ? "days" : "shares",
	    .frozen = "hold",
	    .document = "",
	    .payable = rq_text(rq, "payable"),
	    .record_day = read_day(rq, "record_day"),
	    .viewed = read_day(rq, "viewed"),
	};
	if (!id_parse(rq_text(rq, "dividend"), &d->id))
		d->id = 0;
	if (text_eq(d->weighting, "days")) {
		d->from = read_day(rq, "from");
		d->to = read_day(rq, "to");
	}
	if (!parse_i64(rq_text(rq, "year"), &year) || year < 2000 || year > 2200)
		find_hint(find_error(rq->findings, "year", "dividend-year", "This is no year."),
			  "Write the year whose income is divided.");
	d->year = (int)year;
	if (!is_empty(rq_text(rq, "declared")) && !fen_parse(rq_text(rq, "declared"), &d->declared))
		find_hint(find_error(rq->findings, "declared", "dividend-amount", "This amount cannot be read."),
			  "Write yuan with at most two decimals, such as 12,345.60.");
}

static bool show_again(struct request *rq, struct html *h, const struct book *b, const struct err *why,
		       struct err *e)
{
	struct dividend_form v = {
	    .id = rq_text(rq, "dividend"),
	    .ver = rq_text(rq, "ver"),
	    .year = rq_text(rq, "year"),
	    .name = rq_text(rq, "name"),
	    .declared = rq_text(rq, "declared"),
	    .record_day = rq_text(rq, "record_day"),
	    .from = rq_text(rq, "from"),
	    .to = rq_text(rq, "to"),
	    .weighting = rq_text(rq, "weighting"),
	    .viewed = rq_text(rq, "viewed"),
	    .payable = rq_text(rq, "payable"),
	    .wrong = why ? msg_render(rq->arena, &why->text, rq->lang) : NULL,
	};
	rq->refuse = true;
	rq->status = err_http(why ? why->code : ERR_REFUSED);
	return draw_form(rq, h, b, &v, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct dividend d, old;
	struct ledger_who who = page_book_who(rq);
	struct err why = {0};
	if (!page_book(rq, CAP_BOOK, &b, e))
		return false;
	read_plan(rq, &b, &d);
	if (rq->findings->errors)
		return show_again(rq, h, &b, NULL, e);
	if (d.id) {
		if (!dividend_load(rq->arena, rq->db, &b, d.id, &old, e))
			return false;
		d.state = old.state;
	}
	if (!dividend_save(rq->arena, rq->db, &d, &who, &why)) {
		if (err_http(why.code) >= 500) {
			*e = why;
			return false;
		}
		return show_again(rq, h, &b, &why, e);
	}
	reply_redirect(rq, page_dividend_href(rq, &d));
	return true;
}

/* ---- what is still owed ---- */

static bool serve_unpaid(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct unpaid_list list;
	if (!page_book(rq, CAP_BOOK_READ, &b, e) || !unpaid_list(rq->arena, rq->db, &b, &list, e))
		return false;
	struct unpaid_row *rows = ARENA_ARRAY(rq->arena, struct unpaid_row, list.count + 1);
	for (int i = 0; i < list.count; i++) {
		const struct unpaid_line *l = &list.rows[i];
		rows[i] = (struct unpaid_row){
		    .year = arena_printf(rq->arena, "%d", l->year),
		    .name = l->name,
		    .household = l->household,
		    .fen = page_fen(rq, l->fen, false),
		    .pay = page_pay_word(l->pay),
		    .note = l->note,
		    .tone = text_eq(l->pay, "returned") ? UI_BAD : text_eq(l->pay, "held") ? UI_WARN : UI_INFO,
		    .href = arena_printf(rq->arena, "/book/%" PRId64 "/dividend/%" PRId64 "/slip/%" PRId64, b.id,
					 l->dividend, l->ord),
		};
	}
	struct unpaid_view v = {
	    .tabs = page_book_tabs(rq, &b),
	    .fen = page_fen(rq, list.fen, false),
	    .back = arena_printf(rq->arena, "/book/%" PRId64 "/dividend", b.id),
	    .count = list.count,
	    .more = list.more,
	    .rows = rows,
	};
	tpl_unpaid(h, &v);
	return true;
}
