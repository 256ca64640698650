/* test_person.c - what is known of one person: rows that point to him, and deleting on request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "audit/audit.h"
#include "base/str.h"
#include "reg/erase.h"
#include "reg/file.h"
#include "reg/referrer.h"

#include <sys/stat.h>

#define VILLAGE "431181110200"
#define OTHER "431181110202"

static struct account clerk_of(const char *code)
{
	struct account acc = {.id = 1, .county = site.county, .grant_count = 1};
	acc.grants[0] = (struct grant){.role = ROLE_CLERK,
				       .unit = strcmp(code, "county") == 0 ? site.county
									   : unit_of(code),
				       .from = 20200101,
				       .to = DATE_OPEN};
	return acc;
}

static struct record *row(const char *reg, const char *code, int64_t person)
{
	struct record *r = record_new(site.a, reg_find(reg), site.county, unit_of(code));
	*record_value(r, "person") = (struct value){.known = true, .i = person};
	return r;
}

static int64_t keep(struct record *r)
{
	struct save_how how = by_program();
	struct findings f;
	findings_init(&f, site.a);
	assert_true(fine(reg_save(site.a, site.db, r, &how, &f, &site.e)));
	return r->id;
}

static int64_t reserve(const char *code, int64_t person, const char *joined, const char *exited)
{
	struct record *r = row("reserve", code, person);
	put(r, "level", "镇级");
	put(r, "joined", joined);
	put(r, "exited", exited);
	return keep(r);
}

static int64_t post(const char *code, int64_t person, const char *started, const char *ended)
{
	struct record *r = row("post", code, person);
	put(r, "kind", "会计");
	put(r, "committee", "否");
	put(r, "started", started);
	put(r, "ended", ended);
	return keep(r);
}

static struct record *load(const char *reg, int64_t id)
{
	struct record *r;
	struct scope all;
	scope_all(site.county, &all);
	assert_true(
	    fine(reg_load(site.a, site.db, reg_find(reg), site.county, id, &all, false, &r, &site.e)));
	return r;
}

static const struct referrer *find(const struct referrer *refs, int count, const char *reg)
{
	for (int i = 0; i < count; i++)
		if (strcmp(refs[i].def->name, reg) == 0)
			return &refs[i];
	static const struct referrer none;
	return &none;
}

static const struct referrer *refs_of(int64_t person, const struct account *acc, int limit,
				      int *count)
{
	struct referrer *refs;
	struct referrer_ask ask = {.to = load("person", person),
				   .acc = acc,
				   .roles = ~0u,
				   .at = 20240101,
				   .limit = limit};
	assert_true(fine(referrers_load(site.a, site.db, &ask, count, &refs, &site.e)));
	return refs;
}

static void rows_elsewhere_are_neither_listed_nor_counted(void **state)
{
	(void)state;
	int64_t id = add_person(VILLAGE, "两村任职", "1980-01-01", "大专", "");
	int count;
	reserve(VILLAGE, id, "2023-01-01", "");
	reserve(OTHER, id, "2022-01-01", "2022-12-01");
	post(OTHER, id, "2021-01-01", "");
	struct account here = clerk_of(VILLAGE), whole = clerk_of("county");
	const struct referrer *refs = refs_of(id, &here, 50, &count);
	assert_int_equal(count, 1);
	assert_string_equal(refs[0].def->name, "reserve");
	assert_int_equal(refs[0].list.count, 1);
	assert_int_equal(refs[0].now, 1);
	assert_int_equal(refs[0].past, 0);
	assert_false(refs[0].more);
	refs = refs_of(id, &whole, 50, &count);
	assert_int_equal(count, 2);
	assert_int_equal(find(refs, count, "reserve")->list.count, 2);
	assert_int_equal(find(refs, count, "reserve")->past, 1);
	assert_int_equal(find(refs, count, "post")->now, 1);
	struct account nobody = {.id = 2, .county = site.county};
	(void)refs_of(id, &nobody, 50, &count);
	assert_int_equal(count, 0);
}

static void a_person_with_no_row_has_none(void **state)
{
	(void)state;
	int count;
	struct account whole = clerk_of("county");
	(void)refs_of(add_person(VILLAGE, "无登记", "1980-01-01", "大专", ""), &whole, 50, &count);
	assert_int_equal(count, 0);
}

/* 300 posts, two of which hold: those first, and all of them when all are asked for. */
static void what_holds_goes_first_among_many(void **state)
{
	(void)state;
	int64_t id = add_person(VILLAGE, "三百职", "1960-01-01", "大专", "");
	struct account whole = clerk_of("county");
	char day[16], next[16];
	int count;
	for (int i = 0; i < 298; i++) {
		ymd from = date_from_days(date_days(20000101) + 20 * i);
		date_iso(from, day);
		date_iso(date_from_days(date_days(from) + 10), next);
		post(VILLAGE, id, day, next);
	}
	post(VILLAGE, id, "1999-01-01", "");
	post(VILLAGE, id, "1999-02-01", "");
	const struct referrer *refs = refs_of(id, &whole, 0, &count);
	assert_int_equal(refs[0].list.count, 300);
	assert_int_equal(refs[0].now, 2);
	assert_int_equal(refs[0].standings[1], STANDING_NOW);
	assert_int_equal(refs[0].standings[2], STANDING_PAST);
	assert_int_equal(record_value(refs[0].list.rows[0], "started")->i, 19990201);
	refs = refs_of(id, &whole, 100, &count);
	assert_int_equal(refs[0].list.count, 100);
	assert_true(refs[0].more);
}

/* ---- deleting on request ---- */

static struct record *request(int64_t person, const char *kind)
{
	struct record *r = row("data_request", VILLAGE, person);
	put(r, "kind", kind);
	put(r, "received", "2023-12-20");
	return load("data_request", keep(r));
}

static void attach(int64_t person)
{
	char path[128], dir[128];
	snprintf(dir, sizeof dir, "%s/files", site.dir);
	(void)mkdir(dir, 0700);
	snprintf(path, sizeof path, "%s/up", site.dir);
	FILE *out = fopen(path, "we");
	assert_non_null(out);
	fputs("paper", out);
	fclose(out);
	struct attachment_new n = {.path = path, .name = "证明.txt", .size = 5, .dir = site.dir,
				   .hash = "0123456789abcdef0123456789abcdef"
					   "0123456789abcdef0123456789abcdef"};
	assert_true(fine(file_add(site.db, file_of(load("person", person)), &n, &site.e)));
}

static struct erase erasing(int64_t person, struct record *ask)
{
	return (struct erase){.person = load("person", person),
			      .request = ask,
			      .how = by_program(),
			      .how_request = by_program(),
			      .roles = ROLE_BIT(ROLE_CLERK),
			      .reason = "档案保存义务",
			      .answer = "已删除"};
}

static int files_of(int64_t person)
{
	struct attachment_list files;
	assert_true(fine(file_list(site.a, site.db, file_of(load("person", person)), &files, &site.e)));
	return files.count;
}

static int64_t somebody(const char *name)
{
	int64_t id = add_person(VILLAGE, name, "1985-03-04", "大专", "");
	struct record *r = load("person", id);
	put(r, "phone", "13800001234");
	put(r, "school", "县职业中专");
	put(r, "occupation", "村医");
	keep(r);
	return id;
}

static void what_records_need_stays(void **state)
{
	(void)state;
	int64_t id = somebody("要删除");
	struct account acc = clerk_of(VILLAGE);
	struct erase_plan plan;
	struct findings f;
	findings_init(&f, site.a);
	reserve(VILLAGE, id, "2023-01-01", "");
	attach(id);
	struct record *ask = request(id, "删除");
	struct erase x = erasing(id, ask);
	assert_true(fine(erase_plan(site.a, site.db, x.person, &acc, &plan, &site.e)));
	assert_false(plan.whole);
	assert_int_equal(plan.entry_count, 1);
	assert_int_equal(plan.file_count, 1);
	assert_true(fine(person_erase(site.a, site.db, &x, &plan, &f, &site.e)));
	struct record *after = load("person", id);
	assert_false(record_value(after, "phone")->known);
	assert_false(record_value(after, "school")->known);
	assert_false(record_value(after, "occupation")->known);
	assert_int_equal(record_value(after, "birth")->i, 19850304);
	assert_string_equal(record_value(after, "education")->s, "college");
	assert_int_equal(files_of(id), 0);
	ask = load("data_request", ask->id);
	assert_string_equal(ask->state, "done");
	assert_int_equal(record_value(ask, "done")->i, 20240101);
	int count;
	const struct referrer *refs = refs_of(id, &acc, 9, &count);
	assert_int_equal(find(refs, count, "reserve")->list.count, 1);
}

/* Nothing but the request points there, and the account sees the whole county. */
static void without_entries_only_the_name_stays(void **state)
{
	(void)state;
	int64_t id = somebody("无记录者");
	struct erase_plan plan;
	struct findings f;
	findings_init(&f, site.a);
	struct record *ask = request(id, "删除");
	struct account here = clerk_of(VILLAGE), whole = clerk_of("county");
	struct erase x = erasing(id, ask);
	assert_true(fine(erase_plan(site.a, site.db, x.person, &here, &plan, &site.e)));
	assert_false(plan.whole); /* a clerk cannot know what other villages have */
	assert_true(fine(erase_plan(site.a, site.db, x.person, &whole, &plan, &site.e)));
	assert_true(plan.whole);
	assert_true(fine(person_erase(site.a, site.db, &x, &plan, &f, &site.e)));
	struct record *after = load("person", id);
	for (int i = 0; i < after->def->field_count; i++)
		assert_int_equal(after->v[i].known, after->def->fields[i].required);
}

static void only_an_open_request_to_delete_deletes(void **state)
{
	(void)state;
	int64_t id = somebody("没请求"), other = somebody("别人");
	struct account acc = clerk_of(VILLAGE);
	struct record *asks[] = {request(id, "查阅"), request(other, "删除")};
	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		struct erase x = erasing(id, asks[i]);
		struct erase_plan plan;
		struct findings f;
		findings_init(&f, site.a);
		assert_true(fine(erase_plan(site.a, site.db, x.person, &acc, &plan, &site.e)));
		assert_false(person_erase(site.a, site.db, &x, &plan, &f, &site.e));
		assert_int_equal(site.e.code, ERR_REFUSED);
		site.e = (struct err){0};
		assert_true(record_value(load("person", id), "phone")->known);
	}
}

static void every_step_failing_deletes_nothing_half(void **state)
{
	(void)state;
	int64_t id = somebody("半删");
	struct account acc = clerk_of(VILLAGE);
	attach(id);
	reserve(VILLAGE, id, "2023-01-01", "");
	struct record *ask = request(id, "删除");
	for (int n = 1; n < 2000; n++) {
		struct err e = {0};
		struct findings f;
		struct erase_plan plan;
		struct erase x = erasing(id, load("data_request", ask->id));
		findings_init(&f, site.a);
		assert_true(fine(erase_plan(site.a, site.db, x.person, &acc, &plan, &site.e)));
		db_fail_at(n);
		bool ok = person_erase(site.a, site.db, &x, &plan, &f, &e);
		db_fail_at(0);
		assert_int_equal(!record_value(load("person", id), "phone")->known, ok);
		assert_int_equal(files_of(id), ok ? 0 : 1);
		assert_string_equal(load("data_request", ask->id)->state, ok ? "done" : "open");
		if (ok)
			return;
	}
	fail_msg("the deletion never succeeded");
}

/* ---- the request's own rules ---- */

static void a_refusal_gives_its_reason(void **state)
{
	(void)state;
	struct record *ask = request(somebody("被拒"), "删除");
	struct save_how how = by_program();
	struct findings f;
	findings_init(&f, site.a);
	assert_false(reg_transit(site.a, site.db, ask, "refuse", &how, ROLE_BIT(ROLE_CLERK), &f,
				 &site.e));
	assert_int_equal(site.e.code, ERR_REFUSED);
	assert_non_null(findings_of(&f, "reason"));
	site.e = (struct err){0};
	findings_init(&f, site.a);
	put(ask, "reason", "干部人事档案须保存");
	assert_true(fine(reg_transit(site.a, site.db, ask, "refuse", &how, ROLE_BIT(ROLE_CLERK),
				     &f, &site.e)));
	struct record *early = row("data_request", VILLAGE, somebody("早办"));
	put(early, "kind", "复制");
	put(early, "received", "2023-12-20");
	put(early, "done", "2023-12-19");
	findings_init(&f, site.a);
	assert_false(reg_save(site.a, site.db, early, &how, &f, &site.e));
	assert_non_null(findings_of(&f, "done"));
	site.e = (struct err){0};
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_elsewhere_are_neither_listed_nor_counted),
	    cmocka_unit_test(a_person_with_no_row_has_none),
	    cmocka_unit_test(what_holds_goes_first_among_many),
	    cmocka_unit_test(what_records_need_stays),
	    cmocka_unit_test(without_entries_only_the_name_stays),
	    cmocka_unit_test(only_an_open_request_to_delete_deletes),
	    cmocka_unit_test(every_step_failing_deletes_nothing_half),
	    cmocka_unit_test(a_refusal_gives_its_reason),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
