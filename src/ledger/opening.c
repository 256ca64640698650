/* opening.c - what a sheet of balances means for a book: accounts, checks, drafts. */
#include "ledger/opening.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/opening_int.h"
#include "ledger/period.h"
#include "ledger/voucher.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { ROOT = 3 };

struct reading {
	struct arena *a;
	const struct book *book;
	const struct balance_rows *rows;
	const struct opening_ask *ask;
	struct book_accounts all;
	int move_count;
	struct chart_move *moves;
	struct opening_plan plan;
	struct findings *f;
};

static void at(struct reading *r, const struct opening_line *l)
{
	r->f->row = l->row;
	r->f->place = l->place;
}

/* ---- names ---- */

/* 现金 and 库存现金, 公积公益金（专用） and 公积公益金 are the same account. */
static bool names_agree(struct arena *a, const char *x, const char *y)
{
	const char *m = text_heading(a, x), *n = text_heading(a, y);
	return is_empty(m) || is_empty(n) || strstr(m, n) || strstr(n, m);
}

static const char *root_name(const struct reading *r, const char *old_root)
{
	for (int i = 0; i < r->rows->count; i++)
		if (text_eq(r->rows->rows[i].code, old_root))
			return r->rows->rows[i].name;
	return "";
}

/* ---- the map ---- */

static const struct chart_move *move_of(const struct reading *r, const char *root)
{
	for (int i = 0; i < r->move_count; i++)
		if (text_eq(r->moves[i].old_code, root))
			return &r->moves[i];
	return NULL;
}

static const char *choice_of(const struct reading *r, const char *old_code)
{
	for (int i = 0; i < r->ask->count; i++)
		if (text_eq(r->ask->choices[i].old_code, old_code))
			return r->ask->choices[i].account;
	return "";
}

/* Where the first level of the code goes; "" when a person has to say. */
static const char *root_target(const struct reading *r, const char *root, const char **note)
{
	const struct chart_move *m = move_of(r, root);
	*note = m ? m->note : "";
	if (m)
		return text_eq(m->state, "moved") ? m->code : "";
	const struct book_account *acc = account_find(&r->all, root);
	return acc && names_agree(r->a, acc->name, root_name(r, root)) ? root : "";
}

static void map_line(struct reading *r, struct opening_line *l)
{
	const char *root = arena_printf(r->a, "%.*s", ROOT, l->old_code), *note = "";
	const char *target = strlen(root) == ROOT ? root_target(r, root, &note) : "";
	l->choice = choice_of(r, l->old_code);
	if (!*target) {
		l->code = "";
		l->note = note;
		l->state = *l->choice ? OPENING_CHOSEN : OPENING_ASKED;
		return;
	}
	l->code = arena_printf(r->a, "%s%s", target, l->old_code + ROOT);
	l->state = text_eq(target, root) ? OPENING_SAME : OPENING_MOVED;
	r->plan.moved += l->state == OPENING_MOVED && l->leaf;
}

/* ---- codes that a person chose ---- */

static bool code_taken(const struct reading *r, const char *code)
{
	for (int i = 0; i < r->plan.count; i++)
		if (text_eq(r->plan.lines[i].code, code))
			return true;
	return account_find(&r->all, code) != NULL;
}

static const char *code_free(const struct reading *r, const char *target, const char *wanted)
{
	const char *code = arena_printf(r->a, "%s%s", target, wanted);
	for (int i = 1; !*wanted || code_taken(r, code); i++) {
		code = arena_printf(r->a, "%s%02d", target, i);
		wanted = "?";
	}
	return code;
}

/* Whether any other line becomes a detail of the account. */
static bool has_others(const struct reading *r, const struct opening_line *self, const char *code)
{
	for (int i = 0; i < r->plan.count; i++) {
		const struct opening_line *l = &r->plan.lines[i];
		if (l != self && l->leaf && (text_eq(l->code, code) ||
					     (l->state == OPENING_CHOSEN && text_eq(l->choice, code)) ||
					     (has_prefix(l->code, code) && !text_eq(l->code, code))))
			return true;
	}
	return false;
}

/* An account of its own takes the balance itself; one of several becomes a detail. */
static void place_chosen(struct reading *r)
{
	for (int i = 0; i < r->plan.count; i++) {
		struct opening_line *l = &r->plan.lines[i];
		if (l->state != OPENING_CHOSEN || !l->leaf)
			continue;
		const struct book_account *target = account_find(&r->all, l->choice);
		if (!target || target->has_details) {
			at(r, l);
			find_hint(find_error(r->f, "account", "opening-choice",
					     "Account %s was chosen for %s, which takes no entries.",
					     l->choice, l->old_code),
				  "Choose an account without details.");
			l->code = l->choice;
		} else if (strlen(l->old_code) <= ROOT && !has_others(r, l, l->choice)) {
			l->code = l->choice;
		} else {
			l->code = code_free(r, l->choice,
					    strlen(l->old_code) > ROOT ? l->old_code + ROOT : "");
		}
	}
}

/* ---- which accounts are to be added ---- */

static const char *parent_of(const struct reading *r, const char *code)
{
	for (size_t n = strlen(code); n-- > ROOT;) {
		const char *up = arena_strndup(r->a, code, n);
		if (code_taken(r, up))
			return up;
	}
	return "";
}

static void line_account(struct reading *r, struct opening_line *l)
{
	const struct book_account *acc = account_find(&r->all, l->code);
	at(r, l);
	if (!acc) {
		l->fresh = true;
		l->parent = parent_of(r, l->code);
		r->plan.fresh++;
		if (is_empty(l->name))
			find_hint(find_error(r->f, "name", "account-name", "The account has no name."),
				  "Write its name beside the code %s.", l->old_code);
		return;
	}
	if (l->state != OPENING_CHOSEN && *acc->parent && !names_agree(r->a, acc->name, l->name))
		find_hint(find_error(r->f, "name", "opening-name",
				     "In this book %s is %s; the sheet says %s.", acc->code, acc->name,
				     l->name),
			  "Give the account another code in the sheet, or the book's name.");
	if (l->leaf && acc->has_details)
		find_hint(find_error(r->f, "account", "account-details",
				     "Account %s %s has details and takes no entries itself.",
				     acc->code, acc->name),
			  "Give the balance to its details: one line for each, with their codes.");
	if (l->leaf && acc->closed)
		find_hint(find_error(r->f, "account", "account-closed", "Account %s %s is closed.",
				     acc->code, acc->name),
			  "Choose another account.");
}

static void asked(struct reading *r, struct opening_line *l)
{
	const char *name = is_empty(l->name) ? l->old_code : l->name;
	at(r, l);
	r->plan.asked++;
	struct finding *fi =
	    *l->note ? find_error(r->f, "account", "opening-asked",
				  "The new chart has no single account for %s %s: %s", l->old_code, name,
				  l->note)
		     : find_error(r->f, "account", "account-unknown",
				  "The chart of this book knows no account %s %s.", l->old_code, name);
	find_hint(fi, "Say below where its balance goes, or correct the code; look first whether the "
		      "right chart was chosen.");
}

/* ---- amounts ---- */

static int64_t net(const struct balance_row *row, int group, bool credit_side)
{
	return row->at[group].debit - row->at[group].credit +
	       (credit_side ? -row->at[group].plain : row->at[group].plain);
}

static const struct book_account *root_account(const struct reading *r, const struct opening_line *l)
{
	return account_find(&r->all, arena_printf(r->a, "%.*s", ROOT, l->code));
}

static void amounts(struct reading *r, struct opening_line *l, const struct balance_row *row)
{
	const struct book_account *acc = root_account(r, l);
	const bool *has = r->rows->has;
	bool credit = acc && acc->credit_side;
	l->debit = row->at[GROUP_TURNOVER].debit;
	l->credit = row->at[GROUP_TURNOVER].credit;
	int64_t year = net(row, GROUP_YEAR, credit), moved = l->debit - l->credit;
	l->closing = has[GROUP_END]	? net(row, GROUP_END, credit)
		     : has[GROUP_START] ? net(row, GROUP_START, credit)
					: year + moved;
	l->year = has[GROUP_YEAR] ? year : l->closing - moved;
	at(r, l);
	if (l->leaf && has[GROUP_YEAR] && (has[GROUP_END] || has[GROUP_START]) &&
	    (has[GROUP_TURNOVER] || r->plan.mid_year) && r->plan.mid_year) {
		char y[32], m[32], c[32];
		if (!has[GROUP_TURNOVER])
			return;
		if (year + moved != l->closing)
			find_hint(find_error(r->f, "amount", "opening-turnover",
					     "Account %s: %s at the year's start and turnover of %s do not "
					     "make the balance of %s.",
					     l->old_code, fen_text(year, y), fen_text(moved, m),
					     fen_text(l->closing, c)),
				  "Look at the three in the old book and correct the wrong one.");
	}
}

/* Without turnover columns the difference of the two balances is all that is known of it. */
static void turnover_missing(struct reading *r, struct opening_line *l)
{
	int64_t moved = l->closing - l->year;
	if (r->rows->has[GROUP_TURNOVER] || !r->rows->has[GROUP_YEAR])
		return;
	l->debit = moved > 0 ? moved : 0;
	l->credit = moved < 0 ? -moved : 0;
}

static void both_sides(struct reading *r, struct opening_line *l, const struct balance_row *row)
{
	for (int i = 0; i < GROUP__COUNT; i++)
		if (i != GROUP_TURNOVER && row->at[i].debit && row->at[i].credit) {
			find_hint(find_error(r->f, "amount", "opening-both",
					     "Account %s has a balance on both sides.", l->old_code),
				  "List its details, each on its side, or write the difference.");
			return;
		}
	if (l->debit < 0 || l->credit < 0)
		find_hint(find_error(r->f, "amount", "opening-red",
				     "The turnover of account %s is negative.", l->old_code),
			  "Write it without the sign on the other side.");
}

static void side_check(struct reading *r, struct opening_line *l)
{
	const struct book_account *acc = root_account(r, l);
	bool result = acc && (acc->class == CLASS_INCOME || acc->class == CLASS_EXPENSE);
	char text[32];
	int64_t begin = r->plan.mid_year ? l->year : l->closing;
	if (!acc)
		return;
	if (result && begin)
		find_hint(find_error(r->f, "amount", "opening-income",
				     "A year begins without income and expense: %s has no opening balance.",
				     acc->name),
			  "Close last year's income and expense first; the result is in 322.");
	if (acc->two_sided || result || !l->closing || (l->closing < 0) == acc->credit_side)
		return;
	if (*acc->money)
		find_hint(find_error(r->f, "amount", "money-negative", "%s %s would fall to %s.",
				     l->code, acc->name, fen_text(l->closing, text)),
			  "Money cannot be below zero: look into the old book.");
	else
		find_hint(find_warning(r->f, "amount", "opening-side",
				       "%s %s stands on the unusual side with %s.", l->code, l->name,
				       fen_text(l->closing < 0 ? -l->closing : l->closing, text)),
			  "Look whether debit and credit were taken for one another.");
}

/* ---- details against the account above ---- */

static void sums_check(struct reading *r, int i)
{
	const struct opening_line *up = &r->plan.lines[i];
	int64_t year = 0, debit = 0, credit = 0, closing = 0;
	char a[32], b[32];
	if (!up->year && !up->debit && !up->credit && !up->closing)
		return; /* a heading without amounts */
	for (int k = i + 1; k < r->plan.count; k++) {
		const struct opening_line *l = &r->plan.lines[k];
		if (!has_prefix(l->old_code, up->old_code))
			break;
		if (l->leaf) {
			year += l->year;
			debit += l->debit;
			credit += l->credit;
			closing += l->closing;
		}
	}
	bool turns = r->plan.mid_year;
	if (closing == up->closing &&
	    (!turns || (year == up->year && debit == up->debit && credit == up->credit)))
		return;
	at(r, up);
	int64_t whole = closing != up->closing ? up->closing
			: year != up->year     ? up->year
			: debit != up->debit   ? up->debit
					       : up->credit;
	int64_t parts = closing != up->closing ? closing
			: year != up->year     ? year
			: debit != up->debit   ? debit
					       : credit;
	find_hint(find_error(r->f, "amount", "opening-details",
			     "The details of %s %s add up to %s, not to its %s.", up->old_code, up->name,
			     fen_text(parts, a), fen_text(whole, b)),
		  "A detail is missing or wrong: look at the lines beneath it.");
}

/* ---- the whole ---- */

static int by_old_code(const void *x, const void *y)
{
	const struct balance_row *p = x, *q = y;
	int order = strcmp(p->code, q->code);
	return order ? order : (p->row > q->row) - (p->row < q->row);
}

static void lines_make(struct reading *r, struct balance_row *sorted)
{
	struct opening_plan *p = &r->plan;
	p->count = r->rows->count;
	p->lines = ARENA_ARRAY(r->a, struct opening_line, p->count + 1);
	for (int i = 0; i < p->count; i++) {
		const struct balance_row *row = &sorted[i];
		p->lines[i] = (struct opening_line){
		    .old_code = row->code,
		    .name = row->name,
		    .place = row->place,
		    .row = row->row,
		    .code = "",
		    .choice = "",
		    .note = "",
		    .parent = "",
		    .leaf = i + 1 == p->count || !has_prefix(sorted[i + 1].code, row->code) ||
			    text_eq(sorted[i + 1].code, row->code),
		};
		if (i && text_eq(row->code, sorted[i - 1].code)) {
			at(r, &p->lines[i]);
			find_hint(find_error(r->f, "code", "opening-twice",
					     "The code %s stands in two lines.", row->code),
				  "Put the two together or give one of them its own code.");
		}
	}
}

static void total_check(struct reading *r, const char *what, int64_t debit, int64_t credit)
{
	char d[32], c[32], diff[32];
	if (debit != credit)
		find_hint(find_error(r->f, NULL, "opening-unbalanced",
				     "%s: debits of %s and credits of %s differ by %s.", what,
				     fen_text(debit, d), fen_text(credit, c),
				     fen_text(debit > credit ? debit - credit : credit - debit, diff)),
			  "An account is missing, or an amount stands on the wrong side or is wrong.");
}

static void side_add(int64_t fen, int64_t *debit, int64_t *credit)
{
	*(fen > 0 ? debit : credit) += fen > 0 ? fen : -fen;
}

static void totals(struct reading *r)
{
	struct opening_plan *p = &r->plan;
	for (int i = 0; i < p->count; i++) {
		const struct opening_line *l = &p->lines[i];
		if (!l->leaf)
			continue;
		side_add(l->closing, &p->closing_debit, &p->closing_credit);
		side_add(l->year, &p->year_debit, &p->year_credit);
		p->debit += l->debit;
		p->credit += l->credit;
	}
	total_check(r, "期末余额", p->closing_debit, p->closing_credit);
	if (p->mid_year) {
		total_check(r, "年初余额", p->year_debit, p->year_credit);
		total_check(r, "本年累计", p->debit, p->credit);
	}
}

static void heads_check(struct reading *r)
{
	const bool *has = r->rows->has;
	if (!r->rows->count)
		find_hint(find_error(r->f, NULL, "opening-empty", "The sheet has no account with a balance."),
			  "Look whether it is the right sheet.");
	if (r->plan.mid_year && !has[GROUP_YEAR] && !has[GROUP_TURNOVER])
		find_hint(find_error(r->f, NULL, "opening-no-turnover",
				     "The book begins in %s: the turnover of the year so far is missing.",
				     month_text(r->book->opened)),
			  "Hand in a sheet that also has 年初余额 or 本年累计借方 and 贷方: without it "
			  "the first year's statements would not be whole.");
}

bool opening_standing(struct db *db, const struct book *b, struct opening_plan *plan,
		      struct findings *f, struct err *e)
{
	bool closed = false, start_closed = false;
	if (!voucher_of_source(db, b, "takeover/1", &plan->first, e) ||
	    !voucher_of_source(db, b, "takeover/2", &plan->second, e) ||
	    !period_is_closed(db, b, book_takeover(b), &closed, e) ||
	    !period_is_closed(db, b, book_year_start(b), &start_closed, e))
		return false;
	if (plan->first || plan->second)
		find_hint(find_error(f, NULL, "opening-stands",
				     "Opening balances were brought in already."),
			  "Look at the voucher; drop or reverse it before other balances are brought in.");
	if (closed || start_closed)
		find_hint(find_error(f, NULL, "month-closed", "The month %s is closed.",
				     month_text(book_takeover(b))),
			  "Have it reopened before opening balances are brought in.");
	return true;
}

static void lines_check(struct reading *r, const struct balance_row *sorted)
{
	for (int i = 0; i < r->plan.count; i++)
		map_line(r, &r->plan.lines[i]);
	place_chosen(r);
	for (int i = 0; i < r->plan.count; i++) {
		struct opening_line *l = &r->plan.lines[i];
		if (l->leaf && l->state == OPENING_ASKED)
			asked(r, l);
		else if (l->leaf || l->state == OPENING_SAME || l->state == OPENING_MOVED)
			line_account(r, l);
		amounts(r, l, &sorted[i]);
		if (r->plan.mid_year)
			turnover_missing(r, l);
		else
			l->year = l->debit = l->credit = 0;
		if (!l->leaf)
			continue;
		both_sides(r, l, &sorted[i]);
		side_check(r, l);
	}
	for (int i = 0; i < r->plan.count; i++)
		if (!r->plan.lines[i].leaf)
			sums_check(r, i);
}

bool opening_plan(struct arena *a, struct db *db, const struct book *b,
		  const struct balance_rows *rows, const struct opening_ask *ask,
		  const char *file_place, struct opening_plan *out, struct findings *f,
		  struct err *e)
{
	struct reading r = {.a = a, .book = b, .rows = rows, .ask = ask, .f = f};
	r.plan.mid_year = b->opened % 100 != 1;
	if (!book_accounts(a, db, b, &r.all, e) ||
	    (!text_eq(ask->chart, b->chart) &&
	     !chart_moves(a, ask->chart, &r.move_count, &r.moves, e)))
		return false;
	struct balance_row *sorted = ARENA_ARRAY(a, struct balance_row, rows->count + 1);
	if (rows->count)
		memcpy(sorted, rows->rows, sizeof *sorted * (size_t)rows->count);
	qsort(sorted, (size_t)rows->count, sizeof *sorted, by_old_code);
	lines_make(&r, sorted);
	lines_check(&r, sorted);
	f->row = 0;
	f->place = file_place;
	heads_check(&r);
	totals(&r);
	f->place = NULL;
	*out = r.plan;
	return true;
}
