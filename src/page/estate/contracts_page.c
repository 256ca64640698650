/* contracts_page.c - the board of contracts: due this month, in arrears, expiring, without a plan. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/estate/estate_page.h"
#include "page/page_reg.h"
#include "tpl.h"

#include <stdlib.h>

enum { LINES = 100, EXPIRING_DAYS = 90 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool propose(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "at", .kind = PARAM_DATE },
	{ 0 },
};

const struct page contracts_page = {
	.path = "/contracts",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = serve,
	.title = N_("Contracts board"),
	.about = "Contracts at or under the unit in view: due this month, in arrears, expiring, without a schedule.",
};
const struct page contracts_propose_page = {
	.path = "/contracts/propose",
	.method = POST,
	.cap = CAP_BOOK,
	.params = params,
	.serve = propose,
	.title = N_("Contracts board"),
	.about = "Makes drafts of vouchers for what contracts made due and brought in through a day.",
};

static bool load(struct request *rq, struct contract_list *out, struct err *e)
{
	struct contracts_ask ask = { .county = rq->county, .unit = rq->unit.id };
	return estate_scope(rq, "contract", &ask.scope, e) && contracts_load(rq->arena, rq->db, &ask, out, e);
}

static struct contract_line line_of(struct request *rq, const struct contract *c)
{
	return (struct contract_line){
		.href = arena_printf(rq->arena, "/contract/%" PRId64, c->id),
		.name = c->name, .party = c->party, .unit = c->unit_name,
		.kind = estate_label(rq, "contract_kind", c->kind),
		.item = "", .day = "", .amount = "", .rest = "",
	};
}

static struct contract_line *room_in(struct contract_table *t)
{
	if (t->count == LINES) {
		t->left_out++;
		return NULL;
	}
	return &t->rows[t->count++];
}

static void due_this_month(struct request *rq, const struct contract *c, ymd at, struct contract_table *t,
			   int64_t *sum)
{
	for (int i = 0; i < c->due_count; i++) {
		const struct contract_due *d = &c->dues[i];
		if (d->day / 100 != at / 100 || !contract_day_counts(c, d->day))
			continue;
		struct contract_line *l = room_in(t);
		*sum += d->amount;
		if (!l)
			continue;
		*l = line_of(rq, c);
		l->item = estate_label(rq, "contract_item", d->item);
		l->day = estate_day(rq, d->day);
		l->amount = page_fen(rq, d->amount, false);
		l->rest = page_fen(rq, d->amount - d->received, false);
	}
}

static void line_add(struct request *rq, const struct contract *c, struct contract_table *t, ymd day, int days,
		     int64_t amount)
{
	struct contract_line *l = room_in(t);
	if (!l)
		return;
	*l = line_of(rq, c);
	l->day = estate_day(rq, day);
	l->days = days;
	l->amount = page_fen(rq, amount, false);
}

static int oldest_first(const void *x, const void *y)
{
	const struct contract_line *a = x, *b = y;
	return (b->days > a->days) - (b->days < a->days);
}

static int soonest_first(const void *x, const void *y)
{
	return oldest_first(y, x);
}

static void table_sort(struct contract_table *t, int (*order)(const void *, const void *))
{
	if (t->count)
		qsort(t->rows, (size_t)t->count, sizeof *t->rows, order);
}

static struct contract_table table_new(struct request *rq, const char *title, const char *empty)
{
	return (struct contract_table){ .title = title, .empty = empty,
					.rows = ARENA_ARRAY(rq->arena, struct contract_line, LINES) };
}

static void figure_add(struct contracts_view *v, const char *label, const char *value, const char *unit,
		       const char *note)
{
	v->figures[v->figure_count++] =
	    (struct estate_figure){ .label = label, .value = value, .unit = unit, .note = note };
}

static void make_view(struct request *rq, struct contract_list *all, ymd at, struct contracts_view *v)
{
	int64_t arrears = 0, due = 0;
	int in_force = 0;
	struct msg note;
	v->arrears = table_new(rq, N_("In arrears"), N_("Nothing is in arrears."));
	v->due = table_new(rq, N_("Due this month"), N_("Nothing is due this month."));
	v->expiring = table_new(rq, N_("Expiring within 90 days"), N_("No contract expires within 90 days."));
	v->unplanned = table_new(rq, N_("Without a complete schedule"), N_("Every contract in force has its schedule."));
	for (int i = 0; i < all->count; i++) {
		struct contract *c = &all->rows[i];
		struct contract_sums s;
		contract_settle(c, at);
		contract_sums(c, at, &s);
		arrears += s.arrears;
		if (s.arrears)
			line_add(rq, c, &v->arrears, s.since, date_days(at) - date_days(s.since), s.arrears);
		due_this_month(rq, c, at, &v->due, &due);
		if (!contract_runs(c, at))
			continue;
		in_force++;
		int left = c->expires ? date_days(c->expires) - date_days(at) : EXPIRING_DAYS + 1;
		if (left <= EXPIRING_DAYS)
			line_add(rq, c, &v->expiring, c->expires, left, c->amount);
		if (!c->due_count || contract_schedule_short(c, &s))
			line_add(rq, c, &v->unplanned, c->started, 0, c->amount - s.scheduled);
	}
	table_sort(&v->arrears, oldest_first);
	table_sort(&v->expiring, soonest_first);
	figure_add(v, N_("Contracts in force"), arena_printf(rq->arena, "%d", in_force), NULL, NULL);
	msg_set(&note, "%d contracts", v->arrears.count + v->arrears.left_out);
	figure_add(v, N_("Arrears in yuan"), page_fen(rq, arrears, false), NULL,
		   msg_render(rq->arena, &note, rq->lang));
	figure_add(v, N_("Due this month in yuan"), page_fen(rq, due, false), NULL, NULL);
	figure_add(v, N_("Expiring within 90 days"),
		   arena_printf(rq->arena, "%d", v->expiring.count + v->expiring.left_out), NULL, NULL);
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	char text[32];
	struct contract_list all;
	struct scope books;
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	if (!load(rq, &all, e))
		return false;
	struct contracts_view v = {
		.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
		.at = estate_day(rq, at),
	};
	v.list_href = arena_printf(rq->arena, "/reg/contract?unit=%s", v.unit);
	scope_of_cap(rq->account, CAP_BOOK, &books);
	if (!scope_has(rq->db, &books, rq->county, rq->unit.id, &v.may_propose, e))
		return false;
	make_view(rq, &all, at, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Contracts board")), rq->unit.name);
	tpl_contracts(h, &v);
	return true;
}

static bool propose(struct request *rq, struct html *h, struct err *e)
{
	struct contract_list all;
	struct book_list books;
	struct proposed sum = { 0 };
	struct ledger_who who = page_book_who(rq);
	ymd at = rq_date(rq, "at") ? rq_date(rq, "at") : today();
	(void)h;
	if (!estate_books(rq, &books, e) || !load(rq, &all, e))
		return false;
	for (int i = 0; i < books.count; i++)
		if (!rent_propose(rq->arena, rq->db, &books.rows[i], &all, at, NULL, &who, &sum, e))
			return false;
	reply_flash(rq, books.count ? estate_proposed(&sum) : N_("There is no book at this unit."));
	reply_redirect(rq, arena_printf(rq->arena, "/contracts?unit=%" PRId64 "&at=%s", rq->unit.id,
					estate_day(rq, at)));
	return true;
}
