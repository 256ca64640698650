#pragma once
/*
 * check_ask.h - what the named checks (checks_*.c) ask of their row and of other rows.
 */
#include "base/base.h"
#include "reg/def.h"
#include "reg/record.h"

/* The value of a field that the check `needs`; NULL while it is empty. */
const struct value *known(const struct check_in *in, const char *field);
/* Of a field of any record: 0 or "" while it is empty. */
int64_t number_in(const struct record *r, const char *field);
const char *text_in(const struct record *r, const char *field);

/* Days as far as both are known: a month without a day is compared by month. */
int day_compare(int64_t x, int64_t y);
bool is_before(int64_t x, int64_t y);

/*
 * The number that the statement gives for $1 the county and the numbers that follow `out`, $2 and
 * on; 0 when it gives none.  ask(in, SQL("select unit from r_org where county=$1 and id=$2"), &unit, org)
 */
bool ask_with(const struct check_in *in, struct sql sql, int64_t *out, const int64_t *args, size_t count);
#define ask(in, sql, out, ...)                                                                                   \
	ask_with(in, sql, out, (const int64_t[]){__VA_ARGS__}, ARRAY_LEN(((const int64_t[]){__VA_ARGS__})))
