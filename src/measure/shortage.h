#pragma once
/*
 * shortage.h - which villages have too few reserve cadres, or too few young and educated.
 *
 * Per village the row of register `requirement` that holds: for its kind, set by the nearest
 * unit at or above it, valid on the day.  `number` counts current reserves; of them
 * `young_number` must be within `age_max` (included) and `education`.  Practice: 后备力量
 * "蓄水池" of 羊角塘镇 (MECHANISMS Y1).
 *
 * Two grouped queries for all villages of a unit, plus one per further pair of bounds.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "measure/measure.h"

struct shortage {
	struct unit unit;
	enum unit_state state; /* SHORT, WEAK, MET; UNKNOWN when no requirement holds */
	int64_t number, young; /* reserves there are; of them within the bounds */
	int64_t requirement;   /* record id, 0 unknown */
	int64_t need_number, need_young;
	int reason_count;
	struct msg reasons[2];
};

struct shortage_list {
	int count;
	int in_state[UNIT_UNKNOWN + 1]; /* how many villages in each */
	struct shortage *rows;		/* by code */
};

/* Villages at or under ask->unit; ask->indicator is not used. */
bool shortage_load(struct arena *a, struct db *db, const struct figure_ask *ask,
		   struct shortage_list *out, struct err *e) MUST_USE;

/*
 * Brings the register `supervise` in line: opens a to-do for each short or weak village at or
 * under `unit` that has none open, closes those whose village is met or no longer stands.
 * Run twice it changes nothing.  A write: call on the writer's connection, after reserves,
 * people, requirements or units have changed.
 */
bool shortage_supervise(struct arena *a, struct db *db, int64_t county, int64_t unit, int64_t actor,
			int *opened, int *closed, struct err *e) MUST_USE;
/* The same for the whole county after rows of `def` have changed; does nothing when the board
 * does not depend on that register. */
bool shortage_follow(struct arena *a, struct db *db, const struct reg_def *def, int64_t county,
		     int64_t actor, struct err *e) MUST_USE;
