/*
 * fuzz_sheet.c - any bytes end in rows or in one refusal, never in a crash.
 *
 * Under libFuzzer: clang -fsanitize=fuzzer,address.  With -DFUZZ_STANDALONE it has a main
 * that reads the files named, each whole and cut and with bits flipped.
 */
#include "base/arena.h"
#include "base/str.h"
#include "sheet/sheet.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct sheet_row *row)
{
	int before = 0;
	assert(row->number >= 1 && row->count >= 1);
	for (int i = 0; i < row->count; i++) {
		const struct cell *c = &row->cells[i];
		assert(c->column > before && c->text && c->text[0] && utf8_ok(c->text, str_c(c->text).n));
		before = c->column;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct err e = { 0 };
	int fd = memfd_create("sheet", 0);
	assert(fd >= 0);
	if (write(fd, data, size) != (ssize_t)size) {
		close(fd);
		return 0;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct arena *a = arena_new(64 << 20);
	struct sheet *s = sheet_open(path, &e);
	struct sheet_row row;
	for (int i = 0; s && i < sheet_count(s) && sheet_select(s, i, &e); i++) {
		int got;
		while ((got = sheet_next(s, a, &row, &e)) == 1) {
			check_row(&row);
			arena_reset(a);
		}
		assert((got < 0) == (e.code != ERR_NONE));
		if (got < 0)
			break;
	}
	sheet_close(s);
	arena_free(a);
	close(fd);
	return 0;
}

#ifdef FUZZ_STANDALONE
static uint8_t bytes[1 << 20], copy[1 << 20];

int main(int argc, char **argv)
{
	uint32_t seed = 1;
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
		if (!f)
			return 2;
		fclose(f);
		LLVMFuzzerTestOneInput(bytes, n);
		for (size_t k = 0; n && k < 500; k++) {
			for (size_t j = 0; j < n; j++)
				copy[j] = bytes[j];
			for (int j = 0; j < 1 + (int)(k % 8); j++) {
				seed = seed * 1664525 + 1013904223;
				copy[(seed >> 8) % n] ^= (uint8_t)(1u << (seed & 7));
			}
			LLVMFuzzerTestOneInput(copy, k % 4 ? n : n * (k + 1) / 500);
		}
	}
	return 0;
}
#endif
