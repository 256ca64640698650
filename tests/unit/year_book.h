#pragma once
/*
 * year_book.h - the small year of a collective, worked out by hand to the fen: opening,
 * 24 vouchers of 2024, the six vouchers of the year end.  For tests of year end and statements.
 *
 * Use: `struct year_book y = {.a = …, .db = …};` on a site with the units of 大观区 and the clock
 * (YANZHEN_NOW) in 2025; year_book_open(&y, org), year_book_events(&y), year_book_close(&y).
 * Every voucher is made by 11, signed by 13 where money moves, approved by 12, posted by 11.
 *
 * What comes out (yuan; signs as in the lines, debit +, credit -):
 *
 *             opening       before closing      after closing
 *   101        1,200.00           2,339.75           2,339.75
 *   10201     86,500.00         173,094.20         173,094.20
 *   11201      4,000.00           7,000.00           7,000.00
 *   11301        600.00             450.00             450.00
 *   11302       -500.00            -150.00            -150.00   a household that is owed
 *   121        2,300.00           4,000.10           4,000.10
 *   141       50,000.00          50,000.00          50,000.00
 *   151      420,000.00         498,000.00         498,000.00
 *   152      -84,000.00        -105,000.00        -105,000.00
 *   153               -               0.00               0.00
 *   21101             -         -60,000.00         -60,000.00   预收款
 *   21102             -               0.00               0.00   代收土地流转费
 *   21103             -                  -         -20,000.00   应付成员分配
 *   212               -          -4,000.00          -4,000.00
 *   213               -               0.00               0.00
 *   214               -            -368.12            -368.12
 *   241      -30,000.00               0.00               0.00
 *   301     -371,850.00        -371,850.00        -371,850.00
 *   311      -90,250.00        -168,250.00        -172,039.89
 *   32202     12,000.00          12,000.00          -1,476.04   earlier losses, made up
 *   401               -               0.00               0.00
 *   501 -55,483.33  502 -2,500.00  503 -20,000.00  504 -186.37  before closing, then 0
 *   511 23,600.40  512 368.12  51301 5,460.25  51302 4,000.00  514 7,400.00  515 75.00
 *
 *   经营收益 24,554.56 = 55,483.33 + 2,500.00 - 23,600.40 - 368.12 - 9,460.25
 *   收益总额 37,265.93 = 24,554.56 + 20,000.00 + 186.37 - 7,400.00 - 75.00
 *   净收益   37,265.93 (no income tax)
 *   可分配收益 25,265.93 = 37,265.93 - 12,000.00
 *   提取公积公益金 3,789.89 = 15 % of 25,265.93 = 3,789.8895, half a fen up
 *   成员分配 20,000.00; 年末未分配收益 1,476.04
 *   资产总计 629,884.05 = 84,518.12 owed + 545,365.93 equity (after closing)
 */
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "ledger/voucher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct year_book {
	struct arena *a;
	struct db *db;
	struct err e;
	struct findings f;
	struct book book;
};

enum { YEAR_MAKER = 11, YEAR_CHECKER = 12, YEAR_CASHIER = 13 };

static const struct ledger_who year_maker = {.actor = YEAR_MAKER, .origin = "test"},
			       year_checker = {.actor = YEAR_CHECKER, .origin = "test"},
			       year_cashier = {.actor = YEAR_CASHIER, .origin = "test"};

struct year_detail {
	const char *parent, *code, *name;
};
static const struct year_detail year_details[] = {
    {"102", "10201", "农商行基本户"},	    {"112", "11201", "皖江果蔬公司"},
    {"113", "11301", "王秀英户"},	    {"113", "11302", "李国强户"},
    {"211", "21101", "预收款"},		    {"211", "21102", "代收土地流转费"},
    {"211", "21103", "应付成员分配"},	    {"513", "51301", "运转支出"},
    {"513", "51302", "其他管理费用"},	    {"32201", "3220101", "提取公积公益金"},
    {"32201", "3220102", "成员分配"},
};

/* day, what happened, lines "account +debit" or "account -credit", source */
struct year_voucher {
	const char *day, *summary, *lines, *source;
};
static const struct year_voucher year_opening = {
    "2023-12-31", "期初余额",
    "101 +1200; 10201 +86500; 11201 +4000; 11301 +600; 11302 -500; 121 +2300; 141 +50000;"
    "151 +420000; 152 -84000; 241 -30000; 301 -371850; 311 -90250; 32202 +12000",
    ""};
static const struct year_voucher year_vouchers[] = {
    {"2024-01-10", "收三年大棚租金", "10201 +90000; 501 -30000; 21101 -60000", ""},
    {"2024-01-20", "提取备用金", "101 +2000; 10201 -2000", ""},
    {"2024-02-05", "大棚育苗用工用料", "401 +8500.50; 10201 -6000; 213 -2500.50", ""},
    {"2024-02-20", "付临时用工", "213 +2500.50; 10201 -2500.50", ""},
    {"2024-03-15", "草莓采收入库", "121 +8500.50; 401 -8500.50", ""},
    {"2024-03-16", "销售草莓", "10201 +20333.33; 501 -20333.33; 511 +6800.40; 121 -6800.40", ""},
    {"2024-04-02", "代收土地流转费", "10201 +48000; 21102 -46800; 501 -1200", ""},
    {"2024-04-20", "付农户土地流转费", "21102 +46800; 10201 -46800", ""},
    {"2024-05-06", "运转经费补助", "10201 +20000; 503 -20000", ""},
    {"2024-06-01", "冷库项目资金到账", "10201 +50000; 241 -50000", ""},
    {"2024-06-20", "付冷库工程款", "153 +78000; 10201 -78000", ""},
    {"2024-06-30", "上半年办公水电报刊", "51301 +5460.25; 101 -1460.25; 10201 -4000", ""},
    {"2024-07-05", "应收租金", "11201 +3000; 11301 +450; 501 -3450", ""},
    {"2024-08-12", "合作社分红到账", "10201 +2500; 502 -2500", ""},
    {"2024-09-09", "重阳慰问老人", "514 +3200; 10201 -3200", ""},
    {"2024-09-30", "冷库完工转固", "151 +78000; 153 -78000; 241 +78000; 311 -78000", ""},
    {"2024-10-08", "收回欠款", "101 +600; 11301 -600", ""},
    {"2024-10-15", "项目结余资金退回", "241 +2000; 10201 -2000", ""},
    {"2024-11-11", "承包费抵欠款", "11302 +350; 10201 +150; 501 -500", ""},
    {"2024-12-20", "计提折旧", "511 +16800; 514 +4200; 152 -21000", ""},
    {"2024-12-21", "存款利息", "10201 +186.37; 504 -186.37", ""},
    {"2024-12-25", "村干部创收奖励", "51302 +4000; 212 -4000", ""},
    {"2024-12-28", "计提税费", "512 +368.12; 214 -368.12", ""},
    {"2024-12-30", "付利息", "515 +75; 10201 -75", ""},
};
static const struct year_voucher year_closing[] = {
    {"2024-12-31", "结转收入", "501 +55483.33; 502 +2500; 503 +20000; 504 +186.37; 321 -78169.70",
     "close/2024/income"},
    {"2024-12-31", "结转支出",
     "321 +40903.77; 511 -23600.40; 512 -368.12; 51301 -5460.25; 51302 -4000; 514 -7400; 515 -75",
     "close/2024/expense"},
    {"2024-12-31", "结转本年收益", "321 +37265.93; 32202 -37265.93", "close/2024/result"},
    {"2024-12-31", "提取公积公益金", "3220101 +3789.89; 311 -3789.89", "close/2024/reserve"},
    {"2024-12-31", "向成员分配", "3220102 +20000; 21103 -20000", "close/2024/members"},
    {"2024-12-31", "结转各项分配", "32202 +23789.89; 3220101 -3789.89; 3220102 -20000",
     "close/2024/carry"},
};

static bool year_fine(struct year_book *y, bool ok)
{
	char text[600];
	if (ok)
		return true;
	msg_write(&y->e.text, LANG_EN, text, sizeof text);
	fprintf(stderr, "%s:%d: %s\n", y->e.file, y->e.line, text);
	for (const struct finding *fi = y->f.first; fi; fi = fi->next) {
		msg_write(&fi->text, LANG_EN, text, sizeof text);
		fprintf(stderr, "  %d %s %s\n", fi->row, fi->code, text);
	}
	return false;
}

static void year_fresh(struct year_book *y)
{
	y->e = (struct err){0};
	findings_init(&y->f, y->a);
}

/* Signs where it is asked for, approves and posts a draft. */
__attribute__((unused)) static bool year_finish(struct year_book *y, int64_t id)
{
	struct voucher v;
	struct voucher_facts facts;
	int64_t county = y->book.county;
	year_fresh(y);
	if (!voucher_load(y->a, y->db, county, id, &v, &y->e) ||
	    !voucher_facts_load(y->a, y->db, &v, &facts, &y->e))
		return false;
	if (voucher_moves_money(&v, &facts.accounts) &&
	    !voucher_sign(y->a, y->db, county, id, v.ver++, &year_cashier, &y->f, &y->e))
		return false;
	return voucher_approve(y->a, y->db, county, id, v.ver, &year_checker, &y->f, &y->e) &&
	       voucher_post(y->a, y->db, county, id, v.ver + 1, &year_maker, &y->f, &y->e);
}

/* Returns the voucher's id, 0 when it was refused. */
__attribute__((unused)) static int64_t year_post(struct year_book *y, const struct year_voucher *w)
{
	struct voucher v = {.county = y->book.county, .book = y->book.id, .day = w->day,
			    .attachments = 1, .source = w->source};
	ymd day = 0;
	if (!date_parse(w->day, false, &day))
		return 0;
	v.month = day_month(day);
	v.kind = v.month < y->book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(y->a, struct voucher_line, 32);
	char *copy = arena_strdup(y->a, w->lines), *save = NULL;
	for (char *one = strtok_r(copy, ";", &save); one; one = strtok_r(NULL, ";", &save)) {
		char code[32] = "", amount[32] = "";
		sscanf(one, " %31s %31s", code, amount);
		const char *text = arena_strdup(y->a, amount + 1);
		v.lines[v.line_count++] = (struct voucher_line){
		    .summary = w->summary,
		    .account = arena_strdup(y->a, code),
		    .debit = *amount == '+' ? text : "",
		    .credit = *amount == '-' ? text : "",
		    .receipt = "",
		};
	}
	year_fresh(y);
	if (!year_fine(y, voucher_save(y->a, y->db, &v, &year_maker, &y->e)) ||
	    !year_fine(y, year_finish(y, v.id)))
		return 0;
	return v.id;
}

/* The book of 保婴村 with its accounts and opening balances. */
__attribute__((unused)) static bool year_book_open(struct year_book *y, int64_t org)
{
	struct unit u;
	year_fresh(y);
	if (!unit_by_code(y->a, y->db, "340803100211", 0, &u, &y->e))
		return false;
	y->book = (struct book){.county = u.county, .unit = u.id, .org = org, .opened = 202401,
				.name = "保婴村股份经济合作社", .chart = "2023"};
	if (!year_fine(y, book_make(y->a, y->db, &y->book, &year_maker, &y->f, &y->e)))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(year_details); i++)
		if (!year_fine(y, book_account_add(y->a, y->db, &y->book, year_details[i].parent,
						   year_details[i].code, year_details[i].name,
						   &year_maker, &y->f, &y->e)))
			return false;
	return year_post(y, &year_opening) != 0;
}

__attribute__((unused)) static bool year_book_events(struct year_book *y)
{
	for (size_t i = 0; i < ARRAY_LEN(year_vouchers); i++)
		if (!year_post(y, &year_vouchers[i]))
			return false;
	return true;
}

__attribute__((unused)) static bool year_book_close(struct year_book *y)
{
	for (size_t i = 0; i < ARRAY_LEN(year_closing); i++)
		if (!year_post(y, &year_closing[i]))
			return false;
	return true;
}
