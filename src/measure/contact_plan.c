/* contact_plan.c - those away and their contacts, joined by two passes. */
#include "measure/contact_plan.h"
#include "base/arena.h"
#include "base/str.h"

#include <stdlib.h>

struct gathering {
	struct arena *a;
	struct contact_plan *out;
	size_t room;
	ymd at;
};

ymd months_later(ymd day, int months)
{
	int month = day / 10000 * 12 + day / 100 % 100 - 1 + months, d = day % 100;
	int y = month / 12, m = month % 12 + 1;
	if (d == 0)
		return y * 10000 + m * 100;
	while (!date_make(y, m, d))
		d--;
	return date_make(y, m, d);
}

static const struct value *value_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return &rec->v[f->index];
}

static const char *text_in(struct arena *a, const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known && v->s ? arena_strdup(a, v->s) : "";
}

static int64_t number_in(const struct record *rec, const char *field)
{
	const struct value *v = value_of(rec, field);
	return v->known ? v->i : 0;
}

static bool person_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			struct err *e)
{
	struct gathering *g = arg;
	struct contact_plan *p = g->out;
	(void)row;
	(void)subs;
	(void)e;
	if ((size_t)p->count == g->room) {
		size_t room = g->room ? g->room * 2 : 64;
		p->rows = arena_grow(g->a, p->rows, g->room * sizeof *p->rows, room * sizeof *p->rows);
		g->room = room;
	}
	const struct value *consent = value_of(rec, "consent");
	if (consent->known && !consent->i)
		return true; /* declined; struck off on a later day */
	p->rows[p->count++] = (struct away_person){
		.id = rec->id, .unit = rec->unit, .person = number_in(rec, "person"),
		.name = text_in(g->a, rec, "person"), .unit_name = arena_strdup(g->a, rec->unit_name),
		.place = text_in(g->a, rec, "place"), .employer = text_in(g->a, rec, "employer"),
		.industry = text_in(g->a, rec, "industry"), .position = text_in(g->a, rec, "position"),
		.wish = text_in(g->a, rec, "wish"), .ties = text_in(g->a, rec, "ties"), .asked = consent->known,
		.every = (int)number_in(rec, "every_months"), .listed = (ymd)number_in(rec, "listed"),
		.due = (ymd)number_in(rec, "next_contact"),
	};
	return true;
}

static int by_id(const void *x, const void *y)
{
	const struct away_person *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

static bool contact_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			 struct err *e)
{
	struct gathering *g = arg;
	struct away_person key = { .id = number_in(rec, "away") };
	ymd day = (ymd)number_in(rec, "happened");
	(void)row;
	(void)subs;
	(void)e;
	struct away_person *who = g->out->count ? bsearch(&key, g->out->rows, (size_t)g->out->count,
							   sizeof *g->out->rows, by_id)
						: NULL;
	if (who && day <= g->at) {
		who->contacts++;
		who->last = day > who->last ? day : who->last;
	}
	return true;
}

static void judge(struct contact_plan *p, struct away_person *who, ymd at)
{
	if (who->due <= who->last)
		who->due = 0; /* kept */
	if (!who->due && who->every)
		who->due = months_later(who->last ? who->last : who->listed, who->every);
	who->state = !who->due		? CONTACT_NO_PLAN
		     : who->due <= at	? CONTACT_OVERDUE
		     : date_days(who->due) - date_days(at) <= CONTACT_SOON_DAYS ? CONTACT_SOON
										: CONTACT_LATER;
	p->overdue += who->state == CONTACT_OVERDUE;
	p->soon += who->state == CONTACT_SOON;
	p->never += !who->contacts;
}

static int by_unit(const void *x, const void *y)
{
	const struct away_person *a = x, *b = y;
	ymd da = a->due ? a->due : DATE_OPEN, db = b->due ? b->due : DATE_OPEN;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	return da != db ? (da > db) - (da < db) : by_id(x, y);
}

bool contact_plan_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		       ymd at, struct contact_plan *out, struct err *e)
{
	struct gathering g = { .a = a, .out = out, .at = at };
	struct query q;
	*out = (struct contact_plan){ 0 };
	query_init(&q, reg_find("away_talent"), county, scope);
	q.unit = unit;
	q.at = at;
	if (!query_each(db, &q, person_take, &g, e))
		return false;
	if (!out->count)
		return true;
	qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_id);
	query_init(&q, reg_find("talent_contact"), county, scope);
	q.unit = unit;
	if (!query_each(db, &q, contact_take, &g, e))
		return false;
	for (int i = 0; i < out->count; i++)
		judge(out, &out->rows[i], at);
	qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_unit);
	return true;
}
