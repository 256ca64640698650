#pragma once
/* person_page.h - views of the pages about one person: on one sheet of paper, rights, the copy. */
#include "page/reg_view.h"

struct print_line {
	const char *label; /* "" continues the register above */
	const char *text, *standing;
};
struct person_print {
	const char *id, *name, *unit, *maker;
	ymd day;
	int64_t printed_ms;
	int fact_count, line_count, left_out;
	const struct reg_fact *facts;
	const struct print_line *lines;
	struct section_dues dues;
};

/* The person of this request within the account's scope, shrunk to roles that have `cap`;
 * ERR_NOT_FOUND outside it. */
bool page_person(struct request *rq, enum cap cap, struct scope *scope, struct record **out,
		 struct err *e) MUST_USE;
/* Mask of all roles that have the capability. */
unsigned roles_with(enum cap cap);

/* ---- rights: what is asked about one's own data ---- */
struct rights_request {
	const char *id, *kind, *state, *href, *edit; /* edit: where a correction is made, or NULL */
	enum ui_tone tone;
	ymd received, due;
	bool open, late, deletes;
};
struct rights_entry {
	const char *label;
	int count;
};
struct person_rights {
	const char *ver;
	const char *id, *name, *days, *document; /* the time to answer and where it is from */
	bool may_write;
	int kind_count, request_count, gone_count, kept_count, entry_count, file_count;
	const struct ui_link *kinds;             /* register a request of that kind */
	const struct rights_request *requests;
	const char *const *gone, *const *kept;   /* labels of facts */
	const struct rights_entry *entries;
	const struct ui_option *deletions;       /* open requests to delete */
	int deletion_count;
	const struct findings *findings;
};

/* ---- the copy ---- */
struct copy_entry {
	const char *unit, *state;
	int fact_count;
	const struct reg_fact *facts;
};
struct copy_part {
	const char *label;
	int count;
	const struct copy_entry *entries;
};
struct person_copy {
	const char *id, *name, *unit, *maker, *within; /* within: units whose entries it holds */
	ymd day;
	bool whole;                                    /* the whole county's */
	int fact_count, part_count, file_count;
	const struct reg_fact *facts;
	const struct copy_part *parts;
	const struct attachment *files;
};
struct holding {                                       /* what a copy is made of */
	struct record *person;
	struct attachment_list files;
	int count;
	struct referrer *refs;                         /* all rows */
	const char *within;
	bool whole;
};
/* Percent-encoded, for a header or an address. */
const char *page_encoded(struct request *rq, const char *text);
/* The reply itself, to be saved under `name`. */
void copy_json(struct request *rq, const struct holding *x, const char *name);
/* A workbook at `path`. */
bool copy_xlsx(struct request *rq, const struct holding *x, const char *path,
	       struct err *e) MUST_USE;
void copy_page(struct request *rq, struct html *h, const struct holding *x);
