/*
 * checks.c - the named checks that definitions refer to.
 *
 * To add one: a function, a struct check_def with the fields it needs, its place in reg_checks[]; a
 * case in tests/unit/test_checks.c; then its name under `checks:` of a register.  A check looks at
 * fields by name and is silent where a field is empty: `required` is not its business.  How it looks
 * at them, and asks for other rows: check_ask.h.
 */
#include "base/str.h"
#include "reg/check_ask.h"
#include "reg/record.h"
#include "reg/reg_int.h"
#include "text/text.h"

#include <string.h>

/* The identity number when it is in clear; a masked one says nothing. */
static const char *idnum_clear(const struct check_in *in)
{
	const struct value *v = known(in, "id_number");
	return v && v->s && !strchr(v->s, '*') ? v->s : NULL;
}

/* The archives may give another birth date than the number: a warning, not a refusal. */
static void person_birth(const struct check_in *in, struct findings *out)
{
	const char *number = idnum_clear(in);
	const struct value *birth = known(in, "birth");
	ymd want = number ? idnum_birth(number) : 0;
	char got[16], said[16];
	if (!birth || !want || day_compare(want, birth->i) == 0)
		return;
	find_hint(find_warning(out, "birth", "person-birth",
			       "The birth date %s is not that of the identity number, %s.",
			       date_iso((ymd)birth->i, got), date_iso(want, said)),
		  "Check the number and the date against the identity card.");
}

static void person_sex(const struct check_in *in, struct findings *out)
{
	const char *number = idnum_clear(in);
	const struct value *sex = known(in, "sex");
	int want = number ? idnum_sex(number) : 0;
	if (!sex || !want || text_eq(sex->s, want == 1 ? "male" : "female"))
		return;
	find_hint(find_warning(out, "sex", "person-sex",
			       "The sex is not the one that the identity number says."),
		  "The 17th digit is odd for men and even for women.");
}

static void dates_in_order(const struct check_in *in, struct findings *out)
{
	const struct field_def *from = in->rec->def->valid_from, *to = in->rec->def->valid_to;
	if (!from || !to)
		return;
	const struct value *a = &in->rec->v[from->index], *b = &in->rec->v[to->index];
	char begin[16], end[16];
	if (!a->known || !b->known || day_compare(a->i, b->i) <= 0)
		return;
	find_error(out, to->name, "dates-in-order", "The end %s is before the beginning %s.",
		   date_iso((ymd)b->i, end), date_iso((ymd)a->i, begin));
}

static void mentor_not_self(const struct check_in *in, struct findings *out)
{
	const struct value *mentor = known(in, "mentor"), *mentee = known(in, "mentee");
	if (mentor && mentee && mentor->i == mentee->i)
		find_error(out, "mentee", "mentor-self", "Nobody can be their own mentor.");
}

static bool person_birth_load(const struct check_in *in, int64_t person, ymd *out)
{
	struct stmt *q =
	    db_query(in->db, SQL("select birth from r_person where county=$1 and id=$2"), in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, person);
	*out = db_next(q) && !col_null(q, 0) ? (ymd)col_i64(q, 0) : 0;
	return db_end(q, in->e);
}

/* 18 is the age of election to a villagers' committee (村民委员会组织法 §13); above 60 a
 * reserve would reach no term. */
static void reserve_age(const struct check_in *in, struct findings *out)
{
	const struct value *person = known(in, "person"), *joined = known(in, "joined");
	ymd birth;
	if (!person || !person_birth_load(in, person->i, &birth) || !birth)
		return;
	int age = date_age(birth, joined ? (ymd)joined->i : in->today);
	if (age < 18 || age > 60)
		find_hint(find_warning(out, "person", "reserve-age",
				       "On joining the reserve pool this person is %d years old.",
				       age),
			  "Check the birth date; usual are 18 to 60 years.");
}

/* Same answer for a unit that the organisation's own unit or a covered unit contains. */
static void post_org_covers(const struct check_in *in, struct findings *out)
{
	const struct value *org = known(in, "org");
	if (!org || in->rec->unit == 0)
		return;
	struct stmt *q = db_query(
	    in->db,
	    SQL("select count(*) from unit_restated x where x.unit=$1 and (exists (select 1 from "
		"r_org o "
		"where o.county=$2 and o.id=$3 and o.unit=x.ancestor) or exists (select 1 from "
		"r_org_covers c where c.county=$2 and c.id=$3 and c.unit=x.ancestor))"),
	    in->e);
	if (!q)
		return;
	bind(q, 1, in->rec->unit);
	bind(q, 2, in->rec->county);
	bind(q, 3, org->i);
	bool covered = db_next(q) && col_i64(q, 0) > 0;
	if (db_end(q, in->e) && !covered)
		find_hint(
		    find_warning(out, "org", "post-org-unit",
				 "This organisation does not cover the unit of the post."),
		    "Choose the village where the post is held, or add it to the organisation.");
}

static void requirement_numbers(const struct check_in *in, struct findings *out)
{
	const struct value *number = known(in, "number"), *young = known(in, "young_number");
	if (!young)
		return;
	if (number && young->i > number->i)
		find_error(out, "young_number", "requirement-numbers",
			   "More young people are required (%" PRId64 ") than people (%" PRId64
			   ").",
			   young->i, number->i);
	if (young->i > 0 && !known(in, "age_max") && !known(in, "education"))
		find_hint(find_error(out, "young_number", "requirement-bounds",
				     "It is not said who counts as young and well educated."),
			  "Fill the highest age, the lowest education, or both.");
}

static const struct check_def person_birth_check = {
    .name = "person_birth_matches_id",
    .fn = person_birth,
    .about = "The birth date agrees with the identity number (warning).",
    .needs = {"id_number", "birth"},
};
static const struct check_def person_sex_check = {
    .name = "person_sex_matches_id",
    .fn = person_sex,
    .about = "The sex agrees with the identity number (warning).",
    .needs = {"id_number", "sex"},
};
static const struct check_def dates_check = {
    .name = "dates_in_order",
    .fn = dates_in_order,
    .about = "The end is not before the beginning.",
};
static const struct check_def mentor_check = {
    .name = "mentor_not_self",
    .fn = mentor_not_self,
    .about = "Mentor and mentee are two people.",
    .needs = {"mentor", "mentee"},
};
static const struct check_def reserve_age_check = {
    .name = "reserve_age_plausible",
    .fn = reserve_age,
    .about = "A reserve is 18 to 60 years old on joining (warning).",
    .needs = {"person", "joined"},
};
static const struct check_def post_org_check = {
    .name = "post_org_covers_unit",
    .fn = post_org_covers,
    .about = "The organisation of a post covers the unit of the post (warning).",
    .needs = {"org"},
};
static const struct check_def requirement_check = {
    .name = "requirement_numbers",
    .fn = requirement_numbers,
    .about = "Not more young people than people are required, and young is defined.",
    .needs = {"number", "young_number", "age_max", "education"},
};

const struct check_def *const reg_checks[] = {
    &person_birth_check, &person_sex_check, &dates_check, &mentor_check, &reserve_age_check,
    &post_org_check, &requirement_check,
    /* checks_talent.c */
    &away_consent_check, &away_appointment_check, &away_post_check, &contact_day_check,
    &return_day_check, &contest_rank_check, &raised_check,
    /* checks_visit.c */
    &visit_day_check, &visit_parties_check, &visit_once_check, &visit_unit_check, &visit_company_check,
    &visit_settled_check,
    /* checks_pairing.c */
    &pairing_parties_check, &pairing_self_check, &pairing_once_check, &pairing_end_check,
    &result_check, &wishes_check, &cash_check, &leave_check, &leave_once_check,
    /* checks_training.c */
    &class_dates_check, &service_dates_check, &trainee_within_check, &trainee_once_check,
    &trainee_certificate_check,
    /* checks_members.c */
    &development_order_check, &development_rules_check, &development_introducers_check,
    &development_reserve_check, &membership_principal_check, &membership_dates_check,
    &award_receiver_check, &award_once_check, &benefit_period_check, &benefit_overlap_check,
    /* checks_chain.c */
    &check_base_head, &check_branch_formed, &check_post_template, &check_branch_rectified,
    &check_posting_transfers, &check_alliance_sum, &check_alliance_share,
    &check_exemplar_member,
    /* checks_project.c */
    &check_money_whole, &check_of_project, &check_of_allocation, &check_of_payment,
    &check_of_cooperative, &check_fund_covers, &check_fund_spent, &check_allocation_covers,
    &check_allocation_spent, &check_commitment_covers, &check_commitment_spent,
    &check_payment_covers, &check_payment_received, &check_project_days, &check_unit_stays,
    &check_milestone_told, &check_acceptance_asset, &check_project_net, &check_coop_led,
    /* checks_person.c */
    &data_request_check,
    /* checks_site.c */
    &site_use_check, &site_village_check,
    /* checks_credit.c */
    &star_criterion_check, &star_rating_check, &credit_opinion_check, &credit_reply_check,
    &credit_repayment_check,
    /* checks_estate.c */
    &estate_org_check, &asset_card_check, &asset_end_check, &stocktake_check,
    &contract_dates_check, &contract_subject_check, &contract_area_check, &resource_area_check,
    &contract_loan_check, &contract_term_check, &contract_sum_check, &due_sum_check,
    &due_day_check, &receipt_day_check,
    /* checks_caliber.c */
    &of_county_check, &caliber_account_check,
    /* checks_open.c */
    &quorum_fractions_check, &step_numbers_check, &step_order_check, &step_quorum_check,
    &decision_finished_check, &openness_notice_check,
    /* checks_share.c */
    &collective_org_check, &collective_member_once_check, &collective_member_end_check,
    &share_class_collective_check, &share_rule_once_check, &share_movement_parties_check,
    &share_movement_amount_check, &share_movement_fixed_check, &share_movement_ceiling_check,
    &share_movement_after_check, &charter_floor_check, &calendar_day_check,
    &share_movement_after_check, &charter_floor_check,
    /* checks_meeting.c */
    &check_cadence_fits, &check_cadence_window, &check_excuse_above, &check_excuse_fits,
    &check_meeting_held, &check_meeting_cancelled, &check_of_meeting, &check_attendance_reason,
    &check_decision_whom,
    &share_movement_after_check, &charter_floor_check, &calendar_day_check, &burden_check,
    /* checks_task.c */
    &task_parent_check, &task_days_check, &task_answered_check, &task_progress_check, &task_result_check,
    &task_role_party_check, &task_role_once_check, &task_role_end_check, &of_its_task_check,
    &task_extension_check,
    /* checks_voice.c */
    &matter_kept_check, &matter_stays_check, &matter_days_check, &matter_state_check,
    &matter_about_check, &matter_moved_check, &matter_merge_check, &matter_label_check,
    &matter_step_check, &matter_recheck_check, &matter_route_check,
    NULL,
};
