/* shell.c - the frame around every page. */
#include "html/shell.h"

#define RAW(lit) html_raw_literal(h, lit)

static void head(struct html *h, const struct shell *s)
{
	RAW("<!doctype html>\n<html lang='");
	html_text(h, h->lang == LANG_ZH ? "zh-CN" : "en");
	RAW("'><head><meta charset='utf-8'><title>");
	if (s->title) {
		html_t(h, s->title);
		RAW(" · ");
	}
	html_t(h, "Yanzhen");
	RAW("</title><meta name='viewport' content='width=device-width, initial-scale=1'>"
	    "<meta name='referrer' content='same-origin'>"
	    /* htmx must neither add its own <style> nor evaluate text: the policy forbids both */
	    "<meta name='htmx-config' content='{\"includeIndicatorStyles\":false,"
	    "\"allowEval\":false,\"historyCacheSize\":0}'><link rel='icon' type='image/svg+xml' href=\"");
	html_asset(h, "mark.svg");
	RAW("\"><link rel='stylesheet' href=\"");
	html_asset(h, "tabler.min.css");
	RAW("\"><link rel='stylesheet' href=\"");
	html_asset(h, "app.css");
	RAW("\"><script defer src=\"");
	html_asset(h, "htmx.min.js");
	RAW("\"></script><script defer src=\"");
	html_asset(h, "app.js");
	RAW("\"></script></head>\n");
}

static void search_box(struct html *h, const struct shell *s)
{
	RAW("<form class='yz-search' role='search' action='/search'>"
	    "<input class='form-control' type='search' name='q' id='yz-q' aria-label=\"");
	html_t(h, "Search people, units and records");
	RAW("\" placeholder=\"");
	html_t(h, "Search: name, pinyin, number");
	RAW("\"");
	html_attr(h, "value", s->search);
	RAW("><button class='btn' type='submit'>");
	html_t(h, "Search");
	RAW("</button></form>");
}

static void language_switch(struct html *h, const struct shell *s)
{
	bool zh = h->lang == LANG_ZH;
	RAW("<a class='yz-lang' href=\"");
	html_query(h, s->path ? s->path : "/", s->query, "lang", zh ? "en" : "zh");
	if (zh)
		RAW("\" lang='en' hreflang='en'>English</a>");
	else
		RAW("\" lang='zh-CN' hreflang='zh-CN'>中文</a>");
}

static void account_menu(struct html *h, const struct shell *s)
{
	RAW("<details class='yz-menu yz-account'><summary>");
	html_text(h, s->account);
	RAW("</summary><ul>");
	if (s->post) {
		RAW("<li class='yz-quiet'>");
		html_text(h, s->post);
		RAW("</li>");
	}
	RAW("<li><a class='yz-menu-link' href='/account'>");
	html_t(h, "My account");
	RAW("</a></li><li><form method='post' action='/sign-out'>");
	html_csrf(h);
	RAW("<button class='yz-menu-link' type='submit'>");
	html_t(h, "Sign out");
	RAW("</button></form></li></ul></details>");
}

static void top_bar(struct html *h, const struct shell *s)
{
	RAW("<header class='yz-top'>");
	if (s->nav_count) { /* opens the navigation on a phone: #yz-side becomes the target */
		RAW("<a class='yz-nav-button' href='#yz-side'>");
		html_t(h, "Menu");
		RAW("</a>");
	}
	RAW("<a class='yz-brand' href='/'><img src=\"");
	html_asset(h, "mark.svg");
	RAW("\" alt='' width='28' height='28'><strong lang='zh-CN'>雁阵</strong>"
	    "<span lang='en'>Yanzhen</span></a>");
	if (s->account)
		search_box(h, s);
	RAW("<div class='yz-top-end'>");
	language_switch(h, s);
	if (s->account)
		account_menu(h, s);
	RAW("</div></header>");
}

static void side_link(struct html *h, const struct shell_nav *n)
{
	RAW("<li><a href=\"");
	html_href(h, n->href);
	RAW("\"");
	if (n->current)
		RAW(" aria-current='page'");
	RAW("><span>");
	html_t(h, n->label);
	RAW("</span>");
	if (n->waiting > 0) {
		RAW("<span class='yz-waiting'><span class='visually-hidden'>");
		html_t(h, "waiting:");
		RAW(" </span>");
		html_num(h, n->waiting);
		RAW("</span>");
	}
	RAW("</a></li>");
}

/* Items [from, to) are one group. */
static void side_group(struct html *h, const struct shell_nav *nav, int from, int to)
{
	bool fold = nav[from].group && nav[from].fold, open = false;
	for (int i = from; i < to; i++)
		open |= nav[i].current;
	if (fold) {
		RAW("<details");
		if (open)
			RAW(" open");
		RAW("><summary class='yz-nav-group'>");
		html_t(h, nav[from].group);
		RAW("</summary>");
	} else if (nav[from].group) {
		RAW("<p class='yz-nav-group'>");
		html_t(h, nav[from].group);
		RAW("</p>");
	}
	RAW("<ul>");
	for (int i = from; i < to; i++)
		side_link(h, &nav[i]);
	RAW("</ul>");
	if (fold)
		RAW("</details>");
}

static void side_navigation(struct html *h, const struct shell *s)
{
	RAW("<nav class='yz-side' id='yz-side' aria-label=\"");
	html_t(h, "Main navigation");
	RAW("\"><a class='yz-nav-close' href='#main'>");
	html_t(h, "Close the menu");
	RAW("</a>");
	for (int from = 0, to; from < s->nav_count; from = to) {
		for (to = from + 1; to < s->nav_count; to++)
			if (s->nav[to].group && !text_eq(s->nav[to].group, s->nav[from].group))
				break;
		side_group(h, s->nav, from, to);
	}
	RAW("</nav>");
}

static void where_line(struct html *h, const struct shell *s)
{
	if (!s->unit_count && !s->period)
		return;
	RAW("<div class='yz-where'>");
	if (s->unit_count)
		ui_breadcrumb(h, s->units, s->unit_count);
	if (s->period) {
		RAW("<span class='yz-period'>");
		html_t(h, s->period);
		RAW("</span>");
	}
	RAW("</div>");
}

void shell_begin(struct html *h, const struct shell *s)
{
	head(h, s);
	RAW("<body class='yz");
	if (s->bare)
		RAW(" yz-bare");
	RAW("'><a class='yz-skip' href='#main'>");
	html_t(h, "Skip to the content");
	RAW("</a>");
	top_bar(h, s);
	RAW("<div class='yz-frame'>");
	if (s->nav_count)
		side_navigation(h, s);
	RAW("<div class='yz-content'><main id='main' tabindex='-1'>");
	where_line(h, s);
	if (s->title) {
		RAW("<div class='yz-title'><h1>");
		html_t(h, s->title);
		RAW("</h1>");
		if (s->about) {
			RAW("<p class='yz-quiet'>");
			html_t(h, s->about);
			RAW("</p>");
		}
		RAW("</div>");
	}
	ui_alert(h, s->flash_tone, s->flash);
}

void shell_end(struct html *h, const struct shell *s)
{
	(void)s;
	RAW("</main><footer class='yz-foot'>");
	html_t(h, "Yanzhen");
	RAW(" " YANZHEN_VERSION "</footer></div></div></body></html>\n");
}

void shell_page(struct html *h, const struct shell *s, const struct html *body)
{
	shell_begin(h, s);
	buf_put(h->buf, body->buf->p ? body->buf->p : "", body->buf->n);
	if (body->buf->full)
		h->buf->full = true;
	shell_end(h, s);
}
