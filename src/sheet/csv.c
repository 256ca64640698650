/* csv.c - CSV and tab-separated text (RFC 4180, leniently), streamed. */
#include "sheet/sheet_int.h"
#include "base/str.h"

#include <string.h>

enum { HEAD_LINES = 20 };

struct csv {
	struct text_file *file;
	struct source from;
	char separator;
	int row;
	bool ended, too_long;
	size_t at, have, n;
	char chunk[CHUNK];
	char field[CELL_MAX + 1];
};

static bool refill(struct csv *c, struct err *e)
{
	ptrdiff_t got = c->from.read(c->from.self, c->chunk, CHUNK, e);
	c->at = 0;
	c->have = got > 0 ? (size_t)got : 0;
	c->ended = got <= 0;
	return got >= 0;
}

/* The next byte, or -1 at the end, or -2 when reading failed. */
static int get(struct csv *c, struct err *e)
{
	if (c->at == c->have) {
		if (c->ended)
			return -1;
		if (!refill(c, e))
			return -2;
		if (c->ended)
			return -1;
	}
	return (unsigned char)c->chunk[c->at++];
}

/* How many of the first lines have as many separators as the first one; 0 when it has none. */
static int score(const char *p, size_t n, char separator)
{
	int lines = 0, first = -1, count = 0, same = 0;
	bool quoted = false;
	for (size_t i = 0; i < n && lines < HEAD_LINES; i++) {
		quoted ^= p[i] == '"';
		count += !quoted && p[i] == separator;
		if (quoted || (p[i] != '\n' && i + 1 < n))
			continue;
		if (first < 0 && count > 0)
			first = count;
		same += count > 0 && count == first ? 3 : count > 0;
		count = 0;
		lines++;
	}
	return same;
}

static void find_separator(struct csv *c)
{
	static const char candidates[] = { ',', '\t', ';' };
	int best = 0;
	c->separator = ',';
	for (size_t i = 0; i < ARRAY_LEN(candidates); i++) {
		int s = score(c->chunk, c->have, candidates[i]);
		if (s > best) {
			best = s;
			c->separator = candidates[i];
		}
	}
	/* Excel's own first line "sep=;" */
	if (c->have > 5 && memcmp(c->chunk, "sep=", 4) == 0 && strchr("\r\n", c->chunk[5])) {
		c->separator = c->chunk[4];
		c->at = 5;
		while (c->at < c->have && strchr("\r\n", c->chunk[c->at]))
			c->at++;
		c->row = 1;
	}
}

static bool csv_select(struct sheet *s, int index, struct err *e)
{
	struct csv *c = s->reader;
	(void)index;
	c->row = 0;
	c->ended = false;
	if (!text_rewind(c->file, e) || !refill(c, e))
		return false;
	find_separator(c);
	return true;
}

static void add(struct csv *c, char byte)
{
	if (c->n < CELL_MAX)
		c->field[c->n++] = byte;
	else
		c->too_long = true;
}

/* Reads one field; what ended it: the separator, '\n', -1 or -2. */
static int read_field(struct csv *c, struct err *e)
{
	bool quoted = false, blank = true;
	c->n = 0;
	c->too_long = false;
	for (;;) {
		int ch = get(c, e);
		if (ch < 0)
			return ch;
		if (quoted) {
			if (ch != '"') {
				add(c, (char)ch);
				continue;
			}
			ch = get(c, e);
			if (ch == '"') {
				add(c, '"');
				continue;
			}
			quoted = false;
			if (ch < 0)
				return ch;
		} else if (ch == '"' && blank) {
			quoted = true;
			c->n = 0;
			blank = false;
			continue;
		}
		if (ch == c->separator || ch == '\n')
			return ch;
		if (ch == '\r') {
			ch = get(c, e);
			if (ch >= 0 && ch != '\n')
				c->at--; /* a lone CR, as old Macs write; get() just filled it */
			return ch < 0 ? ch : '\n';
		}
		blank = blank && (ch == ' ' || ch == '\t');
		add(c, (char)ch);
	}
}

static int csv_next(struct sheet *s, struct sheet_row *row, struct err *e)
{
	struct csv *c = s->reader;
	for (;;) {
		int column = 0, end;
		if (!row_number_ok((int64_t)c->row + 1, e))
			return -1;
		row_begin(s->rows, c->row + 1, false);
		do {
			end = read_field(c, e);
			column += column <= COLUMNS_MAX;
			if (end == -2)
				return -1;
			if (c->too_long && column <= COLUMNS_MAX)
				return cell_too_long(column, c->row + 1, e) ? 0 : -1;
			if (column <= COLUMNS_MAX)
				row_put_plain(s->rows, column, c->field, c->n);
		} while (end != '\n' && end != -1);
		c->row++;
		if (row_finish(s->rows, row))
			return 1;
		if (end == -1)
			return 0;
	}
}

static int csv_progress(const struct sheet *s)
{
	const struct csv *c = s->reader;
	return text_progress(c->file);
}

static const struct sheet_ops csv_ops = {
	.select = csv_select,
	.next = csv_next,
	.progress = csv_progress,
};

bool csv_open(struct sheet *s, struct err *e)
{
	struct csv *c = ARENA_NEW(s->arena, struct csv);
	c->file = text_open(s->arena, s->path, NULL, e);
	if (!c->file)
		return false;
	c->from = text_source(c->file);
	s->reader = c;
	s->ops = &csv_ops;
	return sheet_add(s, "", false, 0, e);
}
