#pragma once
/* org_page.h - views of the organisation page, the board of chain branches, an alliance. */
#include "page/page_reg.h"

/* ---- posts against what is set for the kind of organisation: org_roles.c ---- */
struct role_rules; /* the rows of register branch_role that hold on a day */
struct role_holder {
	const char *name, *href, *capacity; /* capacity: in which of those asked for; NULL unknown */
};
struct role_state {
	const char *code, *label, *who; /* who: in which capacity it is to be held; "" anyone */
	int64_t number, missing;
	int holder_count;
	const struct role_holder *holders;
};
struct role_list {
	int count;
	int64_t number, missing;
	const struct role_state *roles;
};
bool role_rules_load(struct request *rq, ymd at, const struct role_rules **out, struct err *e) MUST_USE;
/* The posts asked for, then posts held beyond them; only posts the account may read count. */
bool role_states_load(struct request *rq, const struct role_rules *rules, const struct record *org,
		      ymd at, struct role_list *out, struct err *e) MUST_USE;

/* ---- one organisation: org_page.c ---- */
struct org_base {
	const char *name, *href, *unit, *products, *area, *head, *experts, *experts_href;
};
struct org_line {
	const char *text, *href, *detail;
};
struct org_list {
	const char *title, *empty, *more; /* more: link to all of them */
	int64_t all;
	int count;
	const struct org_line *lines;
};
enum { ORG_LISTS = 6 };
struct org_view {
	const char *entry, *kind, *formed, *unit, *unit_href, *leader, *honours, *area, *at;
	const char *posts, *post_new; /* links */
	bool may_write;
	int64_t members, guests; /* by principal branch; of other branches */
	int base_count, list_count;
	const struct org_base *bases;
	struct role_list roles;
	struct org_list lists[ORG_LISTS];
};

/* ---- the board: chain_page.c ---- */
struct chain_row {
	const char *name, *href, *unit, *formed, *bases, *area, *missing;
	int64_t lacks;
};
struct chain_view {
	const char *unit, *at;
	int row_count;
	struct ui_tiles tiles;
	const struct chain_row *rows;
};

/* ---- an alliance: alliance_page.c ---- */
struct alliance_row {
	const char *party, *href, *unit, *contribution, *amount, *percent;
	int64_t parts;
};
struct alliance_view {
	const char *entry, *kind, *industry, *lead, *state, *started, *ended, *agreement;
	int64_t parts, shown, rest; /* rest: of parties whose rows are not the reader's */
	const char *rest_percent;
	bool open; /* not in force: the parts need not add up yet */
	int row_count;
	const struct alliance_row *rows;
};

/* The rows of `reg` whose field holds `id`, on the day (0: any), within the account's scope;
 * an empty list where it may not read the register. */
bool page_rows_of(struct request *rq, const char *reg, const char *field, int64_t id, ymd at, int limit,
		  struct record_list *out, struct err *e) MUST_USE;
/* 1234.50 of a decimal field; "" unknown. */
const char *page_dec(struct request *rq, const struct record *r, const char *field);
