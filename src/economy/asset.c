/* asset.c - asset cards as the register keeps them. */
#include "economy/asset.h"

#include "base/arena.h"
#include "base/str.h"
#include "economy/economy_int.h"

#include <stdlib.h>
#include <string.h>

struct gather {
	struct arena *a;
	size_t count, room;
	struct asset *rows;
};

static struct depreciable value_of(const struct record *r)
{
	ymd used = economy_day(r, "used_from") ? economy_day(r, "used_from") : economy_day(r, "acquired");
	ymd disposed = economy_day(r, "disposed"), through = economy_day(r, "taken_over");
	struct depreciable d = {
		.original = economy_fen(r, "original"), .residual = economy_fen(r, "residual"),
		.used = used / 100, .last = disposed / 100,
		.taken = through ? economy_fen(r, "depreciated") : 0, .taken_through = through / 100,
	};
	if (text_eq(economy_code(r, "method"), "straight"))
		d.life = (int)economy_fen(r, "life");
	return d;
}

static bool row_take(void *arg, struct arena *row, const struct record *r, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (g->count == g->room) {
		size_t room = g->room ? g->room * 2 : 128;
		g->rows = arena_grow(g->a, g->rows, g->count * sizeof *g->rows, room * sizeof *g->rows);
		g->room = room;
	}
	g->rows[g->count++] = (struct asset){
		.id = r->id, .unit = r->unit, .org = economy_fen(r, "org"),
		.number = economy_text(g->a, r, "number"), .name = economy_text(g->a, r, "name"),
		.unit_name = arena_strdup(g->a, r->unit_name),
		.category = economy_text(g->a, r, "category"), .account = economy_text(g->a, r, "account"),
		.purpose = economy_text(g->a, r, "purpose"), .status = economy_text(g->a, r, "status"),
		.place = economy_text(g->a, r, "place"),
		.acquired = economy_day(r, "acquired"), .disposed = economy_day(r, "disposed"),
		.value = value_of(r),
	};
	return true;
}

static int by_number(const void *x, const void *y)
{
	const struct asset *a = x, *b = y;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	int order = strcmp(a->number, b->number);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

bool assets_load(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope,
		 struct asset_list *out, struct err *e)
{
	struct gather g = { .a = a };
	struct query q;
	query_init(&q, reg_find("asset_card"), county, scope);
	q.unit = unit;
	if (!query_each(db, &q, row_take, &g, e))
		return false;
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, by_number);
	*out = (struct asset_list){ (int)g.count, g.rows };
	return true;
}

bool assets_of_book(struct arena *a, struct db *db, const struct book *b, const struct asset_list *all,
		    struct asset_list *out, struct err *e)
{
	struct book_owner owner;
	if (!book_owner_load(a, db, b, &owner, e))
		return false;
	*out = (struct asset_list){ .rows = ARENA_ARRAY(a, struct asset, all->count + 1) };
	for (int i = 0; i < all->count; i++)
		if (book_owns(&owner, all->rows[i].org, all->rows[i].unit))
			out->rows[out->count++] = all->rows[i];
	return true;
}

bool asset_there(const struct asset *as, ymd at)
{
	return as->acquired <= at && (!as->disposed || as->disposed > at);
}

const char *asset_root(const struct asset *as)
{
	static const char *const roots[][2] = {
		{ "fixed", "151" }, { "living", "132" }, { "intangible", "161" }, { "public_living", "134" },
		{ "building_site", "153" },
	};
	for (size_t i = 0; i < ARRAY_LEN(roots); i++)
		if (text_eq(as->account, roots[i][0]))
			return roots[i][1];
	return "";
}

const char *asset_contra(const struct asset *as)
{
	const char *root = asset_root(as);
	return text_eq(root, "151") ? "152" : text_eq(root, "132") ? "133" : text_eq(root, "161") ? "162" : NULL;
}

const char *asset_charged(const struct asset *as)
{
	static const char *const charged[][2] = {
		{ "operating", "511" }, { "production", "401" }, { "office", "513" }, { "public", "514" },
	};
	for (size_t i = 0; i < ARRAY_LEN(charged); i++)
		if (text_eq(as->purpose, charged[i][0]))
			return charged[i][1];
	return "";
}

/* ---- whose it is ---- */

bool book_owner_load(struct arena *a, struct db *db, const struct book *b, struct book_owner *out, struct err *e)
{
	struct scope scope;
	struct book_list all;
	bool alone = true;
	scope_all(b->county, &scope);
	if (!book_list(a, db, b->unit, &scope, &all, e))
		return false;
	for (int i = 0; i < all.count; i++)
		alone &= all.rows[i].unit != b->unit || all.rows[i].org == b->org;
	*out = (struct book_owner){ .org = b->org, .unit = b->unit, .alone = alone };
	return true;
}

bool book_owns(const struct book_owner *owner, int64_t org, int64_t unit)
{
	return org ? org == owner->org : owner->alone && unit == owner->unit;
}

bool book_of_owner(struct arena *a, struct db *db, int64_t county, int64_t org, int64_t unit, struct book *out,
		   struct err *e)
{
	struct scope scope;
	struct book_list all;
	bool alone = true;
	*out = (struct book){ 0 };
	if (org)
		return book_of_org(a, db, county, org, out, e);
	scope_all(county, &scope);
	if (!book_list(a, db, unit, &scope, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		if (all.rows[i].unit != unit)
			continue;
		alone &= !org || org == all.rows[i].org;
		org = all.rows[i].org;
	}
	return !org || !alone || book_of_org(a, db, county, org, out, e);
}
