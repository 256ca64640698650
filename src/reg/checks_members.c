/*
 * checks_members.c - named checks of Party members, their development, awards and benefits.
 *
 * What cannot have happened (a stage before the one it follows, a day to come) is an error; what
 * breaks 《中国共产党发展党员工作细则》 is a warning, because records of the past must be enterable
 * as they were.
 */
#include "base/arena.h"
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/development.h"
#include "reg/reg_int.h"

#include <string.h>

static ymd day(const struct check_in *in, const char *field)
{
	const struct value *v = known(in, field);
	return v ? (ymd)v->i : 0;
}

/* ---- development ---- */

static const char *const stages[] = { "applied",      "talked",   "activist",  "candidate",
				      "probationary", "approved", "converted" };

/* Each stage after those before it, none of them to come. */
static void development_order(const struct check_in *in, struct findings *out)
{
	char text[2][16];
	ymd last = 0;
	for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
		ymd d = day(in, stages[i]);
		if (!d)
			continue;
		if (is_before(d, last))
			find_hint(find_error(out, stages[i], "development-order",
					     "The day %s is before the stage that comes first, %s.",
					     date_iso(d, text[0]), date_iso(last, text[1])),
				  "Check both dates against the file.");
		else if (is_before(in->today, d))
			find_hint(find_error(out, stages[i], "development-to-come", "The day %s is still to come.",
					     date_iso(d, text[0])),
				  "Enter a stage when it has been reached.");
		if (!text_eq(stages[i], "talked")) /* a late talk follows later stages, too */
			last = d;
	}
	ymd trained = day(in, "trained"), candidate = day(in, "candidate");
	if (trained && candidate && is_before(trained, candidate))
		find_error(out, "trained", "development-order",
			   "The day %s is before the stage that comes first, %s.", date_iso(trained, text[0]),
			   date_iso(candidate, text[1]));
}

static bool birth_load(const struct check_in *in, int64_t person, ymd *out)
{
	struct stmt *q =
		db_query(in->db, SQL("select birth from r_person where county=$1 and id=$2"), in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, person);
	*out = db_next(q) && !col_null(q, 0) ? (ymd)col_i64(q, 0) : 0;
	return db_end(q, in->e);
}

/* What the rules of a development are measured by. */
struct measured {
	const struct check_in *in;
	struct findings *out;
	struct dev_rules *rules;
	struct unit_list path;
	struct dev_dates d;
};

static int bound(const struct measured *m, enum dev_bound b, ymd at)
{
	return dev_rule(m->rules, &m->path, b, at);
}

static void skipped(const struct measured *m, ymd later, ymd earlier, const char *field)
{
	if (later && !earlier)
		find_hint(find_warning(m->out, field, "development-skipped",
				       "A later stage has a date, this one has none."),
			  "Fill in the day from the file.");
}

static void check_applicant(const struct measured *m)
{
	const struct value *person = known(m->in, "person");
	ymd birth = 0, applied = m->d.applied, due;
	char text[16];
	if (!applied || !person || !birth_load(m->in, person->i, &birth))
		return;
	int age = bound(m, DEV_AGE, applied);
	if (birth && date_age(birth, applied) < age)
		find_hint(find_warning(m->out, "applied", "development-age",
				       "On the day of the application this person is under %d years old.", age),
			  "Check the birth date and the day of the application.");
	due = date_add_months(applied, bound(m, DEV_TALK_MONTHS, applied));
	if (m->d.talked ? is_before(due, m->d.talked) : m->d.activist || due < m->in->today)
		find_hint(find_warning(m->out, "talked", "development-talk",
				       "Someone must have talked with the applicant by %s.", date_iso(due, text)),
			  "The Party branch sends someone to talk within a month of the application.");
}

static void check_candidate(const struct measured *m)
{
	char text[16];
	ymd candidate = m->d.candidate;
	skipped(m, candidate, m->d.activist, "activist");
	if (candidate && m->d.activist) {
		ymd from = date_add_months(m->d.activist, bound(m, DEV_ACTIVIST_MONTHS, m->d.activist));
		if (is_before(candidate, from))
			find_hint(find_warning(m->out, "candidate", "development-early",
					       "An activist since this day can be a candidate from %s on.",
					       date_iso(from, text)),
				  "Activists are trained and observed for at least a year.");
	}
}

static void check_probationary(const struct measured *m)
{
	ymd probationary = m->d.probationary;
	if (!probationary)
		return;
	int days = bound(m, DEV_TRAINING_DAYS, probationary), hours = bound(m, DEV_TRAINING_HOURS, probationary);
	skipped(m, probationary, m->d.candidate, "candidate");
	if (m->d.training_days < days && m->d.training_hours < hours)
		find_hint(find_warning(m->out, "training_days", "development-training",
				       "The short training has less than %d days and less than %d hours.", days,
				       hours),
			  "Fill in the days or hours of the training before admission.");
	if (m->d.introducers < 2)
		find_hint(find_warning(m->out, m->d.introducers ? "introducer2" : "introducer",
				       "development-introducers", "Two introducers are needed."),
			  "Two full members introduce a candidate.");
}

static void check_conversion(const struct measured *m)
{
	char text[2][16];
	ymd probationary = m->d.probationary, extended = m->d.extended, converted = m->d.converted;
	skipped(m, converted, probationary, "probationary");
	if (!probationary)
		return;
	ymd due = date_add_months(probationary, bound(m, DEV_PROBATION_MONTHS, probationary));
	if (converted && is_before(converted, due))
		find_hint(find_warning(m->out, "converted", "development-probation",
				       "The probation lasts until %s.", date_iso(due, text[0])),
			  "It lasts one year from the day of the branch meeting.");
	if (!extended)
		return;
	ymd least = date_add_months(due, bound(m, DEV_EXTENSION_MIN_MONTHS, due)),
	    most = date_add_months(due, bound(m, DEV_EXTENSION_MAX_MONTHS, due));
	if (is_before(extended, least) || is_before(most, extended))
		find_hint(find_warning(m->out, "extended", "development-extension",
				       "An extended probation ends between %s and %s.", date_iso(least, text[0]),
				       date_iso(most, text[1])),
			  "It may be extended once, by half a year to a year.");
}

static void development_rules(const struct check_in *in, struct findings *out)
{
	struct measured m = { .in = in, .out = out };
	dev_dates_of(in->rec, &m.d);
	if (!dev_rules_load(in->arena, in->db, in->rec->county, &m.rules, in->e) ||
	    !unit_path(in->arena, in->db, in->rec->unit, 0, &m.path, in->e))
		return;
	check_applicant(&m);
	check_candidate(&m);
	check_probationary(&m);
	check_conversion(&m);
}

/* Whether the registers know the person as a full member on the day. */
static bool is_full_member(const struct check_in *in, int64_t person, ymd at, bool *out)
{
	struct stmt *q = db_query(
		in->db,
		SQL("select count(*) from r_person p where p.county=$1 and p.id=$2 and (exists (select 1 "
		    "from r_membership m where m.county=$1 and m.person=$2 and m.standing='formal' and "
		    "(m.full_since is null or m.full_since<=$3) and (m.departed is null or m.departed>$3)) "
		    "or (p.political='party_member' and not exists (select 1 from r_membership n where "
		    "n.county=$1 and n.person=$2)))"),
		in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, person);
	bind(q, 3, at);
	*out = db_next(q) && col_i64(q, 0) > 0;
	return db_end(q, in->e);
}

static void development_introducers(const struct check_in *in, struct findings *out)
{
	static const char *const fields[] = { "introducer", "introducer2" };
	const struct value *person = known(in, "person"), *first = known(in, "introducer"),
			   *second = known(in, "introducer2");
	ymd at = day(in, "probationary");
	if (first && second && first->i == second->i)
		find_error(out, "introducer2", "introducer-twice", "The two introducers are one person.");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct value *who = i ? second : first;
		bool full;
		if (!who)
			continue;
		if (person && who->i == person->i)
			find_error(out, fields[i], "introducer-self", "Nobody introduces themselves.");
		else if (!is_full_member(in, who->i, at ? at : in->today, &full))
			return;
		else if (!full)
			find_hint(find_warning(out, fields[i], "introducer-full",
					       "The introducer is not known as a full member on that day."),
				  "Enter them in the register of Party members, or choose someone else.");
	}
}

/* "From the reserve" is counted by the priority, so it must agree with the pool on that day. */
static void development_reserve(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *priority = known(in, "priority");
	ymd at = day(in, "probationary");
	if (!person || !at)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_reserve v where v.county=$1 and v.person=$2 and "
				      "v.joined<=$3 and (v.exited is null or v.exited>$3)"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person->i);
	bind(q, 3, at);
	bool pooled = db_next(q) && col_i64(q, 0) > 0, said = priority && text_eq(priority->s, "reserve");
	if (!db_end(q, in->e) || pooled == said)
		return;
	find_hint(find_warning(out, "priority", "development-reserve",
			       pooled ? N_("This person was in the reserve pool on the day of admission.")
				      : N_("This person was not in the reserve pool on the day of admission.")),
		  "The figure of reserves admitted follows the priority.");
}

/* ---- members ---- */

/* One person, two principal branches at once: counted twice. */
static void membership_principal(const struct check_in *in, struct findings *out)
{
	const struct value *principal = known(in, "principal"), *person = known(in, "person");
	if (!principal || !principal->i || !person)
		return;
	ymd from = day(in, "entered"), to = day(in, "departed");
	struct stmt *q = db_query(
		in->db,
		SQL("select coalesce(o.name,'') from r_membership m left join r_org o on "
		    "o.county=m.county and o.id=m.org where m.county=$1 and m.person=$2 and m.id<>$3 and "
		    "m.principal=1 and (m.entered is null or m.entered<$5) and (m.departed is null or "
		    "m.departed>$4) order by m.id limit 1"),
		in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person->i);
	bind(q, 3, in->rec->id);
	bind(q, 4, from);
	bind(q, 5, to ? to : DATE_OPEN);
	const char *other = db_next(q) ? col_text(q, 0, in->arena) : NULL;
	if (db_end(q, in->e) && other)
		find_hint(find_error(out, "principal", "membership-principal",
				     "This person already has a principal branch at that time: %s.", other),
			  "Fill in when they left it, or answer \"no\" here.");
}

static void membership_dates(const struct check_in *in, struct findings *out)
{
	ymd joined = day(in, "joined"), full = day(in, "full_since");
	const struct value *standing = known(in, "standing");
	if (joined && full && is_before(full, joined))
		find_error(out, "full_since", "membership-order", "Nobody is a full member before they join.");
	if (!standing)
		return;
	if (text_eq(standing->s, "probationary") && full && full <= in->today)
		find_hint(find_warning(out, "standing", "membership-standing",
				       "The person has been a full member since the date given here."),
			  "Choose \"Full member\".");
}

/* ---- awards and benefits ---- */

static void award_receiver(const struct check_in *in, struct findings *out)
{
	if (!known(in, "person") && !known(in, "org"))
		find_hint(find_error(out, "person", "award-receiver", "It is not said who was commended."),
			  "Choose the person, or the organisation.");
}

/* The same title on the same day: one act, entered twice. */
static void award_once(const struct check_in *in, struct findings *out)
{
	const struct value *title = known(in, "title"), *person = known(in, "person"), *org = known(in, "org");
	ymd awarded = day(in, "awarded");
	if (!title || !awarded || (!person && !org))
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_award w where w.county=$1 and w.id<>$2 and "
				      "w.title=$3 and w.awarded=$4 and coalesce(w.person,0)=$5 and "
				      "coalesce(w.org,0)=$6"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, title->s);
	bind(q, 4, awarded);
	bind(q, 5, person ? person->i : (int64_t)0);
	bind(q, 6, org ? org->i : (int64_t)0);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "title", "award-twice", "This award is entered already."),
			  "Open the existing entry and change it there.");
}

static void benefit_period(const struct check_in *in, struct findings *out)
{
	ymd from = day(in, "period_from"), to = day(in, "period_to");
	if (from && to && is_before(to, from))
		find_error(out, "period_to", "benefit-period", "The period ends before it begins.");
	if (text_eq(in->rec->state, "paid") && !known(in, "paid"))
		find_error(out, "paid", "benefit-paid", "A benefit that has been paid needs the day.");
}

/* Two rows of one kind for one month would pay it twice. */
static void benefit_overlap(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *kind = known(in, "kind");
	ymd from = day(in, "period_from"), to = day(in, "period_to");
	if (!person || !kind || !from || !to || text_eq(in->rec->state, "cancelled"))
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select b.period_from from r_benefit b where b.county=$1 and b.person=$2 "
				      "and b.kind=$3 and b.id<>$4 and b.state<>'cancelled' and "
				      "b.period_from<=$6 and b.period_to>=$5 order by b.id limit 1"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person->i);
	bind(q, 3, kind->s);
	bind(q, 4, in->rec->id);
	bind(q, 5, from);
	bind(q, 6, to);
	ymd other = db_next(q) ? (ymd)col_i64(q, 0) : 0;
	char text[16];
	if (db_end(q, in->e) && other)
		find_hint(find_error(out, "period_from", "benefit-overlap",
				     "This person has the same benefit for a period from %s already.",
				     date_iso(other, text)),
			  "Change that entry, or choose a period that begins after it.");
}

const struct check_def development_order_check = {
	.name = "development_order",
	.fn = development_order,
	.about = "The stages of a development follow each other, none is to come.",
	.needs = { "applied", "talked", "activist", "candidate", "probationary", "converted" },
};
const struct check_def development_rules_check = {
	.name = "development_rules",
	.fn = development_rules,
	.about = "The periods between the stages are those of the rules (warning).",
	.needs = { "person", "activist", "training_days", "introducer", "extended", "converted" },
};
const struct check_def development_introducers_check = {
	.name = "development_introducers",
	.fn = development_introducers,
	.about = "Two full members introduce, none of them the person.",
	.needs = { "person", "introducer", "introducer2", "probationary" },
};
const struct check_def development_reserve_check = {
	.name = "development_reserve",
	.fn = development_reserve,
	.about = "The priority says whether the person was in the reserve pool (warning).",
	.needs = { "person", "priority", "probationary" },
};
const struct check_def membership_principal_check = {
	.name = "membership_principal",
	.fn = membership_principal,
	.about = "A person has one principal branch at a time.",
	.needs = { "person", "principal", "entered", "departed" },
};
const struct check_def membership_dates_check = {
	.name = "membership_dates",
	.fn = membership_dates,
	.about = "A full member has joined before, and is called one.",
	.needs = { "joined", "full_since", "standing" },
};
const struct check_def award_receiver_check = {
	.name = "award_receiver",
	.fn = award_receiver,
	.about = "An award has a person or an organisation.",
	.needs = { "person", "org" },
};
const struct check_def award_once_check = {
	.name = "award_once",
	.fn = award_once,
	.about = "Nobody gets the same title twice on one day.",
	.needs = { "person", "org", "title", "awarded" },
};
const struct check_def benefit_period_check = {
	.name = "benefit_period",
	.fn = benefit_period,
	.about = "The period has an end after its beginning; what is paid has a day.",
	.needs = { "period_from", "period_to", "paid" },
};
const struct check_def benefit_overlap_check = {
	.name = "benefit_overlap",
	.fn = benefit_overlap,
	.about = "No month is paid twice.",
	.needs = { "person", "kind", "period_from", "period_to" },
};
