#pragma once
/*
 * reg_int.h - shared by the reader, the resolver and the printers of definitions.
 */
#include "base/limits.h"
#include "reg/def.h"
#include "reg/yaml_tree.h"

/* A register while it is being read: names in `root` become pointers in reg_resolve.c. */
struct reg_draft {
	struct reg_def *def;
	struct field_def *fields;   /* def->fields, still writable */
	const struct ynode **nodes; /* of each field */
	const struct ynode *root;
};

struct reg_reading {
	struct arena *a;
	struct findings *f;
	int reg_count, list_count;
	struct reg_draft regs[LIMIT_DEFS];
	const struct choice_list *lists[LIMIT_DEFS];
};

/* reg_field.c: reads the `fields` of a register. */
void fields_read(struct reg_reading *r, struct reg_draft *d);
/* [a-z][a-z0-9_]{0,40} */
bool def_name_ok(const char *name);
/* A column name that neither the standard columns nor SQL reserve. */
bool def_name_free(const char *name);

/* choice_read.c: a file of choice lists. */
void choices_read(struct reg_reading *r, const struct ynode *root);

/* reg_resolve.c: lists, references, paths; every dangling name is a finding. */
void reg_resolve(struct reg_reading *r);
/* The path that `n` names; false with a finding.  `sub`: it may lead through a reference. */
bool def_path_read(struct reg_reading *r, const struct reg_def *def, const struct ynode *n,
		   const char *what, bool sub, struct path *out);
/* reg_sheet.c: how the exported sheet looks, after the columns. */
void sheet_resolve(struct reg_reading *r, struct reg_draft *d);
/* reg_rules.c: group, roles, checks, states; then the transitions, which may name fields. */
void rules_resolve(struct reg_reading *r, struct reg_draft *d);
void transitions_resolve(struct reg_reading *r, struct reg_draft *d);
/* Registers with those they refer to first.  A circle is a finding; false then. */
bool reg_order(struct arena *a, int count, const struct reg_def *const *regs,
	       const struct reg_def **out, struct findings *f);

/* checks.c: the named checks, NULL-terminated. */
extern const struct check_def *const reg_checks[];
/* checks_talent.c */
extern const struct check_def away_consent_check, away_appointment_check, away_post_check,
    contact_day_check, return_day_check, contest_rank_check, raised_check;
/* checks_pairing.c */
extern const struct check_def pairing_parties_check, pairing_self_check, pairing_once_check,
    pairing_end_check, result_check, wishes_check, cash_check, leave_check, leave_once_check;
/* checks_visit.c */
extern const struct check_def visit_day_check, visit_parties_check, visit_once_check, visit_unit_check,
    visit_company_check, visit_settled_check;
/* checks_training.c */
extern const struct check_def class_dates_check, service_dates_check, trainee_within_check,
    trainee_once_check, trainee_certificate_check;
/* checks_members.c */
extern const struct check_def development_order_check, development_rules_check, development_introducers_check,
	development_reserve_check,
	membership_principal_check, membership_dates_check, award_receiver_check,
	award_once_check, benefit_period_check, benefit_overlap_check;
/* checks_chain.c */
extern const struct check_def check_base_head, check_branch_formed, check_post_template,
	check_branch_rectified, check_posting_transfers, check_alliance_sum, check_alliance_share,
	check_exemplar_member;
/* checks_person.c */
extern const struct check_def data_request_check;
/* checks_project.c */
extern const struct check_def check_money_whole, check_of_project, check_of_allocation, check_of_payment,
	check_of_cooperative, check_fund_covers, check_fund_spent, check_allocation_covers,
	check_allocation_spent, check_commitment_covers, check_commitment_spent, check_payment_covers,
	check_payment_received, check_project_days, check_unit_stays, check_milestone_told,
	check_acceptance_asset, check_project_net, check_coop_led;
/* checks_site.c */
extern const struct check_def site_use_check, site_village_check;
/* checks_credit.c */
extern const struct check_def star_criterion_check, star_rating_check, credit_opinion_check,
	credit_reply_check, credit_repayment_check;
/* checks_estate.c */
extern const struct check_def estate_org_check, asset_card_check, asset_end_check, stocktake_check,
    contract_dates_check, contract_subject_check, contract_area_check, resource_area_check,
    contract_loan_check, contract_term_check, contract_sum_check, due_sum_check, due_day_check, receipt_day_check;
/* checks_caliber.c */
extern const struct check_def of_county_check, caliber_account_check;
/* checks_open.c */
extern const struct check_def quorum_fractions_check, step_numbers_check, step_order_check,
	step_quorum_check, decision_finished_check, openness_notice_check;
/* checks_meeting.c */
extern const struct check_def check_cadence_fits, check_cadence_window, check_excuse_above,
	check_excuse_fits, check_meeting_held, check_meeting_cancelled, check_of_meeting,
	check_attendance_reason, check_decision_whom;
/* checks_task.c */
extern const struct check_def task_parent_check, task_days_check, task_answered_check, task_progress_check,
	task_result_check, task_role_party_check, task_role_once_check, task_role_end_check, of_its_task_check,
	task_extension_check;
/* checks_charter.c */
extern const struct check_def charter_floor_check;
/* checks_calendar.c */
extern const struct check_def calendar_day_check;
/* checks_burden.c */
extern const struct check_def burden_check;
/* checks_collective.c */
extern const struct check_def collective_org_check, collective_member_once_check, collective_member_end_check,
    share_class_collective_check, share_rule_once_check;
/* checks_share.c */
extern const struct check_def share_movement_parties_check, share_movement_amount_check,
    share_movement_fixed_check, share_movement_ceiling_check, share_movement_after_check;

/* checks_voice.c */
extern const struct check_def matter_kept_check, matter_stays_check, matter_days_check,
	matter_state_check, matter_about_check, matter_moved_check, matter_merge_check,
	matter_label_check, matter_step_check, matter_recheck_check, matter_route_check;

/* The word in the file for a type. */
const char *field_type_word(enum field_type t);
bool field_is_sealed(const struct field_def *f);
/* Kept in a column of its own as text rather than a number. */
bool field_is_text(const struct field_def *f);

/* reg_ddl.c: one column, with its <f>_bix where sealed, as in `create table`. */
struct buf;
void ddl_column(struct buf *b, const struct field_def *f);
void ddl_indexes_of(struct buf *b, const struct reg_def *def, const struct field_def *f);
void ddl_side_table(struct buf *b, const struct reg_def *def, const struct field_def *f);
void ddl_key_index(struct buf *b, const struct reg_def *def);
void ddl_sort_index(struct buf *b, const struct reg_def *def);
