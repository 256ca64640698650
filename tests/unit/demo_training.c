/* demo_training.c - the published figures of training; included by test_demo.c. */

/* From the five source documents: classes, attendances, teachers, advisers. */
static void training_figures_are_those_of_the_sources(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ YJT, "training.secretary_classes", "7", 20231231 },
		{ YJT, "training.secretary_attendances", "243", 20231231 }, /* 240余 */
		{ YJT, "training.classes", "24", 20231231 }, /* 20余 */
		{ YJT, "training.attendances", "3526", 20231231 }, /* 3520余 */
		{ YJT, "degree.studying", "32", 20231231 }, /* 30余 */
		{ YJT, "training.coverage_secretaries", "100.0%", 20231231 },
		{ JIANGKOU, "training.classes", "15", 20220630 },
		{ JIANGKOU, "training.attendances", "3477", 20220630 },
		{ CAOPING, "training.classes", "2", 20220930 },
		{ CAOPING, "training.observations", "2", 20220930 },
		{ CAOPING, "training.coverage_secretaries", "100.0%", 20220930 },
		{ CAOPING, "training.coverage_reserves", "100.0%", 20220930 },
		{ SHOUNING, "teacher.pool", "158", 20221231 },
		{ SHOUNING, "adviser.members", "5006", 20221231 }, /* 5000多 */
		{ SHOUNING, "adviser.solved", "30056", 20221231 }, /* 3万余 */
		{ DAGUAN, "training.coverage_secretaries", "100.0%", 20211231 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
		assert_string_equal(text_of(cases[i].name, cases[i].unit, today()), cases[i].text);
	}
}

static void plain_sql_counts_the_same_training(void **state)
{
	(void)state;
	struct sql came = SQL("select count(*) from r_trainee x join r_training_class c on c.county=x.county"
			      " and c.id=x.class where x.county=$1" UNDER
			      " and x.attended<=$3 and c.target<>'secretary' and c.kind<>'observation'");
	assert_int_equal(sql_number(came, YJT, 20231231), 3526);
	assert_int_equal(sql_number(came, JIANGKOU, 20220630), 3477);
	struct sql secretaries = SQL("select count(*) from r_trainee x join r_training_class c on"
				     " c.county=x.county and c.id=x.class where x.county=$1" UNDER
				     " and x.attended<=$3 and c.target='secretary'");
	assert_int_equal(sql_number(secretaries, YJT, 20231231), 243);
	struct sql advisers = SQL("select count(distinct x.person) from r_adviser x join r_person p on"
				  " p.county=x.county and p.id=x.person where x.county=$1" UNDER
				  " and x.started<=$3 and p.political='party_member'");
	assert_int_equal(sql_number(advisers, SHOUNING, 20221231), 5006);
	struct sql teachers = SQL("select count(distinct x.person) from r_teacher x where x.county=$1" UNDER
				  " and x.joined<=$3");
	assert_int_equal(sql_number(teachers, SHOUNING, 20221231), 158);
	struct sql gap = SQL("select count(*) from (select x.class from r_trainee x where x.county=$1" UNDER
			     " and x.certificate is not null and x.attended<=$3 group by x.class having"
			     " max(substr(x.certificate,length(x.certificate)-2))<>"
			     " substr(cast(1000+count(*) as text),2)) y");
	assert_int_equal(sql_number(gap, YJT, 20231231), 0);
}

static int64_t value_of(const char *name, const char *unit, ymd at)
{
	struct figure f = figure(name, unit, at);
	assert_true(f.known);
	return f.value.v;
}

/* One person who did not come after all; a class that began a day later; a teacher who left. */
static void a_training_record_changes_the_figures(void **state)
{
	(void)state;
	struct record *r = one_of("trainee", "passed", "1", 0);
	int64_t before = value_of("training.attendances", YJT, 20231231);
	ymd came = (ymd)record_value(r, "attended")->i;
	char day[16];
	assert_int_equal(value_of("training.attendances", YJT, date_from_days(date_days(came) - 1)) < before, 1);
	struct value certificate = *record_value(r, "certificate");
	put(r, "attended", "");
	put(r, "passed", "0");
	put(r, "certificate", "");
	save(r);
	assert_int_equal(value_of("training.attendances", YJT, 20231231), before - 1);
	put(r, "attended", date_iso(came, day));
	put(r, "passed", "1");
	*record_value(r, "certificate") = certificate;
	save(r);
	assert_int_equal(value_of("training.attendances", YJT, 20231231), before);

	r = one_of("training_class", "target", "secretary", 0);
	ymd started = (ymd)record_value(r, "started")->i;
	assert_int_equal(value_of("training.secretary_classes", YJT, started), 7);
	assert_int_equal(value_of("training.secretary_classes", YJT, date_from_days(date_days(started) - 1)), 6);

	r = one_of("teacher", "kind", "elder", 20231231);
	int64_t pool = value_of("teacher.pool", YJT, 20231231);
	put(r, "retired", "2023-12-31");
	save(r);
	assert_int_equal(value_of("teacher.pool", YJT, 20231231), pool - 1);
	assert_int_equal(value_of("teacher.pool", YJT, 20231230), pool);
	put(r, "retired", "");
	save(r);
}
