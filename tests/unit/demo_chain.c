/* demo_chain.c - published figures of chain branches, experts, teams; included by test_demo.c. */

#define SHOUNING "350924000000"
#define DAGUAN "340803000000"

/* 江口县: 24个产业大坝单独组建党支部19个，联合组建2个，县级示范9个，志愿服务队24个，示范岗、先锋岗100余个，
 * 下派53名农技专家全部实行“五个划转”; 曹坪镇: 2021年以来选派农技服务专家18名，百亩以上基地5个、千亩以上2个. */
static void chain_figures_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ JIANGKOU, "base.dams", "24", 20220630 },
		{ JIANGKOU, "base.total", "28", 20220630 },
		{ JIANGKOU, "branch.chain_total", "21", 20220630 },
		{ JIANGKOU, "branch.chain_separate", "19", 20220630 },
		{ JIANGKOU, "branch.chain_joint", "2", 20220630 },
		{ JIANGKOU, "branch.demonstration", "9", 20220630 },
		{ JIANGKOU, "branch.bases_covered", "24", 20220630 },
		{ JIANGKOU, "base.without_branch", "4", 20220630 },
		{ JIANGKOU, "expert.posted", "53", 20220630 },
		{ JIANGKOU, "expert.transfers_complete", "53", 20220630 },
		{ JIANGKOU, "team.volunteer", "24", 20220630 },
		{ JIANGKOU, "post.exemplar", "106", 20220630 },
		{ CAOPING, "expert.posted", "18", 20220930 },
		{ CAOPING, "base.hundred_mu", "5", 20220930 },
		{ CAOPING, "base.thousand_mu", "2", 20220930 },
		{ SHOUNING, "alliance.total", "2", 20221231 },
		{ SHOUNING, "team.fire", "6", 20221231 },
		{ DAGUAN, "station.red_collar", "8", 20211231 },
		{ DAGUAN, "branch.items_checked", "84", 20211231 },
		{ DAGUAN, "branch.items_open", "4", 20211231 },
		{ DAGUAN, "branch.standard_share", "95.2%", 20211231 }, /* 80 of 84 */
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
		assert_string_equal(text_of(cases[i].name, cases[i].unit, 0), cases[i].text); /* and today */
	}
	/* nothing stood before it was founded */
	assert_string_equal(text_of("branch.chain_total", JIANGKOU, 20210319), "0");
	assert_string_equal(text_of("branch.chain_total", JIANGKOU, 20210320), "21");
}

static void plain_sql_counts_the_chain_the_same(void **state)
{
	(void)state;
	struct sql covered = SQL("select count(distinct x.base) from r_branch_base x join r_org o on"
				 " o.county=x.county and o.id=x.branch and o.kind='chain_branch' where x.county=$1" UNDER
				 " and x.started<=$3 and (x.ended is null or x.ended>$3)");
	assert_int_equal(sql_number(covered, JIANGKOU, 20220630), 24);
	/* the two joint ones share the five bases that the nineteen leave */
	struct sql joint = SQL("select count(*) from r_branch_base x join r_org o on o.county=x.county and"
			       " o.id=x.branch where x.county=$1" UNDER " and o.formed='joint' and x.started<=$3");
	assert_int_equal(sql_number(joint, JIANGKOU, 20220630), 5);
	struct sql posted = SQL("select count(distinct x.person) from r_expert_posting x where x.county=$1" UNDER
				" and x.started<=$3 and (x.ended is null or x.ended>$3)");
	assert_int_equal(sql_number(posted, JIANGKOU, 20220630), 53);
	assert_int_equal(sql_number(posted, CAOPING, 20220930), 18);
	struct sql dams = SQL("select count(*) from r_base x where x.county=$1" UNDER
			      " and x.kind='dam' and x.started<=$3 and x.area>=50000"); /* 500亩 makes a 坝区 */
	assert_int_equal(sql_number(dams, JIANGKOU, 20220630), 24);
	struct sql hundred = SQL("select count(*) from r_base x where x.county=$1" UNDER
				 " and x.started<=$3 and x.area>=10000");
	assert_int_equal(sql_number(hundred, CAOPING, 20220930), 5);
	struct sql thousand = SQL("select count(*) from r_base x where x.county=$1" UNDER
				  " and x.started<=$3 and x.area>=100000");
	assert_int_equal(sql_number(thousand, CAOPING, 20220930), 2);
	/* every agreement in force is split to the last part */
	struct sql uneven = SQL("select count(*) from r_alliance x where x.county=$1" UNDER
				" and x.started<=$3 and x.state='in_force' and x.parts<>(select sum(s.parts) from"
				" r_alliance_share s where s.county=x.county and s.alliance=x.id)");
	assert_int_equal(sql_number(uneven, SHOUNING, 20221231), 0);
	/* 由乡级坝长担任党支部书记 */
	struct sql secretaries = SQL("select count(*) from r_post x where x.county=$1" UNDER
				     " and x.kind='chain_secretary' and x.started<=$3 and x.person in (select b.head"
				     " from r_base b join r_branch_base y on y.county=b.county and y.base=b.id where"
				     " y.branch=x.org)");
	assert_int_equal(sql_number(secretaries, JIANGKOU, 20220630), 21);
}

/* The first row of a register under a unit of another county than the site's. */
static struct record *first_of(const char *reg, const char *unit, ymd at)
{
	const struct reg_def *def = reg_find(reg);
	struct scope all;
	struct query q;
	struct record_list list;
	struct record *r;
	scope_all(county_of(unit), &all);
	query_init(&q, def, county_of(unit), &all);
	q.unit = unit_of(unit);
	q.at = at;
	q.limit = 1;
	assert_true(fine(query_list(site.a, site.db, &q, &list, &site.e)));
	assert_int_equal(list.count, 1);
	assert_true(fine(reg_load(site.a, site.db, def, county_of(unit), list.rows[0]->id, &all, true, &r, &site.e)));
	return r;
}

static bool save_of(struct record *r, struct findings *f)
{
	struct save_how how = { .origin = "test" };
	scope_all(r->county, &how.scope);
	findings_init(f, site.a);
	site.e = (struct err){ 0 };
	return reg_save(site.a, site.db, r, &how, f, &site.e);
}

static void a_posting_ended_is_one_expert_less(void **state)
{
	(void)state;
	struct findings f;
	struct record *r = first_of("expert_posting", JIANGKOU, 20220630);
	put(r, "ended", "2022-06-30");
	assert_true(said(save_of(r, &f), &f));
	assert_string_equal(text_of("expert.posted", JIANGKOU, 20220630), "52");
	assert_string_equal(text_of("expert.posted", JIANGKOU, 20220629), "53");
	put(r, "ended", "");
	put(r, "transfer3", "否");
	put(r, "transfer3_on", "");
	assert_true(said(save_of(r, &f), &f));
	assert_string_equal(text_of("expert.posted", JIANGKOU, 20220630), "53");
	assert_string_equal(text_of("expert.transfers_complete", JIANGKOU, 20220630), "52");
	r = first_of("branch_demonstration", JIANGKOU, 20220630);
	put(r, "withdrawn", "2022-06-01");
	assert_true(said(save_of(r, &f), &f));
	assert_string_equal(text_of("branch.demonstration", JIANGKOU, 20220630), "8");
	assert_string_equal(text_of("branch.demonstration", JIANGKOU, 20220531), "9");
}

/* In force, no party's part can change alone: neither up nor down. */
static void a_split_in_force_stays_whole(void **state)
{
	(void)state;
	struct findings f;
	struct record *r = first_of("alliance_share", SHOUNING, 0);
	int64_t parts = record_value(r, "parts")->i;
	for (int64_t d = -1; d <= 1; d += 2) {
		record_value(r, "parts")->i = parts + d;
		assert_false(save_of(r, &f));
		assert_string_equal(f.first->field, "parts");
	}
	record_value(r, "parts")->i = parts;
	assert_true(said(save_of(r, &f), &f));
}
