/* demo_project.c - published figures of projects, cooperatives, sales; included by test_demo.c. */
#include "reg/project_money.h"

#define BAOYING "340803100211"

/* 曹坪镇: 村支部牵头领办的合作社18家; 保婴村: 5个大棚毛收入20万元，带动村民200多人就业; 寿宁县: 项目1270多个、
 * 资金3.6亿元，培育700多个农业经营主体，直播销售2万余斤; 江口县: 林改培4200亩. */
static void project_figures_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ CAOPING, "cooperative.branch_led", "18", 20220930 },
		{ CAOPING, "base.hundred_mu", "5", 20220930 },
		{ CAOPING, "base.thousand_mu", "2", 20220930 },
		{ BAOYING, "project.facilities", "5", 20211231 },
		{ BAOYING, "project.gross", "200000.00", 20211231 },
		{ BAOYING, "project.net", "116400.00", 20211231 },
		{ BAOYING, "project.jobs", "208", 20211231 },
		{ DAGUAN, "project.jobs", "208", 20211231 },
		{ DAGUAN, "project.paid_share", "100.0%", 20211231 },
		{ SHOUNING, "project.won_resident", "1274", 20221231 },
		{ SHOUNING, "project.won_resident_funds", "360000000.00", 20221231 },
		{ SHOUNING, "cooperative.raised", "716", 20221231 },
		{ SHOUNING, "cooperative.national", "1", 20221231 },
		{ SHOUNING, "sale.live_weight", "21640.0", 20221231 },
		{ JIANGKOU, "base.forest_mu", "4200", 20220630 },
		{ JIANGKOU, "cooperative.tourism", "3", 20220630 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
		assert_string_equal(text_of(cases[i].name, cases[i].unit, 0), cases[i].text); /* and today */
	}
	/* the other year's people are not this year's */
	assert_string_equal(text_of("project.jobs_year", BAOYING, 20211231), "208");
	assert_string_equal(text_of("project.jobs_year", BAOYING, 20221231), "0");
}

static void plain_sql_counts_the_same_projects(void **state)
{
	(void)state;
	struct sql led = SQL("select count(*) from r_cooperative x where x.county=$1" UNDER " and x.registered<=$3"
			     " and x.led='branch' and x.branch in (select o.id from r_org o where o.county=x.county"
			     " and o.unit=x.unit)");
	assert_int_equal(sql_number(led, CAOPING, 20220930), 18);
	struct sql won = SQL("select count(*) from r_project x where x.county=$1" UNDER
			     " and x.listed<=$3 and x.won='resident'");
	assert_int_equal(sql_number(won, SHOUNING, 20221231), 1274);
	/* 3.6亿元 to the fen, of projects that each have exactly one allocation */
	struct sql funds = SQL("select cast(sum(x.amount) as bigint) from r_project_allocation x where x.county=$1"
			       UNDER " and x.day<=$3 and x.project in (select p.id from r_project p where"
			       " p.county=x.county and p.won='resident')");
	assert_true(sql_number(funds, SHOUNING, 20221231) == 36000000000);
	struct sql once = SQL("select count(distinct x.project) from r_project_allocation x where x.county=$1" UNDER
			      " and x.day<=$3");
	assert_int_equal(sql_number(once, SHOUNING, 20221231), 1274);
	/* no fund gave out more than it has */
	struct sql over = SQL("select count(*) from r_fund x where x.county=$1" UNDER " and x.arrived<=$3 and"
			      " x.amount<(select sum(a.amount)-sum(coalesce(a.returned,0)) from r_project_allocation a"
			      " where a.county=x.county and a.fund=x.id)");
	assert_int_equal(sql_number(over, SHOUNING, 20221231), 0);
	assert_int_equal(sql_number(over, DAGUAN, 20211231), 0);
	struct sql raised = SQL("select count(*) from r_cooperative x where x.county=$1" UNDER
				" and x.registered<=$3 and x.raised_by in (select p.id from r_person p where"
				" p.county=x.county and p.political in ('party_member','probationary'))");
	assert_int_equal(sql_number(raised, SHOUNING, 20221231), 716);
	struct sql live = SQL("select cast(sum(x.weight) as bigint) from r_sale x where x.county=$1" UNDER
			      " and x.sold<=$3 and x.channel='live'");
	assert_int_equal(sql_number(live, SHOUNING, 20221231), 216400);
	struct sql forest = SQL("select cast(sum(x.area) as bigint) from r_base x where x.county=$1" UNDER
				" and x.started<=$3 and x.kind='forest'");
	assert_int_equal(sql_number(forest, JIANGKOU, 20220630), 420000);
}

/* 保婴村: 500000 = 318400.00 of the contract + 98000.00 + 42359.50 + 41240.50 given back; the
 * contract of 320000 lapsed with 1600.00 unpaid, which was spent again. */
static void the_money_of_a_project_adds_up(void **state)
{
	(void)state;
	static const struct {
		ymd day;
		int64_t fen;
	} days[] = {
		{ 20201101, 0 },	{ 20201102, 50000000 }, { 20201205, 18000000 }, { 20210220, 8200000 },
		{ 20210630, 3964050 },	{ 20210701, 4124050 },	{ 20211220, 0 },
	};
	struct record *r = first_of("project_allocation", BAOYING, 20211231);
	struct money_moves m;
	int64_t fen;
	assert_true(fine(money_moves(site.a, site.db, r->county, PURSE_ALLOCATION, r->id, NULL, false, &m, &site.e)));
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		assert_int_equal(money_on(&m, days[i].day), days[i].fen);
	assert_int_equal(money_overdrawn(&m, &fen), 0);
}

static void a_project_record_moves_the_figure(void **state)
{
	(void)state;
	TXN(t);
	struct findings f;
	assert_true(fine(txn_begin(&t, site.db, &site.e)));
	struct record *r = first_of("project_result", BAOYING, 20211231);
	*record_value(r, "jobs") = (struct value){ .known = true, .i = 207 };
	assert_true(save_of(r, &f));
	assert_string_equal(text_of("project.jobs", BAOYING, 20211231), "207");
	r = first_of("project_allocation", SHOUNING, 20221231);
	record_value(r, "amount")->i -= 1;
	assert_true(save_of(r, &f));
	assert_string_equal(text_of("project.won_resident_funds", SHOUNING, 20221231), "359999999.99");
	/* a fen beyond what is unspent in the fund is refused */
	record_value(r, "amount")->i += 100000000;
	assert_false(save_of(r, &f));
	assert_string_equal(f.first->code, "fund-overdrawn");
	site.e = (struct err){ 0 };
}
