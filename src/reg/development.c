/* development.c - stages of member development: see development.h. */
#include "reg/development.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/query.h"

enum { BOUND_MAX = 1200 };

const struct dev_bound_def dev_bounds[DEV_BOUND__COUNT] = {
	[DEV_AGE] = { "member.age", 18 },
	[DEV_TALK_MONTHS] = { "member.talk_months", 1 },
	[DEV_ACTIVIST_MONTHS] = { "member.activist_months", 12 },
	[DEV_TRAINING_DAYS] = { "member.training_days", 3 },
	[DEV_TRAINING_HOURS] = { "member.training_hours", 24 },
	[DEV_PROBATION_MONTHS] = { "member.probation_months", 12 },
	[DEV_EXTENSION_MIN_MONTHS] = { "member.extension_min_months", 6 },
	[DEV_EXTENSION_MAX_MONTHS] = { "member.extension_max_months", 12 },
};

/* ---- bounds ---- */

struct rule_row {
	int64_t unit;
	enum dev_bound bound;
	ymd from, to; /* to DATE_OPEN: none */
	int value;
	const struct rule_row *next;
};
struct dev_rules {
	struct arena *a;
	const struct rule_row *rows;
};

static ymd day_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return rec->v[f->index].known ? (ymd)rec->v[f->index].i : 0;
}

static const char *text_of(const struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	assert(f);
	return rec->v[f->index].known ? rec->v[f->index].s : "";
}

static bool rule_take(void *arg, struct arena *row, const struct record *rec,
		      const struct value *subs, struct err *e)
{
	struct dev_rules *r = arg;
	(void)row;
	(void)subs;
	(void)e;
	for (int b = 0; b < DEV_BOUND__COUNT; b++) {
		if (!text_eq(text_of(rec, "name"), dev_bounds[b].parameter))
			continue;
		ymd to = day_of(rec, "valid_to");
		int64_t number;
		if (!parse_i64(text_of(rec, "value"), &number) || number < 0 || number > BOUND_MAX)
			continue; /* no bound: the one above it holds */
		struct rule_row *added = ARENA_NEW(r->a, struct rule_row);
		*added = (struct rule_row){
			.unit = rec->unit, .bound = (enum dev_bound)b, .from = day_of(rec, "valid_from"),
			.to = to ? to : DATE_OPEN, .value = (int)number, .next = r->rows,
		};
		r->rows = added;
	}
	return true;
}

bool dev_rules_load(struct arena *a, struct db *db, int64_t county, struct dev_rules **out, struct err *e)
{
	const struct reg_def *def = reg_find("parameter");
	struct scope all;
	struct query q;
	assert(def);
	*out = ARENA_NEW(a, struct dev_rules);
	**out = (struct dev_rules){ .a = a };
	scope_all(county, &all); /* what stands above its reader holds for them, too */
	query_init(&q, def, county, &all);
	return query_each(db, &q, rule_take, *out, e);
}

int dev_rule(const struct dev_rules *r, const struct unit_list *path, enum dev_bound bound, ymd at)
{
	int best = -1, value = dev_bounds[bound].initial;
	for (const struct rule_row *row = r->rows; row; row = row->next) {
		if (row->bound != bound || at < row->from || at >= row->to)
			continue;
		for (int i = best + 1; i < path->count; i++)
			if (path->units[i].id == row->unit) {
				best = i;
				value = row->value;
			}
	}
	return value;
}

/* ---- stages ---- */

void dev_dates_of(const struct record *rec, struct dev_dates *out)
{
	*out = (struct dev_dates){
		.applied = day_of(rec, "applied"),
		.talked = day_of(rec, "talked"),
		.activist = day_of(rec, "activist"),
		.candidate = day_of(rec, "candidate"),
		.probationary = day_of(rec, "probationary"),
		.extended = day_of(rec, "extended"),
		.converted = day_of(rec, "converted"),
		.stopped = day_of(rec, "stopped"),
		.training_days = day_of(rec, "training_days"),
		.training_hours = day_of(rec, "training_hours"),
		.introducers = (day_of(rec, "introducer") != 0) + (day_of(rec, "introducer2") != 0),
	};
}

static bool past(ymd d, ymd at)
{
	return d && d <= at;
}

static enum dev_stage stage_on(const struct dev_dates *d, ymd at)
{
	if (past(d->converted, at))
		return DEV_FULL;
	if (past(d->stopped, at))
		return DEV_STOPPED;
	if (past(d->probationary, at))
		return DEV_PROBATIONARY;
	if (past(d->candidate, at))
		return DEV_CANDIDATE;
	return past(d->activist, at) ? DEV_ACTIVIST : DEV_APPLICANT;
}

static enum dev_step candidate_step(const struct dev_dates *d, const struct dev_rules *r,
				    const struct unit_list *path)
{
	if (d->training_days < dev_rule(r, path, DEV_TRAINING_DAYS, d->candidate) &&
	    d->training_hours < dev_rule(r, path, DEV_TRAINING_HOURS, d->candidate))
		return DEV_TRAIN;
	return d->introducers < 2 ? DEV_INTRODUCE : DEV_ADMIT;
}

struct dev_state dev_state_on(const struct dev_dates *d, const struct dev_rules *r,
			      const struct unit_list *path, ymd at)
{
	struct dev_state s = { .stage = stage_on(d, at), .next = DEV_DONE };
	switch (s.stage) {
	case DEV_APPLICANT:
		s.next = past(d->talked, at) ? DEV_CHOOSE : DEV_TALK;
		if (s.next == DEV_TALK)
			s.day = date_add_months(d->applied, dev_rule(r, path, DEV_TALK_MONTHS, d->applied));
		s.overdue = s.day && s.day < at;
		break;
	case DEV_ACTIVIST:
		s.next = DEV_CONSIDER; /* from that day on, not by it */
		s.day = date_add_months(d->activist, dev_rule(r, path, DEV_ACTIVIST_MONTHS, d->activist));
		break;
	case DEV_CANDIDATE:
		s.next = candidate_step(d, r, path);
		break;
	case DEV_PROBATIONARY:
		s.next = DEV_CONVERT;
		s.day = d->extended ? d->extended
				    : date_add_months(d->probationary, dev_rule(r, path, DEV_PROBATION_MONTHS,
										 d->probationary));
		s.overdue = s.day < at;
		break;
	case DEV_FULL:
	case DEV_STOPPED:
	case DEV_STAGE__COUNT:
		break;
	}
	return s;
}
