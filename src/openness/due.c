/* due.c - the calendar of what is to be published. */
#include "openness/due.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/query.h"

#include <stdlib.h>

enum { ITEMS_MAX = 300, NOTICES_MAX = 60000, ROWS_MAX = 6000, AHEAD_DAYS = 31 };

struct item {
	int64_t id, unit;
	const char *section, *matter, *basis, *frequency;
	int32_t days;
	bool from_start;
	ymd from, to;
};
struct notice {
	int64_t item, unit;
	ymd about, posted;
};
struct work {
	struct arena *a;
	struct db *db;
	int64_t county;
	ymd first, last;              /* due days that are of interest */
	ymd at;
	int item_count, notice_count;
	struct item *items;
	struct notice *notices;       /* by item, unit, about */
	struct openness_dues *out;
};

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static const char *text(struct work *w, const struct record *r, const char *field)
{
	const struct value *v = value_of(r, field);
	return v->known && v->s ? arena_strdup(w->a, v->s) : "";
}

static bool item_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
		      struct err *e)
{
	struct work *w = arg;
	(void)row;
	(void)subs;
	if (text_eq(value_of(r, "frequency")->s, "event"))
		return true;
	if (w->item_count == ITEMS_MAX)
		return err_set(e, ERR_TOO_BIG, "The catalogue holds more than %d items in force.", ITEMS_MAX);
	const struct value *to = value_of(r, "valid_to");
	w->items[w->item_count++] = (struct item){
	    .id = r->id, .unit = r->unit, .section = text(w, r, "section"), .matter = text(w, r, "matter"),
	    .basis = text(w, r, "basis"), .frequency = text(w, r, "frequency"),
	    .days = (int32_t)value_of(r, "due_days")->i, .from_start = value_of(r, "from_start")->i != 0,
	    .from = (ymd)value_of(r, "valid_from")->i, .to = to->known ? (ymd)to->i : DATE_OPEN,
	};
	return true;
}

static bool notice_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			struct err *e)
{
	struct work *w = arg;
	(void)row;
	(void)subs;
	if (w->notice_count == NOTICES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d notices: choose a smaller unit.", NOTICES_MAX);
	w->notices[w->notice_count++] = (struct notice){
	    .item = value_of(r, "item")->i, .unit = r->unit, .about = (ymd)value_of(r, "about")->i,
	    .posted = (ymd)value_of(r, "posted")->i,
	};
	return true;
}

static int by_item(const void *x, const void *y)
{
	const struct notice *a = x, *b = y;
	if (a->item != b->item)
		return a->item > b->item ? 1 : -1;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	return (a->posted > b->posted) - (a->posted < b->posted);
}

bool due_period(const char *frequency, ymd day, ymd *from, ymd *to)
{
	int months = text_eq(frequency, "month")     ? 1
		     : text_eq(frequency, "quarter") ? 3
		     : text_eq(frequency, "half")    ? 6
		     : text_eq(frequency, "year")    ? 12
						     : 0;
	if (!months)
		return false;
	int y = day / 10000, m = day / 100 % 100;
	*from = date_make(y, (m - 1) / months * months + 1, 1);
	*to = date_from_days(date_days(date_add_months(*from, months)) - 1);
	return true;
}

/* When it was first published; 0 not yet. */
static ymd posted_on(const struct work *w, const struct item *it, int64_t unit, ymd from, ymd to)
{
	int low = 0, high = w->notice_count;
	struct notice key = {.item = it->id, .unit = unit};
	while (low < high) {
		int mid = low + (high - low) / 2;
		if (by_item(&w->notices[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->notice_count && w->notices[low].item == it->id && w->notices[low].unit == unit; low++) {
		ymd about = w->notices[low].about;
		if (about / 100 >= from / 100 && about / 100 <= to / 100)
			return w->notices[low].posted;
	}
	return 0;
}

static void tally(struct due_village *v, enum due_state s)
{
	v->done += s == DUE_DONE;
	v->done_late += s == DUE_DONE_LATE;
	v->waiting += s == DUE_WAITING;
	v->late += s == DUE_LATE;
}

static void period_add(struct work *w, struct due_village *v, const struct item *it, ymd from, ymd to)
{
	ymd due = date_from_days(date_days(it->from_start ? from : to) + it->days);
	if (due < w->first || due > w->last || due < it->from || due >= it->to)
		return;
	ymd posted = posted_on(w, it, v->unit.id, from, to);
	struct due_row r = {
	    .village = v->unit.id, .village_name = v->unit.name, .item = it->id, .section = it->section,
	    .matter = it->matter, .basis = it->basis, .from = from, .to = to, .due = due, .posted = posted,
	    .late_days = (int)(date_days(posted ? posted : w->at) - date_days(due)),
	};
	r.state = posted ? (posted > due ? DUE_DONE_LATE : DUE_DONE) : w->at > due ? DUE_LATE : DUE_WAITING;
	tally(v, r.state);
	if (w->out->count < ROWS_MAX)
		w->out->rows[w->out->count++] = r;
	else
		w->out->more = true;
}

static bool item_add(struct work *w, struct due_village *v, const struct item *it, struct err *e)
{
	bool holds;
	ymd from, to, day = date_add_months(w->first, -13);
	if (!unit_is_under(w->db, v->unit.id, it->unit, &holds, e))
		return false;
	while (holds && due_period(it->frequency, day, &from, &to) && from <= w->last) {
		period_add(w, v, it, from, to);
		day = date_from_days(date_days(to) + 1);
	}
	return true;
}

static int by_village(const void *x, const void *y)
{
	const struct due_row *a = x, *b = y;
	if (a->village != b->village)
		return a->village > b->village ? 1 : -1;
	if (a->due != b->due)
		return a->due > b->due ? 1 : -1;
	return (a->item > b->item) - (a->item < b->item);
}

static bool rows_load(struct work *w, int64_t unit, const struct scope *scope, struct err *e)
{
	struct scope all;
	struct query items, notices;
	scope_all(w->county, &all); /* a village must meet what stands above its reader */
	query_init(&items, reg_find("openness_item"), w->county, &all);
	query_init(&notices, reg_find("openness_notice"), w->county, scope);
	notices.unit = unit;
	w->items = ARENA_ARRAY(w->a, struct item, ITEMS_MAX);
	w->notices = ARENA_ARRAY(w->a, struct notice, NOTICES_MAX);
	return query_each(w->db, &items, item_take, w, e) && query_each(w->db, &notices, notice_take, w, e);
}

bool due_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
	      int back, struct openness_dues *out, struct err *e)
{
	struct unit_list villages;
	struct work w = {.a = a, .db = db, .county = county, .at = at, .out = out,
			 .first = date_add_months(at, -back),
			 .last = date_from_days(date_days(at) + AHEAD_DAYS)};
	if (!rows_load(&w, unit, scope, e) || !unit_villages(a, db, unit, 0, &villages, e))
		return false;
	if (w.notice_count)
		qsort(w.notices, (size_t)w.notice_count, sizeof *w.notices, by_item);
	*out = (struct openness_dues){.rows = ARENA_ARRAY(a, struct due_row, ROWS_MAX),
				 .villages = ARENA_ARRAY(a, struct due_village, villages.count + 1)};
	for (int i = 0; i < villages.count; i++) {
		bool inside;
		if (!scope_has(db, scope, county, villages.units[i].id, &inside, e))
			return false;
		if (!inside)
			continue;
		struct due_village *v = &out->villages[out->village_count++];
		v->unit = villages.units[i];
		for (int k = 0; k < w.item_count; k++)
			if (!item_add(&w, v, &w.items[k], e))
				return false;
	}
	if (out->count)
		qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_village);
	return true;
}
