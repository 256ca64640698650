/* checks_charter.c - named checks of what charters say about income. */
#include "reg/record.h"
#include "reg/reg_int.h"

static const struct value *value_of(const struct check_in *in, const char *name)
{
	const struct field_def *f = field_find(in->rec->def, name);
	assert(f); /* the resolver refuses a check whose `needs` are not there */
	return &in->rec->v[f->index];
}

/* A charter may ask for more than the province or county, not for less. */
static void charter_floor(const struct check_in *in, struct findings *out)
{
	const struct value *ratio = value_of(in, "reserve_ratio"), *floor = value_of(in, "reserve_floor");
	if (ratio->known && floor->known && ratio->i < floor->i)
		find_hint(find_error(out, "reserve_ratio", "charter-floor",
				     "The ratio of the reserve is below the lowest one allowed."),
			  "Compare both with their documents; the charter may not go below the rule.");
}

const struct check_def charter_floor_check = {
	.name = "charter_floor",
	.fn = charter_floor,
	.about = "The ratio of the reserve is not below the lowest one allowed.",
	.needs = { "reserve_ratio", "reserve_floor" },
};
