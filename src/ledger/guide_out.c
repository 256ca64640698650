/*
 * guide_out.c - guided entries: money went out.
 *
 * To add an event: a row here (facts, lines), its texts in locale/zh_CN.po, a hand-worked voucher
 * in tests/unit/test_guide.c.  Sources of the accounts: docs/manual/guided-entries.md.
 */
#include "ledger/guide_tables.h"

const struct guide_event guide_out_events[] = {
    {.code = "running",
     .title = N_("Running costs of the village"),
     .about = N_("Office, power, papers, travel, and pay of cadres that the collective itself pays."),
     .entry = N_("running costs"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("513/运转支出", "amount"), CR("{money}", "amount"))},

    {.code = "welfare",
     .title = N_("Spending for everybody's good"),
     .about = N_("Street lights, gifts for the elderly, help with insurance, care of public places."),
     .entry = N_("public welfare"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("514", "amount"), CR("{money}", "amount"))},

    {.code = "labour_paid",
     .title = N_("Casual workers were paid"),
     .about = N_("Work that was booked as due, and is now paid; tax that was kept back is owed to the tax office."),
     .entry = N_("casual labour paid"), .mark = GENERAL, .work = work_labour_paid,
     FACTS(AMOUNT(N_("How much was due (yuan)")), {.name = "tax", .kind = FACT_AMOUNT,
     	.optional = true, .label = N_("Of it tax kept back (yuan)"),
     		.hint = N_("Empty when there is none.")}, MONEY_OUT),
     LINES(DR("213", "amount"), CR("{money}", "paid"), CR("214", "tax"))},

    {.code = "wages_paid",
     .title = N_("Pay or bonus that was due was paid"),
     .about = N_("Pay of managers and permanent staff, or a bonus, that was booked as due before."),
     .entry = N_("wages paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("212", "amount"), CR("{money}", "amount"))},

    {.code = "grow_cost",
     .title = N_("Costs of growing or making something"),
     .about = N_("Seed, plastic film, work and power for the greenhouse the collective runs. They are part of the crop until it is harvested."),
     .entry = N_("growing costs"), .mark = GENERAL,
     FACTS(AMOUNT(N_("How much (yuan)")),
	   {.name = "from", .kind = FACT_CHOICE, .label = N_("Where it came from"),
	    OPTIONS({"money", N_("paid now"), "{money}"}, {"store",
	     N_("taken from the store"), "121"},
		    {"labour", N_("casual work, not yet paid"), "213"}, {"wear",
		    	N_("wear of the greenhouse or machine"), "152"})},
	   {.name = "money", .kind = FACT_MONEY, .optional = true,
	    .label = N_("If paid now: from which money")}),
     LINES(DR("401", "amount"), CR("{from}", "amount"))},

    {.code = "store_bought",
     .title = N_("Something was bought for the store"),
     .about = N_("Fertiliser, feed, film and the like that is kept and used later."),
     .entry = N_("bought for the store"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("121", "amount"), CR("{money}", "amount"))},

    {.code = "asset_bought",
     .title = N_("A thing for years was bought"),
     .about = N_("A machine, a vehicle, a building that is used for years. Its wear is booked later as depreciation."),
     .entry = N_("asset bought"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("151", "amount"), CR("{money}", "amount"))},

    {.code = "project_spend",
     .title = N_("Money was spent on a building project"),
     .about = N_("Paid to the builder or for material while the thing is not finished."),
     .entry = N_("building costs"), .mark = PUBLISHED,
     FACTS(PAID, MONEY_OUT, WHO(N_("Which project"))),
     LINES(DR("153/{who}", "amount"), CR("{money}", "amount"))},

    {.code = "project_cost",
     .title = N_("Project money was used, and nothing lasting came of it"),
     .about = N_("Training, planning, care: the part of a project that leaves no asset."),
     .entry = N_("project money used"), .mark = PUBLISHED,
     FACTS(AMOUNT(N_("How much (yuan)")), WHO(N_("Which project")),
	   {.name = "from", .kind = FACT_CHOICE, .label = N_("Where it came from"),
	    OPTIONS({"money", N_("paid now"), "{money}"}, {"building",
	     N_("already booked as building costs"), "153/{who}"})},
	   {.name = "money", .kind = FACT_MONEY, .optional = true,
	    .label = N_("If paid now: from which money")}),
     LINES(DR("241/{who}", "amount"), CR("{from}", "amount"))},

    {.code = "project_back",
     .title = N_("Unused project money was returned"),
     .about = N_("What was left of a project went back to those who had given it."),
     .entry = N_("project money returned"), .mark = PUBLISHED,
     FACTS(PAID, MONEY_OUT, WHO(N_("Which project"))),
     LINES(DR("241/{who}", "amount"), CR("{money}", "amount"))},

    {.code = "land_rent_out",
     .title = N_("Land rent was paid on to the households"),
     .about = N_("What came in for the households was passed on to them."),
     .entry = N_("land rent paid to households"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("211/代收土地流转费", "amount"), CR("{money}", "amount"))},

    {.code = "compensation_out",
     .title = N_("Compensation was paid to the households"),
     .about = N_("The households' part of compensation for land was paid to them."),
     .entry = N_("land compensation paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("211/应付征地补偿费", "amount"), CR("{money}", "amount"))},

    {.code = "household_paid",
     .title = N_("We paid what we owed somebody"),
     .about = N_("A household or firm to whom the collective owed money was paid."),
     .entry = N_("debt paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT, PARTY("211/{who}", "113/{who}"), WHO(N_("Who was paid"))),
     LINES(DR("{party}", "amount"), CR("{money}", "amount"))},

    {.code = "dividend_out",
     .title = N_("Members were paid what had been distributed to them"),
     .about = N_("The distribution itself is a step of the year end; this is the payment."),
     .entry = N_("distribution paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("211/应付成员分配", "amount"), CR("{money}", "amount"))},

    {.code = "interest_out",
     .title = N_("Interest or bank fees were paid"),
     .about = N_("Interest on a loan the collective took, or fees of the bank."),
     .entry = N_("interest paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("515", "amount"), CR("{money}", "amount"))},

    {.code = "tax_paid",
     .title = N_("Tax was paid"),
     .about = N_("Tax that was booked as due before, or kept back from workers."),
     .entry = N_("tax paid"), .mark = GENERAL,
     FACTS(PAID, MONEY_OUT), LINES(DR("214", "amount"), CR("{money}", "amount"))},
};

const int guide_out_count = ARRAY_LEN(guide_out_events);
