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
	struct due_list dues;
};

/* The person of this request within the account's scope, shrunk to roles that have `cap`;
 * ERR_NOT_FOUND outside it. */
bool page_person(struct request *rq, enum cap cap, struct scope *scope, struct record **out,
		 struct err *e) MUST_USE;
/* Mask of all roles that have the capability. */
unsigned roles_with(enum cap cap);
