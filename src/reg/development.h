#pragma once
/*
 * development.h - the stages on the way to Party membership, what comes next, by which day.
 *
 * The rules are those of 《中国共产党发展党员工作细则》 (2014): 18 years of age; someone talks to
 * the applicant within a month; at least one year as activist before being a candidate; a short
 * training of three days or 24 hours; two full members as introducers; one year of probation,
 * which may be extended once, by half a year to a year.  The periods are dated parameters.
 *
 * Memory: results live in the arena given.
 */
#include "base/date.h"
#include "db/db.h"
#include "reg/record.h"

enum dev_bound {
	DEV_AGE,
	DEV_TALK_MONTHS,
	DEV_ACTIVIST_MONTHS,
	DEV_TRAINING_DAYS,
	DEV_TRAINING_HOURS,
	DEV_PROBATION_MONTHS,
	DEV_EXTENSION_MIN_MONTHS,
	DEV_EXTENSION_MAX_MONTHS,
	DEV_BOUND__COUNT
};
struct dev_bound_def {
	const char *parameter; /* its name in the register `parameter` */
	int initial;
};
extern const struct dev_bound_def dev_bounds[DEV_BOUND__COUNT];

/* The rows of the register `parameter` that set a bound anywhere in the county. */
struct dev_rules;
bool dev_rules_load(struct arena *a, struct db *db, int64_t county, struct dev_rules **out,
		    struct err *e) MUST_USE;
/* The bound that holds for a unit, whose path it is, on a day. */
int dev_rule(const struct dev_rules *r, const struct unit_list *path, enum dev_bound bound, ymd at);

enum dev_stage {
	DEV_APPLICANT,
	DEV_ACTIVIST,
	DEV_CANDIDATE,
	DEV_PROBATIONARY,
	DEV_FULL,
	DEV_STOPPED,
	DEV_STAGE__COUNT
};
enum dev_step {
	DEV_TALK,      /* by `day` */
	DEV_CHOOSE,    /* as an activist: no day is set */
	DEV_CONSIDER,  /* as a candidate: not before `day` */
	DEV_TRAIN,     /* no day is set */
	DEV_INTRODUCE, /* two introducers */
	DEV_ADMIT,     /* as a probationary member: no day is set */
	DEV_CONVERT,   /* discussed on `day` */
	DEV_DONE
};
/* Dates of one development; 0: not yet. */
struct dev_dates {
	ymd applied, talked, activist, candidate, probationary, extended, converted, stopped;
	int training_days, training_hours, introducers;
};
void dev_dates_of(const struct record *development, struct dev_dates *out);

struct dev_state {
	enum dev_stage stage;
	enum dev_step next;
	ymd day;      /* of the next step; 0: none is set */
	bool overdue; /* the day is past and the step has not been taken */
};
/* How it stands on the day `at`; what happened later is left out. */
struct dev_state dev_state_on(const struct dev_dates *d, const struct dev_rules *r,
			      const struct unit_list *path, ymd at);
