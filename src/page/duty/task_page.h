#pragma once
/* task_page.h - views of plans, of one task, of breaking it down and of handing tasks over. */
#include "duty/task.h"
#include "html/ui.h"
#include "reg/file.h"
#include "web/page.h"

struct plan_line {
	const char *href, *name, *kind, *unit, *percent;
	int year, reached, weight, count, done, late, reported;
};
struct late_line {
	const char *href, *title, *unit, *who, *plan;
	ymd due;
	int late;
};
struct plans_view {
	const char *unit, *add, *pass, *notice, *register_href;
	int count, late_count, late_left, wait_count;
	const struct plan_line *rows;
	const struct late_line *late, *waiting; /* waiting: reported, for their judge */
};

struct task_branch {
	const struct task_tree *tree;
	int first;                    /* of those beside one another */
};
struct plan_view {
	const char *name, *issuer, *document, *year, *percent, *add, *notice, *sheet, *edit, *back;
	ymd started;
	struct task_tree tree;
	struct task_branch top;
};

struct task_person_line {
	const char *role, *name, *href, *occupation, *org, *org_href, *edit;
	ymd started, ended;
};
struct task_said_line {
	const char *about, *text, *document;
};
struct task_ext_line {
	const char *id, *state, *reason, *answer, *asked_by;
	enum ui_tone tone;
	ymd asked, due, until, answered;
	bool open;
};
struct task_step_line {
	const char *what, *who, *note;
	int64_t at_ms;
};
struct task_view {
	const char *id, *ver, *action, *plan, *plan_href, *edit, *full, *break_down, *add_person, *back;
	const char *unit, *unit_href, *title, *number, *measures, *goal, *evidence, *result, *reason, *state, *percent;
	enum ui_tone tone;
	int weight, reached, own, late;
	ymd started, due, first_due, finished;
	bool leaf, writes, judges, open, reported, closed, asking;
	int above_count, person_count, said_count, ext_count, step_count;
	const struct task_above *above;
	const struct task_person_line *people;
	const struct task_said_line *said;
	const struct task_ext_line *exts;
	const struct task_step_line *steps;
	struct task_tree tree;        /* the task itself on top */
	struct task_branch below;
	const struct attachment_list *files;
	const char *text, *day, *per_cent; /* as typed */
	const struct findings *findings;
};

struct break_unit {
	const char *id, *name, *weight, *person;
	bool ticked;
};
struct break_view {
	const char *action, *cancel, *ver, *title, *unit, *name, *measures, *evidence, *started, *due, *percent;
	int count;
	const struct break_unit *units;
	const struct findings *findings;
};

struct pass_line {
	const char *href, *title, *unit, *role;
	ymd started, due;
};
struct pass_view {
	const char *action, *cancel, *from, *successor, *day, *document;
	const char *from_name, *to_name; /* done: who was followed by whom */
	bool looked, done;
	int count;
	const struct pass_line *rows;
	const struct findings *findings;
};

struct notice_line {
	const char *number, *title, *unit, *who;
	ymd due;
	int late;
};
struct notice_sheet {
	const char *back, *pdf, *title, *to, *intro, *closing, *signer, *date, *heads[5];
	int count;
	const struct notice_line *rows;
};

/* "35.20 %", "100 %". */
const char *task_percent(struct request *rq, int reached);
const char *task_word(enum task_state state);      /* msgid */
enum ui_tone task_tone(enum task_state state, bool late);
/* ERR_DENIED when no role of the account opens tasks. */
bool task_scope(struct request *rq, struct scope *out, struct err *e) MUST_USE;
/* Where the account may write `reg` for the unit: the address of an empty form, or NULL. */
const char *task_form_for(struct request *rq, const char *reg, int64_t unit, const char *more);
