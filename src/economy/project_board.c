/* project_board.c - one pass over each register of project money. */
#include "economy/project_board.h"
#include "base/arena.h"
#include "base/str.h"
#include "economy/economy_int.h"

#include <stdlib.h>

/* A row that another belongs to: allocation → project, contract or payment → its allocation. */
struct link {
	int64_t id, to, fen, paid;
	ymd back;
};
struct links {
	int count, room;
	struct link *rows; /* by id */
};

struct board_work {
	struct arena *a;
	struct db *db;
	const struct account *acc;
	int64_t county, unit;
	ymd at;
	struct project_board *out;
	int room;
	struct links allocations, contracts, payments;
	struct err *e;
};

static void link_add(struct board_work *w, struct links *l, struct link row)
{
	if (l->count == l->room) {
		int room = l->room ? l->room * 2 : 64;
		l->rows = arena_grow(w->a, l->rows, (size_t)l->room * sizeof *l->rows,
				     (size_t)room * sizeof *l->rows);
		l->room = room;
	}
	l->rows[l->count++] = row;
}

static int by_id(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

static void links_sort(struct links *l)
{
	if (l->count)
		qsort(l->rows, (size_t)l->count, sizeof *l->rows, by_id);
}

static struct link *link_find(const struct links *l, int64_t id)
{
	struct link key = { .id = id };
	return l->count ? bsearch(&key, l->rows, (size_t)l->count, sizeof *l->rows, by_id) : NULL;
}

/* ---- sums ---- */

static int by_project(const void *x, const void *y)
{
	const struct project_board_row *a = x, *b = y;
	return (a->project > b->project) - (a->project < b->project);
}

static void row_add(struct board_work *w, int64_t project, struct project_sums s)
{
	struct project_board *b = w->out;
	if (b->count == w->room) {
		int room = w->room ? w->room * 2 : 64;
		b->rows = arena_grow(w->a, b->rows, (size_t)w->room * sizeof *b->rows,
				     (size_t)room * sizeof *b->rows);
		w->room = room;
	}
	b->rows[b->count++] = (struct project_board_row){ .project = project, .sums = s };
}

static void sums_add(struct project_sums *to, const struct project_sums *s)
{
	to->allocated += s->allocated;
	to->returned += s->returned;
	to->committed += s->committed;
	to->direct += s->direct;
	to->paid += s->paid;
	to->received += s->received;
	to->late += s->late;
}

/* What was added row by row, one row for each project. */
static void rows_join(struct project_board *b)
{
	int kept = 0;
	if (b->count)
		qsort(b->rows, (size_t)b->count, sizeof *b->rows, by_project);
	for (int i = 0; i < b->count; i++) {
		sums_add(&b->total, &b->rows[i].sums);
		if (kept && b->rows[kept - 1].project == b->rows[i].project)
			sums_add(&b->rows[kept - 1].sums, &b->rows[i].sums);
		else
			b->rows[kept++] = b->rows[i];
	}
	b->count = kept;
}

/* The project of an allocation of the unit; 0: none that is told. */
static int64_t project_of(const struct board_work *w, int64_t allocation)
{
	const struct link *l = link_find(&w->allocations, allocation);
	return l ? l->to : 0;
}

/* ---- the registers ---- */

static bool allocation_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			    struct err *e)
{
	struct board_work *w = arg;
	int64_t project = economy_fen(rec, "project"), on = economy_fen(rec, "returned_on");
	struct project_sums s = { .allocated = economy_fen(rec, "amount"),
				  .returned = on && on <= w->at ? economy_fen(rec, "returned") : 0 };
	(void)row;
	(void)subs;
	(void)e;
	link_add(w, &w->allocations, (struct link){ .id = rec->id, .to = project });
	row_add(w, project, s);
	return true;
}

static bool contract_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			  struct err *e)
{
	struct board_work *w = arg;
	(void)row;
	(void)subs;
	(void)e;
	if (economy_fen(rec, "signed") <= w->at)
		link_add(w, &w->contracts,
			 (struct link){ .id = rec->id, .to = economy_fen(rec, "allocation"),
					.fen = economy_fen(rec, "amount"), .back = economy_day(rec, "lapses") });
	return true;
}

static bool payment_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			 struct err *e)
{
	struct board_work *w = arg;
	int64_t allocation = economy_fen(rec, "allocation"), fen = economy_fen(rec, "amount");
	struct link *contract = link_find(&w->contracts, economy_fen(rec, "commitment"));
	struct project_sums s = { .paid = fen, .direct = contract ? 0 : fen };
	(void)row;
	(void)subs;
	(void)e;
	link_add(w, &w->payments, (struct link){ .id = rec->id, .to = project_of(w, allocation) });
	if (contract)
		contract->paid += fen;
	row_add(w, project_of(w, allocation), s);
	return true;
}

static bool receipt_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			 struct err *e)
{
	struct board_work *w = arg;
	const struct link *payment = link_find(&w->payments, economy_fen(rec, "payment"));
	(void)row;
	(void)subs;
	(void)e;
	if (payment)
		row_add(w, payment->to, (struct project_sums){ .received = economy_fen(rec, "amount") });
	return true;
}

static bool milestone_take(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			   struct err *e)
{
	struct board_work *w = arg;
	int64_t due = economy_fen(rec, "due"), done = economy_fen(rec, "done");
	(void)row;
	(void)subs;
	(void)e;
	if (due < w->at && (!done || done > w->at))
		row_add(w, economy_fen(rec, "project"), (struct project_sums){ .late = 1 });
	return true;
}

/* Every row of the register at or under the unit; *told: the account may read it. */
static bool each(struct board_work *w, const char *reg, bool any_day, bool *told,
		 bool (*take)(void *arg, struct arena *row, const struct record *rec, const struct value *subs,
			      struct err *e))
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	reg_scope(w->acc, def, false, &scope);
	*told = scope.count > 0;
	if (!*told)
		return true;
	query_init(&q, def, w->county, &scope);
	q.unit = w->unit;
	q.at = w->at;
	q.any_day = any_day;
	return query_each(w->db, &q, take, w, w->e);
}

bool project_board_load(struct arena *a, struct db *db, const struct account *acc, int64_t county, int64_t unit,
			ymd at, struct project_board *out, struct err *e)
{
	struct board_work w = { .a = a, .db = db, .acc = acc, .county = county, .unit = unit, .at = at, .out = out,
				.e = e };
	bool told;
	*out = (struct project_board){ 0 };
	if (!each(&w, "project_allocation", false, &told, allocation_take))
		return false;
	links_sort(&w.allocations);
	if (!each(&w, "project_commitment", true, &out->tells_contracts, contract_take))
		return false;
	links_sort(&w.contracts);
	if (!each(&w, "project_payment", false, &out->tells_payments, payment_take))
		return false;
	links_sort(&w.payments);
	for (int i = 0; i < w.contracts.count; i++) {
		const struct link *c = &w.contracts.rows[i];
		bool lapsed = c->back && c->back <= at;
		row_add(&w, project_of(&w, c->to), (struct project_sums){ .committed = lapsed ? c->paid : c->fen });
	}
	if (!each(&w, "project_receipt", false, &out->tells_receipts, receipt_take) ||
	    !each(&w, "milestone", true, &told, milestone_take))
		return false;
	rows_join(out);
	return true;
}

struct project_sums project_board_of(const struct project_board *b, int64_t project)
{
	struct project_board_row key = { .project = project };
	const struct project_board_row *hit =
	    b->count ? bsearch(&key, b->rows, (size_t)b->count, sizeof *b->rows, by_project) : NULL;
	return hit ? hit->sums : (struct project_sums){ 0 };
}
