/* contract_page.c - one contract: what it makes due, what came in, where it stands on the books. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/period.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool receive(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ 0 },
};
static const struct param receive_params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "received", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "item", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "amount", .kind = PARAM_TEXT, .max = 20 },
	{ .name = "receipt", .kind = PARAM_TEXT, .max = 40 },
	{ .name = "money", .kind = PARAM_TEXT, .max = 40 },
	{ 0 },
};

const struct page contract_page = {
	.path = "/contract/:id",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Contract"),
	.about = "One contract: schedule, receipts, arrears, and the vouchers made from them.",
};
const struct page contract_receive_page = {
	.path = "/contract/:id/receive",
	.method = POST,
	.cap = CAP_BOOK,
	.params = receive_params,
	.serve = receive,
	.title = N_("Contract"),
	.about = "Enters what was received under a contract and makes the drafts of its vouchers.",
};
const struct page contract_propose_page = {
	.path = "/contract/:id/propose",
	.method = POST,
	.cap = CAP_BOOK,
	.params = params,
	.serve = propose,
	.title = N_("Contract"),
	.about = "Makes the drafts of vouchers of one contract through today.",
};

/* A contract and its book, if it has one (b.id 0: none). */
struct held {
	struct contract_list list;
	struct contract *c;
	struct book b;
	bool may_receive;             /* also write vouchers */
};

static bool load(struct request *rq, struct held *out, struct err *e)
{
	struct contracts_ask ask = { .county = rq->county, .contract = rq_id(rq, "id") };
	struct scope write;
	if (!estate_scope(rq, "contract", &ask.scope, e) ||
	    !contracts_load(rq->arena, rq->db, &ask, &out->list, e))
		return false;
	if (!out->list.count)
		return err_set(e, ERR_NOT_FOUND, "There is no such contract.");
	out->c = &out->list.rows[0];
	reg_scope(rq->account, reg_find("contract_receipt"), true, &write);
	return unit_load(rq->arena, rq->db, out->c->unit, 0, &rq->unit, e) &&
	       scope_has(rq->db, &write, rq->county, out->c->unit, &out->may_receive, e) &&
	       book_of_owner(rq->arena, rq->db, rq->county, out->c->org, out->c->unit, &out->b, e);
}

static bool may_book(struct request *rq, const struct held *x, bool *out, struct err *e)
{
	*out = false;
	return !x->b.id || page_book_may(rq, &x->b, CAP_BOOK, out, e);
}

/* ---- what is shown ---- */

static const char *due_state(const struct contract *c, const struct contract_due *d, ymd at, enum ui_tone *tone)
{
	*tone = UI_PLAIN;
	if (!contract_day_counts(c, d->day))
		return N_("not due: ended early");
	if (d->received >= d->amount) {
		*tone = UI_GOOD;
		return N_("paid in full");
	}
	if (d->day < at) {
		*tone = UI_BAD;
		return d->received ? N_("paid in part, in arrears") : N_("in arrears");
	}
	return d->received ? N_("paid in part") : N_("not due yet");
}

static void make_dues(struct request *rq, const struct contract *c, ymd at, struct contract_view *v)
{
	struct due_line *rows = ARENA_ARRAY(rq->arena, struct due_line, c->due_count + 1);
	for (int i = 0; i < c->due_count; i++) {
		const struct contract_due *d = &c->dues[i];
		rows[i] = (struct due_line){
			.item = estate_label(rq, "contract_item", d->item), .day = estate_day(rq, d->day),
			.covers = d->covers_from ? arena_printf(rq->arena, "%s — %s", estate_day(rq, d->covers_from),
								estate_day(rq, d->covers_to))
						 : "",
			.amount = page_fen(rq, d->amount, false), .received = page_fen(rq, d->received, true),
			.rest = page_fen(rq, d->amount - d->received, true),
			.href = arena_printf(rq->arena, "/reg/contract_due/%" PRId64, d->id),
		};
		rows[i].state = due_state(c, d, at, &rows[i].tone);
	}
	v->dues = rows;
	v->due_count = c->due_count;
	struct receipt_line *got = ARENA_ARRAY(rq->arena, struct receipt_line, c->receipt_count + 1);
	for (int i = 0; i < c->receipt_count; i++) {
		const struct contract_receipt *r = &c->receipts[i];
		got[i] = (struct receipt_line){
			.day = estate_day(rq, r->day), .item = estate_label(rq, "contract_item", r->item),
			.amount = page_fen(rq, r->amount, false), .receipt = r->receipt,
			.href = arena_printf(rq->arena, "/reg/contract_receipt/%" PRId64, r->id),
		};
	}
	v->receipt_rows = got;
	v->receipt_count = c->receipt_count;
}

/* What should stand on the books from the first month of the book, newest first. */
static bool make_events(struct request *rq, const struct held *x, ymd at, struct contract_view *v, struct err *e)
{
	static const char *const what[] = { [RENT_DUE] = N_("Fallen due"), [RENT_RECEIPT] = N_("Money received"),
					    [RENT_RELEASE] = N_("Income of the year out of what is held in advance") };
	struct rent_events all;
	bool closed;
	if (!x->b.id)
		return true;
	if (!rent_events_load(rq->arena, rq->db, &x->b, x->c, at, &all, e))
		return false;
	struct event_line *rows = ARENA_ARRAY(rq->arena, struct event_line, all.count + 1);
	for (int i = all.count - 1; i >= 0; i--) {
		const struct rent_event *ev = &all.rows[i];
		struct event_line *row = &rows[v->event_count];
		if ((!ev->amount || day_month(ev->day) < x->b.opened) && !ev->voucher)
			continue;
		*row = (struct event_line){ .what = what[ev->kind], .day = estate_day(rq, ev->day),
					    .amount = page_fen(rq, ev->amount, false) };
		if (!estate_voucher(rq, &x->b, ev->voucher, &row->voucher, e) ||
		    !period_is_closed(rq->db, &x->b, day_month(ev->day), &closed, e))
			return false;
		if (closed && !ev->voucher)
			row->voucher.state = N_("not booked, month closed");
		v->event_count++;
	}
	v->events = rows;
	v->book = x->b.name;
	v->book_href = arena_printf(rq->arena, "/book/%" PRId64, x->b.id);
	return true;
}

static bool make_form(struct request *rq, const struct held *x, struct contract_view *v, struct err *e)
{
	const struct choice_list *items = choice_list_find("contract_item");
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, items->count);
	struct book_accounts accounts;
	for (int i = 0; i < items->count; i++)
		options[i] = (struct ui_option){ .value = items->choices[i].code,
						 .label = label_in(&items->choices[i].label, rq->lang) };
	v->items = options;
	v->item_count = items->count;
	v->may_receive = x->may_receive;
	v->action = arena_printf(rq->arena, "/contract/%" PRId64 "/receive", x->c->id);
	v->propose_action = arena_printf(rq->arena, "/contract/%" PRId64 "/propose", x->c->id);
	if (!may_book(rq, x, &v->may_propose, e))
		return false;
	if (!v->may_propose)
		return true;
	if (!book_accounts(rq->arena, rq->db, &x->b, &accounts, e))
		return false;
	struct ui_option *moneys = ARENA_ARRAY(rq->arena, struct ui_option, accounts.count + 1);
	for (int i = 0; i < accounts.count; i++)
		if (*accounts.rows[i].money && !accounts.rows[i].has_details && !accounts.rows[i].closed)
			moneys[v->money_count++] = (struct ui_option){
				.value = accounts.rows[i].code,
				.label = account_full_name(rq->arena, &accounts, &accounts.rows[i]),
			};
	v->moneys = moneys;
	return true;
}

static void make_facts(struct request *rq, const struct contract *c, const struct contract_sums *s, ymd at,
		       struct contract_view *v)
{
	v->entry = arena_printf(rq->arena, "/reg/contract/%" PRId64, c->id);
	v->due_new = arena_printf(rq->arena, "/reg/contract_due/new?unit=%" PRId64 "&f.contract=%" PRId64,
				  c->unit, c->id);
	v->receipts = arena_printf(rq->arena, "/reg/contract_receipt?unit=%" PRId64 "&f.contract=%" PRId64 "&all=1",
				   c->unit, c->id);
	v->kind = estate_label(rq, "contract_kind", c->kind);
	v->party = c->party;
	v->side = estate_label(rq, "contract_party", c->side);
	v->number = c->number;
	v->term = arena_printf(rq->arena, "%s — %s", estate_day(rq, c->started), estate_day(rq, c->expires));
	v->amount = page_fen(rq, c->amount, true);
	v->deposit = page_fen(rq, c->deposit, true);
	v->asset = c->asset_name;
	v->asset_href = arena_printf(rq->arena, "/asset/%" PRId64, c->asset);
	v->resource = c->resource_name;
	v->resource_href = arena_printf(rq->arena, "/reg/resource/%" PRId64, c->resource);
	v->due_sum = page_fen(rq, s->due, false);
	v->received_sum = page_fen(rq, s->received + s->advance, false);
	v->arrears = page_fen(rq, s->arrears, false);
	v->advance = page_fen(rq, s->advance, true);
	v->since = estate_day(rq, s->since);
	v->scheduled = page_fen(rq, s->scheduled, false);
	v->short_of = contract_schedule_short(c, s);
	v->in_force = contract_runs(c, at);
	v->ended = estate_day(rq, c->terminated);
}

static bool show(struct request *rq, struct html *h, struct held *x, struct contract_view *v, struct err *e)
{
	struct contract_sums s;
	ymd at = today();
	contract_settle(x->c, at);
	contract_sums(x->c, at, &s);
	make_facts(rq, x->c, &s, at, v);
	make_dues(rq, x->c, at, v);
	if (!make_events(rq, x, at, v, e) || !make_form(rq, x, v, e))
		return false;
	rq->title = x->c->name;
	tpl_contract(h, v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct held x;
	struct contract_view v = { .item = "rent", .sum = "", .receipt = "", .money = "",
				   .day = estate_day(rq, today()) };
	return load(rq, &x, e) && show(rq, h, &x, &v, e);
}

/* ---- what is done ---- */

static bool drafts_make(struct request *rq, struct held *x, const char *money, struct proposed *sum, struct err *e)
{
	struct ledger_who who = page_book_who(rq);
	bool may;
	if (!may_book(rq, x, &may, e))
		return false;
	return !may || rent_propose(rq->arena, rq->db, &x->b, &x->list, today(), money, &who, sum, e);
}

static bool money_known(struct request *rq, const struct held *x, const char *money, bool *out, struct err *e)
{
	struct book_accounts accounts;
	*out = false;
	if (!x->b.id || is_empty(money))
		return true;
	if (!book_accounts(rq->arena, rq->db, &x->b, &accounts, e))
		return false;
	const struct book_account *acc = account_find(&accounts, money);
	*out = acc && *acc->money && !acc->has_details && !acc->closed;
	return true;
}

static bool field_read(struct request *rq, struct record *r, const char *field, struct findings *f)
{
	const struct field_def *def = field_find(r->def, field);
	return value_parse(rq->arena, def, rq_text(rq, field), false, record_value(r, field), f);
}

static bool receipt_save(struct request *rq, const struct held *x, struct findings *f, bool *saved, struct err *e)
{
	static const char *const fields[] = { "received", "item", "amount", "receipt" };
	struct record *r = record_new(rq->arena, reg_find("contract_receipt"), rq->county, x->c->unit);
	struct scope write;
	*saved = false;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (!field_read(rq, r, fields[i], f))
			continue; /* said in f */
	*record_value(r, "contract") = (struct value){ .known = true, .i = x->c->id };
	if (f->errors)
		return true;
	reg_scope(rq->account, r->def, true, &write);
	struct save_how how = page_how(rq, &write);
	*saved = reg_save(rq->arena, rq->db, r, &how, f, e);
	if (!*saved && e->code == ERR_REFUSED)
		*e = (struct err){ 0 };
	return *saved || e->code == ERR_NONE;
}

static bool receive(struct request *rq, struct html *h, struct err *e)
{
	struct held x;
	struct findings f;
	struct proposed sum = { 0 };
	bool saved, known;
	const char *money = rq_text(rq, "money");
	findings_init(&f, rq->arena);
	if (!load(rq, &x, e) || !money_known(rq, &x, money, &known, e))
		return false;
	if (!x.may_receive)
		return err_set(e, ERR_DENIED, "Your account may not enter what was received here.");
	if (!receipt_save(rq, &x, &f, &saved, e))
		return false;
	if (!saved) {
		rq->refuse = true;
		struct contract_view v = { .day = rq_text(rq, "received"), .item = rq_text(rq, "item"),
					   .sum = rq_text(rq, "amount"), .receipt = rq_text(rq, "receipt"),
					   .money = money, .findings = &f };
		return show(rq, h, &x, &v, e);
	}
	if (!load(rq, &x, e) || !drafts_make(rq, &x, known ? money : NULL, &sum, e))
		return false;
	reply_flash(rq, !x.b.id ? N_("Entered. The collective has no book here: no voucher was made.")
		    : sum.made ? N_("Entered, and the drafts of its vouchers were made.")
			       : N_("Entered; no voucher was made."));
	reply_redirect(rq, arena_printf(rq->arena, "/contract/%" PRId64, x.c->id));
	return true;
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct held x;
	struct proposed sum = { 0 };
	(void)h;
	if (!load(rq, &x, e) || !drafts_make(rq, &x, NULL, &sum, e))
		return false;
	reply_flash(rq, estate_proposed(&sum));
	reply_redirect(rq, arena_printf(rq->arena, "/contract/%" PRId64, x.c->id));
	return true;
}
