/* test_checks.c - the named checks: what each says, and when it is silent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/id.h"
#include "base/str.h"

static struct record *record_of(const char *reg, const char *unit)
{
	return record_new(site.a, reg_find(reg), site.county, unit_of(unit));
}

static void put_i(struct record *r, const char *field, int64_t i)
{
	*record_value(r, field) = (struct value){ .known = true, .i = i };
}

static void put_s(struct record *r, const char *field, const char *s)
{
	*record_value(r, field) = (struct value){ .known = true, .s = s };
}

/* The code of the only finding, "" for none. */
static const char *says(const struct record *r, const char *check)
{
	struct findings f;
	struct err e = { 0 };
	const struct check_in in = { .arena = site.a, .db = site.db, .rec = r, .today = 20240101,
				     .e = &e };
	findings_init(&f, site.a);
	check_find(check)->fn(&in, &f);
	assert_int_equal(e.code, ERR_NONE);
	assert_true(f.kept <= 1);
	return f.first ? f.first->code : "";
}

/* 11010519491231002X is the example of GB 11643-1999, appendix A: a woman born 1949-12-31. */
static void person_agrees_with_the_identity_number(void **state)
{
	(void)state;
	struct record *r = record_of("person", "431181110000");
	put_s(r, "id_number", "11010519491231002X");
	assert_string_equal(says(r, "person_birth_matches_id"), "");
	put_i(r, "birth", 19491231);
	assert_string_equal(says(r, "person_birth_matches_id"), "");
	put_i(r, "birth", 19491200); /* the sheet knows the month only */
	assert_string_equal(says(r, "person_birth_matches_id"), "");
	put_i(r, "birth", 19491230);
	assert_string_equal(says(r, "person_birth_matches_id"), "person-birth");
	put_s(r, "sex", "female");
	assert_string_equal(says(r, "person_sex_matches_id"), "");
	put_s(r, "sex", "male");
	assert_string_equal(says(r, "person_sex_matches_id"), "person-sex");
	put_s(r, "id_number", "110105********002X"); /* masked: nothing can be said */
	assert_string_equal(says(r, "person_sex_matches_id"), "");
	assert_string_equal(says(r, "person_birth_matches_id"), "");
}

static void the_end_is_not_before_the_beginning(void **state)
{
	(void)state;
	static const struct {
		int from, to;
		const char *want;
	} cases[] = {
		{ 20240501, 20240501, "" }, { 20240501, 20240430, "dates-in-order" },
		{ 20240515, 20240500, "" }, { 20240500, 20240500, "" },
		{ 20240500, 20240430, "dates-in-order" },
	};
	struct record *r = record_of("reserve", "431181110000");
	put_i(r, "joined", 20240501);
	assert_string_equal(says(r, "dates_in_order"), "");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		put_i(r, "joined", cases[i].from);
		put_i(r, "exited", cases[i].to);
		assert_string_equal(says(r, "dates_in_order"), cases[i].want);
	}
}

static void nobody_teaches_themselves(void **state)
{
	(void)state;
	struct record *r = record_of("mentor_pair", "431181110000");
	put_i(r, "mentor", 7);
	assert_string_equal(says(r, "mentor_not_self"), "");
	put_i(r, "mentee", 8);
	assert_string_equal(says(r, "mentor_not_self"), "");
	put_i(r, "mentee", 7);
	assert_string_equal(says(r, "mentor_not_self"), "mentor-self");
}

static int64_t person_born(ymd birth)
{
	int64_t id = id_new();
	struct stmt *q = db_query(site.db,
				  SQL("insert into r_person (county, id, unit, ver, state, created_ms, "
				      "updated_ms, name, birth) values ($1, $2, $3, 1, '', 0, 0, $4, $5)"),
				  &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	bind(q, 2, id);
	bind(q, 3, site.town);
	bind(q, 4, "试");
	bind(q, 5, birth);
	assert_true(fine(db_run(q, &site.e)));
	return id;
}

static void a_reserve_is_of_working_age_on_joining(void **state)
{
	(void)state;
	struct record *r = record_of("reserve", "431181110000");
	put_i(r, "joined", 20230630);
	put_i(r, "person", person_born(20050630));
	assert_string_equal(says(r, "reserve_age_plausible"), "");
	put_i(r, "person", person_born(20050701));
	assert_string_equal(says(r, "reserve_age_plausible"), "reserve-age");
	put_i(r, "person", person_born(19620701));
	assert_string_equal(says(r, "reserve_age_plausible"), "");
	put_i(r, "person", person_born(19620630));
	assert_string_equal(says(r, "reserve_age_plausible"), "reserve-age");
}

static int64_t org_at(int64_t unit, int64_t covers)
{
	int64_t id = id_new();
	struct stmt *q = db_query(site.db,
				  SQL("insert into r_org (county, id, unit, ver, state, created_ms, updated_ms, "
				      "name) values ($1, $2, $3, 1, '', 0, 0, $4)"),
				  &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	bind(q, 2, id);
	bind(q, 3, unit);
	bind(q, 4, arena_printf(site.a, "联合党支部%" PRId64, id));
	assert_true(fine(db_run(q, &site.e)));
	if (!covers)
		return id;
	q = db_query(site.db, SQL("insert into r_org_covers (county, id, unit) values ($1, $2, $3)"),
		     &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	bind(q, 2, id);
	bind(q, 3, covers);
	assert_true(fine(db_run(q, &site.e)));
	return id;
}

static void a_post_is_in_a_unit_of_its_organisation(void **state)
{
	(void)state;
	struct unit_list villages;
	assert_true(fine(unit_villages(site.a, site.db, site.town, 0, &villages, &site.e)));
	assert_true(villages.count > 2);
	int64_t one = villages.units[0].id, two = villages.units[1].id, three = villages.units[2].id;
	struct record *r = record_new(site.a, reg_find("post"), site.county, two);
	assert_string_equal(says(r, "post_org_covers_unit"), "");
	put_i(r, "org", org_at(one, 0));
	assert_string_equal(says(r, "post_org_covers_unit"), "post-org-unit");
	put_i(r, "org", org_at(one, two)); /* a joint branch */
	assert_string_equal(says(r, "post_org_covers_unit"), "");
	put_i(r, "org", org_at(one, three));
	assert_string_equal(says(r, "post_org_covers_unit"), "post-org-unit");
	put_i(r, "org", org_at(site.town, 0)); /* the town's committee covers its villages */
	assert_string_equal(says(r, "post_org_covers_unit"), "");
}

static void a_requirement_can_be_met(void **state)
{
	(void)state;
	struct record *r = record_of("requirement", "431181110000");
	put_i(r, "number", 2);
	assert_string_equal(says(r, "requirement_numbers"), "");
	put_i(r, "young_number", 0);
	assert_string_equal(says(r, "requirement_numbers"), "");
	put_i(r, "young_number", 1);
	assert_string_equal(says(r, "requirement_numbers"), "requirement-bounds");
	put_i(r, "age_max", 35);
	assert_string_equal(says(r, "requirement_numbers"), "");
	put_i(r, "young_number", 3);
	assert_string_equal(says(r, "requirement_numbers"), "requirement-numbers");
}

static void run(struct sql sql, int64_t a, int64_t b, int64_t c)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL));
	bind(q, 1, site.county);
	bind(q, 2, id_new());
	bind(q, 3, a);
	bind(q, 4, b);
	bind(q, 5, c);
	assert_true(fine(db_run(q, &site.e)));
}

static void who_declines_is_struck_off(void **state)
{
	(void)state;
	struct record *r = record_of("away_talent", "431181110235");
	assert_string_equal(says(r, "away_consent"), ""); /* not asked yet */
	put_i(r, "consent", 0);
	assert_string_equal(says(r, "away_consent"), "away-declined");
	put_i(r, "ended", 20231101);
	assert_string_equal(says(r, "away_consent"), "");
	put_s(r, "ties", "父母在家");
	assert_string_equal(says(r, "away_consent"), "away-declined-details");
	put_i(r, "consent", 1);
	assert_string_equal(says(r, "away_consent"), "");
}

static void who_is_away_has_no_post_at_home(void **state)
{
	(void)state;
	struct record *r = record_of("away_talent", "431181110235");
	int64_t person = person_born(19800101);
	put_i(r, "person", person);
	assert_string_equal(says(r, "away_post_in_village"), "");
	run(SQL("insert into r_post (county, id, unit, ver, state, created_ms, updated_ms, person, kind, started) "
		"values ($1, $2, $3, 1, '', 0, 0, $4, 'director', $5)"),
	    unit_of("431181110235"), person, 20210320);
	assert_string_equal(says(r, "away_post_in_village"), "away-post");
	r->unit = unit_of("431181110260"); /* a post elsewhere does not matter */
	assert_string_equal(says(r, "away_post_in_village"), "");
	r->unit = unit_of("431181110235");
	put_i(r, "ended", 20210319);
	assert_string_equal(says(r, "away_post_in_village"), "");
}

/* The day of these tests is 2024-01-01. */
static void days_are_plausible(void **state)
{
	(void)state;
	struct record *r = record_of("talent_contact", "431181110235");
	put_i(r, "happened", 20240101);
	assert_string_equal(says(r, "contact_not_ahead"), "");
	put_i(r, "happened", 20240102);
	assert_string_equal(says(r, "contact_not_ahead"), "day-ahead");
	r = record_of("return_event", "431181110235");
	put_i(r, "came_back", 20240100);
	assert_string_equal(says(r, "return_not_ahead"), "");
	put_i(r, "came_back", 20240200);
	assert_string_equal(says(r, "return_not_ahead"), "day-ahead");
	r = record_of("away_talent", "431181110235");
	put_i(r, "listed", 20230601);
	put_i(r, "next_contact", 20230601);
	assert_string_equal(says(r, "away_appointment"), "");
	put_i(r, "next_contact", 20230531);
	assert_string_equal(says(r, "away_appointment"), "away-appointment");
	r = record_of("rich_leader", "431181110235");
	put_i(r, "started", 20230601);
	put_i(r, "raised_on", 20230601);
	assert_string_equal(says(r, "raised_before_recognised"), "");
	put_i(r, "raised_on", 20230602);
	assert_string_equal(says(r, "raised_before_recognised"), "raised-after");
}

static void a_rank_is_one_persons_unless_tied(void **state)
{
	(void)state;
	struct record *r = record_of("contest_entry", "431181110235");
	struct sql entry = SQL("insert into r_contest_entry (county, id, ver, state, created_ms, updated_ms, "
			       "contest, rank, tied, unit) values ($1, $2, 1, '', 0, 0, $3, $4, $5, $1)");
	int64_t contest = id_new();
	struct stmt *q = db_query(site.db, SQL("insert into r_contest (county, id, unit, ver, state, created_ms, "
					       "updated_ms) values ($1, $2, $1, 1, '', 0, 0)"), &site.e);
	assert_true(fine(q != NULL));
	bind(q, 1, site.county);
	bind(q, 2, contest);
	assert_true(fine(db_run(q, &site.e)));
	run(entry, contest, 1, 0);
	run(entry, contest, 2, 1);
	put_i(r, "contest", contest);
	put_i(r, "rank", 3);
	assert_string_equal(says(r, "contest_rank_unique"), "");
	put_i(r, "rank", 1);
	assert_string_equal(says(r, "contest_rank_unique"), "contest-rank");
	put_i(r, "tied", 1); /* the other one is not */
	assert_string_equal(says(r, "contest_rank_unique"), "contest-rank");
	put_i(r, "rank", 2);
	assert_string_equal(says(r, "contest_rank_unique"), "");
	put_i(r, "tied", 0);
	assert_string_equal(says(r, "contest_rank_unique"), "contest-rank");
	put_i(r, "contest", id_new());
	assert_string_equal(says(r, "contest_rank_unique"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(person_agrees_with_the_identity_number),
		cmocka_unit_test(the_end_is_not_before_the_beginning),
		cmocka_unit_test(nobody_teaches_themselves),
		cmocka_unit_test(a_reserve_is_of_working_age_on_joining),
		cmocka_unit_test(a_post_is_in_a_unit_of_its_organisation),
		cmocka_unit_test(a_requirement_can_be_met),
		cmocka_unit_test(who_declines_is_struck_off),
		cmocka_unit_test(who_is_away_has_no_post_at_home),
		cmocka_unit_test(days_are_plausible),
		cmocka_unit_test(a_rank_is_one_persons_unless_tied),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
