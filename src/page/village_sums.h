#pragma once
/* village_sums.h - the sums of each unit below a town or county, every number a link. */
#include "page/unit_page.h"

bool unit_sums(struct request *rq, const struct unit *u, struct village_part *out,
	       struct err *e) MUST_USE;
