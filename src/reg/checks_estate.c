/*
 * checks_estate.c - named checks of asset cards, land, contracts and stock-takes.
 *
 * Money and areas are decimals of two digits: their values here are fen and 1/100 mu.
 */
#include "base/dec.h"
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"

static bool chosen(const struct check_in *in, const char *field, const char *code)
{
	const struct value *v = known(in, field);
	return v && text_eq(v->s, code);
}

static int64_t number_or(const struct check_in *in, const char *field, int64_t otherwise)
{
	const struct value *v = known(in, field);
	return v ? v->i : otherwise;
}

/* ---- whose it is ---- */

/* Books are found by the organisation; where a unit has one collective, that is the one. */
static void estate_org(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org");
	int64_t n;
	if (org) {
		if (ask(in, SQL("select count(*) from r_org where county=$1 and id=$2 and kind<>'collective'"),
			&n, org->i) &&
		    n > 0)
			find_hint(find_warning(out, "org", "estate-org-kind",
					       "This organisation is not a collective economic organisation."),
				  "Choose the collective that owns it, or correct the kind of the organisation.");
		return;
	}
	if (in->rec->unit &&
	    ask(in,
		SQL("select count(*) from r_org where county=$1 and unit=$2 and kind='collective' and "
		    "dissolved is null"),
		&n, in->rec->unit) &&
	    n > 1)
		find_hint(find_error(out, "org", "estate-org",
				     "This unit has %" PRId64 " collectives, and it is not said whose this is.", n),
			  "Choose the collective.");
}

/* ---- asset cards ---- */

static void card_money(const struct check_in *in, struct findings *out)
{
	const struct value *original = known(in, "original"), *residual = known(in, "residual"),
			   *depreciated = known(in, "depreciated"), *through = known(in, "taken_over");
	if (original && residual && residual->i > original->i)
		find_error(out, "residual", "asset-residual", "The residual value is above the original value.");
	else if (original && depreciated && depreciated->i > original->i - (residual ? residual->i : 0))
		find_hint(find_error(out, "depreciated", "asset-depreciated",
				     "More is depreciated than original value less residual value."),
			  "Check the three amounts against the old books.");
	if (!depreciated != !through)
		find_hint(find_error(out, through ? "depreciated" : "taken_over", "asset-through",
				     "What was depreciated and through which month belong together."),
			  "Fill in both, or none.");
}

static void asset_card(const struct check_in *in, struct findings *out)
{
	const struct value *acquired = known(in, "acquired"), *used = known(in, "used_from"),
			   *through = known(in, "taken_over");
	bool straight = chosen(in, "method", "straight");
	card_money(in, out);
	if (straight && (chosen(in, "account", "public_living") || chosen(in, "account", "building_site")))
		find_hint(find_error(out, "method", "asset-method", "Assets on this account are not depreciated."),
			  "Choose no depreciation, or another account.");
	else if (straight && !known(in, "life"))
		find_hint(find_warning(out, "life", "asset-life",
				       "Without its life in months this asset is not depreciated."),
			  "Fill in the life, or choose no depreciation.");
	if (acquired && used && is_before(used->i, acquired->i))
		find_error(out, "used_from", "asset-used", "It was in use before it was acquired.");
	if (acquired && through && is_before(through->i, acquired->i))
		find_error(out, "taken_over", "asset-taken-over",
			   "It was depreciated before it was acquired.");
}

static void asset_end(const struct check_in *in, struct findings *out)
{
	const struct value *disposed = known(in, "disposed");
	bool gone = chosen(in, "status", "scrapped") || chosen(in, "status", "sold");
	char since[16];
	if (gone && !disposed)
		find_error(out, "disposed", "asset-disposed", "It is not said when the asset was disposed of.");
	else if (disposed && !gone && known(in, "status") && disposed->i <= in->today)
		find_hint(find_error(out, "status", "asset-status",
				     "The asset was disposed of on %s, but its state says otherwise.",
				     date_iso((ymd)disposed->i, since)),
			  "Change the state, or take the date away.");
	if (disposed && !known(in, "document"))
		find_hint(find_error(out, "document", "asset-document",
				     "An asset is disposed of only by a decision."),
			  "Name the document that says so.");
}

static void stocktake_difference(const struct check_in *in, struct findings *out)
{
	const struct value *recorded = known(in, "recorded"), *found = known(in, "found"),
			   *counted = known(in, "counted"), *settled = known(in, "settled");
	if (settled && counted && is_before(settled->i, counted->i))
		find_error(out, "settled", "stocktake-settled", "It was settled before it was counted.");
	if (!recorded || !found || !known(in, "cause"))
		return;
	bool none = chosen(in, "cause", "none");
	if (recorded->i == found->i && !none)
		find_hint(find_error(out, "cause", "stocktake-none", "Both quantities are the same."),
			  "Choose no difference, or correct a quantity.");
	else if (recorded->i != found->i && none)
		find_hint(find_error(out, "cause", "stocktake-cause", "It is not said why the quantities differ."),
			  "Choose the cause.");
	else if (!none && settled && !known(in, "decision"))
		find_hint(find_error(out, "decision", "stocktake-decision",
				     "A difference is settled only by a decision."),
			  "Name the document that says so.");
}

/* ---- contracts ---- */

static void contract_dates(const struct check_in *in, struct findings *out)
{
	const struct value *signed_on = known(in, "signed"), *started = known(in, "started"),
			   *expires = known(in, "expires"), *terminated = known(in, "terminated");
	if (signed_on && started && is_before(started->i, signed_on->i))
		find_hint(find_warning(out, "signed", "contract-signed", "The contract began before it was signed."),
			  "Check both dates.");
	if (terminated && started && is_before(terminated->i, started->i))
		find_error(out, "terminated", "contract-terminated", "The contract ended before it began.");
	else if (terminated && expires && is_before(expires->i, terminated->i))
		find_hint(find_error(out, "terminated", "contract-expired",
				     "On this day the contract had expired already."),
			  "Leave the day of early end empty.");
	if (terminated && !known(in, "document"))
		find_hint(find_error(out, "document", "contract-document",
				     "A contract is ended early only by an agreement or a judgement."),
			  "Name the document that says so.");
}

static void contract_subject(const struct check_in *in, struct findings *out)
{
	if (chosen(in, "kind", "lease") && !known(in, "asset") && !known(in, "resource"))
		find_hint(find_warning(out, "asset", "contract-asset", "It is not said what is leased."),
			  "Choose the asset, or the land.");
	if (chosen(in, "kind", "contracting") && !known(in, "resource"))
		find_hint(find_warning(out, "resource", "contract-resource", "It is not said which land is contracted out."),
			  "Choose the parcel.");
	if (!known(in, "decision"))
		find_hint(find_warning(out, "decision", "contract-decision", "No decision is named for this contract."),
			  "Name the resolution of the members or their delegates.");
}

/* A contract on the parcel, as long as it runs. */
struct tenure {
	int64_t from, to, area; /* both days included */
};
enum { TENURES = 200 };

static int64_t last_day(int64_t expires, int64_t terminated)
{
	int64_t to = expires ? expires : DATE_OPEN;
	if (terminated && terminated < to)
		to = terminated;
	return to % 100 == 0 ? to + 31 : to; /* a month alone: through its end */
}

static bool tenures_load(const struct check_in *in, int64_t resource, int64_t whole, struct tenure *all,
			 int *count)
{
	struct stmt *q = db_query(in->db,
				  SQL("select started,expires,terminated,area from r_contract where county=$1 and "
				      "resource=$2 and id<>$3 order by started,id"),
				  in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, resource);
	bind(q, 3, text_eq(in->rec->def->name, "contract") ? in->rec->id : 0);
	while (*count < TENURES && db_next(q)) {
		all[(*count)++] = (struct tenure){
			.from = col_i64(q, 0),
			.to = last_day(col_null(q, 1) ? 0 : col_i64(q, 1), col_null(q, 2) ? 0 : col_i64(q, 2)),
			.area = col_null(q, 3) ? whole : col_i64(q, 3),
		};
	}
	return db_end(q, in->e);
}

/* The most that runs at once within [from, to]: it can only rise on a first day. */
static int64_t tenure_peak(const struct tenure *all, int count, int64_t from, int64_t to)
{
	int64_t peak = 0;
	for (int i = -1; i < count; i++) {
		int64_t at = i < 0 ? from : all[i].from, sum = 0;
		if (at < from || at > to)
			continue;
		for (int k = 0; k < count; k++)
			if (all[k].from <= at && at <= all[k].to)
				sum += all[k].area;
		if (sum > peak)
			peak = sum;
	}
	return peak;
}

static void contract_area(const struct check_in *in, struct findings *out)
{
	const struct value *resource = known(in, "resource"), *area = known(in, "area"),
			   *started = known(in, "started");
	struct tenure all[TENURES];
	int64_t whole;
	int count = 0;
	if (!resource || !started ||
	    !ask(in, SQL("select area from r_resource where county=$1 and id=$2"), &whole, resource->i) ||
	    whole <= 0 || !tenures_load(in, resource->i, whole, all, &count))
		return;
	int64_t mine = area ? area->i : whole;
	int64_t to = last_day(number_or(in, "expires", 0), number_or(in, "terminated", 0));
	int64_t left = whole - tenure_peak(all, count, started->i, to);
	struct dec rest = { left > 0 ? left : 0, 2 }, all_of_it = { whole, 2 };
	char free_text[32], whole_text[32];
	if (mine > left)
		find_hint(find_error(out, area ? "area" : "resource", "contract-area",
				     "Of the %s mu of this parcel only %s are free in that time.",
				     dec_text(all_of_it, whole_text), dec_text(rest, free_text)),
			  "Check area and dates against the other contracts on this parcel.");
}

static void resource_area(const struct check_in *in, struct findings *out)
{
	const struct value *area = known(in, "area");
	struct tenure all[TENURES];
	int count = 0;
	char text[32];
	if (!area)
		return;
	if (area->i <= 0) {
		find_error(out, "area", "resource-area", "The area is not above 0.");
		return;
	}
	if (!in->rec->id || !tenures_load(in, in->rec->id, area->i, all, &count))
		return;
	struct dec peak = { tenure_peak(all, count, 0, DATE_OPEN), 2 };
	if (peak.v > area->i)
		find_hint(find_error(out, "area", "resource-contracted",
				     "Contracts on this parcel take %s mu at once.", dec_text(peak, text)),
			  "Correct the contracts first.");
}

/* ---- the longest term ---- */

/* The law bounds leases, and what is contracted to households; other contracting is as agreed. */
static const char *term_parameter(const struct check_in *in)
{
	static const char *const by[][2] = { { "lease", "estate.term_lease" }, { "arable", "estate.term_arable" },
					     { "grass", "estate.term_grass" }, { "forest", "estate.term_forest" } };
	const struct value *limit = known(in, "limit_by");
	if (!limit)
		return chosen(in, "kind", "lease") ? by[0][1] : NULL;
	for (size_t i = 0; i < ARRAY_LEN(by); i++)
		if (text_eq(limit->s, by[i][0]))
			return by[i][1];
	return NULL;
}

static void contract_term(const struct check_in *in, struct findings *out)
{
	const struct value *started = known(in, "started"), *expires = known(in, "expires");
	const char *name = term_parameter(in), *value, *document;
	int64_t years;
	if (!name || !started || !expires ||
	    !reg_parameter(in, name, (ymd)started->i, &value, &document) || !value || !parse_i64(value, &years) ||
	    years <= 0 || years > 200)
		return;
	ymd first = (ymd)(started->i % 100 ? started->i : started->i + 1);
	if (expires->i < date_add_years(first, (int)years))
		return;
	find_hint(find_error(out, "expires", "contract-term", "The term is longer than %" PRId64 " years.", years),
		  "The longest term is set by: %s", document ? document : "");
}

/* ---- loans: Law on rural collective economic organisations, art 35 ---- */

static void loan_post(const struct check_in *in, const struct value *person, struct findings *out)
{
	int64_t posts;
	if (ask(in,
		SQL("select count(*) from r_post p left join r_org o on o.county=p.county and o.id=p.org where "
		    "p.county=$1 and p.person=$2 and (p.ended is null or p.ended>$3) and (o.kind='collective' or "
		    "p.kind in ('collective_chair','supervision_head','supervision_member'))"),
		&posts, person->i, in->today) &&
	    posts > 0)
		find_hint(find_error(out, "person", "loan-post",
				     "This person is on the board, among supervisors or managers of a collective."),
			  "The collective may not lend to them (Law on rural collective economic organisations, art 35).");
}

static void contract_loan(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person");
	if (!chosen(in, "kind", "loan"))
		return;
	if (!known(in, "tie"))
		find_hint(find_error(out, "tie", "loan-tie",
				     "It is not said how the borrower stands to board and supervisors."),
			  "Ask, and fill it in: the law forbids loans to them and their near relatives.");
	else if (!chosen(in, "tie", "none"))
		find_hint(find_error(out, "tie", "loan-forbidden",
				     "The collective may not lend to members of its board, supervisors, managers or their "
				     "near relatives."),
			  "Law on rural collective economic organisations, art 35.");
	else if (person)
		loan_post(in, person, out);
}

/* ---- what is due ---- */

/* What the contract as a whole is about: the sum of rents and fees, or the principal. */
static bool dues_load(const struct check_in *in, int64_t contract, int64_t except, bool principal, int64_t *out)
{
	return principal
		   ? ask(in,
			 SQL("select cast(coalesce(sum(amount),0) as bigint) from r_contract_due where county=$1 "
			     "and contract=$2 and id<>$3 and item='principal'"),
			 out, contract, except)
		   : ask(in,
			 SQL("select cast(coalesce(sum(amount),0) as bigint) from r_contract_due where county=$1 "
			     "and contract=$2 and id<>$3 and item in ('rent','fee')"),
			 out, contract, except);
}

static void sum_above(struct findings *out, const char *field, int64_t sum, int64_t amount)
{
	char has[32], may[32];
	find_hint(find_error(out, field, "due-sum", "What is due adds up to %s yuan, the contract to %s.",
			     dec_text((struct dec){ sum, 2 }, has), dec_text((struct dec){ amount, 2 }, may)),
		  "Correct the schedule, or the sum of the contract.");
}

static void contract_sum(const struct check_in *in, struct findings *out)
{
	const struct value *amount = known(in, "amount");
	bool principal = chosen(in, "kind", "investment") || chosen(in, "kind", "loan");
	int64_t sum;
	if (amount && in->rec->id && dues_load(in, in->rec->id, 0, principal, &sum) && sum > amount->i)
		sum_above(out, "amount", sum, amount->i);
}

static void due_sum(const struct check_in *in, struct findings *out)
{
	const struct value *contract = known(in, "contract"), *amount = known(in, "amount");
	bool principal = chosen(in, "item", "principal");
	int64_t whole, principal_kind, others;
	if (!contract || !amount || in->leaving ||
	    (!principal && !chosen(in, "item", "rent") && !chosen(in, "item", "fee")) ||
	    !ask(in, SQL("select amount from r_contract where county=$1 and id=$2"), &whole, contract->i) ||
	    !ask(in,
		 SQL("select count(*) from r_contract where county=$1 and id=$2 and kind in "
		     "('investment','loan')"),
		 &principal_kind, contract->i) ||
	    !whole || principal != (principal_kind > 0))
		return;
	if (dues_load(in, contract->i, in->rec->id, principal, &others) && others + amount->i > whole)
		sum_above(out, "amount", others + amount->i, whole);
}

static bool of_contract_unit(const struct check_in *in, struct findings *out)
{
	const struct value *contract = known(in, "contract");
	int64_t unit;
	if (!contract || !in->rec->unit ||
	    !ask(in, SQL("select unit from r_contract where county=$1 and id=$2"), &unit, contract->i) || !unit)
		return false;
	if (unit != in->rec->unit)
		find_hint(find_error(out, "unit", "contract-unit", "The contract is one of another unit."),
			  "Choose the unit of the contract.");
	return true;
}

static void due_day(const struct check_in *in, struct findings *out)
{
	const struct value *contract = known(in, "contract"), *due = known(in, "due"), *from = known(in, "covers_from"),
			   *to = known(in, "covers_to");
	int64_t outside;
	if (!from != !to)
		find_error(out, from ? "covers_to" : "covers_from", "due-covers",
			   "The time it is for needs its first and its last day.");
	else if (from && is_before(to->i, from->i))
		find_error(out, "covers_to", "due-covers-order", "The last day is before the first.");
	else if (from && (from->i % 100 == 0 || to->i % 100 == 0))
		find_error(out, "covers_from", "due-covers-day", "The time it is for is given by days, not by months.");
	if (due && due->i % 100 == 0)
		find_error(out, "due", "due-no-day", "It is due on a day, not in a month.");
	if (!of_contract_unit(in, out) || !due)
		return;
	if (ask(in,
		SQL("select count(*) from r_contract where county=$1 and id=$2 and (expires<$3 or terminated<$3)"),
		&outside, contract->i, due->i) &&
	    outside > 0)
		find_hint(find_warning(out, "due", "due-outside", "On this day the contract is no longer in force."),
			  "Check the day.");
}

static void receipt_day(const struct check_in *in, struct findings *out)
{
	const struct value *contract = known(in, "contract"), *received = known(in, "received"),
			   *receipt = known(in, "receipt");
	if (received && received->i % 100 == 0)
		find_error(out, "received", "receipt-no-day", "Money is received on a day, not in a month.");
	else if (received && received->i > in->today)
		find_error(out, "received", "receipt-future", "This day is still to come.");
	if (!of_contract_unit(in, out) || !receipt || !received)
		return;
	struct stmt *q = db_query(in->db,
				  SQL("select count(*) from r_contract_receipt where county=$1 and unit=$2 and receipt=$3 "
				      "and id<>$4 and (contract<>$5 or received<>$6)"),
				  in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->county);
	bind(q, 2, in->rec->unit);
	bind(q, 3, receipt->s);
	bind(q, 4, in->rec->id);
	bind(q, 5, contract->i);
	bind(q, 6, received->i);
	bool twice = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && twice)
		find_hint(find_error(out, "receipt", "receipt-twice", "Another receipt has this number."),
			  "Check the number on the paper; each receipt is entered once.");
}

#define CHECK(id, text, function, what, ...)                                                                         \
	const struct check_def id = { .name = text, .fn = function, .about = what, .needs = { __VA_ARGS__ } }

CHECK(estate_org_check, "estate_org", estate_org, "It is known which collective owns it.", "org");
CHECK(asset_card_check, "asset_card", asset_card, "Value, life and depreciation of the card fit.", "acquired",
      "original", "account", "method", "life", "depreciated");
CHECK(asset_end_check, "asset_end", asset_end, "What is scrapped or sold says when and by which document.", "status",
      "disposed", "document");
CHECK(stocktake_check, "stocktake_difference", stocktake_difference,
      "A difference has a cause, and is settled by a decision.", "recorded", "found", "cause", "settled", "decision");
CHECK(contract_dates_check, "contract_dates", contract_dates, "The days of a contract are in order.", "signed",
      "started", "expires", "terminated", "document");
CHECK(contract_subject_check, "contract_subject", contract_subject,
      "It is said what is leased, and by which decision (warning).", "kind", "asset", "resource", "decision");
CHECK(contract_area_check, "contract_area", contract_area, "No parcel is let beyond its area at one time.",
      "resource", "area", "started", "expires", "terminated");
CHECK(resource_area_check, "resource_area", resource_area, "The area holds the contracts on it.", "area");
CHECK(contract_term_check, "contract_term", contract_term, "The term is not above the longest that the law allows.",
      "kind", "limit_by", "started", "expires");
CHECK(contract_loan_check, "contract_loan", contract_loan,
      "No loan to board, supervisors, managers or their near relatives (art 35).", "kind", "tie", "person");
CHECK(contract_sum_check, "contract_sum", contract_sum, "What is due is not above the sum of the contract.", "kind",
      "amount");
CHECK(due_sum_check, "due_sum", due_sum, "What is due is not above the sum of the contract.", "contract", "item",
      "amount");
CHECK(due_day_check, "due_day", due_day, "Days of what is due are days, within the contract.", "contract", "due",
      "covers_from", "covers_to");
CHECK(receipt_day_check, "receipt_day", receipt_day, "A receipt is entered once, on a day that has come.", "contract",
      "received", "receipt");
