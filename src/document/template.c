/*
 * template.c - briefing templates: read, check, keep.
 *
 *	---
 *	title_zh: 基层干部队伍建设情况       the name in lists; required, like title_en
 *	title_en: Building the team of village cadres
 *	unit: 431181110000                   12-digit code of the place it is written for, or empty
 *	office: 羊角塘镇党委                 编发单位; left out: the unit
 *	period: quarter                      what it is usually made for: year, quarter, month
 *	---
 *	# title
 *
 *	## heading
 *
 *	A paragraph with {{figure reserve.total style=yu}}, {{unit}}, {{period}} and {{date}};
 *	its lines are joined, an empty line ends it.
 *
 *	- an item
 *
 * Styles: exact (when none is given), yu, duo, wan, yi, percent; see document.h.
 * To add a template: write documents/<name>.md; the program says at start what is wrong.
 */
#include "base/arena.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/str.h"
#include "document/document_int.h"

#include <stdlib.h>
#include <string.h>

struct parser {
	struct arena *arena;
	const char *file;
	const char *line;             /* the current one, NUL-terminated */
	int number;
	struct findings *findings;
	struct template_def *def;
	struct template_body *body;
	bool open;                    /* the last block takes more lines */
	bool failed;
};

static struct finding *wrong(struct parser *p, const char *at, const char *code, const char *fmt,
			     ...) PRINTF_LIKE(4, 5);

/* A finding at `at`, which points into the current line. */
static struct finding *wrong(struct parser *p, const char *at, const char *code, const char *fmt,
			     ...)
{
	struct msg text;
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&text, fmt, ap);
	va_end(ap);
	size_t bytes = (size_t)(at - p->line), column = 1;
	for (size_t i = 0; i < bytes; i++)
		column += ((unsigned char)p->line[i] & 0xC0) != 0x80;
	const char *old = p->findings->place;
	p->findings->place = arena_printf(p->arena, "%s:%d:%zu", p->file, p->number, column);
	struct finding *fi = find_error(p->findings, NULL, code, "%s", "");
	fi->text = text;
	p->findings->place = old;
	p->failed = true;
	return fi;
}

static void suggest(struct finding *fi, const char *near)
{
	if (near)
		find_hint(fi, "Did you mean \"%s\"?", near);
}

/* ---- blocks and parts ---- */

static struct template_block *block_add(struct parser *p, enum block_kind kind)
{
	struct template_body *b = p->body;
	if (b->count == b->cap) {
		size_t size = sizeof b->blocks[0], cap = (size_t)b->cap;
		b->blocks = arena_grow(p->arena, b->blocks, cap * size, (cap * 2 + 8) * size);
		b->cap = b->cap * 2 + 8;
	}
	b->blocks[b->count] = (struct template_block){ .kind = kind };
	return &b->blocks[b->count++];
}

static void part_add(struct parser *p, struct part part)
{
	struct template_block *b = &p->body->blocks[p->body->count - 1];
	if (part.kind == PART_TEXT && part.text[0] == 0)
		return;
	if (b->count == b->cap) {
		size_t size = sizeof b->parts[0], cap = (size_t)b->cap;
		b->parts = arena_grow(p->arena, b->parts, cap * size, (cap * 2 + 4) * size);
		b->cap = b->cap * 2 + 4;
	}
	b->parts[b->count++] = part;
}

/* ---- members ---- */

static void style_check(struct parser *p, const char *at, const struct indicator_def *ind,
			enum figure_style style)
{
	bool sum = ind->quantity == QUANTITY_YUAN || ind->quantity == QUANTITY_JIN;
	bool ratio = ind->quantity == QUANTITY_RATIO || (ind->scale > 0 && !sum);
	if (style == STYLE_PERCENT && !ind->percent)
		wrong(p, at, "template-style", "\"%s\" is not a share: style percent does not fit.",
		      ind->name);
	if (style >= STYLE_YU && style <= STYLE_YI && ratio)
		wrong(p, at, "template-style", "\"%s\" is not a count: style %s does not fit.",
		      ind->name, style_word(style));
}

/* The words after "figure"; each points into the current line. */
static void figure_part(struct parser *p, const char *at, struct str name, struct str option,
			const char *option_at)
{
	static const char *const styles[] = { "exact", "yu", "duo", "wan", "yi", "percent" };
	struct part part = { .kind = PART_FIGURE, .text = arena_strndup(p->arena, name.p, name.n) };
	if (name.n == 0) {
		find_hint(wrong(p, at, "template-figure",
				"A figure needs the name of its indicator."),
			  "Write {{figure reserve.total}}.");
		return;
	}
	const struct indicator_def *ind = indicator_find(part.text);
	if (!ind) {
		suggest(wrong(p, name.p, "template-figure", "There is no indicator \"%s\".",
			      part.text),
			indicator_nearest(part.text));
		return;
	}
	if (option.n) {
		const char *word = arena_strndup(p->arena, option.p, option.n);
		if (!has_prefix(word, "style=")) {
			find_hint(wrong(p, option_at, "template-option",
					"A figure has no option \"%s\".", word),
				  "Write style=exact, style=yu, style=duo, style=wan, style=yi or style=percent.");
			return;
		}
		word += strlen("style=");
		if (!style_parse(word, &part.style)) {
			struct finding *fi = wrong(p, option_at, "template-style",
						   "There is no style \"%s\".", word);
			find_hint(fi, "Write style=exact, style=yu, style=duo, style=wan, style=yi or style=percent.");
			suggest(fi, nearest(word, styles, ARRAY_LEN(styles)));
			return;
		}
	}
	style_check(p, option.n ? option_at : at, ind, part.style);
	part_add(p, part);
}

/* The next word of `s`, taken off it. */
static struct str word_take(struct str *s)
{
	*s = str_trim(*s);
	struct str w = { .p = s->p };
	while (w.n < s->n && s->p[w.n] != ' ' && s->p[w.n] != '\t')
		w.n++;
	s->p += w.n;
	s->n -= w.n;
	return w;
}

static void member(struct parser *p, const char *at, struct str inside)
{
	static const char *const names[] = { "figure", "unit", "period", "date" };
	static const enum part_kind kinds[] = { PART_FIGURE, PART_UNIT, PART_PERIOD, PART_DATE };
	struct str rest = inside, word = word_take(&rest);
	size_t i = 0;
	while (i < ARRAY_LEN(names) && !str_is(word, names[i]))
		i++;
	if (i == ARRAY_LEN(names)) {
		const char *text = arena_strndup(p->arena, word.p, word.n);
		struct finding *fi =
			wrong(p, at, "template-member", "There is no member \"%s\".", text);
		find_hint(fi, "Members are figure, unit, period and date.");
		suggest(fi, nearest(text, names, ARRAY_LEN(names)));
		return;
	}
	struct str name = { 0 }, option = { 0 };
	if (kinds[i] == PART_FIGURE) {
		name = word_take(&rest);
		option = word_take(&rest);
	}
	struct str more = str_trim(rest);
	if (more.n)
		wrong(p, more.p, "template-member", "\"%s\" is one word too many.",
		      arena_strndup(p->arena, more.p, more.n));
	else if (kinds[i] == PART_FIGURE)
		figure_part(p, at, name, option, option.p);
	else
		part_add(p, (struct part){ .kind = kinds[i] });
}

/* Text with members, from `s` to the end of the line. */
static void inline_parse(struct parser *p, const char *s)
{
	const char *bold = strstr(s, "**");
	if (bold)
		wrong(p, bold, "template-mark", "Bold marks (**) are not part of templates.");
	for (;;) {
		const char *open = strstr(s, "{{"), *stray = strstr(s, "}}");
		if (stray && (!open || stray < open))
			wrong(p, stray, "template-member", "\"}}\" without \"{{\" before it.");
		if (!open) {
			part_add(p, (struct part){ .kind = PART_TEXT,
						   .text = arena_strdup(p->arena, s) });
			return;
		}
		part_add(p,
			 (struct part){ .text = arena_strndup(p->arena, s, (size_t)(open - s)) });
		const char *close = strstr(open, "}}");
		if (!close) {
			find_hint(wrong(p, open, "template-member", "A member is not closed."),
				  "End it with }} on the same line.");
			return;
		}
		member(p, open, (struct str){ open + 2, (size_t)(close - open) - 2 });
		s = close + 2;
	}
}

/* ---- lines ---- */

static bool is_wide(const char *s)
{
	size_t len;
	uint32_t cp = utf8_get(s, strlen(s), &len);
	return cp >= 0x2E80;
}

/* A line break inside a paragraph is a space between Latin words and nothing between Chinese ones. */
static void join(struct parser *p, const char *next)
{
	const struct template_block *b = &p->body->blocks[p->body->count - 1];
	const struct part *last = b->count ? &b->parts[b->count - 1] : NULL;
	if (!last)
		return;
	const char *end = last->text;
	if (last->kind == PART_TEXT) {
		end += strlen(end);
		do
			end--;
		while (end > last->text && ((unsigned char)*end & 0xC0) == 0x80);
	}
	if ((last->kind != PART_TEXT || !is_wide(end)) && !is_wide(next))
		part_add(p, (struct part){ .kind = PART_TEXT, .text = " " });
}

static bool unsupported(struct parser *p, const char *s)
{
	static const char *const marks[] = { "###", "> ", "|", "```", "* ", "+ ", "![", "---" };
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (has_prefix(s, marks[i])) {
			find_hint(wrong(p, s, "template-mark", "\"%s\" is not part of templates.",
					marks[i]),
				  "Use # for the title, ## for a heading, \"- \" for an item.");
			return true;
		}
	}
	return false;
}

static void body_line(struct parser *p)
{
	const char *s = p->line;
	while (*s == ' ' || *s == '\t')
		s++;
	if (*s == 0) {
		p->open = false;
		return;
	}
	if (unsupported(p, s))
		return;
	enum block_kind kind = BLOCK_PARAGRAPH;
	size_t skip = 0;
	if (has_prefix(s, "# ")) {
		kind = BLOCK_TITLE;
		skip = 2;
	} else if (has_prefix(s, "## ")) {
		kind = BLOCK_HEADING;
		skip = 3;
	} else if (has_prefix(s, "- ")) {
		kind = BLOCK_ITEM;
		skip = 2;
	}
	if (kind == BLOCK_TITLE && p->body->count)
		wrong(p, s, "template-title", "The title comes first, and only once.");
	if (skip == 0 && p->open)
		join(p, s);
	else
		block_add(p, kind);
	p->open = kind == BLOCK_PARAGRAPH || kind == BLOCK_ITEM;
	inline_parse(p, s + skip);
}

/* ---- front matter ---- */

static void period_check(struct parser *p, const char *at, const char *value)
{
	static const char *const periods[] = { "year", "quarter", "month" };
	for (size_t i = 0; i < ARRAY_LEN(periods); i++)
		if (text_eq(value, periods[i]))
			return;
	struct finding *fi = wrong(p, at, "template-period", "There is no period \"%s\".", value);
	find_hint(fi, "Write year, quarter or month.");
	suggest(fi, nearest(value, periods, ARRAY_LEN(periods)));
}

static void unit_check(struct parser *p, const char *at, const char *value)
{
	size_t n = strlen(value);
	if (n && (n != 12 || strspn(value, "0123456789") != n))
		wrong(p, at, "template-unit", "\"%s\" is not a 12-digit unit code.", value);
}

static void front_line(struct parser *p)
{
	struct template_def *d = p->def;
	const struct {
		const char *key;
		const char **to;
	} keys[] = {
		{ "title_zh", &d->title.zh }, { "title_en", &d->title.en },
		{ "unit", &d->unit_code },    { "office", &d->office },
		{ "period", &d->period },
	};
	static const char *const names[] = { "title_zh", "title_en", "unit", "office", "period" };
	struct str line = str_trim(str_c(p->line));
	if (line.n == 0 || line.p[0] == '#')
		return;
	const char *colon = memchr(line.p, ':', line.n);
	if (!colon) {
		wrong(p, line.p, "template-front",
		      "A line before the text must be \"name: value\".");
		return;
	}
	struct str value =
		str_trim((struct str){ colon + 1, (size_t)(line.p + line.n - colon) - 1 });
	const char *key = arena_strndup(p->arena, line.p, (size_t)(colon - line.p));
	const char *text = arena_strndup(p->arena, value.p, value.n);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (!text_eq(key, keys[i].key))
			continue;
		*keys[i].to = text;
		if (keys[i].to == &d->period)
			period_check(p, value.p, text);
		if (keys[i].to == &d->unit_code)
			unit_check(p, value.p, text);
		return;
	}
	struct finding *fi = wrong(p, line.p, "template-front", "There is no setting \"%s\".", key);
	find_hint(fi, "Settings are title_zh, title_en, unit, office and period.");
	suggest(fi, nearest(key, names, ARRAY_LEN(names)));
}

static void front_check(struct parser *p)
{
	if (is_empty(p->def->title.zh) || is_empty(p->def->title.en))
		wrong(p, p->line, "template-front",
		      "title_zh and title_en are needed before the text.");
	if (is_empty(p->def->period))
		wrong(p, p->line, "template-front", "period is needed before the text.");
}

/* ---- one file ---- */

static void lines_parse(struct parser *p, const char *text)
{
	enum { BEFORE, FRONT, BODY } where = BEFORE;
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");
		size_t keep = n && s[n - 1] == '\r' ? n - 1 : n;
		p->line = arena_strndup(p->arena, s, keep);
		p->number++;
		s += n + (s[n] == '\n');
		bool rule = text_eq(p->line, "---");
		if (where == BEFORE) {
			if (!rule) {
				struct finding *fi = wrong(p, p->line, "template-front",
							   "A template begins with its settings.");
				find_hint(
					fi,
					"The first line is ---, then title_zh:, title_en:, unit:, "
					"period:, then ---.");
				return;
			}
			where = FRONT;
		} else if (where == FRONT && rule) {
			front_check(p);
			where = BODY;
		} else if (where == FRONT) {
			front_line(p);
		} else {
			body_line(p);
		}
	}
	if (where != BODY)
		wrong(p, p->line, "template-front", "The settings are not closed by a line ---.");
	else if (p->body->count == 0)
		wrong(p, p->line, "template-empty", "The template has no text.");
}

struct template_def *template_parse(struct arena *a, const char *file, const char *name,
				    const char *text, struct findings *f)
{
	struct template_def *def = ARENA_NEW(a, struct template_def);
	struct parser p = { .arena = a, .file = file, .line = "", .findings = f, .def = def };
	*def = (struct template_def){ .name = name, .text = text, .file = file, .unit_code = "",
				      .office = "" };
	def->body = p.body = ARENA_NEW(a, struct template_body);
	if (!utf8_ok(text, strlen(text))) {
		wrong(&p, p.line, "template-utf8", "The template is not UTF-8 text.");
		return NULL;
	}
	lines_parse(&p, has_prefix(text, "\xEF\xBB\xBF") ? text + 3 : text);
	return p.failed ? NULL : def;
}
