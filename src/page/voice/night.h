#pragma once
/*
 * night.h - views of night talks (邻里夜谈): meetings of kind night_talk and the matters raised there.
 *
 * Memory: request arena.
 */
#include "page/page_reg.h"
#include "page/voice/voice_page.h"

enum { NIGHT_ROWS = 8, NIGHT_TOLD = 60, NIGHT_BACK_MONTHS = 12 };

/* The registers that night talks need, as far as the account may read or write them. */
bool voice_readable(struct request *rq, const char *reg, bool write, struct scope *out, struct err *e) MUST_USE;
/* Villages at or under the unit in view: links to `base`. */
bool voice_pick(struct request *rq, const char *base, int *count, const struct ui_link **out, struct err *e) MUST_USE;

struct night_pick {
	int count;
	const struct ui_link *rows;
};

/* ---- the list ---- */
struct night_row {
	const char *village, *sheet, *state, *sign, *day, *due, *last, *unit;
	enum ui_tone tone;
	int open;                     /* matters of the village not yet done */
};
struct night_list {
	const char *unit, *month, *day;
	int count, held, missed;
	bool may_hold;
	const struct night_row *rows;
	const struct findings *findings;
};

/* ---- one ---- */
struct night_told {
	const char *id, *href, *raised, *kind, *title, *state, *due, *answer, *public_text;
	enum ui_tone tone;
	bool claimed, may_reopen, late;
	const char *said, *word;      /* as typed */
};
struct night_new {
	const char *text, *kind, *who, *said_by; /* as typed */
};
struct night_view {
	const char *id, *village, *day, *clock, *place, *state, *meeting, *action, *notice, *sheet, *month, *answered;
	bool may_write, ahead;
	int told_count, new_count, left_out;
	const struct night_told *told;
	const struct night_told *raised; /* at this talk */
	struct night_new rows[NIGHT_ROWS];
	int kind_count;
	struct ui_option kinds[VOICE_KINDS + 1];
	const struct findings *findings;
};
struct night_slip {
	const char *code, *address, *title, *due, *handler;
};
struct night_done {
	const char *village, *day, *back, *notice;
	int slip_count, said_count;
	const struct night_slip *slips;
};

/* ---- its papers, always in Chinese ---- */
struct night_notice_row {
	const char *text, *state, *what, *due;
};
struct night_notice {
	const char *title, *village, *intro, *date, *back, *address, *month;
	int count, silent_count;      /* silent: without a public text */
	const struct night_notice_row *rows;
};
struct night_blank {
	const char *title, *village, *back, *day;
	int count;
	const struct night_notice_row *rows;
};

/* A night talk with its village; ERR_NOT_FOUND outside the scope and for other meetings. */
struct night_talk {
	struct record *rec;
	struct unit village;
	ymd day;
	struct scope scope;           /* of matters: to read */
};
bool night_load(struct request *rq, struct night_talk *out, struct err *e) MUST_USE;
/* What is to be told there: raised before it and not done, or said to be done since the talk before. */
bool night_told_list(struct request *rq, const struct night_talk *t, struct matter_list *out, struct err *e) MUST_USE;
const char *night_month(struct request *rq, ymd day, enum lang lang);
