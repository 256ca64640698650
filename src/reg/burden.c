/* burden.c - words judged where they stand: sentence by sentence, clause by clause. */
#include "reg/burden.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "reg/yaml_tree.h"
#include "text/text.h"

#include <string.h>

enum { RULES_MAX = 80, COLUMNS = 4 };

struct burden_rule {
	const char *kind;                     /* "checkin"; "@app": a set of words of that name */
	const char *words, *needs, *unless;   /* joined by '|'; `needs` is groups joined by '&' */
};
struct burden_list {
	int count;
	struct burden_rule rules[RULES_MAX];
};

static const struct {
	const char *code, *name;
} kinds[] = {
	[BURDEN_ONLINE] = { "online", N_("log-ins and time online") },
	[BURDEN_INSTALL] = { "install", N_("installing and following") },
	[BURDEN_CHECKIN] = { "checkin", N_("check-ins") },
	[BURDEN_POSITION] = { "position", N_("positions and tracks") },
	[BURDEN_LIKE] = { "like", N_("likes, forwards and reading time") },
	[BURDEN_RANK] = { "rank", N_("ranking by points or use") },
	[BURDEN_PHOTO] = { "photo", N_("photos as proof") },
};

const char *burden_name(enum burden_kind k)
{
	return kinds[k].name;
}

/* ---- what is built in ---- */

static bool line_next(struct arena *a, const char **p, const char *end, const char **field)
{
	if (*p >= end)
		return false;
	const char *stop = memchr(*p, '\n', (size_t)(end - *p));
	stop = stop ? stop : end;
	for (int i = 0; i < COLUMNS; i++) {
		const char *comma = memchr(*p, ',', (size_t)(stop - *p));
		const char *to = comma ? comma : stop;
		field[i] = arena_strndup(a, *p, (size_t)(to - *p));
		*p = comma ? comma + 1 : stop;
	}
	*p = stop + (stop < end);
	return true;
}

const struct burden_list *burden_list(struct arena *a)
{
	const struct embedded *file = embedded_find("packs/law/burden.csv");
	struct burden_list *list = ARENA_NEW(a, struct burden_list);
	const char *f[COLUMNS];
	assert(file);
	const char *p = file->data, *end = p + file->size;
	bool head = line_next(a, &p, end, f);
	assert(head);
	while (line_next(a, &p, end, f)) {
		assert(list->count < RULES_MAX); /* ours */
		list->rules[list->count++] = (struct burden_rule){ f[0], f[1], f[2], f[3] };
	}
	return list;
}

void burden_law(struct arena *a, enum burden_kind k, const char **law, const char **item)
{
	const struct embedded *file = embedded_find("packs/law/burden_law.csv");
	const char *f[COLUMNS];
	assert(file);
	*law = *item = "";
	for (const char *p = file->data, *end = p + file->size; line_next(a, &p, end, f);) {
		if (!text_eq(f[0], kinds[k].code))
			continue;
		*law = f[1];
		*item = f[2];
	}
}

/* ---- looking for words ---- */

struct part { /* of a list: borrowed */
	const char *p;
	size_t n;
};

static bool part_next(const char **list, char sign, struct part *out)
{
	if (!*list || !**list)
		return false;
	const char *stop = strchr(*list, sign);
	*out = (struct part){ *list, stop ? (size_t)(stop - *list) : strlen(*list) };
	*list = stop ? stop + 1 : NULL;
	return true;
}

static const char *part_in(const char *text, struct part w)
{
	return text ? memmem(text, strlen(text), w.p, w.n) : NULL;
}

static const char *set_of(const struct burden_list *list, struct part name)
{
	for (int i = 0; i < list->count; i++)
		if (strlen(list->rules[i].kind) == name.n && memcmp(list->rules[i].kind, name.p, name.n) == 0)
			return list->rules[i].words;
	assert(!"a set of words that the file does not have");
	return "";
}

/* One of the words (or of the sets named among them) stands in one of the texts. */
static bool any_in(const struct burden_list *list, struct part words, const char *text, const char *context)
{
	struct part w;
	for (const char *p = words.p, *end = p + words.n; p && p < end;) {
		const char *stop = memchr(p, '|', (size_t)(end - p));
		w = (struct part){ p, (size_t)((stop ? stop : end) - p) };
		p = stop ? stop + 1 : NULL;
		const char *set = w.n && w.p[0] == '@' ? set_of(list, w) : NULL;
		if (set ? any_in(list, (struct part){ set, strlen(set) }, text, context)
			: part_in(text, w) || part_in(context, w))
			return true;
	}
	return false;
}

static bool needed(const struct burden_list *list, const char *needs, const char *text, const char *context)
{
	struct part group;
	while (part_next(&needs, '&', &group))
		if (!any_in(list, group, text, context))
			return false;
	return true;
}

/* What stands before the word in its clause forbids it. */
static bool forbidden(const char *sentence, const char *word)
{
	static const char *const words[] = {
		"不得", "不要", "不准", "不许", "不搞", "不再", "不用", "不需", "不必", "不以", "不看", "不计",
		"不将", "不把", "无需", "无须", "禁止", "严禁", "取消", "防止", "整治", "清理", "杜绝", "拒绝",
		"避免", "避开", "代替", "减少", "没有", "不打卡", "不签到", "不排名", "不点赞", "非强制", "自愿",
		"no ", "not ", "never ", "without ", "nothing ",
	};
	static const char *const stops[] = { "，", ",", ":", "：" };
	const char *from = sentence;
	for (size_t i = 0; i < ARRAY_LEN(stops); i++)
		for (const char *p = from; (p = strstr(p, stops[i])) && p < word; p += strlen(stops[i]))
			from = p;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *at = strstr(from, words[i]);
		if (at && at <= word)
			return true;
	}
	return word > sentence + 2 && memcmp(word - 3, "不", 3) == 0;
}

static bool rule_meets(const struct burden_list *list, const struct burden_rule *r, const char *sentence,
		       const char *context, struct part *out)
{
	const char *words = r->words;
	if (r->kind[0] == '@' ||
	    any_in(list, (struct part){ r->unless, strlen(r->unless) }, sentence, context) ||
	    !needed(list, r->needs, sentence, context))
		return false;
	while (part_next(&words, '|', out)) {
		const char *at = part_in(sentence, *out);
		for (; at; at = part_in(at + out->n, *out))
			if (!forbidden(sentence, at))
				return true;
	}
	return false;
}

/* Blanks between Chinese characters say nothing: "打 卡". */
static char *folded(struct arena *a, const char *p, size_t n)
{
	char *s = text_fold(a, arena_strndup(a, p, n)), *to = s;
	for (const char *c = s; *c; c++)
		if (*c != ' ' || (to > s && (to[-1] & 0x80) == 0) || (c[1] & 0x80) == 0)
			*to++ = *c;
	*to = 0;
	return s;
}

static bool sentence_find(struct arena *a, const struct burden_list *list, const char *context,
			  const char *sentence, struct burden *out)
{
	struct part word;
	for (int i = 0; i < list->count; i++) {
		if (!rule_meets(list, &list->rules[i], sentence, context, &word))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
			if (text_eq(kinds[k].code, list->rules[i].kind))
				out->kind = (enum burden_kind)k;
		out->word = arena_strndup(a, word.p, word.n);
		burden_law(a, out->kind, &out->law, &out->item);
		return true;
	}
	return false;
}

bool burden_find(struct arena *a, const struct burden_list *list, const char *context,
		 const char *text, struct burden *out)
{
	static const char *const ends[] = { "。", "；", ";", "！", "？", "\n", "!", "?" };
	if (is_empty(text))
		return false;
	const char *about = context ? folded(a, context, strlen(context)) : NULL;
	for (const char *p = text; *p;) {
		const char *stop = p + strlen(p), *next = stop;
		for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
			const char *at = strstr(p, ends[i]);
			if (!at || at >= stop)
				continue;
			stop = at;
			next = at + strlen(ends[i]);
		}
		if (sentence_find(a, list, about, folded(a, p, (size_t)(stop - p)), out))
			return true;
		p = next;
	}
	return false;
}

/* ---- saying it ---- */

void burden_say(struct findings *f, const char *field, const struct burden *b)
{
	static const char code[] = "burden";
	const char *w = b->word, *law = b->law, *item = b->item;
	switch (b->kind) {
	case BURDEN_ONLINE:
		find_hint(find_error(f, field, code, "“%s” counts how often or how long people use a program.", w),
			  "%s: %s. Count what was done for people instead: matters answered, problems found on visits.", law, item);
		break;
	case BURDEN_INSTALL:
		find_hint(find_error(f, field, code, "“%s” counts who installs or follows a program.", w),
			  "%s: %s. Leave it to people whether they use it; paper and the counter stay open.", law, item);
		break;
	case BURDEN_CHECKIN:
		find_hint(find_error(f, field, code, "“%s” makes people check in.", w),
			  "%s: %s. Record absence by exception, from plan and leave; a meeting has its attendance sheet.", law, item);
		break;
	case BURDEN_POSITION:
		find_hint(find_error(f, field, code, "“%s” follows where people are.", w),
			  "%s: %s. A visit says which village and what was found; that is enough.", law, item);
		break;
	case BURDEN_LIKE:
		find_hint(find_error(f, field, code, "“%s” counts likes, forwards, views or time spent reading.", w),
			  "%s: %s. Ask instead whether the matter was solved and the villager confirms it.", law, item);
		break;
	case BURDEN_RANK:
		find_hint(find_error(f, field, code, "“%s” ranks people by points or by their use of a program.", w),
			  "%s: %s. Compare results by their caliber, with the number of cases beside them.", law, item);
		break;
	case BURDEN_PHOTO:
		find_hint(find_error(f, field, code, "“%s” asks for pictures only to prove that work was done.", w),
			  "%s: %s. Let the result or its paper prove it; a picture is attached where it helps.", law, item);
		break;
	case BURDEN__COUNT:
	default:
		assert(!"a kind of burden");
	}
}

void burden_label(struct arena *a, const struct burden_list *list, const struct label *context,
		  const struct label *label, struct src_pos pos, struct findings *f)
{
	struct burden b;
	if (burden_find(a, list, context ? context->zh : NULL, label->zh, &b) ||
	    burden_find(a, list, context ? context->en : NULL, label->en, &b))
		burden_say(def_at(f, pos), NULL, &b);
}

void burden_register(struct arena *a, const struct burden_list *list, const struct reg_def *def,
		     struct findings *f)
{
	burden_label(a, list, NULL, &def->label, def->pos, f);
	for (int i = 0; i < def->field_count; i++) {
		burden_label(a, list, &def->label, &def->fields[i].label, def->fields[i].pos, f);
		burden_label(a, list, &def->label, &def->fields[i].help, def->fields[i].pos, f);
	}
	for (int i = 0; i < def->state_count; i++)
		burden_label(a, list, &def->label, &def->states[i].label, def->pos, f);
	for (int i = 0; i < def->transition_count; i++)
		burden_label(a, list, &def->label, &def->transitions[i].label, def->pos, f);
}

void burden_choices(struct arena *a, const struct burden_list *list, const struct choice_list *l,
		    struct findings *f)
{
	burden_label(a, list, NULL, &l->label, l->pos, f);
	for (int i = 0; i < l->count; i++)
		burden_label(a, list, &l->label, &l->choices[i].label, l->pos, f);
}
