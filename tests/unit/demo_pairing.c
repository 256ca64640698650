/* demo_pairing.c - pairings, first secretaries and duties of the demonstration; part of test_demo.c */

#define SHOUNING "350924000000"
#define DAGUAN "340803000000"

/* 120 pairings of the three batches; the rest is what the packs say, on the briefing's day and today. */
static void pairings_are_as_planned(void **state)
{
	(void)state;
	static const struct {
		const char *unit, *name, *text;
		ymd at;
	} cases[] = {
		{ SHOUNING, "pairing.total", "120", 20221231 },
		{ SHOUNING, "pairing.total", "120", 20240101 },
		{ SHOUNING, "pairing.total", "0", 20210930 },
		{ SHOUNING, "pairing.member_households", "80", 20221231 },
		{ SHOUNING, "pairing.firm_households", "20", 20221231 },
		{ SHOUNING, "pairing.office_villages", "20", 20221231 },
		{ DAGUAN, "pairing.key_villages", "6", 20211231 },
		{ JIANGKOU, "pairing.towns_led", "10", 20220630 },
		{ SHOUNING, "pairing.households", "100", 20221231 },
		{ SHOUNING, "pairing.households_without", "9", 20221231 },
		{ SHOUNING, "pairing.results", "40", 20221231 },
		{ DAGUAN, "first_secretary.total", "8", 20211231 },
		{ DAGUAN, "first_secretary.total", "0", 20210609 },
		{ JIANGKOU, "pairing.villages_without_leader", "82", 20220630 },
		{ YJT, "pairing.villages_without_leader", "1", 20231231 },
		{ YJT, "pairing.households_without", "5", 20231231 },
		{ YJT, "duty.villages_decided", "3", 20231231 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i].name, cases[i].unit, cases[i].at), cases[i].text);
}

/* 31 days of December for each of eight, less leave that is not official and begins before the day. */
static void days_in_the_village_are_counted(void **state)
{
	(void)state;
	struct sql away = SQL("select coalesce(cast(sum(x.back-x.away) as bigint),0) from r_leave x where x.county=$1" UNDER
			      " and x.kind<>'official' and x.away>=20211201 and x.back<=$3+1");
	int64_t days = 8 * 31 - sql_number(away, DAGUAN, 20211231);
	assert_int_equal(figure("first_secretary.days", DAGUAN, 20211231).value.v, days);
	assert_true(days < 8 * 31);
	assert_int_equal(figure("first_secretary.days", DAGUAN, 20210715).value.v, 8 * 15);
}

static void plain_sql_counts_pairings(void **state)
{
	(void)state;
	struct sql all = SQL("select count(*) from r_pairing x where x.county=$1" UNDER
			     " and x.started<=$3 and (x.ended is null or x.ended>$3)");
	assert_int_equal(sql_number(all, SHOUNING, 20221231), 120);
	assert_int_equal(sql_number(all, DAGUAN, 20211231), 27);
	struct sql members = SQL("select count(*) from r_pairing x join r_person p on p.county=x.county and"
				 " p.id=x.helper where x.county=$1" UNDER " and x.kind='member_household' and"
				 " p.political='party_member' and x.started<=$3");
	assert_int_equal(sql_number(members, SHOUNING, 20221231), 80);
	struct sql firms = SQL("select count(*) from r_pairing x where x.county=$1" UNDER
			       " and x.kind in ('firm_household','unit_village') and x.started<=$3");
	assert_int_equal(sql_number(firms, SHOUNING, 20221231), 40);
	struct sql nobody = SQL("select count(*) from r_household x left join r_pairing y on y.county=x.county and"
				" y.household=x.id and y.started<=$3 where x.county=$1" UNDER
				" and x.kind<>'general' and y.id is null");
	assert_int_equal(sql_number(nobody, SHOUNING, 20221231), 9);
	assert_int_equal(sql_number(nobody, YJT, 20231231), 5);
	struct sql unled = SQL("select count(*) from unit x join unit_kind k on 1=1 join unit_name n on n.unit=x.id"
			       " and n.kind=k.code and n.to_day>$3 where x.county=$1 and k.is_village=1 and x.id in"
			       " (select unit from unit_restated where ancestor=$2) and x.id not in (select"
			       " unit from r_pairing where county=$1 and kind in"
			       " ('town_leader_village','standing_village') and started<=$3)");
	assert_int_equal(sql_number(unled, JIANGKOU, 20220630), 82);
	struct sql late = SQL("select count(*) from r_pairing_result x join r_pairing y on y.county=x.county and"
			      " y.id=x.pairing where x.county=$1" UNDER " and (x.happened>$3 or x.happened<y.started)");
	assert_int_equal(sql_number(late, SHOUNING, 20221231), 0);
}

/* Nobody in the demonstration keeps both the cash and the accounts. */
static void cash_and_accounts_are_apart(void **state)
{
	(void)state;
	struct sql both = SQL("select count(*) from r_duty_assignment x join r_duty_assignment y on"
			      " y.county=x.county and y.unit=x.unit and y.person=x.person and y.duty='cashier'"
			      " where x.county=$1" UNDER " and x.duty='accountant' and x.started<=$3");
	assert_int_equal(sql_number(both, YJT, 20240101), 0);
}

static void a_pairing_changes_the_figures(void **state)
{
	(void)state;
	const ymd at = 20231231;
	struct record *r = one_of("pairing", "kind", "member_household", at);
	put(r, "ended", "2023-12-31");
	put(r, "end_reason", "no_need");
	save(r);
	assert_string_equal(text_of("pairing.households_without", YJT, at), "6");
	assert_string_equal(text_of("pairing.households_without", YJT, 20231230), "5");
	r = one_of("pairing", "kind", "town_leader_village", at);
	put(r, "ended", "2023-12-31");
	save(r);
	assert_string_equal(text_of("pairing.villages_without_leader", YJT, at), "2");
}
