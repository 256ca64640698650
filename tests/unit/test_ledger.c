/*
 * test_ledger.c - the books: chart, drafts, what a voucher is refused for, posting, reversal,
 * months, balances, and the laws under random operations and failing steps.
 *
 * Expected figures are worked out by hand in the comments beside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"
#include "ledger/balance.h"
#include "ledger/period.h"
#include "ledger/report.h"
#include "ledger/voucher.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAKER = 11, CHECKER = 12, CASHIER = 13, OTHER = 14 };

static struct arena *a;
static struct db *db;
static struct err e;
static struct book book;
static struct findings f;
static char path[64];

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
			fprintf(stderr, "  %d %s %s\n", fi->row, fi->code, text);
		}
	}
	return ok;
}

static void fresh(void)
{
	e = (struct err){0};
	findings_init(&f, a);
}

static int64_t unit_of(const char *code)
{
	struct unit u;
	assert_true(fine(unit_by_code(a, db, code, 0, &u, &e)));
	return u.id;
}

static struct book book_new(int64_t org, int opened)
{
	int64_t unit = unit_of("340803100211"); /* 保婴村 */
	struct book b = {.unit = unit,
			 .org = org,
			 .name = "保婴村股份经济合作社",
			 .chart = "2023",
			 .opened = opened};
	struct unit u;
	assert_true(unit_load(a, db, unit, 0, &u, &e));
	b.county = u.county;
	fresh();
	assert_true(fine(book_make(a, db, &b, &maker, &f, &e)));
	return b;
}

static void site_make(const char *where)
{
	const struct embedded *file = embedded_find("packs/areas/ah-daguan.csv");
	int added;
	setenv("YANZHEN_NOW", "1736467200000", 1); /* 2025-01-10 */
	a = arena_new(1 << 30);
	fresh();
	db = db_open(where, DB_CREATE, &e);
	assert_true(fine(db && db_migrate(db, &e)));
	assert_true(units_load_csv(db, file->data, file->size, 20200101, &added, &f, &e));
	book = book_new(1, 202401);
}

static int up(void **state)
{
	(void)state;
	site_make(":memory:");
	return 0;
}

/* On disk, for more than one connection. */
static int file_up(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/yz-ledger-%d.db", (int)getpid());
	site_make(path);
	return 0;
}

static int down(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	return 0;
}

static int file_down(void **state)
{
	char name[80];
	down(state);
	(void)unlink(path);
	snprintf(name, sizeof name, "%s-wal", path);
	(void)unlink(name);
	snprintf(name, sizeof name, "%s-shm", path);
	(void)unlink(name);
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

/* ---- vouchers from a line of text: "102 +1000.00; 501 -1000.00" ---- */

static struct voucher draft(const char *day, const char *text)
{
	struct voucher v = {.county = book.county, .book = book.id, .day = day, .attachments = 1};
	ymd d = 0;
	v.month = date_parse(day, false, &d) ? d / 100 : 202401;
	v.kind = v.month < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(a, struct voucher_line, 16);
	char *copy = arena_strdup(a, text), *save = NULL;
	for (char *one = strtok_r(copy, ";", &save); one; one = strtok_r(NULL, ";", &save)) {
		char code[32] = "", amount[32] = "", receipt[32] = "";
		sscanf(one, " %31s %31s %31s", code, amount, receipt);
		struct voucher_line *l = &v.lines[v.line_count++];
		*l = (struct voucher_line){.summary = "大棚",
					   .account = text_eq(code, "_") ? "" : arena_strdup(a, code),
					   .debit = "",
					   .credit = "",
					   .receipt = arena_strdup(a, receipt)};
		if (*amount == '+')
			l->debit = arena_strdup(a, amount + 1);
		else if (*amount == '-')
			l->credit = arena_strdup(a, amount + 1);
	}
	return v;
}

static bool save(struct voucher *v)
{
	fresh();
	return fine(voucher_save(a, db, v, &maker, &e));
}

static bool approve(struct voucher *v)
{
	fresh();
	return fine(voucher_approve(a, db, v->county, v->id, v->ver++, &checker, &f, &e));
}

/* Signs (where it is asked for), approves and posts; leaves findings and error for the caller. */
static bool finish(struct voucher *v)
{
	fresh();
	struct voucher_facts facts;
	if (!voucher_facts_load(a, db, v, &facts, &e))
		return false;
	if (voucher_moves_money(v, &facts.accounts)) {
		if (!voucher_sign(a, db, v->county, v->id, v->ver, &cashier, &f, &e))
			return false;
		v->ver++;
	}
	if (!voucher_approve(a, db, v->county, v->id, v->ver, &checker, &f, &e))
		return false;
	v->ver++;
	if (!voucher_post(a, db, v->county, v->id, v->ver, &maker, &f, &e))
		return false;
	return voucher_load(a, db, v->county, v->id, v, &e);
}

static struct voucher posted(const char *day, const char *text)
{
	struct voucher v = draft(day, text);
	assert_true(save(&v));
	assert_true(fine(finish(&v)));
	return v;
}

/* The codes of the findings of a draft, in their order. */
static const char *wrong(const char *day, const char *text)
{
	struct voucher v = draft(day, text), again;
	struct voucher_facts facts;
	const char *out = "";
	assert_true(save(&v));
	assert_true(voucher_load(a, db, v.county, v.id, &again, &e));
	assert_int_equal(again.line_count, v.line_count);
	assert_true(voucher_facts_load(a, db, &again, &facts, &e));
	voucher_check(&again, &facts, &f);
	for (const struct finding *fi = f.first; fi; fi = fi->next) {
		assert_non_null(fi->hint.id); /* a reason and a remedy */
		out = arena_printf(a, "%s%s%s", out, *out ? " " : "", fi->code);
	}
	if (f.errors) {
		assert_false(voucher_post(a, db, v.county, v.id, v.ver, &maker, &f, &e));
		assert_int_equal(e.code, ERR_REFUSED);
	}
	fresh();
	assert_true(voucher_drop(a, db, v.county, v.id, v.ver, &maker, &e));
	return out;
}

static void all_well(void)
{
	fresh();
	assert_true(fine(ledger_check(a, db, &f, &e)) && fine(audit_check(a, db, &f, &e)));
	assert_true(fine(f.errors == 0));
}

/* ---- chart ---- */

static void the_chart_is_the_rule_s(void **state)
{
	(void)state;
	struct chart c;
	struct chart_move *moves;
	int first = 0, sides = 0, contra = 0, credit = 0, count;
	assert_true(chart_read(a, "2023", &c, &e));
	assert_string_equal(c.document, "财会〔2023〕14号");
	assert_int_equal(c.since, 20240101);
	for (int i = 0; i < c.accounts.count; i++) {
		const struct book_account *acc = &c.accounts.rows[i];
		bool top = is_empty(acc->parent);
		first += top;
		sides += top && acc->two_sided;
		contra += top && acc->contra;
		credit += top && acc->credit_side;
		for (int k = 0; k < i; k++)
			assert_string_not_equal(acc->code, c.accounts.rows[k].code);
	}
	assert_int_equal(first, 42);
	assert_int_equal(sides, 3);   /* 113, 154, 181 */
	assert_int_equal(contra, 3);  /* 133, 152, 162 */
	assert_int_equal(credit, 19); /* 3 contra, 8 liabilities, 4 equity, 4 income */
	assert_true(chart_moves(a, "2004", &count, &moves, &e));
	for (int i = 0; i < count; i++) {
		bool moved = text_eq(moves[i].state, "moved");
		assert_int_equal(moved, account_find(&c.accounts, moves[i].code) != NULL);
		assert_true(moved || *moves[i].note);
		assert_int_equal(moves[i].since, 20240101);
		/* the traps: the same number, another account */
		if (text_eq(moves[i].old_code, "502"))
			assert_string_equal(moves[i].code, "511");
		if (text_eq(moves[i].old_code, "153"))
			assert_string_equal(moves[i].code, "154");
		if (text_eq(moves[i].old_code, "211"))
			assert_string_equal(moves[i].code, "212");
	}
	assert_false(chart_read(a, "1998", &c, &e));
}

static void amounts_are_read_exactly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t fen;
		bool ok;
	} cases[] = {
	    {"0", 0, true},	       {"1", 100, true},	  {"1.5", 150, true},
	    {"1,234.56", 123456, true}, {"-0.05", -5, true},	  {"１２．３", 1230, true},
	    {"", 0, false},	       {"1.234", 0, false},	  {"1e3", 0, false},
	    {"一百", 0, false},	       {"10000000000", LEDGER_FEN_MAX, true},
	    {"10000000000.01", 0, false}, {"99999999999999999999", 0, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t fen = 0;
		char text[32];
		assert_int_equal(fen_parse(cases[i].text, &fen), cases[i].ok);
		assert_int_equal(fen, cases[i].fen);
		assert_true(!cases[i].ok || (fen_parse(fen_text(fen, text), &fen) &&
					     fen == cases[i].fen));
	}
	assert_int_equal(month_next(202412), 202501);
	assert_int_equal(month_before(202401), 202312);
}

static void a_book_is_made_once_and_grows_details(void **state)
{
	(void)state;
	struct book_accounts all;
	struct book twice = book;
	fresh();
	assert_false(book_make(a, db, &twice, &maker, &f, &e));
	assert_string_equal(f.first->code, "book-twice");
	twice.org = 2;
	twice.opened = 202311; /* the chart of 2023 holds from 2024 */
	fresh();
	assert_false(book_make(a, db, &twice, &maker, &f, &e));
	assert_string_equal(f.first->code, "book-chart-since");
	fresh();
	assert_true(fine(book_account_add(a, db, &book, "102", "10201", "农商行", &maker, &f, &e)));
	assert_true(fine(book_account_add(a, db, &book, "10201", "102010001", "基本户", &maker, &f, &e)));
	assert_true(book_accounts(a, db, &book, &all, &e));
	assert_int_equal(all.count, 46);
	const struct book_account *acc = account_find(&all, "102010001");
	assert_string_equal(acc->root, "102");
	assert_string_equal(acc->money, "bank");
	assert_string_equal(account_full_name(a, &all, acc), "银行存款-农商行-基本户");
	assert_true(account_find(&all, "10201")->has_details && account_find(&all, "102")->has_details);
	static const char *const bad[][3] = {
	    {"102", "1020", "account-branch"},	   {"102", "10201", "account-twice"},
	    {"102", "103", "account-code"},	   {"102", "102a", "account-code"},
	    {"102", "1020101", "account-branch"}, {"999", "99901", "account-unknown"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		fresh();
		assert_false(book_account_add(a, db, &book, bad[i][0], bad[i][1], "名", &maker, &f, &e));
		assert_string_equal(f.first->code, bad[i][2]);
	}
	posted("2024-01-05", "101 +5; 301 -5");
	fresh();
	assert_false(book_account_add(a, db, &book, "101", "10101", "备用金", &maker, &f, &e));
	assert_string_equal(f.first->code, "account-used");
	fresh();
	assert_false(book_account_close(db, &book, "101", true, &maker, &e));
	fresh();
	assert_true(fine(book_account_close(db, &book, "141", true, &maker, &e)));
	assert_string_equal(wrong("2024-01-05", "101 +5; 141 -5"), "account-closed");
	all_well();
}

/* ---- what a voucher is refused for ---- */

static void everything_wrong_is_said_at_once(void **state)
{
	(void)state;
	posted("2024-01-03", "102 +1000; 301 -1000 A1");
	static const char *const cases[][3] = {
	    {"2024-01-05", "102 +10; 501 -10", ""},
	    {"2024-01-05", "102 +10; 501 -9.99", "voucher-unbalanced"},
	    {"2024-01-05", "109 +10; 501 -10", "account-unknown"},
	    {"2024-01-05", "322 +10; 501 -10", "account-details"},
	    {"2024-01-05", "_ +10; 501 -10", "account-missing"},
	    {"2023-12-05", "102 +10; 501 -10", "opening-income"},
	    {"2025-02-05", "102 +10; 501 -10", "day-future"},
	    {"2024-01-00x", "102 +10; 501 -10", "day-unreadable"},
	    {"2024-01-05", "102 +10; 501 -10; _", "line-empty"},
	    {"2024-01-05", "", "voucher-lines"},
	    {"2024-01-05", "102 +10", "voucher-lines voucher-unbalanced"},
	    {"2024-01-05", "102 +0; 501 -0", "amount-zero amount-zero"},
	    {"2024-01-05", "102 +ten; 501 -10", "amount-unreadable voucher-unbalanced"},
	    {"2024-01-05", "102 +-10; 501 --10", "amount-negative amount-negative"},
	    {"2024-01-05", "101 -10; 513 +10", "money-negative"},
	    {"2024-01-02", "102 -10; 513 +10", "money-negative"},  /* a day before it came in */
	    {"2024-01-03", "102 -1000.01; 513 +1000.01", "money-negative"},
	    {"2024-01-03", "102 -1000; 513 +1000", ""},
	    {"2024-01-05", "102 +10 A1; 501 -10", "receipt-twice"},
	    {"2024-01-05", "102 +10 A2; 501 -10 A2", ""},
	    {"x", "109 +1; 322 -x; _",
	     "day-unreadable account-unknown account-details amount-unreadable line-empty "
	     "voucher-unbalanced"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *codes = wrong(cases[i][0], cases[i][1]);
		assert_string_equal(codes, cases[i][2]);
	}
	/* the day against the month of the page it is written on */
	struct voucher v = draft("2024-02-05", "102 +10; 501 -10");
	struct voucher_facts facts;
	v.month = 202401;
	assert_true(save(&v) && voucher_facts_load(a, db, &v, &facts, &e));
	voucher_check(&v, &facts, &f);
	assert_string_equal(f.first->code, "day-month");
	v.day = "2025-01-05";
	fresh();
	voucher_check(&v, &facts, &f);
	assert_string_equal(f.first->code, "day-year");
	v.line_count = VOUCHER_LINES_MAX + 1;
	fresh();
	assert_false(voucher_save(a, db, &v, &maker, &e));
	all_well();
}

/* ---- people ---- */

static void three_people_and_no_fewer(void **state)
{
	(void)state;
	struct voucher v = draft("2024-01-05", "102 +10; 501 -10");
	static const struct ledger_who nobody = {.origin = "test"};
	assert_true(save(&v));
#define REFUSED(call, wanted)                                                                      \
	do {                                                                                       \
		fresh();                                                                           \
		assert_false(call);                                                                \
		assert_int_equal(e.code, wanted);                                                  \
	} while (0)
	REFUSED(voucher_post(a, db, v.county, v.id, 1, &maker, &f, &e), ERR_REFUSED);
	REFUSED(voucher_approve(a, db, v.county, v.id, 1, &maker, &f, &e), ERR_DENIED);
	REFUSED(voucher_approve(a, db, v.county, v.id, 1, &nobody, &f, &e), ERR_DENIED);
	REFUSED(voucher_sign(a, db, v.county, v.id, 1, &maker, &f, &e), ERR_DENIED);
	REFUSED(voucher_approve(a, db, v.county, v.id, 7, &checker, &f, &e), ERR_CONFLICT);
	fresh();
	assert_true(fine(voucher_approve(a, db, v.county, v.id, 1, &checker, &f, &e)));
	REFUSED(voucher_post(a, db, v.county, v.id, 2, &maker, &f, &e), ERR_REFUSED); /* unsigned */
	REFUSED(voucher_sign(a, db, v.county, v.id, 2, &checker, &f, &e), ERR_DENIED);
	fresh();
	assert_true(fine(voucher_sign(a, db, v.county, v.id, 2, &cashier, &f, &e)));
	REFUSED(voucher_post(a, db, v.county, v.id, 3, &cashier, &f, &e), ERR_DENIED);
	v.ver = 3; /* a change takes both back */
	assert_true(save(&v));
	assert_int_equal(v.ver, 4);
	REFUSED(voucher_post(a, db, v.county, v.id, 4, &maker, &f, &e), ERR_REFUSED);
	assert_true(fine(finish(&v)));
	assert_int_equal(v.number, 1);
	assert_int_equal(v.checker, CHECKER);
	assert_int_equal(v.cashier, CASHIER);
	REFUSED(voucher_save(a, db, &v, &maker, &e), ERR_REFUSED);
	REFUSED(voucher_drop(a, db, v.county, v.id, v.ver, &maker, &e), ERR_REFUSED);
	REFUSED(voucher_post(a, db, v.county, v.id, v.ver, &maker, &f, &e), ERR_CONFLICT);
	/* no money: no signature */
	struct voucher w = draft("2024-01-31", "511 +3; 152 -3");
	assert_true(save(&w));
	REFUSED(voucher_sign(a, db, w.county, w.id, 1, &cashier, &f, &e), ERR_REFUSED);
	assert_true(fine(finish(&w)));
	assert_int_equal(w.cashier, 0);
	/* brought in on the command line: nobody wrote it, two still see to it */
	w = draft("2024-01-31", "511 +3; 152 -3");
	fresh();
	assert_true(fine(voucher_save(a, db, &w, &nobody, &e)));
	assert_true(fine(finish(&w)));
	assert_int_equal(w.maker + w.cashier, 0);
	all_well();
}

/* ---- reversal ---- */

static void a_reversal_is_as_if_nothing_had_happened(void **state)
{
	(void)state;
	struct voucher red, no;
	posted("2024-01-03", "102 +1000; 301 -1000");
	int64_t before = number(SQL("select cast(sum(debit*7+credit*11) as bigint) from balance"));
	struct voucher v = posted("2024-01-05", "511 +300; 102 -300 R9");
	fresh();
	assert_true(fine(voucher_reverse(a, db, v.county, v.id, 20240120, &maker, &red, &e)));
	fresh();
	assert_false(voucher_reverse(a, db, v.county, v.id, 20240121, &maker, &no, &e));
	assert_int_equal(e.code, ERR_CONFLICT);
	assert_string_equal(red.lines[0].debit, "-300.00");
	red.lines = NULL; /* lines of a reversal are not taken from the form */
	red.line_count = 0;
	red.day = "2024-01-04";
	assert_true(save(&red));
	assert_false(finish(&red));
	assert_string_equal(f.first->code, "reversal-before");
	assert_true(voucher_load(a, db, red.county, red.id, &red, &e));
	red.day = "2024-01-20";
	assert_true(save(&red));
	assert_true(fine(finish(&red)));
	assert_int_equal(red.number, 3);
	assert_int_equal(number(SQL("select cast(sum(debit*7+credit*11) as bigint) from balance")),
			 before);
	fresh();
	assert_false(voucher_reverse(a, db, v.county, red.id, 20240121, &maker, &no, &e));
	assert_int_equal(e.code, ERR_REFUSED);
	assert_true(voucher_load(a, db, v.county, v.id, &v, &e));
	assert_int_equal(v.reversed_by, red.id);
	/* the receipt is free again */
	assert_string_equal(wrong("2024-01-22", "511 +300; 102 -300 R9"), "");
	all_well();
}

/* ---- months ---- */

static bool close_month(int month)
{
	fresh();
	return period_close(a, db, &book, month, &maker, &f, &e);
}

static void months_close_in_order(void **state)
{
	(void)state;
	static const struct ledger_who why = {.actor = MAKER, .origin = "test", .reason = "补记"};
	posted("2023-12-31", "102 +5000; 32202 -5000");
	posted("2024-01-05", "102 +10; 501 -10");
	assert_false(close_month(202401));
	assert_string_equal(f.first->code, "month-order");
	assert_true(fine(close_month(202312)));
	assert_false(close_month(202312));
	assert_string_equal(f.first->code, "month-closed");
	struct voucher v = draft("2024-01-06", "102 +10; 501 -10");
	assert_true(save(&v));
	assert_false(close_month(202401));
	assert_string_equal(f.first->code, "month-drafts");
	fresh();
	assert_true(voucher_drop(a, db, v.county, v.id, v.ver, &maker, &e));
	fresh();
	assert_false(period_close(a, db, &book, 202401, &cashier, &f, &e));
	assert_int_equal(e.code, ERR_DENIED);
	assert_true(fine(close_month(202401)));
	assert_string_equal(wrong("2024-01-06", "102 +10; 501 -10"), "month-closed");
	posted("2024-02-06", "102 +10; 501 -10");
	assert_true(fine(close_month(202402)));
	fresh();
	assert_false(period_reopen(a, db, &book, 202401, &why, &e)); /* a later one is closed */
	fresh();
	assert_false(period_reopen(a, db, &book, 202402, &maker, &e)); /* no reason */
	fresh();
	assert_true(fine(period_reopen(a, db, &book, 202402, &why, &e)));
	posted("2024-02-07", "102 +1; 501 -1");
	assert_true(fine(close_month(202402)));
	assert_false(close_month(202502));
	assert_string_equal(f.first->code, "month-unknown");
	all_well();
}

/* What somebody changes behind the program's back is found. */
static void the_proof_finds_what_was_tampered_with(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
	    {"update balance set debit=debit+1 where account='102' and month=202401", "balance-differs"},
	    {"update balance set debit=debit+1 where account='102' and month=202400", "balance-year"},
	    {"delete from balance where account='501' and month=202401", "balance-year"},
	    {"update posting set debit=debit+1 where account='102'", "voucher-unbalanced-posted"},
	    {"update posting set account='503' where account='501'", "posting-differs"},
	    {"delete from posting where ord=2", "voucher-unbalanced-posted"},
	    {"update voucher set number=3 where number=2", "numbers-gap"},
	    {"update voucher_line set credit='11' where ord=2", "posting-differs"},
	    {"delete from voucher_line where ord=2", "posting-loose"},
	};
	posted("2024-01-05", "102 +10; 501 -10");
	posted("2024-01-06", "102 +20; 501 -20");
	assert_true(fine(close_month(202312)) && fine(close_month(202401)));
	all_well();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		TXN(t);
		fresh();
		assert_true(txn_begin(&t, db, &e));
		assert_true(fine(db_script(db, cases[i][0], &e)));
		assert_true(fine(ledger_check(a, db, &f, &e)));
		assert_true(f.errors > 0);
		assert_string_equal(f.first->code, cases[i][1]);
		txn_drop(&t);
		t = (struct txn){0};
	}
	all_well();
}

/* ---- what the books say ---- */

/*
 * A year of the greenhouses, worked out by hand (yuan).
 * Opening 2023-12: 102 50,000.00; 151 200,000.00; 152 -40,000.00; 301 -180,000.00; 32202 -30,000.00
 */
static void a_small_year(void)
{
	fresh();
	assert_true(fine(book_account_add(a, db, &book, "113", "11301", "甲户", &maker, &f, &e)));
	assert_true(fine(book_account_add(a, db, &book, "113", "11302", "乙户", &maker, &f, &e)));
	posted("2023-12-31", "102 +50,000; 151 +200000; 152 -40000; 301 -180000; 32202 -30000");
	posted("2024-01-10", "102 +36000; 501 -12000; 211 -24000"); /* rent of three years */
	posted("2024-02-05", "401 +8500.50; 102 -6000; 213 -2500.50");
	posted("2024-02-20", "213 +2500.50; 102 -2500.50");
	posted("2024-03-15", "121 +8500.50; 401 -8500.50");
	posted("2024-03-16", "102 +20333.33; 501 -20333.33");
	posted("2024-03-16", "511 +8500.50; 121 -8500.50");
	posted("2024-03-31", "511 +1666.67; 152 -1666.67");
	posted("2024-04-02", "102 +30000; 503 -30000");
	posted("2024-04-08", "11301 +700; 501 -700");
	posted("2024-04-09", "102 +450; 11302 -450");
}

static const struct trial_row *row_of(const struct trial *t, const char *code)
{
	for (int i = 0; i < t->count; i++)
		if (text_eq(t->rows[i].account.code, code))
			return &t->rows[i];
	fail_msg("no row of %s", code);
	return NULL;
}

static void the_trial_balance_is_right_to_the_fen(void **state)
{
	(void)state;
	struct trial t;
	struct account_ledger led;
	a_small_year();
	assert_true(fine(trial_of_book(a, db, &book, 202403, 202404, &t, &e)));
	/* 50000 + 36000 - 6000 - 2500.50 */
	assert_int_equal(row_of(&t, "102")->opening_debit, 7749950);
	assert_int_equal(row_of(&t, "102")->debit, 5078333); /* 20333.33 + 30000 + 450 */
	assert_int_equal(row_of(&t, "102")->credit, 0);
	assert_int_equal(row_of(&t, "102")->closing_debit, 12828283);
	assert_int_equal(row_of(&t, "152")->closing_credit, 4166667);
	assert_int_equal(row_of(&t, "501")->year_credit, 3303333); /* 12000 + 20333.33 + 700 */
	assert_int_equal(row_of(&t, "501")->credit, 2103333);
	assert_int_equal(row_of(&t, "511")->closing_debit, 1016717);
	assert_int_equal(row_of(&t, "401")->closing_debit, 0);
	/* both sides of the two-sided account, the difference of an ordinary one */
	assert_int_equal(row_of(&t, "113")->closing_debit, 70000);
	assert_int_equal(row_of(&t, "113")->closing_credit, 45000);
	assert_int_equal(row_of(&t, "322")->closing_credit, 3000000);
	assert_int_equal(row_of(&t, "32202")->depth, 1);
	/* 102 128282.83 + 113 700 + 151 200000 + 511 10167.17 */
	assert_int_equal(t.total.closing_debit, 33915000);
	assert_int_equal(t.total.closing_credit, 33915000);
	assert_true(fine(account_ledger(a, db, &book, "102", 202402, 202403, &led, &e)));
	assert_int_equal(led.opening, 8600000);
	assert_int_equal(led.count, 3);
	assert_int_equal(led.rows[1].balance, 7749950);
	assert_int_equal(led.closing, 9783283);
	assert_true(fine(account_ledger(a, db, &book, "113", 202401, 202412, &led, &e)));
	assert_int_equal(led.closing, 25000);
	/* next year begins with the balances; income starts anew in its year's turnover */
	assert_true(fine(trial_of_book(a, db, &book, 202501, 202501, &t, &e)));
	assert_int_equal(row_of(&t, "102")->opening_debit, 12828283);
	assert_int_equal(row_of(&t, "501")->year_credit, 0);
	all_well();
}

static void a_unit_sums_its_books(void **state)
{
	(void)state;
	struct trial t;
	struct scope scope, none = {0};
	int64_t district = unit_of("340803000000"), village = book.unit;
	a_small_year();
	book = book_new(2, 202401);
	a_small_year();
	scope_all(district, &scope);
	assert_true(fine(trial_of_unit(a, db, district, &scope, 202401, 202412, &t, &e)));
	assert_int_equal(t.book_count, 2);
	assert_int_equal(row_of(&t, "102")->closing_debit, 2 * 12828283);
	assert_int_equal(row_of(&t, "113")->closing_debit, 2 * 70000);
	assert_int_equal(row_of(&t, "113")->closing_credit, 2 * 45000);
	assert_int_equal(row_of(&t, "322")->closing_credit, 2 * 3000000);
	assert_int_equal(t.total.closing_debit, 2 * 33915000);
	assert_true(trial_of_unit(a, db, village, &scope, 202401, 202412, &t, &e));
	assert_int_equal(t.book_count, 2);
	/* nothing in view: nothing shown */
	assert_true(trial_of_unit(a, db, district, &none, 202401, 202412, &t, &e));
	assert_int_equal(t.count + t.book_count, 0);
	scope_all(unit_of("340803100201"), &none);
	assert_true(trial_of_unit(a, db, district, &none, 202401, 202412, &t, &e));
	assert_int_equal(t.count + t.book_count, 0);
}

#include "ledger_follow.c"
#include "ledger_state.c"

/* Lines with 102 银行存款 and CNY 128281.83 in them: each is the account's balance.  How many. */
static int balances_agree(const struct trial *t, const char *command)
{
	char line[512];
	int compared = 0;
	FILE *p = popen(command, "r");
	assert_non_null(p);
	while (fgets(line, sizeof line, p)) {
		char *amount = strstr(line, "CNY "), *code;
		int64_t fen;
		if (!amount)
			continue;
		amount[4 + strspn(amount + 4, "-.0123456789")] = 0;
		amount[-1] = 0;
		assert_true(fen_parse(amount + 4, &fen));
		code = strrchr(line, ':');
		code = code ? code + 1 : line + (*line == '"');
		*strchr(code, ' ') = 0;
		const struct trial_row *r = row_of(t, code);
		assert_int_equal(r->closing_debit - r->closing_credit, fen);
		compared++;
	}
	assert_int_equal(pclose(p), 0);
	return compared;
}

/* hledger and Ledger read the journal and come to the same balances. */
static void other_programs_agree(void **state)
{
	(void)state;
	struct voucher red, v;
	struct trial t;
	struct buf out;
	char file[64];
	a_small_year();
	v = posted("2024-05-06", "513 +99.99; 102 -99.99");
	fresh();
	assert_true(fine(voucher_reverse(a, db, v.county, v.id, 20240507, &maker, &red, &e)));
	assert_true(fine(finish(&red)));
	v = draft("2024-05-08", "513 +1; 102 -1");
	v.lines[0].summary = "a; b  c\nd:e\"(f)";
	assert_true(save(&v) && fine(finish(&v)));
	buf_init(&out, 1 << 20);
	assert_true(fine(journal_write(a, db, &book, 202312, 202412, &out, &e)));
	assert_true(fine(trial_of_book(a, db, &book, 202312, 202412, &t, &e)));
	snprintf(file, sizeof file, "/tmp/yz-journal-%d", (int)getpid());
	FILE *f1 = fopen(file, "w");
	assert_non_null(f1);
	assert_int_equal(fwrite(out.p, 1, out.n, f1), out.n);
	fclose(f1);
	buf_done(&out);
	/* 102 11301 11302 151 152 211 301 32202 501 503 511 513; nil ones are not printed */
	assert_int_equal(balances_agree(&t, arena_printf(a, "LC_ALL=C.UTF-8 hledger -f %s balance --flat"
							    " -N -O csv", file)), 12);
	assert_int_equal(balances_agree(&t, arena_printf(a, "LC_ALL=C.UTF-8 ledger -f %s balance --flat"
							    " --no-total --format '%%(account)\\t%%(amount)\\n'",
							 file)), 12);
	(void)unlink(file);
}

/* ---- laws ---- */

static uint64_t seed;

static int lot(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static int64_t digest(void)
{
	return number(SQL("select cast(coalesce(sum(debit*3+credit*5+month),0) as bigint) from balance")) +
	       number(SQL("select cast(coalesce(sum(debit*7+credit*11+ord),0) as bigint) from posting")) +
	       number(SQL("select cast(coalesce(sum(number*13+ver),0) as bigint) from voucher")) +
	       number(SQL("select cast(coalesce(sum(last_number*17),0) as bigint) from book_period")) +
	       number(SQL("select count(*) from audit"));
}

static struct voucher random_draft(void)
{
	static const char *const codes[] = {"101", "102", "112", "401", "501", "511", "301", "999"};
	struct voucher v = draft(arena_printf(a, "2024-%02d-%02d", 1 + lot(4), 1 + lot(28)), "");
	int64_t total = 0;
	char text[32];
	int lines = 1 + lot(4);
	for (int i = 0; i < lines; i++) {
		int64_t fen = 1 + lot(100000);
		total += fen;
		v.lines[v.line_count++] = (struct voucher_line){
		    .summary = "事",
		    .account = codes[lot(40) ? lot(7) : 7],
		    .debit = arena_strdup(a, fen_text(fen, text)),
		    .credit = "",
		    .receipt = lot(5) ? "" : arena_printf(a, "R%d", lot(200))};
	}
	v.lines[v.line_count++] = (struct voucher_line){
	    .summary = "事",
	    .account = codes[lot(7)],
	    .debit = "",
	    .credit = arena_strdup(a, fen_text(total + !lot(20), text)),
	    .receipt = ""};
	return v;
}

static int64_t any_voucher(void)
{
	struct stmt *q = db_query(db, SQL("select id from voucher order by id limit 1 offset $1"), &e);
	bind(q, 1, (int64_t)lot(1 + (int)number(SQL("select count(*) from voucher"))));
	int64_t id = db_next(q) ? col_i64(q, 0) : 0;
	assert_true(db_end(q, &e));
	return id;
}

/* One random act, which may be refused; true when something was done. */
static bool act(void)
{
	struct voucher v, red;
	int what = lot(12), month = lot(5) ? 202401 + lot(4) : 202312;
	const struct ledger_who why = {.actor = OTHER, .origin = "test", .reason = "试"};
	int64_t id = any_voucher();
	fresh();
	if (lot(4) == 0)
		db_fail_at(1 + lot(60));
	if (what < 6) {
		v = random_draft();
		return voucher_save(a, db, &v, &maker, &e) && (!lot(5) || finish(&v));
	}
	if (what == 6)
		return period_close(a, db, &book, month, &why, &f, &e);
	if (what == 7)
		return period_reopen(a, db, &book, month, &why, &e);
	if (!voucher_load(a, db, book.county, id, &v, &e))
		return false;
	if (what == 8)
		return voucher_drop(a, db, v.county, v.id, v.ver, &maker, &e);
	if (what == 9)
		return finish(&v);
	return voucher_reverse(a, db, v.county, v.id, 20240100 + 100 * lot(4) + 1 + lot(28), &maker,
			       &red, &e) &&
	       finish(&red);
}

/* Whatever is done, in whatever order, with any step of the database failing: what always
 * holds still holds, and a refusal or failure of one transaction has left nothing behind. */
static void the_laws_hold_under_random_acts(void **state)
{
	(void)state;
	for (uint64_t s = 1; s <= 4; s++) {
		seed = s * 977;
		int done = 0;
		for (int i = 0; i < 150; i++) {
			done += act();
			db_fail_at(0);
			if (i % 10 == 9)
				all_well();
		}
		assert_true(done > 20);
		all_well();
		struct trial t;
		assert_true(fine(trial_of_book(a, db, &book, 202312, 202412, &t, &e)));
		assert_true(t.total.closing_debit > 0);
		fresh();
		book = book_new(100 + (int64_t)s, 202401);
	}
}

/* Every single step of posting fails once: no half-written voucher. */
static void posting_is_whole(void **state)
{
	(void)state;
	struct voucher v = draft("2024-01-05", "102 +10; 501 -6; 502 -4");
	int64_t failed = 0;
	assert_true(save(&v));
	assert_true(fine(voucher_sign(a, db, v.county, v.id, 1, &cashier, &f, &e)));
	assert_true(fine(voucher_approve(a, db, v.county, v.id, 2, &checker, &f, &e)));
	int64_t was = digest();
	for (;; failed++) {
		fresh();
		db_fail_at(failed + 1);
		bool ok = voucher_post(a, db, v.county, v.id, 3, &maker, &f, &e);
		db_fail_at(0);
		if (ok)
			break;
		assert_int_equal(digest(), was);
		assert_true(failed < 500);
	}
	assert_true(failed > 60);
	assert_true(voucher_load(a, db, v.county, v.id, &v, &e));
	assert_int_equal(v.number, 1);
	all_well();
}

/* ---- two at once ---- */

enum { EACH = 12 };
struct poster {
	struct voucher v[EACH];
	int posted, refused;
};

static void *post_all(void *arg)
{
	struct poster *p = arg;
	struct arena *mine = arena_new(64 << 20);
	struct err er = {0};
	struct db *own = db_open(path, DB_WRITE, &er);
	for (int i = 0; own && i < EACH; i++) {
		struct findings found;
		findings_init(&found, mine);
		er = (struct err){0};
		const struct voucher *v = &p->v[i];
		if (voucher_post(mine, own, v->county, v->id, v->ver, &maker, &found, &er))
			p->posted++;
		else if (er.code == ERR_CONFLICT)
			p->refused++;
	}
	if (own)
		db_close(own);
	arena_free(mine);
	return NULL;
}

/* Half of the vouchers are wanted by both: each is posted once, by one of them, and the
 * numbers are 1 to the last. */
static void two_posters_at_once(void **state)
{
	(void)state;
	static struct poster posters[2];
	pthread_t threads[2];
	memset(posters, 0, sizeof posters);
	for (int i = 0; i < EACH; i++)
		for (int k = 0; k < 2; k++) {
			struct voucher *v = &posters[k].v[i];
			if (k == 1 && i % 2) {
				*v = posters[0].v[i];
				continue;
			}
			*v = draft("2024-01-05", "511 +10; 152 -10");
			assert_true(save(v) && approve(v));
		}
	for (int k = 0; k < 2; k++)
		assert_int_equal(pthread_create(&threads[k], NULL, post_all, &posters[k]), 0);
	for (int k = 0; k < 2; k++)
		pthread_join(threads[k], NULL);
	assert_int_equal(posters[0].posted + posters[1].posted, EACH + EACH / 2);
	assert_int_equal(posters[0].refused + posters[1].refused, EACH / 2);
	assert_int_equal(number(SQL("select count(distinct number) from voucher")), EACH + EACH / 2);
	assert_int_equal(number(SQL("select max(number) from voucher")), EACH + EACH / 2);
	all_well();
}

/* The same acts on a second book give the same balances and numbers. */
static void replay_gives_the_same(void **state)
{
	(void)state;
	int64_t sums[2];
	for (int i = 0; i < 2; i++) {
		seed = 4242;
		book = book_new(50 + i, 202401);
		for (int k = 0; k < 60; k++) {
			struct voucher v = random_draft(), red;
			if (save(&v) && finish(&v) && lot(3) == 0) {
				fresh();
				assert_true(voucher_reverse(a, db, v.county, v.id, 20240500, &maker,
							    &red, &e));
			}
		}
		struct stmt *q = db_query(
		    db,
		    SQL("select cast(sum(debit*3+credit*5+month) as bigint) from balance where book=$1"),
		    &e);
		bind(q, 1, book.id);
		assert_true(db_next(q));
		sums[i] = col_i64(q, 0);
		assert_true(db_end(q, &e));
	}
	assert_true(sums[0] > 0);
	assert_int_equal(sums[0], sums[1]);
	all_well();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, up, down)
	    CASE(the_chart_is_the_rule_s),
	    CASE(amounts_are_read_exactly),
	    CASE(a_book_is_made_once_and_grows_details),
	    CASE(everything_wrong_is_said_at_once),
	    CASE(three_people_and_no_fewer),
	    CASE(a_reversal_is_as_if_nothing_had_happened),
	    CASE(months_close_in_order),
	    CASE(the_proof_finds_what_was_tampered_with),
	    CASE(the_trial_balance_is_right_to_the_fen),
	    CASE(a_unit_sums_its_books),
	    CASE(books_follow_each_other),
	    CASE(the_state_says_who_waits),
	    CASE(the_state_of_all_is_one_statement),
	    CASE(closing_is_no_turnover),
	    CASE(other_programs_agree),
	    CASE(the_laws_hold_under_random_acts),
	    CASE(posting_is_whole),
	    cmocka_unit_test_setup_teardown(two_posters_at_once, file_up, file_down),
	    CASE(replay_gives_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
