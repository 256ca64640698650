/*
 * save_rate.c - records saved through the one door, against bare inserts of the same rows.
 *
 * Usage: save_rate DIR BARE_DIR [ROUNDS [ROWS]].  BARE_DIR is a copy of DIR.  Each round saves
 * ROWS people in groups of 64 per commit with reg_save(), then writes the very rows that it
 * made (record, search keys, audit, head of the chain) into the copy with prepared
 * statements and the same groups.  One line per round; the last gives medians.
 */
#include "base/str.h"
#include "made_up.h"
#include "site.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP = 64, ROUNDS_MAX = 50 };

struct took {
	int64_t cpu, wall;
};

static void put(struct record *r, const char *field, const char *s, int64_t i)
{
	*record_value(r, field) = (struct value){ .known = true, .s = s, .i = i };
}

static bool save_one(struct bench *b, uint64_t n, int64_t *id)
{
	struct made_up m;
	struct findings f;
	struct save_how how = { .origin = "bench" };
	made_up(n, &m);
	findings_init(&f, b->a);
	scope_all(b->county, &how.scope);
	struct record *r = record_new(b->a, reg_find("person"), b->county,
				      b->villages[mixed(n) % (uint64_t)b->village_count]);
	put(r, "name", m.name, 0);
	put(r, "sex", m.sex, 0);
	put(r, "birth", NULL, m.birth);
	put(r, "id_number", m.idnum, 0);
	put(r, "phone", m.phone, 0);
	put(r, "education", m.education, 0);
	put(r, "political", m.political, 0);
	if (!reg_save(b->a, b->db, r, &how, &f, &b->e))
		return false;
	*id = r->id;
	return true;
}

static bool save_rows(struct bench *b, uint64_t from, int rows, int64_t *ids, struct took *took)
{
	int64_t cpu = cpu_us(), wall = wall_us();
	for (int i = 0; i < rows; i += GROUP) {
		TXN(t);
		if (!txn_begin(&t, b->db, &b->e))
			return false;
		for (int k = i; k < i + GROUP && k < rows; k++) {
			if (!save_one(b, from + (uint64_t)k, &ids[k]))
				return false;
			arena_reset(b->a);
		}
		if (!txn_commit(&t, &b->e))
			return false;
	}
	*took = (struct took){ cpu_us() - cpu, wall_us() - wall };
	return true;
}

/* ---- the bare side ---- */

struct copy { /* one table's rows of a record: read by one statement, written by another */
	const char *select, *insert;
	sqlite3_stmt *from, *to;
};

struct bare_row {
	int table, columns;
	bool last; /* of its record */
	sqlite3_value **v;
};

static void must(sqlite3 *h, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "bare: %s\n", sqlite3_errmsg(h));
	exit(3);
}

static struct copy copies[] = {
	{ "select * from r_person where county=?1 and id=?2", "r_person", NULL, NULL },
	{ "select * from search_key indexed by search_key_by_row where county=?1"
	  " and reg in ('person','person:sort') and id=?2",
	  "search_key", NULL, NULL },
	{ "select * from audit where county=?1 and subject='person' and record=?2", "audit", NULL, NULL },
};
static const char head_sql[] = "update audit_head set seq=?1,hash=?2 where county=?3";

static void bare_prepare(sqlite3 *from, sqlite3 *to)
{
	for (size_t i = 0; i < ARRAY_LEN(copies); i++) {
		char sql[300];
		must(from, sqlite3_prepare_v2(from, copies[i].select, -1, &copies[i].from, NULL));
		int n = snprintf(sql, sizeof sql, "insert into %s values(?", copies[i].insert);
		for (int c = 1; c < sqlite3_column_count(copies[i].from); c++)
			n += snprintf(sql + n, sizeof sql - (size_t)n, ",?");
		snprintf(sql + n, sizeof sql - (size_t)n, ")");
		must(to, sqlite3_prepare_v2(to, sql, -1, &copies[i].to, NULL));
	}
}

static struct bare_row *bare_read(int64_t county, const int64_t *ids, int rows, int *count)
{
	struct bare_row *out = base_alloc(sizeof *out * (size_t)rows * 80);
	*count = 0;
	for (int i = 0; i < rows; i++) {
		for (size_t t = 0; t < ARRAY_LEN(copies); t++) {
			sqlite3_stmt *s = copies[t].from;
			sqlite3_bind_int64(s, 1, county);
			sqlite3_bind_int64(s, 2, ids[i]);
			while (sqlite3_step(s) == SQLITE_ROW) {
				struct bare_row *r = &out[(*count)++];
				*r = (struct bare_row){ .table = (int)t, .columns = sqlite3_column_count(s) };
				r->v = base_alloc(sizeof *r->v * (size_t)r->columns);
				for (int c = 0; c < r->columns; c++)
					r->v[c] = sqlite3_value_dup(sqlite3_column_value(s, c));
			}
			sqlite3_reset(s);
		}
		out[*count - 1].last = true;
	}
	return out;
}

static void bare_write(sqlite3 *to, sqlite3_stmt *head, int64_t county, const struct bare_row *rows,
		       int count, struct took *took)
{
	int64_t cpu = cpu_us(), wall = wall_us();
	int records = 0;
	must(to, sqlite3_exec(to, "begin immediate", NULL, NULL, NULL));
	for (int i = 0; i < count; i++) {
		const struct bare_row *r = &rows[i];
		sqlite3_stmt *s = copies[r->table].to;
		for (int c = 0; c < r->columns; c++)
			sqlite3_bind_value(s, c + 1, r->v[c]);
		must(to, sqlite3_step(s));
		sqlite3_reset(s);
		if (!r->last)
			continue;
		sqlite3_bind_value(head, 1, r->v[1]);
		sqlite3_bind_value(head, 2, r->v[r->columns - 1]);
		sqlite3_bind_int64(head, 3, county);
		must(to, sqlite3_step(head));
		sqlite3_reset(head);
		if (++records % GROUP == 0) {
			must(to, sqlite3_exec(to, "commit", NULL, NULL, NULL));
			must(to, sqlite3_exec(to, "begin immediate", NULL, NULL, NULL));
		}
	}
	must(to, sqlite3_exec(to, "commit", NULL, NULL, NULL));
	*took = (struct took){ cpu_us() - cpu, wall_us() - wall };
}

static void bare_free(struct bare_row *rows, int count)
{
	for (int i = 0; i < count; i++) {
		for (int c = 0; c < rows[i].columns; c++)
			sqlite3_value_free(rows[i].v[c]);
		base_free(rows[i].v);
	}
	base_free(rows);
}

static sqlite3 *bare_open(const char *dir)
{
	char path[512];
	sqlite3 *h;
	snprintf(path, sizeof path, "%s/site.db", dir);
	must(NULL, sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	must(h, sqlite3_exec(h,
			     "pragma foreign_keys=on; pragma cache_size=-32000; pragma mmap_size=1073741824;"
			     "pragma journal_mode=wal; pragma synchronous=full;",
			     NULL, NULL, NULL));
	return h;
}

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
	struct bench b;
	int64_t rounds = 5, rows = 2048;
	double cpu[ROUNDS_MAX], wall[ROUNDS_MAX];
	if (argc < 3 || (argc > 3 && !parse_i64(argv[3], &rounds)) ||
	    (argc > 4 && !parse_i64(argv[4], &rows)) || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: save_rate DIR BARE_DIR [ROUNDS [ROWS]]\n");
		return 2;
	}
	if (!bench_open(&b, argv[1], DB_WRITE))
		return bench_failed(&b);
	sqlite3 *from = bare_open(argv[1]), *to = bare_open(argv[2]);
	sqlite3_stmt *head;
	bare_prepare(from, to);
	must(to, sqlite3_prepare_v2(to, head_sql, -1, &head, NULL));
	int64_t *ids = base_alloc(sizeof *ids * (size_t)rows);
	uint64_t first = 20000000 + (uint64_t)(wall_us() % 100000) * 1000;
	for (int i = 0; i < rounds; i++) {
		struct took ours, bare;
		int count;
		if (!save_rows(&b, first + (uint64_t)(i * rows), (int)rows, ids, &ours))
			return bench_failed(&b);
		struct bare_row *made = bare_read(b.county, ids, (int)rows, &count);
		bare_write(to, head, b.county, made, count, &bare);
		bare_free(made, count);
		cpu[i] = 100.0 * (double)bare.cpu / (double)ours.cpu;
		wall[i] = 100.0 * (double)bare.wall / (double)ours.wall;
		printf("save_rate: ours %.1f us CPU %.1f us wall a record, bare %.1f / %.1f "
		       "(%.1f rows a record), rate %.0f%% by CPU %.0f%% by wall\n",
		       (double)ours.cpu / (double)rows, (double)ours.wall / (double)rows,
		       (double)bare.cpu / (double)rows, (double)bare.wall / (double)rows,
		       (double)(count + rows) / (double)rows, cpu[i], wall[i]);
	}
	qsort(cpu, (size_t)rounds, sizeof *cpu, by_size);
	qsort(wall, (size_t)rounds, sizeof *wall, by_size);
	printf("save_rate median: %.0f%% by CPU (%.0f-%.0f), %.0f%% by wall (%.0f-%.0f); budget >= 60%%\n",
	       cpu[rounds / 2], cpu[0], cpu[rounds - 1], wall[rounds / 2], wall[0], wall[rounds - 1]);
	return 0;
}
