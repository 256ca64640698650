/* demo_voice.c - matters of the demonstration; included by test_demo.c. */

/* 寿宁县: “350多条”规划产业建议、解决群众诉求“1070余”件; packs/shouning/voice.yaml makes 356 and 1,076.
 * 江口县: “解决土地流转、矛盾纠纷、产销对接等问题1200余个”; packs/jiangkou/voice.yaml makes 1,208 at bases. */
static void matters_as_published(void **state)
{
	(void)state;
	assert_string_equal(text_of("matter.suggestions", SHOUNING, 20221231), "356");
	assert_string_equal(text_of("matter.suggestions", SHOUNING, today()), "356");
	assert_string_equal(text_of("matter.solved", SHOUNING, 20221231), "1076");
	assert_string_equal(text_of("matter.solved", SHOUNING, today()), "1076");
	assert_string_equal(text_of("matter.confirmed", SHOUNING, 20221231), "861");
	assert_string_equal(text_of("matter.confirmed_share", SHOUNING, 20221231), "80.02%");
	assert_string_equal(text_of("matter.confirmed_by_code", SHOUNING, 20221231), "214");
	assert_string_equal(text_of("matter.at_bases", JIANGKOU, 20220630), "1208");
	assert_string_equal(text_of("matter.at_bases", JIANGKOU, today()), "1208");
	assert_string_equal(text_of("matter.solved", SHOUNING, 20211010), "0");
}

static void plain_sql_counts_the_same_matters(void **state)
{
	(void)state;
	struct sql solved = SQL("select count(*) from r_matter x where x.county=$1" UNDER
				" and x.state in ('confirmed','silent') and x.closed<=$3");
	struct sql bases = SQL("select count(*) from r_matter x where x.county=$1" UNDER
			       " and x.state in ('confirmed','silent') and x.closed<=$3 and x.base is not null");
	struct sql open = SQL("select count(*) from r_matter x where x.county=$1" UNDER
			      " and x.state in ('open','waiting') and x.raised<=$3");
	assert_int_equal(sql_number(solved, SHOUNING, 20221231), 1076);
	assert_int_equal(sql_number(bases, JIANGKOU, 20220630), 1208);
	assert_true(sql_number(open, SHOUNING, today()) >= 6);
	/* every band holds each answer once */
	static const char *const bands[] = {"matter.answered_3", "matter.answered_7", "matter.answered_15",
					    "matter.answered_30", "matter.answered_more"};
	long sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(bands); i++)
		sum += strtol(text_of(bands[i], SHOUNING, 20221231), NULL, 10);
	assert_int_equal(sum, strtol(text_of("matter.answered", SHOUNING, 20221231), NULL, 10));
	assert_int_equal(sum, sql_number(SQL("select count(*) from r_matter x where x.county=$1" UNDER
					     " and x.answered<=$3 and x.answered>20211231"), SHOUNING, 20221231));
}

/* One kind changed: a suggestion fewer; nobody calls a matter solved before it was closed. */
static void a_record_moves_the_matters(void **state)
{
	(void)state;
	int64_t county = site.county, town = site.town;
	site.county = county_of(SHOUNING);
	site.town = unit_of(SHOUNING);
	struct record *r = one_of("matter", "kind", "planning", 20221231);
	put(r, "kind", "works");
	save(r);
	assert_string_equal(text_of("matter.suggestions", SHOUNING, 20221231), "355");
	site.county = county;
	site.town = town;
}
