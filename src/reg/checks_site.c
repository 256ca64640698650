/* checks_site.c - named checks of the activity sites of villages. */
#include "base/str.h"
#include "reg/record.h"
#include "reg/reg_int.h"
#include "unit/unit.h"

static const struct value *value_of(const struct check_in *in, const char *name)
{
	const struct field_def *f = field_find(in->rec->def, name);
	assert(f); /* the resolver refuses a check whose `needs` are not there */
	return &in->rec->v[f->index];
}

/* The state of use is what people read, the date what figures count by: they say the same. */
static void site_use(const struct check_in *in, struct findings *out)
{
	const struct value *status = value_of(in, "status"), *closed = value_of(in, "closed");
	char since[16];
	if (!status->known)
		return;
	bool out_of_use = text_eq(status->s, "closed");
	if (out_of_use && !closed->known)
		find_error(out, "closed", "site-closed", "It is not said since when the site is out of use.");
	else if (!out_of_use && closed->known && closed->i <= in->today)
		find_hint(find_error(out, "status", "site-status",
				     "The site is out of use since %s, but its state of use says otherwise.",
				     date_iso((ymd)closed->i, since)),
			  "Change the state of use, or take the date away.");
}

static void site_village(const struct check_in *in, struct findings *out)
{
	struct unit unit;
	if (in->rec->unit == 0 || !unit_load(in->arena, in->db, in->rec->unit, 0, &unit, in->e))
		return;
	if (!unit.is_village)
		find_hint(find_error(out, "unit", "site-unit", "An activity site belongs to a village or community."),
			  "Choose the village where it stands.");
}

const struct check_def site_use_check = {
	.name = "site_use",
	.fn = site_use,
	.about = "A site out of use says since when; no other does.",
	.needs = { "status", "closed" },
};
const struct check_def site_village_check = {
	.name = "site_of_village",
	.fn = site_village,
	.about = "An activity site belongs to a village or community.",
};
