#pragma once
/*
 * document.h - briefings: a template with figures in its text, filled, frozen, compared.
 *
 * Templates are documents/<name>.md, and a site's own DIR/documents: a small Markdown subset
 * with {{figure NAME style=STYLE}} members and {{unit}}, {{period}}, {{date}}; no logic.
 * The vocabulary is at the head of template.c.  Issuing freezes values, formula revisions,
 * parameters and the versions of the records behind each figure, with a content hash;
 * comparing says why each number changed since.
 *
 * Owns:   document_run, document_figure, document_parameter, document_measure,
 *         document_input (tables)
 * Memory: everything returned lives in the arena passed in; templates in the process arena
 */
#include "measure/measure.h"

enum figure_style { STYLE_EXACT, STYLE_YU, STYLE_DUO, STYLE_WAN, STYLE_YI, STYLE_PERCENT };

struct template_def {
	const char *name;             /* "yangjiaotang-briefing" */
	struct label title;
	const char *text;             /* the Markdown */
	const char *unit_code;        /* the place it was written for, "" = any unit */
	const char *office;           /* 编发单位; "" = the unit itself */
	const char *period;           /* what it is usually made for: "year", "quarter", "month" */
	const char *file;
	const struct template_body *body; /* parsed: document_int.h */
};
/*
 * Reads the built-in templates, then those of `site_dir`/documents (NULL: none), of which one
 * with the same name stands in for the built-in one.  Once, at start, after measures_read().
 * Every mistake is a finding with place "file:line:column"; false when there is one.
 */
bool templates_read(struct arena *a, const char *site_dir, struct findings *f) MUST_USE;
int template_count(void);         /* by name */
const struct template_def *template_at(int i);
const struct template_def *template_find(const char *name);

/* ---- the filled document: a list of blocks, the same for every output form ---- */
enum block_kind { BLOCK_TITLE, BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_ITEM };
struct span {
	const char *text;
	int figure;                   /* index into document.figures, -1 plain text */
};
struct block {
	enum block_kind kind;
	int span_count;
	struct span *spans;
};
struct document_figure {
	const char *name;             /* indicator */
	enum figure_style style;
	const char *printed;          /* "3520余" */
	const char *revision;         /* of the formula, when it was computed */
	struct figure figure;         /* .indicator is NULL when an issued one no longer exists */
};
struct document {
	const struct template_def *template; /* name and title only, when an issued one no longer exists */
	enum lang lang;
	const char *office;           /* 编发单位 */
	struct unit unit;
	struct period period;
	ymd at;
	int64_t run;                  /* id when issued, else 0 */
	int number;                   /* issue number, 0 for a draft */
	int64_t issued_ms;
	const char *reference, *dated; /* of a paper that is no briefing: its document number, its date;
					  reference NULL: a briefing, numbered by its issues */
	const char *hash, *issuer;    /* when issued: 64 hex digits; the account's name */
	int block_count, figure_count;
	struct block *blocks;
	struct document_figure *figures;
};
struct document_ask {
	const struct template_def *template;
	int64_t county, unit;
	struct period period;
	ymd at;                       /* 0: the period's end, or today if that is earlier */
	struct scope scope;
	enum lang lang;
};
/*
 * Computes every figure, in today's boundaries as every list shows them, and fills the text, in
 * one read transaction.  ERR_NOT_FOUND when the
 * unit is not wholly in the scope (a part would print as if it were all of it), ERR_INPUT
 * when the template was written for another unit.
 */
bool document_fill(struct arena *a, struct db *db, const struct document_ask *ask, struct document *out,
		   struct err *e) MUST_USE;

/* Fills and freezes in one transaction.  A write: call on the writer's connection.  Issues
 * are numbered from 1 for each template and unit. */
bool document_issue(struct arena *a, struct db *db, const struct document_ask *ask, int64_t actor,
		    int64_t *run, struct err *e) MUST_USE;
/* The issued document, from its frozen rows alone.  ERR_NOT_FOUND outside the scope. */
bool document_load(struct arena *a, struct db *db, int64_t county, int64_t run, const struct scope *scope,
		   struct document *out, struct err *e) MUST_USE;
struct run_row {
	int64_t id, issued_ms;
	int number;
	const char *template, *title, *unit_name, *period, *hash;
};
/* What was issued for the unit, newest first. */
bool document_runs(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   int *count, struct run_row **out, struct err *e) MUST_USE;

/* Why each number of an issued run differs from today's records, asked for the same day:
 *   late        a record entered after the issue
 *   correction  a record changed since, so that it counts now or no longer counts
 *   deleted     a record deleted since
 *   boundary    a record whose unit has moved to or from the place by a unit change
 *   rule        the formula's revision or a parameter differs */
enum change_cause { CAUSE_LATE, CAUSE_CORRECTION, CAUSE_DELETED, CAUSE_BOUNDARY, CAUSE_RULE };
struct figure_change {
	int figure;                   /* index in the run */
	const char *before, *after;   /* exact: 72 and 73 both print as 70余 */
	int cause_count;
	struct {
		enum change_cause cause;
		int64_t record;           /* 0 for boundary and rule */
		const char *text;         /* "王建国 (late row, entered 2024-07-02)" */
	} causes[50];
	int more;                     /* causes beyond those */
};
bool document_compare(struct arena *a, struct db *db, const struct document *issued, const struct scope *scope,
		      enum lang lang, int *count, struct figure_change **out, struct err *e) MUST_USE;

/* ---- outputs ---- */
struct buf;
/* The body only; each figure is a link to its page.  False when `out` is full. */
bool document_html(struct arena *a, const struct document *d, enum lang lang, struct buf *out) MUST_USE;
/*
 * A4 after GB/T 9704-2012 (margins 37, 28, 35, 26 mm; 22 lines of 28.95 pt), fonts by fallback
 * from the office's FangSong to Noto CJK.  ERR_FILE when the file cannot be written.
 */
bool document_pdf(struct arena *a, const struct document *d, const char *path, struct err *e) MUST_USE;
bool document_docx(struct arena *a, const struct document *d, const char *path, struct err *e) MUST_USE;

/*
 * A figure as the sources print it, without thousands separators; "—" when it is unknown.
 *   exact    72, 1.82, 33.11%
 *   yu, duo  "more than": the number rounded down to the ten, from 10,000 on to three leading
 *            digits, and 余 or 多 after it.  72 70余, 243 240余, 3523 3520余, 12,345 12300余.
 *            A number that is already so round, or below 10, stays plain: 240, 7.
 *   wan      like yu, from 10,000 on in whole 万: 30,056 3万余, 30,000 3万, 3523 3520余.
 *   percent  two places, halves up: 33.11%
 */
const char *print_figure(struct arena *a, const struct figure *fig, enum figure_style style);
const char *style_word(enum figure_style style);                       /* "exact", "yu", … */
/* Verifies every frozen hash. */
bool documents_check(struct arena *a, struct db *db, struct findings *out, struct err *e) MUST_USE;
