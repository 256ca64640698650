/*
 * test_share.c - members, shares, dividends: the register at a day, dividing to the fen, a
 * dividend from plan to payment and back, slips and their proof.
 *
 * Expected numbers are worked out by hand in the comments beside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/id.h"
#include "base/str.h"
#include "ledger/balance.h"
#include "ledger/period.h"
#include "ledger/report.h"
#include "share/pay.h"

#include <sodium.h>

#define VILLAGE "431181110200"
#define OTHER "431181110202"

enum { MAKER = 11, CHECKER = 12, CASHIER = 13 };

static struct findings f;
static struct book book;
static int64_t org, population, labour;
static int64_t people[6]; /* 甲 乙 丙 丁 戊 己 */
static const struct ledger_who maker = {.actor = MAKER, .origin = "test", .reason = "更正"},
			       checker = {.actor = CHECKER, .origin = "test"},
			       cashier = {.actor = CASHIER, .origin = "test"};

static void fresh(void)
{
	site.e = (struct err){0};
	findings_init(&f, site.a);
}

/* The code of the first error; "" for none. */
static const char *first_code(void)
{
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR)
			return fi->code;
	return "";
}

static bool says(const char *code)
{
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		if (text_eq(fi->code, code))
			return true;
	return false;
}

static struct record *record_of(const char *reg)
{
	return record_new(site.a, reg_find(reg), site.county, unit_of(VILLAGE));
}

static void put_id(struct record *r, const char *field, int64_t id)
{
	if (id)
		*record_value(r, field) = (struct value){.known = true, .i = id};
}

/* "" when it was saved, else the code of the first error. */
static const char *saved(struct record *r)
{
	struct save_how how = by_program();
	fresh();
	if (reg_save(site.a, site.db, r, &how, &f, &site.e))
		return "";
	return f.errors ? first_code() : fine(false) ? "" : "failed";
}

static struct record *movement(const char *number, const char *day, const char *kind, int64_t class,
			       int64_t holder, int64_t receiver, const char *shares)
{
	struct record *r = record_of("share_movement");
	put_id(r, "org", org);
	put(r, "number", number);
	put(r, "happened", day);
	put(r, "kind", kind);
	put_id(r, "class", class);
	put_id(r, "holder", holder);
	put_id(r, "receiver", receiver);
	put(r, "shares", shares);
	put(r, "document", "村股〔2024〕1号");
	return r;
}

static struct record *member(int64_t person, const char *admitted)
{
	struct record *r = record_of("collective_member");
	put_id(r, "person", person);
	put_id(r, "org", org);
	put(r, "standing", "member");
	put(r, "household", "1");
	put(r, "admitted", admitted);
	put(r, "ground", "reform");
	put(r, "confirmed", "reform");
	put(r, "document", "成员名册");
	return r;
}

static int64_t class_of(const char *name, const char *kind, const char *takes)
{
	struct record *r = record_of("share_class");
	put_id(r, "org", org);
	put(r, "name", name);
	put(r, "kind", kind);
	put(r, "takes", takes);
	put(r, "since", "2019-12-01");
	put(r, "document", "章程");
	assert_string_equal(saved(r), "");
	return r->id;
}

static int64_t org_of(const char *name, const char *kind)
{
	struct record *r = record_of("org");
	put(r, "name", name);
	put(r, "kind", kind);
	assert_string_equal(saved(r), "");
	return r->id;
}

static void rule_make(const char *members, const char *ceiling)
{
	struct record *c = record_of("charter");
	put_id(c, "org", org);
	put(c, "reserve_ratio", "20");
	put(c, "reserve_base", "after_loss");
	put(c, "member_rule", members);
	put(c, "valid_from", "2020-01-01");
	put(c, "document", "章程第三十条");
	assert_string_equal(saved(c), "");
	struct record *r = record_of("share_rule");
	put_id(r, "org", org);
	put(r, "since", "2020-01-01");
	put(r, "document", "章程第二十条");
	put(r, "notice", "10");
	put(r, "quorum", "2");
	put(r, "quorum_of", "3");
	put(r, "votes", "2");
	put(r, "votes_of", "3");
	put(r, "ceiling", ceiling);
	put(r, "frozen", "hold");
	put(r, "subsidy", "no");
	assert_string_equal(saved(r), "");
}

static int up(void **state)
{
	static const char *const names[] = {"张甲", "李乙", "王丙", "赵丁", "钱戊", "孙己"};
	setenv("YANZHEN_NOW", "1749513600000", 1); /* 2025-06-10 */
	site_up(state);
	fresh();
	org = org_of("白塘村股份经济合作社", "collective");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		people[i] = add_person(VILLAGE, names[i], "1970-01-01", "junior", "");
		if (i < 5)
			assert_string_equal(saved(member(people[i], "2019-12-01")), "");
	}
	population = class_of("人口股", "population", "yes");
	labour = class_of("农龄股", "labour_age", "yes");
	rule_make("shares", "");
	return 0;
}

static int down(void **state)
{
	reg_set_use(NULL);
	return site_down(state);
}

/* 甲 to 戊: 3, 2, 2, 1, 1 population shares, 甲 1.5 labour shares */
static void grants(void)
{
	static const char *const shares[] = {"3", "2", "2", "1", "1"};
	char number[16];
	for (int i = 0; i < 5; i++) {
		snprintf(number, sizeof number, "2019-%d", i + 1);
		assert_string_equal(saved(movement(number, "2019-12-31", "grant", population, 0, people[i],
						   shares[i])),
				    "");
	}
	assert_string_equal(saved(movement("2019-6", "2019-12-31", "grant", labour, 0, people[0], "1.5")), "");
}

/* ---- dividing ---- */

static uint64_t lot = 20250501;

static uint64_t draw(uint64_t n)
{
	lot ^= lot << 13;
	lot ^= lot >> 7;
	lot ^= lot << 17;
	return lot % n;
}

/* 123,456.00 over 1,999 equal shares is 61.7588…: rounded for each it pays 2.24 too much or too
 * little; whole fen and 1,424 single fen of the remainder pay it exactly. */
static void divide_equal_shares(void **state)
{
	enum { N = 1999 };
	static struct part parts[N];
	int64_t declared = 12345600, total, sum = 0, more = 0;
	(void)state;
	int64_t naive = (declared * 2 / N + 1) / 2 * N;
	assert_int_equal(llabs(naive - declared), 224);
	for (int i = 0; i < N; i++)
		parts[i] = (struct part){.weight = 100, .key = i + 1};
	assert_true(fine(share_divide(site.a, declared, parts, N, &total, &site.e)));
	for (int i = 0; i < N; i++) {
		sum += parts[i].fen;
		more += parts[i].fen - parts[i].base;
		assert_int_equal(parts[i].base, 6175);
		assert_int_equal(parts[i].fen, i < 1775 ? 6176 : 6175);
	}
	assert_int_equal(sum, declared);
	/* 12,345,600 − 1,999 × 6,175 = 1,775 */
	assert_int_equal(more, 1775);
	assert_int_equal(total, 199900);
}

/* By hand: 1,000.00 by 3, 2, 2, 1, 1 of 9: 33,333.33 22,222.22 22,222.22 11,111.11 11,111.11 fen;
 * floors make 99,999; the one fen goes to the largest remainder, 甲's 3/9. */
static void divide_by_hand(void **state)
{
	static const int64_t weights[] = {3, 2, 2, 1, 1}, want[] = {33334, 22222, 22222, 11111, 11111};
	struct part parts[5];
	int64_t total;
	(void)state;
	for (int i = 0; i < 5; i++)
		parts[i] = (struct part){.weight = weights[i], .key = i};
	assert_true(fine(share_divide(site.a, 100000, parts, 5, &total, &site.e)));
	for (int i = 0; i < 5; i++)
		assert_int_equal(parts[i].fen, want[i]);
	/* two members tie: one fen, equal shares, the smaller number has it */
	struct part two[2] = {{.weight = 5, .key = 2}, {.weight = 5, .key = 1}};
	assert_true(fine(share_divide(site.a, 1, two, 2, &total, &site.e)));
	assert_int_equal(two[0].fen, 0);
	assert_int_equal(two[1].fen, 1);
}

static int by_key(const void *x, const void *y)
{
	const struct part *a = x, *b = y;
	return (a->key > b->key) - (a->key < b->key);
}

static void divide_any(void **state)
{
	enum { N = 300 };
	struct part a[N], b[N];
	(void)state;
	for (int round = 0; round < 400; round++) {
		int n = 1 + (int)draw(N);
		int64_t declared = (int64_t)draw(round % 3 ? 1000000 : 900000000000000), total, sum = 0;
		uint64_t most = round % 2 ? 7 : 40000000000000;
		for (int i = 0; i < n; i++)
			a[i] = (struct part){.weight = (int64_t)draw(most), .key = i + 1};
		a[0].weight++;
		memcpy(b, a, sizeof a);
		for (int i = n - 1; i > 0; i--) {
			int j = (int)draw((uint64_t)i + 1);
			struct part t = b[i];
			b[i] = b[j];
			b[j] = t;
		}
		assert_true(fine(share_divide(site.a, declared, a, n, &total, &site.e)));
		assert_true(fine(share_divide(site.a, declared, b, n, &total, &site.e)));
		qsort(b, (size_t)n, sizeof *b, by_key);
		for (int i = 0; i < n; i++) {
			sum += a[i].fen;
			assert_int_equal(a[i].fen, b[i].fen);
			assert_true(a[i].fen >= a[i].base && a[i].fen <= a[i].base + 1);
			/* no more than a fen from the exact part: base x total <= declared x weight < … */
			assert_true((wide)a[i].base * (wide)total <= (wide)declared * (wide)a[i].weight);
			assert_true((wide)(a[i].base + 1) * (wide)total > (wide)declared * (wide)a[i].weight);
			for (int j = 0; j < n; j++)
				if (a[i].weight > a[j].weight)
					assert_true(a[i].fen >= a[j].fen);
		}
		assert_int_equal(sum, declared);
	}
	struct part none = {.weight = 0};
	int64_t total;
	fresh();
	assert_false(share_divide(site.a, 1, &none, 1, &total, &site.e));
	assert_int_equal(site.e.code, ERR_REFUSED);
	struct part wide_ones[2] = {{.weight = INT64_MAX, .key = 1}, {.weight = 1, .key = 2}};
	fresh();
	assert_false(share_divide(site.a, 1, wide_ones, 2, &total, &site.e));
}

/* ---- movements ---- */

static struct holdings register_on(ymd day, ymd from, ymd to)
{
	struct share_moves moves;
	struct holdings h;
	fresh();
	assert_true(fine(share_moves_load(site.a, site.db, site.county, org, day, 0, false, &moves, &site.e)));
	assert_true(fine(holdings_at(site.a, &moves, day, from, to, &h, &site.e)));
	return h;
}

static struct holding held_by(const struct holdings *h, int64_t person, int64_t class)
{
	for (int64_t i = 0; i < h->count; i++)
		if (h->rows[i].person == person && h->rows[i].class == class)
			return h->rows[i];
	return (struct holding){0};
}

static void register_at_a_day(void **state)
{
	(void)state;
	grants();
	assert_string_equal(saved(movement("2024-1", "2024-04-01", "transfer", population, people[0], people[1], "1")), "");
	assert_string_equal(saved(movement("2024-2", "2024-07-01", "freeze", population, people[1], 0, "2")), "");
	struct holdings before = register_on(20240331, 0, 0), after = register_on(20241231, 20240101, 20241231);
	assert_int_equal(held_by(&before, people[0], population).shares, 300);
	assert_int_equal(held_by(&before, people[0], labour).shares, 150);
	assert_int_equal(before.shares, 1050);
	assert_int_equal(after.shares, 1050);
	/* 2024 has 366 days: 3 shares for the 91 to 31 March, 2 for the 275 from 1 April */
	assert_int_equal(held_by(&after, people[0], population).days, 300 * 91 + 200 * 275);
	/* 2 and 3; from 1 July, 184 days, two of them frozen */
	assert_int_equal(held_by(&after, people[1], population).days, 200 * 91 + 300 * 275);
	assert_int_equal(held_by(&after, people[1], population).free_days, 200 * 91 + 300 * 275 - 200 * 184);
	assert_int_equal(held_by(&after, people[1], population).frozen, 200);
}

static void movements_refused(void **state)
{
	int64_t party = org_of("白塘村党支部", "party_branch");
	(void)state;
	grants();
	/* more than there is; on a day before there was any */
	assert_string_equal(saved(movement("a", "2024-04-01", "transfer", population, people[3], people[1], "1.01")),
			    "movement-below");
	assert_string_equal(saved(movement("a", "2019-12-30", "redeem", population, people[3], 0, "1")),
			    "movement-below");
	/* outside; to oneself; nobody; none; to come; a month only */
	assert_string_equal(saved(movement("a", "2024-04-01", "transfer", population, people[3], people[5], "1")),
			    "movement-outside");
	assert_string_equal(saved(movement("a", "2024-04-01", "transfer", population, people[3], people[3], "1")),
			    "movement-self");
	assert_string_equal(saved(movement("a", "2024-04-01", "grant", population, 0, 0, "1")), "movement-party");
	assert_string_equal(saved(movement("a", "2024-04-01", "grant", population, people[3], people[1], "1")),
			    "movement-party");
	assert_string_equal(saved(movement("a", "2024-04-01", "grant", population, 0, people[1], "0")),
			    "movement-none");
	assert_string_equal(saved(movement("a", "2026-04-01", "grant", population, 0, people[1], "1")),
			    "movement-day");
	assert_string_equal(saved(movement("a", "2024-04", "grant", population, 0, people[1], "1")),
			    "movement-day");
	assert_string_equal(saved(movement("a", "2019-11-30", "grant", population, 0, people[1], "1")),
			    "movement-class");
	/* frozen shares stay; what is frozen is owned */
	assert_string_equal(saved(movement("b", "2024-04-01", "freeze", population, people[1], 0, "2.01")),
			    "movement-frozen");
	assert_string_equal(saved(movement("b", "2024-04-01", "freeze", population, people[1], 0, "2")), "");
	assert_string_equal(saved(movement("c", "2024-04-02", "transfer", population, people[1], people[0], "1")),
			    "movement-frozen");
	assert_string_equal(saved(movement("c", "2024-04-02", "unfreeze", population, people[1], 0, "3")),
			    "movement-release");
	/* a grant that later movements stand on cannot go */
	struct record *r = movement("d", "2024-05-01", "redeem", population, people[2], 0, "2");
	assert_string_equal(saved(r), "");
	/* of an organisation that is no collective */
	r = movement("e", "2024-05-01", "grant", population, 0, people[2], "1");
	put_id(r, "org", party);
	assert_string_equal(saved(r), "collective-kind");
	/* another village writes into this one's register */
	r = movement("e", "2024-05-01", "grant", population, 0, people[2], "1");
	r->unit = unit_of(OTHER);
	assert_string_equal(saved(r), "collective-seat");
}

static void movements_reversed(void **state)
{
	(void)state;
	grants();
	assert_string_equal(saved(movement("t", "2024-04-01", "transfer", population, people[0], people[1], "1")), "");
	struct record *r = movement("u", "2024-05-01", "reversal", population, people[1], people[0], "0.5");
	put(r, "reverses", "t");
	assert_string_equal(saved(r), "movement-opposite");
	put(r, "shares", "1");
	assert_string_equal(saved(r), "");
	struct holdings h = register_on(20240501, 0, 0);
	assert_int_equal(held_by(&h, people[0], population).shares, 300);
	assert_int_equal(held_by(&h, people[1], population).shares, 200);
	r = movement("v", "2024-05-02", "reversal", population, people[1], people[0], "1");
	put(r, "reverses", "t");
	assert_string_equal(saved(r), "movement-reversed");
	put(r, "reverses", "u");
	assert_string_equal(saved(r), "movement-reverses");
}

static void members_refused(void **state)
{
	int64_t second = org_of("白塘村经济联合社", "collective");
	struct record *r = member(people[0], "2020-01-01");
	(void)state;
	put_id(r, "org", second);
	assert_string_equal(saved(r), "member-twice");
	r = member(people[5], "2020-01-01");
	put(r, "ended", "2024-01-01");
	assert_string_equal(saved(r), "member-end-reason");
	put(r, "end_reason", "died");
	put(r, "rights_until", "2023-12-31");
	assert_string_equal(saved(r), "member-rights");
	put(r, "rights_until", "2024-12-31");
	assert_string_equal(saved(r), "");
	/* after the end another membership may begin */
	r = member(people[5], "2024-02-01");
	put_id(r, "org", second);
	assert_string_equal(saved(r), "");
}

/* ---- a year of the books ---- */

static void voucher_of(const char *day, const char *text, bool money)
{
	struct voucher v = {.county = book.county, .book = book.id, .day = day, .attachments = 1, .source = ""};
	ymd d;
	assert_true(date_parse(day, false, &d));
	v.month = d / 100;
	v.kind = v.month < book.opened ? VOUCHER_OPENING : VOUCHER_ORDINARY;
	v.lines = ARENA_ARRAY(site.a, struct voucher_line, 8);
	char *save = NULL;
	for (char *one = strtok_r(arena_strdup(site.a, text), ";", &save); one; one = strtok_r(NULL, ";", &save)) {
		char code[32] = "", amount[32] = "";
		sscanf(one, " %31s %31s", code, amount);
		v.lines[v.line_count++] = (struct voucher_line){
		    .summary = "账", .account = arena_strdup(site.a, code), .receipt = "",
		    .debit = *amount == '+' ? arena_strdup(site.a, amount + 1) : "",
		    .credit = *amount == '-' ? arena_strdup(site.a, amount + 1) : ""};
	}
	fresh();
	assert_true(fine(voucher_save(site.a, site.db, &v, &maker, &site.e)));
	if (money)
		assert_true(said(voucher_sign(site.a, site.db, v.county, v.id, v.ver++, &cashier, &f, &site.e), &f));
	assert_true(said(voucher_approve(site.a, site.db, v.county, v.id, v.ver++, &checker, &f, &site.e), &f));
	assert_true(said(voucher_post(site.a, site.db, v.county, v.id, v.ver++, &maker, &f, &site.e), &f));
}

/* Income 2024 of 6,000.00, of which 1,000.00 subsidy; reserve 20 % = 1,200.00; 4,800.00 left,
 * 3,800.00 without the subsidy.  Bank 6,000.00 and 500.00 from the opening. */
static void year_make(bool reserve, bool closed)
{
	struct unit u;
	book = (struct book){.county = site.county, .unit = unit_of(VILLAGE), .org = org, .chart = "2023",
			     .name = "白塘村股份经济合作社", .opened = 202401};
	assert_true(unit_load(site.a, site.db, book.unit, 0, &u, &site.e));
	fresh();
	assert_true(said(book_make(site.a, site.db, &book, &maker, &f, &site.e), &f));
	voucher_of("2023-12-31", "102 +500.00; 301 -500.00", true);
	voucher_of("2024-06-01", "102 +5000.00; 501 -5000.00", true);
	voucher_of("2024-07-01", "102 +1000.00; 503 -1000.00", true);
	voucher_of("2024-12-31", "501 +5000.00; 503 +1000.00; 321 -6000.00", false);
	voucher_of("2024-12-31", "321 +6000.00; 32202 -6000.00", false);
	if (reserve) {
		voucher_of("2024-12-31", "32201 +1200.00; 311 -1200.00", false);
		voucher_of("2024-12-31", "32202 +1200.00; 32201 -1200.00", false);
	}
	for (int m = 202312; closed && m <= 202412; m = month_next(m)) {
		fresh();
		assert_true(said(period_close(site.a, site.db, &book, m, &checker, &f, &site.e), &f));
	}
}

static struct dividend plan_of(int64_t declared)
{
	struct dividend d = {.county = book.county, .book = book.id, .org = org, .unit = book.unit,
			     .year = 2024, .name = "2024年度成员分红", .declared = declared,
			     .record_day = 20241231, .weighting = "shares", .frozen = "hold", .document = "",
			     .payable = "211", .viewed = 20250301};
	return d;
}

static void assembly_of(struct dividend *d)
{
	d->assembly = 20250315;
	d->members_all = 5;
	d->members_present = 4;
	d->members_for = 4;
	d->document = "成员大会决议〔2025〕1号";
}

static bool save_plan(struct dividend *d)
{
	fresh();
	return fine(dividend_save(site.a, site.db, d, &maker, &site.e));
}

static bool publish(struct dividend *d)
{
	fresh();
	return dividend_publish(site.a, site.db, &book, d, &maker, &f, &site.e);
}

static bool resolve(struct dividend *d)
{
	fresh();
	return dividend_resolve(site.a, site.db, &book, d, &maker, &f, &site.e);
}

static void post(int64_t id, bool money)
{
	struct voucher v;
	fresh();
	assert_true(fine(voucher_load(site.a, site.db, book.county, id, &v, &site.e)));
	if (money)
		assert_true(said(voucher_sign(site.a, site.db, v.county, v.id, v.ver++, &cashier, &f, &site.e), &f));
	assert_true(said(voucher_approve(site.a, site.db, v.county, v.id, v.ver++, &checker, &f, &site.e), &f));
	assert_true(said(voucher_post(site.a, site.db, v.county, v.id, v.ver++, &maker, &f, &site.e), &f));
}

static void reverse(int64_t id, bool money)
{
	struct voucher made;
	fresh();
	assert_true(fine(voucher_reverse(site.a, site.db, book.county, id, 20250609, &maker, &made, &site.e)));
	post(made.id, money);
}

static void account_of(int64_t person)
{
	struct member_account acc = {.person = person, .bank = "农商行", .number = "6228 4800 1234 5678 901"};
	fresh();
	assert_true(said(member_account_save(site.a, site.db, &book, &acc, &maker, &f, &site.e), &f));
}

static int64_t number_of(struct sql sql)
{
	struct stmt *q = db_query(site.db, sql, &site.e);
	assert_true(fine(q != NULL));
	int64_t n = db_next(q) ? col_i64(q, 0) : -1;
	assert_true(fine(db_end(q, &site.e)));
	return n;
}

/* Everything that is wrong is said at once. */
static void everything_wrong(void **state)
{
	(void)state;
	grants();
	year_make(false, false);
	struct dividend d = plan_of(700000);
	d.name = "固定分红";
	d.weighting = "days";
	d.record_day = 20250101;
	assert_true(save_plan(&d));
	assert_false(publish(&d));
	assert_int_equal(site.e.code, ERR_REFUSED);
	assert_true(says("dividend-fixed"));
	assert_true(says("dividend-weighting"));
	assert_true(says("dividend-period"));
	assert_true(says("dividend-reserve"));
	assert_true(says("dividend-open"));
	assert_true(says("dividend-exceeds"));
	assert_true(says("dividend-money"));
	assert_int_equal(number_of(SQL("select count(*) from dividend_line")), 0);
}

static void subsidy_stays(void **state)
{
	(void)state;
	grants();
	year_make(true, true);
	struct dividend d = plan_of(380001);
	assert_true(save_plan(&d));
	assert_false(publish(&d));
	assert_string_equal(first_code(), "dividend-subsidy");
	d.declared = 380000;
	assert_true(save_plan(&d));
	assert_true(said(publish(&d), &f));
}

static void assembly_refused(void **state)
{
	(void)state;
	grants();
	year_make(true, true);
	struct dividend d = plan_of(100000), ok;
	assert_true(save_plan(&d));
	assert_true(said(publish(&d), &f));
	assembly_of(&d);
	ok = d;
	d.assembly = 20250310; /* nine days */
	d.members_for = 3;     /* of five is less than two thirds: 3 x 3 < 5 x 2 */
	d.document = "";
	assert_false(resolve(&d));
	assert_true(says("dividend-notice") && says("dividend-votes") && says("dividend-document"));
	d = ok;
	d.members_present = 3;
	d.members_for = 3;
	assert_false(resolve(&d));
	assert_true(says("dividend-quorum") && says("dividend-votes"));
	d = ok;
	d.members_all = 6;
	assert_false(resolve(&d));
	assert_true(says("dividend-roll"));
	d = ok;
	assert_true(said(resolve(&d), &f));
}

/* 10.5 shares, 1,000.00: 甲 4.5 (42,857.14 → 42857), 乙 and 丙 2 (19,047.62 → 19047), 丁 and 戊 1
 * (9,523.81 → 9523); floors 99,997; the three fen to the largest remainders .81 .81 .62, of 乙 and
 * 丙 to the smaller number. */
static void dividend_and_back(void **state)
{
	struct dividend_lines lines;
	struct pay_batch batch;
	struct pay_batches batches;
	struct unpaid_list unpaid;
	int64_t voucher, sum = 0;
	(void)state;
	grants();
	year_make(true, true);
	const char *seal_before, *seal_after;
	assert_true(fine(balance_seal(site.a, site.db, &book, 202412, &seal_before, &site.e)));
	struct dividend d = plan_of(100000);
	assert_true(save_plan(&d));
	assert_true(said(publish(&d), &f));
	/* what was counted stays: no change, no removal, nothing new before the record day */
	assert_string_equal(saved(movement("late", "2024-12-31", "grant", population, 0, people[1], "1")),
			    "movement-fixed");
	assert_string_equal(saved(movement("new", "2025-01-01", "grant", population, 0, people[1], "1")), "");
	assert_true(fine(dividend_lines_load(site.a, site.db, &d, 0, &lines, &site.e)));
	assert_int_equal(lines.count, 5);
	for (int64_t i = 0; i < 5; i++) {
		const struct dividend_line *l = &lines.rows[i];
		sum += l->fen;
		if (l->person == people[0])
			assert_int_equal(l->fen, 42857);
		if (l->person == people[3] || l->person == people[4])
			assert_int_equal(l->fen, 9524);
		assert_int_equal(l->base, 100000 * l->weight / 1050);
	}
	assert_int_equal(sum, 100000);
	assembly_of(&d);
	assert_true(said(resolve(&d), &f));
	/* not paid before it is booked */
	account_of(people[0]);
	account_of(people[1]);
	fresh();
	assert_false(pay_send(site.a, site.db, &book, &d, PAY_BANK, "102", 20250320, NULL, 0, &maker, &batch,
			      &site.e));
	fresh();
	assert_true(fine(pay_declare(site.a, site.db, &book, &d, 20250315, &maker, &voucher, &site.e)));
	fresh();
	assert_false(pay_declare(site.a, site.db, &book, &d, 20250315, &maker, &voucher, &site.e));
	assert_int_equal(site.e.code, ERR_CONFLICT);
	post(voucher, false);
	fresh();
	assert_true(fine(pay_send(site.a, site.db, &book, &d, PAY_BANK, "102", 20250320, NULL, 0, &maker, &batch,
				  &site.e)));
	assert_int_equal(batch.lines, 2);
	post(batch.voucher, true);
	int64_t bank_voucher = batch.voucher;
	assert_true(fine(pay_batches_load(site.a, site.db, &book, &d, &batches, &site.e)));
	assert_int_equal(batches.paid, batch.fen);
	/* one comes back, is paid in cash (there is none: 101 from the bank first) */
	int64_t back[] = {0};
	for (int64_t i = 0; i < 5; i++)
		if (lines.rows[i].person == people[1])
			back[0] = lines.rows[i].ord;
	fresh();
	assert_true(fine(pay_return(site.a, site.db, &book, &d, "102", 20250322, back, 1, &maker, &batch, &site.e)));
	post(batch.voucher, true);
	int64_t return_voucher = batch.voucher;
	assert_true(fine(unpaid_list(site.a, site.db, &book, &unpaid, &site.e)));
	assert_int_equal(unpaid.count, 4);
	assert_int_equal(unpaid.fen, 100000 - 42857);
	/* taken back: refused while posted, and nothing half done */
	fresh();
	assert_false(dividend_withdraw(site.a, site.db, &book, &d, &maker, &site.e));
	assert_int_equal(site.e.code, ERR_REFUSED);
	reverse(return_voucher, true);
	reverse(bank_voucher, true);
	reverse(voucher, false);
	fresh();
	assert_true(fine(dividend_withdraw(site.a, site.db, &book, &d, &maker, &site.e)));
	/* as if not happened: balances, what is owed, and the register may change again */
	assert_int_equal(number_of(SQL("select cast(coalesce(sum(abs(s)),0) as bigint) from (select account,sum(debit-credit)"
				       " as s from balance where month>202500 and month<>202500 group by account) t")),
			 0);
	assert_true(fine(balance_seal(site.a, site.db, &book, 202412, &seal_after, &site.e)));
	assert_string_equal(seal_before, seal_after);
	assert_true(fine(unpaid_list(site.a, site.db, &book, &unpaid, &site.e)));
	assert_int_equal(unpaid.count, 0);
	assert_string_equal(saved(movement("late", "2024-12-31", "grant", population, 0, people[1], "1")), "");
	fresh();
	assert_true(said(ledger_check(site.a, site.db, &f, &site.e), &f));
	assert_int_equal(f.errors, 0);
}

/* Whichever step of publishing fails, nothing of it is there. */
static void failing_steps(void **state)
{
	(void)state;
	grants();
	year_make(true, true);
	struct dividend d = plan_of(100000);
	assert_true(save_plan(&d));
	bool done = false;
	for (int64_t n = 1; !done; n++) {
		struct dividend copy = d;
		fresh();
		db_fail_at(n);
		done = dividend_publish(site.a, site.db, &book, &copy, &maker, &f, &site.e);
		db_fail_at(0);
		db_idle(site.db);
		if (!done)
			assert_int_equal(number_of(SQL("select count(*) from dividend_line")), 0);
		assert_true(n < 5000);
	}
	assert_int_equal(number_of(SQL("select cast(sum(fen) as bigint) from dividend_line")), 100000);
	assert_int_equal(number_of(SQL("select count(*) from dividend where state='published'")), 1);
}

/* Booked or paid wholly or not at all: a step of the dividend, its lines and its draft. */
static void failing_payment(void **state)
{
	struct pay_batch batch;
	int64_t voucher, n = 1, steps = 0;
	bool done = false;
	(void)state;
	grants();
	year_make(true, true);
	struct dividend d = plan_of(100000);
	assert_true(save_plan(&d));
	assert_true(said(publish(&d), &f));
	assembly_of(&d);
	assert_true(said(resolve(&d), &f));
	account_of(people[0]);
	int64_t before = number_of(SQL("select count(*) from voucher"));
	for (; !done; n++) {
		struct dividend copy = d;
		fresh();
		db_fail_at(n);
		done = pay_declare(site.a, site.db, &book, &copy, 20250315, &maker, &voucher, &site.e);
		db_fail_at(0);
		db_idle(site.db);
		assert_int_equal(number_of(SQL("select count(*) from voucher")), before + done);
		assert_true(n < 1000);
	}
	assert_true(n > 5);
	fresh();
	post(voucher, false);
	for (done = false; !done; steps++) {
		struct dividend copy = d;
		fresh();
		db_fail_at(steps + 1);
		done = pay_send(site.a, site.db, &book, &copy, PAY_BANK, "102", 20250320, NULL, 0, &maker,
				&batch, &site.e);
		db_fail_at(0);
		db_idle(site.db);
		assert_int_equal(number_of(SQL("select count(*) from dividend_batch")), done);
		assert_int_equal(number_of(SQL("select count(*) from dividend_line where pay='sent'")), done);
		assert_int_equal(number_of(SQL("select count(*) from voucher")), before + 1 + done);
		assert_true(steps < 1000);
	}
	assert_true(steps > 5);
}

/* A second way to the root: hashes by hand from what stands on the slip. */
static void slips_prove(void **state)
{
	struct dividend_lines lines;
	(void)state;
	grants();
	year_make(true, true);
	struct dividend d = plan_of(100000);
	assert_true(save_plan(&d));
	assert_true(said(publish(&d), &f));
	assert_true(fine(dividend_lines_load(site.a, site.db, &d, 0, &lines, &site.e)));
	for (int64_t i = 0; i < lines.count; i++) {
		const struct dividend_line *l = &lines.rows[i];
		struct proof p;
		unsigned char sum[32];
		char hex[65];
		int64_t fen = l->fen;
		assert_true(fine(proof_of(site.a, d.id, &lines, l->ord, &p, &site.e)));
		const char *text = arena_printf(site.a, "%" PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s", d.id,
						l->ord, l->weight, l->fen, l->salt);
		crypto_hash_sha256(sum, (const unsigned char *)text, strlen(text));
		sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
		for (int s = 0; s < p.count; s++) {
			const struct proof_step *o = &p.steps[s];
			text = o->left ? arena_printf(site.a, "%s|%" PRId64 "|%s|%" PRId64, o->hash, o->fen, hex, fen)
				       : arena_printf(site.a, "%s|%" PRId64 "|%s|%" PRId64, hex, fen, o->hash, o->fen);
			fen += o->fen;
			crypto_hash_sha256(sum, (const unsigned char *)text, strlen(text));
			sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
		}
		assert_string_equal(hex, d.root);
		assert_int_equal(fen, 100000);
	}
}

/* Whoever is gone cannot be paid unnoticed. */
static void holders_gone(void **state)
{
	(void)state;
	grants();
	year_make(true, true);
	struct record *r = member(people[5], "2020-01-01");
	assert_string_equal(saved(r), "");
	assert_string_equal(saved(movement("x", "2024-01-05", "grant", population, 0, people[5], "1")), "");
	put(r, "ended", "2024-03-01");
	put(r, "end_reason", "died");
	assert_string_equal(saved(r), "");
	struct dividend d = plan_of(100000);
	assert_true(save_plan(&d));
	assert_false(publish(&d));
	assert_string_equal(first_code(), "dividend-gone");
	put(r, "rights_until", "2025-03-01");
	assert_string_equal(saved(r), "");
	assert_true(said(publish(&d), &f));
}

#include "share_sheets.c"

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(divide_equal_shares), CASE(divide_by_hand),	 CASE(divide_any),	  CASE(register_at_a_day),
	    CASE(movements_refused),   CASE(movements_reversed), CASE(members_refused),	  CASE(everything_wrong),
	    CASE(subsidy_stays),       CASE(assembly_refused),	 CASE(dividend_and_back), CASE(failing_steps),
	    CASE(slips_prove),	       CASE(holders_gone),	 CASE(sheets_of_shares),
	    CASE(failing_payment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
