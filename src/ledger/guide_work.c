/* guide_work.c - the arithmetic of guided entries; all of it in fen, all rounding said. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/guide_int.h"

static const char *yuan(struct guide_work *w, int64_t fen)
{
	char text[32];
	return arena_strdup(w->a, fen_text(fen, text));
}

/* A part that is more than the whole. */
static bool part_fits(struct guide_work *w, const char *part, int64_t fen, int64_t whole)
{
	if (fen <= whole)
		return true;
	find_hint(find_error(w->f, part, "guide-part", "%s is more than the whole of %s.",
			     yuan(w, fen), yuan(w, whole)),
		  "Correct one of the two amounts.");
	return false;
}

/*
 * amount for `years` years, of which `months` months lie in this one.  A year's rent is the
 * amount divided by the years, to the fen below; what is left over goes to the first or the
 * last year.  This year's part of a broken year is months/12 of it, to the fen below.
 */
void work_rent(struct guide_work *w)
{
	int64_t amount = work_fen(w, "amount"), years = work_count(w, "years");
	int64_t months = work_count(w, "months"), each, left, first;
	bool to_first = text_eq(guide_answer(w->answers, "left"), "first");
	if (!amount || years < 1 || months < 1)
		return;
	each = amount / years;
	left = amount - each * years;
	first = each + (to_first ? left : 0);
	first = first * months / 12;
	work_set(w, "first", first);
	work_set(w, "rest", amount - first);
	if (years == 1 && months == 12)
		return;
	if (left)
		find_note(w->f, NULL, "guide-rounding",
			  to_first
			      ? N_("A year's rent is %s; the %s left over by dividing belongs to the first year.")
			      : N_("A year's rent is %s; the %s left over by dividing belongs to the last year."),
			  yuan(w, each), yuan(w, left));
	else
		find_note(w->f, NULL, "guide-year", "A year's rent is %s.", yuan(w, each));
	find_note(w->f, NULL, "guide-this-year",
		  "This year's part is %s for %d months (rounded down to the fen); %s is received in advance and taken up in later years.",
		  yuan(w, first), (int)months, yuan(w, amount - first));
}

/* The fee, of which a part is set against what the collective owes, the rest in money. */
void work_offset(struct guide_work *w)
{
	int64_t fee = work_fen(w, "amount"), debt = work_fen(w, "debt");
	if (fee && debt && part_fits(w, "debt", debt, fee))
		work_set(w, "cash", fee - debt);
}

/* Rent for households, of which the collective keeps its fee for the service. */
void work_pass_through(struct guide_work *w)
{
	int64_t amount = work_fen(w, "amount"), fee = work_fen(w, "fee");
	if (amount && part_fits(w, "fee", fee, amount))
		work_set(w, "households", amount - fee);
}

void work_compensation(struct guide_work *w)
{
	int64_t amount = work_fen(w, "amount"), part = work_fen(w, "households");
	if (amount && part_fits(w, "households", part, amount))
		work_set(w, "kept", amount - part);
}

void work_labour_paid(struct guide_work *w)
{
	int64_t amount = work_fen(w, "amount"), tax = work_fen(w, "tax");
	if (amount && part_fits(w, "tax", tax, amount))
		work_set(w, "paid", amount - tax);
}

/* What the thing cost, of which a part came from the fund. */
void work_project_done(struct guide_work *w)
{
	int64_t cost = work_fen(w, "cost"), fund = work_fen(w, "fund");
	if (cost && fund)
		part_fits(w, "fund", fund, cost);
}

void work_move(struct guide_work *w)
{
	if (!is_empty(guide_answer(w->answers, "to")) &&
	    text_eq(guide_answer(w->answers, "to"), guide_answer(w->answers, "money")))
		find_hint(find_error(w->f, "to", "guide-same",
				     "The money would go where it came from."),
			  "Choose two different accounts.");
}
