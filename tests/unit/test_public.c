/* test_public.c - the public's door: masks, limits, pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"
#include "base/date.h"
#include "voice/limit.h"
#include "voice/mask.h"
#include "voice/picture.h"

#include <zlib.h>

struct pair {
	const char *in, *out;
};
#define S "***********"

static void same(const struct pair *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(mask_public(site.a, cases[i].in), cases[i].out);
}

static void hides_numbers(void **state)
{
	(void)state;
	static const struct pair cases[] = {
		{"打我电话13812345678，谢谢", "打我电话" S "，谢谢"},
		{"138 1234 5678", S}, {"138-1234-5678", S}, {"138—1234—5678", S}, {"138，1234，5678", S},
		{"138.1234.5678", S}, {"1 3 8 1 2 3 4 5 6 7 8", S}, {"1、3、8、1、2、3、4、5、6、7、8", S},
		{"+86 138 1234 5678", "+" S}, {"008613812345678", S}, {"（138）12345678", "（" S},
		{"１３８１２３４５６７８", S}, {"一三八一二三四五六七八", S}, {"幺三八一二三四五六七八", S},
		{"壹叁捌壹贰叁肆伍陆柒捌", S}, {"壹參捌壹貳參肆伍陸柒捌", S}, {"13八12三4五678", S},
		{"一三八杠一二三四杠五六七八", S}, {"①③⑧①②③④⑤⑥⑦⑧", S}, {"1\xEF\xB8\x8F\xE2\x83\xA3" "3812345678", S},
		{"138\xE2\x80\x8B" "1234\xE2\x80\x8B" "5678", S}, {"138\n1234\n5678", S}, {"138OO12345678", S},
		{"l38", "l38"}, {"𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", S}, {"138*1234*5678", S}, {"138/1234/5678", S}, {"138:1234:5678", S},
		{"0593-5522123", S}, {"0593 5522123", S}, {"座机5522123", "座机" S}, {"联系 5522 123", "联系 " S},
		{"400-800-1234", S},
		{"350924199001011234", S}, {"35092419900101123X", S}, {"35092419900101123x", S},
		{"350924 19900101 1234", S}, {"3509 2419 9001 0112 34", S}, {"350924900101123", S},
		{"３５０９２４１９９００１０１１２３Ｘ", S}, {"三五零九二四一九九零零一零一一二三四", S},
		{"身份证350924 19900101 1234 5", "身份证" S},
		{"6222 0212 3456 7890 123", S}, {"6222021234567890", S},
		{"zhang.san@example.com", S}, {"写信到 zhang@qq.com 或", "写信到 " S " 或"}, {"ａｂｃ＠ｑｑ．ｃｏｍ", S},
		{"微信号：abc_12345", "微信号：" S}, {"加我QQ 12345678", "加我QQ " S}, {"v信zhang2024", "v信" S},
		{"13812345678 13912345678", S}, {"先打13812345678再打13912345678", "先打" S "再打" S},
	};
	same(cases, ARRAY_LEN(cases));
}

static void leaves_the_rest(void **state)
{
	(void)state;
	static const char *const kept[] = {
		"", "三组到五组的路2023年修了1.2公里，花了350000元", "2024-05-03 09:30 开会", "2024-05-03至2024-06-01",
		"2024.5.3、2024.6.1、2024.7.1", "拨打12345热线", "一是修路，二是通水，三是装灯", "补1200、1300、1500元",
		"三三两两", "全村1070户4280人", "闽政〔2023〕14号", "第一、二、三、四组", "涉及金额1234567元", "20240503",
		"一九九八年五月", "面积3.14159亩", "电话打不通", "12315", "9:00-11:30", "1,234,567.89元", "在威信上很高",
		"A@B", "5:30到8:30，13:30到17:30", "二〇二四年十二月三十一日",
	};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		assert_string_equal(mask_public(site.a, kept[i]), kept[i]);
		assert_false(mask_needed(site.a, kept[i]));
	}
	assert_string_equal(mask_public(site.a, NULL), "");
	char *many = arena_alloc(site.a, 5001);
	memset(many, '7', 5000);
	assert_string_equal(mask_public(site.a, many), S); /* longer than a run: no digit is left */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hides_numbers),
		cmocka_unit_test(leaves_the_rest),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
