#pragma once
/*
 * sheet.h - read rows of cells from the files that offices send; write XLSX, streamed.
 *
 * Reads XLSX, CSV (UTF-8, UTF-16, GB 18030), old .xls (BIFF), and the HTML and
 * SpreadsheetML 2003 files that government systems name ".xls".  The kind is found from
 * the bytes, never from the name; anything else is refused by its own name
 * ("this is a PDF").  Rows stream in constant memory within base/limits.h.
 *
 * Memory: cells of a row live in the arena given to sheet_next(); reset it between rows.
 */
#include "base/err.h"

struct arena;
struct sheet;

enum sheet_kind { SHEET_XLSX, SHEET_CSV, SHEET_XLS, SHEET_HTML, SHEET_XML2003 };

enum cell_kind {
	CELL_EMPTY,
	CELL_TEXT,
	CELL_NUMBER,  /* text holds the shortest decimal */
	CELL_DATE,    /* yyyy-mm-dd, as the number format says; yyyy-mm for the first of a month
		       * under a format without days (2023年5月) */
	CELL_FLAG,    /* text is "1" or "0" */
	CELL_ERROR,   /* #REF! and the like; text holds it */
};

struct cell {
	enum cell_kind kind;
	int column;          /* 1 = A */
	const char *text;    /* UTF-8, trimmed; "" when empty */
	bool formula;        /* the value is a formula's cached result */
	bool lossy;          /* a number of more than 15 digits: Excel has already rounded it */
	bool merged;         /* repeats the first cell of its merged range; false on that cell */
};

struct sheet_row {
	int number;          /* as Excel shows it, from 1 */
	bool hidden;
	int count;
	struct cell *cells;  /* ascending by column; empty cells may be missing */
};

struct sheet_info {
	const char *name;
	bool hidden;
	int64_t rows_hint;   /* 0 when unknown */
};

/* Opens a file.  ERR_REFUSED with a sentence and a remedy when it is not a sheet we read. */
struct sheet *sheet_open(const char *path, struct err *e) MUST_USE;
void sheet_close(struct sheet *s);
enum sheet_kind sheet_kind_of(const struct sheet *s);
/* The workbook's sheets; CSV has one, named after nothing (""). */
int sheet_count(const struct sheet *s);
struct sheet_info sheet_info(const struct sheet *s, int index);
/* Starts reading sheet `index` from its first row. */
bool sheet_select(struct sheet *s, int index, struct err *e) MUST_USE;
/* 1: a row; 0: the end; -1: failed.  Blank rows are skipped (their numbers are not reused). */
int sheet_next(struct sheet *s, struct arena *a, struct sheet_row *row, struct err *e) MUST_USE;
/* 0..1000 of the selected sheet read so far, by bytes. */
int sheet_progress(const struct sheet *s);

/* "C17" for column 3, row 17.  Returns buf. */
const char *cell_address(int column, int row, char buf[16]);
/* The cell at `column`, or NULL. */
const struct cell *row_cell(const struct sheet_row *row, int column);

/* ---- writing ---- */

struct sheet_out;
enum out_style {
	OUT_TEXT, OUT_HEAD, OUT_TITLE, OUT_NUMBER, OUT_DATE, OUT_WRONG, OUT_WARN,
	OUT_LINE, /* a line of text over the columns, without border */
	OUT_MONEY /* a number with two decimals and commas */
};

/* A new workbook at `path` (constant memory; rows and cells must come in order). */
struct sheet_out *out_open(const char *path, const char *sheet_name, struct err *e) MUST_USE;
void out_width(struct sheet_out *o, int column, int characters);
void out_hide_column(struct sheet_out *o, int column);
/* A title over columns 1..columns, merged. */
void out_title(struct sheet_out *o, int row, int columns, const char *text);
/* Text is written as text (18-digit numbers survive); OUT_NUMBER, OUT_MONEY and OUT_DATE as such. */
void out_cell(struct sheet_out *o, int row, int column, enum out_style style, const char *text);
/* A heading over columns first..last of one row, merged; first < last. */
void out_group(struct sheet_out *o, int row, int first, int last, const char *text);
/* Joins the cells of one column in rows first..last, which are all written; the first one's text
 * stays.  After the last cell of row `last`. */
void out_down(struct sheet_out *o, int column, int first, int last, const char *text);
/* A line over columns 1..columns, merged, as high as its text is long. */
void out_line(struct sheet_out *o, int row, int columns, const char *text);
/* Digits as a number, as when somebody types an identity number into a plain cell: Excel keeps
 * the first 15.  Only for samples of what goes wrong. */
void out_rounded(struct sheet_out *o, int row, int column, const char *digits);
void out_comment(struct sheet_out *o, int row, int column, const char *text);
void out_freeze(struct sheet_out *o, int rows);
/* A drop-down of fixed choices on rows first..last of a column. */
void out_choices(struct sheet_out *o, int column, int first, int last, const char *const *values);
/* Starts another sheet of the same workbook. */
void out_sheet(struct sheet_out *o, const char *name, bool hidden);
/* Writes the file; the handle is gone either way. */
bool out_close(struct sheet_out *o, struct err *e) MUST_USE;
