/* checks_burden.c - the named check `burden`: what a row asks of people, in any of its texts. */
#include "base/str.h"
#include "reg/burden.h"
#include "reg/record.h"
#include "reg/reg_int.h"

/* Titles of documents say what they say. */
static bool looked_at(const struct field_def *f)
{
	return (f->type == FIELD_TEXT || f->type == FIELD_NOTE) && !text_eq(f->name, "document");
}

static void burden(const struct check_in *in, struct findings *out)
{
	const struct burden_list *list = burden_list(in->arena);
	const struct reg_def *def = in->rec->def;
	for (int i = 0; i < def->field_count; i++) {
		const struct value *v = &in->rec->v[i];
		struct burden b;
		if (v->known && looked_at(&def->fields[i]) &&
		    burden_find(in->arena, list, NULL, v->s, &b))
			burden_say(out, def->fields[i].name, &b);
	}
}

const struct check_def burden_check = {
	.name = "burden",
	.fn = burden,
	.about = "Nothing in it counts log-ins, time online, check-ins, positions, likes, photos as proof, "
		 "or ranks people by use of a program.",
};
