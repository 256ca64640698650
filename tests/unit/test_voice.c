/* test_voice.c - matters: who handles them, who must not see them, how they move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "auth/manage.h"
#include "base/id.h"
#include "measure/measure.h"
#include "reg/workday.h"
#include "voice/matter.h"

#define VILLAGE "431181110200"
#define OTHER "431181110201"

static int up(void **state)
{
	struct findings f;
	if (site_up(state) != 0)
		return -1;
	findings_init(&f, site.a);
	return measures_read(site.process, NULL, &f) ? 0 : -1;
}

static struct matter_new plain(const char *kind, const char *text)
{
	return (struct matter_new){.county = site.county, .place = unit_of(VILLAGE), .kind = kind,
				   .source = "paper", .text = text, .raised = 20231106};
}

/* Raises it, or gives the code of the first finding. */
static const char *raise(const struct matter_new *in, struct matter_raised *out)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){0};
	if (matter_raise(site.a, site.db, in, &how, out, &f, &site.e)) {
		assert_int_equal(f.errors, 0);
		return "";
	}
	assert_true(f.first != NULL || fine(false));
	return f.first->code;
}

static int64_t add_post(int64_t person, const char *unit, const char *kind)
{
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("post"), site.county, unit_of(unit));
	char id[24];
	findings_init(&f, site.a);
	put(r, "person", id_text(person, id));
	put(r, "kind", kind);
	put(r, "committee", "no");
	put(r, "started", "2021-01-01");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	return r->id;
}

static void a_matter_goes_to_who_handles_it(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("works", "三组的水渠垮了二十米。电话13812345678，请来看看。");
	struct workdays *days;
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, unit_of(VILLAGE));
	assert_int_equal((int)strlen(out.code), MATTER_CODE + 1);
	assert_true(fine(workdays_load(site.a, site.db, site.county, &days, &site.e)));
	assert_int_equal(workdays_between(days, 20231106, out.due), 15);
	struct matter m, kept;
	assert_true(fine(matter_by_code(site.a, site.db, out.code, &m, &kept, &site.e)));
	assert_int_equal(m.id, out.id);
	assert_string_equal(m.title, "三组的水渠垮了二十米");
	assert_string_equal(m.text, in.text);
	assert_int_equal(m.state, MATTER_OPEN);
	struct matter_steps steps;
	assert_true(fine(matter_steps(site.a, site.db, &m, true, &steps, &site.e)));
	assert_int_equal(steps.count, 1);
	assert_string_equal(steps.rows[0].what, "raise");
}

static void conduct_goes_above_the_village(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("conduct", "村里分低保不公道。");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.town);
}

static void nobody_gets_what_is_about_him(void **state)
{
	(void)state;
	struct matter_raised out;
	struct matter_new in = plain("finance", "门面房租金没有上账。");
	in.about = add_person(VILLAGE, "王会计", "1970-01-01", "高中", "");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, unit_of(VILLAGE)); /* holds no post */
	(void)add_post(in.about, VILLAGE, "会计");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.town);
	in.about = add_person(VILLAGE, "李主任", "1970-02-01", "高中", "");
	(void)add_post(in.about, "431181110000", "其他");
	assert_string_equal(raise(&in, &out), "");
	assert_int_equal(out.unit, site.county);
	in.about = add_person(VILLAGE, "周局长", "1970-03-01", "高中", "");
	(void)add_post(in.about, "431181000000", "其他");
	assert_string_equal(raise(&in, &out), "matter-county");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_matter_goes_to_who_handles_it),
		cmocka_unit_test(conduct_goes_above_the_village),
		cmocka_unit_test(nobody_gets_what_is_about_him),
	};
	return cmocka_run_group_tests(tests, up, site_down);
}
