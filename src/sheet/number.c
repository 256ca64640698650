/*
 * number.c - numbers as sheets store them, number formats, serial days.
 *
 * Built-in format ids: ECMA-376 part 1, 18.8.30, with the zh-cn list for 27-36 and 50-58.
 * Day 60 of the 1900 system is the 29 February 1900 that never was.
 */
#include "base/date.h"
#include "base/str.h"
#include "sheet/sheet_int.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { DIGITS = 15 }; /* what Excel keeps of a number */

enum number_format format_builtin(int id)
{
	switch (id) {
	case 14: case 15: case 16: case 22: case 28: case 29: case 30: case 31: case 51: case 53:
	case 54: case 58:
		return FORMAT_DAY;
	case 17: case 27: case 36: case 50: case 52: case 57:
		return FORMAT_MONTH;
	case 18: case 19: case 20: case 21: case 32: case 33: case 34: case 35: case 55: case 56:
		return FORMAT_TIME;
	default:
		return FORMAT_PLAIN;
	}
}

/* Steps over a quoted, escaped or bracketed piece; *elapsed when it is [h], [m] or [s]. */
static const char *skip_literal(const char *p, bool *elapsed)
{
	if (*p == '"') {
		const char *q = strchr(p + 1, '"');
		return q ? q + 1 : p + strlen(p);
	}
	if (*p == '[') {
		*elapsed |= p[1] && strchr("hHmMsS", p[1]) && (p[2] == ']' || p[2] == p[1]);
		const char *q = strchr(p, ']');
		return q ? q + 1 : p + strlen(p);
	}
	if (*p == '\\' || *p == '_' || *p == '*')
		return p[1] ? p + 2 : p + 1;
	if (g_ascii_strncasecmp(p, "am/pm", 5) == 0)
		return p + 5;
	if (g_ascii_strncasecmp(p, "a/p", 3) == 0)
		return p + 3;
	if (g_ascii_strncasecmp(p, "general", 7) == 0)
		return p + 7;
	if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-'))
		return p + 2;
	return NULL;
}

enum number_format format_of_code(const char *code)
{
	bool year = false, month = false, day = false, time = false, elapsed = false;
	for (const char *p = code; *p && *p != ';';) {
		const char *next = skip_literal(p, &elapsed);
		if (next) {
			p = next;
			continue;
		}
		char c = g_ascii_tolower(*p++);
		year |= c == 'y' || c == 'e';
		month |= c == 'm';
		day |= c == 'd' || c == 'a';
		time |= c == 'h' || c == 's';
	}
	if (elapsed)
		return FORMAT_PLAIN;
	if (day || (year && !month) || (month && !year && !time))
		return FORMAT_DAY;
	if (year)
		return FORMAT_MONTH;
	return time ? FORMAT_TIME : FORMAT_PLAIN;
}

static bool put_day(struct row_builder *b, int column, double v, enum number_format format,
		    bool from_1904)
{
	char text[32];
	if (!(v >= 0 && v < 2958466)) /* past 9999-12-31 Excel shows ##### */
		return false;
	int32_t serial = (int32_t)v;
	if (serial == 0 || (format == FORMAT_TIME && serial == 0)) {
		int seconds = (int)lround((v - serial) * 86400);
		if (format != FORMAT_TIME || seconds >= 86400)
			return false;
		int n = snprintf(text, sizeof text, seconds % 60 ? "%02d:%02d:%02d" : "%02d:%02d",
				 seconds / 3600, seconds / 60 % 60, seconds % 60);
		row_put(b, column, CELL_TEXT, text, (size_t)n);
		return true;
	}
	int32_t days = serial - 25569;
	if (from_1904)
		days += 1462;
	else if (serial < 60)
		days += 1;
	ymd d = date_from_days(days);
	if (!date_ok(d))
		return false;
	if (format == FORMAT_MONTH && d % 100 == 1) /* a month typed as one: its day means nothing */
		d -= 1;
	char iso[16];
	date_iso(d, iso);
	row_put(b, column, CELL_DATE, iso, strlen(iso));
	return true;
}

/* A short decimal as Excel writes it is its own shortest form. */
static bool is_short(const char *s, size_t n)
{
	size_t i = n && s[0] == '-', digits = 0;
	bool point = false;
	if (i == n || (s[i] == '0' && i + 1 < n && s[i + 1] != '.') || s[i] == '.')
		return false;
	for (; i < n; i++) {
		if (s[i] == '.' && !point)
			point = true;
		else if (s[i] >= '0' && s[i] <= '9')
			digits++;
		else
			return false;
	}
	return digits <= DIGITS && !(point && (s[n - 1] == '0' || s[n - 1] == '.')) &&
	       !(s[0] == '-' && digits == 1 && s[1] == '0');
}

/* Shortest digits of |v| that read back as v, at most `most`; v = 0.ddd * 10^*exponent. */
static size_t shortest_digits(double v, int most, char digits[20], int *exponent)
{
	char text[40];
	for (int p = DIGITS; p <= most; p++) {
		snprintf(text, sizeof text, "%.*e", p - 1, fabs(v));
		if (p == most || g_ascii_strtod(text, NULL) == fabs(v))
			break;
	}
	size_t n = 0;
	const char *p = text;
	for (; *p && *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			digits[n++] = *p;
	*exponent = (int)strtol(p + 1, NULL, 10) + 1;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

static size_t write_decimal(double v, const char *digits, size_t n, int exponent, char out[64])
{
	size_t at = 0;
	if (v < 0)
		out[at++] = '-';
	if (exponent > 22 || exponent < -14)
		return at + (size_t)snprintf(out + at, 64 - at, "%.1sE%+d", digits, exponent - 1);
	int i = exponent <= 0 ? exponent - 1 : 0;
	int last = (int)n > exponent ? (int)n : exponent;
	for (; i < last; i++) {
		if (i == exponent)
			out[at++] = '.';
		out[at++] = i >= 0 && i < (int)n ? digits[i] : '0';
	}
	out[at] = 0;
	return at;
}

static bool looks_numeric(const char *s, size_t n)
{
	bool digit = false;
	for (size_t i = 0; i < n; i++) {
		digit |= s[i] >= '0' && s[i] <= '9';
		if (!strchr("0123456789+-.eE", s[i]) || !s[i])
			return false;
	}
	return digit && n < 64;
}

static bool parse_double(const char *s, size_t n, double *v)
{
	char text[64], *end;
	if (!looks_numeric(s, n))
		return false;
	memcpy(text, s, n);
	text[n] = 0;
	*v = g_ascii_strtod(text, &end);
	return *end == 0 && isfinite(*v);
}

static bool is_whole(const char *s, size_t n)
{
	size_t i = n && s[0] == '-';
	for (; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static void put_long(struct row_builder *b, int column, const char *text, size_t n, double v)
{
	char digits[20] = "0", out[64];
	int exponent;
	bool lossy = fabs(v) >= 1e15;
	if (lossy && is_whole(text, n) && text[0] != '0') {
		row_put(b, column, CELL_NUMBER, text, n)->lossy = true; /* the writer kept them all */
		return;
	}
	size_t count = shortest_digits(v, lossy ? DIGITS + 2 : DIGITS, digits, &exponent);
	if (digits[0] == '0') {
		row_put(b, column, CELL_NUMBER, "0", 1);
		return;
	}
	count = write_decimal(v, digits, count, exponent, out);
	row_put(b, column, CELL_NUMBER, out, count)->lossy = lossy;
}

void row_put_number(struct row_builder *b, int column, const char *text, size_t n,
		    enum number_format format, bool from_1904)
{
	struct str s = str_trim((struct str){ text, n });
	double v;
	if (s.n == 0)
		return;
	if (format == FORMAT_PLAIN && is_short(s.p, s.n)) {
		row_put(b, column, CELL_NUMBER, s.p, s.n);
		return;
	}
	if (!parse_double(s.p, s.n, &v)) {
		row_put(b, column, CELL_TEXT, s.p, s.n);
		return;
	}
	if (format != FORMAT_PLAIN && put_day(b, column, v, format, from_1904))
		return;
	if (is_short(s.p, s.n))
		row_put(b, column, CELL_NUMBER, s.p, s.n);
	else
		put_long(b, column, s.p, s.n, v);
}

void row_put_iso(struct row_builder *b, int column, const char *text, size_t n)
{
	static const char shape[] = "0000-00-00T00:00";
	size_t i = 0;
	while (i < n && i < sizeof shape - 1 &&
	       (shape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i]))
		i++;
	if (i >= 16 && memcmp(text, "1899-12-3", 9) == 0)
		row_put(b, column, CELL_TEXT, text + 11, 5); /* a time of day */
	else if (i >= 10)
		row_put(b, column, CELL_DATE, text, 10);
	else
		row_put(b, column, CELL_TEXT, text, n);
}

/* "4.31181E+17": what Excel writes into a CSV for a long number. */
static bool is_scientific(struct str s)
{
	const char *e = s.n ? memchr(s.p, 'E', s.n) : NULL;
	return e && e > s.p && (e[1] == '+' || e[1] == '-') && s.n < 32 &&
	       s.p[0] >= '0' && s.p[0] <= '9' && looks_numeric(s.p, s.n);
}

void row_put_plain(struct row_builder *b, int column, const char *text, size_t n)
{
	struct str s = str_trim((struct str){ text, n });
	double v;
	if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"') /* ="0123" */
		s = (struct str){ s.p + 2, s.n - 3 };
	else if (s.n >= 2 && s.p[0] == '\'' && s.p[1] >= '0' && s.p[1] <= '9') /* '0123 */
		s = (struct str){ s.p + 1, s.n - 1 };
	if (is_scientific(s) && parse_double(s.p, s.n, &v))
		put_long(b, column, s.p, s.n, v);
	else
		row_put(b, column, CELL_TEXT, s.p, s.n);
}
