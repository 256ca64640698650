/* checks_collective.c - named checks of members of collectives, their classes of shares and charter rules. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/reg_int.h"

/* ---- members ---- */

static void collective_org(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org");
	int64_t n;
	if (!org ||
	    !ask(in, SQL("select count(*) from r_org where county=$1 and id=$2 and kind='collective'"), &n,
		 org->i) ||
	    n)
		return;
	find_hint(find_error(out, "org", "collective-kind",
			     "This organisation is no collective economic organisation."),
		  "Choose the collective, or correct its kind in the register of organisations.");
}

/* Of an organisation only its own unit keeps rows: nobody writes into another village's shares. */
static void collective_seat(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org");
	int64_t n;
	if (!org || !in->rec->unit)
		return;
	if (ask(in,
		SQL("select count(*) from r_org o join unit_restated u on u.ancestor=o.unit where"
		    " o.county=$1 and o.id=$2 and u.unit=$3"),
		&n, org->i, in->rec->unit) &&
	    !n)
		find_hint(find_error(out, "org", "collective-seat", "This organisation has its seat elsewhere."),
			  "Enter the row in the village of the organisation.");
}

static void collective_place(const struct check_in *in, struct findings *out)
{
	collective_org(in, out);
	collective_seat(in, out);
}

/* One active membership; another county's rolls cannot be seen from here. */
static void member_once(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *admitted = known(in, "admitted"),
			   *ended = known(in, "ended");
	if (!person || !admitted || !text_eq(text_in(in->rec, "standing"), "member"))
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select o.name from r_collective_member m join r_org o on o.county=m.county and o.id=m.org"
		" where m.county=$1 and m.person=$2 and m.id<>$3 and m.standing='member' and"
		" m.admitted<$5 and (m.ended is null or m.ended>$4) order by m.id limit 1"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person->i);
	bind(q, 3, in->rec->id);
	bind(q, 4, admitted->i);
	bind(q, 5, ended ? ended->i : (int64_t)DATE_OPEN);
	const char *other = db_next(q) ? col_text(q, 0, in->arena) : NULL;
	if (db_end(q, in->e) && other)
		find_hint(
		    find_error(out, "person", "member-twice",
			       "This person is an active member of %s at that time.", other),
		    "End that membership first with its day and document. Only this county's rolls can be seen here: ask for a proof from elsewhere.");
}

static void member_end(const struct check_in *in, struct findings *out)
{
	const struct value *ended = known(in, "ended"), *until = known(in, "rights_until");
	bool reason = known(in, "end_reason") != NULL;
	if (ended && !reason)
		find_hint(
		    find_error(out, "end_reason", "member-end-reason",
			       "The reason why the membership ended is missing."),
		    "Moving away, study, the army, divorce or prison end no membership: then leave the day empty.");
	if (!ended && (reason || until))
		find_hint(find_error(out, "ended", "member-end-day", "The day the membership ended is missing."),
			  "Write the day, or empty the reason and the last day of the rights.");
	if (ended && until && until->i < ended->i)
		find_error(out, "rights_until", "member-rights",
			   "The rights are kept until a day before the end.");
	if (text_eq(text_in(in->rec, "standing"), "beneficiary") &&
	    !text_eq(text_in(in->rec, "ground"), "long_resident") && known(in, "ground"))
		find_hint(find_warning(
			      out, "ground", "member-beneficiary",
			      "A non-member with income rights was agreed to by three quarters of the members."),
			  "Choose that ground and name the assembly, or choose “Member”.");
}

static void class_collective(const struct check_in *in, struct findings *out)
{
	const struct value *takes = known(in, "takes");
	if (takes && takes->i && text_eq(text_in(in->rec, "kind"), "collective"))
		find_hint(find_error(out, "takes", "class-collective",
				     "Collective shares take no part in a dividend to members."),
			  "Answer “no”: what falls to them stays with the collective.");
}

static void rule_once(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org"), *since = known(in, "since"), *until = known(in, "until");
	int64_t n;
	if (number_in(in->rec, "votes") > number_in(in->rec, "votes_of"))
		find_error(out, "votes", "rule-fraction",
			   "More votes than there are members cannot be asked for.");
	if (number_in(in->rec, "quorum") > number_in(in->rec, "quorum_of"))
		find_error(out, "quorum", "rule-fraction", "More members than there are cannot be asked for.");
	if (!org || !since)
		return;
	if (ask(in,
		SQL("select count(*) from r_share_rule where county=$1 and org=$2 and id<>$3 and since<$5 and"
		    " (until is null or until>$4)"),
		&n, org->i, in->rec->id, since->i, until ? until->i : (int64_t)DATE_OPEN) &&
	    n)
		find_hint(
		    find_error(out, "since", "rule-twice", "Another rule of this organisation is in force then."),
		    "End that one on the day this one begins.");
}

const struct check_def collective_org_check = {
    .name = "collective_org",
    .fn = collective_place,
    .about = "The organisation is a collective economic organisation of this village.",
    .needs = {"org"},
};
const struct check_def collective_member_once_check = {
    .name = "collective_member_once",
    .fn = member_once,
    .about = "A person is an active member of one collective in the county at a time.",
    .needs = {"person", "org", "standing", "admitted", "ended"},
};
const struct check_def collective_member_end_check = {
    .name = "collective_member_end",
    .fn = member_end,
    .about = "A membership that ended has its day and a reason of the law.",
    .needs = {"ended", "end_reason", "rights_until", "standing", "ground"},
};
const struct check_def share_class_collective_check = {
    .name = "share_class_collective",
    .fn = class_collective,
    .about = "Collective shares take no part in a dividend to members.",
    .needs = {"kind", "takes"},
};
const struct check_def share_rule_once_check = {
    .name = "share_rule_once",
    .fn = rule_once,
    .about = "One charter rule is in force at a time; no fraction is above one.",
    .needs = {"org", "since", "until", "votes", "votes_of", "quorum"},
};
