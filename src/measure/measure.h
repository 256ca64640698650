#pragma once
/*
 * measure.h - measures, indicators, figures.
 *
 * A measure is a declared aggregate over a register: what is counted, distinct by what,
 * under which conditions, dated by which fields.  An indicator is arithmetic over
 * measures whose units must fit.  Both are read from indicators/<name>.yaml, parsed once into
 * typed trees and compiled into scoped SQL by reg/query.h.  No SQL and no expression of a
 * user ever reaches the database.
 *
 * A figure is a number or unknown with a reason; never a silent zero.  It is computed,
 * never stored; only an issued document freezes it (document.h).
 *
 * Owns:   nothing; parameters are rows of the register `parameter`
 * Memory: results live in the arena given; definitions in the process arena.
 */
#include "base/dec.h"
#include "reg/query.h"

enum quantity {
	QUANTITY_PERSONS,
	QUANTITY_ATTENDANCES,
	QUANTITY_UNITS,
	QUANTITY_ITEMS,
	QUANTITY_MU,
	QUANTITY_YUAN,
	QUANTITY_JIN,
	QUANTITY_RATIO
};

struct measure_def; /* measure_int.h */
struct band_set;
struct node;

struct indicator_def {
	const char *name; /* "reserve.young_college" */
	struct label label;
	struct label about; /* the caliber, in words: what counts, which bounds */
	enum quantity quantity;
	int scale; /* digits after the point; ratios print x 100 with "%" when percent */
	bool percent;
	const char *formula;	  /* as declared */
	const char *revision;	  /* 16 hex over formula, measures and their conditions */
	const struct reg_def *of; /* register of the (numerator) measure; NULL: it counts units */
	const char *by;		  /* declared breakdown: a path of the register; NULL: none */
	const struct band_set *bands; /* the breakdown is by age, in these bands; NULL: by value */
	struct src_pos pos;
	const struct node *tree;
};

bool measures_read(struct arena *a, const char *site_dir,
		   struct findings *f) MUST_USE; /* once, at start */
int indicator_count(void);
const struct indicator_def *indicator_at(int i);
const struct indicator_def *indicator_find(const char *name); /* NULL: none */
/* Names near `name`, for "did you mean". */
const char *indicator_nearest(const char *name);

struct figure_ask {
	const struct indicator_def *indicator;
	int64_t county, unit;
	struct scope scope; /* of the asker */
	ymd at;		    /* business date: rows valid on it, ages on it */
	enum boundary boundary;
};

struct figure_input {	     /* a measure's value inside a figure */
	const char *measure; /* name */
	bool numerator;
	int64_t value; /* x 10^scale */
	int scale;     /* 0 but for sums of decimals */
	const char *filter[LANG__COUNT]; /* the conditions in words, parameters filled in */
};

struct figure {
	const struct indicator_def *indicator;
	bool known;
	struct dec value;  /* ratios as ratio x 100 when percent */
	struct msg reason; /* when unknown: why */
	int input_count;
	struct figure_input inputs[8];
	int parameter_count;
	struct {
		const char *name, *value, *document; /* what it was on `at`, and its document */
	} parameters[8];
	ymd at;
};

bool figure_compute(struct arena *a, struct db *db, const struct figure_ask *ask,
		    struct figure *out, struct err *e) MUST_USE;
/* A measure's value: "72", "860.50". */
const char *figure_input_text(struct arena *a, const struct figure_input *in);
/* "72", "33.11%", "—" with the reason elsewhere. */
const char *figure_text(struct arena *a, const struct figure *fig, enum lang lang);

/*
 * What is behind measure `input` of a figure.  Most measures count rows of a register:
 * figure_records() gives the query whose rows they are, for lists, exports and record ids
 * alike.  Some count units (villages, villages short): for those input_counts_units() is
 * true, figure_units() lists the units with their reasons, and figure_records() is
 * ERR_INPUT.
 */
bool input_counts_units(const struct indicator_def *def, int input);
bool figure_records(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		    struct query *out, struct err *e) MUST_USE;

/*
 * Who meets no bound because the fact is not recorded: for each bounded fact of an input that
 * may be missing (a birth date under an age bound), how many of those counted over, the bounds
 * left aside, have none.  None are given for measures that count units.
 */
struct figure_gap {
	struct label field; /* "出生日期" */
	int64_t count;	    /* persons, or rows */
	bool persons;
};
enum { FIGURE_GAPS_MAX = 12 };
bool figure_gaps(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		 int *count, struct figure_gap *out, struct err *e) MUST_USE;
/* The rows behind gap `gap`; ERR_INPUT when there is no such one. */
bool figure_gap_records(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
			int gap, struct query *out, struct err *e) MUST_USE;

enum unit_state { UNIT_COUNTED, UNIT_SHORT, UNIT_WEAK, UNIT_MET, UNIT_UNKNOWN };
struct figure_unit {
	struct unit unit;
	enum unit_state state;
	int64_t amount; /* what it adds, where a measure sums over units */
	int64_t book;	/* whose books say so; 0: none */
	const char *board; /* where its rows are shown, by ?unit=; NULL: the unit's own page */
	int reason_count;
	struct msg reasons[2]; /* why it is in that state, with numbers */
};
bool figure_units(struct arena *a, struct db *db, const struct figure_ask *ask, int input,
		  int *count, struct figure_unit **out, struct err *e) MUST_USE;

/* The figure by the values of a path of its register ("person.sex"), or by the indicator's
 * declared breakdown (`by` NULL).  Choices and bands come in their order, rows whose value
 * is not known last, with key "".  ERR_INPUT when the register has no such path. */
struct figure_group {
	const char *key; /* raw value, or the band's first age */
	struct label label;
	struct figure figure;
};
bool figure_breakdown(struct arena *a, struct db *db, const struct figure_ask *ask, const char *by,
		      int *count, struct figure_group **out, struct err *e) MUST_USE;

/* Values of the children of the unit, one row per child, for the table, bars and map. */
struct figure_child {
	struct unit unit;
	struct figure figure;
};
bool figure_children(struct arena *a, struct db *db, const struct figure_ask *ask, int *count,
		     struct figure_child **out, struct err *e) MUST_USE;
/* At each month's end from `from` to `to` (at most 36). */
struct figure_point {
	ymd at;
	struct figure figure;
};
bool figure_trend(struct arena *a, struct db *db, const struct figure_ask *ask, ymd from, ymd to,
		  int *count, struct figure_point **out, struct err *e) MUST_USE;
/*
 * The bridge between as it was on `at` and restated to today's boundaries: one line per change
 * of units between that moved the figure, and one for what they do not explain (a person
 * counted in two of the units).  The deltas add up to the difference.  No lines when a value
 * is unknown.
 */
struct bridge_line {
	const char *text[LANG__COUNT]; /* "合并：甲村、乙村 → 丙村（文号）" */
	ymd day;		       /* 0: the remainder */
	struct dec delta;
};
bool figure_bridge(struct arena *a, struct db *db, const struct figure_ask *ask,
		   struct figure *as_was, struct figure *restated, int *count,
		   struct bridge_line **lines, struct err *e) MUST_USE;

/* A dated parameter for a unit: the nearest one up the hierarchy that holds on `at`. */
bool parameter_value(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *name,
		     ymd at, const char **value, const char **document, bool *found,
		     struct err *e) MUST_USE;

char *indicator_explain(struct arena *a, const struct indicator_def *def, enum lang lang);
/* Every indicator with its caliber, and every parameter, as tables of Markdown. */
char *indicators_page(struct arena *a, enum lang lang);
