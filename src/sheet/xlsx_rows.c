/*
 * xlsx_rows.c - the rows of one XLSX sheet, streamed.
 *
 * Merged ranges stand after the rows in the file, so the part is unpacked twice: once
 * looking for mergeCell only (no XML parsing), once for the rows.
 */
#include "sheet/xlsx_int.h"

#include <stdlib.h>
#include <string.h>

enum { CARRY = 512 };
enum value_type { VALUE_NUMBER, VALUE_SHARED, VALUE_TEXT, VALUE_FLAG, VALUE_ERROR, VALUE_DATE };

struct xlsx_rows {
	struct xlsx *x;
	struct row_builder *b;
	struct xml *xml;
	int row, column;
	bool in_row, in_value, formula, too_long;
	int phonetic;
	enum value_type type;
	enum number_format format;
	size_t n;
	char value[CELL_MAX + 1];
};

void parse_reference(const char *s, int *column, int *row)
{
	int c = 0, r = 0;
	if (*s == '$')
		s++;
	for (; *s >= 'A' && *s <= 'Z' && c < 100000; s++)
		c = c * 26 + (*s - 'A' + 1);
	if (*s == '$')
		s++;
	for (; *s >= '0' && *s <= '9' && r < 100000000; s++)
		r = r * 10 + (*s - '0');
	*column = r ? c : 0;
	*row = c ? r : 0;
}

static int hex4(const char *s)
{
	int v = 0;
	for (int i = 0; i < 4; i++) {
		int d = s[i] >= '0' && s[i] <= '9' ? s[i] - '0' :
			s[i] >= 'A' && s[i] <= 'F' ? s[i] - 'A' + 10 :
			s[i] >= 'a' && s[i] <= 'f' ? s[i] - 'a' + 10 : -1;
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

size_t undo_escapes(char *s, size_t n)
{
	size_t out = 0;
	if (!memmem(s, n, "_x", 2))
		return n;
	for (size_t i = 0; i < n;) {
		int v = n - i >= 7 && s[i] == '_' && s[i + 1] == 'x' && s[i + 6] == '_' ?
				hex4(s + i + 2) : -1;
		if (v > 0 && v < 0x80) { /* control characters and the underscore itself */
			s[out++] = (char)v;
			i += 7;
		} else {
			s[out++] = s[i++];
		}
	}
	return out;
}

static enum value_type type_of(const char *t)
{
	if (!t || t[0] == 'n')
		return VALUE_NUMBER;
	if (t[0] == 's')
		return t[1] ? VALUE_TEXT : VALUE_SHARED;
	return t[0] == 'b' ? VALUE_FLAG : t[0] == 'e' ? VALUE_ERROR : t[0] == 'd' ? VALUE_DATE : VALUE_TEXT;
}

static void start_row(struct xlsx_rows *r, const char **attrs)
{
	const char *number = xml_attr(attrs, "r"), *hidden = xml_attr(attrs, "hidden");
	int64_t next = (int64_t)r->row + 1;
	if (number) {
		int64_t given = strtoll(number, NULL, 10);
		if (given < next) {
			damaged(xml_err(r->xml)); /* rows that go backwards */
			xml_stop(r->xml);
			return;
		}
		next = given;
	}
	if (!row_number_ok(next, xml_err(r->xml))) {
		xml_stop(r->xml);
		return;
	}
	r->row = (int)next;
	r->column = 0;
	r->in_row = true;
	row_begin(r->b, r->row, hidden && (hidden[0] == '1' || hidden[0] == 't'));
}

static void start_cell(struct xlsx_rows *r, const char **attrs)
{
	const char *type = NULL;
	size_t style = SIZE_MAX;
	r->column++;
	for (; attrs[0]; attrs += 2) {
		if (attrs[0][1])
			continue;
		if (attrs[0][0] == 'r') {
			int c, row;
			parse_reference(attrs[1], &c, &row);
			if (c > 0)
				r->column = c;
		} else if (attrs[0][0] == 's') {
			style = strtoul(attrs[1], NULL, 10);
		} else if (attrs[0][0] == 't') {
			type = attrs[1];
		}
	}
	r->type = type_of(type);
	r->format = style < r->x->formats.n ? (enum number_format)r->x->formats.p[style] : FORMAT_PLAIN;
	r->formula = false;
	r->too_long = false;
	r->n = 0;
}

static void rows_start(void *user, const char *name, const char **attrs)
{
	struct xlsx_rows *r = user;
	if (!r->in_row) {
		if (strcmp(name, "row") == 0)
			start_row(r, attrs);
		return;
	}
	if (strcmp(name, "c") == 0)
		start_cell(r, attrs);
	else if (strcmp(name, "v") == 0)
		r->in_value = true;
	else if (strcmp(name, "t") == 0)
		r->in_value = r->phonetic == 0;
	else if (strcmp(name, "f") == 0)
		r->formula = true;
	else if (strcmp(name, "rPh") == 0)
		r->phonetic++;
}

static void rows_text(void *user, const char *p, int n)
{
	struct xlsx_rows *r = user;
	if (!r->in_value || r->column > COLUMNS_MAX)
		return;
	size_t room = CELL_MAX - r->n, take = (size_t)n;
	if (take > room) {
		take = room;
		r->too_long = true;
	}
	memcpy(r->value + r->n, p, take);
	r->n += take;
}

static bool put_shared(struct xlsx_rows *r)
{
	r->value[r->n] = 0;
	char *end;
	unsigned long index = strtoul(r->value, &end, 10);
	if (r->n == 0)
		return true;
	struct str s = xlsx_string(r->x, index);
	if (s.n > CELL_MAX)
		return false;
	row_put(r->b, r->column, CELL_TEXT, s.p, s.n);
	return true;
}

static bool put_cell(struct xlsx_rows *r)
{
	if (r->too_long)
		return false;
	switch (r->type) {
	case VALUE_SHARED:
		return put_shared(r);
	case VALUE_NUMBER:
		row_put_number(r->b, r->column, r->value, r->n, r->format, r->x->from_1904);
		break;
	case VALUE_TEXT:
		r->n = undo_escapes(r->value, r->n);
		row_put(r->b, r->column, CELL_TEXT, r->value, r->n);
		break;
	case VALUE_FLAG:
		row_put(r->b, r->column, CELL_FLAG, r->n && r->value[0] == '1' ? "1" : "0", r->n ? 1 : 0);
		break;
	case VALUE_ERROR:
		row_put(r->b, r->column, CELL_ERROR, r->value, r->n);
		break;
	case VALUE_DATE: /* ISO 8601 */
		row_put_iso(r->b, r->column, r->value, r->n);
		break;
	}
	return true;
}

static void end_cell(struct xlsx_rows *r)
{
	if (r->column > COLUMNS_MAX)
		return;
	if (!put_cell(r)) {
		cell_too_long(r->column, r->row, xml_err(r->xml));
		xml_stop(r->xml);
		return;
	}
	if (r->formula)
		r->b->cells[r->column].formula = true;
}

static void rows_end(void *user, const char *name)
{
	struct xlsx_rows *r = user;
	r->in_value = false;
	if (strcmp(name, "c") == 0) {
		if (r->in_row)
			end_cell(r);
	} else if (strcmp(name, "row") == 0) {
		r->in_row = false;
		xml_pause(r->xml);
	} else if (strcmp(name, "rPh") == 0) {
		r->phonetic--;
	} else if (strcmp(name, "sheetData") == 0) {
		xml_stop(r->xml);
	}
}

/* Finds the mergeCell elements in buf; the end of the last whole one, or where one begins. */
static size_t find_merges(struct row_builder *b, const char *buf, size_t n, bool *full)
{
	static const char word[] = "mergeCell ";
	size_t at = 0;
	const char *hit;
	while ((hit = memmem(buf + at, n - at, word, sizeof word - 1))) {
		size_t from = (size_t)(hit - buf);
		const char *gt = memchr(hit, '>', n - from);
		if (!gt)
			return n - from < CARRY ? from : n;
		at = (size_t)(gt - buf);
		const char *ref = memmem(hit, (size_t)(gt - hit), "ref=", 4);
		if (!ref || from == 0 || (hit[-1] != '<' && hit[-1] != ':'))
			continue;
		struct merge m;
		const char *colon = memchr(ref, ':', (size_t)(gt - ref));
		parse_reference(ref + 5, &m.c1, &m.r1);
		parse_reference(colon ? colon + 1 : "", &m.c2, &m.r2);
		if (m.c1 > 0 && m.c1 <= COLUMNS_MAX && m.r2 >= m.r1 && m.c2 >= m.c1)
			row_merge_add(b, m);
		*full |= b->merges.full;
	}
	return n - at < sizeof word ? at : n - sizeof word;
}

static bool read_merges(struct xlsx *x, struct row_builder *b, const char *name, struct err *e)
{
	struct part p = { 0 };
	bool full = false;
	ptrdiff_t got;
	if (!part_open(x, &p, name, e))
		return false;
	char *buf = arena_alloc(b->row_arena, CHUNK + CARRY + 1);
	size_t have = 0;
	while ((got = part_read(&p, buf + have, CHUNK, e)) > 0) {
		have += (size_t)got;
		buf[have] = 0; /* parse_reference() stops here at the latest */
		size_t done = find_merges(b, buf, have, &full);
		size_t keep = done ? done - 1 : 0; /* with the < before it */
		have -= keep;
		memmove(buf, buf + keep, have);
	}
	part_close(&p);
	row_merges_sort(b);
	if (got < 0 || !full)
		return got == 0;
	err_set(e, ERR_REFUSED, N_("The sheet has more than %d merged ranges."), (int)LIMIT_SHEET_MERGES);
	return err_hint(e, N_("Unmerge the cells of the rows of people and save the workbook again."));
}

int64_t xlsx_rows_hint(struct xlsx *x, const char *name)
{
	struct part p = { 0 };
	struct err ignored = { 0 };
	char head[4096];
	int column, row = 0;
	if (!part_exists(x, name) || !part_open(x, &p, name, &ignored))
		return 0;
	zip_int64_t n = zip_fread(p.file, head, sizeof head - 1);
	part_close(&p);
	if (n <= 0)
		return 0;
	head[n] = 0;
	const char *at = strstr(head, "<dimension ref=\"");
	const char *colon = at ? strpbrk(at + 16, ":\"") : NULL;
	if (colon && *colon == ':')
		parse_reference(colon + 1, &column, &row);
	return row > LIMIT_SHEET_ROWS ? 0 : row;
}

static bool rows_select(struct sheet *s, int index, struct err *e)
{
	static const struct xml_handlers h = { rows_start, rows_end, rows_text };
	struct xlsx *x = s->reader;
	const char *name = x->parts[index].name;
	struct arena *scratch = arena_new(CHUNK * 4);
	s->rows->row_arena = scratch;
	bool ok = xlsx_read_strings(x, e) && read_merges(x, s->rows, name, e);
	arena_free(scratch);
	if (!ok || !part_open(x, &x->sheet, name, e))
		return false;
	if (!x->rows)
		x->rows = ARENA_NEW(s->arena, struct xlsx_rows);
	if (x->xml)
		xml_close(x->xml);
	struct xlsx_rows *r = x->rows;
	r->x = x;
	r->b = s->rows;
	r->row = r->column = r->phonetic = 0;
	r->in_row = r->in_value = false;
	x->xml = r->xml = xml_open(s->arena, part_source(&x->sheet), NULL, &h, r);
	return true;
}

static int rows_next(struct sheet *s, struct sheet_row *row, struct err *e)
{
	struct xlsx *x = s->reader;
	for (;;) {
		int got = xml_run(x->xml, e);
		if (got <= 0)
			return got;
		if (row_finish(s->rows, row))
			return 1;
	}
}

static int rows_progress(const struct sheet *s)
{
	const struct xlsx *x = s->reader;
	if (x->sheet.declared <= 0 || x->sheet.done >= x->sheet.declared)
		return 1000;
	return (int)(x->sheet.done * 1000 / x->sheet.declared);
}

const struct sheet_ops xlsx_ops = {
	.select = rows_select,
	.next = rows_next,
	.progress = rows_progress,
};
