/*
 * people.c - names, numbers and sentences of people who do not exist.
 *
 * Surnames are the commonest of the country in about their order, with a few compound ones;
 * given names are drawn from two tables, now and then from one of rare characters that old
 * programs lose (GB 18030-2022, beyond the basic plane).
 */
#include "demo/demo_int.h"
#include "text/text.h"

static uint64_t lot_next(struct lot *l)
{
	/* splitmix64 (Steele, Lea, Flood 2014) */
	uint64_t z = l->state += 0x9E3779B97F4A7C15U;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
	return z ^ (z >> 31);
}

int lot_below(struct lot *l, int n)
{
	assert(n > 0);
	return (int)((lot_next(l) >> 33) % (uint64_t)n);
}

ymd lot_day(struct lot *l, ymd from, ymd to)
{
	int days = date_days(to) - date_days(from);
	assert(days > 0);
	return date_from_days(date_days(from) + 1 + lot_below(l, days));
}

#define ONE_OF(l, table) ((table)[lot_below((l), (int)ARRAY_LEN(table))])

static const char *const surnames[] = {
	"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
	"林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡",
	"潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚",
	"卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪", "陆", "金", "石", "戴", "贾", "韦", "夏", "邱",
	"方", "侯", "邹", "熊", "孟", "秦", "白", "江", "阎", "薛", "尹", "段", "雷", "黎", "史", "龙", "陶",
	"贺", "顾", "毛", "郝", "龚", "邵", "万", "覃", "武", "钱", "严", "莫", "单", "仇", "解", "区",
};
static const char *const compound[] = { "欧阳", "上官", "司马", "诸葛", "皇甫", "慕容" };
static const char *const male[] = {
	"伟", "强", "磊", "军", "勇", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "华", "飞", "鑫", "波",
	"斌", "浩", "亮", "俊", "峰", "凯", "健", "志", "文", "国", "建", "海", "林", "成", "东", "云", "松",
	"祥", "贵", "福", "家", "宏", "庆", "德", "学", "新", "友", "良", "旭", "晨", "子", "宇", "泽",
};
static const char *const female[] = {
	"芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "玲", "桂", "英", "梅", "红", "玉", "兰", "凤",
	"洁", "婷", "雪", "慧", "莉", "琴", "萍", "秀", "珍", "莹", "倩", "颖", "琳", "丹", "蓉", "晓", "月",
	"佳", "欣", "怡", "雨", "思", "梦",
};
static const char *const rare[] = { "龑", "燚", "喆", "玥", "㛃", "㙟", "𬱖", "䶮", "祎", "堃" };

const char *people_name(struct arena *a, struct lot *l, int sex)
{
	const char *surname = lot_below(l, 60) == 0 ? ONE_OF(l, compound) : NULL;
	if (!surname) { /* the front of the table is commoner */
		int n = (int)ARRAY_LEN(surnames), x = lot_below(l, n), y = lot_below(l, n);
		surname = surnames[x < y ? x : y];
	}
	const char *one = sex == FEMALE ? ONE_OF(l, female) : ONE_OF(l, male);
	const char *two = sex == FEMALE ? ONE_OF(l, female) : ONE_OF(l, male);
	if (lot_below(l, 80) == 0)
		two = ONE_OF(l, rare);
	return arena_printf(a, "%s%s%s", surname, lot_below(l, 5) == 0 ? "" : one, two);
}

const char *people_idnum(struct arena *a, const char *area, ymd birth, int sex, int serial)
{
	int sequence = serial % 499 * 2 + (sex == MALE ? 1 : 2), block = serial / 499 % 9;
	char *digits = arena_printf(a, "%.5s%d%08d%03d", area, area[5] - '0' - block, birth, sequence);
	return arena_printf(a, "%s%c", digits, idnum_check(digits));
}

/* Eleven digits after 140 are no one's: that range holds 13-digit numbers of machines. */
const char *people_phone(struct arena *a, int serial)
{
	return arena_printf(a, "140%08d", serial * 7919 % 100000000);
}

const char *people_school(struct lot *l)
{
	static const char *const table[] = { "国家开放大学", "农业职业技术学院", "农业大学", "师范学院",
					     "科技职业学院", "理工学院" };
	return ONE_OF(l, table);
}

const char *people_major(struct lot *l)
{
	static const char *const table[] = { "农村经济管理", "园艺技术", "行政管理", "会计学", "计算机应用",
					     "畜牧兽医", "电子商务", "法学", "护理", "土木工程" };
	return ONE_OF(l, table);
}

const char *people_occupation(struct lot *l)
{
	static const char *const table[] = { "务农", "种植大户", "养殖大户", "个体经营", "返乡创业", "村级网格员",
					     "合作社财务", "乡村医生", "电商从业", "务工返乡" };
	return ONE_OF(l, table);
}

const char *people_log(struct lot *l)
{
	static const char *const table[] = {
		"一同走访农户，讲入户怎样开头、怎样记录、怎样回复。",
		"带着参加村民代表会议，会后逐项讲“四议两公开”的程序。",
		"交办山塘维修项目的协调任务，每周听一次进度。",
		"一起整理村级台账，核对党员和后备力量名单。",
		"参加邻里纠纷调解，先听后议，讲调解协议书的写法。",
		"讲解集体经济收支公开，看懂一张收支明细表。",
		"陪同到产业基地，学习合同怎样签、风险怎样防。",
		"谈心谈话，了解思想和家庭情况，商定下一步学习计划。",
		"指导撰写年度述职报告，逐段修改。",
		"安排独立主持一次小组会议，会后点评。",
	};
	return ONE_OF(l, table);
}
