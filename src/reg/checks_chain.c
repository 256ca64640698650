/*
 * checks_chain.c - named checks of bases, chain branches, postings and alliances.
 *
 * What a check needs to know of other rows it asks by one statement; `ask` answers with the
 * first column of the first row.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* ---- bases ---- */

static void base_head(const struct check_in *in, struct findings *out)
{
	if (!known(in, "head") && !known(in, "ended"))
		find_hint(find_warning(out, "head", "base-head", "This base has no head."),
			  "Name the person in charge (坝长).");
}

/* ---- branches ---- */

enum { CHAIN_BRANCH = 1, SEPARATE = 2 };

/* A joint branch may stand on any number of bases; a separate one on one at a time. */
static void branch_formed(const struct check_in *in, struct findings *out)
{
	const struct value *branch = known(in, "branch"), *ended = known(in, "ended");
	int64_t marks, others;
	if (!branch ||
	    !ask(in,
		 SQL("select case when kind='chain_branch' then 1 else 0 end + case when formed='separate' "
		     "then 2 else 0 end from r_org where county=$1 and id=$2"),
		 &marks, branch->i))
		return;
	if (!(marks & CHAIN_BRANCH))
		find_hint(find_warning(out, "branch", "branch-kind",
				       "This organisation is not a chain branch."),
			  "Choose the branch again, or correct its kind.");
	if (!(marks & SEPARATE) || ended)
		return;
	if (ask(in,
		SQL("select count(*) from r_branch_base where county=$1 and branch=$2 and id<>$3 and ended is null"),
		&others, branch->i, in->rec->id) &&
	    others > 0)
		find_hint(find_error(out, "branch", "branch-separate",
				     "This branch was formed for one base alone and has one already."),
			  "Make it a joint branch in the register of organisations, or end the other row.");
}

/* Says what is wrong; the template is that of the nearest unit, whichever has one. */
static void post_in_template(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org"), *kind = known(in, "kind"), *started = known(in, "started");
	if (!org || !kind)
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select count(*), cast(coalesce(sum(case when t.role=$4 then 1 else 0 end),0) as bigint) from r_org o "
		"join unit_restated x on x.unit=o.unit join r_branch_role t on t.county=o.county and "
		"t.unit=x.ancestor and t.org_kind=o.kind where o.county=$1 and o.id=$2 and "
		"t.valid_from<=$3 and (t.valid_to is null or t.valid_to>$3)"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, org->i);
	bind(q, 3, started ? started->i : in->today);
	bind(q, 4, kind->s);
	bool there = db_next(q);
	int64_t rows = there ? col_i64(q, 0) : 0, fitting = there ? col_i64(q, 1) : 0;
	if (db_end(q, in->e) && rows > 0 && fitting == 0)
		find_hint(find_warning(out, "kind", "post-template",
				       "The posts set for this kind of organisation do not include this one."),
			  "Choose one of them, or change the requirement.");
}

static void check_rectified(const struct check_in *in, struct findings *out)
{
	const struct value *met = known(in, "met"), *checked = known(in, "checked"),
			   *rectified = known(in, "rectified");
	if (rectified && checked && rectified->i < checked->i)
		find_error(out, "rectified", "check-rectified", "It was put right before it was checked.");
	if (rectified && met && met->i)
		find_hint(find_error(out, "rectified", "check-met",
				     "An item that was met has nothing to put right."),
			  "Leave the day empty, or say that the item was not met.");
	if (met && !met->i && !known(in, "problem"))
		find_warning(out, "problem", "check-problem", "It is not said what is wrong.");
}

/* ---- experts ---- */

static const char *const transfers[] = { "transfer1", "transfer2", "transfer3", "transfer4", "transfer5" };
static const char *const transfer_days[] = { "transfer1_on", "transfer2_on", "transfer3_on", "transfer4_on",
					     "transfer5_on" };

static void posting_transfers(const struct check_in *in, struct findings *out)
{
	const struct value *base = known(in, "base"), *started = known(in, "started"), *ended = known(in, "ended");
	int64_t outside;
	for (size_t i = 0; i < ARRAY_LEN(transfers); i++) {
		const struct value *done = known(in, transfers[i]), *day = known(in, transfer_days[i]);
		if (day && (!done || !done->i))
			find_hint(find_error(out, transfers[i], "transfer-day",
					     "A transfer that has a day is not ticked."),
				  "Tick it, or empty the day.");
		if (day && ended && day->i >= ended->i)
			find_error(out, transfer_days[i], "transfer-late",
				   "The transfer is dated after the posting ended.");
	}
	if (base && started &&
	    ask(in, SQL("select count(*) from r_base where county=$1 and id=$2 and (started>$3 or ended<=$3)"),
		&outside, base->i, started->i) &&
	    outside > 0)
		find_hint(find_warning(out, "started", "posting-base",
				       "The base did not exist on the day of the posting."),
			  "Check both days.");
}

/* ---- alliances ---- */

struct alliance {
	bool in_force;
	int64_t parts, others; /* agreed in all; of the other parties */
};

static bool alliance_load(const struct check_in *in, int64_t id, int64_t share, struct alliance *out)
{
	return ask(in, SQL("select parts from r_alliance where county=$1 and id=$2"), &out->parts, id) &&
	       ask(in,
		   SQL("select cast(coalesce(sum(parts),0) as bigint) from r_alliance_share where county=$1 and "
		       "alliance=$2 and id<>$3"),
		   &out->others, id, share);
}

static bool alliance_in_force(const struct check_in *in, int64_t id, bool *out)
{
	int64_t n;
	if (!ask(in, SQL("select count(*) from r_alliance where county=$1 and id=$2 and state='in_force'"), &n,
		 id))
		return false;
	*out = n > 0;
	return true;
}

/* The parties' parts make up the whole, to the last part, before an agreement is in force. */
static void alliance_adds_up(const struct check_in *in, struct findings *out)
{
	const struct value *parts = known(in, "parts");
	struct alliance a;
	if (!parts || !text_eq(in->rec->state, "in_force") || !alliance_load(in, in->rec->id, 0, &a))
		return;
	if (a.others != parts->i)
		find_hint(find_error(out, "parts", "alliance-sum",
				     "The parties' parts add up to %" PRId64 ", not to %" PRId64 ".",
				     a.others, parts->i),
			  "Correct the parts of the parties; only then can the agreement be in force.");
}

static void alliance_share_fits(const struct check_in *in, struct findings *out)
{
	const struct value *alliance = known(in, "alliance"), *parts = known(in, "parts");
	struct alliance a;
	if (!alliance || !parts || !alliance_load(in, alliance->i, in->rec->id, &a) ||
	    !alliance_in_force(in, alliance->i, &a.in_force))
		return;
	int64_t sum = a.others + (in->leaving ? 0 : parts->i);
	int field = field_find(in->rec->def, "alliance")->index;
	bool joins = !in->leaving && (!in->old || in->old->v[field].i != alliance->i);
	if (sum > a.parts)
		find_hint(find_error(out, "parts", "share-over",
				     "With this row the parties have %" PRId64 " of %" PRId64 " parts.", sum,
				     a.parts),
			  "All parties together may not have more than the whole.");
	else if (a.in_force && (joins || sum != a.parts))
		find_hint(find_error(out, "parts", "share-in-force",
				     "The agreement is in force; its parts add up to %" PRId64 ".", a.parts),
			  "Open it for amendment first.");
}

/* ---- exemplar posts ---- */

static void exemplar_member(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person");
	int64_t other;
	if (person &&
	    ask(in,
		SQL("select count(*) from r_person where county=$1 and id=$2 and political is not null "
		    "and political not in ('party_member','probationary')"),
		&other, person->i) &&
	    other > 0)
		find_hint(find_warning(out, "person", "exemplar-member", "This person is not a Party member."),
			  "Check the political status of the person.");
}

const struct check_def check_base_head = {
	.name = "base_head_present",
	.fn = base_head,
	.about = "A base in use has a head (warning).",
	.needs = { "head", "ended" },
};
const struct check_def check_branch_formed = {
	.name = "branch_base_formed",
	.fn = branch_formed,
	.about = "A separate branch stands on one base; the organisation is a chain branch (warning).",
	.needs = { "branch", "ended" },
};
const struct check_def check_post_template = {
	.name = "post_in_template",
	.fn = post_in_template,
	.about = "The post is one of those set for the kind of organisation (warning).",
	.needs = { "org", "kind", "started" },
};
const struct check_def check_branch_rectified = {
	.name = "branch_check_rectified",
	.fn = check_rectified,
	.about = "Only an item that was not met is put right, and not before the check.",
	.needs = { "met", "checked", "problem", "rectified" },
};
const struct check_def check_posting_transfers = {
	.name = "posting_transfers",
	.fn = posting_transfers,
	.about = "A dated transfer is ticked and within the posting; the base existed then (warning).",
	.needs = { "base", "started", "ended", "transfer1", "transfer1_on" },
};
const struct check_def check_alliance_sum = {
	.name = "alliance_adds_up",
	.fn = alliance_adds_up,
	.about = "In force only when the parties' parts add up to the whole.",
	.needs = { "parts" },
};
const struct check_def check_alliance_share = {
	.name = "alliance_share_fits",
	.fn = alliance_share_fits,
	.about = "All parties' parts are at most the whole; exactly the whole while in force.",
	.at_delete = true,
	.needs = { "alliance", "parts" },
};
const struct check_def check_exemplar_member = {
	.name = "exemplar_is_member",
	.fn = exemplar_member,
	.about = "Who holds an exemplar post is a Party member (warning).",
	.needs = { "person" },
};
