#pragma once
/*
 * xlsx_int.h - an open XLSX package: parts, formats, shared strings.
 */
#include "base/str.h"
#include "sheet/sheet_int.h"

#include <zip.h>

/* One part being read, within the size and ratio limits. */
struct part {
	zip_file_t *file;
	int64_t packed, declared, done;
};

struct sheet_part {
	const char *name;
};

struct xlsx {
	struct arena *arena;
	zip_t *zip;
	bool from_1904;
	struct sheet_part parts[SHEETS_MAX];
	const char *strings_part, *styles_part;
	bool strings_loaded;
	struct buf strings;        /* all shared strings, one after the other */
	struct buf string_ends;    /* uint32_t: where each ends */
	struct buf formats;        /* one byte per cell style: enum number_format */
	struct part sheet;         /* the selected sheet */
	struct xml *xml;
	struct xlsx_rows *rows;
};

/* xlsx.c */
bool part_open(struct xlsx *x, struct part *p, const char *name, struct err *e);
void part_close(struct part *p);
ptrdiff_t part_read(void *self, char *buf, size_t n, struct err *e);
struct source part_source(struct part *p);
bool part_exists(struct xlsx *x, const char *name);

/* xlsx_parts.c: reads the small parts.  A missing styles or strings part is no error. */
bool xlsx_read_workbook(struct sheet *s, struct xlsx *x, struct err *e);
bool xlsx_read_styles(struct xlsx *x, struct err *e);
bool xlsx_read_strings(struct xlsx *x, struct err *e);
struct str xlsx_string(const struct xlsx *x, size_t index);

/* xlsx_rows.c */
extern const struct sheet_ops xlsx_ops;
/* "T100001" -> column 20, row 100001; zeros when it is no reference. */
void parse_reference(const char *s, int *column, int *row);
/* Undoes Excel's _x000D_ escapes in place; the new length. */
size_t undo_escapes(char *s, size_t n);
/* Last row that the sheet part says it has, 0 when it does not say. */
int64_t xlsx_rows_hint(struct xlsx *x, const char *part);
