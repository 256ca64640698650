/* html.c - the document as a page's body; each figure is a link to its page. */
#include "html/html.h"
#include "base/arena.h"
#include "document/document_int.h"

#include <stdio.h>

static void span_write(struct html *h, const struct document *d, const struct span *s)
{
	if (s->figure < 0) {
		html_text(h, s->text);
		return;
	}
	const struct document_figure *f = &d->figures[s->figure];
	if (!f->figure.indicator) { /* issued once, no longer defined: nothing to open */
		html_text(h, s->text);
		return;
	}
	html_raw_literal(h, "<a class=\"figure\" href=\"/figure/");
	html_url(h, f->name);
	html_raw_literal(h, "?unit=");
	html_i64(h, d->unit.id);
	html_raw_literal(h, "&amp;at=");
	html_i64(h, d->at);
	html_raw_literal(h, "\">");
	html_text(h, s->text);
	html_raw_literal(h, "</a>");
}

static void spans_write(struct html *h, const struct document *d, const struct block *b)
{
	for (int i = 0; i < b->span_count; i++)
		span_write(h, d, &b->spans[i]);
}

static void block_write(struct html *h, const struct document *d, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_TITLE:
		html_raw_literal(h, "<h1>");
		spans_write(h, d, b);
		html_raw_literal(h, "</h1>\n");
		break;
	case BLOCK_HEADING:
		html_raw_literal(h, "<h2>");
		spans_write(h, d, b);
		html_raw_literal(h, "</h2>\n");
		break;
	case BLOCK_PARAGRAPH:
		html_raw_literal(h, "<p>");
		spans_write(h, d, b);
		html_raw_literal(h, "</p>\n");
		break;
	case BLOCK_ITEM:
		html_raw_literal(h, "<li>");
		spans_write(h, d, b);
		html_raw_literal(h, "</li>\n");
		break;
	}
}

static void issue_write(struct html *h, const struct issue_line *line)
{
	html_raw_literal(h, "<p class=\"document-issue\"><span>");
	html_text(h, line->number);
	html_raw_literal(h, "</span> <span>");
	html_text(h, line->office);
	html_raw_literal(h, "</span> <span>");
	html_text(h, line->date);
	html_raw_literal(h, "</span></p>\n");
}

bool document_html(struct arena *a, const struct document *d, enum lang lang, struct buf *out)
{
	struct html h;
	struct issue_line line;
	html_init(&h, out, lang);
	issue_line(a, d, &line);
	html_raw_literal(&h, "<article class=\"document\" lang=\"zh-CN\">\n");
	int title = d->block_count && d->blocks[0].kind == BLOCK_TITLE;
	if (title)
		block_write(&h, d, &d->blocks[0]);
	issue_write(&h, &line);
	bool list = false;
	for (int i = title; i < d->block_count; i++) {
		bool item = d->blocks[i].kind == BLOCK_ITEM;
		if (item && !list)
			html_raw_literal(&h, "<ul>\n");
		if (!item && list)
			html_raw_literal(&h, "</ul>\n");
		list = item;
		block_write(&h, d, &d->blocks[i]);
	}
	if (list)
		html_raw_literal(&h, "</ul>\n");
	if (line.seal[0]) {
		html_raw_literal(&h, "<p class=\"document-seal\">");
		html_text(&h, line.seal);
		html_raw_literal(&h, "</p>\n");
	}
	html_raw_literal(&h, "</article>\n");
	return !out->full;
}
