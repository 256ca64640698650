/* project_parts.c - the money of one project as it is told: ladders, contracts, payments, vouchers. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/book/book_page.h"
#include "page/org_page.h"
#include "page/project/project_parts.h"
#include "reg/project_money.h"

enum { CONTRACTS = 100, PAYMENTS = 200, RECEIPTS = 20 };

static const char *word(struct request *rq, const struct record *r, const char *field)
{
	return page_dec(rq, r, field);
}

static const char *money(struct request *rq, const struct record *r, const char *field)
{
	const struct value *v = &r->v[field_find(r->def, field)->index];
	return v->known ? page_fen(rq, v->i, false) : "";
}

static const char *entry_of(struct request *rq, const struct record *r)
{
	return arena_printf(rq->arena, "/reg/%s/%" PRId64, r->def->name, r->id);
}

/* ---- the ladder of an allocation ---- */

static const struct record *row_find(const struct record_list *l, int64_t id)
{
	for (int i = 0; i < l->count; i++)
		if (l->rows[i]->id == id)
			return l->rows[i];
	return NULL;
}

static const char *join(struct request *rq, const char *sentence, const char *name)
{
	return arena_printf(rq->arena, "%s%s%s", tr(rq->lang, sentence), *name ? " · " : "", name);
}

static struct project_move_row move_row(struct request *rq, const struct project_part *p, const struct money_move *m,
					int64_t left)
{
	const struct record *contract = row_find(&p->contracts, m->row), *payment = row_find(&p->payments, m->row);
	const struct record *of = contract ? contract : payment;
	char day[16];
	struct project_move_row row = {
		.day = arena_strdup(rq->arena, date_iso(m->day, day)),
		.href = of ? entry_of(rq, of) : NULL,
		.in = m->fen > 0 ? page_fen(rq, m->fen, false) : "",
		.out = m->fen < 0 ? page_fen(rq, -m->fen, false) : "",
		.left = page_fen(rq, left, false),
	};
	const char *party = contract ? word(rq, contract, "party") : payment ? word(rq, payment, "payee") : "";
	switch (m->what) {
	case MONEY_CONTRACT:
		row.what = join(rq, N_("Contract signed"), party);
		break;
	case MONEY_LAPSED:
		row.what = join(rq, N_("Contract lapsed, the unpaid part comes back"), party);
		break;
	case MONEY_PAID:
		row.what = join(rq, N_("Paid without a contract"), party);
		break;
	case MONEY_RETURNED:
		row.what = tr(rq->lang, N_("Given back to the fund"));
		break;
	case MONEY_IN:
	case MONEY_GIVEN:
	case MONEY_RECEIVED:
		row.what = tr(rq->lang, N_("Allocated"));
		break;
	}
	return row;
}

static bool ladder_make(struct request *rq, const struct project_part *p, const struct record *r,
			struct project_allocation_view *out, struct err *e)
{
	struct money_moves m;
	int64_t left = 0;
	if (!money_moves(rq->arena, rq->db, rq->county, PURSE_ALLOCATION, r->id, NULL, false, &m, e))
		return false;
	struct project_move_row *rows = ARENA_ARRAY(rq->arena, struct project_move_row, m.count + 1);
	for (int i = 0; i < m.count; i++) {
		left += m.rows[i].fen;
		rows[i] = move_row(rq, p, &m.rows[i], left);
	}
	out->moves = rows;
	out->count = m.count;
	return true;
}

/* ---- contracts and payments ---- */

static int64_t paid_of(const struct record_list *payments, int64_t contract)
{
	int64_t sum = 0;
	for (int i = 0; i < payments->count; i++)
		if (record_value(payments->rows[i], "commitment")->i == contract)
			sum += record_value(payments->rows[i], "amount")->i;
	return sum;
}

static void contract_row(struct request *rq, const struct project_part *p, struct record *r, ymd at,
			 struct project_contract_row *out)
{
	int64_t paid = paid_of(&p->payments, r->id), amount = record_value(r, "amount")->i;
	const struct value *lapses = record_value(r, "lapses");
	*out = (struct project_contract_row){
		.number = word(rq, r, "number"),
		.href = entry_of(rq, r),
		.party = word(rq, r, "party"),
		.subject = word(rq, r, "subject"),
		.amount = money(rq, r, "amount"),
		.paid = page_fen(rq, paid, false),
		.unpaid = page_fen(rq, amount - paid, false),
		.signed_on = word(rq, r, "signed"),
		.lapses = word(rq, r, "lapses"),
		.lapsed = lapses->known && lapses->i <= at,
	};
}

static bool payment_row(struct request *rq, struct record *r, struct project_payment_row *out, struct err *e)
{
	struct record_list receipts;
	int64_t sum = 0, amount = record_value(r, "amount")->i;
	const char *numbers = "";
	if (!page_rows_of(rq, "project_receipt", "payment", r->id, 0, RECEIPTS, &receipts, e))
		return false;
	for (int i = 0; i < receipts.count; i++) {
		sum += record_value(receipts.rows[i], "amount")->i;
		numbers = arena_printf(rq->arena, "%s%s%s", numbers, i ? "、" : "",
				       record_value(receipts.rows[i], "invoice")->s);
	}
	*out = (struct project_payment_row){
		.number = word(rq, r, "number"),
		.href = entry_of(rq, r),
		.day = word(rq, r, "day"),
		.payee = word(rq, r, "payee"),
		.amount = money(rq, r, "amount"),
		.purpose = word(rq, r, "purpose"),
		.receipts = numbers,
		.unreceived = sum < amount ? page_fen(rq, amount - sum, false) : NULL,
		.asset = record_value(r, "asset")->i != 0,
	};
	return true;
}

bool project_part_load(struct request *rq, const struct record *allocation, struct project_part *out, struct err *e)
{
	return page_rows_of(rq, "project_commitment", "allocation", allocation->id, 0, CONTRACTS, &out->contracts, e) &&
	       page_rows_of(rq, "project_payment", "allocation", allocation->id, 0, PAYMENTS, &out->payments, e);
}

bool project_part_show(struct request *rq, const struct project_part *p, struct record *allocation, ymd at,
		       struct project_view *v, struct project_room *room, struct err *e)
{
	struct project_allocation_view *a = &room->allocations[v->allocation_count++];
	*a = (struct project_allocation_view){
		.number = word(rq, allocation, "number"),
		.href = entry_of(rq, allocation),
		.fund = record_value(allocation, "fund")->s,
		.document = word(rq, allocation, "document"),
		.amount = money(rq, allocation, "amount"),
	};
	if (v->tells_money && !ladder_make(rq, p, allocation, a, e))
		return false;
	for (int i = p->contracts.count; i-- > 0 && v->contract_count < PROJECT_ROWS;)
		contract_row(rq, p, p->contracts.rows[i], at, &room->contracts[v->contract_count++]);
	for (int i = p->payments.count; i-- > 0 && v->payment_count < PROJECT_ROWS;)
		if (!payment_row(rq, p->payments.rows[i], &room->payments[v->payment_count++], e))
			return false;
	return true;
}

/* ---- vouchers ---- */

static const char *event_word(enum project_event_kind kind)
{
	switch (kind) {
	case PROJECT_ALLOCATED:
		return N_("Project money received");
	case PROJECT_ASSET_PAID:
		return N_("Paid for what makes an asset");
	case PROJECT_OTHER_PAID:
		return N_("Paid for what makes no asset");
	case PROJECT_ACCEPTED:
		return N_("Accepted: asset and equity");
	case PROJECT_RETURNED:
		return N_("Given back to the fund");
	}
	return "";
}

bool project_vouchers(struct request *rq, const struct record *project, struct project_view *v, struct err *e)
{
	struct project_events events;
	struct scope scope;
	struct book b;
	bool found, may = false, waits = false;
	scope_of_cap(rq->account, CAP_BOOK_READ, &scope);
	if (!project_book(rq->arena, rq->db, project, &scope, &b, &found, e))
		return false;
	if (!found)
		return true;
	if (!project_events_load(rq->arena, rq->db, rq->account, project, &b, &events, e) ||
	    !page_book_may(rq, &b, CAP_BOOK, &may, e))
		return false;
	struct project_voucher_row *rows = ARENA_ARRAY(rq->arena, struct project_voucher_row, events.count + 1);
	for (int i = 0; i < events.count; i++) {
		const struct project_event *ev = &events.rows[i];
		char day[16];
		rows[i] = (struct project_voucher_row){
			.what = join(rq, event_word(ev->kind), ev->about),
			.day = arena_strdup(rq->arena, date_iso(ev->day, day)),
			.amount = page_fen(rq, ev->fen, false),
			.href = ev->voucher ? arena_printf(rq->arena, "/book/%" PRId64 "/voucher/%" PRId64, b.id,
							   ev->voucher)
					    : NULL,
		};
		waits |= !ev->voucher;
	}
	v->vouchers = rows;
	v->voucher_count = events.count;
	v->book = b.name;
	v->book_href = arena_printf(rq->arena, "/book/%" PRId64, b.id);
	if (may && waits)
		v->propose = arena_printf(rq->arena, "/project/%" PRId64 "/propose", project->id);
	return true;
}
