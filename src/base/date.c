/* date.c - the Gregorian calendar, read and written as offices do. */
#include "base/date.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHINA_MS = 8 * 3600 * 1000 };

static bool is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

bool date_ok(ymd d)
{
	int y = d / 10000, m = d / 100 % 100, day = d % 100;
	return y >= 1800 && y <= 9999 && m >= 1 && m <= 12 && day >= 0 && day <= month_days(y, m);
}

ymd date_make(int y, int m, int d)
{
	if (y < 1800 || y > 9999 || m < 1 || m > 12 || d < 0 || d > 31)
		return 0;
	ymd v = y * 10000 + m * 100 + d;
	return date_ok(v) ? v : 0;
}

/* Days from civil, after the well-known era arithmetic: March starts the year. */
int32_t date_days(ymd d)
{
	int y = d / 10000, m = d / 100 % 100, day = d % 100;
	if (day == 0)
		day = 1;
	y -= m <= 2;
	int era = y / 400, yoe = y - era * 400;
	int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

ymd date_from_days(int32_t days)
{
	int z = days + 719468, era = z / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int day = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
	return (yoe + era * 400 + (m <= 2)) * 10000 + m * 100 + day;
}

ymd date_add_years(ymd d, int years)
{
	int y = d / 10000 + years, m = d / 100 % 100, day = d % 100;
	if (m == 2 && day == 29 && !is_leap(y))
		day = 28;
	return y * 10000 + m * 100 + day;
}

ymd date_add_months(ymd d, int months)
{
	int month = d / 10000 * 12 + d / 100 % 100 - 1 + months, day = d % 100;
	ymd first = month / 12 * 10000 + (month % 12 + 1) * 100;
	while (day > 28 && !date_ok(first + day))
		day--;
	return first + day;
}

int date_age(ymd birth, ymd at)
{
	int years = at / 10000 - birth / 10000;
	if (birth % 100 == 0)
		return years - (at / 100 % 100 < birth / 100 % 100);
	return years - (at % 10000 < birth % 10000);
}

int64_t now_ms(void)
{
	const char *fixed = getenv("YANZHEN_NOW");
	int64_t ms;
	if (fixed && parse_i64(fixed, &ms))
		return ms;
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

ymd date_of_ms(int64_t ms)
{
	return date_from_days((int32_t)((ms + CHINA_MS) / 86400000));
}

ymd today(void)
{
	return date_of_ms(now_ms());
}

const char *date_iso(ymd d, char buf[16])
{
	unsigned y = (unsigned)d / 10000 % 10000, m = (unsigned)d / 100 % 100, day = (unsigned)d % 100;
	if (d <= 0)
		buf[0] = 0;
	else if (day == 0)
		snprintf(buf, 16, "%04u-%02u", y, m);
	else
		snprintf(buf, 16, "%04u-%02u-%02u", y, m, day);
	return buf;
}

const char *date_zh(ymd d, char buf[32])
{
	unsigned y = (unsigned)d / 10000 % 10000, m = (unsigned)d / 100 % 100, day = (unsigned)d % 100;
	if (d <= 0)
		buf[0] = 0;
	else if (day == 0)
		snprintf(buf, 32, "%u年%u月", y, m);
	else
		snprintf(buf, 32, "%u年%u月%u日", y, m, day);
	return buf;
}

const char *time_iso(int64_t ms, char buf[32])
{
	char day[16];
	unsigned minute = (unsigned)((ms + CHINA_MS) / 60000 % 1440);
	date_iso(date_of_ms(ms), day);
	snprintf(buf, 32, "%s %02u:%02u", day, minute / 60, minute % 60);
	return buf;
}

/* Copies text as ASCII digits and single '-' separators; false on anything else. */
static bool normalise(const char *text, char *out, size_t size)
{
	struct str s = str_trim(str_c(text));
	size_t n = 0, len;
	for (size_t i = 0; i < s.n; i += len) {
		uint32_t c = utf8_get(s.p + i, s.n - i, &len);
		if (c >= 0xFF10 && c <= 0xFF19)
			c = c - 0xFF10 + '0';
		if (c == 0x5E74 || c == 0x6708 || c == '.' || c == '/' || c == '-' || c == 0xFF0E ||
		    c == 0xFF0F || c == 0xFF0D || c == 0x3002 || c == 0x2014 || c == 0x2013)
			c = '-';
		if (c == 0x65E5 || c == 0x53F7) /* 日 号 end the day */
			continue;
		if (c == 0x20 || c == 0x3000) {
			if (n && out[n - 1] == '-')
				continue;
			break; /* a time of day follows */
		}
		if (c == 'T')
			break;
		if (!((c >= '0' && c <= '9') || c == '-') || n + 1 >= size)
			return false;
		if (c == '-' && n && out[n - 1] == '-')
			return false;
		out[n++] = (char)c;
	}
	while (n && out[n - 1] == '-')
		n--;
	out[n] = 0;
	return n > 0;
}

static bool parse_plain(const char *s, bool serial, ymd *out)
{
	int64_t v;
	size_t n = strlen(s);
	if (!parse_i64(s, &v))
		return false;
	ymd d = 0;
	if (n == 8)
		d = date_make((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100));
	else if (n == 6)
		d = date_make((int)(v / 100), (int)(v % 100), 0);
	else if (serial && v > 1 && v < 100000) /* Excel counts a 29 February 1900 */
		d = date_from_days((int32_t)v - 25569 + (v < 60));
	if (!d || (n == 8 && v % 100 == 0))
		return false;
	*out = d;
	return true;
}

bool date_parse(const char *text, bool serial, ymd *out)
{
	char s[32];
	if (!normalise(text, s, sizeof s))
		return false;
	if (!strchr(s, '-'))
		return parse_plain(s, serial, out);
	int y = 0, m = 0, day = 0, used = 0;
	int got = sscanf(s, "%4d-%2d%n-%2d%n", &y, &m, &used, &day, &used);
	if (got < 2 || s[used] || (got == 3 && day == 0))
		return false;
	ymd d = date_make(y, m, got == 3 ? day : 0);
	if (!d)
		return false;
	*out = d;
	return true;
}

static void period_set(struct period *p, int y, int m1, int d1, int m2, int d2)
{
	p->from = date_make(y, m1, d1);
	p->to = date_make(y, m2, d2);
}

bool period_parse(const char *text, struct period *out)
{
	struct period p = { 0 };
	int y = 0, a = 0, b = 0, used = 0;
	size_t n = text ? strlen(text) : 0;
	if (n < 4 || n >= sizeof p.name)
		return false;
	memcpy(p.name, text, n + 1);
	if (n == 4 && sscanf(text, "%4d%n", &y, &used) == 1 && used == 4)
		period_set(&p, y, 1, 1, 12, 31);
	else if (n == 7 && sscanf(text, "%4d-Q%1d%n", &y, &a, &used) == 2 && used == 7 && a >= 1 && a <= 4)
		period_set(&p, y, a * 3 - 2, 1, a * 3, month_days(y, a * 3));
	else if (n == 7 && sscanf(text, "%4d-%2d%n", &y, &a, &used) == 2 && used == 7 && a >= 1 && a <= 12)
		period_set(&p, y, a, 1, a, month_days(y, a));
	else if (n == 10 && sscanf(text, "%4d-%2d-T%1d%n", &y, &a, &b, &used) == 3 && used == 10 &&
		 a >= 1 && a <= 12 && b >= 1 && b <= 3)
		period_set(&p, y, a, b * 10 - 9, a, b == 3 ? month_days(y, a) : b * 10);
	else if (n == 10 && sscanf(text, "%4d-%2d-%2d%n", &y, &a, &b, &used) == 3 && used == 10)
		period_set(&p, y, a, b, a, b);
	if (!p.from || !p.to || p.from % 100 == 0)
		return false;
	*out = p;
	return true;
}
