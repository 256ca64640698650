/* demo_cadence.c - cadence rules and meetings of the demonstration; part of test_demo.c */

/* The packs' numbers: one period in `miss` has no meeting, `excused` of them are excused. */
static void cadence_is_as_planned(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ DAGUAN, "cadence.kept", "25", 20211231 }, /* 12 + 12 meetings of the month, 4 of the quarter, 2 + 1 less */
		{ DAGUAN, "cadence.missed", "2", 20211231 },
		{ DAGUAN, "cadence.kept_share", "92.6%", 20211231 }, /* 25 of 27; one is excused */
		{ DAGUAN, "meeting.held", "25", 20211231 },
		{ JIANGKOU, "cadence.kept", "123", 20220630 },
		{ JIANGKOU, "cadence.missed", "8", 20220630 },
		{ SHOUNING, "cadence.kept", "115", 20221231 },
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
	assert_int_equal(sql_number(held, DAGUAN, 20211231), 25);
	assert_int_equal(sql_number(held, SHOUNING, 20221231), 115);
}
