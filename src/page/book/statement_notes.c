/* statement_notes.c - notes to the statements: the facts that the books have, and no others. */
#include "base/arena.h"
#include "base/str.h"
#include "page/book/statement_page.h"

#include <string.h>

/* The parts of the notes and the accounts each shows with its details. */
static const struct {
	const char *title, *roots;
	bool turnover;
} parts[] = {
    {N_("Cash and bank"), "101 102", false},
    {N_("Receivables"), "112", false},
    {N_("Dealings with members and units"), "113", false},
    {N_("Inventories and crops"), "121 131 401", false},
    {N_("Biological assets"), "132 133 134", false},
    {N_("Fixed assets and construction"), "151 152 153 154", false},
    {N_("Intangible and other assets"), "161 162 171 181", false},
    {N_("Investments"), "111 141", false},
    {N_("Loans"), "201 221", false},
    {N_("Payables"), "211 212 213 214", false},
    {N_("Money for single undertakings and special payables"), "231 241", false},
    {N_("Equity"), "301 311 321 322", false},
    {N_("Income by source"), "501 502 503 504", true},
    {N_("Expense by purpose"), "511 512 513 514 515 521", true},
};

static bool in_part(const char *roots, const char *root)
{
	const char *at = strstr(roots, root);
	return at && strlen(root) == 3;
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

static void part_of_balances(struct request *rq, const struct statement_ask *ask, const char *roots,
			     const struct trial *t, struct notes_part *part)
{
	struct notes_row *rows = ARENA_ARRAY(rq->arena, struct notes_row, t->count + 1);
	for (int i = 0; i < t->count; i++)
		if (in_part(roots, t->rows[i].account.root))
			rows[part->count++] = note_of_balance(rq, ask, &t->rows[i]);
	part->rows = rows;
	part->heads[0] = N_("Opening of the year");
	part->heads[1] = N_("End of the period");
}

static void part_of_income(struct request *rq, const struct statement_ask *ask, const char *roots,
			   const struct income_detail *d, struct notes_part *part)
{
	struct notes_row *rows = ARENA_ARRAY(rq->arena, struct notes_row, d->count + 1);
	for (int i = 0; i < d->count; i++) {
		const struct income_row *r = &d->rows[i];
		if (in_part(roots, r->account.root))
			rows[part->count++] = (struct notes_row){
			    .code = r->account.code,
			    .name = r->account.name,
			    .depth = r->depth,
			    .opening = page_fen(rq, r->month, false),
			    .closing = page_fen(rq, r->year, false),
			    .href = statement_account_href(rq, ask, r->account.code),
			};
	}
	part->rows = rows;
	part->heads[0] = N_("This period");
	part->heads[1] = N_("Year to date");
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
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct notes_part *part = &v->parts[v->count];
		*part = (struct notes_part){.title = parts[i].title};
		if (parts[i].turnover)
			part_of_income(rq, ask, parts[i].roots, &d, part);
		else
			part_of_balances(rq, ask, parts[i].roots, &t, part);
		v->count += part->count > 0;
	}
	return true;
}
