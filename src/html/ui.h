#pragma once
/*
 * ui.h - the components pages are made of; each writes accessible HTML without script.
 *
 * Labels, hints and titles are English msgids or data: both go through the catalogue, which
 * leaves data alone.  Values are data.  No component needs an inline style or script.
 */
#include "base/findings.h"
#include "html/html.h"

/* ---- small things ---- */

enum ui_tone { UI_PLAIN, UI_GOOD, UI_INFO, UI_WARN, UI_BAD };

struct ui_link {
	const char *label, *href;   /* href NULL: text only */
	bool current;
};

/* A state as a word in a coloured box; text NULL says the tone itself ("Warning"). */
void ui_badge(struct html *h, enum ui_tone tone, const char *text);
void ui_severity(struct html *h, enum severity s);
void ui_breadcrumb(struct html *h, const struct ui_link *links, int count);
/* Links folded behind a word; opens without script. */
void ui_menu(struct html *h, const char *label, const struct ui_link *links, int count);
/* Links side by side; the current one is marked. */
void ui_tabs(struct html *h, const char *label, const struct ui_link *links, int count);
/* "Nothing here yet", why, and what to do; hint and action may be NULL. */
void ui_empty(struct html *h, const char *title, const char *hint,
	      const struct ui_link *action);
void ui_alert(struct html *h, enum ui_tone tone, const char *text);
/* A bar with "done of total" beside it; total 0 means the total is not known yet. */
void ui_progress(struct html *h, const char *label, int64_t done, int64_t total);
/* A number with its name: figures on the home page.  `value` is already text. */
void ui_figure(struct html *h, const char *label, const char *value, const char *unit,
	       const char *href, const char *note);
/* The figures at the head of a board. */
struct ui_tile {
	const char *label, *value, *href, *note;
};
struct ui_tiles {
	int count;
	struct ui_tile rows[12];
};
void ui_tiles(struct html *h, const struct ui_tiles *all);

/* ---- forms ---- */

enum ui_kind {
	UI_TEXT, UI_TEXTAREA, UI_NUMBER, UI_DATE, UI_SELECT, UI_RADIO, UI_CHECKBOX, UI_HIDDEN,
	UI_FILE, UI_PASSWORD, UI_SEARCH,
};

struct ui_option {
	const char *value, *label;
	const char *group;          /* <optgroup>; the same as before continues it; NULL none */
};

struct ui_field {
	enum ui_kind kind;
	const char *name, *label, *hint;
	const char *value;          /* as typed or stored; a checkbox is on unless "" or "0" */
	const char *error;          /* rendered; NULL: taken from findings */
	const struct findings *findings; /* shows what is said about `name` beneath; may be NULL */
	const struct ui_option *options; /* UI_SELECT, UI_RADIO */
	int option_count;
	bool required, readonly, focus;
	bool wide;                  /* the whole row of the form grid */
	int rows;                   /* UI_TEXTAREA, 0 = 4 */
	int max_length;             /* characters, 0 = none */
	const char *placeholder, *accept, *autocomplete, *inputmode;
	const char *pick;           /* UI_TEXT: offers what this address of the site finds for the text */
	const char *empty;          /* UI_SELECT: label of "", NULL: "Choose…" or "(none)" */
};

void ui_field(struct html *h, const struct ui_field *f);
/* A select alone, with a hidden label: for filters. */
void ui_select(struct html *h, const char *name, const char *label, const char *value,
	       const struct ui_option *options, int count, const char *empty);
/* The button row of a form: the word on the main button and where "Cancel" leads (or NULL). */
void ui_submit(struct html *h, const char *label, const char *cancel);
/* Everything that is wrong, with place and remedy; writes nothing when there is nothing. */
void ui_findings(struct html *h, const struct findings *f);

/* ---- lists ---- */

/* A table in a box of its own that scrolls and keeps its head; `caption` names it for screen
 * readers, `id` (or NULL) is for a column chooser.  Between the two: thead and tbody. */
void ui_table_begin(struct html *h, const char *caption, const char *id);
void ui_table_end(struct html *h);

struct ui_th {
	const char *label;
	const char *column;         /* name for ?sort=; NULL: cannot be sorted */
	const char *path, *query;   /* of this page */
	const char *sort;           /* the sort in force: "name", "-name", or NULL */
	bool number;                /* right-aligned */
};
void ui_th(struct html *h, const struct ui_th *t);

struct ui_pager {
	const char *path, *query;   /* of this page */
	const char *before, *after; /* cursors of the neighbours, NULL: none */
	int64_t count;              /* rows in the whole list, as far as counted; -1: unknown */
	bool more;                  /* count stopped early: "1,000+" */
	int shown;                  /* rows on this page */
};
void ui_pager(struct html *h, const struct ui_pager *p);

/* ---- charts: SVG of our own, with the numbers as a table beside ---- */

struct ui_point {
	const char *label, *text;   /* text: the value as printed, e.g. "33.11 %" */
	int64_t value;              /* in any integer unit, the same for all points; >= 0 in bars */
	bool unknown;               /* drawn as a gap; text says why */
	const char *href;           /* where the number opens, or NULL */
};
struct ui_chart {
	const char *title, *unit;   /* unit: "people", NULL none */
	int decimals;               /* places of `value`: 3311 with 2 is 33.11; for the axis */
	const struct ui_point *points;
	int count;
};
void ui_bar_chart(struct html *h, const struct ui_chart *c);  /* one bar a line, in order */
void ui_trend(struct html *h, const struct ui_chart *c);      /* points in order of time */

/* ---- a map: shapes in whole units of its drawing, y downwards ---- */

struct ui_ring {
	int count;                  /* points */
	int64_t *xy;                /* x, y, x, y, …; a hole lies within another ring */
};
struct ui_map_shape {
	const struct ui_point *point; /* what it is called, its value, where it leads (required) */
	int ring_count;             /* 0: not drawn, counted beneath */
	const struct ui_ring *rings;
};
struct ui_map {
	const char *title;
	int64_t width, height;      /* of the drawing */
	const struct ui_map_shape *shapes;
	int count;
	int *classes;               /* room for `count` numbers, written by ui_map() */
};
/* The known values in five classes of the same number, pale to dark, and a legend; every
 * shape is a link.  The numbers must stand as a table beside. */
void ui_map(struct html *h, const struct ui_map *m);

/* A QR code of `text`, for telephones; `label` says what it is. */
void ui_qr(struct html *h, const char *label, const char *text);
