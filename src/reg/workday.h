#pragma once
/*
 * workday.h - the working days of a county: weekends, holidays, and the Saturdays and Sundays
 * that are worked for them.
 *
 * What is built in are the State Council's notices (packs/calendar/YEAR.csv); a row of the
 * register `calendar_day` adds a day or overrides one.  A year whose notice nobody has entered
 * counts weekends only: whoever shows a day counted through it says so (workday_unknown()).
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "base/date.h"
#include "db/db.h"

struct findings;
struct workdays;

/* A day that is not as its day of the week says, or that is said to be so. */
struct workday_day {
	ymd day;
	bool work;
	const char *name, *document;  /* "春节", "国办发明电〔2025〕7号" */
	int64_t row;                  /* of the register; 0: built in */
};

bool workdays_load(struct arena *a, struct db *db, int64_t county, struct workdays **out,
		   struct err *e) MUST_USE;
/* Only what is built in. */
struct workdays *workdays_built_in(struct arena *a);

bool workday_is(const struct workdays *w, ymd day);
/* The n-th working day after `from` (before it when n < 0); `from` itself when n is 0. */
ymd workday_add(const struct workdays *w, ymd from, int n);
/* Working days in (from, to]; negative when to < from: then those in (to, from]. */
int workdays_between(const struct workdays *w, ymd from, ymd to);

/* Whether the year's notice is there: its 1 January, 1 May and 1 October are entered. */
bool workday_known(const struct workdays *w, int year);
/* The first year of [from, to] (in either order) without a notice; 0: all have theirs. */
int workday_unknown(const struct workdays *w, ymd from, ymd to);

/* What is said about a day; NULL: nothing, its day of the week decides. */
const struct workday_day *workday_said(const struct workdays *w, ymd day);
/* 1 Monday to 7 Sunday. */
int weekday_of(ymd day);

struct workday_notice {
	int year;
	const char *document;         /* "" when the text names none */
	int count;
	const struct workday_day *days; /* by day, once each; without document and row */
};
enum { WORKDAY_NOTICE = 8000 };       /* characters of a notice, at most */
/*
 * Reads a notice as it is printed ("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）
 * 上班。").  What contradicts itself is a finding on `field`: a weekday that is another, a number of
 * days that does not add up, a day that does not exist, a day said twice.
 */
void workday_notice_read(struct arena *a, const char *text, int year, const char *field,
			 struct workday_notice *out, struct findings *f);
