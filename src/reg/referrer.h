#pragma once
/*
 * referrer.h - the rows of every register that point at one record, read from the definitions.
 *
 * One query for each register and field that refers to the record's register, driven by the
 * index which reg_ddl.c gives every such field.  A new register appears by itself.  Rows
 * outside the account's scope are neither listed nor counted.
 *
 * Memory: everything returned lives in the arena passed in.
 */
#include "reg/query.h"

enum standing { STANDING_NONE, STANDING_PAST, STANDING_NOW, STANDING_COMING };

struct referrer_ask {
	const struct record *to;
	const struct account *acc;
	unsigned roles;  /* mask of the roles whose reading counts; ~0u: all of the account's */
	ymd at;          /* the day that parts current from past */
	int limit;       /* rows listed of each register and field; 0: all */
	bool reveal;     /* sealed columns in clear; the caller audits */
};

struct referrer {
	const struct reg_def *def;
	const struct field_def *field; /* the one that points */
	struct record_list list;       /* what holds now first, then in the register's order */
	enum standing *standings;      /* per row */
	int now, past;                 /* of those listed */
	bool more;                     /* not all are listed */
};

/* Only those with rows, by group and rank of their registers. */
bool referrers_load(struct arena *a, struct db *db, const struct referrer_ask *ask, int *count,
		    struct referrer **out, struct err *e) MUST_USE;
/* NONE where the register keeps neither days nor states; COMING before its first day. */
enum standing record_standing(const struct record *r, ymd at);
/* Groups of the registers: the label of a register's. */
const char *reg_group_label(const struct reg_def *def, enum lang lang);
