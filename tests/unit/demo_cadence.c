/* demo_cadence.c - cadence rules and meetings of the demonstration; part of test_demo.c */

/* The packs' numbers: one period in `miss` has no meeting, `excused` of them are excused. */
static void cadence_is_as_planned(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ DAGUAN, "cadence.kept", "26", 20211231 }, /* 11 of 12, 4 of 4, 11 of 12 */
		{ DAGUAN, "cadence.missed", "1", 20211231 },
		{ DAGUAN, "cadence.kept_share", "96.3%", 20211231 }, /* 26 of 27; one is excused */
		{ DAGUAN, "meeting.held", "26", 20211231 },
		{ JIANGKOU, "cadence.kept", "123", 20220630 },
		{ JIANGKOU, "cadence.missed", "8", 20220630 },  /* two more have until that very day */
		{ JIANGKOU, "cadence.missed", "10", 20220701 }, /* of 120 every tenth, two of them excused */
		{ SHOUNING, "cadence.kept", "115", 20221231 }, /* 120 less 9, and 4 quarters */
		{ SHOUNING, "cadence.missed", "7", 20221231 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
}

/* Months of the year with a meeting of the district, and quarters, counted again. */
static void plain_sql_counts_meetings(void **state)
{
	(void)state;
	struct sql months = SQL("select count(distinct x.held/100) from r_meeting x where x.county=$1" UNDER
				" and x.kind='advance' and x.status='held' and x.held>20210000 and x.held<=$3"
				" and x.unit=$2");
	struct sql held = SQL("select count(*) from r_meeting x where x.county=$1" UNDER
			      " and x.status='held' and x.held<=$3");
	assert_int_equal(sql_number(months, DAGUAN, 20211231), 11); /* one of twelve was missed */
	assert_int_equal(sql_number(held, DAGUAN, 20211231), 26);
	assert_int_equal(sql_number(held, SHOUNING, 20221231), 115);
}
