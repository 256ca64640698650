/*
 * checks_pairing.c - named checks of pairings, their results, duties and leave.
 *
 * Which parties a pairing has follows from its kind: the table below says it, and the page
 * that hands pairings over and the demonstration rely on it.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* ---- pairings ---- */

enum helper { BY_PERSON, BY_ORG, BY_ORG_OR_UNIT };
enum helped { A_HOUSEHOLD, A_VILLAGE, A_TOWN, A_BASE };

static const struct {
	const char *kind;
	enum helper helper;
	enum helped helped;
} parties[] = {
	{ "member_household", BY_PERSON, A_HOUSEHOLD },
	{ "firm_household", BY_ORG, A_HOUSEHOLD },
	{ "unit_village", BY_ORG_OR_UNIT, A_VILLAGE },
	{ "county_leader_town", BY_PERSON, A_TOWN },
	{ "standing_village", BY_PERSON, A_VILLAGE },
	{ "town_leader_village", BY_PERSON, A_VILLAGE },
	{ "expert_base", BY_PERSON, A_BASE },
};

static void helper_fits(const struct check_in *in, enum helper want, struct findings *out)
{
	const struct value *org = known(in, "helper_org"), *unit = known(in, "helper_unit");
	if (org && unit)
		find_hint(find_error(out, "helper_unit", "pairing-helper",
				     "A company or office and a town or village are named: only one of them helps."),
			  "Enter a second pairing for the other one.");
	else if (want == BY_PERSON && (org || unit))
		find_hint(find_error(out, org ? "helper_org" : "helper_unit", "pairing-helper",
				     "In this kind of pairing a person helps, no office."),
			  "Leave it empty, or choose another kind.");
	else if (want == BY_ORG && !org)
		find_hint(find_error(out, "helper_org", "pairing-helper", "It is not said which company helps."),
			  "Choose the company; register it among the organisations first.");
	else if (want == BY_ORG_OR_UNIT && !org && !unit)
		find_hint(find_error(out, "helper_org", "pairing-helper", "It is not said which office helps."),
			  "Choose the office, or the town or village that helps.");
}

static void helped_fits(const struct check_in *in, enum helped want, struct findings *out)
{
	const struct value *household = known(in, "household"), *base = known(in, "base");
	if (household && want != A_HOUSEHOLD)
		find_hint(find_error(out, "household", "pairing-helped",
				     "In this kind of pairing no household is helped."),
			  "Leave it empty, or choose another kind.");
	else if (base && want != A_BASE)
		find_hint(find_error(out, "base", "pairing-helped", "In this kind of pairing no base is helped."),
			  "Leave it empty, or choose another kind.");
	else if (!household && want == A_HOUSEHOLD)
		find_hint(find_error(out, "household", "pairing-helped", "It is not said which household is helped."),
			  "Choose the household; register it first.");
	else if (!base && want == A_BASE)
		find_hint(find_error(out, "base", "pairing-helped", "It is not said which base is helped."),
			  "Choose the base; register it among the organisations first.");
}

/* The unit of the row is what is helped: a town or a village, as the kind says. */
static void level_fits(const struct check_in *in, enum helped want, struct findings *out)
{
	int64_t level;
	if (in->rec->unit == 0 || want == A_BASE ||
	    !ask(in, SQL("select level from unit where county=$1 and id=$2"), &level, in->rec->unit))
		return;
	if (want == A_TOWN && level != LEVEL_TOWN)
		find_error(out, "unit", "pairing-level", "A county leader's pairing belongs to a town.");
	else if (want != A_TOWN && level != LEVEL_VILLAGE)
		find_error(out, "unit", "pairing-level", "This kind of pairing belongs to a village.");
}

static void household_is_here(const struct check_in *in, struct findings *out)
{
	const struct value *household = known(in, "household");
	int64_t unit;
	if (household &&
	    ask(in, SQL("select unit from r_household where county=$1 and id=$2"), &unit, household->i) && unit &&
	    unit != in->rec->unit)
		find_hint(find_error(out, "household", "pairing-household",
				     "This household lives in another village."),
			  "Enter the pairing where the household lives.");
}

static void pairing_parties(const struct check_in *in, struct findings *out)
{
	const struct value *kind = known(in, "kind");
	for (size_t i = 0; kind && i < ARRAY_LEN(parties); i++) {
		if (!text_eq(parties[i].kind, kind->s))
			continue;
		helper_fits(in, parties[i].helper, out);
		helped_fits(in, parties[i].helped, out);
		level_fits(in, parties[i].helped, out);
		household_is_here(in, out);
	}
}

static void pairing_not_self(const struct check_in *in, struct findings *out)
{
	const struct value *helper = known(in, "helper"), *org = known(in, "helper_org"),
			   *unit = known(in, "helper_unit"), *base = known(in, "base"),
			   *household = known(in, "household"), *successor = known(in, "successor");
	int64_t head = 0;
	if (household &&
	    !ask(in, SQL("select head from r_household where county=$1 and id=$2"), &head, household->i))
		return;
	if (helper && head == helper->i)
		find_error(out, "helper", "pairing-self", "Nobody is paired with their own household.");
	else if (unit && !household && !base && unit->i == in->rec->unit)
		find_error(out, "helper_unit", "pairing-self", "A unit is not paired with itself.");
	else if (org && base && org->i == base->i)
		find_error(out, "base", "pairing-self", "An organisation is not paired with itself.");
	else if (helper && successor && helper->i == successor->i)
		find_error(out, "successor", "pairing-self", "It was handed over to the same person.");
}

static int64_t id_of(const struct check_in *in, const char *field)
{
	const struct value *v = known(in, field);
	return v ? v->i : 0;
}

/* The same parties twice on one day: a sheet that was read before, as a rule. */
static void pairing_once(const struct check_in *in, struct findings *out)
{
	static const char *const fields[] = { "helper", "helper_org", "helper_unit", "household", "base" };
	const struct value *kind = known(in, "kind"), *started = known(in, "started"), *ended = known(in, "ended");
	if (!kind || !started || !known(in, "helper"))
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_pairing where county=$1 and id<>$2 and unit=$3 and "
				      "kind=$4 and helper=$5 and coalesce(helper_org,0)=$6 and "
				      "coalesce(helper_unit,0)=$7 and coalesce(household,0)=$8 and coalesce(base,0)=$9 "
				      "and started<$10 and (ended is null or ended>$11)"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, in->rec->unit);
	bind(q, 4, kind->s);
	for (int i = 0; i < (int)ARRAY_LEN(fields); i++)
		bind(q, 5 + i, id_of(in, fields[i]));
	bind(q, 10, ended ? ended->i : (int64_t)DATE_OPEN);
	bind(q, 11, started->i);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "helper", "pairing-twice", "These two are paired already on that day."),
			  "Change the entry there is, or end it first.");
}

static void pairing_end_told(const struct check_in *in, struct findings *out)
{
	const struct value *reason = known(in, "end_reason");
	if (known(in, "ended"))
		return;
	if (reason || known(in, "successor"))
		find_error(out, "ended", "pairing-end", "A reason or successor is given, but not the day it ended.");
}

/* In the unit of the pairing, and while it holds. */
static void result_of_pairing(const struct check_in *in, struct findings *out)
{
	const struct value *pairing = known(in, "pairing"), *happened = known(in, "happened");
	if (!pairing)
		return;
	struct stmt *q = db_query(
	    in->db, SQL("select unit, started, coalesce(ended,$3) from r_pairing where county=$1 and id=$2"), in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, pairing->i);
	bind(q, 3, (int64_t)DATE_OPEN);
	bool found = db_next(q);
	int64_t unit = found ? col_i64(q, 0) : 0, from = found ? col_i64(q, 1) : 0, to = found ? col_i64(q, 2) : 0;
	if (!db_end(q, in->e) || !found)
		return;
	if (unit != in->rec->unit)
		find_error(out, "pairing", "result-unit", "This pairing belongs to another unit.");
	else if (happened && (happened->i < from || happened->i > to))
		find_hint(find_error(out, "happened", "result-day", "The pairing did not hold on that day."),
			  "Choose the pairing that held then, or correct the day.");
}

/* ---- duties ---- */

static void wishes_differ(const struct check_in *in, struct findings *out)
{
	const struct value *a = known(in, "first"), *b = known(in, "second"), *c = known(in, "third");
	if (a && b && text_eq(a->s, b->s))
		find_error(out, "second", "wishes-differ", "The same duty is wished for twice.");
	else if (c && ((a && text_eq(a->s, c->s)) || (b && text_eq(b->s, c->s))))
		find_error(out, "third", "wishes-differ", "The same duty is wished for twice.");
}

/* Who keeps the cash keeps no books (会计法 §37). */
static void cash_apart(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *duty = known(in, "duty"), *from = known(in, "started"),
			   *to = known(in, "ended");
	bool cash = duty && text_eq(duty->s, "cashier"), books = duty && text_eq(duty->s, "accountant");
	if (!person || !from || (!cash && !books))
		return;
	struct stmt *q =
	    db_query(in->db,
		     SQL("select count(*) from r_duty_assignment where county=$1 and id<>$2 and unit=$3 and person=$4 "
			 "and duty=$5 and started<$6 and (ended is null or ended>$7)"),
		     in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, in->rec->unit);
	bind(q, 4, person->i);
	bind(q, 5, cash ? "accountant" : "cashier");
	bind(q, 6, to ? to->i : (int64_t)DATE_OPEN);
	bind(q, 7, from->i);
	bool both = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && both)
		find_hint(find_error(out, "person", "cash-and-accounts",
				     "One person cannot keep both the cash and the accounts."),
			  "Give one of the two to somebody else (Accounting Law, article 37).");
}

/* ---- leave ---- */

static void leave_days(const struct check_in *in, struct findings *out)
{
	const struct value *away = known(in, "away"), *back = known(in, "back"), *days = known(in, "days");
	if (!away || !back || !days || away->i % 100 == 0 || back->i % 100 == 0)
		return;
	int most = date_days((ymd)back->i) - date_days((ymd)away->i);
	if (most >= 0 && days->i > most)
		find_error(out, "days", "leave-days", "There are only %d days between the two dates.", most);
}

static void leave_once(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *away = known(in, "away"), *back = known(in, "back");
	if (!person || !away || !back)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_leave where county=$1 and id<>$2 and unit=$3 and "
				      "person=$4 and away<$5 and back>$6"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, in->rec->unit);
	bind(q, 4, person->i);
	bind(q, 5, back->i);
	bind(q, 6, away->i);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "away", "leave-twice", "Another leave of this person covers some of these days."),
			  "Change the dates, or the other entry.");
}

const struct check_def pairing_parties_check = {
	.name = "pairing_parties",
	.fn = pairing_parties,
	.about = "One helper and one helped, of the kinds that the pairing's kind says.",
	.needs = { "kind", "helper", "helper_org", "helper_unit", "household" },
};
const struct check_def pairing_self_check = {
	.name = "pairing_not_self",
	.fn = pairing_not_self,
	.about = "Nobody is paired with themselves.",
	.needs = { "helper", "helper_org", "helper_unit", "household", "successor" },
};
const struct check_def pairing_once_check = {
	.name = "pairing_once",
	.fn = pairing_once,
	.about = "The same parties are paired once at a time.",
	.needs = { "kind", "helper", "started", "ended" },
};
const struct check_def pairing_end_check = {
	.name = "pairing_end_told",
	.fn = pairing_end_told,
	.about = "A reason or a successor comes with the day of the end.",
	.needs = { "ended", "end_reason", "successor" },
};
const struct check_def result_check = {
	.name = "result_of_its_pairing",
	.fn = result_of_pairing,
	.about = "A result lies in the unit and in the time of its pairing.",
	.needs = { "pairing", "happened" },
};
const struct check_def wishes_check = {
	.name = "wishes_differ",
	.fn = wishes_differ,
	.about = "No duty is wished for twice.",
	.needs = { "first", "second", "third" },
};
const struct check_def cash_check = {
	.name = "cash_and_accounts_apart",
	.fn = cash_apart,
	.about = "Cash and accounts are two people's.",
	.needs = { "person", "duty", "started", "ended" },
};
const struct check_def leave_once_check = {
	.name = "leave_once",
	.fn = leave_once,
	.about = "No two leaves of one person overlap.",
	.needs = { "person", "away", "back" },
};
const struct check_def leave_check = {
	.name = "leave_days_fit",
	.fn = leave_days,
	.about = "Not more days of leave than lie between the dates.",
	.needs = { "away", "back", "days" },
};
