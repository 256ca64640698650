/* fen.c - amounts as people write them, and months. */
#include "base/dec.h"
#include "base/str.h"
#include "ledger/book.h"

#include <string.h>

bool fen_parse(const char *text, int64_t *out)
{
	char plain[40];
	size_t n = 0, len = strlen(text);
	struct dec d;
	for (size_t i = 0, step; i < len; i += step) {
		uint32_t c = utf8_get(text + i, len - i, &step);
		if (c == ',' || c == 0xFF0C || c == ' ' || c == '\t' || c == 0x3000)
			continue;
		if (c >= 0xFF10 && c <= 0xFF19)
			c = c - 0xFF10 + '0';
		else if (c == 0xFF0E)
			c = '.';
		else if (c == 0xFF0D || c == 0x2212)
			c = '-';
		if (c > 0x7E || n + 1 >= sizeof plain)
			return false;
		plain[n++] = (char)c;
	}
	plain[n] = 0;
	if (!dec_parse(plain, &d) || d.scale > 2)
		return false;
	for (int i = d.scale; i < 2; i++)
		if (__builtin_mul_overflow(d.v, 10, &d.v))
			return false;
	if (d.v > LEDGER_FEN_MAX || d.v < -LEDGER_FEN_MAX)
		return false;
	*out = d.v;
	return true;
}

const char *fen_text(int64_t fen, char buf[32])
{
	return dec_text((struct dec){.v = fen, .scale = 2}, buf);
}

bool month_ok(int month)
{
	return month >= 190001 && month <= 999912 && month % 100 >= 1 && month % 100 <= 12;
}

int month_next(int month)
{
	return month % 100 == 12 ? month + 89 : month + 1;
}

int month_before(int month)
{
	return month % 100 == 1 ? month - 89 : month - 1;
}

int day_month(ymd day)
{
	return day / 100;
}

const char *month_write(int month, char buf[16])
{
	return date_iso(month * 100, buf);
}

int book_takeover(const struct book *b)
{
	return month_before(b->opened);
}

int book_year_start(const struct book *b)
{
	return (b->opened / 100 - 1) * 100 + 12;
}

int book_month_before(const struct book *b, int month)
{
	return month == book_takeover(b) ? book_year_start(b) : month_before(month);
}

ymd month_last_day(int month)
{
	return date_from_days(date_days(month_next(month) * 100 + 1) - 1);
}
