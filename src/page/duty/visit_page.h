#pragma once
/*
 * visit_page.h - what the pages of visits share: reading a form or a phone's item, the places one
 * may have visited, and the views.
 *
 * Memory: request arena.
 */
#include "duty/visit.h"
#include "html/ui.h"
#include "page/page_reg.h"

#include <jansson.h>

/* Where an edit comes from: the request's form (began under "b."), or an item of a phone. */
struct visit_source {
	const json_t *began, *wrote; /* both NULL: the form */
};
const char *visit_given(struct request *rq, const struct visit_source *src, bool wrote, const char *name);
/* Into an edit; what is wrong is a finding of rq->findings.  `home` is the unit of the visit that
 * is edited, 0 for a new one. */
bool visit_edit_read(struct request *rq, const struct visit_source *src, int64_t home, struct visit_edit *out,
		     struct err *e) MUST_USE;

/* "u12", "u12h34" (a household), "u12b56" (a base). */
const char *visit_place(struct arena *a, int64_t unit, int64_t household, int64_t base);
/* Those of the pairings of the account's own person first, then of the unit in view. */
struct visit_choices {
	int place_count, people_count;
	struct ui_option *places;    /* group: the village, or the reader's own pairings */
	const char **people;         /* "name #id" */
	const char *self;            /* the account's own person, "" unknown */
};
bool visit_choices_load(struct request *rq, const struct scope *scope, struct visit_choices *out,
			struct err *e) MUST_USE;
/* "王建国 #123" */
const char *visit_person_text(struct arena *a, const char *name, int64_t id);
int visit_purposes(struct request *rq, const struct ui_option **out);

/* Saves one edit; what is wrong with it is in rq->findings and *ok false.  false: the database failed. */
bool visit_save(struct request *rq, const struct visit_source *src, const struct visit_edit *edit,
		struct visit_result *out, bool *ok, struct err *e) MUST_USE;
/* Its lines of "matters" become matters; ERR_REFUSED with findings.  visit_save() calls it. */
bool visit_matters_raise(struct request *rq, const struct visit_source *src, const struct visit_edit *edit,
			 int64_t visit, struct err *e) MUST_USE;
int visit_matter_kinds(struct request *rq, const struct ui_option **out);

struct visit_form_view {
	const char *action, *cancel;
	const char *account;         /* id of whose form it is; "" on the phone, which knows itself */
	const char *visited, *place, *visitor, *others, *purpose, *said, *found, *helped, *matters,
		*matter_kind;
	const char *began[10];       /* in the order of visit_form_names[] */
	const char *most;            /* today, ISO: no later day */
	bool editing, phone;
	struct visit_choices choices;
	const struct ui_option *purposes, *kinds; /* kinds: of matters */
	int purpose_count, kind_count;
	const struct findings *findings;
};
extern const char *const visit_form_names[10];   /* visited, place, visitor, others, purpose, … NULL */
void visit_script(struct html *h);

struct visit_served_row {
	const char *kind, *helped, *href;
};
struct visit_told {              /* a conflict */
	int64_t id;
	const char *field, *theirs, *ours, *writer, *visit, *visit_href, *unit;
	ymd written;
	bool both, may;              /* may be joined; the reader may settle it */
};
struct visit_view {
	const char *day, *who, *whom, *unit, *purpose, *said, *found, *helped, *register_href;
	int served_count, told_count, matter_count;
	bool hidden;                 /* personal columns are not the reader's */
	const struct visit_served_row *served, *matters; /* those of the matters the reader may see */
	const struct visit_told *told;
	const struct visit_form_view *form; /* NULL: may not write */
};
/* What the visit raised, as far as the reader sees matters. */
bool visit_matters_load(struct request *rq, int64_t visit, struct visit_view *v, struct err *e) MUST_USE;
struct visit_told_view {
	const char *unit;
	bool may_write;
	int count;
	const struct visit_told *rows;
	const struct findings *findings;
};
/* The conflicts that wait at or under the unit (0: all of the scope), or of one visit. */
bool visit_told_load(struct request *rq, int64_t unit, int64_t visit, int limit, struct visit_told **out, int *count,
		     struct err *e) MUST_USE;

struct visit_due_row {
	const char *helper, *helped, *unit, *kind, *href, *visit_href; /* visit_href NULL: may not */
	int done, wanted;            /* wanted 0: nothing is agreed */
	ymd last;
};
struct visit_recent_row {
	const char *day, *who, *whom, *unit, *href;
	int serves;
};
struct visit_board_view {
	const char *unit, *quarter, *new_href;
	int figure_count, due_count, due_all, none_count, recent_count, told_count;
	struct {
		const char *label, *value, *href, *note;
	} figures[4];
	const struct visit_due_row *due;
	const struct visit_recent_row *recent;
	const char *told_href, *all_href;
};
