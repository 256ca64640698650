/* test_measure.c - definitions of measures, exact arithmetic, figures against records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/findings.h"
#include "base/str.h"
#include "measure/measure_int.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *a; /* the program's: definitions */

/* ---- definitions: golden pairs ---- */

static char *findings_text(const struct findings *f)
{
	struct buf *b = buf_in(a, 1 << 20);
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		buf_printf(b, "%s: %s", fi->place ? fi->place : "-",
			   msg_render(a, &fi->text, LANG_EN));
		if (fi->hint.id)
			buf_printf(b, " %s", msg_render(a, &fi->hint, LANG_EN));
		buf_putc(b, '\n');
	}
	return arena_strdup(a, buf_str(b));
}

/* What a reader of the file is told about it, both languages. */
static char *set_text(const struct measure_set *set)
{
	struct buf *b = buf_in(a, 1 << 20);
	for (int i = 0; i < set->indicator_count; i++) {
		buf_puts(b, indicator_explain(a, &set->indicators[i]->def, LANG_EN));
		buf_puts(b, indicator_explain(a, &set->indicators[i]->def, LANG_ZH));
		buf_putc(b, '\n');
	}
	return arena_strdup(a, buf_str(b));
}

static char *file_read(const char *path)
{
	FILE *in = fopen(path, "r");
	if (!in)
		return NULL;
	char *text = arena_alloc(a, 1 << 16);
	text[fread(text, 1, (1 << 16) - 1, in)] = 0;
	fclose(in);
	return text;
}

static void same_as(const char *path, const char *text)
{
	if (getenv("YANZHEN_GOLDEN")) {
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fputs(text, out);
		fclose(out);
	}
	const char *want = file_read(path);
	if (!want)
		fail_msg("%s is missing", path);
	assert_string_equal(text, want);
}

static struct measure_set *set_read(const char *file, const char *text, struct findings *f)
{
	struct measure_set *set = ARENA_NEW(a, struct measure_set);
	set->arena = a;
	findings_init(f, a);
	struct definition_text one = {file, text, strlen(text)};
	measures_read_texts(set, &one, 1, f);
	return set;
}

static void files_say_what_is_wrong(void **state)
{
	(void)state;
	const char *folder = YANZHEN_SOURCE "/tests/golden/indicators";
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	int cases = 0, wrong = 0;
	for (struct dirent *d; (d = readdir(dir));) {
		size_t n = strlen(d->d_name);
		if (n < 6 || !text_eq(d->d_name + n - 5, ".yaml"))
			continue;
		const char *stem = arena_strndup(a, d->d_name, n - 5);
		struct findings f;
		struct measure_set *set =
		    set_read(d->d_name, file_read(arena_printf(a, "%s/%s", folder, d->d_name)), &f);
		cases++;
		if (f.errors) {
			wrong++;
			same_as(arena_printf(a, "%s/%s.err", folder, stem), findings_text(&f));
			continue;
		}
		measure_set_use(set);
		same_as(arena_printf(a, "%s/%s.out", folder, stem), set_text(set));
	}
	closedir(dir);
	assert_int_equal(cases, 10);
	assert_int_equal(wrong, 8);
}

static void built_in_indicators_are_right(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f, a);
	bool ok = measures_read(a, NULL, &f);
	assert_string_equal(findings_text(&f), "");
	assert_true(ok);
	assert_non_null(indicator_find("reserve.total"));
	assert_non_null(indicator_find("committee.young_share"));
	assert_true(indicator_find("committee.young_share")->percent);
	assert_null(indicator_find("reserve.totals"));
	assert_string_equal(indicator_nearest("reserve.totals"), "reserve.total");
	assert_true(input_counts_units(indicator_find("reserve.villages_short"), 0));
	assert_false(input_counts_units(indicator_find("reserve.total"), 0));
	for (int i = 0; i < indicator_count(); i++)
		assert_int_equal(strlen(indicator_at(i)->revision), 16);
	assert_string_not_equal(indicator_find("reserve.total")->revision,
				indicator_find("reserve.young_college")->revision);
}

/* ---- arithmetic ---- */

static const char base_measures[] =
    "- measure: x\n  label: {zh: 甲, en: people}\n  about: {zh: 甲, en: A}\n  of: reserve\n"
    "  count: distinct person\n  quantity: persons\n"
    "- measure: y\n  label: {zh: 乙, en: members}\n  about: {zh: 乙, en: B}\n  of: post\n"
    "  count: distinct person\n  quantity: persons\n";

static struct amount value_of(const char *formula, struct amount x, struct amount y)
{
	struct findings f;
	struct measure_set *set = set_read("base.yaml", base_measures, &f);
	assert_int_equal(f.errors, 0);
	struct formula out;
	formula_parse(a, set, formula, (struct src_pos){"t", 1, 1}, &out, &f);
	assert_string_equal(findings_text(&f), "");
	struct amount values[2] = {{0}};
	for (int i = 0; i < out.input_count; i++)
		values[i] = text_eq(out.inputs[i].measure->name, "x") ? x : y;
	return formula_value(out.tree, values);
}

static struct amount whole(int64_t n)
{
	return (struct amount){.known = true, .n = n, .d = 1};
}

/* Expected values by hand. */
static void arithmetic_is_exact(void **state)
{
	(void)state;
	static const struct {
		const char *formula;
		int64_t x, y, n, d;
	} cases[] = {
	    {"x / y", 198, 598, 99, 299},
	    {"x - y", 93, 51, 42, 1},
	    {"x + 2 * y", 1, 3, 7, 1},
	    {"(x + y) * 2", 1, 3, 8, 1},
	    {"x - y - y", 10, 3, 4, 1},
	    {"x / 4 / 2", 6, 1, 3, 4},
	    {"x / y / 2", 6, 2, 3, 2},
	    {"round(x / y, 2, half_up)", 198, 598, 33, 100},
	    {"round(x / y, 0, half_up)", 5, 2, 3, 1},
	    {"round(x / y, 0, half_even)", 5, 2, 2, 1},
	    {"round(x / y, 0, down)", -5, 3, -1, 1},
	    {"0.1 + 0.2", 0, 0, 3, 10},
	    {"if known(x / y) then x else y", 7, 0, 0, 1},
	    {"if known(x / y) then x else y", 7, 3, 7, 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct amount v = value_of(cases[i].formula, whole(cases[i].x), whole(cases[i].y));
		assert_true(v.known);
		assert_int_equal(v.n, cases[i].n);
		assert_int_equal(v.d, cases[i].d);
	}
}

static void unknown_is_never_zero(void **state)
{
	(void)state;
	struct amount none = value_of("x / y", whole(5), whole(0));
	assert_false(none.known);
	assert_string_equal(msg_render(a, &none.reason, LANG_EN), "no members");
	assert_string_equal(msg_render(a, &none.reason, LANG_ZH), "没有乙");
	none = value_of("x / (2 * y - 2 * y) + x / y", whole(5), whole(1));
	assert_false(none.known);
	struct amount first = {.d = 1}, second = {.d = 1};
	msg_set(&first.reason, "first");
	msg_set(&second.reason, "second");
	struct amount v = value_of("y + x", first, second);
	assert_false(v.known);
	assert_string_equal(v.reason.id, "second");
	v = value_of("x * 9", whole(INT64_MAX / 3), whole(1));
	assert_false(v.known);
	assert_string_equal(v.reason.id, "the number is too large");
}

static int setup(void **state)
{
	(void)state;
	a = arena_new(256 << 20);
	struct findings f;
	findings_init(&f, a);
	struct reg_set *set = ARENA_NEW(a, struct reg_set);
	assert_true(reg_set_read(a, NULL, set, &f));
	reg_set_use(set);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	reg_set_use(NULL);
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_say_what_is_wrong),
	    cmocka_unit_test(built_in_indicators_are_right),
	    cmocka_unit_test(arithmetic_is_exact),
	    cmocka_unit_test(unknown_is_never_zero),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
