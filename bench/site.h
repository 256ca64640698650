#pragma once
/*
 * site.h - a bench opens a site made by `yanzhen demo` and works in one of its counties.
 * CPU time is what the benchmarks compare: a machine with other work changes it least.
 */
#include "auth/auth.h"
#include "base/arena.h"
#include "db/db.h"
#include "measure/measure.h"
#include "reg/record.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define BENCH_COUNTY "431181000000"

struct bench {
	struct arena *process, *a;
	struct db *db;
	struct err e;
	int64_t county;
	int village_count;
	int64_t *villages; /* the first half of the county's open villages */
};

static inline int bench_failed(const struct bench *b)
{
	char text[600];
	msg_write(&b->e.text, LANG_EN, text, sizeof text);
	fprintf(stderr, "%s\n", text);
	return 3;
}

static inline bool bench_villages(struct bench *b)
{
	struct unit county;
	if (!unit_by_code(b->a, b->db, BENCH_COUNTY, 0, &county, &b->e))
		return false;
	b->county = county.id;
	b->villages = ARENA_ARRAY(b->process, int64_t, 4000);
	struct stmt *q = db_query(
	    b->db, SQL("select id from unit where county=$1 and level=$2 and closed=99991231 order by id"),
	    &b->e);
	if (!q)
		return false;
	bind(q, 1, b->county);
	bind(q, 2, LEVEL_VILLAGE);
	while (b->village_count < 4000 && db_next(q))
		b->villages[b->village_count++] = col_i64(q, 0);
	b->village_count = (b->village_count + 1) / 2;
	return db_end(q, &b->e);
}

static inline bool bench_open(struct bench *b, const char *dir, enum db_mode mode)
{
	static struct reg_set set;
	struct findings f;
	*b = (struct bench){ .process = arena_new(256 << 20), .a = arena_new(512 << 20) };
	findings_init(&f, b->process);
	if (!seal_open(arena_printf(b->process, "%s/secret.key", dir), false, &b->e))
		return false;
	b->db = db_open(arena_printf(b->process, "%s/site.db", dir), mode, &b->e);
	if (!b->db)
		return false;
	if (!reg_set_read(b->process, NULL, &set, &f))
		return err_set(&b->e, ERR_REFUSED, "the definitions hold mistakes");
	reg_set_use(&set);
	if (!measures_read(b->process, NULL, &f))
		return err_set(&b->e, ERR_REFUSED, "the indicators hold mistakes");
	return bench_villages(b);
}

static inline void bench_close(struct bench *b)
{
	db_close(b->db);
	arena_free(b->a);
	arena_free(b->process);
}

/* User and system CPU of this process in microseconds. */
static inline int64_t cpu_us(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return ((int64_t)u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec +
	       u.ru_stime.tv_usec;
}

static inline int64_t wall_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
