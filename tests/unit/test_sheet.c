/* test_sheet.c - what offices send is read; what is hostile or foreign is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static char dir[64];

static const char *in_dir(const char *name)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static const char *write_bytes(const char *name, const void *p, size_t n)
{
	const char *path = in_dir(name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	fclose(f);
	return path;
}

/* Every row as "number: A1=text B1=…" lines; kinds other than text are marked. */
static char *dump(struct arena *a, const char *path, int index)
{
	static const char marks[] = { ' ', 't', 'n', 'd', 'b', 'e' };
	struct err e = { 0 };
	struct sheet *s = sheet_open(path, &e);
	if (!s)
		fail_msg("%s: %s", path, e.text.id);
	if (!sheet_select(s, index, &e))
		fail_msg("%s: %s", path, e.text.id);
	char *out = arena_strdup(a, "");
	struct arena *rows = arena_new(64 << 20);
	struct sheet_row row;
	int got;
	while ((got = sheet_next(s, rows, &row, &e)) == 1) {
		out = arena_printf(a, "%s%d%s:", out, row.number, row.hidden ? "h" : "");
		for (int i = 0; i < row.count; i++) {
			const struct cell *c = &row.cells[i];
			char address[16];
			out = arena_printf(a, "%s %s%s%s%s=%c:%s", out, cell_address(c->column, row.number, address),
					   c->merged ? "m" : "", c->formula ? "f" : "", c->lossy ? "!" : "",
					   marks[c->kind], c->text);
		}
		out = arena_printf(a, "%s\n", out);
		arena_reset(rows);
	}
	if (got < 0)
		fail_msg("%s: %s", path, e.text.id);
	assert_int_equal(sheet_progress(s), 1000);
	arena_free(rows);
	sheet_close(s);
	return out;
}

static void check_rows(const char *path, int index, const char *want)
{
	struct arena *a = arena_new(64 << 20);
	char *got = dump(a, path, index);
	assert_string_equal(got, want);
	arena_free(a);
}

static void written_workbook_reads_back(void **state)
{
	(void)state;
	struct err e = { 0 };
	const char *path = in_dir("out.xlsx");
	struct sheet_out *o = out_open(path, "后备/力量", &e);
	assert_non_null(o);
	out_width(o, 1, 20);
	out_title(o, 1, 3, "村级后备力量台账");
	out_cell(o, 2, 1, OUT_HEAD, "姓名");
	out_cell(o, 2, 2, OUT_HEAD, "身份证号");
	out_cell(o, 2, 3, OUT_HEAD, "出生日期");
	out_cell(o, 3, 1, OUT_TEXT, "张三 ");
	out_cell(o, 3, 2, OUT_TEXT, "431181199001011234");
	out_cell(o, 3, 3, OUT_DATE, "1990-01-01");
	out_cell(o, 3, 4, OUT_NUMBER, "33.11");
	out_cell(o, 4, 1, OUT_WRONG, "=1+1");
	out_comment(o, 4, 1, "姓名不对");
	out_cell(o, 4, 3, OUT_DATE, "1990-05");
	out_freeze(o, 2);
	static const char *const levels[] = { "镇级", "村级", NULL };
	out_choices(o, 5, 3, 100, levels);
	static const char *const many[] = { "本科及以上学历并且毕业于省内高校且已取得学位证书的人员甲,乙", "其他", NULL };
	out_choices(o, 6, 3, 100, many);
	out_sheet(o, "keys", true);
	out_cell(o, 1, 1, OUT_TEXT, "7");
	assert_true(out_close(o, &e));
	check_rows(path, 0,
		   "1: A1=t:村级后备力量台账 B1m=t:村级后备力量台账 C1m=t:村级后备力量台账\n"
		   "2: A2=t:姓名 B2=t:身份证号 C2=t:出生日期\n"
		   "3: A3=t:张三 B3=t:431181199001011234 C3=d:1990-01-01 D3=n:33.11\n"
		   "4: A4=t:=1+1 C4=t:1990-05\n");
	check_rows(path, 1, "1: A1=t:7\n");
	struct sheet *s = sheet_open(path, &e);
	assert_int_equal(sheet_count(s), 3);
	assert_string_equal(sheet_info(s, 0).name, "后备_力量");
	assert_false(sheet_info(s, 0).hidden);
	assert_true(sheet_info(s, 1).hidden);
	assert_true(sheet_info(s, 2).hidden);
	sheet_close(s);
}

static void csv_in_every_coding(void **state)
{
	(void)state;
	static const char utf8[] = "\xEF\xBB\xBF姓名,年龄\r\n\"张,三\",\"3\"\"5\"\r\n\r\n\"两\n行\",4.31181E+17\n";
	static const char want[] = "1: A1=t:姓名 B1=t:年龄\n2: A2=t:张,三 B2=t:3\"5\n"
				   "4: A4=t:两\n行 B4!=n:431181000000000000\n";
	check_rows(write_bytes("a.csv", utf8, sizeof utf8 - 1), 0, want);
	check_rows(write_bytes("a.csv", utf8 + 3, sizeof utf8 - 4), 0, want);
	/* 姓名;备注 / 张三;㐂 (a 4-byte code) in GB 18030 */
	static const char gb[] = "\xD0\xD5\xC3\xFB;\xB1\xB8\xD7\xA2\n\xD5\xC5\xC8\xFD;\x81\x39\xEF\x31\n";
	check_rows(write_bytes("b.csv", gb, sizeof gb - 1), 0,
		   "1: A1=t:姓名 B1=t:备注\n2: A2=t:张三 B2=t:㐂\n");
	static const char le[] = "\xFF\xFE\xD3\x59\x0D\x54\t\0A\0\r\0\n\0" "1\0\t\0" "2\0";
	check_rows(write_bytes("c.csv", le, sizeof le - 1), 0,
		   "1: A1=t:姓名 B1=t:A\n2: A2=t:1 B2=t:2\n");
	static const char be[] = "\xFE\xFF\x59\xD3\x54\x0D\0,\0A\0\r\0\n\0" "1\0,\0" "2";
	check_rows(write_bytes("d.csv", be, sizeof be - 1), 0,
		   "1: A1=t:姓名 B1=t:A\n2: A2=t:1 B2=t:2\n");
}

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/yz-sheet-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_workbook_reads_back),
		cmocka_unit_test(csv_in_every_coding),
	};
	return cmocka_run_group_tests(tests, make_dir, NULL);
}
