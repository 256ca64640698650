/* voucher_check.c - everything that is wrong with a voucher, one question per function. */
#include "base/findings.h"
#include "base/str.h"
#include "ledger/ledger_int.h"

#include <stdio.h>

bool line_is_empty(const struct voucher_line *l)
{
	return is_empty(l->account) && is_empty(l->debit) && is_empty(l->credit);
}

bool line_amounts(const struct voucher_line *l, int64_t *debit, int64_t *credit)
{
	*debit = *credit = 0;
	return (is_empty(l->debit) || fen_parse(l->debit, debit)) &&
	       (is_empty(l->credit) || fen_parse(l->credit, credit));
}

void voucher_sums(const struct voucher *v, int64_t *debit, int64_t *credit)
{
	*debit = *credit = 0;
	for (int i = 0; i < v->line_count; i++) {
		int64_t d, c;
		if (line_amounts(&v->lines[i], &d, &c)) {
			*debit += d;
			*credit += c;
		}
	}
}

bool voucher_moves_money(const struct voucher *v, const struct book_accounts *all)
{
	for (int i = 0; i < v->line_count; i++) {
		const struct book_account *acc = account_find(all, v->lines[i].account);
		if (acc && !is_empty(acc->money))
			return true;
	}
	return false;
}

/* ---- the voucher's head ---- */

static void month_check(const struct voucher *v, const struct voucher_facts *facts,
			struct findings *f)
{
	int takeover = book_takeover(&facts->book), start = book_year_start(&facts->book);
	if (v->month < takeover && v->month != start)
		find_hint(find_error(f, "day", "month-before-book",
				     "The book begins in %s; this month is not kept here.",
				     month_text(facts->book.opened)),
			  "Write it in the book that was kept then.");
	if (facts->book.ended && v->month > facts->book.ended)
		find_hint(find_error(f, "day", "month-after-book",
				     "The book ended in %s; this month is not kept here.",
				     month_text(facts->book.ended)),
			  "Write the voucher in the book that follows.");
	if (facts->month_closed)
		find_hint(find_error(f, "day", "month-closed", "The month %s is closed.",
				     month_text(v->month)),
			  "Write the voucher in an open month, or have the month reopened.");
	if (v->kind == VOUCHER_ORDINARY && (v->month == takeover || v->month == start))
		find_hint(find_error(f, "day", "opening-only",
				     "The month before the book begins takes opening balances only."),
			  "Date the voucher in %s or later.", month_text(facts->book.opened));
	if (v->kind == VOUCHER_OPENING && v->month != takeover && v->month != start)
		find_hint(find_error(f, "day", "opening-month",
				     "Opening balances belong to the month before the book begins."),
			  "Date them in %s.", month_text(takeover));
}

static void day_check(const struct voucher *v, const struct voucher_facts *facts,
		      struct findings *f)
{
	ymd day;
	if (!date_parse(v->day, false, &day) || day % 100 == 0) {
		find_hint(find_error(f, "day", "day-unreadable", "“%s” is not a date.", v->day),
			  "Write the day of the voucher, such as 2024-03-05.");
		return;
	}
	if (day / 10000 != v->month / 100)
		find_hint(find_error(f, "day", "day-year",
				     "The day lies in another year than the voucher's month."),
			  "Correct the day, or write the voucher in its own month.");
	else if (day_month(day) != v->month)
		find_hint(find_error(f, "day", "day-month", "The day lies in another month."),
			  "Correct the day, or write the voucher in its own month.");
	if (day > facts->today)
		find_hint(find_error(f, "day", "day-future", "The day lies in the future."),
			  "Write the day on which it happened.");
}

/* ---- its lines ---- */

static void amounts_check(const struct voucher *v, const struct voucher_line *l,
			  struct findings *f)
{
	int64_t debit, credit;
	if (!line_amounts(l, &debit, &credit)) {
		find_hint(find_error(f, "amount", "amount-unreadable",
				     "“%s” is not an amount in yuan.",
				     fen_parse(l->debit, &debit) || is_empty(l->debit) ? l->credit
										       : l->debit),
			  "Write digits with at most two decimals, such as 1234.50.");
		return;
	}
	if (debit && credit)
		find_hint(find_error(f, "amount", "amount-both", "The line has a debit and a credit."),
			  "Write one of them here and the other in a line of its own.");
	else if (!debit && !credit)
		find_hint(find_error(f, "amount", "amount-zero", "The line has no amount."),
			  "Write the debit or the credit, or empty the line.");
	else if ((debit < 0 || credit < 0) && v->kind != VOUCHER_REVERSAL)
		find_hint(find_error(f, "amount", "amount-negative",
				     "Red amounts come from reversing a voucher only."),
			  "Write the amount on the other side, or reverse the wrong voucher.");
}

static void entry_check(const struct voucher *v, const struct voucher_line *l,
			  const struct voucher_facts *facts, struct findings *f)
{
	const struct book_account *acc = account_find(&facts->accounts, l->account);
	if (is_empty(l->account)) {
		find_hint(find_error(f, "account", "account-missing", "The line has no account."),
			  "Choose an account.");
		return;
	}
	if (!acc) {
		find_hint(find_error(f, "account", "account-unknown",
				     "There is no account %s in this book.", l->account),
			  "Choose an account of the book.");
		return;
	}
	if (acc->has_details)
		find_hint(find_error(f, "account", "account-details",
				     "Account %s %s has details and takes no entries itself.",
				     acc->code, acc->name),
			  "Choose one of its details.");
	if (acc->closed)
		find_hint(find_error(f, "account", "account-closed", "Account %s %s is closed.",
				     acc->code, acc->name),
			  "Choose another account.");
	if (v->kind == VOUCHER_OPENING && v->month == book_year_start(&facts->book) &&
	    (acc->class == CLASS_INCOME || acc->class == CLASS_EXPENSE))
		find_hint(find_error(f, "account", "opening-income",
				     "A year begins without income and expense: %s has no opening balance.",
				     acc->name),
			  "Close last year's income and expense first; the result is in 322.");
}

static void line_check(const struct voucher *v, int i, const struct voucher_facts *facts,
		       struct findings *f)
{
	const struct voucher_line *l = &v->lines[i];
	f->row = i + 1;
	if (line_is_empty(l)) {
		find_hint(find_error(f, "account", "line-empty", "The line is empty."),
			  "Fill it in or remove it.");
		return;
	}
	if (is_empty(l->summary))
		find_hint(find_error(f, "summary", "line-summary",
				     "The line does not say what happened."),
			  "Write a few words, such as: rent of greenhouse 2.");
	entry_check(v, l, facts, f);
	amounts_check(v, l, f);
	for (int k = 0; v->kind != VOUCHER_REVERSAL && !is_empty(l->receipt) &&
			k < facts->receipt_count; k++)
		if (text_eq(facts->receipts[k].receipt, l->receipt))
			find_hint(find_error(f, "receipt", "receipt-twice",
					     "Receipt %s is already booked in voucher %s no. %d.",
					     l->receipt, month_text(facts->receipts[k].month),
					     (int)facts->receipts[k].number),
				  "Correct the number, or leave this receipt out.");
}

/* ---- the whole ---- */

static void balance_check(const struct voucher *v, struct findings *f)
{
	int64_t debit, credit;
	char d[32], c[32], diff[32];
	voucher_sums(v, &debit, &credit);
	if (v->line_count < 2)
		find_hint(find_error(f, NULL, "voucher-lines",
				     "A voucher has at least two lines."),
			  "Write where the money came from and where it went.");
	if (debit != credit)
		find_hint(find_error(f, NULL, "voucher-unbalanced",
				     "Debits of %s and credits of %s differ by %s.",
				     fen_text(debit, d), fen_text(credit, c),
				     fen_text(debit > credit ? debit - credit : credit - debit,
					      diff)),
			  "Find the line with the wrong amount or side.");
}

static void money_check(const struct voucher *v, const struct voucher_facts *facts,
			struct findings *f)
{
	for (int i = 0; i < facts->low_count; i++) {
		const struct money_low *low = &facts->lows[i];
		const struct book_account *acc = account_find(&facts->accounts, low->account);
		int64_t after = low->fen;
		char text[32];
		for (int k = 0; k < v->line_count; k++) {
			int64_t debit, credit;
			if (text_eq(v->lines[k].account, low->account) &&
			    line_amounts(&v->lines[k], &debit, &credit))
				after += debit - credit;
		}
		if (after < 0 && after < low->fen)
			find_hint(find_error(f, NULL, "money-negative",
					     "%s %s would fall to %s.", acc->code, acc->name,
					     fen_text(after, text)),
				  "Post what came in first, and look at the day and the amount.");
	}
}

static bool is_opposite(const struct voucher_line *l, const struct voucher_line *o)
{
	int64_t debit, credit, was_debit, was_credit;
	return line_amounts(l, &debit, &credit) && line_amounts(o, &was_debit, &was_credit) &&
	       debit == -was_debit && credit == -was_credit && text_eq(l->account, o->account);
}

static void reversal_check(const struct voucher *v, const struct voucher_facts *facts,
			   struct findings *f)
{
	const struct voucher *o = facts->original;
	ymd day, was;
	if (!o)
		return;
	bool same = v->line_count == o->line_count;
	for (int i = 0; i < v->line_count && same; i++)
		same = is_opposite(&v->lines[i], &o->lines[i]);
	assert(same); /* voucher_save() takes no lines for a reversal */
	if (date_parse(v->day, false, &day) && date_parse(o->day, false, &was) && day < was)
		find_hint(find_error(f, "day", "reversal-before",
				     "The reversal lies before the voucher it takes back."),
			  "Date it on that day or later.");
}

void voucher_check(const struct voucher *v, const struct voucher_facts *facts, struct findings *f)
{
	month_check(v, facts, f);
	day_check(v, facts, f);
	for (int i = 0; i < v->line_count; i++)
		line_check(v, i, facts, f);
	f->row = 0;
	balance_check(v, f);
	money_check(v, facts, f);
	reversal_check(v, facts, f);
}
