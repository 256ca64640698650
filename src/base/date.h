#pragma once
/*
 * date.h - calendar days as yyyymmdd, moments as Unix milliseconds, periods.
 *
 * 0 is "no date".  yyyymm00 is a month without a day, as sheets give birth months;
 * it sorts before the month's days, so comparisons by number stay right.
 * DATE_OPEN (99991231) ends an interval [from, to) that has no end.
 */
#include "base/base.h"

struct arena;

typedef int32_t ymd;
enum { DATE_OPEN = 99991231 };

bool date_ok(ymd d);                      /* a real day, or yyyymm00 */
ymd date_make(int y, int m, int d);       /* 0 when there is no such day */
int32_t date_days(ymd d);                 /* days since 1970-01-01; yyyymm00 counts as day 1 */
ymd date_from_days(int32_t days);
ymd date_add_years(ymd d, int years);     /* 29 February becomes 28 where needed */
ymd date_add_months(ymd d, int months);   /* 31 March less a month is 28 or 29 February */
/* Full years of age on day `at` of one born on `birth` (yyyymm00: by month). */
int date_age(ymd birth, ymd at);

int64_t now_ms(void);                     /* wall clock; YANZHEN_NOW (ms) overrides in tests */
ymd date_of_ms(int64_t ms);               /* in China's time, UTC+8 */
ymd today(void);

/* "2024-05-03", "2024-05" for yyyymm00, "" for 0.  Returns buf. */
const char *date_iso(ymd d, char buf[16]);
/* "2024年5月3日", "2024年5月". */
const char *date_zh(ymd d, char buf[32]);
const char *time_iso(int64_t ms, char buf[32]);   /* "2024-05-03 09:30", UTC+8 */

/*
 * Reads a day as people and sheets write it: 2023-05-01, 2023.5.1, 2023/5/1, 20230501,
 * 2023年5月1日, 2023年5月, 2023.05, full-width digits, and Excel serial numbers when
 * `serial` is set.  False when it is none of them or no such day exists.
 */
bool date_parse(const char *text, bool serial, ymd *out) MUST_USE;

/* A period [from, to]: "2024", "2024-Q2", "2024-05", "2024-05-T2" (ten-day), "2024-05-03". */
struct period {
	ymd from, to; /* both inclusive */
	char name[16];
};
bool period_parse(const char *text, struct period *out) MUST_USE;
