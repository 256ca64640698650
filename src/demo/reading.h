#pragma once
/*
 * reading.h - the words and numbers of a plan, packs/<place>/<area>.yaml.
 *
 * A mistake is a finding in `f`, with its place; ask plan_says_ok() once at the end.
 * Everything lives in `a`.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/findings.h"

struct ynode;
struct plan_codes;

/* One map of a plan; map NULL: there is none. */
struct reading {
	struct arena *a;
	const struct ynode *map;
	struct findings *f;
};

/* packs/<slug>/<area>.yaml; out->map is NULL when the place has no such file. */
bool plan_area(struct arena *a, const char *slug, const char *area, struct reading *out, struct err *e) MUST_USE;
/* ERR_CORRUPT when something read so far was wrong; `path` is named if the mistake has no place. */
bool plan_says_ok(const struct reading *r, const char *path, struct err *e) MUST_USE;

/* Is there anything under the key? */
bool plan_has(const struct reading *r, const char *key);
/* The map under a key, which must be there. */
struct reading plan_part(const struct reading *r, const char *key);
/* Item i of a list of maps; map NULL after the last one. */
struct reading plan_item(const struct reading *r, const char *key, int i);
const char *plan_word(const struct reading *r, const char *key); /* NULL: not there */
const char *plan_need(const struct reading *r, const char *key); /* must be there */
int plan_number(const struct reading *r, const char *key);       /* 0 when absent */
ymd plan_day(const struct reading *r, const char *key);          /* must be there */
/* A list of codes, or a map from codes to numbers. */
void plan_codes_of(const struct reading *r, const char *key, struct plan_codes *out);
