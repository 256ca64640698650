/* ui_list.c - sortable table heads and the pager. */
#include "html/ui.h"

#include <stdio.h>

#define RAW(lit) html_raw_literal(h, lit)

void ui_table_begin(struct html *h, const char *caption, const char *id)
{
	RAW("<div class='yz-scroll' tabindex='0' role='region'");
	html_attr(h, "aria-label", tr(h->lang, caption));
	RAW("><table class='yz-table'");
	html_attr(h, "id", id);
	RAW(">");
}

void ui_table_end(struct html *h)
{
	RAW("</table></div>");
}

void ui_th(struct html *h, const struct ui_th *t)
{
	char down[80];
	RAW("<th scope='col'");
	if (t->number)
		RAW(" class='yz-num'");
	if (!t->column) {
		RAW(">");
		html_t(h, t->label);
		RAW("</th>");
		return;
	}
	snprintf(down, sizeof down, "-%s", t->column);
	bool up_now = text_eq(t->sort, t->column), down_now = text_eq(t->sort, down);
	if (up_now)
		RAW(" aria-sort='ascending'");
	if (down_now)
		RAW(" aria-sort='descending'");
	RAW("><a class='yz-sort' href=\"");
	html_query(h, t->path, t->query, "sort", up_now ? down : t->column);
	RAW("\">");
	html_t(h, t->label);
	if (up_now)
		RAW("<span class='yz-arrow' aria-hidden='true'> ▲</span>");
	if (down_now)
		RAW("<span class='yz-arrow' aria-hidden='true'> ▼</span>");
	RAW("</a></th>");
}

static void step(struct html *h, const struct ui_pager *p, const char *key, const char *cursor,
		 const char *label)
{
	if (!cursor) {
		RAW("<span class='btn disabled' aria-disabled='true'>");
		html_t(h, label);
		RAW("</span>");
		return;
	}
	RAW("<a class='btn'");
	html_attr(h, "rel", text_eq(key, "after") ? "next" : "prev");
	RAW(" href=\"");
	html_query(h, p->path, p->query, key, cursor);
	RAW("\">");
	html_t(h, label);
	RAW("</a>");
}

void ui_pager(struct html *h, const struct ui_pager *p)
{
	RAW("<nav class='yz-pager' aria-label=\"");
	html_t(h, "Pages");
	RAW("\"><span class='yz-pager-count'>");
	html_tf(h, "Rows shown: %d", p->shown);
	if (p->count >= 0) {
		RAW(" <span class='yz-quiet'>/</span> ");
		html_num(h, p->count);
		if (p->more)
			RAW("+");
	}
	RAW("</span>");
	if (p->before || p->after) {
		step(h, p, "before", p->before, "Previous");
		step(h, p, "after", p->after, "Next");
	}
	RAW("</nav>");
}
