/* workday_notice.c - a notice of holidays, as the State Council prints it, into days. */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "reg/workday.h"
#include "text/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 120, PENDING = 40, SPAN = 30 };

struct reading {
	struct arena *a;
	struct findings *f;
	const char *field;
	int year;                 /* of the notice */
	const char *name;         /* of the holiday that is being read */
	int count;
	struct workday_day *days;
	int pending;              /* days read whose verb has not come yet */
	ymd from[PENDING], to[PENDING];
	int y, m;                 /* as carried from the day before */
	int first_off;            /* days off of this holiday, to compare with "共3天" */
};

static const char *iso(struct reading *r, ymd day)
{
	char b[16];
	return arena_strdup(r->a, date_iso(day, b));
}

static void day_put(struct reading *r, ymd day, bool work)
{
	for (int i = 0; i < r->count; i++)
		if (r->days[i].day == day) {
			find_error(r->f, r->field, "notice-twice", "%s is said twice.", iso(r, day));
			return;
		}
	if (r->count == DAYS) {
		find_error(r->f, r->field, "notice-many", "A notice has at most %d days.", (int)DAYS);
		return;
	}
	if (work && weekday_of(day) <= 5)
		find_error(r->f, r->field, "notice-work", "%s is to be worked, but is no Saturday or Sunday.",
			   iso(r, day));
	r->days[r->count++] = (struct workday_day){ .day = day, .work = work, .name = r->name };
}

/* "放假" or "上班" has come: it says what the days before it are. */
static void verb(struct reading *r, bool work)
{
	for (int i = 0; i < r->pending; i++) {
		int32_t from = date_days(r->from[i]), to = date_days(r->to[i]);
		if (to < from || to - from > SPAN) {
			find_error(r->f, r->field, "notice-span", "From %s to %s is no holiday.",
				   iso(r, r->from[i]), iso(r, r->to[i]));
			continue;
		}
		for (int32_t d = from; d <= to; d++)
			day_put(r, date_from_days(d), work);
		r->first_off += work ? 0 : to - from + 1;
	}
	r->pending = 0;
}

/* "(周四)", "(农历正月初七、周一)" after a day; returns what follows. */
static const char *weekday_read(struct reading *r, const char *p, ymd day)
{
	static const char *const names[] = { "周一", "周二", "周三", "周四", "周五", "周六", "周日" };
	if (*p != '(')
		return p;
	const char *end = strchr(p, ')');
	if (!end)
		return p + 1;
	char *in = arena_strndup(r->a, p, (size_t)(end - p)), *star = strstr(in, "星期");
	const char *is = names[weekday_of(day) - 1];
	for (int i = 0; i < 7; i++)
		if ((strstr(in, names[i]) && i != weekday_of(day) - 1) ||
		    (star && strncmp(star + 6, names[i] + 3, 3) == 0 && i != weekday_of(day) - 1))
			find_hint(find_error(r->f, r->field, "notice-weekday", "%s is not what stands in the brackets: it is %s.",
					     iso(r, day), is),
				  "Compare the year and the day with the notice.");
	return end + 1;
}

static const char *day_read(struct reading *r, int d, bool range, const char *p)
{
	ymd day = r->m ? date_make(r->y, r->m, d) : 0;
	if (!day || day % 100 == 0) {
		find_error(r->f, r->field, "notice-day", "There is no day %d/%d in %d.", r->m, d, r->y);
		return p;
	}
	if (range && r->pending > 0)
		r->to[r->pending - 1] = day;
	else if (r->pending < PENDING)
		r->from[r->pending] = r->to[r->pending] = day, r->pending++;
	return weekday_read(r, p, day);
}

static bool starts(const char *p, const char *word, const char **after)
{
	size_t n = strlen(word);
	if (strncmp(p, word, n) != 0)
		return false;
	*after = p + n;
	return true;
}

static void sentence_read(struct reading *r, const char *p)
{
	bool range = false;
	r->y = r->year;
	r->m = 0;
	r->pending = 0;
	for (const char *next; *p; p = next) {
		next = p + 1;
		if (isdigit((unsigned char)*p)) {
			int n = (int)strtol(p, NULL, 10) % 100000;
			while (isdigit((unsigned char)*next))
				next++;
			if (starts(next, "年", &next))
				r->y = n;
			else if (starts(next, "月", &next))
				r->m = n;
			else if (starts(next, "日", &next)) {
				next = day_read(r, n, range, next);
				range = false;
			} else if (starts(next, "天", &next) && r->first_off && n != r->first_off)
				find_error(r->f, r->field, "notice-sum", "%s: %d days are named, the notice says %d.",
					   r->name, r->first_off, n);
		} else if (starts(p, "至", &next) || starts(p, "—", &next) || starts(p, "-", &next)) {
			range = true;
		} else if (starts(p, "放假", &next)) {
			verb(r, false);
		} else if (starts(p, "上班", &next)) {
			verb(r, true);
		}
	}
}

/* "一、元旦:1月1日…": the name between the number and the colon. */
static const char *name_read(struct reading *r, const char *s)
{
	static const char *const numerals[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };
	const char *colon = strchr(s, ':');
	if (!colon)
		return s;
	const char *from = s, *p = s, *after = s;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < ARRAY_LEN(numerals) && !more; i++)
			more = starts(p, numerals[i], &p);
	}
	if (p > s && (starts(p, "、", &after) || starts(p, ".", &after)))
		from = after;
	if (colon - from > 60 || colon == from)
		return s;
	r->name = arena_strndup(r->a, from, (size_t)(colon - from));
	r->first_off = 0;
	return colon + 1;
}

static int by_day(const void *x, const void *y)
{
	const struct workday_day *a = x, *b = y;
	return (a->day > b->day) - (a->day < b->day);
}

/* "国办发明电〔2025〕7号" */
static const char *document_of(struct arena *a, const char *text)
{
	const char *at = strstr(text, "国办发"), *end = at ? strstr(at, "号") : NULL;
	return end && end - at < 80 ? arena_strndup(a, at, (size_t)(end - at) + 3) : "";
}

/* The year of "关于2026年部分节假日安排的通知". */
static int year_of(const char *text, int other)
{
	const char *at = strstr(text, "年部分节假日");
	int year = at && at - text >= 4 ? (int)strtol(at - 4, NULL, 10) : 0;
	return year >= 2000 && year < 2200 ? year : other;
}

void workday_notice_read(struct arena *a, const char *text, int year, const char *field,
			 struct workday_notice *out, struct findings *f)
{
	struct reading *r = ARENA_NEW(a, struct reading);
	*r = (struct reading){ .a = a, .f = f, .field = field, .year = year_of(text, year), .name = "" };
	r->days = ARENA_ARRAY(a, struct workday_day, DAYS);
	for (const char *p = text; *p;) {
		const char *stop = strstr(p, "。"), *line = strchr(p, '\n');
		size_t sign = 3;
		if (!stop || (line && line < stop)) {
			stop = line;
			sign = 1;
		}
		size_t n = stop ? (size_t)(stop - p) : strlen(p);
		sentence_read(r, name_read(r, text_normal(a, arena_strndup(a, p, n))));
		p = stop ? stop + sign : p + n;
	}
	qsort(r->days, (size_t)r->count, sizeof(*r->days), by_day);
	*out = (struct workday_notice){ .year = r->year, .document = document_of(a, text), .count = r->count,
					.days = r->days };
	if (r->count == 0)
		find_hint(find_error(f, field, "notice-none", "No day was found in this text."),
			  "Paste the notice as it is printed, with “放假” and “上班”.");
}
