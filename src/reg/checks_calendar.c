/* checks_calendar.c - named checks of the working-day calendar. */
#include "reg/record.h"
#include "reg/reg_int.h"
#include "reg/workday.h"

#include "base/str.h"

/* A day off may be any day; only Saturdays and Sundays are worked for others. */
static void calendar_day(const struct check_in *in, struct findings *out)
{
	const struct field_def *f = field_find(in->rec->def, "day"), *k = field_find(in->rec->def, "kind");
	const struct value *day = &in->rec->v[f->index], *kind = &in->rec->v[k->index];
	if (!day->known || !kind->known)
		return;
	if (day->i % 100 == 0)
		find_hint(find_error(out, "day", "calendar-day", "A whole month is not a day."),
			  "Enter each day in a row of its own.");
	else if (text_eq(kind->s, "work") && weekday_of((ymd)day->i) <= 5)
		find_hint(find_warning(out, "kind", "calendar-work",
				       "This is no Saturday or Sunday: it is a working day anyhow."),
			  "Enter it only to undo a day off that is built in.");
}

const struct check_def calendar_day_check = {
	.name = "calendar_day",
	.fn = calendar_day,
	.about = "A day of the calendar is a whole day; days worked for others are Saturdays and Sundays.",
	.needs = { "day", "kind" },
};
