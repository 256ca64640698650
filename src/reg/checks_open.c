/*
 * checks_open.c - named checks of decisions and what is published of them.
 *
 * A step may be recorded however it went; it may be called passed only when the step before it
 * was passed and the meeting had a quorum and a majority by the rule in force on its day.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/quorum.h"
#include "reg/record.h"
#include "reg/reg_int.h"

static const char *code(const struct check_in *in, const char *field)
{
	const struct value *v = known(in, field);
	return v ? v->s : "";
}

/* ---- rules ---- */

static void fraction_check(const struct check_in *in, const char *num, const char *den, const char *more,
			   struct findings *out)
{
	const struct value *n = known(in, num), *d = known(in, den), *m = known(in, more);
	if (!n || !d)
		return;
	if (n->i > d->i || (n->i == d->i && m && m->i))
		find_hint(find_error(out, num, "quorum-fraction", "%d/%d can never be reached.", (int)n->i,
				     (int)d->i),
			  "Two thirds are 2 and 3; more than half is 1 and 2 with “more” ticked.");
}

static void quorum_fractions(const struct check_in *in, struct findings *out)
{
	fraction_check(in, "attend_num", "attend_den", "attend_more", out);
	fraction_check(in, "pass_num", "pass_den", "pass_more", out);
}

/* ---- steps ---- */

static const struct {
	const char *stage, *bodies[6];
} suits[] = {
	{ "propose", { "branch" } },
	{ "discuss", { "both_committees" } },
	{ "review", { "party_meeting" } },
	{ "resolve",
	  { "villagers_representatives", "villagers_meeting", "members_assembly", "members_delegates", "board" } },
};

static bool suited(const char *stage, const char *body)
{
	for (size_t i = 0; i < ARRAY_LEN(suits); i++) {
		if (!text_eq(suits[i].stage, stage))
			continue;
		for (int k = 0; suits[i].bodies[k]; k++)
			if (text_eq(suits[i].bodies[k], body))
				return true;
		return false;
	}
	return true; /* whoever publishes */
}

static bool is_meeting(const char *stage)
{
	return text_eq(stage, "discuss") || text_eq(stage, "review") || text_eq(stage, "resolve");
}

static void step_numbers(const struct check_in *in, struct findings *out)
{
	const struct value *due = known(in, "due"), *present = known(in, "present"),
			   *agreed = known(in, "agreed");
	if (!is_empty(code(in, "stage")) && !is_empty(code(in, "body")) &&
	    !suited(code(in, "stage"), code(in, "body")))
		find_hint(find_error(out, "body", "step-body", "This body does not take this step."),
			  "Choose the body whose step it is.");
	if (due && present && present->i > due->i)
		find_hint(find_error(out, "present", "step-present", "%d were present, but only %d could come.",
				     (int)present->i, (int)due->i),
			  "Count the signatures again; guests are not counted.");
	if (present && agreed && agreed->i > present->i)
		find_error(out, "agreed", "step-agreed", "%d agreed, but only %d were present.", (int)agreed->i,
			   (int)present->i);
}

static const char *const order[] = { "propose", "discuss",	    "review",
				     "resolve", "publish_decision", "publish_result" };

static int place_of(const char *stage)
{
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (text_eq(order[i], stage))
			return (int)i;
	return 0;
}

/* The first day the decision passed a stage; 0 never. */
static bool passed_on(const struct check_in *in, int64_t decision, const char *stage, int64_t *out)
{
	*out = 0;
	struct stmt *q = db_query(in->db,
				  SQL("select coalesce(min(held),0) from r_decision_step where county=$1 and "
				      "decision=$2 and stage=$3 and result='passed' and id<>$4"),
				  in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, decision);
	bind(q, 3, stage);
	bind(q, 4, in->rec->id);
	if (db_next(q))
		*out = col_i64(q, 0);
	return db_end(q, in->e);
}

/* The decision is of the same village, not closed, and the step before this one was passed. */
static void step_order(const struct check_in *in, struct findings *out)
{
	const struct value *decision = known(in, "decision"), *held = known(in, "held");
	int at = place_of(code(in, "stage"));
	int64_t before;
	if (!decision || !held)
		return;
	struct stmt *q = db_query(in->db, SQL("select unit, raised from r_decision where county=$1 and id=$2"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, decision->i);
	bool there = db_next(q);
	int64_t unit = there ? col_i64(q, 0) : 0, raised = there ? col_i64(q, 1) : 0;
	if (!db_end(q, in->e) || !there)
		return;
	if (unit != in->rec->unit)
		find_error(out, "decision", "step-unit", "The matter is one of another village.");
	if (held->i < raised)
		find_error(out, "held", "step-day", "The step is dated before the matter was raised.");
	if (!text_eq(code(in, "result"), "passed") || at == 0 ||
	    !passed_on(in, decision->i, order[at - 1], &before))
		return;
	if (!before)
		find_hint(find_error(out, "result", "step-order", "The step before this one has not been passed."),
			  "Enter the steps in their order: each has its sheet.");
	else if (before > held->i)
		find_hint(find_error(out, "held", "step-day", "The step before this one was passed later."),
			  "Correct one of the two days.");
}

static void notice_check(const struct check_in *in, const struct quorum_rule *rule, struct findings *out)
{
	const struct value *noticed = known(in, "noticed"), *held = known(in, "held");
	if (rule->notice_days == 0)
		return;
	int days = noticed ? date_days((ymd)held->i) - date_days((ymd)noticed->i) : -1;
	if (!noticed)
		find_hint(find_error(out, "noticed", "step-notice", "%d days of notice are required (%s %s).",
				     (int)rule->notice_days, rule->law, rule->article),
			  "Enter the day of the notice.");
	else if (days < rule->notice_days)
		find_hint(find_error(out, "noticed", "step-notice", "Notice was given %d days before; %d are required (%s %s).",
				     days, (int)rule->notice_days, rule->law, rule->article),
			  "The meeting has to be held again after due notice.");
}

static void test_say(const struct check_in *in, const struct quorum_rule *rule, struct findings *out)
{
	const struct value *due = known(in, "due"), *present = known(in, "present"),
			   *agreed = known(in, "agreed");
	struct quorum_test t;
	if (!due || !present || !agreed) {
		find_hint(find_error(out, !due ? "due" : !present ? "present" : "agreed", "step-numbers",
				     "A step is passed by numbers: this one is missing."),
			  "Count the signatures on the sheet.");
		return;
	}
	quorum_test(rule, due->i, present->i, agreed->i, &t);
	if (t.passed)
		return;
	struct finding *f = find_error(out, t.quorum ? "agreed" : "present", "step-quorum", "The test was not met.");
	f->text = t.quorum ? t.pass : t.attend;
	find_hint(f, "By %s %s it cannot be called passed: record it as not passed and hold the meeting again.",
		  rule->law, rule->article);
}

static void bar_say(const struct check_in *in, const char *body, int64_t held, struct findings *out)
{
	struct quorum_bar bar;
	struct stmt *q = db_query(in->db, SQL("select matter from r_decision where county=$1 and id=$2"), in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, known(in, "decision")->i);
	const char *matter = db_next(q) ? col_text(q, 0, in->arena) : NULL;
	if (!db_end(q, in->e) || !matter ||
	    !quorum_bar_find(in->arena, in->db, in->rec->county, in->rec->unit, body, matter, (ymd)held, &bar,
			     in->e))
		return;
	if (bar.law)
		find_hint(find_error(out, "body", "step-barred", "This body may not decide such a matter (%s %s).",
				     bar.law, bar.article),
			  "It takes the assembly of all members.");
}

static void step_quorum(const struct check_in *in, struct findings *out)
{
	const struct value *held = known(in, "held");
	const char *body = code(in, "body"), *counted = code(in, "counted");
	struct quorum_rule rule;
	bool found;
	if (!held || !known(in, "decision") || !text_eq(code(in, "result"), "passed") ||
	    !is_meeting(code(in, "stage")) || !suited(code(in, "stage"), body))
		return;
	if (!quorum_rule_find(in->arena, in->db, in->rec->county, in->rec->unit, body,
			      is_empty(counted) ? "persons" : counted, (ymd)held->i, &rule, &found, in->e))
		return;
	if (!found) {
		find_hint(find_error(out, "body", "step-rule",
				     "No rule of numbers is in force for this body on that day."),
			  "Enter the rule with its law among the quorum rules.");
		return;
	}
	bar_say(in, body, held->i, out);
	notice_check(in, &rule, out);
	test_say(in, &rule, out);
}

/* ---- decisions ---- */

/* Done: resolved, published, carried out and published again. */
static void decision_finished(const struct check_in *in, struct findings *out)
{
	if (!text_eq(in->rec->state, "done"))
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(distinct stage) from r_decision_step where county=$1 and "
				      "decision=$2 and result='passed'"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	int64_t steps = db_next(q) ? col_i64(q, 0) : 0;
	if (db_end(q, in->e) && steps < (int64_t)ARRAY_LEN(order))
		find_hint(find_error(out, "ended_on", "decision-steps", "%d of 6 steps have been passed.", (int)steps),
			  "A matter is closed after its result was published; otherwise drop it with a reason.");
}

/* ---- what was published ---- */

/* An item of a unit at or above, in force; not published before what it is about has begun. */
static void notice_fits(const struct check_in *in, struct findings *out)
{
	const struct value *item = known(in, "item"), *about = known(in, "about"), *posted = known(in, "posted"),
			   *down = known(in, "taken_down");
	if (down && posted && down->i < posted->i)
		find_error(out, "taken_down", "notice-down", "It was taken down before it was published.");
	if (posted && posted->i > in->today)
		find_error(out, "posted", "notice-future", "The day of publishing has not come yet.");
	if (about && posted && posted->i / 100 < about->i / 100)
		find_hint(find_error(out, "about", "notice-about", "It was published before the period began."),
			  "Correct the period or the day of publishing.");
	if (!item || !posted)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_openness_item i join unit_restated x on "
				      "x.ancestor=i.unit where i.county=$1 and i.id=$2 and x.unit=$3"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, item->i);
	bind(q, 3, in->rec->unit);
	int64_t holds = db_next(q) ? col_i64(q, 0) : 0;
	if (db_end(q, in->e) && !holds)
		find_hint(find_error(out, "item", "notice-item", "This item was set by a unit that the village does not belong to."),
			  "Choose one of the own village, town or county.");
}

const struct check_def quorum_fractions_check = {
	.name = "quorum_fractions",
	.fn = quorum_fractions,
	.about = "The fractions of a rule can be reached.",
	.needs = { "attend_num", "attend_den", "attend_more", "pass_num", "pass_den", "pass_more" },
};
const struct check_def step_numbers_check = {
	.name = "decision_step_numbers",
	.fn = step_numbers,
	.about = "The body suits the step; agreed ≤ present ≤ entitled.",
	.needs = { "stage", "body", "due", "present", "agreed" },
};
const struct check_def step_order_check = {
	.name = "decision_step_order",
	.fn = step_order,
	.about = "A step is passed after the one before it, in the village of the matter.",
	.needs = { "decision", "stage", "held", "result" },
};
const struct check_def step_quorum_check = {
	.name = "decision_quorum",
	.fn = step_quorum,
	.about = "A meeting called passed had its quorum, majority and notice, and may decide the matter.",
	.needs = { "decision", "held", "counted", "noticed", "result", "body" },
};
const struct check_def decision_finished_check = {
	.name = "decision_finished",
	.fn = decision_finished,
	.about = "A matter is closed when all six steps were passed.",
	.needs = { "ended_on" },
};
const struct check_def openness_notice_check = {
	.name = "openness_notice",
	.fn = notice_fits,
	.about = "The item holds for the village; published within or after the period, not in the future.",
	.needs = { "item", "about", "posted", "taken_down" },
};
