#pragma once
/*
 * measure_int.h - what the definition files of indicators/ say, resolved.
 *
 * Read by measure_read.c and formula.c, sealed in one struct measure_set, used by
 * figure.c.  Only the files of src/measure may include this.
 */
#include "measure/measure.h"

struct measure_set;
struct buf;

enum { FIGURE_INPUTS_MAX = 8, FIGURE_PARAMETERS_MAX = 8, CONDITIONS_MAX = 12 };

/* ---- dated parameters ---- */
struct parameter_def {
	const char *name; /* "reserve.young_age" */
	struct label label;
	const struct choice_list *of; /* a code of this list; NULL: a whole number or a date */
	bool date;
	const char *initial;	      /* value where no row of the register `parameter` holds */
	const char *document;	      /* where that value comes from */
	struct src_pos pos;
};

/* ---- age bands ---- */
struct band {
	int from, to; /* full years, both included */
	struct label label;
};
struct band_set {
	const char *name;
	int count;
	const struct band *bands; /* rising, without overlap */
	struct src_pos pos;
};

/* ---- measures ---- */
enum window { WINDOW_QUARTER, WINDOW_MONTH, WINDOW_HALF, WINDOW_YEAR, WINDOW__COUNT };

struct condition {
	struct path path; /* what is compared; with `link`: what the other row points to */
	enum op op;
	const char *words; /* the question as it is said; NULL with `link` */
	const char *text; /* as filter.text; NULL when it comes from `parameter` */
	const struct parameter_def *parameter;
	const struct reg_def *link; /* there is (or is not: `without`) a row of that register, */
	const struct field_def *by; /* valid on the day, whose field `by` points here, */
	const struct field_def *dated; /* whose date `dated` lies in the day's window, may be NULL, */
	enum window window;
	int inner_count; /* and which meets these conditions, none of them with `link` */
	const struct condition *inner;
	bool without;
	struct src_pos pos;
};
struct ynode;
/* Reads the list under `where`; mistakes are findings. */
void conditions_read(struct arena *a, const struct measure_set *set, const struct reg_def *of,
		     const struct ynode *where, int *count, struct condition *out,
		     struct findings *f);
/* What a parameter's value is; `arg` is the asker's. */
typedef const char *parameter_fn(const void *arg, const struct parameter_def *p);
/* The condition in words. */
char *condition_words(struct arena *a, const struct reg_def *of, const struct condition *c,
		      parameter_fn *value, const void *arg, enum lang lang);
/* Adds it to a query asked for day `at`. */
void condition_apply(struct arena *a, struct query *q, const struct condition *c,
		     parameter_fn *value, const void *arg, ymd at);
/* Calls `fn` for each condition of the measure, those inside others too. */
bool conditions_each(const struct condition *c, int count,
		     bool (*fn)(void *arg, const struct condition *c), void *arg);
/* Whether the parameter's kind has this value. */
bool parameter_fits(const struct parameter_def *p, const char *value);
/* A path of the register, or a finding with the nearest field. */
bool path_read(const struct reg_def *of, const struct ynode *node, struct path *out,
	       struct findings *f);

struct measure_def;
/* Counts units, not rows: special.c. */
struct special {
	const char *name;
	bool (*units)(struct arena *a, struct db *db, const struct measure_def *md,
		      const struct figure_ask *ask, int *count, struct figure_unit **out,
		      struct err *e);
	bool (*counts)(const struct figure_unit *u);
	struct label filter; /* what counts, in words */
	bool sums;	     /* the amounts of what counts, instead of their number */
	bool income;	     /* of books: the measure names a caliber, the amounts are fen */
	bool bounded;	     /* the measure gives a bound: at_least: $parameter (yuan) */
	bool items;	     /* its entries are rows, not units */
	bool median;	     /* the middle amount of what counts */
};
const struct special *special_find(const char *name); /* NULL: none */
const char *special_nearest(const char *name);

struct measure_def {
	const char *name;
	struct label label, about;
	enum quantity quantity;
	const struct reg_def *of; /* NULL exactly when special */
	const struct special *special;
	const char *caliber;		    /* of a special of income: a code of caliber_kind */
	const struct parameter_def *bound;  /* of a bounded one, in yuan */
	bool last_year;			    /* of income: of the calendar year before the day */
	enum aggregate_kind kind;
	struct path path; /* DISTINCT, SUM */
	int scale;	  /* SUM of decimals: digits after the point of what is summed */
	bool valid;	  /* only rows valid on the day */
	int condition_count;
	struct condition conditions[CONDITIONS_MAX];
	struct src_pos pos;
};

/* ---- formulas ---- */
enum node_kind {
	NODE_NUMBER,
	NODE_MEASURE,
	NODE_ADD,
	NODE_SUB,
	NODE_MUL,
	NODE_DIV,
	NODE_ROUND,
	NODE_IF_KNOWN
};

struct node {
	enum node_kind kind;
	enum quantity quantity; /* of the value; plain numbers are QUANTITY_RATIO */
	struct dec number;
	const struct measure_def *measure;
	int input; /* index among the formula's measures */
	const struct node *left, *right, *test;
	int scale; /* ROUND */
	enum round_mode mode;
	int column; /* 1-based, in the formula */
};

struct formula {
	const struct node *tree; /* NULL when it is wrong: findings say how */
	int input_count;
	struct {
		const struct measure_def *measure;
		bool numerator;
	} inputs[FIGURE_INPUTS_MAX];
};

/* Parses and types; mistakes are findings placed at pos + the column in the text. */
void formula_parse(struct arena *a, const struct measure_set *set, const char *text,
		   struct src_pos pos, struct formula *out, struct findings *f);
const char *quantity_word(enum quantity q);

/* ---- evaluation ---- */
struct amount { /* n / d, d > 0, without common factor: exact */
	bool known;
	int64_t n, d;
	struct msg reason; /* when unknown */
};
/* n / 10^scale */
struct amount amount_scaled(int64_t n, int scale);
/* `values`: one per input of the formula. */
struct amount formula_value(const struct node *tree, const struct amount *values);

/* ---- the set ---- */
struct indicator_full {
	struct indicator_def def; /* first: an indicator_def is one of these */
	struct formula formula;
	enum round_mode mode;
	struct path by; /* when def.by */
};

struct measure_set {
	int measure_count, indicator_count, parameter_count, band_count;
	const struct measure_def **measures;
	struct indicator_full **indicators;
	const struct parameter_def **parameters;
	const struct band_set **bands;
	struct arena *arena;
};

struct definition_text {
	const char *file, *text;
	size_t size;
};
/* Reads all files of a set, in order; formulas may name measures of any file. */
void measures_read_texts(struct measure_set *set, const struct definition_text *texts, int count,
			 struct findings *f);

/* The program's set: made so once at start. */
void measure_set_use(const struct measure_set *set);
const struct measure_set *measure_all(void);
const struct measure_def *measure_find(const struct measure_set *set, const char *name);
const struct parameter_def *parameter_find(const struct measure_set *set, const char *name);
const struct band_set *bands_find(const struct measure_set *set, const char *name);
/* The full form of a definition that the set handed out. */
const struct indicator_full *indicator_full(const struct indicator_def *def);
/* A buffer that lives as long as the arena does. */
struct buf *buf_in(struct arena *a, size_t max);

/* Two arguments of a message whose sentence is set after: it may take either, and in any
 * order ("no %1$s", "没有%2$s"). */
static const char TWO_TEXTS[] __attribute__((unused)) = "%s%s";
