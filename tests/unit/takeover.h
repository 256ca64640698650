/*
 * takeover.h - a site with one book, sheets written for it, and how its vouchers get posted: for
 * the tests of what is taken over from old books and of the bank's statement.
 */
#include "base/arena.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"
#include "ledger/balance.h"
#include "ledger/period.h"
#include "ledger/report.h"
#include "ledger/voucher.h"
#include "sheet/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAKER = 11, CHECKER = 12, CASHIER = 13, CELLS = 12 };

static struct arena *a;
static struct db *db;
static struct err e;
static struct book book;
static struct findings f;

static const struct ledger_who maker = {.actor = MAKER, .origin = "test"},
			       checker = {.actor = CHECKER, .origin = "test"},
			       cashier = {.actor = CASHIER, .origin = "test"};

static bool fine(bool ok)
{
	char text[600];
	if (!ok) {
		msg_write(&e.text, LANG_EN, text, sizeof text);
		fprintf(stderr, "%s:%d: %s\n", e.file, e.line, text);
		for (const struct finding *fi = f.first; fi; fi = fi->next) {
			msg_write(&fi->text, LANG_EN, text, sizeof text);
			fprintf(stderr, "  %s %s %s\n", fi->place ? fi->place : "", fi->code, text);
		}
	}
	return ok;
}

static void fresh(void)
{
	e = (struct err){0};
	findings_init(&f, a);
}

static struct book book_new(const char *unit, int64_t org, const char *name, int opened)
{
	struct unit u;
	fresh();
	assert_true(fine(unit_by_code(a, db, unit, 0, &u, &e)));
	struct book b = {.county = u.county, .unit = u.id, .org = org, .name = name, .chart = "2023", .opened = opened};
	assert_true(fine(book_make(a, db, &b, &maker, &f, &e)));
	return b;
}

static void site_make(void)
{
	const struct embedded *file = embedded_find("packs/areas/ah-daguan.csv");
	int added;
	setenv("YANZHEN_NOW", "1736467200000", 1); /* 2025-01-10 */
	a = arena_new(1 << 30);
	fresh();
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(fine(db && db_migrate(db, &e)));
	assert_true(units_load_csv(db, file->data, file->size, 20200101, &added, &f, &e));
}

static int down(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	return 0;
}

static int64_t number(struct sql sql)
{
	struct stmt *q = db_query(db, sql, &e);
	assert_non_null(q);
	assert_true(db_next(q));
	int64_t v = col_i64(q, 0);
	assert_true(db_end(q, &e));
	return v;
}

static const char *path_of(const char *name)
{
	return arena_printf(a, "/tmp/yz-takeover-%d-%s", (int)getpid(), name);
}

/* Rows of "A|B|C" from row `first` on; the first row in the style of heads. */
static void sheet_rows(struct sheet_out *o, int first, const char *const *rows)
{
	for (int r = 0; rows[r]; r++) {
		char *copy = arena_strdup(a, rows[r]);
		for (int c = 1; copy; c++) {
			char *cell = strsep(&copy, "|");
			if (*cell)
				out_cell(o, first + r, c, OUT_TEXT, cell);
		}
	}
}

static const char *sheet_of(const char *name, const char *const *rows)
{
	const char *path = path_of(name);
	struct sheet_out *o = out_open(path, "Sheet1", &e);
	assert_non_null(o);
	out_title(o, 1, 6, "保婴村股份经济合作社科目余额表");
	out_line(o, 2, 6, "编制单位：保婴村        单位：元");
	sheet_rows(o, 3, rows);
	assert_true(fine(out_close(o, &e)));
	return path;
}

static bool finish(int64_t id)
{
	struct voucher v;
	struct voucher_facts facts;
	fresh();
	if (!voucher_load(a, db, book.county, id, &v, &e) || !voucher_facts_load(a, db, &v, &facts, &e))
		return false;
	if (voucher_moves_money(&v, &facts.accounts) &&
	    !voucher_sign(a, db, v.county, v.id, v.ver++, &cashier, &f, &e))
		return false;
	return voucher_approve(a, db, v.county, v.id, v.ver++, &checker, &f, &e) &&
	       voucher_post(a, db, v.county, v.id, v.ver++, &maker, &f, &e);
}

static void all_well(void)
{
	struct findings g;
	findings_init(&g, a);
	e = (struct err){0};
	assert_true(fine(ledger_check(a, db, &g, &e)));
	assert_int_equal(g.errors, 0);
}

static bool said(const char *code)
{
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (text_eq(fi->code, code))
			return true;
	return false;
}

static const char *place_said(const char *code)
{
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (text_eq(fi->code, code))
			return fi->place ? strrchr(fi->place, '!') + 1 : "";
	return "-";
}
