#pragma once
/*
 * sheet_int.h - what the readers of src/sheet/ share: bytes, XML, a row being built.
 *
 * A reader is a set of sheet_ops; sheet.c finds the kind and picks one.  Everything of an
 * open sheet lives in s->arena; handles are released by its reset functions.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sheet/sheet.h"

#include <expat.h>
#include <stdio.h>

enum {
	CELL_MAX = LIMIT_CELL,
	COLUMNS_MAX = LIMIT_SHEET_COLUMNS,
	CHUNK = 64 * 1024,
	SHEETS_MAX = 256,
};

/* ---- a row being built, with the merged ranges that reach into it (row.c) ---- */

struct merge {
	int r1, c1, r2, c2;
};

struct row_builder {
	int number, max;
	bool hidden;
	struct arena *row_arena;
	struct cell cells[COLUMNS_MAX + 1]; /* by column */
	struct buf merges;                  /* struct merge, ascending by r1; known beforehand */
	size_t merge_at;
	int merged_until;                   /* last row that any open range reaches */
	struct merge owner[COLUMNS_MAX + 1];
	struct cell first[COLUMNS_MAX + 1]; /* first cells of open ranges, by column */
	struct buf first_text[COLUMNS_MAX + 1];
};

void row_builder_init(struct row_builder *b, struct arena *a);
/* Forgets the rows and ranges of the sheet read before. */
void row_builder_restart(struct row_builder *b);
void row_begin(struct row_builder *b, int number, bool hidden);
/* Adds a range known beforehand; row_merges_sort() once after the last. */
void row_merge_add(struct row_builder *b, struct merge m);
void row_merges_sort(struct row_builder *b);
/* Opens a range whose first cell is in the current row. */
void row_merge_now(struct row_builder *b, struct merge m);
/* True when `column` of the current row lies in a range opened in an earlier row. */
bool row_covered(const struct row_builder *b, int column);
/* Puts a cell; text is trimmed and copied.  Columns past COLUMNS_MAX are dropped. */
struct cell *row_put(struct row_builder *b, int column, enum cell_kind kind, const char *text,
		     size_t n);
/* False when the row is blank. */
bool row_finish(struct row_builder *b, struct sheet_row *row);

/* ---- an open file ---- */

struct sheet_ops {
	bool (*select)(struct sheet *s, int index, struct err *e);
	int (*next)(struct sheet *s, struct sheet_row *row, struct err *e);
	int (*progress)(const struct sheet *s);
};

struct sheet {
	const struct sheet_ops *ops;
	enum sheet_kind kind;
	struct arena *arena;
	const char *path;
	struct sheet_info *infos;
	int count, selected;
	void *reader;               /* of the kind */
	struct row_builder *rows;
};

bool xlsx_open(struct sheet *s, struct err *e);
bool csv_open(struct sheet *s, struct err *e);
bool xls_open(struct sheet *s, struct err *e);
bool html_open(struct sheet *s, struct err *e);
bool xml2003_open(struct sheet *s, struct err *e);

/* Appends a sheet to s->infos; false with ERR_REFUSED when there are too many. */
bool sheet_add(struct sheet *s, const char *name, bool hidden, int64_t rows_hint, struct err *e);
bool row_number_ok(int64_t number, struct err *e);
bool cell_too_long(int column, int row, struct err *e);   /* sets e, returns false */
bool damaged(struct err *e);                              /* sets e, returns false */

/* ---- bytes (decode.c, zip.c) ---- */

/* Fills buf with up to n bytes; 0 at the end, -1 with e set. */
struct source {
	ptrdiff_t (*read)(void *self, char *buf, size_t n, struct err *e);
	void *self;
};

/* What a text file is written in, found from its bytes. */
struct text_probe {
	const char *charset;   /* iconv name */
	size_t skip;           /* bytes of the byte order mark */
	bool binary;           /* holds NUL bytes: no text */
};
struct text_file;
struct text_probe text_probe_file(FILE *f);
/* Opens `path` as UTF-8 with broken bytes replaced by U+FFFD; closed with the arena. */
struct text_file *text_open(struct arena *a, const char *path, const char *charset, struct err *e);
/*
 * The character set named after `word` ("charset=") in the head of a file, when it is one
 * that matters (neither UTF-8 nor a GB code, which the bytes tell), else NULL.
 */
const char *text_declared(const char *path, const char *word, char charset[32]);
struct source text_source(struct text_file *t);
bool text_rewind(struct text_file *t, struct err *e);
int text_progress(const struct text_file *t);

/* ---- XML (xml.c): no document types, no entities, bounded depth and token size ---- */

struct xml;
struct xml_handlers {
	void (*start)(void *user, const char *name, const char **attrs); /* name without prefix */
	void (*end)(void *user, const char *name);
	void (*text)(void *user, const char *p, int n);
};

/* `charset` overrides the declaration when not NULL.  Released with the arena or xml_close(). */
struct xml *xml_open(struct arena *a, struct source from, const char *charset,
		     const struct xml_handlers *h, void *user);
void xml_close(struct xml *x);
/* 1 after xml_pause(), 0 at the end or after xml_stop(), -1 with e set. */
int xml_run(struct xml *x, struct err *e);
/* For handlers: return to xml_run()'s caller, now or for good. */
void xml_pause(struct xml *x);
void xml_stop(struct xml *x);
/* For handlers: the error to set before xml_stop(). */
struct err *xml_err(struct xml *x);
/* The attribute's value by local name, or NULL. */
const char *xml_attr(const char **attrs, const char *name);

/* ---- numbers and days (number.c) ---- */

enum number_format { FORMAT_PLAIN, FORMAT_DAY, FORMAT_MONTH, FORMAT_TIME };

enum number_format format_builtin(int id);
enum number_format format_of_code(const char *code);
/* Puts a number as stored in a file; a day when the format says so. */
void row_put_number(struct row_builder *b, int column, const char *text, size_t n,
		    enum number_format format, bool from_1904);
/* Puts a day as ISO 8601 writes it ("2023-05-01T00:00:00"); anything else as text. */
void row_put_iso(struct row_builder *b, int column, const char *text, size_t n);
/* Puts text of a CSV or HTML cell: text, or a number that lost digits (4.31181E+17). */
void row_put_plain(struct row_builder *b, int column, const char *text, size_t n);
