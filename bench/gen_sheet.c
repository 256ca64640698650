/*
 * gen_sheet.c - writes a register of ROWS x COLUMNS cells as XLSX, as a county would send it.
 *
 * Usage: gen_sheet FILE.xlsx [ROWS [COLUMNS]]   (100000 x 20 when not given)
 */
#include "base/str.h"
#include "sheet/sheet.h"

#include <stdio.h>

static const char *value(int row, int column, char buf[64])
{
	static const char *const surnames[] = { "张", "王", "李", "刘", "陈", "欧阳" };
	static const char *const levels[] = { "镇级", "村级", "县级" };
	unsigned n = (unsigned)row * 2654435761u;
	unsigned year = 1960 + n % 45, month = 1 + n / 45 % 12, day = 1 + n / 540 % 28;
	switch (column % 5) {
	case 1:
		snprintf(buf, 64, "%s%d", surnames[n % ARRAY_LEN(surnames)], row);
		break;
	case 2:
		snprintf(buf, 64, "431181%04u%02u%02u%04d", year, month, day, row % 10000);
		break;
	case 3:
		snprintf(buf, 64, "%04u-%02u-%02u", year, month, day);
		break;
	case 4:
		snprintf(buf, 64, "%s", levels[n % ARRAY_LEN(levels)]);
		break;
	default:
		snprintf(buf, 64, "%u", n % 1000);
	}
	return buf;
}

int main(int argc, char **argv)
{
	static const enum out_style styles[] = { OUT_NUMBER, OUT_TEXT, OUT_TEXT, OUT_DATE, OUT_TEXT };
	struct err e = { 0 };
	int64_t rows = 100000, columns = 20;
	char buf[64];
	if (argc < 2 || (argc > 2 && !parse_i64(argv[2], &rows)) ||
	    (argc > 3 && !parse_i64(argv[3], &columns))) {
		fprintf(stderr, "usage: gen_sheet FILE.xlsx [ROWS [COLUMNS]]\n");
		return 2;
	}
	struct sheet_out *o = out_open(argv[1], "bench", &e);
	for (int c = 1; o && c <= columns; c++) {
		snprintf(buf, sizeof buf, "column %d", c);
		out_cell(o, 1, c, OUT_HEAD, buf);
	}
	for (int r = 2; o && r <= rows + 1; r++)
		for (int c = 1; c <= columns; c++)
			out_cell(o, r, c, styles[c % 5], value(r, c, buf));
	return o && out_close(o, &e) ? 0 : 3;
}
