#pragma once
/* escalate_int.h - a run from reading to writing; plan.c and escalate.c. */
#include "remind/remind_int.h"

enum step { STEP_REMIND, STEP_SUPERIOR, STEP_SUPERVISE, STEP__COUNT };
const char *step_code(enum step s);
bool step_parse(const char *code, enum step *out) MUST_USE;

/* A step that has come to its day. */
struct taking {
	const struct due *due;
	enum step step;
	int days;
	int told_count;
	const int64_t *told;           /* accounts */
};
/* A supervised due that is done. */
struct done_due {
	const char *key;
	ymd due;
	int64_t supervise;
};
struct run_plan {
	int64_t county;
	ymd at, since, supervised_due;
	int taking_count, met_count, room;
	struct taking *takings;
	struct done_due *met;
};
/* Reads what is to be done; takes nothing that was taken. */
bool plan_make(struct arena *a, struct db *db, struct run_plan *p, struct err *e) MUST_USE;
