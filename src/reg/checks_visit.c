/* checks_visit.c - named checks of visits, of who went and of what two people told differently. */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

#include <stdlib.h>

static bool two_numbers(const struct check_in *in, struct sql sql, int64_t x, int64_t *a, int64_t *b)
{
	struct stmt *q = db_query(in->db, sql, in->e);
	*a = *b = 0;
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, x);
	if (db_next(q)) {
		*a = col_i64(q, 0);
		*b = col_i64(q, 1);
	}
	return db_end(q, in->e);
}

/* ---- visits ---- */

static void visit_day(const struct check_in *in, struct findings *out)
{
	const struct value *day = known(in, "visited");
	char text[16];
	if (!day)
		return;
	if (day->i % 100 == 0)
		find_hint(find_error(out, "visited", "visit-day", "The day of the visit is missing, only its month is given."),
			  "Write the day on which somebody went.");
	else if (day->i > in->today)
		find_hint(find_error(out, "visited", "visit-future", "%s has not come yet: a visit is entered after it.",
				     date_iso((ymd)day->i, text)),
			  "Correct the day; check the clock of the phone.");
}

static void place_fits(const struct check_in *in, struct findings *out)
{
	struct unit unit;
	if (in->rec->unit == 0 || !unit_load(in->arena, in->db, in->rec->unit, 0, &unit, in->e))
		return;
	if (unit.level < LEVEL_TOWN)
		find_hint(find_error(out, "unit", "visit-unit", "A visit belongs to the village or town visited."),
			  "Choose the village.");
}

static void visit_parties(const struct check_in *in, struct findings *out)
{
	int64_t household = number_in(in->rec, "household"), unit = 0, head = 0;
	place_fits(in, out);
	if (household && number_in(in->rec, "base")) {
		find_hint(find_error(out, "base", "visit-parties", "A household and a base are named: one visit goes to one of them."),
			  "Enter two visits, or leave one empty.");
		return;
	}
	if (!household ||
	    !two_numbers(in, SQL("select unit, head from r_household where county=$1 and id=$2"), household, &unit, &head))
		return;
	if (unit && unit != in->rec->unit)
		find_hint(find_error(out, "household", "visit-household", "This household lives in another village."),
			  "Enter the visit where the household lives.");
	if (head && head == number_in(in->rec, "visitor"))
		find_error(out, "visitor", "visit-self", "Nobody visits their own household.");
}

/* Merging finds the same visit before it comes here: this is for sheets and the plain form. */
static void visit_once(const struct check_in *in, struct findings *out)
{
	const struct value *day = known(in, "visited"), *visitor = known(in, "visitor");
	if (!day || !visitor)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_visit v where v.county=$1 and v.id<>$2 and v.unit=$3 and "
				      "v.visited=$4 and coalesce(v.household,0)=$5 and coalesce(v.base,0)=$6 and "
				      "(v.visitor=$7 or exists (select 1 from r_visit_person p where p.county=v.county "
				      "and p.visit=v.id and p.person=$7))"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->id);
	bind(q, 3, in->rec->unit);
	bind(q, 4, day->i);
	bind(q, 5, number_in(in->rec, "household"));
	bind(q, 6, number_in(in->rec, "base"));
	bind(q, 7, visitor->i);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "visitor", "visit-twice", "This visit is entered already."),
			  "Open it and add what is missing: one visit counts for everything it serves.");
}

static void visit_keeps_unit(const struct check_in *in, struct findings *out)
{
	int64_t people, conflicts;
	if (!in->old || in->old->unit == in->rec->unit ||
	    !two_numbers(in, SQL("select (select count(*) from r_visit_person p where p.county=$1 and p.visit=$2),"
				 " (select count(*) from r_visit_conflict c where c.county=$1 and c.visit=$2)"),
			 in->rec->id, &people, &conflicts))
		return;
	if (people + conflicts)
		find_hint(find_error(out, "unit", "visit-moves", "The people who went and what was told differently stay in its present village."),
			  "Take them away first, or enter the visit anew in the other village.");
}

/* ---- who went ---- */

static void visit_company(const struct check_in *in, struct findings *out)
{
	int64_t unit, visitor;
	if (!number_in(in->rec, "visit") ||
	    !two_numbers(in, SQL("select unit, visitor from r_visit where county=$1 and id=$2"),
			 number_in(in->rec, "visit"), &unit, &visitor) ||
	    !unit)
		return;
	if (unit != in->rec->unit)
		find_error(out, "visit", "visit-company-unit", "This visit belongs to another unit.");
	if (visitor == number_in(in->rec, "person"))
		find_hint(find_error(out, "person", "visit-company", "This person is the visitor already."),
			  "Name only the others here.");
}

/* ---- told differently ---- */

enum { WHOLE_FROM = 4 }; /* columns of the query below: texts first, then numbers */
static const char *const columns[] = { "said",	   "found",   "helped",	   "purpose",
					     "visited", "visitor", "household", "base" };

/* Whether the visit says what the conflict's `ours` says. */
static bool stands(const struct check_in *in, const char *field, const char *ours, bool *out)
{
	struct stmt *q = db_query(in->db,
				  SQL("select said, found, helped, purpose, visited, visitor, household, base "
				      "from r_visit where county=$1 and id=$2"),
				  in->e);
	*out = false;
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, number_in(in->rec, "visit"));
	bool found = db_next(q);
	for (int i = 0; found && i < (int)ARRAY_LEN(columns); i++) {
		char day[16];
		int64_t id = 0;
		if (!text_eq(columns[i], field))
			continue;
		if (i < WHOLE_FROM)
			*out = text_eq(col_null(q, i) ? "" : col_peek(q, i), ours);
		else if (text_eq(field, "visited"))
			*out = text_eq(date_iso((ymd)col_i64(q, i), day), ours);
		else
			*out = is_empty(ours) ? col_null(q, i) : parse_i64(ours, &id) && id == col_i64(q, i);
	}
	return db_end(q, in->e);
}

static void conflict_settled(const struct check_in *in, struct findings *out)
{
	const struct value *chosen = known(in, "chosen"), *field = known(in, "field"), *ours = known(in, "ours");
	const struct value *settled = known(in, "settled");
	bool right;
	if ((chosen != NULL) != (settled != NULL))
		find_error(out, "chosen", "visit-settled", "What was chosen and the day it was chosen go together.");
	else if (chosen && field && text_eq(chosen->s, "ours") &&
		 stands(in, field->s, ours ? ours->s : "", &right) && !right)
		find_hint(find_error(out, "chosen", "visit-settled", "The visit does not say what is chosen here."),
			  "Settle it on the page of visits told differently, which changes the visit as well.");
}

const struct check_def visit_day_check = {
	.name = "visit_day",
	.fn = visit_day,
	.about = "A visit was on a day, and not in the future.",
	.needs = { "visited" },
};
const struct check_def visit_parties_check = {
	.name = "visit_parties",
	.fn = visit_parties,
	.about = "A visit goes to one household of the village, one base, or the village; nobody visits their own.",
	.needs = { "household", "base", "visitor" },
};
const struct check_def visit_once_check = {
	.name = "visit_once",
	.fn = visit_once,
	.about = "The same visit is entered once.",
	.needs = { "visited", "visitor", "household", "base" },
};
const struct check_def visit_unit_check = {
	.name = "visit_keeps_unit",
	.fn = visit_keeps_unit,
	.about = "A visit with others' names on it keeps its village.",
};
const struct check_def visit_company_check = {
	.name = "visit_company",
	.fn = visit_company,
	.about = "Who else went is somebody else, in the unit of the visit.",
	.needs = { "visit", "person" },
};
const struct check_def visit_settled_check = {
	.name = "visit_conflict_settled",
	.fn = conflict_settled,
	.about = "What was chosen is what the visit says.",
	.needs = { "visit", "field", "ours", "chosen", "settled" },
};
