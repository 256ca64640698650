/* print.c - figures, periods and the issue line in words. */
#include "base/arena.h"
#include "base/str.h"
#include "document/document_int.h"

#include <stdio.h>
#include <string.h>

static const char *const style_words[] = {
	[STYLE_EXACT] = "exact",
	[STYLE_YU] = "yu",
	[STYLE_DUO] = "duo",
	[STYLE_WAN] = "wan",
	[STYLE_YI] = "yi",
	[STYLE_PERCENT] = "percent",
};

const char *style_word(enum figure_style style)
{
	return style_words[style];
}

bool style_parse(const char *word, enum figure_style *out)
{
	for (size_t i = 0; i < ARRAY_LEN(style_words); i++) {
		if (strcmp(style_words[i], word) == 0) {
			*out = (enum figure_style)i;
			return true;
		}
	}
	return false;
}

/* Rounded down to the ten, from 10,000 on to three leading digits. */
static int64_t round_number(int64_t v)
{
	int64_t step = 10;
	while (v / step >= 1000)
		step *= 10;
	return v - v % step;
}

static const char *more_than(struct arena *a, struct dec d, const char *word)
{
	struct dec whole;
	char buf[32];
	if (!dec_round(d, 0, ROUND_DOWN, &whole) || whole.v < 10)
		return arena_strdup(a, dec_text(d, buf));
	int64_t round = round_number(whole.v);
	bool plain = dec_compare((struct dec){ .v = round }, d) == 0;
	return arena_printf(a, "%" PRId64 "%s", round, plain ? "" : word);
}

/* In whole 万, as briefings write large numbers. */
static const char *wan(struct arena *a, struct dec d)
{
	struct dec whole;
	if (!dec_round(d, 0, ROUND_DOWN, &whole) || whole.v < 10000)
		return more_than(a, d, "余");
	int64_t n = whole.v / 10000;
	bool plain = dec_compare((struct dec){ .v = n * 10000 }, d) == 0;
	return arena_printf(a, "%" PRId64 "万%s", n, plain ? "" : "余");
}

/* In 亿 with one digit, cut off: 3.6亿, 3.6亿余. */
static const char *yi(struct arena *a, struct dec d)
{
	enum { TENTH = 10000000 };
	struct dec whole;
	if (!dec_round(d, 0, ROUND_DOWN, &whole) || whole.v < 10 * TENTH)
		return wan(a, d);
	int64_t n = whole.v / TENTH;
	bool plain = dec_compare((struct dec){ .v = n * TENTH }, d) == 0;
	const char *end = plain ? "" : "余";
	if (n % 10 == 0)
		return arena_printf(a, "%" PRId64 "亿%s", n / 10, end);
	return arena_printf(a, "%" PRId64 ".%" PRId64 "亿%s", n / 10, n % 10, end);
}

const char *print_figure(struct arena *a, const struct figure *fig, enum figure_style style)
{
	char buf[32];
	struct dec share;
	if (!fig->known)
		return "—";
	switch (style) {
	case STYLE_YU:
		return more_than(a, fig->value, "余");
	case STYLE_DUO:
		return more_than(a, fig->value, "多");
	case STYLE_WAN:
		return wan(a, fig->value);
	case STYLE_YI:
		return yi(a, fig->value);
	case STYLE_PERCENT:
		if (dec_round(fig->value, 2, ROUND_HALF_UP, &share))
			return arena_printf(a, "%s%%", dec_text(share, buf));
		break;
	case STYLE_EXACT:
		break;
	}
	bool percent = fig->indicator && fig->indicator->percent;
	return arena_printf(a, "%s%s", dec_text(fig->value, buf), percent ? "%" : "");
}

const char *date_label(struct arena *a, ymd d, enum lang lang)
{
	char buf[32], iso[16];
	return arena_strdup(a, lang == LANG_ZH ? date_zh(d, buf) : date_iso(d, iso));
}

const char *period_label(struct arena *a, const struct period *p, enum lang lang)
{
	static const char *const quarters[] = { "一", "二", "三", "四" };
	static const char *const tens[] = { "上旬", "中旬", "下旬" };
	if (lang != LANG_ZH)
		return arena_strdup(a, p->name);
	int year = p->from / 10000, month = p->from / 100 % 100;
	const char *dash = strchr(p->name, '-');
	if (!dash)
		return arena_printf(a, "%d年", year);
	if (dash[1] == 'Q')
		return arena_printf(a, "%d年第%s季度", year, quarters[(month - 1) / 3]);
	const char *second = strchr(dash + 1, '-');
	if (!second)
		return arena_printf(a, "%d年%d月", year, month);
	if (second[1] == 'T')
		return arena_printf(a, "%d年%d月%s", year, month, tens[(p->from % 100 - 1) / 10]);
	return date_label(a, p->from, lang);
}

void issue_line(struct arena *a, const struct document *d, struct issue_line *out)
{
	char buf[32];
	struct msg m;
	*out = (struct issue_line){ .office = d->office, .seal = "" };
	if (d->reference) {
		out->number = d->reference;
		out->date = d->dated;
		return;
	}
	if (d->run == 0) {
		out->number = tr(d->lang, N_("Draft"));
		out->date = date_label(a, d->at, d->lang);
		return;
	}
	msg_set(&m, "Issue %d", d->number);
	out->number = msg_render(a, &m, d->lang);
	out->date = date_label(a, date_of_ms(d->issued_ms), d->lang);
	msg_set(&m, "Issued %s; figures as of %s; content SHA-256 %s", time_iso(d->issued_ms, buf),
		date_label(a, d->at, d->lang), d->hash);
	out->seal = msg_render(a, &m, d->lang);
}

const char *block_text(struct arena *a, const struct block *b)
{
	size_t n = 0;
	for (int i = 0; i < b->span_count; i++)
		n += strlen(b->spans[i].text);
	char *out = arena_alloc(a, n + 1), *p = out;
	for (int i = 0; i < b->span_count; i++)
		p = stpcpy(p, b->spans[i].text);
	return out;
}
