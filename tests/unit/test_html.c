/* test_html.c - escaping by place, links, numbers, fields, pager, charts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "html/geojson.h"
#include "html/html.c"
#include "html/shell.h"

static struct buf page;
static struct html out;

static struct html *fresh(enum lang lang)
{
	buf_done(&page);
	buf_init(&page, 1 << 20);
	html_init(&out, &page, lang);
	return &out;
}

static void assert_has(const char *part)
{
	if (!strstr(buf_str(&page), part))
		fail_msg("no  %s  in  %s", part, buf_str(&page));
}

static void assert_lacks(const char *part)
{
	if (strstr(buf_str(&page), part))
		fail_msg("%s  should not be in  %s", part, buf_str(&page));
}

static void five_characters_are_escaped(void **state)
{
	(void)state;
	struct html *h = fresh(LANG_EN);
	html_value(h, "<b a=\"1\" c='2'>& 村</b>");
	assert_string_equal(buf_str(&page),
			    "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp; 村&lt;/b&gt;");
	h = fresh(LANG_EN);
	html_attr(h, "value", "\" autofocus onfocus=\"x");
	assert_string_equal(buf_str(&page), " value=\"&quot; autofocus onfocus=&quot;x\"");
	h = fresh(LANG_EN);
	html_text(h, NULL);
	html_attr(h, "value", NULL);
	assert_string_equal(buf_str(&page), "");
}

static void numbers_read_well(void **state)
{
	(void)state;
	static const struct {
		int64_t v;
		const char *want;
	} cases[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { -1000, "-1,000" }, { -999, "-999" },
		{ 1234567, "1,234,567" }, { INT64_MIN, "-9,223,372,036,854,775,808" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		html_num(fresh(LANG_EN), cases[i].v);
		assert_string_equal(buf_str(&page), cases[i].want);
	}
	struct html *h = fresh(LANG_EN);
	html_value(h, ((struct dec){ 3311, 2 }));
	html_text(h, " ");
	html_date(h, 20240500);
	assert_string_equal(buf_str(&page), "33.11 2024-05");
}

static void links_stay_on_this_site(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"javascript:alert(1)", "//evil.example/", "https://evil.example/", "/\\evil.example", "", " /x",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		html_href(fresh(LANG_EN), bad[i]);
		assert_string_equal(buf_str(&page), "#");
	}
	html_href(fresh(LANG_EN), "/person/7?a=1&b=2");
	assert_string_equal(buf_str(&page), "/person/7?a=1&amp;b=2");
	html_url(fresh(LANG_EN), "羊 a/b&c");
	assert_string_equal(buf_str(&page), "%E7%BE%8A%20a%2Fb%26c");
}

static void a_query_changes_one_key(void **state)
{
	(void)state;
	html_query(fresh(LANG_EN), "/r", "q=%E7%8E%8B&sort=name&after=12", "sort", "-name");
	assert_string_equal(buf_str(&page), "/r?q=%E7%8E%8B&amp;sort=-name");
	html_query(fresh(LANG_EN), "/r", "sort=name&sorted=1", "sort", NULL);
	assert_string_equal(buf_str(&page), "/r?sorted=1");
	html_query(fresh(LANG_EN), "/r", NULL, "after", "1 2");
	assert_string_equal(buf_str(&page), "/r?after=1%202");
	html_query(fresh(LANG_EN), "/r", "x=\"><script>", "a", NULL);
	assert_string_equal(buf_str(&page), "/r?x=&quot;&gt;&lt;script&gt;");
}

static void a_field_keeps_what_was_typed(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	struct findings f;
	findings_init(&f, a);
	find_hint(find_error(&f, "born", "date", "'%s' is not a date", "31.6.2023"), "June has 30 days.");
	struct html *h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .kind = UI_DATE, .name = "born", .label = "Born", .required = true,
					.value = "31.6.2023", .findings = &f });
	assert_has("value=\"31.6.2023\"");
	assert_has("for=\"f-born\"");
	assert_has("aria-invalid='true' aria-describedby=\"f-born-error\"");
	assert_has("id=\"f-born-error\"");
	assert_has("&#39;31.6.2023&#39; is not a date");
	assert_has("June has 30 days.");
	assert_has(" required");
	find_warning(&f, "idno", "check", "The check digit does not fit");
	h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .name = "idno", .label = "Number", .findings = &f });
	assert_lacks("aria-invalid"); /* a warning may stand */
	assert_has("aria-describedby=\"f-idno-error\"");
	assert_has("The check digit does not fit");
	h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .name = "other", .label = "Other", .findings = &f });
	assert_lacks("aria-invalid");
	arena_free(a);
}

static void a_choice_no_longer_offered_is_kept(void **state)
{
	(void)state;
	static const struct ui_option two[] = { { .value = "1", .label = "One" }, { .value = "2", .label = "Two" } };
	struct html *h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .kind = UI_SELECT, .name = "k", .label = "Kind", .value = "9",
					.options = two, .option_count = 2 });
	assert_has("<option selected value=\"9\">9</option>");
	h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .kind = UI_SELECT, .name = "k", .label = "Kind", .value = "2",
					.options = two, .option_count = 2 });
	assert_has("<option value=\"2\" selected>Two</option>");
}

static void a_password_is_never_sent_back(void **state)
{
	(void)state;
	struct html *h = fresh(LANG_EN);
	ui_field(h, &(struct ui_field){ .kind = UI_PASSWORD, .name = "p", .label = "Password", .value = "secret" });
	assert_lacks("secret");
}

static void the_pager_says_when_counting_stopped(void **state)
{
	(void)state;
	struct html *h = fresh(LANG_EN);
	ui_pager(h, &(struct ui_pager){ .path = "/r", .query = "sort=name&before=3", .after = "9:8",
					.count = 1000, .more = true, .shown = 50 });
	assert_has("1,000+");
	assert_has("href=\"/r?sort=name&amp;after=9%3A8\"");
	assert_has("aria-disabled='true'");
}

static void sorting_turns_round(void **state)
{
	(void)state;
	struct html *h = fresh(LANG_EN);
	ui_th(h, &(struct ui_th){ .label = "Name", .column = "name", .path = "/r", .sort = "name" });
	assert_has("aria-sort='ascending'");
	assert_has("/r?sort=-name");
	h = fresh(LANG_EN);
	ui_th(h, &(struct ui_th){ .label = "Name", .column = "name", .path = "/r", .sort = "-name" });
	assert_has("aria-sort='descending'");
	assert_has("/r?sort=name\"");
}

static void bars_are_parts_of_the_longest(void **state)
{
	(void)state;
	struct ui_point points[] = {
		{ .label = "a", .text = "72", .value = 72 },
		{ .label = "b", .text = "48", .value = 48 },
		{ .label = "c", .text = "not known", .unknown = true },
		{ .label = "d", .text = "big", .value = INT64_C(4000000000000000000) },
	};
	ui_bar_chart(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = points, .count = 3 });
	assert_has("width='1000'/></svg></td><td class='yz-num'>72");
	assert_has("width='666'/></svg></td><td class='yz-num'>48"); /* 48/72 = 0.666… */
	assert_has("width='0'/></svg></td><td class='yz-num'>not known");
	ui_bar_chart(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = points, .count = 4 });
	assert_has("width='1000'/></svg></td><td class='yz-num'>big");
}

static void a_trend_has_round_ticks_and_gaps(void **state)
{
	(void)state;
	struct ui_point points[] = {
		{ .label = "1", .text = "0", .value = 0 },
		{ .label = "2", .text = "?", .unknown = true },
		{ .label = "3", .text = "72", .value = 72 },
	};
	ui_trend(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = points, .count = 3 });
	assert_has(">20</text>");
	assert_has(">80</text>");
	assert_lacks(">90</text>");
	assert_has("d='M56 206M524 35'"); /* 206 - 72 of 80 in 190 */
	struct ui_point shares[] = { { .label = "1", .text = "33.11", .value = 3311 },
				     { .label = "2", .text = "34", .value = 3400 } };
	ui_trend(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = shares, .count = 2, .decimals = 2 });
	assert_has(">33.5</text>");
	ui_trend(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = points + 1, .count = 1 });
	ui_trend(fresh(LANG_EN), &(struct ui_chart){ .title = "t", .points = points, .count = 0 });
}

static void the_frame_belongs_to_who_is_signed_in(void **state)
{
	(void)state;
	static const struct shell_nav nav[] = {
		{ .label = "A", .href = "/a" }, { .group = "G", .label = "B", .href = "/b", .current = true },
		{ .label = "C", .href = "/c", .waiting = 1200 },
	};
	struct shell s = { .title = "<T>", .account = "陈<", .nav = nav, .nav_count = ARRAY_LEN(nav),
			   .path = "/b", .query = "q=1&lang=zh", .flash = "Saved <3>", .search = "\"x" };
	struct html *h = fresh(LANG_EN);
	h->csrf = "tok\"en";
	shell_begin(h, &s);
	shell_end(h, &s);
	assert_has("<html lang='en'>");
	assert_has("<h1>&lt;T&gt;</h1>");
	assert_has("action='/sign-out'><input type=\"hidden\" name=\"csrf\" value=\"tok&quot;en\">");
	assert_has("href=\"/b?q=1&amp;lang=zh\" lang='zh-CN'"); /* replaced, not repeated */
	assert_has("<a href=\"/b\" aria-current='page'>");
	assert_has("1,200");
	assert_has("Saved &lt;3&gt;");
	assert_has("value=\"&quot;x\"");
	assert_lacks("style=");
	assert_lacks("<script>");
	h = fresh(LANG_ZH);
	s = (struct shell){ .title = "Sign out", .bare = true };
	shell_begin(h, &s);
	shell_end(h, &s);
	assert_has("<html lang='zh-CN'>");
	assert_has("<h1>退出登录</h1>");
	assert_lacks("/sign-out"); /* nobody to sign out */
	assert_lacks("/search");
	assert_lacks("yz-nav-button");
}

/* ---- maps ---- */

#define SQUARES(second)                                                                            \
	"{\"type\":\"FeatureCollection\",\"features\":["                                             \
	"{\"type\":\"Feature\",\"properties\":{\"code\":\"100000000001\"},\"geometry\":{"            \
	"\"type\":\"Polygon\",\"coordinates\":[[[10,-1],[12,-1],[12,1],[10,1],[10,-1]]]}},"          \
	"{\"type\":\"Feature\",\"properties\":{\"id\":100000000002},\"geometry\":{"                  \
	"\"type\":\"MultiPolygon\",\"coordinates\":[[[" second "]]]}}]}"

static const char *const codes[] = { "100000000001", "100000000002", "100000000003" };

static void squares_are_projected(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	struct geo_shape shapes[3] = { 0 };
	static const char text[] = SQUARES("[12.0,-1],[14.0,-1],[14.0,1],[12.0,1],[12.0,-1]");
	assert_true(geo_parse(a, text, sizeof text - 1, codes, 3, shapes));
	assert_int_equal(shapes[0].ring_count, 1);
	assert_int_equal(shapes[1].ring_count, 1);
	assert_int_equal(shapes[2].ring_count, 0);
	assert_int_equal(shapes[0].rings[0].xy[0], 10000000);
	int64_t width, height;
	assert_true(geo_project(shapes, 3, 640, &width, &height));
	/* 4 by 2 degrees at the equator, where a degree is as wide as high */
	assert_int_equal(width, 640);
	assert_int_equal(height, 320);
	static const int64_t first[] = { 0, 320, 320, 320, 320, 0, 0, 0, 0, 320 };
	static const int64_t second[] = { 320, 320, 640, 320, 640, 0, 320, 0, 320, 320 };
	assert_memory_equal(shapes[0].rings[0].xy, first, sizeof first);
	assert_memory_equal(shapes[1].rings[0].xy, second, sizeof second);

	struct ui_point points[] = {
		{ .label = "甲村", .text = "3", .value = 3, .href = "/figure/x?unit=1" },
		{ .label = "<b>", .text = "?", .unknown = true, .href = "//evil.example/" },
		{ .label = "丙村", .text = "9", .value = 9, .href = "/figure/x?unit=3" },
	};
	struct ui_map_shape drawn[3];
	for (int i = 0; i < 3; i++)
		drawn[i] = (struct ui_map_shape){ &points[i], shapes[i].ring_count, shapes[i].rings };
	struct ui_map map = { .title = "Map", .width = width, .height = height, .shapes = drawn,
			      .count = 3, .classes = (int[3]){ 0 } };
	ui_map(fresh(LANG_EN), &map);
	assert_has("<a href=\"/figure/x?unit=1\"><title>甲村: 3</title>");
	assert_has("class='yz-map-0' d='M0 320L320 320L320 0L0 0L0 320Z'");
	assert_has("<a href=\"#\"><title>&lt;b&gt;: ?</title>");
	assert_has("class='yz-map-none' d='M320 320L");
	assert_has("1 units have no shape");
	assert_lacks("丙村");
	arena_free(a);
}

static void a_degree_is_narrower_in_the_north(void **state)
{
	(void)state;
	/* at 60 degrees the cosine is a half: 4 by 2 degrees are a square */
	int64_t xy[] = { 110000000, 59000000, 114000000, 59000000, 114000000, 61000000 };
	struct ui_ring ring = { .count = 3, .xy = xy };
	struct geo_shape shape = { .ring_count = 1, .rings = &ring };
	int64_t width, height;
	assert_true(geo_project(&shape, 1, 640, &width, &height));
	assert_int_equal(width, 640);
	assert_int_equal(height, 640);
	struct geo_shape none = { 0 };
	assert_false(geo_project(&none, 1, 640, &width, &height));
}

static void five_classes_of_the_same_number(void **state)
{
	(void)state;
	int64_t xy[] = { 0, 0, 1, 0, 1, 1 };
	struct ui_ring ring = { .count = 3, .xy = xy };
	struct ui_point points[10];
	struct ui_map_shape drawn[10];
	int classes[10];
	/* the last two are equal to the one before: they stand in its class */
	static const int64_t values[10] = { 10, 0, 1, 2, 3, 4, 5, 6, 10, 10 };
	static const int want[10] = { 3, 0, 0, 1, 1, 2, 2, 3, 3, 3 };
	for (int i = 0; i < 10; i++) {
		points[i] = (struct ui_point){ .label = "x", .text = "v", .value = values[i], .href = "/" };
		drawn[i] = (struct ui_map_shape){ &points[i], 1, &ring };
	}
	struct ui_map map = { .title = "Map", .width = 1, .height = 1, .shapes = drawn, .count = 10,
			      .classes = classes };
	ui_map(fresh(LANG_EN), &map);
	assert_memory_equal(classes, want, sizeof want);
	assert_lacks("yz-map-4");
	assert_lacks("yz-map-none");
}

static void a_bad_file_leaves_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "[", "{\"type\":\"FeatureCollection\"}", SQUARES("[12,-1],[14,-1]"),
		SQUARES("[12,-1],[14,-1],[181,1]"), SQUARES("[12,-1],[14,-91],[14,1]"),
		SQUARES("[12,-1],[14,\"x\"],[14,1]"), SQUARES("[12,-1],[14],[14,1]"),
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct arena *a = arena_new(1 << 20);
		struct geo_shape shapes[3] = { 0 };
		assert_false(geo_parse(a, bad[i], strlen(bad[i]), codes, 3, shapes));
		for (int k = 0; k < 3; k++)
			assert_int_equal(shapes[k].ring_count, 0);
		arena_free(a);
	}
}

static void a_full_page_says_so(void **state)
{
	(void)state;
	struct buf small;
	struct html h;
	buf_init(&small, 8);
	html_init(&h, &small, LANG_EN);
	html_text(&h, "0123");
	html_text(&h, "<<<<<<");
	assert_true(small.full);
	buf_done(&small);
	buf_done(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_characters_are_escaped),
		cmocka_unit_test(numbers_read_well),
		cmocka_unit_test(links_stay_on_this_site),
		cmocka_unit_test(a_query_changes_one_key),
		cmocka_unit_test(a_field_keeps_what_was_typed),
		cmocka_unit_test(a_choice_no_longer_offered_is_kept),
		cmocka_unit_test(a_password_is_never_sent_back),
		cmocka_unit_test(the_pager_says_when_counting_stopped),
		cmocka_unit_test(sorting_turns_round),
		cmocka_unit_test(bars_are_parts_of_the_longest),
		cmocka_unit_test(a_trend_has_round_ticks_and_gaps),
		cmocka_unit_test(the_frame_belongs_to_who_is_signed_in),
		cmocka_unit_test(squares_are_projected),
		cmocka_unit_test(a_degree_is_narrower_in_the_north),
		cmocka_unit_test(five_classes_of_the_same_number),
		cmocka_unit_test(a_bad_file_leaves_nothing),
		cmocka_unit_test(a_full_page_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
