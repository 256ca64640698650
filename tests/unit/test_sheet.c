/* test_sheet.c - what offices send is read; what is hostile or foreign is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static char dir[64];

static const char *in_dir(const char *name)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static const char *write_bytes(const char *name, const void *p, size_t n)
{
	const char *path = in_dir(name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	fclose(f);
	return path;
}

/* Every row as "number: A1=text B1=…" lines; kinds other than text are marked. */
static char *dump(struct arena *a, const char *path, int index)
{
	static const char marks[] = { ' ', 't', 'n', 'd', 'b', 'e' };
	struct err e = { 0 };
	struct sheet *s = sheet_open(path, &e);
	if (!s)
		fail_msg("%s: %s", path, e.text.id);
	if (!sheet_select(s, index, &e))
		fail_msg("%s: %s", path, e.text.id);
	char *out = arena_strdup(a, "");
	struct arena *rows = arena_new(64 << 20);
	struct sheet_row row;
	int got;
	while ((got = sheet_next(s, rows, &row, &e)) == 1) {
		out = arena_printf(a, "%s%d%s:", out, row.number, row.hidden ? "h" : "");
		for (int i = 0; i < row.count; i++) {
			const struct cell *c = &row.cells[i];
			char address[16];
			out = arena_printf(a, "%s %s%s%s%s=%c:%s", out, cell_address(c->column, row.number, address),
					   c->merged ? "m" : "", c->formula ? "f" : "", c->lossy ? "!" : "",
					   marks[c->kind], c->text);
		}
		out = arena_printf(a, "%s\n", out);
		arena_reset(rows);
	}
	if (got < 0)
		fail_msg("%s: %s", path, e.text.id);
	assert_int_equal(sheet_progress(s), 1000);
	arena_free(rows);
	sheet_close(s);
	return out;
}

static void check_rows(const char *path, int index, const char *want)
{
	struct arena *a = arena_new(64 << 20);
	char *got = dump(a, path, index);
	assert_string_equal(got, want);
	arena_free(a);
}

static void written_workbook_reads_back(void **state)
{
	(void)state;
	struct err e = { 0 };
	const char *path = in_dir("out.xlsx");
	struct sheet_out *o = out_open(path, "后备/力量", &e);
	assert_non_null(o);
	out_width(o, 1, 20);
	out_title(o, 1, 3, "村级后备力量台账");
	out_cell(o, 2, 1, OUT_HEAD, "姓名");
	out_cell(o, 2, 2, OUT_HEAD, "身份证号");
	out_cell(o, 2, 3, OUT_HEAD, "出生日期");
	out_cell(o, 3, 1, OUT_TEXT, "张三 ");
	out_cell(o, 3, 2, OUT_TEXT, "431181199001011234");
	out_cell(o, 3, 3, OUT_DATE, "1990-01-01");
	out_cell(o, 3, 4, OUT_NUMBER, "33.11");
	out_cell(o, 4, 1, OUT_WRONG, "=1+1");
	out_comment(o, 4, 1, "姓名不对");
	out_cell(o, 4, 3, OUT_DATE, "1990-05");
	out_freeze(o, 2);
	static const char *const levels[] = { "镇级", "村级", NULL };
	out_choices(o, 5, 3, 100, levels);
	static const char *const many[] = { "本科及以上学历并且毕业于省内高校且已取得学位证书的人员甲,乙", "其他", NULL };
	out_choices(o, 6, 3, 100, many);
	out_sheet(o, "keys", true);
	out_cell(o, 1, 1, OUT_TEXT, "7");
	assert_true(out_close(o, &e));
	check_rows(path, 0,
		   "1: A1=t:村级后备力量台账 B1m=t:村级后备力量台账 C1m=t:村级后备力量台账\n"
		   "2: A2=t:姓名 B2=t:身份证号 C2=t:出生日期\n"
		   "3: A3=t:张三 B3=t:431181199001011234 C3=d:1990-01-01 D3=n:33.11\n"
		   "4: A4=t:=1+1 C4=t:1990-05\n");
	check_rows(path, 1, "1: A1=t:7\n");
	struct sheet *s = sheet_open(path, &e);
	assert_int_equal(sheet_count(s), 3);
	assert_string_equal(sheet_info(s, 0).name, "后备_力量");
	assert_false(sheet_info(s, 0).hidden);
	assert_true(sheet_info(s, 1).hidden);
	assert_true(sheet_info(s, 2).hidden);
	sheet_close(s);
}

static void csv_in_every_coding(void **state)
{
	(void)state;
	static const char utf8[] = "\xEF\xBB\xBF姓名,年龄\r\n\"张,三\",\"3\"\"5\"\r\n\r\n\"两\n行\",4.31181E+17\n";
	static const char want[] = "1: A1=t:姓名 B1=t:年龄\n2: A2=t:张,三 B2=t:3\"5\n"
				   "4: A4=t:两\n行 B4!=n:431181000000000000\n";
	check_rows(write_bytes("a.csv", utf8, sizeof utf8 - 1), 0, want);
	check_rows(write_bytes("a.csv", utf8 + 3, sizeof utf8 - 4), 0, want);
	/* 姓名;备注 / 张三;㐂 (a 4-byte code) in GB 18030 */
	static const char gb[] = "\xD0\xD5\xC3\xFB;\xB1\xB8\xD7\xA2\n\xD5\xC5\xC8\xFD;\x81\x39\xEF\x31\n";
	check_rows(write_bytes("b.csv", gb, sizeof gb - 1), 0,
		   "1: A1=t:姓名 B1=t:备注\n2: A2=t:张三 B2=t:㐂\n");
	static const char le[] = "\xFF\xFE\xD3\x59\x0D\x54\t\0A\0\r\0\n\0" "1\0\t\0" "2\0";
	check_rows(write_bytes("c.csv", le, sizeof le - 1), 0,
		   "1: A1=t:姓名 B1=t:A\n2: A2=t:1 B2=t:2\n");
	static const char be[] = "\xFE\xFF\x59\xD3\x54\x0D\0,\0A\0\r\0\n\0" "1\0,\0" "2";
	check_rows(write_bytes("d.csv", be, sizeof be - 1), 0,
		   "1: A1=t:姓名 B1=t:A\n2: A2=t:1 B2=t:2\n");
}

/* ---- XLSX from hand-made parts ---- */

struct piece {
	const char *name, *text;
	size_t size; /* 0: strlen(text) */
};

static const char *zip_of(const char *name, const struct piece *pieces)
{
	const char *path = in_dir(name);
	int code;
	remove(path);
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	assert_non_null(z);
	for (; pieces->name; pieces++) {
		size_t n = pieces->size ? pieces->size : strlen(pieces->text);
		zip_source_t *src = zip_source_buffer(z, pieces->text, n, 0);
		assert_true(zip_file_add(z, pieces->name, src, ZIP_FL_OVERWRITE) >= 0);
	}
	assert_int_equal(zip_close(z), 0);
	return path;
}

#define SS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPES { "[Content_Types].xml", "<Types/>", 0 }
#define RELS                                                                                       \
	{ "xl/_rels/workbook.xml.rels",                                                            \
	  "<Relationships><Relationship Id='r1' Type='" REL "/worksheet' Target='worksheets/s.xml'/>" \
	  "<Relationship Id='r2' Type='" REL "/styles' Target='/xl/./x/../styles.xml'/>"            \
	  "<Relationship Id='r3' Type='" REL "/sharedStrings' Target='strings.xml'/>"              \
	  "<Relationship Id='r4' Type='" REL "/chartsheet' Target='chart.xml'/>"                   \
	  "<Relationship Id='r5' Type='" REL "/worksheet' Target='../../../etc/passwd'/></Relationships>", 0 }
#define BOOK(properties)                                                                           \
	{ "xl/workbook.xml",                                                                       \
	  "<workbook xmlns='" SS "' xmlns:r='" REL "'>" properties "<sheets>"                      \
	  "<sheet name='图' sheetId='2' r:id='r4'/><sheet name='一' sheetId='1' r:id='r1'/></sheets></workbook>", 0 }
#define SHEET(rows) "<worksheet xmlns='" SS "'><sheetData>" rows "</sheetData></worksheet>"

static const char styles[] =
	"<styleSheet xmlns='" SS "'><numFmts>"
	"<numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@'/>"
	"<numFmt numFmtId='177' formatCode='[DBNum1][$-804]yyyy年m月;@'/>"
	"<numFmt numFmtId='178' formatCode='0.00E+00'/>"
	"<numFmt numFmtId='179' formatCode='[Red]&quot;day&quot;0.00'/>"
	"<numFmt numFmtId='180' formatCode='[h]:mm'/></numFmts>"
	"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>"
	"<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='178'/>"
	"<xf numFmtId='179'/><xf numFmtId='180'/><xf numFmtId='20'/><xf numFmtId='31'/><xf numFmtId='57'/>"
	"<xf numFmtId='22'/></cellXfs></styleSheet>";

static const char *book_of(const char *rows, const char *strings)
{
	return zip_of("made.xlsx", (const struct piece[]){ TYPES, RELS, BOOK(""),
		{ "xl/worksheets/s.xml", rows, 0 }, { "xl/styles.xml", styles, 0 },
		{ "xl/strings.xml", strings ? strings : "<sst/>", 0 }, { NULL, NULL, 0 } });
}

static void numbers_and_days(void **state)
{
	(void)state;
	/* 32874 is 1 January 1990, 45047 is 1 May 2023 (Excel's own arithmetic) */
	check_rows(book_of(SHEET("<row r='1'><c s='1'><v>32874</v></c><c s='2'><v>45047.75</v></c>"
				 "<c s='3'><v>45047</v></c><c s='3'><v>45048</v></c><c s='8'><v>45047</v></c>"
				 "<c s='9'><v>45047</v></c><c s='10'><v>45047.5</v></c></row>"
				 "<row r='3'><c s='1'><v>1</v></c><c s='1'><v>59</v></c><c s='1'><v>61</v></c>"
				 "<c s='7'><v>0.354166666666667</v></c><c s='6'><v>1.25</v></c>"
				 "<c s='1'><v>-3</v></c><c s='1'><v>2958466</v></c></row>"
				 "<row r='4'><c t='d'><v>2023-05-01T00:00:00</v></c><c s='4'><v>5</v></c>"
				 "<c s='5'><v>7.5</v></c><c s='99999'><v>7</v></c></row>"), NULL), 0,
		   "1: A1=d:1990-01-01 B1=d:2023-05-01 C1=d:2023-05 D1=d:2023-05-02 E1=d:2023-05-01 "
		   "F1=d:2023-05 G1=d:2023-05-01\n"
		   "3: A3=d:1900-01-01 B3=d:1900-02-28 C3=d:1900-03-01 D3=t:08:30 E3=n:1.25 F3=n:-3 "
		   "G3=n:2958466\n"
		   "4: A4=d:2023-05-01 B4=n:5 C4=n:7.5 D4=n:7\n");
	check_rows(book_of(SHEET("<row><c><v>4.31181199001011E+17</v></c><c><v>4.3118119900101101E+17</v></c>"
				 "<c><v>431181199001011234</v></c><c><v>0.10000000000000001</v></c>"
				 "<c><v>0.30000000000000004</v></c><c><v>123456789012345</v></c>"
				 "<c><v>1234567890123456</v></c><c><v>1E-3</v></c><c><v>-0.50</v></c>"
				 "<c><v>1e300</v></c><c><v>oops</v></c><c><v>1.7976931348623157E+309</v></c>"
				 "<c><v>0.0</v></c></row>"), NULL), 0,
		   "1: A1!=n:431181199001011000 B1!=n:431181199001011000 C1!=n:431181199001011234 D1=n:0.1 "
		   "E1=n:0.3 F1=n:123456789012345 G1!=n:1234567890123456 H1=n:0.001 I1=n:-0.5 "
		   "J1!=n:1E+300 K1=t:oops L1=t:1.7976931348623157E+309 M1=n:0\n");
	const char *mac = zip_of("mac.xlsx", (const struct piece[]){ TYPES, RELS, BOOK("<workbookPr date1904='1'/>"),
		{ "xl/worksheets/s.xml", SHEET("<row><c s='1'><v>43585</v></c><c s='1'><v>0</v></c></row>"), 0 },
		{ "xl/styles.xml", styles, 0 }, { NULL, NULL, 0 } });
	check_rows(mac, 0, "1: A1=d:2023-05-01 B1=n:0\n");
}

static void texts_flags_formulas(void **state)
{
	(void)state;
	check_rows(book_of(SHEET("<row r='2' hidden='1'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c>"
				 "<c r='E2' t='s'><v>9</v></c><c t='inlineStr'><is><r><t>甲</t></r><r><t> 乙 </t></r></is></c></row>"
				 "<row r='4'><c t='b'><v>1</v></c><c t='e'><f>A9</f><v>#REF!</v></c>"
				 "<c t='str'><f>B1</f><v>文</v></c><c><f>1+1</f><v>2</v></c><c t='s'><v>2</v></c></row>"
				 "<row r='9'><c t='s'><v>3</v></c></row>"),
			   "<sst><si><t xml:space='preserve'>　姓名 </t></si>"
			   "<si><r><t>张</t></r><rPh sb='0' eb='1'><t>zhang</t></rPh><r><t>三</t></r></si>"
			   "<si><t>a_x000D_b_x005F_x0041_</t></si><si><t> </t></si></sst>"), 0,
		   "2h: A2=t:姓名 C2=t:张三 F2=t:甲 乙\n"
		   "4: A4=b:1 B4f=e:#REF! C4f=t:文 D4f=n:2 E4=t:a\rb_x0041_\n");
}

static void merged_ranges_repeat_their_first_cell(void **state)
{
	(void)state;
	check_rows(book_of("<worksheet><sheetData>"
			   "<row r='1'><c t='str'><v>标题</v></c></row><row r='2'><c/></row>"
			   "<row r='3'><c t='str'><v>村</v></c><c t='str'><v>甲</v></c></row>"
			   "<row r='4'><c r='B4' t='str'><v>乙</v></c></row>"
			   "<row r='6'><c r='B6' t='str'><v>丙</v></c></row></sheetData>"
			   "<mergeCells count='2'><mergeCell ref='A3:A5'/><mergeCell ref='A1:C2'/>"
			   "<mergeCell ref='A6:XFD1048576'/><mergeCell ref='Z9:A1'/><mergeCell ref=''/>"
			   "</mergeCells></worksheet>", NULL), 0,
		   "1: A1=t:标题 B1m=t:标题 C1m=t:标题\n"
		   "3: A3=t:村 B3=t:甲\n"
		   "4: A4m=t:村 B4=t:乙\n");
}

static void columns_are_clipped(void **state)
{
	(void)state;
	struct arena *a = arena_new(64 << 20);
	char *rows = arena_strdup(a, "<worksheet><sheetData><row r='1'>");
	size_t at = strlen(rows), size = 1 << 20;
	rows = arena_grow(a, rows, at, size);
	for (int c = 1; c <= 16384; c++)
		at += (size_t)snprintf(rows + at, size - at, "<c><v>%d</v></c>", c);
	snprintf(rows + at, size - at, "</row></sheetData></worksheet>");
	struct err e = { 0 };
	struct sheet *s = sheet_open(book_of(rows, NULL), &e);
	struct sheet_row row;
	assert_true(s && sheet_select(s, 0, &e));
	assert_int_equal(sheet_next(s, a, &row, &e), 1);
	assert_int_equal(row.count, 200);
	assert_string_equal(row_cell(&row, 200)->text, "200");
	assert_null(row_cell(&row, 201));
	assert_int_equal(sheet_next(s, a, &row, &e), 0);
	sheet_close(s);
	arena_free(a);
}

/* ---- other kinds ---- */

static void xml_2003(void **state)
{
	(void)state;
	static const char xml[] =
		"<?xml version='1.0' encoding='%s'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
		"xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
		"<Worksheet ss:Name='A'><Table><Row><Cell><Data ss:Type='String'>no</Data></Cell></Row></Table>"
		"<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
		"<Worksheet ss:Name='B'><Table><Row><Cell ss:MergeAcross='1' ss:MergeDown='1'><Data ss:Type='String'>T"
		"</Data><Comment><Data>ignored</Data></Comment></Cell><Cell ss:Index='4'><Data ss:Type='Boolean'>1</Data></Cell></Row>"
		"<Row ss:Span='2'/><Row ss:Hidden='1'><Cell><Data ss:Type='DateTime'>1990-01-01T00:00:00.000</Data></Cell>"
		"<Cell ss:Formula='=1'><Data ss:Type='Number'>431181199001011000</Data></Cell></Row>"
		"<Row ss:Index='9'><Cell ss:Index='2'><Data ss:Type='String'><B>%s</B>%s</Data></Cell></Row>"
		"</Table></Worksheet></Workbook>";
	static const char want[] = "1: A1=t:T B1m=t:T D1=b:1\n"
				   "5h: A5=d:1990-01-01 B5f!=n:431181199001011000\n9: B9=t:张三\n";
	char text[2048];
	int n = snprintf(text, sizeof text, xml, "UTF-8", "张", "三");
	const char *path = write_bytes("a.xls", text, (size_t)n);
	check_rows(path, 1, want);
	check_rows(path, 0, "1: A1=t:no\n");
	struct err e = { 0 };
	struct sheet *s = sheet_open(path, &e);
	assert_int_equal(sheet_kind_of(s), SHEET_XML2003);
	assert_true(sheet_info(s, 0).hidden && !sheet_info(s, 1).hidden);
	sheet_close(s);
	n = snprintf(text, sizeof text, xml, "GB2312", "\xD5\xC5", "\xC8\xFD");
	check_rows(write_bytes("b.xls", text, (size_t)n), 1, want);
}

static void html_tables(void **state)
{
	(void)state;
	static const char head[] = "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
				   "<style>td { color: red }</style><title>x</title></head><body>\n<TABLE border=1>";
	static const char body[] = "<tr><td colspan=3>\xD5\xC5&nbsp;&amp;\n  \xC8\xFD</td></tr><!-- <tr><td>no</td></tr> -->"
				   "<tr><th rowspan='2'>\xD5\xC5<th title='a>b'>1<th>&#x4E09;<br>&#22235;&unknown;"
				   "<tr style='display:none'><td>4.31181E+17<td>\"=x\"</tr></table>"
				   "<script>if (a<b) x('<tr>')</script><table><tr><td></td></tr><tr><td>end";
	char text[2048];
	int n = snprintf(text, sizeof text, "%s%s", head, body);
	check_rows(write_bytes("h.xls", text, (size_t)n), 0,
		   "1: A1=t:张 & 三 B1m=t:张 & 三 C1m=t:张 & 三\n"
		   "2: A2=t:张 B2=t:1 C2=t:三\n四&unknown;\n"
		   "3h: A3m=t:张 B3!=n:431181000000000000 C3=t:\"=x\"\n"
		   "5: A5=t:end\n");
}

static const char *data(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/tests/data/sheets/%s", YANZHEN_SOURCE, name);
	return path;
}

/* Saved by LibreOffice: titles, an 18-digit float, days, a hidden row and sheet, a formula. */
static void files_of_an_office_suite(void **state)
{
	(void)state;
	check_rows(data("reserve.xlsx"), 0,
		   "1: A1=t:村级后备力量台账 B1m=t:村级后备力量台账 C1m=t:村级后备力量台账\n"
		   "2: A2=t:姓名 B2=t:身份证号 C2=t:出生\n"
		   "3h: A3=t:张三 B3!=n:431181199001011000 C3=d:1990-01-01\n"
		   "4: A4=t:李四 B4=n:0.3311 C4=d:1990-05-20\n"
		   "5: A5=t:王五 B5f=n:2 C5=d:1990-05 D5=n:1\n");
	check_rows(data("reserve.xlsx"), 1, "1: A1=t:x\n");
	check_rows(data("reserve.xls"), 0,
		   "1: A1=t:村级后备力量台账\n"
		   "2: A2=t:姓名 B2=t:身份证号 C2=t:出生\n"
		   "3: A3=t:张三 B3!=n:431181199001011260 C3=d:1990-01-01\n"
		   "4: A4=t:李四 B4=n:0.3311 C4=d:1990-05-20\n"
		   "5: A5=t:王五 B5f=n:2 C5=d:1990-05-01 D5=n:1\n");
	/* formulas: text, text, text, a day, a number, yes, 1/0, "" */
	check_rows(data("formula.xls"), 0,
		   "1: A1=t:姓名 B1=t:性别 C1=t:储备层级 D1=t:入库日期\n"
		   "2: A2=t:张三 B2=t:男 C2=t:村级 D2=t:2023-01-01\n"
		   "3: A3f=t:张三丰 B3f=t:女 C3f=t:村级 D3f=n:45047 E3f=n:2 F3f=b:1 G3f=e:#?\n");
}

/* ---- refusals ---- */

static void refused(const char *path, const char *sentence)
{
	struct err e = { 0 };
	struct arena *a = arena_new(256 << 20);
	struct sheet *s = sheet_open(path, &e);
	struct sheet_row row;
	int got = 1;
	if (s && sheet_select(s, 0, &e))
		while ((got = sheet_next(s, a, &row, &e)) == 1)
			;
	sheet_close(s);
	arena_free(a);
	if (e.code != ERR_REFUSED)
		fail_msg("not refused: %s (%s)", sentence, e.text.id ? e.text.id : "no error");
	assert_string_equal(e.text.id, sentence);
	assert_non_null(e.hint.id);
}

static void foreign_files_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
		const char *sentence;
	} cases[] = {
#define CASE(lit, sentence) { lit, sizeof(lit) - 1, sentence }
		CASE("", "The file is empty."), CASE(" \r\n", "The file is empty."),
		CASE("%PDF-1.7\n", "This is a PDF document, not a workbook."),
		CASE("{\\rtf1 x}", "This is a rich text document (.rtf), not a workbook."),
		CASE("\x89PNG\r\n\x1A\n", "This is a picture, not a workbook."),
		CASE("\xFF\xD8\xFF\xE0", "This is a picture, not a workbook."),
		CASE("Rar!\x1A\x07\1\0", "This is a compressed archive (.rar)."),
		CASE("7z\xBC\xAF\x27\x1C\0\4", "This is a compressed archive (.7z)."),
		CASE("\x1F\x8B\x08", "This is a compressed archive (.gz)."),
		CASE("SQLite format 3", "This is a database file, not a workbook."),
		CASE("{\"a\": 1}", "This is a JSON file, not a workbook."),
		CASE("<?xml version='1.0'?><a/>", "This is an XML file, but not a workbook saved as XML."),
		CASE("<html><body>请登录</body></html>", "This is a web page without a table."),
		CASE("ab\0\1\2\3", "This file is neither a workbook nor text."),
		CASE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
		     "This is an old WPS or Office file (such as .et or .wps), not an Excel workbook."),
		CASE("MIME-Version: 1.0\r\n", "This is a web archive (.mht), not a workbook."),
		CASE("PK\3\4broken", "The file is damaged or incomplete."),
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		refused(write_bytes("foreign.xlsx", cases[i].bytes, cases[i].n), cases[i].sentence);
	static const char *const parts[][2] = {
		{ "word/document.xml", "This is a Word document (.docx), not a workbook." },
		{ "ppt/presentation.xml", "This is a PowerPoint presentation, not a workbook." },
		{ "xl/workbook.bin", "This is a binary workbook (.xlsb), which is not read here." },
		{ "content.xml", "This is an OpenDocument file (.ods or .odt), which is not read here." },
		{ "a.txt", "This is a compressed archive (.zip) without a workbook of its own." },
		{ "xl/other.xml", "The file is damaged or incomplete." },
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		refused(zip_of("foreign.zip", (const struct piece[]){ i == 4 ? (struct piece){ "b", "", 0 } :
			(struct piece)TYPES, { parts[i][0], "<a/>", 0 }, { NULL, NULL, 0 } }), parts[i][1]);
}

/* An OLE compound file of three sectors whose directory holds one entry of that name. */
static void old_office_files_are_named(void **state)
{
	(void)state;
	static const char *const names[][2] = {
		{ "EncryptedPackage", "The workbook is protected by a password." },
		{ "WordDocument", "This is an old Word document (.doc), not a workbook." },
		{ "PowerPoint Document", "This is a PowerPoint presentation, not a workbook." },
		{ "Workbook", "The file is damaged or incomplete." },
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		unsigned char f[1536] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };
		f[24] = 0x3E, f[26] = 3, f[28] = 0xFE, f[29] = 0xFF, f[30] = 9, f[32] = 6, f[44] = 1;
		f[48] = 1;
		memset(f + 76, 0xFF, 436);
		memset(f + 76, 0, 4);
		memset(f + 512, 0xFF, 512);
		f[512] = 0xFD, f[516] = 0xFE;
		for (size_t k = 0; names[i][0][k]; k++)
			f[1024 + 128 + 2 * k] = (unsigned char)names[i][0][k];
		f[1024 + 128 + 64] = (unsigned char)(2 * strlen(names[i][0]) + 2);
		refused(write_bytes("old.et", f, sizeof f), names[i][1]);
	}
}

static void hostile_workbooks_are_refused(void **state)
{
	(void)state;
	static const char big[] = "The workbook unpacks to far more than a sheet of people ever holds.";
	static const char doctype[] = "The file declares a document type, which a sheet never does.";
	static const char broken[] = "The file is damaged or incomplete.";
	refused(book_of("<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" SHEET("<row><c><v>&b;</v></c></row>"),
			NULL), doctype);
	refused(book_of("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet/>", NULL), doctype);
	refused(book_of(SHEET("<row><c><v>1</v></c></row>"), "<!DOCTYPE sst [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><sst/>"),
		doctype);
	static const char xml[] = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'x'>]>"
				  "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>";
	refused(write_bytes("bomb.xls", xml, sizeof xml - 1), doctype);
	size_t n = 64 << 20; /* one part of blanks: 64 MB in 64 KB */
	char *blanks = malloc(n);
	memset(blanks, ' ', n);
	refused(zip_of("bomb.xlsx", (const struct piece[]){ TYPES, RELS, BOOK(""),
		{ "xl/worksheets/s.xml", blanks, n }, { NULL, NULL, 0 } }), big);
	n = 3 << 20; /* one tag of three megabytes; then one cell of forty thousand bytes */
	memset(blanks, 'a', n);
	memcpy(blanks, "<worksheet a='", 14);
	refused(zip_of("token.xlsx", (const struct piece[]){ TYPES, RELS, BOOK(""),
		{ "xl/worksheets/s.xml", blanks, n }, { NULL, NULL, 0 } }), broken);
	snprintf(blanks + 40000, 100, "</v></c></row></sheetData></worksheet>");
	static const char start[] = "<worksheet><sheetData><row r='7'><c r='C7' t='str'><v>";
	memcpy(blanks, start, sizeof start - 1);
	refused(book_of(blanks, NULL), "Cell %s holds more than %d bytes of text.");
	size_t depth = 0;
	for (int i = 0; i < 100; i++)
		depth += (size_t)snprintf(blanks + depth, 10, "<a>");
	refused(book_of(blanks, NULL), broken);
	free(blanks);
	refused(book_of("<worksheet><sheetData><row r='1'><c><v>1</c></row>", NULL), broken);
	refused(book_of(SHEET("<row r='5'/><row r='4'/>"), NULL), broken);
	refused(book_of(SHEET("<row r='1048577'/>"), NULL), "The sheet has more than %d rows.");
	refused(zip_of("less.xlsx", (const struct piece[]){ TYPES, RELS, BOOK(""), { NULL, NULL, 0 } }), broken);
	refused(zip_of("less.xlsx", (const struct piece[]){ TYPES, RELS, { "xl/workbook.xml", "<workbook/>", 0 },
		{ NULL, NULL, 0 } }), "The workbook has no sheet with rows.");
}

/* Reads everything; whatever comes, it ends in rows or in one refusal. */
static void survive(const char *path)
{
	struct err e = { 0 };
	struct arena *a = arena_new(256 << 20);
	struct sheet *s = sheet_open(path, &e);
	struct sheet_row row;
	for (int i = 0; s && i < sheet_count(s) && sheet_select(s, i, &e); i++)
		while (sheet_next(s, a, &row, &e) == 1)
			arena_reset(a);
	sheet_close(s);
	arena_free(a);
	assert_true(e.code == ERR_NONE || e.code == ERR_REFUSED);
}

static void cut_and_flipped_files_do_no_harm(void **state)
{
	(void)state;
	static const char *const names[] = { "reserve.xlsx", "reserve.xls" };
	static unsigned char bytes[32768], copy[32768];
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		FILE *f = fopen(data(names[k]), "rb");
		assert_non_null(f);
		size_t n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		for (size_t i = 0; i < 16; i++)
			survive(write_bytes("cut", bytes, n * i / 16));
		uint32_t seed = 20230501;
		for (int i = 0; i < 200; i++) {
			memcpy(copy, bytes, n);
			for (int j = 0; j < 4; j++) {
				seed = seed * 1664525 + 1013904223;
				copy[(seed >> 8) % n] ^= (unsigned char)(1u << (seed & 7));
			}
			survive(write_bytes("flip", copy, n));
		}
	}
}

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/yz-sheet-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	char command[96];
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_workbook_reads_back),
		cmocka_unit_test(csv_in_every_coding),
		cmocka_unit_test(numbers_and_days),
		cmocka_unit_test(texts_flags_formulas),
		cmocka_unit_test(merged_ranges_repeat_their_first_cell),
		cmocka_unit_test(columns_are_clipped),
		cmocka_unit_test(xml_2003),
		cmocka_unit_test(html_tables),
		cmocka_unit_test(files_of_an_office_suite),
		cmocka_unit_test(foreign_files_are_named),
		cmocka_unit_test(old_office_files_are_named),
		cmocka_unit_test(hostile_workbooks_are_refused),
		cmocka_unit_test(cut_and_flipped_files_do_no_harm),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
