#pragma once
/*
 * training.h - what the training pages share: a class, who is in it, the people of a target
 * group, how often they came.
 *
 * Memory: request arena.
 */
#include "page/page_reg.h"

struct trainee {
	int64_t id, person;
	const char *name, *unit, *certificate; /* certificate "" while there is none */
	ymd attended;                          /* 0: has not come */
	const char *absence;                   /* code, "" */
	int64_t hours;
	bool passed;
};
struct trainee_list {
	int count;
	struct trainee *rows; /* by unit, then name */
};

/* The class of the parameter "id", as far as its register is open to the account. */
bool training_class_load(struct request *rq, bool write, struct record **out, struct err *e) MUST_USE;
/* Those of the class in the account's scope. */
bool training_trainees(struct request *rq, int64_t class, struct trainee_list *out, struct err *e) MUST_USE;
/* Whether the account may enrol people and keep the class's attendance. */
bool training_may_write(struct request *rq, const struct record *class, bool *out, struct err *e) MUST_USE;

/* ---- target groups ---- */
enum target { TARGET_SECRETARY, TARGET_COMMITTEE, TARGET_RESERVE, TARGET_FIRST, TARGET__COUNT };
const char *target_code(enum target t);  /* "secretary" */
const char *target_label(enum target t); /* msgid */
bool target_parse(const char *code, enum target *out);

struct target_person {
	int64_t person, unit;
	const char *name, *unit_name;
	int times;                             /* classes attended since training.since */
	int64_t hours;
	ymd last;
};
struct target_list {
	int count, covered;
	int64_t times;                         /* attendances of them together */
	struct target_person *rows;            /* each person once: the uncovered first, by unit, name */
};
/* Who belongs to the group at or under `unit` today, within the account's scope, and what each
 * attended since the day of the parameter training.since. */
bool training_target(struct request *rq, enum target t, int64_t unit, struct target_list *out,
		     struct err *e) MUST_USE;

/* The day of the parameter training.since for a unit. */
bool training_since(struct request *rq, int64_t unit, ymd *out, struct err *e) MUST_USE;
