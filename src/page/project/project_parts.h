#pragma once
/* project_parts.h - what project_page.c takes from project_parts.c. */
#include "economy/project_voucher.h"
#include "page/project/project_page.h"

enum { PROJECT_ALLOCATIONS = 40, PROJECT_ROWS = 200 };

/* The contracts and payments of an allocation. */
struct project_part {
	struct record_list contracts, payments;
};
/* Where the rows of a view are filled in. */
struct project_room {
	struct project_allocation_view allocations[PROJECT_ALLOCATIONS];
	struct project_contract_row contracts[PROJECT_ROWS];
	struct project_payment_row payments[PROJECT_ROWS];
};
bool project_part_load(struct request *rq, const struct record *allocation, struct project_part *out,
		       struct err *e) MUST_USE;
bool project_part_show(struct request *rq, const struct project_part *p, struct record *allocation, ymd at,
		       struct project_view *v, struct project_room *room, struct err *e) MUST_USE;
/* What is to be booked of the project, where the account may read a book of its unit. */
bool project_vouchers(struct request *rq, const struct record *project, struct project_view *v,
		      struct err *e) MUST_USE;
