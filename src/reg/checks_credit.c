/*
 * checks_credit.c - named checks of star ratings and of applications for credit.
 *
 * Nothing here decides about credit: what the branch says and what the bank replied are kept
 * apart, and only the bank's reply, with its paper, says that credit was given.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"
#include "reg/star.h"

/* A fact counts by a criterion that held on its day and comes from a unit at or above the member's. */
static void star_criterion(const struct check_in *in, struct findings *out)
{
	const struct value *criterion = known(in, "criterion"), *day = known(in, "happened");
	if (!criterion || !day)
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select count(*), cast(coalesce(sum(case when c.valid_from<=$4 and (c.valid_to is null or "
		"c.valid_to>$4) then 1 else 0 end),0) as bigint) from r_star_criterion c join "
		"unit_restated x on x.ancestor=c.unit where c.county=$1 and c.id=$2 and x.unit=$3"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, criterion->i);
	bind(q, 3, in->rec->unit);
	bind(q, 4, day->i);
	bool there = db_next(q);
	int64_t here = there ? col_i64(q, 0) : 0, holds = there ? col_i64(q, 1) : 0;
	if (!db_end(q, in->e))
		return;
	if (!here)
		find_hint(find_error(out, "criterion", "star-criterion-unit",
				     "This criterion was set by a unit that the member does not belong to."),
			  "Choose one of the own village, town or county.");
	else if (!holds)
		find_hint(find_error(out, "happened", "star-criterion-day",
				     "The criterion was not in force on that day."),
			  "Correct the day, or choose the criterion that held then.");
}

/* What the branch declares is what the facts of the year come to. */
static void star_rating(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *year = known(in, "rated_year"),
			   *points = known(in, "points"), *stars = known(in, "stars"),
			   *declared = known(in, "declared");
	struct star_result r;
	if (!person || !year || !points || !declared ||
	    !star_compute(in->arena, in->db, in->rec->county, in->rec->unit, person->i, year->i,
			  (ymd)declared->i, &r, in->e))
		return;
	if (points->i != r.points)
		find_hint(find_error(out, "points", "star-points",
				     "The facts recorded for %d come to %d points, not %d.",
				     (int)year->i, (int)r.points, (int)points->i),
			  "Complete the facts, or correct the points.");
	else if (!r.banded && stars)
		find_hint(find_error(out, "stars", "star-bands",
				     "No points are set for the stars on the day of the rating."),
			  "Enter the bands with their document first.");
	else if (r.banded && !text_eq(stars ? stars->s : "", r.stars ? r.stars : ""))
		find_hint(find_error(out, "stars", "star-level",
				     "%d points make other stars by the bands in force on that day.",
				     (int)r.points),
			  "Open the stars of the member: each point is explained there.");
}

static void needs_all(const struct check_in *in, const char *const *fields, int count,
		      struct findings *out)
{
	for (int i = 0; i < count; i++)
		if (!known(in, fields[i]))
			find_hint(find_error(out, fields[i], "credit-reply",
					     "Without this, nobody can look up what was said."),
				  "Fill it in from the paper.");
}

/* A recommendation rests on a rating that was declared by then. */
static void credit_rated(const struct check_in *in, int64_t person, int64_t day, struct findings *out)
{
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_star_rating where county=$1 and person=$2 "
				      "and declared<=$3 and stars is not null"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person);
	bind(q, 3, day);
	int64_t rated = db_next(q) ? col_i64(q, 0) : 0;
	if (db_end(q, in->e) && !rated)
		find_hint(find_error(out, "opinion", "credit-rated",
				     "No stars of this member had been declared by that day."),
			  "Declare the stars first; the recommendation rests on them.");
}

static void credit_opinion(const struct check_in *in, struct findings *out)
{
	const struct value *applied = known(in, "applied"), *opinion = known(in, "opinion"),
			   *said = known(in, "opinion_day"), *person = known(in, "person");
	if (opinion && !said)
		find_error(out, "opinion_day", "credit-opinion", "The day of the opinion is missing.");
	if (applied && said && said->i < applied->i)
		find_error(out, "opinion_day", "credit-order", "The branch spoke before it was asked.");
	if (opinion && said && person && text_eq(opinion->s, "recommended"))
		credit_rated(in, person->i, said->i, out);
}

/* The bank replies to a recommendation, on paper; only then there is an amount. */
static void credit_reply(const struct check_in *in, struct findings *out)
{
	static const char *const paper[] = {"replied", "reply_paper"};
	const struct value *opinion = known(in, "opinion"), *said = known(in, "opinion_day"),
			   *reply = known(in, "reply"), *replied = known(in, "replied"),
			   *amount = known(in, "reply_amount");
	bool granted = reply && text_eq(reply->s, "granted");
	if (reply)
		needs_all(in, paper, 2, out);
	if (reply && !(opinion && text_eq(opinion->s, "recommended")))
		find_hint(find_error(out, "opinion", "credit-unrecommended",
				     "The bank replied, but no recommendation of the branch is recorded."),
			  "Enter the opinion of the branch first.");
	if (said && replied && replied->i < said->i)
		find_error(out, "replied", "credit-order", "The bank replied before the branch spoke.");
	if (granted && !amount)
		find_error(out, "reply_amount", "credit-amount", "It is not said how much the bank gave.");
	if (!granted && amount)
		find_hint(find_error(out, "reply_amount", "credit-not-granted",
				     "There is no reply of the bank that credit was granted."),
			  "Leave it empty until the bank's reply is here.");
}

static void credit_repayment(const struct check_in *in, struct findings *out)
{
	static const char *const paper[] = {"reported", "report_paper"};
	const struct value *reply = known(in, "reply"), *replied = known(in, "replied"),
			   *repayment = known(in, "repayment"), *reported = known(in, "reported");
	if (repayment && !(reply && text_eq(reply->s, "granted")))
		find_hint(find_error(out, "repayment", "credit-not-granted",
				     "There is no reply of the bank that credit was granted."),
			  "Leave it empty until the bank's reply is here.");
	else if (repayment)
		needs_all(in, paper, 2, out);
	if (replied && reported && reported->i < replied->i)
		find_error(out, "reported", "credit-order", "The bank reported before it replied.");
}

const struct check_def star_criterion_check = {
	.name = "star_criterion_in_force",
	.fn = star_criterion,
	.about = "A fact counts by a criterion in force on its day, of a unit at or above.",
	.needs = { "criterion", "happened" },
};
const struct check_def star_rating_check = {
	.name = "star_rating_computed",
	.fn = star_rating,
	.about = "Points and stars are those that the facts of the year come to.",
	.needs = { "person", "rated_year", "points", "stars", "declared" },
};
const struct check_def credit_opinion_check = {
	.name = "credit_recommended",
	.fn = credit_opinion,
	.about = "The opinion follows the application; recommended is only who had declared stars.",
	.needs = { "person", "applied", "opinion", "opinion_day" },
};
const struct check_def credit_reply_check = {
	.name = "credit_replied",
	.fn = credit_reply,
	.about = "The bank's reply follows a recommendation and has its paper.",
	.needs = { "opinion", "opinion_day", "reply", "replied", "reply_amount", "reply_paper" },
};
const struct check_def credit_repayment_check = {
	.name = "credit_repaid",
	.fn = credit_repayment,
	.about = "Repayment is what the bank reported about credit it gave.",
	.needs = { "reply", "replied", "repayment", "reported", "report_paper" },
};
