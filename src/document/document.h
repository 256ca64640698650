#pragma once
/*
 * document.h - briefings: a template with figures in its text, filled, frozen, compared.
 *
 * Templates are documents/<name>.md (and a pack's own): a small Markdown subset with
 * {{figure NAME style=STYLE}} members and {{unit}}, {{period}}, {{today}}.  Styles print
 * the source's way: exact, 余 (more than), 多, percent.  Issuing freezes values, formula
 * revisions, parameters and the versions of the records behind each figure, with a content
 * hash; re-issuing says why each number changed.
 *
 * Owns:   document_run, document_figure, document_input (tables)
 */
#include "measure/measure.h"

enum figure_style { STYLE_EXACT, STYLE_YU, STYLE_DUO, STYLE_PERCENT };

struct template_def {
	const char *name;             /* "yangjiaotang-briefing" */
	struct label title;
	const char *text;             /* the Markdown */
	const char *unit_code;        /* the place it was written for, "" = any unit */
	const char *file;
};
bool templates_read(struct arena *a, const char *site_dir, struct findings *f) MUST_USE; /* once, at start */
int template_count(void);
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
	const char *printed;          /* "3,520余" */
	struct figure figure;
};
struct document {
	const struct template_def *template;
	struct unit unit;
	struct period period;
	ymd at;
	int64_t run;                  /* id when issued, else 0 */
	int number;                   /* issue number, 0 for a draft */
	int64_t issued_ms;
	const char *hash, *issuer;    /* when issued */
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
bool document_fill(struct arena *a, struct db *db, const struct document_ask *ask, struct document *out,
		   struct err *e) MUST_USE;

/* Freezes.  A write: call on the writer's connection. */
bool document_issue(struct arena *a, struct db *db, const struct document_ask *ask, int64_t actor,
		    int64_t *run, struct err *e) MUST_USE;
bool document_load(struct arena *a, struct db *db, int64_t county, int64_t run, const struct scope *scope,
		   struct document *out, struct err *e) MUST_USE;
struct run_row {
	int64_t id, issued_ms;
	int number;
	const char *template, *title, *unit_name, *period, *hash;
};
bool document_runs(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		   int *count, struct run_row **out, struct err *e) MUST_USE;

/* Why each number of an issued run differs from today's records. */
enum change_cause { CAUSE_LATE, CAUSE_CORRECTION, CAUSE_DELETED, CAUSE_BOUNDARY, CAUSE_RULE };
struct figure_change {
	int figure;                   /* index in the run */
	const char *before, *after;   /* printed */
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
bool document_html(struct arena *a, const struct document *d, enum lang lang, struct buf *out); /* body only; figures are links */
bool document_pdf(struct arena *a, const struct document *d, const char *path, struct err *e) MUST_USE;
bool document_docx(struct arena *a, const struct document *d, const char *path, struct err *e) MUST_USE;

/* "余" style of 72: rounds down to the leading digits people use and adds 余; exact when already round. */
const char *print_figure(struct arena *a, const struct figure *fig, enum figure_style style);
/* Verifies every frozen hash. */
bool documents_check(struct arena *a, struct db *db, struct findings *out, struct err *e) MUST_USE;
