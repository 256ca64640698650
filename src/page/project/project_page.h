#pragma once
/* project_page.h - views of the projects board, one project, the cooperatives board. */
#include "economy/project_board.h"
#include "page/page_reg.h"

/* ---- /projects: project_board.c ---- */
struct projects_row {
	const char *name, *href, *unit, *stage, *planned_end;
	enum ui_tone tone;
	const char *budget, *allocated, *committed, *paid, *received, *left; /* NULL: not told */
	int64_t late;
};
struct projects_unit_row {
	const char *name, *href, *allocated, *paid, *left;
	int64_t count;
};
struct projects_view {
	const char *unit, *at, *add, *funds;
	int row_count, unit_count;
	struct ui_tiles tiles;
	const struct projects_row *rows;
	const struct projects_unit_row *units;
	struct projects_row total;
	bool more; /* there are projects beyond those listed */
};

/* ---- /project/:id: project_page.c ---- */
struct project_move_row {
	const char *day, *what, *href, *in, *out, *left;
};
struct project_allocation_view {
	const char *number, *href, *fund, *document, *amount;
	int count;
	const struct project_move_row *moves;
};
struct project_contract_row {
	const char *number, *href, *party, *subject, *amount, *paid, *unpaid, *signed_on, *lapses;
	bool lapsed;
};
struct project_payment_row {
	const char *number, *href, *day, *payee, *amount, *purpose, *receipts, *unreceived;
	bool asset;
};
struct project_line {
	const char *day, *title, *href, *text, *state;
	enum ui_tone tone;
};
struct project_result_row {
	const char *year, *href, *jobs, *households, *output, *gross, *cost, *net;
};
struct project_voucher_row {
	const char *what, *day, *amount, *href; /* href: of the voucher that stands for it; NULL none */
};
struct project_view {
	const char *entry, *propose; /* propose: address of the form, NULL: nothing to propose */
	const char *book, *book_href;
	const char *unit, *kind, *stage, *plan, *leader, *listed, *started, *planned_end, *won, *facilities;
	enum ui_tone tone;
	struct projects_row sums;
	bool tells_money;
	int step_count, allocation_count, contract_count, payment_count, milestone_count, acceptance_count,
	    result_count, voucher_count, add_count;
	const struct project_line *steps, *milestones, *acceptances;
	const struct project_allocation_view *allocations;
	const struct project_contract_row *contracts;
	const struct project_payment_row *payments;
	const struct project_result_row *results;
	const struct project_voucher_row *vouchers;
	struct ui_link add[8];
};

/* ---- /cooperatives: coop_page.c ---- */
struct coop_row {
	const char *name, *href, *unit, *kind, *led, *leader, *business, *members, *contributed;
};
struct coop_line {
	const char *name, *href, *kind, *products, *stage, *value, *outputs;
	int64_t area;
};
struct coop_view {
	const char *unit, *at, *led, *add;
	int row_count, base_count, led_count;
	struct ui_tiles tiles;
	const struct coop_row *rows;
	const struct coop_line *bases;
	const struct ui_option *leds;
	bool more, tells_members;
};

enum ui_tone project_tone(const char *stage);
/* Where the account may enter a row of the register for the unit; NULL: nowhere. */
const char *project_form(struct request *rq, const char *reg, int64_t unit, const char *more, struct err *e);
