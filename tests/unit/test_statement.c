/*
 * test_statement.c - statements worked out by hand from the tables of the rule, before and
 * after the year is closed; what no line takes in; the identities under random vouchers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "db/migrate.h"
#include "ledger/balance.h"
#include "ledger/statement.h"
#include "ledger/voucher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAKER = 11, CHECKER = 12, CASHIER = 13 };

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
			fprintf(stderr, "  %s %s\n", fi->code, text);
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

static struct book book_new(const char *unit, int64_t org, const char *name, int opened)
{
	struct unit u;
	struct book b = {.org = org, .name = name, .chart = "2023", .opened = opened};
	assert_true(unit_load(a, db, unit_of(unit), 0, &u, &e));
	b.unit = u.id;
	b.county = u.county;
	fresh();
	assert_true(fine(book_make(a, db, &b, &maker, &f, &e)));
	return b;
}

static int up(void **state)
{
	const struct embedded *file = embedded_find("packs/areas/ah-daguan.csv");
	int added;
	(void)state;
	setenv("YANZHEN_NOW", "1767969600000", 1); /* 2026-01-09 */
	a = arena_new(1 << 30);
	fresh();
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(fine(db && db_migrate(db, &e)));
	assert_true(units_load_csv(db, file->data, file->size, 20200101, &added, &f, &e));
	book = book_new("340803100211", 1, "保婴村股份经济合作社", 202401);
	return 0;
}

static int down(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	return 0;
}

static void detail(const char *parent, const char *code, const char *name)
{
	fresh();
	assert_true(fine(book_account_add(a, db, &book, parent, code, name, &maker, &f, &e)));
}

/* "102 +1000.00; 501 -1000.00": debit and credit. */
static struct voucher post(const char *day, const char *source, const char *text)
{
	struct voucher v = {.county = book.county, .book = book.id, .day = day, .source = source};
	struct voucher_facts facts;
	ymd d = 0;
	assert_true(date_parse(day, false, &d));
	v.month = d / 100;
	v.kind = v.month < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(a, struct voucher_line, 24);
	char *copy = arena_strdup(a, text), *save = NULL;
	for (char *one = strtok_r(copy, ";", &save); one; one = strtok_r(NULL, ";", &save)) {
		char code[32] = "", amount[32] = "";
		assert_int_equal(sscanf(one, " %31s %31s", code, amount), 2);
		struct voucher_line *l = &v.lines[v.line_count++];
		*l = (struct voucher_line){.summary = "事",
					   .account = arena_strdup(a, code),
					   .debit = *amount == '+' ? arena_strdup(a, amount + 1) : "",
					   .credit = *amount == '-' ? arena_strdup(a, amount + 1) : "",
					   .receipt = ""};
	}
	fresh();
	assert_true(fine(voucher_save(a, db, &v, &maker, &e)));
	assert_true(fine(voucher_facts_load(a, db, &v, &facts, &e)));
	if (voucher_moves_money(&v, &facts.accounts))
		assert_true(fine(voucher_sign(a, db, v.county, v.id, v.ver++, &cashier, &f, &e)));
	assert_true(fine(voucher_approve(a, db, v.county, v.id, v.ver++, &checker, &f, &e)));
	assert_true(fine(voucher_post(a, db, v.county, v.id, v.ver, &maker, &f, &e)));
	assert_true(fine(voucher_load(a, db, v.county, v.id, &v, &e)));
	return v;
}

static void reverse(const struct voucher *v, ymd day)
{
	struct voucher red;
	struct voucher_facts facts;
	fresh();
	assert_true(fine(voucher_reverse(a, db, v->county, v->id, day, &maker, &red, &e)));
	assert_true(fine(voucher_facts_load(a, db, &red, &facts, &e)));
	if (voucher_moves_money(&red, &facts.accounts))
		assert_true(fine(voucher_sign(a, db, red.county, red.id, red.ver++, &cashier, &f, &e)));
	assert_true(fine(voucher_approve(a, db, red.county, red.id, red.ver++, &checker, &f, &e)));
	assert_true(fine(voucher_post(a, db, red.county, red.id, red.ver, &maker, &f, &e)));
}

/*
 * A year by hand.  Opening 2023-12-31: bank 100,000, stock 5,000, house 200,000 worn by 20,000,
 * receivable 3,000; capital 250,000, reserve 18,000, retained 20,000.  Both sides 288,000.
 */
static void the_year(void)
{
	detail("113", "11301", "王一户");
	detail("113", "11302", "李二户");
	detail("513", "51301", "运转支出");
	detail("513", "51302", "干部报酬");
	detail("32201", "3220101", "提取公积公益金");
	detail("32201", "3220102", "成员分配");
	post("2023-12-31", NULL, "102 +100000; 121 +5000; 151 +200000; 152 -20000; 112 +3000;"
				 " 301 -250000; 311 -18000; 32202 -20000");
	post("2024-01-10", NULL, "102 +30000; 501 -30000");  /* rent of the year */
	post("2024-02-10", NULL, "102 +10000; 503 -10000");  /* running subsidy */
	post("2024-03-05", NULL, "51301 +2400; 102 -2400");
	post("2024-03-06", NULL, "51302 +1600; 212 -1600");
	post("2024-03-31", NULL, "511 +8000; 152 -8000");
	post("2024-04-10", NULL, "11301 +700; 501 -700");    /* a household owes rent */
	post("2024-04-11", NULL, "102 +450; 11302 -450");    /* land rent passing through */
	post("2024-05-01", NULL, "401 +1200; 121 -1000; 213 -200"); /* a crop is grown */
	post("2024-06-30", NULL, "102 +60.50; 504 -60.50");
	post("2024-07-01", NULL, "514 +3000; 102 -3000");
	post("2024-08-01", NULL, "112 +5000; 502 -5000");    /* the cooperative's dividend */
	post("2024-09-01", NULL, "102 +40000; 241 -40000");
	post("2024-11-01", NULL, "515 +10.10; 102 -10.10");
	post("2024-11-02", NULL, "512 +50.40; 214 -50.40");
}

static int64_t fen_of(const struct statement *s, const char *item, int column)
{
	const struct statement_line *line = statement_line(s, item);
	if (!line)
		fail_msg("no line %s", item);
	assert_true(line->known[column]);
	return line->fen[column];
}

static struct statement balance_at(int month)
{
	struct statement s;
	fresh();
	assert_true(fine(statement_of_book(a, db, &book, STATEMENT_BALANCE, month, month, &s, &e)));
	f = s.findings;
	return s;
}

static struct statement income_of(int from, int to)
{
	struct statement s;
	fresh();
	assert_true(fine(statement_of_book(a, db, &book, STATEMENT_INCOME, from, to, &s, &e)));
	f = s.findings;
	return s;
}

static void the_balance_sheet_in_mid_year(void **state)
{
	(void)state;
	the_year();
	struct statement s = balance_at(202412);
	static const struct {
		const char *item;
		int64_t open, end;
	} lines[] = {
	    /* 100000 +30000 +10000 -2400 +450 +60.50 -3000 +40000 -10.10 */
	    {"money", 10000000, 17510040},
	    {"short", 0, 0},
	    {"receivable", 300000, 870000},       /* 112: 8000, 113 in debit: 700 */
	    {"stock", 500000, 520000},            /* 121: 4000, 401: 1200 in the ground */
	    {"current_assets", 10800000, 18900040},
	    {"fixed_cost", 20000000, 20000000},
	    {"fixed_worn", 2000000, 2800000},
	    {"fixed_net", 18000000, 17200000},
	    {"fixed_assets", 18000000, 17200000},
	    {"assets", 28800000, 36100040},
	    {"payable", 0, 45000},                /* 113 in credit, not set off against 700 */
	    {"wages", 0, 160000},
	    {"labour", 0, 20000},
	    {"tax_due", 0, 5040},
	    {"current_debts", 0, 230040},
	    {"special", 0, 4000000},
	    {"debts", 0, 4230040},
	    {"capital", 25000000, 25000000},
	    {"reserve", 1800000, 1800000},
	    {"retained", 2000000, 2000000},
	    /* 30700+10000+60.50+5000 - 2400-1600-8000-3000-10.10-50.40 = 30700 */
	    {"unclosed", 0, 3070000},
	    {"equity", 28800000, 31870000},
	    {"claims", 28800000, 36100040},
	};
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_int_equal(fen_of(&s, lines[i].item, 0), lines[i].open);
		assert_int_equal(fen_of(&s, lines[i].item, 1), lines[i].end);
	}
	assert_true(fine(f.errors == 0 && f.warnings == 0));
	/* the month of the opening balances shows them on both sides */
	s = balance_at(202312);
	assert_int_equal(fen_of(&s, "assets", 0), 28800000);
	assert_int_equal(fen_of(&s, "assets", 1), 28800000);
	assert_null(statement_line(&s, "unclosed"));
	fresh();
	assert_false(statement_of_book(a, db, &book, STATEMENT_BALANCE, 202311, 202311, &s, &e));
	assert_int_equal(e.code, ERR_INPUT);
}

static void income_is(const struct statement *s, int column)
{
	assert_int_equal(fen_of(s, "operating", column), 3070000);
	assert_int_equal(fen_of(s, "investment", column), 500000);
	assert_int_equal(fen_of(s, "operating_cost", column), 800000);
	assert_int_equal(fen_of(s, "taxes", column), 5040);
	assert_int_equal(fen_of(s, "management", column), 400000);
	assert_int_equal(fen_of(s, "running", column), 240000);
	assert_int_equal(fen_of(s, "operating_profit", column), 2364960); /* 30700+5000-8000-50.40-4000 */
	assert_int_equal(fen_of(s, "subsidy", column), 1000000);
	assert_int_equal(fen_of(s, "other_income", column), 6050);
	assert_int_equal(fen_of(s, "public_cost", column), 300000);
	assert_int_equal(fen_of(s, "other_cost", column), 1010);
	assert_int_equal(fen_of(s, "total", column), 3070000);
	assert_int_equal(fen_of(s, "net", column), 3070000);
	assert_int_equal(fen_of(s, "year_open", column), 2000000);
	assert_int_equal(fen_of(s, "other_in", column), 0);
	assert_int_equal(fen_of(s, "available", column), 5070000);
}

/* 15 % to the reserve: 4605; 12000 to the members. */
static void close_the_year(void)
{
	post("2024-12-31", "close/2024/income", "501 +30700; 502 +5000; 503 +10000; 504 +60.50; 321 -45760.50");
	post("2024-12-31", "close/2024/expense",
	     "321 +15060.50; 511 -8000; 512 -50.40; 51301 -2400; 51302 -1600; 514 -3000; 515 -10.10");
	post("2024-12-31", "close/2024/transfer", "321 +30700; 32202 -30700");
	post("2024-12-31", "close/2024/appropriation",
	     "3220101 +4605; 3220102 +12000; 311 -4605; 211 -12000");
	post("2024-12-31", "close/2024/distribution", "32202 +16605; 3220101 -4605; 3220102 -12000");
}

static void income_and_its_distribution(void **state)
{
	(void)state;
	struct income_detail d;
	the_year();
	struct statement s = income_of(202401, 202412);
	income_is(&s, 0);
	assert_int_equal(fen_of(&s, "year_end", 0), 5070000);
	assert_false(statement_line(&s, "net")->known[1]); /* last year was not kept here */
	assert_true(fine(f.errors == 0));
	s = income_of(202404, 202404);
	assert_int_equal(fen_of(&s, "operating", 0), 70000);
	assert_int_equal(fen_of(&s, "operating", 1), 3070000);
	assert_false(statement_line(&s, "year_end")->known[0]);
	/* to April: 30700+10000-4000-8000 and the opening 20000 */
	assert_int_equal(fen_of(&s, "year_end", 1), 4870000);
	assert_true(fine(f.errors == 0));
	close_the_year();
	s = income_of(202401, 202412);
	income_is(&s, 0); /* closing never happened */
	assert_int_equal(fen_of(&s, "to_reserve", 0), 460500);
	assert_int_equal(fen_of(&s, "to_members", 0), 1200000);
	assert_int_equal(fen_of(&s, "other_out", 0), 0);
	assert_int_equal(fen_of(&s, "year_end", 0), 3409500); /* 50700 - 4605 - 12000 */
	assert_true(fine(f.errors == 0));
	assert_true(fine(income_detail_of_book(a, db, &book, 202412, 202412, &d, &e)));
	assert_int_equal(d.income[0], 0);
	assert_int_equal(d.income[1], 4576050);
	assert_int_equal(d.expense[1], 1506050);
	s = balance_at(202412);
	assert_null(statement_line(&s, "unclosed"));
	assert_int_equal(fen_of(&s, "retained", 1), 3409500);
	assert_int_equal(fen_of(&s, "reserve", 1), 2260500);
	assert_int_equal(fen_of(&s, "payable", 1), 1245000);
	assert_int_equal(fen_of(&s, "claims", 1), 36100040);
	/* the next year opens with what this one ended with */
	post("2025-01-08", NULL, "102 +100; 501 -100");
	s = income_of(202501, 202512);
	assert_int_equal(fen_of(&s, "operating", 0), 10000);
	assert_int_equal(fen_of(&s, "year_open", 0), 3409500);
	assert_int_equal(fen_of(&s, "year_end", 0), 3419500);
	income_is(&s, 1);
	assert_int_equal(fen_of(&s, "year_end", 1), 3409500);
	assert_true(fine(f.errors == 0));
	s = balance_at(202503);
	assert_int_equal(fen_of(&s, "retained", 0), 3409500);
	assert_int_equal(fen_of(&s, "assets", 0), 36100040);
}

/* Closing taken back, a reserve that makes up a loss, closing by hand without a source. */
static void distribution_by_its_other_side(void **state)
{
	(void)state;
	the_year();
	struct voucher v = post("2024-12-30", "close/2024/income", "501 +30700; 321 -30700");
	struct statement s = income_of(202401, 202412);
	income_is(&s, 0);
	reverse(&v, 20241231);
	s = income_of(202401, 202412);
	income_is(&s, 0);
	assert_int_equal(fen_of(&s, "year_end", 0), 5070000);
	post("2024-12-31", NULL, "501 +30700; 321 -30700"); /* as old books did, brought in later */
	post("2024-12-31", NULL, "311 +500; 32202 -500");
	v = post("2024-12-31", NULL, "3220101 +100; 311 -100");
	post("2024-12-31", NULL, "3220102 +20; 11302 -20");
	post("2024-12-31", NULL, "32202 +7; 102 -7");
	s = income_of(202401, 202412);
	assert_int_equal(fen_of(&s, "operating", 0), 3070000);
	assert_int_equal(fen_of(&s, "other_in", 0), 50000);
	assert_int_equal(fen_of(&s, "to_reserve", 0), 10000);
	assert_int_equal(fen_of(&s, "to_members", 0), 2000);
	assert_int_equal(fen_of(&s, "other_out", 0), 700);
	assert_int_equal(fen_of(&s, "year_end", 0), 5070000 + 50000 - 10000 - 2000 - 700);
	reverse(&v, 20241231);
	s = income_of(202401, 202412);
	assert_int_equal(fen_of(&s, "to_reserve", 0), 0);
	assert_true(fine(f.errors == 0));
}

static void what_no_line_takes_in_is_an_error(void **state)
{
	(void)state;
	struct statement s;
	struct statement_fact rows[] = {{"101", "", 500, 0}, {"999", "", 700, 0}, {"113", "", 30, 20}};
	struct statement_facts facts[2] = {{.known = true, .count = 3, .rows = rows}};
	assert_true(statement_layout(a, "2023", STATEMENT_BALANCE, &s, &e));
	for (int i = 0; i < s.count; i++) /* 113 in credit loses its line */
		if (text_eq(s.lines[i].item, "payable"))
			s.lines[i].term_count = 1;
	statement_fill(&s, facts);
	assert_int_equal(s.findings.errors, 2);
	assert_string_equal(s.findings.first->code, "statement-left-out");
	assert_int_equal(statement_line(&s, "money")->fen[0], 500);
	assert_int_equal(statement_line(&s, "receivable")->fen[0], 30);
	assert_false(statement_line(&s, "money")->known[1]);
}

/* Every first-level account of the chart stands on a line of the balance sheet, once; every one
 * of income or expense on a line of the statement of income. */
static void layout_holds(const char *chart)
{
	struct statement s[2];
	struct chart c;
	assert_true(chart_read(a, chart, &c, &e));
	for (int k = 0; k < STATEMENT__COUNT; k++)
		assert_true(statement_layout(a, chart, (enum statement_kind)k, &s[k], &e));
	assert_string_equal(s[0].document, c.document);
	for (int i = 0; i < c.accounts.count; i++) {
		const struct book_account *acc = &c.accounts.rows[i];
		bool profit = acc->class == CLASS_INCOME || acc->class == CLASS_EXPENSE;
		for (int k = 0; k < 2 && !*acc->parent; k++) {
			int lines = 0;
			for (int l = 0; l < s[k].count; l++)
				for (int t = 0; t < s[k].lines[l].term_count; t++)
					lines += s[k].lines[l].terms[t].kind == TERM_ACCOUNT &&
						 text_eq(s[k].lines[l].terms[t].code, acc->code);
			int wanted = k == STATEMENT_INCOME ? profit : !text_eq(acc->code, "113");
			assert_int_equal(lines, wanted);
		}
	}
	for (int k = 0; k < 2; k++)
		for (int l = 0; l < s[k].count; l++)
			for (int t = 0; t < s[k].lines[l].term_count; t++)
				if (s[k].lines[l].terms[t].kind == TERM_LINE)
					assert_non_null(statement_line(&s[k], s[k].lines[l].terms[t].code));
	assert_non_null(statement_line(&s[0], "assets"));
	assert_non_null(statement_line(&s[0], "claims"));
	assert_non_null(statement_line(&s[0], "retained"));
	assert_non_null(statement_line(&s[1], "year_open"));
	assert_non_null(statement_line(&s[1], "year_end"));
}

static void the_layouts_hold_the_whole_chart(void **state)
{
	struct statement s;
	(void)state;
	layout_holds("2023");
	layout_holds("2004");
	assert_false(statement_layout(a, "1998", STATEMENT_BALANCE, &s, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	fresh();
}

static void a_book_taken_over_in_mid_year(void **state)
{
	(void)state;
	book = book_new("340803100211", 2, "半年社", 202407);
	post("2024-06-30", NULL, "102 +900; 112 +100; 501 -300; 513 +50; 32202 -750");
	post("2024-07-03", NULL, "102 +25; 501 -25");
	struct statement s = balance_at(202408);
	assert_string_equal(s.heads[0], "At the take-over");
	assert_int_equal(fen_of(&s, "assets", 0), 100000);
	assert_int_equal(fen_of(&s, "assets", 1), 102500);
	assert_int_equal(fen_of(&s, "unclosed", 0), 25000);
	s = income_of(202401, 202412);
	assert_int_equal(fen_of(&s, "operating", 0), 32500);
	assert_int_equal(fen_of(&s, "net", 0), 27500);
	assert_int_equal(fen_of(&s, "year_open", 0), 75000);
	assert_int_equal(fen_of(&s, "year_end", 0), 102500);
}

static void a_unit_sums_and_names_what_stands_between(void **state)
{
	(void)state;
	struct statement s;
	struct between_list between;
	struct scope scope;
	int64_t district = unit_of("340803000000");
	the_year();
	book = book_new("340803100201", 2, "邻村股份经济合作社", 202401);
	detail("112", "11201", "保婴村股份经济合作社");
	post("2023-12-31", NULL, "102 +1000; 11201 +200; 32202 -1200");
	post("2024-04-01", NULL, "102 +60; 501 -60");
	scope_all(district, &scope);
	fresh();
	assert_true(fine(statement_of_unit(a, db, district, &scope, STATEMENT_BALANCE, 202412, 202412,
					   &s, &e)));
	assert_int_equal(s.book_count, 2);
	assert_int_equal(fen_of(&s, "money", 0), 10100000);
	assert_int_equal(fen_of(&s, "receivable", 1), 890000);
	assert_int_equal(fen_of(&s, "payable", 1), 45000);
	assert_int_equal(fen_of(&s, "assets", 1), 36226040);
	assert_int_equal(s.findings.errors, 0);
	assert_true(fine(statement_of_unit(a, db, district, &scope, STATEMENT_INCOME, 202401, 202412,
					   &s, &e)));
	assert_int_equal(fen_of(&s, "operating", 0), 3076000);
	assert_int_equal(fen_of(&s, "running", 0), 240000);
	assert_int_equal(fen_of(&s, "year_end", 0), 5070000 + 126000);
	assert_int_equal(s.findings.errors, 0);
	assert_true(fine(statement_between(a, db, district, &scope, 202412, &between, &e)));
	assert_int_equal(between.count, 1);
	assert_string_equal(between.rows[0].account, "11201");
	assert_int_equal(between.rows[0].debit, 20000);
	/* one who sees the neighbour only learns nothing of the other */
	scope_all(unit_of("340803100201"), &scope);
	assert_true(statement_between(a, db, district, &scope, 202412, &between, &e));
	assert_int_equal(between.count, 0);
	assert_true(statement_of_unit(a, db, district, &scope, STATEMENT_BALANCE, 202412, 202412, &s, &e));
	assert_int_equal(fen_of(&s, "money", 1), 106000);
}

/* ---- laws ---- */

static uint64_t seed = 20240701;

static int lot(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static const struct trial_row *row_of(const struct trial *t, const char *code)
{
	static const struct trial_row none;
	for (int i = 0; i < t->count; i++)
		if (text_eq(t->rows[i].account.code, code))
			return &t->rows[i];
	return &none;
}

/* The county's trial balance from its kept sums is that of its two books, account by account. */
static void county_is_its_books(const struct book books[2], int from, int to)
{
	struct trial county, one[2];
	struct scope scope;
	struct chart c;
	scope_all(book.county, &scope);
	fresh();
	assert_true(fine(trial_of_unit(a, db, book.county, &scope, from, to, &county, &e)));
	assert_int_equal(county.book_count, 2);
	for (int i = 0; i < 2; i++)
		assert_true(fine(trial_of_book(a, db, &books[i], from, to, &one[i], &e)));
	assert_true(chart_read(a, "2023", &c, &e));
	for (int i = 0; i < c.accounts.count; i++) {
		const char *code = c.accounts.rows[i].code;
		const struct trial_row *x = row_of(&one[0], code), *y = row_of(&one[1], code),
				       *z = row_of(&county, code);
		bool two = c.accounts.rows[i].two_sided;
		if (*c.accounts.rows[i].parent)
			continue;
#define SAME(d, cr)                                                                                \
	do {                                                                                       \
		assert_int_equal(z->d - z->cr, x->d - x->cr + y->d - y->cr);                       \
		if (two)                                                                           \
			assert_int_equal(z->d, x->d + y->d);                                       \
	} while (0)
		SAME(opening_debit, opening_credit);
		SAME(closing_debit, closing_credit);
		assert_int_equal(z->debit, x->debit + y->debit);
		assert_int_equal(z->year_credit, x->year_credit + y->year_credit);
	}
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

/* What 0025 makes of a database that has books already is what posting would have kept. */
static void sums_are_made_for_older_books(void)
{
	const struct embedded *file = embedded_find("schema/0025_statement.sql");
	int64_t sides = number(SQL("select cast(sum(side*side%1000003+month) as bigint) from county_balance"));
	assert_true(sides != 0);
	fresh();
	assert_true(db_run(db_query(db, SQL("drop table county_balance"), &e), &e));
	assert_true(db_script(db, db_dialect(a, file->data), &e));
	assert_int_equal(number(SQL("select cast(sum(side*side%1000003+month) as bigint)"
				    " from county_balance")), sides);
	assert_true(fine(ledger_check(a, db, &f, &e)) && fine(f.errors == 0));
}

static void the_proof_finds_a_wrong_sum(void)
{
	fresh();
	assert_true(db_run(db_query(db, SQL("update county_balance set side=side+1 where root='113' and"
					    " month=202404"), &e), &e));
	assert_true(ledger_check(a, db, &f, &e));
	assert_int_equal(f.errors, 1);
	assert_string_equal(f.first->code, "county-balance-side");
	assert_true(db_run(db_query(db, SQL("delete from county_balance where root='102' and month=202400"),
				    &e), &e));
	fresh();
	assert_true(ledger_check(a, db, &f, &e));
	assert_int_equal(f.errors, 2);
}

/* Any vouchers at all, some of them closing, some taken back: every sheet agrees. */
static void the_identities_hold(void **state)
{
	(void)state;
	static const char *const codes[] = {"102", "112", "11301", "11302", "121", "401", "152", "154",
					    "181", "211", "241", "311", "321", "32202", "3220101", "501",
					    "503", "51301", "511", "521"};
	struct book books[2];
	static const char *const sources[] = {NULL, NULL, NULL, "close/2024/x", "rent/1/20240101"};
	books[1] = book_new("340803100201", 2, "邻村股份经济合作社", 202401);
	books[0] = book;
	the_year();
	book = books[1];
	the_year();
	for (int i = 0; i < 60; i++) {
		struct voucher v;
		book = books[lot(2)];
		int month = 1 + lot(24);
		char day[16];
		int64_t one = 1 + lot(90000), two = 1 + lot(90000);
		snprintf(day, sizeof day, "%d-%02d-%02d", 2024 + (month - 1) / 12, (month - 1) % 12 + 1,
			 1 + lot(28));
		const char *source = sources[lot((int)ARRAY_LEN(sources))];
		v = post(day, source ? arena_printf(a, "%s%d", source, i) : NULL,
			 arena_printf(a, "102 +%d.00; %s +%d.07; %s -%d.07; %s -%d.00", (int)(one + two),
				      codes[1 + lot(19)], (int)one, codes[1 + lot(19)], (int)one,
				      codes[1 + lot(19)], (int)(one + two)));
		if (lot(6) == 0)
			reverse(&v, 20251231);
		int to = 202401 + lot(12) + 100 * lot(2);
		struct statement s = balance_at(to);
		assert_true(fine(f.errors == 0));
		s = income_of(to / 100 * 100 + 1, to);
		assert_true(fine(f.errors == 0));
		(void)s;
		county_is_its_books(books, to / 100 * 100 + 1 + lot(to % 100), to);
	}
	fresh();
	assert_true(fine(ledger_check(a, db, &f, &e)) && fine(f.errors == 0));
	sums_are_made_for_older_books();
	the_proof_finds_a_wrong_sum();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, up, down)
	    CASE(the_balance_sheet_in_mid_year),
	    CASE(income_and_its_distribution),
	    CASE(distribution_by_its_other_side),
	    CASE(what_no_line_takes_in_is_an_error),
	    CASE(the_layouts_hold_the_whole_chart),
	    CASE(a_book_taken_over_in_mid_year),
	    CASE(a_unit_sums_and_names_what_stands_between),
	    CASE(the_identities_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
