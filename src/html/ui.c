/* ui.c - badges, links, empty places, alerts, progress. */
#include "html/ui.h"

#define RAW(lit) html_raw_literal(h, lit)

static const struct {
	const char *css, *word;
} tones[] = {
	[UI_PLAIN] = { "plain", N_("Note") }, [UI_GOOD] = { "good", N_("Done") },
	[UI_INFO] = { "info", N_("Note") },   [UI_WARN] = { "warn", N_("Warning") },
	[UI_BAD] = { "bad", N_("Error") },
};

void ui_badge(struct html *h, enum ui_tone tone, const char *text)
{
	RAW("<span class='yz-badge yz-");
	html_text(h, tones[tone].css);
	RAW("'>");
	html_t(h, text ? text : tones[tone].word);
	RAW("</span>");
}

void ui_severity(struct html *h, enum severity s)
{
	static const enum ui_tone tone[] = {
		[FINDING_NOTE] = UI_INFO, [FINDING_WARNING] = UI_WARN, [FINDING_ERROR] = UI_BAD,
	};
	ui_badge(h, tone[s], NULL);
}

static void link_to(struct html *h, const struct ui_link *l, const char *css)
{
	if (!l->href || (l->current && !css)) {
		RAW("<span");
		if (l->current)
			RAW(" aria-current='page'");
		RAW(">");
		html_t(h, l->label);
		RAW("</span>");
		return;
	}
	RAW("<a");
	html_attr(h, "class", css);
	if (l->current)
		RAW(" aria-current='page'");
	RAW(" href=\"");
	html_href(h, l->href);
	RAW("\">");
	html_t(h, l->label);
	RAW("</a>");
}

void ui_breadcrumb(struct html *h, const struct ui_link *links, int count)
{
	RAW("<nav class='yz-crumbs' aria-label=\"");
	html_t(h, "Unit");
	RAW("\"><ol>");
	for (int i = 0; i < count; i++) {
		RAW("<li>");
		link_to(h, &links[i], NULL);
		RAW("</li>");
	}
	RAW("</ol></nav>");
}

void ui_menu(struct html *h, const char *label, const struct ui_link *links, int count)
{
	RAW("<details class='yz-menu'><summary class='btn'>");
	html_t(h, label);
	RAW("</summary><ul>");
	for (int i = 0; i < count; i++) {
		RAW("<li>");
		link_to(h, &links[i], "yz-menu-link");
		RAW("</li>");
	}
	RAW("</ul></details>");
}

void ui_tabs(struct html *h, const char *label, const struct ui_link *links, int count)
{
	RAW("<nav class='yz-tabs'");
	html_attr(h, "aria-label", tr(h->lang, label));
	RAW("><ul>");
	for (int i = 0; i < count; i++) {
		RAW("<li>");
		link_to(h, &links[i], "yz-tab");
		RAW("</li>");
	}
	RAW("</ul></nav>");
}

void ui_empty(struct html *h, const char *title, const char *hint, const struct ui_link *action)
{
	RAW("<div class='yz-empty'><p class='yz-empty-title'>");
	html_t(h, title);
	RAW("</p>");
	if (hint) {
		RAW("<p>");
		html_t(h, hint);
		RAW("</p>");
	}
	if (action) {
		RAW("<p>");
		link_to(h, action, "btn btn-primary");
		RAW("</p>");
	}
	RAW("</div>");
}

void ui_alert(struct html *h, enum ui_tone tone, const char *text)
{
	if (is_empty(text))
		return;
	RAW("<div class='yz-alert yz-");
	html_text(h, tones[tone].css);
	if (tone == UI_BAD)
		RAW("' role='alert'>");
	else
		RAW("' role='status'>");
	ui_badge(h, tone, NULL);
	RAW(" <span>");
	html_t(h, text);
	RAW("</span></div>");
}

void ui_progress(struct html *h, const char *label, int64_t done, int64_t total)
{
	RAW("<div class='yz-progress'><span class='yz-progress-label'>");
	html_t(h, label);
	RAW("</span><progress");
	html_attr(h, "aria-label", tr(h->lang, label));
	if (total > 0) {
		RAW(" max='");
		html_i64(h, total);
		RAW("' value='");
		html_i64(h, done > total ? total : done);
		RAW("'");
	}
	RAW("></progress><span class='yz-num'>");
	html_num(h, done);
	if (total > 0) {
		RAW(" / ");
		html_num(h, total);
	}
	RAW("</span></div>");
}

void ui_figure(struct html *h, const char *label, const char *value, const char *unit,
	       const char *href, const char *note)
{
	RAW("<div class='yz-figure'><span class='yz-figure-label'>");
	html_t(h, label);
	RAW("</span><span class='yz-figure-value'>");
	if (href) {
		RAW("<a href=\"");
		html_href(h, href);
		RAW("\">");
	}
	html_text(h, value);
	if (href)
		RAW("</a>");
	if (unit) {
		RAW(" <small>");
		html_t(h, unit);
		RAW("</small>");
	}
	RAW("</span>");
	if (note) {
		RAW("<span class='yz-figure-note'>");
		html_t(h, note);
		RAW("</span>");
	}
	RAW("</div>");
}

void ui_tiles(struct html *h, const struct ui_tiles *all)
{
	if (!all->count)
		return;
	RAW("<div class='yz-figures'>");
	for (int i = 0; i < all->count; i++)
		ui_figure(h, all->rows[i].label, all->rows[i].value, NULL, all->rows[i].href, all->rows[i].note);
	RAW("</div>");
}
