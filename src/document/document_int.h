#pragma once
/*
 * document_int.h - what the files of document/ share: parsed templates and fixed words.
 */
#include "document/document.h"

enum part_kind { PART_TEXT, PART_FIGURE, PART_UNIT, PART_PERIOD, PART_DATE };

struct part {
	enum part_kind kind;
	const char *text;             /* text, or the indicator's name */
	enum figure_style style;
};

struct template_block {
	enum block_kind kind;
	int count, cap;
	struct part *parts;
};

struct template_body {
	int count, cap;
	struct template_block *blocks;
};

/* Parses one template; mistakes are findings.  NULL when there was one. */
struct template_def *template_parse(struct arena *a, const char *file, const char *name, const char *text,
				    struct findings *f);
bool style_parse(const char *word, enum figure_style *out);

/* "2024年第二季度"; in English the period's own name. */
const char *period_label(struct arena *a, const struct period *p, enum lang lang);
const char *date_label(struct arena *a, ymd d, enum lang lang);

/* The line under the title: number ("第3期" or 草稿), office, date. */
struct issue_line {
	const char *number, *office, *date;
	const char *seal;             /* what stands at the end: hash and moment; "" for a draft */
};
void issue_line(struct arena *a, const struct document *d, struct issue_line *out);

/* The block's text without marks. */
const char *block_text(struct arena *a, const struct block *b);

const char *block_word(enum block_kind kind);

/* The first figure of the same indicator as figure `i`. */
int figure_first(const struct document *d, int i);
/* The question a figure of the document answers; .indicator is NULL when it no longer exists. */
struct figure_ask document_figure_ask(const struct document *d, int64_t county, const struct scope *scope,
				      const struct document_figure *f);

/* SHA-256 over the frozen rows of a run, 64 hex digits. */
enum { RUN_HASH = 65 };
bool run_hash(struct db *db, int64_t county, int64_t run, char out[RUN_HASH], struct err *e) MUST_USE;
