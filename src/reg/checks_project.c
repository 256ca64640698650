/*
 * checks_project.c - named checks of funds, projects and their money, cooperatives.
 *
 * A row of money may take no more from its purse than is in it, on any day; and the row that is
 * a purse must still cover what was taken.  The sums are in project_money.c; the save that asks
 * holds the writer's transaction, so two people cannot spend the same money.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/project_money.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* ---- what every row of money says ---- */

static void money_whole(const struct check_in *in, struct findings *out)
{
	const struct value *amount = known(in, "amount");
	if (amount && amount->i <= 0)
		find_hint(find_error(out, "amount", "money-none", "The amount must be more than zero."),
			  "Enter what the document says, in yuan.");
	for (int i = 0; i < in->rec->def->field_count; i++) {
		const struct field_def *f = &in->rec->def->fields[i];
		const struct value *v = &in->rec->v[i];
		if (f->type == FIELD_DATE && v->known && v->i % 100 == 0)
			find_hint(find_error(out, f->name, "money-day", "Money needs the day, not the month alone."),
				  "Enter the day as the document says it.");
	}
}

/* ---- a row stands where what it belongs to stands ---- */

static void same_unit(const struct check_in *in, const char *field, struct sql unit_of, struct findings *out)
{
	const struct value *v = known(in, field);
	int64_t unit;
	if (v && in->rec->unit && ask(in, unit_of, &unit, v->i) && unit && unit != in->rec->unit)
		find_hint(find_error(out, field, "other-unit", "This belongs to another unit than the row."),
			  "Choose one of the unit of this row, or correct the unit.");
}

static void of_project(const struct check_in *in, struct findings *out)
{
	same_unit(in, "project", SQL("select unit from r_project where county=$1 and id=$2"), out);
}

static void of_cooperative(const struct check_in *in, struct findings *out)
{
	same_unit(in, "cooperative", SQL("select unit from r_cooperative where county=$1 and id=$2"), out);
}

static void of_payment(const struct check_in *in, struct findings *out)
{
	same_unit(in, "payment", SQL("select unit from r_project_payment where county=$1 and id=$2"), out);
}

static void of_allocation(const struct check_in *in, struct findings *out)
{
	same_unit(in, "allocation", SQL("select unit from r_project_allocation where county=$1 and id=$2"), out);
	if (!field_find(in->rec->def, "commitment"))
		return;
	const struct value *allocation = known(in, "allocation"), *commitment = known(in, "commitment");
	int64_t other;
	if (allocation && commitment &&
	    ask(in, SQL("select allocation from r_project_commitment where county=$1 and id=$2"), &other,
		commitment->i) &&
	    other && other != allocation->i)
		find_hint(find_error(out, "commitment", "other-allocation",
				     "This contract is paid from another allocation."),
			  "Choose the allocation that the contract names, or another contract.");
}

/* ---- purses ---- */

struct purse_words {
	const char *field, *code, *said, *remedy;
};

static void purse_holds(const struct check_in *in, enum purse purse, int64_t id, const struct purse_words *w,
			struct findings *out)
{
	struct money_moves m;
	int64_t fen;
	char text[16];
	if (!money_moves(in->arena, in->db, in->rec->county, purse, id, in->rec, in->leaving, &m, in->e))
		return;
	ymd day = money_overdrawn(&m, &fen);
	if (!day)
		return;
	/* the arguments; the sentence is that of the purse */
	struct finding *fi =
	    find_error(out, w->field, w->code, "%s%s", date_iso(day, text), money_text(in->arena, fen));
	fi->text.id = w->said;
	fi->hint = (struct msg){ .id = w->remedy };
}

static void fund_covers(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "fund-overdrawn", N_("On %s this fund has given out %s yuan more than it has."),
		N_("Correct the allocations first; a fund cannot be less than what was given out of it."),
	};
	if (in->rec->id)
		purse_holds(in, PURSE_FUND, in->rec->id, &w, out);
}

static void fund_spent(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "fund-overdrawn", N_("On %s the fund would be overdrawn by %s yuan."),
		N_("Enter a smaller amount or a later day, or take it from another fund."),
	};
	const struct value *fund = known(in, "fund");
	if (fund && known(in, "amount") && known(in, "day"))
		purse_holds(in, PURSE_FUND, fund->i, &w, out);
}

static void allocation_covers(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "allocation-overdrawn",
		N_("On %s contracts, payments and what was given back are %s yuan more than this allocation."),
		N_("Correct those first, or give back less."),
	};
	const struct value *returned = known(in, "returned"), *on = known(in, "returned_on");
	if (!returned != !on)
		find_hint(find_error(out, returned ? "returned_on" : "returned", "allocation-returned",
				     "What was given back needs both an amount and a day."),
			  "Fill in both, or neither.");
	else if (known(in, "amount") && known(in, "day"))
		purse_holds(in, PURSE_ALLOCATION, in->rec->id, &w, out);
}

static void allocation_spent(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "allocation-overdrawn", N_("On %s the allocation would be overdrawn by %s yuan."),
		N_("Enter a smaller amount or a later day, end a contract that is no longer used, or have more "
		   "money allocated first."),
	};
	const struct value *allocation = known(in, "allocation");
	if (allocation && known(in, "amount"))
		purse_holds(in, PURSE_ALLOCATION, allocation->i, &w, out);
}

static void commitment_covers(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "commitment-overdrawn", N_("On %s this contract has paid %s yuan more than it allows."),
		N_("A contract pays from the day it was signed to the day before it lapses, up to its amount."),
	};
	const struct value *allocation = known(in, "allocation");
	int64_t other;
	if (!in->rec->id)
		return;
	purse_holds(in, PURSE_COMMITMENT, in->rec->id, &w, out);
	if (allocation &&
	    ask(in, SQL("select min(allocation) from r_project_payment where county=$1 and commitment=$2"),
		&other, in->rec->id) &&
	    other && other != allocation->i)
		find_hint(find_error(out, "allocation", "other-allocation",
				     "Payments of this contract were made from another allocation."),
			  "Keep the allocation, or correct the payments first.");
}

static void commitment_spent(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "commitment-overdrawn", N_("On %s the contract would be overdrawn by %s yuan."),
		N_("A contract pays from the day it was signed to the day before it lapses, up to its amount; sign "
		   "a supplement for what is beyond."),
	};
	const struct value *commitment = known(in, "commitment");
	if (commitment && known(in, "amount") && known(in, "day"))
		purse_holds(in, PURSE_COMMITMENT, commitment->i, &w, out);
}

static void payment_covers(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "payment-overdrawn", N_("By %s the receipts are %s yuan more than this payment."),
		N_("Correct the receipts first."),
	};
	if (in->rec->id && known(in, "amount"))
		purse_holds(in, PURSE_PAYMENT, in->rec->id, &w, out);
}

static void payment_received(const struct check_in *in, struct findings *out)
{
	static const struct purse_words w = {
		"amount", "payment-overdrawn", N_("By %s the receipts would be %s yuan more than what was paid."),
		N_("Enter the part of the invoice that this payment settles; the rest belongs to another payment."),
	};
	const struct value *payment = known(in, "payment");
	if (payment && known(in, "amount"))
		purse_holds(in, PURSE_PAYMENT, payment->i, &w, out);
}

/* ---- projects ---- */

static void project_days(const struct check_in *in, struct findings *out)
{
	const struct value *started = known(in, "started"), *end = known(in, "planned_end"),
			   *stage = known(in, "stage");
	if (started && end && end->i < started->i)
		find_error(out, "planned_end", "project-days", "It is to be done before it begins.");
	if (stage && text_eq(stage->s, "under_way") && !started)
		find_hint(find_warning(out, "started", "project-begun", "It is under way but has no day of beginning."),
			  "Enter the day on which work began.");
}

/* Rows that stand with their project or cooperative would be left behind. */
static void unit_stays(const struct check_in *in, struct findings *out)
{
	int64_t rows = 0, more = 0;
	if (!in->old || in->old->unit == in->rec->unit)
		return;
	if (text_eq(in->rec->def->name, "project")) {
		if (!ask(in, SQL("select count(*) from r_project_allocation where county=$1 and project=$2"),
			 &rows, in->rec->id) ||
		    !ask(in, SQL("select count(*) from r_milestone where county=$1 and project=$2"), &more,
			 in->rec->id))
			return;
	} else if (!ask(in, SQL("select count(*) from r_coop_member where county=$1 and cooperative=$2"), &rows,
			in->rec->id))
		return;
	if (rows + more)
		find_hint(find_error(out, "unit", "unit-stays", "%" PRId64 " rows belong to it in its present unit.",
				     rows + more),
			  "Keep the unit; enter a new one for the other unit.");
}

static void milestone_told(const struct check_in *in, struct findings *out)
{
	const struct value *done = known(in, "done");
	if (done && !known(in, "evidence"))
		find_hint(find_warning(out, "evidence", "milestone-evidence", "It is not said what shows that it is done."),
			  "Name the photo, slip or minutes, and attach it to this record.");
	if (done && done->i > in->today)
		find_error(out, "done", "milestone-future", "It cannot have been done in the future.");
}

/* What becomes an asset was paid for. */
static void acceptance_asset(const struct check_in *in, struct findings *out)
{
	const struct value *project = known(in, "project"), *asset = known(in, "asset"), *result = known(in, "result");
	int64_t paid;
	if (!project || !asset)
		return;
	if (result && !text_eq(result->s, "passed") && asset->i > 0)
		find_hint(find_error(out, "asset", "acceptance-asset", "What has not passed is no asset yet."),
			  "Leave the amount empty until it has passed.");
	if (ask(in,
		SQL("select cast(coalesce(sum(p.amount),0) as bigint) from r_project_payment p join "
		    "r_project_allocation a on a.county=p.county and a.id=p.allocation where p.county=$1 and "
		    "a.project=$2 and p.asset=1"),
		&paid, project->i) &&
	    asset->i > paid)
		find_hint(find_error(out, "asset", "acceptance-paid",
				     "Only %s yuan were paid for what makes an asset.", money_text(in->arena, paid)),
			  "Enter the payments first, or correct the amount.");
}

static void project_net(const struct check_in *in, struct findings *out)
{
	const struct value *gross = known(in, "gross"), *cost = known(in, "cost"), *net = known(in, "net");
	if (gross && cost && net && net->i != gross->i - cost->i)
		find_hint(find_error(out, "net", "project-net", "Gross income less cost is %s yuan.",
				     money_text(in->arena, gross->i - cost->i)),
			  "Correct one of the three, or leave this one empty.");
}

/* ---- cooperatives ---- */

static void coop_led(const struct check_in *in, struct findings *out)
{
	const struct value *led = known(in, "led"), *branch = known(in, "branch");
	int64_t other;
	if (!led || in->leaving)
		return;
	if (text_eq(led->s, "branch") && !branch)
		find_hint(find_error(out, "branch", "coop-branch", "It is not said which Party branch leads it."),
			  "Choose the branch; register it among the organisations first.");
	if (text_eq(led->s, "member") && !known(in, "leader"))
		find_hint(find_warning(out, "leader", "coop-leader", "It is not said who leads it."),
			  "Enter the head.");
	if (text_eq(led->s, "branch") && branch &&
	    ask(in,
		SQL("select count(*) from r_org where county=$1 and id=$2 and kind not in "
		    "('party_branch','chain_branch','general_branch','party_committee')"),
		&other, branch->i) &&
	    other > 0)
		find_hint(find_error(out, "branch", "coop-branch-kind", "This organisation is no Party branch."),
			  "Choose the branch, or correct who leads the cooperative.");
}

const struct check_def check_money_whole = {
	.name = "money_days_whole",
	.fn = money_whole,
	.about = "Amounts are more than zero; days of money are whole days.",
	.needs = { "amount" },
};
const struct check_def check_of_project = {
	.name = "of_its_project",
	.fn = of_project,
	.about = "The row stands where its project stands.",
	.needs = { "project" },
};
const struct check_def check_of_allocation = {
	.name = "of_its_allocation",
	.fn = of_allocation,
	.about = "The row stands where its allocation stands; a contract is paid from its own allocation.",
	.needs = { "allocation" },
};
const struct check_def check_of_payment = {
	.name = "of_its_payment",
	.fn = of_payment,
	.about = "The row stands where its payment stands.",
	.needs = { "payment" },
};
const struct check_def check_of_cooperative = {
	.name = "of_its_cooperative",
	.fn = of_cooperative,
	.about = "The row stands where its cooperative stands.",
	.needs = { "cooperative" },
};
const struct check_def check_fund_covers = {
	.name = "fund_covers",
	.fn = fund_covers,
	.about = "A fund covers what was given out of it, on every day.",
	.needs = { "amount", "arrived" },
};
const struct check_def check_fund_spent = {
	.name = "fund_not_overdrawn",
	.fn = fund_spent,
	.about = "No more is allocated than the fund has, on any day.",
	.needs = { "fund", "amount", "day", "returned", "returned_on" },
};
const struct check_def check_allocation_covers = {
	.name = "allocation_covers",
	.fn = allocation_covers,
	.about = "An allocation covers its contracts, payments and what was given back, on every day.",
	.needs = { "amount", "day", "returned", "returned_on" },
};
const struct check_def check_allocation_spent = {
	.name = "allocation_not_overdrawn",
	.fn = allocation_spent,
	.about = "No more is committed or paid than the allocation has, on any day.",
	.needs = { "allocation", "amount" },
};
const struct check_def check_commitment_covers = {
	.name = "commitment_covers",
	.fn = commitment_covers,
	.about = "A contract covers its payments, from the day it is signed until it lapses.",
	.needs = { "allocation", "amount", "signed", "lapses" },
};
const struct check_def check_commitment_spent = {
	.name = "commitment_not_overdrawn",
	.fn = commitment_spent,
	.about = "No more is paid than the contract allows, nothing after it has lapsed.",
	.needs = { "commitment", "amount", "day" },
};
const struct check_def check_payment_covers = {
	.name = "payment_covers",
	.fn = payment_covers,
	.about = "Receipts are not more than the payment.",
	.needs = { "amount", "day" },
};
const struct check_def check_payment_received = {
	.name = "payment_not_overdrawn",
	.fn = payment_received,
	.about = "Receipts are not more than what was paid.",
	.needs = { "payment", "amount" },
};
const struct check_def check_project_days = {
	.name = "project_days",
	.fn = project_days,
	.about = "Begun before it is to be done; under way only when begun (warning).",
	.needs = { "started", "planned_end", "stage" },
};
const struct check_def check_unit_stays = {
	.name = "unit_stays_with_rows",
	.fn = unit_stays,
	.about = "What has rows of its own keeps its unit.",
	.needs = { "name" },
};
const struct check_def check_milestone_told = {
	.name = "milestone_told",
	.fn = milestone_told,
	.about = "What is done has evidence (warning) and was not done in the future.",
	.needs = { "done", "evidence" },
};
const struct check_def check_acceptance_asset = {
	.name = "acceptance_asset",
	.fn = acceptance_asset,
	.about = "An asset was accepted and paid for.",
	.needs = { "project", "asset", "result" },
};
const struct check_def check_project_net = {
	.name = "project_net",
	.fn = project_net,
	.about = "Net is gross less cost.",
	.needs = { "gross", "cost", "net" },
};
const struct check_def check_coop_led = {
	.name = "coop_led_told",
	.fn = coop_led,
	.about = "A cooperative led by a branch names it; one led by a member names the head (warning).",
	.needs = { "led", "branch", "leader" },
};
