/* pages.c - the site map. To add a screen: 1. src/page/<name>.c with a struct page; 2. its name
 * here. */
#include "page/pages.h"

#define PAGES(X)                                                                                   \
	X(home_page)                                                                               \
	X(figure_list_page)                                                                        \
	X(figure_page)                                                                             \
	X(figure_export_page)                                                                      \
	X(shortage_page)                                                                           \
	X(shortage_supervise_page)                                                                 \
	X(mentor_page)                                                                             \
	X(talent_page)                                                                             \
	X(visits_page)                                                                             \
	X(visits_save_page)                                                                        \
	X(visits_export_page)                                                                      \
	X(pairing_page)                                                                            \
	X(pairing_hand_over_page)                                                                  \
	X(pairing_hand_over_post)                                                                  \
	X(resident_page)                                                                           \
	X(chain_page)                                                                              \
	X(org_page)                                                                                \
	X(alliance_page)                                                                           \
	X(member_page)                                                                             \
	X(benefit_page)                                                                            \
	X(benefit_propose_page)                                                                    \
	X(benefit_pay_page)                                                                        \
	X(duty_page)                                                                               \
	X(duty_save_page)                                                                          \
	X(duty_notice_page)                                                                        \
	X(duty_notice_pdf)                                                                         \
	X(training_page)                                                                           \
	X(training_coverage_page)                                                                  \
	X(training_ask_page)                                                                       \
	X(training_ask_post)                                                                       \
	X(training_class_page)                                                                     \
	X(training_attend_page)                                                                    \
	X(training_gather_page)                                                                    \
	X(training_certify_page)                                                                   \
	X(training_enrol_page)                                                                     \
	X(training_enrol_post)                                                                     \
	X(training_sheet_page)                                                                     \
	X(training_certificates_page)                                                              \
	X(training_certificate_page)                                                               \
	X(books_page)                                                                              \
	X(book_page)                                                                               \
	X(voucher_list_page)                                                                       \
	X(voucher_page)                                                                            \
	X(voucher_print_page)                                                                      \
	X(voucher_new_page)                                                                        \
	X(voucher_new_post)                                                                        \
	X(voucher_edit_page)                                                                       \
	X(voucher_edit_post)                                                                       \
	X(voucher_approve_page)                                                                    \
	X(voucher_sign_page)                                                                       \
	X(voucher_post_page)                                                                       \
	X(voucher_drop_page)                                                                       \
	X(voucher_reverse_page)                                                                    \
	X(decisions_page)                                                                          \
	X(decision_page)                                                                           \
	X(decision_sheet_page)                                                                     \
	X(document_list_page)                                                                      \
	X(document_new_page)                                                                       \
	X(document_draft_page)                                                                     \
	X(document_issue_page)                                                                     \
	X(document_view_page)                                                                      \
	X(document_pdf_page)                                                                       \
	X(document_docx_page)                                                                      \
	X(document_html_page)                                                                      \
	X(document_reissue_page)                                                                   \
	X(sign_in_page)                                                                            \
	X(sign_in_post)                                                                            \
	X(sign_out_post)                                                                           \
	X(search_page)                                                                             \
	X(people_pick_page)                                                                        \
	X(reg_list_page)                                                                           \
	X(reg_export_page)                                                                         \
	X(reg_filter_keep)                                                                         \
	X(reg_filter_drop)                                                                         \
	X(reg_new_page)                                                                            \
	X(reg_view_page)                                                                           \
	X(reg_reveal_page)                                                                         \
	X(person_print_page)                                                                       \
	X(person_rights_page)                                                                      \
	X(person_copy_post)                                                                        \
	X(person_erase_post)                                                                       \
	X(reg_edit_page)                                                                           \
	X(reg_save_page)                                                                           \
	X(reg_step_page)                                                                           \
	X(reg_delete_page)                                                                         \
	X(import_list_page)                                                                        \
	X(import_new_page)                                                                         \
	X(import_template_page)                                                                    \
	X(import_upload_page)                                                                      \
	X(import_page)                                                                             \
	X(import_state_page)                                                                       \
	X(import_map_page)                                                                         \
	X(import_stage_page)                                                                       \
	X(import_choose_page)                                                                      \
	X(import_accept_page)                                                                      \
	X(import_undo_page)                                                                        \
	X(import_annotated_page)                                                                   \
	X(unit_list_page)                                                                          \
	X(unit_page)                                                                               \
	X(unit_change_page)                                                                        \
	X(unit_change_post)                                                                        \
	X(account_own_page)                                                                        \
	X(account_own_post)                                                                        \
	X(account_password_post)                                                                   \
	X(account_totp_start_post)                                                                 \
	X(account_totp_confirm_post)                                                               \
	X(account_totp_off_post)                                                                   \
	X(account_token_post)                                                                      \
	X(account_token_end_post)                                                                  \
	X(account_list_page)                                                                       \
	X(account_new_page)                                                                        \
	X(account_new_post)                                                                        \
	X(account_view_page)                                                                       \
	X(account_grant_post)                                                                      \
	X(account_ungrant_post)                                                                    \
	X(account_reset_post)                                                                      \
	X(account_totp_end_post)                                                                   \
	X(account_close_post)                                                                      \
	X(setup_page)                                                                              \
	X(setup_post)                                                                              \
	X(why_page)                                                                                \
	X(audit_page)                                                                              \
	X(file_add_post)                                                                           \
	X(file_page)                                                                               \
	X(file_delete_post)                                                                        \
	X(audit_check_page)

#define X(name) extern const struct page name;
PAGES(X)
#undef X

const struct page *const all_pages[] = {
#define X(name) &name,
    PAGES(X)
#undef X
	NULL,
};
