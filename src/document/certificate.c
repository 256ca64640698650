/*
 * certificate.c - a certificate on A4 across: frame, title, sentence, number left, office and
 * date right.  Lengths are in 1/100 pt.
 */
#include "document/certificate.h"

#include "base/arena.h"
#include "base/str.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

enum {
	WIDTH = 84189, HEIGHT = 59528,  /* 297 x 210 mm */
	FRAME = 3402, INNER = 3969,     /* 12 and 14 mm from the edge */
	SIDE = 10205,                   /* 36 mm left and right of the text */
	TITLE_Y = 9922, BODY_Y = 20409, FOOT_Y = 42520, LINE = 3600,
	SIZE_TITLE = 4200, SIZE_BODY = 2000, SIZE_FOOT = 1600,
};

static const char face_body[] = "FangSong_GB2312,FangSong,仿宋,Noto Serif CJK SC,Noto Sans CJK SC";
static const char face_title[] =
	"FZXiaoBiaoSong-B05S,方正小标宋简体,Noto Serif CJK SC,Noto Sans CJK SC";

struct paper {
	cairo_t *cr;
	PangoLayout *layout;
};

static double pt(int hundredths)
{
	return (double)hundredths / 100;
}

static void frame(struct paper *p, int edge, double width)
{
	cairo_set_line_width(p->cr, width);
	cairo_rectangle(p->cr, pt(edge), pt(edge), pt(WIDTH - 2 * edge), pt(HEIGHT - 2 * edge));
	cairo_stroke(p->cr);
}

/* Between the sides, at `y`. */
static void text_show(struct paper *p, const char *text, const char *family, int size, bool bold,
		      PangoAlignment align, int indent, int y)
{
	PangoLayout *l = p->layout;
	PangoFontDescription *fd = pango_font_description_new();
	pango_font_description_set_family_static(fd, family);
	pango_font_description_set_absolute_size(fd, pt(size) * PANGO_SCALE);
	pango_font_description_set_weight(fd, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(l, fd);
	pango_font_description_free(fd);
	pango_layout_set_width(l, (WIDTH - 2 * SIDE) * PANGO_SCALE / 100);
	pango_layout_set_indent(l, indent * PANGO_SCALE / 100);
	pango_layout_set_spacing(l, (LINE - SIZE_BODY) * PANGO_SCALE / 200);
	pango_layout_set_alignment(l, align);
	pango_layout_set_text(l, text, -1);
	cairo_move_to(p->cr, pt(SIDE), pt(y));
	pango_cairo_show_layout(p->cr, l);
}

static const char *sentence(struct arena *a, const struct certificate *c)
{
	char from[32], to[32];
	const char *days = c->to && c->to != c->from
				   ? arena_printf(a, "%s至%s", date_zh(c->from, from), date_zh(c->to, to))
				   : arena_strdup(a, date_zh(c->from, from));
	const char *hours = c->hours ? arena_printf(a, "学满%d学时，", c->hours) : "";
	return arena_printf(a, "%s同志于%s参加“%s”学习，%s考核合格，准予结业。", c->name, days, c->class,
			    hours);
}

static void page_show(struct arena *a, struct paper *p, const struct certificate *c)
{
	char day[32];
	cairo_set_source_rgb(p->cr, 0.7, 0, 0);
	frame(p, FRAME, 3);
	frame(p, INNER, 0.8);
	text_show(p, "结业证书", face_title, SIZE_TITLE, true, PANGO_ALIGN_CENTER, 0, TITLE_Y);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	text_show(p, sentence(a, c), face_body, SIZE_BODY, false, PANGO_ALIGN_LEFT, 2 * SIZE_BODY, BODY_Y);
	text_show(p, arena_printf(a, "证书编号：%s", c->number), face_body, SIZE_FOOT, false,
		  PANGO_ALIGN_LEFT, 0, FOOT_Y);
	text_show(p, arena_printf(a, "%s\n%s", c->office, date_zh(c->issued, day)), face_body, SIZE_BODY,
		  false, PANGO_ALIGN_RIGHT, 0, FOOT_Y - LINE);
	cairo_show_page(p->cr);
}

bool certificates_pdf(struct arena *a, const struct certificate *list, int count, const char *path,
		      struct err *e)
{
	cairo_surface_t *surface = cairo_pdf_surface_create(path, pt(WIDTH), pt(HEIGHT));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "结业证书");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Yanzhen " YANZHEN_VERSION);
	cairo_t *cr = cairo_create(surface);
	struct paper p = { .cr = cr, .layout = pango_cairo_create_layout(cr) };
	pango_context_set_language(pango_layout_get_context(p.layout), pango_language_from_string("zh-cn"));
	pango_layout_set_wrap(p.layout, PANGO_WRAP_WORD_CHAR);
	for (int i = 0; i < count; i++)
		page_show(a, &p, &list[i]);
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
