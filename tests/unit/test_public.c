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

/* ---- limits ---- */

static void clock_set(int64_t ms)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, ms);
	setenv("YANZHEN_NOW", text, 1);
}

enum { START = 1704067200 };

struct sent {
	bool ok;
	enum limit_word word;
	enum err_code code;
	int errors;
};

static struct sent send(const char *address, const char *text, int64_t unit, const char *token, const char *answer,
			const char *honey)
{
	struct findings f;
	struct sent s = {0};
	struct err e = {0};
	struct limit_try t = {.what = "matter", .county = 431181, .unit = unit, .address = address, .token = token,
			      .honey = honey, .answer = answer, .text = text};
	findings_init(&f, site.a);
	s.ok = limit_take(site.a, site.db, &t, &s.word, &f, &e);
	s.code = e.code;
	s.errors = f.errors;
	return s;
}

/* The answer, read from the question as a person reads it. */
static const char *answer_of(const char *question)
{
	static const char *const zh[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	int x = -1, y = -1;
	const char *plus = strstr(question, "加");
	for (int i = 0; i < 10; i++) {
		if (strncmp(question, zh[i], 3) == 0)
			x = i;
		if (strncmp(plus + 3, zh[i], 3) == 0)
			y = i;
	}
	assert_true(x >= 0 && y >= 0);
	return arena_printf(site.a, "%d", x + y);
}

static void one_address_leaves_the_limit(void **state)
{
	(void)state;
	int64_t ms = (int64_t)START * 1000;
	int taken = 0, asked = 0;
	clock_set(ms);
	const char *token = limit_token(site.a);
	clock_set(ms + 5000);
	for (int i = 0; i < 300; i++) {
		struct sent s = send("10.0.0.1", arena_printf(site.a, "第%d次刷屏", i), site.town, token, "", "");
		assert_true(s.ok);
		taken += s.word == LIMIT_OK;
		asked += s.word == LIMIT_ASK;
	}
	assert_int_equal(taken, 5);
	assert_int_equal(asked, 295);
	/* a neighbour behind the same address gets through with the question, not with a wrong answer */
	const char *right = answer_of(limit_question(site.a, token, LANG_ZH));
	assert_int_equal(send("10.0.0.1", "水管破了", site.town, token, "99", "").word, LIMIT_ASK);
	assert_int_equal(send("10.0.0.1", "水管破了", site.town, token, right, "").word, LIMIT_OK);
	/* 六十: the hard bound of the day, question or not */
	for (int i = 0; i < 100; i++)
		taken += send("10.0.0.1", arena_printf(site.a, "又%d次", i), site.town, token, right, "").word == LIMIT_OK;
	assert_int_equal(taken, 5 + 54);
	assert_int_equal(send("10.0.0.1", "还有", site.town, token, right, "").code, ERR_TOO_MANY);
	/* other addresses and other units are not touched */
	assert_int_equal(send("10.0.0.2", "水管破了", site.town, token, "", "").word, LIMIT_OK);
	/* IPv6: one house has all of its last 64 bits */
	for (int i = 1; i <= 6; i++)
		taken = send(arena_printf(site.a, "2001:db8:1:2::%d", i), arena_printf(site.a, "六%d", i), site.town,
			     token, "", "").word;
	assert_int_equal(taken, LIMIT_ASK);
}

static void what_no_person_does(void **state)
{
	(void)state;
	int64_t ms = ((int64_t)START + 3 * 86400) * 1000;
	clock_set(ms);
	const char *token = limit_token(site.a);
	assert_int_equal(send("10.1.0.1", "快", site.town, token, "", "").code, ERR_REFUSED); /* too fast */
	clock_set(ms + 4000);
	assert_int_equal(send("10.1.0.1", "甲", site.town, token, "", "http://x").code, ERR_REFUSED);
	assert_int_equal(send("10.1.0.1", "甲", site.town, "", "", "").code, ERR_REFUSED);
	assert_int_equal(send("10.1.0.1", "甲", site.town, "1704067200000.0123456789abcdef0123456789abcdef", "", "").code,
			 ERR_REFUSED);
	assert_int_equal(send("10.1.0.1", "甲", site.town, "9.9", "", "").errors, 1);
	assert_int_equal(send("10.1.0.1", "甲乙", site.town, token, "", "").word, LIMIT_OK);
	/* the same once more, blanks and punctuation apart */
	assert_int_equal(send("10.1.0.1", " 甲乙。", site.town, token, "", "").word, LIMIT_AGAIN);
	/* the clock is put back: the form is of tomorrow, then it is a day old */
	clock_set(ms - 3600 * 1000);
	assert_int_equal(send("10.1.0.1", "丙", site.town, token, "", "").code, ERR_REFUSED);
	clock_set(ms + (int64_t)25 * 3600 * 1000);
	assert_int_equal(send("10.1.0.1", "丙", site.town, token, "", "").code, ERR_REFUSED);
	/* two days later everything is forgotten */
	clock_set(ms + (int64_t)50 * 3600 * 1000);
	assert_true(limit_sweep(site.db, &site.e));
	struct stmt *q = db_query(site.db, SQL("select count(*) from public_post"), &site.e);
	assert_true(q && db_next(q));
	assert_int_equal(col_i64(q, 0), 0);
	assert_true(db_end(q, &site.e));
	clock_set((int64_t)START * 1000);
}

/* ---- pictures ---- */

static unsigned char *strip(const void *p, size_t n, struct picture *out, size_t *out_n)
{
	struct findings f;
	findings_init(&f, site.a);
	unsigned char *clean = picture_strip(site.a, p, n, "picture", out, out_n, &f);
	assert_int_equal(clean == NULL, f.errors == 1);
	return clean;
}

static const unsigned char jpeg[] =
    "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    "\xFF\xE1\0\x22" "Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    "\xFF\xE1\0\x10GPS 26.5N 119E"
    "\xFF\xFE\0\x09" "comment"
    "\xFF\xDB\0\4\0\1\xFF\xC0\0\x0B\x08\0\x10\0\x20\1\1\x11\0\xFF\xC4\0\4\0\1\xFF\xDA\0\x08\1\1\0\0?\0"
    "\x12\xFF\0\x34\xFF\xD0\x56\xFF\xD9<?php trailing";

static void pictures_lose_place_and_time(void **state)
{
	(void)state;
	struct picture p;
	size_t n;
	unsigned char *c = strip(jpeg, sizeof jpeg - 1, &p, &n);
	assert_non_null(c);
	assert_string_equal(p.name, "picture.jpg");
	assert_int_equal(p.width, 32);
	assert_int_equal(p.height, 16);
	assert_null(memmem(c, n, "GPS", 3));
	assert_null(memmem(c, n, "comment", 7));
	assert_null(memmem(c, n, "php", 3));
	assert_null(memmem(c, n, "JFIF", 4));
	assert_non_null(memmem(c, n, "\x01\x12\0\3\0\0\0\1\0\6", 10)); /* it stands upright all the same */
	assert_memory_equal(c + n - 2, "\xFF\xD9", 2);
	size_t again_n;
	unsigned char *again = strip(c, n, &p, &again_n);
	assert_non_null(again);
	assert_int_equal(again_n, n);
	assert_memory_equal(again, c, n);
}

static void what_is_no_picture(void **state)
{
	(void)state;
	struct picture p;
	size_t n;
	static const char *const none[] = {"", "GIF89a;;;;;;;;;;", "<svg onload=alert(1)>", "\xFF\xD8\xFF", "%PDF-1.4 1234567890",
					   "\x89PNG\r\n\x1A\n", "RIFF\4\0\0\0WEBPVP8 ", "PK\3\4 a zip file with much in it"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(strip(none[i], strlen(none[i]), &p, &n));
	/* cut anywhere before its end, a JPEG is none; and nothing is read beyond the cut */
	size_t whole = sizeof jpeg - 1 - strlen("<?php trailing");
	for (size_t cut = 0; cut < whole; cut++) {
		unsigned char *exact = arena_alloc(site.a, cut + 1);
		memcpy(exact, jpeg, cut);
		assert_null(strip(exact, cut, &p, &n));
	}
	/* one byte of each changed: never a crash */
	for (size_t i = 0; i < whole; i++)
		for (int v = 0; v < 256; v += 15) {
			unsigned char *other = arena_alloc(site.a, whole);
			memcpy(other, jpeg, whole);
			other[i] = (unsigned char)v;
			struct findings f;
			findings_init(&f, site.a);
			(void)picture_strip(site.a, other, whole, "picture", &p, &n, &f);
		}
}

static size_t chunk(unsigned char *to, const char *type, const void *data, size_t n)
{
	unsigned char *p = to;
	uint32_t crc;
	for (int i = 3; i >= 0; i--)
		*p++ = (unsigned char)(n >> (8 * i));
	memcpy(p, type, 4);
	if (n)
		memcpy(p + 4, data, n);
	crc = (uint32_t)crc32(0, p, (uInt)(n + 4));
	p += 4 + n;
	for (int i = 3; i >= 0; i--)
		*p++ = (unsigned char)(crc >> (8 * i));
	return (size_t)(p - to);
}

static size_t png(unsigned char *to, unsigned width)
{
	unsigned char head[13] = {(unsigned char)(width >> 24), (unsigned char)(width >> 16), (unsigned char)(width >> 8),
				  (unsigned char)width, 0, 0, 0, 9, 8, 2, 0, 0, 0};
	memcpy(to, "\x89PNG\r\n\x1A\n", 8);
	size_t n = 8;
	n += chunk(to + n, "IHDR", head, 13);
	n += chunk(to + n, "eXIf", "place 119E", 10);
	n += chunk(to + n, "tEXt", "Author\0Zhang", 12);
	n += chunk(to + n, "IDAT", "data", 4);
	n += chunk(to + n, "IEND", NULL, 0);
	return n;
}

static void png_and_webp(void **state)
{
	(void)state;
	unsigned char raw[256];
	struct picture p;
	size_t n = png(raw, 7), out_n;
	unsigned char *c = strip(raw, n, &p, &out_n);
	assert_non_null(c);
	assert_int_equal(p.width, 7);
	assert_null(memmem(c, out_n, "119E", 4));
	assert_null(memmem(c, out_n, "Zhang", 5));
	assert_null(strip(raw, png(raw, 100000), &p, &out_n)); /* too wide */
	n = png(raw, 7);
	raw[20] ^= 1; /* the sum does not agree */
	assert_null(strip(raw, n, &p, &out_n));
	static const unsigned char webp[] = "RIFF\x34\0\0\0WEBPVP8X\x0A\0\0\0\x2C\0\0\0\x0F\0\0\x07\0\0"
					    "VP8L\x06\0\0\0\x2F\x0F\xC0\x01\0\0EXIF\x08\0\0\0place 9E";
	c = strip(webp, sizeof webp - 1, &p, &out_n);
	assert_non_null(c);
	assert_int_equal(p.width, 16);
	assert_int_equal(p.height, 8);
	assert_null(memmem(c, out_n, "place", 5));
	assert_int_equal(c[20], 0); /* the flags of what is gone */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hides_numbers),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(one_address_leaves_the_limit),
		cmocka_unit_test(what_no_person_does),
		cmocka_unit_test(pictures_lose_place_and_time),
		cmocka_unit_test(what_is_no_picture),
		cmocka_unit_test(png_and_webp),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
