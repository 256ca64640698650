/* checks_person.c - named checks of what people ask about their own data. */
#include "base/str.h"
#include "reg/record.h"
#include "reg/reg_int.h"

static const struct value *value_of(const struct check_in *in, const char *name)
{
	const struct field_def *f = field_find(in->rec->def, name);
	assert(f); /* the resolver refuses a check whose `needs` are not there */
	return &in->rec->v[f->index];
}

static void data_request_answered(const struct check_in *in, struct findings *out)
{
	const struct value *received = value_of(in, "received"), *done = value_of(in, "done");
	if (text_eq(in->rec->state, "refused") && !value_of(in, "reason")->known)
		find_hint(find_error(out, "reason", "data-request-reason",
				     "A refusal must give its reason."),
			  "Say which law or records duty forbids it; the person must be told.");
	if (text_eq(in->rec->state, "done") && !done->known)
		find_error(out, "done", "data-request-done", "The day it was done is missing.");
	if (received->known && done->known && done->i < received->i)
		find_error(out, "done", "data-request-order",
			   "It was done before it was received.");
}

const struct check_def data_request_check = {
    .name = "data_request_answered",
    .fn = data_request_answered,
    .about = "A refusal gives its reason, an answer its day, not before the request.",
    .needs = {"received", "done", "reason"},
};
