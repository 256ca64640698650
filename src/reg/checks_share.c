/*
 * checks_share.c - named checks of movements of shares.
 *
 * The share register is the sum of movements, so each movement is tried against all days: nobody
 * ever has less than nothing, or gives away what is frozen.  What a dividend has counted stays.
 */
#include "base/arena.h"
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/reg_int.h"

#include <stdlib.h>

/* ---- movements ---- */

struct party_rule {
	const char *kind;
	bool holder, receiver;
};
static const struct party_rule party_rules[] = {
    {"grant", false, true},   {"transfer", true, true}, {"inherit", true, true},   {"split", true, true},
    {"redeem", true, false},  {"freeze", true, false},  {"unfreeze", true, false},
};

static void party(const struct check_in *in, struct findings *out, const char *field, bool wanted)
{
	bool there = known(in, field) != NULL;
	if (wanted && !there)
		find_hint(find_error(out, field, "movement-party", "It is not said whose shares these are."),
			  "Choose the person.");
	if (!wanted && there)
		find_hint(find_error(out, field, "movement-party", "A movement of this kind has nobody here."),
			  "Empty the field, or choose another kind.");
}

/* In the roll of the organisation on the day, or with rights kept until then. */
static bool in_roll(const struct check_in *in, int64_t person, bool *out)
{
	int64_t n;
	if (!ask(in,
		 SQL("select count(*) from r_collective_member where county=$1 and org=$2 and person=$3 and"
		     " admitted<=$4 and (ended is null or ended>$4 or rights_until>=$4)"),
		 &n, number_in(in->rec, "org"), person, number_in(in->rec, "happened")))
		return false;
	*out = n > 0;
	return true;
}

static void class_fits(const struct check_in *in, struct findings *out, bool *collective)
{
	const struct value *class = known(in, "class"), *org = known(in, "org"), *at = known(in, "happened");
	int64_t n;
	*collective = false;
	if (!class || !org)
		return;
	if (ask(in, SQL("select count(*) from r_share_class where county=$1 and id=$2 and kind='collective'"), &n,
		class->i))
		*collective = n > 0;
	if (at &&
	    ask(in,
		SQL("select count(*) from r_share_class where county=$1 and id=$2 and org=$3 and since<=$4"
		    " and (until is null or until>$4)"),
		&n, class->i, org->i, at ? at->i : (int64_t)DATE_OPEN) &&
	    !n)
		find_hint(find_error(out, "class", "movement-class",
				     "The organisation has no such class of shares on that day."),
			  "Choose a class that its charter sets for that day.");
}

static void same_household(const struct check_in *in, struct findings *out)
{
	int64_t n;
	if (ask(in,
		SQL("select count(*) from r_collective_member x join r_collective_member y on"
		    " y.county=x.county and y.org=x.org where x.county=$1 and x.org=$2 and x.person=$3 and"
		    " y.person=$4 and (x.household=y.household or x.household is null or y.household is null)"),
		&n, number_in(in->rec, "org"), number_in(in->rec, "holder"), number_in(in->rec, "receiver")) &&
	    !n)
		find_hint(find_error(out, "receiver", "movement-household",
				     "These two are not of one household in the roll of members."),
			  "A split is within a household; otherwise choose a transfer.");
}

static void reversal(const struct check_in *in, struct findings *out)
{
	const char *number = text_in(in->rec, "reverses");
	int64_t again;
	struct stmt *q;
	if (is_empty(number)) {
		find_hint(find_error(out, "reverses", "movement-reverses",
				     "It is not said which movement is taken back."),
			  "Write its number.");
		return;
	}
	q = db_query(in->db,
		     SQL("select kind,class,coalesce(holder,0),coalesce(receiver,0),shares,happened from"
			 " r_share_movement where county=$1 and org=$2 and number=$3"),
		     in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, number_in(in->rec, "org"));
	bind(q, 3, number);
	bool there = db_next(q);
	bool may = there && !text_eq(col_peek(q, 0), "reversal") && !text_eq(col_peek(q, 0), "freeze") &&
		   !text_eq(col_peek(q, 0), "unfreeze");
	bool opposite = there && col_i64(q, 1) == number_in(in->rec, "class") &&
			col_i64(q, 2) == number_in(in->rec, "receiver") &&
			col_i64(q, 3) == number_in(in->rec, "holder") &&
			col_i64(q, 4) == number_in(in->rec, "shares") &&
			col_i64(q, 5) <= number_in(in->rec, "happened");
	if (!db_end(q, in->e))
		return;
	if (!there)
		find_hint(find_error(out, "reverses", "movement-reverses",
				     "The organisation has no movement with the number %s.", number),
			  "Look the number up in the register.");
	else if (!may)
		find_hint(find_error(out, "reverses", "movement-reverses", "That movement cannot be taken back."),
			  "A freeze is ended by a release; after a reversal the right movement is entered anew.");
	else if (!opposite)
		find_hint(find_error(out, "reverses", "movement-opposite",
				     "A reversal is the exact opposite of the movement and not dated before it."),
			  "Same class and shares; who received gives, who gave receives.");
	q = db_query(in->db,
		     SQL("select count(*) from r_share_movement where county=$1 and org=$2 and reverses=$3"
			 " and id<>$4"),
		     in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, number_in(in->rec, "org"));
	bind(q, 3, number);
	bind(q, 4, in->rec->id);
	again = db_next(q) ? col_i64(q, 0) : 0;
	if (db_end(q, in->e) && again)
		find_error(out, "reverses", "movement-reversed", "That movement has been taken back already.");
}

static void movement_parties(const struct check_in *in, struct findings *out)
{
	const char *kind = text_in(in->rec, "kind");
	const struct value *holder = known(in, "holder"), *receiver = known(in, "receiver"),
			   *at = known(in, "happened");
	bool collective, inside = true;
	class_fits(in, out, &collective);
	if (at && (at->i % 100 == 0 || at->i > in->today))
		find_hint(find_error(out, "happened", "movement-day",
				     "A movement needs its full day, and not one to come."),
			  "Write the day of the document.");
	if (known(in, "shares") && number_in(in->rec, "shares") == 0)
		find_error(out, "shares", "movement-none", "A movement of no shares is none.");
	if (text_eq(kind, "reversal")) {
		reversal(in, out);
		return;
	}
	if (known(in, "reverses"))
		find_hint(find_error(out, "reverses", "movement-reverses", "Only a reversal takes a movement back."),
			  "Empty the field, or choose “Reversal”.");
	for (size_t i = 0; i < ARRAY_LEN(party_rules); i++)
		if (text_eq(party_rules[i].kind, kind)) {
			party(in, out, "holder", party_rules[i].holder);
			party(in, out, "receiver", party_rules[i].receiver && !collective);
		}
	if (holder && receiver && holder->i == receiver->i)
		find_error(out, "receiver", "movement-self", "Nobody passes shares to themselves.");
	if (!receiver || !known(in, "org") || !at || !in_roll(in, receiver->i, &inside))
		return;
	if (!inside)
		find_hint(find_error(out, "receiver", "movement-outside",
				     "This person is not in the roll of the organisation on that day."),
			  "Shares stay inside: enter the member, or the heir who is no member, in the roll first.");
	else if (text_eq(kind, "split") && holder)
		same_household(in, out);
}

/* ---- never below nothing, on any day ---- */

struct step {
	int64_t day;
	int64_t owned, frozen; /* change */
};
struct steps {
	struct arena *a;
	int count, room;
	struct step *rows;
	int64_t person, class, org;
};

static void step_add(struct steps *s, const char *kind, int64_t holder, int64_t receiver, int64_t shares,
		     int64_t day)
{
	struct step one = {.day = day};
	if (text_eq(kind, "freeze") || text_eq(kind, "unfreeze")) {
		if (holder == s->person)
			one.frozen = text_eq(kind, "freeze") ? shares : -shares;
	} else {
		one.owned = (receiver == s->person ? shares : 0) - (holder == s->person ? shares : 0);
	}
	if (!one.owned && !one.frozen)
		return;
	if (s->count == s->room) {
		int room = s->room ? s->room * 2 : 16;
		s->rows = arena_grow(s->a, s->rows, sizeof one * (size_t)s->room, sizeof one * (size_t)room);
		s->room = room;
	}
	s->rows[s->count++] = one;
}

static void step_add_record(struct steps *s, const struct record *r)
{
	if (number_in(r, "org") == s->org && number_in(r, "class") == s->class)
		step_add(s, text_in(r, "kind"), number_in(r, "holder"), number_in(r, "receiver"),
			 number_in(r, "shares"), number_in(r, "happened"));
}

static int by_day(const void *x, const void *y)
{
	const struct step *a = x, *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

static bool steps_load(const struct check_in *in, struct steps *s)
{
	struct stmt *q = db_query(
	    in->db,
	    SQL("select kind,coalesce(holder,0),coalesce(receiver,0),shares,happened from r_share_movement"
		" where county=$1 and org=$2 and class=$3 and (holder=$4 or receiver=$4) and id<>$5"
		" order by id"),
	    in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, s->org);
	bind(q, 3, s->class);
	bind(q, 4, s->person);
	bind(q, 5, in->rec->id);
	while (db_next(q))
		step_add(s, col_peek(q, 0), col_i64(q, 1), col_i64(q, 2), col_i64(q, 3), col_i64(q, 4));
	return db_end(q, in->e);
}

static void amount_try(const struct check_in *in, struct findings *out, const struct record *of,
		       const char *field)
{
	struct steps s = {.a = in->arena, .person = number_in(of, field), .class = number_in(of, "class"),
			  .org = number_in(of, "org")};
	int64_t owned = 0, frozen = 0;
	char day[16];
	if (!s.person || !s.class || !s.org || !steps_load(in, &s))
		return;
	if (!in->leaving)
		step_add_record(&s, in->rec);
	if (s.count)
		qsort(s.rows, (size_t)s.count, sizeof *s.rows, by_day);
	for (int i = 0; i < s.count; i++) {
		owned += s.rows[i].owned;
		frozen += s.rows[i].frozen;
		if (i + 1 < s.count && s.rows[i + 1].day == s.rows[i].day)
			continue;
		if (owned >= 0 && frozen >= 0 && frozen <= owned)
			continue;
		find_hint(owned < 0 ? find_error(out, "shares", "movement-below",
						 "On %s this holder would have %s shares of this class.",
						 date_iso((ymd)s.rows[i].day, day),
						 arena_printf(in->arena, "-%" PRId64 ".%02d", -owned / 100,
							      (int)(-owned % 100)))
			  : frozen < 0
			      ? find_error(out, "shares", "movement-release",
					   "On %s more would be released than is frozen.",
					   date_iso((ymd)s.rows[i].day, day))
			      : find_error(out, "shares", "movement-frozen",
					   "On %s more would be frozen than this holder has.",
					   date_iso((ymd)s.rows[i].day, day)),
			  "Look at the movements of this holder and correct the number, the day or the class.");
		return;
	}
}

static void movement_amount(const struct check_in *in, struct findings *out)
{
	amount_try(in, out, in->rec, "holder");
	amount_try(in, out, in->rec, "receiver");
	if (!in->old || in->leaving)
		return;
	bool same = number_in(in->old, "class") == number_in(in->rec, "class") &&
		    number_in(in->old, "org") == number_in(in->rec, "org");
	if (!same || number_in(in->old, "holder") != number_in(in->rec, "holder"))
		amount_try(in, out, in->old, "holder");
	if (!same || number_in(in->old, "receiver") != number_in(in->rec, "receiver"))
		amount_try(in, out, in->old, "receiver");
}

/* What the certificate says is held afterwards; asked once, when the movement is entered. */
static void movement_after(const struct check_in *in, struct findings *out)
{
	const struct value *after = known(in, "after");
	struct steps s = {.a = in->arena, .class = number_in(in->rec, "class"), .org = number_in(in->rec, "org")};
	int64_t owned = 0, day = number_in(in->rec, "happened");
	s.person = number_in(in->rec, known(in, "receiver") ? "receiver" : "holder");
	if (!after || in->old || !s.person || !s.class || !s.org || !steps_load(in, &s))
		return;
	step_add_record(&s, in->rec);
	for (int i = 0; i < s.count; i++)
		owned += s.rows[i].day <= day ? s.rows[i].owned : 0;
	if (owned != after->i)
		find_hint(find_error(out, "after", "movement-after",
				     "By the movements this holder has %s shares of the class then, not %s.",
				     arena_printf(in->arena, "%" PRId64 ".%02d", owned / 100, abs((int)(owned % 100))),
				     arena_printf(in->arena, "%" PRId64 ".%02d", after->i / 100,
						  (int)(after->i % 100))),
			  "The register does not add up: look for a movement that is missing or entered twice, and correct the sheet.");
}

/* ---- what a dividend has counted stays ---- */

static bool same_facts(const struct record *a, const struct record *b)
{
	static const char *const numbers[] = {"org", "happened", "class", "holder", "receiver", "shares"};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (number_in(a, numbers[i]) != number_in(b, numbers[i]))
			return false;
	return text_eq(text_in(a, "kind"), text_in(b, "kind")) &&
	       text_eq(text_in(a, "number"), text_in(b, "number")) &&
	       text_eq(text_in(a, "reverses"), text_in(b, "reverses"));
}

static bool fixed_day(const struct check_in *in, const struct record *r, int64_t *out)
{
	return ask(in,
		   SQL("select coalesce(max(record_day),0) from dividend where county=$1 and org=$2 and"
		       " record_day>=$3 and state in ('published','resolved')"),
		   out, number_in(r, "org"), number_in(r, "happened"));
}

static void movement_fixed(const struct check_in *in, struct findings *out)
{
	int64_t day, before = 0;
	char text[16];
	if (in->old && !in->leaving && same_facts(in->old, in->rec))
		return;
	if (!known(in, "happened") || !fixed_day(in, in->rec, &day) ||
	    (in->old && !in->leaving && !fixed_day(in, in->old, &before)))
		return;
	if (before > day)
		day = before;
	if (day)
		find_hint(find_error(out, "happened", "movement-fixed",
				     "A dividend has counted the shares of %s: movements up to that day stay as they are.",
				     date_iso((ymd)day, text)),
			  "Take the movement back with one of kind “Reversal”, dated later; or take the dividend back first.");
}

/* ---- the charter's ceiling ---- */

static bool shares_of(const struct check_in *in, int64_t person, int64_t *owned, int64_t *all)
{
	return ask(in,
		   SQL("select cast(coalesce(sum(case when receiver=$5 then shares else 0 end-case when holder=$5"
		       " then shares else 0 end),0) as bigint) from r_share_movement where county=$1 and org=$2"
		       " and happened<=$3 and id<>$4 and kind not in ('freeze','unfreeze')"
		       " and (holder=$5 or receiver=$5)"),
		   owned, number_in(in->rec, "org"), number_in(in->rec, "happened"), in->rec->id, person) &&
	       ask(in,
		   SQL("select cast(coalesce(sum(case when holder is null then shares when receiver is null then"
		       " -shares else 0 end),0) as bigint) from r_share_movement where county=$1 and org=$2 and"
		       " happened<=$3 and id<>$4 and kind not in ('freeze','unfreeze')"),
		   all, number_in(in->rec, "org"), number_in(in->rec, "happened"), in->rec->id);
}

static void movement_ceiling(const struct check_in *in, struct findings *out)
{
	const struct value *receiver = known(in, "receiver"), *org = known(in, "org"), *at = known(in, "happened");
	const char *kind = text_in(in->rec, "kind");
	int64_t most, owned, all;
	if (!receiver || !org || !at || text_eq(kind, "reversal") || text_eq(kind, "grant"))
		return;
	if (!ask(in,
		 SQL("select coalesce(max(ceiling),0) from r_share_rule where county=$1 and org=$2 and since<=$3"
		     " and (until is null or until>$3)"),
		 &most, org->i, at->i) ||
	    !most || !shares_of(in, receiver->i, &owned, &all))
		return;
	owned += number_in(in->rec, "shares");
	if (all > 0 && owned * 10000 > most * all)
		find_hint(find_error(out, "shares", "movement-ceiling",
				     "With this the receiver would hold more than %s%% of all shares.",
				     arena_printf(in->arena, "%" PRId64 ".%02d", most / 100, (int)(most % 100))),
			  "The charter sets this ceiling: see the charter rules of the organisation.");
}

const struct check_def share_movement_parties_check = {
    .name = "share_movement_parties",
    .fn = movement_parties,
    .about = "Who gives and receives fits the kind; shares stay inside; a reversal is the exact opposite.",
    .needs = {"holder", "receiver", "kind", "class", "happened", "reverses"},
};
const struct check_def share_movement_amount_check = {
    .name = "share_movement_amount",
    .fn = movement_amount,
    .about = "On no day has anyone less than nothing, or more frozen than owned.",
    .at_delete = true,
    .needs = {"holder", "receiver", "kind", "class", "happened", "shares"},
};
const struct check_def share_movement_after_check = {
    .name = "share_movement_after",
    .fn = movement_after,
    .about = "What is said to be held afterwards is what the movements add up to.",
    .needs = {"holder", "receiver", "class", "happened", "shares", "after"},
};
const struct check_def share_movement_fixed_check = {
    .name = "share_movement_fixed",
    .fn = movement_fixed,
    .about = "What a dividend has counted is not changed.",
    .at_delete = true,
    .needs = {"org", "happened", "shares", "number", "reverses"},
};
const struct check_def share_movement_ceiling_check = {
    .name = "share_movement_ceiling",
    .fn = movement_ceiling,
    .about = "Nobody receives more than the charter's ceiling.",
    .needs = {"receiver", "org", "happened", "shares", "kind"},
};
