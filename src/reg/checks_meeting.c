/*
 * checks_meeting.c - named checks of cadence rules, excuses and meetings.
 *
 * Which event goes with which "each" is the table below; src/duty/cadence.c relies on it.
 */
#include "base/arena.h"
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* ---- cadence rules ---- */

static bool is(const struct value *v, const char *code)
{
	return v && text_eq(v->s, code);
}

static void wanted(const struct check_in *in, const char *field, bool want, struct findings *out)
{
	const struct value *v = known(in, field);
	if (want && !v)
		find_hint(find_error(out, field, "cadence-kind", "It is not said what is counted."),
			  "Choose the kind that is meant.");
	else if (!want && v)
		find_hint(find_error(out, field, "cadence-kind", "This does not go with what is counted."),
			  "Leave it empty, or choose what is counted anew.");
}

static void cadence_fits(const struct check_in *in, struct findings *out)
{
	const struct value *event = known(in, "event"), *each = known(in, "each");
	if (!event || !each)
		return;
	bool visit = is(event, "visit"), pairing = is(each, "pairing"), post = is(each, "post");
	wanted(in, "meeting_kind", is(event, "meeting"), out);
	wanted(in, "activity_kind", is(event, "activity"), out);
	wanted(in, "post_kind", post, out);
	if (!visit || pairing)
		wanted(in, "pairing_kind", visit && pairing, out);
	if (pairing && !visit)
		find_hint(find_error(out, "each", "cadence-each", "Only visits are counted by pairing."),
			  "Choose visits, or who else owes it.");
	if (post && is(event, "activity"))
		find_hint(find_error(out, "each", "cadence-each", "Activities are those of teams, not of persons."),
			  "Choose towns or villages.");
}

static const struct {
	const char *period;
	int days; /* of the longest */
} lengths[] = {
	{ "week", 7 }, { "month", 31 }, { "quarter", 92 }, { "half", 184 }, { "year", 366 },
};

static void cadence_window(const struct check_in *in, struct findings *out)
{
	static const char *const days[] = { "first_day", "last_day" };
	const struct value *first = known(in, "first_day"), *last = known(in, "last_day");
	const struct value *period = known(in, "period"), *started = known(in, "started");
	int most = 366;
	for (size_t i = 0; period && i < ARRAY_LEN(lengths); i++)
		if (text_eq(lengths[i].period, period->s))
			most = lengths[i].days;
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		const struct value *v = known(in, days[i]);
		if (v && v->i > most)
			find_hint(find_error(out, days[i], "cadence-window", "The period has no day %" PRId64 ".",
					     v->i),
				  "Count the days from the first of the period: the first week of a month is 1 to 7.");
	}
	if (first && last && first->i > last->i)
		find_hint(find_error(out, "last_day", "cadence-window", "The last day lies before the first."),
			  "Exchange them, or leave both empty for the whole period.");
	if (started && started->i % 100 == 0)
		find_hint(find_error(out, "started", "cadence-day", "The day from which it holds is missing."),
			  "Give the day: what a period asks for is counted in days.");
}

/* ---- excuses ---- */

struct rule_facts {
	bool found;
	int64_t unit;
	ymd started, ended;
	const char *each;
};

static bool rule_read(const struct check_in *in, int64_t id, struct rule_facts *out)
{
	struct stmt *q = db_query(in->db, SQL("select unit,started,coalesce(ended,$3),each from r_cadence_rule "
					      "where county=$1 and id=$2"), in->e);
	*out = (struct rule_facts){ 0 };
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, id);
	bind(q, 3, (int64_t)DATE_OPEN);
	if (db_next(q)) {
		out->found = true;
		out->unit = col_i64(q, 0);
		out->started = (ymd)col_i64(q, 1);
		out->ended = (ymd)col_i64(q, 2);
		out->each = arena_strdup(in->arena, col_text(q, 3, in->arena));
	}
	return db_end(q, in->e);
}

/* Is there a row of these three numbers? */
static bool there_is(const struct check_in *in, struct sql sql, int64_t x, int64_t y, bool *out)
{
	struct stmt *q = db_query(in->db, sql, in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, x);
	bind(q, 3, y);
	*out = db_next(q);
	return db_end(q, in->e);
}

static void excuse_from_above(const struct check_in *in, struct findings *out)
{
	const struct value *excused = known(in, "excused");
	bool above;
	if (!excused || !in->rec->unit)
		return;
	if (excused->i == in->rec->unit && in->rec->unit == in->rec->county && known(in, "document"))
		return; /* nobody above uses the program: the paper of who stands there says it */
	if (excused->i == in->rec->unit)
		find_hint(find_error(out, "excused", "excuse-self", "A unit does not excuse itself."),
			  in->rec->unit == in->rec->county ? "Name the document with which the superior agreed."
							   : "The unit above enters it.");
	else if (there_is(in, SQL("select 1 from unit_restated r join unit u on u.id=r.unit where u.county=$1 and "
				  "r.ancestor=$2 and r.unit=$3"), in->rec->unit, excused->i, &above) && !above)
		find_hint(find_error(out, "excused", "excuse-above", "This unit does not stand below the one that excuses."),
			  "Choose a unit below it.");
}

static void excuse_of_whom(const struct check_in *in, const struct rule_facts *rule, struct findings *out)
{
	const struct value *excused = known(in, "excused"), *person = known(in, "person"),
			   *pairing = known(in, "pairing");
	bool there = true;
	if (person && !text_eq(rule->each, "post"))
		find_error(out, "person", "excuse-whom", "This rule is not owed by persons.");
	if (pairing && !text_eq(rule->each, "pairing"))
		find_error(out, "pairing", "excuse-whom", "This rule is not owed by pairings.");
	else if (pairing && excused &&
		 there_is(in, SQL("select 1 from r_pairing where county=$1 and id=$2 and unit=$3"), pairing->i,
			  excused->i, &there) && !there)
		find_error(out, "pairing", "excuse-whom", "This pairing belongs to another unit.");
	if (excused && there_is(in, SQL("select 1 from unit_restated r join unit u on u.id=r.unit where u.county=$1 "
					"and r.ancestor=$2 and r.unit=$3"), rule->unit, excused->i, &there) && !there)
		find_error(out, "excused", "excuse-whom", "The rule does not hold in this unit.");
}

static void excuse_fits(const struct check_in *in, struct findings *out)
{
	const struct value *rule = known(in, "rule"), *period = known(in, "period"), *granted = known(in, "granted");
	struct rule_facts facts;
	if (granted && granted->i > in->today)
		find_error(out, "granted", "excuse-day", "This day has not come yet.");
	if (!rule || !rule_read(in, rule->i, &facts) || !facts.found)
		return;
	if (period && (period->i / 100 < facts.started / 100 || period->i >= facts.ended))
		find_hint(find_error(out, "period", "excuse-period", "The rule does not hold in this period."),
			  "Choose a day of a period in which it holds.");
	excuse_of_whom(in, &facts, out);
}

/* ---- meetings ---- */

static void meeting_held_by_day(const struct check_in *in, struct findings *out)
{
	const struct value *held = known(in, "held"), *status = known(in, "status");
	char day[16];
	if (!held || !status)
		return;
	if (is(status, "held") && held->i > in->today)
		find_hint(find_error(out, "status", "meeting-future", "A meeting of %s cannot have been held yet.",
				     date_iso((ymd)held->i, day)),
			  "Choose \"planned\", or correct the day.");
	if (!is(status, "cancelled") && held->i % 100 == 0)
		find_hint(find_error(out, "held", "meeting-day", "The day of the meeting is missing."),
			  "Give the day, not the month alone: what was due by a day is counted by it.");
}

static void meeting_cancelled_why(const struct check_in *in, struct findings *out)
{
	bool cancelled = is(known(in, "status"), "cancelled");
	if (cancelled && !known(in, "reason"))
		find_hint(find_error(out, "reason", "meeting-reason", "Why was the meeting cancelled?"),
			  "One sentence is enough.");
	else if (!cancelled && known(in, "reason"))
		find_hint(find_error(out, "reason", "meeting-reason", "The meeting is not cancelled."),
			  "Leave the reason empty, or choose \"cancelled\".");
}

static bool meeting_read(const struct check_in *in, int64_t *unit, ymd *held)
{
	const struct value *meeting = known(in, "meeting");
	*unit = 0;
	*held = 0;
	struct stmt *q = meeting ? db_query(in->db, SQL("select unit,held from r_meeting where county=$1 and id=$2"), in->e)
				 : NULL;
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, meeting->i);
	if (db_next(q)) {
		*unit = col_i64(q, 0);
		*held = (ymd)col_i64(q, 1);
	}
	return db_end(q, in->e);
}

static void of_its_meeting(const struct check_in *in, struct findings *out)
{
	int64_t unit;
	ymd held;
	if (in->rec->unit && meeting_read(in, &unit, &held) && unit && unit != in->rec->unit)
		find_hint(find_error(out, "meeting", "other-unit", "This belongs to another unit than the row."),
			  "Choose one of the unit of this row, or correct the unit.");
}

static void attendance_reason(const struct check_in *in, struct findings *out)
{
	if (is(known(in, "attendance"), "leave") && !known(in, "reason"))
		find_hint(find_error(out, "reason", "leave-reason", "Leave is given with a reason."),
			  "For instance: training in the county town.");
}

static void decision_by_whom(const struct check_in *in, struct findings *out)
{
	const struct value *due = known(in, "due");
	int64_t unit;
	ymd held;
	if (due && !known(in, "decision"))
		find_error(out, "decision", "decision-what", "There is a day, but nothing was decided.");
	if (due && meeting_read(in, &unit, &held) && held && due->i < held && due->i / 100 * 100 != due->i)
		find_hint(find_error(out, "due", "decision-day", "This lies before the meeting."),
			  "Correct the day by which it is to be done.");
	if (known(in, "decision") && !known(in, "person"))
		find_hint(find_warning(out, "person", "decision-whom", "Nobody is named who does it."),
			  "A decision that somebody answers for can become a task.");
}

const struct check_def check_cadence_fits = {
	.name = "cadence_fits",
	.fn = cadence_fits,
	.about = "What is counted, its kind and who owes it go together.",
	.needs = { "event", "each", "meeting_kind", "pairing_kind", "activity_kind", "post_kind" },
};
const struct check_def check_cadence_window = {
	.name = "cadence_window",
	.fn = cadence_window,
	.about = "The days of the window are days of the period; the rule begins on a day.",
	.needs = { "first_day", "last_day", "period", "started" },
};
const struct check_def check_excuse_above = {
	.name = "excuse_from_above",
	.fn = excuse_from_above,
	.about = "Who excuses stands above who is excused; the county by a document.",
	.needs = { "excused", "document" },
};
const struct check_def check_excuse_fits = {
	.name = "excuse_fits",
	.fn = excuse_fits,
	.about = "The rule holds there and then, and is owed by such a one.",
	.needs = { "rule", "excused", "person", "pairing", "period", "granted" },
};
const struct check_def check_meeting_held = {
	.name = "meeting_held_by_day",
	.fn = meeting_held_by_day,
	.about = "Nothing is held in the future; a meeting has its day.",
	.needs = { "held", "status" },
};
const struct check_def check_meeting_cancelled = {
	.name = "meeting_cancelled_why",
	.fn = meeting_cancelled_why,
	.about = "Who cancels says why.",
	.needs = { "status", "reason" },
};
const struct check_def check_of_meeting = {
	.name = "of_its_meeting",
	.fn = of_its_meeting,
	.about = "The row stands where its meeting stands.",
	.needs = { "meeting" },
};
const struct check_def check_attendance_reason = {
	.name = "attendance_reason",
	.fn = attendance_reason,
	.about = "Leave is given with a reason.",
	.needs = { "attendance", "reason" },
};
const struct check_def check_decision_whom = {
	.name = "decision_by_whom",
	.fn = decision_by_whom,
	.about = "A day by which something is done belongs to a decision and follows the meeting.",
	.needs = { "meeting", "decision", "person", "due" },
};
