/* mask_name.c - what looks like a person's name in a text that is to be public: a warning only. */
#include "voice/mask.h"

#include "base/arena.h"
#include "base/str.h"
#include "reg/query.h"
#include "text/text.h"

#include <string.h>

enum { PEOPLE_MAX = 3000, NAME_MIN = 2 };

/* The commonest surnames: nine people of ten. */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严"
    "莫孔向常汤赖缪吉符包";

static const char *const titles[] = {
	"书记", "支书", "主任", "村长", "会计", "出纳", "组长", "委员", "镇长", "乡长", "队长", "文书",
	"同志", "先生", "女士", "老师", "医生", "一家", "家里", "某某", "老板", "校长", "站长", "所长",
};
static const char *const calls[] = {
	"村民", "组民", "党员", "干部", "主任", "书记", "支书", "会计", "组长", "委员", "名叫", "姓名", "贫困户",
	"低保户", "户主",
};

static size_t char_at(const char *p)
{
	size_t len = 0;
	utf8_get(p, strlen(p), &len);
	return len;
}

static bool is_surname(const char *p, size_t len)
{
	const char *at = len == 3 ? strstr(surnames, "王") : NULL;
	for (; at && *at; at += 3)
		if (memcmp(at, p, 3) == 0)
			return true;
	return false;
}

static const char *title_at(const char *p)
{
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (has_prefix(p, titles[i]))
			return titles[i];
	return NULL;
}

static bool is_called_before(const char *text, const char *p)
{
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		size_t n = strlen(calls[i]);
		if ((size_t)(p - text) >= n && memcmp(p - n, calls[i], n) == 0)
			return true;
	}
	return false;
}

/* "王建国书记", "李支书", "村民张三": at most one, NULL none. */
static const char *looks_named(struct arena *a, const char *text)
{
	for (const char *p = text; *p; p += char_at(p)) {
		size_t len = char_at(p);
		if (!is_surname(p, len))
			continue;
		const char *q = p + len;
		for (int more = 0; more <= 2 && *q; more++) {
			const char *title = title_at(q);
			if (title)
				return arena_strndup(a, p, (size_t)(q - p) + strlen(title));
			q += char_at(q);
		}
		if (is_called_before(text, p) && (unsigned char)p[len] >= 0xE4)
			return arena_strndup(a, p, len + char_at(p + len));
	}
	return NULL;
}

/* Somebody of the village whose name stands in the text, NULL nobody. */
static bool known_person(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *folded,
			 const char **out, struct err *e)
{
	struct query q;
	struct scope all;
	struct record_list list;
	const struct reg_def *def = reg_find("person");
	*out = NULL;
	if (!def || !unit)
		return true;
	scope_all(county, &all);
	query_init(&q, def, county, &all);
	q.unit = unit;
	q.limit = PEOPLE_MAX;
	if (!query_list(a, db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count && !*out; i++) {
		const char *name = record_value(list.rows[i], "name")->s;
		if (name && utf8_count(name) >= NAME_MIN && strstr(folded, text_fold(a, name)))
			*out = name;
	}
	return true;
}

bool mask_warn(struct arena *a, struct db *db, int64_t county, int64_t unit, const char *text,
	       const char *field, struct findings *f, struct err *e)
{
	const char *known, *named;
	if (is_empty(text))
		return true;
	if (!known_person(a, db, county, unit, text_fold(a, text), &known, e))
		return false;
	if (mask_needed(a, text))
		find_warning(f, field, "mask-number",
			     "A number that finds a person stands here; it is shown as ***.");
	if (known)
		find_hint(find_warning(f, field, "mask-person", "The text names %s, who is in the register.", known),
			  "Say it without the name: nobody is put on show.");
	named = known ? NULL : looks_named(a, text);
	if (named)
		find_hint(find_warning(f, field, "mask-name", "“%s” looks like a person.", named),
			  "Say it without the name: nobody is put on show.");
	if (strstr(text, "http") || strstr(text, "www."))
		find_warning(f, field, "mask-link", "There is a link in the text; is it meant to be public?");
	return true;
}
