/* test_document.c - templates, the source's way of printing, the output files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "document/print.c"
#include "document/template.c"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct indicator_def *persons, *share;

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	struct findings f;
	arena = arena_new(64 << 20);
	findings_init(&f, arena);
	struct reg_set *set = ARENA_NEW(arena, struct reg_set);
	bool ok = reg_set_read(arena, NULL, set, &f);
	reg_set_use(set);
	assert_true(ok && measures_read(arena, NULL, &f));
	persons = indicator_find("reserve.total");
	share = indicator_find("committee.young_share");
	return persons && share ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void prints_as_the_sources_do(void **state)
{
	(void)state;
	static const struct {
		int64_t v;
		const char *exact, *yu, *duo, *wan;
	} cases[] = {
		{ 7, "7", "7", "7", "7" },
		{ 10, "10", "10", "10", "10" },
		{ 23, "23", "20余", "20多", "20余" },
		{ 72, "72", "70余", "70多", "70余" },
		{ 240, "240", "240", "240", "240" },
		{ 243, "243", "240余", "240多", "240余" },
		{ 1273, "1273", "1270余", "1270多", "1270余" },
		{ 3523, "3523", "3520余", "3520多", "3520余" },
		{ 12345, "12345", "12300余", "12300多", "1万余" },
		{ 30000, "30000", "30000", "30000", "3万" },
		{ 30056, "30056", "30000余", "30000多", "3万余" }, /* 累计帮助群众解决问题3万余件 */
		{ 129999, "129999", "129000余", "129000多", "12万余" },
		{ 0, "0", "0", "0", "0" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct figure f = { .indicator = persons,
				    .known = true,
				    .value = { .v = cases[i].v } };
		assert_string_equal(print_figure(arena, &f, STYLE_EXACT), cases[i].exact);
		assert_string_equal(print_figure(arena, &f, STYLE_YU), cases[i].yu);
		assert_string_equal(print_figure(arena, &f, STYLE_DUO), cases[i].duo);
		assert_string_equal(print_figure(arena, &f, STYLE_WAN), cases[i].wan);
	}
	struct figure f = { .indicator = share,
			    .known = true,
			    .value = { .v = 3311037, .scale = 5 } };
	assert_string_equal(print_figure(arena, &f, STYLE_PERCENT), "33.11%");
	f.value = (struct dec){ .v = 29411, .scale = 3 };
	assert_string_equal(print_figure(arena, &f, STYLE_PERCENT), "29.41%");
	f.value = (struct dec){ .v = 30, .scale = 0 };
	assert_string_equal(print_figure(arena, &f, STYLE_PERCENT), "30.00%");
	f.known = false;
	assert_string_equal(print_figure(arena, &f, STYLE_YU), "—");
}

static void periods_in_words(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "2023", "2023年" }, { "2024-Q2", "2024年第二季度" }, { "2024-05", "2024年5月" },
		{ "2024-05-T3", "2024年5月下旬" }, { "2024-05-03", "2024年5月3日" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct period p;
		assert_true(period_parse(cases[i][0], &p));
		assert_string_equal(period_label(arena, &p, LANG_ZH), cases[i][1]);
		assert_string_equal(period_label(arena, &p, LANG_EN), cases[i][0]);
	}
}

#define FRONT "---\ntitle_zh: 甲\ntitle_en: A\nunit:\nperiod: quarter\n---\n"

static void reads_a_template(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f, arena);
	const struct template_def *def = template_parse(
		arena, "x.md", "x",
		FRONT
		"# {{unit}}简报\n\n建立{{figure reserve.total style=yu}}人的\n资源库，\n占{{ figure committee.young_share }}\n\n- one\n  two\n- 三\n\n## 尾\n",
		&f);
	assert_non_null(def);
	assert_int_equal(f.errors, 0);
	const struct template_body *b = def->body;
	assert_int_equal(b->count, 5);
	assert_int_equal(b->blocks[0].kind, BLOCK_TITLE);
	assert_int_equal(b->blocks[0].parts[0].kind, PART_UNIT);
	assert_int_equal(b->blocks[1].kind, BLOCK_PARAGRAPH);
	assert_int_equal(b->blocks[1].count,
			 6); /* 建立, figure, 人的, 资源库，, 占, figure: nothing between */
	assert_int_equal(b->blocks[1].parts[1].style, STYLE_YU);
	assert_string_equal(b->blocks[1].parts[5].text, "committee.young_share");
	assert_int_equal(b->blocks[2].kind, BLOCK_ITEM);
	assert_int_equal(b->blocks[2].count, 3); /* one, space, two */
	assert_string_equal(b->blocks[2].parts[1].text, " ");
	assert_int_equal(b->blocks[4].kind, BLOCK_HEADING);
	assert_string_equal(def->period, "quarter");
}

static void says_what_is_wrong_and_where(void **state)
{
	(void)state;
	static const struct {
		const char *text, *place, *code, *hint;
	} cases[] = {
		{ "# x", "x.md:1:1", "template-front", NULL },
		{ "---\ntitle_zh: 甲\n", "x.md:2:1", "template-front", NULL },
		{ "---\ntitel_zh: 甲\n---\n", "x.md:2:1", "template-front", "title_zh" },
		{ "---\nperiod: week\n---\n", "x.md:2:9", "template-period", NULL },
		{ "---\nunit: 43118\n---\n", "x.md:2:7", "template-unit", NULL },
		{ FRONT "建立{{figure reserve.totl}}人", "x.md:7:12", "template-figure",
		  "reserve.total" },
		{ FRONT "{{figure}}", "x.md:7:1", "template-figure", NULL },
		{ FRONT "{{figure reserve.total style=you}}", "x.md:7:24", "template-style", "yu" },
		{ FRONT "{{figure reserve.total stile=yu}}", "x.md:7:24", "template-option", NULL },
		{ FRONT "{{figure reserve.total style=percent}}", "x.md:7:24", "template-style",
		  NULL },
		{ FRONT "{{figure committee.young_share style=yu}}", "x.md:7:32", "template-style",
		  NULL },
		{ FRONT "{{unti}}", "x.md:7:1", "template-member", "unit" },
		{ FRONT "{{unit now}}", "x.md:7:8", "template-member", NULL },
		{ FRONT "一{{unit", "x.md:7:2", "template-member", NULL },
		{ FRONT "一}}二{{unit}}", "x.md:7:2", "template-member", NULL },
		{ FRONT "这是**重点**", "x.md:7:3", "template-mark", NULL },
		{ FRONT "一\n\n### 二", "x.md:9:1", "template-mark", NULL },
		{ FRONT "一\n\n# 二", "x.md:9:1", "template-title", NULL },
		{ FRONT "\n", "x.md:7:1", "template-empty", NULL },
		{ FRONT "\xFF", "x.md:0:1", "template-utf8", NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct findings f;
		findings_init(&f, arena);
		assert_null(template_parse(arena, "x.md", "x", cases[i].text, &f));
		assert_true(f.errors > 0);
		assert_string_equal(f.first->code, cases[i].code);
		assert_string_equal(f.first->place, cases[i].place);
		const char *hint = msg_render(arena, &f.first->hint, LANG_EN);
		assert_true(!cases[i].hint || strstr(hint, cases[i].hint));
	}
}

/* ---- outputs of a document made by hand ---- */

static struct document sample(void)
{
	static const struct template_def def = { .name = "x", .title = { "羊角塘镇简报", "x" } };
	static struct document_figure figure = { .name = "reserve.total", .printed = "72" };
	static struct span title[] = { { "羊角塘镇<简报>", -1 } };
	static struct span body[] = { { "建立", -1 },
				      { "72", 0 },
				      { "人的镇级村后备力量资源库&其他。", -1 } };
	static struct block blocks[60];
	struct document d = { .template = &def, .office = "羊角塘镇", .at = 20240630,
			      .unit = { .id = 5, .name = "羊角塘镇" }, .run = 9, .number = 3,
			      .issued_ms = 1719763200000, .hash = "abc123", .figures = &figure,
			      .figure_count = 1, .blocks = blocks, .block_count = 60 };
	figure.figure.indicator = persons;
	blocks[0] = (struct block){ BLOCK_TITLE, 1, title };
	for (int i = 1; i < 60; i++)
		blocks[i] = (struct block){ i % 9 == 1	 ? BLOCK_HEADING
					    : i % 5 == 0 ? BLOCK_ITEM
							 : BLOCK_PARAGRAPH,
					    3, body };
	return d;
}

static char *output_of(const char *fmt, ...) PRINTF_LIKE(1, 2);

static char *output_of(const char *fmt, ...)
{
	char command[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(command, sizeof command, fmt, ap);
	va_end(ap);
	FILE *p = popen(command, "r");
	assert_non_null(p);
	char *out = arena_alloc(arena, 1 << 20);
	size_t n = fread(out, 1, (1 << 20) - 1, p);
	out[n] = 0;
	assert_int_equal(pclose(p), 0);
	return out;
}

static void html_escapes_and_links(void **state)
{
	(void)state;
	struct document d = sample();
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_true(document_html(arena, &d, LANG_ZH, &b));
	assert_non_null(strstr(b.p, "<h1>羊角塘镇&lt;简报&gt;</h1>"));
	assert_non_null(strstr(
		b.p,
		"建立<a class=\"figure\" href=\"/figure/reserve.total?unit=5&amp;at=20240630\">72</a>"
		"人的镇级村后备力量资源库&amp;其他。"));
	assert_non_null(strstr(b.p, "第3期"));
	assert_non_null(strstr(b.p, "abc123"));
	buf_done(&b);
	buf_init(&b, 100);
	assert_false(document_html(arena, &d, LANG_ZH, &b));
	buf_done(&b);
}

static void pdf_has_the_text_and_pages(void **state)
{
	(void)state;
	char path[] = "/tmp/yz-document-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	struct document d = sample();
	struct err e = { 0 };
	assert_true(document_pdf(arena, &d, path, &e));
	const char *text = output_of("pdftotext -layout %s - | tr -d ' '", path);
	assert_non_null(strstr(text, "羊角塘镇"));
	assert_non_null(strstr(text, "建立72人的镇级村后备力量资源库"));
	assert_non_null(strstr(text, "第3期"));
	assert_non_null(strstr(text, "—1—"));
	assert_non_null(strstr(text, "—3—"));
	assert_non_null(strstr(text, "abc123"));
	const char *info = output_of("pdfinfo %s", path);
	assert_non_null(strstr(info, "Title:           羊角塘镇简报"));
	assert_non_null(strstr(info, "A4"));
	unlink(path);
	assert_false(document_pdf(arena, &d, "/nowhere/x.pdf", &e));
	assert_int_equal(e.code, ERR_FILE);
}

static void docx_is_well_formed(void **state)
{
	(void)state;
	char path[] = "/tmp/yz-document-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	struct document d = sample();
	struct err e = { 0 };
	assert_true(document_docx(arena, &d, path, &e));
	const char *text = output_of(
		"python3 -c 'import sys, zipfile, xml.etree.ElementTree as t\n"
		"z = zipfile.ZipFile(sys.argv[1])\n"
		"assert z.testzip() is None\n"
		"for n in z.namelist(): t.fromstring(z.read(n))\n"
		"for e in t.fromstring(z.read(\"word/document.xml\")).iter(): print(e.text or \"\", end=\"\")' %s",
		path);
	assert_non_null(strstr(text, "羊角塘镇<简报>"));
	assert_non_null(strstr(text, "建立72人的镇级村后备力量资源库&其他。"));
	unlink(path);
	assert_false(document_docx(arena, &d, "/nowhere/x.docx", &e));
	assert_int_equal(e.code, ERR_FILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_as_the_sources_do),
		cmocka_unit_test(periods_in_words),
		cmocka_unit_test(reads_a_template),
		cmocka_unit_test(says_what_is_wrong_and_where),
		cmocka_unit_test(html_escapes_and_links),
		cmocka_unit_test(pdf_has_the_text_and_pages),
		cmocka_unit_test(docx_is_well_formed),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
