/* ui_chart.c - bars and lines drawn as SVG with integers; the numbers stand beside. */
#include "html/ui.h"


#define RAW(lit) html_raw_literal(h, lit)

enum { LEFT = 56, RIGHT = 36, TOP = 16, BOTTOM = 34, WIDTH = 560, HEIGHT = 240 };
enum { TICKS = 4, LABELS = 6 };

static void title_of(struct html *h, const struct ui_chart *c)
{
	RAW("<figcaption>");
	html_t(h, c->title);
	if (c->unit) {
		RAW(" <small>");
		html_t(h, c->unit);
		RAW("</small>");
	}
	RAW("</figcaption>");
}

static void value_of(struct html *h, const struct ui_point *p)
{
	if (p->href) {
		RAW("<a href=\"");
		html_href(h, p->href);
		RAW("\">");
		html_text(h, p->text);
		RAW("</a>");
	} else {
		html_text(h, p->text);
	}
}

static void bar(struct html *h, const struct ui_point *p, int64_t max)
{
	/* in thousandths of the longest bar; large values are made smaller first */
	int64_t unit = max / 1000000000 + 1;
	int64_t length = p->unknown || max <= 0 ? 0 : p->value / unit * 1000 / (max / unit);
	RAW("<tr><th scope='row'>");
	html_text(h, p->label);
	RAW("</th><td class='yz-bar'>");
	RAW("<svg viewBox='0 0 1000 10' preserveAspectRatio='none' aria-hidden='true'>"
	    "<rect class='yz-bar-back' width='1000' height='10'/>"
	    "<rect class='yz-bar-fill' height='10' width='");
	html_i64(h, length);
	RAW("'/></svg></td><td class='yz-num'>");
	value_of(h, p);
	RAW("</td></tr>");
}

void ui_bar_chart(struct html *h, const struct ui_chart *c)
{
	int64_t max = 0;
	for (int i = 0; i < c->count; i++) {
		assert(c->points[i].unknown || c->points[i].value >= 0);
		if (!c->points[i].unknown && c->points[i].value > max)
			max = c->points[i].value;
	}
	RAW("<figure class='yz-chart'>");
	title_of(h, c);
	RAW("<table class='yz-bars'><tbody>");
	for (int i = 0; i < c->count; i++)
		bar(h, &c->points[i], max);
	RAW("</tbody></table></figure>");
}

/* The vertical scale: from `low` in `TICKS` or fewer steps of 1, 2 or 5 times a power of ten. */
struct scale {
	int64_t low, high, step;
};

static int64_t floor_to(int64_t v, int64_t step)
{
	int64_t down = v / step * step;
	return down > v ? down - step : down;
}

static struct scale scale_of(const struct ui_chart *c)
{
	int64_t low = 0, high = 0;
	bool any = false;
	for (int i = 0; i < c->count; i++) {
		if (c->points[i].unknown)
			continue;
		int64_t v = c->points[i].value;
		low = any && low < v ? low : v;
		high = any && high > v ? high : v;
		any = true;
	}
	if (low > 0 && low < high - high / 2)
		low = 0; /* near enough to nothing: begin there */
	if (low == high)
		low = low > 0 ? 0 : low - 1;
	struct scale s = { .step = 1 };
	for (int turn = 0; (high - floor_to(low, s.step) + s.step - 1) / s.step > TICKS; turn++)
		s.step = turn % 3 == 1 ? s.step / 2 * 5 : s.step * 2;
	s.low = floor_to(low, s.step);
	s.high = s.low;
	while (s.high < high)
		s.high += s.step;
	return s;
}

static int64_t x_of(int i, int count)
{
	return count < 2 ? LEFT : LEFT + (int64_t)i * (WIDTH - LEFT - RIGHT) / (count - 1);
}

static int64_t y_of(int64_t v, struct scale s)
{
	assert(s.high > s.low);
	int64_t unit = (s.high - s.low) / 1000000000 + 1;
	int64_t part = (v - s.low) / unit * (HEIGHT - TOP - BOTTOM) / ((s.high - s.low) / unit);
	return HEIGHT - BOTTOM - part;
}

static void tick_text(struct html *h, int64_t v, int decimals)
{
	char text[32];
	struct dec d = { v, (int8_t)decimals };
	while (d.scale > 0 && d.v % 10 == 0)
		d = (struct dec){ d.v / 10, (int8_t)(d.scale - 1) };
	html_text(h, dec_text(d, text));
}

static void grid(struct html *h, const struct ui_chart *c, struct scale s)
{
	for (int64_t v = s.low; v <= s.high; v += s.step) {
		int64_t y = y_of(v, s);
		RAW("<line class='yz-grid' x1='56' x2='524' y1='");
		html_i64(h, y);
		RAW("' y2='");
		html_i64(h, y);
		RAW("'/><text class='yz-tick' text-anchor='end' x='48' y='");
		html_i64(h, y + 4);
		RAW("'>");
		tick_text(h, v, c->decimals);
		RAW("</text>");
	}
	int every = (c->count + LABELS - 1) / LABELS;
	for (int i = 0; i < c->count; i += every) {
		RAW("<text class='yz-tick' text-anchor='middle' y='228' x='");
		html_i64(h, x_of(i, c->count));
		RAW("'>");
		html_text(h, c->points[i].label);
		RAW("</text>");
	}
}

static void line(struct html *h, const struct ui_chart *c, struct scale s)
{
	bool drawing = false;
	RAW("<path class='yz-line' d='");
	for (int i = 0; i < c->count; i++) {
		if (c->points[i].unknown) { /* a gap, never a guess */
			drawing = false;
			continue;
		}
		buf_putc(h->buf, drawing ? 'L' : 'M');
		html_i64(h, x_of(i, c->count));
		buf_putc(h->buf, ' ');
		html_i64(h, y_of(c->points[i].value, s));
		drawing = true;
	}
	RAW("'/>");
	for (int i = 0; i < c->count; i++) {
		if (c->points[i].unknown)
			continue;
		RAW("<circle class='yz-dot' r='4' cx='");
		html_i64(h, x_of(i, c->count));
		RAW("' cy='");
		html_i64(h, y_of(c->points[i].value, s));
		RAW("'><title>");
		html_text(h, c->points[i].label);
		RAW(": ");
		html_text(h, c->points[i].text);
		RAW("</title></circle>");
	}
}

void ui_trend(struct html *h, const struct ui_chart *c)
{
	struct scale s = scale_of(c);
	RAW("<figure class='yz-chart'>");
	title_of(h, c);
	RAW("<div class='yz-scroll' tabindex='0' role='group' aria-label=\"");
	html_t(h, c->title);
	RAW("\"><svg class='yz-trend' viewBox='0 0 560 240' role='img'><title>");
	html_t(h, c->title);
	RAW("</title>");
	grid(h, c, s);
	line(h, c, s);
	RAW("</svg></div><details class='yz-numbers'><summary>");
	html_t(h, "The numbers as a table");
	RAW("</summary><table class='yz-table'><tbody>");
	for (int i = 0; i < c->count; i++) {
		RAW("<tr><th scope='row'>");
		html_text(h, c->points[i].label);
		RAW("</th><td class='yz-num'>");
		value_of(h, &c->points[i]);
		RAW("</td></tr>");
	}
	RAW("</tbody></table></details></figure>");
}
