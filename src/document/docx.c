/*
 * docx.c - the document as WordprocessingML (ISO/IEC 29500): the few parts that Word, WPS and
 * LibreOffice need, with named styles, so that an office can restyle it.
 *
 * Lengths: twips (1/20 pt) for the page and indents, half points for sizes.
 * The parts' times are fixed, so that the same document gives the same bytes.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "document/document_int.h"

#include <string.h>
#include <zip.h>

enum { PART_MAX = 4 << 20 };

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char content_types[] = XML
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE "document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE "settings+xml\"/>"
	"<Override PartName=\"/word/footer1.xml\" ContentType=\"" TYPE "footer+xml\"/>"
	"<Override PartName=\"/word/footer2.xml\" ContentType=\"" TYPE "footer+xml\"/>"
	"<Override PartName=\"/docProps/core.xml\" "
	"ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
	"</Types>";

static const char package_rels[] = XML
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" R "/officeDocument\" Target=\"word/document.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
	"core-properties\" Target=\"docProps/core.xml\"/>"
	"</Relationships>";

static const char document_rels[] = XML
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" R "/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" R "/settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" R "/footer\" Target=\"footer1.xml\"/>"
	"<Relationship Id=\"rId4\" Type=\"" R "/footer\" Target=\"footer2.xml\"/>"
	"</Relationships>";

static const char settings[] = XML
	"<w:settings " W "><w:evenAndOddHeaders/>"
	"<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
	"<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

#define STYLE(id, name, rest)                                                                      \
	"<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name "\"/>"         \
	"<w:basedOn w:val=\"Normal\"/><w:qFormat/>" rest "</w:style>"
#define FONTS(east) "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"" east "\"/>"

static const char styles[] = XML
	"<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr>" FONTS("仿宋_GB2312")
	"<w:kern w:val=\"2\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
	"<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>"
	"<w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" w:lineRule=\"exact\"/></w:pPr>"
	"</w:pPrDefault></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>"
	"<w:qFormat/><w:pPr><w:widowControl/><w:jc w:val=\"both\"/></w:pPr></w:style>"
	STYLE("Title", "Title", "<w:pPr><w:jc w:val=\"center\"/></w:pPr><w:rPr>" FONTS("方正小标宋简体")
	      "<w:b/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/></w:rPr>")
	STYLE("Heading1", "heading 1", "<w:pPr><w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>"
	      "<w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr>" FONTS("黑体") "</w:rPr>")
	STYLE("BodyText", "Body Text", "<w:pPr><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/></w:pPr>")
	STYLE("Item", "Item", "<w:pPr><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/></w:pPr>")
	STYLE("IssueNumber", "Issue Number", "<w:pPr><w:jc w:val=\"center\"/></w:pPr>")
	STYLE("IssueLine", "Issue Line", "<w:pPr><w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"1\" "
	      "w:color=\"CC0000\"/></w:pBdr><w:tabs><w:tab w:val=\"right\" w:pos=\"8844\"/></w:tabs></w:pPr>")
	STYLE("Seal", "Seal", "<w:pPr><w:spacing w:before=\"579\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>"
	      "<w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr>")
	STYLE("Footer", "footer", "<w:rPr>" FONTS("宋体") "<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>")
	"</w:styles>";

#define FOOTER(side)                                                                               \
	XML "<w:ftr " W "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:jc w:val=\"" side "\"/></w:pPr>"  \
	    "<w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"                                          \
	    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"                                          \
	    "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"                      \
	    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"                \
	    "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"                                            \
	    "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"

/* 37, 26, 35, 28 mm; the footer 7 mm under the text; a grid of 22 lines. */
static const char section[] =
	"<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
	"<w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
	"<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
	"<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" "
	"w:footer=\"1304\" w:gutter=\"0\"/><w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/* Text of an element; what XML cannot hold (control characters) is left out. */
static void escape(struct buf *b, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		default:
			if ((unsigned char)*s >= 0x20 || *s == '\t')
				buf_putc(b, *s);
			break;
		}
	}
}

static void text_run(struct buf *b, const char *text)
{
	buf_puts(b, "<w:r><w:t xml:space=\"preserve\">");
	escape(b, text);
	buf_puts(b, "</w:t></w:r>");
}

static void paragraph_open(struct buf *b, const char *style)
{
	buf_printf(b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style);
}

static void block_write(struct arena *a, struct buf *b, const struct block *block)
{
	static const char *const names[] = { [BLOCK_TITLE] = "Title", [BLOCK_HEADING] = "Heading1",
					     [BLOCK_PARAGRAPH] = "BodyText", [BLOCK_ITEM] = "Item" };
	paragraph_open(b, names[block->kind]);
	if (block->kind == BLOCK_ITEM)
		text_run(b, "· ");
	text_run(b, block_text(a, block));
	buf_puts(b, "</w:p>\n");
}

static void issue_write(struct buf *b, const struct issue_line *line)
{
	paragraph_open(b, "IssueNumber");
	text_run(b, line->number);
	buf_puts(b, "</w:p>\n");
	paragraph_open(b, "IssueLine");
	text_run(b, line->office);
	buf_puts(b, "<w:r><w:tab/></w:r>");
	text_run(b, line->date);
	buf_puts(b, "</w:p>\n");
}

static void body_write(struct arena *a, struct buf *b, const struct document *d)
{
	struct issue_line line;
	issue_line(a, d, &line);
	buf_puts(b, XML "<w:document " W " xmlns:r=\"" R "\"><w:body>\n");
	int title = d->block_count && d->blocks[0].kind == BLOCK_TITLE;
	if (title)
		block_write(a, b, &d->blocks[0]);
	issue_write(b, &line);
	for (int i = title; i < d->block_count; i++)
		block_write(a, b, &d->blocks[i]);
	if (line.seal[0]) {
		paragraph_open(b, "Seal");
		text_run(b, line.seal);
		buf_puts(b, "</w:p>\n");
	}
	buf_puts(b, section);
	buf_puts(b, "</w:body></w:document>");
}

static void core_write(struct buf *b, const struct document *d)
{
	buf_puts(b, XML "<cp:coreProperties "
			"xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
			"xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
	escape(b, d->template->title.zh);
	buf_puts(b, "</dc:title><dc:creator>");
	escape(b, d->office);
	buf_puts(b, "</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>");
}

/* 1980-01-01, the first day a zip file knows. */
static bool part_add(zip_t *z, const char *name, const char *text, size_t n)
{
	zip_source_t *src = zip_source_buffer(z, text, n, 0);
	if (!src)
		return false;
	zip_int64_t index = zip_file_add(z, name, src, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(src);
		return false;
	}
	return zip_file_set_dostime(z, (zip_uint64_t)index, 0, 1 << 5 | 1, 0) == 0;
}

bool document_docx(struct arena *a, const struct document *d, const char *path, struct err *e)
{
	struct buf *body = ARENA_NEW(a, struct buf), *core = ARENA_NEW(a, struct buf);
	buf_init_in(body, a, PART_MAX);
	buf_init_in(core, a, PART_MAX);
	body_write(a, body, d);
	core_write(core, d);
	if (body->full || core->full)
		return err_set(e, ERR_TOO_BIG, "The document is too long for a file.");
	const struct {
		const char *name, *text;
		size_t n;
	} parts[] = {
		{ "[Content_Types].xml", content_types, sizeof content_types - 1 },
		{ "_rels/.rels", package_rels, sizeof package_rels - 1 },
		{ "word/document.xml", body->p, body->n },
		{ "word/styles.xml", styles, sizeof styles - 1 },
		{ "word/settings.xml", settings, sizeof settings - 1 },
		{ "word/footer1.xml", FOOTER("right"), sizeof FOOTER("right") - 1 },
		{ "word/footer2.xml", FOOTER("left"), sizeof FOOTER("left") - 1 },
		{ "word/_rels/document.xml.rels", document_rels, sizeof document_rels - 1 },
		{ "docProps/core.xml", core->p, core->n },
	};
	int code;
	zip_error_t why;
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	if (!z) {
		zip_error_init_with_code(&why, code);
		err_set(e, ERR_FILE, "The file %s could not be written: %s.", path, zip_error_strerror(&why));
		zip_error_fini(&why);
		return false;
	}
	bool ok = true;
	for (size_t i = 0; ok && i < ARRAY_LEN(parts); i++)
		ok = part_add(z, parts[i].name, parts[i].text, parts[i].n);
	if (ok && zip_close(z) == 0)
		return true;
	err_set(e, ERR_FILE, "The file %s could not be written: %s.", path, zip_strerror(z));
	zip_discard(z);
	return false;
}
