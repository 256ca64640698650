/* test_issue.c - fill, freeze, load and compare, over records saved by the one door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"
#include "document/document_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *process, *a;
static struct db *db;
static struct err e;
static int64_t county, town;
static struct unit_list villages;
static struct scope all;

enum { PEOPLE = 12 };
static int64_t people[PEOPLE], reserves[PEOPLE];

static const char template_text[] =
	"---\ntitle_zh: 试\ntitle_en: Test\nunit:\nperiod: quarter\n---\n# {{unit}}{{period}}\n\n"
	"资源库{{figure reserve.total}}人，约{{figure reserve.total style=yu}}人，"
	"其中优秀青年{{figure reserve.young_college}}人。\n";

static void clock_set(const char *ms)
{
	setenv("YANZHEN_NOW", ms, 1);
}

/* 2024-06-01, 06-30 and 07-15, noon in China */
#define JUNE_1 "1717214400000"
#define JUNE_30 "1719720000000"
#define JULY_15 "1721016000000"

static void says_nothing(const struct findings *f)
{
	if (f->first)
		fail_msg("%s %s", f->first->place ? f->first->place : "",
			 msg_render(a, &f->first->text, LANG_EN));
}

static int definitions(void **state)
{
	(void)state;
	struct findings f;
	process = arena_new(64 << 20);
	a = arena_new(256 << 20);
	findings_init(&f, process);
	struct reg_set *set = ARENA_NEW(process, struct reg_set);
	char dir[] = "/tmp/yz-issue-XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *documents = arena_printf(process, "%s/documents", dir);
	const char *file = arena_printf(process, "%s/test.md", documents);
	assert_int_equal(mkdir(documents, 0700), 0);
	FILE *out = fopen(file, "w");
	fputs(template_text, out);
	fclose(out);
	bool ok = reg_set_read(process, NULL, set, &f);
	reg_set_use(set);
	ok = ok && measures_read(process, NULL, &f) && templates_read(process, dir, &f);
	says_nothing(&f);
	assert_true(ok);
	unlink(file);
	rmdir(documents);
	rmdir(dir);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	arena_free(a);
	arena_free(process);
	return 0;
}

static void save(struct record *rec)
{
	struct findings f;
	findings_init(&f, a);
	const struct save_how how = { .scope = all, .origin = "test" };
	bool ok = reg_save(a, db, rec, &how, &f, &e);
	if (f.errors)
		says_nothing(&f);
	if (!ok)
		fail_msg("%s", msg_render(a, &e.text, LANG_EN));
}

static void set_text(struct record *rec, const char *field, const char *s)
{
	*record_value(rec, field) = (struct value){ .known = true, .s = s };
}

static void set_number(struct record *rec, const char *field, int64_t v)
{
	*record_value(rec, field) = (struct value){ .known = true, .i = v };
}

static int64_t person_add(const char *name, int64_t unit, ymd birth, const char *education)
{
	struct record *p = record_new(a, reg_find("person"), county, unit);
	set_text(p, "name", name);
	set_text(p, "sex", "male");
	set_number(p, "birth", birth);
	set_text(p, "education", education);
	save(p);
	return p->id;
}

static int64_t reserve_add(int64_t person, int64_t unit)
{
	struct record *r = record_new(a, reg_find("reserve"), county, unit);
	set_number(r, "person", person);
	set_text(r, "level", "town");
	set_number(r, "joined", 20230101);
	save(r);
	return r->id;
}

static struct record *load(const char *reg, int64_t id)
{
	struct record *rec;
	assert_true(reg_load(a, db, reg_find(reg), county, id, &all, true, &rec, &e));
	return rec;
}

/* Twelve in the pool, in two villages of three: eight of them 35 or younger with college. */
static int site(void **state)
{
	(void)state;
	struct findings f;
	struct unit u;
	const char *migration;
	int added;
	clock_set(JUNE_1);
	e = (struct err){ 0 };
	findings_init(&f, a);
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	const struct embedded *csv = embedded_find("packs/areas/hn-qiyang.csv");
	assert_true(units_load_csv(db, csv->data, csv->size, 20200101, &added, &f, &e));
	assert_true(reg_diff(a, db, true, &migration, &f, &e));
	says_nothing(&f);
	assert_true(unit_by_code(a, db, "431181110000", 0, &u, &e));
	county = u.county;
	town = u.id;
	scope_all(county, &all);
	char key[] = "/tmp/yz-key-XXXXXX";
	static bool sealed;
	if (!sealed) {
		int fd = mkstemp(key);
		close(fd);
		unlink(key);
		assert_true(seal_open(key, true, &e));
		unlink(key);
		sealed = true;
	}
	assert_true(unit_villages(a, db, town, 0, &villages, &e));
	assert_int_equal(villages.count, 35);
	for (int i = 0; i < PEOPLE; i++) {
		static const char *const names[] = {
			"赵一", "钱二", "孙三", "李四", "周五", "吴六",
			"郑七", "王八", "冯九", "陈十", "褚一", "卫二"
		};
		int64_t unit = villages.units[i % 2].id;
		people[i] = person_add(names[i], unit, i < 8 ? 19950101 : 19750101, "college");
		reserves[i] = reserve_add(people[i], unit);
	}
	clock_set(JUNE_30);
	return 0;
}

static int site_close(void **state)
{
	(void)state;
	db_close(db);
	return 0;
}

static struct document_ask ask(const char *template)
{
	struct document_ask q = { .template = template_find(template),
				  .county = county,
				  .unit = town,
				  .at = 20240630,
				  .scope = all };
	assert_non_null(q.template);
	assert_true(period_parse("2024-Q2", &q.period));
	return q;
}

static int64_t issue(void)
{
	struct document_ask q = ask("test");
	int64_t run = 0;
	if (!document_issue(a, db, &q, 0, &run, &e))
		fail_msg("%s", msg_render(a, &e.text, LANG_EN));
	return run;
}

static const char *text_of(const struct document *d)
{
	const char *out = "";
	for (int i = 0; i < d->block_count; i++)
		out = arena_printf(a, "%s%s\n", out, block_text(a, &d->blocks[i]));
	return out;
}

static const char expected[] = "羊角塘镇2024年第二季度\n资源库12人，约10余人，其中优秀青年8人。\n";

static void fills_from_records(void **state)
{
	(void)state;
	struct document d;
	struct document_ask q = ask("test");
	assert_true(document_fill(a, db, &q, &d, &e));
	assert_string_equal(text_of(&d), expected);
	assert_int_equal(d.figure_count, 3);
	assert_int_equal(d.run, 0);
	/* born 1995-01-01, on a day when they are 36 */
	q.at = 20310630;
	clock_set("1940601600000");
	assert_true(document_fill(a, db, &q, &d, &e));
	assert_string_equal(d.figures[2].printed, "0");
}

/* The files of documents/, counted where they are kept. */
static int templates_in_source(void)
{
	int n = 0;
	DIR *folder = opendir(YANZHEN_SOURCE "/documents");
	assert_non_null(folder);
	for (const struct dirent *d; (d = readdir(folder));)
		n += strstr(d->d_name, ".md") != NULL;
	closedir(folder);
	return n;
}

static void every_template_fills(void **state)
{
	(void)state;
	assert_int_equal(template_count(), templates_in_source() + 1); /* and the site's own */
	struct document_ask q = ask("yangjiaotang-briefing");
	struct document d;
	assert_true(document_fill(a, db, &q, &d, &e));
	assert_non_null(strstr(text_of(&d), "建立12人的镇级村后备力量资源库"));
	assert_non_null(strstr(text_of(&d), "对全镇35个村（社区）支部书记集中开展培训"));
	q = ask("people-briefing");
	assert_true(document_fill(a, db, &q, &d, &e));
	q = ask("caoping-briefing");
	assert_false(document_fill(a, db, &q, &d, &e));
	assert_int_equal(e.code, ERR_INPUT);
}

static void a_part_is_not_printed_as_the_whole(void **state)
{
	(void)state;
	struct document d;
	struct document_ask q = ask("test");
	q.scope = (struct scope){ .count = 1, .units = { villages.units[0].id } };
	assert_false(document_fill(a, db, &q, &d, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct err){ 0 };
	q.scope.count = 0;
	assert_false(document_fill(a, db, &q, &d, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	int64_t run;
	e = (struct err){ 0 };
	assert_false(document_issue(a, db, &q, 0, &run, &e));
	e = (struct err){ 0 };
	run = issue();
	assert_false(document_load(a, db, county, run, &q.scope, &d, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void an_issue_stays_as_it_was(void **state)
{
	(void)state;
	struct document d;
	int64_t run = issue(), second = issue();
	assert_true(document_load(a, db, county, second, &all, &d, &e));
	assert_int_equal(d.number, 2);
	struct record *r = load("reserve", reserves[0]);
	struct findings f;
	findings_init(&f, a);
	const struct save_how how = { .scope = all, .origin = "test" };
	assert_true(reg_delete(a, db, r, &how, &f, &e));
	assert_true(document_load(a, db, county, run, &all, &d, &e));
	assert_string_equal(text_of(&d), expected);
	assert_int_equal(d.number, 1);
	assert_int_equal(d.figure_count, 3);
	assert_int_equal(d.figures[2].figure.value.v, 8);
	assert_int_equal(d.figures[2].figure.parameter_count, 2);
	assert_int_equal(d.figures[1].style, STYLE_YU);
	assert_int_equal(strlen(d.hash), 64);
	int count;
	struct run_row *rows;
	assert_true(document_runs(a, db, county, town, &all, &count, &rows, &e));
	assert_int_equal(count, 2);
	assert_true(rows[0].id == second && rows[0].number == 2);
}

static void the_hash_covers_every_table(void **state)
{
	(void)state;
	static const char *const harm[] = {
		"update document_run set number=7", "update document_run set text='[]'",
		"update document_figure set printed='13' where seq=0",
		"update document_figure set value=null where seq=2",
		"update document_parameter set value='40' where seq=2 and pos=0",
		"update document_measure set value=9 where seq=2",
		"update document_input set ver=ver+1 where seq=0",
		"delete from document_input where seq=2",
	};
	struct findings f;
	issue();
	findings_init(&f, a);
	assert_true(documents_check(a, db, &f, &e));
	assert_int_equal(f.errors, 0);
	for (size_t i = 0; i < ARRAY_LEN(harm); i++) {
		TXN(t);
		assert_true(txn_begin(&t, db, &e));
		assert_true(db_script(db, harm[i], &e));
		findings_init(&f, a);
		assert_true(documents_check(a, db, &f, &e));
		if (f.errors != 1 || !text_eq(f.first->code, "document-hash"))
			fail_msg("not seen: %s", harm[i]);
	}
}

static int64_t rows(struct sql sql)
{
	struct err why = { 0 };
	struct stmt *q = db_query(db, sql, &why);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(db_end(q, &why));
	return n;
}

/* The disk fills up at each step in turn: nothing half-issued stays, and the number is kept. */
static void an_issue_is_whole_or_not_at_all(void **state)
{
	(void)state;
	struct document_ask q = ask("test");
	int64_t run = 0, audits = rows(SQL("select count(*) from audit"));
	int failed = 0;
	for (bool ok = false; !ok; failed += !ok) {
		struct err why = { 0 };
		db_fail_at(failed + 1);
		ok = document_issue(a, db, &q, 0, &run, &why);
		db_fail_at(0);
		db_idle(db);
		if (ok)
			break;
		assert_true(why.code != ERR_NONE);
		assert_int_equal(rows(SQL("select count(*) from document_run")), 0);
		assert_int_equal(rows(SQL("select count(*) from document_input")), 0);
		assert_int_equal(rows(SQL("select count(*) from audit")), audits);
	}
	assert_true(failed > 20);
	struct document d;
	assert_true(document_load(a, db, county, run, &all, &d, &e));
	assert_int_equal(d.number, 1);
	struct findings f;
	findings_init(&f, a);
	assert_true(documents_check(a, db, &f, &e));
	assert_int_equal(f.errors, 0);
}

static struct figure_change *compare(int64_t run, int want)
{
	struct document d;
	struct figure_change *list;
	int count;
	assert_true(document_load(a, db, county, run, &all, &d, &e));
	if (!document_compare(a, db, &d, &all, LANG_ZH, &count, &list, &e))
		fail_msg("%s", msg_render(a, &e.text, LANG_EN));
	assert_int_equal(count, want);
	return list;
}

static void says_why_each_number_changed(void **state)
{
	(void)state;
	struct findings f;
	const struct save_how how = { .scope = all, .origin = "test" };
	int64_t run = issue();
	compare(run, 0);
	clock_set(JULY_15);
	/* late: joined before the day, entered after the issue */
	int64_t late = reserve_add(person_add("蒋三", villages.units[2].id, 19960101, "bachelor"),
				   villages.units[2].id);
	struct figure_change *c = compare(run, 2);
	assert_string_equal(c[0].before, "12");
	assert_string_equal(c[0].after, "13");
	assert_int_equal(c[0].cause_count, 1);
	assert_int_equal(c[0].causes[0].cause, CAUSE_LATE);
	assert_true(c[0].causes[0].record == late);
	assert_string_equal(c[0].causes[0].text, "蒋三（2024-07-15补录）");
	assert_string_equal(c[1].after, "9");
	/* deleted */
	findings_init(&f, a);
	assert_true(reg_delete(a, db, load("reserve", reserves[11]), &how, &f, &e));
	/* correction of the row itself: he had left before the day */
	struct record *r = load("reserve", reserves[10]);
	set_number(r, "exited", 20240101);
	set_text(r, "exit_reason", "other");
	save(r);
	c = compare(run, 2);
	assert_string_equal(c[0].after, "11");
	assert_int_equal(c[0].cause_count, 3);
	bool deleted = false, corrected = false;
	for (int i = 0; i < c[0].cause_count; i++) {
		deleted |= c[0].causes[i].cause == CAUSE_DELETED &&
			   strstr(c[0].causes[i].text, "卫二");
		corrected |= c[0].causes[i].cause == CAUSE_CORRECTION &&
			     strstr(c[0].causes[i].text, "褚一");
	}
	assert_true(deleted && corrected);
	/* correction of the person: the row's own version does not change */
	struct record *p = load("person", people[0]);
	set_number(p, "birth", 19700101);
	save(p);
	c = compare(run, 1); /* 9 - 1 = 8 again: only the total differs */
	p = load("person", people[1]);
	set_number(p, "birth", 19700101);
	save(p);
	c = compare(run, 2);
	assert_string_equal(c[1].before, "8");
	assert_string_equal(c[1].after, "7");
	assert_int_equal(c[1].cause_count, 3);
}

static void transfer(int64_t village, int64_t to)
{
	struct unit_change ch = { .kind = CHANGE_TRANSFER,
				  .day = 20240701,
				  .document = "祁政发〔2024〕1号",
				  .old_count = 1,
				  .old = { village },
				  .new_count = 1 };
	ch.made[0].parent = to;
	assert_true(unit_change_apply(db, &ch, 0, NULL, &e));
}

static void a_transfer_is_a_boundary(void **state)
{
	(void)state;
	struct unit other;
	struct unit_list theirs;
	assert_true(unit_by_code(a, db, "431181001000", 0, &other, &e));
	assert_true(unit_villages(a, db, other.id, 0, &theirs, &e));
	const struct unit *in = &theirs.units[0], *out = &villages.units[0];
	reserve_add(person_add("沈四", in->id, 19960101, "bachelor"), in->id);
	int64_t run = issue();
	clock_set(JULY_15);
	transfer(out->id, other.id);
	struct figure_change *c = compare(run, 2);
	assert_string_equal(c[0].after, "6");
	assert_int_equal(c[0].cause_count, 1);
	assert_int_equal(c[0].causes[0].cause, CAUSE_BOUNDARY);
	assert_string_equal(c[0].causes[0].text,
			    arena_printf(a, "%s因区划变更划出：6 条记录", out->name));
	transfer(in->id, town);
	c = compare(run, 2);
	assert_string_equal(c[0].after, "7");
	assert_int_equal(c[0].cause_count, 2);
	assert_int_equal(c[0].causes[1].cause, CAUSE_BOUNDARY);
	const char *came = arena_printf(a, "%s因区划变更划入：1 条记录", in->name);
	assert_true(text_eq(c[0].causes[0].text, came) || text_eq(c[0].causes[1].text, came));
}

static void another_bound_is_a_rule(void **state)
{
	(void)state;
	int64_t run = issue();
	clock_set(JULY_15);
	struct record *p = record_new(a, reg_find("parameter"), county, town);
	set_text(p, "name", "reserve.young_age");
	set_text(p, "value", "25");
	set_text(p, "document", "试〔2024〕1号");
	set_number(p, "valid_from", 20240101);
	save(p);
	struct figure_change *c = compare(run, 1);
	assert_string_equal(c[0].after, "0");
	assert_int_equal(c[0].cause_count, 1);
	assert_int_equal(c[0].causes[0].cause, CAUSE_RULE);
	assert_non_null(strstr(c[0].causes[0].text, "25"));
}

/* Last: reads the templates anew. */
static void a_site_has_its_own_templates(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *code;
	} cases[] = {
		{ "people-briefing.md",
		  "---\ntitle_zh: 自己的\ntitle_en: Own\nperiod: month\n---\n文\n", NULL },
		{ "Bad Name.md", "---\n", "template-name" },
		{ "wrong.md",
		  "---\ntitle_zh: 甲\ntitle_en: A\nperiod: month\n---\n{{figure no.such}}\n",
		  "template-figure" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char dir[] = "/tmp/yz-issue-XXXXXX";
		struct findings f;
		findings_init(&f, process);
		assert_non_null(mkdtemp(dir));
		const char *documents = arena_printf(process, "%s/documents", dir);
		const char *file = arena_printf(process, "%s/%s", documents, cases[i].name);
		assert_int_equal(mkdir(documents, 0700), 0);
		FILE *out = fopen(file, "w");
		fputs(cases[i].text, out);
		fclose(out);
		assert_int_equal(templates_read(process, dir, &f), !cases[i].code);
		unlink(file);
		rmdir(documents);
		rmdir(dir);
		assert_true(template_count() >= templates_in_source());
		if (cases[i].code)
			assert_string_equal(f.first->code, cases[i].code);
		const char *title = template_find("people-briefing")->title.zh;
		assert_int_equal(text_eq(title, "自己的"), i == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fills_from_records, site, site_close),
		cmocka_unit_test_setup_teardown(every_template_fills, site, site_close),
		cmocka_unit_test_setup_teardown(a_part_is_not_printed_as_the_whole, site,
						site_close),
		cmocka_unit_test_setup_teardown(an_issue_stays_as_it_was, site, site_close),
		cmocka_unit_test_setup_teardown(the_hash_covers_every_table, site, site_close),
		cmocka_unit_test_setup_teardown(an_issue_is_whole_or_not_at_all, site, site_close),
		cmocka_unit_test_setup_teardown(says_why_each_number_changed, site, site_close),
		cmocka_unit_test_setup_teardown(a_transfer_is_a_boundary, site, site_close),
		cmocka_unit_test_setup_teardown(another_bound_is_a_rule, site, site_close),
		cmocka_unit_test(a_site_has_its_own_templates),
	};
	return cmocka_run_group_tests(tests, definitions, forget);
}
