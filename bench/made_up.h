#pragma once
/* made_up.h - people who do not exist, the same ones for the same number. */
#include "text/text.h"

#include <stdio.h>

struct made_up {
	char name[40], idnum[19], phone[12];
	const char *sex, *education, *political;
	ymd birth;
};

static inline uint64_t mixed(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

#define PICK(list, n) (list)[(n) % (sizeof(list) / sizeof *(list))]

static inline void made_up(uint64_t n, struct made_up *out)
{
	static const char *const surnames[] = {
		"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱",
		"胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯",
		"韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "欧阳" };
	static const char *const given[] = {
		"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
		"涛", "明", "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "萍", "红", "鹏",
		"建", "国", "文", "辉", "力", "海", "波", "宁", "贵", "福", "生", "龙", "元", "全",
		"胜", "学", "祥", "才", "发", "武", "新", "利", "清", "飞", "彬", "富", "顺", "信" };
	static const char *const schools[] = { "primary", "junior", "junior", "junior", "senior",
					       "senior", "college", "bachelor" };
	static const char *const sides[] = { "masses", "masses", "masses", "masses", "league",
					     "party_member" };
	uint64_t r = mixed(n + 1);
	uint64_t d = n / 100 * 7919 % 22176; /* numbers are given once: 100 a day, 66 years, 100 places */
	int year = 1940 + (int)(d % 66), month = 1 + (int)(d / 66 % 12), day = 1 + (int)(d / 792);
	snprintf(out->name, sizeof out->name, "%s%s%s", PICK(surnames, r >> 20), PICK(given, r >> 28),
		 (r >> 36) % 5 ? PICK(given, r >> 40) : "");
	bool woman = (r >> 50) & 1;
	char digits[18];
	snprintf(digits, sizeof digits, "4311%02d%04d%02d%02d%02d%d", (int)(n / 2217600 % 100), year, month,
		 day, (int)(n % 100), woman ? 2 : 1);
	snprintf(out->idnum, sizeof out->idnum, "%s%c", digits, idnum_check(digits));
	snprintf(out->phone, sizeof out->phone, "139%08d", (int)(n % 100000000));
	out->birth = year * 10000 + month * 100 + day;
	out->sex = woman ? "female" : "male";
	out->education = PICK(schools, r >> 44);
	out->political = PICK(sides, r >> 53);
}
