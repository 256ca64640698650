/*
 * gen_people.c - a county's people as a sheet of 20 columns, every cell filled.
 *
 * Usage: gen_people FILE.xlsx DIR [ROWS]   (100000 when not given).  DIR is a demo site: its
 * villages' codes stand in the sheet.  Sixteen columns are fields, four mean nothing.
 */
#include "base/str.h"
#include "made_up.h"
#include "sheet/sheet.h"
#include "site.h"

static const char *const heads[] = {
	"序号", "姓名", "性别", "出生日期", "民族", "籍贯", "身份证号", "联系电话", "学历", "学习形式",
	"毕业院校", "所学专业", "政治面貌", "入党时间", "职业", "所在村", "备注", "邮编", "家庭人口", "填表人" };

static void row(struct sheet_out *o, int at, uint64_t n, const char *village)
{
	struct made_up m;
	char birth[16], number[16];
	made_up(n, &m);
	snprintf(number, sizeof number, "%d", at - 1);
	snprintf(birth, sizeof birth, "%04d-%02d-%02d", m.birth / 10000, m.birth / 100 % 100,
		 m.birth % 100);
	const char *const cells[] = {
		number, m.name, m.sex[0] == 'm' ? "男" : "女", birth, "汉族", "湖南祁阳", m.idnum, m.phone,
		n % 3 ? "大专" : "初中", "全日制", "永州职业技术学院", "农学", "中共党员", "2010-07-01", "务农",
		village, "无", "426100", "4", "张三" };
	_Static_assert(ARRAY_LEN(cells) == ARRAY_LEN(heads), "a cell for every heading");
	for (int c = 0; c < (int)ARRAY_LEN(cells); c++)
		out_cell(o, at, c + 1, c == 3 || c == 13 ? OUT_DATE : OUT_TEXT, cells[c]);
}

int main(int argc, char **argv)
{
	struct bench b;
	int64_t rows = 100000;
	if (argc < 3 || (argc > 3 && !parse_i64(argv[3], &rows))) {
		fprintf(stderr, "usage: gen_people FILE.xlsx DIR [ROWS]\n");
		return 2;
	}
	if (!bench_open(&b, argv[2], DB_READ))
		return bench_failed(&b);
	struct sheet_out *o = out_open(argv[1], "people", &b.e);
	for (int c = 0; o && c < (int)ARRAY_LEN(heads); c++)
		out_cell(o, 1, c + 1, OUT_HEAD, heads[c]);
	for (int64_t n = 0; o && n < rows; n++) {
		struct unit u;
		arena_reset(b.a);
		if (!unit_load(b.a, b.db, b.villages[n % b.village_count], 0, &u, &b.e))
			return bench_failed(&b);
		row(o, (int)n + 2, 5000000 + (uint64_t)n, u.code);
	}
	return o && out_close(o, &b.e) ? 0 : bench_failed(&b);
}
