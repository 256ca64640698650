/*
 * test_project.c - no purse is overdrawn on any day, whatever is tried; lapses give back; two
 * people spend money once; vouchers are proposed once; counties' sheets come in and go out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "site.h"

#include "base/str.h"
#include "economy/project_board.h"
#include "economy/project_voucher.h"
#include "reg/project_money.h"

#define VILLAGE "431181110200"
#define NEXT "431181110202"

static struct record *new_row(const char *reg, const char *unit)
{
	return record_new(site.a, reg_find(reg), site.county, unit_of(unit));
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	*record_value(r, field) = (struct value){ .known = id != 0, .i = id };
}

static void put_money(struct record *r, const char *field, int64_t fen)
{
	*record_value(r, field) = (struct value){ .known = true, .i = fen };
}

static void put_day(struct record *r, const char *field, ymd day)
{
	*record_value(r, field) = (struct value){ .known = day != 0, .i = day };
}

/* The code of the first error of a save, "" for none. */
static const char *save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	site.e = (struct err){ 0 };
	bool ok = reg_save(site.a, site.db, r, &how, &f, &site.e);
	assert_int_equal(ok, f.errors == 0);
	site.e = (struct err){ 0 };
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR)
			return fi->code;
	return "";
}

static int serial;

static struct record *fund_row(int64_t fen, ymd arrived)
{
	struct record *r = new_row("fund", VILLAGE);
	put(r, "name", arena_printf(site.a, "资金%d", ++serial));
	put(r, "level", "省级");
	put(r, "document", "财农〔2022〕1号");
	put(r, "year", "2022");
	put_money(r, "amount", fen);
	put_day(r, "arrived", arrived);
	return r;
}

static struct record *project_row(const char *unit)
{
	struct record *r = new_row("project", unit);
	put(r, "name", arena_printf(site.a, "项目%d", ++serial));
	put(r, "kind", "种植");
	put(r, "listed", "2022-01-01");
	put(r, "stage", "已立项");
	return r;
}

static struct record *allocation_row(const struct record *fund, const struct record *project, int64_t fen, ymd day)
{
	struct record *r = new_row("project_allocation", VILLAGE);
	put(r, "number", arena_printf(site.a, "安排%d", ++serial));
	put(r, "document", "农〔2022〕2号");
	put_id(r, "fund", fund->id);
	put_id(r, "project", project->id);
	put_money(r, "amount", fen);
	put_day(r, "day", day);
	return r;
}

static struct record *contract_row(const struct record *allocation, int64_t fen, ymd signed_on, ymd lapses)
{
	struct record *r = new_row("project_commitment", VILLAGE);
	put(r, "number", arena_printf(site.a, "合同%d", ++serial));
	put(r, "party", "某公司");
	put_id(r, "allocation", allocation->id);
	put_money(r, "amount", fen);
	put_day(r, "signed", signed_on);
	put_day(r, "lapses", lapses);
	return r;
}

static struct record *payment_row(const struct record *allocation, const struct record *contract, int64_t fen, ymd day)
{
	struct record *r = new_row("project_payment", VILLAGE);
	put(r, "number", arena_printf(site.a, "付%d", ++serial));
	put(r, "payee", "某公司");
	put(r, "asset", "是");
	put_id(r, "allocation", allocation->id);
	put_id(r, "commitment", contract ? contract->id : 0);
	put_money(r, "amount", fen);
	put_day(r, "day", day);
	return r;
}

static struct record *receipt_row(const struct record *payment, const char *invoice, int64_t fen, ymd day)
{
	struct record *r = new_row("project_receipt", VILLAGE);
	put(r, "kind", "发票");
	put(r, "invoice", invoice);
	put(r, "party", "某公司");
	put_id(r, "payment", payment->id);
	put_money(r, "amount", fen);
	put_day(r, "day", day);
	return r;
}

static struct record *saved(struct record *r)
{
	assert_string_equal(save(r), "");
	return r;
}

static int64_t left_on(enum purse purse, const struct record *r, ymd day)
{
	struct money_moves m;
	assert_true(fine(money_moves(site.a, site.db, site.county, purse, r->id, NULL, false, &m, &site.e)));
	return money_on(&m, day);
}

/* ---- by hand ---- */

/* 1000.00 given; 600.00 by contract, 250.00 of it paid, it lapses on the 20th: 350.00 come back. */
static void a_lapsed_contract_gives_back(void **state)
{
	(void)state;
	struct record *fund = saved(fund_row(150000, 20220101)), *project = saved(project_row(VILLAGE));
	assert_string_equal(save(allocation_row(fund, project, 150001, 20220102)), "fund-overdrawn");
	assert_string_equal(save(allocation_row(fund, project, 100000, 20211231)), "fund-overdrawn");
	struct record *given = saved(allocation_row(fund, project, 100000, 20220102));
	assert_string_equal(save(allocation_row(fund, project, 50001, 20220301)), "fund-overdrawn");
	struct record *contract = saved(contract_row(given, 60000, 20220105, 20220120));
	assert_string_equal(save(contract_row(given, 40001, 20220106, 0)), "allocation-overdrawn");
	assert_string_equal(save(payment_row(given, NULL, 40001, 20220106)), "allocation-overdrawn");
	struct record *payment = saved(payment_row(given, contract, 25000, 20220110));
	assert_string_equal(save(payment_row(given, contract, 35001, 20220119)), "commitment-overdrawn");
	assert_string_equal(save(payment_row(given, contract, 1, 20220120)), "commitment-overdrawn"); /* lapsed */
	assert_string_equal(save(payment_row(given, contract, 1, 20220104)), "commitment-overdrawn"); /* unsigned */
	assert_int_equal(left_on(PURSE_ALLOCATION, given, 20220119), 40000);
	assert_int_equal(left_on(PURSE_ALLOCATION, given, 20220120), 75000);
	assert_int_equal(left_on(PURSE_COMMITMENT, contract, 20220119), 35000);
	assert_int_equal(left_on(PURSE_COMMITMENT, contract, 20220120), 0);
	/* what came back is spent; then the contract cannot be made to hold it again */
	struct record *direct = saved(payment_row(given, NULL, 75000, 20220120));
	put_day(contract, "lapses", 20220201);
	assert_string_equal(save(contract), "allocation-overdrawn");
	put_day(contract, "lapses", 20220110);
	assert_string_equal(save(contract), "commitment-overdrawn"); /* paid on that day */
	put_money(given, "amount", 99999);
	assert_string_equal(save(given), "allocation-overdrawn");
	put_money(given, "amount", 100000);
	put_day(given, "day", 20220106);
	assert_string_equal(save(given), "allocation-overdrawn"); /* the contract was signed before */
	put_money(fund, "amount", 99999);
	assert_string_equal(save(fund), "fund-overdrawn");
	/* receipts */
	struct record *other = saved(payment_row(saved(allocation_row(fund, project, 50000, 20220301)), NULL, 10000,
						 20220302));
	saved(receipt_row(payment, "0340-20817745", 20000, 20220109));
	assert_string_equal(save(receipt_row(other, "0340-20817745", 5000, 20220303)), "unique");
	assert_string_equal(save(receipt_row(other, "０３４０-20817745", 5000, 20220303)), "unique");
	assert_string_equal(save(receipt_row(payment, "0340-2", 5001, 20220109)), "payment-overdrawn");
	put_money(payment, "amount", 19999);
	assert_string_equal(save(payment), "payment-overdrawn");
	(void)direct;
}

static void what_is_not_used_goes_back(void **state)
{
	(void)state;
	struct record *fund = saved(fund_row(100000, 20220101)), *project = saved(project_row(VILLAGE));
	struct record *given = saved(allocation_row(fund, project, 100000, 20220102));
	saved(payment_row(given, NULL, 30000, 20220105));
	put_money(given, "returned", 70000);
	assert_string_equal(save(given), "allocation-returned");
	put_day(given, "returned_on", 20220104);
	saved(given); /* 1000 − 700 = 300 before the payment of 300 */
	put_money(given, "returned", 70001);
	assert_string_equal(save(given), "allocation-overdrawn");
	put_money(given, "returned", 70000);
	saved(given);
	assert_int_equal(left_on(PURSE_FUND, fund, 20220103), 0);
	assert_int_equal(left_on(PURSE_FUND, fund, 20220104), 70000);
	saved(allocation_row(fund, project, 70000, 20220104));
	put_money(given, "returned", 60000); /* the other project has it already */
	assert_string_equal(save(given), "fund-overdrawn");
}

static void rows_say_what_is_wrong(void **state)
{
	(void)state;
	struct record *fund = saved(fund_row(100000, 20220101)), *project = saved(project_row(VILLAGE)),
		      *elsewhere = saved(project_row(NEXT));
	assert_string_equal(save(fund_row(0, 20220101)), "money-none");
	assert_string_equal(save(fund_row(100, 20220100)), "money-day");
	assert_string_equal(save(allocation_row(fund, elsewhere, 100, 20220102)), "other-unit");
	struct record *given = saved(allocation_row(fund, project, 10000, 20220102)),
		      *second = saved(allocation_row(fund, project, 10000, 20220102));
	struct record *contract = saved(contract_row(given, 5000, 20220103, 0));
	assert_string_equal(save(payment_row(second, contract, 100, 20220104)), "other-allocation");
	saved(payment_row(given, contract, 100, 20220104));
	put_id(contract, "allocation", second->id);
	assert_string_equal(save(contract), "other-allocation");
	project->unit = unit_of(NEXT);
	assert_string_equal(save(project), "unit-stays");
	struct record *accepted = new_row("acceptance", VILLAGE);
	put_id(accepted, "project", given->id ? record_value(given, "project")->i : 0);
	put(accepted, "held", "2022-05-01");
	put(accepted, "result", "合格");
	put(accepted, "body", "镇");
	put_money(accepted, "asset", 101);
	assert_string_equal(save(accepted), "acceptance-paid");
	put_money(accepted, "asset", 100);
	assert_string_equal(save(accepted), "");
	struct record *result = new_row("project_result", VILLAGE);
	put_id(result, "project", record_value(given, "project")->i);
	put(result, "year", "2022");
	put(result, "told", "2022-12-01");
	put_money(result, "gross", 20000);
	put_money(result, "cost", 8000);
	put_money(result, "net", 12001);
	assert_string_equal(save(result), "project-net");
	struct record *coop = new_row("cooperative", VILLAGE);
	put(coop, "name", "某合作社");
	put(coop, "led", "党支部领办");
	assert_string_equal(save(coop), "coop-branch");
}

/* Each read the same 1000.00 before the other spent it: the second is refused when it is saved. */
static void two_people_spend_it_once(void **state)
{
	(void)state;
	struct record *fund = saved(fund_row(100000, 20220101)), *project = saved(project_row(VILLAGE));
	struct record *one = allocation_row(fund, project, 100000, 20220102),
		      *two = allocation_row(fund, project, 1, 20220102);
	struct db *other = db_open(arena_printf(site.a, "%s/site.db", site.dir), DB_WRITE, &site.e), *mine = site.db;
	assert_true(fine(other != NULL));
	assert_int_equal(left_on(PURSE_FUND, fund, 20220102), 100000);
	site.db = other;
	assert_int_equal(left_on(PURSE_FUND, fund, 20220102), 100000);
	assert_string_equal(save(one), "");
	site.db = mine;
	assert_string_equal(save(two), "fund-overdrawn");
	assert_int_equal(left_on(PURSE_FUND, fund, 20220102), 0);
	db_close(other);
}

/* ---- random rows against a day-by-day recount of our own ---- */

enum { ALLOCATIONS = 5, DEEDS = 60, DAYS = 28 };

struct deed {
	enum { CONTRACT, PAYMENT } kind;
	int allocation, contract, day, lapses; /* contract: of a payment, −1 none; lapses 0 never */
	int64_t fen;
};
struct world {
	int64_t fund, given[ALLOCATIONS];
	int given_on[ALLOCATIONS], allocations, deeds;
	struct deed deed[DEEDS];
	struct record *row[DEEDS], *allocation[ALLOCATIONS];
};

static int64_t paid_by(const struct world *w, int contract, int day)
{
	int64_t sum = 0;
	for (int i = 0; i < w->deeds; i++)
		if (w->deed[i].kind == PAYMENT && w->deed[i].contract == contract && w->deed[i].day <= day)
			sum += w->deed[i].fen;
	return sum;
}

/* Every purse on every day, as a cashier with a calendar would count. */
static bool holds(const struct world *w)
{
	for (int day = 1; day <= DAYS; day++) {
		int64_t fund = w->fund;
		for (int a = 0; a < w->allocations; a++) {
			int64_t left = w->given_on[a] <= day ? w->given[a] : 0;
			fund -= left;
			for (int i = 0; i < w->deeds; i++) {
				const struct deed *d = &w->deed[i];
				bool lapsed = d->lapses && d->lapses <= day;
				if (d->allocation != a || d->day > day)
					continue;
				if (d->kind == CONTRACT)
					left -= lapsed ? paid_by(w, i, DAYS) : d->fen;
				else if (d->contract < 0)
					left -= d->fen;
			}
			if (left < 0)
				return false;
		}
		if (fund < 0)
			return false;
	}
	for (int i = 0; i < w->deeds; i++) {
		const struct deed *d = &w->deed[i], *c = d->contract < 0 ? NULL : &w->deed[d->contract];
		if (d->kind == PAYMENT && c && (d->day < c->day || (c->lapses && d->day >= c->lapses)))
			return false;
		if (d->kind == CONTRACT && paid_by(w, i, DAYS) > d->fen)
			return false;
	}
	return true;
}

static uint64_t seed;

static int below(int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int)((seed >> 33) % (uint64_t)n);
}

static ymd day_of(int day)
{
	return day ? (ymd)(20220200 + day) : 0;
}

static struct record *row_of(const struct world *w, const struct deed *d)
{
	const struct record *allocation = w->allocation[d->allocation];
	if (d->kind == CONTRACT)
		return contract_row(allocation, d->fen, day_of(d->day), day_of(d->lapses));
	return payment_row(allocation, d->contract < 0 ? NULL : w->row[d->contract], d->fen, day_of(d->day));
}

static struct deed draw(const struct world *w)
{
	struct deed d = { .kind = below(5) < 2 ? CONTRACT : PAYMENT, .contract = -1,
			  .allocation = below(w->allocations), .day = 1 + below(DAYS), .fen = 1 + below(40000) };
	if (d.kind == CONTRACT)
		d.lapses = below(3) && d.day < DAYS ? d.day + 1 + below(DAYS - d.day) : 0;
	for (int i = 0; d.kind == PAYMENT && i < w->deeds; i++)
		if (w->deed[i].kind == CONTRACT && below(2)) {
			d.contract = i;
			d.allocation = w->deed[i].allocation;
		}
	return d;
}

/* A new row, or a change to one of those there are, or its end; accepted just when the recount holds. */
static void try_one(struct world *w, int *accepted, int *refused)
{
	struct world after = *w;
	struct record *r;
	if (w->deeds < DEEDS && (w->deeds == 0 || below(3))) {
		struct deed d = draw(w);
		after.deed[after.deeds++] = d;
		r = row_of(w, &d);
		bool ok = holds(&after);
		assert_int_equal(text_eq(save(r), ""), ok);
		*(ok ? accepted : refused) += 1;
		if (ok) {
			after.row[after.deeds - 1] = r;
			*w = after;
		}
		return;
	}
	int i = below(w->deeds);
	struct deed *d = &after.deed[i];
	r = record_copy(site.a, w->row[i]);
	d->fen = 1 + below(40000);
	d->day = 1 + below(DAYS);
	if (d->kind == CONTRACT)
		d->lapses = below(3) && d->day < DAYS ? d->day + 1 + below(DAYS - d->day) : 0;
	put_money(r, "amount", d->fen);
	put_day(r, d->kind == CONTRACT ? "signed" : "day", day_of(d->day));
	if (d->kind == CONTRACT)
		put_day(r, "lapses", day_of(d->lapses));
	bool ok = holds(&after);
	assert_int_equal(text_eq(save(r), ""), ok);
	*(ok ? accepted : refused) += 1;
	if (ok) {
		after.row[i] = r;
		*w = after;
	}
}

static void nothing_is_ever_overdrawn(void **state)
{
	(void)state;
	int accepted = 0, refused = 0;
	for (int round = 0; round < 6; round++) {
		struct record *fund = saved(fund_row(200000, 20220201)), *project = saved(project_row(VILLAGE));
		struct world w = { .fund = 200000 };
		TXN(t);
		seed = 4242 + (uint64_t)round;
		assert_true(fine(txn_begin(&t, site.db, &site.e)));
		for (int a = 0; a < ALLOCATIONS; a++) {
			w.given[a] = 1 + below(60000);
			w.given_on[a] = 1 + below(10);
			w.allocations = a + 1;
			w.allocation[a] = allocation_row(fund, project, w.given[a], day_of(w.given_on[a]));
			bool ok = holds(&w);
			assert_int_equal(text_eq(save(w.allocation[a]), ""), ok);
			w.allocations = ok ? a + 1 : a;
			if (!ok)
				break;
		}
		for (int i = 0; i < 120; i++)
			try_one(&w, &accepted, &refused);
		for (int a = 0; a < w.allocations; a++)
			for (int day = 1; day <= DAYS; day++)
				assert_true(left_on(PURSE_ALLOCATION, w.allocation[a], day_of(day)) >= 0);
		assert_true(fine(txn_commit(&t, &site.e)));
	}
	assert_true(accepted > 100 && refused > 100);
}

/* ---- into the book ---- */

static const struct ledger_who maker = { .actor = 7, .origin = "form" };

static int64_t debit_less_credit(const struct voucher *v, const char *account)
{
	int64_t sum = 0, fen;
	for (int i = 0; i < v->line_count; i++) {
		if (!text_eq(v->lines[i].account, account))
			continue;
		sum += *v->lines[i].debit && fen_parse(v->lines[i].debit, &fen) ? fen : 0;
		sum -= *v->lines[i].credit && fen_parse(v->lines[i].credit, &fen) ? fen : 0;
	}
	return sum;
}

static struct account organiser(void)
{
	struct account acc = { .id = 7, .county = site.county, .login = "o", .name = "o", .grant_count = 1 };
	acc.grants[0].role = ROLE_ORGANISER;
	acc.grants[0].unit = site.county;
	return acc;
}

/* DOMAIN 1.7: 102/241 received; 153/102 for an asset, 241/102 otherwise; accepted 151/153 and
 * 241/311; what is left goes back 241/102.  Afterwards 241, 153 and 102 are even. */
static void project_money_is_proposed_once(void **state)
{
	(void)state;
	static const char *const roots[] = { "102", "151", "153", "241", "311" };
	static const int64_t ends[] = { 0, 60000, 0, 0, -60000 };
	struct account acc = organiser();
	struct book book = { .county = site.county, .unit = unit_of(VILLAGE), .org = 1, .name = "社", .chart = "2023",
			     .opened = 202401 };
	struct project_events events;
	struct proposed made = { 0 };
	struct findings f;
	struct scope all;
	bool found;
	findings_init(&f, site.a);
	scope_all(site.county, &all);
	assert_true(said(book_make(site.a, site.db, &book, &maker, &f, &site.e), &f));
	struct record *fund = saved(fund_row(100000, 20220101)), *project = saved(project_row(VILLAGE));
	struct record *given = saved(allocation_row(fund, project, 100000, 20240102));
	struct record *asset = saved(payment_row(given, NULL, 60000, 20240110)),
		      *other = payment_row(given, NULL, 30000, 20240111);
	put(other, "asset", "否");
	saved(other);
	saved(receipt_row(asset, "12345678", 60000, 20240110));
	struct record *accepted = new_row("acceptance", VILLAGE);
	put_id(accepted, "project", project->id);
	put(accepted, "held", "2024-02-01");
	put(accepted, "result", "合格");
	put(accepted, "body", "镇");
	put_money(accepted, "asset", 60000);
	saved(accepted);
	put_money(given, "returned", 10000);
	put_day(given, "returned_on", 20240301);
	saved(given);
	struct book b;
	assert_true(fine(project_book(site.a, site.db, project, &all, &b, &found, &site.e)) && found);
	assert_true(fine(project_events_load(site.a, site.db, &acc, project, &b, &events, &site.e)));
	assert_int_equal(events.count, 5);
	/* a step that fails leaves no half draft behind */
	for (int n = 1; n < 12; n++) {
		TXN(t);
		struct proposed none = { 0 };
		assert_true(fine(txn_begin(&t, site.db, &site.e)));
		db_fail_at(n);
		assert_false(project_propose(site.a, site.db, &b, project, &events, &maker, &none, &site.e));
		db_fail_at(0);
		site.e = (struct err){ 0 };
		db_idle(site.db);
		txn_drop(&t);
		assert_true(fine(project_events_load(site.a, site.db, &acc, project, &b, &events, &site.e)));
		for (int i = 0; i < events.count; i++)
			assert_int_equal(events.rows[i].voucher, 0);
	}
	assert_true(fine(project_propose(site.a, site.db, &b, project, &events, &maker, &made, &site.e)));
	assert_int_equal(made.made, 5);
	for (size_t k = 0; k < ARRAY_LEN(roots); k++) {
		int64_t sum = 0;
		for (int i = 0; i < events.count; i++) {
			struct voucher v;
			int64_t debit, credit;
			assert_true(fine(voucher_load(site.a, site.db, site.county, events.rows[i].voucher, &v,
						      &site.e)));
			assert_false(v.posted);
			voucher_sums(&v, &debit, &credit);
			assert_int_equal(debit, credit);
			sum += debit_less_credit(&v, roots[k]);
		}
		assert_int_equal(sum, ends[k]);
	}
	struct voucher v;
	assert_true(fine(voucher_load(site.a, site.db, site.county, events.rows[1].voucher, &v, &site.e)));
	assert_string_equal(v.lines[0].receipt, "12345678");
	/* not a second time */
	made = (struct proposed){ 0 };
	assert_true(fine(project_events_load(site.a, site.db, &acc, project, &b, &events, &site.e)));
	assert_true(fine(project_propose(site.a, site.db, &b, project, &events, &maker, &made, &site.e)));
	assert_int_equal(made.made, 0);
}

/* The board adds up what the purses say. */
static void the_board_agrees_with_the_purses(void **state)
{
	(void)state;
	struct account acc = organiser();
	struct project_board b;
	struct record *fund = saved(fund_row(100000, 20220101)), *project = saved(project_row(VILLAGE));
	struct record *given = saved(allocation_row(fund, project, 90000, 20220102));
	struct record *contract = saved(contract_row(given, 50000, 20220103, 20220201));
	struct record *payment = saved(payment_row(given, contract, 20000, 20220110));
	saved(payment_row(given, NULL, 5000, 20220111));
	saved(receipt_row(payment, "board-1", 15000, 20220110));
	for (int k = 0; k < 2; k++) {
		ymd at = k ? 20220201 : 20220131;
		assert_true(fine(project_board_load(site.a, site.db, &acc, site.county, unit_of(VILLAGE), at, &b,
						    &site.e)));
		struct project_sums s = project_board_of(&b, project->id);
		assert_int_equal(s.allocated, 90000);
		assert_int_equal(s.committed, k ? 20000 : 50000);
		assert_int_equal(s.paid, 25000);
		assert_int_equal(s.received, 15000);
		assert_int_equal(s.allocated - s.returned - s.committed - s.direct,
				 left_on(PURSE_ALLOCATION, given, at));
	}
}




int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lapsed_contract_gives_back),
		cmocka_unit_test(what_is_not_used_goes_back),
		cmocka_unit_test(rows_say_what_is_wrong),
		cmocka_unit_test(two_people_spend_it_once),
		cmocka_unit_test(nothing_is_ever_overdrawn),
		cmocka_unit_test(project_money_is_proposed_once),
		cmocka_unit_test(the_board_agrees_with_the_purses),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
