/* demo_estate.c - assets, land and contracts of the demonstration; included by test_demo.c. */
#include "economy/contract.h"

/* packs/daguan/estate.yaml: 14 cards, one scrapped in 2019; five greenhouses in 保婴村. */
static void estate_is_as_planned(void **state)
{
	(void)state;
	static const ymd days[] = { 20211231, 20240101 };
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		assert_string_equal(text_of("asset.total", DAGUAN, days[i]), "13");
		assert_string_equal(text_of("asset.idle", DAGUAN, days[i]), "2");
		assert_string_equal(text_of("estate.land", DAGUAN, days[i]), "1944.80");
		assert_string_equal(text_of("estate.land_idle", DAGUAN, days[i]), "52.00");
		assert_string_equal(text_of("contract.in_force", DAGUAN, days[i]), "6");
		assert_string_equal(text_of("asset.total", JIANGKOU, days[i]), "2");
	}
	assert_string_equal(text_of("contract.in_force", DAGUAN, 20210629), "7"); /* one ended early the day after */
	assert_string_equal(text_of("contract.without_decision", DAGUAN, 20211231), "1");
	assert_string_equal(text_of("contract.without_schedule", DAGUAN, 20211231), "2");
}

static struct contract_sums arrears_on(ymd at)
{
	struct contract_list all;
	struct contract_sums sum = { 0 }, s;
	struct unit u;
	assert_true(fine(unit_by_code(site.a, site.db, DAGUAN, 0, &u, &site.e)));
	struct contracts_ask ask = { .county = u.county, .unit = u.id };
	scope_all(u.county, &ask.scope);
	assert_true(fine(contracts_load(site.a, site.db, &ask, &all, &site.e)));
	for (int i = 0; i < all.count; i++) {
		contract_settle(&all.rows[i], at);
		contract_sums(&all.rows[i], at, &s);
		sum.arrears += s.arrears;
		sum.advance += s.advance;
	}
	return sum;
}

/* On the last day of 2021 nothing is held in advance: arrears are all that was due less all that came. */
static void plain_sql_counts_the_same_estate(void **state)
{
	(void)state;
	struct sql houses = SQL("select count(*) from r_asset_card x where x.county=$1" UNDER
				" and x.name like '灵芝大棚%' and x.acquired<=$3 and x.disposed is null");
	assert_int_equal(sql_number(houses, DAGUAN, 20211231), 5);
	struct sql due = SQL("select sum(x.amount) from r_contract_due x join r_contract c on c.county=x.county and "
			     "c.id=x.contract where x.county=$1" UNDER
			     " and x.due<$3 and (c.terminated is null or c.terminated>=x.due)");
	struct sql got = SQL("select sum(x.amount) from r_contract_receipt x where x.county=$1" UNDER
			     " and x.received<=$3");
	struct contract_sums s = arrears_on(20211231);
	assert_int_equal(s.arrears, 3900000); /* 3,000 of a store that closed, 36,000 of shops */
	assert_int_equal(s.advance, 0);
	assert_int_equal(sql_number(due, DAGUAN, 20211231) - sql_number(got, DAGUAN, 20211231), 3900000);
}

static void card_save(struct record *r)
{
	struct findings f;
	struct save_how how = by_program();
	findings_init(&f, site.a);
	scope_all(r->county, &how.scope);
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
}

static void a_card_moves_the_figures(void **state)
{
	(void)state;
	struct sql which = SQL("select x.id from r_asset_card x where x.county=$1" UNDER
			       " and x.number='BY-005' and x.acquired<=$3");
	struct scope all;
	struct record *r;
	int64_t county = county_of(DAGUAN);
	scope_all(county, &all);
	assert_true(fine(reg_load(site.a, site.db, reg_find("asset_card"), county,
				  sql_number(which, DAGUAN, 20211231), &all, true, &r, &site.e)));
	put(r, "status", "闲置");
	card_save(r);
	assert_string_equal(text_of("asset.idle", DAGUAN, 20211231), "3");
	put(r, "status", "报废");
	put(r, "disposed", "2021-12-31");
	put(r, "document", "决议（测试）");
	card_save(r);
	assert_string_equal(text_of("asset.idle", DAGUAN, 20211231), "2");
	assert_string_equal(text_of("asset.total", DAGUAN, 20211231), "12");
	assert_string_equal(text_of("asset.total", DAGUAN, 20211230), "13");
}
