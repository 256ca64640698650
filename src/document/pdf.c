/*
 * pdf.c - the document on A4, set after GB/T 9704-2012: margins 37 (top), 35 (bottom), 28 (left)
 * and 26 mm (right), 22 lines of 28.95 pt on a page, body of 16 pt indented by two characters,
 * title of 22 pt centred, page number 4号 (14 pt) between dashes, outside: right on odd
 * pages, left on even ones.
 *
 * Every line stands on the page's grid, so pages are counted in lines: no heading is the last
 * line of a page, and no paragraph leaves or takes along a single line.
 *
 * Lengths are in 1/100 pt: the text must break the same everywhere.
 */
#include "base/arena.h"
#include "base/str.h"
#include "document/document_int.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

enum {
	PAGE_WIDTH = 59528, PAGE_HEIGHT = 84189,  /* 210 x 297 mm */
	TOP = 10488, BOTTOM = 9921, LEFT = 7937, RIGHT = 7370,
	TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT,
	PITCH = 2895, LINES = 22,
	SIZE_BODY = 1600, SIZE_TITLE = 2200, SIZE_NUMBER = 1400, SIZE_SEAL = 900,
};

static const char face_body[] = "FangSong_GB2312,FangSong,仿宋,Noto Serif CJK SC,Noto Sans CJK SC";
static const char face_title[] =
	"FZXiaoBiaoSong-B05S,方正小标宋简体,Noto Serif CJK SC,Noto Sans CJK SC";
static const char face_heading[] = "SimHei,黑体,Noto Sans CJK SC,Noto Serif CJK SC";

struct sheet_of_paper {
	struct arena *arena;
	cairo_t *cr;
	PangoLayout *layout;          /* one, used again for every block */
	const struct document *doc;
	int page, line;               /* page from 1; lines already set on it */
};

static double pt(int hundredths)
{
	return (double)hundredths / 100;
}

static void font(PangoLayout *l, const char *family, int size, bool bold)
{
	PangoFontDescription *fd = pango_font_description_new();
	pango_font_description_set_family_static(fd, family);
	pango_font_description_set_absolute_size(fd, pt(size) * PANGO_SCALE);
	pango_font_description_set_weight(fd, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(l, fd);
	pango_font_description_free(fd);
}

/* One line of `text` at `y`; align 0 left, 1 centre, 2 right. */
static void line_show(struct sheet_of_paper *s, const char *text, int size, int y, int align)
{
	PangoLayout *l = s->layout;
	font(l, face_body, size, false);
	pango_layout_set_width(l, -1);
	pango_layout_set_indent(l, 0);
	pango_layout_set_text(l, text, -1);
	PangoRectangle box;
	pango_layout_get_extents(l, NULL, &box);
	int width = (int)((int64_t)box.width * 100 / PANGO_SCALE);
	int x = LEFT + (TEXT_WIDTH - width) * align / 2;
	cairo_move_to(s->cr, pt(x), pt(y));
	pango_cairo_show_layout(s->cr, l);
}

static void page_end(struct sheet_of_paper *s)
{
	const char *number = arena_printf(s->arena, "— %d —", s->page);
	/* 7 mm under the text */
	line_show(s, number, SIZE_NUMBER, PAGE_HEIGHT - BOTTOM + 1984 - SIZE_NUMBER / 2,
		  s->page % 2 ? 2 : 0);
	cairo_show_page(s->cr);
	s->page++;
	s->line = 0;
}

/* A line of the layout with its baseline on the grid: the glyphs stand in the middle of the pitch. */
static void grid_show(struct sheet_of_paper *s, PangoLayoutIter *it)
{
	PangoRectangle box;
	pango_layout_iter_get_line_extents(it, NULL, &box);
	double top = pt(TOP) + pt(PITCH) * s->line;
	double height = (double)box.height / PANGO_SCALE;
	double ascent = (double)(pango_layout_iter_get_baseline(it) - box.y) / PANGO_SCALE;
	cairo_move_to(s->cr, pt(LEFT) + (double)box.x / PANGO_SCALE,
		      top + (pt(PITCH) - height) / 2 + ascent);
	pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(it));
	s->line++;
}

/* How many of `left` lines go on this page, with `room` lines free. */
static int lines_here(int left, int total, int room)
{
	if (left <= room)
		return left;
	int take = room;
	if (left - take == 1)
		take--;               /* a single last line takes one along */
	if (left == total && take < 2)
		take = 0;             /* a single first line goes with the rest */
	return take;
}

static void lines_show(struct sheet_of_paper *s, int needed_after)
{
	/* page_end() uses the layout too: keep ours for the time of the block */
	PangoLayout *mine = pango_layout_copy(s->layout);
	PangoLayoutIter *it = pango_layout_get_iter(mine);
	int total = pango_layout_get_line_count(mine), left = total;
	if (s->line > 0 && s->line + total + needed_after > LINES && needed_after)
		page_end(s);
	while (left > 0) {
		int here = lines_here(left, total, LINES - s->line);
		for (int i = 0; i < here; i++) {
			grid_show(s, it);
			pango_layout_iter_next_line(it);
		}
		left -= here;
		if (left > 0)
			page_end(s);
	}
	pango_layout_iter_free(it);
	g_object_unref(mine);
}

static void block_show(struct sheet_of_paper *s, const struct block *b)
{
	PangoLayout *l = s->layout;
	bool title = b->kind == BLOCK_TITLE, heading = b->kind == BLOCK_HEADING;
	const char *text = block_text(s->arena, b);
	if (b->kind == BLOCK_ITEM)
		text = arena_printf(s->arena, "·\u2002%s",
				    text); /* a space that justifying leaves alone */
	const char *tag = title ? "H1" : heading ? "H2" : "P";
	cairo_tag_begin(s->cr, tag, NULL);
	font(l,
	     title     ? face_title
	     : heading ? face_heading
		       : face_body,
	     title ? SIZE_TITLE : SIZE_BODY, title);
	pango_layout_set_width(l, TEXT_WIDTH * PANGO_SCALE / 100);
	pango_layout_set_indent(l, title ? 0 : 2 * SIZE_BODY * PANGO_SCALE / 100);
	pango_layout_set_alignment(l, title ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
	pango_layout_set_justify(l, !title && !heading);
	pango_layout_set_text(l, text, -1);
	lines_show(s, heading ? 2 : 0);
	pango_layout_set_alignment(l, PANGO_ALIGN_LEFT);
	pango_layout_set_justify(l, false);
	cairo_tag_end(s->cr, tag);
}

/* Number centred; office left and date right over the red line of a briefing. */
static void issue_show(struct sheet_of_paper *s, const struct issue_line *line)
{
	int y = TOP + PITCH * s->line + (PITCH - SIZE_BODY) / 2;
	line_show(s, line->number, SIZE_BODY, y, 1);
	y += PITCH;
	line_show(s, line->office, SIZE_BODY, y, 0);
	line_show(s, line->date, SIZE_BODY, y, 2);
	y += PITCH - (PITCH - SIZE_BODY) / 4;
	cairo_save(s->cr);
	cairo_set_source_rgb(s->cr, 0.8, 0, 0);
	cairo_set_line_width(s->cr, 1.5);
	cairo_move_to(s->cr, pt(LEFT), pt(y));
	cairo_line_to(s->cr, pt(PAGE_WIDTH - RIGHT), pt(y));
	cairo_stroke(s->cr);
	cairo_restore(s->cr);
	s->line += 3;
}

/* The seal stands in the last line of the page's text. */
static void seal_show(struct sheet_of_paper *s, const char *seal)
{
	if (seal[0] == 0)
		return;
	if (s->line > LINES - 2)
		page_end(s);
	PangoLayout *l = s->layout;
	font(l, face_body, SIZE_SEAL, false);
	pango_layout_set_width(l, TEXT_WIDTH * PANGO_SCALE / 100);
	pango_layout_set_indent(l, 0);
	pango_layout_set_text(l, seal, -1);
	cairo_move_to(s->cr, pt(LEFT), pt(TOP + PITCH * (LINES - 1)));
	pango_cairo_show_layout(s->cr, l);
}

static void document_show(struct sheet_of_paper *s)
{
	const struct document *d = s->doc;
	struct issue_line line;
	issue_line(s->arena, d, &line);
	int title = d->block_count && d->blocks[0].kind == BLOCK_TITLE;
	if (title)
		block_show(s, &d->blocks[0]);
	issue_show(s, &line);
	for (int i = title; i < d->block_count; i++)
		block_show(s, &d->blocks[i]);
	seal_show(s, line.seal);
	page_end(s);
}

static void describe(cairo_surface_t *surface, const struct document *d)
{
	char when[32];
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, d->template->title.zh);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, d->office);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
				       "Yanzhen " YANZHEN_VERSION);
	if (d->run == 0)
		return;
	ymd day = date_of_ms(d->issued_ms);
	g_snprintf(when, sizeof when, "%04d-%02d-%02dT00:00:00+08:00", day / 10000, day / 100 % 100,
		   day % 100);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
}

bool document_pdf(struct arena *a, const struct document *d, const char *path, struct err *e)
{
	cairo_surface_t *surface = cairo_pdf_surface_create(path, pt(PAGE_WIDTH), pt(PAGE_HEIGHT));
	describe(surface, d);
	cairo_t *cr = cairo_create(surface);
	PangoLayout *layout = pango_cairo_create_layout(cr);
	pango_context_set_language(pango_layout_get_context(layout),
				   pango_language_from_string("zh-cn"));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	struct sheet_of_paper s = { .arena = a, .cr = cr, .layout = layout, .doc = d, .page = 1 };
	document_show(&s);
	cairo_status_t drawn = cairo_status(cr);
	g_object_unref(layout);
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
