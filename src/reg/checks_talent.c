/* checks_talent.c - the named checks of local talent, talent away, returns and contests. */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* A month without a day lies ahead only when the whole month does. */
static bool is_ahead(const struct check_in *in, const struct value *day)
{
	return day && (day->i % 100 ? day->i > in->today : day->i / 100 > in->today / 100);
}

static void not_ahead(const struct check_in *in, const char *field, struct findings *out)
{
	const struct value *day = known(in, field);
	char text[16];
	if (is_ahead(in, day))
		find_error(out, field, "day-ahead", "The day %s has not come yet.",
			   date_iso((ymd)day->i, text));
}

/* Who declines is struck off, so that `valid` keeps them out of every list and figure. */
static void away_consent(const struct check_in *in, struct findings *out)
{
	static const char *const details[] = {"employer", "ties", "next_contact"};
	const struct value *consent = known(in, "consent");
	if (!consent || consent->i)
		return;
	if (!known(in, "ended")) {
		find_hint(find_error(out, "ended", "away-declined",
				     "Who declines to be listed is struck off: the day is missing."),
			  "Fill in the day on which they declined.");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(details); i++)
		if (known(in, details[i])) {
			find_hint(find_warning(out, details[i], "away-declined-details",
					       "This person declined to be listed."),
				  "Clear what is written about them beside the name.");
			return;
		}
}

static void away_appointment(const struct check_in *in, struct findings *out)
{
	const struct value *next = known(in, "next_contact"), *listed = known(in, "listed");
	char day[16];
	if (next && listed && next->i < listed->i)
		find_warning(out, "next_contact", "away-appointment",
			     "The next contact lies before the person was listed, on %s.",
			     date_iso((ymd)listed->i, day));
}

/* Holds the person a post in the home village on the day of listing, or today? */
static void away_post(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person");
	if (!person || in->rec->unit == 0 || known(in, "ended"))
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select count(*) from r_post where county=$1 and person=$2 and unit=$3 and "
		"(started is null or started<=$4) and (ended is null or ended>$4)"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, person->i);
	bind(q, 3, in->rec->unit);
	bind(q, 4, in->today);
	bool serves = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && serves)
		find_hint(find_warning(out, "person", "away-post",
				       "This person holds a post in the village itself."),
			  "Who has come back is struck off here and entered as returned.");
}

static void contact_day(const struct check_in *in, struct findings *out)
{
	not_ahead(in, "happened", out);
}

static void return_day(const struct check_in *in, struct findings *out)
{
	not_ahead(in, "came_back", out);
}

static void contest_rank(const struct check_in *in, struct findings *out)
{
	const struct value *contest = known(in, "contest"), *rank = known(in, "rank"),
			   *tied = known(in, "tied");
	if (!contest || !rank)
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select count(*) from r_contest_entry where county=$1 and contest=$2 and rank=$3 "
		"and id<>$4 and ($5=0 or tied is null or tied=0)"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, contest->i);
	bind(q, 3, rank->i);
	bind(q, 4, in->rec->id);
	bind(q, 5, tied ? tied->i : 0);
	bool taken = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && taken)
		find_hint(find_error(out, "rank", "contest-rank",
				     "Rank %" PRId64 " of this contest is taken.", rank->i),
			  "Correct the rank, or mark both as tied.");
}

static void raised(const struct check_in *in, struct findings *out)
{
	const struct value *day = known(in, "raised_on"), *started = known(in, "started");
	if (day && started && day->i % 100 && started->i % 100 && day->i > started->i)
		find_warning(out, "raised_on", "raised-after",
			     "The day of raising lies after the day of recognition.");
}

const struct check_def away_consent_check = {
    .name = "away_consent",
    .fn = away_consent,
    .about = "Who declined to be listed has been struck off, and little is kept about them.",
    .needs = {"consent", "ended", "employer", "ties", "next_contact"},
};
const struct check_def away_appointment_check = {
    .name = "away_appointment",
    .fn = away_appointment,
    .about = "The next contact is not before the listing (warning).",
    .needs = {"next_contact", "listed"},
};
const struct check_def away_post_check = {
    .name = "away_post_in_village",
    .fn = away_post,
    .about = "Who is away holds no post in the home village (warning).",
    .needs = {"person", "ended"},
};
const struct check_def contact_day_check = {
    .name = "contact_not_ahead",
    .fn = contact_day,
    .about = "A contact has already happened.",
    .needs = {"happened"},
};
const struct check_def return_day_check = {
    .name = "return_not_ahead",
    .fn = return_day,
    .about = "A return has already happened.",
    .needs = {"came_back"},
};
const struct check_def contest_rank_check = {
    .name = "contest_rank_unique",
    .fn = contest_rank,
    .about = "No two share a rank of one contest unless both are tied.",
    .needs = {"contest", "rank", "tied"},
};
const struct check_def raised_check = {
    .name = "raised_before_recognised",
    .fn = raised,
    .about = "A leader is raised before the recognition (warning).",
    .needs = {"raised_on", "started"},
};
