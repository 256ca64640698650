/*
 * checks_training.c - the named checks of the training registers.
 *
 * People are enrolled before a class begins; nobody has attended, passed or got a certificate
 * before that.
 */
#include "base/arena.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

static void ordered(const struct check_in *in, struct findings *out, const char *first, const char *last)
{
	const struct value *a = known(in, first), *b = known(in, last);
	char begin[16], end[16];
	if (a && b && is_before(b->i, a->i))
		find_error(out, last, "dates-in-order", "The end %s is before the beginning %s.",
			   date_iso((ymd)b->i, end), date_iso((ymd)a->i, begin));
}

static void class_dates(const struct check_in *in, struct findings *out)
{
	ordered(in, out, "started", "ended");
}

static void service_dates(const struct check_in *in, struct findings *out)
{
	ordered(in, out, "asked", "answered");
}

/* *ended is 0 while it is not known; false when there is no such class (said elsewhere). */
static bool class_days(const struct check_in *in, int64_t id, ymd *started, ymd *ended)
{
	struct stmt *q = db_query(
	    in->db, SQL("select started,ended from r_training_class where county=$1 and id=$2"), in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, id);
	bool found = db_next(q);
	*started = found && !col_null(q, 0) ? (ymd)col_i64(q, 0) : 0;
	*ended = found && !col_null(q, 1) ? (ymd)col_i64(q, 1) : 0;
	return db_end(q, in->e) && found;
}

static void within(const struct check_in *in, struct findings *out)
{
	const struct value *class = known(in, "class"), *attended = known(in, "attended");
	ymd started, ended;
	char one[16], two[16];
	if (attended && known(in, "absence"))
		find_error(out, "absence", "trainee-absent",
			   "Who attended has no reason of absence.");
	if (!attended && known(in, "passed") && known(in, "passed")->i)
		find_error(out, "passed", "trainee-not-attended",
			   "Nobody passes a class without having attended it.");
	if (!class || !attended || !class_days(in, class->i, &started, &ended))
		return;
	date_iso((ymd)attended->i, one);
	if (is_before(attended->i, started))
		find_error(out, "attended", "trainee-before-class",
			   "The class had not begun on %s; it begins on %s.", one,
			   date_iso(started, two));
	else if (ended && is_before(ended, attended->i))
		find_error(out, "attended", "trainee-after-class",
			   "The class was over on %s; it ended on %s.", one, date_iso(ended, two));
	else if (is_before(in->today, attended->i))
		find_error(out, "attended", "trainee-in-future",
			   "Nobody can have attended on %s: that day is still to come.", one);
}

static void once(const struct check_in *in, struct findings *out)
{
	const struct value *class = known(in, "class"), *person = known(in, "person");
	if (!class || !person)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select p.name,c.name from r_trainee x join r_person p on"
				      " p.county=x.county and p.id=x.person join r_training_class c on"
				      " c.county=x.county and c.id=x.class where x.county=$1 and x.class=$2"
				      " and x.person=$3 and x.id<>$4"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, class->i);
	bind(q, 3, person->i);
	bind(q, 4, in->rec->id);
	const char *name = NULL, *title = NULL;
	if (db_next(q)) {
		name = col_text(q, 0, in->arena);
		title = col_text(q, 1, in->arena);
	}
	if (db_end(q, in->e) && name)
		find_hint(find_error(out, "person", "trainee-twice", "%s is already in the class %s.",
				     name, title),
			  "One person stands in a class once; change the existing entry.");
}

static void certificate(const struct check_in *in, struct findings *out)
{
	const struct value *passed = known(in, "passed");
	if (known(in, "certificate") && (!passed || !passed->i))
		find_hint(find_error(out, "certificate", "certificate-without-pass",
				     "There is no certificate for somebody who has not passed."),
			  "Say first that the person passed.");
}

const struct check_def class_dates_check = {
    .name = "class_dates_in_order",
    .fn = class_dates,
    .about = "A class does not end before it starts.",
    .needs = {"started", "ended"},
};
const struct check_def service_dates_check = {
    .name = "service_dates_in_order",
    .fn = service_dates,
    .about = "Nothing is answered before it is asked.",
    .needs = {"asked", "answered"},
};
const struct check_def trainee_within_check = {
    .name = "trainee_within_class",
    .fn = within,
    .about = "Attendance lies within the days of the class and is not in the future.",
    .needs = {"class", "attended", "absence", "passed"},
};
const struct check_def trainee_once_check = {
    .name = "trainee_once",
    .fn = once,
    .about = "A person stands in a class once.",
    .needs = {"class", "person"},
};
const struct check_def trainee_certificate_check = {
    .name = "trainee_certificate",
    .fn = certificate,
    .about = "A certificate needs a pass.",
    .needs = {"passed", "certificate"},
};
