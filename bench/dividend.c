/*
 * dividend.c - a dividend over many holders: the register added up and the sum divided, against
 * a plain loop that only multiplies and divides, and against SQL that does the same.
 *
 *	dividend [holders]
 *
 * Prints milliseconds of each and the ratio; fails when a sum is not exact.
 */
#include "base/arena.h"
#include "db/db.h"
#include "share/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t lot = 88172645463325252;

static uint64_t draw(uint64_t n)
{
	lot ^= lot << 13;
	lot ^= lot >> 7;
	lot ^= lot << 17;
	return lot % n;
}

/* Floors only: what a program without the remainder step would do. */
static int64_t plain_loop(const struct part *parts, int64_t count, int64_t declared, int64_t total)
{
	int64_t sum = 0;
	for (int64_t i = 0; i < count; i++)
		sum += (int64_t)((wide)declared * (uint64_t)parts[i].weight / (uint64_t)total);
	return sum;
}

static bool sql_floors(struct db *db, const struct part *parts, int64_t count, int64_t declared, int64_t total,
		       int64_t *us, struct err *e)
{
	struct stmt *q;
	TXN(t);
	if (!db_script(db, "create table held (id integer primary key, weight integer);\n", e) ||
	    !txn_begin(&t, db, e))
		return false;
	for (int64_t i = 0; i < count; i++) {
		q = db_query(db, SQL("insert into held values ($1,$2)"), e);
		if (!q)
			return false;
		bind(q, 1, i);
		bind(q, 2, parts[i].weight);
		if (!db_run(q, e))
			return false;
	}
	if (!txn_commit(&t, e))
		return false;
	int64_t begin = now_us(), sum = 0;
	q = db_query(db, SQL("select id,weight*$1/$2 from held order by weight*$1%$2 desc,weight desc,id"), e);
	if (!q)
		return false;
	bind(q, 1, declared);
	bind(q, 2, total);
	while (db_next(q))
		sum += col_i64(q, 1);
	*us = now_us() - begin;
	return db_end(q, e) && sum <= declared;
}

int main(int argc, char **argv)
{
	int64_t count = argc > 1 ? atoll(argv[1]) : 1000000, declared = 123456789012, total = 0, sum = 0;
	struct arena *a = arena_new((size_t)2 << 30);
	struct err e = {0};
	struct share_moves moves = {.count = count, .rows = ARENA_ARRAY(a, struct share_move, (size_t)count)};
	struct holdings held;
	for (int64_t i = 0; i < count; i++)
		moves.rows[i] = (struct share_move){.kind = MOVE_GRANT, .class = 1, .day = 20200101,
						    .receiver = 1 + (i * 7919) % count,
						    .shares = (int64_t)draw(400) + 1};
	int64_t t0 = now_us();
	if (!holdings_at(a, &moves, 20241231, 0, 0, &held, &e))
		return 1;
	int64_t t1 = now_us();
	struct part *parts = ARENA_ARRAY(a, struct part, (size_t)held.count);
	for (int64_t i = 0; i < held.count; i++)
		parts[i] = (struct part){.weight = held.rows[i].shares, .key = held.rows[i].person};
	int64_t t2 = now_us();
	if (!share_divide(a, declared, parts, held.count, &total, &e))
		return 1;
	int64_t t3 = now_us(), floors = plain_loop(parts, held.count, declared, total), t4 = now_us(), sql;
	for (int64_t i = 0; i < held.count; i++)
		sum += parts[i].fen;
	struct db *db = db_open(":memory:", DB_CREATE, &e);
	if (!db || !sql_floors(db, parts, held.count, declared, total, &sql, &e))
		return 1;
	printf("holders %" PRId64 "\nregister %" PRId64 " ms\ndivide %" PRId64 " ms\nplain loop %" PRId64
	       " ms (%" PRId64 " fen short)\nSQL %" PRId64 " ms\ndivide / SQL %" PRId64 " %%\nsum %s\n",
	       held.count, (t1 - t0) / 1000, (t3 - t2) / 1000, (t4 - t3) / 1000, declared - floors, sql / 1000,
	       (t3 - t2) * 100 / (sql ? sql : 1), sum == declared ? "exact" : "WRONG");
	db_close(db);
	arena_free(a);
	return sum == declared ? 0 : 1;
}
