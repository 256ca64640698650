/* ui_map.c - values on a map: shapes as links in five classes, with a legend. */
#include "html/ui.h"

#define RAW(lit) html_raw_literal(h, lit)

enum { CLASSES = 5 };

static bool drawn_known(const struct ui_map_shape *s)
{
	return s->ring_count && !s->point->unknown;
}

/* By how many of the known shapes have less: a fifth in each class, equal values together. */
static int class_of(const struct ui_map *m, const struct ui_map_shape *s)
{
	int known = 0, less = 0;
	for (int i = 0; i < m->count; i++) {
		if (!drawn_known(&m->shapes[i]))
			continue;
		known++;
		less += m->shapes[i].point->value < s->point->value;
	}
	return less * CLASSES / known;
}

static void class_attr(struct html *h, int class)
{
	RAW(" class='yz-map-");
	if (class < 0)
		RAW("none");
	else
		html_i64(h, class);
	RAW("'");
}

static void rings(struct html *h, const struct ui_map_shape *s)
{
	RAW(" d='");
	for (int i = 0; i < s->ring_count; i++) {
		const struct ui_ring *r = &s->rings[i];
		for (int p = 0; p < r->count; p++) {
			buf_putc(h->buf, p ? 'L' : 'M');
			html_i64(h, r->xy[2 * p]);
			buf_putc(h->buf, ' ');
			html_i64(h, r->xy[2 * p + 1]);
		}
		buf_putc(h->buf, 'Z');
	}
	RAW("'/>");
}

static void shape(struct html *h, const struct ui_map_shape *s, int class)
{
	RAW("<a href=\"");
	html_href(h, s->point->href);
	RAW("\"><title>");
	html_text(h, s->point->label);
	RAW(": ");
	html_text(h, s->point->text);
	RAW("</title><path fill-rule='evenodd'");
	class_attr(h, class);
	rings(h, s);
	RAW("</a>");
}

static void swatch(struct html *h, int class)
{
	RAW("<li><svg viewBox='0 0 20 14' aria-hidden='true'><rect width='20' height='14'");
	class_attr(h, class);
	RAW("/></svg> ");
}

/* The classes that occur, each with the least and the greatest value in it. */
static void legend(struct html *h, const struct ui_map *m, const int *classes)
{
	bool unknown = false;
	RAW("<ul class='yz-map-legend'>");
	for (int c = 0; c < CLASSES; c++) {
		const struct ui_point *low = NULL, *high = NULL;
		for (int i = 0; i < m->count; i++) {
			const struct ui_point *p = m->shapes[i].point;
			unknown = unknown || (m->shapes[i].ring_count && p->unknown);
			if (!drawn_known(&m->shapes[i]) || classes[i] != c)
				continue;
			low = !low || p->value < low->value ? p : low;
			high = !high || p->value > high->value ? p : high;
		}
		if (!low)
			continue;
		swatch(h, c);
		html_text(h, low->text);
		if (low->value != high->value) {
			RAW(" – ");
			html_text(h, high->text);
		}
		RAW("</li>");
	}
	if (unknown) {
		swatch(h, -1);
		html_t(h, "Not known");
		RAW("</li>");
	}
	RAW("</ul>");
}

void ui_map(struct html *h, const struct ui_map *m)
{
	int without = 0, *classes = m->classes;
	RAW("<figure class='yz-chart'><figcaption>");
	html_t(h, m->title);
	RAW("</figcaption><svg class='yz-map' role='group' aria-label=\"");
	html_t(h, m->title);
	RAW("\" viewBox='-2 -2 ");
	html_i64(h, m->width + 4);
	RAW(" ");
	html_i64(h, m->height + 4);
	RAW("'>");
	for (int i = 0; i < m->count; i++) {
		const struct ui_map_shape *s = &m->shapes[i];
		classes[i] = drawn_known(s) ? class_of(m, s) : -1;
		if (s->ring_count)
			shape(h, s, classes[i]);
		else
			without++;
	}
	RAW("</svg>");
	legend(h, m, classes);
	if (without) {
		RAW("<p class='yz-quiet'>");
		html_tf(h, "%d units have no shape and are in the table only.", without);
		RAW("</p>");
	}
	RAW("</figure>");
}
