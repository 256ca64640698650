#pragma once
/* duty_page.h - views of the matching sheet of committee duties, and of its printed notice. */
#include "html/ui.h"
#include "measure/duty.h"
#include "web/page.h"

struct duty_member {
	int64_t id;
	const char *name, *href, *sex, *age, *education, *major, *political, *posts;
	const char *wishes, *speciality, *temperament; /* NULL: none, or not to be used */
	const char *first, *second, *third;            /* codes of the wishes, NULL none */
	const char *duties;                            /* those that stand now, "" none */
	bool declined;                                 /* stated wishes, but not for this use */
};
struct duty_members {
	int count;
	struct duty_member rows[40];
};
/* Who is on the committee of the unit in view on the day, with the facts the account may see. */
bool duty_members_load(struct request *rq, ymd at, struct duty_members *out, struct err *e) MUST_USE;
/* The page for a unit in view that is a village; ERR_INPUT otherwise. */
bool duty_readable(struct request *rq, struct scope *scope, struct err *e) MUST_USE;

struct duty_line {
	const char *label, *field, *value, *reason_field, *reason, *wished, *now; /* now: who has it, "" nobody */
	int option_count;
	const struct ui_option *options;
};
struct duty_village {
	const char *name, *href;
	int64_t duties, wishes;
};
struct duty_view {
	const char *unit, *day, *decided, *document, *notice, *figure_label, *figure, *figure_href;
	const char *gaps, *idle;              /* duties with nobody; members without a duty; "" none */
	bool village, may_write, decided_once;
	int line_count, village_count;
	const struct duty_members *members;
	const struct duty_line *lines;
	const struct duty_village *villages;
	const struct findings *findings;
};
struct duty_notice {
	const char *back, *pdf, *title, *reference, *intro, *closing, *signer, *date;
	int count;
	const char *const *items;
};
