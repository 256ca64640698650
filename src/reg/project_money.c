/*
 * project_money.c - what goes in and out of funds, allocations, commitments and payments.
 */
#include "reg/check_ask.h"
#include "reg/project_money.h"
#include "base/arena.h"
#include "base/dec.h"
#include "base/str.h"
#include "reg/query.h"

#include <stdlib.h>

/* One stored row: of which purse it takes, when, how much; what comes back of it, when. */
struct draw {
	int64_t id, fen, back_fen, commitment;
	ymd day, back;
};
struct draws {
	int count, room;
	struct draw *rows;
};

struct purse_reading {
	struct arena *a;
	struct db *db;
	int64_t county, id;
	const struct record *with;
	bool leaving;
	struct err *e;
	struct money_moves *out;
	int room;
};

/* ---- moves ---- */

static void move(struct purse_reading *r, enum money_what what, int64_t row, ymd day, int64_t fen)
{
	struct money_moves *m = r->out;
	if (fen == 0)
		return;
	if (m->count == r->room) {
		int room = r->room ? r->room * 2 : 16;
		m->rows = arena_grow(r->a, m->rows, (size_t)r->room * sizeof *m->rows,
				     (size_t)room * sizeof *m->rows);
		r->room = room;
	}
	m->rows[m->count++] = (struct money_move){ .day = day, .fen = fen, .what = what, .row = row };
}

static int by_day(const void *x, const void *y)
{
	const struct money_move *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->fen != b->fen)
		return a->fen > b->fen ? -1 : 1;
	return (a->row > b->row) - (a->row < b->row);
}

/* ---- the row that is about to be saved ---- */

static bool with_is(const struct purse_reading *r, const char *reg)
{
	return r->with && text_eq(r->with->def->name, reg);
}

/* As it will be stored: an allocation, a commitment, a payment or a receipt. */
static struct draw draw_of(const struct record *rec)
{
	struct draw d = { .id = rec->id, .fen = number_in(rec, "amount") };
	if (text_eq(rec->def->name, "project_allocation")) {
		d.day = (ymd)number_in(rec, "day");
		d.back_fen = number_in(rec, "returned");
		d.back = (ymd)number_in(rec, "returned_on");
	} else if (text_eq(rec->def->name, "project_commitment")) {
		d.day = (ymd)number_in(rec, "signed");
		d.back = (ymd)number_in(rec, "lapses");
	} else {
		d.day = (ymd)number_in(rec, "day");
		d.commitment = text_eq(rec->def->name, "project_payment") ? number_in(rec, "commitment") : 0;
	}
	return d;
}

/* ---- what is stored ---- */

static void keep(struct purse_reading *r, struct draws *list, struct draw d)
{
	if (list->count == list->room) {
		int room = list->room ? list->room * 2 : 16;
		list->rows = arena_grow(r->a, list->rows, (size_t)list->room * sizeof *list->rows,
					(size_t)room * sizeof *list->rows);
		list->room = room;
	}
	list->rows[list->count++] = d;
}

/*
 * Rows that take from the purse $2: id, day, amount, day and amount that come back, commitment.
 * The row about to be saved stands for what is stored of it when it is of register `reg` and
 * its `by` names the purse.
 */
static bool draws_load(struct purse_reading *r, struct sql sql, const char *reg, const char *by,
		       struct draws *out)
{
	struct stmt *q = db_query(r->db, sql, r->e);
	int64_t replaced = with_is(r, reg) ? r->with->id : 0;
	*out = (struct draws){ 0 };
	if (!q)
		return false;
	bind(q, 1, r->county);
	bind(q, 2, r->id);
	while (db_next(q)) {
		struct draw d = { .id = col_i64(q, 0), .day = (ymd)col_i64(q, 1), .fen = col_i64(q, 2),
				  .back = (ymd)col_i64(q, 3), .back_fen = col_i64(q, 4),
				  .commitment = col_i64(q, 5) };
		if (d.id != replaced)
			keep(r, out, d);
	}
	if (!db_end(q, r->e))
		return false;
	if (with_is(r, reg) && !r->leaving && number_in(r->with, by) == r->id)
		keep(r, out, draw_of(r->with));
	return true;
}

/* The purse's own row: its day and amount, and what left it on a day. */
static bool purse_load(struct purse_reading *r, struct sql sql, const char *reg, struct draw *out)
{
	*out = (struct draw){ 0 };
	if (with_is(r, reg) && r->with->id == r->id) {
		if (r->leaving)
			return true;
		*out = draw_of(r->with);
		return true;
	}
	struct stmt *q = db_query(r->db, sql, r->e);
	if (!q)
		return false;
	bind(q, 1, r->county);
	bind(q, 2, r->id);
	if (db_next(q))
		*out = (struct draw){ .id = r->id, .day = (ymd)col_i64(q, 0), .fen = col_i64(q, 1),
				      .back = (ymd)col_i64(q, 2), .back_fen = col_i64(q, 3) };
	return db_end(q, r->e);
}

static bool allocations_of(struct purse_reading *r, struct draws *out)
{
	return draws_load(r,
			  SQL("select id,day,amount,coalesce(returned_on,0),coalesce(returned,0),0 from "
			      "r_project_allocation where county=$1 and fund=$2 order by id"),
			  "project_allocation", "fund", out);
}

static bool payments_of(struct purse_reading *r, bool of_commitment, struct draws *out)
{
	if (of_commitment)
		return draws_load(r,
				  SQL("select id,day,amount,0,0,coalesce(commitment,0) from r_project_payment "
				      "where county=$1 and commitment=$2 order by id"),
				  "project_payment", "commitment", out);
	return draws_load(r,
			  SQL("select id,day,amount,0,0,coalesce(commitment,0) from r_project_payment where "
			      "county=$1 and allocation=$2 order by id"),
			  "project_payment", "allocation", out);
}

static int64_t paid_of(const struct draws *payments, int64_t commitment)
{
	int64_t sum = 0;
	for (int i = 0; i < payments->count; i++)
		if (payments->rows[i].commitment == commitment)
			sum += payments->rows[i].fen;
	return sum;
}

/* ---- the four purses ---- */

static bool fund_moves(struct purse_reading *r)
{
	struct draw own;
	struct draws given;
	/* a fund has no day on which something left it by itself */
	if (with_is(r, "fund") && r->with->id == r->id)
		own = (struct draw){ .day = (ymd)number_in(r->with, "arrived"),
				     .fen = r->leaving ? 0 : number_in(r->with, "amount") };
	else if (!purse_load(r, SQL("select arrived,amount,0,0 from r_fund where county=$1 and id=$2"), "fund",
			     &own))
		return false;
	if (!allocations_of(r, &given))
		return false;
	move(r, MONEY_IN, r->id, own.day, own.fen);
	for (int i = 0; i < given.count; i++) {
		const struct draw *d = &given.rows[i];
		move(r, MONEY_GIVEN, d->id, d->day, -d->fen);
		move(r, MONEY_RETURNED, d->id, d->back, d->back_fen);
	}
	return true;
}

static bool allocation_moves(struct purse_reading *r)
{
	struct draw own;
	struct draws contracts, payments;
	if (!purse_load(r,
			SQL("select day,amount,coalesce(returned_on,0),coalesce(returned,0) from "
			    "r_project_allocation where county=$1 and id=$2"),
			"project_allocation", &own) ||
	    !draws_load(r,
			SQL("select id,signed,amount,coalesce(lapses,0),0,0 from r_project_commitment where "
			    "county=$1 and allocation=$2 order by id"),
			"project_commitment", "allocation", &contracts) ||
	    !payments_of(r, false, &payments))
		return false;
	move(r, MONEY_IN, r->id, own.day, own.fen);
	move(r, MONEY_RETURNED, r->id, own.back, -own.back_fen);
	for (int i = 0; i < contracts.count; i++) {
		const struct draw *c = &contracts.rows[i];
		move(r, MONEY_CONTRACT, c->id, c->day, -c->fen);
		if (c->back)
			move(r, MONEY_LAPSED, c->id, c->back, c->fen - (c->id ? paid_of(&payments, c->id) : 0));
	}
	for (int i = 0; i < payments.count; i++)
		if (!payments.rows[i].commitment)
			move(r, MONEY_PAID, payments.rows[i].id, payments.rows[i].day, -payments.rows[i].fen);
	return true;
}

static bool commitment_moves(struct purse_reading *r)
{
	struct draw own;
	struct draws payments;
	if (!purse_load(r,
			SQL("select signed,amount,coalesce(lapses,0),0 from r_project_commitment where county=$1 "
			    "and id=$2"),
			"project_commitment", &own) ||
	    !payments_of(r, true, &payments))
		return false;
	move(r, MONEY_IN, r->id, own.day, own.fen);
	for (int i = 0; i < payments.count; i++)
		move(r, MONEY_PAID, payments.rows[i].id, payments.rows[i].day, -payments.rows[i].fen);
	if (!own.back)
		return true;
	/* what is unpaid on that day leaves; a payment on it or later finds nothing */
	int64_t left = own.fen;
	for (int i = 0; i < payments.count; i++)
		if (payments.rows[i].day < own.back)
			left -= payments.rows[i].fen;
	move(r, MONEY_LAPSED, r->id, own.back, left > 0 ? -left : 0);
	return true;
}

static bool payment_moves(struct purse_reading *r)
{
	struct draw own;
	struct draws receipts;
	if (!purse_load(r, SQL("select day,amount,0,0 from r_project_payment where county=$1 and id=$2"),
			"project_payment", &own) ||
	    !draws_load(r,
			SQL("select id,day,amount,0,0,0 from r_project_receipt where county=$1 and payment=$2 "
			    "order by id"),
			"project_receipt", "payment", &receipts))
		return false;
	move(r, MONEY_IN, r->id, own.day, own.fen);
	for (int i = 0; i < receipts.count; i++) {
		const struct draw *d = &receipts.rows[i];
		move(r, MONEY_RECEIVED, d->id, d->day > own.day ? d->day : own.day, -d->fen);
	}
	return true;
}

bool money_moves(struct arena *a, struct db *db, int64_t county, enum purse purse, int64_t id,
		 const struct record *with, bool leaving, struct money_moves *out, struct err *e)
{
	static bool (*const load[])(struct purse_reading *r) = {
		[PURSE_FUND] = fund_moves,
		[PURSE_ALLOCATION] = allocation_moves,
		[PURSE_COMMITMENT] = commitment_moves,
		[PURSE_PAYMENT] = payment_moves,
	};
	struct purse_reading r = { .a = a, .db = db, .county = county, .id = id, .with = with,
				   .leaving = leaving, .e = e, .out = out };
	*out = (struct money_moves){ 0 };
	if (!load[purse](&r))
		return false;
	if (out->count)
		qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_day);
	return true;
}

int64_t money_on(const struct money_moves *m, ymd day)
{
	int64_t sum = 0;
	for (int i = 0; i < m->count && m->rows[i].day <= day; i++)
		sum += m->rows[i].fen;
	return sum;
}

ymd money_overdrawn(const struct money_moves *m, int64_t *fen)
{
	int64_t sum = 0;
	for (int i = 0; i < m->count; i++) {
		sum += m->rows[i].fen;
		if (sum < 0 && (i + 1 == m->count || m->rows[i + 1].day != m->rows[i].day)) {
			*fen = -sum;
			return m->rows[i].day;
		}
	}
	return 0;
}

const char *money_text(struct arena *a, int64_t fen)
{
	char text[32];
	return arena_strdup(a, dec_text((struct dec){ .v = fen, .scale = 2 }, text));
}
