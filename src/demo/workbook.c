/*
 * workbook.c - a sheet as a village office sends it, for trying the import.
 *
 * Title and a line below it, two rows of headings, dates in every spelling, villages without
 * their last character, and four rows that want a look.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "reg/query.h"
#include "sheet/sheet.h"

#include <string.h>

enum { COLUMNS = 13, FIRST_ROW = 5, GOOD = 8, NUMBER = 7 };

static const char *const town = "431181110000";
static const char *const area = "431199"; /* of no place */

struct line {
	const char *village, *name, *sex, *birth, *nation, *education, *political, *source, *joined, *note;
	ymd born; /* of the identity number */
};

static const struct line lines[] = {
	{ "白塘村", "唐子涵", "女", "1999年3月", "汉族", "本科", "共青团员", "推荐", "2024.1.8", "返乡大学生", 19990312 },
	{ "新龙", "李建平", "男", "1991.11", "汉", "大专", "党员", "组织推荐", "2024-01-08", "", 19911105 },
	{ "兰桥村", "欧阳雪", "女", "1996/7/1", "汉族", "大专", "群众", "个人自荐", "2024年1月8日", "", 19960701 },
	{ "泉口村", "周志刚", "男", "19940226", "汉族", "专科", "中共党员", "推荐", "2024/1/9", "退役军人", 19940226 },
	{ "兴豪村", "蒋龑", "男", "１９９８．１０", "汉族", "本科", "预备党员", "招考", "2024.1.9", "", 19981017 },
	{ "兴豪村", "曾秀兰", "女", "1993年12月5日", "瑶族", "中专", "群众", "群众推荐", "2024.01.09", "种植大户", 19931205 },
	{ "堆上", "邓宇", "男", "2001-05", "汉族", "大学", "团员", "推荐", "2024年1月10日", "", 20010530 },
	{ "高井村", "阿依努尔·买买提", "女", "1997.9", "维吾尔族", "本科", "群众", "推荐", "2024.1.10", "", 19970921 },
	/* wrong check digit */
	{ "江湾村", "何文斌", "男", "1990.4", "汉族", "大专", "党员", "推荐", "2024.1.10", "", 19900402 },
	/* there is no such village */
	{ "牛坪凹村", "王晓燕", "女", "1995年6月", "汉族", "大专", "群众", "推荐", "2024.1.11", "", 19950618 },
	/* the identity number is a number */
	{ "平安村", "刘海军", "男", "1992.8", "汉族", "大专", "群众", "推荐", "2024.1.11", "", 19920823 },
};
enum { WRONG_DIGIT = GOOD, UNKNOWN_VILLAGE, ROUNDED, LINES };
static_assert(ARRAY_LEN(lines) == LINES, "the rows and their mistakes");

static void write_heads(struct sheet_out *o)
{
	static const char *const heads[COLUMNS] = { "序号", "所在村（社区）", "姓名", "性别", "出生年月",
						    "民族", "身份证号", "学历", "政治面貌", "联系电话",
						    "推荐方式", "入库时间", "备注" };
	out_title(o, 1, COLUMNS, "羊角塘镇村级后备力量台账");
	out_cell(o, 2, 1, OUT_TEXT, "填报单位：羊角塘镇党建办    填报时间：2024年1月");
	out_group(o, 3, 2, 10, "基本情况");
	out_group(o, 3, 11, 13, "储备情况");
	for (int c = 0; c < COLUMNS; c++) {
		out_cell(o, 4, c + 1, OUT_HEAD, heads[c]);
		out_width(o, c + 1, c == NUMBER - 1 ? 22 : c == 0 ? 6 : 14);
	}
}

static void write_line(struct arena *a, struct sheet_out *o, int i, const char *phone)
{
	const struct line *l = &lines[i];
	const char *const cells[COLUMNS] = { arena_printf(a, "%d", i + 1), l->village, l->name, l->sex, l->birth,
					     l->nation, NULL, l->education, l->political, phone, l->source,
					     l->joined, l->note };
	int sex = text_eq(l->sex, "男") ? MALE : FEMALE;
	char *number = arena_strdup(a, people_idnum(a, area, l->born, sex, 470 + i));
	if (i == WRONG_DIGIT)
		number[17] = number[17] == '5' ? '6' : '5';
	for (int c = 1; c <= COLUMNS; c++) {
		const char *text = c == NUMBER ? number : cells[c - 1];
		if (c == NUMBER && i == ROUNDED)
			out_rounded(o, FIRST_ROW + i, c, number);
		else
			out_cell(o, FIRST_ROW + i, c, c == 1 ? OUT_NUMBER : OUT_TEXT, text);
	}
}

/* Someone of the pool, with the identity number in clear. */
static bool known_person(struct arena *a, struct db *db, struct record **person, struct err *e)
{
	struct unit unit;
	struct scope all;
	struct query q;
	struct record_list list;
	if (!unit_by_code(a, db, town, 0, &unit, e))
		return false;
	scope_all(unit.county, &all);
	query_init(&q, reg_find("reserve"), unit.county, &all);
	q.unit = unit.id;
	q.at = 20231231;
	q.limit = 1;
	if (!query_list(a, db, &q, &list, e))
		return false;
	if (list.count == 0)
		return err_set(e, ERR_NOT_FOUND, "The demonstration is not in this site.");
	int64_t id = record_value(list.rows[0], "person")->i;
	return reg_load(a, db, reg_find("person"), unit.county, id, &all, true, person, e);
}

static void write_known(struct arena *a, struct sheet_out *o, struct record *person, int row)
{
	static const struct {
		int column;
		const char *field;
	} cells[] = {
		{ 3, "name" },	    { 4, "sex" },	{ 5, "birth" },	     { 6, "nation" },
		{ 7, "id_number" }, { 8, "education" }, { 9, "political" }, { 10, "phone" },
	};
	out_cell(o, row, 1, OUT_NUMBER, arena_printf(a, "%d", row - FIRST_ROW + 1));
	out_cell(o, row, 2, OUT_TEXT, person->unit_name);
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		const struct field_def *f = field_find(person->def, cells[i].field);
		out_cell(o, row, cells[i].column, OUT_TEXT, value_text(a, f, &person->v[f->index], LANG_ZH));
	}
}

bool demo_workbook(struct arena *a, struct db *db, const char *path, struct err *e)
{
	struct record *person;
	if (!known_person(a, db, &person, e))
		return false;
	struct sheet_out *o = out_open(path, "后备力量", e);
	if (!o)
		return false;
	write_heads(o);
	for (int i = 0; i < LINES; i++)
		write_line(a, o, i, people_phone(a, 90000 + i));
	write_known(a, o, person, FIRST_ROW + LINES);
	out_cell(o, FIRST_ROW + LINES + 1, 1, OUT_TEXT, "备注：本表由各村（社区）填报，镇党建办汇总。");
	return out_close(o, e);
}
