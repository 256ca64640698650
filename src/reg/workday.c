/* workday.c - the calendar as a sorted list of exceptions; everything else is its day of the week. */
#include "reg/workday.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum {
	DAYS_MAX = 20000, /* 50 years of entering every day */
	STEPS_MAX = 400000, /* a thousand years */
	COLUMNS = 4
};

struct workdays {
	int count, room;
	struct workday_day *days; /* by day; one each */
};

static void day_add(struct arena *a, struct workdays *w, const struct workday_day *d)
{
	if (w->count == w->room) {
		int room = w->room ? w->room * 2 : 512;
		w->days = arena_grow(a, w->days, sizeof(*w->days) * (size_t)w->count,
				     sizeof(*w->days) * (size_t)room);
		w->room = room;
	}
	w->days[w->count++] = *d;
}

/* ---- what is built in ---- */

static void built_in_line(struct arena *a, struct workdays *w, const char *line, size_t n)
{
	const char *field[COLUMNS], *p = line, *end = line + n;
	for (int i = 0; i < COLUMNS; i++) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *to = comma ? comma : end;
		field[i] = arena_strndup(a, p, (size_t)(to - p));
		p = comma ? comma + 1 : end;
	}
	struct workday_day d = { .work = text_eq(field[1], "work"), .name = field[2], .document = field[3] };
	bool fine = date_parse(field[0], false, &d.day) && (d.work || text_eq(field[1], "off"));
	assert(fine); /* ours */
	day_add(a, w, &d);
}

static void built_in_file(struct arena *a, struct workdays *w, const struct embedded *file)
{
	const char *p = file->data, *end = p + file->size;
	for (bool head = true; p < end; head = false) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		if (!head && stop > p)
			built_in_line(a, w, p, (size_t)(stop - p));
		p = stop + (stop < end);
	}
}

static int by_day(const void *x, const void *y)
{
	const struct workday_day *a = x, *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

struct workdays *workdays_built_in(struct arena *a)
{
	static const char prefix[] = "packs/calendar/";
	struct workdays *w = ARENA_NEW(a, struct workdays);
	for (size_t i = embedded_from(prefix); i < embedded_count; i++) {
		if (!has_prefix(embedded_files[i].path, prefix))
			break;
		built_in_file(a, w, &embedded_files[i]);
	}
	qsort(w->days, (size_t)w->count, sizeof(*w->days), by_day);
	return w;
}

/* ---- a county's own ---- */

/* Both are sorted and hold a day once; a row of the register wins. */
static void merge(struct arena *a, struct workdays *w, const struct workdays *own)
{
	struct workdays all = { 0 };
	int i = 0, k = 0;
	while (i < w->count || k < own->count) {
		bool ours = i == w->count || (k < own->count && own->days[k].day <= w->days[i].day);
		if (ours && i < w->count && own->days[k].day == w->days[i].day)
			i++;
		day_add(a, &all, ours ? &own->days[k++] : &w->days[i++]);
	}
	*w = all;
}

bool workdays_load(struct arena *a, struct db *db, int64_t county, struct workdays **out, struct err *e)
{
	struct workdays *w = workdays_built_in(a), own = { 0 };
	struct stmt *q = db_query(db,
				  SQL("select id, day, kind, name, document from r_calendar_day where "
				      "county=$1 order by day, id limit $2"),
				  e);
	if (!q)
		return false;
	bind(q, 1, county);
	bind(q, 2, (int64_t)DAYS_MAX);
	while (db_next(q)) {
		struct workday_day d = {
			.row = col_i64(q, 0), .day = (ymd)col_i64(q, 1),
			.work = text_eq(col_peek(q, 2), "work"), .name = col_text(q, 3, a),
			.document = col_text(q, 4, a),
		};
		if (own.count > 0 && own.days[own.count - 1].day == d.day)
			own.count--; /* the later row */
		day_add(a, &own, &d);
	}
	if (!db_end(q, e))
		return false;
	merge(a, w, &own);
	*out = w;
	return true;
}

/* ---- questions ---- */

const struct workday_day *workday_said(const struct workdays *w, ymd day)
{
	const struct workday_day key = { .day = day };
	return w->count ? bsearch(&key, w->days, (size_t)w->count, sizeof(*w->days), by_day) : NULL;
}

int weekday_of(ymd day)
{
	int n = (date_days(day) + 3) % 7; /* 1970-01-01 was a Thursday */
	return (n < 0 ? n + 7 : n) + 1;
}

bool workday_is(const struct workdays *w, ymd day)
{
	const struct workday_day *d = workday_said(w, day);
	return d ? d->work : weekday_of(day) <= 5;
}

ymd workday_add(const struct workdays *w, ymd from, int n)
{
	int32_t day = date_days(from);
	int step = n < 0 ? -1 : 1, left = n < 0 ? -n : n;
	assert(date_ok(from));
	for (int i = 0; left > 0; i++) {
		assert(i < STEPS_MAX); /* callers' numbers are bounded by their registers */
		day += step;
		left -= workday_is(w, date_from_days(day));
	}
	return date_from_days(day);
}

int workdays_between(const struct workdays *w, ymd from, ymd to)
{
	if (to < from)
		return -workdays_between(w, to, from);
	int n = 0;
	int32_t end = date_days(to);
	for (int32_t day = date_days(from) + 1; day <= end; day++)
		n += workday_is(w, date_from_days(day));
	return n;
}

bool workday_known(const struct workdays *w, int year)
{
	return workday_said(w, year * 10000 + 101) && workday_said(w, year * 10000 + 501) &&
	       workday_said(w, year * 10000 + 1001);
}

int workday_unknown(const struct workdays *w, ymd from, ymd to)
{
	ymd first = from < to ? from : to, last = from < to ? to : from;
	for (int year = first / 10000; year <= last / 10000; year++)
		if (!workday_known(w, year))
			return year;
	return 0;
}
