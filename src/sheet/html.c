/*
 * html.c - the rows of the tables of a web page, as government systems save ".xls".
 *
 * A tolerant scanner, not a parser: a row begins at <tr> and ends at the next <tr>, </tr>,
 * </table> or the end; all tables of the page follow one another, as Excel shows them.
 */
#include "base/str.h"
#include "sheet/kind.h"
#include "sheet/sheet_int.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { TAG = 2048, COLSPAN_MAX = 1000, ROWSPAN_MAX = 65534 };

struct html {
	struct text_file *file;
	struct source from;
	int row, column;             /* column of the open cell, or of the last one */
	int colspan, rowspan;
	bool in_row, in_cell, row_waits, ended, too_long;
	char skip[12];               /* inside script, style or title: the tag that ends it */
	size_t at, have, n, tag_n;
	char tag[TAG + 1];
	char chunk[CHUNK];
	char text[CELL_MAX + 1];
};

/* The next byte; -1 at the end, -2 when reading failed. */
static int get(struct html *h, struct err *e)
{
	if (h->at == h->have) {
		if (h->ended)
			return -1;
		ptrdiff_t got = h->from.read(h->from.self, h->chunk, CHUNK, e);
		h->at = 0;
		h->have = got > 0 ? (size_t)got : 0;
		h->ended = got <= 0;
		if (got <= 0)
			return got < 0 ? -2 : -1;
	}
	return (unsigned char)h->chunk[h->at++];
}

/* ---- a cell's text ---- */

static uint32_t entity(const char *p, size_t n)
{
	static const struct {
		const char *name;
		uint32_t cp;
	} named[] = {
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
		{ "nbsp", ' ' }, { "ensp", ' ' }, { "emsp", ' ' }, { "middot", 0xB7 },
		{ "ldquo", 0x201C }, { "rdquo", 0x201D }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
		{ "mdash", 0x2014 }, { "ndash", 0x2013 }, { "hellip", 0x2026 }, { "times", 0xD7 },
	};
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (strlen(named[i].name) == n && memcmp(p, named[i].name, n) == 0)
			return named[i].cp;
	if (n < 2 || p[0] != '#')
		return 0;
	bool hex = p[1] == 'x' || p[1] == 'X';
	char *end;
	unsigned long cp = strtoul(p + (hex ? 2 : 1), &end, hex ? 16 : 10);
	if (end != p + n || cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return 0;
	return cp == 0xA0 || cp < 0x20 ? ' ' : (uint32_t)cp;
}

/* Replaces entities in place: each is longer than its character. */
static void decode_entities(struct html *h)
{
	size_t out = 0;
	h->text[h->n] = 0;
	for (size_t i = 0; i < h->n;) {
		size_t len = h->text[i] == '&' ? strcspn(h->text + i + 1, ";& ") : 0;
		uint32_t cp = 0;
		if (len && len <= 10 && h->text[i + 1 + len] == ';')
			cp = entity(h->text + i + 1, len);
		if (cp) {
			out += utf8_put(cp, h->text + out);
			i += len + 2;
		} else {
			h->text[out++] = h->text[i++];
		}
	}
	h->n = out;
}

static void add(struct html *h, char c)
{
	if (h->n < CELL_MAX)
		h->text[h->n++] = c;
	else
		h->too_long = true;
}

static void add_text(struct html *h, char c)
{
	bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
	if (!blank)
		add(h, c);
	else if (h->n && h->text[h->n - 1] != ' ' && h->text[h->n - 1] != '\n')
		add(h, ' ');
}

static bool end_cell(struct html *h, struct row_builder *b, struct err *e)
{
	if (!h->in_cell)
		return true;
	h->in_cell = false;
	if (h->too_long && h->column <= COLUMNS_MAX)
		return cell_too_long(h->column, h->row, e);
	decode_entities(h);
	if (h->column <= COLUMNS_MAX) {
		row_put_plain(b, h->column, h->text, h->n);
		row_merge_now(b, (struct merge){ h->row, h->column, h->row + h->rowspan - 1,
						 h->column + h->colspan - 1 });
	}
	h->column += h->colspan - 1;
	return true;
}

/* ---- tags ---- */

/* Reads up to '>'; quotes count only after '=', so a stray one does not eat the page. */
static int read_tag(struct html *h, struct err *e)
{
	int c, quote = 0, before = 0;
	h->tag_n = 0;
	while ((c = get(h, e)) >= 0) {
		if (!quote && c == '>')
			break;
		if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && before == '=')
			quote = c;
		if (c != ' ')
			before = c;
		if (h->tag_n < TAG)
			h->tag[h->tag_n++] = (char)g_ascii_tolower((gchar)c);
		if (h->tag_n == 3 && memcmp(h->tag, "!--", 3) == 0)
			break;
	}
	h->tag[h->tag_n] = 0;
	return c;
}

static int skip_comment(struct html *h, struct err *e)
{
	int c, dashes = 0;
	while ((c = get(h, e)) >= 0) {
		if (c == '>' && dashes >= 2)
			break;
		dashes = c == '-' ? dashes + 1 : 0;
	}
	return c;
}

static bool is_tag(const struct html *h, const char *name)
{
	size_t n = strlen(name);
	return strncmp(h->tag, name, n) == 0 && (!h->tag[n] || strchr(" \t\r\n/", h->tag[n]));
}

static int span(const struct html *h, const char *name, int most)
{
	const char *p = strstr(h->tag, name);
	if (!p)
		return 1;
	p += strlen(name);
	p += strspn(p, " \t=\"'");
	long v = strtol(p, NULL, 10);
	return v < 1 ? 1 : v > most ? most : (int)v;
}

static bool start_row(struct html *h, struct row_builder *b, struct err *e)
{
	if (!row_number_ok((int64_t)h->row + 1, e))
		return false;
	const char *style = strstr(h->tag, "display");
	bool hidden = style && strstr(style, "none");
	h->in_row = true;
	h->column = 0;
	row_begin(b, ++h->row, hidden);
	return true;
}

static void start_cell(struct html *h, struct row_builder *b)
{
	h->in_cell = true;
	h->too_long = false;
	h->n = 0;
	h->colspan = span(h, "colspan", COLSPAN_MAX);
	h->rowspan = span(h, "rowspan", ROWSPAN_MAX);
	if (h->column <= COLUMNS_MAX)
		h->column++;
	while (row_covered(b, h->column))
		h->column++;
}

static void start_skip(struct html *h)
{
	static const char *const silent[] = { "script", "style", "title" };
	for (size_t i = 0; i < ARRAY_LEN(silent); i++)
		if (is_tag(h, silent[i]))
			snprintf(h->skip, sizeof h->skip, "/%s", silent[i]);
}

/* What a tag does: 1 when it ended a row, 0 to go on, -1 with e set. */
static int on_tag(struct html *h, struct row_builder *b, struct err *e)
{
	bool row = is_tag(h, "tr"), row_end = is_tag(h, "/tr") || is_tag(h, "/table");
	bool cell = is_tag(h, "td") || is_tag(h, "th");
	if (h->skip[0]) {
		if (is_tag(h, h->skip))
			h->skip[0] = 0;
		return 0;
	}
	if ((row || row_end || cell || is_tag(h, "/td") || is_tag(h, "/th")) && !end_cell(h, b, e))
		return -1;
	if (h->in_row && (row || row_end)) {
		h->in_row = false;
		h->row_waits = row; /* begins when the row that it ends has been given out */
		return 1;
	}
	if (row)
		return start_row(h, b, e) ? 0 : -1;
	if (cell) {
		if (!h->in_row && !start_row(h, b, e))
			return -1;
		start_cell(h, b);
	} else if (h->in_cell && (is_tag(h, "br") || is_tag(h, "/p") || is_tag(h, "/div"))) {
		if (h->n)
			add(h, '\n');
	}
	start_skip(h);
	return 0;
}

/* ---- rows ---- */

/* Reads on to the end of a row: 1, or 0 at the end of the page, -1 with e set. */
static int read_row(struct html *h, struct row_builder *b, struct err *e)
{
	int c, done;
	if (h->row_waits && !start_row(h, b, e))
		return -1;
	h->row_waits = false;
	while ((c = get(h, e)) >= 0) {
		if (c != '<') {
			if (h->in_cell && !h->skip[0])
				add_text(h, (char)c);
			continue;
		}
		c = read_tag(h, e);
		if (c == '-') {
			c = skip_comment(h, e);
			if (c >= 0)
				continue;
		}
		if (c < 0)
			break;
		if ((done = on_tag(h, b, e)) != 0)
			return done;
	}
	if (c == -2 || !end_cell(h, b, e))
		return -1;
	bool last = h->in_row;
	h->in_row = false;
	return last;
}

static int html_next(struct sheet *s, struct sheet_row *row, struct err *e)
{
	struct html *h = s->reader;
	int got;
	while ((got = read_row(h, s->rows, e)) == 1)
		if (row_finish(s->rows, row))
			return 1;
	return got;
}

static bool html_select(struct sheet *s, int index, struct err *e)
{
	struct html *h = s->reader;
	(void)index;
	h->row = 0;
	h->in_row = h->in_cell = h->row_waits = h->ended = false;
	h->skip[0] = 0;
	h->at = h->have = 0;
	return text_rewind(h->file, e);
}

static int html_progress(const struct sheet *s)
{
	const struct html *h = s->reader;
	return text_progress(h->file);
}

static const struct sheet_ops html_ops = {
	.select = html_select,
	.next = html_next,
	.progress = html_progress,
};

/* A page without rows is mostly the sign-in page of the system it was exported from. */
static bool has_rows(struct html *h, struct err *e)
{
	int c;
	while ((c = get(h, e)) >= 0) {
		if (c != '<')
			continue;
		c = read_tag(h, e);
		if (c == '>' && is_tag(h, "tr"))
			return true;
	}
	return c == -2 ? false : refuse_kind(FILE_WEB_PAGE, e);
}

bool html_open(struct sheet *s, struct err *e)
{
	struct html *h = ARENA_NEW(s->arena, struct html);
	char charset[32];
	h->file = text_open(s->arena, s->path, text_declared(s->path, "charset=", charset), e);
	if (!h->file)
		return false;
	h->from = text_source(h->file);
	s->reader = h;
	s->ops = &html_ops;
	return html_select(s, 0, e) && has_rows(h, e) && sheet_add(s, "", false, 0, e);
}
