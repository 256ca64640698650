#pragma once
/*
 * demo.h - a site to try: five places with made-up people, in the numbers their sources give.
 *
 * Each packs/<place>/demo.yaml says how many people of which kind there are.  They are made
 * by a generator with a fixed seed and saved through reg_save(), like anybody's entries;
 * every figure is then counted from them.  Nobody in it exists: the names are drawn from
 * tables, the identity numbers have the prefix of no place and the phone numbers that of no
 * network.
 *
 * Memory: nothing is kept; `a` is used for the definitions of the packs only.
 */
#include "db/db.h"

struct arena;

/* Of every account of the demonstration.  Public: such a site holds nothing real. */
#define DEMO_PASSWORD "Yanzhen-demo-2026"

/*
 * Fills a migrated site without units: units, people, registers, accounts (`admin` and those
 * of the packs).  A writer outside a transaction; one transaction per place.  ERR_CONFLICT
 * when the site has units already.  Definitions and measures must have been read.
 */
bool demo_make(struct arena *a, struct db *db, struct err *e) MUST_USE;

/* One line per account: for showing what can be signed in with. */
struct demo_account {
	const char *login, *role, *unit; /* unit: name */
};
/* Those of the packs, in their order; NULL with `e` set when a pack cannot be read. */
const struct demo_account *demo_accounts(struct arena *a, struct db *db, int *count, struct err *e) MUST_USE;

/*
 * A reserve list of 羊角塘镇 as a village office sends it: 12 rows, 8 of them new and right; a
 * wrong check digit, an unknown village, a number that Excel has rounded, and someone who is
 * in the register already.  Writes an .xlsx file at `path`; call after demo_make().
 */
bool demo_workbook(struct arena *a, struct db *db, const char *path, struct err *e) MUST_USE;
