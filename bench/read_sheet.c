/*
 * read_sheet.c - the first sheet of a file through src/sheet, counted: compare parse_only.c.
 *
 * Usage: read_sheet FILE.  Prints rows, cells, and the most memory the process held.
 */
#include "base/arena.h"
#include "sheet/sheet.h"

#include <stdio.h>
#include <sys/resource.h>

int main(int argc, char **argv)
{
	struct err e = { 0 };
	struct sheet *s = argc > 1 ? sheet_open(argv[1], &e) : NULL;
	struct arena *a = arena_new(16 << 20);
	struct sheet_row row;
	long rows = 0, cells = 0;
	int got = -1;
	if (s && sheet_select(s, 0, &e)) {
		while ((got = sheet_next(s, a, &row, &e)) == 1) {
			rows++;
			cells += row.count;
			arena_reset(a);
		}
	}
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	printf("%ld rows, %ld cells, %ld KB\n", rows, cells, used.ru_maxrss);
	sheet_close(s);
	arena_free(a);
	return got == 0 ? 0 : 1;
}
