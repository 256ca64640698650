/* checks_caliber.c - named checks of the calibers of collective income. */
#include "base/str.h"
#include "reg/record.h"
#include "reg/reg_int.h"
#include "unit/unit.h"

#include <string.h>

static void of_county(const struct check_in *in, struct findings *out)
{
	struct unit unit;
	if (in->rec->unit == 0 || !unit_load(in->arena, in->db, in->rec->unit, 0, &unit, in->e))
		return;
	if (unit.level != LEVEL_COUNTY)
		find_hint(find_error(out, "unit", "of-county",
				     "This holds for a whole county, not for a unit below it."),
			  "Choose the county.");
}

static void caliber_account(const struct check_in *in, struct findings *out)
{
	const struct field_def *f = field_find(in->rec->def, "account");
	const struct value *v = &in->rec->v[f->index];
	if (v->known && (strlen(v->s) < 3 || strspn(v->s, "0123456789") != strlen(v->s)))
		find_hint(find_error(out, "account", "caliber-account",
				     "“%s” is not the number of an account.", v->s),
			  "Write digits only, such as 501 or 50101.");
}

const struct check_def of_county_check = {
    .name = "of_county",
    .fn = of_county,
    .about = "The row belongs to a county, for all of which it holds.",
};
const struct check_def caliber_account_check = {
    .name = "caliber_account",
    .fn = caliber_account,
    .about = "The account of a caliber is a number of digits.",
    .needs = {"account"},
};
