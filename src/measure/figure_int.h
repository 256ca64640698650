#pragma once
/*
 * figure_int.h - a figure in the making: its day, its parameters, the value of each measure.
 */
#include "measure/measure_int.h"

struct making {
	struct arena *a;
	struct db *db;
	const struct figure_ask *ask;
	const struct indicator_full *full;
	struct msg bad;	    /* a parameter's value cannot be used: the figure is unknown */
	struct figure base; /* parameters and the inputs' conditions, without values */
};

/* Resolves the parameters and says the conditions in words. */
bool making_init(struct making *m, struct arena *a, struct db *db, const struct figure_ask *ask,
		 struct err *e) MUST_USE;
/* The query of the rows behind an input that counts rows. */
void making_query(const struct making *m, int input, struct query *out);
/* Values, one per input of the formula, into a figure. */
void making_figure(const struct making *m, const struct amount *values, struct figure *out);
/* An input's value over all the unit. */
bool making_amount(const struct making *m, int input, struct amount *out, struct err *e) MUST_USE;
/* Computes every input's value, then the figure. */
bool figure_make(const struct making *m, struct amount *values, struct figure *out,
		 struct err *e) MUST_USE;
/* Pairings with agreed visits and none this quarter: one entry each, of its unit.  visit_due.c */
bool visit_due_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
		     int *count, struct figure_unit **out, struct err *e) MUST_USE;

/* Villages by income: counted, or met and short of the measure's bound.  income.c */
bool income_units(struct arena *a, struct db *db, const struct measure_def *md,
		  const struct figure_ask *ask, int *count, struct figure_unit **out,
		  struct err *e) MUST_USE;
/* Units that owe key tasks: weight, points (weight by hundredths of a per cent), number late. */
bool task_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
		int *count, struct figure_unit **out, struct err *e) MUST_USE;
/* What counts in words, with the caliber that holds, in every language. */
bool income_words(struct making *m, const struct measure_def *md, const char **out,
		  struct err *e) MUST_USE;

/* Matters answered in the year up to the day, with their working days.  answer.c */
bool answer_units(struct arena *a, struct db *db, const struct measure_def *md,
		  const struct figure_ask *ask, int *count, struct figure_unit **out,
		  struct err *e) MUST_USE;
/* How many of the units count, or their sum or median; unknown when the state of one is. */
struct amount units_amount(struct arena *a, const struct special *s, const struct figure_unit *units,
			     int count);

/* Units by what they kept, missed, or both, of cadence in the twelve months up to the day.  cadence.c */
bool cadence_kept_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			int *count, struct figure_unit **out, struct err *e) MUST_USE;
bool cadence_missed_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			  int *count, struct figure_unit **out, struct err *e) MUST_USE;
bool cadence_asked_units(struct arena *a, struct db *db, const struct measure_def *md, const struct figure_ask *ask,
			 int *count, struct figure_unit **out, struct err *e) MUST_USE;

/* Day of the figure. */
ymd ask_day(const struct figure_ask *ask);
