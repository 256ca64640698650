/* test_def.c - definitions: the built-in ones, each kind of mistake, tables and migration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "reg/def.h"
#include "text/text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *findings_text(struct arena *a, const struct findings *f)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		buf_printf(&b, "%s: %s", fi->place ? fi->place : "-",
			   msg_render(a, &fi->text, LANG_EN));
		if (fi->hint.id)
			buf_printf(&b, " %s", msg_render(a, &fi->hint, LANG_EN));
		buf_putc(&b, '\n');
	}
	char *text = arena_strdup(a, buf_str(&b));
	buf_done(&b);
	return text;
}

static struct reg_set *set_read(struct arena *a, const char *site, char **said)
{
	struct findings f;
	findings_init(&f, a);
	struct reg_set *set = ARENA_NEW(a, struct reg_set);
	bool ok = reg_set_read(a, site, set, &f);
	*said = findings_text(a, &f);
	assert_int_equal(ok, f.errors == 0);
	return set;
}

static void built_in_definitions_are_right(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *said;
	struct reg_set *set = set_read(a, NULL, &said);
	assert_string_equal(said, "");
	assert_true(set->count >= 9); /* grows with each register */
	reg_set_use(set);
	const struct reg_def *reserve = reg_find("reserve");
	struct path p;
	assert_true(path_parse(reserve, "person.education", &p));
	assert_string_equal(path_field(reserve, p)->of->name, "education");
	assert_string_equal(path_text(a, reserve, p), "person.education");
	assert_false(path_parse(reserve, "person.educatoin", &p));
	assert_false(path_parse(reserve, "joined.name", &p));
	const struct choice_list *edu = choice_list_find("education");
	assert_true(choice_find(edu, "bachelor")->rank > choice_find(edu, "college")->rank);
	assert_true(choice_find(edu, "college")->rank >
		    choice_find(edu, "secondary_vocational")->rank);
	assert_int_equal(choice_list_find("nation")->count, 57); /* GB/T 3304: 56, and "other" */
	assert_null(reg_find("reserves"));
	reg_set_use(NULL);
	arena_free(a);
}

static bool heading_known(struct arena *a, const struct reg_def *def, const struct column_def *c)
{
	const char *want = text_heading(a, c->label.zh);
	if (c->path.field == PATH_STATE) /* changed by steps, not by sheets */
		return true;
	for (int i = 0; i < def->import_count; i++)
		if (def->imports[i].path.field == c->path.field &&
		    (def->imports[i].path.sub == c->path.sub || def->imports[i].path.sub >= 0) &&
		    text_eq(text_heading(a, def->imports[i].heading), want))
			return true;
	print_error("%s: column %s is not among the headings\n", def->name, c->label.zh);
	return false;
}

/* What is exported can be imported: a sheet goes out, is edited, and comes back. */
static void exported_headings_can_be_read(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *said;
	const struct reg_set *set = set_read(a, NULL, &said);
	int checked = 0;
	for (int i = 0; i < set->count; i++) {
		const struct reg_def *def = set->regs[i];
		for (int k = 0; def->import_count && k < def->column_count; k++, checked++)
			assert_true(heading_known(a, def, &def->columns[k]));
	}
	assert_true(checked > 30);
	arena_free(a);
}

/* ---- golden cases: <case>.yaml with <case>.err, or with <case>.out when it is right ---- */

static char *file_text(struct arena *a, const char *path)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		return NULL;
	char *text = arena_alloc(a, 1 << 20);
	size_t n = fread(text, 1, (1 << 20) - 1, in);
	fclose(in);
	text[n] = 0;
	return text;
}

static void file_write(const char *path, const char *text)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

/* A site's folder that holds these definitions, `more` being a second one or NULL. */
static struct reg_set *site_read(struct arena *a, const char *name, const char *text,
				 const char *more, char **said)
{
	char dir[] = "/tmp/yz_test_def.XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *folder = arena_printf(a, "%s/registers", dir);
	const char *path = arena_printf(a, "%s/%s.yaml", folder, name);
	const char *second = arena_printf(a, "%s/zz.yaml", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	file_write(path, text);
	if (more)
		file_write(second, more);
	struct reg_set *set = set_read(a, dir, said);
	unlink(path);
	unlink(second);
	rmdir(folder);
	rmdir(dir);
	return set;
}

/* The answer of a case: written with YANZHEN_GOLDEN=write, else compared. */
static bool golden_same(struct arena *a, const char *path, const char *got)
{
	if (getenv("YANZHEN_GOLDEN")) {
		file_write(path, got);
		return true;
	}
	const char *want = file_text(a, path);
	if (text_eq(want, got))
		return true;
	print_error("%s:\n--- want\n%s--- got\n%s", path, want ? want : "(none)\n", got);
	return false;
}

static bool case_runs(const char *folder, const char *name)
{
	struct arena *a = arena_new(64 << 20);
	char *said;
	const char *text = file_text(a, arena_printf(a, "%s/%s.yaml", folder, name));
	struct reg_set *set = site_read(a, name, text, NULL, &said);
	bool same;
	if (*said) {
		same = golden_same(a, arena_printf(a, "%s/%s.err", folder, name), said);
	} else {
		reg_set_use(set);
		same = golden_same(a, arena_printf(a, "%s/%s.out", folder, name),
				   reg_explain(a, reg_find(name), LANG_EN));
		reg_set_use(NULL);
	}
	arena_free(a);
	return same;
}

static void each_mistake_has_its_place_and_remedy(void **state)
{
	(void)state;
	static const char folder[] = YANZHEN_SOURCE "/tests/golden/registers";
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	int bad = 0, count = 0;
	for (const struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		char name[256];
		size_t n = strlen(d->d_name);
		if (n < 6 || strcmp(d->d_name + n - 5, ".yaml") != 0)
			continue;
		snprintf(name, sizeof name, "%.*s", (int)n - 5, d->d_name);
		bad += !case_runs(folder, name);
		count++;
	}
	closedir(dir);
	assert_int_equal(bad, 0);
	assert_true(count >= 40);
}

static void explain_prints_everything_derived(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *said;
	reg_set_use(set_read(a, NULL, &said));
	assert_true(golden_same(a, YANZHEN_SOURCE "/tests/golden/registers/reserve.explain",
				reg_explain(a, reg_find("reserve"), LANG_ZH)));
	reg_set_use(NULL);
	arena_free(a);
}

static struct db *fresh_db(void)
{
	struct err e = {0};
	char path[64];
	snprintf(path, sizeof path, "/tmp/yz_test_def.%d.db", (int)getpid());
	unlink(path);
	struct db *db = db_open(path, DB_CREATE, &e);
	assert_non_null(db);
	assert_true(db_migrate(db, &e));
	unlink(path);
	return db;
}

static void migration_is_applied_once(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	struct err e = {0};
	struct findings f;
	char *said;
	const char *migration;
	findings_init(&f, a);
	reg_set_use(set_read(a, NULL, &said));
	struct db *db = fresh_db();
	assert_true(reg_diff(a, db, true, &migration, &f, &e));
	assert_non_null(strstr(migration, "create table r_reserve ("));
	/* those referred to come first, as PostgreSQL wants it */
	assert_true(strstr(migration, "create table r_person (") <
		    strstr(migration, "create table r_org ("));
	assert_true(strstr(migration, "create table r_org (") <
		    strstr(migration, "create table r_post ("));
	assert_true(reg_diff(a, db, true, &migration, &f, &e));
	assert_string_equal(migration, "");
	struct stmt *q =
	    db_query(db, SQL("select id_number_bix from r_person where county=$1"), &e);
	assert_non_null(q);
	assert_true(db_end(q, &e));
	db_close(db);
	reg_set_use(NULL);
	arena_free(a);
}

/* ---- changes of a definition ---- */

static char *replaced(struct arena *a, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	return arena_printf(a, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

/* Compares with the definition `text` of asset (NULL: none); returns migration or findings. */
static const char *asset_diff(struct arena *a, struct db *db, const char *text, bool apply)
{
	struct findings f;
	struct err e = {0};
	char *said;
	const char *migration = "";
	findings_init(&f, a);
	reg_set_use(text ? site_read(a, "asset", text, NULL, &said) : set_read(a, NULL, &said));
	assert_string_equal(said, "");
	bool ok = reg_diff(a, db, apply, &migration, &f, &e);
	reg_set_use(NULL);
	assert_int_equal(ok, f.errors == 0);
	if (ok)
		return migration;
	assert_int_equal(e.code, ERR_REFUSED);
	return findings_text(a, &f);
}

static void changes_are_migrated_and_loss_is_refused(void **state)
{
	(void)state;
	struct arena *a = arena_new(256 << 20);
	const char *text = file_text(a, YANZHEN_SOURCE "/tests/golden/registers/asset.yaml");
	struct db *db = fresh_db();
	asset_diff(a, db, text, true);
	assert_string_equal(asset_diff(a, db, text, true), "");
	/* words on the screen are no change of the table */
	assert_string_equal(asset_diff(a, db, replaced(a, text, "zh: 保管人", "zh: 管理人"), true),
			    "");
	static const struct {
		const char *from, *to, *want;
	} cases[] = {
	    {"valid:", "  - {name: colour, type: text, label: {zh: 颜色, en: Colour}}\nvalid:",
	     "alter table r_asset add column colour text;\n"},
	    {"valid:", "  - {name: tel2, type: phone, label: {zh: 另, en: Other}}\nvalid:",
	     "alter table r_asset add column tel2 text;\n"
	     "alter table r_asset add column tel2_bix text;\n"
	     "create index r_asset_by_tel2 on r_asset (county, tel2_bix, id);\n"},
	    {"key:      [unit, number]", "key:      [unit, number, name]",
	     "drop index if exists r_asset_key;\n"
	     "create unique index r_asset_key on r_asset (county, unit, number, name);\n"},
	    {"sort:     {by: bought, down: yes}\n", "sort: name\n",
	     "drop index if exists r_asset_sort;\n"
	     "create index r_asset_sort on r_asset (county, name, id);\n"},
	    {"unique: yes, min", "unique: no, min", "drop index r_asset_by_number;\n"},
	    {"max: 80", "max: 90", ""},
	    {"max: 80", "max: 79",
	     "registers/asset.yaml:10:5: Lowering the maximum of the field \"name\" of \"asset\" "
	     "would lose data. Put it back as it was, or move the data into a new field first.\n"},
	    {"type: flag,   label: {zh: 在用, en: In use}, default: yes",
	     "type: int, label: {zh: 在用, en: In use}",
	     "registers/asset.yaml:15:5: Changing the type of the field \"in_use\" of \"asset\" "
	     "would lose data. Put it back as it was, or move the data into a new field first.\n"},
	    {"name: note,", "name: remark,",
	     "registers/asset.yaml:2:1: Removing the field \"note\" of \"asset\" "
	     "would lose data. Put it back as it was, or move the data into a new field first.\n"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(
		    asset_diff(a, db, replaced(a, text, cases[i].from, cases[i].to), false),
		    cases[i].want);
	assert_string_equal(
	    asset_diff(a, db, NULL, true),
	    "-: The database holds the register \"asset\", which has no definition. "
	    "Put its file back into the site's folder registers.\n");
	/* each migration that is printed can be run */
	for (size_t i = 0; i < 6; i++) {
		struct db *copy = fresh_db();
		asset_diff(a, copy, text, true);
		const char *changed = replaced(a, text, cases[i].from, cases[i].to);
		assert_string_equal(asset_diff(a, copy, changed, true), cases[i].want);
		assert_string_equal(asset_diff(a, copy, changed, true), "");
		db_close(copy);
	}
	db_close(db);
	arena_free(a);
}

static void a_circle_of_registers_is_refused(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *said;
	static const char form[] =
	    "register: %s\nlabel: {zh: 试, en: Try}\ngroup: people\nof: unit\n"
	    "fields:\n  - {name: other, type: ref, ref: %s, label: {zh: 试, en: Try}}\n"
	    "allow: {read: [organiser], write: [organiser]}\n";
	site_read(a, "aa", arena_printf(a, form, "aa", "zz"), arena_printf(a, form, "zz", "aa"),
		  &said);
	assert_string_equal(said,
			    "registers/zz.yaml:6:5: The registers \"zz\" and \"aa\" refer to each "
			    "other in a circle.\n");
	site_read(a, "aa", arena_printf(a, form, "aa", "aa"), NULL, &said);
	assert_string_equal(said, "");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(built_in_definitions_are_right),
	    cmocka_unit_test(exported_headings_can_be_read),
	    cmocka_unit_test(each_mistake_has_its_place_and_remedy),
	    cmocka_unit_test(explain_prints_everything_derived),
	    cmocka_unit_test(migration_is_applied_once),
	    cmocka_unit_test(changes_are_migrated_and_loss_is_refused),
	    cmocka_unit_test(a_circle_of_registers_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
