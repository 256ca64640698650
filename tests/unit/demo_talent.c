/* demo_talent.c - published figures of talent and returns; included by test_demo.c. */

/* 羊角塘镇: 动员14名优秀乡土人才回乡创业 (近三年); 曹坪镇: 培育农村致富带头人18人，动员20多名优秀青年
 * 回乡创业 (2021年以来); 江口县: 农村致富带头人1000余名. */
static void talent_figures_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ YJT, "talent.total", "46", 20231231 },
		{ YJT, "talent.away", "52", 20231231 },
		{ YJT, "talent.away_uncontacted", "9", 20231231 },
		{ YJT, "contest.held", "2", 20231231 },
		{ YJT, "return.count", "14", 20231231 },
		{ CAOPING, "return.young_since", "23", 20220930 }, /* 20多 */
		{ CAOPING, "rich_leader.raised", "18", 20220930 },
		{ CAOPING, "rich_leader.trained", "6", 20220930 },
		{ CAOPING, "rich_leader.total", "26", 20220930 },
		{ CAOPING, "contest.held", "3", 20220930 },
		{ JIANGKOU, "rich_leader.total", "1006", 20220630 },
		{ JIANGKOU, "rich_leader.raised", "1006", 20220630 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
	assert_string_equal(text_of("return.count", YJT, 20201231), "2"); /* who came back before */
	assert_string_equal(text_of("rich_leader.trained", CAOPING, 20220810), "0"); /* the day before */
	assert_string_equal(text_of("rich_leader.trained", CAOPING, 20220811), "4");
	assert_string_equal(text_of("rich_leader.raised", CAOPING, today()), "18");
	assert_string_equal(text_of("return.young_since", CAOPING, today()), "23");
}

static void plain_sql_counts_talent_the_same(void **state)
{
	(void)state;
	struct sql back = SQL("select count(distinct x.person) from r_return_event x where x.county=$1" UNDER
			      " and x.came_back>$3-30000 and x.came_back<=$3");
	assert_int_equal(sql_number(back, YJT, 20231231), 14);
	struct sql since = SQL("select count(distinct x.person) from r_return_event x where x.county=$1" UNDER
			       " and x.came_back>=20210101 and x.came_back<=$3");
	assert_int_equal(sql_number(since, CAOPING, 20220930), 27);
	struct sql young = SQL("select count(distinct x.person) from r_return_event x join r_person p on"
			       " p.county=x.county and p.id=x.person where x.county=$1" UNDER
			       " and x.came_back>=20210101 and x.came_back<=$3 and p.birth>$3-360000");
	assert_int_equal(sql_number(young, CAOPING, 20220930), 23);
	struct sql trained = SQL("select count(*) from r_trainee x join r_training_class c on c.county=x.county"
				 " and c.id=x.class where x.county=$1" UNDER
				 " and x.attended<=$3 and c.target='rich_leader'");
	assert_int_equal(sql_number(trained, CAOPING, 20220930), 6);
	struct sql leaders = SQL("select count(distinct x.person) from r_rich_leader x where x.county=$1" UNDER
				 " and x.started<=$3 and x.raised_on<=$3");
	assert_int_equal(sql_number(leaders, CAOPING, 20220930), 18);
	assert_int_equal(sql_number(leaders, JIANGKOU, 20220630), 1006);
	struct sql quiet = SQL("select count(distinct x.person) from r_away_talent x where x.county=$1" UNDER
			       " and x.listed<=$3 and (x.ended is null or x.ended>$3) and not exists"
			       " (select 1 from r_talent_contact t where t.county=x.county and t.away=x.id)");
	assert_int_equal(sql_number(quiet, YJT, 20231231), 9);
	struct sql ranks = SQL("select count(*) from (select x.contest from r_contest_entry x where x.county=$1" UNDER
			       " and $3>0 group by x.contest, x.rank having count(*)>1) y");
	assert_int_equal(sql_number(ranks, YJT, 20231231), 0);
}

/* Who declined is in the register for good, and in no figure and no list of a day. */
static void who_declines_is_nowhere(void **state)
{
	(void)state;
	struct sql all = SQL("select count(*) from r_away_talent x where x.county=$1" UNDER
			     " and x.consent=0 and x.ended<=$3");
	assert_int_equal(sql_number(all, YJT, 20231231), 2);
	struct record *r = one_of("away_talent", "consent", "1", 20231231);
	put(r, "consent", "否");
	put(r, "ended", "2023-12-30");
	save(r);
	assert_string_equal(text_of("talent.away", YJT, 20231231), "51");
	put(r, "consent", "是");
	put(r, "ended", "");
	save(r);
	assert_string_equal(text_of("talent.away", YJT, 20231231), "52");
}

static void a_return_moves_the_figure(void **state)
{
	(void)state;
	struct findings f;
	struct save_how how = by_program();
	struct record *r = record_new(site.a, reg_find("return_event"), site.county, unit_of("431181110235"));
	int64_t person = add_person("431181110235", "归来", "1990-03-04", "bachelor", "");
	findings_init(&f, site.a);
	*record_value(r, "person") = (struct value){ .known = true, .i = person };
	put(r, "came_back", "2023-12-31");
	put(r, "kind", "返乡农民工");
	put(r, "project", "生态养鸡");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_string_equal(text_of("return.count", YJT, 20231231), "15");
	assert_string_equal(text_of("return.count", YJT, 20231230), "14");
	put(r, "came_back", "2020-12-31"); /* a day too long ago */
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_string_equal(text_of("return.count", YJT, 20231231), "14");
}

/* Due by plan, by what was agreed, and after a contact: counted by hand. */
static void the_plan_says_who_is_due(void **state)
{
	(void)state;
	assert_int_equal(months_later(20230831, 6), 20240229);
	assert_int_equal(months_later(20231130, 3), 20240229);
	assert_int_equal(months_later(20231015, 12), 20241015);
	assert_int_equal(months_later(20231000, 3), 20240100);
	struct contact_plan p;
	struct scope all, none = { 0 };
	scope_all(site.county, &all);
	int64_t village = unit_of("431181110235");
	assert_true(fine(contact_plan_load(site.a, site.db, site.county, village, &none, 20231231, &p, &site.e)));
	assert_int_equal(p.count, 0);
	assert_true(fine(contact_plan_load(site.a, site.db, site.county, site.town, &all, 20231231, &p, &site.e)));
	assert_int_equal(p.count, 52);
	assert_int_equal(p.never, 9);
	int seen = 0;
	for (int i = 0; i < p.count; i++) {
		const struct away_person *who = &p.rows[i];
		ymd want = months_later(who->last ? who->last : who->listed, who->every);
		assert_int_equal(who->due, want);
		seen += want <= 20231231;
		assert_int_equal(who->state == CONTACT_OVERDUE, want <= 20231231);
	}
	assert_int_equal(p.overdue, seen);
	assert_true(seen > 0 && seen < 52);
}
