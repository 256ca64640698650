/* paper.c - a table on paper; lengths are points. */
#include "document/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

enum { WIDTH = 842, HEIGHT = 595, MARGIN = 42, PAD = 3, TITLE_HEIGHT = 34, FOOT = 20 };
enum { SIZE_TITLE = 18, SIZE_CELL = 10, COLUMNS_MAX = 24 };

static const char face[] = "FangSong_GB2312,FangSong,仿宋,Noto Serif CJK SC,Noto Sans CJK SC";

struct paper {
	const struct paper_table *t;
	cairo_t *cr;
	PangoLayout *layout;
	int left[COLUMNS_MAX + 1]; /* of each column; the last one is the right edge */
	int y, page, width, height, pad; /* pad: above and below the text of a row */
};

static void font(struct paper *p, int size, bool bold)
{
	PangoFontDescription *fd = pango_font_description_new();
	pango_font_description_set_family_static(fd, face);
	pango_font_description_set_absolute_size(fd, size * PANGO_SCALE);
	pango_font_description_set_weight(fd, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(p->layout, fd);
	pango_font_description_free(fd);
}

/* Sets the layout to one cell; its height. */
static int cell_set(struct paper *p, const char *text, int width)
{
	int height;
	pango_layout_set_width(p->layout, width * PANGO_SCALE);
	pango_layout_set_text(p->layout, text ? text : "", -1);
	pango_layout_get_pixel_size(p->layout, NULL, &height);
	return height;
}

static int cell_width(const struct paper *p, int c)
{
	return p->left[c + 1] - p->left[c] - 2 * PAD;
}

static int row_height(struct paper *p, const char *const *cells)
{
	int height = SIZE_CELL;
	for (int c = 0; c < p->t->column_count; c++) {
		int one = cell_set(p, cells[c], cell_width(p, c));
		height = one > height ? one : height;
	}
	return height + 2 * p->pad;
}

static void row_show(struct paper *p, const char *const *cells, int height, bool numbers)
{
	for (int c = 0; c < p->t->column_count; c++) {
		bool right = numbers && (p->t->right >> c & 1);
		pango_layout_set_alignment(p->layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
		(void)cell_set(p, cells[c], cell_width(p, c));
		cairo_move_to(p->cr, p->left[c] + PAD, p->y + p->pad);
		pango_cairo_show_layout(p->cr, p->layout);
		cairo_rectangle(p->cr, p->left[c], p->y, p->left[c + 1] - p->left[c], height);
		cairo_stroke(p->cr);
	}
	pango_layout_set_alignment(p->layout, PANGO_ALIGN_LEFT);
	p->y += height;
}

static void line_show(struct paper *p, const char *text, PangoAlignment align)
{
	pango_layout_set_alignment(p->layout, align);
	(void)cell_set(p, text, p->width - 2 * MARGIN);
	cairo_move_to(p->cr, MARGIN, p->y);
	pango_cairo_show_layout(p->cr, p->layout);
	pango_layout_set_alignment(p->layout, PANGO_ALIGN_LEFT);
}

/* Who, when, in what: left, middle and right on one line. */
static void under_show(struct paper *p)
{
	static const PangoAlignment aligns[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
	font(p, SIZE_CELL, false);
	for (int i = 0; i < 3; i++)
		if (p->t->under[i])
			line_show(p, p->t->under[i], aligns[i]);
	p->y += p->t->under[0] ? SIZE_CELL + 3 * PAD : 0;
}

static void heads_show(struct paper *p)
{
	font(p, SIZE_CELL, true);
	row_show(p, p->t->heads, row_height(p, p->t->heads), false);
	font(p, SIZE_CELL, false);
}

static void page_begin(struct paper *p)
{
	p->y = MARGIN;
	p->page++;
	if (p->page == 1) {
		font(p, SIZE_TITLE, true);
		line_show(p, p->t->title, PANGO_ALIGN_CENTER);
		p->y += TITLE_HEIGHT;
		under_show(p);
	}
	heads_show(p);
}

static void page_end(struct paper *p)
{
	char number[24];
	g_snprintf(number, sizeof number, "— %d —", p->page);
	p->y = p->height - MARGIN;
	line_show(p, number, PANGO_ALIGN_CENTER);
	cairo_show_page(p->cr);
}

static void table_show(struct paper *p)
{
	const struct paper_table *t = p->t;
	page_begin(p);
	for (int i = 0; i < t->row_count; i++) {
		const char *const *cells = t->cells + (ptrdiff_t)i * t->column_count;
		font(p, SIZE_CELL, t->bold && t->bold[i]);
		int height = row_height(p, cells);
		if (p->y + height > p->height - MARGIN - FOOT && p->y > 2 * MARGIN) {
			page_end(p);
			page_begin(p);
			font(p, SIZE_CELL, t->bold && t->bold[i]);
		}
		row_show(p, cells, height, true);
	}
	font(p, SIZE_CELL, false);
	p->y += 2 * PAD;
	if (t->foot)
		line_show(p, t->foot, PANGO_ALIGN_LEFT);
	page_end(p);
}

static void columns_set(struct paper *p)
{
	int all = 0, before = 0;
	for (int c = 0; c < p->t->column_count; c++)
		all += p->t->shares[c];
	assert(all > 0);
	for (int c = 0; c <= p->t->column_count; c++) {
		p->left[c] = MARGIN + (p->width - 2 * MARGIN) * before / all;
		before += c < p->t->column_count ? p->t->shares[c] : 0;
	}
}

bool paper_table_pdf(const struct paper_table *t, const char *path, struct err *e)
{
	assert(t->column_count > 0 && t->column_count <= COLUMNS_MAX);
	int width = t->upright ? HEIGHT : WIDTH, height = t->upright ? WIDTH : HEIGHT;
	cairo_surface_t *surface = cairo_pdf_surface_create(path, width, height);
	cairo_t *cr = cairo_create(surface);
	struct paper p = { .t = t, .cr = cr, .layout = pango_cairo_create_layout(cr), .width = width,
			   .height = height, .pad = t->tight ? 1 : PAD };
	pango_context_set_language(pango_layout_get_context(p.layout), pango_language_from_string("zh-cn"));
	pango_layout_set_wrap(p.layout, PANGO_WRAP_WORD_CHAR);
	cairo_set_line_width(cr, 0.5);
	columns_set(&p);
	table_show(&p);
	cairo_status_t drawn = cairo_status(cr);
	g_object_unref(p.layout);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (drawn == CAIRO_STATUS_SUCCESS)
		drawn = status;
	if (drawn != CAIRO_STATUS_SUCCESS)
		return err_set(e, ERR_FILE, "The file %s could not be written: %s.", path,
			       cairo_status_to_string(drawn));
	return true;
}
