/*
 * figure_time.c - milliseconds per figure of a whole county, for every indicator.
 *
 * Usage: figure_time DIR [ROUNDS]
 */
#include "base/str.h"
#include "site.h"

#include <stdlib.h>

enum { ROUNDS_MAX = 200 };

static int by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
	struct bench b;
	int64_t rounds = 15, wall[ROUNDS_MAX], cpu[ROUNDS_MAX];
	int over = 0;
	if (argc < 2 || (argc > 2 && !parse_i64(argv[2], &rounds)) || rounds < 1 ||
	    rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: figure_time DIR [ROUNDS]\n");
		return 2;
	}
	if (!bench_open(&b, argv[1], DB_READ))
		return bench_failed(&b);
	for (int i = 0; i < indicator_count(); i++) {
		struct figure_ask ask = { .indicator = indicator_at(i), .county = b.county, .unit = b.county };
		struct figure fig;
		scope_all(b.county, &ask.scope);
		for (int k = 0; k < rounds; k++) {
			int64_t w = wall_us(), c = cpu_us();
			if (!figure_compute(b.a, b.db, &ask, &fig, &b.e))
				return bench_failed(&b);
			wall[k] = wall_us() - w;
			cpu[k] = cpu_us() - c;
			arena_reset(b.a);
		}
		qsort(wall, (size_t)rounds, sizeof *wall, by_size);
		qsort(cpu, (size_t)rounds, sizeof *cpu, by_size);
		over += cpu[rounds / 2] > 5000;
		printf("figure %-32s %6.2f ms CPU (%.2f-%.2f), %6.2f ms wall\n", indicator_at(i)->name,
		       (double)cpu[rounds / 2] / 1e3, (double)cpu[0] / 1e3, (double)cpu[rounds - 1] / 1e3,
		       (double)wall[rounds / 2] / 1e3);
	}
	printf("figures: %d of %d over the budget of 5 ms CPU\n", over, indicator_count());
	bench_close(&b);
	return 0;
}
