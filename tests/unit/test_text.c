/* test_text.c - normal forms, pinyin, search keys, identity numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

static struct arena *a;

struct pair {
	const char *in, *out;
};

static void same(char *(*f)(struct arena *, const char *), const struct pair *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(f(a, cases[i].in), cases[i].out);
}

static void normal_form(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{ "　王　建国 ", "王 建国" }, { "ＡＢＣ１２３（x）", "ABC123(x)" }, { "买买提•艾力", "买买提·艾力" },
		{ "买买提．艾力", "买买提·艾力" }, { "阿不都.克里木", "阿不都·克里木" }, { "３．５", "3.5" },
		{ "3.5", "3.5" }, { "\xEF\xBB\xBF村\xE2\x80\x8B", "村" }, { "a\n\tb", "a b" }, { "", "" },
		{ "𡓐", "𡓐" }, { "曾國藩", "曾國藩" }, { "a\xFF", "a\xEF\xBF\xBD" }, { ".", "." },
		/* the ends of the block that is left as it is, and what stands beside it */
		{ "一鿿", "一鿿" }, { "村\xE6\x9D", "村\xEF\xBF\xBD\xEF\xBF\xBD" }, { "王\xE2\xBC\x88", "王人" },
		{ "王\xEF\xA4\x80", "王豈" },
	};
	same(text_normal, cases, ARRAY_LEN(cases));
}

static void folded_form(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{ "曾國藩", "曾国藩" }, { "ABC　Ｄ", "abc d" }, { "貧困戶", "贫困户" }, { "𡓐", "𡓐" },
		{ "羊角塘鎮", "羊角塘镇" }, { "Éa", "éa" }, { "村", "村" },
	};
	same(text_fold, cases, ARRAY_LEN(cases));
	/* A part folds as the whole does: 乾隆 is an exception of OpenCC's phrases. */
	assert_true(has_prefix(text_fold(a, "乾隆"), text_fold(a, "乾")));
	same(text_fold, cases, ARRAY_LEN(cases)); /* from what was remembered, the same */
}

static void headings(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{ "姓  名", "姓名" }, { "*身份证号：", "身份证号" }, { "出生年月\n（如1990.01）", "出生年月" },
		{ "学历/学位", "学历学位" }, { "出生年月 注：按档案", "出生年月" }, { "（姓名）", "姓名" },
		{ "備注", "备注" }, { "联系电话【必填】", "联系电话" }, { "備註：", "备注" },
	};
	same(text_heading, cases, ARRAY_LEN(cases));
}

static void sort_keys(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{ "曾国藩", "zeng guo fan" }, { "曾國藩", "zeng guo fan" }, { "单雄信", "shan xiong xin" },
		{ "尉迟恭", "yu chi gong" }, { "万俟卨", "mo qi xie" }, { "吕布", "lv bu" }, { "区寿年", "ou shou nian" },
		{ "李乾坤", "li qian kun" }, { "A1组", "a1 zu" }, { "仇英", "qiu ying" }, { "", "" },
		{ "任弼时", "ren bi shi" }, { "买买提·艾力", "mai mai ti ai li" }, { "王𡓐", "wang 𡓐" },
	};
	same(pinyin_key, cases, ARRAY_LEN(cases));
}

static bool found(const char *text, const char *query)
{
	const char **keys;
	int n = search_keys(a, text, &keys);
	const char *q = search_query(a, query);
	assert_true(n <= 64);
	for (int i = 0; i < n; i++)
		if (has_prefix(keys[i], q))
			return true;
	return false;
}

static void names_are_found_as_people_type(void **state)
{
	(void)state;
	static const struct {
		const char *text, *query;
		bool want;
	} cases[] = {
		{ "曾国藩", "曾", 1 }, { "曾国藩", "国藩", 1 }, { "曾国藩", "藩", 1 }, { "曾国藩", "曾國", 1 },
		{ "曾国藩", "zengguofan", 1 }, { "曾国藩", "Zeng Guofan", 1 }, { "曾国藩", "ceng", 1 },
		{ "曾国藩", "zgf", 1 }, { "曾国藩", "gf", 1 }, { "曾国藩", "cgf", 1 }, { "曾国藩", "guof", 1 },
		{ "曾国藩", "曾藩", 0 }, { "曾国藩", "zf", 0 }, { "曾国藩", "engguo", 0 }, { "曾国藩", "李", 0 },
		{ "吕布", "lvbu", 1 }, { "吕布", "lubu", 1 }, { "吕布", "lǚ bù", 1 }, { "吕布", "lb", 1 },
		{ "吕布", "lybu", 0 }, { "单田芳", "shan", 1 }, { "单田芳", "dtf", 1 }, { "单田芳", "stf", 1 },
		{ "解晓东", "xie", 1 }, { "尉迟恭", "yuchi", 1 }, { "尉迟恭", "weichi", 1 }, { "尉迟恭", "ycg", 1 },
		{ "覃慧", "qin", 1 }, { "覃慧", "tan", 1 }, { "李乾坤", "liqian", 1 }, { "李乾坤", "乾", 1 },
		{ "买买提·艾力", "买买提艾力", 1 }, { "买买提·艾力", "提•艾", 1 }, { "买买提·艾力", "tial", 0 },
		{ "买买提·艾力", "mmtal", 1 }, { "王𡓐", "𡓐", 1 }, { "王𡓐", "wang𡓐", 1 }, { "A1小组", "a1xz", 1 },
		{ "A1小组", "1xiaozu", 1 }, { "张三", "张 三", 1 }, { "西安", "xi'an", 1 }, { "乐乐", "leyue", 1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (found(cases[i].text, cases[i].query) != cases[i].want)
			fail_msg("%s / %s", cases[i].text, cases[i].query);
}

static void keys_are_few_and_single(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"祁阳市羊角塘镇人民政府农业农村服务中心乡村振兴办公室村级后备力量管理联席会议办公室", "羊角塘镇人民政府农业农村服务中心乡村振兴办", "行行行行行行", "王", "a",
		"曾解乐单", "", "。", "朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝朝",
	};
	for (size_t t = 0; t < ARRAY_LEN(texts); t++) {
		const char **keys;
		int n = search_keys(a, texts[t], &keys);
		assert_true(n <= 64);
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++)
				assert_true(i == j || !has_prefix(keys[j], keys[i]));
	}
	const char **keys;
	assert_int_equal(search_keys(a, "王", &keys), 2);
	assert_int_equal(search_keys(a, "", &keys), 0);
	assert_true(found(texts[0], "后备力量管理联席会议办公室"));
	assert_true(found(texts[1], "xiangcunzhenxing"));
}

/* Law: of a random name every part is found by its characters, its pinyin and its initials;
 * the reading is the commonest one, or the surname's at the start. */
static void every_part_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *c, *pinyin, *surname;
	} set[] = {
		{ "曾", "ceng", "zeng" }, { "王", "wang", "wang" }, { "建", "jian", "jian" },
		{ "国", "guo", "guo" }, { "華", "hua", "hua" }, { "丽", "li", "li" },
		{ "乐", "le", "yue" }, { "长", "zhang", "zhang" }, { "吕", "lv", "lv" },
		{ "𡓐", "𡓐", "𡓐" }, { "张", "zhang", "zhang" }, { "翠", "cui", "cui" },
		{ "b", "b", "b" }, { "7", "7", "7" }, { "重", "zhong", "chong" },
		{ "单", "dan", "shan" }, { "女", "nv", "nv" }, { "行", "xing", "xing" },
	};
	srand(20240503);
	for (int round = 0; round < 2000; round++) {
		char name[64] = "", part[64] = "", full[128] = "", brief[64] = "";
		int n = 1 + rand() % 4, from = rand() % n, to = from + 1 + rand() % (n - from);
		for (int i = 0; i < n; i++) {
			size_t at = (size_t)rand() % ARRAY_LEN(set), first;
			const char *c = set[at].c, *p = i ? set[at].pinyin : set[at].surname;
			strcat(name, c);
			if (i < from || i >= to)
				continue;
			strcat(part, c);
			strcat(full, p);
			utf8_get(p, strlen(p), &first);
			strncat(brief, p, first);
		}
		if (!found(name, part) || !found(name, full) || !found(name, brief))
			fail_msg("%s: %s %s %s", name, part, full, brief);
		arena_reset(a);
	}
}

static void identity_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *text, *out;
		enum idnum_state want;
		ymd birth;
		int sex;
	} cases[] = {
		{ "11010519491231002X", "11010519491231002X", IDNUM_OK, 19491231, 2 },
		{ " １１０１０５ 19491231 002x", "11010519491231002X", IDNUM_OK, 19491231, 2 },
		{ "440524188001010014", "440524188001010014", IDNUM_OK, 18800101, 1 },
		{ "'440524188001010014", "440524188001010014", IDNUM_OK, 18800101, 1 },
		{ "440524188001010015", "440524188001010015", IDNUM_CHECK, 18800101, 1 },
		{ "110105194912310021", "110105194912310021", IDNUM_CHECK, 19491231, 2 },
		{ "110105194913310021", "110105194913310021", IDNUM_BIRTH, 0, 2 },
		{ "110105194902290021", "110105194902290021", IDNUM_BIRTH, 0, 2 },
		{ "110105194902000021", "110105194902000021", IDNUM_BIRTH, 0, 2 },
		{ "110105491231002", "110105491231002", IDNUM_OLD, 19491231, 2 },
		{ "110105491331002", "110105491331002", IDNUM_BIRTH, 0, 2 },
		{ "1.10105194912310E+17", "", IDNUM_FORM, 0, 0 }, { "", "", IDNUM_FORM, 0, 0 },
		{ "11010519491231002", "", IDNUM_FORM, 0, 0 }, { "1101051949123X0021", "", IDNUM_FORM, 0, 0 },
		{ "11010549123100X", "", IDNUM_FORM, 0, 0 }, { "1101051949123100211", "", IDNUM_FORM, 0, 0 },
		{ "无", "", IDNUM_FORM, 0, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[19];
		assert_int_equal(idnum_read(cases[i].text, out), cases[i].want);
		assert_string_equal(out, cases[i].out);
		assert_int_equal(idnum_birth(out), cases[i].birth);
		assert_int_equal(idnum_sex(out), cases[i].sex);
	}
	assert_int_equal(idnum_check("11010519491231002"), 'X');
	assert_int_equal(idnum_birth(NULL), 0);
}

static int start(void **state)
{
	(void)state;
	a = arena_new(64 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_form),
		cmocka_unit_test(folded_form),
		cmocka_unit_test(headings),
		cmocka_unit_test(sort_keys),
		cmocka_unit_test(names_are_found_as_people_type),
		cmocka_unit_test(keys_are_few_and_single),
		cmocka_unit_test(every_part_is_found),
		cmocka_unit_test(identity_numbers),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
