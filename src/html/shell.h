#pragma once
/*
 * shell.h - the frame around every page, and the plain notice page.
 *
 * A page is: shell_begin(h, &shell); tpl_<name>(h, &view); shell_end(h, &shell); or, when the
 * body was written first, into a buffer of its own: shell_page(out, &shell, &body).
 * All texts are English msgids or data; both go through the catalogue, which leaves data alone.
 * Fixed addresses the frame links to: / (home), GET /search?q=, /account, POST /sign-out, and
 * `lang=zh` or `lang=en` added to this page's query, which every GET must honour (cookie).
 */
#include "html/ui.h"

struct shell_nav {
	const char *group;   /* heading of the group; the same or NULL continues the group before */
	const char *label, *href;
	bool current;
	bool fold;           /* the group is folded unless it holds the current page */
	int64_t waiting;     /* things to do behind the link, 0 shows nothing */
};

struct shell {
	const char *title;           /* of the page, as its h1 and in the window */
	const char *about;           /* one sentence under the title, or NULL */
	const char *account;         /* name of who is signed in; NULL: no navigation, no menu */
	const char *post;            /* what they are here ("镇组织委员 · 羊角塘镇"), or NULL */
	const struct shell_nav *nav;
	int nav_count;
	const struct ui_link *units; /* the unit from the top down; the last is where we are */
	int unit_count;
	const char *period;          /* "2024-Q2", "as of 2024-05-03"; NULL shows none */
	const char *path, *query;    /* of this page, for the language switch */
	const char *search;          /* what was searched for, or NULL */
	const char *flash;           /* one sentence about what was just done, or NULL */
	enum ui_tone flash_tone;
	bool bare;                   /* sign-in and set-up: a narrow sheet in the middle */
};

/* The csrf token for the sign-out form is h->csrf. */
void shell_begin(struct html *h, const struct shell *s);
void shell_end(struct html *h, const struct shell *s);
void shell_page(struct html *out, const struct shell *s, const struct html *body);

/* A page that says one thing: errors, "nothing here", "done".  template/notice.html */
struct notice_view {
	const char *text, *hint;     /* rendered; hint may be NULL */
	const char *href, *link;     /* where to go from here; NULL: none */
	const char *reference;       /* request id for the person who helps, or NULL */
	enum ui_tone tone;
};
