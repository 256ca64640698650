/* demo_site.c - the activity sites of the demonstration; included by test_demo.c. */

/* packs/yangjiaotang/site.yaml: 35 villages, two of them without; twelve have a second one. */
static void sites_are_as_planned(void **state)
{
	(void)state;
	static const ymd days[] = { 20231231, 0 };
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		ymd at = days[i] ? days[i] : today();
		assert_string_equal(text_of("site.total", YJT, at), "45");
		assert_string_equal(text_of("site.large", YJT, at), "28");
		assert_string_equal(text_of("site.villages", YJT, at), "33");
		assert_string_equal(text_of("site.villages_without", YJT, at), "2");
	}
	assert_string_equal(text_of("site.total", YJT, 20090430), "4"); /* those given up since */
}

static void plain_sql_counts_the_same_sites(void **state)
{
	(void)state;
	struct sql all = SQL("select count(*) from r_activity_site x where x.county=$1" UNDER
			     " and x.status<>'closed' and x.built<=$3");
	assert_int_equal(sql_number(all, YJT, 20231231), 45);
	struct sql large = SQL("select count(*) from r_activity_site x where x.county=$1" UNDER
			       " and x.status<>'closed' and x.built<=$3 and x.area>=20000");
	assert_int_equal(sql_number(large, YJT, 20231231), 28);
}

/* 200 m² count as large, 199.99 do not; out of use, neither; a dated parameter moves the bound. */
static void a_site_moves_the_figures(void **state)
{
	(void)state;
	const ymd at = 20231231;
	struct findings f;
	struct save_how how = by_program();
	struct record *r = one_of("activity_site", "kind", "library", at);
	findings_init(&f, site.a);
	put(r, "area", "200");
	save(r);
	assert_string_equal(text_of("site.large", YJT, at), "29");
	put(r, "area", "199.99");
	save(r);
	assert_string_equal(text_of("site.large", YJT, at), "28");
	put(r, "status", "停用");
	put(r, "closed", "2023-12-31");
	save(r);
	assert_string_equal(text_of("site.total", YJT, at), "44");
	assert_string_equal(text_of("site.total", YJT, 20231230), "45");
	r = record_new(site.a, reg_find("activity_site"), site.county, unit_of("431181110235"));
	put(r, "name", "新建党群服务中心");
	put(r, "kind", "党群服务中心");
	put(r, "status", "使用中");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_string_equal(text_of("site.villages_without", YJT, at), "1");
	r = record_new(site.a, reg_find("parameter"), site.county, site.county);
	put(r, "name", "site.large_area");
	put(r, "value", "100000");
	put(r, "valid_from", "2023-12-31");
	put(r, "document", "测试");
	assert_true(said(reg_save(site.a, site.db, r, &how, &f, &site.e), &f));
	assert_string_equal(text_of("site.large", YJT, at), "0");
	assert_string_equal(text_of("site.large", YJT, 20231230), "28");
}
