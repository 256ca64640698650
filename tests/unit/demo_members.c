/* demo_members.c - members, awards, conversions and changes: the published figures. */

#define DAGUAN "340803000000"
#define NPA "431181110235"

/* 羊角塘镇 2023: 近三年新发展农村党员75人；5名后备力量发展为预备党员；53名村干部被镇党委表彰；牛坪坳村
 * 书记1人。大观区: 招考30余名，招聘4人. */
static void members_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ YJT, "member.developed", "75", 20231231 },
		{ YJT, "member.from_reserve", "5", 20231231 },
		{ YJT, "award.commended", "53", 20231231 },
		{ YJT, "award.city", "1", 20231231 },
		{ NPA, "award.city", "1", 20231231 },
		{ YJT, "award.commended", "0", 20230629 }, /* the day before */
		{ YJT, "award.persons", "54", 20240101 },
		{ DAGUAN, "recruit.reserves", "33", 20211231 },
		{ DAGUAN, "recruit.staff", "4", 20211231 },
		{ DAGUAN, "recruit.reserves", "33", 20240101 },
		{ DAGUAN, "recruit.staff", "0", 20211109 },
		{ JIANGKOU, "conversion.count", "24", 20220630 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
}

static void plain_sql_counts_the_same_members(void **state)
{
	(void)state;
	struct sql developed = SQL("select count(distinct x.person) from r_development x where x.county=$1" UNDER
				   " and x.probationary<=$3 and x.probationary>$3-30000"
				   " and (x.stopped is null or x.stopped>$3)");
	assert_int_equal(sql_number(developed, YJT, 20231231), 75);
	struct sql reserves = SQL("select count(distinct x.person) from r_development x where x.county=$1" UNDER
				  " and x.probationary between $3/10000*10000 and $3 and exists (select 1 from"
				  " r_reserve v where v.county=x.county and v.person=x.person and"
				  " v.joined<=x.probationary and (v.exited is null or v.exited>x.probationary))");
	assert_int_equal(sql_number(reserves, YJT, 20231231), 5);
	struct sql commended = SQL("select count(distinct x.person) from r_award x where x.county=$1" UNDER
				   " and x.level='town' and x.awarded between $3/10000*10000 and $3");
	assert_int_equal(sql_number(commended, YJT, 20231231), 53);
	struct sql twice = SQL("select count(*) from (select x.person from r_membership x where x.county=$1" UNDER
			       " and x.principal=1 and x.departed is null and x.joined<=$3 group by x.person"
			       " having count(*)>1) y");
	assert_int_equal(sql_number(twice, YJT, 20231231), 0);
	struct sql members = SQL("select count(distinct x.person) from r_membership x where x.county=$1" UNDER
				 " and x.principal=1 and x.entered<=$3 and x.departed is null");
	char text[16];
	snprintf(text, sizeof text, "%d", (int)sql_number(members, YJT, 20231231));
	assert_string_equal(text_of("member.total", YJT, 20231231), text);
}

/* One record changed moves the figure. */
static void a_stopped_development_no_longer_counts(void **state)
{
	(void)state;
	TXN(t);
	assert_true(txn_begin(&t, site.db, &site.e));
	struct stmt *q = db_query(site.db,
				  SQL("update r_development set stopped=20231230 where county=$1 and id="
				      "(select min(id) from r_development where county=$1 and probationary is not null)"),
				  &site.e);
	bind(q, 1, county_of(YJT));
	assert_false(db_next(q));
	assert_true(db_end(q, &site.e));
	assert_string_equal(text_of("member.developed", YJT, 20231231), "74");
	txn_drop(&t);
}

/* 12 former cadres are made; those of 57 to 59 years are not entitled yet. */
static void benefits_are_counted(void **state)
{
	(void)state;
	struct sql paid = SQL("select count(distinct x.person) from r_benefit x where x.county=$1" UNDER
			      " and x.state='paid' and x.paid between $3/10000*10000 and $3");
	char text[16];
	snprintf(text, sizeof text, "%d", (int)sql_number(paid, YJT, 20231231));
	assert_string_equal(text_of("benefit.paid", YJT, 20231231), text);
	assert_string_not_equal(text, "0");
	assert_string_equal(text_of("benefit.paid", YJT, 20231019), "0"); /* the day before */
	assert_string_equal(text_of("benefit.due", YJT, 20230929), "0");
	assert_string_equal(text_of("benefit.due", YJT, 20230930), text); /* due, not paid yet */
	struct sql former = SQL("select count(distinct x.person) from r_benefit x where x.county=$1" UNDER
				" and x.kind='former_cadre' and x.due<=$3");
	assert_int_equal(sql_number(former, YJT, 20231231), 9);
}
