/* demo_credit.c - star-rated credit of the demonstration; included by test_demo.c. */

/* 寿宁县: “帮助130多名党员解决创业‘担保难题’”; packs/shouning/credit.yaml makes 134. */
static void credit_helped_as_published(void **state)
{
	(void)state;
	assert_string_equal(text_of("credit.members_helped", SHOUNING, 20221231), "134");
	assert_string_equal(text_of("credit.members_helped", SHOUNING, today()), "134");
	assert_string_equal(text_of("credit.members_helped", SHOUNING, 20211101), "0");
	assert_string_equal(text_of("credit.waiting", SHOUNING, 20221231), "4");
	assert_string_equal(text_of("credit.overdue", SHOUNING, 20221231), "1");
}

static void plain_sql_counts_the_same_credit(void **state)
{
	(void)state;
	struct sql helped = SQL("select count(distinct x.person) from r_credit_application x join r_person q on "
				"q.county=x.county and q.id=x.person where x.county=$1" UNDER
				" and x.reply='granted' and x.replied<=$3 and q.political='party_member'");
	assert_int_equal(sql_number(helped, SHOUNING, 20221231), 134);
	/* the points of every rating are what the facts come to: 60, and 5 each time, at most 20 */
	struct sql wrong = SQL(
	    "select count(*) from r_star_rating x where x.county=$1" UNDER
	    " and x.declared<=$3 and x.points<>60+coalesce((select case when f.times>4 then 20 else 5*f.times "
	    "end from r_star_fact f join r_star_criterion c on c.county=f.county and c.id=f.criterion where "
	    "f.county=x.county and f.person=x.person and c.points=5),0)");
	assert_int_equal(sql_number(wrong, SHOUNING, 20221231), 0);
}

/* The bank takes its reply back: one member fewer; the day it replied counts, not the application's. */
static void a_reply_moves_the_credit_figure(void **state)
{
	(void)state;
	int64_t county = site.county, town = site.town;
	site.county = county_of(SHOUNING);
	site.town = unit_of(SHOUNING);
	struct record *r = one_of("credit_application", "reply", "granted", 20221231);
	put(r, "reply", "refused");
	put(r, "reply_amount", "");
	put(r, "repayment", "");
	put(r, "reported", "");
	save(r);
	assert_string_equal(text_of("credit.members_helped", SHOUNING, 20221231), "133");
	r = one_of("credit_application", "reply", "granted", 20221231);
	put(r, "replied", "2023-02-01");
	put(r, "reported", "2023-03-01");
	save(r);
	assert_string_equal(text_of("credit.members_helped", SHOUNING, 20221231), "132");
	assert_string_equal(text_of("credit.members_helped", SHOUNING, today()), "133");
	site.county = county;
	site.town = town;
}
