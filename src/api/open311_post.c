/*
 * open311_post.c - GeoReport v2: a request from anybody, through the door of the public page:
 * the same limits, the same masks, the same matter.
 */
#include "api/open311.h"

#include "base/arena.h"
#include "base/str.h"
#include "voice/limit.h"

#include <string.h>

enum { NAME = 30 };

static bool post(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "what", .kind = PARAM_TEXT, .required = 1 },
	{ .name = "jurisdiction_id", .kind = PARAM_TEXT },
	{ .name = "service_code", .kind = PARAM_TEXT },
	{ .name = "description", .kind = PARAM_NOTE },
	{ .name = "address_id", .kind = PARAM_TEXT },
	{ .name = "address_string", .kind = PARAM_TEXT },
	{ .name = "attribute[village]", .kind = PARAM_TEXT },
	{ .name = "lat", .kind = PARAM_TEXT },
	{ .name = "long", .kind = PARAM_TEXT },
	{ .name = "first_name", .kind = PARAM_TEXT },
	{ .name = "last_name", .kind = PARAM_TEXT },
	{ .name = "phone", .kind = PARAM_TEXT },
	{ .name = "media_url", .kind = PARAM_TEXT, .max = 1000 },
	{ 0 },
};

const struct page open311_post_page = {
	.path = "/open311/v2/:what",
	.method = POST,
	.cap = CAP_PUBLIC,
	.params = params,
	.serve = post,
	.api = 1,
	.title = "Open311",
	.about = "GeoReport v2: takes a request, form-encoded, to requests.json or requests.xml.",
};

static bool village_none(struct request *rq, struct err *e)
{
	if (!is_empty(rq_text(rq, "lat")) || !is_empty(rq_text(rq, "long"))) {
		err_set(e, ERR_INPUT, "Positions are not taken here: say which village it is.");
		return err_hint(e, "Give address_id, the village's 12-digit code, or address_string, its name.");
	}
	err_set(e, ERR_INPUT, "The village is missing.");
	return err_hint(e, "Give address_id, the village's 12-digit code, or address_string, its name.");
}

static bool by_code(struct request *rq, const struct unit *county, const char *code, struct unit *out, struct err *e)
{
	struct err why = { 0 };
	if (unit_by_code(rq->arena, rq->db, code, 0, out, &why) && out->county == county->county &&
	    out->is_village && out->closed == DATE_OPEN)
		return true;
	if (why.code != ERR_NONE && why.code != ERR_NOT_FOUND) {
		*e = why;
		return false;
	}
	return err_set(e, ERR_INPUT, "There is no village “%s” in %s.", code, county->name);
}

/* The longest name that stands in the address, when only one village has it; a village that is
 * named with its town goes before one of the same name elsewhere. */
static bool by_name(struct request *rq, const struct unit *county, const char *address, struct unit *out,
		    struct err *e)
{
	struct unit_list all;
	size_t best = 0;
	int count = 0;
	if (!unit_villages(rq->arena, rq->db, county->id, 0, &all, e))
		return false;
	for (int i = 0; i < all.count; i++) {
		size_t n = strlen(all.units[i].name);
		if (!strstr(address, all.units[i].name))
			continue;
		const char *town = unit_name_now(rq->arena, rq->db, all.units[i].parent);
		n = n * 2 + (*town && strstr(address, town));
		if (n < best)
			continue;
		count = n > best ? 1 : count + 1;
		best = n;
		*out = all.units[i];
	}
	if (count == 1)
		return true;
	err_set(e, ERR_INPUT, count ? N_("Several villages are called so: “%s”.") : N_("No village of the county is named in “%s”."),
		address);
	return err_hint(e, "Give address_id, the village's 12-digit code.");
}

static bool place_find(struct request *rq, const struct unit *county, struct unit *out, struct err *e)
{
	const char *id = rq_text(rq, "address_id");
	id = is_empty(id) ? rq_text(rq, "attribute[village]") : id;
	if (!is_empty(id))
		return by_code(rq, county, id, out, e);
	if (!is_empty(rq_text(rq, "address_string")))
		return by_name(rq, county, rq_text(rq, "address_string"), out, e);
	return village_none(rq, e);
}

/* Judged here, so that the refusal has the form of the standard. */
static bool short_enough(struct request *rq, const char *name, int max, struct err *e)
{
	return utf8_count(rq_text(rq, name)) <= (size_t)max ||
	       err_set(e, ERR_INPUT, "%s is longer than %d characters.", name, max);
}

static bool asked(struct request *rq, struct err *e)
{
	const struct choice_list *kinds = choice_list_find("matter_kind");
	const char *code = rq_text(rq, "service_code");
	if (is_empty(code))
		return err_set(e, ERR_INPUT, "service_code is missing.");
	if (!choice_find(kinds, code))
		return err_set(e, ERR_NOT_FOUND, "There is no service “%s”.", code);
	if (is_empty(rq_text(rq, "description")))
		return err_set(e, ERR_INPUT, "description is missing: say what it is about.");
	return short_enough(rq, "description", MATTER_TEXT, e) && short_enough(rq, "first_name", NAME, e) &&
	       short_enough(rq, "last_name", NAME, e) && short_enough(rq, "phone", NAME, e);
}

static bool hand_in(struct request *rq, const struct unit *county, const struct unit *place,
		  struct matter_raised *out, struct err *e)
{
	struct limit_try t = { .what = "matter", .county = county->county, .unit = place->id, .address = rq->address,
			       .text = rq_text(rq, "description"), .program = true };
	struct save_how how = { .origin = "open311" };
	enum limit_word word;
	if (!limit_take(rq->arena, rq->db, &t, &word, rq->findings, e))
		return false;
	if (word == LIMIT_AGAIN)
		return err_set(e, ERR_CONFLICT, "The same text came from there before; it is being handled.");
	scope_all(county->county, &how.scope);
	struct matter_new m = {
		.county = county->county, .place = place->id, .kind = rq_text(rq, "service_code"), .source = "open311",
		.text = rq_text(rq, "description"), .raiser_phone = rq_text(rq, "phone"),
		.raiser_name = arena_printf(rq->arena, "%s%s", rq_text(rq, "last_name"), rq_text(rq, "first_name")),
	};
	return matter_raise(rq->arena, rq->db, &m, &how, out, rq->findings, e);
}

static const char *notice(struct request *rq, const struct matter_raised *raised)
{
	struct msg m;
	char day[16];
	msg_set(&m, N_("Handled by %s until %s. Follow, confirm or reopen it with the code %s at %s/voice. Kept are the "
		       "text, the name and the telephone; not kept are e-mail, device, position and pictures."),
		raised->unit_name, date_iso(raised->due, day), raised->code, rq_origin(rq));
	return msg_render(rq->arena, &m, rq->lang);
}

static bool taken(struct open311 *w, const char *word, struct err *e)
{
	struct request *rq = w->rq;
	struct unit county, place;
	struct matter_raised raised;
	if (!text_eq(word, "requests"))
		return err_set(e, ERR_NOT_FOUND, "Requests are sent to requests.json or requests.xml.");
	if (!asked(rq, e) || !open311_county(rq, &county, e) || !place_find(rq, &county, &place, e) ||
	    !hand_in(rq, &county, &place, &raised, e))
		return false;
	open311_list(w, "service_requests");
	open311_item(w, "request");
	open311_text(w, "service_request_id", open311_id(rq->arena, county.county, raised.id));
	open311_text(w, "service_notice", notice(rq, &raised));
	open311_text(w, "account_id", NULL);
	open311_end(w);
	open311_end(w);
	return true;
}

static bool post(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	struct open311 w;
	struct err mine = { 0 };
	const char *word;
	if (!open311_begin(&w, rq, rq_text(rq, "what"), &word))
		err_set(&mine, ERR_NOT_FOUND, "Ask for .json or .xml.");
	else if (taken(&w, word, &mine))
		return true;
	if (err_http(mine.code) < 500)
		return open311_error(&w, &mine);
	*e = mine;
	return false;
}
