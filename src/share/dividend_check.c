/* dividend_check.c - what a dividend is measured by, and everything that stands against it. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/period.h"
#include "ledger/report.h"
#include "share/dividend_int.h"

#include <stdlib.h>
#include <string.h>

/* ---- what the books say ---- */

struct id_set {
	int count;
	int64_t *ids;
};

static int by_id(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static bool has(const struct id_set *s, int64_t id)
{
	return s->count && bsearch(&id, s->ids, (size_t)s->count, sizeof id, by_id);
}

static struct id_set vouchers_of(struct arena *a, const struct account_ledger *led)
{
	struct id_set s = {.ids = ARENA_ARRAY(a, int64_t, led->count + 1)};
	for (int i = 0; i < led->count; i++)
		s.ids[s.count++] = led->rows[i].voucher;
	if (s.count)
		qsort(s.ids, (size_t)s.count, sizeof *s.ids, by_id);
	return s;
}

/* Debit less credit that the account moved in those vouchers. */
static int64_t moved_in(const struct account_ledger *led, const struct id_set *vouchers)
{
	int64_t sum = 0;
	for (int i = 0; i < led->count; i++)
		if (has(vouchers, led->rows[i].voucher))
			sum += led->rows[i].debit - led->rows[i].credit;
	return sum;
}

/*
 * The income of a year is what its closing moved from 321 to 322; the reserve is what went from
 * 322 to 311 in the year or the next one.
 */
static bool income_load(struct arena *a, struct db *db, const struct book *b, int year,
			struct dividend_facts *x, struct err *e)
{
	struct account_ledger divided, income, reserve, later;
	int first = year * 100 + 1, last = year * 100 + 12, now = day_month(x->today);
	int end = now < (year + 1) * 100 + 11 ? now : (year + 1) * 100 + 11;
	if (end < last)
		end = last;
	if (!account_ledger(a, db, b, "322", first, last, &divided, e) ||
	    !account_ledger(a, db, b, "321", first, last, &income, e) ||
	    !account_ledger(a, db, b, "322", first, end, &later, e) ||
	    !account_ledger(a, db, b, "311", first, end, &reserve, e))
		return false;
	struct id_set closing = vouchers_of(a, &divided), taking = vouchers_of(a, &later);
	x->income = moved_in(&income, &closing);
	x->carried = -divided.opening;
	x->reserve = -moved_in(&reserve, &taking);
	x->reserve_before = -reserve.opening;
	x->year_closed &= income.closing == 0;
	return true;
}

static bool books_load(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
		       struct dividend_facts *x, struct err *e)
{
	int first = d->year * 100 + 1, last = d->year * 100 + 12, now = day_month(x->today);
	struct trial year = {0}, to_date = {0};
	x->kept_here = b->opened <= first;
	if (last >= book_takeover(b) && !period_is_closed(db, b, last, &x->year_closed, e))
		return false;
	if (now < book_takeover(b))
		return true;
	if (!trial_of_book(a, db, b, now, now, &to_date, e))
		return false;
	for (int i = 0; i < to_date.count; i++) {
		const struct trial_row *r = &to_date.rows[i];
		if (text_eq(r->account.code, "322"))
			x->undivided = r->closing_credit - r->closing_debit;
		if (text_eq(r->account.code, "101") || text_eq(r->account.code, "102"))
			x->money += r->closing_debit - r->closing_credit;
	}
	if (!x->kept_here)
		return true;
	if (!trial_of_book(a, db, b, first, last, &year, e))
		return false;
	for (int i = 0; i < year.count; i++)
		if (text_eq(year.rows[i].account.code, "503"))
			x->subsidy = year.rows[i].credit;
	return income_load(a, db, b, d->year, x, e);
}

/* What other dividends of the book will still take from 322. */
static bool promised_load(struct arena *a, struct db *db, const struct book *b, const struct dividend *d,
			  struct dividend_facts *x, struct err *e)
{
	struct dividend_list all;
	if (!dividend_list(a, db, b, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		const struct dividend *o = &all.rows[i];
		int64_t voucher;
		struct voucher v = {0};
		if (o->id == d->id || (o->state != DIVIDEND_PUBLISHED && o->state != DIVIDEND_RESOLVED))
			continue;
		if (!voucher_of_source(db, b, dividend_source(a, o, "declare"), &voucher, e) ||
		    (voucher && !voucher_load(a, db, b->county, voucher, &v, e)))
			return false;
		if (!v.posted)
			x->promised += o->declared;
	}
	return true;
}

/* ---- what the share register says ---- */

static bool is_gone(const struct share_person *p, ymd day)
{
	return !p || p->admitted > day || (p->ended && p->ended <= day && p->rights_until < day);
}

static void holders_look(struct arena *a, const struct dividend *d, struct dividend_facts *x)
{
	int64_t all = 0;
	x->gone = "";
	for (int64_t i = 0; i < x->lines.count; i++)
		all += x->lines.rows[i].shares;
	for (int64_t i = 0; i < x->lines.count; i++) {
		const struct dividend_line *l = &x->lines.rows[i];
		if (is_gone(share_person_on(&x->people, l->person, d->record_day), d->record_day) &&
		    x->gone_count++ < 3)
			x->gone = arena_printf(a, "%s%s%s", x->gone, *x->gone ? "、" : "",
					       *l->name ? l->name : "?");
		x->over_count += x->rule.ceiling && (wide)l->shares * 10000 > (wide)x->rule.ceiling * (wide)all;
	}
}

bool dividend_facts_load(struct arena *a, struct db *db, const struct book *b,
			 const struct dividend *d, struct dividend_facts *out, struct err *e)
{
	struct dividend_facts x = {.today = today()};
	struct share_moves moves;
	struct err none = {0};
	if (!share_rule_load(a, db, b->county, b->org, d->record_day, &x.rule, e) ||
	    !share_people_load(a, db, b->county, b->org, &x.people, e))
		return false;
	if (d->line_count) {
		if (!dividend_lines_load(a, db, d, 0, &x.lines, e))
			return false;
	} else if (!share_moves_load(a, db, b->county, b->org, d->record_day, 0, false, &moves, e)) {
		return false;
	} else if (!dividend_plan(a, db, d, x.rule.frozen, &moves, &x.people, &x.lines, &none)) {
		if (none.code != ERR_REFUSED) {
			*e = none;
			return false;
		}
		x.lines = (struct dividend_lines){0};
	}
	holders_look(a, d, &x);
	if (!books_load(a, db, b, d, &x, e) || !promised_load(a, db, b, d, &x, e))
		return false;
	*out = x;
	return true;
}

/* ---- the checks ---- */

static bool full_day(ymd d)
{
	return d && d % 100 != 0 && date_ok(d);
}

static void plan_check(const struct dividend *d, const struct dividend_facts *x, struct findings *f)
{
	static const char *const promises[] = {"固定", "保底", "保本", "兜底"};
	if (is_empty(d->name))
		find_error(f, "name", "dividend-name", "The dividend has no name.");
	for (size_t i = 0; i < ARRAY_LEN(promises); i++)
		if (strstr(d->name, promises[i]))
			find_hint(find_error(f, "name", "dividend-fixed",
					     "What is paid whether or not there is income is no dividend."),
				  "Book it as what it is: rent for land or an asset, interest for money lent, welfare for a benefit. The guided entries ask which.");
	if (d->declared <= 0 || d->declared > LEDGER_FEN_MAX)
		find_hint(find_error(f, "declared", "dividend-sum", "The sum to be divided is missing."),
			  "Write what the members get in all, in yuan.");
	if (d->year < 2000 || d->year >= x->today / 10000)
		find_hint(find_error(f, "year", "dividend-year", "Income is divided when its year is over."),
			  "Write the year whose income is divided.");
	if (!full_day(d->record_day) || d->record_day > x->today)
		find_hint(find_error(f, "record_day", "dividend-record",
				     "The record day is missing or still to come."),
			  "Whoever holds shares on that evening takes part.");
	if (text_eq(d->weighting, "days") &&
	    (!full_day(d->from) || !full_day(d->to) || d->from > d->to || d->to > d->record_day))
		find_hint(find_error(f, "from", "dividend-period",
				     "Share-days need a period that ends on the record day or before."),
			  "Write its first and last day, such as 1 January and 31 December.");
	if (!full_day(d->viewed) || d->viewed > x->today)
		find_hint(find_error(f, "viewed", "dividend-viewed",
				     "The day from which members can view the plan is missing or still to come."),
			  "Publish on the day the plan is laid out.");
}

static void register_check(const struct dividend *d, const struct dividend_facts *x, struct findings *f)
{
	if (!x->rule.id)
		find_hint(find_error(f, NULL, "dividend-rule",
				     "The rules of shares and assemblies are not entered for the record day."),
			  "Enter them in the register of that name, with the charter's document.");
	if (!x->rule.charter.id)
		find_hint(find_error(f, NULL, "dividend-charter",
				     "What the charter says about reserve and members is not entered for the record day."),
			  "Enter it in the register of charter rules, with its document.");
	else if (!text_eq(x->rule.charter.members, text_eq(d->weighting, "days") ? "share_days" : "shares"))
		find_hint(find_error(f, "weighting", "dividend-weighting",
				     "The charter divides in another way."),
			  "Choose what the charter rule in force on the record day says.");
	if (!x->lines.count)
		find_hint(find_error(f, NULL, "dividend-nobody", "Nobody has a share that takes part."),
			  "Enter the shares of the members up to the record day.");
	if (x->gone_count)
		find_hint(find_error(f, NULL, "dividend-gone",
				     "%" PRId64 " holders are not in the roll on the record day, or their rights have ended: %s.",
				     x->gone_count, x->gone),
			  "Enter the inheritance, transfer or redemption of their shares, or the rights kept.");
	if (x->over_count)
		find_hint(find_warning(f, NULL, "dividend-ceiling",
				       "%" PRId64 " holders have more shares than the charter's ceiling.",
				       x->over_count),
			  "Look at the share register.");
}

/* What the charter wants set aside of the year's income. */
static int64_t reserve_due(const struct dividend_facts *x)
{
	int64_t loss = x->carried < 0 ? -x->carried : 0, base = x->income;
	if (text_eq(x->rule.charter.base, "after_loss"))
		base -= loss;
	if (text_eq(x->rule.charter.base, "distributable"))
		base += x->carried;
	if (base <= 0 || (x->rule.charter.until >= 0 && x->reserve_before >= x->rule.charter.until))
		return 0;
	return (int64_t)((wide)base * (wide)x->rule.charter.ratio / 10000);
}

static void income_check(const struct dividend_facts *x, struct findings *f)
{
	char text[2][32];
	int64_t due = reserve_due(x);
	if (!x->kept_here) {
		find_hint(find_warning(f, NULL, "dividend-elsewhere",
				       "The vouchers of that year are not in this book: income and reserve cannot be proven here."),
			  "Attach the statements of that year to the resolution.");
		return;
	}
	if (x->carried + x->income < 0)
		find_hint(find_error(f, NULL, "dividend-loss",
				     "Losses are not made up: %s was carried into the year, its income is %s.",
				     fen_text(x->carried, text[0]), fen_text(x->income, text[1])),
			  "Losses of earlier years come first; nothing is divided before.");
	if (x->reserve < due)
		find_hint(find_error(f, NULL, "dividend-reserve",
				     "The reserve comes first: the charter asks for %s, taken is %s.",
				     fen_text(due, text[0]), fen_text(x->reserve, text[1])),
			  "Take it in the year end: debit 322, credit 311.");
}

static void money_check(const struct dividend *d, const struct dividend_facts *x, struct findings *f)
{
	char text[3][32];
	int64_t left = x->undivided - x->promised;
	if (!x->year_closed)
		find_hint(find_error(f, "year", "dividend-open", "The books of %d are not closed.", d->year),
			  "Finish the year end: close December with income and expense carried to 322.");
	if (d->declared > left)
		find_hint(find_error(f, "declared", "dividend-exceeds",
				     "Undivided income is %s, other dividends take %s: %s cannot be divided.",
				     fen_text(x->undivided, text[0]), fen_text(x->promised, text[1]),
				     fen_text(d->declared, text[2])),
			  "Divide at most what is left after losses and reserve.");
	else if (!x->rule.subsidy && x->kept_here && d->declared > left - x->subsidy)
		find_hint(find_error(f, "declared", "dividend-subsidy",
				     "Of the undivided income %s are subsidies of the year, which the charter does not divide.",
				     fen_text(x->subsidy, text[0])),
			  "Divide at most the rest, or say in the charter rule that subsidies may be divided.");
	if (d->declared > x->money)
		find_hint(find_error(f, "declared", "dividend-money",
				     "Cash and bank hold %s: the dividend would have to be borrowed.",
				     fen_text(x->money, text[0])),
			  "Collect what is owed first, or divide less. No money is borrowed for a dividend.");
}

static void assembly_check(const struct dividend *d, const struct dividend_facts *x, struct findings *f)
{
	int64_t roll = share_members_on(&x->people, d->assembly ? d->assembly : x->today);
	int days = full_day(d->assembly) ? date_days(d->assembly) - date_days(d->viewed) : 0;
	if (!full_day(d->assembly) || d->assembly > x->today)
		find_error(f, "assembly", "dividend-assembly", "The day of the assembly is missing or still to come.");
	else if (days < d->rule.notice)
		find_hint(find_error(f, "assembly", "dividend-notice",
				     "The plan could be viewed for %d days before the assembly; %d are needed.", days,
				     d->rule.notice),
			  "Hold the assembly later: a decision taken too early can be voided.");
	if (is_empty(d->document))
		find_hint(find_error(f, "document", "dividend-document", "The decision has no number."),
			  "Write the number of the minutes or the decision.");
	if (d->members_for < 0 || d->members_for > d->members_present || d->members_present > d->members_all ||
	    d->members_all <= 0) {
		find_hint(find_error(f, "members_all", "dividend-count", "The numbers of members do not fit together."),
			  "All members with a vote, those present, those in favour: each at most the one before.");
		return;
	}
	if (d->members_all > roll)
		find_hint(find_error(f, "members_all", "dividend-roll",
				     "The roll has %" PRId64 " members on that day, not %" PRId64 ".", roll,
				     d->members_all),
			  "Correct the number, or the roll of members.");
	if (d->members_present * d->rule.quorum_of < d->members_all * d->rule.quorum)
		find_error(f, "members_present", "dividend-quorum",
			   "%" PRId64 " of %" PRId64 " members are fewer than %d in %d: the assembly had no quorum.",
			   d->members_present, d->members_all, d->rule.quorum, d->rule.quorum_of);
	if (d->members_for * d->rule.votes_of < d->members_all * d->rule.votes)
		find_hint(find_error(f, "members_for", "dividend-votes",
				     "%" PRId64 " votes of %" PRId64 " members are fewer than %d in %d of all members.",
				     d->members_for, d->members_all, d->rule.votes, d->rule.votes_of),
			  "All members count, not only those present. The plan is not agreed.");
}

void dividend_check(const struct dividend *d, const struct dividend_facts *facts, bool assembly,
		    struct findings *f)
{
	plan_check(d, facts, f);
	register_check(d, facts, f);
	income_check(facts, f);
	money_check(d, facts, f);
	if (assembly)
		assembly_check(d, facts, f);
}
