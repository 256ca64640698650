/* contract.c - contracts as the registers keep them. */
#include "economy/contract.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "economy/economy_int.h"

#include <stdlib.h>
#include <string.h>

int64_t economy_fen(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return r->v[f->index].known ? r->v[f->index].i : 0;
}

ymd economy_day(const struct record *r, const char *field)
{
	return (ymd)economy_fen(r, field);
}

const char *economy_code(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	const struct value *v = &r->v[f->index];
	return v->known && v->s ? v->s : "";
}

const char *economy_text(struct arena *a, const struct record *r, const char *field)
{
	return arena_strdup(a, economy_code(r, field));
}

struct gather {
	struct arena *a;
	size_t count, room, due_count, due_room, receipt_count, receipt_room;
	struct contract *rows;
	struct of_due {
		int64_t contract;
		struct contract_due due;
	} *dues;
	struct of_receipt {
		int64_t contract;
		struct contract_receipt receipt;
	} *receipts;
};

static void *room_for(struct arena *a, void *rows, size_t count, size_t *room, size_t each)
{
	if (count < *room)
		return rows;
	size_t more = *room ? *room * 2 : 64;
	rows = arena_grow(a, rows, count * each, more * each);
	*room = more;
	return rows;
}

static bool contract_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			  struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	g->rows = room_for(g->a, g->rows, g->count, &g->room, sizeof *g->rows);
	g->rows[g->count++] = (struct contract){
		.id = r->id, .unit = r->unit, .org = economy_fen(r, "org"),
		.number = economy_text(g->a, r, "number"), .name = economy_text(g->a, r, "name"),
		.unit_name = arena_strdup(g->a, r->unit_name), .kind = economy_text(g->a, r, "kind"),
		.party = economy_text(g->a, r, "party"), .side = economy_text(g->a, r, "side"),
		.asset = economy_fen(r, "asset"), .asset_name = economy_text(g->a, r, "asset"),
		.resource = economy_fen(r, "resource"), .resource_name = economy_text(g->a, r, "resource"),
		.amount = economy_fen(r, "amount"), .deposit = economy_fen(r, "deposit"),
		.started = economy_day(r, "started"), .expires = economy_day(r, "expires"),
		.terminated = economy_day(r, "terminated"),
	};
	return true;
}

static bool due_take(void *arg, struct arena *row, const struct record *r, const struct value *subs, struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	g->dues = room_for(g->a, g->dues, g->due_count, &g->due_room, sizeof *g->dues);
	g->dues[g->due_count++] = (struct of_due){
		economy_fen(r, "contract"),
		{ .id = r->id, .amount = economy_fen(r, "amount"), .day = economy_day(r, "due"),
		  .covers_from = economy_day(r, "covers_from"), .covers_to = economy_day(r, "covers_to"),
		  .item = economy_text(g->a, r, "item") },
	};
	return true;
}

static bool receipt_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
			 struct err *e)
{
	struct gather *g = arg;
	(void)row;
	(void)subs;
	(void)e;
	g->receipts = room_for(g->a, g->receipts, g->receipt_count, &g->receipt_room, sizeof *g->receipts);
	g->receipts[g->receipt_count++] = (struct of_receipt){
		economy_fen(r, "contract"),
		{ .id = r->id, .amount = economy_fen(r, "amount"), .day = economy_day(r, "received"),
		  .item = economy_text(g->a, r, "item"), .receipt = economy_text(g->a, r, "receipt") },
	};
	return true;
}

/* ---- orders ---- */

static int by_id(const void *x, const void *y)
{
	const struct contract *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

static int by_number(const void *x, const void *y)
{
	const struct contract *a = x, *b = y;
	if (a->unit != b->unit)
		return a->unit > b->unit ? 1 : -1;
	int order = strcmp(a->number, b->number);
	return order ? order : by_id(x, y);
}

static int by_due(const void *x, const void *y)
{
	const struct of_due *a = x, *b = y;
	if (a->contract != b->contract)
		return a->contract > b->contract ? 1 : -1;
	if (a->due.day != b->due.day)
		return a->due.day > b->due.day ? 1 : -1;
	int order = strcmp(a->due.item, b->due.item);
	return order ? order : (a->due.id > b->due.id) - (a->due.id < b->due.id);
}

static int by_receipt(const void *x, const void *y)
{
	const struct of_receipt *a = x, *b = y;
	if (a->contract != b->contract)
		return a->contract > b->contract ? 1 : -1;
	if (a->receipt.day != b->receipt.day)
		return a->receipt.day > b->receipt.day ? 1 : -1;
	return (a->receipt.id > b->receipt.id) - (a->receipt.id < b->receipt.id);
}

/* ---- loading ---- */

/* Rows of a contract that the query left out are left out as well. */
static void dues_join(struct gather *g)
{
	struct contract_due *all = ARENA_ARRAY(g->a, struct contract_due, g->due_count + 1);
	if (g->due_count)
		qsort(g->dues, g->due_count, sizeof *g->dues, by_due);
	for (size_t i = 0; i < g->due_count; i++) {
		struct contract key = { .id = g->dues[i].contract }, *c;
		all[i] = g->dues[i].due;
		c = g->count ? bsearch(&key, g->rows, g->count, sizeof *g->rows, by_id) : NULL;
		if (!c)
			continue;
		if (!c->due_count)
			c->dues = &all[i];
		c->due_count++;
	}
}

static void receipts_join(struct gather *g)
{
	struct contract_receipt *all = ARENA_ARRAY(g->a, struct contract_receipt, g->receipt_count + 1);
	if (g->receipt_count)
		qsort(g->receipts, g->receipt_count, sizeof *g->receipts, by_receipt);
	for (size_t i = 0; i < g->receipt_count; i++) {
		struct contract key = { .id = g->receipts[i].contract }, *c;
		all[i] = g->receipts[i].receipt;
		c = g->count ? bsearch(&key, g->rows, g->count, sizeof *g->rows, by_id) : NULL;
		if (!c)
			continue;
		if (!c->receipt_count)
			c->receipts = &all[i];
		c->receipt_count++;
	}
}

static bool rows_load(struct db *db, const struct contracts_ask *ask, const char *reg,
		      bool (*take)(void *, struct arena *, const struct record *, const struct value *, struct err *),
		      struct gather *g, struct err *e)
{
	struct query q;
	struct path p;
	char id[32];
	query_init(&q, reg_find(reg), ask->county, &ask->scope);
	q.unit = ask->unit;
	if (ask->contract) {
		bool there = path_parse(q.def, "contract", &p);
		if (!there)
			p = (struct path){ .field = PATH_ID, .sub = -1 };
		query_filter(&q, p, OP_EQ, arena_strdup(g->a, id_text(ask->contract, id)));
	}
	return query_each(db, &q, take, g, e);
}

bool contracts_load(struct arena *a, struct db *db, const struct contracts_ask *ask, struct contract_list *out,
		    struct err *e)
{
	struct gather g = { .a = a };
	if (!rows_load(db, ask, "contract", contract_take, &g, e) ||
	    !rows_load(db, ask, "contract_due", due_take, &g, e) ||
	    !rows_load(db, ask, "contract_receipt", receipt_take, &g, e))
		return false;
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, by_id);
	dues_join(&g);
	receipts_join(&g);
	if (g.count)
		qsort(g.rows, g.count, sizeof *g.rows, by_number);
	*out = (struct contract_list){ (int)g.count, g.rows };
	return true;
}
