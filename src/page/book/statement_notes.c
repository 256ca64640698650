/* statement_notes.c - notes to the statements: the facts that the books have, and no others. */
#include "base/arena.h"
#include "base/str.h"
#include "page/book/statement_page.h"

#include <string.h>

/* The parts of the notes and the accounts of the chart of 2023 that each shows with details. */
struct part {
	const char *title, *roots;
};
static const struct part parts_2023[] = {
    {N_("Cash and bank"), "101 102"},
    {N_("Receivables"), "112"},
    {N_("Dealings with members and units"), "113"},
    {N_("Inventories and crops"), "121 131 401"},
    {N_("Biological assets"), "132 133 134"},
    {N_("Fixed assets and construction"), "151 152 153 154"},
    {N_("Intangible and other assets"), "161 162 171 181"},
    {N_("Investments"), "111 141"},
    {N_("Loans"), "201 221"},
    {N_("Payables"), "211 212 213 214"},
    {N_("Money for single undertakings and special payables"), "231 241"},
    {N_("Equity"), "301 311 321 322"},
};
/* On other charts the same numbers mean other accounts: by class. */
static const struct part parts_by_class[] = {
    {N_("Assets"), "asset cost"},
    {N_("Liabilities"), "liability"},
    {N_("Equity"), "equity"},
};

static bool in_part(const struct part *part, bool by_class, const struct book_account *acc)
{
	return strstr(part->roots, by_class ? account_class_code(acc->class) : acc->root) != NULL;
}

static struct notes_row note_of_balance(struct request *rq, const struct statement_ask *ask,
					const struct trial_row *r)
{
	int64_t sign = r->account.credit_side ? -1 : 1;
	return (struct notes_row){
	    .code = r->account.code,
	    .name = r->account.name,
	    .depth = r->depth,
	    .opening = page_fen(rq, sign * (r->opening_debit - r->opening_credit), false),
	    .closing = page_fen(rq, sign * (r->closing_debit - r->closing_credit), false),
	    .href = statement_account_href(rq, ask, r->account.code),
	};
}

static void part_of_balances(struct request *rq, const struct statement_ask *ask,
			     const struct part *of, bool by_class, const struct trial *t,
			     struct notes_part *part)
{
	struct notes_row *rows = ARENA_ARRAY(rq->arena, struct notes_row, t->count + 1);
	int n = 0;
	for (int i = 0; i < t->count; i++)
		if (in_part(of, by_class, &t->rows[i].account))
			rows[n++] = note_of_balance(rq, ask, &t->rows[i]);
	*part = (struct notes_part){
	    .title = of->title,
	    .heads = {N_("Opening of the year"), N_("End of the period")},
	    .count = n,
	    .rows = rows,
	};
}

static void part_of_class(struct request *rq, const struct statement_ask *ask,
			  enum account_class class, const struct income_detail *d,
			  struct notes_part *part)
{
	struct notes_row *rows = ARENA_ARRAY(rq->arena, struct notes_row, d->count + 1);
	int n = 0;
	for (int i = 0; i < d->count; i++) {
		const struct income_row *r = &d->rows[i];
		if (r->account.class == class)
			rows[n++] = (struct notes_row){
			    .code = r->account.code,
			    .name = r->account.name,
			    .depth = r->depth,
			    .opening = page_fen(rq, r->month, false),
			    .closing = page_fen(rq, r->year, false),
			    .href = statement_account_href(rq, ask, r->account.code),
			};
	}
	*part = (struct notes_part){
	    .title = class == CLASS_INCOME ? N_("Income by source") : N_("Expense by purpose"),
	    .heads = {N_("This period"), N_("Year to date")},
	    .count = n,
	    .rows = rows,
	};
}

/* What is so by the program's own construction, and what the book itself says. */
static bool basis_make(struct request *rq, const struct statement_ask *ask, struct notes_view *v,
		       struct err *e)
{
	struct chart chart;
	char day[16], month[16], before[16];
	int n = 0;
	if (!chart_read(rq->arena, ask->book.chart, &chart, e))
		return false;
	msg_set(&v->basis[n++], "The books follow the rule %s; its chart has been in force since %s.",
		chart.document, date_iso(chart.since, day));
	msg_set(&v->basis[n++], "Double entry on the accrual basis, in yuan; the accounting year is the"
				" calendar year.");
	msg_set(&v->basis[n++],
		"The books have been kept here since %s; the balances of %s were taken over.",
		month_write(ask->book.opened, month),
		month_write(book_takeover(&ask->book), before));
	msg_set(&v->basis[n++], "Balances with members and units (113) are shown by detail: debit ones"
				" as receivables, credit ones as payables.");
	msg_set(&v->basis[n++], "Land, forest and water that belong to the members together are in the"
				" register of resources by area, not in these books.");
	v->basis_count = n;
	return true;
}

bool notes_make(struct request *rq, const struct statement_ask *ask, struct notes_view *v,
		struct err *e)
{
	struct trial t;
	struct income_detail d;
	int first = ask->to / 100 * 100 + 1;
	*v = (struct notes_view){0};
	if (!statement_view_make(rq, ask, &v->frame, e) || !basis_make(rq, ask, v, e) ||
	    !trial_of_book(rq->arena, rq->db, &ask->book, first, ask->to, &t, e) ||
	    !statement_detail_load(rq, ask, &d, e))
		return false;
	bool by_class = !text_eq(ask->book.chart, "2023");
	const struct part *parts = by_class ? parts_by_class : parts_2023;
	size_t count = by_class ? ARRAY_LEN(parts_by_class) : ARRAY_LEN(parts_2023);
	for (size_t i = 0; i < count; i++) {
		part_of_balances(rq, ask, &parts[i], by_class, &t, &v->parts[v->count]);
		v->count += v->parts[v->count].count > 0;
	}
	for (int class = CLASS_INCOME; class <= CLASS_EXPENSE; class++) {
		part_of_class(rq, ask, (enum account_class)class, &d, &v->parts[v->count]);
		v->count += v->parts[v->count].count > 0;
	}
	return true;
}
