#pragma once
/*
 * voice_page.h - views of the public's door, of its papers, and of night talks.
 *
 * Public pages draw their own small frame (no scripts, one small sheet of styles): they are for
 * old telephones.  Nothing of a matter but its public text, state and public steps is shown;
 * who holds the code of one sees what was answered to it.
 *
 * Memory: request arena.
 */
#include "html/ui.h"
#include "voice/limit.h"
#include "voice/matter.h"
#include "web/page.h"

enum { VOICE_TEXT = 1000, VOICE_NAME = 40, VOICE_PHONE = 20, VOICE_KINDS = 24 };

/* The frame: between the two stands the page.  Also sets noindex, no-store and no-referrer. */
void voice_begin(struct request *rq, struct html *h, const char *title);
void voice_end(struct request *rq, struct html *h);

/* An error on one of these pages. */
void voice_error(struct request *rq, const struct err *e, struct html *h);
enum ui_tone voice_tone(enum matter_state s);
const char *voice_act_label(const char *what, enum lang lang);

/* The code as it stands in an address: letters and digits. */
const char *voice_code(struct request *rq, const char *typed);

/* Where the public stands: a village that stands.  ERR_NOT_FOUND. */
bool voice_village(struct request *rq, struct unit *out, struct err *e) MUST_USE;
/* Kinds in plain words, without conduct (a box of its own). */
int voice_kinds(enum lang lang, struct ui_option out[VOICE_KINDS]);
const char *voice_kind_label(const char *code, enum lang lang);
/* What the public's door saves as. */
struct save_how voice_how(int64_t county);

/* The hidden parts of a public form: token, honeypot, and the question when it is asked. */
struct voice_guard {
	const char *token, *question; /* question NULL: none */
	const struct findings *findings;
};
void voice_guard_new(struct request *rq, bool ask, struct voice_guard *out);
void voice_guard_fields(struct html *h, const struct voice_guard *g);
/* What the form brought, for limit_take(). */
struct limit_try voice_try(const struct request *rq, const char *what, const struct unit *village, const char *text);

/* ---- choosing a village ---- */
struct voice_link {
	const char *name, *where, *href;
};
struct voice_choose {
	const char *above, *above_href, *typed;
	int count, found_count;
	bool searched;
	const struct voice_link *rows, *found;
};

/* ---- a village ---- */
struct voice_step {
	const char *day, *what, *text;
};
struct voice_matter {
	const char *state, *label, *text, *raised, *kind, *support;
	enum ui_tone tone;
	int64_t supports;
	int step_count;
	const struct voice_step *steps;
};
struct voice_village {
	const char *name, *where, *raise, *all, *sheets, *choose;
	int count;
	bool more;
	const struct voice_matter *rows;
	int sheet_count;
	const struct voice_link *newest; /* sheets */
};

/* ---- raising ---- */
struct voice_raise {
	const char *unit, *village, *where, *back;
	const char *kind, *text, *name, *phone;
	bool conduct, again, lost_picture;
	int kind_count;
	struct ui_option kinds[VOICE_KINDS];
	struct voice_guard guard;
};
struct voice_raised {
	const char *village, *code, *address, *href, *handler, *due, *back;
	bool picture;
};

/* ---- following ---- */
struct voice_follow {
	const char *code, *action, *village, *title, *text, *raised, *kind, *handler, *due;
	const char *state, *label, *waiting, *answer, *reason, *back, *done;
	enum ui_tone tone;
	bool merged, may_confirm, may_reopen, may_add, late;
	int64_t supports;
	int step_count;
	const struct voice_step *steps;
	const char *typed;
	struct voice_guard guard;
};
struct voice_support {
	const char *unit, *village, *matter, *text, *back;
	int64_t supports;
	bool done, before;
	struct voice_guard guard;
};

/* ---- papers of the staff ---- */
struct voice_poster {
	const char *village, *where, *address, *shown, *slip, *back, *code;
};
struct voice_slip {
	const char *village, *where, *shown, *back;
	int kind_count;
	struct ui_option kinds[VOICE_KINDS];
};
