/*
 * mask.c - numbers that find a person, however they are written.
 *
 * A text is read as a row of marks: digits of any kind, what may stand between the digits of one
 * number, and the rest.  Runs of digits are judged by their length and beginning: a long number in a
 * public text is a person's sooner than a sum, so doubt masks.
 */
#include "voice/mask.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <string.h>

enum {
	RUN_MAX = 400,          /* digits judged together */
	GAP_MAX = 3,            /* marks between two digits of one number */
	LONG = 10,              /* so many digits in a row are nobody's sum */
	SHORT = 7,              /* a number without its area code, where a word says what it is */
	HINT_REACH = 10,        /* code points before a number where that word is looked for */
	STARS = 11,
};
enum gap { GAP_NONE, GAP_SOFT, GAP_LIST };

struct mark {
	uint32_t cp;
	size_t at, len;
};
struct digit {
	int value;              /* 10: the X of an identity number */
	int mark;               /* index of its mark */
	enum gap gap;           /* before it */
};
struct run {
	int n;
	struct digit d[RUN_MAX];
};
struct masks {
	struct arena *a;
	const char *text;
	int n;
	struct mark *marks;
	bool *hide;             /* per mark */
};

/* ---- marks ---- */

struct range {
	uint32_t from, to;
	int value;              /* of the first */
};
static const struct range digit_ranges[] = {
	{ '0', '9', 0 }, { 0xFF10, 0xFF19, 0 }, { 0x0660, 0x0669, 0 }, { 0x06F0, 0x06F9, 0 },
	{ 0x2080, 0x2089, 0 }, { 0x2074, 0x2079, 4 }, { 0x2460, 0x2468, 1 }, { 0x2474, 0x247C, 1 },
	{ 0x2488, 0x2490, 1 }, { 0x24F5, 0x24FD, 1 }, { 0x2776, 0x277E, 1 }, { 0x2780, 0x2788, 1 },
	{ 0x278A, 0x2792, 1 }, { 0x3021, 0x3029, 1 }, { 0x3220, 0x3228, 1 }, { 0x3280, 0x3288, 1 },
};
struct sign {
	uint32_t cp;
	int value;
};
static const struct sign digit_signs[] = {
	{ 0x3007, 0 }, { 0x25CB, 0 }, { 0x25EF, 0 }, { 0x24EA, 0 }, { 0x2070, 0 }, { 0x00B9, 1 },
	{ 0x00B2, 2 }, { 0x00B3, 3 }, { 0x96F6, 0 }, { 0x4E00, 1 }, { 0x4E8C, 2 }, { 0x4E09, 3 },
	{ 0x56DB, 4 }, { 0x4E94, 5 }, { 0x516D, 6 }, { 0x4E03, 7 }, { 0x516B, 8 }, { 0x4E5D, 9 },
	{ 0x58F9, 1 }, { 0x8D30, 2 }, { 0x8CB3, 2 }, { 0x53C1, 3 }, { 0x53C3, 3 }, { 0x8086, 4 },
	{ 0x4F0D, 5 }, { 0x9646, 6 }, { 0x9678, 6 }, { 0x67D2, 7 }, { 0x634C, 8 }, { 0x7396, 9 },
	{ 0x5E7A, 1 }, { 0x5F0C, 1 }, { 0x5F0D, 2 }, { 0x5F0E, 3 }, { 0x8CAE, 2 }, { 0x53C4, 3 },
};

static int digit_of(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(digit_ranges); i++)
		if (cp >= digit_ranges[i].from && cp <= digit_ranges[i].to)
			return (int)(cp - digit_ranges[i].from) + digit_ranges[i].value;
	if (cp >= 0x1D7CE && cp <= 0x1D7FF) /* mathematical digits, five alphabets of ten */
		return (int)((cp - 0x1D7CE) % 10);
	for (size_t i = 0; i < ARRAY_LEN(digit_signs); i++)
		if (digit_signs[i].cp == cp)
			return digit_signs[i].value;
	return -1;
}

/* Letters that stand for digits within a number. */
static int letter_digit(uint32_t cp)
{
	return cp == 'o' || cp == 'O' || cp == 0xFF2F || cp == 0xFF4F	? 0
	       : cp == 'l' || cp == 'I' || cp == '|' || cp == 0xFF4C ? 1
								      : -1;
}

static bool has(const char *set, uint32_t cp)
{
	size_t len;
	for (size_t n = strlen(set); n; set += len, n -= len)
		if (utf8_get(set, n, &len) == cp)
			return true;
	return false;
}

static enum gap gap_of(uint32_t cp)
{
	if (cp == ' ' || cp == '\t' || cp == 0xA0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x2015) ||
	    cp == 0x202F || cp == 0x205F || cp == 0x2060 || cp == 0xFEFF || cp == 0xFE0F || cp == 0x20E3 ||
	    has("-_.·•~*+=#()（）[]【】－．—～杠〜‧∙", cp))
		return GAP_SOFT;
	if (cp == '\n' || cp == '\r' || has(",，、;；/\\:：。'\"“”|", cp))
		return GAP_LIST;
	return GAP_NONE;
}

static void marks_read(struct masks *m)
{
	size_t n = strlen(m->text);
	m->marks = ARENA_ARRAY(m->a, struct mark, n + 1);
	m->hide = ARENA_ARRAY(m->a, bool, n + 1);
	for (size_t at = 0; at < n;) {
		struct mark *k = &m->marks[m->n++];
		k->at = at;
		k->cp = utf8_get(m->text + at, n - at, &k->len);
		at += k->len;
	}
}

static void hide(struct masks *m, const struct run *r, int from, int to)
{
	for (int i = r->d[from].mark; i <= r->d[to - 1].mark; i++)
		m->hide[i] = true;
}

/* ---- judging a run ---- */

static bool is_birth(const struct run *r, int at)
{
	int century = r->d[at].value * 10 + r->d[at + 1].value;
	int month = r->d[at + 4].value * 10 + r->d[at + 5].value;
	int day = r->d[at + 6].value * 10 + r->d[at + 7].value;
	return (century == 19 || century == 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 11 digits of a mobile telephone, perhaps with the country before them. */
static bool is_mobile(const struct run *r, int from, int to)
{
	static const int country[] = {0, 0, 8, 6};
	int n = to - from, skip = n - 11;
	if (skip < 0 || skip > 4 || skip == 1)
		return false;
	for (int i = 0; i < skip; i++)
		if (r->d[from + i].value != country[4 - skip + i])
			return false;
	return r->d[from + skip].value == 1 && r->d[from + skip + 1].value >= 3;
}

static bool is_whole(const struct run *r, int from, int to)
{
	int n = to - from;
	return is_mobile(r, from, to) || n == 15 || (n == 18 && is_birth(r, from + 6));
}

static bool word_before(const struct masks *m, int mark, const char *const *words, size_t count)
{
	int first = mark > HINT_REACH ? mark - HINT_REACH : 0;
	size_t at = m->marks[first].at;
	const char *part = arena_strndup(m->a, m->text + at, m->marks[mark].at - at);
	for (char *c = (char *)(uintptr_t)part; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
	for (size_t i = 0; i < count; i++)
		if (strstr(part, words[i]))
			return true;
	return false;
}

static bool is_called(const struct masks *m, const struct run *r, int from)
{
	static const char *const words[] = {
		"电话", "電話", "手机", "手機", "联系", "热线", "致电", "拨打", "号码", "tel", "phone",
		"qq", "微信", "卡号", "账号", "帐号", "身份证", "扣扣", "座机", "小灵通", "传真",
	};
	return word_before(m, r->d[from].mark, words, ARRAY_LEN(words));
}

/* The length of a day (2024-05-03, 20240503) that begins at `from`, 0 none. */
static int day_at(const struct run *r, int from, int to)
{
	int group[3] = {0}, value[3] = {0}, g = 0, i = from;
	for (; i < to && g < 3; i++) {
		if (i > from && r->d[i].gap != GAP_NONE && ++g == 3)
			break;
		if (r->d[i].value > 9)
			return 0;
		group[g]++;
		value[g] = value[g] < 100000000 ? value[g] * 10 + r->d[i].value : value[g];
	}
	if (group[0] == 8 && i - from >= 8 && is_birth(r, from))
		return 8;
	bool day = group[0] == 4 && (value[0] / 100 == 19 || value[0] / 100 == 20) && group[1] >= 1 &&
		   group[1] <= 2 && value[1] >= 1 && value[1] <= 12 && group[2] >= 1 && group[2] <= 2 &&
		   value[2] >= 1 && value[2] <= 31;
	return day ? group[0] + group[1] + group[2] : 0;
}

/* Digits without a list sign between them: [from, to). */
static void piece_judge(struct masks *m, const struct run *r, int from, int to)
{
	if (is_whole(r, from, to)) {
		hide(m, r, from, to);
		return;
	}
	for (int i = from; i < to; i++) {
		bool begins = i == from || r->d[i].gap != GAP_NONE;
		int n = begins && i - from < 5 ? day_at(r, i, to) : 0;
		if (!n)
			continue;
		if (i > from)
			piece_judge(m, r, from, i);
		if (i + n < to)
			piece_judge(m, r, i + n, to);
		return;
	}
	int n = to - from;
	if (n >= LONG || (n >= SHORT && is_called(m, r, from)))
		hide(m, r, from, to);
}

/* Digits told one by one, or a number parted by commas: 1、3、8、… and 138，1234，5678. */
static void list_judge(struct masks *m, const struct run *r)
{
	int start[RUN_MAX + 1], n = 0;
	for (int i = 0; i < r->n; i++)
		if (i == 0 || r->d[i].gap == GAP_LIST)
			start[n++] = i;
	start[n] = r->n;
	for (int i = 0; i < n; i++) {
		int single = 0;
		for (int k = i; k < n && start[k + 1] - start[k] == 1; k++)
			single++;
		if (single >= LONG)
			hide(m, r, start[i], start[i + single]);
		for (int k = i + 1; k <= n && start[k] - start[i] <= 18; k++)
			if (k > i + 1 && is_whole(r, start[i], start[k]))
				hide(m, r, start[i], start[k]);
	}
}

static void run_judge(struct masks *m, const struct run *r)
{
	for (int from = 0, to; from < r->n; from = to) {
		for (to = from + 1; to < r->n && r->d[to].gap != GAP_LIST; to++)
			;
		piece_judge(m, r, from, to);
	}
	list_judge(m, r);
}

/* ---- runs ---- */

/* The value of mark i as a digit of the run, -1 none. */
static int value_at(const struct masks *m, const struct run *r, int i, bool joined)
{
	uint32_t cp = m->marks[i].cp;
	int v = digit_of(cp);
	if (v >= 0 || r->n == 0 || !joined)
		return v;
	if ((cp == 'x' || cp == 'X' || cp == 0xFF38 || cp == 0xFF58 || cp == 0xD7) && r->n == 17)
		return 10;
	return letter_digit(cp);
}

/* Reads the run that begins at mark i; gives the mark behind it. */
static int run_read(const struct masks *m, int i, struct run *r)
{
	int gaps = 0, behind = i;
	enum gap gap = GAP_NONE;
	for (r->n = 0; i < m->n && r->n < RUN_MAX; i++) {
		int v = value_at(m, r, i, gaps == 0);
		enum gap g = v < 0 ? gap_of(m->marks[i].cp) : GAP_NONE;
		if (v >= 0) {
			r->d[r->n++] = (struct digit){.value = v, .mark = i, .gap = gap};
			gaps = 0;
			gap = GAP_NONE;
			behind = i + 1;
		} else if (g != GAP_NONE && ++gaps <= GAP_MAX) {
			gap = g > gap ? g : gap;
		} else {
			break;
		}
	}
	return behind;
}

static void numbers_find(struct masks *m)
{
	struct run *r = ARENA_NEW(m->a, struct run);
	for (int i = 0; i < m->n;) {
		if (digit_of(m->marks[i].cp) < 0) {
			i++;
			continue;
		}
		i = run_read(m, i, r);
		run_judge(m, r);
	}
}

/* ---- e-mail and chat names ---- */

/* The letter in ASCII, also of a full-width one; 0 for what stands in no address. */
static char address_char(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp == 0x3002)
		cp = '.';
	bool ok = (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9');
	return ok || cp == '.' || cp == '_' || cp == '-' || cp == '+' || cp == '%' ? (char)cp : 0;
}

static void mails_find(struct masks *m)
{
	for (int i = 0; i < m->n; i++) {
		if (m->marks[i].cp != '@' && m->marks[i].cp != 0xFF20)
			continue;
		int from = i, to = i + 1;
		while (from > 0 && (address_char(m->marks[from - 1].cp) || m->marks[from - 1].cp == ' '))
			from--;
		while (from < i && m->marks[from].cp == ' ')
			from++;
		bool dot = false;
		for (; to < m->n && (address_char(m->marks[to].cp) || m->marks[to].cp == ' '); to++)
			dot |= address_char(m->marks[to].cp) == '.';
		while (to > i + 1 && m->marks[to - 1].cp == ' ')
			to--;
		for (int k = from; dot && from < i && k < to; k++)
			m->hide[k] = true;
	}
}

static void chats_find(struct masks *m)
{
	static const char *const words[] = {"微信", "薇信", "qq", "v信", "vx", "wx", "扣扣", "抖音", "wechat"};
	for (int i = 0; i < m->n; i++) {
		int to = i;
		while (to < m->n && m->marks[to].cp != '.' && address_char(m->marks[to].cp))
			to++;
		bool begins = i == 0 || !address_char(m->marks[i - 1].cp);
		if (begins && to - i >= 5 && word_before(m, i, words, ARRAY_LEN(words)))
			for (int k = i; k < to; k++)
				m->hide[k] = true;
		i = to > i ? to : i;
	}
}

char *mask_public(struct arena *a, const char *text)
{
	struct masks m = {.a = a, .text = text ? text : ""};
	struct buf *out = ARENA_NEW(a, struct buf);
	marks_read(&m);
	numbers_find(&m);
	mails_find(&m);
	chats_find(&m);
	buf_init_in(out, a, strlen(m.text) + STARS * (size_t)m.n + 1);
	for (int i = 0; i < m.n; i++) {
		if (!m.hide[i])
			buf_put(out, m.text + m.marks[i].at, m.marks[i].len);
		else if (i == 0 || !m.hide[i - 1])
			buf_puts(out, "***********"); /* always as many: how long it was says something, too */
	}
	return arena_strdup(a, buf_str(out));
}

bool mask_needed(struct arena *a, const char *text)
{
	return !text_eq(mask_public(a, text), text ? text : "");
}
